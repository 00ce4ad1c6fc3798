/*
 * A sentence into words: names and phrases joined, each with its part of speech.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define KEY_MAX 120
#define PHRASE_MAX 6

struct scan {
	const struct vb_lexicon *lex;
	const uint8_t *start;
	const uint8_t *p;
	const uint8_t *end;
	struct vb_token *out;
	size_t n;
	size_t cap;
	bool quoted; /* within "...", where both marks look alike */
};

static bool letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Three bytes of general punctuation: its last byte, or 0. */
static uint8_t mark(const struct scan *s, const uint8_t *p)
{
	return s->end - p > 2 && p[0] == 0xe2 && p[1] == 0x80 ? p[2] : 0;
}

/* The length of a letter, digit or byte of another script at @p; 0: no part of a word. */
static size_t part(const struct scan *s, const uint8_t *p)
{
	if (p >= s->end)
		return 0;
	if (letter(*p) || digit(*p))
		return 1;
	if (*p < 0x80 || mark(s, p) || (*p == 0xc2 && s->end - p > 1))
		return 0;
	return 1;
}

/* An apostrophe at @p: its length. */
static size_t apostrophe(const struct scan *s, const uint8_t *p)
{
	if (p < s->end && *p == '\'')
		return 1;
	return p < s->end && mark(s, p) == 0x99 ? 3 : 0;
}

static void push(struct scan *s, const uint8_t *from, const uint8_t *to, struct vb_token w)
{
	w.at = (uint32_t)(from - s->start);
	w.len = (uint32_t)(to - from);
	w.verb = w.noun = w.name = -1;
	if (s->n < s->cap)
		s->out[s->n++] = w;
}

static void push_func(struct scan *s, const uint8_t *from, const uint8_t *to, enum vb_func f)
{
	push(s, from, to, (struct vb_token){.pos = VB_P_FUNC, .func = (uint8_t)f});
}

static bool same(const uint8_t *p, const uint8_t *end, const char *w)
{
	for (; *w; w++, p++)
		if (p >= end || (*p | 0x20) != (uint8_t)*w)
			return false;
	return part(&(struct scan){.end = end}, p) == 0;
}

/* "he's", "that's": with a verb behind it. */
static bool stands_alone(const uint8_t *from, const uint8_t *word)
{
	static const char *const all[] = {"he",	   "it",   "she", "that",
					  "there", "what", "who", "here"};

	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++)
		if ((size_t)(word - from) == strlen(all[i]) && same(from, word, all[i]))
			return true;
	return false;
}

/* What follows an apostrophe within or behind a word; @word is its end. */
static const uint8_t *suffix(struct scan *s, const uint8_t *from, const uint8_t *word)
{
	size_t n = apostrophe(s, word);
	const uint8_t *p = word + n;
	struct vb_token *last;

	if (n == 0 || s->n == 0)
		return word;
	last = &s->out[s->n - 1];
	if (same(p, s->end, "s")) {
		/* "he's": a verb; "Moscow's": a possessor. */
		if (stands_alone(from, word))
			push_func(s, word, p + 1, VB_F_BE);
		else
			last->poss = true;
		return p + 1;
	}
	if (same(p, s->end, "t") && word > from && word[-1] == 'n') {
		last->len--;
		push_func(s, word - 1, p + 1, VB_F_NOT);
		return p + 1;
	}
	if (same(p, s->end, "re") || same(p, s->end, "ll") || same(p, s->end, "ve")) {
		push_func(s, word, p + 2,
			  (*p | 0x20) == 'r'   ? VB_F_BE
			  : (*p | 0x20) == 'l' ? VB_F_WILL
					       : VB_F_HAVE);
		return p + 2;
	}
	if (same(p, s->end, "d") || same(p, s->end, "m")) {
		push_func(s, word, p + 1, (*p | 0x20) == 'd' ? VB_F_WILL : VB_F_BE);
		return p + 1;
	}
	if (word > from && word[-1] == 's' && n == 1 && !part(s, p)) {
		last->poss = true;
		return p;
	}
	/* "O'Brien", "d'Estaing" */
	if (word - from <= 2 && part(s, p)) {
		while (part(s, p))
			p++;
		last->len = (uint32_t)(p - from);
		return p;
	}
	return word;
}

