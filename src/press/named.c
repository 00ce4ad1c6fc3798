/*
 * Dates by their names and figures: months and days of them, weekdays, quarters, years.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

/* ---- figures ---- */

static int day_number(const struct vb_date_scan *s, size_t i)
{
	const struct vb_word *w = word(s, i);

	if ((w->kind == DW_NUMBER && w->digits <= 2) || w->kind == DW_ORDINAL)
		return w->value >= 1 && w->value <= 31 ? w->value : 0;
	return 0;
}

static bool set_date(struct vb_point *p, int year, int month, int day, size_t end)
{
	if (year < 1000 || month < 1 || month > 12 || day < 1 ||
	    day > vb_month_days(year, month))
		return false;
	vb_point_set(p, VB_UNIT_DAY, vb_day_of(year, month, day), 0, end);
	p->dated = true;
	return true;
}

/* 2022-01-21, 2022/01/21, 21.01.2022, 1/21/2022: only where one reading is left. */
static bool figures(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *a = word(s, i), *b = word(s, i + 2), *c = word(s, i + 4);
	int sep = word(s, i + 1)->value;

	if (a->kind != DW_NUMBER || b->kind != DW_NUMBER || c->kind != DW_NUMBER ||
	    kind(s, i + 1) != DW_MARK || !is_mark(s, i + 3, (char)sep) ||
	    (sep != '-' && sep != '.' && sep != '/') || b->digits > 2)
		return false;
	for (size_t k = i + 1; k <= i + 4; k++)
		if (!glued(s, k))
			return false;
	/* Part of something longer: a version, an address, a number of a telephone. */
	if ((glued(s, i) && kind(s, i - 1) != DW_END && !is_mark(s, i - 1, '(') &&
	     !is_mark(s, i - 1, '"') && !is_mark(s, i - 1, ':')) ||
	    (glued(s, i + 5) && kind(s, i + 6) == DW_NUMBER && glued(s, i + 6) &&
	     is_mark(s, i + 5, (char)sep)))
		return false;
	if (a->digits == 4)
		return c->digits <= 2 && set_date(p, a->value, b->value, c->value, i + 5);
	if (c->digits != 4 || a->digits > 2)
		return false;
	if (sep == '.' || a->value > 12 || a->value == b->value)
		return set_date(p, c->value, b->value, a->value, i + 5);
	return b->value > 12 && set_date(p, c->value, a->value, b->value, i + 5);
}

/* ---- a month, with or without a day and a year ---- */

/* "May 10.30", "May 10:30", "May 5%": figures of something else. */
static bool is_other_figure(const struct vb_date_scan *s, size_t i)
{
	if (!glued(s, i + 1))
		return false;
	return is_mark(s, i + 1, ':') || is_mark(s, i + 1, '%') ||
	       (is_mark(s, i + 1, '.') && kind(s, i + 2) == DW_NUMBER && glued(s, i + 2));
}

/* The second day of "January 21-23" or "January 21 to 23" at *@i. */
static int second_day(const struct vb_date_scan *s, size_t *i, int first)
{
	enum vb_dw k = kind(s, *i);
	int day = 0;

	if (is_mark(s, *i, '-') || k == DW_TO || k == DW_UNTIL)
		day = day_number(s, *i + 1);
	if (day <= first || is_other_figure(s, *i + 1) || kind(s, *i + 2) == DW_MONTH)
		return 0;
	*i += 2;
	return day;
}

static bool finish_date(const struct vb_date_scan *s, size_t i, int month, int day, int second,
			size_t end, struct vb_point *p)
{
	int year = vb_point_year_behind(s, &end);

	p->bare = year == 0;
	if (!year)
		year = vb_point_year_of(s, month, day, i, end);
	if (!set_date(p, year, month, day, end))
		return false;
	if (second > vb_month_days(year, month))
		return false;
	if (second)
		vb_point_span(p, p->day, p->day + second - day, end);
	return true;
}

/* "21 January", "21st of January", "21-23 January" */
static bool day_month(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int day = day_number(s, i), second = 0;
	size_t k = i + 1;

	if (!day)
		return false;
	if (kind(s, k) != DW_MONTH && kind(s, k) != DW_OF) {
		if (kind(s, k) == DW_AND && day_number(s, k + 1) &&
		    kind(s, k + 2) == DW_MONTH)
			return finish_date(s, i, word(s, k + 2)->value, day, 0, k, p);
		if (!is_mark(s, k, '-') && kind(s, k) != DW_TO)
			return false;
		second = day_number(s, k + 1);
		if (second <= day)
			return false;
		k += 2;
	}
	if (kind(s, k) == DW_OF)
		k++;
	if (kind(s, k) != DW_MONTH)
		return false;
	day = word(s, k)->value * 32 + day;
	k++;
	if (word(s, k - 1)->flags & DW_SHORT && is_mark(s, k, '.') && glued(s, k) &&
	    vb_point_year(s, k + 1))
		k++;
	return finish_date(s, i, day / 32, day % 32, second, k, p);
}

