#!/bin/sh
# Proofs, bundles and folders, verified; and what happens when they were altered.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table --rule "channel complete"
cp "$examples/treaty.md" "$examples/answer.md" "$examples/letter.md" .
v -C nord hand ../treaty.md --yes
v -C sud receive NORD-1 --yes
v -C sud hand ../answer.md --yes
v -C nord receive SUD-2 --yes
v -C nord hand ../letter.md --yes
letter=$(cut -d ' ' -f 1 out)
v -C sud receive "$letter" --yes
v -C sud take "$letter" as response to SUD-2 --yes
ok "an exchange with a disputed role" [ "$(state nord "$letter")" = role-disputed ]

ok "show --trust prints a trust file (9.7)" gives 0 -C nord show --trust
cp out trust
is "of this format" "$(head -n 1 trust)" verbale-trust/1
ok "and as JSON" gives 0 -C nord show --trust --json
is "with its lines" "$(json '[(.table | length), (.party | length), (.log | length)] | join(" ")')" "1 2 1"
json .file | sed '$d' >trust.2
ok "and the file itself" cmp trust trust.2
ok "export writes a bundle" gives 0 -C nord export all.bundle
ok "and does not overwrite it" refuses 1 -C nord export all.bundle
mv nord/all.bundle .
ok "nor a folder of tiles" gives 0 -C nord export --tiles tiles
ok "twice" refuses 1 -C nord export --tiles tiles
ok "which is one of the tree's" [ -f nord/tiles/checkpoint ]

# ---- findings and exit statuses ----
ok "with an anchor the bundle is GENUINE: 0" gives 0 verify --trust trust all.bundle
ok "in so many words" grep -q '^GENUINE ' out
ok "without one CANNOT TELL (10.2): 3" gives 3 verify all.bundle
ok "in a desk of the table the desk is the anchor: 0" gives 0 -C sud verify ../all.bundle
ok "--line prints the canonical line (10.3)" gives 0 verify --line --trust trust all.bundle
is "byte for byte" "$(cat out)" "$(printf 'GENUINE\t-\t-\t-')"
ok "--json and --line exclude one another: 2" refuses 2 verify --line --json all.bundle
ok "with a trust file the findings rest on it" gives 0 -C sud verify --trust ../trust ../all.bundle
ok "in so many words" says "the table, by its id: your trust file"
v -C sud verify ../all.bundle
ok "without one on the desk" says "the table, by its id: this desk"
is "and on no file" "$(grep -c 'your trust file' out)" 0
ok "--json is JSON" gives 0 verify --json --trust trust all.bundle
is "with the finding" "$(json .finding)" GENUINE
is "and nothing at fault" "$(json '[.clause, .at, .culprit] | map(. == null) | all')" true
is "and the file" "$(json .file)" all.bundle
ok "and what it established, and rests on" \
	[ "$(json '(.established | length > 0) and (.rests_on | length > 0)')" = true ]
echo nonsense >nonsense
ok "what is none of ours is UNREADABLE: 2" gives 2 verify nonsense
ok "a file that is not there too: 2" gives 2 verify nowhere
ok "still with one JSON object" gives 2 verify --json nowhere
is "that says so" "$(json .finding)" UNREADABLE
ok "no file is a usage error: 2" refuses 2 verify
truncate -s 3000M film
ok "a huge file that is none of ours is UNREADABLE: 2" gives 2 verify film
is "by its first bytes" "$(timeout 5 "$verbale" verify --line film)" \
	"$(printf 'UNREADABLE\t9.1\tline 1\tcannot be attributed')"
rm film
mkdir torn
head -c 3000 /dev/urandom >torn/desk.db
ok "a desk whose database cannot be opened is UNREADABLE, and accuses nobody: 2" \
	gives 2 verify torn
ok "a trust file that is none: 2" refuses 2 verify --trust nonsense all.bundle
ok "it is named" complains "no anchor: nonsense, line 1: "
ok "of several files the worst counts: 2" gives 2 verify --json --trust trust all.bundle nonsense
is "with one object a line" "$(grep -c '' out)" 2
is "in their order" "$(json .finding | tr '\n' ' ')" "GENUINE UNREADABLE "
v -C nord show NORD-1 --raw
cp out one.act
ok "a single act alone cannot be told: 3" gives 3 verify one.act

# ---- altered bundles ----
alter() { # alter IN OUT: changes one word inside the bundle's entries, same length
	python3 - "$1" "$2" <<'E'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"role draft")
