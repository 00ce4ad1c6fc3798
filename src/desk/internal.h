/*
 * desk, inside: what the files of this room share.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "desk/desk.h"

#define VB_SEALS_MAX 16		/* seal identities that a desk keeps: the newest, and older */
#define VB_SENTENCE_MAX 2048 /* bytes of what a prompt shows, unless an act is shown whole */

/* ---- pile.c: bytes copied out of a scan, paths, hex names ---- */

struct vb_bytes {
	uint8_t *ptr;
	size_t len;
};
struct vb_pile {
	struct vb_bytes *row;
	size_t n, cap;
};
enum vb_code vb_pile_add(struct vb_pile *r, struct vb_view bytes, struct vb_err *err);
void vb_pile_free(struct vb_pile *r);
/* A vb_row_fn that adds to the struct vb_pile at @ctx. */
enum vb_code vb_pile_row(void *ctx, uint64_t index, const struct vb_hash *id,
			 struct vb_view bytes);
struct vb_view vb_pile_view(const struct vb_pile *r, size_t i);
/* All as views, malloc'd, caller frees; NULL: memory. */
struct vb_view *vb_pile_views(const struct vb_pile *r);

/* "u32 length || bytes" one after another: how several things share one box. */
enum vb_code vb_frames_get(struct vb_cabinet *c, const char *name, struct vb_pile *out,
			   struct vb_err *err);
enum vb_code vb_frames_put(struct vb_cabinet *c, const char *name, const struct vb_pile *in,
			   struct vb_err *err);

/* Whether we have signed the act @id, and the log does not have it yet. */
enum vb_code vb_outbox_has(struct vb_cabinet *c, const struct vb_hash *id, bool *yes,
			   struct vb_err *err);

/* VB_MEMORY, in words; here, so that a compiler sees that it is never VB_OK. */
static inline enum vb_code vb_no_room(struct vb_err *err)
{
	vb_fail(err, VB_MEMORY, "", "", "memory is short");
	return VB_MEMORY;
}
/* DIR/NAME, malloc'd; NULL: memory. */
char *vb_path(const char *dir, const char *name);
/* "<64 hex>" or "<64 hex>/ADDRESSEE": names in boxes; @out: 128 bytes. */
void vb_box_name(char out[static 128], const struct vb_hash *id, const char *addressee);
/* NUL-terminated copy of a short view, cut where it must be. */
void vb_view_copy(char *out, size_t cap, struct vb_view v);
/* "NORD" for "nord"; @out: 66 bytes. */
const char *vb_name_upper(char out[static 66], const char *name);
/* "nord" for "NORD"; false if it is no name then. */
bool vb_lower_name(char out[static VB_NAME_MAX + 1], struct vb_view v);

/* ---- keys.c ---- */

struct vb_ring {
	struct vb_secret *act;		/* NULL: the agent has it */
	struct vb_secret *cosign;	/* NULL: an office has none */
	struct vb_secret *seal[VB_SEALS_MAX]; /* newest first */
	unsigned nseals;
	struct vb_vkey act_key, cosign_key;
};
void vb_ring_free(struct vb_ring *k);
/* New keys of @name; @cosign: a party's, which cosigns. */
enum vb_code vb_ring_new(struct vb_ring *k, const char *name, bool cosign, struct vb_rng rng,
			 struct vb_err *err);

/* How key files are kept: one passphrase for all that are made together. */
struct vb_lock {
	bool plain;
	char phrase[1024];
};
/* Asks for a fresh passphrase unless @plain; wipe after use. */
enum vb_code vb_lock_make(struct vb_lock *l, bool plain, const struct vb_world *w,
			  struct vb_err *err);
/* Writes desk.key; @mode as vb_file_write(), VB_FILE_SECRET is added. */
enum vb_code vb_ring_write(const char *path, const struct vb_ring *k, const struct vb_lock *l,
			   int mode, struct vb_rng rng, struct vb_err *err);
