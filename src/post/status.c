/*
 * How an answer's code travels: as a status, and as one word beside it (http.md 4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

static const struct {
	enum vb_code code;
	unsigned status;
} statuses[] = {
	{VB_OK, 200},	    {VB_MALFORMED, 400}, {VB_USAGE, 400},  {VB_KEY, 401},
	{VB_REFUSED, 403},  {VB_NOT_FOUND, 404}, {VB_CONFLICT, 409}, {VB_FALSE, 422},
	{VB_IO, 500},	    {VB_BUSY, 503},	 {VB_UNKNOWN, 503}, {VB_MEMORY, 503},
	{VB_FULL, 507},	    {VB_GONE, 410},
	/* Said of a request itself; the first row of a code is that of the rest. */
	{VB_REFUSED, 405},  {VB_USAGE, 413},	 {VB_BUSY, 429},
};

unsigned vb_status_of(enum vb_code code)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(statuses); i++) {
		if (statuses[i].code == code)
			return statuses[i].status;
	}
	return 500;
}

enum vb_code vb_code_of(struct vb_view word, unsigned status)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(statuses); i++) {
		if (statuses[i].status == status &&
		    vb_view_is(word, vb_code_name(statuses[i].code)))
			return statuses[i].code;
	}
	if (status >= 200 && status < 300)
		return VB_OK;
	/* Of somebody in between, or of a server that is not one of ours. */
	return status == 429 || status == 503 ? VB_BUSY : VB_IO;
}
