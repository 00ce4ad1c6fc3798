/*
 * The date expressions of a sentence, and the day of a whole report.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#include <string.h>

/* Days that we count from: far enough from the ends to leave room for any step. */
#define SEEN_FIRST (VB_DAY_FIRST + 10000)
#define SEEN_LAST (VB_DAY_LAST - 10000)
#define HEAD_LINES 6	/* lines in which a report tells its own day */
#define DATELINE 80	/* bytes of the longest dateline */

struct found {
	struct vb_date_mention *out;
	size_t n, cap;
	/* Sayings with a day of their own; the first, and how many dates stand before it. */
	size_t sayings, before;
	int64_t day;
	/* The latest day of an event. */
	int64_t latest, latest_bare;
};

static int64_t base(const struct vb_date_scan *s)
{
	return s->anchor != UNKNOWN ? s->anchor : s->dct;
}

/* ---- intervals ---- */

static bool is_dash(const struct vb_date_scan *s, size_t i)
{
	return kind(s, i) == DW_MARK && word(s, i)->value == '-';
}

/* @a moved by years, so that it is the latest such date not after @b. */
static void move_before(struct vb_point *a, const struct vb_point *b)
{
	struct vb_civil c = vb_day_civil(a->day);
	int year = vb_day_civil(b->when.from).year;

	for (int i = 0; i < 2; i++, year--) {
		if (year <= vb_day_civil(VB_DAY_FIRST).year || c.day > vb_month_days(year, c.month))
			continue;
		a->day = vb_day_of(year, c.month, c.day);
		a->when = vb_when_unit(a->unit, a->day, 0);
		if (a->when.from <= b->when.from)
			return;
	}
}

/* From @first to @b, whose year tells that of @first: "from December 17 to January 3, 2022" */
static bool join(struct vb_point *first, const struct vb_point *b)
{
	struct vb_point a = *first;

	if (a.when.from == INT64_MIN || b->when.to == INT64_MAX)
		return false;
	if (a.bare && (a.exact || a.unit == VB_UNIT_MONTH) &&
	    (!b->bare || a.when.from > b->when.to))
		move_before(&a, b);
	if (a.when.from > b->when.to)
		return false;
	first->when = vb_when_join(&a.when, &b->when);
	first->day = a.day;
	first->exact = false;
	first->end = b->end;
	return true;
}

/* The second date of an interval; a weekday is the first such day after @a. */
static bool second(const struct vb_date_scan *s, size_t i, const struct vb_point *a,
		   struct vb_point *b)
{
	if (!vb_date_point(s, i, b))
		return false;
	if (a->exact && b->exact && kind(s, i) == DW_WEEKDAY && b->end == i + 1) {
		int off = vb_day_weekday(b->day) - vb_day_weekday(a->day);

		b->day = a->day + (off < 0 ? off + 7 : off);
		b->when = vb_when_day(b->day);
	}
	return true;
}

/* "between January 21 and 23": the second is but a number. */
static bool day_behind(const struct vb_date_scan *s, struct vb_point *a)
{
	const struct vb_word *w = word(s, a->end + 1);
	struct vb_civil c = vb_day_civil(a->day);

	if (!a->exact || w->kind != DW_NUMBER || w->digits > 2 || w->value <= c.day ||
	    w->value > vb_month_days(c.year, c.month) || kind(s, a->end + 2) == DW_MONTH)
		return false;
	a->when = vb_when_between(a->day, a->day + w->value - c.day);
	a->exact = false;
	a->end += 2;
	return true;
}

/* "from D to D", "between D and D", "D-D": whether @a goes on so. */
static bool extend(const struct vb_date_scan *s, enum vb_dw how, struct vb_point *a)
{
	enum vb_dw k = kind(s, a->end);
	struct vb_point b = {0};

	if (how == DW_BETWEEN ? k != DW_AND :
	    k != DW_UNTIL && k != DW_TO && !is_dash(s, a->end))
		return false;
	if (how == DW_BETWEEN && day_behind(s, a))
		return true;
	return second(s, a->end + 1, a, &b) && (how != DW_OTHER || a->unit == b.unit) &&
	       join(a, &b);
}

