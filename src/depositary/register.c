/*
 * The register: one log for all tables, blinded, in bursts at a fixed cadence
 * (format.md 6.8).
 *
 * SPDX-License-Identifier: ISC
 *
 * Nothing is owed to the register but what the logs themselves say: a table waits for its
 * entry as long as its log is larger than what is registered of it, and the store tells
 * which do.  A crash between a table's commit and its burst loses nothing.
 *
 * A file beside the keys, register.mark, remembers the newest size and root that were
 * committed here.  A database that was brought back from an older copy has not come that
 * far, or has come there otherwise: then this depositary signs nothing more.
 */
#include "depositary/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHAIN "register"
#define BEHIND_MAX 65536u	/* tables of one burst, the oldest first: others wait */
#define CLOCKS_APART 60		/* seconds, of two servers with one database */
#define MARK_FILE "register.mark"
#define SHOWN_FILE "register.checkpoint"
#define AGREED_FILE "register.policy"
#define MARK_MAX 256u

/* ---- keys of its entries ---- */

/* Labels of HMAC inputs: ours alone, no verifier ever makes such a key. */
#define TABLE_LABEL "verbale-register-table/1\n"
#define KEY_LABEL "verbale-register-key/1\n"

void vb_register_key(const struct vb_depositary *d, const struct vb_hash *table,
		     uint64_t counter, struct vb_hash *out)
{
	uint8_t seed[32], msg[sizeof(TABLE_LABEL) - 1 + 32];
	struct vb_hash mine;
	struct vb_writer w;

	vb_writer_init(&w, msg, sizeof(msg));
	vb_put_str(&w, TABLE_LABEL);
	vb_put_view(&w, vb_view(table->b, sizeof(table->b)));
	vb_secret_export(d->log, seed);
	vb_hmac(vb_view(seed, sizeof(seed)), vb_written(&w), &mine);
	vb_wipe(seed, sizeof(seed));
	vb_writer_init(&w, msg, sizeof(msg));
	vb_put_str(&w, KEY_LABEL);
	vb_put_be64(msg + w.len, counter);
	vb_hmac(vb_view(mine.b, sizeof(mine.b)), vb_view(msg, w.len + 8), out);
	vb_wipe(&mine, sizeof(mine));
}

/* ---- its tree, from tiles ---- */

enum vb_code vb_register_node(void *ctx, unsigned level, uint64_t index, struct vb_hash *out,
			      struct vb_err *err)
{
	struct vb_register_tree *tree = ctx;
	struct vb_depositary *d = tree->d;
	unsigned within = level % 8;
	uint64_t first = index << within;	/* of the hashes that it covers, in its level */
	struct vb_tile t = {.level = level / 8, .index = first / VB_TILE_WIDTH};
	struct vb_hash hash[VB_TILE_WIDTH], *h = hash + first % VB_TILE_WIDTH;
	enum vb_code code;

	/* As wide as there is: one tile serves every size. */
	t.width = vb_tile_width(tree->size, t.level, t.index);
	if (t.width < (unsigned)(first % VB_TILE_WIDTH) + (1u << within))
		return vb_fail(err, VB_NOT_FOUND, "6.8", "register",
			       "it has %llu entries, and no such node",
			       (unsigned long long)tree->size);
	code = vb_tile_make(d, &d->reg->id, &t, hash, err);
	if (code != VB_OK)
		return code;
	for (unsigned n = 1u << within; n > 1; n /= 2) {
		for (unsigned i = 0; i < n / 2; i++)
			vb_node_hash(&h[2 * i], &h[2 * i + 1], &h[i]);
	}
	*out = h[0];
	return VB_OK;
}

/* ---- where it stands ---- */

static enum vb_code read_state(struct vb_depositary *d, const struct vb_log_state *st,
			       struct head *out, struct vb_frontier *frontier,
			       struct vb_err *err)
{
	struct vb_hash root;
	enum vb_code code = vb_head_read(d, &d->reg->key,
					 vb_view(st->checkpoint, st->checkpoint_len), out, err);

	if (code != VB_OK)
		return code;
	if (!vb_frontier_parse(vb_view(st->frontier, st->frontier_len), frontier))
		return vb_fail(err, VB_FALSE, "6.8", "register", "its frontier cannot be read");
	vb_frontier_root(frontier, &root);
	if (frontier->size != st->size || out->size != st->size || !vb_hash_eq(&root, &out->root))
		return vb_fail(err, VB_FALSE, "6.8", "register",
			       "its %llu entries are not those of its newest checkpoint: have the"
			       " database examined",
			       (unsigned long long)st->size);
	return VB_OK;
}

