/*
 * Sending what was signed: the outbox is own minus entry, the identical bytes go out
 * again after every crash, and what others gave us to carry goes along.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define CARRIED_MAX 1024u	/* acts of others that wait here */
#define LODGING_MAX (4 + VB_NOTE_MAX + VB_PARTIES_MAX * (4 + VB_AGE_IDENTITY_LEN))

static enum vb_code upload(struct vb_desk *d, const struct vb_hash *hash, struct vb_err *err)
{
	struct vb_request req = {
		.op = VB_OP_COPY_PUT, .table = d->card.table, .hash = *hash};
	struct vb_reply reply = {0};
	struct vb_kept large;
	uint8_t *bytes = NULL;
	size_t len = 0;
	char name[128];
	enum vb_code code;

	vb_box_name(name, hash, NULL);
	code = vb_box_get(d->cab, VB_BOX_COPY, name, &bytes, &len, err);
	req.body = vb_view(bytes, len);
	if (code == VB_NOT_FOUND) {
		code = vb_kept_find(d, hash, &large, err);
		req.source = &large.pieces;
	}
	if (!code)
		code = vb_desk_post(d, &req, &reply, err);
	vb_reply_free(&reply);
	free(bytes);
	return code;
}

static enum vb_code upload_annexes(struct vb_desk *d, const struct vb_act *a,
				   struct vb_err *err)
{
	struct vb_annex_line line;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; !code && i < vb_act_count(a, "annex"); i++)
		if (vb_annex_parse(vb_act_get(a, "annex", i), &line))
			code = upload(d, &line.hash, err);
	return code;
}

/* format.md 9.3: the note, then the identity of each copy that has a recipient. */
static enum vb_code put_lodging(struct vb_desk *d, struct vb_writer *w, const struct vb_act *a,
				struct vb_err *err)
{
	enum vb_code code = VB_OK;
	uint8_t n[4];

	vb_put_be32(n, (uint32_t)a->note.all.len);
	vb_put(w, n, sizeof(n));
	vb_put_view(w, a->note.all);
	/* What another handed over is not ours to upload; put_lodging() refuses it below. */
	if (vb_view_is(a->author, d->card.party))
		code = upload_annexes(d, a, err);
	for (unsigned i = 0; !code && i < vb_act_count(a, "copy"); i++) {
		char identity[VB_AGE_IDENTITY_LEN + 1], name[VB_NAME_MAX + 1];
		struct vb_copy c;

		if (!vb_copy_parse(vb_act_get(a, "copy", i), &c) || !c.has_recipient)
			continue;
		if (!vb_view_is(a->author, d->card.party))
			return vb_fail(err, VB_REFUSED, "9.3", "act",
				       "a hand-over is lodged by its author, who alone has "
				       "the one-time identities that the depositary needs");
		vb_view_copy(name, sizeof(name), c.addressee);
		code = upload(d, &c.hash, err);
		if (!code)
			code = vb_copy_identity(d, &a->id, name, identity, err);
		vb_put_be32(n, VB_AGE_IDENTITY_LEN);
		vb_put(w, n, sizeof(n));
		vb_put(w, identity, VB_AGE_IDENTITY_LEN);
		vb_wipe(identity, sizeof(identity));
	}
	return code;
}

static enum vb_code lodge(struct vb_desk *d, struct vb_view note, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_LODGE, .table = d->card.table};
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *body = malloc(LODGING_MAX);
	struct vb_reply reply = {0};
	enum vb_code code;
	struct vb_writer w;

	if (!a || !body) {
		code = vb_no_room(err);
		goto out;
	}
	vb_writer_init(&w, body, LODGING_MAX);
	code = vb_act_parse(note, a, err);
	if (!code)
		code = put_lodging(d, &w, a, err);
	if (!code && w.over)
		code = vb_fail(err, VB_MALFORMED, "9.3", "act", "its lodging is too large");
	req.body = vb_written(&w);
	if (!code)
		code = vb_desk_post(d, &req, &reply, err);
out:
	vb_reply_free(&reply);
	if (body)
		vb_wipe(body, LODGING_MAX);
	free(body);
	free(a);
	return code;
}

/* ---- what is settled ---- */

/* Whether @a is in the log, or its chain has gone on without it: numbers rise, whatever the
 * epoch. */
static bool is_settled(const struct vb_fold *f, const struct vb_act *a)
{
	char chain[66];

	if (vb_fold_find(f, &a->id) != VB_NO_ACT)
		return true;
	vb_act_chain(chain, a);
	for (uint32_t i = 0; i < f->nchains; i++) {
		const struct vb_chain *c = &f->chain[i];

		if (strcmp(c->name, chain) != 0)
			continue;
		return a->number <= c->number || a->epoch < c->epoch ||
		       (a->epoch == c->epoch && c->rekeyed);
	}
	return false;
}

