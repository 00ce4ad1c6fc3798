/*
 * Tests of base: files, whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/vb-test-XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Entries of a directory but "." and "..". */
static int entries(const char *path)
{
	DIR *d = opendir(path);
	int n = -2;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static bool holds(const char *path, const char *want)
{
	uint8_t *p = NULL;
	size_t n = 0;
	bool same = vb_file_read(path, 1 << 20, &p, &n, NULL) == VB_OK &&
		    vb_view_is(vb_view(p, n), want);

	free(p);
	return same;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void write_modes(void)
{
	const char *p = in_dir("a");
	struct vb_err err;

	umask(022);
	is_int(vb_file_write(p, vb_view_str("one"), VB_FILE_NEW, &err), VB_OK,
	       "NEW where nothing is");
	ok(holds(p, "one") && mode_of(p) == 0644, "it holds, and its mode follows the umask");
	is_int(vb_file_write(p, vb_view_str("two"), VB_FILE_NEW, &err), VB_REFUSED,
	       "NEW where something is");
	ok(holds(p, "one"), "the old stays");
	is_str(err.sentence, "the file cannot be created: File exists", "and it is told");
	is_int(vb_file_write(p, vb_view_str("three"), VB_FILE_REPLACE, &err), VB_OK,
	       "REPLACE");
	ok(holds(p, "three"), "the new is there");
	is_int(vb_file_write(p, vb_view(NULL, 0), VB_FILE_REPLACE | VB_FILE_SECRET, &err),
	       VB_OK, "REPLACE by a secret nothing");
	ok(holds(p, "") && mode_of(p) == 0600, "it is empty, and ours alone");
	umask(0);
	p = in_dir("s");
	is_int(vb_file_write(p, vb_view_str("x"), VB_FILE_NEW | VB_FILE_SECRET, &err), VB_OK,
	       "NEW and SECRET");
	ok(mode_of(p) == 0600, "ours alone whatever the umask");
	umask(022);
	is_int(entries(dir), 2, "no temporary is left");
}

static void write_links(void)
{
	char link[300], dangling[300];

	snprintf(link, sizeof(link), "%s", in_dir("link"));
	snprintf(dangling, sizeof(dangling), "%s", in_dir("dangling"));
	ok(symlink("a", link) == 0 && symlink("nowhere", dangling) == 0, "two links");
	is_int(vb_file_write(dangling, vb_view_str("x"), VB_FILE_NEW, NULL), VB_REFUSED,
	       "NEW does not follow a dangling link");
	is_int(vb_file_write(link, vb_view_str("mine"), VB_FILE_REPLACE, NULL), VB_OK,
	       "REPLACE replaces the link");
	ok(holds(link, "mine") && holds(in_dir("a"), ""), "and not what it pointed to");
	unlink(link);
	unlink(dangling);
}

static void write_nowhere(void)
{
	static const char *const bad[] = {"", "/", "x/"};
	char path[300];
	struct vb_err err;

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		is_int(vb_file_write(bad[i], vb_view_str("x"), 0, NULL), VB_USAGE,
		       "not the path of a file: \"%s\"", bad[i]);
	snprintf(path, sizeof(path), "%s/none/x", dir);
	is_int(vb_file_write(path, vb_view_str("x"), 0, &err), VB_NOT_FOUND,
	       "no such directory");
	snprintf(path, sizeof(path), "%s/a/x", dir);
	is_int(vb_file_write(path, vb_view_str("x"), 0, &err), VB_NOT_FOUND,
	       "a file as directory");
	ok(mkdir(in_dir("sub"), 0755) == 0, "a directory");
	is_int(vb_file_write(in_dir("sub"), vb_view_str("x"), 0, &err), VB_IO,
	       "is not replaced by a file");
	ok(chdir(dir) == 0 && vb_file_write("plain", vb_view_str("x"), 0, &err) == VB_OK &&
		   holds(in_dir("plain"), "x"),
	   "a path without a directory");
	is_int(entries(dir), 4, "no temporary is left");
}

static void reads(void)
{
	const char *p = in_dir("plain");
	uint8_t *buf = NULL;
	struct vb_err err;
	size_t n = 0;

	ok(vb_file_write(p, vb_view_str("0123456789"), 0, NULL) == VB_OK, "ten bytes");
	ok(vb_file_read(p, 10, &buf, &n, &err) == VB_OK && n == 10,
	   "are read with a limit of ten");
	free(buf);
	buf = NULL;
	is_int(vb_file_read(p, 9, &buf, &n, &err), VB_MALFORMED,
	       "but not with a limit of nine");
	is_str(err.sentence, "the file has 10 bytes; at most 9 are read", "as the error says");
	is_int(vb_file_read(in_dir("none"), 9, &buf, &n, &err), VB_NOT_FOUND, "no such file");
	is_int(vb_file_read(dir, 9, &buf, &n, &err), VB_REFUSED, "a directory");
	is_int(vb_file_read("/dev/null", 9, &buf, &n, &err), VB_REFUSED, "a device");
	ok(mkfifo(in_dir("fifo"), 0600) == 0, "a named pipe");
	is_int(vb_file_read(in_dir("fifo"), 9, &buf, &n, &err), VB_REFUSED,
	       "is refused and not waited for");
	is_int(vb_file_read("no\x1b[31m/such", 9, &buf, &n, &err), VB_NOT_FOUND,
	       "a hostile path");
	is_str(err.where, "no\\x1B[31m/such", "is shown harmless");
	is_int(vb_file_read("/proc/self/status", 99999, &buf, &n, &err), VB_IO,
	       "a file that holds more than it says");
	ok(buf == NULL && n == 10, "failures leave the outputs alone");
	unlink(in_dir("fifo"));
}

/* A limit on the size of files stands for a disk that fills up midway. */
static void full_limit(void)
{
	static char big[100000];
	const char *p = in_dir("plain");
	struct rlimit old, small;
	enum vb_code code;
	struct vb_err err;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){50000, old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	code = vb_file_write(p, vb_view(big, sizeof(big)), VB_FILE_REPLACE, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	is_int(code, VB_FULL, "no room for the file");
	ok(holds(p, "0123456789"), "the old stays");
	is_int(entries(dir), 4, "no temporary is left");
}

/* In a child with its own mounts: a file system of 64 KiB. */
static int full_child(const char *mnt)
{
	static char big[200000];
	char path[320];

	if (unshare(CLONE_NEWNS) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", mnt, "tmpfs", 0, "size=65536") < 0)
		return 77;
	snprintf(path, sizeof(path), "%s/x", mnt);
	if (vb_file_write(path, vb_view_str("small"), VB_FILE_NEW, NULL) != VB_OK)
		return 1;
	if (vb_file_write(path, vb_view(big, sizeof(big)), VB_FILE_REPLACE, NULL) != VB_FULL)
		return 2;
	if (!holds(path, "small"))
		return 3;
	if (entries(mnt) != 1)
		return 4;
	snprintf(path, sizeof(path), "%s/y", mnt);
	if (vb_file_write(path, vb_view(big, sizeof(big)), VB_FILE_NEW, NULL) != VB_FULL)
		return 5;
	return entries(mnt) == 1 ? 0 : 6;
}

static void full_disk(void)
{
	char mnt[300];
	int status = -1;
	pid_t pid;

	snprintf(mnt, sizeof(mnt), "%s", in_dir("sub"));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(full_child(mnt));
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("no right to mount a small tmpfs: %s", strerror(errno));
	else
		is_int(status, 0, "a full disk: VB_FULL, the old stays, nothing is left over");
}

/* A child rewrites a file without pause and is killed: the file is one of the
 * two texts, always. */
static void killed(void)
{
	static char a[30000], b[30000];
	const char *p = in_dir("killed");
	unsigned wrong = 0;

	memset(a, 'a', sizeof(a));
	memset(b, 'b', sizeof(b));
	ok(vb_file_write(p, vb_view(a, sizeof(a)), 0, NULL) == VB_OK,
	   "a file to be rewritten");
	fflush(stdout);
	for (unsigned round = 0; round < 20; round++) {
		uint8_t *buf = NULL;
		size_t n = 0;
		pid_t pid = fork();

		if (pid == 0) {
			for (;;) {
				if (vb_file_write(p, vb_view(a, sizeof(a)), 0, NULL) ||
				    vb_file_write(p, vb_view(b, sizeof(b)), 0, NULL))
					_exit(1);
			}
		}
		usleep(2000 + round * 700);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		if (vb_file_read(p, sizeof(a), &buf, &n, NULL) != VB_OK || n != sizeof(a) ||
		    (memcmp(buf, a, n) != 0 && memcmp(buf, b, n) != 0))
			wrong++;
		free(buf);
	}
	is_int(wrong, 0, "after 20 kills the file was whole each time");
}

static void clean_up(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (unlink(in_dir(e->d_name)) < 0)
			rmdir(in_dir(e->d_name));
	if (d)
		closedir(d);
	if (rmdir(dir) < 0)
		diag("%s stays behind", dir);
}

static void into_memory(void)
{
	char *text = NULL;
	size_t len = 1;
	FILE *f = vb_memory_open(&text, &len);
	bool same = true;

	ok(f && text && len == 0 && text[0] == 0, "a stream into memory begins empty");
	for (unsigned i = 0; f && i < 5000; i++)
		fprintf(f, "%04u\n", i);
	ok(len == 25000 && text[len] == 0, "what was written is there at once");
	for (unsigned i = 0; i < 5000 && same; i++)
		same = text[5 * i] == (char)('0' + i / 1000) && text[5 * i + 4] == '\n';
	ok(same, "in its order");
	ok(f && fwrite("a\0b", 1, 3, f) == 3 && fclose(f) == 0, "zeroes too");
	ok(len == 25003 && memcmp(text + 25000, "a\0b", 4) == 0, "and all stays");
	free(text);
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	write_modes();
	write_links();
	write_nowhere();
	reads();
	full_limit();
	full_disk();
	killed();
	into_memory();
	clean_up();
	return tap_done();
}
