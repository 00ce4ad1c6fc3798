/*
 * Judging a contest and a cannot-open, by hand and by a proof (format.md 7.4 to 7.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"

static struct kit k;

/* ---- copies that an author could make ---- */

/* What stands in the inner layer, and how it is wrapped. */
struct made {
	struct vb_view plain;		/* in place of the copy of fx_paper */
	bool inner_broken;		/* the inner layer is no age file */
	bool payload_broken;		/* its payload is not authentic */
	bool outer_broken;
	const struct vb_secret *seal;	/* sealed to somebody else */
};

static struct kit_file seal(const struct vb_secret *to, const struct vb_age_keys *keys,
			    struct vb_view plain)
{
	struct kit_file f = {malloc(vb_age_sealed_size(plain.len)), 0};
	struct vb_recipient r;

	vb_recipient_of(to, &r);
	assert(f.ptr && vb_age_seal(&r, keys, plain, f.ptr, &f.len, NULL) == VB_OK);
	return f;
}

/* The honest plaintext of NORD-1's copy for SUD. */
static struct kit_file honest(const struct fx_copy *c)
{
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord", .number = 1,
				      .addressee = "sud"};
	struct kit_file f = {malloc(8192), 0};
	struct vb_writer w;

	assert(f.ptr);
	vb_writer_init(&w, f.ptr, vb_opened_size(&place, strlen(fx_paper)));
	vb_opened_put(&w, &place, c->seed, vb_view_str(fx_paper));
	f.len = w.len;
	return f;
}

/* Founds a table where NORD-1 hands over a copy that is made as @m says; it is received. */
static void hand(const struct made *m)
{
	static const char *const names[] = {"nord", "sud"};
	struct fx *t = &k.t;
	struct fx_copy *c = &t->copy[0];
	struct kit_file plain, inner, outer;
	char line[400];
	struct vb_writer w;

	kit_found(&k, names, 2, NULL, NULL);
	fx_seal(t, c, k.nord, k.sud, fx_paper);
	t->ncopies = 1;
	plain = m->plain.len ? kit_copy(m->plain) : honest(c);
	inner = seal(m->seal ? m->seal : t->m[k.sud].seal, &c->inner, kit_view(&plain));
	if (m->inner_broken)
		inner.ptr[0] ^= 1;
	if (m->payload_broken)
		inner.ptr[inner.len - 1] ^= 1;
	outer = seal(c->one_time, &c->outer, kit_view(&inner));
	if (m->outer_broken)
		outer.ptr[outer.len - 1] ^= 1;
	free(c->sealed);
	c->sealed = outer.ptr;
	c->sealed_len = c->line.bytes = outer.len;
	vb_sha256(kit_view(&outer), &c->line.hash);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c->line);
	line[w.len] = '\0';
	k.draft = fx_do(t, k.nord, "propose",
			&(struct fx_fields){{"role", "draft", "privilege", "open", "confidential",
					     "no", "same-text", "yes", "copy", line}}, NULL);
	c->act = k.draft;
	fx_receive(t, k.sud, k.draft);
	kit_free(&plain);
	kit_free(&inner);
}

/* ---- the judge's two questions ---- */

static const char *line_of(enum vb_code code, const struct vb_finding *f)
{
	static char line[4][VB_CANONICAL_MAX];
	static unsigned next;
	char *out = line[next++ % 4];

	if (code != VB_OK)
		return vb_code_name(code);
	vb_finding_line(out, f);
	for (char *p = out; *p; p++)
		*p = *p == '\t' ? '|' : *p;
	return out;
}

static void read_draft(struct vb_act *a)
{
	assert(vb_act_parse(vb_view(k.t.note[k.draft], k.t.note_len[k.draft]), a, NULL) == VB_OK);
}

static const char *contest(const uint8_t key[16])
{
	static struct vb_finding f;
	struct fx_copy *c = &k.t.copy[0];
	struct vb_act a;

	read_draft(&a);
	return line_of(vb_judge_contest(&a, vb_view_str("sud"), vb_view(c->sealed, c->sealed_len),
					c->one_time, key, true, &f), &f);
}

static const char *cannot_open(const uint8_t *ephemeral)
{
	static struct vb_finding f;
	struct fx_copy *c = &k.t.copy[0];
	struct vb_recipient r;
	struct vb_act a;

	read_draft(&a);
	vb_recipient_of(k.t.m[k.sud].seal, &r);
	return line_of(vb_judge_cannot_open(&a, vb_view_str("sud"),
					    vb_view(c->sealed, c->sealed_len), c->one_time, &r,
					    1, ephemeral, true, &f), &f);
}

