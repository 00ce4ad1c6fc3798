/*
 * Who cosigns the register: two witnesses, each a process of its own, and a third that lies in
 * every way that it can, and is honest now and then.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "http.h"
#include "need.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIAR "soak.example/liar"

static struct {
	struct soak *s;
	struct vb_secret *key, *other;
	struct vb_http_server *server;
	_Atomic bool told;	/* what it is asked from now on is not written down */
	pthread_mutex_t lock;	/* of the state */
	uint64_t state;
} liar = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- the liar ---- */

static void answer(struct vb_http_page *out, unsigned status, const char *type, const void *p,
		   size_t n)
{
	out->status = status;
	out->type = type;
	out->body = need(malloc(n + 1));
	memcpy(out->body, p, n);
	out->len = n;
}

/* A line as a witness gives it, @away seconds from now, by @key, on @text. */
static size_t cosign(uint8_t out[static 1000], struct vb_view text, int64_t away,
		     const struct vb_secret *key)
{
	struct vb_signer by = vb_signer_secret(key, LIAR, VB_KEY_COSIGN);
	struct vb_writer w;

	vb_writer_init(&w, out, 1000);
	if (vb_cosign_put(&w, text, (int64_t)time(NULL) + away, &by, NULL) != VB_OK)
		abort();
	return w.len;
}

/* The text of another tree of that size. */
static size_t other_text(uint8_t out[static 1000], const struct vb_checkpoint *c)
{
	struct vb_hash root = c->root;
	struct vb_writer w;

	root.b[0] ^= 1;
	vb_writer_init(&w, out, 1000);
	vb_checkpoint_put_text(&w, c->origin, c->size, &root);
	return w.len;
}

static void lie(const struct vb_growth *g, unsigned how, struct vb_http_page *out)
{
	static const char plain[] = "text/plain; charset=utf-8", size[] = "text/x.tlog.size";
	struct vb_view text = g->checkpoint.note.text;
	uint8_t line[20000], another[1000];
	char number[32];
	size_t n = cosign(line, text, 0, liar.key);

	switch (how) {
	case 0: /* a signature that does not hold */
		line[n - 20] = line[n - 20] == 'A' ? 'B' : 'A';
		break;
	case 1:
		n = cosign(line, text, 0, liar.other);
		break;
	case 2:
		n = cosign(line, vb_view(another, other_text(another, &g->checkpoint)), 0,
			   liar.key);
		break;
	case 3:
		n = cosign(line, text, 200000, liar.key);
		break;
	case 4: /* more than there is */
		snprintf(number, sizeof(number), "%u\n", 1u << 30);
		answer(out, 409, size, number, strlen(number));
		return;
	case 5: /* less, or nothing of the kind */
		snprintf(number, sizeof(number), "%u\n", (unsigned)(g->checkpoint.size / 2));
		answer(out, 409, size, number, strlen(number));
		return;
	case 6:
		answer(out, 409, size, "-1\n", 3);
		return;
	case 7:
		n = sizeof(line);
		memset(line, 'x', n);
		break;
	case 8:
		n = 0;
		break;
	case 9:
		answer(out, 500, plain, "no\n", 3);
		return;
	case 10: /* longer than anybody is waited for */
		sk_sleep(6);
		break;
	default: /* not at all */
		break;
	}
	answer(out, 200, plain, line, n);
}

static void page(void *ctx, const struct vb_http_question *q, struct vb_http_page *out)
{
	struct vb_growth *g = need(malloc(sizeof(*g)));
	unsigned how;

	(void)ctx;
	pthread_mutex_lock(&liar.lock);
	how = sk_below(&liar.state, 16);
	pthread_mutex_unlock(&liar.lock);
	if (vb_growth_parse(q->body, g, NULL) == VB_OK) {
		/* What a cosigner is shown the world may never be. */
		if (!atomic_load(&liar.told))
			sk_note("asked-to-cosign", NULL, g->checkpoint.size,
				g->checkpoint.note.all);
		lie(g, how, out);
	} else {
		sk_odd(NULL, "a cosigner was sent what is no growth of a log");
		answer(out, 400, "text/plain", "no\n", 3);
	}
	free(g);
}

static int64_t tell_time(void *ctx)
{
	(void)ctx;
	return (int64_t)time(NULL);
}

