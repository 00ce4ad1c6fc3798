/*
 * One date: a day, week, month or year, by its name, its figures, or as seen from another.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#define UNKNOWN INT64_MIN
#define NEAR_MISS 335	/* days: a date so far off lies within a month on the other side */

static const struct vb_word *word(const struct vb_date_scan *s, size_t i)
{
	return vb_date_word(s, i);
}

static enum vb_dw kind(const struct vb_date_scan *s, size_t i)
{
	return vb_date_word(s, i)->kind;
}

static bool is_mark(const struct vb_date_scan *s, size_t i, char c)
{
	return kind(s, i) == DW_MARK && word(s, i)->value == c;
}

static bool glued(const struct vb_date_scan *s, size_t i)
{
	return word(s, i)->flags & DW_GLUED;
}

static bool is_unit(const struct vb_date_scan *s, size_t i, char c)
{
	return kind(s, i) == DW_UNIT && word(s, i)->value == c;
}

/* The day from which "next week" is seen, and the one from which "a day later" is. */
static int64_t base(const struct vb_date_scan *s)
{
	return s->anchor != UNKNOWN ? s->anchor : s->dct;
}

static int64_t base_of(const struct vb_date_scan *s, size_t i, size_t end)
{
	return vb_date_is_saying(s, i, end) ? s->dct : base(s);
}

static int64_t before(const struct vb_date_scan *s)
{
	return s->last != UNKNOWN ? s->last : base(s);
}

static void set(struct vb_point *p, enum vb_unit unit, int64_t day, char part, size_t end)
{
	p->when = vb_when_unit(unit, day, part);
	p->unit = unit;
	p->day = day;
	p->exact = unit == VB_UNIT_DAY;
	p->end = end;
}

static void set_span(struct vb_point *p, int64_t from, int64_t to, size_t end)
{
	p->when = vb_when_between(from, to);
	p->unit = VB_UNIT_DAY;
	p->day = from;
	p->exact = false;
	p->end = end;
}

static void set_months(struct vb_point *p, int year, int month, int n, size_t end)
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
static int64_t add(int64_t day, int64_t n, int unit)
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

static bool set_unit(struct vb_point *p, int unit, int64_t day, size_t end)
{
	struct vb_civil c = vb_day_civil(day);
	int64_t monday = day - vb_day_weekday(day);

	if (unit == 'e')
		set_span(p, monday + 5, monday + 6, end);
	else if (unit == 'q')
		set_months(p, c.year, (c.month - 1) / 3 * 3 + 1, 3, end);
	else if (unit == 'd')
		set(p, VB_UNIT_DAY, day, 0, end);
	else if (unit == 'w')
		set(p, VB_UNIT_WEEK, day, 0, end);
	else if (unit == 'm')
		set(p, VB_UNIT_MONTH, day, 0, end);
	else if (unit == 'y')
		set(p, VB_UNIT_YEAR, day, 0, end);
	return unit != 'h';
}

/* ---- figures ---- */

static int day_number(const struct vb_date_scan *s, size_t i)
{
	const struct vb_word *w = word(s, i);

	if ((w->kind == DW_NUMBER && w->digits <= 2) || w->kind == DW_ORDINAL)
		return w->value >= 1 && w->value <= 31 ? w->value : 0;
	return 0;
}

static int year_number(const struct vb_date_scan *s, size_t i)
{
	const struct vb_word *w = word(s, i);

	if (w->kind != DW_NUMBER || w->digits != 4 || w->value < 1000 || w->value > 2999 ||
	    (is_mark(s, i + 1, ':') && glued(s, i + 1)))
		return 0;
	return w->value;
}

