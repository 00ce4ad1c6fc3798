/*
 * A file system that fails at its n-th operation, and power that goes: commits whose
 * outcome is open, and other acts that want the same place.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "store/faultvfs.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TURNS 8
#define SIZES 64

/* What was answered, and what was shown. */
struct known {
	unsigned nacts;
	struct vb_hash id[TURNS * 2];
	uint64_t index[TURNS * 2];
	bool has[SIZES];
	struct vb_hash root[SIZES];
	unsigned wrong;
	char why[200];
};

struct scene {
	struct cl_place p;
	struct cl_table t;
	struct known k;
	uint8_t note[2][VB_NOTE_MAX];	/* of each member, until it is answered */
	size_t len[2];
	unsigned serial;
};

static void wrong(struct known *k, const char *what, const struct vb_err *err)
{
	if (k->wrong++ == 0)
		snprintf(k->why, sizeof(k->why), "%.80s: %.110s", what,
			 err ? err->sentence : "");
}

static void watch(struct known *k, struct cl_table *t)
{
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];

	if (cl_checkpoint(t, &c, &hash, buf, NULL) != VB_OK || c.size >= SIZES)
		return;
	if (k->has[c.size] && !vb_hash_eq(&k->root[c.size], &c.root))
		wrong(k, "6.7 two roots of one size", NULL);
	k->has[c.size] = true;
	k->root[c.size] = c.root;
}

/* One member's turn: what waits for its answer goes again, byte for byte. */
static void turn(struct scene *s, unsigned who)
{
	char words[32];
	struct cl_fields f = {{"what", "other", "due", "2030-01-01T00:00:00Z", "text", words,
			       NULL}};
	struct vb_view note;
	struct vb_err err = {0};
	uint64_t index = 0;
	enum vb_code code;

	if (s->len[who] == 0) {
		snprintf(words, sizeof(words), "Promise %u.", s->serial++);
		s->len[who] = cl_act(&s->t, who, "promise", &f, NULL, NULL, s->note[who]);
	}
	if (s->len[who] == 0)
		return;
	note = vb_view(s->note[who], s->len[who]);
	atomic_fetch_add(&cl_now, 1);
	code = cl_lodge(&s->t, who, note, vb_view("", 0), &index, &err);
	if (code == VB_OK && s->k.nacts < VB_ARRAY_LEN(s->k.id)) {
		s->k.id[s->k.nacts] = s->t.m[who].prev;
		s->k.index[s->k.nacts++] = index;
		s->len[who] = 0;
	} else if (code != VB_IO && code != VB_BUSY && code != VB_FULL) {
		/* Nothing is wrong with the act: it must not be told so. */
		wrong(&s->k, vb_code_name(code), &err);
	}
	watch(&s->k, &s->t);
}

static void check(struct known *k, struct cl_table *t)
{
	struct vb_request req = {.op = VB_OP_FIND, .table = t->id};
	struct cl_audit audit;
	struct vb_err err = {0};

	watch(k, t);
	for (unsigned i = 0; i < k->nacts; i++) {
		struct vb_reply r = {0};

		req.hash = k->id[i];
		if (vb_post_ask(&t->post, &req, &r, &err) != VB_OK || r.number != k->index[i])
			wrong(k, "an act that was answered is gone", &err);
	}
	cl_audit(t, &audit);
	if (audit.fault[0])
		wrong(k, audit.fault, NULL);
	/* What was shown is part of what there is. */
	for (unsigned i = 1; i < SIZES; i++) {
		struct vb_request c = {.op = VB_OP_CHECKPOINTS, .table = t->id, .from = i,
				       .to = i + 1};
		struct vb_checkpoint cp;
		struct vb_reply r = {0};

		if (!k->has[i])
			continue;
		if (vb_post_ask(&t->post, &c, &r, &err) != VB_OK || r.len < 2 ||
		    vb_checkpoint_parse(vb_view(r.body + 2, r.len - 2), &cp, &err) != VB_OK ||
		    !vb_hash_eq(&cp.root, &k->root[i]))
			wrong(k, "6.7 a checkpoint that was shown is gone", &err);
		vb_reply_free(&r);
	}
}

static struct scene *scene_new(void)
{
	struct scene *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	cl_folder(&s->p);
	cl_open(&s->p);
	cl_found(&s->t, s->p.post, "transit", 2, 1);
	watch(&s->k, &s->t);
	return s;
}

static void scene_free(struct scene *s)
{
	cl_free(&s->t);
	cl_close(&s->p);
	cl_clean(&s->p);
	fault_reset();
	free(s);
}

