/*
 * Dates in reports: what is one, what it means on the day of the report, and what is none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/dates.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN INT64_MIN
#define MENTIONS 64

static int64_t day(const char *text)
{
	struct vb_when w;

	if (!text)
		return UNKNOWN;
	if (!vb_when_parse(vb_view_str(text), &w) || w.from != w.to)
		abort();
	return w.from;
}

/* The values of all dates of @sentence, a blank between two. */
static const char *values(const char *sentence, int64_t dct, int64_t last, int64_t anchor)
{
	static char text[MENTIONS * 50];
	struct vb_date_mention m[MENTIONS];
	size_t n = vb_dates_find(vb_view_str(sentence), dct, last, anchor, m, MENTIONS);
	size_t len = 0;

	text[0] = 0;
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i ? " " : "",
					m[i].when.text);
	return text;
}

struct sample {
	const char *sentence, *want;
};

/* All of a report of Wednesday, 12 June 2019, after a date of 3 June. */
static void table(const struct sample *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		is_str(values(t[i].sentence, day("2019-06-12"), day("2019-06-03"), UNKNOWN),
		       t[i].want, "%s", t[i].sentence);
}

static void calendar_dates(void)
{
	static const struct sample t[] = {
		{"They met on 21 January.", "2019-01-21"},
		{"They met on Jan. 21 in Oslo.", "2019-01-21"},
		{"They met on January 21st.", "2019-01-21"},
		{"They met on the 21st of January, 2017.", "2017-01-21"},
		{"They met on Tuesday, 21 May.", "2019-05-21"},
		{"They met on Tuesday (May 21).", "2019-05-21"},
		{"The text of 21.01.2018 holds.", "2018-01-21"},
		{"The text of 2018-01-21 holds.", "2018-01-21"},
		{"The text of 1/21/2018 holds.", "2018-01-21"},
		{"The text of 21/1/2018 holds.", "2018-01-21"},
		{"The text of 3/4/2018 holds.", ""},
		{"They met in March 2018 and in May.", "2018-03 2019-05"},
		{"They met in November.", "2018-11"},
		{"They will meet in November.", "2019-11"},
		{"They met on December 17.", "2018-12-17"},
		{"They will meet on July 3.", "2019-07-03"},
		{"They will meet on March 3.", "2020-03-03"},
		{"They met in December last year.", "2018-12"},
		{"They met on 5 May last year.", "2018-05-05"},
		{"They met late last year.", "2018~late"},
		{"They met in mid-December.", "2018-12~mid"},
		{"They met in early March.", "2019-03~early"},
		{"They met at the end of January.", "2019-01~late"},
		{"The treaty was signed in 2015.", "2015"},
		{"The 2015 agreement holds.", "2015"},
		{"They met in the first quarter of 2018.", "2018-01/2018-03"},
		{"They met in the second half of 2018.", "2018-07/2018-12"},
		{"They met last summer.", "2018-06/2018-08"},
		{"They met in the spring of 2018.", "2018-03/2018-05"},
		{"They met on February 29.", "2016-02-29"},
		{"They met on January 21 and 22 in Oslo.", "2019-01-21 2019-01-22"},
		{"They met on 21 and 22 January.", "2019-01-21 2019-01-22"},
		{"The June 20 meeting is in doubt, they said.", "2019-06-20"},
		{"MINSK, JUNE 3 - They met.", "2019-06-03"},
	};

	table(t, VB_ARRAY_LEN(t));
}

static void intervals(void)
{
	static const struct sample t[] = {
		{"They met from January 21 to January 23.", "2019-01-21/2019-01-23"},
		{"They met from January 21 to 23.", "2019-01-21/2019-01-23"},
		{"They met on January 21-23.", "2019-01-21/2019-01-23"},
		{"They met on 21\xe2\x80\x93" "23 January 2018.", "2018-01-21/2018-01-23"},
		{"They met from December 17 to January 3, 2019.", "2018-12-17/2019-01-03"},
		{"They met between March 3 and 5.", "2019-03-03/2019-03-05"},
		{"They met between March and May.", "2019-03/2019-05"},
		{"They met from Monday to Wednesday.", "2019-06-10/2019-06-12"},
		{"They ruled from 2010 to 2014.", "2010/2014"},
		{"They have waited since May 3.", "2019-05-03/2019-06-12"},
		{"They have waited since last week.", "2019-W23/2019-06-12"},
		{"They want an answer by midnight on June 20.", "../2019-06-20"},
		{"They demanded an answer by Friday.", "../2019-06-14"},
		{"They have until Friday.", "../2019-06-14"},
		{"Nothing had been sent by Friday.", "../2019-06-07"},
		{"They must answer no later than Friday.", "../2019-06-14"},
		{"They ruled in 2014-15.", "2014/2015"},
		{"They met from 30 May-2 June.", "2019-05-30/2019-06-02"},
		{"They will wait until July.", "../2019-07"},
		{"They must answer before June 20.", "../2019-06-19"},
		{"They will answer after June 20.", "2019-06-21/.."},
		{"They met after Monday's vote.", "2019-06-10"},
		{"They will answer within a week.", "2019-06-12/2019-06-19"},
		{"They will answer within ten days.", "2019-06-12/2019-06-22"},
		{"They will answer within 48 hours.", "2019-06-12/2019-06-14"},
		{"They will answer in the coming days.", "2019-06-12/2019-06-19"},
		{"They will answer in the next two weeks.", "2019-06-12/2019-06-26"},
		{"They met often in the past three days.", "2019-06-09/2019-06-12"},
		{"They will answer by the end of the month.", "../2019-06"},
	};

	table(t, VB_ARRAY_LEN(t));
}

