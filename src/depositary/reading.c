/*
 * Reading: checkpoints and entries as they are stored.  Nothing here reads a log from
 * its beginning.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#define ENTRIES_MAX 1024u	/* of one answer */
#define DATE_AGAIN 3600		/* seconds after which a quiet log is dated anew */
#define ANSWER_MAX (16u << 20)	/* bytes of checkpoints in one answer, about */

/* Collects rows; VB_NOT_FOUND ends a scan that has enough. */
struct rows {
	struct buffer b;
	bool framed;
	size_t enough;		/* bytes; 0: no such limit */
	struct vb_err *err;
};

static enum vb_code collect(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view bytes)
{
	struct rows *r = ctx;
	bool good;

	(void)index;
	(void)id;
	if (r->enough > 0 && r->b.len >= r->enough)
		return VB_NOT_FOUND;
	good = r->framed ? vb_buffer_frame(&r->b, bytes) : vb_buffer_put(&r->b, bytes);
	return good ? VB_OK : vb_depositary_memory(r->err);
}

static enum vb_code finish(struct rows *r, enum vb_code code, struct vb_reply *reply)
{
	if (code == VB_NOT_FOUND && r->enough > 0 && r->b.len >= r->enough)
		code = VB_OK;
	/* Also on failure: the post frees what was collected. */
	vb_reply_take(reply, &r->b);
	return code;
}

/* The stored note, or, where its date is an hour old or more, the same checkpoint
 * dated anew: text and log line stay as they are (format.md 6.4).  The earlier date
 * is what the log keeps; a later one shows that nothing had come by then. */
static enum vb_code put_dated(const struct vb_depositary *d, struct vb_view note,
			      struct buffer *out, struct vb_err *err)
{
	int64_t now = d->clock.now(d->clock.ctx);
	struct vb_checkpoint c;
	struct vb_writer w;
	uint8_t buf[2048];
	bool stale = false;
	enum vb_code code = vb_checkpoint_parse(note, &c, err);

	if (code != VB_OK)
		return code;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, c.note.text);
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; i < c.note.nsigs; i++) {
		const struct vb_sigline *line = &c.note.sig[i];

		if (vb_sigline_matches(line, &d->clock_key) && line->len == 4 + 8 + 64)
			stale = now - (int64_t)vb_be64(line->blob + 4) >= DATE_AGAIN;
		else
			vb_sigline_copy(&w, line);
	}
	if (stale)
		code = vb_cosign_put(&w, c.note.text, now, &d->clock_signer, err);
	if (code == VB_OK && !vb_buffer_put(out, stale && !w.over ? vb_written(&w) : note))
		code = vb_depositary_memory(err);
	return code;
}

enum vb_code vb_op_checkpoint(struct vb_depositary *d, const struct vb_request *req,
			      struct vb_reply *reply, struct vb_err *err)
{
	struct rows r = {.err = err};
	struct vb_log_state st = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_load(d->reader.store, &req->table, &st, err);
	if (code == VB_OK) {
		code = put_dated(d, vb_view(st.checkpoint, st.checkpoint_len), &r.b, err);
		if (code == VB_OK)
			code = vb_log_cosignatures(d->reader.store, &req->table, st.size,
						   st.size + 1, collect, &r, err);
	}
	pthread_mutex_unlock(&d->reader.mutex);
	reply->number = st.size;
	vb_log_state_free(&st);
	return finish(&r, code, reply);
}

enum vb_code vb_op_checkpoints(struct vb_depositary *d, const struct vb_request *req,
			       struct vb_reply *reply, struct vb_err *err)
{
	struct rows r = {.framed = true, .enough = ANSWER_MAX, .err = err};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &req->table, req->from, req->to, collect,
				  &r, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return finish(&r, code, reply);
}

enum vb_code vb_op_entries(struct vb_depositary *d, const struct vb_request *req,
			   struct vb_reply *reply, struct vb_err *err)
{
	struct rows r = {.framed = true, .err = err};
	uint64_t to = req->to;
	enum vb_code code;

	if (to > req->from && to - req->from > ENTRIES_MAX)
		to = req->from + ENTRIES_MAX;
	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_entries(d->reader.store, &req->table, req->from, to, collect, &r, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return finish(&r, code, reply);
}

/* "number epoch id" */
enum vb_code vb_op_head(struct vb_depositary *d, const struct vb_request *req,
			struct vb_reply *reply, struct vb_err *err)
{
	uint64_t number = 0, epoch = 0;
	uint8_t buf[128];
	struct vb_writer w;
	struct vb_hash id;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_chain_head(d->reader.store, &req->table, req->name, &number, &epoch, &id,
				 err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code != VB_OK)
		return code;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_dec(&w, number);
	vb_put_byte(&w, ' ');
	vb_put_dec(&w, epoch);
	vb_put_byte(&w, ' ');
	vb_put_hash(&w, &id);
	return vb_reply_set(reply, vb_written(&w), err);
}

enum vb_code vb_op_find(struct vb_depositary *d, const struct vb_request *req,
			struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_find(d->reader.store, &req->table, &req->hash, &reply->number, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}
