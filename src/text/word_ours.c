/*
 * The part of our own in a Word file: the versions it was made of, byte for byte, by article if it
 * has several, and the hash of the document they belong to.  A document that was changed since has
 * none (text.md 13.8).
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
	bool ours, stale, off, within, article;
};

static bool yes(const struct word_element *e, const char *name)
{
	const char *val = vb_word_att(e, 'v', name);

	return val && strcmp(val, "yes") == 0;
}

/* Base64 onto the end of what is ours. */
static void take_base64(struct taking *k, struct vb_view base64, size_t *at, size_t *len)
{
	struct vb_word *w = k->w;
	uint8_t *bytes = malloc(base64.len + 1);

	*at = w->ours.len;
	if (!bytes)
		k->sax.failed = true;
	else if (!vb_unbase64(bytes, base64.len + 1, len, base64))
		k->off = true;
	else if (!vb_word_add(&w->ours, bytes, *len))
		k->sax.failed = true;
	free(bytes);
}

/* A title is one line of what people can see. */
static bool is_line(struct vb_view v)
{
	for (size_t i = 0, n; i < v.len; i += n) {
		uint32_t cp;

		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0 || !vb_codepoint_plain(cp))
			return false;
	}
	return true;
}

static void take_title(struct taking *k, const struct word_element *e, size_t *at, size_t *len)
{
	const char *title = vb_word_att(e, 'v', "title");

	take_base64(k, vb_view_str(title ? title : ""), at, len);
	if (k->sax.failed || k->off)
		return;
	if (*len > VB_TITLE_MAX || (*len > 0 && !is_line(vb_view(k->w->ours.ptr + *at, *len))))
		k->off = true;
}

static void begin_all(struct taking *k, const struct word_element *e)
{
	const char *hex = vb_word_att(e, 'v', "document");
	struct vb_hash h;

	k->ours = true;
	if (!hex || !vb_unhex(h.b, sizeof(h.b), vb_view_str(hex)) || !vb_hash_eq(&h, k->document))
		k->stale = true;
	else
		take_title(k, e, &k->w->title, &k->w->ntitle);
}

/* Articles, or versions of one text: not both. */
static void begin_article(struct taking *k, const struct word_element *e)
{
	const char *label = vb_word_att(e, 'v', "label");
	struct vb_word *w = k->w;
	void *more = w->section;
	struct word_section *s;
	struct vb_label l;

	if (k->article || !label || strlen(label) >= VB_LABEL_TEXT ||
	    (label[0] && !vb_label_parse(vb_view_str(label), &l)) ||
	    (w->nsections == 0 && w->nversions > 0) || w->nsections == VB_ROWS_MAX) {
		k->off = true;
		return;
	}
	if (!vb_word_room(&more, w->nsections, &w->sections_cap, sizeof(*s))) {
		k->sax.failed = true;
		return;
	}
	w->section = more;
	s = &w->section[w->nsections++];
	*s = (struct word_section){.first = w->nversions};
	memcpy(s->label, label, strlen(label));
	take_title(k, e, &s->title, &s->ntitle);
	k->article = true;
}

static void begin_version(struct taking *k, const struct word_element *e)
{
	const char *name = vb_word_att(e, 'v', "name");
	struct vb_word *w = k->w;
	struct word_section *s = k->article ? &w->section[w->nsections - 1] : NULL;
	void *more = w->version;
	struct word_version *v;

	if (!name || !vb_name_valid(vb_view_str(name)) || (!s && w->nsections > 0) ||
	    (s ? s->n : w->nversions) == VB_VERSIONS_MAX) {
		k->off = true;
		return;
	}
	if (!vb_word_room(&more, w->nversions, &w->versions_cap, sizeof(*v))) {
		k->sax.failed = true;
		return;
	}
	w->version = more;
	v = &w->version[w->nversions++];
	*v = (struct word_version){.base = yes(e, "base"), .silent = yes(e, "silent")};
	memcpy(v->name, name, strlen(name));
	if (s)
		s->n++;
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
	else if (strcmp(e->name, "article") == 0 && k->ours && !k->stale)
		begin_article(k, e);
	else if (strcmp(e->name, "version") == 0 && k->ours && !k->stale)
		begin_version(k, e);
}

static void on_end(void *ctx, const struct word_element *e)
{
	struct taking *k = ctx;
	struct vb_word *w = k->w;

	if (k->within) {
		struct word_version *v = &w->version[w->nversions - 1];

		k->within = false;
		take_base64(k, vb_view(k->text.ptr, k->text.len), &v->at, &v->len);
	} else if (k->article && e->ns == 'v' && strcmp(e->name, "article") == 0) {
		k->article = false;
		k->off = k->off || w->section[w->nsections - 1].n == 0;
	}
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
		w->nversions = w->nsections = w->ntitle = 0;
	if (k.ours && (k.stale || k.off))
		w->notes |= 1u << VB_WN_STALE;
	return k.ours ? code : code == VB_MEMORY ? code : VB_OK;
}
