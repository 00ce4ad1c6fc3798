/*
 * How long copies are kept: what is erased when, what is held, what never goes, and what a
 * crash leaves.  With the argument "postgres": in a database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "store/pgserver.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define DAYS 30
#define COLLECT 30	/* days, by the charter of client.c */

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n";

static struct cl_place place;
static struct cl_table table;
static struct vb_err err;

static void pass_days(int64_t days)
{
	atomic_fetch_add(&cl_now, days * VB_DAY);
}

/* ---- sweeping ---- */

struct holding {
	struct vb_hash what[2];
	unsigned n;
	unsigned after;		/* erasures after which all is held */
	unsigned asked;
	bool late;
};

static bool held(void *ctx, const struct vb_hash *t, const struct vb_hash *copy)
{
	struct holding *h = ctx;

	h->asked++;
	if (h->late && h->asked > h->after)
		return true;
	for (unsigned i = 0; i < h->n; i++)
		if (vb_hash_eq(t, &h->what[i]) || vb_hash_eq(copy, &h->what[i]))
			return true;
	return false;
}

/* "due erased held" of one sweep. */
static const char *sweep(struct holding *h)
{
	const struct vb_retention how = {.days = DAYS, .held = h ? held : NULL, .ctx = h};
	static char out[80];
	struct vb_swept x;
	enum vb_code code = vb_depositary_sweep(place.d, &how, &x, &err);

	if (code)
		snprintf(out, sizeof(out), "%s", vb_code_name(code));
	else
		snprintf(out, sizeof(out), "%llu %llu %llu", (unsigned long long)x.due,
			 (unsigned long long)x.erased, (unsigned long long)x.held);
	return out;
}

static enum vb_code state_of(const struct vb_hash *hash)
{
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = table.id, .hash = *hash};
	struct vb_reply r = {0};
	enum vb_code code = vb_post_ask(&table.post, &req, &r, &err);

	vb_reply_free(&r);
	return code;
}

static bool is_whole(void)
{
	struct cl_audit audit;

	cl_audit(&table, &audit);
	if (audit.fault[0])
		diag("%s", audit.fault);
	return !audit.fault[0];
}

static struct cl_paper *handed(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);

	if (cl_hand(&table, 0, p, NULL, &err) != VB_OK)
		diag("not handed over: %s", err.sentence);
	return p;
}

static void about(struct cl_paper *p, unsigned who, const char *kind)
{
	char of[65];
	struct cl_fields f = {{"of", of, NULL}};

	vb_hex(of, p->id.b, 32);
	is_int(cl_do(&table, who, kind, &f, NULL, &err), VB_OK, "%s", kind);
}

/* ---- when ---- */

static void released(void)
{
	struct cl_paper *p = handed();
	struct vb_request held_op = {.op = VB_OP_COPY_HELD, .table = table.id};
	struct vb_reply r = {0};

	held_op.hash = p->hash;
	is_int(cl_receipt(&table, 1, p, NULL, &err), VB_OK, "released: received");
	is_str(sweep(NULL), "0 0 0", "released: nothing is due");
	pass_days(DAYS - 1);
	is_str(sweep(NULL), "0 0 0", "released: nor a day before");
	is_int(state_of(&p->hash), VB_OK, "released: it is here");
	pass_days(1);
	is_str(sweep(NULL), "1 1 0", "released: it is erased");
	is_int(state_of(&p->hash), VB_GONE, "released: and is gone: %s", err.sentence);
	ok(strstr(err.sentence, "was erased at 20") != NULL, "released: it says when");
	is_int(vb_post_ask(&table.post, &held_op, &r, &err), VB_GONE, "released: nothing is left");
	is_str(sweep(NULL), "0 0 0", "released: once");
	ok(is_whole(), "released: the log is as it was");
	cl_close(&place);
	cl_open(&place);
	cl_move(&table, place.post);
	is_int(state_of(&p->hash), VB_GONE, "released: opened again, it is gone");
	is_int(cl_copy_put(&table, p, &err), VB_OK, "released: whoever has it may bring it");
	is_int(state_of(&p->hash), VB_OK, "released: and it is here");
	is_str(sweep(NULL), "1 1 0", "released: until the next sweep");
	cl_paper_free(p);
}

static void not_collected(void)
{
	struct cl_paper *p = handed();

	pass_days(COLLECT + DAYS - 1);
	is_str(sweep(NULL), "0 0 0", "not collected: it waits to its end, and the days behind it");
	is_int(state_of(&p->hash), VB_OK, "not collected: it is here");
	pass_days(1);
	is_str(sweep(NULL), "1 1 0", "not collected: then it goes");
	is_int(state_of(&p->hash), VB_GONE, "not collected: gone");
	cl_paper_free(p);
}

