#!/bin/sh
# Founding a table and joining it: sign to open.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

mkdir nord sud
ok "open makes a desk" gives 0 -C nord open treaty NORD SUD --at ../bern --yes --no-passphrase
words=$(grep -oE '^[a-z]{5} [a-z]{5} [a-z]{5}' out)
ok "open shows three words (9.6)" [ -n "$words" ]
ok "open writes an invitation (9.8)" grep -q '^verbale-invite/1$' nord/treaty.invite
for file in desk.db desk.key recovery.key; do
	ok "open makes $file" [ -f "nord/$file" ]
done
is "a key file without passphrase is for its owner only" "$(stat -c %a nord/desk.key)" 600
is "and so is the recovery key" "$(stat -c %a nord/recovery.key)" 600
ok "and the depositary has a database" [ -f bern/depositary.db ]
is "and keys for its owner only" "$(stat -c %a bern/depositary.key)" 600

ok "before the last seat status says that the table is not open" gives 0 -C nord status
ok "with the words of the draft" says "$words"
ok "status --json is JSON then too" gives 0 -C nord status --json
is "and has no hand-over" "$(json '.handovers | length')" 0
paper A >a.md
ok "nothing can be handed over yet" refuses 1 -C nord hand ../a.md --yes
ok "open does not make a desk where one is" \
	refuses 1 -C nord open treaty NORD SUD --at ../bern --yes --no-passphrase
ok "a party that was not invited cannot join" \
	refuses 2 -C sud join ../nord/treaty.invite --as OST --yes --no-passphrase
ok "and has left no desk" [ ! -e sud/desk.db ]
ok "join signs the charter" \
	gives 0 -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
ok "and says where the recovery key is to go" says "recovery.key    move it to a safe place"
ok "and sees the same words" says "$words"
ok "and the table is open" says "THE TABLE IS OPEN"
ok "which the founder sees with its next verb" gives 0 -C nord status --json
is "the table has the charter alone" "$(json .size)" 1
is "and its name" "$(json .table)" treaty
id=$(json .table_id)
is "and an id" "$(echo "$id" | tr -d 0-9a-f | wc -c) ${#id}" "1 64"
v -C sud status --json
is "both desks are at the same table (2.10)" "$(json .table_id)" "$id"
is "status names us" "$(json .party)" SUD
mkdir again
ok "a seat that is taken cannot be taken again (9.5)" \
	refuses 1 -C again join ../nord/treaty.invite --as SUD --yes --no-passphrase

# Three members, rules, roles.
ok "a table may have an observer and rules" gives 0 -C north open council NORTH WEST EYE:observer \
	--at ../bern --rule "take-days 3" --rule "tie author" --judge EYE --yes --no-passphrase
ok "-C makes the folder of a desk that is founded" [ -f north/desk.db ]
ok "the second of three joins" \
	gives 0 -C west join ../north/council.invite --as west --yes --no-passphrase
ok "and the table waits" says "waits for the others"
ok "the third joins" gives 0 -C eye join ../north/council.invite --as EYE --yes --no-passphrase
ok "and it is open" says "THE TABLE IS OPEN"
ok "the charter can be shown" gives 0 -C west show charter --json
is "with the rule that was given" \
	"$(json '.fields.rule[] | select(startswith("take-days"))')" "take-days 3"
is "and the judge" "$(json .fields.judge)" eye
is "and the observer" "$(json '.fields.party[] | select(startswith("eye"))')" "eye observer"
v -C north export --text
cp out text.north
v -C eye export --text
ok "the founder's charter is byte for byte that of the others" cmp out text.north

# What is refused, and leaves nothing.
for args in \
	"open" "open treaty" "open treaty NORD --at ../bern" "open treaty NORD SUD" \
	"open treaty NORD SUD --at" "open treaty NORD SUD --at ../bern --colour red"; do
	mkdir empty
	# shellcheck disable=SC2086 # words
	ok "usage: $args" refuses 2 -C empty $args
	is "and nothing was made" "$(ls -A empty)" ""
	rm -rf empty
done
for args in \
	"open Treaty! NORD SUD" "open treaty NORD NORD" "open treaty NORD SUD:king" \
	"open treaty N.RD SUD" "open treaty NORD SUD:observer" \
	"open treaty NORD SUD --rule take-days" "open treaty NORD SUD --judge OST" \
	"open treaty NORD SUD --judge SUD"; do
	mkdir empty
	# shellcheck disable=SC2086 # words
	ok "refused: $args" fails -C empty $args --at ../other --yes --no-passphrase
	is "and nothing was made" "$(ls -A empty)" ""
	rm -rf empty
done
for args in "NORD THIRD" "Third SUD" "NORD NORD" "NORD SUD sud:observer"; do
	mkdir empty
	# shellcheck disable=SC2086 # words
	ok "two of one name: $args (5.1.1)" \
		refuses 2 -C empty open treaty $args --at ../third --yes --no-passphrase
	is "and nothing was made" "$(ls -A empty)" ""
	# A server makes its folder when it starts.
	[ "${VERBALE_OVER-}" = http ] || ok "no depositary either" [ ! -e third ]
	rm -rf empty
done
mkdir empty
ok "nor can a party have the name of a depositary that is there (5.1.1)" \
	refuses 2 -C empty open treaty NORD BERN --at ../bern --yes --no-passphrase
is "and nothing was made" "$(ls -A empty)" ""
ok "an address in the world's network without TLS is refused" \
	refuses 1 -C empty open treaty NORD SUD --at http://bern.example/ --yes --no-passphrase
