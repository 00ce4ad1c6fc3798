/*
 * The doctor: cabinet, record, own chain, keys, checkpoints and copies held against one
 * another and against the depositary.  It repairs nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct visit {
	struct vb_desk *d;
	vb_say_fn *say;
	void *ctx;
	bool sound;
	struct vb_fold *fold;		/* rebuilt, every signature verified */
	struct vb_tree *tree;
	unsigned faults;		/* of the check at hand */
	uint64_t seen;			/* things it has looked at */
	struct vb_act *act;
	struct vb_err *err;		/* why the visit ends early */
};

static void say(struct visit *v, bool fault, const char *fmt, ...) VB_PRINTF(3, 4);
static void say(struct visit *v, bool fault, const char *fmt, ...)
{
	char sentence[640];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	if (fault) {
		v->sound = false;
		v->faults++;
	}
	v->say(v->ctx, fault ? VB_FAULT : VB_SOUND, sentence);
}

/* What could not be looked at is not sound for all that. */
static void VB_PRINTF(2, 3) unchecked(struct visit *v, const char *fmt, ...)
{
	char sentence[640];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	v->say(v->ctx, VB_UNCHECKED, sentence);
}

/* ---- the record ---- */

static enum vb_code verify_row(void *ctx, uint64_t index, const struct vb_hash *id,
			       struct vb_view note)
{
	struct visit *v = ctx;
	struct vb_err err = {0};
	enum vb_code code =
		vb_entry_add(v->fold, v->tree, note, vb_desk_span(v->d, index), &err);

	if (code == VB_MEMORY)
		return code;
	if (code) {
		say(v, true, "Entry %llu of the record is not what was verified: %.400s",
		    (unsigned long long)index, err.sentence);
		return VB_FALSE;
	}
	if (!vb_hash_eq(id, &v->fold->fact[index].id)) {
		say(v, true, "Entry %llu of the record is filed under the id of another act.",
		    (unsigned long long)index);
		return VB_FALSE;
	}
	return VB_OK;
}

static enum vb_code check_record(struct visit *v, struct vb_err *err)
{
	enum vb_code code;

	v->fold = vb_fold_new();
	v->tree = vb_tree_new();
	if (!v->fold || !v->tree)
		return vb_no_room(err);
	v->faults = 0;
	code = vb_cabinet_entries(v->d->cab, 0, VB_DEC_MAX, verify_row, v, err);
	if (code == VB_FALSE && v->faults > 0)
		return VB_OK;
	if (!code && v->fold->nfacts > 0 && !vb_hash_eq(&v->fold->table, &v->d->card.table))
		say(v, true, "The charter in the record is that of another table.");
	if (!code && v->faults == 0)
		say(v, false, "All %u entries of the record were verified again, every "
			      "signature among them.", v->fold->nfacts);
	return code;
}

/* ---- checkpoints ---- */

static enum vb_code check_note(struct visit *v, struct vb_view note)
{
	struct vb_dated c;
	struct vb_err err = {0};
	struct vb_hash root;
	enum vb_code code = vb_dated_read(v->d, note, &c, &err);

	if (code == VB_MEMORY)
		return vb_no_room(v->err);
	v->seen++;
	if (code) {
		say(v, true, "A checkpoint in the cabinet is not signed by the log: %.400s",
		    err.sentence);
		return VB_OK;
	}
	if (c.size > vb_tree_size(v->tree)) {
		say(v, true, "A checkpoint covers %llu entries, the record has %llu.",
		    (unsigned long long)c.size, (unsigned long long)vb_tree_size(v->tree));
		return VB_OK;
	}
	vb_tree_root(v->tree, c.size, &root);
	if (!vb_hash_eq(&root, &c.root))
		say(v, true, "The checkpoint of %llu entries has another root than the "
			     "record.",
		    (unsigned long long)c.size);
	return VB_OK;
}

static enum vb_code checkpoint_row(void *ctx, uint64_t size, const struct vb_hash *id,
				   struct vb_view note)
{
	(void)size;
	(void)id;
	return check_note(ctx, note);
}

static enum vb_code check_checkpoints(struct visit *v, struct vb_err *err)
{
	struct vb_pile dated = {0};
	enum vb_code code;

