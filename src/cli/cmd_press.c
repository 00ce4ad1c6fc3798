/*
 * verbale press: assertions in press reports.  The reports are read here, and understood by a
 * child process that can do nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_MAX (4ULL << 30)	/* of the child's address space */
#define SECONDS_MAX 300u	/* of its processor time */
#define PARTIES_MAX (1u << 20)	/* bytes of a parties file */

/* What is done with what was read. */
enum form {
	FORM_TEXT,
	FORM_JSON,
	FORM_TSV,
	FORM_HTML,
	FORM_SIDE,	/* fresh side files */
	FORM_CHECK,	/* against a record */
};

struct bench {
	struct vb_cli *c;
	enum form form;
	struct vb_paths paths;
	struct vb_confined child;
	struct vb_reading r;
	size_t cap;		/* reports that @r has room for */
	uint64_t bytes;		/* of all of them */
	struct vb_record record; /* of FORM_CHECK */
	int worst;
};

/* 2 is worst, then 1, then 0. */
static void worse(struct bench *b, int code)
{
	b->worst = code > b->worst ? code : b->worst;
}

static enum vb_code out_of_memory(struct bench *b)
{
	return vb_fail(&b->c->err, VB_MEMORY, "", "", "there is not enough memory");
}

/* ---- what the command line means ---- */

static bool find_form(struct bench *b)
{
	static const struct {
		const char *option;
		enum form form;
	} forms[] = {
		{"json", FORM_JSON},
		{"tsv", FORM_TSV},
		{"html", FORM_HTML},
		{"assertions", FORM_SIDE},
	};
	unsigned given = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(forms); i++) {
		if (!vb_args_has(&b->c->args, forms[i].option))
			continue;
		b->form = forms[i].form;
		given++;
	}
	return given <= 1;
}

/* "-" is read once: behind it there is nothing more. */
static bool find_paths(struct bench *b, int *code)
{
	const struct vb_args *a = &b->c->args;
	enum vb_code got = a->nwords == 1 ? vb_paths_add(&b->paths, "-", &b->c->err) : VB_OK;
	unsigned inputs = 0;

	for (unsigned i = 1; i < a->nwords; i++) {
		inputs += strcmp(a->word[i], "-") == 0;
		got = vb_paths_add(&b->paths, a->word[i], &b->c->err);
		if (got == VB_MEMORY)
			break;
		if (got) {
			b->c->err.code = got;
			vb_cli_fail(b->c, "not everything was read");
			worse(b, VB_EXIT_UNREADABLE);
			got = VB_OK;
		}
	}
	if (got) {
		b->c->err.code = got;
		*code = vb_cli_fail(b->c, "nothing was read");
		return false;
	}
	if (inputs > 1) {
		*code = vb_cli_usage(b->c, "nothing was read: standard input can be read once");
		return false;
	}
	return true;
}

/* ---- reports in ---- */

static enum vb_code read_input(uint8_t **out, size_t *len, struct vb_err *err)
{
	size_t cap = 1 << 16, n = 0;
	uint8_t *all = malloc(cap);

	while (all) {
		ssize_t got;

		if (n == cap && n <= VB_REPORT_MAX) {
			uint8_t *more = realloc(all, cap * 2);

			if (!more)
				break;
			all = more;
			cap *= 2;
		}
		got = n == cap ? 0 : read(STDIN_FILENO, all + n, cap - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			free(all);
			return vb_fail(err, VB_IO, "", "-", "standard input cannot be read: %s",
				       strerror(errno));
		}
		if (got == 0) {
			*out = all;
			*len = n;
			return VB_OK;
		}
		n += (size_t)got;
	}
	free(all);
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* The whole of one report; what is too large is no report. */
static enum vb_code read_bytes(struct bench *b, const char *path, uint8_t **out, size_t *len)
{
	struct vb_err *err = &b->c->err;
	enum vb_code code = strcmp(path, "-") == 0 ? read_input(out, len, err) :
						     vb_file_read(path, VB_PRESS_ALL_MAX, out,
								  len, err);
	char shown[100];

