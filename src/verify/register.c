/*
 * Registrations of a table's checkpoints: each checked by itself, then against those before
 * it; and what they date (format.md 6.8 to 6.11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void vb_register_free(struct vb_register *g)
{
	free(g->row);
	*g = (struct vb_register){0};
}

static void place(char out[static 40], size_t i)
{
	snprintf(out, 40, "registration %zu", i + 1);
}

/* ---- reading ---- */

static enum vb_code keep(struct vb_register *g, struct vb_view text,
			 const struct vb_registration *r)
{
	const struct vb_checkpoint *c = &r->proof.checkpoint;

	if ((g->n & (g->n - 1)) == 0) {
		struct vb_register_row *more = reallocarray(g->row, g->n ? 2 * g->n : 1,
							    sizeof(*more));

		if (!more)
			return VB_MEMORY;
		g->row = more;
	}
	g->row[g->n++] = (struct vb_register_row){
		.text = text, .counter = r->counter, .key = r->key, .checkpoint = r->checkpoint,
		.index = r->proof.index, .size = c->size, .root = c->root, .time = VB_TIME_NONE};
	return VB_OK;
}

static enum vb_code read_one(struct vb_register *g, struct vb_view text, const char *form,
			     struct vb_finding *out)
{
	uint64_t last = g->n ? g->row[g->n - 1].counter : 0;
	struct vb_registration r VB_UNSET;
	struct vb_err err = {0};
	enum vb_code code = vb_registration_parse(text, &r, &err);
	char where[40];

	if (code == VB_OK && r.counter >= last)
		return keep(g, text, &r);
	place(where, g->n);
	if (code == VB_OK)
		code = vb_fail(&err, VB_MALFORMED, form, where,
			       "its counter %llu is below the %llu before it",
			       (unsigned long long)r.counter, (unsigned long long)last);
	return vb_stop(out, code, where, &err);
}

enum vb_code vb_register_read(struct vb_register *g, struct vb_view framed,
			      struct vb_finding *out)
{
	enum vb_code code = VB_OK;
	struct vb_err err = {0};
	struct vb_cursor c;
	struct vb_view text;

	if (framed.ptr == NULL)
		return VB_OK;
	vb_cursor_form(&c, framed, "9.1", &err);
	while (vb_bundle_next(&c, &text))
		;
	if (framed.len == 0)
		vb_cursor_fail(&c, "9.1", "it holds no registration");
	if (c.code != VB_OK)
		return vb_stop(out, c.code, "registrations", &err);
	vb_cursor_init(&c, framed, NULL);
	while (code == VB_OK && vb_bundle_next(&c, &text))
		code = read_one(g, text, "9.1", out);
	return code;
}

enum vb_code vb_register_parts(struct vb_register *g, const struct vb_view *text, size_t n,
			       struct vb_finding *out)
{
	enum vb_code code = VB_OK;

	for (size_t i = 0; code == VB_OK && i < n; i++)
		code = read_one(g, text[i], "9.4", out);
	return code;
}

/* ---- one registration ---- */

/* format.md 6.8: the table's log key, under the register's name. */
static struct vb_vkey key_of(const struct vb_fold *f)
{
	char origin[VB_KEYNAME_MAX + 1];
	struct vb_vkey key;

	static_assert(VB_NAME_MAX + sizeof("/register") <= sizeof(origin), "it must fit");
	vb_register_origin(vb_view_str(f->depositary), origin);
	vb_vkey_make(&key, vb_view_str(origin), VB_KEY_ED25519, vb_log_key(f)->pub);
	return key;
}

/* Signature, proof and cosignatures, in this order; *@time: what the policy makes of these. */
static enum vb_code check(const struct vb_register_row *row, const struct vb_fold *f,
			  const struct vb_keys *k, const struct vb_trust *trust, int64_t *time,
			  struct vb_err *err)
{
	struct vb_vkey key = key_of(f);
	struct vb_registration r VB_UNSET;
	enum vb_code code = vb_registration_parse(row->text, &r, err);

