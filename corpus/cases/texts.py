"""Section 2: the text of an act, its head, its signature lines, its id.

SPDX-License-Identifier: ISC
"""
from kit import curve
from kit.corpus import NOBODY
from kit.notes import Key, b64, line, secret, sha256
from kit.table import DAY, Table, change

from .conventions import bad, fine, speech


def cases(c):
    c.group = "2-acts"
    form(c)
    head(c)
    numbers(c)
    seen(c)
    dates(c)
    lines_of_signatures(c)
    ids(c)
    repeated(c)
    canonical(c)


def logged(bend=None, **more):
    """A bundle with one statement, and its table."""
    t = Table()
    t.log(t.act("nord", "statement", text="Good day.", bend=bend, **more))
    return t.bundle(), t


def form(c):
    second = change("verbale-act/1", "verbale-act/2")
    bad(c, "2.1-other-version", speech(bend=second), "9.1", "An act of a version that is not.",
        at="line 1", covers="2.1,9.1")
    data, t = logged(second)
    c.unreadable("2.1-other-version.bundle", data, t, "2.1", "entry 1", "bern",
                 "The same in the log.")
    data, t = logged(lambda lines: [""] + lines)
    c.unreadable("2.1-lf-before.bundle", data, t, "2.1", "entry 1", "bern",
                 "An empty line before the first.")
    bad(c, "2.1-empty-line", speech(bend=change("of", ["", "of -"])), "2.1",
        "An empty line within the text.")
    bad(c, "2.1-no-signature", speech().with_lines(), "2.1",
        "A text without a signature line.")
    act = speech()
    bad(c, "2.1-text-alone", act.text.encode(), "2.1", "A text without the empty line.")
    for name, text, why in (
            ("hyphen", "- nord ", "A hyphen for the dash."),
            ("en-dash", "\u2013 nord ", "Another dash."),
            ("no-space", "\u2014nord ", "No space behind the dash."),
            ("two-spaces", "\u2014 nord  ", "Two spaces before the base64."),
            ("plus", "\u2014 no+rd ", "A plus sign in the name of a line.")):
        bent = act.lines[0].replace("\u2014 nord ", text)
        bad(c, "2.1-line-" + name, act.with_lines(bent), "2.1", why)
    for name, bend, why in (
            ("base64", lambda s: s[:-10] + "*" + s[-9:], "No base64."),
            ("unpadded", lambda s: s.replace("=\n", "\n"), "Base64 without its padding."),
            ("short", lambda s: "\u2014 nord " + b64(b"\1\2\3\4") + "\n",
             "A key id, no signature."),
            ("empty", lambda s: "\u2014 nord \n", "No base64 at all.")):
        bad(c, "2.1-line-" + name, act.with_lines(bend(act.lines[0])), "2.1", why)
    for size in (63, 65):
        key = Table().current["nord"]
        bent = line("nord", key.id, (key.signature(act.text) + b"\0")[:size])
        c.false("2.1-signature-%d.act" % size, act.with_lines(bent).note, Table(), "3.3",
                "NORD-1", NOBODY, "A signature of %d bytes is none." % size, covers="2.1,3.3")