	if (code)
		return code;
	vb_quote(shown, sizeof(shown), vb_view_str(path));
	if (*len > VB_REPORT_MAX)
		code = vb_fail(err, VB_MALFORMED, "", shown, "a report has at most 16 MB");
	else if (b->bytes + *len > VB_PRESS_ALL_MAX)
		code = vb_fail(err, VB_MALFORMED, "", shown, "all reports together have at most "
							     "256 MB; read fewer at a time");
	if (code)
		free(*out);
	return code;
}

static enum vb_code room(struct bench *b)
{
	size_t cap = b->cap * 2 + 16;
	struct vb_press_report *report;
	struct vb_hash *hash;

	if (b->r.reports < b->cap)
		return VB_OK;
	report = reallocarray(b->r.report, cap, sizeof(*report));
	if (report)
		b->r.report = report;
	hash = report ? reallocarray(b->r.hash, cap, sizeof(*hash)) : NULL;
	if (!hash)
		return out_of_memory(b);
	b->r.hash = hash;
	b->cap = cap;
	return VB_OK;
}

/* VB_OK also for a report that cannot be read: that was said, and the others go on. */
static enum vb_code read_report(struct bench *b, const char *path, bool *sent)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = room(b);

	if (code)
		return code;
	code = read_bytes(b, path, &bytes, &len);
	if (code == VB_MEMORY)
		return code;
	if (code) {
		b->c->err.code = code;
		/* Its clause is about files of the record. */
		b->c->err.clause[0] = 0;
		vb_cli_fail(b->c, "a report was not read");
		worse(b, VB_EXIT_UNREADABLE);
		return VB_OK;
	}
	b->r.report[b->r.reports] = (struct vb_press_report){
		.name = path,
		.text = vb_view(bytes, len),
	};
	vb_sha256(vb_view(bytes, len), &b->r.hash[b->r.reports++]);
	b->bytes += len;
	*sent = vb_press_send_report(&b->child, path, vb_view(bytes, len));
	return VB_OK;
}

static enum vb_code read_all(struct bench *b, struct vb_view parties)
{
	bool sent = vb_press_send_parties(&b->child, parties);
	enum vb_code code = VB_OK;

	for (const char *path = NULL; !code && sent && (path = vb_paths_next(&b->paths, path));)
		code = read_report(b, path, &sent);
	if (code)
		return code;
	/* Where the child takes no more, how it ended says why. */
	if (sent && !vb_press_send_end(&b->child))
		sent = false;
	vb_confined_end(&b->child);
	return vb_wire_take(&b->child, &b->r, &b->c->err);
}

/* The child is there before the first foreign byte is. */
static enum vb_code start(struct bench *b)
{
	const struct vb_confinement limits = {
		.memory = MEMORY_MAX,
		.seconds = SECONDS_MAX,
		.unguarded = vb_args_has(&b->c->args, "no-sandbox"),
	};

	return vb_confined_start(&b->child, vb_press_work, &limits, &b->c->err);
}

static bool read_press(struct bench *b, int *code)
{
	const char *path = vb_args_get(&b->c->args, "parties");
	uint8_t *parties = NULL, *members = NULL;
	size_t len = 0;
	enum vb_code got = start(b);

	if (got) {
		b->c->err.code = got;
		*code = vb_cli_fail(b->c, got == VB_REFUSED ?
				    "nothing was read; --no-sandbox reads without that guard" :
				    "nothing was read");
		return false;
	}
	if (path)
		got = vb_file_read(path, PARTIES_MAX, &parties, &len, &b->c->err);
	if (got) {
		b->c->err.code = VB_MALFORMED;
		b->c->err.clause[0] = 0;
	} else if (b->form == FORM_CHECK) {
		got = vb_record_parties(&b->record, vb_view(parties, len), &members, &len,
					&b->c->err);
		if (!got)
			got = read_all(b, vb_view(members, len));
		b->c->err.code = got;
	} else {
		got = read_all(b, vb_view(parties, len));
		b->c->err.code = got;
	}
	free(parties);
	free(members);
	if (got)
		*code = vb_cli_fail(b->c, "nothing was found");
	return got == VB_OK;
}

/* ---- side files ---- */

static char *side_path(const char *report)
{
	char *path = NULL;

	return asprintf(&path, "%s.assertions", report) < 0 ? NULL : path;
}

static enum vb_code side_file(struct bench *b, uint32_t n)
{
	const char *name = b->r.report[n].name;
	char *path = strcmp(name, "-") == 0 ? NULL : side_path(name);
	struct vb_err *err = &b->c->err;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = VB_OK;
	char what[200], shown[120];

