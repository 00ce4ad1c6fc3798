/*
 * What a test cannot do without.  In a file of its own: an analyzer of one file at a time
 * takes for granted what the declaration says.
 *
 * SPDX-License-Identifier: ISC
 */
#include "need.h"

#include <stdlib.h>

void *need(void *p)
{
	if (!p)
		abort();
	return p;
}
