/*
 * What keeps a database from being read or written, where SQLite's own words do not tell
 * a person what to do: a full disk, a read-only file system, a want of permission.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What the write-ahead log's index alone takes, and a page to spare. */
#define LEAST_ROOM (36u * 1024)

static const struct vb_obstacle none = {VB_OK, NULL};

static struct vb_obstacle by_access(const char *path, int want)
{
	if (faccessat(AT_FDCWD, path, want, AT_EACCESS) == 0)
		return none;
	switch (errno) {
	case EROFS:
		return (struct vb_obstacle){VB_IO, "the file system is read-only"};
	case EACCES:
	case EPERM:
		return (struct vb_obstacle){VB_IO, "permission denied"};
	default:
		return none;
	}
}

static struct vb_obstacle by_room(const char *path)
{
	struct statvfs fs;
	fsblkcnt_t blocks;

	if (statvfs(path, &fs) != 0)
		return none;
	blocks = geteuid() == 0 ? fs.f_bfree : fs.f_bavail;
	if (blocks < LEAST_ROOM / (fs.f_frsize ? fs.f_frsize : 4096) + 1 ||
	    (fs.f_files > 0 && fs.f_ffree == 0))
		return (struct vb_obstacle){VB_FULL, "the disk is full"};
	return none;
}

/* The folder matters as much: two files are made beside the database. */
struct vb_obstacle vb_db_obstacle(const struct vb_db *db, bool write)
{
	struct vb_obstacle o = by_access(db->path, write ? R_OK | W_OK : R_OK);
	const char *slash = strrchr(db->path, '/');
	char *dir;

	if (o.why || !write || !slash)
		return o;
	dir = strndup(db->path, slash > db->path ? (size_t)(slash - db->path) : 1);
	if (!dir)
		return none;
	o = by_access(dir, W_OK | X_OK);
	if (!o.why)
		o = by_room(dir);
	free(dir);
	return o;
}
