/*
 * A sentence as words: which of them can stand in a date, or tell what is past from what
 * is to come.  Any bytes; one pass; nothing is kept but where a word stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#include <string.h>

#define WORD_MAX 15	/* bytes of the longest word that we know, and some more */

struct known {
	const char *word;
	enum vb_dw kind;
	int value;
	unsigned flags;
};

/* In the order of their bytes. */
static const struct known words[] = {
	{"a", DW_COUNT, 1, 0},
	{"added", DW_SAID, 0, 0},
	{"after", DW_AFTER, 0, 0},
	{"afternoon", DW_TIME, 0, 0},
	{"ago", DW_AGO, 0, 0},
	{"agreed", DW_AGREED, 0, 0},
	{"agrees", DW_AGREED, 1, 0},
	{"ahead", DW_AHEAD, 0, 0},
	{"ahmed", DW_OTHER, 0, 0},
	{"aims", DW_AGREED, 1, 0},
	{"allied", DW_OTHER, 0, 0},
	{"am", DW_IS, 0, 0},
	{"an", DW_COUNT, 1, 0},
	{"and", DW_AND, 0, 0},
	{"announced", DW_SAID, 0, 0},
	{"apr", DW_MONTH, 4, DW_SHORT},
	{"april", DW_MONTH, 4, 0},
	{"are", DW_IS, 0, 0},
	{"aren't", DW_IS, 0, 0},
	{"argued", DW_SAID, 0, 0},
	{"armed", DW_OTHER, 0, 0},
	{"ash", DW_EPITHET, 0, 0},
	{"asked", DW_AGREED, 0, 0},
	{"aug", DW_MONTH, 8, DW_SHORT},
	{"august", DW_MONTH, 8, 0},
	{"autumn", DW_SEASON, 9, 0},
	{"became", DW_DID, 0, 0},
	{"bed", DW_OTHER, 0, 0},
	{"been", DW_HAD, 0, 0},
	{"before", DW_BEFORE, 0, 0},
	{"began", DW_DID, 0, 0},
	{"beginning", DW_POINT, 'e', 0},
	{"begins", DW_IS, 0, 0},
	{"bent", DW_DID, 0, 0},
	{"between", DW_BETWEEN, 0, 0},
	{"bid", DW_DID, 0, 0},
	{"black", DW_EPITHET, 0, 0},
	{"bleed", DW_OTHER, 0, 0},
	{"bloody", DW_EPITHET, 0, 0},
	{"bore", DW_DID, 0, 0},
	{"bought", DW_DID, 0, 0},
	{"breed", DW_OTHER, 0, 0},
	{"broke", DW_DID, 0, 0},
	{"brought", DW_DID, 0, 0},
	{"built", DW_DID, 0, 0},
	{"by", DW_BY, 0, 0},
	{"called", DW_AGREED, 0, 0},
	{"came", DW_DID, 0, 0},
	{"can", DW_WILL, 0, 0},
	{"cannot", DW_WILL, 0, 0},
	{"caught", DW_DID, 0, 0},
	{"chose", DW_DID, 0, 0},
	{"claimed", DW_SAID, 0, 0},
	{"clarified", DW_SAID, 0, 0},
	{"close", DW_POINT, 'l', 0},
	{"coming", DW_COMING, 0, 0},
	{"commented", DW_SAID, 0, 0},
	{"confirmed", DW_SAID, 0, 0},
	{"convenes", DW_IS, 0, 0},
	{"could", DW_WILL, 0, 0},
	{"creed", DW_OTHER, 0, 0},
	{"current", DW_THIS, 0, 0},
	{"cyber", DW_EPITHET, 0, 0},
	{"day", DW_UNIT, 'd', 0},
	{"days", DW_UNIT, 'd', DW_PLURAL},
	{"dealt", DW_DID, 0, 0},
	{"dec", DW_MONTH, 12, DW_SHORT},
	{"december", DW_MONTH, 12, 0},
	{"decided", DW_AGREED, 0, 0},
	{"decides", DW_AGREED, 1, 0},
	{"declared", DW_SAID, 0, 0},
	{"deed", DW_OTHER, 0, 0},
	{"demanded", DW_AGREED, 0, 0},
	{"denied", DW_SAID, 0, 0},
	{"did", DW_HAD, 0, 0},
	{"didn't", DW_HAD, 0, 0},
	{"drew", DW_DID, 0, 0},
	{"due", DW_DUE, 0, 0},
	{"during", DW_DURING, 0, 0},
	{"each", DW_EVERY, 0, 0},
	{"earlier", DW_EARLIER, 0, 0},
	{"early", DW_PART, 'e', 0},
	{"eight", DW_COUNT, 8, 0},
	{"eleven", DW_COUNT, 11, 0},
	{"embed", DW_OTHER, 0, 0},
	{"emphasised", DW_SAID, 0, 0},
	{"emphasized", DW_SAID, 0, 0},
	{"end", DW_POINT, 'l', 0},
	{"evening", DW_TIME, 0, 0},
	{"every", DW_EVERY, 0, 0},
	{"exceed", DW_OTHER, 0, 0},
	{"expected", DW_DUE, 0, 0},
	{"expires", DW_IS, 0, 0},
	{"explained", DW_SAID, 0, 0},
	{"fall", DW_SEASON, 9, 0},
	{"fat", DW_EPITHET, 0, 0},
	{"feb", DW_MONTH, 2, DW_SHORT},
	{"february", DW_MONTH, 2, 0},
	{"fed", DW_OTHER, 0, 0},
	{"feed", DW_OTHER, 0, 0},
	{"fell", DW_DID, 0, 0},
	{"felt", DW_DID, 0, 0},
	{"few", DW_COUNT, 0, 0},
	{"first", DW_RANK, 1, 0},
	{"five", DW_COUNT, 5, 0},
	{"fled", DW_DID, 0, 0},
	{"flew", DW_DID, 0, 0},
	{"following", DW_FOLLOWING, 0, 0},
	{"for", DW_FOR, 0, 0},
	{"forbade", DW_DID, 0, 0},
	{"foresaw", DW_DID, 0, 0},
	{"fought", DW_DID, 0, 0},
	{"found", DW_DID, 0, 0},
	{"four", DW_COUNT, 4, 0},
	{"fourth", DW_RANK, 4, 0},
	{"fri", DW_WEEKDAY, 4, DW_SHORT},
	{"friday", DW_WEEKDAY, 4, 0},
	{"fridays", DW_WEEKDAY, 4, DW_PLURAL},
	{"from", DW_FROM, 0, 0},
	{"gathers", DW_IS, 0, 0},
	{"gave", DW_DID, 0, 0},
	{"going", DW_AGREED, 1, 0},
	{"good", DW_EPITHET, 0, 0},
	{"got", DW_DID, 0, 0},
	{"greed", DW_OTHER, 0, 0},
	{"grew", DW_DID, 0, 0},
	{"had", DW_HAD, 0, 0},
	{"hadn't", DW_HAD, 0, 0},
	{"half", DW_HALF, 0, 0},
	{"has", DW_HAD, 0, 0},
	{"hasn't", DW_HAD, 0, 0},
	{"have", DW_HAD, 0, 0},
	{"haven't", DW_HAD, 0, 0},
	{"heard", DW_DID, 0, 0},
	{"heed", DW_OTHER, 0, 0},
	{"held", DW_DID, 0, 0},
	{"her", DW_POSSESSIVE, 0, 0},
	{"hid", DW_DID, 0, 0},
	{"his", DW_POSSESSIVE, 0, 0},
	{"hope", DW_AGREED, 1, 0},
	{"hoped", DW_AGREED, 0, 0},
	{"hopes", DW_AGREED, 1, 0},
	{"hosts", DW_IS, 0, 0},
	{"hour", DW_UNIT, 'h', 0},
	{"hours", DW_UNIT, 'h', DW_PLURAL},
	{"hundred", DW_OTHER, 0, 0},
	{"in", DW_IN, 0, 0},
	{"indeed", DW_OTHER, 0, 0},
	{"indicated", DW_SAID, 0, 0},
	{"informed", DW_SAID, 0, 0},
	{"insisted", DW_SAID, 0, 0},
	{"intend", DW_AGREED, 1, 0},
	{"intended", DW_AGREED, 0, 0},
	{"intends", DW_AGREED, 1, 0},
	{"invited", DW_AGREED, 0, 0},
	{"is", DW_IS, 0, 0},
	{"isn't", DW_IS, 0, 0},
	{"its", DW_POSSESSIVE, 0, 0},
	{"jan", DW_MONTH, 1, DW_SHORT},
	{"january", DW_MONTH, 1, 0},
	{"jul", DW_MONTH, 7, DW_SHORT},
	{"july", DW_MONTH, 7, 0},
	{"jun", DW_MONTH, 6, DW_SHORT},
	{"june", DW_MONTH, 6, 0},
	{"kept", DW_DID, 0, 0},
	{"knew", DW_DID, 0, 0},
	{"laid", DW_DID, 0, 0},
	{"last", DW_LAST, 0, 0},
	{"late", DW_PART, 'l', 0},
	{"later", DW_LATER, 0, 0},
	{"lay", DW_DID, 0, 0},
	{"led", DW_DID, 0, 0},
	{"left", DW_DID, 0, 0},
	{"lent", DW_DID, 0, 0},
	{"limited", DW_OTHER, 0, 0},
	{"looming", DW_DUE, 0, 0},
	{"lost", DW_DID, 0, 0},
	{"made", DW_DID, 0, 0},
	{"mar", DW_MONTH, 3, DW_SHORT},
	{"march", DW_MONTH, 3, 0},
	{"maundy", DW_EPITHET, 0, 0},
	{"may", DW_MONTH, 5, 0},
	{"meant", DW_DID, 0, 0},
	{"meets", DW_IS, 0, 0},
	{"met", DW_DID, 0, 0},
	{"mid", DW_PART, 'm', 0},
	{"midday", DW_HOUR, 0, 0},
	{"middle", DW_POINT, 'm', 0},
	{"midnight", DW_HOUR, 0, 0},
	{"might", DW_WILL, 0, 0},
	{"mohammed", DW_OTHER, 0, 0},
	{"mon", DW_WEEKDAY, 0, DW_SHORT},
	{"monday", DW_WEEKDAY, 0, 0},
	{"mondays", DW_WEEKDAY, 0, DW_PLURAL},
	{"month", DW_UNIT, 'm', 0},
	{"months", DW_UNIT, 'm', DW_PLURAL},
	{"morning", DW_TIME, 0, 0},
	{"most", DW_EVERY, 0, 0},
	{"must", DW_WILL, 0, 0},
	{"my", DW_POSSESSIVE, 0, 0},
	{"naked", DW_OTHER, 0, 0},
	{"need", DW_OTHER, 0, 0},
	{"needs", DW_OTHER, 0, 0},
	{"next", DW_NEXT, 0, 0},
	{"night", DW_TIME, 'n', 0},
	{"nine", DW_COUNT, 9, 0},
	{"noon", DW_HOUR, 0, 0},
	{"noted", DW_SAID, 0, 0},
	{"nov", DW_MONTH, 11, DW_SHORT},
	{"november", DW_MONTH, 11, 0},
	{"oct", DW_MONTH, 10, DW_SHORT},
	{"october", DW_MONTH, 10, 0},
	{"of", DW_OF, 0, 0},
	{"offered", DW_AGREED, 0, 0},
	{"on", DW_ON, 0, 0},
	{"one", DW_COUNT, 1, 0},
	{"opens", DW_IS, 0, 0},
	{"our", DW_POSSESSIVE, 0, 0},
	{"outset", DW_POINT, 'e', 0},
	{"overthrew", DW_DID, 0, 0},
	{"paid", DW_DID, 0, 0},
	{"palm", DW_EPITHET, 0, 0},
	{"past", DW_PAST, 0, 0},
	{"plan", DW_AGREED, 1, 0},
	{"planned", DW_DUE, 0, 0},
	{"planning", DW_AGREED, 1, 0},
	{"plans", DW_AGREED, 1, 0},
	{"pledged", DW_AGREED, 0, 0},
	{"preceding", DW_PREVIOUS, 0, 0},
	{"prepared", DW_AGREED, 0, 0},
	{"prepares", DW_AGREED, 1, 0},
	{"preparing", DW_AGREED, 1, 0},
	{"previous", DW_PREVIOUS, 0, 0},
	{"proceed", DW_OTHER, 0, 0},
	{"promised", DW_AGREED, 0, 0},
	{"promises", DW_AGREED, 0, 0},
	{"proposed", DW_AGREED, 0, 0},
	{"put", DW_DID, 0, 0},
	{"q1", DW_QUARTER, 1, 0},
	{"q2", DW_QUARTER, 2, 0},
	{"q3", DW_QUARTER, 3, 0},
	{"q4", DW_QUARTER, 4, 0},
	{"quarter", DW_UNIT, 'q', 0},
	{"quarters", DW_UNIT, 'q', DW_PLURAL},
	{"quoted", DW_SAID, 0, 0},
	{"ran", DW_DID, 0, 0},
	{"rang", DW_DID, 0, 0},
	{"ready", DW_AGREED, 0, 0},
	{"recent", DW_PAST, 0, 0},
	{"red", DW_OTHER, 0, 0},
	{"reed", DW_OTHER, 0, 0},
	{"reiterated", DW_SAID, 0, 0},
	{"remarked", DW_SAID, 0, 0},
	{"reported", DW_SAID, 0, 0},
	{"rode", DW_DID, 0, 0},
	{"rose", DW_DID, 0, 0},
	{"sacred", DW_OTHER, 0, 0},
	{"said", DW_SAID, 0, 0},
	{"same", DW_SAME, 0, 0},
	{"sang", DW_DID, 0, 0},
	{"sank", DW_DID, 0, 0},
	{"sat", DW_WEEKDAY, 5, DW_SHORT},
	{"saturday", DW_WEEKDAY, 5, 0},
	{"saturdays", DW_WEEKDAY, 5, DW_PLURAL},
	{"saw", DW_DID, 0, 0},
	{"saying", DW_SAID, 0, 0},
	{"says", DW_SAID, 0, 0},
	{"scheduled", DW_DUE, 0, 0},
	{"second", DW_RANK, 2, 0},
	{"seed", DW_OTHER, 0, 0},
	{"sent", DW_DID, 0, 0},
	{"sep", DW_MONTH, 9, DW_SHORT},
	{"sept", DW_MONTH, 9, DW_SHORT},
	{"september", DW_MONTH, 9, 0},
	{"set", DW_AGREED, 0, 0},
	{"seven", DW_COUNT, 7, 0},
	{"several", DW_COUNT, 0, 0},
	{"shall", DW_WILL, 0, 0},
	{"shed", DW_OTHER, 0, 0},
	{"shook", DW_DID, 0, 0},
	{"shot", DW_DID, 0, 0},
	{"should", DW_WILL, 0, 0},
	{"since", DW_SINCE, 0, 0},
	{"six", DW_COUNT, 6, 0},
	{"slated", DW_DUE, 0, 0},
	{"slept", DW_DID, 0, 0},
	{"sold", DW_DID, 0, 0},
	{"sought", DW_DID, 0, 0},
	{"speed", DW_OTHER, 0, 0},
	{"spent", DW_DID, 0, 0},
	{"spoke", DW_DID, 0, 0},
	{"spread", DW_DID, 0, 0},
	{"spring", DW_SEASON, 3, 0},
	{"start", DW_POINT, 'e', 0},
	{"starts", DW_IS, 0, 0},
	{"stated", DW_SAID, 0, 0},
	{"stole", DW_DID, 0, 0},
	{"stood", DW_DID, 0, 0},
	{"stressed", DW_SAID, 0, 0},
	{"struck", DW_DID, 0, 0},
	{"succeed", DW_OTHER, 0, 0},
	{"suggested", DW_SAID, 0, 0},
	{"summer", DW_SEASON, 6, 0},
	{"sun", DW_WEEKDAY, 6, DW_SHORT},
	{"sunday", DW_WEEKDAY, 6, 0},
	{"sundays", DW_WEEKDAY, 6, DW_PLURAL},
	{"super", DW_EPITHET, 0, 0},
	{"swore", DW_DID, 0, 0},
	{"taught", DW_DID, 0, 0},
	{"ted", DW_OTHER, 0, 0},
	{"tells", DW_SAID, 0, 0},
	{"ten", DW_COUNT, 10, 0},
	{"than", DW_THAN, 0, 0},
	{"that", DW_THAT, 0, 0},
	{"the", DW_THE, 0, 0},
	{"their", DW_POSSESSIVE, 0, 0},
	{"third", DW_RANK, 3, 0},
	{"this", DW_THIS, 0, 0},
	{"thought", DW_DID, 0, 0},
	{"threatened", DW_AGREED, 0, 0},
	{"three", DW_COUNT, 3, 0},
	{"threw", DW_DID, 0, 0},
	{"through", DW_UNTIL, 0, 0},
	{"throughout", DW_DURING, 0, 0},
	{"thu", DW_WEEKDAY, 3, DW_SHORT},
	{"thurs", DW_WEEKDAY, 3, DW_SHORT},
	{"thursday", DW_WEEKDAY, 3, 0},
	{"thursdays", DW_WEEKDAY, 3, DW_PLURAL},
	{"till", DW_UNTIL, 0, 0},
	{"to", DW_TO, 0, 0},
	{"today", DW_TODAY, 0, 0},
	{"told", DW_SAID, 0, 0},
	{"tomorrow", DW_TODAY, 1, 0},
	{"tonight", DW_TODAY, 0, 0},
	{"took", DW_DID, 0, 0},
	{"travels", DW_IS, 0, 0},
	{"tue", DW_WEEKDAY, 1, DW_SHORT},
	{"tues", DW_WEEKDAY, 1, DW_SHORT},
	{"tuesday", DW_WEEKDAY, 1, 0},
	{"tuesdays", DW_WEEKDAY, 1, DW_PLURAL},
	{"tweeted", DW_SAID, 0, 0},
	{"twelve", DW_COUNT, 12, 0},
	{"two", DW_COUNT, 2, 0},
	{"understood", DW_DID, 0, 0},
	{"undertook", DW_DID, 0, 0},
	{"underwent", DW_DID, 0, 0},
	{"united", DW_OTHER, 0, 0},
	{"unprecedented", DW_OTHER, 0, 0},
	{"until", DW_UNTIL, 0, 0},
	{"upcoming", DW_DUE, 0, 0},
	{"urged", DW_AGREED, 0, 0},
	{"visits", DW_IS, 0, 0},
	{"vowed", DW_AGREED, 0, 0},
	{"want", DW_AGREED, 1, 0},
	{"wanted", DW_AGREED, 0, 0},
	{"wants", DW_AGREED, 1, 0},
	{"warned", DW_SAID, 0, 0},
	{"was", DW_HAD, 0, 0},
	{"wasn't", DW_HAD, 0, 0},
	{"wed", DW_WEEKDAY, 2, DW_SHORT},
	{"wednesday", DW_WEEKDAY, 2, 0},
	{"wednesdays", DW_WEEKDAY, 2, DW_PLURAL},
	{"weed", DW_OTHER, 0, 0},
	{"week", DW_UNIT, 'w', 0},
	{"weekend", DW_UNIT, 'e', 0},
	{"weekends", DW_UNIT, 'e', DW_PLURAL},
	{"weeks", DW_UNIT, 'w', DW_PLURAL},
	{"went", DW_DID, 0, 0},
	{"were", DW_HAD, 0, 0},
	{"weren't", DW_HAD, 0, 0},
	{"wicked", DW_OTHER, 0, 0},
	{"will", DW_WILL, 0, 0},
	{"winter", DW_SEASON, 12, 0},
	{"withdrew", DW_DID, 0, 0},
	{"within", DW_WITHIN, 0, 0},
	{"won", DW_DID, 0, 0},
	{"won't", DW_WILL, 0, 0},
	{"wore", DW_DID, 0, 0},
	{"would", DW_WILL, 0, 0},
	{"wouldn't", DW_WILL, 0, 0},
	{"wrote", DW_SAID, 0, 0},
	{"year", DW_UNIT, 'y', 0},
	{"years", DW_UNIT, 'y', DW_PLURAL},
	{"yesterday", DW_TODAY, -1, 0},
	{"your", DW_POSSESSIVE, 0, 0},
};

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* The next sign: ' ' for white space, '-' for dashes, '\'' for apostrophes, '"' for other
 * general punctuation, 'a' for letters, '0' for digits, else the byte; @n: its bytes. */
