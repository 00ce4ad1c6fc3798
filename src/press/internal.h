/*
 * What the files of press share: growing memory, sentences, words, chunks, clauses.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "press/press.h"
#include "press/dates.h"

#include <string.h>

/* ---- pool.c: growing arrays; for texts see press.h ---- */

uint64_t vb_press_hash(struct vb_view v);
/* Room for @need of @size bytes each in *@array, which has room for *@cap; false: no memory. */
VB_MUST_CHECK bool vb_press_room(void *array, size_t *cap, size_t need, size_t size);

/* ---- split.c: a report into sentences ---- */

/* Appends the sentences of @text; false: no memory. */
VB_MUST_CHECK bool vb_split(struct vb_view text, uint32_t report, struct vb_press_sentence **out,
			    size_t *n, size_t *cap);
/* Says of each of @n sentences of one report what part of the page it is. */
void vb_parts(struct vb_view text, struct vb_press_sentence *s, size_t n);

/* ---- lexicon.c, nouns.c, verbs.c, world.c: what is known of words ---- */

enum vb_sense_kind {
	VB_S_FUNC,	/* @id: enum vb_func */
	VB_S_VERB,	/* @id: row of vb_verbs */
	VB_S_NOUN,	/* @id: row of vb_nouns */
	VB_S_NAME,	/* @id: row of the names: parties, bodies, media, places */
	VB_S_START,	/* the first of several words; @id: how many at most */
};

enum vb_func {
	VB_F_NONE,
	VB_F_DET,
	VB_F_POSS,	/* his, its, their */
	VB_F_PREP,
	VB_F_OF,
	VB_F_TO,
	VB_F_BY,
	VB_F_FROM,
	VB_F_WITH,
	VB_F_AND,
	VB_F_BUT,
	VB_F_THAT,
	VB_F_WHO,	/* who, which, whom */
	VB_F_WHAT,
	VB_F_SUB,	/* because, as, although */
	VB_F_WHEN,	/* when, after, before, since, once: a time */
	VB_F_IF,
	VB_F_PRON,	/* he, she, they, it, we */
	VB_F_BE,
	VB_F_HAVE,
	VB_F_DO,
	VB_F_WILL,	/* will, would, shall, 'll */
	VB_F_MAY,	/* may, might, could, should, can, must */
	VB_F_NOT,
	VB_F_NO,	/* "no answer", "no one", "none" */
	VB_F_ADV,
	VB_F_YET,	/* yet, still, not yet */
	VB_F_ADJ,
};

enum vb_form {
	VB_V_BASE = 1,
	VB_V_S = 2,
	VB_V_PAST = 4,
	VB_V_PART = 8,
	VB_V_ING = 16,
};

/* How a verb takes part in an act. */
enum vb_frame {
	VB_FR_NONE,
	VB_FR_GIVE,	/* a gives a document to b */
	VB_FR_ANSWER,	/* a answers b, or b's paper */
	VB_FR_RECEIVE,
	VB_FR_PUBLISH,
	VB_FR_PREPARE,
	VB_FR_FINISH,	/* completes the preparation */
	VB_FR_PROPOSE,
	VB_FR_DEMAND,
	VB_FR_WANT,	/* a demand only if it wants something of somebody */
	VB_FR_ASK,
	VB_FR_REFUSE,
	VB_FR_REFUSE_DOC,	/* only of a proposal, a demand, talks */
	VB_FR_AGREE,
	VB_FR_AGREE_DOC,
	VB_FR_MEET,
	VB_FR_HOLD,	/* only of talks */
	VB_FR_VOTE,
	VB_FR_SUSPEND,
	VB_FR_SUSPEND_TALK,
	VB_FR_INFORM,
	VB_FR_COMMENT,
	VB_FR_SECRET,
	VB_FR_ACCUSE,
	VB_FR_THREATEN,
	VB_FR_WARN,
	VB_FR_MAKE,	/* "make public", "make a proposal", "make concessions" */
};

