/*
 * Client: scripted members who deal with a real depositary through its post.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Atomic int64_t cl_now = CL_T0;

static _Noreturn void give_up(const char *what, const struct vb_err *err)
{
	fprintf(stderr, "client: %s: %s: %s (%s)\n", what, err ? err->where : "",
		err ? err->sentence : "", err ? err->clause : "");
	abort();
}

static void need(bool good, const char *what)
{
	if (!good)
		give_up(what, NULL);
}

/* ---- a folder, a clock, a depositary ---- */

static int64_t tell_time(void *ctx)
{
	(void)ctx;
	return atomic_load(&cl_now);
}

void cl_folder(struct cl_place *p)
{
	memset(p, 0, sizeof(*p));
	snprintf(p->dir, sizeof(p->dir), "%s/vb-depositary-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	need(mkdtemp(p->dir) != NULL, "mkdtemp");
}

char *(*cl_url)(const char *dir);

enum vb_code cl_try_open(struct cl_place *p, bool create, struct vb_err *err)
{
	struct vb_clock clock = {.now = tell_time};
	char *url = cl_url ? cl_url(p->dir) : NULL;
	enum vb_code code = vb_depositary_open_at(p->dir, url, "bern", create, clock,
						  vb_rng_system(), &p->d, err);

	free(url);
	if (code == VB_OK)
		p->post = vb_depositary_post(p->d);
	return code;
}

void cl_open(struct cl_place *p)
{
	struct vb_err err = {0};

	if (cl_try_open(p, true, &err) != VB_OK)
		give_up("open", &err);
}

void cl_close(struct cl_place *p)
{
	vb_depositary_close(p->d);
	p->d = NULL;
}

void cl_clean(struct cl_place *p)
{
	DIR *dir = opendir(p->dir);
	struct dirent *e;
	char path[512];

	while (dir && (e = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", p->dir, e->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(p->dir);
}

/* ---- members ---- */

static void new_member(struct cl_member *m, const char *name, unsigned seed)
{
	uint8_t s[32] = {0};

	snprintf(m->name, sizeof(m->name), "%s", name);
	vb_put_be32(s, seed);
	for (size_t i = 0; name[i] && i < sizeof(s) - 4; i++)
		s[4 + i] = (uint8_t)name[i];
	m->rng = vb_rng_seeded(&m->seeded, s);
	m->act = vb_secret_new(m->rng);
	m->cosign = vb_secret_new(m->rng);
	m->founding = vb_secret_new(m->rng);
	m->recovery = vb_secret_new(m->rng);
	m->seal = vb_secret_new(m->rng);
	need(m->act && m->cosign && m->founding && m->recovery && m->seal, "keys");
}

static struct vb_view put_vkey(struct vb_writer *w, const char *name, const char *purpose,
			       const char *keyname, uint8_t type, const uint8_t pub[32])
{
	size_t start = w->len;
	struct vb_vkey k;

	vb_vkey_make(&k, vb_view_str(keyname), type, pub);
	vb_putf(w, "%s %s ", name, purpose);
	vb_vkey_put(w, &k);
	need(!w->over, "room for a key");
	return vb_view(w->ptr + start, w->len - start);
}

static struct vb_view put_key(struct vb_writer *w, const char *name, const char *purpose,
			      const char *keyname, uint8_t type, const struct vb_secret *s)
{
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	return put_vkey(w, name, purpose, keyname, type, pub);
}

/* The five keys of a member, ascending. */
static void member_keys(struct vb_writer *w, const struct cl_member *m, struct vb_view out[5])
{
	char recovery[66];
	struct vb_recipient r;
	size_t start;

	snprintf(recovery, sizeof(recovery), "%s/recovery", m->name);
	out[0] = put_key(w, m->name, "act", m->name, VB_KEY_ED25519, m->act);
	out[1] = put_key(w, m->name, "cosign", m->name, VB_KEY_COSIGN, m->cosign);
	out[2] = put_key(w, m->name, "founding", m->name, VB_KEY_ED25519, m->founding);
	out[3] = put_key(w, m->name, "recovery", recovery, VB_KEY_ED25519, m->recovery);
	start = w->len;
	vb_recipient_of(m->seal, &r);
	vb_putf(w, "%s seal ", m->name);
	vb_recipient_put(w, &r);
	out[4] = vb_view(w->ptr + start, w->len - start);
}

/* ---- founding ---- */

static void set_fields(struct vb_compose *c, const struct cl_fields *f, struct vb_view *pool)
{
	unsigned used = 0;

	for (unsigned i = 0; i < c->kind->nfields; i++) {
		c->field[i].v = pool + used;
		for (unsigned p = 0; f->pair[p]; p += 2) {
			if (strcmp(f->pair[p], c->kind->fields[i].name) == 0) {
				pool[used++] = vb_view_str(f->pair[p + 1]);
				c->field[i].n++;
			}
		}
	}
}

static void compose_draft(struct cl_table *t, const char *name)
{
	static const char *const rules[] = {"answer-days -", "channel complete", "clock runs",
		"collect-days 30", "contest-days 7", "deemed-days -", "skew-seconds 300",
		"take-days 7", "tie author"};
	struct cl_fields f = {{NULL}};
	char nonce[65], party[CL_MEMBERS][80], key[3][600];
	struct vb_compose c = {.kind = vb_kind_find(vb_view_str("open"))};
	struct vb_view pool[32], v[3];
	uint8_t raw[32], buf[2048];
	struct vb_err err = {0};
	struct vb_writer w;
	unsigned n = 0;

	t->m[0].rng.fill(t->m[0].rng.ctx, raw, sizeof(raw));
	vb_hex(nonce, raw, sizeof(raw));
	snprintf(t->origin, sizeof(t->origin), "%s/%s-%.16s", t->card.name, name, nonce);
	vb_writer_init(&w, buf, sizeof(buf));
	v[0] = put_vkey(&w, t->card.name, "act", t->card.name, VB_KEY_ED25519,
			t->card.act.pub);
	v[1] = put_vkey(&w, t->card.name, "clock", t->card.name, VB_KEY_COSIGN,
			t->card.clock.pub);
	v[2] = put_vkey(&w, t->card.name, "log", t->origin, VB_KEY_ED25519, t->card.log);
	f.pair[n++] = "name", f.pair[n++] = name;
	f.pair[n++] = "nonce", f.pair[n++] = nonce;
	f.pair[n++] = "origin", f.pair[n++] = t->origin;
	f.pair[n++] = "depositary", f.pair[n++] = t->card.name;
	for (unsigned i = 0; i < t->n; i++) {
		snprintf(party[i], sizeof(party[i]), "%s principal", t->m[i].name);
		f.pair[n++] = "party", f.pair[n++] = party[i];
	}
	for (unsigned i = 0; i < 3; i++) {
		snprintf(key[i], sizeof(key[i]), "%.*s", (int)v[i].len, v[i].ptr);
		f.pair[n++] = "key", f.pair[n++] = key[i];
	}
	c.author = t->m[0].name;
	c.date = c.lodge_by = atomic_load(&cl_now);
	set_fields(&c, &f, pool);
	for (unsigned i = 0; i < c.kind->nfields; i++) {
		static struct vb_view rule[VB_ARRAY_LEN(rules)];

		if (strcmp(c.kind->fields[i].name, "rule") != 0)
			continue;
		for (unsigned j = 0; j < VB_ARRAY_LEN(rules); j++)
			rule[j] = vb_view_str(rules[j]);
		c.field[i].v = rule;
		c.field[i].n = VB_ARRAY_LEN(rules);
	}
	vb_writer_init(&w, t->draft_text, sizeof(t->draft_text));
	if (vb_compose_text(&c, &w, &err) != VB_OK)
		give_up("draft", &err);
	t->draft_len = w.len;
	vb_sha256(vb_written(&w), &t->draft);
}

void cl_draft(struct cl_table *t, struct vb_post post, const char *name, unsigned n,
	      unsigned seed)
{
	static const char *const names[CL_MEMBERS] = {"nord", "sud", "west", "wien", "xanten",
						      "york", "zug", "zurich"};
	struct vb_request req = {.op = VB_OP_INFO};
	struct vb_reply r = {0};
	struct vb_err err = {0};

	need(vb_crypto_init() && n <= CL_MEMBERS, "start");
	memset(t, 0, sizeof(*t));
	t->post = post;
	t->n = n;
	for (unsigned i = 0; i < n; i++)
		new_member(&t->m[i], names[i], seed);
	if (vb_post_ask(&t->post, &req, &r, &err) != VB_OK ||
	    vb_card_parse(vb_view(r.body, r.len), &t->card, &err) != VB_OK)
		give_up("card", &err);
	vb_reply_free(&r);
	compose_draft(t, name);
}

void cl_redraft(struct cl_table *t, const char *name)
{
	for (unsigned i = 0; i < t->n; i++)
		t->m[i].number = t->m[i].epoch = 0;
	compose_draft(t, name);
}

void cl_free(struct cl_table *t)
{
	for (unsigned i = 0; i < t->n; i++) {
		vb_secret_free(t->m[i].act);
		vb_secret_free(t->m[i].cosign);
		vb_secret_free(t->m[i].founding);
		vb_secret_free(t->m[i].recovery);
		vb_secret_free(t->m[i].seal);
	}
}

enum vb_code cl_draft_put(struct cl_table *t, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_DRAFT_PUT, .hash = t->draft,
				 .body = vb_view(t->draft_text, t->draft_len)};
	struct vb_reply r = {0};
	enum vb_code code = vb_post_ask(&t->post, &req, &r, err);

	vb_reply_free(&r);
	return code;
}

size_t cl_seat(const struct cl_table *t, unsigned who, uint8_t *out)
{
	const struct cl_member *m = &t->m[who];
	struct vb_signer by = vb_signer_secret(m->act, m->name, VB_KEY_ED25519);
	struct vb_view keys[5];
	uint8_t buf[2048];
	struct vb_writer k, w;
	size_t len;

	vb_writer_init(&k, buf, sizeof(buf));
	member_keys(&k, m, keys);
	vb_writer_init(&w, out, 4096);
	vb_seat_put_text(&w, &t->draft, m->name, keys, 5);
	len = w.len;
	vb_put_byte(&w, '\n');
	need(vb_sigline_put(&w, vb_view(out, len), &by, NULL) == VB_OK && !w.over, "seat");
	return w.len;
}

size_t cl_founding_secret(const struct cl_table *t, unsigned who, uint8_t *out)
{
	const struct cl_member *m = &t->m[who];
	struct vb_signer s = vb_signer_secret(m->founding, m->name, VB_KEY_ED25519);
	struct vb_writer w;

	vb_writer_init(&w, out, 512);
	vb_skey_put(&w, m->founding, &s.vkey);
	return w.len;
}

/* The chains of all members begin at the charter. */
static void at_table(struct cl_table *t, const struct vb_reply *r)
{
	uint8_t *note = malloc(VB_NOTE_MAX);
	struct vb_act *a = malloc(sizeof(*a));
	size_t len;

	need(note && a && r->len == 64 && vb_hash_parse(vb_view(r->body, r->len), &t->id),
	     "table id");
	len = cl_entry(t, 0, note);
	need(len > 0 && vb_act_parse(vb_view(note, len), a, NULL) == VB_OK, "charter");
	for (unsigned i = 0; i < t->n; i++)
		t->m[i].prev = a->id;
	free(a);
	free(note);
}

enum vb_code cl_seat_put(struct cl_table *t, unsigned who, bool *open, struct vb_err *err)
{
	uint8_t seat[4096], secret[512];
	struct vb_request req = {.op = VB_OP_SEAT_PUT, .hash = t->draft,
				 .name = vb_view_str(t->m[who].name)};
	struct vb_reply r = {0};
	enum vb_code code;

	req.body = vb_view(seat, cl_seat(t, who, seat));
	req.secret = vb_view(secret, cl_founding_secret(t, who, secret));
	code = vb_post_ask(&t->post, &req, &r, err);
	*open = code == VB_OK && r.number == 1;
	if (*open)
		at_table(t, &r);
	vb_reply_free(&r);
	return code;
}

void cl_found(struct cl_table *t, struct vb_post post, const char *name, unsigned n,
	      unsigned seed)
{
	struct vb_err err = {0};
	bool open = false;

	cl_draft(t, post, name, n, seed);
	if (cl_draft_put(t, &err) != VB_OK)
		give_up("draft", &err);
	for (unsigned i = 0; i < n; i++) {
		if (cl_seat_put(t, i, &open, &err) != VB_OK)
			give_up("seat", &err);
	}
	need(open, "the table opens with its last seat");
}

void cl_move(struct cl_table *t, struct vb_post post)
{
	t->post = post;
}

/* ---- what the depositary shows ---- */

enum vb_code cl_checkpoint(struct cl_table *t, struct vb_checkpoint *c, struct vb_hash *hash,
			   uint8_t *buf, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = t->id};
	struct vb_reply r = {0};
	struct vb_vkey log;
	enum vb_code code = vb_post_ask(&t->post, &req, &r, err);
	size_t len = r.len;

	if (code != VB_OK)
		return code;
	need(len <= 8192, "a checkpoint");
	memcpy(buf, r.body, len);
	vb_reply_free(&r);
	vb_vkey_make(&log, vb_view_str(t->origin), VB_KEY_ED25519, t->card.log);
	code = vb_checkpoint_parse(vb_view(buf, len), c, err);
	if (code == VB_OK)
		code = vb_checkpoint_verify(c, &log, err);
	if (code == VB_OK)
		code = vb_checkpoint_hash(c, &log, hash, err);
	return code;
}

enum vb_code cl_cosign(struct cl_table *t, unsigned who, int64_t time, struct vb_err *err)
{
	struct vb_signer by = vb_signer_secret(t->m[who].cosign, t->m[who].name,
					       VB_KEY_COSIGN);
	struct vb_request req = {.op = VB_OP_COSIGN, .table = t->id};
	uint8_t buf[8192], line[512];
	struct vb_reply r = {0};
	struct vb_checkpoint c;
	struct vb_hash hash;
	struct vb_writer w;
	enum vb_code code = cl_checkpoint(t, &c, &hash, buf, err);

	if (code != VB_OK)
		return code;
	vb_writer_init(&w, line, sizeof(line));
	need(vb_cosign_put(&w, c.note.text, time, &by, NULL) == VB_OK, "cosign");
	req.from = c.size;
	req.body = vb_written(&w);
	code = vb_post_ask(&t->post, &req, &r, err);
	vb_reply_free(&r);
	return code;
}

size_t cl_entry(struct cl_table *t, uint64_t index, uint8_t *out)
{
	struct vb_request req = {.op = VB_OP_ENTRIES, .table = t->id, .from = index,
				 .to = index + 1};
	struct vb_reply r = {0};
	struct vb_cursor c;
	struct vb_view note;
	size_t len = 0;

	if (vb_post_ask(&t->post, &req, &r, NULL) != VB_OK)
		return 0;
	vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
	if (vb_bundle_next(&c, &note)) {
		memcpy(out, note.ptr, note.len);
		len = note.len;
	}
	vb_reply_free(&r);
	return len;
}

/* ---- acts ---- */

size_t cl_act(struct cl_table *t, unsigned who, const char *kind, const struct cl_fields *f,
	      void (*tweak)(struct vb_compose *c, void *ctx), void *ctx, uint8_t *out)
{
	struct cl_member *m = &t->m[who];
	struct vb_signer by = vb_signer_secret(m->act, m->name, VB_KEY_ED25519);
	struct vb_compose c = {.kind = vb_kind_find(vb_view_str(kind)), .table = t->id,
			       .author = m->name, .number = m->number + 1, .epoch = m->epoch,
			       .prev = m->prev, .has_seen = true};
	struct vb_checkpoint seen;
	struct vb_view pool[32];
	struct vb_err err = {0};
	uint8_t buf[8192];
	struct vb_writer w;
	size_t len;

	if (cl_checkpoint(t, &seen, &c.seen_checkpoint, buf, &err) != VB_OK)
		return 0;
	c.seen_size = seen.size;
	c.seen_root = seen.root;
	c.date = atomic_load(&cl_now);
	c.lodge_by = c.date + VB_DAY;
	set_fields(&c, f, pool);
	if (tweak)
		tweak(&c, ctx);
	vb_writer_init(&w, out, VB_NOTE_MAX);
	if (vb_compose_text(&c, &w, &err) != VB_OK) {
		fprintf(stderr, "client: %s: %s\n", kind, err.sentence);
		return 0;
	}
	len = w.len;
	vb_put_byte(&w, '\n');
	need(vb_sigline_put(&w, vb_view(out, len), &by, NULL) == VB_OK, "sign");
	return w.len;
}

enum vb_code cl_lodge(struct cl_table *t, unsigned who, struct vb_view note,
		      struct vb_view identities, uint64_t *index, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_LODGE, .table = t->id};
	size_t cap = 4 + note.len + identities.len;
	uint8_t *body = malloc(cap);
	struct vb_reply r = {0};
	struct vb_act *a = malloc(sizeof(*a));
	enum vb_code code;
	struct vb_writer w;

	need(body && a, "memory");
	vb_put_be32(body, (uint32_t)note.len);
	vb_writer_init(&w, body + 4, cap - 4);
	vb_put_view(&w, note);
	vb_put_view(&w, identities);
	req.body = vb_view(body, cap);
	code = vb_post_ask(&t->post, &req, &r, err);
	if (code == VB_OK) {
		if (index)
			*index = r.number;
		if (vb_act_parse(note, a, NULL) == VB_OK && a->number > t->m[who].number) {
			t->m[who].number = a->number;
			t->m[who].epoch = a->epoch;
			t->m[who].prev = a->id;
		}
	}
	vb_reply_free(&r);
	free(a);
	free(body);
	return code;
}

