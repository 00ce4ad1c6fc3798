/*
 * A witness of logs (C2SP tlog-witness): cosigns a checkpoint only if it goes on from the
 * one that it cosigned before.
 *
 * SPDX-License-Identifier: ISC
 *
 * The checks run in the order of the specification, since a log goes by the status.  What
 * is cosigned is durable before anybody sees it; a second process on the same folder is
 * told apart by the compare-and-persist of the store.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SPEC "C2SP tlog-witness"
#define KEY_FILE "witness.key"
#define NOTE_MAX 65535u

struct vb_witness {
	pthread_mutex_t lock;		/* of everything below */
	struct vb_witness_store *store;
	struct vb_policy *logs;
	struct vb_secret *secret;
	struct vb_vkey key;
	struct vb_clock clock;
};

/* ---- its key ---- */

static enum vb_code make_key(const char *path, const char *name, struct vb_rng rng,
			     struct vb_err *err)
{
	struct vb_writer out;
	uint8_t buf[1024];
	enum vb_code code;

	if (!vb_keyname_valid(vb_view_str(name)))
		return vb_fail(err, VB_USAGE, "C2SP signed-note", "name",
			       "a witness's name has no space and no '+', and at most %d bytes",
			       VB_KEYNAME_MAX);
	vb_writer_init(&out, buf, sizeof(buf));
	code = vb_put_new_key(&out, rng, name, VB_KEY_COSIGN, err);
	if (code == VB_OK)
		code = vb_file_write(path, vb_written(&out), VB_FILE_NEW | VB_FILE_SECRET, err);
	vb_wipe(buf, sizeof(buf));
	return code;
}

static enum vb_code read_key(struct vb_witness *w, const char *path, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code;

	if (vb_others_read(path))
		return vb_fail(err, VB_REFUSED, "", KEY_FILE,
			       "others than its owner can read the witness's key: its mode must "
			       "be 0600");
	code = vb_file_read(path, 1024, &bytes, &len, err);
	if (code != VB_OK)
		return code;
	code = len < 2 || bytes[len - 1] != '\n'
		? VB_MALFORMED
		: vb_skey_parse(vb_view(bytes, len - 1), &w->key, &w->secret, NULL);
	if (code != VB_OK || w->key.type != VB_KEY_COSIGN)
		code = vb_fail(err, VB_MALFORMED, SPEC, KEY_FILE,
			       "it holds no key of type 0x04, which dates what it signs");
	vb_wipe(bytes, len);
	free(bytes);
	return code;
}

static enum vb_code open_key(struct vb_witness *w, const char *dir, const char *name,
			     struct vb_rng rng, struct vb_err *err)
{
	char *path = vb_path_in(dir, KEY_FILE);
	enum vb_code code = path ? read_key(w, path, err) : vb_depositary_memory(err);

	if (code == VB_NOT_FOUND && name) {
		code = make_key(path, name, rng, err);
		if (code == VB_OK)
			code = read_key(w, path, err);
	}
	free(path);
	return code;
}

enum vb_code vb_witness_open(const char *dir, const char *name, struct vb_clock clock,
			     struct vb_rng rng, struct vb_witness **out, struct vb_err *err)
{
	struct vb_witness *w = calloc(1, sizeof(*w));
	enum vb_code code;

	if (!w || !vb_crypto_init() || pthread_mutex_init(&w->lock, NULL) != 0) {
		free(w);
		return vb_depositary_memory(err);
	}
	w->clock = clock;
	if (name)
		(void)mkdir(dir, 0700);
	code = open_key(w, dir, name, rng, err);
	if (code == VB_OK)
		code = vb_witness_store_open(dir, name != NULL, &w->store, err);
	if (code == VB_OK)
		*out = w;
	else
		vb_witness_close(w);
	return code;
}

void vb_witness_close(struct vb_witness *w)
{
	if (!w)
		return;
	vb_witness_store_close(w->store);
	vb_policy_free(w->logs);
	vb_secret_free(w->secret);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

const struct vb_vkey *vb_witness_key(const struct vb_witness *w)
{
	return &w->key;
}

enum vb_code vb_witness_logs(struct vb_witness *w, struct vb_view policy, struct vb_err *err)
{
	struct vb_policy *fresh = NULL, *old;
	enum vb_code code = vb_policy_parse(policy, &fresh, err);

	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&w->lock);
	old = w->logs;
	w->logs = fresh;
	pthread_mutex_unlock(&w->lock);
	vb_policy_free(old);
	return VB_OK;
}

/* ---- one request ---- */

static void answer(struct vb_witness_answer *a, unsigned status, const char *sentence)
{
	a->status = status;
	a->is_size = false;
	a->len = (size_t)snprintf(a->body, sizeof(a->body), "%s\n", sentence);
	if (a->len >= sizeof(a->body))
		a->len = sizeof(a->body) - 1;
}

static void answer_size(struct vb_witness_answer *a, uint64_t size)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)size);
	answer(a, 409, text);
	a->is_size = true;
}

