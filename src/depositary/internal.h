/*
 * depositary, inside: its keys, its tables in memory, and lodgings on their way.
 *
 * SPDX-License-Identifier: ISC
 *
 * What is remembered of a table is a cache of its log: whatever goes wrong, it is
 * dropped, and read again when next needed.  Locks, from the outermost in:
 * founding, sequencer, table, reader or side.  The queue's, the registry's and the
 * memory's are held for a few instructions, and nothing is waited for inside them.
 */
#pragma once

#include "depositary/depositary.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define BATCH_MAX 256u		/* lodgings that share a transaction */
#define QUEUE_MAX 4096u		/* lodgings that may wait */
#define SIGHTS_MAX 32u		/* checkpoints that a table remembers */
#define BUCKETS (1u << 16)	/* of the registry of tables */
#define MEMORY_MAX (256u << 20)	/* bytes of all folds, and what goes with each; about */

/* A connection to the database is one thread's at a time. */
struct handle {
	pthread_mutex_t mutex;
	struct vb_store *store;
};

/* The newest checkpoint that a log has published. */
struct head {
	uint64_t size;
	struct vb_hash root;
	struct vb_hash hash;	/* format.md 6.3 */
	int64_t time;
};

/* What goes with a fold. */
struct recent {
	struct vb_frontier frontier; /* of head.size */
	/* Some that were published before the head, the latest known ones; in a ring. */
	struct head sight[SIGHTS_MAX];
	unsigned nsights;
};

struct table {
	struct table *next;	/* in its bucket */
	struct vb_hash id;
	struct table *newer, *older; /* of those that are remembered; under the memory's lock */
	uint64_t weight;	/* bytes that it counts there; 0: it is none of them */
	pthread_mutex_t lock;	/* of everything below */
	struct vb_fold *fold;	/* NULL: not read yet, or dropped */
	struct recent *recent;	/* as long as there is a fold */
	struct head head;
	struct vb_vkey log;	/* our log key under this table's origin */
	/* The fold is ahead of the head by what the sequencer is committing. */
	bool pending;
};

struct vb_depositary {
	char name[VB_NAME_MAX + 1];
	struct vb_secret *act, *dating, *log;
	struct vb_vkey act_key, clock_key;
	struct vb_signer act_signer, clock_signer, log_signer; /* log: under our name */
	uint8_t log_pub[32];
	struct vb_clock clock;
	struct handle sequencer; /* appends; its mutex is the sequencer's */
	struct handle side;	/* copies, cosignatures, drafts, seats */
	struct handle reader;
	struct vb_err shut;	/* why nothing is taken in; its code is VB_OK: it is */
	pthread_mutex_t founding;
	pthread_mutex_t queue_lock;
	struct lodging *first, *last;
	unsigned queued;
	bool led;		/* one of those that lodge is logging what waits */
	pthread_mutex_t registry_lock;
	struct table *bucket[BUCKETS];
	pthread_mutex_t memory_lock;
	struct table *newest, *oldest; /* that are remembered, by when they were used */
	uint64_t weight;	/* of all of them, */
	uint64_t room;		/* and what it may be: MEMORY_MAX */
	pthread_mutex_t tile_lock;
	struct vb_known_tile **tile;	/* tiles.c */
	pthread_mutex_t pass_lock;
	struct vb_hash *pass;		/* pass.c */
	char *shelf;			/* shelf.c: a folder */
	struct vb_register *reg;	/* register.c */
	struct vb_rng rng;
	bool (*crash)(void *ctx, const char *step);
	void *crash_ctx;
	atomic_bool dead;
};

/* depositary.c: true: stop here as if killed. */
bool vb_depositary_step(struct vb_depositary *d, const char *step);
enum vb_code vb_depositary_died(struct vb_err *err);
static inline enum vb_code vb_depositary_memory(struct vb_err *err)
{
	(void)vb_fail(err, VB_MEMORY, "", "depositary", "memory is short");
	return VB_MEMORY;
}

/* A buffer that grows. */
struct buffer {
	uint8_t *ptr;
	size_t len, cap;
};
VB_MUST_CHECK bool vb_buffer_put(struct buffer *b, struct vb_view v);
/* u16 length || @v */
VB_MUST_CHECK bool vb_buffer_frame(struct buffer *b, struct vb_view v);
/* The buffer becomes the answer's body. */
void vb_reply_take(struct vb_reply *r, struct buffer *b);
VB_MUST_CHECK enum vb_code vb_reply_set(struct vb_reply *r, struct vb_view v,
					struct vb_err *err);

