#!/bin/sh
# A whole exchange without network: handed over, received, released by its author, opened and
# taken from pouch to pouch; shown at every step, and logged in the end.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

# member DESK ACT FILTER: of a hand-over, as status --json has it.
member() {
	v -C "$1" status --json
	json ".handovers[] | select(.act == \"$2\") | $3"
}

n=0
# carry FROM TO [OPTION...]: a pouch from desk to desk; what the opening printed is kept.
carry() {
	from=$1
	to=$2
	shift 2
	n=$((n + 1))
	v -C "$from" pouch write "../$n.pouch" && v -C "$to" pouch open "../$n.pouch" "$@"
}

ok "a table" found_table
cp "$examples/treaty.md" "$examples/letter.md" .
v -C nord status
v -C sud status
mv bern away

ok "NORD hands over without network" gives 0 -C nord hand ../treaty.md --yes
ok "as what, it hears" grep -q '^NORD-1 draft ".*"   SIGNED, not lodged yet' out
ok "status shows it" gives 0 -C nord status
ok "as signed, and not logged" grep -q 'UNDER WAY.*NORD-1 draft.*signed,.*not logged yet' out
is "for a script, too" "$(member nord NORD-1 '.not_logged | join(" ")')" NORD-1
is "and nobody claims its submission (8.4)" "$(member nord NORD-1 .etsi)" null
v -C nord status --json
is "size is the log's" "$(json .size)" 1
is "the outbox has it" "$(json '"\(.outbox) \(.carried)"')" "1 0"
ok "log lists it, marked" gives 0 -C nord log
ok "behind the log" grep -qE '^NORD-1 .*not logged yet$' out
v -C nord log --json
is "for a script, too" "$(json '.acts[] | "\(.act) \(.index) \(.logged)"' | tr '\n' ' ')" \
	"charter 0 true NORD-1 null false "
ok "show shows it" gives 0 -C nord show NORD-1
ok "and that it has no place yet" grep -q '^place  *not logged yet$' out

ok "a pouch takes it to SUD" carry nord sud
ok "who sees that something awaits it" gives 0 -C sud status
ok "from whom, and that no log has it" \
	grep -qE 'FOR YOU .*NORD-1  NORD calls it: draft.*not logged yet' out
ok "and how to go on" says "verbale receive NORD-1"
ok "brought by a pouch" grep -q '^CARRIED  *1 act of others' out
v -C sud status --json
is "which is not SUD's own" "$(json '"\(.outbox) \(.carried)"')" "0 1"
ok "log lists it there" gives 0 -C sud log
ok "marked as well" grep -qE '^NORD-1 .*not logged yet$' out
ok "SUD signs a receipt" gives 0 -C sud receive NORD-1 --yes
ok "which opens nothing yet, and says what does" says "Its author can release it"
ok "the paper is not there" [ ! -e sud/papers/NORD-1.md ]

# Whether something happened that is on its way nobody can contradict.
ok "what the log lacks is not contradicted" gives 3 -C sud prove "SUD received NORD-1" --yes
ok "and why is said" says "CANNOT TELL.  the log does not show it"
ok "by name" says "NORD-1, SUD-1"

ok "back to NORD, where nobody can be asked" carry sud nord
ok "it says that it did not ask" says "was not asked: there is no terminal"
ok "and what does it later" says "verbale act release of=NORD-1 addressee=sud receipt=SUD-1"
ok "NORD's outbox has no release" sh -c "'$verbale' -C nord log 2>/dev/null | grep -c '^NORD-' | grep -qx 1"
ok "NORD sees the receipt" gives 0 -C nord show SUD-1
ok "its own release is one verb" \
	gives 0 -C nord act release of=NORD-1 addressee=SUD receipt=SUD-1 --yes
ok "that says what it did" grep -q '^NORD-2 releases NORD-1 to SUD   SIGNED' out
is "the paper is carried (8.1)" "$(state nord NORD-1)" carried
is "all of it not logged yet" "$(member nord NORD-1 '.not_logged | join(" ")')" "NORD-1 SUD-1 NORD-2"
ok "to SUD again" carry nord sud
ok "where it opens" gives 0 -C sud receive NORD-1 --yes
ok "with its place" says "papers/NORD-1.md"
ok "byte for byte" cmp treaty.md sud/papers/NORD-1.md
is "there, too, it is carried" "$(state sud NORD-1)" carried
ok "status says so" gives 0 -C sud status
ok "and what is to be done" grep -q 'FOR YOU .*NORD-1 "Treaty.*Say as what you take it.*carried' out
ok "under what is settled as well" grep -q 'SETTLED .*NORD-1 draft.*carried,.*not logged yet' out
ok "SUD takes it" gives 0 -C sud take NORD-1 as draft --yes
is "as offered" "$(state sud NORD-1)" taken-as-offered
is "on its way, too" "$(member sud NORD-1 '.not_logged | length')" 4

# With --yes what is asked is answered.
ok "SUD hands over a letter" gives 0 -C sud hand ../letter.md --yes
letter=$(cut -d ' ' -f 1 out)
ok "to NORD" carry sud nord
ok "NORD signs the receipt" gives 0 -C nord receive "$letter" --yes
ok "and SUD releases it at once" carry nord sud --yes
ok "saying so" says "1 paper is released by us"
ok "to NORD" carry sud nord
ok "who opens it" gives 0 -C nord receive "$letter" --yes
ok "byte for byte" cmp letter.md "nord/papers/$letter.md"

# The network is back: each verb lodges what waits, as far as the log has what it rests on.
mv away bern
for desk in nord sud nord sud nord; do
	v -C $desk status
done
v -C nord status --json
is "nothing waits at NORD" "$(json '"\(.outbox) \(.carried)"')" "0 0"
v -C sud status --json
is "nor at SUD" "$(json '"\(.outbox) \(.carried)"')" "0 0"
is "the draft is taken as offered" "$(state nord NORD-1)" taken-as-offered
is "the letter, which the depositary has released by now, is received" \
	"$(state sud "$letter")" received
is "whole" "$(member sud "$letter" '.not_logged | length')" 0
is "nothing is marked any more" "$(v -C sud log; grep -c 'not logged yet' out)" 0
ok "what was said can be proved now" gives 0 -C sud prove "SUD received NORD-1" --yes
ok "and all of it is GENUINE" gives 0 -C nord verify ../bern
finish
