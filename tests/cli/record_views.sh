#!/bin/sh
# The whole text of the record in one page and one Word file, as of any time: every article in its
# place, nothing lost on the way back, nothing foreign raw.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

found_three() {
	mkdir nord sud ost
	v -C nord open treaty NORD SUD OST --at ../bern --yes --no-passphrase &&
		v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase &&
		v -C ost join ../nord/treaty.invite --as OST --yes --no-passphrase
}
ok "a table of three" found_three

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

hands nord <<'P'
# Treaty on <script>alert(0)</script> "visits"

Draft.

## Preamble

The Parties, wishing to be good neighbours.

## Article 1. Consultation

1. The Parties shall consult within 24 hours.

2. They say <script>alert(1)</script> & "more" to one another.

## Article 2. Visits

Each may visit the other once a year.

## Article 3. <b>Rules</b> ' & so on

Visits are announced.
P
draft=$act
opens "$draft" sud ost
then=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1.1
hands sud <<P
# Response to $draft

Response to $draft

## Preamble: accept

## Article 1. Consultation: accept with changes

> 1. The Parties shall consult without undue delay.
>
> 2. They say <script>alert(1)</script> & "more" to one another.

## Article 3: reject
P
sud=$act
opens "$sud" nord ost
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1.1

# ---- as of a time ----
ok "12.6: --at" gives 0 -C nord text 1 --at "$now"
ok "is the text of that time" grep -qF 'consult [NORD: within 24 hours] [SUD: without undue delay].' out
ok "12.6: and earlier" gives 0 -C nord text 1 --at "$then"
ok "before others spoke" grep -qx '1. The Parties shall consult within 24 hours.' out
ok "who had said nothing" grep -qx 'Composite text: NORD; silent: OST, SUD.' out
ok "12.6: a day" gives 0 -C nord text 1 --at 2999-01-01
ok "12.6: of the ledger" gives 0 -C nord text --ledger --json --at "$then"
is "the rounds until then" "$(json '[.[].round] | join(" ")')" "$draft"
ok "before there was a text" refuses 1 -C nord text --at 2020-01-01
ok "a time that is none" refuses 2 -C nord text --at yesterday
ok "--at of files" refuses 2 text paper.md --at 2020-01-01
ok "in words" complains "--of and --at are for texts of the record"

# ---- one page ----
page=nord/page.html
ok "--html" gives 0 -C nord text --html page.html --at "$now"
ok "says so" grep -qx 'Wrote page\.html\.' out
is "12.7: all articles have their sections" "$(grep -c '^<section id="a[1-4]">$' $page)" 4
is "and stand in the contents" "$(sed -n '/<nav/,/<\/nav>/p' $page | grep -c '<li><a href="#a[1-4]">')" 4
is "in the order of the text" "$(sed -n 's/^<h2>\(Article [0-9]\).*/\1/p' $page | tr '\n' ' ')" \
	"Article 1 Article 2 Article 3 "
is "12.7: in three views" "$(grep -c '<div class="v v[123]">' $page)" 12
is "each of which can be chosen" "$(grep -c '<input type="radio"' $page)" 4
ok "with the time" grep -q "as of $(date -u -d "$now" '+%-d %b %Y %H:%M') UTC" $page
ok "why it is not agreed" grep -q 'NORD wants other words than SUD\|OST has not said anything of it' $page
ok "and who is silent" grep -q '<p class="note">Silent: OST, SUD\.</p>' $page
ok "a redline from the base" grep -qF '<del>within 24 hours</del> <ins>without undue delay</ins>' $page
ok "of equal words none" grep -q '<p class="note">The words of BASE are those of NORD\.</p>' $page
ok "brackets with names" grep -qF '[<bdi class="w">SUD:</bdi> without undue delay]' $page
ok "side by side, marked" grep -qF 'data-who="SUD">1. The Parties shall consult <mark>without undue delay</mark>.' $page
ok "what all say once" grep -qF 'colspan="4" data-who="BASE, NORD, SUD">2. They say' $page
ok "nothing of a title or text is raw" sh -c "! grep -qE '<script|alert\(0\)</script|<b>Rules' $page"
is "but escaped, each time" "$(grep -c '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;' $page)" 3
ok "and nothing from elsewhere" sh -c "! grep -qE 'src=|href=\"[^#]|http:|https:|style=' $page"
ok "again" gives 0 -C nord text --html again.html --at "$now"
ok "12.7: gives the same bytes" cmp $page nord/again.html
ok "and is not written over" refuses 1 -C nord text --html page.html
ok "of some articles" gives 0 -C nord text 1 3 --html some.html
is "has these" "$(grep -c '^<section' nord/some.html)" 2

