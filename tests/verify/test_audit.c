/*
 * The audit in stages: threads, entries that come later, and a desk's entry by entry
 * (format.md 4.5, 6.1, 6.7, 10.1, 10.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"

static const char *const two[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "We are here."}};

static const char *line_of(const struct vb_finding *f)
{
	static char line[VB_CANONICAL_MAX];

	vb_finding_line(line, f);
	for (char *p = line; *p; p++)
		*p = *p == '\t' ? '|' : *p;
	return line;
}

/* ---- threads ---- */

struct range {
	struct vb_audit *a;
	size_t from, to;
};

static void *work(void *arg)
{
	struct range *r = arg;

	vb_audit_run(r->a, r->from, r->to);
	return NULL;
}

/* The finding with @n threads, each with its share of the jobs. */
static void threaded(struct vb_view file, const struct vb_trust *trust, unsigned n,
		     struct vb_finding *out)
{
	struct range r[4];
	pthread_t id[4];
	struct vb_audit *a;
	size_t jobs;

	assert(vb_audit_open(file, trust, &a, out) == VB_OK && a);
	jobs = vb_audit_jobs(a);
	for (unsigned i = 0; i < n; i++) {
		r[i] = (struct range){a, jobs * i / n, jobs * (i + 1) / n};
		assert(pthread_create(&id[i], NULL, work, &r[i]) == 0);
	}
	for (unsigned i = 0; i < n; i++)
		assert(pthread_join(id[i], NULL) == 0);
	vb_audit_finish(a, out);
	vb_audit_free(a);
}

static void test_threads(void)
{
	static struct vb_finding alone, none, shared;
	struct kit_file good, bad;
	static struct kit k;
	struct vb_audit *a;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	kit_open(&k, NULL);
	for (unsigned i = 0; i < 80; i++)
		fx_do(&k.t, i & 1, "statement", &hello, NULL);
	good = kit_bundle(&k.t, NULL);
	threaded(kit_view(&good), k.trust, 1, &alone);
	is_str(line_of(&alone), "GENUINE|-|-|-", "10.1 an audit in one thread");
	threaded(kit_view(&good), k.trust, 2, &shared);
	ok(memcmp(&alone, &shared, sizeof(alone)) == 0, "10.1 finds the same in two");
	threaded(kit_view(&good), k.trust, 4, &shared);
	ok(memcmp(&alone, &shared, sizeof(alone)) == 0, "10.1 and in four");
	assert(vb_audit_open(kit_view(&good), k.trust, &a, &none) == VB_OK && a);
	ok(vb_audit_jobs(a) > 91, "10.1 there is a job for each entry and mark");
	vb_audit_finish(a, &none);
	ok(memcmp(&alone, &none, sizeof(alone)) == 0, "10.1 jobs that nobody ran are run");
	vb_audit_finish(a, &none);
	ok(memcmp(&alone, &none, sizeof(alone)) == 0, "10.1 and it says the same again");
	is_int((long long)vb_tree_size(vb_audit_tree(a)), 91, "6.1 the tree is all there");
	is_int(vb_audit_fold(a)->nfacts, 91, "6.1 so is the fold");
	vb_audit_free(a);
	len = fx_act(&k.t, 0, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	len = fx_act(&k.t, 1, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	bad = kit_bundle(&k.t, NULL);
	threaded(kit_view(&bad), k.trust, 1, &alone);
	is_str(line_of(&alone), "NOT GENUINE|4.5|NORD-44|bern", "10.1 the first fault in log "
								"order");
	threaded(kit_view(&bad), k.trust, 2, &shared);
	ok(memcmp(&alone, &shared, sizeof(alone)) == 0, "10.1 whichever thread finds one first");
	kit_free(&good);
	kit_free(&bad);
	free(buf);
	kit_close(&k);
}

/* ---- going on ---- */

/* A log of @n entries, audited; the kit goes on. */
static struct vb_audit *begin(struct kit *k, unsigned n, struct kit_file *b)
{
	struct vb_finding f;
	struct vb_audit *a;

	kit_found(k, two, 2, NULL, NULL);
	for (unsigned i = 1; i < n; i++)
		fx_do(&k->t, i & 1, "statement", &hello, NULL);
	*b = kit_bundle(&k->t, NULL);
	assert(vb_audit_open(kit_view(b), k->trust, &a, &f) == VB_OK && a);
	vb_audit_run(a, 0, vb_audit_jobs(a));
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "GENUINE|-|-|-", "10.5 a log of %u entries", n);
	return a;
}

static void test_extend(void)
{
	struct kit_file b, more;
	struct vb_finding f;
	static struct kit k;
	struct vb_audit *a = begin(&k, 5, &b);
	size_t jobs = vb_audit_jobs(a);

	for (unsigned i = 0; i < 3; i++)
		fx_do(&k.t, i & 1, "statement", &hello, NULL);
	more = kit_entries(&k.t, 5, 8);
	is_int(vb_audit_extend(a, kit_view(&more), vb_view(k.t.mark[8], k.t.mark_len[8]), &f),
	       VB_OK, "10.5 three entries more");
	is_int((long long)(vb_audit_jobs(a) - jobs), 5,
	       "10.5 are three jobs more, and two for the lines of the checkpoint");
	vb_audit_run(a, jobs, vb_audit_jobs(a));
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "GENUINE|-|-|-", "10.5 and are as genuine");
	is_int(vb_audit_fold(a)->nfacts, 8, "10.5 in one fold");
	is_int(vb_audit_fold(a)->fact[7].span.by, k.t.span[7].by, "6.5 with their dates");
	is_int(vb_audit_extend(a, vb_view("", 0), vb_view(k.t.mark[8], k.t.mark_len[8]), &f),
	       VB_OK, "10.5 the same checkpoint again");
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "GENUINE|-|-|-", "10.5 changes nothing");
	vb_audit_run(a, 0, vb_audit_jobs(a) + 100);
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "GENUINE|-|-|-", "10.5 nor do jobs beyond the last");
	is_int(vb_audit_extend(a, vb_view("", 0), vb_view(k.t.mark[5], k.t.mark_len[5]), &f),
	       VB_FALSE, "10.5 an older checkpoint");
	is_str(line_of(&f), "UNREADABLE|6.1|checkpoint|" NOBODY, "10.5 is told to be one");
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "UNREADABLE|6.1|checkpoint|" NOBODY, "10.5 and ends the audit");
	is_int(vb_audit_extend(a, kit_view(&more), vb_view(k.t.mark[8], k.t.mark_len[8]), &f),
	       VB_FALSE, "10.5 for good");
	vb_audit_free(a);
	kit_free(&more);
	kit_free(&b);
	kit_close(&k);
}

