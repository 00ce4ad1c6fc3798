/*
 * verbale text --ledger: each file is a round of the draft.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>
#include <string.h>

int vb_text_ledger(struct vb_text_work *w)
{
	struct vb_ledger_row *row = calloc(w->files.n, sizeof(*row));
	struct vb_composite **c = calloc(w->files.n, sizeof(struct vb_composite *));
	enum vb_code code = VB_OK;

	if (!row || !c) {
		free(row);
		free(c);
		return vb_text_shown(w, false);
	}
	for (size_t i = 0; i < w->files.n && !code; i++) {
		const struct vb_text_file *f = &w->files.file[i];

		code = vb_composite_read(vb_view(f->bytes, f->len), &c[i], &w->c->err);
		if (code)
			break;
		row[i].name = strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
		row[i].parties = &c[i]->parties;
		vb_composite_count(c[i], &row[i].counts);
		if (i > 0)
			code = vb_composite_lifted(c[i - 1], c[i], &row[i].lifted, &w->c->err);
	}
	if (!code && w->c->json)
		vb_render_ledger_json(stdout, row, w->files.n);
	else if (!code)
		vb_render_ledger(stdout, row, w->files.n);
	for (size_t i = 0; i < w->files.n; i++)
		vb_composite_free(c[i]);
	free(row);
	free(c);
	return code ? vb_text_misused(w, code) : VB_EXIT_DONE;
}
