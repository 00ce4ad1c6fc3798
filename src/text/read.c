/*
 * Bracketed drafts, read: which brackets belong together, whom they name, where options begin.
 * Nothing is an error: what is no bracket is words (text.md 6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum what {
	MK_NONE,	/* a bracket without a partner */
	MK_OPEN,
	MK_CLOSE,
	MK_ESCAPE,	/* a backslash: what stands behind it is words */
	MK_OPTION,	/* the heading of an option */
	MK_HEADING,	/* a line of '#': options end */
};

struct mark {
	enum what what;
	uint32_t at;
	uint32_t len;
};

/* Where the structure of a draft stands in its bytes. */
struct scan {
	struct vb_view text;
	const struct vb_parties *known;	/* of a draft that is headed; else NULL */
	struct mark *mark;
	size_t n;
	size_t cap;
	size_t open[VB_NESTING_MAX];	/* marks of brackets that are not closed yet */
	unsigned depth;
	size_t stray;
	bool failed;
};

static struct vb_view from(struct vb_view v, size_t at)
{
	return vb_view(v.ptr + at, v.len - at);
}

static bool is_upper(uint8_t b)
{
	return b >= 'A' && b <= 'Z';
}

static bool is_alnum(uint8_t b)
{
	return is_upper(b) || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
}

static uint8_t byte_at(struct vb_view v, size_t at)
{
	return at < v.len ? v.ptr[at] : 0;
}

/* ---- labels: "NORD, SUD: ", "US/AU propose; CL oppose: ", "NORD; supported by SUD: " ---- */

#define LABEL_MAX 4000u

enum role {
	ROLE_PROPOSED,
	ROLE_SUPPORTED,
	ROLE_OPPOSED,
	ROLES
};

struct label {
	uint64_t who[ROLES];
};

static bool starts(struct vb_view v, const char *s)
{
	size_t n = strlen(s);

	return v.len >= n && memcmp(v.ptr, s, n) == 0;
}

static bool ends(struct vb_view v, const char *s)
{
	size_t n = strlen(s);

	return v.len >= n && memcmp(v.ptr + v.len - n, s, n) == 0;
}

static struct vb_view trimmed(struct vb_view v)
{
	while (v.len > 0 && v.ptr[0] == ' ')
		v = from(v, 1);
	while (v.len > 0 && v.ptr[v.len - 1] == ' ')
		v.len--;
	return v;
}

/* The role that "supported by X" or "X support" names, and what is left: X. */
static enum role role_of(struct vb_view *v)
{
	static const char *const before[ROLES] = {"proposed by ", "supported by ", "opposed by "};
	static const char *const behind[ROLES][2] = {{" propose", " proposes"},
						     {" support", " supports"},
						     {" oppose", " opposes"}};

	for (unsigned r = 0; r < ROLES; r++) {
		if (starts(*v, before[r])) {
			*v = from(*v, strlen(before[r]));
			return (enum role)r;
		}
		for (unsigned i = 0; i < 2; i++) {
			if (!ends(*v, behind[r][i]))
				continue;
			v->len -= strlen(behind[r][i]);
			return (enum role)r;
		}
	}
	return ROLE_PROPOSED;
}

/* Words with a colon behind them that are no party. */
static bool is_reserved(const char *name)
{
	static const char *const word[] = {"option", "alternative", "alt", "note", "placeholder",
					   "article", "paragraph", "preamble", "chapeau", "title",
					   "section", "annex", "chapter", "table", "footnote"};

	for (size_t i = 0; i < VB_ARRAY_LEN(word); i++) {
		size_t n = strlen(word[i]);

		if (strncmp(name, word[i], n) == 0 && (name[n] == 0 || name[n] == '-'))
			return true;
	}
	return false;
}

