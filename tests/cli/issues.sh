#!/bin/sh
# Key and secondary issues: what a desk marks for itself, where it shows, and that it goes nowhere.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
cat >draft.md <<'P'
# Treaty on visits

Draft.

## Preamble

The Parties, wishing to be good neighbours.

## Article 1. Principles

Each respects the other.

## Article 2. Consultation

The Parties shall consult within 24 hours.

## Article 4 bis. Rules

Visits are announced.
P
ok "nothing was looked at yet" refuses 1 -C nord issue
ok "and it says what helps" complains "verbale status looks again"
v -C nord status
ok "no text yet" refuses 1 -C nord issue
ok "it says so" complains "no draft yet"
v -C nord hand ../draft.md --yes
v -C sud receive NORD-1 --yes
v -C sud take NORD-1 as draft --yes
v -C nord status

# marks: all of NORD's, as JSON.
marks() {
	"$verbale" -C nord issue --json 2>/dev/null
}
# What leaves a desk, written anew, as of one time where it says as of when.
leaves() {
	rm -rf "$1"
	mkdir "$1"
	v -C nord export "../$1/record.bundle"
	v -C nord export --tiles "../$1/tiles"
	v -C nord export --text
	cp out "$1/acts"
	v -C nord pouch write "../$1/all.pouch"
	rm -rf nord/proofs
	v -C nord prove NORD-1 --yes
	cp -r nord/proofs "$1"
	v -C nord verify ../bern
	cp out "$1/verify"
	v -C nord log --json
	cp out "$1/log"
	v -C nord status --json
	json 'del(.as_of)' >"$1/status"
	for as in json csv; do
		v -C nord positions --$as --at 2999-01-01
		cp out "$1/positions.$as"
	done
	v -C nord positions --html "../$1/positions.html" --at 2999-01-01
	v -C nord text
	cp out "$1/composite"
	v -C nord text --html "../$1/article.html" --at 2999-01-01 2
	v -C nord text --html "../$1/articles.html" --at 2999-01-01
	v -C nord text --docx "../$1/articles.docx"
}
leaves before

# ---- marking ----
mv bern gone
ok "9.7: a mark" gives 0 -C nord issue 2 key --note "Ours: LEAVE-AT-ONCE, or 24 hours"
is "in words" "$(cat out)" "2 Consultation: key, for this desk alone."
is "9.8: no server is asked" "$(cat err)" ""
ok "of an article without a number, by its title" gives 0 -C nord issue Preamble secondary
ok "of several, one of them in two words" gives 0 -C nord issue 1 4 bis key --json
is "all are listed" "$(json '[.issues[] | .first + " " + .weight] | join(", ")')" \
	"2 key, Preamble secondary, 1 key, 4 bis key"
ok "the list" gives 0 -C nord issue
is "9.8: which asks nobody either" "$(cat err)" ""
ok "names the text" says 'NORD-1 "Treaty on visits": ours, private, in this desk alone.'
ok "has a mark" grep -qx '  2 Consultation: key' out
ok "and its note" grep -qx '    Ours: LEAVE-AT-ONCE, or 24 hours' out
mv gone bern
ok "another weight" gives 0 -C nord issue 2 secondary
is "keeps the note" "$(marks | jq -r '.issues[] | select(.first == "2") | .weight + " " + .note')" \
	"secondary Ours: LEAVE-AT-ONCE, or 24 hours"
ok "a note in place of it" gives 0 -C nord issue 2 key --note LEAVE-AT-ONCE
is "is the only one" "$(marks | jq -r '.issues[] | select(.first == "2").note')" LEAVE-AT-ONCE
ok "an empty note" gives 0 -C nord issue 1 key --note ""
is "is none" "$(marks | jq -r '.issues[] | select(.first == "1").note')" null
printf 'Two lines:\nLEAVE-AT-ONCE\n\n' >note
ok "a note out of a file" gives 0 -C nord issue Preamble key --note-file ../note
is "whole, but for the lines' ends behind it" \
	"$(marks | jq -r '.issues[] | select(.first == "Preamble").note')" \
	"$(printf 'Two lines:\nLEAVE-AT-ONCE')"
ok "none" gives 0 -C nord issue 4 bis none
is "takes a mark away" "$(marks | jq -r '[.issues[].first] | sort | join(" ")')" "1 2 Preamble"
ok "and again" gives 0 -C nord issue "4 bis" none
ok "another desk knows nothing of it" gives 0 -C sud issue
ok "and says so" says "this desk has marked nothing"

