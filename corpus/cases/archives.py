"""Sections 9 and 10: bundles, pouches, proofs, trust files, single acts; the canonical line.

SPDX-License-Identifier: ISC
"""
import struct

from kit import files, tree
from kit.corpus import NOBODY
from kit.notes import Key, secret, sha256, vkey
from kit.table import Table, make_key

from .chains import say
from .founding import admit
from .logs import policy, replaced, three, witnesses


def cases(c):
    c.group = "9-files"
    headers(c)
    members(c)
    manifests(c)
    tiles(c)
    marks(c)
    extras(c)
    pouches(c)
    proofs(c)
    tlog_proofs(c)
    trusts(c)
    bad_trusts(c)
    single(c)
    anchors(c)


def headers(c):
    t = three()
    data = t.bundle()

    def bad(name, why, data, at):
        c.unreadable("9.1-%s.bundle" % name, data, t, "9.1", "byte %d" % at, NOBODY, why)

    def header(name, why, at=2048, **fields):
        # The checkpoint's header is the third, and the two files before it have a block each.
        bad(name, why, t.bundle(bend=lambda parts: [
            each + (fields,) if each[0] == "checkpoint" else each for each in parts]), at)
    header("mode", "A mode of 0600.", mode=b"0000600")
    header("uid", "An owner.", uid=b"0001750")
    header("gid", "A group.", gid=b"0001750")
    header("mtime", "A time.", mtime=b"15160000000")
    header("uname", "A user's name.", uname=b"root")
    header("gname", "A group's name.", gname=b"root")
    header("directory", "A folder for a file.", kind=b"5")
    header("symlink", "A symbolic link.", kind=b"2", link=b"marks")
    header("hardlink", "A hard link.", kind=b"1", link=b"marks")
    header("pax", "An extended header.", kind=b"x")
    header("nul-type", "The old type of a regular file.", kind=b"\0")
    header("gnu", "The magic of GNU tar.", magic=b"ustar  \0")
    header("old", "No magic.", magic=b"\0" * 8)
    header("checksum", "A false checksum.", check=b"000001\0 ")
    header("prefix", "A name in two parts.", prefix=b"tile")
    header("link", "A link's name without a link.", link=b"marks")
    checkpoint = len(t.checkpoints[-1].note())
    header("mode-space", "A number that ends in a space.", mode=b"000644 ")
    header("mode-short", "A number that is not padded.", mode=b"644")
    header("uid-empty", "A number without a digit.", uid=b"")
    header("gid-spaces", "A number that is padded with spaces.", gid=b"      0")
    header("mtime-no-nul", "A number of twelve digits, without its NUL.", mtime=b"0" * 12)
    header("length-space", "A size that ends in a space.", length=b"%011o " % checkpoint)
    size = 2048 + 124
    header("length-spaces", "A size that is padded with spaces.", size,
           length=b"%11o" % checkpoint)
    header("length-short", "A size that is not padded.", size, length=b"%o" % checkpoint)
    header("length-base-256", "A size in base 256.", size,
           length=b"\x80" + checkpoint.to_bytes(11, "big"))
    end = len(data)
    bad("one-block", "One zero block at the end.", data[:-512], end - 1024)
    bad("no-end", "No zero block.", data[:-1024], end - 1024)
    bad("three-blocks", "A third zero block.", data + bytes(512), end)
    bad("bytes-behind", "A byte behind the end.", data + b"\0", end)
    bad("cut", "Cut within the entries, behind their header.", data[:end // 2], 5632)
    bad("cut-header", "Cut within the README's block.", data[:700], 512)
    first = bytearray(data)
    first[512 + len(files.README)] = 1
    bad("padding", "A byte that is not zero behind the README's end.", bytes(first),
        512 + len(files.README))
    first[512 + len(files.README)], first[1023] = 0, 1
    bad("padding-later", "The last byte of a block is not zero: the padding is at fault, from "
        "its first byte.", bytes(first), 512 + len(files.README))
    size = bytearray(t.bundle(bend=lambda parts: parts))
    size[124:136] = b"77777777777\0"
    size[148:156] = b"        "
    size[148:156] = b"%06o\0 " % sum(size[:512])
    bad("size", "A file larger than the archive.", bytes(size), 512)


def members(c):
    t = three()

    def bad(name, why, bend, at):
        c.unreadable("9.1-%s.bundle" % name, t.bundle(bend=bend), t, "9.1", at, NOBODY, why)

    def without(name):
        return lambda parts: [each for each in parts if each[0] != name]

    def moved(name, to):
        def bend(parts):
            rest = [each for each in parts if each[0] != name]
            return rest[:to] + [each for each in parts if each[0] == name] + rest[to:]
        return bend
    for name in ("README", "manifest", "checkpoint", "marks"):
        bad("no-" + name.lower(), "No %s." % name, without(name), name)
    bad("no-entries", "No entries.", without("tile/entries/000.p/4"), "tile/entries/000.p/4")
    bad("no-hashes", "No hashes.", without("tile/0/000.p/4"), "tile/0/000.p/4")
    bad("manifest-first", "manifest stands first.", moved("manifest", 0), "README")
    bad("marks-last", "marks stands last.", moved("marks", 6), "marks")
    bad("hashes-first", "Hashes stand before the entries.", moved("tile/0/000.p/4", 4),
        "tile/entries/000.p/4")
    bad("twice", "marks twice.", lambda parts: parts[:4] + [parts[3]] + parts[4:],
        "tile/entries/000.p/4")
    bad("other-file", "A file that the format does not name.",
        lambda parts: parts + [("trust", b"verbale-trust/1\n")], "archive")
    bad("dot-slash", "A name that begins with a dot.",
        lambda parts: [("./" + each[0],) + each[1:] for each in parts], "byte 0")
    bad("absolute", "A name that begins with a slash.",
        lambda parts: [("/" + each[0],) + each[1:] for each in parts], "byte 0")
    bad("other-case", "readme in lower case.",
        lambda parts: [("readme", parts[0][1])] + parts[1:], "README")
    c.good("9.1-marks-empty.bundle", t.bundle(marks=[]),
           t, "9.1", "Empty marks: no dates are known.")
    for name, readme, why in (
            ("other-readme", b"Read me.\n", "What README says is not checked."),
            ("readme-letters", "Grüße\n\n世界\n".encode(), "Letters of every length, and an "
             "empty line."),
            ("readme-backslash", b"c:\\tables\n", "A backslash is one: README is no field.")):
        c.good("9.1-%s.bundle" % name, t.bundle(readme=readme), t, "9.1", why)
    for name, readme, clause, why in (
            ("escape", b"\x1b[2J\n", "9.1", "A control that clears a screen."),
            ("tab", b"a\tb\n", "9.1", "A tab."), ("cr", b"a\r\n", "9.1", "CR and LF."),
            ("bidi", "a\u202eb\n".encode(), "9.1", "A bidirectional control."),
            ("zero-width", "a\u200bb\n".encode(), "9.1", "A zero-width space."),
            ("utf8", b"\xff\n", "9.1", "No UTF-8."), ("no-lf", b"a", "9.1", "No LF.")):
        c.unreadable("9.1-readme-%s.bundle" % name, t.bundle(readme=readme), t, clause,
                     "README", NOBODY, "README is plain text. " + why,
                     covers="1.4,9.1," + clause)


def manifests(c):
    t = three()
    right = files.manifest(t.id, t.origin, 4)

    def bad(name, why, data, clause="9.1", finding="unreadable", at=None, line=None):
        getattr(c, finding)("9.1-manifest-%s.bundle" % name,
                            t.bundle(bend=replaced("manifest", data)), t, clause,
                            at or "manifest" + (", line %d" % line if line else ""),
                            NOBODY, why, covers="9.1," + clause)
    bad("version", "Another version.", right.replace(b"bundle/1", b"bundle/2"), line=1)
    bad("size-leading-zero", "A size with a leading zero.",
        right.replace(b"size 4", b"size 04"), line=4)
    bad("behind", "A line behind the last.", right + b"more 1\n", "1.1", line=4)
    bad("no-lf", "The last line does not end.", right[:-1], "1.1", line=4)
    bad("size", "A size smaller than that of the tree.", right.replace(b"size 4", b"size 3"),
        at="tile/entries/000.p/3")
    bad("table", "Another table than the charter's.", right.replace(
        t.id.hex().encode(), sha256(b"x").hex().encode()), finding="false")
    bad("origin", "Another origin than the charter's.", right.replace(b"/base", b"/other"),
        finding="false")
    bad("table-upper", "A table's id in upper case.",
        right.replace(t.id.hex().encode(), t.id.hex().upper().encode()), line=2)
    bad("no-space", "A key without its space.", right.replace(b"size 4", b"size4"), line=4)
    bad("no-value", "A size without its value.", right.replace(b"size 4", b"size "), line=4)
    bad("origin-space", "An origin that is no key name.",
        right.replace(b"/base", b" base"), line=3)
    bad("no-size", "No size.", right.replace(b"size 4\n", b""), line=4)
    lines = right.split(b"\n")
    bad("order", "origin stands before table.", b"\n".join(
        [lines[0], lines[2], lines[1], lines[3], b""]), line=2)


def tiles(c):
    t = three()

    def bad(name, why, bend, at):
        c.unreadable("9.1-tile-%s.bundle" % name, t.bundle(bend=bend), t, "9.1", at, NOBODY,
                     why)

    def named(old, new, data=None):
        return lambda parts: [(new, data(d) if data else d) if n == old else (n, d)
                              for n, d in parts]
    bad("width", "A tile of three for a tree of four.", named(
        "tile/0/000.p/4", "tile/0/000.p/3", lambda d: d[:96]), "tile/0/000.p/4")
    bad("full-name", "A partial tile under the name of a full one.",
        named("tile/0/000.p/4", "tile/0/000"), "tile/0/000.p/4")
    bad("short", "A tile with a byte too few.", named(
        "tile/0/000.p/4", "tile/0/000.p/4", lambda d: d[:-1]), "tile/0/000.p/4")
    bad("entries-cut", "The last entry is cut off.", named(
        "tile/entries/000.p/4", "tile/entries/000.p/4", lambda d: d[:-1]),
        "tile/entries/000.p/4, byte %d" % sum([2, *(2 + len(e) for e in t.entries[:3])]))
    bad("entries-more", "An entry more than the tile's name says.", named(
        "tile/entries/000.p/4", "tile/entries/000.p/4", lambda d: d + b"\0\1x"),
        "tile/entries/000.p/4")
    bad("entries-byte", "A byte behind the last entry.", named(
        "tile/entries/000.p/4", "tile/entries/000.p/4", lambda d: d + b"\0"),
        "tile/entries/000.p/4, byte %d" % sum(2 + len(entry) for entry in t.entries))
    bad("empty-level", "A tile of a level that the tree does not have.",
        lambda parts: parts + [("tile/1/000.p/1", bytes(32))], "archive")


def marks(c):
    t = three()

    def bad(name, why, data, at="marks", clause="9.1"):
        c.unreadable("9.1-marks-%s.bundle" % name, t.bundle(bend=replaced("marks", data)), t,
                     clause, at, NOBODY, why)
    right = files.marks(t.marks)
    bad("cut", "The last mark is cut off.", right[:-1])
    bad("length", "A length of which one byte is there.", right + b"\0")
    bad("falling", "Marks in falling order.", files.marks(reversed(t.marks)), "mark 2")
    bad("no-note", "A mark that is no note.", right + struct.pack(">H", 2) + b"x\n", "mark 5",
        "6.2")
    larger = tree.Checkpoint(t.origin, 5, sha256(b"x"), t.holders["bern", "log"])
    larger.date(t.holders["bern", "clock"], t.now)
    bad("larger", "A mark of a larger log.", files.marks(t.marks + [larger]), "mark 5")
    bad("no-bytes", "A mark of no bytes.", right + b"\0\0", "mark 5", "6.2")


def extras(c):
    """seen/ and copy/ in a bundle."""
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    t.receive("sud", h)
    copy = h.copies["sud"].bytes
    c.good("9.1-copy.bundle", t.bundle(copies=[copy]), t, "9.1,7.5", "A bundle with a copy.")
    other = sha256(b"x").hex()
    c.false("9.1-copy-changed.bundle", t.bundle(bend=lambda parts: parts + [
        ("copy/" + sha256(copy).hex(), copy[:-1] + b"x")]), t, "9.1",
            "copy/" + sha256(copy).hex(),
            NOBODY, "A copy that was changed: its hash is not its name.")
    c.unreadable("9.1-copy-short-name.bundle", t.bundle(bend=lambda parts: parts + [
        ("copy/" + other[:40], copy)]), t, "9.1", "copy/", NOBODY, "A hash of 40 digits.")
    two = sorted([sha256(b"a").hex(), sha256(b"b").hex()])
    c.unreadable("9.1-copy-order.bundle", t.bundle(bend=lambda parts: parts + [
        ("copy/" + two[1], b"a"), ("copy/" + two[0], b"b")]), t, "9.1", "copy/", NOBODY,
                 "Copies in falling order.")
    t = three()
    checkpoint = t.checkpoints[1]
    name = "seen/" + sha256(b"x").hex()
    c.false("9.1-seen-other-name.bundle", t.bundle(bend=lambda parts: parts + [
        (name, checkpoint.note())]), t, "9.1", name, NOBODY,
            "A checkpoint under another hash than its own.", covers="6.3,9.1")
    named = "seen/" + sha256(checkpoint.note()).hex()
    c.false("6.3-whole-note.bundle", t.bundle(bend=lambda parts: parts + [
        (named, checkpoint.note())]), t, "9.1", named, NOBODY,
            "A checkpoint under the hash of its whole note, dates included.", covers="6.3,9.1")


def pouches(c):
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    receipt = t.receipt("sud", h)
    release = t.release(h, "sud", receipt, by="nord")
    copy = h.copies["sud"].bytes
    c.good("9.2-empty.pouch", t.pouch(), t, "9.2", "A pouch with nothing to lodge.")
    c.good("9.2-carried.pouch", t.pouch(receipt, release, copies=[copy]), t, "9.2,5.3.3",
           "A receipt, the author's release and the copy are carried.")
    c.good("9.2-receipt.pouch", t.pouch(receipt, copies=[copy]), t, "9.2,5.3.6",
           "A receipt on its way needs no release yet.")

    def bad(name, why, bend, at="archive", clause="9.1", first="verbale-pouch/1"):
        c.unreadable("9.2-%s.pouch" % name, t.bundle(first=first, bend=bend), t, clause, at,
                     NOBODY, why, covers="9.2," + clause)

    def outbox(*names):
        return lambda parts: parts + [("outbox/" + name, receipt.note) for name in names]
    bad("from-zero", "An outbox that begins with 000.", outbox("000"), "outbox/")
    bad("from-two", "An outbox that begins with 002.", outbox("002"), "outbox/")
    bad("gap", "002 is left out.", lambda parts: parts + [
        ("outbox/001", receipt.note), ("outbox/003", release.note)], "outbox/")
    bad("two-digits", "A number of two digits.", outbox("01"), "outbox/")
    bad("before-copy", "The outbox stands before the copies.", lambda parts: parts + [
        ("outbox/001", receipt.note), ("copy/" + sha256(copy).hex(), copy)])
    bad("no-act", "What waits is no act.", lambda parts: parts + [("outbox/001", b"no act\n")],
        "outbox/001", "2.1")
    c.unreadable("9.2-bundle-outbox.bundle", t.bundle(bend=outbox("001")), t, "9.1", "archive",
                 NOBODY, "An outbox in a bundle.", covers="9.1,9.2")
    other = Table("name-32", members=(("nord", "principal"),
                  ("n" * 32, "principal")), judge=None)
    c.false("9.2-other-table.pouch", t.pouch(say(other)), t, "2.3", "outbox/001", NOBODY,
            "An act of another table waits.", covers="2.3,9.2")
    act = t.act("nord", "statement", text="x", after=t.acts[1])
    edited = act.with_note(act.note.replace(b"text x", b"text y"))
    c.false("9.2-edited.pouch", t.pouch(edited), t, "3.3", "outbox/001", NOBODY,
            "What waits was edited.", covers="3.3,9.2")
    again = Table()
    one = again.log(say(again))
    c.good("9.2-logged.pouch", again.pouch(one), again, "2.9,9.2",
           "What waits is logged already: lodging it again changes nothing.")
    waiting(c)
    followed(c)
    unlodged(c)
    unregistered(c)


def unregistered(c):
    """9.2: the rules that register keys are tried, and a void act registers none (3.5)."""
    for name, office, more, why in (
            ("scope", "legal", {"scope": ["threaten"]}, "its scope is no kind"),
            ("known-key", "legal", {"key": "sud"}, "its key is SUD's"),
            ("recovery", "recovery", {}, "its office is called recovery")):
        t = Table()
        chain = "nord/" + office
        if "key" in more:
            more = {"key": Key(chain, t.holders["sud", "act"].seed)}
        mandate = t.mandate("nord", office, **more)
        c.cannot("9.2-void-mandate-%s.pouch" % name, t.pouch(mandate, say(t, chain)), t, "3.1",
                 "outbox", "A mandate that is void, for %s, and an act of the office." % why,
                 covers="3.1,3.5,5.1.6,9.2")
    t = Table()
    rekey = t.rekey("nord", key=["nord %s %s" % (p, make_key("base2", "nord", p).vkey())
                                 for p in ("act", "founding")])
    c.cannot("9.2-void-rekey.pouch", t.pouch(rekey, say(t)), t, "3.1", "outbox",
             "A rekey that is void, for it has a founding key, and an act by the new key.",
             covers="3.1,3.5,5.1.8,9.2")
    t = Table()
    admission = admit(t, "ost", "chair")
    c.cannot("9.2-void-admission.pouch", t.pouch(admission, t.act(
        "ost", "join", of=admission)), t, "3.1", "outbox", "An admission of a second chair, "
             "which is void, and a join.", covers="3.1,3.5,5.1.11,9.2")


def followed(c):
    """9.2: chains are followed from the log's end and through the outbox."""
    t = Table()
    old = t.current["nord"]
    rekey = t.rekey("nord")
    c.cannot("9.2-rekey-and-old.pouch", t.pouch(rekey, say(t, signers=[old])), t, "3.1",
             "outbox", "A rekey waits, and an act by the key that it replaces.",
             covers="3.1,5.1.8,9.2")
    t = Table()
    c.cannot("9.2-old-and-rekey.pouch", t.pouch(say(t), t.rekey("nord"), say(
        t, signers=[make_key("base", "nord", "act")])), t, "3.1", "outbox",
             "The old key signs before the rekey that waits, and behind it.",
             covers="3.1,5.1.8,9.2")
    t = Table()
    c.good("9.2-before-rekey.pouch", t.pouch(say(t), t.rekey("nord"), say(t)), t,
           "4.3,5.1.8,9.2", "An act before the rekey by the old key, one behind by the new.")
    t = Table()
    t.mandate("nord", "legal")
    second = t.mandate("nord", "legal", key=t.office_key("nord/legal", "2"), number=2)
    first = Table().mandate("nord", "legal")
    late = say(t, "nord/legal", signers=[t.office_key("nord/legal")])
    c.cannot("9.2-mandates.pouch", t.pouch(first, second, late), t, "3.1", "outbox",
             "Two mandates of an office wait, and an act by the key of the first.",
             covers="3.1,3.7,9.2")
    t = Table()
    t.log(say(t))
    t.epochs["nord"] = 1
    missing = t.act("nord", "resume", epoch=1)
    c.cannot("9.2-resume-missing.pouch", t.pouch(say(t)), t, "4.1", "outbox",
             "A resume is among what is missing, and its number with it.",
             covers="4.1,4.3,9.2")
    c.good("9.2-resume-waits.pouch", t.pouch(missing, t.last["nord"]), t, "4.3,5.1.9,9.2",
           "The resume waits, and the act behind it.")
    t = Table()
    c.cannot("9.2-prev-behind.pouch", t.pouch(*reversed([say(t), say(t)])), t, "4.1", "outbox",
             "The second act waits before the first.", covers="4.1,4.2,9.2")
    t = Table()
    c.false("2.3-charter-waits.pouch", t.pouch(t.charter), t, "2.3", "outbox/001", NOBODY,
            "The charter waits, and stands in the log.", covers="2.3,9.2")
    other = Table("stranger", name="crossing")
    c.false("2.3-other-charter-waits.pouch", t.pouch(other.charter), t, "2.3", "outbox/001",
            NOBODY, "The charter of another table waits.", covers="2.3,9.2")
    c.false("2.3-charter-and-more.pouch", t.pouch(say(t), t.charter.with_lines(
        t.charter.lines[0])), t, "2.3", "outbox/002", NOBODY,
            "An act, and a charter that lacks lines: the fault is told before the doubt.",
            covers="2.3,2.8,9.2")
    t = Table()
    one, two = t.log(say(t)), t.log(say(t))
    c.good("9.2-logged-among.pouch", t.pouch(one, say(t), two), t, "9.2",
           "Two acts that are logged already stand around one that waits.")
    t = Table()
    c.good("9.2-void.pouch", t.pouch(
        t.act("nord", "withdraw", of=sha256(b"x")),
        t.act("nord", "promise", what="paper", due="2026-01-01T00:00:00Z")), t,
           "5.3.1,5.4.1,9.2", "What would be void: of the rules only those are tried that "
           "register keys.")


def unlodged(c):
    """9.2: what is missing of an act that cannot be lodged behind what is here."""
    def cannot(name, clause, why, make, at="outbox", covers=""):
        t = Table()
        t.log(say(t))
        acts = make(t)
        c.cannot("9.2-%s.pouch" % name, t.pouch(*acts), t, clause, at, why,
                 covers="9.2," + clause + covers)

    def good(name, why, make, covers):
        t = Table()
        t.log(say(t))
        acts = make(t)
        c.good("9.2-%s.pouch" % name, t.pouch(*acts), t, "9.2," + covers, why)
    cannot("prev-unknown", "4.2", "NORD-2 waits, whose prev is not here: no number is left out.",
           lambda t: [say(t, prev=sha256(b"x"))])
    cannot("prev-unknown-first", "4.2", "SUD-1 waits, whose prev is not the charter.",
           lambda t: [say(t, "sud", prev=sha256(b"x"))])
    cannot("number-left-out", "4.1", "NORD-3 waits, whose prev is NORD-1: it leaves out a "
           "number, and cannot be lodged.", lambda t: [say(t, number=3)], covers=",4.2")
    cannot("first-left-out", "4.1", "SUD-2 waits, and SUD-1 is not here.",
           lambda t: [(say(t, "sud"), say(t, "sud"))[1]], covers=",4.2")
    cannot("first-of-two", "3.1", "A key that nobody knows, then a number that is left out.",
           lambda t: [say(t, "sud", signers=[Key("sud", secret("stranger"))], keep=False),
                      say(t, number=7, prev=sha256(b"x"))], covers=",4.1")
    cannot("behind-incomplete", "2.8", "Minutes that WEST has not signed, and an act behind "
           "them.", lambda t: [(m := t.act("nord", "minutes", signer=["nord", "west"],
                                           text="Met.")).with_lines(m.lines[0]), say(t)],
           "outbox/001", ",5.4.3")
    good("epoch-ahead", "NORD-2.1 waits behind NORD-1: only its epoch is wrong, a resume is "
         "missing or has overtaken it.", lambda t: [say(t, epoch=1)], "4.3")

    def overtaken(t, act=say):
        first = t.acts[1]
        t.epochs["nord"] = 1
        t.log(t.act("nord", "resume", epoch=1))
        return [act(t, after=first)]
    good("overtaken", "NORD-2 waits, and the log has the resume NORD-2.1: its place is past.",
         overtaken, "4.3,5.1.9")

    def office(t):
        return overtaken(t, lambda t, **more: t.mandate("nord", "legal", **more)) + [
            say(t, "nord/legal")]
    cannot("mandate-overtaken", "3.1", "A mandate whose place is past, which registers "
           "nothing, and an act of the office.", office, covers=",3.7,5.1.6")

    def out_of_chain(t):
        return [t.mandate("nord", "legal", number=3, prev=sha256(b"x")), say(t, "nord/legal")]
    cannot("mandate-out-of-chain", "4.1", "A mandate whose number leaves one out, and an act of "
           "the office: of doubts the first stands.", out_of_chain, covers=",3.1,5.1.6")

    def replaced_key(t):
        first, old = t.acts[1], t.current["nord"]
        t.log(t.rekey("nord"))
        return [say(t, after=first, signers=[old])]
    cannot("overtaken-by-rekey", "3.1", "NORD-2 waits, by a key that a logged rekey has "
           "replaced.", replaced_key, covers=",4.3,5.1.8")


def waiting(c):
    """9.2: keys that acts on their way register, and two texts under a key that is gone."""
    t = Table()
    c.good("9.2-rekey-waits.pouch", t.pouch(t.rekey("nord"), say(t)), t, "5.1.8,9.2",
           "A rekey waits, and an act by the new key.")
    t = Table()
    key = Key("sud", secret("a key of NORD's making"))
    mandate = t.mandate("nord", "legal", key="sud act " + key.vkey())
    c.cannot("9.2-mandate-of-other.pouch", t.pouch(mandate, say(t, "sud", signers=[key])), t,
             "3.1", "outbox",
             "NORD's mandate on its way names a key of SUD's: it counts for nothing.",
             covers="3.1,5.1.6,9.2")
    t = Table()
    admission = admit(t)
    c.good("9.2-admission.pouch", t.pouch(admission, t.act("ost", "join", of=admission)), t,
           "5.1.5,5.1.11,9.2", "An admission on its way, signed by all, registers a key.")
    t = Table()
    admission = admit(t, role="principal")
    t.log(admission)
    c.good("9.2-join-and-amend.pouch", t.pouch(
               t.act("ost", "join", of=admission),
               t.act("nord", "amend", amends=t.charter, rule="take-days 9",
                     signers=[t.current["nord"], t.current["sud"]])), t,
           "2.8,5.1.5,5.1.10,9.2", "A join on its way seats nobody yet: the principals of what "
           "waits behind it are those that sit when the log ends.")
    t = Table()
    half = admit(t)
    half = half.with_lines(half.lines[0])
    c.cannot("9.2-admission-half.pouch", t.pouch(half, t.act("ost", "join", of=half)), t,
             "2.8", "outbox/001", "The same, signed by NORD alone: it is incomplete.",
             covers="2.8,9.2")
    t = Table()
    forged = t.mandate("nord", "legal", signers=[Key("nord", secret("forger"))])
    c.cannot("9.2-mandate-forged.pouch", t.pouch(forged, say(t, "nord/legal")), t, "3.1",
             "outbox", "A mandate on its way that NORD's key has not signed.",
             covers="3.1,9.2")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(say(t, "nord/legal"))
    t.log(t.act("nord", "revoke", to="legal"))
    second = t.act("nord/legal", "statement", text="Another text.", number=1, prev=t.charter)
    c.cannot("9.2-twice-revoked.pouch", t.pouch(second), t, "5.1.7", "outbox",
             "A second text under a key that was revoked.", covers="4.4,5.1.7,9.2")
    t = Table()
    t.log(say(t))
    second = t.act("nord", "statement", text="Another text.", after=t.charter, keep=False)
    t.log(t.rekey("nord"))
    c.cannot("9.2-twice-replaced.pouch", t.pouch(second), t, "3.1", "outbox",
             "A second text under a key that was replaced.", covers="3.1,4.4,9.2")


def proofs(c):
    t = Table()
    h = t.log(t.hand("nord", "sud", own=True))
    receipt, release = t.receive("sud", h)
    right = t.proof(h, receipt, release)
    c.good("9.4-three.proof", right, t, "9.4", "Three acts.")
    c.good("9.4-whole.proof", t.whole(), t, "9.4", "The whole log.")
    c.good("9.4-marks.proof", t.proof(h, marks=t.marks[:2]), t, "9.4,6.5",
           "An act and two marks.")

    def bad(name, why, data, at, clause="9.4"):
        c.unreadable("9.4-%s.proof" % name, data, t, clause, at, NOBODY, why,
                     covers="9.4," + clause)

    def parts(bend):
        return t.proof(h, receipt, bend=bend)
    bad("version", "Another version.", right.replace(
        b"proof/1", b"proof/2", 1), "line 1", "9.1")
    bad("no-claim", "No line of the claim.", right.replace(b"claim -\n", b"", 1), "line 2")
    bad("empty-claim", "A claim of no words.", right.replace(b"claim -", b"claim ", 1),
        "line 2")
    bad("no-end", "No end.", right[:-4], "part 7")
    bad("behind-end", "A line behind the end.", right + b"more\n", "part 7", "1.1")
    bad("end-twice", "Two ends.", right + b"end\n", "part 7", "1.1")
    length = len(t.charter.note)
    bad("length-more", "A part that says to be longer than it is.",
        right.replace(b"part charter %d" % length, b"part charter %d" % (length + 1), 1),
        "part 1")
    bad("length-less", "A part that says to be shorter.",
        right.replace(b"part charter %d" % length, b"part charter %d" % (length - 1), 1),
        "part 1")
    bad("length-zero-led", "A length with a leading zero.",
        right.replace(b"part charter ", b"part charter 0", 1), "part 1")
    bad("length-none", "A part without its length.",
        right.replace(b"part charter %d" % length, b"part charter ", 1), "part 1")
    bad("length-huge", "A length beyond the file.",
        right.replace(b"part charter %d" % length, b"part charter 9007199254740991", 1),
        "part 1")
    bad("no-charter", "No charter.", parts(lambda p: p[1:]), "part 1")
    bad("charter-twice", "Two charters.", parts(lambda p: [p[0]] + p), "part 2")
    bad("proof-first", "A proof stands before its act.", parts(lambda p: [
        p[0], p[2], p[1]] + p[3:]), "part 2")
    bad("no-proof", "An act without its proof.", parts(lambda p: p[:2] + p[3:]), "part 3")
    bad("last-without", "The last act without its proof.", parts(lambda p: p[:4]), "end")
    bad("other-part", "A part that the format does not name.", parts(
        lambda p: p + [("policy", b"quorum none\n")]), "part 6")
    bad("mark-early", "A mark stands before the acts.", parts(
        lambda p: [p[0], ("mark", t.marks[0].note())] + p[1:]), "part 2")
    bad("acts-and-entries", "Picked acts and the whole log.", parts(lambda p: p + [
        ("entries", tree.entry_bundle(t.entries)), ("checkpoint", t.checkpoints[-1].note())]),
        "part 6")
    bad("entries-alone", "The whole log without its checkpoint.",
        t.whole(bend=lambda p: p[:2], marks=[]), "end")
    bad("falling", "Acts in falling order of the log.", files.proof([("charter",
                                                                      t.charter.note)] + [
        each for act in (receipt, h) for each in (("act", act.note), ("proof", tree.tlog_proof(
            act.index, t.hashes(), t.checkpoints[-1])))]), "proof 2")
    bad("act-twice", "One act twice.", files.proof([("charter", t.charter.note)] + [
        ("act", h.note), ("proof", tree.tlog_proof(1, t.hashes(), t.checkpoints[-1]))] * 2),
        "proof 2")
    new = t.checkpoints[-1]
    bad("two-checkpoints", "Proofs with two checkpoints.", files.proof([
        ("charter", t.charter.note), ("act", h.note),
        ("proof", tree.tlog_proof(1, t.hashes()[:t.checkpoints[1].size], t.checkpoints[1])),
        ("act", receipt.note), ("proof", tree.tlog_proof(2, t.hashes(), new))]), "proof 2")
    c.unreadable("9.4-marks-falling.proof", t.proof(h, marks=reversed(t.marks[:2])), t, "9.1",
                 "mark 2", NOBODY, "Marks in falling order.", covers="9.1,9.4")
    other = Table("name-32", members=(("nord", "principal"),
                  ("n" * 32, "principal")), judge=None)
    c.false("9.4-other-charter.proof", t.proof(h, charter=other.charter.note), other, "6.2",
            "checkpoint", NOBODY, "The charter of another table.", covers="6.2,9.4")


def tlog_proofs(c):
    t = three()
    act = t.acts[2]
    hashes, last = t.hashes(), t.checkpoints[-1]
    right = tree.tlog_proof(2, hashes, last)
    base = Table()

    def with_proof(name, why, data, clause, finding="unreadable", at="proof 1"):
        getattr(c, finding)("9.4-tlog-%s.proof" % name, files.proof(
            [("charter", t.charter.note), ("act", act.note), ("proof", data)]), base, clause,
                            at, NOBODY, why, covers="9.4," + clause)
    c.good("9.4-tlog-extra.proof", files.proof([
        ("charter", t.charter.note), ("act", act.note),
        ("proof", tree.tlog_proof(2, hashes, last, b"free data"))]), base, "9.4",
           "A tlog-proof with data of its own, which nobody has signed.")
    lines = right.split(b"\n")
    with_proof("path-short", "A hash less.", b"\n".join(lines[:2] + lines[3:]), "6.1", "false",
               "act 1")
    with_proof("path-long", "A hash more.", b"\n".join(lines[:3] + lines[2:]), "6.1", "false",
               "act 1")
    with_proof("path-turned", "Two hashes changed places.",
               b"\n".join([lines[0], lines[1], lines[3], lines[2]] + \
                          lines[4:]), "6.1", "false",
               "act 1")
    with_proof("other-index", "Another index.", right.replace(b"index 2", b"index 1"), "6.1",
               "false", "act 1")
    with_proof("index-beyond", "An index beyond the log.",
               right.replace(b"index 2", b"index 4"), "6.1", "false", "act 1")
    with_proof("version", "Another version.", right.replace(b"@v1", b"@v2"), "9.4")
    with_proof("index-zero-led", "An index with a leading zero.",
               right.replace(b"index 2", b"index 02"), "9.4")
    with_proof("no-index", "No index.", right.replace(b"index 2\n", b""), "9.4")
    with_proof("hash-short", "A hash of 31 bytes.", right.replace(lines[2], b"A" * 42 + b"=="),
               "9.4")
    with_proof("extra-late", "The data stands behind the index.",
               right.replace(b"index 2\n", b"index 2\nextra eA==\n"), "9.4")
    with_proof("no-checkpoint", "No checkpoint.", right[:right.index(b"\n\n") + 2], "9.4")


def trusts(c):
    t = three()
    data = t.bundle()
    c.good("9.7-all.bundle", data, t, "9.7,10.2", "Table, parties and log are trusted.")
    c.good("9.7-all.bundle", data, ("table-alone", t.trust(parties=[], log=False)), "9.7,10.2",
           "The table alone: its id binds every key.")
    c.good("9.7-all.bundle", data, ("parties-and-log", t.trust(table=False)), "9.7,10.2",
           "The parties and the log.")
    other = Table("stranger", name="crossing")
    c.good("9.7-all.bundle", data, ("two-table-lines", files.trust([other.id, t.id])),
           "9.7,10.2", "A trust file that knows two tables.")
    for name, trust, why in (
            ("other-table", files.trust([other.id]), "The trust file knows another table."),
            ("other-party", t.trust(table=False, parties=["sud", "west"]).replace(
                b"log ", b"party " + Key("nord", secret("x")).vkey().encode() + b"\nlog "),
             "Another key for NORD."),
            ("other-log", t.trust(table=False, log=False) + b"log " + Key(
                t.origin, secret("x")).vkey().encode() + b"\n", "Another key for the log.")):
        c.false("9.7-all.bundle", data, ("trust-" + name, trust), "9.7", "charter", NOBODY,
                why, covers="9.7,10.2")
    c.good("9.7-all.bundle", data, ("depositary-name", files.trust(
        [], [t.values[m, "act"] for m in sorted(t.members)],
        [vkey("bern", 1, t.holders["bern", "log"].public)])), "9.7,10.2",
           "The log key under the depositary's name, which anchors each of its logs.")
    c.cannot("9.7-all.bundle", data, None, "10.2", "-",
             "No trust file: the keys are self-asserted.", covers="9.7,10.2")
    c.cannot("9.7-all.bundle", data, ("empty", files.trust()), "10.2", "-",
             "A trust file that knows nothing.", covers="9.7,10.2")
    c.cannot("9.7-all.bundle", data, ("quorum-none", files.trust(policy=["quorum none"])),
             "10.2", "-", "A policy, but no anchor.", covers="9.7,10.2")
    party = "party %s\n" % Key("nord", secret("another desk of NORD's")).vkey()
    stranger = "party %s\n" % Key("ost", secret("ost")).vkey()
    for name, line_, why in (("party-keys", party, "Two keys of NORD, one of them that which "
                             "the charter has."),
                             ("party-stranger", stranger, "A party that nobody here is called.")):
        lines = t.trust(table=False).decode()
        c.good("9.7-all.bundle", data, (name, lines.replace("log ", line_ + "log ").encode()),
               "9.7,10.2", why)
    bent = three()
    bent.log(bent.act("nord", "statement", text="x", number=9))
    c.false("10.2-fault.bundle", bent.bundle(), None, "4.5", "NORD-9", "bern",
            "A fault is one without a trust file, too.", covers="4.5,10.2")
    moved = Table()
    moved.log(moved.act("nord", "withdraw", of=sha256(b"x")))
    c.cannot("10.2-remark.bundle", moved.bundle(), None, "10.2", "-",
             "A remark does not count where nothing is trusted.", covers="10.2,10.3")

    log = [t.values["bern", "log"]]
    two = Table()
    two.log(say(two))
    two.log(say(two, "sud"))
    for name, parties, ok, why in (
            ("log-and-signers", ["nord", "sud"], True,
             "The log, and both whose keys signed: WEST has signed nothing here."),
            ("log-and-nord", ["nord"],
             False, "The log and NORD, and not SUD, who signed too."),
            ("log-alone", [], False, "The log alone.")):
        trust = (name, files.trust([], [t.values[m, "act"] for m in parties], log))
        if ok:
            c.good("10.2-two.bundle", two.bundle(), trust, "10.2", why)
        else:
            c.cannot("10.2-two.bundle", two.bundle(), trust, "10.2", "-", why)
    c.cannot("10.2-two.bundle", two.bundle(), ("parties-alone",
                                               t.trust(table=False, log=False)),
             "10.2", "-", "The parties without the log.")
    minutes = Table()
    act = minutes.log(minutes.act("nord", "minutes", signer=["nord", "sud"], text="Met."))
    c.cannot("10.2-minutes.proof", minutes.proof(act), ("log-and-nord", files.trust(
        [], [t.values["nord", "act"]], log)), "10.2", "-",
             "The log and the author, and not SUD, who signed the minutes too.")
    c.good("10.2-minutes.proof", minutes.proof(act), ("log-and-signers", files.trust(
        [], [t.values[m, "act"] for m in ("nord", "sud")], log)), "10.2", "Both who signed.")
    charter = Table().charter.note
    c.good("10.2-charter.act", charter, ("parties-and-log", t.trust(table=False)), "10.2",
           "A charter alone, and all its members.")
    c.cannot("10.2-charter.act", charter, ("log-and-signers", files.trust(
        [], [t.values[m, "act"] for m in ("nord", "sud")], log)), "10.2", "-",
             "A charter alone, and one of its members is not known.")
    contradicted(c, t)
    strangers = Table("strangers", members=(("nord", "principal"), ("west", "observer")),
                      judge="west")
    c.false("10.2-others.bundle", strangers.bundle(), ("parties-alone", t.trust(
        table=False, log=False)), "9.7", "charter", NOBODY,
            "A void charter under the names of NORD and WEST, whose keys are others.",
            covers="9.7,10.2")
    c.false("10.2-others.bundle", strangers.bundle(), None, "5.1.1", "charter", "nord,west",
            "The same where nobody is known.", covers="5.1.1,10.2")


def contradicted(c, t):
    """10.2: a contradicted anchor stands behind every other fault, and lacks are none."""
    other_party = ("trust-other-party", t.trust(table=False, parties=["sud", "west"]).replace(
        b"log ", b"party " + Key("nord", secret("x")).vkey().encode() + b"\nlog "))
    other_log = ("trust-other-log", t.trust(table=False, log=False) + b"log " + Key(
        t.origin, secret("x")).vkey().encode() + b"\n")
    fault = Table()
    fault.log(say(fault, number=9))
    c.false("10.2-fault-and-anchor.bundle", fault.bundle(), other_party, "4.5", "NORD-9",
            "bern", "Another key for NORD is known, and the log has a fault of the depositary, "
            "whose key is known.", covers="4.5,9.7,10.2")
    c.false("10.2-fault-and-anchor.bundle", fault.bundle(), other_log, "9.7", "charter", NOBODY,
            "The fault would name a depositary whose log key is known to be another.",
            covers="4.5,9.7,10.2")
    forged = tree.Checkpoint(fault.origin, 2, fault.checkpoints[-1].root,
                             Key(fault.origin, secret("no log")))
    c.false("10.2-forged-and-anchor.bundle", fault.bundle(checkpoint=forged, marks=[]),
            other_party, "6.2", "checkpoint", NOBODY, "Another key for NORD is known, and the "
            "checkpoint is not signed: that fault names nobody.", covers="6.2,9.7,10.2")
    moved = Table()
    moved.log(say(moved, "sud"))
    rekey = moved.log(moved.rekey("nord"))
    act = moved.log(say(moved))
    for trust, why in ((moved, "The table is known"), (other_party, "Another key for NORD is "
                                                       "known")):
        c.cannot("10.2-lacking.proof", moved.proof(act), trust, "3.1", "NORD-1.1",
                 why + ", and the act's key is not shown.", covers="3.1,9.7,10.2")
    c.false("10.2-shown.proof", moved.proof(rekey, act), other_party, "9.7", "charter", NOBODY,
            "The rekey is shown: nothing lacks, and NORD's key is known to be another.",
            covers="9.7,10.2")
    first = Table()
    act = first.log(say(first))
    c.false("10.2-first-key.proof", first.proof(act), other_party, "9.7", "charter", NOBODY,
            "An act by NORD's first key, and another is known.", covers="9.7,10.2")


def bad_trusts(c):
    keys = witnesses()
    names = " ".join(key.name for key in keys)
    t = Table()
    party, log = t.values["nord", "act"], t.values["bern", "log"]

    def trust(name, reads, why, lines=(), policy_=(), first="verbale-trust/1", raw=None):
        data = raw if raw is not None else files.trust(first=first,
                                                       policy=list(lines) + list(policy_))
        c.trust_file(name, data, reads, "9.7", why)
    trust("first-line", False, "Another first line.", first="verbale-trust/2")
    trust("no-bytes", False, "A file of no bytes.", raw=b"")
    trust("no-last-lf", False, "The last line does not end.", raw=t.trust()[:-1])
    trust("other-line", False, "A line that the format does not name.", ["friend nord"])
    trust("order", False, "A party stands before a table.",
          ["party " + party, "table " + t.id.hex()])
    trust("log-before-party", False, "A log stands before a party.",
          ["log " + log, "party " + party])
    trust("table-short", False, "A table's id of 63 digits.", ["table " + t.id.hex()[:63]])
    trust("party-hex", False, "A party's key in hex.", ["party " + t.id.hex()])
    trust("party-cosign", False, "A party's key of type 0x04.",
          ["party " + t.values["nord", "cosign"]])
    trust("party-id", False, "A vkey whose id is not that of its key.",
          ["party " + vkey("nord", 1, t.current["nord"].public, b"\0\0\0\0")])
    trust("crlf", False, "Lines that end in CR and LF.", raw=t.trust().replace(b"\n", b"\r\n"))
    trust("policy", True, "A policy of two of three.", [], policy(keys, "2 " + names))
    trust("policy-any", True, "A policy of any.", [], policy(keys, "any " + names))
    trust("policy-all", True, "A policy of all.", [], policy(keys, "all " + names))
    trust("policy-one", True, "A quorum of one witness.", [],
          ["witness w0 " + keys[0].vkey(), "quorum w0"])
    trust("policy-none", True, "A quorum of none.", [], ["quorum none"])
    trust("policy-zero", False, "None of three.", [], policy(keys, "0 " + names))
    trust("policy-four", False, "Four of three.", [], policy(keys, "4 " + names))
    trust("policy-no-quorum", False, "Witnesses and no quorum.", [],
          policy(keys, "2 " + names)[:- 1])
    trust("policy-two-quorums", False, "Two quorums.", [],
          policy(keys, "2 " + names) + ["quorum none"])
    trust("policy-unknown", False, "A quorum of a group that is not.", [],
          policy(keys, "2 " + names, "h"))
    trust("policy-member", False, "A group with a member that is not.", [],
          policy(keys, "2 w0 w1 w9"))
    trust("policy-later", False, "A group that names a later one.", [],
          policy(keys, "2 w0 w1 h")[:-1] + ["group h 1 w2", "quorum g"])
    trust("policy-twice", False, "A member of two groups.", [],
          policy(keys, "2 w0 w1")[:-1] + ["group h 1 w0", "quorum h"])
    trust("policy-same-key", False, "Two witnesses with one key.", [],
          ["witness a " + keys[0].vkey(), "witness b " + keys[0].vkey(), "quorum a"])
    trust("policy-same-name", False, "Two witnesses with one name.", [],
          ["witness a " + keys[0].vkey(), "witness a " + keys[1].vkey(), "quorum a"])
    trust("policy-type-01", False, "A witness with a key of type 0x01.", [],
          ["witness a " + Key("w", secret("plain")).vkey(), "quorum a"])
    trust("policy-leading-zero", False, "A threshold with a leading zero.", [],
          policy(keys, "02 " + names))


    spaced_policies(c)


def spaced_policies(c):
    """9.7: words are parted as tlog-policy has it; empty lines and comments stand behind."""
    keys, t = witnesses(), Table()
    lines = policy(keys, "2 w0 w1 w2")
    head = t.trust().decode()
    party = [each for each in head.split("\n") if each.startswith("party")][0]
    for name, text, reads, why in (
            ("policy-tabs", head + "\n".join(each.replace(" ", "\t") for each in lines) + "\n", True,
             "Tabs between the words of a policy."),
            ("policy-spaces", head + "\n".join(each.replace(" ", " \t  ") for each in lines) + "\n",
             True, "Spaces and tabs between the words of a policy."),
            ("policy-indented", head + "".join("  %s \n" % each for each in lines), True,
             "Spaces around the lines of a policy."),
            ("policy-comments", head + "\n".join(lines[:3] + ["# Two of three", ""] + lines[3:])
             + "\n", True, "A comment and an empty line in a policy."),
            ("policy-comment-indented", head + "\n".join(
                lines[:3] + ["  # two of three", " \t"] + lines[3:]) + "\n", True,
             "A comment behind spaces, and a line of spaces and a tab."),
            ("policy-comment-behind-word", head + "\n".join(lines) + " # enough\n", False,
             "A comment behind the words of a line."),
            ("policy-url", head + lines[0] + " https://w0.example/\n" + "\n".join(lines[1:]) + "\n",
             True, "A witness with an address."),
            ("comment-first", head.replace("\n", "\n# mine\n", 1), False,
             "A comment before the tables."),
            ("empty-line", head.replace(party, "\n" + party), False,
             "An empty line before the parties."),
            ("party-tab", head.replace(party, party.replace(" ", "\t")), False,
             "A tab in the line of a party."),
            ("party-spaces", head.replace(party, party.replace(" ", "  ")), False,
             "Two spaces in the line of a party."),
            ("party-two-keys", head.replace(party, party + "\nparty " + Key(
                "nord", secret("second")).vkey()), True, "Two keys of one party."),
            ("policy-cr", head + "\r\n".join(lines) + "\n", False,
             "CR and LF in a policy.")):
        c.trust_file(name, text.encode(), reads, "9.7", why)


def single(c):
    base = Table()
    act = say(base)
    c.good("9.9-act.act", act.note, base, "9.9", "An act alone, by a key that is trusted.")
    c.cannot("9.9-act.act", act.note, None, "9.9", "NORD-1", "The same without a trust file.")
    c.cannot("9.9-act.act", act.note, ("sud-alone", base.trust(parties=["sud"])), "9.9",
             "NORD-1", "The trust file does not know NORD's key.")
    other = Table("stranger", name="crossing")
    tables = ("another-table", files.trust([other.id], [base.values["nord", "act"]]))
    c.false("9.9-act.act", act.note, tables, "9.7", "NORD-1", NOBODY,
            "The trust file names a table, and not this one.", covers="9.7,9.9")
    c.good("9.9-act.act", act.note, ("no-table", base.trust(table=False)), "9.7,9.9",
           "The trust file names no table.")
    base = Table()
    act = base.act("nord", "minutes", signer=["nord", "sud"], text="Met.")
    c.good("9.9-two.act", act.note, base, "9.9", "Two lines, by keys that are trusted.")
    c.cannot("9.9-two.act", act.note, ("sud-alone", base.trust(parties=["sud"])), "9.9",
             "NORD-1", "One of two keys is trusted.")
    void = Table().act("nord", "withdraw", of=sha256(b"x"))
    c.good("9.9-void.act", void.note, Table(), "9.9",
           "What would be void in the log is what its author signed.")
    edited = act.note.replace(b"Met.", b"Set.")
    c.false("9.9-edited.act", edited, base, "3.3", "NORD-1", NOBODY, "An edited act.",
            covers="3.3,9.9")


def anchors(c):
    """10.1 and 10.3: what is told first."""
    c.group = "10-findings"
    t = Table()
    t.log(t.act("nord", "withdraw", of=sha256(b"one")))
    t.log(t.act("sud", "withdraw", of=sha256(b"two")))
    c.remark("10.3-first-void.bundle", t.bundle(), t, "5.3.1", "NORD-1", "nord",
             "Two void acts: the first in log order is told.", covers="5.3.1,10.3")
    t = Table()
    t.log(say(t, date=t.now + 9000))
    t.log(t.act("sud", "withdraw", of=sha256(b"two")))
    c.remark("10.3-void-before-date.bundle", t.bundle(), t, "5.3.1", "SUD-1", "sud",
             "A date contradicted, then a void act: the void act weighs more.",
             covers="4.7,5.3.1,10.3")
    t = Table()
    t.log(say(t, "sud", date=t.now + 9000))
    t.log(say(t, "nord", date=t.now - 9000))
    c.remark("10.3-first-date.bundle", t.bundle(), t, "4.7", "SUD-1", "sud",
             "Two dates contradicted.", covers="4.7,10.3")
    t = Table("found-one-principal", members=(("nord", "principal"), ("west", "observer")),
              judge="west", log=False)
    t.log(t.charter)
    bad = t.bundle(bend=replaced("marks", lambda d: d[:-1]))
    c.unreadable("10.1-grammar-first.bundle", bad, t, "9.1", "marks", NOBODY,
                 "The file's own grammar is told before a void charter.", covers="9.1,10.1")
    t = Table()
    t.log(say(t, number=5))
    t.log(t.act("sud", "statement", text="a\u202eb"))
    c.false("10.1-order.bundle", t.bundle(), t, "4.5", "NORD-5", "bern",
            "An act out of chain stands before one that is unreadable.", covers="4.5,10.1")
    t = Table()
    t.log(t.act("nord", "statement", text="x", number=5, signers=[Key("nord", secret("y"))],
                seen="9 %s %s" % ("0" * 64, "0" * 64)))
    c.false("10.1-chain-first.bundle", t.bundle(), t, "4.5", "NORD-5", "bern",
            "Out of chain, unsigned, and beyond the log: the chain is told.",
            covers="4.5,10.1")
    t = three()
    for name in ("west", "nord"):
        t.log(t.act(name, "minutes", of=sha256(b"x"), signer=["nord", "west"], text="x"))
    c.remark("10.4-charter-order.bundle", t.bundle(), t, "5.4.3", "WEST-2", "nord,west",
             "Two answer, and stand in the charter's order.", covers="5.4.3,10.4")
    forged = say(t, "sud")
    t.log(forged.with_note(forged.note.replace(b"text x", b"text y")))
    c.false("10.4-depositary.bundle", t.bundle(), t, "4.5", "SUD-2", "bern",
            "The depositary answers, under its own name.", covers="4.5,10.4")
