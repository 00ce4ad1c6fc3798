/*
 * The persons and bodies that reports name: found once in full, then known by surname.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Given names that reports spell in several ways. */
static const char *const spellings[][2] = {
	{"Sergey", "Sergei"},	  {"Tatyana", "Tatiana"},     {"Dmitri", "Dmitry"},
	{"Dmitriy", "Dmitry"},	  {"Aleksandr", "Alexander"}, {"Alexandr", "Alexander"},
	{"Aleksey", "Alexey"},	  {"Alexei", "Alexey"},	      {"Yuriy", "Yuri"},
	{"Yury", "Yuri"},	  {"Mikhael", "Mikhail"},     {"Vladmir", "Vladimir"},
	{"Mohammed", "Mohammad"}, {"Muhammad", "Mohammad"},   {"Andrey", "Andrei"},
	{"Valeriy", "Valery"},	  {"Nikolay", "Nikolai"},     {"Vasiliy", "Vasily"},
};

/* Words that make a name that of somebody who can be a party. */
static const char *const parties[] = {
	"works", "company", "corporation", "corp",    "inc",	    "ltd",	"group",
	"bank",	 "motors",  "airlines",	   "airways", "industries", "dynamics", "system"};
static const char *const unions[] = {"union",	   "local",	  "workers",	"teamsters",
				     "machinists", "association", "federation", "brotherhood"};

static bool among(struct vb_view v, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i]);
		bool same = len == v.len;

		for (size_t k = 0; same && k < len; k++)
			same = (v.ptr[k] | 0x20) == (uint8_t)list[i][k];
		if (same)
			return true;
	}
	return false;
}

static struct vb_view last_word(struct vb_view v)
{
	for (size_t i = v.len; i-- > 0;)
		if (v.ptr[i] == ' ')
			return vb_view(v.ptr + i + 1, v.len - i - 1);
	return v;
}

static bool grow(struct vb_press *p)
{
	size_t n = p->surnames ? p->surnames * 2 : 256;
	uint32_t *slot = calloc(n, sizeof(*slot));

	if (!slot)
		return false;
	for (size_t i = 0; i < p->surnames; i++) {
		size_t at;

		if (!p->surname[i])
			continue;
		at = (size_t)vb_press_hash(vb_view_str(p->person[p->surname[i] - 1].surname)) &
		     (n - 1);
		while (slot[at])
			at = (at + 1) & (n - 1);
		slot[at] = p->surname[i];
	}
	free(p->surname);
	p->surname = slot;
	p->surnames = n;
	return true;
}

static uint32_t *slot_of(const struct vb_press *p, struct vb_view surname)
{
	size_t at = (size_t)vb_press_hash(surname) & (p->surnames - 1);

	for (; p->surname[at]; at = (at + 1) & (p->surnames - 1))
		if (vb_view_is(surname, p->person[p->surname[at] - 1].surname))
			break;
	return &p->surname[at];
}

/* Given names alike enough to be one: same beginning, or one of them missing. */
static bool compatible(const char *a, struct vb_view b)
{
	struct vb_view v = vb_view_str(a), x = vb_token(v, &v), y = vb_token(b, &b);

	if (v.len == 0 || b.len == 0)
		return true;
	return x.len > 0 && y.len > 0 && x.ptr[0] == y.ptr[0] &&
	       (x.len < 2 || y.len < 2 || x.ptr[1] == y.ptr[1] || x.ptr[1] == '.' ||
		y.ptr[1] == '.');
}

int32_t vb_people_find(const struct vb_press *p, struct vb_view name, uint32_t report)
{
	int32_t best = -1;
	uint32_t at;

	if (p->surnames == 0 || name.len == 0)
		return -1;
	/* A body is known by its whole name. */
	at = *slot_of(p, name);
	if (at && p->person[at - 1].body && vb_view_is(name, p->person[at - 1].name))
		return (int32_t)at - 1;
	at = *slot_of(p, last_word(name));
	for (int32_t i = (int32_t)at - 1; i >= 0; i = p->person[i].next) {
		if (!compatible(p->person[i].name, name))
			continue;
		if (best < 0 ||
		    (p->person[i].report == report && p->person[best].report != report))
			best = i;
	}
	return best;
}