/* The addressee had other keys before and after; the copy is sealed to the @i-th newest. */
static const char *replaced(unsigned i, const uint8_t *ephemeral)
{
	static struct vb_finding f;
	struct fx_copy *c = &k.t.copy[0];
	struct vb_recipient r[3];
	struct vb_act a;

	read_draft(&a);
	vb_recipient_of(k.t.m[0].seal, &r[0]);
	vb_recipient_of(k.t.m[0].seal, &r[1]);
	vb_recipient_of(k.t.m[0].seal, &r[2]);
	if (i < VB_ARRAY_LEN(r))
		vb_recipient_of(k.t.m[k.sud].seal, &r[i]);
	return line_of(vb_judge_cannot_open(&a, vb_view_str("sud"),
					    vb_view(c->sealed, c->sealed_len), c->one_time, r,
					    VB_ARRAY_LEN(r), ephemeral, true, &f), &f);
}

#define UPHELD "NOT GENUINE|7.6|NORD-1|nord"
#define REJECTED "GENUINE|7.6|NORD-1|sud"

static void test_contest(void)
{
	struct fx_copy *c = &k.t.copy[0];
	uint8_t wrong[16];

	hand(&(struct made){.seal = NULL});
	is_str(contest(c->inner.file_key), REJECTED, "7.6 a groundless contest");
	memcpy(wrong, c->inner.file_key, 16);
	wrong[0] ^= 1;
	is_str(contest(wrong), REJECTED, "7.6 a key under which the header does not verify");
	is_str(cannot_open(c->inner.ephemeral), REJECTED, "7.6 a false cannot-open");
	is_str(replaced(0, c->inner.ephemeral), REJECTED, "7.6 sealed to the key that holds");
	is_str(replaced(1, c->inner.ephemeral), "GENUINE|7.6|NORD-1|cannot be attributed",
	       "7.6 sealed to a key that was replaced on the way: nobody answers");
	is_str(replaced(2, c->inner.ephemeral), "GENUINE|7.6|NORD-1|cannot be attributed",
	       "7.6 or to one before it");
	is_str(replaced(3, c->inner.ephemeral), UPHELD, "7.6 sealed to none of them");
	is_str(cannot_open(NULL), UPHELD, "7.6 an author that shows nothing");
	is_str(cannot_open(c->seed), UPHELD, "7.6 a secret that does not match the share");
	kit_close(&k);

	hand(&(struct made){.plain = vb_view_str("Something else.\n")});
	is_str(contest(c->inner.file_key), UPHELD, "7.6 what opens is no copy");
	is_str(cannot_open(c->inner.ephemeral), REJECTED, "7.6 but it opens");
	kit_close(&k);

	hand(&(struct made){.inner_broken = true});
	is_str(contest(c->inner.file_key), UPHELD, "7.5 the inner layer is no age file");
	is_str(cannot_open(c->inner.ephemeral), UPHELD, "7.5 nor does that open");
	kit_close(&k);

	hand(&(struct made){.payload_broken = true});
	is_str(contest(c->inner.file_key), UPHELD, "7.6 the payload is not authentic");
	kit_close(&k);

	hand(&(struct made){.outer_broken = true});
	is_str(contest(c->inner.file_key), UPHELD, "7.5 the outer layer does not open");
	is_str(cannot_open(c->inner.ephemeral), UPHELD, "7.5 whoever asks");
	kit_close(&k);
}

/* A copy that opens to another text than its act commits to. */
static void test_other_text(void)
{
	static const char *const names[] = {"nord", "sud"};
	struct vb_copy_place place = {.chain = "nord", .number = 1, .addressee = "sud"};
	struct fx_copy *c = &k.t.copy[0];
	uint8_t buf[4096];
	struct vb_writer w;

	kit_found(&k, names, 2, NULL, NULL);
	place.table = k.t.fold->table;
	fx_seal(&k.t, c, k.nord, k.sud, fx_paper);
	k.t.ncopies = 1;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_opened_put(&w, &place, c->seed, vb_view_str("# Another\n"));
	kit_close(&k);
	hand(&(struct made){.plain = vb_written(&w)});
	is_str(contest(c->inner.file_key), UPHELD, "7.6 content that contradicts the root");
	kit_close(&k);
	place.number = 2;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_opened_put(&w, &place, c->seed, vb_view_str("# Another\n"));
	hand(&(struct made){.plain = vb_written(&w)});
	is_str(contest(c->inner.file_key), UPHELD, "7.4 a copy that states another place");
	kit_close(&k);
}

