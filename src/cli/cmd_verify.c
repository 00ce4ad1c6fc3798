/*
 * verbale verify: findings of files, of desks, of depositaries.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the findings of one command line share. */
struct bench {
	struct vb_cli *c;
	struct vb_trust *trust;
	const struct vb_desk *desk;	/* that we stand in, if its table is open */
	int worst;
	bool any;
};

/* 2 is worst, then 1, then 3, then 0. */
static int worse(int a, int b)
{
	static const int rank[] = {0, 2, 3, 1};

	return rank[a] >= rank[b] ? a : b;
}

static int exit_of(enum vb_result r)
{
	switch (r) {
	case VB_GENUINE:
		return VB_EXIT_DONE;
	case VB_NOT_GENUINE:
		return VB_EXIT_REFUSED;
	case VB_CANNOT_TELL:
		return VB_EXIT_UNDECIDED;
	case VB_UNREADABLE:
		break;
	}
	return VB_EXIT_UNREADABLE;
}

static void found(void *ctx, const char *name, const struct vb_finding *v)
{
	struct bench *b = ctx;
	struct vb_json j;
	char line[VB_CANONICAL_MAX];

	if (b->c->json) {
		vb_json_init(&j, stdout);
		vb_render_finding_json(&j, name, v);
	} else if (vb_args_has(&b->c->args, "line")) {
		vb_finding_line(line, v);
		puts(line);
	} else {
		if (b->any)
			putchar('\n');
		vb_render_finding(stdout, name, v, &b->c->style);
	}
	b->any = true;
	b->worst = worse(b->worst, exit_of(v->result));
}

/* ---- files and folders ---- */

/* Whether a file that is larger than any paper begins like none of ours: nobody waits until
 * gigabytes of a film are read to hear that they are no bundle. */
static bool is_foreign(const char *path)
{
	static const char *const firsts[] = {"README", "verbale-"};
	char first[16] = "";
	bool ours = false;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= (off_t)VB_PAPER_MAX ||
	    pread(fd, first, sizeof(first) - 1, 0) <= 0)
		ours = true;
	for (size_t i = 0; i < VB_ARRAY_LEN(firsts); i++)
		ours = ours || strncmp(first, firsts[i], strlen(firsts[i])) == 0;
	close(fd);
	return !ours;
}

static enum vb_code verify_file(struct bench *b, const char *path)
{
	struct vb_finding *v = calloc(1, sizeof(*v));
	struct vb_err err = {0};
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code;

	if (!v)
		return VB_MEMORY;
	/* What nothing is found of is what would be found of the whole. */
	if (is_foreign(path))
		code = VB_OK;
	else
		code = vb_file_read(path, VB_FILE_MAX, &bytes, &len, &err);
	if (!code) {
		code = vb_cli_verify(vb_view(bytes, len), b->trust, b->desk, v);
	} else if (code != VB_MEMORY) {
		vb_cli_finding_of(&err, v);
		v->result = VB_UNREADABLE;
		code = VB_OK;
	}
	if (!code)
		found(b, path, v);
	free(bytes);
	free(v);
	return code;
}

/* A foreign desk is read where it lies: it reaches no depositary and asks nothing. */
static enum vb_code nowhere(void *ctx, const char *address, bool create, struct vb_post *out,
			    struct vb_err *err)
{
	(void)ctx;
	(void)address;
	(void)create;
	(void)out;
	return vb_fail(err, VB_IO, "", "", "a verifier reaches no depositary");
}

static bool no_questions(void *ctx, const char *sentence)
{
	(void)ctx;
	(void)sentence;
	return false;
}

static enum vb_code no_passphrase(void *ctx, bool fresh, char *buf, size_t cap,
				  struct vb_err *err)
{
	(void)ctx;
	(void)fresh;
	(void)buf;
	(void)cap;
	return vb_fail(err, VB_KEY, "", "", "a verifier opens no keys");
}

enum vb_code vb_cli_desk_bundle(struct vb_cli *c, const char *dir, char **bytes, size_t *len,
				bool *opened, struct vb_trust **trust, struct vb_err *err)
{
	const struct vb_world quiet = {
		.clock = c->world.clock,
		.rng = c->world.rng,
		.connect = nowhere,
		.confirm = no_questions,
		.passphrase = no_passphrase,
	};
	struct vb_desk *desk = NULL;
	enum vb_code code = vb_desk_open(dir, false, &quiet, &desk, err);
	FILE *m = NULL;

	if (opened)
		*opened = desk != NULL;
	if (!code && !vb_desk_is_open(desk))
		code = vb_fail(err, VB_NOT_FOUND, "", "", "the table of this desk is not open");
	if (!code) {
		m = vb_memory_open(bytes, len);
		code = m ? vb_desk_bundle(desk, m, err) : VB_MEMORY;
	}
	if (!code && trust)
		code = vb_trust_of(vb_desk_fold(desk), trust, err);
	if (m && fclose(m) != 0)
		code = VB_MEMORY;
	vb_desk_close(desk);
	return code;
}

static enum vb_code verify_desk(struct bench *b, const char *dir)
{
	struct vb_finding *v = calloc(1, sizeof(*v));
	struct vb_err err = {0};
	char *bytes = NULL;
	size_t len = 0;
	bool opened = false;
	enum vb_code code = v ? vb_cli_desk_bundle(b->c, dir, &bytes, &len, &opened, NULL, &err) :
				VB_MEMORY;

