#!/bin/sh
# Every numbered clause of doc/format.md is cited by the code and by a test, and no other is.
# A clause is a line that begins with **N.N** or **N.N.N** (after a list or heading mark); one marked
# "(informative)" needs no citation.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
cd "$source"

if [ ! -f doc/format.md ]; then
	skip "the clauses of doc/format.md" "there is no such file"
	finish
	exit
fi
number='[1-9][0-9]*(\.[1-9][0-9]*){1,2}'
mark="^[#* -]*\\*\\*$number\\*\\*"

grep -E "$mark" doc/format.md | sed -E "s/^[^0-9]*($number).*/\\1/" | sort >"$tmp/clauses"
grep -E "$mark" doc/format.md | grep -vF '(informative)' |
	sed -E "s/^[^0-9]*($number).*/\\1/" | sort >"$tmp/binding"

# Citations: `format.md 4.3`, also `format.md 4.3, 4.4`, and the clause argument "4.3".
cited() {
	{
		grep -rhoE --include='*.[ch]' "format\\.md $number(,? (and )?$number)*" "$1" || :
		grep -rhoE --include='*.[ch]' "\"$number\"" "$1" || :
	} | grep -oE "$number" | sort -u
}
cited src >"$tmp/src"
# A test names a clause in a string; a script or table of tests, anywhere.  The checks of this
# folder are about no clause.
{
	grep -rhoE --include='*.c' --exclude-dir=repo "\"[^\"]*\"" tests || :
	grep -rhE --include='*.sh' --include='*.py' --include='*.tsv' --exclude-dir=repo . tests || :
} | grep -oE '[0-9]+(\.[0-9]+)+' | grep -xE "$number" | sort -u >"$tmp/tests" || :

none "doc/format.md has clauses" "$([ -s "$tmp/clauses" ] || echo "no line begins with **N.N**")"
none "no clause number stands twice" "$(uniq -d "$tmp/clauses")"
none "every clause is cited in src" "$(comm -23 "$tmp/binding" "$tmp/src" | fmt)"
none "every clause is named by a test" "$(comm -23 "$tmp/binding" "$tmp/tests" | fmt)"
# `format.md 5.2` may also mean a whole section, of which there are clauses.
none "src cites no clause that does not exist" "$(
	comm -13 "$tmp/clauses" "$tmp/src" | while read -r clause; do
		exact=$(echo "$clause" | sed 's/\./\\./g')
		grep -q "^$exact\." "$tmp/clauses" || grep -rnE --include='*.[ch]' \
			"(format\\.md .*|\")$exact([^0-9.]|\$)" src || echo "$clause"
	done
)"
finish
