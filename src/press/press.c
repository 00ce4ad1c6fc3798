/*
 * Reads reports in three passes: their names, their voices, their acts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "out of memory");
}

enum vb_code vb_press_new(struct vb_view parties, struct vb_press **out, struct vb_err *err)
{
	struct vb_press *p = calloc(1, sizeof(*p));
	enum vb_code code;

	if (!p)
		return no_memory(err);
	code = vb_lexicon_new(&p->lex, &p->pool, parties, err);
	for (size_t i = 0; i < p->lex.names && code == VB_OK; i++) {
		const struct vb_name *n = &p->lex.name[i];
		int32_t who;

		if (n->kind != VB_NM_PERSON)
			continue;
		who = vb_people_add(p, vb_view_str(n->name), UINT32_MAX, false);
		if (who < 0)
			code = no_memory(err);
		else
			p->person[who].code = n->code;
	}
	if (code != VB_OK) {
		vb_press_free(p);
		return code;
	}
	*out = p;
	return VB_OK;
}

void vb_press_free(struct vb_press *p)
{
	if (!p)
		return;
	vb_lexicon_free(&p->lex);
	vb_pool_free(&p->pool);
	free(p->report);
	free(p->sentence);
	free(p->assertion);
	free(p->relation);
	free(p->person);
	free(p->spelling);
	free(p->surname);
	free(p);
}

enum vb_code vb_press_add(struct vb_press *p, const char *name, struct vb_view text,
			  struct vb_err *err)
{
	struct vb_press_report one = {.name = vb_pool_str(&p->pool, name), .text = text};
	char where[128];

	if (p->read)
		return vb_fail(err, VB_USAGE, "", "",
			       "reports are added before they are read");
	if (text.len > VB_REPORT_MAX)
		return vb_fail(err, VB_MALFORMED, "",
			       vb_quote(where, sizeof(where), vb_view_str(name)),
			       "a report has at most %u bytes", VB_REPORT_MAX);
	if (!vb_press_room(&p->report, &p->reports_cap, p->reports + 1, sizeof(one)))
		return no_memory(err);
	one.first = p->sentences;
	if (!vb_split(text, (uint32_t)p->reports, &p->sentence, &p->sentences,
		      &p->sentences_cap) ||
	    p->pool.failed)
		return no_memory(err);
	one.count = p->sentences - one.first;
	if (one.count)
		vb_parts(text, p->sentence + one.first, one.count);
	one.date = vb_dates_document(text, &one.dated);
	p->report[p->reports++] = one;
	return VB_OK;
}

static bool is_text(const struct vb_press_sentence *s)
{
	return s->part == VB_PF_TEXT || s->part == VB_PF_DATELINE || s->part == VB_PF_HEADLINE;
}

/* "... in the text See also ANOTHER HEADLINE Jane Roe minister": where the link begins, or 0.
 */
static size_t link_at(struct vb_view v)
{
	static const char *const links[] = {" See also ", " Read also ", " Read more ",
					    " Related: "};

	for (size_t i = 1; i + 10 < v.len; i++) {
		if (v.ptr[i] != ' ')
			continue;
		for (size_t k = 0; k < VB_ARRAY_LEN(links); k++) {
			size_t n = strlen(links[k]);

			if (i + n < v.len && memcmp(v.ptr + i, links[k], n) == 0 && i > 20)
				return i;
		}
	}
	return 0;
}

/* Behind a link within a quote the page names whose quote it was. */
static void credit_of(struct vb_reader *r, struct vb_view tail)
{
	size_t n = vb_words(&r->p->lex, tail, NULL, 0, r->word, VB_PRESS_TOKENS_MAX);

	for (size_t i = n; i-- > 1;) {
		struct vb_view v = vb_view(tail.ptr + r->word[i - 1].at,
					   r->word[i].at + r->word[i].len - r->word[i - 1].at);
		int32_t who = r->word[i].cap && r->word[i - 1].cap
				      ? vb_people_find(r->p, v, r->r)
				      : -1;

		if (who < 0 || r->p->person[who].body)
			continue;
		r->ambient.authority = VB_PW_NAMED;
		r->ambient.speaker = r->p->person[who].name;
		r->ambient.code = r->p->person[who].code;
		r->ambient.person = who;
		return;
	}
}

