#!/bin/sh
# Final texts gone about the wrong way: one sentence that says where and why, the right status, and
# nothing changed, at a desk, at an office's, at none, and on disks that are full.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

mkdir nord sud ost
v -C nord open treaty NORD SUD OST:observer --at ../bern --yes --no-passphrase
ok "no table yet: final" refuses 1 -C nord final
ok "no table yet: sign" refuses 1 -C nord sign NORD-1 --yes
ok "no table yet: certify" refuses 1 -C nord certify NORD-1 --yes

found() {
	v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase &&
		v -C ost join ../nord/treaty.invite --as OST --yes --no-passphrase || return
	printf '# A letter\n\nLetter\n\nGood day.\n' >letter.md
	paper A >a.md
	v -C nord hand ../a.md --yes && v -C nord hand ../letter.md --yes &&
		v -C sud receive NORD-1 --yes && v -C ost receive NORD-1 --yes
}
ok "a table, a draft and a letter" found

# An office's desk, and its paper, which is void: the mandate was revoked before it was logged.
office() {
	v -C sud key office legal ../legal --no-passphrase --yes &&
		key=$(sed -n "s/.*'key=\(.*\)' .*/\1/p" out) &&
		v -C sud act mandate to=legal key="$key" scope=all --yes && v -C legal status || return
	mv bern away
	v -C legal hand ../a.md --to NORD --yes
	mv away bern
	says "SIGNED, not lodged yet" && v -C sud act revoke to=legal --yes && v -C legal status
}
ok "an office without a mandate" office
ok "an office signs with nobody" refuses 1 -C legal adopt NORD-1 --yes
ok "and is told whose that is" complains "for its party's desk"

# What nord has signed, logged or not, and which files it has; its database may note who cosigned.
stands() {
	v -C nord log
	cat out
	find nord -type f ! -name 'desk.db*' | sort
}

# ---- wrong command lines ----
printf '\377\376' >bytes.md
truncate -s 2G large.md
before=$(stands)
while read -r args; do
	# shellcheck disable=SC2086 # words
	ok "usage: $args" refuses 2 -C nord $args
done <<'L'
final NORD-1 NORD-2
final ../../x
final --out
final --out x.md --check ../a.md
final --check ../bytes.md NORD-1
final --check ../large.md NORD-1
adopt
initial NORD-1 NORD-2
sign ../a.md
sign NORD-1 --with WEST
adopt NORD-1 --ad-referendum WEST
adopt NORD-1 --ad-referendum OST
correct
correct NORD-1
correct NORD-1 ../a.md
correct NORD-1 ../a.md ../a.md --until 2100-01-01
correct NORD-1 ../a.md --until
correct NORD-1 ../a.md --until tomorrow
correct NORD-1 ../a.md --until 2100-02-30
correct NORD-1 ../a.md --until 2100-1-1
correct NORD-1 ../a.md --until 2100-01-01T00:00:00
correct NORD-1 ../a.md --until 2100-01-01T00:00:00+01:00
correct NORD-1 ../a.md --until 99999-01-01
correct NORD-1 ../a.md --until 2022-01-28
correct NORD-1 ../large.md --until 2100-01-01
correct ../a.md ../a.md --until 2100-01-01
certify
certify NORD-1 NORD-2
certify ../a.md
L
ok "no words for the log" refuses 2 -C nord correct NORD-1 ../a.md --until 2100-01-01 --text ''
ok "nor such" refuses 2 -C nord correct NORD-1 ../a.md --until 2100-01-01 --text "$(printf 'a\033[31m')"
ok "no time" refuses 2 -C nord correct NORD-1 ../a.md --until ''
ok "no act" refuses 2 -C nord sign ''
ok "what is too large is told with the limit" refuses 2 -C nord final --check ../large.md NORD-1
ok "and where" complains "../large.md: the file has 2147483648 bytes; at most"
ok "bytes that are no text" refuses 2 -C nord final --check ../bytes.md NORD-1
ok "are told with their file" complains "../bytes.md: line 1: these bytes are not UTF-8"
ok "a wrong time is told" refuses 2 -C nord correct NORD-1 ../a.md --until "$(printf '\033[31m')"
ok "escaped" complains 'not \x1B[31m'

# ---- what is refused ----
while read -r args; do
	# shellcheck disable=SC2086 # words
	ok "refused: $args" refuses 1 -C nord $args --yes
done <<'L'
final
final NORD-9
final NORD-2
final charter
final --check ../a.md
final --check ../nowhere.md NORD-1
final --check .. NORD-1
final --check /dev/zero NORD-1
adopt NORD-9
adopt charter
correct NORD-1 ../a.md --until 2100-01-01
correct NORD-9 ../a.md --until 2100-01-01
correct NORD-1 .. --until 2100-01-01
certify NORD-1
certify NORD-9
L
ok "a letter is no text" refuses 1 -C nord sign NORD-2 --yes
ok "by its name" complains 'NORD-2: it was handed over as "letter", and puts no text forward (clause 5.5.1'
ok "5.5.2: nor is a receipt" refuses 1 -C sud initial SUD-1 --yes
ok "by its kind" complains "SUD-1: this is an act of the kind receipt"
for verb in final adopt; do
	ok "$verb: a void act has no text" refuses 1 -C nord $verb SUD/LEGAL-1 --yes
	ok "and its clause is told" complains "SUD/LEGAL-1: this act is void (clause 3.7"
done
ok "nor is it certified" refuses 1 -C nord certify SUD/LEGAL-1 --yes
ok "an office has no such paper" refuses 1 -C legal final --check ../a.md NORD-1
mkdir nodesk
ok "no desk: final" refuses 1 -C nodesk final
ok "no desk: sign" refuses 1 -C nodesk sign NORD-1 --yes