/* What a verb does to the verb that depends on it: "promised to give". */
enum vb_clause_chain {
	VB_CH_NONE,
	VB_CH_PROMISE,
	VB_CH_EXPECT,
	VB_CH_DENY,
	VB_CH_SAME,	/* begin to, continue to */
	VB_CH_ASK,	/* asked b to: the act is the asking */
};

struct vb_verb {
	const char *lemma;	/* "hand over": with its particle */
	const char *past;	/* NULL: regular */
	const char *part;	/* NULL: like the past */
	uint8_t frame;
	uint8_t chain;
	bool says;		/* a verb of saying */
};

extern const struct vb_verb vb_verbs[];
extern const size_t vb_verbs_n;

enum vb_noun_class {
	VB_N_PLAIN,
	VB_N_ANSWER,
	VB_N_DRAFT,
	VB_N_PROPOSAL,
	VB_N_LETTER,
	VB_N_FOLLOWUP,
	VB_N_DOCUMENT,	/* paper, text: whichever is spoken of */
	VB_N_OFFER,
	VB_N_DEAL,	/* agreement, contract, treaty */
	VB_N_REQUEST,	/* demand, request, requirement */
	VB_N_TALKS,
	VB_N_CALL,
	VB_N_OFFICE,	/* minister, president: one person, named somewhere */
	VB_N_SPOKES,	/* spokesman: on the record, even without a name */
	VB_N_ANON,	/* official, source, analyst */
	VB_N_BODY,	/* ministry, government, union */
	VB_N_PRESS,	/* newspaper, agency, media */
	VB_N_SIDE,	/* side, party, counterpart */
	VB_N_CONCESSION,
	VB_N_VOTE,
	VB_N_SUBJECT,	/* concern, issue, guarantee: what is negotiated about */
	VB_N_ORG,	/* ends the name of a body: Institute, Works */
	VB_N_SECRECY,
	VB_N_PREPARING,	/* preparation, drafting, study */
};

struct vb_noun {
	const char *word;	/* singular */
	const char *plural;	/* NULL: regular; "": none */
	uint8_t class;
};

extern const struct vb_noun vb_nouns[];
extern const size_t vb_nouns_n;

enum vb_name_kind {
	VB_NM_STATE = 1,
	VB_NM_CAPITAL,
	VB_NM_PEOPLE,	/* Russian, Russians */
	VB_NM_BODY,	/* a party that is no state: NATO, a union */
	VB_NM_ORGAN,	/* an institution of a party: State Department */
	VB_NM_MEDIA,
	VB_NM_PLACE,
	VB_NM_PERSON,	/* from a parties file */
	VB_NM_GIVEN,
};

struct vb_name {
	const char *name;	/* several, parted by '|' in the tables */
	const char *code;
	uint8_t kind;
};

extern const struct vb_name vb_world[];
extern const size_t vb_world_n;
extern const char *const vb_funcs[][2];
extern const size_t vb_funcs_n;

struct vb_sense {
	const char *key;
	uint16_t len;
	uint8_t kind;
	uint8_t form;
	uint16_t id;
	uint32_t next;	/* another sense of the same text, or 0 */
};

struct vb_lexicon {
	struct vb_sense *sense;
	size_t n;
	size_t cap;
	uint32_t *slot;
	size_t slots;
	struct vb_name *name;	/* the world's and the parties file's */
	size_t names;
	size_t names_cap;
};

VB_MUST_CHECK enum vb_code vb_lexicon_new(struct vb_lexicon *lex, struct vb_pool *pool,
					  struct vb_view parties, struct vb_err *err);
void vb_lexicon_free(struct vb_lexicon *lex);
/* The first sense of @key (lower case; acronyms as written), or NULL; more by sense->next. */
const struct vb_sense *vb_lexicon_find(const struct vb_lexicon *lex, struct vb_view key);

/* ---- words.c: a sentence into words ---- */

