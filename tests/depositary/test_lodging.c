/*
 * Lodging: what is logged, what is logged as void, what is refused; and what the
 * depositary shows of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct cl_place place;
static struct cl_table table;
static uint8_t note[VB_NOTE_MAX];

static const struct cl_fields promise = {{"what", "other", "due", "2030-01-01T00:00:00Z",
					  "text", "We shall answer.", NULL}};

static enum vb_code lodge(unsigned who, size_t len, uint64_t *index, struct vb_err *err)
{
	return cl_lodge(&table, who, vb_view(note, len), vb_view("", 0), index, err);
}

static uint64_t log_size(void)
{
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];

	return cl_checkpoint(&table, &c, &hash, buf, NULL) == VB_OK ? c.size : 0;
}

/* ---- what is logged ---- */

static void test_lodge(void)
{
	struct vb_err err = {0};
	uint64_t index = 0;
	size_t len;

	len = cl_act(&table, 0, "promise", &promise, NULL, NULL, note);
	is_int(lodge(0, len, &index, &err), VB_OK, "an act is logged");
	is_int((long long)index, 1, "behind the charter");
	is_int(lodge(0, len, &index, &err), VB_OK, "lodged again");
	is_int((long long)index, 1, "it has its old index");
	is_int((long long)log_size(), 2, "and the log has not grown");
	is_int(cl_promise(&table, 1, &index, &err), VB_OK, "the other side's act");
	is_int((long long)index, 2, "comes behind it");
}

/* format.md 2.9: the id names the text: other signature lines make no second act. */
static void test_same_text(void)
{
	struct vb_err err = {0};
	uint64_t index = 0, size = log_size();
	size_t len = cl_entry(&table, 1, note);

	note[len - 10] = note[len - 10] == 'A' ? 'B' : 'A';
	is_int(lodge(0, len, &index, &err), VB_OK, "2.9 the text with another signature line");
	ok(index == 1 && log_size() == size, "2.9 is the act that is logged");
}

static void test_void(void)
{
	char hex[65];
	struct cl_fields f = {{"of", hex, NULL}};
	struct vb_err err = {0};
	struct cl_audit audit;
	uint64_t index = 0, size = log_size();

	vb_hex(hex, table.id.b, 32);
	is_int(cl_do(&table, 0, "refuse", &f, &index, &err), VB_OK,
	       "4.8 an act that breaks a rule of its kind is logged");
	is_int((long long)index, (long long)size, "4.8 at the end of the log");
	cl_audit(&table, &audit);
	is_str(audit.fault, "", "4.8 in a log that holds");
	is_int(audit.voids, 1, "4.8 where it is void");
}

/* ---- what is refused ---- */

struct change {
	const char *what;
	const char *clause;
	enum vb_code code;
	void (*tweak)(struct vb_compose *c, void *ctx);
};

static void skip_number(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number++;
}
static void old_number(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number--;
	c->date--;
}
static void next_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch++;
}
static void other_prev(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->prev.b[0] ^= 1;
}
static void other_table(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->table.b[0] ^= 1;
}
static void other_root(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_root.b[0] ^= 1;
}
static void other_hash(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_checkpoint.b[0] ^= 1;
}
static void other_size(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size--;
}
static void from_the_future(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size++;
}
static void backdated(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date -= 2 * VB_DAY;
	c->lodge_by -= 2 * VB_DAY;
}
static void postdated(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date += 301;
}
static void unknown_author(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->author = "ost";
	c->number = 1;
}
static void unknown_office(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->office = "legal";
	c->number = 1;
}
static void as_depositary(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->author = "bern";
	c->number = 1;
}

