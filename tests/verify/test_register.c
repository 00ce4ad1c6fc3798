/*
 * Registrations in bundles, pouches and proofs: what they date, what is wrong with them first,
 * and whose word that is (format.md 6.8 to 6.11, 9.1, 9.4, 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"
#include "verify/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define T FX_T0
#define ALL(t) (const int64_t[KIT_WITNESSES]){t, t, t}
#define NONE (const int64_t[KIT_WITNESSES]){0}
#define MOST 8

static const char *const two[] = {"nord", "sud"};

static struct kit k;
static struct kit_register r;
static struct vb_trust *trust;		/* with a policy of two of three */
static struct vb_view regs[MOST];
static struct kit_file files[MOST];
static size_t nregs;

static void start(void)
{
	kit_found(&k, two, 2, NULL, NULL);
	for (unsigned i = 0; i < 3; i++)
		fx_do(&k.t, k.nord, "statement", &(struct fx_fields){{"text", "We are here."}},
		      NULL);
	kit_register_open(&r, &k.t);
	trust = kit_register_trust(&r, 2, 3);
}

static void drop(void)
{
	for (; nregs > 0; nregs--)
		kit_free(&files[nregs - 1]);
}

static void stop(void)
{
	drop();
	vb_trust_free(trust);
	kit_register_close(&r);
	kit_close(&k);
}

static void put(struct kit_file f)
{
	files[nregs] = f;
	regs[nregs++] = kit_view(&f);
}

/* An entry for the checkpoint of @size, and its registration. */
static void enter(uint64_t counter, uint32_t size, const int64_t times[KIT_WITNESSES])
{
	uint64_t at = kit_register_enter(&r, counter, (uint8_t)(10 * counter),
					 &k.t.checkpoint[size]);

	put(kit_registration(&r, at, counter, (uint8_t)(10 * counter), &k.t.checkpoint[size],
			     times));
}

/* One of an entry that is there. */
static void again(uint64_t at, uint64_t counter, uint8_t key, uint32_t size,
		  const int64_t times[KIT_WITNESSES])
{
	put(kit_registration(&r, at, counter, key, &k.t.checkpoint[size], times));
}

/* Another register of the same key, empty. */
static void other_register(void)
{
	vb_tree_free(r.tree);
	r.tree = vb_tree_new();
	assert(r.tree);
}

static struct kit_parts parts(void)
{
	return (struct kit_parts){.registrations = regs, .nregistrations = nregs};
}

/* ---- files that are good ---- */

static void good_in(struct kit_file f, const char *what)
{
	struct vb_finding out;

	is_str(kit_verify(kit_view(&f), trust, &out), "GENUINE|-|-|-", "6.9 %s", what);
	ok(kit_has(out.rests_on, out.nrests_on,
		   "dates: the register of BERN, as cosigned by w0, w1, w2"),
	   "6.10 %s rests on who cosigned the register", what);
	kit_free(&f);
}

static void test_files(void)
{
	struct kit_parts p;

	start();
	for (uint32_t size = 1; size <= k.t.size; size++)
		enter(size, size, ALL(k.t.now));
	p = parts();
	good_in(kit_bundle(&k.t, &p), "a bundle");
	p.pouch = true;
	good_in(kit_bundle(&k.t, &p), "a pouch");
	p.whole = true;
	good_in(kit_proof(&k.t, &p, NULL, 0), "a proof by the whole log");
	p.whole = false;
	good_in(kit_proof(&k.t, &p, (uint32_t[]){2}, 1), "a proof of one act");
	stop();
}

/* What is said of whose word the dates are. */
static void rests(const struct vb_trust *by, const char *line, const char *what)
{
	struct kit_parts p = parts();
	struct kit_file b = kit_bundle(&k.t, &p);
	struct vb_finding out;

	is_str(kit_verify(kit_view(&b), by, &out), "GENUINE|-|-|-", "6.10 %s", what);
	ok(kit_has(out.rests_on, out.nrests_on, line), "6.10 and it is said: %s", what);
	kit_free(&b);
}