enum vb_code cl_do(struct cl_table *t, unsigned who, const char *kind,
		   const struct cl_fields *f, uint64_t *index, struct vb_err *err)
{
	uint8_t *note = malloc(VB_NOTE_MAX);
	enum vb_code code = VB_IO;
	size_t len;

	need(note != NULL, "memory");
	len = cl_act(t, who, kind, f, NULL, NULL, note);
	if (len > 0)
		code = cl_lodge(t, who, vb_view(note, len), vb_view("", 0), index, err);
	free(note);
	return code;
}

enum vb_code cl_promise(struct cl_table *t, unsigned who, uint64_t *index, struct vb_err *err)
{
	static const struct cl_fields f = {{"what", "other", "due", "2030-01-01T00:00:00Z",
					    "text", "We shall answer.", NULL}};

	return cl_do(t, who, "promise", &f, index, err);
}

/* ---- papers ---- */

static void seal(struct cl_table *t, struct cl_paper *p, unsigned from, unsigned to,
		 const char *text, struct vb_copy *line)
{
	struct cl_member *m = &t->m[from];
	struct vb_copy_place place = {.table = t->id, .chain = m->name,
				      .number = m->number + 1, .epoch = m->epoch,
				      .addressee = t->m[to].name};
	static _Thread_local struct vb_paper paper;
	struct vb_age_keys keys;
	struct vb_recipient seal_to;
	uint8_t seed[32], *plain, *inner;
	struct vb_view v = vb_view_str(text);
	struct vb_writer w;
	size_t size, len;

	m->rng.fill(m->rng.ctx, seed, sizeof(seed));
	size = vb_opened_size(&place, v.len);
	plain = malloc(size);
	inner = malloc((size_t)vb_age_sealed_size(size));
	p->one_time = vb_secret_new(m->rng);
	need(plain && inner && p->one_time &&
	     vb_paper_parse(v, &paper, NULL) == VB_OK &&
	     vb_commit_root(&place, seed, &paper, &line->root, NULL) == VB_OK, "paper");
	vb_writer_init(&w, plain, size);
	vb_opened_put(&w, &place, seed, v);
	vb_recipient_of(t->m[to].seal, &seal_to);
	vb_age_keys_random(&keys, m->rng);
	need(vb_age_seal(&seal_to, &keys, vb_written(&w), inner, &len, NULL) == VB_OK, "seal");
	vb_recipient_of(p->one_time, &line->recipient);
	vb_age_keys_random(&keys, m->rng);
	p->sealed = malloc((size_t)vb_age_sealed_size(len));
	need(p->sealed && vb_age_seal(&line->recipient, &keys, vb_view(inner, len), p->sealed,
				      &p->sealed_len, NULL) == VB_OK, "seal again");
	vb_sha256(vb_view(p->sealed, p->sealed_len), &p->hash);
	line->addressee = vb_view_str(t->m[to].name);
	line->leaves = paper.nleaves;
	line->bytes = p->sealed_len;
	line->hash = p->hash;
	free(plain);
	free(inner);
}

