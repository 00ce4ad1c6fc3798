/*
 * Releases: on a receipt in effect, the one-time identity of that copy, in an act of
 * the depositary's own (format.md 5.3.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <string.h>

/* Where our own chain stands: number, epoch and head of its last act. */
static void next_place(const struct vb_depositary *d, const struct vb_fold *f,
		       struct vb_compose *c)
{
	c->number = 1;
	c->prev = f->charter;
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, d->name) != 0)
			continue;
		c->number = f->chain[i].number + 1;
		c->epoch = f->chain[i].epoch;
		c->prev = f->chain[i].head;
	}
}

static void set_field(struct vb_compose *c, const char *name, const struct vb_view *v)
{
	for (unsigned i = 0; i < c->kind->nfields; i++) {
		if (strcmp(c->kind->fields[i].name, name) == 0) {
			c->field[i].v = v;
			c->field[i].n = 1;
		}
	}
}

/* Text, an empty line, our signature; read back as any act would be. */
static enum vb_code sign(const struct vb_depositary *d, const struct vb_compose *c,
			 struct release *out, struct vb_err *err)
{
	struct vb_writer w;
	struct vb_view text;
	enum vb_code code;

	vb_writer_init(&w, out->note, sizeof(out->note));
	code = vb_compose_text(c, &w, err);
	if (code != VB_OK)
		return code;
	text = vb_written(&w);
	vb_put_byte(&w, '\n');
	code = vb_sigline_put(&w, text, &d->act_signer, err);
	out->len = w.len;
	if (code == VB_OK)
		code = vb_act_parse(vb_written(&w), &out->act, err);
	return code;
}

enum vb_code vb_release_make(const struct vb_depositary *d, const struct table *t,
			     const struct vb_act *receipt, uint32_t index,
			     struct vb_view identity, int64_t now, struct release *out,
			     struct vb_err *err)
{
	char hex[2 * 32 + 1];
	struct vb_view of = vb_act_get(receipt, "of", 0), addressee = receipt->author;
	struct vb_view id = vb_view(hex, 64);
	struct vb_compose c = {
		.kind = vb_kind_find(vb_view_str("release")),
		.table = t->id,
		.author = d->name,
		.has_seen = true,
		.seen_size = t->head.size,
		.seen_root = t->head.root,
		.seen_checkpoint = t->head.hash,
		.date = now,
		.lodge_by = now,
	};
	enum vb_code code;

	vb_hex(hex, t->fold->fact[index].id.b, 32);
	next_place(d, t->fold, &c);
	set_field(&c, "of", &of);
	set_field(&c, "addressee", &addressee);
	set_field(&c, "receipt", &id);
	set_field(&c, "identity", &identity);
	code = sign(d, &c, out, err);
	/* format.md 5.3.4: we would answer for an identity of another copy. */
	if (code == VB_OK)
		code = vb_release_check(t->fold, &out->act, err);
	return code;
}
