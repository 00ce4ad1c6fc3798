#!/bin/sh
# The command line itself: help, manuals, completion, and every way to get it wrong.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

verbs="open join hand answer receive take refuse read status log show prove verify act enter
	pouch export key doctor positions issue final adopt initial sign correct certify text press
	completion help"

ok "--version" gives 0 --version
ok "names the program" grep -qE '^verbale [0-9]+\.[0-9]+\.[0-9]+$' out
ok "help lists the verbs" gives 0 help
cp out help.all
ok "--help does too" gives 0 --help
ok "the same" cmp out help.all
ok "no verb at all is a usage error" gives 2
ok "with a usage line" complains "usage: verbale"
for verb in $verbs; do
	ok "help lists $verb" grep -qE "^  $verb " help.all
	ok "$verb --help" gives 0 $verb --help
	cp out help.one
	ok "has a usage line" grep -q "^usage: verbale $verb" help.one
	ok "help $verb" gives 0 help $verb
	ok "prints the same" cmp out help.one
	page=$source/man/verbale-$verb.1
	ok "$verb has a manual page" [ -f "$page" ]
	is "that knows every option" "$(
		sed -n 's/^ .* --\([a-z-]*\).*/\1/p; s/^  -., --\([a-z-]*\).*/\1/p' help.one | sort -u |
			while read -r option; do
				grep -q -- "^\.It.* Fl Fl $option\b" "$page" || echo "--$option"
			done
	)" ""
	is "with exit status and examples" \
		"$(grep -cE '^\.Sh (EXIT STATUS|EXAMPLES)$' "$page")" 2
	ok "$verb with an option that is none" gives 2 $verb --no-such-option
	is "complains in one sentence" "$(grep -c '^verbale: .*\.$' err) $(grep -c '' err)" "1 1"
done
if command -v mandoc >/dev/null; then
	is "the manual is lint-clean" \
		"$(mandoc -T lint -W warning "$source"/man/*.[1-8] 2>&1 | grep -v makewhatis)" ""
else
	skip "the manual is lint-clean" "no mandoc"
fi

ok "completion bash prints the file that is installed" gives 0 completion bash
ok "byte for byte" cmp out "$source/completion/verbale.bash"
ok "completion of another shell is refused" refuses 2 completion fish
cat >complete.bash <<'E'
PATH=$1:$PATH
. "$2"
complete_at() {
	COMP_WORDS=("$@")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_verbale
	echo "${COMPREPLY[*]}"
}
complete_at verbale rec
complete_at verbale hand --priv
complete_at verbale take NORD-1 as lett
complete_at verbale sign --ad
E
completed=$(bash complete.bash "$(dirname "$verbale")" "$source/completion/verbale.bash")
is "it completes verbs, options and kinds" "$completed" \
	"$(printf 'receive\n--privilege\nletter\n--ad-referendum')"
is "and knows every verb" "$(
	for verb in $verbs; do
		grep -qw -- "$verb" "$source/completion/verbale.bash" || echo "$verb"
	done
)" ""

# ---- wrong command lines: status 2, one sentence, nothing changed ----
ok "a table" found_table
paper A >a.md
v -C nord status
v -C nord status
before=$(snapshot nord)
while read -r args; do
	# shellcheck disable=SC2086 # words
	ok "usage: $args" refuses 2 -C nord $args
done <<'E'
nosuchverb
hand
hand ../a.md ../a.md
hand ../a.md --collect-by tomorrow
hand ../a.md --lodge-days 0
hand ../a.md --lodge-days 1x
hand ../a.md --yes=maybe
hand ../a.md --to
receive
receive A B
take NORD-1
take NORD-1 like letter
take NORD-1 as letter for SUD-1
take NORD-1 as letter to
refuse
refuse A B C
read
answer
status now
status --as-of 2022-02-30
status --as-of 2022-01-01T00:00:00
log all
log -n
log -n -1
log -n 1.5
show
show A B
show --trust NORD-1
prove
prove --article x NORD-1
prove --article 1
prove --contest
prove --contest SUD NORD-1
prove --sealing A B NORD-1
prove --sealing --contest NORD-1
verify
act
act nosuchkind
act statement
act statement text
act statement colour=red
act sign
enter ../a.md
enter ../a.md --from SUD --channel e-mail --role letter --received yesterday
pouch
pouch steal x
pouch write
export
export a b
export --text a
export a --tiles b
key steal
key office
key rekey
doctor all
completion
help hand take
status --passphrase-fd 99
status --passphrase-fd x
E
is "and nothing changed" "$(snapshot nord)" "$before"

# ---- refusals: status 1, one sentence, nothing changed ----
while read -r args; do
	# shellcheck disable=SC2086 # words
	ok "refused: $args" refuses 1 -C nord $args --yes
done <<'E'
hand ../nowhere.md
hand ..
hand ../a.md --to OST
hand ../a.md --role chair-text
hand ../a.md --answers SUD-9
receive SUD-1
take SUD-1 as letter
refuse SUD-1
read SUD-1
answer SUD-1
show SUD-1
prove SUD-1
act sign nowhere.act
act withdraw of=NORD-9
pouch open nowhere.pouch
key rekey --recovery nowhere.key
E
is "and nothing was signed" "$(v -C nord status --json; json '.size + .outbox')" 1
for args in "hand ../a.md --to NORD" "hand ../a.md --role sonnet" "hand ../a.md --privilege secret" \
	"act statement text=" "act promise what=answer due=2000-01-01T00:00:00Z"; do
	# shellcheck disable=SC2086 # words
	v -C nord $args --yes
	is "neither done nor crashed: $args" "$(echo $? | tr 12 xx)" x
	is "in one sentence" "$(grep -c '^verbale: .*\.$' err) $(grep -c '' err)" "1 1"
done
is "and nothing was signed" "$(v -C nord status --json; json '.size + .outbox')" 1
v -C nord hand ../a.md --privilege secret --yes
ok "the words that are none are told by those that are" \
	complains 'it must be one of: open, without-prejudice, save-as-to-costs, mediation'
ok "doctor of a database with a password in its address" \
	refuses 2 doctor --store postgres://a:secret@127.0.0.1/depositary
ok "does not repeat that" [ "$(grep -c secret err)" = 0 ]
ok "doctor of a database that is not there" \
	refuses 1 doctor --store "postgres:///depositary?host=$PWD"
mkdir nodesk
ok "a folder that is no desk" refuses 1 -C nodesk status
ok "is told apart" complains "not a desk"
ok "a folder that is not there" refuses 2 -C nowhere status
ok "-C wants a folder" refuses 2 -C
ok "a global option that is none" refuses 2 --verbose status
ok "verify needs no desk" gives 3 -C nodesk verify ../a.md
is "a text without salts proves nothing (7.7)" "$(sed -n 's/^Clause *//p' out)" 7.7
finish
