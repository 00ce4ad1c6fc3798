/*
 * verbale: finds the verb, runs it, and makes sure that its output was written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

const struct vb_verb *const vb_cli_verbs[] = {
	&vb_verb_open,	 &vb_verb_join,	   &vb_verb_hand,   &vb_verb_answer,
	&vb_verb_receive, &vb_verb_take,   &vb_verb_refuse, &vb_verb_read,
	&vb_verb_status, &vb_verb_log,	   &vb_verb_show,   &vb_verb_prove,
	&vb_verb_verify, &vb_verb_act,	   &vb_verb_enter,  &vb_verb_pouch,
	&vb_verb_export, &vb_verb_key,	   &vb_verb_doctor, &vb_verb_positions,
	&vb_verb_issue,	 &vb_verb_final,   &vb_verb_adopt,  &vb_verb_initial,
	&vb_verb_sign,	 &vb_verb_correct, &vb_verb_certify, &vb_verb_text,
	&vb_verb_press,	 &vb_verb_serve,   &vb_verb_witness, &vb_verb_completion,
	&vb_verb_at,	 &vb_verb_help_verb, NULL,
};

const struct vb_verb *vb_verb_find(const char *name)
{
	for (size_t i = 0; vb_cli_verbs[i]; i++) {
		if (strcmp(vb_cli_verbs[i]->name, name) == 0)
			return vb_cli_verbs[i];
	}
	return NULL;
}

/* 0, 1 and 2 must be open, or a database would get one of these numbers. */
static bool standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return false;
	}
	return true;
}

static void find_style(struct vb_style *style)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct winsize w = {0};

	style->colour = isatty(STDOUT_FILENO) && !(no_color && no_color[0]) &&
			!(term && strcmp(term, "dumb") == 0);
	style->width = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20)
		style->width = w.ws_col;
}

static bool passphrase_fd(struct vb_cli *c)
{
	const char *given = vb_args_get(&c->args, "passphrase-fd");
	uint64_t fd;

	c->passphrase_fd = -1;
	if (!given)
		return true;
	if (!vb_cli_number(given, 1 << 20, &fd) || fcntl((int)fd, F_GETFD) < 0)
		return false;
	c->passphrase_fd = (int)fd;
	return true;
}

static int run_verb(const struct vb_verb *verb, int argc, const char *const *argv)
{
	struct vb_cli c = {.verb = verb};
	int code;

	if (vb_args_parse(verb->options, argc, argv, &c.args, &c.err))
		return vb_cli_usage(&c, "nothing was done: %s: %s", c.err.where, c.err.sentence);
	/* `act KIND --help` is about the kind. */
	if (vb_args_has(&c.args, "help") && (verb != &vb_verb_act || c.args.nwords == 0)) {
		vb_verb_help(stdout, verb);
		vb_args_free(&c.args);
		return VB_EXIT_DONE;
	}
	find_style(&c.style);
	vb_cli_world(&c);
	c.json = vb_args_has(&c.args, "json");
	c.yes = vb_args_has(&c.args, "yes");
	if (passphrase_fd(&c))
		code = verb->run(&c);
	else
		code = vb_cli_usage(&c, "nothing was done: --passphrase-fd wants the number of "
					"an open file descriptor");
	vb_desk_ahead_free(c.ahead);
	vb_desk_close(c.desk);
	vb_args_free(&c.args);
	vb_wipe(c.passphrase, sizeof(c.passphrase));
	vb_wipe(c.token, sizeof(c.token));
	return code == VB_EXIT_DONE && c.fault ? VB_EXIT_REFUSED : code;
}

/* Whatever stands on stdout was written, or we say that it was not. */
static int flushed(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "verbale: the output could not be written whole: %s; what was done "
			"stands, see verbale log.\n",
		errno ? strerror(errno) : "an earlier write failed");
	return VB_EXIT_REFUSED;
}

static int outline(FILE *f, int code)
{
	fputs("usage: verbale [-C DIR] VERB ...   (verbale help lists the verbs)\n", f);
	return code;
}

/* -C DIR, like git's: as if started there.  A desk that is about to be made may have
 * its folder made too. */
static bool go_to(const char *dir, const char *verb)
{
	bool founding = verb && (strcmp(verb, "open") == 0 || strcmp(verb, "join") == 0);
	char shown[200];

	if (dir && chdir(dir) == 0)
		return true;
	if (dir && errno == ENOENT && founding && mkdir(dir, 0700) == 0 && chdir(dir) == 0)
		return true;
	if (dir)
		fprintf(stderr, "verbale: nothing was done: %s: %s; name the folder of a desk.\n",
			vb_quote(shown, sizeof(shown), vb_view_str(dir)), strerror(errno));
	else
		fputs("verbale: nothing was done: -C needs the folder of a desk.\n", stderr);
	return false;
}

static int dispatch(int argc, const char *const *argv)
{
	const struct vb_verb *verb;
	char shown[80];
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-C") == 0) {
			if (!go_to(i + 1 < argc ? argv[i + 1] : NULL,
				   i + 2 < argc ? argv[i + 2] : NULL))
				return VB_EXIT_UNREADABLE;
			i++;
		} else if (strcmp(argv[i], "--version") == 0) {
			printf("verbale %s\n", VB_VERSION);
			return VB_EXIT_DONE;
		} else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			return run_verb(&vb_verb_help_verb, 0, NULL);
		} else {
			fprintf(stderr, "verbale: nothing was done: there is no option %s; see "
					"verbale help.\n",
				vb_quote(shown, sizeof(shown), vb_view_str(argv[i])));
			return VB_EXIT_UNREADABLE;
		}
	}
	if (i >= argc)
		return outline(stderr, VB_EXIT_UNREADABLE);
	verb = vb_verb_find(argv[i]);
	if (!verb) {
		fprintf(stderr, "verbale: nothing was done: there is no verb %s; see verbale "
				"help.\n",
			vb_quote(shown, sizeof(shown), vb_view_str(argv[i])));
		return VB_EXIT_UNREADABLE;
	}
	return run_verb(verb, argc - i - 1, argv + i + 1);
}

int main(int argc, char **argv)
{
	if (!standard_files())
		return VB_EXIT_REFUSED;
	signal(SIGPIPE, SIG_IGN);
	umask(umask(0) | 022);
	if (!vb_crypto_init()) {
		fputs("verbale: nothing was done: the system gives no randomness; try again "
		      "later.\n", stderr);
		return VB_EXIT_REFUSED;
	}
	return flushed(dispatch(argc, (const char *const *)argv));
}
