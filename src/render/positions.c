/*
 * Positions as people read them: the words for a cell, for what is agreed, and for why not yet;
 * and the table of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

#include <string.h>

#define TITLE_SHOWN 28u		/* columns of a title in the table */
#define STAND_SHOWN 30u		/* ... and of a position */

/* ---- words ---- */

static void put_name(struct vb_writer *w, const char *name)
{
	for (; *name; name++)
		vb_put_byte(w, (uint8_t)(*name >= 'a' && *name <= 'z' ? *name - 32 : *name));
}

/* "NORD", "NORD and SUD", "NORD, OST and SUD": in the order of the table. */
static void put_names(struct vb_writer *w, const struct vb_matrix *m, uint64_t who)
{
	for (uint32_t p = 0, n = 0; p < m->nparties; p++) {
		uint64_t left = who >> p;

		if (!(left & 1))
			continue;
		if (n++ > 0)
			vb_put_str(w, left == 1 ? " and " : ", ");
		put_name(w, m->party[p].name);
	}
}

static void put_row(struct vb_writer *w, const struct vb_matrix *m, uint32_t row)
{
	if (row != VB_NO_ROW && m->row[row].label.number)
		vb_label_put(w, &m->row[row].label);
	else
		vb_put_str(w, "another article");
}

static struct vb_writer begin(char out[static VB_SAY_TEXT])
{
	struct vb_writer w;

	vb_writer_init(&w, out, VB_SAY_TEXT - 1);
	return w;
}

static const char *end(char out[static VB_SAY_TEXT], const struct vb_writer *w)
{
	out[w->len] = 0;
	return out;
}

const char *vb_say_label(char out[static VB_LABEL_TEXT], const struct vb_row *r)
{
	out[0] = 0;
	return r->label.number ? vb_label_text(out, &r->label) : out;
}

const char *vb_say_stand(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
			 const struct vb_row *r, uint32_t p)
{
	const struct vb_cell *c = &r->cell[p];
	struct vb_writer w = begin(out);

	if (c->moved != VB_NO_ROW) {
		vb_put_str(&w, "in ");
		put_row(&w, m, c->moved);
	} else {
		vb_position_put(&w, &c->position);
	}
	if (c->expired && c->said)
		vb_put_str(&w, " (past)");
	for (unsigned i = 0; i < c->nparts; i++) {
		if (w.len > VB_SAY_TEXT / 2) {
			vb_put_str(&w, "; ...");
			break;
		}
		vb_put_str(&w, "; ");
		vb_label_put(&w, &c->part[i].label);
		vb_put_str(&w, ": ");
		vb_put_str(&w, vb_stand_names[c->part[i].position.stand]);
	}
	return end(out, &w);
}

static uint32_t most_differing(const struct vb_matrix *m, const struct vb_row *r)
{
	uint32_t most = 0;

	for (uint32_t p = 0; p < m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (m->party[p].counts && c->said && c->words < r->nwordings &&
		    r->wording[c->words].differ > most)
			most = r->wording[c->words].differ;
	}
	return most;
}

static void put_number_of_words(struct vb_writer *w, uint32_t n)
{
	vb_putf(w, "%u word%s", n, n == 1 ? "" : "s");
}

const char *vb_say_agreement(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
			     const struct vb_row *r)
{
	static const char *const not_yet[] = {
		[VB_WHY_REJECTED] = "no", [VB_WHY_EXPIRED] = "past", [VB_WHY_RESERVED] = "reserved",
		[VB_WHY_DISCUSS] = "to be discussed", [VB_WHY_PART] = "in part",
		[VB_WHY_MOVED] = "moved by some", [VB_WHY_SILENT] = "unknown",
		[VB_WHY_UNSEEN] = "sealed", [VB_WHY_NO_WORDS] = "unknown",
		[VB_WHY_NO_ARTICLE] = "conditional", [VB_WHY_CONDITION] = "conditional",
	};
	struct vb_writer w = begin(out);
	uint32_t n = most_differing(m, r);

	if (r->agreement == VB_AG_AGREED) {
		vb_put_str(&w, r->settled ? vb_settled_names[r->settled] : "yes");
	} else if (r->agreement == VB_AG_PROVISIONAL) {
		vb_put_str(&w, r->settled ? vb_settled_names[r->settled] : "yes");
		vb_put_str(&w, r->ad_referendum ? ", ad referendum" : ", provisionally");
	} else if (r->agreement == VB_AG_LEFT_OUT) {
		vb_put_str(&w, "left out");
		if (r->settled)
			vb_putf(&w, ", %s", vb_settled_names[r->settled]);
	} else if (r->agreement == VB_AG_MOVED) {
		vb_put_str(&w, "in ");
		put_row(&w, m, r->moved);
	} else if (r->agreement == VB_AG_REOPENED) {
		vb_put_str(&w, "reopened");
	} else if (r->why == VB_WHY_WORDS) {
		vb_put_str(&w, "no");
		if (n > 0) {
			vb_put_str(&w, " (");
			put_number_of_words(&w, n);
			vb_put_byte(&w, ')');
		}
	} else {
		vb_put_str(&w, not_yet[r->why]);
	}
	return end(out, &w);
}

