/*
 * verbale serve: a depositary over HTTP (doc/http.md).
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STOP_SECONDS 30u

struct serving {
	struct vb_cli *c;
	const char *tokens_file;	/* NULL: every table is admitted */
	struct vb_hashes tokens;	/* SHA-256 of each */
	bool quiet;
	struct vb_metrics *metrics;	/* NULL: nobody asks for them */
	struct vb_beat *beat;		/* NULL: there is no register */
	const struct vb_vkey *reg;	/* its key */
	struct vb_keep *keep;
	pthread_mutex_t log;
};

/* ---- tokens: the file holds the hash of each ---- */

static enum vb_code load_tokens(void *ctx, struct vb_err *err)
{
	struct serving *s = ctx;

	return s->tokens_file ? vb_hashes_load(&s->tokens, s->tokens_file,
					       "a line is not the SHA-256 of a token in 64 hex "
					       "digits, and a remark", err) : VB_OK;
}

static bool admits(void *ctx, struct vb_view token)
{
	struct serving *s = ctx;
	struct vb_hash h;

	vb_sha256(token, &h);
	return vb_hashes_have(&s->tokens, &h) && token.len > 0;
}

/* ---- the log: a line of JSON a request, without path, key or content ---- */

static void event(void *ctx, const struct vb_http_event *e)
{
	struct serving *s = ctx;
	char at[VB_TIME_LEN + 1];

	if (s->metrics)
		vb_metrics_add(s->metrics, e);
	if (s->quiet)
		return;
	vb_time_format(at, s->c->world.clock.now(s->c->world.clock.ctx));
	pthread_mutex_lock(&s->log);
	fprintf(stderr, "{\"time\":\"%s\",\"route\":\"%s%s%s\",\"status\":%u,\"received\":%llu,"
			"\"sent\":%llu,\"ms\":%.3f}\n",
		at, e->method, e->method[0] ? " " : "", e->route, e->status,
		(unsigned long long)e->received, (unsigned long long)e->sent, 1e3 * e->seconds);
	pthread_mutex_unlock(&s->log);
}

/* ---- a socket that systemd gave us ---- */

/* The first descriptor behind the standard ones, if LISTEN_PID is ours; -1: none. */
static int given_socket(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	socklen_t n = sizeof(int);
	uint64_t for_whom;
	int yes = 0;

	if (!pid || !fds || !vb_cli_number(pid, UINT32_MAX, &for_whom) ||
	    for_whom != (uint64_t)getpid() || strcmp(fds, "1") != 0)
		return -1;
	return getsockopt(3, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 && yes ? 3 : -1;
}

/* ---- serving ---- */

/* At an address of their own: what is asked how often is nobody's business who asks. */
static enum vb_code show_metrics(struct serving *s, struct vb_http_server **out)
{
	const struct vb_http_serving o = {
		.clock = s->c->world.clock, .limits = vb_http_limits, .socket = -1,
		.address = vb_args_get(&s->c->args, "metrics"), .spool = "/",
		.page = vb_metrics_page, .ctx = s->metrics,
	};

	return s->metrics ? vb_http_serve(&o, out, &s->c->err) : VB_OK;
}

/* @ctx NULL: it is not wanted here. */
static void reload_one(vb_reload_fn *fn, void *ctx, struct vb_err *first)
{
	struct vb_err err = {0};

	if (ctx && fn(ctx, &err) != VB_OK && first->code == VB_OK)
		*first = err;
}

/* Each by itself: one that cannot be read keeps the others from nothing. */
static enum vb_code reload(void *ctx, struct vb_err *err)
{
	struct serving *s = ctx;
	struct vb_err first = {0};

	reload_one(vb_keep_reload, s->keep, &first);
	reload_one(load_tokens, s, &first);
	reload_one(vb_beat_reload, s->beat, &first);
	if (first.code != VB_OK)
		*err = first;
	return first.code;
}

/* For those who are to cosign it. */
static void show_register(const struct vb_vkey *k)
{
	char text[VB_KEYNAME_MAX + 80];
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text));
	vb_vkey_put(&w, k);
	printf("register %.*s\n", (int)w.len, text);
}

