/*
 * What outside cosigners have dated: this table's entries in the depositary's register,
 * and that register held to its own past (format.md 6.8 to 6.11).
 *
 * SPDX-License-Identifier: ISC
 *
 * A desk is a witness of the register as well: it remembers the newest checkpoint that it
 * was shown, and the next has to go on from there.
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define ASK_AGAIN 10		/* seconds until what is not there yet is asked for again, */
#define ASK_SELDOM 3600		/* doubled each time, up to this */
#define ASKED 64u		/* registrations, at most, in one question */

/* What is known: kept as five numbers of 8 bytes. */
struct known {
	int64_t asked;		/* when, by our clock */
	uint64_t counter, size;	/* of the newest registration, and of its checkpoint */
	uint64_t strange;	/* a counter whose checkpoint we did not have; 0: none */
	uint64_t wait;		/* seconds until it is asked again */
};
struct following {
	struct vb_desk *d;
	struct known k;
	struct vb_vkey key;		/* of the register */
	struct vb_hash *hash;		/* of each dated checkpoint */
	uint64_t *size;
	size_t n;
	bool fresh;			/* something new has come */
};

/* ---- what is kept ---- */

static enum vb_code load_known(struct vb_desk *d, struct known *k, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "registered", &bytes, &len, err);

	*k = (struct known){.asked = VB_TIME_NONE, .wait = ASK_AGAIN / 2};
	if (!code && len == 40)
		*k = (struct known){(int64_t)vb_be64(bytes), vb_be64(bytes + 8),
				    vb_be64(bytes + 16), vb_be64(bytes + 24), vb_be64(bytes + 32)};
	free(bytes);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

static enum vb_code save_known(struct vb_desk *d, const struct known *k, struct vb_err *err)
{
	uint8_t bytes[40];

	vb_put_be64(bytes, (uint64_t)k->asked);
	vb_put_be64(bytes + 8, k->counter);
	vb_put_be64(bytes + 16, k->size);
	vb_put_be64(bytes + 24, k->strange);
	vb_put_be64(bytes + 32, k->wait);
	return vb_box_put(d->cab, VB_BOX_META, "registered", vb_view(bytes, sizeof(bytes)), err);
}

/* "registered/COUNTER": the size of the checkpoint, 8 bytes, and the registration. */
static enum vb_code keep(struct following *f, uint64_t counter, uint64_t size,
			 struct vb_view text, struct vb_err *err)
{
	uint8_t *bytes = malloc(8 + text.len);
	enum vb_code code;
	char name[64];

	if (!bytes)
		return vb_no_room(err);
	vb_put_be64(bytes, size);
	memcpy(bytes + 8, text.ptr, text.len);
	snprintf(name, sizeof(name), "registered/%020llu", (unsigned long long)counter);
	code = vb_box_put(f->d->cab, VB_BOX_META, name, vb_view(bytes, 8 + text.len), err);
	free(bytes);
	if (code)
		return code;
	f->fresh = true;
	f->k.counter = counter;
	f->k.size = size;
	f->k.strange = 0;
	f->k.wait = ASK_AGAIN / 2;
	return save_known(f->d, &f->k, err);
}

struct listing {
	vb_registered_row *fn;
	void *ctx;
};

static enum vb_code list_box(void *ctx, const char *name, struct vb_view bytes)
{
	const struct listing *l = ctx;

	if (strncmp(name, "registered/", 11) != 0 || bytes.len <= 8)
		return VB_OK;
	return l->fn(l->ctx, vb_be64(bytes.ptr), vb_view(bytes.ptr + 8, bytes.len - 8));
}

enum vb_code vb_registered_list(struct vb_desk *d, vb_registered_row *fn, void *ctx,
				struct vb_err *err)
{
	struct listing l = {fn, ctx};

	return vb_box_list(d->cab, VB_BOX_META, list_box, &l, err);
}

/* ---- which of our checkpoints a registration is of ---- */

/* The hashes of all dated checkpoints that are larger than what is registered. */
static enum vb_code hash_dated(struct following *f, struct vb_err *err)
{
	struct vb_checkpoint *c = malloc(sizeof(*c));
	struct vb_desk *d = f->d;
	bool *want = calloc(d->nmarks + 1, sizeof(*want));
	struct vb_pile notes = {0};
	enum vb_code code = c && want ? VB_OK : vb_no_room(err);

