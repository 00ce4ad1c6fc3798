/*
 * A Word file put together: the document and what goes with it, in one order, packed without
 * compression and without the time of day, so that equal texts give equal bytes (text.md 13.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define DOS_DAY 0x21	/* 1 January 1980, the first day of a zip file */

static const char types[] =
	HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" "
	"ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE "document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE "settings+xml\"/>"
	"</Types>\n";
static const char package_rels[] =
	HEAD "<Relationships xmlns=\"" RELATIONS "\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "/officeDocument\" "
						   "Target=\"word/document.xml\"/>"
	"</Relationships>\n";
static const char document_rels[] =
	HEAD "<Relationships xmlns=\"" RELATIONS "\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" OFFICE "/settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" OFFICE "/customXml\" "
						   "Target=\"../customXml/item1.xml\"/>"
	"</Relationships>\n";
static const char settings[] =
	HEAD "<w:settings xmlns:w=\"" MAIN "\"><w:trackRevisions/><w:compat><w:compatSetting "
	"w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
	"w:val=\"15\"/></w:compat></w:settings>\n";

#define BORDER(side) "<w:" side " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
#define HEADING(n, level, size) \
	"<w:style w:type=\"paragraph\" w:styleId=\"Heading" n "\">" \
	"<w:name w:val=\"heading " n "\"/>" \
	"<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>" \
	"<w:pPr><w:keepNext/><w:spacing w:before=\"240\"/>" \
	"<w:outlineLvl w:val=\"" level "\"/></w:pPr>" \
	"<w:rPr><w:b/><w:sz w:val=\"" size "\"/></w:rPr></w:style>"
static const char styles[] =
	HEAD "<w:styles xmlns:w=\"" MAIN "\">"
	"<w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after=\"120\"/></w:pPr></w:pPrDefault>"
	"</w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
	"<w:name w:val=\"Normal\"/><w:qFormat/><w:rPr><w:sz w:val=\"22\"/></w:rPr></w:style>"
	"<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/>"
	"<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>"
	"<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr></w:style>"
	HEADING("1", "0", "26") HEADING("2", "1", "24") HEADING("3", "2", "22")
	HEADING("4", "3", "22") HEADING("5", "4", "22")
	"<w:style w:type=\"table\" w:styleId=\"Columns\"><w:name w:val=\"Columns\"/><w:tblPr>"
	"<w:tblBorders>" BORDER("top") BORDER("left") BORDER("bottom") BORDER("right")
	BORDER("insideH") BORDER("insideV") "</w:tblBorders></w:tblPr></w:style></w:styles>\n";

static enum vb_code out_of_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* ---- our own part ---- */

static bool put_base64(FILE *f, struct vb_view v)
{
	char *base64 = malloc(4 * ((v.len + 2) / 3) + 1);

	if (!base64)
		return false;
	fwrite(base64, 1, vb_base64(base64, v.ptr, v.len), f);
	free(base64);
	return true;
}

/* A draft that is nobody's has no versions: then there are none in it, either. */
static bool put_versions(FILE *f, const struct vb_text *t)
{
	const struct vb_parties *p = t ? vb_text_parties(t) : NULL;
	bool done = true;

	for (uint32_t i = 0; done && p && i < p->n; i++) {
		const struct text_version *v = &t->version[t->version_of[i]];
		bool silent = p->silent >> i & 1;

		fprintf(f, "<version name=\"%s\"%s>", p->name[i],
			silent ? " silent=\"yes\"" : i == p->base ? " base=\"yes\"" : "");
		done = put_base64(f, silent ? vb_view("", 0) : vb_view(v->bytes, v->len));
		fputs("</version>\n", f);
	}
	return done;
}

static bool put_article(FILE *f, const struct vb_word_article *a)
{
	bool done;

	fprintf(f, "<article label=\"%.*s\" title=\"", (int)a->label.len,
		a->label.len ? (const char *)a->label.ptr : "");
	done = put_base64(f, a->title);
	fputs("\">\n", f);
	done = done && put_versions(f, a->text);
	fputs("</article>\n", f);
	return done;
}

static bool put_ours(FILE *f, const struct word_whole *all, struct vb_view document)
{
	struct vb_hash hash;
	char hex[65];
	bool done = true;

	vb_sha256(document, &hash);
	vb_hex(hex, hash.b, sizeof(hash.b));
	fprintf(f, HEAD "<versions xmlns=\"" VB_WORD_SPACE "\" document=\"%s\"", hex);
	if (all->headed) {
		fputs(" title=\"", f);
		done = put_base64(f, all->title);
		fputs("\"", f);
	}
	fputs(">\n", f);
	for (size_t i = 0; done && i < all->n; i++)
		done = all->headed ? put_article(f, &all->article[i]) :
				     put_versions(f, all->article[i].text);
	fputs("</versions>\n", f);
	return done;
}

/* ---- the package ---- */

struct out {
	const char *name;
	struct vb_view bytes;
};

