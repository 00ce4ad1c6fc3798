/*
 * A file system for SQLite in memory.  A file has two contents: what was written, which
 * every connection sees, and what the disk holds, to which writes come with a sync.
 *
 * SPDX-License-Identifier: ISC
 */
#include "ramvfs.h"

#include "need.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR 512u
#define REGIONS 64
#define PATH_CAP 512

struct ram_tally ram_tally;
const char *const ram_survival_names[] = {"all", "nothing", "some writes", "torn writes",
					  NULL};

/* ---- contents ---- */

struct content {
	uint8_t *ptr;
	size_t len, cap;
};

struct pending {
	bool truncate;
	size_t at, len;
	struct pending *next;
	uint8_t bytes[];
};

struct node {
	char path[PATH_CAP];
	struct folder *folder;
	struct content now, disk;
	bool gone;		/* deleted, though the disk may have it still */
	bool new;		/* the disk does not know of it yet */
	bool reborn;		/* made again; the disk may have the old one still */
	struct pending *first, **last;
	unsigned open;		/* connections */
	unsigned shared, reserved, exclusive;	/* holders of each lock */
	uint8_t *region[REGIONS];
	unsigned slot_shared[SQLITE_SHM_NLOCK];
	bool slot_exclusive[SQLITE_SHM_NLOCK];
	struct node *next;
};

struct folder {
	char path[PATH_CAP];
	bool armed, dark, full;
	uint64_t left;		/* operations until the power goes */
	struct folder *next;
};

static struct node *nodes;
static struct folder *folders;
static uint64_t draws;

static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void reach(struct content *c, size_t len)
{
	if (len > c->cap) {
		c->cap = len < 8192 ? 16384 : 2 * len;
		c->ptr = need(realloc(c->ptr, c->cap));
	}
	if (len > c->len) {
		memset(c->ptr + c->len, 0, len - c->len);
		c->len = len;
	}
}

static void put(struct content *c, const void *p, size_t n, size_t at)
{
	reach(c, at + n);
	memcpy(c->ptr + at, p, n);
}

static void copy_content(struct content *to, const struct content *from)
{
	to->len = 0;
	reach(to, from->len);
	if (from->len > 0)
		memcpy(to->ptr, from->ptr, from->len);
}

/* ---- nodes and folders ---- */

static struct folder *folder_of(const char *path, size_t len)
{
	struct folder *f;

	for (f = folders; f; f = f->next)
		if (strlen(f->path) == len && memcmp(f->path, path, len) == 0)
			return f;
	f = need(calloc(1, sizeof(*f)));
	snprintf(f->path, sizeof(f->path), "%.*s", (int)len, path);
	f->next = folders;
	folders = f;
	return f;
}

static struct node *find(const char *path)
{
	for (struct node *n = nodes; n; n = n->next)
		if (strcmp(n->path, path) == 0)
			return n;
	return NULL;
}

static struct node *find_or_make(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct node *n = find(path);

	if (n)
		return n;
	n = need(calloc(1, sizeof(*n)));
	snprintf(n->path, sizeof(n->path), "%s", path);
	n->folder = folder_of(path, slash ? (size_t)(slash - path) : 0);
	n->new = true;
	n->last = &n->first;
	n->next = nodes;
	nodes = n;
	return n;
}

static void forget_pending(struct node *n)
{
	while (n->first) {
		struct pending *p = n->first;

		n->first = p->next;
		free(p);
	}
	n->last = &n->first;
}

static void drop_shm(struct node *n)
{
	for (unsigned i = 0; i < REGIONS; i++) {
		free(n->region[i]);
		n->region[i] = NULL;
	}
	memset(n->slot_shared, 0, sizeof(n->slot_shared));
	memset(n->slot_exclusive, 0, sizeof(n->slot_exclusive));
}

static void free_node(struct node *n)
{
	if (n->open)
		abort();
	forget_pending(n);
	drop_shm(n);
	free(n->now.ptr);
	free(n->disk.ptr);
	free(n);
}