/* The key of a word in the lexicon: see add_name() there. */
static void put_key(struct vb_writer *w, const struct scan *s, const struct vb_token *word)
{
	const uint8_t *p = s->start + word->at;

	for (uint32_t i = 0; i < word->len; i++) {
		uint8_t c = p[i];

		if (c == '.')
			continue;
		vb_put_byte(w, !word->acronym && c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c);
	}
}

static const struct vb_sense *look(const struct scan *s, const struct vb_token *w, size_t n)
{
	uint8_t key[KEY_MAX];
	struct vb_writer out;

	vb_writer_init(&out, key, sizeof(key));
	for (size_t i = 0; i < n; i++) {
		struct vb_token one = w[i];

		/* "US" alone is not "us"; within a phrase names are in lower case. */
		if (n > 1)
			one.acronym = false;
		if (i)
			vb_put_byte(&out, ' ');
		put_key(&out, s, &one);
	}
	return out.over ? NULL : vb_lexicon_find(s->lex, vb_written(&out));
}

/* A hyphen joins, unless what stands before it is a party: "Russia-NATO", "US-led". */
static bool hyphen_parts(const struct scan *s, const uint8_t *from, const uint8_t *to)
{
	struct vb_token w = {.at = (uint32_t)(from - s->start),
			     .len = (uint32_t)(to - from),
			     .acronym = true};
	const struct vb_sense *sense;

	/* A word of many hyphens is looked at once. */
	if (!(*from >= 'A' && *from <= 'Z') || to - from > 24)
		return false;
	for (const uint8_t *p = from; p < to; p++)
		w.acronym = w.acronym && !(*p >= 'a' && *p <= 'z');
	sense = look(s, &w, 1);
	for (; sense; sense = sense->next ? &s->lex->sense[sense->next] : NULL)
		if (sense->kind == VB_S_NAME)
			return s->lex->name[sense->id].kind <= VB_NM_ORGAN;
	return false;
}

static void scan_word(struct scan *s)
{
	const uint8_t *from = s->p, *p = from;
	struct vb_token w = {.pos = VB_P_OTHER};
	bool lower = false, any = false;

	for (;;) {
		while (part(s, p)) {
			lower = lower || (*p >= 'a' && *p <= 'z') || *p >= 0x80;
			any = any || letter(*p) || *p >= 0x80;
			p++;
		}
		/* "U.S.", "1,000", "2.5" */
		if (p < s->end && *p == '.' && letter(p[-1]) &&
		    (p - from == 1 || p[-2] == '.') && !lower) {
			p++;
			continue;
		}
		if (s->end - p > 1 && (*p == ',' || *p == '.') && digit(p[-1]) &&
		    digit(p[1])) {
			p++;
			continue;
		}
		if (s->end - p > 1 && *p == '-' && part(s, p + 1) &&
		    !hyphen_parts(s, from, p)) {
			p++;
			continue;
		}
		break;
	}
	/* The full stop of "J." and of a sentence's end after a letter is not the word's. */
	if (p[-1] == '.' && p - from == 2)
		p--;
	w.cap = *from >= 'A' && *from <= 'Z';
	w.acronym = w.cap && !lower && p - from > 1;
	if (!any)
		w.pos = VB_P_NUMBER;
	push(s, from, p, w);
	s->p = suffix(s, from, p);
}

