/*
 * Crashes at every step, processes that are killed, disks that are full: nothing that
 * was answered is lost, and no two checkpoints of one size ever leave.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n";

/* ---- what has left the depositary ---- */

#define SIZES 64

struct witness {
	bool has[SIZES];
	struct vb_hash root[SIZES];
	unsigned forks;
};

static void watch(struct witness *w, struct cl_table *t)
{
	struct vb_checkpoint c;
	struct vb_hash hash;
	uint8_t buf[8192];

	if (cl_checkpoint(t, &c, &hash, buf, NULL) != VB_OK || c.size >= SIZES)
		return;
	w->forks += w->has[c.size] && !vb_hash_eq(&w->root[c.size], &c.root);
	w->has[c.size] = true;
	w->root[c.size] = c.root;
}

/* Every checkpoint that was seen is one of those that are served now. */
static unsigned lost(const struct witness *w, struct cl_table *t)
{
	struct vb_request req = {.op = VB_OP_CHECKPOINTS, .table = t->id, .to = SIZES};
	struct vb_reply r = {0};
	struct vb_checkpoint c;
	struct vb_cursor cur;
	struct vb_view note;
	unsigned n = 0;

	for (unsigned i = 0; i < SIZES; i++)
		n += w->has[i];
	if (vb_post_ask(&t->post, &req, &r, NULL) != VB_OK)
		return 999;
	vb_cursor_init(&cur, vb_view(r.body, r.len), NULL);
	while (vb_bundle_next(&cur, &note)) {
		if (vb_checkpoint_parse(note, &c, NULL) == VB_OK && c.size < SIZES &&
		    w->has[c.size])
			n -= vb_hash_eq(&c.root, &w->root[c.size]);
	}
	vb_reply_free(&r);
	return n;
}

/* ---- a scenario with a crash in it ---- */

struct fuse {
	const char *step;
	unsigned left;		/* that many times it passes */
	bool blown;
};

static bool burn(void *ctx, const char *step)
{
	struct fuse *f = ctx;

	if (strcmp(step, f->step) != 0 || f->blown)
		return false;
	f->blown = f->left == 0;
	f->left -= !f->blown;
	return f->blown;
}

struct scene {
	struct cl_place p, dead;
	struct cl_table t;
	struct witness w;
	struct fuse fuse;
	unsigned wrong;
};

/* The dead one stays as it is until the end, as a killed process leaves its files. */
static void revive(struct scene *s)
{
	struct vb_err err = {0};

	s->dead = s->p;
	if (cl_try_open(&s->p, false, &err) != VB_OK)
		abort();
	cl_move(&s->t, s->p.post);
}

/* Lodges the same bytes until they are logged; the answers agree. */
static uint64_t insist(struct scene *s, unsigned who, struct vb_view note,
		       struct vb_view identities)
{
	uint64_t index = 0, again = 0;
	struct vb_err err = {0};
	enum vb_code code = cl_lodge(&s->t, who, note, identities, &index, &err);

	if (code == VB_IO) {
		revive(s);
		watch(&s->w, &s->t);
		code = cl_lodge(&s->t, who, note, identities, &index, &err);
	}
	watch(&s->w, &s->t);
	s->wrong += code != VB_OK;
	code = cl_lodge(&s->t, who, note, identities, &again, &err);
	if (code == VB_IO) {
		revive(s);
		code = cl_lodge(&s->t, who, note, identities, &again, &err);
	}
	s->wrong += code != VB_OK || again != index;
	return index;
}