/* All zero while it has no entry.  @h is not locked. */
static enum vb_code read_head(struct vb_depositary *d, struct handle *h, struct head *out,
			      struct vb_frontier *frontier, struct vb_err *err)
{
	struct vb_log_state st = {0};
	enum vb_code code;

	*out = (struct head){.time = VB_TIME_NONE};
	*frontier = (struct vb_frontier){0};
	pthread_mutex_lock(&h->mutex);
	code = vb_log_load(h->store, &d->reg->id, &st, err);
	pthread_mutex_unlock(&h->mutex);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code == VB_OK)
		code = read_state(d, &st, out, frontier, err);
	vb_log_state_free(&st);
	return code;
}

/* ---- the mark ---- */

static enum vb_code read_mark(struct vb_depositary *d, struct head *out, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	struct vb_cursor c;
	enum vb_code code = vb_file_read(d->reg->mark, MARK_MAX, &bytes, &len, err);

	*out = (struct head){0};
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code != VB_OK)
		return code;
	vb_cursor_init(&c, vb_view(bytes, len), err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-register-mark/1") ||
	    !vb_dec_parse(vb_cursor_field(&c, "size"), &out->size) ||
	    !vb_hash_parse(vb_cursor_field(&c, "root"), &out->root))
		vb_cursor_fail(&c, "", "it is not as we write it");
	code = vb_cursor_done(&c);
	free(bytes);
	if (code != VB_OK)
		return vb_fail(err, VB_MALFORMED, "", MARK_FILE,
			       "the mark of the register cannot be read: bring it back, or what"
			       " was published cannot be compared with the database");
	return VB_OK;
}

/* The checkpoint that a row of the store holds, if it is the first. */
struct published {
	struct vb_depositary *d;
	struct head head;
	struct vb_err *err;
	bool any;
};

static enum vb_code read_published(void *ctx, uint64_t size, const struct vb_hash *id,
				   struct vb_view note)
{
	struct published *p = ctx;

	(void)size;
	(void)id;
	if (p->any)
		return VB_OK;
	p->any = true;
	return vb_head_read(p->d, &p->d->reg->key, note, &p->head, p->err);
}

/* Every size that a burst has left has its checkpoint: no entry is read. */
static enum vb_code compare_mark(struct vb_depositary *d, const struct head *mark,
				 struct vb_err *err)
{
	struct published p = {.d = d, .err = err};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &d->reg->id, mark->size, mark->size + 1,
				  read_published, &p, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK && (!p.any || !vb_hash_eq(&p.head.root, &mark->root)))
		code = vb_fail(err, VB_REFUSED, "6.7", MARK_FILE,
			       "the database is not the one that was here: its register's first"
			       " %llu entries are others than those that were published",
			       (unsigned long long)mark->size);
	return code;
}

/* format.md 6.7: a log that goes back, and then on, is a fork. */
static enum vb_code check_mark(struct vb_depositary *d, const struct head *head,
			       struct head *mark, struct vb_err *err)
{
	enum vb_code code = read_mark(d, mark, err);

	if (code != VB_OK || mark->size == 0)
		return code;
	if (head->size < mark->size)
		return vb_fail(err, VB_REFUSED, "6.7", MARK_FILE,
			       "the database has been set back: its register has %llu entries, and"
			       " %llu were published; what goes on from here is a fork",
			       (unsigned long long)head->size, (unsigned long long)mark->size);
	return compare_mark(d, mark, err);
}

/* Of what is there, by whomever it was written: the next time it must still be there. */
static enum vb_code advance_mark(struct vb_depositary *d, const struct head *h,
				 struct vb_err *err)
{
	uint8_t buf[MARK_MAX];
	struct vb_writer w;
	struct head mark;
	enum vb_code code = check_mark(d, h, &mark, err);

	if (code != VB_OK || h->size <= mark.size)
		return code;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "verbale-register-mark/1\nsize ");
	vb_put_dec(&w, h->size);
	vb_put_str(&w, "\nroot ");
	vb_put_hash(&w, &h->root);
	vb_put_byte(&w, '\n');
	return vb_file_write(d->reg->mark, vb_written(&w), VB_FILE_REPLACE, err);
}

