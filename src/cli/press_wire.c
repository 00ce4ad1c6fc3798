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
#include <unistd.h>

#define TAKEN "VBPRESS1"
#define REFUSED "VBPRESS0"
#define MAGIC_LEN 8
/* The least that one of each takes: a count cannot exceed what could stand behind it. */
#define REPORT_MIN 17
#define SENTENCE_MIN 21
#define ASSERTION_MIN 84
#define RELATION_MIN 15
#define DAY_MAX 2932896	/* 9999-12-31 */

/* ---- out ---- */

#define PIECE 65536	/* bytes that are written or read at once */

struct out {
	uint8_t *p;
	size_t len;
	size_t cap;
	uint64_t all;	/* bytes put so far */
	bool counts;	/* ... which is all that is wanted of them */
	int fd;		/* where full pieces go; -1: all stays in @p */
	bool failed;	/* memory, or the other end */
};

static void flush(struct out *o)
{
	size_t at = 0;

	while (at < o->len && !o->failed) {
		ssize_t n = write(o->fd, o->p + at, o->len - at);

		o->failed = n <= 0;
		at += n > 0 ? (size_t)n : 0;
	}
	o->len = 0;
}

static void put(struct out *o, const void *p, size_t n)
{
	o->all += n;
	if (o->counts || o->failed || n == 0)
		return;
	if (o->fd >= 0 && o->cap - o->len < n)
		flush(o);
	if (o->cap - o->len < n) {
		size_t cap = o->cap * 2 + n + PIECE;
		uint8_t *more = realloc(o->p, cap);

		o->failed = !more;
		if (!more)
			return;
		o->p = more;
		o->cap = cap;
	}
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

static void put_when(struct out *o, const struct vb_press_when *w)
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
		put_text(o, vb_press_change_name(x->what));
	}
}

static void put_all(struct out *o, const struct vb_reading *r)
{
	put(o, TAKEN, MAGIC_LEN);
	put_32(o, r->reports);
	put_32(o, r->sentences);
	put_32(o, r->assertions);
	put_32(o, r->relations);
	put_arrays(o, r);
}

static enum vb_code fits(const struct vb_reading *r, struct vb_err *err)
{
	struct out o = {.counts = true, .fd = -1};

	put_all(&o, r);
	return o.all <= VB_WIRE_MAX ? VB_OK :
				      vb_fail(err, VB_REFUSED, "", "",
					      "more was found in these reports than 256 MB can "
					      "hold; read fewer at a time");
}

static enum vb_code written(struct out *o, uint8_t **out, size_t *len, struct vb_err *err)
{
	if (o->failed) {
		free(o->p);
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	}
	*out = o->p;
	*len = o->len;
	return VB_OK;
}

enum vb_code vb_wire_encode(const struct vb_reading *r, uint8_t **out, size_t *len,
			    struct vb_err *err)
{
	struct out o = {.fd = -1};
	enum vb_code code = fits(r, err);

	if (code)
		return code;
	put_all(&o, r);
	return written(&o, out, len, err);
}

enum vb_code vb_wire_write(const struct vb_reading *r, int fd, struct vb_err *err)
{
	struct out o = {.fd = fd};
	enum vb_code code = fits(r, err);

	if (code)
		return code;
	put_all(&o, r);
	flush(&o);
	free(o.p);
	return o.failed ? vb_fail(err, VB_IO, "", "", "the answer could not be written") : VB_OK;
}

enum vb_code vb_wire_refusal(enum vb_code why, const char *sentence, uint8_t **out, size_t *len)
{
	struct out o = {.fd = -1};

	put(&o, REFUSED, MAGIC_LEN);
	put_8(&o, why);
	put_text(&o, sentence);
	return written(&o, out, len, NULL);
}

/* ---- in: the first fault sticks, and everything behind it is zero ---- */

struct in {
	const uint8_t *p;
	size_t left;		/* bytes at @p */
	uint64_t still;		/* bytes that may come in all */
	struct vb_confined *child; /* where more comes from; NULL: nothing does */
	uint8_t *piece;		/* what came from there */
	bool ended;		/* it ended too early */
	struct vb_reading *r;
	const char *fault;	/* NULL: none yet */
	bool memory;
};

static void need(struct in *in, bool good, const char *what)
{
	if (!good && !in->fault)
		in->fault = what;
}

/* Makes @n bytes stand at in->p, if the child says so many more. */
static void refill(struct in *in, size_t n)
{
	if (!in->child || in->left >= n)
		return;
	memmove(in->piece, in->p, in->left);
	in->p = in->piece;
	while (in->left < n) {
		size_t got = vb_confined_take(in->child, in->piece + in->left, PIECE - in->left);

		if (got == 0)
			return;
		in->left += got;
	}
}

