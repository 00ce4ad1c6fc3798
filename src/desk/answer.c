/*
 * What an addressee says of a paper: take, refuse, a skeleton for the response; and
 * what came outside the record (format.md 5.2.7, 5.3.7, 5.3.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

static const char *article_of(const char *role)
{
	return strchr("aeiou", role[0]) ? "an" : "a";
}

/* ---- take ---- */

/* "response to SUD-2", "draft, answering nothing". */
static void describe(const struct vb_fold *f, const char *role, uint32_t answers, char *out,
		     size_t cap)
{
	char cite[96];

	if (answers != VB_NO_ACT) {
		vb_fact_citation(cite, f, answers);
		snprintf(out, cap, "%s to %s", role, cite);
	} else {
		snprintf(out, cap, "%s, answering nothing", role);
	}
}

/* What our label does, beside the author's. */
static void take_sentence(struct vb_making *m, uint32_t of, const char *as, uint32_t answers,
			  char *out, size_t cap)
{
	const struct vb_fold *f = m->ahead.fold;
	const struct vb_handover *h = vb_fold_handover(f, of, vb_desk_me(m->d, f));
	uint32_t theirs = f->fact[of].answers;
	char cite[96], said[160], author[66];

	vb_fact_citation(cite, f, of);
	if (!h) {
		snprintf(out, cap, "You take %s. Sign?", cite);
		return;
	}
	vb_name_upper(author, h->author < f->nparties ? f->party[h->author].name : "?");
	if (strcmp(as, "as-offered") == 0 ||
	    (strcmp(as, vb_take_names[h->role]) == 0 && answers == theirs)) {
		describe(f, vb_take_names[h->role], theirs, said, sizeof(said));
		snprintf(out, cap,
			 "You take %s as %s offered it: %s. It binds you only, and agrees to "
			 "nothing in it. Sign?", cite, author, said);
		return;
	}
	describe(f, as, answers, said, sizeof(said));
	snprintf(out, cap, "%s calls it %s %s. You take it as %s; %s will see ROLE DISPUTED. "
			   "Sign?",
		 author, article_of(vb_take_names[h->role]), vb_take_names[h->role], said,
		 author);
}

enum vb_code vb_desk_take(struct vb_desk *d, const char *act, const char *as,
			  const char *answers, struct vb_done *done, struct vb_err *err)
{
	struct vb_making *m = NULL;
	char sentence[VB_SENTENCE_MAX];
	uint32_t of = VB_NO_ACT, what = VB_NO_ACT;
	enum vb_code code = vb_making_new(d, "take", NULL, &m, err);

	as = as ? as : "as-offered";
	if (!code)
		code = vb_making_cite(m, "of", act, &of, err);
	if (code)
		goto out;
	vb_making_str(m, "as", as);
	if (answers)
		code = vb_making_cite(m, "answers", answers, &what, err);
	if (!code)
		code = vb_making_compose(m, err);
	if (code)
		goto out;
	take_sentence(m, of, as, what, sentence, sizeof(sentence));
	code = vb_making_confirm(m, sentence, err);
	if (!code)
		code = vb_making_sign(m, done, err);
out:
	vb_making_free(m);
	return code;
}

enum vb_code vb_desk_refuse(struct vb_desk *d, const char *act, const char *reason,
			    struct vb_done *done, struct vb_err *err)
{
	struct vb_making *m = NULL;
	char sentence[256], cite[96];
	uint32_t of = 0;
	enum vb_code code = vb_making_new(d, "refuse", NULL, &m, err);

	if (!code)
		code = vb_making_cite(m, "of", act, &of, err);
	if (!code && reason)
		code = vb_making_words(m, "reason", reason, err);
	if (!code) {
		vb_fact_citation(cite, m->ahead.fold, of);
		snprintf(sentence, sizeof(sentence),
			 "You return %s unopened. The record shows that it was handed over, "
			 "and that you refused it. Sign?", cite);
		code = vb_making_finish(m, sentence, done, err);
	}
	vb_making_free(m);
	return code;
}

/* ---- a skeleton ---- */

static void put_heading(FILE *f, struct vb_view v)
{
	fwrite(v.ptr, 1, v.len, f);
}

static bool is_annex(struct vb_view heading)
{
	return heading.len >= 6 && memcmp(heading.ptr, "Annex ", 6) == 0;
}

/* The same headings, without their positions, and every one "silent". */
static void put_skeleton(FILE *f, const struct vb_paper *p, const char *cite)
{
	fprintf(f, "# Response to %s", cite);
	if (p->leaf[0].heading.len > 0) {
		fputs(": ", f);
		put_heading(f, p->leaf[0].heading);
	}
	fprintf(f, "\n\nResponse to %s\n", cite);
	for (unsigned i = 1; i < p->nleaves; i++) {
		struct vb_view title, position, heading = p->leaf[i].heading;

		if (is_annex(heading))
			continue;
		vb_heading_article(heading, &title, &position);
		if (position.len > 0)
			heading.len = (size_t)(title.ptr + title.len - heading.ptr);
		/* "Article 4: reject" has no title: its colon goes, too. */
		while (heading.len > 0 && (heading.ptr[heading.len - 1] == ' ' ||
					   heading.ptr[heading.len - 1] == ':'))
			heading.len--;
		fputs("\n## ", f);
		put_heading(f, heading);
		fputs(": silent\n", f);
	}
}

