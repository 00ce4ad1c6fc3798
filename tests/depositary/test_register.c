/*
 * The register: what a burst writes and shows, who cosigns it and who lies, and that no
 * crash and no older database makes it a fork (format.md 6.8 to 6.11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"

#include "tap.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WITNESSES 3
#define TABLES 5

static struct cl_place place;
static struct cl_table table[TABLES];
static struct vb_burst burst;
static struct vb_err err;
static struct vb_vkey reg_key;

static struct vb_rng chance(struct vb_rng_seeded *state, unsigned n)
{
	uint8_t seed[32] = {(uint8_t)n, (uint8_t)(n >> 8)};

	return vb_rng_seeded(state, seed);
}

/* ---- cosigners in this process ---- */

enum mood {
	HONEST,
	AWAY,			/* no answer */
	BROKEN,			/* status 500 */
	GARBAGE,		/* 200, and nothing of sense */
	FOREIGN,		/* the line of another key */
	FALSE_LINE,		/* its own name and id, another signature */
	LATE_CLOCK,		/* dated two hours ahead */
	AHEAD,			/* says that it has cosigned more than there is */
	RESTLESS,		/* names another size each time */
};
static struct {
	char dir[40];
	struct vb_witness *w;
	enum mood mood;
	unsigned asked;
} cosigner[WITNESSES];
static _Thread_local int64_t ahead;	/* cosigners are asked side by side */

static int64_t tell(void *ctx)
{
	(void)ctx;
	return cl_now + ahead;
}

static const struct vb_clock witness_clock = {tell, NULL};

static void open_witness(unsigned i)
{
	struct vb_rng_seeded seeded = {0};
	struct vb_rng rng = chance(&seeded, 70 + i);
	char policy[512], name[16];
	struct vb_writer w;

	snprintf(cosigner[i].dir, sizeof(cosigner[i].dir), "/tmp/verbale-cosigner-XXXXXX");
	assert(mkdtemp(cosigner[i].dir));
	snprintf(name, sizeof(name), "w%u.example", i);
	assert(vb_witness_open(cosigner[i].dir, name, witness_clock, rng, &cosigner[i].w,
			       &err) == VB_OK);
	vb_writer_init(&w, policy, sizeof(policy));
	vb_put_str(&w, "log ");
	vb_vkey_put(&w, &reg_key);
	vb_put_str(&w, "\nquorum none\n");
	assert(vb_witness_logs(cosigner[i].w, vb_written(&w), &err) == VB_OK);
}

static void close_witness(unsigned i)
{
	char command[256];

	vb_witness_close(cosigner[i].w);
	snprintf(command, sizeof(command), "rm -rf %s", cosigner[i].dir);
	assert(system(command) == 0);
}

/* The answer of @from as @i gives it. */
static void give(unsigned from, struct vb_view body, struct vb_cosigner_answer *out)
{
	struct vb_witness_answer a;

	vb_witness_add(cosigner[from].w, body, &a);
	out->status = a.status;
	out->is_size = a.is_size;
	out->len = a.len;
	memcpy(out->body, a.body, a.len);
}

static void say(struct vb_cosigner_answer *out, unsigned status, bool is_size, const char *text)
{
	out->status = status;
	out->is_size = is_size;
	out->len = strlen(text);
	memcpy(out->body, text, out->len);
}

/* One base64 digit of its signature is another. */
static void spoil(struct vb_cosigner_answer *out)
{
	uint8_t *at = out->body + out->len - 20;

	*at = *at == 'A' ? 'B' : 'A';
}

static enum vb_code submit(void *ctx, const char *url, struct vb_view body,
			   struct vb_cosigner_answer *out, struct vb_err *why)
{
	unsigned i = (unsigned)(url[strlen(url) - 1] - '0');
	char size[16];

