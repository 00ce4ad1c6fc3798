/*
 * The outbox of a pouch: signed acts on their way to the log (format.md 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define OUTBOX_MAX 999u		/* three digits */

/* Into a->act. */
static enum vb_code read_act(struct vb_audit *a, const char *at, struct vb_view content,
			     struct vb_finding *out)
{
	struct vb_err err = {0};

	if (vb_act_parse(content, &a->act, &err) == VB_OK)
		return VB_OK;
	vb_finding_of(out, VB_UNREADABLE, at, VB_NOBODY, &err);
	return VB_FALSE;
}

/* ---- where the acts of the outbox stand ---- */

/* An act of the outbox: its place, and the act key that it would register. */
struct place {
	char chain[66];
	uint64_t number, epoch;
	struct vb_hash id;
	bool next;		/* it goes on from where its chain was: it can be lodged */
	char holder[66];	/* whose key it registers; "" */
	struct vb_vkey key;
};

struct outbox {
	struct vb_audit *a;
	struct place *seen;	/* acts whose keys are known */
	unsigned n;
	char at[40];		/* the file that is at hand */
	char cite[96];		/* its act, which is in a->act */
};

static struct place place_of(const struct vb_act *a)
{
	struct place p = {.number = a->number, .epoch = a->epoch, .id = a->id};

	vb_act_chain(p.chain, a);
	return p;
}

/* The end of a chain: what the log has, and what of the outbox goes on from there. */
struct head {
	uint64_t number, epoch;
	struct vb_hash id;
	bool rekeyed;
};

static struct head head_of(const struct outbox *o, const char *chain)
{
	const struct vb_fold *f = o->a->fold;
	struct head h = {.id = f->charter};

	for (uint32_t i = 0; i < f->nchains; i++) {
		const struct vb_chain *c = &f->chain[i];

		if (strcmp(c->name, chain) != 0)
			continue;
		h = (struct head){c->number, c->epoch, c->head, c->rekeyed};
		if (c->number == 0)
			h.id = f->charter;
	}
	for (unsigned i = 0; i < o->n; i++) {
		const struct place *p = &o->seen[i];

		if (p->next && strcmp(p->chain, chain) == 0)
			h = (struct head){p->number, p->epoch, p->id, false};
		/* A rekey stands in its own chain; a mandate opens no epoch. */
		if (p->holder[0] && strcmp(p->holder, chain) == 0 &&
		    strstr(p->chain, "/recovery"))
			h.rekeyed = true;
	}
	return h;
}

/* True if another text stands at @p's position, in the log or before it. */
static bool position_taken(const struct outbox *o, const struct place *p)
{
	const struct vb_fold *f = o->a->fold;
	uint32_t there = vb_fold_cited(f, p->chain, p->number, p->epoch);

	if (there != VB_NO_ACT)
		return !vb_hash_eq(&f->fact[there].id, &p->id);
	for (unsigned i = 0; i < o->n; i++) {
		const struct place *q = &o->seen[i];

		if (strcmp(q->chain, p->chain) == 0 && q->number == p->number &&
		    q->epoch == p->epoch)
			return !vb_hash_eq(&q->id, &p->id);
	}
	return false;
}

/* Whether the act @id is logged, or stood in the outbox before. */
static bool is_here(const struct outbox *o, const struct vb_hash *id)
{
	for (unsigned i = 0; i < o->n; i++) {
		if (vb_hash_eq(&o->seen[i].id, id))
			return true;
	}
	return vb_fold_find(o->a->fold, id) != VB_NO_ACT;
}

/* Whether the act @id is here and of that chain, before whose first the charter stands; *number
 * is its number. */