	for (size_t i = 0; !code && i < d->nmarks; i++)
		want[i] = d->mark[i].size > f->k.size;
	if (!code)
		code = vb_desk_dated_notes(d, want, &notes, err);
	f->hash = calloc(notes.n + 1, sizeof(*f->hash));
	f->size = calloc(notes.n + 1, sizeof(*f->size));
	if (!code && (!f->hash || !f->size))
		code = vb_no_room(err);
	for (size_t i = 0; !code && i < notes.n; i++) {
		code = vb_checkpoint_parse(vb_pile_view(&notes, i), c, err);
		if (!code)
			code = vb_checkpoint_hash(c, &d->log_key, &f->hash[f->n], err);
		if (!code)
			f->size[f->n++] = c->size;
	}
	vb_pile_free(&notes);
	free(want);
	free(c);
	return code;
}

static uint64_t size_of(const struct following *f, const struct vb_hash *checkpoint)
{
	for (size_t i = 0; i < f->n; i++) {
		if (vb_hash_eq(&f->hash[i], checkpoint))
			return f->size[i];
	}
	return 0;
}

/* What was registered a moment ago may be of a log that has grown since we asked for it.
 * What we still do not know the next time is not of the log that we are shown. */
static enum vb_code strange(struct following *f, uint64_t counter, struct vb_view text,
			    struct vb_err *err)
{
	struct vb_desk *d = f->d;

	if (f->k.strange != counter || d->dated < vb_tree_size(d->tree)) {
		f->k.strange = counter;
		return save_known(d, &f->k, err);
	}
	(void)vb_fail(err, VB_FALSE, "6.8", "register",
		      "entry %llu of this table in the register is of a checkpoint that the log,"
		      " as we are shown it, does not have: one of the two is kept from us; the"
		      " evidence is kept, and nothing was signed",
		      (unsigned long long)counter);
	return vb_desk_keep_fault(d, false, text, err);
}

/* *more: it was taken, and the next may be looked at. */
static enum vb_code take(struct following *f, struct vb_view text, bool *more,
			 struct vb_err *err)
{
	struct vb_registration *r = malloc(sizeof(*r));
	uint64_t size = 0;
	enum vb_code code = r ? vb_registration_parse(text, r, err) : vb_no_room(err);

	*more = false;
	if (!code)
		code = vb_registration_verify(r, &f->d->card.table, &f->key, err);
	/* What is no registration of this table says nothing. */
	if (code || r->counter != f->k.counter + 1) {
		free(r);
		return code == VB_MEMORY ? code : VB_OK;
	}
	size = size_of(f, &r->checkpoint);
	*more = size > 0;
	code = size > 0 ? keep(f, r->counter, size, text, err)
			: strange(f, r->counter, text, err);
	free(r);
	return code;
}

/* ---- the register itself ---- */

/* Two checkpoints of one size convict the depositary; a proof that fails, whoever sent it. */
static enum vb_code register_differs(struct vb_desk *d, const struct vb_growth *g,
				     struct vb_view before, bool fork, struct vb_err *err)
{
	bool kept = vb_stray_put(d->cab, before, "the register's checkpoint before", NULL) ==
		    VB_OK;

	(void)vb_fail(err, VB_FALSE, "6.7", "register",
		      "the depositary's register %s; %s, and nothing was signed",
		      fork ? "has two checkpoints of one size: it is forked" :
			     "is not shown to go on from the checkpoint that it showed before",
		      kept ? "both checkpoints are kept" : "the evidence could not be kept");
	return vb_desk_keep_fault(d, fork, g->checkpoint.note.all, err);
}

/* An older answer, or one to another question, says nothing. */
static enum vb_code compare(struct following *f, const struct vb_growth *g,
			    const struct vb_checkpoint *before, bool *news, struct vb_err *err)
{
	const struct vb_checkpoint *now = &g->checkpoint;
	bool fork;

	*news = false;
	if (now->size < before->size || g->old != before->size)
		return VB_OK;
	fork = now->size == before->size && !vb_hash_eq(&now->root, &before->root);
	if (fork || !vb_growth_holds(g, &before->root))
		return register_differs(f->d, g, before->note.all, fork, err);
	*news = true;
	return VB_OK;
}

