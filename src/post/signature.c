/*
 * HTTP Message Signatures (RFC 9421) with Ed25519: the part that requests to a depositary
 * need.  One signature a message; no parameters of components, no key but the one that
 * the caller has.
 *
 * SPDX-License-Identifier: ISC
 *
 * What is signed is the text of the parameters as it travelled.  It is taken only in the
 * one spelling that RFC 8941 gives a serialiser, so that this is what RFC 9421 wants.
 */
#include "post/internal.h"

#include <string.h>

#define FORM "RFC 9421"

/* ---- parsing ---- */

struct scan {
	struct vb_view in;
	size_t at;
	bool bad;
};

static bool next_is(const struct scan *s, char c)
{
	return !s->bad && s->at < s->in.len && s->in.ptr[s->at] == (uint8_t)c;
}

static void expect(struct scan *s, const char *text)
{
	for (; *text; text++) {
		if (!next_is(s, *text))
			s->bad = true;
		else
			s->at++;
	}
}

/* A quoted string without anything that had to be escaped. */
static struct vb_view quoted(struct scan *s)
{
	size_t start;

	expect(s, "\"");
	start = s->at;
	while (!s->bad && s->at < s->in.len && s->in.ptr[s->at] != '"') {
		uint8_t c = s->in.ptr[s->at++];

		if (c < 0x20 || c > 0x7e || c == '\\')
			s->bad = true;
	}
	if (s->bad || s->at == s->in.len) {
		s->bad = true;
		return vb_view(s->in.ptr, 0);
	}
	return vb_view(s->in.ptr + start, s->at++ - start);
}

static int64_t integer(struct scan *s)
{
	size_t start = s->at;
	uint64_t v = 0;

	while (s->at < s->in.len && s->in.ptr[s->at] >= '0' && s->in.ptr[s->at] <= '9')
		s->at++;
	if (!vb_dec_parse(vb_view(s->in.ptr + start, s->at - start), &v))
		s->bad = true;
	return (int64_t)v;
}

/* Up to @end, which is passed, too. */
static struct vb_view token(struct scan *s, char end)
{
	size_t start = s->at;

	while (s->at < s->in.len && ((s->in.ptr[s->at] >= 'a' && s->in.ptr[s->at] <= 'z') ||
				     (s->at > start && ((s->in.ptr[s->at] >= '0' &&
							 s->in.ptr[s->at] <= '9') ||
							s->in.ptr[s->at] == '-'))))
		s->at++;
	if (s->at == start || !next_is(s, end)) {
		s->bad = true;
		return vb_view(s->in.ptr, 0);
	}
	return vb_view(s->in.ptr + start, s->at++ - start);
}

static void components(struct scan *s, struct vb_signature *out)
{
	expect(s, "(");
	while (!s->bad && !next_is(s, ')')) {
		if (out->ncomponents == VB_COMPONENTS_MAX) {
			s->bad = true;
			return;
		}
		if (out->ncomponents > 0)
			expect(s, " ");
		out->component[out->ncomponents] = quoted(s);
		for (unsigned i = 0; i < out->ncomponents; i++)
			s->bad = s->bad || vb_view_eq(out->component[i],
						      out->component[out->ncomponents]);
		out->ncomponents++;
	}
	expect(s, ")");
}

static void parameters(struct scan *s, struct vb_signature *out)
{
	struct vb_view *word[] = {&out->nonce, &out->keyid, &out->alg, &out->tag};
	static const char *const name[] = {"nonce", "keyid", "alg", "tag"};

	while (!s->bad && s->at < s->in.len) {
		struct vb_view key;
		bool known = false;

		expect(s, ";");
		key = token(s, '=');
		if (s->bad)
			return;
		if (vb_view_is(key, "created") && out->created == VB_TIME_NONE) {
			out->created = integer(s);
			continue;
		}
		for (unsigned i = 0; i < VB_ARRAY_LEN(name); i++) {
			if (!vb_view_is(key, name[i]) || word[i]->len > 0)
				continue;
			*word[i] = quoted(s);
			known = word[i]->len > 0;
		}
		s->bad = s->bad || !known;
	}
}

static bool parse_input(struct vb_view input, struct vb_view *label, struct vb_signature *out)
{
	struct scan s = {.in = input};

	*label = token(&s, '=');
	out->params = vb_view(input.ptr + s.at, input.len - s.at);
	components(&s, out);
	parameters(&s, out);
	return !s.bad;
}

