/*
 * What must hold at the end.  The checker reads the depositary's post and what desks show
 * and export; it folds the log from its beginning, and trusts no database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* ---- the log, by the post ---- */

static bool ask(struct checking *c, enum vb_op op, uint64_t from, uint64_t to,
		struct vb_reply *reply)
{
	const struct vb_request req = {
		.op = op, .table = c->s->table, .from = from, .to = to};
	struct vb_err err = {0};
	enum vb_code code = vb_post_ask(&c->post, &req, reply, &err);

	if (code)
		sim_fail(c->s, "the log cannot be read: %s", err.sentence);
	return code == VB_OK;
}

static void add_entry(struct checking *c, struct vb_view note)
{
	struct entry *e;
	struct vb_hash leaf;
	struct vb_err err = {0};

	c->entry = need(reallocarray(c->entry, c->n + 1, sizeof(*c->entry)));
	e = &c->entry[c->n++];
	*e = (struct entry){need(malloc(note.len)), note.len, need(malloc(sizeof(*e->act)))};
	memcpy(e->note, note.ptr, note.len);
	if (vb_act_parse(vb_view(e->note, e->len), e->act, &err) != VB_OK)
		sim_fail(c->s, "entry %zu is no act: %s", c->n - 1, err.sentence);
	vb_leaf_hash(note, &leaf);
	if (vb_tree_append(c->tree, &leaf) != VB_OK)
		abort();
}

static bool read_entries(struct checking *c, uint64_t size)
{
	while (c->n < size) {
		struct vb_reply r = {0};
		size_t had = c->n;
		struct vb_cursor cur;
		struct vb_view note;

		if (!ask(c, VB_OP_ENTRIES, c->n, size, &r))
			return false;
		vb_cursor_init(&cur, vb_view(r.body, r.len), NULL);
		while (cur.pos < r.len && vb_bundle_next(&cur, &note))
			add_entry(c, note);
		vb_reply_free(&r);
		if (c->n == had || c->s->failed) {
			sim_fail(c->s, "the log ends after %zu entries", c->n);
			return false;
		}
	}
	return true;
}

static bool read_log(struct checking *c)
{
	struct vb_checkpoint *p = need(malloc(sizeof(*p)));
	struct vb_reply r = {0};
	struct vb_err err = {0};
	struct vb_hash root;
	bool good = ask(c, VB_OP_CHECKPOINT, 0, 0, &r);

	if (good && vb_checkpoint_parse(vb_view(r.body, r.len), p, &err) != VB_OK) {
		sim_fail(c->s, "the newest checkpoint is none: %s", err.sentence);
		good = false;
	}
	good = good && read_entries(c, p->size);
	if (good) {
		sim_has_shown(c->s, vb_view(r.body, r.len));
		vb_tree_root(c->tree, p->size, &root);
		c->s->root = root;
		if (!vb_hash_eq(&root, &p->root))
			sim_fail(c->s, "the newest checkpoint has another root than the log");
	}
	vb_reply_free(&r);
	free(p);
	return good;
}

/* The time of each dated checkpoint, by the charter's clock key. */
static void add_mark(struct checking *c, struct vb_view note, const struct vb_vkey *clock)
{
	struct vb_checkpoint *p = need(malloc(sizeof(*p)));
	struct vb_mark m = {0};
	struct vb_err err = {0};

	if (vb_checkpoint_parse(note, p, &err) != VB_OK ||
	    vb_cosign_verify(p, clock, &m.by, &err) != VB_OK)
		sim_fail(c->s, "a checkpoint is not dated: %s", err.sentence);
	m.size = p->size;
	m.since = m.by;
	if (c->nmarks > 0 && m.size < c->mark[c->nmarks - 1].size)
		sim_fail(c->s, "dated checkpoints do not rise");
	c->mark = need(reallocarray(c->mark, c->nmarks + 1, sizeof(*c->mark)));
	c->mark[c->nmarks++] = m;
	free(p);
}

