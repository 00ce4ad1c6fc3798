#!/bin/sh
# Papers from hand to hand: every verb of an exchange, and the states that follow.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table --rule "take-days 3"
cp "$examples/treaty.md" "$examples/answer.md" "$examples/letter.md" .

ok "hand lodges a draft" gives 0 -C nord hand ../treaty.md --yes
ok "and prints its citation, role, title and time" grep -qE \
	'^NORD-1 draft ".+"   LODGED [0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9:]{5} UTC$' out
is "it is lodged (8.1)" "$(state nord NORD-1)" lodged
v -C nord status --json
is "its author stands in capitals" "$(json '.handovers[0].author')" NORD
is "so does its addressee" "$(json '.handovers[0].addressee')" SUD
is "its role is draft" "$(json '.handovers[0].role')" draft
is "it answers nothing" "$(json '.handovers[0].answers')" null
is "its evidence is the act itself" "$(json '.handovers[0].evidence | join(",")')" NORD-1
is "ETSI has a name for it (8.4)" "$(json '.handovers[0].etsi')" SubmissionAcceptance
is "the log is two acts" "$(json .size)" 2
ok "SUD sees that something awaits it" gives 0 -C sud status
ok "and from whom, as what" grep -q 'FOR YOU.*NORD-1.*NORD calls it: draft, answering nothing' out
ok "and how to go on" says "verbale receive NORD-1"
ok "sealed: SUD cannot read it" refuses 1 -C sud read NORD-1
ok "nor can it answer" refuses 1 -C sud answer NORD-1
v -C nord status --json
is "the move is SUD's" "$(json '.moves[] | .party + " " + .move')" "SUD receive"

ok "receive signs a receipt and opens the paper" gives 0 -C sud receive NORD-1 --yes
ok "and names both" grep -qE '^SUD-1 .*NORD-1.*papers/NORD-1\.md$' out
ok "the paper is what was handed over, byte for byte" cmp treaty.md sud/papers/NORD-1.md
ok "read prints it" gives 0 -C sud read NORD-1
ok "byte for byte" cmp treaty.md out
is "it is received (8.1)" "$(state nord NORD-1)" received
v -C nord status --json
is "with receipt as evidence" "$(json '[.handovers[0].evidence[]] | contains(["SUD-1"])')" true
ok "its author reads its own paper" gives 0 -C nord read NORD-1
ok "byte for byte too" cmp treaty.md out

ok "answer writes a skeleton" gives 0 -C sud answer NORD-1
is "with every article silent" "$(grep -c '^## .*: silent$' sud/answer.md)" 8
before=$(sha256sum sud/answer.md)
ok "it does not overwrite one" refuses 1 -C sud answer NORD-1
is "and leaves it alone" "$(sha256sum sud/answer.md)" "$before"
ok "answer --stdout prints it" gives 0 -C sud answer NORD-1 --stdout
ok "the same" cmp out sud/answer.md
ok "the skeleton as it is can be handed over as a response" gives 0 -C sud hand answer.md --yes
ok "as SUD-2" grep -q '^SUD-2 response ' out
ok "and withdrawn" gives 0 -C sud act withdraw of=SUD-2 --yes
ok "hand lodges the response" gives 0 -C sud hand ../answer.md --yes
answer=$(cut -d ' ' -f 1 out)
ok "as a response" grep -q '^SUD-[0-9] response "Treaty on' out
v -C nord status --json
is "that answers NORD-1" "$(json ".handovers[] | select(.act == \"$answer\") | .answers")" NORD-1
ok "NORD receives it" gives 0 -C nord receive "$answer" --yes
ok "NORD takes it as offered" gives 0 -C nord take "$answer" as as-offered --yes
is "it is taken as offered (8.1)" "$(state sud "$answer")" taken-as-offered

ok "NORD writes a letter" gives 0 -C nord hand ../letter.md --yes
letter=$(cut -d ' ' -f 1 out)
v -C sud status --json
is "which it calls a letter" "$(json ".handovers[] | select(.act == \"$letter\") | .role")" letter
ok "SUD receives it" gives 0 -C sud receive "$letter" --yes
ok "SUD takes it as the response to its own" \
	gives 0 -C sud take "$letter" as response to "$answer" --yes
is "the role is disputed (8.1)" "$(state nord "$letter")" role-disputed
ok "status reports both labels, and neither wins (8.3)" gives 0 -C nord status
ok "in one line" grep -q "DISPUTED.*$letter.*NORD: letter.*\\.  SUD: response to $answer" out
is "both sides see the same" "$(state sud "$letter")" role-disputed
ok "a second take of it is not signed, or void (5.3.7)" gives 1 \
	-C sud take "$letter" as letter --yes