/* Reads desk.key; asks for the passphrase if it has one. */
enum vb_code vb_ring_read(const char *path, const struct vb_world *w, struct vb_ring *out,
			  struct vb_err *err);
enum vb_code vb_recovery_write(const char *path, const struct vb_secret *s,
			       const struct vb_vkey *pub, const struct vb_lock *l,
			       struct vb_rng rng, struct vb_err *err);
enum vb_code vb_recovery_read(const char *path, const struct vb_world *w,
			      struct vb_vkey *pub, struct vb_secret **out,
			      struct vb_err *err);
/* VB_REFUSED if others could read it; *out: as it stands, malloc'd, caller wipes and frees. */
enum vb_code vb_keyfile_read(const char *path, uint8_t **out, size_t *len, struct vb_err *err);
/* The same; *wrapped: it wants a passphrase. */
enum vb_code vb_keyfile_look(const char *path, bool *wrapped, struct vb_err *err);

/* Makes the keys of @d available: reads desk.key if that has not been done. */
enum vb_code vb_desk_keys(struct vb_desk *d, struct vb_err *err);
/* The same, but asks nobody: false if a passphrase would be needed. */
bool vb_desk_keys_quietly(struct vb_desk *d);
enum vb_code vb_desk_signer(struct vb_desk *d, struct vb_signer *out, struct vb_err *err);
/* VB_REFUSED: what is sealed to our party now, this desk of an office cannot open. */
enum vb_code vb_desk_holds_seal(struct vb_desk *d, struct vb_err *err);
/* Seals to our own seal key, as the table knows it; *out: malloc'd, caller frees. */
enum vb_code vb_desk_seal(struct vb_desk *d, struct vb_view plain, uint8_t **out, size_t *len,
			  struct vb_err *err);
/* Opens with any seal identity that we have; *out: malloc'd, caller wipes and frees. */
enum vb_code vb_desk_unseal(struct vb_desk *d, struct vb_view sealed, uint8_t **out,
			    size_t *len, struct vb_err *err);

/* ---- agent.c: the act key in an ssh-agent ---- */

struct vb_agent {
	const char *socket;	/* borrowed from the world */
	struct vb_vkey vkey;
};
/* Finds "SHA256:..." or a note vkey among the agent's Ed25519 keys. */
enum vb_code vb_agent_find(const char *socket, const char *which, uint8_t pub[static 32],
			   struct vb_err *err);
/* What the agent signs has been verified.  @a outlives the signer. */
struct vb_signer vb_signer_agent(struct vb_agent *a);

/* ---- access.c: who we are to a server ---- */

struct vb_access {
	struct vb_secret *key;		/* of access.key; NULL: not read yet */
	struct vb_vkey vkey;
	struct vb_pile passes;		/* oldest first */
	struct vb_credential who;	/* the pass that holds now, and the key */
	uint32_t facts;			/* entries of the log when that was chosen */
};
/* Where that of a desk is kept. */
struct vb_access_place {
	const char *dir;
	struct vb_cabinet *cab;
	const char *chain;
	const struct vb_hash *draft;
	struct vb_rng rng;
	bool writable;
};
void vb_access_free(struct vb_access *a);
/* Of a desk that is being made. */
enum vb_code vb_access_new(const struct vb_access_place *at, const struct vb_signer *act,
			   struct vb_err *err);
/* Tells d->post who we are, where it wants to know: before each question.  Fails where
 * the key for requests is there and cannot be read. */
enum vb_code vb_access_introduce(struct vb_desk *d, struct vb_err *err);
/* A pass by @act, which is at hand anyway, where there is none that holds. */
void vb_access_renew(struct vb_desk *d, const struct vb_signer *act);
/* Makes a pass by @act, a key that the table knows or soon will. */
enum vb_code vb_access_add(struct vb_desk *d, const struct vb_signer *act,
			   struct vb_err *err);

/* ---- load.c: the desk in memory ---- */