	(void)ctx;
	cosigner[i].asked++;
	switch (cosigner[i].mood) {
	case AWAY:
		return vb_fail(why, VB_IO, "", "address", "nobody is there");
	case BROKEN:
		say(out, 500, false, "broken\n");
		break;
	case GARBAGE:
		say(out, 200, false, "\xe2\x80\x94 nonsense\n");
		break;
	case FOREIGN:
		give((i + 1) % WITNESSES, body, out);
		break;
	case AHEAD:
		say(out, 409, true, "4000\n");
		break;
	case RESTLESS:
		snprintf(size, sizeof(size), "%u\n", cosigner[i].asked % 3);
		say(out, 409, true, size);
		break;
	case LATE_CLOCK:
		ahead = 7200;
		give(i, body, out);
		ahead = 0;
		break;
	case FALSE_LINE:
	case HONEST:
		give(i, body, out);
		if (cosigner[i].mood == FALSE_LINE && out->status == 200)
			spoil(out);
		break;
	}
	return VB_OK;
}

static void set_moods(enum mood a, enum mood b, enum mood c)
{
	cosigner[0].mood = a;
	cosigner[1].mood = b;
	cosigner[2].mood = c;
}

/* "quorum" of @k among the cosigners; 0: none of them is asked. */
static enum vb_code keep_register(unsigned width, unsigned k)
{
	struct vb_registering how = {.width = width, .submit = submit};
	char policy[2048];
	struct vb_writer w;

	vb_writer_init(&w, policy, sizeof(policy));
	for (unsigned i = 0; k > 0 && i < WITNESSES; i++) {
		vb_putf(&w, "witness w%u ", i);
		vb_vkey_put(&w, vb_witness_key(cosigner[i].w));
		vb_putf(&w, " http://127.0.0.1/w%u\n", i);
	}
	if (k > 0) {
		vb_putf(&w, "group all-three %u w0 w1 w2\nquorum all-three\n", k);
		how.policy = vb_written(&w);
	}
	return vb_depositary_registering(place.d, &how, &err);
}

/* ---- asking ---- */

static enum vb_code ask(enum vb_op op, uint64_t from, uint64_t to, const char *name,
			const struct vb_hash *id, struct vb_reply *r)
{
	struct vb_request req = {.op = op, .from = from, .to = to, .name = vb_view_str(name)};

	*r = (struct vb_reply){0};
	if (id)
		req.table = *id;
	return vb_post_ask(&place.post, &req, r, &err);
}

static void run_burst(uint64_t registered, uint64_t size, uint64_t published, const char *what)
{
	enum vb_code code;

	cl_now += 60;
	code = vb_depositary_burst(place.d, 1, &burst, &err);
	if (code != VB_OK)
		diag("%s", err.sentence);
	is_int(code, VB_OK, "%s: a burst", what);
	is_int(burst.registered, (long long)registered, "%s: tables in it", what);
	is_int((long long)burst.size, (long long)size, "%s: entries then", what);
	is_int((long long)burst.published, (long long)published, "%s: published", what);
}

/* The published checkpoint; its size, 0: none. */
static uint64_t shown(struct vb_checkpoint *c, struct vb_reply *r)
{
	if (ask(VB_OP_REGISTER, 0, 0, "", NULL, r) != VB_OK)
		return 0;
	assert(vb_checkpoint_parse(vb_view(r->body, r->len), c, &err) == VB_OK);
	assert(vb_checkpoint_verify(c, &reg_key, &err) == VB_OK);
	assert(r->number == c->size);
	return c->size;
}

static unsigned count_lines(const struct vb_checkpoint *c, int64_t *latest)
{
	unsigned n = 0;

	*latest = 0;
	for (unsigned i = 0; i < WITNESSES; i++) {
		int64_t t;

		if (vb_cosign_verify(c, vb_witness_key(cosigner[i].w), &t, NULL) != VB_OK)
			continue;
		*latest = t > *latest ? t : *latest;
		n++;
	}
	return n;
}