/* ---- the n-th operation fails ---- */

struct tally {
	unsigned runs, struck, wrong;
	char why[256];
};

static void count(struct tally *y, const struct known *k, uint64_t n)
{
	y->runs++;
	if (k->wrong && y->wrong++ == 0)
		snprintf(y->why, sizeof(y->why), "operation %llu: %s", (unsigned long long)n,
			 k->why);
}

static bool fail_at(unsigned kinds, uint64_t n, bool persist, bool full, struct tally *y)
{
	struct scene *s = scene_new();
	bool struck;

	fault = (struct fault_plan){.kinds = kinds, .fail_at = n, .persist = persist,
				    .full = full};
	for (unsigned i = 0; i < TURNS; i++) {
		turn(s, i % 2);
		/* Two members in turn find it broken; then it is repaired. */
		if (persist && fault.failed > 0 && s->len[0] > 0 && s->len[1] > 0)
			fault.fail_at = 0, fault.persist = false;
	}
	struck = fault.failed > 0;
	fault.fail_at = 0;
	fault.persist = false;
	for (unsigned i = 0; i < 2; i++)
		turn(s, i);
	if (s->len[0] > 0 || s->len[1] > 0)
		wrong(&s->k, "an act is not logged though all is well again", NULL);
	check(&s->k, &s->t);
	/* The same for whoever opens the folder anew. */
	cl_close(&s->p);
	cl_open(&s->p);
	cl_move(&s->t, s->p.post);
	check(&s->k, &s->t);
	count(y, &s->k, n);
	y->struck += struck;
	scene_free(s);
	return struck;
}

static void sweep(const char *name, unsigned kinds, bool persist, bool full, uint64_t stride)
{
	struct tally y = {0};
	uint64_t n = 1;

	while (fail_at(kinds, n, persist, full, &y))
		n += stride;
	is_int(y.wrong, 0, "%s: %u places", name, y.struck);
	if (y.wrong)
		diag("%s", y.why);
}

/* ---- the power goes ---- */

static void copy_key(const struct cl_place *from, const struct cl_place *to)
{
	char path[128];
	uint8_t *bytes;
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/depositary.key", from->dir);
	bytes = tap_slurp(path, &len);
	snprintf(path, sizeof(path), "%s/depositary.key", to->dir);
	if (!bytes || vb_file_write(path, vb_view(bytes, len), VB_FILE_NEW | VB_FILE_SECRET,
				    NULL) != VB_OK)
		abort();
	free(bytes);
}

static bool cut_at(uint64_t n, struct tally *y)
{
	static const enum fault_survival disks[] = {FAULT_NONE, FAULT_ALL, FAULT_SOME,
						    FAULT_TORN};
	struct fault_plan plan;
	struct scene *s;
	bool dark;

	/* Files are watched from their opening on. */
	fault = (struct fault_plan){.cut_at = UINT64_MAX};
	s = scene_new();
	fault.cut_at = fault.syncs + n;
	for (unsigned i = 0; i < TURNS && !fault.dark; i++)
		turn(s, i % 2);
	dark = fault.dark;
	plan = fault;
	for (size_t i = 0; i < VB_ARRAY_LEN(disks) && dark; i++) {
		struct cl_place after;
		struct known k = s->k;

		cl_folder(&after);
		copy_key(&s->p, &after);
		fault_restore(after.dir, disks[i], n);
		fault = (struct fault_plan){0};
		cl_open(&after);
		cl_move(&s->t, after.post);
		check(&k, &s->t);
		cl_close(&after);
		cl_clean(&after);
		count(y, &k, n);
		fault = plan;
	}
	scene_free(s);
	y->struck += dark;
	return dark;
}

static void test_power(void)
{
	struct tally y = {0};
	uint64_t n = 1;

	while (cut_at(n, &y))
		n++;
	is_int(y.wrong, 0, "6.7 the power goes before one of %u syncs: what was answered, and"
	       " what was shown, is on each of %u disks", y.struck, y.runs);
	if (y.wrong)
		diag("%s", y.why);
}

int main(void)
{
	if (!vb_crypto_init())
		return 2;
	fault_register();
	sweep("a sync fails once", FAULT_SYNC, false, false, 1);
	sweep("syncs fail until two have noticed", FAULT_SYNC, true, false, 1);
	sweep("a write fails once", FAULT_WRITE, false, false, 5);
	sweep("writes fail until two have noticed", FAULT_WRITE, true, false, 7);
	sweep("a disk is full once", FAULT_WRITE, false, true, 7);
	test_power();
	return tap_done();
}