/* A date that names something else: "after Tuesday's talks", "since May 3, when ..." */
static bool is_name(const struct vb_date_scan *s, const struct vb_point *p)
{
	bool comma = kind(s, p->end) == DW_MARK && word(s, p->end)->value == ',';
	const struct vb_word *w = word(s, comma ? p->end + 1 : p->end);

	return word(s, p->end - 1)->flags & DW_OWNER ||
	       vb_view_is(vb_view(s->in.ptr + w->at, w->len), "when");
}

/* The unit next to the one that @p is. */
static struct vb_when beside(const struct vb_point *p, bool after)
{
	return vb_when_unit(p->unit, after ? p->when.to + 1 : p->when.from - 1, 0);
}

/* "within a week", "within the next two days": from now on. */
static bool within(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = i + 1;
	const struct vb_word *n, *unit;
	int64_t b = base(s), count = 1;

	if (kind(s, k) == DW_THE || kind(s, k) == DW_POSSESSIVE)
		k++;
	if (kind(s, k) == DW_NEXT || kind(s, k) == DW_COMING)
		k++;
	n = word(s, k);
	unit = n;
	if (n->kind == DW_COUNT || (n->kind == DW_NUMBER && n->digits <= 3)) {
		unit = word(s, ++k);
		count = n->value > 0 ? n->value : 7;
	} else if (n->flags & DW_PLURAL) {
		count = n->value == 'd' ? 7 : n->value == 'w' ? 4 : n->value == 'm' ? 6 : 1;
	}
	if (unit->kind != DW_UNIT || b == UNKNOWN || kind(s, k + 1) == DW_OF)
		return false;
	switch (unit->value) {
	case 'h':
		count = (count + 23) / 24;
		break;
	case 'w':
		count *= 7;
		break;
	case 'm':
	case 'q':
	case 'y':
		count *= unit->value == 'm' ? 1 : unit->value == 'q' ? 3 : 12;
		count = vb_day_months(b, count) - b;
		break;
	default:
		break;
	}
	p->when = vb_when_between(b, b + count);
	p->exact = false;
	p->end = k + 1;
	return true;
}

/* Behind "by", "until" and their like: "midnight on", "the morning of", "the end of". */
static size_t skip_hour(const struct vb_date_scan *s, size_t i)
{
	size_t k = kind(s, i) == DW_THE ? i + 1 : i;

	if (kind(s, k) == DW_HOUR || kind(s, k) == DW_TIME) {
		k++;
		return kind(s, k) == DW_ON || kind(s, k) == DW_OF ? k + 1 : k;
	}
	return i;
}

/* "since D", "by D", "until D", "before D", "after D", "[no] later than D" */
static bool bounded(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	enum vb_dw k = kind(s, i);
	struct vb_when now, bound;
	bool than = k == DW_LATER || k == DW_EARLIER;
	size_t from = skip_hour(s, than ? i + 2 : i + 1);

	if (than && kind(s, i + 1) != DW_THAN)
		return false;
	if (!vb_date_point(s, from, p) || is_name(s, p) || p->when.from == INT64_MIN)
		return false;
	bound = p->when;
	if (k == DW_SINCE) {
		if (base(s) == UNKNOWN || p->when.from > base(s))
			return false;
		now = vb_when_day(base(s));
		p->when = vb_when_join(&bound, &now);
	} else if (k == DW_AFTER || k == DW_EARLIER) {
		if (k == DW_AFTER)
			bound = beside(p, true);
		p->when = vb_when_join(&bound, NULL);
	} else {
		if (k == DW_BEFORE)
			bound = beside(p, false);
		else if (p->late)
			bound = vb_when_unit(p->unit, p->day, 0);
		p->when = vb_when_join(NULL, &bound);
	}
	p->exact = false;
	return true;
}

