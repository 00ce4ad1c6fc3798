/*
 * What a desk makes of the register: it keeps what is new, carries it in proofs, holds the
 * register to its past, and believes nothing that is not signed (format.md 6.8 to 6.11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";
static const char *const names[] = {"nord", "sud"};

/* ---- a depositary that may lie about the register ---- */

static enum vb_code (*real_connect)(void *ctx, const char *address, bool create,
				    struct vb_post *out, struct vb_err *err);
static struct vb_post real;
static uint8_t lie[8192];	/* what it answers in place of registrations; none */
static size_t lie_len;
static unsigned asked;		/* how often for registrations */

static enum vb_code lying_ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			      struct vb_err *why)
{
	(void)ctx;
	asked += req->op == VB_OP_REGISTRATIONS;
	if (req->op != VB_OP_REGISTRATIONS || lie_len == 0)
		return vb_post_ask(&real, req, reply, why);
	reply->body = malloc(lie_len);
	if (!reply->body)
		abort();
	memcpy(reply->body, lie, lie_len);
	reply->len = lie_len;
	return VB_OK;
}

static enum vb_code lying_connect(void *ctx, const char *address, bool create,
				  struct vb_post *out, struct vb_err *why)
{
	enum vb_code code = real_connect(ctx, address, create, &real, why);

	if (code == VB_OK)
		*out = (struct vb_post){.ask = lying_ask, .ctx = ctx};
	return code;
}

static void set_up(struct bench *b, unsigned seed)
{
	bench_open(b, seed);
	real_connect = b->world.connect;
	b->world.connect = lying_connect;
	lie_len = 0;
	asked = 0;
	bench_table(b, names, 2, NULL, 0, NULL);
}

static void burst(struct bench *b, const struct vb_registering *how)
{
	static struct vb_burst x;

	b->now += 60;
	good(vb_depositary_registering(b->dep, how, &err), "bursts of four");
	good(vb_depositary_burst(b->dep, 1, &x, &err), "a burst");
}

static void run_burst(struct bench *b)
{
	const struct vb_registering how = {.width = 4};

	burst(b, &how);
}

/* ---- a cosigner that does what it is asked for ---- */

struct willing {
	struct bench *b;
	struct vb_secret *key;
};

static enum vb_code cosign(void *ctx, const char *url, struct vb_view body,
			   struct vb_cosigner_answer *out, struct vb_err *why)
{
	struct willing *x = ctx;
	struct vb_signer by = vb_signer_secret(x->key, "w0", VB_KEY_COSIGN);
	struct vb_growth *g = malloc(sizeof(*g));
	enum vb_code code = g ? vb_growth_parse(body, g, why) : VB_MEMORY;
	struct vb_writer w;

	(void)url;
	vb_writer_init(&w, out->body, sizeof(out->body));
	if (code == VB_OK)
		code = vb_cosign_put(&w, g->checkpoint.note.text, x->b->now, &by, why);
	out->status = 200;
	out->is_size = false;
	out->len = w.len;
	free(g);
	return code;
}

static void run_cosigned_burst(struct bench *b)
{
	struct willing x = {b, NULL};
	struct vb_registering how = {.width = 4, .submit = cosign, .ctx = &x};
	char policy[256];
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	x.key = vb_secret_new(b->world.rng);
	vb_ed25519_public(x.key, pub);
	vb_vkey_make(&k, vb_view_str("w0"), VB_KEY_COSIGN, pub);
	vb_writer_init(&w, policy, sizeof(policy));
	vb_put_str(&w, "witness w0 ");
	vb_vkey_put(&w, &k);
	vb_put_str(&w, " http://127.0.0.1/\nquorum w0\n");
	how.policy = vb_written(&w);
	burst(b, &how);
	vb_secret_free(x.key);
}

static void say(struct bench *b, const char *who)
{
	struct vb_desk *d = bench_desk(b, who);
	struct vb_done done;

	good(bench_act(d, "statement", (const char *const[]){"text", "Again.", NULL}, &done, &err),
	     "%s says something", who);
	vb_desk_close(d);
}

static enum vb_code count_row(void *ctx, uint64_t size, struct vb_view text)
{
	(void)size;
	(void)text;
	++*(unsigned *)ctx;
	return VB_OK;
}

static unsigned kept(struct vb_desk *d)
{
	unsigned n = 0;

	good(vb_registered_list(d, count_row, &n, &err), "what is kept");
	return n;
}

static unsigned count_parts(const char *bytes, size_t len, const char *part)
{
	unsigned n = 0;

	for (const char *p = bytes; p; p = p ? p + 1 : NULL) {
		p = memmem(p, len - (size_t)(p - bytes), part, strlen(part));
		n += p != NULL;
	}
	return n;
}

/* ---- the ordinary way ---- */

