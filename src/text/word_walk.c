/*
 * The text of a Word document, or of its footnotes, taken down: paragraphs, runs of words, and
 * who put them in or took them out.  Runs are split anywhere; what is alike is one run again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

static const char hyphen[] = "\xe2\x80\x91", unknown[] = "\xef\xbf\xbd";

bool vb_word_keep(struct vb_word *w, const char *s, size_t *out)
{
	*out = w->pool.len;
	return vb_word_add(&w->pool, s, strlen(s) + 1);
}

bool vb_word_author(struct vb_word *w, const char *name, uint32_t *out)
{
	void *p = w->author;

	for (*out = 0; *out < w->nauthors; ++*out) {
		if (strcmp(w->pool.ptr + w->author[*out], name) == 0)
			return true;
	}
	if (w->nauthors >= WORD_TABLE_MAX ||
	    !vb_word_room(&p, w->nauthors, &w->authors_cap, sizeof(*w->author)))
		return false;
	w->author = p;
	return vb_word_keep(w, name, &w->author[w->nauthors++]);
}

static void note(struct word_walk *k, enum vb_word_note what)
{
	k->w->notes |= 1u << what;
}

/* ---- changes ---- */

static enum vb_word_kind kind_of(const char *name)
{
	if (strcmp(name, "ins") == 0)
		return VB_WD_INSERTED;
	if (strcmp(name, "del") == 0)
		return VB_WD_DELETED;
	return strcmp(name, "moveFrom") == 0 ? VB_WD_MOVED_FROM : VB_WD_MOVED_TO;
}

static bool is_change(const struct word_element *e)
{
	return vb_word_named(e, "ins") || vb_word_named(e, "del") || vb_word_named(e, "moveFrom") ||
	       vb_word_named(e, "moveTo");
}

static bool takes_out(enum vb_word_kind kind)
{
	return kind == VB_WD_DELETED || kind == VB_WD_MOVED_FROM;
}

/* What one author did at one time in one place is one change, in however many elements. */
static bool goes_on(const struct word_walk *k, enum vb_word_kind kind, uint32_t author,
		    const char *date)
{
	const struct vb_word *w = k->w;
	const struct word_change *c = w->nchanges ? &w->change[w->nchanges - 1] : NULL;

	return c && !k->plain && c->kind == kind && c->author == author &&
	       strcmp(w->pool.ptr + c->date, date) == 0;
}

/* The change that @e is, or is part of. */
static uint32_t change(struct word_walk *k, const struct word_element *e)
{
	const char *by = vb_word_att(e, 'w', "author"), *date = vb_word_att(e, 'w', "date");
	enum vb_word_kind kind = kind_of(e->name);
	struct vb_word *w = k->w;
	struct word_change *c;
	void *p = w->change;
	uint32_t author;

	by = by ? by : "";
	date = date ? date : "";
	if (!vb_word_author(w, by, &author)) {
		k->sax.failed = true;
		return WORD_NONE;
	}
	if (goes_on(k, kind, author, date))
		return (uint32_t)(w->nchanges - 1);
	if (w->nchanges >= WORD_ITEMS_MAX ||
	    !vb_word_room(&p, w->nchanges, &w->changes_cap, sizeof(*c))) {
		k->sax.failed = true;
		return WORD_NONE;
	}
	w->change = p;
	c = &w->change[w->nchanges];
	*c = (struct word_change){
		.kind = kind, .author = author, .first = w->nruns, .last = w->nruns,
		.paragraph = (uint32_t)(w->nparagraphs + !k->open),
	};
	if (!vb_word_keep(w, date, &c->date))
		k->sax.failed = true;
	k->plain = false;
	return (uint32_t)w->nchanges++;
}

/* ---- tracked changes of what a paragraph is ---- */

/* A former state that @e, a change, says @p had; NULL: no memory. */
static struct word_former *former(struct word_walk *k, const struct word_element *e, uint32_t *out)
{
	const char *by = vb_word_att(e, 'w', "author");
	struct vb_word *w = k->w;
	struct word_former *f;
	void *p = w->former;
	uint32_t author;