static void end_beat(struct serving *s)
{
	vb_beat_stop(s->beat);
	s->beat = NULL;
}

static int serve(struct serving *s, struct vb_http_serving *o)
{
	struct vb_cli *c = s->c;
	struct vb_http_server *server = NULL, *figures = NULL;

	c->err.code = vb_http_serve(o, &server, &c->err);
	if (!c->err.code)
		c->err.code = show_metrics(s, &figures);
	if (c->err.code) {
		vb_http_stop(server, 0);
		return vb_cli_fail(c, "nothing is served");
	}
	printf("serving at port %u\n", vb_http_port(server));
	if (s->beat)
		show_register(s->reg);
	fflush(stdout);
	vb_signals_wait(reload, s, "files that cannot be read");
	end_beat(s);
	vb_http_stop(server, STOP_SECONDS);
	vb_http_stop(figures, 0);
	return VB_EXIT_DONE;
}

static bool read_number(struct vb_cli *c, const char *name, uint64_t max, unsigned *out, int *code)
{
	const char *given = vb_args_get(&c->args, name);
	uint64_t n;

	if (!given)
		return true;
	if (vb_cli_number(given, max, &n) && n > 0) {
		*out = (unsigned)n;
		return true;
	}
	*code = vb_cli_usage(c, "nothing is served: --%s wants a number from 1 to %llu", name,
			     (unsigned long long)max);
	return false;
}

static bool read_limits(struct vb_cli *c, struct vb_http_limits *l, int *code)
{
	unsigned rate = (unsigned)l->rate;

	if (!read_number(c, "connections", 65536, &l->connections, code) ||
	    !read_number(c, "per-address", 65536, &l->per_address, code) ||
	    !read_number(c, "rate", 1000000, &rate, code))
		return false;
	l->rate = rate;
	l->burst = 10.0 * rate;
	return true;
}

static bool read_beat(struct vb_cli *c, struct vb_beat_options *b, int *code)
{
	const char *cadence = vb_args_get(&c->args, "cadence");

	*b = (struct vb_beat_options){.cadence = 60, .width = 4,
				      .witnesses = vb_args_get(&c->args, "witnesses"),
				      .quiet = vb_args_has(&c->args, "quiet")};
	if (cadence && strcmp(cadence, "0") == 0 && !b->witnesses) {
		b->cadence = 0;
		return true;
	}
	return read_number(c, "cadence", 86400, &b->cadence, code) &&
	       read_number(c, "width", 4096, &b->width, code);
}

static bool read_keep(struct vb_cli *c, struct vb_keep_options *k, int *code)
{
	*k = (struct vb_keep_options){.hold = vb_args_get(&c->args, "hold"),
				      .quiet = vb_args_has(&c->args, "quiet")};
	if (!read_number(c, "keep-copies", 36500, &k->days, code))
		return false;
	if (k->days > 0 || !k->hold)
		return true;
	*code = vb_cli_usage(c, "nothing is served: --hold keeps what --keep-copies would erase");
	return false;
}

static enum vb_code open_depositary(struct vb_cli *c, const char *dir,
				    struct vb_depositary **out)
{
	char name[VB_NAME_MAX + 1];
	const char *given = vb_args_get(&c->args, "name");

	vb_cli_depositary_name(dir, name);
	if (given && !vb_name_valid(vb_view_str(given)))
		return vb_fail(&c->err, VB_USAGE, "1.3", "--name",
			       "a name is 1 to 32 of a-z 0-9 -");
	return vb_depositary_open_at(dir, vb_args_get(&c->args, "store"), given ? given : name,
				     true, c->world.clock, c->world.rng, out, &c->err);
}

/* The depositary is open: its register beats, and its copies are swept, as long as it is
 * served. */
static int serve_all(struct serving *s, struct vb_http_serving *o, struct vb_beat_options *b,
		     const struct vb_keep_options *k, struct vb_depositary *d)
{
	enum vb_code code;
	int status;

	vb_signals_hold();
	b->metrics = s->metrics;
	s->reg = vb_depositary_register_key(d);
	code = vb_keep_start(s->c, d, k, &s->keep);
	if (code == VB_OK && b->cadence > 0)
		code = vb_beat_start(s->c, d, b, &s->beat);
	status = code == VB_OK ? serve(s, o) : vb_cli_fail(s->c, "nothing is served");
	end_beat(s);
	vb_keep_stop(s->keep);
	return status;
}

