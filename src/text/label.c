/*
 * Labels of articles: "4", "4 bis", "4 alt.2", and down to paragraph and point "4(2)(a)".
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static const char *const insertions[] = {"bis", "ter", "quater", "quinquies", "sexies", "septies",
					 "octies", "novies", "decies"};

static bool starts(struct vb_view v, const char *with)
{
	size_t n = strlen(with);

	return v.len >= n && memcmp(v.ptr, with, n) == 0;
}

static void skip(struct vb_view *v, size_t n)
{
	v->ptr += n;
	v->len -= n;
}

/* A number without leading zero, of at most @digits digits; 0: there is none. */
static unsigned take_number(struct vb_view *v, size_t digits)
{
	unsigned number = 0;
	size_t n = 0;

	while (n < v->len && n < digits + 1 && v->ptr[n] >= '0' && v->ptr[n] <= '9')
		number = number * 10 + (unsigned)(v->ptr[n++] - '0');
	if (n == 0 || n > digits || v->ptr[0] == '0')
		return 0;
	skip(v, n);
	return number;
}

/* A letter goes on behind @v's first @n bytes: they are no word. */
static bool goes_on(struct vb_view v, size_t n)
{
	return v.len > n && ((v.ptr[n] >= 'a' && v.ptr[n] <= 'z') ||
			     (v.ptr[n] >= 'A' && v.ptr[n] <= 'Z') ||
			     (v.ptr[n] >= '0' && v.ptr[n] <= '9') || v.ptr[n] >= 0x80);
}

static void take_insertion(struct vb_view *v, struct vb_label *l)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(insertions); i++) {
		size_t n = 1 + strlen(insertions[i]);
		struct vb_view word = vb_view(v->ptr + 1, v->len ? v->len - 1 : 0);

		if (v->len > 0 && v->ptr[0] == ' ' && starts(word, insertions[i]) &&
		    !goes_on(*v, n)) {
			l->insertion = (uint8_t)(i + 1);
			skip(v, n);
			return;
		}
	}
}

/* " alt", " alt.2": the first has no number. */
static void take_alt(struct vb_view *v, struct vb_label *l)
{
	struct vb_view rest;
	unsigned number;

	if (!starts(*v, " alt") || goes_on(*v, 4))
		return;
	skip(v, 4);
	l->alt = 1;
	rest = *v;
	if (!starts(rest, "."))
		return;
	skip(&rest, 1);
	number = take_number(&rest, 2);
	if (number < 2)
		return;
	l->alt = (uint8_t)number;
	*v = rest;
}

/* "(2)", "(a)", "(ii)": a number, or lower-case letters. */
static bool take_part(struct vb_view *v, struct vb_label *l)
{
	struct vb_view rest = *v;
	size_t n = 0;
	bool digits;

	if (!starts(rest, "(") || l->nparts == VB_LABEL_PARTS)
		return false;
	skip(&rest, 1);
	digits = rest.len > 0 && rest.ptr[0] >= '1' && rest.ptr[0] <= '9';
	while (n < rest.len && n < VB_LABEL_PART &&
	       (digits ? rest.ptr[n] >= '0' && rest.ptr[n] <= '9' :
			 rest.ptr[n] >= 'a' && rest.ptr[n] <= 'z'))
		n++;
	if (n == 0 || n == rest.len || rest.ptr[n] != ')')
		return false;
	memcpy(l->part[l->nparts], rest.ptr, n);
	l->part[l->nparts++][n] = 0;
	skip(&rest, n + 1);
	*v = rest;
	return true;
}

bool vb_label_take(struct vb_view *v, struct vb_label *out)
{
	struct vb_view rest = *v;

	*out = (struct vb_label){0};
	out->number = (uint16_t)take_number(&rest, 4);
	if (out->number == 0)
		return false;
	take_insertion(&rest, out);
	take_alt(&rest, out);
	while (take_part(&rest, out))
		;
	*v = rest;
	return true;
}

bool vb_label_parse(struct vb_view v, struct vb_label *out)
{
	return vb_label_take(&v, out) && v.len == 0;
}

void vb_label_put(struct vb_writer *w, const struct vb_label *l)
{
	vb_put_dec(w, l->number);
	if (l->insertion > 0)
		vb_putf(w, " %s", insertions[l->insertion - 1]);
	if (l->alt > 0)
		vb_put_str(w, " alt");
	if (l->alt > 1)
		vb_putf(w, ".%u", l->alt);
	for (unsigned i = 0; i < l->nparts; i++)
		vb_putf(w, "(%s)", l->part[i]);
}

const char *vb_label_text(char out[static VB_LABEL_TEXT], const struct vb_label *l)
{
	struct vb_writer w;

	vb_writer_init(&w, out, VB_LABEL_TEXT - 1);
	vb_label_put(&w, l);
	out[w.len] = 0;
	return out;
}

/* Numbers before letters; of each the shorter first: 2 before 10, z before aa. */
static int cmp_part(const char *a, const char *b)
{
	bool digits[2] = {a[0] <= '9', b[0] <= '9'};
	size_t len[2] = {strlen(a), strlen(b)};

	if (digits[0] != digits[1])
		return digits[0] ? -1 : 1;
	if (len[0] != len[1])
		return len[0] < len[1] ? -1 : 1;
	return strcmp(a, b);
}

int vb_label_cmp(const struct vb_label *a, const struct vb_label *b)
{
	const unsigned x[] = {a->number, a->insertion, a->alt};
	const unsigned y[] = {b->number, b->insertion, b->alt};

	for (size_t i = 0; i < VB_ARRAY_LEN(x); i++) {
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	for (unsigned i = 0; i < a->nparts && i < b->nparts; i++) {
		int order = cmp_part(a->part[i], b->part[i]);

		if (order != 0)
			return order;
	}
	return a->nparts == b->nparts ? 0 : a->nparts < b->nparts ? -1 : 1;
}

bool vb_label_same_article(const struct vb_label *a, const struct vb_label *b)
{
	return a->number == b->number && a->insertion == b->insertion && a->alt == b->alt;
}
