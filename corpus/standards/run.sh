#!/bin/sh
# Runs a verifier over the set and prints what it takes or refuses otherwise.
# Usage: corpus/standards/run.sh [--strict] VERIFIER...
# VERIFIER... KIND FILE KEYS ENTRY must end with status 0 if it accepts FILE and 1 if it rejects
# it; KEYS (one vkey a line) and ENTRY are files or "-".  Without --strict a row whose verdict is
# "may" is passed over; with it the column strict is the verdict.
# SPDX-License-Identifier: ISC
set -eu
here=$(cd "$(dirname "$0")" && pwd)
strict=
if [ "${1-}" = --strict ]; then
	strict=yes
	shift
fi
[ $# -gt 0 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
tab=$(printf '\t')
count=0
different=0

# where NAME: the path of a file of the set.
where() {
	if [ "$1" = - ]; then echo -; else echo "$here/files/$1"; fi
}

{
	read -r _
	while IFS=$tab read -r file kind keys entry verdict tight clause why; do
		[ -z "$strict" ] || verdict=$tight
		[ "$verdict" != may ] || continue
		count=$((count + 1))
		status=0
		"$@" "$kind" "$(where "$file")" "$(where "$keys")" "$(where "$entry")" \
			</dev/null >/dev/null 2>&1 || status=$?
		case $status in
		0) said=accept ;;
		1) said=reject ;;
		*) said="status $status" ;;
		esac
		[ "$said" = "$verdict" ] || {
			different=$((different + 1))
			printf '%s\t%s\t%s\t%s\t%s\n' "$file" "$verdict" "$said" "$clause" "$why"
		}
	done
} <"$here/expected.tsv"
echo "$count files, $different different"
[ "$different" -eq 0 ]
