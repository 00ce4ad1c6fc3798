/*
 * verbale certify: a certified true copy: the text, who made it theirs, and the proof of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The hand-over, and of each kind at most two acts for each party. */
#define ACTS_MAX (1u + 3u * 2u * VB_PARTIES_MAX)

/* What the proof shows: the hand-over, and every act by which somebody made it theirs. */
struct shown {
	uint32_t act[ACTS_MAX];
	unsigned n;
	bool whole;	/* the whole log: that nobody objected no choice of acts shows */
};

/* Acts that say again what the same parties have said already show nothing more. */
static void gather(const struct vb_fold *f, uint32_t of, struct shown *s)
{
	static const char *const kinds[] = {"adopt", "initial", "sign"};
	uint16_t signed_by[VB_ARRAY_LEN(kinds)] = {0}, definite[VB_ARRAY_LEN(kinds)] = {0};

	s->act[s->n++] = of;
	s->whole = f->fact[of].silence != VB_NO_ACT;
	for (uint32_t i = 0; i < f->njoints; i++) {
		const struct vb_joint *j = &f->joint[i];
		uint16_t firm = (uint16_t)(j->signers & ~j->referred);
		size_t k = 0;

		if (j->of != of)
			continue;
		while (strcmp(kinds[k], f->fact[j->act].kind->name) != 0)
			k++;
		/* Each kind has at most two such acts of each party. */
		if ((j->signers & ~signed_by[k]) || (firm & ~definite[k]))
			s->act[s->n++] = j->act;
		signed_by[k] |= j->signers;
		definite[k] |= firm;
	}
}

/* Nothing but a correction that stands is anybody's text by silence. */
static enum vb_code check_silence(struct vb_cli *c, uint32_t of, const char *cite)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	struct vb_silence_state state;
	char silence[96];

	if (f->fact[of].silence == VB_NO_ACT)
		return VB_OK;
	vb_silence_state(f, &f->silence[f->fact[of].silence], vb_desk_known(c->desk), &state);
	if (state.state == VB_SL_ADOPTED)
		return VB_OK;
	vb_fact_citation(silence, f, f->silence[f->fact[of].silence].act);
	return vb_fail(&c->err, VB_REFUSED, "8.7", cite,
		       "the silence %s, by which it would correct another text, is %s", silence,
		       vb_silence_names[state.state]);
}

/* "certified/NORD-9.md" */
static void path_of(const char *cite, const char *ending, char out[static 128])
{
	snprintf(out, 128, "certified/%s.%s", cite, ending);
	for (char *p = out + strlen("certified/"); *p; p++) {
		if (*p == '/')
			*p = '_';
	}
}

/* In the order in which they are written. */
static const char *const endings[] = {"proof", "md", "txt"};

static enum vb_code check(struct vb_cli *c, uint32_t of, const char *cite, const struct shown *s)
{
	uint16_t signers, referred;
	uint32_t logged;
	char path[128], shown[120];
	const struct vb_fold *f = vb_cli_fold(c, &logged);

	vb_text_signers(f, of, NULL, VB_EVER, &signers, &referred);
	for (unsigned i = 0; i < s->n; i++) {
		if (s->act[i] >= logged)
			return vb_fail(&c->err, VB_REFUSED, "6.1", cite,
				       "what is to be shown is not logged yet");
	}
	if (signers == 0 && !s->whole)
		return vb_fail(&c->err, VB_REFUSED, "5.5", cite, "nobody has adopted, initialled "
								 "or signed it: verbale prove "
								 "shows who handed it over");
	for (size_t i = 0; i < VB_ARRAY_LEN(endings); i++) {
		path_of(cite, endings[i], path);
		if (vb_cli_exists(path))
			return vb_fail(&c->err, VB_REFUSED, "",
				       vb_quote(shown, sizeof(shown), vb_view_str(path)),
				       "it is there already, and nothing is overwritten; move it "
				       "away first");
	}
	return VB_OK;
}

/* All of them, or none. */
static enum vb_code put(struct vb_cli *c, const char *cite, const struct vb_view *bytes)
{
	enum vb_code code = VB_OK;
	bool made = mkdir("certified", 0700) == 0;
	char path[128];
	size_t n = 0;

	if (!made && errno != EEXIST)
		return vb_fail(&c->err, VB_IO, "", "certified", "%s", strerror(errno));
	while (!code && n < VB_ARRAY_LEN(endings)) {
		path_of(cite, endings[n], path);
		code = vb_file_write(path, bytes[n], VB_FILE_NEW | VB_FILE_SECRET, &c->err);
		n += code == VB_OK;
	}
	while (code && n-- > 0) {
		path_of(cite, endings[n], path);
		unlink(path);
	}
	if (code && made)
		rmdir("certified");
	return code;
}

/* What one reads, and can check by hand. */
static void certificate(FILE *f, struct vb_cli *c, uint32_t of, const char *cite,
			struct vb_view text, const struct shown *s)
{
	const struct vb_fold *fold = vb_cli_fold(c, NULL);
	char hex[65], human[32], name[128], act[96];
	struct vb_hash h;

