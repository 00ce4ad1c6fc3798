/*
 * verbale text --returned: a Word file that came back, held against what was sent.  What its
 * author tracked, what was changed without a trace, and what stands elsewhere now are shown
 * apart, for a reader trusts the first and looks for the others in vain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE 4u	/* words shown before a place */
#define MOVED_MIN 12u	/* bytes; shorter ones stand in many places by chance */

struct place {
	struct vb_view sent, came;	/* words; both cannot be empty */
	struct vb_view before;		/* common words, where it is */
	size_t to;			/* place that they moved to, + 1; 0: none */
	bool from;			/* they came from elsewhere */
};
struct held {
	struct vb_text *text;
	struct place *place;
	size_t n;
	size_t moved;
};

static enum vb_code out_of_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* ---- the places where they differ ---- */

static enum vb_code find_places(struct held *h, struct vb_err *err)
{
	uint32_t sent = vb_parties_find(vb_text_parties(h->text), vb_view_str("sent"));
	struct vb_site s;
	size_t cap = 0;

	for (size_t at = 0; vb_text_site(h->text, 3, at, &s); at = s.to) {
		if (h->n == cap) {
			struct place *more = reallocarray(h->place, cap * 2 + 16, sizeof(*more));

			if (!more)
				return out_of_memory(err);
			h->place = more;
			cap = cap * 2 + 16;
		}
		h->place[h->n++] = (struct place){
			.sent = vb_trimmed(vb_text_span(h->text, sent, s.from, s.to)),
			.came = vb_trimmed(vb_text_span(h->text, 1 - sent, s.from, s.to)),
			.before = vb_text_span(h->text, sent, s.from > BEFORE ? s.from - BEFORE : 0,
					       s.from),
		};
	}
	return VB_OK;
}

struct named {
	struct vb_view words;
	size_t place;
};

static int by_words(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = vb_view_cmp(x->words, y->words);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* Words that only what was sent has here, and only what came back there, have moved. */
static enum vb_code find_moves(struct held *h, struct vb_err *err)
{
	struct named *in = calloc(h->n + 1, sizeof(*in));
	size_t n = 0;

	if (!in)
		return out_of_memory(err);
	for (size_t i = 0; i < h->n; i++) {
		if (h->place[i].sent.len == 0 && h->place[i].came.len >= MOVED_MIN)
			in[n++] = (struct named){h->place[i].came, i};
	}
	qsort(in, n, sizeof(*in), by_words);
	for (size_t i = 0; i < h->n; i++) {
		struct place *p = &h->place[i];
		size_t low = 0, high = n;

		if (p->came.len > 0 || p->sent.len < MOVED_MIN)
			continue;
		while (low < high) {
			size_t mid = (low + high) / 2;

			if (vb_view_cmp(in[mid].words, p->sent) < 0)
				low = mid + 1;
			else
				high = mid;
		}
		/* Each place is where one run of words went to. */
		while (low < n && h->place[in[low].place].from &&
		       vb_view_eq(in[low].words, p->sent))
			low++;
		if (low < n && vb_view_eq(in[low].words, p->sent)) {
			p->to = in[low].place + 1;
			h->place[in[low].place].from = true;
			h->moved++;
		}
	}
	free(in);
	return VB_OK;
}

/* What was sent, as Word gives it back, and what came back with no tracked change accepted. */
static enum vb_code hold(struct held *h, struct vb_view sent, const struct vb_word_file *w,
			 struct vb_err *err)
{
	uint8_t *normal = NULL;
	size_t len = 0;
	enum vb_code code = vb_word_normal(sent, &normal, &len, err);

	if (!code) {
		const struct vb_version v[] = {
			{.name = "sent", .text = vb_view(normal, len)},
			{.name = "came", .text = w->reading[VB_WR_REJECTED]},
		};

		code = vb_text_new(v, 2, &h->text, err);
	}
	free(normal);
	if (!code)
		code = find_places(h, err);
	if (!code)
		code = find_moves(h, err);
	return code;
}

/* ---- as text ---- */

static void put(FILE *f, struct vb_view v)
{
	char shown[600];

	fputs(vb_quote(shown, sizeof(shown), v), f);
}

static void show_place(FILE *f, const struct place *p)
{
	fputs("  ", f);
	if (p->before.len) {
		fputs("... ", f);
		put(f, p->before);
		putc(' ', f);
	}
	if (p->sent.len) {
		fputs("[-", f);
		put(f, p->sent);
		fputs("-]", f);
	}
	fputs(p->sent.len && p->came.len ? " " : "", f);
	if (p->came.len) {
		fputs("{+", f);
		put(f, p->came);
		fputs("+}", f);
	}
	if (!p->sent.len && !p->came.len)
		fputs("the end of a paragraph, put in or taken out", f);
	putc('\n', f);
}

static bool is_move(const struct place *p)
{
	return p->to || p->from;
}

static void show_text(FILE *f, const struct held *h, const struct vb_word_file *w)
{
	size_t places = h->n - 2 * h->moved;

	fprintf(f, "TRACKED     %zu change%s\n", w->nchanges, w->nchanges == 1 ? "" : "s");
	vb_word_file_list(f, w);
	fprintf(f, "UNTRACKED   %zu place%s\n", places, places == 1 ? "" : "s");
	for (size_t i = 0; i < h->n; i++) {
		if (!is_move(&h->place[i]))
			show_place(f, &h->place[i]);
	}
	fprintf(f, "MOVED       %zu passage%s, untracked\n", h->moved, h->moved == 1 ? "" : "s");
	for (size_t i = 0; i < h->n; i++) {
		const struct place *p = &h->place[i];

		if (!p->to)
			continue;
		fputs("  \"", f);
		put(f, p->sent);
		fputs("\" stood behind \"", f);
		put(f, p->before);
		fputs("\", and now behind \"", f);
		put(f, h->place[p->to - 1].before);
		fputs("\"\n", f);
	}
}

/* ---- as JSON ---- */

static void json_member(FILE *f, const char *name, struct vb_view v, const char *end)
{
	fprintf(f, "\"%s\":\"", name);
	vb_escape_json(f, v);
	fprintf(f, "\"%s", end);
}

static void json_items(FILE *f, const struct vb_word_item *item, size_t n, bool kinds)
{
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ",{" : "{", f);
		if (kinds)
			json_member(f, "kind", vb_view_str(vb_word_kind_name(item[i].kind)), ",");
		json_member(f, "author", item[i].author, ",");
		json_member(f, "date", item[i].date, ",");
		json_member(f, "words", item[i].words, "}");
	}
}

