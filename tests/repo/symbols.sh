#!/bin/sh
# What the compiled rooms define and need: names, dead exports, purity.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
cd "$build"

# Functions of the installed library that neither a room nor a test calls.
unused_allowed='
'
pure='tree record verify text'
# What a pure room may call: memory, strings, sorting, writing to a caller's FILE or buffer.
allowed='mem[a-z]+|str(n?len|n?cmp|r?chr|str|c?spn|pbrk|n?dup)|malloc|calloc|realloc(array)?|free'
allowed="$allowed|qsort|bsearch|v?snprintf|v?fprintf|fput[cs]|putc|fwrite|fflush|ferror"
allowed="$allowed|explicit_bzero|abort|__assert_fail|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_"
allowed="$allowed|__[a-z]+_chk|__[a-z]+[sdt]i[234]|utf8proc_[a-z_]+|vb_[a-z0-9_]+"
# Streams that it closes it has opened by vb_memory_open(): there is no other way to get one.
allowed="$allowed|fclose"
# Word files: libzip over bytes in memory alone, expat given its salt: neither asks the system for
# chance or the time, and dates in a package, of which libzip asks the time zone, are not used.
allowed="$allowed|zip_(source_buffer(_create)?|source_free|source_keep|source_open|source_read)"
allowed="$allowed|zip_source_(close|stat)|zip_open_from_source|zip_(discard|close|stat_init)"
allowed="$allowed|zip_(stat_index|get_num_entries|name_locate|fopen_index|fread|fclose)"
allowed="$allowed|zip_error_(init|fini|code_zip)|zip_file_(add|set_dostime)"
allowed="$allowed|zip_set_file_compression|XML_(Parser(CreateNS|Free)|Set[A-Za-z]+|StopParser|Parse)"
allowed="$allowed|XML_(GetErrorCode|GetCurrentLineNumber|ErrorString)"
forbidden='vb_file_[a-z_]+|vb_now[a-z_]*|vb_clock_system|vb_rng_system'

objects=$(find src tests fuzz -name '*.o' 2>/dev/null | sort)
rooms=$(find src -mindepth 2 -name '*.o' | sort)
# shellcheck disable=SC2086 # object paths are words
defined=$(nm -A -g --defined-only $rooms | awk '{ sub(/:.*/, "", $1); print $NF, $1 }' | sort)
# shellcheck disable=SC2086
needed=$(nm -A -u $objects | awk '{ sub(/:.*/, "", $1); print $NF, $1 }' | sort)

none "there are objects to look at" "$([ -n "$rooms" ] || echo "none in $build")"
none "every exported name starts with vb_" "$(
	printf '%s\n' "$defined" | grep -vE '^vb_|^main src/cli/|^$'
)"
none "every exported name is used by another file or a test" "$(
	{
		printf '%s\n' "$needed" | awk '{ print "need", $1 }'
		printf '%s\n' "$unused_allowed" | awk 'NF { print "allow", $1 }'
		printf '%s\n' "$defined" | grep '^vb_'
	} | awk '
		$1 == "need" { need[$2] = 1; next }
		$1 == "allow" { allow[$2] = 1; next }
		{ seen[$1] = 1 }
		!($1 in need) && !($1 in allow) { print $1 " of " $2 " is used by nobody" }
		END {
			for (name in allow)
				if (name in need || !(name in seen))
					print name " needs no exception any more"
		}'
)"
for room in $pure; do
	what="$room does no input or output, and reads no clock, chance or environment"
	if [ ! -d "$source/src/$room" ] || ! printf '%s\n' "$rooms" | grep -q "^src/$room/"; then
		skip "$what" "there is no room $room"
		continue
	fi
	none "$what" "$(
		printf '%s\n' "$needed" | grep " src/$room/" |
			awk -v ok="^($allowed)\$" -v no="^($forbidden)\$" '
				$1 ~ no || $1 !~ ok { print $2 " needs " $1 }'
	)"
done
finish
