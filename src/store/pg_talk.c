/*
 * One round trip: statements that are sent together, in libpq's pipeline mode, each an
 * unnamed one with its parameters and rows in binary.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* The server's numbers for types, which never change. */
#define BYTEA 17
#define INT8 20
#define BYTEA_ARRAY 1001
#define INT8_ARRAY 1016

/* ---- arrays ---- */

#define ARRAY_HEAD 20u

/* Room for @n bytes, on end; NULL: there is none. */
static uint8_t *array_room(struct vb_array *a, size_t n)
{
	size_t want = a->cap ? a->cap : 1024;
	uint8_t *more;

	if (a->len == 0)
		a->len = ARRAY_HEAD;
	while (want - a->len < n && want < INT_MAX)
		want *= 2;
	if (a->failed || want >= INT_MAX) {
		a->failed = true;
		return NULL;
	}
	if (want > a->cap) {
		more = malloc(want);
		if (!more) {
			a->failed = true;
			return NULL;
		}
		/* realloc() would leave what may be a secret behind. */
		if (a->ptr) {
			memcpy(more, a->ptr, a->len);
			explicit_bzero(a->ptr, a->cap);
			free(a->ptr);
		}
		a->ptr = more;
		a->cap = want;
	}
	a->len += n;
	return a->ptr + a->len - n;
}

static uint8_t *array_add(struct vb_array *a, size_t n)
{
	uint8_t *at = n <= INT_MAX / 2 ? array_room(a, 4 + n) : NULL;

	if (!at) {
		a->failed = true;
		return NULL;
	}
	vb_put_be32(at, (uint32_t)n);
	a->n++;
	return at + 4;
}

void vb_array_int(struct vb_array *a, int64_t v)
{
	uint8_t *at = array_add(a, 8);

	a->numbers = true;
	if (at)
		vb_put_be64(at, (uint64_t)v);
}

void vb_array_bytes(struct vb_array *a, struct vb_view v)
{
	uint8_t *at = array_add(a, v.len);

	if (at && v.len)
		memcpy(at, v.ptr, v.len);
}

/* Dimensions, no NULLs, the element's type, how many, from 1. */
static void array_complete(struct vb_array *a)
{
	uint8_t *at;

	if (!a->ptr)
		(void)array_room(a, 0);
	at = a->ptr;
	if (!at)
		return;
	vb_put_be32(at, 1);
	vb_put_be32(at + 4, 0);
	vb_put_be32(at + 8, a->numbers ? INT8 : BYTEA);
	vb_put_be32(at + 12, a->n);
	vb_put_be32(at + 16, 1);
}

void vb_array_free(struct vb_array *a)
{
	if (a->ptr)
		explicit_bzero(a->ptr, a->cap);
	free(a->ptr);
	*a = (struct vb_array){0};
}

/* ---- asking ---- */

void vb_talk(struct vb_talk *t, struct vb_pg *pg)
{
	t->pg = pg;
	t->n = t->begun = 0;
	t->failed = false;
}

void vb_ask(struct vb_talk *t, const char *text)
{
	struct vb_ask *a;

	if (t->n == VB_PG_ASKS) {
		t->failed = true;
		return;
	}
	a = &t->ask[t->n++];
	a->text = text;
	a->n = 0;
	a->result = NULL;
}

static void parameter(struct vb_talk *t, Oid type, const void *value, size_t length)
{
	struct vb_ask *a = &t->ask[t->n - 1];

	if (a->n == VB_PG_PARAMS || length > INT_MAX) {
		t->failed = true;
		return;
	}
	a->type[a->n] = type;
	/* NULL would be NULL, not an empty value. */
	a->value[a->n] = length ? value : "";
	a->length[a->n] = (int)length;
	a->n++;
}

void vb_ask_int(struct vb_talk *t, int64_t v)
{
	struct vb_ask *a = &t->ask[t->n - 1];
	uint8_t *at = a->number[a->n < VB_PG_PARAMS ? a->n : 0];

	vb_put_be64(at, (uint64_t)v);
	parameter(t, INT8, at, 8);
}

