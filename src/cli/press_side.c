/*
 * FILE.assertions: what a person makes of the suggestions for FILE.
 *
 *	verbale-assertions/1
 *	report SHA-256 of FILE, 64 hex digits
 *	confirm SENTENCE ACT POLARITY [N]
 *	reject SENTENCE ACT POLARITY [N]
 *	correct SENTENCE ACT POLARITY [N]
 *	TAB KEY=VALUE
 *	add SENTENCE ACT POLARITY
 *	TAB KEY=VALUE
 *
 * N, from 1, tells apart what one sentence says twice.  Empty lines and lines from '#' are
 * passed over.  A file with one fault has no effect at all: half of a person's corrections
 * would be nobody's view.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define KIND "verbale-assertions/1"

struct entry {
	enum vb_suggestion what;
	size_t target;		/* index of the assertion; none for VB_SG_ADDED */
	bool fields;		/* it has one */
	struct vb_assertion now;
};

struct side {
	struct vb_cursor c;
	struct vb_reading *r;
	const struct vb_press_report *report;
	struct entry *entry;
	size_t n;
	size_t cap;
	bool *taken;		/* by assertion: a line is about it */
	bool memory;
};

/* ---- words ---- */

typedef const char *name_fn(unsigned value);

static const char *act_name(unsigned v)
{
	return v < VB_PRESS_ACTS ? vb_press_act_name((enum vb_press_act)v) : NULL;
}

static const char *polarity_name(unsigned v)
{
	return v < VB_PRESS_POLARITIES ? vb_press_polarity_name((enum vb_press_polarity)v) : NULL;
}

static const char *authority_name(unsigned v)
{
	return v < VB_PRESS_AUTHORITIES ? vb_press_authority_name((enum vb_press_authority)v) :
					  NULL;
}

