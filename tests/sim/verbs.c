/*
 * What members do, at random: each verb looks for something that it can be done to, and
 * now and then for something that it cannot.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 6000

/* ---- what came of it ---- */

static bool starts_anew(const struct vb_err *err)
{
	return strstr(err->sentence, "resume") != NULL;
}

/* Refusals are the desk's good right; what they say is looked at where it matters. */
static bool harmless(const struct sim_desk *k, enum vb_code code, const struct vb_err *err)
{
	switch (code) {
	case VB_REFUSED:
	case VB_NOT_FOUND:
	case VB_CONFLICT:
		return true;
	case VB_IO:
		return k->silent;
	case VB_FULL:
		tally.met[SIM_DESK_FULL] += ram_is_full(k->dir);
		return ram_is_full(k->dir) || ram_is_full(k->sim->bank);
	case VB_KEY:
		/* A rekey waits to be logged: the old keys are not signed with, the new
		 * ones not yet. */
		return k->rekeying;
	case VB_FALSE:
		/* A copy that does not open, or is another; and a line by a key that its
		 * owner has replaced since. */
		return strcmp(err->clause, "5.3.9") == 0 ||
		       strcmp(err->clause, "5.3.10") == 0 || strcmp(err->clause, "2.8") == 0;
	default:
		return false;
	}
}

bool sim_heard(struct sim_desk *k, const char *verb, enum vb_code code,
	       const struct vb_done *done, const struct vb_err *err)
{
	struct sim *s = k->sim;

	if (sim_desk_reap(k))
		return false;
	sim_say(s, "  %s: %s%s%s %s %s", verb, vb_code_name(code),
		done && !code ? ": " : "", done && !code ? done->citation : "",
		code ? err->clause : "", code ? err->sentence : "");
	if (code && !harmless(k, code, err))
		sim_fail(s, "%s cannot %s: %s: %s %s: %s", k->dir, verb, vb_code_name(code),
			 err->clause, err->where, err->sentence);
	return code == VB_OK;
}

/* What others have to lodge stands before it: a receipt for a paper that came by pouch. */
static bool waits_for_others(struct doing *g)
{
	struct vb_pile carried = {0};
	bool waits = vb_frames_get(g->k->d->cab, "carried", &carried, NULL) == VB_OK &&
		     carried.n > 0;

	vb_pile_free(&carried);
	return waits;
}

bool doing_signed(struct doing *g, const char *verb, enum vb_code code, int64_t days)
{
	if (!sim_heard(g->k, verb, code, &g->done, &g->err))
		return false;
	if (!g->done.lodged && !g->k->silent && !ram_is_full(g->s->bank) && !waits_for_others(g))
		sim_fail(g->s, "%s: %s is not logged, and everybody was there", verb,
			 g->done.citation);
	sim_has_told(g->k, &g->done, sim_clock(g->k) + days * VB_DAY);
	return true;
}

bool doing_heard(struct doing *g, const char *verb, enum vb_code code)
{
	return doing_signed(g, verb, code, 2);
}

enum vb_code sim_do(struct sim_desk *k, const char *kind, const char *const *pairs,
		    const char *file, struct vb_done *done, struct vb_err *err)
{
	struct vb_pair p[24];
	unsigned n = 0;

	for (; pairs && pairs[2 * n] && n < VB_ARRAY_LEN(p); n++)
		p[n] = (struct vb_pair){pairs[2 * n], pairs[2 * n + 1]};
	return vb_desk_act(k->d, kind, p, n, file, done, err);
}

bool doing_simple(struct doing *g, const char *kind, const char *const *pairs)
{
	return doing_heard(g, kind, sim_do(g->k, kind, pairs, NULL, &g->done, &g->err));
}

/* ---- choosing ---- */

const char *doing_cite(const struct doing *g, uint32_t act)
{
	static char buf[8][96];
	static unsigned at;

	at = (at + 1) % 8;
	vb_fact_citation(buf[at], g->f, act);
	return buf[at];
}

const char *doing_any_act(struct doing *g)
{
	return doing_cite(g, sim_below(g->s, g->f->nfacts));
}

