/*
 * A depositary's folder opened, and the requests that come in through its post.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- small things that the other files share ---- */

enum vb_code vb_depositary_died(struct vb_err *err)
{
	return vb_fail(err, VB_IO, "", "depositary", "the depositary has stopped: ask again");
}

bool vb_depositary_step(struct vb_depositary *d, const char *step)
{
	if (!atomic_load(&d->dead) && d->crash && d->crash(d->crash_ctx, step))
		atomic_store(&d->dead, true);
	return atomic_load(&d->dead);
}

bool vb_buffer_put(struct buffer *b, struct vb_view v)
{
	size_t want = b->cap ? b->cap : 1024;
	uint8_t *more;

	while (want - b->len < v.len) {
		if (want > SIZE_MAX / 2)
			return false;
		want *= 2;
	}
	if (!b->ptr || want > b->cap) {
		more = realloc(b->ptr, want);
		if (!more)
			return false;
		b->ptr = more;
		b->cap = want;
	}
	if (v.len > 0)
		memcpy(b->ptr + b->len, v.ptr, v.len);
	b->len += v.len;
	return true;
}

bool vb_buffer_frame(struct buffer *b, struct vb_view v)
{
	uint8_t length[2] = {(uint8_t)(v.len >> 8), (uint8_t)v.len};

	return v.len <= UINT16_MAX && vb_buffer_put(b, vb_view(length, 2)) &&
	       vb_buffer_put(b, v);
}

void vb_reply_take(struct vb_reply *r, struct buffer *b)
{
	r->body = b->ptr;
	r->len = b->len;
	*b = (struct buffer){0};
}

enum vb_code vb_reply_set(struct vb_reply *r, struct vb_view v, struct vb_err *err)
{
	struct buffer b = {0};

	if (!vb_buffer_put(&b, v))
		return vb_depositary_memory(err);
	vb_reply_take(r, &b);
	return VB_OK;
}

/* ---- the post ---- */

static enum vb_code op_info(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	uint8_t buf[2048];
	struct vb_writer w;

	(void)req;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_depositary_card(d, &w);
	return vb_reply_set(reply, vb_written(&w), err);
}

static vb_op_fn *const ops[] = {
	[VB_OP_INFO] = op_info,
	[VB_OP_DRAFT_PUT] = vb_op_draft_put,
	[VB_OP_DRAFT_GET] = vb_op_draft_get,
	[VB_OP_SEAT_PUT] = vb_op_seat_put,
	[VB_OP_SEATS] = vb_op_seats,
	[VB_OP_LODGE] = vb_op_lodge,
	[VB_OP_CHECKPOINT] = vb_op_checkpoint,
	[VB_OP_CHECKPOINTS] = vb_op_checkpoints,
	[VB_OP_ENTRIES] = vb_op_entries,
	[VB_OP_HEAD] = vb_op_head,
	[VB_OP_FIND] = vb_op_find,
	[VB_OP_COPY_PUT] = vb_op_copy_put,
	[VB_OP_COPY_GET] = vb_op_copy_get,
	[VB_OP_COPY_HELD] = vb_op_copy_held,
	[VB_OP_COSIGN] = vb_op_cosign,
	[VB_OP_TILE] = vb_op_tile,
	[VB_OP_PASS] = vb_op_pass,
	[VB_OP_REGISTER] = vb_op_register,
	[VB_OP_REGISTER_TILE] = vb_op_register_tile,
	[VB_OP_REGISTER_GROWTH] = vb_op_register_growth,
	[VB_OP_REGISTRATIONS] = vb_op_registrations,
};

/* Where the database could only be opened for reading, what writes is told why. */
static bool is_shut_to(const struct vb_depositary *d, enum vb_op op)
{
	return d->shut.code != VB_OK &&
	       (op == VB_OP_DRAFT_PUT || op == VB_OP_SEAT_PUT || op == VB_OP_LODGE ||
		op == VB_OP_COPY_PUT || op == VB_OP_COSIGN);
}

