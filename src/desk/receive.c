/*
 * Receiving: sign to open.  The receipt first, for bytes that are here; then, with the
 * release, the paper (format.md 5.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

struct receiving {
	struct vb_making *m;
	uint32_t of;			/* in m's fold, and by id in any later one */
	struct vb_loaded paper;		/* the hand-over */
	struct vb_copy copy;		/* ours */
	char cite[96];
	uint8_t *cipher;
	size_t cipher_len;
};

static enum vb_code find(struct receiving *r, const char *act, struct vb_err *err)
{
	struct vb_making *m = r->m;
	const struct vb_fold *f = m->ahead.fold;
	const struct vb_handover *h;
	enum vb_code code = vb_making_cite(m, NULL, act, &r->of, err);

	if (code)
		return code;
	vb_fact_citation(r->cite, f, r->of);
	h = vb_fold_handover(f, r->of, vb_desk_me(m->d, f));
	/* Of an `entered`, the author is the one who received. */
	if (!h || f->chain[f->fact[r->of].chain].party != h->author)
		return vb_fail(err, VB_REFUSED, "5.3.2", r->cite,
			       "it hands nothing over to us; nothing was signed");
	code = vb_ahead_act(m->d, &m->ahead, r->of, &r->paper, err);
	if (!code && !vb_copy_for(r->paper.act, vb_view_str(m->d->card.party), &r->copy))
		code = vb_fail(err, VB_REFUSED, "5.3.2", r->cite,
			       "it names no copy for us; nothing was signed");
	return code;
}

/* ---- the receipt ---- */

static enum vb_code sign_receipt(struct receiving *r, struct vb_done *done, struct vb_err *err)
{
	struct vb_making *m = r->m;
	struct vb_copy mine = r->copy;
	char sentence[256];
	uint64_t days = m->ahead.fold->rules.take_days;
	enum vb_code code = vb_desk_holds_seal(m->d, err);

	if (code)
		return code;
	mine.has_recipient = false;
	vb_making_id(m, "of", &m->ahead.fold->fact[r->of].id);
	vb_making_copy(m, "copy", &mine);
	snprintf(sentence, sizeof(sentence),
		 "A receipt acknowledges delivery only. You then have %llu day%s to say as "
		 "what you take it. Sign?", (unsigned long long)days, days == 1 ? "" : "s");
	return vb_making_finish(m, sentence, done, err);
}

/* A receipt that we signed before. */
static void describe_old(struct receiving *r, uint32_t receipt, struct vb_done *done)
{
	const struct vb_fold *f = r->m->ahead.fold;

	*done = (struct vb_done){.lodged = receipt < r->m->ahead.base, .index = receipt};
	vb_fact_citation(done->citation, f, receipt);
}

/* ---- opening ---- */

enum vb_code vb_released_identity(struct vb_desk *d, const struct vb_act *act,
				  const struct vb_copy *copy, struct vb_secret **out,
				  struct vb_err *err)
{
	const struct vb_handover *h;
	struct vb_ahead now = {0};
	struct vb_loaded release = {0};
	struct vb_recipient have;
	enum vb_code code = vb_ahead_make(d, true, &now, err);
	char cite[96];
	uint32_t of;

	if (code)
		return code;
	of = vb_fold_find(now.fold, &act->id);
	h = of == VB_NO_ACT ? NULL : vb_fold_handover(now.fold, of, vb_desk_me(d, now.fold));
	if (!h || h->release == VB_NO_ACT)
		code = VB_NOT_FOUND;
	if (!code)
		code = vb_ahead_act(d, &now, h->release, &release, err);
	if (!code)
		code = vb_identity_parse(vb_act_get(release.act, "identity", 0), out, err);
	if (!code) {
		vb_recipient_of(*out, &have);
		if (memcmp(have.pub, copy->recipient.pub, sizeof(have.pub)) != 0) {
			vb_secret_free(*out);
			*out = NULL;
			vb_act_citation(cite, act);
			code = vb_fail(err, VB_FALSE, "5.3.4", cite,
				       "the identity that was released does not belong to our "
				       "copy");
		}
	}
	vb_loaded_free(&release);
	vb_ahead_free(&now);
	return code;
}

static enum vb_code cannot_open(struct receiving *r, struct vb_err *err)
{
	return vb_fail(err, VB_FALSE, "5.3.9", r->cite,
		       "its receipt is signed, but our copy does not open with our seal key; "
		       "nothing else was signed: to say so on the record, verbale act "
		       "cannot-open of=%s", r->cite);
}

