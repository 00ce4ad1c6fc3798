/*
 * What part of the page a sentence is: text, or furniture that says nothing of the story.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define HEADING_WORDS 12

/* What a line of furniture begins with, in lower case. */
static const struct {
	const char *begins;
	enum vb_press_part part;
} beginnings[] = {
	{"see also", VB_PF_LINK},
	{"related materials", VB_PF_LINK},
	{"related:", VB_PF_LINK},
	{"related articles", VB_PF_LINK},
	{"related stories", VB_PF_LINK},
	{"read more", VB_PF_LINK},
	{"read also", VB_PF_LINK},
	{"also read", VB_PF_LINK},
	{"more on this", VB_PF_LINK},
	{"you may also like", VB_PF_LINK},
	{"recommended", VB_PF_LINK},
	{"most read", VB_PF_LINK},
	{"watch:", VB_PF_LINK},
	{"photo:", VB_PF_CAPTION},
	{"photo by", VB_PF_CAPTION},
	{"image:", VB_PF_CAPTION},
	{"video:", VB_PF_CAPTION},
	{"file photo", VB_PF_CAPTION},
	{"file -", VB_PF_CAPTION},
	{"file \xe2\x80\x93", VB_PF_CAPTION},
	{"picture:", VB_PF_CAPTION},
	{"image caption", VB_PF_CAPTION},
	{"media caption", VB_PF_CAPTION},
	{"image source", VB_PF_CAPTION},
	{"photograph:", VB_PF_CAPTION},
	{"\xc2\xa9", VB_PF_CAPTION},
	{"(photo", VB_PF_CAPTION},
	{"(video", VB_PF_CAPTION},
	{"(image", VB_PF_CAPTION},
	{"(file", VB_PF_CAPTION},
	{"(reuters", VB_PF_CAPTION},
	{"[photo", VB_PF_CAPTION},
	{"[video", VB_PF_CAPTION},
	{"[image", VB_PF_CAPTION},
	{"\xe2\x80\xa2", VB_PF_BULLET},
	{"\xc2\xb7", VB_PF_BULLET},
	{"\xe2\x96\xaa", VB_PF_BULLET},
	{"advertisement", VB_PF_NOTICE},
	{"subscribe", VB_PF_NOTICE},
	{"sign up", VB_PF_NOTICE},
	{"share this", VB_PF_NOTICE},
	{"copyright", VB_PF_NOTICE},
	{"(syndicated", VB_PF_NOTICE},
	{"(this story", VB_PF_NOTICE},
	{"(reporting by", VB_PF_NOTICE},
	{"reporting by", VB_PF_NOTICE},
	{"editing by", VB_PF_NOTICE},
	{"all rights reserved", VB_PF_NOTICE},
	{"follow us", VB_PF_NOTICE},
	{"click here", VB_PF_NOTICE},
	{"this article was", VB_PF_NOTICE},
	{"published:", VB_PF_NOTICE},
	{"updated:", VB_PF_NOTICE},
	{"last updated", VB_PF_NOTICE},
};

/* What the form for readers' comments says; all behind it is theirs. */
static const char *const forms[] = {
	"to leave comments",	 "to leave a comment",
	"leave a comment",	 "leave a reply",
	"to post a comment",	 "post a comment",
	"add a comment",	 "log in to comment",
	"sign in to comment",	 "comments are closed",
	"join the conversation", "your email address will not be published"};

static uint8_t low(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool begins(struct vb_view v, const char *with)
{
	size_t n = strlen(with);

	if (v.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (low(v.ptr[i]) != (uint8_t)with[i])
			return false;
	return true;
}

/* Does one of the forms begin at a word of the first 400 bytes of @v? */
static bool is_form(struct vb_view v)
{
	size_t end = v.len < 400 ? v.len : 400;

	for (size_t i = 0; i < end; i++) {
		if (i > 0 && v.ptr[i - 1] != ' ')
			continue;
		for (size_t k = 0; k < VB_ARRAY_LEN(forms); k++)
			if (low(v.ptr[i]) == (uint8_t)*forms[k] &&
			    begins(vb_view(v.ptr + i, v.len - i), forms[k]))
				return true;
	}
	return false;
}

static bool digits(struct vb_view v, size_t at, size_t n)
{
	if (v.len < at + n)
		return false;
	for (size_t i = at; i < at + n; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return true;
}

/* "date 2022-02-01": the date that the page was stored with. */
static bool dated(struct vb_view v)
{
	return begins(v, "date ") && digits(v, 5, 4) && digits(v, 10, 2) && digits(v, 13, 2);
}

static size_t words(struct vb_view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++)
		n += v.ptr[i] > ' ' && (i == 0 || v.ptr[i - 1] <= ' ');
	return n;
}

/* Ends with a mark that ends sentences, closing quotes aside. */
static bool punctuated(struct vb_view v)
{
	size_t n = v.len;

	while (n > 0) {
		if (strchr("\"')]", v.ptr[n - 1]) && v.ptr[n - 1])
			n--;
		else if (n > 2 && v.ptr[n - 3] == 0xe2 && v.ptr[n - 2] == 0x80 &&
			 (v.ptr[n - 1] == 0x9d || v.ptr[n - 1] == 0x99))
			n -= 3;
		else
			break;
	}
	return n > 0 && (strchr(".!?:;,", v.ptr[n - 1]) || v.ptr[n - 1] == 0xa6);
}

static enum vb_press_part part_of(struct vb_view v, bool alone, bool body)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(beginnings); i++)
		if (low(v.ptr[0]) == (uint8_t)*beginnings[i].begins &&
		    begins(v, beginnings[i].begins))
			return beginnings[i].part;
	if (dated(v))
		return words(v) < 6 ? VB_PF_NOTICE : VB_PF_DATELINE;
	if (words(v) == 0 || (v.len < 4 && !punctuated(v)))
		return VB_PF_BULLET;
	if (alone && v.ptr[0] == '(' && v.ptr[v.len - 1] == ')')
		return VB_PF_NOTICE;
	if (!alone || punctuated(v))
		return VB_PF_TEXT;
	if (!body && words(v) > 2)
		return VB_PF_HEADLINE;
	return words(v) <= HEADING_WORDS ? VB_PF_HEADING : VB_PF_TEXT;
}

void vb_parts(struct vb_view text, struct vb_press_sentence *s, size_t n)
{
	bool comments = false, body = false;

	for (size_t i = 0; i < n; i++) {
		struct vb_view v = vb_view(text.ptr + s[i].at, s[i].len);
		bool alone = (i == 0 || s[i - 1].paragraph != s[i].paragraph) &&
			     (i + 1 == n || s[i + 1].paragraph != s[i].paragraph);

		if (comments) {
			s[i].part = VB_PF_COMMENT;
			continue;
		}
		s[i].part = part_of(v, alone, body);
		if (is_form(v)) {
			/* Near the top it is a menu, and the report is still to come. */
			comments = body;
			s[i].part = VB_PF_NOTICE;
		}
		body = body || s[i].part == VB_PF_TEXT ||
		       (s[i].part == VB_PF_DATELINE && punctuated(v));
	}
}