/* Removes the nodes of @f, or all. */
static void remove_nodes(const struct folder *f)
{
	for (struct node **at = &nodes; *at; ) {
		struct node *n = *at;

		if (f && n->folder != f) {
			at = &n->next;
			continue;
		}
		*at = n->next;
		free_node(n);
	}
}

void ram_reset(uint64_t seed)
{
	remove_nodes(NULL);
	while (folders) {
		struct folder *f = folders;

		folders = f->next;
		free(f);
	}
	draws = seed;
	/* SQLite draws again from our xRandomness(). */
	sqlite3_randomness(0, NULL);
}

/* ---- power ---- */

void ram_cut_at(const char *dir, uint64_t nth)
{
	struct folder *f = folder_of(dir, strlen(dir));

	f->armed = nth > 0;
	f->left = nth;
	f->dark = nth == 0;
}

void ram_no_cut(const char *dir)
{
	folder_of(dir, strlen(dir))->armed = false;
}

void ram_fill(const char *dir, bool full)
{
	folder_of(dir, strlen(dir))->full = full;
}

bool ram_is_full(const char *dir)
{
	return folder_of(dir, strlen(dir))->full;
}

bool ram_is_dark(const char *dir)
{
	return folder_of(dir, strlen(dir))->dark;
}

/* True if the power of @n's folder is gone, or goes with this operation. */
static bool strikes(const struct node *n, uint64_t *tally)
{
	struct folder *f = n->folder;

	if (f->armed && --f->left == 0) {
		f->armed = false;
		f->dark = true;
		++*tally;
	}
	return f->dark;
}

static void apply(struct content *c, const struct pending *p, enum ram_survival how,
		  uint64_t *state)
{
	if (how != RAM_ALL && draw(state) % 3 == 0)
		return;
	if (p->truncate) {
		if (p->at < c->len)
			c->len = p->at;
		return;
	}
	for (size_t from = 0; from < p->len; from += SECTOR) {
		size_t n = p->len - from < SECTOR ? p->len - from : SECTOR;

		if (how != RAM_TORN || draw(state) % 3)
			put(c, p->bytes + from, n, p->at + from);
	}
}

static void settle(struct node *n)
{
	uint64_t none = 0;

	if (n->reborn)
		n->disk.len = 0;
	for (struct pending *p = n->first; p; p = p->next)
		apply(&n->disk, p, RAM_ALL, &none);
	forget_pending(n);
	n->new = n->reborn = false;
}

/* Names are as uncertain as bytes: one that is new may be missing, one that was deleted
 * may be there again, with what the disk had of it. */
static void cut_node(struct node *n, enum ram_survival how, uint64_t *state)
{
	bool old = n->reborn && (how == RAM_NONE || draw(state) % 2);

	if (n->gone)
		n->gone = n->new || draw(state) % 2;
	else if (n->new)
		n->gone = how == RAM_NONE || draw(state) % 2;
	if (n->reborn && !old)
		n->disk.len = 0;
	for (struct pending *p = old ? NULL : n->first; p && how != RAM_NONE; p = p->next)
		apply(&n->disk, p, how, state);
	forget_pending(n);
	if (n->gone)
		n->disk.len = 0;
	copy_content(&n->now, &n->disk);
	n->new = n->gone;
	n->reborn = false;
}

void ram_restore(const char *dir, enum ram_survival how, uint64_t seed)
{
	struct folder *f = folder_of(dir, strlen(dir));

	f->armed = f->dark = false;
	for (struct node *n = nodes; n; n = n->next) {
		if (n->folder != f)
			continue;
		if (n->open)
			abort();
		n->shared = n->reserved = n->exclusive = 0;
		drop_shm(n);
		/* A killed process takes nothing with it: what it did not sync is still
		 * on its way to the disk. */
		if (how != RAM_ALL)
			cut_node(n, how, &seed);
	}
}

