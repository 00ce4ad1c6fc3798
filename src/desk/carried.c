/*
 * A seat that is carried to the depositary by somebody else (format.md 9.8).  The founding
 * secret in it can sign the charter in its party's place and nothing else, and only the
 * charter that holds just this seat.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "verbale-carried-seat/1"

bool vb_is_carried_seat(struct vb_view v)
{
	return v.len > sizeof(FIRST_LINE) && memcmp(v.ptr, FIRST_LINE "\n",
						    sizeof(FIRST_LINE)) == 0;
}

/* ---- writing ---- */

struct parts {
	uint8_t *draft, *seat, *sealed, *secret;
	size_t draft_len, seat_len, sealed_len, secret_len;
};

static void parts_free(struct parts *p)
{
	if (p->secret)
		vb_wipe(p->secret, p->secret_len);
	free(p->draft);
	free(p->seat);
	free(p->sealed);
	free(p->secret);
}

static enum vb_code read_parts(struct vb_desk *d, struct parts *p, struct vb_err *err)
{
	enum vb_code code = vb_desk_keys(d, err);

	if (!code)
		code = vb_box_get(d->cab, VB_BOX_META, "draft", &p->draft, &p->draft_len, err);
	if (!code)
		code = vb_box_get(d->cab, VB_BOX_META, "seat", &p->seat, &p->seat_len, err);
	if (!code)
		code = vb_box_get(d->cab, VB_BOX_SECRET, "founding", &p->sealed,
				  &p->sealed_len, err);
	if (code == VB_NOT_FOUND)
		code = vb_fail(err, VB_REFUSED, "9.8", "seat",
			       "the depositary has our seat already: there is nothing to carry");
	if (!code)
		code = vb_desk_unseal(d, vb_view(p->sealed, p->sealed_len), &p->secret,
				      &p->secret_len, err);
	return code;
}

enum vb_code vb_carried_seat(struct vb_desk *d, uint8_t **out, size_t *len, struct vb_err *err)
{
	struct parts p = {.draft = NULL};
	enum vb_code code = read_parts(d, &p, err);
	struct vb_writer w;
	uint8_t *buf;
	size_t cap;

	if (!code) {
		cap = p.draft_len + p.seat_len + p.secret_len + 200;
		buf = malloc(cap);
		if (!buf) {
			parts_free(&p);
			return vb_no_room(err);
		}
		vb_writer_init(&w, buf, cap);
		vb_put_str(&w, FIRST_LINE "\nfounding ");
		vb_put(&w, p.secret, p.secret_len);
		vb_putf(&w, "\n\n%zu\n", p.draft_len);
		vb_put(&w, p.draft, p.draft_len);
		vb_put(&w, p.seat, p.seat_len);
		*out = buf;
		*len = w.len;
	}
	parts_free(&p);
	return code;
}

/* ---- taking one to the depositary ---- */

/* A cursor's own sentence would quote the line with the secret. */
enum vb_code vb_carried_seat_parse(struct vb_view v, struct vb_carried_seat *c,
				   struct vb_err *err)
{
	struct vb_cursor cur;
	uint64_t n = 0;

	vb_cursor_init(&cur, v, NULL);
	vb_cursor_line(&cur);
	c->secret = vb_cursor_field(&cur, "founding");
	if (vb_cursor_line(&cur).len > 0 || !vb_dec_parse(vb_cursor_line(&cur), &n) ||
	    n > VB_TEXT_MAX)
		cur.code = cur.code ? cur.code : VB_MALFORMED;
	c->draft = vb_cursor_bytes(&cur, (size_t)n);
	if (cur.code)
		return vb_fail(err, VB_MALFORMED, "9.8", "seat",
			       "this is no carried seat: behind its first line come the founding "
			       "key, an empty line, the draft's length, the draft and the seat");
	c->seat = vb_view(v.ptr + cur.pos, v.len - cur.pos);
	vb_sha256(c->draft, &c->id);
	return VB_OK;
}

/* That it is a seat in our own table's draft; who takes it. */
static enum vb_code check_carried(const struct vb_desk *d, const struct vb_carried_seat *c,
				  char party[static VB_NAME_MAX + 1], struct vb_err *err)
{
	struct vb_seat *s = malloc(sizeof(*s));
	enum vb_code code = s ? vb_seat_parse(c->seat, s, err) : vb_no_room(err);

	if (!code && (!vb_hash_eq(&c->id, &d->card.draft) || !vb_hash_eq(&s->draft, &c->id)))
		code = vb_fail(err, VB_REFUSED, "9.8", "seat",
			       "it is a seat at another table than ours; nothing was carried");
	if (!code)
		vb_view_copy(party, VB_NAME_MAX + 1, s->party);
	free(s);
	return code;
}

static enum vb_code put(struct vb_desk *d, const struct vb_carried_seat *c, const char *party,
			bool *opened, struct vb_err *err)
{
	struct vb_request draft = {.op = VB_OP_DRAFT_PUT, .hash = c->id, .body = c->draft};
	struct vb_request seat = {.op = VB_OP_SEAT_PUT, .hash = c->id, .body = c->seat,
				  .name = vb_view_str(party), .secret = c->secret};
	struct vb_request seats = {.op = VB_OP_SEATS, .hash = c->id};
	struct vb_reply reply = {0};
	enum vb_code code = vb_desk_post(d, &draft, &reply, err);

	vb_reply_free(&reply);
	if (!code)
		code = vb_desk_post(d, &seat, &reply, err);
	vb_reply_free(&reply);
	if (!code)
		code = vb_desk_post(d, &seats, &reply, err);
	*opened = !code && reply.number == 1;
	vb_reply_free(&reply);
	return code;
}

enum vb_code vb_seat_deliver(struct vb_desk *d, struct vb_view file, struct vb_pouch_news *news,
			     struct vb_err *err)
{
	bool was_open = d->card.open, opened = false;
	char party[VB_NAME_MAX + 1] = "";
	struct vb_carried_seat c = {.secret = {NULL, 0}};
	enum vb_code code = vb_desk_usable(d, true, err);

	if (!code)
		code = vb_carried_seat_parse(file, &c, err);
	if (!code)
		code = check_carried(d, &c, party, err);
	if (!code)
		code = put(d, &c, party, &opened, err);
	if (code)
		return code;
	memcpy(news->seat, party, sizeof(news->seat));
	news->opened = opened && !was_open;
	/* Our own desk hears of the opening like from anybody's seat. */
	code = vb_desk_sync(d, err);
	return code == VB_IO ? VB_OK : code;
}
