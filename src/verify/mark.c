/*
 * Dated checkpoints: between which times an entry was logged (format.md 6.5, 6.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

static struct vb_span make_span(int64_t since, int64_t by)
{
	struct vb_span s = {since, by};

	/* A checkpoint that is dated after a larger one is stale: it cannot show that
	 * an entry was not logged yet when another date shows that it was. */
	if (s.by != VB_TIME_NONE && s.since > s.by)
		s.since = s.by;
	return s;
}

struct vb_span vb_mark_span(const struct vb_mark *m, size_t n, uint64_t index)
{
	int64_t since = VB_TIME_NONE, by = VB_TIME_NONE;

	for (size_t i = 0; i < n; i++) {
		if (m[i].size <= index && m[i].since > since)
			since = m[i].since;
		if (m[i].size > index && m[i].by != VB_TIME_NONE &&
		    (by == VB_TIME_NONE || m[i].by < by))
			by = m[i].by;
	}
	return make_span(since, by);
}

/* ---- the same for rising entries, in constant time each ---- */

void vb_marks_free(struct vb_marks *m)
{
	free(m->mark);
	free(m->kept);
	free(m->least);
	free(m->sig);
	free(m->line);
	*m = (struct vb_marks){0};
}

/* Doubles the room of all that a mark has; what was moved stays moved. */
static enum vb_code grow(struct vb_marks *m)
{
	size_t cap = m->cap ? 2 * m->cap : 16;
	struct vb_mark *mark = reallocarray(m->mark, cap, sizeof(*mark));
	struct vb_kept *kept;
	int64_t *least;

	m->mark = mark ? mark : m->mark;
	kept = reallocarray(m->kept, cap, sizeof(*kept));
	m->kept = kept ? kept : m->kept;
	least = reallocarray(m->least, cap, sizeof(*least));
	m->least = least ? least : m->least;
	if (!mark || !kept || !least)
		return VB_MEMORY;
	m->cap = cap;
	return VB_OK;
}

/* A note has at most VB_NOTE_SIGS_MAX lines: twice the room is always enough. */
static enum vb_code grow_sigs(struct vb_marks *m)
{
	size_t cap = m->sigs_cap ? 2 * m->sigs_cap : VB_NOTE_SIGS_MAX;
	struct vb_sigline *more = reallocarray(m->sig, cap, sizeof(*more));

	if (!more)
		return VB_MEMORY;
	m->sig = more;
	m->sigs_cap = cap;
	return VB_OK;
}

enum vb_code vb_marks_add(struct vb_marks *m, const struct vb_checkpoint *c, int64_t time)
{
	const struct vb_note *note = &c->note;

	if (m->n == m->cap && grow(m) != VB_OK)
		return VB_MEMORY;
	if (m->sigs_cap - m->nsigs < note->nsigs && grow_sigs(m) != VB_OK)
		return VB_MEMORY;
	m->mark[m->n] = (struct vb_mark){c->size, time, time};
	m->kept[m->n] = (struct vb_kept){c->origin, note->text, note->all, c->root, m->nsigs,
					 note->nsigs};
	memcpy(m->sig + m->nsigs, note->sig, note->nsigs * sizeof(note->sig[0]));
	m->nsigs += note->nsigs;
	m->n++;
	return VB_OK;
}

void vb_marks_get(const struct vb_marks *m, size_t i, struct vb_checkpoint *out)
{
	const struct vb_kept *k = &m->kept[i];

	out->origin = k->origin;
	out->size = m->mark[i].size;
	out->root = k->root;
	out->note.text = k->text;
	out->note.all = k->note;
	out->note.nsigs = k->nsigs;
	memcpy(out->note.sig, m->sig + k->first, k->nsigs * sizeof(m->sig[0]));
}

void vb_marks_ready(struct vb_marks *m)
{
	int64_t least = INT64_MAX;

	m->at = 0;
	for (size_t i = m->n; i > 0; i--) {
		int64_t t = m->mark[i - 1].by;

		if (t != VB_TIME_NONE && t < least)
			least = t;
		m->least[i - 1] = least;
	}
}

struct vb_span vb_marks_span(struct vb_marks *m, uint64_t index)
{
	int64_t by;

