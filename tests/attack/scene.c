/*
 * What the attacks share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SEED 2022

void attack_all(const struct sink *out)
{
	attack_honest(out);
	attack_signatures(out);
	attack_chains(out);
	attack_log(out);
	attack_dates(out);
	attack_delivery(out);
	attack_papers(out);
	attack_decisions(out);
}

static void seats(struct scene *s, const struct sink *out)
{
	s->out = out;
	s->nord = (unsigned)fx_member(&s->t, "nord");
	s->sud = (unsigned)fx_member(&s->t, "sud");
	s->west = (unsigned)fx_member(&s->t, "west");
}

void scene_two(struct scene *s, const struct sink *out)
{
	static const char *const names[] = {"nord", "sud"};

	fx_open(&s->t, SEED, names, 2, NULL, NULL);
	seats(s, out);
}

void scene_three(struct scene *s, const struct sink *out)
{
	static const char *const names[] = {"nord", "sud", "west"};

	fx_open(&s->t, SEED, names, 3, NULL, NULL);
	seats(s, out);
}

void scene_close(struct scene *s)
{
	fx_close(&s->t);
}

struct kit_file new_file(size_t cap)
{
	struct kit_file f = {NULL, 0};

	f.ptr = malloc(cap);
	assert(f.ptr);
	return f;
}

/* ---- notes ---- */

static void apply(struct vb_compose *c, void *ctx)
{
	const struct twist *how = ctx;

	if (how->place) {
		c->number = how->number;
		c->epoch = how->epoch;
		c->prev = how->prev;
	}
	c->date += how->shift;
	c->lodge_by += how->shift - how->hurry;
	if (how->root)
		c->seen_root = *how->root;
	if (how->checkpoint)
		c->seen_checkpoint = *how->checkpoint;
	if (how->size)
		c->seen_size = how->size;
}

static struct kit_file compose(struct scene *s, unsigned who, const char *office,
			       const char *kind, const struct fx_fields *f,
			       const struct twist *how, const struct vb_secret *key)
{
	struct kit_file n = new_file(VB_NOTE_MAX);
	struct twist copy = how ? *how : (struct twist){0};

	n.len = fx_act_as(&s->t, who, office, kind, f, apply, &copy, key, n.ptr);
	return n;
}

struct kit_file note_of(struct scene *s, unsigned who, const char *kind,
			const struct fx_fields *f, const struct twist *how)
{
	return compose(s, who, NULL, kind, f, how, NULL);
}

struct kit_file office_note(struct scene *s, const char *office, const struct vb_secret *key,
			    const struct kit_file *before, const char *kind,
			    const struct fx_fields *f)
{
	struct twist how = {.place = true, .number = 1, .prev = s->t.fold->charter};

	if (before) {
		how.number = 2;
		how.prev = id_of(before);
	}
	return compose(s, s->nord, office, kind, f, &how, key);
}

uint32_t log_note(struct scene *s, struct kit_file note)
{
	assert(fx_log(&s->t, note.ptr, note.len, NULL) == VB_OK);
	kit_free(&note);
	return s->t.size - 1;
}

void log_false(struct scene *s, struct kit_file note)
{
	fx_log_raw(&s->t, note.ptr, note.len);
	kit_free(&note);
}

struct vb_hash id_of(const struct kit_file *note)
{
	struct vb_note n;
	struct vb_hash id;

	assert(vb_note_parse(kit_view(note), VB_SIGS_MAX, &n, NULL) == VB_OK);
	vb_act_id(n.text, &id);
	return id;
}

const char *hex_of(const struct vb_hash *h)
{
	static char buf[8][65];
	static unsigned next;
	char *out = buf[next++ % 8];

	vb_hex(out, h->b, sizeof(h->b));
	return out;
}

struct kit_file edited(struct vb_view in, const char *from, const char *to)
{
	size_t n = strlen(from), m = strlen(to), at;
	const uint8_t *hit = memmem(in.ptr, in.len, from, n);
	struct kit_file f = new_file(in.len + m);

	assert(hit);
	f.len = in.len - n + m;
	at = (size_t)(hit - in.ptr);
	assert(!memmem(hit + n, in.len - at - n, from, n));
	memcpy(f.ptr, in.ptr, at);
	memcpy(f.ptr + at, to, m);
	memcpy(f.ptr + at + m, in.ptr + at + n, in.len - at - n);
	return f;
}

