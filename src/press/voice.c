/*
 * Who says what: the voices of a sentence, and how far each reaches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

const struct vb_voice vb_voice_none = {.authority = VB_PW_NONE,
				       .speaker = "",
				       .via = "",
				       .cue = "",
				       .code = "",
				       .person = -1,
				       .day = INT64_MIN};

/* A phrase as the name of a source: no article, no possessive. */
static const char *named(struct vb_reader *r, int np)
{
	const struct vb_chunk *c = &r->chunk[np];
	size_t from = c->from, to = c->to;
	char buf[160];
	struct vb_writer w;

	while (from + 1 < to && r->word[from].pos == VB_P_FUNC &&
	       (r->word[from].func == VB_F_DET || r->word[from].func == VB_F_POSS))
		from++;
	while (from + 1 < to && r->word[from].pos == VB_P_NUMBER)
		from++;
	vb_writer_init(&w, buf, sizeof(buf));
	for (size_t i = from; i < to; i++) {
		struct vb_view v = vb_view(r->text.ptr + r->word[i].at, r->word[i].len);

		if (i > from && w.len < 120)
			vb_put_byte(&w, ' ');
		if (vb_view_is(v, "U.S."))
			v = vb_view_str("US");
		if (w.len + v.len < 150)
			vb_put_view(&w, v);
	}
	return vb_pool_text(&r->p->pool, vb_written(&w));
}

static const char *joined(struct vb_reader *r, const char *a, const char *b)
{
	char buf[200];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, a);
	vb_put_byte(&w, ' ');
	vb_put_str(&w, b);
	return w.over ? a : vb_pool_text(&r->p->pool, vb_written(&w));
}

static const char *code_of(const struct vb_chunk *c)
{
	return c->who.n ? c->who.code[0] : "";
}

static void person_voice(struct vb_reader *r, int32_t who, struct vb_voice *v)
{
	const struct vb_person *x = &r->p->person[who];

	v->authority = VB_PW_NAMED;
	v->speaker = x->name;
	v->code = x->code;
	v->person = who;
}

static bool last_speaker(struct vb_reader *r, const char *code, struct vb_voice *v)
{
	int32_t who = r->speaker >= 0 ? r->speaker : r->person;

	if (who >= 0 && *code && *r->p->person[who].code &&
	    strcmp(r->p->person[who].code, code) != 0) {
		who = r->person;
		if (who < 0 || strcmp(r->p->person[who].code, code) != 0)
			return false;
	}
	if (who < 0)
		return false;
	person_voice(r, who, v);
	return true;
}

static void organ_voice(struct vb_reader *r, const char *name, const char *code,
			struct vb_voice *v)
{
	v->authority = VB_PW_INSTITUTION;
	v->speaker = name;
	v->code = code;
	r->organ = name;
	r->organ_code = code;
}

/* "The official": the one of before, unless it is introduced anew. */
static void anonymous(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];
	bool bare = c->the && c->to - c->from <= 2;

	v->authority = VB_PW_ANONYMOUS;
	if (bare && r->anon) {
		v->speaker = r->anon;
		v->code = r->anon_code;
		v->via = r->anon_via;
		return;
	}
	v->speaker = named(r, np);
	v->code = code_of(c);
	/* "officials of the Biden administration" */
	if (is(r, np + 1, VB_C_PREP) && is(r, np + 2, VB_C_NP) && r->chunk[np + 2].who.n) {
		if (!*v->code)
			v->code = r->chunk[np + 2].who.code[0];
		if (r->chunk[np + 1].func == VB_F_OF)
			v->speaker = joined(r, named(r, np + 2), v->speaker);
	}
	r->anon = v->speaker;
	r->anon_code = v->code;
	r->anon_via = v->via;
}

