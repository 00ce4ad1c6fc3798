/*
 * Registrations: what a table's checkpoint is in the depositary's register, and the proof of
 * it that goes along with the table (format.md 6.8, 6.9).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <string.h>

#define FIRST_LINE "verbale-registration/1"

/* ---- the form ---- */

static void read_hash(struct vb_cursor *c, const char *name, struct vb_hash *out)
{
	struct vb_view v = vb_cursor_field(c, name);
	char q[80];

	if (!vb_hash_parse(v, out))
		vb_cursor_fail(c, "6.9", "%s \"%s\" is not 64 hex digits", name,
			       vb_quote(q, sizeof(q), v));
}

static void read_head(struct vb_cursor *c, struct vb_registration *r)
{
	struct vb_view v = vb_cursor_line(c);
	char q[80];

	if (!vb_view_is(v, FIRST_LINE))
		vb_cursor_fail(c, "6.9", "the first line is \"%s\", not \"" FIRST_LINE "\"",
			       vb_quote(q, sizeof(q), v));
	v = vb_cursor_field(c, "counter");
	if (!vb_dec_parse(v, &r->counter) || r->counter == 0)
		vb_cursor_fail(c, "6.9", "counter \"%s\" is not a decimal of 1 to %llu",
			       vb_quote(q, sizeof(q), v), VB_DEC_MAX);
	read_hash(c, "key", &r->key);
	read_hash(c, "checkpoint", &r->checkpoint);
	if (vb_cursor_line(c).len > 0)
		vb_cursor_fail(c, "6.9", "an empty line is due behind the checkpoint's hash");
}

enum vb_code vb_registration_parse(struct vb_view in, struct vb_registration *out,
				   struct vb_err *err)
{
	struct vb_registration r VB_UNSET;
	struct vb_cursor c;
	enum vb_code code;

	if (in.len > VB_NOTE_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "registration",
			       "a registration of %zu bytes exceeds %d", in.len, VB_NOTE_MAX);
	vb_cursor_text(&c, in, "6.9", err);
	read_head(&c, &r);
	if (c.code != VB_OK)
		return c.code;
	code = vb_proof_parse(vb_view(in.ptr + c.pos, in.len - c.pos), &r.proof, err);
	if (code == VB_OK && r.proof.extra.len > 0)
		code = vb_fail(err, VB_MALFORMED, "6.9", "registration",
			       "its proof has extra data, which no register gives");
	if (code == VB_OK)
		*out = r;
	return code;
}

void vb_registration_put(struct vb_writer *w, uint64_t counter, const struct vb_hash *key,
			 const struct vb_hash *checkpoint, uint64_t index,
			 const struct vb_hash *path, unsigned npath,
			 struct vb_view register_checkpoint)
{
	vb_put_str(w, FIRST_LINE "\ncounter ");
	vb_put_dec(w, counter);
	vb_put_str(w, "\nkey ");
	vb_put_hash(w, key);
	vb_put_str(w, "\ncheckpoint ");
	vb_put_hash(w, checkpoint);
	vb_put_str(w, "\n\n");
	vb_proof_put(w, index, path, npath, register_checkpoint);
}

/* ---- the register ---- */

bool vb_register_origin(struct vb_view origin, char out[static VB_KEYNAME_MAX + 1])
{
	static const char end[] = "/register";
	const uint8_t *slash = origin.len > 0 ? memchr(origin.ptr, '/', origin.len) : NULL;
	size_t n = slash ? (size_t)(slash - origin.ptr) : origin.len;

	if (n == 0 || n + sizeof(end) > VB_KEYNAME_MAX + 1)
		return false;
	memcpy(out, origin.ptr, n);
	memcpy(out + n, end, sizeof(end));
	return true;
}

/* Whose entry it is: who lacks the key sees in it neither the table nor the counter. */
static void hash_tag(const struct vb_hash *key, const struct vb_hash *table, uint64_t counter,
		     struct vb_hash *out)
{
	static const char label[] = "verbale-register-tag/1\n";
	uint8_t msg[sizeof(label) - 1 + sizeof(table->b) + 8];

	memcpy(msg, label, sizeof(label) - 1);
	memcpy(msg + sizeof(label) - 1, table->b, sizeof(table->b));
	vb_put_be64(msg + sizeof(label) - 1 + sizeof(table->b), counter);
	vb_hmac(vb_view(key->b, sizeof(key->b)), vb_view(msg, sizeof(msg)), out);
}

static void hash_checkpoint(const struct vb_hash *key, const struct vb_hash *checkpoint,
			    struct vb_hash *out)
{
	static const char label[] = "verbale-register-checkpoint/1\n";
	uint8_t msg[sizeof(label) - 1 + sizeof(checkpoint->b)];

	memcpy(msg, label, sizeof(label) - 1);
	memcpy(msg + sizeof(label) - 1, checkpoint->b, sizeof(checkpoint->b));
	vb_hmac(vb_view(key->b, sizeof(key->b)), vb_view(msg, sizeof(msg)), out);
}

void vb_register_entry(const struct vb_hash *key, const struct vb_hash *table, uint64_t counter,
		       const struct vb_hash *checkpoint, uint8_t out[static VB_REGISTER_ENTRY])
{
	struct vb_hash h;

	hash_tag(key, table, counter, &h);
	memcpy(out, h.b, sizeof(h.b));
	hash_checkpoint(key, checkpoint, &h);
	memcpy(out + sizeof(h.b), h.b, sizeof(h.b));
}

enum vb_code vb_registration_verify(const struct vb_registration *r,
				    const struct vb_hash *table, const struct vb_vkey *reg,
				    struct vb_err *err)
{
	const struct vb_checkpoint *c = &r->proof.checkpoint;
	enum vb_code code = vb_checkpoint_verify(c, reg, err);
	uint8_t entry[VB_REGISTER_ENTRY];
	struct vb_hash leaf;

	if (code != VB_OK) {
		if (err)
			snprintf(err->clause, sizeof(err->clause), "6.8");
		return code;
	}
	vb_register_entry(&r->key, table, r->counter, &r->checkpoint, entry);
	vb_leaf_hash(vb_view(entry, sizeof(entry)), &leaf);
	if (!vb_inclusion_verify(&leaf, r->proof.index, c->size, r->proof.path, r->proof.npath,
				 &c->root))
		return vb_fail(err, VB_FALSE, "6.9", "registration",
			       "entry %llu of the register is not that of this checkpoint of "
			       "this table", (unsigned long long)r->proof.index);
	return VB_OK;
}