static void load(struct vb_reader *r, size_t index, const struct vb_voice *ambient)
{
	const struct vb_press_report *report = &r->p->report[r->r];
	size_t link;

	r->index = index;
	r->s = &r->p->sentence[index];
	r->text = vb_view(report->text.ptr + r->s->at, r->s->len);
	r->ambient = *ambient;
	if (r->s->part == VB_PF_DATELINE && r->text.len > 16)
		r->text = vb_view(r->text.ptr + 15, r->text.len - 15);
	link = link_at(r->text);
	if (link) {
		size_t back = r->text.len - link < 200 ? r->text.len - link : 200;

		credit_of(r, vb_view(r->text.ptr + r->text.len - back, back));
		r->text.len = link;
	}
	r->dates = vb_dates_find(r->text, r->dct, r->last, INT64_MIN, r->date, VB_DATES_MAX);
	r->words =
		vb_words(&r->p->lex, r->text, r->date, r->dates, r->word, VB_PRESS_TOKENS_MAX);
	vb_chunks(r);
	vb_voices(r);
}

static void begin(struct vb_reader *r, uint32_t report)
{
	const struct vb_press_report *one = &r->p->report[report];

	r->r = report;
	r->dct = one->dated ? one->date : INT64_MIN;
	r->last = INT64_MIN;
	r->person = r->speaker = r->company = r->labour = -1;
	r->organ = r->organ_code = r->media = r->anon = r->anon_code = r->anon_via = NULL;
	r->subject.n = 0;
	r->paper = r->paper_code = NULL;
	r->voice = vb_voice_none;
	r->recents = 0;
	for (size_t i = r->p->people; i-- > 0 && r->p->people - i < 4096;) {
		const struct vb_person *x = &r->p->person[i];

		if (x->body && x->report == report && x->labour)
			r->labour = (int32_t)i;
		else if (x->body && x->report == report)
			r->company = (int32_t)i;
	}
}

/* Does a quote stay open at the end of the sentence? */
static bool quote_open(const struct vb_reader *r, bool open)
{
	for (size_t i = 0; i < r->chunks; i++) {
		if (r->chunk[i].kind == VB_C_OPEN)
			open = true;
		else if (r->chunk[i].kind == VB_C_CLOSE)
			open = false;
	}
	return open;
}

static bool begins_quoted(const struct vb_reader *r)
{
	return r->chunks > 0 && r->chunk[0].kind == VB_C_OPEN;
}

/* Does the sentence tell of somebody else than who spoke before it? */
static bool other_subject(const struct vb_reader *r, const struct vb_voice *v)
{
	for (size_t i = 0; i + 1 < r->chunks; i++) {
		const struct vb_chunk *c = &r->chunk[i];

		if (c->kind == VB_C_VG)
			return false;
		if (c->kind != VB_C_NP || (i > 0 && r->chunk[i - 1].kind == VB_C_PREP))
			continue;
		if (c->person >= 0)
			return c->person != v->person;
		if (c->to - c->from == 1 && r->word[c->from].pos == VB_P_PROPER)
			return true;
		if (c->who.n && (c->named || c->head == VB_N_BODY || c->head == VB_N_OFFICE))
			return !v->paper && strcmp(c->who.code[0], v->code) != 0;
		return false;
	}
	return false;
}

static void set_unvoiced(struct vb_voice *ambient, const bool *voiced, size_t from, size_t to,
			 const struct vb_voice *v)
{
	for (size_t i = from; i < to; i++)
		if (!voiced[i] && ambient[i].authority == VB_PW_NONE)
			ambient[i] = *v;
}

/* The voice that the sentence leaves to those behind it. */
static const struct vb_voice *leading(const struct vb_reader *r)
{
	const struct vb_frame_of *best = NULL;

	if (r->has_back)
		return &r->back;
	for (size_t i = 0; i < r->frames; i++)
		if (!best || r->frame[i].to - r->frame[i].from > best->to - best->from)
			best = &r->frame[i];
	return best ? &best->voice : NULL;
}

/* Who denied one thing says the next without that. */
static struct vb_voice plainly(const struct vb_voice *v)
{
	struct vb_voice out = *v;

	out.denies = out.expects = out.promises = out.doubts = false;
	return out;
}

