/*
 * How long a depositary that is served keeps copies: the operator's number of days, what is
 * held in spite of it, and a sweep an hour.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdatomic.h>
#include <stdlib.h>

#define SWEEP_SECONDS 3600

struct vb_keep {
	struct vb_cli *c;
	struct vb_depositary *d;
	struct vb_keep_options o;
	struct vb_hashes held;
	atomic_bool unsure;	/* what is held could not be read again: then everything is */
	struct vb_chore chore;
};

/* ---- what is held ---- */

static enum vb_code load(struct vb_keep *k, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (k->o.hold)
		code = vb_hashes_load(&k->held, k->o.hold, "a line is not a table's id or a copy's "
				      "hash in 64 hex digits, and a remark", err);
	atomic_store(&k->unsure, code != VB_OK);
	return code;
}

enum vb_code vb_keep_reload(void *ctx, struct vb_err *err)
{
	struct vb_keep *k = ctx;
	enum vb_code code = load(k, err);

	vb_chore_wake(&k->chore);
	return code;
}

static bool is_held(void *ctx, const struct vb_hash *table, const struct vb_hash *copy)
{
	struct vb_keep *k = ctx;

	return atomic_load(&k->unsure) || vb_hashes_have(&k->held, table) ||
	       vb_hashes_have(&k->held, copy);
}

/* ---- a sweep, and a line of JSON if it did anything ---- */

static void tell(const struct vb_keep *k, const struct vb_swept *x, const struct vb_err *err)
{
	char at[VB_TIME_LEN + 1];

	if (!err->code && (k->o.quiet || (x->erased == 0 && x->held == 0)))
		return;
	vb_time_format(at, k->c->world.clock.now(k->c->world.clock.ctx));
	flockfile(stderr);
	fprintf(stderr, "{\"time\":\"%s\",\"copies_due\":%llu,\"erased\":%llu,\"held\":%llu", at,
		(unsigned long long)x->due, (unsigned long long)x->erased,
		(unsigned long long)x->held);
	if (err->code) {
		fputs(",\"sentence\":\"", stderr);
		vb_escape_json(stderr, vb_view_str(err->sentence));
		fputc('"', stderr);
	}
	fputs("}\n", stderr);
	funlockfile(stderr);
}

static void sweep(void *ctx)
{
	struct vb_keep *k = ctx;
	const struct vb_retention how = {.days = k->o.days, .held = is_held, .ctx = k};
	struct vb_swept x = {0};
	struct vb_err err = {0};

	err.code = vb_depositary_sweep(k->d, k->o.days > 0 ? &how : NULL, &x, &err);
	tell(k, &x, &err);
}

enum vb_code vb_keep_start(struct vb_cli *c, struct vb_depositary *d,
			   const struct vb_keep_options *o, struct vb_keep **out)
{
	struct vb_keep *k = calloc(1, sizeof(*k));
	enum vb_code code;

	if (!k)
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	k->c = c;
	k->d = d;
	k->o = *o;
	vb_hashes_init(&k->held);
	code = load(k, &c->err);
	if (code == VB_OK)
		code = vb_chore_start(&k->chore, SWEEP_SECONDS, sweep, k, &c->err);
	if (code != VB_OK) {
		vb_hashes_free(&k->held);
		free(k);
		return code;
	}
	*out = k;
	return VB_OK;
}

void vb_keep_stop(struct vb_keep *k)
{
	if (!k)
		return;
	vb_chore_stop(&k->chore);
	vb_hashes_free(&k->held);
	free(k);
}
