/*
 * Words into noun phrases, verb groups, and what stands between them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

void vb_set_add(struct vb_set *s, const char *code)
{
	if (!code || !*code || vb_set_has(s, code) || s->n >= VB_ARRAY_LEN(s->code))
		return;
	s->code[s->n++] = code;
}

void vb_set_join(struct vb_set *s, const struct vb_set *more)
{
	for (uint8_t i = 0; i < more->n; i++)
		vb_set_add(s, more->code[i]);
}

bool vb_set_has(const struct vb_set *s, const char *code)
{
	for (uint8_t i = 0; i < s->n; i++)
		if (strcmp(s->code[i], code) == 0)
			return true;
	return false;
}

const char *vb_set_text(const struct vb_set *s, struct vb_pool *pool)
{
	char buf[256];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	for (uint8_t i = 0; i < s->n; i++) {
		if (i)
			vb_put_byte(&w, '+');
		vb_put_str(&w, s->code[i]);
	}
	return vb_pool_text(pool, vb_written(&w));
}

bool vb_word_is(const struct vb_reader *r, size_t i, const char *s)
{
	const struct vb_token *w = &r->word[i];

	const uint8_t *p = r->text.ptr + w->at;
	uint32_t k = 0;

	/* Most differ in their first letter. */
	if (i >= r->words || (*p | 0x20) != ((uint8_t)*s | 0x20))
		return false;
	while (k < w->len && s[k] && (p[k] | 0x20) == ((uint8_t)s[k] | 0x20))
		k++;
	return k == w->len && !s[k];
}

struct vb_view vb_chunk_text(const struct vb_reader *r, size_t i)
{
	const struct vb_token *a = &r->word[r->chunk[i].from],
			      *b = &r->word[r->chunk[i].to - 1];

	return vb_view(r->text.ptr + a->at, b->at + b->len - a->at);
}

static struct vb_chunk *add(struct vb_reader *r, enum vb_chunk_kind kind, size_t from,
			    size_t to)
{
	struct vb_chunk *c = &r->chunk[r->chunks];

	if (r->chunks + 1 < VB_CHUNKS_MAX)
		r->chunks++;
	*c = (struct vb_chunk){.kind = (uint8_t)kind,
			       .from = (uint16_t)from,
			       .to = (uint16_t)to,
			       .person = -1,
			       .verb = -1,
			       .noun = -1};
	return c;
}

static void recall_add(struct vb_reader *r, const char *name, const char *code)
{
	r->recent[r->recents % VB_ARRAY_LEN(r->recent)] = (struct vb_recall){name, code};
	r->recents++;
}

/* The body last named whose name has @word: "the council" is the Security Council. */
const struct vb_recall *vb_recall(const struct vb_reader *r, const char *word)
{
	size_t n = strlen(word), all = VB_ARRAY_LEN(r->recent);

	for (size_t i = 0; i < all && i < r->recents && n > 0; i++) {
		const struct vb_recall *b = &r->recent[(r->recents - 1 - i) % all];
		size_t len = strlen(b->name);

		for (size_t k = 0; k + n <= len; k++) {
			size_t m = 0;

			while (m < n && (b->name[k + m] | 0x20) == (word[m] | 0x20))
				m++;
			if (m == n)
				return b;
		}
	}
	return NULL;
}

static bool has_form(const struct vb_token *w, unsigned form)
{
	return w->pos == VB_P_VERB && (w->form & form);
}

static bool aux(const struct vb_token *w)
{
	return w->pos == VB_P_FUNC &&
	       (w->func == VB_F_BE || w->func == VB_F_HAVE || w->func == VB_F_DO ||
		w->func == VB_F_WILL || w->func == VB_F_MAY);
}

/* What a word between auxiliaries and verb may be. */
static bool passes(const struct vb_token *w)
{
	return w->pos == VB_P_FUNC &&
	       (w->func == VB_F_ADV || w->func == VB_F_NOT || w->func == VB_F_YET);
}