/* "Russian", of "RU". */
static const char *people_of(const struct vb_reader *r, const char *code)
{
	for (size_t i = 0; i < r->p->lex.names; i++)
		if (r->p->lex.name[i].kind == VB_NM_PEOPLE &&
		    strcmp(r->p->lex.name[i].code, code) == 0)
			return r->p->lex.name[i].name;
	return code;
}

static bool body_voice(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];
	const char *word = c->noun >= 0 ? vb_nouns[c->noun].word : "";
	int32_t body = c->who.n ? -1 : vb_body_of(r, word);

	if (body >= 0) {
		organ_voice(r, r->p->person[body].name, r->p->person[body].code, v);
		return true;
	}
	if (c->who.n == 0 && vb_body_noun(word)) {
		organ_voice(r, named(r, np), "", v);
		return true;
	}
	if (c->who.n == 0 && is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_OF) {
		int k = np;
		bool foreign = false;

		while (is(r, k + 1, VB_C_PREP) && r->chunk[k + 1].func == VB_F_OF &&
		       is(r, k + 2, VB_C_NP)) {
			k += 2;
			foreign = foreign || vb_word_is(r, r->chunk[k].from, "foreign");
		}
		if (foreign && r->chunk[k].who.n)
			organ_voice(r,
				    joined(r, people_of(r, code_of(&r->chunk[k])),
					   "Foreign Ministry"),
				    code_of(&r->chunk[k]), v);
		else
			organ_voice(r, joined(r, named(r, k), named(r, np)),
				    code_of(&r->chunk[k]), v);
		return true;
	}
	if (c->who.n == 0 && c->the && r->organ && *r->organ_code &&
	    (strcmp(word, "department") == 0 || strcmp(word, "ministry") == 0)) {
		organ_voice(r, r->organ, r->organ_code, v);
		return true;
	}
	if (c->who.n == 0 && c->the && vb_recall(r, word)) {
		const struct vb_recall *b = vb_recall(r, word);

		organ_voice(r, b->name, b->code, v);
		return true;
	}
	if (c->who.n == 0 && c->the && r->organ && *r->organ_code) {
		organ_voice(r, r->organ, r->organ_code, v);
		return true;
	}
	organ_voice(r, named(r, np), code_of(c), v);
	return true;
}

static bool pronoun_voice(struct vb_reader *r, int np, struct vb_voice *v)
{
	size_t w = r->chunk[np].from;

	if (vb_word_is(r, w, "he") || vb_word_is(r, w, "she") || vb_word_is(r, w, "him") ||
	    vb_word_is(r, w, "her")) {
		/* A spokesman without a name is a "he", too. */
		if (r->voice.authority != VB_PW_NONE && r->voice.authority != VB_PW_MEDIA &&
		    r->voice.person < 0 && r->voice.speaker && *r->voice.speaker) {
			v->authority = r->voice.authority;
			v->speaker = r->voice.speaker;
			v->code = r->voice.code;
			return true;
		}
		return last_speaker(r, "", v);
	}
	if ((vb_word_is(r, w, "it") || vb_word_is(r, w, "they")) && r->organ) {
		organ_voice(r, r->organ, r->organ_code, v);
		return true;
	}
	return false;
}

static bool media_voice(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];

	v->authority = VB_PW_MEDIA;
	if (!c->media && is(r, np + 1, VB_C_NP) && r->chunk[np + 1].media)
		c = &r->chunk[np + 1];
	v->speaker = c->media ? c->media : r->media ? r->media : named(r, np);
	if (!c->media && c->noun >= 0 && strcmp(vb_nouns[c->noun].word, "media") == 0)
		v->speaker = "media";
	r->media = v->speaker;
	return true;
}