static char sign_at(struct vb_view in, size_t pos, size_t *n)
{
	const uint8_t *p = in.ptr + pos;
	size_t left = in.len - pos;
	uint8_t c = p[0];

	*n = 1;
	if (is_digit(c))
		return '0';
	if (c < 0x80 && is_upper((uint8_t)(c & 0xdf)))
		return 'a';
	if (c <= ' ' || c == 0x7f)
		return ' ';
	if (c < 0x80)
		return (char)c;
	if (left >= 2 && c == 0xc2 && p[1] == 0xa0) {
		*n = 2;
		return ' ';
	}
	if (left >= 3 && c == 0xe2 && (p[1] == 0x80 || (p[1] == 0x88 && p[2] == 0x92))) {
		*n = 3;
		if (p[1] == 0x88 || (p[2] >= 0x90 && p[2] <= 0x95))
			return '-';
		if (p[2] == 0x98 || p[2] == 0x99)
			return '\'';
		/* U+2000 to U+200A, U+202F: spaces */
		return p[2] <= 0x8a || p[2] == 0xaf ? ' ' : '"';
	}
	return 'a';
}

static const struct known *find(const char *word)
{
	size_t low = 0, high = VB_ARRAY_LEN(words);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(word, words[mid].word);

		if (order == 0)
			return &words[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* Words that are a date only as they are written: "may" and "March", "sat" and "Sat." */
static void settle(struct vb_word *w, const char *word, const struct known *k)
{
	bool capital = w->flags & DW_CAPITAL;
	bool short_form = k->flags & DW_SHORT;

	w->kind = k->kind;
	w->value = k->value;
	w->flags |= k->flags;
	if (capital || (k->kind != DW_MONTH && !short_form))
		return;
	if (strcmp(word, "may") == 0)
		w->kind = DW_WILL;
	else if (strcmp(word, "sat") == 0)
		w->kind = DW_DID;
	else if (short_form || strcmp(word, "march") == 0 || strcmp(word, "august") == 0)
		w->kind = DW_OTHER;
}

/* @word: its @n first letters, small, with a plain apostrophe. */
static void name_word(struct vb_word *w, char *word, size_t n)
{
	const struct known *k;

	word[n] = 0;
	if (n > 3 && strcmp(word + n - 3, "'ll") == 0) {
		w->kind = DW_WILL;
		return;
	}
	k = n < WORD_MAX ? find(word) : NULL;
	if (k)
		settle(w, word, k);
}

static struct vb_word letters(struct vb_view in, size_t *pos)
{
	struct vb_word w = {.at = *pos, .kind = DW_OTHER};
	size_t p = *pos, n = 0, step, next, upper = 0, owner = 0;
	char word[WORD_MAX + 1], sign;

	if (is_upper(in.ptr[p]))
		w.flags |= DW_CAPITAL;
	for (; p < in.len; p += step) {
		sign = sign_at(in, p, &step);
		/* An apostrophe belongs to the word where a letter follows. */
		if (sign == '\'' && p + step < in.len &&
		    sign_at(in, p + step, &next) == 'a')
			owner = p;
		else if (sign != 'a' && (sign != '0' || p != *pos + 1))
			break;
		if (n < WORD_MAX)
			word[n++] = sign == '\'' ? '\'' : (char)(in.ptr[p] | 0x20);
		upper += is_upper(in.ptr[p]);
	}
	*pos = p;
	w.len = p - w.at;
	if (upper == w.len && w.len > 1)
		w.flags |= DW_ALL_CAPITALS;
	if (owner && n > 2 && n < WORD_MAX && word[n - 1] == 's' && word[n - 2] == '\'') {
		w.len = owner - w.at;
		w.flags |= DW_OWNER;
		n -= 2;
	}
	name_word(&w, word, n);
	/* The past of a regular verb; a name may end so too. */
	if (w.kind == DW_OTHER && w.len >= 4 && !(w.flags & (DW_CAPITAL | DW_OWNER)) &&
	    in.ptr[w.at + w.len - 1] == 'd' && in.ptr[w.at + w.len - 2] == 'e' &&
	    (n >= WORD_MAX || !find(word)))
		w.kind = DW_DID;
	return w;
}

/* What is glued to the figures of @w: "st", "s", or something that makes it no number. */
static void tail(struct vb_view in, size_t *pos, struct vb_word *w)
{
	size_t p = *pos, n = 0, step;
	char t[4] = "";

	while (p < in.len && sign_at(in, p, &step) == 'a') {
		if (n < 3)
			t[n] = (char)(in.ptr[p] | 0x20);
		n++;
		p += step;
	}
	if (n == 0)
		return;
	*pos = p;
	w->len = p - w->at;
	if (n == 2 && w->digits <= 2 &&
	    (!strcmp(t, "st") || !strcmp(t, "nd") || !strcmp(t, "rd") || !strcmp(t, "th")))
		w->kind = DW_ORDINAL;
	else if (n == 1 && t[0] == 's' && w->digits == 4 && w->value % 10 == 0)
		w->kind = DW_DECADE;
	else if (n != 1 || t[0] != 't')	/* 2022-01-21T10:00 */
		w->kind = DW_OTHER;
}

static struct vb_word number(struct vb_view in, size_t *pos)
{
	struct vb_word w = {.at = *pos, .kind = DW_NUMBER};
	size_t p = *pos;

	for (; p < in.len && is_digit(in.ptr[p]); p++, w.digits++)
		if (w.digits < 8)
			w.value = w.value * 10 + (in.ptr[p] - '0');
	if (w.digits > 8)
		w.kind = DW_OTHER;
	/* 100,000 is one number, and no day. */
	while (in.len - p > 3 && in.ptr[p] == ',' && is_digit(in.ptr[p + 1]) &&
	       is_digit(in.ptr[p + 2]) && is_digit(in.ptr[p + 3]) && w.digits <= 3 &&
	       (in.len - p == 4 || !is_digit(in.ptr[p + 4]))) {
		p += 4;
		w.kind = DW_OTHER;
	}
	*pos = p;
	w.len = p - w.at;
	tail(in, pos, &w);
	return w;
}

struct vb_word vb_dateword(struct vb_view in, size_t *pos)
{
	size_t start = *pos, step = 0;
	struct vb_word w = {.at = in.len};
	unsigned glued;
	char sign = ' ';

	while (*pos < in.len && (sign = sign_at(in, *pos, &step)) == ' ')
		*pos += step;
	if (*pos >= in.len)
		return w;
	glued = *pos == start && start > 0 ? DW_GLUED : 0;
	if (sign == 'a') {
		w = letters(in, pos);
	} else if (sign == '0') {
		w = number(in, pos);
	} else {
		w = (struct vb_word){.at = *pos, .len = step, .kind = DW_MARK, .value = sign};
		*pos += step;
	}
	w.flags |= glued;
	return w;
}
