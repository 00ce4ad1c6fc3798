/*
 * verbale press check: assertions of press reports, held against a record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* A bundle, anchored as by verify; what the desk at hand has seen speaks against it. */
static enum vb_code bundle_bytes(struct vb_cli *c, const char *path, struct vb_record *r,
				 struct vb_finding *found)
{
	const struct vb_desk *desk = NULL;
	enum vb_code code = vb_cli_anchors(c, &r->trust, &desk);

	if (!code)
		code = vb_file_read(path, SIZE_MAX, &r->bytes, &r->len, &c->err);
	if (!code && desk)
		code = vb_cli_verify(vb_view(r->bytes, r->len), r->trust, desk, found);
	return code;
}

/* The record: a bundle's bytes, or those that a desk makes of itself, with the keys it goes by
 * unless others are given. */
static enum vb_code record_bytes(struct vb_cli *c, struct vb_record *r, struct vb_finding *found)
{
	const char *table = vb_args_get(&c->args, "table");
	const char *bundle = vb_args_get(&c->args, "bundle");
	const char *trust = vb_args_get(&c->args, "trust");
	char *made = NULL;
	enum vb_code code = VB_OK;

	if (bundle)
		return bundle_bytes(c, bundle, r, found);
	if (trust)
		code = vb_cli_trust(c, trust, &r->trust);
	if (!code)
		code = vb_cli_desk_bundle(c, table ? table : ".", &made, &r->len, NULL,
					  r->trust ? NULL : &r->trust, &c->err);
	r->bytes = (uint8_t *)made;
	return code;
}

static bool is_false(const struct vb_finding *v)
{
	return v->result == VB_NOT_GENUINE || v->result == VB_UNREADABLE;
}

enum vb_code vb_record_open(struct vb_cli *c, struct vb_record *out)
{
	struct vb_finding *found = calloc(1, sizeof(*found));
	enum vb_code code = found ? VB_OK : VB_MEMORY;

	if (!code) {
		found->result = VB_GENUINE;
		code = record_bytes(c, out, found);
	}
	if (!code && !is_false(found))
		code = vb_audit_open(vb_view(out->bytes, out->len), out->trust, &out->audit, found);
	if (!code && out->audit) {
		vb_audit_run(out->audit, 0, vb_audit_jobs(out->audit));
		vb_audit_finish(out->audit, found);
	}
	/* Keys that nothing anchors are the user's own matter; a fault is not. */
	if (!code && is_false(found))
		code = vb_fail(&c->err, found->result == VB_UNREADABLE ? VB_MALFORMED : VB_FALSE,
			       found->clause, found->at, "the record is %s: %s",
			       vb_result_name(found->result), found->sentence);
	out->anchored = !code && found->result == VB_GENUINE;
	free(found);
	return code;
}

void vb_record_close(struct vb_record *r)
{
	vb_audit_free(r->audit);
	vb_trust_free(r->trust);
	free(r->bytes);
}

enum vb_code vb_record_parties(const struct vb_record *r, struct vb_view given, uint8_t **out,
			       size_t *len, struct vb_err *err)
{
	const struct vb_fold *f = vb_audit_fold(r->audit);
	size_t cap = given.len + f->nparties * (2 * VB_NAME_MAX + 8u) + 2;
	struct vb_writer w;
	char up[VB_NAME_MAX + 1], line[VB_NAME_MAX + 3];

	*out = malloc(cap);
	if (!*out)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	vb_writer_init(&w, *out, cap);
	vb_put_view(&w, given);
	vb_put_byte(&w, '\n');
	/* A member goes by its name, unless the file says by which. */
	for (uint32_t i = 0; i < f->nparties; i++) {
		vb_cli_upper(up, f->party[i].name);
		snprintf(line, sizeof(line), "%s:", up);
		if (!given.len || !memmem(given.ptr, given.len, line, strlen(line)))
			vb_putf(&w, "%s: %s\n", up, up);
	}
	*len = w.len;
	return VB_OK;
}

enum vb_code vb_record_check(struct vb_cli *c, const struct vb_record *record,
			     const struct vb_reading *r)
{
	const struct vb_fold *fold = vb_audit_fold(record->audit);
	struct vb_press_finding *v = calloc(r->assertions + 1, sizeof(*v));
	bool all = vb_args_has(&c->args, "public");

	if (!v)
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t i = 0; i < r->assertions; i++) {
		if (all)
			vb_press_check_public(&r->assertion[i], fold, &v[i]);
		else
			vb_press_check(&r->assertion[i], fold, true, vb_audit_last(record->audit),
				       &v[i]);
	}
	if (c->json)
		vb_render_press_found_json(stdout, r, v, fold);
	else
		vb_render_press_found(stdout, r, v, fold, &c->style);
	if (!c->json && !record->anchored)
		puts("\nThe record is consistent, its keys self-asserted: compare them with a "
		     "source outside, or\ngive a trust file.");
	free(v);
	return VB_OK;
}