static bool office_voice(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];
	const char *code = code_of(c);
	bool of = is(r, np + 1, VB_C_PREP) && is(r, np + 2, VB_C_NP) &&
		  (r->chunk[np + 1].func == VB_F_OF || vb_word_is(r, r->chunk[np + 1].from, "for"));

	if (!*code && of)
		code = code_of(&r->chunk[np + 2]);
	/* The one who was named with this office, else he who spoke last. */
	for (size_t n = r->p->people, i = 0; i < n && i < 64; i++) {
		const struct vb_person *x = &r->p->person[n - 1 - i];

		if (x->report == r->r && x->office == c->noun && !x->body &&
		    (!*code || !*x->code || strcmp(code, x->code) == 0)) {
			if (r->speaker >= 0 && r->p->person[r->speaker].office == c->noun &&
			    (!*code || strcmp(r->p->person[r->speaker].code, code) == 0))
				x = &r->p->person[r->speaker];
			person_voice(r, (int32_t)(x - r->p->person), v);
			return true;
		}
	}
	/* "a spokesman" is somebody else. */
	if ((c->the || c->to - c->from <= 2 || c->head == VB_N_OFFICE) && !c->his &&
	    !(c->head == VB_N_SPOKES &&
	      (vb_word_is(r, c->from, "a") || vb_word_is(r, c->from, "an"))) &&
	    last_speaker(r, code, v))
		return true;
	organ_voice(r, named(r, np), code, v);
	if (of)
		v->speaker = r->organ = joined(r, named(r, np + 2), named(r, np));
	return true;
}

/* "the diplomat", "the expert": somebody who has spoken before. */
static bool is_known(const struct vb_chunk *c)
{
	const char *word = c->noun >= 0 ? vb_nouns[c->noun].word : "";

	if (!c->the || c->to - c->from != 2)
		return false;
	return strcmp(word, "diplomat") == 0 ||
	       (!c->plural && (strcmp(word, "expert") == 0 || strcmp(word, "analyst") == 0));
}

static void paper_voice(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];

	v->authority = VB_PW_INSTITUTION;
	v->paper = c->head == VB_N_DOCUMENT;
	v->speaker = v->paper && r->paper ? r->paper : named(r, np);
	v->code = c->who.n == 0 && r->paper_code ? r->paper_code : code_of(c);
}

bool vb_voice_of(struct vb_reader *r, int np, struct vb_voice *v)
{
	const struct vb_chunk *c;

	if (!is(r, np, VB_C_NP))
		return false;
	c = &r->chunk[np];
	*v = vb_voice_none;
	if (c->person >= 0) {
		person_voice(r, c->person, v);
		if (!*v->code && c->who.n)
			v->code = c->who.code[0];
		return true;
	}
	if (c->pron)
		return pronoun_voice(r, np, v);
	if (c->media && (c->head == VB_N_PLAIN || c->head == VB_N_PRESS))
		return media_voice(r, np, v);
	switch (c->head) {
	case VB_N_ANON:
		if (!is_known(c) || !last_speaker(r, "", v))
			anonymous(r, np, v);
		return true;
	case VB_N_OFFICE:
	case VB_N_SPOKES:
		return office_voice(r, np, v);
	case VB_N_BODY:
		return body_voice(r, np, v);
	case VB_N_ORG:
		if (c->the && c->who.n == 0 && vb_body_of(r, vb_nouns[c->noun].word) >= 0)
			return body_voice(r, np, v);
		break;
	case VB_N_PRESS:
		return media_voice(r, np, v);
	case VB_N_SIDE:
		if (c->who.n == 0)
			return false;
		organ_voice(r, named(r, np), code_of(c), v);
		return true;
	default:
		break;
	}
	if (vb_is_paper(c->head) && c->head != VB_N_REQUEST) {
		paper_voice(r, np, v);
		return true;
	}
	if (c->named) {
		organ_voice(r, vb_body_name(r, named(r, np), code_of(c)), code_of(c), v);
		return true;
	}
	/* An unknown name that speaks is a person. */
	if (c->head == VB_N_PLAIN && c->to - c->from <= 3 &&
	    r->word[c->to - 1].pos == VB_P_PROPER && !r->word[c->to - 1].poss) {
		v->authority = VB_PW_NAMED;
		v->speaker = named(r, np);
		v->code = code_of(c);
		return true;
	}
	return false;
}