void ram_copy(const char *from, const char *to)
{
	struct folder *source = folder_of(from, strlen(from));
	struct folder *target = folder_of(to, strlen(to));
	char path[2 * PATH_CAP];

	remove_nodes(target);
	target->armed = target->dark = false;
	/* New nodes come in front of those that are looked at. */
	for (struct node *n = nodes; n; n = n->next) {
		struct node *copy;

		if (n->folder != source || n->gone)
			continue;
		snprintf(path, sizeof(path), "%s%s", to, n->path + strlen(from));
		copy = find_or_make(path);
		copy_content(&copy->now, &n->now);
		copy_content(&copy->disk, &n->now);
		copy->new = false;
	}
}

/* ---- files ---- */

struct file {
	sqlite3_file base;
	struct node *node;
	int lock;
	bool names;		/* its first sync is one of the folder, too */
	uint16_t slot_shared, slot_exclusive;	/* those that this connection holds */
};

static struct node *node_of(sqlite3_file *f)
{
	return ((struct file *)f)->node;
}

static int ram_unlock(sqlite3_file *f, int to)
{
	struct file *s = (struct file *)f;
	struct node *n = s->node;

	if (s->lock >= SQLITE_LOCK_EXCLUSIVE && to < SQLITE_LOCK_EXCLUSIVE)
		n->exclusive--;
	if (s->lock >= SQLITE_LOCK_RESERVED && to < SQLITE_LOCK_RESERVED)
		n->reserved--;
	if (s->lock >= SQLITE_LOCK_SHARED && to < SQLITE_LOCK_SHARED)
		n->shared--;
	if (s->lock > to)
		s->lock = to;
	return SQLITE_OK;
}

static int ram_lock(sqlite3_file *f, int to)
{
	struct file *s = (struct file *)f;
	struct node *n = s->node;

	if (s->lock >= to)
		return SQLITE_OK;
	if (n->exclusive > (s->lock >= SQLITE_LOCK_EXCLUSIVE))
		return SQLITE_BUSY;
	if (to >= SQLITE_LOCK_RESERVED && n->reserved > (s->lock >= SQLITE_LOCK_RESERVED))
		return SQLITE_BUSY;
	if (to >= SQLITE_LOCK_EXCLUSIVE && n->shared > (s->lock >= SQLITE_LOCK_SHARED))
		return SQLITE_BUSY;
	if (s->lock < SQLITE_LOCK_SHARED)
		n->shared++;
	if (s->lock < SQLITE_LOCK_RESERVED && to >= SQLITE_LOCK_RESERVED)
		n->reserved++;
	if (to >= SQLITE_LOCK_EXCLUSIVE)
		n->exclusive++;
	s->lock = to;
	return SQLITE_OK;
}

static int ram_reserved(sqlite3_file *f, int *out)
{
	*out = node_of(f)->reserved > 0;
	return SQLITE_OK;
}

static int ram_close(sqlite3_file *f)
{
	ram_unlock(f, SQLITE_LOCK_NONE);
	node_of(f)->open--;
	return SQLITE_OK;
}

static int ram_read(sqlite3_file *f, void *p, int len, sqlite3_int64 at)
{
	const struct node *n = node_of(f);
	size_t want = (size_t)len, have = 0;

	if (n->folder->dark)
		return SQLITE_IOERR_READ;
	if ((size_t)at < n->now.len)
		have = n->now.len - (size_t)at < want ? n->now.len - (size_t)at : want;
	if (have > 0)
		memcpy(p, n->now.ptr + at, have);
	if (have == want)
		return SQLITE_OK;
	memset((uint8_t *)p + have, 0, want - have);
	return SQLITE_IOERR_SHORT_READ;
}

static void pend(struct node *n, bool truncate, const void *bytes, size_t len, size_t at)
{
	struct pending *p = need(malloc(sizeof(*p) + len));

	*p = (struct pending){.truncate = truncate, .at = at, .len = len};
	if (len > 0)
		memcpy(p->bytes, bytes, len);
	*n->last = p;
	n->last = &p->next;
}

