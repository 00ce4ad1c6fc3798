/*
 * Acts that verbs tell of: who did what to whom, and whether it happened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static bool is(const struct vb_reader *r, int i, enum vb_chunk_kind kind)
{
	return i >= 0 && i < (int)r->chunks && r->chunk[i].kind == kind;
}

static const struct vb_verb *verb(const struct vb_reader *r, int vg)
{
	return is(r, vg, VB_C_VG) && r->chunk[vg].verb >= 0 ? &vb_verbs[r->chunk[vg].verb]
							    : NULL;
}

static bool lemma(const struct vb_reader *r, int vg, const char *s)
{
	const struct vb_verb *v = verb(r, vg);

	return v && *v->lemma == *s && strcmp(v->lemma, s) == 0;
}

static uint8_t head(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) ? r->chunk[np].head : VB_N_PLAIN;
}

static const char *noun(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) && r->chunk[np].noun >= 0 ? vb_nouns[r->chunk[np].noun].word
							    : "";
}

/* Whom "it" or "they" stand for: the nearest subject before it in the sentence. */
static struct vb_set antecedent(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	for (int k = np - 1; k >= 0 && k > np - 25; k--)
		if (is(r, k, VB_C_NP) && r->chunk[k].who.n && !is(r, k - 1, VB_C_PREP) &&
		    (is(r, k + 1, VB_C_VG) || is(r, k + 1, VB_C_AND)) &&
		    r->chunk[k].head != VB_N_ANSWER)
			return r->chunk[k].who;
	return none;
}

static struct vb_set by_code(const char *code)
{
	struct vb_set out = {0};

	vb_set_add(&out, code);
	return out;
}

/* Whom a pronoun stands for. */
static struct vb_set pronoun(const struct vb_reader *r, int np, const struct vb_voice *v)
{
	uint32_t word = r->chunk[np].from;
	struct vb_set before = antecedent(r, np);

	if (vb_word_is(r, word, "we") || vb_word_is(r, word, "us") || vb_word_is(r, word, "i"))
		return by_code(v->code);
	if (vb_word_is(r, word, "he") || vb_word_is(r, word, "she"))
		return by_code(r->person >= 0 ? r->p->person[r->person].code : "");
	if (before.n)
		return before;
	if ((v->authority == VB_PW_NAMED || v->authority == VB_PW_INSTITUTION) && *v->code &&
	    !(r->frames == 0 && r->subject.n))
		return by_code(v->code);
	return r->subject;
}

/* The parties that a phrase acts for: by name, by person, by pronoun. */
struct vb_set vb_actor(struct vb_reader *r, int np, const struct vb_voice *v)
{
	struct vb_set out = {0};
	const struct vb_chunk *c;
	struct vb_voice who;

	if (!is(r, np, VB_C_NP))
		return out;
	c = &r->chunk[np];
	if (c->pron)
		return pronoun(r, np, v);
	out = vb_parties_at(r, np);
	if (out.n)
		return out;
	/* "87% of its members", "two of the states" */
	if (c->noun < 0 && is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_OF &&
	    is(r, np + 2, VB_C_NP) && r->chunk[np + 2].noun >= 0) {
		np += 2;
		c = &r->chunk[np];
	}
	/* "no one has given": the one who says so has not. */
	if (c->no && vb_word_is(r, c->to - 1u, "one"))
		vb_set_add(&out, v->code);
	if (c->head == VB_N_BODY && c->noun >= 0) {
		bool labour = strcmp(noun(r, np), "union") == 0;
		int32_t body = labour ? r->labour : r->company;

		if (labour || strcmp(noun(r, np), "company") == 0 ||
		    strcmp(noun(r, np), "shipyard") == 0 ||
		    strcmp(noun(r, np), "management") == 0)
			vb_set_add(&out, body >= 0 ? r->p->person[body].code : "");
		else if (c->the && vb_recall(r, noun(r, np)))
			vb_set_add(&out, vb_recall(r, noun(r, np))->code);
		else if (c->the && *v->code)
			vb_set_add(&out, v->code);
		else if (c->the && r->organ_code)
			vb_set_add(&out, r->organ_code);
		else if (c->the)
			out = r->subject;
	} else if (c->head == VB_N_SIDE && c->noun >= 0 && r->labour >= 0 &&
		   (strcmp(noun(r, np), "worker") == 0 || strcmp(noun(r, np), "member") == 0 ||
		    strcmp(noun(r, np), "employee") == 0)) {
		vb_set_add(&out, r->p->person[r->labour].code);
	} else if (c->head == VB_N_SIDE && c->plural && *r->dyad[1] && c->who.n == 0 &&
		   (strcmp(noun(r, np), "side") == 0 || strcmp(noun(r, np), "party") == 0 ||
		    strcmp(noun(r, np), "counterpart") == 0)) {
		vb_set_add(&out, r->dyad[0]);
		vb_set_add(&out, r->dyad[1]);
	} else if (c->head == VB_N_OFFICE || c->head == VB_N_SPOKES || c->head == VB_N_ANON) {
		if (vb_voice_of(r, np, &who))
			vb_set_add(&out, who.code);
	}
	return out;
}

/* The verb that this one depends on: "promised | to give", "asked not | to publish". */
static int parent(const struct vb_reader *r, int vg)
{
	if (!r->chunk[vg].inf && !r->chunk[vg].ing)
		return -1;
	for (int k = vg - 1; k >= 0 && k > vg - 10; k--) {
		if (r->chunk[k].kind == VB_C_VG)
			return k;
		if (r->chunk[k].kind == VB_C_THAT || r->chunk[k].kind == VB_C_STOP)
			return -1;
	}
	return -1;
}

/* Is the clause of @vg a condition, or about a time? */
static enum vb_chunk_kind clause_kind(const struct vb_reader *r, int vg)
{
	int commas = 0;

	for (int k = vg - 1; k >= 0 && k > vg - 20; k--) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_IF || c->kind == VB_C_WHEN || c->kind == VB_C_SUB)
			return (enum vb_chunk_kind)c->kind;
		if (c->kind == VB_C_WHO)
			return VB_C_WHO;
		if (c->kind == VB_C_COMMA && ++commas > 0)
			return VB_C_NP;
		if (c->kind == VB_C_VG || c->kind == VB_C_THAT || c->kind == VB_C_STOP)
			return VB_C_NP;
	}
	return VB_C_NP;
}