static void seen_from_the_report(void)
{
	static const struct sample t[] = {
		{"They met today, and yesterday, and will meet tomorrow.",
		 "2019-06-12 2019-06-11 2019-06-13"},
		{"They met the day before yesterday.", "2019-06-10"},
		{"They met last night.", "2019-06-11"},
		{"They met this week.", "2019-W24"},
		{"They met last week.", "2019-W23"},
		{"They will meet next week.", "2019-W25"},
		{"They will meet early next week.", "2019-W25~early"},
		{"They will meet on Tuesday next week.", "2019-06-18"},
		{"They met on Friday of last week.", "2019-06-07"},
		{"They met last month.", "2019-05"},
		{"They will meet next year.", "2020"},
		{"They met two days ago.", "2019-06-10"},
		{"They met three weeks ago.", "2019-W21"},
		{"They will meet in two days.", "2019-06-14"},
		{"They met in two days of talks.", ""},
		{"They met late on Tuesday.", "2019-06-11~late"},
		{"They met on Wednesday.", "2019-06-12"},
		{"They met on Thursday.", "2019-06-06"},
		{"They will meet on Thursday.", "2019-06-13"},
		{"They are to meet on Thursday.", "2019-06-13"},
		{"They agreed to meet on Thursday.", "2019-06-13"},
		{"They declined to speak on Thursday.", "2019-06-06"},
		{"Talks scheduled for Thursday were put off.", "2019-06-13"},
		{"On Thursday the two sides will meet.", "2019-06-13"},
		{"On Thursday the two sides met.", "2019-06-06"},
		{"They said no, and on Thursday they will meet.", "2019-06-13"},
		{"They met last Wednesday.", "2019-06-05"},
		{"They will meet next Wednesday.", "2019-06-19"},
		{"They met in the week of March 4.", "2019-W10"},
		{"This Friday the parliament votes.", "2019-06-14"},
		{"They met last weekend.", "2019-06-08/2019-06-09"},
		{"They met over the weekend.", "2019-06-08/2019-06-09"},
		{"They will meet at the weekend.", "2019-06-15/2019-06-16"},
		{"They will meet in the second quarter.", "2019-04/2019-06"},
		{"They met in the first week of March.", "2019-03~early"},
		{"They met last May and last June.", "2019-05 2018-06"},
		{"The vote was set for Friday.", "2019-06-14"},
		{"They had agreed to meet on Friday.", "2019-06-14"},
		{"They want a vote on Friday.", "2019-06-14"},
	};

	table(t, VB_ARRAY_LEN(t));
}

