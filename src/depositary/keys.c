/*
 * The depositary's three keys: their file, the card that shows their public halves,
 * and the checkpoints that they sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY_FILE "depositary.key"
#define FILE_MAX 2048

char *vb_path_in(const char *dir, const char *file)
{
	size_t n = strlen(dir) + 1 + strlen(file) + 1;
	char *path = malloc(n);

	if (path)
		snprintf(path, n, "%s/%s", dir, file);
	return path;
}

bool vb_others_read(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & 077) != 0;
}

static enum vb_code refuse_file(struct vb_err *err, enum vb_code code, const char *path,
				const char *sentence)
{
	char where[120];

	return vb_fail(err, code, "", vb_quote(where, sizeof(where), vb_view_str(path)), "%s",
		       sentence);
}

/* ---- the file: PRIVATE+KEY lines of act, clock and log ---- */

static enum vb_code read_line(struct vb_cursor *c, uint8_t type, struct vb_vkey *pub,
			      struct vb_secret **out, struct vb_err *err)
{
	struct vb_view line = vb_cursor_line(c);
	enum vb_code code = c->code;

	if (code == VB_OK)
		code = vb_skey_parse(line, pub, out, err);
	if (code == VB_OK && pub->type != type)
		code = vb_fail(err, VB_MALFORMED, "3.2", KEY_FILE,
			       "key %u has type 0x%02x, not 0x%02x", c->line, pub->type, type);
	if (code == VB_OK && !vb_name_valid(vb_view_str(pub->name)))
		code = vb_fail(err, VB_MALFORMED, "1.3", KEY_FILE,
			       "the name of key %u is not one of a-z 0-9 -", c->line);
	return code;
}

static enum vb_code parse_keys(struct vb_depositary *d, struct vb_view file,
			       struct vb_err *err)
{
	struct vb_vkey act = {0}, clock = {0}, log = {0};
	struct vb_cursor c;
	enum vb_code code;

	vb_cursor_init(&c, file, err);
	code = read_line(&c, VB_KEY_ED25519, &act, &d->act, err);
	if (code == VB_OK)
		code = read_line(&c, VB_KEY_COSIGN, &clock, &d->dating, err);
	if (code == VB_OK)
		code = read_line(&c, VB_KEY_ED25519, &log, &d->log, err);
	if (code == VB_OK)
		code = vb_cursor_done(&c);
	if (code != VB_OK)
		return code;
	if (strcmp(act.name, clock.name) != 0 || strcmp(act.name, log.name) != 0)
		return vb_fail(err, VB_MALFORMED, "3.2", KEY_FILE,
			       "its three keys do not have one name");
	/* format.md 3.5: a charter with one key twice would be void. */
	if (memcmp(act.pub, clock.pub, 32) == 0 || memcmp(act.pub, log.pub, 32) == 0 ||
	    memcmp(clock.pub, log.pub, 32) == 0)
		return vb_fail(err, VB_MALFORMED, "3.5", KEY_FILE,
			       "one of its keys stands there twice");
	memcpy(d->name, act.name, strlen(act.name) + 1);
	d->act_key = act;
	d->clock_key = clock;
	memcpy(d->log_pub, log.pub, sizeof(d->log_pub));
	d->act_signer = vb_signer_secret(d->act, d->name, VB_KEY_ED25519);
	d->clock_signer = vb_signer_secret(d->dating, d->name, VB_KEY_COSIGN);
	d->log_signer = vb_signer_secret(d->log, d->name, VB_KEY_ED25519);
	return VB_OK;
}

static enum vb_code read_file(struct vb_depositary *d, const char *path, struct vb_err *err)
{
	uint8_t *file = NULL;
	size_t len = 0;
	enum vb_code code;

	if (vb_others_read(path))
		return refuse_file(err, VB_REFUSED, path,
				   "others than its owner can read the depositary's keys:"
				   " its mode must be 0600");
	code = vb_file_read(path, FILE_MAX, &file, &len, err);
	if (code != VB_OK)
		return code;
	code = parse_keys(d, vb_view(file, len), err);
	vb_wipe(file, len);
	free(file);
	return code;
}

enum vb_code vb_put_new_key(struct vb_writer *w, struct vb_rng rng, const char *name,
			    uint8_t type, struct vb_err *err)
{
	struct vb_secret *s = vb_secret_new(rng);
	struct vb_vkey k;
	uint8_t pub[32];

	if (!s)
		return vb_depositary_memory(err);
	vb_ed25519_public(s, pub);
	vb_vkey_make(&k, vb_view_str(name), type, pub);
	vb_skey_put(w, s, &k);
	vb_put_byte(w, '\n');
	vb_secret_free(s);
	return VB_OK;
}

static enum vb_code make_file(const char *path, const char *name, struct vb_rng rng,
			      struct vb_err *err)
{
	static const uint8_t types[] = {VB_KEY_ED25519, VB_KEY_COSIGN, VB_KEY_ED25519};
	uint8_t buf[FILE_MAX];
	enum vb_code code = VB_OK;
	struct vb_writer w;
	char q[80];

	if (!name || !vb_name_valid(vb_view_str(name)))
		return vb_fail(err, VB_USAGE, "1.3", "depositary",
			       "the name \"%s\" is not 1 to 32 of a-z 0-9 -",
			       vb_quote(q, sizeof(q), vb_view_str(name ? name : "")));
	vb_writer_init(&w, buf, sizeof(buf));
	for (size_t i = 0; i < VB_ARRAY_LEN(types) && code == VB_OK; i++)
		code = vb_put_new_key(&w, rng, name, types[i], err);
	if (code == VB_OK)
		code = vb_file_write(path, vb_written(&w), VB_FILE_NEW | VB_FILE_SECRET, err);
	vb_wipe(buf, sizeof(buf));
	return code;
}

