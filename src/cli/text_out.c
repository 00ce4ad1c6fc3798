/*
 * What `verbale text` prints: texts byte for byte, but escaped on a terminal; and what went wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>
#include <unistd.h>

int vb_text_fail(struct vb_text_work *w, enum vb_code code)
{
	w->c->err.code = code;
	return vb_cli_fail(w->c, "nothing was shown");
}

int vb_text_misused(struct vb_text_work *w, enum vb_code code)
{
	int exit = vb_text_fail(w, code);

	return code == VB_MEMORY || code == VB_FULL ? exit : VB_EXIT_UNREADABLE;
}

FILE *vb_text_begin(char **text, size_t *len)
{
	*text = NULL;
	return vb_memory_open(text, len);
}

/* Ends what vb_text_begin() began; false: there was not enough memory. */
bool vb_text_put(FILE *f, char *text, const size_t *len)
{
	bool good = f && fclose(f) == 0;

	if (good && isatty(STDOUT_FILENO))
		vb_escape_tty(stdout, vb_view(text, *len), true);
	else if (good && *len)
		fwrite(text, 1, *len, stdout);
	free(text);
	return good;
}

int vb_text_shown(struct vb_text_work *w, bool good)
{
	if (good)
		return VB_EXIT_DONE;
	vb_fail(&w->c->err, VB_MEMORY, "", "", "there is not enough memory");
	return vb_text_fail(w, VB_MEMORY);
}