static enum vb_code check_database(struct vb_depositary *d, struct vb_err *err)
{
	struct vb_frontier frontier;
	struct head head;
	enum vb_code code = read_head(d, &d->reader, &head, &frontier, err);

	if (code != VB_OK)
		return code;
	/* Who may only read looks, and leaves no mark. */
	if (d->shut.code != VB_OK) {
		struct head mark;

		return check_mark(d, &head, &mark, err);
	}
	return advance_mark(d, &head, err);
}

/* ---- who is to cosign ---- */

static struct vb_cosigners *cosigners_new(struct vb_policy *policy)
{
	struct vb_cosigners *c = calloc(1, sizeof(*c));

	if (c) {
		atomic_init(&c->users, 1);
		c->policy = policy;
	}
	return c;
}

struct vb_cosigners *vb_cosigners_hold(struct vb_register *r)
{
	struct vb_cosigners *c;

	pthread_mutex_lock(&r->lock);
	c = r->cosigners;
	if (c)
		atomic_fetch_add(&c->users, 1);
	pthread_mutex_unlock(&r->lock);
	return c;
}

void vb_cosigners_drop(struct vb_cosigners *c)
{
	if (!c || atomic_fetch_sub(&c->users, 1) > 1)
		return;
	vb_policy_free(c->policy);
	free(c);
}

/* A note has room for the lines of all that a policy can name. */
_Static_assert(VB_POLICY_MAX + 2 <= VB_NOTE_SIGS_MAX, "lines of a checkpoint");

static enum vb_code check_policy(const struct vb_policy *p, struct vb_err *err)
{
	unsigned n = vb_policy_witnesses(p);
	char q[VB_KEYNAME_MAX + 1];

	for (unsigned i = 0; i < n; i++) {
		if (vb_policy_url(p, i)[0] == '\0')
			return vb_fail(err, VB_USAGE, "C2SP tlog-policy", "policy",
				       "the line of witness \"%s\" has no address to ask at",
				       vb_quote(q, sizeof(q),
						vb_view_str(vb_policy_witness(p, i)->name)));
	}
	return VB_OK;
}

/* In the folder it says to every other process there when a checkpoint may be shown. */
static enum vb_code keep_policy(struct vb_depositary *d, struct vb_view policy,
				struct vb_err *err)
{
	if (d->shut.code != VB_OK)
		return VB_OK;
	if (policy.len > 0)
		return vb_file_write(d->reg->agreed, policy, VB_FILE_REPLACE, err);
	if (unlink(d->reg->agreed) == 0 || errno == ENOENT)
		return VB_OK;
	return vb_fail(err, VB_IO, "", AGREED_FILE, "it cannot be removed: %s",
		       strerrordesc_np(errno));
}

/* Takes @fresh, which may be NULL. */
static void replace_cosigners(struct vb_register *r, struct vb_cosigners *fresh)
{
	struct vb_cosigners *old;

	pthread_mutex_lock(&r->lock);
	old = r->cosigners;
	r->cosigners = fresh;
	r->looked = r->tried = VB_TIME_NONE;
	pthread_mutex_unlock(&r->lock);
	vb_cosigners_drop(old);
}

static enum vb_code read_policy(struct vb_view text, struct vb_cosigners **out,
				struct vb_err *err)
{
	struct vb_policy *p = NULL;
	enum vb_code code;

	*out = NULL;
	if (text.len == 0)
		return VB_OK;
	code = vb_policy_parse(text, &p, err);
	if (code == VB_OK)
		code = check_policy(p, err);
	if (code == VB_OK && !(*out = cosigners_new(p)))
		code = vb_depositary_memory(err);
	if (code != VB_OK)
		vb_policy_free(p);
	return code;
}

enum vb_code vb_depositary_registering(struct vb_depositary *d,
				       const struct vb_registering *how, struct vb_err *err)
{
	struct vb_register *r = d->reg;
	struct vb_cosigners *fresh = NULL;
	enum vb_code code = read_policy(how->policy, &fresh, err);

	if (code == VB_OK)
		code = keep_policy(d, how->policy, err);
	if (code != VB_OK) {
		vb_cosigners_drop(fresh);
		return code;
	}
	pthread_mutex_lock(&r->beat);
	replace_cosigners(r, fresh);
	memset(r->known, 0, sizeof(r->known));
	r->how = *how;
	r->how.policy = vb_view("", 0);
	pthread_mutex_unlock(&r->beat);
	return VB_OK;
}