enum vb_pos {
	VB_P_OTHER,	/* a lower-case word that nobody knows: part of a noun phrase */
	VB_P_FUNC,
	VB_P_VERB,
	VB_P_NOUN,
	VB_P_NAME,	/* of the lexicon */
	VB_P_PROPER,	/* capital letter, unknown */
	VB_P_NUMBER,
	VB_P_PUNCT,
	VB_P_DATE,
};

struct vb_token {
	uint32_t at;
	uint32_t len;
	uint8_t pos;
	uint8_t func;	/* enum vb_func */
	uint8_t form;	/* of the verb */
	bool plural;
	bool cap;
	bool acronym;
	bool poss;	/* "'s" behind it */
	char punct;	/* , ; : - ( ) . and < > for quotes */
	int16_t verb;	/* row, or -1 */
	int16_t noun;
	int16_t name;
};

/* The words of @v, at most @cap; marks within [date] are dates. */
size_t vb_words(const struct vb_lexicon *lex, struct vb_view v, const struct vb_date_mention *date,
		size_t dates, struct vb_token *out, size_t cap);

/* ---- chunk.c: words into noun phrases, verb groups and what joins them ---- */

struct vb_set {
	const char *code[6];	/* of the pool: equal texts are equal pointers */
	uint8_t n;
};

void vb_set_add(struct vb_set *s, const char *code);
void vb_set_join(struct vb_set *s, const struct vb_set *more);
bool vb_set_has(const struct vb_set *s, const char *code);
/* "RU+US", in the pool. */
const char *vb_set_text(const struct vb_set *s, struct vb_pool *pool);

enum vb_chunk_kind {
	VB_C_NP,
	VB_C_VG,
	VB_C_PREP,	/* @func says which */
	VB_C_AND,
	VB_C_BUT,
	VB_C_THAT,
	VB_C_WHO,
	VB_C_WHAT,
	VB_C_SUB,
	VB_C_WHEN,
	VB_C_IF,
	VB_C_COMMA,
	VB_C_STOP,	/* ; : ( ) and the full stop */
	VB_C_DASH,
	VB_C_OPEN,	/* a quote opens */
	VB_C_CLOSE,
	VB_C_ADV,
	VB_C_DATE,
};

struct vb_chunk {
	uint8_t kind;
	uint8_t func;		/* PREP: which */
	uint16_t from;		/* words */
	uint16_t to;
	/* noun phrase */
	uint8_t head;		/* enum vb_noun_class of the head */
	int16_t noun;		/* row of the head noun, or -1 */
	uint16_t headword;
	struct vb_set who;	/* the parties that it is, or that stand before its head */
	bool owns;		/* @who are owners or adjectives of the head: "Moscow's answer" */
	bool named;		/* the head is a party itself: "Moscow", "the State Department" */
	bool organ;		/* ... by one of its institutions */
	int32_t person;		/* row of the people, or -1 */
	const char *media;	/* name of a paper or agency, or NULL */
	bool pron;
	bool his;		/* opens with his, her, their */
	bool no;		/* "no answer" */
	bool plural;
	bool the;
	bool poss;		/* ends in "'s" */
	bool apposed;		/* explains the phrase before it: passed over */
	/* verb group */
	int16_t verb;		/* row of the main verb, or -1: to be, to have */
	bool neg;
	bool passive;
	bool will;
	bool may;
	bool perfect;
	bool past;
	bool inf;
	bool ing;
	bool reduced;		/* a participle behind its noun: "a letter sent to" */
	bool progressive;
	bool copula;
	bool yet;
	uint8_t chain;		/* "is ready to": enum vb_clause_chain */
};

/* ---- people.c ---- */

struct vb_person {
	const char *name;	/* full, as spelt most often */
	const char *surname;
	const char *code;	/* "" where the party is not known */
	int16_t office;		/* row of nouns, or -1 */
	uint32_t report;
	bool body;		/* a company, a union, an institute */
	bool labour;	/* ... a union */
	int32_t next;	/* another of this surname, or -1 */
	uint32_t seen;		/* sentence of its last mention */
	int32_t spelt;	/* his last spelling, or -1 */
};