static bool value_of(name_fn *name, struct vb_view word, unsigned *out)
{
	for (unsigned i = 0; name(i); i++) {
		if (vb_view_is(word, name(i))) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool set_word(struct side *s, const char *what, name_fn *name, struct vb_view word,
		     unsigned *out)
{
	char shown[80];

	if (value_of(name, word, out))
		return true;
	vb_cursor_fail(&s->c, "", "there is no %s \"%s\"", what,
		       vb_quote(shown, sizeof(shown), word));
	return false;
}

/* ---- fields of an assertion ---- */

static bool is_plain(struct vb_view v)
{
	while (v.len > 0) {
		uint32_t cp;
		size_t n = vb_utf8_next(v, &cp);

		if (n == 0 || !vb_codepoint_plain(cp))
			return false;
		v = vb_view(v.ptr + n, v.len - n);
	}
	return true;
}

/* Where the text called @key stands in an assertion; NULL: none. */
static const char **text_of(struct vb_assertion *a, struct vb_view key)
{
	static const struct {
		const char *key;
		size_t at;
	} texts[] = {
		{"speaker", offsetof(struct vb_assertion, speaker)},
		{"via", offsetof(struct vb_assertion, via)},
		{"cue", offsetof(struct vb_assertion, cue)},
		{"from", offsetof(struct vb_assertion, from)},
		{"to", offsetof(struct vb_assertion, to)},
		{"object", offsetof(struct vb_assertion, object)},
		{"document", offsetof(struct vb_assertion, document)},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(texts); i++) {
		if (vb_view_is(key, texts[i].key))
			return (const char **)(void *)((char *)a + texts[i].at);
	}
	return NULL;
}

static void set_text(struct side *s, const char **text, struct vb_view value)
{
	if (vb_view_is(value, "-")) {
		*text = "";
		return;
	}
	if (value.len > VB_WIRE_TEXT_MAX || !is_plain(value)) {
		vb_cursor_fail(&s->c, "", "a value is plain text of at most 1024 bytes");
		return;
	}
	*text = vb_reading_text(s->r, value);
	s->memory = s->memory || !*text;
}

static void set_when(struct side *s, struct vb_press_when *out, struct vb_view value)
{
	struct vb_when when = {.from = INT64_MIN, .to = INT64_MAX};
	char shown[80];

	if (!vb_view_is(value, "-") && !vb_cli_when(value, &when))
		vb_cursor_fail(&s->c, "", "%s is no date; write 2022-01-31, 2022-W04, A/B or ../B",
			       vb_quote(shown, sizeof(shown), value));
	*out = (struct vb_press_when){when.from, when.to,
				      vb_reading_text(s->r, vb_view_str(when.text))};
	s->memory = s->memory || !out->text;
}

static void set_field(struct side *s, struct vb_assertion *a, struct vb_view key,
		      struct vb_view value)
{
	const char **text = text_of(a, key);
	unsigned v = 0;
	char shown[80];

	if (text) {
		set_text(s, text, value);
	} else if (vb_view_is(key, "event")) {
		set_when(s, &a->event, value);
	} else if (vb_view_is(key, "said")) {
		set_when(s, &a->said, value);
	} else if (vb_view_is(key, "act")) {
		if (set_word(s, "act", act_name, value, &v))
			a->act = (enum vb_press_act)v;
	} else if (vb_view_is(key, "polarity")) {
		if (set_word(s, "polarity", polarity_name, value, &v))
			a->polarity = (enum vb_press_polarity)v;
	} else if (vb_view_is(key, "authority")) {
		if (set_word(s, "authority", authority_name, value, &v))
			a->authority = (enum vb_press_authority)v;
	} else {
		vb_cursor_fail(&s->c, "", "there is no field \"%s\"",
			       vb_quote(shown, sizeof(shown), key));
	}
}

static void field(struct side *s, struct vb_view line)
{
	struct entry *e = s->n ? &s->entry[s->n - 1] : NULL;
	const uint8_t *eq = memchr(line.ptr, '=', line.len);

	if (!e || (e->what != VB_SG_CORRECTED && e->what != VB_SG_ADDED)) {
		vb_cursor_fail(&s->c, "", "a field stands below no correct and no add");
		return;
	}
	if (!eq || eq == line.ptr + line.len - 1) {
		vb_cursor_fail(&s->c, "", "a field is KEY=VALUE, with - for no value");
		return;
	}
	e->fields = true;
	set_field(s, &e->now, vb_view(line.ptr, (size_t)(eq - line.ptr)),
		  vb_view(eq + 1, line.len - (size_t)(eq - line.ptr) - 1));
}

/* ---- which suggestion a line is about ---- */

static bool is_named(const struct side *s, size_t i, const struct entry *e)
{
	const struct vb_assertion *a = &s->r->assertion[i];

	return s->r->mark[i] != VB_SG_ADDED && a->act == e->now.act &&
	       a->polarity == e->now.polarity;
}

/* @n: the n-th of its name in the sentence; 0: the only one. */
static void find_target(struct side *s, struct entry *e, uint64_t n)
{
	const struct vb_reading *r = s->r;
	size_t seen = 0;

	for (size_t k = vb_reading_first(r, e->now.sentence);
	     k < r->assertions && r->assertion[r->place[k]].sentence == e->now.sentence; k++) {
		if (is_named(s, r->place[k], e) && (++seen == n || n == 0))
			e->target = r->place[k];
	}
	if (seen == 0 || n > seen)
		vb_cursor_fail(&s->c, "", "nothing of that name was found in that sentence");
	else if (n == 0 && seen > 1)
		vb_cursor_fail(&s->c, "", "%zu of that name were found in that sentence: say "
					  "which, from 1, behind the polarity", seen);
	else if (s->taken[e->target])
		vb_cursor_fail(&s->c, "", "an earlier line is about the same suggestion");
	else
		s->taken[e->target] = true;
	if (s->c.code)
		return;
	e->now = r->assertion[e->target];
}

static void added(const struct side *s, struct entry *e)
{
	const struct vb_press_when unknown = {.from = INT64_MIN, .to = INT64_MAX, .text = ""};
	const struct vb_press_sentence *at = &s->r->sentence[e->now.sentence];

	e->now = (struct vb_assertion){
		.sentence = e->now.sentence, .at = at->at, .len = at->len,
		.act = e->now.act, .polarity = e->now.polarity, .authority = VB_PW_NONE,
		.speaker = "", .via = "", .cue = "", .from = "", .to = "", .object = "",
		.document = "", .event = unknown, .said = unknown, .confidence = 100,
	};
}

static bool verb_of(struct vb_view word, enum vb_suggestion *out)
{
	static const struct {
		const char *verb;
		enum vb_suggestion what;
	} verbs[] = {
		{"confirm", VB_SG_CONFIRMED},
		{"reject", VB_SG_REJECTED},
		{"correct", VB_SG_CORRECTED},
		{"add", VB_SG_ADDED},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++) {
		if (vb_view_is(word, verbs[i].verb)) {
			*out = verbs[i].what;
			return true;
		}
	}
	return false;
}

static bool room(struct side *s)
{
	size_t cap = s->cap * 2 + 16;
	struct entry *more;

	if (s->n < s->cap)
		return true;
	if (s->n >= VB_SIDE_LINES_MAX) {
		vb_cursor_fail(&s->c, "", "a side file has at most 10000 entries");
		return false;
	}
	more = reallocarray(s->entry, cap, sizeof(*more));
	s->memory = !more;
	if (!more)
		return false;
	s->entry = more;
	s->cap = cap;
	return true;
}

static void entry(struct side *s, struct vb_view line)
{
	struct vb_view rest, verb = vb_token(line, &rest), number = vb_token(rest, &rest);
	struct vb_view act = vb_token(rest, &rest), polarity = vb_token(rest, &rest);
	struct entry e = {0};
	uint64_t sentence, n = 0;
	unsigned a = 0, p = 0;

	if (!verb_of(verb, &e.what)) {
		vb_cursor_fail(&s->c, "", "a line begins with confirm, reject, correct or add");
		return;
	}
	if (!vb_dec_parse(number, &sentence) || sentence < 1 || sentence > s->report->count) {
		vb_cursor_fail(&s->c, "", "its report has sentences 1 to %zu", s->report->count);
		return;
	}
	if (!set_word(s, "act", act_name, act, &a) ||
	    !set_word(s, "polarity", polarity_name, polarity, &p))
		return;
	if (rest.len > 0 && (e.what == VB_SG_ADDED || !vb_dec_parse(rest, &n) || n == 0)) {
		vb_cursor_fail(&s->c, "", "something stands behind the polarity");
		return;
	}
	e.now.sentence = (uint32_t)(s->report->first + sentence - 1);
	e.now.act = (enum vb_press_act)a;
	e.now.polarity = (enum vb_press_polarity)p;
	if (e.what == VB_SG_ADDED)
		added(s, &e);
	else
		find_target(s, &e, n);
	if (!s->c.code && room(s))
		s->entry[s->n++] = e;
}

/* ---- the whole ---- */

static void head(struct side *s, const struct vb_hash *want)
{
	struct vb_view kind = vb_cursor_line(&s->c), hash;
	struct vb_hash h;

	if (!s->c.code && !vb_view_is(kind, KIND))
		vb_cursor_fail(&s->c, "", "its first line is not " KIND);
	hash = vb_cursor_field(&s->c, "report");
	if (s->c.code)
		return;
	if (!vb_hash_parse(hash, &h))
		vb_cursor_fail(&s->c, "", "a hash is 64 hex digits in lower case");
	else if (!vb_hash_eq(&h, want))
		s->c.code = vb_fail(s->c.err, VB_FALSE, "", "",
				    "the report's bytes are not those that it was written for");
}

static void lines(struct side *s)
{
	const struct entry *last;

	while (!s->c.code && !s->memory && s->c.pos < s->c.in.len) {
		struct vb_view line = vb_cursor_line(&s->c);

		if (s->c.code || line.len == 0 || line.ptr[0] == '#')
			continue;
		last = s->n ? &s->entry[s->n - 1] : NULL;
		if (line.ptr[0] == '\t') {
			field(s, vb_view(line.ptr + 1, line.len - 1));
			continue;
		}
		if (last && last->what == VB_SG_CORRECTED && !last->fields)
			break;
		entry(s, line);
	}
	last = s->n ? &s->entry[s->n - 1] : NULL;
	if (!s->c.code && last && last->what == VB_SG_CORRECTED && !last->fields)
		vb_cursor_fail(&s->c, "", "a correct has no field below it");
}

static enum vb_code apply(struct side *s, struct vb_err *err)
{
	struct vb_reading *r = s->r;
	struct vb_assertion *a = reallocarray(r->assertion, r->assertions + s->n + 1, sizeof(*a));
	enum vb_suggestion *mark;

	if (a)
		r->assertion = a;
	mark = a ? reallocarray(r->mark, r->assertions + s->n + 1, sizeof(*mark)) : NULL;
	if (!mark)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	r->mark = mark;
	for (size_t i = 0; i < s->n; i++) {
		const struct entry *e = &s->entry[i];
		size_t to = e->what == VB_SG_ADDED ? r->assertions++ : e->target;

		r->assertion[to] = e->now;
		r->mark[to] = e->what;
	}
	return vb_reading_sort(r) ? VB_OK :
				    vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

enum vb_code vb_side_apply(struct vb_view file, uint32_t n, struct vb_reading *r,
			   struct vb_err *err)
{
	struct side s = {.r = r, .report = &r->report[n]};
	enum vb_code code;

	s.taken = calloc(r->assertions + 1, sizeof(*s.taken));
	if (!s.taken)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	vb_cursor_init(&s.c, file, err);
	head(&s, &r->hash[n]);
	lines(&s);
	code = s.c.code;
	if (!code && s.memory)
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	if (!code)
		code = apply(&s, err);
	free(s.entry);
	free(s.taken);
	return code;
}

/* ---- a file to start from ---- */

/* Which of its name in its sentence; 0: the only one. */
static unsigned ordinal(const struct vb_reading *r, size_t k)
{
	const struct vb_assertion *a = &r->assertion[r->place[k]];
	unsigned before = 1, all = 0;

	for (size_t i = vb_reading_first(r, a->sentence);
	     i < r->assertions && r->assertion[r->place[i]].sentence == a->sentence; i++) {
		const struct vb_assertion *b = &r->assertion[r->place[i]];
		bool same = a->act == b->act && a->polarity == b->polarity;

		before += same && i < k;
		all += same;
	}
	return all > 1 ? before : 0;
}

static void commented(FILE *f, const char *key, const char *value)
{
	char shown[VB_LINE_MAX / 2];

	fprintf(f, "#\t%s=%s\n", key,
		value[0] ? vb_quote(shown, sizeof(shown), vb_view_str(value)) : "-");
}

static void suggestion(FILE *f, const struct vb_reading *r, size_t k)
{
	const struct vb_assertion *a = &r->assertion[r->place[k]];
	unsigned n = ordinal(r, k);
	char which[16] = "";

	if (n)
		snprintf(which, sizeof(which), " %u", n);
	fprintf(f, "#confirm %u %s %s%s\n", r->sentence[a->sentence].number,
		vb_press_act_name(a->act), vb_press_polarity_name(a->polarity), which);
	commented(f, "speaker", a->speaker);
	commented(f, "via", a->via);
	commented(f, "authority", vb_press_authority_name(a->authority));
	commented(f, "cue", a->cue);
	commented(f, "from", a->from);
	commented(f, "to", a->to);
	commented(f, "object", a->object);
	commented(f, "document", a->document);
	commented(f, "event", a->event.text);
	commented(f, "said", a->said.text);
}

static struct vb_view words_of(const struct vb_reading *r, size_t sentence)
{
	const struct vb_press_sentence *s = &r->sentence[sentence];

	return vb_view(r->report[s->report].text.ptr + s->at, s->len);
}

void vb_side_template(FILE *f, const struct vb_reading *r, uint32_t n)
{
	const struct vb_press_report *p = &r->report[n];
	size_t end = p->first + p->count, last = SIZE_MAX;
	char hex[65], shown[400];

	vb_hex(hex, r->hash[n].b, sizeof(r->hash[n].b));
	fprintf(f, "%s\nreport %s\n"
		"# Take the # away from a line to confirm what was found; write reject or correct "
		"in its place,\n# and below correct the fields that are otherwise.  See man "
		"verbale-press.\n", KIND, hex);
	for (size_t k = vb_reading_first(r, p->first);
	     k < r->assertions && r->assertion[r->place[k]].sentence < end; k++) {
		size_t sentence = r->assertion[r->place[k]].sentence;

		if (sentence != last)
			fprintf(f, "\n# %u: %s\n", r->sentence[sentence].number,
				vb_quote(shown, sizeof(shown), words_of(r, sentence)));
		last = sentence;
		suggestion(f, r, k);
	}
}
