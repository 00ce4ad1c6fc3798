/*
 * verbale hand: hands a paper over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool times(struct vb_cli *c, struct vb_hand *o, int *code)
{
	const char *by = vb_args_get(&c->args, "collect-by");
	const char *days = vb_args_get(&c->args, "lodge-days");
	uint64_t n = 0;

	o->collect_by = VB_TIME_NONE;
	if (by && !vb_cli_time(by, &o->collect_by)) {
		*code = vb_cli_usage(c, "nothing was handed over: --collect-by wants a time "
					"such as 2022-01-28 or 2022-01-28T12:00:00Z");
		return false;
	}
	if (days && (!vb_cli_number(days, 36500, &n) || n == 0)) {
		*code = vb_cli_usage(c, "nothing was handed over: --lodge-days wants a number "
					"from 1 to 36500");
		return false;
	}
	o->lodge_days = (int64_t)n;
	return true;
}

/* draft "Treaty on security guarantees" */
static char *detail(struct vb_cli *c, const struct vb_done *done, struct vb_view paper)
{
	char *title = vb_cli_title_of(paper), *out = NULL;
	const char *role = "paper";
	const struct vb_fold *f;
	uint32_t at;

	if (vb_cli_look(c) != VB_OK)
		c->err = (struct vb_err){0};
	f = vb_cli_fold(c, NULL);
	if (vb_desk_ahead_cited(f, done->citation, &at, NULL) == VB_OK &&
	    f->fact[at].nhandovers > 0)
		role = vb_take_names[f->handover[f->fact[at].handover].role];
	if (asprintf(&out, "%s \"%s\"", role, title ? title : "(no title)") < 0)
		out = NULL;
	free(title);
	return out;
}

/* Our own paper beside those that we received; the desk needs none of them. */
static void keep(struct vb_cli *c, const char *citation)
{
	char path[128];
	uint8_t *paper = NULL;
	size_t len = 0;

	vb_cli_paper_path(citation, path);
	if (vb_desk_read(c->desk, citation, &paper, &len, NULL) == VB_OK &&
	    (mkdir("papers", 0700) == 0 || errno == EEXIST) &&
	    vb_file_write(path, vb_view(paper, len), VB_FILE_NEW | VB_FILE_SECRET,
			  NULL) != VB_OK)
		fprintf(stderr, "verbale: %s was not kept in papers/; verbale read prints it.\n",
			citation);
	free(paper);
}

/* ---- annexes ---- */

struct annexes {
	const char *path[VB_ANNEXES_MAX];
	struct vb_annex annex[VB_ANNEXES_MAX];
	struct vb_pieces content[VB_ANNEXES_MAX];
	int fd[VB_ANNEXES_MAX];
	unsigned opened;
	uint8_t *bytes[VB_ANNEXES_MAX];	/* of small ones */
	unsigned n;
};
#define SMALL (1u << 20)

static void annexes_free(struct annexes *x)
{
	for (unsigned i = 0; i < x->n; i++)
		free(x->bytes[i]);
	for (unsigned i = 0; i < x->opened; i++)
		close(x->fd[i]);
}

static enum vb_code annexes_read(struct annexes *x, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; !code && i < x->n; i++) {
		const char *slash = strrchr(x->path[i], '/');
		size_t len = 0;

		code = vb_pieces_open(x->path[i], VB_ANNEX_BYTES, &x->fd[i], &x->content[i], err);
		x->opened += !code;
		if (!code && x->content[i].size <= SMALL)
			code = vb_file_read(x->path[i], SMALL, &x->bytes[i], &len, err);
		x->annex[i].name = slash ? slash + 1 : x->path[i];
		x->annex[i].bytes = vb_view(x->bytes[i], len);
		x->annex[i].large = x->bytes[i] ? NULL : &x->content[i];
	}
	return code;
}

/* Of a Word file its text, all changes accepted, is the paper; and the file goes along. */
static enum vb_code read_word(const char *path, uint8_t **text, size_t *len, struct annexes *x,
			      struct vb_err *err)
{
	struct vb_word_file w = {0};
	enum vb_code code = vb_word_file_read(&w, vb_view(*text, *len), NULL, err);
	struct vb_view paper = w.reading[VB_WR_ACCEPTED];
	uint8_t *copy = code ? NULL : malloc(paper.len + 1);

	if (!code && !copy)
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	if (!code) {
		if (paper.len)
			memcpy(copy, paper.ptr, paper.len);
		free(*text);
		*text = copy;
		*len = paper.len;
		x->path[x->n++] = path;
		vb_word_file_tell(stderr, path, &w);
	}
	vb_word_file_free(&w);
	return code;
}