	if (!path)
		return strcmp(name, "-") == 0 ? VB_OK : out_of_memory(b);
	*err = (struct vb_err){0};
	if (vb_cli_exists(path)) {
		code = vb_file_read(path, VB_SIDE_MAX, &bytes, &len, err);
		if (!code)
			code = vb_side_apply(vb_view(bytes, len), n, &b->r, err);
		free(bytes);
	}
	if (code && code != VB_MEMORY) {
		/* A report that changed is no fault of a log: no word of the doctor. */
		err->code = VB_REFUSED;
		err->clause[0] = 0;
		snprintf(what, sizeof(what), "%s was ignored",
			 vb_quote(shown, sizeof(shown), vb_view_str(path)));
		worse(b, vb_cli_fail(b->c, what));
		code = VB_OK;
	}
	free(path);
	return code;
}

static bool changed(const struct vb_reading *r)
{
	for (size_t i = 0; i < r->assertions; i++)
		if (r->mark[i] != VB_SG_FOUND && r->mark[i] != VB_SG_CONFIRMED)
			return true;
	return false;
}

static bool side_files(struct bench *b, int *code)
{
	enum vb_code got = VB_OK;

	for (size_t i = 0; i < b->r.reports && !got; i++)
		got = side_file(b, (uint32_t)i);
	if (!got && changed(&b->r))
		got = vb_reading_relate(&b->r, &b->c->err);
	if (!got)
		return true;
	b->c->err.code = got;
	*code = vb_cli_fail(b->c, "nothing was found");
	return false;
}

/* Fresh side files, never over existing ones. */
static void write_sides(struct bench *b)
{
	for (size_t i = 0; i < b->r.reports; i++) {
		const char *name = b->r.report[i].name;
		struct vb_outfile o = {0};
		enum vb_code code = VB_MEMORY;
		char shown[200];
		char *path;

		if (strcmp(name, "-") == 0) {
			worse(b, vb_cli_usage(b->c, "no side file was written: standard input "
						    "has no name"));
			continue;
		}
		path = side_path(name);
		if (path)
			code = vb_outfile_open(&o, path, &b->c->err);
		if (!code) {
			vb_side_template(o.f, &b->r, (uint32_t)i);
			code = vb_outfile_commit(&o, &b->c->err);
		}
		b->c->err.code = code;
		if (code)
			worse(b, vb_cli_fail(b->c, "a side file was not written"));
		else
			printf("Wrote %s.\n", vb_quote(shown, sizeof(shown), vb_view_str(path)));
		free(path);
	}
}

/* ---- out ---- */

static void write_page(struct bench *b)
{
	const char *path = vb_args_get(&b->c->args, "html");
	struct vb_outfile o = {0};
	enum vb_code code = vb_outfile_open(&o, path, &b->c->err);
	char shown[200];

	if (!code) {
		vb_render_press_html(o.f, &b->r);
		code = vb_outfile_commit(&o, &b->c->err);
	}
	b->c->err.code = code;
	if (code)
		worse(b, vb_cli_fail(b->c, "the page was not written"));
	else
		printf("Wrote %s: %zu reports, %zu assertions.\n",
		       vb_quote(shown, sizeof(shown), vb_view_str(path)), b->r.reports,
		       b->r.assertions);
}

static void show(struct bench *b)
{
	switch (b->form) {
	case FORM_TEXT:
		vb_render_press(stdout, &b->r, &b->c->style);
		break;
	case FORM_JSON:
		vb_render_press_json(stdout, &b->r);
		break;
	case FORM_TSV:
		vb_render_press_tsv(stdout, &b->r);
		break;
	case FORM_HTML:
		write_page(b);
		break;
	case FORM_SIDE:
		write_sides(b);
		break;
	case FORM_CHECK:
		b->c->err.code = vb_record_check(b->c, &b->record, &b->r);
		if (b->c->err.code)
			worse(b, vb_cli_fail(b->c, "nothing was checked"));
		break;
	}
}

