/*
 * verbale witness: cosigns the checkpoints of other logs (C2SP tlog-witness).
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MAX (128u << 10)
#define POLICY_MAX (1u << 20)
#define STOP_SECONDS 10u
#define TEXT "text/plain; charset=utf-8"

static void give(struct vb_http_page *p, unsigned status, const char *type, const void *bytes,
		 size_t len)
{
	p->body = malloc(len + 1);
	p->len = p->body ? len : 0;
	p->status = p->body ? status : 503;
	p->type = type;
	if (p->body)
		memcpy(p->body, bytes, len);
}

static void say(struct vb_http_page *p, unsigned status, const char *sentence)
{
	give(p, status, TEXT, sentence, strlen(sentence));
}

/* "/HEX/checkpoint": what we cosigned of the log whose origin has that hash. */
static void read_back(struct vb_witness *w, struct vb_view path, struct vb_http_page *p)
{
	static const char rest[] = "/checkpoint";
	struct vb_hash origin;
	uint8_t *note = NULL;
	size_t len = 0;
	enum vb_code code;

	if (path.len != 65 + strlen(rest) || path.ptr[0] != '/' ||
	    !vb_hash_parse(vb_view(path.ptr + 1, 64), &origin) ||
	    memcmp(path.ptr + 65, rest, strlen(rest)) != 0) {
		say(p, 404, "there is nothing here\n");
		return;
	}
	code = vb_witness_get(w, &origin, &note, &len, NULL);
	if (code == VB_OK)
		give(p, 200, TEXT, note, len);
	else
		say(p, code == VB_NOT_FOUND ? 404 : 503, "nothing of that log was cosigned\n");
	free(note);
}

static void page(void *ctx, const struct vb_http_question *q, struct vb_http_page *p)
{
	struct vb_witness_answer a;

	if (vb_view_is(q->path, "/add-checkpoint") && vb_view_is(q->method, "POST")) {
		vb_witness_add(ctx, q->body, &a);
		give(p, a.status, a.is_size ? "text/x.tlog.size" : TEXT, a.body, a.len);
	} else if (!vb_view_is(q->method, "GET")) {
		say(p, 405, "checkpoints are posted to /add-checkpoint, and read by GET\n");
	} else if (vb_view_is(q->path, "/healthz")) {
		say(p, 200, "ok\n");
	} else {
		read_back(ctx, q->path, p);
	}
}

struct witnessing {
	struct vb_witness *w;
	const char *logs;	/* the file */
};

static enum vb_code load_logs(void *ctx, struct vb_err *err)
{
	struct witnessing *x = ctx;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(x->logs, POLICY_MAX, &bytes, &len, err);

	if (!code)
		code = vb_witness_logs(x->w, vb_view(bytes, len), err);
	free(bytes);
	return code;
}

static int serve(struct vb_cli *c, struct witnessing *x, const struct vb_http_serving *o)
{
	struct vb_http_server *server = NULL;
	char text[VB_KEYNAME_MAX + 80];
	struct vb_writer out;

	vb_signals_hold();
	c->err.code = vb_http_serve(o, &server, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "nothing is witnessed");
	vb_writer_init(&out, text, sizeof(text));
	vb_vkey_put(&out, vb_witness_key(x->w));
	printf("witness %.*s at port %u\n", (int)out.len, text, vb_http_port(server));
	fflush(stdout);
	vb_signals_wait(load_logs, x, "the logs");
	vb_http_stop(server, STOP_SECONDS);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *dir = vb_args_get(&c->args, "dir"), *at = vb_args_get(&c->args, "listen");
	struct vb_http_serving o = {.clock = c->world.clock, .limits = vb_http_limits,
				    .address = at, .socket = -1, .spool = dir, .page = page,
				    .page_body = BODY_MAX};
	struct witnessing x = {.logs = vb_args_get(&c->args, "logs")};
	int code;

	if (c->args.nwords > 0 || !dir || !at || !x.logs)
		return vb_cli_usage(c, "nothing is witnessed: --dir names the witness's folder, "
				       "--logs the file of its logs, --listen an ADDRESS:PORT");
	c->err.code = vb_witness_open(dir, vb_args_get(&c->args, "name"), c->world.clock,
				      c->world.rng, &x.w, &c->err);
	if (!c->err.code)
		c->err.code = load_logs(&x, &c->err);
	if (c->err.code) {
		code = vb_cli_fail(c, "nothing is witnessed");
	} else {
		o.ctx = x.w;
		code = serve(c, &x, &o);
	}
	vb_witness_close(x.w);
	return code;
}

static const struct vb_option options[] = {
	{"dir", "DIR", "the witness's folder", 0},
	{"name", "NAME", "of its key, as example.com/w1; makes what is not there yet", 0},
	{"logs", "FILE", "the logs that it cosigns: lines of a C2SP tlog-policy", 0},
	{"listen", "ADDRESS:PORT", "where to listen", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_witness = {
	"witness",
	"--dir DIR --logs FILE --listen ADDRESS:PORT",
	"run a witness: cosign the checkpoints of other logs",
	"Answers C2SP tlog-witness at /add-checkpoint: cosigns a checkpoint that goes on from the\n"
	"one before, keeps each whole, and shows the newest of a log at /HASH/checkpoint.  Its\n"
	"verifier key is printed once it listens.  SIGHUP reads --logs again.\n",
	options,
	run,
};