static const struct change refused[] = {
	{"4.1 a number left out", "4.1", VB_REFUSED, skip_number},
	{"4.4 another text at a position that is taken", "4.4", VB_CONFLICT, old_number},
	{"4.3 an epoch that nothing began", "4.3", VB_REFUSED, next_epoch},
	{"4.2 another prev", "4.2", VB_REFUSED, other_prev},
	{"2.3 another table", "2.3", VB_REFUSED, other_table},
	{"4.6 seen: another root", "4.6", VB_REFUSED, other_root},
	{"4.6 seen: another checkpoint's hash", "4.6", VB_REFUSED, other_hash},
	{"4.6 seen: another size with that root", "4.6", VB_REFUSED, other_size},
	{"4.6 seen: a size that is not there yet", "4.6", VB_REFUSED, from_the_future},
	{"4.7 lodge-by has passed", "4.7", VB_REFUSED, backdated},
	{"4.7 a date further ahead than the skew", "4.7", VB_REFUSED, postdated},
	{"3.1 an author who is no member", "3.1", VB_REFUSED, unknown_author},
	{"3.1 an office without a key", "3.1", VB_REFUSED, unknown_office},
	{"5.3.3 an act by the depositary's name", "5.3.3", VB_REFUSED, as_depositary},
};

static void test_refused(void)
{
	uint64_t size = log_size();
	struct vb_err err;

	for (size_t i = 0; i < VB_ARRAY_LEN(refused); i++) {
		const struct change *r = &refused[i];
		size_t len = cl_act(&table, 0, "promise", &promise, r->tweak, NULL, note);

		err = (struct vb_err){0};
		is_int(lodge(0, len, NULL, &err), r->code, "%s: refused", r->what);
		is_str(err.clause, r->clause, "%s: the clause", r->what);
	}
	is_int((long long)log_size(), (long long)size, "none of them is in the log");
	is_int(cl_promise(&table, 0, NULL, &err), VB_OK, "an honest act is");
}

static void test_malformed(void)
{
	struct vb_request req = {.op = VB_OP_LODGE, .table = table.id};
	struct vb_reply r = {0};
	struct vb_err err = {0};
	uint8_t body[VB_NOTE_MAX + 8];
	size_t len = cl_act(&table, 0, "promise", &promise, NULL, NULL, note);
	uint64_t size = log_size();
	unsigned taken = 0;

	vb_put_be32(body, (uint32_t)len);
	memcpy(body + 4, note, len);
	body[4 + len] = 0;
	req.body = vb_view(body, len + 5);
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_MALFORMED, "9.3 a byte too many");
	for (size_t n = 0; n < len + 4; n++) {
		req.body = vb_view(body, n);
		taken += vb_post_ask(&table.post, &req, &r, &err) == VB_OK;
	}
	is_int(taken, 0, "9.3 a lodging cut short, anywhere");
	for (size_t n = 4; n < len + 4; n += 3) {
		body[n] ^= 1;
		req.body = vb_view(body, len + 4);
		taken += vb_post_ask(&table.post, &req, &r, &err) == VB_OK;
		body[n] ^= 1;
	}
	is_int(taken, 0, "4.5 a lodging with one byte changed, anywhere");
	is_int((long long)log_size(), (long long)size, "none of them is in the log");
	body[len] = '*';
	req.body = vb_view(body, len + 4);
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_MALFORMED, "base64 that is none");
	body[len] = note[len - 4];
	req.table.b[0] ^= 1;
	req.body = vb_view(body, len + 4);
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_REFUSED,
	       "2.3 an act lodged at another table");
	len = cl_entry(&table, 0, note);
	is_int(lodge(0, len, NULL, &err), VB_REFUSED, "6.1 the charter is not lodged");
}