	if (!vb_word_author(w, by ? by : "", &author) || w->nformers >= WORD_ITEMS_MAX ||
	    !vb_word_room(&p, w->nformers, &w->formers_cap, sizeof(*f))) {
		k->sax.failed = true;
		return NULL;
	}
	w->former = p;
	f = &w->former[w->nformers];
	*f = (struct word_former){
		.author = author, .number = SIZE_MAX, .list = -1, .level = -1, .outline = -1,
	};
	*out = (uint32_t)w->nformers++;
	return f;
}

/* It was numbered by hand, or otherwise: @original; NULL: it had no number of its own. */
static void renumbered(struct word_walk *k, const struct word_element *e, const char *original)
{
	struct word_former *f = former(k, e, &k->w->paragraph[k->w->nparagraphs - 1].renumbered);
	char number[WORD_ID_MAX * 2];

	if (!f || !original)
		return;
	vb_word_original(original, number, sizeof(number));
	if (!vb_word_keep(k->w, number, &f->number))
		k->sax.failed = true;
}

/* w:pPrChange: the properties in it are all that the paragraph had. */
static void properties_were(struct word_walk *k, const struct word_element *e)
{
	if (former(k, e, &k->w->paragraph[k->w->nparagraphs - 1].former))
		k->was = 1;
}

/* An element within w:pPrChange; what else of the old stands in it is no matter. */
static void in_former(struct word_walk *k, const struct word_element *e)
{
	struct word_former *f = &k->w->former[k->w->nformers - 1];
	const char *val = vb_word_att(e, 'w', "val");

	if (k->was == 2 && vb_word_named(e, "pStyle"))
		snprintf(f->style, sizeof(f->style), "%s", val ? val : "");
	else if (k->was == 2 && vb_word_named(e, "outlineLvl"))
		f->outline = vb_word_number(val, -1);
	else if (k->was == 3 && vb_word_named(e, "numId"))
		f->list = vb_word_number(val, -1);
	else if (k->was == 3 && vb_word_named(e, "ilvl"))
		f->level = vb_word_number(val, -1);
	k->was++;
}

static void change_begins(struct word_walk *k, const struct word_element *e)
{
	uint32_t c;

	if (k->other) {
		note(k, k->ppr ? VB_WN_FORMAT : VB_WN_ROWS);
		if (k->ppr && k->open && vb_word_named(e, "ins"))
			renumbered(k, e, NULL);
		return;
	}
	if (k->rpr && !k->ppr)
		return;
	c = change(k, e);
	if (c == WORD_NONE)
		return;
	if (k->ppr && k->open) {
		struct word_paragraph *p = &k->w->paragraph[k->w->nparagraphs - 1];

		*(takes_out(k->w->change[c].kind) ? &p->del : &p->ins) = c;
	} else if (!k->ppr && takes_out(k->w->change[c].kind)) {
		k->del[k->ndel++] = c;
	} else if (!k->ppr) {
		k->ins[k->nins++] = c;
	}
}

static void change_ends(struct word_walk *k, const struct word_element *e)
{
	if (k->other || k->ppr || k->rpr)
		return;
	if (takes_out(kind_of(e->name)))
		k->ndel -= k->ndel > 0;
	else
		k->nins -= k->nins > 0;
}

/* ---- paragraphs and runs ---- */

static void paragraph(struct word_walk *k)
{
	struct vb_word *w = k->w;
	void *p = w->paragraph;

	if (w->nparagraphs >= WORD_ITEMS_MAX ||
	    !vb_word_room(&p, w->nparagraphs, &w->paragraphs_cap, sizeof(*w->paragraph))) {
		k->sax.failed = true;
		return;
	}
	w->paragraph = p;
	w->paragraph[w->nparagraphs++] = (struct word_paragraph){
		.run = w->nruns, .ins = WORD_NONE, .del = WORD_NONE,
		.list = -1, .level = -1, .outline = -1,
		.former = WORD_NONE, .renumbered = WORD_NONE,
	};
	k->open = true;
}

static void reach(struct vb_word *w, uint32_t c)
{
	if (c != WORD_NONE)
		w->change[c].last = w->nruns;
}