static bool read_marks(struct checking *c)
{
	struct vb_reply r = {0};
	struct vb_cursor cur;
	struct vb_view note;
	struct vb_key clock = {.from = 0};
	bool found = false;

	for (unsigned i = 0; i < vb_act_count(c->entry[0].act, "key") && !found; i++)
		found = vb_key_parse(vb_act_get(c->entry[0].act, "key", i), &clock, NULL) ==
				VB_OK && clock.purpose == VB_P_CLOCK;
	if (!found || !ask(c, VB_OP_CHECKPOINTS, 1, c->n + 1, &r))
		return false;
	vb_cursor_init(&cur, vb_view(r.body, r.len), NULL);
	while (cur.pos < r.len && vb_bundle_next(&cur, &note))
		add_mark(c, note, &clock.vkey);
	sim_has_shown_all(c->s, vb_view(r.body, r.len));
	vb_reply_free(&r);
	return !c->s->failed;
}

/* ---- checkpoints ---- */

static void check_points(struct checking *c)
{
	const struct sim_ledger *l = &c->s->ledger;
	struct vb_hash root;

	for (size_t i = 0; i < l->npoints; i++) {
		if (l->point[i].size > c->n) {
			sim_fail(c->s, "a checkpoint of %llu entries was shown, the log has "
				       "%zu", (unsigned long long)l->point[i].size, c->n);
			return;
		}
		vb_tree_root(c->tree, l->point[i].size, &root);
		if (!vb_hash_eq(&root, &l->point[i].root))
			sim_fail(c->s, "the checkpoint of %llu entries was of another log",
				 (unsigned long long)l->point[i].size);
	}
}

/* ---- what left the desks is in the log ---- */

static size_t times_in_log(const struct checking *c, const struct vb_hash *id)
{
	size_t times = 0;

	for (size_t i = 0; i < c->n; i++)
		times += vb_hash_eq(&c->entry[i].act->id, id);
	return times;
}

static void check_left(struct checking *c)
{
	const struct sim_ledger *l = &c->s->ledger;
	struct vb_hash h;

	for (size_t i = 0; i < l->nleft; i++) {
		const struct sim_left *t = &l->left[i];

		if (!t->lodged)
			continue;
		if (t->index >= c->n) {
			sim_fail(c->s, "%s-%llu was logged as %llu, beyond the log", t->chain,
				 (unsigned long long)t->number, (unsigned long long)t->index);
			return;
		}
		vb_sha256(vb_view(c->entry[t->index].note, c->entry[t->index].len), &h);
		if (!vb_hash_eq(&h, &t->note))
			sim_fail(c->s, "%s-%llu is logged in other bytes than it was sent in",
				 t->chain, (unsigned long long)t->number);
	}
	for (size_t i = 0; i < c->n; i++)
		if (times_in_log(c, &c->entry[i].act->id) != 1)
			sim_fail(c->s, "entry %zu is logged more than once", i);
}

static bool epoch_is_over(const struct checking *c, const struct sim_told *t)
{
	for (uint32_t i = 0; i < c->fold->nchains; i++)
		if (strcmp(c->fold->chain[i].name, t->chain) == 0)
			return c->fold->chain[i].epoch > t->epoch;
	return false;
}

static bool cannot_go_on(const struct checking *c, const struct sim_told *t)
{
	uint8_t p = vb_fold_party(c->fold, vb_view_str(t->desk->party));

	return epoch_is_over(c, t) || t->desk->office[0] || c->fold->transferred ||
	       c->fold->party[p].until != VB_NO_ACT;
}

/* It, or what stands before it in its chain, was late; and its author can no longer go on
 * in another epoch, or has. */