/* Another member; now and then somebody who has left, or is none. */
const char *doing_other(struct doing *g)
{
	for (int i = 0; i < 20; i++) {
		const struct vb_party *p = &g->f->party[sim_below(g->s, g->f->nparties)];

		if (strcmp(p->name, g->k->party) == 0)
			continue;
		if ((p->joined && p->until == VB_NO_ACT) || sim_chance(g->s, 5))
			return p->name;
	}
	return "nobody";
}

bool doing_is_open(const struct vb_handover *h)
{
	return h->receipt == VB_NO_ACT && h->refuse == VB_NO_ACT && h->withdraw == VB_NO_ACT;
}

static bool is_released(const struct vb_handover *h)
{
	return h->release != VB_NO_ACT;
}

static bool is_taken(const struct vb_handover *h)
{
	return h->release != VB_NO_ACT && h->take != VB_NO_ACT;
}

static bool is_untaken(const struct vb_handover *h)
{
	return h->release != VB_NO_ACT && h->take == VB_NO_ACT;
}

bool doing_is_any(const struct vb_handover *h)
{
	(void)h;
	return true;
}

/* A hand-over to us (or by us) that is @fit; with a small chance any act at all.  NULL:
 * there is none. */
const char *doing_paper(struct doing *g, bool to_us, bool (*fit)(const struct vb_handover *))
{
	uint32_t n = g->f->nhandovers, start;

	if (sim_chance(g->s, 4))
		return doing_any_act(g);
	if (n == 0)
		return NULL;
	start = sim_below(g->s, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct vb_handover *h = &g->f->handover[(start + i) % n];
		uint8_t us = to_us ? h->addressee : h->author;

		if (us == g->me && fit(h) &&
		    strcmp(g->f->fact[h->act].kind->name, "entered") != 0)
			return doing_cite(g, h->act);
	}
	return NULL;
}

const char *doing_time(struct doing *g, int64_t from, unsigned days)
{
	static char buf[4][VB_TIME_LEN + 1];
	static unsigned at;

	at = (at + 1) % 4;
	vb_time_format(buf[at], from + (int64_t)sim_below(g->s, days * 86400));
	return buf[at];
}

/* ---- papers ---- */

const char *doing_words(struct doing *g, unsigned n)
{
	static const char *const word[] = {
		"the", "parties", "shall", "not", "consult", "territory", "before", "any",
		"measure", "agreed", "in good faith", "within ten days", "forces",
		"\xc3\xa9tat", "M\xc3\xbcnchen", "article", "of this treaty", "withdraw",
	};
	static char buf[2][1200];
	static unsigned at;
	struct vb_writer w;

	at = (at + 1) % 2;
	vb_writer_init(&w, buf[at], sizeof(buf[at]) - 1);
	for (unsigned i = 0; i < n; i++)
		vb_putf(&w, "%s%s", i ? " " : "", word[sim_below(g->s, VB_ARRAY_LEN(word))]);
	buf[at][w.over ? 0 : w.len] = 0;
	return buf[at];
}

static char *new_paper(struct doing *g)
{
	char *text = need(malloc(TEXT_MAX));
	unsigned articles = sim_below(g->s, 7);
	struct vb_writer w;

	vb_writer_init(&w, text, TEXT_MAX - 1);
	vb_putf(&w, "# Paper %u of %s\n\n", ++g->s->papers, g->k->party);
	vb_putf(&w, "%s.\n", doing_words(g, 1 + sim_below(g->s, 20)));
	for (unsigned i = 0; i < articles; i++)
		vb_putf(&w, "\n## Article %u. %s\n\n%s.\n", i + 1,
			doing_words(g, 1 + sim_below(g->s, 3)),
			doing_words(g, 1 + sim_below(g->s, 30)));
	text[w.len] = 0;
	return text;
}

static unsigned some_others(struct doing *g, const char *to[VB_PARTIES_MAX])
{
	unsigned n = 0;

	for (uint32_t i = 0; i < g->f->nparties; i++) {
		const struct vb_party *p = &g->f->party[i];

		if (strcmp(p->name, g->k->party) != 0 && p->joined && p->until == VB_NO_ACT &&
		    sim_chance(g->s, 50))
			to[n++] = p->name;
	}
	if (n == 0)
		to[n++] = doing_other(g);
	return n;
}