/* The registrations of @t are those of counters from 1 to @n, and each verifies. */
static void check_registrations(const struct cl_table *t, uint64_t n, const char *what)
{
	struct vb_registration reg;
	struct vb_view text;
	struct vb_cursor c;
	struct vb_reply r;
	uint64_t counter = 0;
	bool good = true;

	is_int(ask(VB_OP_REGISTRATIONS, 1, 100, "", &t->id, &r), VB_OK, "%s: registrations",
	       what);
	vb_cursor_init(&c, vb_view(r.body, r.len), &err);
	while (c.pos < r.len && vb_bundle_next(&c, &text)) {
		counter++;
		good = good && vb_registration_parse(text, &reg, &err) == VB_OK &&
		       reg.counter == counter &&
		       vb_registration_verify(&reg, &t->id, &reg_key, &err) == VB_OK;
	}
	if (!good)
		diag("%s", err.sentence);
	ok(good, "%s: each verifies", what);
	is_int((long long)counter, (long long)n, "%s: of each counter one entry (6.11)", what);
	is_int((long long)r.number, (long long)n, "%s: the newest counter", what);
	vb_reply_free(&r);
}

/* ---- without cosigners ---- */

static void test_alone(void)
{
	struct vb_checkpoint c;
	struct vb_reply r;

	is_int(ask(VB_OP_REGISTER, 0, 0, "", NULL, &r), VB_NOT_FOUND, "nothing is shown yet");
	is_int(ask(VB_OP_REGISTRATIONS, 1, 9, "", &table[0].id, &r), VB_OK,
	       "and nothing registered");
	is_int((long long)r.len, 0, "of any table");
	vb_reply_free(&r);
	run_burst(TABLES, 8, 8, "five tables, width 4");
	check_registrations(&table[0], 1, "the first");
	check_registrations(&table[4], 1, "the last");
	run_burst(0, 12, 12, "nothing new");
	assert(cl_promise(&table[1], 0, NULL, &err) == VB_OK);
	run_burst(1, 16, 16, "one table");
	check_registrations(&table[0], 1, "the first again");
	check_registrations(&table[1], 2, "the one that grew");
	is_int((long long)shown(&c, &r), 16, "what is shown");
	vb_reply_free(&r);
	is_int(vb_depositary_burst(place.d, 60, &burst, &err), VB_OK, "too early");
	is_int((long long)burst.size, 16, "and so nothing is done");
}

static bool grows(uint64_t old, const struct vb_hash *root)
{
	struct vb_growth g;
	struct vb_reply r;
	bool good = ask(VB_OP_REGISTER_GROWTH, old, 0, "", NULL, &r) == VB_OK &&
		    vb_growth_parse(vb_view(r.body, r.len), &g, &err) == VB_OK &&
		    g.old == old && vb_growth_holds(&g, root);

	vb_reply_free(&r);
	return good;
}

/* The world reads it as a tlog-tiles log, as far as it is published. */
static void test_tiles(void)
{
	struct vb_tree *t = vb_tree_new();
	struct vb_hash leaf, root;
	struct vb_checkpoint c;
	struct vb_view entry;
	struct vb_cursor cur;
	struct vb_reply r, e;
	bool plain = true;

	assert(t && shown(&c, &r) == 16);
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/entries/000.p/16", NULL, &e), VB_OK,
	       "its entries");
	vb_cursor_init(&cur, vb_view(e.body, e.len), &err);
	while (cur.pos < e.len && vb_bundle_next(&cur, &entry)) {
		plain = plain && entry.len == VB_REGISTER_ENTRY &&
			!memmem(entry.ptr, entry.len, table[0].id.b, 32);
		vb_leaf_hash(entry, &leaf);
		assert(vb_tree_append(t, &leaf) == VB_OK);
	}
	vb_reply_free(&e);
	ok(plain, "each of 64 bytes, none names a table");
	vb_tree_root(t, 16, &root);
	ok(vb_tree_size(t) == 16 && vb_hash_eq(&root, &c.root), "they are what was signed");
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/0/000.p/16", NULL, &e), VB_OK, "its hashes");
	ok(e.len == 16 * 32 && memcmp(e.body, vb_tree_node(t, 0, 0), e.len) == 0, "the same");
	vb_reply_free(&e);
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/0/000.p/17", NULL, &e), VB_NOT_FOUND,
	       "no tile beyond");
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/entries/000.p/17", NULL, &e), VB_NOT_FOUND,
	       "no entries beyond");
	for (uint64_t old = 0; old <= 16; old++) {
		vb_tree_root(t, old, &root);
		if (!grows(old, &root))
			break;
		if (old == 16)
			ok(true, "it goes on from every size that it had");
	}
	is_int(ask(VB_OP_REGISTER_GROWTH, 17, 0, "", NULL, &e), VB_NOT_FOUND, "not from beyond");
	vb_reply_free(&r);
	vb_tree_free(t);
}

