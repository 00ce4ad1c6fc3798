/*
 * Acts that nouns tell of, and what is said of a negotiation besides.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static bool np_word(const struct vb_reader *r, int i, const char *s)
{
	if (!is(r, i, VB_C_NP))
		return false;
	for (size_t w = r->chunk[i].from; w < r->chunk[i].to; w++)
		if (vb_word_is(r, w, s))
			return true;
	return false;
}

static bool used(const struct vb_deeds *out, int i)
{
	for (size_t k = 0; k < out->n; k++)
		if (out->deed[k].first <= i && i <= out->deed[k].last &&
		    (out->deed[k].act == VB_PA_NEGOTIATE ||
		     out->deed[k].act == VB_PA_SUSPEND || out->deed[k].act == VB_PA_VOTE))
			return true;
	return false;
}

/* "talks continue", "talks will resume". */
static bool goes_on(const struct vb_reader *r, int vg)
{
	static const char *const verbs[] = {"continue",	  "resume",  "start", "begin",
					    "take place", "proceed", "go on", "plan",
					    "schedule",	  "hold"};

	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++)
		if (strcmp(vb_verbs[r->chunk[vg].verb].lemma, verbs[i]) == 0)
			return true;
	return false;
}

/* What stands behind talks: who, when, where. */
struct event {
	struct vb_set who;
	bool dated;
	bool place;
	int end;	/* the last phrase of it */
	int verb;	/* of which it is the subject, or -1 */
};

static bool is_place(const struct vb_reader *r, const struct vb_chunk *x)
{
	return x->to > x->from && r->word[x->to - 1].name >= 0 &&
	       r->p->lex.name[r->word[x->to - 1].name].kind == VB_NM_PLACE;
}

/* "with A and B", "between A and B", "of A": the phrase at @k, behind its preposition. */
static void who_meets(struct vb_reader *r, struct event *e, int k, const struct vb_voice *v)
{
	const struct vb_chunk *p = &r->chunk[k - 1];
	struct vb_set more;

	if (p->func != VB_F_WITH && !vb_word_is(r, p->from, "between") &&
	    !(p->func == VB_F_OF && r->chunk[k].who.n))
		return;
	more = vb_actor(r, k, v);
	vb_set_join(&e->who, &more);
}

static struct event event_at(struct vb_reader *r, int np, const struct vb_voice *v)
{
	struct event e = {.who = r->chunk[np].who, .end = np, .verb = -1};

	for (int k = np + 1; k < (int)r->chunks && k < np + 9; k++) {
		const struct vb_chunk *x = &r->chunk[k];

		if ((x->kind == VB_C_VG && !x->reduced && !x->passive) ||
		    x->kind == VB_C_COMMA || x->kind == VB_C_STOP)
			break;
		e.dated = e.dated || x->kind == VB_C_DATE;
		if (x->kind != VB_C_NP || !is(r, k - 1, VB_C_PREP))
			continue;
		who_meets(r, &e, k, v);
		e.place = e.place || is_place(r, x);
		if (r->chunk[k - 1].func == VB_F_WITH ||
		    vb_word_is(r, r->chunk[k - 1].from, "between") ||
		    (r->chunk[k - 1].func == VB_F_OF && x->who.n))
			while (is(r, k + 1, VB_C_AND) && is(r, k + 2, VB_C_NP))
				k += 2;
		e.end = k;
	}
	if (is(r, e.end + 1, VB_C_VG) && r->chunk[e.end + 1].verb >= 0)
		e.verb = e.end + 1;
	if (e.verb > 0 && e.who.n == 0 && goes_on(r, e.verb) && *r->dyad[1]) {
		vb_set_add(&e.who, r->dyad[0]);
		vb_set_add(&e.who, r->dyad[1]);
	}
	/* "after talks with X": he who speaks was there. */
	if (e.who.n == 1 && (is(r, np - 1, VB_C_WHEN) || r->chunk[np].person >= 0))
		for (int k = 0; k < np && e.who.n == 1; k++)
			if (r->chunk[k].kind == VB_C_NP && r->chunk[k].person >= 0 &&
			    r->chunk[k].who.n) {
				vb_set_add(&e.who, r->chunk[k].who.code[0]);
				break;
			}
	return e;
}

/* "ahead of talks", "before talks" */
static bool yet_to_come(const struct vb_reader *r, int np)
{
	uint16_t before = np > 0 ? r->chunk[np - 1].from : 0;

	if (is(r, np - 1, VB_C_PREP) && np > 1 && vb_word_is(r, before, "of"))
		return vb_word_is(r, before - 1u, "ahead");
	return is(r, np - 1, VB_C_WHEN) && vb_word_is(r, before, "before");
}