/* ---- why not yet ---- */

/* Of @left those who want the words that the first of them wants. */
static uint64_t take_side(const struct vb_matrix *m, const struct vb_row *r, uint64_t *left)
{
	uint64_t same = 0;
	uint32_t words;

	if (*left == 0)
		return 0;
	words = r->cell[__builtin_ctzll(*left)].words;
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (*left >> p & 1 && r->cell[p].words == words)
			same |= 1ull << p;
	}
	*left &= ~same;
	return same;
}

/* "NORD wants other words than OST and SUD", or "NORD; OST; SUD want different words". */
static void put_words_differ(struct vb_writer *w, const struct vb_matrix *m,
			     const struct vb_row *r)
{
	uint64_t left = r->who, first = take_side(m, r, &left), second = take_side(m, r, &left);
	uint32_t n = most_differing(m, r);

	/* A table that everybody has left. */
	if (first == 0) {
		vb_put_str(w, "There is nobody left who would have to agree");
		return;
	}
	put_names(w, m, first);
	if (left == 0) {
		vb_put_str(w, first & (first - 1) ? " want" : " wants");
		vb_put_str(w, " other words than ");
	} else {
		vb_put_str(w, "; ");
	}
	put_names(w, m, second);
	if (left) {
		while (left) {
			vb_put_str(w, "; ");
			put_names(w, m, take_side(m, r, &left));
		}
		vb_put_str(w, " want different words");
	}
	if (n == 0) {
		vb_put_str(w, ": marks or paragraphs differ");
	} else {
		vb_put_str(w, ": ");
		put_number_of_words(w, n);
		vb_put_str(w, n == 1 ? " differs" : " differ");
	}
}

/* What a party, or several, do; verbs in both numbers. */
static void put_doing(struct vb_writer *w, const struct vb_matrix *m, const struct vb_row *r)
{
	static const struct {
		const char *one, *many;
	} doing[] = {
		[VB_WHY_REJECTED] = {" rejects it", " reject it"},
		[VB_WHY_EXPIRED] = {" took a position that has ended",
				    " took positions that have ended"},
		[VB_WHY_RESERVED] = {" reserves its position", " reserve their positions"},
		[VB_WHY_DISCUSS] = {" wants to discuss it", " want to discuss it"},
		[VB_WHY_PART] = {" does not accept ", " do not accept "},
		[VB_WHY_SILENT] = {" has not said anything of it",
				   " have not said anything of it"},
		[VB_WHY_MOVED] = {" has it in ", " have it in "},
		[VB_WHY_UNSEEN] = {" speaks of words in a paper that this desk has not opened",
				   " speak of words in papers that this desk has not opened"},
		[VB_WHY_NO_WORDS] = {" wants changes and does not say which",
				     " want changes and do not say which"},
		[VB_WHY_NO_ARTICLE] = {" accepts only with ", " accept only with "},
		[VB_WHY_CONDITION] = {" accepts only with ", " accept only with "},
	};

	put_names(w, m, r->who);
	vb_put_str(w, r->who & (r->who - 1) ? doing[r->why].many : doing[r->why].one);
}