# ---- bad input: one sentence, and nothing changed ----
before=$(marks)
while read -r args; do
	# shellcheck disable=SC2086 # words
	ok "a usage error: issue $args" refuses 2 -C nord issue $args
done <<'E'
2
key
2 vital
key 2
2 none --note x
2 key --note x --note-file ../note
--note x
2 key --forget
--forget --json
2 key --of
E
for args in "9 key" "2(1) key" "Nowhere key" "2 9 none" "2 key --of SUD-9" "2 key --of charter" \
	"2 key --note-file ../nowhere"; do
	# shellcheck disable=SC2086 # words
	ok "refused: issue $args" refuses 1 -C nord issue $args
done
ok "format 1.4: a note of 2,001 bytes" refuses 2 -C nord issue 2 key --note "$(printf '%2001s' '' | tr ' ' x)"
ok "of 2,000" gives 0 -C nord issue 2 key --note "$(printf '%2000s' '' | tr ' ' x)"
v -C nord issue 2 key --note LEAVE-AT-ONCE
ok "a note that would write on the terminal" refuses 2 -C nord issue 2 key --note "$(printf 'a\033[2Jb')"
ok "or turn it round" refuses 2 -C nord issue 2 key --note "$(printf 'a\342\200\256b')"
ok "or is no text" refuses 2 -C nord issue 2 key --note "$(printf 'a\377b')"
ok "or is -" refuses 2 -C nord issue 2 key --note -
printf 'a\0b' >note.zero
ok "or has a zero" refuses 2 -C nord issue 2 key --note-file ../note.zero
head -c 9000 /dev/zero | tr '\0' x >note.long
ok "or is a long file" refuses 2 -C nord issue 2 key --note-file ../note.long
ok "no desk" refuses 1 issue 2 key
ok "to forget it all wants an answer" refuses 1 -C nord issue --forget
is "nothing changed" "$(marks | jq -c '.issues | sort_by(.first)')" \
	"$(printf %s "$before" | jq -c '.issues | sort_by(.first)')"

# ---- where it shows ----
ok "positions" gives 0 -C nord positions
ok "has a column of our own" grep -qE '^  Article +Ours\* +(NORD +SUD|SUD +NORD) +Same words' out
ok "with our marks" grep -qE '^  2 Consultation +KEY\* +proposed' out
ok "apart" says "  * ours, private: in this desk alone, and told to nobody"
ok "and their notes" grep -qx '    LEAVE-AT-ONCE' out
ok "9.6: key issues are counted" grep -qx '  0 of 3 key issues agreed, 3 open\.' out
ok "--key" gives 0 -C nord positions --key
is "shows these alone" "$(grep -cE '^  (Preamble|[124] ).*  (proposed|silent)  ' out)" 3
ok "another desk has no such column" sh -c "'$verbale' -C sud positions 2>err >out && ! grep -q Ours out"
for as in json csv; do
	ok "9.8: --$as" gives 0 -C nord positions --$as
	ok "has none of it" sh -c '[ -s out ] && ! grep -qE "\"ours|LEAVE|\"open\":3}" out'
	ok "--key does not tell it" gives 0 -C nord positions --$as --key
	ok "either" sh -c '! grep -q Consultation out'
	ok "--private" gives 0 -C nord positions --$as --private
	ok "has it" grep -q 'LEAVE-AT-ONCE' out
done
v -C nord positions --json --private
is "JSON: by article" "$(json '.articles[] | select(.first == "2").ours | .weight + " " + .note')" \
	"key LEAVE-AT-ONCE"
is "and null where there is none" "$(json '.articles[] | select(.first == "4 bis").ours')" null
is "and counted" "$(json '.key | "\(.agreed) \(.open)"')" "0 3"
v -C nord issue 4 bis secondary --note '=cmd|"<b>"'
v -C nord positions --csv --private
ok "CSV: no formula" grep -qF '"secondary","'"'"'=cmd|""<b>"""' out
ok "--html" gives 0 -C nord positions --html page.html
ok "has none of it" sh -c '! grep -qE "Ours|LEAVE|>key<" nord/page.html'
ok "--html --private" gives 0 -C nord positions --html private.html --private
ok "has it, and says whose it is" sh -c 'grep -q LEAVE-AT-ONCE nord/private.html &&
	grep -q "not to be passed on" nord/private.html'
ok "nothing of it raw" sh -c '! grep -q "<b>\"" nord/private.html && grep -q "&lt;b&gt;" nord/private.html'
rm nord/page.html nord/private.html

