#!/bin/sh
# The rooms of src and what each may include, directly or not.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
cd "$source/src"

# room: rooms whose header it may include ("top" is src itself: the umbrella header).
edges='
base:
crypto: base
tree: base crypto
record: base crypto tree
verify: base crypto tree record
text: base crypto tree record
press: base crypto tree record verify
store: base
post: base crypto
depositary: base crypto tree record store post
desk: base crypto tree record verify store post
render: base crypto tree record verify text press
cli: base crypto tree record verify text press store post depositary desk render
top: base crypto tree record verify
'
# Headers of a part, beside that of its room: for files of the room alone.
parts='
press/dates.h
post/curl.h
store/pg.h
text/word.h
cli/text_work.h
'
# library header: the only rooms that may name it.
libraries='
sodium: crypto
openssl: crypto
sqlite3: store
libpq-fe: store
curl: post
microhttpd: post
seccomp: cli
zip: text
expat: text
'

# Lines "room<TAB>file:line<TAB>what is included, in its quotes or brackets".
includes() {
	grep -rnE --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include' . | sort |
		sed -nE 's|^\./([^:]+:[0-9]+):[^<"]*([<"][^>"]*[>"]).*|\1\t\2|p' |
		awk -F '\t' '{ n = split($1, part, "/")
			print (n > 1 ? part[1] : "top") "\t" $0 }'
}
all=$(includes)

none "every folder of src is a room of the table" "$(
	for room in */; do
		printf '%s' "$edges" | grep -q "^${room%/}:" || echo "src/$room"
	done
)"
none "a room has one public header, and at most internal.h besides" "$(
	for room in */; do
		room=${room%/}
		[ -z "$(find "$room" -name '*.c')" ] || [ -f "$room/$room.h" ] ||
			echo "src/$room/$room.h is missing"
		find "$room" -name '*.h' ! -path "$room/$room.h" ! -path "$room/internal.h" |
			while read -r header; do
				printf '%s' "$parts" | grep -qxF "$header" || echo "$header"
			done
	done
)"
none "only the umbrella header stands outside the rooms" "$(
	find . -maxdepth 1 -type f ! -name meson.build ! -name verbale.h
)"
none "a room includes only the rooms above it, each by its public header" "$(
	printf '%s\n' "$all" | awk -F '\t' -v edges="$edges" -v parts="$parts" '
	BEGIN {
		n = split(parts, row, "\n")
		for (i = 1; i <= n; i++)
			part_of[row[i]] = 1
		n = split(edges, row, "\n")
		for (i = 1; i <= n; i++) {
			m = split(row[i], word, /:? +|:/)
			for (j = 2; j <= m; j++)
				may[word[1], word[j]] = 1
		}
	}
	$3 ~ /^"/ {
		path = substr($3, 2, length($3) - 2)
		split(path, part, "/")
		if (path in part_of && part[1] == $1)
			next
		if (path == "internal.h" || path == $1 "/internal.h")
			next
		if (path == part[1] "/" part[1] ".h" && (part[1] == $1 || may[$1, part[1]]))
			next
		print "src/" $2 ": " $1 " may not include " $3
	}'
)"
none "each outside library is named in its own room only" "$(
	printf '%s\n' "$all" | awk -F '\t' -v libraries="$libraries" '
	BEGIN {
		n = split(libraries, row, "\n")
		for (i = 1; i <= n; i++)
			if (split(row[i], word, ": ") == 2)
				only[word[1]] = word[2]
	}
	$3 ~ /^</ {
		name = substr($3, 2, length($3) - 2)
		sub(/[\/.].*/, "", name)
		if (name in only && index(" " only[name] " ", " " $1 " ") == 0)
			print "src/" $2 ": " $3 " belongs to " only[name]
	}'
)"
finish
