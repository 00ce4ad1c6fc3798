/*
 * Parts of a Word file of any bytes, parted by a byte FF, which no XML has: document, styles,
 * numbering, comments, footnotes, and the part of our own.  Whatever is read has readings that
 * are text, and each is as canonical as a paper has to be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "word_file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTS 6

static void check(const struct vb_word *w)
{
	static const char *const authors[] = {"", "", "Nord"};

	for (int i = VB_WR_ACCEPTED; i <= VB_WR_OF; i++) {
		uint8_t *text = NULL;
		size_t len = 0;

		must(vb_word_text(w, (enum vb_word_reading)i, authors[i], &text, &len, NULL) ==
		     VB_OK);
		must(vb_utf8_valid(vb_view(text, len)));
		for (size_t at = 0; at < len; at++)
			must(text[at] == '\n' || text[at] >= 0x20);
		must(len == 0 || (text[len - 1] == '\n' && text[0] != '\n'));
		free(text);
	}
	for (size_t i = 0; i < vb_word_changes(w); i++)
		must(vb_utf8_valid(vb_word_change(w, i).words));
	for (size_t i = 0; i < vb_word_comments(w); i++)
		must(vb_utf8_valid(vb_word_comment(w, i).words));
	for (size_t i = 0; i < vb_word_versions(w); i++)
		must(vb_name_valid(vb_view_str(vb_word_version(w, i).name)));
	for (size_t i = 0, next = 0; i < vb_word_sections(w); i++) {
		struct vb_word_section s = vb_word_section(w, i);
		struct vb_label label;

		must(s.label.len == 0 || vb_label_parse(s.label, &label));
		must(vb_utf8_valid(s.title) && (!s.title.len ||
						!memchr(s.title.ptr, '\n', s.title.len)));
		must(s.first == next && s.n > 0);
		next += s.n;
		must(next <= vb_word_versions(w));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[PARTS] = {"text/paper.xml", "text/styles.xml",
						 "text/numbering.xml", "text/comments.xml",
						 "text/footnotes.xml", "customXml/item1.xml"};
	struct part part[PARTS + 2] = {{"_rels/.rels", word_rels, 0, true},
				       {"text/_rels/paper.xml.rels", document_rels, 0, true}};
	struct vb_word *w = NULL;
	uint8_t *docx;
	size_t len, n = 2;

	for (size_t i = 0; i < PARTS && size > 0; i++) {
		const uint8_t *end = memchr(data, 0xff, size);
		size_t of = end ? (size_t)(end - data) : size;

		if (of > 0)
			part[n++] = (struct part){names[i], (const char *)data, of, true};
		of += end != NULL;
		data += of;
		size -= of;
	}
	docx = make_zip(part, n, &len);
	if (vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK)
		check(w);
	vb_word_free(w);
	free(docx);
	return 0;
}
