/*
 * Tiles (C2SP tlog-tiles): of every width that the log has, what its entries make them, and
 * no others; and passes as the depositary sees them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define ENTRIES 300u

static struct cl_place place;
static struct cl_table table, other;
static struct vb_hash leaf[ENTRIES + 1];

static enum vb_code tile(const char *name, struct vb_reply *r)
{
	const struct vb_request req = {.op = VB_OP_TILE, .table = table.id,
				       .name = vb_view_str(name)};

	*r = (struct vb_reply){0};
	return vb_post_ask(&place.post, &req, r, NULL);
}

static void fill(unsigned n)
{
	static uint8_t note[VB_NOTE_MAX];
	static unsigned have = 1;
	struct vb_err err = {0};

	for (; have < n; have++) {
		if (cl_promise(&table, have % 2, NULL, &err) != VB_OK) {
			diag("%s", err.sentence);
			abort();
		}
	}
	for (unsigned i = 0; i < n; i++)
		vb_leaf_hash(vb_view(note, cl_entry(&table, i, note)), &leaf[i]);
}

static void root_of(const struct vb_hash *in, unsigned n, struct vb_hash *out)
{
	struct vb_hash h[VB_TILE_WIDTH];

	memcpy(h, in, n * sizeof(*h));
	for (; n > 1; n /= 2) {
		for (unsigned i = 0; i < n / 2; i++)
			vb_node_hash(&h[2 * i], &h[2 * i + 1], &h[i]);
	}
	*out = h[0];
}

static void is_leaves(const char *name, unsigned from, unsigned n)
{
	struct vb_reply r;

	is_int(tile(name, &r), VB_OK, "%s", name);
	ok(r.len == 32 * n && memcmp(r.body, &leaf[from], r.len) == 0, "%s: the leaves", name);
	vb_reply_free(&r);
}

static void is_entries(const char *name, unsigned from, unsigned n)
{
	struct vb_reply r;
	struct vb_cursor c;
	struct vb_view entry;
	struct vb_hash h;
	unsigned got = 0, same = 0;

	is_int(tile(name, &r), VB_OK, "%s", name);
	vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
	while (vb_bundle_next(&c, &entry) && got < n) {
		vb_leaf_hash(entry, &h);
		same += vb_hash_eq(&h, &leaf[from + got++]);
	}
	ok(got == n && same == n && vb_cursor_done(&c) == VB_OK, "%s: the entries", name);
	vb_reply_free(&r);
}

static void none(const char *const *name)
{
	struct vb_reply r;

	for (; *name; name++) {
		is_int(tile(*name, &r), VB_NOT_FOUND, "none: %s", *name);
		vb_reply_free(&r);
	}
}

static void small(void)
{
	static const char *const not_there[] = {
		"tile/0/000", "tile/0/000.p/6", "tile/0/001.p/1", "tile/1/000.p/1", "tile/1/000",
		"tile/entries/000", "tile/entries/000.p/6", "tile/entries/001.p/1", NULL};

	fill(5);
	for (unsigned w = 1; w <= 5; w++) {
		char name[40];

		snprintf(name, sizeof(name), "tile/0/000.p/%u", w);
		is_leaves(name, 0, w);
		is_leaves(name, 0, w);
		snprintf(name, sizeof(name), "tile/entries/000.p/%u", w);
		is_entries(name, 0, w);
	}
	none(not_there);
}

static void large(void)
{
	static const char *const not_there[] = {
		"tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2",
		"tile/1/001.p/1", "tile/2/000.p/1", "tile/7/000.p/1", "tile/8/000.p/1",
		"tile/63/000.p/1", "tile/entries/001", "tile/entries/001.p/45",
		"tile/0/x999/x999/x999/999", "tile/0/x018/x446/x744/x073/x709/x551/615.p/1",
		"tile/entries/x009/x007/x199/x254/x740/991",
		"tile/0/x072/x057/x594/x037/x927/936.p/1",
		/* no tiles */
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
		"tile/64/000", "tile/00/000", "tile/-1/000", "tile/0/x000/000", "tile/0/x000",
		"tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.p/1.p/1", "tile/0/000/../000",
		"tile/0/001/000", "tile/x/000", "tile/entries/000.p/0", "tile/entry/000.p/1", NULL};
	struct vb_reply r;
	struct vb_hash root;

	fill(ENTRIES);
	is_leaves("tile/0/000", 0, 256);
	is_leaves("tile/0/000", 0, 256);
	is_leaves("tile/0/000.p/5", 0, 5);
	is_leaves("tile/0/000.p/255", 0, 255);
	is_leaves("tile/0/001.p/44", 256, 44);
	is_leaves("tile/0/001.p/1", 256, 1);
	is_entries("tile/entries/000", 0, 256);
	is_entries("tile/entries/001.p/44", 256, 44);
	root_of(leaf, 256, &root);
	for (int i = 0; i < 2; i++) {
		is_int(tile("tile/1/000.p/1", &r), VB_OK, "the level above");
		ok(r.len == 32 && memcmp(r.body, root.b, 32) == 0, "has the root of the first");
		vb_reply_free(&r);
	}
	none(not_there);
}