static void test_rests(void)
{
	struct vb_trust *long_trust;

	start();
	enter(1, 2, ALL(k.t.now));
	rests(k.trust, "the register of BERN dates nothing without a policy", "no policy");
	rests(trust, "as cosigned by w0, w1, w2", "a policy");
	drop();
	enter(2, 2, (const int64_t[KIT_WITNESSES]){k.t.now});
	rests(trust, "the register of BERN dates nothing that is shown", "no quorum");
	rests(trust, "dates: none is shown", "no date at all");
	drop();
	put(kit_registration(&r, kit_register_enter(&r, 3, 3, &k.t.root[1]), 3, 3, &k.t.root[1],
			     ALL(k.t.now)));
	rests(trust, "the register of BERN dates nothing that is shown", "another checkpoint");
	drop();
	for (unsigned i = 0; i < KIT_WITNESSES; i++)
		snprintf(r.name[i], sizeof(r.name[i]), "witness-%u.%054u.example", i, i);
	long_trust = kit_register_trust(&r, 8, 8);
	enter(4, 2, (const int64_t[KIT_WITNESSES]){T, T, T, T, T, T, T, T});
	rests(long_trust, "as cosigned by witness-0.", "names that do not fit");
	vb_trust_free(long_trust);
	stop();
}

/* ---- dates ---- */

/* The span of entry @i; @run: its jobs are run before. */
static struct vb_span span_of(const struct vb_trust *by, uint32_t i, bool run, int64_t *last)
{
	struct kit_parts p = parts();
	struct kit_file b = kit_bundle(&k.t, &p);
	struct vb_span span = {0, 0};
	struct vb_finding f;
	struct vb_audit *a;

	assert(vb_audit_open(kit_view(&b), by, &a, &f) == VB_OK && a);
	if (run)
		vb_audit_run(a, 0, vb_audit_jobs(a));
	vb_audit_finish(a, &f);
	vb_audit_finish(a, &f);
	if (f.result == VB_GENUINE)
		span = vb_audit_fold(a)->fact[i].span;
	*last = vb_audit_last(a);
	vb_audit_free(a);
	kit_free(&b);
	return span;
}

/* The clock's date of the checkpoint of @size. */
static int64_t clock_of(uint32_t size)
{
	struct vb_checkpoint c;

	assert(vb_checkpoint_parse(vb_view(k.t.mark[size], k.t.mark_len[size]), &c, NULL) == VB_OK);
	return vb_mark_clock(&c, k.t.fold);
}

static void dated(uint32_t i, int64_t since, int64_t by, const char *what)
{
	for (int run = 0; run < 2; run++) {
		int64_t last;
		struct vb_span s = span_of(trust, i, run, &last);

		ok(s.since == since && s.by == by, "6.10 %s%s", what, run ? "" : ", by no job");
	}
}

static void test_dates(void)
{
	int64_t c2, c3, c4, last;

	start();
	c2 = clock_of(2);
	c3 = clock_of(3);
	c4 = clock_of(4);
	enter(1, 2, ALL(c2 + 50));
	enter(2, 3, ALL(c4 + 9000));
	dated(1, VB_TIME_NONE, c2 + 50, "the cosigners of the register date it");
	dated(2, c2, c4 + 9000, "since is the clock's, where the register is later");
	dated(3, c3, VB_TIME_NONE, "what was registered late shows no absence");
	span_of(trust, 3, true, &last);
	is_int(last, c3, "6.10 nor does it for what the log has not");
	span_of(k.trust, 3, true, &last);
	is_int(last, c4, "6.10 without a policy the clock dates");
	drop();
	enter(3, 3, ALL(c3 - 20));
	dated(3, c3 - 20, VB_TIME_NONE, "the register's date is the earlier");
	enter(4, 3, ALL(c3 + 20));
	dated(3, c3, VB_TIME_NONE, "of two registrations the later counts for since");
	dated(2, VB_TIME_NONE, c3 - 20, "and the earlier for by");
	drop();
	enter(5, 4, ALL(c4 + 1));
	dated(3, VB_TIME_NONE, c4 + 1, "the file's own checkpoint");
	stop();
}