/* ---- keys.c ---- */

/* DIR/FILE, malloc'd; NULL: memory. */
char *vb_path_in(const char *dir, const char *file);
/* Whether somebody else than its owner can read that file. */
bool vb_others_read(const char *path);
/* A PRIVATE+KEY line of a fresh key. */
VB_MUST_CHECK enum vb_code vb_put_new_key(struct vb_writer *w, struct vb_rng rng,
					  const char *name, uint8_t type, struct vb_err *err);
/* Reads DIR/depositary.key, or makes it where @create. */
VB_MUST_CHECK enum vb_code vb_depositary_keys(struct vb_depositary *d, const char *dir,
					      const char *name, bool create,
					      struct vb_rng rng, struct vb_err *err);
void vb_depositary_card(const struct vb_depositary *d, struct vb_writer *w);
/* Our log key as the origin of a table names it. */
void vb_depositary_log_key(const struct vb_depositary *d, struct vb_view origin,
			   struct vb_vkey *out);
/* The value of our key in a charter, "NAME PURPOSE VKEY", i = 0, 1, 2 ascending. */
struct vb_view vb_depositary_key_value(const struct vb_depositary *d, unsigned i,
				       struct vb_view origin, struct vb_writer *w);
/* Text, log line and clock line. */
VB_MUST_CHECK enum vb_code vb_depositary_checkpoint(const struct vb_depositary *d,
						    const struct vb_vkey *log, uint64_t size,
						    const struct vb_hash *root, int64_t time,
						    struct vb_writer *w, struct vb_err *err);

/* Bytes of a checkpoint with the log's and the clock's line. */
#define CHECKPOINT_MAX (3 * (VB_KEYNAME_MAX + 1) + 512)

/* ---- table.c ---- */

/* The table @id, if the database has it; @h: the handle to ask, not locked. */
VB_MUST_CHECK enum vb_code vb_table_find(struct vb_depositary *d, const struct vb_hash *id,
					 struct handle *h, struct table **out,
					 struct vb_err *err);
/* Reads what the log has beyond the fold; its lock held, and nothing pending.  @h: the
 * sequencer's, held by the caller, or another, held while rows are read.  On failure the
 * fold is dropped. */
VB_MUST_CHECK enum vb_code vb_table_refresh(struct vb_depositary *d, struct table *t,
					    struct handle *h, struct vb_err *err);
void vb_table_drop(struct table *t);	/* its lock held */
/* Locks the table; where @fresh, and nothing is pending, it is brought up to date.
 * Otherwise it may lack what another process has logged.  Unlocked again on failure. */
VB_MUST_CHECK enum vb_code vb_table_enter(struct vb_depositary *d, struct table *t,
					  bool fresh, struct vb_err *err);
/* Whether the checkpoint that @a has seen is one of those that @t remembers; its lock
 * held. */
bool vb_table_sighted(const struct table *t, const struct vb_act *a);
/* Remembers a checkpoint that was published; its lock held. */
void vb_table_sight(struct table *t, const struct head *h);
void vb_tables_free(struct vb_depositary *d);

/* ---- remembered.c ---- */

/* @t was used, and its lock is held: of others, what was used longest ago may be dropped. */
void vb_table_keep(struct vb_depositary *d, struct table *t);

/* What a stored note says: signed by our log key, dated by our clock key. */
VB_MUST_CHECK enum vb_code vb_head_read(const struct vb_depositary *d,
					const struct vb_vkey *log, struct vb_view note,
					struct head *out, struct vb_err *err);

/* ---- lodging.c: one act on its way into the log ---- */

struct lodging {
	struct lodging *next;
	sem_t turn;		/* it is done, or to lead, or to seal */
	struct part *seal;	/* what it is to seal; NULL: nothing */
	struct table *table;
	struct vb_act act;
	char chain[66];
	struct vb_escrow escrow[VB_REPEAT_MAX];
	unsigned nescrow;
	/* The keys that its signatures were verified with; n = 0: not verified. */
	struct vb_required verified;
	bool admitted;		/* in the batch that is being made, to be logged */
	bool decided;		/* in that batch, by @code: to stand if it commits */
	bool done;		/* for good */
	enum vb_code code;
	uint64_t index;
	struct vb_err err;
};