/* A name with its given name spelt in one way. */
static void put_name(struct vb_writer *w, struct vb_view name)
{
	struct vb_view rest = name, given = vb_token(name, &rest);

	for (size_t i = 0; i < VB_ARRAY_LEN(spellings) && rest.len; i++)
		if (vb_view_is(given, spellings[i][0]))
			given = vb_view_str(spellings[i][1]);
	vb_put_view(w, given);
	if (rest.len) {
		vb_put_byte(w, ' ');
		vb_put_view(w, rest);
	}
}

int32_t vb_people_add(struct vb_press *p, struct vb_view name, uint32_t report, bool body)
{
	struct vb_person one = {
		.report = report, .body = body, .office = -1, .code = "", .spelt = -1};
	char whole[160];
	struct vb_writer w;
	uint32_t *slot;

	if (name.len >= sizeof(whole) - 16 ||
	    !vb_press_room(&p->person, &p->people_cap, p->people + 1, sizeof(*p->person)) ||
	    (p->people * 2 >= p->surnames && !grow(p)))
		return -1;
	vb_writer_init(&w, whole, sizeof(whole));
	put_name(&w, name);
	one.name = vb_pool_text(&p->pool, vb_written(&w));
	one.surname = body ? one.name : vb_pool_text(&p->pool, last_word(name));
	slot = slot_of(p, vb_view_str(one.surname));
	one.next = (int32_t)*slot - 1;
	p->person[p->people] = one;
	*slot = (uint32_t)++p->people;
	return (int32_t)p->people - 1;
}

static struct vb_view word_text(struct vb_view text, const struct vb_token *w)
{
	return vb_view(text.ptr + w->at, w->len);
}

static bool org_word(struct vb_view text, const struct vb_token *w)
{
	return among(word_text(text, w), parties, VB_ARRAY_LEN(parties)) ||
	       among(word_text(text, w), unions, VB_ARRAY_LEN(unions)) ||
	       (w->noun >= 0 &&
		(vb_nouns[w->noun].class == VB_N_ORG || vb_nouns[w->noun].class == VB_N_BODY));
}

/* Whose he is: party names within his title, before or behind. */
static void belong(struct vb_press *p, int32_t who, const struct vb_token *w, size_t n,
		   size_t from, size_t to)
{
	struct vb_person *x = &p->person[who];
	size_t i = from;

	for (; i > 0 && from - i < 9; i--) {
		const struct vb_token *k = &w[i - 1];

		if (k->pos == VB_P_PUNCT && k->punct == ',' && from - i > 0)
			break;
		if (k->pos == VB_P_VERB || (k->pos == VB_P_PUNCT && k->punct != ',') ||
		    k->pos == VB_P_DATE || k->func == VB_F_BY || k->func == VB_F_AND)
			break;
		if (x->office < 0 && k->noun >= 0 &&
		    (vb_nouns[k->noun].class == VB_N_OFFICE ||
		     vb_nouns[k->noun].class == VB_N_SPOKES))
			x->office = k->noun;
		if (k->name >= 0 && p->lex.name[k->name].kind <= VB_NM_ORGAN && !*x->code &&
		    (x->office >= 0 || i == from))
			x->code = p->lex.name[k->name].code;
	}
	/* One state calls its foreign minister that. */
	if (!*x->code && x->office >= 0 &&
	    strcmp(vb_nouns[x->office].word, "secretary of state") == 0)
		x->code = vb_pool_str(&p->pool, "US");
	/* "of Russia"; ", spokesman of the State Department," */
	i = to;
	if (i + 1 < n && w[i].func == VB_F_OF && w[i + 1].name >= 0 && !*x->code)
		x->code = p->lex.name[w[i + 1].name].code;
	if (i >= n || w[i].punct != ',')
		return;
	for (i++; i < n && i < to + 10 && w[i].pos != VB_P_PUNCT && w[i].pos != VB_P_VERB;
	     i++) {
		if (x->office < 0 && w[i].noun >= 0 &&
		    vb_nouns[w[i].noun].class >= VB_N_OFFICE &&
		    vb_nouns[w[i].noun].class <= VB_N_SPOKES)
			x->office = w[i].noun;
		if (w[i].name >= 0 && p->lex.name[w[i].name].kind <= VB_NM_ORGAN && !*x->code)
			x->code = p->lex.name[w[i].name].code;
	}
}

