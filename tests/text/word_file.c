/*
 * Word files made by tests: parts in, a package out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "word_file.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

const char word_rels[] =
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
	"<Relationship Id='a' Type='" REL "/officeDocument' Target='text/paper.xml'/>"
	"</Relationships>";
const char document_rels[] =
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
	"<Relationship Id='a' Type='" REL "/styles' Target='styles.xml'/>"
	"<Relationship Id='b' Type='" REL "/numbering' Target='/text/numbering.xml'/>"
	"<Relationship Id='c' Type='" REL "/comments' Target='../text/comments.xml'/>"
	"<Relationship Id='d' Type='" REL "/footnotes' Target='footnotes.xml'/>"
	"<Relationship Id='e' Type='" REL "/styles' Target='http://example.org/x'"
	" TargetMode='External'/>"
	"</Relationships>";

void must(bool holds)
{
	if (!holds)
		abort();
}

uint8_t *make_zip(const struct part *part, size_t n, size_t *len)
{
	zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = zip_open_from_source(out, ZIP_TRUNCATE, NULL);
	uint8_t *bytes;
	zip_stat_t s;

	must(z != NULL);
	zip_source_keep(out);
	for (size_t i = 0; i < n; i++) {
		size_t size = part[i].len ? part[i].len : strlen(part[i].bytes);
		zip_source_t *in = zip_source_buffer(z, part[i].bytes, size, 0);
		zip_int64_t at = zip_file_add(z, part[i].name, in, 0);

		must(at >= 0);
		if (part[i].store)
			must(zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
	}
	must(zip_close(z) == 0);
	must(zip_source_stat(out, &s) == 0 && zip_source_open(out) == 0);
	bytes = malloc((size_t)s.size + 1);
	must(bytes != NULL);
	must(zip_source_read(out, bytes, s.size) == (zip_int64_t)s.size);
	zip_source_close(out);
	zip_source_free(out);
	*len = (size_t)s.size;
	return bytes;
}

uint8_t *make_word(const char *body, const char *styles, const char *numbering,
		   const char *comments, size_t *len)
{
	struct part part[6];
	char *document = NULL;
	uint8_t *bytes;
	size_t n = 0;

	must(asprintf(&document, "<?xml version='1.0'?><w:document xmlns:w='" W_SPACE "'><w:body>"
		      "%s</w:body></w:document>", body) > 0);
	part[n++] = (struct part){"_rels/.rels", word_rels, 0, false};
	part[n++] = (struct part){"text/paper.xml", document, 0, false};
	part[n++] = (struct part){"text/_rels/paper.xml.rels", document_rels, 0, false};
	if (styles)
		part[n++] = (struct part){"text/styles.xml", styles, 0, false};
	if (numbering)
		part[n++] = (struct part){"text/numbering.xml", numbering, 0, false};
	if (comments)
		part[n++] = (struct part){"text/comments.xml", comments, 0, false};
	bytes = make_zip(part, n, len);
	free(document);
	return bytes;
}

char *reading_of(const uint8_t *docx, size_t len, enum vb_word_reading reading,
		 const char *author)
{
	struct vb_word *w = NULL;
	uint8_t *text = NULL;
	char *s = NULL;
	size_t n = 0;

	if (vb_word_read(vb_view(docx, len), &w, NULL) != VB_OK)
		return NULL;
	if (vb_word_text(w, reading, author, &text, &n, NULL) == VB_OK) {
		s = malloc(n + 1);
		must(s != NULL);
		memcpy(s, text, n);
		s[n] = 0;
	}
	free(text);
	vb_word_free(w);
	return s;
}
