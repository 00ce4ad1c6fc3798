/*
 * A composite text, printed so that it can be read back: with a backslash before words that
 * could be taken for structure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define DEPTH_MAX (2 * VB_NESTING_MAX + 2)
#define AHEAD 1024u	/* bytes that are looked at, to see what words could be taken for */

struct printer {
	FILE *f;
	const struct vb_composite *c;
	bool line_start;	/* nothing but blanks since the last line end */
	bool option[DEPTH_MAX];	/* of each bracket that is open: it is an option */
	unsigned depth;
	bool no_text;		/* the last one says so, and means it */
};

static void put(struct printer *p, struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] == '\n')
			p->line_start = true;
		else if (v.ptr[i] != ' ' && v.ptr[i] != '\t')
			p->line_start = false;
	}
	if (v.len)
		fwrite(v.ptr, 1, v.len, p->f);
}

static void put_str(struct printer *p, const char *s)
{
	put(p, vb_view_str(s));
}

static void put_names(struct printer *p, uint64_t in)
{
	for (const char *part = ""; in; in &= in - 1, part = ", ") {
		put_str(p, part);
		for (const char *n = p->c->parties.name[__builtin_ctzll(in)]; *n; n++)
			put(p, vb_view(&(char){*n >= 'a' && *n <= 'z' ? (char)(*n - 'a' + 'A') :
									*n}, 1));
	}
}

static void put_label(struct printer *p, const struct vb_piece *o)
{
	const char *part = "";

	if (!(o->proposed | o->supported | o->opposed))
		return;
	put_names(p, o->proposed);
	part = o->proposed ? "; " : "";
	if (o->supported) {
		put_str(p, part);
		put_str(p, "supported by ");
		put_names(p, o->supported);
		part = "; ";
	}
	if (o->opposed) {
		put_str(p, part);
		put_str(p, "opposed by ");
		put_names(p, o->opposed);
	}
	put_str(p, ": ");
}

/* The words from piece @i on, as they will stand there, up to the next bracket, and the space
 * behind them: an option that ends shows nothing. */
static struct vb_view ahead(const struct printer *p, size_t i, uint8_t buf[static AHEAD])
{
	struct vb_view behind;
	struct vb_writer w;
	unsigned n = 0;

	vb_writer_init(&w, buf, AHEAD);
	for (; i < p->c->n && p->c->piece[i].kind == VB_PC_WORD; i++) {
		const struct vb_piece *x = &p->c->piece[i];

		if (w.len + x->text.len + x->space.len > AHEAD)
			break;
		vb_put_view(&w, n++ ? x->space : vb_view(NULL, 0));
		vb_put_view(&w, x->text);
	}
	while (i < p->c->n && p->c->piece[i].kind == VB_PC_CLOSE && p->c->piece[i].option)
		i++;
	behind = i < p->c->n ? p->c->piece[i].space : p->c->trail;
	if (w.len + behind.len <= AHEAD)
		vb_put_view(&w, behind);
	return vb_written(&w);
}

static bool is_said(const struct vb_piece *p, const char *word)
{
	if (p->kind != VB_PC_WORD || p->text.len != strlen(word))
		return false;
	for (size_t i = 0; i < p->text.len; i++) {
		if ((p->text.ptr[i] | 0x20) != word[i])
			return false;
	}
	return true;
}

/* True if the words from piece @i to the end of their bracket are "no text". */
static bool says_no_text(const struct vb_composite *c, size_t i)
{
	bool no = false, text = false;

	for (; i < c->n && c->piece[i].kind == VB_PC_WORD; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->token == VB_TK_BREAK)
			continue;
		if (!no && is_said(p, "no"))
			no = true;
		else if (no && !text && is_said(p, "text"))
			text = true;
		else
			return false;
	}
	return text && i < c->n && c->piece[i].kind == VB_PC_CLOSE;
}