static void show_json(FILE *f, const struct held *h, const struct vb_word_file *w)
{
	const char *between = "";

	fputs("{\"tracked\":[", f);
	json_items(f, w->change, w->nchanges, true);
	fputs("],\"comments\":[", f);
	json_items(f, w->comment, w->ncomments, false);
	fputs("],\"untracked\":[", f);
	for (size_t i = 0; i < h->n; i++) {
		if (is_move(&h->place[i]))
			continue;
		fprintf(f, "%s{", between);
		json_member(f, "behind", h->place[i].before, ",");
		json_member(f, "sent", h->place[i].sent, ",");
		json_member(f, "returned", h->place[i].came, "}");
		between = ",";
	}
	fputs("],\"moved\":[", f);
	between = "";
	for (size_t i = 0; i < h->n; i++) {
		if (!h->place[i].to)
			continue;
		fprintf(f, "%s{", between);
		json_member(f, "words", h->place[i].sent, ",");
		json_member(f, "from", h->place[i].before, ",");
		json_member(f, "to", h->place[h->place[i].to - 1].before, "}");
		between = ",";
	}
	fputs("]}\n", f);
}

enum vb_code vb_text_returned(FILE *f, const char *sent, const char *reply, bool json, bool *silent,
			      struct vb_err *err)
{
	struct vb_word_file w = {0};
	struct held h = {0};
	uint8_t *paper = NULL, *docx = NULL;
	size_t npaper = 0, ndocx = 0;
	enum vb_code code = vb_file_read(sent, VB_VERSION_MAX, &paper, &npaper, err);

	if (!code)
		code = vb_file_read(reply, VB_WORD_MAX, &docx, &ndocx, err);
	if (!code)
		code = vb_word_file_read(&w, vb_view(docx, ndocx), NULL, err);
	if (!code)
		code = hold(&h, vb_view(paper, npaper), &w, err);
	if (!code && json)
		show_json(f, &h, &w);
	else if (!code)
		show_text(f, &h, &w);
	if (!code && !json)
		vb_word_file_tell(stderr, reply, &w);
	if (!code)
		*silent = h.n > 0;
	free(h.place);
	vb_text_free(h.text);
	vb_word_file_free(&w);
	free(docx);
	free(paper);
	return code;
}