static bool was_late(const struct checking *c, const struct sim_told *t)
{
	const struct sim_ledger *l = &c->s->ledger;
	bool late = false;

	for (size_t i = 0; i < l->ntold; i++)
		late = late || (l->told[i].number <= t->number &&
				l->told[i].epoch == t->epoch &&
				l->told[i].lodge_by < c->s->now &&
				strcmp(l->told[i].chain, t->chain) == 0 &&
				vb_fold_cited(c->fold, t->chain, l->told[i].number,
					      t->epoch) == VB_NO_ACT);
	return late && cannot_go_on(c, t);
}

/* Its number was taken in another epoch before it came: a resume that was kept while
 * an act that it meant to give up was logged after all, by somebody else. */
static bool overtaken(const struct checking *c, const struct sim_told *t)
{
	for (uint32_t i = 1; i < c->fold->nfacts; i++) {
		const struct vb_fact *fact = &c->fold->fact[i];

		if (fact->number == t->number && fact->epoch != t->epoch &&
		    strcmp(c->fold->chain[fact->chain].name, t->chain) == 0)
			return true;
	}
	return false;
}

/* Its desk has resumed at its number or before, also where it stopped before it could say
 * so. */
static bool resumed_over(const struct checking *c, const struct sim_told *t)
{
	for (uint32_t i = 1; i < c->fold->nfacts; i++) {
		const struct vb_fact *fact = &c->fold->fact[i];

		if (strcmp(fact->kind->name, "resume") == 0 && fact->number <= t->number &&
		    fact->epoch > t->epoch &&
		    strcmp(c->fold->chain[fact->chain].name, t->chain) == 0)
			return true;
	}
	return false;
}

static bool excused(const struct checking *c, const struct sim_told *t)
{
	return !t->lodged &&
	       (t->given_up || was_late(c, t) || overtaken(c, t) || resumed_over(c, t));
}

static void check_told(struct checking *c)
{
	const struct sim_ledger *l = &c->s->ledger;

	for (size_t i = 0; i < l->ntold; i++) {
		const struct sim_told *t = &l->told[i];
		uint32_t at = vb_fold_cited(c->fold, t->chain, t->number, t->epoch);

		if (at != VB_NO_ACT && t->lodged && at != t->index)
			sim_fail(c->s, "%s-%llu.%llu stands at %u, not at %llu", t->chain,
				 (unsigned long long)t->number, (unsigned long long)t->epoch,
				 at, (unsigned long long)t->index);
		if (at != VB_NO_ACT)
			continue;
		if (excused(c, t)) {
			tally.given_up++;
			tally.met[SIM_PAST_LODGE_BY] += t->lodge_by < c->s->now;
			continue;
		}
		sim_fail(c->s, "%s-%llu.%llu was signed%s and is not in the log", t->chain,
			 (unsigned long long)t->number, (unsigned long long)t->epoch,
			 t->lodged ? " and logged" : "");
	}
}

/* ---- the fold ---- */

/* What an act could change, as bytes. */
struct effects {
	struct vb_view part[7];
	struct vb_rules rules;
	uint32_t amended;
	uint32_t closed;
	uint8_t judge;
};

static struct vb_view copy_of(const void *p, size_t n)
{
	return vb_view(need(tap_copy(p, n)), n);
}

/* Which silences a party has seen a void act may show, too. */
static struct vb_view parties_of(const struct vb_fold *f)
{
	struct vb_view all = copy_of(f->party, f->nparties * sizeof(*f->party));
	struct vb_party *p = (struct vb_party *)(uintptr_t)all.ptr;

	for (uint32_t i = 0; i < f->nparties; i++)
		p[i].silences = 0;
	return all;
}

static struct vb_view silences_of(const struct vb_fold *f)
{
	struct vb_view all = copy_of(f->silence, f->nsilences * sizeof(*f->silence));
	struct vb_silence *s = (struct vb_silence *)(uintptr_t)all.ptr;

	for (uint32_t i = 0; i < f->nsilences; i++)
		memset(s[i].knew, 0, sizeof(s[i].knew));
	return all;
}

