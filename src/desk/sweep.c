/*
 * What a process that was killed left half written in papers/: swept by the next one that
 * has the desk's lock.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ".vb-PID-N.tmp", as vb_file_write() calls them: whose process is no more. */
static bool is_left(const char *name)
{
	const char *dash;
	uint64_t pid;

	if (strncmp(name, ".vb-", 4) != 0 || !strstr(name, ".tmp"))
		return false;
	name += 4;
	dash = strchr(name, '-');
	return dash && vb_dec_parse(vb_view(name, (size_t)(dash - name)), &pid) && pid > 1 &&
	       pid <= INT32_MAX && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* In the folder @fd, which is closed; @deeper: and in those that stand in it, for annexes. */
static void sweep(int fd, bool deeper)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (e = readdir(dir))) {
		if (is_left(e->d_name))
			unlinkat(dirfd(dir), e->d_name, 0);
		else if (deeper && e->d_name[0] != '.' && e->d_type != DT_REG)
			sweep(openat(dirfd(dir), e->d_name,
				     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), false);
	}
	if (dir)
		closedir(dir);
}

void vb_desk_sweep(const struct vb_desk *d)
{
	char *path = vb_path(d->dir, "papers");

	if (path)
		sweep(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), true);
	free(path);
}