static int run(struct vb_cli *c)
{
	const char *dir = vb_args_get(&c->args, "dir"), *at = vb_args_get(&c->args, "listen");
	struct vb_http_serving o = {.clock = c->world.clock, .limits = vb_http_limits,
				    .address = at, .socket = given_socket(), .spool = dir};
	struct serving s = {.c = c, .tokens_file = vb_args_get(&c->args, "tokens"),
			    .quiet = vb_args_has(&c->args, "quiet")};
	struct vb_depositary *d = NULL;
	struct vb_beat_options beat;
	struct vb_keep_options keep;
	int code = VB_EXIT_DONE;

	if (c->args.nwords > 0 || !dir || (!at && o.socket < 0))
		return vb_cli_usage(c, "nothing is served: --dir names the depositary's folder, "
				       "--listen an ADDRESS:PORT");
	if (!read_limits(c, &o.limits, &code) || !read_beat(c, &beat, &code) ||
	    !read_keep(c, &keep, &code))
		return code;
	o.proxied = vb_args_has(&c->args, "proxied");
	if (o.proxied)
		o.limits.per_address = o.limits.connections;
	vb_hashes_init(&s.tokens);
	pthread_mutex_init(&s.log, NULL);
	if (vb_args_get(&c->args, "metrics") && !(s.metrics = vb_metrics_new()))
		c->err.code = VB_MEMORY;
	if (!c->err.code)
		c->err.code = load_tokens(&s, &c->err);
	if (!c->err.code)
		c->err.code = open_depositary(c, dir, &d);
	if (c->err.code) {
		code = vb_cli_fail(c, "nothing is served");
	} else {
		o.post = vb_depositary_post(d);
		o.admits = s.tokens_file ? admits : NULL;
		o.event = event;
		o.ctx = &s;
		code = serve_all(&s, &o, &beat, &keep, d);
	}
	vb_depositary_close(d);
	vb_metrics_free(s.metrics);
	vb_hashes_free(&s.tokens);
	pthread_mutex_destroy(&s.log);
	return code;
}

static const struct vb_option options[] = {
	{"dir", "DIR", "the depositary's folder; it is made if there is none", 0},
	{"listen", "ADDRESS:PORT", "where to listen; behind a proxy that speaks TLS, except on "
				   "this machine and private networks", 0},
	{"name", "NAME", "of a depositary that is made; else its folder's name", 0},
	{"store", "URL", "keep the logs in the PostgreSQL database at postgres://...", 0},
	{"tokens", "FILE", "new tables need a token whose SHA-256 stands here, a line each", 0},
	{"keep-copies", "DAYS", "how long copies are kept when their hand-overs are over; else"
				" for ever", 0},
	{"hold", "FILE", "tables and copies that are kept all the same, by id or hash, a line each",
	 0},
	{"cadence", "SECONDS", "from one burst of the register to the next (60); 0: none", 0},
	{"width", "N", "entries of a burst of the register, at least (4)", 0},
	{"witnesses", "FILE", "who is to cosign the register: a C2SP tlog-policy", 0},
	{"metrics", "ADDRESS:PORT", "where Prometheus finds /metrics; not where the world does", 0},
	{"connections", "N", "at once, at most (2048)", 0},
	{"per-address", "N", "at once from one address, at most (256)", 0},
	{"rate", "N", "requests a second of one key, or one address without key (200)", 0},
	{"proxied", NULL, "a proxy says in X-Forwarded-For whose request it is", 0},
	{"quiet", NULL, "no line on standard error for each request", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_serve = {
	"serve",
	"--dir DIR --listen ADDRESS:PORT",
	"run a depositary that desks reach over HTTP",
	"Serves the depositary in DIR to desks that were opened --at http(s)://HOST:PORT, many\n"
	"tables at once.  A table's acts are given to its participants alone.  SIGTERM ends it\n"
	"when what was begun is done; SIGHUP reads --tokens, --hold and --witnesses again.\n",
	options,
	run,
};
