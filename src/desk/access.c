/*
 * How a desk shows a server who it is: a key for requests alone, and the passes by which
 * the act key has vouched for it (http.md 3.1).
 *
 * SPDX-License-Identifier: ISC
 *
 * The key lies unwrapped in access.key: every verb that looks at the depositary needs it,
 * also where the keys for acts are wrapped.  It opens nothing that this folder does not
 * hold already.  A rekey signs a pass with the new key ahead of its act, so that there is
 * always one which the table knows.
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "access.key"
#define KEY_MAX 512u	/* bytes of it */
#define PASSES_MAX 4u	/* the newest */

void vb_access_free(struct vb_access *a)
{
	vb_secret_free(a->key);
	vb_pile_free(&a->passes);
	*a = (struct vb_access){0};
}

/* ---- the key ---- */

static enum vb_code make_key(const struct vb_access_place *at, struct vb_access *a,
			     const char *path, struct vb_err *err)
{
	uint8_t buf[KEY_MAX], pub[32];
	struct vb_writer w;
	enum vb_code code;

	a->key = vb_secret_new(at->rng);
	if (!a->key)
		return vb_no_room(err);
	vb_ed25519_public(a->key, pub);
	vb_vkey_make(&a->vkey, vb_view_str(at->chain), VB_KEY_ED25519, pub);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_skey_put(&w, a->key, &a->vkey);
	vb_put_byte(&w, '\n');
	code = vb_file_write(path, vb_written(&w), VB_FILE_NEW | VB_FILE_SECRET, err);
	vb_wipe(buf, sizeof(buf));
	return code;
}

static enum vb_code read_key(struct vb_access *a, const char *path, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_keyfile_read(path, &bytes, &len, err);

	if (!code && (len < 2 || len > KEY_MAX || bytes[len - 1] != '\n' ||
		      vb_skey_parse(vb_view(bytes, len - 1), &a->vkey, &a->key, NULL) ||
		      a->vkey.type != VB_KEY_ED25519))
		code = vb_fail(err, VB_KEY, "http.md 3.1", FILE_NAME,
			       "it holds no key for requests; where it is missing, another is "
			       "made by the next verb that signs");
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	return code;
}

/* ---- passes ---- */

static enum vb_code sign_pass(const struct vb_access_place *at, struct vb_access *a,
			      const struct vb_signer *act, struct vb_err *err)
{
	struct vb_pile keep = {0};
	uint8_t buf[VB_PASS_MAX];
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	code = vb_pass_put(&w, at->draft, &a->vkey, VB_TIME_NONE, act, err);
	for (size_t i = a->passes.n < PASSES_MAX ? 0 : 1; !code && i < a->passes.n; i++)
		code = vb_pile_add(&keep, vb_pile_view(&a->passes, i), err);
	if (!code)
		code = vb_pile_add(&keep, vb_written(&w), err);
	if (!code)
		code = vb_frames_put(at->cab, "passes", &keep, err);
	if (code) {
		vb_pile_free(&keep);
		return code;
	}
	/* What was introduced views into the old ones. */
	a->who.pass = vb_view(NULL, 0);
	vb_pile_free(&a->passes);
	a->passes = keep;
	a->facts = UINT32_MAX;
	return VB_OK;
}

static enum vb_code load(const struct vb_access_place *at, struct vb_access *a,
			 struct vb_err *err)
{
	char *path = vb_path(at->dir, FILE_NAME);
	enum vb_code code = path ? VB_OK : vb_no_room(err);

	if (!code && !a->key) {
		code = read_key(a, path, err);
		if (code == VB_NOT_FOUND && at->writable)
			code = make_key(at, a, path, err);
	}
	free(path);
	if (code || a->passes.n > 0)
		return code;
	code = vb_frames_get(at->cab, "passes", &a->passes, err);
	return code;
}

static struct vb_access_place place_of(const struct vb_desk *d)
{
	return (struct vb_access_place){.dir = d->dir, .cab = d->cab, .chain = d->chain,
					.draft = &d->card.draft, .rng = d->world.rng,
					.writable = d->lock >= 0};
}

