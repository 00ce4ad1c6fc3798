/*
 * All words and names in one table: verbs in their forms, nouns in both numbers, names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct build {
	struct vb_lexicon *lex;
	struct vb_pool *pool;
	bool failed;
};

static bool grow(struct vb_lexicon *lex)
{
	size_t slots = lex->slots ? lex->slots * 2 : 8192;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return false;
	free(lex->slot);
	lex->slot = slot;
	lex->slots = slots;
	for (uint32_t i = 1; i < lex->n; i++) {
		struct vb_sense *s = &lex->sense[i];
		size_t at = (size_t)vb_press_hash(vb_view(s->key, s->len)) & (slots - 1);

		/* Only the first sense of a text stands in the table. */
		if (s->form & 0x80)
			continue;
		while (slot[at])
			at = (at + 1) & (slots - 1);
		slot[at] = i;
	}
	return true;
}

static uint32_t *find(const struct vb_lexicon *lex, struct vb_view key)
{
	size_t at = (size_t)vb_press_hash(key) & (lex->slots - 1);

	for (; lex->slot[at]; at = (at + 1) & (lex->slots - 1)) {
		const struct vb_sense *s = &lex->sense[lex->slot[at]];

		if (vb_view_eq(key, vb_view(s->key, s->len)))
			break;
	}
	return &lex->slot[at];
}

const struct vb_sense *vb_lexicon_find(const struct vb_lexicon *lex, struct vb_view key)
{
	uint32_t at = key.len ? *find(lex, key) : 0;

	return at ? &lex->sense[at] : NULL;
}

/* Forms of one verb that are spelt alike become one sense. */
static bool merged(struct vb_lexicon *lex, uint32_t at, const struct vb_sense *s)
{
	for (; at; at = lex->sense[at].next) {
		struct vb_sense *old = &lex->sense[at];

		if (old->kind == s->kind && (old->id == s->id || s->kind == VB_S_START)) {
			old->form |= s->form;
			old->id = old->id > s->id ? old->id : s->id;
			return true;
		}
		if (old->kind == s->kind && s->kind == VB_S_NAME)
			return true;
	}
	return false;
}

static void add(struct build *b, struct vb_view key, struct vb_sense s)
{
	const uint8_t *space = key.len ? memchr(key.ptr, ' ', key.len) : NULL;
	struct vb_lexicon *lex = b->lex;
	uint32_t *slot, at;

	if (key.len == 0 || key.len > 200 || b->failed)
		return;
	if (!vb_press_room(&lex->sense, &lex->cap, lex->n + 2, sizeof(*lex->sense)) ||
	    (lex->n * 2 >= lex->slots && !grow(lex))) {
		b->failed = true;
		return;
	}
	if (lex->n == 0)
		lex->sense[lex->n++] = (struct vb_sense){0};
	slot = find(lex, key);
	if (merged(lex, *slot, &s))
		return;
	if (space && s.kind != VB_S_START) {
		uint16_t words = 1;

		for (size_t i = 0; i < key.len; i++)
			words = (uint16_t)(words + (key.ptr[i] == ' '));
		add(b, vb_view(key.ptr, (size_t)(space - key.ptr)),
		    (struct vb_sense){.kind = VB_S_START, .id = words});
		slot = find(lex, key);
	}
	s.key = vb_pool_text(b->pool, key);
	s.len = (uint16_t)key.len;
	s.next = 0;
	lex->sense[lex->n] = s;
	if (*slot == 0) {
		*slot = (uint32_t)lex->n++;
		return;
	}
	lex->sense[lex->n].form |= 0x80;
	for (at = *slot; lex->sense[at].next; at = lex->sense[at].next)
		;
	lex->sense[at].next = (uint32_t)lex->n++;
}

/* "hand over": inflects its first word, the rest stays. */
static void add_form(struct build *b, const char *head, size_t n, const char *ending,
		     const char *rest, struct vb_sense s)
{
	char buf[64];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put(&w, head, n);
	vb_put_str(&w, ending);
	vb_put_str(&w, rest);
	if (!w.over)
		add(b, vb_written(&w), s);
}

static bool vowel(char c)
{
	return c && strchr("aeiou", c);
}

/* "plan", "refer": the last letter is doubled before an ending. */
static bool doubles(const char *v, size_t n)
{
	static const char *const yes[] = {
		"submit", "transmit", "commit", "refer", "admit", "plan", "stop",   "quip",
		"cancel", "get",      "let",	"put",	 "quit",  "set",  "run",    "cut",
		"begin",  "drag",     "slam",	"sit",	 "hit",	  "win",  "permit", "float-"};

	for (size_t i = 0; i < VB_ARRAY_LEN(yes); i++)
		if (strlen(yes[i]) == n && memcmp(yes[i], v, n) == 0)
			return true;
	return false;
}

