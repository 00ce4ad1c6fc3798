#!/bin/sh
# A final text, among three desks: locked as it is agreed, clean with its hash, adopted, initialled
# and signed in one act of all, corrected under silence, and certified.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

found() {
	mkdir nord sud ost
	v -C nord open treaty NORD SUD OST:chair --at ../bern --yes --no-passphrase &&
		v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase &&
		v -C ost join ../nord/treaty.invite --as OST --yes --no-passphrase
}
ok "two parties and a chair" found

# hands DESK OPTION...: what stands on standard input is handed over; its citation is in $act.
hands() {
	desk=$1
	shift
	cat >paper.md
	v -C "$desk" hand ../paper.md --yes "$@"
	act=$(cut -d ' ' -f 1 out)
}
opens() {
	got=$1
	shift
	for desk; do
		v -C "$desk" receive "$got" --yes
	done
}
of() {
	json ".articles[] | select(.article == \"$1\") | $2"
}

# ---- a chair's text ----
hands ost --role chair-text <<'P'
# Treaty on a bridge

## Article 1. Purpose

A bridge joins both banks.

## Article 2. Costs

Each party bears half of the costs.

## Article 3. Toll

No toll is raised.
P
chair=$act
ok "of the chair" gives 0 -C ost positions
opens "$chair" nord sud
printf '# A text\n\n## Article 1. Purpose\n\nWords.\n' >other.md
ok "5.2.1: and of nobody else" fails -C nord hand ../other.md --role chair-text --yes
ok "there is no final text" refuses 1 -C nord final
ok "and which articles are open is said" complains "3 of 3 articles are not agreed: 1, 2, 3"

# ---- agreed, and locked ----
hands nord <<P
# Answer

Response to $chair

## Article 1: accept
## Article 2: accept
## Article 3. Toll: accept with changes

No toll is raised, ever.
P
nord=$act
opens "$nord" sud ost
hands sud <<P
# Answer

Response to $nord

## Article 1: accept
## Article 2: accept
## Article 3: accept
P
sud=$act
opens "$sud" nord ost
ok "all is agreed" gives 0 -C nord final
cp out final.md
ok "the clean text has the words that are agreed" grep -qx 'No toll is raised, ever.' final.md
ok "and its numbers" grep -qx '## Article 3. Toll' final.md
ok "and its hash" complains "SHA-256 $(sha256sum <final.md | cut -d ' ' -f 1)"
ok "nobody has handed it over" complains "No paper has this text yet"
sed 's/Each party bears half/Each party bears, half/' final.md >comma.md
printf '%s\n' "" "Response to $chair" "" "## Article 2. Costs: accept with changes" "" \
	"Each party bears, half of the costs." | sed '1s/^/# A comma\n/' >sly.md
ok "11.16: not a comma" refuses 1 -C sud hand ../sly.md --yes
ok "changes it unseen" complains "article 2 (1 mark) is agreed"
ok "nothing was signed" sh -c "'$verbale' -C sud log | tail -n 1 | grep -qv 'A comma'"
ok "nor as an agreed text" refuses 1 -C sud hand ../comma.md --role agreed-text --answers "$chair" --yes
hands nord --role agreed-text --answers "$chair" <final.md
text=$act
is "the clean text is handed over" "$(grep -c LODGED out)" 1
opens "$text" sud
ok "which is the one" gives 0 -C sud final
ok "by its bytes" complains "byte for byte, the paper of $text"

# ---- several sign one act ----
ok "an act of all principals" gives 0 -C nord initial "$text" --file ../initial.act --yes
ok "waits for the others" says "Wrote ../initial.act with our signature"
ok "who has not opened it" refuses 1 -C ost act sign ../initial.act --yes
sed 's/^signer sud$/signer ost/' initial.act >forged.act
ok "2.8: a changed act" fails -C sud act sign ../forged.act --yes
ok "the other signs" gives 0 -C sud act sign ../initial.act --yes
ok "and it is logged" says LODGED
ok "8.6: who has initialled it" gives 0 -C ost status
ok "is shown" says "$text"
ok "by name" says "initialled by NORD and SUD"
ok "in JSON" gives 0 -C nord status --json
is "too" "$(json '.texts[] | .act + " " + (.initialled | join(",")) + " " + (.signed | join(","))')" \
	"$text NORD,SUD "
