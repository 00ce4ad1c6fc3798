#!/bin/sh
# Positions out of the record, among three desks: what is agreed and why not yet; and the text
# with brackets that the record makes of their words.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

found_three() {
	mkdir nord sud ost
	v -C nord open treaty NORD SUD OST --at ../bern --yes --no-passphrase &&
		v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase &&
		v -C ost join ../nord/treaty.invite --as OST --yes --no-passphrase
}
ok "a table of three" found_three
ok "nothing to show yet" refuses 1 -C nord positions
ok "it says so" complains "no draft yet"

# hands DESK: what stands on standard input is handed over; its citation is in $act.
hands() {
	cat >paper.md
	v -C "$1" hand ../paper.md --yes
	act=$(cut -d ' ' -f 1 out)
}
# opens ACT DESK...: each of them receives it.
opens() {
	got=$1
	shift
	for desk; do
		v -C "$desk" receive "$got" --yes
	done
}
# of ARTICLE FILTER: of the matrix as the last v printed it.
of() {
	json ".articles[] | select(.article == \"$1\") | $2"
}

hands nord <<'P'
# Treaty on visits

Draft.

## Preamble

The Parties, wishing to be good neighbours.

## Article 1. Principles

Each respects the other.

## Article 2. Consultation

The Parties shall consult within 24 hours.

## Article 3. Visits

Each may visit the other once a year.

## Article 4. =Rules "of" <b>visits</b>

Visits are announced.
P
draft=$act
opens "$draft" sud ost
hands sud <<P
# Response to $draft

Response to $draft

## Preamble: accept

## Article 1. Principles: accept

## Article 2. Consultation: accept with changes

A day is short.

> The Parties shall consult without undue delay.

## Article 3. Visits: accept if 4

## Article 4. Rules: accept all or none of 3, 4

- 4(2): agreed?
P
sud=$act

ok "positions" gives 0 -C nord positions
ok "has the draft and its title" grep -q "^$draft \"Treaty on visits\", as of " out
ok "11.11: what is sealed is named" says "SEALED  $sud is not opened here, and counts nothing."
ok "and counts nothing" says "0 of 5 agreed"
opens "$sud" nord ost
hands ost <<P
# Response to $sud

Response to $sud

## Preamble: accept

## Article 1: accept, ad referendum

## Article 2. Consultation: accept

## Article 3. Visits: accept

- 3(1): accept

## Article 4. Rules: reject, key, until 2999-12-31
P
ost=$act
opens "$ost" nord sud

ok "positions of all three" gives 0 -C nord positions
ok "a table" grep -qE '^  Article +NORD +(OST +SUD|SUD +OST) +Same words\?$' out
ok "agreed, provisionally" grep -qE '^  Preamble .* yes, provisionally$' out
ok "11.5: ad referendum" grep -qE '^  1 Principles .* yes, ad referendum$' out
ok "11.4: words that differ are counted" grep -qE '^  2 Consultation .* no \(6 words\)$' out
ok "a rejection stands out" grep -qE '^  4 .* REJECT, until 2999-12-31, key  ' out
ok "11.9: a condition" says "3 Visits: SUD accepts only with 4, which is not agreed."
ok "11.8: nothing is agreed until everything is" says "2 of 5 agreed; nothing is agreed until everything is."
ok "--each" gives 0 -C nord positions --each
ok "lets each be agreed" grep -qE '^  Preamble .* yes$' out
ok "every desk that has opened all" gives 0 -C sud positions
sed 1d out >of.sud
v -C ost positions
ok "sees the same" sh -c 'sed 1d out | cmp - of.sud'

ok "--json" gives 0 -C nord positions --json
is "is one object" "$(jq -s length out)" 1
is "with root and title" "$(json '.root + " " + .title')" "$draft Treaty on visits"
is "11.2: who accepts, accepts what it answers" \
	"$(of 2 '[.positions[] | .party + " " + (.words | tostring)] | sort | join(", ")')" \
	"NORD 0, OST 1, SUD 1"
is "10.5: the words are those that are quoted" "$(of 2 '.words[1].text')" \
	"The Parties shall consult without undue delay."
is "11.3: who wants which words" "$(of 2 .why)" \
	"NORD wants other words than OST and SUD: 6 words differ."
is "11.3: each reason" "$(of 4 .why)" "OST rejects it."
is "positions in their one form" "$(of 4 '.positions[] | select(.party == "OST") | .position')" \
	"reject, until 2999-12-31, key"
is "10.4: of parts" "$(of 3 '.positions[] | select(.party == "OST").parts[0].part')" "3(1)"
ok "--csv" gives 0 -C nord positions --csv
ok "has quotes doubled, and no formula" grep -qF '"4","'"'"'=Rules ""of"" <b>visits</b>",' out
ok "--html" gives 0 -C nord positions --html page.html
ok "has nothing of a title raw" sh -c '! grep -q "<b>visits" nord/page.html &&
	grep -q "&lt;b&gt;visits" nord/page.html'
ok "and nothing from elsewhere" sh -c '! grep -qE "<script|src=|href=|http:|https:" nord/page.html'
ok "and is not written over" refuses 1 -C nord positions --html page.html
ok "views exclude one another" refuses 2 -C nord positions --json --csv
ok "a time that is none" refuses 2 -C nord positions --at yesterday
ok "before the draft" refuses 1 -C nord positions --at 2020-01-01 "$draft"
ok "an act that is no paper" refuses 1 -C nord positions charter
ok "11.7: after a limit" gives 0 -C nord positions --json --at 3000-01-01
is "a position is past" "$(of 4 .why)" "OST took a position that has ended."