/* Names of months that are names of people and words besides. */
static bool is_doubtful(const struct vb_word *w)
{
	return w->value == 3 || w->value == 4 || w->value == 5 || w->value == 6 ||
	       w->value == 8;
}

/* Whether the word before lets the month alone at @i be none but a month. */
static bool is_cue(const struct vb_date_scan *s, size_t i)
{
	switch (kind(s, i - 1)) {
	case DW_IN:
	case DW_SINCE:
	case DW_UNTIL:
	case DW_DURING:
	case DW_LAST:
	case DW_NEXT:
	case DW_THIS:
	case DW_PART:
	case DW_BETWEEN:
	case DW_BY:
	case DW_FROM:
	case DW_BEFORE:
	case DW_AFTER:
		return true;
	case DW_OF:
		return kind(s, i - 2) == DW_POINT || kind(s, i - 2) == DW_UNIT;
	case DW_AND:
	case DW_TO:
		return kind(s, i - 2) == DW_MONTH;
	case DW_MARK:
		return is_mark(s, i - 1, '-') &&
		       (kind(s, i - 2) == DW_PART || kind(s, i - 2) == DW_POINT);
	default:
		return false;
	}
}

bool vb_date_month(const struct vb_date_scan *s, size_t i, size_t k, struct vb_point *p)
{
	const struct vb_word *w = word(s, i);
	bool stop = k > i + 1;
	size_t end = i + 1;
	int year, month = w->value;

	year = vb_point_year_behind(s, &k);
	p->bare = year == 0;
	if (year) {
		vb_point_set(p, VB_UNIT_MONTH, vb_day_of(year, month, 1), 0, k);
		return true;
	}
	if ((w->flags & DW_SHORT && !stop) || (w->flags & DW_SHORT && !is_cue(s, i)) ||
	    (is_doubtful(w) && !is_cue(s, i)))
		return false;
	year = vb_point_year_of(s, month, 0, i, end);
	if (!year)
		return false;
	vb_point_set(p, VB_UNIT_MONTH, vb_day_of(year, month, 1), 0, end);
	return true;
}

/* "January 21, 2022", "Jan. 21", "January 2022", "January" */
static bool month_day(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = i + 1;
	int day, second;

	if (kind(s, i) != DW_MONTH)
		return false;
	if (is_mark(s, k, '.') && glued(s, k))
		k++;
	if (kind(s, k) == DW_THE && kind(s, k + 1) == DW_ORDINAL)
		k++;
	day = day_number(s, k);
	/* "in January 12 officials" names no day. */
	if (day && !is_other_figure(s, k) && kind(s, i - 1) != DW_IN) {
		k++;
		second = second_day(s, &k, day);
		return finish_date(s, i, word(s, i)->value, day, second, k, p);
	}
	return vb_date_month(s, i, k, p);
}

static bool calendar(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	if (kind(s, i) == DW_THE && kind(s, i + 1) == DW_ORDINAL)
		i++;
	return day_month(s, i, p) || month_day(s, i, p);
}

/* ---- days of the week ---- */

/* The day of the week @day in @tense, as seen from @b. */
static int64_t nearest_weekday(int64_t b, int day, bool future, bool strict)
{
	int64_t off = vb_day_weekday(b) - day;

	if (off < 0)
		off += 7;
	if (off == 0 && strict)
		return future ? b + 7 : b - 7;
	return future && off > 0 ? b + 7 - off : b - off;
}

/* "of next week", "last week" behind a weekday: in that week. */
static bool week_behind(const struct vb_date_scan *s, size_t i, int64_t b, int day,
			struct vb_point *p)
{
	size_t k = kind(s, i) == DW_OF ? i + 1 : i;
	int step = kind(s, k) == DW_LAST ? -1 : kind(s, k) == DW_NEXT ? 1 : 0;

	if ((step == 0 && kind(s, k) != DW_THIS) || !is_unit(s, k + 1, 'w'))
		return false;
	vb_point_set(p, VB_UNIT_DAY, b - vb_day_weekday(b) + day + 7 * step, 0, k + 2);
	return true;
}