def head(c):
    def swapped(lines):
        lines[1], lines[2] = lines[2], lines[1]
        return lines

    def fields_swapped(lines):
        lines[-1], lines[-2] = lines[-2], lines[-1]
        return lines
    for name, bend, why in (
            ("head-order", swapped, "table stands before kind."),
            ("field-order", fields_swapped, "text stands before finding."),
            ("no-office", change("office", []), "office is missing."),
            ("no-field", change("finding", []), "A field of the kind is missing."),
            ("no-last-field", change("text", []), "The last field of the kind is missing."),
            ("other-head", change("lodge-by", lambda s: ["place here", s]),
             "A field that the head does not have."),
            ("twice", change("finding", ["finding -", "finding -"]),
             "A field twice that is not repeated."),
            ("no-space", change("office", "office"), "A key without a value."),
            ("space-before", change("office", " office -"), "A space before a key."),
            ("upper-case", change("office", "Office -"), "A key in upper case."),
            ("absent", change("text", "text -"), "A field that may not be absent is.")):
        bad(c, "2.2-" + name, speech(bend=bend), "2.2", why,
            covers="1.4,2.2" if name == "absent" else "2.2")
    for value, name, why in ((" -", "two-spaces", "Two spaces behind a key."),
                             ("- ", "trailing-space", "A space at a line's end.")):
        bad(c, "2.2-" + name, speech(bend=change("office", "office " + value)), "2.4", why,
            covers="2.2,2.4")
    bad(c, "2.2-other-field", speech(bend=change("text", ["text Good day.", "mood good"])),
        "1.1", "A line behind the last field of the kind.", covers="1.1,2.2")
    bad(c, "2.2-tab", speech(bend=change("office", "office\t-")), "2.1",
        "A tab behind a key, and no space: a note has no control.", covers="2.1,2.2,10.3")
    head_values(c)


def head_values(c):
    bad(c, "2.3-kind", speech(bend=change("kind", "kind threaten")), "2.3",
        "No kind of section 5.")
    bad(c, "2.3-kind-upper", speech(bend=change("kind", "kind Statement")), "2.3",
        "A kind in upper case.")
    data, t = logged(change("kind", "kind threaten"))
    c.unreadable("2.3-kind.bundle", data, t, "2.3", "entry 1", "bern",
                 "The same in the log.", covers="2.3,4.5")
    bad(c, "2.3-no-table", speech(table="-"), "2.3", "Only the charter names no table.")
    t = Table("charter-table", bend=change("table", "table " + "0" * 64), log=False)
    c.unreadable("2.3-charter-table.act", t.charter.note, None, "2.3", "act", NOBODY,
                 "A charter that names a table.")
    data, t = logged(table=sha256(b"another").hex())
    c.false("2.3-other-table.bundle", data, t, "4.5", "NORD-1", "bern",
            "An act of another table is logged.", covers="2.3,4.5")
    bad(c, "2.4-author-upper", speech(author="Nord"), "2.4", "An author with a capital.")
    bad(c, "2.4-author-absent", speech(author="-"), "2.4",
        "No author: what stands for the absent is no name.", covers="1.3,2.2,2.4")
    bad(c, "2.4-office-upper", speech(office="Legal"), "2.4", "An office with a capital.")
    data, t = logged(author="ost", signers=[Key("ost", secret("ost"))])
    c.false("2.4-stranger.bundle", data, t, "4.5", "OST-1", "bern",
            "The author is no member.", covers="2.4,4.5")
    c.cannot("2.4-stranger.act", speech(author="ost", signers=[Key("ost",
                                                                   secret("ost"))]).note, t,
             "9.9", "OST-1", "The trust file knows no such author.", covers="2.4,9.9")
    t = Table()
    t.log(t.act("bern", "statement", text="Closed at noon.", lodge_by=t.now + DAY))
    c.false("2.4-depositary.bundle", t.bundle(), t, "4.5", "BERN-1", "bern",
            "The depositary makes a statement: it signs releases alone.", covers="2.4,4.5")


