/*
 * One error: the code, the rule, the place and a sentence for a person.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <stdarg.h>

static const char *const code_names[] = {
	[VB_OK] = "ok",
	[VB_MALFORMED] = "malformed",
	[VB_FALSE] = "false",
	[VB_REFUSED] = "refused",
	[VB_NOT_FOUND] = "not-found",
	[VB_CONFLICT] = "conflict",
	[VB_UNKNOWN] = "unknown",
	[VB_BUSY] = "busy",
	[VB_FULL] = "full",
	[VB_IO] = "io",
	[VB_MEMORY] = "memory",
	[VB_KEY] = "key",
	[VB_USAGE] = "usage",
	[VB_GONE] = "gone",
};

const char *vb_code_name(enum vb_code code)
{
	size_t i = (size_t)code;

	return i < VB_ARRAY_LEN(code_names) ? code_names[i] : "no-such-code";
}

enum vb_code vb_fail(struct vb_err *err, enum vb_code code, const char *clause,
		     const char *where, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return code;
	err->code = code;
	snprintf(err->clause, sizeof(err->clause), "%s", clause ? clause : "");
	snprintf(err->where, sizeof(err->where), "%s", where ? where : "");
	va_start(ap, fmt);
	vsnprintf(err->sentence, sizeof(err->sentence), fmt, ap);
	va_end(ap);
	return code;
}