/* Is it no meeting that is told of here, or one that its verb tells of? */
static bool no_event(const struct vb_reader *r, int np, const struct event *e)
{
	const struct vb_chunk *c = &r->chunk[np];
	const struct vb_chunk *vg = is(r, np - 1, VB_C_VG) ? &r->chunk[np - 1] : NULL;

	if (c->no || (e->who.n < 2 && !e->dated && !e->place && !(e->who.n && e->verb > 0)))
		return true;
	if (vg && vg->verb >= 0 &&
	    (vb_verbs[vg->verb].frame == VB_FR_HOLD || vg->inf || vg->ing))
		return true;
	/* "gave the conference a text", "submitted it to the meeting": a receiver. */
	if (is(r, np - 1, VB_C_PREP) && r->chunk[np - 1].func == VB_F_TO && e->who.n < 2)
		return true;
	return !c->named && c->noun >= 0 && strcmp(vb_nouns[c->noun].word, "call") == 0 &&
	       !e->dated && e->who.n < 2;
}

/* "talks between A and B", "A's talks with B", "a phone call on Tuesday": a meeting that is
 * told of by date, place or parties. */
static void talks(struct vb_reader *r, struct vb_deeds *out, int np)
{
	struct vb_voice v = vb_voice_at(r, (size_t)np);
	struct event e = event_at(r, np, &v);
	struct vb_set none = {0};
	struct vb_deed *d;

	if (no_event(r, np, &e))
		return;
	d = vb_deed_add(r, out, VB_PA_NEGOTIATE, np);
	d->noun = true;
	d->from = e.who;
	d->first = np;
	d->last = e.verb > 0 ? e.verb : e.end;
	d->polarity = e.verb > 0	   ? vb_polarity_of(r, e.verb, &none, &v)
		      : yet_to_come(r, np) ? VB_PP_EXPECTED
					   : VB_PP_AFFIRMED;
	/* The place of another saying is the reporter's word. */
	if (v.authority != VB_PW_NONE && is(r, np - 1, VB_C_WHEN))
		d->voice = r->ambient;
}

static bool paper(const struct vb_reader *r, int i)
{
	return is(r, i, VB_C_NP) && vb_is_paper(r->chunk[i].head);
}

/* "preparation of Moscow's answer", "is at work on an answer". */
static void preparation(struct vb_reader *r, struct vb_deeds *out, int np)
{
	bool work_on = vb_word_is(r, r->chunk[np].to - 1u, "work on");
	bool work = np_word(r, np, "work") && r->chunk[np].to - r->chunk[np].from <= 2;
	int what = np + 2;
	struct vb_deed *d;

	if (work_on) {
		work = true;
		what = np + 1;
	}
	if ((!work_on && !is(r, np + 1, VB_C_PREP)) || !paper(r, what) ||
	    (r->chunk[np].head != VB_N_PREPARING && !work))
		return;
	for (size_t k = 0; k < out->n; k++)
		if (out->deed[k].act == VB_PA_PREPARE && out->deed[k].first <= np &&
		    np <= out->deed[k].last)
			return;
	d = vb_deed_add(r, out, VB_PA_PREPARE, np);
	d->from = r->chunk[what].who;
	if (d->from.n == 0 && work) {
		int vg = np;

		while (vg > 0 && r->chunk[vg].kind != VB_C_VG)
			vg--;
		d->from = vb_actor(r, vb_subject_of(r, vg), &d->voice);
	}
	if (d->from.n == 0)
		vb_set_add(&d->from, d->voice.code);
	d->paper = what;
	d->document = vb_paper_label(r, what, &d->from);
	d->polarity = VB_PP_AFFIRMED;
	d->last = what;
}

/* "the process is in its final stages", "the work is nearing its end": said by the one who is at
 * it, of his own answer. */
static void final_stages(struct vb_reader *r, struct vb_deeds *out, int np)
{
	const struct vb_chunk *c = &r->chunk[np];
	struct vb_voice v = vb_voice_at(r, (size_t)np);
	struct vb_deed *d;

	if (!(np_word(r, np, "process") || np_word(r, np, "work") ||
	      c->head == VB_N_PREPARING) ||
	    c->who.n || !*v.code || !is(r, np + 1, VB_C_VG) || !r->chunk[np + 1].copula ||
	    r->chunk[np + 1].neg || !is(r, np + 2, VB_C_PREP) ||
	    !(np_word(r, np + 3, "stages") || np_word(r, np + 3, "stage")))
		return;
	d = vb_deed_add(r, out, VB_PA_PREPARE, np);
	vb_set_add(&d->from, v.code);
	d->document = vb_paper_label(r, -1, &d->from);
	d->polarity = vb_polarity_of(r, np + 1, &d->from, &v);
	d->last = np + 3;
}