static bool set_date(struct vb_point *p, int year, int month, int day, size_t end)
{
	if (year < 1000 || month < 1 || month > 12 || day < 1 ||
	    day > vb_month_days(year, month))
		return false;
	set(p, VB_UNIT_DAY, vb_day_of(year, month, day), 0, end);
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

static bool is_future(const struct vb_date_scan *s, size_t i, size_t end)
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
static int year_of(const struct vb_date_scan *s, int month, int day, size_t i, size_t end)
{
	int64_t b = base_of(s, i, end), distance;
	enum vb_dw k = kind(s, i - 1);
	int side = is_future(s, i, end) ? 1 : -1, year;

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
static int year_behind(const struct vb_date_scan *s, size_t *i)
{
	size_t k = *i;
	int year, step;

	if (is_mark(s, k, ',') || kind(s, k) == DW_OF)
		k++;
	year = year_number(s, k);
	if (year && (k == *i || kind(s, k - 1) == DW_OF || (year >= 1800 && year < 2200))) {
		*i = k + 1;
		return year;
	}
	if (is_mark(s, *i, ','))
		k--;
	step = kind(s, k) == DW_LAST ? -1 : kind(s, k) == DW_NEXT ? 1 : 0;
	if ((step == 0 && kind(s, k) != DW_THIS) || !is_unit(s, k + 1, 'y') ||
	    base(s) == UNKNOWN)
		return 0;
	*i = k + 2;
	return vb_day_civil(base(s)).year + step;
}

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
	int year = year_behind(s, &end);

	p->bare = year == 0;
	if (!year)
		year = year_of(s, month, day, i, end);
	if (!set_date(p, year, month, day, end))
		return false;
	if (second > vb_month_days(year, month))
		return false;
	if (second)
		set_span(p, p->day, p->day + second - day, end);
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
	    year_number(s, k + 1))
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

static bool month_alone(const struct vb_date_scan *s, size_t i, size_t k, struct vb_point *p)
{
	const struct vb_word *w = word(s, i);
	bool stop = k > i + 1;
	size_t end = i + 1;
	int year, month = w->value;

	year = year_behind(s, &k);
	p->bare = year == 0;
	if (year) {
		set(p, VB_UNIT_MONTH, vb_day_of(year, month, 1), 0, k);
		return true;
	}
	if ((w->flags & DW_SHORT && !stop) || (w->flags & DW_SHORT && !is_cue(s, i)) ||
	    (is_doubtful(w) && !is_cue(s, i)))
		return false;
	year = year_of(s, month, 0, i, end);
	if (!year)
		return false;
	set(p, VB_UNIT_MONTH, vb_day_of(year, month, 1), 0, end);
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
	return month_alone(s, i, k, p);
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
	set(p, VB_UNIT_DAY, b - vb_day_weekday(b) + day + 7 * step, 0, k + 2);
	return true;
}

static bool plain_weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int day = word(s, i)->value;
	int64_t b = base_of(s, i, i + 1);
	bool future = is_future(s, i, i + 1);

	if (b == UNKNOWN || word(s, i)->flags & DW_SHORT)
		return false;
	if (week_behind(s, i + 1, b, day, p))
		return true;
	if (kind(s, i - 1) == DW_SINCE)
		future = false;
	/* Who says on a Tuesday that a thing will be done on Tuesday means the next. */
	set(p, VB_UNIT_DAY, nearest_weekday(b, day, future, future && b == s->anchor), 0,
	    i + 1);
	return true;
}

/* "last Tuesday", "the following Friday" */
static bool told_weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	enum vb_dw k = kind(s, i);
	int64_t b = k == DW_PREVIOUS || k == DW_FOLLOWING ? before(s) : base(s);
	int day = word(s, i + 1)->value;
	bool future = k == DW_NEXT || k == DW_COMING || k == DW_FOLLOWING;

	if (k == DW_THIS)
		future = vb_date_tense(s, i, i + 2) >= VB_PRESENT;
	else if (!future && k != DW_LAST && k != DW_PREVIOUS && k != DW_PAST)
		return false;
	if (b == UNKNOWN)
		return false;
	set(p, VB_UNIT_DAY, nearest_weekday(b, day, future, k != DW_THIS), 0, i + 2);
	return true;
}

