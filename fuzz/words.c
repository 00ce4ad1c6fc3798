/*
 * Words, numbers and times: one spelling each; and what is quoted is plain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Escaped, decoded, escaped again; and the other way round. */
static void words(struct vb_view in)
{
	uint8_t plain[VB_WORDS_MAX], text[VB_WORDS_MAX];
	struct vb_writer w;
	size_t n;

	vb_writer_init(&w, text, sizeof(text));
	if (vb_words_valid(in)) {
		n = vb_words_decode(plain, in);
		if (!vb_words_encode(&w, vb_view(plain, n)) || !vb_view_eq(vb_written(&w), in))
			abort();
	} else if (vb_words_encode(&w, in)) {
		n = vb_words_decode(plain, vb_written(&w));
		if (!vb_words_valid(vb_written(&w)) || !vb_view_eq(vb_view(plain, n), in))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);
	char quoted[60], text[VB_TIME_LEN + 1], doubled[2 * sizeof(quoted)];
	struct vb_writer w;
	uint64_t n;
	int64_t t;

	words(in);
	vb_writer_init(&w, text, sizeof(text));
	if (vb_dec_parse(in, &n))
		vb_put_dec(&w, n);
	else if (vb_time_parse(in, &t))
		vb_put_time(&w, t);
	if (w.len > 0 && !vb_view_eq(vb_written(&w), in))
		abort();
	/* What is quoted may stand in words, once its backslashes are doubled. */
	vb_writer_init(&w, doubled, sizeof(doubled));
	vb_quote(quoted, sizeof(quoted), in);
	if (size > 0 && !vb_words_encode(&w, vb_view_str(quoted)))
		abort();
	return 0;
}
