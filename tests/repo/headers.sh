#!/bin/sh
# The headers: each complete in itself, the installed one usable from C++ as well.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
cd "$source/src"

# A header of a part may name a library that lies outside the usual folder.
libraries=$(pkg-config --cflags-only-I libpq)
for header in */*.h; do
	echo "#include \"$header\"" >"$tmp/one.c"
	# shellcheck disable=SC2086 # options are words
	passes "$header needs nothing before it" \
		gcc -std=gnu17 -fsyntax-only -Wall -Wextra -Werror -I. $libraries "$tmp/one.c"
done

what="verbale.h compiles as C++"
if ! command -v g++ >/dev/null; then
	skip "$what" "no g++ here"
elif [ ! -f verify/verify.h ]; then
	skip "$what" "there is no room verify"
else
	echo '#include <verbale.h>' >"$tmp/one.cc"
	passes "$what" g++ -std=c++11 -fsyntax-only -Wall -Wextra -Werror -I. "$tmp/one.cc"
fi
finish
