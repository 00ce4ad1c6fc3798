#!/bin/sh
# The commands in a bundle's README, run as they stand: they must agree with the bundle, and
# notice a change (format.md 9.1).
# SPDX-License-Identifier: ISC
set -u
mkbundle=$1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0
failed=0

ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failed=1
		echo "not ok $n - $2"
		sed 's/^/# /' "$tmp/out"
	fi
}

# What the README's commands print in the folder $1.
follow() {
	(cd "$1" && sed -n 's/^    //p' README >../commands && sh ../commands) >"$tmp/out" 2>&1
}

missing=
for tool in tar openssl sha256sum age; do
	command -v "$tool" >/dev/null || missing="$missing $tool"
done
if [ -n "$missing" ]; then
	echo "ok 1 - # SKIP there is no$missing"
	echo "1..1"
	exit 0
fi

"$mkbundle" >"$tmp/bundle" || exit 1
mkdir "$tmp/good" "$tmp/bad"
tar -xf "$tmp/bundle" -C "$tmp/good" && tar -xf "$tmp/bundle" -C "$tmp/bad"
ok $? "9.1 tar unpacks a bundle"
follow "$tmp/good"
ok $? "9.1 the README's commands run"
grep -q '^ROOT MATCHES$' "$tmp/out"
ok $? "6.1 the root can be computed by hand"
[ "$(grep -c '^Signature Verified Successfully$' "$tmp/out")" -eq 2 ]
ok $? "3.3 so can signatures of acts and checkpoint"
grep -q "^$(sed -n 's/^table //p' "$tmp/good/manifest") " "$tmp/out"
ok $? "2.10 and the table's id"
id=$(sed -n 's/^\([0-9a-f]\{64\}\) .*/\1/p' "$tmp/out" | tail -n 1)
grep -q "^prev $id\$" "$tmp/good/entry.1"
ok $? "2.9 and an act's, which the first act names"
[ -f "$tmp/good/entry.10" ] && [ ! -f "$tmp/good/entry.11" ]
ok $? "9.1 all eleven entries come out"

# A copy opens with what the depositary released, and is what its act names.
hash=$(sed -n 's/^copy sud [0-9]* [0-9]* \([0-9a-f]*\) .* age1.*/\1/p' "$tmp/good/entry.1")
[ "$(sha256sum <"$tmp/good/copy/$hash")" = "$hash  -" ]
ok $? "7.5 a copy has the hash that its act states"
sed -n 's/^identity //p' "$tmp/good/entry.3" >"$tmp/identity"
age -d -i "$tmp/identity" "$tmp/good/copy/$hash" >"$tmp/inner" 2>"$tmp/out" &&
	head -n 1 "$tmp/inner" | grep -q '^age-encryption.org/v1$'
ok $? "7.5 its outer layer opens by age with the released identity"

# A letter changed in an act.
sed 's/role letter/role lettre/' "$tmp/bad/tile/entries/000.p/11" >"$tmp/changed"
cp "$tmp/changed" "$tmp/bad/tile/entries/000.p/11"
follow "$tmp/bad"
! grep -q '^ROOT MATCHES$' "$tmp/out"
ok $? "6.1 a changed letter is noticed"
echo "1..$n"
exit $failed