/* ---- with cosigners ---- */

static void test_quorum(void)
{
	struct vb_checkpoint c;
	struct vb_reply r;
	int64_t latest;

	is_int(keep_register(4, 2), VB_OK, "two of three cosigners are due");
	set_moods(HONEST, HONEST, AWAY);
	run_burst(0, 20, 20, "one away");
	is_int(burst.asked, 3, "three were asked");
	is_int(burst.cosigned, 2, "two cosigned");
	is_str(burst.unwilling[0].name, "w2.example", "the third is named");
	is_int((long long)shown(&c, &r), 20, "it is shown");
	is_int(count_lines(&c, &latest), 2, "with two lines");
	vb_reply_free(&r);
	set_moods(AWAY, HONEST, BROKEN);
	assert(cl_promise(&table[2], 0, NULL, &err) == VB_OK);
	run_burst(1, 24, 20, "below the quorum");
	is_int((long long)shown(&c, &r), 20, "the one before stays");
	vb_reply_free(&r);
	check_registrations(&table[2], 1, "what is not published");
	set_moods(HONEST, HONEST, HONEST);
	run_burst(0, 28, 28, "all are back");
	is_int((long long)shown(&c, &r), 28, "the newest is shown");
	is_int(count_lines(&c, &latest), 3, "with all lines");
	vb_reply_free(&r);
	check_registrations(&table[2], 2, "published late");
	is_int(cosigner[0].asked >= 3, 1, "who had missed a size was asked twice");
}

static void test_again(void)
{
	struct vb_checkpoint c;
	struct vb_reply r;
	int64_t before, after;

	assert(shown(&c, &r) == 28);
	assert(count_lines(&c, &before) == 3);
	vb_reply_free(&r);
	cl_now += 600;
	set_moods(HONEST, HONEST, AWAY);
	is_int(vb_depositary_date_again(place.d, &burst, &err), VB_OK, "asked again");
	is_int((long long)burst.size, 28, "at the same size");
	is_int(burst.cosigned, 2, "two answer");
	assert(shown(&c, &r) == 28);
	is_int(count_lines(&c, &after), 3, "the third keeps its old line");
	ok(after >= before + 600, "the others have younger dates");
	vb_reply_free(&r);
	set_moods(HONEST, HONEST, HONEST);
}

/* Whoever lies, nothing is published without two honest ones. */
static void test_liars(void)
{
	static const struct {
		enum mood mood;
		const char *what;
	} lies[] = {
		{GARBAGE, "garbage"}, {FOREIGN, "the line of another"},
		{FALSE_LINE, "a false line"},
		{LATE_CLOCK, "a clock two hours ahead"}, {AHEAD, "a size that never was"},
		{RESTLESS, "another size each time"}, {BROKEN, "status 500"},
	};
	uint64_t size = 28;
	struct vb_checkpoint c;
	struct vb_reply r;
	int64_t latest;

	for (size_t i = 0; i < VB_ARRAY_LEN(lies); i++) {
		set_moods(HONEST, lies[i].mood, lies[i].mood);
		size += 4;
		run_burst(0, size, size - 4, lies[i].what);
		is_int(burst.cosigned, 1, "%s: only the honest one counts", lies[i].what);
		ok(burst.unwilling[0].sentence[0] != '\0', "%s: there is a sentence",
		   lies[i].what);
		set_moods(HONEST, HONEST, lies[i].mood);
		size += 4;
		run_burst(0, size, size, lies[i].what);
		is_int((long long)shown(&c, &r), (long long)size, "%s: shown with two",
		       lies[i].what);
		is_int(count_lines(&c, &latest), 2, "%s: two lines", lies[i].what);
		vb_reply_free(&r);
	}
	set_moods(HONEST, HONEST, HONEST);
	run_burst(0, size + 4, size + 4, "all honest again");
	is_int(burst.cosigned, 3, "and all cosign, for none had cosigned a fork");
}

