#!/bin/sh
# The depositary out of reach: what is shown, what is kept, what is sent later; pouches.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
paper A >a.md
v -C nord hand ../a.md --yes
v -C sud receive NORD-1 --yes
v -C nord status
mv bern away

ok "status goes on" gives 0 -C nord status
ok "with a visible line" grep -q '^OFFLINE ' out
ok "and shows what was seen" says NORD-1
ok "status --json too" gives 0 -C nord status --json
is "with a member that says so" "$(json '.offline | type')" string
for verb in log "show NORD-1" "read NORD-1" key "show --trust" "export --text"; do
	# shellcheck disable=SC2086 # words
	ok "$verb goes on" gives 0 -C nord $verb
	is "with one line that says so" "$(grep -c '^verbale: offline: .*\.$' err)" 1
done
ok "a bundle can be written" gives 0 -C nord export all.bundle
ok "and verified" gives 0 -C nord verify all.bundle
ok "and a proof" gives 0 -C nord prove NORD-1 --yes

paper B >b.md
ok "hand signs and keeps" gives 0 -C nord hand ../b.md --yes
ok "and says that it is not lodged" says "SIGNED, not lodged yet"
v -C nord status --json
is "it waits in the outbox" "$(json .outbox)" 1
ok "a second one" gives 0 -C nord act statement text="We are offline." --yes
v -C nord status --json
is "waits behind it" "$(json .outbox)" 2

# Between the desks, a pouch.
ok "pouch write" gives 0 -C nord pouch write ../friday.pouch
ok "does not overwrite" gives 1 -C nord pouch write ../friday.pouch
is "and says so" "$(grep -c '^verbale: no pouch was written: .*\.$' err)" 1
ok "a pouch verifies" gives 0 -C nord verify ../friday.pouch
ok "pouch open takes it in" gives 0 -C sud pouch open ../friday.pouch
ok "opening it again changes nothing" gives 0 -C sud pouch open ../friday.pouch
head -c 4000 friday.pouch >torn.pouch
v -C sud pouch open ../torn.pouch
is "a torn pouch is not taken in" "$(echo $? | tr 2 1)" 1
ok "it is unreadable" complains UNREADABLE

mv away bern
ok "back in reach, the next verb lodges" gives 0 -C nord status --json
is "both" "$(json '.outbox')" 0
is "at the table" "$(json '[.handovers[] | .act] | join(" ")')" "NORD-1 NORD-2"
v -C sud status --json
is "for all" "$(json '[.handovers[] | .act] | join(" ")')" "NORD-1 NORD-2"
ok "and SUD receives what came meanwhile" gives 0 -C sud receive NORD-2 --yes
ok "byte for byte" cmp b.md sud/papers/NORD-2.md

# A depositary that has gone back in time.
cp -a bern old
v -C nord act statement text="Later." --yes
v -C sud status
rm -rf bern
mv old bern
ok "a log that lost entries is not taken over" gives 1 -C sud status
is "and said so, loudly" "$(grep -c 'AT FAULT' err)" 1
ok "what was verified stays" says "NORD-2"
ok "nothing is signed on it" gives 1 -C sud act statement text="x" --yes
finish
