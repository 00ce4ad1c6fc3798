/*
 * What any store refuses before it takes a lock, and the small words that both engines
 * share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

/* ---- words ---- */

struct vb_log_name vb_log_name(const struct vb_hash *log)
{
	struct vb_log_name n = {"log "};

	vb_hex(n.s + 4, log->b, 8);
	return n;
}

bool vb_log_span(int64_t no, uint64_t from, uint64_t to, int64_t *first, int64_t *last)
{
	if (from >= to || from > VB_INDEX_MAX)
		return false;
	if (to > VB_INDEX_MAX)
		to = VB_INDEX_MAX + 1;
	*first = (no << 32) | (int64_t)from;
	*last = (no << 32) | (int64_t)(to - 1);
	return true;
}

enum vb_code vb_log_absent(const struct vb_hash *log, struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "", vb_log_name(log).s,
		       "the depositary holds no such log");
}

enum vb_code vb_log_moved(const struct vb_hash *log, uint64_t size, uint64_t expected,
			  struct vb_err *err)
{
	return vb_fail(err, VB_CONFLICT, "", vb_log_name(log).s,
		       "the log has %llu entries, not %llu: reload", (unsigned long long)size,
		       (unsigned long long)expected);
}

enum vb_code vb_log_altered(const struct vb_hash *log, const char *what, uint64_t index,
			    struct vb_err *err)
{
	return vb_fail(err, VB_IO, "", vb_log_name(log).s,
		       "%s %llu was read back otherwise than written", what,
		       (unsigned long long)index);
}

enum vb_code vb_registered_moved(const struct vb_registered *r, uint64_t counter,
				 uint64_t registered, uint64_t size, struct vb_err *err)
{
	return vb_fail(err, VB_CONFLICT, "6.8", vb_log_name(&r->log).s,
		       "registration %llu, of size %llu, cannot be next: the log has %llu"
		       " entries, and registration %llu is the newest, of size %llu: reload",
		       (unsigned long long)r->counter, (unsigned long long)r->size,
		       (unsigned long long)size, (unsigned long long)counter,
		       (unsigned long long)registered);
}

enum vb_code vb_act_absent(const struct vb_hash *log, const struct vb_hash *id,
			   struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, id->b, sizeof(id->b));
	return vb_fail(err, VB_NOT_FOUND, "", vb_log_name(log).s, "no act %s is in the log",
		       hex);
}

enum vb_code vb_chain_absent(const struct vb_hash *log, struct vb_view chain,
			     struct vb_err *err)
{
	char key[80];

	return vb_fail(err, VB_NOT_FOUND, "", vb_log_name(log).s,
		       "no act of the chain of %s is in the log",
		       vb_quote(key, sizeof(key), chain));
}

enum vb_code vb_checkpoint_absent(const struct vb_hash *log, uint64_t size,
				  struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "", vb_log_name(log).s,
		       "there is no checkpoint of size %llu to cosign",
		       (unsigned long long)size);
}

enum vb_code vb_escrow_absent(const struct vb_hash *log, struct vb_view addressee,
			      struct vb_err *err)
{
	char name[80];

	return vb_fail(err, VB_NOT_FOUND, "", vb_log_name(log).s,
		       "no identity is held for %s's copy of that act",
		       vb_quote(name, sizeof(name), addressee));
}

enum vb_code vb_copy_absent(const char *where, const struct vb_hash *hash, struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, hash->b, sizeof(hash->b));
	return vb_fail(err, VB_NOT_FOUND, "", where, "no copy %s is held", hex);
}

enum vb_code vb_copy_erased(const char *where, const struct vb_hash *hash, int64_t time,
			    struct vb_err *err)
{
	char at[VB_TIME_LEN + 1], hex[65];

	vb_hex(hex, hash->b, sizeof(hash->b));
	vb_time_format(at, time);
	return vb_fail(err, VB_GONE, "", where, "copy %s was erased at %s", hex, at);
}

enum vb_code vb_copy_collected(const char *where, const struct vb_hash *hash,
			       struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, hash->b, sizeof(hash->b));
	return vb_fail(err, VB_CONFLICT, "", where,
		       "not all of copy %s is here: it has to be brought again", hex);
}

enum vb_code vb_copy_other(const char *where, const struct vb_hash *hash, uint64_t bytes,
			   struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, hash->b, sizeof(hash->b));
	return vb_fail(err, VB_REFUSED, "", where,
		       "copy %s has another size than the %llu bytes that are brought", hex,
		       (unsigned long long)bytes);
}

enum vb_code vb_draft_absent(const char *where, const struct vb_hash *hash, struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, hash->b, sizeof(hash->b));
	return vb_fail(err, VB_NOT_FOUND, "", where, "no draft %s is held", hex);
}

enum vb_code vb_draft_taken(const char *where, struct vb_err *err)
{
	return vb_fail(err, VB_CONFLICT, "", where, "another draft is held under that hash");
}

