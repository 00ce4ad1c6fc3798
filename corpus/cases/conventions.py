"""Section 1: bytes, limits, and the spelling of values.

SPDX-License-Identifier: ISC
"""
from kit.corpus import NOBODY
from kit.notes import Key, secret
from kit.table import Table, change


def speech(text="Good day.", bend=None, **more):
    """A statement of NORD at the base table, as a single act."""
    return Table().act("nord", "statement", text=text, bend=bend, **more)


def said(value):
    """The same with any bytes as its text."""
    return speech(bend=change("text", "text " + value))


def escaped(data):
    return data.decode("utf-8", "surrogateescape")


def cases(c):
    c.group = "1-conventions"
    base = Table()
    shapes(c, base)
    limits(c, base)
    values(c, base)
    words(c, base)


def bad(c, name, act, clause, why, at="act", **more):
    data = act if isinstance(act, bytes) else act.note
    c.unreadable(name + ".act", data, Table(), clause, at, NOBODY, why, **more)


def fine(c, name, act, covers, why):
    c.good(name + ".act", act.note, Table(), covers, why)


def shapes(c, base):
    act = speech()
    fine(c, "1.1-plain", act, "1.1,2.1,2.2", "An act as it should be, for comparison.")
    fine(c, "1.1-letters", speech("Grüße, 世界, 𝔸."), "1.1",
         "UTF-8 of two, three and four bytes.")
    text = act.text.replace("\n", "\r\n")
    key = base.current["nord"]
    bad(c, "1.1-crlf", act.with_note(("%s\n%s" % (text, key.line(text))).encode()), "9.1",
        "Lines end in CR and LF: the first line is not that of an act.", at="line 1",
        covers="1.1,9.1")
    bad(c, "1.1-cr", speech(bend=change("office", "office -\r")), "2.1",
        "One line ends in CR and LF: a note has no control.", covers="1.1,2.1,10.3")
    bad(c, "1.1-nul", said("Good\0day."), "2.1", "A zero byte.", covers="1.1,1.4,2.1")
    for name, data, why in (
            ("overlong", b"\xc0\xaf", "A slash in two bytes: not the shortest form."),
            ("overlong-three", b"\xe0\x80\xaf", "A slash in three bytes."),
            ("surrogate", b"\xed\xa0\x80", "Half of a UTF-16 pair is no character."),
            ("beyond", b"\xf4\x90\x80\x80", "A number above U+10FFFF."),
            ("cut", b"caf\xc3", "A character that its line end cuts off."),
            ("latin", b"caf\xe9", "Latin-1, not UTF-8."),
            ("lone", b"\x80", "A byte that goes on with nothing.")):
        bad(c, "1.1-" + name, said(escaped(data)), "1.1", why)
    bad(c, "1.1-no-last-lf", act.note[:-1], "2.1", "The last line does not end.",
        covers="1.1,2.1")
    bad(c, "1.1-lf-behind", act.note + b"\n", "2.1", "An empty line behind the last one.",
        covers="1.1,2.1")
    bad(c, "1.1-text-behind", act.note + b"and so on\n", "1.1",
        "A line behind the last one that is no signature.")
    bad(c, "1.1-mark-before", b"\xef\xbb\xbf" + act.note, "9.1",
        "A byte order mark: no file of the format begins so.", at="line 1",
        covers="1.1,2.1,9.1")
    bad(c, "1.1-empty", b"", "9.1", "A file of no bytes.", at="line 1", covers="1.1,9.1")


