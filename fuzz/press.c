/*
 * A report of any bytes: every assertion stands on words of its sentence's report.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/press.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two reports, parted by a NUL. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_press *p = NULL;
	size_t cut = 0;

	if (vb_press_new(vb_view(NULL, 0), &p, NULL) != VB_OK)
		return 0;
	while (cut < size && data[cut])
		cut++;
	if (vb_press_add(p, "a", vb_view(data, cut), NULL) != VB_OK ||
	    (cut < size &&
	     vb_press_add(p, "b", vb_view(data + cut + 1, size - cut - 1), NULL) != VB_OK) ||
	    vb_press_read(p, NULL) != VB_OK)
		abort();
	for (size_t i = 0; i < vb_press_assertions(p); i++) {
		const struct vb_assertion *a = vb_press_assertion(p, i);
		const struct vb_press_sentence *s = vb_press_sentence(p, a->sentence);

		if (a->at < s->at || a->at + a->len > s->at + s->len || a->confidence > 100)
			abort();
	}
	for (size_t i = 0; i < vb_press_relations(p); i++) {
		const struct vb_press_relation *r = vb_press_relation(p, i);
		size_t n = r->kind == VB_PR_REPEATS ? vb_press_sentences(p)
						    : vb_press_assertions(p);

		if (r->left >= n || r->right >= n)
			abort();
	}
	vb_press_free(p);
	return 0;
}