/* A name as others write it, "New Zealand", in our form: new-zealand. */
static bool foreign_name(struct vb_view v, char out[static VB_NAME_MAX + 1])
{
	unsigned words = 1;

	if (v.len == 0 || v.len > VB_NAME_MAX)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t b = v.ptr[i];

		if (b == ' ' && ++words > 3)
			return false;
		if ((i == 0 || v.ptr[i - 1] == ' ') && !is_upper(b))
			return false;
		if (!is_alnum(b) && b != ' ' && b != '-')
			return false;
		out[i] = (char)(is_upper(b) ? b - 'A' + 'a' : b == ' ' ? '-' : b);
	}
	out[v.len] = 0;
	return !is_reserved(out);
}

/* The party of this name, which is added where names are not known beforehand. */
static uint32_t party_of(struct vb_parties *p, bool known, struct vb_view name)
{
	char low[VB_NAME_MAX + 1];
	uint32_t i;

	if (known)
		return vb_parties_find(p, name);
	if (!foreign_name(name, low))
		return VB_NOBODY;
	i = vb_parties_find(p, vb_view_str(low));
	if (i != VB_NOBODY || p->n == VB_VERSIONS_MAX)
		return i;
	memcpy(p->name[p->n], low, sizeof(low));
	p->speaking |= 1ull << p->n;
	return p->n++;
}

/* The names of one clause, parted by commas, slashes or "and". */
static bool take_names(struct vb_view v, struct vb_parties *p, bool known, uint64_t *who)
{
	while (v.len > 0) {
		size_t n = 0, skip;
		uint32_t i;

		while (n < v.len && v.ptr[n] != ',' && v.ptr[n] != '/' &&
		       !starts(from(v, n), " and "))
			n++;
		i = party_of(p, known, trimmed(vb_view(v.ptr, n)));
		if (i == VB_NOBODY)
			return false;
		*who |= 1ull << i;
		skip = n == v.len ? 0 : v.ptr[n] == ' ' ? 5 : 1;
		v = from(v, n + skip);
	}
	return *who != 0;
}

/* Bytes of the label at the front of @text, with the space behind its colon; 0: none. */
static size_t take_label(struct vb_view text, struct vb_parties *p, bool known, struct label *out)
{
	struct vb_parties before = *p;
	size_t n = 0;

	*out = (struct label){0};
	while (n < text.len && n < LABEL_MAX && text.ptr[n] != ':' && text.ptr[n] != '\n' &&
	       text.ptr[n] != '[' && text.ptr[n] != ']')
		n++;
	if (n == 0 || byte_at(text, n) != ':' || text.ptr[0] == ' ')
		return 0;
	for (size_t at = 0; at < n;) {
		struct vb_view clause = vb_view(text.ptr + at, n - at);
		const uint8_t *end = memchr(clause.ptr, ';', clause.len);
		enum role role;

		if (end)
			clause.len = (size_t)(end - clause.ptr);
		at += clause.len + 1;
		clause = trimmed(clause);
		role = role_of(&clause);
		if (!take_names(clause, p, known, &out->who[role])) {
			*p = before;
			return 0;
		}
	}
	return n + 1 + (byte_at(text, n + 1) == ' ');
}

size_t vb_label(struct vb_view text, const struct vb_parties *known)
{
	struct vb_parties p = {0};
	struct label label;

	if (known)
		p = *known;
	return take_label(text, &p, known != NULL, &label);
}

/* ---- options: "**Option 2:**", "3. Option (a):" ---- */

static size_t skip_any(struct vb_view v, size_t at, const char *set)
{
	while (at < v.len && v.ptr[at] && strchr(set, v.ptr[at]))
		at++;
	return at;
}

/* Behind "12. " or "(a) ", which may stand before the heading; 0: there is none. */
static size_t list_mark(struct vb_view line)
{
	size_t at = byte_at(line, 0) == '(', n = 0;

	while (n < 4 && is_alnum(byte_at(line, at + n)))
		n++;
	at += n;
	if (n == 0 || (byte_at(line, at) != '.' && byte_at(line, at) != ')') ||
	    byte_at(line, at + 1) != ' ')
		return 0;
	return skip_any(line, at + 1, " ");
}

