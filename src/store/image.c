/*
 * A database as it lies on the disk, in memory: for reading where SQLite would have to
 * write, be it only the index of the write-ahead log.  Nothing is written, and nothing
 * that happens to the files later is seen.
 *
 * SPDX-License-Identifier: ISC
 *
 * What was committed and not moved into the database yet is in the write-ahead log; it is
 * played in here by the rules of https://www.sqlite.org/fileformat2.html#walformat, which
 * SQLite promises to keep.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The clock of a file system ticks more slowly than files change: a file that has been
 * still for so long has the time of its last change for certain. */
#define STILL_NS 20000000LL

#define WAL_HEADER 32u
#define WAL_FRAME 24u
#define WAL_VERSION 3007000u

static enum vb_code no_image(struct vb_db *db, enum vb_code code, const char *why,
			     struct vb_err *err)
{
	char path[160];

	return vb_fail(err, code, "", db->schema->file, "%s cannot be read: %s",
		       vb_quote(path, sizeof(path), vb_view_str(db->path)), why);
}

static enum vb_code no_memory(struct vb_db *db, struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", db->schema->file, "out of memory");
}

/* ---- files that hold still ---- */

/* A file as a look finds it; one that is not there is all zeros. */
struct look {
	struct stat file, wal;
};

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static bool is_still(const struct stat *s, const struct timespec *now)
{
	long long age = (now->tv_sec - s->st_mtim.tv_sec) * 1000000000LL +
			(now->tv_nsec - s->st_mtim.tv_nsec);

	/* A time to come is that of another clock, and tells nothing. */
	return age < 0 || age > STILL_NS;
}

static enum vb_code take_look(struct vb_db *db, struct look *out, struct vb_err *err)
{
	const char *file = sqlite3_db_filename(db->sql, "main");

	*out = (struct look){0};
	if (stat(file, &out->file) != 0)
		return no_image(db, VB_IO, strerrordesc_np(errno), err);
	if (stat(sqlite3_filename_wal(file), &out->wal) != 0 && errno != ENOENT)
		return no_image(db, VB_IO, strerrordesc_np(errno), err);
	return VB_OK;
}

/* ---- reading ---- */

struct image {
	uint8_t *bytes, *wal;
	size_t len, cap, wal_len;
};

/* Through SQLite's own handle: closing another one would drop the locks that this process
 * holds on the file. */
static enum vb_code read_database(struct vb_db *db, off_t size, struct image *m,
				  struct vb_err *err)
{
	const int step = 1 << 24;
	sqlite3_file *file = NULL;
	int rc = sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	m->bytes = malloc((size_t)size + 1);
	if (!m->bytes)
		return no_memory(db, err);
	m->len = m->cap = (size_t)size;
	for (off_t at = 0; !rc && at < size; at += step) {
		int n = size - at < step ? (int)(size - at) : step;

		rc = file->pMethods->xRead(file, m->bytes + at, n, at);
		/* It has become shorter meanwhile: the next look shows that. */
		if (rc == SQLITE_IOERR_SHORT_READ)
			rc = SQLITE_OK;
	}
	return vb_db_fail(db, rc, err);
}

static enum vb_code read_wal_from(struct vb_db *db, int fd, off_t size, struct image *m,
				  struct vb_err *err)
{
	m->wal = malloc((size_t)size + 1);
	if (!m->wal)
		return no_memory(db, err);
	while (m->wal_len < (size_t)size) {
		ssize_t n = pread(fd, m->wal + m->wal_len, (size_t)size - m->wal_len,
				  (off_t)m->wal_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return no_image(db, VB_IO, strerrordesc_np(errno), err);
		if (n == 0)
			break;
		m->wal_len += (size_t)n;
	}
	/* A writer that was killed may have left what the disk does not hold yet; nobody may
	 * be shown it before.  A file system that takes no writes has nothing to sync. */
	if (fdatasync(fd) != 0 && errno == EIO)
		return no_image(db, VB_IO, strerrordesc_np(errno), err);
	return VB_OK;
}

static enum vb_code read_wal(struct vb_db *db, off_t size, struct image *m, struct vb_err *err)
{
	const char *path = sqlite3_filename_wal(sqlite3_db_filename(db->sql, "main"));
	enum vb_code code;
	int fd;

	if (size == 0)
		return VB_OK;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return VB_OK;
	if (fd < 0)
		return no_image(db, VB_IO, errno == EACCES ? "its write-ahead log: permission "
							     "denied" :
							     "its write-ahead log cannot be "
							     "opened", err);
	code = read_wal_from(db, fd, size, m, err);
	close(fd);
	return code;
}

/* Both files, of one moment.  VB_BUSY: somebody is writing to them. */
static enum vb_code read_files(struct vb_db *db, struct image *m, struct vb_err *err)
{
	struct look before, after;
	struct timespec now;
	enum vb_code code = take_look(db, &before, err);
	bool still;

