/*
 * What the verbs share: opening the desk, errors in words, small parsers, new files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- errors: what did not happen, why, what to do next ---- */

static const char *next_step(const struct vb_cli *c)
{
	switch (c->err.code) {
	case VB_BUSY:
		return "try again when the other process is done";
	case VB_CONFLICT:
		return "see verbale log, then try again";
	case VB_UNKNOWN:
		return "verbale status tells whether it was lodged";
	case VB_FULL:
		return "make room and try again";
	case VB_USAGE:
		return "see --help";
	case VB_KEY:
		return "try again with the right passphrase or key";
	case VB_FALSE:
		return "verbale doctor tells more";
	case VB_OK:
	case VB_MALFORMED:
	case VB_REFUSED:
	case VB_NOT_FOUND:
	case VB_IO:
	case VB_MEMORY:
	case VB_GONE:
		break;
	}
	return NULL;
}

static int exit_of(enum vb_code code)
{
	return code == VB_MALFORMED || code == VB_USAGE ? VB_EXIT_UNREADABLE : VB_EXIT_REFUSED;
}

/* The sentence without its full stop: more follows. */
static void clause_of(FILE *f, const char *sentence)
{
	size_t len = strlen(sentence);

	while (len > 0 && (sentence[len - 1] == '.' || sentence[len - 1] == '\n'))
		len--;
	fprintf(f, "%.*s", (int)len, sentence);
}

int vb_cli_fail(const struct vb_cli *c, const char *what)
{
	const char *next = c->declined || c->unasked ? NULL : next_step(c), *why;

	fflush(stdout);
	fprintf(stderr, "verbale: %s", what);
	if (c->declined) {
		fputs(": the question was not answered with yes", stderr);
	} else if (c->unasked) {
		fprintf(stderr, ": %s", c->unasked);
	} else {
		if (c->err.where[0])
			fprintf(stderr, ": %s", c->err.where);
		why = c->err.sentence;
		if (!why[0] && c->err.code == VB_MEMORY)
			why = "there is not enough memory";
		if (why[0])
			fputs(": ", stderr);
		clause_of(stderr, why);
		if (c->err.clause[0] >= '1' && c->err.clause[0] <= '9')
			fprintf(stderr, " (clause %s of the format)", c->err.clause);
		else if (c->err.clause[0])
			fprintf(stderr, " (%s)", c->err.clause);
	}
	if (next)
		fprintf(stderr, "; %s", next);
	fputs(".\n", stderr);
	return exit_of(c->err.code);
}

int vb_cli_usage(const struct vb_cli *c, const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("verbale: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; usage: verbale %s%s%s.\n", c->verb->name,
		c->verb->args[0] ? " " : "", c->verb->args);
	return VB_EXIT_UNREADABLE;
}

/* ---- the desk in the working directory ---- */

static void went_offline(struct vb_cli *c, const char *why)
{
	snprintf(c->offline, sizeof(c->offline), "%s%s%.500s", c->err.where,
		 c->err.where[0] && why[0] ? ": " : "", why);
	/* `status` has a line of its own for it. */
	if (strcmp(c->verb->name, "status") != 0)
		fprintf(stderr, "verbale: offline: %s; what follows is as last seen.\n",
			c->offline);
}

static bool out_of_reach(enum vb_code code)
{
	return code == VB_IO || code == VB_BUSY || code == VB_NOT_FOUND;
}

static bool sync_desk(struct vb_cli *c, bool write, int *code)
{
	enum vb_code got = vb_desk_sync(c->desk, &c->err);

	/* A reader needs no room: it is shown what there is. */
	if (out_of_reach(got) || (got == VB_FULL && !write)) {
		went_offline(c, c->err.sentence);
		c->err = (struct vb_err){0};
	} else if (got == VB_FALSE && !write) {
		vb_cli_fail(c, "THE LOG IS AT FAULT, and nothing of it was taken over");
		c->fault = true;
	} else if (got) {
		c->err.code = got;
		*code = vb_cli_fail(c, write ? "nothing was signed: the record could not be "
					       "brought up to date" :
					       "the record could not be brought up to date");
		return false;
	}
	/* What was tried on the way to success is no error of ours. */
	c->err = (struct vb_err){0};
	return true;
}