static bool says(const struct vb_reader *r, int i)
{
	const struct vb_chunk *c = &r->chunk[i];

	if (!is(r, i, VB_C_VG) || c->verb < 0 || !vb_verbs[c->verb].says || c->inf)
		return false;
	/* "in writing"; "promised to give"; "demands guarantees" */
	if (c->ing &&
	    (strcmp(vb_verbs[c->verb].lemma, "write") == 0 || is(r, i - 1, VB_C_PREP)))
		return false;
	for (int k = i + 1; k < i + 3 && vb_verbs[c->verb].chain != VB_CH_NONE; k++)
		if (is(r, k, VB_C_VG) && r->chunk[k].inf)
			return false;
	/* What will be said is not said yet. */
	if (c->will || c->may)
		return false;
	if (vb_verbs[c->verb].frame == VB_FR_DEMAND && !is(r, i + 1, VB_C_THAT))
		return false;
	return true;
}

/* A later source behind a paper's: "citing sources", "with reference to officials". */
static void behind_paper(struct vb_reader *r, int cue, struct vb_voice *v)
{
	struct vb_voice inner;

	for (int k = cue + 1; k + 1 < (int)r->chunks; k++) {
		bool citing = r->chunk[k].kind == VB_C_VG && r->chunk[k].verb >= 0 &&
			      strcmp(vb_verbs[r->chunk[k].verb].lemma, "cite") == 0;
		int np = citing ? k + 1 : -1;

		if (r->chunk[k].kind == VB_C_NP &&
		    vb_word_is(r, r->chunk[k].to - 1u, "reference") && is(r, k + 1, VB_C_PREP))
			np = k + 2;
		if (np > 0 && vb_voice_of(r, np, &inner)) {
			inner.via = v->speaker;
			inner.cue = v->cue;
			inner.day = v->day;
			if (inner.authority == VB_PW_ANONYMOUS)
				r->anon_via = inner.via;
			*v = inner;
			return;
		}
	}
}

/* "on condition of anonymity" anywhere makes the source one. */
static bool anonymity(const struct vb_reader *r)
{
	for (size_t i = 0; i < r->words; i++)
		if (vb_word_is(r, i, "anonymity") || vb_word_is(r, i, "anonymously"))
			return true;
	return false;
}

/* Through which paper: "told RIA", "quoted by RIA", "in an interview with RIA". */
static void via_of(struct vb_reader *r, int np, int cue, struct vb_voice *v)
{
	int to = cue + 7;

	if (v->authority == VB_PW_MEDIA) {
		behind_paper(r, cue, v);
		return;
	}
	for (int k = np + 1; k < (int)r->chunks && k < to; k++) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_THAT || c->kind == VB_C_OPEN ||
		    (k > cue && c->kind == VB_C_VG))
			break;
		if (c->kind == VB_C_NP && c->media && c->head != VB_N_ANON) {
			v->via = c->media;
			if (v->authority == VB_PW_ANONYMOUS)
				r->anon_via = v->via;
			return;
		}
	}
}