static void play(struct scene *s)
{
	static uint8_t note[VB_NOTE_MAX];
	static const struct cl_fields promise = {{"what", "other", "due",
		"2030-01-01T00:00:00Z", "text", "We shall.", NULL}};
	struct vb_view none = vb_view("", 0);
	char hex[65];
	struct cl_fields receipt = {{"of", hex, "copy", NULL, NULL}};
	struct cl_paper *p;
	uint64_t index;
	char *opened;

	insist(s, 0, vb_view(note, cl_act(&s->t, 0, "promise", &promise, NULL, NULL, note)),
	       none);
	p = cl_paper(&s->t, 0, 1, text);
	if (cl_copy_put(&s->t, p, NULL) == VB_IO) {
		revive(s);
		s->wrong += cl_copy_put(&s->t, p, NULL) != VB_OK;
	}
	insist(s, 0, vb_view(p->note, p->len), vb_view(p->identity, p->identity_len));
	vb_hex(hex, p->id.b, 32);
	receipt.pair[3] = p->receipt;
	index = insist(s, 1, vb_view(note, cl_act(&s->t, 1, "receipt", &receipt, NULL, NULL,
						  note)), none);
	opened = cl_open_copy(&s->t, 1, p, index + 1);
	s->wrong += !opened || strcmp(opened, text) != 0;
	free(opened);
	insist(s, 1, vb_view(note, cl_act(&s->t, 1, "promise", &promise, NULL, NULL, note)),
	       none);
	cl_paper_free(p);
}

static bool test_step(const char *step, unsigned nth)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct cl_audit audit;
	bool blown;

	if (!s)
		abort();
	cl_folder(&s->p);
	cl_open(&s->p);
	cl_found(&s->t, s->p.post, "transit", 2, nth);
	watch(&s->w, &s->t);
	s->fuse = (struct fuse){.step = step, .left = nth};
	vb_depositary_on_step(s->p.d, burn, &s->fuse);
	play(s);
	blown = s->fuse.blown;
	if (blown) {
		is_int(s->wrong, 0, "killed at \"%s\" %u: every answer holds", step, nth);
		cl_audit(&s->t, &audit);
		is_str(audit.fault, "", "killed at \"%s\" %u: the log holds", step, nth);
		is_int((long long)audit.size, 6,
		       "killed at \"%s\" %u: nothing twice", step, nth);
		ok(s->w.forks == 0 && lost(&s->w, &s->t) == 0,
		   "6.7 killed at \"%s\" %u: what has left stays", step, nth);
	}
	cl_free(&s->t);
	cl_close(&s->dead);
	cl_close(&s->p);
	cl_clean(&s->p);
	free(s);
	return blown;
}

static void test_steps(void)
{
	static const char *const steps[] = {"copy-stored", "enqueued", "signed", "committed",
					    "published"};

	for (size_t i = 0; i < VB_ARRAY_LEN(steps); i++) {
		unsigned n = 0;

		while (n < 20 && test_step(steps[i], n))
			n++;
		ok(n >= (i == 0 ? 1 : 4) && n < 20, "\"%s\" comes %u times", steps[i], n);
	}
}

/* ---- a process that is killed ---- */

/* Lodges without end, and tells the index of each act that was answered. */
static _Noreturn void lodge_for_ever(struct cl_place p, struct cl_table *t, int tell)
{
	uint64_t index;

	cl_open(&p);
	cl_move(t, p.post);
	for (;;) {
		struct {
			uint64_t index;
			struct vb_hash id;
		} told;

		if (cl_promise(t, 0, &index, NULL) != VB_OK)
			_exit(1);
		told.index = index;
		told.id = t->m[0].prev;
		if (write(tell, &told, sizeof(told)) != sizeof(told))
			_exit(1);
	}
}

static unsigned missing(struct cl_table *t, int told, unsigned *n, struct vb_hash *last)
{
	struct {
		uint64_t index;
		struct vb_hash id;
	} one;
	unsigned wrong = 0;

	while (read(told, &one, sizeof(one)) == sizeof(one)) {
		struct vb_request req = {.op = VB_OP_FIND, .table = t->id, .hash = one.id};
		struct vb_reply r = {0};

		wrong += vb_post_ask(&t->post, &req, &r, NULL) != VB_OK ||
			 r.number != one.index;
		*last = one.id;
		(*n)++;
	}
	return wrong;
}

