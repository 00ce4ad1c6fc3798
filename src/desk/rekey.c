/*
 * Rekeying: new act, cosign and seal keys by the recovery key (format.md 4.3, 5.1.8).
 * The new keys are on the disk before the act is, and take desk.key's place once the
 * table knows them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEXT "desk.key.next"

/* ---- putting the new keys in place ---- */

static enum vb_code put_in_place(struct vb_desk *d, struct vb_err *err)
{
	char *from = vb_path(d->dir, NEXT), *to = vb_path(d->dir, "desk.key");
	enum vb_code code = from && to ? VB_OK : vb_no_room(err);

	if (!code && rename(from, to) < 0 && errno != ENOENT)
		code = vb_fail(err, VB_IO, "5.1.8", "desk.key",
			       "the new keys cannot be put in its place (%s)",
			       strerrordesc_np(errno));
	free(from);
	free(to);
	if (code)
		return code;
	d->card.agent = (struct vb_vkey){0};
	code = vb_card_save(d->cab, &d->card, err);
	if (!code)
		code = vb_box_erase(d->cab, VB_BOX_META, "next", err);
	/* What was loaded belongs to the past. */
	vb_ring_free(&d->keys);
	d->keys_loaded = false;
	return code;
}

enum vb_code vb_rekey_waits(struct vb_desk *d, bool *waits, struct vb_err *err)
{
	const struct vb_key *known = vb_fold_key(d->fold, d->chain, VB_P_ACT, d->fold->nfacts);
	uint8_t *bytes = NULL;
	struct vb_vkey next;
	size_t len = 0;
	enum vb_code code;

	*waits = false;
	if (!known || d->card.office[0] || known->from == 0)
		return VB_OK;
	code = vb_box_get(d->cab, VB_BOX_META, "next", &bytes, &len, err);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code)
		code = vb_vkey_parse(vb_view(bytes, len), &next, err);
	free(bytes);
	if (!code)
		*waits = vb_vkey_eq(&next, &known->vkey);
	return code;
}

enum vb_code vb_rekey_adopt(struct vb_desk *d, struct vb_err *err)
{
	bool waits = false;
	enum vb_code code = vb_rekey_waits(d, &waits, err);

	return !code && waits ? put_in_place(d, err) : code;
}

/* ---- making them ---- */

struct rekeying {
	struct vb_making *m;
	struct vb_ring fresh;
	struct vb_secret *recovery;
	struct vb_vkey recovery_key;
	struct vb_lock lock;
	bool old_lost;		/* the old keys cannot be read */
};

static enum vb_code read_recovery(struct vb_desk *d, const char *file, struct rekeying *r,
				  struct vb_err *err)
{
	char name[VB_NAME_MAX + 16];
	const struct vb_key *known = NULL;
	enum vb_code code = vb_recovery_read(file, &d->world, &r->recovery_key, &r->recovery,
					     err);

	if (code)
		return code;
	/* A registered recovery key goes by its party's name. */
	snprintf(name, sizeof(name), "%s/recovery", d->card.party);
	known = vb_fold_key(d->fold, d->card.party, VB_P_RECOVERY, d->fold->nfacts);
	if (!known)
		known = vb_fold_key(d->fold, name, VB_P_RECOVERY, d->fold->nfacts);
	if (!known || !vb_vkey_eq(&known->vkey, &r->recovery_key))
		return vb_fail(err, VB_KEY, "3.2", "recovery.key",
			       "this is not the recovery key that the table knows for us; "
			       "nothing was signed");
	return VB_OK;
}

/* The old seal identities go along, so that old papers can be read. */
static enum vb_code keep_old_seals(struct vb_desk *d, struct rekeying *r, struct vb_err *err)
{
	struct vb_ring old = {0};
	uint8_t seed[32];
	char *path = vb_path(d->dir, "desk.key");
	enum vb_code code = path ? vb_ring_read(path, &d->world, &old, err) : vb_no_room(err);

	free(path);
	if (code == VB_MEMORY)
		return code;
	r->old_lost = code != VB_OK;
	for (unsigned i = 0; i < old.nseals && r->fresh.nseals < VB_SEALS_MAX; i++) {
		vb_secret_export(old.seal[i], seed);
		r->fresh.seal[r->fresh.nseals] = vb_secret_import(seed);
		vb_wipe(seed, sizeof(seed));
		if (!r->fresh.seal[r->fresh.nseals]) {
			vb_ring_free(&old);
			return vb_no_room(err);
		}
		r->fresh.nseals++;
	}
	vb_ring_free(&old);
	return VB_OK;
}

static void add_key(struct vb_making *m, const char *purpose, const struct vb_vkey *k,
		    const struct vb_recipient *seal)
{
	char buf[2 * VB_KEYNAME_MAX];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_putf(&w, "%s %s ", m->d->card.party, purpose);
	if (k)
		vb_vkey_put(&w, k);
	else
		vb_recipient_put(&w, seal);
	vb_making_add(m, "key", vb_written(&w));
}

