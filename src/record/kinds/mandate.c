/*
 * mandate: a party lets an office act for it (format.md 3.7, 5.1.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"to", VB_T_NAME, 0, NULL, "the office"},
	{"key", VB_T_KEY, 0, NULL, "the office's act key"},
	{"scope", VB_T_NAME, VB_F_REPEATED, NULL, "kinds that it may sign, or all"},
	{"from", VB_T_TIME, VB_F_OPTIONAL, NULL, "not before this time"},
	{"until", VB_T_TIME, VB_F_OPTIONAL, NULL, "not after this time"},
};

/* Kinds as bits of a mandate's scope; false: no such kind. */
static bool read_scope(const struct vb_act *a, uint64_t *scope)
{
	const struct vb_kind *const *all;
	unsigned n;

	*scope = 0;
	all = vb_kinds(&n);
	for (unsigned i = 0; i < vb_act_count(a, "scope"); i++) {
		struct vb_view v = vb_act_get(a, "scope", i);
		uint64_t bit = vb_view_is(v, "all") ? UINT64_MAX : 0;

		for (unsigned k = 0; k < n; k++) {
			if (vb_view_is(v, all[k]->name))
				bit = 1ULL << k;
		}
		if (bit == 0)
			return false;
		*scope |= bit;
	}
	return true;
}

/* The key must be an act key of "author/office". */
static bool key_fits(const struct vb_act *a)
{
	char want[VB_NAME_MAX * 2 + 8];
	struct vb_view to = vb_act_get(a, "to", 0), v = vb_act_get(a, "key", 0);
	struct vb_writer w;

	vb_writer_init(&w, want, sizeof(want));
	vb_put_view(&w, a->author);
	vb_put_byte(&w, '/');
	vb_put_view(&w, to);
	vb_put_str(&w, " act ");
	return v.len > w.len && vb_view_eq(vb_view(v.ptr, w.len), vb_written(&w));
}

static enum vb_code check_mandate(const struct vb_fold *f, const struct vb_act *a,
				  struct vb_err *err)
{
	uint64_t scope;

	if (a->office.len > 0)
		return vb_void(err, "5.1.6", "an office gives no mandates");
	if (vb_view_is(vb_act_get(a, "to", 0), "recovery") || !key_fits(a))
		return vb_void(err, "5.1.6", "the key is not an act key of that office");
	if (!read_scope(a, &scope))
		return vb_void(err, "5.1.6", "the scope names something that is no kind");
	return vb_keys_fresh(f, a, err);
}

static enum vb_code fold_mandate(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	enum vb_code code = check_mandate(f, a, err);
	struct vb_mandate *m;
	bool read;

	if (code == VB_OK)
		code = vb_roster_key(f, vb_act_get(a, "key", 0), index, err);
	if (code != VB_OK)
		return code;
	m = vb_fold_grow(f, VB_POOL_MANDATE);
	if (!m)
		return vb_no_memory(err);
	m->act = index;
	m->party = vb_author_of(f, a);
	vb_copy_str(m->office, sizeof(m->office), vb_act_get(a, "to", 0));
	read = read_scope(a, &m->scope);
	(void)read; /* check_mandate() has seen that it is */
	if (!vb_act_time(a, "from", &m->from))
		m->from = VB_TIME_NONE;
	if (!vb_act_time(a, "until", &m->until))
		m->until = VB_TIME_NONE;
	m->revoked = VB_NO_ACT;
	return VB_OK;
}

const struct vb_kind vb_kind_mandate = {
	.name = "mandate", .group = "founding", .clause = "5.1.6",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR, .roster = true,
	.means = "The office may from now on sign acts of these kinds, and they bind you.",
	.sentence = "{author} gives its office {to} a mandate: {scope}",
	.fold = fold_mandate, .check = check_mandate,
};