static void see_effects(const struct vb_fold *f, struct effects *e)
{
	*e = (struct effects){.rules = f->rules, .amended = f->amended,
			      .closed = f->transferred, .judge = f->judge};
	e->part[0] = parties_of(f);
	e->part[1] = copy_of(f->key, f->nkeys * sizeof(*f->key));
	e->part[2] = copy_of(f->mandate, f->nmandates * sizeof(*f->mandate));
	e->part[3] = copy_of(f->handover, f->nhandovers * sizeof(*f->handover));
	e->part[4] = copy_of(f->promise, f->npromises * sizeof(*f->promise));
	e->part[5] = copy_of(f->joint, f->njoints * sizeof(*f->joint));
	e->part[6] = silences_of(f);
}

static bool same_rules(const struct vb_rules *a, const struct vb_rules *b)
{
	return a->take_days == b->take_days && a->collect_days == b->collect_days &&
	       a->contest_days == b->contest_days && a->deemed_days == b->deemed_days &&
	       a->answer_days == b->answer_days && a->clock_stops == b->clock_stops &&
	       a->complete == b->complete && a->tie_author == b->tie_author &&
	       a->skew == b->skew && a->each == b->each;
}

static bool same_effects(const struct effects *a, const struct effects *b)
{
	bool same = same_rules(&a->rules, &b->rules) && a->amended == b->amended &&
		    a->closed == b->closed && a->judge == b->judge;

	for (size_t i = 0; i < VB_ARRAY_LEN(a->part); i++)
		same = same && vb_view_eq(a->part[i], b->part[i]);
	return same;
}

static void drop_effects(struct effects *e)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(e->part); i++)
		free((void *)(uintptr_t)e->part[i].ptr);
}

/* An act that is void has no effect (format.md 4.8), but that its author has seen the log
 * so far. */
static void fold_entry(struct checking *c, size_t i)
{
	const struct vb_act *a = c->entry[i].act;
	struct vb_span span = vb_mark_span(c->mark, c->nmarks, i);
	struct effects before, after;
	struct vb_err err = {0};
	uint8_t author = vb_fold_party(c->fold, a->author);

	if (author != VB_NO_PARTY && a->has_seen)
		vb_fold_seen(c->fold, author, a->seen_size);
	see_effects(c->fold, &before);
	if (vb_fold_add(c->fold, a, span, NULL, &err) != VB_OK) {
		sim_fail(c->s, "entry %zu cannot stand in the log: %s %s", i, err.clause,
			 err.sentence);
	} else if (c->fold->fact[i].voided[0]) {
		see_effects(c->fold, &after);
		if (!same_effects(&before, &after))
			sim_fail(c->s, "entry %zu, a %s, is void by %s and changes the record",
				 i, a->kind->name, c->fold->fact[i].voided);
		drop_effects(&after);
	}
	drop_effects(&before);
}

static void fold_log(struct checking *c)
{
	for (size_t i = 0; i < c->n && !c->s->failed; i++)
		fold_entry(c, i);
}

/* Members that cosigned the newest checkpoint have seen that much (format.md 8.1): for the
 * fold, and for the oracle. */
static void note_seen(struct checking *c)
{
	struct vb_checkpoint *p = need(malloc(sizeof(*p)));
	struct vb_reply r = {0};

	if (ask(c, VB_OP_CHECKPOINT, 0, 0, &r) &&
	    vb_checkpoint_parse(vb_view(r.body, r.len), p, NULL) == VB_OK) {
		for (uint32_t i = 0; i < c->fold->nparties; i++) {
			struct vb_view name = vb_view_str(c->fold->party[i].name);
			struct oracle_member *m = oracle_member(&c->oracle, name);
			const struct vb_key *k = vb_fold_key(c->fold, c->fold->party[i].name,
							     VB_P_COSIGN, c->fold->nfacts);
			int64_t when;

			if (!k || vb_cosign_verify(p, &k->vkey, &when, NULL) != VB_OK)
				continue;
			vb_fold_seen(c->fold, (uint8_t)i, p->size);
			if (m)
				m->seen = p->size;
		}
	}
	vb_reply_free(&r);
	free(p);
}