static bool plain_weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int day = word(s, i)->value;
	int64_t b = vb_point_base_of(s, i, i + 1);
	bool future = vb_point_future(s, i, i + 1);

	if (b == UNKNOWN || word(s, i)->flags & DW_SHORT)
		return false;
	if (week_behind(s, i + 1, b, day, p))
		return true;
	if (kind(s, i - 1) == DW_SINCE)
		future = false;
	/* Who says on a Tuesday that a thing will be done on Tuesday means the next. */
	vb_point_set(p, VB_UNIT_DAY, nearest_weekday(b, day, future, future && b == s->anchor), 0,
	    i + 1);
	return true;
}

/* Without a verb, "this Friday" is still to come. */
static bool is_past(const struct vb_date_scan *s, size_t i, size_t end)
{
	enum vb_tense t = vb_date_tense(s, i, end);

	return t == VB_PAST || t == VB_PERFECT;
}

/* "last Tuesday", "the following Friday" */
static bool told_weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	enum vb_dw k = kind(s, i);
	int64_t b = k == DW_PREVIOUS || k == DW_FOLLOWING ? vb_point_before(s) : vb_point_base(s);
	int day = word(s, i + 1)->value;
	bool future = k == DW_NEXT || k == DW_COMING || k == DW_FOLLOWING;

	if (k == DW_THIS)
		future = !is_past(s, i, i + 2);
	else if (!future && k != DW_LAST && k != DW_PREVIOUS && k != DW_PAST)
		return false;
	if (b == UNKNOWN)
		return false;
	vb_point_set(p, VB_UNIT_DAY, nearest_weekday(b, day, future, k != DW_THIS), 0, i + 2);
	return true;
}

static bool weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = i + 1;

	if (kind(s, k) == DW_WEEKDAY && !(word(s, k)->flags & (DW_PLURAL | DW_SHORT)))
		return told_weekday(s, i, p);
	if (kind(s, i) != DW_WEEKDAY || word(s, i)->flags & DW_PLURAL ||
	    kind(s, i - 1) == DW_EVERY || kind(s, i - 1) == DW_EPITHET ||
	    kind(s, i - 1) == DW_RANK)
		return false;
	/* "the Sunday Herald" */
	if (kind(s, i - 1) == DW_THE && kind(s, k) == DW_OTHER &&
	    word(s, k)->flags & DW_CAPITAL)
		return false;
	if (is_mark(s, k, '.') && word(s, i)->flags & DW_SHORT)
		k++;
	if (is_mark(s, k, ',') || is_mark(s, k, '('))
		k++;
	/* The day of the month decides where both are given. */
	if (calendar(s, k, p) && (p->exact || p->when.to - p->when.from < 27))
		return true;
	return plain_weekday(s, i, p);
}

/* ---- parts of a year ---- */

/* "[of] 2022", "of last year", "of the year" behind a quarter, half or season. */
static int year_for(const struct vb_date_scan *s, size_t *i)
{
	int year = vb_point_year_behind(s, i);

	if (!year && kind(s, *i) == DW_OF && kind(s, *i + 1) == DW_THE &&
	    is_unit(s, *i + 2, 'y') && vb_point_base(s) != UNKNOWN) {
		*i += 3;
		year = vb_day_civil(vb_point_base(s)).year;
	}
	return year;
}

static bool quarter(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = kind(s, i) == DW_THE ? i + 1 : i, end = k + 2;
	const struct vb_word *w = word(s, k);
	int months = 3, year, first;

	if (w->kind == DW_QUARTER)
		end = k + 1;
	else if (w->kind == DW_RANK && kind(s, k + 1) == DW_HALF && w->value <= 2)
		months = 6;
	else if (w->kind != DW_RANK || !is_unit(s, k + 1, 'q'))
		return false;
	first = (w->value - 1) * months + 1;
	year = year_for(s, &end);
	/* One that has not ended may still be to come. */
	if (!year && months == 3)
		year = vb_point_year_of(s, first + (vb_point_future(s, i, end) ? 2 : 0), 0, i,
					end);
	if (!year)
		return false;
	vb_point_months(p, year, first, months, end);
	return true;
}

