/*
 * Key files: desk.key and recovery.key, plain with mode 0600 or wrapped in a
 * passphrase; and the desk's keys once they are read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX 16384u
#define WRAP_LOG_N 16
#define AGE_FIRST "age-encryption.org/v1\n"

void vb_ring_free(struct vb_ring *k)
{
	vb_secret_free(k->act);
	vb_secret_free(k->cosign);
	for (unsigned i = 0; i < k->nseals; i++)
		vb_secret_free(k->seal[i]);
	*k = (struct vb_ring){0};
}

static void vkey_of(struct vb_vkey *k, const char *name, uint8_t type,
		    const struct vb_secret *s)
{
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(k, vb_view_str(name), type, pub);
}

enum vb_code vb_ring_new(struct vb_ring *k, const char *name, bool cosign, struct vb_rng rng,
			 struct vb_err *err)
{
	*k = (struct vb_ring){0};
	k->act = vb_secret_new(rng);
	k->seal[0] = vb_secret_new(rng);
	k->nseals = 1;
	if (cosign)
		k->cosign = vb_secret_new(rng);
	if (!k->act || !k->seal[0] || (cosign && !k->cosign)) {
		vb_ring_free(k);
		return vb_no_room(err);
	}
	vkey_of(&k->act_key, name, VB_KEY_ED25519, k->act);
	if (cosign)
		vkey_of(&k->cosign_key, name, VB_KEY_COSIGN, k->cosign);
	return VB_OK;
}

/* ---- files of secrets ---- */

static enum vb_code fail_file(struct vb_err *err, enum vb_code code, const char *path,
			      const char *sentence)
{
	char where[120];

	return vb_fail(err, code, "", vb_quote(where, sizeof(where), vb_view_str(path)), "%s",
		       sentence);
}

/* Opens a key file that only its owner can read; -1 and an error otherwise. */
static int open_private(const char *path, size_t *size, enum vb_code *code, struct vb_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	*code = VB_OK;
	if (fd < 0)
		*code = errno == ELOOP
			? fail_file(err, VB_REFUSED, path, "a key file is no symbolic link")
			: fail_file(err, errno == ENOENT ? VB_NOT_FOUND : VB_IO, path,
				    "the key file cannot be opened; nothing was signed");
	else if (fstat(fd, &st) < 0)
		*code = fail_file(err, VB_IO, path, "the key file cannot be examined; nothing "
						    "was signed");
	else if (!S_ISREG(st.st_mode))
		*code = fail_file(err, VB_REFUSED, path, "a key file is a regular file");
	else if (st.st_mode & 077)
		*code = fail_file(err, VB_REFUSED, path,
				  "others may read this key file; nothing was signed: "
				  "chmod 600 it, and think of who has read it");
	else if (st.st_size <= 0 || st.st_size > FILE_BYTES_MAX)
		*code = fail_file(err, VB_MALFORMED, path, "this is no key file, by its size");
	if (*code != VB_OK) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*size = (size_t)st.st_size;
	return fd;
}

static void free_secret_bytes(uint8_t *p, size_t len)
{
	if (p)
		vb_wipe(p, len);
	free(p);
}

enum vb_code vb_keyfile_read(const char *path, uint8_t **out, size_t *len, struct vb_err *err)
{
	enum vb_code code;
	size_t size = 0, n = 0;
	uint8_t *buf;
	int fd = open_private(path, &size, &code, err);