/* The inner layer is kept: its file key is what a contest shows the judge. */
static enum vb_code contest(struct receiving *r, struct vb_view inner,
			    const struct vb_err *why, struct vb_err *err)
{
	char name[128];
	enum vb_code code;

	vb_box_name(name, &r->paper.act->id, "inner");
	code = vb_box_put(r->m->d->cab, VB_BOX_OPENED, name, inner, err);
	if (code)
		return code;
	return vb_fail(err, VB_FALSE, "5.3.10", r->cite,
		       "its receipt is signed, but what opens is not what its act commits to "
		       "(%s, %.200s); nothing else was signed: to say so on the record, "
		       "verbale act contest of=%s", why->clause, why->sentence, r->cite);
}

/* What opened is kept as it came, sealed to our seal key; and as a file to read. */
static enum vb_code keep(struct receiving *r, struct vb_view inner, struct vb_view paper,
			 char **path, struct vb_err *err)
{
	struct vb_desk *d = r->m->d;
	char name[128];
	enum vb_code code;

	vb_box_name(name, &r->paper.act->id, NULL);
	code = vb_box_put(d->cab, VB_BOX_OPENED, name, inner, err);
	return code ? code : vb_paper_keep(d, r->cite, paper, path, err);
}

static enum vb_code open_copy(struct receiving *r, const struct vb_secret *identity,
			      char **path, struct vb_err *err)
{
	uint8_t *inner = NULL, *plain = NULL;
	size_t inner_len = 0, len = 0;
	struct vb_opened o;
	struct vb_err why = {0};
	enum vb_code code = vb_age_open(vb_view(r->cipher, r->cipher_len), identity, &inner,
					&inner_len, &why);

	if (!code) {
		code = vb_desk_keys(r->m->d, err);
		if (code)
			goto out;
		code = vb_desk_unseal(r->m->d, vb_view(inner, inner_len), &plain, &len, &why);
	}
	if (code) {
		code = code == VB_MEMORY ? vb_no_room(err) : cannot_open(r, err);
		goto out;
	}
	code = vb_opened_parse(vb_view(plain, len), &o, &why);
	if (!code)
		code = vb_opened_check(&o, r->paper.act, &r->copy, &why);
	if (code)
		code = code == VB_MEMORY ? vb_no_room(err)
					 : contest(r, vb_view(inner, inner_len), &why, err);
	else
		code = keep(r, vb_view(inner, inner_len), o.paper, path, err);
out:
	if (plain)
		vb_wipe(plain, len);
	free(plain);
	free(inner);
	return code;
}

static void receiving_free(struct receiving *r)
{
	vb_making_free(r->m);
	vb_loaded_free(&r->paper);
	free(r->cipher);
}

enum vb_code vb_desk_receive(struct vb_desk *d, const char *act, struct vb_done *done,
			     char **path, struct vb_err *err)
{
	struct receiving r = {0};
	struct vb_secret *identity = NULL;
	const struct vb_handover *h;
	enum vb_code code = vb_making_new(d, "receipt", NULL, &r.m, err);

	*path = NULL;
	if (!code)
		code = find(&r, act, err);
	/* No receipt for what is not here. */
	if (!code)
		code = vb_desk_copy(d, &r.copy.hash, r.copy.bytes, &r.cipher, &r.cipher_len,
				    err);
	if (code)
		goto out;
	h = vb_fold_handover(r.m->ahead.fold, r.of, vb_desk_me(d, r.m->ahead.fold));
	if (h->receipt == VB_NO_ACT)
		code = sign_receipt(&r, done, err);
	else
		describe_old(&r, h->receipt, done);
	if (code)
		goto out;
	code = vb_released_identity(d, r.paper.act, &r.copy, &identity, err);
	if (code == VB_OK)
		code = open_copy(&r, identity, path, err);
	else if (code == VB_NOT_FOUND)
		code = VB_OK;
out:
	vb_secret_free(identity);
	receiving_free(&r);
	return code;
}

/* ---- reading ---- */

enum vb_code vb_desk_read(struct vb_desk *d, const char *act, uint8_t **out, size_t *len,
			  struct vb_err *err)
{
	struct vb_ahead a = {0};
	struct vb_loaded l = {0};
	uint8_t *bytes = NULL;
	size_t n = 0;
	struct vb_opened o;
	struct vb_copy copy;
	uint32_t at;
	enum vb_code code = vb_desk_at_table(d, false, err);

	if (!code)
		code = vb_ahead_make(d, true, &a, err);
	if (!code)
		code = vb_ahead_cited(a.fold, act, &at, err);
	if (!code)
		code = vb_ahead_act(d, &a, at, &l, err);
	if (!code)
		code = vb_copy_opened(d, l.act, &bytes, &n, &o, &copy, err);
	if (!code) {
		*out = malloc(o.paper.len + 1);
		if (*out) {
			memcpy(*out, o.paper.ptr, o.paper.len);
			(*out)[o.paper.len] = 0;
			*len = o.paper.len;
		} else {
			code = vb_no_room(err);
		}
	}
	if (bytes)
		vb_wipe(bytes, n);
	free(bytes);
	vb_loaded_free(&l);
	vb_ahead_free(&a);
	return code;
}