	(void)code; /* read_one() has read it */
	code = vb_registration_verify(&r, &f->table, &key, err);
	if (code == VB_OK)
		code = vb_cosigners_verify(&r.proof.checkpoint, k, err);
	if (code == VB_OK)
		code = vb_policy_time(&r.proof.checkpoint, trust, time, err);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

void vb_register_run(struct vb_register *g, size_t i, const struct vb_fold *f,
		     const struct vb_keys *k, const struct vb_trust *trust)
{
	struct vb_register_row *row = &g->row[i];
	struct vb_err err;

	row->good = check(row, f, k, trust, &row->time, &err) == VB_OK;
	row->run = true;
}

/* ---- one against those before it (format.md 6.11) ---- */

static bool same_entry(const struct vb_register_row *a, const struct vb_register_row *b)
{
	return vb_hash_eq(&a->key, &b->key) && vb_hash_eq(&a->checkpoint, &b->checkpoint) &&
	       a->index == b->index;
}

/* The first whose counter another entry had before it; g->n: none.  Counters rise. */
static size_t find_repeated(const struct vb_register *g)
{
	size_t first = 0;

	for (size_t i = 1; i < g->n; i++) {
		if (g->row[i].counter != g->row[first].counter)
			first = i;
		else if (!same_entry(&g->row[i], &g->row[first]))
			return i;
	}
	return g->n;
}

struct sized {
	uint64_t size;
	size_t at;
};

static int by_size(const void *a, const void *b)
{
	const struct sized *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* The first whose register checkpoint has the size of one before it, and another root; g->n:
 * none. */
static enum vb_code find_fork(const struct vb_register *g, size_t *out)
{
	struct sized *s = calloc(g->n + 1, sizeof(*s));
	size_t first = 0;

	*out = g->n;
	if (!s)
		return VB_MEMORY;
	for (size_t i = 0; i < g->n; i++)
		s[i] = (struct sized){g->row[i].size, i};
	qsort(s, g->n, sizeof(*s), by_size);
	for (size_t i = 1; i < g->n; i++) {
		if (s[i].size != s[first].size)
			first = i;
		else if (s[i].at < *out &&
			 !vb_hash_eq(&g->row[s[i].at].root, &g->row[s[first].at].root))
			*out = s[i].at;
	}
	free(s);
	return VB_OK;
}

/* Whether @k has cosigned the register checkpoint of @row. */
static bool cosigned(const struct vb_register_row *row, const struct vb_vkey *k)
{
	struct vb_registration r VB_UNSET;
	enum vb_code code = vb_registration_parse(row->text, &r, NULL);
	int64_t time;

	(void)code; /* read_one() has read it */
	return vb_cosign_verify(&r.proof.checkpoint, k, &time, NULL) == VB_OK;
}

/* Whether @k has cosigned the checkpoint of @fork, and one of that size before it: these have
 * another root, all of them, or the fork were there. */
static bool cosigned_both(const struct vb_register *g, size_t fork, const struct vb_vkey *k)
{
	const struct vb_register_row *row = &g->row[fork];

	if (!cosigned(row, k))
		return false;
	for (size_t i = 0; i < fork; i++) {
		if (g->row[i].size == row->size && cosigned(&g->row[i], k))
			return true;
	}
	return false;
}

/* The depositary, and who cosigned both: the policy names them (format.md 10.4). */
static void forked(const struct vb_register *g, size_t i, const struct vb_fold *f,
		   const struct vb_trust *trust, struct vb_finding *out)
{
	const struct vb_policy *policy = vb_trust_policy(trust);
	char who[VB_CULPRIT_MAX], where[40];
	struct vb_writer w;

	static_assert(VB_NAME_MAX + VB_POLICY_MAX * (1 + VB_KEYNAME_MAX) < sizeof(who),
		      "their names must fit");
	vb_writer_init(&w, who, sizeof(who) - 1);
	vb_put_str(&w, f->depositary);
	for (unsigned n = 0; policy && n < vb_policy_witnesses(policy); n++) {
		const struct vb_vkey *k = vb_policy_witness(policy, n);

		if (cosigned_both(g, i, k))
			vb_putf(&w, ",%s", k->name);
	}
	who[w.len] = '\0';
	place(where, i);
	vb_finding_set(out, VB_NOT_GENUINE, "6.11", where, who,
		       "the depositary signed two registers of %llu entries%s",
		       (unsigned long long)g->row[i].size,
		       w.len > strlen(f->depositary) ? ", and who is named behind it cosigned both"
						     : "");
}

static size_t find_bad(const struct vb_register *g)
{
	size_t i = 0;

	while (i < g->n && g->row[i].good)
		i++;
	return i;
}

enum vb_code vb_register_fault(const struct vb_register *g, const struct vb_fold *f,
			       const struct vb_keys *k, const struct vb_trust *trust,
			       struct vb_finding *out)
{
	size_t bad = find_bad(g), repeated = find_repeated(g), fork;
	struct vb_err err = {0};
	enum vb_code code = find_fork(g, &fork);
	int64_t time;
	char where[40];

	if (code != VB_OK)
		return code;
	if (bad < g->n && bad <= repeated && bad <= fork) {
		place(where, bad);
		code = check(&g->row[bad], f, k, trust, &time, &err);
		return vb_stop(out, code, where, &err);
	}
	if (repeated < g->n && repeated <= fork) {
		place(where, repeated);
		vb_finding_set(out, VB_NOT_GENUINE, "6.11", where, f->depositary,
			       "the depositary's register has two entries with counter %llu of "
			       "this table", (unsigned long long)g->row[repeated].counter);
		return VB_FALSE;
	}
	if (fork == g->n)
		return VB_OK;
	forked(g, fork, f, trust, out);
	return VB_FALSE;
}

/* ---- what they date (format.md 6.10) ---- */

/* A mark, by the hash of its checkpoint. */
struct hashed {
	struct vb_hash hash;
	size_t mark;
	uint64_t size;
	int64_t clock;		/* the date that the depositary's clock gave it */
	int64_t grown;		/* the earliest that it gave a larger one; INT64_MAX: none */
};

static int by_falling_size(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	return (x->size < y->size) - (x->size > y->size);
}

/* By the depositary's own word the log was larger from then on: what it says later of a
 * smaller one, it says of the past. */
static void find_growth(struct hashed *h, size_t n)
{
	int64_t least = INT64_MAX, next = INT64_MAX;

	qsort(h, n, sizeof(*h), by_falling_size);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && h[i].size < h[i - 1].size)
			least = next;
		h[i].grown = least;
		if (h[i].clock != VB_TIME_NONE && h[i].clock < next)
			next = h[i].clock;
	}
}

