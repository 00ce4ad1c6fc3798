/*
 * verbale pouch: carries acts where there is no network.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static int pouch_write(struct vb_cli *c, const char *path)
{
	struct vb_outfile o;
	char shown[100];
	enum vb_code code = vb_outfile_open(&o, path, &c->err);

	if (!code) {
		code = vb_desk_pouch_write(c->desk, o.f, &c->err);
		if (!code || ferror(o.f))
			code = vb_outfile_commit(&o, &c->err);
		else
			vb_outfile_drop(&o);
	}
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "no pouch was written");
	}
	if (!vb_desk_is_open(c->desk)) {
		printf("Wrote %s: our seat, for a member that reaches the depositary to open as a "
		       "pouch.\nIt holds a secret until the table is open.\n",
		       vb_quote(shown, sizeof(shown), vb_view_str(path)));
		return VB_EXIT_DONE;
	}
	printf("Wrote %s: %u %s of the log, %u that wait to be lodged.\n",
	       vb_quote(shown, sizeof(shown), vb_view_str(path)),
	       vb_desk_fold(c->desk)->nfacts,
	       vb_desk_fold(c->desk)->nfacts == 1 ? "act" : "acts", vb_desk_outbox(c->desk));
	return VB_EXIT_DONE;
}

/* What was asked besides, or could not be (format.md 5.3.3). */
static void tell_releases(const struct vb_cli *c, const struct vb_pouch_news *news)
{
	if (news->released > 0)
		printf("%u %s released by us, without the depositary: the next pouch takes that "
		       "to its addressee.\n", news->released,
		       news->released == 1 ? "paper is" : "papers are");
	if (!news->unreleased[0])
		return;
	if (c->unasked)
		printf("Whether to release a paper ourselves was not asked: %s.\n", c->unasked);
	else if (c->declined)
		puts("The paper stays sealed, as you said.");
	else
		printf("A paper was not released: %s.\n", news->why);
	printf("verbale act release %s   does it later.\n", news->unreleased);
}

static int pouch_open(struct vb_cli *c, const char *path)
{
	struct vb_pouch_news news = {0};
	char name[VB_NAME_MAX + 1];
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(path, VB_FILE_MAX, &bytes, &len, &c->err);

	if (!code)
		code = vb_desk_pouch_open(c->desk, vb_view(bytes, len), &news, &c->err);
	free(bytes);
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "the pouch was not taken in");
	}
	if (news.seat[0]) {
		printf("The seat of %s was taken at the depositary.\n",
		       vb_cli_upper(name, news.seat));
		puts(news.opened ? "The charter is signed and THE TABLE IS OPEN." :
		     vb_desk_is_open(c->desk) ? "The table is open." :
		     "The charter waits for the others: the table opens with the last seat.");
		return VB_EXIT_DONE;
	}
	if (news.opened)
		puts("The charter is signed and THE TABLE IS OPEN.");
	printf("%u new %s of the log, %u %s; %u lodged for others, %u kept until the "
	       "depositary is in reach.\n",
	       news.entries, news.entries == 1 ? "entry" : "entries", news.copies,
	       news.copies == 1 ? "sealed copy" : "sealed copies", news.lodged, news.carried);
	tell_releases(c, &news);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	bool out;
	int code;

	if (c->args.nwords != 2)
		return vb_cli_usage(c, "nothing was carried: say write or open, and a file");
	out = strcmp(c->args.word[0], "write") == 0;
	if (!out && strcmp(c->args.word[0], "open") != 0)
		return vb_cli_usage(c, "nothing was carried: say write or open, and a file");
	if (!vb_cli_desk(c, true, &code))
		return code;
	return out ? pouch_write(c, c->args.word[1]) : pouch_open(c, c->args.word[1]);
}

const struct vb_verb vb_verb_pouch = {
	"pouch",
	"write FILE | open FILE",
	"carry acts in a file where there is no network",
	"write: the record, the sealed copies, and our acts that are not lodged yet, in one\n"
	"file that nobody but the addressees can read.  open: verifies such a file, takes in\n"
	"what is new, and passes others' acts on to the depositary where it can be reached;\n"
	"without it, asks whether to release our papers for which it brings a receipt.\n"
	"Before the table is open the file that is written is our seat (verbale join --carry).\n",
	NULL,
	run,
};
