/*
 * verbale status: where everything stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Titles live as long as the screen is drawn. */
struct titles {
	struct vb_cli *c;
	uint32_t n;
	char **title;
	bool *asked;
};

static const char *title_of(void *ctx, uint32_t act)
{
	struct titles *t = ctx;

	if (act >= t->n || !t->title || !t->asked)
		return NULL;
	if (!t->asked[act])
		t->title[act] = vb_cli_title(t->c, act);
	t->asked[act] = true;
	return t->title[act];
}

/* Acts behind the first @logged of @f that are none of this desk's. */
static uint32_t of_others(const struct vb_cli *c, const struct vb_fold *f, uint32_t logged)
{
	const char *party = vb_desk_party(c->desk), *office = vb_desk_office(c->desk);
	uint32_t n = 0;

	for (uint32_t i = logged; i < f->nfacts; i++) {
		const char *chain = f->chain[f->fact[i].chain].name;
		size_t len = strlen(party);
		bool ours = strncmp(chain, party, len) == 0 &&
			    (chain[len] == '/' ? strcmp(chain + len + 1, "recovery") == 0 ||
						 (office && strcmp(chain + len + 1, office) == 0) :
						 chain[len] == 0 && !office);

		n += !ours;
	}
	return n;
}

static void no_seat(const struct vb_cli *c)
{
	char name[VB_NAME_MAX + 1];

	printf("NO SEAT      the principals have not admitted %s; its request is in %s.seat\n",
	       vb_cli_upper(name, vb_desk_party(c->desk)), name);
}

static void show(struct vb_cli *c, int64_t now)
{
	uint32_t logged;
	const struct vb_fold *f = vb_cli_fold(c, &logged);
	struct titles t = {c, f->nfacts, calloc(f->nfacts + 1, sizeof(char *)),
			   calloc(f->nfacts + 1, sizeof(bool))};
	const struct vb_status s = {
		.fold = f,
		.me = vb_cli_me(c),
		.now = now,
		.known = vb_desk_known(c->desk),
		.outbox = vb_desk_outbox(c->desk),
		.pending = f->nfacts - logged,
		.carried = of_others(c, f, logged),
		.offline = c->offline[0] ? c->offline : NULL,
		.full = vb_desk_no_room(c->desk),
		.title = title_of,
		.ctx = &t,
	};
	char name[VB_NAME_MAX + 1];

	if (c->json)
		vb_render_status_json(stdout, &s);
	else
		vb_render_status(stdout, &s, &c->style);
	if (!c->json && s.me == VB_NO_PARTY)
		no_seat(c);
	else if (!c->json && !f->party[s.me].joined)
		printf("NO SEAT      %s has been admitted: verbale join with the invitation takes "
		       "its seat\n", vb_cli_upper(name, vb_desk_party(c->desk)));
	for (uint32_t i = 0; t.title && i < t.n; i++)
		free(t.title[i]);
	free(t.title);
	free(t.asked);
}

/* Before the last seat is taken there is a draft and no record. */
static int show_draft(struct vb_cli *c)
{
	struct vb_hash draft;
	bool asks = false;
	struct vb_json j;
	char words[18];

	vb_desk_draft_id(c->desk, &draft);
	vb_words_of(words, &draft);
	if (!words[0]) {
		c->err.code = VB_MEMORY;
		return vb_cli_fail(c, "nothing was shown: there is not enough memory");
	}
	if (!c->json) {
		if (c->offline[0])
			printf("OFFLINE      %s\n", c->offline);
		if (vb_desk_asks(c->desk, &asks, NULL) == VB_OK && asks)
			no_seat(c);
		else
			printf("NOT OPEN     the table opens with the last seat; words of the "
			       "draft: %s\n", words);
		return VB_EXIT_DONE;
	}
	vb_json_init(&j, stdout);
	vb_json_object(&j, NULL);
	vb_json_null(&j, "table");
	vb_json_null(&j, "table_id");
	vb_json_number(&j, "size", 0);
	vb_json_str(&j, "words", words);
	if (c->offline[0])
		vb_json_str(&j, "offline", c->offline);
	else
		vb_json_null(&j, "offline");
	vb_json_array(&j, "handovers");
	vb_json_end(&j, false);
	vb_json_array(&j, "moves");
	vb_json_end(&j, false);
	vb_json_end(&j, true);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *as_of = vb_args_get(&c->args, "as-of");
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	int code;

	if (c->args.nwords != 0)
		return vb_cli_usage(c, "nothing was shown: this verb takes no words");
	if (as_of && !vb_cli_time(as_of, &now))
		return vb_cli_usage(c, "nothing was shown: --as-of wants a time such as "
				       "2022-01-28 or 2022-01-28T12:00:00Z");
	if (!vb_cli_desk(c, false, &code))
		return code;
	if (!vb_desk_is_open(c->desk))
		return show_draft(c);
	c->err.code = vb_cli_look(c);
	if (c->err.code)
		return vb_cli_fail(c, "nothing was shown");
	show(c, now);
	return VB_EXIT_DONE;
}

static const struct vb_option options[] = {
	{"json", NULL, "print JSON", 0},
	{"as-of", "TIME", "judge deadlines as of this time, in UTC", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_status = {
	"status",
	"",
	"what is for us, whose move it is, what is disputed or settled",
	"Fetches and verifies what is new, then shows the state of every hand-over; what a pouch\n"
	"brought, or we signed, and nobody has logged is marked.\n",
	options,
	run,
};
