/*
 * Deeds become assertions: dated, with both sides, with the words they stand on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Up to @day; none where it is unknown. */
static void as_of(struct vb_when *out, int64_t day)
{
	if (day != INT64_MIN)
		*out = vb_when_until(day);
}

static struct vb_press_when kept(struct vb_press *p, const struct vb_when *w)
{
	return (struct vb_press_when){w->from, w->to, vb_pool_str(&p->pool, w->text)};
}

static const struct vb_date_mention *mention(const struct vb_reader *r, int chunk)
{
	size_t at = r->word[r->chunk[chunk].from].at;

	for (size_t d = 0; d < r->dates; d++)
		if (r->date[d].at <= at && at < r->date[d].at + r->date[d].len)
			return &r->date[d];
	return NULL;
}

static bool is_cue(const struct vb_reader *r, int chunk)
{
	for (size_t i = 0; i < r->frames; i++)
		if (r->frame[i].cue == chunk)
			return true;
	return false;
}

static bool behind_verb(const struct vb_reader *r, int k)
{
	while (k > 0 && r->chunk[k - 1].kind != VB_C_VG)
		k--;
	return k > 0;
}

/* How far it is from verb @a to date @b: what parts clauses counts more. */
static int distance(const struct vb_reader *r, int a, int b)
{
	int from = a < b ? a : b, to = a < b ? b : a, n = 0;

	for (int k = from; k < to; k++) {
		uint8_t kind = r->chunk[k].kind;

		/* A date behind its verb stays with it: "will give it this week and expects";
		 * "came in July, X said". */
		n += a > b && (kind == VB_C_AND || (kind == VB_C_COMMA && behind_verb(r, b) &&
						    is_cue(r, a)))
			     ? 6
		     : kind == VB_C_AND	       ? 2
		     : kind == VB_C_COMMA      ? 2
		     : kind == VB_C_THAT || kind == VB_C_WHEN || kind == VB_C_BUT ||
				     kind == VB_C_SUB || kind == VB_C_STOP || kind == VB_C_WHO
			     ? 6
			     : 1;
	}
	return n;
}

/* "on May 3, when X met Y"; "in May, after X met Y" is no date of the meeting. */
static bool is_when(const struct vb_reader *r, int k)
{
	return r->chunk[k].kind == VB_C_WHEN && vb_word_is(r, r->chunk[k].from, "when");
}

/* The deed that the date at chunk @k is of: the nearest verb's, or that of a noun before it.
 */
static int deed_of(const struct vb_reader *r, const struct vb_deeds *deeds, int k)
{
	int best = -1, near = 1000;

	if (k + 2 < (int)r->chunks &&
	    is_when(r, r->chunk[k + 1].kind == VB_C_COMMA ? k + 2 : k + 1))
		for (size_t i = 0; i < deeds->n; i++)
			if (deeds->deed[i].chunk > k && deeds->deed[i].chunk - k < 8)
				return (int)i;
	for (int c = 0; c < (int)r->chunks; c++) {
		int far;

		if (r->chunk[c].kind != VB_C_VG ||
		    (r->chunk[c].copula && r->chunk[c].chain == 0))
			continue;
		far = distance(r, c, k);
		if (far >= near)
			continue;
		near = far;
		best = is_cue(r, c) ? -2 : -1;
		for (size_t i = 0; i < deeds->n; i++) {
			int v = deeds->deed[i].chunk;

			if (deeds->deed[i].noun && deeds->deed[i].first <= c &&
			    c <= deeds->deed[i].last)
				best = (int)i;
			if (best >= 0 && deeds->deed[best].chunk == c)
				break;
			if (v == c || (v > c && v - c < 3 && r->chunk[v].inf) ||
			    (c > v && c - v < 6 && r->chunk[c].inf && !is_cue(r, c)))
				best = (int)i;
		}
	}
	for (size_t i = 0; i < deeds->n; i++)
		if (deeds->deed[i].noun && deeds->deed[i].chunk < k &&
		    distance(r, deeds->deed[i].chunk, k) < near)
			best = (int)i;
	return best;
}

/* Reads the dates again as of the day of the saying, and takes that at the same place. */
static struct vb_when anchored(struct vb_reader *r, const struct vb_date_mention *m,
			       int64_t day)
{
	struct vb_date_mention again[VB_DATES_MAX];
	size_t n;

	if (day == INT64_MIN)
		return m->when;
	n = vb_dates_find(r->text, r->dct, r->last, day, again, VB_DATES_MAX);
	for (size_t i = 0; i < n; i++)
		if (again[i].at == m->at)
			return again[i].when;
	return m->when;
}