data[at:at + 10] = b"role paper"
open(sys.argv[2], "wb").write(data)
E
}
alter all.bundle altered.bundle
v verify --trust trust --json altered.bundle
is "an edited act is caught: 1 or 2" "$(echo $? | tr 2 1)" 1
is "as not genuine, or unreadable" "$(json .finding | grep -cE 'NOT GENUINE|UNREADABLE')" 1
head -c 5000 all.bundle >cut.bundle
ok "half a bundle is UNREADABLE: 2" gives 2 verify --trust trust cut.bundle
python3 - <<'E'
import random
import tarfile
data = open("all.bundle", "rb").read()
# The README is for people, and no evidence: everything behind it is.
evidence = tarfile.open("all.bundle").getmember("manifest").offset
random.seed(7)
for i in range(40):
    at = random.randrange(evidence, len(data))
    new = bytearray(data)
    new[at] ^= 1 << random.randrange(8)
    open("mutant-%d" % i, "wb").write(new)
E
v verify --line --trust trust mutant-*
is "of 40 bundles with one bit changed none is GENUINE" "$(grep -c '^GENUINE' out)" 0
is "and each has its line" "$(grep -c '' out)" 40

# ---- folders ----
ok "a desk's folder is audited whole" gives 0 verify --trust trust nord
ok "so is the depositary's" gives 0 verify --trust trust bern
ok "with --json too" gives 0 verify --json --trust trust bern
is "as one object" "$(json .file)" bern
mkdir plain
ok "another folder is UNREADABLE: 2" gives 2 verify plain
v -C east open second EAST WEST --at ../bern --yes --no-passphrase
v -C west join ../east/second.invite --as WEST --yes --no-passphrase
ok "of a depositary with two tables each is audited" gives 3 verify --json bern
is "with a finding for one" "$(json 'select(.file == "bern: treaty") | .finding')" "CANNOT TELL"
is "and the other" "$(json 'select(.file == "bern: second") | .finding')" "CANNOT TELL"
ok "a table that the trust file does not name contradicts it (9.7)" \
	gives 1 verify --json --trust trust bern
is "GENUINE the one that we trust" "$(json 'select(.file == "bern: treaty") | .finding')" GENUINE
is "NOT GENUINE the other" "$(json 'select(.file == "bern: second") | .clause')" 9.7

# ---- proofs ----
ok "prove writes a proof of acts" gives 0 -C nord prove NORD-1 SUD-1 --yes
ok "as proofs/1.proof" [ -f nord/proofs/1.proof ]
ok "and says first what a reader will see" complains "The reader will see NORD-1, SUD-1"
ok "it verifies with the trust file" gives 0 verify --trust trust nord/proofs/1.proof
ok "and shows the acts" grep -q '^Shown .*NORD-1' out
ok "without it CANNOT TELL: 3" gives 3 verify nord/proofs/1.proof
ok "the next proof has the next number" gives 0 -C nord prove "$letter" --yes
ok "2" [ -f nord/proofs/2.proof ]
ok "without an answer none is written" refuses 1 -C nord prove NORD-1
ok "a proof of nothing is a usage error" refuses 2 -C nord prove --yes
ok "an act that is not there proves nothing" refuses 1 -C nord prove NORD-77 --yes
ok "an assertion is judged" \
	gives 0 -C nord prove --yes "SUD received a response to SUD-2 by 2100-01-01T00:00:00Z"
ok "DISPUTED, as the parties name it differently (8.5)" grep -q '^DISPUTED' out
ok "and proved" gives 0 verify --trust trust nord/proofs/3.proof
ok "with its verdict" grep -q DISPUTED out
ok "an assertion that holds" gives 0 -C nord prove --yes "NORD-1 delivered to SUD"
ok "is SUPPORTED" grep -q '^SUPPORTED' out
ok "one that nothing shows, where the channel is complete" \
	gives 0 -C nord prove --yes "taken NORD-1"
ok "is CONTRADICTED" grep -q '^CONTRADICTED' out
ok "by the whole log" gives 0 verify --trust trust nord/proofs/5.proof
ok "--json has the verdict" gives 0 -C nord prove --yes --json "NORD-1 delivered to SUD"
is "SUPPORTED" "$(json .verdict)" SUPPORTED
is "with its evidence" "$(json '.evidence | contains(["NORD-1"])')" true
ok "words that assert nothing are refused" fails -C nord prove --yes "fish bicycles"
is "and nothing was written" "$(find nord/proofs -name '[789].proof' | wc -l)" 0
ok "one article can be disclosed" gives 0 -C nord prove --article 4 NORD-1 --yes
disclosed=$(sed -n 's/^Wrote \(proofs[^;]*\);.*/\1/p' out)
ok "and its proof holds" gives 0 verify --trust trust "nord/$disclosed"
ok "it has the words of that article" grep -q "100 kilometres of the common" "nord/$disclosed"
is "and of no other" "$(grep -c 'Every *Monday\|every$' "nord/$disclosed")" 0
ok "an article that is not there" refuses 1 -C nord prove --article 44 NORD-1 --yes