static void read_aux(struct vb_reader *r, struct vb_chunk *c, size_t i)
{
	const struct vb_token *w = &r->word[i];

	switch (w->func) {
	case VB_F_NOT:
		c->neg = true;
		break;
	case VB_F_YET:
		c->yet = true;
		break;
	case VB_F_WILL:
		c->will = true;
		break;
	case VB_F_MAY:
		c->may = true;
		break;
	case VB_F_HAVE:
		c->perfect = true;
		break;
	case VB_F_BE:
		c->copula = true;
		c->past = c->past || vb_word_is(r, i, "was") || vb_word_is(r, i, "were");
		break;
	default:
		break;
	}
}

/* "is ready to", "are likely to": what it does to the verb that follows. */
static size_t adjective_chain(struct vb_reader *r, struct vb_chunk *c, size_t i)
{
	static const struct {
		const char *word;
		uint8_t chain;
	} all[] = {{"ready", VB_CH_PROMISE},	  {"willing", VB_CH_PROMISE},
		   {"prepared", VB_CH_PROMISE},	  {"committed", VB_CH_PROMISE},
		   {"determined", VB_CH_PROMISE}, {"going", VB_CH_PROMISE},
		   {"able", VB_CH_SAME},	  {"likely", VB_CH_EXPECT},
		   {"unlikely", VB_CH_DENY},	  {"expected", VB_CH_EXPECT},
		   {"due", VB_CH_EXPECT},	  {"set", VB_CH_EXPECT},
		   {"scheduled", VB_CH_EXPECT},	  {"unwilling", VB_CH_DENY},
		   {"unable", VB_CH_DENY},	  {"supposed", VB_CH_EXPECT},
		   {"obliged", VB_CH_EXPECT},	  {"free", VB_CH_EXPECT},
		   {"planned", VB_CH_EXPECT},	  {"reluctant", VB_CH_DENY},
		   {"about", VB_CH_PROMISE}};
	size_t k = i;

	while (k < r->words && passes(&r->word[k]))
		k++;
	for (size_t a = 0; a < VB_ARRAY_LEN(all); a++)
		if (vb_word_is(r, k, all[a].word) && k + 1 < r->words &&
		    (r->word[k + 1].func == VB_F_TO || all[a].chain == VB_CH_EXPECT)) {
			c->chain = all[a].chain;
			return k + 1;
		}
	return i;
}

static void read_verb(struct vb_reader *r, struct vb_chunk *c, size_t i)
{
	const struct vb_token *w = &r->word[i];
	bool be = c->copula;

	c->verb = w->verb;
	c->copula = false;
	if (has_form(w, VB_V_ING)) {
		c->progressive = be;
		c->ing = !be;
	} else if (be && has_form(w, VB_V_PART)) {
		c->passive = true;
	} else if (!c->will && !c->may && !c->inf && !c->perfect &&
		   (w->form & (VB_V_PAST | VB_V_PART))) {
		c->past = true;
		c->reduced = !(w->form & VB_V_PAST);
	}
}

/* A verb group from word @i, "to" included: the word behind it. */
static size_t verb_group(struct vb_reader *r, size_t i)
{
	struct vb_chunk *c = add(r, VB_C_VG, i, i);
	size_t k = i;

	if (r->word[k].func == VB_F_TO) {
		c->inf = true;
		k++;
	}
	while (k < r->words && (aux(&r->word[k]) || passes(&r->word[k]))) {
		read_aux(r, c, k);
		k++;
	}
	if (k < r->words && r->word[k].pos == VB_P_VERB) {
		read_verb(r, c, k);
		c->headword = (uint16_t)k;
		k++;
		/* "remained ready to talk" */
		if (strcmp(vb_verbs[c->verb].lemma, "remain") == 0)
			k = adjective_chain(r, c, k);
	} else {
		if (c->copula)
			k = adjective_chain(r, c, k);
		c->headword = (uint16_t)(k - 1);
	}
	c->to = (uint16_t)k;
	return k;
}