/* u32 length || bytes; what is short of that is not a lodging. */
struct vb_view vb_lodging_part(struct vb_cursor *c, const char *what);
VB_MUST_CHECK enum vb_code vb_op_lodge(struct vb_depositary *d, const struct vb_request *req,
				       struct vb_reply *reply, struct vb_err *err);
/* copies.c: whether the copies of @l are here, and what the identities in @c (the
 * rest of the lodging) open (format.md 9.3); fills l->escrow. */
VB_MUST_CHECK enum vb_code vb_lodging_copies(struct vb_depositary *d, struct lodging *l,
					     struct vb_cursor *c, struct vb_err *err);

/* ---- sequencer.c, batch.c ---- */

/* Queues @l and returns when it is done. */
VB_MUST_CHECK enum vb_code vb_sequence(struct vb_depositary *d, struct lodging *l,
				       struct vb_err *err);
/* Logs @l[0..n) in one transaction, the sequencer's lock held; @l[0] is this thread's,
 * the others wait for their turn.  VB_OK: each that is done says how it ended, and all
 * are; VB_CONFLICT, VB_UNKNOWN: try again. */
VB_MUST_CHECK enum vb_code vb_batch_run(struct vb_depositary *d, struct lodging **l,
					unsigned n, struct vb_err *err);
/* Signs the checkpoint that @l was woken for, in its thread. */
void vb_batch_seal(struct lodging *l);
/* vb_recheck: the id is that of the note. */
enum vb_code vb_recheck_id(void *ctx, uint64_t index, struct vb_view note,
			   const struct vb_hash *id, struct vb_err *err);

/* ---- release.c ---- */

#define RELEASE_MAX 4096

/* A release of our own, as it enters a batch. */
struct release {
	struct release *next;	/* in its batch */
	uint8_t note[RELEASE_MAX];
	size_t len;
	struct vb_act act;
};
/* Signs the release that the receipt @index of the fold calls for; @identity: of
 * the copy. */
VB_MUST_CHECK enum vb_code vb_release_make(const struct vb_depositary *d,
					   const struct table *t, const struct vb_act *receipt,
					   uint32_t index, struct vb_view identity,
					   int64_t now, struct release *out,
					   struct vb_err *err);

/* ---- founding.c, charter.c, reading.c, cosign.c: the other requests ---- */

typedef enum vb_code vb_op_fn(struct vb_depositary *d, const struct vb_request *req,
			      struct vb_reply *reply, struct vb_err *err);
vb_op_fn vb_op_draft_put, vb_op_draft_get, vb_op_seat_put, vb_op_seats, vb_op_checkpoint,
	vb_op_checkpoints, vb_op_entries, vb_op_head, vb_op_find, vb_op_copy_put,
	vb_op_copy_get, vb_op_copy_held, vb_op_cosign, vb_op_tile, vb_op_pass, vb_op_register,
	vb_op_register_tile, vb_op_register_growth, vb_op_registrations;

/* ---- pass.c ---- */

VB_MUST_CHECK enum vb_code vb_passes_open(struct vb_depositary *d, struct vb_err *err);
void vb_passes_close(struct vb_depositary *d);

/* ---- tiles.c ---- */

VB_MUST_CHECK enum vb_code vb_tiles_open(struct vb_depositary *d, struct vb_err *err);
void vb_tiles_close(struct vb_depositary *d);
/* The hashes of @t, which is no tile of entries and is all there. */
VB_MUST_CHECK enum vb_code vb_tile_make(struct vb_depositary *d, const struct vb_hash *log,
					const struct vb_tile *t,
					struct vb_hash out[static VB_TILE_WIDTH],
					struct vb_err *err);
/* The tile @name of @log; @size: of its first entries only; NULL: of all. */
VB_MUST_CHECK enum vb_code vb_tile_answer(struct vb_depositary *d, const struct vb_hash *log,
					  struct vb_view name, const uint64_t *size,
					  struct vb_reply *reply, struct vb_err *err);

/* ---- shelf.c: full tiles of higher levels, on disk ---- */

VB_MUST_CHECK enum vb_code vb_shelf_open(struct vb_depositary *d, const char *dir,
					 struct vb_err *err);
