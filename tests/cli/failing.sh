#!/bin/sh
# The program, verb for verb, with its n-th allocation, read, write or sync failing: what must
# hold then stands in failing.py.  usage: failing.sh [STEP...]
# VERBALE_FAILURES: a number of cases of each step and class, or "all", or one: alloc:once:7.
# VERBALE_JOBS: how many processes share them.
# SPDX-License-Identifier: ISC
if [ -z "${TMPDIR-}" ] && [ -w /dev/shm ]; then
	export TMPDIR=/dev/shm # what is synced there costs nothing
fi
. "$(dirname "$0")/cli.sh"

cases=${VERBALE_FAILURES:-1}
if [ "$cases" = all ]; then
	export VERBALE_JOBS="${VERBALE_JOBS:-$(nproc)}"
fi
library=${VERBALE_FAILING:-$source/build/tests/cli/libfailing.so}
PYTHONDONTWRITEBYTECODE=1 python3 "$source/tests/cli/failing.py" "$verbale" "$library" "$tmp" \
	"$cases" "$@"
