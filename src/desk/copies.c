/*
 * Copies of a paper: one per addressee, sealed twice; our own, sealed once; and what
 * must be kept so that they can be released, disclosed and answered for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- sealing ---- */

enum vb_code vb_seal_to(const struct vb_recipient *r, const struct vb_age_keys *k,
			struct vb_view plain, uint8_t **out, size_t *len,
			struct vb_hash *hash, struct vb_err *err)
{
	size_t cap = (size_t)vb_age_sealed_size(plain.len);
	uint8_t *buf = malloc(cap);
	enum vb_code code;

	if (!buf)
		return vb_no_room(err);
	*len = cap;
	code = hash ? vb_age_seal_hashed(r, k, plain, buf, len, hash, err)
		    : vb_age_seal(r, k, plain, buf, len, err);
	if (code)
		free(buf);
	else
		*out = buf;
	return code;
}

/* The copy's text (format.md 7.4) and what its act says of it. */
static enum vb_code make_text(const struct vb_copy_place *p, const uint8_t seed[static 32],
			      struct vb_view paper, struct vb_sealed *s, uint8_t **out,
			      size_t *len, struct vb_err *err)
{
	struct vb_paper *parsed = malloc(sizeof(*parsed));
	size_t cap = vb_opened_size(p, paper.len);
	uint8_t *buf = malloc(cap);
	struct vb_writer w;
	enum vb_code code =
		parsed && buf ? vb_paper_parse(paper, parsed, err) : vb_no_room(err);

	if (!code)
		code = vb_commit_root(p, seed, parsed, &s->copy.root, err);
	if (!code) {
		s->copy.leaves = parsed->nleaves;
		vb_writer_init(&w, buf, cap);
		vb_opened_put(&w, p, seed, paper);
		*out = buf;
		*len = w.len;
		buf = NULL;
	}
	free(buf);
	free(parsed);
	return code;
}

/* What only we know of a copy: kept for its release and for a `cannot-open` (7.6). */
static enum vb_code keep_secrets(struct vb_desk *d, const struct vb_secret *identity,
				 const struct vb_age_keys *k, struct vb_sealed *s,
				 struct vb_err *err)
{
	uint8_t plain[512];
	char hex[65];
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, plain, sizeof(plain));
	vb_put_str(&w, "identity ");
	vb_identity_put(&w, identity);
	vb_hex(hex, k->file_key, sizeof(k->file_key));
	vb_putf(&w, "\nfile-key %s\n", hex);
	vb_hex(hex, k->ephemeral, sizeof(k->ephemeral));
	vb_putf(&w, "ephemeral %s\n", hex);
	vb_hex(hex, k->nonce, sizeof(k->nonce));
	vb_putf(&w, "nonce %s\n", hex);
	code = vb_desk_seal(d, vb_written(&w), &s->secrets, &s->secrets_len, err);
	vb_wipe(plain, sizeof(plain));
	vb_wipe(hex, sizeof(hex));
	return code;
}

/* The outer layer: a fresh one-time recipient (format.md 7.5). */
static enum vb_code wrap(struct vb_desk *d, const struct vb_age_keys *inner_keys,
			 struct vb_sealed *s, struct vb_err *err)
{
	struct vb_secret *identity = vb_secret_new(d->world.rng);
	struct vb_age_keys keys;
	uint8_t *outer = NULL;
	size_t len = 0;
	enum vb_code code;

	if (!identity)
		return vb_no_room(err);
	vb_recipient_of(identity, &s->copy.recipient);
	s->copy.has_recipient = true;
	vb_age_keys_random(&keys, d->world.rng);
	code = vb_seal_to(&s->copy.recipient, &keys, vb_view(s->bytes, s->len), &outer, &len,
			  &s->copy.hash, err);
	if (!code)
		code = keep_secrets(d, identity, inner_keys, s, err);
	vb_wipe(&keys, sizeof(keys));
	vb_secret_free(identity);
	if (code) {
		free(outer);
		return code;
	}
	free(s->bytes);
	s->bytes = outer;
	s->len = len;
	return VB_OK;
}

