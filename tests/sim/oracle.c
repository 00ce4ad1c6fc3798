/*
 * The oracle: what became of each hand-over, told from the acts alone by a second reading of
 * format.md 5.3 and 8.1, which shares nothing with the fold but the reading of an act.
 *
 * SPDX-License-Identifier: ISC
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#define NEVER SIZE_MAX

/* One claim of an addressee, and what the judge said of it. */
struct claim {
	size_t at, ruling;
	bool upheld;
};

struct handed {
	size_t act;
	struct vb_view from, to;	/* names */
	struct vb_view copy;		/* its line */
	bool entered;
	size_t receipt, refuse, withdraw, release, take;
	bool carried;
	struct claim contest, cannot_open;
};

struct oracle {
	struct sim *s;
	const struct vb_act *const *act;
	size_t n;
	const struct vb_fold *fold;	/* for what is no matter of 5.3: see standing() */
	struct handed *h;
	size_t nh;
	uint64_t take_days, collect_days, deemed_days;
};

/* ---- reading ---- */

static bool is(const struct vb_act *a, const char *kind)
{
	return strcmp(a->kind->name, kind) == 0;
}

static size_t cited(const struct oracle *o, const struct vb_act *a, const char *field)
{
	struct vb_hash id;

	for (size_t i = 0; vb_act_hash(a, field, &id) && i < o->n && o->act[i] != a; i++)
		if (vb_hash_eq(&o->act[i]->id, &id))
			return i;
	return NEVER;
}

/* Void for a reason that lies in its author, its time or its table. */
static bool standing(const struct oracle *o, size_t i)
{
	static const char *const reasons[] = {"3.7", "4.7", "5.1.5", "5.1.12", "5.1.13"};

	for (size_t r = 0; r < VB_ARRAY_LEN(reasons); r++)
		if (strcmp(o->fold->fact[i].voided, reasons[r]) == 0)
			return false;
	return true;
}

static struct handed *handed_to(struct oracle *o, size_t act, struct vb_view to)
{
	for (size_t i = 0; act != NEVER && i < o->nh; i++)
		if (o->h[i].act == act && !o->h[i].entered && vb_view_eq(o->h[i].to, to))
			return &o->h[i];
	return NULL;
}

static void add_handed(struct oracle *o, size_t act, struct vb_view from, struct vb_view to,
		       struct vb_view copy, bool entered)
{
	o->h = reallocarray(o->h, o->nh + 1, sizeof(*o->h));
	if (!o->h)
		abort();
	o->h[o->nh++] = (struct handed){
		.act = act, .from = from, .to = to, .copy = copy, .entered = entered,
		.receipt = NEVER, .refuse = NEVER, .withdraw = NEVER, .release = NEVER,
		.take = NEVER, .contest = {NEVER, NEVER, false},
		.cannot_open = {NEVER, NEVER, false}};
}

static void read_paper(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];

	for (unsigned c = 0; c < vb_act_count(a, "copy"); c++) {
		struct vb_view rest, line = vb_act_get(a, "copy", c);
		struct vb_view to = vb_token(line, &rest);

		if (is(a, "entered"))
			add_handed(o, i, vb_act_get(a, "from", 0), a->author, line, true);
		else if (!vb_view_eq(to, a->author))
			add_handed(o, i, a->author, to, line, false);
	}
}

static void read_rules(struct oracle *o, const struct vb_act *a)
{
	for (unsigned i = 0; i < vb_act_count(a, "rule"); i++) {
		struct vb_view value, name = vb_token(vb_act_get(a, "rule", i), &value);
		uint64_t days = 0;

		if (!vb_view_is(value, "-") && !vb_dec_parse(value, &days))
			continue;
		if (vb_view_is(name, "take-days"))
			o->take_days = days;
		if (vb_view_is(name, "collect-days"))
			o->collect_days = days;
		if (vb_view_is(name, "deemed-days"))
			o->deemed_days = days;
	}
}

