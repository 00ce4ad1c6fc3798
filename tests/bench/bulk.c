/*
 * Many tables at once: charters and checkpoints signed by all who have to, laid into the
 * store as a depositary would lay them, but a hundred to a transaction, and with what a
 * depositary checks of them left to whoever reads them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "depositary/internal.h"
#include "load.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>

#define SHARE 100u	/* tables of a transaction */

/* What one table adds to the store. */
struct laid {
	uint8_t note[8192];
	struct vb_hash id;
	uint8_t frontier[8 + 64 * 32];
	uint8_t checkpoint[CHECKPOINT_MAX];
	struct vb_log_entry entry;
};

struct bulk {
	struct vb_depositary *d;
	struct cl_table *model;		/* whose members sit at all of them */
	struct vb_act *draft;
	uint8_t first[2][4096], note[2][4096];
	struct vb_seat seat[2];
	struct laid *laid;
	struct vb_log_batch batch[SHARE];
};

/* Keys as at the first table, signed for this one. */
static void take_seat(struct bulk *b, unsigned who)
{
	size_t len = cl_seat(b->model, who, b->note[who]);

	b->seat[who].draft = b->model->draft;
	if (vb_note_parse(vb_view(b->note[who], len), 1, &b->seat[who].note, NULL) != VB_OK)
		bench_die("a seat", NULL);
}

static void compose(struct bulk *b, struct laid *l, struct bulk_table *out)
{
	struct cl_table *t = b->model;
	struct vb_view text;
	struct vb_writer w;

	if (vb_draft_parse(vb_view(t->draft_text, t->draft_len), b->draft, NULL) != VB_OK)
		bench_die("a draft", NULL);
	vb_writer_init(&w, l->note, sizeof(l->note));
	for (unsigned i = 0; i < 2; i++)
		take_seat(b, i);
	if (vb_charter_put_text(&w, b->draft, b->seat, 2, NULL) != VB_OK)
		bench_die("a charter", NULL);
	text = vb_written(&w);
	vb_table_id(text, &out->id);
	vb_act_id(text, &l->id);
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; i < 2; i++) {
		struct vb_signer by = vb_signer_secret(t->m[i].founding, t->m[i].name,
						       VB_KEY_ED25519);

		if (vb_sigline_put(&w, text, &by, NULL) != VB_OK)
			bench_die("signing a charter", NULL);
	}
	l->entry = (struct vb_log_entry){.note = vb_written(&w), .id = l->id,
					 .chain = vb_view_str(t->m[0].name), .roster = true};
	out->draft = t->draft;
	out->charter = l->id;
}

static void seal(struct bulk *b, struct laid *l, struct vb_log_batch *batch,
		 const struct vb_hash *id, struct sight *seen)
{
	struct vb_frontier f = {0};
	struct vb_checkpoint c;
	struct vb_hash leaf;
	struct vb_writer w;
	struct vb_vkey log;

	vb_leaf_hash(l->entry.note, &leaf);
	vb_frontier_append(&f, &leaf);
	vb_frontier_root(&f, &seen->root);
	seen->size = 1;
	vb_depositary_log_key(b->d, vb_view_str(b->model->origin), &log);
	*batch = (struct vb_log_batch){
		.log = *id, .entries = &l->entry, .nentries = 1,
		.frontier = vb_view(l->frontier, vb_frontier_put(&f, l->frontier)),
		.time = vb_clock_system().now(NULL)};
	vb_writer_init(&w, l->checkpoint, sizeof(l->checkpoint));
	if (vb_depositary_checkpoint(b->d, &log, 1, &seen->root, batch->time, &w, NULL) ||
	    vb_checkpoint_parse(vb_written(&w), &c, NULL) != VB_OK ||
	    vb_checkpoint_hash(&c, &log, &seen->checkpoint, NULL) != VB_OK)
		bench_die("a checkpoint", NULL);
	batch->checkpoint = vb_written(&w);
}

static void keep_draft(struct bulk *b, const struct bulk_table *t)
{
	struct vb_store *s = b->d->side.store;

	if (vb_store_draft_put(s, &t->draft, vb_view(b->model->draft_text, b->model->draft_len),
			       NULL) != VB_OK ||
	    vb_store_draft_opened(s, &t->draft, &t->id, NULL) != VB_OK)
		bench_die("keeping a draft", NULL);
}

static void lay(struct bulk *b, unsigned n)
{
	struct vb_recheck recheck = {.check = vb_recheck_id};
	struct vb_err err = {0};

	if (vb_log_append(b->d->sequencer.store, b->batch, n, recheck, &err) != VB_OK)
		bench_die("laying tables", &err);
}

struct bulk_table *bulk_tables(struct vb_depositary *d, struct cl_table *model, unsigned n)
{
	struct bulk *b = need(calloc(1, sizeof(*b)));
	struct bulk_table *out = need(calloc(n, sizeof(*out)));
	unsigned in = 0;

	b->d = d;
	b->model = model;
	b->draft = need(malloc(sizeof(*b->draft)));
	b->laid = need(calloc(SHARE, sizeof(*b->laid)));
	for (unsigned i = 0; i < 2; i++) {
		size_t len = cl_seat(model, i, b->first[i]);

		if (vb_seat_parse(vb_view(b->first[i], len), &b->seat[i], NULL) != VB_OK)
			bench_die("a seat", NULL);
	}
	for (unsigned i = 0; i < n; i++) {
		cl_redraft(model, "many");
		compose(b, &b->laid[in], &out[i]);
		seal(b, &b->laid[in], &b->batch[in], &out[i].id, &out[i].seen);
		keep_draft(b, &out[i]);
		if (++in == SHARE || i + 1 == n) {
			lay(b, in);
			in = 0;
		}
	}
	free(b->laid);
	free(b->draft);
	free(b);
	return out;
}
