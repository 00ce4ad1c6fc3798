/*
 * Texts made to be compared, and the comparison, timed.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "text/text.h"

#define TEXTS_MAX 64u	/* versions of a text */

struct version {
	char *bytes;
	size_t len, cap;
};
void version_start(struct version *v);
void version_put(struct version *v, const char *s);
/* @before, a number, @after. */
void version_number(struct version *v, const char *before, unsigned n, const char *after);
void version_word(struct version *v, uint32_t word);
void versions_free(struct version *v, unsigned n);

/* The same texts in every run, from here on. */
void texts_seed(void);
uint32_t texts_chance(uint32_t below);
/* A word of a vocabulary in which few are frequent and most are rare, as in any language. */
uint32_t texts_word(void);
/* @n versions of one text of @words words in articles: of each word @percent in a hundred is
 * another in each version, taken out, or followed by one more. */
void texts_make(struct version *v, unsigned n, unsigned words, unsigned percent);

/* Seconds for the columns of @v and their composite. */
double texts_compose(const struct version *v, unsigned n, struct vb_counts *counts);
/* The same, printed, and with all readings that nobody proposed, which is what `verbale text`
 * does: seconds of a processor. */
double texts_whole(const struct version *v, unsigned n);
