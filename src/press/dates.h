/*
 * press: the dates of a report, in words and in figures, as intervals of days; what each
 * means follows from the day of the report, of a saying in it, and of the date before.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "press/press.h"

/* ---- calendar.c ---- */

enum vb_unit { VB_UNIT_DAY, VB_UNIT_WEEK, VB_UNIT_MONTH, VB_UNIT_YEAR };

struct vb_civil {
	int year, month, day; /* month and day from 1 */
};

#define VB_DAY_FIRST (-354285)	/* 1000-01-01 */
#define VB_DAY_LAST 2932896	/* 9999-12-31 */

int vb_month_days(int year, int month);
int64_t vb_day_of(int year, int month, int day);
struct vb_civil vb_day_civil(int64_t day);
int vb_day_weekday(int64_t day); /* 0: Monday */
/* @day some months on or back; the last of the month where there is no such day. */
int64_t vb_day_months(int64_t day, int64_t months);

/* The unit that holds @day; @part: 'e', 'm' or 'l' for early, mid, late, else 0.  A day out
 * of VB_DAY_FIRST..VB_DAY_LAST is taken for the nearest in it, here and below. */
struct vb_when vb_when_unit(enum vb_unit unit, int64_t day, char part);
struct vb_when vb_when_day(int64_t day);
/* From the first day of @a to the last of @b; NULL is an open end. */
struct vb_when vb_when_join(const struct vb_when *a, const struct vb_when *b);
/* "../D": at some time up to @day. */
struct vb_when vb_when_until(int64_t day);
/* "A/B", or "A" where both are the same. */
struct vb_when vb_when_between(int64_t from, int64_t to);
/* Reads a text as above, in its one spelling; false: it is none. */
VB_MUST_CHECK bool vb_when_parse(struct vb_view text, struct vb_when *out);
bool vb_when_overlap(const struct vb_when *a, const struct vb_when *b);
/* Whether all of @a lies in @b. */
bool vb_when_within(const struct vb_when *a, const struct vb_when *b);

/* ---- dates.c ---- */

struct vb_date_mention {
	size_t at, len; /* in the sentence */
	struct vb_when when;
};

/*
 * All date expressions of one sentence, in order.  @dct: the day of the document; @last: the
 * last day mentioned before in the paragraph; @anchor: the day of the saying in which the
 * sentence stands; each INT64_MIN where unknown.  What needs a day that is unknown is left
 * out.  Returns how many (at most @cap).
 */
size_t vb_dates_find(struct vb_view sentence, int64_t dct, int64_t last, int64_t anchor,
		     struct vb_date_mention *out, size_t cap);
/* The document's day: that of its dateline, of a line "date YYYY-MM-DD" or "published: ...",
 * else its latest dated event.  Where nothing dates it, *found is false. */
int64_t vb_dates_document(struct vb_view text, bool *found);