static void test_policies(void)
{
	struct vb_registering how = {.width = 4, .submit = submit};
	char policy[512];
	struct vb_writer w;

	how.policy = vb_view_str("quorum nobody\n");
	is_int(vb_depositary_registering(place.d, &how, &err), VB_MALFORMED, "no policy");
	vb_writer_init(&w, policy, sizeof(policy));
	vb_put_str(&w, "witness w0 ");
	vb_vkey_put(&w, vb_witness_key(cosigner[0].w));
	vb_put_str(&w, "\nquorum w0\n");
	how.policy = vb_written(&w);
	is_int(vb_depositary_registering(place.d, &how, &err), VB_USAGE, "no address");
	run_burst(0, burst.size + 4, burst.size + 4, "the policy before still holds");
	is_int(burst.cosigned, 3, "with its three");
}

/* ---- crashes, other processes, older databases ---- */

static const char *step;

static bool crash(void *ctx, const char *name)
{
	(void)ctx;
	return step && strcmp(name, step) == 0;
}

static void reopen(void)
{
	cl_close(&place);
	cl_open(&place);
	for (unsigned i = 0; i < TABLES; i++)
		cl_move(&table[i], place.post);
	assert(keep_register(4, 2) == VB_OK);
}

static void test_crashes(void)
{
	uint64_t size = burst.size, counter = 3;

	vb_depositary_on_step(place.d, crash, NULL);
	assert(cl_promise(&table[2], 1, NULL, &err) == VB_OK);
	step = "register-signed";
	cl_now += 60;
	is_int(vb_depositary_burst(place.d, 1, &burst, &err), VB_IO, "killed with it signed");
	step = NULL;
	reopen();
	run_burst(1, size + 4, size + 4, "after that");
	check_registrations(&table[2], counter, "after that");
	vb_depositary_on_step(place.d, crash, NULL);
	assert(cl_promise(&table[2], 1, NULL, &err) == VB_OK);
	step = "register-committed";
	cl_now += 60;
	is_int(vb_depositary_burst(place.d, 1, &burst, &err), VB_IO, "killed with it committed");
	step = NULL;
	reopen();
	run_burst(0, size + 12, size + 12, "after this");
	check_registrations(&table[2], counter + 1, "after this");
	is_int(burst.cosigned, 3, "no cosigner has seen a fork");
}

/* Two processes on one folder: one bursts, the other shows what was published. */
static void test_two(void)
{
	struct cl_place second = place, first = place;
	struct vb_checkpoint c;
	uint64_t size = burst.size;
	struct vb_reply r;

	cl_open(&second);
	assert(cl_promise(&table[3], 0, NULL, &err) == VB_OK);
	run_burst(1, size + 4, size + 4, "the first of two");
	place = second;
	assert(keep_register(4, 2) == VB_OK);
	is_int(vb_depositary_burst(place.d, 60, &burst, &err), VB_OK, "the second");
	is_int(burst.registered + burst.asked, 0, "has nothing to do");
	is_int((long long)shown(&c, &r), (long long)size + 4, "and shows the same");
	vb_reply_free(&r);
	check_registrations(&table[3], 2, "the second knows");
	run_burst(0, size + 8, size + 8, "then the second goes on");
	cl_close(&second);
	place = first;
	cl_now += 2;
	is_int((long long)shown(&c, &r), (long long)size + 8, "and the first shows that");
	vb_reply_free(&r);
}

static void copy_database(const char *from, const char *to)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "rm -f %s/%s* && for f in %s/%s*; do cp $f %s/%s${f##*/%s}; done", place.dir, to,
		 place.dir, from, place.dir, to, from);
	assert(system(command) == 0);
}