	if (fd < 0)
		return code;
	buf = malloc(size);
	if (!buf)
		code = vb_no_room(err);
	while (!code && n < size) {
		ssize_t got = read(fd, buf + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			code = fail_file(err, VB_IO, path, "the key file cannot be read");
		else
			n += (size_t)got;
	}
	close(fd);
	if (code) {
		free_secret_bytes(buf, size);
		return code;
	}
	*out = buf;
	*len = size;
	return VB_OK;
}

static bool is_wrapped(const uint8_t *p, size_t len)
{
	return len > strlen(AGE_FIRST) && memcmp(p, AGE_FIRST, strlen(AGE_FIRST)) == 0;
}

enum vb_code vb_keyfile_look(const char *path, bool *wrapped, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_keyfile_read(path, &bytes, &len, err);

	if (code)
		return code;
	*wrapped = is_wrapped(bytes, len);
	free_secret_bytes(bytes, len);
	return VB_OK;
}

static enum vb_code read_secrets(const char *path, const struct vb_world *w, uint8_t **out,
				 size_t *len, struct vb_err *err)
{
	char phrase[1024] = {0};
	uint8_t *file = NULL;
	size_t n = 0;
	enum vb_code code = vb_keyfile_read(path, &file, &n, err);

	if (code)
		return code;
	if (!is_wrapped(file, n)) {
		*out = file;
		*len = n;
		return VB_OK;
	}
	code = w->passphrase(w->ctx, false, phrase, sizeof(phrase), err);
	phrase[sizeof(phrase) - 1] = 0;
	if (!code)
		code = vb_age_unwrap(vb_view_str(phrase), vb_view(file, n), out, len, err);
	if (code == VB_KEY || code == VB_FALSE)
		code = fail_file(err, VB_KEY, path,
				 "the passphrase does not open this key file; nothing was "
				 "signed");
	vb_wipe(phrase, sizeof(phrase));
	free_secret_bytes(file, n);
	return code;
}

enum vb_code vb_lock_make(struct vb_lock *l, bool plain, const struct vb_world *w,
			  struct vb_err *err)
{
	enum vb_code code = VB_OK;

	*l = (struct vb_lock){.plain = plain};
	if (!plain)
		code = w->passphrase(w->ctx, true, l->phrase, sizeof(l->phrase), err);
	l->phrase[sizeof(l->phrase) - 1] = 0;
	if (!code && !plain && l->phrase[0] == 0)
		code = vb_fail(err, VB_KEY, "", "desk.key",
			       "an empty passphrase protects nothing; nothing was signed");
	return code;
}

static enum vb_code write_secrets(const char *path, struct vb_view plain,
				  const struct vb_lock *l, int mode, struct vb_rng rng,
				  struct vb_err *err)
{
	uint8_t *file = NULL;
	size_t len = 0;
	enum vb_code code;

	if (l->plain)
		return vb_file_write(path, plain, mode | VB_FILE_SECRET, err);
	code = vb_age_wrap(vb_view_str(l->phrase), WRAP_LOG_N, rng, plain, &file, &len, err);
	if (!code)
		code = vb_file_write(path, vb_view(file, len), mode | VB_FILE_SECRET, err);
	free(file);
	return code;
}

/* ---- desk.key: PRIVATE+KEY lines of act and cosign, age identities, newest first ---- */

enum vb_code vb_ring_write(const char *path, const struct vb_ring *k, const struct vb_lock *l,
			   int mode, struct vb_rng rng, struct vb_err *err)
{
	uint8_t *buf = malloc(FILE_BYTES_MAX);
	struct vb_writer w;
	enum vb_code code;

	if (!buf)
		return vb_no_room(err);
	vb_writer_init(&w, buf, FILE_BYTES_MAX / 2);
	if (k->act) {
		vb_skey_put(&w, k->act, &k->act_key);
		vb_put_byte(&w, '\n');
	}
	if (k->cosign) {
		vb_skey_put(&w, k->cosign, &k->cosign_key);
		vb_put_byte(&w, '\n');
	}
	for (unsigned i = 0; i < k->nseals; i++) {
		vb_identity_put(&w, k->seal[i]);
		vb_put_byte(&w, '\n');
	}
	code = w.over ? vb_no_room(err)
		      : write_secrets(path, vb_written(&w), l, mode, rng, err);
	free_secret_bytes(buf, FILE_BYTES_MAX);
	return code;
}

static enum vb_code bad_line(struct vb_err *err, const char *path)
{
	return fail_file(err, VB_MALFORMED, path,
			 "this is not the key file of a desk: a line is neither a PRIVATE+KEY "
			 "nor an AGE-SECRET-KEY that it may hold");
}

static enum vb_code read_line(struct vb_ring *k, struct vb_view line, const char *path,
			      struct vb_err *err)
{
	struct vb_secret *s = NULL;
	struct vb_vkey pub = {.type = 0};
	enum vb_code code = vb_identity_parse(line, &s, NULL);
	bool seal = code == VB_OK;

