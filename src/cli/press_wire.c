/*
 * What a confined child found, as bytes, and back: every count, index, span, word and text is
 * checked on the way in, since a child that was taken over could say anything.
 *
 *	"VBPRESS1" reports sentences assertions relations, then so many of each
 *	"VBPRESS0" code text
 *
 * Numbers are big-endian, of 1, 4 or 8 bytes; a text is its length, of 4 bytes, and its bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define TAKEN "VBPRESS1"
#define REFUSED "VBPRESS0"
#define MAGIC_LEN 8
/* The least that one of each takes: a count cannot exceed what could stand behind it. */
#define REPORT_MIN 17
#define SENTENCE_MIN 21
#define ASSERTION_MIN 84
#define RELATION_MIN 15
#define DAY_MAX 2932896	/* 9999-12-31 */

struct vb_reading_text {
	struct vb_reading_text *next;
	char text[];
};

/* ---- out ---- */

struct out {
	uint8_t *p;
	size_t len;
	size_t cap;
	bool failed;	/* memory */
};

static void put(struct out *o, const void *p, size_t n)
{
	if (!o->failed && o->cap - o->len < n) {
		size_t cap = o->cap * 2 + n + 4096;
		uint8_t *more = realloc(o->p, cap);

		o->failed = !more;
		if (more) {
			o->p = more;
			o->cap = cap;
		}
	}
	if (o->failed || n == 0)
		return;
	memcpy(o->p + o->len, p, n);
	o->len += n;
}

static void put_8(struct out *o, unsigned v)
{
	put(o, &(uint8_t){(uint8_t)v}, 1);
}

static void put_32(struct out *o, size_t v)
{
	uint8_t b[4];

	vb_put_be32(b, (uint32_t)v);
	put(o, b, sizeof(b));
}

static void put_64(struct out *o, int64_t v)
{
	uint8_t b[8];

	vb_put_be64(b, (uint64_t)v);
	put(o, b, sizeof(b));
}

/* Cut where it is too long, but not within a code point. */
static void put_text(struct out *o, const char *s)
{
	size_t len = strlen(s);

	if (len > VB_WIRE_TEXT_MAX) {
		len = VB_WIRE_TEXT_MAX;
		while (len > VB_WIRE_TEXT_MAX - 4 && ((uint8_t)s[len] & 0xc0) == 0x80)
			len--;
	}
	put_32(o, len);
	put(o, s, len);
}

static void put_when(struct out *o, const struct vb_when *w)
{
	put_64(o, w->from);
	put_64(o, w->to);
	put_text(o, w->text);
}

static void put_assertion(struct out *o, const struct vb_assertion *a)
{
	put_32(o, a->sentence);
	put_32(o, a->at);
	put_32(o, a->len);
	put_8(o, a->act);
	put_8(o, a->polarity);
	put_8(o, a->authority);
	put_8(o, a->confidence);
	put_text(o, a->speaker);
	put_text(o, a->via);
	put_text(o, a->cue);
	put_text(o, a->from);
	put_text(o, a->to);
	put_text(o, a->object);
	put_text(o, a->document);
	put_when(o, &a->event);
	put_when(o, &a->said);
}

static void put_arrays(struct out *o, const struct vb_reading *r)
{
	for (size_t i = 0; i < r->reports; i++) {
		put_8(o, r->report[i].dated);
		put_64(o, r->report[i].dated ? r->report[i].date : 0);
		put_32(o, r->report[i].first);
		put_32(o, r->report[i].count);
	}
	for (size_t i = 0; i < r->sentences; i++) {
		const struct vb_press_sentence *s = &r->sentence[i];

		put_32(o, s->report);
		put_32(o, s->number);
		put_32(o, s->paragraph);
		put_8(o, s->part);
		put_32(o, s->at);
		put_32(o, s->len);
	}
	for (size_t i = 0; i < r->assertions; i++)
		put_assertion(o, &r->assertion[i]);
	for (size_t i = 0; i < r->relations; i++) {
		const struct vb_press_relation *x = &r->relation[i];

		put_8(o, x->kind);
		put_8(o, x->conditional);
		put_32(o, x->left);
		put_32(o, x->right);
		put_8(o, x->percent);
		put_text(o, x->what ? x->what : "");
	}
}

