/*
 * Styles and numbered lists of a Word file, as styles.xml and numbering.xml declare them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

static void set(char out[static WORD_ID_MAX], const char *s)
{
	snprintf(out, WORD_ID_MAX, "%s", s ? s : "");
}

/* Of foreign text what a paper may have (format.md 1.4), whole characters that fit. */
static void set_plain(char out[static WORD_ID_MAX], const char *s)
{
	struct vb_view v = vb_view_str(s ? s : "");
	size_t len = 0, n;
	uint32_t cp;

	for (; v.len > 0; v = vb_view(v.ptr + n, v.len - n)) {
		n = vb_utf8_next(v, &cp);
		if (n > 0 && n < WORD_ID_MAX - len && vb_codepoint_plain(cp)) {
			memcpy(out + len, v.ptr, n);
			len += n;
		}
		n = n ? n : 1;
	}
	out[len] = 0;
}

/* What a declaration was before somebody changed it is not what it is. */
static bool is_former(struct word_styles *s, const struct word_element *e, unsigned *was)
{
	size_t n = strlen(e->name);

	if (*was == 0 && !(e->ns == 'w' && n > 8 && strcmp(e->name + n - 8, "PrChange") == 0))
		return false;
	s->changed = true;
	++*was;
	return true;
}

/* ---- styles.xml ---- */

struct reading {
	struct word_styles *s;
	struct word_style *style;	/* that we stand in */
	struct word_abstract *abstract;
	struct word_list *list;
	struct word_level *level;
	long at;			/* level of an override */
	unsigned was;			/* elements deep in what was before a tracked change */
	bool *failed;
};

static void on_style(struct reading *r, const struct word_element *e)
{
	const char *type = vb_word_att(e, 'w', "type"), *usual = vb_word_att(e, 'w', "default");
	struct word_styles *s = r->s;
	struct word_style *x;
	void *p = s->style;

	if (s->n >= WORD_TABLE_MAX || !vb_word_room(&p, s->n, &s->cap, sizeof(*x))) {
		*r->failed = true;
		return;
	}
	s->style = p;
	x = &s->style[s->n++];
	*x = (struct word_style){.list = -1, .level = -1, .outline = -1};
	x->paragraph = type && strcmp(type, "paragraph") == 0;
	set(x->id, vb_word_att(e, 'w', "styleId"));
	if (x->paragraph && usual && (strcmp(usual, "1") == 0 || strcmp(usual, "true") == 0))
		set(s->usual, x->id);
	r->style = x;
}

static void style_start(void *ctx, const struct word_element *e)
{
	struct reading *r = ctx;
	const char *val = vb_word_att(e, 'w', "val");

	if (is_former(r->s, e, &r->was))
		return;
	if (vb_word_named(e, "style"))
		on_style(r, e);
	if (!r->style)
		return;
	if (vb_word_named(e, "basedOn"))
		set(r->style->based, val);
	else if (vb_word_named(e, "name"))
		set(r->style->name, val);
	else if (vb_word_named(e, "numId"))
		r->style->list = vb_word_number(val, -1);
	else if (vb_word_named(e, "ilvl"))
		r->style->level = vb_word_number(val, -1);
	else if (vb_word_named(e, "outlineLvl"))
		r->style->outline = vb_word_number(val, -1);
}

static void style_end(void *ctx, const struct word_element *e)
{
	struct reading *r = ctx;

	if (r->was)
		r->was--;
	else if (vb_word_named(e, "style"))
		r->style = NULL;
}

/* ---- numbering.xml ---- */

static enum word_format format_of(const char *s)
{
	static const struct {
		const char *name;
		enum word_format format;
	} names[] = {
		{"decimal", WORD_DECIMAL}, {"decimalZero", WORD_ZERO},
		{"lowerLetter", WORD_LOWER}, {"upperLetter", WORD_UPPER},
		{"lowerRoman", WORD_LOWER_ROMAN}, {"upperRoman", WORD_UPPER_ROMAN},
		{"ordinal", WORD_ORDINAL}, {"bullet", WORD_BULLET}, {"none", WORD_NOTHING},
	};

	for (size_t i = 0; s && i < VB_ARRAY_LEN(names); i++) {
		if (strcmp(names[i].name, s) == 0)
			return names[i].format;
	}
	return WORD_DECIMAL;
}

static void on_abstract(struct reading *r, const struct word_element *e)
{
	struct word_styles *s = r->s;
	void *p = s->abstract;

	if (s->nabstract >= WORD_TABLE_MAX ||
	    !vb_word_room(&p, s->nabstract, &s->abstract_cap, sizeof(*s->abstract))) {
		*r->failed = true;
		return;
	}
	s->abstract = p;
	r->abstract = &s->abstract[s->nabstract++];
	*r->abstract = (struct word_abstract){
		.id = vb_word_number(vb_word_att(e, 'w', "abstractNumId"), -1),
	};
}

