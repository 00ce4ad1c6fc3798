/*
 * The desk of an office: its own key and chain, the party's record and seal key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* An office reads what its party can read: it gets the party's seal identities. */
static enum vb_code share_seals(const struct vb_ring *from, struct vb_ring *to,
				struct vb_err *err)
{
	uint8_t seed[32];

	for (unsigned i = 0; i < to->nseals; i++)
		vb_secret_free(to->seal[i]);
	to->nseals = 0;
	for (unsigned i = 0; i < from->nseals; i++) {
		vb_secret_export(from->seal[i], seed);
		to->seal[i] = vb_secret_import(seed);
		vb_wipe(seed, sizeof(seed));
		if (!to->seal[i])
			return vb_no_room(err);
		to->nseals++;
	}
	return VB_OK;
}

static enum vb_code same_id(void *ctx, uint64_t index, struct vb_view note,
			    const struct vb_hash *id, struct vb_err *err)
{
	const struct vb_desk *d = ctx;
	struct vb_hash leaf;

	vb_leaf_hash(note, &leaf);
	if (vb_hash_eq(&leaf, vb_tree_node(d->tree, 0, index)) &&
	    vb_hash_eq(id, &d->fold->fact[index].id))
		return VB_OK;
	return vb_fail(err, VB_IO, "", "desk.db", "entry %llu was read back altered",
		       (unsigned long long)index);
}

/* What the party has verified: draft, entries, checkpoint. */
static enum vb_code share_record(struct vb_desk *d, struct vb_cabinet *to, struct vb_err *err)
{
	const struct vb_recheck check = {same_id, d};
	struct vb_cabinet_entry *entry = NULL;
	struct vb_pile rows = {0};
	uint8_t *draft = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "draft", &draft, &len, err);

	if (!code)
		code = vb_box_put(to, VB_BOX_META, "draft", vb_view(draft, len), err);
	if (!code)
		code = vb_cabinet_entries(d->cab, 0, vb_tree_size(d->tree), vb_pile_row, &rows,
					  err);
	if (!code && !(entry = calloc(rows.n + 1, sizeof(*entry))))
		code = vb_no_room(err);
	for (size_t i = 0; !code && i < rows.n; i++) {
		entry[i].note = vb_pile_view(&rows, i);
		entry[i].id = d->fold->fact[i].id;
	}
	if (!code)
		code = vb_cabinet_append(to, 0, entry, rows.n, rows.n,
					 vb_view(d->checkpoint, d->checkpoint_len), check,
					 err);
	free(entry);
	free(draft);
	vb_pile_free(&rows);
	return code;
}

static enum vb_code check_office(const char *office, char name[static VB_NAME_MAX + 1],
				 struct vb_err *err)
{
	char q[80];

	if (vb_lower_name(name, vb_view_str(office)) && strcmp(name, "recovery") != 0)
		return VB_OK;
	return vb_fail(err, VB_USAGE, "5.1.6", "office",
		       "\"%s\" is no name for an office: 1 to 32 of a-z 0-9 -, and not "
		       "recovery; nothing was signed",
		       vb_quote(q, sizeof(q), vb_view_str(office)));
}

/* Its keys are at hand now, and later perhaps behind a passphrase. */
static enum vb_code make_access(struct vb_new_desk *n, const char *chain, struct vb_err *err)
{
	struct vb_agent agent = {n->w->agent_socket, n->card.agent};
	const struct vb_access_place at = {.dir = n->dir, .cab = n->cab, .chain = chain,
					   .draft = &n->card.draft, .rng = n->w->rng,
					   .writable = true};
	struct vb_signer by = n->keys.act
		? vb_signer_secret(n->keys.act, chain, VB_KEY_ED25519) : vb_signer_agent(&agent);

	return vb_http_is_address(n->card.address) ? vb_access_new(&at, &by, err) : VB_OK;
}

static enum vb_code ask(struct vb_desk *d, const char *chain, struct vb_err *err)
{
	char sentence[512], a[66], b[66];

	snprintf(sentence, sizeof(sentence),
		 "A desk for %s: it can open the papers of %s, and binds it only under a "
		 "mandate. Make it?",
		 vb_name_upper(a, chain), vb_name_upper(b, d->card.party));
	return vb_desk_ask(d, sentence, err);
}

enum vb_code vb_desk_office_new(struct vb_desk *d, const char *dir, const char *office,
				const struct vb_keeping *keeping, struct vb_vkey *out,
				struct vb_err *err)
{
	struct vb_new_desk *n = calloc(1, sizeof(*n));
	char name[VB_NAME_MAX + 1], chain[66];
	enum vb_code code = n ? vb_desk_at_table(d, true, err) : vb_no_room(err);

	if (!code && d->card.office[0])
		code = vb_fail(err, VB_REFUSED, "5.1.6", "office",
			       "only the party itself makes an office; nothing was signed");
	if (!code)
		code = check_office(office, name, err);
	if (!code)
		code = vb_no_desk_in(dir, err);
	if (code)
		goto out;
	snprintf(chain, sizeof(chain), "%s/%s", d->card.party, name);
	*n = (struct vb_new_desk){.dir = dir, .w = &d->world, .card = d->card};
	n->card.agent = (struct vb_vkey){0};
	memcpy(n->card.office, name, sizeof(name));
	code = ask(d, chain, err);
	if (!code)
		code = vb_desk_keys(d, err);
	if (!code)
		code = vb_lock_make(&n->lock, keeping->no_passphrase, &d->world, err);
	if (!code)
		code = vb_new_desk_keys(n, keeping, chain, false, err);
	if (!code)
		code = share_seals(&d->keys, &n->keys, err);
	if (!code)
		code = vb_new_desk_folder(n, err);
	if (!code)
		code = share_record(d, n->cab, err);
	if (!code)
		code = make_access(n, chain, err);
	if (!code)
		code = vb_new_desk_finish(n, err);
	if (!code)
		*out = n->keys.act_key;
out:
	if (n)
		vb_new_desk_free(n);
	free(n);
	return code;
}