struct counting {
	const struct vb_fold *fold;
	const struct vb_hash *only;	/* NULL: any */
	struct vb_act *act;
	unsigned n;
};

static enum vb_code count_row(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view note)
{
	struct counting *c = ctx;

	(void)index;
	if (!c->only || vb_hash_eq(id, c->only))
		c->n += vb_act_parse(note, c->act, NULL) == VB_OK &&
			!is_settled(c->fold, c->act);
	return VB_OK;
}

unsigned vb_desk_outbox(struct vb_desk *d)
{
	struct counting c = {.fold = d->fold, .act = malloc(sizeof(*c.act))};
	enum vb_code code = c.act ? vb_outbox(d->cab, count_row, &c, NULL) : VB_MEMORY;

	free(c.act);
	return code ? 0 : c.n;
}

const char *vb_desk_no_room(const struct vb_desk *d)
{
	return d->no_room[0] ? d->no_room : NULL;
}

void vb_outbox_look_again(struct vb_desk *d)
{
	struct counting c = {.fold = d->fold, .only = &d->stuck_act,
			     .act = malloc(sizeof(*c.act))};

	if (c.act && d->stuck[0] && vb_outbox(d->cab, count_row, &c, NULL) == VB_OK && c.n == 0)
		d->stuck[0] = 0;
	free(c.act);
}

/* ---- the outbox ---- */

/* The recovery chain does not resume (format.md 5.1.8): what it has can only be sent again. */
static void note_stuck(struct vb_desk *d, const struct vb_act *a, const struct vb_err *why)
{
	static const char give_up[] = "`verbale act resume` gives it up and opens the next epoch";
	static const char wait[] = "it is sent again whenever this desk hears of the table";
	bool recovery = vb_view_is(a->office, "recovery");
	char cite[96];

	vb_act_citation(cite, a);
	d->stuck_act = a->id;
	snprintf(d->stuck, sizeof(d->stuck),
		 "%s is signed and kept, but the depositary does not log it: %.240s; %s", cite,
		 why->sentence, recovery ? wait : give_up);
}

/* What could not be sent: what follows it in its chain or cites it waits, too. */
struct unsent {
	struct vb_hash id[64];
	char chain[64][66];
	uint64_t epoch[64];
	unsigned n;
};

static void add_unsent(struct unsent *u, const struct vb_act *a)
{
	if (u->n == VB_ARRAY_LEN(u->id))
		return;
	vb_act_chain(u->chain[u->n], a);
	u->epoch[u->n] = a->epoch;
	u->id[u->n++] = a->id;
}

static bool cites(const struct vb_act *a, const struct vb_hash *id)
{
	struct vb_hash h;

	for (unsigned f = 0; f < a->kind->nfields; f++)
		for (unsigned i = 0; i < a->count[f]; i++)
			if (a->kind->fields[f].type == VB_T_ACT &&
			    vb_hash_parse(a->value[a->first[f] + i], &h) && vb_hash_eq(&h, id))
				return true;
	return false;
}

static bool must_wait(const struct unsent *u, const struct vb_act *a)
{
	char chain[66];

	vb_act_chain(chain, a);
	/* A later epoch has given up what an earlier one could not lodge. */
	for (unsigned i = 0; i < u->n; i++)
		if ((strcmp(u->chain[i], chain) == 0 && a->epoch <= u->epoch[i]) ||
		    cites(a, &u->id[i]))
			return true;
	return u->n == VB_ARRAY_LEN(u->id);
}

/* An act of another chain of our party, which a pouch brought, is its own desk's matter. */
static bool is_ours(const struct vb_desk *d, const struct vb_act *a)
{
	char chain[66];

	vb_act_chain(chain, a);
	return strcmp(chain, d->chain) == 0 ||
	       (vb_view_is(a->author, d->card.party) && vb_view_is(a->office, "recovery"));
}

static enum vb_code send_one(struct vb_desk *d, struct vb_view note, struct vb_act *a,
			     struct unsent *u, struct vb_err *err)
{
	struct vb_err why = {0};
	enum vb_code code = vb_act_parse(note, a, err);

	if (code)
		return code;
	if (must_wait(u, a)) {
		add_unsent(u, a);
		return VB_OK;
	}
	code = lodge(d, note, &why);
	if (code == VB_OK && strcmp(a->kind->name, "resume") == 0)
		d->stuck[0] = 0;
	if (code == VB_OK)
		return vb_desk_crash(d, "sent") ? vb_desk_died(err) : VB_OK;
	if (code == VB_IO || code == VB_BUSY || code == VB_UNKNOWN || code == VB_MEMORY) {
		if (err)
			*err = why;
		return code == VB_MEMORY ? code : VB_IO;
	}
	add_unsent(u, a);
	if (code == VB_FULL)
		snprintf(d->no_room, sizeof(d->no_room), "%s: %.200s", why.where,
			 why.sentence);
	/* Without the passphrase a hand-over stays where it is; and while the depositary has no
	 * room, nothing is wrong with the act. */
	if (code != VB_KEY && code != VB_FULL && is_ours(d, a))
		note_stuck(d, a, &why);
	return VB_OK;
}