static enum vb_code written(struct out *o, uint8_t **out, size_t *len, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (o->failed)
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	else if (o->len > VB_WIRE_MAX)
		code = vb_fail(err, VB_REFUSED, "", "", "more was found in these reports than "
							"256 MB can hold; read fewer at a time");
	if (code) {
		free(o->p);
		return code;
	}
	*out = o->p;
	*len = o->len;
	return VB_OK;
}

enum vb_code vb_wire_encode(const struct vb_reading *r, uint8_t **out, size_t *len,
			    struct vb_err *err)
{
	struct out o = {0};

	put(&o, TAKEN, MAGIC_LEN);
	put_32(&o, r->reports);
	put_32(&o, r->sentences);
	put_32(&o, r->assertions);
	put_32(&o, r->relations);
	put_arrays(&o, r);
	return written(&o, out, len, err);
}

enum vb_code vb_wire_refusal(enum vb_code why, const char *sentence, uint8_t **out, size_t *len)
{
	struct out o = {0};

	put(&o, REFUSED, MAGIC_LEN);
	put_8(&o, why);
	put_text(&o, sentence);
	return written(&o, out, len, NULL);
}

/* ---- in: the first fault sticks, and everything behind it is zero ---- */

struct in {
	const uint8_t *p;
	size_t left;
	struct vb_reading *r;
	const char *fault;	/* NULL: none yet */
	bool memory;
};

static void need(struct in *in, bool good, const char *what)
{
	if (!good && !in->fault)
		in->fault = what;
}

static const uint8_t *get(struct in *in, size_t n)
{
	static const uint8_t zero[8];
	const uint8_t *p = in->p;

	need(in, n <= in->left, "it ends too early");
	if (in->fault)
		return zero;
	in->p += n;
	in->left -= n;
	return p;
}

/* At most @max, or @what is at fault. */
static unsigned get_8(struct in *in, unsigned max, const char *what)
{
	unsigned v = *get(in, 1);

	need(in, v <= max, what);
	return in->fault ? 0 : v;
}

static uint32_t get_32(struct in *in)
{
	return vb_be32(get(in, 4));
}

static int64_t get_64(struct in *in)
{
	return (int64_t)vb_be64(get(in, 8));
}

/* An index of one of @n things. */
static uint32_t get_index(struct in *in, size_t n, const char *what)
{
	uint32_t v = get_32(in);

	need(in, v < n, what);
	return in->fault ? 0 : v;
}

static struct vb_view get_bytes(struct in *in, size_t max)
{
	uint32_t n = get_32(in);
	const uint8_t *p;

	need(in, n <= max, "a text is too long");
	p = get(in, in->fault ? 0 : n);
	need(in, in->fault || !memchr(p, 0, n), "a text has a NUL in it");
	return in->fault ? vb_view_str("") : vb_view(p, n);
}

static const char *get_text(struct in *in)
{
	struct vb_view v = get_bytes(in, VB_WIRE_TEXT_MAX);
	const char *text = v.len ? vb_reading_text(in->r, v) : "";

	if (!text)
		in->memory = true;
	need(in, text, "there is not enough memory");
	return text ? text : "";
}

static int64_t get_day(struct in *in, bool open)
{
	int64_t day = get_64(in);

	need(in, (open && (day == INT64_MIN || day == INT64_MAX)) ||
		 (day >= -DAY_MAX && day <= DAY_MAX), "a day is out of reach");
	return in->fault ? 0 : day;
}