static void add_verb(struct build *b, uint16_t id)
{
	const struct vb_verb *v = &vb_verbs[id];
	const char *head = v->lemma, *rest = head + strcspn(head, " ");
	size_t n = (size_t)(rest - head);
	struct vb_sense s = {.kind = VB_S_VERB, .id = id};
	char last = head[n - 1], before = n > 1 ? head[n - 2] : 'a';
	bool y = last == 'y' && !vowel(before), e = last == 'e';
	char twice[2] = {doubles(head, n) ? last : '\0', '\0'};
	char ed[8] = "ed", ing[8] = "ing";

	s.form = VB_V_BASE;
	add_form(b, head, n, "", rest, s);
	s.form = VB_V_S;
	if (y)
		add_form(b, head, n - 1, "ies", rest, s);
	else
		add_form(b, head, n,
			 strchr("sxzo", last) || (last == 'h' && strchr("cs", before)) ? "es"
										       : "s",
			 rest, s);
	s.form = VB_V_ING;
	if (twice[0])
		ing[0] = last, memcpy(ing + 1, "ing", 4), ed[0] = last,
		memcpy(ed + 1, "ed", 3);
	add_form(b, head, e && before != 'e' ? n - 1 : n, ing, rest, s);
	s.form = v->part ? VB_V_PAST : VB_V_PAST | VB_V_PART;
	if (v->past)
		add(b, vb_view_str(v->past), s);
	else if (y)
		add_form(b, head, n - 1, "ied", rest, s);
	else
		add_form(b, head, e ? n - 1 : n, ed, rest, s);
	s.form = VB_V_PART;
	if (v->part)
		add(b, vb_view_str(v->part), s);
}

static void add_noun(struct build *b, uint16_t id)
{
	const struct vb_noun *n = &vb_nouns[id];
	struct vb_sense s = {.kind = VB_S_NOUN, .id = id, .form = 1};
	size_t len = strlen(n->word);
	const char *end = "s";

	add(b, vb_view_str(n->word), s);
	s.form = 2;
	if (n->plural)
		add(b, vb_view_str(n->plural), s);
	else {
		if (strchr("sxz", n->word[len - 1]) || n->word[len - 1] == 'h')
			end = "es";
		add_form(b, n->word, len, end, "", s);
	}
}

static uint16_t function_of(const char *s)
{
	static const struct {
		const char *name;
		enum vb_func func;
	} all[] = {{"det", VB_F_DET},	{"poss", VB_F_POSS}, {"prep", VB_F_PREP},
		   {"of", VB_F_OF},	{"to", VB_F_TO},     {"by", VB_F_BY},
		   {"from", VB_F_FROM}, {"with", VB_F_WITH}, {"and", VB_F_AND},
		   {"but", VB_F_BUT},	{"that", VB_F_THAT}, {"who", VB_F_WHO},
		   {"what", VB_F_WHAT}, {"sub", VB_F_SUB},   {"when", VB_F_WHEN},
		   {"if", VB_F_IF},	{"pron", VB_F_PRON}, {"be", VB_F_BE},
		   {"have", VB_F_HAVE}, {"do", VB_F_DO},     {"will", VB_F_WILL},
		   {"may", VB_F_MAY},	{"not", VB_F_NOT},   {"no", VB_F_NO},
		   {"adv", VB_F_ADV},	{"yet", VB_F_YET},   {"adj", VB_F_ADJ}};

	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++)
		if (strcmp(all[i].name, s) == 0)
			return (uint16_t)all[i].func;
	return VB_F_NONE;
}

static void add_functions(struct build *b)
{
	for (size_t i = 0; i < vb_funcs_n; i++) {
		struct vb_view rest = vb_view_str(vb_funcs[i][0]), word;
		struct vb_sense s = {.kind = VB_S_FUNC, .id = function_of(vb_funcs[i][1])};

		while (rest.len > 0) {
			word = vb_token(rest, &rest);
			add(b, word, s);
		}
	}
}

/* The key of a name as words.c makes it of a text: acronyms as written, all else in lower
 * case, no article, no full stops. */