	v->faults = 0;
	v->seen = 0;
	code = vb_cabinet_checkpoints(v->d->cab, 0, VB_DEC_MAX, checkpoint_row, v, err);
	if (!code)
		code = vb_desk_dated_notes(v->d, NULL, &dated, err);
	for (size_t i = 0; !code && i < dated.n; i++)
		code = check_note(v, vb_pile_view(&dated, i));
	vb_pile_free(&dated);
	if (!code && v->faults == 0)
		say(v, false, "All %llu checkpoints are signed by the log and have the "
			      "record's roots.", (unsigned long long)v->seen);
	return code;
}

/* ---- our own chain ---- */

struct own_walk {
	struct visit *v;
	char chain[66];
	/* The last number of each epoch: a resume that was overtaken leaves its epoch again. */
	struct {
		uint64_t epoch, number;
	} *last;
	size_t n;
	uint64_t number;	/* of the last of all */
};

/* True if the act may follow what its chain has in that epoch, or the last act of all: a rekey
 * leads into an epoch that an overtaken resume had opened before. */
static enum vb_code follow(struct own_walk *o, const struct vb_act *a, bool *next)
{
	void *more;
	size_t i = 0;

	while (i < o->n && o->last[i].epoch != a->epoch)
		i++;
	*next = i == o->n || a->number == o->last[i].number + 1 || a->number == o->number + 1;
	if (i == o->n) {
		more = reallocarray(o->last, o->n + 1, sizeof(*o->last));
		if (!more)
			return VB_MEMORY;
		o->last = more;
		o->last[o->n++].epoch = a->epoch;
	}
	o->last[i].number = a->number;
	o->number = a->number;
	return VB_OK;
}

/* Its epoch is over. */
static bool given_up(const struct visit *v, const char *chain)
{
	for (uint32_t i = 0; i < v->fold->nchains; i++)
		if (strcmp(v->fold->chain[i].name, chain) == 0)
			return v->fold->chain[i].epoch > v->act->epoch;
	return false;
}

/* An own act that is logged must be logged in these bytes; one that several sign was
 * kept with our line alone. */
static enum vb_code check_logged(struct visit *v, struct vb_view note, const char *cite)
{
	uint32_t at = vb_fold_find(v->fold, &v->act->id);
	uint32_t there;
	uint8_t *logged = NULL;
	size_t len = 0;
	char chain[66];
	enum vb_code code;

	vb_act_chain(chain, v->act);
	if (at == VB_NO_ACT) {
		there = vb_fold_cited(v->fold, chain, v->act->number, v->act->epoch);
		if (given_up(v, chain))
			say(v, false, "%s was signed here and never logged; the chain went on "
				      "in another epoch.", cite);
		else if (there != VB_NO_ACT)
			say(v, true, "%s was signed here, and another text of the same key is "
				     "logged at its place: key used twice.", cite);
		else
			say(v, false, "%s is signed and not logged yet.", cite);
		return VB_OK;
	}
	code = vb_desk_entry(v->d, at, &logged, &len, v->err);
	if (!code && v->act->kind->signers != VB_BY_PRINCIPALS &&
	    v->act->kind->signers != VB_BY_LISTED && !vb_view_eq(note, vb_view(logged, len)))
		say(v, true, "%s is logged with other signature lines than it was signed "
			     "with.",
		    cite);
	free(logged);
	return code;
}

static enum vb_code own_row(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view note)
{
	struct own_walk *o = ctx;
	struct visit *v = o->v;
	struct vb_err err = {0};
	char chain[66], cite[96];
	bool next;

	(void)index;
	if (vb_act_parse(note, v->act, &err) != VB_OK || !vb_hash_eq(id, &v->act->id)) {
		say(v, true, "Own act %llu cannot be read: %.400s", (unsigned long long)index,
		    err.sentence);
		return VB_OK;
	}
	vb_act_chain(chain, v->act);
	if (strcmp(chain, o->chain) != 0)
		return VB_OK;
	vb_act_citation(cite, v->act);
	if (follow(o, v->act, &next) != VB_OK)
		return VB_MEMORY;
	if (!next)
		say(v, true, "There is a gap before %s in our own chain.", cite);
	v->seen++;
	return check_logged(v, note, cite);
}