/* ---- section 5.3: whether an act takes effect ---- */

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
	struct handed *h = handed_to(o, cited(o, a, "of"), a->author);
	struct vb_view line = vb_act_get(a, "copy", 0);

	if (!h || h->receipt != NEVER || h->refuse != NEVER || h->withdraw != NEVER ||
	    line.ptr[line.len - 1] != '-' ||
	    !vb_view_eq(without_recipient(line), without_recipient(h->copy)))
		return false;
	h->receipt = i;
	return true;
}

static bool refuse(struct oracle *o, size_t i)		/* 5.3.8 */
{
	const struct vb_act *a = o->act[i];
	struct handed *h = handed_to(o, cited(o, a, "of"), a->author);

	if (!h || h->receipt != NEVER || h->refuse != NEVER || h->withdraw != NEVER)
		return false;
	h->refuse = i;
	return true;
}

static bool withdraw(struct oracle *o, size_t i)	/* 5.3.1 */
{
	size_t of = cited(o, o->act[i], "of");
	bool effect = false;

	for (size_t k = 0; of != NEVER && k < o->nh; k++) {
		struct handed *h = &o->h[k];

		if (h->act != of || h->entered || !vb_view_eq(h->from, o->act[i]->author) ||
		    h->release != NEVER || h->withdraw != NEVER)
			continue;
		h->withdraw = i;
		effect = true;
	}
	return effect;
}

static bool release(struct oracle *o, size_t i)		/* 5.3.3 to 5.3.5 */
{
	const struct vb_act *a = o->act[i];
	struct handed *h = handed_to(o, cited(o, a, "of"), vb_act_get(a, "addressee", 0));
	bool by_author = h && vb_view_eq(a->author, h->from);

	if (!h || h->receipt == NEVER || cited(o, a, "receipt") != h->receipt ||
	    h->release != NEVER ||
	    (!by_author && !vb_view_is(a->author, o->fold->depositary)))
		return false;
	h->release = i;
	h->carried = by_author;
	return true;
}

static bool take(struct oracle *o, size_t i)		/* 5.3.7 */
{
	const struct vb_act *a = o->act[i];
	struct handed *h = handed_to(o, cited(o, a, "of"), a->author);

	if (!h || h->release == NEVER || h->take != NEVER)
		return false;
	if (vb_act_count(a, "answers") > 0 && cited(o, a, "answers") == NEVER)
		return false;
	h->take = i;
	return true;
}

static bool complain(struct oracle *o, size_t i, bool contest)	/* 5.3.9, 5.3.10 */
{
	const struct vb_act *a = o->act[i];
	struct handed *h = handed_to(o, cited(o, a, "of"), a->author);
	struct claim *c = h ? contest ? &h->contest : &h->cannot_open : NULL;

	if (!h || h->release == NEVER || c->at != NEVER || (!contest && h->take != NEVER))
		return false;
	c->at = i;
	return true;
}

static bool rule(struct oracle *o, size_t i)		/* 5.4.4 */
{
	const struct vb_act *a = o->act[i];
	struct vb_view judge = vb_act_get(o->act[0], "judge", 0);
	size_t of = cited(o, a, "of");

	if (vb_act_count(a, "of") > 0 && of == NEVER)
		return false;
	if (vb_act_count(a, "finding") == 0)
		return true;
	if (judge.len == 0 || !vb_view_eq(judge, a->author) || of == NEVER)
		return false;
	for (size_t k = 0; k < 2 * o->nh; k++) {
		struct claim *c = k % 2 ? &o->h[k / 2].contest : &o->h[k / 2].cannot_open;

		if (c->at != of || c->ruling != NEVER)
			continue;
		c->ruling = i;
		c->upheld = vb_view_is(vb_act_get(a, "finding", 0), "upheld");
		return true;
	}
	return false;
}