struct kit_file resigned(struct vb_view note, const char *from, const char *to,
			 const struct vb_secret *key, const char *name)
{
	struct kit_file out = new_file(VB_NOTE_MAX), text;
	struct vb_signer s = vb_signer_secret(key, name, VB_KEY_ED25519);
	struct vb_writer w;
	struct vb_note n;

	assert(vb_note_parse(note, VB_SIGS_MAX, &n, NULL) == VB_OK);
	text = edited(n.text, from, to);
	vb_writer_init(&w, out.ptr, VB_NOTE_MAX);
	vb_put_view(&w, kit_view(&text));
	vb_put_byte(&w, '\n');
	assert(vb_sigline_put(&w, kit_view(&text), &s, NULL) == VB_OK && !w.over);
	out.len = w.len;
	kit_free(&text);
	return out;
}

void sign_too(struct kit_file *note, const struct vb_secret *key, const char *name)
{
	uint8_t *bigger = realloc(note->ptr, VB_NOTE_MAX);

	assert(bigger);
	note->ptr = bigger;
	note->len = fx_sign(key, name, bigger, note->len);
}

struct vb_view logged(const struct scene *s, uint32_t index)
{
	return vb_view(s->t.note[index], s->t.note_len[index]);
}

/* ---- keys ---- */

struct vb_secret *numbered_secret(uint32_t n)
{
	uint8_t seed[32] = {0};
	struct vb_secret *s;

	vb_put_be32(seed + 28, n);
	s = vb_secret_import(seed);
	assert(s);
	return s;
}

const char *key_line(const char *name, const char *purpose, const struct vb_secret *key)
{
	static char buf[8][256];
	static unsigned next;
	char *out = buf[next++ % 8];
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t pub[32];

	vb_ed25519_public(key, pub);
	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, out, sizeof(buf[0]) - 1);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &k);
	assert(!w.over);
	out[w.len] = '\0';
	return out;
}

void replace_secret(struct vb_secret **old, const struct vb_secret *with)
{
	uint8_t seed[32];

	vb_secret_export(with, seed);
	vb_secret_free(*old);
	*old = vb_secret_import(seed);
	assert(*old);
}

uint32_t give_mandate(struct scene *s, const char *office, const struct vb_secret *key,
		      const char *scope, const char *until)
{
	char name[66];
	struct fx_fields f = {{"to", office, "key", NULL, "scope", scope,
			       until ? "until" : NULL, until}};

	snprintf(name, sizeof(name), "nord/%s", office);
	f.pair[3] = key_line(name, "act", key);
	return fx_do(&s->t, s->nord, "mandate", &f, NULL);
}

struct kit_file rekey_note(struct scene *s, unsigned who, struct vb_secret *fresh)
{
	struct fx_member *m = &s->t.m[who];
	struct twist first = {.place = true, .number = 1, .prev = s->t.fold->charter};
	struct kit_file n;

	n = compose(s, who, "recovery", "rekey",
		    &(struct fx_fields){{"key", key_line(m->name, "act", fresh)}}, &first,
		    m->recovery);
	sign_too(&n, fresh, m->name);
	vb_secret_free(m->act);
	m->act = fresh;
	m->epoch++;
	return n;
}

/* ---- papers ---- */

static struct vb_copy_place place_of(struct scene *s, unsigned who, unsigned to, uint32_t act)
{
	const struct fx_member *m = &s->t.m[who];
	struct vb_copy_place p = {.table = s->t.fold->table, .chain = m->name,
				  .number = m->number + 1, .epoch = m->epoch,
				  .addressee = s->t.m[to].name};

	if (act != VB_NO_ACT) {
		p.number = s->t.fold->fact[act].number;
		p.epoch = s->t.fold->fact[act].epoch;
	}
	return p;
}

struct kit_file opened_text(struct scene *s, unsigned who, const struct fx_copy *c,
			    uint32_t act, const char *paper)
{
	struct vb_copy_place p = place_of(s, who, c->addressee, act);
	struct kit_file f = new_file(vb_opened_size(&p, strlen(paper)));
	struct vb_writer w;

	vb_writer_init(&w, f.ptr, vb_opened_size(&p, strlen(paper)));
	vb_opened_put(&w, &p, c->seed, vb_view_str(paper));
	assert(!w.over);
	f.len = w.len;
	return f;
}

struct kit_file seal_inner(const struct vb_secret *to, const struct vb_age_keys *keys,
			   struct vb_view plain)
{
	struct kit_file f = new_file(vb_age_sealed_size(plain.len));
	struct vb_recipient r;

	vb_recipient_of(to, &r);
	assert(vb_age_seal(&r, keys, plain, f.ptr, &f.len, NULL) == VB_OK);
	return f;
}