/* Does a verb group begin at @i? */
static bool begins_verb(const struct vb_reader *r, size_t i)
{
	size_t k = i;

	if (r->word[i].func == VB_F_TO) {
		k++;
		while (k < r->words && passes(&r->word[k]))
			k++;
		return k < r->words && (has_form(&r->word[k], VB_V_BASE) ||
					(aux(&r->word[k]) && (r->word[k].func == VB_F_BE ||
							      r->word[k].func == VB_F_DO ||
							      r->word[k].func == VB_F_HAVE)));
	}
	while (k < r->words && passes(&r->word[k]))
		k++;
	return k < r->words && (r->word[k].pos == VB_P_VERB || aux(&r->word[k]));
}

static bool nominal(const struct vb_token *w)
{
	return w->pos == VB_P_NOUN || w->pos == VB_P_NAME || w->pos == VB_P_PROPER ||
	       w->pos == VB_P_OTHER || w->pos == VB_P_NUMBER ||
	       (w->pos == VB_P_FUNC && (w->func == VB_F_ADJ || w->func == VB_F_DET ||
					w->func == VB_F_POSS || w->func == VB_F_NO));
}

static bool party_kind(const struct vb_reader *r, const struct vb_token *w)
{
	return w->name >= 0 && r->p->lex.name[w->name].kind <= VB_NM_ORGAN;
}

/* The rest of "last, best and final offer". */
static size_t phrase_rest(const struct vb_reader *r, size_t k)
{
	while (k < r->words && (r->word[k].func == VB_F_ADJ || r->word[k].pos == VB_P_NOUN ||
				(k + 1 < r->words && r->word[k + 1].func == VB_F_ADJ &&
				 (r->word[k].punct == ',' || r->word[k].func == VB_F_AND))))
		k++;
	return k;
}

/* The end of the noun phrase from @i: another begins at an article, or behind a receiver:
 * "sent | Moscow | written replies". */
static size_t phrase_end(const struct vb_reader *r, size_t i)
{
	bool receiver = r->chunks > 0 && r->chunk[r->chunks - 1].kind == VB_C_VG &&
			!r->chunk[r->chunks - 1].passive;
	size_t k = i;

	for (; k < r->words && nominal(&r->word[k]); k++) {
		const struct vb_token *w = &r->word[k], *before = &r->word[k - (k > i)];

		/* "its last, best and final offer" is read below */
		if (k > i && w->pos == VB_P_FUNC &&
		    (w->func == VB_F_DET || w->func == VB_F_POSS || w->func == VB_F_NO) &&
		    before->func != VB_F_DET && before->func != VB_F_NO)
			break;
		if (k > i && receiver && party_kind(r, before) && !before->poss &&
		    (w->func == VB_F_ADJ || w->pos == VB_P_NUMBER ||
		     (w->pos == VB_P_OTHER && !w->cap) || w->pos == VB_P_NOUN) &&
		    r->p->lex.name[before->name].kind <= VB_NM_CAPITAL && k - i <= 2 &&
		    (k - i == 1 || r->word[i].func == VB_F_DET) && w->pos != VB_P_NOUN)
			break;
		/* "the guarantees | Moscow | demands" */
		if (k > i && party_kind(r, w) &&
		    r->p->lex.name[w->name].kind != VB_NM_PEOPLE && before->pos == VB_P_NOUN &&
		    !before->poss && before->noun >= 0 &&
		    (vb_nouns[before->noun].class < VB_N_OFFICE ||
		     vb_nouns[before->noun].class > VB_N_PRESS) &&
		    vb_nouns[before->noun].class != VB_N_ORG)
			break;
	}
	if (k + 1 < r->words && k > i && r->word[k - 1].func == VB_F_ADJ &&
	    (r->word[k].punct == ',' || r->word[k].func == VB_F_AND) &&
	    r->word[k + 1].func == VB_F_ADJ)
		return phrase_rest(r, k + 1);
	return k;
}