static void test_keeps(void)
{
	static struct bench b;
	struct vb_desk *d;
	struct vb_done done;
	uint32_t first = 1;
	char *bytes = NULL;
	size_t len = 0;
	FILE *f;

	set_up(&b, 1);
	d = bench_desk(&b, "nord");
	good(bench_hand(d, note, NULL, &done, &err), "NORD hands over");
	is_int(kept(d), 0, "nothing is registered yet");
	vb_desk_close(d);
	run_burst(&b);
	d = bench_desk(&b, "nord");
	is_int(kept(d), 1, "then it is");
	asked = 0;
	good(vb_desk_sync(d, &err), "again");
	is_int(asked, 0, "nothing is asked for: all that there is is registered");
	vb_desk_close(d);
	say(&b, "sud");
	run_burst(&b);
	say(&b, "sud");
	run_burst(&b);
	d = bench_desk(&b, "nord");
	is_int(kept(d), 3, "three by now");
	f = vb_memory_open(&bytes, &len);
	good(vb_desk_prove(d, &first, 1, f, &err), "a proof of the first act");
	fclose(f);
	is_int(count_parts(bytes, len, "\npart registration "), 1, "has one registration");
	is_int(count_parts(bytes, len, "\npart mark ") >= 1, 1, "and its mark");
	free(bytes);
	f = vb_memory_open(&bytes, &len);
	good(vb_desk_bundle(d, f, &err), "a bundle");
	fclose(f);
	is_int(count_parts(bytes, len, "verbale-registration/1"), 3, "has all three");
	free(bytes);
	vb_desk_close(d);
	bench_close(&b);
}

/* A depositary that has cosigners since later: what they date is shown, not what came first. */
static void test_cosigned_later(void)
{
	static struct bench b;
	struct vb_desk *d;
	struct vb_done done;
	uint32_t first = 1;
	char *bytes = NULL;
	size_t len = 0;
	FILE *f;

	set_up(&b, 6);
	d = bench_desk(&b, "nord");
	good(bench_hand(d, note, NULL, &done, &err), "NORD hands over");
	vb_desk_close(d);
	run_burst(&b);
	vb_desk_close(bench_desk(&b, "nord"));
	say(&b, "sud");
	run_cosigned_burst(&b);
	d = bench_desk(&b, "nord");
	is_int(kept(d), 2, "registered before there was a cosigner, and after");
	f = vb_memory_open(&bytes, &len);
	good(vb_desk_prove(d, &first, 1, f, &err), "a proof of the first act");
	fclose(f);
	is_int(count_parts(bytes, len, "\npart registration "), 1, "has one registration");
	is_int(count_parts(bytes, len, "\n\xe2\x80\x94 w0 "), 1, "with the cosigner's line");
	free(bytes);
	vb_desk_close(d);
	bench_close(&b);
}

/* Until it is there it is asked for now and then, not each time. */
static void test_patience(void)
{
	static struct bench b;
	struct vb_desk *d;

	set_up(&b, 2);
	d = bench_desk(&b, "nord");
	asked = 0;
	for (int i = 0; i < 5; i++)
		good(vb_desk_sync(d, &err), "a sync");
	is_int(asked, 0, "within seconds it is not asked for again");
	b.now += 11;
	good(vb_desk_sync(d, &err), "later");
	is_int(asked, 1, "it is");
	b.now += 11;
	good(vb_desk_sync(d, &err), "as late again");
	is_int(asked, 1, "it is not, for there was nothing");
	b.now += 11;
	good(vb_desk_sync(d, &err), "later than that");
	is_int(asked, 2, "it is");
	b.now -= 3600;
	good(vb_desk_sync(d, &err), "with a clock that was set back");
	is_int(asked, 3, "it is, too");
	vb_desk_close(d);
	bench_close(&b);
}

/* ---- lies ---- */

/* A registration of @checkpoint in a register of one entry, signed by the log key. */
static void make_lie(struct bench *b, const struct vb_desk *d, uint64_t counter,
		     const struct vb_secret *by, const struct vb_hash *checkpoint)
{
	struct vb_signer s = vb_signer_secret(by, "bern/register", VB_KEY_ED25519);
	uint8_t entry[VB_REGISTER_ENTRY], cp[1024], text[4096];
	struct vb_hash key, root;
	struct vb_writer w, t;

	b->world.rng.fill(b->world.rng.ctx, key.b, sizeof(key.b));
	vb_register_entry(&key, &d->card.table, counter, checkpoint, entry);
	vb_leaf_hash(vb_view(entry, sizeof(entry)), &root);
	vb_writer_init(&w, cp, sizeof(cp));
	good(vb_checkpoint_sign(&w, vb_view_str("bern/register"), 1, &root, &s, &err), "signed");
	vb_writer_init(&t, text, sizeof(text));
	vb_registration_put(&t, counter, &key, checkpoint, 0, NULL, 0, vb_written(&w));
	lie[0] = (uint8_t)(t.len >> 8);
	lie[1] = (uint8_t)t.len;
	memcpy(lie + 2, text, t.len);
	lie_len = 2 + t.len;
}

