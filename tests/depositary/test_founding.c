/*
 * A depositary's folder and keys; drafts, seats, and a table that opens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the folder ---- */

static void path_of(char out[static 512], const struct cl_place *p, const char *file)
{
	snprintf(out, 512, "%s/%s", p->dir, file);
}

/* Whether any file of the folder holds @needle. */
static bool folder_holds(const struct cl_place *p, struct vb_view needle)
{
	DIR *dir = opendir(p->dir);
	struct dirent *e;
	bool found = false;
	char path[512];

	while (dir && (e = readdir(dir))) {
		size_t len = 0;
		uint8_t *bytes;

		if (strncmp(e->d_name, "depositary.db", 13) != 0)
			continue;
		path_of(path, p, e->d_name);
		bytes = tap_slurp(path, &len);
		found = found || (bytes && memmem(bytes, len, needle.ptr, needle.len));
		free(bytes);
	}
	if (dir)
		closedir(dir);
	return found;
}

static void test_folder(void)
{
	struct cl_place p, q;
	struct vb_err err = {0};
	char path[512], name[80];
	struct stat st;

	cl_folder(&p);
	is_int(cl_try_open(&p, false, &err), VB_NOT_FOUND, "nothing is made unless asked for");
	cl_open(&p);
	path_of(path, &p, "depositary.key");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "the key file has mode 0600");
	cl_close(&p);
	is_int(cl_try_open(&p, false, &err), VB_OK, "and is read again");
	q = p;
	is_int(cl_try_open(&q, true, &err), VB_OK, "twice at once, too");
	cl_close(&q);
	cl_close(&p);
	chmod(path, 0640);
	is_int(cl_try_open(&p, true, &err), VB_REFUSED, "a key file that others can read: no");
	ok(strstr(err.sentence, "0600"), "the sentence says what its mode must be");
	snprintf(name, sizeof(name), "%s/kept", p.dir);
	rename(path, name);
	is_int(cl_try_open(&p, true, &err), VB_KEY, "new keys are not made for old logs");
	rename(name, path);
	chmod(path, 0600);
	is_int(truncate(path, 100), 0, "a key file cut short");
	is_int(cl_try_open(&p, true, &err), VB_MALFORMED, "is refused");
	ok(!strstr(err.sentence, "PRIVATE"), "and not quoted");
	cl_clean(&p);
}

static void test_card(void)
{
	struct vb_request req = {.op = VB_OP_INFO};
	struct vb_reply r = {0};
	struct vb_card card;
	struct vb_err err = {0};
	struct cl_place p;
	unsigned read = 0;

	cl_folder(&p);
	cl_open(&p);
	is_int(vb_post_ask(&p.post, &req, &r, &err), VB_OK, "the card is shown");
	is_int(vb_card_parse(vb_view(r.body, r.len), &card, &err), VB_OK, "and read");
	is_str(card.name, "bern", "its name");
	ok(card.act.type == VB_KEY_ED25519 && card.clock.type == VB_KEY_COSIGN,
	   "3.2 act and clock have their types");
	for (size_t n = 0; n < r.len; n++)
		read += vb_card_parse(vb_view(r.body, n), &card, &err) == VB_OK;
	is_int(read, 0, "no truncation of a card is one");
	for (size_t n = 0; n < r.len; n++) {
		r.body[n] ^= 1;
		read += vb_card_parse(vb_view(r.body, r.len), &card, &err) == VB_OK;
		r.body[n] ^= 1;
	}
	/* Four letters of the log's base64 carry its own bits alone. */
	ok(read < 48,
	   "of its mutations only those of the bare log key can be cards: %u", read);
	vb_reply_free(&r);
	req.op = (enum vb_op)99;
	is_int(vb_post_ask(&p.post, &req, &r, &err), VB_USAGE,
	       "an unknown request is refused");
	cl_close(&p);
	cl_clean(&p);
}

/* ---- drafts ---- */

/* Puts the draft with @old replaced by @new, everywhere. */
static enum vb_code put_edited(struct cl_table *t, const char *old, const char *new,
			       struct vb_err *err)
{
	uint8_t buf[sizeof(t->draft_text)];
	struct vb_request req = {.op = VB_OP_DRAFT_PUT};
	struct vb_reply r = {0};
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	for (size_t i = 0; i < t->draft_len;) {
		if (t->draft_len - i >= strlen(old) &&
		    memcmp(t->draft_text + i, old, strlen(old)) == 0) {
			vb_put_str(&w, new);
			i += strlen(old);
		} else {
			vb_put_byte(&w, t->draft_text[i++]);
		}
	}
	req.body = vb_written(&w);
	code = vb_post_ask(&t->post, &req, &r, err);
	vb_reply_free(&r);
	return code;
}

