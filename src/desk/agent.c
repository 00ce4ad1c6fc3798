/*
 * An ssh-agent that holds the act key (draft-miller-ssh-agent): Ed25519 only, which
 * signs exactly the bytes it is given.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define MESSAGE_MAX 262144u	/* bytes of an agent's message, as OpenSSH has it */
#define KEYS_LISTED_MAX 2048u
#define KEY_NAME "ssh-ed25519"

enum { LIST_REQUEST = 11, LIST_ANSWER = 12, SIGN_REQUEST = 13, SIGN_ANSWER = 14 };

static enum vb_code fail_agent(struct vb_err *err, enum vb_code code, const char *sentence)
{
	return vb_fail(err, code, "", "ssh-agent", "%s; nothing was signed", sentence);
}

/* ---- one request, one answer ---- */

static int connect_agent(const char *socket_path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = 60};
	size_t n = strlen(socket_path);
	int fd;

	if (n == 0 || n >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, socket_path, n);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* An agent may ask its owner first. */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool send_all(int fd, const uint8_t *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool receive_all(int fd, uint8_t *p, size_t n)
{
	while (n > 0) {
		ssize_t got = recv(fd, p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* @request without its length; the answer's first byte must be @want. */
static enum vb_code ask_agent(const char *socket_path, struct vb_view request, uint8_t want,
			      uint8_t **out, size_t *len, struct vb_err *err)
{
	int fd = connect_agent(socket_path);
	uint8_t *answer = NULL, head[4];
	enum vb_code code = VB_OK;
	uint32_t n = 0;

	if (fd < 0)
		return fail_agent(err, VB_IO, "the agent cannot be reached");
	vb_put_be32(head, (uint32_t)request.len);
	if (!send_all(fd, head, sizeof(head)) || !send_all(fd, request.ptr, request.len) ||
	    !receive_all(fd, head, sizeof(head)))
		code = fail_agent(err, VB_IO, "the agent does not answer");
	n = code ? 0 : vb_be32(head);
	if (!code && (n == 0 || n > MESSAGE_MAX))
		code = fail_agent(err, VB_MALFORMED, "the agent's answer has no proper "
						     "length");
	answer = code || n == 0 ? NULL : calloc(1, n);
	if (!code && !answer)
		code = vb_no_room(err);
	else if (answer && !receive_all(fd, answer, n))
		code = fail_agent(err, VB_IO, "the agent's answer is cut short");
	else if (answer && answer[0] != want)
		code = fail_agent(err, VB_KEY, "the agent refuses");
	close(fd);
	if (code) {
		free(answer);
		return code;
	}
	*out = answer;
	*len = n;
	return VB_OK;
}

/* ---- the agent's strings ---- */

static struct vb_view get_string(struct vb_cursor *c)
{
	struct vb_view n = vb_cursor_bytes(c, 4);

	return vb_cursor_bytes(c, n.len == 4 ? vb_be32(n.ptr) : 0);
}

static void put_string(struct vb_writer *w, struct vb_view v)
{
	uint8_t n[4];

	vb_put_be32(n, (uint32_t)v.len);
	vb_put(w, n, sizeof(n));
	vb_put_view(w, v);
}

static void put_key_blob(struct vb_writer *w, const uint8_t pub[static 32])
{
	put_string(w, vb_view_str(KEY_NAME));
	put_string(w, vb_view(pub, 32));
}

/* The public key in an Ed25519 key blob; false: another kind of key. */
static bool read_key_blob(struct vb_view blob, uint8_t pub[static 32])
{
	struct vb_view name, key;
	struct vb_cursor c;

	vb_cursor_init(&c, blob, NULL);
	name = get_string(&c);
	key = get_string(&c);
	if (vb_cursor_done(&c) != VB_OK || !vb_view_is(name, KEY_NAME) || key.len != 32)
		return false;
	memcpy(pub, key.ptr, 32);
	return true;
}

/* ---- finding the key ---- */

/* "SHA256:" and the unpadded base64 of the blob's hash, as ssh-add -l prints it. */
static bool has_fingerprint(struct vb_view blob, const char *which)
{
	char text[64] = "SHA256:";
	struct vb_hash h;
	size_t n;

	vb_sha256(blob, &h);
	n = vb_base64(text + 7, h.b, sizeof(h.b));
	while (n > 0 && text[7 + n - 1] == '=')
		text[7 + --n] = 0;
	return strcmp(text, which) == 0;
}

static bool is_wanted(struct vb_view blob, const uint8_t pub[static 32], const char *which)
{
	struct vb_vkey k;

	if (has_fingerprint(blob, which))
		return true;
	return vb_vkey_parse(vb_view_str(which), &k, NULL) == VB_OK &&
	       memcmp(k.pub, pub, sizeof(k.pub)) == 0;
}

enum vb_code vb_agent_find(const char *socket_path, const char *which, uint8_t pub[static 32],
			   struct vb_err *err)
{
	static const uint8_t request[] = {LIST_REQUEST};
	struct vb_view count;
	struct vb_cursor c;
	uint8_t *answer = NULL;
	bool found = false;
	size_t len = 0;
	enum vb_code code;

	if (!socket_path)
		return fail_agent(err, VB_KEY, "no agent is running here (SSH_AUTH_SOCK)");
	code = ask_agent(socket_path, vb_view(request, 1), LIST_ANSWER, &answer, &len, err);
	if (code)
		return code;
	vb_cursor_init(&c, vb_view(answer, len), NULL);
	vb_cursor_bytes(&c, 1);
	count = vb_cursor_bytes(&c, 4);
	for (uint32_t n = count.len == 4 ? vb_be32(count.ptr) : 0, i = 0;
	     !found && i < n && i < KEYS_LISTED_MAX && c.code == VB_OK; i++) {
		struct vb_view blob = get_string(&c);

		get_string(&c);
		found = c.code == VB_OK && read_key_blob(blob, pub) &&
			is_wanted(blob, pub, which);
	}
	free(answer);
	if (!found)
		return fail_agent(err, VB_KEY,
				  "the agent has no Ed25519 key of that fingerprint (ssh-add "
				  "-l)");
	if (!vb_ed25519_public_valid(pub))
		return fail_agent(err, VB_FALSE, "the agent's key is no point of prime order");
	return VB_OK;
}

/* ---- signing ---- */

static bool read_signature(struct vb_view answer, uint8_t sig[static 64])
{
	struct vb_view outer, name, raw;
	struct vb_cursor c, in;

	vb_cursor_init(&c, answer, NULL);
	vb_cursor_bytes(&c, 1);
	outer = get_string(&c);
	if (vb_cursor_done(&c) != VB_OK)
		return false;
	vb_cursor_init(&in, outer, NULL);
	name = get_string(&in);
	raw = get_string(&in);
	if (vb_cursor_done(&in) != VB_OK || !vb_view_is(name, KEY_NAME) || raw.len != 64)
		return false;
	memcpy(sig, raw.ptr, 64);
	return true;
}

static enum vb_code agent_sign(void *ctx, struct vb_view msg, uint8_t sig[static 64],
			       struct vb_err *err)
{
	const struct vb_agent *a = ctx;
	uint8_t blob[64], *buf, *answer = NULL;
	static const uint8_t flags[4];
	struct vb_writer w, b;
	size_t cap = msg.len + 128, len = 0;
	enum vb_code code;

	buf = malloc(cap);
	if (!buf)
		return vb_no_room(err);
	vb_writer_init(&b, blob, sizeof(blob));
	put_key_blob(&b, a->vkey.pub);
	vb_writer_init(&w, buf, cap);
	vb_put_byte(&w, SIGN_REQUEST);
	put_string(&w, vb_written(&b));
	put_string(&w, msg);
	vb_put(&w, flags, sizeof(flags));
	code = ask_agent(a->socket, vb_written(&w), SIGN_ANSWER, &answer, &len, err);
	if (!code && (!read_signature(vb_view(answer, len), sig) ||
		      !vb_ed25519_verify(a->vkey.pub, msg, sig)))
		code = fail_agent(err, VB_FALSE, "what the agent returned is no signature by "
						 "the key of this desk");
	free(answer);
	free(buf);
	return code;
}

struct vb_signer vb_signer_agent(struct vb_agent *a)
{
	return (struct vb_signer){.sign = agent_sign, .ctx = a, .vkey = a->vkey};
}