/* The short name of a body: its own "(XYZ)", the number of a local, or initials. */
static const char *short_name(struct vb_press *p, struct vb_view text,
			      const struct vb_token *w, size_t n, size_t from, size_t to,
			      bool labour)
{
	char buf[12];
	size_t len = 0;

	if (to + 2 < n && w[to].punct == '(' && w[to + 1].acronym && w[to + 2].punct == ')')
		return vb_pool_text(&p->pool, word_text(text, &w[to + 1]));
	if (labour && to - from > 1 && w[to - 1].len <= 5 && w[to - 1].pos != VB_P_NOUN)
		return vb_pool_text(&p->pool, word_text(text, &w[to - 1]));
	for (size_t i = from; i < to && len < sizeof(buf) - 1; i++)
		if (w[i].cap)
			buf[len++] = (char)text.ptr[w[i].at];
	buf[len] = '\0';
	return to - from == 1 ? vb_pool_text(&p->pool, word_text(text, &w[from]))
			      : vb_pool_str(&p->pool, buf);
}

bool vb_body_noun(const char *word)
{
	static const char *const nouns[] = {"union", "company", "shipyard", "management",
					    "employer"};

	for (size_t i = 0; i < VB_ARRAY_LEN(nouns); i++)
		if (strcmp(word, nouns[i]) == 0)
			return true;
	return false;
}

/* Is @word one of the words of @name? */
static bool has_word(const char *name, const char *word)
{
	struct vb_view rest = vb_view_str(name);

	while (rest.len > 0)
		if (among(vb_token(rest, &rest), &word, 1))
			return true;
	return false;
}

int32_t vb_body_of(const struct vb_reader *r, const char *word)
{
	const struct vb_press *p = r->p;

	/* "union president" */
	if (strncmp(word, "union ", 6) == 0)
		return r->labour;
	if (vb_body_noun(word))
		return strcmp(word, "union") == 0 ? r->labour : r->company;
	for (size_t i = p->people; i-- > 0 && p->people - i < 64 && *word;)
		if (p->person[i].body && p->person[i].report == r->r &&
		    has_word(p->person[i].name, word))
			return (int32_t)i;
	return -1;
}

const char *vb_body_name(const struct vb_reader *r, const char *name, const char *code)
{
	const struct vb_press *p = r->p;
	size_t n = strlen(name);

	for (size_t i = p->people; i-- > 0 && p->people - i < 64;) {
		const struct vb_person *x = &p->person[i];

		if (x->body && x->report == r->r && strcmp(x->code, code) == 0 &&
		    strncmp(x->name, name, n) == 0 && strlen(x->name) > strlen(name))
			name = x->name;
	}
	return name;
}

/* "Sample Systems Inc" is "Sample Systems" and "Sample", too. */
static bool collect_short(struct vb_press *p, int32_t who, struct vb_view name)
{
	static const char *const kinds[] = {"company", "corporation", "corp", "inc",
					    "ltd",     "group",	      "bank"};
	const char *code = p->person[who].code;
	uint32_t report = p->person[who].report;

	if (!among(last_word(name), kinds, VB_ARRAY_LEN(kinds)))
		return true;
	while (name.len > last_word(name).len) {
		int32_t again;

		name.len -= last_word(name).len + 1;
		if (name.len < 4 || vb_people_find(p, name, report) >= 0)
			break;
		again = vb_people_add(p, name, report, true);
		if (again < 0)
			return false;
		p->person[again].code = code;
	}
	return true;
}

static bool collect_body(struct vb_press *p, const struct vb_token *w, size_t n,
			 struct vb_view text, uint32_t report, size_t from, size_t to)
{
	struct vb_view name =
		vb_view(text.ptr + w[from].at, w[to - 1].at + w[to - 1].len - w[from].at);
	bool party = false, labour = false;
	int32_t who;

