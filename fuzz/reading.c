/*
 * What the process that reads press reports answers, and side files: an answer about two small
 * reports, and behind a line "====" a side file for the first of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTED "====\n"

static const char one[] = "Ann Ost said that Nordia sent the offer.\nSudia denied it.\n";
static const char two[] = "No offer came, a clerk said.\n";

/* Whatever was taken can be shown, and nothing of it reaches a terminal raw. */
static void show(const struct vb_reading *r)
{
	const struct vb_style style = {.width = 80};
	char *text = NULL;
	size_t len = 0;
	FILE *f = vb_memory_open(&text, &len);

	if (!f)
		return;
	vb_render_press(f, r, &style);
	vb_render_press_json(f, r);
	vb_render_press_tsv(f, r);
	vb_render_press_html(f, r);
	if (fclose(f) == 0) {
		for (size_t i = 0; i < len; i++) {
			if (((uint8_t)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') ||
			    text[i] == 0x7f)
				abort();
		}
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_press_report report[2] = {
		{.name = "one", .text = vb_view_str(one)},
		{.name = "two", .text = vb_view_str(two)},
	};
	struct vb_hash hash[2];
	struct vb_reading r = {.report = report, .hash = hash, .reports = 2};
	const uint8_t *parted = size ? memmem(data, size, PARTED, strlen(PARTED)) : NULL;
	size_t first = parted ? (size_t)(parted - data) : size;

	if (!vb_crypto_init())
		return 0;
	vb_sha256(report[0].text, &hash[0]);
	vb_sha256(report[1].text, &hash[1]);
	if (vb_wire_decode(vb_view(data, first), &r, NULL) == VB_OK) {
		first += strlen(PARTED);
		if (parted && vb_side_apply(vb_view(data + first, size - first), 0, &r, NULL))
			r.relations = 0;
		show(&r);
	}
	vb_reading_free(&r);
	return 0;
}