/* The day of the saying: a date beside the cue. */
static void day_of(const struct vb_reader *r, int np, int cue, struct vb_voice *v)
{
	int from = np < cue ? np : cue, to = np < cue ? cue : np;

	while (from > 0 &&
	       (r->chunk[from - 1].kind == VB_C_DATE || r->chunk[from - 1].kind == VB_C_ADV ||
		r->chunk[from - 1].kind == VB_C_COMMA || r->chunk[from - 1].kind == VB_C_PREP))
		from--;
	/* A date before the speaker is of the saying only where the sentence begins with it.
	 */
	if (from > 0)
		from = np < cue ? np : cue;
	for (int k = from; k < (int)r->chunks && k < to + 6; k++) {
		const struct vb_chunk *c = &r->chunk[k];

		if (k > to &&
		    (c->kind == VB_C_VG || c->kind == VB_C_THAT || c->kind == VB_C_OPEN ||
		     c->kind == VB_C_WHO || c->kind == VB_C_WHEN ||
		     (c->kind == VB_C_NP && k > to + 1 && is(r, k + 1, VB_C_VG))))
			return;
		if (c->kind != VB_C_DATE)
			continue;
		for (size_t d = 0; d < r->dates; d++)
			if (r->date[d].at <= r->word[c->from].at &&
			    r->word[c->from].at < r->date[d].at + r->date[d].len) {
				v->day = r->date[d].when.to;
				memcpy(v->said, r->date[d].when.text, sizeof(v->said));
				return;
			}
	}
}

static struct vb_frame_of *frame(struct vb_reader *r, int from, int to, int cue,
				 const struct vb_voice *v)
{
	struct vb_frame_of *f = &r->frame[r->frames];

	if (r->frames + 1 < VB_FRAMES_MAX)
		r->frames++;
	*f = (struct vb_frame_of){(uint16_t)(from < 0 ? 0 : from), (uint16_t)to, (uint16_t)cue,
				  *v};
	if (v->person >= 0)
		r->speaker = v->person;
	r->voice = *v;
	return f;
}

static void cue_sense(const struct vb_chunk *c, struct vb_voice *v)
{
	const struct vb_verb *verb = &vb_verbs[c->verb];

	v->cue = verb->lemma;
	v->denies = strcmp(verb->lemma, "deny") == 0;
	v->expects = verb->chain == VB_CH_EXPECT;
	v->promises = verb->chain == VB_CH_PROMISE;
	v->doubts = strcmp(verb->lemma, "doubt") == 0;
	if (c->neg && strcmp(verb->lemma, "believe") == 0) {
		v->denies = true;
	}
}

/* The end of what a cue's words reach to: a clause of "after X said ..." ends at its comma. */
static int reach(const struct vb_reader *r, int np, int cue)
{
	int first = np;
	bool sub = false;

	while (first > 0 && !sub && np - first < 8) {
		first--;
		sub = r->chunk[first].kind == VB_C_WHEN;
		if (r->chunk[first].kind == VB_C_VG || r->chunk[first].kind == VB_C_COMMA)
			break;
	}
	for (int k = cue + 1; k < (int)r->chunks; k++)
		if (sub && r->chunk[k].kind == VB_C_COMMA && says(r, cue))
			return k;
	return (int)r->chunks;
}

/* Is there a verb, or a quote, between @from and @to: something that can be said? */
static bool content(const struct vb_reader *r, int from, int to)
{
	for (int k = from; k < to && k < (int)r->chunks; k++)
		if (k >= 0 && (r->chunk[k].kind == VB_C_VG || r->chunk[k].kind == VB_C_OPEN ||
			       r->chunk[k].kind == VB_C_CLOSE))
			return true;
	return false;
}

/* "This was announced by X": X speaks what was said before. */
static bool points_back(const struct vb_reader *r, int np)
{
	const struct vb_chunk *c;

	if (np < 0)
		return false;
	c = &r->chunk[np];
	return c->to - c->from == 1 &&
	       (vb_word_is(r, c->from, "this") || vb_word_is(r, c->from, "it") ||
		vb_word_is(r, c->from, "that"));
}

static void speak_back(struct vb_reader *r, const struct vb_voice *v)
{
	r->back = *v;
	r->has_back = true;
	r->voice = *v;
	if (v->person >= 0)
		r->speaker = v->person;
}