/* "no positive reaction from X", "the reaction was negative": X refused. */
static void bad_answer(struct vb_reader *r, struct vb_deeds *out, int np)
{
	const struct vb_chunk *c = &r->chunk[np];
	bool no = c->no && np_word(r, np, "positive"), negative = false;
	struct vb_deed *d;

	if (c->head != VB_N_ANSWER)
		return;
	if (is(r, np + 1, VB_C_VG) && r->chunk[np + 1].copula)
		negative =
			np_word(r, np + 2, "negative") || np_word(r, np + 2, "disappointing");
	for (int k = np - 1; k >= 0 && k > np - 5; k--)
		if (r->chunk[k].kind == VB_C_IF)
			return;
	if (!no && !(negative && !r->chunk[np + 1].will && !r->chunk[np + 1].may))
		return;
	d = vb_deed_add(r, out, VB_PA_REFUSE, np);
	d->from = c->who;
	if (is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_FROM && d->from.n == 0)
		d->from = vb_parties_at(r, np + 2);
	vb_set_add(&d->to, d->voice.code);
	d->polarity = VB_PP_AFFIRMED;
}

/* Not to be concessions; no concessions. */
static void no_concession(struct vb_reader *r, struct vb_deeds *out, int np)
{
	struct vb_deed *d;
	bool neg = r->chunk[np].no;

	if (r->chunk[np].head != VB_N_CONCESSION)
		return;
	if (is(r, np - 1, VB_C_VG) && r->chunk[np - 1].copula && r->chunk[np - 1].neg)
		neg = true;
	if (!neg)
		return;
	d = vb_deed_add(r, out, VB_PA_REFUSE, np);
	vb_set_add(&d->from, d->voice.code);
	d->polarity = VB_PP_AFFIRMED;
}

/* "X's demand that", "X's main demand is": demands told of by a noun. */
static void demand_noun(struct vb_reader *r, struct vb_deeds *out, int np)
{
	const struct vb_chunk *c = &r->chunk[np];
	struct vb_deed *d;

	if (c->head != VB_N_REQUEST || c->who.n == 0 || !is(r, np + 1, VB_C_VG) ||
	    !r->chunk[np + 1].copula)
		if (!(c->head == VB_N_REQUEST && c->who.n && is(r, np + 1, VB_C_PREP) &&
		      r->chunk[np + 1].func == VB_F_FROM && is(r, np + 3, VB_C_VG) &&
		      r->chunk[np + 3].copula))
			return;
	d = vb_deed_add(r, out, VB_PA_DEMAND, np);
	d->from = c->who;
	if (is(r, np + 1, VB_C_PREP))
		d->to = vb_parties_at(r, np + 2);
	d->polarity = VB_PP_AFFIRMED;
}

/* "the alleged answer from X", said by X's side: there was none. */
static void alleged(struct vb_reader *r, struct vb_deeds *out, int np)
{
	struct vb_set owner = r->chunk[np].who;
	struct vb_voice v = vb_voice_at(r, (size_t)np);
	struct vb_deed *d;

	if (!paper(r, np) || !(np_word(r, np, "alleged") || np_word(r, np, "supposed") ||
			       np_word(r, np, "purported")))
		return;
	if (owner.n == 0 && is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_FROM)
		owner = vb_parties_at(r, np + 2);
	if (owner.n == 0 || !vb_set_has(&owner, v.code))
		return;
	d = vb_deed_add(r, out, VB_PA_HAND_OVER, np);
	d->from = owner;
	d->paper = np;
	d->document = vb_paper_label(r, np, &owner);
	d->polarity = VB_PP_DENIED;
}

/* "no comment", "the silence of X". */
static void silence(struct vb_reader *r, struct vb_deeds *out, int np)
{
	const struct vb_chunk *c = &r->chunk[np];
	struct vb_deed *d;

	if (c->noun < 0 || strcmp(vb_nouns[c->noun].word, "silence") != 0 ||
	    !is(r, np + 1, VB_C_PREP))
		return;
	d = vb_deed_add(r, out, VB_PA_NO_COMMENT, np);
	d->from = vb_actor(r, np + 2, &d->voice);
	/* "in response to X's letter" */
	for (int k = np + 3; k < np + 7 && d->to.n == 0; k++)
		if (is(r, k, VB_C_PREP) && r->chunk[k].func == VB_F_TO)
			d->to = vb_parties_at(r, k + 1);
	d->polarity = VB_PP_AFFIRMED;
	d->last = np + 2;
	if (d->from.n == 0)
		out->n--;
}