	clock_gettime(CLOCK_REALTIME, &now);
	still = !code && is_still(&before.file, &now) && is_still(&before.wal, &now);
	if (still && before.file.st_size + before.wal.st_size > (off_t)VB_FILE_MAX)
		return no_image(db, VB_REFUSED, "it is larger than what is read into memory",
				err);
	if (still)
		code = read_database(db, before.file.st_size, m, err);
	if (still && !code)
		code = read_wal(db, before.wal.st_size, m, err);
	if (still && !code)
		code = take_look(db, &after, err);
	if (!code && (!still || !same_file(&before.file, &after.file) ||
		      !same_file(&before.wal, &after.wal)))
		code = no_image(db, VB_BUSY, "it is being written to all the time", err);
	return code;
}

/* ---- the write-ahead log ---- */

struct wal {
	const uint8_t *ptr;
	size_t len;
	size_t page;		/* bytes of one */
	bool big;		/* the words that are summed are big-endian */
	uint32_t s0, s1;	/* the sum up to here */
};

static void sum(struct wal *w, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i + 8 <= n; i += 8) {
		uint32_t a = vb_be32(p + i), b = vb_be32(p + i + 4);

		w->s0 += (w->big ? a : __builtin_bswap32(a)) + w->s1;
		w->s1 += (w->big ? b : __builtin_bswap32(b)) + w->s0;
	}
}

static bool sums_to(const struct wal *w, const uint8_t *p)
{
	return w->s0 == vb_be32(p) && w->s1 == vb_be32(p + 4);
}

/* False: there is no log in it; a header that was never finished has no frame behind. */
static bool wal_header(struct wal *w)
{
	uint32_t magic = w->len >= WAL_HEADER ? vb_be32(w->ptr) : 0;

	if ((magic & ~1u) != 0x377f0682u)
		return false;
	w->big = magic & 1;
	w->page = vb_be32(w->ptr + 8);
	sum(w, w->ptr, 24);
	return sums_to(w, w->ptr + 24) && w->page >= 512 && w->page <= 65536 &&
	       (w->page & (w->page - 1)) == 0;
}

/* How many frames belong to commits that were finished; *pages: of the database then. */
static size_t wal_frames(struct wal *w, uint32_t *pages)
{
	size_t size = WAL_FRAME + w->page, n = (w->len - WAL_HEADER) / size, good = 0;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *f = w->ptr + WAL_HEADER + i * size;

		sum(w, f, 8);
		sum(w, f + WAL_FRAME, w->page);
		if (memcmp(f + 8, w->ptr + 16, 8) != 0 || vb_be32(f) == 0 ||
		    !sums_to(w, f + 16))
			break;
		if (vb_be32(f + 4) == 0)
			continue;
		good = i + 1;
		*pages = vb_be32(f + 4);
	}
	return good;
}

static bool resize(struct image *m, size_t len)
{
	uint8_t *more = len > m->cap ? calloc(len + 1, 1) : m->bytes;

	if (!more)
		return false;
	if (more != m->bytes) {
		memcpy(more, m->bytes, m->len);
		free(m->bytes);
		m->bytes = more;
		m->cap = len;
	}
	m->len = len;
	return true;
}

static enum vb_code play(struct vb_db *db, struct image *m, struct vb_err *err)
{
	struct wal w = {.ptr = m->wal, .len = m->wal_len};
	uint32_t pages = 0;
	size_t n;

	if (!wal_header(&w))
		return VB_OK;
	if (vb_be32(w.ptr + 4) != WAL_VERSION)
		return no_image(db, VB_REFUSED, "its write-ahead log is of a newer SQLite", err);
	n = wal_frames(&w, &pages);
	if (n == 0)
		return VB_OK;
	if ((uint64_t)pages * w.page > VB_FILE_MAX)
		return no_image(db, VB_REFUSED, "it is larger than what is read into memory",
				err);
	if (!resize(m, pages * w.page))
		return no_memory(db, err);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *f = w.ptr + WAL_HEADER + i * (WAL_FRAME + w.page);
		uint32_t page = vb_be32(f);

		if (page <= pages)
			memcpy(m->bytes + (page - 1) * w.page, f + WAL_FRAME, w.page);
	}
	return VB_OK;
}

/* ---- the whole ---- */

/* A rollback journal is there only while the database is being founded. */
static enum vb_code no_journal(struct vb_db *db, struct vb_err *err)
{
	const char *file = sqlite3_db_filename(db->sql, "main");
	struct stat st;

	if (stat(sqlite3_filename_journal(file), &st) != 0 || st.st_size == 0)
		return VB_OK;
	return no_image(db, VB_IO, "a change to it was broken off, and can be undone only where "
				   "it may be written", err);
}

enum vb_code vb_image_open(struct vb_db *db, struct vb_err *err)
{
	struct image m = {0};
	enum vb_code code = no_journal(db, err);

	if (!code)
		code = read_files(db, &m, err);
	if (!code)
		code = play(db, &m, err);
	free(m.wal);
	m.wal = NULL;
	db->image = m.bytes;
	if (code || m.len < 100)
		return code;
	/* In memory there is no write-ahead log; the file says that it wants one. */
	db->wal = m.bytes[18] == 2 && m.bytes[19] == 2;
	if (db->wal)
		m.bytes[18] = m.bytes[19] = 1;
	return vb_db_fail(db, sqlite3_deserialize(db->sql, "main", m.bytes,
						  (sqlite3_int64)m.len, (sqlite3_int64)m.len,
						  SQLITE_DESERIALIZE_READONLY), err);
}
