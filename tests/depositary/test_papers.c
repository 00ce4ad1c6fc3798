/*
 * Papers on their way: copies and identities, receipts and their releases.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n";

static struct cl_place place;
static struct cl_table table;

static struct vb_view identity_of(const struct cl_paper *p)
{
	return vb_view(p->identity, p->identity_len);
}

static uint64_t log_size(void)
{
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];

	return cl_checkpoint(&table, &c, &hash, buf, NULL) == VB_OK ? c.size : 0;
}

static enum vb_code lodge(const struct cl_paper *p, struct vb_view identities,
			  struct vb_err *err)
{
	return cl_lodge(&table, 0, vb_view(p->note, p->len), identities, NULL, err);
}

static void test_delivery(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);
	struct vb_err err = {0};
	uint64_t index = 0, checkpoints;
	struct cl_audit audit;
	char *opened;

	is_int(cl_hand(&table, 0, p, &index, &err), VB_OK, "5.2.1 a paper is handed over");
	cl_audit(&table, &audit);
	checkpoints = audit.checkpoints;
	is_int(cl_receipt(&table, 1, p, &index, &err), VB_OK, "5.3.2 its receipt is logged");
	is_int((long long)log_size(), (long long)index + 2, "5.3.3 a release right behind it");
	cl_audit(&table, &audit);
	is_str(audit.fault, "", "5.3.6 no checkpoint comes between");
	is_int((long long)audit.checkpoints, (long long)checkpoints + 1,
	       "5.3.6 both under one checkpoint");
	ok(audit.receipts == 1 && audit.releases == 1, "5.3.3 one receipt, one release");
	opened = cl_open_copy(&table, 1, p, index + 1);
	is_str(opened, text, "5.3.4 the release opens the copy");
	free(opened);
	is_int(cl_receipt(&table, 1, p, &index, &err), VB_OK,
	       "5.3.2 a second receipt is logged");
	is_int((long long)log_size(), (long long)index + 1, "5.3.2 it is void: no release");
	is_int(lodge(p, identity_of(p), &err), VB_OK, "9.3 the hand-over lodged again");
	cl_audit(&table, &audit);
	ok(audit.voids == 1 && audit.releases == 1, "5.3.5 there is still one release");
	cl_paper_free(p);
}

static void refused(const struct cl_paper *p, struct vb_view identities, enum vb_code want,
		    const char *clause, const char *what)
{
	struct vb_err err = {0};
	uint64_t size = log_size();

	is_int(lodge(p, identities, &err), want, "9.3 %s", what);
	is_str(err.clause, clause, "the clause for %s", what);
	is_int((long long)log_size(), (long long)size, "nothing is logged");
}

static void test_identities(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text), *q = cl_paper(&table, 0, 1, text);
	uint8_t two[256];
	struct vb_err err = {0};

	refused(p, identity_of(p), VB_REFUSED, "9.3", "a copy that was not stored before");
	is_int(cl_copy_put(&table, p, &err), VB_OK, "9.3 the copy is stored");
	refused(p, vb_view("", 0), VB_MALFORMED, "9.3", "no identity");
	refused(p, identity_of(q), VB_REFUSED, "9.3", "the identity of another copy");
	memcpy(two, p->identity, p->identity_len);
	memcpy(two + p->identity_len, p->identity, p->identity_len);
	refused(p, vb_view(two, 2 * p->identity_len), VB_MALFORMED, "9.3", "one too many");
	two[10] ^= 1;
	refused(p, vb_view(two, p->identity_len), VB_REFUSED, "9.3",
		"an identity that is none");
	is_int(lodge(p, identity_of(p), &err), VB_OK, "9.3 its own identity is taken");
	cl_paper_free(p);
	cl_paper_free(q);
}

/* Seals @plain for the one-time recipient of a copy that claims it, and lodges. */
static void test_outer_layer(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);
	struct vb_age_keys keys;
	struct vb_recipient r;
	struct vb_copy line;
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", p->copy, NULL}};
	struct vb_err err = {0};
	struct vb_writer w;

	ok(vb_copy_parse(vb_view_str(p->copy), &line), "a copy line");
	vb_recipient_of(p->one_time, &r);
	vb_age_keys_random(&keys, table.m[0].rng);
	ok(vb_age_seal(&r, &keys, vb_view_str("no second layer"), p->sealed, &p->sealed_len,
		       NULL) == VB_OK, "a copy with one layer");
	vb_sha256(vb_view(p->sealed, p->sealed_len), &p->hash);
	line.hash = p->hash;
	line.bytes = p->sealed_len;
	vb_writer_init(&w, p->receipt, sizeof(p->receipt) - 1);
	vb_copy_put(&w, &line);
	memcpy(p->copy, p->receipt, w.len);
	p->copy[w.len] = 0;
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	is_int(cl_copy_put(&table, p, &err), VB_OK, "is stored");
	refused(p, identity_of(p), VB_REFUSED, "9.3",
		"an outer layer with no age file inside");

	line.bytes++;
	vb_writer_init(&w, p->copy, sizeof(p->copy) - 1);
	vb_copy_put(&w, &line);
	p->copy[w.len] = 0;
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	refused(p, identity_of(p), VB_REFUSED, "5.2.4", "a size that the copy has not");

	/* Another recipient's file under a recipient of our own. */
	vb_recipient_of(table.m[1].seal, &r);
	ok(vb_age_seal(&r, &keys, vb_view_str("x"), p->sealed, &p->sealed_len, NULL) == VB_OK,
	   "a copy for somebody else");
	vb_sha256(vb_view(p->sealed, p->sealed_len), &p->hash);
	line.hash = p->hash;
	line.bytes = p->sealed_len;
	vb_writer_init(&w, p->copy, sizeof(p->copy) - 1);
	vb_copy_put(&w, &line);
	p->copy[w.len] = 0;
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	is_int(cl_copy_put(&table, p, &err), VB_OK, "is stored");
	refused(p, identity_of(p), VB_REFUSED, "9.3", "an identity that opens nothing");
	cl_paper_free(p);
}