/* A clock that is set back changes nothing: times of checkpoints do not fall. */
static void test_clock(void)
{
	struct vb_err err = {0};
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];
	int64_t before = 0, after = 0;

	ok(cl_promise(&table, 0, NULL, &err) == VB_OK &&
	   cl_checkpoint(&table, &c, &hash, buf, &err) == VB_OK &&
	   vb_cosign_verify(&c, &table.card.clock, &before, &err) == VB_OK,
			    "a dated checkpoint");
	atomic_fetch_sub(&cl_now, 100);
	ok(cl_promise(&table, 0, NULL, &err) == VB_OK &&
	   cl_checkpoint(&table, &c, &hash, buf, &err) == VB_OK &&
	   vb_cosign_verify(&c, &table.card.clock, &after, &err) == VB_OK, "and another");
	is_int(after, before, "6.5 a clock set back does not date back");
	atomic_fetch_add(&cl_now, 100);
}

/* ---- a roster that changes ---- */

/* Another depositary on the same folder, which remembers the table as it is now. */
static struct cl_place elsewhere(void)
{
	struct cl_place p = place;
	struct vb_err err = {0};

	is_int(cl_try_open(&p, false, &err), VB_OK, "one more depositary, the same folder");
	cl_move(&table, p.post);
	is_int(cl_promise(&table, 0, NULL, &err), VB_OK, "it knows the table");
	cl_move(&table, place.post);
	return p;
}

/* What a depositary remembers refuses nothing that the log allows, and allows nothing
 * that the log refuses. */
static void test_outdated(struct cl_place *second, struct cl_place *third,
			  struct vb_secret *fresh)
{
	struct cl_member *m = &table.m[1];
	uint64_t first = 0, again = 1;
	struct vb_err err = {0};
	size_t len;

	cl_move(&table, second->post);
	is_int(cl_promise(&table, 1, NULL, &err), VB_FALSE,
	       "3.6 nor where another depositary has logged the rekey");
	m->act = fresh;
	cl_move(&table, third->post);
	len = cl_act(&table, 1, "promise", &promise, NULL, NULL, note);
	is_int(lodge(1, len, &first, &err), VB_OK, "3.6 the new one does, there too");
	cl_move(&table, second->post);
	is_int(lodge(1, len, &again, &err), VB_OK, "the same act again, at another");
	is_int((long long)again, (long long)first, "has the same index");
	cl_move(&table, place.post);
	cl_close(second);
	cl_close(third);
}

