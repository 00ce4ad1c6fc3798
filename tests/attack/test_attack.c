/*
 * Every attack of data/expected.tsv, line by line, against what is to be found of it;
 * and that the files are what their generator makes of them today.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum column { ATTACK, FILE_NAME, TRUST, FINDING, CLAUSE, AT, CULPRIT, SAYS, WHY, COLUMNS };
#define ROWS_MAX 512

struct row {
	char *column[COLUMNS];
};
static struct row rows[ROWS_MAX];
static unsigned nrows;
static char folder[4096];

static uint8_t *slurp(const char *name, size_t *len)
{
	char path[8192];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return tap_slurp(path, len);
}

/* Cuts @text into rows; false if a line has not as many columns as the first. */
static bool read_rows(char *text)
{
	char *line = strchr(text, '\n');

	while (line && line[1]) {
		struct row *r = &rows[nrows];
		char *p = line + 1;

		line = strchr(p, '\n');
		if (!line || nrows == ROWS_MAX)
			return false;
		*line = '\0';
		for (unsigned i = 0; i < COLUMNS; i++) {
			char *tab = p ? strchr(p, '\t') : NULL;

			if (!p || (i + 1 < COLUMNS) != (tab != NULL))
				return false;
			if (tab)
				*tab = '\0';
			r->column[i] = p;
			p = tab ? tab + 1 : NULL;
		}
		nrows++;
	}
	return nrows > 0;
}

/* ---- what is found ---- */

static bool lines_say(char lines[][VB_FINDING_LINE], unsigned n, const char *what)
{
	return kit_has(lines, n, what);
}

/* "-": nothing is asked for. */
static bool says(struct vb_finding *f, const char *what)
{
	return strcmp(what, "-") == 0 || strstr(f->sentence, what) ||
	       lines_say(f->established, f->nestablished, what) ||
	       lines_say(f->rests_on, f->nrests_on, what);
}

static void check_row(const struct row *r)
{
	const char *const *c = (const char *const *)r->column;
	struct vb_trust *trust = NULL;
	struct vb_finding *f = malloc(sizeof(*f));
	size_t len = 0, trust_len = 0;
	uint8_t *file = slurp(c[FILE_NAME], &len), *anchors = NULL;
	char want[1024];
	const char *line;

	snprintf(want, sizeof(want), "%s|%s|%s|%s", c[FINDING], c[CLAUSE], c[AT], c[CULPRIT]);
	if (strcmp(c[TRUST], "-") != 0) {
		anchors = slurp(c[TRUST], &trust_len);
		if (!anchors ||
		    vb_trust_parse(vb_view(anchors, trust_len), &trust, NULL) != VB_OK)
			anchors = NULL;
	}
	if (!f || !file || (strcmp(c[TRUST], "-") != 0 && !trust)) {
		ok(false, "%s: %s and %s can be read", c[ATTACK], c[FILE_NAME], c[TRUST]);
		goto out;
	}
	line = kit_verify(vb_view(file, len), trust, f);
	is_str(line, want, "%s: %s under %s", c[ATTACK], c[FILE_NAME], c[TRUST]);
	if (strcmp(c[SAYS], "-") != 0)
		ok(says(f, c[SAYS]), "%s: %s: it says \"%s\"", c[ATTACK], c[FILE_NAME],
		   c[SAYS]);
	if (strcmp(line, want) != 0 || !says(f, c[SAYS]))
		diag("%s", f->sentence);
out:
	vb_trust_free(trust);
	free(anchors);
	free(file);
	free(f);
}

/* ---- the files ---- */

struct tally {
	unsigned made, same;
};

static void compare(void *ctx, const char *name, struct vb_view bytes)
{
	struct tally *t = ctx;
	size_t len = 0;
	uint8_t *file = slurp(name, &len);

	t->made++;
	if (file && vb_view_eq(vb_view(file, len), bytes))
		t->same++;
	else
		diag("%s is not what is made today", name);
	free(file);
}

static bool is_used(const char *name)
{
	for (unsigned i = 0; i < nrows; i++) {
		if (strcmp(rows[i].column[FILE_NAME], name) == 0 ||
		    strcmp(rows[i].column[TRUST], name) == 0)
			return true;
	}
	return false;
}

/* Every file but the table itself is used by some row; returns how many. */
static unsigned used_files(bool *all)
{
	struct dirent *e;
	unsigned n = 0;
	DIR *d = opendir(folder);

	*all = d != NULL;
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.' || strcmp(e->d_name, "expected.tsv") == 0)
			continue;
		n++;
		if (!is_used(e->d_name)) {
			diag("no row uses %s", e->d_name);
			*all = false;
		}
	}
	if (d)
		closedir(d);
	return n;
}

/* How many numbers of the list of attacks the rows have. */
static unsigned numbers(void)
{
	bool seen[100] = {false};
	unsigned n = 0;

	for (unsigned i = 0; i < nrows; i++) {
		const char *p = rows[i].column[ATTACK];
		unsigned k = 0;

		for (; *p >= '0' && *p <= '9' && k < 10; p++)
			k = 10 * k + (unsigned)(*p - '0');
		n += k > 0 && !seen[k];
		seen[k] = true;
	}
	return n;
}

int main(void)
{
	const char *source = getenv("VERBALE_SOURCE");
	struct tally t = {0};
	uint8_t *text;
	size_t len;
	bool all;

	snprintf(folder, sizeof(folder), "%s/tests/attack/data", source ? source : ".");
	text = slurp("expected.tsv", &len);
	if (!ok(vb_crypto_init() && text && read_rows((char *)text),
		"expected.tsv has nine columns in every line"))
		return tap_done();
	for (unsigned i = 0; i < nrows; i++)
		check_row(&rows[i]);
	attack_all(&(struct sink){compare, &t});
	is_int(t.same, t.made, "every file is made anew byte for byte");
	is_int(used_files(&all), t.made, "no other file lies there");
	ok(all, "every file has a row");
	ok(numbers() >= 45, "%u attacks of the list have a file", numbers());
	free(text);
	return tap_done();
}