/* Bytes of the heading that stands right here. */
static size_t heading_here(struct vb_view v)
{
	size_t at = skip_any(v, 0, "*_"), id;

	if (at > 4)
		return 0;
	if (starts(from(v, at), "Option "))
		at += 7;
	else if (starts(from(v, at), "Alternative "))
		at += 12;
	else
		return 0;
	for (id = at; at - id < 8 && (is_alnum(byte_at(v, at)) || byte_at(v, at) == '(' ||
				      byte_at(v, at) == ')'); at++)
		;
	if (at == id)
		return 0;
	at = skip_any(v, at, "*_");
	if (byte_at(v, at) != ':' && byte_at(v, at) != '\n')
		return 0;
	return byte_at(v, at) == ':' ? skip_any(v, at + 1, "*_") : at;
}

/* Where in @line, behind its indentation, the heading of an option begins; *len: its bytes. */
static size_t find_option(struct vb_view line, size_t *len)
{
	size_t at = list_mark(line);

	*len = heading_here(from(line, at));
	return at;
}

size_t vb_option_heading(struct vb_view line)
{
	size_t len, at = find_option(line, &len);

	return len ? at + len : 0;
}

/* ---- the first pass: where the structure is ---- */

static struct mark *put_mark(struct scan *s, enum what what, size_t at, size_t len)
{
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + 64;
		struct mark *more = reallocarray(s->mark, cap, sizeof(*more));

		s->failed = s->failed || !more;
		if (!more)
			return NULL;
		s->mark = more;
		s->cap = cap;
	}
	s->mark[s->n] = (struct mark){what, (uint32_t)at, (uint32_t)len};
	return &s->mark[s->n++];
}

/* A backslash at @at before what would be structure otherwise; where the scan goes on. */
static size_t escape(struct scan *s, size_t at)
{
	put_mark(s, MK_ESCAPE, at, 1);
	return at + 2;
}

static bool escapes_always(uint8_t b)
{
	return b == '[' || b == ']' || b == '\\';
}

/* In places where words could be taken for more, a backslash goes before any ASCII character. */
static bool escapes_here(const struct scan *s, size_t at)
{
	return byte_at(s->text, at) == '\\' && byte_at(s->text, at + 1) > ' ' &&
	       byte_at(s->text, at + 1) < 0x7f;
}

/* Where a bracket or an option begins: a backslash before its first word. */
static size_t content_start(struct scan *s, size_t at)
{
	size_t word = skip_any(s->text, at, " \t\r\n");

	return escapes_here(s, word) ? escape(s, word) : at;
}

/* At the start of a line: its indentation, and what it begins with. */
static size_t line_start(struct scan *s, size_t at)
{
	size_t len, option;

	at = skip_any(s->text, at, " \t");
	if (escapes_here(s, at))
		return escape(s, at);
	if (s->known)
		return at;
	if (byte_at(s->text, at) == '#') {
		put_mark(s, MK_HEADING, at, 0);
		return at;
	}
	option = find_option(from(s->text, at), &len);
	if (len == 0)
		return at;
	put_mark(s, MK_OPTION, at + option, len);
	return content_start(s, at + option + len);
}

static size_t open_bracket(struct scan *s, size_t at)
{
	size_t label = vb_label(from(s->text, at + 1), s->known), len;

	/* A footnote's mark; and in a headed draft, what names nobody. */
	if (s->known ? label == 0 : byte_at(s->text, at + 1) == '^')
		return at + 1;
	if (s->depth == VB_NESTING_MAX) {
		s->stray++;
		return at + 1;
	}
	s->open[s->depth++] = s->n;
	put_mark(s, MK_OPEN, at, 1 + label);
	at += 1 + label;
	len = s->known ? 0 : heading_here(from(s->text, at));
	if (len == 0)
		return content_start(s, at);
	put_mark(s, MK_OPTION, at, len);
	return content_start(s, at + len);
}

static size_t close_bracket(struct scan *s, size_t at)
{
	if (s->depth == 0) {
		s->stray++;
		return at + 1;
	}
	s->depth--;
	if (!s->known && byte_at(s->text, at + 1) == '(') {
		/* "[words](address)" */
		if (!s->failed)
			s->mark[s->open[s->depth]].what = MK_NONE;
		return at + 1;
	}
	put_mark(s, MK_CLOSE, at, 1);
	return escapes_here(s, at + 1) ? escape(s, at + 1) : at + 1;
}