/* What going on with @entries and @checkpoint ends with. */
static const char *extended(struct kit *k, struct vb_view entries, struct vb_view checkpoint)
{
	static struct vb_finding f;
	struct kit_file b = kit_bundle(&k->t, NULL);
	struct vb_audit *a;

	assert(vb_audit_open(kit_view(&b), k->trust, &a, &f) == VB_OK && a);
	if (vb_audit_extend(a, entries, checkpoint, &f) == VB_OK)
		vb_audit_finish(a, &f);
	vb_audit_free(a);
	kit_free(&b);
	return line_of(&f);
}

static void test_extend_faults(void)
{
	struct vb_hash wrong;
	struct kit_file c, e;
	static struct kit k, later;

	kit_found(&k, two, 2, NULL, NULL);
	kit_found(&later, two, 2, NULL, NULL);
	for (unsigned i = 0; i < 2; i++) {
		fx_do(&k.t, i & 1, "statement", &hello, NULL);
		fx_do(&later.t, i & 1, "statement", &hello, NULL);
	}
	fx_do(&later.t, 0, "statement", &hello, NULL);
	e = kit_entries(&later.t, 3, 4);
	is_str(extended(&k, kit_view(&e), vb_view(later.t.mark[4], later.t.mark_len[4])),
	       "GENUINE|-|-|-", "10.5 one seed, one log");
	is_str(extended(&k, vb_view("", 0), vb_view(later.t.mark[4], later.t.mark_len[4])),
	       "UNREADABLE|6.1|checkpoint|" NOBODY, "6.1 entries that are missing");
	is_str(extended(&k, vb_view(e.ptr, e.len - 1), vb_view(later.t.mark[4],
							       later.t.mark_len[4])),
	       "UNREADABLE|9.1|checkpoint|" NOBODY, "9.1 entries cut short");
	is_str(extended(&k, kit_view(&e), vb_view_str("x")),
	       "UNREADABLE|C2SP signed-note|checkpoint|" NOBODY, "6.2 a checkpoint that is none");
	wrong = later.t.root[4];
	wrong.b[0] ^= 1;
	c = kit_checkpoint(&k.t, 4, &wrong, k.t.now, 0);
	is_str(extended(&k, kit_view(&e), kit_view(&c)), "NOT GENUINE|6.1|checkpoint|" NOBODY,
	       "6.1 entries under another root");
	kit_flip(&c.ptr[c.len - 180]);
	is_str(extended(&k, kit_view(&e), kit_view(&c)), "NOT GENUINE|6.2|checkpoint|" NOBODY,
	       "6.2 a root that nobody signed");
	kit_free(&c);
	c = kit_checkpoint(&k.t, 3, &wrong, k.t.now, 0);
	is_str(extended(&k, vb_view("", 0), kit_view(&c)), "NOT GENUINE|6.7|checkpoint|bern",
	       "6.7 another history of a size that was seen");
	kit_free(&c);
	c = kit_checkpoint(&k.t, 2, &wrong, k.t.now, 0);
	is_str(extended(&k, kit_view(&e), kit_view(&c)), "NOT GENUINE|6.7|checkpoint|bern",
	       "6.7 or of an earlier one");
	kit_free(&c);
	kit_flip(&e.ptr[e.len - 20]);
	is_str(extended(&k, kit_view(&e), vb_view(later.t.mark[4], later.t.mark_len[4])),
	       "NOT GENUINE|6.1|checkpoint|" NOBODY, "6.1 an entry that was edited");
	kit_free(&e);
	kit_close(&k);
	kit_close(&later);
}

