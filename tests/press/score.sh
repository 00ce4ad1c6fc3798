#!/bin/sh
# The annotated reports in the folder that VERBALE_PRESS names, else in ../shared/press beside
# the source: how much of them is found.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../repo/tap.sh"

scratch
what="the reader finds what a person found"
: "${VERBALE_PRESS:=$source/../shared/press}"
if ! ls "$VERBALE_PRESS"/*.gold.tsv >/dev/null 2>&1; then
	skip "$what" "there is no folder of annotated reports, which VERBALE_PRESS names"
else
	passes "the scorer runs" "$source/tests/press/score" "$VERBALE_PRESS" "$build/tests/press/press_driver"
	"$source/tests/press/score" "$VERBALE_PRESS" "$build/tests/press/press_driver" >"$tmp/score"
	none "$what: F1 and fields are not below what they were" "$(
		awk 'BEGIN { least["f1"] = 0.85; least["authority"] = least["speaker"] = 0.95
			least["from"] = least["to"] = least["date"] = 0.90 }
		$1 in least && $2 < least[$1] { print $1 " is " $2 ", below " least[$1] }' "$tmp/score"
	)"
fi
"$source/tests/press/score" "$source/tests/press/held" "$build/tests/press/press_driver" >"$tmp/held"
none "in reports of other stories, made up for this test, too" "$(
	awk 'BEGIN { least["f1"] = 0.90; least["authority"] = least["speaker"] = least["date"] = 0.90
		least["from"] = least["to"] = 0.85 }
	$1 in least { seen++ }
	$1 in least && $2 < least[$1] { print $1 " is " $2 ", below " least[$1] }
	END { if (seen != 6) print "the scorer says nothing of them" }' "$tmp/held"
)"
finish
