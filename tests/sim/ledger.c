/*
 * The ledger: what left a desk, what a desk told its user, what the depositary showed.
 * Nothing here is taken from a database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

static void *grow(void *array, size_t n, size_t size)
{
	/* Doubled at powers of two. */
	if (n & (n - 1))
		return array;
	return need(reallocarray(array, n ? 2 * n : 1, size));
}

/* ---- texts that left a desk ---- */

static struct sim_left *left_by_id(const struct sim_ledger *l, const struct vb_hash *id)
{
	for (size_t i = 0; i < l->nleft; i++)
		if (vb_hash_eq(&l->left[i].id, id))
			return &l->left[i];
	return NULL;
}

struct sim_left *sim_has_left(struct sim *s, struct vb_view note)
{
	struct sim_ledger *l = &s->ledger;
	struct sim_left *there, fresh = {.lodged = false};
	struct vb_act *a = need(malloc(sizeof(*a)));
	struct vb_err err = {0};

	if (vb_act_parse(note, a, &err) != VB_OK) {
		sim_fail(s, "what left a desk is no act: %s", err.sentence);
		free(a);
		return NULL;
	}
	fresh.id = a->id;
	fresh.number = a->number;
	fresh.epoch = a->epoch;
	vb_act_chain(fresh.chain, a);
	free(a);
	/* For what the guest signs nobody answers. */
	if (strcmp(fresh.chain, "gast") == 0 || strcmp(fresh.chain, "gast/recovery") == 0)
		return NULL;
	there = left_by_id(l, &fresh.id);
	if (there)
		return there;
	for (size_t i = 0; i < l->nleft; i++)
		if (!l->left[i].lost && l->left[i].number == fresh.number &&
		    l->left[i].epoch == fresh.epoch &&
		    strcmp(l->left[i].chain, fresh.chain) == 0)
			sim_fail(s, "two texts of %s-%llu.%llu have left", fresh.chain,
				 (unsigned long long)fresh.number,
				 (unsigned long long)fresh.epoch);
	l->left = grow(l->left, l->nleft, sizeof(*l->left));
	l->left[l->nleft] = fresh;
	return &l->left[l->nleft++];
}

void sim_pouch_has_left(struct sim *s, struct vb_view pouch)
{
	struct vb_view name, content;
	struct vb_err err = {0};
	size_t pos = 0;
	enum vb_code code;

	while ((code = vb_ustar_next(pouch, &pos, &name, &content, &err)) == VB_OK)
		if (name.len > 7 && (memcmp(name.ptr, "outbox/", 7) == 0 ||
				     memcmp(name.ptr, "release", 7) == 0))
			sim_has_left(s, content);
	if (code != VB_NOT_FOUND)
		sim_fail(s, "a pouch cannot be read: %s", err.sentence);
}

/* ---- checkpoints ---- */

void sim_has_shown(struct sim *s, struct vb_view note)
{
	struct sim_ledger *l = &s->ledger;
	struct vb_checkpoint *c = need(malloc(sizeof(*c)));
	struct vb_err err = {0};
	size_t i = 0;

	if (vb_checkpoint_parse(note, c, &err) != VB_OK)
		sim_fail(s, "the depositary shows no checkpoint: %s", err.sentence);
	while (i < l->npoints && l->point[i].size != c->size)
		i++;
	if (i < l->npoints && !vb_hash_eq(&l->point[i].root, &c->root))
		sim_fail(s, "two checkpoints of %llu entries have different roots",
			 (unsigned long long)c->size);
	if (i == l->npoints && !s->failed) {
		l->point = grow(l->point, l->npoints, sizeof(*l->point));
		l->point[l->npoints++] = (struct sim_point){c->size, c->root};
		tally.checkpoints++;
	}
	free(c);
}

void sim_has_shown_all(struct sim *s, struct vb_view framed)
{
	struct vb_cursor c;
	struct vb_view note;

	vb_cursor_init(&c, framed, NULL);
	while (c.pos < framed.len && vb_bundle_next(&c, &note))
		sim_has_shown(s, note);
	if (c.code != VB_OK)
		sim_fail(s, "dated checkpoints are not framed as they should be");
}

/* ---- what users were told ---- */

void sim_has_told(struct sim_desk *k, const struct vb_done *done, int64_t lodge_by)
{
	struct sim_ledger *l = &k->sim->ledger;
	struct sim_told t = {.desk = k, .lodge_by = lodge_by, .lodged = done->lodged,
			     .index = done->index};
	struct vb_view article;

	if (!vb_citation_parse(vb_view_str(done->citation), t.chain, &t.number, &t.epoch,
			       &article)) {
		sim_fail(k->sim, "an act is called \"%s\"", done->citation);
		return;
	}
	l->told = grow(l->told, l->ntold, sizeof(*l->told));
	l->told[l->ntold++] = t;
}

void sim_gives_up(struct sim_desk *k, const char *chain)
{
	struct sim_ledger *l = &k->sim->ledger;

	for (size_t i = 0; i < l->ntold; i++)
		if (l->told[i].desk == k && !l->told[i].lodged &&
		    (!chain[0] || strcmp(l->told[i].chain, chain) == 0))
			l->told[i].given_up = true;
}

void sim_chain_of(char out[static 66], const struct sim_desk *k)
{
	snprintf(out, 66, "%s%s%s", k->party, k->office[0] ? "/" : "", k->office);
}

void sim_forgets(struct sim_desk *k)
{
	struct sim_ledger *l = &k->sim->ledger;
	char chain[66], recovery[66];

	sim_gives_up(k, "");
	sim_chain_of(chain, k);
	snprintf(recovery, sizeof(recovery), "%s/recovery", k->party);
	for (size_t i = 0; i < l->nleft; i++)
		if (!l->left[i].lodged && (strcmp(l->left[i].chain, chain) == 0 ||
					   strcmp(l->left[i].chain, recovery) == 0))
			l->left[i].lost = true;
}

bool sim_owes(const struct sim_desk *k)
{
	const struct sim_ledger *l = &k->sim->ledger;
	char chain[66];

	sim_chain_of(chain, k);
	for (size_t i = 0; i < l->nleft; i++)
		if (!l->left[i].lodged && strcmp(l->left[i].chain, chain) == 0)
			return true;
	return false;
}

/* ---- papers ---- */

static uint64_t hash_of(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3u;
	return h;
}

void sim_keep_paper(struct sim *s, const char *citation, const char *text)
{
	struct sim_ledger *l = &s->ledger;
	struct sim_paper p = {.hash = hash_of(citation), .text = strdup(text)};

	if (!p.text)
		abort();
	snprintf(p.citation, sizeof(p.citation), "%s", citation);
	l->paper = grow(l->paper, l->npapers, sizeof(*l->paper));
	l->paper[l->npapers++] = p;
}

bool sim_is_paper(const struct sim *s, const char *citation, struct vb_view text)
{
	uint64_t hash = hash_of(citation);
	bool known = false;

	for (size_t i = 0; i < s->ledger.npapers; i++) {
		const struct sim_paper *p = &s->ledger.paper[i];

		if (p->hash != hash || strcmp(p->citation, citation) != 0)
			continue;
		if (vb_view_is(text, p->text))
			return true;
		known = true;
	}
	return !known;
}

void sim_ledger_free(struct sim_ledger *l)
{
	for (size_t i = 0; i < l->npapers; i++)
		free(l->paper[i].text);
	free(l->left);
	free(l->told);
	free(l->point);
	free(l->paper);
	*l = (struct sim_ledger){0};
}