/* "it is unclear whether X will" */
static bool doubtful(const struct vb_reader *r, int vg)
{
	for (int k = vg - 1; k >= 0 && k > vg - 12; k--) {
		if (r->chunk[k].kind == VB_C_SUB)
			return vb_word_is(r, r->chunk[k].from, "whether");
		if (r->chunk[k].kind == VB_C_VG || r->chunk[k].kind == VB_C_COMMA)
			return false;
	}
	return false;
}

static bool own_side(const struct vb_set *actor, const struct vb_voice *v)
{
	return actor->n > 0 && *v->code && vb_set_has(actor, v->code);
}

/* "readiness to give", "a promise to", "refusal to": what a noun does to the verb behind it.
 */
static uint8_t noun_chain(const struct vb_reader *r, int vg)
{
	static const struct {
		const char *word;
		uint8_t chain;
	} all[] = {{"readiness", VB_CH_PROMISE}, {"willingness", VB_CH_PROMISE},
		   {"intention", VB_CH_PROMISE}, {"promise", VB_CH_PROMISE},
		   {"plan", VB_CH_PROMISE},	 {"plans", VB_CH_PROMISE},
		   {"pledge", VB_CH_PROMISE},	 {"commitment", VB_CH_PROMISE},
		   {"refusal", VB_CH_DENY},	 {"failure", VB_CH_DENY},
		   {"chance", VB_CH_EXPECT},	 {"time", VB_CH_EXPECT},
		   {"deadline", VB_CH_EXPECT},	 {"effort", VB_CH_EXPECT},
		   {"efforts", VB_CH_EXPECT},	 {"reason", VB_CH_EXPECT},
		   {"opportunity", VB_CH_EXPECT}};
	const struct vb_chunk *c = &r->chunk[vg];

	if (!c->inf || !is(r, vg - 1, VB_C_NP))
		return VB_CH_NONE;
	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++)
		if (vb_word_is(r, r->chunk[vg - 1].to - 1u, all[i].word))
			return all[i].chain;
	return VB_CH_NONE;
}

static enum vb_press_polarity chained(struct vb_reader *r, int up, enum vb_press_polarity p,
				      const struct vb_set *actor, const struct vb_voice *v)
{
	const struct vb_verb *w = verb(r, up);
	uint8_t chain = r->chunk[up].chain ? r->chunk[up].chain
			: w		   ? w->chain
					   : (uint8_t)VB_CH_NONE;
	bool strong =
		w && chain == VB_CH_PROMISE &&
		(w->says || strcmp(w->lemma, "agree") == 0 || strcmp(w->lemma, "commit") == 0);

	/* "is to meet" */
	if (!w && r->chunk[up].copula && chain == VB_CH_NONE && p == VB_PP_AFFIRMED)
		chain = VB_CH_EXPECT;
	if (r->chunk[up].neg && chain != VB_CH_NONE)
		return chain == VB_CH_DENY ? p : VB_PP_DENIED;
	if (clause_kind(r, up) == VB_C_IF || r->chunk[up].may)
		return VB_PP_EXPECTED;
	switch (chain) {
	case VB_CH_PROMISE:
		if (p == VB_PP_DENIED)
			return p;
		return strong || v->authority == VB_PW_NONE || own_side(actor, v)
			       ? VB_PP_PROMISED
			       : VB_PP_EXPECTED;
	case VB_CH_EXPECT:
		return p == VB_PP_DENIED ? p : VB_PP_EXPECTED;
	case VB_CH_DENY:
		return VB_PP_DENIED;
	default:
		return p;
	}
}

enum vb_press_polarity vb_polarity_of(struct vb_reader *r, int vg, const struct vb_set *actor,
				      const struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[vg];
	int subject = vb_subject_of(r, vg), up = parent(r, vg);
	enum vb_press_polarity p = VB_PP_AFFIRMED;
	bool neg = c->neg || (subject >= 0 && r->chunk[subject].no);

	/* "no one has yet given": the subject opens with "no". */
	if (neg)
		p = VB_PP_DENIED;
	else if (clause_kind(r, vg) == VB_C_IF || c->may || doubtful(r, vg) ||
		 (v->expects && (c->will || (!c->past && !c->perfect))))
		p = VB_PP_EXPECTED;
	else if (c->will)
		p = v->authority == VB_PW_NONE || own_side(actor, v) || v->promises ||
				    !*v->code
			    ? (*v->code || v->authority == VB_PW_NONE ||
					       v->authority == VB_PW_MEDIA
				       ? VB_PP_PROMISED
				       : VB_PP_EXPECTED)
			    : VB_PP_EXPECTED;
	else if (v->promises && !c->past && !c->perfect)
		p = VB_PP_PROMISED;
	if (v->doubts)
		return VB_PP_EXPECTED;
	if (p == VB_PP_AFFIRMED && noun_chain(r, vg)) {
		uint8_t chain = noun_chain(r, vg);

		p = chain == VB_CH_DENY	    ? VB_PP_DENIED
		    : chain == VB_CH_EXPECT ? VB_PP_EXPECTED
		    : v->authority == VB_PW_NONE || own_side(actor, v) || !v->code
			    ? VB_PP_PROMISED
			    : VB_PP_EXPECTED;
	}
	for (int n = 0; up >= 0 && n < 4; n++) {
		/* The verb of saying itself is no chain for what is said. */
		p = chained(r, up, p, actor, v);
		if (r->chunk[up].will && !neg && p == VB_PP_AFFIRMED)
			p = own_side(actor, v) || v->authority == VB_PW_NONE ? VB_PP_PROMISED
									     : VB_PP_EXPECTED;
		up = parent(r, up);
	}
	if (v->denies)
		p = p == VB_PP_DENIED ? VB_PP_AFFIRMED : VB_PP_DENIED;
	return p;
}

struct vb_deed *vb_deed_add(struct vb_reader *r, struct vb_deeds *out, enum vb_press_act act,
			    int vg)
{
	struct vb_deed *d = &out->deed[out->n];

	if (out->n + 1 < VB_DEEDS_MAX)
		out->n++;
	*d = (struct vb_deed){.act = act,
			      .chunk = vg,
			      .first = vg,
			      .last = vg,
			      .paper = -1,
			      .object = "",
			      .voice = vb_voice_at(r, (size_t)vg),
			      .confidence = 70};
	return d;
}

