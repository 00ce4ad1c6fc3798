/*
 * Key issues: which articles somebody calls key, openly or for itself, and what a desk has marked
 * for itself (text.md 9.6, 9.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

#include <string.h>

static bool is_past(const struct vb_position *p, int64_t at)
{
	return p->until != VB_TIME_NONE && p->until <= at;
}

/* A position that holds, on the article or a part of it. */
static bool calls_key(const struct vb_cell *c, int64_t at)
{
	if (!c->said || c->moved != VB_NO_ROW)
		return false;
	if (c->position.weight == VB_WT_KEY && !is_past(&c->position, at))
		return true;
	for (unsigned i = 0; i < c->nparts; i++) {
		const struct vb_position *p = &c->part[i].position;

		if (p->weight == VB_WT_KEY && !is_past(p, at))
			return true;
	}
	return false;
}

/* Somebody, or s->ours, calls it so. */
static bool is_key(const struct vb_positions_shown *s, uint32_t row)
{
	const struct vb_matrix *m = s->matrix;

	for (uint32_t p = 0; p < m->nparties; p++) {
		if (calls_key(&m->row[row].cell[p], s->at))
			return true;
	}
	return s->ours && s->ours[row].weight == VB_WT_KEY;
}

bool vb_row_shown(const struct vb_positions_shown *s, uint32_t row)
{
	return !s->key || is_key(s, row);
}

/* As all articles are counted: what was moved is neither. */
void vb_count_key(const struct vb_positions_shown *s, uint32_t *agreed, uint32_t *open)
{
	const struct vb_matrix *m = s->matrix;

	*agreed = *open = 0;
	for (uint32_t i = 0; i < m->nrows; i++) {
		if (!is_key(s, i) || m->row[i].agreement == VB_AG_MOVED)
			continue;
		++*(vb_row_open(&m->row[i]) ? open : agreed);
	}
}

const char *vb_say_key(char out[static VB_SAY_TEXT], const struct vb_positions_shown *s)
{
	uint32_t agreed, open;

	out[0] = 0;
	vb_count_key(s, &agreed, &open);
	if (agreed + open > 0)
		snprintf(out, VB_SAY_TEXT, "%u of %u key issue%s agreed, %u open.", agreed,
			 agreed + open, agreed + open == 1 ? "" : "s", open);
	return out;
}

const char *vb_say_weight(enum vb_weight weight)
{
	static const char *const words[] = {"", "key", "secondary"};

	return words[weight];
}

/* Its lines one below the other. */
static void put_note(FILE *f, struct vb_view note)
{
	while (note.len > 0) {
		const uint8_t *lf = memchr(note.ptr, '\n', note.len);
		size_t n = lf ? (size_t)(lf - note.ptr) : note.len;

		fputs("    ", f);
		vb_escape_tty(f, vb_view(note.ptr, n), false);
		fputc('\n', f);
		n += lf != NULL;
		note = vb_view(note.ptr + n, note.len - n);
	}
}

void vb_render_ours(FILE *f, const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;
	char text[VB_SAY_TEXT];

	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_ours *o = &s->ours[m->order[i]];

		if (o->weight == VB_WT_NONE || !vb_row_shown(s, m->order[i]))
			continue;
		fprintf(f, "  %s: %s\n", vb_say_article(text, &m->row[m->order[i]]),
			vb_say_weight(o->weight));
		if (o->note)
			put_note(f, vb_view_str(o->note));
	}
}
