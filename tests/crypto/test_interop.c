/*
 * The age program opens what we sealed, and we open what it sealed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/vb-interop-XXXXXX";

static const char *in_dir(const char *name)
{
	static char paths[4][300];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

static bool put(const char *name, struct vb_view v)
{
	return vb_file_write(in_dir(name), v, VB_FILE_SECRET, NULL) == VB_OK;
}

static bool holds(const char *name, struct vb_view want)
{
	uint8_t *p = NULL;
	size_t n = 0;
	bool same = vb_file_read(in_dir(name), 1 << 24, &p, &n, NULL) == VB_OK &&
		    vb_view_eq(vb_view(p, n), want);

	free(p);
	return same;
}

/* Runs age with @args in the folder, on a terminal of its own, where each prompt for a
 * passphrase is answered; its exit status. */
static int age(const char *args, const char *passphrase)
{
	char command[1000];
	char seen[4096] = "";
	size_t n = 0, answered = 0;
	int fd, status = -1;
	pid_t pid;

	snprintf(command, sizeof(command), "exec age %s", args);
	pid = forkpty(&fd, NULL, NULL, NULL);
	if (pid == 0) {
		if (chdir(dir) == 0)
			execlp("sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	for (;;) {
		struct pollfd p = {fd, POLLIN, 0};
		ssize_t got =
			poll(&p, 1, 60000) == 1 ? read(fd, seen + n, sizeof(seen) - 1 - n) : 0;
		char *prompt;

		if (got <= 0)
			break;
		n += (size_t)got;
		seen[n] = 0;
		prompt = strstr(seen + answered, ": ");
		if (prompt) {
			answered = (size_t)(prompt - seen) + 2;
			dprintf(fd, "%s\r", passphrase);
		}
	}
	waitpid(pid, &status, 0);
	close(fd);
	return status;
}

static void identities(size_t size)
{
	struct vb_rng rng = test_rng();
	struct vb_secret *s = vb_secret_new(rng);
	uint8_t *plain = malloc(size + 1), *sealed = malloc((size_t)vb_age_sealed_size(size));
	uint8_t *out = NULL;
	char identity[VB_AGE_IDENTITY_LEN], recipient[VB_AGE_RECIPIENT_LEN + 1] = "",
									     args[200];
	struct vb_recipient r;
	struct vb_age_keys k;
	struct vb_writer w;
	size_t n = 0;

	rng.fill(rng.ctx, plain, size);
	vb_age_keys_random(&k, rng);
	vb_recipient_of(s, &r);
	vb_writer_init(&w, identity, sizeof(identity));
	vb_identity_put(&w, s);
	put("identity", vb_written(&w));
	vb_writer_init(&w, recipient, sizeof(recipient));
	vb_recipient_put(&w, &r);
	if (vb_age_seal(&r, &k, vb_view(plain, size), sealed, &n, NULL) != VB_OK)
		abort();
	put("ours.age", vb_view(sealed, n));
	put("back", vb_view(NULL, 0)); /* age creates no file for nothing */
	ok(age("-d -i identity -o back ours.age", "") == 0 &&
		   holds("back", vb_view(plain, size)),
	   "age opens what we sealed: %zu bytes", size);
	put("plain", vb_view(plain, size));
	snprintf(args, sizeof(args), "-r %s -a -o theirs.age plain", recipient);
	ok(age(args, "") == 0, "age seals, with armor");
	free(sealed);
	sealed = NULL;
	if (vb_file_read(in_dir("theirs.age"), 1 << 24, &sealed, &n, NULL) == VB_OK &&
	    vb_age_dearmor(vb_view(sealed, n), &out, &n, NULL) == VB_OK) {
		free(sealed);
		sealed = out;
		out = NULL;
	}
	ok(vb_age_open(vb_view(sealed, n), s, &out, &n, NULL) == VB_OK &&
		   vb_view_eq(vb_view(out, n), vb_view(plain, size)),
	   "we open what age sealed: %zu bytes", size);
	free(out);
	free(sealed);
	free(plain);
	vb_secret_free(s);
}

static void passphrases(void)
{
	struct vb_view pass = vb_view_str("two words"), plain = vb_view_str("the paper");
	uint8_t *file = NULL, *out = NULL;
	size_t n = 0;

	put("plain", plain);
	if (vb_age_wrap(pass, 10, test_rng(), plain, &file, &n, NULL) != VB_OK)
		abort();
	put("ours.pass", vb_view(file, n));
	free(file);
	file = NULL;
	ok(age("-d -o clear ours.pass", "two words") == 0 && holds("clear", plain),
	   "age opens what we wrapped with a passphrase");
	ok(age("-p -o theirs.pass plain", "two words") == 0, "age wraps with a passphrase");
	ok(vb_file_read(in_dir("theirs.pass"), 1 << 20, &file, &n, NULL) == VB_OK &&
		   vb_age_unwrap(pass, vb_view(file, n), &out, &n, NULL) == VB_OK &&
		   vb_view_eq(vb_view(out, n), plain),
	   "we unwrap it");
	free(file);
	free(out);
}

static void clean_up(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	if (rmdir(dir) < 0)
		diag("%s stays behind", dir);
}

int main(void)
{
	if (!vb_crypto_init() || !mkdtemp(dir))
		return 1;
	if (age("--version", "") != 0) {
		tap_skip("no age program here");
	} else {
		identities(0);
		identities(100);
		identities(65536);
		identities(200000);
		passphrases();
	}
	clean_up();
	return tap_done();
}