/* The words from a deed's first to its last chunk take in @i. */
static void stretch(struct vb_deed *d, int i)
{
	if (i < 0)
		return;
	d->first = i < d->first ? i : d->first;
	d->last = i > d->last ? i : d->last;
}

static const char *paper_kind(uint8_t class)
{
	switch (class) {
	case VB_N_ANSWER:
		return "answer";
	case VB_N_DRAFT:
		return "drafts";
	case VB_N_PROPOSAL:
		return "proposal";
	case VB_N_LETTER:
		return "letter";
	case VB_N_FOLLOWUP:
		return "followup";
	case VB_N_OFFER:
		return "offer";
	case VB_N_REQUEST:
		return "drafts";
	case VB_N_DEAL:
		return "agreement";
	default:
		return "document";
	}
}

const char *vb_paper_label(struct vb_reader *r, int np, const struct vb_set *giver)
{
	char buf[200];
	struct vb_writer w;
	const char *kind = paper_kind(head(r, np));

	/* Whoever hands over an unnamed paper answers with it. */
	if (strcmp(kind, "document") == 0 || np < 0)
		kind = "answer";
	vb_writer_init(&w, buf, sizeof(buf));
	for (uint8_t i = 0; i < giver->n; i++) {
		if (i)
			vb_put_byte(&w, '+');
		vb_put_str(&w, giver->code[i]);
		vb_put_byte(&w, '-');
		vb_put_str(&w, kind);
	}
	return giver->n ? vb_pool_text(&r->p->pool, vb_written(&w)) : NULL;
}

/* Whose paper: "Moscow's answer", "an answer from Moscow", "the answer of Moscow". */
static struct vb_set owner(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	if (!is(r, np, VB_C_NP))
		return none;
	if (r->chunk[np].who.n)
		return r->chunk[np].who;
	if (is(r, np + 1, VB_C_PREP) &&
	    (r->chunk[np + 1].func == VB_F_FROM || r->chunk[np + 1].func == VB_F_OF))
		return vb_parties_at(r, np + 2);
	return none;
}

/* To whom a paper speaks: "answer to the US proposals". */
static struct vb_set answered(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	for (int k = np + 1; k + 1 < (int)r->chunks && k < np + 6; k += 2) {
		if (!is(r, k, VB_C_PREP) || !is(r, k + 1, VB_C_NP))
			break;
		if (r->chunk[k].func == VB_F_TO)
			return vb_parties_at(r, k + 1);
	}
	return none;
}

static bool paper(const struct vb_reader *r, int np)
{
	uint8_t class = head(r, np);

	if (!is(r, np, VB_C_NP))
		return false;
	return vb_is_paper(class) ||
	       (r->chunk[np].pron && vb_word_is(r, r->chunk[np].from, "it"));
}

/* A paper at @np, or in what follows by "of": "the text of the letter". */
static int paper_near(const struct vb_reader *r, int np)
{
	if (!is(r, np, VB_C_NP))
		return -1;
	if (vb_is_paper(head(r, np)) && head(r, np) != VB_N_DOCUMENT)
		return np;
	if (is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_OF &&
	    vb_is_paper(head(r, np + 2)))
		return np + 2;
	if (is(r, np + 1, VB_C_AND) && vb_is_paper(head(r, np + 2)))
		return np + 2;
	return paper(r, np) ? np : -1;
}

static void background(const struct vb_reader *r, struct vb_deed *d, int vg)
{
	d->background = clause_kind(r, vg) == VB_C_WHEN || clause_kind(r, vg) == VB_C_WHO;
}

static struct vb_deed *plain(struct vb_reader *r, struct vb_deeds *out, int vg,
			     enum vb_press_act act);

/* A position that is conveyed informs. */
static bool conveys(struct vb_reader *r, struct vb_deeds *out, int vg, int what, int to)
{
	struct vb_deed *d;

	if (head(r, what) != VB_N_SUBJECT || to < 0 || r->chunk[to].who.n == 0)
		return false;
	d = plain(r, out, vg, VB_PA_INFORM);
	if (d->from.n == 0)
		vb_set_add(&d->from, d->voice.code);
	d->to = r->chunk[to].who;
	return true;
}

/* "declined to give details" */
static bool up_refuses(const struct vb_reader *r, int vg)
{
	int up = parent(r, vg);

	return up >= 0 && (lemma(r, up, "decline") || lemma(r, up, "refuse"));
}

/* "what X sent was questions and not an answer" */
static void and_not(struct vb_reader *r, struct vb_deeds *out, int vg, int what)
{
	struct vb_deed *d, last = out->deed[out->n - 1];

	if (!is(r, what + 1, VB_C_AND))
		return;
	for (int k = what + 2; k < what + 5 && k < (int)r->chunks; k++) {
		if (!paper(r, k))
			continue;
		d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);
		d->from = last.from;
		d->to = last.to;
		d->paper = k;
		d->document = vb_paper_label(r, k, &last.from);
		d->polarity = VB_PP_DENIED;
		return;
	}
}

/* What passes, from whom, to whom. */
struct passage {
	struct vb_set giver;
	struct vb_set to;
	int what;	/* the paper, or -1 */
};

/* "X has answered Y's proposal": an answer without a word for it. */
static bool answers(struct vb_reader *r, int vg, const struct vb_args *a, const struct vb_voice *v,
		    struct passage *p)
{
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;

	if (clause_kind(r, vg) == VB_C_WHEN || c->ing)
		return false;
	if (passive && !paper(r, a->subject) && head(r, a->subject) != VB_N_SUBJECT)
		return false;
	p->giver = vb_actor(r, passive ? a->by : a->subject, v);
	p->to = vb_actor(r, a->object >= 0 ? a->object : a->to, v);
	p->what = -1;
	return p->giver.n > 0 &&
	       (p->to.n > 0 || a->to >= 0 || c->perfect ||
		(a->object >= 0 && vb_is_paper(head(r, a->object))));
}

/* Which phrase of "gave Y a paper", "provided Y with a paper", "Y was handed a paper" is what. */
static int receiver_of(const struct vb_reader *r, const struct vb_args *a, bool passive, int *what)
{
	int receiver = a->receiver >= 0 ? a->receiver : a->to;

	if (passive && !paper(r, *what) && paper_near(r, a->object) >= 0) {
		*what = a->object;
		return a->subject;
	}
	if (!passive && *what >= 0 && r->chunk[*what].who.n && a->with >= 0 &&
	    paper_near(r, a->with) >= 0) {
		receiver = *what;
		*what = a->with;
	} else if (!passive && receiver < 0 && a->with >= 0) {
		receiver = a->with;
	}
	return receiver;
}

