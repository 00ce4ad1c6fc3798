#!/bin/sh
# The provisions of three institutions in the file that VERBALE_TEXTS names, else in ../shared/texts
# beside the source: how good the alignment is, and that no order of the parties changes it.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../repo/tap.sh"

driver=$build/tests/text/text_driver
scratch
# A file of our own, small, in the same format.
printf '# id\tA\tB\tC\n1\tone two three\tone three\ttwo three four\n2\t\tx\tx y\n' >"$tmp/own.tsv"
"$source/tests/text/score" "$tmp/own.tsv" "$driver" >"$tmp/own"
none "a file in this format is scored" "$(
	awk '$1 == "provisions" && $2 == 2 { n++ } $1 == "alignment_score" && $2 == 1 { n++ }
	$1 == "order_dependent" && $2 == 0 { n++ } END { if (n != 3) print "other figures" }' "$tmp/own"
)"
what="real provisions of three institutions"
file=${VERBALE_TEXTS:-$source/../shared/texts/three-institutions.tsv}
if [ ! -f "$file" ]; then
	skip "$what" "there is no file of provisions, which VERBALE_TEXTS names"
else
	"$source/tests/text/score" "$file" "$driver" >"$tmp/score"
	none "$what: aligned at best, in any order" "$(
		awk '$1 == "alignment_score" && $2 < 0.999 { print $1 " is " $2 }
			$1 == "order_dependent" && $2 > 0 { print $1 " is " $2 }
			{ n++ } END { if (n < 10) print "only " n " measures" }' "$tmp/score"
	)"
fi
finish
