/*
 * Requests that are to be refused, while the load goes on.  What each of them asks for would be
 * done if it were not for its one fault: the table that they are sent to stays as it was.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http.h"
#include "soak.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOW 24			/* connections that send a byte now and then */
#define PATIENCE 20		/* seconds that an answer is waited for */

static struct {
	struct soak *s;
	struct cl_table t;		/* where nobody else acts */
	char other[65];			/* another table, at which our pass does not hold */
	struct sk_client client;
	const struct sk_node *node;	/* that is asked now */
	struct ht h;			/* how requests are made by hand */
	uint8_t body[VB_NOTE_MAX + 4];	/* an act that would be logged */
	size_t len;
	struct ht_answer answer;
	int slow[SLOW];
	uint64_t state;
} g;

void sk_hostile_table(struct soak *s, const struct cl_table *t, const struct cl_table *other)
{
	memset(&g, 0, sizeof(g));
	g.s = s;
	g.t = *t;
	g.state = s->seed + 77;
	vb_hex(g.other, other->id.b, 32);
	vb_hex(g.h.id, t->id.b, 32);
	for (unsigned i = 0; i < SLOW; i++)
		g.slow[i] = -1;
}

const struct cl_table *sk_hostile_own(void)
{
	return &g.t;
}

/* ---- what is sent ---- */

/* @WANT: statuses that it may get where the server is well. */
static void tell(const char *what, const char *want, unsigned status)
{
	char text[200];

	if (sk_clock() < atomic_load(&g.s->clock_trouble))
		return;
	snprintf(text, sizeof(text), "%s: %s", what, want);
	sk_note("asked", &g.t.id, status, vb_view_str(text));
	atomic_fetch_add(&g.s->refused, 1);
}

static const char *at(const char *id, const char *rest)
{
	static char out[4][400];
	static unsigned next;

	next = (next + 1) % 4;
	snprintf(out[next], sizeof(out[0]), "/t/%s/%s", id, rest);
	return out[next];
}

static struct ht_request lodging(const char *id)
{
	struct ht_request r = ht_signed(&g.h, "POST", at(id, "acts"));

	r.has_body = true;
	r.body = vb_view(g.body, g.len);
	return r;
}

static void ask(const char *what, const char *want, const struct ht_request *r)
{
	ht_ask(&g.h, r, &g.answer);
	tell(what, want, g.answer.status);
}

/* A new act at the place that is free. */
static void compose(void)
{
	char words[64];
	struct cl_fields f = {{"what", "other", "due", "2060-01-01T00:00:00Z", "text", words,
			       NULL}};

	snprintf(words, sizeof(words), "Never, by %016llx.",
		 (unsigned long long)sk_random(&g.state));
	g.len = cl_act(&g.t, 0, "promise", &f, NULL, NULL, g.body + 4);
	vb_put_be32(g.body, (uint32_t)g.len);
	if (g.len > 0)
		sk_note("never", &g.t.id, 0, vb_view(g.body + 4, g.len));
	g.len += 4;
}

/* ---- one fault each ---- */

static void unsigned_one(void)
{
	struct ht_request r = lodging(g.h.id);

	r.pass = vb_view("", 0);
	ask("not signed", "401", &r);
}

static void stranger(void)
{
	struct ht_request r = lodging(g.h.id);

	r.key = g.h.stranger;
	ask("signed with another key", "401", &r);
}

static void wrong_table(void)
{
	struct ht_request r = lodging(g.other);

	ask("at a table that the pass is not for", "404", &r);
	r = lodging(g.h.id);
	r.sent_target = at(g.other, "acts");
	ask("sent to a table that was not signed for", "401", &r);
}

static void too_old(void)
{
	struct ht_request r = lodging(g.h.id);

	r.created = atomic_load(&cl_now) + (sk_below(&g.state, 2) ? 1000 : -1000);
	ask("signed at another time", "401", &r);
}

static void altered(void)
{
	static uint8_t other[VB_NOTE_MAX + 4];
	struct ht_request r = lodging(g.h.id);

	memcpy(other, g.body, g.len);
	other[4 + sk_below(&g.state, (unsigned)g.len - 4)] ^= 1;
	r.sent_body = vb_view(other, g.len);
	ask("another body than its digest says", "422", &r);
}

/* Out of chain, so that the first is refused for that; the second for being the second. */
static void replayed(void)
{
	static uint8_t bytes[2 * VB_NOTE_MAX];
	pid_t pid = atomic_load(&g.node->pid);
	struct ht_request r;
	bool same;
	size_t n;

	g.t.m[0].number = 7;
	compose();
	g.t.m[0].number = 0;
	if (g.len <= 4)
		return;
	r = lodging(g.h.id);
	n = ht_put(&g.h, &r, bytes, sizeof(bytes));
	ht_ask_raw(&g.h, bytes, n, &g.answer);
	same = g.answer.status == 403 || g.answer.status == 409;
	tell("out of chain", "403 409", g.answer.status);
	ht_ask_raw(&g.h, bytes, n, &g.answer);
	/* One that was started in between, or could not look at the first, does not know it. */
	same = same && pid > 0 && atomic_load(&g.node->pid) == pid;
	tell("sent twice", same ? "401" : "401 403 409", g.answer.status);
}

