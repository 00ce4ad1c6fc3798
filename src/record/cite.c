/*
 * Citations: how people name acts (format.md 2.13).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

void vb_act_chain(char out[static 66], const struct vb_act *a)
{
	struct vb_writer w;

	vb_writer_init(&w, out, 65);
	vb_put_view(&w, a->author);
	if (a->office.len > 0) {
		vb_put_byte(&w, '/');
		vb_put_view(&w, a->office);
	}
	out[w.len] = '\0';
}

static void cite(char out[static 96], const char *chain, uint64_t number, uint64_t epoch)
{
	struct vb_writer w;

	vb_writer_init(&w, out, 95);
	if (number == 0) {
		vb_put_str(&w, "charter");
	} else {
		/* A name has nothing above z. */
		for (const char *p = chain; *p; p++)
			vb_put_byte(&w, (uint8_t)(*p >= 'a' ? *p - 32 : *p));
		vb_put_byte(&w, '-');
		vb_put_dec(&w, number);
	}
	if (epoch > 0) {
		vb_put_byte(&w, '.');
		vb_put_dec(&w, epoch);
	}
	out[w.len] = '\0';
}

void vb_act_citation(char out[static 96], const struct vb_act *a)
{
	char chain[66];

	vb_act_chain(chain, a);
	cite(out, chain, a->number, a->epoch);
}

void vb_fact_citation(char out[static 96], const struct vb_fold *f, uint32_t index)
{
	const struct vb_fact *fact = &f->fact[index];

	cite(out, f->chain[fact->chain].name, fact->number, fact->epoch);
}

/* The last '-' of @v, which parts the chain from the number; or NULL. */
static const uint8_t *last_dash(struct vb_view v)
{
	for (size_t i = v.len; i > 0; i--) {
		if (v.ptr[i - 1] == '-')
			return v.ptr + i - 1;
	}
	return NULL;
}

static bool lower_chain(struct vb_view v, char chain[static 66])
{
	struct vb_view head, tail;
	const char *slash;

	if (v.len == 0 || v.len > 65)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		chain[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	chain[v.len] = '\0';
	slash = strchr(chain, '/');
	head = vb_view(chain, slash ? (size_t)(slash - chain) : v.len);
	tail = slash ? vb_view_str(slash + 1) : vb_view_str("x");
	return vb_name_valid(head) && vb_name_valid(tail);
}

bool vb_citation_parse(struct vb_view v, char chain[static 66], uint64_t *number,
		       uint64_t *epoch, struct vb_view *article)
{
	const uint8_t *colon = v.len ? memchr(v.ptr, ':', v.len) : NULL;
	struct vb_view num;
	const uint8_t *dash, *dot;

	*article = vb_view(NULL, 0);
	*epoch = 0;
	*number = 0;
	if (colon) {
		*article = vb_view(colon + 1, v.len - (size_t)(colon + 1 - v.ptr));
		v.len = (size_t)(colon - v.ptr);
		if (article->len == 0)
			return false;
	}
	if (vb_view_is(v, "charter")) {
		chain[0] = '\0';
		return true;
	}
	dash = last_dash(v);
	if (!dash || !lower_chain(vb_view(v.ptr, (size_t)(dash - v.ptr)), chain))
		return false;
	num = vb_view(dash + 1, v.len - (size_t)(dash + 1 - v.ptr));
	dot = num.len ? memchr(num.ptr, '.', num.len) : NULL;
	if (dot) {
		struct vb_view e = vb_view(dot + 1, num.len - (size_t)(dot + 1 - num.ptr));

		if (!vb_dec_parse(e, epoch) || *epoch == 0)
			return false;
		num.len = (size_t)(dot - num.ptr);
	}
	return vb_dec_parse(num, number) && *number > 0;
}