/* A run of unknown names: a person, a body, or a name that stands for itself. */
static size_t proper(struct vb_reader *r, struct vb_chunk *c, size_t i, size_t end)
{
	struct vb_press *p = r->p;
	size_t to = i;
	struct vb_view name;
	int32_t who = -1;

	while (to < end && r->word[to].cap && to - i < 6 &&
	       (r->word[to].pos == VB_P_PROPER || to > i ||
		(r->word[to].noun >= 0 && vb_nouns[r->word[to].noun].class == VB_N_ORG)) &&
	       r->word[to].pos != VB_P_NAME)
		if (r->word[to++].poss)
			break;
	if (to < end && r->word[to].pos == VB_P_NUMBER && to > i && r->word[to - 1].noun >= 0)
		to++;
	for (; to > i; to--) {
		name = vb_view(r->text.ptr + r->word[i].at,
			       r->word[to - 1].at + r->word[to - 1].len - r->word[i].at);
		who = vb_people_find(p, name, r->r);
		if (who >= 0 && (to - i > 1 || r->word[i].pos == VB_P_PROPER))
			break;
	}
	if (to == i)
		return i;
	c->person = who;
	if (p->person[who].body) {
		c->person = -1;
		vb_set_add(&c->who, p->person[who].code);
		c->named = true;
		if (p->person[who].labour)
			r->labour = who;
		else
			r->company = who;
	}
	return to;
}

/* What a name of the lexicon adds to its phrase; @last: no word stands behind it. */
static void known_name(struct vb_reader *r, struct vb_chunk *c, size_t i, bool last)
{
	const struct vb_name *n = &r->p->lex.name[r->word[i].name];

	if (n->kind == VB_NM_MEDIA) {
		c->media = n->name;
	} else if (n->kind == VB_NM_PERSON) {
		c->person = vb_people_find(r->p, vb_view_str(n->name), r->r);
		vb_set_add(&c->who, n->code);
	} else if (n->kind <= VB_NM_ORGAN) {
		vb_set_add(&c->who, strcmp(n->name, "Brussels") == 0 && r->brussels
					    ? r->brussels
					    : n->code);
		if (last && !r->word[i].poss && n->kind != VB_NM_PEOPLE)
			c->named = true;
		if (last && n->kind == VB_NM_PEOPLE && n->name[strlen(n->name) - 1] == 's')
			c->named = true;
		c->organ = c->organ || n->kind == VB_NM_ORGAN;
		if (n->kind == VB_NM_BODY || n->kind == VB_NM_ORGAN)
			recall_add(r, n->name, n->code);
	}
}

static void finish_phrase(struct vb_reader *r, struct vb_chunk *c)
{
	const struct vb_token *last = &r->word[c->to - 1];

	c->poss = last->poss;
	c->plural = last->pos == VB_P_NOUN && last->plural;
	c->owns = c->who.n > 0 && !c->named && c->person < 0;
	/* "the XYZ", "an XYZ spokesman": an unknown name stands for itself. */
	if (c->who.n == 0 && c->person < 0 && !c->media && c->from < c->to) {
		size_t k = c->to - 1u;

		if (r->word[k].pos == VB_P_PROPER && r->word[k].acronym &&
		    r->word[k].len <= 5 && k > 0) {
			vb_set_add(&c->who, vb_pool_text(&r->p->pool,
							 vb_view(r->text.ptr + r->word[k].at,
								 r->word[k].len)));
			c->named = true;
		}
	}
	if (c->head == VB_N_BODY && c->who.n)
		recall_add(r,
			   vb_pool_text(&r->p->pool,
					vb_view(r->text.ptr + r->word[c->from].at,
						last->at + last->len - r->word[c->from].at)),
			   c->who.code[0]);
	if (c->person >= 0) {
		struct vb_person *x = &r->p->person[c->person];

		if (x->office < 0 && (c->head == VB_N_OFFICE || c->head == VB_N_SPOKES))
			x->office = c->noun;

		if (!*x->code && c->who.n == 1)
			x->code = c->who.code[0];
		/* "company President Jane Roe" */
		for (size_t k = c->from; k < c->to && !*x->code; k++) {
			int32_t body = r->word[k].noun >= 0
					       ? vb_body_of(r, vb_nouns[r->word[k].noun].word)
					       : -1;

			if (body >= 0)
				x->code = r->p->person[body].code;
		}
		vb_set_add(&c->who, c->who.n ? "" : x->code);
		x->seen = (uint32_t)r->index;
	}
}