	if (!code) {
		code = vb_cli_verify(vb_view(bytes, len), b->trust, b->desk, v);
	} else if (code != VB_MEMORY) {
		vb_cli_finding_of(&err, v);
		/* What cannot be read accuses nobody. */
		if (!opened)
			v->result = VB_UNREADABLE;
		code = VB_OK;
	}
	if (!code)
		found(b, dir, v);
	free(bytes);
	free(v);
	return code;
}

/* A folder that cannot be looked into is not one without them. */
static enum vb_code holds(const char *dir, const char *name, bool *there, struct vb_err *err)
{
	char path[4096];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/%s", dir, name);

	*there = n > 0 && (size_t)n < sizeof(path) && lstat(path, &st) == 0;
	if (*there || (size_t)n >= sizeof(path) || errno == ENOENT || errno == ENOTDIR)
		return VB_OK;
	return vb_fail(err, VB_IO, "", "", "the folder cannot be examined: %s",
		       errno == EACCES ? "permission denied" : strerrordesc_np(errno));
}

static enum vb_code verify_folder(struct bench *b, const char *path, struct vb_err *err)
{
	bool desk = false, depositary = false;
	enum vb_code code = holds(path, "desk.db", &desk, err);

	if (!code && !desk)
		code = holds(path, "depositary.db", &depositary, err);
	if (code)
		return code;
	if (desk)
		return verify_desk(b, path);
	if (depositary)
		return vb_cli_depositary(path, b->trust, b->desk, found, b, err);
	return vb_fail(err, VB_MALFORMED, "", "", "this folder is neither a desk nor a "
						  "depositary");
}

static enum vb_code verify_one(struct bench *b, const char *path)
{
	struct stat st;
	struct vb_err err = {0};
	struct vb_finding *v;
	enum vb_code code;

	if (vb_cli_is_database(path))
		code = vb_cli_depositary(path, b->trust, b->desk, found, b, &err);
	else if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return verify_file(b, path);
	else
		code = verify_folder(b, path, &err);
	if (code == VB_OK || code == VB_MEMORY)
		return code;
	v = calloc(1, sizeof(*v));
	if (!v)
		return VB_MEMORY;
	vb_cli_finding_of(&err, v);
	v->result = VB_UNREADABLE;
	found(b, path, v);
	free(v);
	return VB_OK;
}

/* ---- anchors: --trust, else the table of the desk that we stand in ---- */

/* The place in a file says little where it is not the file that is verified. */
static void name_file(const char *path, struct vb_err *err)
{
	char place[sizeof(err->where)], shown[sizeof(err->where) / 2];

	snprintf(place, sizeof(place), "%s", err->where);
	snprintf(err->where, sizeof(err->where), "%s%s%.*s",
		 vb_quote(shown, sizeof(shown), vb_view_str(path)), place[0] ? ", " : "",
		 (int)(sizeof(place) / 2 - 4), place);
}

enum vb_code vb_cli_trust(struct vb_cli *c, const char *path, struct vb_trust **out)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(path, VB_PAPER_MAX, &bytes, &len, &c->err);

	if (!code) {
		code = vb_trust_parse(vb_view(bytes, len), out, &c->err);
		if (code)
			name_file(path, &c->err);
	}
	free(bytes);
	return code;
}

enum vb_code vb_cli_anchors(struct vb_cli *c, struct vb_trust **trust,
			    const struct vb_desk **desk)
{
	const char *path = vb_args_get(&c->args, "trust");
	enum vb_code code;

	*desk = NULL;
	if (vb_cli_exists("desk.db")) {
		code = vb_desk_open(".", false, &c->world, &c->desk, &c->err);
		if (code && !path)
			return code;
		if (!code && vb_desk_is_open(c->desk))
			*desk = c->desk;
	}
	if (path)
		return vb_cli_trust(c, path, trust);
	return *desk ? vb_trust_of(vb_desk_fold(*desk), trust, &c->err) : VB_OK;
}

static int run(struct vb_cli *c)
{
	struct bench b = {.c = c};
	enum vb_code code;

	if (c->args.nwords == 0)
		return vb_cli_usage(c, "nothing was verified: name a file");
	if (c->json && vb_args_has(&c->args, "line"))
		return vb_cli_usage(c, "nothing was verified: --json and --line exclude one "
				       "another");
	code = vb_cli_anchors(c, &b.trust, &b.desk);
	if (code) {
		c->err.code = code;
		b.worst = worse(vb_cli_fail(c, "nothing was verified: there is no anchor"),
				VB_EXIT_UNREADABLE);
	}
	for (unsigned i = 0; !code && i < c->args.nwords; i++) {
		code = verify_one(&b, c->args.word[i]);
		if (code) {
			c->err.code = code;
			b.worst = vb_cli_fail(c, "not everything was verified: there is not "
						 "enough memory");
		}
	}
	vb_trust_free(b.trust);
	return b.worst;
}

static const struct vb_option options[] = {
	{"trust", "FILE", "anchor the findings on this trust file", 0},
	{"json", NULL, "print one JSON object a line", 0},
	{"line", NULL, "print the canonical line: finding, clause, position, culprit", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_verify = {
	"verify",
	"FILE... [--trust FILE]",
	"GENUINE, NOT GENUINE, UNREADABLE or CANNOT TELL",
	"Says of each proof, bundle, pouch or single act what it establishes, resting on which\n"
	"keys, or which act is at fault and who answers for it.  Needs no network.  FILE may\n"
	"be the folder of a desk or of a depositary, or postgres://... of one.  Anchors come\n"
	"from --trust, or from the desk in this folder; without any, the most it says is that\n"
	"keys are self-asserted.\n",
	options,
	run,
};