	vb_sha256(text, &h);
	vb_hex(hex, h.b, sizeof(h.b));
	path_of(cite, "md", name);
	fprintf(f, "Certified true copy\n\n%s is, byte for byte, the text of %s at the table %s",
		name + strlen("certified/"), cite, fold->name);
	vb_render_signers(f, fold, of, ",\n");
	fprintf(f, ".\n\nSHA-256 %s, %zu bytes.\n\n" "In the log:\n", hex, text.len);
	for (unsigned i = 0; i < s->n; i++) {
		const struct vb_fact *fact = &fold->fact[s->act[i]];

		vb_fact_citation(act, fold, s->act[i]);
		vb_time_human(human, vb_fact_time(fold, s->act[i]));
		fprintf(f, "  entry %u  %s  %s  %s\n", s->act[i], act, fact->kind->name, human);
	}
	for (uint32_t i = 0; i < fold->nsilences; i++) {
		if (fold->silence[i].of != of && fold->silence[i].corrects != of)
			continue;
		vb_fact_citation(act, fold, fold->silence[i].act);
		fprintf(f, "  entry %u  %s", fold->silence[i].act, act);
		vb_render_silenced(f, fold, &fold->silence[i], vb_desk_known(c->desk));
		fputc('\n', f);
	}
	path_of(cite, "proof", name);
	fprintf(f, "\n"
		   "%s proves it without a network:\n"
		   "\n"
		   "  verbale verify --trust FILE %s\n"
		   "\n"
		   "prints the same SHA-256, who signed, and on whose word the dates are.\n",
		name + strlen("certified/"), name + strlen("certified/"));
	if (fold->handover[fold->fact[of].handover].author == vb_cli_me(c))
		fputs("\n"
		      "It comes from the copy of its author.  That the copies of the others say "
		      "the same\n"
		      "the record has its author's word for (format.md 7.8): they certify their "
		      "own.\n", f);
}

static enum vb_code write_all(struct vb_cli *c, uint32_t of, const char *cite, struct vb_view text,
			      const struct shown *s, struct vb_view proof)
{
	char *words = NULL;
	size_t len = 0;
	FILE *m = vb_memory_open(&words, &len);
	enum vb_code code = VB_OK;

	if (m)
		certificate(m, c, of, cite, text, s);
	if (!m || fclose(m) != 0)
		code = vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (!code)
		code = put(c, cite, (const struct vb_view[]){proof, text, vb_view(words, len)});
	free(words);
	return code;
}

static bool agreed_to(struct vb_cli *c, const char *cite, const struct shown *s)
{
	char question[800], marks[160], path[128];

	path_of(cite, "md", path);
	vb_cli_marks(c, s->act[0], marks, sizeof(marks));
	snprintf(question, sizeof(question),
		 "Whoever gets the proof reads the whole text of %s, sees that it comes from our "
		 "copy, and %s.%s Write %s, .proof and .txt?", cite,
		 s->whole ? "sees every act of this table: kinds, dates, names, words written in "
			    "them" :
			    "sees the acts that handed it over and made it a text of several",
		 marks, path);
	return vb_cli_confirm(c, question);
}

static int certify(struct vb_cli *c, uint32_t of)
{
	struct shown s = {.n = 0};
	uint8_t *text = NULL;
	char *proof = NULL, cite[96], path[128];
	size_t len = 0, nproof = 0;
	FILE *m = vb_memory_open(&proof, &nproof);
	enum vb_code code = m ? VB_OK : VB_MEMORY;

	vb_fact_citation(cite, vb_cli_fold(c, NULL), of);
	gather(vb_cli_fold(c, NULL), of, &s);
	if (!code)
		code = check(c, of, cite, &s);
	if (!code)
		code = check_silence(c, of, cite);
	if (!code)
		code = vb_desk_read(c->desk, cite, &text, &len, &c->err);
	if (!code)
		code = vb_desk_certify(c->desk, of, s.whole ? NULL : s.act, s.n, m, &c->err);
	if (m && fclose(m) != 0 && !code)
		code = vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (!code && !agreed_to(c, cite, &s))
		code = vb_fail(&c->err, VB_REFUSED, "", "", "the question was not answered");
	if (!code)
		code = write_all(c, of, cite, vb_view(text, len), &s, vb_view(proof, nproof));
	if (proof)
		vb_wipe(proof, nproof);
	free(proof);
	free(text);
	c->err.code = code;
	if (code)
		return vb_cli_fail(c, "no copy was certified");
	path_of(cite, "md", path);
	printf("Wrote %s, .proof and .txt.\n", path);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	uint32_t of = 0;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "no copy was certified: name the act whose paper is the "
				       "text");
	if (!vb_cli_table(c, false, &code))
		return code;
	c->err.code = vb_cli_look(c);
	if (!c->err.code)
		c->err.code = vb_desk_ahead_cited(vb_cli_fold(c, NULL), c->args.word[0], &of,
						  &c->err);
	return c->err.code ? vb_cli_fail(c, "no copy was certified") : certify(c, of);
}

const struct vb_verb vb_verb_certify = {
	"certify",
	"ACT",
	"a certified true copy: the text, who made it theirs, and the proof",
	"Writes into certified/ the text of ACT byte for byte, a page that says who has\n"
	"adopted, initialled or signed it, with its SHA-256, and a proof of all that, which\n"
	"anybody verifies offline.  Of a correction under silence, which must stand, the proof\n"
	"shows the whole log, as nothing less shows that nobody objected.\n",
	NULL,
	run,
};
