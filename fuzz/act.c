/*
 * Acts: whatever is read is encoded again byte for byte, its citation leads back to it, and
 * its values keep their types (format.md 2.12).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_text(const struct vb_act *a)
{
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;

	if (!buf)
		return;
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_act_put_text(&w, a);
	if (w.over || !vb_view_eq(vb_written(&w), a->note.text))
		abort();
	free(buf);
}

static void cited(const struct vb_act *a)
{
	char chain[66], cite[96], from[66];
	uint64_t number = 0, epoch = 0;
	struct vb_view article;

	vb_act_chain(chain, a);
	vb_act_citation(cite, a);
	if (a->number > 0 &&
	    (!vb_citation_parse(vb_view_str(cite), from, &number, &epoch, &article) ||
	     strcmp(from, chain) != 0 || number != a->number || epoch != a->epoch || article.len))
		abort();
}

/* What a reader of the act will ask again must have been asked. */
static void typed(const struct vb_act *a)
{
	for (unsigned f = 0; f < a->kind->nfields; f++) {
		const struct vb_field *field = &a->kind->fields[f];
		struct vb_copy copy;
		struct vb_hash h;
		int64_t t;

		if (vb_act_count(a, field->name) != a->count[f])
			abort();
		for (unsigned i = 0; i < a->count[f]; i++) {
			struct vb_view v = vb_act_get(a, field->name, i);

			if (v.len == 0 || v.ptr < a->note.text.ptr ||
			    (field->type == VB_T_COPY && !vb_copy_parse(v, &copy)) ||
			    ((field->type == VB_T_ACT || field->type == VB_T_HASH) &&
			     !vb_hash_parse(v, &h)) ||
			    (field->type == VB_T_TIME && !vb_time_parse(v, &t)))
				abort();
		}
	}
}

/* Alone it is a charter, or nothing that a fold takes. */
static void folded(const struct vb_act *a)
{
	const struct vb_span span = {a->date, a->lodge_by};
	struct vb_fold *f = vb_fold_new();
	struct vb_required need;
	struct vb_err why, err;
	char *text = NULL;
	size_t len = 0;
	FILE *m;

	if (!f)
		return;
	if (vb_fold_required(f, a, &need, &err) == VB_OK && vb_act_lines(a, &need, &err) == VB_OK &&
	    vb_fold_add(f, a, span, &why, &err) == VB_OK && a->number != 0)
		abort();
	m = open_memstream(&text, &len);
	if (m) {
		vb_act_sentence(m, f, a);
		fclose(m);
		for (size_t i = 0; i < len; i++)
			if ((uint8_t)text[i] < 0x20)
				abort();
	}
	free(text);
	vb_fold_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_act a;
	struct vb_err err;

	if (vb_act_parse(vb_view(data, size), &a, &err) != VB_OK &&
	    vb_act_parse_text(vb_view(data, size), &a, NULL) != VB_OK)
		return 0;
	same_text(&a);
	cited(&a);
	typed(&a);
	folded(&a);
	return 0;
}