/* "from 21 to 23 January", which was read as one. */
static bool is_interval(const struct vb_point *p)
{
	return !p->exact && p->unit == VB_UNIT_DAY && strchr(p->when.text, '/');
}

/* The date expression that begins at @i. */
static bool span(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	enum vb_dw k = kind(s, i);

	switch (k) {
	case DW_FROM:
	case DW_BETWEEN:
		return vb_date_point(s, i + 1, p) &&
		       (extend(s, k, p) || (k == DW_FROM && is_interval(p)));
	case DW_WITHIN:
		return within(s, i, p);
	case DW_SINCE:
	case DW_BY:
	case DW_UNTIL:
	case DW_BEFORE:
	case DW_AFTER:
		return bounded(s, i, p);
	case DW_LATER:
	case DW_EARLIER:
		return bounded(s, i, p) || vb_date_point(s, i, p);
	default:
		if (!vb_date_point(s, i, p))
			return false;
		extend(s, DW_OTHER, p);
		return true;
	}
}

/* ---- a sentence ---- */

static void note_event(struct vb_date_scan *s, struct found *f, const struct vb_point *p,
		       size_t i)
{
	if (!p->dated || !p->exact || vb_date_tense(s, i, p->end) == VB_FUTURE)
		return;
	if (!p->bare && p->day > f->latest)
		f->latest = p->day;
	if (p->day > f->latest_bare)
		f->latest_bare = p->day;
}

static void take(struct vb_date_scan *s, struct found *f, const struct vb_point *p, size_t i)
{
	const struct vb_word *first = word(s, i), *end = word(s, p->end - 1);

	note_event(s, f, p, i);
	if (p->exact && vb_date_is_saying(s, i, p->end)) {
		if (f->sayings++ == 0) {
			f->before = f->n;
			f->day = p->day;
		}
		s->anchor = p->day;
	}
	if (p->exact)
		s->last = p->day;
	if (f->n < f->cap)
		f->out[f->n++] = (struct vb_date_mention){
			first->at, end->at + end->len - first->at, p->when};
}

/* "January 21 and 22": the second day, which has its month from the first. */
static size_t take_and(struct vb_date_scan *s, struct found *f, struct vb_point *p)
{
	const struct vb_word *n = word(s, p->end + 1), *next = word(s, p->end + 2);
	struct vb_civil c = vb_day_civil(p->day);

	if (!p->exact || kind(s, p->end - 1) != DW_NUMBER || kind(s, p->end) != DW_AND ||
	    (n->kind != DW_NUMBER && n->kind != DW_ORDINAL) || n->digits > 2 ||
	    next->kind == DW_OTHER || next->kind == DW_MONTH || next->kind == DW_UNIT ||
	    n->value <= c.day || n->value > vb_month_days(c.year, c.month))
		return p->end;
	p->day += n->value - c.day;
	p->when = vb_when_day(p->day);
	p->end += 2;
	take(s, f, p, p->end - 1);
	return p->end;
}

/* Whether a date may begin at @i: most words, most articles, are soon done with. */
static bool may_begin(const struct vb_date_scan *s, size_t i)
{
	enum vb_dw k = kind(s, i), next = kind(s, i + 1);

	if (k < DW_NUMBER || k >= DW_SAID)
		return false;
	switch (k) {
	case DW_THE:
	case DW_LAST:
	case DW_NEXT:
	case DW_THIS:
	case DW_THAT:
		return next != DW_OTHER && next != DW_MARK && next < DW_SAID;
	case DW_COUNT:
		return next == DW_UNIT;
	case DW_IN:
		return next == DW_COUNT || next == DW_NUMBER;
	case DW_UNIT:
		return next == DW_OF;
	case DW_AGO:
	case DW_HALF:
	case DW_TIME:
	case DW_HOUR:
	case DW_POSSESSIVE:
	case DW_EVERY:
	case DW_EPITHET:
	case DW_OF:
	case DW_ON:
	case DW_DURING:
	case DW_TO:
	case DW_FOR:
	case DW_THAN:
	case DW_AND:
	case DW_AHEAD:
		return false;
	default:
		return true;
	}
}