static void test_rekey(void)
{
	struct cl_place second = elsewhere(), third = elsewhere();
	struct cl_member *m = &table.m[1];
	struct vb_secret *old = m->act, *fresh = vb_secret_new(m->rng);
	struct vb_signer by;
	struct vb_vkey k;
	char key[400];
	struct cl_fields f = {{"key", key, NULL}};
	struct vb_compose c;
	struct vb_err err = {0};
	struct vb_writer w;
	struct vb_view pool[1];
	struct vb_checkpoint seen;
	uint8_t pub[32], buf[8192];
	size_t len;

	vb_ed25519_public(fresh, pub);
	vb_vkey_make(&k, vb_view_str(m->name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, key, sizeof(key) - 1);
	vb_putf(&w, "%s act ", m->name);
	vb_vkey_put(&w, &k);
	key[w.len] = 0;
	c = (struct vb_compose){.kind = vb_kind_find(vb_view_str("rekey")), .table = table.id,
				.author = m->name, .office = "recovery", .number = 1,
				.has_seen = true, .date = atomic_load(&cl_now),
				.lodge_by = atomic_load(&cl_now)};
	ok(cl_checkpoint(&table, &seen, &c.seen_checkpoint, buf, &err) == VB_OK, "checkpoint");
	c.seen_size = seen.size;
	c.seen_root = seen.root;
	len = cl_entry(&table, 0, note);
	ok(vb_note_parse(vb_view(note, len), VB_SIGS_MAX, &seen.note, &err) == VB_OK,
	   "charter");
	vb_act_id(seen.note.text, &c.prev);
	pool[0] = vb_view_str(f.pair[1]);
	c.field[0].v = pool;
	c.field[0].n = 1;
	vb_writer_init(&w, note, sizeof(note));
	is_int(vb_compose_text(&c, &w, &err), VB_OK, "5.1.8 a rekey");
	len = w.len;
	vb_put_byte(&w, '\n');
	by = vb_signer_secret(m->recovery, "sud/recovery", VB_KEY_ED25519);
	ok(vb_sigline_put(&w, vb_view(note, len), &by, NULL) == VB_OK, "signed by recovery");
	by = vb_signer_secret(fresh, m->name, VB_KEY_ED25519);
	ok(vb_sigline_put(&w, vb_view(note, len), &by, NULL) == VB_OK, "and the new key");
	is_int(cl_lodge(&table, 0, vb_written(&w), vb_view("", 0), NULL, &err), VB_OK,
	       "5.1.8 it is logged");
	/* format.md 4.3: the chain goes on in the next epoch. */
	m->epoch++;
	is_int(cl_promise(&table, 1, NULL, &err), VB_FALSE, "3.6 the old key signs no more");
	test_outdated(&second, &third, fresh);
	is_int(cl_promise(&table, 1, NULL, &err), VB_OK, "3.6 the new one does");
	vb_secret_free(old);
}

/* ---- what is shown ---- */

static void test_reading(void)
{
	struct vb_request req = {.table = table.id};
	struct vb_reply r = {0};
	struct vb_err err = {0};
	struct vb_act *a = need(calloc(1, sizeof(*a)));
	char want[128], hex[65];
	size_t len = cl_entry(&table, 1, note);

	ok(vb_act_parse(vb_view(note, len), a, NULL) == VB_OK, "entry 1");
	req.op = VB_OP_FIND;
	req.hash = a->id;
	ok(vb_post_ask(&table.post, &req, &r, &err) == VB_OK && r.number == 1, "it is found");
	req.hash.b[0] ^= 1;
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_NOT_FOUND, "another id is not");
	req.op = VB_OP_HEAD;
	req.name = vb_view_str("nord");
	vb_hex(hex, table.m[0].prev.b, 32);
	snprintf(want, sizeof(want), "%llu 0 %s", (unsigned long long)table.m[0].number, hex);
	ok(vb_post_ask(&table.post, &req, &r, &err) == VB_OK &&
	   vb_view_is(vb_view(r.body, r.len), want), "4.1 the head of a chain: %s", want);
	vb_reply_free(&r);
	req.name = vb_view_str("ost");
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_NOT_FOUND, "no chain, no head");
	req.op = VB_OP_CHECKPOINT;
	req.table.b[0] ^= 1;
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_NOT_FOUND,
	       "no log, no checkpoint");
	free(a);
}

static unsigned frames(uint64_t from, uint64_t to, enum vb_op op)
{
	struct vb_request req = {.op = op, .table = table.id, .from = from, .to = to};
	struct vb_reply r = {0};
	struct vb_cursor c;
	struct vb_view v;
	unsigned n = 0;

	if (vb_post_ask(&table.post, &req, &r, NULL) != VB_OK)
		return 9999;
	vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
	while (vb_bundle_next(&c, &v))
		n++;
	if (c.code != VB_OK || c.pos != r.len)
		n = 9998;
	vb_reply_free(&r);
	return n;
}

static void test_ranges(void)
{
	uint64_t size = log_size();

	is_int(frames(0, size, VB_OP_ENTRIES), (long long)size, "all entries");
	is_int(frames(1, 3, VB_OP_ENTRIES), 2, "entries 1 and 2");
	is_int(frames(size, size + 5, VB_OP_ENTRIES), 0, "none behind the end");
	is_int(frames(3, 1, VB_OP_ENTRIES), 0, "none from 3 to 1");
	is_int(frames(0, UINT64_MAX, VB_OP_ENTRIES), (long long)size, "to the end");
	is_int(frames(2, 3, VB_OP_CHECKPOINTS), 1, "9.1 the checkpoint of size 2");
	is_int(frames(0, UINT64_MAX, VB_OP_CHECKPOINTS), (long long)size,
	       "9.1 one checkpoint for each lone act");
}