/* Words as they stand, of the changes that are around them. */
static void put(struct word_walk *k, const char *s, size_t n)
{
	uint32_t ins = k->nins ? k->ins[k->nins - 1] : WORD_NONE;
	uint32_t del = k->ndel ? k->del[k->ndel - 1] : WORD_NONE;
	struct vb_word *w = k->w;
	struct word_run *last = w->nruns ? &w->run[w->nruns - 1] : NULL;
	struct word_paragraph *in;
	void *p = w->run;

	if (n == 0 || !k->open || !k->within)
		return;
	if (w->text.len + n > WORD_ALL_MAX || w->nruns >= WORD_ITEMS_MAX ||
	    !vb_word_add(&w->text, s, n) ||
	    !vb_word_room(&p, w->nruns, &w->runs_cap, sizeof(*w->run))) {
		k->sax.failed = true;
		return;
	}
	w->run = p;
	in = &w->paragraph[w->nparagraphs - 1];
	k->plain = k->plain || (ins == WORD_NONE && del == WORD_NONE);
	last = in->nruns ? &w->run[w->nruns - 1] : NULL;
	if (last && last->ins == ins && last->del == del) {
		last->len += (uint32_t)n;
		return;
	}
	w->run[w->nruns++] = (struct word_run){(uint32_t)(w->text.len - n), (uint32_t)n, ins, del};
	in->nruns++;
	reach(w, ins);
	reach(w, del);
}

static bool silent(const struct word_walk *k)
{
	return k->instructions > 0 || k->hidden;
}

/* Of foreign text what a paper may have (format.md 1.4): no tab, nothing that nobody sees. */
static void put_clean(struct word_walk *k, struct vb_view v)
{
	size_t from = 0, n;
	uint32_t cp;

	for (size_t i = 0; i < v.len; i += n) {
		bool space;

		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		space = n == 1 && (cp == '\t' || cp == '\n' || cp == '\r');
		if (n > 0 && !space && vb_codepoint_plain(cp))
			continue;
		n = n ? n : 1;
		put(k, (const char *)v.ptr + from, i - from);
		if (space)
			put(k, " ", 1);
		else if (cp != 0xad)
			note(k, VB_WN_CHARACTERS);
		from = i + n;
	}
	put(k, (const char *)v.ptr + from, v.len - from);
}

/* Spaces at the ends count only where the element says so. */
static void said(struct word_walk *k)
{
	struct vb_view v = vb_view(k->said.ptr, k->said.len);

	while (!k->keep && v.len > 0 && (v.ptr[0] == ' ' || v.ptr[0] == '\n')) {
		v.ptr++;
		v.len--;
	}
	while (!k->keep && v.len > 0 && (v.ptr[v.len - 1] == ' ' || v.ptr[v.len - 1] == '\n'))
		v.len--;
	if (k->hidden && k->instructions == 0 && v.len > 0)
		note(k, VB_WN_HIDDEN);
	if (!silent(k) && v.len > 0)
		put_clean(k, v);
	k->said.len = 0;
	k->taking = false;
}

/* ---- notes ---- */

static size_t number_of(const struct word_notes *n, long id)
{
	for (size_t i = 0; i < n->n; i++) {
		if (n->to[i].id == id)
			return i + 1;
	}
	return 0;
}

static void put_note_number(struct word_walk *k, int of, size_t number, const char *behind)
{
	char label[48];
	int n = snprintf(label, sizeof(label), "[^%s%zu]%s", of ? "e" : "", number, behind);

	put(k, label, (size_t)n);
}

static void refer(struct word_walk *k, const struct word_element *e, int of)
{
	long id = vb_word_number(vb_word_att(e, 'w', "id"), -1);
	struct word_notes *n = &k->notes[of];
	size_t number = number_of(n, id);
	void *p = n->to;

	if (silent(k) || k->of >= 0 || id < 0)
		return;
	if (!number) {
		if (n->n >= WORD_TABLE_MAX || !vb_word_room(&p, n->n, &n->cap, sizeof(*n->to))) {
			k->sax.failed = true;
			return;
		}
		n->to = p;
		n->to[n->n] = (struct word_reference){
			id, k->nins ? k->ins[k->nins - 1] : WORD_NONE,
			k->ndel ? k->del[k->ndel - 1] : WORD_NONE,
		};
		number = ++n->n;
	}
	put_note_number(k, of, number, "");
}