static void seen_from_another(void)
{
	static const struct sample t[] = {
		{"On the same day they met.", "2019-06-03"},
		{"They met earlier that day.", "2019-06-03"},
		{"The day before, they had met.", "2019-06-02"},
		{"A day earlier they had met.", "2019-06-02"},
		{"Two days later they met.", "2019-06-05"},
		{"The next day they met.", "2019-06-04"},
		{"They met the following week.", "2019-W24"},
		{"They met on May 6, and two days later parted.", "2019-05-06 2019-05-08"},
		{"They met two days before May 6.", "2019-05-04"},
		{"The day before talks began was quiet.", ""},
		{"He said on May 6 that they would meet next week.", "2019-05-06 2019-W20"},
		{"They will meet next week, he said on May 6.", "2019-W20 2019-05-06"},
		{"He was quoted as saying on May 6 that they would meet next week.",
		 "2019-05-06 2019-W20"},
		{"This was said on May 6, and will be done next week.", "2019-05-06 2019-W25"},
		{"He said on Monday that they would meet on Monday.", "2019-06-10 2019-06-17"},
	};

	table(t, VB_ARRAY_LEN(t));
	is_str(values("They will meet next week.", day("2019-06-12"), UNKNOWN, day("2019-05-06")),
	       "2019-W20", "a saying of another day is where its content is seen from");
	is_str(values("A day earlier they met.", day("2019-06-12"), UNKNOWN, UNKNOWN),
	       "2019-06-11", "without a date before, from the day of the report");
	is_str(values("They met on Monday, May 6 and on 3 May 2019.", UNKNOWN, UNKNOWN, UNKNOWN),
	       "2019-05-03", "on an unknown day only what has a year is known");
	is_str(values("They met on Monday, a day later, next week, on 3 May 2019.", INT64_MAX,
		      INT64_MAX, INT64_MAX),
	       "2019-05-03", "a day beyond all years is unknown");
}

static void words_that_are_no_dates(void)
{
	static const char *const none[] = {
		"They may meet, and May spoke of it.",
		"They march on; the March on the city began.",
		"The second round took a second, and the third a minute.",
		"April Jones and June Smith met August Brown.",
		"They sat in the sun and had fun; Jan wed Dec.",
		"The 2000 troops and 1,945 guns, in 2000 villages.",
		"It weighs 2015 kg and costs $2014, or 20.12 euros.",
		"Resolution 2202 and version 1.2.2015.4 and 10.12.20.30 hold.",
		"They meet on Mondays, and every Friday.",
		"Black Friday and Good Friday and Bloody Sunday.",
		"One day they will know; day after day, at the end of the day.",
		"It took two weeks, for three months, these days.",
		"The S-300 and the Su-27 and 5G, 31 of them.",
		"The Sunday Herald wrote of it a day earlier than planned.",
		"It will be the first vote in two years.",
		"They fall, they spring, in the fall of the house.",
		"A quarter of them, the first half, the last of them.",
		"On 2019-13-01 and 30.02.2019 and 2019-1 nothing was.",
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(none); i++)
		is_str(values(none[i], day("2019-06-12"), day("2019-06-03"), UNKNOWN), "", "%s",
		       none[i]);
}

/* Seven days of print, seven days told: the latest such day, that of print included. */
static void weekdays(void)
{
	static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
					    "Friday", "Saturday", "Sunday"};
	int right = 0;

	for (int64_t d = day("2019-06-10"); d <= day("2019-06-16"); d++) {
		for (int w = 0; w < 7; w++) {
			struct vb_date_mention m;
			char text[80];
			int64_t back = (vb_day_weekday(d) - w + 7) % 7;

			snprintf(text, sizeof(text), "The envoy said on %s that he agreed.",
				 names[w]);
			if (vb_dates_find(vb_view_str(text), d, UNKNOWN, UNKNOWN, &m, 1) == 1)
				right += m.when.from == d - back && m.when.to == d - back;
		}
	}
	is_int(right, 49, "a weekday of a saying is the latest one");
}

static void where(void)
{
	static const char text[] = "They met on \xe2\x80\x9c" "May 6\xe2\x80\x9d, on Friday's eve.";
	struct vb_date_mention m[3];
	size_t n = vb_dates_find(vb_view_str(text), day("2019-06-12"), UNKNOWN, UNKNOWN, m, 3);

	is_int((long long)n, 2, "both dates are found");
	ok(n == 2 && m[0].len == 5 && memcmp(text + m[0].at, "May 6", 5) == 0,
	   "the first lies there");
	ok(n == 2 && m[1].len == 6 && memcmp(text + m[1].at, "Friday", 6) == 0,
	   "the second without what it owns");
	n = vb_dates_find(vb_view_str(text), day("2019-06-12"), UNKNOWN, UNKNOWN, m, 1);
	is_int((long long)n, 1, "no more than there is room for");
}

