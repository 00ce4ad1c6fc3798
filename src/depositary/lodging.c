/*
 * One act on its way into the log: what can be checked before its turn comes, in the
 * thread of whoever asks (format.md 9.3, 4.5, 4.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

struct vb_view vb_lodging_part(struct vb_cursor *c, const char *what)
{
	size_t left = c->in.len - c->pos;
	uint32_t n = 0;

	if (c->code == VB_OK && left >= 4)
		n = vb_be32(c->in.ptr + c->pos);
	if (left < 4 || n > left - 4)
		vb_cursor_fail(c, "9.3",
			       "%s is due, with its length in front; %zu bytes are left", what,
			       left);
	(void)vb_cursor_bytes(c, 4);
	return vb_cursor_bytes(c, n);
}

/* What follows the note stays in the cursor. */
static enum vb_code read_note(struct vb_cursor *c, const struct vb_request *req,
			      struct lodging *l, struct vb_err *err)
{
	struct vb_view note;
	enum vb_code code;

	vb_cursor_form(c, req->body, "9.3", err);
	note = vb_lodging_part(c, "an act");
	if (c->code != VB_OK)
		return c->code;
	code = vb_act_parse(note, &l->act, err);
	if (code == VB_OK)
		vb_act_chain(l->chain, &l->act);
	return code;
}

/* What no member may lodge, whoever signed it. */
static enum vb_code check_author(const struct vb_depositary *d, const struct vb_request *req,
				 const struct lodging *l, struct vb_err *err)
{
	char cite[96];

	vb_act_citation(cite, &l->act);
	if (l->act.kind->signers == VB_BY_FOUNDERS)
		return vb_fail(err, VB_REFUSED, "6.1", cite,
			       "a charter is logged when its last seat is taken, not lodged");
	if (!vb_hash_eq(&l->act.table, &req->table))
		return vb_fail(err, VB_REFUSED, "2.3", cite,
			       "the act belongs to another table than it is lodged at");
	if (vb_view_is(l->act.author, d->name))
		return vb_fail(err, VB_REFUSED, "5.3.3", cite,
			       "the depositary's acts are written by the depositary alone");
	return VB_OK;
}

/* Idempotent by act id: *index is where it stands already, or VB_NOT_FOUND. */
static enum vb_code find_logged(struct vb_depositary *d, const struct vb_hash *table,
				const struct vb_hash *id, uint64_t *index)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_find(d->reader.store, table, id, index, NULL);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

/* ---- seen (format.md 2.6, 4.6) ---- */

struct sighting {
	const struct vb_act *act;
	const struct vb_vkey *log;
	bool published;		/* there is a checkpoint of that size */
	bool same;		/* one with that root and that hash */
};

static enum vb_code compare_seen(void *ctx, uint64_t size, const struct vb_hash *id,
				 struct vb_view note)
{
	struct sighting *s = ctx;
	struct vb_checkpoint c;
	struct vb_hash hash;

	(void)id;
	if (vb_checkpoint_parse(note, &c, NULL) != VB_OK ||
	    vb_checkpoint_hash(&c, s->log, &hash, NULL) != VB_OK)
		return VB_MALFORMED;
	s->published = true;
	s->same = s->same || (c.size == size && vb_hash_eq(&c.root, &s->act->seen_root) &&
			      vb_hash_eq(&hash, &s->act->seen_checkpoint));
	return VB_OK;
}

/* Among all that were published, and that the table does not remember. */
static enum vb_code check_seen(struct vb_depositary *d, const struct lodging *l,
			       const struct vb_vkey *log, struct vb_err *err)
{
	struct sighting s = {.act = &l->act, .log = log};
	uint64_t size = l->act.seen_size;
	enum vb_code code;
	char cite[96];

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &l->act.table, size, size + 1, compare_seen,
				  &s, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_MALFORMED)
		return vb_fail(err, VB_IO, "6.2", "log",
			       "a checkpoint that we kept cannot be read: have the database"
			       " examined");
	if (code == VB_OK && s.same) {
		pthread_mutex_lock(&l->table->lock);
		vb_table_sight(l->table, &(struct head){.size = size,
							.root = l->act.seen_root,
							.hash = l->act.seen_checkpoint});
		pthread_mutex_unlock(&l->table->lock);
	}
	if (code != VB_OK || s.same)
		return code;
	vb_act_citation(cite, &l->act);
	return vb_fail(err, VB_REFUSED, "4.6", cite,
		       s.published ? "\"seen\" is not the checkpoint of size %llu that was"
				     " published"
				   : "\"seen\" names size %llu, and no checkpoint of it was"
				     " published",
		       (unsigned long long)size);
}

/* ---- the checks, against the table as it is now ---- */

/*
 * @fresh: as the log has it now; else as we remember it, where another process may have
 * logged more, this act perhaps.  That signatures do not hold is final only if nothing
 * was being committed meanwhile: else the sequencer, which knows how that ended, looks
 * again.
 */
static enum vb_code check_against(struct vb_depositary *d, struct lodging *l, bool fresh,
				  struct vb_cursor c, struct vb_err *err)
{
	struct vb_required required = {0};
	struct table *t = l->table;
	struct vb_vkey log;
	enum vb_code code = vb_table_enter(d, t, fresh, err);
	bool settled, sighted;

	if (code != VB_OK)
		return code;
	settled = fresh && !t->pending;
	sighted = vb_table_sighted(t, &l->act);
	log = t->log;
	code = vb_fold_required(t->fold, &l->act, &required, err);
	/* Logged already: the log is to say where. */
	if (!fresh && vb_fold_find(t->fold, &l->act.id) < t->head.size)
		code = VB_CONFLICT;
	pthread_mutex_unlock(&t->lock);
	if (code == VB_OK)
		code = vb_act_verify(&l->act, &required, err);
	if (code == VB_OK)
		l->verified = required;
	else if (!fresh || settled || code == VB_MEMORY)
		return code;
	code = sighted ? VB_OK : check_seen(d, l, &log, err);
	if (code == VB_OK)
		code = vb_lodging_copies(d, l, &c, err);
	return code;
}

/* In most cases what we remember tells all.  Nothing is refused by it alone. */
static enum vb_code check(struct vb_depositary *d, const struct vb_request *req,
			  struct lodging *l, bool *logged, struct vb_err *err)
{
	struct vb_cursor c, quiet;
	enum vb_code code = read_note(&c, req, l, err);

	if (code == VB_OK)
		code = check_author(d, req, l, err);
	if (code == VB_OK)
		code = vb_table_find(d, &req->table, &d->reader, &l->table, err);
	if (code != VB_OK)
		return code;
	quiet = c;
	quiet.err = NULL;
	if (check_against(d, l, false, quiet, NULL) == VB_OK)
		return VB_OK;
	*logged = find_logged(d, &req->table, &l->act.id, &l->index) == VB_OK;
	return *logged ? VB_OK : check_against(d, l, true, c, err);
}

enum vb_code vb_op_lodge(struct vb_depositary *d, const struct vb_request *req,
			 struct vb_reply *reply, struct vb_err *err)
{
	struct lodging *l = calloc(1, sizeof(*l));
	bool logged = false;
	enum vb_code code;

	if (!l)
		return vb_depositary_memory(err);
	code = check(d, req, l, &logged, err);
	if (code == VB_OK && !logged)
		code = vb_sequence(d, l, err);
	if (code == VB_OK)
		reply->number = l->index;
	free(l);
	return code;
}