/* A request whose depositary stopped while it was answered got no answer. */
static enum vb_code ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	struct vb_depositary *d = ctx;
	struct vb_reply r = {0};
	enum vb_code code;
	size_t op = (size_t)req->op;

	if (atomic_load(&d->dead))
		return vb_depositary_died(err);
	if (op >= VB_ARRAY_LEN(ops))
		return vb_fail(err, VB_USAGE, "", "depositary",
			       "request %zu is not one of those that it answers", op);
	if (is_shut_to(d, req->op)) {
		if (err)
			*err = d->shut;
		return d->shut.code;
	}
	code = ops[op](d, req, &r, err);
	if (atomic_load(&d->dead))
		code = vb_depositary_died(err);
	if (code != VB_OK)
		vb_reply_free(&r);
	else
		*reply = r;
	return code;
}

struct vb_post vb_depositary_post(struct vb_depositary *d)
{
	return (struct vb_post){.ask = ask, .ctx = d};
}

void vb_depositary_on_step(struct vb_depositary *d, bool (*crash)(void *ctx, const char *step),
			   void *ctx)
{
	d->crash = crash;
	d->crash_ctx = ctx;
}

/* ---- opening and closing ---- */

static bool init_locks(struct vb_depositary *d)
{
	pthread_mutex_t *locks[] = {&d->sequencer.mutex, &d->side.mutex,  &d->reader.mutex,
				    &d->founding,	 &d->queue_lock, &d->registry_lock,
				    &d->tile_lock,	 &d->memory_lock, &d->pass_lock};
	bool good = true;

	for (size_t i = 0; i < VB_ARRAY_LEN(locks); i++)
		good = pthread_mutex_init(locks[i], NULL) == 0 && good;
	return good;
}

static enum vb_code make_folder(const char *dir, struct vb_err *err)
{
	char path[160];

	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return VB_OK;
	return vb_fail(err, errno == ENOSPC || errno == EDQUOT ? VB_FULL : VB_IO, "",
		       vb_quote(path, sizeof(path), vb_view_str(dir)),
		       "the depositary's folder cannot be made: %s", strerrordesc_np(errno));
}

static void close_stores(struct vb_depositary *d)
{
	struct handle *handles[] = {&d->sequencer, &d->side, &d->reader};

	for (size_t i = 0; i < VB_ARRAY_LEN(handles); i++) {
		vb_store_close(handles[i]->store);
		handles[i]->store = NULL;
	}
}

/* Where the logs are: in the folder, or with @url in a database. */
struct where {
	const char *dir, *url;
};

static enum vb_code open_one(const struct where *w, bool create, struct vb_store **out,
			     struct vb_err *err)
{
	return w->url ? vb_store_open_at(w->url, create, out, err) :
			vb_store_open(w->dir, create, out, err);
}

static enum vb_code read_one(const struct where *w, struct vb_store **out,
			     struct vb_err *err)
{
	return w->url ? vb_store_open_reading_at(w->url, out, err) :
			vb_store_open_reading(w->dir, out, err);
}

static enum vb_code any_log(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view bytes)
{
	(void)index;
	(void)id;
	(void)bytes;
	*(bool *)ctx = true;
	return VB_OK;
}

/* A folder's keys and logs are lost together; a database stays, and new keys cannot go on
 * with what is in it. */
static enum vb_code open_keys(struct vb_depositary *d, const struct where *w, const char *name,
			      bool create, struct vb_rng rng, struct vb_err *err)
{
	struct vb_store *s = NULL;
	struct vb_err why = {0};
	bool logs = false;
	enum vb_code there, code;

	if (!w->url || !create)
		return vb_depositary_keys(d, w->dir, name, create, rng, err);
	there = read_one(w, &s, &why);
	if (there == VB_OK)
		there = vb_store_logs(s, any_log, &logs, &why);
	vb_store_close(s);
	if (there == VB_OK ? !logs : there == VB_NOT_FOUND)
		return vb_depositary_keys(d, w->dir, name, true, rng, err);
	code = vb_depositary_keys(d, w->dir, name, false, rng, err);
	if (code != VB_NOT_FOUND)
		return code;
	if (logs)
		return vb_fail(err, VB_KEY, "", "depositary.key",
			       "the keys are missing, though there are logs in the database:"
			       " bring them back from a copy");
	if (err)
		*err = why;
	return there;
}