static bool season(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	enum vb_dw q = kind(s, i);
	bool told = q == DW_LAST || q == DW_THIS || q == DW_NEXT;
	size_t k = told ? i + 1 : i, end = k + 1;
	int month = word(s, k)->value, year, now;
	struct vb_civil c;

	if (kind(s, k) != DW_SEASON)
		return false;
	year = told ? 0 : year_for(s, &end);
	if (told && vb_point_base(s) != UNKNOWN) {
		c = vb_day_civil(vb_point_base(s));
		now = c.year * 12 + c.month;
		year = c.year + 1;
		/* Last: over by now; next: not begun; this: in the year, winter as it runs. */
		if (q == DW_THIS)
			year = month == 12 && c.month <= 2 ? c.year - 1 : c.year;
		while (q == DW_LAST && year * 12 + month + 2 >= now)
			year--;
		if (q == DW_NEXT && c.year * 12 + month > now)
			year = c.year;
	}
	if (!year)
		return false;
	vb_point_months(p, year, month, 3, end);
	return true;
}

/* ---- years ---- */

/* Whether what stands before the figures at @i makes them a year. */
static bool year_cue(const struct vb_date_scan *s, size_t i)
{
	enum vb_dw k = kind(s, i - 1);

	if (is_mark(s, i - 1, '('))
		return is_mark(s, i + 1, ')');
	return k == DW_IN || k == DW_SINCE || k == DW_UNTIL || k == DW_BY || k == DW_FROM ||
	       k == DW_DURING || k == DW_PART || k == DW_BEFORE || k == DW_AFTER ||
	       k == DW_BETWEEN || k == DW_THE || is_unit(s, i - 1, 'y') ||
	       (k == DW_OF && kind(s, i + 1) != DW_OTHER) ||
	       ((k == DW_AND || k == DW_TO) && vb_point_year(s, i - 2)) ||
	       (is_mark(s, i - 1, '-') &&
		(kind(s, i - 2) == DW_PART || kind(s, i - 2) == DW_POINT));
}

/* Whether the figures at @i count things: "2000 troops", but "the 2015 accords". */
static bool counts(const struct vb_date_scan *s, size_t i)
{
	static const char *const events[] = {"talks",	"accords",   "agreements", "elections",
					     "protests", "sanctions", "games",	   "documents"};
	const struct vb_word *w = word(s, i + 1);
	struct vb_view v = vb_view(s->in.ptr + w->at, w->len);

	if (w->kind != DW_OTHER || w->flags & (DW_CAPITAL | DW_OWNER) || w->len < 2)
		return false;
	for (size_t k = 0; k < VB_ARRAY_LEN(events); k++)
		if (vb_view_is(v, events[k]))
			return false;
	if (vb_view_is(v, "people") || vb_view_is(v, "men") || vb_view_is(v, "km"))
		return true;
	return v.len > 3 && v.ptr[v.len - 1] == 's' && v.ptr[v.len - 2] != 's';
}

/* "-15" behind 2014 */
static bool short_year(const struct vb_date_scan *s, size_t i, int first, struct vb_point *p)
{
	int last = first / 100 * 100 + word(s, i)->value;
	struct vb_when a = p->when, b;

	if (word(s, i)->digits != 2 || last <= first)
		return false;
	b = vb_when_unit(VB_UNIT_YEAR, vb_day_of(last, 1, 1), 0);
	p->when = vb_when_join(&a, &b);
	p->end = i + 1;
	return true;
}

static bool year(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int y = vb_point_year(s, i);

	if (kind(s, i) == DW_DECADE && (kind(s, i - 1) == DW_THE || kind(s, i - 1) == DW_PART)) {
		struct vb_when a, b;

		y = word(s, i)->value;
		if (y < 1000)
			return false;
		a = vb_when_unit(VB_UNIT_YEAR, vb_day_of(y, 1, 1), 0);
		b = vb_when_unit(VB_UNIT_YEAR, vb_day_of(y + 9, 1, 1), 0);
		p->when = vb_when_join(&a, &b);
		p->unit = VB_UNIT_YEAR;
		p->day = a.from;
		p->end = i + 1;
		return true;
	}
	if (y < 1800 || y > 2199 || !year_cue(s, i) || is_other_figure(s, i) || counts(s, i))
		return false;
	vb_point_set(p, VB_UNIT_YEAR, vb_day_of(y, 1, 1), 0, i + 1);
	return !is_mark(s, i + 1, '-') || !glued(s, i + 1) || kind(s, i + 2) != DW_NUMBER ||
	       word(s, i + 2)->digits == 4 || short_year(s, i + 2, y, p);
}

bool vb_date_named(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	return figures(s, i, p) || weekday(s, i, p) || calendar(s, i, p) || quarter(s, i, p) ||
	       season(s, i, p) || year(s, i, p);
}