/* What the server of this folder goes by holds for whoever else opens it. */
static enum vb_code recall_policy(struct vb_depositary *d, struct vb_err *err)
{
	struct vb_cosigners *c = NULL;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(d->reg->agreed, VB_PAPER_MAX, &bytes, &len, err);

	if (code == VB_OK)
		code = read_policy(vb_view(bytes, len), &c, err);
	if (code == VB_OK)
		replace_cosigners(d->reg, c);
	free(bytes);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* ---- opening and closing ---- */

enum vb_code vb_register_open(struct vb_depositary *d, const char *dir, struct vb_err *err)
{
	struct vb_register *r = calloc(1, sizeof(*r));
	char origin[VB_KEYNAME_MAX + 1];
	enum vb_code code;

	if (!r)
		return vb_depositary_memory(err);
	d->reg = r;
	r->how.width = 1;
	r->looked = r->tried = VB_TIME_NONE;
	pthread_mutex_init(&r->beat, NULL);
	pthread_mutex_init(&r->lock, NULL);
	if (!vb_register_origin(vb_view_str(d->name), origin))
		return vb_fail(err, VB_USAGE, "6.8", "depositary", "its name is too long");
	vb_depositary_log_key(d, vb_view_str(origin), &r->key);
	vb_sha256(vb_view_str(origin), &r->id);
	r->mark = vb_path_in(dir, MARK_FILE);
	r->shown = vb_path_in(dir, SHOWN_FILE);
	r->agreed = vb_path_in(dir, AGREED_FILE);
	if (!r->mark || !r->shown || !r->agreed)
		return vb_depositary_memory(err);
	code = check_database(d, err);
	if (code == VB_OK)
		code = recall_policy(d, err);
	if (code == VB_OK)
		vb_register_recall(d);
	return code;
}

void vb_register_close(struct vb_depositary *d)
{
	struct vb_register *r = d->reg;

	if (!r)
		return;
	vb_cosigners_drop(r->cosigners);
	free(r->published.ptr);
	free(r->mark);
	free(r->shown);
	free(r->agreed);
	pthread_mutex_destroy(&r->beat);
	pthread_mutex_destroy(&r->lock);
	free(r);
	d->reg = NULL;
}

const struct vb_vkey *vb_depositary_register_key(const struct vb_depositary *d)
{
	return &d->reg->key;
}

/* ---- a burst ---- */

/* A table that has grown, and its entry; or an entry that holds nothing. */
struct entry {
	struct vb_registered of;	/* counter 0: nothing */
	uint8_t bytes[VB_REGISTER_ENTRY];
	struct vb_hash id;
};
struct burst {
	struct vb_depositary *d;
	struct entry *entry;
	size_t n, ntables, cap;
	unsigned left_out;	/* tables whose checkpoint cannot be read */
	struct head head;
	struct vb_frontier frontier;
};

static enum vb_code add_behind(void *ctx, const struct vb_registered *r)
{
	struct burst *b = ctx;

	if (b->n == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 64;
		struct entry *more = reallocarray(b->entry, cap, sizeof(*more));

		if (!more)
			return VB_MEMORY;
		b->entry = more;
		b->cap = cap;
	}
	b->entry[b->n++].of = *r;
	return VB_OK;
}

/* The hash of the newest checkpoint of that table, and its size. */
static enum vb_code newest(struct vb_depositary *d, struct vb_registered *r,
			   struct vb_hash *out, struct vb_err *err)
{
	struct vb_log_state st = {0};
	struct vb_checkpoint c;
	struct vb_vkey log;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_load(d->reader.store, &r->log, &st, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_view(st.checkpoint, st.checkpoint_len), &c, err);
	if (code == VB_OK) {
		vb_depositary_log_key(d, c.origin, &log);
		code = vb_checkpoint_hash(&c, &log, out, err);
	}
	r->size = st.size;
	vb_log_state_free(&st);
	return code;
}

static enum vb_code make_entry(struct vb_depositary *d, struct entry *e, struct vb_err *err)
{
	struct vb_hash checkpoint, key;
	enum vb_code code = newest(d, &e->of, &checkpoint, err);