static bool parse_bytes(struct vb_view v, struct vb_view label, uint8_t out[static 64])
{
	struct scan s = {.in = v};
	struct vb_view got = token(&s, '=');
	size_t n = 0;

	expect(&s, ":");
	if (s.bad || !vb_view_eq(got, label) || v.len - s.at < 2 || v.ptr[v.len - 1] != ':')
		return false;
	return vb_unbase64(out, 64, &n, vb_view(v.ptr + s.at, v.len - s.at - 1)) && n == 64;
}

enum vb_code vb_signature_parse(struct vb_view input, struct vb_view signature,
				struct vb_signature *out, struct vb_err *err)
{
	struct vb_signature s = {.created = VB_TIME_NONE};
	struct vb_view label;

	if (!parse_input(input, &label, &s))
		return vb_fail(err, VB_MALFORMED, FORM, "Signature-Input",
			       "it is not one list of components with the parameters created, "
			       "nonce, keyid, alg and tag");
	if (!parse_bytes(signature, label, s.sig))
		return vb_fail(err, VB_MALFORMED, FORM, "Signature",
			       "it is not 64 bytes in base64 under the label of Signature-Input");
	*out = s;
	return VB_OK;
}

/* ---- the signature base ---- */

static bool find_value(const struct vb_http_message *m, struct vb_view name,
		       struct vb_view *out)
{
	if (vb_view_is(name, "@method"))
		*out = m->method;
	else if (vb_view_is(name, "@authority"))
		*out = m->authority;
	else if (vb_view_is(name, "@path"))
		*out = m->path;
	else
		return false;
	return true;
}

static bool find_field(const struct vb_http_message *m, struct vb_view name,
		       struct vb_view *out)
{
	for (unsigned i = 0; i < m->nfields; i++) {
		if (vb_view_is(name, m->field[i].name)) {
			*out = m->field[i].value;
			return true;
		}
	}
	return false;
}

bool vb_signature_base(struct vb_writer *w, const struct vb_http_message *m,
		       const struct vb_signature *s)
{
	for (unsigned i = 0; i < s->ncomponents; i++) {
		struct vb_view name = s->component[i], value;
		bool query = vb_view_is(name, "@query");

		if (query)
			value = m->query;
		else if (!find_value(m, name, &value) && !find_field(m, name, &value))
			return false;
		vb_put_byte(w, '"');
		vb_put_view(w, name);
		vb_put_str(w, query ? "\": ?" : "\": ");
		vb_put_view(w, value);
		vb_put_byte(w, '\n');
	}
	vb_put_str(w, "\"@signature-params\": ");
	vb_put_view(w, s->params);
	return !w->over;
}

bool vb_signature_covers(const struct vb_signature *s, const char *component)
{
	for (unsigned i = 0; i < s->ncomponents; i++) {
		if (vb_view_is(s->component[i], component))
			return true;
	}
	return false;
}

/* ---- making one ---- */

static void put_params(struct vb_writer *w, const struct vb_http_message *m, int64_t now,
		       const uint8_t nonce[static 16], struct vb_view keyid)
{
	char hex[33];

	vb_hex(hex, nonce, 16);
	vb_put_str(w, "(\"@method\" \"@authority\" \"@path\" \"@query\"");
	for (unsigned i = 0; i < m->nfields; i++)
		vb_putf(w, " \"%s\"", m->field[i].name);
	vb_putf(w, ");created=%lld;nonce=\"%s\";keyid=\"", (long long)now, hex);
	vb_put_view(w, keyid);
	vb_put_str(w, "\";alg=\"ed25519\";tag=\"verbale\"");
}

void vb_signature_make(const struct vb_http_message *m, int64_t now,
		       const uint8_t nonce[static 16], struct vb_view keyid,
		       const struct vb_secret *key, struct vb_writer *input,
		       struct vb_writer *signature)
{
	struct vb_signature s = {.created = VB_TIME_NONE};
	size_t start = input->len;
	struct vb_view label;
	uint8_t base[4096], sig[64];
	struct vb_writer w;
	char b64[92];

	vb_put_str(input, "verbale=");
	put_params(input, m, now, nonce, keyid);
	vb_writer_init(&w, base, sizeof(base));
	if (input->over ||
	    !parse_input(vb_view(input->ptr + start, input->len - start), &label, &s) ||
	    !vb_signature_base(&w, m, &s)) {
		input->over = true;
		return;
	}
	vb_ed25519_sign(key, vb_written(&w), sig);
	vb_base64(b64, sig, sizeof(sig));
	vb_putf(signature, "verbale=:%s:", b64);
}

void vb_digest_put(char out[static 64], const struct vb_hash *hash)
{
	char b64[48];

	vb_base64(b64, hash->b, sizeof(hash->b));
	snprintf(out, 64, "sha-256=:%s:", b64);
}
