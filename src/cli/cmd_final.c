/*
 * verbale final: the clean final text with its hash; and whether a file is the text that was
 * adopted, initialled or signed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static void put_hash(FILE *f, const char *whose, struct vb_view text)
{
	struct vb_hash h;
	char hex[65];

	vb_sha256(text, &h);
	vb_hex(hex, h.b, sizeof(h.b));
	fprintf(f, "%sSHA-256 %s, %zu bytes.\n", whose, hex, text.len);
}

/* ---- writing it ---- */

static int open_articles(struct vb_cli *c, const struct vb_matrix *m)
{
	char names[300], label[VB_LABEL_TEXT], title[80];
	struct vb_writer w;
	unsigned n = 0;

	vb_writer_init(&w, names, sizeof(names) - 1);
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (!vb_row_open(r) || n++ >= 12)
			continue;
		vb_put_str(&w, n > 1 ? ", " : "");
		if (r->label.number)
			vb_put_str(&w, vb_label_text(label, &r->label));
		else
			vb_putf(&w, "\"%s\"", vb_quote(title, sizeof(title),
							vb_view(r->title, r->title_len)));
	}
	names[w.over ? 0 : w.len] = 0;
	c->err.code = vb_fail(&c->err, VB_REFUSED, "", "", "%u of %u articles %s not agreed: %s%s; "
			      "verbale positions says why", m->open, m->open + m->agreed,
			      m->open == 1 ? "is" : "are", names, n > 12 ? " and others" : "");
	return vb_cli_fail(c, "there is no final text");
}

/* A correction takes the place of what it corrects, and of what was done with that. */
static void tell_place(FILE *f, struct vb_cli *c, uint32_t act)
{
	const struct vb_fold *fold = vb_cli_fold(c, NULL);
	uint32_t index = fold->fact[act].silence;
	struct vb_silence_state state;
	char cite[96];

	if (index == VB_NO_ACT)
		return;
	vb_silence_state(fold, &fold->silence[index], vb_desk_known(c->desk), &state);
	if (state.state != VB_SL_ADOPTED)
		return;
	vb_fact_citation(cite, fold, fold->silence[index].corrects);
	fprintf(f, ", which stands in the place of %s", cite);
	vb_render_signers(f, fold, fold->silence[index].corrects, ", ");
}

/* Which paper is this text, and what was done with it; else how to make one of it. */
static void tell_paper(FILE *f, struct vb_cli *c, const struct vb_record_text *t,
		       const struct vb_matrix *m, struct vb_view text)
{
	for (size_t i = t->papers.n; i-- > 0;) {
		const struct vb_desk_paper *p = &t->papers.paper[i];

		if (!p->text || !vb_view_eq(vb_view(p->text, p->len), text))
			continue;
		fprintf(f, "It is, byte for byte, the paper of %s", p->cite);
		vb_render_signers(f, vb_cli_fold(c, NULL), p->act, ", ");
		tell_place(f, c, p->act);
		fputs(".\n", f);
		return;
	}
	if (m->numbered == VB_NO_STATEMENT)
		fputs("No paper has this text, and none numbers its articles so: hand over one "
		      "that does first.\n", f);
	else
		fprintf(f, "No paper has this text yet: verbale hand FILE --role agreed-text "
			"--answers %s makes one.\n", m->statement[m->numbered].cite);
}

static int put(struct vb_cli *c, struct vb_view text)
{
	const char *path = vb_args_get(&c->args, "out");
	char shown[200];

	if (!path) {
		fwrite(text.ptr, 1, text.len, stdout);
		return fflush(stdout) == 0 ? VB_EXIT_DONE : VB_EXIT_REFUSED;
	}
	c->err.code = vb_file_write(path, text, VB_FILE_NEW | VB_FILE_SECRET, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "the final text was not written");
	printf("Wrote %s.\n", vb_quote(shown, sizeof(shown), vb_view_str(path)));
	return VB_EXIT_DONE;
}