/* A desk that cannot be written to now, for @why, is shown as it is. */
static enum vb_code read_desk(struct vb_cli *c, enum vb_code why)
{
	struct vb_err err = c->err;
	enum vb_code got = vb_desk_open(".", false, &c->world, &c->desk, &c->err);

	if (got == VB_OK) {
		c->err = why == VB_BUSY ? (struct vb_err){0} : err;
		went_offline(c, why == VB_BUSY ? "another process is at work in this desk" :
						 err.sentence);
		c->err = (struct vb_err){0};
	}
	return got;
}

bool vb_cli_desk(struct vb_cli *c, bool write, int *code)
{
	enum vb_code got = vb_desk_open(".", true, &c->world, &c->desk, &c->err);
	bool locked = got == VB_OK;

	if (!write && (got == VB_BUSY || got == VB_FULL || got == VB_IO))
		got = read_desk(c, got);
	if (got == VB_NOT_FOUND && !vb_cli_exists("desk.db")) {
		fputs("verbale: nothing was done: this folder is not a desk; name the desk with "
		      "-C DIR, or make one with verbale open or verbale join.\n", stderr);
		*code = VB_EXIT_REFUSED;
		return false;
	}
	if (got) {
		c->err.code = got;
		*code = vb_cli_fail(c, "the desk could not be opened");
		return false;
	}
	return !locked || sync_desk(c, write, code);
}

bool vb_cli_table(struct vb_cli *c, bool write, int *code)
{
	if (!vb_cli_desk(c, write, code))
		return false;
	if (vb_desk_is_open(c->desk))
		return true;
	fputs("verbale: nothing was done: the table is not open yet, for not every party has "
	      "taken its seat; verbale join with the invitation takes one.\n", stderr);
	*code = VB_EXIT_REFUSED;
	return false;
}

enum vb_code vb_cli_look(struct vb_cli *c)
{
	vb_desk_ahead_free(c->ahead);
	return vb_desk_ahead(c->desk, &c->ahead, &c->err);
}

const struct vb_fold *vb_cli_fold(const struct vb_cli *c, uint32_t *logged)
{
	const struct vb_fold *f = vb_desk_fold(c->desk);
	uint32_t n = f->nfacts;

	if (c->ahead)
		f = vb_desk_ahead_fold(c->ahead, &n);
	if (logged)
		*logged = n;
	return f;
}

uint8_t vb_cli_me(const struct vb_cli *c)
{
	return vb_fold_party(vb_cli_fold(c, NULL), vb_view_str(vb_desk_party(c->desk)));
}

enum vb_code vb_cli_act(struct vb_cli *c, uint32_t index, struct vb_act *act, uint8_t **note)
{
	size_t len;
	enum vb_code code = c->ahead ? vb_desk_ahead_entry(c->desk, c->ahead, index, note, &len,
							   &c->err) :
				       vb_desk_entry(c->desk, index, note, &len, &c->err);

	if (!code)
		code = vb_act_parse(vb_view(*note, len), act, &c->err);
	return code;
}

/* ---- what became of a signature ---- */

/* The log as it stands with our act in it, so that its own line can be shown. */
static bool logged(struct vb_cli *c, const struct vb_done *done)
{
	const struct vb_fold *f = vb_desk_fold(c->desk);

	if (done->index >= f->nfacts && vb_desk_sync(c->desk, NULL))
		return false;
	return done->index < vb_desk_fold(c->desk)->nfacts;
}

/* The kind's sentence; behind the citation the author need not be named again. */
static void sentence(struct vb_cli *c, uint32_t index)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	struct vb_act *act = calloc(1, sizeof(*act));
	uint8_t *note = NULL;
	char *text = NULL, *rest;
	size_t len = 0;
	FILE *m = vb_memory_open(&text, &len);
	bool found = m && act && vb_cli_act(c, index, act, &note) == VB_OK;

	if (found)
		vb_act_sentence(m, f, act);
	if (m && fclose(m) == 0 && found && text) {
		rest = text;
		if (act->author.len + 1 < len && rest[act->author.len] == ' ' &&
		    strncasecmp(rest, (const char *)act->author.ptr, act->author.len) == 0)
			rest += act->author.len + 1;
		fputs(rest, stdout);
	}
	free(text);
	free(note);
	free(act);
}