enum vb_code vb_seal_copy(struct vb_making *m, const char *addressee, struct vb_view paper,
			  struct vb_sealed *out, struct vb_err *err)
{
	struct vb_desk *d = m->d;
	const struct vb_key *seal =
		vb_fold_key(d->fold, addressee, VB_P_SEAL, d->fold->nfacts);
	const struct vb_copy_place p = {m->c.table, m->chain, m->c.number, m->c.epoch,
					addressee};
	bool own = strcmp(addressee, d->card.party) == 0;
	struct vb_age_keys keys;
	uint8_t seed[32], *text = NULL;
	size_t len = 0;
	enum vb_code code;
	char name[66];

	*out = (struct vb_sealed){0};
	if (!seal)
		return vb_fail(err, VB_REFUSED, "5.2.4", "copy",
			       "%s does not sit at this table; nothing was signed",
			       vb_name_upper(name, addressee));
	vb_view_copy(out->addressee, sizeof(out->addressee), vb_view_str(addressee));
	out->copy.addressee = vb_view_str(out->addressee);
	d->world.rng.fill(d->world.rng.ctx, seed, sizeof(seed));
	vb_age_keys_random(&keys, d->world.rng);
	code = own ? vb_desk_holds_seal(d, err) : VB_OK;
	if (!code)
		code = make_text(&p, seed, paper, out, &text, &len, err);
	if (!code)
		code = vb_seal_to(&seal->recipient, &keys, vb_view(text, len), &out->bytes,
				  &out->len, own ? &out->copy.hash : NULL, err);
	if (!code && !own)
		code = wrap(d, &keys, out, err);
	if (text)
		vb_wipe(text, len);
	free(text);
	vb_wipe(seed, sizeof(seed));
	vb_wipe(&keys, sizeof(keys));
	if (code) {
		vb_sealed_free(out);
		return code;
	}
	out->copy.bytes = out->len;
	return VB_OK;
}

void vb_sealed_free(struct vb_sealed *s)
{
	free(s->bytes);
	free(s->secrets);
	vb_sealing_free(s->large);
	s->bytes = s->secrets = NULL;
	s->large = NULL;
}

/* ---- keeping ---- */

/* Where the parts of @s are kept: bytes, and secrets if it has any. */
static void names_of(const struct vb_hash *id, const struct vb_sealed *s, enum vb_box *box,
		     char bytes[static 128], char secrets[static 128])
{
	*box = s->copy.has_recipient ? VB_BOX_COPY : VB_BOX_OPENED;
	vb_box_name(bytes, s->copy.has_recipient ? &s->copy.hash : id,
		    s->part[0] ? s->part : NULL);
	vb_box_name(secrets, id, s->addressee);
}

static enum vb_code add_name(struct vb_pile *r, enum vb_box box, const char *name,
			     struct vb_err *err)
{
	char row[130];

	snprintf(row, sizeof(row), "%d%s", (int)box, name);
	return vb_pile_add(r, vb_view_str(row), err);
}

#define LARGE_ROW 'L'

static enum vb_code add_large(struct vb_pile *r, const struct vb_hash *hash, struct vb_err *err)
{
	char row[66] = {LARGE_ROW};

	vb_hex(row + 1, hash->b, 32);
	return vb_pile_add(r, vb_view_str(row), err);
}

/* A large one is kept in pieces; of our own its box says which it is. */
static enum vb_code keep_large(struct vb_desk *d, const struct vb_sealed *s, enum vb_box box,
			       const char *name, struct vb_err *err)
{
	struct vb_pieces sealed = vb_sealing_pieces(s->large);
	char note[96];
	enum vb_code code = vb_kept_put(d, &s->copy.hash, &sealed, err);

	if (code || box != VB_BOX_OPENED)
		return code;
	return vb_box_put(d->cab, box, name,
			  vb_view(note, vb_kept_note(note, &s->copy.hash)), err);
}

/* The list of what is kept comes first: after a crash it says what to forget. */
static enum vb_code announce(struct vb_desk *d, const struct vb_hash *id,
			     const struct vb_sealed *s, unsigned n, struct vb_err *err)
{
	struct vb_pile rows = {0};
	enum vb_code code = vb_pile_add(&rows, vb_view(id->b, sizeof(id->b)), err);

	for (unsigned i = 0; !code && i < n; i++) {
		char bytes[128], secrets[128];
		enum vb_box box;

		names_of(id, &s[i], &box, bytes, secrets);
		code = add_name(&rows, box, bytes, err);
		if (!code && s[i].large)
			code = add_large(&rows, &s[i].copy.hash, err);
		if (!code && s[i].secrets)
			code = add_name(&rows, VB_BOX_SECRET, secrets, err);
	}
	if (!code)
		code = vb_frames_put(d->cab, "pending", &rows, err);
	vb_pile_free(&rows);
	return code;
}

