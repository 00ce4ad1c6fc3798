#!/bin/sh
# Questions and passphrases on a terminal.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"
here=$source/tests/cli

# on_tty STATUS "WAIT=ANSWER"... -- ARGUMENTS...: what the terminal showed is in $tmp/out.
on_tty() {
	want=$1
	shift
	: >err
	python3 "$here/terminal.py" "$tmp/out" "$@"
	got=$?
	[ "$got" = "$want" ] || echo "status $got, expected $want" >>err
	[ "$got" = "$want" ]
}

mkdir nord sud
ok "open asks, and then for a new passphrase, twice" on_tty 0 \
	"[y/N] =y" "New passphrase=correct horse" "The same again=correct horse" \
	-- "$verbale" -C nord open treaty NORD SUD --at ../bern
is "the passphrase is not shown" "$(grep -c 'correct horse' out)" 0
ok "the terminal echoes again" says "!echo on"
ok "the key file is wrapped" sh -c 'head -c 40 nord/desk.key | grep -q "age-encryption\|AGE ENC"'
is "and for its owner only" "$(stat -c %a nord/desk.key)" 600
ok "two passphrases that differ make no desk" on_tty 1 \
	"[y/N] =y" "New passphrase=one" "The same again=two" \
	-- "$verbale" -C sud join ../nord/treaty.invite --as SUD
is "none" "$(ls -A sud)" ""
ok "an empty one neither" on_tty 1 "[y/N] =y" "New passphrase=" "The same again=" \
	-- "$verbale" -C sud join ../nord/treaty.invite --as SUD
is "none" "$(ls -A sud)" ""
ok "join without a passphrase, said yes to" on_tty 0 "[y/N] =y" \
	-- "$verbale" -C sud join ../nord/treaty.invite --as SUD --no-passphrase

paper A >a.md
ok "hand asks, in a sentence" on_tty 1 "[y/N] =n" -- "$verbale" -C sud hand ../a.md
ok "that tells to whom and as what" sh -c 'grep -q "NORD.*draft.*\[y/N\]" out'
ok "and no means no" says "nothing was signed"
v -C sud status --json
is "nothing was signed" "$(json '.size + .outbox')" 1
for answer in "" yess N no "y y" ja; do
	ok "\"$answer\" is not yes" on_tty 1 "[y/N] =$answer" -- "$verbale" -C sud hand ../a.md
done
v -C sud status --json
is "nothing was signed" "$(json '.size + .outbox')" 1
ok "yes is" on_tty 0 "[y/N] =yes" -- "$verbale" -C sud hand ../a.md
ok "and it is lodged" says "LODGED"
echo y | setsid -w "$verbale" -C sud hand ../a.md >out 2>err
is "stdin is not the terminal: an answer there counts for nothing" $? 1
ok "and says how scripts do it" complains "--yes"

ok "a wrong passphrase signs nothing" on_tty 1 "[y/N] =y" "Passphrase=wrong" \
	-- "$verbale" -C nord receive SUD-1
v -C nord status --json
is "nothing was signed" "$(json '.moves[0].move')" receive
ok "reading the status asks for no passphrase" gives 0 -C nord status
printf 'correct horse' >secret
ok "--passphrase-fd reads it" sh -c '
	setsid -w "$1" -C nord receive SUD-1 --yes --passphrase-fd 3 3<secret >out 2>err </dev/null' \
	_ "$verbale"
ok "and the paper is open" cmp a.md nord/papers/SUD-1.md
ok "reading it again needs the key, from a file descriptor too" sh -c '
	setsid -w "$1" -C nord read SUD-1 --passphrase-fd 3 3<secret >out 2>err </dev/null' \
	_ "$verbale"
ok "byte for byte" cmp a.md out
printf 'wrong' >wrong
ok "a wrong one is refused" sh -c '
	setsid -w "$1" -C nord take SUD-1 as draft --yes --passphrase-fd 3 3<wrong >out 2>err \
		</dev/null; [ $? -eq 1 ]' _ "$verbale"
is "in one sentence" "$(grep -c '^verbale: .*\.$' err)" 1
ok "without a terminal or descriptor no key is opened" gives 1 -C nord take SUD-1 as draft --yes
ok "and the sentence says so" complains "--passphrase-fd"
ok "an interrupt while the echo is off ends it" on_tty 254 "Passphrase=^C" \
	-- "$verbale" -C nord take SUD-1 as draft --yes
ok "and the terminal echoes again" says "!echo on"
v -C nord status --json
is "and nothing was signed" "$(json '.handovers[0].taken_as')" null

v -C sud status
is "no colour where stdout is no terminal" "$(grep -c "$(printf '\033')" out)" 0
on_tty 0 -- "$verbale" -C sud status
ok "colour on a terminal" sh -c 'grep -q "$(printf "\033\\[")" out'
ok "but not with NO_COLOR" sh -c 'NO_COLOR=1 python3 "$1/terminal.py" out -- "$2" -C sud status &&
	! grep -q "$(printf "\033\\[")" out' _ "$here" "$verbale"
finish
