#!/bin/sh
# Every other kind of act, offices, several signatures, new keys, a restored desk.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

mkdir nord sud eye
v -C nord open treaty NORD SUD EYE:observer --at ../bern --judge EYE --yes --no-passphrase
v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
ok "a table with a judge" gives 0 -C eye join ../nord/treaty.invite --as EYE --yes --no-passphrase
paper A >a.md

ok "act list lists the kinds" gives 0 act list
cp out kinds
for kind in withdraw statement mandate revoke promise meeting minutes cannot-open contest amend \
	admit leave transfer corrigendum; do
	ok "$kind is one of them" grep -q "^$kind " kinds
done
is "each kind has help" "$(
	cut -d ' ' -f 1 kinds | while read -r kind; do
		v act "$kind" --help && grep -q "^usage: verbale act $kind" out || echo "$kind"
	done
)" ""
ok "with its fields" gives 0 act promise --help
ok "and what they may be" grep -q 'what  *one of answer, paper, meeting, other' out

v -C nord hand ../a.md --to SUD --to EYE --yes
v -C sud receive NORD-1 --yes
ok "promise" gives 0 -C sud act promise what=answer of=NORD-1 \
	due="$(date -u -d '+9 days' +%Y-%m-%dT00:00:00Z)" --yes
v -C nord status --json
is "is a move" "$(json '[.moves[] | select(.party == "SUD") | .move] | contains(["promise"])')" true
ok "meeting" gives 0 -C nord act meeting at=2026-01-28T12:00:00Z with=sud with=eye subject=Talks --yes
ok "statement" gives 0 -C sud act statement of=NORD-1 text="We have read it." --yes
ok "corrigendum" gives 0 -C nord act corrigendum of=NORD-1 text="Read two for one." --yes
ok "a rule that is broken makes the act void, and status 1" gives 1 \
	-C sud act withdraw of=NORD-1 --yes
ok "or it is not signed at all" sh -c 'grep -q "VOID\|nothing was signed" err'

# Several signatures.
ok "minutes are written to a file" gives 0 -C nord act minutes signer=nord signer=sud \
	text="Met for two hours." --yes
ok "with our line" [ "$(grep -c '^— ' nord/minutes.act)" = 1 ]
cp nord/minutes.act sud/
v -C sud log --json
is "and are not on the record yet" "$(json '[.acts[] | select(.kind == "minutes")] | length')" 0
ok "an act file is shown to its signer, who signs" gives 0 -C sud act sign minutes.act --yes
v -C nord log --json
is "then they are" "$(json '[.acts[] | select(.kind == "minutes")] | length')" 1
is "signed by both" "$(json '.acts[] | select(.kind == "minutes") | .signed_by | join(" ")')" \
	"nord sud"
ok "amend takes the principals" gives 0 -C nord act amend amends=charter \
	rule="answer-days 30" rule="channel complete" rule="clock runs" rule="collect-days 20" \
	rule="contest-days 14" rule="deemed-days -" rule="skew-seconds 600" rule="take-days 5" \
	rule="tie author" --yes
[ ! -f nord/amend.act ] || cp nord/amend.act sud/
ok "both" gives 0 -C sud act sign amend.act --yes
v -C eye status --json
ok "and all follow" [ "$(json .size)" -gt 8 ]

# Offices.
ok "key office makes a desk for an office" gives 0 -C nord key office legal ../legal --no-passphrase --yes
key=$(sed -n "s/.*'key=\(.*\)' .*/\1/p" out)
ok "and shows the mandate that it needs" [ -n "$key" ]
ok "without which it binds nobody" gives 1 -C legal act statement text="Too early." --yes
ok "and is told what to do" complains 'verbale act mandate to=legal'
ok "mandate" gives 0 -C nord act mandate to=legal key="$key" scope=statement --yes
ok "then the office signs" gives 0 -C legal act statement text="By our lawyers." --yes
ok "under its own chain (2.13)" grep -q '^NORD/LEGAL-[0-9]' out
ok "within its scope only" gives 1 -C legal hand ../a.md --yes
ok "revoke" gives 0 -C nord act revoke to=legal --yes
ok "ends it" gives 1 -C legal act statement text="Too late." --yes

# New keys, by the recovery key.
old=$(v -C sud key --json; json '.keys[] | select(.purpose == "act") | .fingerprint')
cp sud/recovery.key safe.key
ok "rekey" gives 0 -C sud key rekey --recovery ../safe.key --yes
new=$(v -C sud key --json; json '.keys[] | select(.purpose == "act" and .name == "sud") | .fingerprint')
ok "gives another act key" [ -n "$new" -a "$old" != "$new" ]
ok "that signs" gives 0 -C sud act statement text="With the new key." --yes
ok "in the next epoch (4.3)" grep -qE '^SUD-[0-9]+\.1 ' out
ok "and opens what came before" gives 0 -C sud read NORD-1
is "key shows no secret" "$(v -C sud key; grep -ciE 'secret|private' out)" 0

# A desk restored from a copy.
cp -a nord copy
ok "an act that the copy does not know" gives 0 -C nord act statement text="Before the fire." --yes
rm -rf nord
mv copy nord
ok "the restored desk resumes" gives 0 -C nord act resume reason="Restored." --yes
ok "in its next epoch (4.3)" grep -qE '^NORD-[0-9]+\.1 ' out
v -C nord log --json -n 1
is "with its reason" "$(json '.acts[0].fields.reason')" Restored.
ok "and goes on" gives 0 -C nord act statement text="After it." --yes
ok "the whole table is GENUINE" gives 0 -C eye verify ../bern
is "and no key was used twice" "$(grep -c 'used twice' out)" 0

# leave, admit.
ok "leave" gives 0 -C eye act leave reason=Done --yes
ok "what comes later is void or refused" gives 1 -C eye act statement text="Still here." --yes
finish
