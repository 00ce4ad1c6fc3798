#!/bin/sh
# Versions compared, from files: composite, views, drafts, pages; and what may be wrong with them.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

cp "$examples"/text/*.md .
files="nord.md sud.md ost.md"

# ---- the composite, in any order ----
ok "text" gives 0 text $files
cp out one
ok "names its parties" grep -q '^Composite text: NORD, OST, SUD\.$' out
ok "brackets what differs" grep -qF '[NORD: within 24 hours] [SUD: without undue delay] [OST: no text]' out
ok "and nothing that does not" grep -qF '3. This Article is reviewed every \[x\] years.' out
ok "text in another order" gives 0 text sud.md ost.md nord.md
ok "8.2: is the same byte for byte" cmp one out
ok "a path and a name of one's own" gives 0 text N=./nord.md ./sud.md
ok "both" grep -q '^Composite text: N, SUD\.$' out

# ---- each party's text, from the files and from the composite ----
for party in nord sud ost; do
	ok "--as $party" gives 0 text --as $party $files
	ok "8.1: is its file" cmp out $party.md
	ok "--as $party from the composite" gives 0 text --as $party one
	ok "8.7: is its file, too" cmp out $party.md
done
ok "the composite of a composite" gives 0 text one
ok "8.7: is itself" cmp one out
v text $files >/dev/null
cp out all
ok "a composite of two, and a third file" sh -c "'$verbale' text nord.md sud.md >two 2>err &&
	'$verbale' text two ost.md >out 2>err"
ok "is that of all three" cmp all out
ok "a silent party" gives 0 text $files --silent WEST,EAST
ok "8.6: is named and changes nothing" sh -c "sed 's/; silent: EAST, WEST//' out | cmp - one"

# ---- views ----
ok "--if of one party" gives 0 text --if SUD $files
ok "is its text" cmp out sud.md
ok "--if with a base" gives 0 text --base base.md --if NORD,SUD $files
ok "takes the only change there is" grep -qF 'of large exercises near the strait, thirty days in' out
ok "leaves brackets where they differ" grep -qF '[NORD: within 24 hours] [SUD: without' out
ok "and says that the whole is nobody's" grep -q 'nobody proposed this text as a whole' err
ok "--clean" gives 3 text --clean $files
ok "leaves a gap" grep -qF 'The Parties [...] consult [...] at the' out
ok "and says so" grep -q 'places are not agreed' err
ok "--clean of what is agreed" gives 0 text --clean nord.md again=nord.md
ok "is that" cmp out nord.md
ok "--redline A B" gives 0 text --redline NORD SUD $files
ok "marks both" grep -qF '[-within 24 hours-] {+without undue delay+}' out
ok "rejected, it is the first" sh -c "sed -e 's/ *{+[^+]*+}//g' -e 's/\[-//g; s/-\]//g' out | cmp - nord.md"
ok "--redline A,B" gives 0 text $files --redline SUD,NORD
ok "--columns" gives 0 text --columns --base base.md $files
ok "with the base" grep -q '^BASE (base): 2\. The Parties shall consult at' out
ok "each party" grep -q '^OST: 2\. The Parties should consult' out
ok "and the compromise" grep -q '^compromise: 2\. The Parties \[' out
ok "--blame" gives 0 text --blame $files
ok "says whose words these are" grep -q "^NORD	within 24 hours$" out
ok "--json" gives 0 text --json --base base.md --silent west $files
is "is one object" "$(jq -s length out)" 1
is "with the parties" "$(json '.parties + .silent + .base | join(" ")')" "NORD OST SUD WEST BASE"
is "who proposed, supported, opposed and is silent" "$(json '[.sites[].readings[] |
	select(.words == "within 24 hours")][0] | [.proposed, .supported, .opposed, .silent] |
	flatten | join(" ")')" "NORD OST SUD WEST"
ok "5.1: readings that nobody proposed" [ "$(json '.unproposed | length')" -gt 0 ]
ok "--html" gives 0 text --html page.html --base base.md $files
ok "has every view" sh -c 'for word in "<h1>Composite" "Side by side" "<ins>" "<del>" "data-who"
	do grep -q "$word" page.html || exit 1; done'
ok "and each can be chosen" [ "$(grep -c 'type="radio"' page.html)" = 4 ]
ok "and nothing from elsewhere" sh -c '! grep -qE "<script|src=|href=|http:|https:" page.html'
ok "--html never writes over a page" refuses 1 text --html page.html $files

# ---- drafts ----
cat >draft.md <<'E'
The Parties [shall][should] consult [within [24] hours].

**Option 1:** They inform one another.

**Option 2:** No text

[EU, US: In force at once] [Placeholder for review]
E
sed -e 's/\[shall\]\[should\]/shall/' -e 's/\[Placeholder for review\]/[By common accord]/' draft.md >later.md
ok "a draft" gives 0 text draft.md
ok "is printed as it was" cmp out draft.md
ok "--as of a draft" gives 0 text --as EU draft.md
ok "takes what that party proposed" grep -q '^In force at once \[Placeholder' out
ok "--json of a draft" gives 0 text --json draft.md
is "counts its brackets and options" "$(json '.counts | [.brackets, .options, .depth,
	.kinds.value, .kinds.placeholder, .kinds["no text"]] | join(" ")')" "6 2 2 1 1 1"
ok "--ledger" gives 0 text --ledger draft.md later.md
ok "counts by round" grep -qE '^later.md +4 ' out
ok "--ledger --json" gives 0 text --ledger --json draft.md later.md
is "7.2: what was lifted, and what opened" "$(json '.[1] | [.kept, .agreed, .dropped, .opened] |
	join(" ")')" "5 1 2 1"
ok "--html of a draft" gives 0 text --html draft.html draft.md
ok "has one view, and nothing to choose" sh -c 'grep -q "<h2>Composite" draft.html &&
	! grep -q "Side by side\|type=.radio" draft.html'

# ---- what may be wrong ----
ok "12.1: an article, where there is no desk" refuses 1 text 3
ok "in words" complains "this folder is not a desk"
ok "12.1: articles and files do not go together" refuses 2 text 3 nord.md
ok "in words" complains "a file of that name is ./3"
ok "an act in the place of a file" refuses 2 text NORD-1
ok "in words" complains "--of names the act"
ok "nothing at all, too" refuses 2 text
ok "a file that is not there" refuses 2 text nord.md none.md
ok "a party that is not there" refuses 2 text --as WEST $files
ok "two views at once" refuses 2 text --clean --blame $files
ok "one party of a redline" refuses 2 text --redline NORD $files
ok "two of one name" refuses 2 text nord.md NORD=sud.md
ok "a name that is none" refuses 2 text 'n!=nord.md' sud.md
ok "--if of a draft that is nobody's" refuses 2 text --if A draft.md
head -c 16777217 /dev/zero >large.md
ok "1.1: a file of more than 16 MB" refuses 2 text nord.md large.md
set --
i=0
while [ $i -lt 65 ]; do
	set -- "$@" "p$i=nord.md"
	i=$((i + 1))
done
ok "1.1: 65 versions" refuses 2 text "$@"

# ---- hostile bytes ----
printf 'a <b>\033[2J\377 & "c" \302\233 d\n' >x.md
printf 'a <i>\033]0;t\007 e\n' >y.md
ok "any bytes" gives 0 text x.md y.md
ok "come back" sh -c "'$verbale' text --as x x.md y.md | cmp - x.md"
v text --html hostile.html x.md y.md
ok "a page escapes them" sh -c '! grep -q "<i>\|<b>" hostile.html && ! grep -q "$(printf "\033")" hostile.html'
v text --json x.md y.md
python3 -c 'import json; json.load(open("out"))'
is "and so does JSON" $? 0
if command -v script >/dev/null; then
	# shellcheck disable=SC2238 # what is quoted is another command
	script -qec "'$verbale' text x.md y.md" /dev/null >tty 2>/dev/null </dev/null
	ok "a terminal sees none of it" sh -c '[ -s tty ] && ! grep -q "$(printf "\033")" tty'
else
	skip "a terminal sees none of it" "no script"
fi
finish
