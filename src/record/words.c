/*
 * Three words to read aloud: 48 bits of a stretched hash as proquints
 * (format.md 9.6).  The stretching makes each guess at a colliding invitation cost
 * tens of milliseconds and 32 MiB.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static void proquint(char out[static 5], unsigned v)
{
	static const char con[] = "bdfghjklmnprstvz", vow[] = "aiou";

	out[0] = con[v >> 12 & 15];
	out[1] = vow[v >> 10 & 3];
	out[2] = con[v >> 6 & 15];
	out[3] = vow[v >> 4 & 3];
	out[4] = con[v & 15];
}

void vb_words_of(char out[static 18], const struct vb_hash *h)
{
	uint8_t bits[6];

	if (!vb_stretch(vb_view(h->b, sizeof(h->b)), vb_view_str("verbale-words/1"), 15, bits,
			sizeof(bits))) {
		out[0] = '\0';
		return;
	}
	for (unsigned i = 0; i < 3; i++) {
		proquint(out + 6 * i, (unsigned)(bits[2 * i] << 8 | bits[2 * i + 1]));
		out[6 * i + 5] = i < 2 ? ' ' : '\0';
	}
}
