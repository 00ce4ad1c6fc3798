/*
 * A file system for SQLite that fails when told to, and that can lose power:
 * it lets everything through to the real one, and remembers of each file what
 * was synced and, write by write, what was not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/faultvfs.h"

#include "need.h"
#include "store/support.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECTOR 512

struct fault_plan fault;

/* ---- what the disk holds ---- */

struct pending {
	bool truncate;
	size_t at, len;
	uint8_t *bytes;
	struct pending *next;
};

struct image {
	char *path;
	uint8_t *bytes;		/* as of the last sync */
	size_t len;
	struct pending *first, **last;
	struct image *next;
};

static struct image *images;

/* Grows @*bytes to at least @to, with zeroes. */
static void reach(uint8_t **bytes, size_t *len, size_t to)
{
	if (to <= *len)
		return;
	*bytes = need(realloc(*bytes, to));
	memset(*bytes + *len, 0, to - *len);
	*len = to;
}

static struct image *image_of(const char *path)
{
	struct image *i;
	size_t len = 0;
	FILE *f;
	int c;

	for (i = images; i; i = i->next)
		if (strcmp(i->path, path) == 0)
			return i;
	i = need(calloc(1, sizeof(*i)));
	i->path = need(strdup(path));
	i->last = &i->first;
	i->next = images;
	images = i;
	/* What was there before is taken to be on the disk. */
	f = fopen(path, "rb");
	while (f && (c = fgetc(f)) != EOF) {
		if (i->len == len)
			reach(&i->bytes, &i->len, len ? 2 * len : 4096);
		i->bytes[len++] = (uint8_t)c;
	}
	i->len = len;
	if (f)
		fclose(f);
	return i;
}

static void forget_pending(struct image *i)
{
	while (i->first) {
		struct pending *p = i->first;

		i->first = p->next;
		free(p->bytes);
		free(p);
	}
	i->last = &i->first;
}

static void forget_image(const char *path)
{
	for (struct image **at = &images; *at; at = &(*at)->next) {
		struct image *i = *at;

		if (path && strcmp(i->path, path) != 0)
			continue;
		*at = i->next;
		forget_pending(i);
		free(i->bytes);
		free(i->path);
		free(i);
		if (path || !*at)
			return;
		at = &images;
	}
}

static void pend(struct image *i, bool truncate, const void *bytes, size_t len, size_t at)
{
	struct pending *p = need(malloc(sizeof(*p)));

	*p = (struct pending){.truncate = truncate, .at = at, .len = len};
	if (!truncate) {
		p->bytes = need(malloc(len));
		memcpy(p->bytes, bytes, len);
	}
	*i->last = p;
	i->last = &p->next;
}

static void put(uint8_t **bytes, size_t *len, const struct pending *p, size_t from, size_t to)
{
	reach(bytes, len, p->at + to);
	memcpy(*bytes + p->at + from, p->bytes + from, to - from);
}

static void apply(uint8_t **bytes, size_t *len, const struct pending *p,
		  enum fault_survival how, uint64_t *seed)
{
	if (how == FAULT_NONE || (how != FAULT_ALL && random_next(seed) % 3 == 0))
		return;
	if (p->truncate) {
		if (p->at < *len)
			*len = p->at;
		return;
	}
	for (size_t from = 0; from < p->len; from += SECTOR) {
		size_t to = from + SECTOR < p->len ? from + SECTOR : p->len;

		if (how != FAULT_TORN || random_next(seed) % 3)
			put(bytes, len, p, from, to);
	}
}

static void settle(struct image *i)
{
	uint64_t seed = 0;

	for (struct pending *p = i->first; p; p = p->next)
		apply(&i->bytes, &i->len, p, FAULT_ALL, &seed);
	forget_pending(i);
}

void fault_restore(const char *dir, enum fault_survival how, uint64_t seed)
{
	for (struct image *i = images; i; i = i->next) {
		const char *name = strrchr(i->path, '/');
		uint8_t *bytes = NULL;
		size_t len = 0;
		char path[512];
		FILE *f;

		reach(&bytes, &len, i->len);
		if (i->len)
			memcpy(bytes, i->bytes, i->len);
		for (struct pending *p = i->first; p; p = p->next)
			apply(&bytes, &len, p, how, &seed);
		snprintf(path, sizeof(path), "%s%s", dir, name ? name : "/");
		f = fopen(path, "wb");
		if (!f || (bytes && fwrite(bytes, 1, len, f) != len))
			abort();
		fclose(f);
		(void)chmod(path, 0600);
		free(bytes);
	}
}

