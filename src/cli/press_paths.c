/*
 * Which files a command line means: files as they are named, folders as all that is below.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 32

static enum vb_code failed(struct vb_err *err, enum vb_code code, const char *path,
			   const char *why)
{
	char shown[100];

	return vb_fail(err, code, "", vb_quote(shown, sizeof(shown), vb_view_str(path)), "%s",
		       why);
}

static enum vb_code append(struct vb_paths *p, const char *path, struct vb_err *err)
{
	size_t len = strlen(path) + 1;

	if (p->n == VB_PRESS_FILES_MAX)
		return failed(err, VB_USAGE, path, "there are more than 100000 files");
	if (p->cap - p->len < len) {
		size_t cap = p->cap * 2 + len + 256;
		char *more = realloc(p->names, cap);

		if (!more)
			return failed(err, VB_MEMORY, "", "there is not enough memory");
		p->names = more;
		p->cap = cap;
	}
	memcpy(p->names + p->len, path, len);
	p->len += len;
	p->n++;
	return VB_OK;
}

/* By bytes, so that every system has the same order. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_wanted(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

/* Side files lie beside the reports, and are none. */
static bool is_side_file(const char *name)
{
	static const char end[] = ".assertions";
	size_t len = strlen(name);

	return len >= sizeof(end) - 1 && strcmp(name + len - (sizeof(end) - 1), end) == 0;
}

static enum vb_code folder(struct vb_paths *p, const char *dir, unsigned depth,
			   struct vb_err *err)
{
	struct dirent **entry = NULL;
	enum vb_code code = VB_OK;
	size_t len = strlen(dir);
	int n;

	if (depth > DEPTH_MAX)
		return failed(err, VB_USAGE, dir, "folders are nested more than 32 deep");
	n = scandir(dir, &entry, is_wanted, by_name);
	if (n < 0)
		return failed(err, VB_IO, dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		struct stat st;
		char *path = NULL;

		if (!code && asprintf(&path, "%s%s%s", dir,
				      len > 0 && dir[len - 1] == '/' ? "" : "/",
				      entry[i]->d_name) < 0) {
			path = NULL;
			code = failed(err, VB_MEMORY, "", "there is not enough memory");
		}
		/* Links are not followed: they could lead out, or round and round. */
		if (path && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			code = folder(p, path, depth + 1, err);
		else if (path && lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
			 !is_side_file(path))
			code = append(p, path, err);
		free(path);
		free(entry[i]);
	}
	free(entry);
	return code;
}

enum vb_code vb_paths_add(struct vb_paths *p, const char *path, struct vb_err *err)
{
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return folder(p, path, 1, err);
	return append(p, path, err);
}

const char *vb_paths_next(const struct vb_paths *p, const char *path)
{
	const char *next = path ? path + strlen(path) + 1 : p->names;

	return next && next < p->names + p->len ? next : NULL;
}

void vb_paths_free(struct vb_paths *p)
{
	free(p->names);
	*p = (struct vb_paths){0};
}
