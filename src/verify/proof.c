/*
 * Proofs: reading their parts, and what they establish (format.md 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- parts ---- */

static enum vb_code push(struct vb_views *l, struct vb_view v, struct vb_err *err)
{
	if ((l->n & (l->n - 1)) == 0) {
		struct vb_view *more = reallocarray(l->v, l->n ? 2 * l->n : 1, sizeof(*more));

		if (!more)
			return vb_fail(err, VB_MEMORY, "", "proof", "memory is short");
		l->v = more;
	}
	l->v[l->n++] = v;
	return VB_OK;
}

/* What may stand in a proof, in this order; of one rank: in turns. */
enum part {
	PART_NONE, PART_CHARTER, PART_ACT, PART_PROOF, PART_ENTRIES, PART_CHECKPOINT,
	PART_MARK, PART_REGISTRATION, PART_LEAF, PART_COPY, PART_FILE_KEY,
	PART_EPHEMERAL, PART_OPENED,
};
static const char *const part_names[] = {
	"", "charter", "act", "proof", "entries", "checkpoint", "mark", "registration", "leaf",
	"copy", "file-key", "ephemeral", "opened",
};

static enum part find_part(struct vb_view name)
{
	for (unsigned i = PART_CHARTER; i < VB_ARRAY_LEN(part_names); i++) {
		if (vb_view_is(name, part_names[i]))
			return (enum part)i;
	}
	return PART_NONE;
}

/* Whether @next may follow @last. */
static bool may_follow(enum part last, enum part next)
{
	switch (next) {
	case PART_NONE:
		return false;
	case PART_CHARTER:
		return last == PART_NONE;
	case PART_ACT:
		return last == PART_CHARTER || last == PART_PROOF;
	case PART_PROOF:
		return last == PART_ACT;
	case PART_ENTRIES:
		return last == PART_CHARTER;
	case PART_CHECKPOINT:
		return last == PART_ENTRIES;
	case PART_MARK:
	case PART_REGISTRATION:
	case PART_OPENED:
		return (last >= PART_CHECKPOINT || last == PART_PROOF) && last <= next;
	default:
		return (last >= PART_CHECKPOINT || last == PART_PROOF) && last < next;
	}
}

static enum vb_code place(struct vb_proof_file *p, enum part part, struct vb_view v,
			  struct vb_err *err)
{
	struct vb_view *const single[] = {
		[PART_CHARTER] = &p->charter, [PART_ENTRIES] = &p->entries,
		[PART_CHECKPOINT] = &p->checkpoint, [PART_LEAF] = &p->leaf,
		[PART_COPY] = &p->copy, [PART_FILE_KEY] = &p->file_key,
		[PART_EPHEMERAL] = &p->ephemeral,
	};

	switch (part) {
	case PART_ACT:
		return push(&p->act, v, err);
	case PART_PROOF:
		return push(&p->proof, v, err);
	case PART_MARK:
		return push(&p->mark, v, err);
	case PART_REGISTRATION:
		return push(&p->registration, v, err);
	case PART_OPENED:
		return push(&p->opened, v, err);
	default:
		*single[part] = v;
		p->whole = p->whole || part == PART_ENTRIES;
		return VB_OK;
	}
}

/* "part NAME LENGTH", LENGTH bytes, LF. */
static void read_part(struct vb_cursor *c, struct vb_proof_file *p, enum part *last)
{
	struct vb_view length, v = vb_cursor_field(c, "part");
	struct vb_view name = vb_token(v, &length), lf;
	enum part part = find_part(name);
	uint64_t n = 0;
	char q[80];

	if (!may_follow(*last, part))
		vb_cursor_fail(c, "9.4", "the part \"%s\" has no place here",
			       vb_quote(q, sizeof(q), name));
	else if (!vb_dec_parse(length, &n))
		vb_cursor_fail(c, "9.4", "the length \"%s\" is no decimal",
			       vb_quote(q, sizeof(q), length));
	v = vb_cursor_bytes(c, (size_t)n);
	lf = vb_cursor_bytes(c, 1);
	if (c->code == VB_OK && lf.ptr[0] != '\n')
		vb_cursor_fail(c, "9.4", "no line feed stands behind the part");
	if (c->code == VB_OK)
		c->code = place(p, part, v, c->err);
	*last = part;
}

