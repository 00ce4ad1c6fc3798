/*
 * Signature-Input and Signature of a hostile client: what is read stands in the input, and
 * its base says each component once, and the parameters as they came.
 *
 * Input: Signature-Input, LF, Signature.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct vb_view in, struct vb_view v)
{
	if (v.len > 0 && (v.ptr < in.ptr || v.ptr + v.len > in.ptr + in.len))
		abort();
}

static void check_base(const struct vb_signature *s)
{
	static const struct vb_http_field field[] = {
		{"content-digest", {(const uint8_t *)"d", 1}},
		{"verbale-pass", {(const uint8_t *)"p", 1}},
	};
	const struct vb_http_message m = {
		.method = vb_view_str("GET"), .authority = vb_view_str("h"),
		.path = vb_view_str("/card"), .query = vb_view_str(""), .field = field,
		.nfields = VB_ARRAY_LEN(field),
	};
	static uint8_t base[4096];
	struct vb_writer w;
	unsigned lines = 0;

	vb_writer_init(&w, base, sizeof(base));
	if (!vb_signature_base(&w, &m, s))
		return;
	for (size_t i = 0; i < w.len; i++)
		lines += base[i] == '\n';
	/* Each line is a component of ours, so that nobody forges one with another. */
	if (lines != s->ncomponents || w.len < s->params.len ||
	    memcmp(base + w.len - s->params.len, s->params.ptr, s->params.len) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = size > 0 ? memchr(data, '\n', size) : NULL;
	struct vb_view in = vb_view(data, lf ? (size_t)(lf - data) : size);
	struct vb_view sig = lf ? vb_view(lf + 1, size - in.len - 1) : vb_view_str("");
	struct vb_signature s;

	if (vb_signature_parse(in, sig, &s, NULL) != VB_OK)
		return 0;
	inside(in, s.params);
	inside(in, s.nonce);
	inside(in, s.keyid);
	inside(in, s.alg);
	inside(in, s.tag);
	for (unsigned i = 0; i < s.ncomponents; i++) {
		inside(in, s.component[i]);
		for (unsigned j = 0; j < i; j++) {
			if (vb_view_eq(s.component[i], s.component[j]))
				abort();
		}
	}
	if (s.ncomponents > VB_COMPONENTS_MAX || (s.created != VB_TIME_NONE && s.created < 0))
		abort();
	check_base(&s);
	return 0;
}
