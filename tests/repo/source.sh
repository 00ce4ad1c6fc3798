#!/bin/sh
# House rules that a look at the source text can decide.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
cd "$source"

all=$(tree_files | grep -v '\.in/')
c_files=$(printf '%s\n' "$all" | grep -E '^(src|tests|fuzz)/.*\.[ch]$')
scripts=$(
	printf '%s\n' "$all" | while IFS= read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		scripts/* | .ci/*) ! head -n 1 "$file" | grep -q '^#!' || echo "$file" ;;
		esac
	done
)
# matches PATTERN: where any file of the tree has it.
matches() {
	printf '%s\n' "$all" | tr '\n' '\0' | xargs -0 grep -nIE "$1" /dev/null || :
}

banned='strto[a-z]+|v?[fs]?scanf|v?sprintf|ato[filq]l?|strtok(_r)?|alloca|st[rp]cpy|strcat|gets'
locale='is(alpha|digit|alnum|space|upper|lower|print|punct|xdigit|cntrl|graph)|to(upper|lower)'
none "no function that is lenient, unbounded or follows the locale" "$(
	grep -rnE --include='*.[ch]' "(^|[^A-Za-z0-9_])($banned|$locale)[[:space:]]*\\(" src
)"
none "every C file opens with a comment and names its licence" "$(
	for file in $c_files; do
		head -n 1 "$file" | grep -q '^/\*' || echo "$file: no opening comment"
		head -n 20 "$file" | grep -q 'SPDX-License-Identifier: ISC' || echo "$file: no SPDX line"
	done
)"
none "every script says what it is for and names its licence" "$(
	for file in $scripts; do
		head -n 2 "$file" | grep -v SPDX | grep -qE '^(# .|""")' || echo "$file: no opening comment"
		head -n 20 "$file" | grep -q 'SPDX-License-Identifier: ISC' || echo "$file: no SPDX line"
	done
)"
none "functions fit in 80 lines" "$(
	find src -name '*.c' -exec awk '
		FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ { if (start && FNR - start > 80)
				printf "%s:%d: %d lines\n", FILENAME, start, FNR - start
			start = 0 }' {} +
)"
none "nothing is left for later" "$(matches '\<(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\>')"
none "no path of a machine that it was written on" "$(
	matches '(^|[^A-Za-z0-9_.<>/-])/(wor[k]|hom[e]/[a-z]+|User[s]/|roo[t]/)'
)"
none "every fuzz harness is built and has a corpus" "$(
	for file in fuzz/*.c; do
		name=$(basename "$file" .c)
		if [ "$name" = replay ] || [ ! -f "$file" ]; then
			continue
		fi
		grep -q "'$name':" fuzz/meson.build || echo "$file is not listed in fuzz/meson.build"
		[ -n "$(ls "fuzz/$name.in" 2>/dev/null)" ] || echo "fuzz/$name.in has no input"
	done
)"
what="mandoc finds nothing in the manual pages, which refer to pages that exist"
if ! ls man/*.[1-8] >/dev/null 2>&1; then
	skip "$what" "there is no manual page"
elif ! command -v mandoc >/dev/null; then
	skip "$what" "no mandoc here"
else
	none "$what" "$(
		mandoc -T lint -W warning man/*.[1-8]
		sed -n 's/^\.Xr \(verbale[a-z-]*\) \([1-8]\).*/\1.\2/p' man/*.[1-8] | sort -u |
			while read -r page; do
				[ -f "man/$page" ] || echo "no man/$page"
			done
	)"
fi
finish