static bool chain_has(const struct outbox *o, const char *chain, const struct vb_hash *id,
		      uint64_t *number)
{
	const struct vb_fold *f = o->a->fold;
	uint32_t at = vb_fold_find(f, id);

	*number = 0;
	for (unsigned i = 0; i < o->n; i++) {
		*number = o->seen[i].number;
		if (vb_hash_eq(&o->seen[i].id, id))
			return strcmp(o->seen[i].chain, chain) == 0;
	}
	*number = at == VB_NO_ACT ? 0 : f->fact[at].number;
	return at == 0 || (at != VB_NO_ACT && strcmp(f->chain[f->fact[at].chain].name, chain) == 0);
}

/* ---- who signed it ---- */

/* The key that the last act of the outbox registers for @name; NULL: none does. */
static const struct place *registered(const struct outbox *o, const char *name)
{
	for (unsigned i = o->n; i > 0; i--) {
		if (strcmp(o->seen[i - 1].holder, name) == 0)
			return &o->seen[i - 1];
	}
	return NULL;
}

/* A key on its way counts in the chain that its act may register, and nowhere else. */
static void look_ahead(const struct outbox *o, struct vb_due *due, unsigned n)
{
	const struct vb_act *act = &o->a->act;
	const struct place *p;
	char chain[66];

	vb_act_chain(chain, act);
	for (unsigned i = 0; i < n && act->kind->signers != VB_BY_RECOVERY; i++) {
		p = registered(o, due[i].name);
		if (!p)
			continue;
		due[i].known = strcmp(due[i].name, chain) == 0;
		due[i].key = p->key;
	}
}

/* The lines that are due. */
static unsigned due_lines(const struct outbox *o, struct vb_due out[static VB_DUE_MAX])
{
	const struct vb_fold *f = o->a->fold;
	const struct vb_act *act = &o->a->act;
	unsigned n = 0;

	for (uint32_t i = 0; act->kind->signers == VB_BY_PRINCIPALS && i < f->nparties; i++) {
		const struct vb_party *p = &f->party[i];

		if (p->role == VB_PRINCIPAL && p->joined && p->until == VB_NO_ACT)
			out[n++] = vb_due_of(f, act, vb_view_str(p->name));
	}
	if (act->kind->signers == VB_BY_PRINCIPALS)
		vb_due_sort(out, n);
	else
		n = vb_due_lines(f, act, out);
	look_ahead(o, out, n);
	return n;
}

/* Something that the outbox needs is not here; the first of these is told. */
static void lacks(const struct outbox *o, const char *clause, const char *at, const char *what)
{
	struct vb_audit *a = o->a;

	if (a->incomplete)
		return;
	a->incomplete = true;
	snprintf(a->missing_at, sizeof(a->missing_at), "%s", at);
	snprintf(a->missing_clause, sizeof(a->missing_clause), "%s", clause);
	snprintf(a->missing, sizeof(a->missing), "incomplete: %s stands in the outbox, and %s",
		 o->cite, what);
}

/* Whether the lines stand under some of the names that are due, in order. */
static bool in_order(const struct vb_act *a, const struct vb_due *due, unsigned n)
{
	unsigned at = 0;

	for (unsigned i = 0; i < a->note.nsigs; i++, at++) {
		while (at < n && !vb_view_is(a->note.sig[i].name, due[at].name))
			at++;
		if (at == n)
			return false;
	}
	return true;
}

/* Its lines by number and name (format.md 2.8).  VB_NOT_FOUND: some are missing. */
static enum vb_code check_names(const struct outbox *o, const struct vb_due *due, unsigned n,
				struct vb_err *err)
{
	const struct vb_act *act = &o->a->act;

	if (act->note.nsigs > n)
		return vb_fail(err, VB_MALFORMED, "2.8", "",
			       "it has %u signature lines, its kind has %u", act->note.nsigs, n);
	if (!vb_due_author(act, due, n))
		return vb_fail(err, VB_FALSE, "2.8", "", "its author is not among those that "
							 "sign it");
	if (!in_order(act, due, n))
		return vb_fail(err, VB_FALSE, "2.8", "",
			       "a signature line is under a name that does not sign it");
	if (act->note.nsigs == n)
		return VB_OK;
	lacks(o, "2.8", o->at, "not all have signed it who must");
	return VB_NOT_FOUND;
}

