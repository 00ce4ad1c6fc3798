/*
 * transfer: the table moves to another depositary (format.md 5.1.13).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"depositary", VB_T_NAME, 0, NULL, "the new depositary"},
	{"origin", VB_T_KEYNAME, 0, NULL, "its log's origin"},
	{"key", VB_T_KEY, VB_F_REPEATED, NULL, "its act, clock and log keys"},
	{"at", VB_T_POINT, 0, NULL, "size and root of this log"},
	VB_REASON_FIELD,
};

static enum vb_code fold_transfer(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			         struct vb_err *err)
{
	enum vb_code code = vb_keys_complete(a, vb_act_get(a, "depositary", 0),
					     1u << VB_P_ACT | 1u << VB_P_CLOCK | 1u << VB_P_LOG,
					     "5.1.13", err);
	struct vb_view hex, size = vb_token(vb_act_get(a, "at", 0), &hex);
	struct vb_hash root = {0};
	struct vb_key key;
	uint64_t n = 0;

	if (code != VB_OK)
		return code;
	if (vb_act_count(a, "key") != 3)
		return vb_void(err, "5.1.13", "it holds keys of somebody else");
	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		if (vb_key_parse(vb_act_get(a, "key", i), &key, NULL) != VB_OK)
			return vb_void(err, "3.3", "a key of the new depositary is no key");
		if (key.purpose == VB_P_LOG &&
		    !vb_view_is(vb_act_get(a, "origin", 0), key.vkey.name))
			return vb_void(err, "3.2",
				       "the log key's name is not the new log's origin");
	}
	/* As the parser did. */
	(void)!vb_dec_parse(size, &n);
	(void)!vb_hash_parse(hex, &root);
	/* `seen` is held against the log by whoever has its tree, and so is this. */
	if (n != a->seen_size || !vb_hash_eq(&root, &a->seen_root))
		return vb_void(err, "5.1.13", "\"at\" is not the state that its author had seen");
	if (vb_view_is(vb_act_get(a, "origin", 0), f->origin))
		return vb_void(err, "5.1.13", "the new log's origin is this one's");
	f->transferred = index;
	return VB_OK;
}

const struct vb_kind vb_kind_transfer = {
	.name = "transfer", .group = "founding", .clause = "5.1.13",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_PRINCIPALS, .roster = true,
	.means = "The table is closed here and goes on with the new depositary.",
	.sentence = "the table moves to {depositary}",
	.fold = fold_transfer,
};