static void test_drafts(void)
{
	struct vb_request req = {.op = VB_OP_DRAFT_GET};
	struct vb_reply r = {0};
	struct vb_err err = {0};
	struct cl_place p, other;
	struct cl_table t, u;
	char line[400];

	cl_folder(&p);
	cl_open(&p);
	cl_draft(&t, p.post, "transit", 2, 1);
	is_int(put_edited(&t, "\ndepositary bern\n",
	       "\ndepositary basel\n", &err), VB_MALFORMED,
	       "9.5 a draft with keys that are not its depositary's");
	is_int(put_edited(&t, "bern", "basel", &err), VB_MALFORMED,
	       "9.5 keys renamed have other ids");
	snprintf(line, sizeof(line), "\norigin %s\n", t.origin);
	is_int(put_edited(&t, line, "\norigin bern/transit\n", &err), VB_REFUSED,
	       "6.2 an origin that is not DEPOSITARY/TABLE-NONCE");
	is_str(err.clause, "6.2", "the clause");
	is_int(put_edited(&t, "name transit", "name transi", &err), VB_REFUSED,
	       "6.2 the origin of another table's name");
	is_int(put_edited(&t, "seat -", "seat nord AAAA", &err), VB_MALFORMED,
	       "9.5 a draft with a seat");
	is_int(put_edited(&t, "verbale-act/1", "verbale-act/2", &err), VB_MALFORMED,
	       "2.1 another label");

	cl_folder(&other);
	cl_open(&other);
	cl_draft(&u, other.post, "transit", 2, 1);
	cl_move(&u, p.post);
	is_int(cl_draft_put(&u, &err), VB_REFUSED, "5.1.1 another bern's keys");
	is_str(err.clause, "5.1.1", "the clause");
	cl_free(&u);
	cl_close(&other);
	cl_clean(&other);

	is_int(cl_draft_put(&t, &err), VB_OK, "9.5 a good draft is kept");
	is_int(cl_draft_put(&t, &err), VB_OK, "9.5 twice the same");
	req.hash = t.draft;
	ok(vb_post_ask(&t.post, &req, &r, &err) == VB_OK &&
	   vb_view_eq(vb_view(r.body, r.len), vb_view(t.draft_text, t.draft_len)),
	   "9.5 and shown to whoever has its id");
	vb_reply_free(&r);
	req.hash.b[0] ^= 1;
	is_int(vb_post_ask(&t.post, &req, &r, &err), VB_NOT_FOUND, "9.5 an unknown id is not");
	cl_free(&t);
	cl_close(&p);
	cl_clean(&p);
}

/* ---- seats ---- */

static enum vb_code put_seat(struct cl_table *t, struct vb_view seat, struct vb_view secret,
			     struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_SEAT_PUT, .hash = t->draft, .body = seat,
				 .secret = secret};
	struct vb_reply r = {0};
	enum vb_code code = vb_post_ask(&t->post, &req, &r, err);

	vb_reply_free(&r);
	return code;
}

static void swap(struct vb_secret **a, struct vb_secret **b)
{
	struct vb_secret *c = *a;

	*a = *b;
	*b = c;
}

static void test_seats(void)
{
	uint8_t seat[4096], secret[512], secret1[512];
	struct vb_view v, s, s1;
	struct vb_err err = {0};
	struct cl_place p;
	struct cl_table t;
	bool open = true;

	cl_folder(&p);
	cl_open(&p);
	cl_draft(&t, p.post, "transit", 2, 2);
	is_int(cl_seat_put(&t, 0, &open, &err), VB_NOT_FOUND, "9.5 no seat without a draft");
	is_int(cl_draft_put(&t, &err), VB_OK, "9.5 the draft");
	v = vb_view(seat, cl_seat(&t, 0, seat));
	s = vb_view(secret, cl_founding_secret(&t, 0, secret));
	s1 = vb_view(secret1, cl_founding_secret(&t, 1, secret1));

	is_int(put_seat(&t, v, s1, &err), VB_REFUSED, "9.5 another's founding secret");
	is_int(put_seat(&t, v, vb_view("", 0), &err), VB_MALFORMED, "9.5 no founding secret");
	seat[100] ^= 1;
	ok(put_seat(&t, v, s, &err) != VB_OK, "9.5 a changed seat");
	cl_seat(&t, 0, seat);
	snprintf(t.m[0].name, sizeof(t.m[0].name), "ost");
	v = vb_view(seat, cl_seat(&t, 0, seat));
	s = vb_view(secret, cl_founding_secret(&t, 0, secret));
	is_int(put_seat(&t, v, s, &err), VB_REFUSED, "9.5 the seat of somebody else");
	snprintf(t.m[0].name, sizeof(t.m[0].name), "nord");
	t.draft.b[0] ^= 1;
	v = vb_view(seat, cl_seat(&t, 0, seat));
	t.draft.b[0] ^= 1;
	s = vb_view(secret, cl_founding_secret(&t, 0, secret));
	is_int(put_seat(&t, v, s, &err), VB_REFUSED, "9.5 a seat for another draft");

	is_int(cl_seat_put(&t, 0, &open, &err), VB_OK, "9.5 a seat is taken");
	ok(!open, "and the table waits for the other");
	is_int(cl_seat_put(&t, 0, &open, &err), VB_OK, "9.5 once more the same");
	swap(&t.m[0].cosign, &t.m[0].recovery);
	is_int(cl_seat_put(&t, 0, &open, &err), VB_CONFLICT, "9.5 not another of that party");
	swap(&t.m[0].cosign, &t.m[0].recovery);
	swap(&t.m[1].cosign, &t.m[0].act);
	is_int(cl_seat_put(&t, 1, &open, &err), VB_REFUSED, "3.5 a key of another member");
	is_str(err.clause, "3.5", "the clause");
	swap(&t.m[1].cosign, &t.m[0].act);
	ok(folder_holds(&p, s), "the founding secret is kept until the table opens");
	is_int(cl_seat_put(&t, 1, &open, &err), VB_OK, "9.5 the last seat");
	ok(open, "opens the table");
	ok(!folder_holds(&p, s) && !folder_holds(&p, s1),
	   "9.5 and erases the founding secrets from the disk");
	is_int(cl_seat_put(&t, 1, &open, &err), VB_OK, "9.5 a late repetition");
	ok(open, "is told that it is open");
	cl_free(&t);
	cl_close(&p);
	cl_clean(&p);
}

