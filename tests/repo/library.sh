#!/bin/sh
# The library stands alone: a copy of the tree without the rooms of storage, network, desk and
# program builds, passes its tests, and is left as clean as it was.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
copy_tree "$tmp/tree"
cd "$tmp/tree"
# The scorers' tests stand on this room's helpers, and need papers that are not here.
sed -i "/^test('press_score'/,/)\$/d" tests/press/meson.build
sed -i "/^test('text_score'/,/)\$/d" tests/text/meson.build
for room in store post depositary desk render cli sim soak attack repo bench; do
	rm -rf "src/$room" "tests/$room"
done
git init -q .
git add .
git -c user.name=check -c user.email=check@localhost commit -q -m 'the library alone'

# Libraries other than these are not to be found.
mkdir "$tmp/pc"
for library in libsodium libcrypto libutf8proc jansson zlib libzip expat; do
	if dir=$(pkg-config --variable=pcfiledir $library); then
		ln -s "$dir/$library.pc" "$tmp/pc/"
	fi
done
export PKG_CONFIG_LIBDIR="$tmp/pc" CC=gcc
unset DESTDIR MESON_BUILD_ROOT MESON_SOURCE_ROOT || :
passes "meson setup" meson setup --werror build --buildtype=debug
passes "builds" ninja -C build
# The tests run from the copy; vectors stay where they are.
: "${VERBALE_VECTORS:=$source/../shared/vectors}"
export VERBALE_VECTORS
run_tests() {
	unset VERBALE_SOURCE VERBALE_BUILD
	meson test -C build --no-rebuild --no-suite slow >/dev/null && return
	grep -E '^(not ok|# )|(ERROR|FAIL|TIMEOUT) ' build/meson-logs/testlog.txt
	return 1
}
passes "its tests pass" run_tests
none "tests ran" "$(
	[ -s build/meson-logs/testlog.json ] || echo "there is no log of tests"
)"
none "git sees nothing new after the build" "$(git status --porcelain --untracked-files=all)"
finish
