/*
 * Numbers of paragraphs as Word shows them: which list and level a paragraph is of, by itself
 * or by its style, and what the counters make of it (text.md 13.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <string.h>

/* ---- which list ---- */

/* What the styles of @p, each based on the next, say first. */
struct inherited {
	long list, level, outline;
	const char *by;		/* the style that names the list */
};

static struct inherited inherit(const struct word_styles *s, const char *id)
{
	struct inherited h = {-1, -1, -1, ""};

	/* Styles may be based on one another in a circle. */
	for (unsigned depth = 0; depth < WORD_STYLE_DEPTH; depth++) {
		const struct word_style *x = vb_word_style(s, id);

		if (!x)
			break;
		if (h.list < 0 && x->list >= 0) {
			h.list = x->list;
			h.by = x->id;
		}
		h.level = h.level < 0 ? x->level : h.level;
		h.outline = h.outline < 0 ? x->outline : h.outline;
		id = x->based;
	}
	return h;
}

static const char *style_of(const struct word_styles *s, const struct word_paragraph *p)
{
	return p->style[0] ? p->style : s->usual;
}

long vb_word_outline(const struct word_styles *s, const struct word_paragraph *p)
{
	long own = p->outline >= 0 ? p->outline : inherit(s, style_of(s, p)).outline;

	return own < 0 || own > 9 ? 9 : own;
}

static struct word_list *find_list(const struct word_styles *s, struct word_list *list, long id)
{
	for (size_t i = 0; id > 0 && i < s->nlist; i++) {
		if (list[i].id == id)
			return &list[i];
	}
	return NULL;
}

/* The index of the w:abstractNum of @l: its own, or that which a list style links to. */
static size_t find_abstract(const struct word_styles *s, struct word_list *list,
			    const struct word_list *l)
{
	size_t found = s->nabstract;

	for (unsigned depth = 0; l && depth < WORD_STYLE_DEPTH; depth++) {
		const struct word_style *linked;

		for (found = 0; found < s->nabstract; found++) {
			if (s->abstract[found].id == l->abstract)
				break;
		}
		if (found == s->nabstract || !s->abstract[found].of_style[0])
			break;
		linked = vb_word_style(s, s->abstract[found].of_style);
		l = linked ? find_list(s, list, linked->list) : NULL;
	}
	return found;
}

static const struct word_level *level_of(const struct word_styles *s, const struct word_list *l,
					 size_t abstract, unsigned at)
{
	return l->level[at].given ? &l->level[at] : &s->abstract[abstract].level[at];
}

/* Its own level; or that which is linked to the style that names the list; or the style's. */
static unsigned choose_level(const struct word_styles *s, const struct word_list *l,
			     size_t abstract, const struct word_paragraph *p,
			     const struct inherited *h)
{
	long level = p->level;

	for (unsigned i = 0; level < 0 && p->list < 0 && i < WORD_LEVELS; i++) {
		const char *linked = level_of(s, l, abstract, i)->style;

		if (linked[0] && (strcmp(linked, style_of(s, p)) == 0 || strcmp(linked,
										h->by) == 0))
			level = (long)i;
	}
	if (level < 0)
		level = h->level;
	return level < 0 || level >= (long)WORD_LEVELS ? 0 : (unsigned)level;
}

/* ---- counting ---- */

static long start_of(const struct word_list *l, const struct word_level *level, unsigned at)
{
	if (l->level[at].start >= 0)
		return l->level[at].start;
	return level->given ? level->start : 1;
}

static void count(const struct word_styles *s, struct word_counters *c, struct word_list *l,
		  size_t abstract, unsigned at)
{
	bool fresh = l->level[at].start >= 0 && !l->seen[at];

	l->seen[at] = true;
	if (!c->used[at] || fresh)
		c->at[at] = start_of(l, level_of(s, l, abstract, at), at);
	else
		c->at[at]++;
	c->used[at] = true;
	for (unsigned i = at + 1; i < WORD_LEVELS; i++) {
		long restart = level_of(s, l, abstract, i)->restart;

		if (restart < 0 || (long)at < restart)
			c->used[i] = false;
	}
	/* A level that was passed over shows where it starts. */
	for (unsigned i = 0; i < at; i++) {
		if (!c->used[i])
			c->at[i] = start_of(l, level_of(s, l, abstract, i), i);
	}
}

/* ---- in letters ---- */

static void put_letters(struct vb_writer *w, long n, char first)
{
	/* a to z, then aa to zz: as often as it has gone round. */
	long times = n > 0 ? (n - 1) / 26 + 1 : 0;

	for (long i = 0; i < times && i < 30; i++)
		vb_put_byte(w, (uint8_t)(first + (n - 1) % 26));
}

