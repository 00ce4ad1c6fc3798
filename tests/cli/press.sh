#!/bin/sh
# Press reports: text, data, columns and page; folders and stdin; side files; hostile bytes.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

mkdir -p reports/later
cat >reports/gazette.txt <<'E'
Gazette of Nordport
date 2031-03-04
Nordia's foreign minister Ann Ost said on Monday that Nordia had handed over its written answer to Sudia on 1 March.
The Sudian government denied on Tuesday that it had received a written answer from Nordia.
(Photo: the palace at night)
Sudia's negotiator Bo Vik promised to publish the draft treaty next week.
E
cat >reports/later/herald.txt <<'E'
Sud Herald
date 2031-03-05
"We have not received any answer from Nordia," Bo Vik told the Sud Herald on Wednesday.
The Dock Workers' Union refused the offer of Kranwerk on Tuesday.
E
cat >parties <<'E'
# who is who
NORD: Nordia, Nordian, Nordport | Ann Ost
SUD: Sudia, Sudian | Bo Vik
E
ln -s ../parties reports/link
gazette=reports/gazette.txt
press() {
	v press read --parties parties "$@"
}

# ---- what is found, and where ----
ok "press read" gives 0 press read --parties parties $gazette
ok "shows a timeline" says TIMELINE
ok "of what was said" says "Ann Ost (named): affirmed: hand over, NORD to SUD"
ok "by both sides" says "denied: receive, NORD to SUD"
ok "as somebody's word" says "somebody's word, not a fact"
ok "with what was kept out" grep -q 'caption *reports/gazette.txt:5 bytes .*(Photo' out
for chapter in AGREEMENTS CONTRADICTIONS PROMISES "CHANGED IN REPETITION" \
	"NEARLY THE SAME WORDS"; do
	ok "and $chapter" grep -q "^$chapter" out
done
trace=$(sed -n 's/^ *reports\/gazette.txt:3 bytes \([0-9]*\)+\([0-9]*\) .*/\1 \2/p' out | head -n 1)
ok "each line can be traced to its bytes" \
	[ "$(tail -c +$((${trace% *} + 1)) $gazette | head -c "${trace#* }" | grep -c 'handed over')" = 1 ]

press --json reports
is "--json is one object" "$(jq -s length out)" 1
is "of a folder with all that is below, sorted, links not followed" \
	"$(json '.reports[].name' | tr '\n' ' ')" "reports/gazette.txt reports/later/herald.txt "
is "with the hash of each" "$(json '.reports[0].sha256')" "$(sha256sum <$gazette | cut -d ' ' -f 1)"
is "what was kept out, and as what" \
	"$(json '.reports[0].kept_out[] | select(.sentence == 5).part')" caption
is "what was said" "$(json '[.assertions[] | select(.speaker == "Ann Ost")][0] |
	[.act, .polarity, .authority, .from, .to, .event.text, .mark] | join(" ")')" \
	"hand_over affirmed named NORD SUD 2031-03-01 found"
is "spans within their reports" "$(json '. as $all | [.assertions[] | . as $a |
	$all.reports[] | select(.name == $a.report) | $a.at + $a.len <= .bytes] | all')" true
is "and relations that refer to what is there" "$(json '(.assertions | length) as $n |
	[.relations[] | .left, .right | select(.assertion) | .assertion < $n] | all')" true

press --tsv $gazette
is "--tsv has twelve columns" "$(awk -F '\t' 'NF != 12' out)" ""
is "and no line for a single report" "$(grep -c '^==' out)" 0
is "sentence, event, speaker, authority, act, sides" "$(grep -m 1 'Ann Ost' out | cut -f 1-7)" \
	"$(printf '3\t2031-03-01\tAnn Ost\tnamed\thand_over\tNORD\tSUD')"
rows=$(grep -c '' out)
press --tsv reports
is "several reports have each a line" "$(grep '^==' out | tr '\n' ' ')" \
	"== reports/gazette.txt == reports/later/herald.txt "
cp out folder.tsv
press --tsv reports/
ok "a slash behind a folder changes nothing" cmp out folder.tsv

# ---- standard input ----
setsid -w "$verbale" press read --parties parties --tsv <$gazette >"$tmp/out" 2>"$tmp/err"
is "without a file stdin is read" "$? $(grep -c '' out)" "0 $rows"
setsid -w "$verbale" press read --parties parties --json - $gazette <reports/later/herald.txt \
	>"$tmp/out" 2>"$tmp/err"
is "and for -" "$? $(json '.reports[0].name')" "0 -"
ok "but once" refuses 2 press read - -
ok "an empty report says nothing" gives 0 press read --json
is "in JSON" "$(json '.assertions | length')" 0

# ---- the page ----
press --html page.html reports
ok "--html writes a page" [ -s page.html ]
ok "and not over another one" refuses 1 press read --html page.html $gazette
ok "with a policy that lets nothing in" grep -q "default-src 'none'; style-src 'sha256-" page.html
is "whose hash is that of its style" "$(sed -n "s/.*'sha256-\([^']*\)'.*/\1/p" page.html)" "$(
	python3 - <<'P'