static unsigned lines(void)
{
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];

	return cl_checkpoint(&table, &c, &hash, buf, NULL) == VB_OK ? c.note.nsigs : 0;
}

static void test_cosign(void)
{
	struct vb_request req = {.op = VB_OP_COSIGN, .table = table.id};
	struct vb_checkpoint c;
	struct vb_reply r = {0};
	struct vb_err err = {0};
	struct vb_hash hash;
	uint8_t buf[8192];
	int64_t time = 0, later = 0, now = atomic_load(&cl_now);

	is_int(lines(), 2, "6.4 log line and clock line");
	is_int(cl_cosign(&table, 0, now, &err), VB_OK, "6.4 a member cosigns");
	is_int(lines(), 3, "6.4 its line is shown");
	is_int(cl_cosign(&table, 0, now + 5, &err), VB_OK, "6.4 twice");
	is_int(lines(), 3, "6.4 the first stands");
	is_int(cl_cosign(&table, 1, now, &err), VB_OK, "6.4 the other, too");
	ok(cl_checkpoint(&table, &c, &hash, buf, &err) == VB_OK && c.note.nsigs == 4,
	   "6.4 four lines");
	ok(vb_cosign_verify(&c, &table.card.clock, &time, &err) == VB_OK,
	   "6.4 the clock's holds");
	atomic_store(&cl_now, time + 3599);
	ok(cl_checkpoint(&table, &c, &hash, buf, &err) == VB_OK &&
	   vb_cosign_verify(&c, &table.card.clock, &later, &err) == VB_OK && later == time,
	   "6.4 within the hour its date stands");
	atomic_store(&cl_now, time + 3600);
	ok(cl_checkpoint(&table, &c, &hash, buf, &err) == VB_OK &&
	   vb_cosign_verify(&c, &table.card.clock, &later, &err) == VB_OK &&
	   later == time + 3600 && c.note.nsigs == 4,
	   "6.4 then a quiet log is dated anew, once");
	atomic_store(&cl_now, now);
	req.from = c.size;
	req.body = vb_view_str("\xe2\x80\x94 nord AAAA\n");
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_MALFORMED,
	       "6.4 a line that is none");
	req.body = vb_view(strstr((char *)buf, "\xe2\x80\x94 bern "), 0);
	req.body.len = (size_t)(strchr((const char *)req.body.ptr, '\n') -
				(const char *)req.body.ptr) + 1;
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_REFUSED,
	       "3.1 a line of somebody who does not cosign here");
	req.from = c.size - 1;
	req.body = vb_view(strstr((char *)buf, "\xe2\x80\x94 nord "), req.body.len);
	req.body.len = (size_t)(strchr((const char *)req.body.ptr, '\n') -
				(const char *)req.body.ptr) + 1;
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_FALSE,
	       "6.4 a line for a checkpoint of another size");
	req.from = c.size + 1;
	is_int(vb_post_ask(&table.post, &req, &r, &err), VB_NOT_FOUND,
	       "6.4 a line for a checkpoint that is not there");
	is_int(lines(), 4, "none of these is kept");
}

int main(void)
{
	struct cl_audit audit;

	cl_folder(&place);
	cl_open(&place);
	cl_found(&table, place.post, "transit", 2, 1);
	test_lodge();
	test_same_text();
	test_refused();
	test_malformed();
	test_ranges();
	test_void();
	test_clock();
	test_rekey();
	test_reading();
	test_cosign();
	cl_close(&place);
	cl_open(&place);
	cl_move(&table, place.post);
	ok(cl_promise(&table, 0, NULL, NULL) == VB_OK &&
	   cl_promise(&table, 1, NULL, NULL) == VB_OK,
	   "after reopening the log goes on");
	cl_audit(&table, &audit);
	is_str(audit.fault, "", "4.5 and all of it holds");
	cl_free(&table);
	cl_close(&place);
	cl_clean(&place);
	return tap_done();
}
