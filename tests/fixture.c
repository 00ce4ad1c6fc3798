/*
 * Fixture: a scripted table for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"

#include "need.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char fx_paper[] = "# A plan for the crossing\n\nDraft, for both sides.\n\n"
			"## Article 1. Purpose\n\nThe parties keep the crossing open.\n\n"
			"## Article 2. Hours\n\nIt is open from six to ten.\n\n"
			"## Article 3. Costs\n\nEach party bears its own.\n";

static const char *const default_rules[] = {"answer-days 42", "channel open", "clock runs",
	"collect-days 30", "contest-days 7", "deemed-days -", "skew-seconds 300",
	"take-days 7", "tie addressee"};

static struct vb_secret *fresh(struct fx *t)
{
	return need(vb_secret_new(t->rng));
}

static void new_member(struct fx *t, struct fx_member *m, const char *name, const char *role)
{
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->role = role;
	m->act = fresh(t);
	m->cosign = fresh(t);
	m->founding = fresh(t);
	m->recovery = fresh(t);
	m->seal = fresh(t);
}

static void free_member(struct fx_member *m)
{
	vb_secret_free(m->act);
	vb_secret_free(m->cosign);
	vb_secret_free(m->founding);
	vb_secret_free(m->recovery);
	vb_secret_free(m->seal);
}

/* "NAME PURPOSE VKEY" into @w; the view of it. */
static struct vb_view key_value(struct vb_writer *w, const char *name, const char *purpose,
				const char *keyname, uint8_t type, const struct vb_secret *s)
{
	size_t start = w->len;
	struct vb_vkey k;
	uint8_t pub[32];

	vb_putf(w, "%s %s ", name, purpose);
	if (type == 0) {
		struct vb_recipient r;

		vb_recipient_of(s, &r);
		vb_recipient_put(w, &r);
	} else {
		vb_ed25519_public(s, pub);
		vb_vkey_make(&k, vb_view_str(keyname), type, pub);
		vb_vkey_put(w, &k);
	}
	assert(!w->over);
	return vb_view(w->ptr + start, w->len - start);
}

static unsigned member_keys(struct vb_writer *w, const struct fx_member *m, struct vb_view *out)
{
	char recovery[66];

	snprintf(recovery, sizeof(recovery), "%s/recovery", m->name);
	out[0] = key_value(w, m->name, "act", m->name, VB_KEY_ED25519, m->act);
	out[1] = key_value(w, m->name, "cosign", m->name, VB_KEY_COSIGN, m->cosign);
	out[2] = key_value(w, m->name, "founding", m->name, VB_KEY_ED25519, m->founding);
	out[3] = key_value(w, m->name, "recovery", recovery, VB_KEY_ED25519, m->recovery);
	out[4] = key_value(w, m->name, "seal", "", 0, m->seal);
	return 5;
}

static void compose_draft(struct fx *t, const char *const *rules, const char *judge,
			  struct vb_writer *w)
{
	const char *rule[VB_ARRAY_LEN(default_rules) + 1];
	unsigned nrules = VB_ARRAY_LEN(default_rules);
	struct vb_view v[4], rv[16], pv[16], kv[3];
	char nonce[65], party[FX_MEMBERS][80];
	uint8_t raw[32], kbuf[1024];
	struct vb_compose c = {0};
	struct vb_err err;
	struct vb_writer kw;