import base64, hashlib, re
page = open("page.html", encoding="utf-8").read()
style = re.search("<style>(.*)</style>", page, re.S).group(1)
print(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode())
P
)"
is "no script, nothing from elsewhere" \
	"$(grep -ciE '<script|<img|<link|src=|url\(|http://|https://|javascript:' page.html)" 0
is "links that lead somewhere, and each name once" "$(
	python3 - <<'P'
import html.parser
class Page(html.parser.HTMLParser):
    ids, links, open = [], [], []
    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if key == "id":
                self.ids.append(value)
            if key == "href":
                self.links.append(value[1:])
        if tag not in ("meta", "br"):
            self.open.append(tag)
    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            print("not nested:", tag)
page = Page()
page.feed(open("page.html", encoding="utf-8").read())
wrong = [*(set(page.links) - set(page.ids)), *page.open,
         *(i for i in set(page.ids) if page.ids.count(i) > 1)]
print(*wrong if page.links else ["no links"])
P
)" ""

# ---- hostile bytes ----
mkdir bad
python3 - <<'P'
import random
random.seed(5)
said = b"Ann Ost said that Nordia handed over the answer to Sudia on 1 March 2031."
open("bad/escapes", "wb").write(
    said.replace(b"Ann Ost", b"Ann <b onload=x>Ost\x1b[31m\x07") + b"\n\xe2\x80\xae\xff\xfe\x00\n" +
    b'"><script>alert(1)</script> ' + said + b"\n</article><!-- " + said + b"\n")
open("bad/noise", "wb").write(bytes(random.randrange(256) for _ in range(300000)))
open("bad/nul", "wb").write(bytes(100000) + said)
open("bad/one-line", "wb").write(b"a" * 3000000)
open("bad/words", "wb").write(b"Nordia said Sudia " * 60000)
open("bad/dots", "wb").write(b". " * 200000)
open("bad/quotes", "wb").write('"\u201c'.encode() * 100000)
open("bad/lines", "wb").write(said + b"\n" * 300000 + said)
open("bad/\x1b[2Jname\n", "wb").write(said)
P
raw() { # raw FILE: how much is in it that no terminal should get
	python3 -c 'import sys
text = open(sys.argv[1], "rb").read().decode("utf-8")
print(sum(c < " " and c not in "\n\t" or c == "\x7f" or "\x80" <= c <= "\x9f" or
          "\u202a" <= c <= "\u202e" for c in text))' "$1"
}
for form in "" --tsv --json; do
	# shellcheck disable=SC2086 # perhaps no option
	ok "hostile reports are read: ${form:-as text}" gives 0 press read $form bad
	is "nothing raw is printed" "$(raw out)" 0