/* One of the ways in which a person's name is spelt. */
struct vb_spelling {
	const char *name;
	uint32_t count;
	int32_t next;	/* another of this person, or -1 */
};

struct vb_press {
	struct vb_pool pool;
	struct vb_lexicon lex;
	struct vb_press_report *report;
	size_t reports, reports_cap;
	struct vb_press_sentence *sentence;
	size_t sentences, sentences_cap;
	struct vb_assertion *assertion;
	size_t assertions, assertions_cap;
	struct vb_press_relation *relation;
	size_t relations, relations_cap;
	struct vb_person *person;
	size_t people, people_cap;
	struct vb_spelling *spelling;
	size_t spellings, spellings_cap;
	uint32_t *surname;	/* hash: last person of a surname, +1 */
	size_t surnames;
	bool read;
};

/* What is spoken by whom. */
struct vb_voice {
	enum vb_press_authority authority;
	const char *speaker;	/* "" none */
	const char *via;
	const char *cue;
	const char *code;	/* the speaker's party, or "" */
	int32_t person;
	bool denies;		/* "denied that" */
	bool expects;		/* "expects", "doubts", "hopes" */
	bool promises;		/* "promised that" */
	bool doubts;
	bool paper;	/* a document says it */
	int64_t day;		/* of the saying, or INT64_MIN */
	char said[48];
};
extern const struct vb_voice vb_voice_none;	/* nobody says it */

/* Words of voices are spoken from chunk @from up to @to. */
struct vb_frame_of {
	uint16_t from;
	uint16_t to;
	uint16_t cue;		/* chunk of the verb, or of "according" */
	struct vb_voice voice;
};

#define VB_FRAMES_MAX 12
#define VB_CHUNKS_MAX (VB_PRESS_TOKENS_MAX + 2)
#define VB_DATES_MAX 32

/* A body as it was last named. */
struct vb_recall {
	const char *name;
	const char *code;
};

/* One sentence as read, and what is remembered of those before it. */
struct vb_reader {
	struct vb_press *p;
	uint32_t r;		/* report */
	const struct vb_press_sentence *s;
	size_t index;		/* of the sentence */
	struct vb_view text;	/* of the sentence, furniture cut off */
	struct vb_token word[VB_PRESS_TOKENS_MAX];
	size_t words;
	struct vb_chunk chunk[VB_CHUNKS_MAX];
	size_t chunks;
	struct vb_date_mention date[VB_DATES_MAX];
	size_t dates;
	struct vb_frame_of frame[VB_FRAMES_MAX];
	size_t frames;
	struct vb_voice back;	/* speaks the sentences before this one */
	bool has_back;
	bool whole_back;	/* ... the whole paragraph before */
	struct vb_voice ambient;	/* speaks what no voice of the sentence does */
	/* memory of the report */
	int64_t dct;
	int64_t last;		/* last date of the paragraph */
	struct vb_voice voice;	/* of the sentence before, in this paragraph */
	int32_t person;		/* last person mentioned, or -1 */
	int32_t speaker;	/* last person who spoke */
	const char *organ;	/* last institution: name and party */
	const char *organ_code;
	const char *media;	/* last paper or agency */
	int32_t company;	/* last bodies: row of people, or -1 */
	int32_t labour;
	struct vb_set subject;	/* parties of the last subject: "it", "they" */
	const char *anon;	/* last unnamed source, its party and paper */
	const char *anon_code;
	const char *anon_via;
	const char *dyad[2];	/* the two parties most spoken of, or "" */
	struct vb_recall recent[16];
	size_t recents;
	const char *brussels;	/* whose seat "Brussels" is here */
	const char *paper;	/* last draft: its name and whose it is */
	const char *paper_code;
};

/* Finds the people and bodies that a report names in full. */
VB_MUST_CHECK bool vb_people_collect(struct vb_press *p, const struct vb_token *w, size_t n,
				     struct vb_view text, uint32_t report);