static void test_set_back(void)
{
	uint64_t size = burst.size;
	char path[128];

	cl_close(&place);
	copy_database("depositary.db", "older.db");
	cl_open(&place);
	assert(keep_register(4, 2) == VB_OK);
	run_burst(0, size + 4, size + 4, "published");
	cl_close(&place);
	copy_database("depositary.db", "newer.db");
	copy_database("older.db", "depositary.db");
	is_int(cl_try_open(&place, false, &err), VB_REFUSED, "an older database is refused");
	is_str(err.clause, "6.7", "as a fork would be");
	copy_database("newer.db", "depositary.db");
	is_int(cl_try_open(&place, false, &err), VB_OK, "the newest is not");
	cl_close(&place);
	snprintf(path, sizeof(path), "%s/register.mark", place.dir);
	assert(vb_file_write(path, vb_view_str("verbale-register-mark/1\nsize 4\n"),
			     VB_FILE_REPLACE, &err) == VB_OK);
	is_int(cl_try_open(&place, false, &err), VB_MALFORMED, "nor is a mark that was damaged");
	assert(vb_file_write(path, vb_view_str("verbale-register-mark/1\nsize 4\nroot "
		"0000000000000000000000000000000000000000000000000000000000000000\n"),
			     VB_FILE_REPLACE, &err) == VB_OK);
	is_int(cl_try_open(&place, false, &err), VB_REFUSED, "another register is refused");
	assert(unlink(path) == 0);
	cl_open(&place);
}

/* What was shown before a restart is shown after it, however long nobody has cosigned. */
static void test_long_absence(void)
{
	struct vb_checkpoint c;
	struct vb_reply r;
	uint64_t before;

	reopen();
	set_moods(HONEST, HONEST, HONEST);
	run_burst(0, burst.size + 4, burst.size + 4, "before the absence");
	before = burst.size;
	set_moods(AWAY, AWAY, HONEST);
	assert(cl_promise(&table[4], 0, NULL, &err) == VB_OK);
	for (unsigned i = 0; i < 70; i++) {
		cl_now += 60;
		assert(vb_depositary_burst(place.d, 1, &burst, &err) == VB_OK);
	}
	is_int((long long)shown(&c, &r), (long long)before, "seventy bursts later it is the same");
	vb_reply_free(&r);
	reopen();
	is_int((long long)shown(&c, &r), (long long)before, "and after a restart");
	vb_reply_free(&r);
	check_registrations(&table[4], 1, "what nobody cosigned");
	set_moods(HONEST, HONEST, HONEST);
	run_burst(0, burst.size + 4, burst.size + 4, "when they are back");
	check_registrations(&table[4], 2, "then all");
}

/* Somebody asks all the time while the policy is read again and again. */
static atomic_bool asking;

static void *keep_asking(void *ctx)
{
	unsigned *n = ctx;

	while (atomic_load(&asking)) {
		const struct vb_request req = {.op = VB_OP_REGISTER};
		struct vb_reply r = {0};
		struct vb_err quiet;

		if (vb_post_ask(&place.post, &req, &r, &quiet) == VB_OK)
			++*n;
		vb_reply_free(&r);
	}
	return NULL;
}

