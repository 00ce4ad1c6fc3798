/*
 * press, inside: the words of which dates are made.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "press/dates.h"

/* ---- datewords.c: a sentence as words that matter to dates, and others ---- */

enum vb_dw {
	DW_END,
	DW_OTHER,
	DW_MARK,	/* value: the character; '-' for every dash */
	DW_NUMBER,	/* value; digits */
	DW_ORDINAL,	/* 1st, 2nd: value */
	DW_DECADE,	/* 1990s: value */
	DW_MONTH,	/* value: 1 to 12 */
	DW_WEEKDAY,	/* value: 0 (Monday) to 6 */
	DW_UNIT,	/* value: 'd' 'w' 'm' 'y', 'q' quarter, 'e' weekend, 'h' hour */
	DW_COUNT,	/* one, two, a: value; 0: few, several */
	DW_RANK,	/* first to fourth: value */
	DW_QUARTER,	/* Q1: value */
	DW_SEASON,	/* value: its first month */
	DW_HALF,
	DW_PART,	/* early, mid, late: value 'e' 'm' 'l' */
	DW_POINT,	/* beginning, middle, end: value 'e' 'm' 'l' */
	DW_EARLIER,
	DW_LATER,
	DW_AGO,
	DW_LAST,
	DW_NEXT,
	DW_THIS,
	DW_THAT,
	DW_SAME,
	DW_PREVIOUS,
	DW_FOLLOWING,
	DW_COMING,
	DW_PAST,	/* the past week, recent days */
	DW_TODAY,	/* value: days from today */
	DW_TIME,	/* morning, evening; value 'n' for night */
	DW_HOUR,	/* midnight, noon */
	DW_THE,
	DW_POSSESSIVE,	/* its, their, his */
	DW_EVERY,
	DW_EPITHET,	/* Black, Good: before a weekday, no date */
	DW_OF,
	DW_ON,
	DW_IN,
	DW_DURING,
	DW_BY,
	DW_SINCE,
	DW_UNTIL,
	DW_BEFORE,
	DW_AFTER,
	DW_FROM,
	DW_TO,
	DW_FOR,
	DW_THAN,
	DW_BETWEEN,
	DW_AND,
	DW_WITHIN,
	DW_AHEAD,
	DW_SAID,	/* a verb of saying, past */
	DW_DID,		/* another verb, past */
	DW_HAD,		/* had, was, has */
	DW_IS,
	DW_WILL,
	DW_AGREED,	/* followed by "to": what lies ahead; value 1: always */
	DW_DUE,		/* scheduled, expected */
};

#define DW_CAPITAL 1u	/* the first letter is one */
#define DW_ALL_CAPITALS 2u
#define DW_GLUED 4u	/* no white space before it */
#define DW_SHORT 8u	/* Jan, Tue */
#define DW_PLURAL 16u
#define DW_OWNER 32u	/* ended in 's, which @len leaves out */

struct vb_word {
	size_t at, len;
	enum vb_dw kind;
	int value;
	unsigned digits, flags;
};

/* The word at or after *@pos, and *@pos moved behind it. */
struct vb_word vb_dateword(struct vb_view in, size_t *pos);

/* ---- tense.c: a part of the sentence, and what its verbs have said so far ---- */

#define VB_DATE_WINDOW 256	/* words held at once */

enum vb_tense { VB_UNSAID, VB_PAST, VB_PERFECT, VB_PRESENT, VB_FUTURE };

struct vb_date_scan {
	struct vb_view in;
	size_t pos, n;
	bool ended;
	int64_t dct, last, anchor; /* INT64_MIN: unknown */
	bool event;	/* in search of the latest event: the year nearest to dct */
	enum vb_tense tense;
	unsigned hold;	/* words for which a participle belongs to the verb before */
	unsigned since_said; /* words since a verb of saying, if no other came between */
	unsigned since_was;
	bool passive;	/* that verb: "was announced" */
	struct vb_word word[VB_DATE_WINDOW];
};

/* What stands at @i, which may lie before the first or after the last. */
const struct vb_word *vb_date_word(const struct vb_date_scan *s, size_t i);
/* Fills the window, and drops what lies well before @i; the new place of @i. */
size_t vb_date_fill(struct vb_date_scan *s, size_t i);
/* Takes the word at @i for the tense of what follows. */
void vb_date_track(struct vb_date_scan *s, size_t i);
/* The tense in which a date stands that takes the words from @i to before @end. */
enum vb_tense vb_date_tense(const struct vb_date_scan *s, size_t i, size_t end);
/* Whether it is the date of a saying. */
bool vb_date_is_saying(const struct vb_date_scan *s, size_t i, size_t end);

/* ---- point.c: one date, and what it is made from ---- */

struct vb_point {
	struct vb_when when;
	enum vb_unit unit;
	int64_t day;	/* any day of it */
	size_t end;	/* the word behind it */
	bool exact;	/* one day */
	bool bare;	/* a month or day without a year */
	bool late;	/* the end of it */
	bool dated;	/* a day by its month, not as seen from another */
};

void vb_point_set(struct vb_point *p, enum vb_unit unit, int64_t day, char part, size_t end);
void vb_point_span(struct vb_point *p, int64_t from, int64_t to, size_t end);
void vb_point_months(struct vb_point *p, int year, int month, int n, size_t end);
/* @day, @n units (as DW_UNIT has them) on; and the unit that holds @day. */
int64_t vb_point_add(int64_t day, int64_t n, int unit);
bool vb_point_unit(struct vb_point *p, int unit, int64_t day, size_t end);

/* The day from which "next week" is seen, that of a date from @i to @end, and the one from
 * which "a day later" is. */
int64_t vb_point_base(const struct vb_date_scan *s);
int64_t vb_point_base_of(const struct vb_date_scan *s, size_t i, size_t end);
int64_t vb_point_before(const struct vb_date_scan *s);
bool vb_point_future(const struct vb_date_scan *s, size_t i, size_t end);

/* The year in figures at @i; 0: none. */
int vb_point_year(const struct vb_date_scan *s, size_t i);
/* ", 2022", "2022", "last year", "of this year" at *@i, which moves behind it; 0: none. */
int vb_point_year_behind(const struct vb_date_scan *s, size_t *i);
/* The year of a month or day that has none; 0: unknown.  @day 0: the month alone. */
int vb_point_year_of(const struct vb_date_scan *s, int month, int day, size_t i, size_t end);

/* ---- named.c ---- */

/* A month without a day at @i, with a year, if there is one, at @k. */
bool vb_date_month(const struct vb_date_scan *s, size_t i, size_t k, struct vb_point *p);
bool vb_date_named(const struct vb_date_scan *s, size_t i, struct vb_point *p);

/* ---- told.c: any one date, without "since", "from" and their like ---- */

bool vb_date_point(const struct vb_date_scan *s, size_t i, struct vb_point *p);