/* What VB_BOX_META holds under "desk": who we are. */
struct vb_identity_card {
	char party[VB_NAME_MAX + 1];
	char office[VB_NAME_MAX + 1];	/* "": the party itself */
	char address[1024];
	struct vb_hash draft;
	struct vb_hash table;
	bool open;			/* every seat is taken, table is set */
	bool seated;			/* the depositary has our seat */
	struct vb_vkey agent;		/* the act key in ssh-agent; name "": none */
};
enum vb_code vb_card_save(struct vb_cabinet *c, const struct vb_identity_card *card,
			  struct vb_err *err);

struct vb_desk {
	char *dir;
	int lock;			/* -1: read only */
	bool dead;			/* a crash point stopped it */
	struct vb_world world;
	struct vb_cabinet *cab;
	struct vb_identity_card card;
	char chain[66];			/* "nord", "nord/legal" */
	struct vb_fold *fold;
	struct vb_tree *tree;
	struct vb_mark *mark;		/* rising by size */
	int64_t *latest, *earliest;	/* time of marks up to this one; from this one on */
	size_t nmarks;
	uint64_t dated;			/* size up to which the depositary gave all marks */
	uint8_t *checkpoint;		/* newest, of the tree's size */
	size_t checkpoint_len;
	struct vb_vkey log_key, clock_key;
	struct vb_post post;
	bool connected;
	bool online;			/* the last sync went through */
	struct vb_ring keys;
	bool keys_loaded;
	struct vb_agent agent;
	struct vb_access access;
	char fault[512];		/* the log is at fault: nothing is signed; "" */
	char damage[512];		/* the cabinet contradicts itself; "" */
	char stuck[512];		/* the depositary refuses an own act; "" */
	struct vb_hash stuck_act;	/* that one */
	char no_room[360];		/* the depositary could not keep what was sent; "" */
};

/* Opens the cabinet in @dir, which must be there; takes the lock where @write. */
enum vb_code vb_desk_begin(const char *dir, bool write, const struct vb_world *w,
			   struct vb_desk **out, struct vb_err *err);
/* Reads the record of the cabinet into fold, tree, marks.  Damage is noted in @d; where
 * it cannot be read, fold, tree and checkpoint stay as they are. */
enum vb_code vb_desk_load(struct vb_desk *d, struct vb_err *err);
/* VB_OK if @d may be used: not dead, not damaged; @write: and writable. */
enum vb_code vb_desk_usable(const struct vb_desk *d, bool write, struct vb_err *err);
/* VB_OK if the table is open as well. */
enum vb_code vb_desk_at_table(const struct vb_desk *d, bool write, struct vb_err *err);
/* The depositary's log and clock keys, of the draft's text. */
enum vb_code vb_draft_keys(const struct vb_act *draft, struct vb_vkey *log,
			   struct vb_vkey *clock, struct vb_err *err);
/* Our party's index in @f, or VB_NO_PARTY. */
uint8_t vb_desk_me(const struct vb_desk *d, const struct vb_fold *f);
/* Adds marks; of two of one size the earlier stays. */
enum vb_code vb_desk_add_marks(struct vb_desk *d, const struct vb_mark *m, size_t n,
			       struct vb_err *err);
/* The span that our marks give to entry @index: as vb_mark_span(), in O(log n). */
struct vb_span vb_desk_span(const struct vb_desk *d, uint64_t index);
/* Notes, and keeps, which log sizes the members' cosignatures on @c show. */
enum vb_code vb_desk_note_seen(struct vb_desk *d, const struct vb_checkpoint *c,
			       struct vb_err *err);
/* The newest note of the tree's size becomes d->checkpoint. */
enum vb_code vb_desk_set_checkpoint(struct vb_desk *d, struct vb_view note,
				    struct vb_err *err);
/* The crash point @step: true if the desk must stop there. */
bool vb_desk_crash(struct vb_desk *d, const char *step);
enum vb_code vb_desk_died(struct vb_err *err);
/* Asks the person; VB_REFUSED: no. */
enum vb_code vb_desk_ask(struct vb_desk *d, const char *sentence, struct vb_err *err);