static void scan(struct scan *s)
{
	size_t at = line_start(s, 0);

	while (at < s->text.len && !s->failed) {
		uint8_t b = s->text.ptr[at];

		if (b == '\\' && escapes_always(byte_at(s->text, at + 1)))
			at = escape(s, at);
		else if (b == '[')
			at = open_bracket(s, at);
		else if (b == ']')
			at = close_bracket(s, at);
		else
			at = b == '\n' ? line_start(s, at + 1) : at + 1;
	}
	for (; s->depth > 0 && !s->failed; s->stray++)
		s->mark[s->open[--s->depth]].what = MK_NONE;
	/* A heading that followed a bracket which is none stands in the midst of a line. */
	for (size_t i = 1; i < s->n && !s->failed; i++) {
		const struct mark *m = &s->mark[i - 1];

		if (s->mark[i].what == MK_OPTION && m->what == MK_NONE &&
		    m->at + m->len == s->mark[i].at)
			s->mark[i].what = MK_NONE;
	}
}

/* ---- the second pass: pieces ---- */

struct reader {
	struct vb_composite *c;
	struct vb_view text;
	struct {
		size_t piece;
		bool option;
		bool in_line;	/* an option that ends with its paragraph */
		bool escaped;	/* its first word is a word, whatever it says */
	} open[2 * VB_NESTING_MAX + 2];
	unsigned depth;
	struct vb_view space;	/* for the next piece that shows */
	bool failed;
};

static struct vb_piece *put(struct reader *r, enum vb_piece_kind kind)
{
	struct vb_piece *p = vb_composite_put(r->c, kind);

	r->failed = r->failed || !p;
	return p;
}

static void put_space(struct reader *r, struct vb_piece *p)
{
	p->space = r->space;
	r->space = vb_view(NULL, 0);
}

/* "no text", whatever the case of its letters. */
static bool is_no_text(const struct vb_composite *c, size_t from_piece)
{
	static const char *const word[] = {"no", "text"};
	size_t n = 0;

	for (size_t i = from_piece; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->kind != VB_PC_WORD || (p->token != VB_TK_BREAK && n == 2))
			return false;
		if (p->token == VB_TK_BREAK)
			continue;
		if (p->text.len != strlen(word[n]))
			return false;
		for (size_t k = 0; k < p->text.len; k++) {
			if ((p->text.ptr[k] | 0x20) != word[n][k])
				return false;
		}
		n++;
	}
	return n == 2;
}

/* The end of an option shows nowhere. */
static void close_top(struct reader *r)
{
	unsigned top = --r->depth;
	size_t open = r->open[top].piece;
	struct vb_piece *p;

	if (!r->open[top].escaped && is_no_text(r->c, open + 1)) {
		r->c->piece[open].bracket = VB_BR_NO_TEXT;
		if (!r->open[top].option) {
			r->c->n = open + 1;
			r->space = vb_view(NULL, 0);
		}
	}
	p = put(r, VB_PC_CLOSE);
	if (p && !r->open[top].option)
		put_space(r, p);
}

static void close_options(struct reader *r)
{
	while (r->depth > 0 && r->open[r->depth - 1].option && !r->failed)
		close_top(r);
}

static void push(struct reader *r, bool option, bool in_line)
{
	if (r->failed || r->depth == VB_ARRAY_LEN(r->open)) {
		r->failed = true;
		return;
	}
	r->open[r->depth].piece = r->c->n - 1;
	r->open[r->depth].option = option;
	r->open[r->depth].in_line = in_line;
	r->open[r->depth++].escaped = false;
}

static void take_bracket(struct reader *r, const struct mark *m)
{
	struct vb_piece *p = put(r, VB_PC_OPEN);
	struct label label = {0};

	if (!p)
		return;
	if (m->len > 1)
		take_label(vb_view(r->text.ptr + m->at + 1, m->len - 1), &r->c->parties,
			   r->c->headed, &label);
	p->proposed = label.who[ROLE_PROPOSED];
	p->supported = label.who[ROLE_SUPPORTED];
	p->opposed = label.who[ROLE_OPPOSED];
	put_space(r, p);
	push(r, false, false);
}

