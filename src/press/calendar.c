/*
 * Days, weeks, months and years, and intervals of them as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#include <string.h>

#define YEAR_FIRST 1000
#define YEAR_LAST 9999

int vb_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Years here begin in March, so that the day a leap year adds is the last of one. */
int64_t vb_day_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t clamp(int64_t day)
{
	if (day < VB_DAY_FIRST)
		return VB_DAY_FIRST;
	return day > VB_DAY_LAST ? VB_DAY_LAST : day;
}

struct vb_civil vb_day_civil(int64_t day)
{
	int64_t z = clamp(day) + 719468;
	int64_t era = z / 146097, in_era = z % 146097;
	int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * in_year + 2) / 153;

	return (struct vb_civil){(int)(y + era * 400 + (m >= 10)),
				 (int)(m < 10 ? m + 3 : m - 9),
				 (int)(in_year - (153 * m + 2) / 5 + 1)};
}

/* The first of January 1970 was a Thursday. */
int vb_day_weekday(int64_t day)
{
	return (int)(((clamp(day) + 3) % 7 + 7) % 7);
}

int64_t vb_day_months(int64_t day, int64_t months)
{
	struct vb_civil c = vb_day_civil(day);
	int64_t n = c.year * 12LL + c.month - 1;
	int y, m, last;

	if (months < -12LL * YEAR_LAST || months > 12LL * YEAR_LAST)
		return months < 0 ? VB_DAY_FIRST : VB_DAY_LAST;
	n += months;
	if (n < 12LL * YEAR_FIRST)
		return VB_DAY_FIRST;
	if (n >= 12LL * (YEAR_LAST + 1))
		return VB_DAY_LAST;
	y = (int)(n / 12);
	m = (int)(n % 12) + 1;
	last = vb_month_days(y, m);
	return vb_day_of(y, m, c.day < last ? c.day : last);
}

static void week_text(struct vb_when *w)
{
	/* ISO 8601: a week belongs to the year of its Thursday. */
	int64_t thursday = w->from + 3;
	int year = vb_day_civil(thursday).year;
	int week = (int)((thursday - vb_day_of(year, 1, 1)) / 7) + 1;

	snprintf(w->text, sizeof(w->text), "%04d-W%02d", year, week);
}

/* A day has no thirds: early on Tuesday is still Tuesday. */
static void take_part(struct vb_when *w, char part)
{
	int64_t third = (w->to - w->from + 1) / 3, from = w->from;
	const char *name = part == 'e' ? "~early" : part == 'm' ? "~mid" : "~late";
	size_t n = strlen(w->text);

	snprintf(w->text + n, sizeof(w->text) - n, "%s", name);
	if (third == 0)
		return;
	if (part != 'e')
		w->from = from + (part == 'm' ? third : 2 * third);
	if (part != 'l')
		w->to = from + (part == 'm' ? 2 * third : third) - 1;
}

struct vb_when vb_when_unit(enum vb_unit unit, int64_t day, char part)
{
	struct vb_when w = {.from = clamp(day), .to = clamp(day)};
	struct vb_civil c = vb_day_civil(day);

	if (unit == VB_UNIT_YEAR) {
		w.from = vb_day_of(c.year, 1, 1);
		w.to = vb_day_of(c.year, 12, 31);
		snprintf(w.text, sizeof(w.text), "%04d", c.year);
	} else if (unit == VB_UNIT_MONTH) {
		w.from = vb_day_of(c.year, c.month, 1);
		w.to = w.from + vb_month_days(c.year, c.month) - 1;
		snprintf(w.text, sizeof(w.text), "%04d-%02d", c.year, c.month);
	} else if (unit == VB_UNIT_WEEK) {
		w.from -= vb_day_weekday(day);
		w.to = w.from + 6;
		week_text(&w);
	} else {
		snprintf(w.text, sizeof(w.text), "%04d-%02d-%02d", c.year, c.month, c.day);
	}
	if (part)
		take_part(&w, part);
	return w;
}

struct vb_when vb_when_day(int64_t day)
{
	return vb_when_unit(VB_UNIT_DAY, day, 0);
}

struct vb_when vb_when_join(const struct vb_when *a, const struct vb_when *b)
{
	struct vb_when w = {.from = INT64_MIN, .to = INT64_MAX};
	const char *left = "..", *right = "..", *slash;
	size_t n = 2;