	for (; m->at < m->n && m->mark[m->at].size <= index; m->at++) {
		if (m->at == 0 || m->mark[m->at].since > m->since)
			m->since = m->mark[m->at].since;
	}
	by = m->at < m->n ? m->least[m->at] : INT64_MAX;
	return make_span(m->at > 0 ? m->since : VB_TIME_NONE,
			 by == INT64_MAX ? VB_TIME_NONE : by);
}

int64_t vb_marks_last(const struct vb_marks *m)
{
	int64_t last = VB_TIME_NONE;

	for (size_t i = 0; i < m->n; i++) {
		if (m->mark[i].since > last)
			last = m->mark[i].since;
	}
	return last;
}

bool vb_marks_dated(const struct vb_marks *m)
{
	return m->least[0] != INT64_MAX;
}

/* ---- what one dated checkpoint says ---- */

/* A charter that holds has both of the depositary's keys (format.md 5.1.1), and they
 * hold for ever: nobody replaces them. */
static const struct vb_key *clock_of(const struct vb_fold *f)
{
	return vb_fold_key(f, f->depositary, VB_P_CLOCK, 0);
}

const struct vb_vkey *vb_log_key(const struct vb_fold *f)
{
	return &vb_fold_key(f, f->depositary, VB_P_LOG, 0)->vkey;
}

/* A line of @k that has room for a time and a signature. */
static bool is_dated(const struct vb_sigline *line, const struct vb_vkey *k)
{
	return vb_sigline_matches(line, k) && line->len == 4 + 8 + 64;
}

/* Whether a cosignature of @k is of a time that no clock has (format.md 6.4). */
static bool states_no_time(const struct vb_checkpoint *c, const struct vb_vkey *k)
{
	for (unsigned i = 0; i < c->note.nsigs; i++) {
		if (is_dated(&c->note.sig[i], k) && c->note.sig[i].blob[4] & 0x80)
			return true;
	}
	return false;
}

static enum vb_code fail_time(const struct vb_vkey *k, struct vb_err *err)
{
	char q[80];

	return vb_fail(err, VB_MALFORMED, "6.4", "checkpoint",
		       "a cosignature of \"%s\" states a time beyond 2^63-1",
		       vb_quote(q, sizeof(q), vb_view_str(k->name)));
}

/* The earliest time that a line of @k states; verified elsewhere. */
static int64_t stated_time(const struct vb_checkpoint *c, const struct vb_vkey *k)
{
	int64_t first = VB_TIME_NONE;

	for (unsigned i = 0; i < c->note.nsigs; i++) {
		uint64_t t;

		if (!is_dated(&c->note.sig[i], k))
			continue;
		t = vb_be64(c->note.sig[i].blob + 4);
		if (t <= INT64_MAX && (first == VB_TIME_NONE || (int64_t)t < first))
			first = (int64_t)t;
	}
	return first;
}

int64_t vb_mark_clock(const struct vb_checkpoint *c, const struct vb_fold *f)
{
	return stated_time(c, &clock_of(f)->vkey);
}

enum vb_code vb_policy_time(const struct vb_checkpoint *c, const struct vb_trust *trust,
			    int64_t *time, struct vb_err *err)
{
	const struct vb_policy *policy = vb_trust_policy(trust);
	enum vb_code code;
	unsigned counted;

	*time = VB_TIME_NONE;
	if (!policy)
		return VB_OK;
	for (unsigned i = 0; i < vb_policy_witnesses(policy); i++) {
		if (states_no_time(c, vb_policy_witness(policy, i)))
			return fail_time(vb_policy_witness(policy, i), err);
	}
	/* format.md 6.6: the cosignatures that the verifier chose to count. */
	code = vb_policy_check(policy, c, time, &counted, err);
	if (code == VB_FALSE)
		snprintf(err->clause, sizeof(err->clause), "6.4");
	return code;
}

