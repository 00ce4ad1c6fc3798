/*
 * The n-th allocation fails, for every n of every request: it is an error code, nothing
 * is half done, and the same request asked again succeeds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n";

/* ---- allocations, counted while a request is answered ---- */

static bool armed;
static uint64_t fail_at, allocations;

static bool strikes(void)
{
	return armed && ++allocations == fail_at;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t n, size_t size);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t n, size_t size);

void *__wrap_malloc(size_t n)
{
	return strikes() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return strikes() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	return strikes() ? NULL : __real_realloc(p, n);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return strikes() ? NULL : __real_reallocarray(p, n, size);
}

/* The post of a depositary, which asks everything until memory suffices. */
struct proxy {
	struct vb_post inner;
	enum vb_op op;		/* which requests are to fail */
	unsigned struck, odd;
};

static enum vb_code ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	struct proxy *x = ctx;
	enum vb_code code = VB_MEMORY;

	if (req->op != x->op)
		return x->inner.ask(x->inner.ctx, req, reply, err);
	for (fail_at = 1; code == VB_MEMORY; fail_at++) {
		vb_reply_free(reply);
		allocations = 0;
		armed = true;
		code = x->inner.ask(x->inner.ctx, req, reply, err);
		armed = false;
		/* Answered all the same: it had to do without something. */
		if (code == VB_OK && allocations >= fail_at)
			code = VB_MEMORY;
		x->struck += code == VB_MEMORY;
	}
	x->odd += code != VB_OK;
	return code;
}

static struct cl_place place;
static struct cl_table table;
static struct proxy proxy;

/* From now on requests @op are short of memory. */
static void shorten(enum vb_op op)
{
	proxy.op = op;
	proxy.struck = proxy.odd = 0;
	cl_move(&table, (struct vb_post){.ask = ask, .ctx = &proxy});
}

static void survived(const char *what)
{
	ok(proxy.struck > 0 && proxy.odd == 0, "%s: memory short in %u places", what,
	   proxy.struck);
	if (proxy.odd)
		diag("%u requests ended otherwise", proxy.odd);
}

static void reopen(void)
{
	cl_close(&place);
	cl_open(&place);
	proxy.inner = place.post;
}

static void test_founding(void)
{
	struct vb_err err = {0};
	bool open = false;

	cl_draft(&table, place.post, "transit", 2, 1);
	shorten(VB_OP_DRAFT_PUT);
	is_int(cl_draft_put(&table, &err), VB_OK, "a draft");
	survived("draft");
	shorten(VB_OP_SEAT_PUT);
	is_int(cl_seat_put(&table, 0, &open, &err), VB_OK, "a seat");
	is_int(cl_seat_put(&table, 1, &open, &err), VB_OK, "the last seat");
	ok(open, "9.5 opens the table");
	survived("seats");
}

static void test_lodging(void)
{
	struct vb_err err = {0};
	uint64_t index = 0;
	struct cl_paper *p;

	reopen();
	shorten(VB_OP_LODGE);
	is_int(cl_promise(&table, 0, NULL, &err), VB_OK, "the first act after opening");
	survived("reading a log, and lodging");
	is_int(cl_promise(&table, 1, NULL, &err), VB_OK, "another act");
	p = cl_paper(&table, 0, 1, text);
	shorten(VB_OP_COPY_PUT);
	is_int(cl_copy_put(&table, p, &err), VB_OK, "a copy");
	shorten(VB_OP_LODGE);
	is_int(cl_hand(&table, 0, p, NULL, &err), VB_OK, "a paper");
	survived("a paper");
	shorten(VB_OP_LODGE);
	is_int(cl_receipt(&table, 1, p, &index, &err), VB_OK, "its receipt");
	survived("receipt and release");
	cl_paper_free(p);
}

static void test_reading(void)
{
	static const struct {
		enum vb_op op;
		const char *what;
	} ops[] = {{VB_OP_CHECKPOINT, "checkpoint"}, {VB_OP_CHECKPOINTS, "checkpoints"},
		   {VB_OP_ENTRIES, "entries"}, {VB_OP_COSIGN, "cosigning"}};
	struct cl_audit audit;

	for (size_t i = 0; i < VB_ARRAY_LEN(ops); i++) {
		reopen();
		shorten(ops[i].op);
		ok(cl_cosign(&table, 0, atomic_load(&cl_now), NULL) == VB_OK, "cosigned");
		cl_audit(&table, &audit);
		is_str(audit.fault, "", "the log holds");
		survived(ops[i].what);
	}
}

static void test_opening(void)
{
	enum vb_code code = VB_MEMORY;
	unsigned struck = 0;

	cl_close(&place);
	for (fail_at = 1; code == VB_MEMORY; fail_at++) {
		allocations = 0;
		armed = true;
		code = cl_try_open(&place, false, NULL);
		armed = false;
		struck += code == VB_MEMORY;
	}
	ok(code == VB_OK && struck > 5, "opening: memory short in %u places", struck);
	proxy.inner = place.post;
}

int main(void)
{
	cl_folder(&place);
	cl_open(&place);
	proxy.inner = place.post;
	test_founding();
	test_lodging();
	test_reading();
	test_opening();
	cl_free(&table);
	cl_close(&place);
	cl_clean(&place);
	return tap_done();
}