/* The third line of its key file: the log key. */
static struct vb_secret *log_secret(const struct bench *b)
{
	struct vb_secret *s = NULL;
	struct vb_vkey pub;
	struct vb_cursor c;
	struct vb_view line;
	uint8_t *bytes = NULL;
	char path[200];
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/depositary.key", bench_path(b, "bern"));
	good(vb_file_read(path, 4096, &bytes, &len, &err), "its keys");
	vb_cursor_init(&c, vb_view(bytes, len), &err);
	vb_cursor_line(&c);
	vb_cursor_line(&c);
	line = vb_cursor_line(&c);
	good(vb_skey_parse(line, &pub, &s, &err), "the log key");
	free(bytes);
	return s;
}

static void test_stranger(void)
{
	static struct bench b;
	struct vb_secret *mine = NULL, *theirs;
	struct vb_hash other = {{7}};
	struct vb_desk *d;
	struct vb_done done;

	set_up(&b, 3);
	mine = vb_secret_new(b.world.rng);
	theirs = log_secret(&b);
	d = bench_desk(&b, "nord");
	make_lie(&b, d, 1, mine, &other);
	b.now += 4000;
	good(vb_desk_sync(d, &err), "what somebody else signed says nothing");
	make_lie(&b, d, 2, theirs, &other);
	b.now += 4000;
	good(vb_desk_sync(d, &err), "nor does a counter that is not the next");
	lie_len = 7;
	b.now += 4000;
	good(vb_desk_sync(d, &err), "nor what is cut off");
	is_int(kept(d), 0, "nothing of it is kept");
	make_lie(&b, d, 1, theirs, &other);
	b.now += 4000;
	good(vb_desk_sync(d, &err), "a checkpoint that we do not have may be news");
	b.now += 4000;
	bad(vb_desk_sync(d, &err), VB_FALSE, "what we still do not have is kept from us");
	is_str(err.clause, "6.8", "and so is said");
	bad(bench_act(d, "statement", (const char *const[]){"text", "No.", NULL}, &done, &err),
	    VB_FALSE, "nothing is signed as long as it is so");
	vb_desk_close(d);
	vb_secret_free(mine);
	vb_secret_free(theirs);
	bench_close(&b);
}

/* The folder of the depositary as it was, without its mark. */
static void set_back(struct bench *b)
{
	char path[200];

	vb_depositary_close(b->dep);
	b->dep = NULL;
	bench_copy(bench_path(b, "older"), bench_path(b, "bern"));
	snprintf(path, sizeof(path), "%s/register.mark", bench_path(b, "bern"));
	unlink(path);
	good(vb_depositary_open(bench_path(b, "bern"), "bern", false, b->world.clock,
				b->world.rng, &b->dep, &err), "an older register");
}

static void lodge_again(struct bench *b, struct vb_desk *d, uint64_t index)
{
	struct vb_pile rows = {0};
	struct vb_request req = {.op = VB_OP_LODGE, .table = d->card.table};
	struct vb_post post = vb_depositary_post(b->dep);
	struct vb_reply reply = {0};
	struct vb_view n;
	uint8_t *body;

	good(vb_cabinet_entries(d->cab, index, index + 1, vb_pile_row, &rows, &err), "its act");
	n = vb_pile_view(&rows, 0);
	body = malloc(4 + n.len);
	if (!body)
		abort();
	vb_put_be32(body, (uint32_t)n.len);
	memcpy(body + 4, n.ptr, n.len);
	req.body = vb_view(body, 4 + n.len);
	good(vb_post_ask(&post, &req, &reply, &err), "lodged once more");
	vb_reply_free(&reply);
	free(body);
	vb_pile_free(&rows);
}

/* The log is the same, the register under it is another. */
static void test_forked_register(void)
{
	static struct bench b;
	struct vb_desk *d;

	set_up(&b, 4);
	run_burst(&b);
	vb_depositary_close(b.dep);
	b.dep = NULL;
	bench_copy(bench_path(&b, "bern"), bench_path(&b, "older"));
	say(&b, "sud");
	run_burst(&b);
	d = bench_desk(&b, "nord");
	is_int(kept(d), 2, "NORD knows two entries");
	set_back(&b);
	lodge_again(&b, d, 1);
	vb_desk_close(d);
	run_burst(&b);
	say(&b, "sud");
	run_burst(&b);
	d = NULL;
	good(vb_desk_open(bench_path(&b, "nord"), true, &b.world, &d, &err), "NORD's desk");
	b.now += 4000;
	bad(vb_desk_sync(d, &err), VB_FALSE, "the register does not go on from what it was");
	is_str(err.clause, "6.7", "it is forked");
	vb_desk_close(d);
	bench_close(&b);
}

int main(void)
{
	test_keeps();
	test_cosigned_later();
	test_patience();
	test_stranger();
	test_forked_register();
	return tap_done();
}