/* Gives each the name that is spelt so most often, in whichever order reports were read. */
void vb_people_spell(struct vb_press *p);
/* The person with this surname or full name; -1: nobody. */
int32_t vb_people_find(const struct vb_press *p, struct vb_view name, uint32_t report);
VB_MUST_CHECK int32_t vb_people_add(struct vb_press *p, struct vb_view name, uint32_t report,
				    bool body);

/* Which body of the report a common noun stands for: "the union", "the bank"; -1: none. */
int32_t vb_body_of(const struct vb_reader *r, const char *word);
/* @name, or the longer name of the body of this code that begins with it. */
const char *vb_body_name(const struct vb_reader *r, const char *name, const char *code);
/* A noun for an employer or those it employs. */
bool vb_body_noun(const char *word);
const struct vb_recall *vb_recall(const struct vb_reader *r, const char *word);
void vb_chunks(struct vb_reader *r);
struct vb_view vb_chunk_text(const struct vb_reader *r, size_t i);
bool vb_word_is(const struct vb_reader *r, size_t i, const char *s);

/* ---- clause.c: what belongs to a verb ---- */

struct vb_args {
	int subject;		/* chunks, or -1 */
	int object;
	int receiver;		/* "sent | Moscow | a letter" */
	int to, from_, with, by, about, into;
	int inf;		/* a verb that depends on it: "agreed to" */
	int that;		/* a clause: its first chunk */
	int end;		/* behind the last of these */
	bool relative;		/* stands in a relative clause */
	bool what;		/* "what X sent was Y" */
};

struct vb_args vb_args_of(const struct vb_reader *r, int vg);
int vb_subject_of(const struct vb_reader *r, int vg);
/* The noun phrase at @np and those joined to it by "and", and by "of": their parties. */
struct vb_set vb_parties_at(const struct vb_reader *r, int np);
bool vb_is_paper(uint8_t class);

/* ---- voice.c ---- */

void vb_voices(struct vb_reader *r);
/* Who speaks, if the phrase at @np can; false: it cannot. */
bool vb_voice_of(struct vb_reader *r, int np, struct vb_voice *v);
/* The innermost voice at chunk @i. */
struct vb_voice vb_voice_at(const struct vb_reader *r, size_t i);

/* ---- acts.c, frames.c: what was done ---- */

struct vb_deed {
	enum vb_press_act act;
	enum vb_press_polarity polarity;
	struct vb_set from;
	struct vb_set to;
	int chunk;		/* where it stands */
	int first, last;	/* chunks of its words */
	int paper;		/* phrase of the document, or -1 */
	const char *document;	/* label, or NULL */
	const char *object;
	bool background;	/* of a subordinate clause: no date of its own */
	bool noun;
	struct vb_voice voice;
	unsigned confidence;
};

#define VB_DEEDS_MAX 16

struct vb_deeds {
	struct vb_deed deed[VB_DEEDS_MAX];
	size_t n;
};

void vb_deeds_find(struct vb_reader *r, struct vb_deeds *out);
/* Appends one with what is common: voice, polarity of verb @vg. */
struct vb_deed *vb_deed_add(struct vb_reader *r, struct vb_deeds *out, enum vb_press_act act,
			    int vg);
enum vb_press_polarity vb_polarity_of(struct vb_reader *r, int vg, const struct vb_set *actor,
				      const struct vb_voice *v);
struct vb_set vb_actor(struct vb_reader *r, int np, const struct vb_voice *v);
/* "RU-answer": of the paper at @np, given by @giver. */
const char *vb_paper_label(struct vb_reader *r, int np, const struct vb_set *giver);
void vb_nouns_find(struct vb_reader *r, struct vb_deeds *out);
void vb_state_find(struct vb_reader *r, struct vb_deeds *out);

/* ---- short names of what is asked of chunks, for the files that read them ---- */

static inline bool is(const struct vb_reader *r, int i, enum vb_chunk_kind kind)
{
	return i >= 0 && i < (int)r->chunks && r->chunk[i].kind == kind;
}

