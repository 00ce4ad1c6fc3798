/*
 * Word files of any bytes: what is no package is refused, and what is one has a reading.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_word *w = NULL;
	uint8_t *text = NULL;
	size_t len = 0;

	if (vb_word_read(vb_view(data, size), &w, NULL) != VB_OK)
		return 0;
	if (vb_word_text(w, VB_WR_ACCEPTED, NULL, &text, &len, NULL) != VB_OK ||
	    !vb_utf8_valid(vb_view(text, len)))
		abort();
	free(text);
	vb_word_free(w);
	return 0;
}