# ---- the text that they make ----
ok "12.2: text of an article" gives 0 -C nord text 2
ok "is one composite" grep -qF 'consult [NORD: within 24 hours] [OST, SUD: without undue delay].' out
cp out composite
ok "that is read as one made of files" gives 0 text --as SUD composite
is "with the words of each" "$(cat out)" "The Parties shall consult without undue delay."
ok "12.2: --as of one that accepted" gives 0 -C nord text --as OST 2
is "has the words that it accepted" "$(cat out)" "The Parties shall consult without undue delay."
ok "12.2: of one that rejects" gives 0 -C nord text --as OST 4
is "has none" "$(cat out)" ""
ok "all articles" gives 0 -C nord text
is "each with its heading" "$(grep -c '^## ' out)" 5
ok "in the order of the text" sh -c 'grep "^## " out | tail -n 1 | grep -qF "## Article 4. =Rules"'
ok "12.2: what all want is free" grep -qx 'Each respects the other.' out
ok "--blame" gives 0 -C nord text --blame 2
ok "cites acts" grep -q "^OST ($ost), SUD ($sud)	without undue delay" out
ok "--clean" gives 3 -C nord text --clean 1 2
ok "leaves a gap" grep -qF 'consult [...].' out
ok "--if" gives 0 -C nord text --if SUD,OST 2
ok "takes the change" grep -qx 'The Parties shall consult without undue delay.' out
ok "--redline" gives 0 -C nord text --redline NORD SUD 2
ok "marks it" grep -qF 'consult [-within 24 hours-] {+without undue delay+}.' out
ok "--columns" gives 0 -C nord text --columns 2
ok "has the base" grep -qF 'BASE (base): The Parties shall consult within 24 hours.' out
ok "--ledger" gives 0 -C nord text --ledger --json
is "has a round for each paper" "$(json '[.[].round] | join(" ")')" "$draft $sud $ost"
is "and counts brackets" "$(json '[.[].counts.brackets] | map(tostring) | join(" ")')" "0 2 3"
ok "--json" gives 0 -C nord text --json 2
is "names its article" "$(json '.article + " " + .title + " " + (.text.parties | join(","))')" \
	"2 Consultation NORD,OST,SUD"
ok "--html" gives 0 -C nord text --html text.html 2
ok "--of another paper" gives 0 -C nord text --of "$sud" 2
ok "of which then others speak" grep -q '^Composite text: OST, SUD; silent: NORD\.$' out
ok "no such article" refuses 1 -C nord text 9
ok "files stay what they are" gives 0 -C nord text N=../paper.md
ok "the record knows the base" refuses 2 -C nord text --base ../paper.md 2

# ---- a package comes true, and an article is reopened ----
hands ost <<P
# Response to $sud

Response to $sud

## Article 4. Rules: accept

## Article 1: accept
P
opens "$act" nord sud
hands nord <<P
# Response to $sud

Response to $sud

## Article 2: accept
P
last=$act
opens "$last" sud ost
ok "all agreed" gives 0 -C sud positions
ok "11.10: all or none: all" says "All 5 agreed."
ok "and then it is not provisional" grep -qE '^  3 Visits .* yes$' out
cat >paper.md <<P
# Second thoughts

Response to $last

## Article 5 (formerly 4). Rules: accept with changes

Visits are announced, and short.
P
ok "11.16: not unseen" refuses 1 -C sud hand ../paper.md --yes
ok "that an article is agreed is said, and how it would change" complains \
	"article 5 (6 words) is agreed, and this paper would change it, and so reopen 3; nothing"
ok "another leave is none" refuses 1 -C sud hand ../paper.md --yes --reopen 3 --reopen 2
ok "by name it is" gives 0 -C sud hand ../paper.md --yes --reopen 5
reopening=$(cut -d ' ' -f 1 out)
opens "$reopening" nord ost
ok "12.1: an article goes by its new number, and by its first" sh -c "
	'$verbale' -C nord text --as NORD 5 >new 2>err && '$verbale' -C nord text --as NORD 4 | cmp - new"
ok "reopened" gives 0 -C nord positions --json
is "10.3: under its new number" "$(of 5 '.first + " " + .agreement')" "4 reopened"
is "11.6: by which act" "$(of 5 .reopened)" "$reopening"
is "and why" "$(of 5 .why)" "It was agreed, and was reopened by $reopening: NORD and OST want other \
words than SUD: 6 words differ."
is "11.9: what depended on it falls" "$(of 3 .agreement)" reopened

# ---- a letter ----
hands nord <<P
# A word on this

Letter on $reopening

## Article 5: accept
P
ok "a letter" sh -c "'$verbale' -C nord log | grep -q '^$act .* letter'"
ok "11.1: as a text" refuses 1 -C nord positions "$act"
ok "is none" complains "proposes nothing"
v -C nord positions --json
is "it answers what it is on" "$(json '.papers[-1] | .act + " " + .answers')" "$act $reopening"
is "11.1: and says nothing" "$(of 5 '.positions[] | select(.party == "NORD").by')" "$draft"
is "but reopened it stays" "$(of 5 .agreement)" reopened

# ---- a draft that cannot be read as one ----
hands ost <<P
# Response to $last

Response to $last

## Article 2: agree
P
opens "$act" nord
ok "what cannot be read" gives 0 -C nord positions
ok "10.6: is said" says "UNREAD  1 position cannot be read, and says nothing; the first is in $act, article 2."
finish