enum vb_code vb_draft_became(const char *where, const struct vb_hash *table,
			     struct vb_err *err)
{
	char hex[65];

	vb_hex(hex, table->b, sizeof(table->b));
	return vb_fail(err, VB_CONFLICT, "", where, "the draft became table %s", hex);
}

enum vb_code vb_draft_waits(const char *where, struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "", where, "the draft has not become a table yet");
}

enum vb_code vb_seat_taken(const char *where, struct vb_view party, struct vb_err *err)
{
	char name[80];

	return vb_fail(err, VB_CONFLICT, "", where, "another seat of %s is taken already",
		       vb_quote(name, sizeof(name), party));
}

enum vb_code vb_seat_late(const char *where, struct vb_view party, struct vb_err *err)
{
	char name[80];

	return vb_fail(err, VB_CONFLICT, "", where, "%s comes too late: the table is open",
		       vb_quote(name, sizeof(name), party));
}

/* ---- what is admitted ---- */

enum vb_code vb_admit_length(const char *where, const char *what, struct vb_view v,
			     uint64_t min, uint64_t max, struct vb_err *err)
{
	if (v.len >= min && v.len <= max)
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "", where,
		       "%s of %zu bytes: neither fewer than %llu nor more than %llu are kept",
		       what, v.len, (unsigned long long)min, (unsigned long long)max);
}

enum vb_code vb_admit_position(const char *where, uint64_t number, uint64_t epoch,
			       struct vb_err *err)
{
	if (number <= VB_DEC_MAX && epoch <= VB_DEC_MAX)
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "1.2", where,
		       "position %llu.%llu: no number is above %llu",
		       (unsigned long long)number, (unsigned long long)epoch, VB_DEC_MAX);
}

static enum vb_code admit_entry(const char *where, const struct vb_log_entry *e,
				struct vb_err *err)
{
	enum vb_code code = vb_admit_length(where, "an act", e->note, 1, VB_NOTE_MAX, err);

	if (!code)
		code = vb_admit_length(where, "a key's name", e->chain, 1, VB_KEYNAME_MAX, err);
	if (!code)
		code = vb_admit_position(where, e->number, e->epoch, err);
	for (size_t i = 0; i < e->nescrow && !code; i++) {
		code = vb_admit_length(where, "an addressee's name", e->escrow[i].addressee, 1,
				       VB_KEYNAME_MAX, err);
		if (!code)
			code = vb_admit_length(where, "an escrowed identity",
					       e->escrow[i].identity, 1, VB_SECRET_MAX, err);
	}
	return code;
}

bool vb_registered_follows(const struct vb_registered *r, uint64_t counter,
			   uint64_t registered, uint64_t size)
{
	return r->counter == counter + 1 && r->size >= registered && r->size <= size;
}

static enum vb_code admit_registered(const struct vb_log_batch *b,
				     const struct vb_registered *r, struct vb_err *err)
{
	struct vb_log_name name = vb_log_name(&b->log);

	if (vb_hash_eq(&r->log, &b->log))
		return vb_fail(err, VB_REFUSED, "6.8", name.s,
			       "a register does not register itself");
	if (r->counter < 1 || r->counter > VB_INDEX_MAX || r->size < 1 ||
	    r->size > VB_INDEX_MAX)
		return vb_fail(err, VB_REFUSED, "6.8", name.s,
			       "registration %llu of size %llu: both are from 1 to %llu",
			       (unsigned long long)r->counter, (unsigned long long)r->size,
			       VB_INDEX_MAX);
	if (r->index < b->expect_size || r->index - b->expect_size >= b->nentries)
		return vb_fail(err, VB_REFUSED, "6.8", name.s,
			       "entry %llu, which is to stand for a checkpoint, is not among"
			       " those that are appended with it",
			       (unsigned long long)r->index);
	return VB_OK;
}

enum vb_code vb_admit_batch(const char *where, const struct vb_log_batch *b,
			    struct vb_err *err)
{
	struct vb_log_name name = vb_log_name(&b->log);
	enum vb_code code;

	if (b->expect_size > VB_INDEX_MAX || b->nentries > VB_INDEX_MAX - b->expect_size)
		return vb_fail(err, VB_REFUSED, "", name.s, "a log has at most %llu entries",
			       VB_INDEX_MAX);
	if (b->time < 0 || b->time > VB_TIME_MAX)
		return vb_fail(err, VB_REFUSED, "1.3", name.s,
			       "the checkpoint's time %lld is outside the years 1970 to 9999",
			       (long long)b->time);
	code = vb_admit_length(where, "a frontier", b->frontier, 0,
			       sizeof(((struct vb_log_state *)0)->frontier), err);
	if (!code)
		code = vb_admit_length(where, "a checkpoint", b->checkpoint, 1, VB_NOTE_MAX,
				       err);
	for (size_t i = 0; i < b->nentries && !code; i++)
		code = admit_entry(where, &b->entries[i], err);
	for (size_t i = 0; i < b->nregistered && !code; i++)
		code = admit_registered(b, &b->registered[i], err);
	return code;
}