static enum vb_code read_paper(struct vb_cli *c, uint8_t **text, size_t *len, struct annexes *x)
{
	const char *docx = vb_args_get(&c->args, "docx"), *path = docx ? docx : c->args.word[0];
	enum vb_code code = vb_file_read(path, docx ? VB_WORD_MAX : VB_CLI_TYPED_MAX, text, len,
					 &c->err);

	if (!code && docx)
		return read_word(path, text, len, x, &c->err);
	if (!code && vb_is_word_file(path, vb_view(*text, *len)))
		return vb_fail(&c->err, VB_REFUSED, "", path, "this is a Word file: --docx hands "
			       "over its text as the paper, and the file along with it");
	return code;
}

static int hand(struct vb_cli *c, struct vb_hand *o)
{
	struct vb_done done = {0};
	uint8_t *text = NULL;
	size_t len = 0;
	char *shown;
	struct annexes x = {.n = vb_args_all(&c->args, "annex", x.path, VB_ANNEXES_MAX)};
	enum vb_code code;
	int out;

	if (x.n + vb_args_has(&c->args, "docx") > VB_ANNEXES_MAX)
		return vb_cli_usage(c, "nothing was handed over: an act has at most %d annexes",
				    VB_ANNEXES_MAX);
	code = read_paper(c, &text, &len, &x);
	if (!code)
		code = annexes_read(&x, &c->err);
	if (!code) {
		o->annex = x.annex;
		o->nannexes = x.n;
		o->paper = vb_view(text, len);
		code = vb_desk_hand(c->desk, o, &done, &c->err);
	}
	/* The fold must hold the act before its role can be shown. */
	if (!code && done.lodged && done.index >= vb_desk_fold(c->desk)->nfacts &&
	    vb_desk_sync(c->desk, NULL))
		done.lodged = true;
	shown = code ? NULL : detail(c, &done, vb_view(text, len));
	out = vb_cli_done(c, code, "nothing was handed over", &done, shown, NULL);
	if (!code)
		keep(c, done.citation);
	annexes_free(&x);
	o->annex = NULL;
	o->nannexes = 0;
	free(shown);
	free(text);
	return out;
}

static int run(struct vb_cli *c)
{
	const char *given[VB_PARTIES_MAX];
	char *to[VB_PARTIES_MAX] = {NULL};
	struct vb_hand o = {
		.role = vb_args_get(&c->args, "role"),
		.answers = vb_args_get(&c->args, "answers"),
		.privilege = vb_args_get(&c->args, "privilege"),
		.confidential = vb_args_has(&c->args, "confidential"),
		.to = (const char *const *)to,
		.look = vb_locks_look,
		.ctx = c,
	};
	int code;

	if (c->args.nwords + vb_args_has(&c->args, "docx") != 1)
		return vb_cli_usage(c, "nothing was handed over: name one file");
	o.nto = vb_args_all(&c->args, "to", given, VB_PARTIES_MAX);
	if (o.nto > VB_PARTIES_MAX)
		return vb_cli_usage(c, "nothing was handed over: a table has at most %d members",
				    VB_PARTIES_MAX);
	if (!times(c, &o, &code))
		return code;
	if (!vb_cli_table(c, true, &code))
		return code;
	for (unsigned i = 0; i < o.nto; i++)
		to[i] = vb_cli_lower(given[i]);
	code = hand(c, &o);
	for (unsigned i = 0; i < o.nto; i++)
		free(to[i]);
	return code;
}

static const struct vb_option options[] = {
	{"to", "PARTY", "an addressee; repeatable; without it every other member", 0},
	{"annex", "FILE", "a file that goes along, sealed like the paper; repeatable", 0},
	{"docx", "FILE", "the text of a Word file as the paper, and the file along with it", 0},
	{"role", "ROLE", "what it is handed over as, where its heading does not say", 0},
	{"answers", "ACT", "what it answers, where its heading does not say", 0},
	{"privilege", "MARK", "open, without-prejudice, save-as-to-costs or mediation", 0},
	{"confidential", NULL, "mark it as confidential, where its heading does not", 0},
	{"collect-by", "TIME", "until when it waits for a receipt", 0},
	{"new-text", NULL, "though articles of it are agreed in another text", 0},
	{"not-final", NULL, "an agreed text, though it is not the final one that is agreed", 0},
	{"reopen", "ARTICLE", "an article that is agreed and changes all the same; repeatable", 0},
	{"lodge-days", "N", "after how many days, not lodged, it is void (2)", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_hand = {
	"hand",
	"FILE | --docx FILE",
	"hand a paper over",
	"Seals the paper in FILE for each addressee and signs that it was handed over, as what\n"
	"and answering what.  A line above its articles that is nothing but \"Draft\", \"Letter\"\n"
	"or \"Response to ACT\" says so, else the options; what contradicts itself is refused.\n"
	"Nobody can read it before signing a receipt.\n",
	options,
	run,
};