static inline const struct vb_verb *verb(const struct vb_reader *r, int vg)
{
	return is(r, vg, VB_C_VG) && r->chunk[vg].verb >= 0 ? &vb_verbs[r->chunk[vg].verb]
							    : NULL;
}

static inline bool lemma(const struct vb_reader *r, int vg, const char *s)
{
	const struct vb_verb *v = verb(r, vg);

	return v && *v->lemma == *s && strcmp(v->lemma, s) == 0;
}

static inline uint8_t head(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) ? r->chunk[np].head : VB_N_PLAIN;
}

static inline const char *noun(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) && r->chunk[np].noun >= 0 ? vb_nouns[r->chunk[np].noun].word
							    : "";
}

/* How the verb at @vg takes part in an act. */
static inline enum vb_frame verb_frame(const struct vb_reader *r, int vg)
{
	const struct vb_verb *v = verb(r, vg);

	return v ? (enum vb_frame)v->frame : VB_FR_NONE;
}

/* ---- polarity.c ---- */

/* The verb that this one depends on: "promised | to give", "asked not | to publish". */
int vb_parent_of(const struct vb_reader *r, int vg);
/* Is the clause of @vg a condition, or about a time? */
enum vb_chunk_kind vb_clause_kind(const struct vb_reader *r, int vg);

/* ---- paper.c ---- */

/* Whose paper: "Moscow's answer", "an answer from Moscow", "the answer of Moscow". */
struct vb_set vb_owner_of(const struct vb_reader *r, int np);
/* To whom a paper speaks: "answer to the US proposals". */
struct vb_set vb_answered_at(const struct vb_reader *r, int np);
/* A paper, or "it". */
bool vb_paper_at(const struct vb_reader *r, int np);
/* A paper at @np, or in what follows by "of": "the text of the letter". */
int vb_paper_near(const struct vb_reader *r, int np);

/* ---- acts.c ---- */

/* One of the words, anywhere in the sentence. */
bool vb_sentence_has(const struct vb_reader *r, const char *const *words, size_t n);
/* Is it a paper, talks, a concession: what is negotiated about? */
bool vb_of_negotiation(const struct vb_reader *r, int np);
/* The words from a deed's first to its last chunk take in @i. */
void vb_deed_stretch(struct vb_deed *d, int i);
/* An act of a relative clause, or one of time, has no date of its own. */
void vb_deed_background(const struct vb_reader *r, struct vb_deed *d, int vg);
/* Appends one whose sides are the subject, and whoever else the verb has. */
struct vb_deed *vb_deed_plain(struct vb_reader *r, struct vb_deeds *out, int vg,
			     enum vb_press_act act);

/* ---- passing.c, making.c, position.c, meeting.c, object.c: what the verb at @vg tells of ---- */

typedef void vb_act_fn(struct vb_reader *r, struct vb_deeds *out, int vg);
vb_act_fn vb_act_give, vb_act_receive;
/* False: "reached a deal" is none of its. */
bool vb_act_reach(struct vb_reader *r, struct vb_deeds *out, int vg);
vb_act_fn vb_act_publish, vb_act_prepare, vb_act_keep;
/* "keep it confidential" */
bool vb_keeps_secret(const struct vb_reader *r, int vg);
vb_act_fn vb_act_propose, vb_act_demand, vb_act_want, vb_act_obligation, vb_act_make;
vb_act_fn vb_act_refuse, vb_act_agree, vb_act_yield;
vb_act_fn vb_act_accuse, vb_act_threaten, vb_act_take_measures;
vb_act_fn vb_act_meet, vb_act_inform, vb_act_comment, vb_act_suspend;
vb_act_fn vb_act_by_object;

/* ---- assert.c, relate.c, repeat.c; false: no memory ---- */

VB_MUST_CHECK bool vb_assert_sentence(struct vb_reader *r, struct vb_deeds *deeds);
/* Fills in the sides that the sentences of a report leave out, from assertion @first on. */
void vb_assert_sides(struct vb_reader *r, size_t first);
VB_MUST_CHECK bool vb_relate(struct vb_press *p);
/* Needs sentences only; before all else, for what it needs is given back again. */
VB_MUST_CHECK bool vb_repeats(struct vb_press *p);
/* In folders with more assertions than this fewer relations are kept of each. */
#define VB_CROWD 5000