	if (code != VB_OK)
		return code;
	e->of.counter++;
	vb_register_key(d, &e->of.log, e->of.counter, &key);
	vb_register_entry(&key, &e->of.log, e->of.counter, &checkpoint, e->bytes);
	vb_wipe(&key, sizeof(key));
	return VB_OK;
}

/* What an entry looks like tells nothing, and so its place in the burst tells nothing. */
static int by_bytes(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return memcmp(x->bytes, y->bytes, sizeof(x->bytes));
}

/* A table that is damaged is no reason to date no other. */
static enum vb_code make_entries(struct burst *b, struct vb_err *err)
{
	size_t all = b->n;

	b->n = 0;
	for (size_t i = 0; i < all; i++) {
		enum vb_code code = make_entry(b->d, &b->entry[i], err);

		if (code == VB_OK)
			b->entry[b->n++] = b->entry[i];
		else if (code == VB_MALFORMED || code == VB_FALSE || code == VB_NOT_FOUND)
			b->left_out++;
		else
			return code;
	}
	b->ntables = b->n;
	return VB_OK;
}

/* Tables that have grown, up to a size that many or few of them have in common.  What they
 * have grown by since then waits for the next burst; nobody else waits. */
static enum vb_code fill(struct burst *b, struct vb_err *err)
{
	struct vb_depositary *d = b->d;
	size_t width = d->reg->how.width;
	struct entry *more;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_behind(d->reader.store, &d->reg->id, BEHIND_MAX, add_behind, b, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK)
		code = make_entries(b, err);
	if (code != VB_OK)
		return code == VB_MEMORY ? vb_depositary_memory(err) : code;
	while (width < b->n)
		width *= 2;
	more = reallocarray(b->entry, width, sizeof(*more));
	if (!more)
		return vb_depositary_memory(err);
	b->entry = more;
	for (; b->n < width; b->n++) {
		b->entry[b->n].of = (struct vb_registered){0};
		d->rng.fill(d->rng.ctx, b->entry[b->n].bytes, VB_REGISTER_ENTRY);
	}
	qsort(b->entry, b->n, sizeof(*b->entry), by_bytes);
	return VB_OK;
}

static enum vb_code recheck(void *ctx, uint64_t index, struct vb_view note,
			    const struct vb_hash *id, struct vb_err *err)
{
	struct vb_hash h;

	(void)ctx;
	vb_sha256(note, &h);
	if (vb_hash_eq(&h, id))
		return VB_OK;
	return vb_fail(err, VB_IO, "6.8", "register", "entry %llu was read back otherwise",
		       (unsigned long long)index);
}

/* Entries and what they stand for, in the store's words; index by index. */
static void list(struct burst *b, struct vb_log_entry *out, struct vb_registered *registered)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct entry *e = &b->entry[i];
		struct vb_view note = vb_view(e->bytes, sizeof(e->bytes));
		struct vb_hash leaf;

		vb_sha256(note, &e->id);
		out[i] = (struct vb_log_entry){.note = note, .id = e->id,
					       .chain = vb_view_str(CHAIN),
					       .number = b->frontier.size};
		if (e->of.counter > 0) {
			e->of.index = b->frontier.size;
			registered[n++] = e->of;
		}
		vb_leaf_hash(note, &leaf);
		vb_frontier_append(&b->frontier, &leaf);
	}
}

static enum vb_code append(struct burst *b, struct vb_err *err)
{
	struct vb_depositary *d = b->d;
	struct vb_log_entry *entries = calloc(b->n, sizeof(*entries));
	struct vb_registered *registered = calloc(b->n, sizeof(*registered));
	uint8_t packed[8 + 64 * 32], note[CHECKPOINT_MAX];
	int64_t now = d->clock.now(d->clock.ctx);
	struct vb_log_batch out = {.log = d->reg->id, .expect_size = b->frontier.size,
				   .entries = entries, .nentries = b->n,
				   .registered = registered, .nregistered = b->ntables};
	struct head head;
	struct vb_hash root;
	struct vb_writer w;
	enum vb_code code = VB_OK;

