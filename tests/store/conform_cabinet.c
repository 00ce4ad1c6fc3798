/*
 * What any backend of the cabinet must do.  Nothing here knows of SQLite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;
static char *dir;
static const struct backend *backend;

static struct vb_cabinet *fresh(void)
{
	struct vb_cabinet *c = NULL;

	dir = scratch_new(false);
	if (backend->open_cabinet(dir, true, &c, &err) != VB_OK) {
		printf("Bail out! no cabinet: %s\n", err.sentence);
		exit(99);
	}
	return c;
}

static void done(struct vb_cabinet *c)
{
	vb_cabinet_close(c);
	scratch_free(dir);
	dir = NULL;
}

static enum vb_code put_own(struct vb_cabinet *c, const struct act *a)
{
	return vb_own_put(c, vb_view_str(a->chain), a->number, a->epoch, &a->id,
			  vb_view(a->note, a->len), &err);
}

/* The indices of what is in the outbox, as digits. */
static enum vb_code add_digit(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view bytes)
{
	char *s = ctx;

	(void)id;
	(void)bytes;
	s[strlen(s) + 1] = 0;
	s[strlen(s)] = (char)('0' + index);
	return VB_OK;
}

static enum vb_code append(struct vb_cabinet *c, uint64_t from, const struct act *acts,
			   size_t n, uint64_t size, const char *note, size_t fail_at)
{
	struct vb_cabinet_entry e[16];
	struct recheck_count count = {.fail_at = fail_at};

	for (size_t i = 0; i < n; i++)
		e[i] = (struct vb_cabinet_entry){vb_view(acts[i].note, acts[i].len),
						 acts[i].id};
	return vb_cabinet_append(c, from, e, n, size, vb_view_str(note), recheck(&count),
				 &err);
}

static void opening(void)
{
	struct vb_cabinet *c = NULL;
	struct act a;

	dir = scratch_new(false);
	is_int(backend->open_cabinet(dir, false, &c, &err), VB_NOT_FOUND,
	       "cabinet: nothing there");
	is_int(backend->open_cabinet(dir, true, &c, &err), VB_OK, "cabinet: created");
	act_make(&a, "nord", 1, 0, 300);
	is_int(put_own(c, &a), VB_OK, "cabinet: an own act");
	vb_cabinet_close(c);
	is_int(backend->open_cabinet(dir, false, &c, &err), VB_OK, "cabinet: again");
	is_int(put_own(c, &a), VB_OK, "cabinet: still the same act");
	vb_cabinet_close(NULL);
	done(c);
}

static void own(void)
{
	struct vb_cabinet *c = fresh();
	struct act acts[4], other;
	uint64_t number = 0, epoch = 0;
	struct vb_hash id = {{0}};
	struct rows r = {0};

	act_make(&acts[0], "nord", 1, 0, 300);
	act_make(&acts[1], "nord/legal", 1, 0, 300);
	act_make(&acts[2], "nord", 9, 0, 300);
	act_make(&acts[3], "nord", 2, 1, 300);
	is_int(vb_own_head(c, vb_view_str("nord"), &number, &epoch, &id, &err), VB_NOT_FOUND,
	       "own: no head yet");
	for (size_t i = 0; i < 4; i++)
		is_int(put_own(c, &acts[i]), VB_OK, "own: act %zu", i);
	is_int(put_own(c, &acts[2]), VB_OK, "own: the same again");
	act_make(&other, "nord", 9, 0, 301);
	is_int(put_own(c, &other), VB_CONFLICT, "own: another text at its position");
	other = acts[2];
	other.id = hash_of(1);
	is_int(put_own(c, &other), VB_CONFLICT, "own: the same text, another id");
	other = acts[2];
	other.len = 0;
	is_int(put_own(c, &other), VB_REFUSED, "own: not empty");
	other = acts[2];
	other.number = VB_DEC_MAX + 1;
	is_int(put_own(c, &other), VB_REFUSED, "own: a number above 2^53-1");
	is_int(vb_own_head(c, vb_view_str("nord"), &number, &epoch, &id, &err), VB_OK,
	       "own: head");
	ok(number == 2 && epoch == 1 && vb_hash_eq(&id, &acts[3].id), "own: the newest epoch");
	is_int(vb_own_list(c, rows_add, &r, &err), VB_OK, "own: list");
	is_int((long long)r.n, 4, "own: four");
	for (size_t i = 0; i < r.n && i < 4; i++)
		ok(r.row[i].index == i && vb_hash_eq(&r.row[i].id, &acts[i].id) &&
		   r.row[i].len == acts[i].len &&
		   !memcmp(r.row[i].bytes, acts[i].note, r.row[i].len),
		   "own: %zu as written", i);
	rows_free(&r);
	done(c);
}

