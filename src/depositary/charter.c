/*
 * The charter: composed of a draft and its seats, signed with every founding key, and
 * logged as entry 0; then the founding secrets are erased (format.md 9.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

struct charter {
	uint8_t note[VB_NOTE_MAX];
	size_t len;
	struct vb_act act;
	char chain[66];
	struct vb_fold *fold;
};

/* The line of the member's founding key, whose secret came with its seat. */
static enum vb_code sign_for(const struct seats *s, struct vb_view member,
			     struct vb_view text, struct vb_writer *w, struct vb_err *err)
{
	struct vb_secret *secret = NULL;
	struct vb_signer by;
	struct vb_vkey pub;
	enum vb_code code;
	unsigned i = 0;

	while (i < s->n && !vb_view_eq(s->seat[i].party, member))
		i++;
	if (i == s->n || s->secret[i].len == 0)
		return vb_fail(err, VB_KEY, "9.5", "charter",
			       "a founding key to sign it with is missing");
	code = vb_skey_parse(s->secret[i], &pub, &secret, err);
	if (code != VB_OK)
		return code;
	by = vb_signer_secret(secret, pub.name, VB_KEY_ED25519);
	code = vb_sigline_put(w, text, &by, err);
	vb_secret_free(secret);
	return code;
}

static enum vb_code compose(const struct seats *s, struct charter *c, struct vb_err *err)
{
	struct vb_view role, text;
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, c->note, sizeof(c->note));
	code = vb_charter_put_text(&w, &s->draft, s->seat, s->n, err);
	text = vb_written(&w);
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(&s->draft, "party"); i++)
		code = sign_for(s, vb_token(vb_act_get(&s->draft, "party", i), &role), text,
				&w, err);
	if (code == VB_OK && w.over)
		code = vb_fail(err, VB_REFUSED, "1.2", "charter",
			       "with its signatures it exceeds %d bytes", VB_NOTE_MAX);
	c->len = w.len;
	return code;
}

/* As any verifier would: grammar, signatures, and the rules of a charter. */
static enum vb_code verify(struct charter *c, struct vb_err *err)
{
	static const struct vb_span open_span = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_required required = {0};
	enum vb_code code = vb_act_parse(vb_view(c->note, c->len), &c->act, err);

	if (code == VB_OK)
		code = vb_fold_required(c->fold, &c->act, &required, err);
	if (code == VB_OK)
		code = vb_act_verify(&c->act, &required, err);
	if (code == VB_OK)
		code = vb_fold_add(c->fold, &c->act, open_span, NULL, err);
	if (code == VB_OK)
		vb_act_chain(c->chain, &c->act);
	return code;
}

static enum vb_code append(struct vb_depositary *d, struct charter *c, struct vb_err *err)
{
	struct vb_frontier frontier = {0};
	uint8_t packed[8 + 64 * 32], checkpoint[CHECKPOINT_MAX];
	struct vb_recheck recheck = {.check = vb_recheck_id};
	struct vb_log_entry entry = {.note = c->act.note.all, .id = c->act.id,
				     .chain = vb_view_str(c->chain), .roster = true};
	struct vb_log_batch batch = {.log = c->act.table, .entries = &entry, .nentries = 1};
	struct vb_hash leaf, root;
	struct vb_writer w;
	struct vb_vkey log;
	enum vb_code code;

	vb_leaf_hash(entry.note, &leaf);
	vb_frontier_append(&frontier, &leaf);
	vb_frontier_root(&frontier, &root);
	vb_depositary_log_key(d, vb_view_str(c->fold->origin), &log);
	batch.time = d->clock.now(d->clock.ctx);
	vb_writer_init(&w, checkpoint, sizeof(checkpoint));
	code = vb_depositary_checkpoint(d, &log, 1, &root, batch.time, &w, err);
	if (code != VB_OK)
		return code;
	if (vb_depositary_step(d, "signed"))
		return vb_depositary_died(err);
	batch.frontier = vb_view(packed, vb_frontier_put(&frontier, packed));
	batch.checkpoint = vb_written(&w);
	code = vb_log_append(d->sequencer.store, &batch, 1, recheck, err);
	if (code == VB_OK && vb_depositary_step(d, "committed"))
		code = vb_depositary_died(err);
	return code;
}

/* Whether the log has its charter already: by another process, or before a crash. */
static enum vb_code is_logged(struct vb_depositary *d, const struct vb_act *a, bool *logged,
			      struct vb_err *err)
{
	uint64_t index = 0;
	enum vb_code code = vb_log_find(d->sequencer.store, &a->table, &a->id, &index, err);

	*logged = code == VB_OK && index == 0;
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* All keys sign deterministically, so that every attempt makes the same charter. */
static enum vb_code log_charter(struct vb_depositary *d, struct charter *c, struct vb_err *err)
{
	enum vb_code code = VB_UNKNOWN;
	bool logged = false;

	pthread_mutex_lock(&d->sequencer.mutex);
	for (int i = 0; i < 4 && (code == VB_UNKNOWN || code == VB_CONFLICT); i++) {
		code = is_logged(d, &c->act, &logged, err);
		if (code == VB_OK && !logged)
			code = append(d, c, err);
	}
	pthread_mutex_unlock(&d->sequencer.mutex);
	return code == VB_UNKNOWN || code == VB_CONFLICT ? VB_BUSY : code;
}

enum vb_code vb_charter_open(struct vb_depositary *d, const struct seats *s,
			     struct vb_hash *table, struct vb_err *err)
{
	struct charter *c = calloc(1, sizeof(*c));
	struct vb_hash draft;
	enum vb_code code;

	if (!c)
		return vb_depositary_memory(err);
	c->fold = vb_fold_new();
	code = c->fold ? compose(s, c, err) : vb_depositary_memory(err);
	if (code == VB_OK)
		code = verify(c, err);
	if (code == VB_OK)
		code = log_charter(d, c, err);
	if (code == VB_OK) {
		draft = s->seat[0].draft;
		pthread_mutex_lock(&d->side.mutex);
		code = vb_store_draft_opened(d->side.store, &draft, &c->act.table, err);
		pthread_mutex_unlock(&d->side.mutex);
	}
	if (code == VB_OK && vb_depositary_step(d, "published"))
		code = vb_depositary_died(err);
	if (code == VB_OK)
		*table = c->act.table;
	vb_fold_free(c->fold);
	free(c);
	return code;
}