/* The log with what waits to be logged behind it: own acts and carried ones, in an
 * order in which they can be lodged. */
struct vb_ahead {
	struct vb_fold *fold;
	struct vb_tree *tree;
	uint32_t base;			/* entries that are in the log */
	struct vb_pile pending;		/* note of act base + i */
	bool waiting;			/* an own act lacks signatures of others */
	char waits[96];			/* which */
};
/* @pending: false, the log alone. */
enum vb_code vb_ahead_make(struct vb_desk *d, bool pending, struct vb_ahead *a,
			   struct vb_err *err);
void vb_ahead_free(struct vb_ahead *a);
/* Its index, by citation; any epoch where none is given. */
enum vb_code vb_ahead_cited(const struct vb_fold *f, const char *citation, uint32_t *index,
			    struct vb_err *err);
/* Act @index, read; vb_loaded_free(). */
struct vb_loaded {
	uint8_t *note;
	size_t len;
	struct vb_act *act;
};
enum vb_code vb_ahead_act(struct vb_desk *d, const struct vb_ahead *a, uint32_t index,
			  struct vb_loaded *out, struct vb_err *err);
void vb_loaded_free(struct vb_loaded *l);

/* ---- sweep.c ---- */

/* Removes what killed processes left half written; with the lock. */
void vb_desk_sweep(const struct vb_desk *d);

/* ---- sync.c ---- */

/* Connects if that has not been done; who cannot be reached is VB_IO. */
enum vb_code vb_desk_post(struct vb_desk *d, const struct vb_request *req,
			  struct vb_reply *reply, struct vb_err *err);
/* Where entries come from: those from @from on, at most up to @to, into @out. */
struct vb_feed {
	enum vb_code (*entries)(void *ctx, uint64_t from, uint64_t to, struct vb_pile *out,
				struct vb_err *err);
	void *ctx;
	bool whole;			/* its marks are all that there are since d->dated */
};
/* A note of the log: size, root, and the clock's time; VB_FALSE if it is not one. */
struct vb_dated {
	uint64_t size;
	struct vb_hash root;
	int64_t time;		/* VB_TIME_NONE: not dated */
	struct vb_view note;
};
enum vb_code vb_dated_read(const struct vb_desk *d, struct vb_view note, struct vb_dated *out,
			   struct vb_err *err);
/* Brings in what @feed has up to @newest, with the dated checkpoints in @marks,
 * everything verified.  VB_FALSE: the log is at fault, evidence is kept. */
enum vb_code vb_desk_extend(struct vb_desk *d, const struct vb_feed *feed,
			    struct vb_view newest, const struct vb_pile *marks,
			    struct vb_err *err);
/* "u16 length || note" one after another, into a pile. */
enum vb_code vb_unframe(struct vb_view framed, struct vb_pile *out, struct vb_err *err);
/* A copy's ciphertext: from the cabinet, else from the depositary; checked. */
enum vb_code vb_desk_copy(struct vb_desk *d, const struct vb_hash *hash, uint64_t bytes,
			  uint8_t **out, size_t *len, struct vb_err *err);

/* Keeps @evidence of what @err says; @fork: from now on nothing is signed here.  VB_FALSE. */
enum vb_code vb_desk_keep_fault(struct vb_desk *d, bool fork, struct vb_view evidence,
				struct vb_err *err);

/* ---- registered.c: what the register has of this table ---- */

/* Asks for what is new, now and then, and holds the register to its past.  VB_FALSE: it is
 * at fault, or the log is; evidence is kept.  Who does not answer is no error. */
enum vb_code vb_registered_sync(struct vb_desk *d, struct vb_err *err);
/* Called for each registration that is kept, by rising counters; @size: of its checkpoint. */
typedef enum vb_code vb_registered_row(void *ctx, uint64_t size, struct vb_view text);
enum vb_code vb_registered_list(struct vb_desk *d, vb_registered_row *fn, void *ctx,
				struct vb_err *err);