static void on_list(struct reading *r, const struct word_element *e)
{
	struct word_styles *s = r->s;
	void *p = s->list;

	if (s->nlist >= WORD_TABLE_MAX ||
	    !vb_word_room(&p, s->nlist, &s->list_cap, sizeof(*s->list))) {
		*r->failed = true;
		return;
	}
	s->list = p;
	r->list = &s->list[s->nlist++];
	*r->list = (struct word_list){
		.id = vb_word_number(vb_word_att(e, 'w', "numId"), -1), .abstract = -1,
	};
	for (unsigned i = 0; i < WORD_LEVELS; i++)
		r->list->level[i].start = -1;
}

static struct word_level *level_at(struct reading *r, long at)
{
	if (at < 0 || at >= (long)WORD_LEVELS)
		return NULL;
	if (r->list)
		return &r->list->level[at];
	return r->abstract ? &r->abstract->level[at] : NULL;
}

static void on_level(struct reading *r, const struct word_element *e)
{
	r->level = level_at(r, vb_word_number(vb_word_att(e, 'w', "ilvl"), -1));
	if (r->level)
		*r->level = (struct word_level){
			.given = true, .restart = -1,
			/* A start of the override counts whichever of the two comes first. */
			.start = r->list ? r->level->start : 1,
		};
}

static void in_level(struct word_level *l, const struct word_element *e)
{
	const char *val = vb_word_att(e, 'w', "val");

	if (vb_word_named(e, "start") && l->start < 1)
		l->start = vb_word_number(val, 1);
	else if (vb_word_named(e, "start"))
		l->start = vb_word_number(val, l->start);
	else if (vb_word_named(e, "numFmt"))
		l->format = format_of(val);
	else if (vb_word_named(e, "lvlRestart"))
		l->restart = vb_word_number(val, -1);
	else if (vb_word_named(e, "lvlText"))
		set_plain(l->text, val);
	else if (vb_word_named(e, "isLgl"))
		l->legal = vb_word_on(e);
	else if (vb_word_named(e, "pStyle"))
		set(l->style, val);
}

static void list_start(void *ctx, const struct word_element *e)
{
	struct reading *r = ctx;
	const char *val = vb_word_att(e, 'w', "val");

	if (is_former(r->s, e, &r->was))
		return;
	if (vb_word_named(e, "abstractNum"))
		on_abstract(r, e);
	else if (vb_word_named(e, "num"))
		on_list(r, e);
	else if (vb_word_named(e, "lvlOverride"))
		r->at = vb_word_number(vb_word_att(e, 'w', "ilvl"), -1);
	else if (vb_word_named(e, "lvl"))
		on_level(r, e);
	else if (r->level)
		in_level(r->level, e);
	else if (r->list && vb_word_named(e, "abstractNumId"))
		r->list->abstract = vb_word_number(val, -1);
	else if (r->list && vb_word_named(e, "startOverride") && level_at(r, r->at))
		level_at(r, r->at)->start = vb_word_number(val, -1);
	else if (r->abstract && vb_word_named(e, "numStyleLink"))
		set(r->abstract->of_style, val);
}

static void list_end(void *ctx, const struct word_element *e)
{
	struct reading *r = ctx;

	if (r->was)
		r->was--;
	else if (vb_word_named(e, "lvl"))
		r->level = NULL;
	else if (vb_word_named(e, "num"))
		r->list = NULL;
	else if (vb_word_named(e, "abstractNum"))
		r->abstract = NULL;
}

/* ---- both ---- */

enum vb_code vb_word_styles(struct word_package *p, const char *document, struct word_styles *out,
			    struct vb_err *err)
{
	struct reading r = {.s = out};
	struct word_sax style = {.start = style_start, .end = style_end, .ctx = &r};
	struct word_sax list = {.start = list_start, .end = list_end, .ctx = &r};
	enum vb_code code;

	r.failed = &style.failed;
	code = vb_word_read_related(p, document, "styles", &style, err);
	r.failed = &list.failed;
	if (!code)
		code = vb_word_read_related(p, document, "numbering", &list, err);
	return code;
}

void vb_word_styles_free(struct word_styles *s)
{
	free(s->style);
	free(s->abstract);
	free(s->list);
	*s = (struct word_styles){0};
}

const struct word_style *vb_word_style(const struct word_styles *s, const char *id)
{
	for (size_t i = 0; id[0] && i < s->n; i++) {
		if (strcmp(s->style[i].id, id) == 0)
			return &s->style[i];
	}
	return NULL;
}
