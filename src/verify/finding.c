/*
 * Findings: the result, the canonical line, and the lines for people.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdarg.h>
#include <string.h>

const char *vb_result_name(enum vb_result r)
{
	switch (r) {
	case VB_GENUINE:
		return "GENUINE";
	case VB_NOT_GENUINE:
		return "NOT GENUINE";
	case VB_UNREADABLE:
		return "UNREADABLE";
	case VB_CANNOT_TELL:
		return "CANNOT TELL";
	}
	return "?";
}

static const char *or_dash(const char *s)
{
	return s[0] ? s : "-";
}

/* format.md 10.3 */
void vb_finding_line(char out[static VB_CANONICAL_MAX], const struct vb_finding *f)
{
	snprintf(out, VB_CANONICAL_MAX, "%s\t%s\t%s\t%s", vb_result_name(f->result),
		 or_dash(f->clause),
		 or_dash(f->at), or_dash(f->culprit));
}

void vb_finding_init(struct vb_finding *f)
{
	memset(f, 0, sizeof(*f));
	f->result = VB_CANNOT_TELL;
}

/* Formats into @out; a character that does not fit whole is left away. */
static void format(char *out, size_t cap, const char *fmt, va_list ap) VB_PRINTF(3, 0);
static void format(char *out, size_t cap, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, cap, fmt, ap);
	size_t len = cap - 1, start;

	if (n < 0 || (size_t)n < cap)
		return;
	for (start = len; start > 0 && (out[start - 1] & 0xc0) == 0x80; start--)
		;
	if (start > 0 && ((uint8_t)out[start - 1] & 0xc0) == 0xc0)
		out[start - 1] = '\0';
}

void vb_finding_set(struct vb_finding *f, enum vb_result result, const char *clause,
		    const char *at, const char *culprit, const char *fmt, ...)
{
	va_list ap;

	f->result = result;
	snprintf(f->clause, sizeof(f->clause), "%s", clause);
	snprintf(f->at, sizeof(f->at), "%s", at);
	snprintf(f->culprit, sizeof(f->culprit), "%s", culprit);
	va_start(ap, fmt);
	format(f->sentence, sizeof(f->sentence), fmt, ap);
	va_end(ap);
}

void vb_finding_of(struct vb_finding *f, enum vb_result result, const char *at,
		   const char *culprit, const struct vb_err *err)
{
	if (err->where[0] && strcmp(err->where, at) != 0)
		vb_finding_set(f, result, err->clause, at, culprit, "%s: %s", err->where,
			       err->sentence);
	else
		vb_finding_set(f, result, err->clause, at, culprit, "%s", err->sentence);
}

enum vb_result vb_finding_result(enum vb_code code)
{
	return code == VB_MALFORMED ? VB_UNREADABLE : VB_NOT_GENUINE;
}

static void add(char line[static VB_FINDING_LINES][VB_FINDING_LINE], unsigned *n,
		const char *fmt, va_list ap) VB_PRINTF(3, 0);
static void add(char line[static VB_FINDING_LINES][VB_FINDING_LINE], unsigned *n,
		const char *fmt, va_list ap)
{
	if (*n < VB_FINDING_LINES)
		format(line[(*n)++], VB_FINDING_LINE, fmt, ap);
	else
		snprintf(line[VB_FINDING_LINES - 1], VB_FINDING_LINE, "and more");
}

void vb_finding_establish(struct vb_finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(f->established, &f->nestablished, fmt, ap);
	va_end(ap);
}

void vb_finding_show(struct vb_finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(f->shown, &f->nshown, fmt, ap);
	va_end(ap);
}

void vb_finding_rest(struct vb_finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(f->rests_on, &f->nrests_on, fmt, ap);
	va_end(ap);
}

const char *vb_upper(char *out, size_t cap, const char *name)
{
	size_t i;

	for (i = 0; name[i] && i + 1 < cap; i++)
		out[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') :
							    name[i];
	out[i] = '\0';
	return out;
}