static void truncated(void)
{
	static uint8_t bytes[2 * VB_NOTE_MAX];
	struct ht_request r = lodging(g.h.id);
	size_t n = ht_put(&g.h, &r, bytes, sizeof(bytes));
	int fd = ht_connect(&g.h);

	if (fd < 0)
		return;
	(void)ht_send(fd, bytes, n - 1 - sk_below(&g.state, (unsigned)g.len - 1));
	close(fd);
	tell("cut off", "0", 0);
}

static void oversized(void)
{
	struct ht_request r = lodging(g.h.id);

	r.length = "104857600";
	ask("longer than any act", "413", &r);
	r = (struct ht_request){.method = "PUT", .has_body = true, .length = "1048577"};
	r.target = "/draft/0000000000000000000000000000000000000000000000000000000000000000";
	r.body = vb_view("x", 1);
	ask("longer than any draft", "413", &r);
}

static void without_length(void)
{
	struct ht_request r = lodging(g.h.id);

	r.length = "";
	r.more = "Transfer-Encoding: chunked\r\n";
	r.sent_body = vb_view_str("0\r\n\r\n");
	ask("without its length ahead", "400", &r);
}

static void other_ways(void)
{
	struct ht_request r = {.method = "DELETE", .target = at(g.h.id, "acts")};

	ask("another method", "405", &r);
	r = (struct ht_request){.method = "GET", .target = "/nowhere"};
	ask("another path", "404", &r);
	r = ht_signed(&g.h, "GET", at(g.h.id, "tile/0/009"));
	ask("a tile that there is not", "404", &r);
	r = ht_signed(&g.h, "GET", at(g.h.id, "entries?from=0&to=1&from=2"));
	ask("another query", "400", &r);
}

static void garbage(void)
{
	uint8_t bytes[600];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)sk_random(&g.state);
	memcpy(bytes + sizeof(bytes) - 4, "\r\n\r\n", 4);
	ht_ask_raw(&g.h, bytes, sizeof(bytes), &g.answer);
	tell("no request at all", "400 404 405", g.answer.status);
}

/* Each sends one byte of a head and keeps the connection. */
static void slow(void)
{
	for (unsigned i = 0; i < SLOW; i++) {
		if (g.slow[i] >= 0 && !ht_send(g.slow[i], "x", 1)) {
			close(g.slow[i]);
			g.slow[i] = -1;
		}
		if (g.slow[i] < 0) {
			g.slow[i] = ht_connect(&g.h);
			(void)ht_send(g.slow[i], "GET /card HTTP/1.1\r\nX-Slow: ", 28);
		}
	}
}

/* ---- one after another ---- */

static void (*const all[])(void) = {unsigned_one, stranger, wrong_table, too_old, altered,
				    replayed, truncated, oversized, without_length, other_ways,
				    garbage, slow};

/* One node or another, as it is now; false: none can be asked. */
static bool aim(void)
{
	g.node = &g.s->node[sk_below(&g.state, g.s->nnodes)];
	snprintf(g.h.host, sizeof(g.h.host), "127.0.0.1:%u", atomic_load(&g.node->port));
	return atomic_load(&g.node->pid) > 0;
}

/* The same act, and nothing wrong with it: that the others were refused was not its fault. */
static void control(void)
{
	uint64_t index = 0;

	if (cl_promise(&g.t, 0, &index, NULL) != VB_OK || index != 1)
		sk_odd(&g.t.id, "an act with nothing wrong has index %llu, not 1",
		       (unsigned long long)index);
}

static void prepare(void)
{
	sk_client_open(&g.client, g.s, 4000);
	sk_client_be(&g.client, &g.t, 0);
	g.t.post = sk_client_post(&g.client);
	g.h.patience = PATIENCE;
	g.h.key = g.client.key;
	g.h.stranger = need(vb_secret_new(vb_rng_system()));
	memcpy(g.h.pass, g.client.pass, g.client.who.pass.len);
	g.h.pass_len = g.client.who.pass.len;
}

void *sk_hostile(void *ctx)
{
	struct soak *s = ctx;

	prepare();
	while (!atomic_load(&s->stop)) {
		/* A clock that is off says of good and bad signatures that they are bad. */
		if (sk_clock() >= atomic_load(&s->clock_trouble) && aim()) {
			compose();
			if (g.len > 4)
				all[sk_below(&g.state, VB_ARRAY_LEN(all))]();
		}
		sk_sleep(0.01 + 0.001 * sk_below(&g.state, 50));
	}
	control();
	for (unsigned i = 0; i < SLOW; i++) {
		if (g.slow[i] >= 0)
			close(g.slow[i]);
	}
	vb_secret_free(g.h.stranger);
	sk_client_close(&g.client);
	return NULL;
}