/* ---- outbox.c: sending what was signed ---- */

/* Sends the outbox and carried acts of others.  VB_IO: nobody answers. */
enum vb_code vb_outbox_send(struct vb_desk *d, struct vb_err *err);
/* What made us stuck may be settled by what has come in since: by the act itself, or by one
 * that its chain went on with. */
void vb_outbox_look_again(struct vb_desk *d);
/* Keeps @note as an act that waits to be logged, though not of our own chain. */
enum vb_code vb_carry(struct vb_desk *d, struct vb_view note, bool *fresh,
		      struct vb_err *err);
/* Drops carried acts that are in the log by now, or never can be. */
enum vb_code vb_carried_tidy(struct vb_desk *d, unsigned *left, struct vb_err *err);

/* ---- making.c: one act, from fields to the log ---- */

struct vb_making {
	struct vb_desk *d;
	struct vb_compose c;
	char chain[66];
	char office[VB_NAME_MAX + 1];
	struct vb_ahead ahead;		/* with the candidate at its end, once composed */
	struct vb_view value[VB_FIELDS_MAX][VB_REPEAT_MAX];
	unsigned nvalues[VB_FIELDS_MAX];
	uint8_t *scratch;		/* of the values */
	struct vb_writer w;
	uint8_t *text;
	size_t text_len;
	uint8_t *note;			/* once signed */
	size_t note_len;
	struct vb_act *act;		/* of text */
	struct vb_required required;
	struct vb_signer signer[2];
	unsigned nsigners;
	bool missing;			/* others must sign, too */
};
/* Syncs, finds the chain's next position.  @office: NULL, the desk's own chain. */
enum vb_code vb_making_new(struct vb_desk *d, const char *kind, const char *office,
			   struct vb_making **out, struct vb_err *err);
void vb_making_free(struct vb_making *m);
/* One more value of field @name; what is wrong with it vb_making_compose() says. */
void vb_making_add(struct vb_making *m, const char *name, struct vb_view value);
void vb_making_str(struct vb_making *m, const char *name, const char *value);
void vb_making_id(struct vb_making *m, const char *name, const struct vb_hash *id);
void vb_making_time(struct vb_making *m, const char *name, int64_t t);
void vb_making_copy(struct vb_making *m, const char *name, const struct vb_copy *c);
/* Plain text; VB_MALFORMED where it cannot stand in an act. */
enum vb_code vb_making_words(struct vb_making *m, const char *name, const char *plain,
			     struct vb_err *err);
/* The index, in ahead, of the act that @citation (or its hex id) names; adds its id as
 * @name unless @name is NULL. */
enum vb_code vb_making_cite(struct vb_making *m, const char *name, const char *citation,
			    uint32_t *index, struct vb_err *err);
/* Composes the text; tries it on the fold: what would be void is refused. */
enum vb_code vb_making_compose(struct vb_making *m, struct vb_err *err);
/* Asks; then reads the keys. */
enum vb_code vb_making_confirm(struct vb_making *m, const char *sentence,
			       struct vb_err *err);
/* The kind's meaning and its sentence; @out: VB_SENTENCE_MAX bytes. */
enum vb_code vb_making_sentence(struct vb_making *m, char *out, struct vb_err *err);
/* Signs, keeps, sends, syncs. */
enum vb_code vb_making_sign(struct vb_making *m, struct vb_done *done, struct vb_err *err);
/* All in one: compose, ask, sign. */
enum vb_code vb_making_finish(struct vb_making *m, const char *sentence,
			      struct vb_done *done, struct vb_err *err);
/* The lines of @note that @r requires, in order, with those of @add put in; how many
 * are still missing. */
enum vb_code vb_lines_join(struct vb_writer *w, const struct vb_note *note,
			   const struct vb_required *r, const struct vb_signer *add,
			   unsigned nadd, unsigned *missing, struct vb_err *err);

/* ---- copies.c: sealing and opening papers ---- */