static void test_reload(void)
{
	unsigned answers[3] = {0};
	pthread_t thread[3];

	atomic_store(&asking, true);
	for (unsigned i = 0; i < 3; i++)
		assert(pthread_create(&thread[i], NULL, keep_asking, &answers[i]) == 0);
	for (unsigned i = 0; i < 40; i++) {
		assert(keep_register(4, 1 + i % 3) == VB_OK);
		cl_now += 60;
		assert(vb_depositary_burst(place.d, 1, &burst, &err) == VB_OK);
	}
	atomic_store(&asking, false);
	for (unsigned i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	ok(answers[0] && answers[1] && answers[2], "whoever asks meanwhile is answered");
	assert(keep_register(4, 2) == VB_OK);
}

/* The database is exchanged for an older one while it is open. */
static void test_exchanged(void)
{
	struct cl_place other = place;
	char command[512];

	cl_close(&place);
	copy_database("depositary.db", "older.db");
	cl_open(&place);
	assert(keep_register(4, 2) == VB_OK);
	run_burst(0, burst.size + 4, burst.size + 4, "before the exchange");
	cl_close(&place);
	/* Another folder with the same keys, which has seen it too. */
	snprintf(other.dir, sizeof(other.dir), "%.60s-2", place.dir);
	snprintf(command, sizeof(command), "cp -r %s %s && rm %s/register.mark", place.dir,
		 other.dir, other.dir);
	assert(system(command) == 0);
	cl_open(&other);
	cl_close(&other);
	snprintf(command, sizeof(command), "cd %s && rm -f depositary.db*; cp %s/older.db"
		 " depositary.db", other.dir, place.dir);
	assert(system(command) == 0);
	is_int(cl_try_open(&other, false, &err), VB_REFUSED,
	       "whoever only looked at it knows it, too");
	cl_clean(&other);
	cl_open(&place);
	assert(keep_register(4, 2) == VB_OK);
}

/* ---- a tile that stands for many entries is kept ---- */

static void spoil_file(const char *path)
{
	uint8_t *bytes = NULL;
	size_t len = 0;

	assert(vb_file_read(path, 1 << 20, &bytes, &len, &err) == VB_OK);
	bytes[100] ^= 1;
	assert(vb_file_write(path, vb_view(bytes, len), VB_FILE_REPLACE, &err) == VB_OK);
	free(bytes);
}

static void test_shelf(void)
{
	struct vb_checkpoint c;
	struct vb_reply first, again, r;
	char path[256], hex[65];
	struct vb_hash id;
	struct stat st;

	assert(keep_register(4096, 0) == VB_OK);
	for (unsigned i = 0; i < 17; i++) {
		cl_now += 60;
		assert(vb_depositary_burst(place.d, 1, &burst, &err) == VB_OK);
	}
	ok(shown(&c, &r) > 65536, "more than 65,536 entries");
	vb_reply_free(&r);
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/1/000", NULL, &first), VB_OK, "the first tile");
	vb_sha256(vb_view_str("bern/register"), &id);
	vb_hex(hex, id.b, sizeof(id.b));
	snprintf(path, sizeof(path), "%s/tiles/%s/1-0", place.dir, hex);
	ok(stat(path, &st) == 0 && st.st_size == 8192 + 32, "it is kept");
	reopen();
	assert(keep_register(4096, 0) == VB_OK);
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/1/000", NULL, &again), VB_OK, "read again");
	ok(again.len == first.len && memcmp(again.body, first.body, first.len) == 0, "the same");
	vb_reply_free(&again);
	spoil_file(path);
	reopen();
	assert(keep_register(4096, 0) == VB_OK);
	is_int(ask(VB_OP_REGISTER_TILE, 0, 0, "tile/1/000", NULL, &again), VB_OK, "spoilt");
	ok(again.len == first.len && memcmp(again.body, first.body, first.len) == 0,
	   "is made anew");
	vb_reply_free(&again);
	vb_reply_free(&first);
}

int main(void)
{
	static char name[TABLES][16];

	cl_now = CL_T0;
	cl_folder(&place);
	cl_open(&place);
	for (unsigned i = 0; i < TABLES; i++) {
		snprintf(name[i], sizeof(name[i]), "table-%u", i);
		cl_found(&table[i], place.post, name[i], 2, 40 + i);
	}
	vb_vkey_make(&reg_key, vb_view_str("bern/register"), VB_KEY_ED25519, table[0].card.log);
	for (unsigned i = 0; i < WITNESSES; i++)
		open_witness(i);
	assert(keep_register(4, 0) == VB_OK);
	test_alone();
	test_tiles();
	test_quorum();
	test_again();
	test_liars();
	test_policies();
	test_crashes();
	test_two();
	test_set_back();
	test_exchanged();
	test_long_absence();
	test_reload();
	test_shelf();
	cl_close(&place);
	cl_clean(&place);
	for (unsigned i = 0; i < WITNESSES; i++)
		close_witness(i);
	for (unsigned i = 0; i < TABLES; i++)
		cl_free(&table[i]);
	return tap_done();
}