def limits(c, base):
    long_name, longer_name = "n" * 32, "n" * 33
    t = Table("name-32", members=(("nord", "principal"), (long_name, "principal")), judge=None)
    c.good("1.2-name-32.bundle", t.bundle(), t, "1.2,1.3", "A name of 32 bytes.")
    t = Table("name-33", members=(("nord", "principal"),
              (longer_name, "principal")), judge=None)
    c.unreadable("1.2-name-33.act", t.charter.note, None, "1.3", "act", NOBODY,
                 "A name of 33 bytes.", covers="1.2,1.3")
    t = Table("origin-255", origin="o" * 255)
    c.good("1.2-origin-255.bundle", t.bundle(), t, "1.2", "An origin of 255 bytes.")
    t = Table("origin-256", origin="o" * 256)
    c.unreadable("1.2-origin-256.act", t.charter.note, None, "1.2", "act", NOBODY,
                 "An origin of 256 bytes.")
    fine(c, "1.2-words-2000", speech("w" * 2000), "1.2,1.4", "Words of 2,000 bytes.")
    fine(c, "1.2-words-2000-escaped", speech("w" * 1998 + "\\\\"), "1.2,1.4",
         "Words of 2,000 bytes as they are written, an escape at their end.")
    bad(c, "1.2-words-2001", said("w" * 2001), "1.4", "Words of 2,001 bytes.",
        covers="1.2,1.4")
    bad(c, "1.2-words-2001-wide", said("w" * 1999 + "é"), "1.4",
        "2,000 characters, but 2,001 bytes.", covers="1.2,1.4")
    bad(c, "1.2-line-4097", said("w" * 4092), "1.2", "A line of 4,097 bytes.")
    many = speech(bend=lambda lines: lines + ["text " + "w" * 1994] * 30)
    bad(c, "1.2-text-60001", many, "1.2", "A text of more than 60,000 bytes.")
    lines = [Key("k%d" % i, secret("line %d" % i)).line(speech().text) for i in range(16)]
    bad(c, "1.2-lines-17", speech(signers=[Table().current["nord"]] + lines), "1.2",
        "Seventeen signature lines.", covers="1.2")
    long = speech().note + ("— nord " + "A" * 66000 + "\n").encode()
    bad(c, "1.2-act-65536", long, "1.2", "An act of more than 65,535 bytes with its lines.")
    annexes(c)
    members(c)
    hashes = Table()
    hashes.log(speech())
    tlog = ("c2sp.org/tlog-proof@v1\nindex 1\n" + ("A" * 43 + "=\n") * 64 + "\n").encode()
    c.unreadable("1.2-hashes-64.proof", hashes.proof(hashes.acts[1], bend=lambda parts: [
        (n, tlog + hashes.checkpoints[-1].note() if n == "proof" else d) for n, d in parts]),
        base, "1.2", "proof 1", NOBODY, "A Merkle proof of 64 hashes.", covers="1.2,9.4")


def annexes(c):
    """64 and 65 values of one field."""
    for count in (64, 65):
        t = Table()
        lines = ["sud %d %s" % (1000 + i, secret("annex %d" % i).hex()) for i in range(count)]
        act = t.hand("nord", "sud", annexes=lines)
        if count == 64:
            c.good("1.2-values-64.bundle", (t.log(act), t.bundle())[1], t, "1.2,5.2.4",
                   "64 values of one field.")
        else:
            bad(c, "1.2-values-65", act, "1.2", "65 values of one field.")


def members(c):
    names = ["m%02d" % i for i in range(13)]
    t = Table("twelve", members=[(n, "principal")
              for n in names[:12]], judge=None, author="m00")
    c.good("1.2-members-12.bundle", t.bundle(), t, "1.2,2.8,5.1.1",
           "Twelve members, twelve lines.")
    t = Table("thirteen", members=[(n, "principal") for n in names], judge=None, author="m00",
              log=False)
    c.unreadable("1.2-members-13.act", t.charter.note, None, "1.2", "act", NOBODY,
                 "Thirteen members, and so more than 64 keys.")
    t = Table("thirteen-few", members=[(n, "principal") for n in names[:12]], judge=None,
              author="m00", log=False, bend_draft=lambda lines: [
                  each for line in lines for each in (
                      [line, "party m12 observer"] if line.startswith("party m11") else [line])])
    c.unreadable("1.2-members-13-without-key.act", t.charter.note, None, "1.2", "act", NOBODY,
                 "A thirteenth member, who has no key.")