done
is "and what is printed is JSON" "$(json '.reports | length')" 9
ok "they become a page too" gives 0 press read --html bad.html bad
is "with nothing raw in it" "$(raw bad.html)" 0
is "and no mark-up of theirs" "$(grep -ciE '<script|<b onload|<!-- ' bad.html)" 0
python3 -c 'open("large", "wb").write(b"x" * ((16 << 20) + 1))'
ok "more than 16 MB are too many" gives 2 press read --tsv large $gazette
ok "which is said" complains "16 MB"
ok "while the others are read" says "Ann Ost"
truncate -s 16777216 large
ok "16 MB are not" gives 0 press read --tsv large
rm -f large

# ---- unreadable ----
ok "a file that is not there: 2" gives 2 press read --json nowhere $gazette
ok "is said" complains nowhere
is "and the others are read" "$(json '.reports[].name')" $gazette
ok "parties that are not there: 2" refuses 2 press read --parties nowhere $gazette
printf 'no colon here\n' >noparties
v press read --parties noparties $gazette
is "parties that are none: not 0, in one sentence" \
	"$(echo $? | tr 12 xx) $(grep -c '^verbale: .*\.$' err)" "x 1"
for args in "press" "press sing" "press check --tsv $gazette" "press read --public $gazette" "press read --json --tsv $gazette" \
	"press read --html" "press read --tsv --html x.html $gazette"; do
	# shellcheck disable=SC2086 # words
	ok "usage: $args" refuses 2 $args
done
ok "a fresh side file of stdin: 2" gives 2 press read --assertions -

# ---- where the system does not confine ----
cat >without.py <<'P'
"""Runs a command in which seccomp itself is forbidden."""
import ctypes
import os
import sys
try:
    lib = ctypes.CDLL("libseccomp.so.2")
except OSError:
    sys.exit(77)
class Arg(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64),
                ("b", ctypes.c_uint64)]
lib.seccomp_init.restype = ctypes.c_void_p
lib.seccomp_load.argtypes = [ctypes.c_void_p]
lib.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int,
                                       ctypes.c_uint, ctypes.POINTER(Arg)]
f = lib.seccomp_init(ctypes.c_uint32(0x7fff0000))
refuse = 0x00050000 | 22
lib.seccomp_rule_add_array(f, refuse, lib.seccomp_syscall_resolve_name(b"seccomp"), 0, None)
lib.seccomp_rule_add_array(f, refuse, lib.seccomp_syscall_resolve_name(b"prctl"), 1,
                           Arg(0, 4, 22, 0))
if lib.seccomp_load(f) != 0:
    sys.exit(77)
os.execv(sys.argv[1], sys.argv[1:])
P
python3 without.py "$verbale" press read --tsv $gazette >out 2>err
got=$?
if [ $got = 77 ]; then
	skip "without seccomp nothing is read" "the system has no seccomp"
else
	is "without seccomp nothing is read" "$got $(grep -c '' out)" "1 0"
	ok "and it is said what helps" complains --no-sandbox
	python3 without.py "$verbale" press read --parties parties --no-sandbox --tsv $gazette \
		>out 2>err
	is "--no-sandbox reads" "$? $(grep -c '' out)" "0 $rows"
fi

# ---- side files ----
ok "--assertions writes a side file" gives 0 press read --parties parties --assertions $gazette
side=$gazette.assertions
ok "beside the report" [ -s $side ]
ok "not over an existing one" gives 1 press read --assertions $gazette
ok "which is said" complains "nothing is overwritten"
press --json $gazette
is "a fresh one changes nothing" "$(json '[.assertions[].mark] | unique | join(" ")')" found
press --json reports
is "a folder's side files are no reports" "$(json '.reports | length')" 2
sed -i 's/^#confirm 3/confirm 3/' $side
press --json $gazette
is "what is confirmed is marked" \
	"$(json '[.assertions[] | select(.mark == "confirmed").speaker] | unique | join(" ")')" "Ann Ost"
{
	head -n 2 $side
	cat <<'E'
# by hand
reject 4 receive denied
correct 6 publish promised
	speaker=Cy Tarn
	via=Gazette <of> Nordport
	event=2031-W12
add 4 inform affirmed
	speaker=Sudian government
	from=SUD
	to=NORD
E
} >side
cp side $side
ok "rejected, corrected, added" gives 0 press read --parties parties --json $gazette
is "each is marked" "$(json '[.assertions[] | select(.mark != "found") |
	[.sentence, .act, .mark] | join(" ")] | sort | join(", ")')" \
	"4 inform added, 4 receive rejected, 6 publish corrected"