static void start_liar(struct soak *s)
{
	struct vb_http_serving o = {.page = page, .page_body = 65536,
				    .clock = {.now = tell_time}, .spool = s->dir,
				    .address = "127.0.0.1:0", .socket = -1,
				    .limits = vb_http_limits};

	liar.s = s;
	atomic_store(&liar.told, false);
	liar.state = s->seed + 999;
	liar.key = need(vb_secret_new(vb_rng_system()));
	liar.other = need(vb_secret_new(vb_rng_system()));
	o.limits.rate = 100000;
	if (vb_http_serve(&o, &liar.server, NULL) != VB_OK)
		abort();
}

/* ---- all three ---- */

static void write_file(const struct soak *s, const char *name, const char *text)
{
	char path[SK_PATH + 32];

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	if (vb_file_write(path, vb_view_str(text), VB_FILE_REPLACE, NULL) != VB_OK)
		abort();
}

/* The word behind @before in what the node said when it began. */
static void word_behind(const struct sk_node *n, const char *before, char out[static 200])
{
	const char *at = strstr(n->said, before);

	if (!at)
		abort();
	at += strlen(before);
	snprintf(out, 200, "%.*s", (int)strcspn(at, " \n"), at);
}

static void write_policy(const struct soak *s)
{
	struct vb_signer by = vb_signer_secret(liar.key, LIAR, VB_KEY_COSIGN);
	char text[2000], key[SK_WITNESSES][200];
	uint8_t own[300];
	struct vb_writer w;

	vb_writer_init(&w, own, sizeof(own));
	vb_vkey_put(&w, &by.vkey);
	for (unsigned i = 0; i < SK_WITNESSES; i++)
		word_behind(&s->witness[i], "witness ", key[i]);
	snprintf(text, sizeof(text),
		 "witness zero %s http://127.0.0.1:%u/\nwitness one %s http://127.0.0.1:%u/\n"
		 "witness liar %.*s http://127.0.0.1:%u/\ngroup two 2 zero one liar\nquorum two\n",
		 key[0], atomic_load(&s->witness[0].port), key[1],
		 atomic_load(&s->witness[1].port), (int)w.len, (const char *)own,
		 vb_http_port(liar.server));
	write_file(s, "policy", text);
}

bool sk_cosigners_start(struct soak *s)
{
	char logs[400], key[200];

	word_behind(&s->node[0], "register ", key);
	snprintf(logs, sizeof(logs), "%s\n", key);
	sk_note("register", NULL, 0, vb_view(logs, strlen(logs) - 1));
	snprintf(logs, sizeof(logs), "log %s\nquorum none\n", key);
	write_file(s, "logs-of-witnesses", logs);
	start_liar(s);
	for (unsigned i = 0; i < SK_WITNESSES; i++) {
		char dir[SK_PATH], name[32];

		snprintf(dir, sizeof(dir), "%.140s/witness.%u", s->dir, i);
		snprintf(name, sizeof(name), "soak.example/w%u", i);
		sk_node_make(s, &s->witness[i], SK_NODES + i, dir, "");
		memcpy(s->witness[i].witness, name, sizeof(name));
		if (!sk_node_start(s, &s->witness[i]))
			return false;
	}
	write_policy(s);
	return true;
}

void sk_cosigners_stop(struct soak *s)
{
	if (!liar.server)
		return;
	for (unsigned i = 0; i < SK_WITNESSES; i++)
		sk_node_end(&s->witness[i], SIGTERM);
	vb_http_stop(liar.server, 5);
	liar.server = NULL;
	vb_secret_free(liar.key);
	vb_secret_free(liar.other);
}

/* What each of the two has cosigned, as it shows it to anybody; with that it is over. */
void sk_cosigners_tell(struct soak *s)
{
	static struct ht h;
	static struct ht_answer a;
	struct vb_hash origin;
	char key[200], hex[65];

	atomic_store(&liar.told, true);
	word_behind(&s->node[0], "register ", key);
	key[strcspn(key, "+")] = 0;
	vb_sha256(vb_view_str(key), &origin);
	vb_hex(hex, origin.b, 32);
	for (unsigned i = 0; i < SK_WITNESSES; i++) {
		char get[200];

		snprintf(h.host, sizeof(h.host), "127.0.0.1:%u",
			 atomic_load(&s->witness[i].port));
		h.patience = 20;
		snprintf(get, sizeof(get), "GET /%s/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", hex);
		ht_ask_raw(&h, get, strlen(get), &a);
		if (a.status == 200)
			sk_note("asked-to-cosign", NULL, 0, vb_view(a.body, a.len));
		else
			sk_odd(NULL, "witness %u shows nothing: status %u", i, a.status);
	}
}