/* One text, one interval; what is not in its one spelling is refused. */
static void values_as_text(void)
{
	static const char *const good[] = {
		"2019", "2019-02", "2019-02-28", "2016-02-29", "2019-W01", "2020-W53",
		"2019~early", "2019-02~mid", "2019-W07~late", "2019-02-03~late", "../2019-02",
		"2019-W07/..", "2019-02-03/2019-02-05", "2018~late/2019-W02", "1000", "9999",
	};
	static const char *const bad[] = {
		"", "..", "../..", "2019-", "2019-13", "2019-02-29", "2019-W00", "2019-W53",
		"2019~", "2019~soon", "2019-02-03/", "/2019", "2019-02-05/2019-02-03", "0999",
		"2019/2019", "2019-2", "2019-02-03x", "20190203", "2019/2020/2021",
	};
	struct vb_when w;

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		bool read = vb_when_parse(vb_view_str(good[i]), &w);

		ok(read && strcmp(w.text, good[i]) == 0 && w.from <= w.to, "%s is read", good[i]);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_when_parse(vb_view_str(bad[i]), &w), "\"%s\" is none", bad[i]);
	w = vb_when_until(day("2019-02-03"));
	ok(strcmp(w.text, "../2019-02-03") == 0 && w.from == INT64_MIN, "up to a day");
	w = vb_when_between(day("2019-02-03"), day("2019-02-03"));
	is_str(w.text, "2019-02-03", "an interval of one day is that day");
}

static void calendar_days(void)
{
	int64_t d = VB_DAY_FIRST;
	bool same = true;
	int wrong = 0;

	for (int y = 1000; y <= 9999; y++)
		for (int m = 1; m <= 12; m++)
			for (int i = 1; i <= vb_month_days(y, m); i++, d++) {
				struct vb_civil c = vb_day_civil(d);

				wrong += vb_day_of(y, m, i) != d || c.year != y || c.month != m ||
					 c.day != i;
			}
	is_int(wrong, 0, "every day from 1000 to 9999, there and back");
	is_int(d - 1, VB_DAY_LAST, "and the last of them");
	is_int(vb_day_of(1970, 1, 1), 0, "days count from 1970");
	is_int(vb_day_weekday(0), 3, "which began with a Thursday");
	for (int64_t i = -20000; i < 40000; i++) {
		struct vb_when w = vb_when_unit(VB_UNIT_WEEK, i, 0), again;

		same = same && vb_when_parse(vb_view_str(w.text), &again) && again.from == w.from &&
		       w.from <= i && i <= w.to;
	}
	ok(same, "every day lies in the week that its text names");
	is_int(vb_day_months(day("2019-01-31"), 1), day("2019-02-28"), "a month on, the last day");
	is_int(vb_day_months(day("2019-01-31"), INT64_MAX), VB_DAY_LAST, "the last is the last");
}

static void compared(void)
{
	struct vb_when a = vb_when_unit(VB_UNIT_WEEK, day("2019-06-12"), 0);
	struct vb_when b = vb_when_day(day("2019-06-16"));
	struct vb_when c = vb_when_until(day("2019-06-09"));

	ok(vb_when_overlap(&a, &b) && vb_when_overlap(&b, &a), "a week and its last day overlap");
	ok(!vb_when_overlap(&a, &c) && !vb_when_overlap(&c, &a), "a week and all before do not");
	ok(vb_when_within(&b, &a) && !vb_when_within(&a, &b), "the day lies in the week");
}

static void document(const char *what, const char *text, const char *want)
{
	bool found;
	int64_t d = vb_dates_document(vb_view_str(text), &found);

	if (!want)
		ok(!found, "%s", what);
	else
		ok(found && d == day(want), "%s", what);
}

static void documents(void)
{
	document("a line \"date\"", "date 2019-06-12 They met on 3 July 2020.\n", "2019-06-12");
	document("the second line", "They met\nJune 12, 2019\nThey parted on Monday.\n",
		 "2019-06-12");
	document("a label", "# http://example.org/2018/01/02/x\n# published: 2019-06-12 (shown)\n",
		 "2019-06-12");
	document("a dateline", "OSLO, June 12, 2019 (Agency) - They met.\n", "2019-06-12");
	document("a dateline beats the page",
		 "# published: 2019-06-13\nThey met\n\nOSLO, June 12 (Agency) - They met.\n",
		 "2019-06-12");
	document("a dateline at the turn of the year",
		 "# published: 2019-01-01\nOSLO, Dec. 31 (Agency) - They met.\n", "2018-12-31");
	document("the latest event", "They met on May 3, 2019. They parted on June 5. "
		 "They will meet on July 9.\n", "2019-06-05");
	document("what readers wrote does not count",
		 "They met on May 3, 2019.\nTo leave comments, sign in.\nReader (4 June 2019)\n",
		 "2019-05-03");
	document("no year, no day", "They met on May 3, on Monday.\n", NULL);
	document("no text", "", NULL);
}

/* ---- a folder of annotated reports ---- */

#define GOLD_MAX 200	/* lines of timex.gold.tsv */
#define GOLD_LEAST 52	/* of every 55 */

