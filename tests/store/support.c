/*
 * What the tests of the store share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const struct backend backend_sqlite = {"sqlite", vb_store_open, vb_cabinet_open};

double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void must_be_ok(enum vb_code code, const char *file, int line)
{
	if (code != VB_OK)
		tap_ok(false, file, line, "a step on which the test rests: %s",
		       vb_code_name(code));
}

/* ---- folders ---- */

char *scratch_new(bool disk)
{
	const char *base = !disk && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	char *dir = NULL;

	if (asprintf(&dir, "%s/vb-store-XXXXXX", base) < 0 || !mkdtemp(dir)) {
		printf("Bail out! no scratch folder\n");
		exit(99);
	}
	return dir;
}

void scratch_free(char *dir)
{
	DIR *d = opendir(dir);
	char path[PATH_MAX];

	for (struct dirent *e; d && (e = readdir(d)); ) {
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.')
			unlink(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
	free(dir);
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char buf[65536];
	size_t n;

	while (in && out && (n = fread(buf, 1, sizeof(buf), in)) > 0)
		fwrite(buf, 1, n, out);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	(void)chmod(to, 0600);
}

void scratch_copy(const char *from, const char *to)
{
	DIR *d = opendir(from);
	char a[PATH_MAX], b[PATH_MAX];

	for (struct dirent *e; d && (e = readdir(d)); ) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(a, sizeof(a), "%s/%s", from, e->d_name);
		snprintf(b, sizeof(b), "%s/%s", to, e->d_name);
		copy_file(a, b);
	}
	if (d)
		closedir(d);
}

char *source_text(const char *name)
{
	const char *source = getenv("VERBALE_SOURCE");
	char path[PATH_MAX];
	size_t len = 0;
	char *out;

	snprintf(path, sizeof(path), "%s/%s", source ? source : ".", name);
	out = (char *)tap_slurp(path, &len);
	if (!out)
		ok(false, "%s is there", path);
	return out;
}

/* ---- acts ---- */

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct vb_hash fake_hash(struct vb_view v, uint64_t salt)
{
	uint64_t state = salt ^ v.len;
	struct vb_hash h;

	for (size_t i = 0; i < v.len; i++) {
		state ^= v.ptr[i];
		(void)random_next(&state);
		state = (state << 23 | state >> 41) * 0x9e3779b97f4a7c15u;
	}
	for (size_t i = 0; i < 4; i++)
		vb_put_be64(h.b + 8 * i, random_next(&state));
	return h;
}

struct vb_hash hash_of(uint64_t n)
{
	return fake_hash(vb_view_str("some hash"), n);
}

struct vb_hash log_of(uint64_t n)
{
	return fake_hash(vb_view_str("some log"), n);
}

void act_make(struct act *a, const char *chain, uint64_t number, uint64_t epoch, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t state = number * 31 + epoch + fake_hash(vb_view_str(chain), 1).b[0];

	memset(a, 0, sizeof(*a));
	snprintf(a->chain, sizeof(a->chain), "%s", chain);
	a->number = number;
	a->epoch = epoch;
	a->len = (size_t)snprintf(a->note, sizeof(a->note),
				  "verbale-act/1\nkind propose\nauthor %s\nnumber %llu.%llu\n",
				  chain, (unsigned long long)number,
				  (unsigned long long)epoch);
	while (a->len < len)
		a->note[a->len++] = digits[random_next(&state) & 15];
	a->id = fake_hash(vb_view(a->note, a->len), 0);
}

struct vb_log_entry act_entry(const struct act *a)
{
	return (struct vb_log_entry){.note = vb_view(a->note, a->len),
				     .id = a->id,
				     .chain = vb_view_str(a->chain),
				     .number = a->number,
				     .epoch = a->epoch,
				     .roster = a->roster};
}

static enum vb_code rehash(void *ctx, uint64_t index, struct vb_view note,
			   const struct vb_hash *id, struct vb_err *err)
{
	struct recheck_count *c = ctx;
	struct vb_hash h = fake_hash(note, 0);

	c->n++;
	if (c->n == c->fail_at || !vb_hash_eq(&h, id))
		return vb_fail(err, VB_FALSE, "", "test", "row %llu does not hash to its id",
			       (unsigned long long)index);
	return VB_OK;
}

struct vb_recheck recheck(struct recheck_count *c)
{
	return (struct vb_recheck){rehash, c};
}

static size_t put_noise(char *out, size_t n, uint64_t state)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i++)
		out[i] = digits[random_next(&state) & 63];
	return n;
}