static bool is_note(const struct word_element *e)
{
	return vb_word_named(e, "footnote") || vb_word_named(e, "endnote");
}

static void note_begins(struct word_walk *k, const struct word_element *e)
{
	long id = vb_word_number(vb_word_att(e, 'w', "id"), -1);

	k->note = k->of >= 0 ? number_of(&k->notes[k->of], id) : 0;
	k->within = k->note > 0;
	k->fresh = k->within;
	if (k->within) {
		/* A note is there as long as what refers to it. */
		const struct word_reference *r = &k->notes[k->of].to[k->note - 1];

		k->nins = k->ndel = 0;
		if (r->ins != WORD_NONE)
			k->ins[k->nins++] = r->ins;
		if (r->del != WORD_NONE)
			k->del[k->ndel++] = r->del;
	}
}

/* ---- elements ---- */

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/* What is passed over with all that is in it. */
static bool passed_over(struct word_walk *k, const struct word_element *e)
{
	if (e->ns == 'm' && strcmp(e->name, "Fallback") == 0)
		return true;
	if (e->ns != 'w')
		return false;
	if (ends_in(e->name, "PrChange") || strcmp(e->name, "numberingChange") == 0) {
		const char *original = vb_word_att(e, 'w', "original");

		note(k, VB_WN_FORMAT);
		if (k->ppr && k->other && k->open && vb_word_named(e, "numberingChange"))
			renumbered(k, e, original ? original : "");
		return true;
	}
	if (strcmp(e->name, "drawing") == 0 || strcmp(e->name, "pict") == 0 ||
	    strcmp(e->name, "object") == 0) {
		note(k, VB_WN_DRAWINGS);
		return true;
	}
	if (strcmp(e->name, "altChunk") == 0 || strcmp(e->name, "subDoc") == 0)
		note(k, VB_WN_CHUNKS);
	/* A paragraph in a paragraph stands in a drawing, and those were passed over. */
	return strcmp(e->name, "sdtPr") == 0 || (strcmp(e->name, "p") == 0 && k->open);
}

static bool is_properties(const struct word_element *e)
{
	return vb_word_named(e, "trPr") || vb_word_named(e, "tcPr") || vb_word_named(e, "numPr") ||
	       vb_word_named(e, "tblPr") || vb_word_named(e, "sectPr");
}

static void field(struct word_walk *k, const struct word_element *e)
{
	const char *type = vb_word_att(e, 'w', "fldCharType");

	if (!type)
		return;
	if (strcmp(type, "begin") == 0 && k->nfields < WORD_DEPTH_MAX) {
		k->field[k->nfields++] = 'I';
		k->instructions++;
	} else if (strcmp(type, "separate") == 0 && k->nfields > 0) {
		k->instructions -= k->field[k->nfields - 1] == 'I';
		k->field[k->nfields - 1] = 'R';
	} else if (strcmp(type, "end") == 0 && k->nfields > 0) {
		k->instructions -= k->field[--k->nfields] == 'I';
	}
}

/* A character of a symbol font: what it looks like the font alone knows. */
static void symbol(struct word_walk *k)
{
	note(k, VB_WN_CHARACTERS);
	put(k, unknown, strlen(unknown));
}

static void in_run(struct word_walk *k, const struct word_element *e)
{
	const char *space = vb_word_att(e, 'o', "space");

	if (vb_word_named(e, "t") || vb_word_named(e, "delText")) {
		k->taking = true;
		k->keep = space && strcmp(space, "preserve") == 0;
	} else if (vb_word_named(e, "fldChar")) {
		field(k, e);
	} else if (vb_word_named(e, "footnoteReference")) {
		refer(k, e, 0);
	} else if (vb_word_named(e, "endnoteReference")) {
		refer(k, e, 1);
	} else if (silent(k)) {
		return;
	} else if (vb_word_named(e, "tab") || vb_word_named(e, "ptab")) {
		put(k, " ", 1);
	} else if (vb_word_named(e, "br") || vb_word_named(e, "cr")) {
		put(k, "\n", 1);
	} else if (vb_word_named(e, "noBreakHyphen")) {
		put(k, hyphen, strlen(hyphen));
	} else if (vb_word_named(e, "sym")) {
		symbol(k);
	}
}