/* True if the word at piece @i is the first in its bracket. */
static bool is_first(const struct vb_composite *c, size_t i)
{
	while (i > 0 && c->piece[i - 1].kind == VB_PC_WORD && c->piece[i - 1].token == VB_TK_BREAK)
		i--;
	return i > 0 && c->piece[i - 1].kind == VB_PC_OPEN;
}

static bool is_option(struct vb_view line)
{
	return vb_option_heading(line) > 0;
}

static bool in_option(const struct printer *p)
{
	return p->depth > 0 && p->depth <= DEPTH_MAX && p->option[p->depth - 1];
}

/* True if the word at piece @i could be taken for something else there. */
static bool is_in_danger(const struct printer *p, size_t i)
{
	const struct vb_piece *w = &p->c->piece[i], *before = i > 0 ? w - 1 : NULL;
	bool opens = before && before->kind == VB_PC_OPEN && w->space.len == 0;
	uint8_t buf[AHEAD];

	if (w->text.len == 0 || w->token == VB_TK_BREAK)
		return false;
	if (memchr("[]\\", w->text.ptr[0], 3))
		return true;
	if (is_first(p->c, i) && says_no_text(p->c, i))
		return !p->no_text;
	if (p->c->headed)
		return false;
	if (i == 0 && vb_view_is(w->text, "Composite"))
		return true;
	if (opens && before->option && (w->text.ptr[0] == '*' || w->text.ptr[0] == '_'))
		return true;
	if (opens && !before->option && (w->text.ptr[0] == '^' ||
		      (!(before->proposed | before->supported | before->opposed) &&
		       vb_label(ahead(p, i, buf), NULL) > 0) ||
		      is_option(ahead(p, i, buf))))
		return true;
	if (before && before->kind == VB_PC_CLOSE && w->space.len == 0 && !before->option &&
	    w->text.ptr[0] == '(')
		return true;
	return p->line_start && ((w->text.ptr[0] == '#' && in_option(p)) ||
				 is_option(ahead(p, i, buf)));
}

static void put_open(struct printer *p, const struct vb_piece *o)
{
	if (p->depth < DEPTH_MAX)
		p->option[p->depth] = o->option;
	p->depth++;
	if (o->option) {
		p->no_text = o->bracket == VB_BR_NO_TEXT;
		put(p, o->text);
	} else {
		p->no_text = false;
		put_str(p, "[");
		put_label(p, o);
		if (o->bracket == VB_BR_NO_TEXT)
			put_str(p, "no text");
	}
}

static void put_head(struct printer *p)
{
	if (!p->c->headed)
		return;
	put_str(p, "Composite text: ");
	put_names(p, p->c->parties.speaking);
	if (p->c->parties.silent) {
		put_str(p, "; silent: ");
		put_names(p, p->c->parties.silent);
	}
	put_str(p, ".\n\n");
}

static void put_piece(struct printer *p, size_t i, struct vb_view space)
{
	const struct vb_piece *x = &p->c->piece[i];

	put(p, space);
	if (x->kind == VB_PC_OPEN) {
		put_open(p, x);
	} else if (x->kind == VB_PC_CLOSE) {
		p->depth--;
		if (!x->option)
			put_str(p, "]");
	} else {
		if (is_in_danger(p, i))
			put_str(p, "\\");
		put(p, x->text);
	}
}

void vb_composite_print_part(FILE *f, const struct vb_composite *c, size_t from, size_t to)
{
	struct printer p = {.f = f, .c = c, .line_start = true};

	for (size_t i = from; i < to; i++)
		put_piece(&p, i, i > from ? c->piece[i].space : vb_view(NULL, 0));
}

void vb_composite_print(FILE *f, const struct vb_composite *c)
{
	struct printer p = {.f = f, .c = c};

	put_head(&p);
	put(&p, c->lead);
	p.line_start = true;
	for (size_t i = 0; i < c->n; i++)
		put_piece(&p, i, c->piece[i].space);
	put(&p, c->trail);
}