/* A quote, a bracket, a dash, a comma: what it is to the sentence. */
static void scan_mark(struct scan *s)
{
	uint8_t m = mark(s, s->p), c = *s->p;
	size_t n = m ? 3 : c == 0xc2 ? 2 : 1;
	char punct = 0;

	if (m == 0x9c || (c == 0xc2 && s->end - s->p > 1 && s->p[1] == 0xab))
		punct = '<';
	else if (m == 0x9d || (c == 0xc2 && s->end - s->p > 1 && s->p[1] == 0xbb))
		punct = '>';
	else if (m == 0x93 || m == 0x94)
		punct = '-';
	else if (c == '"') {
		punct = s->quoted ? '>' : '<';
		s->quoted = !s->quoted;
	} else if (c && strchr(",;:()[].!?-", c)) {
		punct = (char)c;
	}
	if (c == '-' && s->p > s->start && s->p[-1] != ' ' && s->end - s->p > 1 &&
	    s->p[1] != ' ')
		punct = '='; /* the hyphen of "Russia-NATO" */
	if (n > (size_t)(s->end - s->p))
		n = 1;
	if (punct && (punct != '.' || s->n == 0 || s->out[s->n - 1].punct != '.'))
		push(s, s->p, s->p + n, (struct vb_token){.pos = VB_P_PUNCT, .punct = punct});
	s->p += n;
}

static void take(const struct vb_lexicon *lex, struct vb_token *w,
		 const struct vb_sense *sense)
{
	for (; sense; sense = sense->next ? &lex->sense[sense->next] : NULL) {
		switch (sense->kind) {
		case VB_S_FUNC:
			w->func = (uint8_t)sense->id;
			break;
		case VB_S_VERB:
			if (w->verb < 0) {
				w->verb = (int16_t)sense->id;
				w->form = sense->form & 0x1f;
			}
			break;
		case VB_S_NOUN:
			if (w->noun < 0) {
				w->noun = (int16_t)sense->id;
				w->plural = (sense->form & 2) != 0;
			}
			break;
		case VB_S_NAME:
			/* A name keeps its capital: "west" is none. */
			if (w->cap || (*lex->name[sense->id].name >= 'a' &&
				       *lex->name[sense->id].name <= 'z'))
				w->name = (int16_t)sense->id;
			break;
		default:
			break;
		}
	}
}

static uint16_t phrase_length(const struct vb_lexicon *lex, const struct vb_sense *sense)
{
	for (; sense; sense = sense->next ? &lex->sense[sense->next] : NULL)
		if (sense->kind == VB_S_START)
			return sense->id < PHRASE_MAX ? sense->id : PHRASE_MAX;
	return 0;
}

/* Joins phrases and gives each word what the lexicon has of it. */
static size_t join(struct scan *s)
{
	size_t out = 0;

	for (size_t i = 0; i < s->n;) {
		struct vb_token w = s->out[i];
		const struct vb_sense *sense = NULL;
		size_t used = 1;

		if (w.pos == VB_P_OTHER) {
			struct vb_token low = w;
			size_t most;

			sense = look(s, &w, 1);
			low.acronym = false;
			if (!sense && w.acronym)
				sense = look(s, &low, 1);
			most = phrase_length(s->lex, w.acronym ? look(s, &low, 1) : sense);
			for (size_t n = 1; n < most && i + n < s->n &&
					   (s->out[i + n].pos == VB_P_OTHER ||
					    s->out[i + n].pos == VB_P_NUMBER) &&
					   !s->out[i + n - 1].poss;)
				used = ++n;
			for (; used > 1; used--) {
				const struct vb_sense *phrase = look(s, &s->out[i], used);

				/* "Iron Works on Sunday" */
				if (phrase &&
				    (phrase->kind != VB_S_VERB || !w.cap || i == 0) &&
				    (phrase->kind != VB_S_START || phrase->next)) {
					sense = phrase;
					break;
				}
			}
			take(s->lex, &w, sense);
			w.len = s->out[i + used - 1].at + s->out[i + used - 1].len - w.at;
			w.poss = s->out[i + used - 1].poss;
		}
		s->out[out++] = w;
		i += used;
	}
	return out;
}

static bool noun_like(const struct vb_token *w)
{
	if (w->func && w->func != VB_F_ADJ)
		return false;
	return w->pos == VB_P_NOUN || w->pos == VB_P_OTHER || w->pos == VB_P_NAME ||
	       w->pos == VB_P_PROPER || w->pos == VB_P_NUMBER;
}