struct vb_sealed {
	char addressee[VB_NAME_MAX + 1];
	struct vb_copy copy;		/* its addressee views the field above */
	uint8_t *bytes;			/* as it travels */
	size_t len;
	struct vb_sealing *large;	/* in place of @bytes: sealed while it is read */
	uint8_t *secrets;		/* sealed: identity and age keys; NULL: own copy */
	size_t secrets_len;
	char part[40];			/* "": a copy; else an annex of ours, by this name */
};
/* Seals @paper for @addressee at @m's place; our own: no outer layer. */
enum vb_code vb_seal_copy(struct vb_making *m, const char *addressee, struct vb_view paper,
			  struct vb_sealed *out, struct vb_err *err);
void vb_sealed_free(struct vb_sealed *s);
/* An age file of @plain for @r; *out: malloc'd, caller frees.  @hash may be NULL; else it
 * receives the file's. */
enum vb_code vb_seal_to(const struct vb_recipient *r, const struct vb_age_keys *k,
			struct vb_view plain, uint8_t **out, size_t *len,
			struct vb_hash *hash, struct vb_err *err);
/* Keeps what was sealed, before the act that names it (@id) is signed. */
enum vb_code vb_keep_copies(struct vb_desk *d, const struct vb_hash *id,
			    const struct vb_sealed *s, unsigned n, struct vb_err *err);
/* Forgets what was kept for an act that was never signed. */
enum vb_code vb_forget_unsigned(struct vb_desk *d, struct vb_err *err);
/* The one-time identity of our own copy to @addressee, as text; caller wipes. */
enum vb_code vb_copy_identity(struct vb_desk *d, const struct vb_hash *act,
			      const char *addressee, char out[static VB_AGE_IDENTITY_LEN + 1],
			      struct vb_err *err);
/* The ephemeral secret of its inner stanza (format.md 7.6); caller wipes. */
enum vb_code vb_copy_ephemeral(struct vb_desk *d, const struct vb_hash *act,
			       const char *addressee, uint8_t out[static 32],
			       struct vb_err *err);
/* The copy line of @a for @addressee; false: none. */
bool vb_copy_for(const struct vb_act *a, struct vb_view addressee, struct vb_copy *out);
/* An opened copy from its box, checked against its act; views into *bytes, which the
 * caller wipes and frees. */
enum vb_code vb_copy_opened(struct vb_desk *d, const struct vb_act *a, uint8_t **bytes,
			    size_t *len, struct vb_opened *out, struct vb_copy *copy,
			    struct vb_err *err);
/* Writes papers/NAME.md; *path malloc'd. */
enum vb_code vb_paper_keep(struct vb_desk *d, const char *citation, struct vb_view paper,
			   char **path, struct vb_err *err);

/* ---- large.c: files that are too large for memory ---- */

#define VB_LARGE (2u << 20)	/* bytes above which one is sealed and opened in pieces */

/* One that is sealed for an addressee, or for ourselves, whenever it is read. */
struct vb_sealing;
/* @outer NULL: one layer.  What @plain reads must live as long. */
enum vb_code vb_sealing_new(struct vb_desk *d, const struct vb_pieces *plain,
			    const struct vb_recipient *inner, const struct vb_recipient *outer,
			    struct vb_sealing **out, struct vb_err *err);
struct vb_pieces vb_sealing_pieces(const struct vb_sealing *s);
void vb_sealing_free(struct vb_sealing *s);

/* One that the cabinet has, by its hash; pieces of it live as long as this. */
struct vb_kept {
	struct vb_cabinet *cab;
	struct vb_hash hash;
	struct vb_pieces pieces;
};
/* VB_NOT_FOUND. */
enum vb_code vb_kept_find(struct vb_desk *d, const struct vb_hash *hash, struct vb_kept *out,
			  struct vb_err *err);
enum vb_code vb_kept_put(struct vb_desk *d, const struct vb_hash *hash,
			 const struct vb_pieces *from, struct vb_err *err);