static int by_hash(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	return memcmp(x->hash.b, y->hash.b, sizeof(x->hash.b));
}

static struct hashed *hash_marks(const struct vb_marks *m, const struct vb_fold *f)
{
	struct hashed *h = calloc(m->n + 1, sizeof(*h));
	struct vb_checkpoint c VB_UNSET;

	for (size_t i = 0; h && i < m->n; i++) {
		enum vb_code code;

		vb_marks_get(m, i, &c);
		code = vb_checkpoint_hash(&c, vb_log_key(f), &h[i].hash, NULL);
		(void)code; /* its log line was verified */
		h[i].mark = i;
		h[i].size = c.size;
		h[i].clock = vb_mark_clock(&c, f);
	}
	if (h) {
		find_growth(h, m->n);
		qsort(h, m->n, sizeof(*h), by_hash);
	}
	return h;
}

/* The first of @n that is not smaller than @hash. */
static size_t lower(const struct hashed *h, size_t n, const struct vb_hash *hash)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(h[mid].hash.b, hash->b, sizeof(hash->b)) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The mark existed by @time.  What it lacks was absent then only if it was still the newest,
 * for which there is the word of the clock: so no later than that, and no later than it called
 * a larger one the newest. */
static void date(struct vb_mark *mark, int64_t time, const struct hashed *h)
{
	int64_t since = time < h->clock ? time : h->clock;

	since = since < h->grown ? since : h->grown;

	if (mark->by == VB_TIME_NONE || time < mark->by)
		mark->by = time;
	if (since > mark->since)
		mark->since = since;
}