enum vb_code vb_outbox_send(struct vb_desk *d, struct vb_err *err)
{
	struct unsent *unsent = NULL;
	struct vb_ahead ahead = {0};
	struct vb_pile carried = {0};
	struct vb_act *a = NULL;
	enum vb_code code = vb_frames_get(d->cab, "carried", &carried, err);
	bool nothing = !code && carried.n == 0 && vb_desk_outbox(d) == 0;

	vb_pile_free(&carried);
	d->stuck[0] = 0;
	d->no_room[0] = 0;
	if (code || nothing)
		return code;
	code = vb_ahead_make(d, true, &ahead, err);
	if (code)
		return code;
	a = malloc(sizeof(*a));
	unsent = calloc(1, sizeof(*unsent));
	if (!a || !unsent)
		code = vb_no_room(err);
	for (size_t i = 0; !code && i < ahead.pending.n; i++)
		code = send_one(d, vb_pile_view(&ahead.pending, i), a, unsent, err);
	free(unsent);
	free(a);
	vb_ahead_free(&ahead);
	return code;
}

/* ---- acts that are carried for others ---- */

enum vb_code vb_carry(struct vb_desk *d, struct vb_view note, bool *fresh, struct vb_err *err)
{
	struct vb_pile rows = {0};
	enum vb_code code = vb_frames_get(d->cab, "carried", &rows, err);

	*fresh = true;
	for (size_t i = 0; !code && i < rows.n; i++)
		*fresh = *fresh && !vb_view_eq(vb_pile_view(&rows, i), note);
	if (!code && *fresh && rows.n >= CARRIED_MAX)
		code = vb_fail(err, VB_REFUSED, "1.2", "pouch",
			       "%u acts wait here already; let the depositary log them first",
			       CARRIED_MAX);
	if (!code && *fresh)
		code = vb_pile_add(&rows, note, err);
	if (!code && *fresh)
		code = vb_frames_put(d->cab, "carried", &rows, err);
	vb_pile_free(&rows);
	return code;
}

/* What we carry was signed by its key; so was the other text that the log has there. */
static enum vb_code keep_twofold(struct vb_desk *d, const struct vb_act *a, struct vb_err *err)
{
	uint32_t there;
	char chain[66];

	vb_act_chain(chain, a);
	there = vb_fold_cited(d->fold, chain, a->number, a->epoch);
	if (there == VB_NO_ACT || vb_hash_eq(&d->fold->fact[there].id, &a->id))
		return VB_OK;
	return vb_stray_put(d->cab, a->note.all, "it was carried here, and the log has another "
						 "text "
						 "at its position: key used twice", err);
}

/* A transfer that nobody lodged in time would keep us from ever signing again.  By the
 * depositary's own word it is later now than it may be logged (format.md 4.7), and that word it
 * does not take back.  One of our own chain keeps its place: we ourselves give it up, by
 * `resume`.  Any other act that waits is cited perhaps by what we have signed, and stays. */
static bool is_too_late(const struct vb_desk *d, const struct vb_act *a)
{
	char chain[66];

	vb_act_chain(chain, a);
	return strcmp(a->kind->name, "transfer") == 0 && strcmp(chain, d->chain) != 0 &&
	       d->nmarks > 0 && d->latest[d->nmarks - 1] > a->lodge_by;
}

enum vb_code vb_carried_tidy(struct vb_desk *d, unsigned *left, struct vb_err *err)
{
	struct vb_pile rows = {0}, kept = {0};
	struct vb_act *a = malloc(sizeof(*a));
	enum vb_code code = a ? vb_frames_get(d->cab, "carried", &rows, err) : vb_no_room(err);

	for (size_t i = 0; !code && i < rows.n; i++) {
		struct vb_view note = vb_pile_view(&rows, i);

		if (vb_act_parse(note, a, NULL) != VB_OK)
			continue;
		if (is_settled(d->fold, a))
			code = keep_twofold(d, a, err);
		else if (!is_too_late(d, a))
			code = vb_pile_add(&kept, note, err);
	}
	if (!code && kept.n < rows.n)
		code = vb_frames_put(d->cab, "carried", &kept, err);
	if (!code && left)
		*left = (unsigned)kept.n;
	vb_pile_free(&rows);
	vb_pile_free(&kept);
	free(a);
	return code;
}
