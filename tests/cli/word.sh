#!/bin/sh
# Word files: written with each party's changes, read again, held against what was sent, handed
# over and entered; and files that are not what they seem.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

cp "$examples"/text/*.md "$examples"/treaty.md .
files="nord.md sud.md ost.md"

# edit IN OUT OLD NEW [OLD NEW]...: a Word file with other words in its document.
edit() {
	python3 - "$@" <<-'END'
	import sys, zipfile
	source, out, *words = sys.argv[1:]
	with zipfile.ZipFile(source) as z, zipfile.ZipFile(out, "w") as o:
	    for name in z.namelist():
	        part = z.read(name).decode()
	        if name == "word/document.xml":
	            for old, new in zip(words[::2], words[1::2]):
	                if old not in part:
	                    sys.exit("there is no " + old)
	                part = part.replace(old, new, 1)
	        o.writestr(name, part)
	END
}

# ---- out, and back ----
ok "--docx" gives 0 text --base base.md $files --docx tracked.docx
ok "says so" grep -q '^Wrote tracked\.docx\.$' out
v text --base base.md $files >/dev/null
cp out composite
ok "the file stands for its versions" gives 0 text tracked.docx
ok "13.8: all of them, byte for byte" cmp composite out
for party in nord sud ost; do
	ok "--changes $party" gives 0 text "x=tracked.docx" --changes "$party"
	ok "13.7: is its text" cmp out $party.md
done
ok "--changes none" gives 0 text x=tracked.docx --changes none
ok "13.7: is the base" cmp out base.md
ok "again" gives 0 text ost.md nord.md sud.md --base base.md --docx again.docx
ok "13.7: gives the same bytes" cmp tracked.docx again.docx
for form in brackets columns clean; do
	ok "--docx --$form" gives 0 text --base base.md $files --docx $form.docx --$form
	ok "which loses nothing, either" gives 0 text $form.docx
	ok "13.8: the same composite" cmp composite out
done
ok "a version in Word beside others" gives 0 text nord.md sud=clean.docx --changes all
ok "a draft of others with brackets" sh -c "printf 'The [A: x] [B: y].\n' >draft.md"
ok "has no tracked changes" refuses 1 text draft.md --docx d.docx --tracked
ok "and comes with brackets" gives 0 text draft.md --docx d.docx
ok "two forms are refused" refuses 2 text $files --docx d.docx --clean --columns
ok "--docx and --as are refused" refuses 2 text $files --docx d.docx --as NORD
ok "--tracked alone is refused" refuses 2 text $files --tracked

# ---- what came back ----
ok "a paper goes out" gives 0 text nord.md --docx sent.docx
ok "--returned of what nobody changed" gives 0 text --returned nord.md sent.docx
ok "finds nothing" grep -q '^UNTRACKED   0 places$' out
ok "one change is tracked, one is not" edit sent.docx reply.docx \
	'within 24 hours' 'within</w:t></w:r><w:del w:id="1" w:author="Anna"><w:r><w:delText xml:space="preserve"> 24</w:delText></w:r></w:del><w:ins w:id="2" w:author="Anna"><w:r><w:t xml:space="preserve"> 48</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> hours' \
	'thirty days' 'three days'
ok "--returned" gives 3 text --returned nord.md reply.docx
ok "tells what was tracked" grep -qF '  deleted  Anna  " 24"' out
ok "and by whom" grep -qF '  inserted  Anna  " 48"' out
ok "what was not" grep -qF '[-thirty-] {+three+}' out
ok "apart from the other" sh -c "! sed -n '/^UNTRACKED/,\$p' out | grep -q 48"
ok "on standard error, how much" complains 'reply.docx: 2 tracked changes by Anna'
ok "--json" gives 3 text --returned nord.md reply.docx --json
is "is one object" "$(jq -c '[(.tracked | length), .untracked[0].returned, (.moved | length)]' out)" \
	'[2,"three",0]'
ok "a version that was changed is not what it was written from" gives 0 text reply.docx
ok "13.8: and this is said" grep -q 'changed since Verbale wrote it' err
ok "the text has all changes" grep -q 'within 48 hours' out
printf '# T\n\nThe first of all paragraphs.\n\nThe second stands here.\n\nA third.\n\nThe end of it.\n' >t.md
printf '# T\n\nThe second stands here.\n\nA third.\n\nThe first of all paragraphs.\n\nThe end of it.\n' >u.md
v text u.md --docx u.docx --clean
ok "a paragraph that was moved without a trace" gives 3 text --returned t.md u.docx
ok "is a move, and no change" grep -q '^UNTRACKED   0 places$' out
ok "and told as one" grep -q 'paragraphs\.*" stood behind' out

# ---- into the record ----
found_table
v text treaty.md --docx treaty.docx --clean
ok "a Word file is no paper" refuses 1 -C nord hand ../treaty.docx --yes
ok "and what to do is said" complains 'docx hands over its text'
ok "hand --docx" gives 0 -C nord hand --docx ../treaty.docx --role draft --yes
ok "is received" gives 0 -C sud receive NORD-1 --yes
ok "the paper is its text" grep -q '^## Article 1' sud/papers/NORD-1.md
ok "the file goes along" sh -c "find sud/papers -name treaty.docx | xargs cmp treaty.docx"
ok "enter keeps a Word file" gives 0 -C nord enter ../reply.docx --from SUD \
	--channel e-mail --role letter --received 2026-01-01 --yes
ok "and says what is in it" complains 'reply.docx: 2 tracked changes by Anna'
ok "read --annexes gives it back" gives 0 -C nord read NORD-2 --annexes
ok "byte for byte" sh -c "find nord/papers/NORD-2 -name 'original*' -exec cmp {} reply.docx ';' -print |
	grep -q original"

# ---- what is not what it seems ----
printf 'PK\003\004 and so on' >cut.docx
ok "13.2: a file that is cut off" refuses 2 text cut.docx nord.md
printf '\320\317\021\340\241\261\032\341' >old.docx
ok "13.2: an encrypted file" refuses 2 text old.docx nord.md
ok "is called so" complains encrypted
ok "a document type" edit sent.docx doctype.docx '<w:document' '<!DOCTYPE a><w:document'
ok "13.2: is refused" refuses 2 text doctype.docx nord.md
ok "and named" complains 'document type'
finish