/* What is agreed ad referendum only, and papers that were not looked into. */
static void tell_doubts(FILE *f, const struct vb_matrix *m)
{
	char label[VB_LABEL_TEXT], title[80];
	unsigned n = 0;

	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (!r->ad_referendum)
			continue;
		fprintf(f, "%s%s", n++ ? ", " : "Agreed ad referendum only: ",
			r->label.number ? vb_label_text(label, &r->label) :
			vb_quote(title, sizeof(title), vb_view(r->title, r->title_len)));
	}
	fputs(n ? ".\n" : "", f);
	vb_record_tell_sealed(f, m->statement, m->n);
}

static int write_text(struct vb_cli *c, const struct vb_record_text *t, int64_t now)
{
	FILE *remarks = vb_args_has(&c->args, "out") ? stdout : stderr;
	struct vb_matrix *m = NULL;
	uint8_t *text = NULL;
	size_t len = 0;
	int code;

	c->err.code = vb_matrix_new(t->party, t->nparties, t->statement, t->n, now, true, &m,
				    &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "there is no final text");
	if (m->open > 0 || m->agreed == 0) {
		code = open_articles(c, m);
		vb_matrix_free(m);
		return code;
	}
	c->err.code = vb_final_text(m, &text, &len, &c->err);
	code = c->err.code ? vb_cli_fail(c, "there is no final text") :
			     put(c, vb_view(text, len));
	if (code == VB_EXIT_DONE) {
		put_hash(remarks, "", vb_view(text, len));
		tell_doubts(remarks, m);
		tell_paper(remarks, c, t, m, vb_view(text, len));
	}
	free(text);
	vb_matrix_free(m);
	return code;
}

/* ---- checking a file ---- */

/* The text of @path as a paper: of a Word file, all changes accepted. */
static enum vb_code read_file(const char *path, uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_word_file w = {0};
	uint8_t *bytes = NULL;
	size_t n = 0;
	enum vb_code code = vb_file_read(path, VB_WORD_MAX, &bytes, &n, err);
	struct vb_view text = vb_view(bytes, n);

	if (!code && vb_is_word_file(path, text)) {
		code = vb_word_file_read(&w, text, NULL, err);
		text = w.reading[VB_WR_ACCEPTED];
		if (!code)
			vb_word_file_tell(stderr, path, &w);
	}
	if (!code)
		code = vb_paper_canonical(text, out, len, err);
	if (code && bytes)
		vb_cli_in_file(err, path);
	vb_word_file_free(&w);
	free(bytes);
	return code;
}

/* Whether every principal at the table has made it its own. */
static bool is_everybodys(const struct vb_fold *f, uint32_t of)
{
	uint16_t signers, referred;

	vb_text_signers(f, of, NULL, VB_EVER, &signers, &referred);
	for (uint8_t p = 0; p < f->nparties; p++) {
		const struct vb_party *x = &f->party[p];

		if (x->role == VB_PRINCIPAL && x->joined && x->until == VB_NO_ACT &&
		    !(signers >> p & 1))
			return false;
	}
	return true;
}

/* What stands in its place, if a correction does. */
static uint32_t as_corrected(struct vb_cli *c, uint32_t of)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	uint32_t i = f->fact[of].corrected;

	while (i != VB_NO_ACT) {
		struct vb_silence_state state;

		vb_silence_state(f, &f->silence[i], vb_desk_known(c->desk), &state);
		if (state.state == VB_SL_ADOPTED) {
			of = f->silence[i].of;
			i = f->fact[of].corrected;
		} else {
			i = f->silence[i].before;
		}
	}
	return of;
}

/* The last text that all principals made theirs, as it stands. */
static enum vb_code last_settled(struct vb_cli *c, char cite[static 96])
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);

	for (uint32_t i = f->njoints; i-- > 0;) {
		if (!is_everybodys(f, f->joint[i].of))
			continue;
		vb_fact_citation(cite, f, as_corrected(c, f->joint[i].of));
		return VB_OK;
	}
	return vb_fail(&c->err, VB_NOT_FOUND, "", "", "there is no text that all principals have "
		       "adopted, initialled or signed: name the act whose paper is meant");
}

static int compare(struct vb_cli *c, const char *path, const char *cite, struct vb_view file,
		   struct vb_view paper)
{
	char shown[200], stands[96], *lines = NULL;
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	bool same = vb_view_eq(file, paper);
	uint32_t act = 0;
	size_t n = 0, len = 0;
	FILE *m = vb_memory_open(&lines, &len);