static bool weekday(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = i + 1;

	if (kind(s, k) == DW_WEEKDAY && !(word(s, k)->flags & (DW_PLURAL | DW_SHORT)))
		return told_weekday(s, i, p);
	if (kind(s, i) != DW_WEEKDAY || word(s, i)->flags & DW_PLURAL ||
	    kind(s, i - 1) == DW_EVERY || kind(s, i - 1) == DW_EPITHET)
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

/* ---- as seen from today, or from the date before ---- */

static bool today(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i), *next = word(s, i + 1);
	int64_t b = base_of(s, i, i + 1);

	if (b == UNKNOWN)
		return false;
	if (w->kind == DW_TODAY)
		set(p, VB_UNIT_DAY, b + w->value, 0, i + 1);
	else if (w->kind == DW_LAST && next->kind == DW_TIME && next->value == 'n')
		set(p, VB_UNIT_DAY, b - 1, 0, i + 2);
	else if (w->kind == DW_THIS && next->kind == DW_TIME)
		set(p, VB_UNIT_DAY, b, 0, i + 2);
	else
		return false;
	return true;
}

/* How many units "few days" or plain "coming days" stand for. */
static int some(int unit)
{
	return unit == 'd' ? 7 : unit == 'w' ? 4 : unit == 'm' ? 6 : unit == 'y' ? 5 : 1;
}

/* @n units before (-1) or after (1) @b, as an interval that @b ends or opens. */
static bool stretch(int64_t b, int sign, int64_t n, int unit, size_t end, struct vb_point *p)
{
	int64_t other = add(b, sign * n, unit);

	if (b == UNKNOWN || n > 1000)
		return false;
	set_span(p, sign < 0 ? other : b, sign < 0 ? b : other, end);
	return true;
}

/* "the next two weeks", "the coming days", "recent months", "the past week" */
static bool told_stretch(const struct vb_date_scan *s, size_t i, size_t k, bool the,
			 struct vb_point *p)
{
	enum vb_dw q = kind(s, i);
	int sign = q == DW_NEXT || q == DW_COMING || q == DW_FOLLOWING ? 1 : -1;
	int64_t b = q == DW_FOLLOWING || q == DW_PREVIOUS ? before(s) : base(s), n = 1;
	const struct vb_word *w = word(s, k);
	bool counted = w->kind == DW_COUNT || (w->kind == DW_NUMBER && w->digits <= 3);
	const struct vb_word *unit = word(s, counted ? k + 1 : k);

	if (unit->kind != DW_UNIT || b == UNKNOWN)
		return false;
	if (counted && w->value > 0)
		n = w->value;
	else if (unit->flags & DW_PLURAL && unit->value != 'y' && q != DW_PREVIOUS &&
		 q != DW_FOLLOWING)
		n = some(unit->value);
	else if (q != DW_COMING && q != DW_PAST && !(the && unit->value != 'd'))
		return false;
	if (!counted && q == DW_PAST && unit->value == 'd' && n == 1)
		return false;
	return stretch(b, sign, n, unit->value, (size_t)(counted ? k + 2 : k + 1), p);
}

/* "over the weekend": the one before or after, as the verb has it. */
static bool the_weekend(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int64_t b = base(s);

	if (b == UNKNOWN || word(s, i + 1)->flags & DW_PLURAL)
		return false;
	if (!is_future(s, i, i + 2) && vb_day_weekday(b) < 5)
		b -= 7;
	return set_unit(p, 'e', b, i + 2);
}

/* "this week", "last month", "the same day", "that year", "the next day" */
static bool told_unit(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	bool the = kind(s, i) == DW_THE;
	size_t k = the ? i + 1 : i, u;
	enum vb_dw q = kind(s, k);
	int64_t b = before(s);
	int step = 0, unit;

	u = k + 1;
	if (q == DW_THAT && kind(s, u) == DW_SAME)
		u++;
	unit = kind(s, u) == DW_UNIT ? word(s, u)->value : 0;
	if (q == DW_LAST || q == DW_NEXT || q == DW_THIS || q == DW_PREVIOUS ||
	    q == DW_FOLLOWING || q == DW_COMING || q == DW_PAST) {
		if (kind(s, u + 1) == DW_OF && q != DW_THIS)
			return false;
		if (q != DW_THIS && told_stretch(s, k, u, the && q != DW_PREVIOUS &&
						 q != DW_FOLLOWING &&
						 !(q == DW_NEXT && unit == 'd'), p))
			return true;
		step = q == DW_LAST || q == DW_PREVIOUS ? -1 : q == DW_THIS ? 0 : 1;
		if (q != DW_PREVIOUS && q != DW_FOLLOWING && !(q == DW_NEXT && unit == 'd'))
			b = base(s);
		if (unit == 'd' && (q == DW_LAST || q == DW_THIS))
			return false;
	} else if (the && is_unit(s, k, 'e')) {
		return the_weekend(s, i, p);
	} else if (q != DW_THAT && q != DW_SAME) {
		return false;
	}
	if (!unit || word(s, u)->flags & DW_PLURAL || b == UNKNOWN || unit == 'h')
		return false;
	return set_unit(p, unit, add(b, step, unit), u + 1);
}

