/*
 * What happens when an allocation fails, or another library does: an error code, nothing
 * left behind, and what stood before still stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The linker's --wrap sends every call here. */
void *real_malloc(size_t n) __asm__("__real_malloc");
void *real_calloc(size_t n, size_t size) __asm__("__real_calloc");
void *real_reallocarray(void *p, size_t n, size_t size) __asm__("__real_reallocarray");
void real_free(void *p) __asm__("__real_free");
utf8proc_ssize_t real_map(const utf8proc_uint8_t *s, utf8proc_ssize_t len,
			  utf8proc_uint8_t **out,
			  utf8proc_option_t options) __asm__("__real_utf8proc_map");
bool real_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		  size_t len) __asm__("__real_vb_stretch");
void *wrap_malloc(size_t n) __asm__("__wrap_malloc");
void *wrap_calloc(size_t n, size_t size) __asm__("__wrap_calloc");
void *wrap_reallocarray(void *p, size_t n, size_t size) __asm__("__wrap_reallocarray");
void wrap_free(void *p) __asm__("__wrap_free");
utf8proc_ssize_t wrap_map(const utf8proc_uint8_t *s, utf8proc_ssize_t len,
			  utf8proc_uint8_t **out,
			  utf8proc_option_t options) __asm__("__wrap_utf8proc_map");
bool wrap_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		  size_t len) __asm__("__wrap_vb_stretch");

/* Allocations until one fails; 0: none does. */
static unsigned countdown;
/* Blocks that are allocated and not freed. */
static long live;
/* What utf8proc_map() answers: its own, or this. */
static const char *map_text;
static utf8proc_ssize_t map_error;
static bool no_stretch;

static bool fails(void)
{
	return countdown > 0 && --countdown == 0;
}

void *wrap_malloc(size_t n)
{
	void *p = fails() ? NULL : real_malloc(n);

	live += p != NULL;
	return p;
}

void *wrap_calloc(size_t n, size_t size)
{
	void *p = fails() ? NULL : real_calloc(n, size);

	live += p != NULL;
	return p;
}

void *wrap_reallocarray(void *p, size_t n, size_t size)
{
	void *q = fails() ? NULL : real_reallocarray(p, n, size);

	live += q != NULL && p == NULL;
	return q;
}

void wrap_free(void *p)
{
	live -= p != NULL;
	real_free(p);
}

utf8proc_ssize_t wrap_map(const utf8proc_uint8_t *s, utf8proc_ssize_t len,
			  utf8proc_uint8_t **out, utf8proc_option_t options)
{
	if (map_error < 0)
		return map_error;
	if (!map_text)
		return real_map(s, len, out, options);
	*out = (utf8proc_uint8_t *)strdup(map_text);
	return (utf8proc_ssize_t)strlen(map_text);
}

bool wrap_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		  size_t len)
{
	return !no_stretch && real_stretch(in, salt, log_n, out, len);
}

/* ---- the fold ---- */

static const char *const pair[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "hello"}};
#define HASH "0d4fc4a78d3706edccafb665a8b2fdd9309e82c78625bb0f2b8e7bb9e1c4d21c"

/* "NAME act VKEY", the vkey of @s named @name. */
static void act_key(char out[static 250], const char *name, const struct vb_secret *s)
{
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, out, 249);
	vb_putf(&w, "%s act ", name);
	vb_vkey_put(&w, &k);
	out[w.len] = '\0';
}

static void log_it(struct fx *t, uint8_t *buf, size_t len)
{
	struct vb_err why = {0};

	if (fx_log(t, buf, len, &why) != VB_OK || why.clause[0]) {
		diag("%s %s", why.clause, why.sentence);
		abort();
	}
}

static void at_first(struct vb_compose *c, void *ctx)
{
	c->number = 1;
	c->prev = *(struct vb_hash *)ctx;
}

/* Offices, each with its mandate and one act, until @n chains are there. */
static void fill_chains(struct fx *t, uint32_t n, uint8_t *buf)
{
	while (t->fold->nchains < n) {
		struct vb_secret *s = vb_secret_new(t->rng);
		char to[16], name[32], line[250];

		snprintf(to, sizeof(to), "o%u", t->fold->nchains);
		snprintf(name, sizeof(name), "nord/%s", to);
		act_key(line, name, s);
		log_it(t, buf,
		       fx_act(t, 0, "mandate",
			      &(struct fx_fields){{"to", to, "key", line, "scope", "all"}},
			      buf));
		log_it(t, buf,
		       fx_act_as(t, 0, to, "statement", &hello, at_first, &t->fold->charter, s,
				 buf));
		vb_secret_free(s);
	}
}

