/*
 * The oracle on chains, on delivery, and on the states of hand-overs (format.md 4, 5.3, 5.4.4,
 * 6.5, 8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "oracle.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

#define NEVER ORACLE_NEVER

/* ---- section 5.3: whether an act takes effect ---- */

static struct oracle_handed *handed_to(struct oracle *o, size_t act, struct vb_view to)
{
	for (size_t i = 0; act != NEVER && i < o->nhanded; i++)
		if (o->handed[i].act == act && !o->handed[i].entered &&
		    vb_view_eq(o->handed[i].to, to))
			return &o->handed[i];
	return NULL;
}

/* The hand-over to its author that @a is about. */
static struct oracle_handed *own(struct oracle *o, const struct vb_act *a)
{
	return handed_to(o, oracle_cited(o, a, "of"), a->author);
}

/* All of a copy line but its recipient, which is what stands behind its last space. */
static struct vb_view without_recipient(struct vb_view line)
{
	while (line.len > 0 && line.ptr[line.len - 1] != ' ')
		line.len--;
	return line;
}

static bool receipt(struct oracle *o, size_t i)		/* 5.3.2 */
{
	const struct vb_act *a = o->act[i];
	struct oracle_handed *h = own(o, a);
	struct vb_view line = vb_act_get(a, "copy", 0);

	if (!h || h->receipt != NEVER || h->refuse != NEVER ||
	    line.ptr[line.len - 1] != '-' ||
	    !vb_view_eq(without_recipient(line), without_recipient(h->copy)))
		return false;
	o->by[i] = h->withdraw;
	if (h->withdraw != NEVER)
		return false;
	h->receipt = i;
	return true;
}

static bool refuse(struct oracle *o, size_t i)		/* 5.3.8 */
{
	struct oracle_handed *h = own(o, o->act[i]);

	if (!h || h->receipt != NEVER || h->refuse != NEVER)
		return false;
	o->by[i] = h->withdraw;
	if (h->withdraw != NEVER)
		return false;
	h->refuse = i;
	return true;
}

static bool withdraw(struct oracle *o, size_t i)	/* 5.3.1 */
{
	size_t of = oracle_cited(o, o->act[i], "of");
	bool effect = false, again = false;

	for (size_t k = 0; of != NEVER && k < o->nhanded; k++) {
		struct oracle_handed *h = &o->handed[k];

		if (h->act != of || h->entered || !vb_view_eq(h->from, o->act[i]->author))
			continue;
		again = again || h->withdraw != NEVER;
		if (h->release != NEVER && (o->by[i] == NEVER || h->release > o->by[i]))
			o->by[i] = h->release;
		if (h->release != NEVER || h->withdraw != NEVER)
			continue;
		h->withdraw = i;
		effect = true;
	}
	/* Its own withdrawal a party knows: a second one crosses with nothing. */
	if (again)
		o->by[i] = NEVER;
	return effect;
}

/* 5.3.4: the identity belongs to the recipient of that copy, the last word of its line. */
static bool opens(const struct vb_act *a, const struct oracle_handed *h)
{
	struct vb_view head = without_recipient(h->copy);
	struct vb_view last = vb_view(h->copy.ptr + head.len, h->copy.len - head.len);
	struct vb_secret *identity = NULL;
	struct vb_recipient r;
	struct vb_writer w;
	char text[100];
	bool good = vb_identity_parse(vb_act_get(a, "identity", 0), &identity, NULL) == VB_OK;

	vb_writer_init(&w, text, sizeof(text));
	if (good) {
		vb_recipient_of(identity, &r);
		vb_recipient_put(&w, &r);
	}
	vb_secret_free(identity);
	return good && vb_view_eq(vb_written(&w), last);
}

static bool release(struct oracle *o, size_t i)		/* 5.3.3 to 5.3.5 */
{
	const struct vb_act *a = o->act[i];
	struct oracle_handed *h =
		handed_to(o, oracle_cited(o, a, "of"), vb_act_get(a, "addressee", 0));
	bool by_author = h && vb_view_eq(a->author, h->from);

	if (!h || h->receipt == NEVER || oracle_cited(o, a, "receipt") != h->receipt ||
	    !opens(a, h) ||
	    (!by_author && !vb_view_eq(a->author, vb_act_get(o->act[0], "depositary", 0))))
		return false;
	o->by[i] = h->release;
	if (h->release != NEVER)
		return false;
	h->release = i;
	h->carried = by_author;
	return true;
}

static bool take(struct oracle *o, size_t i)		/* 5.3.7 */
{
	const struct vb_act *a = o->act[i];
	struct oracle_handed *h = own(o, a);

	if (!h || h->release == NEVER || h->take != NEVER)
		return false;
	if (!oracle_answers_well(o, a))					/* 5.2.5 */
		return false;
	h->take = i;
	return true;
}