/* Who speaks the sentences that have no voice of their own: pass two. */
static void ambient_voices(struct vb_reader *r, struct vb_voice *ambient, bool *voiced)
{
	const struct vb_press_report *one = &r->p->report[r->r];
	size_t quote = 0; /* first sentence of the quote that is open */
	bool open = false;
	struct vb_voice carry = vb_voice_none;

	for (size_t i = 0; i < one->count; i++) {
		const struct vb_press_sentence *s = &r->p->sentence[one->first + i];
		bool first = i == 0 || s[-1].paragraph != s->paragraph;
		const struct vb_voice *v;
		size_t k;

		ambient[i] = vb_voice_none;
		if (!is_text(s))
			continue;
		load(r, one->first + i, &vb_voice_none);
		if (r->ambient.authority != VB_PW_NONE)
			ambient[i] = r->ambient;
		v = leading(r);
		voiced[i] = r->frames > 0;
		if (v && open && i - quote < 9)
			set_unvoiced(ambient, voiced, quote, i, v);
		if (r->has_back && i > 0) {
			for (k = i - 1; k > 0 && !is_text(&r->p->sentence[one->first + k]);
			     k--)
				;
			if (r->whole_back)
				while (k > 0 && s[-(ptrdiff_t)(i - k + 1)].paragraph ==
							s[-(ptrdiff_t)(i - k)].paragraph)
					k--;
			set_unvoiced(ambient, voiced, k, i, &r->back);
		}
		if (!v && ambient[i].authority == VB_PW_NONE &&
		    carry.authority != VB_PW_NONE && carry.authority != VB_PW_MEDIA &&
		    !first &&
		    (begins_quoted(r) || open || (r->dates == 0 && !other_subject(r, &carry))))
			ambient[i] = carry;
		if (!open && quote_open(r, false))
			quote = i;
		open = quote_open(r, open);
		if (v)
			carry = plainly(v);
		else if (first || ambient[i].authority == VB_PW_NONE)
			carry = ambient[i];
	}
}

/* The two parties that the report speaks of most. */
static void find_dyad(struct vb_reader *r)
{
	const struct vb_press_report *one = &r->p->report[r->r];
	struct {
		const char *code;
		unsigned n;
	} count[64] = {0};
	size_t n = 0, best[2] = {0, 0};
	unsigned alliance = 0, bloc = 0;

	r->dyad[0] = r->dyad[1] = "";
	r->brussels = "?";
	for (size_t i = 0; i < one->count && i < 400; i++) {
		const struct vb_press_sentence *s = &r->p->sentence[one->first + i];

		if (!is_text(s))
			continue;
		load(r, one->first + i, &vb_voice_none);
		for (size_t c = 0; c < r->chunks; c++)
			for (uint8_t k = 0;
			     r->chunk[c].kind == VB_C_NP && k < r->chunk[c].who.n; k++) {
				size_t x = 0;

				while (x < n &&
				       strcmp(count[x].code, r->chunk[c].who.code[k]) != 0)
					x++;
				if (x == n && n < VB_ARRAY_LEN(count))
					count[n++].code = r->chunk[c].who.code[k];
				if (x < VB_ARRAY_LEN(count))
					count[x].n++;
			}
	}
	for (size_t x = 0; x < n; x++)
		if (count[x].n > count[best[0]].n || x == 0)
			best[0] = x;
	best[1] = best[0] == 0 && n > 1 ? 1 : 0;
	for (size_t x = 0; x < n; x++)
		if (x != best[0] && count[x].n > count[best[1]].n)
			best[1] = x;
	r->brussels = "EU";
	for (size_t x = 0; x < n; x++)
		if (strcmp(count[x].code, "NATO") == 0)
			alliance = count[x].n;
		else if (strcmp(count[x].code, "EU") == 0)
			bloc = count[x].n;
	if (alliance > bloc)
		r->brussels = "NATO";
	if (n > 0)
		r->dyad[0] = count[best[0]].code;
	if (n > 1)
		r->dyad[1] = count[best[1]].code;
}

