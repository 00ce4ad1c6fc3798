/*
 * Files, read whole and written whole: what stands at a path is the old bytes
 * or the new, at every instant and after every power cut.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum vb_code code_of(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return VB_NOT_FOUND;
	case EEXIST:
		return VB_REFUSED;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return VB_FULL;
	case ENOMEM:
		return VB_MEMORY;
	default:
		return VB_IO;
	}
}

static enum vb_code fail_errno(struct vb_err *err, const char *path, const char *what)
{
	int errnum = errno;
	const char *why = strerrordesc_np(errnum);
	char where[120];

	return vb_fail(err, code_of(errnum), "",
		       vb_quote(where, sizeof(where), vb_view_str(path)),
		       "the file cannot be %s: %s", what, why ? why : "unknown error");
}

static enum vb_code fail_at(struct vb_err *err, enum vb_code code, const char *path,
			    const char *sentence)
{
	char where[120];

	return vb_fail(err, code, "", vb_quote(where, sizeof(where), vb_view_str(path)), "%s",
		       sentence);
}

/* ---- reading ---- */

/* Reads up to @cap bytes until the end of file; -1 on failure. */
static ssize_t read_up_to(int fd, uint8_t *buf, size_t cap)
{
	size_t n = 0;

	while (n < cap) {
		ssize_t got = read(fd, buf + n, cap - n);

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static enum vb_code check_readable(int fd, const char *path, uint64_t max, size_t *size,
				   struct vb_err *err)
{
	char where[120];
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail_errno(err, path, "examined");
	if (!S_ISREG(st.st_mode))
		return fail_at(err, VB_REFUSED, path, "this is not a regular file");
	if (st.st_size < 0 || (uint64_t)st.st_size > max || st.st_size >= SSIZE_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2",
			       vb_quote(where, sizeof(where), vb_view_str(path)),
			       "the file has %lld bytes; at most %llu are read",
			       (long long)st.st_size, (unsigned long long)max);
	*size = (size_t)st.st_size;
	return VB_OK;
}

enum vb_code vb_file_read(const char *path, uint64_t max, uint8_t **out, size_t *len,
			  struct vb_err *err)
{
	enum vb_code code;
	uint8_t *buf = NULL;
	size_t size = 0;
	ssize_t got;
	int fd;

	/* O_NONBLOCK: a named pipe is refused instead of waited for. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return fail_errno(err, path, "opened");
	code = check_readable(fd, path, max, &size, err);
	if (code != VB_OK)
		goto out;
	/* One byte more than there should be shows a file that grows. */
	buf = malloc(size + 1);
	if (!buf) {
		code = fail_at(err, VB_MEMORY, path, "no memory to read the file");
		goto out;
	}
	got = read_up_to(fd, buf, size + 1);
	if (got < 0) {
		code = fail_errno(err, path, "read");
	} else if ((size_t)got > size) {
		code = fail_at(err, VB_IO, path, "the file grew while it was read");
	} else {
		*out = buf;
		*len = (size_t)got;
		buf = NULL;
	}
out:
	if (buf)
		explicit_bzero(buf, size + 1);
	free(buf);
	close(fd);
	return code;
}

/* ---- writing ---- */

/* Where a file is going: its directory, held open over the whole operation so
 * that its fsync tells of this rename; its name there; the temporary's name. */
struct target {
	const char *path;
	const char *name;
	int dir;
	char tmp[48];
	int fd;			/* of the temporary file, while it is written */
};

static enum vb_code target_open(struct target *t, const char *path, struct vb_err *err)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	size_t n;

	*t = (struct target){.path = path, .name = slash ? slash + 1 : path, .dir = -1};
	n = slash ? (size_t)(slash - path) : 0;
	if (t->name[0] == 0 || n >= sizeof(dir))
		return fail_at(err, VB_USAGE, path, "this is not the path of a file");
	if (!slash)
		dir[n++] = '.';
	else if (n == 0)
		dir[n++] = '/';
	else
		memcpy(dir, path, n);
	dir[n] = 0;
	t->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->dir < 0)
		return fail_errno(err, path, "written there");
	return VB_OK;
}