static bool complain(struct oracle *o, size_t i, bool contest)	/* 5.3.9, 5.3.10 */
{
	struct oracle_handed *h = own(o, o->act[i]);
	struct oracle_claim *c = h ? contest ? &h->contest : &h->cannot_open : NULL;

	if (!h || h->release == NEVER || c->at != NEVER || (!contest && h->take != NEVER))
		return false;
	c->at = i;
	return true;
}

static bool rule(struct oracle *o, size_t i)		/* 5.4.4 */
{
	const struct vb_act *a = o->act[i];
	struct vb_view judge = vb_act_get(o->act[0], "judge", 0);
	size_t of = oracle_cited(o, a, "of");

	if (vb_act_count(a, "of") > 0 && of == NEVER)
		return false;
	if (vb_act_count(a, "finding") == 0)
		return true;
	if (judge.len == 0 || !vb_view_eq(judge, a->author) || of == NEVER)
		return false;
	for (size_t k = 0; k < 2 * o->nhanded; k++) {
		struct oracle_handed *h = &o->handed[k / 2];
		struct oracle_claim *c = k % 2 ? &h->contest : &h->cannot_open;

		if (c->at != of || c->ruling != NEVER)
			continue;
		c->ruling = i;
		c->upheld = vb_view_is(vb_act_get(a, "finding", 0), "upheld");
		return true;
	}
	return false;
}

static bool delivery(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];

	if (oracle_is(a, "receipt"))
		return receipt(o, i);
	if (oracle_is(a, "refuse"))
		return refuse(o, i);
	if (oracle_is(a, "withdraw"))
		return withdraw(o, i);
	if (oracle_is(a, "release"))
		return release(o, i);
	if (oracle_is(a, "take"))
		return take(o, i);
	if (oracle_is(a, "cannot-open"))
		return complain(o, i, false);
	if (oracle_is(a, "contest"))
		return complain(o, i, true);
	return oracle_is(a, "statement") && rule(o, i);
}

/* ---- section 4: chains, and what authors had seen ---- */

static struct oracle_chain *chain_of(struct oracle *o, const char *name)
{
	for (size_t i = 0; i < o->nchains; i++)
		if (strcmp(o->chain[i].name, name) == 0)
			return &o->chain[i];
	o->chain = reallocarray(o->chain, o->nchains + 1, sizeof(*o->chain));
	if (!o->chain)
		abort();
	o->chain[o->nchains] = (struct oracle_chain){.head = o->act[0]->id};
	snprintf(o->chain[o->nchains].name, sizeof(o->chain->name), "%s", name);
	return &o->chain[o->nchains++];
}

/* 4.1 to 4.3 */
static bool next_in_chain(const struct oracle_chain *c, const struct vb_act *a)
{
	bool in_epoch = oracle_is(a, "resume") ? a->epoch > c->epoch
					       : a->epoch == c->epoch + c->rekeyed;

	return a->number == c->number + 1 && in_epoch && a->has_prev &&
	       vb_hash_eq(&a->prev, &c->head);
}

/* 4.6 */
static bool saw_this_log(const struct oracle *o, const struct vb_act *a, size_t i)
{
	struct vb_hash root;

	if (!a->has_seen || a->seen_size < 1 || a->seen_size > i)
		return false;
	vb_tree_root(o->tree, a->seen_size, &root);
	return vb_hash_eq(&root, &a->seen_root);
}

static void read_place(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	struct oracle_member *m = oracle_member(o, a->author);
	struct oracle_chain *c;
	char name[66];

	if (i == 0)
		return;
	vb_act_chain(name, a);
	c = chain_of(o, name);
	if (!vb_hash_eq(&a->table, &o->act[0]->table) || !next_in_chain(c, a))
		sim_fail(o->s, "entry %zu, number %llu.%llu of %s, is out of chain by 4.1 to "
			       "4.3", i, (unsigned long long)a->number,
			 (unsigned long long)a->epoch, name);
	if (!saw_this_log(o, a, i))
		sim_fail(o->s, "entry %zu has seen another log (4.6)", i);
	*c = (struct oracle_chain){.number = a->number, .epoch = a->epoch, .head = a->id};
	snprintf(c->name, sizeof(c->name), "%s", name);
	if (m && a->seen_size > m->seen)
		m->seen = a->seen_size;
}

/* 6.5 */
static struct vb_span span_of(const struct oracle *o, size_t i)
{
	struct vb_span s = {VB_TIME_NONE, VB_TIME_NONE};

	for (size_t k = 0; k < o->nmarks; k++) {
		int64_t t = o->mark[k].by;

		if (o->mark[k].size <= i)
			s.since = t > s.since ? t : s.since;
		else if (s.by == VB_TIME_NONE || t < s.by)
			s.by = t;
	}
	return s;
}