/* Found, or fetched from the depositary and kept. */
enum vb_code vb_kept_fetch(struct vb_desk *d, const struct vb_hash *hash, uint64_t bytes,
			   struct vb_kept *out, struct vb_err *err);
/* All of one that is not too large after all, for who wants it so: *out malloc'd. */
enum vb_code vb_kept_bytes(struct vb_desk *d, const struct vb_hash *hash, uint64_t max,
			   uint8_t **out, size_t *len, struct vb_err *err);
/* What stands in a box in place of one: its hash. */
size_t vb_kept_note(char out[static 96], const struct vb_hash *hash);
bool vb_kept_noted(struct vb_view box, struct vb_hash *hash);
/* Opens what is sealed to one of our seal keys. */
enum vb_code vb_desk_unsealing(struct vb_desk *d, const struct vb_pieces *sealed,
			       struct vb_age_opening **out, struct vb_err *err);

/* ---- receive.c ---- */

/* The identity of the release of @act's copy to us, in the log or in what was carried to us;
 * VB_NOT_FOUND: there is none yet. */
enum vb_code vb_released_identity(struct vb_desk *d, const struct vb_act *act,
				  const struct vb_copy *copy, struct vb_secret **out,
				  struct vb_err *err);

/* ---- annex.c: files that go along with a paper (format.md 7.2) ---- */

#define VB_ANNEXES_BYTES (1ull << 34)	/* of all that one act seals */

/* @paper with a leaf for each annex behind it; *out: malloc'd, caller wipes and frees. */
enum vb_code vb_annex_paper(struct vb_view paper, const struct vb_annex *annex, unsigned n,
			    uint8_t **out, size_t *len, struct vb_err *err);
/* Seals @annex for the addressee of @copy, under its outer recipient; @copy our own: to
 * ourselves. */
enum vb_code vb_annex_seal(struct vb_desk *d, const struct vb_annex *annex,
			   const struct vb_sealed *copy, struct vb_sealed *out,
			   struct vb_err *err);

/* ---- prove.c ---- */

/* A proof of @acts, and of what they rest on (NULL: of the whole log), with what @with
 * discloses besides. */
enum vb_code vb_prove_with(struct vb_desk *d, const uint32_t *acts, unsigned n,
			   const struct vb_proof_parts *with, FILE *f, struct vb_err *err);

/* ---- takeout.c ---- */

/* The dated checkpoints that we have, rising, one per size, up to our size: all, or those
 * of d->mark[i] where @want[i]. */
enum vb_code vb_desk_dated_notes(struct vb_desk *d, const bool *want, struct vb_pile *out,
				 struct vb_err *err);
/* The texts of the kept registrations that @want wants, in the order of vb_registered_list()
 * (NULL: of all), and that the log covers. */
enum vb_code vb_desk_registrations(struct vb_desk *d, const bool *want, struct vb_pile *out,
				   struct vb_err *err);
/* A bundle; with @outbox a pouch. */
enum vb_code vb_desk_archive(struct vb_desk *d, const struct vb_pile *outbox,
			     const struct vb_pile *copies, FILE *f, struct vb_err *err);

/* ---- invitation.c ---- */

struct vb_invitation {
	char at[1024];
	struct vb_view text;	/* of the draft; a view into what was read, as are its fields */
	struct vb_act draft;
	struct vb_hash id;
	char words[18];		/* for who joins to fill: they cost some time */
};
enum vb_code vb_invitation_read(struct vb_view v, struct vb_invitation *out,
				struct vb_err *err);
/* The role of @name in the draft; empty: it is not invited. */
struct vb_view vb_invitation_role(const struct vb_invitation *in, const char *name);

/* ---- founding.c, join.c ---- */

