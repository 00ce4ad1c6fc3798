/*
 * depositary: sequencing, escrow and release of one or many tables; answers a
 * post.  It is blind: it sees acts, ciphertexts and one-time identities of outer
 * layers, never a paper.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "record/record.h"
#include "store/store.h"
#include "post/post.h"

struct vb_depositary;

/*
 * Opens the folder @dir: depositary.db and depositary.key (mode 0600, PRIVATE+KEY
 * lines of its act, clock and log keys).  With @create the folder, a name (from
 * @name, 1*32(a-z 0-9 -)) and keys are made if there are none; otherwise
 * VB_NOT_FOUND.  Several processes may have it open at once.
 */
VB_MUST_CHECK enum vb_code vb_depositary_open(const char *dir, const char *name,
					      bool create, struct vb_clock clock,
					      struct vb_rng rng, struct vb_depositary **out,
					      struct vb_err *err);
/* The same with its logs in the PostgreSQL database at @url (vb_store_open_at()); the folder
 * @dir holds the keys alone.  @url NULL: in the folder. */
VB_MUST_CHECK enum vb_code vb_depositary_open_at(const char *dir, const char *url,
						 const char *name, bool create,
						 struct vb_clock clock, struct vb_rng rng,
						 struct vb_depositary **out,
						 struct vb_err *err);
void vb_depositary_close(struct vb_depositary *d);

/* A post that this depositary answers in process; valid until it is closed.  May
 * be asked by several threads at once: lodgings queue up while one commits, and
 * up to 256 share a transaction and a checkpoint. */
struct vb_post vb_depositary_post(struct vb_depositary *d);

/* ---- how long copies are kept ---- */

/* A copy is erased @days after the last hand-over that names it was over: released,
 * withdrawn, refused, or not collected in time; never while one is contested. */
struct vb_retention {
	uint64_t days;
	/* Whether the table, or the copy, is not to be touched; asked just before each is
	 * erased.  NULL: nothing is held. */
	bool (*held)(void *ctx, const struct vb_hash *table, const struct vb_hash *copy);
	void *ctx;
};
/* Copies that were due, and what became of them. */
struct vb_swept {
	uint64_t due, erased, held;
};
/* Erases what is due, and collects the bytes of what is erased and of what was begun a day ago
 * and is not finished.  @how NULL: collects only.  VB_FALSE and others: a log could not be
 * read, and nothing more was erased. */
VB_MUST_CHECK enum vb_code vb_depositary_sweep(struct vb_depositary *d,
					       const struct vb_retention *how,
					       struct vb_swept *out, struct vb_err *err);

/* Crash points of the simulation: called with a step's name ("copy-piece", "copy-stored",
 * "copy-erased", "copy-collected", "enqueued", "signed", "committed", "published"); returning
 * true makes the depositary stop there as if killed (its post then answers VB_IO for ever). */
void vb_depositary_on_step(struct vb_depositary *d, bool (*crash)(void *ctx, const char *step),
			   void *ctx);

/* The card that VB_OP_INFO answers, "verbale-depositary/1": lines `name NAME`,
 * `key act VKEY`, `key clock VKEY`, `log BASE64` (the log key's public half: its
 * vkey takes a table's origin as name). */
struct vb_card {
	char name[VB_NAME_MAX + 1];
	struct vb_vkey act, clock;
	uint8_t log[32];
};
VB_MUST_CHECK enum vb_code vb_card_parse(struct vb_view v, struct vb_card *out,
					 struct vb_err *err);

/* ---- the register (format.md 6.8), and those who cosign it ---- */

/* What a cosigner answers to add-checkpoint (C2SP tlog-witness). */
struct vb_cosigner_answer {
	unsigned status;
	bool is_size;		/* of the type text/x.tlog.size */
	uint8_t body[16384];
	size_t len;
};
/* How the register is kept. */
struct vb_registering {
	unsigned width;		/* entries of a burst, at least: 1 to 4096 */
	struct vb_view policy;	/* C2SP tlog-policy with an address for each witness; empty:
				 * nobody is asked.  Not needed after the call */
	/* Asks the cosigner at @url; by several threads at once; returns within seconds.
	 * Anything but VB_OK: no answer came, for the reason in @err. */
	enum vb_code (*submit)(void *ctx, const char *url, struct vb_view body,
			       struct vb_cosigner_answer *out, struct vb_err *err);
	void *ctx;
};
/* From now on so; may be called again.  VB_MALFORMED: the policy; VB_USAGE: a witness in it
 * has no address. */
VB_MUST_CHECK enum vb_code vb_depositary_registering(struct vb_depositary *d,
						     const struct vb_registering *how,
						     struct vb_err *err);
/* The key that signs the register, under its origin. */
const struct vb_vkey *vb_depositary_register_key(const struct vb_depositary *d);
/* What became of a burst, or of asking again. */
struct vb_burst {
	uint64_t size;		/* of the register */
	uint64_t published;	/* of its checkpoint that the world is shown; 0: of none */
	bool done;		/* there was one, and it is ours */
	unsigned registered;	/* tables */
	unsigned left_out;	/* tables whose newest checkpoint cannot be read */
	unsigned asked, cosigned;
	struct vb_unwilling {
		char name[VB_KEYNAME_MAX + 1];
		char sentence[200];
	} unwilling[VB_POLICY_MAX];	/* asked minus cosigned of them */
};
/*
 * Registers the newest checkpoint of every table that has grown, fills up with entries that
 * hold nothing, and asks the cosigners.  Does nothing but look if the newest burst (of another
 * process, perhaps) is younger than @seconds.  VB_REFUSED: the database was set back.
 */
VB_MUST_CHECK enum vb_code vb_depositary_burst(struct vb_depositary *d, unsigned seconds,
					       struct vb_burst *out, struct vb_err *err);
/* Asks the cosigners again at the size that is published: a younger date shows that nothing
 * has come since. */
VB_MUST_CHECK enum vb_code vb_depositary_date_again(struct vb_depositary *d,
						    struct vb_burst *out, struct vb_err *err);

/* ---- a witness of other logs (C2SP tlog-witness) ---- */

struct vb_witness;

/*
 * Opens the folder @dir: witness.db and witness.key (mode 0600, one PRIVATE+KEY line of type
 * 0x04).  With @name, the name of its key, both are made if there are none; NULL: it must be
 * there, VB_NOT_FOUND.  It knows no logs yet.
 */
VB_MUST_CHECK enum vb_code vb_witness_open(const char *dir, const char *name,
					   struct vb_clock clock, struct vb_rng rng,
					   struct vb_witness **out, struct vb_err *err);
void vb_witness_close(struct vb_witness *w);
const struct vb_vkey *vb_witness_key(const struct vb_witness *w);
/* The logs that it cosigns: the `log` lines of a C2SP tlog-policy, in place of those before. */
VB_MUST_CHECK enum vb_code vb_witness_logs(struct vb_witness *w, struct vb_view policy,
					   struct vb_err *err);
/* What add-checkpoint answers: 200 and a cosignature line; 400, 403, 404, 409 (the size,
 * as text/x.tlog.size), 422, 503 and 507 with a sentence. */
struct vb_witness_answer {
	unsigned status;
	bool is_size;
	char body[1024];
	size_t len;
};
void vb_witness_add(struct vb_witness *w, struct vb_view body, struct vb_witness_answer *a);
/* The newest checkpoint that it cosigned of the log whose origin has this SHA-256; *out
 * malloc'd, caller frees.  VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_witness_get(struct vb_witness *w, const struct vb_hash *origin,
					  uint8_t **out, size_t *len, struct vb_err *err);
