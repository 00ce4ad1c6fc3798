/*
 * The conformance suite, on SQLite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

int main(void)
{
	conform_store(&backend_sqlite);
	conform_cabinet(&backend_sqlite);
	return tap_done();
}
