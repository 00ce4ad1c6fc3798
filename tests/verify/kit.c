/*
 * What the tests of this room share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct vb_view kit_view(const struct kit_file *f)
{
	return vb_view(f->ptr, f->len);
}

void kit_free(struct kit_file *f)
{
	free(f->ptr);
	*f = (struct kit_file){0};
}

struct kit_file kit_copy(struct vb_view v)
{
	struct kit_file f = {malloc(v.len ? v.len : 1), v.len};

	assert(f.ptr);
	if (v.len)
		memcpy(f.ptr, v.ptr, v.len);
	return f;
}

/* ---- writing to memory ---- */

struct memory {
	FILE *f;
	char *ptr;
	size_t len;
};

static void memory_open(struct memory *m)
{
	*m = (struct memory){0};
	m->f = open_memstream(&m->ptr, &m->len);
	assert(m->f);
}

static struct kit_file memory_close(struct memory *m)
{
	struct kit_file f;

	assert(fclose(m->f) == 0);
	f = kit_copy(vb_view(m->ptr, m->len));
	free(m->ptr);
	return f;
}

/* ---- the story ---- */

struct vb_trust *kit_trust(const struct fx *t, const char *more)
{
	struct vb_trust *trust = NULL;
	uint8_t buf[16384];
	size_t n = fx_trust(t, buf, sizeof(buf));
	struct vb_err err;

	assert(n + strlen(more) < sizeof(buf));
	memcpy(buf + n, more, strlen(more));
	if (vb_trust_parse(vb_view(buf, n + strlen(more)), &trust, &err) != VB_OK) {
		fprintf(stderr, "kit: trust: %s: %s\n", err.where, err.sentence);
		abort();
	}
	return trust;
}

void kit_found(struct kit *k, const char *const *names, unsigned n, const char *const *rules,
	       const char *judge)
{
	fx_open(&k->t, 7, names, n, rules, judge);
	k->nord = (unsigned)fx_member(&k->t, "nord");
	k->sud = (unsigned)fx_member(&k->t, "sud");
	k->trust = kit_trust(&k->t, "");
}

void kit_open(struct kit *k, const char *const *rules)
{
	static const char *const names[] = {"nord", "sud"};
	struct fx *t = &k->t;

	kit_found(k, names, 2, rules, NULL);
	k->draft = fx_hand(t, k->nord, 1u << k->sud, "propose", "draft", VB_NO_ACT, fx_paper);
	t->now += 3600;
	fx_receive(t, k->sud, k->draft);
	t->now += VB_DAY;
	k->response = fx_hand(t, k->sud, 1u << k->nord, "respond", "response", k->draft,
			      fx_paper);
	fx_receive(t, k->nord, k->response);
	t->now += VB_DAY;
	k->letter = fx_hand(t, k->nord, 1u << k->sud, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(t, k->sud, k->letter);
	t->now += VB_DAY;
	k->take = fx_take(t, k->sud, k->letter, "response", k->response, NULL);
}

void kit_close(struct kit *k)
{
	vb_trust_free(k->trust);
	fx_close(&k->t);
}

/* ---- what no honest depositary does ---- */

void kit_log_raw(struct fx *t, const uint8_t *note, size_t len)
{
	struct vb_hash leaf;
	uint8_t buf[2048];
	size_t n;

	assert(t->size < 511);
	t->now += 60;
	t->note[t->size] = malloc(len);
	assert(t->note[t->size]);
	memcpy(t->note[t->size], note, len);
	t->note_len[t->size] = len;
	vb_leaf_hash(vb_view(note, len), &leaf);
	assert(vb_tree_append(t->tree, &leaf) == VB_OK);
	t->size++;
	vb_tree_root(t->tree, t->size, &t->root[t->size]);
	t->checkpoint[t->size] = t->root[t->size];
	n = fx_checkpoint(t, 0, buf, sizeof(buf));
	t->mark[t->size] = malloc(n);
	assert(t->mark[t->size]);
	memcpy(t->mark[t->size], buf, n);
	t->mark_len[t->size] = n;
}

void kit_do_raw(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
		void (*tweak)(struct vb_compose *c, void *ctx), void *ctx)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);

	assert(buf);
	kit_log_raw(t, buf, fx_act_as(t, who, NULL, kind, f, tweak, ctx, NULL, buf));
	free(buf);
}