static size_t noun_phrase(struct vb_reader *r, size_t i)
{
	size_t end = phrase_end(r, i);
	struct vb_chunk *c = add(r, VB_C_NP, i, end);

	c->the = vb_word_is(r, i, "the");
	c->no = r->word[i].func == VB_F_NO;
	c->his = r->word[i].func == VB_F_POSS;
	for (size_t k = i; k < end;) {
		const struct vb_token *w = &r->word[k];
		size_t next = k + 1;

		if (w->cap && c->person < 0 &&
		    (w->pos == VB_P_PROPER ||
		     (w->noun >= 0 && vb_nouns[w->noun].class == VB_N_ORG))) {
			next = proper(r, c, k, end);
			next = next > k ? next : k + 1;
		}
		if (w->pos == VB_P_NAME)
			known_name(r, c, k, k + 1 == end);
		if (w->pos == VB_P_NOUN && next == k + 1) {
			/* "contract offer": the last noun is the head; "answer by letter" is
			 * not. */
			c->noun = w->noun;
			c->head = vb_nouns[w->noun].class;
			c->headword = (uint16_t)k;
			if (c->head != VB_N_ORG)
				c->named = false;
		}
		/* "the company's offer": its own. */
		if (w->poss && w->pos == VB_P_NOUN && k + 1 < end && c->who.n == 0 &&
		    vb_body_of(r, vb_nouns[w->noun].word) >= 0)
			vb_set_add(&c->who,
				   r->p->person[vb_body_of(r, vb_nouns[w->noun].word)].code);
		if (c->person >= 0 && ((w->poss && k + 1 < end) ||
				       (next < end && r->word[next - 1].poss))) {
			/* "the minister's promise": she owns it, and is not it. */
			vb_set_add(&c->who, r->p->person[c->person].code);
			c->person = -1;
		}
		k = next;
	}
	finish_phrase(r, c);
	return end;
}

static enum vb_chunk_kind kind_of(const struct vb_token *w)
{
	switch (w->func) {
	case VB_F_PREP:
	case VB_F_OF:
	case VB_F_TO:
	case VB_F_BY:
	case VB_F_FROM:
	case VB_F_WITH:
		return VB_C_PREP;
	case VB_F_AND:
		return VB_C_AND;
	case VB_F_BUT:
	case VB_F_YET:
		return VB_C_BUT;
	case VB_F_THAT:
		return VB_C_THAT;
	case VB_F_WHO:
		return VB_C_WHO;
	case VB_F_WHAT:
		return VB_C_WHAT;
	case VB_F_SUB:
		return VB_C_SUB;
	case VB_F_WHEN:
		return VB_C_WHEN;
	case VB_F_IF:
		return VB_C_IF;
	default:
		return VB_C_ADV;
	}
}

static enum vb_chunk_kind punct_of(char c)
{
	switch (c) {
	case ',':
		return VB_C_COMMA;
	case '-':
		return VB_C_DASH;
	case '<':
		return VB_C_OPEN;
	case '>':
		return VB_C_CLOSE;
	case '=':
		return VB_C_AND; /* "Russia-NATO Council" */
	default:
		return VB_C_STOP;
	}
}

/* "that" before a verb or a noun phrase with its own verb: a clause, not an article. */
static bool that_clause(const struct vb_reader *r, size_t i)
{
	return vb_word_is(r, i, "that") && i > 0 && r->word[i - 1].func != VB_F_PREP &&
	       r->word[i - 1].func != VB_F_OF && r->word[i - 1].pos != VB_P_PUNCT;
}

