/*
 * Dates of a sentence and of a report: in order, inside it, and each value in the grammar.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/dates.h"

#include <stdlib.h>
#include <string.h>

#define MENTIONS 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A value is read again as what it is. */
static void value(const struct vb_when *w)
{
	struct vb_when again;

	if (w->from > w->to || !vb_when_parse(vb_view_str(w->text), &again) ||
	    again.from != w->from || again.to != w->to || strcmp(again.text, w->text) != 0)
		abort();
}

static void sentence(struct vb_view in, int64_t dct, int64_t last, int64_t anchor)
{
	struct vb_date_mention m[MENTIONS];
	size_t n = vb_dates_find(in, dct, last, anchor, m, MENTIONS), end = 0;

	if (n > MENTIONS)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (m[i].at < end || m[i].len == 0 || m[i].len > in.len - m[i].at)
			abort();
		end = m[i].at + m[i].len;
		value(&m[i].when);
	}
}

/* The first bytes choose the days from which the rest is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t day[3] = {INT64_MIN, INT64_MIN, INT64_MIN};
	struct vb_view in = vb_view(data, size);
	struct vb_when w;
	bool found;

	for (size_t i = 0; i < 3 && in.len > 2; i++) {
		if (in.ptr[0] != '0')
			day[i] = (int64_t)in.ptr[0] * 400 + in.ptr[1];
		in = vb_view(in.ptr + 2, in.len - 2);
	}
	sentence(in, day[0], day[1], day[2]);
	sentence(in, INT64_MAX, day[1], 0);
	day[0] = vb_dates_document(in, &found);
	if (found && (day[0] < VB_DAY_FIRST || day[0] > VB_DAY_LAST))
		abort();
	if (vb_when_parse(in, &w))
		value(&w);
	return 0;
}