const char *vb_say_why(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
		       const struct vb_row *r)
{
	struct vb_writer w = begin(out);

	if (r->why == VB_WHY_AGREED)
		return end(out, &w);
	if (r->agreement == VB_AG_REOPENED) {
		vb_put_str(&w, "It was agreed, and was reopened by ");
		vb_put_str(&w, r->reopened == VB_NO_STATEMENT ? "the end of a time limit" :
			       m->statement[r->reopened].cite);
		vb_put_str(&w, ": ");
	}
	if (r->why == VB_WHY_WORDS)
		put_words_differ(&w, m, r);
	else
		put_doing(&w, m, r);
	if (r->why == VB_WHY_PART || r->why == VB_WHY_NO_ARTICLE || r->why == VB_WHY_CONDITION) {
		if (r->on.number)
			vb_label_put(&w, &r->on);
		else
			vb_put_str(&w, "another article");
	}
	if (r->why == VB_WHY_NO_ARTICLE)
		vb_put_str(&w, ", and there is no such article");
	else if (r->why == VB_WHY_CONDITION)
		vb_put_str(&w, ", which is not agreed");
	else if (r->why == VB_WHY_MOVED)
		put_row(&w, m, r->moved);
	if (r->why == VB_WHY_MOVED)
		vb_put_str(&w, " now, and others have not");
	vb_put_byte(&w, '.');
	return end(out, &w);
}

const char *vb_say_sum(char out[static VB_SAY_TEXT], const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;
	struct vb_writer w = begin(out);

	if (m->open == 0 && m->agreed > 0)
		vb_putf(&w, "All %u agreed.", m->agreed);
	else
		vb_putf(&w, "%u of %u agreed%s", m->agreed, m->agreed + m->open,
			s->together ? "; nothing is agreed until everything is." : ".");
	return end(out, &w);
}

/* ---- the table ---- */

/* How many columns @text takes, as far as one can say: characters. */
static unsigned width(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* Cut to @max columns, between characters. */
static void shorten(char *text, unsigned max)
{
	char *at = text;

	if (width(text) <= max)
		return;
	for (unsigned n = 0; *at; at++) {
		n += ((unsigned char)*at & 0xc0) != 0x80;
		if (n > max - 2)
			break;
	}
	memcpy(at, "..", 3);
}

static void pad(FILE *f, const char *text, unsigned to)
{
	fputs(text, f);
	for (unsigned n = width(text); n < to + 2; n++)
		fputc(' ', f);
}

const char *vb_say_article(char out[static VB_SAY_TEXT], const struct vb_row *r)
{
	char label[VB_LABEL_TEXT], title[2 * VB_TITLE_MAX];

	vb_say_label(label, r);
	vb_quote(title, sizeof(title), vb_view(r->title, r->title_len));
	shorten(title, TITLE_SHOWN);
	snprintf(out, VB_SAY_TEXT, "%s%s%s", label, label[0] && title[0] ? " " : "", title);
	return out;
}

static const char *cell(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
			const struct vb_row *r, uint32_t p)
{
	vb_say_stand(out, m, r, p);
	/* What stops a text is to be seen at once. */
	for (size_t i = 0; r->cell[p].position.stand == VB_ST_REJECT && i < strlen("reject"); i++)
		out[i] = (char)(out[i] - 32);
	shorten(out, STAND_SHOWN);
	return out;
}

static enum vb_tint tint_of(const struct vb_row *r)
{
	if (r->agreement == VB_AG_REOPENED || r->why == VB_WHY_REJECTED)
		return VB_TINT_BAD;
	return vb_row_open(r) ? VB_TINT_WARN : VB_TINT_GOOD;
}

struct widths {
	unsigned article;
	unsigned party[64];
};

static void measure(const struct vb_positions_shown *s, struct widths *w)
{
	const struct vb_matrix *m = s->matrix;
	char text[VB_SAY_TEXT];

	w->article = (unsigned)strlen("Article");
	for (uint32_t p = 0; p < m->nparties; p++)
		w->party[p] = (unsigned)strlen(m->party[p].name);
	for (uint32_t i = 0; i < m->nrows; i++) {
		unsigned n;

		if (!vb_row_shown(s, i))
			continue;
		n = width(vb_say_article(text, &m->row[i]));

		w->article = n > w->article ? n : w->article;
		for (uint32_t p = 0; p < m->nparties; p++) {
			n = width(cell(text, m, &m->row[i], p));
			w->party[p] = n > w->party[p] ? n : w->party[p];
		}
	}
}

static void heading(FILE *f, const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;
	char title[2 * VB_TITLE_MAX];

	fputs(m->statement[0].cite, f);
	if (s->title.len)
		fprintf(f, " \"%s\"", vb_quote(title, sizeof(title), s->title));
	fputs(", as of ", f);
	vb_render_time(f, s->at);
	fputc('\n', f);
}

static const char *ours(char out[static 16], const struct vb_positions_shown *s, uint32_t row)
{
	enum vb_weight weight = s->ours[row].weight;

	snprintf(out, 16, "%s%s", weight == VB_WT_KEY ? "KEY" : vb_say_weight(weight),
		 weight == VB_WT_NONE ? "" : "*");
	return out;
}

static void table(FILE *f, const struct vb_positions_shown *s, const struct vb_style *style)
{
	const struct vb_matrix *m = s->matrix;
	char text[VB_SAY_TEXT], mark[16];
	struct widths w;

	measure(s, &w);
	fputs("  ", f);
	pad(f, "Article", w.article);
	if (s->ours)
		pad(f, "Ours*", (unsigned)strlen("secondary*"));
	for (uint32_t p = 0; p < m->nparties; p++) {
		vb_render_name(f, m->party[p].name);
		pad(f, "", w.party[p] - (unsigned)strlen(m->party[p].name));
	}
	fputs("Same words?\n", f);
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (!vb_row_shown(s, m->order[i]))
			continue;
		fputs("  ", f);
		pad(f, vb_say_article(text, r), w.article);
		if (s->ours)
			pad(f, ours(mark, s, m->order[i]), (unsigned)strlen("secondary*"));
		for (uint32_t p = 0; p < m->nparties; p++)
			pad(f, cell(text, m, r, p), w.party[p]);
		vb_render_tint(f, style, tint_of(r), vb_say_agreement(text, m, r));
		fputc('\n', f);
	}
}