# ---- what leaves the desk ----
leaves after
is "9.8: what leaves the desk is the same as without marks, byte for byte" \
	"$(diff -r before after)" ""
is "all of it" "$(cd after && find . -type f -size +0 ! -path './tiles/*' | sort | xargs)" \
	"./acts ./all.pouch ./article.html ./articles.docx ./articles.html ./composite ./log ./positions.csv ./positions.html \
./positions.json $(cd after && echo ./proofs/*) ./record.bundle ./status ./verify"
is "and none of it has the note" "$(grep -rl LEAVE-AT-ONCE before after sud bern)" ""
is "nor has the desk's own folder, as it stands" "$(grep -rl LEAVE-AT-ONCE nord)" ""

# ---- an article keeps its mark ----
cat >answer.md <<'P'
# Response to NORD-1

Response to NORD-1

## Article 1. Principles: accept, key

## Article 3 (formerly 2). Consultation: accept with changes

The Parties shall consult.

## Article 2. Visits

Each may visit the other.

- 2(1): accept, key
P
v -C sud hand ../answer.md --yes
answer=$(cut -d ' ' -f 1 out)
v -C nord receive "$answer" --yes
ok "9.7: renumbered" gives 0 -C nord positions
ok "it keeps its mark" grep -qE '^  3 Consultation +KEY\* ' out
ok "and what took its number has none" grep -qE '^  2 Visits {15,}(proposed|silent)' out
ok "9.6: a part that is called key is counted" grep -qx '  1 of 4 key issues agreed, 3 open\.' out
ok "which is marked by itself" gives 0 -C nord issue 2 secondary --note "of Visits"
is "each of the two that began as 2 has its own" \
	"$(marks | jq -r '[.issues[] | select(.first == "2") | .article + " " + .weight] | sort | join(", ")')" \
	"2 secondary, 3 key"
v -C nord positions --json --key
is "9.6: openly key" "$(json '[.articles[].article] | join(" ")')" "1 2"
v -C nord positions --at "$(date -u -d '1 second ago' +%Y-%m-%dT%H:%M:%SZ)" >/dev/null
ok "none of the new one" gives 0 -C nord issue 2 none
is "takes its own away alone" "$(marks | jq -r '[.issues[] | select(.first == "2").article] | join(" ")')" 3
cat >merge.md <<P
# Response to $answer

Response to $answer

## Article 5 (formerly 3 and 1). All of it: accept with changes

One text.
P
v -C sud hand ../merge.md --yes
v -C nord receive "$(cut -d ' ' -f 1 out)" --yes
v -C nord issue --json
is "merged, it keeps it where it was" "$(json '[.issues[] | select(.weight == "key").first] | sort | join(" ")')" \
	"1 2 Preamble"
is "and all are found" "$(json '[.issues[].found] | all')" true

# ---- another text ----
paper Other >other.md
v -C nord hand ../other.md --yes
other=$(cut -d ' ' -f 1 out)
ok "of another text" gives 0 -C nord issue
ok "there is nothing yet" says "this desk has marked nothing"
ok "but of others" says "There are 4 of other texts: see --of."
ok "--of" gives 0 -C nord issue 1 secondary --of NORD-1
is "is about that" "$(v -C nord issue --of NORD-1 --json; json '.issues[] | select(.first == "1").weight')" \
	secondary
is "and no other" "$(v -C nord issue --of "$other" --json; json '.issues | length')" 0