static bool gives(struct vb_reader *r, struct vb_deeds *out, int vg, const struct vb_args *a,
		  const struct vb_voice *v, struct passage *p)
{
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;
	int what = passive ? a->subject : a->object;
	int receiver = receiver_of(r, a, passive, &what);

	if (conveys(r, out, vg, what, receiver) || (c->inf && c->passive))
		return false;
	what = paper_near(r, what);
	if (what < 0 || head(r, what) == VB_N_DEAL || (r->chunk[what].pron && receiver < 0))
		return false;
	p->what = what;
	p->giver = vb_actor(r, passive ? a->by : a->subject, v);
	if (passive && p->giver.n == 0)
		p->giver = owner(r, what);
	p->to = vb_actor(r, receiver, v);
	if (receiver >= 0 && vb_word_is(r, r->chunk[receiver].to - 1u, "public")) {
		plain(r, out, vg, VB_PA_PUBLISH)->to = (struct vb_set){{"public"}, 1};
		return false;
	}
	if (p->to.n == 0)
		p->to = answered(r, what);
	return p->giver.n > 0 || passive;
}

static void give(struct vb_reader *r, struct vb_deeds *out, int vg, bool answer)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct passage p = {.what = -1};
	struct vb_deed *d;

	if (up_refuses(r, vg))
		return;
	if (answer ? !answers(r, vg, &a, &v, &p) : !gives(r, out, vg, &a, &v, &p))
		return;
	/* "the answer that X will give is a formality" */
	if (a.relative && r->chunk[vg].will)
		return;
	d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);
	d->from = p.giver;
	for (uint8_t i = 0; i < p.to.n; i++)
		if (!vb_set_has(&p.giver, p.to.code[i]))
			vb_set_add(&d->to, p.to.code[i]);
	d->paper = p.what;
	d->document = vb_paper_label(r, p.what, &p.giver);
	d->polarity = vb_polarity_of(r, vg, &p.giver, &v);
	if (p.what >= 0 && r->chunk[p.what].no && d->polarity == VB_PP_AFFIRMED)
		d->polarity = VB_PP_DENIED;
	background(r, d, vg);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
	if (a.what)
		and_not(r, out, vg, p.what);
}

static void receive(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = paper_near(r, passive ? a.subject : a.object);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set to = vb_actor(r, passive ? a.by : a.subject, &v), from;
	struct vb_deed *d;

	if (what < 0)
		return;
	from = vb_actor(r, a.from_, &v);
	if (from.n == 0)
		from = owner(r, what);
	if (from.n == 0 && to.n == 0)
		return;
	d = vb_deed_add(r, out, VB_PA_RECEIVE, vg);
	d->from = from;
	d->to = to;
	d->paper = what;
	d->document = vb_paper_label(r, what, &from);
	d->polarity = vb_polarity_of(r, vg, &to, &v);
	background(r, d, vg);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
}

/* Is a text kept from the public: does what leads to "publish" refuse it? */
static int publish_asked(struct vb_reader *r, int vg)
{
	for (int k = vg, n = 0; k >= 0 && n < 4; n++) {
		const struct vb_verb *w = verb(r, k);

		if (w && w->chain == VB_CH_ASK)
			return k;
		k = parent(r, k);
	}
	return -1;
}

static void publish(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = paper_near(r, passive ? a.subject : a.object), ask = publish_asked(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v);
	struct vb_deed *d;
	int up = parent(r, vg);

	/* "published what it called the answers" */
	for (int k = vg + 1; what < 0 && is(r, vg + 1, VB_C_WHAT) && k < vg + 8; k++)
		what = paper_near(r, k) >= 0 && !r->chunk[k].pron ? k : what;
	if (!passive && a.subject >= 0 && r->chunk[a.subject].media) {
		actor.n = 0;
		vb_set_add(&actor, r->chunk[a.subject].media);
	}
	if (what < 0)
		return;
	if (ask >= 0) {
		struct vb_args asking = vb_args_of(r, ask);

		d = vb_deed_add(r, out, VB_PA_ASK_NOT_PUBLISH, ask);
		d->from = vb_actor(r, asking.subject, &v);
		d->to = vb_actor(r, asking.object, &v);
		d->polarity = vb_polarity_of(r, ask, &d->from, &v);
	} else {
		bool secret = r->chunk[vg].neg ||
			      (up >= 0 && verb(r, up) && verb(r, up)->chain == VB_CH_DENY);

		d = vb_deed_add(r, out,
				secret && !r->chunk[vg].perfect ? VB_PA_KEEP_SECRET
								: VB_PA_PUBLISH,
				vg);
		d->from = actor.n ? actor : owner(r, what);
		if (d->from.n == 0 && head(r, what) == VB_N_DRAFT && r->paper_code)
			vb_set_add(&d->from, r->paper_code);
		d->polarity = vb_polarity_of(r, vg, &actor, &v);
		if (d->act == VB_PA_KEEP_SECRET && d->polarity == VB_PP_DENIED)
			d->polarity = r->chunk[vg].will ? VB_PP_PROMISED : VB_PP_AFFIRMED;
		if (d->act == VB_PA_PUBLISH && a.to >= 0 &&
		    vb_word_is(r, r->chunk[a.to].to - 1u, "public"))
			vb_set_add(&d->to, "public");
	}
	d->paper = what;
	actor = owner(r, what);
	/* A newspaper's text is somebody else's paper. */
	if (actor.n || !(a.subject >= 0 && r->chunk[a.subject].media))
		d->document = vb_paper_label(r, what, actor.n ? &actor : &d->from);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
}

static void prepare(struct vb_reader *r, struct vb_deeds *out, int vg, bool finish)
{
	struct vb_args a = vb_args_of(r, vg);
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;
	int what = passive ? a.subject : a.object;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor, of;
	struct vb_deed *d;

	if (a.inf == vg + 1)
		return;
	if (finish && head(r, what) == VB_N_PREPARING && is(r, what + 1, VB_C_PREP))
		what += 2;
	else if (finish)
		return;
	what = paper_near(r, what);
	if (what < 0)
		return;
	actor = vb_actor(r, passive ? a.by : a.subject, &v);
	of = owner(r, what);
	if (actor.n == 0)
		actor = of.n && vb_is_paper(head(r, what)) && head(r, what) != VB_N_PROPOSAL
				? of
				: actor;
	if (actor.n == 0)
		vb_set_add(&actor, v.code);
	d = vb_deed_add(r, out, VB_PA_PREPARE, vg);
	d->from = actor;
	d->paper = what;
	d->document = vb_paper_label(r, what, of.n ? &of : &actor);
	/* "received the paper and began to study it" */
	if (r->chunk[what].pron)
		d->document = out->n > 1 ? out->deed[out->n - 2].document : "";
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	if (head(r, what) == VB_N_ANSWER)
		d->to = answered(r, what);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
}

