/*
 * How assertions relate: who agrees, who contradicts whom, which promises were kept, and what
 * changed while it was repeated.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Within one act's assertions each is compared with so many that follow; more only in a folder
 * that no person would read, where the time must stay in proportion. */
#define COMPARISONS 20000000
#define WINDOW_LEAST 100

static bool passage(enum vb_press_act act)
{
	return act == VB_PA_HAND_OVER || act == VB_PA_RECEIVE;
}

static bool of_paper(enum vb_press_act act)
{
	return passage(act) || act == VB_PA_PUBLISH || act == VB_PA_ASK_NOT_PUBLISH ||
	       act == VB_PA_KEEP_SECRET || act == VB_PA_PREPARE;
}

static bool same_family(enum vb_press_act a, enum vb_press_act b)
{
	return a == b || (passage(a) && passage(b));
}

/* One of the codes of "A+B" in another such. */
static bool share(const char *a, const char *b)
{
	while (*a) {
		size_t n = strcspn(a, "+");

		for (const char *q = b; *q;) {
			size_t m = strcspn(q, "+");

			if (n == m && memcmp(a, q, n) == 0)
				return true;
			q += m + (q[m] == '+');
		}
		a += n + (a[n] == '+');
	}
	return false;
}

static bool same_sides(const struct vb_assertion *a, const struct vb_assertion *b)
{
	if (!share(a->from, b->from))
		return false;
	return share(a->to, b->to) || (!*a->to && !*b->to) || a->act == VB_PA_PUBLISH ||
	       a->act == VB_PA_NEGOTIATE;
}

static int64_t report_day(const struct vb_press *p, const struct vb_assertion *a)
{
	const struct vb_press_report *r = &p->report[p->sentence[a->sentence].report];

	return r->dated ? r->date : INT64_MIN;
}

/* The day by which it was so: of the event, else of the saying, else of the report. */
static int64_t by_day(const struct vb_press *p, const struct vb_assertion *a)
{
	if (a->event.text[0])
		return a->event.to;
	return a->said.text[0] ? a->said.to : report_day(p, a);
}

static int64_t since_day(const struct vb_assertion *a)
{
	return a->event.text[0] ? a->event.from : INT64_MIN;
}

static bool overlap(const struct vb_press *p, const struct vb_assertion *a,
		    const struct vb_assertion *b)
{
	return since_day(a) <= by_day(p, b) && since_day(b) <= by_day(p, a);
}

struct list {
	struct vb_press *p;
	bool failed;
};

static void relation(struct list *l, enum vb_press_relation_kind kind, size_t a, size_t b,
		     bool conditional, enum vb_press_change what)
{
	struct vb_press *p = l->p;
	struct vb_press_relation one = {.kind = kind,
					.conditional = conditional,
					.left = (uint32_t)(a < b ? a : b),
					.right = (uint32_t)(a < b ? b : a),
					.what = what};

	/* A promise stands on the left, whichever was read first. */
	if (kind == VB_PR_KEPT) {
		one.left = (uint32_t)a;
		one.right = (uint32_t)b;
	}
	if (!vb_press_room(&p->relation, &p->relations_cap, p->relations + 1, sizeof(one))) {
		l->failed = true;
		return;
	}
	p->relation[p->relations++] = one;
}

/* One says that it happened by some day, the other that by that day or later it had not. */
static bool contradict(const struct vb_press *p, const struct vb_assertion *yes,
		       const struct vb_assertion *no)
{
	if (yes->polarity != VB_PP_AFFIRMED || no->polarity != VB_PP_DENIED)
		return false;
	if (!same_sides(yes, no) || by_day(p, yes) == INT64_MIN || by_day(p, no) == INT64_MIN)
		return false;
	return by_day(p, yes) <= by_day(p, no) && since_day(no) <= by_day(p, yes);
}

/* The same person or body: it may take a thing back, but that is another matter. */
static bool same_voice(const struct vb_assertion *a, const struct vb_assertion *b)
{
	return *a->speaker && strcmp(a->speaker, b->speaker) == 0 &&
	       a->authority != VB_PW_ANONYMOUS;
}

/* What a label calls the paper, behind its giver. */
static const char *paper_of(const struct vb_assertion *a)
{
	const char *dash = strrchr(a->document, '-');

	return dash ? dash + 1 : "";
}

/* An answer may be called a follow-up, a letter, or nothing at all; a draft is no answer. */
static bool loose(const char *paper)
{
	return !*paper || strcmp(paper, "answer") == 0 || strcmp(paper, "followup") == 0 ||
	       strcmp(paper, "letter") == 0 || strcmp(paper, "document") == 0;
}

static bool may_be_one(const struct vb_assertion *a, const struct vb_assertion *b)
{
	const char *x = paper_of(a), *y = paper_of(b);

	return strcmp(x, y) == 0 || (loose(x) && loose(y));
}

