/*
 * Opened copies: whatever is read is written again byte for byte.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_copy_place place = {.chain = NULL};
	char chain[66] = "", name[VB_NAME_MAX + 1] = "";
	struct vb_opened o;
	struct vb_writer w;
	uint8_t *again;

	if (vb_opened_parse(vb_view(data, size), &o, NULL) != VB_OK)
		return 0;
	memcpy(chain, o.chain.ptr, o.chain.len);
	memcpy(name, o.addressee.ptr, o.addressee.len);
	place.table = o.table;
	place.chain = chain;
	place.number = o.number;
	place.epoch = o.epoch;
	place.addressee = name;
	if (vb_opened_size(&place, o.paper.len) != size)
		abort();
	again = malloc(size);
	if (!again)
		return 0;
	vb_writer_init(&w, again, size);
	vb_opened_put(&w, &place, o.seed, o.paper);
	if (!vb_view_eq(vb_written(&w), vb_view(data, size)))
		abort();
	free(again);
	return 0;
}