/* The other side of an act: an object, or "to X", "on X", or the owner of what is spoken of.
 */
static struct vb_set other_side(struct vb_reader *r, const struct vb_args *a,
				const struct vb_voice *v, const struct vb_set *actor)
{
	const int at[] = {a->receiver, a->object, a->to, a->from_, a->with, a->into};
	struct vb_set out = {0};

	for (size_t i = 0; i < VB_ARRAY_LEN(at) && out.n == 0; i++) {
		struct vb_set s = at[i] >= 0 ? vb_actor(r, at[i], v) : out;

		for (uint8_t k = 0; k < s.n; k++)
			if (!vb_set_has(actor, s.code[k]))
				vb_set_add(&out, s.code[k]);
	}
	return out;
}

static struct vb_deed *plain(struct vb_reader *r, struct vb_deeds *out, int vg,
			     enum vb_press_act act)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v);
	struct vb_deed *d;

	d = vb_deed_add(r, out, act, vg);
	d->from = actor;
	d->to = passive ? vb_actor(r, a.subject, &v) : other_side(r, &a, &v, &actor);
	/* "demand that NATO close its door" */
	if (d->to.n == 0 && a.that >= 0 && act == VB_PA_DEMAND)
		d->to = vb_actor(r, a.that, &v);
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
	return d;
}

static void meet(struct vb_reader *r, struct vb_deeds *out, int vg, bool hold)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = passive ? a.subject : a.object;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v), with;
	bool consult = lemma(r, vg, "consult");
	struct vb_deed *d;

	if (lemma(r, vg, "speak") && a.with < 0)
		return;
	if (hold && head(r, what) != VB_N_TALKS && head(r, what) != VB_N_CALL)
		return;
	if (lemma(r, vg, "meet") && what >= 0 &&
	    (head(r, what) == VB_N_REQUEST || head(r, what) == VB_N_SUBJECT))
		return;
	with = vb_actor(r, a.with >= 0 ? a.with : hold ? a.into : what, &v);
	if (hold && is(r, what, VB_C_NP)) {
		struct vb_set own = r->chunk[what].who;

		vb_set_join(&actor, &own);
	}
	if (actor.n == 0 && with.n == 0 &&
	    !(what < 0 && a.subject >= 0 && head(r, a.subject) == VB_N_OFFICE))
		return;
	/* Whoever of unknown side is met is of the other side. */
	if (with.n == 0 && actor.n == 1 && what >= 0 &&
	    (r->chunk[what].person >= 0 || head(r, what) == VB_N_OFFICE ||
	     head(r, what) == VB_N_SIDE))
		vb_set_add(&with,
			   strcmp(actor.code[0], r->dyad[0]) == 0 ? r->dyad[1] : r->dyad[0]);
	d = vb_deed_add(r, out, VB_PA_NEGOTIATE, vg);
	d->from = actor;
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	for (uint8_t i = 0; i < with.n; i++)
		if (consult || vb_set_has(&with, "allies"))
			vb_set_add(&d->to, with.code[i]);
		else
			vb_set_add(&d->from, with.code[i]);
	stretch(d, a.subject);
	stretch(d, a.end - 1);
}

static bool sentence_has(const struct vb_reader *r, const char *const *words, size_t n)
{
	for (size_t i = 0; i < r->words; i++)
		for (size_t k = 0; k < n; k++)
			if (vb_word_is(r, i, words[k]))
				return true;
	return false;
}

/* Verbs that speak of yielding: not to yield is to refuse. */
static void yield_or_not(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const verbs[] = {"bow",     "concede",   "yield", "give way",
					    "give in", "back down", "budge", "compromise"};
	const struct vb_chunk *c = &r->chunk[vg];
	bool not = c->neg || (is(r, vg - 1, VB_C_PREP) &&
			      vb_word_is(r, r->chunk[vg - 1].from, "without"));
	struct vb_deed *d;

	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++)
		if (lemma(r, vg, verbs[i]) && not ) {
			d = plain(r, out, vg, VB_PA_REFUSE);
			d->polarity = VB_PP_AFFIRMED;
			return;
		}
}

/* "make concessions", "make a proposal", "make any promises", "make X public". */
static void make(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object, up = parent(r, vg);
	bool neg = r->chunk[vg].neg ||
		   (up >= 0 &&
		    (r->chunk[up].neg || (verb(r, up) && verb(r, up)->chain == VB_CH_DENY)));
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_deed *d;

	/* "made it public", "made the text public" */
	for (int k = what; paper(r, what) && k < what + 2 && k < (int)r->chunks; k++)
		if (!r->chunk[vg].passive &&
		    vb_word_is(r, r->chunk[k].to - 1u, "public")) {
			d = plain(r, out, vg, VB_PA_PUBLISH);
			d->to.n = 0;
			return;
		}
	if (head(r, what) == VB_N_CONCESSION || strcmp(noun(r, what), "promise") == 0) {
		if (!neg && !v.doubts)
			return;
		d = plain(r, out, vg, VB_PA_REFUSE);
		d->polarity = v.doubts ? VB_PP_EXPECTED : VB_PP_AFFIRMED;
	} else if (head(r, what) == VB_N_OFFER || head(r, what) == VB_N_PROPOSAL) {
		plain(r, out, vg, VB_PA_PROPOSE);
	} else if (head(r, what) == VB_N_REQUEST) {
		static const char *const meeting[] = {"meeting", "session", "talks",
						      "negotiations", "summit"};

		plain(r, out, vg, sentence_has(r, meeting, 5) ? VB_PA_PROPOSE : VB_PA_DEMAND);
	}
}

static bool of_negotiation(const struct vb_reader *r, int np)
{
	uint8_t class = head(r, np);

	return vb_is_paper(class) || class == VB_N_TALKS || class == VB_N_CALL ||
	       class == VB_N_SUBJECT || class == VB_N_CONCESSION || class == VB_N_VOTE;
}

