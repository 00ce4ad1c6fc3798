/*
 * The beat of a depositary's register: at each full multiple of the cadence a burst, and
 * in long pauses younger dates from the cosigners.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define POLICY_MAX (1u << 20)
#define ANSWER_SECONDS 5u	/* that a cosigner has */
#define AGAIN_SECONDS 600	/* after which a checkpoint is dated again */

struct vb_beat {
	struct vb_cli *c;
	struct vb_depositary *d;
	struct vb_beat_options o;
	struct vb_chore chore;
	int64_t slot;		/* of the newest burst: time / cadence */
	int64_t asked;		/* when the cosigners were asked last */
};

/* ---- to a cosigner and back ---- */

static enum vb_code submit(void *ctx, const char *url, struct vb_view body,
			   struct vb_cosigner_answer *out, struct vb_err *err)
{
	struct vb_http_answer *a = calloc(1, sizeof(*a));
	char *whole = NULL;
	enum vb_code code;

	(void)ctx;
	if (!a || asprintf(&whole, "%s%sadd-checkpoint", url,
			   url[0] && url[strlen(url) - 1] == '/' ? "" : "/") < 0) {
		free(a);
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	}
	code = vb_http_post(whole, body, ANSWER_SECONDS, a, err);
	if (code == VB_OK) {
		out->status = a->status;
		out->is_size = strncmp(a->type, "text/x.tlog.size", 16) == 0;
		out->len = a->len;
		memcpy(out->body, a->body, a->len);
	}
	free(whole);
	free(a);
	return code;
}

enum vb_code vb_beat_reload(void *ctx, struct vb_err *err)
{
	struct vb_beat *b = ctx;
	struct vb_registering how = {.width = b->o.width, .submit = submit};
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = VB_OK;

	if (b->o.witnesses)
		code = vb_file_read(b->o.witnesses, POLICY_MAX, &bytes, &len, err);
	how.policy = vb_view(bytes, len);
	if (code == VB_OK && b->o.witnesses && len == 0)
		code = vb_fail(err, VB_MALFORMED, "C2SP tlog-policy", b->o.witnesses,
			       "it is empty");
	if (code == VB_OK)
		code = vb_depositary_registering(b->d, &how, err);
	free(bytes);
	return code;
}

/* ---- a line of JSON a burst, and one for each cosigner that kept its line back ---- */

static void put_string(const char *s)
{
	fputc('"', stderr);
	vb_escape_json(stderr, vb_view_str(s));
	fputc('"', stderr);
}

static void tell_unwilling(const char *at, const struct vb_burst *x)
{
	for (unsigned i = 0; i < x->asked - x->cosigned; i++) {
		fprintf(stderr, "{\"time\":\"%s\",\"cosigner\":", at);
		put_string(x->unwilling[i].name);
		fputs(",\"sentence\":", stderr);
		put_string(x->unwilling[i].sentence);
		fputs("}\n", stderr);
	}
}

static void tell(struct vb_beat *b, const struct vb_burst *x, const struct vb_err *err)
{
	char at[VB_TIME_LEN + 1];

	if (b->o.metrics)
		vb_metrics_burst(b->o.metrics, x, err->code != VB_OK);
	vb_time_format(at, b->c->world.clock.now(b->c->world.clock.ctx));
	flockfile(stderr);
	if (err->code != VB_OK) {
		fprintf(stderr, "{\"time\":\"%s\",\"register\":null,\"sentence\":", at);
		put_string(err->sentence);
		fputs("}\n", stderr);
	} else if (!b->o.quiet) {
		fprintf(stderr, "{\"time\":\"%s\",\"register\":%llu,\"published\":%llu,"
				"\"asked\":%u,\"cosigned\":%u}\n",
			at, (unsigned long long)x->size, (unsigned long long)x->published,
			x->asked, x->cosigned);
	}
	tell_unwilling(at, x);
	funlockfile(stderr);
}

/* ---- when ---- */

/* Each second: a clock that is set is found out within one. */
static void beat(void *ctx)
{
	struct vb_beat *b = ctx;
	struct vb_burst *x = calloc(1, sizeof(*x));
	int64_t now = b->c->world.clock.now(b->c->world.clock.ctx), slot = now / b->o.cadence;
	struct vb_err err = {0};

	if (!x)
		return;
	if (slot != b->slot) {
		b->slot = slot;
		b->asked = now;
		/* Whatever stands in this slot already is of another process. */
		err.code = vb_depositary_burst(b->d, (unsigned)(now % b->o.cadence) + 1, x, &err);
		tell(b, x, &err);
	} else if (b->o.witnesses && now - b->asked >= AGAIN_SECONDS) {
		b->asked = now;
		err.code = vb_depositary_date_again(b->d, x, &err);
		tell(b, x, &err);
	}
	free(x);
}

enum vb_code vb_beat_start(struct vb_cli *c, struct vb_depositary *d,
			   const struct vb_beat_options *o, struct vb_beat **out)
{
	struct vb_beat *b = calloc(1, sizeof(*b));
	enum vb_code code;

	if (!b)
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	b->c = c;
	b->d = d;
	b->o = *o;
	b->asked = c->world.clock.now(c->world.clock.ctx);
	b->slot = b->asked / o->cadence;
	code = vb_beat_reload(b, &c->err);
	if (code == VB_OK)
		code = vb_chore_start(&b->chore, 1, beat, b, &c->err);
	if (code != VB_OK) {
		free(b);
		return code;
	}
	*out = b;
	return VB_OK;
}

void vb_beat_stop(struct vb_beat *b)
{
	if (!b)
		return;
	vb_chore_stop(&b->chore);
	free(b);
}