enum vb_code vb_desk_answer(struct vb_desk *d, const char *act, uint8_t **out, size_t *len,
			    struct vb_err *err)
{
	struct vb_paper *p = malloc(sizeof(*p));
	uint8_t *paper = NULL;
	size_t n = 0;
	char *text = NULL, cite[96];
	FILE *f = NULL;
	enum vb_code code = p ? vb_desk_read(d, act, &paper, &n, err) : vb_no_room(err);
	struct vb_view article;
	uint64_t number, epoch;
	char chain[66];

	if (!code)
		code = vb_paper_parse(vb_view(paper, n), p, err);
	if (!code && !(f = vb_memory_open(&text, len)))
		code = vb_no_room(err);
	if (!code) {
		/* As people write it: NORD-1. */
		if (vb_citation_parse(vb_view_str(act), chain, &number, &epoch, &article) &&
		    epoch > 0)
			snprintf(cite, sizeof(cite), "%s-%llu.%llu", chain,
				 (unsigned long long)number, (unsigned long long)epoch);
		else
			snprintf(cite, sizeof(cite), "%s-%llu", chain,
				 (unsigned long long)number);
		for (char *c = cite; *c; c++)
			*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
		put_skeleton(f, p, cite);
	}
	if (f && fclose(f) != 0)
		code = vb_no_room(err);
	if (code)
		free(text);
	else
		*out = (uint8_t *)text;
	free(paper);
	free(p);
	return code;
}

/* ---- what came outside the record ---- */

/* What is no Markdown is kept whole, and stands in the paper as an annex (7.2). */
static enum vb_code make_paper(const struct vb_entering *o, uint8_t **out, size_t *len,
			       struct vb_err *err)
{
	const struct vb_annex came = {"original", o->paper, NULL};
	char title[64];

	if (vb_paper_canonical(o->paper, out, len, NULL) == VB_OK)
		return VB_OK;
	snprintf(title, sizeof(title), "# Received by %.40s\n", o->channel);
	return vb_annex_paper(vb_view_str(title), &came, 1, out, len, err);
}

static enum vb_code fill(struct vb_making *m, const struct vb_entering *o, const char *from,
			 const struct vb_sealed *copy, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	vb_making_str(m, "from", from);
	vb_making_str(m, "channel", o->channel);
	vb_making_time(m, "received", o->received);
	vb_making_str(m, "role", o->role ? o->role : "letter");
	if (o->answers)
		code = vb_making_cite(m, "answers", o->answers, NULL, err);
	if (!code && o->person)
		code = vb_making_words(m, "person", o->person, err);
	vb_making_copy(m, "copy", &copy->copy);
	return code ? code : vb_making_compose(m, err);
}

static enum vb_code sign_entered(struct vb_making *m, const struct vb_entering *o,
				 const char *from, const struct vb_sealed *copy, unsigned n,
				 struct vb_done *done, struct vb_err *err)
{
	char sentence[400], upper[66], q[40], when[32];
	enum vb_code code = fill(m, o, from, copy, err);

	if (code)
		return code;
	vb_time_human(when, o->received);
	snprintf(sentence, sizeof(sentence),
		 "You state that %s sent this to you by %s, outside the record, on %s. It is "
		 "your statement: %s has signed nothing. Sign?", vb_name_upper(upper, from),
		 vb_quote(q, sizeof(q), vb_view_str(o->channel)), when, upper);
	code = vb_making_confirm(m, sentence, err);
	if (!code)
		code = vb_keep_copies(m->d, &m->act->id, copy, n, err);
	if (code)
		return code;
	code = vb_making_sign(m, done, err);
	if (code && !m->d->dead && vb_forget_unsigned(m->d, NULL) == VB_MEMORY)
		return VB_MEMORY;
	return code;
}

enum vb_code vb_desk_enter(struct vb_desk *d, const struct vb_entering *o,
			   struct vb_done *done, struct vb_err *err)
{
	/* Our copy; and, if it is other bytes, what came, byte for byte. */
	const struct vb_annex came = {"original", o->paper, NULL};
	struct vb_sealed kept[2] = {{.bytes = NULL}, {.bytes = NULL}};
	struct vb_making *m = NULL;
	uint8_t *paper = NULL;
	size_t len = 0;
	char from[VB_NAME_MAX + 1], q[80];
	unsigned n = 1;
	enum vb_code code = vb_desk_at_table(d, true, err);

	if (!code && !vb_lower_name(from, vb_view_str(o->from)))
		code = vb_fail(err, VB_USAGE, "1.3", "from",
			       "\"%s\" is no name; nothing was signed",
			       vb_quote(q, sizeof(q), vb_view_str(o->from)));
	if (!code && o->received > d->world.clock.now(d->world.clock.ctx))
		code = vb_fail(err, VB_REFUSED, "5.2.7", "received",
			       "that time is still to come, and nothing can have been received "
			       "then; nothing was signed: times are UTC");
	if (!code)
		code = make_paper(o, &paper, &len, err);
	if (!code)
		code = vb_making_new(d, "entered", NULL, &m, err);
	if (!code)
		code = vb_seal_copy(m, d->card.party, vb_view(paper, len), &kept[0], err);
	if (!code && !vb_view_eq(vb_view(paper, len), o->paper)) {
		code = vb_annex_seal(d, &came, &kept[0], &kept[1], err);
		snprintf(kept[1].part, sizeof(kept[1].part), "original");
		n = 2;
	}
	if (!code)
		code = sign_entered(m, o, from, kept, n, done, err);
	vb_sealed_free(&kept[0]);
	vb_sealed_free(&kept[1]);
	vb_making_free(m);
	free(paper);
	return code;
}
