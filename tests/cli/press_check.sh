#!/bin/sh
# Reports held against a record: each side by its own label, later, early, never, in public.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

cp -r "$examples/press" reports
reports=$tmp/reports
# The reports are of the day on which the papers pass.
sed -i "1s/^date .*/date $(date -u +%F)/" reports/*.txt
check() {
	v press check --parties "$reports/parties" "$@" "$reports/herald.txt" "$reports/courier.txt"
}
# found WHO: the findings of what that speaker says, in a word each.
found() {
	sed -n "s/^\([A-Z][A-Z ]*[A-Z]\)  $1.*/\1/p" out | sort -u | tr '\n' '+'
}

ok "no desk at hand: 1" refuses 1 press check "$reports/herald.txt"
ok "no such bundle: 2" refuses 2 press check --bundle nowhere "$reports/herald.txt"
ok "a table and a bundle: 2" refuses 2 press check --bundle x --table y "$reports/herald.txt"

ok "a table" found_table --rule "channel complete"
cp "$examples/treaty.md" "$examples/answer.md" "$examples/letter.md" .
ok "nothing was handed over yet" check --table sud
is "who denies it is right, and may prepare it" "$(found 'Ana Berg')" "CANNOT TELL+SUPPORTED+"
v -C nord hand ../treaty.md --yes
v -C sud receive NORD-1 --yes
v -C sud hand ../answer.md --yes
v -C nord receive SUD-2 --yes
v -C nord hand ../letter.md --yes
letter=$(cut -d ' ' -f 1 out)
v -C sud receive "$letter" --yes
ok "a letter was handed over" check --table sud
is "which is not the answer" "$(found 'Ana Berg')" "CANNOT TELL+SUPPORTED+"
v -C sud take "$letter" as response to SUD-2 --yes
ok "one side takes it for the answer" check --table sud
is "both are right by their own label" \
	"$(found 'Ana Berg')$(found 'Sudrian Foreign Ministry')" DISPUTED+DISPUTED+
ok "the acts are named" grep -q "$letter" out
ok "as JSON" check --table sud --json
is "with as many findings" "$(json '[.[] | .finding] | unique | contains(["DISPUTED"])')" true
is "and acts" "$(json "[.[].acts[] | .act? // .] | tostring | contains(\"$letter\")")" true

ok "for the public" check --table sud --public
is "open papers show others between the two, and no answer" "$(found 'Ana Berg')" \
	"ANOTHER PAPER+CANNOT TELL+"
ok "and is not named" [ "$(grep -c "NORD-[0-9]" out)" = 0 ]
v -C nord export ../all.bundle
v -C nord show --trust
cp out trust
v press check --table sud --parties "$reports/parties" "$reports/herald.txt"
cp out desk
ok "a bundle with a trust file" v press check --bundle all.bundle --trust trust \
	--parties "$reports/parties" "$reports/herald.txt"
ok "says what the desk says" cmp desk out
ok "without one, that its keys are its own" v press check --bundle all.bundle \
	--parties "$reports/parties" "$reports/herald.txt"
ok "is said" grep -q self-asserted out
ok "in a desk's folder that desk anchors it" v -C sud press check --bundle ../all.bundle \
	--parties "$reports/parties" "$reports/herald.txt"
is "which says what the desk says" "$(cat desk)" "$(cat out)"
found_other() { # another table, in folders of its own
	mkdir far && cd far && found_table && cd .. || return 1
}
ok "another table" found_other
ok "whose desk does not anchor it: 1" refuses 1 -C far/sud press check --bundle ../../all.bundle \
	"$reports/herald.txt"
sed 's/^as response$/as as-offer/' all.bundle >edited.bundle
is "it was edited" "$(cmp -s all.bundle edited.bundle; echo $?)" 1
ok "a false record decides nothing: 1" refuses 1 press check --bundle edited.bundle "$reports/herald.txt"
printf 'verbale-bundle/1\n' >broken.bundle
ok "nor does a broken one: 2" refuses 2 press check --bundle broken.bundle "$reports/herald.txt"
finish
