/*
 * Full tiles of the higher levels, kept as files: each stands for 65,536 entries at least,
 * and never changes.
 *
 * SPDX-License-Identifier: ISC
 *
 * A cache beside the keys, which may be removed at any time.  A file is believed if its last 32
 * bytes are the hash of log, level, index and hashes; what was cut off by a crash is made again.
 */
#include "depositary/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HASHES (VB_TILE_WIDTH * sizeof(struct vb_hash))

enum vb_code vb_shelf_open(struct vb_depositary *d, const char *dir, struct vb_err *err)
{
	d->shelf = vb_path_in(dir, "tiles");
	return d->shelf ? VB_OK : vb_depositary_memory(err);
}

bool vb_shelved(const struct vb_tile *t)
{
	return !t->entries && t->level > 0 && t->width == VB_TILE_WIDTH;
}

static void checksum(const struct vb_hash *log, const struct vb_tile *t, const uint8_t *hashes,
		     struct vb_hash *out)
{
	struct vb_sha256 s;
	uint8_t place[16];

	vb_put_be64(place, t->level);
	vb_put_be64(place + 8, t->index);
	vb_sha256_init(&s);
	vb_sha256_update(&s, log->b, sizeof(log->b));
	vb_sha256_update(&s, place, sizeof(place));
	vb_sha256_update(&s, hashes, HASHES);
	vb_sha256_final(&s, out);
}

/* "DIR/tiles/LOG", and behind it "/LEVEL-INDEX" where @t is given; malloc'd; NULL: memory. */
static char *path_of(const struct vb_depositary *d, const struct vb_hash *log,
		     const struct vb_tile *t)
{
	char *path = NULL, hex[65], name[48] = "";

	vb_hex(hex, log->b, sizeof(log->b));
	if (t)
		snprintf(name, sizeof(name), "/%u-%llu", t->level, (unsigned long long)t->index);
	return asprintf(&path, "%s/%s%s", d->shelf, hex, name) < 0 ? NULL : path;
}

bool vb_shelf_get(const struct vb_depositary *d, const struct vb_hash *log,
		  const struct vb_tile *t, struct vb_hash out[static VB_TILE_WIDTH])
{
	char *path = path_of(d, log, t);
	uint8_t *bytes = NULL;
	struct vb_hash sum;
	size_t len = 0;
	bool good = path && vb_file_read(path, HASHES + sizeof(sum), &bytes, &len, NULL) == VB_OK &&
		    len == HASHES + sizeof(sum);

	if (good) {
		checksum(log, t, bytes, &sum);
		good = memcmp(sum.b, bytes + HASHES, sizeof(sum.b)) == 0;
	}
	if (good)
		memcpy(out, bytes, HASHES);
	free(bytes);
	free(path);
	return good;
}

/* Best effort: without it, it is made again. */
void vb_shelf_put(const struct vb_depositary *d, const struct vb_hash *log,
		  const struct vb_tile *t, const struct vb_hash hash[static VB_TILE_WIDTH])
{
	char *folder = path_of(d, log, NULL), *path = path_of(d, log, t);
	uint8_t bytes[HASHES + sizeof(struct vb_hash)];
	struct vb_hash sum;

	memcpy(bytes, hash, HASHES);
	checksum(log, t, bytes, &sum);
	memcpy(bytes + HASHES, sum.b, sizeof(sum.b));
	if (folder && path && (mkdir(d->shelf, 0700) == 0 || errno == EEXIST) &&
	    (mkdir(folder, 0700) == 0 || errno == EEXIST))
		(void)!vb_file_write(path, vb_view(bytes, sizeof(bytes)), VB_FILE_REPLACE, NULL);
	free(folder);
	free(path);
}