enum vb_code vb_depositary_keys(struct vb_depositary *d, const char *dir, const char *name,
				bool create, struct vb_rng rng, struct vb_err *err)
{
	char *path = vb_path_in(dir, KEY_FILE), *db = vb_path_in(dir, "depositary.db");
	enum vb_code code;
	struct stat st;

	if (!path || !db) {
		code = vb_depositary_memory(err);
		goto out;
	}
	code = read_file(d, path, err);
	if (code != VB_NOT_FOUND || !create)
		goto out;
	/* New keys cannot go on with old logs.  The keys are made before the
	 * database, so that this is never a folder in the making. */
	if (stat(db, &st) == 0) {
		code = refuse_file(err, VB_KEY, path,
				   "the keys are missing, though there are logs: bring"
				   " them back from a copy");
		goto out;
	}
	code = make_file(path, name, rng, err);
	/* VB_REFUSED: another process has made them meanwhile. */
	if (code == VB_OK || code == VB_REFUSED)
		code = read_file(d, path, err);
out:
	free(path);
	free(db);
	return code;
}

/* ---- public halves ---- */

void vb_depositary_log_key(const struct vb_depositary *d, struct vb_view origin,
			   struct vb_vkey *out)
{
	vb_vkey_make(out, origin, VB_KEY_ED25519, d->log_pub);
}

void vb_depositary_card(const struct vb_depositary *d, struct vb_writer *w)
{
	char b64[48];

	vb_putf(w, "verbale-depositary/1\nname %s\nkey act ", d->name);
	vb_vkey_put(w, &d->act_key);
	vb_put_str(w, "\nkey clock ");
	vb_vkey_put(w, &d->clock_key);
	vb_put_str(w, "\nlog ");
	vb_base64(b64, d->log_pub, sizeof(d->log_pub));
	vb_put_str(w, b64);
	vb_put_byte(w, '\n');
}

/* "key PURPOSE VKEY" of the card. */
static void read_card_key(struct vb_cursor *c, const char *purpose, uint8_t type,
			  const char *name, struct vb_vkey *out)
{
	struct vb_view vkey, v = vb_cursor_field(c, "key");

	if (c->code != VB_OK)
		return;
	if (!vb_view_is(vb_token(v, &vkey), purpose))
		vb_cursor_fail(c, "3.2", "the key for \"%s\" is due", purpose);
	else if (vb_vkey_parse(vkey, out, c->err) != VB_OK)
		c->code = VB_MALFORMED;
	else if (out->type != type || strcmp(out->name, name) != 0)
		vb_cursor_fail(c, "3.2", "the key for \"%s\" has another name or type",
			       purpose);
}

enum vb_code vb_card_parse(struct vb_view v, struct vb_card *out, struct vb_err *err)
{
	struct vb_card card = {0};
	struct vb_view name, log;
	struct vb_cursor c;
	enum vb_code code;
	size_t len = 0;

	vb_cursor_init(&c, v, err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-depositary/1"))
		vb_cursor_fail(&c, "1.1", "the first line is not \"verbale-depositary/1\"");
	name = vb_cursor_field(&c, "name");
	if (!vb_name_valid(name))
		vb_cursor_fail(&c, "1.3", "the name is not 1 to 32 of a-z 0-9 -");
	else
		memcpy(card.name, name.ptr, name.len);
	read_card_key(&c, "act", VB_KEY_ED25519, card.name, &card.act);
	read_card_key(&c, "clock", VB_KEY_COSIGN, card.name, &card.clock);
	log = vb_cursor_field(&c, "log");
	if (!vb_unbase64(card.log, sizeof(card.log), &len, log) || len != sizeof(card.log) ||
	    !vb_ed25519_public_valid(card.log))
		vb_cursor_fail(&c, "3.3", "the log key is not a public key in base64");
	code = vb_cursor_done(&c);
	if (code == VB_OK)
		*out = card;
	return code;
}

struct vb_view vb_depositary_key_value(const struct vb_depositary *d, unsigned i,
				       struct vb_view origin, struct vb_writer *w)
{
	static const enum vb_purpose purposes[] = {VB_P_ACT, VB_P_CLOCK, VB_P_LOG};
	size_t start = w->len;
	struct vb_vkey log;

	vb_depositary_log_key(d, origin, &log);
	vb_putf(w, "%s %s ", d->name, vb_purpose_names[purposes[i]]);
	vb_vkey_put(w, i == 0 ? &d->act_key : i == 1 ? &d->clock_key : &log);
	return vb_view(w->ptr + start, w->over ? 0 : w->len - start);
}

/* format.md 6.2, 6.4 */
enum vb_code vb_depositary_checkpoint(const struct vb_depositary *d, const struct vb_vkey *log,
				      uint64_t size, const struct vb_hash *root, int64_t time,
				      struct vb_writer *w, struct vb_err *err)
{
	struct vb_signer by = d->log_signer;
	struct vb_checkpoint c;
	size_t start = w->len;
	enum vb_code code;

	by.vkey = *log;
	code = vb_checkpoint_sign(w, vb_view_str(log->name), size, root, &by, err);
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_view(w->ptr + start, w->len - start), &c, err);
	if (code == VB_OK)
		code = vb_cosign_put(w, c.note.text, time, &d->clock_signer, err);
	if (code == VB_OK && w->over)
		code = vb_depositary_memory(err);
	return code;
}