/* True if @i is an act of 5.3 (or a ruling); *effect: whether it has any. */
static bool judge(struct oracle *o, size_t i, bool *effect)
{
	const struct vb_act *a = o->act[i];

	if (is(a, "receipt"))
		*effect = receipt(o, i);
	else if (is(a, "refuse"))
		*effect = refuse(o, i);
	else if (is(a, "withdraw"))
		*effect = withdraw(o, i);
	else if (is(a, "release"))
		*effect = release(o, i);
	else if (is(a, "take"))
		*effect = take(o, i);
	else if (is(a, "cannot-open"))
		*effect = complain(o, i, false);
	else if (is(a, "contest"))
		*effect = complain(o, i, true);
	else if (is(a, "statement"))
		*effect = rule(o, i);
	else
		return false;
	return true;
}

static void read_acts(struct oracle *o)
{
	for (size_t i = 0; i < o->n && !o->s->failed; i++) {
		bool is_void = o->fold->fact[i].voided[0] != 0, effect = true;
		const struct vb_act *a = o->act[i];

		if (is(a, "open") || (is(a, "amend") && !is_void))
			read_rules(o, a);
		if ((is(a, "propose") || is(a, "respond") || is(a, "letter") ||
		     is(a, "entered")) && !is_void)
			read_paper(o, i);
		if (standing(o, i) && judge(o, i, &effect) && effect == is_void)
			sim_fail(o->s, "entry %zu, a %s, is %s by 5.3, and the fold finds it %s",
				 i, a->kind->name, effect ? "good" : "void",
				 is_void ? o->fold->fact[i].voided : "good");
	}
}

/* ---- section 8: states ---- */

/* format.md 8.2 */
static bool has_run(const struct oracle *o, size_t act, uint64_t days, int64_t now)
{
	int64_t from = o->fold->fact[act].span.by;

	if (from == VB_TIME_NONE)
		from = o->act[act]->date;
	return now >= from + (int64_t)days * VB_DAY;
}

static bool stands(const struct claim *c)
{
	return c->at != NEVER && (c->ruling == NEVER || c->upheld);
}

/* "taken as something else, or as answering something else" */
static bool disputed(const struct oracle *o, const struct handed *h)
{
	const struct vb_act *t = o->act[h->take], *a = o->act[h->act];
	struct vb_view as = vb_act_get(t, "as", 0);

	if (!vb_view_is(as, "as-offered") && !vb_view_eq(as, vb_act_get(a, "role", 0)))
		return true;
	return vb_act_count(t, "answers") > 0 &&
	       !vb_view_eq(vb_act_get(t, "answers", 0), vb_act_get(a, "answers", 0));
}

static enum vb_state with_release(const struct oracle *o, const struct handed *h, int64_t now)
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

static enum vb_state state_of(const struct oracle *o, const struct handed *h, int64_t now)
{
	uint8_t to = vb_fold_party(o->fold, h->to);
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
	return o->fold->party[to].seen > h->act ? VB_AWAITING_RECEIPT : VB_LODGED;
}

static void compare(const struct oracle *o)
{
	static const int days[] = {0, 1, 2, 4, 8, 40};

	if (o->nh != o->fold->nhandovers) {
		sim_fail(o->s, "there are %zu hand-overs, the fold has %u", o->nh,
			 o->fold->nhandovers);
		return;
	}
	for (size_t i = 0; i < o->nh; i++) {
		for (size_t d = 0; d < VB_ARRAY_LEN(days); d++) {
			int64_t now = o->s->now + days[d] * VB_DAY;
			enum vb_state want = state_of(o, &o->h[i], now);
			struct vb_state_of got;
			char cite[96];

			vb_handover_state(o->fold, &o->fold->handover[i], now, &got);
			vb_fact_citation(cite, o->fold, (uint32_t)o->h[i].act);
			if (got.state != want)
				sim_fail(o->s, "%s to %.*s is %s by 8.1, the fold says %s", cite,
					 (int)o->h[i].to.len, o->h[i].to.ptr,
					 vb_state_name(want), vb_state_name(got.state));
		}
	}
}

void sim_ask_oracle(struct sim *s, const struct vb_act *const *acts, size_t n,
		    const struct vb_fold *f)
{
	struct oracle o = {.s = s, .act = acts, .n = n, .fold = f};

	read_acts(&o);
	if (!s->failed)
		compare(&o);
	free(o.h);
}