/* The checkpoint without a date, and no marks. */
static void test_undated(void)
{
	struct kit_parts p;
	struct kit_file note, b;
	struct vb_finding f;
	struct vb_audit *a;

	start();
	note = kit_checkpoint(&k.t, k.t.size, &k.t.root[k.t.size], VB_TIME_NONE, 0);
	enter(1, k.t.size, ALL(T + 77));
	p = parts();
	p.no_marks = true;
	p.checkpoint = kit_view(&note);
	b = kit_bundle(&k.t, &p);
	assert(vb_audit_open(kit_view(&b), trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	is_int(vb_audit_fold(a)->fact[1].span.by, T + 77, "6.10 undated by its clock, it existed");
	is_int(vb_audit_last(a), VB_TIME_NONE, "6.10 and shows no absence");
	ok(!kit_has(f.rests_on, f.nrests_on, "none is shown"), "6.10 there is a date");
	vb_audit_free(a);
	kit_free(&b);
	kit_free(&note);
	stop();
}

/* An audit that goes on keeps what was dated. */
static void test_extend(void)
{
	struct kit_file b, more;
	struct kit_parts p;
	struct vb_finding f;
	struct vb_audit *a;
	uint32_t from;
	int64_t c2;

	start();
	c2 = clock_of(2);
	enter(1, 2, ALL(c2 + 50));
	p = parts();
	b = kit_bundle(&k.t, &p);
	from = k.t.size;
	assert(vb_audit_open(kit_view(&b), trust, &a, &f) == VB_OK && a);
	fx_do(&k.t, k.sud, "statement", &(struct fx_fields){{"text", "So are we."}}, NULL);
	more = kit_entries(&k.t, from, k.t.size);
	is_int(vb_audit_extend(a, kit_view(&more), vb_view(k.t.mark[k.t.size],
							   k.t.mark_len[k.t.size]), &f),
	       VB_OK, "6.10 an audit goes on");
	vb_audit_finish(a, &f);
	is_int(f.result, VB_GENUINE, "6.10 and is genuine");
	ok(vb_audit_fold(a)->fact[1].span.by == c2 + 50 &&
	   vb_audit_fold(a)->fact[4].span.since == c2, "6.10 with its dates");
	vb_audit_free(a);
	kit_free(&more);
	kit_free(&b);
	stop();
}

/* ---- faults ---- */

static void finds(const struct vb_trust *by, const char *line, const char *what)
{
	struct kit_parts p = parts();
	struct kit_file b = kit_bundle(&k.t, &p);

	is_str(kit_line(kit_view(&b), by), line, "%s", what);
	kit_free(&b);
	p.whole = true;
	b = kit_proof(&k.t, &p, NULL, 0);
	is_str(kit_line(kit_view(&b), by), line, "%s, as the whole log", what);
	kit_free(&b);
	p.whole = false;
	b = kit_proof(&k.t, &p, (uint32_t[]){1}, 1);
	is_str(kit_line(kit_view(&b), by), line, "%s, as a proof", what);
	kit_free(&b);
}

static void test_counters(void)
{
	start();
	enter(1, 1, NONE);
	again(0, 1, 10, 1, NONE);
	finds(trust, "GENUINE|-|-|-", "6.11 one registration again");
	again(0, 2, 10, 1, NONE);
	finds(trust, "NOT GENUINE|6.9|registration 3|" NOBODY, "6.9 a counter that is none");
	drop();
	enter(1, 1, NONE);
	enter(1, 2, NONE);
	again(0, 2, 10, 1, NONE);
	finds(trust, "NOT GENUINE|6.11|registration 2|bern",
	      "10.1 a counter that is repeated, and a false proof behind it");
	stop();
}

/* Two registers, each of sizes 1 and 2; that of size 2 is forked earlier in the file. */
static void test_forks(void)
{
	start();
	enter(1, 1, ALL(T));
	enter(2, 2, ALL(T));
	other_register();
	kit_register_enter(&r, 9, 9, &k.t.checkpoint[3]);
	enter(3, 3, (const int64_t[KIT_WITNESSES]){T, 0, T});
	finds(trust, "NOT GENUINE|6.11|registration 3|bern,w0,w2", "6.11 a fork, cosigned");
	finds(k.trust, "NOT GENUINE|6.11|registration 3|bern", "6.11 without a policy");
	other_register();
	enter(4, 1, ALL(T));
	finds(trust, "NOT GENUINE|6.11|registration 3|bern,w0,w2", "10.1 the first of two forks");
	drop();
	other_register();
	enter(1, 1, NONE);
	enter(2, 2, NONE);
	other_register();
	enter(3, 3, ALL(T));
	finds(trust, "NOT GENUINE|6.11|registration 3|bern", "6.11 a fork that one side cosigned");
	enter(3, 1, NONE);
	finds(trust, "NOT GENUINE|6.11|registration 3|bern",
	      "10.1 a fork, and behind it a counter that is repeated");
	drop();
	stop();
}

/* A false signature in front of a fork, and behind it. */
static void test_order(void)
{
	struct kit_file bent;

	start();
	enter(1, 1, NONE);
	other_register();
	enter(2, 3, NONE);
	again(0, 3, 20, 3, NONE);
	finds(trust, "NOT GENUINE|6.11|registration 2|bern", "10.1 a fork before a false proof");
	bent = kit_copy(regs[0]);
	kit_flip(bent.ptr + bent.len - 9);
	regs[0] = kit_view(&bent);
	finds(trust, "NOT GENUINE|6.8|registration 1|" NOBODY, "10.1 and behind a false signature");
	kit_free(&bent);
	stop();
}

/* An archive that ends behind its marks lacks entries. */
static void test_end(void)
{
	struct kit_file b, f, g;

	start();
	b = kit_bundle(&k.t, NULL);
	f = kit_replace(kit_view(&b), "tile/entries/000.p/4", NULL, NULL, false);
	g = kit_replace(kit_view(&f), "tile/0/000.p/4", NULL, NULL, false);
	is_str(kit_line(kit_view(&g), trust), "UNREADABLE|9.1|tile/entries/000.p/4|" NOBODY,
	       "9.1 nothing stands behind the marks");
	kit_free(&g);
	kit_free(&f);
	kit_free(&b);
	stop();
}

/* ---- in parts ---- */

/* Culprits begin with the depositary's name, and are not all of them it. */
static void test_excuse(void)
{
	static const struct {
		const char *culprit, *clause;
	} rows[] = {
		{"bern", "6.11"}, {"bern,w0", "6.11"}, {"bernina", "9.7"}, {"nord", "9.7"},
		{NOBODY, "6.11"},
	};
	static char text[2048];
	struct vb_trust *t;
	struct vb_vkey key;
	uint8_t pub[32];
	struct vb_writer w;

	start();
	vb_writer_init(&w, text, sizeof(text));
	vb_put_str(&w, "verbale-trust/1\nparty ");
	vb_ed25519_public(k.t.m[k.sud].act, pub);
	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_vkey_put(&w, &key);
	vb_put_str(&w, "\nlog ");
	vb_vkey_put(&w, vb_log_key(k.t.fold));
	vb_put_byte(&w, '\n');
	assert(vb_trust_parse(vb_written(&w), &t, NULL) == VB_OK);
	for (size_t i = 0; i < VB_ARRAY_LEN(rows); i++) {
		struct vb_finding f;

		vb_finding_init(&f);
		vb_finding_set(&f, VB_NOT_GENUINE, "6.11", "registration 2", rows[i].culprit, "x");
		vb_trust_excuse(t, k.t.fold, &f);
		is_str(f.clause, rows[i].clause, "10.2 a fault of %s", rows[i].culprit);
	}
	vb_trust_free(t);
	stop();
}

/* What cannot be written is refused. */
static void test_write(void)
{
	static uint8_t large[VB_NOTE_MAX + 1];
	struct vb_view v = vb_view(large, sizeof(large));
	struct vb_bundle_parts p;
	struct vb_err err = {0};
	FILE *f = fopen("/dev/null", "w");

	start();
	p = (struct vb_bundle_parts){
		.fold = k.t.fold, .tree = k.t.tree, .registrations = &v, .nregistrations = 1,
		.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size])};
	ok(f && vb_bundle_write(f, &p, &err) == VB_REFUSED && strcmp(err.clause, "1.2") == 0,
	   "1.2 a registration that is too long is not written: %s", err.sentence);
	if (f)
		fclose(f);
	stop();
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	test_files();
	test_rests();
	test_dates();
	test_undated();
	test_extend();
	test_counters();
	test_forks();
	test_order();
	test_end();
	test_excuse();
	test_write();
	return tap_done();
}