/* ---- parts of a year ---- */

/* "[of] 2022", "of last year", "of the year" behind a quarter, half or season. */
static int year_for(const struct vb_date_scan *s, size_t *i)
{
	int year = year_behind(s, i);

	if (!year && kind(s, *i) == DW_OF && kind(s, *i + 1) == DW_THE &&
	    is_unit(s, *i + 2, 'y') && base(s) != UNKNOWN) {
		*i += 3;
		year = vb_day_civil(base(s)).year;
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
		year = year_of(s, is_future(s, i, end) ? first + 2 : first, 0, i, end);
	if (!year)
		return false;
	set_months(p, year, first, months, end);
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
	if (told && base(s) != UNKNOWN) {
		c = vb_day_civil(base(s));
		now = c.year * 12 + c.month - 1;
		year = c.year;
		/* Last: over by now; next: not begun; this: in the year, winter as it runs. */
		if (q == DW_LAST && year * 12 + month + 1 >= now)
			year--;
		else if (q == DW_NEXT && year * 12 + month - 1 <= now)
			year++;
		else if (q == DW_THIS && month == 12 && c.month <= 2)
			year--;
	}
	if (!year)
		return false;
	set_months(p, year, month, 3, end);
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
	       ((k == DW_AND || k == DW_TO) && year_number(s, i - 2)) ||
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
	int y = year_number(s, i);

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
	set(p, VB_UNIT_YEAR, vb_day_of(y, 1, 1), 0, i + 1);
	return !is_mark(s, i + 1, '-') || !glued(s, i + 1) || kind(s, i + 2) != DW_NUMBER ||
	       word(s, i + 2)->digits == 4 || short_year(s, i + 2, y, p);
}

/* ---- all of them ---- */

static bool simple(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	*p = (struct vb_point){.end = i};
	return figures(s, i, p) || weekday(s, i, p) || calendar(s, i, p) || today(s, i, p) ||
	       told_unit(s, i, p) || quarter(s, i, p) || season(s, i, p) || year(s, i, p);
}

/* "The day before," stands alone; "the day before talks began" does not. */
static bool stands_alone(const struct vb_date_scan *s, size_t i)
{
	enum vb_dw k = kind(s, i);

	return k == DW_END || k == DW_MARK || k == DW_THAT || k == DW_AND;
}

/* "two days ago", "a week later", "the day before", "three days after January 10" */
static bool counted(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i);
	int unit = word(s, i + 1)->value, sign = 1, n = w->value;
	enum vb_dw k = kind(s, i + 2);
	int64_t b = before(s);
	size_t end = i + 3;

	if (w->kind == DW_THE || w->kind == DW_AND)
		n = 1;
	else if (n < 1 || (w->kind != DW_COUNT && (w->kind != DW_NUMBER || w->digits > 3)))
		return false;
	if (kind(s, i + 1) != DW_UNIT || (unit != 'd' && unit != 'w' && unit != 'm' && unit != 'y'))
		return false;
	if (kind(s, end) == DW_THAN)
		return false;
	if (k == DW_AGO || k == DW_EARLIER || k == DW_BEFORE)
		sign = -1;
	else if (k != DW_LATER && k != DW_AFTER)
		return false;
	if (w->kind == DW_THE && k != DW_BEFORE && k != DW_AFTER)
		return false;
	if (k == DW_AGO)
		b = base(s);
	if (k == DW_BEFORE || k == DW_AFTER) {
		if (simple(s, i + 3, p) && p->exact) {
			b = p->day;
			end = p->end;
		} else if (!stands_alone(s, i + 3)) {
			return false;
		}
	}
	*p = (struct vb_point){.end = i};
	return b != UNKNOWN && set_unit(p, unit, add(b, sign * n, unit), end);
}