/* The keys of its lines.  VB_NOT_FOUND: nobody knows one of them here. */
static enum vb_code check_keys(const struct outbox *o, const struct vb_due *due, unsigned n,
			       struct vb_err *err)
{
	const struct vb_note *note = &o->a->act.note;

	for (unsigned i = 0; i < n; i++) {
		if (!due[i].known || !vb_sigline_matches(&note->sig[i], &due[i].key)) {
			lacks(o, "3.1", "outbox", "no act here registers the key that signed it");
			return VB_NOT_FOUND;
		}
		if (!vb_sigline_verify(&note->sig[i], &due[i].key, note->text))
			return vb_fail(err, VB_FALSE, "3.3", "", "the signature of %s is not valid",
				       due[i].name);
	}
	return VB_OK;
}

static enum vb_code check_seen(const struct outbox *o, struct vb_finding *out)
{
	struct vb_audit *a = o->a;

	if (a->act.seen_size > a->bundle.size || vb_entry_seen(a->tree, &a->act))
		return VB_OK;
	/* A checkpoint of it in seen/ would have been found before: a fork (6.7). */
	vb_finding_set(out, VB_UNREADABLE, "4.6", o->at, VB_NOBODY,
		       "`seen` of %s names a root that the log did not have", o->cite);
	return VB_FALSE;
}

/* ---- what it does ---- */

/* The chain whose act key @a may register, if it holds one: a rekey its author's, a mandate
 * its office's, an admission the new member's (format.md 5.1.6, 5.1.8, 5.1.11). */
static void registered_chain(const struct vb_act *a, char out[static 66])
{
	struct vb_view role, member = vb_token(vb_act_get(a, "party", 0), &role);
	struct vb_view office = vb_act_get(a, "to", 0);
	struct vb_writer w;

	vb_writer_init(&w, out, 65);
	if (a->kind->signers == VB_BY_RECOVERY) {
		vb_put_view(&w, a->author);
	} else if (a->kind->signers == VB_BY_AUTHOR) {
		vb_put_view(&w, a->author);
		vb_put_byte(&w, '/');
		vb_put_view(&w, office);
	} else {
		vb_put_view(&w, member);
	}
	out[w.len] = '\0';
}

/* What is void registers nothing, and neither does what is out of its chain. */
static void register_key(const struct outbox *o, struct place *p)
{
	const struct vb_act *a = &o->a->act;
	struct vb_key key;
	char chain[66];

	if (!a->kind->check || a->kind->check(o->a->fold, a, NULL) != VB_OK)
		return;
	registered_chain(a, chain);
	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		enum vb_code code = vb_key_parse(vb_act_get(a, "key", i), &key, NULL);

		(void)code; /* the kind's rule has seen that it is one of that name */
		if (key.purpose != VB_P_ACT)
			continue;
		snprintf(p->holder, sizeof(p->holder), "%s", chain);
		p->key = key.vkey;
	}
}

/* Whether the office that wrote @a has lost its mandate: from that place in the log on its
 * key binds nobody, and whose hand it is in nobody can tell (format.md 5.1.7). */
static bool is_revoked(const struct vb_fold *f, const struct vb_act *a)
{
	uint8_t party = vb_fold_party(f, a->author);

	for (uint32_t i = f->nmandates; i > 0; i--) {
		const struct vb_mandate *m = &f->mandate[i - 1];

		if (m->party == party && vb_view_is(a->office, m->office))
			return m->revoked != VB_NO_ACT;
	}
	return false;
}