size_t checkpoint_make(char out[512], const struct vb_hash *log, uint64_t size, int64_t time)
{
	uint64_t state = vb_be64(log->b) + size * 7919 + (uint64_t)time;
	size_t n = (size_t)snprintf(out, 512,
				    "depositary.example/table/%016llx%016llx\n%llu\n",
				    (unsigned long long)vb_be64(log->b),
				    (unsigned long long)vb_be64(log->b + 8),
				    (unsigned long long)size);

	n += put_noise(out + n, 43, state);
	n += (size_t)snprintf(out + n, 512 - n, "=\n\n");
	for (int i = 0; i < 2; i++) {
		n += (size_t)snprintf(out + n, 512 - n, "\xe2\x80\x94 depositary.example ");
		n += put_noise(out + n, i ? 100 : 92, state + 77 + (uint64_t)i);
		out[n++] = '\n';
	}
	return n;
}

size_t frontier_make(uint8_t out[8 + 64 * 32], const struct vb_hash *log, uint64_t size)
{
	size_t n = 8;

	vb_put_be64(out, size);
	for (unsigned level = 0; level < 64; level++) {
		struct vb_hash h;

		if (!(size >> level & 1))
			continue;
		h = fake_hash(vb_view(log->b, 32), size >> level << 6 | level);
		memcpy(out + n, h.b, 32);
		n += 32;
	}
	return n;
}

enum vb_code append_acts(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			 const struct act *acts, size_t n, struct vb_err *err)
{
	struct vb_log_entry entries[256];
	uint8_t frontier[8 + 64 * 32];
	char checkpoint[512];
	struct recheck_count count = {0};
	struct vb_log_batch b = {.log = *log, .expect_size = from, .entries = entries,
				 .nentries = n, .time = 1760000000 + (int64_t)(from + n)};

	for (size_t i = 0; i < n; i++)
		entries[i] = act_entry(&acts[i]);
	b.frontier = vb_view(frontier, frontier_make(frontier, log, from + n));
	b.checkpoint = vb_view(checkpoint, checkpoint_make(checkpoint, log, from + n, b.time));
	return vb_log_append(s, &b, 1, recheck(&count), err);
}

enum vb_code append_simple(struct vb_store *s, const struct vb_hash *log, uint64_t index,
			   const char *who, size_t len, struct vb_err *err)
{
	struct act a;

	act_make(&a, who, index, 0, len);
	return append_acts(s, log, index, &a, 1, err);
}

void batch_make(struct vb_log_batch *b, struct batch_room *room, const struct vb_hash *log,
		const char *who, uint64_t from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		act_make(&room->acts[i], who, from + i, 0, 64);
		room->entries[i] = act_entry(&room->acts[i]);
	}
	*b = (struct vb_log_batch){.log = *log, .expect_size = from, .nentries = n,
				   .entries = room->entries,
				   .time = 1760000000 + (int64_t)(from + n)};
	b->frontier = vb_view(room->frontier, frontier_make(room->frontier, log, from + n));
	b->checkpoint = vb_view(room->checkpoint,
				checkpoint_make(room->checkpoint, log, from + n, b->time));
}

const struct vb_hash register_id = {"register"};

enum vb_code append_register(struct vb_store *s, uint64_t from, size_t n,
			     const struct vb_registered *r, size_t nr, struct vb_err *err)
{
	static struct batch_room room;
	struct recheck_count count = {0};
	struct vb_log_batch b;

	batch_make(&b, &room, &register_id, "register", from, n);
	b.registered = r;
	b.nregistered = nr;
	return vb_log_append(s, &b, 1, recheck(&count), err);
}

/* ---- rows ---- */