/* A stanza for somebody else. */
static void test_other_seal(void)
{
	struct fx_copy *c = &k.t.copy[0];
	uint8_t seed[32] = {9};
	struct vb_secret *stranger = vb_secret_import(seed);

	assert(stranger);
	hand(&(struct made){.seal = stranger});
	is_str(cannot_open(c->inner.ephemeral), UPHELD, "7.6 a stanza that is not the addressee's");
	kit_close(&k);
	vb_secret_free(stranger);
}

static void test_nothing_to_judge(void)
{
	struct fx_copy *c = &k.t.copy[0];
	static struct vb_finding f;
	struct vb_view copy;
	struct vb_act a, receipt;

	hand(&(struct made){.seal = NULL});
	read_draft(&a);
	copy = vb_view(c->sealed, c->sealed_len);
	is_str(line_of(vb_judge_contest(&a, vb_view_str("west"), copy, c->one_time,
					c->inner.file_key, true, &f), &f),
	       "CANNOT TELL|5.2.4|NORD-1|-", "5.2.4 no copy for that addressee");
	is_str(line_of(vb_judge_contest(&a, vb_view_str("a-name-that-is-longer-than-names-are-x"),
					copy, c->one_time, c->inner.file_key, true, &f), &f),
	       "CANNOT TELL|5.2.4|NORD-1|-", "1.2 nor for one whose name is too long");
	is_str(line_of(vb_judge_contest(&a, vb_view_str("sud"), vb_view(copy.ptr, copy.len - 1),
					c->one_time, c->inner.file_key, true, &f), &f),
	       "CANNOT TELL|7.5|NORD-1|-", "7.5 not the copy that travelled");
	is_str(line_of(vb_judge_contest(&a, vb_view_str("sud"), copy, k.t.m[0].seal,
					c->inner.file_key, true, &f), &f),
	       "CANNOT TELL|5.3.4|NORD-1|-", "5.3.4 not the copy's identity");
	is_str(line_of(vb_judge_cannot_open(&a, vb_view_str("sud"), copy, c->one_time,
					    &c->line.recipient, 0, c->inner.ephemeral, true,
					    &f), &f),
	       "CANNOT TELL|7.6|NORD-1|-", "7.6 no seal key to try: nobody is convicted by none");
	c->sealed[50] ^= 1;
	is_str(line_of(vb_judge_cannot_open(&a, vb_view_str("sud"), copy, c->one_time,
					    &c->line.recipient, 1, NULL, true, &f), &f),
	       "CANNOT TELL|7.5|NORD-1|-", "7.5 nor that one");
	assert(vb_act_parse(vb_view(k.t.note[2], k.t.note_len[2]), &receipt, NULL) == VB_OK);
	is_str(line_of(vb_judge_contest(&receipt, vb_view_str("sud"), copy, c->one_time,
					c->inner.file_key, true, &f), &f),
	       "CANNOT TELL|5.2.4|SUD-1|-", "5.3.2 a receipt hands nothing over");
	kit_close(&k);
}

/* ---- the same in a proof ---- */

/* A proof of the first @n of hand-over, receipt and release, with a copy and @name. */
/* SUD says that its copy is not what it should be, and that it does not open. */
static void complain(void)
{
	struct fx_fields of = {{"of", fx_id(&k.t, k.draft)}};

	fx_do(&k.t, k.sud, "contest", &of, NULL);
	fx_do(&k.t, k.sud, "cannot-open", &of, NULL);
}

static void proof(unsigned n, bool copy, const char *name, struct vb_view v, const char *line,
		  const char *what)
{
	struct fx_copy *c = &k.t.copy[0];
	uint32_t act[] = {k.draft, k.draft + 1, k.draft + 2, k.draft + 3};
	/* n = 0: the whole log, without which a cannot-open is not judged. */
	struct kit_file p = kit_proof(&k.t, n ? NULL : &(struct kit_parts){.whole = true}, act, n);
	struct kit_file both, f;
	struct kit_file part[2] = {
		kit_part("copy", copy ? vb_view(c->sealed, c->sealed_len) : vb_view_str("x")),
		kit_part(name, v),
	};

	both = (struct kit_file){malloc(part[0].len + part[1].len), part[0].len + part[1].len};
	assert(both.ptr);
	memcpy(both.ptr, part[0].ptr, part[0].len);
	memcpy(both.ptr + part[0].len, part[1].ptr, part[1].len);
	f = kit_add_parts(&p, &both);
	is_str(kit_line(kit_view(&f), k.trust), line, "%s", what);
	kit_free(&f);
	kit_free(&both);
	kit_free(&part[0]);
	kit_free(&part[1]);
	kit_free(&p);
}