is "with the person's words" \
	"$(json '.assertions[] | select(.mark == "corrected") | .speaker + ", " + .event.text')" \
	"Cy Tarn, 2031-W12"
is "what is rejected stands in no relation" "$(json '[.assertions[] |
	select(.mark == "rejected").number] as $no | [.relations[] | .left, .right |
	.assertion | select(. as $a | $no | index($a))] | length')" 0
press $gazette
ok "for people too" says "corrected by a person"
ok "what is rejected stands apart" grep -q '^REJECTED' out
press --tsv $gazette
is "and is no row" "$(awk -F '\t' '$1 == 4 && $5 == "receive"' out)" ""
is "what is added is one" "$(awk -F '\t' '$1 == 4 && $5 == "inform" { print $6, $7 }' out)" "SUD NORD"
ok "in the page as well" gives 0 press read --parties parties --html sides.html $gazette

# What a person corrects stands to the others as if it had been found so.
mkdir again
printf 'date 2031-03-03\nNorway has handed over a written answer to Sweden, Swedish officials said.\n' >again/a.txt
printf 'date 2031-03-03\nNorway had not yet given Sweden an answer, Norwegian officials said.\n' >again/b.txt
kinds() { # the relations between assertions
	v press read --json again
	json '[.relations[] | .kind] | unique | join(" ")'
}
is "two reports contradict one another" "$(kinds)" contradicts
v press read --assertions again/b.txt
sed 's/^#confirm 2 hand_over denied/correct 2 hand_over denied\n\tpolarity=affirmed/' again/b.txt.assertions >side
cp side again/b.txt.assertions
is "not if the denial was misread: then they agree" "$(kinds)" agrees
printf 'add 2 prepare affirmed\n\tfrom=NO\n\tto=SE\n\tdocument=NO-answer\n' >>again/b.txt.assertions
is "what is added stands to others" "$(kinds)" "agrees in_preparation"
sed 's/^correct 2/reject 2/; /polarity=affirmed/d' side >again/b.txt.assertions
is "what is rejected to none" "$(kinds)" ""
ok "escaped" grep -q 'Gazette &lt;of&gt; Nordport' sides.html
is "and nowhere otherwise" "$(grep -c 'Gazette <of> Nordport' sides.html)" 0
printf 'Nothing more.\n' >>$gazette
ok "a byte more in the report, and its side file is ignored: 1" \
	gives 1 press read --parties parties --json $gazette
ok "which is said" complains "gazette.txt.assertions was ignored"
is "with all as it was found" "$(json '[.assertions[].mark] | unique | join(" ")')" found
sed -i '$d' $gazette
ok "taken back, it holds again" gives 0 press read --parties parties --json $gazette
echo 'confirm 99 hand_over affirmed' >>$side
ok "a line at fault, and all of it is ignored: 1" gives 1 press read --parties parties --json $gazette
ok "and the line named" complains "line 13"
is "none of it holds" "$(json '[.assertions[].mark] | unique | join(" ")')" found
python3 -c 'import random, sys
random.seed(3)
sys.stdout.buffer.write(bytes(random.randrange(256) for _ in range(9999)))' >$side
ok "noise for a side file: 1" gives 1 press read --parties parties --json $gazette
is "in one sentence" "$(grep -c '' err)" 1
is "with nothing raw" "$(raw err)" 0
rm -f $side
mkdir $side
ok "a folder for a side file: 1" gives 1 press read --parties parties --json $gazette
ok "no side file: 0" gives 0 press read reports/later/herald.txt
finish
