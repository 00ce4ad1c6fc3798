"""Section 7: papers, copies, disclosures, leaks, and the judge's findings.

SPDX-License-Identifier: ISC
"""
import base64
import struct

from kit import age, papers
from kit.corpus import NOBODY
from kit.notes import secret, sha256
from kit.table import TREATY, Table, make_key

UPHELD, REJECTED = "upheld", "rejected"
# 10.3: a copy is no act: its form has the clause of a bad value, and a paper its own.
OF_PAPER = ("padded-zeros", "no-paper")


def cases(c):
    c.group = "7-papers"
    bare(c)
    copies(c)
    disclosures(c)
    fences(c)
    shown(c)
    leaks(c)
    same_text(c)
    contests(c)
    sealings(c)
    rotations(c)


def bare(c):
    def paper(name, data, why, covers="7.1,7.7"):
        c.cannot("7.1-%s.md" % name, data, Table(), "7.7", "paper", why, covers=covers)

    def bad(name, data, why):
        c.unreadable("7.1-bad-%s.md" % name, data, Table(), "9.1", "line 1", NOBODY,
                     why + " It is no paper, and no other file of the format.",
                     covers="1.2,7.1,9.1")
    paper("treaty", TREATY, "A paper without salts proves nothing.")
    paper("title", b"# Title\n", "A paper of its title alone.")
    paper("fences", TREATY + b"\n```\n## No article\n```\n", "A heading inside a fence.")
    paper("letters", "# Über Łódź\n\n世界 𝔸\n".encode(), "Letters of every length, in NFC.")
    big = b"# Long\n\n"
    line = b"The same line again and again, to fill a paper up to its limit.\n"
    size = 1048576
    big += line * ((size - len(big)) // len(line))
    big += b"x" * (size - len(big) - 1) + b"\n"
    paper("largest", big, "A paper of 1,048,576 bytes.", "1.2,7.1,7.7")
    bad("larger", big[:-1] + b"y\n", "A byte more.")
    leaves = b"# Many\n" + b"".join(b"## Article %d\n" % i for i in range(511))
    paper("leaves-512", leaves, "A paper of 512 leaves.", "1.2,7.1,7.7")
    bad("leaves-513", leaves + b"## One more\n", "A paper of 513 leaves.")
    paper("second-leaf", b"Good day.\n\n## Article 1\n\nx\n", "No title, and a second leaf.")
    paper("leaf-first", b"## Article 1\n\nx\n",
          "An article in the first line: its title block is empty.")
    for name, data, why in (
            ("no-title", b"Good day.\n", "Neither a title nor a second leaf."),
            ("second-level", b"### Article 1\n\nx\n", "A heading of the third level."),
            ("fenced", b"Good day.\n\n```\n## No article\n```\n",
             "Its second heading stands in a fence."),
            ("no-lf", b"# Title", "A title that does not end.")):
        bad(name, data, why)
    for name, data, why in (
            ("tab", b"# A\n\na\tb\n", "A tab."), ("trailing", b"# A\n\na \n",
                                                  "A space at a line's end."),
            ("crlf", b"# A\r\n\r\na\r\n", "CR and LF."),
            ("nfd", "# A\n\ne\u0301\n".encode(), "An accent of its own: not NFC."),
            ("bidi", "# A\n\na\u202eb\n".encode(), "A bidirectional control."),
            ("zero-width", "# A\n\na\u200bb\n".encode(), "A zero-width space."),
            ("utf8", b"# A\n\n\xff\n", "No UTF-8."), ("del", b"# A\n\na\x7f\n", "DEL.")):
        place = papers.Place(Table().id, "nord", 1, 0, "sud")
        c.unreadable("7.1-%s.copy" % name, papers.copy_text(place, secret("seed"), data),
                     Table(), "7.1", "copy", NOBODY, "A copy of such a paper: " + why,
                     covers="1.1,7.1,7.4" if name == "utf8" else "7.1,7.4")


def copies(c):
    t = Table()
    place = papers.Place(t.id, "nord", 1, 0, "sud")
    seed = secret("copy seed")
    text = papers.copy_text(place, seed, TREATY)

    def alone(name, data, why, bad=None):
        if bad:
            c.unreadable("7.4-%s.copy" % name, data, t, bad, "copy", NOBODY, why,
                         covers="7.4," + bad)
        else:
            c.cannot("7.4-%s.copy" % name, data, t, "7.7", "copy", why, covers="7.4,7.7")
    alone("copy", text, "A copy alone: the act that commits to it is not here.")
    alone("own", papers.copy_text(papers.Place(t.id, "nord", 1, 0, "nord"), seed, TREATY),
          "The author's own copy.")
    alone("office", papers.copy_text(papers.Place(t.id, "nord/legal", 3, 2, "sud"), seed,
                                     TREATY), "A copy of an office's paper, in a later epoch.")
    head = len(papers.copy_text(place, seed, b"", 0))
    exact = TREATY + b"x" * (4096 - head - len(TREATY) - 1) + b"\n"
    alone("exact", papers.copy_text(place, seed, exact),
          "A copy of 4,096 bytes without padding.")
    alone("8192", papers.copy_text(place, seed,
          exact[:-1] + b"y\n"), "A byte more: 8,192 bytes.")
    for name, data, why in (
            ("unpadded", papers.copy_text(place, seed, TREATY, head + len(TREATY)),
             "No padding."),
            ("padded-twice", text + b"\n" * 4096,
             "Padded to more than the next power of two."),
            ("padded-zeros", (text.rstrip(b"\n") + b"\n").ljust(4096, b"\0"),
             "Padded with zero bytes."),
            ("no-for", text.replace(b"for sud\n", b"", 1) + b"\n" * 8, "No addressee."),
            ("seed", text.replace(seed.hex().encode(), seed.hex().upper().encode(), 1),
             "A seed in upper case."),
            ("table", text.replace(t.id.hex().encode(), t.id.hex().encode()[:63] + b"g", 1),
             "A table's id that is no hex."),
            ("for", text.replace(b"for sud\n", b"for SUD\n", 1), "An addressee in upper case."),
            ("no-value", text.replace(b"for sud\n", b"for \n", 1) + b"\n" * 3,
             "An addressee without its value."),
            ("name-33", text.replace(b"for sud\n", b"for %s\n" % (b"s" * 33), 1)[:4096],
             "An addressee of 33 bytes."),
            ("author", text.replace(b"author nord\n", b"author Nord\n", 1),
             "A chain with a capital."),
            ("number", text.replace(b"number 1\n", b"number 01\n", 1)[:4096],
             "A number with a zero."),
            ("no-paper", papers.copy_text(place, seed, b""), "No paper.")):
        alone("bad-" + name, data, why, "7.1" if name in OF_PAPER else "7.4")
    c.unreadable("7.4-bad-version.copy", text.replace(b"copy/1", b"copy/2", 1), t, "9.1",
                 "line 1", NOBODY, "Another version.", covers="7.4,9.1")


def handed(paper=TREATY, to=("sud",), same_text="yes", own=False, receive=("sud",), **more):
    """A hand-over, received."""
    t = Table()
    h = t.log(t.hand("nord", list(to), paper=paper, own=own, same_text=same_text, **more))
    for name in receive:
        t.receive(name, h)
    return t, h


def disclosures(c):
    articles = b"# Five leaves\n\nHead.\n" + b"".join(
        b"\n## Article %d. Of %d\n\nText %d.\n" % (i, i, i) for i in range(1, 5))
    for name, paper in (("one", b"# One leaf\n\nText.\n"), ("three", TREATY),
                        ("five", articles)):
        t, h = handed(paper, own=True)
        for to in ("nord", "sud"):
            copy = h.copies[to]
            for i in range(copy.count):
                if name == "five" and to == "sud" and i != 4:
                    continue
                c.good("7.3-%s-%s-%d.proof" % (name, to, i), t.proof(
                    h, extra=[("leaf", copy.disclosure(i))]), t, "7.3,9.4",
                       "Leaf %d of %d of the copy for %s." % (i + 1, copy.count, to.upper()))
    many = b"# Many\n" + b"".join(b"## Article %d\n" % i for i in range(511))
    t, h = handed(many, receive=())
    c.good("7.3-512.proof", t.proof(h, extra=[("leaf", h.copies["sud"].disclosure(511))]), t,
           "1.2,7.3,9.4", "The last of 512 leaves.")
    t, h = handed(articles, own=True)
    copy = h.copies["sud"]

    def false(name, data, why, clause="7.3"):
        c.false("7.3-%s.proof" % name, t.proof(h, extra=[("leaf", data)]), t, clause, "leaf",
                NOBODY, why, covers="7.3,9.4")
    false("other-index", copy.disclosure(2, at=1), "Leaf 2 shown as leaf 1.")
    false("other-count", copy.disclosure(2, count=4), "A leaf of five shown as one of four.")
    false("count-eight", copy.disclosure(2, count=8), "Of eight: dummies are no leaves.")
    false("other-text", copy.disclosure(2, text=copy.leaves[2].replace(b"Text", b"Next")),
          "Another text.")
    false("other-heading", copy.disclosure(2, text=copy.leaves[2].replace(b"Of 2", b"Of 3")),
          "Another heading.")
    false("one-lf-less", copy.disclosure(2, text=copy.leaves[2][:-1]),
          "An LF less at the leaf's end.")
    false("other-salt", copy.disclosure(2).replace(papers.salt(copy.seed, 2).hex().encode(),
                                                   papers.salt(copy.seed, 3).hex().encode()),
          "The salt of another leaf.")
    false("other-copy", copy.disclosure(2).replace(b"copy sud", b"copy nord"),
          "SUD's leaf shown as NORD's.")
    lines = copy.disclosure(2).split(b"\n")
    false("path-short", b"\n".join(lines[:4] + lines[5:]), "A hash less in the path.")
    false("path-long", b"\n".join(lines[:5] + lines[4:]), "A hash more.")
    dummy = copy.disclosure(4, at=6, count=7, text=b"")
    false("dummy", dummy, "A dummy shown as a leaf.")
    t2, h2 = handed(articles)
    c.false("7.3-stranger.proof", t2.proof(h2, extra=[("leaf", h2.copies["sud"].disclosure(
        2).replace(b"copy sud", b"copy west"))]), t2, "7.3", "leaf", NOBODY,
            "A leaf of the copy of one who has none.", covers="7.3,9.4")
    false("index-beyond", copy.disclosure(2, at=5), "Leaf 6 of 5.")
    false("count-zero", copy.disclosure(0, count=0), "Of no leaf.")
    false("count-513", copy.disclosure(0, count=513), "Of 513 leaves.")
    false("two-leaves", copy.disclosure(2, text=copy.leaves[2] + copy.leaves[3]),
          "Two leaves as one.")
    for name, bend, why in (
            ("salt-long", copy.disclosure(2).replace(b"salt ", b"salt 0", 1),
             "A salt of 65 digits."),
            ("name", copy.disclosure(2).replace(b"copy sud", b"copy SUD", 1),
             "An addressee in upper case."),
            ("index", copy.disclosure(2).replace(b"index 2", b"index 02", 1),
             "An index with a leading zero."),
            ("no-value", copy.disclosure(2).replace(b"index 2", b"index ", 1),
             "An index without its value."),
            ("no-count", copy.disclosure(2).replace(b"count 5\n", b"", 1), "No count."),
            ("no-space", copy.disclosure(2).replace(b"index 2", b"index2", 1),
             "A key without its space."),
            ("no-empty-line", copy.disclosure(2).split(b"\n\n")[0] + b"\n",
             "Cut off behind the path."),
            ("path-hex", copy.disclosure(2).replace(lines[4], sha256(b"x").hex().encode()),
             "A hash in hex.")):
        c.unreadable("7.3-bad-%s.proof" % name, t.proof(h, extra=[("leaf", bend)]), t, "9.4",
                     "leaf", NOBODY, why, covers="7.3,9.4,10.3")


def fences(c):
    """7.1: a fence as CommonMark has it; each paper's last leaf is shown."""
    block = b"# Fences\n\nHead.\n\n%s\n## A line\n%s\n\n## Article 1\n\nx\n"
    for name, begin, end, count, why in (
            ("backticks", b"```", b"```", 2, "Three backticks."),
            ("tildes", b"~~~", b"~~~", 2, "Three tildes."),
            ("info", b"```c", b"```", 2, "An info string."),
            ("info-tilde", b"~~~ a`b", b"~~~", 2, "A backtick in the info of tildes."),
            ("longer-end", b"```", b"`````", 2, "A longer fence closes."),
            ("indented", b"   ```", b"  ```", 2, "Three spaces before, and two."),
            ("two-backticks", b"``", b"``", 3, "Two backticks are no fence."),
            ("info-backtick", b"``` a`b", b"x", 3, "A backtick in the info: no fence."),
            ("four-spaces", b"    ```", b"x", 3, "Four spaces before: no fence."),
            ("shorter-end", b"````", b"```", 1, "A shorter fence does not close."),
            ("other-end", b"```", b"~~~", 1, "Tildes do not close backticks."),
            ("end-info", b"```", b"``` c", 1, "A fence with an info string does not close."),
            ("end-indented", b"```", b"    ```", 1, "Nor one behind four spaces."),
            ("open", b"```", b"x", 1, "A fence that is never closed.")):
        t, h = handed(block % (begin, end), receive=())
        copy = h.copies["sud"]
        assert copy.count == count, (name, copy.count)
        c.good("7.1-fence-%s.proof" % name, t.proof(h, extra=[
            ("leaf", copy.disclosure(count - 1))]), t, "7.1,7.3",
               "%s Leaf %d of %d." % (why, count, count))
        c.good("7.1-fence-%s-whole.proof" % name, t.proof(h, extra=[("opened", copy.text)]), t,
               "7.1,7.3,7.7", why + " The whole copy.")


def numbered(big, name):
    """The bytes of a leaf with its numbers in another spelling (1.5)."""
    def data(place, seed, index, count, text, label=b"verbale-leaf/1\n"):
        def lp(x):
            width = ">I" if name != "lp" else ">Q"
            return struct.pack(width if big else "<I", len(x)) + x
        order = ">" if big else "<"
        return (label + place.table + lp(place.chain.encode())
                + struct.pack(order + "QQ", place.number, place.epoch)
                + lp(place.addressee.encode()) + struct.pack(order + "II", index, count)
                + papers.salt(seed, index) + lp(papers.heading(text, index)) + lp(text))
    return data


def shown(c):
    """9.4: a leaf belongs to any act shown that commits to it; 7.3: headings, 1.5: numbers."""
    t, h = handed(receive=())
    second = t.log(t.hand("nord", "sud", paper=TREATY + b"\n## Article 3. More\n\nx\n"))
    leaf = second.copies["sud"].disclosure(3)
    c.good("9.4-leaf-of-second.proof", t.proof(h, second, extra=[("leaf", leaf)]), t, "7.3,9.4",
           "A leaf of the second act shown.")
    c.false("9.4-leaf-of-none.proof", t.proof(h, extra=[("leaf", leaf)]), t, "7.3", "leaf",
            NOBODY, "No act that is shown commits to it.", covers="7.3,9.4")
    for name, paper, count in (("no-title", b"Good day.\n\n## Article 1\n\nx\n", 2),
                               ("leaf-first", b"## Article 1\n\nx\n", 2),
                               ("no-leaf", b"Good day.\n", 1)):
        t, h = handed(paper, receive=())
        copy = h.copies["sud"]
        assert copy.count == count
        for i in range(count):
            c.good("7.3-%s-%d.proof" % (name, i), t.proof(
                h, extra=[("leaf", copy.disclosure(i))]), t, "7.1,7.3",
                   "Leaf %d of a paper without a title." % (i + 1))
    t, h = handed(receive=(), own=True)
    copy = h.copies["sud"]
    body = copy.leaves[1].split(b"\n", 1)[1]
    c.false("7.1-without-heading.proof", t.proof(h, extra=[
        ("leaf", copy.disclosure(1, text=body))]), t, "7.3", "leaf", NOBODY,
            "A leaf without its heading line, which its text holds.", covers="7.1,7.3,9.4")
    for name, big in (("little-endian", False), ("lp", True)):
        t = Table()
        bytes_of = numbered(big, name)
        kept, papers.leaf_bytes = papers.leaf_bytes, bytes_of
        h = t.log(t.hand("nord", "sud"))
        papers.leaf_bytes = kept
        c.false("1.5-%s.proof" % name, t.proof(h, extra=[
            ("leaf", h.copies["sud"].disclosure(1))]), t, "7.3", "leaf", NOBODY,
                "A commitment to %s." % ("little-endian numbers" if not big
                                         else "lengths of eight bytes"), covers="1.5,7.3")
        c.false("1.5-%s-opened.proof" % name, t.proof(h, extra=[
            ("opened", h.copies["sud"].text)]), t, "7.3", "opened 1", NOBODY,
                "The whole copy of it.", covers="1.5,7.3,7.7")


def leaks(c):
    t, h = handed(own=True)
    for to, why in (("sud", "SUD's copy: it comes from NORD or from SUD."),
                    ("nord", "The author's own copy: it comes from NORD.")):
        c.good("7.7-%s.proof" % to, t.proof(h, extra=[("opened", h.copies[to].text)]), t,
               "7.7,9.4", why)
    both = [("opened", h.copies["nord"].text), ("opened", h.copies["sud"].text)]
    c.good("7.7-both.proof", t.proof(h, extra=both), t,
           "7.7,7.8,9.4", "Both copies, the same text.")

    def false(name, text, why, act=None, clause="7.3"):
        c.false("7.7-%s.proof" % name, t.proof(act or h, extra=[("opened", text)]), t, clause,
                "opened 1", NOBODY, why, covers="7.7,9.4," + clause)
    copy = h.copies["sud"]
    changed = TREATY.replace(b"thirty", b"twenty")
    false("changed", papers.copy_text(copy.place, copy.seed, changed), "A word was changed.")
    false("other-seed", papers.copy_text(copy.place, secret("x"), TREATY), "Another seed.")
    other = papers.Place(t.id, "nord", 1, 0, "west")
    false("other-addressee", papers.copy_text(other, copy.seed, TREATY),
          "Said to be WEST's copy, which had none.", clause="7.4")
    other = papers.Place(t.id, "nord", 1, 0, "nord")
    false("own-seed", papers.copy_text(other, copy.seed, TREATY),
          "The author's own copy with SUD's seed.")
    false("other-table", papers.copy_text(papers.Place(sha256(b"x"), "nord", 1, 0, "sud"),
                                          copy.seed, TREATY),
          "Said to be of another table.", clause="7.4")
    second = t.log(t.hand("nord", "sud"))
    c.cannot("7.7-whole-log.proof", t.whole(extra=[("opened", papers.copy_text(papers.Place(
        t.id, "nord", 7, 0, "sud"), copy.seed, TREATY))]), t, "7.7", "opened 1",
             "The whole log has no act of this number.", covers="7.7,9.4")
    c.cannot("7.7-other-number.proof", t.proof(second, extra=[("opened", copy.text)]), t,
             "7.7", "opened 1", "The act of this copy is not shown.", covers="7.7,9.4")
    c.good("7.7-second.proof", t.proof(h, second, extra=[
        ("opened", second.copies["sud"].text)]), t, "7.7,9.4",
        "The copy of the second act shown.")


def same_text(c):
    texts = {"sud": TREATY, "west": TREATY.replace(b"thirty", b"sixty")}

    def opened(h, *names):
        return [("opened", h.copies[n].text) for n in names]
    t, h = handed(texts, ("sud", "west"), receive=("sud", "west"))
    c.false("7.8-differ.proof", t.proof(h, extra=opened(h, "sud", "west")), t, "7.8", "NORD-1",
            "nord", "Two copies that should be the same differ.")
    c.false("7.8-differ-turned.proof", t.proof(h, extra=opened(h, "west", "sud")), t, "7.8",
            "NORD-1", "nord", "The same, the other first.")
    c.good("7.8-one.proof", t.proof(h, extra=opened(h, "sud")), t, "7.7,7.8",
           "One copy convicts nobody.")
    t, h = handed(texts, ("sud", "west"), "no", receive=())
    c.good("7.8-may-differ.proof", t.proof(h, extra=opened(h, "sud", "west")), t, "7.8",
           "The act does not say that the copies are the same.")
    t, h = handed(dict(texts, nord=TREATY), ("sud", "west"), own=True, receive=())
    c.good("7.8-own.proof", t.proof(h, extra=opened(h, "nord", "sud")), t, "7.8",
           "SUD's copy is that of the author.")
    c.false("7.8-own-differs.proof", t.proof(h, extra=opened(h, "nord", "west")), t, "7.8",
            "NORD-1", "nord", "The author's own copy differs from WEST's.")
    t, h = handed(to=("sud", "west"), receive=())
    c.good("7.8-same.proof", t.proof(h, extra=opened(h, "sud", "west")), t, "7.8",
           "Two copies of one text.")
    first, second = t.acts[1], t.log(t.hand("nord", "west", paper=texts["west"]))
    c.good("7.8-two-acts.proof", t.proof(first, second, extra=[
        ("opened", first.copies["sud"].text), ("opened", second.copies["west"].text)]), t,
        "7.8",
           "Copies of two acts may differ.")


def contested(kind="contest", wait=0, **copy):
    """SUD complains of its copy; the acts that a judge needs."""
    t = Table()
    h = t.log(t.hand("nord", "sud", copies={"sud": copy}))
    receipt, release = t.receive("sud", h)
    complaint = t.log(t.act("sud", kind, of=h))
    if wait:
        t.wait(days=wait)
        t.commit()
    return t, h, [h, receipt, release, complaint]


def judged(c, name, kind, why, key=None, finding=REJECTED, culprit=None, show=True,
           clause="7.6", wait=0, shown=None, covers=None, picked=False, **copy):
    """A complaint that a judge is shown: a cannot-open by the whole log."""
    t, h, acts = contested(kind, wait, **copy)
    sealed = h.copies["sud"]
    if key is None:
        key = sealed.inner.file_key if kind == "contest" else sealed.inner.ephemeral
    extra = [("copy", sealed.bytes if shown is None else shown)]
    if show:
        extra.append(("file-key" if kind == "contest" else "ephemeral", key))
    marks = [t.marks[1], t.marks[2]] + t.marks[3:]
    if kind == "contest" or picked:
        data = t.proof(*acts, marks=marks, extra=extra)
    else:
        data = t.whole(extra=extra)
    name = "7.6-%s-%s.proof" % (kind, name)
    if finding is None:
        c.cannot(name, data, t, clause, "copy" if picked else "NORD-1", why,
                 covers="7.6," + (covers or "7.5"))
    elif finding == UPHELD:
        c.false(name, data, t, clause, "NORD-1", culprit or "nord", why, says=UPHELD,
                covers="7.6," + (covers or "7.5"))
    else:
        c.remark(name, data, t, clause, "NORD-1", culprit or "sud", why, says=REJECTED,
                 covers="7.6," + (covers or "7.5"))
    return t, h, acts


def contests(c):
    place = papers.Place(Table().id, "nord", 1, 0, "sud")
    changed = TREATY.replace(b"thirty", b"twenty")
    judged(c, "groundless", "contest", "The copy is what the act commits to.")
    judged(c, "other-text", "contest", "The act commits to another text.", finding=UPHELD,
           committed=changed, covers="7.3")
    judged(c, "count", "contest", "The act counts a leaf more.", finding=UPHELD, count=4)
    judged(c, "hidden-leaf", "contest", "The copy has a leaf that the act does not count.",
           finding=UPHELD, committed=TREATY, text=papers.copy_text(
               place, secret("base paper 1 sud seed"),
               TREATY + b"\n## Article 3. Hidden\n\nx\n"))
    judged(c, "no-copy", "contest", "What opens is no copy.", finding=UPHELD,
           text=b"nothing\n")
    judged(c, "empty", "contest", "What opens is empty.", finding=UPHELD, text=b"")
    seed = secret("base paper 1 sud seed")
    for name, other, why in (
            ("number", papers.Place(Table().id, "nord", 2, 0, "sud"), "another number"),
            ("epoch", papers.Place(Table().id, "nord", 1, 1, "sud"), "another epoch"),
            ("chain", papers.Place(Table().id, "nord/legal", 1, 0, "sud"), "another chain"),
            ("addressee", papers.Place(Table().id, "nord", 1, 0, "west"), "another addressee"),
            ("table", papers.Place(sha256(b"x"), "nord", 1, 0, "sud"), "another table")):
        judged(c, "other-" + name, "contest", "The copy states %s." % why, finding=UPHELD,
               text=papers.copy_text(other, seed, TREATY), covers="7.4")
    judged(c, "other-seed", "contest", "The copy states another seed than the commitment has.",
           finding=UPHELD, text=papers.copy_text(place, secret("x"), TREATY), covers="7.3,7.4")
    judged(c, "unpadded", "contest", "The copy is not padded.", finding=UPHELD,
           text=papers.copy_text(place, seed, TREATY, 0), covers="7.4")
    judged(c, "tab", "contest", "The paper in the copy has a tab.", finding=UPHELD,
           text=papers.copy_text(place, seed, TREATY.replace(b" freely", b"\tfreely")),
           covers="7.1,7.4")
    judged(c, "payload", "contest", "The payload is sealed under another file key.",
           finding=UPHELD, inner={"payload_key": secret("other")[:16]})
    judged(c, "false-key", "contest",
           "The file key shown is not that of the header: anybody can have put it there.",
           finding=None, key=secret("false")[:16])
    judged(c, "mac", "contest", "The header's MAC verifies under no key that is shown.",
           finding=None, inner={"mac": bytes(32)})


def sealings(c):
    judged(c, "false", "cannot-open", "The copy was sealed to SUD's key, and opens.")
    judged(c, "other-recipient", "cannot-open", "The stanza is for another key.",
           finding=UPHELD, inner={"body": sealed_to(make_key("base", "x", "seal").public)})
    judged(c, "other-ephemeral", "cannot-open",
           "The secret does not belong to the share: anybody can have put it there.",
           finding=None, key=secret("other ephemeral"))
    for name, why, more in (
            ("false", "The copy opens, but a choice of acts does not tell SUD's keys.", {}),
            ("other-recipient", "The stanza is for a key that the acts shown do not have.",
             {"body": sealed_to(make_key("base", "x", "seal").public)}),
            ("mac", "The header's MAC is false, shown by a choice of acts.",
             {"mac": bytes(32)})):
        judged(c, "picked-" + name, "cannot-open", why, finding=None, picked=True, inner=more)
    judged(c, "file-key", "cannot-open",
           "The stanza holds another file key than the header's.", finding=UPHELD,
           inner={"body_key": secret("other")[:16]})
    judged(c, "mac", "cannot-open", "The header's MAC is false.", finding=UPHELD,
           inner={"mac": bytes(32)})
    judged(c, "no-age-file", "cannot-open", "What travels is no age file.", finding=UPHELD,
           raw=b"no age file\n")
    judged(c, "two-stanzas", "cannot-open", "The header has a second stanza, and opens.",
           inner={"stanzas": 2})
    judged(c, "other-type", "cannot-open", "The stanza is not of X25519.", finding=UPHELD,
           inner={"argument": "scrypt"})
    judged(c, "content", "cannot-open", "It opens, to something else: that was no reason.",
           text=b"nothing\n")
    judged(c, "payload", "cannot-open", "Stanza and header are sound, the payload is not.",
           inner={"payload_key": secret("other")[:16]})
    t, h, acts = contested("cannot-open", 8)
    for name, data in (
            ("7.6-cannot-open-silent", t.whole(extra=[("copy", h.copies["sud"].bytes)])),
            ("9.4-copy-alone", t.proof(*acts, extra=[("copy", h.copies["sud"].bytes)]))):
        c.unreadable(name + ".proof", data, t, "9.4", "end", NOBODY,
                     "A copy with neither of the secrets.", covers="7.6,9.4")
    c.unreadable("9.4-copy-both.proof", t.whole(extra=[
        ("copy", h.copies["sud"].bytes), ("file-key", h.copies["sud"].inner.file_key),
        ("ephemeral", h.copies["sud"].inner.ephemeral)]), t, "9.4", "end", NOBODY,
                 "A copy with both of the secrets.", covers="7.6,9.4")
    t, h, acts = contested()
    other = handed(TREATY + b"\n## Article 3. More\n\nx\n")[1]
    c.cannot("7.6-other-copy.proof", t.proof(*acts, marks=t.marks[1:3], extra=[
        ("copy", other.copies["sud"].bytes), ("file-key", h.copies["sud"].inner.file_key)]), t,
             "7.6", "copy", "The file shown is not the one that the act names.",
             covers="7.5,7.6")
    c.cannot("7.6-inner-copy.proof", t.proof(*acts, marks=t.marks[1:3], extra=[
        ("copy", h.copies["sud"].inner.bytes), ("file-key", h.copies["sud"].inner.file_key)]),
             t, "7.6", "copy", "The inner file is shown, and not the outer one as it travelled.",
             covers="7.5,7.6,9.4")
    c.cannot("7.6-no-complaint.proof", t.proof(*acts[:3], marks=t.marks[1:3], extra=[
        ("copy", h.copies["sud"].bytes), ("file-key", h.copies["sud"].inner.file_key)]), t,
             "7.6", "copy", "A copy and its key, and no complaint: there is nothing to judge.")
    quiet, sent = handed()
    c.cannot("7.6-no-complaint-whole.proof", quiet.whole(extra=[
        ("copy", sent.copies["sud"].bytes), ("ephemeral", sent.copies["sud"].inner.ephemeral)]),
             quiet, "7.6", "copy", "The whole log, and no complaint in it.")
    c.cannot("7.6-no-release.proof", t.proof(acts[0], acts[1], acts[3], marks=t.marks[1:3],
                                             extra=[
        ("copy", h.copies["sud"].bytes), ("file-key", h.copies["sud"].inner.file_key)]), t,
             "7.6", "copy", "The release is not shown: the outer layer cannot be opened.")
    for name, size in (("15", 15), ("17", 17)):
        c.unreadable("9.4-file-key-%s.proof" % name, t.proof(*acts, extra=[
            ("copy", h.copies["sud"].bytes), ("file-key", bytes(size))]), t, "9.4", "copy",
                     NOBODY, "A file key of %d bytes." % size)
    c.unreadable("9.4-ephemeral-31.proof", t.proof(*acts, extra=[
        ("copy", h.copies["sud"].bytes), ("ephemeral", bytes(31))]), t, "9.4", "copy",
                 NOBODY, "An ephemeral secret of 31 bytes.")


def sealed_to(recipient):
    """The body of a stanza for another key, under the share of SUD's copy."""
    label = "base paper 1 sud inner"
    other = age.Sealed(b"", recipient, label)
    text = other.stanza.split("\n")[1]
    return base64.b64decode(text + "=" * (-len(text) % 4))


def rotations(c):
    """7.6: which of an addressee's seal keys a copy may be sealed to."""
    def scene(name, why, sealed_to, rekey_first, seen_rekey, finding, culprit):
        t = Table()
        old = t.holders["sud", "seal"]
        start = t.checkpoints[-1]
        if rekey_first:
            t.log(t.rekey("sud", ("act", "seal")))
        new = make_key("base2", "sud", "seal")
        seal = {"sud": {"old": old, "new": new}[sealed_to]}
        h = t.log(t.hand("nord", "sud", seal=seal, seen=None if seen_rekey else start))
        if not rekey_first:
            t.log(t.rekey("sud", ("act", "seal")))
        receipt, release = t.receive("sud", h)
        complaint = t.log(t.act("sud", "cannot-open", of=h))
        shown = [("copy", h.copies["sud"].bytes),
                 ("ephemeral", h.copies["sud"].inner.ephemeral)]
        if name == "seen":
            c.cannot("7.6-rotated-left-out.proof", t.proof(
                h, receipt, release, complaint, marks=t.marks, extra=shown), t, "3.1",
                     "SUD-1.1", "The same, shown without the rekey: SUD's acts lack it, and a "
                     "choice of acts judges nobody.", covers="3.1,7.6,9.4,10.1")
        data = t.whole(extra=shown)
        name = "7.6-rotated-%s.proof" % name
        if finding == UPHELD:
            c.false(name, data, t, "7.6", "NORD-1", culprit, why, says=UPHELD)
        else:
            c.remark(name, data, t, "7.6", "NORD-1", culprit, why, says=REJECTED)
    scene("seen", "Sealed to a key that NORD had seen replaced.", "old", True, True, UPHELD,
          "nord")
    scene("crossed", "Sealed to a key that was replaced while the act was on its way.", "old",
          True, False, REJECTED, NOBODY)
    scene("new", "Sealed to the new key.", "new", True, True, REJECTED, "sud")
    scene("foreseen", "Sealed to the new key by one that had not seen it.",
          "new", True, False, REJECTED, "sud")
    scene("after", "Sealed to the key that held, which was replaced behind it.", "old", False,
          True, REJECTED, "sud")
    scene("too-early", "Sealed to a key that was registered only behind it.", "new", False,
          True, UPHELD, "nord")
