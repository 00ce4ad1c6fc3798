/*
 * What belongs to a verb: its subject, objects, and the phrases behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* So far a subject or an object is looked for. */
#define REACH 60

static const struct vb_chunk *at(const struct vb_reader *r, int i)
{
	return i >= 0 && i < (int)r->chunks ? &r->chunk[i] : NULL;
}

bool vb_is_paper(uint8_t class)
{
	return class >= VB_N_ANSWER && class <= VB_N_REQUEST;
}

/* The first comma of "X, a researcher of Y, says", seen from its second; -1: none. */
static int comma_pair(const struct vb_reader *r, int comma)
{
	for (int k = comma - 1; k >= 0 && comma - k < 20; k--) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_COMMA)
			return k;
		if (c->kind == VB_C_STOP || c->kind == VB_C_THAT || c->kind == VB_C_BUT)
			return -1;
	}
	return -1;
}

static bool is_finite(const struct vb_chunk *c)
{
	return c->kind == VB_C_VG && !c->inf && !c->ing && !c->reduced;
}

static bool says(const struct vb_chunk *c)
{
	return c->verb >= 0 && vb_verbs[c->verb].says;
}

/* The verb that @vg is joined to by "and": the nearest finite one on the left of @k; but what
 * was said goes with a verb of saying, and "expected" with "noted", not with "would give". */
static int joined_verb(const struct vb_reader *r, int k, int vg)
{
	bool past = r->chunk[vg].past, saying = says(&r->chunk[vg]);
	int plain = -1;

	for (int n = 0; k >= 0 && n < REACH; k--, n++) {
		const struct vb_chunk *c = &r->chunk[k];

		if (is_finite(c) && !(past && c->will)) {
			if (!saying || says(c))
				return k;
			plain = plain < 0 ? k : plain;
		}
		if ((c->kind == VB_C_THAT && !past) || c->kind == VB_C_STOP)
			return plain;
	}
	return plain;
}

/* The chunk before the bracket that closes at @k; -1: none does. */
static int bracket(const struct vb_reader *r, int k)
{
	if (r->word[r->chunk[k].from].punct != ')')
		return -1;
	for (int i = k - 1; i >= 0 && k - i < 8; i--)
		if (r->chunk[i].kind == VB_C_STOP && r->word[r->chunk[i].from].punct == '(')
			return i - 1;
	return -1;
}

/* A walk to the left of verb @vg for its subject. */
struct walk {
	int vg;
	int k;		/* where it is */
	int fallback;	/* a phrase behind a preposition, if nothing better comes */
	int found;
	int again;	/* another verb whose subject it shares */
	bool done;
};

static void end_with(struct walk *w, int found)
{
	w->found = found;
	w->done = true;
}

static void share(struct walk *w, int verb)
{
	w->again = verb;
	end_with(w, -1);
}

static void at_phrase(const struct vb_reader *r, struct walk *w)
{
	const struct vb_chunk *c = &r->chunk[w->k], *vg = &r->chunk[w->vg];
	int k = w->k;

	/* "X endorsed the text and Y will vote": Y is no part of the text. */
	bool joined = is(r, k - 1, VB_C_AND) && is(r, k - 2, VB_C_NP) &&
		      !(is(r, k - 3, VB_C_VG) && is_finite(&r->chunk[k - 3]));
	/* "China, India and Brazil" */
	bool list = is(r, k - 1, VB_C_COMMA) && is(r, k - 2, VB_C_NP) && c->named &&
		    r->chunk[k - 2].named && is(r, k + 2, VB_C_NP) &&
		    (is(r, k + 1, VB_C_AND) || is(r, k + 1, VB_C_COMMA));

	if (c->apposed) {
		w->k -= 2;
	} else if (vg->inf && k == w->vg - 1 && is(r, k - 1, VB_C_VG) && c->who.n == 0) {
		/* "keep their promise to give", but "urge Iran to give" */
		share(w, k - 1);
	} else if (is(r, k - 1, VB_C_PREP) || joined || list) {
		if (is(r, k - 1, VB_C_PREP) && w->fallback < 0)
			w->fallback = k;
		w->k -= 2;
	} else {
		end_with(w, k);
	}
}

static void at_comma(const struct vb_reader *r, struct walk *w)
{
	int k = w->k, pair = comma_pair(r, k);

	if (r->chunk[w->vg].reduced && k == w->vg - 1)
		w->k--;
	else if (pair < 0 && w->fallback < 0 && (r->chunk[w->vg].ing || is(r, k - 1, VB_C_VG)))
		share(w, joined_verb(r, k - 1, w->vg));
	else if (pair < 0)
		end_with(w, w->fallback);
	else
		w->k = pair - 1;
}