static void lodged_line(struct vb_cli *c, const struct vb_done *done, const char *detail)
{
	char when[32];

	vb_escape_tty(stdout, vb_view_str(done->citation), false);
	fputc(' ', stdout);
	if (detail)
		vb_escape_tty(stdout, vb_view_str(detail), false);
	if (!logged(c, done)) {
		fputs("   LODGED", stdout);
		return;
	}
	if (!detail)
		sentence(c, (uint32_t)done->index);
	vb_time_human(when, vb_fact_time(vb_desk_fold(c->desk), (uint32_t)done->index));
	printf("   LODGED %s", when);
}

static void not_lodged_line(const struct vb_done *done)
{
	if (!done->full[0]) {
		puts("   SIGNED, not lodged yet: the depositary is out of reach, and the next "
		     "verb that reaches it lodges it");
		return;
	}
	fputs("   SIGNED, not lodged yet: the depositary has no room (", stdout);
	vb_escape_tty(stdout, vb_view_str(done->full), false);
	puts("), and the next verb lodges it once there is");
}

/* Signed and kept: what it says stands behind the log, where it waits. */
static void kept_line(struct vb_cli *c, const struct vb_done *done, const char *detail)
{
	uint32_t at;

	vb_escape_tty(stdout, vb_view_str(done->citation), false);
	fputc(' ', stdout);
	if (detail)
		vb_escape_tty(stdout, vb_view_str(detail), false);
	else if (vb_cli_look(c) == VB_OK &&
		 vb_desk_ahead_cited(vb_cli_fold(c, NULL), done->citation, &at, NULL) == VB_OK)
		sentence(c, at);
	not_lodged_line(done);
}

/* A verb that failed, before or after it signed. */
static int not_done(struct vb_cli *c, const char *what, const struct vb_done *done)
{
	char words[300];

	if (done->kept && done->lodged)
		snprintf(words, sizeof(words), "%s is signed and logged, but what was to follow "
			 "failed", done->citation);
	else if (done->kept)
		snprintf(words, sizeof(words), "%s is signed and kept, and could not be seen in "
			 "the log", done->citation);
	else if (c->err.code == VB_UNKNOWN)
		snprintf(words, sizeof(words), "%s, unless it was signed and kept", what);
	else if (!c->declined && !c->unasked && strstr(c->err.sentence, "nothing was signed"))
		snprintf(words, sizeof(words), "%s", what);
	else
		snprintf(words, sizeof(words), "%s, and nothing was signed", what);
	return vb_cli_fail(c, words);
}

int vb_cli_done(struct vb_cli *c, enum vb_code code, const char *what,
		const struct vb_done *done, const char *detail, const char *behind)
{
	if (code) {
		c->err.code = code;
		return not_done(c, what, done);
	}
	if (!done->lodged) {
		kept_line(c, done, detail);
		if (behind)
			printf("     %s\n", behind);
		return VB_EXIT_DONE;
	}
	lodged_line(c, done, detail);
	printf("%s%s\n", behind ? "     " : "", behind ? behind : "");
	if (logged(c, done) && vb_desk_fold(c->desk)->fact[done->index].voided[0]) {
		fflush(stdout);
		fprintf(stderr, "verbale: %s is logged and VOID: it has no effect, by clause %s "
				"of the format.\n", done->citation,
			vb_desk_fold(c->desk)->fact[done->index].voided);
		return VB_EXIT_REFUSED;
	}
	return VB_EXIT_DONE;
}

/* ---- marks ---- */