/* ---- datewords.c: a sentence as words that matter to dates, and others ---- */

enum vb_dw {
	DW_END,
	DW_OTHER,
	DW_MARK,	/* value: the character; '-' for every dash */
	DW_NUMBER,	/* value; digits */
	DW_ORDINAL,	/* 1st, 2nd: value */
	DW_DECADE,	/* 1990s: value */
	DW_MONTH,	/* value: 1 to 12 */
	DW_WEEKDAY,	/* value: 0 (Monday) to 6 */
	DW_UNIT,	/* value: 'd' 'w' 'm' 'y', 'q' quarter, 'e' weekend, 'h' hour */
	DW_COUNT,	/* one, two, a: value; 0: few, several */
	DW_RANK,	/* first to fourth: value */
	DW_QUARTER,	/* Q1: value */
	DW_SEASON,	/* value: its first month */
	DW_HALF,
	DW_PART,	/* early, mid, late: value 'e' 'm' 'l' */
	DW_POINT,	/* beginning, middle, end: value 'e' 'm' 'l' */
	DW_EARLIER,
	DW_LATER,
	DW_AGO,
	DW_LAST,
	DW_NEXT,
	DW_THIS,
	DW_THAT,
	DW_SAME,
	DW_PREVIOUS,
	DW_FOLLOWING,
	DW_COMING,
	DW_PAST,	/* the past week, recent days */
	DW_TODAY,	/* value: days from today */
	DW_TIME,	/* morning, evening; value 'n' for night */
	DW_HOUR,	/* midnight, noon */
	DW_THE,
	DW_POSSESSIVE,	/* its, their, his */
	DW_EVERY,
	DW_EPITHET,	/* Black, Good: before a weekday, no date */
	DW_OF,
	DW_ON,
	DW_IN,
	DW_DURING,
	DW_BY,
	DW_SINCE,
	DW_UNTIL,
	DW_BEFORE,
	DW_AFTER,
	DW_FROM,
	DW_TO,
	DW_FOR,
	DW_THAN,
	DW_BETWEEN,
	DW_AND,
	DW_WITHIN,
	DW_AHEAD,
	DW_SAID,	/* a verb of saying, past */
	DW_DID,		/* another verb, past */
	DW_HAD,		/* had, was, has */
	DW_IS,
	DW_WILL,
	DW_AGREED,	/* followed by "to": what lies ahead; value 1: always */
	DW_DUE,		/* scheduled, expected */
};

#define DW_CAPITAL 1u	/* the first letter is one */
#define DW_ALL_CAPITALS 2u
#define DW_GLUED 4u	/* no white space before it */
#define DW_SHORT 8u	/* Jan, Tue */
#define DW_PLURAL 16u
#define DW_OWNER 32u	/* ended in 's, which @len leaves out */

struct vb_word {
	size_t at, len;
	enum vb_dw kind;
	int value;
	unsigned digits, flags;
};

/* The word at or after *@pos, and *@pos moved behind it. */
struct vb_word vb_dateword(struct vb_view in, size_t *pos);

/* ---- tense.c: a part of the sentence, and what its verbs have said so far ---- */

#define VB_DATE_WINDOW 256	/* words held at once */

enum vb_tense { VB_UNSAID, VB_PAST, VB_PERFECT, VB_PRESENT, VB_FUTURE };

struct vb_date_scan {
	struct vb_view in;
	size_t pos, n;
	bool ended;
	int64_t dct, last, anchor; /* or UNKNOWN */
	bool event;	/* in search of the latest event: the year nearest to dct */
	enum vb_tense tense;
	unsigned hold;	/* words for which a participle belongs to the verb before */
	unsigned since_said; /* words since a verb of saying, if no other came between */
	unsigned since_was;
	bool passive;	/* that verb: "was announced" */
	struct vb_word word[VB_DATE_WINDOW];
};

