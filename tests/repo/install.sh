#!/bin/sh
# Installs into an empty folder, builds a program against what is there, and takes it away.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
dest=$tmp/dest
prefix=$(meson introspect --buildoptions "$build" | python3 -c '
import json, sys
print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == "prefix"))')

passes "installs" meson install -C "$build" --no-rebuild --quiet --destdir "$dest"
installed=$(cd "$dest" && find . -type f | sort)

rooms='base crypto tree record verify'
none "installs a header for each room of the library, and the umbrella" "$(
	for header in verbale.h $(for room in $rooms; do echo "$room/$room.h"; done); do
		[ ! -f "$source/src/$header" ] || [ -f "$dest$prefix/include/verbale/$header" ] ||
			echo "include/verbale/$header"
	done
)"
none "installs no other header" "$(
	cd "$dest$prefix/include"
	find . -type f | grep -vxE "\\./verbale/(verbale\\.h|($(echo "$rooms" | tr ' ' '|'))/[a-z]+\\.h)"
)"
none "installs every manual page, the completion and the program" "$(
	for page in "$source"/man/*.[1-8]; do
		[ ! -f "$page" ] || printf '%s\n' "$installed" | grep -qE "/$(basename "$page")(\\.gz)?\$" ||
			echo "$page"
	done
	for pair in completion/verbale.bash:completions/verbale src/cli/meson.build:bin/verbale; do
		[ ! -f "$source/${pair%:*}" ] || printf '%s\n' "$installed" | grep -q "/${pair#*:}\$" ||
			echo "${pair%:*}"
	done
)"

archive=$(find "$dest" -name libverbale.a)
exports() {
	nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort
}
none "libverbale.a has every export of its rooms, each once" "$(
	for room in $rooms; do
		find "$build/src/$room" -name '*.o' 2>/dev/null
	done | while read -r object; do exports "$object"; done | sort >"$tmp/rooms"
	exports "$archive" >"$tmp/archive"
	[ -s "$tmp/archive" ] || echo "nothing in it"
	diff "$tmp/rooms" "$tmp/archive"
)"

cat >"$tmp/one.c" <<'EOF'
#include <verbale.h>
int main(void)
{
	struct vb_hash h;
	if (!vb_crypto_init())
		return 2;
	vb_sha256(vb_view_str("abc"), &h);
	return h.b[0] == 0xba && h.b[31] == 0xad ? 0 : 1;
}
EOF
PKG_CONFIG_PATH=$(dirname "$(find "$dest" -name verbale.pc)")
export PKG_CONFIG_PATH
# compile COMPILER: the program, with what pkg-config says, run.
compile() {
	flags=$(pkg-config --define-variable=prefix="$dest$prefix" --cflags --libs verbale) || return
	# shellcheck disable=SC2086 # flags are words
	"$@" -Wall -Wextra -Werror "$tmp/one.c" -o "$tmp/one" $flags && "$tmp/one"
}
what="a program built with pkg-config's flags for verbale runs"
if [ ! -f "$source/src/verify/verify.h" ]; then
	skip "$what" "there is no room verify"
else
	passes "$what, in C" compile gcc
	if command -v g++ >/dev/null; then
		passes "$what, in C++" compile g++ -x c++
	else
		skip "$what, in C++" "no g++ here"
	fi
fi

passes "uninstalls" ninja -C "$build" uninstall
none "and leaves nothing" "$([ ! -e "$dest" ] || find "$dest" -mindepth 1)"
finish
