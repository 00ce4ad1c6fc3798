/*
 * XML of a Word file, read forward: no document type, so no entities; bounded depth; both
 * families of namespaces, transitional and strict, under one letter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <expat.h>
#include <string.h>

#define SEP '|'	/* between a namespace and a name; no name has it */

struct reading {
	struct word_sax *sax;
	XML_Parser parser;
	unsigned depth;
	const char *off;	/* what is wrong */
};

static const struct {
	const char *uri;
	char ns;
} spaces[] = {
	{"http://schemas.openxmlformats.org/wordprocessingml/2006/main", 'w'},
	{"http://purl.oclc.org/ooxml/wordprocessingml/main", 'w'},
	{"http://schemas.openxmlformats.org/officeDocument/2006/relationships", 'r'},
	{"http://purl.oclc.org/ooxml/officeDocument/relationships", 'r'},
	{"http://schemas.openxmlformats.org/markup-compatibility/2006", 'm'},
	{"http://schemas.openxmlformats.org/package/2006/relationships", 'p'},
	{VB_WORD_SPACE, 'v'},
};

/* "URI|name" taken apart. */
static char space_of(const char *full, const char **name)
{
	const char *sep = strrchr(full, SEP);

	*name = sep ? sep + 1 : full;
	for (size_t i = 0; sep && i < VB_ARRAY_LEN(spaces); i++) {
		size_t n = strlen(spaces[i].uri);

		if ((size_t)(sep - full) == n && memcmp(full, spaces[i].uri, n) == 0)
			return spaces[i].ns;
	}
	return sep ? 'o' : 0;
}

static void stop(struct reading *r, const char *why)
{
	r->off = r->off ? r->off : why;
	XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **att)
{
	struct reading *r = ctx;
	struct word_element e = {.att = (const char *const *)att};

	if (++r->depth > WORD_DEPTH_MAX) {
		stop(r, "elements stand more than 256 deep in one another");
		return;
	}
	e.ns = space_of(name, &e.name);
	r->sax->start(r->sax->ctx, &e);
	if (r->sax->failed)
		stop(r, NULL);
}

static void on_end(void *ctx, const XML_Char *name)
{
	static const char *const none[] = {NULL};
	struct reading *r = ctx;
	struct word_element e = {.att = none};

	r->depth--;
	e.ns = space_of(name, &e.name);
	r->sax->end(r->sax->ctx, &e);
	if (r->sax->failed)
		stop(r, NULL);
}

static void on_text(void *ctx, const XML_Char *s, int n)
{
	struct reading *r = ctx;

	if (r->sax->text)
		r->sax->text(r->sax->ctx, s, (size_t)n);
	if (r->sax->failed)
		stop(r, NULL);
}

static void on_doctype(void *ctx, const XML_Char *name, const XML_Char *sys, const XML_Char *pub,
		       int internal)
{
	(void)name;
	(void)sys;
	(void)pub;
	(void)internal;
	stop(ctx, "it declares a document type, which no part of a Word file has");
}

const char *vb_word_att(const struct word_element *e, char ns, const char *name)
{
	for (const char *const *a = e->att; *a; a += 2) {
		const char *local;
		char space = space_of(a[0], &local);

		if ((space == ns || space == 0) && strcmp(local, name) == 0)
			return a[1];
	}
	return NULL;
}

bool vb_word_named(const struct word_element *e, const char *name)
{
	return e->ns == 'w' && strcmp(e->name, name) == 0;
}

bool vb_word_on(const struct word_element *e)
{
	const char *val = vb_word_att(e, 'w', "val");

	return !val || (strcmp(val, "0") != 0 && strcmp(val, "false") != 0 &&
			strcmp(val, "off") != 0);
}

long vb_word_number(const char *s, long or)
{
	long n = 0;
	size_t len = s ? strlen(s) : 0;

	if (len == 0 || len > 9)
		return or;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return or;
		n = n * 10 + (*s - '0');
	}
	return n;
}

/* The parser asks the system for chance unless it is given some: the bytes are all we have. */
static void salt(XML_Parser p, struct vb_view xml)
{
	struct vb_hash h;

	vb_sha256(xml, &h);
	XML_SetHashSalt(p, (unsigned long)(vb_be64(h.b) | 1));
}

static enum vb_code verdict(const struct reading *r, const char *part, struct vb_err *err)
{
	char where[128], shown[80];
	const char *why = r->off;

	vb_quote(shown, sizeof(shown), vb_view_str(part));
	snprintf(where, sizeof(where), "%s, line %lu", shown,
		 (unsigned long)XML_GetCurrentLineNumber(r->parser));
	if (!why && (r->sax->failed || XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY))
		return vb_fail(err, VB_MEMORY, "", where, "there is not enough memory");
	if (!why)
		why = XML_ErrorString(XML_GetErrorCode(r->parser));
	return vb_fail(err, VB_REFUSED, "text.md 13.2", where, "%s", why);
}

enum vb_code vb_word_parse(struct word_sax *s, struct vb_view xml, const char *part,
			   struct vb_err *err)
{
	struct reading r = {.sax = s, .parser = XML_ParserCreateNS(NULL, SEP)};
	enum vb_code code = VB_OK;

	if (!r.parser)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	salt(r.parser, xml);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	/* WORD_PART_MAX is far below what an int holds. */
	if (XML_Parse(r.parser, (const char *)xml.ptr, (int)xml.len, XML_TRUE) != XML_STATUS_OK)
		code = verdict(&r, part, err);
	XML_ParserFree(r.parser);
	return code;
}

enum vb_code vb_word_read_related(struct word_package *p, const char *document, const char *type,
				  struct word_sax *sax, struct vb_err *err)
{
	char name[WORD_NAME_MAX];
	uint8_t *xml = NULL;
	size_t len = 0;
	enum vb_code code = vb_word_related(p, document, type, name, err);

	if (code || !name[0])
		return code;
	code = vb_word_part(p, name, &xml, &len, err);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code)
		code = vb_word_parse(sax, vb_view(xml, len), name, err);
	free(xml);
	return code;
}