static int ram_write(sqlite3_file *f, const void *p, int len, sqlite3_int64 at)
{
	struct node *n = node_of(f);

	if (strikes(n, &ram_tally.write))
		return SQLITE_IOERR_WRITE;
	if (n->folder->full && (size_t)at + (size_t)len > n->now.len) {
		ram_tally.full++;
		return SQLITE_FULL;
	}
	pend(n, false, p, (size_t)len, (size_t)at);
	put(&n->now, p, (size_t)len, (size_t)at);
	return SQLITE_OK;
}

static int ram_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct node *n = node_of(f);

	if (strikes(n, &ram_tally.truncate))
		return SQLITE_IOERR_TRUNCATE;
	pend(n, true, NULL, 0, (size_t)size);
	if ((size_t)size < n->now.len)
		n->now.len = (size_t)size;
	return SQLITE_OK;
}

/* As unixSync() does it for a journal that it has made: names that are new or gone are so
 * on the disk from now on. */
static void settle_names(const struct folder *f)
{
	for (struct node *n = nodes; n; n = n->next) {
		if (n->folder != f)
			continue;
		if (n->gone || n->reborn)
			n->disk.len = 0;
		n->new = n->gone;
		n->reborn = false;
	}
}

static int ram_sync(sqlite3_file *f, int flags)
{
	struct file *s = (struct file *)f;

	(void)flags;
	if (strikes(s->node, &ram_tally.sync))
		return SQLITE_IOERR_FSYNC;
	settle(s->node);
	if (s->names)
		settle_names(s->node->folder);
	s->names = false;
	return SQLITE_OK;
}

static int ram_size(sqlite3_file *f, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)node_of(f)->now.len;
	return SQLITE_OK;
}

static int ram_control(sqlite3_file *f, int op, void *arg)
{
	(void)f;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int ram_sector(sqlite3_file *f)
{
	(void)f;
	return 4096;
}

static int ram_device(sqlite3_file *f)
{
	(void)f;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- shared memory of a write-ahead log ---- */

static int ram_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	struct node *n = node_of(f);

	*out = NULL;
	if (n->folder->dark)
		return SQLITE_IOERR_SHMMAP;
	if (page >= REGIONS)
		return SQLITE_IOERR_NOMEM;
	if (!n->region[page] && extend)
		n->region[page] = need(calloc(1, (size_t)size));
	*out = n->region[page];
	return SQLITE_OK;
}

static void release_slots(struct file *s, uint16_t mask)
{
	for (unsigned i = 0; i < SQLITE_SHM_NLOCK; i++) {
		uint16_t bit = (uint16_t)(mask & 1u << i);

		if (bit & s->slot_exclusive)
			s->node->slot_exclusive[i] = false;
		if (bit & s->slot_shared)
			s->node->slot_shared[i]--;
	}
	s->slot_exclusive &= (uint16_t)~mask;
	s->slot_shared &= (uint16_t)~mask;
}

static int ram_shm_lock(sqlite3_file *f, int at, int count, int flags)
{
	struct file *s = (struct file *)f;
	uint16_t mask = (uint16_t)(((1u << count) - 1) << at);
	struct node *n = s->node;

	if (flags & SQLITE_SHM_UNLOCK) {
		release_slots(s, mask);
		return SQLITE_OK;
	}
	for (int i = at; i < at + count; i++) {
		unsigned mine = s->slot_shared >> i & 1;

		if (n->slot_exclusive[i] && !(s->slot_exclusive >> i & 1))
			return SQLITE_BUSY;
		if ((flags & SQLITE_SHM_EXCLUSIVE) && n->slot_shared[i] > mine)
			return SQLITE_BUSY;
	}
	for (int i = at; i < at + count; i++) {
		if (flags & SQLITE_SHM_EXCLUSIVE)
			n->slot_exclusive[i] = true;
		else if (!(s->slot_shared >> i & 1))
			n->slot_shared[i]++;
	}
	if (flags & SQLITE_SHM_EXCLUSIVE)
		s->slot_exclusive |= mask;
	else
		s->slot_shared |= mask;
	return SQLITE_OK;
}

static void ram_barrier(sqlite3_file *f)
{
	(void)f;
}

static int ram_unmap(sqlite3_file *f, int delete)
{
	struct file *s = (struct file *)f;

	release_slots(s, UINT16_MAX);
	if (delete)
		drop_shm(s->node);
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = ram_close,
	.xRead = ram_read,
	.xWrite = ram_write,
	.xTruncate = ram_truncate,
	.xSync = ram_sync,
	.xFileSize = ram_size,
	.xLock = ram_lock,
	.xUnlock = ram_unlock,
	.xCheckReservedLock = ram_reserved,
	.xFileControl = ram_control,
	.xSectorSize = ram_sector,
	.xDeviceCharacteristics = ram_device,
	.xShmMap = ram_map,
	.xShmLock = ram_shm_lock,
	.xShmBarrier = ram_barrier,
	.xShmUnmap = ram_unmap,
};

/* ---- the file system ---- */

static int ram_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	static unsigned temporary;
	struct file *s = (struct file *)f;
	char path[64];
	struct node *n;

	(void)vfs;
	*s = (struct file){.lock = SQLITE_LOCK_NONE};
	if (!name) {
		snprintf(path, sizeof(path), "temporary/%u", temporary++);
		name = path;
	}
	n = find_or_make(name);
	if (n->folder->dark)
		return SQLITE_CANTOPEN;
	/* The program has made the database itself, as an empty file. */
	if (n->gone && !(flags & SQLITE_OPEN_CREATE) && !(flags & SQLITE_OPEN_MAIN_DB))
		return SQLITE_CANTOPEN;
	if (flags & SQLITE_OPEN_MAIN_DB)
		n->new = false;
	n->reborn = n->reborn || n->gone;
	n->gone = false;
	n->open++;
	s->node = n;
	s->names = (flags & SQLITE_OPEN_CREATE) &&
		   (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
	s->base.pMethods = &methods;
	if (out)
		*out = flags;
	return SQLITE_OK;
}

/* The bytes of a deleted file stay on the disk until the name is used again. */
static int ram_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct node *n = find(name);

	(void)vfs;
	if (!n || n->gone)
		return SQLITE_IOERR_DELETE_NOENT;
	if (strikes(n, &ram_tally.delete))
		return SQLITE_IOERR_DELETE;
	forget_pending(n);
	n->now.len = 0;
	n->gone = true;
	if (n->new || sync) {
		n->disk.len = 0;
		n->new = true;
	}
	return SQLITE_OK;
}