void kit_cosign(struct kit_file *c, const struct vb_signer *s, int64_t time)
{
	struct vb_checkpoint parsed;
	struct vb_writer w;
	uint8_t *more;

	assert(vb_checkpoint_parse(kit_view(c), &parsed, NULL) == VB_OK);
	more = realloc(c->ptr, c->len + 512);
	assert(more);
	c->ptr = more;
	assert(vb_checkpoint_parse(kit_view(c), &parsed, NULL) == VB_OK);
	vb_writer_init(&w, c->ptr + c->len, 512);
	assert(vb_cosign_put(&w, parsed.note.text, time, s, NULL) == VB_OK);
	c->len += w.len;
}

struct kit_file kit_checkpoint(struct fx *t, uint64_t size, const struct vb_hash *root,
			       int64_t time, unsigned mask)
{
	struct vb_signer log = vb_signer_secret(t->dep.founding, t->origin, VB_KEY_ED25519);
	struct vb_signer clock = vb_signer_secret(t->dep.cosign, t->dep.name, VB_KEY_COSIGN);
	uint8_t buf[1024];
	struct vb_writer w;
	struct kit_file f;

	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_checkpoint_sign(&w, vb_view_str(t->origin), size, root, &log, NULL) == VB_OK);
	f = kit_copy(vb_written(&w));
	if (time != VB_TIME_NONE)
		kit_cosign(&f, &clock, time);
	for (unsigned i = 0; i < t->n; i++) {
		struct vb_signer s = vb_signer_secret(t->m[i].cosign, t->m[i].name,
						      VB_KEY_COSIGN);

		if (mask >> i & 1)
			kit_cosign(&f, &s, time);
	}
	return f;
}

struct kit_file kit_notes(const struct vb_view *v, size_t n)
{
	struct memory m;

	memory_open(&m);
	for (size_t i = 0; i < n; i++) {
		fputc((int)(v[i].len >> 8), m.f);
		fputc((int)(v[i].len & 255), m.f);
		fwrite(v[i].ptr, 1, v[i].len, m.f);
	}
	return memory_close(&m);
}

/* ---- the register ---- */

void kit_register_open(struct kit_register *r, struct fx *t)
{
	*r = (struct kit_register){.t = t, .tree = vb_tree_new()};
	assert(r->tree);
	for (unsigned i = 0; i < KIT_WITNESSES; i++) {
		uint8_t seed[32] = {0x77, (uint8_t)i};

		r->witness[i] = vb_secret_import(seed);
		assert(r->witness[i]);
		snprintf(r->name[i], sizeof(r->name[i]), "w%u", i);
	}
}

void kit_register_close(struct kit_register *r)
{
	vb_tree_free(r->tree);
	for (unsigned i = 0; i < KIT_WITNESSES; i++)
		vb_secret_free(r->witness[i]);
}

static struct vb_hash register_key(uint8_t key)
{
	return (struct vb_hash){{key}};
}

uint64_t kit_register_enter(struct kit_register *r, uint64_t counter, uint8_t key,
			    const struct vb_hash *checkpoint)
{
	struct vb_hash k = register_key(key), leaf;
	uint8_t entry[VB_REGISTER_ENTRY];

	vb_register_entry(&k, &r->t->fold->table, counter, checkpoint, entry);
	vb_leaf_hash(vb_view(entry, sizeof(entry)), &leaf);
	assert(vb_tree_append(r->tree, &leaf) == VB_OK);
	return vb_tree_size(r->tree) - 1;
}

static struct kit_file register_checkpoint(struct kit_register *r,
					   const int64_t times[KIT_WITNESSES])
{
	char origin[VB_KEYNAME_MAX + 1];
	struct vb_signer log;
	struct vb_hash root;
	struct vb_writer w;
	uint8_t buf[1024];
	struct kit_file f;

	assert(vb_register_origin(vb_view_str(r->t->origin), origin));
	log = vb_signer_secret(r->t->dep.founding, origin, VB_KEY_ED25519);
	vb_tree_root(r->tree, vb_tree_size(r->tree), &root);
	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_checkpoint_sign(&w, vb_view_str(origin), vb_tree_size(r->tree), &root, &log,
				  NULL) == VB_OK);
	f = kit_copy(vb_written(&w));
	for (unsigned i = 0; i < KIT_WITNESSES; i++) {
		struct vb_signer s = vb_signer_secret(r->witness[i], r->name[i],
						      VB_KEY_COSIGN);

		if (times[i])
			kit_cosign(&f, &s, times[i]);
	}
	return f;
}

struct kit_file kit_registration(struct kit_register *r, uint64_t index, uint64_t counter,
				 uint8_t key, const struct vb_hash *checkpoint,
				 const int64_t times[KIT_WITNESSES])
{
	struct kit_file note = register_checkpoint(r, times);
	struct vb_hash k = register_key(key), path[VB_PROOF_MAX];
	unsigned n = vb_tree_inclusion(r->tree, index, vb_tree_size(r->tree), path);
	static uint8_t buf[VB_NOTE_MAX];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_registration_put(&w, counter, &k, checkpoint, index, path, n, kit_view(&note));
	assert(!w.over);
	kit_free(&note);
	return kit_copy(vb_written(&w));
}

