/*
 * The head of a page that stands by itself: its style is inside, and it may load nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

void vb_html_head(FILE *f, const char *title, const char *css)
{
	struct vb_hash hash;
	char hash64[64] = "";

	vb_sha256(vb_view_str(css), &hash);
	hash64[vb_base64(hash64, hash.b, sizeof(hash.b))] = 0;
	fprintf(f, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n", hash64, title, css);
}