static void scan(struct vb_date_scan *s, struct found *f)
{
	struct vb_point p = {0};
	size_t i = 0;

	for (i = vb_date_fill(s, i); kind(s, i) != DW_END; i = vb_date_fill(s, i)) {
		if (may_begin(s, i) && span(s, i, &p) && p.end > i) {
			take(s, f, &p, i);
			i = take_and(s, f, &p);
			continue;
		}
		vb_date_track(s, i++);
	}
}

static void start(struct vb_date_scan *s, struct vb_view in, int64_t dct, int64_t last,
		  int64_t anchor)
{
	s->in = in;
	s->pos = 0;
	s->n = 0;
	s->ended = false;
	s->dct = dct >= SEEN_FIRST && dct <= SEEN_LAST ? dct : UNKNOWN;
	s->last = last >= SEEN_FIRST && last <= SEEN_LAST ? last : UNKNOWN;
	s->anchor = anchor >= SEEN_FIRST && anchor <= SEEN_LAST ? anchor : UNKNOWN;
	s->event = false;
	s->tense = VB_UNSAID;
	s->hold = 0;
	s->since_said = 1000;
	s->since_was = 1000;
	s->passive = false;
}

size_t vb_dates_find(struct vb_view sentence, int64_t dct, int64_t last, int64_t anchor,
		     struct vb_date_mention *out, size_t cap)
{
	struct vb_date_scan VB_UNSET s;
	struct found f = {.out = out, .cap = cap}, again;

	start(&s, sentence, dct, last, anchor);
	scan(&s, &f);
	/* "..., he said on Monday": what came before is seen from Monday. */
	if (anchor == UNKNOWN && f.sayings == 1 && f.before > 0) {
		start(&s, sentence, dct, last, f.day);
		again = (struct found){.out = out, .cap = f.before};
		scan(&s, &again);
	}
	return f.n;
}

/* ---- a report ---- */

/* The next line of *@rest, without white space at its ends and the signs that mark it. */
static struct vb_view next_line(struct vb_view *rest)
{
	const uint8_t *lf = memchr(rest->ptr, '\n', rest->len);
	struct vb_view v = {rest->ptr, lf ? (size_t)(lf - rest->ptr) : rest->len};
	size_t step = lf ? v.len + 1 : v.len;

	*rest = vb_view(rest->ptr + step, rest->len - step);
	while (v.len > 0 && (v.ptr[0] <= ' ' || v.ptr[0] == '#'))
		v = vb_view(v.ptr + 1, v.len - 1);
	while (v.len > 0 && v.ptr[v.len - 1] <= ' ')
		v.len--;
	return v;
}