static void take_option(struct reader *r, const struct mark *m)
{
	struct vb_view rest = from(r->text, m->at + m->len);
	struct vb_piece *p;

	if (r->depth > 0 && r->open[r->depth - 1].option)
		close_top(r);
	/* A heading too deep down is words; its bytes come as such. */
	p = put(r, VB_PC_OPEN);
	if (!p)
		return;
	p->option = true;
	p->text = vb_view(r->text.ptr + m->at, m->len);
	put_space(r, p);
	push(r, true, byte_at(rest, skip_any(rest, 0, " \t\r")) > '\n');
}

/* Words between two marks; space behind them goes before what comes next. */
static void take_words(struct reader *r, struct vb_view v)
{
	struct vb_view space = {0}, word;
	enum vb_token kind = VB_TK_BREAK;

	while (!r->failed && vb_token_next(&v, &kind, &space, &word)) {
		struct vb_piece *p;

		if (kind == VB_TK_BREAK && r->depth > 0 && r->open[r->depth - 1].in_line)
			close_top(r);
		p = put(r, VB_PC_WORD);
		if (!p)
			return;
		p->token = kind;
		p->text = word;
		r->space = space.len ? space : r->space;
		put_space(r, p);
	}
	r->space = space.len ? space : r->space;
}

/* Words at the front of a bracket that are meant as words. */
static void take_escape(struct reader *r)
{
	size_t i = r->c->n;

	while (i > 0 && r->c->piece[i - 1].kind == VB_PC_WORD &&
	       r->c->piece[i - 1].token == VB_TK_BREAK)
		i--;
	if (i > 0 && r->c->piece[i - 1].kind == VB_PC_OPEN && r->depth > 0)
		r->open[r->depth - 1].escaped = true;
}

static void take_mark(struct reader *r, const struct mark *m)
{
	switch (m->what) {
	case MK_OPEN:
		take_bracket(r, m);
		break;
	case MK_CLOSE:
		close_options(r);
		close_top(r);
		break;
	case MK_OPTION:
		take_option(r, m);
		break;
	case MK_HEADING:
		close_options(r);
		break;
	case MK_ESCAPE:
		take_escape(r);
		break;
	case MK_NONE:
		break;
	}
}

static void take_all(struct reader *r, const struct scan *s)
{
	size_t at = 0;

	for (size_t i = 0; i < s->n && !r->failed; i++) {
		const struct mark *m = &s->mark[i];

		if (m->what == MK_NONE)
			continue;
		take_words(r, vb_view(r->text.ptr + at, m->at - at));
		take_mark(r, m);
		at = m->at + m->len;
	}
	take_words(r, from(r->text, at));
	close_options(r);
}

/* ---- the line that our own begin with ---- */

static const char head[] = "Composite text: ";

/* Bytes of the first line and the empty one behind it; 0: there is none of ours. */
static size_t take_head(struct vb_view text, struct vb_parties *out)
{
	const uint8_t *end = memchr(text.ptr, '\n', text.len < LABEL_MAX ? text.len : LABEL_MAX);
	struct vb_view line, silent = {0};
	struct vb_parties p = {.base = VB_NOBODY};
	const char *behind = "; silent: ";
	size_t at, len;

	if (!end || !starts(text, head))
		return 0;
	len = (size_t)(end - text.ptr);
	line = vb_view(text.ptr + strlen(head), len - strlen(head));
	if (!ends(line, ".") || byte_at(text, len + 1) != '\n')
		return 0;
	line.len--;
	for (at = 0; at < line.len && !starts(from(line, at), behind); at++)
		;
	if (at < line.len) {
		silent = from(line, at + strlen(behind));
		line.len = at;
	}
	for (unsigned i = 0; i < 2; i++) {
		struct vb_view v = i ? silent : line;

		while (v.len > 0) {
			const uint8_t *comma = memchr(v.ptr, ',', v.len);
			struct vb_view name = trimmed(vb_view(v.ptr, comma ? (size_t)(comma - v.ptr)
									   : v.len));
			char low[VB_NAME_MAX + 1] = "";

			if (name.len > VB_NAME_MAX || vb_parties_find(&p, name) != VB_NOBODY ||
			    p.n == VB_VERSIONS_MAX)
				return 0;
			for (size_t k = 0; k < name.len; k++)
				low[k] = (char)(is_upper(name.ptr[k]) ? name.ptr[k] - 'A' + 'a' :
									name.ptr[k]);
			if (!vb_name_valid(vb_view_str(low)))
				return 0;
			memcpy(p.name[p.n], low, sizeof(low));
			*(i ? &p.silent : &p.speaking) |= 1ull << p.n++;
			v = comma ? from(v, (size_t)(comma - v.ptr) + 1) : vb_view(NULL, 0);
		}
	}
	*out = p;
	return len + 2;
}