static void get_when(struct in *in, struct vb_when *w)
{
	struct vb_view text;

	w->from = get_day(in, true);
	w->to = get_day(in, true);
	text = get_bytes(in, sizeof(w->text) - 1);
	memcpy(w->text, text.ptr, text.len);
	w->text[text.len] = 0;
}

/* @at, @len within the text of report @i. */
static void need_span(struct in *in, size_t i, size_t at, size_t len)
{
	size_t all = in->fault ? 0 : in->r->report[i].text.len;

	need(in, at <= all && len <= all - at, "a span leaves its report");
}

static void get_report(struct in *in, size_t i, size_t *next)
{
	struct vb_press_report *p = &in->r->report[i];

	p->dated = get_8(in, 1, "a flag is none");
	p->date = get_day(in, false);
	p->first = get_32(in);
	p->count = get_32(in);
	if (p->count == 0)
		p->first = *next;
	need(in, p->first == *next && p->count <= in->r->sentences - *next,
	     "the sentences of a report are not its own");
	*next += in->fault ? 0 : p->count;
}

static void get_sentence(struct in *in, size_t i)
{
	struct vb_press_sentence *s = &in->r->sentence[i];
	const struct vb_press_report *p;

	s->report = get_index(in, in->r->reports, "a sentence belongs to no report");
	s->number = get_32(in);
	s->paragraph = get_32(in);
	s->part = get_8(in, VB_PRESS_PARTS - 1, "a part of a page has no name");
	s->at = get_32(in);
	s->len = get_32(in);
	need_span(in, s->report, s->at, s->len);
	if (in->fault)
		return;
	p = &in->r->report[s->report];
	need(in, i >= p->first && i - p->first < p->count && s->number == i - p->first + 1,
	     "the sentences of a report are not its own");
}

static void get_assertion(struct in *in, size_t i)
{
	struct vb_assertion *a = &in->r->assertion[i];

	a->sentence = get_index(in, in->r->sentences, "an assertion stands in no sentence");
	a->at = get_32(in);
	a->len = get_32(in);
	if (!in->fault)
		need_span(in, in->r->sentence[a->sentence].report, a->at, a->len);
	a->act = get_8(in, VB_PRESS_ACTS - 1, "an act has no name");
	a->polarity = get_8(in, VB_PRESS_POLARITIES - 1, "a polarity has no name");
	a->authority = get_8(in, VB_PRESS_AUTHORITIES - 1, "an authority has no name");
	a->confidence = get_8(in, 100, "a confidence is more than 100");
	a->speaker = get_text(in);
	a->via = get_text(in);
	a->cue = get_text(in);
	a->from = get_text(in);
	a->to = get_text(in);
	a->object = get_text(in);
	a->document = get_text(in);
	get_when(in, &a->event);
	get_when(in, &a->said);
}

static void get_relation(struct in *in, size_t i)
{
	struct vb_press_relation *x = &in->r->relation[i];
	size_t sides;

	x->kind = get_8(in, VB_PRESS_RELATIONS - 1, "a relation has no name");
	sides = x->kind == VB_PR_REPEATS ? in->r->sentences : in->r->assertions;
	x->conditional = get_8(in, 1, "a flag is none");
	x->left = get_index(in, sides, "a relation has no sides");
	x->right = get_index(in, sides, "a relation has no sides");
	need(in, (x->left == x->right) == (x->kind == VB_PR_OPEN), "a relation has no sides");
	x->percent = get_8(in, 100, "a likeness is more than 100");
	x->what = get_text(in);
}

/* ---- the whole ---- */

/* A count of things that take @least bytes each. */
static size_t get_count(struct in *in, size_t least)
{
	uint32_t n = get_32(in);

	need(in, n <= in->left / least, "it promises more than it holds");
	return in->fault ? 0 : n;
}

