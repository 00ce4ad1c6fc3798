/*
 * What is past and what is to come: the verb in whose clause a date stands.  A guess by the
 * nearest verb, before the date or, where the date opens a clause, behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#include <string.h>

#define KEPT 8		/* words that stay in the window behind us */
#define AHEAD 72	/* words that a date and its verb may need */
#define VERB_AHEAD 40	/* words in which the verb of a date is sought */
#define SAID_NEAR 8	/* words between "said" and its date */
#define SAID_FAR 1000

const struct vb_word *vb_date_word(const struct vb_date_scan *s, size_t i)
{
	static const struct vb_word none = {.kind = DW_END};

	return i < s->n ? &s->word[i] : &none;
}

size_t vb_date_fill(struct vb_date_scan *s, size_t i)
{
	size_t drop = i > KEPT ? i - KEPT : 0;

	if (s->ended || (s->n > 0 && i + AHEAD <= s->n))
		return i;
	memmove(s->word, s->word + drop, (s->n - drop) * sizeof(s->word[0]));
	s->n -= drop;
	while (s->n < VB_DATE_WINDOW && !s->ended) {
		s->word[s->n] = vb_dateword(s->in, &s->pos);
		if (s->word[s->n].kind == DW_END)
			s->ended = true;
		else
			s->n++;
	}
	return i - drop;
}

static bool is_article(enum vb_dw k)
{
	return k == DW_THE || k == DW_POSSESSIVE || k == DW_COUNT;
}

/* "to meet", and not "to the demand" or "to Moscow", behind @i. */
static bool infinitive(const struct vb_date_scan *s, size_t i)
{
	const struct vb_word *w = vb_date_word(s, i + 2);

	return kind(s, i + 1) == DW_TO && w->kind != DW_END && !is_article(w->kind) &&
	       !(w->flags & DW_CAPITAL);
}

/* The tense that the word at @i sets; VB_UNSAID: none. */
static enum vb_tense tense_of(const struct vb_date_scan *s, size_t i)
{
	switch (kind(s, i)) {
	case DW_WILL:
	case DW_DUE:
		return VB_FUTURE;
	case DW_AHEAD:
		return kind(s, i + 1) == DW_OF ? VB_FUTURE : VB_UNSAID;
	case DW_SAID:
	case DW_DID:
		/* "the proposed talks" */
		return is_article(kind(s, i - 1)) ? VB_UNSAID : VB_PAST;
	case DW_AGREED:
		if (is_article(kind(s, i - 1)))
			return VB_UNSAID;
		if (kind(s, i + 1) == DW_FOR && vb_date_word(s, i)->len == 3)
			return VB_FUTURE; /* "set for Tuesday" */
		return infinitive(s, i) || vb_date_word(s, i)->value ? VB_FUTURE : VB_PAST;
	case DW_HAD:
		return infinitive(s, i) ? VB_FUTURE : VB_PERFECT;
	case DW_IS:
		return infinitive(s, i) ? VB_FUTURE : VB_PRESENT;
	default:
		return VB_UNSAID;
	}
}

void vb_date_track(struct vb_date_scan *s, size_t i)
{
	enum vb_tense t = tense_of(s, i);
	enum vb_dw k = kind(s, i);

	if (s->since_said < SAID_FAR)
		s->since_said += k == DW_THAT ? SAID_FAR : 1;
	s->since_was++;
	if (k == DW_HAD && s->in.ptr[s->word[i].at] == 'w')
		s->since_was = 0;
	if (s->hold > 0) {
		s->hold--;
		if (k == DW_DID || k == DW_HAD || (k == DW_AGREED && t != VB_FUTURE))
			return;
	}
	if (t == VB_UNSAID)
		return;
	s->tense = t;
	s->hold = k == DW_WILL || t == VB_FUTURE ? 5 : k == DW_IS || k == DW_HAD ? 3 : 0;
	if (k == DW_DUE || k == DW_AHEAD)
		s->hold = 0;
	s->since_said = k == DW_SAID ? 0 : SAID_FAR;
	s->passive = k == DW_SAID && s->since_was <= 2;
}

/* The place of the first verb behind a date. */
static size_t verb_behind(const struct vb_date_scan *s, size_t end)
{
	for (size_t i = end; i < end + VERB_AHEAD && i < s->n; i++) {
		if (is_mark(s, i, ';'))
			break;
		if (kind(s, i) != DW_DUE && kind(s, i) != DW_AHEAD &&
		    tense_of(s, i) != VB_UNSAID)
			return i;
	}
	return s->n;
}

/* Whether the date opens a clause: "and on Friday the two sides will meet". */
static bool opens(const struct vb_date_scan *s, size_t i, size_t end)
{
	enum vb_dw k = kind(s, i - 1);

	if (k == DW_ON || k == DW_IN || k == DW_BY || k == DW_THE)
		k = kind(s, --i - 1);
	if (k == DW_AND || k == DW_THAT)
		return true;
	if (is_mark(s, i - 1, ','))
		return !is_mark(s, end, ',') && !is_mark(s, end, '.') && end < s->n;
	return is_mark(s, i - 1, ';') || is_mark(s, i - 1, ':');
}

enum vb_tense vb_date_tense(const struct vb_date_scan *s, size_t i, size_t end)
{
	enum vb_tense t;

	/* "talks on Monday would show": what is said of it comes behind. */
	if (kind(s, end) == DW_WILL && !(vb_date_word(s, end)->flags & DW_CAPITAL))
		return VB_FUTURE;
	if (s->tense != VB_UNSAID && !opens(s, i, end))
		return s->tense;
	t = tense_of(s, verb_behind(s, end));
	return t == VB_UNSAID ? s->tense : t;
}

bool vb_date_is_saying(const struct vb_date_scan *s, size_t i, size_t end)
{
	if (kind(s, end) == DW_WILL)
		return false;
	if (s->tense == VB_UNSAID || opens(s, i, end))
		return kind(s, verb_behind(s, end)) == DW_SAID;
	/* "which was announced on Monday" has its content elsewhere. */
	return s->since_said <= SAID_NEAR && (!s->passive || kind(s, end) == DW_THAT);
}