/* Every checkpoint that covers a receipt in effect covers its release (format.md 5.3.6). */
static void check_releases(struct checking *c)
{
	const struct sim_ledger *l = &c->s->ledger;

	for (uint32_t i = 0; i < c->fold->nhandovers; i++) {
		const struct vb_handover *h = &c->fold->handover[i];

		for (size_t p = 0; h->receipt != VB_NO_ACT && p < l->npoints; p++)
			if (l->point[p].size > h->receipt &&
			    (h->release == VB_NO_ACT || h->release >= l->point[p].size))
				sim_fail(c->s, "a checkpoint of %llu entries has the receipt "
					       "%u without its release",
					 (unsigned long long)l->point[p].size, h->receipt);
		if ((h->withdraw != VB_NO_ACT || h->refuse != VB_NO_ACT) &&
		    h->release != VB_NO_ACT)
			sim_fail(c->s, "hand-over %u is released, and refused or withdrawn",
				 i);
	}
}

/* ---- counting ---- */

void sim_count_states(const struct vb_fold *f, int64_t now)
{
	struct vb_state_of st;

	for (uint32_t i = 0; i < f->nhandovers; i++) {
		vb_handover_state(f, &f->handover[i], now, &st);
		tally.state[st.state]++;
	}
	for (uint32_t i = 0; i < f->nsilences; i++) {
		struct vb_silence_state silent;

		vb_silence_state(f, &f->silence[i], now, &silent);
		tally.silent[silent.state]++;
	}
}

static void count(const struct checking *c)
{
	const struct vb_kind *const *kinds;
	unsigned n;

	kinds = vb_kinds(&n);
	tally.tables++;
	tally.acts += c->n;
	tally.handovers += c->fold->nhandovers;
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_fact *fact = &c->fold->fact[i];
		unsigned k = 0;

		while (k + 1 < n && kinds[k] != fact->kind)
			k++;
		tally.kind[k]++;
		tally.kind_void[k] += fact->voided[0] != 0;
		tally.voids += fact->voided[0] != 0;
	}
	check_met(c);
	for (int days = 0; days < 40; days += 4)
		sim_count_states(c->fold, c->s->now + days * VB_DAY);
}

/* ---- all of it ---- */

static void check_all(struct checking *c)
{
	const struct vb_act **acts;

	if (!read_log(c) || !read_marks(c))
		return;
	acts = need(calloc(c->n + 1, sizeof(const struct vb_act *)));
	for (size_t i = 0; i < c->n; i++)
		acts[i] = c->entry[i].act;
	c->oracle = (struct oracle){.s = c->s, .act = acts, .n = c->n, .tree = c->tree,
				    .mark = c->mark, .nmarks = c->nmarks};
	check_points(c);
	check_left(c);
	fold_log(c);
	if (!c->s->failed)
		oracle_read(&c->oracle);
	if (!c->s->failed) {
		note_seen(c);
		oracle_compare(&c->oracle, c->fold);
		check_told(c);
		check_releases(c);
	}
	for (unsigned i = 0; i < c->s->ndesks && !c->s->failed; i++)
		check_desk(c, &c->s->desk[i]);
	if (!c->s->failed)
		count(c);
	oracle_free(&c->oracle);
	free((void *)acts);
}

void sim_check(struct sim *s)
{
	struct checking c = {.s = s, .tree = need(vb_tree_new()), .fold = need(vb_fold_new())};

	c.post = sim_reader(s);
	check_all(&c);
	for (size_t i = 0; i < c.n; i++) {
		free(c.entry[i].note);
		free(c.entry[i].act);
	}
	free(c.entry);
	free(c.mark);
	vb_fold_free(c.fold);
	vb_tree_free(c.tree);
}
