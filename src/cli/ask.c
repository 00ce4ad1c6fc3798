/*
 * Questions and passphrases: on the terminal itself, never on stdin.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* Shows @text on @fd, everything foreign escaped. */
static void show(int fd, const char *text)
{
	FILE *f;
	int copy = dup(fd);

	if (copy < 0)
		return;
	f = fdopen(copy, "w");
	if (!f) {
		close(copy);
		return;
	}
	vb_escape_tty(f, vb_view_str(text), true);
	fclose(f);
}

/* One line from @fd without its LF into @buf; of a longer one the rest is dropped.
 * False: interrupted, or there is none. */
static bool read_line(int fd, char *buf, size_t cap, bool *cut)
{
	size_t n = 0;
	ssize_t got;
	char c = 0;

	*cut = false;
	while ((got = read(fd, &c, 1)) == 1 && c != '\n') {
		if (n + 1 < cap)
			buf[n++] = c;
		else
			*cut = true;
	}
	buf[n] = 0;
	vb_wipe(&c, sizeof(c));
	return got == 1 || (got == 0 && n > 0);
}

bool vb_cli_confirm(void *ctx, const char *sentence)
{
	struct vb_cli *c = ctx;
	char answer[16] = "";
	bool yes, cut = false;
	int fd;

	fflush(stdout);
	if (c->yes) {
		show(STDERR_FILENO, sentence);
		show(STDERR_FILENO, " [y/N] yes\n");
		return true;
	}
	fd = terminal();
	if (fd < 0) {
		c->unasked = "there is no terminal to ask on; --yes answers every question";
		return false;
	}
	show(fd, sentence);
	show(fd, " [y/N] ");
	yes = read_line(fd, answer, sizeof(answer), &cut) && !cut &&
	      (strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 ||
	       strcmp(answer, "yes") == 0);
	close(fd);
	c->declined = !yes;
	return yes;
}

/* ---- passphrases ---- */

static volatile sig_atomic_t interrupted;

static void on_signal(int sig)
{
	interrupted = sig;
}

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

/* Reads a line with the echo off; a signal restores the terminal before it acts. */
static bool read_hidden(int fd, const char *prompt, char *buf, size_t cap, bool *cut)
{
	struct sigaction old[VB_ARRAY_LEN(caught)], act = {.sa_handler = on_signal};
	struct termios was, quiet;
	bool got = false;

	if (tcgetattr(fd, &was) != 0)
		return false;
	interrupted = 0;
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < VB_ARRAY_LEN(caught); i++)
		sigaction(caught[i], &act, &old[i]);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	quiet.c_lflag |= ICANON | ISIG;
	if (tcsetattr(fd, TCSAFLUSH, &quiet) == 0) {
		show(fd, prompt);
		got = read_line(fd, buf, cap, cut) && !interrupted;
		tcsetattr(fd, TCSAFLUSH, &was);
		show(fd, "\n");
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(caught); i++)
		sigaction(caught[i], &old[i], NULL);
	if (interrupted)
		raise((int)interrupted);
	return got;
}

static enum vb_code too_long(char *buf, size_t cap, struct vb_err *err)
{
	vb_wipe(buf, cap);
	return vb_fail(err, VB_KEY, "", "", "the passphrase is longer than %zu bytes", cap - 1);
}

static enum vb_code from_descriptor(struct vb_cli *c, char *buf, size_t cap,
				    struct vb_err *err)
{
	size_t len;
	bool cut = false;

	if (!c->passphrase_read) {
		if (!read_line(c->passphrase_fd, c->passphrase, sizeof(c->passphrase), &cut)) {
			return vb_fail(err, VB_KEY, "", "",
				       "no passphrase could be read from file descriptor %d",
				       c->passphrase_fd);
		}
		if (cut)
			return too_long(c->passphrase, sizeof(c->passphrase), err);
		c->passphrase_read = true;
	}
	len = strlen(c->passphrase);
	if (len >= cap)
		return too_long(buf, cap, err);
	memcpy(buf, c->passphrase, len + 1);
	return VB_OK;
}

static enum vb_code from_terminal(int fd, bool fresh, char *buf, size_t cap,
				  struct vb_err *err)
{
	char again[VB_PASSPHRASE_MAX + 1] = "";
	const char *prompt = fresh ? "New passphrase for this desk's keys: " :
				     "Passphrase of this desk's keys: ";
	enum vb_code code = VB_OK;
	bool cut = false, cut_again = false;

	if (!read_hidden(fd, prompt, buf, cap, &cut))
		code = vb_fail(err, VB_KEY, "", "", "no passphrase was typed");
	else if (cut)
		code = too_long(buf, cap, err);
	else if (fresh && (!read_hidden(fd, "The same again: ", again, sizeof(again),
					&cut_again) ||
			   strcmp(again, buf) != 0))
		code = vb_fail(err, VB_KEY, "", "", "the two passphrases are not the same");
	vb_wipe(again, sizeof(again));
	if (code)
		vb_wipe(buf, cap);
	return code;
}

enum vb_code vb_cli_passphrase(void *ctx, bool fresh, char *buf, size_t cap,
			       struct vb_err *err)
{
	struct vb_cli *c = ctx;
	enum vb_code code;
	int fd;

	if (c->passphrase_fd >= 0) {
		code = from_descriptor(c, buf, cap, err);
	} else {
		fd = terminal();
		if (fd < 0) {
			c->unasked = "there is no terminal to ask for the passphrase on; "
				     "--passphrase-fd reads it from a file descriptor";
			return vb_fail(err, VB_KEY, "", "", "no passphrase could be asked for");
		}
		code = from_terminal(fd, fresh, buf, cap, err);
		close(fd);
	}
	if (!code && fresh && buf[0] == 0)
		code = vb_fail(err, VB_KEY, "", "",
			       "an empty passphrase protects nothing (see --no-passphrase)");
	return code;
}