static void test_proofs(void)
{
	struct fx_copy *c = &k.t.copy[0];
	struct vb_view key, secret;

	hand(&(struct made){.seal = NULL});
	key = vb_view(c->inner.file_key, 16);
	secret = vb_view(c->inner.ephemeral, 32);
	proof(0, true, "file-key", key, "CANNOT TELL|7.6|copy|-", "7.6 nobody complains of it");
	proof(0, true, "ephemeral", secret, "CANNOT TELL|7.6|copy|-", "7.6 in neither way");
	complain();
	proof(4, true, "file-key", key, REJECTED, "7.6 a proof of a groundless contest");
	proof(0, true, "ephemeral", secret, REJECTED, "7.6 a proof of a false cannot-open");
	proof(4, true, "ephemeral", secret, "CANNOT TELL|7.6|copy|-",
	      "7.6 picked acts do not tell which keys there were");
	proof(0, true, "ephemeral", vb_view(c->seed, 32), "CANNOT TELL|7.6|NORD-1|-",
	      "7.6 a secret of another copy: anybody can have put it there");
	proof(4, true, "file-key", vb_view(c->seed, 16), "CANNOT TELL|7.6|NORD-1|-",
	      "7.6 so can a file key that does not fit");
	proof(3, true, "file-key", vb_view(key.ptr, 15), "UNREADABLE|9.4|copy|" NOBODY,
	      "9.4 a file key of 15 bytes");
	proof(3, true, "ephemeral", vb_view(secret.ptr, 31), "UNREADABLE|9.4|copy|" NOBODY,
	      "9.4 an ephemeral secret of 31");
	proof(2, true, "file-key", key, "CANNOT TELL|7.6|copy|-", "7.6 without the release "
								  "nothing opens");
	proof(3, false, "file-key", key, "CANNOT TELL|7.6|copy|-", "7.6 a copy that no act names");
	kit_close(&k);
	hand(&(struct made){.plain = vb_view_str("Something else.\n")});
	complain();
	proof(4, true, "file-key", vb_view(c->inner.file_key, 16), UPHELD,
	      "7.6 a proof of what a contest says");
	{
		struct kit_file p = kit_proof(&k.t, &(struct kit_parts){
			.claim = vb_view_str("SUD received NORD-1")}, &k.draft, 1);
		struct kit_file a = kit_part("copy", vb_view(c->sealed, c->sealed_len)), q, f;
		struct vb_finding found;

		q = kit_add_parts(&p, &a);
		kit_free(&p);
		kit_free(&a);
		a = kit_part("file-key", vb_view(c->inner.file_key, 16));
		f = kit_add_parts(&q, &a);
		kit_verify(kit_view(&f), k.trust, &found);
		ok(found.result == VB_CANNOT_TELL && strstr(found.sentence,
							    "nothing can be judged"),
		   "7.6 what cannot be judged is the finding, whatever is claimed besides");
		kit_free(&f);
		kit_free(&q);
		kit_free(&a);
	}
	kit_close(&k);
}

/* The room's own writer makes the same file. */
static void test_written(void)
{
	struct fx_copy *c = &k.t.copy[0];
	struct vb_proof_parts bad = {.charter = vb_view_str("x"), .entries = vb_view_str("x"),
				     .copy = vb_view_str("x")};
	struct kit_parts p = {.no_marks = true};
	struct kit_file f;

	hand(&(struct made){.plain = vb_view_str("Something else.\n")});
	complain();
	p.copy = vb_view(c->sealed, c->sealed_len);
	p.file_key = c->inner.file_key;
	f = kit_proof(&k.t, &p, (uint32_t[]){k.draft, k.draft + 1, k.draft + 2, k.draft + 3}, 4);
	is_str(kit_line(kit_view(&f), k.trust), UPHELD, "7.6 a written proof of a contest");
	kit_free(&f);
	p.file_key = NULL;
	p.ephemeral = c->inner.ephemeral;
	p.whole = true;
	f = kit_proof(&k.t, &p, NULL, 0);
	is_str(kit_line(kit_view(&f), k.trust), REJECTED, "7.6 a written proof of a cannot-open");
	kit_free(&f);
	is_int(vb_proof_write(stdout, &bad, NULL), VB_REFUSED, "9.4 a copy that nothing judges");
	bad.file_key = bad.ephemeral = c->seed;
	is_int(vb_proof_write(stdout, &bad, NULL), VB_REFUSED, "9.4 two things to judge at once");
	bad.copy.len = 0;
	bad.ephemeral = NULL;
	is_int(vb_proof_write(stdout, &bad, NULL), VB_REFUSED, "9.4 a key without its copy");
	kit_close(&k);
}

int main(void)
{
	assert(vb_crypto_init());
	test_contest();
	test_other_text();
	test_other_seal();
	test_nothing_to_judge();
	test_proofs();
	test_written();
	return tap_done();
}