static enum vb_code walk_chain(struct visit *v, const char *chain, struct vb_err *err)
{
	struct own_walk o = {.v = v};
	enum vb_code code;

	snprintf(o.chain, sizeof(o.chain), "%s", chain);
	code = vb_own_list(v->d->cab, own_row, &o, err);
	free(o.last);
	return code;
}

/* Acts of our chain that the log has and we do not: a desk that was restored. */
static enum vb_code check_head(struct visit *v, struct vb_err *err)
{
	struct vb_hash id;
	uint64_t number = 0, epoch = 0;
	char name[66];
	enum vb_code code = vb_own_head(v->d->cab, vb_view_str(v->d->chain), &number, &epoch,
					&id, err);

	if (code && code != VB_NOT_FOUND)
		return code;
	for (uint32_t i = 0; i < v->fold->nchains; i++) {
		const struct vb_chain *c = &v->fold->chain[i];

		if (strcmp(c->name, v->d->chain) == 0 &&
		    (c->epoch > epoch || (c->epoch == epoch && c->number > number)))
			say(v, true, "The log holds acts of %s that this desk did not sign: "
				     "it was restored from a copy; `verbale act resume`.",
			    vb_name_upper(name, v->d->chain));
	}
	return VB_OK;
}

static enum vb_code check_own(struct visit *v, struct vb_err *err)
{
	char recovery[VB_NAME_MAX + 16];
	enum vb_code code;

	v->faults = 0;
	v->seen = 0;
	snprintf(recovery, sizeof(recovery), "%s/recovery", v->d->card.party);
	code = walk_chain(v, v->d->chain, err);
	if (!code && !v->d->card.office[0])
		code = walk_chain(v, recovery, err);
	if (!code)
		code = check_head(v, err);
	if (code)
		return code;
	if (v->faults == 0)
		say(v, false, "Our own %llu acts are numbered without a gap and logged as "
			      "they were signed.", (unsigned long long)v->seen);
	return VB_OK;
}

/* ---- keys ---- */

static enum vb_code check_key_file(struct visit *v, const char *name, bool must)
{
	char *path = vb_path(v->d->dir, name);
	struct vb_err err = {0};
	bool wrapped = false;
	enum vb_code code = path ? vb_keyfile_look(path, &wrapped, &err) : VB_MEMORY;

	free(path);
	if (code == VB_MEMORY)
		return code;
	if (code == VB_NOT_FOUND && !must)
		say(v, false, "%s is not in the folder: it should be in a safe place.", name);
	else if (code)
		say(v, true, "%s: %.400s", name, err.sentence);
	else
		say(v, false, "%s is readable by its owner only%s%s.", name,
		    wrapped ? " and wants a passphrase" : ", without a passphrase",
		    must ? "" : "; it lies beside desk.key, and should be in a safe place");
	return VB_OK;
}

/* The keys in a desk.key that wants no passphrase. */
static enum vb_code check_inside(struct visit *v, struct vb_err *err)
{
	bool waits = false;
	struct vb_err why = {0};
	enum vb_code code = vb_rekey_waits(v->d, &waits, err);

	if (code)
		return code;
	if (waits) {
		say(v, false, "The new keys of a rekey are in desk.key.next; the next verb puts "
			      "them in place.");
		return VB_OK;
	}
	code = vb_desk_keys(v->d, &why);
	if (code == VB_MEMORY)
		return vb_no_room(err);
	if (code)
		say(v, true, "%.500s", why.sentence);
	else
		say(v, false, "The keys in desk.key are those that the table knows.");
	return VB_OK;
}

static enum vb_code check_keys(struct visit *v, struct vb_err *err)
{
	enum vb_code code = check_key_file(v, "desk.key", true);
	char *path = vb_path(v->d->dir, "desk.key");
	bool wrapped = true;

	if (!code && !v->d->card.office[0])
		code = check_key_file(v, "recovery.key", false);
	if (code || !path) {
		free(path);
		return vb_no_room(err);
	}
	/* Without a passphrase, what is inside can be looked at as well. */
	code = vb_keyfile_look(path, &wrapped, NULL);
	free(path);
	if (!code && !wrapped && !v->d->damage[0])
		return check_inside(v, err);
	return code == VB_MEMORY ? vb_no_room(err) : VB_OK;
}