	if (!seal && code != VB_MEMORY)
		code = vb_skey_parse(line, &pub, &s, NULL);
	if (code == VB_MEMORY)
		return vb_no_room(err);
	if (seal && k->nseals < VB_SEALS_MAX) {
		k->seal[k->nseals++] = s;
		return VB_OK;
	}
	if (!code && !seal && pub.type == VB_KEY_ED25519 && !k->act) {
		k->act = s;
		k->act_key = pub;
		return VB_OK;
	}
	if (!code && !seal && pub.type == VB_KEY_COSIGN && !k->cosign) {
		k->cosign = s;
		k->cosign_key = pub;
		return VB_OK;
	}
	vb_secret_free(s);
	return bad_line(err, path);
}

enum vb_code vb_ring_read(const char *path, const struct vb_world *w, struct vb_ring *out,
			  struct vb_err *err)
{
	struct vb_ring k = {0};
	struct vb_cursor c;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = read_secrets(path, w, &bytes, &len, err);

	if (code)
		return code;
	vb_cursor_init(&c, vb_view(bytes, len), NULL);
	while (!code && c.code == VB_OK && c.pos < len) {
		struct vb_view line = vb_cursor_line(&c);

		code = c.code == VB_OK ? read_line(&k, line, path, err) : bad_line(err, path);
	}
	if (!code && k.nseals == 0)
		code = bad_line(err, path);
	if (code)
		vb_ring_free(&k);
	else
		*out = k;
	free_secret_bytes(bytes, len);
	return code;
}

/* ---- recovery.key: one PRIVATE+KEY line of NAME/recovery ---- */

enum vb_code vb_recovery_write(const char *path, const struct vb_secret *s,
			       const struct vb_vkey *pub, const struct vb_lock *l,
			       struct vb_rng rng, struct vb_err *err)
{
	uint8_t buf[512];
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_skey_put(&w, s, pub);
	vb_put_byte(&w, '\n');
	code = w.over ? vb_no_room(err)
		      : write_secrets(path, vb_written(&w), l, VB_FILE_NEW, rng, err);
	vb_wipe(buf, sizeof(buf));
	return code;
}

enum vb_code vb_recovery_read(const char *path, const struct vb_world *w,
			      struct vb_vkey *pub, struct vb_secret **out,
			      struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = read_secrets(path, w, &bytes, &len, err);

	if (code)
		return code;
	code = len == 0 || bytes[len - 1] != '\n'
		       ? VB_MALFORMED
		       : vb_skey_parse(vb_view(bytes, len - 1), pub, out, NULL);
	if (code == VB_MEMORY)
		code = vb_no_room(err);
	else if (code)
		code = fail_file(err, VB_MALFORMED, path,
				 "this is not a recovery key: one PRIVATE+KEY line is due; "
				 "nothing was signed");
	free_secret_bytes(bytes, len);
	return code;
}

/* ---- the keys of an open desk ---- */

/* That they are the keys which the table knows for us. */
static enum vb_code check_keys(struct vb_desk *d, struct vb_ring *k, struct vb_err *err)
{
	const struct vb_key *known;
	struct vb_vkey *mine = k->act ? &k->act_key : &d->card.agent;
	char name[66];

	if (!k->act && d->card.agent.name[0] == 0)
		return vb_fail(err, VB_KEY, "", "desk.key",
			       "it holds no act key, and none is in an agent; nothing was "
			       "signed");
	if (strcmp(mine->name, d->chain) != 0)
		return vb_fail(err, VB_KEY, "", "desk.key",
			       "it holds the key of another name than %s; nothing was signed",
			       vb_name_upper(name, d->chain));
	known = d->card.open ? vb_fold_key(d->fold, d->chain, VB_P_ACT, d->fold->nfacts)
			     : NULL;
	if (known && !vb_vkey_eq(&known->vkey, mine))
		return vb_fail(err, VB_KEY, "3.6", "desk.key",
			       "the table knows another act key for %s by now; nothing was "
			       "signed: get the desk.key that the rekey made",
			       vb_name_upper(name, d->chain));
	return VB_OK;
}

enum vb_code vb_desk_keys(struct vb_desk *d, struct vb_err *err)
{
	struct vb_ring k = {0};
	enum vb_code code;
	char *path;

