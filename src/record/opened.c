/*
 * Opened copies: what stands inside both age layers, and whether it is what its act
 * committed to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define LEAST 4096u
/* The header's lines at their longest, rounded up. */
#define HEADER_MAX 512
#define CHAIN_MAX (2 * VB_NAME_MAX + 1)

/* format.md 2.4: "author" or "author/office". */
static bool chain_valid(struct vb_view v)
{
	const uint8_t *slash = v.len > 0 ? memchr(v.ptr, '/', v.len) : NULL;
	size_t n = slash ? (size_t)(slash - v.ptr) : v.len;

	return vb_name_valid(vb_view(v.ptr, n)) &&
	       (!slash || vb_name_valid(vb_view(slash + 1, v.len - n - 1)));
}

/* format.md 2.5: "N" or "N.E", both at least 1. */
static bool number_parse(struct vb_view v, uint64_t *number, uint64_t *epoch)
{
	const uint8_t *dot = v.len > 0 ? memchr(v.ptr, '.', v.len) : NULL;
	size_t n = dot ? (size_t)(dot - v.ptr) : v.len;

	*epoch = 0;
	return vb_dec_parse(vb_view(v.ptr, n), number) && *number > 0 &&
	       (!dot || (vb_dec_parse(vb_view(dot + 1, v.len - n - 1), epoch) && *epoch > 0));
}

static void read_header(struct vb_cursor *c, struct vb_opened *o)
{
	struct vb_view v;
	char q[80];

	v = vb_cursor_line(c);
	if (!vb_view_is(v, "verbale-copy/1"))
		vb_cursor_fail(c, "7.4", "the first line is \"%s\", not \"verbale-copy/1\"",
			       vb_quote(q, sizeof(q), v));
	v = vb_cursor_field(c, "table");
	if (!vb_hash_parse(v, &o->table))
		vb_cursor_fail(c, "7.4", "table \"%s\" is not 64 hex digits",
			       vb_quote(q, sizeof(q), v));
	o->chain = vb_cursor_field(c, "author");
	if (!chain_valid(o->chain))
		vb_cursor_fail(c, "7.4", "author \"%s\" is not a chain's name",
			       vb_quote(q, sizeof(q), o->chain));
	v = vb_cursor_field(c, "number");
	if (!number_parse(v, &o->number, &o->epoch))
		vb_cursor_fail(c, "7.4", "number \"%s\" is neither N nor N.E",
			       vb_quote(q, sizeof(q), v));
	o->addressee = vb_cursor_field(c, "for");
	if (!vb_name_valid(o->addressee))
		vb_cursor_fail(c, "7.4", "\"%s\" is not a name",
			       vb_quote(q, sizeof(q), o->addressee));
	if (!vb_unhex(o->seed, sizeof(o->seed), vb_cursor_field(c, "seed")))
		vb_cursor_fail(c, "7.4", "the seed is not 64 hex digits");
	if (vb_cursor_line(c).len > 0)
		vb_cursor_fail(c, "7.4", "an empty line is due behind the seed");
}

/* The next power of two, at least 4096 (format.md 7.4). */
static size_t padded(size_t n)
{
	size_t size = LEAST;

	while (size < n)
		size *= 2;
	return size;
}

/* Cuts the padding off: the paper keeps one LF. */
static enum vb_code cut_paper(struct vb_view in, size_t at, struct vb_opened *o,
			      struct vb_err *err)
{
	size_t end = in.len;

	while (end > at && in.ptr[end - 1] == '\n')
		end--;
	if (end < in.len)
		end++;
	if (in.len != padded(end))
		return vb_fail(err, VB_MALFORMED, "7.4", "copy",
			       "the copy has %zu bytes; %zu with its padding are due", in.len,
			       padded(end));
	o->paper = vb_view(in.ptr + at, end - at);
	return VB_OK;
}

enum vb_code vb_opened_parse(struct vb_view in, struct vb_opened *out, struct vb_err *err)
{
	struct vb_opened o = {0};
	struct vb_paper paper;
	struct vb_cursor c;
	enum vb_code code;

	/* A paper of the largest size with its header fits twice that. */
	if (in.len < LEAST || in.len > 2u * VB_PAPER_MAX)
		return vb_fail(err, VB_MALFORMED, "7.4", "copy",
			       "the copy has %zu bytes, not %u to %u", in.len, LEAST,
			       2u * VB_PAPER_MAX);
	vb_cursor_text(&c, in, "7.4", err);
	read_header(&c, &o);
	code = c.code;
	if (code == VB_OK)
		code = cut_paper(in, c.pos, &o, err);
	if (code == VB_OK)
		code = vb_paper_parse(o.paper, &paper, err);
	if (code == VB_OK)
		*out = o;
	vb_wipe(o.seed, sizeof(o.seed));
	return code;
}

