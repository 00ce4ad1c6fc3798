#!/bin/sh
# Runs a verifier over the corpus and prints a table of what it says otherwise.
# Usage: corpus/run.sh VERIFIER...
# VERIFIER... FILE [--trust FILE] must print the canonical line of format.md 10.3 for FILE, e.g.
# corpus/run.sh build/verbale verify --line.  Exit status: 0 no difference, 1 some, 2 usage.
# SPDX-License-Identifier: ISC
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
command -v "$1" >/dev/null || { echo "corpus/run.sh: there is no $1" >&2; exit 2; }
tab=$(printf '\t')
files=$here/files
count=0
different=0

# differs FILE TRUST EXPECTED SAID: one line of the table.
differs() {
	[ "$different" -gt 0 ] || printf 'file\ttrust\texpected\tsaid\n'
	different=$((different + 1))
	printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"
}

# one FIELD...: the fields in one column.
one() {
	printf '%s | %s | %s | %s' "$1" "$2" "$3" "$4"
}

{
	read -r _
	while IFS=$tab read -r file trust finding clause at culprit _; do
		count=$((count + 1))
		if [ "$trust" = - ]; then
			said=$("$@" "$files/$file" </dev/null 2>/dev/null) || :
		else
			said=$("$@" "$files/$file" --trust "$files/$trust" </dev/null 2>/dev/null) || :
		fi
		expected=$finding$tab$clause$tab$at$tab$culprit
		[ "$said" = "$expected" ] || differs "$file" "$trust" \
			"$(one "$finding" "$clause" "$at" "$culprit")" \
			"$(printf '%s' "${said:-nothing}" | tr '\n' ' ' | sed "s/$tab/ | /g")"
	done
} <"$here/expected.tsv"

# A trust file that cannot be read anchors nothing: there is no finding at all.
{
	read -r _
	while IFS=$tab read -r trust reads _; do
		count=$((count + 1))
		status=0
		said=$("$@" "$files/9-files/9.7-all.bundle" --trust "$files/$trust" </dev/null \
			2>/dev/null) || status=$?
		case $reads:$status:$said in
		yes:0:GENUINE* | yes:3:"CANNOT TELL"*) ;;
		no:0:* | no:*:GENUINE*) differs "9-files/9.7-all.bundle" "$trust" "no finding" "$said" ;;
		no:*) ;;
		*) differs "9-files/9.7-all.bundle" "$trust" "a finding" "${said:-nothing}" ;;
		esac
	done
} <"$here/trust.tsv"

echo "$count files, $different different"
[ "$different" -eq 0 ]
