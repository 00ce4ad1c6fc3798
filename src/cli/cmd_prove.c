/*
 * verbale prove: a file that shows somebody else what the record shows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ACTS_MAX 64

/* A proof in the making: its bytes, and what a reader will see of the record. */
struct draft {
	char *bytes;
	size_t len;
	char sees[900];
	bool secret;			/* for one reader only */
	struct vb_json j;
};

/* ---- what a reader will see ---- */

static void add(struct draft *d, const char *text)
{
	size_t len = strlen(d->sees);

	snprintf(d->sees + len, sizeof(d->sees) - len, "%s", text);
}

static void sees_acts(struct vb_cli *c, struct draft *d, const uint32_t *acts, unsigned n)
{
	char text[160];

	add(d, "The reader will see");
	for (unsigned i = 0; i < n && i < 6; i++) {
		vb_fact_citation(text, vb_desk_fold(c->desk), acts[i]);
		add(d, i == 0 ? " " : ", ");
		add(d, text);
	}
	if (n > 6) {
		snprintf(text, sizeof(text), " and %u more acts", n - 6);
		add(d, text);
	}
	add(d, " and the charter: kinds, dates, names, declared roles, words written in them. "
	       "Not: the text of any paper, other acts.");
	for (unsigned i = 0; i < n; i++) {
		vb_cli_marks(c, acts[i], text, sizeof(text));
		add(d, text);
	}
}

/* ---- writing proofs/N.proof ---- */

/* A proof is made in memory: where that stream failed, memory did. */
static bool unwritten(struct vb_cli *c, FILE *m)
{
	if (ferror(m))
		c->err = (struct vb_err){.code = VB_MEMORY};
	return c->err.code != VB_OK;
}

static enum vb_code numbered(struct vb_cli *c, const struct draft *d, char path[static 64])
{
	int mode = VB_FILE_NEW | (d->secret ? VB_FILE_SECRET : 0);
	enum vb_code code = VB_REFUSED;

	if (mkdir("proofs", 0777) != 0 && errno != EEXIST)
		return vb_fail(&c->err, VB_IO, "", "proofs", "%s", strerror(errno));
	for (unsigned n = 1; n < 1000000; n++) {
		snprintf(path, 64, "proofs/%u.proof", n);
		if (vb_cli_exists(path))
			continue;
		code = vb_file_write(path, vb_view(d->bytes, d->len), mode, &c->err);
		/* Another process may have taken the number. */
		if (!code || !vb_cli_exists(path))
			break;
	}
	return code;
}

static void free_number(char path[static 64])
{
	unsigned n = 1;

	do
		snprintf(path, 64, "proofs/%u.proof", n++);
	while (n < 1000000 && vb_cli_exists(path));
}

static int offer(struct vb_cli *c, struct draft *d)
{
	char question[1200], path[64];
	enum vb_code code = VB_OK;

	free_number(path);
	snprintf(question, sizeof(question), "%s Write %s?", d->sees, path);
	if (!vb_cli_confirm(c, question))
		code = vb_fail(&c->err, VB_REFUSED, "", "", "the question was not answered");
	if (!code)
		code = numbered(c, d, path);
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "no proof was written");
	}
	if (c->json)
		vb_json_str(&d->j, "file", path);
	else
		printf("Wrote %s; verbale verify --trust FILE checks it anywhere (the trust "
		       "file: verbale show --trust).\n", path);
	return VB_EXIT_DONE;
}

/* ---- an assertion ---- */

static void judged(struct vb_cli *c, struct draft *d, const struct vb_judgement *v)
{
	if (!c->json) {
		vb_render_judgement(stdout, v, &c->style);
		return;
	}
	vb_json_str(&d->j, "verdict", vb_verdict_name(v->verdict));
	vb_json_str(&d->j, "sentence", v->sentence);
	vb_json_array(&d->j, "evidence");
	for (unsigned i = 0; i < v->nevidence; i++) {
		char citation[96];

		vb_fact_citation(citation, vb_desk_fold(c->desk), v->evidence[i]);
		vb_json_str(&d->j, NULL, citation);
	}
	vb_json_end(&d->j, false);
}

static int claim(struct vb_cli *c, struct draft *d, struct vb_view words, FILE *m)
{
	struct vb_judgement v;
	enum vb_code code;

	memset(&v, 0, sizeof(v));
	code = vb_desk_prove_claim(c->desk, words, &v, m, &c->err);
	if (v.verdict != VB_UNDECIDED) {
		c->err.code = code;
		if (unwritten(c, m))
			return vb_cli_fail(c, "no proof was written");
	}
	judged(c, d, &v);
	if (v.verdict == VB_UNDECIDED)
		return VB_EXIT_UNDECIDED;
	/* Absence is shown by the whole log, and by nothing less. */
	if (v.verdict == VB_CONTRADICTED || v.nevidence == 0)
		add(d, "The reader will see every act of this table up to now: kinds, dates, "
		       "names, declared roles, words written in them. Not: the text of any "
		       "paper.");
	else
		sees_acts(c, d, v.evidence, v.nevidence);
	return offer(c, d);
}