static void reasons(FILE *f, const struct vb_positions_shown *s, const struct vb_style *style)
{
	const struct vb_matrix *m = s->matrix;
	char text[VB_SAY_TEXT];
	bool some = false;

	for (uint32_t i = 0; i < m->nrows; i++)
		some = some || (vb_row_open(&m->row[i]) && vb_row_shown(s, i));
	if (some) {
		fputc('\n', f);
		vb_render_tint(f, style, VB_TINT_LABEL, "NOT YET");
		fputc('\n', f);
	}
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (!vb_row_open(r) || !vb_row_shown(s, m->order[i]))
			continue;
		fprintf(f, "  %s: ", vb_say_article(text, r));
		fprintf(f, "%s\n", vb_say_why(text, m, r));
	}
}

static void remarks(FILE *f, const struct vb_matrix *m, const struct vb_style *style)
{
	char label[VB_LABEL_TEXT];

	for (size_t s = 0; s < m->n; s++) {
		if (!m->statement[s].sealed)
			continue;
		vb_render_tint(f, style, VB_TINT_WARN, "SEALED");
		fprintf(f, "  %s is not opened here, and counts nothing.\n", m->statement[s].cite);
	}
	if (m->odd == 0)
		return;
	vb_render_tint(f, style, VB_TINT_WARN, "UNREAD");
	fprintf(f, "  %zu position%s cannot be read, and say%s nothing; the first is in %s",
		m->odd, m->odd == 1 ? "" : "s", m->odd == 1 ? "s" : "",
		m->statement[m->odd_by].cite);
	if (m->odd_at.number)
		fprintf(f, ", article %s", vb_label_text(label, &m->odd_at));
	fputs(".\n", f);
}

void vb_render_positions(FILE *f, const struct vb_positions_shown *s,
			 const struct vb_style *style)
{
	char text[VB_SAY_TEXT];

	heading(f, s);
	table(f, s, style);
	fprintf(f, "  %s\n", vb_say_sum(text, s));
	if (vb_say_key(text, s)[0])
		fprintf(f, "  %s\n", text);
	else if (s->key)
		fputs("  Nobody calls an article key.\n", f);
	if (s->ours)
		fputs("  * ours, private: in this desk alone, and told to nobody\n", f);
	reasons(f, s, style);
	if (s->ours) {
		fputc('\n', f);
		vb_render_tint(f, style, VB_TINT_LABEL, "OURS, PRIVATE");
		fputc('\n', f);
		vb_render_ours(f, s);
	}
	remarks(f, s->matrix, style);
}