static const char *a_role(struct doing *g)
{
	uint8_t me = g->me;

	if (me < g->f->nparties && g->f->party[me].role == VB_CHAIR && sim_chance(g->s, 40))
		return "chair-text";
	return vb_take_names[sim_below(g->s, sim_chance(g->s, 5) ? 7 : 3)];
}

/* ---- annexes ---- */

static const char *const annex_names[] = {"map", "plan of works"};

struct annexes {
	struct vb_annex annex[2];
	char text[2][1200];
};

static void draw_annexes(struct doing *g, struct annexes *a, struct vb_hand *o)
{
	if (!sim_chance(g->s, 12))
		return;
	o->annex = a->annex;
	o->nannexes = 1 + sim_below(g->s, 2);
	for (unsigned i = 0; i < o->nannexes; i++) {
		snprintf(a->text[i], sizeof(a->text[i]), "%u: %s", g->s->papers,
			 doing_words(g, 1 + sim_below(g->s, 60)));
		a->annex[i] = (struct vb_annex){annex_names[i], vb_view_str(a->text[i]), NULL};
	}
}

/* The paper as it is handed over, with a leaf for each annex; and the annexes. */
static void keep_handed(struct doing *g, const struct vb_hand *o)
{
	char *text = need(calloc(1, o->paper.len + 1)), name[120];
	uint8_t *whole = NULL;
	size_t len = 0;

	memcpy(text, o->paper.ptr, o->paper.len);
	if (o->nannexes > 0) {
		free(text);
		if (vb_annex_paper(o->paper, o->annex, o->nannexes, &whole, &len, NULL))
			abort();
		text = strndup((const char *)whole, len);
		free(whole);
	}
	sim_keep_paper(g->s, g->done.citation, text);
	for (unsigned i = 0; i < o->nannexes; i++) {
		snprintf(name, sizeof(name), "%s %s", g->done.citation, o->annex[i].name);
		sim_keep_paper(g->s, name, (const char *)o->annex[i].bytes.ptr);
	}
	free(text);
}

/* What goes along with @citation opens to what was sent along. */
static void compare_annexes(struct doing *g, const char *citation)
{
	struct vb_annexes got;
	char path[600], name[200];
	enum vb_code code = vb_desk_annexes(g->k->d, citation, &got, &g->err);

	if (!sim_heard(g->k, "open annexes", code, NULL, &g->err))
		return;
	for (unsigned i = 0; i < got.n && i < VB_ARRAY_LEN(annex_names); i++) {
		uint8_t *bytes = NULL;
		size_t len = 0;

		snprintf(path, sizeof(path), "%s/%s", got.dir, annex_names[i]);
		snprintf(name, sizeof(name), "%s %s", citation, annex_names[i]);
		if (vb_file_read(path, 4096, &bytes, &len, &g->err) != VB_OK)
			sim_fail(g->s, "%s has not the annex %s: %s", g->k->dir, name,
				 g->err.sentence);
		else if (!sim_is_paper(g->s, name, vb_view(bytes, len)))
			sim_fail(g->s, "%s opens the annex %s to something else", g->k->dir,
				 name);
		free(bytes);
	}
	free(got.dir);
}

/* ---- handing over ---- */

/* What a desk puts before somebody who is to answer: every article "silent". */
static bool skeleton(struct doing *g, struct vb_hand *o, char **text)
{
	uint8_t *answer = NULL;
	size_t len = 0;
	enum vb_code code;

	if (!o->answers || !sim_chance(g->s, 40))
		return false;
	code = vb_desk_answer(g->k->d, o->answers, &answer, &len, &g->err);
	if (sim_heard(g->k, "begin an answer", code, NULL, &g->err)) {
		free(*text);
		*text = strndup((const char *)answer, len);
		o->paper = vb_view_str(*text);
		/* Both stand in its heading. */
		o->role = o->answers = NULL;
		tally.met[SIM_SKELETON]++;
	}
	free(answer);
	return code == VB_OK;
}