def numbers(c):
    for name, number, why in (
            ("zero", "0", "Only the charter has number 0."),
            ("leading-zero", "01", "A leading zero."),
            ("epoch-zero", "1.0", "Epoch 0 is not written."),
            ("epoch-leading-zero", "1.01", "A leading zero in the epoch."),
            ("two-dots", "1.1.1", "Two dots."),
            ("dot", "1.", "A dot without an epoch."),
            ("epoch-alone", ".1", "An epoch without a number."),
            ("too-large", "9007199254740992", "2^53."),
            ("epoch-too-large", "1.9007199254740992", "2^53 as an epoch."),
            ("absent", "-", "No number.")):
        bad(c, "2.5-number-" + name, speech(bend=change("number", "number " + number)), "2.5",
            why)
    fine(c, "2.5-largest", speech(number=9007199254740991, epoch=9007199254740991),
         "1.3,2.5,2.13", "The largest number and epoch.")
    for name, prev in (("absent", "-"), ("short", "ab")):
        bad(c, "2.5-prev-" + name, speech(bend=change("prev", "prev " + prev)), "2.5",
            "No id of an act before it.")
    for name, bend, why in (
            ("number", change("number", "number 1"), "A charter with number 1."),
            ("prev", change("prev", "prev " + "0" * 64), "A charter with an act before it.")):
        t = Table("charter-" + name, bend=bend, log=False)
        c.unreadable("2.5-charter-%s.act" % name, t.charter.note, None, "2.5", "act", NOBODY,
                     why)


def seen(c):
    root, mark = "0" * 64, "1" * 64
    for name, value, why in (
            ("size-zero", "0 %s %s" % (root, mark), "SIZE is at least 1."),
            ("absent", "-", "Only the charter has seen nothing."),
            ("two", "1 %s" % root, "No checkpoint."),
            ("four", "1 %s %s %s" % (root, mark, mark), "A value too many."),
            ("leading-zero", "01 %s %s" % (root, mark), "A leading zero."),
            ("two-spaces", "1  %s %s" % (root, mark), "Two spaces."),
            ("upper", "1 %s %s" % ("A" * 64, mark), "Upper-case hex."),
            ("base64", "1 %s %s" % (b64(bytes(32)), mark), "A root in base64.")):
        bad(c, "2.6-" + name, speech(seen=value), "2.6", why)
    t = Table("charter-seen", log=False, bend=change("seen", "seen 1 %s %s" % (root, mark)))
    c.unreadable("2.6-charter.act", t.charter.note, None, "2.6", "act", NOBODY,
                 "A charter that has seen a log.")


def dates(c):
    fine(c, "2.7-same", speech(date="2026-03-02T09:00:00Z", lodge_by="2026-03-02T09:00:00Z"),
         "2.7", "lodge-by is date.")
    bad(c, "2.7-before", speech(date="2026-03-02T09:00:00Z", lodge_by="2026-03-02T08:59:59Z"),
        "2.7", "lodge-by is a second before date.")
    for key in ("date", "lodge-by"):
        bad(c, "2.7-no-" + key, speech(bend=change(key, key + " -")),
            "1.3" if key == "date" else "2.7", "No %s." % key, covers="1.3,2.2,2.7")


    for name, value in (("month", "2026-13-02T09:00:00Z"), ("zone", "2027-03-02T09:00:00")):
        bad(c, "2.7-lodge-by-" + name, speech(lodge_by=value), "2.7",
            "A lodge-by that is no time.", covers="1.3,2.7,10.3")
        bad(c, "2.7-date-" + name, speech(date=value, lodge_by="2028-01-01T00:00:00Z"), "1.3",
            "A date that is no time.", covers="1.3,2.7,10.3")


def lines_of_signatures(c):
    base, act = Table(), speech()
    stranger = Key("nord", secret("stranger"))
    bad(c, "2.8-again", act.with_lines(act.lines[0], act.lines[0]), "2.8",
        "The same line twice.", at="NORD-1")
    bad(c, "2.8-second", act.with_lines(act.lines[0], stranger.line(act.text)), "2.8",
        "A second line of that name, by another key.", at="NORD-1")
    t = Table()
    amend = t.act("nord", "amend", amends=t.charter, rule="take-days 9")
    incomplete(c)
    turned = amend.with_lines(*reversed(amend.lines))
    c.false("2.8-order.act", turned.note, base, "2.8", "NORD-1", NOBODY,
            "Two lines in the wrong order.")
    t.log(turned)
    c.false("2.8-order.bundle", t.bundle(), base, "4.5", "NORD-1", "bern",
            "The same in the log.", covers="2.8,4.5")
    turned = base.charter.with_lines(*reversed(base.charter.lines))
    c.false("2.8-charter-order.act", turned.note, base, "2.8", "charter", NOBODY,
            "The lines of a charter stand in the order of its parties.")
    t = Table()
    t.log(t.act("nord", "minutes", signer=["nord", "sud", "west"], text="Met."))
    c.good("2.8-three.bundle", t.bundle(), t, "2.8,5.4.3", "Three lines, by name.")


