/*
 * Replays a corpus through one fuzz harness without libFuzzer, as a test: each input
 * in a process of its own, so that a crash, a hang or a leak is one failed point.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tap.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 20	/* for one input, sanitizers included */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The harness sees memory of exactly @size bytes, so that a sanitizer sees one more. */
static _Noreturn void feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		_exit(2);
	if (size)
		memcpy(copy, data, size);
	alarm(SECONDS);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	exit(0);
}

static void replay(const char *name, const uint8_t *data, size_t size)
{
	int status = -1;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0)
		feed(data, size);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		ok(false, "%s", name);
		diag("no process to run it in");
		return;
	}
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", name);
	if (WIFSIGNALED(status))
		diag("%s", strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		diag("exit status %d", WEXITSTATUS(status));
}

static void replay_file(const char *dir, const char *name)
{
	char path[4096];
	uint8_t *data;
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	data = tap_slurp(path, &size);
	if (!data) {
		ok(false, "%s", name);
		diag("%s: cannot be read", path);
		return;
	}
	replay(name, data, size);
	free(data);
}

int main(int argc, char **argv)
{
	struct dirent **names;
	int i, n;

	if (argc != 2) {
		fprintf(stderr, "usage: replay CORPUS-FOLDER\n");
		return 2;
	}
	replay("the empty input", NULL, 0);
	n = scandir(argv[1], &names, NULL, alphasort);
	if (n < 0) {
		ok(false, "%s can be read", argv[1]);
		return tap_done();
	}
	for (i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.')
			replay_file(argv[1], names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return tap_done();
}