/* @was: the checkpoint shown before; empty: none. */
static enum vb_code follow(struct following *f, struct vb_view was, struct vb_view answer,
			   struct vb_err *err)
{
	struct vb_checkpoint *before = malloc(sizeof(*before));
	struct vb_growth *g = malloc(sizeof(*g));
	bool news = true;
	enum vb_code code = before && g ? vb_growth_parse(answer, g, err) : vb_no_room(err);

	if (!code)
		code = vb_checkpoint_verify(&g->checkpoint, &f->key, err);
	/* What the register did not sign says nothing of it. */
	if (code) {
		code = code == VB_MEMORY ? code : VB_OK;
		news = false;
	} else if (was.len > 0) {
		code = vb_checkpoint_parse(was, before, err);
		if (!code)
			code = compare(f, g, before, &news, err);
	}
	if (!code && news)
		code = vb_box_put(f->d->cab, VB_BOX_META, "register", g->checkpoint.note.all,
				  err);
	free(g);
	free(before);
	return code;
}

static enum vb_code follow_register(struct following *f, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_REGISTER_GROWTH};
	struct vb_reply reply = {0};
	struct vb_checkpoint *c = malloc(sizeof(*c));
	uint8_t *was = NULL;
	size_t len = 0;
	enum vb_code code = c ? vb_box_get(f->d->cab, VB_BOX_META, "register", &was, &len, err)
			      : vb_no_room(err);

	if (!code)
		code = vb_checkpoint_parse(vb_view(was, len), c, err);
	if (!code)
		req.from = c->size;
	if (code == VB_NOT_FOUND)
		code = VB_OK;
	free(c);
	/* Who is not reached, or has not come as far yet, is asked another time. */
	if (!code && vb_desk_post(f->d, &req, &reply, NULL) == VB_OK)
		code = follow(f, vb_view(was, len), vb_view(reply.body, reply.len), err);
	vb_reply_free(&reply);
	free(was);
	return code;
}

/* ---- asking ---- */

static enum vb_code ask(struct following *f, struct vb_pile *out, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_REGISTRATIONS, .table = f->d->card.table,
				 .from = f->k.counter + 1, .to = f->k.counter + 1 + ASKED};
	struct vb_reply reply = {0};
	enum vb_code code = vb_desk_post(f->d, &req, &reply, err);

	if (!code)
		code = vb_unframe(vb_view(reply.body, reply.len), out, err);
	vb_reply_free(&reply);
	return code;
}

static enum vb_code take_all(struct following *f, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	bool more = true;

	while (!code && more) {
		struct vb_pile rows = {0};

		code = ask(f, &rows, err);
		more = rows.n > 0;
		/* What it takes to know them is looked up when there are some. */
		if (!code && more && !f->hash)
			code = hash_dated(f, err);
		for (size_t i = 0; !code && more && i < rows.n; i++)
			code = take(f, vb_pile_view(&rows, i), &more, err);
		more = more && rows.n == ASKED;
		vb_pile_free(&rows);
	}
	return code;
}

static bool is_due(const struct following *f, int64_t now)
{
	const struct known *k = &f->k;

	/* What is strange is asked for until it is not. */
	return vb_tree_size(f->d->tree) > k->size &&
	       (k->asked == VB_TIME_NONE || now < k->asked || k->strange != 0 ||
		(uint64_t)(now - k->asked) >= k->wait);
}

enum vb_code vb_registered_sync(struct vb_desk *d, struct vb_err *err)
{
	struct following f = {.d = d};
	struct vb_err why = {0};
	int64_t now = d->world.clock.now(d->world.clock.ctx);
	char origin[VB_KEYNAME_MAX + 1];
	enum vb_code code = load_known(d, &f.k, &why);

	if (code || !is_due(&f, now) ||
	    !vb_register_origin(vb_view_str(d->log_key.name), origin))
		return VB_OK;
	vb_vkey_make(&f.key, vb_view_str(origin), VB_KEY_ED25519, d->log_key.pub);
	f.k.asked = now;
	f.k.wait = f.k.wait < ASK_SELDOM / 2 ? 2 * f.k.wait : ASK_SELDOM;
	code = save_known(d, &f.k, &why);
	if (!code)
		code = take_all(&f, &why);
	if (!code && f.fresh)
		code = follow_register(&f, &why);
	free(f.hash);
	free(f.size);
	if (code && err)
		*err = why;
	/* A depositary without a register, or out of reach, lacks nothing that binds it. */
	return code == VB_FALSE || code == VB_MEMORY ? code : VB_OK;
}