/* What a part needs beside it. */
static enum vb_code check_parts(const struct vb_proof_file *p, enum part last,
				struct vb_err *err)
{
	int keys = (p->file_key.ptr != NULL) + (p->ephemeral.ptr != NULL);

	if (last <= PART_ACT || last == PART_ENTRIES)
		return vb_fail(err, VB_MALFORMED, "9.4", "end",
			       "acts with their proofs, or entries with their checkpoint, are due");
	if ((p->copy.ptr != NULL) != (keys == 1) || keys > 1)
		return vb_fail(err, VB_MALFORMED, "9.4", "end",
			       "a copy and either its file key or its ephemeral secret belong "
			       "together");
	return VB_OK;
}

static enum vb_code read_proof(struct vb_view file, struct vb_proof_file *out, struct vb_err *err)
{
	enum part last = PART_NONE;
	struct vb_cursor c;
	unsigned n = 0;

	*out = (struct vb_proof_file){.claim = vb_view(NULL, 0)};
	vb_cursor_text(&c, file, "9.4", err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-proof/1"))
		vb_cursor_fail(&c, "9.4", "the first line is not verbale-proof/1");
	out->claim = vb_cursor_field(&c, "claim");
	if (vb_view_is(out->claim, "-"))
		out->claim.len = 0;
	else if (!vb_words_valid(out->claim))
		vb_cursor_fail(&c, "9.4", "the claim holds what may not stand in words");
	for (; vb_cursor_peek(&c, "part"); n++)
		read_part(&c, out, &last);
	if (!vb_view_is(vb_cursor_line(&c), "end"))
		vb_cursor_fail(&c, "9.4", "a part or the end is due");
	if (vb_cursor_done(&c) == VB_OK)
		return check_parts(out, last, err);
	/* Parts hold lines that nobody counted. */
	if (n > 0)
		snprintf(err->where, sizeof(err->where), "part %u", n);
	return c.code;
}

static void free_proof(struct vb_proof_file *p)
{
	free(p->act.v);
	free(p->proof.v);
	free(p->mark.v);
	free(p->registration.v);
	free(p->opened.v);
}

/* ---- the acts shown, for people ---- */

/* "response to SUD-2"; @out: 128 bytes. */
static const char *label(char *out, const struct vb_fold *f, enum vb_take role,
			 uint32_t answers)
{
	char cite[96];

	snprintf(out, 128, "%s", vb_take_names[role]);
	if (answers != VB_NO_ACT) {
		vb_fact_citation(cite, f, answers);
		snprintf(out, 128, "%s to %s", vb_take_names[role], cite);
	}
	return out;
}

/* The hand-over that act @i takes; NULL: it takes none. */
static const struct vb_handover *taken_by(const struct vb_fold *f, uint32_t i)
{
	for (uint32_t k = 0; k < f->nhandovers; k++) {
		if (f->handover[k].take == i)
			return &f->handover[k];
	}
	return NULL;
}

static void show_fact(const struct vb_evidence *ev, uint32_t i, struct vb_finding *out)
{
	const struct vb_fold *f = ev->fold;
	const struct vb_fact *fact = &f->fact[i];
	const struct vb_handover *h = taken_by(f, i);
	bool dated = fact->span.by != VB_TIME_NONE;
	char cite[96], other[96], when[32], date[48], up[70], what[128];

	vb_fact_citation(cite, f, i);
	vb_upper(up, sizeof(up), f->chain[fact->chain].name);
	vb_time_human(when, dated ? fact->span.by : fact->date);
	snprintf(date, sizeof(date), "%s%s", dated ? "" : "stated ", when);
	if (fact->nhandovers) {
		vb_finding_show(out, "%s  %s  %s calls it: %s", cite, date, up,
				label(what, f, f->handover[fact->handover].role,
				      fact->answers));
	} else if (h) {
		vb_fact_citation(other, f, h->act);
		vb_finding_show(out, "%s  %s  %s takes %s as: %s", cite, date, up, other,
				label(what, f, h->taken_as, h->taken_answers));
	} else {
		vb_finding_show(out, "%s  %s  %s%s", cite, date, fact->kind->name,
				fact->voided[0] ? ", without effect on the acts shown" : "");
	}
}

/* The claim's verdict on the acts at hand (format.md 8.5). */
static void judge_claim(const struct vb_proof_file *file, const struct vb_claim *claim,
			const struct vb_evidence *ev, int64_t asof, struct vb_finding *out)
{
	struct vb_judgement j;
	char q[160];

	vb_claim_judge(claim, ev->fold, file->whole, asof, &j);
	/* What a judge found (format.md 7.6) stays the sentence. */
	if (out->clause[0] == '\0')
		snprintf(out->sentence, sizeof(out->sentence), "the assertion is %s: %.450s",
			 vb_verdict_name(j.verdict), j.sentence);
	vb_finding_establish(out, "asserted: %s", vb_quote(q, sizeof(q), file->claim));
	for (unsigned i = 0; file->whole && i < j.nevidence; i++)
		show_fact(ev, j.evidence[i], out);
}

/* The first doubt stands: that of the keys comes last (format.md 10.1). */
static void judge_trust(const struct vb_trust *trust, const struct vb_fold *f, uint32_t signers,
			struct vb_finding *out)
{
	struct vb_finding doubt = *out;