# ---- what is for the judge alone (7.6) ----
ok "nobody contested: no proof" refuses 1 -C sud prove --contest NORD-1 --yes
ok "nor is there a sealing to show" refuses 1 -C nord prove --sealing NORD-1 --yes
v -C nord hand ../letter.md --yes
sealed=$(cut -d ' ' -f 1 out)
v -C sud receive "$sealed" --yes
v -C sud act cannot-open of="$sealed" --yes
ok "the author answers a cannot-open" gives 0 -C nord prove --sealing SUD "$sealed" --yes
ok "and is told who can read that file" complains "Whoever gets this file can read SUD's copy"
sealing=$(sed -n 's/^Wrote \(proofs[^;]*\);.*/\1/p' out)
is "which nobody else can read" "$(stat -c %a "nord/$sealing")" 600
ok "it is rejected" gives 0 verify --line --trust trust "nord/$sealing"
is "and falls on the addressee" "$(cat out)" "$(printf 'GENUINE\t7.6\t%s\tsud' "$sealed")"
ok "without an answer none is written" refuses 1 -C nord prove --sealing "$sealed"
v -C sud act contest of="$sealed" --yes
ok "the addressee shows a contest" gives 0 -C sud prove --contest "$sealed" --yes --json
is "in a file that nobody else can read" "$(stat -c %a "sud/$(json .file)")" 600
ok "it is rejected too" gives 0 verify --line --trust trust "sud/$(json .file)"
is "as the copy is in order" "$(cat out)" "$(printf 'GENUINE\t7.6\t%s\tsud' "$sealed")"

# A proof with another act in it.
python3 - <<'E'
import re
one = open("nord/proofs/1.proof", "rb").read()
two = open("nord/proofs/2.proof", "rb").read()
def act(data):
    at = data.index(b"part act ")
    end = data.index(b"\n", at)
    size = int(data[at + 9:end])
    return at, end + 1 + size, data[at:end + 1 + size]
start, stop, _ = act(one)
_, _, other = act(two)
open("swapped.proof", "wb").write(one[:start] + other + one[stop:])
E
ok "a proof with a swapped act is NOT GENUINE: 1" gives 1 verify --trust trust swapped.proof

# ---- a fork that only a desk can see (6.7, 10.5) ----
cp -a bern fork
cp -a nord nord2
paper Fork >fork.md
v -C nord hand ../fork.md --yes
rm -rf bern.kept
mv bern bern.kept
mv fork bern
paper Other >other.md
v -C nord2 hand ../other.md --yes
v -C nord2 export ../forked.bundle
ok "a second log of the same depositary verifies by itself" gives 0 verify --trust trust forked.bundle
ok "but not at a desk that has seen the first" gives 1 -C nord verify --line ../forked.bundle
is "whose line convicts the depositary" "$(cut -f 1,2,4 out)" "$(printf 'NOT GENUINE\t6.7\tbern')"
v -C nord2 act statement text="One more." --yes
v -C nord2 export ../longer.bundle
python3 - <<'E'
# The same log without the dated checkpoints between.
data = open("longer.bundle", "rb").read()
at = data.index(b"marks" + bytes(95))
head = bytearray(data[at:at + 512])
size = int(head[124:135], 8)
head[124:135] = b"%011o" % 0
head[148:156] = b" " * 8
head[148:156] = b"%06o\0 " % sum(head)
open("unmarked.bundle", "wb").write(data[:at] + bytes(head) + data[at + 512 + (size + 511) // 512 * 512:])
E
ok "a longer log without marks verifies by itself" gives 0 verify --trust trust unmarked.bundle
ok "but not at a desk whose log it does not go on from" gives 1 -C nord verify --line ../unmarked.bundle
is "6.7 again" "$(cut -f 1,2,4 out)" "$(printf 'NOT GENUINE\t6.7\tbern')"

# Words that look like a checkpoint convict nobody.
v -C nord show charter --json
origin=$(json .fields.origin)
printf '# A\n\n%s\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n' "$origin" >words.md
ok "a checkpoint that nobody signed is none" gives 3 -C nord verify ../words.md
finish