ok "the articles" gives 0 -C nord positions --json
is "are initialled" "$(of 2 '.settled + " " + .agreement')" "initialled agreed"
ok "5.5.1: of what was not handed over to it nobody" fails -C nord act adopt of="$chair" signer=nord \
	signer=ost signer=sud referendum=west --file ../no.act --yes
hands nord <<'P'
# A word

Letter

Good day.
P
ok "5.5.3: and cannot be signed" fails -C nord act sign of="$(cut -d ' ' -f 1 out)" signer=nord --yes

# ---- ad referendum ----
ok "signed ad referendum" gives 0 -C sud sign "$text" --ad-referendum SUD --file ../sign.act --yes
ok "by one" gives 0 -C nord act sign ../sign.act --yes
ok "it is so" gives 0 -C nord positions --json
is "provisionally" "$(of 1 '.settled + " " + .agreement')" "signed provisionally"
ok "confirmed" gives 0 -C sud sign "$text" --with SUD --yes
ok "by signing once more" gives 0 -C nord positions --json
is "it is agreed" "$(of 1 '.settled + " " + .agreement')" "signed agreed"

# ---- the same text? ----
ok "the text as it was signed" gives 0 -C sud final --check ../final.md
ok "is the same" says "is byte for byte the text of $text, initialled by NORD and SUD"
ok "a comma" gives 1 -C sud final --check ../comma.md
ok "is not" says "is NOT the text of $text"
ok "and where" says "Article 2. Costs: 0 words and 1 mark differ"
fold -s -w 20 final.md | sed 's/ *$//' >wrapped.md
ok "other line ends" gives 0 -C sud final --check ../wrapped.md
ok "are the same words" says "word for word, but for spaces and line ends"
sed '/Article 2/,/costs/d' final.md >short.md
ok "an article less" gives 1 -C sud final --check ../short.md
ok "is missing" says "Article 2. Costs: missing"

# ---- reopened, visibly ----
ok "a reopening has a name" gives 0 -C sud hand ../sly.md --yes --reopen 2
sly=$(cut -d ' ' -f 1 out)
opens "$sly" nord
ok "by whoever opens it" says "It reopens what was agreed: 2"
ok "and is seen" gives 0 -C nord positions --json
is "by both" "$(of 2 '.agreement + " " + .reopened')" "reopened $sly"
ok "there is no final text any more" refuses 1 -C nord final
hands sud <<P
# Back

Response to $text

## Article 2: accept
P
opens "$act" nord
ok "closed again" gives 0 -C nord final

# ---- ways around a lock ----
printf '%s\n' "# A" "" "Response to $text" "" "## Article 2: accept" "" "## Article 2. Costs" "" \
	"SUD bears the costs." >twice.md
ok "10.7: an article twice" refuses 1 -C sud hand ../twice.md --yes --reopen 2
ok "is told" complains "article 2 stands twice in it"
printf '%s\n' "# A" "" "Response to $text" "" "## Article 2(1): reject" >part.md
ok "11.16: a part" refuses 1 -C sud hand ../part.md --yes
printf '%s\n' "# A" "" "Response to $text" "" "## Article 2: accept, until 2099-01-01" >limit.md
ok "11.16: a limit" refuses 1 -C sud hand ../limit.md --yes
sed 's/half of the costs/all of the costs/' final.md >rival.md
ok "11.16: another text of the same articles" refuses 1 -C nord hand ../rival.md --yes
ok "is told" complains "3 articles are agreed in the text that began with $chair"
ok "and may be meant" gives 0 -C nord hand ../rival.md --yes --new-text
rival=$(cut -d ' ' -f 1 out)
ok "but is not what is initialled" fails -C nord initial "$rival" --file ../rival.act --yes
sed 's/^# .*/# Treaty on another bridge/' final.md >titled.md
ok "11.16: another title" fails -C nord hand ../titled.md --role agreed-text --answers "$text" --yes
ok "is told" complains "title: 2 words and 0 marks differ"
ok "nothing was signed" sh -c "'$verbale' -C nord log | tail -n 1 | grep -q '$rival'"
ok "what is withdrawn says nothing" gives 0 -C nord act withdraw of="$rival" --yes