def incomplete(c):
    """2.8: an act that is not logged may lack lines of acts that several sign."""
    t = Table()
    minutes = t.act("nord", "minutes", signer=["nord", "sud", "west"], text="Met.")
    false = line("nord", t.current["nord"].id, bytes(64))
    for name, lines, why in (
            ("one-of-three", minutes.lines[:1], "One of three has signed."),
            ("two-of-three", minutes.lines[1:], "The author has not signed."),
            ("false-of-three", [false], "One line of three, and it is false: what lacks is told "
             "before any signature is looked at.")):
        c.cannot("2.8-%s.act" % name, minutes.with_lines(*lines).note, t, "2.8", "NORD-1", why,
                 covers="2.8,5.4.3")
    c.cannot("2.8-waits.pouch", t.pouch(minutes.with_lines(*minutes.lines[:2])), t, "2.8",
             "outbox/001", "Minutes on their way that WEST has not signed.",
             covers="2.8,9.2")
    c.false("2.8-lacking-order.act", minutes.with_lines(*reversed(minutes.lines[:2])).note, t,
            "2.8", "NORD-1", NOBODY, "Two lines of three, and not in order.",
            covers="2.8,5.4.3")
    more = minutes.with_lines(*minutes.lines, t.holders["nord", "founding"].line(minutes.text))
    c.unreadable("2.8-four-of-three.act", more.note, t, "2.8", "NORD-1", NOBODY,
                 "A line more than there are signers.", covers="2.8,5.4.3")
    t = Table()
    rekey = t.rekey("nord")
    c.cannot("2.8-rekey-one.act", rekey.with_lines(rekey.lines[0]).note, t, "2.8",
             "NORD/RECOVERY-1", "A rekey that the new key has not signed.",
             covers="2.8,5.1.8")
    t = Table("three", members=(("nord", "principal"), ("sud", "principal"),
                                ("west", "principal")), judge=None)
    amend = t.act("nord", "amend", amends=t.charter, rule="take-days 9")
    c.good("2.8-amend-two-of-three.act", amend.with_lines(*amend.lines[:2]).note, t,
           "2.8,5.1.10,9.9", "Two lines under an amendment that stands alone: nobody knows "
           "whether a third is due.")
    c.false("2.8-amend-no-name.act", amend.with_lines(
                amend.lines[0], t.current["sud"].line(amend.text, name="{ud")).note, t,
            "2.8", "NORD-1", NOBODY, "The second of two lines is under what is no name of a "
            "member, whoever the principals are.", covers="2.8,1.3,5.1.10,9.9")
    t.log(amend.with_lines(*amend.lines[:2]))
    c.unreadable("2.8-amend-two-of-three.bundle", t.bundle(), t, "2.8", "NORD-1", "bern",
                 "The same in the log, where three principals sit.", covers="2.8,5.1.10")


