/*
 * Tests of base: times, against the C library's own arithmetic.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void good(void)
{
	static const struct {
		const char *text;
		int64_t t;
		const char *human;
	} t[] = {{"1970-01-01T00:00:00Z", 0, "1 Jan 1970 00:00 UTC"},
		 {"1970-01-01T00:00:01Z", 1, "1 Jan 1970 00:00 UTC"},
		 {"2000-02-29T23:59:59Z", 951868799, "29 Feb 2000 23:59 UTC"},
		 {"2000-03-01T00:00:00Z", 951868800, "1 Mar 2000 00:00 UTC"},
		 {"2021-12-15T10:14:00Z", 1639563240, "15 Dec 2021 10:14 UTC"},
		 {"2038-01-19T03:14:08Z", 2147483648, "19 Jan 2038 03:14 UTC"},
		 {"2100-02-28T00:00:00Z", 4107456000, "28 Feb 2100 00:00 UTC"},
		 {"9999-12-31T23:59:59Z", 253402300799, "31 Dec 9999 23:59 UTC"}};
	char text[VB_TIME_LEN + 1], human[32];

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		int64_t at = 0;

		ok(vb_time_parse(vb_view_str(t[i].text), &at), "1.3: a time: %s", t[i].text);
		is_int(at, t[i].t, "its seconds");
		vb_time_format(text, t[i].t);
		is_str(text, t[i].text, "its text");
		vb_time_human(human, t[i].t);
		is_str(human, t[i].human, "for people");
	}
}

static void bad(void)
{
	static const char *const t[] = {"",
					"2021-12-15T10:14:00",
					"2021-12-15T10:14:00Z ",
					"2021-12-15 10:14:00Z",
					"2021-12-15t10:14:00Z",
					"2021-12-15T10:14:00z",
					"2021-12-15T10:14Z",
					"2021-2-15T10:14:00Z",
					"2021-02-29T00:00:00Z",
					"2100-02-29T00:00:00Z",
					"2021-04-31T00:00:00Z",
					"2021-00-01T00:00:00Z",
					"2021-13-01T00:00:00Z",
					"2021-01-00T00:00:00Z",
					"2021-01-32T00:00:00Z",
					"2021-01-01T24:00:00Z",
					"2021-01-01T23:60:00Z",
					"2016-12-31T23:59:60Z",
					"1969-12-31T23:59:59Z",
					"0000-01-01T00:00:00Z",
					"+021-12-15T10:14:00Z",
					"-021-12-15T10:14:00Z",
					"2021-12-15T10:14:0 Z",
					"2021-12-15T1 :14:00Z",
					"2021-12-15T10:14:00+",
					"2021/12/15T10:14:00Z",
					"20211-2-15T10:14:00Z",
					"2021-12-15T10:14:00.0Z",
					"-",
					"2021-12-15T10-14:00Z",
					"2021-12-1510:14:00ZT"};
	int64_t at = 42;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++)
		ok(!vb_time_parse(vb_view_str(t[i]), &at) && at == 42,
		   "1.3: not a time, and nothing written: \"%s\"", t[i]);
	ok(!vb_time_parse(vb_view(NULL, 0), &at), "1.3: not a time: nothing");
}

static void outside(void)
{
	static const int64_t t[] = {-1, VB_TIME_NONE, INT64_MAX, 253402300800};
	char text[VB_TIME_LEN + 1], human[32];

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		vb_time_format(text, t[i]);
		vb_time_human(human, t[i]);
		ok(strcmp(text, "-") == 0 && strcmp(human, "-") == 0,
		   "what cannot be written is a dash: %lld", (long long)t[i]);
	}
}

/* One time in each day of eight thousand years, at a moving second. */
static void every_day(void)
{
	unsigned wrong = 0, days = 0;

	for (int64_t d = 0; d < 2932897; d++, days++) {
		int64_t t = d * VB_DAY + d * 7919 % VB_DAY, back = -1;
		char ours[VB_TIME_LEN + 1], theirs[40];
		time_t tt = (time_t)t;
		struct tm tm;

		vb_time_format(ours, t);
		if (!vb_time_parse(vb_view_str(ours), &back) || back != t)
			wrong++;
		if (d % 13 && d % 365)
			continue;
		gmtime_r(&tt, &tm);
		strftime(theirs, sizeof(theirs), "%Y-%m-%dT%H:%M:%SZ", &tm);
		wrong += strcmp(ours, theirs) != 0;
	}
	is_int(wrong, 0, "format and parse agree on %u days, and with the C library", days);
}

int main(void)
{
	struct vb_clock clock = vb_clock_system();
	int64_t now;

	good();
	bad();
	outside();
	every_day();
	now = clock.now(clock.ctx);
	ok(now > 1600000000 && llabs((long long)now - (long long)time(NULL)) <= 2,
	   "the system's clock");
	return tap_done();
}