/* What may stand before a noun and not before a verb. */
static bool before_noun(const struct vb_token *w)
{
	return w->poss || w->func == VB_F_DET || w->func == VB_F_POSS || w->func == VB_F_ADJ ||
	       w->func == VB_F_PREP || w->func == VB_F_OF || w->func == VB_F_BY ||
	       w->func == VB_F_FROM || w->func == VB_F_WITH || w->func == VB_F_NO ||
	       w->pos == VB_P_NUMBER;
}

/* A word that may be a verb: is it one here?  @prev, @next may be NULL. */
static bool is_verb(const struct vb_lexicon *lex, const struct vb_token *w,
		    const struct vb_token *prev, const struct vb_token *next)
{
	bool people = prev && prev->name >= 0 && lex->name[prev->name].kind == VB_NM_PEOPLE;
	bool opens = next && (next->func == VB_F_DET || next->func == VB_F_POSS ||
			      next->func == VB_F_THAT || next->func == VB_F_TO ||
			      next->func == VB_F_PRON || next->cap);

	/* "a written answer", but "has written", "was drawn up" */
	if (!(w->form & ~(unsigned)VB_V_PART) &&
	    !(prev && (prev->func == VB_F_BE || prev->func == VB_F_HAVE ||
		       prev->func == VB_F_NOT || prev->func == VB_F_YET)))
		return !w->func && !(next && noun_like(next));
	/* Behind an article, an owner or a preposition stands a noun. */
	if (prev &&
	    (prev->func == VB_F_DET || prev->func == VB_F_POSS || prev->poss ||
	     prev->func == VB_F_OF || prev->func == VB_F_PREP) &&
	    !(w->form & (VB_V_PAST | VB_V_PART | VB_V_ING)))
		return false;
	/* "previously reached agreements", "the negotiating position" */
	if (prev && next && noun_like(next) && next->pos != VB_P_PUNCT && !next->cap &&
	    next->func == VB_F_NONE &&
	    (before_noun(prev) ||
	     ((w->form & VB_V_ING) && prev->pos == VB_P_NAME && !next->poss)) &&
	    !(prev->func == VB_F_PREP && (w->form & VB_V_ING)) && prev->func != VB_F_FROM &&
	    prev->func != VB_F_BY && !(prev->func == VB_F_OF && (w->form & VB_V_ING)))
		return false;
	if (w->noun < 0 && w->func == VB_F_NONE && !(w->form & (VB_V_ING | VB_V_PART)))
		return !(prev && (prev->func == VB_F_DET || prev->func == VB_F_POSS) && next &&
			 noun_like(next)) ||
		       (w->form & VB_V_PAST);
	if (prev &&
	    (prev->func == VB_F_TO || prev->func == VB_F_WILL || prev->func == VB_F_MAY ||
	     prev->func == VB_F_DO) &&
	    (w->form & VB_V_BASE))
		return true;
	if (prev &&
	    (prev->func == VB_F_BE || prev->func == VB_F_HAVE || prev->func == VB_F_PRON ||
	     prev->func == VB_F_NOT || prev->func == VB_F_WHO || prev->func == VB_F_YET))
		return w->noun < 0 || !(w->form & VB_V_BASE) || prev->func == VB_F_PRON ||
		       prev->func == VB_F_WHO || prev->func == VB_F_NOT;
	if (w->form & VB_V_ING)
		return w->noun < 0 &&
		       !(prev && (prev->func == VB_F_DET || prev->func == VB_F_POSS ||
				  prev->poss || prev->func == VB_F_ADJ));
	if ((w->form & (VB_V_PAST | VB_V_PART)) && w->noun < 0)
		return !(prev &&
			 (prev->func == VB_F_DET || prev->func == VB_F_POSS || prev->poss ||
			  prev->func == VB_F_ADJ || people) &&
			 next && noun_like(next));
	if (prev && (before_noun(prev) || people))
		return false;
	if (w->form & VB_V_S)
		return prev && noun_like(prev) && !prev->plural &&
		       (opens || prev->pos == VB_P_NAME || prev->pos == VB_P_PROPER);
	if (w->form & VB_V_BASE)
		return prev && ((noun_like(prev) && prev->plural && opens) ||
				(prev->func == VB_F_ADV && next && next->func == VB_F_DET));
	return w->noun < 0;
}