void doing_hand(struct doing *g)
{
	static const char *const privileges[] = {NULL, NULL, "without-prejudice",
						 "save-as-to-costs", "mediation"};
	const char *to[VB_PARTIES_MAX];
	struct vb_hand o = {.collect_by = VB_TIME_NONE, .to = to};
	struct annexes annexes;
	char *text = new_paper(g);
	enum vb_code code;

	o.paper = vb_view_str(text);
	o.role = a_role(g);
	o.nto = sim_chance(g->s, 30) ? 0 : some_others(g, to);
	if (strcmp(o.role, "response") == 0 || sim_chance(g->s, 20))
		o.answers = doing_paper(g, true, doing_is_any);
	if (strcmp(o.role, "response") == 0 && !o.answers)
		o.role = "draft";
	if (strcmp(o.role, "response") != 0 || !skeleton(g, &o, &text))
		draw_annexes(g, &annexes, &o);
	if (!g->k->d) {
		free(text);
		return;
	}
	o.privilege = privileges[sim_below(g->s, VB_ARRAY_LEN(privileges))];
	o.confidential = sim_chance(g->s, 20);
	if (sim_chance(g->s, 25))
		o.collect_by = sim_clock(g->k) + (int64_t)sim_below(g->s, 5 * VB_DAY);
	if (sim_chance(g->s, 10))
		o.lodge_days = 1 + sim_below(g->s, 4);
	g->err = (struct vb_err){0};
	code = vb_desk_hand(g->k->d, &o, &g->done, &g->err);
	if (g->done.citation[0])
		keep_handed(g, &o);
	free(text);
	doing_signed(g, "hand over", code, o.lodge_days ? o.lodge_days : 2);
}

void doing_hand_out(struct doing *g, struct vb_hand *o)
{
	char *text = new_paper(g);
	enum vb_code code;

	o->paper = vb_view_str(text);
	code = vb_desk_hand(g->k->d, o, &g->done, &g->err);
	if (g->done.citation[0])
		keep_handed(g, o);
	free(text);
	doing_heard(g, "hand over", code);
}

static void do_enter(struct doing *g)
{
	static const char *const channels[] = {"e-mail", "hand", "post", "fax", "meeting"};
	char *text = new_paper(g);
	struct vb_entering o = {.from = doing_other(g), .received = sim_clock(g->k) - 3600,
				.channel = channels[sim_below(g->s, 5)],
				.role = vb_take_names[sim_below(g->s, 3)]};
	enum vb_code code;

	o.paper = vb_view_str(text);
	if (sim_chance(g->s, 30))
		o.answers = doing_paper(g, sim_chance(g->s, 30), doing_is_any);
	if (sim_chance(g->s, 30))
		o.person = "a courier";
	code = vb_desk_enter(g->k->d, &o, &g->done, &g->err);
	if (g->done.citation[0])
		sim_keep_paper(g->s, g->done.citation, text);
	free(text);
	doing_heard(g, "enter", code);
}

/* What opened is what was handed over; it is there to be read, too. */
static void compare_paper(struct doing *g, const char *citation, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;
	enum vb_code code = path ? vb_file_read(path, VB_PAPER_MAX, &text, &len, &g->err)
				 : vb_desk_read(g->k->d, citation, &text, &len, &g->err);

	if (code)
		sim_fail(g->s, "%s cannot read %s: %s", g->k->dir, citation, g->err.sentence);
	else if (!sim_is_paper(g->s, citation, vb_view(text, len)))
		sim_fail(g->s, "%s opens %s to another text", g->k->dir, citation);
	free(text);
}

/* Its receipt stands; what came with it is not what the act says. */
static void complain(struct doing *g, const char *of)
{
	const char *kind = strcmp(g->err.clause, "5.3.9") == 0 ? "cannot-open" : "contest";

	if (g->done.citation[0])
		sim_has_told(g->k, &g->done, sim_clock(g->k) + 2 * VB_DAY);
	if (g->s->failed || !sim_chance(g->s, 80))
		return;
	g->done = (struct vb_done){.lodged = false};
	doing_simple(g, kind, (const char *const[]){"of", of, NULL});
}