/* "since D, when X was handed over": the day alone. */
static void start_only(struct vb_when *w)
{
	char *slash = strchr(w->text, '/');

	if (slash && slash > w->text && w->text[0] != '.') {
		*slash = '\0';
		w->to = w->from;
	}
}

static void date_deeds(struct vb_reader *r, const struct vb_deeds *deeds, struct vb_when *when)
{
	for (int k = 0; k < (int)r->chunks; k++) {
		const struct vb_date_mention *m;
		int i;

		if (r->chunk[k].kind != VB_C_DATE)
			continue;
		m = mention(r, k);
		i = m ? deed_of(r, deeds, k) : -1;
		if (i < 0 || when[i].text[0])
			continue;
		when[i] = anchored(r, m, deeds->deed[i].voice.day);
		if (k + 2 < (int)r->chunks &&
		    (r->chunk[k + 1].kind == VB_C_WHEN || r->chunk[k + 2].kind == VB_C_WHEN))
			start_only(&when[i]);
	}
}

static bool transfer(const struct vb_deed *d)
{
	return d->act == VB_PA_HAND_OVER || d->act == VB_PA_RECEIVE;
}

/* A date that the sentence does not give: as of the saying, or that of the sentence before. */
static void undated(struct vb_reader *r, const struct vb_deed *d, struct vb_when *when)
{
	const struct vb_press *p = r->p;
	int64_t day = d->voice.day != INT64_MIN ? d->voice.day : r->dct;
	bool on = r->words > 2 && (vb_word_is(r, 0, "it") ||
				   (vb_word_is(r, 0, "in") && vb_word_is(r, 1, "addition")));

	if (!transfer(d) || d->background || d->polarity > VB_PP_DENIED) {
		if (d->act == VB_PA_ASK_NOT_PUBLISH && d->polarity == VB_PP_AFFIRMED &&
		    d->voice.day != INT64_MIN)
			as_of(when, d->voice.day);
		/* "said on January 21, after talks": the talks were that day. */
		for (size_t i = 0; i < r->frames && d->noun && d->act == VB_PA_NEGOTIATE; i++)
			if (r->frame[i].voice.day != INT64_MIN && d->chunk > 0 &&
			    r->chunk[d->chunk - 1].kind == VB_C_WHEN)
				*when = vb_when_day(r->frame[i].voice.day);
		return;
	}
	if (on && p->assertions > 0) {
		const struct vb_assertion *last = &p->assertion[p->assertions - 1];

		if (last->sentence + 1 == r->index && last->act == d->act &&
		    last->event.from == last->event.to) {
			when->from = last->event.from;
			when->to = last->event.to;
			memcpy(when->text, last->event.text, strlen(last->event.text) + 1);
			return;
		}
	}
	as_of(when, day);
}

/* The first @most bytes, no character cut in two. */
static struct vb_view shortened(struct vb_view v, size_t most)
{
	if (v.len <= most)
		return v;
	v.len = most;
	while (v.len > 0 && (v.ptr[v.len] & 0xc0) == 0x80)
		v.len--;
	return v;
}

/* The words that say what; none where nothing behind the verb is named. */
static const char *object_of(struct vb_reader *r, const struct vb_deed *d)
{
	struct vb_view v;

	if (d->paper >= 0) {
		v = vb_chunk_text(r, (size_t)d->paper);
	} else {
		size_t from = (size_t)(d->chunk < 0 ? 0 : d->chunk);
		bool named;

		from += d->noun ? 0 : 1;
		if (from >= r->chunks)
			return "";
		v = vb_chunk_text(r, from);
		named = r->chunk[from].kind == VB_C_NP;
		for (size_t k = from + 1; k < r->chunks && (int)k <= d->last && v.len < 60;
		     k++) {
			struct vb_view w = vb_chunk_text(r, k);

			v.len = (size_t)(w.ptr + w.len - v.ptr);
			named = named || r->chunk[k].kind == VB_C_NP;
		}
		if (!named)
			return "";
	}
	return vb_pool_text(&r->p->pool, shortened(v, 100));
}

static void span(const struct vb_reader *r, const struct vb_deed *d, struct vb_assertion *a)
{
	int first = d->first < 0 ? 0 : d->first,
	    last = d->last >= (int)r->chunks ? (int)r->chunks - 1 : d->last;
	const struct vb_token *from, *to;
	size_t base = (size_t)(r->text.ptr - r->p->report[r->r].text.ptr);

	if (last < first)
		last = first;
	from = &r->word[r->chunk[first].from];
	to = &r->word[r->chunk[last].to > 0 ? r->chunk[last].to - 1 : 0];
	a->at = (uint32_t)base + from->at;
	a->len = to->at + to->len > from->at ? to->at + to->len - from->at : 0;
}