void fault_move(const char *from, const char *to)
{
	for (struct image *i = images; i; i = i->next) {
		size_t n = strlen(from);
		char path[512];

		if (strncmp(i->path, from, n) != 0)
			continue;
		snprintf(path, sizeof(path), "%s%s", to, i->path + n);
		free(i->path);
		i->path = need(strdup(path));
	}
}

void fault_reset(void)
{
	fault = (struct fault_plan){0};
	while (images)
		forget_image(images->path);
}

/* ---- the shim ---- */

struct file {
	sqlite3_file base;
	struct image *image;	/* NULL: not one that has to last */
	sqlite3_file *real;
};

static sqlite3_vfs shim;
static sqlite3_vfs *under;

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

static bool strikes(unsigned kind)
{
	if (fault.dark)
		return true;
	if (!(fault.kinds & kind))
		return false;
	fault.count++;
	if (!fault.fail_at || fault.count < fault.fail_at ||
	    (fault.count > fault.fail_at && !fault.persist))
		return false;
	fault.failed++;
	return true;
}

static int shim_close(sqlite3_file *f)
{
	return real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
}

static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	if (strikes(FAULT_READ))
		return SQLITE_IOERR_READ;
	return real(f)->pMethods->xRead(real(f), p, n, at);
}

static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	struct file *s = (struct file *)f;
	bool struck = strikes(FAULT_WRITE);

	if (fault.dark)
		return SQLITE_IOERR_WRITE;
	/* Whatever fails may have got half way. */
	if (struck)
		n /= 2;
	if (n && s->image && fault.cut_at)
		pend(s->image, false, p, (size_t)n, (size_t)at);
	if (n && real(f)->pMethods->xWrite(real(f), p, n, at) != SQLITE_OK)
		abort();
	if (!struck)
		return SQLITE_OK;
	return fault.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct file *s = (struct file *)f;

	if (strikes(FAULT_TRUNCATE))
		return SQLITE_IOERR_TRUNCATE;
	if (s->image && fault.cut_at)
		pend(s->image, true, NULL, 0, (size_t)size);
	return real(f)->pMethods->xTruncate(real(f), size);
}

static int shim_sync(sqlite3_file *f, int flags)
{
	struct file *s = (struct file *)f;

	if (fault.cut_at && ++fault.syncs == fault.cut_at)
		fault.dark = true;
	if (strikes(FAULT_SYNC))
		return SQLITE_IOERR_FSYNC;
	if (s->image && fault.cut_at)
		settle(s->image);
	return real(f)->pMethods->xSync(real(f), flags);
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int shim_lock(sqlite3_file *f, int to)
{
	return real(f)->pMethods->xLock(real(f), to);
}

static int shim_unlock(sqlite3_file *f, int to)
{
	return real(f)->pMethods->xUnlock(real(f), to);
}

static int shim_reserved(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int shim_device(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int shim_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	if (strikes(FAULT_SHM))
		return SQLITE_IOERR_SHMMAP;
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}

static void shim_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int shim_unmap(sqlite3_file *f, int delete)
{
	return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = shim_close,
	.xRead = shim_read,
	.xWrite = shim_write,
	.xTruncate = shim_truncate,
	.xSync = shim_sync,
	.xFileSize = shim_size,
	.xLock = shim_lock,
	.xUnlock = shim_unlock,
	.xCheckReservedLock = shim_reserved,
	.xFileControl = shim_control,
	.xSectorSize = shim_sector,
	.xDeviceCharacteristics = shim_device,
	.xShmMap = shim_map,
	.xShmLock = shim_shm_lock,
	.xShmBarrier = shim_barrier,
	.xShmUnmap = shim_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct file *s = (struct file *)f;
	int rc;

	(void)vfs;
	*s = (struct file){.real = (sqlite3_file *)(s + 1)};
	if (strikes(FAULT_OPEN))
		return SQLITE_CANTOPEN;
	rc = under->xOpen(under, name, s->real, flags, out);
	if (s->real->pMethods)
		s->base.pMethods = &methods;
	if (rc == SQLITE_OK && name && fault.cut_at &&
	    flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL))
		s->image = image_of(name);
	return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (fault.dark)
		return SQLITE_IOERR_DELETE;
	forget_image(name);
	return under->xDelete(under, name, sync);
}

void fault_register(void)
{
	under = sqlite3_vfs_find(NULL);
	shim = *under;
	shim.pNext = NULL;
	shim.zName = "fault";
	shim.szOsFile = (int)sizeof(struct file) + under->szOsFile;
	shim.xOpen = shim_open;
	shim.xDelete = shim_delete;
	if (sqlite3_vfs_register(&shim, 1) != SQLITE_OK)
		abort();
}