void doing_receive_paper(struct doing *g, const char *of)
{
	char *path = NULL;
	enum vb_code code;

	code = vb_desk_receive(g->k->d, of, &g->done, &path, &g->err);
	/* Where an old receipt is all there is, nothing was signed now. */
	if (sim_heard(g->k, "receive", code, &g->done, &g->err)) {
		if (path)
			compare_paper(g, of, path);
		if (path && !g->s->failed)
			compare_paper(g, of, NULL);
		if (path && !g->s->failed)
			compare_annexes(g, of);
		if (!g->k->d)
			goto out;
		if (!path && g->done.lodged && !g->k->silent)
			sim_fail(g->s, "%s has a receipt for %s, and no paper", g->k->dir, of);
		sim_has_told(g->k, &g->done, sim_clock(g->k) + 2 * VB_DAY);
	}
	if (code == VB_FALSE && g->k->d)
		complain(g, of);
out:
	free(path);
}

void doing_receive(struct doing *g)
{
	const char *of =
		doing_paper(g, true, sim_chance(g->s, 85) ? doing_is_open : doing_is_any);

	if (of)
		doing_receive_paper(g, of);
}

static void do_read(struct doing *g)
{
	const char *of = doing_paper(g, sim_chance(g->s, 70), is_released);
	uint8_t *text = NULL;
	size_t len = 0;
	enum vb_code code;

	if (!of)
		return;
	code = vb_desk_read(g->k->d, of, &text, &len, &g->err);
	if (sim_heard(g->k, "read", code, NULL, &g->err) &&
	    !sim_is_paper(g->s, of, vb_view(text, len)))
		sim_fail(g->s, "%s reads %s as another text", g->k->dir, of);
	free(text);
}

/* ---- what is said of papers ---- */

static void do_take(struct doing *g)
{
	const char *of = doing_paper(g, true, sim_chance(g->s, 90) ? is_untaken : is_taken);
	const char *as = sim_chance(g->s, 50) ? "as-offered"
					      : vb_take_names[sim_below(g->s, 8)];
	const char *answers =
		sim_chance(g->s, 25) ? doing_paper(g, false, doing_is_any) : NULL;

	if (of)
		doing_heard(g, "take",
		      vb_desk_take(g->k->d, of, as, answers, &g->done, &g->err));
}

static void do_refuse(struct doing *g)
{
	const char *of = doing_paper(g, true, doing_is_open);

	if (of)
		doing_heard(g, "refuse",
		      vb_desk_refuse(g->k->d, of,
				     sim_chance(g->s, 50) ? "not addressed to us" : NULL,
				     &g->done, &g->err));
}

static void do_withdraw(struct doing *g)
{
	const char *of =
		doing_paper(g, false, sim_chance(g->s, 85) ? doing_is_open : doing_is_any);

	if (of)
		doing_simple(g, "withdraw", (const char *const[]){"of", of, NULL});
}

static void do_cannot_open(struct doing *g)
{
	const char *of = doing_paper(g, true, is_untaken);

	if (of)
		doing_simple(g, "cannot-open", (const char *const[]){"of", of, NULL});
}

static void do_contest(struct doing *g)
{
	const char *of = doing_paper(g, true, is_released);

	if (of)
		doing_simple(g, "contest",
		       (const char *const[]){"of", of, "reason", "not what was agreed", NULL});
}

static void do_corrigendum(struct doing *g)
{
	const char *of = doing_paper(g, false, doing_is_any);

	if (of)
		doing_simple(g, "corrigendum",
		       (const char *const[]){"of", of, "text", doing_words(g, 8), NULL});
}

/* ---- conduct ---- */

/* The judge rules, where there is something to rule on. */
static bool rule(struct doing *g)
{
	for (uint32_t i = 0; i < g->f->nhandovers; i++) {
		const struct vb_handover *h = &g->f->handover[i];
		uint32_t claim = h->contest_ruling == VB_NO_ACT ? h->contest : VB_NO_ACT;

		if (claim == VB_NO_ACT && h->cannot_open_ruling == VB_NO_ACT)
			claim = h->cannot_open;
		if (claim == VB_NO_ACT)
			continue;
		doing_simple(g, "statement",
		       (const char *const[]){"of", doing_cite(g, claim), "finding",
					     sim_chance(g->s, 50) ? "upheld" : "rejected",
					     "text", "as the key shows", NULL});
		return true;
	}
	return false;
}

