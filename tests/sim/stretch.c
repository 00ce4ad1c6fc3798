/*
 * The slow hash of the three words (format.md 9.6), without its slowness: it is to cost
 * whoever tries many drafts, and here ten thousand tables are opened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/crypto.h"

bool __wrap_vb_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		       size_t len);
bool __wrap_vb_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		       size_t len)
{
	(void)log_n;
	vb_hkdf(in, salt, vb_view_str("stretch"), out, len);
	return true;
}
