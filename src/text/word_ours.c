/*
 * The part of our own in a Word file: the versions it was made of, byte for byte, and the hash
 * of the document they belong to.  A document that was changed since has none (text.md 13.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

#define PART "customXml/item1.xml"

struct taking {
	struct vb_word *w;
	struct word_sax sax;
	const struct vb_hash *document;
	struct word_buffer text;	/* base64 of one version */
	bool ours, stale, off, within;
};

static bool yes(const struct word_element *e, const char *name)
{
	const char *val = vb_word_att(e, 'v', name);

	return val && strcmp(val, "yes") == 0;
}

static void begin_all(struct taking *k, const struct word_element *e)
{
	const char *hex = vb_word_att(e, 'v', "document");
	struct vb_hash h;

	k->ours = true;
	if (!hex || !vb_unhex(h.b, sizeof(h.b), vb_view_str(hex)) || !vb_hash_eq(&h, k->document))
		k->stale = true;
}

static void begin_one(struct taking *k, const struct word_element *e)
{
	const char *name = vb_word_att(e, 'v', "name");
	struct vb_word *w = k->w;
	struct word_version *v;

	if (!name || !vb_name_valid(vb_view_str(name)) || w->nversions == VB_VERSIONS_MAX) {
		k->off = true;
		return;
	}
	v = &w->version[w->nversions++];
	*v = (struct word_version){.base = yes(e, "base"), .silent = yes(e, "silent")};
	memcpy(v->name, name, strlen(name));
	k->within = true;
	k->text.len = 0;
}

static void on_start(void *ctx, const struct word_element *e)
{
	struct taking *k = ctx;

	if (e->ns != 'v' || k->within)
		k->off = k->off || k->ours;
	else if (strcmp(e->name, "versions") == 0)
		begin_all(k, e);
	else if (strcmp(e->name, "version") == 0 && k->ours && !k->stale)
		begin_one(k, e);
}

static void on_end(void *ctx, const struct word_element *e)
{
	struct taking *k = ctx;
	struct vb_word *w = k->w;
	struct word_version *v;
	uint8_t *bytes;

	(void)e;
	if (!k->within)
		return;
	k->within = false;
	v = &w->version[w->nversions - 1];
	bytes = malloc(k->text.len + 1);
	v->at = w->ours.len;
	if (!bytes)
		k->sax.failed = true;
	else if (!vb_unbase64(bytes, k->text.len + 1, &v->len, vb_view(k->text.ptr, k->text.len)))
		k->off = true;
	else if (!vb_word_add(&w->ours, bytes, v->len))
		k->sax.failed = true;
	free(bytes);
}

static void on_text(void *ctx, const char *s, size_t n)
{
	struct taking *k = ctx;

	if (k->within && !vb_word_add(&k->text, s, n))
		k->sax.failed = true;
}

/* Others have parts of this name, too: what is not ours is none of our business. */
enum vb_code vb_word_ours(struct word_package *p, struct vb_view document, struct vb_word *w,
			  struct vb_err *err)
{
	struct vb_hash hash;
	struct taking k = {.w = w, .document = &hash};
	uint8_t *xml = NULL;
	size_t len = 0;
	enum vb_code code = vb_word_part(p, PART, &xml, &len, err);

	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	k.sax = (struct word_sax){.start = on_start, .end = on_end, .text = on_text, .ctx = &k};
	vb_sha256(document, &hash);
	code = vb_word_parse(&k.sax, vb_view(xml, len), PART, err);
	free(xml);
	free(k.text.ptr);
	if (code || k.stale || k.off)
		w->nversions = 0;
	if (k.ours && (k.stale || k.off))
		w->notes |= 1u << VB_WN_STALE;
	return k.ours ? code : code == VB_MEMORY ? code : VB_OK;
}