	if (d->keys_loaded)
		return VB_OK;
	path = vb_path(d->dir, "desk.key");
	if (!path)
		return vb_no_room(err);
	code = vb_ring_read(path, &d->world, &k, err);
	free(path);
	if (!code)
		code = check_keys(d, &k, err);
	if (code) {
		vb_ring_free(&k);
		return code;
	}
	d->keys = k;
	d->keys_loaded = true;
	return VB_OK;
}

bool vb_desk_keys_quietly(struct vb_desk *d)
{
	bool wrapped = true;
	char *path;

	if (d->keys_loaded)
		return true;
	path = vb_path(d->dir, "desk.key");
	if (!path)
		return false;
	if (vb_keyfile_look(path, &wrapped, NULL) != VB_OK)
		wrapped = true;
	free(path);
	return !wrapped && vb_desk_keys(d, NULL) == VB_OK;
}

enum vb_code vb_desk_signer(struct vb_desk *d, struct vb_signer *out, struct vb_err *err)
{
	enum vb_code code = vb_desk_keys(d, err);

	if (code)
		return code;
	if (d->keys.act) {
		*out = vb_signer_secret(d->keys.act, d->chain, VB_KEY_ED25519);
		vb_access_renew(d, out);
		return VB_OK;
	}
	if (!d->world.agent_socket)
		return vb_fail(err, VB_KEY, "", "ssh-agent",
			       "the act key of this desk is in an ssh-agent, and none is "
			       "running here (SSH_AUTH_SOCK); nothing was signed");
	d->agent = (struct vb_agent){d->world.agent_socket, d->card.agent};
	*out = vb_signer_agent(&d->agent);
	vb_access_renew(d, out);
	return VB_OK;
}

/* ---- sealing to ourselves ---- */

/* An office got its party's seal keys when its desk was made; a rekey brings others. */
enum vb_code vb_desk_holds_seal(struct vb_desk *d, struct vb_err *err)
{
	const struct vb_key *seal = vb_fold_key(d->fold, d->card.party, VB_P_SEAL,
						d->fold->nfacts);
	enum vb_code code = d->card.office[0] ? vb_desk_keys(d, err) : VB_OK;
	struct vb_recipient r;
	char name[66];

	if (code || !d->card.office[0] || !seal)
		return code;
	for (unsigned i = 0; i < d->keys.nseals; i++) {
		vb_recipient_of(d->keys.seal[i], &r);
		if (memcmp(r.pub, seal->recipient.pub, sizeof(r.pub)) == 0)
			return VB_OK;
	}
	return vb_fail(err, VB_REFUSED, "5.1.8", "desk.key",
		       "%s has new seal keys since this office's desk was made, and papers could "
		       "not be opened here; nothing was signed: have a new desk made for the "
		       "office", vb_name_upper(name, d->card.party));
}

enum vb_code vb_desk_seal(struct vb_desk *d, struct vb_view plain, uint8_t **out, size_t *len,
			  struct vb_err *err)
{
	const struct vb_key *seal = vb_fold_key(d->fold, d->card.party, VB_P_SEAL,
						d->fold->nfacts);
	struct vb_age_keys keys;
	size_t cap = (size_t)vb_age_sealed_size(plain.len);
	enum vb_code code;
	uint8_t *buf;

	if (!seal)
		return vb_fail(err, VB_KEY, "3.2", "desk", "the table knows no seal key of "
							   "ours");
	buf = malloc(cap);
	if (!buf)
		return vb_no_room(err);
	vb_age_keys_random(&keys, d->world.rng);
	code = vb_age_seal(&seal->recipient, &keys, plain, buf, &cap, err);
	vb_wipe(&keys, sizeof(keys));
	if (code) {
		free(buf);
		return code;
	}
	*out = buf;
	*len = cap;
	return VB_OK;
}

enum vb_code vb_desk_unseal(struct vb_desk *d, struct vb_view sealed, uint8_t **out,
			    size_t *len, struct vb_err *err)
{
	enum vb_code code = vb_desk_keys(d, err);

	if (code)
		return code;
	code = VB_KEY;
	for (unsigned i = 0; code == VB_KEY && i < d->keys.nseals; i++)
		code = vb_age_open(sealed, d->keys.seal[i], out, len, err);
	return code;
}