static void counts(struct in *in, struct vb_reading *r)
{
	size_t reports = get_count(in, REPORT_MIN);

	need(in, reports == r->reports, "it is about other reports");
	r->sentences = get_count(in, SENTENCE_MIN);
	r->assertions = get_count(in, ASSERTION_MIN);
	r->relations = get_count(in, RELATION_MIN);
	if (in->fault)
		return;
	r->sentence = calloc(r->sentences + 1, sizeof(*r->sentence));
	r->assertion = calloc(r->assertions + 1, sizeof(*r->assertion));
	r->mark = calloc(r->assertions + 1, sizeof(*r->mark));
	r->relation = calloc(r->relations + 1, sizeof(*r->relation));
	in->memory = !r->sentence || !r->assertion || !r->mark || !r->relation;
	need(in, !in->memory, "there is not enough memory");
}

static void arrays(struct in *in, struct vb_reading *r)
{
	size_t next = 0;

	for (size_t i = 0; !in->fault && i < r->reports; i++)
		get_report(in, i, &next);
	need(in, next == r->sentences, "a sentence belongs to no report");
	for (size_t i = 0; !in->fault && i < r->sentences; i++)
		get_sentence(in, i);
	for (size_t i = 0; !in->fault && i < r->assertions; i++)
		get_assertion(in, i);
	for (size_t i = 0; !in->fault && i < r->relations; i++)
		get_relation(in, i);
	need(in, in->left == 0, "something stands behind its end");
}

static enum vb_code refusal(struct in *in, struct vb_err *err)
{
	enum vb_code code = get_8(in, VB_USAGE, "its code is none");
	struct vb_view text = get_bytes(in, VB_WIRE_TEXT_MAX);
	char shown[400];

	need(in, code != VB_OK && in->left == 0, "it refuses nothing");
	return in->fault ? VB_OK :
			   vb_fail(err, code, "", "", "%s", vb_quote(shown, sizeof(shown), text));
}

enum vb_code vb_wire_decode(struct vb_view wire, struct vb_reading *r, struct vb_err *err)
{
	struct in in = {.p = wire.ptr, .left = wire.len, .r = r};
	const uint8_t *magic = wire.len < MAGIC_LEN ? NULL : get(&in, MAGIC_LEN);
	enum vb_code code;

	if (magic && memcmp(magic, REFUSED, MAGIC_LEN) == 0) {
		code = refusal(&in, err);
		if (code)
			return code;
	} else if (magic && memcmp(magic, TAKEN, MAGIC_LEN) == 0) {
		counts(&in, r);
		arrays(&in, r);
	} else {
		need(&in, false, "it is of another kind");
	}
	if (!in.fault && !vb_reading_sort(r)) {
		in.memory = true;
		in.fault = "there is not enough memory";
	}
	if (!in.fault)
		return VB_OK;
	vb_reading_free(r);
	if (in.memory)
		return vb_fail(err, VB_MEMORY, "", "", "%s", in.fault);
	return vb_fail(err, VB_REFUSED, "", "", "the answer of the process that reads the "
						"reports makes no sense: %s", in.fault);
}

/* ---- what a reading owns ---- */

char *vb_reading_text(struct vb_reading *r, struct vb_view v)
{
	struct vb_reading_text *t = malloc(sizeof(*t) + v.len + 1);

	if (!t)
		return NULL;
	memcpy(t->text, v.ptr, v.len);
	t->text[v.len] = 0;
	t->next = r->texts;
	r->texts = t;
	return t->text;
}

void vb_reading_free(struct vb_reading *r)
{
	while (r->texts) {
		struct vb_reading_text *t = r->texts;

		r->texts = t->next;
		free(t);
	}
	free(r->sentence);
	free(r->assertion);
	free(r->mark);
	free(r->relation);
	free(r->timeline);
	free(r->place);
	*r = (struct vb_reading){.report = r->report, .hash = r->hash, .reports = r->reports};
	for (size_t i = 0; i < r->reports; i++)
		r->report[i].first = r->report[i].count = 0;
}