struct vb_trust *kit_register_trust(const struct kit_register *r, unsigned need, unsigned n)
{
	char text[4096];
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text) - 1);
	for (unsigned i = 0; i < n; i++) {
		struct vb_vkey k;
		uint8_t pub[32];

		vb_ed25519_public(r->witness[i], pub);
		vb_vkey_make(&k, vb_view_str(r->name[i]), VB_KEY_COSIGN, pub);
		vb_putf(&w, "witness w%u ", i);
		vb_vkey_put(&w, &k);
		vb_put_byte(&w, '\n');
	}
	vb_putf(&w, "group g %u", need);
	for (unsigned i = 0; i < n; i++)
		vb_putf(&w, " w%u", i);
	vb_put_str(&w, "\nquorum g\n");
	assert(!w.over);
	text[w.len] = '\0';
	return kit_trust(r->t, text);
}

/* ---- files ---- */

static enum vb_code give_entry(void *ctx, uint64_t index, struct vb_view *note,
			       struct vb_err *err)
{
	const struct fx *t = ctx;

	(void)err;
	*note = vb_view(t->note[index], t->note_len[index]);
	return VB_OK;
}

/* The dated checkpoints that an honest depositary would have published: none stands
 * between a receipt and its release. */
static size_t marks_of(const struct fx *t, struct vb_view *out)
{
	size_t n = 0;

	for (uint32_t size = 1; size < t->size; size++) {
		if (size > t->fold->nfacts ||
		    strcmp(t->fold->fact[size - 1].kind->name, "receipt") != 0)
			out[n++] = vb_view(t->mark[size], t->mark_len[size]);
	}
	return n;
}

/* The log's own marks and checkpoint, where @p asks for no others. */
static struct kit_parts complete(const struct fx *t, const struct kit_parts *p,
				 struct vb_view *marks)
{
	struct kit_parts q = p ? *p : (struct kit_parts){0};

	if (!q.marks && !q.no_marks) {
		q.nmarks = marks_of(t, marks);
		q.marks = marks;
	}
	if (q.checkpoint.len == 0)
		q.checkpoint = vb_view(t->mark[t->size], t->mark_len[t->size]);
	return q;
}

struct kit_file kit_bundle(struct fx *t, const struct kit_parts *parts)
{
	struct vb_view marks[513], copies[64];
	struct kit_parts q = complete(t, parts, marks);
	struct vb_bundle_parts b = {
		.fold = t->fold, .tree = t->tree, .checkpoint = q.checkpoint,
		.entries = {give_entry, t}, .marks = q.marks, .nmarks = q.nmarks,
		.pouch = q.pouch, .outbox = q.outbox, .noutbox = q.noutbox, .copies = copies,
		.registrations = q.registrations, .nregistrations = q.nregistrations,
	};
	struct memory m;
	struct vb_err err;

	for (unsigned i = 0; q.copies && i < t->ncopies; i++)
		copies[b.ncopies++] = vb_view(t->copy[i].sealed, t->copy[i].sealed_len);
	memory_open(&m);
	if (vb_bundle_write(m.f, &b, &err) != VB_OK) {
		fprintf(stderr, "kit: bundle: %s: %s\n", err.where, err.sentence);
		abort();
	}
	return memory_close(&m);
}

struct kit_file kit_entries(const struct fx *t, uint32_t from, uint32_t to)
{
	struct memory m;

	memory_open(&m);
	for (uint32_t i = from; i < to; i++) {
		fputc((int)(t->note_len[i] >> 8), m.f);
		fputc((int)(t->note_len[i] & 255), m.f);
		fwrite(t->note[i], 1, t->note_len[i], m.f);
	}
	return memory_close(&m);
}