static void put_line(char *out, size_t cap, const struct vb_copy *c)
{
	struct vb_writer w;

	vb_writer_init(&w, out, cap - 1);
	vb_copy_put(&w, c);
	out[w.len] = 0;
}

struct cl_paper *cl_paper(struct cl_table *t, unsigned from, unsigned to, const char *text)
{
	struct cl_paper *p = calloc(1, sizeof(*p));
	struct vb_copy line = {.has_recipient = true};
	struct cl_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", NULL, NULL}};
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_writer w;

	need(p && a, "memory");
	seal(t, p, from, to, text, &line);
	put_line(p->copy, sizeof(p->copy), &line);
	line.has_recipient = false;
	put_line(p->receipt, sizeof(p->receipt), &line);
	f.pair[9] = p->copy;
	p->len = cl_act(t, from, "propose", &f, NULL, NULL, p->note);
	need(p->len > 0 && vb_act_parse(vb_view(p->note, p->len), a, NULL) == VB_OK,
	     "propose");
	p->id = a->id;
	vb_writer_init(&w, p->identity + 4, sizeof(p->identity) - 4);
	vb_identity_put(&w, p->one_time);
	vb_put_be32(p->identity, (uint32_t)w.len);
	p->identity_len = w.len + 4;
	free(a);
	return p;
}