static void seats_are(struct cl_table *t, const char *want, uint64_t number)
{
	struct vb_request req = {.op = VB_OP_SEATS, .hash = t->draft};
	struct vb_reply r = {0};
	struct vb_err err = {0};
	char hex[65];

	is_int(vb_post_ask(&t->post, &req, &r, &err), VB_OK, "seats are listed");
	vb_hex(hex, t->id.b, 32);
	ok(vb_view_is(vb_view(r.body, r.len), want ? want : hex) && r.number == number,
	   "9.5 %s", want ? "the names of those seated" : "once it is open, the table's id");
	vb_reply_free(&r);
}

static void test_opening(unsigned n)
{
	struct vb_err err = {0};
	struct cl_audit audit;
	struct cl_place p;
	struct cl_table t;
	bool open = false;

	cl_folder(&p);
	cl_open(&p);
	cl_draft(&t, p.post, "transit", n, 3);
	is_int(cl_draft_put(&t, &err), VB_OK, "draft of %u members", n);
	seats_are(&t, "", 0);
	/* In any order: the charter is the same. */
	for (unsigned i = n; i > 0; i--) {
		is_int(cl_seat_put(&t, i - 1, &open, &err), VB_OK,
		       "seat of %s", t.m[i - 1].name);
		ok(open == (i == 1), "%s", open ? "it is open" : "it waits");
		if (n == 3 && i == 2)
			seats_are(&t, "sud\nwest\n", 0);
	}
	seats_are(&t, NULL, 1);
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "5.1.1 the charter of %u members holds", n);
	is_int((long long)audit.size, 1, "6.1 and is entry 0");
	is_int(audit.checkpoints, 1, "6.4 under one dated checkpoint");
	cl_close(&p);
	cl_open(&p);
	cl_move(&t, p.post);
	is_int(cl_promise(&t, 0, NULL, &err), VB_OK, "the table is there when reopened");
	cl_free(&t);
	cl_close(&p);
	cl_clean(&p);
}

/* ---- crashes while the table opens ---- */

static bool crash_at(void *ctx, const char *step)
{
	return strcmp(step, ctx) == 0;
}

static void test_crash(char *step)
{
	struct cl_place dead, p;
	struct vb_err err = {0};
	struct cl_audit audit;
	struct cl_table t;
	bool open = false;

	cl_folder(&dead);
	cl_open(&dead);
	cl_draft(&t, dead.post, "transit", 2, 4);
	ok(cl_draft_put(&t, &err) == VB_OK && cl_seat_put(&t, 0, &open, &err) == VB_OK,
	   "a table with one seat left");
	vb_depositary_on_step(dead.d, crash_at, step);
	is_int(cl_seat_put(&t, 1, &open, &err), VB_IO, "killed when the charter was %s", step);
	is_int(cl_draft_put(&t, &err), VB_IO, "it answers nothing any more");
	p = dead;
	is_int(cl_try_open(&p, false, &err), VB_OK, "another opens the folder");
	cl_move(&t, p.post);
	is_int(cl_seat_put(&t, 1, &open, &err), VB_OK, "the seat is put again");
	ok(open, "9.5 and the table is open, killed when %s", step);
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "its log holds");
	is_int(audit.checkpoints, 1, "6.7 with one checkpoint");
	cl_free(&t);
	cl_close(&dead);
	cl_close(&p);
	cl_clean(&p);
}

int main(void)
{
	static char signed_[] = "signed", committed[] = "committed", published[] = "published";

	test_folder();
	test_card();
	test_drafts();
	test_seats();
	test_opening(2);
	test_opening(3);
	test_crash(signed_);
	test_crash(committed);
	test_crash(published);
	return tap_done();
}