static void refuse(struct vb_reader *r, struct vb_deeds *out, int vg, bool only_matter)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	struct vb_deed *d;
	static const char *const comment[] = {"comment", "elaborate", "details"};

	if ((lemma(r, vg, "decline") || lemma(r, vg, "refuse")) &&
	    (sentence_has(r, comment, 2) ||
	     (a.inf >= 0 && head(r, a.inf + 1) == VB_N_DOCUMENT))) {
		d = plain(r, out, vg, VB_PA_NO_COMMENT);
		d->polarity = VB_PP_AFFIRMED;
		d->to.n = 0;
		/* He who will not speak is the source of that. */
		if (d->voice.authority == VB_PW_NONE && vb_voice_of(r, a.subject, &d->voice))
			d->voice.cue = verb(r, vg)->lemma;
		return;
	}
	if (only_matter && !of_negotiation(r, what) && a.inf < 0)
		return;
	if (lemma(r, vg, "rule out") && r->chunk[vg].neg)
		return;
	if (is(r, what, VB_C_NP) && (vb_word_is(r, r->chunk[what].to - 1u, "publication") ||
				     vb_word_is(r, r->chunk[what].to - 1u, "disclosure"))) {
		d = plain(r, out, vg, VB_PA_KEEP_SECRET);
		d->to.n = 0;
		return;
	}
	d = plain(r, out, vg, VB_PA_REFUSE);
	if (d->to.n == 0 && is(r, what, VB_C_NP))
		d->to = owner(r, what);
	if (d->polarity == VB_PP_DENIED && r->chunk[vg].neg)
		out->n--;
}

/* "agreed to give" is the giving, promised; "agreed on a text", "accepted the offer". */
static void agree(struct vb_reader *r, struct vb_deeds *out, int vg, bool only_matter)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	const struct vb_verb *next = a.inf >= 0 ? verb(r, a.inf) : NULL;
	struct vb_deed *d;

	if (next && next->frame != VB_FR_NONE)
		return;
	what = what >= 0 && paper_near(r, what) >= 0 ? paper_near(r, what) : what;
	if (only_matter && !(what >= 0 && vb_is_paper(head(r, what))) &&
	    !lemma(r, vg, "comply"))
		return;
	d = plain(r, out, vg, VB_PA_AGREE);
	for (size_t k = 0; k + 1 < out->n && lemma(r, vg, "comply"); k++)
		if (out->deed[k].act == VB_PA_ASK_NOT_PUBLISH) {
			d->act = VB_PA_KEEP_SECRET;
			d->document = out->deed[k].document;
		}
	if (lemma(r, vg, "reach") || lemma(r, vg, "strike") || lemma(r, vg, "sign") ||
	    lemma(r, vg, "conclude") || !only_matter) {
		struct vb_set with = vb_actor(r, a.with, &d->voice);

		vb_set_join(&d->from, &with);
		if (with.n)
			d->to.n = 0;
	}
}

/* A fault that is told of: "X is dragging out the talks": said by Y, it accuses X. */
static void accuse(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const open[] = {"accuse",	"blame",    "criticize",
					   "criticise", "denounce", "condemn",
					   "slam",	"lambaste", "rebuke"};
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_args a;
	struct vb_deed *d;

	for (size_t i = 0; i < VB_ARRAY_LEN(open); i++)
		if (lemma(r, vg, open[i])) {
			/* "a text that would have condemned" */
			if (r->chunk[vg].will)
				return;
			plain(r, out, vg, VB_PA_ACCUSE);
			return;
		}
	if (!*v.code)
		return;
	a = vb_args_of(r, vg);
	d = vb_deed_add(r, out, VB_PA_ACCUSE, vg);
	vb_set_add(&d->from, v.code);
	d->to = vb_actor(r, a.subject, &v);
	if (vb_set_has(&d->to, v.code) || r->chunk[vg].neg)
		out->n--;
	else
		stretch(d, a.end - 1);
}

static void threaten(struct vb_reader *r, struct vb_deeds *out, int vg, bool warn)
{
	static const char *const heavy[] = {
		"consequences", "retaliate", "retaliation", "response", "measures", "strike",
		"sanctions",	"force",     "retaliatory", "withdraw", "leave"};
	struct vb_deed *d;

	if (warn && !sentence_has(r, heavy, VB_ARRAY_LEN(heavy)))
		return;
	d = plain(r, out, vg, VB_PA_THREATEN);
	if (d->polarity == VB_PP_PROMISED || d->polarity == VB_PP_EXPECTED)
		d->polarity = VB_PP_AFFIRMED;
}

/* "would take serious decisions if ..." */
static void take_measures(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const measures[] = {"decisions", "measures", "action", "steps",
					       "countermeasures"};
	static const char *const condition[] = {"if", "unless"};
	struct vb_deed *d;

	if (!lemma(r, vg, "take") || !r->chunk[vg].will ||
	    !sentence_has(r, measures, VB_ARRAY_LEN(measures)) ||
	    !sentence_has(r, condition, VB_ARRAY_LEN(condition)))
		return;
	d = plain(r, out, vg, VB_PA_THREATEN);
	d->polarity = VB_PP_AFFIRMED;
}

static void want(struct vb_reader *r, struct vb_deeds *out, int vg, bool ask)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = a.object;
	const struct vb_verb *next = a.inf >= 0 ? verb(r, a.inf) : NULL;

	if (next && next->frame == VB_FR_PUBLISH)
		return;
	if (ask && a.object < 0 && a.inf < 0)
		return;
	if (ask && head(r, what) == VB_N_FOLLOWUP)
		return;
	if (a.inf >= 0 && a.object < 0) {
		static const char *const forum[] = {"council", "meeting", "session", "summit",
						    "assembly"};

		if (!ask && lemma(r, vg, "want") && sentence_has(r, forum, 5) && next &&
		    (next->frame == VB_FR_MEET || next->frame == VB_FR_HOLD))
			plain(r, out, vg, VB_PA_PROPOSE);
		return;
	}
	if (!ask && !of_negotiation(r, what) &&
	    !(a.object >= 0 && a.inf >= 0 &&
	      (r->chunk[a.object].who.n || head(r, a.object) == VB_N_BODY)))
		return;
	plain(r, out, vg, VB_PA_DEMAND);
}