/* ---- copies ---- */

static enum vb_code copy_box(void *ctx, const char *name, struct vb_view bytes)
{
	struct visit *v = ctx;
	struct vb_hash h;
	char hex[65];

	vb_sha256(bytes, &h);
	vb_hex(hex, h.b, sizeof(h.b));
	v->seen++;
	if (strcmp(hex, name) != 0)
		say(v, true, "The copy %.64s was changed: its bytes have another hash.", name);
	return VB_OK;
}

/* Our own copies are the very bytes that their acts name. */
static enum vb_code opened_box(void *ctx, const char *name, struct vb_view bytes)
{
	struct visit *v = ctx;
	struct vb_hash id, h;
	struct vb_copy c;
	uint8_t *note = NULL;
	size_t len = 0;
	uint32_t at;
	char cite[96];
	enum vb_code code;

	if (!vb_hash_parse(vb_view_str(name), &id))
		return VB_OK;
	at = vb_fold_find(v->fold, &id);
	if (at == VB_NO_ACT)
		return VB_OK;
	code = vb_desk_entry(v->d, at, &note, &len, v->err);
	if (code)
		return code;
	if (vb_act_parse(vb_view(note, len), v->act, NULL) == VB_OK &&
	    vb_view_is(v->act->author, v->d->card.party) &&
	    vb_copy_for(v->act, vb_view_str(v->d->card.party), &c)) {
		vb_sha256(bytes, &h);
		v->seen++;
		vb_act_citation(cite, v->act);
		if (!vb_hash_eq(&h, &c.hash))
			say(v, true, "Our own copy of %s is not the one that the act names.",
			    cite);
	}
	free(note);
	return VB_OK;
}

static enum vb_code large_copy(void *ctx, uint64_t bytes, const struct vb_hash *hash,
			       struct vb_view none)
{
	struct visit *v = ctx;
	struct vb_kept k;
	struct vb_hash h = {{0}};
	char hex[65];
	enum vb_code code = vb_kept_find(v->d, hash, &k, v->err);

	(void)bytes;
	(void)none;
	if (!code)
		code = vb_sha256_pieces(&k.pieces, &h, v->err);
	v->seen++;
	vb_hex(hex, hash->b, sizeof(hash->b));
	if (!code && !vb_hash_eq(&h, hash))
		say(v, true, "The copy %.64s was changed: its bytes have another hash.", hex);
	return code;
}

static enum vb_code check_copies(struct visit *v, struct vb_err *err)
{
	enum vb_code code;

	v->faults = 0;
	v->seen = 0;
	code = vb_box_list(v->d->cab, VB_BOX_COPY, copy_box, v, err);
	if (!code)
		code = vb_large_list(v->d->cab, large_copy, v, err);
	if (!code)
		code = vb_box_list(v->d->cab, VB_BOX_OPENED, opened_box, v, err);
	if (!code && v->faults == 0)
		say(v, false, "All %llu sealed copies have the hashes that they go by.",
		    (unsigned long long)v->seen);
	return code;
}

/* ---- private marks ---- */

/* Without a passphrase nobody is asked for one. */
static enum vb_code check_issues(struct visit *v)
{
	struct vb_issues s = {0};
	struct vb_err err = {0};
	enum vb_code code = vb_desk_keys_quietly(v->d) ? vb_desk_issues(v->d, &s, &err) : VB_KEY;

	if (code == VB_MEMORY)
		return vb_no_room(v->err);
	if (code && err.sentence[0])
		say(v, true, "The private marks cannot be opened: %.400s.", err.sentence);
	if (code)
		return VB_OK;
	if (s.n > 0)
		say(v, false, "The private marks of this desk can be opened.");
	vb_issues_free(&s);
	return VB_OK;
}

/* ---- clock, strays, depositary ---- */

static void check_clock(struct visit *v)
{
	struct vb_desk *d = v->d;
	int64_t now = d->world.clock.now(d->world.clock.ctx);
	int64_t last = d->nmarks ? d->latest[d->nmarks - 1] : VB_TIME_NONE;
	int64_t skew = (int64_t)v->fold->rules.skew;

	if (last != VB_TIME_NONE && now + skew < last)
		say(v, true, "This machine's clock is %lld seconds behind the depositary's.",
		    (long long)(last - now));
	else
		say(v, false, "This machine's clock is not behind the depositary's.");
}