void cl_paper_free(struct cl_paper *p)
{
	if (!p)
		return;
	vb_secret_free(p->one_time);
	free(p->sealed);
	free(p);
}

enum vb_code cl_copy_put(struct cl_table *t, const struct cl_paper *p, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_COPY_PUT, .table = t->id, .hash = p->hash,
				 .body = vb_view(p->sealed, p->sealed_len)};
	struct vb_reply r = {0};
	enum vb_code code = vb_post_ask(&t->post, &req, &r, err);

	vb_reply_free(&r);
	return code;
}

enum vb_code cl_hand(struct cl_table *t, unsigned from, struct cl_paper *p, uint64_t *index,
		     struct vb_err *err)
{
	enum vb_code code = cl_copy_put(t, p, err);

	if (code == VB_OK)
		code = cl_lodge(t, from, vb_view(p->note, p->len),
				vb_view(p->identity, p->identity_len), index, err);
	return code;
}

enum vb_code cl_receipt(struct cl_table *t, unsigned to, const struct cl_paper *p,
			uint64_t *index, struct vb_err *err)
{
	char hex[65];
	struct cl_fields f = {{"of", hex, "copy", p->receipt, NULL}};

	vb_hex(hex, p->id.b, 32);
	return cl_do(t, to, "receipt", &f, index, err);
}