static void outbox(void)
{
	struct vb_cabinet *c = fresh();
	struct act acts[4], theirs;
	char out[16] = "";

	for (size_t i = 0; i < 4; i++) {
		act_make(&acts[i], "nord", i, 0, 300);
		must(put_own(c, &acts[i]));
	}
	act_make(&theirs, "sud", 1, 0, 300);
	is_int(vb_outbox(c, add_digit, out, &err), VB_OK, "outbox: read");
	is_str(out, "0123", "outbox: all");
	must(append(c, 0, &theirs, 1, 1, "c1\n", 0));
	must(append(c, 1, &acts[2], 1, 2, "c2\n", 0));
	must(append(c, 2, &acts[0], 1, 3, "c3\n", 0));
	out[0] = 0;
	must(vb_outbox(c, add_digit, out, &err));
	is_str(out, "13", "outbox: what the log does not hold");
	must(append(c, 3, &acts[1], 1, 4, "c4\n", 0));
	must(append(c, 4, &acts[3], 1, 5, "c5\n", 0));
	out[0] = 0;
	is_int(vb_outbox(c, add_digit, out, &err), VB_OK, "outbox: read again");
	is_str(out, "", "outbox: empty");
	done(c);
}

static void entries(void)
{
	struct vb_cabinet *c = fresh();
	struct act acts[8];
	struct rows r = {0};
	struct vb_hash none = hash_of(1);
	uint64_t size = 9, at = 9;

	for (size_t i = 0; i < 8; i++)
		act_make(&acts[i], "nord", i, 0, 300 + 50 * i);
	is_int(vb_cabinet_size(c, &size, &err), VB_OK, "entries: size");
	is_int((long long)size, 0, "entries: none");
	is_int(append(c, 0, acts, 3, 7, "c7\n", 0), VB_OK, "entries: three of seven");
	is_int(append(c, 2, &acts[2], 1, 7, "c7\n", 0), VB_CONFLICT, "entries: behind");
	is_int(append(c, 4, &acts[4], 1, 7, "c7\n", 0), VB_CONFLICT, "entries: ahead");
	is_int(append(c, 3, &acts[3], 4, 6, "c6\n", 0), VB_REFUSED,
	       "entries: more than the checkpoint covers");
	is_int(append(c, 3, &acts[3], 4, 8, "c8\n", 2), VB_FALSE, "entries: check refuses");
	must(vb_cabinet_checkpoints(c, 0, 99, rows_add, &r, &err));
	is_int((long long)r.n, 1, "entries: its checkpoint was not kept either");
	rows_free(&r);
	is_int(append(c, 3, &acts[3], 4, 7, "c7\n", 0), VB_OK, "entries: four more");
	is_int(append(c, 7, NULL, 0, 7, "c7 cosigned\n", 0), VB_OK, "entries: only that");
	is_int(append(c, 7, NULL, 0, 7, "", 0), VB_REFUSED, "entries: without a checkpoint");
	must(vb_cabinet_size(c, &size, &err));
	is_int((long long)size, 7, "entries: seven");
	is_int(vb_cabinet_entries(c, 2, 5, rows_add, &r, &err), VB_OK, "entries: a range");
	ok(r.n == 3 && r.row[0].index == 2 && vb_hash_eq(&r.row[2].id, &acts[4].id),
	   "entries: 2 to 4");
	rows_free(&r);
	must(vb_cabinet_entries(c, 0, UINT64_MAX, rows_add, &r, &err));
	is_int((long long)r.n, 7, "entries: all");
	for (size_t i = 0; i < r.n && i < 8; i++)
		if (r.row[i].len != acts[i].len ||
		    memcmp(r.row[i].bytes, acts[i].note, acts[i].len) != 0)
			ok(false, "entries: %zu as it was", i);
	rows_free(&r);
	is_int(vb_cabinet_find(c, &acts[5].id, &at, &err), VB_OK, "entries: find");
	is_int((long long)at, 5, "entries: at 5");
	is_int(vb_cabinet_find(c, &none, &at, &err), VB_NOT_FOUND, "entries: no such act");
	done(c);
}