/* The record comes first: without it there is nothing to hold reports against. */
static bool open_record(struct bench *b, int *code)
{
	if (b->form != FORM_CHECK)
		return true;
	b->c->err.code = vb_record_open(b->c, &b->record);
	if (!b->c->err.code)
		return true;
	*code = vb_cli_fail(b->c, "nothing was checked");
	if (b->c->err.code == VB_MALFORMED ||
	    (b->c->err.code == VB_NOT_FOUND && vb_args_has(&b->c->args, "bundle")))
		*code = VB_EXIT_UNREADABLE;
	return false;
}

/* What is said of another form than @form. */
static const char *not_of_form(struct vb_cli *c, enum form form)
{
	static const char *const of_read[] = {"tsv", "html", "assertions", NULL};
	static const char *const of_check[] = {"table", "bundle", "trust", "public", NULL};

	for (const char *const *o = form == FORM_CHECK ? of_read : of_check; *o; o++)
		if (vb_args_has(&c->args, *o))
			return *o;
	return NULL;
}

static int read_reports(struct vb_cli *c, enum form form)
{
	struct bench b = {.c = c, .form = form};
	int code = VB_EXIT_DONE;
	const char *other = not_of_form(c, form);

	if (other)
		return vb_cli_usage(c, "nothing was read: press %s has no --%s",
				    form == FORM_CHECK ? "check" : "read", other);
	if (form == FORM_CHECK && vb_args_has(&c->args, "table") &&
	    vb_args_has(&c->args, "bundle"))
		return vb_cli_usage(c, "nothing was checked: --table and --bundle exclude one "
				       "another");
	if (form != FORM_CHECK && !find_form(&b))
		return vb_cli_usage(c, "nothing was read: --assertions, --html, --json and --tsv "
				       "exclude one another");
	if (find_paths(&b, &code) && open_record(&b, &code) && read_press(&b, &code) &&
	    (b.form == FORM_SIDE || side_files(&b, &code)))
		show(&b);
	worse(&b, code);
	vb_confined_drop(&b.child);
	vb_record_close(&b.record);
	vb_reading_free(&b.r);
	for (size_t i = 0; i < b.r.reports; i++)
		free((void *)(uintptr_t)b.r.report[i].text.ptr);
	free(b.r.report);
	free(b.r.hash);
	vb_paths_free(&b.paths);
	return b.worst;
}

static int run(struct vb_cli *c)
{
	const char *what = c->args.nwords ? c->args.word[0] : NULL;
	char shown[80];

	if (!what)
		return vb_cli_usage(c, "nothing was read: say read or check");
	if (strcmp(what, "read") == 0)
		return read_reports(c, FORM_TEXT);
	if (strcmp(what, "check") == 0)
		return read_reports(c, FORM_CHECK);
	return vb_cli_usage(c, "nothing was done: there is no press %s",
			    vb_quote(shown, sizeof(shown), vb_view_str(what)));
}

static const struct vb_option options[] = {
	{"json", NULL, "print one JSON object", 0},
	{"tsv", NULL, "print twelve columns a line, parted by tabs", 0},
	{"html", "FILE", "write one page: the reports marked, and what was found", 0},
	{"assertions", NULL, "write a fresh side file, FILE.assertions, for each report", 0},
	{"table", "DESK", "check: the record of this desk, else of the one at hand", 0},
	{"bundle", "FILE", "check: the record in this bundle", 0},
	{"trust", "FILE", "check: the keys that the record must have", 0},
	{"public", NULL, "check: only by papers that their authors call open", 0},
	{"parties", "FILE", "names of parties: CODE: name, name | Person Name", 0},
	{"no-sandbox", NULL, "read also where the system cannot confine the reader", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_press = {
	"press",
	"read|check [FILE...]",
	"find the assertions in press reports, and check them",
	"Reads plain-text press reports (files, all files of folders, or standard input) and\n"
	"shows who said that what happened, did not or will: as a timeline, then where they\n"
	"agree, contradict one another, promise, or change a saying.  What is found is a\n"
	"suggestion, and what was said no fact; a person confirms, corrects or rejects it in\n"
	"FILE.assertions.  Needs no record and no network.\n"
	"\"check\" holds each assertion against a record: SUPPORTED, CONTRADICTED, DISPUTED, NOT\n"
	"YET (so later, not at that time), ANOTHER PAPER, or CANNOT TELL, and the acts that it\n"
	"rests on.  A code of the parties is a member's name.\n",
	options,
	run,
};