static void remember(struct vb_reader *r, const struct vb_deeds *deeds)
{
	for (size_t d = 0; d < r->dates; d++)
		if (r->date[d].when.from != INT64_MIN &&
		    r->date[d].when.from == r->date[d].when.to)
			r->last = r->date[d].when.from;
	for (size_t i = 0; i < deeds->n; i++) {
		const struct vb_deed *d = &deeds->deed[i];

		if (d->paper >= 0 && d->from.n && r->chunk[d->paper].head == VB_N_DRAFT) {
			r->paper =
				vb_pool_text(&r->p->pool, vb_chunk_text(r, (size_t)d->paper));
			r->paper_code = d->from.code[0];
		}
	}
	for (size_t i = 0; i < deeds->n; i++)
		if (deeds->deed[i].from.n)
			r->subject = deeds->deed[i].act == VB_PA_RECEIVE ? deeds->deed[i].to
									 : deeds->deed[i].from;
}

static bool same_as_before(const struct vb_press *p, const struct vb_assertion *a)
{
	for (size_t i = p->assertions; i-- > 0 && p->assertion[i].sentence == a->sentence;) {
		const struct vb_assertion *b = &p->assertion[i];

		if (b->act == a->act && b->polarity == a->polarity &&
		    strcmp(b->from, a->from) == 0 && strcmp(b->speaker, a->speaker) == 0 &&
		    (strcmp(b->to, a->to) == 0 || !*a->to || !*b->to))
			return true;
	}
	return false;
}

bool vb_assert_sentence(struct vb_reader *r, struct vb_deeds *deeds)
{
	struct vb_when when[VB_DEEDS_MAX] = {0}, said;
	const struct vb_when none = {0};
	struct vb_press *p = r->p;

	date_deeds(r, deeds, when);
	for (size_t i = 0; i < deeds->n; i++) {
		const struct vb_deed *d = &deeds->deed[i];
		struct vb_assertion a = {.sentence = (uint32_t)r->index,
					 .act = d->act,
					 .polarity = d->polarity,
					 .authority = d->voice.authority,
					 .speaker = d->voice.speaker,
					 .via = d->voice.via,
					 .cue = d->voice.cue};

		if (!when[i].text[0])
			undated(r, d, &when[i]);
		/* An event that a noun names is to come, unless it lies before the report. */
		if (d->noun && d->act == VB_PA_NEGOTIATE && when[i].text[0] &&
		    r->dct != INT64_MIN && when[i].from >= r->dct &&
		    d->polarity == VB_PP_AFFIRMED)
			a.polarity = VB_PP_EXPECTED;
		a.event = kept(p, &when[i]);
		said = d->voice.day == INT64_MIN ? none : vb_when_day(d->voice.day);
		a.said = kept(p, &said);
		a.from = vb_set_text(&d->from, &p->pool);
		a.to = vb_set_text(&d->to, &p->pool);
		/* Nobody deals with itself: one of the two was guessed. */
		if (*a.from && strcmp(a.from, a.to) == 0) {
			if (a.act == VB_PA_RECEIVE)
				a.from = "";
			else
				a.to = "";
		}
		a.document = d->document ? d->document : "";
		a.object = object_of(r, d);
		a.confidence = (d->confidence + (a.authority != VB_PW_NONE ? 10u : 0) +
				(*a.from && *a.to ? 10u : 0)) & 0x7f;
		span(r, d, &a);
		if (same_as_before(p, &a))
			continue;
		if (!vb_press_room(&p->assertion, &p->assertions_cap, p->assertions + 1,
				   sizeof(a)))
			return false;
		p->assertion[p->assertions++] = a;
	}
	remember(r, deeds);
	return true;
}

#define PAIRS 256

struct pair {
	const char *from;
	const char *to;
	unsigned n;
};

static void count_pair(struct pair *pair, size_t *n, const char *from, const char *to,
		       unsigned weight)
{
	size_t i = 0;

	while (i < *n && (strcmp(pair[i].from, from) != 0 || strcmp(pair[i].to, to) != 0))
		i++;
	if (i == PAIRS)
		return;
	if (i == *n)
		pair[(*n)++] = (struct pair){from, to, 0};
	pair[i].n += weight;
}

/* Whom a party mostly deals with, in either direction. */
static const char *counterpart(const struct vb_reader *r, const struct pair *pair, size_t n,
			       const char *code)
{
	const char *best = "";
	unsigned most = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned sum = pair[i].n;
		bool giver = strcmp(pair[i].from, code) == 0;

		if (!giver && strcmp(pair[i].to, code) != 0)
			continue;
		if (sum > most) {
			most = sum;
			best = giver ? pair[i].to : pair[i].from;
		}
	}
	if (*best)
		return best;
	return strcmp(code, r->dyad[0]) == 0 ? r->dyad[1] : r->dyad[0];
}