static void inform(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	bool passive = r->chunk[vg].passive;
	struct vb_set to = vb_actor(r, passive ? a.subject : a.object, &v);
	struct vb_deed *d;

	if (to.n == 0 && a.object >= 0 && is(r, a.object + 1, VB_C_PREP))
		to = vb_parties_at(r, a.object + 2);
	if (to.n == 0)
		return;
	d = plain(r, out, vg, VB_PA_INFORM);
	d->to = to;
}

static void comment(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	int up = parent(r, vg);
	static const char *const longer[] = {"longer"};
	struct vb_deed *d;

	if (up >= 0 && (lemma(r, up, "decline") || lemma(r, up, "refuse")))
		return;
	if (!r->chunk[vg].neg && !(sentence_has(r, longer, 1)))
		return;
	d = plain(r, out, vg, VB_PA_NO_COMMENT);
	d->polarity = VB_PP_AFFIRMED;
	d->to.n = 0;
}

/* "expected NATO to do likewise": the act before, by another. */
static void likewise(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const words[] = {"likewise", "same"};
	struct vb_args a;
	struct vb_deed *d, last;

	if (!vb_word_is(r, r->chunk[vg].to - 1u, "do") || out->n == 0 ||
	    !sentence_has(r, words, 2))
		return;
	a = vb_args_of(r, vg);
	last = out->deed[out->n - 1];
	d = vb_deed_add(r, out, last.act, vg);
	d->from = vb_actor(r, a.subject, &d->voice);
	if (d->from.n == 0) {
		out->n--;
		return;
	}
	d->to = last.to;
	d->paper = last.paper;
	d->document =
		last.paper >= 0 ? vb_paper_label(r, last.paper, &d->from) : last.document;
	d->polarity = vb_polarity_of(r, vg, &d->from, &d->voice);
	if (parent(r, vg) >= 0 && d->polarity == VB_PP_AFFIRMED)
		d->polarity = VB_PP_EXPECTED;
}

/* "this was not true": what was said before in the sentence, or in the one before, denied. */
static void untrue(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const words[] = {"true", "untrue", "false", "incorrect"};
	bool flat = sentence_has(r, words + 1, 3), not = sentence_has(r, words, 1);
	struct vb_deed *d, last;

	if (!r->chunk[vg].copula || out->n == 0 ||
	    (!flat && !(not &&(r->chunk[vg].neg || vb_word_is(r, r->chunk[vg].to, "not") ||
			       vb_word_is(r, r->chunk[vg].to + 1u, "not")))))
		return;
	last = out->deed[out->n - 1];
	if (last.polarity == VB_PP_DENIED)
		return;
	d = vb_deed_add(r, out, last.act, vg);
	d->from = last.from;
	d->to = last.to;
	d->paper = last.paper;
	d->document = last.document;
	d->polarity = VB_PP_DENIED;
}

static void demand(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);

	/* "the guarantees Moscow demands" is no act. */
	if (!r->chunk[vg].passive && (a.relative || (a.object < 0 && a.that < 0 && a.inf < 0)))
		return;
	plain(r, out, vg, VB_PA_DEMAND);
}

static void propose(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, r->chunk[vg].passive ? a.by : a.subject, &v);

	/* "suggested that" is a saying; "the terms we propose", "proposals put forward by" are
	 * no act. */
	if (r->chunk[vg].reduced || a.relative || actor.n == 0 ||
	    (lemma(r, vg, "suggest") && !(a.object >= 0 && of_negotiation(r, a.object))))
		return;
	plain(r, out, vg, VB_PA_PROPOSE);
}

/* Verbs whose object decides. */
static void by_object(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	const struct vb_chunk *c = &r->chunk[vg];
	const struct vb_verb *w = verb(r, vg);
	struct vb_deed *d;

	if (w->chain == VB_CH_SAME &&
	    (head(r, a.object) == VB_N_TALKS || head(r, a.object) == VB_N_CALL)) {
		meet(r, out, vg, true);
	} else if (w->chain == VB_CH_EXPECT && w->frame == VB_FR_NONE &&
		   head(r, a.object) == VB_N_ANSWER && (a.inf < 0 || a.inf > a.object + 1) &&
		   !c->will) {
		d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);
		d->to = vb_actor(r, a.subject, &v);
		d->from = r->chunk[a.object].who;
		if (d->from.n == 0)
			d->from = vb_actor(r, a.from_, &v);
		d->paper = a.object;
		d->document = d->from.n ? vb_paper_label(r, a.object, &d->from) : NULL;
		d->polarity = VB_PP_EXPECTED;
		if (d->to.n == 0)
			out->n--;
	} else if (lemma(r, vg, "support") && c->neg && of_negotiation(r, a.object)) {
		plain(r, out, vg, VB_PA_REFUSE)->polarity = VB_PP_AFFIRMED;
	} else if ((lemma(r, vg, "deal") || lemma(r, vg, "address")) && c->neg) {
		d = plain(r, out, vg, VB_PA_REFUSE);
		if (d->from.n == 0 || vb_set_has(&d->from, v.code)) {
			d->from.n = 0;
			vb_set_add(&d->to, v.code);
		}
		if (vb_set_has(&d->to, v.code))
			d->from.n = 0;
		d->polarity = VB_PP_AFFIRMED;
	} else if (c->will &&
		   ((lemma(r, vg, "include") && head(r, a.object) == VB_N_PROPOSAL) ||
		    lemma(r, vg, "set out"))) {
		plain(r, out, vg, VB_PA_PROPOSE);
	} else if (lemma(r, vg, "include") && is(r, a.subject, VB_C_NP)) {
		bool paper_subject = vb_is_paper(head(r, a.subject)), request = false;

		for (int k = vg; k < (int)r->chunks && k < vg + 4; k++)
			request = request || head(r, k) == VB_N_REQUEST;
		if (!request || !(paper_subject || r->paper))
			return;
		d = plain(r, out, vg, VB_PA_DEMAND);
		vb_voice_of(r, a.subject, &d->voice);
		if (!paper_subject) {
			d->voice.authority = VB_PW_INSTITUTION;
			d->voice.speaker = r->paper;
			d->voice.code = r->paper_code;
		}
		d->voice.cue = "include";
		d->from.n = 0;
		vb_set_add(&d->from, d->voice.code);
	} else if (lemma(r, vg, "announce") && c->past &&
		   (c->reduced || c->passive || !c->copula) && a.by >= 0 &&
		   r->chunk[a.by].who.n && a.subject >= 0 && (of_negotiation(r, a.subject)) &&
		   !c->passive) {
		d = vb_deed_add(r, out, VB_PA_PUBLISH, vg);
		d->from = r->chunk[a.by].who;
		d->voice = vb_voice_none;
	}
}

