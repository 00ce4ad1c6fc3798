/*
 * verbale export: the whole table, as text, as bundle, as tiles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int text(struct vb_cli *c)
{
	uint32_t n = vb_desk_fold(c->desk)->nfacts;

	for (uint32_t i = 0; i < n && !ferror(stdout); i++) {
		uint8_t *note = NULL;
		size_t len = 0;

		c->err.code = vb_desk_entry(c->desk, i, &note, &len, &c->err);
		if (c->err.code) {
			free(note);
			return vb_cli_fail(c, "the table was not exported whole");
		}
		fwrite(note, 1, len, stdout);
		free(note);
	}
	return VB_EXIT_DONE;
}

static int bundle(struct vb_cli *c, const char *path)
{
	struct vb_outfile o;
	enum vb_code code = vb_outfile_open(&o, path, &c->err);

	if (!code) {
		code = vb_desk_bundle(c->desk, o.f, &c->err);
		if (!code || ferror(o.f))
			code = vb_outfile_commit(&o, &c->err);
		else
			vb_outfile_drop(&o);
	}
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "nothing was exported");
	}
	printf("Wrote ");
	vb_escape_tty(stdout, vb_view_str(path), false);
	printf(": %u acts; verbale verify checks it anywhere.\n",
	       vb_desk_fold(c->desk)->nfacts);
	return VB_EXIT_DONE;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* A folder that is ours from its beginning, and goes again if it is not finished. */
static enum vb_code new_tiles(struct vb_cli *c, const char *dir, const char *shown)
{
	enum vb_code code;

	/* Folders on the way to it are made with it. */
	if (mkdir(dir, 0777) != 0 && errno != ENOENT) {
		if (errno == EEXIST)
			return vb_fail(&c->err, VB_REFUSED, "", shown,
				       "something of that name is there already, and nothing is "
				       "overwritten");
		return vb_fail(&c->err, errno == ENOSPC ? VB_FULL : VB_IO, "", shown,
			       "the folder cannot be made: %s", strerror(errno));
	}
	code = vb_desk_tiles(c->desk, dir, &c->err);
	if (code)
		nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return code;
}

static int tiles(struct vb_cli *c, const char *dir)
{
	char shown[100];

	vb_quote(shown, sizeof(shown), vb_view_str(dir));
	c->err.code = new_tiles(c, dir, shown);
	if (c->err.code)
		return vb_cli_fail(c, "nothing was exported");
	printf("Wrote %s: a tlog-tiles tree of %u acts.\n", shown,
	       vb_desk_fold(c->desk)->nfacts);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *dir = vb_args_get(&c->args, "tiles");
	bool as_text = vb_args_has(&c->args, "text");
	int code;

	if ((dir ? 1u : 0u) + (as_text ? 1u : 0u) + c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was exported: name one bundle, or --text, or "
				       "--tiles and a folder");
	if (!vb_cli_table(c, false, &code))
		return code;
	if (as_text)
		return text(c);
	return dir ? tiles(c, dir) : bundle(c, c->args.word[0]);
}

static const struct vb_option options[] = {
	{"text", NULL, "print the acts one after another, byte for byte as logged", 0},
	{"tiles", "DIR", "write a C2SP tlog-tiles tree into a new folder", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_export = {
	"export",
	"FILE.bundle | --text | --tiles DIR",
	"the whole table, to be kept or verified elsewhere",
	"Writes the record of the table: no papers, and nothing secret.  Nothing is\n"
	"overwritten.\n",
	options,
	run,
};