# ---- one Word file ----
# document FILE: its document part.
document() {
	python3 -c 'import sys, zipfile
sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read("word/document.xml").decode())' "$1"
}
v -C nord text
cp out all
cp err said
v -C nord text --json
cp out all.json
for form in tracked brackets columns clean; do
	ok "--docx --$form" gives 0 -C nord text --docx $form.docx --$form
	document nord/$form.docx >document.xml
	is "13.11: headings are headings" "$(grep -c '<w:pStyle w:val="Heading1"/>' document.xml)" 4
	is "below the title" "$(grep -c '<w:pStyle w:val="Title"/>' document.xml)" 1
	ok "the file stands for its articles" gives 0 text nord/$form.docx
	ok "13.11: with all their words" cmp all out
	ok "and what is said of them" cmp said err
	ok "--json of it" gives 0 text nord/$form.docx --json
	ok "13.11: is that of the record" cmp all.json out
	ok "again" gives 0 -C nord text --docx again.docx --$form
	ok "13.11: the same bytes" cmp nord/$form.docx nord/again.docx
	ok "out of the file itself" gives 0 text nord/$form.docx --docx more.docx --$form
	ok "13.11: the same bytes" cmp nord/$form.docx more.docx
done
ok "--docx without a form" gives 0 -C nord text --docx usual.docx
ok "is with tracked changes" cmp nord/usual.docx nord/tracked.docx
ok "the reading of one author" gives 0 text x=nord/tracked.docx --changes sud
ok "13.11: has its words" grep -qx '1. The Parties shall consult without undue delay.' out
ok "13.11: lacks what it rejects" sh -c '! grep -q "Visits are announced" out'
ok "13.11: and has the base where it was silent" grep -qx 'Each may visit the other once a year.' out
ok "hostile words are words" grep -qF '2. They say <script>alert(1)</script> & "more" to one another.' out
ok "--docx of one article" gives 0 -C nord text 1 --docx one.docx
v -C nord text 1
cp out one
ok "stands for it" gives 0 text nord/one.docx
ok "12.3: without its heading" cmp one out
ok "--docx --at" gives 0 -C nord text --docx early.docx --at "$then"
ok "has no changes" sh -c "'$verbale' text x=nord/early.docx --changes none >a 2>err &&
	'$verbale' text x=nord/early.docx --changes all >b 2>>err && cmp a b && ! grep -q tracked err"
ok "views of such a file" gives 0 text nord/tracked.docx --redline NORD,SUD
ok "are those of the record" grep -qF '[-within 24 hours-] {+without undue delay+}' out
ok "and a page" gives 0 text nord/tracked.docx --html word.html
is "of all articles" "$(grep -c '^<section' word.html)" 4
ok "13.11: it stands by itself" refuses 2 text nord/tracked.docx paper.md
ok "with a base, too" refuses 2 text nord/tracked.docx --base paper.md
ok "behind others, too" refuses 2 text paper.md nord/tracked.docx
ok "in words" complains "a Word file of several articles stands by itself"
ok "forms exclude one another" refuses 2 -C nord text --docx d.docx --clean --columns
ok "--docx and --as, too" refuses 2 -C nord text --docx d.docx --as NORD
ok "--changes is for files" refuses 2 -C nord text 1 --changes all
python3 - <<'END'
import zipfile
with zipfile.ZipFile("nord/tracked.docx") as z, zipfile.ZipFile("changed.docx", "w") as o:
    for name in z.namelist():
        part = z.read(name)
        if name == "word/document.xml":
            part = part.replace(b"once a year", b"twice a year")
        o.writestr(name, part)
END
ok "a file that was changed since" gives 0 text changed.docx
ok "13.8: no longer stands for its versions" complains "changed since Verbale wrote it"
ok "but for its words" grep -q 'twice a year' out

# ---- what is sealed ----
hands ost <<P
# Response to $sud

Response to $sud

## Article 1: accept
P
ok "a page without words that are sealed" gives 0 -C nord text --html sealed.html
ok "says so" complains "$act is not opened here, and its words are missing."
ok "on the page, too" grep -q "$act is not opened here, and its words are missing\." nord/sealed.html
finish