	t->rng.fill(t->rng.ctx, raw, sizeof(raw));
	vb_hex(nonce, raw, sizeof(raw));
	snprintf(t->origin, sizeof(t->origin), "%s/crossing-%.16s", t->dep.name, nonce);
	memcpy(rule, default_rules, sizeof(default_rules));
	for (unsigned i = 0; rules && rules[i]; i++) {
		unsigned j = 0;

		while (j < nrules && strncmp(rule[j], rules[i], strcspn(rules[i], " ") + 1) != 0)
			j++;
		assert(j < VB_ARRAY_LEN(rule));
		rule[j] = rules[i];
		nrules += j == nrules;
	}
	for (unsigned i = 0; i < nrules; i++)
		rv[i] = vb_view_str(rule[i]);
	for (unsigned i = 0; i < t->n; i++) {
		snprintf(party[i], sizeof(party[i]), "%s %s", t->m[i].name, t->m[i].role);
		pv[i] = vb_view_str(party[i]);
	}
	vb_writer_init(&kw, kbuf, sizeof(kbuf));
	kv[0] = key_value(&kw, t->dep.name, "act", t->dep.name, VB_KEY_ED25519, t->dep.act);
	kv[1] = key_value(&kw, t->dep.name, "clock", t->dep.name, VB_KEY_COSIGN, t->dep.cosign);
	kv[2] = key_value(&kw, t->dep.name, "log", t->origin, VB_KEY_ED25519, t->dep.founding);
	v[0] = vb_view_str("crossing");
	v[1] = vb_view_str(nonce);
	v[2] = vb_view_str(t->origin);
	v[3] = vb_view_str(t->dep.name);
	c.kind = vb_kind_find(vb_view_str("open"));
	c.author = t->m[0].name;
	c.date = c.lodge_by = t->now;
	for (unsigned i = 0; i < 4; i++) {
		c.field[i].v = &v[i];
		c.field[i].n = 1;
	}
	struct vb_view jv = vb_view_str(judge ? judge : "");
	c.field[4].v = &jv;
	c.field[4].n = judge ? 1 : 0;
	c.field[5].v = rv;
	c.field[5].n = nrules;
	c.field[6].v = pv;
	c.field[6].n = t->n;
	c.field[7].v = kv;
	c.field[7].n = 3;
	if (vb_compose_text(&c, w, &err) != VB_OK) {
		fprintf(stderr, "fixture: %s: %s\n", err.where, err.sentence);
		abort();
	}
}

static void make_seat(struct fx *t, struct fx_member *m, const struct vb_hash *draft,
		      struct vb_writer *w)
{
	struct vb_signer s = vb_signer_secret(m->act, m->name, VB_KEY_ED25519);
	struct vb_view keys[5];
	uint8_t kbuf[2048];
	struct vb_writer kw;
	size_t len;

	(void)t;
	vb_writer_init(&kw, kbuf, sizeof(kbuf));
	vb_seat_put_text(w, draft, m->name, keys, member_keys(&kw, m, keys));
	len = w->len;
	vb_put_byte(w, '\n');
	assert(vb_sigline_put(w, vb_view(w->ptr, len), &s, NULL) == VB_OK);
	assert(!w->over);
}

/* Draft, seats, charter: entry 0. */
enum vb_code fx_found(struct fx *t, const char *const *rules, const char *judge)
{
	uint8_t *buf = malloc(4 * VB_NOTE_MAX);
	uint8_t *seatbuf = malloc(FX_MEMBERS * 4096);
	struct vb_act *draft = malloc(sizeof(*draft));
	struct vb_seat seats[FX_MEMBERS];
	struct vb_writer d, c;
	struct vb_err why = {0};
	struct vb_hash id;
	enum vb_code code;
	size_t len;

	assert(buf && seatbuf && draft);
	vb_writer_init(&d, buf, VB_NOTE_MAX);
	compose_draft(t, rules, judge, &d);
	assert(vb_draft_parse(vb_written(&d), draft, NULL) == VB_OK);
	vb_sha256(vb_written(&d), &id);
	for (unsigned i = 0; i < t->n; i++) {
		struct vb_writer w;

		vb_writer_init(&w, seatbuf + 4096 * i, 4096);
		make_seat(t, &t->m[i], &id, &w);
		assert(vb_seat_parse(vb_written(&w), &seats[i], NULL) == VB_OK);
	}
	vb_writer_init(&c, buf + VB_NOTE_MAX, VB_NOTE_MAX);
	assert(vb_charter_put_text(&c, draft, seats, t->n, NULL) == VB_OK);
	len = c.len;
	vb_put_byte(&c, '\n');
	for (unsigned i = 0; i < t->n; i++) {
		struct vb_signer s = vb_signer_secret(t->m[i].founding, t->m[i].name,
						      VB_KEY_ED25519);

		assert(vb_sigline_put(&c, vb_view(c.ptr, len), &s, NULL) == VB_OK);
	}
	code = fx_log(t, c.ptr, c.len, &why);
	if (code != VB_OK)
		fx_log_raw(t, c.ptr, c.len);
	for (unsigned i = 0; i < t->n; i++)
		t->m[i].prev = t->fold->charter;
	t->dep.prev = t->fold->charter;
	free(draft);
	free(seatbuf);
	free(buf);
	return code;
}

