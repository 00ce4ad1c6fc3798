/*
 * Compared texts for people: redline, rows of a many-column table, whose words they are, and
 * brackets over the rounds.  What is printed is raw; the caller escapes it for a terminal.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static void put(FILE *f, struct vb_view v)
{
	if (v.len)
		fwrite(v.ptr, 1, v.len, f);
}

void vb_text_names(FILE *f, const struct vb_parties *p, uint64_t in)
{
	for (const char *part = ""; in; in &= in - 1, part = ", ") {
		fputs(part, f);
		vb_render_name(f, p->name[__builtin_ctzll(in)]);
	}
}

/* ---- redline ---- */

void vb_render_redline(FILE *f, const struct vb_composite *c, uint32_t from)
{
	put(f, c->lead);
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];
		const struct vb_piece *o = p->kind == VB_PC_CLOSE ? &c->piece[p->mate] : p;
		bool gone = o->proposed >> from & 1;

		if (p->kind == VB_PC_WORD) {
			put(f, p->space);
			put(f, p->text);
		} else if (p->kind == VB_PC_OPEN) {
			put(f, p->space);
			fputs(gone ? "[-" : "{+", f);
		} else {
			fputs(gone ? "-]" : "+}", f);
		}
	}
	put(f, c->trail);
}

void vb_render_columns(FILE *f, const struct vb_text *t, const struct vb_composite *c)
{
	const struct vb_parties *p = vb_text_parties(t);
	struct vb_text_row r = {0};
	uint64_t set = c->parties.speaking;

	while (vb_text_row(t, c, &r)) {
		struct vb_site row = {r.from, r.to};

		fprintf(f, "== %zu\n", r.number);
		if (p->base != VB_NOBODY) {
			vb_render_name(f, p->name[p->base]);
			fputs(" (base): ", f);
			put(f, vb_text_span(t, p->base, r.from, r.to));
			fputc('\n', f);
		}
		for (uint64_t left = set; left;) {
			uint32_t who = (uint32_t)__builtin_ctzll(left);
			uint64_t same = vb_text_same(t, set, &row, who);

			left &= ~same;
			vb_text_names(f, p, same);
			fputs(": ", f);
			put(f, vb_text_span(t, who, r.from, r.to));
			fputc('\n', f);
			if (same == set)
				break;
			if (left)
				continue;
			fputs("compromise: ", f);
			vb_composite_print_part(f, c, r.first, r.last);
			fputc('\n', f);
		}
	}
}

/* ---- whose words ---- */

/* "all"; of the record each with its act: "NORD (NORD-1), SUD (SUD-2)". */
static void whose(FILE *f, const struct vb_composite *c, uint64_t in, const char *const *act)
{
	if (!act && in == c->parties.speaking) {
		fputs("all", f);
		return;
	}
	for (const char *part = ""; in; in &= in - 1, part = ", ") {
		unsigned who = (unsigned)__builtin_ctzll(in);

		fputs(part, f);
		vb_render_name(f, c->parties.name[who]);
		if (act && act[who])
			fprintf(f, " (%s)", act[who]);
	}
}

void vb_render_blame(FILE *f, const struct vb_composite *c, const char *const *act)
{
	uint64_t who[VB_NESTING_MAX + 1] = {c->parties.speaking};
	unsigned depth = 0;
	bool line = false, fresh = true;

	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->kind != VB_PC_WORD) {
			if (p->kind == VB_PC_CLOSE)
				depth--;
			else if (depth < VB_NESTING_MAX)
				who[++depth] = p->proposed;
			fresh = true;
			continue;
		}
		if (p->token == VB_TK_BREAK) {
			fresh = true;
			continue;
		}
		if (fresh) {
			fputs(line ? "\n" : "", f);
			whose(f, c, who[depth], act);
			fputc('\t', f);
		} else if (p->space.len) {
			fputc(' ', f);
		}
		put(f, p->text);
		line = true;
		fresh = false;
	}
	fputs(line ? "\n" : "", f);
}

/* ---- counts ---- */

void vb_render_ledger(FILE *f, const struct vb_ledger_row *row, size_t n)
{
	fprintf(f, "%-24s %8s %7s %7s %6s %7s %7s %7s %7s\n", "round", "brackets", "options",
		"words", "in", "kept", "opened", "agreed", "dropped");
	for (size_t i = 0; i < n; i++) {
		const struct vb_counts *c = &row[i].counts;
		char name[100];

		fprintf(f, "%-24s %8zu %7zu %7zu %5.1f%%", vb_quote(name, sizeof(name),
			vb_view_str(row[i].name)), c->brackets, c->options, c->words,
			c->words ? 100.0 * (double)c->bracketed / (double)c->words : 0.0);
		if (i == 0)
			fputs("       -       -       -       -\n", f);
		else
			fprintf(f, " %7zu %7zu %7zu %7zu\n", row[i].lifted.kept,
				row[i].lifted.opened, row[i].lifted.agreed, row[i].lifted.dropped);
		for (unsigned k = 0; k < row[i].parties->n; k++) {
			if (c->by[k] == 0)
				continue;
			fputs("  ", f);
			vb_render_name(f, row[i].parties->name[k]);
			fprintf(f, ": %zu brackets, %zu words\n", c->by[k], c->words_by[k]);
		}
	}
}