static const uint8_t *get(struct in *in, size_t n)
{
	static const uint8_t zero[8];
	const uint8_t *p;

	if (in->fault)
		return zero;
	refill(in, n);
	in->ended = n > in->left;
	need(in, !in->ended, "it ends too early");
	need(in, n <= in->still, "it has no end");
	if (in->fault)
		return zero;
	p = in->p;
	in->p += n;
	in->left -= n;
	in->still -= n;
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

static const char *get_text(struct in *in, size_t max)
{
	struct vb_view v = get_bytes(in, max);
	const char *text = vb_reading_text(in->r, v);

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

static void get_when(struct in *in, struct vb_press_when *w)
{
	w->from = get_day(in, true);
	w->to = get_day(in, true);
	w->text = get_text(in, sizeof(((struct vb_when *)NULL)->text) - 1);
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
	uint32_t paragraph;

	s->report = get_index(in, in->r->reports, "a sentence belongs to no report");
	s->number = get_32(in);
	paragraph = get_32(in);
	need(in, paragraph <= VB_REPORT_MAX, "a paragraph is out of reach");
	s->paragraph = paragraph & 0xfffffff;
	s->part = (enum vb_press_part)get_8(in, VB_PRESS_PARTS - 1, "a part of a page has no name");
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
	a->act = (enum vb_press_act)get_8(in, VB_PRESS_ACTS - 1, "an act has no name");
	a->polarity = (enum vb_press_polarity)get_8(in, VB_PRESS_POLARITIES - 1,
						    "a polarity has no name");
	a->authority = (enum vb_press_authority)get_8(in, VB_PRESS_AUTHORITIES - 1,
						      "an authority has no name");
	a->confidence = get_8(in, 100, "a confidence is more than 100") & 0x7f;
	a->speaker = get_text(in, VB_WIRE_TEXT_MAX);
	a->via = get_text(in, VB_WIRE_TEXT_MAX);
	a->cue = get_text(in, VB_WIRE_TEXT_MAX);
	a->from = get_text(in, VB_WIRE_TEXT_MAX);
	a->to = get_text(in, VB_WIRE_TEXT_MAX);
	a->object = get_text(in, VB_WIRE_TEXT_MAX);
	a->document = get_text(in, VB_WIRE_TEXT_MAX);
	get_when(in, &a->event);
	get_when(in, &a->said);
}

static enum vb_press_change get_change(struct in *in)
{
	struct vb_view v = get_bytes(in, VB_WIRE_TEXT_MAX);

	for (unsigned i = 0; i < VB_PRESS_CHANGES; i++)
		if (vb_view_is(v, vb_press_change_name((enum vb_press_change)i)))
			return (enum vb_press_change)i;
	need(in, false, "what changed has no name");
	return VB_PX_NOTHING;
}

static void get_relation(struct in *in, size_t i)
{
	struct vb_press_relation *x = &in->r->relation[i];
	size_t sides;

	x->kind = (enum vb_press_relation_kind)get_8(in, VB_PRESS_RELATIONS - 1,
						     "a relation has no name");
	sides = x->kind == VB_PR_REPEATS ? in->r->sentences : in->r->assertions;
	x->conditional = get_8(in, 1, "a flag is none");
	x->left = get_index(in, sides, "a relation has no sides");
	x->right = get_index(in, sides, "a relation has no sides");
	need(in, (x->left == x->right) == (x->kind == VB_PR_OPEN), "a relation has no sides");
	x->percent = get_8(in, 100, "a likeness is more than 100") & 0x7f;
	x->what = get_change(in);
}

/* ---- the whole ---- */

/* A count of things that take @least bytes each. */
static size_t get_count(struct in *in, size_t least)
{
	uint32_t n = get_32(in);

	need(in, n <= in->still / least, "it promises more than it holds");
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
	if (!in->fault)
		refill(in, 1);
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

/* What the answer refuses, if it does; else @in says what is wrong with it. */
static enum vb_code decode(struct in *in, struct vb_reading *r, struct vb_err *err)
{
	const uint8_t *magic = get(in, MAGIC_LEN);

	if (in->fault)
		return VB_OK;
	if (memcmp(magic, REFUSED, MAGIC_LEN) == 0)
		return refusal(in, err);
	if (memcmp(magic, TAKEN, MAGIC_LEN) == 0) {
		counts(in, r);
		arrays(in, r);
	} else {
		need(in, false, "it is of another kind");
	}
	if (!in->fault && !vb_reading_sort(r)) {
		in->memory = true;
		in->fault = "there is not enough memory";
	}
	return VB_OK;
}

static enum vb_code verdict(const struct in *in, struct vb_err *err)
{
	if (!in->fault)
		return VB_OK;
	vb_reading_free(in->r);
	if (in->memory)
		return vb_fail(err, VB_MEMORY, "", "", "%s", in->fault);
	return vb_fail(err, VB_REFUSED, "", "", "the answer of the process that reads the "
						"reports makes no sense: %s", in->fault);
}

enum vb_code vb_wire_decode(struct vb_view wire, struct vb_reading *r, struct vb_err *err)
{
	struct in in = {.p = wire.ptr, .left = wire.len, .still = wire.len, .r = r};
	enum vb_code code = decode(&in, r, err);

	return code ? code : verdict(&in, err);
}

enum vb_code vb_wire_take(struct vb_confined *c, struct vb_reading *r, struct vb_err *err)
{
	struct in in = {.still = VB_WIRE_MAX, .child = c, .r = r};
	enum vb_code code, end = VB_OK;

	in.p = in.piece = malloc(PIECE);
	if (!in.piece)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	code = decode(&in, r, err);
	/* How the child ended says more than where its answer did. */
	if (in.fault && !in.ended)
		vb_confined_drop(c);
	else if (!code)
		end = vb_confined_finish(c, err);
	free(in.piece);
	if (code)
		return code;
	if (end)
		vb_reading_free(r);
	return end ? end : verdict(&in, err);
}

/* ---- what a reading owns ---- */

const char *vb_reading_text(struct vb_reading *r, struct vb_view v)
{
	const char *text = vb_pool_text(&r->texts, v);

	return r->texts.failed ? NULL : text;
}

void vb_reading_free(struct vb_reading *r)
{
	vb_pool_free(&r->texts);
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