static void by_frame(struct vb_reader *r, struct vb_deeds *out, int vg, enum vb_frame frame)
{
	switch (frame) {
	case VB_FR_GIVE:
	case VB_FR_ANSWER:
		give(r, out, vg, frame == VB_FR_ANSWER);
		break;
	case VB_FR_RECEIVE:
		receive(r, out, vg);
		break;
	case VB_FR_PUBLISH:
		publish(r, out, vg);
		break;
	case VB_FR_PREPARE:
	case VB_FR_FINISH:
		if (lemma(r, vg, "coordinate") && vb_args_of(r, vg).with >= 0)
			meet(r, out, vg, false);
		else
			prepare(r, out, vg, frame == VB_FR_FINISH);
		break;
	case VB_FR_PROPOSE:
		propose(r, out, vg);
		break;
	case VB_FR_DEMAND:
		demand(r, out, vg);
		break;
	case VB_FR_WANT:
	case VB_FR_ASK:
		want(r, out, vg, frame == VB_FR_ASK);
		break;
	case VB_FR_REFUSE:
	case VB_FR_REFUSE_DOC:
		refuse(r, out, vg, frame == VB_FR_REFUSE_DOC);
		break;
	case VB_FR_AGREE:
	case VB_FR_AGREE_DOC:
		agree(r, out, vg, frame == VB_FR_AGREE_DOC);
		break;
	case VB_FR_MEET:
	case VB_FR_HOLD:
		meet(r, out, vg, frame == VB_FR_HOLD);
		break;
	case VB_FR_VOTE:
		plain(r, out, vg, VB_PA_VOTE)->to.n = 0;
		break;
	case VB_FR_INFORM:
		inform(r, out, vg);
		break;
	case VB_FR_COMMENT:
		comment(r, out, vg);
		break;
	case VB_FR_SECRET:
		plain(r, out, vg, VB_PA_KEEP_SECRET)->to.n = 0;
		break;
	case VB_FR_ACCUSE:
		accuse(r, out, vg);
		break;
	case VB_FR_THREATEN:
	case VB_FR_WARN:
		threaten(r, out, vg, frame == VB_FR_WARN);
		break;
	case VB_FR_MAKE:
		make(r, out, vg);
		break;
	default:
		by_object(r, out, vg);
		break;
	}
}

static void suspend(struct vb_reader *r, struct vb_deeds *out, int vg, bool only_talks)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	struct vb_deed *d;

	if (only_talks && head(r, what) != VB_N_TALKS && head(r, what) != VB_N_DEAL &&
	    head(r, what) != VB_N_VOTE && strcmp(noun(r, what), "process") != 0)
		return;
	d = plain(r, out, vg, VB_PA_SUSPEND);
	if (is(r, what, VB_C_NP) && head(r, what) != VB_N_PLAIN && d->from.n == 0)
		d->from = r->chunk[what].who;
}

/* "must", "should", "have to" of the other side, said by one: a demand. */
static void obligation(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	const struct vb_chunk *c = &r->chunk[vg];
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor;
	struct vb_deed *d;
	size_t w = c->from;
	bool must = false;

	for (; w < c->to; w++)
		must = must || vb_word_is(r, w, "must") || vb_word_is(r, w, "should");
	must = must ||
	       (c->verb < 0 && is(r, vg + 1, VB_C_VG) && r->chunk[vg + 1].inf &&
		c->to > c->from &&
		(vb_word_is(r, c->to - 1u, "have") || vb_word_is(r, c->to - 1u, "has")));
	if (!must || !*v.code ||
	    (v.authority != VB_PW_NAMED && v.authority != VB_PW_INSTITUTION))
		return;
	actor = vb_actor(r, vb_subject_of(r, vg), &v);
	if (actor.n == 0 && !((c->passive || c->copula) &&
			      of_negotiation(r, vb_subject_of(r, vg))))
		return;
	if (actor.n == 1 && vb_set_has(&actor, v.code))
		return;
	d = vb_deed_add(r, out, VB_PA_DEMAND, vg);
	vb_set_add(&d->from, v.code);
	for (uint8_t i = 0; i < actor.n; i++)
		if (!vb_set_has(&d->from, actor.code[i]))
			vb_set_add(&d->to, actor.code[i]);
	d->polarity = VB_PP_AFFIRMED;
	stretch(d, vg + 1);
}

/* What is asked for, refused, voted on is the asking, the refusal, the vote; and what is done
 * instead of an act is not the act. */
static bool part_of_other(struct vb_reader *r, const struct vb_deeds *out, int vg)
{
	int up = parent(r, vg);
	const struct vb_verb *w = up >= 0 ? verb(r, up) : NULL;

	if (is(r, vg - 1, VB_C_PREP) && vg > 1 &&
	    vb_word_is(r, r->chunk[vg - 2].to - 1u, "instead"))
		return true;
	if (!w || !r->chunk[vg].inf || out->n == 0 || out->deed[out->n - 1].chunk != up)
		return false;
	return (w->chain == VB_CH_ASK && verb(r, vg) && verb(r, vg)->frame != VB_FR_PUBLISH) ||
	       w->frame == VB_FR_VOTE || w->frame == VB_FR_REFUSE ||
	       w->frame == VB_FR_REFUSE_DOC;
}

void vb_deeds_find(struct vb_reader *r, struct vb_deeds *out)
{
	out->n = 0;
	for (int i = 0; i < (int)r->chunks && out->n + 3 < VB_DEEDS_MAX; i++) {
		const struct vb_verb *w;
		size_t before = out->n;

		if (r->chunk[i].kind != VB_C_VG || part_of_other(r, out, i))
			continue;
		w = verb(r, i);
		if (!w) {
			untrue(r, out, i);
			likewise(r, out, i);
		} else if (w->frame == VB_FR_SUSPEND || w->frame == VB_FR_SUSPEND_TALK) {
			suspend(r, out, i, w->frame == VB_FR_SUSPEND_TALK);
		} else {
			by_frame(r, out, i, (enum vb_frame)w->frame);
		}
		yield_or_not(r, out, i);
		take_measures(r, out, i);
		if (out->n == before)
			obligation(r, out, i);
	}
	vb_nouns_find(r, out);
	vb_state_find(r, out);
}