static void passive_cue(struct vb_reader *r, int i)
{
	struct vb_args a = vb_args_of(r, i);
	int np = a.by;
	struct vb_voice v;

	/* "was stated in the press service of" */
	if (np < 0 && points_back(r, a.subject))
		for (int k = i + 1; k < a.end; k++)
			if (is(r, k, VB_C_NP) &&
			    (r->chunk[k].head == VB_N_BODY || r->chunk[k].organ))
				np = np < 0 ? k : np;
	if (np < 0 && a.subject >= 0 && vb_voice_of(r, a.subject, &v) &&
	    strcmp(vb_verbs[r->chunk[i].verb].lemma, "quote") == 0)
		np = a.subject;
	if (np < 0 || !vb_voice_of(r, np, &v))
		return;
	cue_sense(&r->chunk[i], &v);
	day_of(r, np, i, &v);
	via_of(r, np, i, &v);
	if (points_back(r, a.subject) ||
	    (a.subject >= 0 && a.subject < 2 && !content(r, 0, a.subject)))
		speak_back(r, &v);
	else
		frame(r, 0, i, i, &v);
}

static bool that_follows(const struct vb_reader *r, int i)
{
	for (int k = i + 1; k < i + 9 && k < (int)r->chunks && r->chunk[k].kind != VB_C_VG;
	     k++)
		if (r->chunk[k].kind == VB_C_THAT)
			return true;
	return false;
}

/* X says ...; ..., X says; ..., says X. */
static void active_cue(struct vb_reader *r, int i)
{
	int np = vb_subject_of(r, i), start;
	bool inverted = false;
	struct vb_voice v;

	if (is(r, i + 1, VB_C_NP) &&
	    (i == 0 || is(r, i - 1, VB_C_COMMA) || is(r, i - 1, VB_C_CLOSE) ||
	     is(r, i - 1, VB_C_DASH) || is(r, i - 1, VB_C_STOP)) &&
	    vb_voice_of(r, i + 1, &v) && !is(r, i + 2, VB_C_VG)) {
		np = i + 1;
		inverted = true;
	}
	if (!inverted && is(r, i + 1, VB_C_PREP) && is(r, i + 3, VB_C_NP) && np < 0) {
		/* "Writes about it TASS" */
		np = i + 3;
		inverted = true;
	} else if (!inverted && is(r, i + 1, VB_C_NP) && i < 4 &&
		   ((r->chunk[i + 1].media && (np < 0 || r->chunk[np].pron)) ||
		    (np < 0 && !content(r, 0, i)))) {
		/* "About it informs the Times" */
		np = i + 1;
		inverted = true;
	}
	/* "what the answer says" is not said here. */
	if (np < 0 || (!inverted && is(r, np - 1, VB_C_WHAT)) || !vb_voice_of(r, np, &v))
		return;
	cue_sense(&r->chunk[i], &v);
	day_of(r, np, i, &v);
	via_of(r, np, i, &v);
	if (anonymity(r) && v.authority != VB_PW_NAMED)
		v.authority = VB_PW_ANONYMOUS;
	start = inverted ? i : np;
	if (!inverted && content(r, i + 1, (int)r->chunks) &&
	    !(content(r, 0, np) && !is(r, i + 1, VB_C_THAT) &&
	      (is(r, np - 1, VB_C_COMMA) || is(r, np - 1, VB_C_CLOSE)) &&
	      !that_follows(r, i) && !is(r, i + 1, VB_C_OPEN) && !is(r, i + 2, VB_C_OPEN) &&
	      content(r, 0, np - 1) && !content(r, i + 1, i + 5))) {
		frame(r, i + 1, reach(r, np, i), i, &v);
		/* A sentence's verb of saying speaks a quote before it, too. */
		if (is(r, np - 1, VB_C_CLOSE) || is(r, np - 2, VB_C_CLOSE))
			frame(r, 0, np, i, &v);
		else if (is(r, np - 1, VB_C_DASH) && np < 3)
			speak_back(r, &v);
		return;
	}
	if (content(r, 0, start)) {
		frame(r, 0, start, i, &v);
		return;
	}
	/* "X did not confirm the report" is no saying of what came before. */
	if (!inverted && (r->chunk[i].neg || is(r, i + 1, VB_C_NP)) &&
	    !(is(r, np - 1, VB_C_DASH)))
		return;
	if (start <= 3) {
		speak_back(r, &v);
		r->whole_back = r->chunks - (size_t)i < 5;
		return;
	}
	frame(r, i + 1, (int)r->chunks, i, &v);
}