/* The outer layer and the copy line, around whatever the inner layer is. */
static void wrap(struct scene *s, struct fx_copy *c, const struct sealing *how,
		 struct vb_view inner)
{
	struct kit_file sealed;

	c->one_time = vb_secret_new(s->t.rng);
	assert(c->one_time);
	vb_recipient_of(c->one_time, &c->line.recipient);
	sealed = how->own ? kit_copy(inner) : seal_inner(c->one_time, &c->outer, inner);
	c->sealed = sealed.ptr;
	c->sealed_len = sealed.len;
	c->line.addressee = vb_view_str(s->t.m[how->to].name);
	c->line.bytes = sealed.len;
	c->line.has_recipient = !how->own;
	vb_sha256(kit_view(&sealed), &c->line.hash);
}

static void seal_copy(struct scene *s, struct fx_copy *c, unsigned who,
		      const struct sealing *how)
{
	const char *text = how->paper ? how->paper : fx_paper;
	struct vb_copy_place place = place_of(s, who, how->to, VB_NO_ACT);
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct kit_file plain, inner;

	assert(paper && vb_paper_parse(vb_view_str(text), paper, NULL) == VB_OK);
	c->addressee = how->to;
	s->t.rng.fill(s->t.rng.ctx, c->seed, sizeof(c->seed));
	vb_age_keys_random(&c->inner, s->t.rng);
	vb_age_keys_random(&c->outer, s->t.rng);
	plain = how->plain.len ? kit_copy(how->plain) :
		opened_text(s, who, c, VB_NO_ACT, how->opens ? how->opens : text);
	if (how->tail)
		memcpy(plain.ptr + plain.len - strlen(how->tail), how->tail,
		       strlen(how->tail));
	inner = seal_inner(how->seal ? how->seal : s->t.m[how->to].seal, &c->inner,
			   kit_view(&plain));
	wrap(s, c, how, how->inner.len ? how->inner : kit_view(&inner));
	c->line.leaves = paper->nleaves;
	assert(vb_commit_root(&place, c->seed, paper, &c->line.root, NULL) == VB_OK);
	kit_free(&plain);
	kit_free(&inner);
	free(paper);
}

/* The value of a copy line; @receipt: as a receipt has it. */
static void copy_value(char out[static 400], const struct fx_copy *c, bool receipt)
{
	struct vb_copy line = c->line;
	struct vb_writer w;

	line.has_recipient = line.has_recipient && !receipt;
	vb_writer_init(&w, out, 399);
	vb_copy_put(&w, &line);
	assert(!w.over);
	out[w.len] = '\0';
}

uint32_t hand_over(struct scene *s, unsigned who, const struct sealing *how, unsigned n,
		   const char *same_text)
{
	struct fx_fields f = {{"role", "draft", "privilege", "open", "confidential", "yes",
			       "same-text", same_text}};
	unsigned used = 8, first = s->t.ncopies;
	char line[FX_MEMBERS][400];
	uint32_t index;

	assert(n <= FX_MEMBERS);
	for (unsigned i = 0; i < n; i++) {
		seal_copy(s, &s->t.copy[s->t.ncopies], who, &how[i]);
		copy_value(line[i], &s->t.copy[s->t.ncopies++], false);
		f.pair[used++] = "copy";
		f.pair[used++] = line[i];
	}
	index = fx_do(&s->t, who, "propose", &f, NULL);
	for (unsigned i = first; i < s->t.ncopies; i++) {
		s->t.copy[i].act = index;
		s->t.copy[i].act_id = s->t.fold->fact[index].id;
	}
	return index;
}

uint32_t hand_plainly(struct scene *s)
{
	struct sealing to[FX_MEMBERS] = {0};
	unsigned n = 0;

	for (unsigned i = 0; i < s->t.n; i++) {
		if (i != s->nord)
			to[n++].to = i;
	}
	return hand_over(s, s->nord, to, n, "yes");
}

const struct fx_fields *receipt_fields(struct scene *s, unsigned who, uint32_t act)
{
	static struct fx_fields f;
	static char line[400];

	copy_value(line, fx_copy_of(&s->t, act, who), true);
	f = (struct fx_fields){{"of", fx_id(&s->t, act), "copy", line}};
	return &f;
}