static bool word_among(const struct vb_reader *r, const char *const *words, size_t n)
{
	for (size_t i = 0; i < r->words; i++)
		for (size_t k = 0; k < n; k++)
			if (vb_word_is(r, i, words[k]))
				return true;
	return false;
}

/* What is said against making a matter public. */
static void secrecy(struct vb_reader *r, struct vb_deeds *out)
{
	static const char *const public[] = {"public", "publication", "publicly",
					     "publishing"};
	static const char *const against[] = {
		"unproductive", "skeptical",	     "sceptical", "oppose",
		"interested",	"counterproductive", "unhelpful", "confidential",
		"secrecy",	"opposed",	     "private"};
	static const char *const ours[] = {"negotiations", "negotiating", "publication",
					   "response",	   "answer",	  "text",
					   "document",	   "talks",	  "reply"};
	struct vb_deed *d;
	struct vb_voice v;

	for (size_t k = 0; k < out->n; k++)
		if (out->deed[k].act == VB_PA_KEEP_SECRET ||
		    out->deed[k].act == VB_PA_ASK_NOT_PUBLISH)
			return;
	if (!word_among(r, public, 4) || !word_among(r, against, VB_ARRAY_LEN(against)) ||
	    !word_among(r, ours, VB_ARRAY_LEN(ours)))
		return;
	v = vb_voice_at(r, r->chunks ? r->chunks / 2 : 0);
	d = vb_deed_add(r, out, VB_PA_KEEP_SECRET, (int)(r->chunks / 2));
	d->voice = v;
	vb_set_add(&d->from, v.code);
	if (d->from.n == 0)
		for (size_t i = 0; i < r->chunks && d->from.n == 0; i++)
			if (r->chunk[i].kind == VB_C_NP && r->chunk[i].who.n)
				d->from = r->chunk[i].who;
	d->polarity = v.authority == VB_PW_NAMED && !*v.code ? VB_PP_EXPECTED : VB_PP_AFFIRMED;
	d->first = 0;
	d->last = (int)r->chunks - 1;
}

/* "a vote is expected on Monday" */
static void vote_noun(struct vb_reader *r, struct vb_deeds *out, int np)
{
	static const char *const coming[] = {"expect", "plan", "schedule", "hold", "take place"};
	const struct vb_chunk *vg = is(r, np + 1, VB_C_VG) ? &r->chunk[np + 1] : NULL;
	struct vb_set none = {0};
	struct vb_deed *d;
	bool comes = vg && vg->verb < 0 && vg->chain == VB_CH_EXPECT;

	if (r->chunk[np].head != VB_N_VOTE || !vg || is(r, np - 1, VB_C_PREP))
		return;
	for (size_t i = 0; i < VB_ARRAY_LEN(coming) && vg->verb >= 0; i++)
		comes = comes || strcmp(vb_verbs[vg->verb].lemma, coming[i]) == 0;
	if (!comes)
		return;
	d = vb_deed_add(r, out, VB_PA_VOTE, np);
	d->noun = true;
	d->from = r->chunk[np].who;
	d->last = np + 1;
	d->polarity = vb_polarity_of(r, np + 1, &none, &d->voice);
	if (vg->chain == VB_CH_EXPECT ||
	    (vg->verb >= 0 && vb_verbs[vg->verb].frame != VB_FR_HOLD && vg->passive))
		d->polarity = VB_PP_EXPECTED;
}

void vb_nouns_find(struct vb_reader *r, struct vb_deeds *out)
{
	for (int i = 0; i < (int)r->chunks && out->n + 2 < VB_DEEDS_MAX; i++) {
		const struct vb_chunk *c = &r->chunk[i];

		if (c->kind != VB_C_NP)
			continue;
		if ((c->head == VB_N_TALKS || c->head == VB_N_CALL) && !used(out, i))
			talks(r, out, i);
		preparation(r, out, i);
		final_stages(r, out, i);
		bad_answer(r, out, i);
		no_concession(r, out, i);
		demand_noun(r, out, i);
		vote_noun(r, out, i);
		silence(r, out, i);
		alleged(r, out, i);
	}
	if (out->n + 2 < VB_DEEDS_MAX)
		secrecy(r, out);
}