/* What stands at @i, which may lie before the first or after the last. */
const struct vb_word *vb_date_word(const struct vb_date_scan *s, size_t i);
/* Short names for the files that read dates. */
#define UNKNOWN INT64_MIN	/* a day */

static inline const struct vb_word *word(const struct vb_date_scan *s, size_t i)
{
	return vb_date_word(s, i);
}

static inline enum vb_dw kind(const struct vb_date_scan *s, size_t i)
{
	return word(s, i)->kind;
}

/* Whether it is this mark: ',' or '-'. */
static inline bool is_mark(const struct vb_date_scan *s, size_t i, char c)
{
	return kind(s, i) == DW_MARK && word(s, i)->value == c;
}

/* Whether it is this unit of time: 'd' for days, 'w' for weeks. */
static inline bool is_unit(const struct vb_date_scan *s, size_t i, char c)
{
	return kind(s, i) == DW_UNIT && word(s, i)->value == c;
}

/* Whether it stands at the word before it without a space. */
static inline bool glued(const struct vb_date_scan *s, size_t i)
{
	return word(s, i)->flags & DW_GLUED;
}

/* Fills the window, and drops what lies well before @i; the new place of @i. */
size_t vb_date_fill(struct vb_date_scan *s, size_t i);
/* Takes the word at @i for the tense of what follows. */
void vb_date_track(struct vb_date_scan *s, size_t i);
/* The tense in which a date stands that takes the words from @i to before @end. */
enum vb_tense vb_date_tense(const struct vb_date_scan *s, size_t i, size_t end);
/* Whether it is the date of a saying. */
bool vb_date_is_saying(const struct vb_date_scan *s, size_t i, size_t end);

/* ---- point.c: one date, and what it is made from ---- */

struct vb_point {
	struct vb_when when;
	enum vb_unit unit;
	int64_t day;	/* any day of it */
	size_t end;	/* the word behind it */
	bool exact;	/* one day */
	bool bare;	/* a month or day without a year */
	bool late;	/* the end of it */
	bool dated;	/* a day by its month, not as seen from another */
};

void vb_point_set(struct vb_point *p, enum vb_unit unit, int64_t day, char part, size_t end);
void vb_point_span(struct vb_point *p, int64_t from, int64_t to, size_t end);
void vb_point_months(struct vb_point *p, int year, int month, int n, size_t end);
/* @day, @n units (as DW_UNIT has them) on; and the unit that holds @day. */
int64_t vb_point_add(int64_t day, int64_t n, int unit);
bool vb_point_unit(struct vb_point *p, int unit, int64_t day, size_t end);

/* The day from which "next week" is seen, that of a date from @i to @end, and the one from
 * which "a day later" is. */
int64_t vb_point_base(const struct vb_date_scan *s);
int64_t vb_point_base_of(const struct vb_date_scan *s, size_t i, size_t end);
int64_t vb_point_before(const struct vb_date_scan *s);
bool vb_point_future(const struct vb_date_scan *s, size_t i, size_t end);

/* The year in figures at @i; 0: none. */
int vb_point_year(const struct vb_date_scan *s, size_t i);
/* ", 2022", "2022", "last year", "of this year" at *@i, which moves behind it; 0: none. */
int vb_point_year_behind(const struct vb_date_scan *s, size_t *i);
/* The year of a month or day that has none; 0: unknown.  @day 0: the month alone. */
int vb_point_year_of(const struct vb_date_scan *s, int month, int day, size_t i, size_t end);

/* ---- named.c ---- */

/* A month without a day at @i, with a year, if there is one, at @k. */
bool vb_date_month(const struct vb_date_scan *s, size_t i, size_t k, struct vb_point *p);
bool vb_date_named(const struct vb_date_scan *s, size_t i, struct vb_point *p);

/* ---- told.c: any one date, without "since", "from" and their like ---- */

bool vb_date_point(const struct vb_date_scan *s, size_t i, struct vb_point *p);