/* A new entry that the depositary should not have logged. */
static void test_extend_entry(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct kit_file b, e;
	struct vb_finding f;
	static struct kit k;
	struct vb_audit *a = begin(&k, 3, &b);
	size_t len;

	assert(buf);
	len = fx_act(&k.t, 0, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	e = kit_entries(&k.t, 3, 4);
	is_int(vb_audit_extend(a, kit_view(&e), vb_view(k.t.mark[4], k.t.mark_len[4]), &f), VB_OK,
	       "10.5 its signature is for the jobs");
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "NOT GENUINE|4.5|NORD-2|bern", "4.5 that find it out");
	is_int(vb_audit_extend(a, vb_view("", 0), vb_view(k.t.mark[4], k.t.mark_len[4]), &f),
	       VB_FALSE, "10.5 from there nothing goes on");
	vb_audit_free(a);
	kit_free(&e);
	kit_free(&b);
	free(buf);
	kit_close(&k);
}

/* Entries that no dated checkpoint covered are dated by a later one. */
static void test_date_open(void)
{
	struct kit_file c, b;
	struct vb_finding f;
	static struct kit k;
	struct vb_audit *a;

	kit_found(&k, two, 2, NULL, NULL);
	fx_do(&k.t, 0, "statement", &hello, NULL);
	c = kit_checkpoint(&k.t, 2, &k.t.root[2], VB_TIME_NONE, 0);
	b = kit_bundle(&k.t, &(struct kit_parts){.checkpoint = kit_view(&c), .no_marks = true});
	assert(vb_audit_open(kit_view(&b), k.trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	ok(vb_audit_fold(a)->fact[1].span.by == VB_TIME_NONE, "6.5 no date yet");
	is_int(vb_audit_extend(a, vb_view("", 0), vb_view(k.t.mark[2], k.t.mark_len[2]), &f), VB_OK,
	       "6.5 the checkpoint, dated");
	is_int(vb_audit_fold(a)->fact[1].span.by, k.t.span[1].by, "6.5 and so is the entry");
	is_int(vb_audit_extend(a, vb_view("", 0), kit_view(&c), &f), VB_OK,
	       "6.5 the same, undated, again");
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "GENUINE|-|-|-", "6.5 changes nothing");
	is_int(vb_audit_fold(a)->fact[1].span.by, k.t.span[1].by, "6.5 and takes no date away");
	vb_audit_free(a);
	kit_free(&b);
	kit_free(&c);
	kit_close(&k);
}

static void test_open_faults(void)
{
	struct vb_finding f;
	struct vb_audit *a;

	is_int(vb_audit_open(vb_view_str("x"), NULL, &a, &f), VB_OK, "10.1 no archive");
	ok(a == NULL && f.result == VB_UNREADABLE, "10.1 has a finding and no audit");
	vb_audit_free(NULL);
	vb_trust_free(NULL);
}

/* ---- entry by entry ---- */

static void test_entries(void)
{
	static const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_fold *f = vb_fold_new(), *g = vb_fold_new();
	struct vb_tree *t = vb_tree_new(), *u = vb_tree_new();
	static struct kit k;
	struct vb_hash root;
	unsigned added = 0, reloaded = 0;

	assert(f && g && t && u);
	kit_open(&k, NULL);
	for (uint32_t i = 0; i < k.t.size; i++) {
		struct vb_view v = vb_view(k.t.note[i], k.t.note_len[i]);

		added += vb_entry_add(f, t, v, unknown, NULL) == VB_OK;
		reloaded += vb_entry_reload(g, u, v, unknown, NULL) == VB_OK;
	}
	is_int(added, k.t.size, "6.1 a log, entry by entry");
	is_int(reloaded, k.t.size, "6.1 and once more without signatures");
	vb_tree_root(t, vb_tree_size(t), &root);
	ok(vb_hash_eq(&root, &k.t.root[k.t.size]), "6.1 has the log's root");
	vb_tree_root(u, vb_tree_size(u), &root);
	ok(vb_hash_eq(&root, &k.t.root[k.t.size]), "6.1 both ways");
	is_int(f->nhandovers, k.t.fold->nhandovers, "6.1 and its state");
	vb_fold_free(f);
	vb_fold_free(g);
	vb_tree_free(t);
	vb_tree_free(u);
	kit_close(&k);
}

/* What adding @note to a copy of the kit's log says, "" for VB_OK; nothing is added. */
static const char *refused(struct kit *k, struct vb_view note, bool reload)
{
	static const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	static char out[200];
	struct vb_fold *f = vb_fold_new();
	struct vb_tree *t = vb_tree_new();
	struct vb_err err = {0};
	enum vb_code code;
	uint64_t size;

	assert(f && t);
	for (uint32_t i = 0; i < k->t.size; i++)
		assert(vb_entry_add(f, t, vb_view(k->t.note[i], k->t.note_len[i]), unknown, &err) ==
		       VB_OK);
	size = f->nfacts;
	code = (reload ? vb_entry_reload : vb_entry_add)(f, t, note, unknown, &err);
	out[0] = '\0';
	if (code != VB_OK)
		snprintf(out, sizeof(out), "%s %s%s", vb_code_name(code), err.clause,
			 f->nfacts == size && vb_tree_size(t) == size ? "" : ", and was added");
	vb_fold_free(f);
	vb_tree_free(t);
	return out;
}

static void other_root(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_root.b[0] ^= 1;
}

static void beyond(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size++;
}

static void gap(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number++;
}

/* A release to SUD of @of, on @receipt, with @identity. */
static size_t release(struct kit *k, unsigned who, const char *of, const char *receipt,
		      const struct vb_secret *identity, uint8_t *buf)
{
	char text[VB_AGE_IDENTITY_LEN + 1];
	struct vb_writer w;

	vb_writer_init(&w, text, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, identity);
	text[w.len] = '\0';
	return fx_act(&k->t, who, "release",
		      &(struct fx_fields){{"of", of, "addressee", "sud", "receipt", receipt,
					   "identity", text}}, buf);
}

static void test_entry_faults(void)
{
	static const char none[] = "00000000000000000000000000000000"
				   "00000000000000000000000000000000";
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member nord, dep;
	static struct kit k;
	struct fx *t = &k.t;
	uint32_t receipt;
	size_t len;

	assert(buf);
	kit_found(&k, two, 2, NULL, NULL);
	k.draft = fx_hand(t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	nord = t->m[k.nord];
	dep = t->dep;
	is_str(refused(&k, vb_view_str("x"), false), "malformed C2SP signed-note",
	       "4.5 an entry that cannot be read");
	is_str(refused(&k, vb_view_str("x"), true), "malformed C2SP signed-note", "4.5 nor again");
	is_str(refused(&k, vb_view(t->note[0], t->note_len[0]), false), "refused 4.4",
	       "6.1 a second charter");
	is_str(refused(&k, vb_view(t->note[1], t->note_len[1]), true), "refused 4.4",
	       "4.4 an act that is logged already");
	len = fx_act_as(t, k.nord, NULL, "statement", &hello, gap, NULL, NULL, buf);
	is_str(refused(&k, vb_view(buf, len), false), "refused 4.1", "4.1 a gap");
	is_str(refused(&k, vb_view(buf, len), true), "refused 4.1", "4.1 a gap in a cabinet");
	t->m[k.nord] = nord;
	len = fx_act_as(t, k.nord, NULL, "statement", &hello, other_root, NULL, NULL, buf);
	is_str(refused(&k, vb_view(buf, len), false), "false 4.6", "4.6 another root");
	t->m[k.nord] = nord;
	len = fx_act_as(t, k.nord, NULL, "statement", &hello, beyond, NULL, NULL, buf);
	is_str(refused(&k, vb_view(buf, len), false), "refused 4.6", "4.6 more than there is");
	is_str(refused(&k, vb_view(buf, len), true), "refused 4.6", "4.6 in a cabinet, too");
	t->m[k.nord] = nord;
	len = fx_act(t, k.nord, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	is_str(refused(&k, vb_view(buf, len), false), "false 3.3", "3.3 a false signature");
	is_str(refused(&k, vb_view(buf, len), true), "", "3.3 a cabinet's were verified before");
	buf[len - 1] = '*';
	is_str(refused(&k, vb_view(buf, len), false), "malformed C2SP signed-note", "2.1 no line");
	is_str(refused(&k, vb_view(buf, len), true), "", "2.1 where a cabinet reads none again");
	t->m[k.nord] = nord;
	len = release(&k, FX_MEMBERS, fx_id(t, k.draft), fx_id(t, receipt), t->m[0].seal, buf);
	is_str(refused(&k, vb_view(buf, len), false), "false 5.3.4", "5.3.4 a false identity");
	t->dep = dep;
	len = release(&k, FX_MEMBERS, fx_id(t, k.draft), none, t->copy[0].one_time, buf);
	is_str(refused(&k, vb_view(buf, len), false), "false 5.3.4", "5.3.4 a release on no "
								     "receipt");
	t->dep = dep;
	len = release(&k, FX_MEMBERS, none, fx_id(t, receipt), t->copy[0].one_time, buf);
	is_str(refused(&k, vb_view(buf, len), false), "false 5.3.3", "5.3.3 a release of nothing");
	t->dep = dep;
	len = release(&k, FX_MEMBERS, fx_id(t, k.draft), fx_id(t, k.draft), t->copy[0].one_time,
		      buf);
	is_str(refused(&k, vb_view(buf, len), false), "false 5.3.4", "5.3.4 on something else");
	t->dep = dep;
	len = release(&k, FX_MEMBERS, fx_id(t, k.draft), fx_id(t, receipt), t->copy[0].one_time,
		      buf);
	is_str(refused(&k, vb_view(buf, len), false), "", "5.3.3 the release that is owed");
	t->m[k.nord] = nord;
	len = fx_act(t, k.nord, "minutes",
		     &(struct fx_fields){{"signer", "sud", "text", "Agreed."}}, buf);
	is_str(refused(&k, vb_view(buf, len), false), "refused 2.8", "2.8 minutes of others");
	len = fx_cosign(t, k.sud, buf, len);
	is_str(refused(&k, vb_view(buf, len), false), "malformed 2.8",
	       "10.1 of which a line too many is found first");
	t->m[k.nord] = nord;
	t->dep = dep;
	len = release(&k, k.nord, fx_id(t, k.draft), fx_id(t, receipt), t->m[0].seal, buf);
	is_str(refused(&k, vb_view(buf, len), false), "", "5.3.4 an author's false one is "
							  "logged, void");
	free(buf);
	kit_close(&k);
}

static void test_first_entry(void)
{
	static const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_fold *f = vb_fold_new();
	struct vb_tree *t = vb_tree_new();
	static struct kit k;
	struct vb_err err;

	assert(f && t);
	kit_open(&k, NULL);
	ok(vb_entry_add(f, t, vb_view(k.t.note[1], k.t.note_len[1]), unknown, &err) == VB_REFUSED &&
	   strcmp(err.clause, "6.1") == 0, "6.1 entry 0 is the charter");
	vb_fold_free(f);
	vb_tree_free(t);
	kit_close(&k);
}

/* ---- lines ---- */

static void test_lines(void)
{
	static struct vb_finding f;
	char line[VB_CANONICAL_MAX];

	f.result = (enum vb_result)1;
	vb_finding_line(line, &f);
	is_str(line, "?\t-\t-\t-", "10.3 no other result");
	is_str(vb_result_name(VB_GENUINE), "GENUINE", "10.1 GENUINE");
	is_str(vb_result_name(VB_NOT_GENUINE), "NOT GENUINE", "10.1 NOT GENUINE");
	is_str(vb_result_name(VB_UNREADABLE), "UNREADABLE", "10.1 UNREADABLE");
	is_str(vb_result_name(VB_CANNOT_TELL), "CANNOT TELL", "10.1 CANNOT TELL");
}

int main(void)
{
	assert(vb_crypto_init());
	test_threads();
	test_extend();
	test_extend_faults();
	test_extend_entry();
	test_date_open();
	test_open_faults();
	test_entries();
	test_entry_faults();
	test_first_entry();
	test_lines();
	return tap_done();
}
