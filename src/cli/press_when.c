/*
 * Dates as a person writes them in a side file: "2022", "2022-01", "2022-01-31", "2022-W04",
 * each with "~early", "~mid" or "~late"; "A/B", "../B", "A/..".
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <string.h>

static bool is_leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* The last day of month @m, 1 to 12. */
static int64_t month_len(int64_t y, int64_t m)
{
	static const uint8_t len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return m == 2 && is_leap(y) ? 29 : len[m - 1];
}

/* Days since 1970: years counted from March, in eras of 400. */
static int64_t day_of(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Takes exactly @n digits off the front. */
static bool digits(struct vb_view *v, size_t n, int64_t *out)
{
	int64_t value = 0;

	if (v->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (v->ptr[i] < '0' || v->ptr[i] > '9')
			return false;
		value = value * 10 + (v->ptr[i] - '0');
	}
	*v = vb_view(v->ptr + n, v->len - n);
	*out = value;
	return true;
}

static bool letter(struct vb_view *v, char c)
{
	if (v->len == 0 || v->ptr[0] != (uint8_t)c)
		return false;
	*v = vb_view(v->ptr + 1, v->len - 1);
	return true;
}

/* ISO weeks begin on Monday; the first has the year's first Thursday. */
static bool week(struct vb_view *v, int64_t year, struct vb_when *out)
{
	int64_t n, fourth = day_of(year, 1, 4), first = fourth - (fourth + 3) % 7;
	int64_t next = day_of(year + 1, 1, 4);

	next -= (next + 3) % 7;
	if (!digits(v, 2, &n) || n < 1 || first + n * 7 > next)
		return false;
	out->from = first + (n - 1) * 7;
	out->to = out->from + 6;
	return true;
}

static bool month(struct vb_view *v, int64_t year, struct vb_when *out)
{
	int64_t m, d;

	if (!digits(v, 2, &m) || m < 1 || m > 12)
		return false;
	out->from = day_of(year, m, 1);
	out->to = out->from + month_len(year, m) - 1;
	if (!letter(v, '-'))
		return true;
	if (!digits(v, 2, &d) || d < 1 || d > month_len(year, m))
		return false;
	out->from = out->to = day_of(year, m, d);
	return true;
}

/* A third of the interval. */
static bool vague(struct vb_view v, struct vb_when *out)
{
	int64_t third = (out->to - out->from + 1) / 3;

	if (v.len == 0)
		return true;
	if (vb_view_is(v, "~early"))
		out->to = out->from + third;
	else if (vb_view_is(v, "~late"))
		out->from = out->to - third;
	else if (!vb_view_is(v, "~mid"))
		return false;
	else
		*out = (struct vb_when){.from = out->from + third, .to = out->to - third};
	return true;
}

static bool one(struct vb_view v, struct vb_when *out)
{
	int64_t year;

	if (!digits(&v, 4, &year) || year < 1)
		return false;
	out->from = day_of(year, 1, 1);
	out->to = day_of(year, 12, 31);
	if (letter(&v, '-') && !(letter(&v, 'W') ? week(&v, year, out) : month(&v, year, out)))
		return false;
	return vague(v, out);
}

bool vb_cli_when(struct vb_view v, struct vb_when *out)
{
	const uint8_t *slash = v.len ? memchr(v.ptr, '/', v.len) : NULL;
	struct vb_when left = {0}, right = {0};

	if (v.len == 0 || v.len >= sizeof(out->text))
		return false;
	if (slash) {
		struct vb_view a = vb_view(v.ptr, (size_t)(slash - v.ptr));
		struct vb_view b = vb_view(slash + 1, v.len - a.len - 1);

		left.from = INT64_MIN;
		right.to = INT64_MAX;
		if ((vb_view_is(a, "..") && vb_view_is(b, "..")) ||
		    (!vb_view_is(a, "..") && !one(a, &left)) ||
		    (!vb_view_is(b, "..") && !one(b, &right)) || left.from > right.to)
			return false;
	} else if (!one(v, &left)) {
		return false;
	} else {
		right = left;
	}
	*out = (struct vb_when){.from = left.from, .to = right.to};
	memcpy(out->text, v.ptr, v.len);
	return true;
}