enum vb_code vb_keep_copies(struct vb_desk *d, const struct vb_hash *id,
			    const struct vb_sealed *s, unsigned n, struct vb_err *err)
{
	enum vb_code code = announce(d, id, s, n, err);

	for (unsigned i = 0; !code && i < n; i++) {
		char bytes[128], secrets[128];
		enum vb_box box;

		names_of(id, &s[i], &box, bytes, secrets);
		code = s[i].large ? keep_large(d, &s[i], box, bytes, err) :
				    vb_box_put(d->cab, box, bytes,
					       vb_view(s[i].bytes, s[i].len), err);
		if (!code && s[i].secrets)
			code = vb_box_put(d->cab, VB_BOX_SECRET, secrets,
					  vb_view(s[i].secrets, s[i].secrets_len), err);
	}
	return code;
}

static enum vb_code was_signed(struct vb_desk *d, const struct vb_hash *id, bool *yes,
			       struct vb_err *err)
{
	uint64_t index;
	enum vb_code code = vb_cabinet_find(d->cab, id, &index, err);

	*yes = code == VB_OK;
	return code == VB_NOT_FOUND ? vb_outbox_has(d->cab, id, yes, err) : code;
}

enum vb_code vb_forget_unsigned(struct vb_desk *d, struct vb_err *err)
{
	struct vb_pile rows = {0};
	struct vb_hash id;
	bool signed_it = true;
	enum vb_code code = vb_frames_get(d->cab, "pending", &rows, err);

	if (!code && rows.n > 0 && rows.row[0].len == sizeof(id.b)) {
		memcpy(id.b, rows.row[0].ptr, sizeof(id.b));
		code = was_signed(d, &id, &signed_it, err);
	}
	for (size_t i = 1; !code && !signed_it && i < rows.n; i++) {
		enum vb_box box = (enum vb_box)(rows.row[i].ptr[0] - '0');
		struct vb_view row = vb_pile_view(&rows, i);
		struct vb_hash large;

		if (row.len == 65 && row.ptr[0] == LARGE_ROW &&
		    vb_hash_parse(vb_view(row.ptr + 1, 64), &large))
			code = vb_large_erase(d->cab, &large, err);
		if (box > VB_BOX_SECRET)
			continue;
		code = vb_box_erase(d->cab, box, (const char *)rows.row[i].ptr + 1, err);
		if (code == VB_NOT_FOUND)
			code = VB_OK;
	}
	if (!code && rows.n > 0)
		code = vb_box_erase(d->cab, VB_BOX_META, "pending", err);
	vb_pile_free(&rows);
	return code;
}

/* ---- what only we know of a copy ---- */

static enum vb_code read_secrets(struct vb_desk *d, const struct vb_hash *act,
				 const char *addressee, uint8_t **out, size_t *len,
				 struct vb_err *err)
{
	uint8_t *sealed = NULL;
	size_t sealed_len = 0;
	char name[128];
	enum vb_code code;

	vb_box_name(name, act, addressee);
	code = vb_box_get(d->cab, VB_BOX_SECRET, name, &sealed, &sealed_len, err);
	if (!code)
		code = vb_desk_unseal(d, vb_view(sealed, sealed_len), out, len, err);
	free(sealed);
	return code;
}

enum vb_code vb_copy_ephemeral(struct vb_desk *d, const struct vb_hash *act,
			       const char *addressee, uint8_t out[static 32],
			       struct vb_err *err)
{
	uint8_t *plain = NULL;
	size_t len = 0;
	struct vb_cursor c;
	enum vb_code code = read_secrets(d, act, addressee, &plain, &len, err);

	if (code == VB_NOT_FOUND)
		return vb_fail(err, code, "7.6", "copy",
			       "this desk did not seal that copy: the desk that handed it "
			       "over can show how");
	if (code)
		return code;
	/* A cursor's own sentence would quote the line. */
	vb_cursor_init(&c, vb_view(plain, len), NULL);
	vb_cursor_field(&c, "identity");
	vb_cursor_field(&c, "file-key");
	if (!vb_unhex(out, 32, vb_cursor_field(&c, "ephemeral")) || c.code)
		code = vb_fail(err, VB_MALFORMED, "7.6", "copy",
			       "what this desk keeps of the sealing cannot be read");
	vb_wipe(plain, len);
	free(plain);
	return code;
}