const struct fx_fields *release_fields(struct scene *s, unsigned who, uint32_t act,
				       const char *receipt, const struct vb_secret *identity)
{
	static struct fx_fields f;
	static char text[VB_AGE_IDENTITY_LEN + 1];
	struct vb_writer w;

	vb_writer_init(&w, text, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, identity);
	assert(!w.over);
	text[w.len] = '\0';
	f = (struct fx_fields){{"of", fx_id(&s->t, act), "addressee", s->t.m[who].name,
				"receipt", receipt, "identity", text}};
	return &f;
}

/* ---- files ---- */

void put_view(struct scene *s, const char *name, struct vb_view v)
{
	s->out->put(s->out->ctx, name, v);
}

void put_file(struct scene *s, const char *name, struct kit_file f)
{
	put_view(s, name, kit_view(&f));
	kit_free(&f);
}

void put_bundle(struct scene *s, const char *name)
{
	put_file(s, name, kit_bundle(&s->t, NULL));
}

void put_pouch(struct scene *s, const char *name, const struct kit_file *outbox, unsigned n)
{
	struct kit_parts p = {.pouch = true};
	struct vb_view acts[8];

	assert(n <= VB_ARRAY_LEN(acts));
	for (unsigned i = 0; i < n; i++)
		acts[i] = kit_view(&outbox[i]);
	p.outbox = acts;
	p.noutbox = n;
	put_file(s, name, kit_bundle(&s->t, &p));
}

void put_bundle_marked(struct scene *s, const char *name, const uint32_t *sizes)
{
	struct kit_parts p = {.no_marks = sizes[0] == 0};
	struct vb_view marks[16];

	for (; sizes[p.nmarks]; p.nmarks++) {
		uint32_t size = sizes[p.nmarks];

		assert(p.nmarks < VB_ARRAY_LEN(marks));
		marks[p.nmarks] = vb_view(s->t.mark[size], s->t.mark_len[size]);
	}
	p.marks = p.nmarks ? marks : NULL;
	put_file(s, name, kit_bundle(&s->t, &p));
}

struct kit_file proof_of(struct scene *s, const char *claim, const uint32_t *act, size_t n)
{
	struct kit_parts p = {.whole = n == 0};

	if (claim)
		p.claim = vb_view_str(claim);
	return kit_proof(&s->t, &p, act, n);
}

void put_proof(struct scene *s, const char *name, const char *claim, const uint32_t *act,
	       size_t n, struct kit_file *more)
{
	struct kit_file proof = proof_of(s, claim, act, n), whole;

	if (!more) {
		put_file(s, name, proof);
		return;
	}
	whole = kit_add_parts(&proof, more);
	kit_free(&proof);
	kit_free(more);
	put_file(s, name, whole);
}

struct kit_file joined(struct kit_file a, struct kit_file b)
{
	struct kit_file f = new_file(a.len + b.len);

	memcpy(f.ptr, a.ptr, a.len);
	memcpy(f.ptr + a.len, b.ptr, b.len);
	f.len = a.len + b.len;
	kit_free(&a);
	kit_free(&b);
	return f;
}

void put_trust(struct scene *s, const char *name, const char *more)
{
	uint8_t buf[8192];
	size_t n = fx_trust(&s->t, buf, sizeof(buf)), m = strlen(more);

	assert(n + m <= sizeof(buf));
	memcpy(buf + n, more, m);
	put_view(s, name, vb_view(buf, n + m));
}

struct stamp clock_at(const struct scene *s, int64_t time)
{
	return (struct stamp){s->t.dep.cosign, s->t.dep.name, time};
}

struct kit_file cosigned(struct scene *s, uint32_t size, const struct stamp *by, unsigned n)
{
	const struct vb_secret *key = s->t.dep.founding;
	struct vb_signer log = vb_signer_secret(key, s->t.origin, VB_KEY_ED25519);
	struct kit_file f = new_file(4096);
	struct vb_checkpoint c;
	struct vb_writer w;

	vb_writer_init(&w, f.ptr, 4096);
	assert(vb_checkpoint_sign(&w, vb_view_str(s->t.origin), size, &s->t.root[size], &log,
				  NULL) == VB_OK);
	assert(vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK);
	for (unsigned i = 0; i < n; i++) {
		struct vb_signer k = vb_signer_secret(by[i].key, by[i].name, VB_KEY_COSIGN);

		assert(vb_cosign_put(&w, c.note.text, by[i].time, &k, NULL) == VB_OK);
	}
	assert(!w.over);
	f.len = w.len;
	return f;
}

const char *time_text(int64_t t)
{
	static char buf[8][VB_TIME_LEN + 1];
	static unsigned next;
	char *out = buf[next++ % 8];

	vb_time_format(out, t);
	return out;
}