static void test_annex(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text), *q = cl_paper(&table, 0, 1, text);
	char annex[200], hex[65];
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", p->copy, "annex", annex, NULL}};
	struct vb_err err = {0};
	struct vb_age_keys keys;
	struct vb_recipient r;

	vb_hex(hex, q->hash.b, 32);
	snprintf(annex, sizeof(annex), "sud %zu %s", q->sealed_len, hex);
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	is_int(cl_copy_put(&table, p, &err), VB_OK, "a copy with an annex");
	refused(p, identity_of(p), VB_REFUSED, "9.3", "an annex that was not stored");
	is_int(cl_copy_put(&table, q, &err), VB_OK, "the annex is stored");
	refused(p, identity_of(p), VB_REFUSED, "9.3", "an annex under another recipient");
	vb_recipient_of(p->one_time, &r);
	vb_age_keys_random(&keys, table.m[0].rng);
	ok(vb_age_seal(&r, &keys, vb_view_str("age-encryption.org/v1\n..."), q->sealed,
		       &q->sealed_len, NULL) == VB_OK, "under the copy's own");
	vb_sha256(vb_view(q->sealed, q->sealed_len), &q->hash);
	vb_hex(hex, q->hash.b, 32);
	snprintf(annex, sizeof(annex), "sud %zu %s", q->sealed_len, hex);
	p->len = cl_act(&table, 0, "propose", &f, NULL, NULL, p->note);
	ok(cl_copy_put(&table, q, &err) == VB_OK && lodge(p, identity_of(p), &err) == VB_OK,
	   "5.2.4 it travels with its copy");
	cl_paper_free(p);
	cl_paper_free(q);
}

static void test_copies(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text);
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = table.id, .hash = p->hash};
	struct vb_reply r = {0};
	struct vb_err err = {0};

	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_NOT_FOUND, "an unknown copy");
	ok(cl_copy_put(&table, p, &err) == VB_OK && cl_copy_put(&table, p, &err) == VB_OK,
	   "a copy is stored, and again");
	ok(vb_post_ask(&table.post, &req, &r, &err) == VB_OK &&
	   vb_view_eq(vb_view(r.body, r.len), vb_view(p->sealed, p->sealed_len)),
	   "and fetched as it was");
	vb_reply_free(&r);
	p->hash.b[0] ^= 1;
	is_int(cl_copy_put(&table, p, &err), VB_FALSE, "5.2.4 bytes of another hash");
	cl_paper_free(p);
}

/* An author's release of a copy that was released: void; with a false identity: not
 * even logged, since the depositary would answer for it. */
static void test_carried(void)
{
	struct cl_paper *p = cl_paper(&table, 0, 1, text), *q = cl_paper(&table, 0, 1, text);
	char of[65], receipt[65], identity[80];
	struct cl_fields f = {{"of", of, "addressee", "sud", "receipt", receipt, "identity",
			       identity, NULL}};
	uint8_t *note = malloc(VB_NOTE_MAX);
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err = {0};
	uint64_t index = 0;
	size_t len;

	ok(note && a && cl_hand(&table, 0, p, NULL, &err) == VB_OK &&
	   cl_receipt(&table, 1, p, &index, &err) == VB_OK, "a paper, received");
	len = cl_entry(&table, index, note);
	ok(vb_act_parse(vb_view(note, len), a, NULL) == VB_OK, "its receipt");
	vb_hex(of, p->id.b, 32);
	vb_hex(receipt, a->id.b, 32);
	snprintf(identity, sizeof(identity),
		 "%.*s", (int)q->identity_len - 4, q->identity + 4);
	is_int(cl_do(&table, 0, "release", &f, NULL, &err), VB_FALSE,
	       "5.3.4 a release that does not open its copy is refused");
	snprintf(identity, sizeof(identity),
		 "%.*s", (int)p->identity_len - 4, p->identity + 4);
	is_int(cl_do(&table, 0, "release", &f, NULL, &err), VB_OK,
	       "5.3.5 a second one is logged");
	free(a);
	free(note);
	cl_paper_free(p);
	cl_paper_free(q);
}

int main(void)
{
	struct cl_audit audit;

	cl_folder(&place);
	cl_open(&place);
	cl_found(&table, place.post, "transit", 2, 7);
	test_delivery();
	test_identities();
	test_outer_layer();
	test_annex();
	test_copies();
	test_carried();
	cl_audit(&table, &audit);
	is_str(audit.fault, "", "the whole log holds");
	is_int(audit.voids, 2, "5.3.5 with the second receipt and the second release void");
	cl_free(&table);
	cl_close(&place);
	cl_clean(&place);
	return tap_done();
}
