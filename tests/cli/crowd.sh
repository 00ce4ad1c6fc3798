#!/bin/sh
# Many at once: two processes on one desk, ten desks on one depositary.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
paper A >a.md

# Two processes on one desk, ten acts each.
for who in 1 2; do
	(
		for i in 1 2 3 4 5 6 7 8 9 10; do
			setsid -w "$verbale" -C nord act statement text="$who-$i" --yes \
				>>"out.$who" 2>>"err.$who" </dev/null || echo "$who-$i" >>refused
		done
	) &
done
# And a reader meanwhile.
for i in 1 2 3 4 5; do
	setsid -w "$verbale" -C nord status >>out.reader 2>>err.reader </dev/null ||
		echo "reader $i" >>refused
done
wait
is "two processes on one desk: all twenty acts are signed" "$(cat refused 2>/dev/null)" ""
v -C nord log --json
is "each once" "$(json '[.acts[] | select(.kind == "statement") | .fields.text] | unique | length')" 20
is "in one unbroken chain (4.1)" \
	"$(json '[.acts[] | select(.author == "NORD" and .number > 0) | .number] == [range(1; 21)]')" \
	true
ok "GENUINE" gives 0 -C nord verify ../bern
ok "without a remark" sh -c '! grep -q "used twice\|void" out'

# Ten desks at one depositary: five tables of two, all at once.
for i in 1 2 3 4 5; do
	mkdir "a$i" "b$i"
	(
		v() {
			setsid -w "$verbale" "$@" >>"out.t$i" 2>>"err.t$i" </dev/null ||
				echo "$*" >>refused.many
		}
		v -C "a$i" open "table$i" AA BB --at ../bern --yes --no-passphrase
		v -C "b$i" join "../a$i/table$i.invite" --as BB --yes --no-passphrase
		for k in 1 2 3; do
			v -C "a$i" hand ../a.md --yes &
			v -C "b$i" act statement text="$k" --yes &
			wait
		done
		v -C "b$i" receive AA-1 --yes
	) &
done
wait
is "ten desks at once: nothing is refused" "$(cat refused.many 2>/dev/null)" ""
for i in 1 2 3 4 5; do
	v -C "a$i" status --json
	is "table $i has all its acts" "$(json '[.size, .outbox] | join(" ")')" "9 0"
	ok "table $i's paper arrived" cmp a.md "b$i/papers/AA-1.md"
done
v verify --line bern
is "each table is consistent (10.2)" "$(sort -u out)" "$(printf 'CANNOT TELL\t10.2\t-\t-')"
is "all six" "$(grep -c '' out)" 6
ok "the depositary is sound" gives 0 -C bern doctor
finish