# ---- a certified copy ----
v -C nord show --trust && cp out trust
ok "certified" gives 0 -C sud certify "$text" --yes
ok "the text is the text" cmp "sud/certified/$text.md" final.md
ok "the page says whose it is" grep -q "initialled by NORD and SUD" "sud/certified/$text.txt"
ok "and its hash" grep -q "SHA-256 $(sha256sum <final.md | cut -d ' ' -f 1)" "sud/certified/$text.txt"
ok "the proof is genuine" gives 0 verify --trust trust "sud/certified/$text.proof"
ok "of that hash" says "$(sha256sum <final.md | cut -d ' ' -f 1)"
ok "and of those who initialled it" says "the text of $text was initialled by NORD and SUD"
ok "and signed it" says "the text of $text was signed by NORD and SUD"
ok "nothing is overwritten" refuses 1 -C sud certify "$text" --yes
sed 's/No toll is raised, ever\./No toll is raised, over./' "sud/certified/$text.proof" >forged.proof
ok "a changed word" gives 1 verify --trust trust forged.proof
ok "what nobody made theirs is not certified" refuses 1 -C sud certify "$chair" --yes

# ---- corrections under silence ----
until=$(date -u -d '+9 seconds' +%Y-%m-%dT%H:%M:%SZ)
sed 's/No toll is raised, ever\./No toll is raised, never./' final.md >wrong.md
ok "the same text corrects nothing" fails -C nord correct "$text" ../final.md --until "$until" --yes
ok "a correction" gives 0 -C nord correct "$text" ../wrong.md --until "$until" \
	--text "a slip of the pen" --yes
ok "shows what it corrects" says "Article 3. Toll: 2 words"
silence=$(awk '$2 == "silence" || / under silence / { print $1 }' out | tail -n 1)
corrected=$(awk '/LODGED/ { print $1 }' out | head -n 1)
ok "whoever it speaks to" gives 0 -C sud status
ok "may object" says "may still object to $silence"
opens "$corrected" sud
ok "5.5.5: its author may not" fails -C nord act object of="$silence" --yes
ok "5.5.5: nor whoever has not signed" sh -c "
	'$verbale' -C ost act object of=$silence --yes >out 2>err; [ \$? = 1 ] || [ \$? = 2 ]"
ok "the other objects" gives 0 -C sud act object of="$silence" reason="it is right as it is" --yes
ok "8.7: and the silence is broken" gives 0 -C nord status --json
is "by that" "$(json '.silences[] | .state + " " + .text + " " + .corrects')" \
	"broken $corrected $text"
sed 's/A bridge joins/One bridge joins/' final.md >right.md
until=$(date -u -d '+7 seconds' +%Y-%m-%dT%H:%M:%SZ)
ok "another correction" gives 0 -C nord correct "$text" ../right.md --until "$until" --yes
second=$(awk '/LODGED/ { print $1 }' out | head -n 1)
opens "$second" sud
ok "it runs" gives 0 -C sud status --json
is "until then" "$(json '.silences[1].state')" running
unseen=$(date -u -d '+2 seconds' +%Y-%m-%dT%H:%M:%SZ)
sed 's/half of the costs/one half of the costs/' right.md >late.md
ok "one that the other never received" gives 0 -C nord correct "$text" ../late.md --until "$unseen" --yes
sleep 8
ok "when the time has run" gives 0 -C sud status --json
is "8.7: nobody knows yet what was logged by then" "$(json '.silences[1].state')" running
ok "until the log is dated behind it" gives 0 -C nord act statement text="So be it." --yes
ok "then" gives 0 -C sud status --json
is "8.7: nobody objected, and who knew of it is bound" "$(json '.silences[1].state')" adopted
is "8.7: the silence of one who could not know binds nobody" \
	"$(json '.silences[2] | .state + " " + (.unaware | join(","))')" "not-known SUD"
ok "the corrected text" gives 0 -C sud final
cp out corrected.md
ok "stands in the place of the other" cmp corrected.md right.md
ok "as is said" complains "the paper of $second, which stands in the place of $text, initialled by NORD"
ok "as the signed text" gives 0 -C sud positions --json
is "with what was done with that one" "$(of 1 '.settled + " " + .agreement')" "signed agreed"
ok "a correction is certified by the whole log" gives 0 -C sud certify "$second" --yes
ok "and genuine" gives 0 verify --trust trust "sud/certified/$second.proof"
ok "with what came of the silence" says "by which $second corrects $text unless somebody objects before"
ok "one that was broken is not certified" refuses 1 -C sud certify "$corrected" --yes
ok "nor does the text that it was to correct pass for what stands" gives 1 -C sud final --check ../final.md
ok "which is named" says "is NOT the text of $second, which stands in the place of $text"
ok "the record is sound" gives 0 -C nord doctor
finish