static enum vb_code stray_row(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view bytes)
{
	uint64_t *n = ctx;

	(void)index;
	(void)id;
	(void)bytes;
	++*n;
	return VB_OK;
}

static enum vb_code check_strays(struct visit *v, struct vb_err *err)
{
	uint64_t n = 0;
	enum vb_code code = vb_stray_list(v->d->cab, stray_row, &n, err);

	if (code)
		return code;
	if (v->d->fault[0])
		say(v, true, "The log is at fault: %.500s", v->d->fault);
	if (n > 0)
		say(v, false, "The cabinet keeps %llu pieces of evidence against a log or a "
			      "key.",
		    (unsigned long long)n);
	return VB_OK;
}

/* What the depositary shows now must be our log, or go on from it. */
static enum vb_code check_depositary(struct visit *v)
{
	struct vb_desk *d = v->d;
	const struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = d->card.table};
	struct vb_reply reply = {0};
	struct vb_err err = {0};
	struct vb_dated c;
	struct vb_hash root;
	uint64_t have = vb_tree_size(v->tree);
	enum vb_code code = vb_desk_post(d, &req, &reply, &err);

	if (!code)
		code = vb_dated_read(d, vb_view(reply.body, reply.len), &c, &err);
	if (code == VB_MEMORY) {
		vb_reply_free(&reply);
		return vb_no_room(v->err);
	}
	if (code == VB_IO) {
		unchecked(v, "The depositary's log: it cannot be reached: %.400s", err.sentence);
	} else if (code) {
		say(v, true, "What the depositary shows is no checkpoint of our log: %.400s",
		    err.sentence);
	} else if (c.size < have) {
		say(v, true, "The depositary shows %llu entries, though it has signed %llu.",
		    (unsigned long long)c.size, (unsigned long long)have);
	} else if (c.size > have) {
		say(v, false, "The depositary has %llu entries that this desk has yet to "
			      "fetch.",
		    (unsigned long long)(c.size - have));
	} else {
		vb_tree_root(v->tree, have, &root);
		if (vb_hash_eq(&root, &c.root))
			say(v, false, "The depositary shows the same log as this desk has.");
		else
			say(v, true, "The depositary shows another log of the same size: it "
				     "is forked.");
	}
	vb_reply_free(&reply);
	return VB_OK;
}

/* ---- the visit ---- */

static void cabinet_says(void *ctx, enum vb_said what, const char *sentence)
{
	if (what == VB_UNCHECKED)
		unchecked(ctx, "%s", sentence);
	else
		say(ctx, what == VB_FAULT, "%s", sentence);
}

static enum vb_code visit_table(struct visit *v, struct vb_err *err)
{
	enum vb_code code = check_record(v, err);

	if (!code)
		code = check_checkpoints(v, err);
	if (!code)
		code = check_own(v, err);
	if (!code)
		code = check_copies(v, err);
	if (!code)
		code = check_issues(v);
	if (!code && v->fold->nfacts > 0)
		check_clock(v);
	if (!code)
		code = check_strays(v, err);
	return code ? code : check_depositary(v);
}

enum vb_code vb_desk_doctor(struct vb_desk *d, vb_say_fn *fn, void *ctx, bool *sound,
			    struct vb_err *err)
{
	struct visit v = {.d = d, .say = fn, .ctx = ctx, .sound = true, .err = err};
	bool good = true;
	enum vb_code code;

	if (d->dead)
		return vb_desk_died(err);
	v.act = malloc(sizeof(*v.act));
	code = v.act ? vb_cabinet_doctor(d->cab, cabinet_says, &v, &good, err)
		     : vb_no_room(err);
	if (!good)
		v.sound = false;
	if (!code && d->damage[0])
		say(&v, true, "%.600s", d->damage);
	if (!code)
		code = check_keys(&v, err);
	if (!code && d->card.open)
		code = visit_table(&v, err);
	else if (!code)
		say(&v, false, "The table is not open yet: a seat is still to be taken.");
	if (!code)
		*sound = v.sound;
	vb_fold_free(v.fold);
	vb_tree_free(v.tree);
	free(v.act);
	return code;
}
