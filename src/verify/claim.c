/*
 * Claims: reading an assertion about acts, in the few words of the field (format.md
 * 8.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <string.h>

#define WORD_MAX 96	/* the longest citation */

/* The words of a claim, one after another. */
struct reader {
	struct vb_view left;		/* behind the current word */
	struct vb_view raw;		/* the current word as written; empty: no more */
	char word[WORD_MAX + 1];	/* and in lower case */
	bool verb, role;		/* seen so far */
	struct vb_claim *claim;
	enum vb_code code;
	struct vb_err *err;
};

static const struct {
	const char *word;
	enum vb_claim_verb verb;
} verbs[] = {
	{"delivered", VB_CLAIM_DELIVERED}, {"received", VB_CLAIM_RECEIVED},
	{"taken", VB_CLAIM_TAKEN}, {"took", VB_CLAIM_TAKEN}, {"answered", VB_CLAIM_ANSWERED},
};
/* Words that say nothing by themselves. */
static const char *const fillers[] = {
	"a", "an", "the", "has", "have", "had", "was", "were", "been", "is", "paper",
};
static const char *const months[] = {
	"january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december",
};

/* The current word is what is wrong, and the sentence names it. */
static void refuse(struct reader *r, const char *what)
{
	char q[80];

	if (r->code == VB_OK)
		r->code = vb_fail(r->err, VB_MALFORMED, "8.5", "claim", "\"%s\" %s",
				  vb_quote(q, sizeof(q), r->raw), what);
}

static void next(struct reader *r)
{
	struct vb_view rest;
	size_t n;

	do {
		r->raw = vb_token(r->left, &rest);
		r->left = rest;
	} while (r->raw.len == 0 && r->left.len > 0);
	n = r->raw.len <= WORD_MAX ? r->raw.len : 0;
	for (size_t i = 0; i < n; i++)
		r->word[i] = (char)(r->raw.ptr[i] >= 'A' && r->raw.ptr[i] <= 'Z' ?
				    r->raw.ptr[i] + 32 : r->raw.ptr[i]);
	r->word[n] = '\0';
}

static bool is(const struct reader *r, const char *word)
{
	return strcmp(r->word, word) == 0;
}

static bool is_filler(const struct reader *r)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(fillers); i++) {
		if (is(r, fillers[i]))
			return true;
	}
	return false;
}

/* ---- times ---- */

static bool digits(const char *s, size_t min, size_t max)
{
	size_t n = strspn(s, "0123456789");

	return s[n] == '\0' && n >= min && n <= max;
}

/* Whole days end with their last second: what lies before midnight is "by" them. */
static bool take_day(const char *year, unsigned month, const char *day, int64_t *out)
{
	char text[VB_TIME_LEN + 8];

	snprintf(text, sizeof(text), "%.4s-%02u-%s%.2sT00:00:00Z", year, month,
		 day[1] ? "" : "0", day);
	if (!vb_time_parse(vb_view_str(text), out))
		return false;
	*out += VB_DAY;
	return true;
}

static unsigned find_month(const char *word)
{
	for (unsigned i = 0; i < VB_ARRAY_LEN(months); i++) {
		if (strcmp(word, months[i]) == 0 ||
		    (strlen(word) == 3 && strncmp(word, months[i], 3) == 0))
			return i + 1;
	}
	return 0;
}

/* "2022-02-01" or a whole time, in one word. */
static bool one_word_time(const struct reader *r, int64_t *out)
{
	char text[VB_TIME_LEN + 1];

	if (vb_time_parse(r->raw, out))
		return true;
	if (r->raw.len != 10)
		return false;
	snprintf(text, sizeof(text), "%.10sT00:00:00Z", r->word);
	if (!vb_time_parse(vb_view_str(text), out))
		return false;
	*out += VB_DAY;
	return true;
}

/* The time at the current word; moves to its last one.  False: it is none, and
 * nothing has moved. */
static bool take_time(struct reader *r, int64_t *out)
{
	struct reader ahead = *r;
	char day[3], year[5];
	unsigned month;

	if (one_word_time(r, out))
		return true;
	if (!digits(ahead.word, 1, 2))
		return false;
	snprintf(day, sizeof(day), "%.2s", ahead.word);
	next(&ahead);
	month = find_month(ahead.word);
	next(&ahead);
	if (month == 0 || !digits(ahead.word, 4, 4))
		return false;
	snprintf(year, sizeof(year), "%.4s", ahead.word);
	if (!take_day(year, month, day, out))
		return false;
	*r = ahead;
	return true;
}

void vb_claim_time(char *out, int64_t by)
{
	char text[32];
	unsigned spaces = 0;

	if (by % VB_DAY != 0) {
		vb_time_human(text, by);
		snprintf(out, 48, "%s", text);
		return;
	}
	vb_time_human(text, by - 1);
	for (char *p = text; *p; p++) {
		if (*p == ' ' && ++spaces == 3)
			*p-- = '\0';
	}
	snprintf(out, 48, "the end of %s", text);
}