enum vb_code vb_copy_identity(struct vb_desk *d, const struct vb_hash *act,
			      const char *addressee, char out[static VB_AGE_IDENTITY_LEN + 1],
			      struct vb_err *err)
{
	uint8_t *plain = NULL;
	size_t len = 0;
	struct vb_cursor c;
	struct vb_view v;
	enum vb_code code = read_secrets(d, act, addressee, &plain, &len, err);

	if (code)
		return code;
	vb_cursor_init(&c, vb_view(plain, len), err);
	v = vb_cursor_field(&c, "identity");
	if (c.code == VB_OK && v.len != VB_AGE_IDENTITY_LEN)
		vb_cursor_fail(&c, "7.5", "a one-time identity is due");
	code = c.code;
	if (!code) {
		memcpy(out, v.ptr, VB_AGE_IDENTITY_LEN);
		out[VB_AGE_IDENTITY_LEN] = 0;
	}
	vb_wipe(plain, len);
	free(plain);
	return code;
}

/* ---- opened copies ---- */

bool vb_copy_for(const struct vb_act *a, struct vb_view addressee, struct vb_copy *out)
{
	for (unsigned i = 0; i < vb_act_count(a, "copy"); i++)
		if (vb_copy_parse(vb_act_get(a, "copy", i), out) &&
		    vb_view_eq(out->addressee, addressee))
			return true;
	return false;
}

enum vb_code vb_copy_opened(struct vb_desk *d, const struct vb_act *a, uint8_t **bytes,
			    size_t *len, struct vb_opened *out, struct vb_copy *copy,
			    struct vb_err *err)
{
	uint8_t *sealed = NULL, *plain = NULL;
	size_t sealed_len = 0, plain_len = 0;
	char name[128], cite[96];
	enum vb_code code;

	vb_box_name(name, &a->id, NULL);
	vb_act_citation(cite, a);
	code = vb_box_get(d->cab, VB_BOX_OPENED, name, &sealed, &sealed_len, err);
	if (code == VB_NOT_FOUND)
		code = vb_fail(err, code, "7.4", cite,
			       "this desk has no opened paper of this act: it is neither "
			       "ours, nor received and opened here");
	if (!code)
		code = vb_desk_unseal(d, vb_view(sealed, sealed_len), &plain, &plain_len, err);
	if (!code)
		code = vb_opened_parse(vb_view(plain, plain_len), out, err);
	if (!code && !vb_copy_for(a, out->addressee, copy))
		code = vb_fail(err, VB_FALSE, "7.4", cite, "its act names no copy for that "
							   "reader");
	if (!code)
		code = vb_opened_check(out, a, copy, err);
	free(sealed);
	if (code) {
		if (plain)
			vb_wipe(plain, plain_len);
		free(plain);
		return code;
	}
	*bytes = plain;
	*len = plain_len;
	return VB_OK;
}

/* "papers/NORD-1.md", "papers/NORD_LEGAL-2.md": names have no underscore. */
enum vb_code vb_paper_keep(struct vb_desk *d, const char *citation, struct vb_view paper,
			   char **path, struct vb_err *err)
{
	char name[128];
	char *full = NULL, *folder = vb_path(d->dir, "papers");
	enum vb_code code = folder ? VB_OK : vb_no_room(err);

	snprintf(name, sizeof(name), "papers/%s.md", citation);
	for (char *p = name + strlen("papers/"); *p; p++)
		if (*p == '/')
			*p = '_';
	if (!code && mkdir(folder, 0700) < 0 && errno != EEXIST)
		code = vb_fail(err, VB_IO, "", "papers", "the folder papers cannot be made "
							 "(%s)",
			       strerrordesc_np(errno));
	full = strcmp(d->dir, ".") == 0 ? strdup(name) : vb_path(d->dir, name);
	if (!code && !full)
		code = vb_no_room(err);
	if (!code)
		code = vb_file_write(full, paper, VB_FILE_REPLACE | VB_FILE_SECRET, err);
	free(folder);
	if (code)
		free(full);
	else
		*path = full;
	return code;
}
