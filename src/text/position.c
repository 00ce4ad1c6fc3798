/*
 * Positions: a party's stand on an article, read strictly and printed in one form (text.md 9).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

const char *const vb_stand_names[] = {"silent", "proposed", "accept", "accept with changes",
				      "accept if", "accept all or none of", "discuss", "reserve",
				      "reject", NULL};
static const char *const reserves[] = {"", "scrutiny", "parliamentary", "linguistic",
				       "substantive", "general"};
/* The symbols of ITU conferences: what is proposed for a provision (text.md 9.4). */
static const struct {
	const char *symbol;
	enum vb_stand stand;
} symbols[] = {
	{"ADD", VB_ST_CHANGES}, {"MOD", VB_ST_CHANGES}, {"SUP", VB_ST_REJECT},
	{"NOC", VB_ST_ACCEPT},
};

/* Takes @word off the front, if nothing but a comma, or a space, goes on behind it. */
static bool take(struct vb_view *v, const char *word)
{
	size_t n = strlen(word);

	if (v->len < n || memcmp(v->ptr, word, n) != 0)
		return false;
	if (v->len > n && word[n - 1] != ' ' && v->ptr[n] != ',' && v->ptr[n] != ' ')
		return false;
	v->ptr += n;
	v->len -= n;
	return true;
}

/* Labels with @between between them; the next one begins with a digit. */
static bool take_labels(struct vb_view *v, const char *between, struct vb_position *p)
{
	size_t n = strlen(between);

	for (;;) {
		if (p->n == VB_POSITION_LABELS || !vb_label_take(v, &p->label[p->n]))
			return false;
		for (unsigned i = 0; i < p->n; i++) {
			if (vb_label_cmp(&p->label[i], &p->label[p->n]) == 0)
				return false;
		}
		p->n++;
		if (v->len <= n || memcmp(v->ptr, between, n) != 0 || v->ptr[n] < '0' ||
		    v->ptr[n] > '9')
			return true;
		v->ptr += n;
		v->len -= n;
	}
}

static bool take_reserve(struct vb_view *v, struct vb_position *p)
{
	if (v->len < 2 || v->ptr[0] != ' ' || v->ptr[1] != '(')
		return true;
	for (size_t i = 1; i < VB_ARRAY_LEN(reserves); i++) {
		size_t n = strlen(reserves[i]);

		if (v->len >= n + 3 && memcmp(v->ptr + 2, reserves[i], n) == 0 &&
		    v->ptr[n + 2] == ')') {
			p->reserve = (enum vb_reserve)i;
			v->ptr += n + 3;
			v->len -= n + 3;
			return true;
		}
	}
	return false;
}

/* The longer form first: "accept" begins them all. */
static bool take_stand(struct vb_view *v, struct vb_position *p)
{
	static const enum vb_stand plain[] = {VB_ST_CHANGES, VB_ST_ACCEPT, VB_ST_DISCUSS,
					      VB_ST_RESERVE, VB_ST_REJECT, VB_ST_SILENT};

	for (size_t i = 0; i < VB_ARRAY_LEN(symbols); i++) {
		if (take(v, symbols[i].symbol)) {
			p->stand = symbols[i].stand;
			return true;
		}
	}
	if (take(v, "accept if ")) {
		p->stand = VB_ST_IF;
		return take_labels(v, " and ", p);
	}
	if (take(v, "accept all or none of ")) {
		p->stand = VB_ST_ALL;
		return take_labels(v, ", ", p) && p->n > 1;
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(plain); i++) {
		if (take(v, vb_stand_names[plain[i]])) {
			p->stand = plain[i];
			return p->stand != VB_ST_RESERVE || take_reserve(v, p);
		}
	}
	return false;
}

/* A day holds to its end, UTC; a time is the first second at which the stand is gone. */
static bool take_until(struct vb_view *v, int64_t *out)
{
	const uint8_t *comma = memchr(v->ptr, ',', v->len);
	struct vb_view word = vb_view(v->ptr, comma ? (size_t)(comma - v->ptr) : v->len);
	char text[VB_TIME_LEN + 1];

	v->ptr += word.len;
	v->len -= word.len;
	if (word.len != 10)
		return vb_time_parse(word, out);
	snprintf(text, sizeof(text), "%.10sT00:00:00Z", (const char *)word.ptr);
	if (!vb_time_parse(vb_view_str(text), out))
		return false;
	*out += VB_DAY;
	return true;
}

/* Each at most once, in whatever order. */
static bool take_qualifier(struct vb_view *v, struct vb_position *p)
{
	if (!p->ad_referendum && take(v, "ad referendum"))
		return p->ad_referendum = true;
	if (p->until == VB_TIME_NONE && take(v, "until "))
		return take_until(v, &p->until);
	if (p->weight == VB_WT_NONE && take(v, "key")) {
		p->weight = VB_WT_KEY;
		return true;
	}
	if (p->weight == VB_WT_NONE && take(v, "secondary")) {
		p->weight = VB_WT_SECONDARY;
		return true;
	}
	return false;
}

bool vb_position_parse(struct vb_view v, struct vb_position *out)
{
	struct vb_position p = {.until = VB_TIME_NONE};

	if (v.len > VB_POSITION_TEXT || !take_stand(&v, &p))
		return false;
	while (v.len > 0) {
		if (v.len < 2 || v.ptr[0] != ',' || v.ptr[1] != ' ')
			return false;
		v = vb_view(v.ptr + 2, v.len - 2);
		if (!take_qualifier(&v, &p))
			return false;
	}
	/* Who says nothing does not say it until a day. */
	if (p.stand == VB_ST_SILENT &&
	    (p.ad_referendum || p.until != VB_TIME_NONE || p.weight != VB_WT_NONE))
		return false;
	*out = p;
	return true;
}

static void put_until(struct vb_writer *w, int64_t until)
{
	char text[VB_TIME_LEN + 1];
	bool day = until % VB_DAY == 0 && until >= VB_DAY;

	vb_time_format(text, day ? until - VB_DAY : until);
	if (day)
		text[10] = 0;
	vb_putf(w, ", until %s", text);
}

void vb_position_put(struct vb_writer *w, const struct vb_position *p)
{
	const char *between = p->stand == VB_ST_IF ? " and " : ", ";

	vb_put_str(w, vb_stand_names[p->stand]);
	for (unsigned i = 0; i < p->n; i++) {
		vb_put_str(w, i == 0 ? " " : between);
		vb_label_put(w, &p->label[i]);
	}
	if (p->reserve != VB_RS_PLAIN)
		vb_putf(w, " (%s)", reserves[p->reserve]);
	if (p->ad_referendum)
		vb_put_str(w, ", ad referendum");
	if (p->until != VB_TIME_NONE)
		put_until(w, p->until);
	if (p->weight != VB_WT_NONE)
		vb_put_str(w, p->weight == VB_WT_KEY ? ", key" : ", secondary");
}

const char *vb_position_text(char out[static VB_POSITION_TEXT], const struct vb_position *p)
{
	struct vb_writer w;

	vb_writer_init(&w, out, VB_POSITION_TEXT - 1);
	vb_position_put(&w, p);
	out[w.len] = 0;
	return out;
}
