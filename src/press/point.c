/*
 * What dates are made from: the days that they are seen from, and the year left out of one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#define NEAR_MISS 335	/* days: a date so far off lies within a month on the other side */

/* The day from which "next week" is seen, and the one from which "a day later" is. */
int64_t vb_point_base(const struct vb_date_scan *s)
{
	return s->anchor != UNKNOWN ? s->anchor : s->dct;
}

int64_t vb_point_base_of(const struct vb_date_scan *s, size_t i, size_t end)
{
	return vb_date_is_saying(s, i, end) ? s->dct : vb_point_base(s);
}

int64_t vb_point_before(const struct vb_date_scan *s)
{
	return s->last != UNKNOWN ? s->last : vb_point_base(s);
}

void vb_point_set(struct vb_point *p, enum vb_unit unit, int64_t day, char part, size_t end)
{
	p->when = vb_when_unit(unit, day, part);
	p->unit = unit;
	p->day = day;
	p->exact = unit == VB_UNIT_DAY;
	p->end = end;
}

void vb_point_span(struct vb_point *p, int64_t from, int64_t to, size_t end)
{
	p->when = vb_when_between(from, to);
	p->unit = VB_UNIT_DAY;
	p->day = from;
	p->exact = false;
	p->end = end;
}

void vb_point_months(struct vb_point *p, int year, int month, int n, size_t end)
{
	int64_t from = vb_day_of(year, month, 1);
	struct vb_when a = vb_when_unit(VB_UNIT_MONTH, from, 0);
	struct vb_when b = vb_when_unit(VB_UNIT_MONTH, vb_day_months(from, n - 1), 0);

	p->when = vb_when_join(&a, &b);
	p->unit = VB_UNIT_MONTH;
	p->day = from;
	p->exact = false;
	p->end = end;
}

/* @day, @n units on; 'e', 'h' and 'q' count as what they are. */
int64_t vb_point_add(int64_t day, int64_t n, int unit)
{
	switch (unit) {
	case 'w':
	case 'e':
		return day + 7 * n;
	case 'm':
		return vb_day_months(day, n);
	case 'q':
		return vb_day_months(day, 3 * n);
	case 'y':
		return vb_day_months(day, 12 * n);
	case 'h':
		return day + (n + 23) / 24;
	default:
		return day + n;
	}
}

bool vb_point_unit(struct vb_point *p, int unit, int64_t day, size_t end)
{
	struct vb_civil c = vb_day_civil(day);
	int64_t monday = day - vb_day_weekday(day);

	if (unit == 'e')
		vb_point_span(p, monday + 5, monday + 6, end);
	else if (unit == 'q')
		vb_point_months(p, c.year, (c.month - 1) / 3 * 3 + 1, 3, end);
	else if (unit == 'd')
		vb_point_set(p, VB_UNIT_DAY, day, 0, end);
	else if (unit == 'w')
		vb_point_set(p, VB_UNIT_WEEK, day, 0, end);
	else if (unit == 'm')
		vb_point_set(p, VB_UNIT_MONTH, day, 0, end);
	else if (unit == 'y')
		vb_point_set(p, VB_UNIT_YEAR, day, 0, end);
	return unit != 'h';
}

int vb_point_year(const struct vb_date_scan *s, size_t i)
{
	const struct vb_word *w = word(s, i);

	if (w->kind != DW_NUMBER || w->digits != 4 || w->value < 1000 || w->value > 2999 ||
	    (is_mark(s, i + 1, ':') && glued(s, i + 1)))
		return 0;
	return w->value;
}

/* ---- the year of what has none ---- */

/* With a limit of time, "by Friday", a date is one to come, unless all had happened by then. */
static bool is_limit(const struct vb_date_scan *s, size_t i)
{
	enum vb_dw k = kind(s, --i);

	if (k == DW_ON || k == DW_OF)
		k = kind(s, --i);
	if (k == DW_HOUR || k == DW_TIME)
		k = kind(s, --i);
	if (k == DW_THE)
		k = kind(s, --i);
	if (k != DW_BY && k != DW_UNTIL)
		return false;
	return s->tense != VB_PERFECT || kind(s, i - 1) == DW_HAD;
}

bool vb_point_future(const struct vb_date_scan *s, size_t i, size_t end)
{
	return is_limit(s, i) || vb_date_tense(s, i, end) >= VB_PRESENT;
}

/* The year in which that day is nearest to @b: ahead of it (@side 1), behind (-1), or any. */
static int nearest_year(int64_t b, int month, int day, int side, int64_t *distance)
{
	int middle = vb_day_civil(b).year, year = 0;

	*distance = INT64_MAX;
	for (int y = middle - 8; y <= middle + 8; y++) {
		int64_t off;

		if (day > vb_month_days(y, month))
			continue;
		off = vb_day_of(y, month, day) - b;
		if (side * off < 0)
			continue;
		off = off < 0 ? -off : off;
		if (off < *distance) {
			*distance = off;
			year = y;
		}
	}
	return year;
}

/* The year of a month or day that has none; 0: unknown.  @day 0: the month alone. */
int vb_point_year_of(const struct vb_date_scan *s, int month, int day, size_t i, size_t end)
{
	int64_t b = vb_point_base_of(s, i, end), distance;
	enum vb_dw k = kind(s, i - 1);
	int side = vb_point_future(s, i, end) ? 1 : -1, year;

	if (b == UNKNOWN)
		return 0;
	if (!day) {
		struct vb_civil c = vb_day_civil(b);

		if (k == DW_LAST || k == DW_NEXT) {
			side = k == DW_NEXT ? 1 : -1;
			c = vb_day_civil(vb_day_months(b, side));
		}
		return nearest_year(vb_day_of(c.year, c.month, 1), month, 1, side, &distance);
	}
	/* "the January 26 letter" tells of no verb: the nearest. */
	if (s->event || k == DW_THE || k == DW_POSSESSIVE || word(s, i - 1)->flags & DW_OWNER)
		side = 0;
	year = nearest_year(b, month, day, side, &distance);
	/* Nobody leaves out the year of a day that is a year off: the verb misled us. */
	if (distance > NEAR_MISS && distance < 366)
		year = nearest_year(b, month, day, 0, &distance);
	return year;
}

/* ", 2022", "2022", "last year", "of this year" at *@i, which moves behind it; 0: none. */
int vb_point_year_behind(const struct vb_date_scan *s, size_t *i)
{
	size_t k = *i;
	int year, step;

	if (is_mark(s, k, ',') || kind(s, k) == DW_OF)
		k++;
	year = vb_point_year(s, k);
	if (year && (k == *i || kind(s, k - 1) == DW_OF || (year >= 1800 && year < 2200))) {
		*i = k + 1;
		return year;
	}
	if (is_mark(s, *i, ','))
		k--;
	step = kind(s, k) == DW_LAST ? -1 : kind(s, k) == DW_NEXT ? 1 : 0;
	if ((step == 0 && kind(s, k) != DW_THIS) || !is_unit(s, k + 1, 'y') ||
	    vb_point_base(s) == UNKNOWN)
		return 0;
	*i = k + 2;
	return vb_day_civil(vb_point_base(s)).year + step;
}