# ---- a passphrase, and lost keys ----
mkdir ost
printf 'correct horse battery\n' >phrase
printf 'wrong horse\n' >wrong
v -C ost open other OST WEST --at ../bern --yes --passphrase-fd 3 3<phrase
mkdir west
v -C west join ../ost/other.invite --as WEST --yes --no-passphrase
v -C ost hand ../draft.md --yes --passphrase-fd 3 3<phrase
ok "a desk with a passphrase" gives 0 -C ost issue 2 key --note LEAVE-AT-ONCE --passphrase-fd 3 3<phrase
ok "does not show its marks with another" refuses 1 -C ost issue --passphrase-fd 3 3<wrong
ok "nor without" refuses 1 -C ost issue
ok "nor loses them" gives 0 -C ost issue --passphrase-fd 3 3<phrase
ok "so" says LEAVE-AT-ONCE
ok "doctor asks nobody for it" gives 0 -C ost doctor
ok "doctor" gives 0 -C nord doctor
ok "opens them" says "The private marks of this desk can be opened."
cp nord/recovery.key safe.key
v -C nord key rekey --recovery ../safe.key --yes
ok "after new keys" gives 0 -C nord issue --of NORD-1
ok "they are there" says LEAVE-AT-ONCE
ok "and go on" gives 0 -C nord issue 4 bis key --of NORD-1
cp ost/recovery.key ost.key
rm ost/desk.key
v -C ost key rekey --recovery ../ost.key --yes --passphrase-fd 3 3<phrase
v -C ost hand ../other.md --yes --passphrase-fd 3 3<phrase
ok "with the key lost" gives 0 -C ost positions --passphrase-fd 3 3<phrase
ok "positions go on" complains "our own marks are not shown: what this desk has marked for itself is sealed to a key"
ok "the list does not" refuses 1 -C ost issue --passphrase-fd 3 3<phrase
ok "nor is anything marked over them" refuses 1 -C ost issue 1 key --passphrase-fd 3 3<phrase
ok "--forget" gives 0 -C ost issue --forget --yes
ok "and then it marks again" gives 0 -C ost issue 1 key --note "anew" --passphrase-fd 3 3<phrase
is "that alone" "$(v -C ost issue --json --passphrase-fd 3 3<phrase; json '[.issues[].note, .others] | join(" ")')" \
	"anew 0"

# ---- a box that was meddled with ----
cp -r nord meddled
python3 - <<'E'
import sqlite3
db = sqlite3.connect("meddled/desk.db")
db.execute("UPDATE box SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE name = 'issues'")
db.commit()
E
ok "a box that was meddled with is not taken for marks" refuses 1 -C meddled issue --of "$other"
ok "and it is said" complains "was changed by somebody else, or is damaged"
ok "positions go on without" gives 0 -C meddled positions NORD-1
ok "and say so" complains "our own marks are not shown"
ok "unless they are asked for" refuses 1 -C meddled positions NORD-1 --json --private
ok "doctor finds it" gives 1 -C meddled doctor
ok "and names it" says "FAULT  The private marks cannot be opened: "
rm -rf meddled

# ---- killed, and at once ----
is "killed at any moment, what was said stays, and what is there is whole" "$(
	python3 - "$verbale" "$other" "${VERBALE_KILLS:-10}" <<'E'
import json, random, subprocess, sys, time
verbale, text, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(13)
quiet = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
mark = [verbale, "-C", "nord", "issue", "1", "key", "--of", text, "--note"]
start = time.monotonic()
subprocess.run(mark + ["0"], check=True, **quiet)
took = min(time.monotonic() - start, 0.5)
said, killed = 0, 0
for i in range(1, kills + 1):
    p = subprocess.Popen(mark + [str(i)], **quiet)
    time.sleep(random.uniform(0, 1.2 * took))
    killed += p.poll() is None
    p.kill()
    out = p.communicate()[0]
    r = subprocess.run([verbale, "-C", "nord", "issue", "--of", text, "--json"], **quiet)
    if r.returncode:
        print(i, r.stderr.decode())
        break
    got = int([x["note"] for x in json.loads(r.stdout)["issues"]][0])
    if got not in (said, i) or (out and got != i):
        print(i, "has", got, "after", said, out)
        break
    said = got
if killed < kills // 4:
    print("only", killed, "were still running")
E
)" ""
is "many at once: none is lost" "$(
	for i in 1 2; do
		for weight in key secondary key; do
			"$verbale" -C nord issue $i $weight --note "$i $weight" --of "$other" >/dev/null &
		done
	done
	wait
	"$verbale" -C nord issue --of "$other" --json | jq -r '[.issues[].first] | sort | join(" ")'
)" "1 2"
ok "and the desk is sound" gives 0 -C nord doctor

# ---- a full disk ----
mkdir disk
if mount -t tmpfs -o size=3m verbale-test disk 2>/dev/null; then
	trap 'hang_up; umount "$tmp/disk"; rm -rf "$tmp"' EXIT
	cp -a nord disk/
	before=$(cd disk/nord && "$verbale" issue --of "$other" --json)
	head -c 10m /dev/zero >disk/ballast 2>/dev/null
	ok "a full disk" refuses 1 -C disk/nord issue 2 key --note "$(printf '%1990s' '' | tr ' ' x)" --of "$other"
	ok "says so" complains "the disk is full"
	is "and changes nothing" "$(cd disk/nord && "$verbale" issue --of "$other" --json)" "$before"
	rm disk/ballast
	ok "with room again it marks" gives 0 -C disk/nord issue 2 key --of "$other"
else
	skip "a full disk" "no tmpfs can be mounted here"
fi
finish