/* ---- acts ---- */

static int by_index(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool cited(struct vb_cli *c, uint32_t *acts, unsigned *n, int *code)
{
	*n = 0;
	for (unsigned i = 0; i < c->args.nwords; i++) {
		enum vb_code got;

		if (*n == ACTS_MAX) {
			*code = vb_cli_usage(c, "no proof was written: a proof shows at most %d "
						"acts", ACTS_MAX);
			return false;
		}
		got = vb_desk_cited(c->desk, c->args.word[i], &acts[*n], &c->err);
		if (got) {
			c->err.code = got;
			*code = vb_cli_fail(c, "no proof was written");
			return false;
		}
		++*n;
	}
	qsort(acts, *n, sizeof(*acts), by_index);
	for (unsigned i = 1; i < *n; i++) {
		if (acts[i] == acts[i - 1]) {
			memmove(&acts[i], &acts[i + 1], (*n - i - 1) * sizeof(*acts));
			--*n;
			i--;
		}
	}
	return true;
}

static int picked(struct vb_cli *c, struct draft *d, FILE *m)
{
	uint32_t acts[ACTS_MAX];
	unsigned n;
	int code;

	if (!cited(c, acts, &n, &code))
		return code;
	c->err.code = vb_desk_prove(c->desk, acts, n, m, &c->err);
	if (unwritten(c, m))
		return vb_cli_fail(c, "no proof was written");
	sees_acts(c, d, acts, n);
	return offer(c, d);
}

/* ---- one article ---- */

static int article(struct vb_cli *c, struct draft *d, const char *number, FILE *m)
{
	char citation[96], text[160];
	uint8_t *paper = NULL;
	uint32_t act = 0, leaf = 0;
	uint64_t n = 0;
	size_t len = 0;
	enum vb_code have = VB_OK;

	if (c->args.nwords != 1 || !vb_cli_number(number, VB_LEAVES_MAX, &n))
		return vb_cli_usage(c, "no proof was written: --article wants a number, and one "
				       "act");
	c->err.code = vb_desk_cited(c->desk, c->args.word[0], &act, &c->err);
	if (!c->err.code)
		c->err.code = vb_desk_read(c->desk, c->args.word[0], &paper, &len, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "no proof was written");
	if (n > 0)
		have = vb_cli_leaf(vb_view(paper, len), n, &leaf, &c->err);
	free(paper);
	vb_fact_citation(citation, vb_desk_fold(c->desk), act);
	if (have == VB_NOT_FOUND)
		vb_fail(&c->err, VB_NOT_FOUND, "", citation, "its paper has no article %llu",
			(unsigned long long)n);
	if (have) {
		c->err.code = have;
		return vb_cli_fail(c, "no proof was written");
	}
	c->err.code = vb_desk_disclose(c->desk, act, leaf, m, &c->err);
	if (unwritten(c, m))
		return vb_cli_fail(c, "no proof was written");
	snprintf(d->sees, sizeof(d->sees),
		 "The reader will see article %llu of %s word for word, that it comes from our "
		 "own copy, and the act itself. Not: the other articles.",
		 (unsigned long long)n, citation);
	vb_cli_marks(c, act, text, sizeof(text));
	add(d, text);
	return offer(c, d);
}

/* ---- what a judge needs ---- */

/* Whose copy of @act it is; NULL: one that says that it does not open. */
static void sees_copy(struct vb_cli *c, struct draft *d, uint32_t act, const char *whose)
{
	const struct vb_fold *f = vb_desk_fold(c->desk);
	char citation[96], text[160], judge[VB_NAME_MAX + 1] = "", up[VB_NAME_MAX + 1] = "";

	for (uint32_t i = 0; !whose && i < f->nhandovers; i++)
		if (f->handover[i].act == act && f->handover[i].cannot_open != VB_NO_ACT)
			whose = f->party[f->handover[i].addressee].name;
	vb_fact_citation(citation, f, act);
	vb_cli_upper(up, whose ? whose : "");
	if (f->judge != VB_NO_PARTY)
		vb_cli_upper(judge, f->party[f->judge].name);
	snprintf(d->sees, sizeof(d->sees),
		 "Whoever gets this file can read %s's copy of %s, word for word. It is meant "
		 "for the judge%s%s, and for nobody else. It shows, too, the act itself, its "
		 "receipt and release, and what is said against the copy.",
		 up, citation, *judge ? ", " : "", judge);
	vb_cli_marks(c, act, text, sizeof(text));
	add(d, text);
	d->secret = true;
}

static int judged_copy(struct vb_cli *c, struct draft *d, bool sealing, FILE *m)
{
	const char *const *word = c->args.word;
	unsigned n = c->args.nwords;
	char *party = NULL;
	uint32_t act = 0;
	int code;

	if (n != 1 && !(sealing && n == 2))
		return vb_cli_usage(c, "no proof was written: %s", sealing ?
				    "--sealing wants one act, and before it, if several "
				    "complain, a party" : "--contest wants one act");
	if (n == 2 && !(party = vb_cli_lower(word[0])))
		return vb_cli_usage(c, "no proof was written: there is not enough memory");
	c->err.code = vb_desk_cited(c->desk, word[n - 1], &act, &c->err);
	if (!c->err.code && sealing)
		c->err.code = vb_desk_prove_sealing(c->desk, act, party, m, &c->err);
	else if (!c->err.code)
		c->err.code = vb_desk_prove_contest(c->desk, act, m, &c->err);
	if (unwritten(c, m)) {
		code = vb_cli_fail(c, "no proof was written");
	} else {
		sees_copy(c, d, act, sealing ? party : vb_desk_party(c->desk));
		code = offer(c, d);
	}
	free(party);
	return code;
}

/* ---- which of them ---- */

/* Citations alone are acts, and *out is NULL; anything else is an assertion, its words
 * joined; caller frees. */
static enum vb_code assertion(const struct vb_args *a, char **out)
{
	char chain[66], *text = NULL;
	uint64_t number, epoch;
	struct vb_view part;
	bool acts = true;
	size_t len = 0;
	FILE *m;

	for (unsigned i = 0; i < a->nwords; i++)
		acts = acts && (strcmp(a->word[i], "charter") == 0 ||
				vb_citation_parse(vb_view_str(a->word[i]), chain, &number,
						  &epoch, &part));
	*out = NULL;
	if (acts)
		return VB_OK;
	m = vb_memory_open(&text, &len);
	if (!m)
		return VB_MEMORY;
	for (unsigned i = 0; i < a->nwords; i++)
		fprintf(m, "%s%s", i ? " " : "", a->word[i]);
	if (fclose(m) != 0) {
		free(text);
		return VB_MEMORY;
	}
	*out = text;
	return VB_OK;
}

static int prove(struct vb_cli *c, struct draft *d)
{
	const char *number = vb_args_get(&c->args, "article");
	bool sealing = vb_args_has(&c->args, "sealing");
	bool contest = vb_args_has(&c->args, "contest");
	FILE *m = vb_memory_open(&d->bytes, &d->len);
	char *words = NULL;
	bool whole = number || sealing || contest || assertion(&c->args, &words) == VB_OK;
	int code;

	if (!m || !whole) {
		c->err.code = VB_MEMORY;
		code = vb_cli_fail(c, "no proof was written: there is not enough memory");
	} else if (sealing || contest) {
		code = judged_copy(c, d, sealing, m);
	} else if (number) {
		code = article(c, d, number, m);
	} else if (words) {
		code = claim(c, d, vb_view_str(words), m);
	} else {
		code = picked(c, d, m);
	}
	if (m)
		fclose(m);
	free(words);
	return code;
}

static int run(struct vb_cli *c)
{
	struct draft d = {0};
	int code;

	if (c->args.nwords == 0)
		return vb_cli_usage(c, "no proof was written: name acts, or an assertion in "
				       "quotes");
	if (vb_args_has(&c->args, "sealing") + vb_args_has(&c->args, "contest") +
		    vb_args_has(&c->args, "article") > 1)
		return vb_cli_usage(c, "no proof was written: --article, --contest and "
				       "--sealing exclude one another");
	if (!vb_cli_table(c, false, &code))
		return code;
	vb_json_init(&d.j, stdout);
	if (c->json)
		vb_json_object(&d.j, NULL);
	code = prove(c, &d);
	if (c->json)
		vb_json_end(&d.j, true);
	if (d.bytes)
		vb_wipe(d.bytes, d.len);
	free(d.bytes);
	return code;
}

static const struct vb_option options[] = {
	{"article", "N", "disclose article N of one act's paper, from our own copy", 0},
	{"contest", NULL, "for the judge: our copy of an act that we contest, and its key", 0},
	{"sealing", NULL, "for the judge: that our copy, said not to open, does open", 0},
	{"json", NULL, "print JSON", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_prove = {
	"prove",
	"ACT... | \"ASSERTION\" | --contest ACT | --sealing [PARTY] ACT",
	"write a proof that others can verify",
	"Judges an assertion such as \"SUD received a response to SUD-2 by 1 Feb 2022\" and "
	"writes\n"
	"a proof of it, or a proof of the acts named, as proofs/N.proof.  Says first what a\n"
	"reader will see and what not.  Exit status 3: the record cannot tell.\n"
	"With --contest, or to answer a cannot-open with --sealing [PARTY], the proof is for\n"
	"the judge: whoever gets it can read that copy.\n",
	options,
	run,
};