static bool add(zip_t *z, const struct out *o)
{
	zip_source_t *s = zip_source_buffer(z, o->bytes.ptr, o->bytes.len, 0);
	zip_int64_t at = s ? zip_file_add(z, o->name, s, ZIP_FL_ENC_GUESS) : -1;

	if (at < 0) {
		if (s)
			zip_source_free(s);
		return false;
	}
	return zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0 &&
	       zip_file_set_dostime(z, (zip_uint64_t)at, 0, DOS_DAY, 0) == 0;
}

static uint8_t *bytes_of(zip_source_t *s, size_t *len)
{
	uint8_t *bytes;
	zip_stat_t st;

	if (zip_source_stat(s, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) || zip_source_open(s) != 0)
		return NULL;
	bytes = malloc((size_t)st.size + 1);
	if (bytes && zip_source_read(s, bytes, st.size) != (zip_int64_t)st.size) {
		free(bytes);
		bytes = NULL;
	}
	zip_source_close(s);
	*len = (size_t)st.size;
	return bytes;
}

static enum vb_code pack(const struct out *o, size_t n, uint8_t **out, size_t *len,
			 struct vb_err *err)
{
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = s ? zip_open_from_source(s, ZIP_TRUNCATE, NULL) : NULL;
	uint8_t *bytes = NULL;
	bool done = z != NULL;

	if (!z) {
		if (s)
			zip_source_free(s);
		return out_of_memory(err);
	}
	zip_source_keep(s);
	for (size_t i = 0; i < n && done; i++)
		done = add(z, &o[i]);
	if (!done || zip_close(z) != 0) {
		zip_discard(z);
		done = false;
	}
	if (done)
		bytes = bytes_of(s, len);
	zip_source_free(s);
	if (!bytes)
		return out_of_memory(err);
	*out = bytes;
	return VB_OK;
}

static enum vb_code pack_all(const struct word_whole *all, struct vb_view document,
			     uint8_t **out, size_t *len, struct vb_err *err)
{
	char *ours = NULL;
	size_t nours = 0;
	FILE *f = vb_memory_open(&ours, &nours);
	bool done = f && put_ours(f, all, document);
	enum vb_code code;

	if (f && fclose(f) != 0)
		done = false;
	if (done) {
		const struct out parts[] = {
			{"[Content_Types].xml", vb_view_str(types)},
			{"_rels/.rels", vb_view_str(package_rels)},
			{"word/document.xml", document},
			{"word/_rels/document.xml.rels", vb_view_str(document_rels)},
			{"word/styles.xml", vb_view_str(styles)},
			{"word/settings.xml", vb_view_str(settings)},
			{"customXml/item1.xml", vb_view(ours, nours)},
		};

		code = pack(parts, VB_ARRAY_LEN(parts), out, len, err);
	} else {
		code = out_of_memory(err);
	}
	free(ours);
	return code;
}

static enum vb_code write_whole(const struct word_whole *all, uint8_t **out, size_t *len,
				struct vb_err *err)
{
	char *document = NULL;
	size_t n = 0;
	FILE *f = vb_memory_open(&document, &n);
	enum vb_code code = f ? vb_word_document(f, all, err) : out_of_memory(err);

	if (f && fclose(f) != 0 && !code)
		code = out_of_memory(err);
	if (!code)
		code = pack_all(all, vb_view(document, n), out, len, err);
	free(document);
	return code;
}

enum vb_code vb_word_write(const struct vb_text *t, const struct vb_composite *c,
			   enum vb_word_form form, uint8_t **out, size_t *len, struct vb_err *err)
{
	const struct vb_word_article a = {.text = t, .composite = c};
	const struct word_whole all = {.article = &a, .n = 1, .form = form};

	return write_whole(&all, out, len, err);
}

enum vb_code vb_word_write_articles(struct vb_view title, const struct vb_word_article *a,
				    size_t n, enum vb_word_form form, uint8_t **out, size_t *len,
				    struct vb_err *err)
{
	const struct word_whole all = {
		.title = title, .article = a, .n = n, .headed = true, .form = form,
	};

	return write_whole(&all, out, len, err);
}

/* ---- there and back ---- */

enum vb_code vb_word_normal(struct vb_view paper, uint8_t **out, size_t *len, struct vb_err *err)
{
	const struct vb_version v = {.name = "paper", .text = paper};
	struct vb_text *t = NULL;
	struct vb_composite *c = NULL;
	struct vb_word *w = NULL;
	uint8_t *docx = NULL;
	size_t n = 0;
	enum vb_code code = vb_text_new(&v, 1, &t, err);

	if (!code)
		code = vb_composite_of(t, 1, &c, err);
	if (!code)
		code = vb_word_write(t, c, VB_WF_CLEAN, &docx, &n, err);
	if (!code)
		code = vb_word_read(vb_view(docx, n), &w, err);
	if (!code)
		code = vb_word_text(w, VB_WR_ACCEPTED, NULL, out, len, err);
	vb_word_free(w);
	free(docx);
	vb_composite_free(c);
	vb_text_free(t);
	return code;
}