void vb_cli_marks(struct vb_cli *c, uint32_t index, char *out, size_t cap)
{
	struct vb_act *act = malloc(sizeof(*act));
	uint8_t *note = NULL;
	char citation[96];
	struct vb_view mark;

	out[0] = 0;
	vb_fact_citation(citation, vb_desk_fold(c->desk), index);
	if (act && vb_cli_act(c, index, act, &note) == VB_OK) {
		mark = vb_act_get(act, "privilege", 0);
		if (mark.len > 0 && !vb_view_is(mark, "open") && !vb_view_is(mark, "-"))
			snprintf(out, cap, " %s is marked %.*s.", citation, (int)mark.len,
				 (const char *)mark.ptr);
		else if (vb_view_is(vb_act_get(act, "confidential", 0), "yes"))
			snprintf(out, cap, " %s is marked confidential.", citation);
	} else {
		snprintf(out, cap, " How %s is marked could not be read.", citation);
	}
	free(note);
	free(act);
}

/* ---- annexes ---- */

void vb_cli_annexes(const struct vb_annexes *got)
{
	if (got->n == 0)
		return;
	printf("%u %s     %s/\n", got->n, got->n == 1 ? "annex" : "annexes", got->dir);
	if (got->renamed > 0)
		printf("%u of them %s the name of another, and a number in front of it.\n",
		       got->renamed, got->renamed == 1 ? "has" : "have");
}

void vb_cli_in_file(struct vb_err *err, const char *path)
{
	char inside[sizeof(err->where)], shown[100];

	memcpy(inside, err->where, sizeof(inside));
	snprintf(err->where, sizeof(err->where), "%.60s%s%.60s",
		 vb_quote(shown, sizeof(shown), vb_view_str(path)), inside[0] ? ": " : "", inside);
}

/* ---- titles ---- */

char *vb_cli_title_of(struct vb_view paper)
{
	const uint8_t *lf;
	size_t len;

	/* As typed it may begin with a BOM and have CR LF at its line ends. */
	if (paper.len >= 3 && memcmp(paper.ptr, "\xef\xbb\xbf", 3) == 0)
		paper = vb_view(paper.ptr + 3, paper.len - 3);
	if (paper.len < 3 || paper.ptr[0] != '#' || paper.ptr[1] != ' ')
		return NULL;
	lf = memchr(paper.ptr, '\n', paper.len);
	len = lf ? (size_t)(lf - paper.ptr) : paper.len;
	while (len > 2 && (paper.ptr[len - 1] == '\r' || paper.ptr[len - 1] == ' '))
		len--;
	return strndup((const char *)paper.ptr + 2, len > 202 ? 200 : len - 2);
}

void vb_cli_paper_path(const char *citation, char out[static 128])
{
	snprintf(out, 128, "papers/%s.md", citation);
	for (char *p = out + strlen("papers/"); *p; p++) {
		if (*p == '/')
			*p = '_';
	}
}

/* From papers/, which needs no passphrase. */
char *vb_cli_title(struct vb_cli *c, uint32_t act)
{
	char path[128], citation[96];
	uint8_t *text = NULL;
	size_t len = 0;
	char *title = NULL;

	vb_fact_citation(citation, vb_cli_fold(c, NULL), act);
	vb_cli_paper_path(citation, path);
	if (vb_file_read(path, VB_PAPER_MAX, &text, &len, NULL) == VB_OK)
		title = vb_cli_title_of(vb_view(text, len));
	free(text);
	return title;
}

/* ---- articles ---- */

enum vb_code vb_cli_leaf(struct vb_view text, uint64_t article, uint32_t *leaf,
			 struct vb_err *err)
{
	struct vb_paper *p = malloc(sizeof(*p));
	bool numbered_any = false, found = false;
	enum vb_code code = p ? vb_paper_parse(text, p, err) : VB_MEMORY;

	for (unsigned i = 1; !code && i < p->nleaves && !found; i++) {
		struct vb_view title, position;
		unsigned n = vb_heading_article(p->leaf[i].heading, &title, &position);

		numbered_any = numbered_any || n > 0;
		found = n > 0 && n == article;
		*leaf = i;
	}
	if (!code && !found && !numbered_any && article < p->nleaves) {
		*leaf = (uint32_t)article;
		found = true;
	}
	free(p);
	return !code && !found ? VB_NOT_FOUND : code;
}

/* ---- small parsers ---- */