char *cl_open_copy(struct cl_table *t, unsigned to, const struct cl_paper *p,
		   uint64_t release)
{
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = t->id, .hash = p->hash};
	uint8_t *note = malloc(VB_NOTE_MAX), *inner = NULL, *plain = NULL;
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_secret *identity = NULL;
	struct vb_reply r = {0};
	struct vb_opened o;
	size_t len, n = 0;
	char *text = NULL;

	need(note && a, "memory");
	len = cl_entry(t, release, note);
	if (len > 0 && vb_act_parse(vb_view(note, len), a, NULL) == VB_OK &&
	    vb_identity_parse(vb_act_get(a, "identity", 0), &identity, NULL) == VB_OK &&
	    vb_post_ask(&t->post, &req, &r, NULL) == VB_OK &&
	    vb_age_open(vb_view(r.body, r.len), identity, &inner, &n, NULL) == VB_OK &&
	    vb_age_open(vb_view(inner, n), t->m[to].seal, &plain, &n, NULL) == VB_OK &&
	    vb_opened_parse(vb_view(plain, n), &o, NULL) == VB_OK)
		text = strndup((const char *)o.paper.ptr, o.paper.len);
	vb_reply_free(&r);
	vb_secret_free(identity);
	free(inner);
	free(plain);
	free(note);
	free(a);
	return text;
}