/* 4.7: behind its own `by`, or before the `since` of the last entry that it has seen. */
static bool contradicted(const struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	int64_t by = o->span[i].by, skew = (int64_t)o->skew, since;

	if (i == 0)
		return false;
	since = o->span[a->seen_size - 1].since;
	return (by != VB_TIME_NONE && a->date > by + skew) ||
	       (since != VB_TIME_NONE && a->date < since - skew);
}

/* 4.3: the party's chain goes on in the next epoch. */
static void note_rekey(struct oracle *o, const struct vb_act *a)
{
	char party[66];

	snprintf(party, sizeof(party), "%.*s", (int)a->author.len, a->author.ptr);
	chain_of(o, party)->rekeyed = true;
}

void oracle_read(struct oracle *o)
{
	o->effect = need(calloc(o->n + 1, sizeof(*o->effect)));
	o->contradicted = need(calloc(o->n + 1, sizeof(*o->contradicted)));
	o->late = need(calloc(o->n + 1, sizeof(*o->late)));
	o->by = need(calloc(o->n + 1, sizeof(*o->by)));
	o->span = need(calloc(o->n + 1, sizeof(*o->span)));
	for (size_t i = 0; i < o->n && !o->s->failed; i++) {
		bool effect = false;

		o->by[i] = NEVER;
		o->span[i] = span_of(o, i);
		read_place(o, i);
		if (i == 0 || oracle_may_act(o, i))
			o->effect[i] = oracle_rules(o, i, &effect) || oracle_decides(o, i, &effect)
					       ? effect : delivery(o, i);
		if (o->effect[i] && oracle_is(o->act[i], "rekey"))
			note_rekey(o, o->act[i]);
		o->contradicted[i] = contradicted(o, i);
	}
}

void oracle_free(struct oracle *o)
{
	free(o->effect);
	free(o->contradicted);
	free(o->late);
	free(o->by);
	free(o->span);
	free(o->chain);
	free(o->mandate);
	free(o->key);
	free(o->handed);
	free(o->silence);
}

/* ---- section 10: who answers ---- */

/* 4.8: all that have signed it. */
static bool has_signed(const struct oracle *o, size_t i, const struct oracle_member *m)
{
	const struct vb_act *a = o->act[i];

	if (a->kind->signers == VB_BY_PRINCIPALS)
		return vb_view_is(m->role, "principal") && m->joined && m->admitted < i &&
		       m->left > i;
	for (unsigned s = 0; s < vb_act_count(a, "signer"); s++)
		if (vb_view_eq(vb_act_get(a, "signer", s), m->name))
			return true;
	return false;
}

/* Of another party, or of all principals (4.8). */
static bool of_another(const struct vb_act *a, const struct vb_act *other)
{
	return other->kind->signers == VB_BY_PRINCIPALS || !vb_view_eq(other->author, a->author);
}

void oracle_culprit(const struct oracle *o, size_t i, char out[static VB_CULPRIT_MAX])
{
	const struct vb_act *a = o->act[i];
	size_t by = o->by[i];
	struct vb_writer w;

	vb_writer_init(&w, out, VB_CULPRIT_MAX - 1);
	if (o->late[i] || (by != NEVER && by >= a->seen_size && of_another(a, o->act[by]))) {
		vb_put_str(&w, "cannot be attributed");
	} else if (a->kind->signers == VB_BY_PRINCIPALS || a->kind->signers == VB_BY_LISTED) {
		for (unsigned m = 0; m < o->nmembers; m++)
			if (has_signed(o, i, &o->member[m]))
				vb_putf(&w, "%s%.*s", w.len ? "," : "",
					(int)o->member[m].name.len, o->member[m].name.ptr);
	} else {
		char chain[66];

		vb_act_chain(chain, a);
		vb_put_str(&w, chain);
	}
	out[w.len] = 0;
}

/* ---- section 8: states ---- */

/* format.md 8.2 */
static bool has_run(const struct oracle *o, size_t act, uint64_t days, int64_t now)
{
	int64_t from = o->span[act].by;

	if (from == VB_TIME_NONE)
		from = o->act[act]->date;
	return now >= from + (int64_t)days * VB_DAY;
}

static bool stands(const struct oracle_claim *c)
{
	return c->at != NEVER && (c->ruling == NEVER || c->upheld);
}

/* "taken as something else, or as answering something else": a take that names nothing says
 * that nothing is answered, but for `as-offered` (8.5). */
static bool disputed(const struct oracle *o, const struct oracle_handed *h)
{
	const struct vb_act *t = o->act[h->take], *a = o->act[h->act];
	struct vb_view as = vb_act_get(t, "as", 0);

	if (!vb_view_is(as, "as-offered") && !vb_view_eq(as, vb_act_get(a, "role", 0)))
		return true;
	if (vb_view_is(as, "as-offered") && vb_act_count(t, "answers") == 0)
		return false;
	return !vb_view_eq(vb_act_get(t, "answers", 0), vb_act_get(a, "answers", 0));
}

