#!/usr/bin/env bash
# Word files of ours in the hands of LibreOffice and pandoc: both read them, those of several articles
# too, and what comes back from LibreOffice still has each party's changes, or it is said which are
# lost.
# Usage: word.sh VERBALE EXAMPLES
# SPDX-License-Identifier: ISC
set -eu

verbale=$1
examples=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$examples"/text/*.md "$work"
cd "$work"
failed=0

note() { # note DESCRIPTION COMMAND...
	local what=$1
	shift
	if "$@" >out 2>&1; then
		echo "ok - $what"
	else
		failed=1
		echo "not ok - $what"
		sed 's/^/# /' out
	fi
}

words() { # the words of FILE, one a line, without marks of Markdown
	tr -cs '[:alnum:]' '\n' <"$1" | grep -v '^$'
}

same_words() {
	diff <(words "$1") <(words "$2")
}

# reading FILE WHOSE OUT: without the line that names the party.
reading() {
	"$verbale" text "x=$1" --changes "$2" 2>/dev/null | sed '1{/^Composite text: X\.$/d}' >"$3"
}

for form in tracked brackets columns clean; do
	"$verbale" text --base base.md nord.md sud.md ost.md --docx $form.docx --$form >/dev/null 2>&1
done

# The treaty of the examples as a text of the record, which SUD has answered.
desk() { # desk NAME ARGUMENTS...
	"$verbale" -C "$@" </dev/null >said 2>err || {
		cat err >&2
		exit 1
	}
}
mkdir nord sud
desk nord open treaty NORD SUD --at ../bern --yes --no-passphrase
desk sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
desk nord hand "$examples/treaty.md" --yes
draft=$(cut -d ' ' -f 1 said)
desk sud receive "$draft" --yes
printf '# Answer\n\nResponse to %s\n\n## Article 2: accept with changes\n\n> Other words than before.\n\n## Article 1: reject\n' \
	"$draft" >answer.md
desk sud hand ../answer.md --yes
desk nord receive "$(cut -d ' ' -f 1 said)" --yes
for form in tracked brackets columns clean; do
	desk nord text --docx ../record-$form.docx --$form
done
desk nord text --json
articles=$(jq -s length said)

if command -v pandoc >/dev/null; then
	pandoc --track-changes=reject -t plain --wrap=none tracked.docx >rejected.txt
	note "pandoc, all rejected: the words of the base" same_words base.md rejected.txt
	note "pandoc names each author" bash -c "pandoc --track-changes=all -t native tracked.docx |
		grep -qF '\"NORD; OST\"'"
	for form in brackets columns clean; do
		note "pandoc reads it, $form" pandoc -t plain $form.docx -o /dev/null
	done
	for form in tracked brackets columns clean; do
		note "pandoc finds a heading for each of $articles articles, $form" \
			[ "$(pandoc -t json record-$form.docx | jq '[.blocks[] | select(.t == "Header")] | length')" = "$articles" ]
	done
	pandoc nord.md -o pandoc.docx
	note "what pandoc writes, nobody changed" "$verbale" text --returned nord.md pandoc.docx
else
	echo "skipped - pandoc is not here"
fi

if command -v soffice >/dev/null; then
	mkdir back
	for form in tracked brackets columns clean; do
		note "LibreOffice reads and writes it, $form" soffice --headless \
			"-env:UserInstallation=file://$work/profile" \
			--convert-to docx:"Office Open XML Text" --outdir back $form.docx
	done
	reading back/tracked.docx none base.back
	note "through LibreOffice, all rejected: the words of the base" same_words base.md base.back
	for party in nord sud ost; do
		reading back/tracked.docx $party $party.back
		note "through LibreOffice, with the changes of $party: its words" \
			same_words $party.md $party.back
	done
	for form in tracked brackets columns clean; do
		note "LibreOffice reads and writes the articles, $form" soffice --headless \
			"-env:UserInstallation=file://$work/profile" \
			--convert-to docx:"Office Open XML Text" --outdir back record-$form.docx
	done
	for whose in none sud; do
		reading record-tracked.docx $whose articles.sent
		reading back/record-tracked.docx $whose articles.back
		note "through LibreOffice, articles with changes of $whose: the same words" \
			same_words articles.sent articles.back
	done
	# The versions inside are those of the document as we wrote it: the round trip ends them.
	note "that the versions inside are no longer those of the document is said, or they are gone" \
		bash -c "'$verbale' text x=back/tracked.docx 2>&1 >/dev/null |
			grep -q 'changed since Verbale wrote it' || ! unzip -l back/tracked.docx | grep -q customXml/item1"
else
	echo "skipped - LibreOffice is not here"
fi
exit $failed