/* "a paper that came", "a man, who said" */
static void at_relative(const struct vb_reader *r, struct walk *w)
{
	int k = w->k;

	if (w->fallback < 0 && is(r, k - 1, VB_C_NP) && k > w->vg - 4)
		end_with(w, k - 1);
	else if (w->fallback < 0 && is(r, k - 1, VB_C_COMMA) && is(r, k - 2, VB_C_NP))
		end_with(w, k - 2);
	else
		end_with(w, w->fallback);
}

static void step(const struct vb_reader *r, struct walk *w)
{
	const struct vb_chunk *c = &r->chunk[w->k];

	switch (c->kind) {
	case VB_C_NP:
		at_phrase(r, w);
		break;
	case VB_C_COMMA:
		at_comma(r, w);
		break;
	case VB_C_VG:
		if (c->reduced || c->passive || c->ing)
			w->k--;
		else
			share(w, w->k);
		break;
	case VB_C_AND:
	case VB_C_BUT:
		w->again = joined_verb(r, w->k - 1, w->vg);
		end_with(w, w->fallback);
		break;
	case VB_C_WHO:
	case VB_C_THAT:
		at_relative(r, w);
		break;
	case VB_C_STOP:
		w->k = bracket(r, w->k);
		if (w->k < 0)
			end_with(w, w->fallback);
		break;
	case VB_C_ADV:
	case VB_C_DATE:
	case VB_C_OPEN:
	case VB_C_CLOSE:
	case VB_C_PREP:
		w->k--;
		break;
	default:
		end_with(w, w->fallback);
	}
}

/* The subject of @vg, or -1; or *@again, another verb whose subject it shares. */
static int search(const struct vb_reader *r, int vg, int *again)
{
	struct walk w = {vg, vg - 1, -1, -1, -1, false};

	/* "X does this without giving way": X gives none. */
	if (r->chunk[vg].ing && (is(r, vg - 1, VB_C_PREP) || is(r, vg - 1, VB_C_WHEN)))
		share(&w, joined_verb(r, vg - 2, vg));
	for (int n = 0; !w.done && w.k >= 0 && n < REACH; n++)
		step(r, &w);
	*again = w.again;
	return w.done ? w.found : w.fallback;
}

int vb_subject_of(const struct vb_reader *r, int vg)
{
	for (int n = 0; n < 6; n++) {
		int again, found = search(r, vg, &again);

		if (found >= 0 || again < 0 || again >= vg)
			return found;
		/* "urged Iran to return": Iran is to. */
		if (r->chunk[vg].inf && r->chunk[again].verb >= 0 &&
		    vb_verbs[r->chunk[again].verb].chain == VB_CH_ASK)
			for (int k = again + 1; k < vg; k++)
				if (r->chunk[k].kind == VB_C_NP && r->chunk[k].who.n)
					return k;
		vg = again;
	}
	return -1;
}

static int joined(const struct vb_reader *r, int np)
{
	while (is(r, np + 1, VB_C_AND) && is(r, np + 2, VB_C_NP) && !is(r, np + 3, VB_C_VG))
		np += 2;
	return np;
}

/* How many chunks behind @np the next of its parties stands; 0: there is no further one. */
static int next_party(const struct vb_reader *r, int np, const struct vb_chunk *c)
{
	bool named = is(r, np + 2, VB_C_NP);

	if (is(r, np + 1, VB_C_PREP)) {
		bool of = r->chunk[np + 1].func == VB_F_OF && c->who.n == 0;

		return named && (of || vb_word_is(r, r->chunk[np + 1].from, "including")) ? 2 : 0;
	}
	if (is(r, np + 1, VB_C_AND))
		return named ? 2 : 0;
	if (!is(r, np + 1, VB_C_COMMA))
		return 0;
	if (named && r->chunk[np + 2].named && c->who.n &&
	    (is(r, np + 3, VB_C_AND) ||
	     (is(r, np + 3, VB_C_COMMA) && is(r, np + 4, VB_C_NP) && r->chunk[np + 4].named)))
		return 2;
	if (is(r, np + 2, VB_C_PREP) && vb_word_is(r, r->chunk[np + 2].from, "including") &&
	    is(r, np + 3, VB_C_NP))
		return 3;
	return named && is(r, np + 3, VB_C_PREP) &&
		       vb_word_is(r, r->chunk[np + 3].from, "among") ? 2 : 0;
}

struct vb_set vb_parties_at(const struct vb_reader *r, int np)
{
	struct vb_set out = {0};
	int step;