/* "in two weeks" with a verb to come */
static bool in_time(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *n = word(s, i + 1), *unit = word(s, i + 2);

	/* "the first in two weeks" */
	if (kind(s, i - 1) == DW_RANK || kind(s, i - 2) == DW_RANK)
		return false;
	if (kind(s, i) != DW_IN || n->value < 1 || unit->kind != DW_UNIT || unit->value == 'h' ||
	    (n->kind != DW_COUNT && (n->kind != DW_NUMBER || n->digits > 3)) ||
	    base(s) == UNKNOWN || vb_date_tense(s, i, i + 3) != VB_FUTURE)
		return false;
	return set_unit(p, unit->value, add(base(s), n->value, unit->value), i + 3);
}

/* "the week", "the day" behind "early in", "the end of". */
static bool the_unit(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int unit = word(s, i + 1)->value;

	if (kind(s, i) != DW_THE || kind(s, i + 1) != DW_UNIT || base(s) == UNKNOWN ||
	    word(s, i + 1)->flags & DW_PLURAL || kind(s, i + 2) == DW_OF)
		return false;
	return set_unit(p, unit, unit == 'd' ? before(s) : base(s), i + 2);
}

static bool with_part(struct vb_point *p, int part)
{
	/* An interval has no thirds in the grammar. */
	for (const char *c = p->when.text; *c; c++)
		if (*c == '/')
			return true;
	p->when = vb_when_unit(p->unit, p->day, (char)part);
	p->late = part == 'l';
	return true;
}

/* "the first week of December": early in it; "the last days of May". */
static bool week_of(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i), *unit = word(s, i + 1);
	char part = w->kind == DW_LAST ? 'l' : 'e';

	if ((w->kind != DW_RANK && w->kind != DW_LAST) || unit->kind != DW_UNIT ||
	    (unit->value != 'w' && !(unit->value == 'd' && unit->flags & DW_PLURAL)) ||
	    kind(s, i + 2) != DW_OF || !simple(s, i + 3, p) || p->unit != VB_UNIT_MONTH)
		return false;
	if (w->kind == DW_RANK && w->value > 1)
		part = w->value == 4 ? 'l' : 'm';
	return with_part(p, part);
}

/* "early next week", "late on Tuesday", "the end of the month", "earlier that day" */
static bool qualified(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = kind(s, i) == DW_THE ? i + 1 : i;
	const struct vb_word *w = word(s, k++);
	bool in = kind(s, k) == DW_IN;

	*p = (struct vb_point){.end = i};
	if (week_of(s, k - 1, p))
		return true;
	*p = (struct vb_point){.end = i};
	if (w->kind == DW_POINT) {
		if (is_mark(s, k, '-') && kind(s, k + 1) == DW_MONTH)
			return month_alone(s, k + 1, k + 2, p) && with_part(p, w->value);
		if (kind(s, k) != DW_OF)
			return false;
		k++;
		/* "at the end of the day" says nothing of a day. */
		if ((!the_unit(s, k, p) && !simple(s, k, p)) || p->exact)
			return false;
		return with_part(p, w->value);
	}
	if (k != i + 1 || (w->kind != DW_PART && w->kind != DW_EARLIER && w->kind != DW_LATER))
		return false;
	if (in || kind(s, k) == DW_ON || (w->kind == DW_PART && is_mark(s, k, '-')))
		k++;
	if (!simple(s, k, p) && !(in && the_unit(s, k, p)))
		return false;
	return w->kind != DW_PART || with_part(p, w->value);
}

bool vb_date_point(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	if (qualified(s, i, p) || counted(s, i, p))
		return true;
	*p = (struct vb_point){.end = i};
	return in_time(s, i, p) || simple(s, i, p);
}
