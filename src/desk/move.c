/*
 * A depositary that is to be found elsewhere: its folder was moved, or it has become a
 * server.  The desk goes there only if it is the same, by its keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <string.h>

static enum vb_code check_keys(const struct vb_desk *d, const struct vb_card_read *card,
			       struct vb_err *err)
{
	if (vb_vkey_eq(&card->clock, &d->clock_key) &&
	    memcmp(card->log, d->log_key.pub, sizeof(card->log)) == 0)
		return VB_OK;
	return vb_fail(err, VB_FALSE, "9.5", "depositary",
		       "its keys are not those in the draft that this desk took its seat in: it "
		       "is another one");
}

enum vb_code vb_desk_move(struct vb_desk *d, const char *address, struct vb_err *err)
{
	struct vb_identity_card old = d->card;
	struct vb_card_read card;
	struct vb_post post = {0};
	enum vb_code code = vb_desk_usable(d, true, err);

	if (!code && strlen(address) >= sizeof(d->card.address))
		code = vb_fail(err, VB_USAGE, "", "address", "it is longer than %zu bytes",
			       sizeof(d->card.address) - 1);
	if (!code)
		code = d->world.connect(d->world.ctx, address, false, &post, err);
	if (!code)
		code = vb_card_ask(&post, &card, err);
	vb_post_close(&post);
	if (!code)
		code = check_keys(d, &card, err);
	if (code)
		return code;
	vb_view_copy(d->card.address, sizeof(d->card.address), vb_view_str(address));
	code = vb_card_save(d->cab, &d->card, err);
	if (code) {
		d->card = old;
		return code;
	}
	if (d->connected)
		vb_post_close(&d->post);
	d->connected = false;
	return VB_OK;
}