/* format.md 4.4: both texts are validly signed. */
static void used_twice(const struct outbox *o, const struct place *p)
{
	if (is_revoked(o->a->fold, &o->a->act))
		lacks(o, "5.1.7", "outbox",
		      "another text at its position was logged before its office was revoked");
	else
		vb_remark_add(&o->a->remarks, VB_REMARK_TWICE, "4.4", o->cite, p->chain,
			      "key used twice: another text stands at its position");
}

/* Whether it goes on from where its chain is; if not, what is missing (format.md 9.2). */
static void follow(const struct outbox *o, struct place *p)
{
	const struct vb_act *a = &o->a->act;
	struct head h = head_of(o, p->chain);
	bool resume = strcmp(a->kind->name, "resume") == 0;
	bool past = p->epoch < h.epoch || (p->epoch == h.epoch && p->number <= h.number);
	uint64_t before;
	bool known = chain_has(o, p->chain, &a->prev, &before);
	bool behind = vb_hash_eq(&a->prev, &h.id), next = p->number == h.number + 1;

	/* A resume gives up what stands behind the act that it follows (format.md 4.3). */
	if (resume && p->epoch > h.epoch && known && p->number == before + 1)
		p->next = true;
	else if (behind && next)
		p->next = !resume && p->epoch == h.epoch + (h.rekeyed ? 1 : 0);
	else if (past && known)
		return;
	else if (p->number > h.number + 1)
		lacks(o, "4.1", "outbox", "neither the log nor the outbox has the act before it");
	else
		lacks(o, "4.2", "outbox", "it does not go on from what is here of its chain");
}

/* ---- the acts of the outbox ---- */

/* The act in a->act. */
static enum vb_code check_act(struct outbox *o, struct vb_finding *out)
{
	struct vb_due due[VB_DUE_MAX];
	struct vb_err err = {0};
	const struct vb_act *a = &o->a->act;
	enum vb_code code = VB_OK;
	struct place p = place_of(a);
	unsigned n;

	vb_act_citation(o->cite, a);
	if (a->kind->signers == VB_BY_FOUNDERS || !vb_hash_eq(&a->table, &o->a->fold->table))
		code = vb_fail(&err, VB_FALSE, "2.3", o->at, "%s has no place here", o->cite);
	if (code == VB_OK && vb_fold_find(o->a->fold, &a->id) != VB_NO_ACT)
		return VB_OK;
	if (code == VB_OK) {
		n = due_lines(o, due);
		code = check_names(o, due, n, &err);
		if (code == VB_OK)
			code = check_keys(o, due, n, &err);
	}
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code != VB_OK)
		return vb_stop(out, code, o->at, &err);
	code = check_seen(o, out);
	if (code != VB_OK)
		return code;
	if (position_taken(o, &p)) {
		if (!registered(o, p.chain)) /* else nobody has held that key yet */
			used_twice(o, &p);
	} else if (!is_here(o, &p.id)) {
		follow(o, &p);
	}
	if (p.next)
		register_key(o, &p);
	o->seen[o->n++] = p;
	return VB_OK;
}

static enum vb_code check_acts(struct outbox *o, struct vb_finding *out)
{
	struct vb_bundle *b = &o->a->bundle;
	struct vb_view name, content;
	size_t pos = b->outbox_at;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < OUTBOX_MAX &&
			     vb_bundle_file(b, "outbox/", &pos, &name, &content); i++) {
		vb_quote(o->at, sizeof(o->at), name);
		code = read_act(o->a, o->at, content, out);
		if (code == VB_OK)
			code = check_act(o, out);
	}
	return code;
}

enum vb_code vb_outbox_check(struct vb_audit *a, struct vb_finding *out)
{
	struct outbox o = {.a = a};
	enum vb_code code;

	if (!a->bundle.pouch || a->outbox_done)
		return VB_OK;
	o.seen = calloc(OUTBOX_MAX, sizeof(*o.seen));
	if (!o.seen)
		return VB_MEMORY;
	code = check_acts(&o, out);
	free(o.seen);
	a->outbox_done = true;
	return code;
}