static void ended(void)
{
	struct cl_paper *p = handed(), *q = handed();

	about(p, 0, "withdraw");
	about(q, 1, "refuse");
	pass_days(DAYS - 1);
	is_str(sweep(NULL), "0 0 0", "ended: not yet");
	pass_days(1);
	is_str(sweep(NULL), "2 2 0", "ended: withdrawn, and refused");
	cl_paper_free(p);
	cl_paper_free(q);
}

static void contested(void)
{
	struct cl_paper *p = handed();

	is_int(cl_receipt(&table, 1, p, NULL, &err), VB_OK, "contested: received");
	about(p, 1, "contest");
	pass_days(10 * DAYS);
	is_str(sweep(NULL), "0 0 0", "contested: it stays until the judge finds");
	is_int(state_of(&p->hash), VB_OK, "contested: it is here");
	cl_paper_free(p);
}

/* An author may say that it was long ago; what counts is when it was logged. */
static void long_ago(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date -= 400 * VB_DAY;
}

static void backdated(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", p->copy, NULL}};

	p->len = cl_act(&table, 0, "propose", &f, long_ago, NULL, p->note);
	is_int(cl_hand(&table, 0, p, NULL, &err), VB_OK, "backdated: handed over");
	is_str(sweep(NULL), "0 0 0", "backdated: it is not over");
	pass_days(COLLECT + DAYS - 1);
	is_str(sweep(NULL), "0 0 0", "backdated: not before its time by our own clock");
	pass_days(1);
	is_str(sweep(NULL), "1 1 0", "backdated: then it is");
	cl_paper_free(p);
}

/* ---- what else names it ---- */

static void named_twice(void)
{
	struct cl_paper *p = handed();
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", p->copy, NULL}};
	uint8_t *note = malloc(VB_NOTE_MAX);
	size_t len;

	about(p, 0, "withdraw");
	pass_days(DAYS - 1);
	len = cl_act(&table, 0, "propose", &f, NULL, NULL, note);
	is_int(cl_lodge(&table, 0, vb_view(note, len), vb_view(p->identity, p->identity_len),
			NULL, &err), VB_OK, "twice: a second act names the same copy");
	pass_days(2);
	is_str(sweep(NULL), "0 0 0", "twice: the first is over, the second is not");
	is_int(state_of(&p->hash), VB_OK, "twice: it is here");
	pass_days(COLLECT + DAYS);
	is_str(sweep(NULL), "1 1 0", "twice: when both are, it goes");
	free(note);
	cl_paper_free(p);
}

static void annexes(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text), *q = cl_paper(&table, 0, 1, text);
	char annex[200], hex[65];
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", p->copy, "annex", annex, NULL}};
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_age_keys keys;
	struct vb_recipient r;

	vb_recipient_of(p->one_time, &r);
	vb_age_keys_random(&keys, table.m[0].rng);
	ok(vb_age_seal(&r, &keys, vb_view_str("age-encryption.org/v1\n..."), q->sealed,
		       &q->sealed_len, NULL) == VB_OK, "annex: sealed");
	vb_sha256(vb_view(q->sealed, q->sealed_len), &q->hash);
	vb_hex(hex, q->hash.b, 32);
	snprintf(annex, sizeof(annex), "sud %zu %s", q->sealed_len, hex);
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	ok(vb_act_parse(vb_view(p->note, p->len), a, NULL) == VB_OK, "annex: its act");
	p->id = a->id;
	free(a);
	ok(cl_copy_put(&table, q, &err) == VB_OK && cl_hand(&table, 0, p, NULL, &err) == VB_OK,
	   "annex: it travels with its copy: %s", err.sentence);
	is_int(cl_receipt(&table, 1, p, NULL, &err), VB_OK, "annex: received");
	pass_days(DAYS);
	is_str(sweep(NULL), "2 2 0", "annex: it goes with its copy");
	ok(state_of(&p->hash) == VB_GONE && state_of(&q->hash) == VB_GONE, "annex: both are gone");
	cl_paper_free(p);
	cl_paper_free(q);
}

/* What no act names is nobody's to erase. */
static void unnamed(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);

	is_int(cl_copy_put(&table, p, &err), VB_OK, "unnamed: it is put");
	pass_days(1000);
	is_str(sweep(NULL), "0 0 0", "unnamed: and stays");
	is_int(state_of(&p->hash), VB_OK, "unnamed: for ever");
	cl_paper_free(p);
}