/* Whether @t is one of those that are kept. */
bool vb_shelved(const struct vb_tile *t);
VB_MUST_CHECK bool vb_shelf_get(const struct vb_depositary *d, const struct vb_hash *log,
				const struct vb_tile *t,
				struct vb_hash out[static VB_TILE_WIDTH]);
void vb_shelf_put(const struct vb_depositary *d, const struct vb_hash *log,
		  const struct vb_tile *t, const struct vb_hash hash[static VB_TILE_WIDTH]);

/* ---- register.c, registered.c, cosigners.c: the register (format.md 6.8) ---- */

/* Who is to cosign; several threads may judge by it while another takes its place. */
struct vb_cosigners {
	atomic_uint users;
	struct vb_policy *policy;
};
/* Its locks: beat is held through a burst and the asking, and is outside of all others;
 * lock for a few instructions, and nothing is locked inside it. */
struct vb_register {
	struct vb_hash id;		/* of its log in the store */
	struct vb_vkey key;		/* our log key under its origin */
	char *mark, *shown, *agreed;	/* paths of the files beside the keys */
	pthread_mutex_t beat;
	struct vb_registering how;
	uint64_t known[VB_POLICY_MAX];	/* what each cosigner has cosigned last */
	pthread_mutex_t lock;		/* of everything below */
	struct vb_cosigners *cosigners;	/* NULL: nobody cosigns, nothing waits for it */
	struct buffer published;	/* whole note */
	uint64_t published_size;
	int64_t looked;			/* when the database was last asked how far it is, */
	int64_t tried;			/* and when what it has for what may be shown */
	uint64_t tried_size;		/* how far it was then */
};
/* To be let go; NULL: there are none. */
struct vb_cosigners *vb_cosigners_hold(struct vb_register *r);
void vb_cosigners_drop(struct vb_cosigners *c);

/* Reads where the register stands, and compares it with what was published: VB_REFUSED:
 * the database has been set back. */
VB_MUST_CHECK enum vb_code vb_register_open(struct vb_depositary *d, const char *dir,
					    struct vb_err *err);
void vb_register_close(struct vb_depositary *d);
/* The register's tree, from tiles that are all there at @size: @ctx of vb_register_node(). */
struct vb_register_tree {
	struct vb_depositary *d;
	uint64_t size;
};
/* Node @index of @level (vb_nodes). */
enum vb_code vb_register_node(void *ctx, unsigned level, uint64_t index, struct vb_hash *out,
			      struct vb_err *err);
/* The key of the entry @counter of @table. */
void vb_register_key(const struct vb_depositary *d, const struct vb_hash *table,
		     uint64_t counter, struct vb_hash *out);
/* @note (text, log line, clock line) with @lines; whether the policy lets it be published. */
VB_MUST_CHECK enum vb_code vb_register_complete(struct vb_depositary *d, struct vb_view note,
						struct vb_view lines, struct buffer *out,
						struct vb_err *err);
/* Shows @note to the world, unless a larger one is shown already, or, but for @again, one of
 * that size; takes the buffer. */
void vb_register_publish(struct vb_depositary *d, struct buffer *note, uint64_t size,
			 bool again);
/* What is shown, from the file that remembers it; a spoilt one says nothing. */
void vb_register_recall(struct vb_depositary *d);
/* How far the world is shown the register; 0: nothing. */
uint64_t vb_register_shown(struct vb_depositary *d);
/* Asks all of them to cosign the checkpoint of @size and publishes it when
 * the policy is met; its beat held.  @again: their dates are to be younger than those that
 * are kept. */
VB_MUST_CHECK enum vb_code vb_register_ask(struct vb_depositary *d, const struct head *head,
					   bool again, struct vb_burst *out,
					   struct vb_err *err);

/* The seats of a draft, read; views into @bytes. */
struct seats {
	struct vb_act draft;
	uint8_t *draft_bytes;
	unsigned n;
	struct vb_seat seat[VB_PARTIES_MAX];
	struct vb_view secret[VB_PARTIES_MAX];	/* founding keys; empty once open */
	uint8_t *bytes[VB_PARTIES_MAX];
	size_t len[VB_PARTIES_MAX];
};
/* charter.c: signs the charter with all founding keys and logs it; the seats are
 * complete.  Idempotent. */
VB_MUST_CHECK enum vb_code vb_charter_open(struct vb_depositary *d, const struct seats *s,
					   struct vb_hash *table, struct vb_err *err);
