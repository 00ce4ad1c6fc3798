#!/bin/sh
# The demonstration: every step comes out as expected, and in time.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

start=$(date +%s)
TMPDIR=$tmp VERBALE=$verbale "$source/scripts/demo" >out 2>err </dev/null
status=$?
took=$(($(date +%s) - start))
is "the demonstration ends well" "$status" 0
ok "in time ($took s)" [ "$took" -le "${VERBALE_DEMO_SECONDS:-20}" ]
ok "it shows a disputed role" grep -q 'DISPUTED' out
want=5
names='bern "cannot be attributed"'
if faketime "1 day ago" "$verbale" --version >version 2>&1; then
	want=6
	names="nord $names"
fi
is "and catches the attacks" "$(grep -c '^caught:' out)" $want
eval "set -- $names"
for who; do
	ok "naming who answers: $who" grep -q "^Answers *$who\$" out
done
ok "it says where it left everything" grep -q "$tmp" out
is "without colour where there is no terminal" "$(grep -c "$(printf '\033')" out)" 0
finish
