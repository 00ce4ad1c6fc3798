/*
 * What happens when an allocation fails, whichever: an error code, and nothing leaks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* The linker's --wrap sends every call here. */
void *real_malloc(size_t n) __asm__("__real_malloc");
void *real_calloc(size_t n, size_t size) __asm__("__real_calloc");
void *real_reallocarray(void *p, size_t n, size_t size) __asm__("__real_reallocarray");
void *wrap_malloc(size_t n) __asm__("__wrap_malloc");
void *wrap_calloc(size_t n, size_t size) __asm__("__wrap_calloc");
void *wrap_reallocarray(void *p, size_t n, size_t size) __asm__("__wrap_reallocarray");

static unsigned left = UINT32_MAX;

static bool starved(void)
{
	return left == 0 || (left != UINT32_MAX && --left == 0);
}

void *wrap_malloc(size_t n)
{
	return starved() ? NULL : real_malloc(n);
}

void *wrap_calloc(size_t n, size_t size)
{
	return starved() ? NULL : real_calloc(n, size);
}

void *wrap_reallocarray(void *p, size_t n, size_t size)
{
	return starved() ? NULL : real_reallocarray(p, n, size);
}

static char large[3][40000];

/* Long enough for anchors. */
static void fill(void)
{
	for (unsigned i = 0; i < 3; i++) {
		for (unsigned n = 0, k = 0; n + 20 < sizeof(large[i]); k++)
			n += (unsigned)snprintf(large[i] + n, sizeof(large[i]) - n, "w%u ",
						k % (97 + i) == 0 ? 7u : k % 5 == i ? 2 * k : k);
	}
}

/* All that the room does, of three versions; what the first failure was. */
static enum vb_code all_of_it(bool small)
{
	const struct vb_version v[] = {
		{.name = "a", .text = vb_view_str(small ? "x cafe\xcc\x81 one two. three four" :
							  large[0])},
		{.name = "b", .text = vb_view_str(small ? "x one five. three six" : large[1])},
		{.name = "c", .text = vb_view_str(small ? "six seven x one, three" : large[2])},
	};
	struct vb_composite *c = NULL, *d = NULL;
	struct vb_lifted l;
	struct vb_text *t = NULL;
	bool combined;
	size_t n;
	enum vb_code code = vb_text_new(v, 3, &t, NULL);

	if (!code)
		code = vb_composite_of(t, 7, &c, NULL);
	if (!code)
		code = vb_text_unproposed(t, 7, NULL, NULL, &n, NULL);
	vb_composite_free(c);
	c = NULL;
	if (!code)
		code = vb_composite_if(t, 3, &c, &combined, NULL);
	if (!code)
		code = vb_composite_read(vb_view_str("[a [B: b]]\n\nOption 1: c\n\nOption 2: d"),
					 &d, NULL);
	if (!code)
		code = vb_composite_lifted(c, d, &l, NULL);
	vb_composite_free(c);
	vb_composite_free(d);
	vb_text_free(t);
	return code;
}

/* A matrix with all that a matrix may hold. */
static enum vb_code positions(bool unused)
{
	static const struct vb_speaker who[] = {{"nord", true}, {"sud", true}};
	const struct vb_statement said[] = {
		{.party = 0, .cite = "NORD-1", .answers = VB_NO_STATEMENT, .speaks = true,
		 .paper = vb_view_str("## 1. A\n\nOne.\n\n## 2. B\n\nTwo.\n\n## Preamble\n\nP.\n")},
		{.party = 1, .cite = "SUD-1", .answers = 0, .speaks = true, .paper = vb_view_str(
			"## 1. A: accept if 3\n\n- 1(2): reject\n\n"
			"## 3. (formerly 1 and 2) C: MOD\n\n> Three.\n\n## 4. (from 1): accept\n")},
		{.party = 0, .cite = "NORD-2", .answers = 1, .speaks = true,
		 .paper = vb_view_str("## 3. C: accept\n\n## 5. D\n\nFive.\n")},
	};
	struct vb_matrix *m = NULL;
	enum vb_code code = vb_matrix_new(who, 2, said, 3, 0, true, &m, NULL);

	(void)unused;
	vb_matrix_free(m);
	return code;
}

typedef enum vb_code work_fn(bool small);

static void each(work_fn *work, bool small, const char *what)
{
	unsigned n = 1, other = 0;
	enum vb_code code;

	do {
		left = n;
		code = work(small);
		other += code != VB_OK && code != VB_MEMORY;
		n += small || n < 50 ? 1 : 101;
	} while (code != VB_OK && n < 100000);
	left = UINT32_MAX;
	ok(code == VB_OK && other == 0 && n > 20, "%s: each allocation may fail", what);
}

int main(void)
{
	fill();
	each(all_of_it, true, "small versions");
	each(all_of_it, false, "large versions");
	each(positions, true, "positions");
	return tap_done();
}
