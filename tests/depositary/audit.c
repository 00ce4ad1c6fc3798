/*
 * The audit of a table through its post: everything that is served, verified by the
 * words of the format and by none of the depositary's code.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"

#include <stdlib.h>
#include <string.h>

struct audit {
	struct cl_table *t;
	struct vb_fold *fold;
	struct vb_tree *tree;
	struct vb_vkey log;
	struct vb_act *act;
	/* Index of a receipt in effect whose release is due next. */
	bool due[1 << 16];
	/* Roots and hashes of published checkpoints by size. */
	bool has[1 << 16];
	struct vb_hash root[1 << 16], hash[1 << 16];
	struct cl_audit *out;
};

static void fault(struct audit *a, const char *what, uint64_t where, const struct vb_err *err)
{
	if (a->out->fault[0] == 0)
		snprintf(a->out->fault, sizeof(a->out->fault), "%s at %llu: %.150s", what,
			 (unsigned long long)where, err ? err->sentence : "");
}

static void check_checkpoint(struct audit *a, struct vb_view note)
{
	struct vb_err err = {0};
	struct vb_checkpoint c;
	struct vb_hash root;
	int64_t time;

	if (vb_checkpoint_parse(note, &c, &err) != VB_OK ||
	    vb_checkpoint_verify(&c, &a->log, &err) != VB_OK ||
	    vb_cosign_verify(&c, &a->t->card.clock, &time, &err) != VB_OK) {
		fault(a, "a checkpoint", 0, &err);
		return;
	}
	if (c.size > vb_tree_size(a->tree) || c.size >= VB_ARRAY_LEN(a->has)) {
		fault(a, "a checkpoint ahead of the log", c.size, NULL);
		return;
	}
	vb_tree_root(a->tree, c.size, &root);
	if (!vb_hash_eq(&root, &c.root))
		fault(a, "a checkpoint of another root", c.size, NULL);
	/* format.md 5.3.6 */
	if (a->due[c.size])
		fault(a, "a checkpoint between receipt and release", c.size, NULL);
	a->has[c.size] = true;
	a->root[c.size] = root;
	if (vb_checkpoint_hash(&c, &a->log, &a->hash[c.size], &err) != VB_OK)
		fault(a, "a checkpoint's hash", c.size, &err);
	a->out->checkpoints++;
}

static void check_checkpoints(struct audit *a)
{
	struct vb_request req = {.op = VB_OP_CHECKPOINTS, .table = a->t->id, .to = UINT32_MAX};
	struct vb_reply r = {0};
	struct vb_cursor c;
	struct vb_view note;
	struct vb_err err = {0};

	if (vb_post_ask(&a->t->post, &req, &r, &err) != VB_OK) {
		fault(a, "checkpoints", 0, &err);
		return;
	}
	vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
	while (vb_bundle_next(&c, &note))
		check_checkpoint(a, note);
	if (c.code != VB_OK || c.pos != r.len)
		fault(a, "the frames of checkpoints", c.pos, NULL);
	vb_reply_free(&r);
}

static void check_entry(struct audit *a, struct vb_view note)
{
	static const struct vb_span none = {VB_TIME_NONE, VB_TIME_NONE};
	uint32_t index = a->fold->nfacts;
	struct vb_required required;
	struct vb_err err = {0};
	struct vb_hash leaf;
	bool receipt;

	if (vb_act_parse(note, a->act, &err) != VB_OK ||
	    vb_fold_required(a->fold, a->act, &required, &err) != VB_OK ||
	    vb_act_verify(a->act, &required, &err) != VB_OK ||
	    vb_release_check(a->fold, a->act, &err) != VB_OK ||
	    vb_fold_add(a->fold, a->act, none, NULL, &err) != VB_OK) {
		fault(a, "an entry", index, &err);
		return;
	}
	vb_leaf_hash(note, &leaf);
	if (vb_tree_append(a->tree, &leaf) != VB_OK)
		fault(a, "memory", index, NULL);
	receipt = strcmp(a->act->kind->name, "receipt") == 0 &&
		  a->fold->fact[index].voided[0] == 0;
	a->out->voids += a->fold->fact[index].voided[0] != 0;
	a->out->receipts += receipt;
	a->due[index + 1] = receipt;
	if (a->due[index]) {
		struct vb_hash of;

		if (!vb_act_hash(a->act, "receipt", &of) ||
		    !vb_hash_eq(&of, &a->fold->fact[index - 1].id))
			fault(a, "no release right behind a receipt", index, NULL);
		a->out->releases++;
	}
}

static void check_entries(struct audit *a)
{
	struct vb_request req = {.op = VB_OP_ENTRIES, .table = a->t->id};
	struct vb_err err = {0};
	struct vb_cursor c;
	struct vb_view note;
	bool more = true;

	while (more && a->out->fault[0] == 0) {
		struct vb_reply r = {0};

		req.from = a->fold->nfacts;
		req.to = req.from + 1024;
		if (vb_post_ask(&a->t->post, &req, &r, &err) != VB_OK) {
			fault(a, "entries", req.from, &err);
			return;
		}
		more = r.len > 0;
		vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
		while (a->out->fault[0] == 0 && vb_bundle_next(&c, &note))
			check_entry(a, note);
		vb_reply_free(&r);
	}
}

/* format.md 4.6: every `seen` is a checkpoint that was published. */
static void check_seen(struct audit *a)
{
	uint8_t *note = malloc(VB_NOTE_MAX);

	for (uint32_t i = 1; note && i < a->fold->nfacts && a->out->fault[0] == 0; i++) {
		size_t len = cl_entry(a->t, i, note);

		if (vb_act_parse(vb_view(note, len), a->act, NULL) != VB_OK ||
		    a->act->seen_size > i || !a->has[a->act->seen_size] ||
		    !vb_hash_eq(&a->act->seen_root, &a->root[a->act->seen_size]) ||
		    !vb_hash_eq(&a->act->seen_checkpoint, &a->hash[a->act->seen_size]))
			fault(a, "an act that saw what was not published", i, NULL);
	}
	free(note);
}

void cl_audit(struct cl_table *t, struct cl_audit *out)
{
	struct audit *a = calloc(1, sizeof(*a));
	struct vb_checkpoint newest;
	uint8_t buf[8192];
	struct vb_hash hash;
	struct vb_err err = {0};

	memset(out, 0, sizeof(*out));
	if (a) {
		a->t = t;
		a->out = out;
		a->fold = vb_fold_new();
		a->tree = vb_tree_new();
		a->act = malloc(sizeof(*a->act));
	}
	if (!a || !a->fold || !a->tree || !a->act) {
		snprintf(out->fault, sizeof(out->fault), "no memory");
		goto out;
	}
	vb_vkey_make(&a->log, vb_view_str(t->origin), VB_KEY_ED25519, t->card.log);
	check_entries(a);
	check_checkpoints(a);
	check_seen(a);
	out->size = vb_tree_size(a->tree);
	vb_tree_root(a->tree, out->size, &out->root);
	if (cl_checkpoint(t, &newest, &hash, buf, &err) != VB_OK)
		fault(a, "the newest checkpoint", 0, &err);
	else if (newest.size != out->size || !vb_hash_eq(&newest.root, &out->root))
		fault(a, "the newest checkpoint is not of the entries", newest.size, NULL);
out:
	if (a) {
		vb_fold_free(a->fold);
		vb_tree_free(a->tree);
		free(a->act);
	}
	free(a);
}