enum vb_code vb_register_date(struct vb_register *g, struct vb_marks *m, const struct vb_fold *f)
{
	struct hashed *h;

	if (g->n == 0)
		return VB_OK;
	h = hash_marks(m, f);
	if (!h)
		return VB_MEMORY;
	for (size_t i = 0; i < g->n; i++) {
		struct vb_register_row *row = &g->row[i];

		if (row->time == VB_TIME_NONE)
			continue;
		for (size_t at = lower(h, m->n, &row->checkpoint);
		     at < m->n && vb_hash_eq(&h[at].hash, &row->checkpoint); at++) {
			date(&m->mark[h[at].mark], row->time, &h[at]);
			row->dates = true;
		}
	}
	free(h);
	vb_marks_ready(m);
	return VB_OK;
}

/* ---- what people are told ---- */

/* The bits of the policy's cosigners that have a line on the checkpoint of @row: every one of
 * these holds, or vb_register_fault() had told. */
static uint64_t cosigners(const struct vb_register_row *row, const struct vb_policy *policy)
{
	struct vb_registration r VB_UNSET;
	enum vb_code code = vb_registration_parse(row->text, &r, NULL);
	const struct vb_note *note = &r.proof.checkpoint.note;
	uint64_t all = 0;

	static_assert(VB_POLICY_MAX <= 64, "a bit for each of them");
	(void)code; /* read_one() has read it */
	for (unsigned i = 0; i < note->nsigs; i++) {
		for (unsigned n = 0; n < vb_policy_witnesses(policy); n++) {
			if (vb_sigline_matches(&note->sig[i], vb_policy_witness(policy, n)))
				all |= 1ull << n;
		}
	}
	return all;
}

void vb_register_rest(const struct vb_register *g, const struct vb_fold *f,
		      const struct vb_trust *trust, struct vb_finding *out)
{
	const struct vb_policy *policy = vb_trust_policy(trust);
	char who[VB_FINDING_LINE] = "", q[64];
	uint64_t all = 0;
	size_t len = 0;

	for (size_t i = 0; i < g->n; i++)
		all |= g->row[i].dates ? cosigners(&g->row[i], policy) : 0;
	/* What dates has a policy. */
	for (unsigned n = 0; n < VB_POLICY_MAX && len < sizeof(who); n++) {
		if (all >> n & 1)
			len += (size_t)snprintf(who + len, sizeof(who) - len, "%s%s",
						len ? ", " : "", vb_quote(q, sizeof(q), vb_view_str(
						vb_policy_witness(policy, n)->name)));
	}
	if (all)
		vb_finding_rest(out, "dates: the register of %s, as cosigned by %s; what was not "
				"logged yet, by its clock as well",
				vb_upper(q, sizeof(q), f->depositary), who);
	else if (g->n && !policy)
		vb_finding_rest(out, "the register of %s dates nothing without a policy of "
				"cosigners in %s", vb_upper(q, sizeof(q), f->depositary),
				vb_trust_called(trust));
	else if (g->n)
		vb_finding_rest(out, "the register of %s dates nothing that is shown, by the "
				"quorum of %s", vb_upper(q, sizeof(q), f->depositary),
				vb_trust_called(trust));
}