/* A full disk and a read-only one stop lodging, not reading. */
static enum vb_code open_to_read(struct vb_depositary *d, const struct where *w,
				 const struct vb_err *why, struct vb_err *err)
{
	close_stores(d);
	d->shut = *why;
	if (read_one(w, &d->side.store, NULL) == VB_OK &&
	    read_one(w, &d->reader.store, NULL) == VB_OK)
		return VB_OK;
	if (err)
		*err = *why;
	return why->code;
}

static enum vb_code open_stores(struct vb_depositary *d, const struct where *w, bool create,
				struct vb_err *err)
{
	struct vb_err why = {0};
	enum vb_code code = open_one(w, create, &d->sequencer.store, &why);

	if (code == VB_OK)
		code = open_one(w, false, &d->side.store, &why);
	if (code == VB_OK)
		code = open_one(w, false, &d->reader.store, &why);
	if (!create && (code == VB_FULL || code == VB_IO))
		return open_to_read(d, w, &why, err);
	if (code && err)
		*err = why;
	return code;
}

enum vb_code vb_depositary_open_at(const char *dir, const char *url, const char *name,
				   bool create, struct vb_clock clock, struct vb_rng rng,
				   struct vb_depositary **out, struct vb_err *err)
{
	const struct where w = {dir, url};
	struct vb_depositary *d;
	enum vb_code code;

	if (!vb_crypto_init())
		return vb_fail(err, VB_IO, "", "depositary", "libsodium cannot be started");
	d = calloc(1, sizeof(*d));
	if (!d)
		return vb_depositary_memory(err);
	if (!init_locks(d)) {
		free(d);
		return vb_depositary_memory(err);
	}
	d->clock = clock;
	d->rng = rng;
	d->room = MEMORY_MAX;
	code = create ? make_folder(dir, err) : VB_OK;
	if (code == VB_OK)
		code = open_keys(d, &w, name, create, rng, err);
	if (code == VB_OK)
		code = open_stores(d, &w, create, err);
	if (code == VB_OK)
		code = vb_tiles_open(d, err);
	if (code == VB_OK)
		code = vb_shelf_open(d, dir, err);
	if (code == VB_OK)
		code = vb_passes_open(d, err);
	if (code == VB_OK)
		code = vb_register_open(d, dir, err);
	if (code == VB_OK)
		*out = d;
	else
		vb_depositary_close(d);
	return code;
}

enum vb_code vb_depositary_open(const char *dir, const char *name, bool create,
				struct vb_clock clock, struct vb_rng rng,
				struct vb_depositary **out, struct vb_err *err)
{
	return vb_depositary_open_at(dir, NULL, name, create, clock, rng, out, err);
}

void vb_depositary_close(struct vb_depositary *d)
{
	if (!d)
		return;
	vb_register_close(d);
	vb_tables_free(d);
	vb_tiles_close(d);
	free(d->shelf);
	vb_passes_close(d);
	close_stores(d);
	vb_secret_free(d->act);
	vb_secret_free(d->dating);
	vb_secret_free(d->log);
	pthread_mutex_destroy(&d->sequencer.mutex);
	pthread_mutex_destroy(&d->side.mutex);
	pthread_mutex_destroy(&d->reader.mutex);
	pthread_mutex_destroy(&d->founding);
	pthread_mutex_destroy(&d->queue_lock);
	pthread_mutex_destroy(&d->registry_lock);
	pthread_mutex_destroy(&d->tile_lock);
	pthread_mutex_destroy(&d->memory_lock);
	pthread_mutex_destroy(&d->pass_lock);
	free(d);
}