enum vb_code rows_add(void *ctx, uint64_t index, const struct vb_hash *id,
		      struct vb_view bytes)
{
	struct rows *r = ctx;
	struct row *row;

	if (r->n == r->cap) {
		struct row *more = realloc(r->row, (r->cap + 64) * sizeof(*more));

		if (!more)
			return VB_MEMORY;
		r->row = more;
		r->cap += 64;
	}
	row = &r->row[r->n];
	*row = (struct row){.index = index, .named = id != NULL, .len = bytes.len,
			    .bytes = tap_copy(bytes.ptr, bytes.len)};
	if (!row->bytes)
		return VB_MEMORY;
	if (id)
		row->id = *id;
	r->n++;
	return r->stop_at && r->n == r->stop_at ? VB_KEY : VB_OK;
}

void rows_free(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->row[i].bytes);
	free(r->row);
	*r = (struct rows){0};
}

enum vb_code copy_put(struct vb_store *s, const struct vb_hash *hash, struct vb_view bytes,
		      struct vb_err *err)
{
	bool whole = false;
	enum vb_code code = vb_store_copy_begin(s, hash, bytes.len, 1760000000, &whole, err);

	for (size_t at = 0; !code && !whole && at < bytes.len; at += VB_COPY_STEP) {
		size_t left = bytes.len - at;

		code = vb_store_copy_bring(s, hash, at,
					   vb_view(bytes.ptr + at,
						   left < VB_COPY_STEP ? left : VB_COPY_STEP),
					   err);
	}
	return code || whole ? code : vb_store_copy_finish(s, hash, err);
}

enum vb_code copy_get(struct vb_store *s, const struct vb_hash *hash, uint8_t **out, size_t *len,
		      struct vb_err *err)
{
	uint64_t size = 0;
	uint8_t *bytes;
	enum vb_code code = vb_store_copy_size(s, hash, &size, err);

	if (code)
		return code;
	bytes = malloc((size_t)size + 1);
	if (!bytes)
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	code = vb_store_copy_read(s, hash, 0, bytes, (size_t)size, err);
	if (code) {
		free(bytes);
		return code;
	}
	*out = bytes;
	*len = (size_t)size;
	return VB_OK;
}

enum vb_code copy_erase(struct vb_store *s, const struct vb_hash *hash, struct vb_err *err)
{
	enum vb_code code = vb_store_copy_erase(s, hash, 1760000000, err);
	bool more = true;

	while (!code && more)
		code = vb_store_copy_collect(s, 1, &more, err);
	return code;
}

bool log_is_whole(struct vb_store *s, const struct vb_hash *log, uint64_t *size)
{
	uint8_t frontier[8 + 64 * 32];
	char checkpoint[512];
	struct vb_log_state st = {0};
	struct rows r = {0};
	size_t len;
	bool whole = false;
	enum vb_code code = vb_log_load(s, log, &st, NULL);

	*size = 0;
	if (code == VB_NOT_FOUND)
		return true;
	if (code || vb_log_entries(s, log, 0, UINT64_MAX, rows_add, &r, NULL))
		goto out;
	*size = st.size;
	whole = r.n == st.size;
	for (size_t i = 0; i < r.n && whole; i++) {
		struct vb_hash h = fake_hash(vb_view(r.row[i].bytes, r.row[i].len), 0);

		whole = r.row[i].index == i && vb_hash_eq(&h, &r.row[i].id);
	}
	len = frontier_make(frontier, log, st.size);
	whole = whole && len == st.frontier_len && !memcmp(frontier, st.frontier, len);
	len = checkpoint_make(checkpoint, log, st.size, 1760000000 + (int64_t)st.size);
	whole = whole && len == st.checkpoint_len && !memcmp(checkpoint, st.checkpoint, len);
out:
	vb_log_state_free(&st);
	rows_free(&r);
	return whole;
}

void fill_disk(const char *dir)
{
	static const char block[4096] = "full";
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/ballast", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	while (fd >= 0 && write(fd, block, sizeof(block)) > 0)
		continue;
	if (fd >= 0)
		close(fd);
}