	if (a) {
		w.from = a->from;
		left = a->text;
		n = strcspn(left, "/");
	}
	if (b) {
		w.to = b->to;
		slash = strchr(b->text, '/');
		right = slash ? slash + 1 : b->text;
	}
	if (a && b && strcmp(a->text, b->text) == 0)
		return *a;
	/* One value has at most "2019-02-03~early", 16 bytes. */
	snprintf(w.text, sizeof(w.text), "%.*s/%.16s", (int)(n < 16 ? n : 16), left, right);
	return w;
}

struct vb_when vb_when_until(int64_t day)
{
	struct vb_when b = vb_when_day(day);

	return vb_when_join(NULL, &b);
}

struct vb_when vb_when_between(int64_t from, int64_t to)
{
	struct vb_when a = vb_when_day(from), b = vb_when_day(to);

	return vb_when_join(&a, &b);
}

/* Exactly @n digits at the start of *@v, which moves behind them; -1: there are none. */
static int take_digits(struct vb_view *v, size_t n)
{
	int value = 0;

	if (v->len < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (v->ptr[i] < '0' || v->ptr[i] > '9')
			return -1;
		value = value * 10 + (v->ptr[i] - '0');
	}
	*v = vb_view(v->ptr + n, v->len - n);
	return value;
}

static bool take(struct vb_view *v, char c)
{
	if (v->len == 0 || v->ptr[0] != (uint8_t)c)
		return false;
	*v = vb_view(v->ptr + 1, v->len - 1);
	return true;
}

static bool parse_part(struct vb_view v, char *part)
{
	*part = 0;
	if (v.len == 0)
		return true;
	if (vb_view_is(v, "~early") || vb_view_is(v, "~mid") || vb_view_is(v, "~late"))
		*part = (char)v.ptr[1];
	return *part != 0;
}

static bool parse_week(struct vb_view v, int year, struct vb_when *out)
{
	int week = take_digits(&v, 2);
	char part;

	if (week < 1 || week > 53 || !parse_part(v, &part))
		return false;
	/* The fourth of January lies in the first week; a 53rd may belong to the next year. */
	*out = vb_when_unit(VB_UNIT_WEEK, vb_day_of(year, 1, 4) + 7LL * (week - 1), part);
	return week < 53 || out->text[6] == '5';
}

static bool parse_one(struct vb_view v, struct vb_when *out)
{
	struct vb_civil c = {take_digits(&v, 4), 1, 1};
	enum vb_unit unit = VB_UNIT_YEAR;
	char part;

	if (c.year < YEAR_FIRST)
		return false;
	if (take(&v, '-')) {
		unit = VB_UNIT_MONTH;
		if (take(&v, 'W'))
			return parse_week(v, c.year, out);
		c.month = take_digits(&v, 2);
		if (c.month < 1 || c.month > 12)
			return false;
		if (take(&v, '-')) {
			unit = VB_UNIT_DAY;
			c.day = take_digits(&v, 2);
			if (c.day < 1 || c.day > vb_month_days(c.year, c.month))
				return false;
		}
	}
	if (!parse_part(v, &part))
		return false;
	*out = vb_when_unit(unit, vb_day_of(c.year, c.month, c.day), part);
	return true;
}

bool vb_when_parse(struct vb_view text, struct vb_when *out)
{
	const uint8_t *slash = text.len ? memchr(text.ptr, '/', text.len) : NULL;
	struct vb_view left = text, right;
	struct vb_when a, b;
	bool open_left, open_right;

	if (!slash)
		return parse_one(text, out);
	left.len = (size_t)(slash - text.ptr);
	right = vb_view(slash + 1, text.len - left.len - 1);
	open_left = vb_view_is(left, "..");
	open_right = vb_view_is(right, "..");
	if ((open_left && open_right) || (!open_left && !parse_one(left, &a)) ||
	    (!open_right && !parse_one(right, &b)))
		return false;
	if (!open_left && !open_right && (a.from > b.to || strcmp(a.text, b.text) == 0))
		return false;
	*out = vb_when_join(open_left ? NULL : &a, open_right ? NULL : &b);
	return true;
}

bool vb_when_overlap(const struct vb_when *a, const struct vb_when *b)
{
	return a->from <= b->to && b->from <= a->to;
}

bool vb_when_within(const struct vb_when *a, const struct vb_when *b)
{
	return a->from >= b->from && a->to <= b->to;
}