is "and the first stands" "$(state nord "$letter")" role-disputed

paper Refused >refused.md
ok "a paper to be refused" gives 0 -C nord hand ../refused.md --yes
refused=$(cut -d ' ' -f 1 out)
ok "SUD refuses it with a reason" gives 0 -C sud refuse "$refused" "Not at this table." --yes
is "it is refused (8.1)" "$(state nord "$refused")" refused
v -C nord log --json
is "the reason is on the record, word for word" \
	"$(json '.acts[] | select(.kind == "refuse") | .fields.reason')" "Not at this table."
ok "what was refused cannot be received" gives 1 -C sud receive "$refused" --yes

paper Withdrawn >withdrawn.md
ok "a paper to be withdrawn" gives 0 -C nord hand ../withdrawn.md --yes
withdrawn=$(cut -d ' ' -f 1 out)
ok "NORD withdraws it" gives 0 -C nord act withdraw of="$withdrawn" --yes
is "it is withdrawn (8.1)" "$(state sud "$withdrawn")" withdrawn

paper Late >late.md
ok "a paper to be collected by a day" \
	gives 0 -C nord hand ../late.md --yes --collect-by "$(date -u -d '+2 days' +%Y-%m-%d)"
late=$(cut -d ' ' -f 1 out)
is "before that it is lodged or awaited" \
	"$(state nord "$late" | sed 's/awaiting-receipt/lodged/')" lodged
v -C nord status --json --as-of "$(date -u -d '+3 days' +%Y-%m-%dT00:00:00Z)"
is "after it is not collected (8.1)" \
	"$(json ".handovers[] | select(.act == \"$late\") | .state")" not-collected
v -C nord status --json --as-of "$(date -u -d '+5 days' +%Y-%m-%d)"
is "a draft that is not taken in take-days has its role open (8.2)" \
	"$(json '.handovers[] | select(.act == "NORD-1") | .state')" role-open
ok "--as-of wants a time" refuses 2 -C nord status --as-of yesterday

paper "Mail from Sud" >mail.md
ok "enter records what came by e-mail" gives 0 -C nord enter ../mail.md --from SUD \
	--channel e-mail --role letter --received 2026-01-28T09:30:00Z --person "A clerk" --yes
entered=$(cut -d ' ' -f 1 out)
is "in a state of its own (8.1)" "$(state sud "$entered")" entered
ok "enter wants to know when" refuses 2 -C nord enter ../mail.md --from SUD --channel e-mail \
	--role letter --yes

ok "nobody can have received it yet (5.2.7)" refuses 1 -C nord enter ../mail.md --from SUD \
	--channel e-mail --role letter --received "$(date -u -d '+2 days' +%Y-%m-%d)" --yes

# As others type: a byte order mark, CR LF; and what a paper may not have.
printf '\357\273\277# From a clerk\r\n\r\nInformation\r\n\r\nWords.\r\n' >bom.md
ok "a file with a byte order mark is handed over" gives 0 -C nord hand ../bom.md --yes
bom=$(cut -d ' ' -f 1 out)
ok "and its title is shown" says "$bom information \"From a clerk\"   LODGED"
is "our own copy is for us alone" "$(stat -c %a "nord/papers/$bom.md")" 600
v -C nord show "$bom"
ok "an information has its article" says "hands over an information"
printf '# Tabs\n\n\tWords.\n' >tabs.md
ok "tabs are refused" refuses 2 -C nord hand ../tabs.md --yes
ok "with a way out" complains '`expand`'
printf '# Cafe\314\201\n' >nfd.md
ok "so is what is not in NFC" refuses 2 -C nord hand ../nfd.md --yes
ok "with a way out, too" complains '`uconv -x nfc`'

# One article.
ok "read prints an article" gives 0 -C sud read NORD-1:2
is "that one alone" "$(grep -c '^## ' out) $(head -n 1 out | cut -c 1-12)" "1 ## Article 2"
ok "not one that is not there" refuses 1 -C sud read NORD-1:99
ok "nor what is no number" refuses 2 -C sud read NORD-1:two
ok "show shows acts, and no article" refuses 2 -C sud show NORD-1:2
ok "and says who prints it" complains '`verbale read` prints an article'

# Refusals name what was named.
ok "a take of what was not handed to us" refuses 1 -C nord take NORD-1 as draft --yes
ok "names it" complains "NORD-1: the take would be void"
ok "a field that is missing" refuses 2 -C nord act promise what=paper --yes
ok "is named" complains '"due" may not be absent'