static void put_header(struct vb_writer *w, const struct vb_copy_place *p,
		       const uint8_t seed[static 32])
{
	char hex[65];

	vb_put_str(w, "verbale-copy/1\ntable ");
	vb_put_hash(w, &p->table);
	vb_put_str(w, "\nauthor ");
	vb_put_str(w, p->chain);
	vb_put_str(w, "\nnumber ");
	vb_put_dec(w, p->number);
	if (p->epoch > 0) {
		vb_put_byte(w, '.');
		vb_put_dec(w, p->epoch);
	}
	vb_put_str(w, "\nfor ");
	vb_put_str(w, p->addressee);
	vb_put_str(w, "\nseed ");
	vb_hex(hex, seed, 32);
	vb_put(w, hex, 64);
	vb_put_str(w, "\n\n");
	vb_wipe(hex, sizeof(hex));
}

size_t vb_opened_size(const struct vb_copy_place *p, size_t paper_len)
{
	static const uint8_t seed[32];
	uint8_t header[HEADER_MAX];
	struct vb_writer w;

	vb_writer_init(&w, header, sizeof(header));
	put_header(&w, p, seed);
	return padded(w.len + paper_len);
}

void vb_opened_put(struct vb_writer *w, const struct vb_copy_place *p,
		   const uint8_t seed[static 32], struct vb_view paper)
{
	size_t end = w->len + vb_opened_size(p, paper.len);

	put_header(w, p, seed);
	vb_put_view(w, paper);
	while (!w->over && w->len < end)
		vb_put_byte(w, '\n');
}

/* format.md 7.4: a copy states the place that its act has. */
static enum vb_code check_place(const struct vb_opened *o, const struct vb_act *a,
				const struct vb_copy *c, struct vb_err *err)
{
	char chain[66], q[80], r[80];

	vb_act_chain(chain, a);
	if (!vb_hash_eq(&o->table, &a->table))
		return vb_fail(err, VB_FALSE, "7.4", "copy",
			       "the copy names another table than its act");
	if (!vb_view_is(o->chain, chain))
		return vb_fail(err, VB_FALSE, "7.4", "copy",
			       "the copy names \"%s\" as its author, the act is of \"%s\"",
			       vb_quote(q, sizeof(q), o->chain), chain);
	if (o->number != a->number || o->epoch != a->epoch)
		return vb_fail(err, VB_FALSE, "7.4", "copy",
			       "the copy states number %llu.%llu, its act has %llu.%llu",
			       (unsigned long long)o->number, (unsigned long long)o->epoch,
			       (unsigned long long)a->number, (unsigned long long)a->epoch);
	if (!vb_view_eq(o->addressee, c->addressee))
		return vb_fail(err, VB_FALSE, "7.4", "copy",
			       "the copy is for \"%s\", its act says \"%s\"",
			       vb_quote(q, sizeof(q), o->addressee),
			       vb_quote(r, sizeof(r), c->addressee));
	return VB_OK;
}

enum vb_code vb_opened_check(const struct vb_opened *o, const struct vb_act *a,
			     const struct vb_copy *c, struct vb_err *err)
{
	char chain[CHAIN_MAX + 1], name[VB_NAME_MAX + 1];
	struct vb_copy_place place = {.table = o->table, .chain = chain, .number = o->number,
				      .epoch = o->epoch, .addressee = name};
	enum vb_code code = check_place(o, a, c, err);
	struct vb_paper paper;
	struct vb_hash root;

	vb_copy_str(chain, sizeof(chain), o->chain);
	vb_copy_str(name, sizeof(name), o->addressee);

	if (code == VB_OK)
		code = vb_paper_parse(o->paper, &paper, err);
	if (code == VB_OK && paper.nleaves != c->leaves)
		code = vb_fail(err, VB_FALSE, "7.3", "copy",
			       "the copy has %u leaves, its act says %llu", paper.nleaves,
			       (unsigned long long)c->leaves);
	if (code == VB_OK)
		code = vb_commit_root(&place, o->seed, &paper, &root, err);
	if (code == VB_OK && !vb_hash_eq(&root, &c->root))
		code = vb_fail(err, VB_FALSE, "7.3", "copy",
			       "the copy's text is not the one that its act commits to");
	return code;
}