static void checkpoints(void)
{
	struct vb_cabinet *c = fresh();
	struct rows r = {0};

	is_int(vb_cabinet_checkpoint_put(c, 5, vb_view_str("five\n"), &err), VB_OK, "cp: 5");
	is_int(vb_cabinet_checkpoint_put(c, 3, vb_view_str("three\n"), &err), VB_OK, "cp: 3");
	is_int(vb_cabinet_checkpoint_put(c, 5, vb_view_str("five, cosigned\n"), &err), VB_OK,
	       "cp: 5 with another cosignature");
	is_int(vb_cabinet_checkpoint_put(c, 5, vb_view_str("five\n"), &err), VB_OK,
	       "cp: the same again");
	is_int(vb_cabinet_checkpoint_put(c, 9, vb_view_str("five\n"), &err), VB_OK,
	       "cp: its text for another size");
	is_int(vb_cabinet_checkpoint_put(c, UINT64_MAX, vb_view_str("x"), &err), VB_REFUSED,
	       "cp: no size is above 2^53-1");
	is_int(vb_cabinet_checkpoints(c, 0, UINT64_MAX, rows_add, &r, &err), VB_OK, "cp: all");
	ok(r.n == 4 && r.row[0].index == 3 && r.row[1].index == 5 && r.row[2].index == 5 &&
	   r.row[3].index == 9, "cp: rising, each once");
	ok(r.n == 4 && !strcmp(r.row[1].bytes, "five\n") &&
	   !strcmp(r.row[2].bytes, "five, cosigned\n") && !r.row[0].named, "cp: verbatim");
	rows_free(&r);
	is_int(vb_cabinet_checkpoints(c, 4, 9, rows_add, &r, &err), VB_OK, "cp: a range");
	is_int((long long)r.n, 2, "cp: of 5");
	rows_free(&r);
	done(c);
}

static void strays(void)
{
	struct vb_cabinet *c = fresh();
	struct vb_view a = vb_view_str("evidence"), b = vb_view("\0more", 5);
	struct rows r = {0};

	is_int(vb_stray_put(c, a, "two checkpoints of one size differ", &err), VB_OK,
	       "stray: a");
	is_int(vb_stray_put(c, b, "a key was used twice", &err), VB_OK, "stray: b");
	is_int(vb_stray_put(c, a, "two checkpoints of one size differ", &err), VB_OK,
	       "stray: a again");
	is_int(vb_stray_put(c, a, "for another reason", &err), VB_OK, "stray: a, for another");
	is_int(vb_stray_put(c, vb_view("", 0), "nothing", &err), VB_REFUSED, "stray: empty");
	is_int(vb_stray_put(c, a, "", &err), VB_REFUSED, "stray: without a reason");
	is_int(vb_stray_list(c, rows_add, &r, &err), VB_OK, "stray: list");
	ok(r.n == 3 && r.row[0].len == 8 && r.row[1].len == 5 && r.row[1].index == 1 &&
	   !r.row[0].named, "stray: three, in order");
	rows_free(&r);
	done(c);
}

static enum vb_code add_name(void *ctx, const char *name, struct vb_view bytes)
{
	char *s = ctx;

	memcpy(s + strlen(s), name, strlen(name) + 1);
	strncat(s, (const char *)bytes.ptr, bytes.len);
	return strlen(s) > 50 ? VB_KEY : VB_OK;
}

static void boxes(void)
{
	struct vb_cabinet *c = fresh();
	char all[64] = "", name[258];
	uint8_t *out = NULL;
	size_t len = 9;

	memset(name, 'n', 257);
	name[257] = 0;
	is_int(vb_box_get(c, VB_BOX_META, "who", &out, &len, &err), VB_NOT_FOUND, "box: none");
	is_int(vb_box_put(c, VB_BOX_META, "who", vb_view_str("nord"), &err), VB_OK,
	       "box: put");
	is_int(vb_box_put(c, VB_BOX_SECRET, "who", vb_view_str("s"), &err), VB_OK,
	       "box: the name in another");
	is_int(vb_box_put(c, VB_BOX_META, "who", vb_view_str("NORD"), &err), VB_OK,
	       "box: replaced");
	is_int(vb_box_put(c, VB_BOX_META, "table", vb_view("", 0), &err), VB_OK, "box: empty");
	is_int(vb_box_put(c, VB_BOX_META, "", vb_view("", 0), &err), VB_REFUSED,
	       "box: no name");
	is_int(vb_box_put(c, VB_BOX_META, name, vb_view("", 0), &err), VB_REFUSED,
	       "box: a name too long");
	is_int(vb_box_get(c, VB_BOX_META, "who", &out, &len, &err), VB_OK, "box: get");
	ok(len == 4 && !memcmp(out, "NORD", 5), "box: what replaced it");
	free(out);
	is_int(vb_box_list(c, VB_BOX_META, add_name, all, &err), VB_OK, "box: list");
	is_str(all, "tablewhoNORD", "box: by name");
	is_int(vb_box_put(c, VB_BOX_SECRET, "who", vb_view_str("t"), &err), VB_OK,
	       "box: a secret replaced");
	is_int(vb_box_erase(c, VB_BOX_SECRET, "who", &err), VB_OK, "box: erase");
	is_int(vb_box_erase(c, VB_BOX_SECRET, "who", &err), VB_OK, "box: erase again");
	is_int(vb_box_get(c, VB_BOX_SECRET, "who", &out, &len, &err), VB_NOT_FOUND,
	       "box: gone");
	is_int(vb_box_get(c, VB_BOX_META, "who", &out, &len, &err), VB_OK,
	       "box: the other stays");
	free(out);
	done(c);
}