	if (!entries || !registered) {
		code = vb_depositary_memory(err);
		goto out;
	}
	list(b, entries, registered);
	vb_frontier_root(&b->frontier, &root);
	out.frontier = vb_view(packed, vb_frontier_put(&b->frontier, packed));
	out.time = b->head.size > 0 && b->head.time > now ? b->head.time : now;
	vb_writer_init(&w, note, sizeof(note));
	code = vb_depositary_checkpoint(d, &d->reg->key, b->frontier.size, &root, out.time, &w,
					err);
	out.checkpoint = vb_written(&w);
	/* Nothing is published that we would not read ourselves. */
	if (code == VB_OK)
		code = vb_head_read(d, &d->reg->key, out.checkpoint, &head, err);
	if (code == VB_OK && vb_depositary_step(d, "register-signed"))
		code = vb_depositary_died(err);
	if (code == VB_OK)
		code = vb_log_append(d->sequencer.store, &out, 1,
				     (struct vb_recheck){.check = recheck}, err);
	if (code == VB_OK)
		b->head = head;
	if (code == VB_OK && vb_depositary_step(d, "register-committed"))
		code = vb_depositary_died(err);
out:
	free(entries);
	free(registered);
	return code;
}

/* Of this slot: two clocks may be a little apart. */
static bool is_young(const struct burst *b, unsigned seconds)
{
	int64_t now = b->d->clock.now(b->d->clock.ctx);

	return b->head.size > 0 && now - b->head.time < seconds &&
	       b->head.time - now < CLOCKS_APART;
}

/* One transaction: entries, the checkpoint, and which of them stands for what. */
static enum vb_code run(struct burst *b, unsigned seconds, bool *done, struct vb_err *err)
{
	struct vb_depositary *d = b->d;
	enum vb_code code = read_head(d, &d->reader, &b->head, &b->frontier, err);

	*done = false;
	/* A database that was exchanged under us is found out here. */
	if (code == VB_OK)
		code = advance_mark(d, &b->head, err);
	if (code != VB_OK || is_young(b, seconds))
		return code;
	code = fill(b, err);
	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&d->sequencer.mutex);
	code = append(b, err);
	pthread_mutex_unlock(&d->sequencer.mutex);
	*done = code == VB_OK;
	return code;
}

/* Another process was first: its burst is as good, if there is one. */
static enum vb_code second(struct burst *b, struct vb_err *err)
{
	uint64_t before = b->head.size;
	enum vb_code code = read_head(b->d, &b->d->reader, &b->head, &b->frontier, err);

	if (code == VB_OK && b->head.size == before)
		code = vb_fail(err, VB_CONFLICT, "6.8", "register",
			       "a burst behind its %llu entries does not fit, though nothing is"
			       " there: have the database examined",
			       (unsigned long long)before);
	return code;
}

enum vb_code vb_depositary_burst(struct vb_depositary *d, unsigned seconds,
				 struct vb_burst *out, struct vb_err *err)
{
	struct burst b = {.d = d};
	enum vb_code code = VB_OK;
	bool done = false;

	*out = (struct vb_burst){0};
	if (atomic_load(&d->dead))
		return vb_depositary_died(err);
	if (d->shut.code != VB_OK) {
		*err = d->shut;
		return d->shut.code;
	}
	pthread_mutex_lock(&d->reg->beat);
	code = run(&b, seconds, &done, err);
	if (code == VB_CONFLICT)
		code = second(&b, err);
	if (code == VB_OK && done)
		code = advance_mark(d, &b.head, err);
	if (code == VB_OK && done) {
		out->registered = (unsigned)b.ntables;
		out->left_out = b.left_out;
		code = vb_register_ask(d, &b.head, false, out, err);
	}
	out->size = b.head.size;
	out->published = vb_register_shown(d);
	out->done = done;
	pthread_mutex_unlock(&d->reg->beat);
	free(b.entry);
	return code;
}

enum vb_code vb_depositary_date_again(struct vb_depositary *d, struct vb_burst *out,
				      struct vb_err *err)
{
	struct vb_frontier frontier;
	struct head head;
	enum vb_code code;

	*out = (struct vb_burst){0};
	if (atomic_load(&d->dead))
		return vb_depositary_died(err);
	pthread_mutex_lock(&d->reg->beat);
	code = read_head(d, &d->reader, &head, &frontier, err);
	if (code == VB_OK && head.size > 0)
		code = vb_register_ask(d, &head, true, out, err);
	out->size = head.size;
	out->published = vb_register_shown(d);
	pthread_mutex_unlock(&d->reg->beat);
	return code;
}