static enum vb_state with_release(const struct oracle *o, const struct oracle_handed *h,
				  int64_t now)
{
	if (stands(&h->contest))
		return VB_CONTESTED;
	if (stands(&h->cannot_open))
		return VB_CANNOT_OPEN;
	if (h->take != NEVER)
		return disputed(o, h) ? VB_ROLE_DISPUTED : VB_TAKEN_AS_OFFERED;
	if (h->carried)
		return VB_CARRIED;
	return has_run(o, h->release, o->take_days, now) ? VB_ROLE_OPEN : VB_RECEIVED;
}

enum vb_state oracle_state(const struct oracle *o, const struct oracle_handed *h, int64_t now)
{
	int64_t collect_by;
	bool late;

	if (h->entered)
		return VB_ENTERED;
	if (h->withdraw != NEVER)
		return VB_WITHDRAWN;
	if (h->refuse != NEVER)
		return VB_REFUSED_BY;
	if (h->release != NEVER)
		return with_release(o, h, now);
	if (o->deemed_days > 0 && has_run(o, h->act, o->deemed_days, now))
		return VB_DEEMED_RECEIVED;
	late = vb_act_time(o->act[h->act], "collect-by", &collect_by)
		       ? now >= collect_by
		       : has_run(o, h->act, o->collect_days, now);
	if (late)
		return VB_NOT_COLLECTED;
	for (unsigned i = 0; i < o->nmembers; i++)
		if (vb_view_eq(o->member[i].name, h->to) && o->member[i].seen > h->act)
			return VB_AWAITING_RECEIPT;
	return VB_LODGED;
}

/* ---- the fold against it ---- */

static void compare_acts(const struct oracle *o, const struct vb_fold *f)
{
	for (uint32_t i = 0; i < o->n && !o->s->failed; i++) {
		const struct vb_fact *fact = &f->fact[i];

		if (o->effect[i] == (fact->voided[0] != 0))
			sim_fail(o->s, "entry %u, a %s, is %s by section 5, and the fold "
				       "finds it %s", i, fact->kind->name,
				 o->effect[i] ? "good" : "void",
				 fact->voided[0] ? fact->voided : "good");
		if (o->span[i].since != fact->span.since || o->span[i].by != fact->span.by)
			sim_fail(o->s, "entry %u lies in another interval by 6.5", i);
	}
}

static void compare_members(const struct oracle *o, const struct vb_fold *f)
{
	for (unsigned i = 0; i < o->nmembers && i < f->nparties; i++) {
		const struct oracle_member *m = &o->member[i];
		const struct vb_party *p = &f->party[i];

		if (!vb_view_is(m->name, p->name) ||
		    !vb_view_is(m->role, vb_role_names[p->role]) || m->joined != p->joined ||
		    (m->left == NEVER) != (p->until == VB_NO_ACT) || m->seen != p->seen)
			sim_fail(o->s, "member %u, %s, is another by 5.1", i, p->name);
	}
	if (o->tie_author != f->rules.tie_author || o->each != f->rules.each)
		sim_fail(o->s, "the tie or the undertaking is another by 5.1.4");
	if (o->nmembers != f->nparties || o->closed != f->transferred)
		sim_fail(o->s, "there are %u members by 5.1, the fold has %u", o->nmembers,
			 f->nparties);
}

static void compare_states(const struct oracle *o, const struct vb_fold *f)
{
	static const int days[] = {0, 1, 2, 4, 8, 40};
	struct vb_state_of got;
	char cite[96];

	for (size_t i = 0; i < o->nhanded; i++) {
		const struct oracle_handed *h = &o->handed[i];

		for (size_t d = 0; d < VB_ARRAY_LEN(days); d++) {
			int64_t now = o->s->now + days[d] * VB_DAY;
			enum vb_state want = oracle_state(o, h, now);

			vb_handover_state(f, &f->handover[i], now, &got);
			vb_fact_citation(cite, f, (uint32_t)h->act);
			if (got.state != want)
				sim_fail(o->s, "%s to %.*s is %s by 8.1, the fold says %s",
					 cite, (int)h->to.len, h->to.ptr, vb_state_name(want),
					 vb_state_name(got.state));
		}
	}
}

void oracle_compare(const struct oracle *o, const struct vb_fold *f)
{
	compare_acts(o, f);
	compare_members(o, f);
	if (!o->s->failed && o->nhanded != f->nhandovers)
		sim_fail(o->s, "there are %zu hand-overs, the fold has %u", o->nhanded,
			 f->nhandovers);
	if (!o->s->failed)
		compare_states(o, f);
	if (!o->s->failed)
		oracle_compare_decisions(o, f);
}
