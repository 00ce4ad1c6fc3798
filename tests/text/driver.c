/*
 * What tests/text/score and the comparison with others measure: alignments of the rows of a file
 * with an id and three texts, parted by tabs.
 *
 *	driver score FILE	one line a measure: its name, and its value
 *	driver tokens FILE	one line a row: an id, and three lists of tokens
 *	driver columns FILE	rows aligned by somebody else, counted as ours are: the words of
 *				each version, and a column for each
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PARTIES 3u
#define LINE_MAX (1u << 22)
#define CUBE_MAX 600000000u	/* cells of the exact search */

static const char *const names[PARTIES] = {"first", "second", "third"};

struct row {
	struct vb_view id;
	struct vb_view text[PARTIES];
};

struct sums {
	size_t rows;
	size_t dependent;	/* rows that another order changes */
	uint64_t pairs;
	uint64_t best;
	uint64_t bound;
	size_t exact;		/* rows of which the optimum was found, not bounded */
	size_t brackets;
	size_t words;
	size_t bracketed;
	double *ms;
};

static _Noreturn void die(const char *what, const struct vb_err *err)
{
	fprintf(stderr, "driver: %s%s%s\n", what, err ? ": " : "", err ? err->sentence : "");
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/* ---- the exact optimum, by another way than ours: the whole cube, words only ---- */

static unsigned words_of(struct vb_view v, struct vb_view **out)
{
	struct vb_view space, word;
	enum vb_token kind;
	unsigned n = 0;

	*out = calloc(v.len + 1, sizeof(**out));
	if (!*out)
		die("memory", NULL);
	while (vb_token_next(&v, &kind, &space, &word)) {
		if (kind == VB_TK_WORD)
			(*out)[n++] = word;
	}
	return n;
}

static uint32_t most(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint64_t pair_best(const struct vb_view *x, unsigned n, const struct vb_view *y, unsigned m)
{
	uint32_t *row = calloc(m + 1, sizeof(*row)), best;

	if (!row)
		die("memory", NULL);
	for (unsigned i = 0; i < n; i++) {
		uint32_t corner = 0;

		for (unsigned j = 1; j <= m; j++) {
			uint32_t up = row[j], here = most(up, row[j - 1]);

			if (vb_view_eq(x[i], y[j - 1]))
				here = most(here, corner + 1);
			corner = up;
			row[j] = here;
		}
	}
	best = row[m];
	free(row);
	return best;
}

struct cube {
	uint32_t *before, *now;	/* two planes */
	unsigned m, l;
};

/* @xy, @xz, @yz: which words are equal; a cell from the seven around it. */
static uint32_t cell(const struct cube *c, unsigned j, unsigned k, bool xy, bool xz, bool yz)
{
	const uint32_t *a = c->before, *b = c->now;
	unsigned w = c->l + 1, at = j * w + k;
	uint32_t best = a[at];

	if (j > 0)
		best = most(best, b[at - w]);
	if (k > 0)
		best = most(best, b[at - 1]);
	if (xy && j > 0)
		best = most(best, a[at - w] + 1);
	if (xz && k > 0)
		best = most(best, a[at - 1] + 1);
	if (yz && j > 0 && k > 0)
		best = most(best, b[at - w - 1] + 1);
	if (xy && xz && j > 0 && k > 0)
		best = most(best, a[at - w - 1] + 3);
	return best;
}

static uint64_t cube_best(struct vb_view *v[static PARTIES], const unsigned n[static PARTIES])
{
	size_t plane = (size_t)(n[1] + 1) * (n[2] + 1);
	struct cube c = {calloc(plane, 4), calloc(plane, 4), n[1], n[2]};
	bool *yz = malloc(plane), *xz = malloc(n[2] + 1);
	uint64_t best;

	if (!c.before || !c.now || !yz || !xz)
		die("memory", NULL);
	for (unsigned j = 0; j <= n[1]; j++) {
		for (unsigned k = 0; k <= n[2]; k++)
			yz[j * (n[2] + 1) + k] = j && k && vb_view_eq(v[1][j - 1], v[2][k - 1]);
	}
	for (unsigned i = 0; i <= n[0]; i++) {
		uint32_t *swap = c.before;

		for (unsigned k = 0; k <= n[2]; k++)
			xz[k] = i && k && vb_view_eq(v[0][i - 1], v[2][k - 1]);
		for (unsigned j = 0; j <= n[1]; j++) {
			bool xy = i && j && vb_view_eq(v[0][i - 1], v[1][j - 1]);

			for (unsigned k = 0; k <= n[2]; k++)
				c.now[j * (n[2] + 1) + k] =
					cell(&c, j, k, xy, xz[k], yz[j * (n[2] + 1) + k]);
		}
		c.before = c.now;
		c.now = swap;
	}
	best = c.before[plane - 1];
	free(c.before);
	free(c.now);
	free(yz);
	free(xz);
	return best;
}

/* Where the cube is too large the bound stands for it: no alignment is better. */
static void optimum(const struct row *r, struct sums *s)
{
	struct vb_view *v[PARTIES];
	unsigned n[PARTIES];
	uint64_t bound;

	for (unsigned i = 0; i < PARTIES; i++)
		n[i] = words_of(r->text[i], &v[i]);
	bound = pair_best(v[0], n[0], v[1], n[1]) + pair_best(v[0], n[0], v[2], n[2]) +
		pair_best(v[1], n[1], v[2], n[2]);
	s->bound += bound;
	if ((uint64_t)(n[0] + 1) * (n[1] + 1) * (n[2] + 1) <= CUBE_MAX) {
		s->best += cube_best(v, n);
		s->exact++;
	} else {
		s->best += bound;
	}
	for (unsigned i = 0; i < PARTIES; i++)
		free(v[i]);
}

/* ---- ours ---- */

static struct vb_text *aligned(const struct row *r, const unsigned order[static PARTIES])
{
	struct vb_version v[PARTIES];
	struct vb_text *t = NULL;
	struct vb_err err = {0};

	for (unsigned i = 0; i < PARTIES; i++)
		v[i] = (struct vb_version){.name = names[order[i]], .text = r->text[order[i]]};
	if (vb_text_new(v, PARTIES, &t, &err) != VB_OK)
		die("a row", &err);
	return t;
}

static struct vb_composite *laid_out(const struct vb_text *t)
{
	struct vb_composite *c = NULL;
	struct vb_err err = {0};

	if (vb_composite_of(t, 7, &c, &err) != VB_OK)
		die("a row", &err);
	return c;
}

static char *printed(const struct vb_text *t)
{
	struct vb_composite *c = laid_out(t);
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		die("memory", NULL);
	vb_composite_print(f, c);
	fclose(f);
	vb_composite_free(c);
	return text;
}

/* Which columns there are, too, not only how they are printed. */
static bool same_columns(const struct vb_text *a, const struct vb_text *b)
{
	if (vb_text_columns(a) != vb_text_columns(b))
		return false;
	for (size_t i = 0; i < vb_text_columns(a); i++) {
		if (vb_text_column(a, i).in != vb_text_column(b, i).in)
			return false;
	}
	return true;
}

static bool depends(const struct row *r, const struct vb_text *t)
{
	static const unsigned orders[][PARTIES] = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1},
						   {2, 1, 0}};
	char *want = printed(t);
	bool same = true;

	for (size_t i = 0; i < VB_ARRAY_LEN(orders); i++) {
		struct vb_text *u = aligned(r, orders[i]);
		char *got = printed(u);

		same = same && strcmp(got, want) == 0 && same_columns(t, u);
		free(got);
		vb_text_free(u);
	}
	free(want);
	return !same;
}