	for (size_t i = from; i < to; i++) {
		party = party || among(word_text(text, &w[i]), parties, VB_ARRAY_LEN(parties));
		labour = labour || among(word_text(text, &w[i]), unions, VB_ARRAY_LEN(unions));
	}
	if ((!party && !labour) || name.len > 100 || vb_people_find(p, name, report) >= 0)
		return true;
	who = vb_people_add(p, name, report, true);
	if (who < 0)
		return false;
	p->person[who].labour = labour;
	p->person[who].code = short_name(p, text, w, n, from, to, labour);
	name = vb_view_str(p->person[who].code);
	if (vb_people_find(p, name, report) < 0 && name.len > 1) {
		const char *code = p->person[who].code;
		int32_t again = vb_people_add(p, name, report, true);

		if (again < 0)
			return false;
		p->person[again].code = code;
		p->person[again].labour = labour;
	}
	return labour || collect_short(p, who, vb_view_str(p->person[who].name));
}

/* Counts one more @name of person @who. */
static bool count_spelling(struct vb_press *p, int32_t who, struct vb_view name)
{
	struct vb_person *x = &p->person[who];
	char whole[160];
	struct vb_writer w;

	vb_writer_init(&w, whole, sizeof(whole));
	put_name(&w, name);
	for (int32_t i = x->spelt; i >= 0; i = p->spelling[i].next)
		if (vb_view_is(vb_written(&w), p->spelling[i].name)) {
			p->spelling[i].count++;
			return true;
		}
	if (!vb_press_room(&p->spelling, &p->spellings_cap, p->spellings + 1,
			   sizeof(*p->spelling)))
		return false;
	p->spelling[p->spellings] = (struct vb_spelling){
		vb_pool_text(&p->pool, vb_written(&w)), 1, x->spelt};
	x->spelt = (int32_t)p->spellings++;
	return true;
}

void vb_people_spell(struct vb_press *p)
{
	for (size_t k = 0; k < p->people; k++) {
		struct vb_person *x = &p->person[k];
		uint32_t most = 0;

		for (int32_t i = x->spelt; i >= 0; i = p->spelling[i].next) {
			const struct vb_spelling *s = &p->spelling[i];

			if (s->count > most ||
			    (s->count == most && strcmp(s->name, x->name) < 0)) {
				most = s->count;
				x->name = s->name;
			}
		}
	}
}

static bool collect_person(struct vb_press *p, const struct vb_token *w, size_t n,
			   struct vb_view text, uint32_t report, size_t from, size_t to)
{
	struct vb_view name =
		vb_view(text.ptr + w[from].at, w[to - 1].at + w[to - 1].len - w[from].at);
	int32_t who;

	if (name.len > 100)
		return true;
	who = vb_people_find(p, name, report);
	if (who >= 0 && p->person[who].body)
		return true;
	if (who < 0 || !memchr(p->person[who].name, ' ', strlen(p->person[who].name)))
		who = vb_people_add(p, name, report, false);
	if (who < 0)
		return false;
	if (!count_spelling(p, who, name))
		return false;
	if (!*p->person[who].code || p->person[who].office < 0)
		belong(p, who, w, n, from, to);
	return true;
}

static bool starts_run(const struct vb_token *w)
{
	return w->cap && (w->pos == VB_P_PROPER ||
			  (w->noun >= 0 && vb_nouns[w->noun].class == VB_N_ORG));
}

bool vb_people_collect(struct vb_press *p, const struct vb_token *w, size_t n,
		       struct vb_view text, uint32_t report)
{
	for (size_t i = 0; i < n;) {
		size_t to = i, body = 0, plain = 0;

		if (!starts_run(&w[i])) {
			i++;
			continue;
		}
		while (to < n && to - i < 6 && w[to].cap &&
		       (w[to].pos == VB_P_PROPER || org_word(text, &w[to]) ||
			(to > i && w[to].pos == VB_P_VERB))) {
			body += org_word(text, &w[to]);
			plain += w[to].pos == VB_P_PROPER;
			if (w[to++].poss)
				break;
		}
		/* "Local S6", "Local 12" */
		if (body && to < n && w[to].pos == VB_P_NUMBER && w[to - 1].noun >= 0)
			to++;
		if (body && (plain || to - i > 1)) {
			if (!collect_body(p, w, n, text, report, i, to))
				return false;
		} else if (!body && to - i > 1 && to - i < 5 &&
			   !collect_person(p, w, n, text, report, i, to)) {
			return false;
		}
		i = to > i ? to : i + 1;
	}
	return true;
}