enum vb_code vb_access_add(struct vb_desk *d, const struct vb_signer *act, struct vb_err *err)
{
	const struct vb_access_place at = place_of(d);
	enum vb_code code = load(&at, &d->access, err);

	return code ? code : sign_pass(&at, &d->access, act, err);
}

enum vb_code vb_access_new(const struct vb_access_place *at, const struct vb_signer *act,
			   struct vb_err *err)
{
	struct vb_access a = {0};
	enum vb_code code = load(at, &a, err);

	if (!code)
		code = sign_pass(at, &a, act, err);
	vb_access_free(&a);
	return code;
}

enum vb_code vb_desk_reader(struct vb_desk *d, int64_t until, struct vb_writer *out,
			    struct vb_err *err)
{
	int64_t now = d->world.clock.now(d->world.clock.ctx);
	char sentence[200], at[32];
	struct vb_signer act;
	enum vb_code code = vb_desk_at_table(d, true, err);

	if (!code && until <= now)
		code = vb_fail(err, VB_USAGE, "http.md 3.1", "pass",
			       "it would have run out already; nothing was signed");
	if (code)
		return code;
	vb_time_human(at, until);
	snprintf(sentence, sizeof(sentence),
		 "Whoever has this pass may read the whole log of this table, though no paper, "
		 "until %s. Sign?", at);
	code = vb_desk_ask(d, sentence, err);
	if (!code)
		code = vb_desk_signer(d, &act, err);
	return code ? code : vb_pass_put(out, &d->card.draft, NULL, until, &act, err);
}

/* ---- who we say that we are ---- */

/* The act key that the table knows for us; NULL: it is not open yet, and any will do. */
static const struct vb_key *known_key(const struct vb_desk *d)
{
	return d->fold && d->fold->nfacts > 0
		? vb_fold_key(d->fold, d->chain, VB_P_ACT, d->fold->nfacts) : NULL;
}

static bool is_ours(const struct vb_desk *d, struct vb_view note)
{
	const struct vb_key *k = known_key(d);
	struct vb_pass p;

	if (vb_pass_parse(note, &p, NULL) || p.bearer || !vb_vkey_eq(&p.key, &d->access.vkey))
		return false;
	return !k || vb_sigline_matches(&p.note.sig[0], &k->vkey);
}

static void choose(struct vb_desk *d)
{
	struct vb_access *a = &d->access;

	a->who = (struct vb_credential){.key = a->key};
	for (size_t i = a->passes.n; i > 0 && a->who.pass.len == 0; i--) {
		if (is_ours(d, vb_pile_view(&a->passes, i - 1)))
			a->who.pass = vb_pile_view(&a->passes, i - 1);
	}
}

void vb_access_renew(struct vb_desk *d, const struct vb_signer *act)
{
	const struct vb_access_place at = place_of(d);
	const struct vb_key *k = known_key(d);

	if (!at.writable || !vb_http_is_address(d->card.address) ||
	    (k && !vb_vkey_eq(&k->vkey, &act->vkey)) || load(&at, &d->access, NULL))
		return;
	choose(d);
	if (d->access.who.pass.len == 0)
		(void)sign_pass(&at, &d->access, act, NULL);
}

enum vb_code vb_access_introduce(struct vb_desk *d, struct vb_err *err)
{
	const struct vb_access_place at = place_of(d);
	struct vb_access *a = &d->access;
	uint32_t facts = d->fold ? d->fold->nfacts : 0;
	struct vb_signer act;
	enum vb_code code;

	if (!d->post.introduce || (a->facts == facts && a->who.pass.len > 0))
		return VB_OK;
	code = load(&at, a, err);
	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	choose(d);
	/* The first time, or keys that came from elsewhere: if no one has to be asked. */
	if (a->who.pass.len == 0 && at.writable && vb_desk_keys_quietly(d) &&
	    !vb_desk_signer(d, &act, NULL))
		choose(d);
	a->facts = facts;
	vb_post_introduce(&d->post, &a->who);
	return VB_OK;
}