/* Opens a new temporary file beside the target; -1 on failure. */
static int open_temporary(struct target *t, mode_t mode)
{
	static atomic_uint serial;
	int fd = -1;

	for (int tries = 0; tries < 1000 && fd < 0; tries++) {
		snprintf(t->tmp, sizeof(t->tmp), ".vb-%ld-%u.tmp", (long)getpid(),
			 atomic_fetch_add(&serial, 1));
		fd = openat(t->dir, t->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

static bool write_all(int fd, struct vb_view v)
{
	while (v.len > 0) {
		ssize_t n = write(fd, v.ptr, v.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		v = vb_view(v.ptr + n, v.len - (size_t)n);
	}
	return true;
}

static enum vb_code take_piece(void *ctx, struct vb_view bytes, struct vb_err *err)
{
	struct target *t = ctx;

	return write_all(t->fd, bytes) ? VB_OK : fail_errno(err, t->path, "written");
}

/* Writes the temporary file to the disk; nothing is left of it on failure. */
static enum vb_code write_temporary(struct target *t, const struct vb_pieces *from, int mode,
				    struct vb_err *err)
{
	const struct vb_sink sink = {take_piece, t};
	int fd = open_temporary(t, mode & VB_FILE_SECRET ? 0600 : 0666);
	enum vb_code code;

	if (fd < 0)
		return fail_errno(err, t->path, "created");
	t->fd = fd;
	code = vb_pieces_pump(from, 0, &sink, err);
	if (code == VB_OK && fsync(fd) < 0)
		code = fail_errno(err, t->path, "written");
	if (close(fd) < 0 && code == VB_OK)
		code = fail_errno(err, t->path, "written");
	if (code != VB_OK)
		unlinkat(t->dir, t->tmp, 0);
	return code;
}

static enum vb_code put_in_place(struct target *t, int mode, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (mode & VB_FILE_NEW) {
		if (linkat(t->dir, t->tmp, t->dir, t->name, 0) < 0)
			code = fail_errno(err, t->path, "created");
		unlinkat(t->dir, t->tmp, 0);
	} else if (renameat(t->dir, t->tmp, t->dir, t->name) < 0) {
		code = fail_errno(err, t->path, "replaced");
		unlinkat(t->dir, t->tmp, 0);
	}
	if (code == VB_OK && fsync(t->dir) < 0) {
		code = fail_errno(err, t->path, "kept for certain");
		if (mode & VB_FILE_NEW)
			unlinkat(t->dir, t->name, 0);
	}
	return code;
}

enum vb_code vb_file_write(const char *path, struct vb_view data, int mode, struct vb_err *err)
{
	struct vb_pieces whole = vb_pieces_view(&data);

	return vb_pieces_write(path, &whole, mode, err);
}

enum vb_code vb_pieces_open(const char *path, uint64_t max, int *fd, struct vb_pieces *out,
			    struct vb_err *err)
{
	size_t size = 0;
	enum vb_code code;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (*fd < 0)
		return fail_errno(err, path, "opened");
	code = check_readable(*fd, path, max, &size, err);
	if (code == VB_OK) {
		*out = vb_pieces_file(fd, size);
		return VB_OK;
	}
	close(*fd);
	*fd = -1;
	return code;
}

enum vb_code vb_pieces_write(const char *path, const struct vb_pieces *from, int mode,
			     struct vb_err *err)
{
	enum vb_code code;
	struct target t;

	code = target_open(&t, path, err);
	if (code != VB_OK)
		return code;
	code = write_temporary(&t, from, mode, err);
	if (code == VB_OK)
		code = put_in_place(&t, mode, err);
	close(t.dir);
	return code;
}