void vb_ask_bytes(struct vb_talk *t, struct vb_view v)
{
	parameter(t, BYTEA, v.ptr, v.len);
}

void vb_ask_hash(struct vb_talk *t, const struct vb_hash *h)
{
	parameter(t, BYTEA, h->b, sizeof(h->b));
}

void vb_ask_array(struct vb_talk *t, struct vb_array *a)
{
	array_complete(a);
	if (a->failed)
		t->failed = true;
	else
		parameter(t, a->numbers ? INT8_ARRAY : BYTEA_ARRAY, a->ptr, a->len);
}

/* ---- the wire ---- */

static bool send_one(PGconn *conn, const struct vb_ask *a)
{
	static const int binary[VB_PG_PARAMS] = {1, 1, 1, 1, 1, 1, 1};

	return PQsendQueryParams(conn, a->text, a->n, a->type, a->value, a->length, binary,
				 1) == 1;
}

static bool send_all(struct vb_talk *t)
{
	PGconn *conn = t->pg->conn;

	for (size_t i = 0; i < t->n; i++)
		if (!send_one(conn, &t->ask[i]))
			return false;
	return PQpipelineSync(conn) == 1;
}

/* Until the server has said something, or has taken some of what we say. */
static bool wait_some(struct vb_pg *pg)
{
	int unsent = PQflush(pg->conn), n;
	struct pollfd p = {.fd = PQsocket(pg->conn), .events = POLLIN};

	if (unsent < 0)
		return false;
	if (unsent > 0)
		p.events |= POLLOUT;
	do
		n = poll(&p, 1, pg->patient ? -1 : VB_PG_SILENCE_MS);
	while (n < 0 && errno == EINTR);
	return n > 0 && (!(p.revents & ~POLLOUT) || PQconsumeInput(pg->conn) == 1);
}

/* *lost: no more will come; NULL otherwise: the statement's answer is complete. */
static PGresult *next_result(struct vb_pg *pg, bool *lost)
{
	*lost = false;
	while (PQisBusy(pg->conn)) {
		if (!wait_some(pg)) {
			*lost = true;
			return NULL;
		}
	}
	return PQgetResult(pg->conn);
}

/* One statement's answer; false: the connection is lost. */
static bool receive_one(struct vb_pg *pg, PGresult **out)
{
	bool lost = false;
	PGresult *r;

	*out = next_result(pg, &lost);
	/* What a dying server says comes before the end, and is all that comes. */
	while (!lost && *out && PQstatus(pg->conn) == CONNECTION_OK) {
		r = next_result(pg, &lost);
		if (!r)
			break;
		PQclear(r);
	}
	return !lost && PQstatus(pg->conn) == CONNECTION_OK;
}

static bool receive_all(struct vb_talk *t)
{
	struct vb_pg *pg = t->pg;
	bool lost = false, there = true;
	PGresult *r;

	for (size_t i = 0; i < t->n && there; i++)
		there = receive_one(pg, &t->ask[i].result);
	if (!there)
		return false;
	r = next_result(pg, &lost);
	there = !lost && r && PQresultStatus(r) == PGRES_PIPELINE_SYNC;
	PQclear(r);
	return there;
}

/* The first statement that was not done; NULL: all were. */
static const struct vb_ask *first_refused(const struct vb_talk *t)
{
	for (size_t i = 0; i < t->n; i++) {
		ExecStatusType s = PQresultStatus(t->ask[i].result);

		if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
			return &t->ask[i];
	}
	return NULL;
}

static enum vb_code exchange(struct vb_talk *t, struct vb_err *err)
{
	const struct vb_ask *refused;
	bool whole = send_all(t) && receive_all(t);

	refused = whole ? first_refused(t) : NULL;
	if (refused)
		return vb_pg_fail(t->pg, refused->result, err);
	return whole ? VB_OK : vb_pg_lost(t->pg, "while it was asked", err);
}

