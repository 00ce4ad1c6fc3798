/*
 * verbale positions: article by party, who stands where, and what is agreed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static int write_page(struct vb_cli *c, const struct vb_positions_shown *s, const char *path)
{
	struct vb_outfile o = {0};
	char shown[200];

	c->err.code = vb_outfile_open(&o, path, &c->err);
	if (!c->err.code) {
		vb_render_positions_html(o.f, s);
		c->err.code = vb_outfile_commit(&o, &c->err);
	}
	if (c->err.code)
		return vb_cli_fail(c, "the page was not written");
	printf("Wrote %s.\n", vb_quote(shown, sizeof(shown), vb_view_str(path)));
	return VB_EXIT_DONE;
}

/* Our own marks: always for people at this desk, else only where they are asked for, since such
 * output is made to be passed on (text.md 9.8). */
static enum vb_code take_ours(struct vb_cli *c, const struct vb_record_text *t,
			      const struct vb_matrix *m, struct vb_record_issues *issues,
			      struct vb_positions_shown *s)
{
	bool asked = vb_args_has(&c->args, "private");
	bool people = !c->json && !vb_args_has(&c->args, "csv") && !vb_args_has(&c->args, "html");
	bool some = asked;
	enum vb_code code = asked || people ? vb_record_issues(c, t, m, issues) : VB_OK;

	/* What can be seen without them is seen. */
	if (!asked && (code == VB_MALFORMED || code == VB_FALSE || code == VB_KEY)) {
		fprintf(stderr, "verbale: our own marks are not shown: %s.\n", c->err.sentence);
		c->err = (struct vb_err){0};
		return VB_OK;
	}
	for (uint32_t i = 0; !code && issues->ours && i < m->nrows; i++)
		some = some || issues->ours[i].weight != VB_WT_NONE;
	s->ours = some ? issues->ours : NULL;
	return code;
}

static int print(struct vb_cli *c, const struct vb_positions_shown *s)
{
	if (c->json)
		vb_render_positions_json(stdout, s);
	else if (vb_args_has(&c->args, "csv"))
		vb_render_positions_csv(stdout, s);
	else if (vb_args_has(&c->args, "html"))
		return write_page(c, s, vb_args_get(&c->args, "html"));
	else
		vb_render_positions(stdout, s, &c->style);
	return VB_EXIT_DONE;
}

static int show(struct vb_cli *c, const struct vb_record_text *t, int64_t at)
{
	struct vb_positions_shown s = {
		.title = vb_record_text_title(t),
		.at = at,
		.together = !vb_args_has(&c->args, "each") &&
			    !vb_cli_fold(c, NULL)->rules.each,
		.key = vb_args_has(&c->args, "key"),
	};
	struct vb_record_issues issues = {0};
	struct vb_matrix *m = NULL;
	int code;

	c->err.code = vb_matrix_new(t->party, t->nparties, t->statement, t->n, at, s.together, &m,
				    &c->err);
	s.matrix = m;
	if (!c->err.code)
		c->err.code = take_ours(c, t, m, &issues, &s);
	code = c->err.code ? vb_cli_fail(c, "nothing was shown") : print(c, &s);
	vb_record_issues_free(&issues);
	vb_matrix_free(m);
	return code;
}

static int run(struct vb_cli *c)
{
	const struct vb_args *a = &c->args;
	const char *as_of = vb_args_get(a, "at");
	int64_t at = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	int code;

	if (a->nwords > 1)
		return vb_cli_usage(c, "nothing was shown: name at most one act");
	if (c->json + vb_args_has(a, "csv") + vb_args_has(a, "html") > 1)
		return vb_cli_usage(c, "nothing was shown: --json, --csv and --html exclude one "
				       "another");
	if (as_of && !vb_cli_time(as_of, &at))
		return vb_cli_usage(c, "nothing was shown: --at wants a time such as 2022-01-28 or "
				       "2022-01-28T12:00:00Z");
	if (!vb_cli_table(c, false, &code))
		return code;
	c->err.code = vb_record_text_open(c, a->nwords ? a->word[0] : NULL, at, &t);
	code = c->err.code ? vb_cli_fail(c, "nothing was shown") : show(c, &t, at);
	vb_record_text_close(&t);
	return code;
}

static const struct vb_option options[] = {
	{"at", "TIME", "the papers logged by this time, and limits judged at it, in UTC", 0},
	{"each", NULL, "let each article be agreed by itself, as a charter may say", 0},
	{"key", NULL, "the key issues alone", 0},
	{"private", NULL, "our own marks also in --json, --csv, --html", 0},
	{"json", NULL, "print one JSON object", 0},
	{"csv", NULL, "print a table for a spreadsheet", 0},
	{"html", "PAGE", "write one page", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_positions = {
	"positions",
	"[ACT]",
	"who stands where on which article, what is agreed, and why not yet",
	"Puts together what the papers of the record say, article by article: the newest draft\n"
	"that answers nothing, or the paper of ACT, and all that answer it.  Papers that this\n"
	"desk has not opened are named, and count nothing.  What this desk has marked for itself\n"
	"(verbale issue) is shown here, and nowhere else unless it is asked for.\n",
	options,
	run,
};
