/*
 * What a desk needs of the world: clock, chance, and a depositary at an address.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a depositary in a folder of this machine ---- */

struct local {
	struct vb_depositary *depositary;
	struct vb_post post;
};

static enum vb_code local_ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			      struct vb_err *err)
{
	struct local *l = ctx;

	return vb_post_ask(&l->post, req, reply, err);
}

static void local_close(void *ctx)
{
	struct local *l = ctx;

	vb_depositary_close(l->depositary);
	free(l);
}

/* The folder's own, as far as it may be one (format.md 1.3). */
void vb_cli_depositary_name(const char *dir, char out[static VB_NAME_MAX + 1])
{
	size_t end = strlen(dir), start, n = 0;

	while (end > 0 && dir[end - 1] == '/')
		end--;
	start = end;
	while (start > 0 && dir[start - 1] != '/')
		start--;
	for (; start < end && n < VB_NAME_MAX; start++) {
		char c = dir[start];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
			out[n++] = c;
	}
	out[n] = 0;
	if (n == 0)
		memcpy(out, "depositary", sizeof("depositary"));
}

static enum vb_code reachable(const char *dir, bool create, struct vb_err *err)
{
	struct stat st;
	char shown[100];

	if (create || (stat(dir, &st) == 0 && S_ISDIR(st.st_mode)))
		return VB_OK;
	return vb_fail(err, VB_IO, "", vb_quote(shown, sizeof(shown), vb_view_str(dir)),
		       "the depositary's folder is not there");
}

/* ---- a depositary at an address of the network ---- */

/* A line that is written over, for a person who waits. */
static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
	(void)ctx;
	if (total > 0)
		fprintf(stderr, "\r%s %llu of %llu KB\033[K", what,
			(unsigned long long)(done >> 10), (unsigned long long)(total >> 10));
	else
		fprintf(stderr, "\r%s %llu KB\033[K", what, (unsigned long long)(done >> 10));
	if (done == total)
		fputs("\r\033[K", stderr);
}

enum vb_code vb_cli_token(struct vb_cli *c, const char *path, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0, n = 0;
	enum vb_code code = vb_file_read(path, 4096, &bytes, &len, err);

	while (n < len && bytes[n] > ' ' && bytes[n] < 0x7f)
		n++;
	if (!code && (n == 0 || n >= sizeof(c->token) ||
		      (n < len && bytes[n] != '\n' && bytes[n] != '\r')))
		code = vb_fail(err, VB_MALFORMED, "http.md 3.5", "--token",
			       "its first line is no token of 1 to %zu characters",
			       sizeof(c->token) - 1);
	if (!code)
		memcpy(c->token, bytes, n);
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	return code;
}

static enum vb_code connect_network(struct vb_cli *c, const char *address, struct vb_post *out,
				    struct vb_err *err)
{
	struct vb_http_options o = {
		.clock = c->world.clock, .rng = c->world.rng,
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
	};

	/* One that was forgotten, or refused, is put into the desk's folder. */
	if (c->token[0] || vb_cli_token(c, "token", NULL) == VB_OK)
		o.token = c->token;
	return vb_http_connect(address, &o, out, err);
}

static enum vb_code connect_address(void *ctx, const char *address, bool create,
				    struct vb_post *out, struct vb_err *err)
{
	struct vb_cli *c = ctx;
	char name[VB_NAME_MAX + 1];
	struct local *l;
	enum vb_code code;

	if (strstr(address, "://"))
		return connect_network(c, address, out, err);
	code = reachable(address, create, err);
	if (code)
		return code;
	l = calloc(1, sizeof(*l));
	if (!l)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	vb_cli_depositary_name(address, name);
	code = vb_depositary_open(address, name, create, c->world.clock, c->world.rng,
				  &l->depositary, err);
	if (code) {
		free(l);
		return code;
	}
	l->post = vb_depositary_post(l->depositary);
	*out = (struct vb_post){.ask = local_ask, .close = local_close, .ctx = l};
	return VB_OK;
}

void vb_cli_world(struct vb_cli *c)
{
	c->world = (struct vb_world){
		.clock = vb_clock_system(),
		.rng = vb_rng_system(),
		.connect = connect_address,
		.confirm = vb_cli_confirm,
		.passphrase = vb_cli_passphrase,
		.agent_socket = getenv("SSH_AUTH_SOCK"),
		.ctx = c,
	};
}