static void add_name(struct build *b, struct vb_view name, const char *code, uint8_t kind)
{
	struct vb_lexicon *lex = b->lex;
	struct vb_sense s = {.kind = VB_S_NAME, .id = (uint16_t)lex->names};
	uint8_t key[200];
	size_t n = 0;
	bool acronym = name.len <= 6;

	if (name.len > 4 && (memcmp(name.ptr, "the ", 4) == 0))
		name = vb_view(name.ptr + 4, name.len - 4);
	if (name.len < 2 || name.len > sizeof(key) || lex->names >= UINT16_MAX ||
	    !vb_press_room(&lex->name, &lex->names_cap, lex->names + 1, sizeof(*lex->name)))
		return;
	for (size_t i = 0; i < name.len; i++)
		acronym = acronym && !(name.ptr[i] >= 'a' && name.ptr[i] <= 'z');
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] != '.')
			key[n++] = !acronym && name.ptr[i] >= 'A' && name.ptr[i] <= 'Z'
					   ? (uint8_t)(name.ptr[i] + 32)
					   : name.ptr[i];
	lex->name[lex->names++] = (struct vb_name){vb_pool_text(b->pool, name),
						   vb_pool_str(b->pool, code), kind};
	add(b, vb_view(key, n), s);
}

static void add_world(struct build *b)
{
	for (size_t i = 0; i < vb_world_n; i++) {
		const char *p = vb_world[i].name;

		while (*p) {
			size_t n = strcspn(p, "|");

			add_name(b, vb_view(p, n), vb_world[i].code, vb_world[i].kind);
			p += n + (p[n] == '|');
		}
	}
}

static struct vb_view trim(struct vb_view v)
{
	while (v.len && v.ptr[0] <= ' ')
		v = vb_view(v.ptr + 1, v.len - 1);
	while (v.len && v.ptr[v.len - 1] <= ' ')
		v.len--;
	return v;
}

/* Cuts @v at its first @c: what stands before it; @v is what follows. */
static struct vb_view cut(struct vb_view *v, char c)
{
	const uint8_t *p = v->len ? memchr(v->ptr, c, v->len) : NULL;
	struct vb_view head = *v;

	if (!p) {
		*v = vb_view(NULL, 0);
		return trim(head);
	}
	head.len = (size_t)(p - head.ptr);
	*v = vb_view(p + 1, v->len - head.len - 1);
	return trim(head);
}

static enum vb_code add_parties(struct build *b, struct vb_view file, struct vb_err *err)
{
	char where[32];

	for (unsigned line = 1; file.len > 0; line++) {
		struct vb_view v = cut(&file, '\n'), code, names;
		const char *c;

		if (v.len == 0 || v.ptr[0] == '#')
			continue;
		snprintf(where, sizeof(where), "line %u", line);
		if (line > VB_PRESS_PARTIES_MAX)
			return vb_fail(err, VB_MALFORMED, "", where,
				       "a parties file has at most %u lines",
				       VB_PRESS_PARTIES_MAX);
		code = cut(&v, ':');
		if (code.len == 0 || code.len > VB_NAME_MAX || v.len == 0 ||
		    memchr(code.ptr, ' ', code.len))
			return vb_fail(err, VB_MALFORMED, "", where,
				       "a line of a parties file is \"CODE: name, name | "
				       "Person Name\"");
		c = vb_pool_text(b->pool, code);
		add_name(b, code, c, VB_NM_BODY);
		names = cut(&v, '|');
		while (names.len > 0)
			add_name(b, cut(&names, ','), c, VB_NM_BODY);
		while (v.len > 0)
			add_name(b, cut(&v, ','), c, VB_NM_PERSON);
	}
	return VB_OK;
}

enum vb_code vb_lexicon_new(struct vb_lexicon *lex, struct vb_pool *pool,
			    struct vb_view parties, struct vb_err *err)
{
	struct build b = {.lex = lex, .pool = pool};
	enum vb_code code;

	if (!grow(lex))
		return vb_fail(err, VB_MEMORY, "", "", "out of memory");
	/* The first of two names with one text stands. */
	code = add_parties(&b, parties, err);
	if (code != VB_OK)
		return code;
	add_functions(&b);
	for (uint16_t i = 0; i < vb_verbs_n; i++)
		add_verb(&b, i);
	for (uint16_t i = 0; i < vb_nouns_n; i++)
		add_noun(&b, i);
	add_world(&b);
	if (b.failed || pool->failed)
		return vb_fail(err, VB_MEMORY, "", "", "out of memory");
	return VB_OK;
}

void vb_lexicon_free(struct vb_lexicon *lex)
{
	free(lex->sense);
	free(lex->slot);
	free(lex->name);
	*lex = (struct vb_lexicon){0};
}
