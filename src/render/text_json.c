/*
 * Compared texts and bracketed drafts for scripts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static void names(struct vb_json *j, const char *key, const struct vb_parties *p, uint64_t in)
{
	vb_json_array(j, key);
	for (; in; in &= in - 1) {
		char name[VB_NAME_MAX + 1] = "";
		const char *from = p->name[__builtin_ctzll(in)];

		for (size_t i = 0; from[i]; i++)
			name[i] = (char)(from[i] >= 'a' && from[i] <= 'z' ? from[i] - 'a' + 'A' :
									      from[i]);
		vb_json_str(j, NULL, name);
	}
	vb_json_end(j, false);
}

static void counts(struct vb_json *j, const struct vb_counts *n)
{
	vb_json_object(j, "counts");
	vb_json_number(j, "words", n->words);
	vb_json_number(j, "bracketed", n->bracketed);
	vb_json_number(j, "brackets", n->brackets);
	vb_json_number(j, "options", n->options);
	vb_json_number(j, "sites", n->sites);
	vb_json_number(j, "depth", n->depth);
	vb_json_object(j, "kinds");
	for (unsigned i = 0; i < VB_BRACKETS; i++)
		vb_json_number(j, vb_bracket_name((enum vb_bracket)i), n->of_kind[i]);
	vb_json_end(j, true);
	vb_json_end(j, true);
}

/* An array: a text, or an object with the array of what stands in the bracket.  Deeper than
 * JSON is nested here, brackets stand in the array of the one around them, with their depth. */
static void pieces(struct vb_json *j, const struct vb_composite *c)
{
	unsigned depth = 0;

	vb_json_array(j, "pieces");
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];

		vb_json_object(j, NULL);
		if (p->space.len)
			vb_json_text(j, "space", p->space);
		if (p->kind == VB_PC_WORD) {
			vb_json_text(j, "text", p->text);
		} else if (p->kind == VB_PC_CLOSE) {
			vb_json_number(j, "close", depth--);
		} else {
			vb_json_number(j, "open", ++depth);
			vb_json_number(j, "site", p->site);
			vb_json_str(j, "kind", vb_bracket_name(p->bracket));
			if (p->option)
				vb_json_text(j, "option", p->text);
			names(j, "proposed", &c->parties, p->proposed);
			names(j, "supported", &c->parties, p->supported);
			names(j, "opposed", &c->parties, p->opposed);
		}
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
}

static void reading(struct vb_json *j, const struct vb_text *t, uint64_t set,
		    const struct vb_site *site, uint32_t who, uint64_t same)
{
	const struct vb_parties *p = vb_text_parties(t);
	uint64_t base = p->base == VB_NOBODY ? 0 : vb_text_same(t, 1ull << p->base, site, who);

	vb_json_object(j, NULL);
	vb_json_text(j, "words", vb_text_span(t, who, site->from, site->to));
	/* Who keeps the base's words supports them; nobody at the table proposed them. */
	names(j, "proposed", p, base ? 0 : same);
	names(j, "supported", p, base ? same : 0);
	names(j, "opposed", p, set & ~same);
	names(j, "silent", p, p->silent);
	vb_json_bool(j, "base", base != 0);
	vb_json_end(j, true);
}

static void sites(struct vb_json *j, const struct vb_text *t, uint64_t set)
{
	struct vb_site site;

	vb_json_array(j, "sites");
	for (size_t at = 0; vb_text_site(t, set, at, &site); at = site.to) {
		vb_json_object(j, NULL);
		vb_json_number(j, "from", site.from);
		vb_json_number(j, "to", site.to);
		vb_json_array(j, "readings");
		for (uint64_t left = set; left;) {
			uint32_t who = (uint32_t)__builtin_ctzll(left);
			uint64_t same = vb_text_same(t, set, &site, who);

			left &= ~same;
			reading(j, t, set, &site, who, same);
		}
		vb_json_end(j, false);
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
}

struct telling {
	struct vb_json *j;
	const struct vb_parties *p;
};

static void unproposed(void *ctx, const struct vb_unproposed *u)
{
	struct telling *x = ctx;

	vb_json_object(x->j, NULL);
	vb_json_text(x->j, "words", u->words);
	names(x->j, "first", x->p, u->of[0]);
	names(x->j, "second", x->p, u->of[1]);
	vb_json_end(x->j, true);
}

enum vb_code vb_render_text_json(FILE *f, const struct vb_text *t, const struct vb_composite *c,
				 struct vb_err *err)
{
	const struct vb_parties *p = &c->parties;
	enum vb_code code = VB_OK;
	struct vb_counts n;
	struct vb_json j;
	size_t flagged;

	vb_composite_count(c, &n);
	vb_json_init(&j, f);
	vb_json_object(&j, NULL);
	names(&j, "parties", p, p->speaking);
	names(&j, "silent", p, p->silent);
	names(&j, "base", p, p->base == VB_NOBODY ? 0 : 1ull << p->base);
	vb_json_number(&j, "stray", c->stray);
	counts(&j, &n);
	pieces(&j, c);
	if (t) {
		struct telling x = {&j, p};

		vb_json_number(&j, "spacing", vb_text_loose(t, p->speaking));
		sites(&j, t, p->speaking);
		vb_json_array(&j, "unproposed");
		code = vb_text_unproposed(t, p->speaking, unproposed, &x, &flagged, err);
		vb_json_end(&j, false);
	}
	vb_json_end(&j, true);
	return code;
}

void vb_render_ledger_json(FILE *f, const struct vb_ledger_row *row, size_t n)
{
	struct vb_json j;

	vb_json_init(&j, f);
	vb_json_array(&j, NULL);
	for (size_t i = 0; i < n; i++) {
		vb_json_object(&j, NULL);
		vb_json_str(&j, "round", row[i].name);
		counts(&j, &row[i].counts);
		vb_json_number(&j, "kept", row[i].lifted.kept);
		vb_json_number(&j, "opened", row[i].lifted.opened);
		vb_json_number(&j, "agreed", row[i].lifted.agreed);
		vb_json_number(&j, "dropped", row[i].lifted.dropped);
		vb_json_array(&j, "by");
		for (unsigned k = 0; k < row[i].parties->n; k++) {
			vb_json_object(&j, NULL);
			names(&j, "party", row[i].parties, 1ull << k);
			vb_json_number(&j, "brackets", row[i].counts.by[k]);
			vb_json_number(&j, "words", row[i].counts.words_by[k]);
			vb_json_end(&j, true);
		}
		vb_json_end(&j, false);
		vb_json_end(&j, true);
	}
	vb_json_end(&j, false);
}