static void in_paragraph_properties(struct word_walk *k, const struct word_element *e)
{
	struct word_paragraph *p = &k->w->paragraph[k->w->nparagraphs - 1];
	const char *val = vb_word_att(e, 'w', "val");

	if (vb_word_named(e, "pStyle"))
		snprintf(p->style, sizeof(p->style), "%s", val ? val : "");
	else if (vb_word_named(e, "numId"))
		p->list = vb_word_number(val, -1);
	else if (vb_word_named(e, "ilvl"))
		p->level = vb_word_number(val, -1);
	else if (vb_word_named(e, "outlineLvl"))
		p->outline = vb_word_number(val, -1);
}

static void on_start(void *ctx, const struct word_element *e)
{
	struct word_walk *k = ctx;

	if (k->was) {
		in_former(k, e);
		return;
	}
	if (k->ppr == 1 && !k->rpr && !k->other && k->open && !k->skip &&
	    vb_word_named(e, "pPrChange")) {
		note(k, VB_WN_FORMAT);
		properties_were(k, e);
		return;
	}
	if (k->skip || passed_over(k, e)) {
		k->skip++;
		return;
	}
	if (vb_word_named(e, "p")) {
		paragraph(k);
		if (k->fresh && !k->sax.failed)
			put_note_number(k, k->of, k->note, ": ");
		k->fresh = false;
	} else if (is_note(e)) {
		note_begins(k, e);
	} else if (vb_word_named(e, "r")) {
		k->hidden = false;
	} else if (is_change(e)) {
		change_begins(k, e);
	} else if (k->rpr && (vb_word_named(e, "vanish") || vb_word_named(e, "webHidden"))) {
		k->hidden = k->hidden || (!k->ppr && vb_word_on(e) && vb_word_named(e, "vanish"));
	} else if (k->ppr && k->open) {
		in_paragraph_properties(k, e);
	} else if (k->open && !k->rpr) {
		in_run(k, e);
	}
	k->ppr += vb_word_named(e, "pPr");
	k->rpr += vb_word_named(e, "rPr");
	k->other += is_properties(e);
}

static void on_end(void *ctx, const struct word_element *e)
{
	struct word_walk *k = ctx;

	if (k->was || k->skip) {
		*(k->was ? &k->was : &k->skip) -= 1;
		return;
	}
	k->ppr -= k->ppr && vb_word_named(e, "pPr");
	k->rpr -= k->rpr && vb_word_named(e, "rPr");
	k->other -= k->other && is_properties(e);
	if (k->taking && (vb_word_named(e, "t") || vb_word_named(e, "delText"))) {
		said(k);
	} else if (vb_word_named(e, "r")) {
		k->hidden = false;
	} else if (is_change(e)) {
		change_ends(k, e);
	} else if (vb_word_named(e, "p") && k->open) {
		struct word_paragraph *p = &k->w->paragraph[k->w->nparagraphs - 1];

		k->plain = k->plain || (p->ins == WORD_NONE && p->del == WORD_NONE);
		k->open = false;
	} else if (is_note(e)) {
		k->within = false;
		k->nins = k->ndel = 0;
	}
}

static void on_text(void *ctx, const char *s, size_t n)
{
	struct word_walk *k = ctx;

	if (k->taking && !k->skip && !vb_word_add(&k->said, s, n))
		k->sax.failed = true;
}

void vb_word_walk_start(struct word_walk *k, struct vb_word *w)
{
	*k = (struct word_walk){
		.w = w, .of = -1, .within = true,
		.sax = {.start = on_start, .end = on_end, .text = on_text, .ctx = k},
	};
}

void vb_word_walk_free(struct word_walk *k)
{
	free(k->notes[0].to);
	free(k->notes[1].to);
	free(k->said.ptr);
}