enum vb_code vb_mark_time(const struct vb_checkpoint *c, const struct vb_fold *f,
			  const struct vb_trust *trust, int64_t *time, struct vb_err *err)
{
	enum vb_code code = vb_policy_time(c, trust, time, err);

	/* `quorum none` asks nobody: then the depositary's clock is the policy. */
	if (code == VB_OK && *time == VB_TIME_NONE)
		*time = vb_mark_clock(c, f);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

bool vb_mark_dated(const struct vb_checkpoint *c, const struct vb_fold *f)
{
	const struct vb_vkey *clock = &clock_of(f)->vkey;

	for (unsigned i = 0; i < c->note.nsigs; i++) {
		if (vb_sigline_matches(&c->note.sig[i], clock))
			return true;
	}
	return false;
}

/* A cosigner's lines: all of them must verify (C2SP signed-note). */
static enum vb_code check_key(const struct vb_checkpoint *c, const struct vb_vkey *k,
			      struct vb_err *err)
{
	enum vb_code code;
	int64_t time;

	if (k->type != VB_KEY_COSIGN)
		return VB_OK;
	if (states_no_time(c, k))
		return fail_time(k, err);
	code = vb_cosign_verify(c, k, &time, err);
	if (code != VB_OK && err)
		snprintf(err->clause, sizeof(err->clause), "6.4");
	return code;
}

enum vb_code vb_cosigners_verify(const struct vb_checkpoint *c, const struct vb_keys *k,
				 struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < c->note.nsigs; i++) {
		size_t from = 0;
		uint32_t key;

		while (code == VB_OK &&
		       (key = vb_keys_find(k, &c->note.sig[i], &from)) != VB_NO_KEY)
			code = check_key(c, &k->key[key], err);
	}
	return code;
}

enum vb_code vb_mark_verify(const struct vb_checkpoint *c, const struct vb_fold *f,
			    const struct vb_keys *k, struct vb_err *err)
{
	enum vb_code code = vb_checkpoint_verify(c, vb_log_key(f), err);

	return code == VB_OK ? vb_cosigners_verify(c, k, err) : code;
}

/* ---- a job each for the lines of an audit's marks ---- */

static enum vb_code add_line(struct vb_marks *m, uint32_t mark, uint32_t key)
{
	if ((m->nlines & (m->nlines - 1)) == 0) {
		size_t cap = m->nlines ? 2 * m->nlines : 1;
		struct vb_line *more = reallocarray(m->line, cap, sizeof(*more));

		if (!more)
			return VB_MEMORY;
		m->line = more;
	}
	m->line[m->nlines++] = (struct vb_line){.mark = mark, .key = key};
	return VB_OK;
}

/* One check of a cosigner is one of all its lines. */
static bool listed(const struct vb_marks *m, size_t from, uint32_t key)
{
	for (size_t i = from; i < m->nlines; i++) {
		if (m->line[i].key == key)
			return true;
	}
	return false;
}

static enum vb_code add_lines(struct vb_marks *m, uint32_t mark, const struct vb_keys *k)
{
	const struct vb_sigline *sig = m->sig + m->kept[mark].first;
	size_t first = m->nlines;
	enum vb_code code = add_line(m, mark, VB_NO_KEY);

	for (unsigned i = 0; code == VB_OK && i < m->kept[mark].nsigs; i++) {
		size_t from = 0;
		uint32_t key;

		while (code == VB_OK && (key = vb_keys_find(k, &sig[i], &from)) != VB_NO_KEY) {
			if (k->key[key].type == VB_KEY_COSIGN && !listed(m, first, key))
				code = add_line(m, mark, key);
		}
	}
	return code;
}

enum vb_code vb_marks_lines(struct vb_marks *m, const struct vb_keys *k)
{
	enum vb_code code = VB_OK;

	for (; code == VB_OK && m->listed < m->n; m->listed++)
		code = add_lines(m, (uint32_t)m->listed, k);
	return code;
}

void vb_line_run(struct vb_marks *m, size_t i, const struct vb_fold *f, const struct vb_keys *k)
{
	struct vb_line *line = &m->line[i];
	struct vb_checkpoint c VB_UNSET;

	vb_marks_get(m, line->mark, &c);
	if (line->key == VB_NO_KEY)
		line->good = vb_checkpoint_verify(&c, vb_log_key(f), NULL) == VB_OK;
	else
		line->good = check_key(&c, &k->key[line->key], NULL) == VB_OK;
	line->run = true;
}