static void do_statement(struct doing *g)
{
	if (g->me == g->f->judge && sim_chance(g->s, 70) && rule(g))
		return;
	if (sim_chance(g->s, 50))
		doing_simple(g, "statement",
		       (const char *const[]){"text", doing_words(g, 1 + sim_below(g->s, 40)),
					     NULL});
	else
		doing_simple(g, "statement",
		       (const char *const[]){"of", doing_any_act(g), "text",
					     "we\nreserve \\ all", NULL});
}

static void do_promise(struct doing *g)
{
	const char *due = doing_time(g, sim_clock(g->k) + 60, 9);

	if (sim_chance(g->s, 50))
		doing_simple(g, "promise",
		       (const char *const[]){"what", "answer", "of", doing_any_act(g), "to",
					     doing_other(g), "due", due, NULL});
	else
		doing_simple(g, "promise",
		       (const char *const[]){"what", "paper", "due", due, "text",
					     doing_words(g, 5), NULL});
}

static void do_meeting(struct doing *g)
{
	doing_simple(g, "meeting",
	       (const char *const[]){"at", doing_time(g, sim_clock(g->k) - VB_DAY, 1), "with",
				     doing_other(g), "subject", doing_words(g, 4), "place",
				     "Geneva", NULL});
}

static void do_sync(struct doing *g)
{
	sim_heard(g->k, "sync", vb_desk_sync(g->k->d, &g->err), NULL, &g->err);
}

/* ---- choosing a verb ---- */

static const struct {
	void (*fn)(struct doing *g);
	unsigned weight;
} verbs[] = {
	{doing_hand, 22},	  {doing_receive, 24},   {do_take, 13},	   {do_refuse, 2},
	{do_withdraw, 3}, {do_cannot_open, 2}, {do_contest, 2},	   {do_corrigendum, 2},
	{do_statement, 4}, {do_promise, 3},    {do_meeting, 2},	   {do_enter, 3},
	{do_read, 3},	  {do_sync, 8},	       {doing_mandate, 2}, {doing_revoke, 3},
	{doing_rekey, 1}, {doing_leave, 2},    {doing_amend, 2},   {doing_minutes, 2},
	{doing_transfer, 8}, {doing_pouch, 4}, {doing_offline_round, 2},
	{doing_admit, 2}, {doing_back_up, 3}, {doing_restore, 2}, {doing_prove, 4},
	{doing_judge, 5}, {doing_doctor, 2}, {doing_offices, 1}, {doing_newcomer, 3},
	{doing_make_ours, 9}, {doing_correct, 9}, {doing_object, 4},
};

static void one_verb(struct doing *g)
{
	unsigned all = 0, pick;

	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++)
		all += verbs[i].weight;
	pick = sim_below(g->s, all);
	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++) {
		if (pick < verbs[i].weight) {
			verbs[i].fn(g);
			return;
		}
		pick -= verbs[i].weight;
	}
}

void doing_drop(struct doing *g)
{
	vb_ahead_free(&g->ahead);
	g->f = NULL;
	g->done = (struct vb_done){.lodged = false};
	g->err = (struct vb_err){0};
}

/* The desk's view, with what waits; sometimes it knows what others have done. */
bool doing_look(struct doing *g)
{
	enum vb_code code;

	doing_drop(g);
	if (!sim_desk_up(g->k))
		return false;
	if (sim_chance(g->s, 60)) {
		code = vb_desk_sync(g->k->d, &g->err);
		if (!sim_heard(g->k, "sync", code, NULL, &g->err) && !g->k->d)
			return false;
	}
	if (vb_desk_fold(g->k->d)->nfacts == 0)
		return false;
	code = vb_ahead_make(g->k->d, true, &g->ahead, &g->err);
	if (sim_desk_reap(g->k))
		return false;
	if (code) {
		sim_fail(g->s, "%s cannot look ahead: %s", g->k->dir, g->err.sentence);
		return false;
	}
	g->f = g->ahead.fold;
	g->me = vb_fold_party(g->f, vb_view_str(g->k->party));
	sim_count_states(g->f, g->s->now);
	return true;
}