/* One trusted key of this origin must have signed, and none may be signed for falsely. */
static unsigned check_log(const struct vb_witness *w, const struct vb_checkpoint *c)
{
	bool known = false, signed_by = false;

	for (unsigned i = 0; w->logs && i < vb_policy_logs(w->logs); i++) {
		const struct vb_vkey *k = vb_policy_log(w->logs, i);
		bool has_line = false;

		if (!vb_view_is(c->origin, k->name))
			continue;
		known = true;
		for (unsigned j = 0; j < c->note.nsigs; j++)
			has_line = has_line || vb_sigline_matches(&c->note.sig[j], k);
		if (!has_line)
			continue;
		if (vb_checkpoint_verify(c, k, NULL) != VB_OK)
			return 403;
		signed_by = true;
	}
	return !known ? 404 : signed_by ? 200 : 403;
}

/* Whether @s goes on from what is kept; the status that says so. */
static unsigned check_growth(const struct vb_growth *s, uint64_t size,
			     const struct vb_hash *root)
{
	const struct vb_checkpoint *c = &s->checkpoint;

	if (s->old > c->size)
		return 400;
	if (s->old != size)
		return 409;
	return vb_growth_holds(s, root) ? 200 : 422;
}

static bool is_logs(const struct vb_witness *w, const struct vb_sigline *line)
{
	for (unsigned i = 0; i < vb_policy_logs(w->logs); i++) {
		if (vb_sigline_matches(line, vb_policy_log(w->logs, i)))
			return true;
	}
	return false;
}

/* The log's lines, and ours. */
static enum vb_code put_note(const struct vb_witness *w, const struct vb_checkpoint *c,
			     struct vb_writer *out, struct vb_view *line, struct vb_err *err)
{
	struct vb_signer by = vb_signer_secret(w->secret, w->key.name, VB_KEY_COSIGN);
	size_t start;
	enum vb_code code;

	vb_put_view(out, c->note.text);
	vb_put_byte(out, '\n');
	for (unsigned i = 0; i < c->note.nsigs; i++) {
		if (is_logs(w, &c->note.sig[i]))
			vb_sigline_copy(out, &c->note.sig[i]);
	}
	start = out->len;
	code = vb_cosign_put(out, c->note.text, w->clock.now(w->clock.ctx), &by, err);
	*line = vb_view(out->ptr + start, out->len - start);
	return code == VB_OK && out->over ? VB_FULL : code;
}

static void persist(struct vb_witness *w, const struct vb_growth *s,
		    const struct vb_hash *origin, const struct vb_hash *root,
		    struct vb_witness_answer *a)
{
	struct vb_witnessed kept = {.size = s->checkpoint.size, .root = s->checkpoint.root};
	uint8_t *buf = malloc(NOTE_MAX);
	struct vb_hash other;
	struct vb_writer out;
	struct vb_view line;
	uint64_t size = 0;
	enum vb_code code = buf ? VB_OK : VB_MEMORY;

	if (!code) {
		vb_writer_init(&out, buf, NOTE_MAX);
		code = put_note(w, &s->checkpoint, &out, &line, NULL);
		kept.note = vb_view(out.ptr, out.len);
	}
	if (!code)
		code = vb_witness_advance(w->store, origin, s->old, root, &kept, NULL);
	if (code == VB_OK && line.len < sizeof(a->body)) {
		a->status = 200;
		a->is_size = false;
		memcpy(a->body, line.ptr, line.len);
		a->len = line.len;
	} else if (code == VB_CONFLICT &&
		   vb_witness_latest(w->store, origin, &size, &other, NULL) == VB_OK) {
		answer_size(a, size);
	} else {
		answer(a, code == VB_FULL ? 507 : 503, "it could not be kept, and so was not "
						       "cosigned: ask again");
	}
	free(buf);
}

static const char *reason(unsigned status)
{
	switch (status) {
	case 403:
		return "no trusted key of that log has signed it, or one is signed for falsely";
	case 404:
		return "its origin is not one of the logs that this witness knows";
	case 422:
		return "the proof does not show that it goes on from the old size";
	default:
		return "the old size is above that of the checkpoint";
	}
}

void vb_witness_add(struct vb_witness *w, struct vb_view body, struct vb_witness_answer *a)
{
	struct vb_growth *s = calloc(1, sizeof(*s));
	struct vb_hash origin, root = {0};
	struct vb_err err = {0};
	uint64_t size = 0;
	unsigned status;

	if (!s) {
		answer(a, 503, "memory is short");
		return;
	}
	if (vb_growth_parse(body, s, &err) != VB_OK) {
		answer(a, 400, err.sentence);
		free(s);
		return;
	}
	vb_sha256(s->checkpoint.origin, &origin);
	pthread_mutex_lock(&w->lock);
	status = check_log(w, &s->checkpoint);
	if (status == 200 && vb_witness_latest(w->store, &origin, &size, &root, NULL) != VB_OK)
		status = 503;
	else if (status == 200)
		status = check_growth(s, size, &root);
	if (status == 200)
		persist(w, s, &origin, &root, a);
	else if (status == 409)
		answer_size(a, size);
	else
		answer(a, status, status == 503 ? "what is kept cannot be read: ask again"
						: reason(status));
	pthread_mutex_unlock(&w->lock);
	free(s);
}

enum vb_code vb_witness_get(struct vb_witness *w, const struct vb_hash *origin, uint8_t **out,
			    size_t *len, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&w->lock);
	code = vb_witness_checkpoint(w->store, origin, out, len, err);
	pthread_mutex_unlock(&w->lock);
	return code;
}