static bool wants_both(enum vb_press_act act)
{
	return act == VB_PA_HAND_OVER || act == VB_PA_RECEIVE || act == VB_PA_REFUSE ||
	       act == VB_PA_DEMAND || act == VB_PA_ASK_NOT_PUBLISH || act == VB_PA_PROPOSE ||
	       act == VB_PA_THREATEN || act == VB_PA_ACCUSE || act == VB_PA_STATE ||
	       act == VB_PA_PREPARE;
}

/* "A diplomat denied ..." and then, by name, the same: it was he. */
static void who_first_spoke(struct vb_press *p, size_t first)
{
	for (size_t i = first; i < p->assertions && i < first + 2; i++) {
		struct vb_assertion *a = &p->assertion[i];

		for (size_t k = i + 1;
		     k < p->assertions && k < i + 5 && a->authority == VB_PW_ANONYMOUS; k++) {
			const struct vb_assertion *b = &p->assertion[k];

			if (b->authority == VB_PW_NAMED && b->act == a->act &&
			    b->polarity == a->polarity && a->polarity == VB_PP_DENIED &&
			    strcmp(a->from, b->from) == 0) {
				a->speaker = b->speaker;
				a->authority = b->authority;
			}
		}
	}
}

/* "The answer was delivered", "an answer is being drawn up": the one last spoken of. */
static void last_transfer(struct vb_press *p, size_t first)
{
	const struct vb_assertion *last = NULL;

	for (size_t i = first; i < p->assertions; i++) {
		struct vb_assertion *a = &p->assertion[i];
		bool passage = a->act == VB_PA_HAND_OVER || a->act == VB_PA_RECEIVE;

		if ((passage || a->act == VB_PA_PREPARE) && !*a->from && !*a->to && last) {
			a->from = last->from;
			a->to = last->to;
			if (!*a->document)
				a->document = last->document;
		} else if (passage && *a->from) {
			last = a;
		}
	}
}

static const char *both(struct vb_press *p, const char *a, const char *b)
{
	struct vb_set s = {0};

	vb_set_add(&s, a);
	vb_set_add(&s, b);
	return vb_set_text(&s, &p->pool);
}

/* "X-answer": what a party without further words hands over. */
static const char *label(struct vb_press *p, const char *code)
{
	char buf[80];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, code);
	vb_put_str(&w, "-answer");
	return w.over ? "" : vb_pool_text(&p->pool, vb_written(&w));
}

/* What a sentence does not say: the other side is whoever the party deals with in the report.
 */
void vb_assert_sides(struct vb_reader *r, size_t first)
{
	struct vb_press *p = r->p;
	struct pair pair[PAIRS];
	size_t n = 0;

	for (size_t i = first; i < p->assertions; i++) {
		const struct vb_assertion *a = &p->assertion[i];

		if (*a->from && *a->to && strcmp(a->from, a->to) != 0 &&
		    strcmp(a->to, "allies") != 0 && strcmp(a->to, "public") != 0)
			count_pair(pair, &n, a->from, a->to,
				   a->act == VB_PA_HAND_OVER || a->act == VB_PA_RECEIVE ? 5
				   : a->act == VB_PA_INFORM				? 0
											: 1);
	}
	who_first_spoke(p, first);
	last_transfer(p, first);
	for (size_t i = first; i < p->assertions; i++) {
		struct vb_assertion *a = &p->assertion[i];

		if (a->act == VB_PA_NEGOTIATE && *a->from && !*a->to &&
		    !strchr(a->from, '+')) {
			if (a->polarity >= VB_PP_PROMISED)
				a->to = counterpart(r, pair, n, a->from);
			else
				a->from = both(p, a->from, counterpart(r, pair, n, a->from));
		}
		if (!wants_both(a->act))
			continue;
		if (a->act == VB_PA_PREPARE && strstr(a->document, "answer") == NULL)
			continue;
		/* Another's paper is studied; one's own is prepared for somebody. */
		if (a->act == VB_PA_PREPARE &&
		    strncmp(a->document, a->from, strlen(a->from)) != 0)
			continue;
		if (*a->from && !*a->to)
			a->to = counterpart(r, pair, n, a->from);
		else if (*a->to && !*a->from)
			a->from = counterpart(r, pair, n, a->to);
		if (!*a->document && *a->from && !strchr(a->from, '+') &&
		    (a->act == VB_PA_HAND_OVER || a->act == VB_PA_RECEIVE))
			a->document = label(p, a->from);
	}
}
