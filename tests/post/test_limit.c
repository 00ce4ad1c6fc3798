/*
 * How often one may ask, and which signatures were seen: buckets, marks, their end, and
 * tables that are full.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include "tap.h"

#include <pthread.h>
#include <string.h>

#define PLACES ((1u << 18) * 8u)	/* of marks */

static struct vb_rng_seeded seeded;

static struct vb_limiter *new_limiter(double rate, double burst)
{
	return vb_limiter_new(rate, burst, vb_rng_seeded(&seeded, (const uint8_t[32]){3}));
}

static struct vb_view number(uint32_t i)
{
	static _Thread_local uint8_t b[4];

	vb_put_be32(b, i);
	return vb_view(b, 4);
}

static unsigned taken(struct vb_limiter *l, const char *who, double now, unsigned tries)
{
	unsigned n = 0, wait = 0;

	while (tries-- > 0)
		n += vb_limiter_take(l, vb_view_str(who), now, &wait);
	return n;
}

static void buckets(void)
{
	struct vb_limiter *l = new_limiter(2, 10);
	unsigned wait = 77;

	is_int(taken(l, "a", 100, 50), 10, "at first a whole burst");
	is_int(taken(l, "b", 100, 50), 10, "of each");
	ok(!vb_limiter_take(l, vb_view_str("a"), 100, &wait), "then no more");
	ok(wait == 1, "until half a second has gone, said as one");
	is_int(taken(l, "a", 100.4, 5), 0, "not before");
	is_int(taken(l, "a", 100.5, 5), 1, "then one");
	is_int(taken(l, "a", 102.5, 50), 4, "two a second");
	is_int(taken(l, "a", 1e9, 50), 10, "and never more than a burst");
	is_int(taken(l, "a", 50, 50), 0, "a clock that goes back gives nothing");
	is_int(taken(l, "", 100, 50), 10, "nobody is somebody, too");
	vb_limiter_free(l);
	vb_limiter_free(NULL);
	l = new_limiter(0.1, 1);
	is_int(taken(l, "a", 0, 1), 1, "slow: one");
	wait = 0;
	ok(!vb_limiter_take(l, vb_view_str("a"), 0, &wait) && wait >= 10 && wait <= 11,
	   "slow: and ten seconds");
	vb_limiter_free(l);
}

static void crowd(void)
{
	struct vb_limiter *l = new_limiter(1, 3);
	unsigned wait = 0, refused = 0;

	is_int(taken(l, "quiet", 0, 9), 3, "full: one who is quiet from then on");
	for (uint32_t i = 0; i < 400000; i++)
		refused += !vb_limiter_take(l, number(i), 1, &wait);
	is_int(refused, 0, "full: who is new finds room");
	is_int(taken(l, "quiet", 1, 9), 3, "full: the quiet one begins again");
	vb_limiter_free(l);
}

static void marks(void)
{
	struct vb_limiter *l = new_limiter(1, 1);

	ok(vb_limiter_first(l, vb_view_str("s"), 100, 220), "a mark: first");
	ok(!vb_limiter_first(l, vb_view_str("s"), 100, 220), "a mark: again");
	ok(vb_limiter_first(l, vb_view_str("t"), 100, 220), "a mark: another");
	ok(!vb_limiter_first(l, vb_view_str("s"), 220, 340), "a mark: in its last second");
	ok(vb_limiter_first(l, vb_view_str("s"), 221, 341), "a mark: after it, forgotten");
	ok(!vb_limiter_first(l, vb_view_str("s"), 300, 341), "a mark: and set again");
	vb_limiter_free(l);
}

/* Full, it refuses what is new rather than forget what it has seen. */
static void full(void)
{
	struct vb_limiter *l = new_limiter(1, 1);
	unsigned again = 0, room = 0;
	const uint32_t many = PLACES + PLACES / 2;

	for (uint32_t i = 0; i < many; i++)
		room += vb_limiter_first(l, number(i), 100, 220);
	ok(room > PLACES * 9 / 10 && room <= PLACES, "full: two million are remembered");
	diag("%u of %u", room, many);
	for (uint32_t i = 0; i < many; i++)
		again += vb_limiter_first(l, number(i), 150, 270);
	is_int(again, 0, "full: none is taken twice");
	for (uint32_t i = 0; i < 1000; i++)
		again += vb_limiter_first(l, number(i), 221, 341);
	is_int(again, 1000, "full: and all are forgotten in time");
	vb_limiter_free(l);
}

/* ---- many threads ---- */

struct share {
	struct vb_limiter *l;
	unsigned took, first;
};

static void *ask(void *ctx)
{
	struct share *s = ctx;
	unsigned wait;

	for (uint32_t i = 0; i < 5000; i++) {
		s->took += vb_limiter_take(s->l, vb_view_str("one"), 5, &wait);
		s->first += vb_limiter_first(s->l, number(i), 100, 220);
	}
	return NULL;
}

static void threads(void)
{
	struct vb_limiter *l = new_limiter(1, 7000);
	struct share s[4] = {{0}};
	pthread_t t[4];
	unsigned took = 0, first = 0;

	for (unsigned i = 0; i < 4; i++) {
		s[i].l = l;
		pthread_create(&t[i], NULL, ask, &s[i]);
	}
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		took += s[i].took;
		first += s[i].first;
	}
	is_int(took, 7000, "four threads: one burst");
	is_int(first, 5000, "four threads: each mark once");
	vb_limiter_free(l);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	buckets();
	crowd();
	marks();
	full();
	threads();
	return tap_done();
}