bool vb_composite_headed(struct vb_view text)
{
	struct vb_parties p;

	return text.len > 0 && take_head(text, &p) > 0;
}

/* ---- parties in order of their names ---- */

static uint64_t renamed(uint64_t in, const uint8_t *to)
{
	uint64_t out = 0;

	for (; in; in &= in - 1)
		out |= 1ull << to[__builtin_ctzll(in)];
	return out;
}

static void sort_parties(struct vb_composite *c)
{
	struct vb_parties old = c->parties;
	uint8_t to[VB_VERSIONS_MAX] = {0};

	for (unsigned i = 0; i < old.n; i++) {
		for (unsigned j = 0; j < old.n; j++)
			to[i] = (uint8_t)(to[i] + (strcmp(old.name[j], old.name[i]) < 0));
	}
	for (unsigned i = 0; i < old.n; i++)
		memcpy(c->parties.name[to[i]], old.name[i], sizeof(old.name[i]));
	c->parties.speaking = renamed(old.speaking, to);
	c->parties.silent = renamed(old.silent, to);
	for (size_t i = 0; i < c->n; i++) {
		struct vb_piece *p = &c->piece[i];

		p->proposed = renamed(p->proposed, to);
		p->supported = renamed(p->supported, to);
		p->opposed = renamed(p->opposed, to);
	}
}

static enum vb_code read_all(struct vb_composite *c, struct vb_view text, struct vb_err *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct scan *s = calloc(1, sizeof(*s));
	size_t lead, end;
	bool room = r && s;

	if (room) {
		lead = vb_space_len(text);
		end = vb_space_end(text, lead);
		c->lead = vb_view(text.ptr, lead);
		c->trail = from(text, end);
		r->c = c;
		r->text = s->text = vb_view(text.ptr + lead, end - lead);
		s->known = c->headed ? &c->parties : NULL;
		scan(s);
		if (!s->failed)
			take_all(r, s);
		c->stray = s->stray;
		room = !s->failed && !r->failed && vb_composite_settle(c);
		sort_parties(c);
		free(s->mark);
	}
	free(s);
	free(r);
	return room ? VB_OK : vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

enum vb_code vb_composite_read(struct vb_view text, struct vb_composite **out,
			       struct vb_err *err)
{
	struct vb_composite *c;
	enum vb_code code;
	size_t head_len;

	if (text.len > VB_VERSION_MAX)
		return vb_fail(err, VB_REFUSED, "text.md 1.1", "", "the draft has %zu bytes, and "
			       "at most %u are read", text.len, VB_VERSION_MAX);
	c = calloc(1, sizeof(*c));
	if (!c || !(c->bytes = malloc(text.len + 1))) {
		free(c);
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	}
	if (text.len)
		memcpy(c->bytes, text.ptr, text.len);
	c->parties.base = VB_NOBODY;
	head_len = text.len ? take_head(text, &c->parties) : 0;
	c->headed = head_len > 0;
	code = read_all(c, vb_view(c->bytes + head_len, text.len - head_len), err);
	if (code) {
		vb_composite_free(c);
		return code;
	}
	*out = c;
	return VB_OK;
}