struct gold {
	char *doc, *dct, *sentence, *expression, *value;
	bool right;
};

static const char *shared(void)
{
	static char path[4096];
	const char *env = getenv("VERBALE_SHARED"), *source = getenv("VERBALE_SOURCE");
	FILE *f;

	if (env)
		snprintf(path, sizeof(path), "%s/press", env);
	else
		snprintf(path, sizeof(path), "%s/../shared/press", source ? source : ".");
	strncat(path, "/timex.gold.tsv", sizeof(path) - strlen(path) - 1);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	fclose(f);
	*strrchr(path, '/') = 0;
	return path;
}

/* The next line of *@rest; NULL: there is none. */
static char *line_of(char **rest)
{
	char *line = *rest, *lf = strchr(line, '\n');

	if (!*line)
		return NULL;
	if (lf)
		*lf = 0;
	*rest = lf ? lf + 1 : line + strlen(line);
	return line;
}

static size_t read_gold(char *text, struct gold *gold)
{
	size_t n = 0;
	char *line;

	while (n < GOLD_MAX && (line = line_of(&text))) {
		char **field[] = {&gold[n].doc, &gold[n].dct, &gold[n].sentence,
				  &gold[n].expression, &gold[n].value};
		size_t i = 0;

		for (; line && *line != '#' && i < VB_ARRAY_LEN(field); i++)
			*field[i] = strsep(&line, "\t");
		gold[n].right = false;
		n += i == VB_ARRAY_LEN(field) && gold[n].value;
	}
	return n;
}

/* Whether @g is among the @n dates found in @sentence. */
static bool is_found(const struct gold *g, const char *sentence, const struct vb_date_mention *m,
		     size_t n)
{
	const char *p = strstr(sentence, g->expression);
	size_t at = p ? (size_t)(p - sentence) : 0, end = at + strlen(g->expression);

	for (size_t i = 0; p && i < n; i++)
		if (m[i].at < end && at < m[i].at + m[i].len &&
		    strcmp(m[i].when.text, g->value) == 0)
			return true;
	return false;
}

/* All sentences of one report in turn, so that each knows the day before it. */
static void judge_report(const char *folder, struct gold *gold, size_t n, size_t *found)
{
	struct vb_date_mention m[MENTIONS];
	int64_t last = UNKNOWN;
	char path[4200], *text, *rest, *line;
	size_t len, mentions;

	snprintf(path, sizeof(path), "%s/%s.sent.tsv", folder, gold[0].doc);
	rest = text = (char *)tap_slurp(path, &len);
	while (text && (line = line_of(&rest))) {
		char *number = strsep(&line, "\t");

		if (!line)
			continue;
		mentions = vb_dates_find(vb_view_str(line), day(gold[0].dct), last, UNKNOWN, m,
					 MENTIONS);
		*found += mentions;
		for (size_t i = 0; i < n; i++)
			if (strcmp(gold[i].doc, gold[0].doc) == 0 &&
			    strcmp(gold[i].sentence, number) == 0)
				gold[i].right = is_found(&gold[i], line, m, mentions);
		for (size_t i = 0; i < mentions; i++)
			if (m[i].when.from == m[i].when.to)
				last = m[i].when.from;
	}
	free(text);
}

static void annotated_reports(void)
{
	const char *folder = shared();
	struct gold gold[GOLD_MAX];
	char path[4200];
	uint8_t *text = NULL;
	size_t len, n = 0, right = 0, found = 0;

	if (folder) {
		snprintf(path, sizeof(path), "%s/timex.gold.tsv", folder);
		text = tap_slurp(path, &len);
	}
	if (!text) {
		tap_skip("no folder of annotated reports (VERBALE_SHARED)");
		return;
	}
	n = read_gold((char *)text, gold);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(gold[i].doc, gold[i - 1].doc) != 0)
			judge_report(folder, gold + i, n - i, &found);
	for (size_t i = 0; i < n; i++) {
		right += gold[i].right;
		if (!gold[i].right)
			diag("%s, sentence %s: \"%s\" is not %s", gold[i].doc, gold[i].sentence,
			     gold[i].expression, gold[i].value);
	}
	diag("%zu of %zu expressions right; %zu dates found in all", right, n, found);
	ok(n > 0 && right * 55 >= n * GOLD_LEAST, "the dates of annotated reports");
	free(text);
}

int main(void)
{
	calendar_days();
	values_as_text();
	compared();
	calendar_dates();
	intervals();
	seen_from_the_report();
	seen_from_another();
	words_that_are_no_dates();
	weekdays();
	where();
	documents();
	annotated_reports();
	return tap_done();
}