static void put_roman(struct vb_writer *w, long n, bool upper)
{
	static const struct {
		long value;
		const char *low, *high;
	} parts[] = {
		{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
		{100, "c", "C"}, {90, "xc", "XC"}, {50, "l", "L"}, {40, "xl", "XL"},
		{10, "x", "X"}, {9, "ix", "IX"}, {5, "v", "V"}, {4, "iv", "IV"}, {1, "i", "I"},
	};

	if (n > 30000)
		vb_put_dec(w, (uint64_t)n);
	for (size_t i = 0; n <= 30000 && i < VB_ARRAY_LEN(parts); i++) {
		for (; n >= parts[i].value; n -= parts[i].value)
			vb_put_str(w, upper ? parts[i].high : parts[i].low);
	}
}

static void put_ordinal(struct vb_writer *w, long n)
{
	static const char *const ends[] = {"th", "st", "nd", "rd"};
	long unit = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;

	vb_put_dec(w, (uint64_t)n);
	vb_put_str(w, ends[unit <= 3 ? unit : 0]);
}

static void put_number(struct vb_writer *w, long n, enum word_format format)
{
	switch (format) {
	case WORD_DECIMAL:
		vb_put_dec(w, (uint64_t)n);
		break;
	case WORD_ZERO:
		vb_putf(w, "%02ld", n);
		break;
	case WORD_LOWER:
	case WORD_UPPER:
		put_letters(w, n, format == WORD_LOWER ? 'a' : 'A');
		break;
	case WORD_LOWER_ROMAN:
	case WORD_UPPER_ROMAN:
		put_roman(w, n, format == WORD_UPPER_ROMAN);
		break;
	case WORD_ORDINAL:
		put_ordinal(w, n);
		break;
	case WORD_BULLET:
	case WORD_NOTHING:
		break;
	}
}

/* "%1.%2" with the numbers in it. */
static void put_label(struct vb_writer *w, const struct word_styles *s, const struct word_list *l,
		      size_t abstract, const struct word_counters *c, const struct word_level *own)
{
	if (own->format == WORD_BULLET) {
		vb_put_str(w, "-");
		return;
	}
	for (const char *t = own->text; *t; t++) {
		unsigned at = (unsigned)(t[1] - '1');
		enum word_format format;

		if (*t != '%' || t[1] < '1' || t[1] > '9') {
			vb_put_byte(w, (uint8_t)*t);
			continue;
		}
		format = level_of(s, l, abstract, at)->format;
		if (own->legal && format != WORD_NOTHING)
			format = WORD_DECIMAL;
		put_number(w, c->at[at], format);
		t++;
	}
}

/* ---- a number of old ---- */

/* Digits and the colon behind them. */
static bool take_part(const char **s, long *out)
{
	size_t n = strspn(*s, "0123456789");

	if (n == 0 || n > 9 || (*s)[n] != ':')
		return false;
	*out = 0;
	for (size_t i = 0; i < n; i++)
		*out = *out * 10 + ((*s)[i] - '0');
	*s += n + 1;
	return true;
}

/* By the numbers that Word has for them. */
static enum word_format format_of(long code)
{
	static const enum word_format formats[] = {
		WORD_DECIMAL, WORD_UPPER_ROMAN, WORD_LOWER_ROMAN, WORD_UPPER, WORD_LOWER,
		WORD_ORDINAL,
	};

	if (code == 22)
		return WORD_ZERO;
	if (code == 23)
		return WORD_BULLET;
	if (code == 255)
		return WORD_NOTHING;
	return code < (long)VB_ARRAY_LEN(formats) ? formats[code] : WORD_DECIMAL;
}

/* Without spaces at its end; what does not fit is no number. */
static void end_label(char *out, struct vb_writer *w)
{
	while (w->len > 0 && out[w->len - 1] == ' ')
		w->len--;
	out[w->over ? 0 : w->len] = 0;
}

void vb_word_original(const char *original, char *out, size_t cap)
{
	struct vb_view v = vb_view_str(original);
	struct vb_writer w;
	uint32_t cp;

	vb_writer_init(&w, out, cap - 1);
	while (v.len > 0) {
		const char *s = (const char *)v.ptr + 1;
		long level, value, code;
		size_t n;

		if (*v.ptr == '%' && take_part(&s, &level) && take_part(&s, &value) &&
		    take_part(&s, &code)) {
			/* Of a sign the font alone knows what it looks like. */
			if (format_of(code) == WORD_BULLET) {
				vb_put_str(&w, "-");
				break;
			}
			put_number(&w, value, format_of(code));
			v = vb_view_str(s);
			continue;
		}
		n = vb_utf8_next(v, &cp);
		if (n > 0 && vb_codepoint_plain(cp))
			vb_put(&w, v.ptr, n);
		n = n ? n : 1;
		v = vb_view(v.ptr + n, v.len - n);
	}
	end_label(out, &w);
}

/* ---- a paragraph ---- */

void vb_word_label(const struct word_styles *s, struct word_counters *c, struct word_list *list,
		   const struct word_paragraph *p, char *out, size_t cap)
{
	struct inherited h = inherit(s, style_of(s, p));
	struct word_list *l = find_list(s, list, p->list >= 0 ? p->list : h.list);
	size_t abstract = find_abstract(s, list, l);
	const struct word_level *own;
	struct vb_writer w;
	unsigned at;

	out[0] = 0;
	if (!l || abstract == s->nabstract)
		return;
	at = choose_level(s, l, abstract, p, &h);
	own = level_of(s, l, abstract, at);
	if (!own->given)
		return;
	count(s, &c[abstract], l, abstract, at);
	vb_writer_init(&w, out, cap - 1);
	put_label(&w, s, l, abstract, &c[abstract], own);
	end_label(out, &w);
}