void vb_pg_leave(struct vb_pg *pg)
{
	struct vb_talk t;

	if (!pg->conn || PQtransactionStatus(pg->conn) == PQTRANS_IDLE)
		return;
	vb_talk(&t, pg);
	vb_ask(&t, "ROLLBACK");
	if (exchange(&t, NULL) != VB_OK)
		(void)vb_pg_lost(pg, "", NULL);
	vb_talk_end(&t);
}

/* A transaction of its own, which cannot write; the rows are where they would be without. */
static enum vb_code run_reading(struct vb_talk *t, struct vb_err *err)
{
	struct vb_ask begin = {.text = "BEGIN TRANSACTION READ ONLY"};

	if (t->n + 2 > VB_PG_ASKS)
		t->failed = true;
	if (t->failed)
		return vb_pg_memory(err);
	memmove(&t->ask[1], &t->ask[0], t->n * sizeof(t->ask[0]));
	/* A number stands in the very struct that has moved. */
	for (size_t i = 1; i <= t->n; i++)
		for (int j = 0; j < t->ask[i].n; j++)
			if (t->ask[i].type[j] == INT8)
				t->ask[i].value[j] = (const char *)t->ask[i].number[j];
	t->ask[0] = begin;
	t->n++;
	t->begun = 1;
	vb_ask(t, "COMMIT");
	return exchange(t, err);
}

enum vb_code vb_talk_run(struct vb_talk *t, struct vb_err *err)
{
	struct vb_pg *pg = t->pg;
	enum vb_code code;

	if (t->failed)
		return vb_pg_memory(err);
	/* What was begun ends on the connection on which it was begun, or not at all. */
	if (pg->begun)
		return pg->conn ? exchange(t, err) :
				  vb_fail(err, VB_IO, "", VB_PG_WHERE,
					  "the connection was lost in the transaction");
	code = vb_pg_ready(pg, err);
	if (code)
		return code;
	code = pg->reading ? run_reading(t, err) : exchange(t, err);
	if (code)
		vb_pg_leave(pg);
	return code;
}

enum vb_code vb_talk_run_begun(struct vb_talk *t, struct vb_err *err)
{
	enum vb_code code = t->failed ? vb_pg_memory(err) : vb_pg_ready(t->pg, err);

	if (code)
		return code;
	t->pg->begun = true;
	return exchange(t, err);
}

const PGresult *vb_talk_rows(const struct vb_talk *t, size_t i)
{
	return t->ask[t->begun + i].result;
}

void vb_talk_end(struct vb_talk *t)
{
	for (size_t i = 0; i < t->n; i++) {
		PQclear(t->ask[i].result);
		t->ask[i].result = NULL;
	}
	t->n = 0;
}

/* ---- cells ---- */

int64_t vb_cell_int(const PGresult *r, int row, int column)
{
	const uint8_t *p = (const uint8_t *)PQgetvalue(r, row, column);

	switch (PQgetisnull(r, row, column) ? 0 : PQgetlength(r, row, column)) {
	case 1:
		return p[0];
	case 4:
		return (int32_t)vb_be32(p);
	case 8:
		return (int64_t)vb_be64(p);
	default:
		return 0;
	}
}

struct vb_view vb_cell(const PGresult *r, int row, int column)
{
	return vb_view(PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column));
}

bool vb_cell_hash(const PGresult *r, int row, int column, struct vb_hash *out)
{
	struct vb_view v = vb_cell(r, row, column);

	if (v.len != sizeof(out->b))
		return false;
	memcpy(out->b, v.ptr, sizeof(out->b));
	return true;
}

enum vb_code vb_cell_dup(const PGresult *r, int row, int column, uint8_t **out, size_t *len,
			 struct vb_err *err)
{
	struct vb_view v = vb_cell(r, row, column);
	uint8_t *copy = malloc(v.len + 1);

	if (!copy)
		return vb_pg_memory(err);
	memcpy(copy, v.ptr, v.len);
	copy[v.len] = 0;
	*out = copy;
	*len = v.len;
	return VB_OK;
}