static size_t one_chunk(struct vb_reader *r, size_t i)
{
	struct vb_token *w = &r->word[i];

	if (w->pos == VB_P_PUNCT) {
		add(r, punct_of(w->punct), i, i + 1);
	} else if (w->pos == VB_P_DATE) {
		add(r, VB_C_DATE, i, i + 1);
	} else if (w->pos == VB_P_FUNC && w->func == VB_F_PRON) {
		struct vb_chunk *c = add(r, VB_C_NP, i, i + 1);

		c->pron = true;
		c->headword = (uint16_t)i;
	} else if (that_clause(r, i)) {
		add(r, VB_C_THAT, i, i + 1);
	} else if (begins_verb(r, i)) {
		return verb_group(r, i);
	} else if (nominal(w)) {
		return noun_phrase(r, i);
	} else {
		add(r, kind_of(w), i, i + 1)->func = w->func;
	}
	return i + 1;
}

/* "Jane Roe, spokesman for Local 5": she is of it. */
static void belongings(struct vb_reader *r)
{
	for (size_t i = 0; i + 3 < r->chunks; i++) {
		const struct vb_chunk *a = &r->chunk[i], *b;
		size_t k = i + 1;

		if (a->kind != VB_C_NP || a->person < 0 || *r->p->person[a->person].code)
			continue;
		if (r->chunk[k].kind == VB_C_COMMA && r->chunk[k + 1].kind == VB_C_NP &&
		    (r->chunk[k + 1].head == VB_N_SPOKES ||
		     r->chunk[k + 1].head == VB_N_OFFICE))
			k += 2;
		else
			continue;
		b = k + 1 < r->chunks ? &r->chunk[k + 1] : a;
		if (r->chunk[k - 1].who.n)
			r->p->person[a->person].code = r->chunk[k - 1].who.code[0];
		else if (r->chunk[k].kind == VB_C_PREP && b->kind == VB_C_NP && b->who.n)
			r->p->person[a->person].code = b->who.code[0];
	}
}

/* "the head of the department, Jane Roe," and "Jane Roe, head of the department,": one. */
static void appositions(struct vb_reader *r)
{
	for (size_t i = 0; i + 2 < r->chunks; i++) {
		struct vb_chunk *a = &r->chunk[i], *b;
		size_t k = i + 1;

		if (a->kind != VB_C_NP || (a->head != VB_N_OFFICE && a->head != VB_N_SPOKES) ||
		    a->person >= 0)
			continue;
		while (k + 1 < r->chunks && r->chunk[k].kind == VB_C_PREP &&
		       r->chunk[k].func == VB_F_OF && r->chunk[k + 1].kind == VB_C_NP) {
			if (a->who.n == 0)
				a->who = r->chunk[k + 1].who;
			k += 2;
		}
		if (k + 1 >= r->chunks || r->chunk[k].kind != VB_C_COMMA)
			continue;
		b = &r->chunk[k + 1];
		if (b->kind != VB_C_NP || b->person < 0 || b->head != VB_N_PLAIN)
			continue;
		a->person = b->person;
		b->apposed = true;
		if (a->who.n == 0)
			a->who = b->who;
		else if (!*r->p->person[a->person].code)
			r->p->person[a->person].code = a->who.code[0];
	}
}

/* "a paper, delivered ahead of talks": a participle behind its noun. */
static void reduce(struct vb_reader *r)
{
	for (size_t i = 2; i + 1 < r->chunks; i++) {
		struct vb_chunk *c = &r->chunk[i];
		const struct vb_chunk *next = &r->chunk[i + 1];

		if (c->kind != VB_C_VG || !c->past || c->passive || c->to - c->from != 1)
			continue;
		if ((r->chunk[i - 1].kind == VB_C_COMMA && r->chunk[i - 2].kind == VB_C_NP &&
		     (next->kind == VB_C_PREP || next->kind == VB_C_DATE) &&
		     vb_verbs[c->verb].frame == VB_FR_GIVE) ||
		    (r->chunk[i - 1].kind == VB_C_NP && next->kind == VB_C_PREP &&
		     next->func == VB_F_BY))
			c->reduced = true;
	}
}

void vb_chunks(struct vb_reader *r)
{
	r->chunks = 0;
	for (size_t i = 0; i < r->words && r->chunks + 2 < VB_CHUNKS_MAX;)
		i = one_chunk(r, i);
	appositions(r);
	belongings(r);
	reduce(r);
}