/* ---- of tables that there are not, and passes ---- */

static enum vb_code pass(const struct cl_table *asked, const struct cl_table *of, unsigned who,
			 const struct vb_secret *act, int64_t until)
{
	struct vb_signer s = vb_signer_secret(act, of->m[who].name, VB_KEY_ED25519);
	struct vb_request req = {.op = VB_OP_PASS, .table = asked->id};
	struct vb_reply r = {0};
	uint8_t buf[VB_PASS_MAX];
	struct vb_writer w;
	struct vb_err err = {0};
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	if (vb_pass_put(&w, &of->draft, NULL, until, &s, NULL) != VB_OK)
		abort();
	req.body = vb_written(&w);
	code = vb_post_ask(&place.post, &req, &r, &err);
	if (code != VB_OK && strcmp(err.sentence, "it does not hold here") != 0)
		diag("%s", err.sentence);
	vb_reply_free(&r);
	return code;
}

static void passes(void)
{
	int64_t now = atomic_load(&cl_now);
	struct cl_table nowhere = table;
	struct vb_request junk = {.op = VB_OP_PASS, .table = table.id, .body = vb_view_str("junk")};
	struct vb_reply r = {0};

	is_int(pass(&table, &table, 0, table.m[0].act, now), VB_OK, "a pass of nord");
	is_int(pass(&table, &table, 1, table.m[1].act, now), VB_OK, "a pass of sud");
	is_int(pass(&table, &table, 0, table.m[0].act, now - 1), VB_NOT_FOUND, "run out");
	is_int(pass(&table, &table, 0, table.m[1].act, now), VB_NOT_FOUND, "by sud's key");
	is_int(pass(&table, &table, 0, table.m[0].cosign, now), VB_NOT_FOUND, "by another key");
	is_int(pass(&table, &other, 0, other.m[0].act, now), VB_NOT_FOUND, "of another table");
	is_int(pass(&other, &table, 0, table.m[0].act, now), VB_NOT_FOUND, "at another table");
	memset(nowhere.id.b, 1, 32);
	is_int(pass(&nowhere, &table, 0, table.m[0].act, now), VB_NOT_FOUND, "at no table");
	memset(nowhere.draft.b, 1, 32);
	is_int(pass(&table, &nowhere, 0, table.m[0].act, now), VB_NOT_FOUND, "of no draft");
	is_int(vb_post_ask(&place.post, &junk, &r, NULL), VB_NOT_FOUND, "what is no pass");
	nowhere = table;
	memset(nowhere.id.b, 1, 32);
	junk = (struct vb_request){.op = VB_OP_TILE, .table = nowhere.id,
				   .name = vb_view_str("tile/0/000.p/1")};
	is_int(vb_post_ask(&place.post, &junk, &r, NULL), VB_NOT_FOUND, "a tile of no table");
	junk.table = other.id;
	is_int(vb_post_ask(&place.post, &junk, &r, NULL), VB_OK, "a tile of the other table");
	ok(r.len == 32 && memcmp(r.body, leaf[0].b, 32) != 0, "is not that of the first");
	vb_reply_free(&r);
}

int main(void)
{
	cl_folder(&place);
	cl_open(&place);
	cl_found(&table, place.post, "treaty", 2, 1);
	cl_found(&other, place.post, "other", 2, 2);
	small();
	large();
	passes();
	cl_free(&table);
	cl_free(&other);
	cl_close(&place);
	cl_clean(&place);
	return tap_done();
}
