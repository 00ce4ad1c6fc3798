/*
 * A disk that really is full: a small file system of our own, where the system
 * lets us have one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;

static void reads_go_on(struct vb_store *s, uint64_t n)
{
	struct vb_hash log = log_of(1);
	uint64_t size = 0;

	ok(log_is_whole(s, &log, &size) && size == n, "full: %llu acts can be read",
	   (unsigned long long)n);
}

/* Appends until it fails; how many went in. */
static uint64_t append_until(struct vb_store *s, enum vb_code *code)
{
	struct vb_hash log = log_of(1);
	uint64_t n = 0;

	while ((*code = append_simple(s, &log, n, "nord", 900, &err)) == VB_OK)
		n++;
	return n;
}

static void in_small_room(const char *dir)
{
	static const char big[200000] = "ciphertext";
	struct vb_hash log = log_of(1), copy = hash_of(1);
	struct vb_store *s = NULL;
	char path[512];
	enum vb_code code;
	uint64_t n;

	must(vb_store_open(dir, true, &s, &err));
	n = append_until(s, &code);
	is_int(code, VB_FULL, "full: after %llu acts: %s", (unsigned long long)n,
	       err.sentence);
	ok(n > 20, "full: it took some");
	fill_disk(dir);
	reads_go_on(s, n);
	is_int(append_simple(s, &log, n, "nord", 900, &err), VB_FULL, "full: still");
	is_int(copy_put(s, &copy, vb_view(big, sizeof(big)), &err), VB_FULL,
	       "full: for copies");
	vb_store_close(s);
	s = NULL;
	code = vb_store_open(dir, false, &s, &err);
	if (code == VB_OK)
		reads_go_on(s, n);
	else
		ok(code == VB_FULL || code == VB_IO, "full: opened again, or told why not: %s",
		   err.sentence);
	vb_store_close(s);
	s = NULL;
	snprintf(path, sizeof(path), "%s/ballast", dir);
	unlink(path);
	must(vb_store_open(dir, false, &s, &err));
	reads_go_on(s, n);
	vb_store_close(s);
}

/* In a namespace of its own, so that nothing stays mounted. */
static int in_child(const char *dir, size_t size)
{
	char options[64];

	snprintf(options, sizeof(options), "size=%zu,mode=0700", size);
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", dir, "tmpfs", 0, options) != 0) {
		tap_skip("no small file system can be mounted: %s", strerrordesc_np(errno));
		return tap_done();
	}
	in_small_room(dir);
	return tap_done();
}

int main(void)
{
	char *dir = scratch_new(true);
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		exit(in_child(dir, 1024 * 1024));
	waitpid(pid, &status, 0);
	scratch_free(dir);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