def values(c, base):
    numbers = (("0", None), ("00", "A number with a leading zero."),
               ("01", "The same, not zero."), ("+1", "A sign."), ("-1", "A negative number."),
               ("1.0", "A fraction."), ("1e3", "An exponent."), ("0x10", "Hexadecimal."),
               ("１", "A digit of full width."), ("", "No digit."), ("86400", None),
               ("9007199254740992", "2^53: one too many."),
               ("18446744073709551616", "2^64: it must not wrap to 0."),
               ("1" * 30, "Thirty digits."))
    for i, (number, why) in enumerate(numbers):
        t = Table("skew-%d" % i if why is None else "skew", rules={"skew_seconds": number},
                  log=False)
        if why is None:
            t.log(t.charter)
            c.good("1.3-dec-%s.bundle" % number, t.bundle(), t, "1.3,5.1.4",
                   "The number %s." % number)
        else:
            c.unreadable("1.3-dec-bad-%02d.act" % i, t.charter.note, None, "1.3", "act",
                         NOBODY, why, covers="1.3,5.1.4")

    largest = "9007199254740991 %s %s" % ("0" * 64, "0" * 64)
    c.good("1.3-dec-9007199254740991.act", speech(seen=largest).note, base, "1.3,2.6",
           "The number 9007199254740991: of a single act no log tells what it has seen.")
    c.unreadable("1.3-dec-9007199254740992.act", speech(
        seen=largest.replace("991 ", "992 ")).note, base, "2.6", "act", NOBODY,
                 "2^53 as a size.", covers="1.3,2.6")

    def due(time):
        return Table().act("nord", "promise", what="meeting", due=time)

    times = (("2028-02-29T00:00:00Z", 1, "A leap day."),
             ("2400-02-29T00:00:00Z", 1, "A leap day of a fourth century."),
             ("9999-12-31T23:59:59Z", 1, "The last second."),
             ("2026-02-29T00:00:00Z", 0, "No leap day in that year."),
             ("2100-02-29T00:00:00Z", 0, "2100 is no leap year."),
             ("2026-04-31T00:00:00Z", 0, "April has 30 days."),
             ("2026-13-01T00:00:00Z", 0, "A thirteenth month."),
             ("2026-00-10T00:00:00Z", 0, "Month zero."),
             ("2026-05-00T00:00:00Z", 0, "Day zero."),
             ("2026-12-31T24:00:00Z", 0, "Hour 24."),
             ("2026-12-31T23:60:00Z", 0, "Minute 60."),
             ("2026-12-31T23:59:60Z", 0, "A leap second."),
             ("2026-12-31T23:59:59", 0, "No zone."),
             ("2026-12-31T23:59:59+00:00", 0, "Another spelling of the zone."),
             ("2026-12-31t23:59:59z", 0, "Lower case."),
             ("2026-12-31 23:59:59Z", 0, "A space for the T."),
             ("2026-12-31T23:59:59.0Z", 0, "A fraction of a second."),
             ("26-12-31T23:59:59Z", 0, "A year of two digits."),
             ("12026-12-31T23:59:59Z", 0, "A year of five digits."))
    for i, (time, valid, why) in enumerate(times):
        if valid:
            fine(c, "1.3-time-%02d" % i, due(time), "1.3,5.4.1", why)
        else:
            bad(c, "1.3-time-%02d" % i, due(time), "1.3", why)
    fine(c, "1.3-time-1970", speech(date="1970-01-01T00:00:00Z",
                                    lodge_by="1970-01-01T00:00:00Z"), "1.3,2.7",
         "The first second of 1970.")
    bad(c, "1.3-time-1969", speech(date="1969-12-31T23:59:59Z",
                                   lodge_by="2026-01-01T00:00:00Z"), "1.3",
        "The second before 1970.", covers="1.3,2.7")
    for name, value, why in (("upper", "A" * 64, "Upper-case hex."),
                             ("63", "a" * 63, "63 digits."),
                             ("65", "a" * 65, "65 digits."), ("g", "g" * 64, "No hex digit."),
                             ("0x", "0x" + "a" * 62, "A prefix.")):
        bad(c, "1.3-hash-" + name, speech(bend=change("of", "of " + value)), "1.3", why)
    fine(c, "1.3-hash", speech(of="0" * 64), "1.3,5.4.4",
         "A hash of 64 zeros, which names no act.")
    for i, (name, why) in enumerate((("Nord", "A capital."), ("no_rd", "An underscore."),
                                     ("no.rd", "A dot."), ("nörd", "A letter beyond ASCII."),
                                     ("no rd", "A space."))):
        act = Table().act("nord", "promise", to="sud", what="meeting",
                          due="2027-01-01T00:00:00Z", bend=change("to", "to " + name))
        bad(c, "1.3-name-%d" % i, act, "1.3", why)


