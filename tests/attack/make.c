/*
 * Writes the files of all attacks into a folder: the same bytes on every run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <stdio.h>

static void write_file(void *ctx, const char *name, struct vb_view bytes)
{
	char path[512];
	struct vb_err err;

	snprintf(path, sizeof(path), "%s/%s", (const char *)ctx, name);
	if (vb_file_write(path, bytes, VB_FILE_REPLACE, &err) != VB_OK)
		fprintf(stderr, "%s: %s\n", err.where, err.sentence);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	attack_all(&(struct sink){write_file, argv[1]});
	return 0;
}