/* A text that both adopt, and a correction of it under silence. */
static void correct(struct fx *t, uint8_t *buf)
{
	uint32_t text = fx_hand(t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper), fix;

	fx_receive(t, 1, text);
	log_it(t, buf,
	       fx_cosign(t, 1, buf,
			 fx_act(t, 0, "adopt",
				&(struct fx_fields){{"of", fx_id(t, text), "signer", "nord",
						     "signer", "sud"}},
				buf)));
	fix = fx_hand(t, 0, 2, "propose", "draft", text, fx_paper);
	log_it(t, buf,
	       fx_act(t, 0, "silence",
		      &(struct fx_fields){{"of", fx_id(t, fix), "until",
					   "2030-01-01T00:00:00Z"}},
		      buf));
}

/* A log that makes every pool of the fold grow, each by every kind that can. */
static void long_log(struct fx *t, bool entered_first)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *s;
	char line[250];
	size_t len;

	fx_open(t, 1, pair, 2, NULL, NULL);
	if (!entered_first)
		fx_hand(t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_do(t, 0, "entered",
	      &(struct fx_fields){{"from", "sud", "channel", "post", "received",
				   "2026-01-01T00:00:00Z", "role", "letter", "copy",
				   "nord 1 1 " HASH " " HASH " -"}},
	      NULL);
	fx_do(t, 0, "promise",
	      &(struct fx_fields){{"what", "paper", "due", "2030-01-01T00:00:00Z"}}, NULL);
	correct(t, buf);
	/* The rekey's own chain is the last that there is room for. */
	fill_chains(t, 15, buf);
	s = vb_secret_new(t->rng);
	act_key(line, "sud", s);
	len = fx_act_as(t, 1, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			at_first, &t->fold->charter, t->m[1].recovery, buf);
	log_it(t, buf, fx_sign(s, "sud", buf, len));
	vb_secret_free(s);
	fill_chains(t, 20, buf);
	while (t->size < 66)
		fx_do(t, 0, "statement", &hello, NULL);
	free(buf);
}

/* True if the first @n acts stand in @f as in @want. */
static bool stands(const struct vb_fold *f, const struct vb_fold *want, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!vb_hash_eq(&f->fact[i].id, &want->fact[i].id) ||
		    vb_fold_find(f, &f->fact[i].id) != i || f->fact[i].voided[0])
			return false;
	}
	return f->nfacts == n || f->nfacts == n + 1;
}

/* Folds the log of @t while the @n-th allocation fails; false: there were not so many. */
static bool fold_once(const struct fx *t, struct vb_act *a, unsigned n, unsigned *bad)
{
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	struct vb_fold *f;
	uint32_t i = 0;

	countdown = n;
	f = vb_fold_new();
	for (; f && code == VB_OK && i < t->size; i++) {
		if (vb_act_parse(vb_view(t->note[i], t->note_len[i]), a, NULL) != VB_OK)
			abort();
		code = vb_fold_add(f, a, t->span[i], NULL, &err);
	}
	countdown = 0;
	if (f && code != VB_OK)
		*bad += code != VB_MEMORY || err.code != VB_MEMORY || !err.sentence[0] ||
			!stands(f, t->fold, i - 1);
	else if (f)
		*bad += !stands(f, t->fold, t->size);
	vb_fold_free(f);
	return !f || code != VB_OK;
}

static void test_fold(bool entered_first)
{
	struct vb_act *a = malloc(sizeof(*a));
	unsigned n = 1, bad = 0;
	struct fx t;
	long before;

	long_log(&t, entered_first);
	before = live;
	while (fold_once(&t, a, n, &bad))
		n++;
	/* The fold, its nine pools, the index, the charter's text and draft; then keys,
	 * chains, mandates, facts and the index grow. */
	ok(n - 1 > 17, "a log of %u acts makes %u allocations", t.size, n - 1);
	is_int(bad, 0,
	       "each of them fails once: memory is short, and what stood before stands");
	is_int(live, before, "nothing is left behind");
	free(a);
	fx_close(&t);
}

/* ---- acts and charters ---- */

static void test_compose(void)
{
	struct vb_view text = vb_view_str("hello");
	struct vb_compose c = {
		.kind = vb_kind_find(vb_view_str("statement")), .author = "nord", .number = 1,
		.has_seen = true, .seen_size = 1, .date = FX_T0, .lodge_by = FX_T0,
	};
	uint8_t buf[2000];
	struct vb_err err = {0};
	struct vb_writer w;
	enum vb_code code;
	long before = live;

	c.field[2].v = &text;
	c.field[2].n = 1;
	vb_writer_init(&w, buf, sizeof(buf));
	countdown = 1;
	code = vb_compose_text(&c, &w, &err);
	countdown = 0;
	ok(code == VB_MEMORY && err.code == VB_MEMORY && w.len == 0,
	   "no memory: no text, and none begun");
	ok(vb_compose_text(&c, &w, &err) == VB_OK && w.len > 0, "with memory there is one");
	is_int(live, before, "and nothing is left behind");
}