static int ram_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	const struct node *n = find(name);

	(void)vfs;
	*out = n && !n->gone && (flags != SQLITE_ACCESS_EXISTS || n->now.len > 0);
	return SQLITE_OK;
}

static int ram_fullpath(sqlite3_vfs *vfs, const char *name, int cap, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)cap, "%s", name) < cap ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int ram_random(sqlite3_vfs *vfs, int len, char *out)
{
	(void)vfs;
	for (int i = 0; i < len; i++)
		out[i] = (char)draw(&draws);
	return len;
}

static int ram_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

/* Milliseconds since noon of day 0 (julian): nobody reads it. */
static int ram_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
	(void)vfs;
	*out = 212518382040000;
	return SQLITE_OK;
}

static int ram_time_old(sqlite3_vfs *vfs, double *out)
{
	(void)vfs;
	*out = 2459721.0;
	return SQLITE_OK;
}

static int ram_error(sqlite3_vfs *vfs, int cap, char *out)
{
	(void)vfs;
	if (cap > 0)
		out[0] = 0;
	return 0;
}

void ram_register(void)
{
	static sqlite3_vfs vfs = {
		.iVersion = 2,
		.szOsFile = sizeof(struct file),
		.mxPathname = PATH_CAP,
		.zName = "ram",
		.xOpen = ram_open,
		.xDelete = ram_delete,
		.xAccess = ram_access,
		.xFullPathname = ram_fullpath,
		.xRandomness = ram_random,
		.xSleep = ram_sleep,
		.xCurrentTime = ram_time_old,
		.xGetLastError = ram_error,
		.xCurrentTimeInt64 = ram_time,
	};

	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		abort();
}