	vb_trust_judge(trust, f, signers, out);
	if (doubt.result == VB_CANNOT_TELL && out->result == VB_CANNOT_TELL)
		vb_finding_set(out, VB_CANNOT_TELL, doubt.clause, doubt.at, "", "%s",
			       doubt.sentence);
}

/* A file that would be GENUINE: what is disclosed, what @picks lack (NULL: nothing), what is
 * claimed, whose keys; @signers: bit i, party i. */
static enum vb_code conclude(const struct vb_proof_file *file, const struct vb_claim *claim,
			     const struct vb_evidence *ev, const struct vb_trust *trust,
			     const struct vb_marks *marks, const struct vb_register *reg,
			     uint32_t signers, const struct vb_picks *picks,
			     struct vb_finding *out)
{
	enum vb_code code = vb_extras_check(file, ev, out);
	char said[sizeof(out->sentence)];

	if (code != VB_OK)
		return code;
	if (file->claim.len)
		judge_claim(file, claim, ev, vb_marks_last(marks), out);
	snprintf(said, sizeof(said), "%s", out->sentence);
	/* What an act that is not shown may have registered no anchor contradicts (10.2). */
	if (picks && picks->incomplete)
		vb_finding_set(out, VB_CANNOT_TELL, picks->clause, picks->at, "", "%s",
			       picks->missing);
	else
		judge_trust(trust, ev->fold, signers, out);
	vb_rest_dates(trust, ev->fold, marks, reg, out);
	/* Under self-asserted keys the assertion still has its verdict. */
	if (out->result == VB_CANNOT_TELL && file->claim.len)
		vb_finding_establish(out, "%.300s", said);
	return VB_OK;
}

/* ---- the two forms of a proof ---- */

static enum vb_code verify_picks(const struct vb_proof_file *file, const struct vb_claim *claim,
				 const struct vb_trust *trust, struct vb_finding *out)
{
	struct vb_picks *p = vb_picks_new(trust, file->act.n);
	struct vb_evidence ev;
	enum vb_code code;

	if (!p)
		return VB_MEMORY;
	code = vb_picks_load(p, file, out);
	if (code != VB_OK)
		goto out;
	ev = (struct vb_evidence){p->fold, p->note, p->index};
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "each act shown was logged and is properly signed");
	for (uint32_t i = 1; i < p->fold->nfacts; i++) {
		show_fact(&ev, i, out);
		vb_warn_privilege(&ev, i, out);
	}
	code = conclude(file, claim, &ev, trust, &p->marks, &p->reg, p->signers, p, out);
	if (code != VB_OK)
		goto out;
	vb_finding_rest(out, "that nothing in between changed a key, took a paper before or "
			"made an act void: picked acts do not show it");
	vb_remarks_put(&p->remarks, out);
out:
	if (code == VB_FALSE)
		vb_trust_excuse(trust, p->fold, out);
	vb_picks_free(p);
	return code;
}

