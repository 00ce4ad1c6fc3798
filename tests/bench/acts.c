/*
 * Tables whose members lodge over HTTP: acts and requests, signed beforehand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"
#include "post/internal.h"

#include <stdlib.h>
#include <string.h>

struct cl_table *acts_tables(struct vb_post post, unsigned ntables, unsigned each)
{
	struct cl_table *t = need(calloc(ntables, sizeof(*t)));
	char name[24];

	atomic_store(&cl_now, vb_clock_system().now(NULL));
	for (unsigned i = 0; i < ntables; i++) {
		snprintf(name, sizeof(name), "table-%u", i);
		cl_found(&t[i], post, name, each, i + 1);
	}
	return t;
}

void acts_member(struct member *m, struct cl_table *t, unsigned who)
{
	struct vb_signer act = vb_signer_secret(t->m[who].act, t->m[who].name, VB_KEY_ED25519);
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t pub[32];

	*m = (struct member){.t = t, .who = who, .key = need(vb_secret_new(vb_rng_system()))};
	vb_ed25519_public(m->key, pub);
	vb_vkey_make(&k, vb_view_str(t->m[who].name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, m->pass, sizeof(m->pass));
	if (vb_pass_put(&w, &t->draft, &k, VB_TIME_NONE, &act, NULL) != VB_OK)
		bench_die("a pass", NULL);
	m->pass_len = w.len;
	vb_base64(m->pass64, m->pass, m->pass_len);
}

void acts_sight(struct member *m, struct sight *out)
{
	struct vb_checkpoint c;
	struct vb_err err = {0};
	uint8_t buf[8192];

	if (cl_checkpoint(m->t, &c, &out->checkpoint, buf, &err) != VB_OK)
		bench_die("a checkpoint", &err);
	out->size = c.size;
	out->root = c.root;
}

size_t acts_next(struct member *m, const struct sight *seen, uint8_t *out)
{
	static const char words[] =
		"The delegation recalls what it said on the second article, and adds that the "
		"hours proposed there would have to be looked at again together with the costs, "
		"since the one cannot be settled without the other; it will come back to both in "
		"writing.";
	struct cl_member *who = &m->t->m[m->who];
	struct vb_signer by = vb_signer_secret(who->act, who->name, VB_KEY_ED25519);
	struct vb_view text = vb_view_str(words);
	struct vb_compose c = {
		.kind = vb_kind_find(vb_view_str("statement")), .table = m->t->id,
		.author = who->name, .number = who->number + 1, .epoch = who->epoch,
		.prev = who->prev, .has_seen = true, .seen_size = seen->size,
		.seen_root = seen->root, .seen_checkpoint = seen->checkpoint,
		.date = vb_clock_system().now(NULL)};
	struct vb_writer w;
	struct vb_view body;

	c.lodge_by = c.date + VB_DAY;
	for (unsigned i = 0; i < c.kind->nfields; i++) {
		if (strcmp(c.kind->fields[i].name, "text") == 0) {
			c.field[i].v = &text;
			c.field[i].n = 1;
		}
	}
	vb_writer_init(&w, out, VB_NOTE_MAX);
	if (vb_compose_text(&c, &w, NULL) != VB_OK)
		bench_die("composing", NULL);
	body = vb_view(out, w.len);
	vb_put_byte(&w, '\n');
	if (vb_sigline_put(&w, body, &by, NULL) != VB_OK)
		bench_die("signing", NULL);
	vb_act_id(body, &who->prev);
	who->number++;
	return w.len;
}

size_t acts_request(const struct member *m, const char *host, const char *method,
		    const char *target, struct vb_view body, uint8_t *out, size_t cap)
{
	struct vb_http_field field[2] = {{"verbale-pass", vb_view_str(m->pass64)}};
	const char *q = strchr(target, '?');
	size_t path = q ? (size_t)(q - target) : strlen(target);
	struct vb_http_message msg = {
		.method = vb_view_str(method), .authority = vb_view_str(host),
		.path = vb_view(target, path), .query = vb_view_str(q ? q + 1 : ""),
		.field = field, .nfields = body.ptr ? 2 : 1};
	char digest[64], input[512], signature[160];
	struct vb_writer w, in, sig;
	struct vb_hash hash;
	uint8_t nonce[16];

	vb_sha256(body.ptr ? body : vb_view("", 0), &hash);
	vb_digest_put(digest, &hash);
	field[1] = (struct vb_http_field){"content-digest", vb_view_str(digest)};
	vb_rng_system().fill(NULL, nonce, sizeof(nonce));
	vb_writer_init(&in, input, sizeof(input));
	vb_writer_init(&sig, signature, sizeof(signature));
	vb_signature_make(&msg, vb_clock_system().now(NULL), nonce,
			  vb_view_str(m->t->m[m->who].name), m->key, &in, &sig);
	vb_writer_init(&w, out, cap);
	vb_putf(&w, "%s %s HTTP/1.1\r\nHost: %s\r\nVerbale-Pass: %s\r\n", method, target, host,
		m->pass64);
	vb_putf(&w, "Signature-Input: %.*s\r\nSignature: %.*s\r\n", (int)in.len, input,
		(int)sig.len, signature);
	if (body.ptr)
		vb_putf(&w, "Content-Digest: %s\r\nContent-Length: %zu\r\n", digest, body.len);
	vb_put_str(&w, "\r\n");
	if (body.ptr)
		vb_put_view(&w, body);
	if (w.over || in.over || sig.over)
		bench_die("a request is too long", NULL);
	return w.len;
}

void acts_lodgings(struct member *m, const char *host, unsigned n, struct load_client *c)
{
	uint8_t *body = need(malloc(VB_NOTE_MAX + 4)), request[8192];
	char target[VB_TARGET_MAX], id[65];
	struct sight seen;
	size_t len;

	acts_sight(m, &seen);
	vb_hex(id, m->t->id.b, sizeof(m->t->id.b));
	snprintf(target, sizeof(target), "/t/%s/acts", id);
	for (unsigned i = 0; i < n; i++) {
		len = acts_next(m, &seen, body + 4);
		vb_put_be32(body, (uint32_t)len);
		load_put(c, request, acts_request(m, host, "POST", target,
						  vb_view(body, len + 4), request,
						  sizeof(request)));
	}
	free(body);
}