/* Sends what founding or joining still owes; fetches the charter once it is there. */
enum vb_code vb_founding_sync(struct vb_desk *d, struct vb_err *err);
/* @charter, the log's first entry, is the one that our draft and seat make. */
enum vb_code vb_founding_check(struct vb_desk *d, struct vb_view charter, struct vb_err *err);
/* A desk in the making. */
struct vb_new_desk {
	const char *dir;
	const struct vb_world *w;
	struct vb_identity_card card;
	struct vb_ring keys;
	struct vb_lock lock;
	struct vb_cabinet *cab;
	bool asks;			/* to be admitted to a table that is open */
	bool begun;			/* desk.key is ours, and so is what comes after it */
	bool finished;			/* the card is kept: there is a desk */
};
/* Makes @dir, or folder @name in it, unless it is there. */
enum vb_code vb_make_folder(const char *dir, const char *name, struct vb_err *err);
/* Whether there is a file @name in @dir. */
enum vb_code vb_is_there(const char *dir, const char *name, bool *there, struct vb_err *err);
/* VB_REFUSED if there is a desk in @dir already. */
enum vb_code vb_no_desk_in(const char *dir, struct vb_err *err);
/* The act key is in the agent, not in the file, where @k says so. */
enum vb_code vb_new_desk_keys(struct vb_new_desk *n, const struct vb_keeping *k,
			      const char *chain, bool cosign, struct vb_err *err);
/* Makes folder, desk.key and cabinet; of two who try, one. */
enum vb_code vb_new_desk_folder(struct vb_new_desk *n, struct vb_err *err);
/* Makes the desk with our seat, opens it, and sends the seat. *out is set as soon as
 * there is a desk, whatever comes of the sending. */
enum vb_code vb_seat_take(struct vb_new_desk *n, struct vb_view draft, struct vb_desk **out,
			  struct vb_err *err);
/* The card, after all else: with it there is a desk. */
enum vb_code vb_new_desk_finish(struct vb_new_desk *n, struct vb_err *err);
/* What was begun and not finished is removed again. */
void vb_new_desk_free(struct vb_new_desk *n);

/* ---- carried.c: seats that are carried (format.md 9.8) ---- */

/* Whether @v begins like one. */
bool vb_is_carried_seat(struct vb_view v);
/* Views into what was read; the seat's signature is not checked. */
struct vb_carried_seat {
	struct vb_view secret, draft, seat;
	struct vb_hash id;		/* of the draft */
};
enum vb_code vb_carried_seat_parse(struct vb_view v, struct vb_carried_seat *out,
				   struct vb_err *err);
/* Our own, for somebody who reaches the depositary; *out: malloc'd, caller wipes, frees. */
enum vb_code vb_carried_seat(struct vb_desk *d, uint8_t **out, size_t *len, struct vb_err *err);

/* Takes the carried seat in @file to the depositary. */
enum vb_code vb_seat_deliver(struct vb_desk *d, struct vb_view file, struct vb_pouch_news *news,
			     struct vb_err *err);

/* ---- admission.c: a table that is open takes in a member (format.md 5.1.11) ---- */

/* Our request, as the principals must have it. */
enum vb_code vb_request_write(struct vb_desk *d, const char *dir, char **path,
			      struct vb_err *err);
/* If we have been admitted and have not taken our seat: asks, and takes it. */
enum vb_code vb_seat_admitted(struct vb_desk *d, bool *seated, struct vb_err *err);
/* The fields of `admit` from the request in @path. */
enum vb_code vb_admit_from(struct vb_making *m, const char *path, const char *role,
			   struct vb_err *err);

/* What the depositary says of itself (VB_OP_INFO). */
struct vb_card_read {
	char name[VB_NAME_MAX + 1];
	struct vb_vkey act, clock;
	uint8_t log[32];
};
enum vb_code vb_card_ask(const struct vb_post *p, struct vb_card_read *out,
			 struct vb_err *err);

/* ---- rekey.c ---- */

/* Whether the table knows the key in desk.key.next, and desk.key is to give way to it. */
enum vb_code vb_rekey_waits(struct vb_desk *d, bool *waits, struct vb_err *err);
/* Then puts it in its place. */
enum vb_code vb_rekey_adopt(struct vb_desk *d, struct vb_err *err);