void doing_resume(struct doing *g)
{
	enum vb_code code;
	char chain[66];

	sim_chain_of(chain, g->k);
	g->done = (struct vb_done){.lodged = false};
	g->err = (struct vb_err){0};
	code = vb_desk_resume(g->k->d, &g->done, &g->err);
	if (sim_heard(g->k, "resume", code, &g->done, &g->err)) {
		sim_gives_up(g->k, chain);
		sim_has_told(g->k, &g->done, sim_clock(g->k) + 2 * VB_DAY);
		g->k->restored = false;
	}
}

/* A desk that was restored resumes; or, if all that it ever sent is logged, finds out by
 * itself that it must, provided that the depositary answers. */
static void come_back(struct doing *g)
{
	struct sim *s = g->s;

	g->k->offline = g->k->silent = false;
	s->calm = true;
	s->bank_down = 0;
	s->bank_off = g->k->off = 0;
	ram_fill(g->k->dir, false);
	ram_fill(s->bank, false);
	if (doing_look(g)) {
		if (sim_owes(g->k) || sim_chance(s, 50))
			doing_resume(g);
		else
			do_promise(g);
	}
	s->calm = false;
}

static void step_clock(struct sim *s)
{
	unsigned p = sim_below(s, 100);

	if (p < 40)
		s->now += sim_below(s, 600);
	else if (p < 80)
		s->now += sim_below(s, 6 * 3600);
	else if (p < 97)
		s->now += sim_below(s, VB_DAY);
	else
		s->now += sim_below(s, 5 * VB_DAY);
}

/* Clocks go wrong and are set right, a disk is full for a while, and what the network kept
 * arrives. */
static void disturb(struct sim *s, struct sim_desk *k)
{
	static const int64_t wrong[] = {-90000, -7200, -400, -60, 60, 400, 7200, 90000};

	if (k->off && sim_chance(s, 30)) {
		k->off = 0;
	} else if (!k->off && sim_chance(s, 3)) {
		k->off = wrong[sim_below(s, VB_ARRAY_LEN(wrong))];
		s->was_ahead = s->was_ahead || k->off > 0;
		tally.met[SIM_CLOCK_WRONG]++;
	}
	if (s->bank_off && sim_chance(s, 30)) {
		s->bank_off = 0;
	} else if (!s->bank_off && sim_chance(s, 1)) {
		s->bank_off = -(int64_t)sim_below(s, 7200);
		tally.met[SIM_BANK_CLOCK]++;
	}
	if (sim_chance(s, 2))
		ram_fill(sim_chance(s, 50) && s->dep ? s->bank : k->dir, true);
	if (s->nlate > 0 && sim_chance(s, 20))
		sim_deliver_late(s);
}

void sim_act(struct sim *s)
{
	struct sim_desk *k = &s->desk[sim_below(s, s->ndesks)];
	struct doing g = {.s = s, .k = k};

	step_clock(s);
	if (s->desk[0].d)
		s->table = vb_desk_fold(s->desk[0].d)->table;
	if (sim_chance(s, 12))
		sim_guest_act(s);
	if (sim_chance(s, 5))
		k->offline = !k->offline;
	else if (k->offline && sim_chance(s, 20))
		k->offline = false;
	k->silent = k->offline;
	disturb(s, k);
	sim_say(s, "%s%s at %lld%+lld%s", k->dir + strlen(s->dir) + 1,
		k->offline ? " (offline)" : "", (long long)s->now, (long long)k->off,
		k->d ? "" : " (opens)");
	if (!k->restored && sim_chance(s, 8))
		sim_arm(k);
	if (k->restored)
		come_back(&g);
	else if (doing_look(&g))
		one_verb(&g);
	if (k->d && !s->failed && starts_anew(&g.err) && sim_chance(s, 70))
		doing_resume(&g);
	doing_drop(&g);
	if (k->d && sim_chance(s, 15))
		sim_desk_down(k);
	sim_disarm(k);
	ram_fill(k->dir, false);
	ram_fill(s->bank, false);
}
