/*
 * Word files made by tests: parts in, a package out.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "text/text.h"

/* Aborts unless it @holds: a test cannot go on. */
void must(bool holds);

struct part {
	const char *name;
	const char *bytes;
	size_t len;		/* 0: it is a string */
	bool store;
};
/* A zip file of @n parts, in malloc'd memory. */
uint8_t *make_zip(const struct part *part, size_t n, size_t *len);
/* A Word file whose document has @body; @numbering, @styles, @comments may be NULL. */
uint8_t *make_word(const char *body, const char *styles, const char *numbering,
		   const char *comments, size_t *len);
/* The reading of a Word file, as a string; NULL: it was refused. */
char *reading_of(const uint8_t *docx, size_t len, enum vb_word_reading reading,
		 const char *author);

#define W_SPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define W_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
extern const char word_rels[];		/* of the package */
extern const char document_rels[];	/* of its document */
