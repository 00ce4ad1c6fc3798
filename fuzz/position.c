/*
 * Positions, labels and articles of any bytes: what is read is printed so that it is read alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void position(struct vb_view in)
{
	struct vb_position p, q;
	char text[VB_POSITION_TEXT], again[VB_POSITION_TEXT];

	if (!vb_position_parse(in, &p))
		return;
	vb_position_text(text, &p);
	if (!vb_position_parse(vb_view_str(text), &q) ||
	    strcmp(text, vb_position_text(again, &q)) != 0)
		abort();
}

static void label(struct vb_view in)
{
	struct vb_label l;
	char text[VB_LABEL_TEXT];

	if (vb_label_parse(in, &l) && !vb_view_is(in, vb_label_text(text, &l)))
		abort();
}

/* A paper that answers itself: any bytes that are a paper make a matrix. */
static void matrix(struct vb_view in)
{
	const struct vb_speaker who[] = {{"nord", true}, {"sud", true}};
	const struct vb_statement said[] = {
		{.party = 0, .cite = "NORD-1", .answers = VB_NO_STATEMENT, .speaks = true,
		 .paper = in},
		{.party = 1, .cite = "SUD-1", .answers = 0, .speaks = true, .paper = in},
		{.party = 0, .cite = "NORD-2", .answers = 1, .speaks = true, .paper = in},
		{.party = 1, .cite = "SUD-2", .answers = 2, .speaks = true,
		 .settled = VB_SD_INITIALLED, .referred = in.len % 2},
		{.party = 0, .cite = "NORD-3", .answers = 1, .speaks = true, .paper = in},
	};
	struct vb_matrix *m = NULL;

	if (in.len < 4096 &&
	    vb_matrix_new(who, 2, said, VB_ARRAY_LEN(said), 0, true, &m, NULL) == VB_OK &&
	    m->agreed + m->open > m->nrows)
		abort();
	vb_matrix_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);

	position(in);
	label(in);
	matrix(in);
	return 0;
}