/* "according to X", "in X's opinion", "in his opinion". */
static void according(struct vb_reader *r, int i)
{
	struct vb_voice v;
	int np = -1, end = (int)r->chunks;

	if (vb_word_is(r, r->chunk[i].from, "according") ||
	    vb_word_is(r, r->chunk[i].to - 1u, "according"))
		np = is(r, i + 1, VB_C_PREP) ? i + 2 : i + 1;
	else if (is(r, i, VB_C_NP) &&
		 (vb_word_is(r, r->chunk[i].to - 1u, "opinion") ||
		  vb_word_is(r, r->chunk[i].to - 1u, "view")) &&
		 is(r, i - 1, VB_C_PREP))
		np = i;
	if (np < 0)
		return;
	/* "According to information RIA News" */
	if (is(r, np, VB_C_NP) && vb_word_is(r, r->chunk[np].from, "information") &&
	    r->chunk[np].media == NULL && is(r, np + 1, VB_C_PREP))
		np += 2;
	if (np == i) {
		if (!r->chunk[i].his ||
		    (!last_speaker(r, "",
				   (v = (struct vb_voice){.speaker = "",
							  .via = "",
							  .code = "",
							  .person = -1,
							  .day = INT64_MIN},
				    &v)) &&
		     !r->anon))
			return;
		if (vb_word_is(r, r->chunk[i].from, "their") && r->anon) {
			v.authority = VB_PW_ANONYMOUS;
			v.speaker = r->anon;
			v.code = r->anon_code ? r->anon_code : "";
			v.via = r->anon_via ? r->anon_via : "";
			v.person = -1;
		}
		v.cue = "opinion";
	} else if (!vb_voice_of(r, np, &v)) {
		return;
	} else {
		v.cue = "according";
		via_of(r, np, np, &v);
	}
	if (content(r, np + 1, end))
		frame(r, 0, end, i, &v);
	else
		frame(r, 0, i, i, &v);
}

/* "..., including Ukraine US State Department": a name at the end of a line is its source. */
static void credit(struct vb_reader *r)
{
	const struct vb_token *last = r->words ? &r->word[r->words - 1] : NULL;
	struct vb_voice v = {.speaker = "",
			     .via = "",
			     .cue = "",
			     .code = "",
			     .person = -1,
			     .day = INT64_MIN};
	struct vb_chunk *c;

	if (r->s->part != VB_PF_TEXT || !last || last->pos == VB_P_PUNCT || r->chunks < 6 ||
	    r->frames)
		return;
	c = &r->chunk[r->chunks - 1];
	if (c->kind != VB_C_NP || (is(r, (int)r->chunks - 2, VB_C_PREP) && c->who.n < 2))
		return;
	if (c->person >= 0 && c->to - c->from > 1)
		person_voice(r, c->person, &v);
	else if (last->name >= 0 && r->p->lex.name[last->name].kind == VB_NM_ORGAN &&
		 c->to - c->from > 1)
		organ_voice(r, r->p->lex.name[last->name].name,
			    r->p->lex.name[last->name].code, &v);
	else
		return;
	/* The source is no part of what it says. */
	if (c->who.n > 1)
		c->who.n--;
	frame(r, 0, (int)r->chunks, (int)r->chunks - 1, &v);
	speak_back(r, &v);
}

