/*
 * Tests of base: the writer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static void writes(void)
{
	struct vb_hash h = {{0xab}};
	struct vb_writer w;
	char buf[200];

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put(&w, "ab", 2);
	vb_put(&w, NULL, 0);
	vb_put_view(&w, vb_view_str("c"));
	vb_put_str(&w, "de");
	vb_put_byte(&w, 'f');
	vb_put_dec(&w, 0);
	vb_put_dec(&w, UINT64_MAX);
	vb_putf(&w, " %s %d ", "x", -1);
	vb_put_hash(&w, &h);
	vb_put_byte(&w, ' ');
	vb_put_time(&w, 0);
	ok(vb_view_is(vb_written(&w),
		      "abcdef018446744073709551615 x -1 "
		      "ab00000000000000000000000000000000000000000000000000000000000000 "
		      "1970-01-01T00:00:00Z"),
	   "everything in its place");
}

/* In memory of the exact size: an overflow by one byte would be seen. */
static void overflow(void)
{
	for (size_t cap = 0; cap <= 6; cap++) {
		char *buf = malloc(cap ? cap : 1), *buf2 = malloc(cap ? cap : 1);
		struct vb_writer w, f;

		vb_writer_init(&w, buf, cap);
		vb_put_str(&w, "ab");
		vb_put_str(&w, "cde");
		vb_writer_init(&f, buf2, cap);
		vb_putf(&f, "%s", "ab");
		vb_putf(&f, "%s", "cde");
		ok(w.over == (cap < 5) && f.over == (cap < 5), "5 bytes into %zu", cap);
		ok(vb_written(&w).len == (cap < 5 ? 0 : 5) &&
			   vb_view_eq(vb_written(&w), vb_written(&f)),
		   "what does not fit voids all, into %zu", cap);
		vb_put_str(&w, "");
		vb_putf(&f, "%s", "");
		ok(w.over == (cap < 5) && f.over == (cap < 5), "nothing always fits, into %zu",
		   cap);
		free(buf);
		free(buf2);
	}
}

static void sticks(void)
{
	struct vb_writer w;
	char buf[4];

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "abcde");
	vb_put_byte(&w, 'a');
	vb_put_dec(&w, 1);
	vb_putf(&w, "%d", 1);
	ok(w.over && w.len == 0 && vb_written(&w).len == 0, "overflow sticks");
	vb_writer_init(&w, NULL, 0);
	vb_putf(&w, "%s", "");
	ok(!w.over, "nothing fits into nothing");
	vb_putf(&w, "x");
	ok(w.over, "something does not");
}

int main(void)
{
	writes();
	overflow();
	sticks();
	return tap_done();
}