	if (!at(r, np))
		return out;
	for (int n = 0; n < 8 && at(r, np); n++) {
		const struct vb_chunk *c = &r->chunk[np];

		vb_set_join(&out, &c->who);
		if (c->who.n == 0 && c->head == VB_N_SIDE && c->noun >= 0 &&
		    (strcmp(vb_nouns[c->noun].word, "ally") == 0 ||
		     strcmp(vb_nouns[c->noun].word, "partner") == 0))
			vb_set_add(&out, "allies");
		step = next_party(r, np, c);
		if (step == 0)
			break;
		np += step;
	}
	return out;
}

static void preposition(const struct vb_reader *r, struct vb_args *a, int k)
{
	const struct vb_chunk *c = &r->chunk[k];
	int *slot = NULL;

	if (c->func == VB_F_TO)
		slot = &a->to;
	else if (c->func == VB_F_FROM)
		slot = &a->from_;
	else if (c->func == VB_F_WITH)
		slot = &a->with;
	else if (c->func == VB_F_BY)
		slot = &a->by;
	else if (vb_word_is(r, c->from, "on") || vb_word_is(r, c->from, "about") ||
		 vb_word_is(r, c->from, "over"))
		slot = &a->about;
	else if (vb_word_is(r, c->from, "into") || vb_word_is(r, c->from, "between") ||
		 vb_word_is(r, c->from, "against") || vb_word_is(r, c->from, "for"))
		slot = &a->into;
	if (slot && *slot < 0)
		*slot = k + 1;
}

/* "the answer that X will give": the object stands before. */
static void relative_object(const struct vb_reader *r, struct vb_args *a, int vg)
{
	int k = a->subject;

	while (is(r, k - 1, VB_C_AND) && is(r, k - 2, VB_C_NP))
		k -= 2;
	if (k < 0)
		return;
	if ((is(r, k - 1, VB_C_THAT) || is(r, k - 1, VB_C_WHO)) && is(r, k - 2, VB_C_NP) &&
	    vb_is_paper(r->chunk[k - 2].head)) {
		a->object = k - 2;
		a->relative = true;
	} else if (is(r, k - 1, VB_C_WHAT)) {
		for (int i = vg + 1; i < (int)r->chunks && i < vg + 6; i++)
			if (r->chunk[i].kind == VB_C_VG && r->chunk[i].copula &&
			    is(r, i + 1, VB_C_NP)) {
				/* What stands between is its receiver. */
				if (a->object >= 0)
					a->receiver = a->object;
				a->object = i + 1;
				a->what = true;
				return;
			}
	} else if (is(r, k - 1, VB_C_NP) && vb_is_paper(r->chunk[k - 1].head) &&
		   a->object < 0) {
		/* "the answer | Moscow | sent" */
		a->object = k - 1;
		a->relative = true;
	}
}

struct vb_args vb_args_of(const struct vb_reader *r, int vg)
{
	struct vb_args a = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, vg + 1, false, false};
	const struct vb_chunk *v = &r->chunk[vg];
	int k = vg + 1;

	a.subject = vb_subject_of(r, vg);
	if (is(r, vg - 1, VB_C_WHO) || is(r, vg - 1, VB_C_THAT))
		a.relative = a.subject == vg - 2;
	if (v->reduced || (v->passive && is(r, vg - 1, VB_C_NP) && v->from + 1 == v->to))
		a.relative = v->reduced;
	for (int n = 0, behind = -1; k < (int)r->chunks && n < REACH; n++) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_NP && !c->apposed) {
			if (a.object < 0)
				a.object = k;
			else if (a.receiver < 0 && k == behind &&
				 !vb_word_is(r, r->chunk[a.object].from, "it")) {
				a.receiver = a.object;
				a.object = k;
			} else
				break;
			k = behind = joined(r, k) + 1;
		} else if (c->kind == VB_C_PREP && is(r, k + 1, VB_C_NP)) {
			preposition(r, &a, k);
			k = joined(r, k + 1) + 1;
		} else if (c->kind == VB_C_DATE ||
			   (c->kind == VB_C_PREP && is(r, k + 1, VB_C_DATE))) {
			/* "send | Moscow | this week | written replies" */
			behind += behind == k;
			k++;
		} else if (c->kind == VB_C_ADV || c->kind == VB_C_OPEN ||
			   c->kind == VB_C_CLOSE || c->kind == VB_C_PREP || c->apposed ||
			   (c->kind == VB_C_COMMA && n < 12 &&
			    (is(r, k + 1, VB_C_PREP) || is(r, k + 1, VB_C_DATE)))) {
			k++;
		} else {
			if (c->kind == VB_C_VG && (c->inf || c->ing))
				a.inf = k;
			if (c->kind == VB_C_THAT)
				a.that = k + 1;
			break;
		}
	}
	a.end = k;
	relative_object(r, &a, vg);
	return a;
}
