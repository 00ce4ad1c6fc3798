#!/bin/sh
# Strings that would like to drive a terminal, a JSON reader or the log.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
paper A >a.md
v -C nord hand ../a.md --yes
v -C sud receive NORD-1 --yes

# What no words field may hold (1.4): refused before it is signed.
size() {
	v -C nord status --json
	json '.size + .outbox'
}
before=$(size)
for code in '\033[2J' '\a' '\b' '\177' '\302\205' '\342\200\256' '\342\200\213' '\357\273\277' \
	'\342\200\250' '\377' '\355\240\200' '\300\200' '\001' '\357\277\277'; do
	text=$(printf "a${code}b")
	v -C nord act statement text="$text" --yes
	is "1.4: $code in words is refused" "$(echo $? | tr 2 1)" 1
	is "in a sentence that shows none of it" \
		"$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '^verbale: ' err)" "0 1"
done
is "and nothing was signed" "$(size)" "$before"

# What they may hold, in every words field that there is.
nasty='" \ <script> %s%n $(id) `id` ; kind open'
lines="$(printf 'one\ntable 00\nkind take')"
tricky='a\nb\\n'
round() { # round WHAT FIELD VERB...: signs, and reads back from --json
	what=$1
	field=$2
	text=$3
	shift 3
	ok "$what: $(printf %s "$text" | head -n 1)" gives 0 -C nord "$@" --yes
	v -C nord log --json -n 1
	is "comes back as it went in" "$(json ".acts[0].fields.$field")" "$text"
	python3 -m json.tool out >/dev/null
	is "in JSON that python reads as well" $? 0
	v -C nord log -n 1
	is "on one line of the log" "$(grep -c '' out)" 1
	is "without a control character" "$(tr -d '\n\040-\176\200-\377' <out | wc -c)" 0
}
for text in "$nasty" "$lines" "$tricky" "äöü 中文 🏳"; do
	round "statement" text "$text" act statement text="$text"
	round "meeting, place" place "$text" act meeting at=2026-01-28T12:00:00Z with=sud \
		place="$text" subject=x
	round "meeting, subject" subject "$text" act meeting at=2026-01-28T12:00:00Z with=sud \
		subject="$text"
	round "promise" text "$text" act promise what=other due=2099-01-28T12:00:00Z text="$text"
	round "corrigendum" text "$text" act corrigendum of=NORD-1 text="$text"
	round "entered, person" person "$text" enter ../a.md --from SUD --channel hand \
		--role letter --received 2026-01-28T12:00:00Z --person "$text"
done
v -C sud refuse NORD-1 "x" --yes

# Refusals carry a reason.
for text in "$nasty" "$lines"; do
	paper B >b.md
	v -C nord hand ../b.md --yes
	act=$(cut -d ' ' -f 1 out)
	ok "a reason to refuse" gives 0 -C sud refuse "$act" "$text" --yes
	v -C nord log --json -n 1
	is "comes back as it went in" "$(json '.acts[0].fields.reason')" "$text"
done
ok "show prints them" gives 0 -C nord show "$(json '.acts[0].act')"
is "without a control character" "$(tr -d '\n\040-\176\200-\377' <out | wc -c)" 0

# Titles of papers.
printf '# "A" <b> \\ %%s `id`\n\n## Article 1. $(id)\n\nx\n' >t.md
ok "a paper with a hostile title" gives 0 -C nord hand ../t.md --yes
act=$(cut -d ' ' -f 1 out)
v -C sud receive "$act" --yes
ok "status --json is still JSON" gives 0 -C sud status --json
python3 -m json.tool out >/dev/null
is "for python as well" $? 0
is "with that title" "$(json ".handovers[] | select(.act == \"$act\") | .title")" \
	"\"A\" <b> \\ %s \`id\`"
for code in '\033' '\t' '\342\200\256' '\001'; do
	printf "# T${code}T\n\n## Article 1. x\n\nx\n" >t.md
	v -C nord hand ../t.md --yes
	is "7.1: $code in a paper is refused" "$(echo $? | tr 2 1)" 1
	is "in one sentence that shows none of it" \
		"$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '' err)" "0 1"
done

# File names and arguments.
name=$(printf 'x\033[31m\nverbale: all is well')
v verify "$name"
is "a file name is escaped where it is shown" "$(tr -d '\n\040-\176' <out | wc -c)" 0
v verify --json "$name"
is "and in JSON" "$(json .file)" "$name"
v -C nord show "$name"
is "an argument too" "$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '' err)" "0 1"
v "$name"
is "even as a verb" "$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '' err)" "0 1"
v -C "$name" status
is "or as a folder" "$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '' err)" "0 1"
v -C nord hand "../$name" --yes
is "or as a paper" "$(tr -d '\n\040-\176' <err | wc -c) $(grep -c '' err)" "0 1"
finish