static int by_name(const void *a, const void *b)
{
	const struct fx_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void fx_members(struct fx *t, unsigned seed, const char *const *names, unsigned n)
{
	uint8_t s[32] = {0};

	assert(vb_crypto_init() && n <= FX_MEMBERS);
	memset(t, 0, sizeof(*t));
	vb_put_be32(s, seed);
	t->rng = vb_rng_seeded(&t->seeded, s);
	t->now = FX_T0;
	t->n = n;
	new_member(t, &t->dep, "bern", "");
	for (unsigned i = 0; i < n; i++) {
		const char *colon = strchr(names[i], ':');

		if (colon && strncmp(names[i], "chair", 5) == 0)
			new_member(t, &t->m[i], colon + 1, "chair");
		else if (colon)
			new_member(t, &t->m[i], colon + 1, "observer");
		else
			new_member(t, &t->m[i], names[i], "principal");
	}
	qsort(t->m, n, sizeof(t->m[0]), by_name);
	t->fold = vb_fold_new();
	t->tree = vb_tree_new();
	assert(t->fold && t->tree);
}

void fx_open(struct fx *t, unsigned seed, const char *const *names, unsigned n,
	     const char *const *rules, const char *judge)
{
	fx_members(t, seed, names, n);
	assert(fx_found(t, rules, judge) == VB_OK);
}

void fx_close(struct fx *t)
{
	for (unsigned i = 0; i < t->n; i++)
		free_member(&t->m[i]);
	free_member(&t->dep);
	for (uint32_t i = 0; i < t->size; i++)
		free(t->note[i]);
	for (uint32_t i = 0; i <= t->size; i++)
		free(t->mark[i]);
	for (unsigned i = 0; i < t->ncopies; i++) {
		vb_secret_free(t->copy[i].one_time);
		free(t->copy[i].sealed);
	}
	vb_fold_free(t->fold);
	vb_tree_free(t->tree);
}

int fx_member(const struct fx *t, const char *name)
{
	for (unsigned i = 0; i < t->n; i++) {
		if (strcmp(t->m[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

const char *fx_id(const struct fx *t, uint32_t index)
{
	static char buf[8][65];
	static unsigned next;
	char *out = buf[next++ % 8];

	vb_hex(out, t->fold->fact[index].id.b, 32);
	return out;
}

/* ---- acts ---- */

static void gather(struct vb_compose *c, const struct fx_fields *f, struct vb_view *pool)
{
	unsigned used = 0;

	for (unsigned i = 0; i < c->kind->nfields; i++) {
		c->field[i].v = pool + used;
		for (unsigned p = 0; f && f->pair[p]; p += 2) {
			if (strcmp(f->pair[p], c->kind->fields[i].name) == 0) {
				pool[used++] = vb_view_str(f->pair[p + 1]);
				c->field[i].n++;
			}
		}
	}
}

size_t fx_act_as(struct fx *t, unsigned who, const char *office, const char *kind,
		 const struct fx_fields *f, void (*tweak)(struct vb_compose *c, void *ctx),
		 void *ctx, const struct vb_secret *key, uint8_t *out)
{
	struct fx_member *m = who < FX_MEMBERS ? &t->m[who] : &t->dep;
	struct vb_view pool[64];
	struct vb_compose c = {0};
	struct vb_signer s;
	struct vb_err err;
	struct vb_writer w;
	char name[80];
	size_t len;

	c.kind = vb_kind_find(vb_view_str(kind));
	assert(c.kind);
	c.table = t->fold->table;
	c.author = m->name;
	c.office = office;
	c.number = m->number + 1;
	c.epoch = m->epoch;
	c.prev = m->prev;
	c.has_seen = true;
	c.seen_size = t->size;
	c.seen_root = t->root[t->size];
	c.seen_checkpoint = t->checkpoint[t->size];
	c.date = t->now;
	c.lodge_by = t->now + 2 * VB_DAY;
	gather(&c, f, pool);
	if (tweak)
		tweak(&c, ctx);
	vb_writer_init(&w, out, VB_NOTE_MAX);
	if (vb_compose_text(&c, &w, &err) != VB_OK) {
		fprintf(stderr, "fixture: %s: %s (%s)\n", err.where, err.sentence, err.clause);
		abort();
	}
	if (!office) {
		m->number = c.number;
		m->epoch = c.epoch;
		vb_act_id(vb_written(&w), &m->prev);
	}
	len = w.len;
	vb_put_byte(&w, '\n');
	snprintf(name, sizeof(name), "%s%s%s", m->name, office ? "/" : "", office ? office : "");
	s = vb_signer_secret(key ? key : m->act, name, VB_KEY_ED25519);
	assert(vb_sigline_put(&w, vb_view(out, len), &s, NULL) == VB_OK);
	return w.len;
}

size_t fx_act(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
	      uint8_t *out)
{
	return fx_act_as(t, who, NULL, kind, f, NULL, NULL, NULL, out);
}

size_t fx_cosign(struct fx *t, unsigned who, uint8_t *note, size_t len)
{
	return fx_sign(t->m[who].act, t->m[who].name, note, len);
}

size_t fx_sign(const struct vb_secret *key, const char *name, uint8_t *note, size_t len)
{
	struct vb_signer s = vb_signer_secret(key, name, VB_KEY_ED25519);
	struct vb_note parsed;
	struct vb_writer w;

	assert(vb_note_parse(vb_view(note, len), VB_SIGS_MAX, &parsed, NULL) == VB_OK);
	vb_writer_init(&w, note + len, VB_NOTE_MAX - len);
	assert(vb_sigline_put(&w, parsed.text, &s, NULL) == VB_OK);
	return len + w.len;
}

static void make_mark(struct fx *t)
{
	struct vb_checkpoint c;
	struct vb_vkey log;
	uint8_t buf[2048], pub[32];
	size_t len = fx_checkpoint(t, 0, buf, sizeof(buf));

	t->mark[t->size] = malloc(len);
	assert(t->mark[t->size]);
	memcpy(t->mark[t->size], buf, len);
	t->mark_len[t->size] = len;
	vb_ed25519_public(t->dep.founding, pub);
	vb_vkey_make(&log, vb_view_str(t->origin), VB_KEY_ED25519, pub);
	assert(vb_checkpoint_parse(vb_view(buf, len), &c, NULL) == VB_OK);
	assert(vb_checkpoint_hash(&c, &log, &t->checkpoint[t->size], NULL) == VB_OK);
	t->root[t->size] = c.root;
}

/* The next entry; @kept is the fixture's from here on. */
static void append(struct fx *t, uint8_t *kept, size_t len)
{
	struct vb_hash leaf;

	vb_leaf_hash(vb_view(kept, len), &leaf);
	assert(vb_tree_append(t->tree, &leaf) == VB_OK);
	t->note[t->size] = kept;
	t->note_len[t->size] = len;
	t->size++;
	make_mark(t);
}

void fx_log_raw(struct fx *t, const uint8_t *note, size_t len)
{
	uint8_t *kept = malloc(len);

	assert(kept && t->size < 511);
	memcpy(kept, note, len);
	t->now += 60;
	append(t, kept, len);
}

enum vb_code fx_log(struct fx *t, const uint8_t *note, size_t len, struct vb_err *why)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_required req;
	struct vb_err err = {0};
	enum vb_code code;
	uint8_t *kept = malloc(len);

	assert(a && kept && t->size < 511);
	memcpy(kept, note, len);
	t->now += 60;
	t->span[t->size] = (struct vb_span){t->size ? t->now - 60 : VB_TIME_NONE, t->now};
	code = vb_act_parse(vb_view(kept, len), a, &err);
	if (code == VB_OK)
		code = vb_fold_required(t->fold, a, &req, &err);
	if (code == VB_OK)
		code = vb_act_verify(a, &req, &err);
	if (code == VB_OK)
		code = vb_release_check(t->fold, a, &err);
	if (code == VB_OK)
		code = vb_fold_add(t->fold, a, t->span[t->size], why, &err);
	free(a);
	if (code != VB_OK) {
		if (why)
			*why = err;
		else
			fprintf(stderr, "# fixture: %s: %s (%s)\n", err.where, err.sentence,
				err.clause);
		free(kept);
		return code;
	}
	append(t, kept, len);
	return VB_OK;
}

uint32_t fx_do(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
	       struct vb_err *why)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	if (why)
		memset(why, 0, sizeof(*why));
	len = fx_act(t, who, kind, f, buf);
	assert(fx_log(t, buf, len, why) == VB_OK);
	free(buf);
	return t->size - 1;
}

/* ---- papers ---- */

void fx_seal(struct fx *t, struct fx_copy *c, unsigned author, unsigned to, const char *paper)
{
	struct fx_member *m = &t->m[author];
	struct vb_copy_place place = {.table = t->fold->table, .chain = m->name,
				      .number = m->number + 1, .epoch = m->epoch,
				      .addressee = t->m[to].name};
	struct vb_paper *p = malloc(sizeof(*p));
	size_t plain_len = vb_opened_size(&place, strlen(paper)), inner_len;
	uint8_t *plain = malloc(plain_len), *inner;
	struct vb_recipient seal;
	struct vb_writer w;

	assert(p && plain && vb_paper_parse(vb_view_str(paper), p, NULL) == VB_OK);
	c->addressee = to;
	t->rng.fill(t->rng.ctx, c->seed, sizeof(c->seed));
	vb_age_keys_random(&c->inner, t->rng);
	vb_age_keys_random(&c->outer, t->rng);
	c->one_time = fresh(t);
	vb_writer_init(&w, plain, plain_len);
	vb_opened_put(&w, &place, c->seed, vb_view_str(paper));
	assert(!w.over && w.len == plain_len);
	inner = malloc(vb_age_sealed_size(plain_len));
	vb_recipient_of(t->m[to].seal, &seal);
	assert(inner && vb_age_seal(&seal, &c->inner, vb_written(&w), inner, &inner_len,
				    NULL) == VB_OK);
	c->sealed = need(malloc(vb_age_sealed_size(inner_len)));
	vb_recipient_of(c->one_time, &c->line.recipient);
	assert(vb_age_seal(&c->line.recipient, &c->outer, vb_view(inner, inner_len), c->sealed,
			   &c->sealed_len, NULL) == VB_OK);
	c->line.addressee = vb_view_str(t->m[to].name);
	c->line.leaves = p->nleaves;
	c->line.bytes = c->sealed_len;
	c->line.has_recipient = true;
	vb_sha256(vb_view(c->sealed, c->sealed_len), &c->line.hash);
	assert(vb_commit_root(&place, c->seed, p, &c->line.root, NULL) == VB_OK);
	free(inner);
	free(plain);
	free(p);
}

uint32_t fx_hand(struct fx *t, unsigned who, unsigned mask, const char *kind,
		 const char *role, uint32_t answers, const char *paper)
{
	struct fx_fields f = {{"role", role, "privilege", "open", "confidential", "yes",
			       "same-text", "yes"}};
	char line[FX_MEMBERS][400];
	unsigned n = 8, first = t->ncopies;
	uint32_t index;

	for (unsigned i = 0; i < t->n; i++) {
		struct vb_writer w;

		if (!(mask >> i & 1))
			continue;
		assert(t->ncopies < VB_ARRAY_LEN(t->copy));
		fx_seal(t, &t->copy[t->ncopies], who, i, paper);
		vb_writer_init(&w, line[i], sizeof(line[i]) - 1);
		vb_copy_put(&w, &t->copy[t->ncopies++].line);
		line[i][w.len] = '\0';
		f.pair[n++] = "copy";
		f.pair[n++] = line[i];
	}
	if (answers != VB_NO_ACT) {
		f.pair[n++] = "answers";
		f.pair[n++] = fx_id(t, answers);
	}
	index = fx_do(t, who, kind, &f, NULL);
	for (unsigned i = first; i < t->ncopies; i++) {
		t->copy[i].act = index;
		t->copy[i].act_id = t->fold->fact[index].id;
	}
	return index;
}

struct fx_copy *fx_copy_of(struct fx *t, uint32_t act, unsigned addressee)
{
	for (unsigned i = 0; i < t->ncopies; i++) {
		if (t->copy[i].act == act && t->copy[i].addressee == addressee)
			return &t->copy[i];
	}
	abort();
}

uint32_t fx_receipt(struct fx *t, unsigned who, uint32_t act, struct vb_err *why)
{
	struct vb_copy c = fx_copy_of(t, act, who)->line;
	struct vb_writer w;
	char line[400];

	c.has_recipient = false;
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c);
	line[w.len] = '\0';
	return fx_do(t, who, "receipt",
		     &(struct fx_fields){{"of", fx_id(t, act), "copy", line}}, why);
}

uint32_t fx_release(struct fx *t, unsigned releaser, uint32_t act, unsigned addressee,
		    struct vb_err *why)
{
	const struct vb_handover *h = vb_fold_handover(
		t->fold, act, vb_fold_party(t->fold, vb_view_str(t->m[addressee].name)));
	char identity[VB_AGE_IDENTITY_LEN + 1];
	struct vb_writer w;

	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(t, act, addressee)->one_time);
	identity[w.len] = '\0';
	return fx_do(t, releaser, "release",
		     &(struct fx_fields){{"of", fx_id(t, act), "addressee",
					  t->m[addressee].name, "receipt",
					  fx_id(t, h->receipt == VB_NO_ACT ? act : h->receipt),
					  "identity", identity}}, why);
}

uint32_t fx_receive(struct fx *t, unsigned who, uint32_t act)
{
	fx_receipt(t, who, act, NULL);
	return fx_release(t, FX_MEMBERS, act, who, NULL);
}

uint32_t fx_take(struct fx *t, unsigned who, uint32_t act, const char *as, uint32_t answers,
		 struct vb_err *why)
{
	struct fx_fields f = {{"of", fx_id(t, act), "as", as}};

	if (answers != VB_NO_ACT) {
		f.pair[4] = "answers";
		f.pair[5] = fx_id(t, answers);
	}
	return fx_do(t, who, "take", &f, why);
}

/* ---- what verifiers read ---- */

size_t fx_checkpoint(struct fx *t, unsigned mask, uint8_t *out, size_t cap)
{
	struct vb_signer log = vb_signer_secret(t->dep.founding, t->origin, VB_KEY_ED25519);
	struct vb_signer clock = vb_signer_secret(t->dep.cosign, t->dep.name, VB_KEY_COSIGN);
	struct vb_checkpoint c;
	struct vb_writer w;
	struct vb_hash root;

	vb_tree_root(t->tree, t->size, &root);
	vb_writer_init(&w, out, cap);
	assert(vb_checkpoint_sign(&w, vb_view_str(t->origin), t->size, &root, &log, NULL) == VB_OK);
	assert(vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK);
	assert(vb_cosign_put(&w, c.note.text, t->now, &clock, NULL) == VB_OK);
	for (unsigned i = 0; i < t->n; i++) {
		struct vb_signer s = vb_signer_secret(t->m[i].cosign, t->m[i].name,
						      VB_KEY_COSIGN);

		if (mask >> i & 1)
			assert(vb_cosign_put(&w, c.note.text, t->now, &s, NULL) == VB_OK);
	}
	assert(!w.over);
	return w.len;
}

size_t fx_trust(const struct fx *t, uint8_t *out, size_t cap)
{
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	vb_writer_init(&w, out, cap);
	vb_put_str(&w, "verbale-trust/1\n");
	for (unsigned i = 0; i < t->n; i++) {
		vb_ed25519_public(t->m[i].act, pub);
		vb_vkey_make(&k, vb_view_str(t->m[i].name), VB_KEY_ED25519, pub);
		vb_put_str(&w, "party ");
		vb_vkey_put(&w, &k);
		vb_put_byte(&w, '\n');
	}
	vb_ed25519_public(t->dep.founding, pub);
	vb_vkey_make(&k, vb_view_str(t->origin), VB_KEY_ED25519, pub);
	vb_put_str(&w, "log ");
	vb_vkey_put(&w, &k);
	vb_put_byte(&w, '\n');
	assert(!w.over);
	return w.len;
}