/* ---- holds ---- */

static void holds(void)
{
	struct cl_paper *p = handed(), *q = handed();
	struct holding of_table = {.what = {table.id}, .n = 1};
	struct holding of_copy = {.what = {p->hash}, .n = 1};

	about(p, 0, "withdraw");
	about(q, 0, "withdraw");
	pass_days(DAYS);
	is_str(sweep(&of_table), "2 0 2", "hold: of the table");
	is_str(sweep(&of_copy), "2 1 1", "hold: of one copy");
	ok(state_of(&p->hash) == VB_OK && state_of(&q->hash) == VB_GONE, "hold: that one");
	is_str(sweep(NULL), "1 1 0", "hold: none any more");
	cl_paper_free(p);
	cl_paper_free(q);
}

/* Set while a sweep is at work: what is not erased yet is not erased. */
static void late_hold(void)
{
	struct holding late = {.late = true, .after = 1};
	struct cl_paper *p[3];
	unsigned here = 0;

	for (int i = 0; i < 3; i++)
		p[i] = handed();
	for (int i = 0; i < 3; i++)
		about(p[i], 0, "withdraw");
	pass_days(DAYS);
	is_str(sweep(&late), "3 1 2", "late: a hold that came after the first");
	for (int i = 0; i < 3; i++)
		here += state_of(&p[i]->hash) == VB_OK;
	is_int(here, 2, "late: two are here");
	is_str(sweep(NULL), "2 2 0", "late: when it ends they go");
	for (int i = 0; i < 3; i++)
		cl_paper_free(p[i]);
}

/* ---- crashes ---- */

static const char *die_at;

static bool crash(void *ctx, const char *step)
{
	(void)ctx;
	return die_at && strcmp(step, die_at) == 0;
}

static void again(void)
{
	die_at = NULL;
	cl_close(&place);
	cl_open(&place);
	cl_move(&table, place.post);
	vb_depositary_on_step(place.d, crash, NULL);
}

static void crashes(void)
{
	static const char *const step[] = {"copy-erased", "copy-collected"};

	again();
	for (size_t i = 0; i < VB_ARRAY_LEN(step); i++) {
		struct cl_paper *p = handed();

		about(p, 0, "withdraw");
		pass_days(DAYS);
		die_at = step[i];
		is_str(sweep(NULL), "io", "crash: at %s", step[i]);
		again();
		is_int(state_of(&p->hash), VB_GONE, "crash: it is gone");
		is_str(sweep(NULL), "0 0 0", "crash: the next sweep ends it");
		ok(is_whole(), "crash: and the log is whole");
		cl_paper_free(p);
	}
}

/* Between two pieces, and between the last and its end: it does not count, can be brought
 * again, and is collected if it is not. */
static void crashes_bringing(void)
{
	size_t len = 9u << 20;
	uint8_t *bytes = calloc(1, len);
	struct vb_request req = {.op = VB_OP_COPY_PUT, .table = table.id};
	struct vb_reply r = {0};
	struct vb_swept x;

	if (!bytes)
		abort();
	again();
	req.body = vb_view(bytes, len);
	for (uint8_t i = 1; i < 3; i++) {
		bytes[0] = i;
		vb_sha256(req.body, &req.hash);
		die_at = "copy-piece";
		is_int(vb_post_ask(&table.post, &req, &r, &err), VB_IO, "bringing: killed");
		again();
		is_int(state_of(&req.hash), VB_NOT_FOUND, "bringing: it does not count");
		if (i == 2) {
			pass_days(2);
			is_int(vb_depositary_sweep(place.d, NULL, &x, &err), VB_OK,
			       "bringing: what was begun is collected");
		}
		is_int(vb_post_ask(&table.post, &req, &r, &err), VB_OK, "bringing: once more");
		is_int(state_of(&req.hash), VB_OK, "bringing: it is here");
	}
	free(bytes);
}

int main(int argc, char **argv)
{
	bool postgres = argc > 1 && strcmp(argv[1], "postgres") == 0;

	if (postgres && !pg_start(false))
		return tap_done();
	cl_url = postgres ? pg_url_of : NULL;
	cl_folder(&place);
	cl_open(&place);
	cl_found(&table, place.post, "treaty", 2, 7);
	released();
	not_collected();
	ended();
	contested();
	backdated();
	named_twice();
	annexes();
	unnamed();
	holds();
	late_hold();
	crashes();
	crashes_bringing();
	cl_free(&table);
	cl_close(&place);
	cl_clean(&place);
	if (postgres)
		pg_stop();
	return tap_done();
}
