/*
 * Lines of foreign texts, which may be longer than those of an act.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <string.h>

struct vb_view vb_tree_line(struct vb_cursor *c, size_t max)
{
	size_t left = c->in.len - c->pos < max ? c->in.len - c->pos : max;
	struct vb_view none = {0}, line = {c->in.ptr + c->pos, 0};
	const uint8_t *lf = memchr(line.ptr, '\n', left);

	c->line++;
	if (!lf) {
		vb_cursor_fail(c, left < max ? "1.1" : "1.2", "no line feed within %zu bytes",
			       left);
		return none;
	}
	line.len = (size_t)(lf - line.ptr);
	c->pos += line.len + 1;
	return line;
}