/* Whether the letters of @v, large or small, begin with those of @s. */
static bool begins(struct vb_view v, const char *s)
{
	size_t n = strlen(s);

	if (v.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((v.ptr[i] | 0x20) != (uint8_t)s[i])
			return false;
	return true;
}

/* "date 2022-02-01", "Published: ...", or a date and nothing else. */
static bool is_page_date(struct vb_view line, const struct vb_date_mention *m)
{
	static const char *const labels[] = {"date", "publish", "posted", "updated",
					     "last updated", "issued"};

	for (size_t i = 0; i < VB_ARRAY_LEN(labels); i++)
		if (begins(line, labels[i]) && m->at <= strlen(labels[i]) + 12)
			return true;
	return m->at == 0 && line.len - m->len <= 1;
}

/* "MOSCOW, Jan. 21 (Agency) -": a place, a date, and a sign that the report begins. */
static bool dateline(struct vb_date_scan *s, struct vb_view line, int64_t near,
		     struct vb_point *p)
{
	size_t i, end;

	line.len = line.len < DATELINE ? line.len : DATELINE;
	start(s, line, near, UNKNOWN, UNKNOWN);
	s->event = true;
	vb_date_fill(s, 0);
	for (i = 0; i < 8; i++) {
		const struct vb_word *w = word(s, i);

		if (i > 0 && vb_date_point(s, i, p) && p->exact && p->dated)
			break;
		if (w->kind != DW_MARK && !(w->flags & DW_CAPITAL))
			return false;
	}
	if (i == 8)
		return false;
	for (end = p->end; end < p->end + 3; end++)
		if (kind(s, end) == DW_MARK && strchr("-(/:", word(s, end)->value))
			return true;
	return false;
}

/* The day that the first lines of @text tell; the dateline is told from @near. */
static bool head_day(struct vb_view text, int64_t near, int64_t *page, int64_t *line_day)
{
	struct vb_date_scan VB_UNSET s;
	struct vb_date_mention m;
	struct vb_point p = {0};

	for (int n = 0; n < HEAD_LINES && text.len > 0; n++) {
		struct vb_view line = next_line(&text), head = line;

		head.len = head.len < DATELINE ? head.len : DATELINE;
		if (*page == UNKNOWN &&
		    vb_dates_find(head, UNKNOWN, UNKNOWN, UNKNOWN, &m, 1) == 1 &&
		    m.when.from == m.when.to && is_page_date(line, &m))
			*page = m.when.from;
		if (*line_day == UNKNOWN &&
		    dateline(&s, line, *page != UNKNOWN ? *page : near, &p))
			*line_day = p.day;
	}
	return *page != UNKNOWN || *line_day != UNKNOWN;
}

/* The first sentence of *@rest, which moves behind it: enough to keep the tenses apart. */
static struct vb_view next_sentence(struct vb_view *rest)
{
	struct vb_view v = *rest;
	size_t i = 0;

	while (i < v.len && !((v.ptr[i] == '.' || v.ptr[i] == '!' || v.ptr[i] == '?') &&
			      i + 2 < v.len && v.ptr[i + 1] == ' ' &&
			      v.ptr[i + 2] >= 'A' && v.ptr[i + 2] <= 'Z'))
		i++;
	v.len = i < v.len ? i + 1 : i;
	*rest = vb_view(rest->ptr + v.len, rest->len - v.len);
	return v;
}

/* What readers wrote below the report is none of it. */
static bool is_comments(struct vb_view line)
{
	return begins(line, "comments") || begins(line, "leave a ") ||
	       memmem(line.ptr, line.len, "leave comments", 14) ||
	       memmem(line.ptr, line.len, "leave a comment", 15);
}

static void events(struct vb_view text, int64_t near, struct found *f)
{
	struct vb_date_scan VB_UNSET s;

	while (text.len > 0) {
		struct vb_view line = next_line(&text);

		if (line.len > 0 && is_comments(line))
			return;
		while (line.len > 0) {
			start(&s, next_sentence(&line), near, UNKNOWN, UNKNOWN);
			s.event = true;
			scan(&s, f);
		}
	}
}

int64_t vb_dates_document(struct vb_view text, bool *found)
{
	struct found f = {.latest = UNKNOWN, .latest_bare = UNKNOWN}, all = f;
	int64_t page = UNKNOWN, line = UNKNOWN;

	head_day(text, UNKNOWN, &page, &line);
	if (page == UNKNOWN && line == UNKNOWN) {
		/* The days that have a year tell the year of the others. */
		events(text, UNKNOWN, &f);
		if (f.latest != UNKNOWN)
			head_day(text, f.latest, &page, &line);
		if (f.latest != UNKNOWN && line == UNKNOWN)
			events(text, f.latest, &all);
	}
	*found = true;
	if (line != UNKNOWN)
		return line;
	if (page != UNKNOWN)
		return page;
	*found = f.latest != UNKNOWN;
	if (all.latest_bare > f.latest)
		return all.latest_bare;
	return *found ? f.latest : 0;
}