ok "by a sentence that says so" complains "https is due"
for address in ftp://bern https:// https://bern/path https://a@bern https://bern:x; do
	ok "$address is no address of a depositary" \
		refuses 2 -C empty open treaty NORD SUD --at "$address" --yes --no-passphrase
done
ok "an address that nobody answers at" \
	refuses 1 -C empty open treaty NORD SUD --at http://127.0.0.1:1 --yes --no-passphrase
ok "by a sentence that says so" complains "does not answer"
ok "without --yes and a terminal nothing is signed" \
	refuses 1 -C empty open treaty NORD SUD --at ../other --no-passphrase
ok "and the sentence says how" complains "--yes"
is "and nothing was made" "$(ls -A empty)" ""
printf 'verbale-invite/1\nat ../bern\n\nnonsense\n' >bad.invite
ok "an invitation that is not one is unreadable" \
	refuses 2 -C empty join ../bad.invite --as SUD --yes --no-passphrase
ok "an invitation that is not there is refused" \
	refuses 1 -C empty join ../nowhere.invite --as SUD --yes --no-passphrase
ok "an invitation must be named" refuses 2 -C empty join --as SUD --yes --no-passphrase
is "and nothing was made by any of these" "$(ls -A empty)" ""

# A member that does not reach the depositary: its seat is carried, the record comes back.
mkdir far
sed 's|^at .*|at /nowhere/bern|' nord/treaty.invite >far.invite
ok "a depositary that cannot be reached" refuses 1 -C far join ../far.invite --as SUD --yes --no-passphrase
ok "and how to do without it" complains "--carry"
rm -rf far
mkdir near far
ok "a new table" gives 0 -C near open remote NORD SUD --at ../bern --yes --no-passphrase
sed 's|^at .*|at /nowhere/bern|' near/remote.invite >far.invite
ok "join --carry" gives 0 -C far join ../far.invite --as SUD --carry --yes --no-passphrase
ok "writes a seat" [ -f far/SUD.seat ]
is "for its owner only" "$(stat -c %a far/SUD.seat)" 600
ok "pouch write does so too" gives 0 -C far pouch write ../again.seat
ok "the same" cmp again.seat far/SUD.seat
ok "another desk takes it to the depositary" gives 0 -C near pouch open ../far/SUD.seat
ok "and the table opens" says "THE TABLE IS OPEN"
ok "its record is packed" gives 0 -C near pouch write ../p1
ok "and opens the table at the far desk" gives 0 -C far pouch open ../p1
ok "which says so" says "THE TABLE IS OPEN"
ok "the far desk signs without the depositary" gives 0 -C far act statement text=hello --yes
ok "and what it signed travels" gives 0 -C far pouch write ../p2
ok "to be lodged by the other" gives 0 -C near pouch open ../p2
ok "as SUD-1" sh -c "'$verbale' -C near log | grep -q '^SUD-1 '"

# A table that is open takes in a member.
mkdir late
ok "one who was not invited asks" gives 0 -C late join ../near/remote.invite --as WEST --yes --no-passphrase
words=$(grep -oE '^[a-z]{5} [a-z]{5} [a-z]{5}' out)
ok "with words to compare (9.6)" [ -n "$words" ]
ok "status says that it has no seat" sh -c "'$verbale' -C late status | grep -q '^NO SEAT'"
ok "and nothing can be signed" refuses 1 -C late act statement text=hello --yes
ok "a principal signs its admission" gives 0 -C near act admit seat=../late/WEST.seat role=observer --yes
ok "having been shown the words" grep -q "$words" err
ok "the other lacks the record that it cites (4.6)" gives 1 -C far act sign ../near/admit.act --yes
ok "and hears where to get it" complains "in a pouch"
ok "it is packed" gives 0 -C near pouch write ../p25
ok "and carried" gives 0 -C far pouch open ../p25
ok "the other, too" gives 0 -C far act sign ../near/admit.act --yes
ok "having been shown the same" grep -q "$words" err
ok "the act, complete, travels back" gives 0 -C far pouch write ../p3
ok "and is lodged" gives 0 -C near pouch open ../p3
ok "join again takes the seat (5.1.5)" gives 0 -C late join ../near/remote.invite --as WEST --yes --no-passphrase
ok "and says so" says "you sit at the table"
ok "WEST may act" gives 0 -C late act statement text=hello --yes
ok "its key is in the trust file" sh -c "'$verbale' -C late show --trust | grep -q '^party west+'"
ok "the table is exported" gives 0 -C late export ../remote.bundle
ok "and is GENUINE, with nothing to remark" gives 0 -C late verify ../remote.bundle
ok "a stranger cannot be admitted twice" fails -C near act admit seat=../late/WEST.seat --yes

# A table moves to another depositary.
mkdir next
ok "the table that goes on is drafted" gives 0 -C next open remote NORD SUD --at ../oslo --yes --no-passphrase
ok "the record so far" gives 0 -C near pouch write ../p4
ok "is carried to the far desk" gives 0 -C far pouch open ../p4
ok "a transfer to it" gives 0 -C near act transfer invite=../next/remote.invite --yes
ok "signed by both" gives 0 -C far act sign ../near/transfer.act --yes
far=$(cat near/transfer.act | grep -c '^— ')
is "with two lines" "$far" 2
ok "is lodged" gives 0 -C near act sign transfer.act --yes
ok "the table is closed" sh -c "'$verbale' -C near status | grep -q '^CLOSED'"
ok "and nothing is signed there any more (5.1.13)" refuses 1 -C near act statement text=late --yes
finish