static bool dated(const struct vb_assertion *a)
{
	return a->event.text[0] && a->event.from != INT64_MIN;
}

static void contradictions(struct list *l, size_t i, size_t k)
{
	const struct vb_assertion *a = &l->p->assertion[i], *b = &l->p->assertion[k];
	bool papers;

	if (!contradict(l->p, a, b) && !contradict(l->p, b, a))
		return;
	papers = of_paper(a->act);
	if (a->act == VB_PA_STATE || (papers && !may_be_one(a, b)) ||
	    (!papers && !(dated(a) && dated(b))))
		return;
	/* Of an act without a paper nobody can tell that it is the same. */
	relation(l, VB_PR_CONTRADICTS, i, k,
		 !papers || !*a->document || !share(a->document, b->document), VB_PX_NOTHING);
}

/* "It is being drawn up" against "it was handed over", of one paper, at one time. */
static void in_preparation(struct list *l, size_t i, size_t k)
{
	const struct vb_assertion *a = &l->p->assertion[i], *b = &l->p->assertion[k];

	if (b->act == VB_PA_PREPARE) {
		const struct vb_assertion *swap = a;

		a = b;
		b = swap;
	}
	if (a->act != VB_PA_PREPARE || !passage(b->act) || a->polarity != VB_PP_AFFIRMED ||
	    b->polarity != VB_PP_AFFIRMED || !share(a->from, b->from) ||
	    !share(a->to, b->to) || !share(a->document, b->document))
		return;
	/* What is being prepared is the preparer's own paper. */
	if (strncmp(a->document, a->from, strlen(a->from)) != 0 ||
	    by_day(l->p, a) == INT64_MIN || by_day(l->p, b) == INT64_MIN ||
	    by_day(l->p, b) > by_day(l->p, a))
		return;
	relation(l, VB_PR_IN_PREPARATION, i, k, false, VB_PX_NOTHING);
}

static bool same_paper(const struct vb_assertion *a, const struct vb_assertion *b)
{
	return !of_paper(a->act) || (share(a->document, b->document));
}

static void agreements(struct list *l, size_t i, size_t k)
{
	const struct vb_assertion *a = &l->p->assertion[i], *b = &l->p->assertion[k];

	if (a->polarity != b->polarity || a->polarity > VB_PP_DENIED ||
	    a->act == VB_PA_STATE || !same_sides(a, b) || !same_paper(a, b) ||
	    !overlap(l->p, a, b))
		return;
	if (a->act == VB_PA_NEGOTIATE && !(dated(a) && dated(b)))
		return;
	if (same_voice(a, b) &&
	    l->p->sentence[a->sentence].report == l->p->sentence[b->sentence].report)
		return;
	relation(l, VB_PR_AGREES, i, k, of_paper(a->act) && !*a->document, VB_PX_NOTHING);
}

/* @b tells that what @a promised came to be. */
static bool kept(const struct vb_press *p, const struct vb_assertion *a,
		 const struct vb_assertion *b)
{
	int64_t said = a->said.text[0] ? a->said.to : report_day(p, a);

	if (a->polarity < VB_PP_PROMISED || b->polarity != VB_PP_AFFIRMED ||
	    !same_sides(a, b) || !same_paper(a, b) || a->act == VB_PA_STATE ||
	    a->act == VB_PA_PREPARE || by_day(p, b) == INT64_MIN || by_day(p, b) < said)
		return false;
	if (!of_paper(a->act) && !(dated(a) && dated(b)))
		return false;
	return !a->event.text[0] ||
	       (since_day(b) <= a->event.to && a->event.from <= by_day(p, b));
}

static void changes(struct list *l, size_t i, size_t k)
{
	const struct vb_assertion *a = &l->p->assertion[i], *b = &l->p->assertion[k];

	if (l->p->sentence[a->sentence].report == l->p->sentence[b->sentence].report ||
	    !same_voice(a, b) || !same_sides(a, b) || !same_paper(a, b) ||
	    a->act == VB_PA_STATE || !of_paper(a->act))
		return;
	if (a->polarity == b->polarity && a->event.text[0] && b->event.text[0] &&
	    !overlap(l->p, a, b))
		relation(l, VB_PR_CHANGED, i, k, false, VB_PX_DATE);
	else if (a->said.text[0] && strcmp(a->said.text, b->said.text) == 0 &&
		 a->polarity != b->polarity)
		relation(l, VB_PR_CHANGED, i, k, false, VB_PX_POLARITY);
}

static bool compared(enum vb_press_act a, enum vb_press_act b)
{
	return same_family(a, b) || (passage(a) && b == VB_PA_PREPARE) ||
	       (passage(b) && a == VB_PA_PREPARE);
}

