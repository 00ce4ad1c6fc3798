#!/bin/sh
# The headers: each complete in itself, the installed one usable from C++ as well.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
cd "$source/src"

for header in */*.h; do
	echo "#include \"$header\"" >"$tmp/one.c"
	passes "$header needs nothing before it" \
		gcc -std=gnu17 -fsyntax-only -Wall -Wextra -Werror -I. "$tmp/one.c"
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