static void count(const struct vb_composite *c, struct sums *s)
{
	struct vb_counts n;

	vb_composite_count(c, &n);
	s->brackets += n.brackets;
	s->words += n.words;
	s->bracketed += n.bracketed;
}

static void score_row(const struct row *r, struct sums *s)
{
	static const unsigned order[PARTIES] = {0, 1, 2};
	double begin = now();
	struct vb_text *t = aligned(r, order);
	struct vb_composite *c = laid_out(t);

	s->ms[s->rows++] = now() - begin;
	s->pairs += vb_text_pairs(t);
	count(c, s);
	s->dependent += depends(r, t);
	optimum(r, s);
	vb_composite_free(c);
	vb_text_free(t);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void tell(struct sums *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->rows; i++)
		sum += s->ms[i];
	qsort(s->ms, s->rows, sizeof(*s->ms), by_value);
	printf("provisions %zu\n", s->rows);
	printf("alignment_score %.6f\n", s->best ? (double)s->pairs / (double)s->best : 1.0);
	printf("alignment_score_of_bound %.6f\n",
	       s->bound ? (double)s->pairs / (double)s->bound : 1.0);
	printf("matched_pairs %llu\n", (unsigned long long)s->pairs);
	printf("optimal_pairs %llu\n", (unsigned long long)s->best);
	printf("optimum_exact %zu\n", s->exact);
	printf("order_dependent %zu\n", s->dependent);
	printf("brackets %zu\n", s->brackets);
	printf("bracketed_share %.6f\n",
	       s->words ? (double)s->bracketed / (double)s->words : 0.0);
	printf("ms_median %.4f\n", s->rows ? s->ms[s->rows / 2] : 0.0);
	printf("ms_mean %.4f\n", s->rows ? sum / (double)s->rows : 0.0);
	printf("ms_worst %.4f\n", s->rows ? s->ms[s->rows - 1] : 0.0);
}