struct kit_file kit_proof(struct fx *t, const struct kit_parts *parts, const uint32_t *act,
			  size_t n)
{
	struct vb_view marks[513];
	struct kit_parts q = complete(t, parts, marks);
	struct kit_file entries = kit_entries(t, 0, q.whole ? t->size : 0);
	struct vb_shown *shown = calloc(n + 1, sizeof(*shown));
	struct vb_proof_parts p = {
		.claim = q.claim, .charter = vb_view(t->note[0], t->note_len[0]),
		.shown = shown, .nshown = n, .entries = kit_view(&entries),
		.checkpoint = q.checkpoint, .marks = q.marks, .nmarks = q.nmarks,
		.leaf = q.leaf, .copy = q.copy, .file_key = q.file_key,
		.ephemeral = q.ephemeral, .registrations = q.registrations,
		.nregistrations = q.nregistrations,
	};
	struct vb_checkpoint c;
	struct memory m;
	struct vb_err err;

	assert(shown && vb_checkpoint_parse(q.checkpoint, &c, NULL) == VB_OK);
	for (size_t i = 0; i < n; i++) {
		shown[i].note = vb_view(t->note[act[i]], t->note_len[act[i]]);
		shown[i].index = act[i];
		shown[i].npath = vb_tree_inclusion(t->tree, act[i], c.size, shown[i].path);
	}
	memory_open(&m);
	if (vb_proof_write(m.f, &p, &err) != VB_OK) {
		fprintf(stderr, "kit: proof: %s: %s\n", err.where, err.sentence);
		abort();
	}
	free(shown);
	kit_free(&entries);
	return memory_close(&m);
}

struct kit_file kit_part(const char *name, struct vb_view content)
{
	struct memory m;

	memory_open(&m);
	fprintf(m.f, "part %s %zu\n", name, content.len);
	fwrite(content.ptr, 1, content.len, m.f);
	fputc('\n', m.f);
	return memory_close(&m);
}

struct kit_file kit_add_parts(const struct kit_file *proof, const struct kit_file *more)
{
	struct memory m;

	assert(proof->len > 4 && memcmp(proof->ptr + proof->len - 4, "end\n", 4) == 0);
	memory_open(&m);
	fwrite(proof->ptr, 1, proof->len - 4, m.f);
	fwrite(more->ptr, 1, more->len, m.f);
	fputs("end\n", m.f);
	return memory_close(&m);
}

/* ---- archives by other means than the room's own writer ---- */

static void put_octal(uint8_t *h, unsigned at, unsigned n, size_t v)
{
	char text[16];

	snprintf(text, sizeof(text), "%0*zo", (int)n, v);
	memcpy(h + at, text, n);
}

static void put_file(FILE *f, struct vb_view name, struct vb_view content)
{
	uint8_t h[512] = {0};
	unsigned sum = 0;

	memcpy(h, name.ptr, name.len);
	put_octal(h, 100, 7, 0644);
	put_octal(h, 108, 7, 0);
	put_octal(h, 116, 7, 0);
	put_octal(h, 124, 11, content.len);
	put_octal(h, 136, 11, 0);
	memset(h + 148, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar\0" "00", 8);
	put_octal(h, 329, 7, 0);
	put_octal(h, 337, 7, 0);
	for (unsigned i = 0; i < 512; i++)
		sum += h[i];
	put_octal(h, 148, 6, sum);
	h[154] = '\0';
	fwrite(h, 1, 512, f);
	fwrite(content.ptr, 1, content.len, f);
	for (size_t i = content.len; i % 512; i++)
		fputc(0, f);
}

struct kit_file kit_replace(struct vb_view archive, const char *name, const char *new_name,
			    const struct vb_view *content, bool after)
{
	struct vb_view n, c;
	struct memory m;
	size_t pos = 0;
	bool found = false;

	memory_open(&m);
	while (vb_ustar_next(archive, &pos, &n, &c, NULL) == VB_OK) {
		bool here = vb_view_is(n, name);

		found = found || here;
		if (!here || after)
			put_file(m.f, n, c);
		if (here && content)
			put_file(m.f, vb_view_str(new_name ? new_name : name), *content);
	}
	assert(found);
	for (unsigned i = 0; i < 1024; i++)
		fputc(0, m.f);
	return memory_close(&m);
}

/* ---- findings ---- */

const char *kit_verify(struct vb_view file, const struct vb_trust *trust,
		       struct vb_finding *out)
{
	static char line[8][VB_CANONICAL_MAX];
	static unsigned next;
	struct kit_file exact = kit_copy(file);
	char *buf = line[next++ % 8];

	if (vb_verify(kit_view(&exact), trust, out) != VB_OK)
		snprintf(buf, 512, "memory");
	else
		vb_finding_line(buf, out);
	for (char *p = buf; *p; p++)
		*p = *p == '\t' ? '|' : *p;
	kit_free(&exact);
	return buf;
}

const char *kit_line(struct vb_view file, const struct vb_trust *trust)
{
	struct vb_finding f;

	return kit_verify(file, trust, &f);
}

void kit_flip(uint8_t *p)
{
	*p = *p == 'A' ? 'B' : 'A';
}

bool kit_has(char lines[][VB_FINDING_LINE], unsigned n, const char *part)
{
	for (unsigned i = 0; i < n; i++) {
		if (strstr(lines[i], part))
			return true;
	}
	return false;
}
