/*
 * Copies that have not arrived whole: what came of them waits in a folder, so that whoever
 * brings them can go on where the connection broke.
 *
 * SPDX-License-Identifier: ISC
 *
 * A file is named by who brings it, what it is, and how many bytes it announced itself with.
 * Whoever writes one holds its lock; whoever makes or removes one that is not theirs holds the
 * folder's.  Other servers may use the same folder.
 */
#include "post/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER "arriving"
#define HOLDER 16	/* hex digits of who brings it */
#define NAME_MAX_LEN (HOLDER + 1 + 64 + 1 + 20 + 1)

static enum vb_code failed(int number, struct vb_err *err)
{
	return vb_fail(err, number == ENOSPC || number == EDQUOT ? VB_FULL : VB_IO, "", "body",
		       "it cannot be kept while it arrives: %s", strerrordesc_np(number));
}

/* "HOLDER-WHAT-": all but the bytes. */
static void name_of(char out[static NAME_MAX_LEN], const struct vb_coming *c)
{
	struct vb_sha256 s;
	struct vb_hash what;
	char hex[65];

	vb_sha256_init(&s);
	vb_sha256_update(&s, c->holder->b, sizeof(c->holder->b));
	vb_sha256_update(&s, c->table->b, sizeof(c->table->b));
	vb_sha256_update(&s, c->hash->b, sizeof(c->hash->b));
	vb_sha256_final(&s, &what);
	vb_hex(hex, c->holder->b, 32);
	snprintf(out, NAME_MAX_LEN, "%.*s-", HOLDER, hex);
	vb_hex(hex, what.b, 32);
	snprintf(out + HOLDER + 1, NAME_MAX_LEN - HOLDER - 1, "%s-", hex);
}

/* What a name says it announced; false: it is none of ours. */
static bool announced(const char *name, uint64_t *bytes)
{
	const char *last = strrchr(name, '-');

	return strlen(name) > HOLDER + 66 && last == name + HOLDER + 65 &&
	       name[HOLDER] == '-' && vb_dec_parse(vb_view_str(last + 1), bytes);
}

/* ---- the folder ---- */

/* Locked until it is closed; made where @make. */
static int open_folder(const char *spool, bool make)
{
	char *path = NULL;
	int fd;

	if (asprintf(&path, "%s/" FOLDER, spool) < 0) {
		errno = ENOMEM;
		return -1;
	}
	if (make && mkdir(path, 0700) != 0 && errno != EEXIST) {
		free(path);
		return -1;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	free(path);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		close(fd);
		return -1;
	}
	return fd;
}

/* Nobody writes it. */
static bool is_idle(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool idle = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;

	if (fd >= 0)
		close(fd);
	return idle;
}

struct load {
	unsigned files, mine;
	uint64_t bytes;
	uint64_t held;		/* of the one that is looked for */
};

/* Looks at all that is here, and removes what is too old, or is @name with other bytes. */
static void look(int folder, const struct vb_http_limits *l, const char *name, uint64_t total,
		 struct load *out)
{
	int fd = dup(folder);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	time_t now = time(NULL);
	struct dirent *e;

	*out = (struct load){0};
	if (!dir && fd >= 0)
		close(fd);
	if (dir)
		rewinddir(dir);
	while (dir && (e = readdir(dir))) {
		bool same = name && strncmp(e->d_name, name, strlen(name)) == 0;
		struct stat st;
		uint64_t bytes;

		if (!announced(e->d_name, &bytes) ||
		    fstatat(folder, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (l && ((st.st_mtime + l->arriving_seconds < now) ||
			  (same && bytes != total)) && is_idle(folder, e->d_name)) {
			(void)unlinkat(folder, e->d_name, 0);
			continue;
		}
		if (same)
			out->held = (uint64_t)st.st_size;
		if (same && bytes == total)
			continue;
		out->files++;
		out->bytes += bytes;
		out->mine += name && strncmp(e->d_name, name, HOLDER) == 0;
	}
	if (dir)
		closedir(dir);
}

void vb_arriving_sweep(const char *spool, const struct vb_http_limits *l)
{
	int folder = open_folder(spool, false);
	struct load load;

	if (folder < 0)
		return;
	look(folder, l, NULL, 0, &load);
	close(folder);
}

uint64_t vb_arriving_held(const char *spool, const struct vb_coming *c)
{
	int folder = open_folder(spool, false);
	char name[NAME_MAX_LEN];
	struct load load = {0};

	if (folder < 0)
		return 0;
	name_of(name, c);
	look(folder, NULL, name, UINT64_MAX, &load);
	close(folder);
	return load.held;
}

/* ---- one that arrives ---- */

static enum vb_code check_room(const struct vb_http_limits *l, const struct load *load,
			       uint64_t total, struct vb_err *err)
{
	if (load->mine < l->arriving_per_key && load->files < l->arriving &&
	    total <= l->arriving_bytes && load->bytes <= l->arriving_bytes - total)
		return VB_OK;
	return vb_fail(err, VB_BUSY, "http.md 5.2", "body",
		       "too many copies are arriving already, or wait for their rest");
}

/* Locked, and standing at @from. */
static enum vb_code take_up(int fd, uint64_t from, struct vb_err *err)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &st) != 0 || st.st_nlink == 0)
		return vb_fail(err, VB_BUSY, "http.md 5.2", "body",
			       "this copy is being brought already");
	if ((uint64_t)st.st_size < from)
		return vb_fail(err, VB_CONFLICT, "http.md 5.2", "body",
			       "%llu bytes of this copy are here, and it goes on at %llu",
			       (unsigned long long)st.st_size, (unsigned long long)from);
	if (ftruncate(fd, (off_t)from) != 0 || lseek(fd, (off_t)from, SEEK_SET) < 0)
		return failed(errno, err);
	return VB_OK;
}

static enum vb_code open_file(struct vb_body *b, int folder, const char *name, uint64_t from,
			      struct vb_err *err)
{
	/* Where it must be there, none is made that would only be refused. */
	int make = from == 0 ? O_CREAT : 0;
	enum vb_code code;
	int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | make, 0600);

	if (fd < 0 && errno == ENOENT)
		return vb_fail(err, VB_CONFLICT, "http.md 5.2", "body",
			       "nothing of this copy is here, and it goes on at %llu",
			       (unsigned long long)from);
	if (fd < 0)
		return failed(errno, err);
	code = take_up(fd, from, err);
	if (code)
		close(fd);
	else
		b->fd = fd;
	return code;
}

enum vb_code vb_arriving_open(struct vb_body *b, const char *spool,
			      const struct vb_http_limits *l, const struct vb_coming *c,
			      uint64_t from, uint64_t rest, struct vb_err *err)
{
	char start[NAME_MAX_LEN], name[NAME_MAX_LEN + 24];
	struct load load;
	enum vb_code code;
	int folder = open_folder(spool, true);

	*b = (struct vb_body){.fd = -1, .before = from};
	vb_sha256_init(&b->sum);
	if (folder < 0)
		return failed(errno, err);
	name_of(start, c);
	snprintf(name, sizeof(name), "%s%llu", start, (unsigned long long)(from + rest));
	look(folder, l, start, from + rest, &load);
	code = check_room(l, &load, from + rest, err);
	if (!code && asprintf(&b->path, "%s/" FOLDER "/%s", spool, name) < 0) {
		b->path = NULL;
		code = vb_fail(err, VB_MEMORY, "", "body", "memory is short");
	}
	if (!code)
		code = open_file(b, folder, name, from, err);
	close(folder);
	if (code) {
		free(b->path);
		b->path = NULL;
	}
	return code;
}