/* ---- rows ---- */

/* Takes the bytes up to @stop, or to the end, off the front of @v. */
static struct vb_view cut(struct vb_view *v, char stop)
{
	const uint8_t *end = v->len ? memchr(v->ptr, stop, v->len) : NULL;
	struct vb_view taken = vb_view(v->ptr, end ? (size_t)(end - v->ptr) : v->len);
	size_t used = taken.len + (end != NULL);

	*v = vb_view(v->ptr + used, v->len - used);
	return taken;
}

static void write_tokens(const struct row *r)
{
	printf("%.*s", (int)r->id.len, r->id.ptr);
	for (unsigned i = 0; i < PARTIES; i++) {
		struct vb_view rest = r->text[i], space, word;
		enum vb_token kind;
		const char *part = "\t";

		if (rest.len == 0)
			fputs("\t", stdout);
		while (vb_token_next(&rest, &kind, &space, &word)) {
			fputs(part, stdout);
			fwrite(word.ptr, 1, word.len, stdout);
			part = " ";
		}
	}
	putchar('\n');
}

/* ---- somebody else's alignment, laid out as ours ---- */

#define WIDTH 4096u	/* columns of a row */

/* The @i-th of many different marks, as UTF-8: arrows, mathematics, drawings. */
static void put_mark(struct vb_writer *w, unsigned i)
{
	unsigned cp = i < 0x270 ? 0x2190 + i : i < 0x4e6 ? 0x2500 + i - 0x270 :
		      0x2794 + (i - 0x4e6) % 0x46c;

	vb_putf(w, "%c%c%c ", 0xe0 | cp >> 12, 0x80 | (cp >> 6 & 63), 0x80 | (cp & 63));
}

/* A row is laid out from texts in which the tokens of one column are the same word and those of
 * two are not: so our alignment of them is theirs. */
static void count_columns(struct vb_view line, struct sums *s)
{
	static char text[PARTIES][WIDTH * 8];
	struct vb_writer w[PARTIES];
	struct row r = {0};
	unsigned column = 0;
	struct vb_text *t;
	struct vb_composite *c;

	for (unsigned i = 0; i < PARTIES; i++)
		vb_writer_init(&w[i], text[i], sizeof(text[i]));
	while (line.len > 0 && column < WIDTH) {
		struct vb_view v = cut(&line, ' ');

		/* "101w": who has it, and whether it is a word or a mark. */
		if (v.len != PARTIES + 1)
			continue;
		for (unsigned i = 0; i < PARTIES; i++) {
			if (v.ptr[i] == '1' && v.ptr[PARTIES] == 'w')
				vb_putf(&w[i], "c%u ", column);
			else if (v.ptr[i] == '1')
				put_mark(&w[i], column);
		}
		column++;
	}
	for (unsigned i = 0; i < PARTIES; i++)
		r.text[i] = vb_written(&w[i]);
	t = aligned(&r, (const unsigned[]){0, 1, 2});
	c = laid_out(t);
	s->rows++;
	count(c, s);
	vb_composite_free(c);
	vb_text_free(t);
}

int main(int argc, char **argv)
{
	uint8_t *file = NULL;
	size_t len = 0;
	struct vb_view rest;
	struct vb_err err = {0};
	struct sums s = {0};

	if (argc != 3)
		die("usage: driver score|tokens|columns FILE", NULL);
	if (vb_file_read(argv[2], 1u << 28, &file, &len, &err) != VB_OK)
		die(argv[2], &err);
	s.ms = calloc(len + 1, sizeof(*s.ms));
	if (!s.ms)
		die("memory", NULL);
	for (rest = vb_view(file, len); rest.len > 0;) {
		struct vb_view line = cut(&rest, '\n');
		struct row r;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (strcmp(argv[1], "columns") == 0) {
			count_columns(line, &s);
			continue;
		}
		if (line.ptr[line.len - 1] == '\r')
			line.len--;
		r.id = cut(&line, '\t');
		for (unsigned i = 0; i < PARTIES; i++)
			r.text[i] = cut(&line, '\t');
		if (strcmp(argv[1], "tokens") == 0)
			write_tokens(&r);
		else
			score_row(&r, &s);
	}
	if (strcmp(argv[1], "score") == 0)
		tell(&s);
	if (strcmp(argv[1], "columns") == 0)
		printf("provisions %zu\nbrackets %zu\nbracketed_share %.6f\n", s.rows, s.brackets,
		       s.words ? (double)s.bracketed / (double)s.words : 0.0);
	free(s.ms);
	free(file);
	return 0;
}