	c->err.code = m ? vb_final_compare(m, paper, file, &n, &c->err) :
			  vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (m && fclose(m) != 0 && !c->err.code)
		c->err.code = vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (!c->err.code)
		c->err.code = vb_desk_ahead_cited(f, cite, &act, &c->err);
	if (c->err.code) {
		free(lines);
		return vb_cli_fail(c, "nothing was compared");
	}
	printf("%s is %s the text of %s", vb_quote(shown, sizeof(shown), vb_view_str(path)),
	       same ? "byte for byte" : n == 0 ? "word for word, but for spaces and line ends," :
	       "NOT", cite);
	vb_render_signers(stdout, f, act, ", ");
	tell_place(stdout, c, act);
	if (as_corrected(c, act) != act) {
		vb_fact_citation(stands, f, as_corrected(c, act));
		printf(", in whose place %s stands", stands);
	}
	puts(".");
	fwrite(lines, 1, len, stdout);
	put_hash(stdout, "Of the text in the record: ", paper);
	free(lines);
	return n > 0 ? VB_EXIT_REFUSED : VB_EXIT_DONE;
}

static int check(struct vb_cli *c)
{
	const char *path = vb_args_get(&c->args, "check");
	uint8_t *file = NULL, *paper = NULL;
	size_t nfile = 0, npaper = 0;
	char cite[96] = "";
	int code;

	if (vb_cli_look(c) != VB_OK)
		return vb_cli_fail(c, "nothing was compared");
	if (c->args.nwords)
		snprintf(cite, sizeof(cite), "%s", c->args.word[0]);
	else
		c->err.code = last_settled(c, cite);
	if (!c->err.code)
		c->err.code = read_file(path, &file, &nfile, &c->err);
	if (!c->err.code)
		c->err.code = vb_desk_read(c->desk, cite, &paper, &npaper, &c->err);
	code = c->err.code ? vb_cli_fail(c, "nothing was compared") :
			     compare(c, path, cite, vb_view(file, nfile), vb_view(paper, npaper));
	free(file);
	free(paper);
	return code;
}

static int run(struct vb_cli *c)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	uint32_t act = 0;
	int code;

	if (c->args.nwords > 1)
		return vb_cli_usage(c, "nothing was written: name at most one act");
	if (vb_args_has(&c->args, "check") && vb_args_has(&c->args, "out"))
		return vb_cli_usage(c, "nothing was written: --check and --out exclude one "
				       "another");
	if (!vb_cli_table(c, false, &code))
		return code;
	if (vb_args_has(&c->args, "check"))
		return check(c);
	c->err.code = vb_cli_look(c);
	if (!c->err.code && c->args.nwords)
		c->err.code = vb_desk_ahead_cited(vb_cli_fold(c, NULL), c->args.word[0], &act,
						  &c->err);
	if (!c->err.code && c->args.nwords)
		c->err.code = vb_record_puts_text(vb_cli_fold(c, NULL), act, &c->err);
	if (!c->err.code && c->args.nwords) {
		struct vb_hash id = vb_cli_fold(c, NULL)->fact[act].id;

		c->err.code = vb_record_text_about(c, &id, now, &t);
	} else if (!c->err.code) {
		c->err.code = vb_record_text_open(c, NULL, now, &t);
	}
	code = c->err.code ? vb_cli_fail(c, "there is no final text") : write_text(c, &t, now);
	vb_record_text_close(&t);
	return code;
}

static const struct vb_option options[] = {
	{"out", "FILE", "write it there, and nothing over anything", 0},
	{"check", "FILE", "whether FILE, Markdown or Word, is the text of ACT, word for word", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_final = {
	"final",
	"[ACT]",
	"the clean final text, with its hash; or whether a file is that text",
	"Writes the text that the newest draft, or the paper of ACT, has become, once all of\n"
	"its articles are agreed: its title, the articles, its annexes; and says which paper\n"
	"has that very text, and who has adopted, initialled or signed it.  With --check:\n"
	"whether a file is the text of ACT, or of what all principals adopted, initialled or\n"
	"signed last, as it stands; exit status 1: it is not.\n",
	options,
	run,
};
