/*
 * How checkpoints are kept: each as what it does not share, line by line, with
 * the first checkpoint of its log.  Origin and key names are said once.
 *
 * SPDX-License-Identifier: ISC
 *
 * A kept note is either a zero byte and the note verbatim, or for each line:
 * one byte, how many bytes it shares with the beginning of the line of that
 * number in the first note, then the rest up to and with its LF (nothing, if
 * the LF was shared).  The first line always shares something, hence the zero.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* Cuts the next line, LF included, off the front. */
static struct vb_view next_line(struct vb_view *v)
{
	const uint8_t *lf = v->len ? memchr(v->ptr, '\n', v->len) : NULL;
	size_t n = lf ? (size_t)(lf - v->ptr) + 1 : v->len;
	struct vb_view line = vb_view(v->ptr, n);

	/* Nothing may be added to no pointer, not even zero. */
	if (n > 0)
		*v = vb_view(v->ptr + n, v->len - n);
	return line;
}

static size_t shared(struct vb_view a, struct vb_view b)
{
	size_t n = 0;

	while (n < 255 && n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
		n++;
	return n;
}

size_t vb_pack(struct vb_view first, struct vb_view note, uint8_t *out)
{
	struct vb_view rest = note;
	struct vb_writer w;

	vb_writer_init(&w, out, note.len + 1);
	while (rest.len) {
		struct vb_view line = next_line(&rest);
		size_t n = shared(next_line(&first), line);

		vb_put_byte(&w, (uint8_t)n);
		vb_put(&w, line.ptr + n, line.len - n);
	}
	if (!w.over && w.len && out[0] != 0)
		return w.len;
	out[0] = 0;
	memcpy(out + 1, note.ptr, note.len);
	return note.len + 1;
}

bool vb_unpack(struct vb_view first, struct vb_view kept, struct vb_writer *w)
{
	size_t at = 1;

	if (!kept.len)
		return false;
	if (kept.ptr[0] == 0) {
		vb_put(w, kept.ptr + 1, kept.len - 1);
		return !w->over;
	}
	for (at = 0; at < kept.len && !w->over; ) {
		struct vb_view line = next_line(&first), rest;
		size_t n = kept.ptr[at++];

		if (n > line.len)
			return false;
		vb_put(w, line.ptr, n);
		if (n && line.ptr[n - 1] == '\n')
			continue;
		rest = vb_view(kept.ptr + at, kept.len - at);
		rest = next_line(&rest);
		vb_put_view(w, rest);
		at += rest.len;
	}
	return !w->over;
}

enum vb_code vb_first_checkpoint(struct vb_db *db, int64_t no, uint8_t **out, size_t *len,
				 struct vb_err *err)
{
	static const char text[] = "SELECT substr(note, 2) FROM checkpoint WHERE at = ? << 32";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, no);
	if (vb_query_row(&q))
		vb_get_dup(&q, 0, out, len);
	return vb_query_end(&q, err);
}