static void test_draft(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;
	struct fx t;

	fx_open(&t, 2, pair, 2, NULL, NULL);
	if (vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	countdown = 1;
	vb_charter_put_draft(&w, a);
	countdown = 0;
	ok(w.over && vb_written(&w).len == 0, "format.md 9.5: no memory: no draft");
	free(buf);
	free(a);
	fx_close(&t);
}

static void test_words(void)
{
	struct vb_hash h = {{1}};
	char words[18] = "something";

	no_stretch = true;
	vb_words_of(words, &h);
	no_stretch = false;
	is_str(words, "", "format.md 9.6: no memory: no words, not half of them");
	vb_words_of(words, &h);
	is_int((long long)strlen(words), 17, "format.md 9.6: with memory there are three");
}

static void test_admit_words(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(VB_NOTE_MAX);
	char line[250], words[18] = "something";
	struct vb_hash draft = {{1}};
	struct fx t;
	bool told;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	act_key(line, "west", t.m[0].seal);
	if (vb_act_parse(vb_view(buf, fx_act(&t, 0, "admit",
					     &(struct fx_fields){
						     {"party", "west observer", "key", line}},
					     buf)),
			 a, NULL) != VB_OK)
		abort();
	no_stretch = true;
	told = vb_admit_words(&draft, a, words);
	no_stretch = false;
	ok(!told && !words[0],
	   "format.md 9.6: no memory: no words of a request, and it says so");
	ok(vb_admit_words(&draft, a, words), "format.md 9.6: with memory there are");
	free(buf);
	free(a);
	fx_close(&t);
}

/* Foreign words stay on their line, and are told, also without memory to decode them. */
static void test_sentence(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	char *out = NULL;
	struct fx t;
	size_t len;
	FILE *f;

	fx_open(&t, 3, pair, 2, NULL, NULL);
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "two\\nlines"}}, NULL);
	if (vb_act_parse(vb_view(t.note[1], t.note_len[1]), a, NULL) != VB_OK)
		abort();
	f = open_memstream(&out, &len);
	countdown = 1;
	vb_act_sentence(f, t.fold, a);
	countdown = 0;
	fclose(f);
	is_str(out, "NORD states: \"two\\nlines\"", "format.md 1.4: as they stand in the act");
	real_free(out);
	free(a);
	fx_close(&t);
}

/* ---- papers ---- */

static void test_canonical(void)
{
	uint8_t *out = NULL;
	struct vb_err err = {0};
	size_t len = 77;
	enum vb_code code;

	countdown = 1;
	code = vb_paper_canonical(vb_view_str("a\n"), &out, &len, &err);
	countdown = 0;
	ok(code == VB_MEMORY && err.code == VB_MEMORY && !out && len == 77,
	   "no memory: no paper: %s", err.sentence);
}

/* A paper with a letter that is no ASCII, while utf8proc answers @error or @text. */
static void mapped(utf8proc_ssize_t error, const char *text, enum vb_code want,
		   const char *clause, const char *where, const char *what)
{
	static struct vb_paper p;
	struct vb_err err = {0};
	long before = live;
	enum vb_code code;

	map_error = error;
	map_text = text;
	code = vb_paper_parse(vb_view_str("# A\n\xc3\xa9\n"), &p, &err);
	map_error = 0;
	map_text = NULL;
	ok(code == want && strcmp(err.clause, clause) == 0 && strcmp(err.where, where) == 0,
	   "format.md 7.1: %s: %s %s", what, err.where, err.sentence);
	/* What was mapped is not of our allocating, and is freed. */
	is_int(live, before - (error == 0), "and nothing is left behind");
}

static void test_normal_form(void)
{
	mapped(0, NULL, VB_OK, "", "", "what is in normal form is read");
	mapped(UTF8PROC_ERROR_NOMEM, NULL, VB_MEMORY, "", "paper", "no memory to tell");
	mapped(UTF8PROC_ERROR_OVERFLOW, NULL, VB_MALFORMED, "7.1", "paper",
	       "no normal form at all");
	mapped(0, "# A\n\xc3\xa8\n", VB_MALFORMED, "7.1", "line 2", "another letter");
	mapped(0, "# A\n", VB_MALFORMED, "7.1", "line 2",
	       "a normal form that ends before the text does");
	mapped(0, "# A\n\xc3\xa9\nx", VB_MALFORMED, "7.1", "line 3",
	       "one that ends behind it");
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_fold(true);
	test_fold(false);
	test_compose();
	test_draft();
	test_words();
	test_admit_words();
	test_sentence();
	test_canonical();
	test_normal_form();
	return tap_done();
}
