/*
 * Time: POSIX seconds to and from UTC text.  Computed here and not by the C
 * library, whose conversions read the environment and the time zone files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <time.h>

#define YEAR_FIRST 1970
#define YEAR_LAST 9999

struct civil {
	int year, month, day, hour, minute, second; /* month and day from 1 */
};

static bool is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[m - 1] + (m == 2 && is_leap(y));
}

/* Days from 1970-01-01 to the first of January of @y. */
static int64_t year_start(int y)
{
	int p = y - 1;

	return 365LL * (y - YEAR_FIRST) + (p / 4 - p / 100 + p / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
}

static int64_t from_civil(const struct civil *c)
{
	int64_t days = year_start(c->year) + c->day - 1;

	for (int m = 1; m < c->month; m++)
		days += month_days(c->year, m);
	return days * VB_DAY + c->hour * 3600 + c->minute * 60 + c->second;
}

/* False where @t is outside the years of format.md 1.3. */
static bool to_civil(int64_t t, struct civil *c)
{
	int64_t days = t / VB_DAY;
	int rest = (int)(t % VB_DAY);

	if (t < 0 || t >= year_start(YEAR_LAST + 1) * VB_DAY)
		return false;
	*c = (struct civil){.year = YEAR_FIRST + (int)(days / 366), .month = 1};
	while (year_start(c->year + 1) <= days)
		c->year++;
	days -= year_start(c->year);
	while (days >= month_days(c->year, c->month))
		days -= month_days(c->year, c->month++);
	c->day = (int)days + 1;
	c->hour = rest / 3600;
	c->minute = rest / 60 % 60;
	c->second = rest % 60;
	return true;
}

/* @n digits at @p; -1 if one is not a digit. */
static int digits(const uint8_t *p, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

bool vb_time_parse(struct vb_view v, int64_t *out)
{
	const uint8_t *p = v.ptr;
	struct civil c;

	if (v.len != VB_TIME_LEN || p[4] != '-' || p[7] != '-' || p[10] != 'T' ||
	    p[13] != ':' || p[16] != ':' || p[19] != 'Z')
		return false;
	c = (struct civil){digits(p, 4),      digits(p + 5, 2),	 digits(p + 8, 2),
			   digits(p + 11, 2), digits(p + 14, 2), digits(p + 17, 2)};
	if (c.year < YEAR_FIRST || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > month_days(c.year, c.month) || c.hour < 0 || c.hour > 23 ||
	    c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59)
		return false;
	*out = from_civil(&c);
	return true;
}

static void put_digits(char *p, int value, int n)
{
	while (n-- > 0) {
		p[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* A time that cannot be written is "-", which no parser of times accepts. */
void vb_time_format(char *out, int64_t t)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	struct civil c;

	if (!to_civil(t, &c)) {
		out[0] = '-';
		out[1] = 0;
		return;
	}
	for (size_t i = 0; i < sizeof(form); i++)
		out[i] = form[i];
	put_digits(out, c.year, 4);
	put_digits(out + 5, c.month, 2);
	put_digits(out + 8, c.day, 2);
	put_digits(out + 11, c.hour, 2);
	put_digits(out + 14, c.minute, 2);
	put_digits(out + 17, c.second, 2);
}

void vb_time_human(char *out, int64_t t)
{
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c;

	if (!to_civil(t, &c))
		snprintf(out, 32, "-");
	else
		snprintf(out, 32, "%d %s %d %02d:%02d UTC", c.day, months[c.month - 1],
			 c.year, c.hour, c.minute);
}

static int64_t system_now(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	/* CLOCK_REALTIME cannot fail with a valid pointer. */
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

struct vb_clock vb_clock_system(void)
{
	return (struct vb_clock){system_now, NULL};
}