# What a killed process left half written.
sh -c 'exit 0' & gone=$!
wait $gone
mkdir -p nord/papers/NORD-9
touch "nord/papers/.vb-$gone-0.tmp" "nord/papers/NORD-9/.vb-$gone-1.tmp" \
	"nord/papers/.vb-$$-0.tmp" nord/papers/.vb-mine.tmp
v -C nord status
is "is swept, and nothing else" \
	"$(cd nord/papers && find . NORD-9 -maxdepth 1 -name '.vb*' | sed 's|.*/||' | sort | tr '\n' ' ')" \
	"$(printf '%s\n' ".vb-$$-0.tmp" .vb-mine.tmp | sort | tr '\n' ' ')"
rm -r nord/papers/.vb-* nord/papers/NORD-9

# The other reading verbs.
v -C sud status --json
size=$(json .size)
ok "log lists the acts" gives 0 -C sud log
is "as many as there are" "$(grep -c '' out)" "$size"
ok "log -n 2 lists two" gives 0 -C sud log -n 2
is "two" "$(grep -c '' out)" 2
ok "log -n 0 lists none" gives 0 -C sud log -n 0
is "none" "$(grep -c '' out)" 0
ok "log --json is JSON" gives 0 -C sud log --json
is "with the charter first" "$(json '.acts[0].act')" charter
is "and all acts" "$(json '.acts | length')" "$size"
ok "show shows an act" gives 0 -C sud show NORD-1
ok "with its fields" grep -q '^role  *draft' out
ok "either case names it" gives 0 -C sud show nord-1 --json
is "the same act" "$(json .act)" NORD-1
ok "show --raw prints it as logged" gives 0 -C sud show NORD-1 --raw
is "an act (2.1)" "$(head -n 1 out)" verbale-act/1
cp out one.act
ok "export --text prints all acts" gives 0 -C sud export --text
cp out all.text
ok "byte for byte, that one too" python3 -c '
import sys
sys.exit(open("one.act", "rb").read() not in open("all.text", "rb").read())'
v -C nord export --text
ok "both desks print the same" cmp out all.text
ok "an act that is not there cannot be shown" refuses 1 -C sud show NORD-99
ok "nor what is no citation" refuses 2 -C sud show "not an act"
ok "key shows fingerprints" gives 0 -C sud key
is "of five keys" "$(sed '/^$/,$d' out | grep -c '')" 5
mine=$(sed -n 's/^act  *\(.*\)   sud$/\1/p' out)
ok "and below them the log's" grep -qE '^log  *([0-9a-f]{4} ){4}  bern/' out
ok "of SUD's act key NORD sees a fingerprint" [ -n "$mine" ]
is "the same as SUD" \
	"$(v -C nord key; sed -n 's/^act  *\(.*\)   sud$/\1/p' out)" "$mine"
v -C sud key
is "and no secret" "$(grep -ciE 'secret|private' out)" 0
ok "key --json is JSON" gives 0 -C sud key --json
is "with the party" "$(json .party)" SUD
is "and the keys of all" "$(json '[.table_keys[] | .name + " " + .purpose] | sort | join(", ")')" \
	"bern log, nord act, sud act"
ok "doctor finds all sound" gives 0 -C sud doctor
ok "and notes the recovery key beside the desk's" says "it lies beside desk.key"
ok "doctor --json says so" gives 0 -C sud doctor --json
is "sound" "$(json .sound)" true
ok "in the depositary's folder too" gives 0 -C bern doctor
# Files that go along (7.2).
head -c 200000 /dev/urandom >map.bin
echo 'a,b' >table.csv
ok "a letter with annexes is handed over" gives 0 -C nord hand ../letter.md --annex ../map.bin --annex ../table.csv --yes
with=$(cut -d ' ' -f 1 out)
ok "SUD receives it" gives 0 -C sud receive "$with" --yes
ok "and hears where they are" says "2 annexes     papers/$with/"
ok "the first, byte for byte" cmp map.bin "sud/papers/$with/map.bin"
ok "and the second" cmp table.csv "sud/papers/$with/table.csv"
ok "the paper names both" sh -c "grep -c '^## Annex ' sud/papers/$with.md | grep -qx 2"
rm -r "sud/papers/$with"
ok "read --annexes opens them again" gives 0 -C sud read "$with" --annexes
ok "byte for byte" cmp map.bin "sud/papers/$with/map.bin"
ok "their author has its own" gives 0 -C nord read "$with" --annexes
ok "byte for byte too" cmp map.bin "nord/papers/$with/map.bin"
ok "an annex that is not there is refused" refuses 1 -C nord hand ../letter.md --annex ../none --yes
ok "both desks are sound" sh -c "'$verbale' -C nord doctor >/dev/null && '$verbale' -C sud doctor >/dev/null"

finish