static void compare(struct list *l, size_t i, size_t k, bool *done)
{
	const struct vb_press *p = l->p;

	if (!same_family(p->assertion[i].act, p->assertion[k].act)) {
		in_preparation(l, i, k);
		return;
	}
	contradictions(l, i, k);
	agreements(l, i, k);
	changes(l, i, k);
	if (kept(p, &p->assertion[i], &p->assertion[k])) {
		relation(l, VB_PR_KEPT, i, k, false, VB_PX_NOTHING);
		done[i] = true;
	}
	if (kept(p, &p->assertion[k], &p->assertion[i])) {
		relation(l, VB_PR_KEPT, k, i, false, VB_PX_NOTHING);
		done[k] = true;
	}
}

static void sentence_change(struct list *l, const struct vb_press_relation *r)
{
	const struct vb_press *p = l->p;

	for (size_t i = 0; i < p->assertions; i++) {
		const struct vb_assertion *a = &p->assertion[i];

		if (a->sentence > r->left)
			return;
		for (size_t k = i + 1; a->sentence == r->left && k < p->assertions; k++) {
			const struct vb_assertion *b = &p->assertion[k];

			if (b->sentence > r->right)
				break;
			if (b->sentence != r->right || !same_family(a->act, b->act))
				continue;
			if (strcmp(a->speaker, b->speaker) != 0)
				relation(l, VB_PR_CHANGED, i, k, false, VB_PX_SPEAKER);
			else if (a->authority != b->authority)
				relation(l, VB_PR_CHANGED, i, k, false, VB_PX_AUTHORITY);
			else if (a->polarity != b->polarity)
				relation(l, VB_PR_CHANGED, i, k, false, VB_PX_POLARITY);
			break;
		}
	}
}

/* Compares assertion @i with those behind it, until enough was found. */
static void with_others(struct list *l, size_t i, size_t window, bool *done)
{
	struct vb_press *p = l->p;
	bool crowd = p->assertions > VB_CROWD;
	size_t enough = crowd ? 8 : 96, most = crowd ? 2 : 96, of[VB_PRESS_RELATIONS] = {0};

	for (size_t k = i + 1, n = 0;
	     k < p->assertions && k < i + window && n < enough && !l->failed; k++) {
		size_t from = p->relations, kept = from;

		if (!compared(p->assertion[i].act, p->assertion[k].act))
			continue;
		compare(l, i, k, done);
		n += p->relations - from;
		for (size_t x = from; x < p->relations; x++)
			if (of[p->relation[x].kind]++ < most)
				p->relation[kept++] = p->relation[x];
		p->relations = kept;
	}
}

static void open_promises(struct list *l, const bool *done)
{
	const struct vb_press *p = l->p;

	for (size_t i = 0; i < p->assertions && !l->failed; i++)
		if (p->assertion[i].polarity == VB_PP_PROMISED &&
		    of_paper(p->assertion[i].act) && !done[i])
			relation(l, VB_PR_OPEN, i, i, false, VB_PX_NOTHING);
}

static void reverse(struct vb_press_relation *x, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct vb_press_relation one = x[i];

		x[i] = x[n - 1 - i];
		x[n - 1 - i] = one;
	}
}

/* What was found of sentences, the first @repeats, goes behind what was found of assertions. */
static void take_repeats(struct list *l, size_t repeats)
{
	struct vb_press *p = l->p;
	size_t n = p->relations, others = n - repeats;

	if (n == 0)
		return;
	reverse(p->relation, repeats);
	reverse(p->relation + repeats, others);
	reverse(p->relation, n);
	/* A folder of thousands of repetitions is one of copies: nothing changed in them. */
	for (size_t i = others; i < n && i < others + 1000 && !l->failed; i++) {
		struct vb_press_relation one = p->relation[i];

		sentence_change(l, &one);
	}
}

bool vb_relate(struct vb_press *p)
{
	struct list l = {.p = p};
	bool *done = calloc(p->assertions + 1, sizeof(*done));
	size_t window = COMPARISONS / (p->assertions + 1), repeats = p->relations;

	if (!done)
		return false;
	if (window < WINDOW_LEAST)
		window = WINDOW_LEAST;
	for (size_t i = 0; i < p->assertions && !l.failed; i++)
		with_others(&l, i, window, done);
	open_promises(&l, done);
	free(done);
	if (!l.failed)
		take_repeats(&l, repeats);
	return !l.failed;
}

bool vb_press_relate(const struct vb_press_report *report,
		     const struct vb_press_sentence *sentence,
		     const struct vb_assertion *assertion, size_t n,
		     struct vb_press_relation **relation, size_t *relations)
{
	struct vb_press p = {.report = (void *)(uintptr_t)report,
			     .sentence = (void *)(uintptr_t)sentence,
			     .assertion = (void *)(uintptr_t)assertion,
			     .assertions = n,
			     .relation = *relation,
			     .relations = *relations,
			     .relations_cap = *relations};
	bool fine = vb_relate(&p);

	*relation = p.relation;
	*relations = p.relations;
	return fine;
}