bool vb_cli_time(const char *s, int64_t *out)
{
	char text[VB_TIME_LEN + 1];

	if (strlen(s) != 10)
		return vb_time_parse(vb_view_str(s), out);
	snprintf(text, sizeof(text), "%sT00:00:00Z", s);
	return vb_time_parse(vb_view_str(text), out);
}

bool vb_cli_number(const char *s, uint64_t max, uint64_t *out)
{
	uint64_t n;

	if (!vb_dec_parse(vb_view_str(s), &n) || n > max)
		return false;
	*out = n;
	return true;
}

char *vb_cli_lower(const char *s)
{
	char *copy = strdup(s);

	for (char *p = copy; p && *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return copy;
}

const char *vb_cli_upper(char out[static VB_NAME_MAX + 1], const char *name)
{
	size_t n = 0;

	for (; name[n] && n < VB_NAME_MAX; n++)
		out[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 'a' + 'A' : name[n]);
	out[n] = 0;
	return out;
}

static char *absolute(const char *dir)
{
	char *all = realpath(dir, NULL), *copy, *parent, *slash, *path = NULL;

	if (all || errno != ENOENT)
		return all;
	copy = strdup(dir);
	if (!copy)
		return NULL;
	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = 0;
	slash = strrchr(copy, '/');
	if (slash)
		*slash = 0;
	parent = realpath(!slash ? "." : slash == copy ? "/" : copy, NULL);
	if (parent && asprintf(&path, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent,
			       slash ? slash + 1 : copy) < 0)
		path = NULL;
	free(parent);
	free(copy);
	return path;
}

char *vb_cli_address(const char *at)
{
	return strstr(at, "://") ? strdup(at) : absolute(at);
}

bool vb_cli_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* ---- new files ---- */

static enum vb_code failed(struct vb_err *err, const char *path, const char *did)
{
	char shown[100];
	int why = errno;

	return vb_fail(err, why == ENOSPC || why == EDQUOT ? VB_FULL : VB_IO, "",
		       vb_quote(shown, sizeof(shown), vb_view_str(path)), "%s: %s", did,
		       strerror(why));
}

static enum vb_code in_the_way(struct vb_err *err, const char *path)
{
	char shown[100];

	return vb_fail(err, VB_REFUSED, "", vb_quote(shown, sizeof(shown), vb_view_str(path)),
		       "something of that name is there already, and nothing is overwritten");
}

enum vb_code vb_outfile_open(struct vb_outfile *o, const char *path, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	int fd;

	*o = (struct vb_outfile){0};
	if (vb_cli_exists(path))
		return in_the_way(err, path);
	if (asprintf(&o->part, "%s.XXXXXX", path) < 0)
		o->part = NULL;
	o->path = strdup(path);
	if (!o->part || !o->path) {
		vb_outfile_drop(o);
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	}
	fd = mkostemp(o->part, O_CLOEXEC);
	if (fd >= 0 && (fchmod(fd, 0644) != 0 || !(o->f = fdopen(fd, "w"))))
		close(fd);
	if (!o->f) {
		code = failed(err, path, "cannot be written");
		if (fd >= 0)
			unlink(o->part);
		free(o->part);
		o->part = NULL;
		vb_outfile_drop(o);
	}
	return code;
}

enum vb_code vb_outfile_commit(struct vb_outfile *o, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	FILE *f = o->f;
	int why = errno;	/* of the write that failed, where one did: the last thing done */
	bool torn = ferror(f) != 0;

	o->f = NULL;
	if (fflush(f) != 0 || fsync(fileno(f)) != 0)
		code = failed(err, o->path, "could not be written whole");
	if (torn && !code) {
		errno = why ? why : EIO;
		code = failed(err, o->path, "could not be written whole");
	}
	if (fclose(f) != 0 && !code)
		code = failed(err, o->path, "could not be written whole");
	if (!code && link(o->part, o->path) != 0)
		code = errno == EEXIST ? in_the_way(err, o->path) :
					 failed(err, o->path, "could not be put in place");
	vb_outfile_drop(o);
	return code;
}

void vb_outfile_drop(struct vb_outfile *o)
{
	if (o->f)
		fclose(o->f);
	if (o->part)
		unlink(o->part);
	free(o->part);
	free(o->path);
	*o = (struct vb_outfile){0};
}