/* "... security proposals - RIA" */
/* "It follows from the documents that ..." */
static void follows(struct vb_reader *r, int i)
{
	struct vb_voice v;

	if (r->chunk[i].verb < 0 || strcmp(vb_verbs[r->chunk[i].verb].lemma, "follow") != 0 ||
	    !is(r, i + 1, VB_C_PREP) || !is(r, i + 2, VB_C_NP) ||
	    !vb_is_paper(r->chunk[i + 2].head) || !vb_voice_of(r, i + 2, &v))
		return;
	v.cue = "follow";
	frame(r, i + 3, (int)r->chunks, i, &v);
}

static void tag_line(struct vb_reader *r)
{
	int n = (int)r->chunks;

	if (n > 3 && is(r, n - 2, VB_C_DASH) && is(r, n - 1, VB_C_NP) && r->chunk[n - 1].media)
		for (size_t i = 0; i < r->frames; i++)
			if (!*r->frame[i].voice.via)
				r->frame[i].voice.via = r->chunk[n - 1].media;
}

/* A paper's frame around another is a way through which it came. */
static void nest(struct vb_reader *r)
{
	for (size_t i = 0; i < r->frames; i++)
		for (size_t k = 0; k < r->frames; k++) {
			struct vb_frame_of *in = &r->frame[i], *out = &r->frame[k];

			if (i != k && out->voice.authority == VB_PW_MEDIA &&
			    in->voice.authority != VB_PW_MEDIA && out->from <= in->cue &&
			    in->cue < out->to && !*in->voice.via)
				in->voice.via = out->voice.speaker;
			/* "X said that his country believes": X says it. */
			if (i != k && in->voice.authority == VB_PW_INSTITUTION &&
			    out->from <= in->cue && in->cue < out->to &&
			    out->voice.authority == VB_PW_NAMED && *in->voice.code &&
			    strcmp(in->voice.code, out->voice.code) == 0) {
				in->voice.authority = VB_PW_NAMED;
				in->voice.speaker = out->voice.speaker;
				in->voice.via = out->voice.via;
				in->voice.person = out->voice.person;
				in->voice.cue = out->voice.cue;
				if (out->voice.day != INT64_MIN) {
					in->voice.day = out->voice.day;
					memcpy(in->voice.said, out->voice.said,
					       sizeof(in->voice.said));
				}
			}
		}
}

void vb_voices(struct vb_reader *r)
{
	r->frames = 0;
	r->has_back = r->whole_back = false;
	for (int i = 0; i < (int)r->chunks; i++) {
		const struct vb_chunk *c = &r->chunk[i];

		if (c->kind == VB_C_VG && says(r, i)) {
			if (c->passive)
				passive_cue(r, i);
			else
				active_cue(r, i);
		} else if (c->kind != VB_C_VG) {
			according(r, i);
		} else {
			follows(r, i);
		}
		if (c->kind == VB_C_NP && c->person >= 0)
			r->person = c->person;
	}
	credit(r);
	tag_line(r);
	nest(r);
}

struct vb_voice vb_voice_at(const struct vb_reader *r, size_t i)
{
	const struct vb_frame_of *best = NULL;

	for (size_t k = 0; k < r->frames; k++) {
		const struct vb_frame_of *f = &r->frame[k];

		if (f->from <= i && i < f->to &&
		    (!best ||
		     (best->voice.authority == VB_PW_MEDIA &&
		      f->voice.authority != VB_PW_MEDIA) ||
		     (f->to - f->from < best->to - best->from &&
		      (f->voice.authority != VB_PW_MEDIA ||
		       best->voice.authority == VB_PW_MEDIA))))
			best = f;
	}
	if (best ? best->voice.paper : r->ambient.paper) {
		struct vb_voice v = best ? best->voice : r->ambient;

		/* Whose paper it is may have been told since. */
		if (!*v.code && r->paper_code) {
			v.code = r->paper_code;
			v.speaker = r->paper;
		}
		return v;
	}
	return best ? best->voice : r->ambient;
}