/* Words that make a statement a charge. */
static const char *const blame[] = {
	"hypocritical", "implausible",	 "propaganda",	  "blackmail",	"unfair",
	"cynical",	"provocative",	 "illegal",	  "misleading", "unacceptable",
	"dishonest",	"irresponsible", "intransigence", "sabotage",	"stalling",
	"greed",	"insulting",	 "betrayal"};

static bool of_matter(uint8_t class)
{
	return (class >= VB_N_ANSWER && class <= VB_N_CALL && class != VB_N_DOCUMENT) ||
	       class == VB_N_SUBJECT || class == VB_N_CONCESSION;
}

static bool has_deed(const struct vb_deeds *out, const struct vb_frame_of *f)
{
	for (size_t k = 0; k < out->n; k++)
		if ((out->deed[k].chunk >= f->from && out->deed[k].chunk < f->to) ||
		    (f->cue > 0 && out->deed[k].chunk == f->cue))
			return true;
	return false;
}

/* What the words from one chunk to another hold of the matter. */
struct matter {
	int first;	/* verb group, or -1 */
	bool matter;
	bool will;
	bool threat;
	struct vb_set owner;	/* of an answer, or from whom something came */
	struct vb_set anyone;
};

static struct matter matter_of(const struct vb_reader *r, const struct vb_frame_of *f)
{
	struct matter m = {.first = -1};

	for (int k = f->from; k < f->to && k < (int)r->chunks; k++) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_VG) {
			m.will = m.will || c->will || c->may;
			m.first = m.first < 0 ? k : m.first;
		}
		if (c->kind != VB_C_NP)
			continue;
		m.matter = m.matter || of_matter(c->head);
		m.threat = m.threat || np_word(r, k, "consequences");
		if (c->who.n == 0)
			continue;
		if (m.owner.n == 0 &&
		    (c->head == VB_N_ANSWER || (is(r, k - 1, VB_C_PREP) &&
						r->chunk[k - 1].func == VB_F_FROM)))
			m.owner = c->who;
		if (m.anyone.n == 0)
			m.anyone = c->who;
	}
	m.threat = m.threat && m.will;
	return m;
}

/* "We will ...": what the speaker's own side is to do. */
static bool own_plan(struct vb_reader *r, int vg, const struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[vg];
	struct vb_set own;

	if (!*v->code ||
	    !(c->will || (c->verb >= 0 && strcmp(vb_verbs[c->verb].lemma, "go") == 0)))
		return false;
	own = vb_actor(r, vb_subject_of(r, vg), v);
	return vb_set_has(&own, v->code);
}

static void state(struct vb_reader *r, struct vb_deeds *out, const struct vb_frame_of *f)
{
	const struct vb_voice *v = &f->voice;
	struct matter m;
	struct vb_deed *d;

	if (v->authority == VB_PW_NONE || v->authority == VB_PW_MEDIA || has_deed(out, f))
		return;
	m = matter_of(r, f);
	if (!m.matter || m.first < 0)
		return;
	d = vb_deed_add(r, out,
			word_among(r, blame, VB_ARRAY_LEN(blame)) ? VB_PA_ACCUSE : VB_PA_STATE,
			f->from);
	d->voice = *v;
	if (m.threat)
		d->act = VB_PA_THREATEN;
	/* Of somebody's paper it is said; else of the speaker's side. */
	if (d->act == VB_PA_STATE)
		d->from = m.owner;
	if (d->from.n == 0)
		vb_set_add(&d->from, v->code);
	if (d->from.n == 0)
		d->from = m.anyone;
	d->first = f->from;
	d->last = f->to - 1;
	d->polarity = v->denies ? VB_PP_DENIED
		      : v->expects || v->doubts || (!*v->code && m.will) ? VB_PP_EXPECTED
									 : VB_PP_AFFIRMED;
	if (d->polarity == VB_PP_AFFIRMED && d->act == VB_PA_STATE && own_plan(r, m.first, v))
		d->polarity = VB_PP_PROMISED;
	d->confidence = 40;
}

/* What a voice says of the matter, where it tells of no act. */
void vb_state_find(struct vb_reader *r, struct vb_deeds *out)
{
	struct vb_frame_of whole = {0, (uint16_t)r->chunks, 0, r->ambient};
	size_t frames = r->frames;

	if (frames == 0 && out->n + 2 < VB_DEEDS_MAX)
		state(r, out, &whole);
	for (size_t i = 0; i < frames && out->n + 2 < VB_DEEDS_MAX; i++)
		state(r, out, &r->frame[i]);
}