static enum vb_code confirm(struct rekeying *r, struct vb_err *err)
{
	char sentence[600], print[40];

	vb_vkey_fingerprint(print, &r->fresh.act_key);
	snprintf(sentence, sizeof(sentence),
		 "Your old keys end with this act; whatever they sign later does not bind "
		 "you. The new act key is %s.%s Sign?", print,
		 r->old_lost ? " The old desk.key cannot be read: papers that were opened so "
			       "far stay readable only in the folder papers." : "");
	return vb_making_confirm(r->m, sentence, err);
}

/* The new keys are safe before the act that brings them is. */
static enum vb_code write_next(struct vb_desk *d, struct rekeying *r, struct vb_err *err)
{
	char *path = vb_path(d->dir, NEXT), *old = vb_path(d->dir, "desk.key");
	char text[2 * VB_KEYNAME_MAX];
	bool wrapped = true;
	struct vb_writer w;
	enum vb_code code = path && old ? VB_OK : vb_no_room(err);

	if (!code && vb_keyfile_look(old, &wrapped, NULL) != VB_OK)
		wrapped = true;
	if (!code)
		code = vb_lock_make(&r->lock, !wrapped, &d->world, err);
	vb_writer_init(&w, text, sizeof(text));
	vb_vkey_put(&w, &r->fresh.act_key);
	if (!code)
		code = vb_box_put(d->cab, VB_BOX_META, "next", vb_written(&w), err);
	if (!code)
		code = vb_ring_write(path, &r->fresh, &r->lock, VB_FILE_REPLACE, d->world.rng,
				     err);
	free(path);
	free(old);
	return code;
}

/* Keys that no act brings are of no use to anybody. */
static void remove_next(struct vb_desk *d)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", d->dir, NEXT);

	if (len > 0 && (size_t)len < sizeof(path) && !d->dead)
		unlink(path);
}

static enum vb_code compose(struct rekeying *r, struct vb_err *err)
{
	struct vb_making *m = r->m;
	struct vb_recipient seal;
	char name[VB_NAME_MAX + 16];

	snprintf(name, sizeof(name), "%s/recovery", m->d->card.party);
	vb_recipient_of(r->fresh.seal[0], &seal);
	add_key(m, "act", &r->fresh.act_key, NULL);
	add_key(m, "cosign", &r->fresh.cosign_key, NULL);
	add_key(m, "seal", NULL, &seal);
	m->signer[0] = vb_signer_secret(r->recovery, name, VB_KEY_ED25519);
	m->signer[1] = vb_signer_secret(r->fresh.act, m->d->card.party, VB_KEY_ED25519);
	m->nsigners = 2;
	return vb_making_compose(m, err);
}

/* A rekey that waits in the outbox has made its keys already. */
static enum vb_code none_waits(struct vb_making *m, struct vb_err *err)
{
	const struct vb_fold *f = m->ahead.fold;

	for (uint32_t i = m->ahead.base; i < f->nfacts; i++)
		if (strcmp(f->fact[i].kind->name, "rekey") == 0 &&
		    strcmp(f->chain[f->fact[i].chain].name, m->chain) == 0)
			return vb_fail(err, VB_REFUSED, "5.1.8", "rekey",
				       "one is signed already and waits for the depositary; "
				       "nothing more was signed");
	return VB_OK;
}

enum vb_code vb_desk_rekey(struct vb_desk *d, const char *recovery_file, struct vb_done *done,
			   struct vb_err *err)
{
	struct rekeying r = {0};
	enum vb_code code = vb_desk_at_table(d, true, err);

	if (!code && d->card.office[0])
		code = vb_fail(err, VB_REFUSED, "5.1.8", "rekey",
			       "an office gets a new key by a new mandate of its party; "
			       "nothing was signed");
	if (!code)
		code = vb_making_new(d, "rekey", "recovery", &r.m, err);
	if (!code)
		code = none_waits(r.m, err);
	if (!code)
		code = read_recovery(d, recovery_file, &r, err);
	if (!code)
		code = vb_ring_new(&r.fresh, d->card.party, true, d->world.rng, err);
	if (!code)
		code = keep_old_seals(d, &r, err);
	if (!code)
		code = compose(&r, err);
	if (!code)
		code = confirm(&r, err);
	if (!code)
		code = write_next(d, &r, err);
	if (!code && vb_http_is_address(d->card.address))
		code = vb_access_add(d, &r.m->signer[1], err);
	if (!code) {
		*done = (struct vb_done){.lodged = false};
		code = vb_making_sign(r.m, done, err);
		if (code && code != VB_UNKNOWN && !done->kept)
			remove_next(d);
	}
	vb_wipe(&r.lock, sizeof(r.lock));
	vb_secret_free(r.recovery);
	vb_ring_free(&r.fresh);
	vb_making_free(r.m);
	return code;
}
