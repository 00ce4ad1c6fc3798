#!/bin/sh
# The checks themselves: each passes on a small sound tree, and each point fails on a tree
# that is broken in its way.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
scratch
here=$(cd "$(dirname "$0")" && pwd)

# put FILE: standard input, under the opening comment that every C file has.
put() {
	mkdir -p "$(dirname "$1")"
	{
		printf '/*\n * What it is for.\n *\n * SPDX-License-Identifier: ISC\n */\n'
		cat
	} >"$1"
}

sound_tree() {
	for room in base crypto tree record verify store; do
		put "src/$room/$room.h" <<-EOF
		#pragma once
		int vb_$room(void); /* format.md 1.1 */
		EOF
		printf '#include "%s/%s.h"\nint vb_%s(void)\n{\n\treturn 1;\n}\n' \
			"$room" "$room" "$room" | put "src/$room/$room.c"
	done
	put src/verbale.h <<-'EOF'
	#pragma once
	#include "base/base.h"
	#include "verify/verify.h"
	EOF
	put src/base/internal.h </dev/null
	put tests/all.c <<-'EOF'
	int vb_base(void), vb_crypto(void), vb_tree(void), vb_record(void), vb_verify(void), vb_store(void);
	const char *name = "1.1 is tested; 1.10 is not";
	int main(void)
	{
		return vb_base() + vb_crypto() + vb_tree() + vb_record() + vb_verify() + vb_store();
	}
	EOF
	mkdir -p doc man scripts fuzz/words.in .ci
	printf '.Dd March 1, 2022\n.Dt ONE 1\n.Os\n.Sh NAME\n.Nm one\n.Nd it\n' >man/one.1
	printf 'Text.\n\n- **1.1** A rule.\n- **1.2** A remark (informative).\n' >doc/format.md
	printf '#!/bin/sh\n# What it is for.\n# SPDX-License-Identifier: ISC\n' >scripts/one
	cp "$source/scripts/setup" scripts/setup
	echo "sodium = dependency('libsodium')" >meson.build
	echo 'int f;' | put fuzz/words.c
	echo x >fuzz/words.in/x
	echo "	'words': 'base'," >fuzz/meson.build
}

objects() {
	rm -rf objects
	for file in src/*/*.c tests/*.c; do
		mkdir -p "objects/$(dirname "$file")"
		gcc -w -Isrc -c "$file" -o "objects/${file%.c}.o" || return
	done
}

# check NAME: runs one check on the tree in the working directory.
check() {
	if [ "$1" = symbols ]; then
		objects || return
	fi
	VERBALE_SOURCE=$PWD VERBALE_BUILD=$PWD/objects "$here/$1.sh"
}

mkdir "$tmp/sound"
cd "$tmp/sound"
sound_tree
for name in edges source headers symbols clauses packages; do
	passes "$name: a sound tree passes" check $name
done

# check | point that must fail | what breaks the tree
while IFS='|' read -r name point break_it; do
	[ -n "$name" ] || continue
	name=$(echo "$name" | tr -d ' ')
	rm -rf "$tmp/broken"
	cp -a "$tmp/sound" "$tmp/broken"
	cd "$tmp/broken"
	eval "$break_it"
	if said=$(check "$name" 2>&1); then
		said="it passed"
	fi
	none "$name: sees$break_it" "$(
		printf '%s\n' "$said" | grep -q "^not ok [0-9]* - $point" || echo "$said"
	)"
done <<'EOF'
edges|every folder of src is| mkdir src/attic
edges|a room has one public| cp src/base/base.h src/base/more.h
edges|a room has one public| rm src/store/store.h
edges|only the umbrella| echo 'int x;' | put src/loose.c
edges|a room includes only| echo '#include "store/store.h"' >>src/verify/verify.c
edges|a room includes only| echo '#  include "base/internal.h"' >>src/tree/tree.c
edges|a room includes only| echo '#include "../base/base.h"' >>src/tree/tree.c
edges|a room includes only| echo '#include "store/store.h"' >>src/verbale.h
edges|each outside library| echo '#include <sodium.h>' >>src/tree/tree.c
edges|each outside library| echo '#include <openssl/evp.h>' >>src/store/store.h
edges|each outside library| echo '#include <sqlite3.h>' >>src/crypto/crypto.c
source|no function that is| echo 'int f(char *s) { return atoi(s); }' >>src/base/base.c
source|no function that is| echo 'int f(char *s) { return strtoul (s, 0, 10); }' >>src/base/base.c
source|no function that is| echo 'int f(int c) { return isdigit(c); }' >>src/base/base.c
source|every C file| echo 'int x;' >src/base/x.c
source|every C file| sed -i /SPDX/d tests/all.c
source|every script| sed -i '/What/d' scripts/one
source|every script| sed -i '/SPDX/d' scripts/one
source|functions fit| { echo 'void f(void)'; echo '{'; seq -f '//%g' 80; echo '}'; } >>src/base/base.c
source|nothing is left| echo '/* TO''DO: more */' >>tests/all.c
source|no path of| echo '/* /ho''me/me/x */' >>doc/format.md
source|every fuzz harness| : >fuzz/meson.build
source|every fuzz harness| rm fuzz/words.in/x
source|mandoc finds nothing| echo '.Xx what' >>man/one.1
source|mandoc finds nothing| echo '.Xr verbale-nothing 1' >>man/one.1
packages|scripts/setup installs| sed -i '/libsodium/d' scripts/setup
headers|tree/tree.h| echo 'uint8_t x;' >>src/tree/tree.h
headers|verbale.h compiles| echo 'int f(int new, char class[static 3]);' >>src/base/base.h
symbols|every exported name starts| echo 'int helper;' >>src/tree/tree.c
symbols|every exported name is used| echo 'int vb_dead(void) { return 0; }' >>src/store/store.c
symbols|tree does no input| echo 'long time(long *); long vb_x(void) { return time(0); }' >>src/tree/tree.c
symbols|record does no input| echo 'int puts(const char *); int vb_x(void) { return puts("x"); }' >>src/record/record.c
symbols|verify does no input| echo 'int vb_file_read(void); int vb_x(void) { return vb_file_read(); }' >>src/verify/verify.c
clauses|no clause number| echo '**1.1** Again.' >>doc/format.md
clauses|every clause is cited| echo '### **4.3** More.' >>doc/format.md
clauses|every clause is cited| echo '- **1.10** More.' >>doc/format.md
clauses|every clause is cited| echo '**1.1.1** More.' >>doc/format.md
clauses|every clause is named| sed -i 's/1.1 is/1.3 is/' tests/all.c
clauses|src cites no clause| echo 'const char *c = "9.9";' >>src/base/base.c
clauses|doc/format.md has| echo 'Text.' >doc/format.md
EOF
finish