struct found {
	size_t faults;
	bool told;
};

static void listen(void *ctx, enum vb_said what, const char *sentence)
{
	struct found *f = ctx;

	f->faults += what == VB_FAULT;
	f->told = f->told || strstr(sentence, "a key was used twice");
	if (what == VB_FAULT)
		diag("%s", sentence);
}

/* What is too large for a box: it counts when it is finished. */
static void large(void)
{
	static uint8_t bytes[5u << 20], out[5u << 20];
	struct vb_cabinet *c = fresh(), *again = NULL;
	struct vb_hash a = hash_of(1), b = hash_of(2);
	struct found f = {0};
	bool whole = true, sound = false;
	uint64_t size = 0, seed = 3;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)random_next(&seed);
	is_int(vb_large_size(c, &a, &size, &err), VB_NOT_FOUND, "large: none");
	is_int(vb_large_erase(c, &a, &err), VB_OK, "large: none to erase");
	must(vb_large_begin(c, &a, sizeof(bytes), &whole, &err));
	ok(!whole, "large: begun");
	must(vb_large_bring(c, &a, 0, vb_view(bytes, 4u << 20), &err));
	is_int(vb_large_finish(c, &a, &err), VB_CONFLICT, "large: not all is there");
	is_int(vb_large_size(c, &a, &size, &err), VB_NOT_FOUND, "large: it does not count");
	must(vb_large_bring(c, &a, 4u << 20, vb_view(bytes + (4u << 20), 1u << 20), &err));
	is_int(vb_large_finish(c, &a, &err), VB_OK, "large: finished");
	must(vb_large_begin(c, &b, 7, &whole, &err));
	must(vb_large_bring(c, &b, 0, vb_view("sealed!", 7), &err));
	must(vb_large_finish(c, &b, &err));
	must(backend->open_cabinet(dir, false, &again, &err));
	is_int(vb_large_read(again, &a, 1000, out, sizeof(out) - 1000, &err), VB_OK,
	       "large: read by another");
	ok(memcmp(out, bytes + 1000, sizeof(out) - 1000) == 0, "large: the same bytes");
	is_int(vb_cabinet_doctor(c, listen, &f, &sound, &err), VB_OK, "large: examined");
	ok(sound && f.faults == 0, "large: sound: %s", err.sentence);
	is_int(vb_large_erase(c, &a, &err), VB_OK, "large: erased");
	is_int(vb_large_read(again, &a, 0, out, 1, &err), VB_NOT_FOUND, "large: gone");
	is_int(vb_large_read(again, &b, 0, out, 7, &err), VB_OK, "large: the other is there");
	vb_cabinet_close(again);
	done(c);
}

static void healthy(void)
{
	struct vb_cabinet *c = fresh();
	struct found f = {0};
	struct act a;
	bool sound = false;

	act_make(&a, "nord", 1, 0, 300);
	must(put_own(c, &a));
	must(append(c, 0, &a, 1, 1, "c1\n", 0));
	must(vb_stray_put(c, vb_view_str("x"), "a key was used twice", &err));
	is_int(vb_cabinet_doctor(c, listen, &f, &sound, &err), VB_OK, "doctor: examined");
	ok(sound && f.faults == 0, "doctor: sound: %s", err.sentence);
	ok(f.told, "doctor: tells of the stray, with its reason");
	done(c);
}

void conform_cabinet(const struct backend *b)
{
	backend = b;
	diag("cabinet on %s", b->name);
	opening();
	own();
	outbox();
	entries();
	checkpoints();
	strays();
	boxes();
	large();
	healthy();
}