/* ---- the parts of a claim ---- */

static bool take_role(struct reader *r)
{
	for (unsigned i = 0; i < VB_AS_OFFERED; i++) {
		if (!is(r, vb_take_names[i]))
			continue;
		if (r->role)
			refuse(r, "is a second role");
		r->claim->as = (enum vb_take)i;
		r->role = true;
		return true;
	}
	return false;
}

static bool take_verb(struct reader *r)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++) {
		if (!is(r, verbs[i].word))
			continue;
		if (r->verb)
			refuse(r, "says a second thing; a claim says one");
		r->claim->verb = verbs[i].verb;
		r->verb = true;
		return true;
	}
	return false;
}

/* A citation of a whole act. */
static bool citation(struct reader *r, char chain[static 66], uint64_t *number,
		     uint64_t *epoch)
{
	struct vb_view article;

	if (!vb_citation_parse(vb_view_str(r->word), chain, number, epoch, &article))
		return false;
	if (article.len || *number == 0)
		refuse(r, "is no act that is handed over");
	return true;
}

static bool take_name(struct reader *r, char name[static VB_NAME_MAX + 1])
{
	if (name[0] || !vb_name_valid(vb_view_str(r->word)))
		return false;
	memcpy(name, r->word, strlen(r->word) + 1);
	return true;
}

static bool take_act(struct reader *r)
{
	struct vb_claim *c = r->claim;
	char chain[66], name[VB_KEYNAME_MAX];
	uint64_t number, epoch;

	if (!citation(r, chain, &number, &epoch))
		return false;
	if (c->chain[0]) {
		/* Of two citations the first is a party whose name looks like one. */
		snprintf(name, sizeof(name), "%s-%llu", c->chain,
			 (unsigned long long)c->number);
		if (c->party[0] || c->epoch || !vb_name_valid(vb_view_str(name)))
			refuse(r, "is a second act");
		else
			snprintf(c->party, sizeof(c->party), "%.*s", VB_NAME_MAX, name);
	}
	memcpy(c->chain, chain, sizeof(c->chain));
	c->number = number;
	c->epoch = epoch;
	return true;
}

/* "by TIME", or "by PARTY" as in "received by SUD". */
static void take_by(struct reader *r)
{
	int64_t t;

	do
		next(r);
	while (is_filler(r));
	if (take_time(r, &t)) {
		if (r->claim->by != VB_TIME_NONE)
			refuse(r, "ends a second time");
		r->claim->by = t;
	} else if (!take_name(r, r->claim->party)) {
		refuse(r, "stands behind \"by\", where a time or a party is due");
	}
}

/* "to PARTY"; behind a role "to ACT". */
static void take_to(struct reader *r)
{
	struct vb_claim *c = r->claim;

	next(r);
	if (r->role && !c->answers_chain[0] &&
	    citation(r, c->answers_chain, &c->answers_number, &c->answers_epoch))
		return;
	if (!take_name(r, c->to))
		refuse(r, "stands behind \"to\", where a party is due, or behind a role an act");
}

static void take_as(struct reader *r)
{
	do
		next(r);
	while (is_filler(r));
	if (!take_role(r))
		refuse(r, "is no role that a paper is handed over or taken as");
}

static void take_word(struct reader *r)
{
	if (is(r, "by"))
		take_by(r);
	else if (is(r, "to"))
		take_to(r);
	else if (is(r, "as"))
		take_as(r);
	else if (!is_filler(r) && !take_verb(r) && !take_role(r) && !take_act(r) &&
		 !take_name(r, r->claim->party))
		refuse(r, "is no word of a claim");
}

enum vb_code vb_claim_parse(struct vb_view words, struct vb_claim *out, struct vb_err *err)
{
	struct vb_claim c = {.as = VB_AS_NONE, .by = VB_TIME_NONE};
	struct reader r = {.left = words, .claim = &c, .err = err};

	if (words.len > VB_WORDS_MAX || !vb_words_valid(words))
		return vb_fail(err, VB_MALFORMED, "1.4", "claim",
			       "a claim has 1 to %d bytes, and nothing invisible", VB_WORDS_MAX);
	if (words.ptr[words.len - 1] == '.')
		r.left.len--;
	for (next(&r); r.code == VB_OK && r.raw.len > 0; next(&r))
		take_word(&r);
	if (r.code != VB_OK)
		return r.code;
	if (!r.verb)
		return vb_fail(err, VB_MALFORMED, "8.5", "claim",
			       "no word says what happened: delivered, received, taken, answered");
	if (!c.chain[0] && (c.verb == VB_CLAIM_ANSWERED || (!r.role && !c.party[0] && !c.to[0])))
		return vb_fail(err, VB_MALFORMED, "8.5", "claim", "it names no act");
	*out = c;
	return VB_OK;
}