static bool read_report(struct vb_reader *r, uint32_t report)
{
	const struct vb_press_report *one = &r->p->report[report];
	struct vb_voice *ambient = calloc(one->count + 1, sizeof(*ambient));
	bool *voiced = calloc(one->count + 1, sizeof(*voiced)), fine = ambient && voiced;
	struct vb_deeds deeds;
	size_t first = r->p->assertions;

	if (fine) {
		begin(r, report);
		find_dyad(r);
		begin(r, report);
		ambient_voices(r, ambient, voiced);
		begin(r, report);
	}
	for (size_t i = 0; fine && i < one->count; i++) {
		if (!is_text(&r->p->sentence[one->first + i]))
			continue;
		load(r, one->first + i, &ambient[i]);
		vb_deeds_find(r, &deeds);
		fine = vb_assert_sentence(r, &deeds);
	}
	if (fine)
		vb_assert_sides(r, first);
	free(ambient);
	free(voiced);
	return fine;
}

static bool collect(struct vb_reader *r)
{
	struct vb_press *p = r->p;

	for (size_t i = 0; i < p->sentences; i++) {
		const struct vb_press_sentence *s = &p->sentence[i];
		struct vb_view v = vb_view(p->report[s->report].text.ptr + s->at, s->len);
		size_t n;

		if (!is_text(s))
			continue;
		n = vb_words(&p->lex, v, NULL, 0, r->word, VB_PRESS_TOKENS_MAX);
		if (!vb_people_collect(p, r->word, n, v, s->report))
			return false;
	}
	vb_people_spell(p);
	return true;
}

/* "January 26" and not "the day before". */
static bool figures(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] >= '0' && p[i] <= '9')
			return true;
	return false;
}

/* A report without a date of its own is of the time of the others: the latest day it names. */
static void date_undated(struct vb_reader *r)
{
	struct vb_press *p = r->p;
	int64_t other = INT64_MIN;

	for (size_t i = 0; i < p->reports; i++)
		if (p->report[i].dated && p->report[i].date > other)
			other = p->report[i].date;
	for (size_t i = 0; i < p->reports && other != INT64_MIN; i++) {
		struct vb_press_report *one = &p->report[i];
		int64_t best = INT64_MIN;

		for (size_t k = 0; k < one->count && !one->dated; k++) {
			const struct vb_press_sentence *s = &p->sentence[one->first + k];
			size_t n =
				!is_text(s)
					? 0
					: vb_dates_find(vb_view(one->text.ptr + s->at, s->len),
							other, INT64_MIN, INT64_MIN, r->date,
							VB_DATES_MAX);

			for (size_t d = 0; d < n; d++)
				if (figures(one->text.ptr + s->at + r->date[d].at,
					    r->date[d].len) &&
				    r->date[d].when.from == r->date[d].when.to &&
				    r->date[d].when.to > best && r->date[d].when.to <= other)
					best = r->date[d].when.to;
		}
		if (best != INT64_MIN) {
			one->date = best;
			one->dated = true;
		}
	}
}

enum vb_code vb_press_read(struct vb_press *p, struct vb_err *err)
{
	struct vb_reader *r;
	bool fine;

	if (p->read)
		return VB_OK;
	r = calloc(1, sizeof(*r));
	if (!r)
		return no_memory(err);
	r->p = p;
	date_undated(r);
	fine = vb_repeats(p) && collect(r);
	for (uint32_t i = 0; i < p->reports && fine; i++)
		fine = read_report(r, i);
	fine = fine && vb_relate(p) && !p->pool.failed;
	free(r);
	p->read = true;
	return fine ? VB_OK : no_memory(err);
}

size_t vb_press_reports(const struct vb_press *p)
{
	return p->reports;
}

const struct vb_press_report *vb_press_report(const struct vb_press *p, size_t i)
{
	return &p->report[i];
}

size_t vb_press_sentences(const struct vb_press *p)
{
	return p->sentences;
}

const struct vb_press_sentence *vb_press_sentence(const struct vb_press *p, size_t i)
{
	return &p->sentence[i];
}

size_t vb_press_assertions(const struct vb_press *p)
{
	return p->assertions;
}

const struct vb_assertion *vb_press_assertion(const struct vb_press *p, size_t i)
{
	return &p->assertion[i];
}

size_t vb_press_relations(const struct vb_press *p)
{
	return p->relations;
}

const struct vb_press_relation *vb_press_relation(const struct vb_press *p, size_t i)
{
	return &p->relation[i];
}