static enum vb_code load_whole(struct vb_audit *a, const struct vb_proof_file *file,
			       struct vb_finding *out)
{
	struct vb_log log = {.checkpoint = file->checkpoint, .mark = file->mark.v,
			     .nmarks = file->mark.n, .registration = file->registration.v,
			     .nregistrations = file->registration.n};
	struct vb_err err = {0};
	enum vb_code code;

	code = vb_entries_read(file->entries, &a->bundle.entry, &a->bundle.size, "9.4", &err);
	if (code == VB_OK && a->bundle.size == 0)
		code = vb_fail(&err, VB_MALFORMED, "6.1", "entries", "there is no entry 0");
	if (code == VB_MALFORMED)
		vb_finding_of(out, VB_UNREADABLE, "entries", VB_NOBODY, &err);
	if (code != VB_OK)
		return code == VB_MEMORY ? code : VB_FALSE;
	code = vb_audit_read(a, &log, out);
	if (code == VB_OK)
		code = vb_extras_read(file, out);
	if (code != VB_OK)
		return code;
	if (!vb_view_eq(file->charter, a->bundle.entry[0])) {
		vb_finding_set(out, VB_NOT_GENUINE, "9.4", "charter", VB_NOBODY,
			       "the charter is not the log's entry 0");
		return VB_FALSE;
	}
	return vb_audit_load(a, &log, out);
}

static enum vb_code verify_whole(const struct vb_proof_file *file, const struct vb_claim *claim,
				 const struct vb_trust *trust, struct vb_finding *out)
{
	struct vb_audit *a = vb_audit_new(trust);
	struct vb_evidence ev;
	enum vb_code code;

	if (!a)
		return VB_MEMORY;
	code = load_whole(a, file, out);
	if (code == VB_OK) {
		vb_audit_run(a, 0, vb_audit_jobs(a));
		code = vb_audit_established(a, out);
	}
	if (code == VB_OK) {
		ev = (struct vb_evidence){a->fold, a->bundle.entry, NULL};
		code = conclude(file, claim, &ev, trust, &a->marks, &a->reg, a->signers, NULL,
				out);
		if (code == VB_OK)
			vb_audit_remarks(a, out);
	}
	if (code == VB_FALSE)
		vb_trust_excuse(trust, a->fold, out);
	vb_audit_free(a);
	return code;
}

enum vb_code vb_proof_verify(struct vb_view file, const struct vb_trust *trust,
			     struct vb_finding *out)
{
	struct vb_proof_file p;
	struct vb_claim claim = {0};
	struct vb_err err = {0};
	enum vb_code code = read_proof(file, &p, &err);

	if (code == VB_OK && p.claim.len)
		code = vb_claim_parse(p.claim, &claim, &err);
	if (code == VB_MALFORMED) {
		vb_finding_of(out, VB_UNREADABLE, err.where, VB_NOBODY, &err);
		code = VB_FALSE;
	}
	if (code == VB_OK)
		code = p.whole ? verify_whole(&p, &claim, trust, out) :
				 verify_picks(&p, &claim, trust, out);
	free_proof(&p);
	return code == VB_FALSE ? VB_OK : code;
}