# ---- where the others would sign ----
# blocked OPTION...: nothing is signed, and our chain is not left waiting for others.
blocked() {
	gives 1 -C nord adopt NORD-1 --yes "$@" && [ "$(grep -c '^verbale: .*\.$' err)" = 1 ]
}
ok "a folder that is not there" blocked --file ../nowhere/x.act
ok "nothing is signed" complains "nothing was signed: ../nowhere/x.act: the file cannot be written there"
ok "over nothing" blocked --file ../a.md
ok "nor a folder" blocked --file ..
ok "nor what a link names" sh -c "ln -s '$tmp/nowhere' dangling; '$verbale' -C nord adopt NORD-1 \
	--file ../dangling --yes >out 2>err; [ \$? = 1 ] && [ ! -e nowhere ]"
ok "whoever does not answer leaves no file" gives 1 -C nord adopt NORD-1 --file ../asked.act
ok "nothing" [ ! -e asked.act ]
is "nothing has changed" "$(stands)" "$before"
ok "a name with control characters" gives 0 -C nord adopt NORD-1 --file "$(printf '../\033[31m.act')" --yes
ok "is shown without them" says 'Wrote ../\x1B[31m.act'
mv "$(printf '\033[31m.act')" adopt.act
while read -r file; do
	v -C sud act sign "$file" --yes
	is "no act: $file" "$(echo $? | tr 12 xx) $(grep -c '^verbale: .*\.$' err) $(grep -c '' err)" "x 1 1"
done <<'L'
../nowhere.act
..
../a.md
../large.md
../bern/depositary.db
L
ok "no act is told with its file" refuses 2 -C sud act sign ../a.md --yes
ok "and why" complains "../a.md: signature line 1"
ok "the other signs" gives 0 -C sud act sign ../adopt.act --yes

# ---- what was adopted ----
ok "who has not adopted it corrects nothing" sh -c "sed 's/One/Uno/' a.md >uno.md
	'$verbale' -C ost status >/dev/null
	'$verbale' -C ost log >before; '$verbale' -C ost correct NORD-1 ../uno.md --until 2100-01-01 \
		--yes >out 2>err; [ \$? = 1 ] && '$verbale' -C ost log | cmp - before"
ok "and is told" complains "5.5.4"
ok "the same text" fails -C sud correct NORD-1 ../a.md --until 2100-01-01 --yes
printf '# A\n\nResponse to NORD-1\n\n## Article 1: accept\n' >answer.md
ok "a response" fails -C sud correct NORD-1 ../answer.md --until 2100-01-01 --yes
ok "bytes that are none" fails -C sud correct NORD-1 ../bytes.md --until 2100-01-01 --yes
ok "nor over a file" refuses 1 -C nord final --out ../a.md
ok "nor a link" refuses 1 -C nord final --out ../dangling
ok "nor where there is no folder" refuses 1 -C nord final --out ../nowhere/x.md
ok "to no name" refuses 2 -C nord final --out ''
setsid -w "$verbale" -C nord final >/dev/full 2>err </dev/null
is "a full disk behind stdout" "$? $(grep -c '^verbale: .*\.$' err) $(grep -c '' err)" "1 1 1"
mkdir nord/certified
echo >nord/certified/NORD-1.txt
ok "one of three is there already" refuses 1 -C nord certify NORD-1 --yes
is "and the others are not written" "$(ls nord/certified)" NORD-1.txt
rm -r nord/certified
ok "a file in the folder's place" sh -c ">nord/certified; '$verbale' -C nord certify NORD-1 --yes \
	>out 2>err; [ \$? = 1 ] && [ \$(grep -c '^verbale: ' err) = 1 ]"
rm nord/certified
ok "whoever does not answer" refuses 1 -C nord certify NORD-1
ok "gets no folder" [ ! -e nord/certified ]

# ---- disks that take nothing, where the desk's own does ----
# takes_nothing WHY
takes_nothing() {
	ok "$1: the final text" refuses 1 -C nord final --out ../disk/f.md
	ok "$1: is told" complains "$1"
	ok "$1: an act for others" gives 1 -C nord sign NORD-1 --file ../disk/sign.act --yes
	ok "$1: is not signed" complains "nothing was signed: ../disk/sign.act: the file cannot be "
	ok "$1: a certified copy" gives 1 -C nord certify NORD-1 --yes
	ok "$1: is none" complains "no copy was certified: certified/NORD-1.proof: the file cannot be "
	is "$1: nothing is left there" "$(find disk -type f ! -name ballast)" ""
}
mkdir disk
if mount -t tmpfs -o size=64k verbale-test disk 2>/dev/null; then
	trap 'hang_up; umount "$tmp/disk"; rm -rf "$tmp"' EXIT
	ln -s ../disk nord/certified
	before=$(stands)
	head -c 1m /dev/zero >disk/ballast 2>/dev/null
	takes_nothing "No space left on device"
	rm disk/ballast
	if mount -o remount,ro disk 2>/dev/null; then
		takes_nothing "Read-only file system"
		mount -o remount,rw disk
	else
		skip "a read-only disk" "the file system cannot be mounted anew"
	fi
	is "nothing has changed" "$(stands)" "$before"
else
	skip "a full disk" "no tmpfs can be mounted here"
fi
rm -f nord/certified
ok "and then all goes on" gives 0 -C nord certify NORD-1 --yes
ok "the desk is sound" gives 0 -C nord doctor
finish