def ids(c):
    t = Table()
    act = t.act("nord", "statement", text="Good day.")
    other = line("nord", t.current["nord"].id,
                 curve.sign(t.current["nord"].seed, act.text.encode(), nonce=12345))
    twin = act.with_lines(other)
    t.log(act)
    c.good("2.9-other-signature.pouch", t.pouch(twin), t, "2.9,4.4",
           "The logged text on its way again under another valid signature: one act, not two.")
    t.log(t.act("nord", "statement", text="And good night.", prev=twin))
    c.good("2.9-id.bundle", t.bundle(), t, "2.9,4.2",
           "prev is the id of a text, not of a note.")
    data, t = logged(prev=sha256(Table().charter.text.encode()))
    c.false("2.9-bare-hash.bundle", data, t, "4.5", "NORD-1", "bern",
            "prev is the hash of the charter's text without its label.", covers="2.9,4.2,4.5")
    t = Table()
    data, t = logged(prev=t.id)
    c.false("2.9-table-id.bundle", data, t, "4.5", "NORD-1", "bern",
            "prev is the table's id, not the charter's id as an act.", covers="2.9,2.10,4.5")
    charter = Table().charter
    data, t = logged(table=charter.id.hex())
    c.false("2.10-act-id.bundle", data, t, "4.5", "NORD-1", "bern",
            "table is the charter's id as an act, not the table's.", covers="2.3,2.10,4.5")
    t = Table()
    c.false("2.10-trust.bundle", t.bundle(), ("other-table", t.trust().replace(
        t.id.hex().encode(), t.charter.id.hex().encode())), "9.7", "charter", NOBODY,
        "The trust file has the charter's id as an act.", covers="2.10,9.7")


def repeated(c):
    def mandate(*scope):
        t = Table()
        act = t.mandate("nord", "legal", bend=change("scope", ["scope " + s for s in scope]))
        return t, act
    t, act = mandate("letter", "statement", "take")
    c.good("2.11-ascending.bundle", (t.log(act), t.bundle())[1], t, "2.11,5.1.6",
           "Three values in ascending order.")
    for name, scope, why in (
            ("descending", ("statement", "letter"), "Two values in descending order."),
            ("twice", ("letter", "letter"), "A value twice."),
            ("absent-too", ("-", "letter"), "A value, and none."),
            ("absent", ("-",), "A repeated field that needs a value has none.")):
        bad(c, "2.11-" + name, mandate(*scope)[1],
            "2.2" if name.startswith("absent") else "2.11", why, covers="2.2,2.11")
    t = Table()
    bad(c, "2.11-apart", t.mandate("nord", "legal", bend=change(
        "from", ["from -", "scope take"])), "2.2", "The values do not stand together.",
        covers="2.2,2.11")
    t = Table()
    act = t.act("nord", "minutes", signer=["nord", "sud"], text="Met.", bend=lambda lines: [
        each for each in lines if not each.startswith("signer")][:-1]
        + ["signer sud", "signer nord", "text Met."])
    bad(c, "2.11-signers", act, "2.11", "Signers out of order.")


def canonical(c):
    # 68 bytes of a seat leave four bits of their last character unused.
    def loosen(text):
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        return text[:-2] + letters[letters.index(text[-2]) + 1] + "="
    t = Table("seat-bits", log=False,
              bend=lambda lines: lines[:-1] + [loosen(lines[-1])])
    c.unreadable("2.12-seat-bits.act", t.charter.note, None, "1.3", "act", NOBODY,
                 "A seat in base64 whose unused bits are not zero.", covers="1.3,2.12,5.1.2")
    t = Table()
    key = t.office_key("nord/legal")
    for name, value, why in (
            ("key-id", key.vkey().replace(key.id.hex(), "00000000"),
             "A vkey whose id is not the hash of its key."),
            ("key-id-upper", "nord/legal+%s+%s" % (key.id.hex().upper(),
                                                   b64(b"\1" + key.public)),
             "A vkey whose id is in upper case."),
            ("key-short", "nord/legal+%s+%s" % (key.id.hex(), b64(b"\1" + key.public[:31])),
             "A vkey of 31 bytes."),
            ("key-long", "nord/legal+%s+%s" % (key.id.hex(), b64(b"\1" + key.public + b"\0")),
             "A vkey of 33 bytes."),
            ("key-base64", key.vkey()[:-2] + "*=", "A vkey that is no base64."),
            ("key-parts", "nord/legal+" + b64(b"\1" + key.public), "A vkey without an id.")):
        act = Table().mandate("nord", "legal", key="nord/legal act " + value)
        bad(c, "3.2-" + name, act, "3.2", why)