def words(c, base):
    fine(c, "1.4-escapes", said("One\\nTwo \\\\ three"), "1.4",
         "A line end and a backslash, escaped.")
    fine(c, "1.4-one", said("x"), "1.4", "One byte.")
    fine(c, "1.4-spaces", said("  x  "), "1.4", "Spaces at both ends are words like others.")
    fine(c, "1.4-marks", said("e\u0301 \u00a0 \u3000 \u00ad \ufffd \U0010fffd"), "1.4",
         "A combining mark, wide spaces, a soft hyphen, the last private character.")
    for name, value, why in (
            ("tab-escape", "a\\tb", "No other escape than two."),
            ("upper-escape", "a\\Nb", "Nor in upper case."),
            ("open-escape", "a\\", "A backslash alone at the end."),
            ("hex-escape", "a\\x0ab", "Nor by number."),
            ("empty", "", "No byte at all.")):
        bad(c, "1.4-" + name, said(value), "1.4", why)
    for code in (0x01, 0x09, 0x0b, 0x0d, 0x1b, 0x1f):
        bad(c, "1.4-c0-%02x" % code, said("a%cb" % code), "2.1",
            "A C0 control, which no note has.", covers="1.4,2.1")
    for code in (0x7f, 0x80, 0x85, 0x9f):
        bad(c, "1.4-c1-%02x" % code, said("a%cb" % code), "1.4", "DEL or a C1 control.")
    for code, why in [(0x2028, "A line separator."), (0x2029, "A paragraph separator.")] + [
            (code, "A bidirectional control.") for code in
            (0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069)] + [
            (code, "A zero-width character.") for code in
            (0x200b, 0x200d, 0x2060, 0x2064, 0xfeff)] + [
            (code, "A noncharacter.") for code in
            (0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x10ffff)]:
        bad(c, "1.4-u-%04x" % code, said("a%cb" % code), "1.4", why)
    for code in (0x061b, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a, 0xfdcf, 0xfdf0, 0x00a0):
        fine(c, "1.4-beside-%04x" % code, said("a%cb" % code), "1.4",
             "The neighbour of an excluded character.")
    t = Table()
    t.log(said("a\u202eb"))
    c.unreadable("1.4-logged.bundle", t.bundle(), base, "1.4", "entry 1", "bern",
                 "The same in the log: the depositary should have refused it.",
                 covers="1.4,4.5")
    for name, value, clause, why in (
            ("1.4-logged-c0", "a\x1bb", "2.1", "A C0 control in the log."),
            ("1.1-logged", escaped(b"caf\xe9"), "1.1", "No UTF-8 in the log.")):
        t = Table()
        t.log(said(value))
        c.unreadable(name + ".bundle", t.bundle(), base, clause, "entry 1", "bern", why,
                     covers="4.5,%s,%s" % (clause, name[:3]))