/* "overwhelmingly", but "family". */
static bool ends_ly(const uint8_t *text, const struct vb_token *w)
{
	const uint8_t *end = text + w->at + w->len;

	return end[-2] == 'l' && end[-1] == 'y' && !(end[-3] == 'i' && w->len == 6) &&
	       !(end[-3] == 'b' && end[-4] == 'm');
}

/* What sort of word the @i-th is, @prev and @next to it. */
static uint8_t sort_of(const struct vb_lexicon *lex, const struct vb_token *w, size_t i,
		       const struct vb_token *prev, const struct vb_token *next)
{
	bool begins = i == 0 || w[i - 1].punct == '<' || w[i - 1].punct == '-';

	if (w[i].name >= 0)
		return VB_P_NAME;
	/* "including Norway" leads a phrase, although "include" is a verb. */
	if (w[i].func && w[i].func != VB_F_ADJ &&
	    (w[i].verb < 0 || (w[i].func == VB_F_PREP && w[i].form == VB_V_ING)))
		return VB_P_FUNC;
	if (w[i].verb >= 0 && (!w[i].cap || begins) && is_verb(lex, &w[i], prev, next))
		return VB_P_VERB;
	if (w[i].noun >= 0)
		return VB_P_NOUN;
	if (w[i].func)
		return VB_P_FUNC;
	return w[i].cap ? VB_P_PROPER : VB_P_OTHER;
}

static void tag(const struct vb_lexicon *lex, const uint8_t *text, struct vb_token *w,
		size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct vb_token *prev = i ? &w[i - 1] : NULL,
				      *next = i + 1 < n ? &w[i + 1] : NULL;

		if (w[i].pos != VB_P_OTHER)
			continue;
		/* Ms May is no verb. */
		if (w[i].cap && prev && prev->pos != VB_P_PUNCT && w[i].func >= VB_F_WILL &&
		    w[i].func <= VB_F_MAY)
			w[i].func = VB_F_NONE;
		/* "to brief reporters", "is still preparing": adverbs are looked through. */
		for (size_t k = i; prev && prev->func == VB_F_ADV && k > 1; k--)
			prev = &w[k - 2];
		if (w[i].len > 4 && !w[i].cap && w[i].noun < 0 && w[i].verb < 0 &&
		    !w[i].func && ends_ly(text, &w[i]))
			w[i].func = VB_F_ADV;
		w[i].pos = sort_of(lex, w, i, prev, next);
		if (w[i].pos == VB_P_VERB || w[i].pos == VB_P_NOUN)
			w[i].func = VB_F_NONE;
	}
}

size_t vb_words(const struct vb_lexicon *lex, struct vb_view v,
		const struct vb_date_mention *date, size_t dates, struct vb_token *out,
		size_t cap)
{
	struct scan s = {.lex = lex,
			 .start = v.ptr,
			 .p = v.ptr,
			 .end = v.ptr + v.len,
			 .out = out,
			 .cap = cap};
	size_t d = 0;

	while (s.p < s.end && s.n < s.cap) {
		while (d < dates && date[d].at + date[d].len <= (size_t)(s.p - s.start))
			d++;
		if (d < dates && date[d].at <= (size_t)(s.p - s.start)) {
			const uint8_t *to = s.start + date[d].at + date[d].len;

			push(&s, s.p, to, (struct vb_token){.pos = VB_P_DATE});
			s.p = to;
		} else if (part(&s, s.p)) {
			scan_word(&s);
		} else {
			scan_mark(&s);
		}
	}
	s.n = join(&s);
	tag(lex, v.ptr, out, s.n);
	return s.n;
}
