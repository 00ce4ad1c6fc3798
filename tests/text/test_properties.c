/*
 * The invariants of doc/text.md 8, of random versions and random drafts; seeded, so that what
 * fails once fails again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "invariants.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 1500u
#define TOKENS 40u
#define BYTES 4096u

static uint64_t state;

static uint32_t chance(uint32_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

static const char *const tokens[] = {
	"the ", "Party ", "Parties ", "shall ", "should ", "not ", "consult", " ", " ", ", ", ".",
	". ", "\n", "\n\n", "\n\n\n", "within ", "24 ", "hours", "without ", "undue ", "delay",
	"(a) ", "1. ", "2.", "[", "]", "] ", " [", "\\", "[NORD: ", "[A, B: ",
	"[A; supported by B: ",
	"no text", "No text", "[no text]", "Option 1: ", "\nOption 2:", "**Option 3:** ", "# ", "^",
	"(x)", "it's ", "non-EU", "1,000", "CP.21 ", "caf\xc3\xa9 ", "cafe\xcc\x81 ", "\xcc\x81",
	"\xe6\x9d\xa1", "\xe7\xb4\x84", "\xff", "\xe2\x80\x99", "\t", "\r\n", "\xc2\xa0", "--",
	"[placeholder", "[X]", "[ ]", ": ", "Composite text: A.\n\n", "\xe2\x80\xa6",
};

struct draft {
	char bytes[BYTES];
	size_t len;
};

static void add(struct draft *d, const char *token)
{
	size_t n = strlen(token);

	if (d->len + n < BYTES) {
		memcpy(d->bytes + d->len, token, n);
		d->len += n;
	}
}

/* @n tokens, of the first @of of the table. */
static void invent(unsigned *seq, unsigned n, unsigned of)
{
	for (unsigned i = 0; i < n; i++)
		seq[i] = chance(of);
}

/* @from with a few changes. */
static void change(struct draft *d, const unsigned *from, unsigned n, unsigned of, unsigned rate)
{
	d->len = 0;
	for (unsigned i = 0; i < n; i++) {
		unsigned what = chance(100);

		if (what < rate)
			add(d, tokens[chance(of)]);
		if (what >= rate / 2)
			add(d, tokens[from[i]]);
	}
}

static void versions(uint64_t seed)
{
	static struct draft d[5];
	static const char *const name[] = {"nord", "sud", "ost", "a", "z-1"};
	struct vb_version v[5];
	unsigned base[TOKENS], n, of, rate;
	const char *what;

	state = seed;
	n = chance(TOKENS);
	of = 8 + chance((uint32_t)VB_ARRAY_LEN(tokens) - 8);
	rate = chance(60);
	invent(base, n, of);
	for (unsigned i = 0; i < 5; i++) {
		change(&d[i], base, n, of, rate);
		v[i] = (struct vb_version){.name = name[i], .text = vb_view(d[i].bytes, d[i].len)};
	}
	v[2].base = chance(4) == 0;
	what = broken(v, 1 + chance(5));
	if (what)
		ok(false, "seed %llu: %s", (unsigned long long)seed, what);
}

static void drafts(uint64_t seed)
{
	static struct draft d;
	const char *what;

	state = seed;
	d.len = 0;
	for (unsigned n = chance(TOKENS); n > 0; n--)
		add(&d, tokens[chance((uint32_t)VB_ARRAY_LEN(tokens))]);
	what = broken_draft(vb_view(d.bytes, d.len));
	if (what)
		ok(false, "draft of seed %llu: %s", (unsigned long long)seed, what);
}

int main(int argc, char **argv)
{
	uint64_t first = 1, rounds = ROUNDS;

	if (argc > 2 && (!vb_dec_parse(vb_view_str(argv[1]), &first) ||
			 !vb_dec_parse(vb_view_str(argv[2]), &rounds)))
		return 2;
	for (uint64_t i = first; i < first + rounds; i++) {
		versions(i);
		drafts(i);
	}
	ok(true, "8.1 to 8.9 of %llu random sets of versions",
	   (unsigned long long)rounds);
	ok(true, "8.7 of as many random drafts");
	return tap_done();
}