/* The chain goes on where the log has it, be it one further than was answered. */
static void catch_up(struct cl_table *t)
{
	struct vb_request req = {.op = VB_OP_HEAD, .table = t->id,
				 .name = vb_view_str("nord")};
	struct vb_reply r = {0};
	struct vb_view rest;
	uint64_t number = 0;

	if (vb_post_ask(&t->post, &req, &r, NULL) == VB_OK &&
	    vb_dec_parse(vb_token(vb_view(r.body, r.len), &rest), &number) && number > 0) {
		t->m[0].number = number;
		(void)vb_token(rest, &rest);
		if (!vb_hash_parse(rest, &t->m[0].prev))
			abort();
	}
	vb_reply_free(&r);
}

static void test_kill(void)
{
	static struct cl_table t;
	struct cl_audit audit;
	struct vb_hash last;
	struct cl_place p;
	unsigned told = 0, wrong = 0;

	cl_folder(&p);
	cl_open(&p);
	cl_found(&t, p.post, "transit", 2, 5);
	cl_close(&p);
	for (unsigned round = 0; round < 6; round++) {
		int ends[2], status;
		pid_t child;

		if (pipe(ends) < 0)
			abort();
		fflush(stdout);
		child = fork();
		if (child == 0)
			lodge_for_ever(p, &t, ends[1]);
		close(ends[1]);
		usleep(40000 + 17000 * round);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		cl_open(&p);
		cl_move(&t, p.post);
		wrong += missing(&t, ends[0], &told, &last);
		catch_up(&t);
		wrong += cl_promise(&t, 0, NULL, NULL) != VB_OK;
		cl_close(&p);
		close(ends[0]);
	}
	ok(told > 0 && wrong == 0,
	   "killed six times: all %u acts that were answered stand", told);
	cl_open(&p);
	cl_move(&t, p.post);
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "6.7 and the log holds");
	cl_free(&t);
	cl_close(&p);
	cl_clean(&p);
}

/* ---- a full disk ---- */

static bool fill(const char *path)
{
	static char block[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ssize_t n = 1;

	if (fd < 0)
		return false;
	while (n > 0)
		n = write(fd, block, sizeof(block));
	close(fd);
	return errno == ENOSPC;
}

/* In a child with its own mounts: a file system of 2 MiB, and a ballast in it. */
static int full_child(const char *mnt)
{
	static struct cl_table t;
	struct cl_place p = {.dir = ""};
	struct vb_err err = {0};
	struct cl_audit audit;
	char ballast[128];
	unsigned n = 0;
	uint64_t size;

	if (unshare(CLONE_NEWNS) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", mnt, "tmpfs", 0, "size=2097152") < 0)
		return 77;
	snprintf(p.dir, sizeof(p.dir), "%s", mnt);
	snprintf(ballast, sizeof(ballast), "%s/ballast", mnt);
	cl_open(&p);
	cl_found(&t, p.post, "transit", 2, 8);
	if (cl_promise(&t, 0, NULL, &err) != VB_OK || !fill(ballast))
		return 1;
	while (n < 1000 && cl_promise(&t, 0, NULL, &err) == VB_OK)
		n++;
	if (err.code != VB_FULL)
		return 2;
	cl_audit(&t, &audit);
	if (audit.fault[0] || audit.size != 2 + n)
		return 3;
	size = audit.size;
	for (unsigned i = 0; i < 3; i++)
		if (cl_promise(&t, i % 2, NULL, &err) != VB_FULL)
			return 4;
	cl_audit(&t, &audit);
	if (audit.fault[0] || audit.size != size)
		return 5;
	unlink(ballast);
	if (cl_promise(&t, 0, NULL, &err) != VB_OK || cl_promise(&t, 1, NULL, &err) != VB_OK)
		return 6;
	cl_audit(&t, &audit);
	return audit.fault[0] || audit.size != size + 2 ? 7 : 0;
}

static void test_full(void)
{
	char mnt[] = "/tmp/vb-full-XXXXXX";
	int status = -1;
	pid_t pid;

	if (!mkdtemp(mnt))
		abort();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(full_child(mnt));
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("a full disk: no right to mount a small tmpfs");
	else
		is_int(WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status, 0,
		       "a full disk: lodging is refused, reading goes on, nothing is lost");
	rmdir(mnt);
}

int main(void)
{
	test_full();
	test_kill();
	test_steps();
	return tap_done();
}
