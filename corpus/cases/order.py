"""10.1: of several faults the one that is told, of faults and doubts the fault.

SPDX-License-Identifier: ISC
"""
import struct

from kit import tree
from kit.corpus import NOBODY
from kit.notes import Key, line, note, secret, sha256
from kit.table import DAY, Table

from .chains import say
from .founding import NEXT, admit
from .logs import replaced


def cases(c):
    c.group = "10-findings"
    whole_file(c)
    one_entry(c)
    behind_entries(c)
    marks(c)
    copies(c)
    rules(c)
    doubts(c)


def void_table():
    """A table whose charter is void: it has one principal."""
    return Table("found-one-principal", judge="west", members=(("nord", "principal"),
                                                               ("west", "observer")))


def whole_file(c):
    t = void_table()
    both = "nord,west"
    c.unreadable("10.1-claim-first.proof", t.whole("NORD liked SUD"), t, "8.5", "claim", NOBODY,
                 "A claim of other words, and a void charter.", covers="8.5,10.1")
    t.entries.append(b"not an act\n")
    t.commit()
    c.false("10.1-charter-before-entry.bundle", t.bundle(), t, "5.1.1", "charter", both,
            "A void charter, and an entry that is no act.", covers="5.1.1,10.1")
    t = void_table()
    forged = tree.Checkpoint(t.origin, 1, sha256(b"x"), Key(t.origin, secret("no log")))
    c.false("10.1-charter-before-checkpoint.bundle", t.bundle(checkpoint=forged, marks=[]), t,
            "5.1.1", "charter", both, "A void charter, and a checkpoint that is not signed.",
            covers="5.1.1,10.1")
    t = Table()
    t.log(say(t))
    t.log(say(t, number=9))
    flip = replaced("tile/0/000.p/3", lambda d: d[:40] + bytes([d[40] ^ 1]) + d[41:])
    forged = tree.Checkpoint(t.origin, 3, t.checkpoints[-1].root,
                             Key(t.origin, secret("no log")))
    c.false("10.1-checkpoint-before-tree.bundle", t.bundle(
        checkpoint=forged, marks=[], bend=flip), t, "6.2", "checkpoint", NOBODY,
            "A checkpoint that is not signed, and a hash that is not its entry's.",
            covers="6.1,6.2,10.1")
    c.false("10.1-tree-before-entry.bundle", t.bundle(bend=flip), t, "6.1", "checkpoint",
            NOBODY, "A hash that is not its entry's, and an act out of chain.",
            covers="4.5,6.1,10.1")


def beyond(size=99):
    return "%d %s %s" % (size, "0" * 64, "0" * 64)


def one_entry(c):
    """Of one entry: grammar, chain, signature lines, signatures, seen, rules."""
    def entry(name, why, clause, make, finding="false", culprit="bern", at=None):
        t = Table()
        act = make(t)
        t.log(act)
        getattr(c, finding)("10.1-%s.bundle" % name, t.bundle(), t, clause, at or act.cite(),
                            culprit, why, covers="10.1," + clause)

    def two_lines(act, t):
        return act.with_lines(act.lines[0], t.current["sud"].line(act.text))
    entry("chain-before-lines", "Out of chain, and with a line too many.", "4.5",
          lambda t: two_lines(say(t, number=5), t))

    def edited(t):
        act = two_lines(say(t), t)
        return act.with_note(act.note.replace(b"text x", b"text y"))
    entry("lines-before-signatures", "A line too many, and every line false.", "2.8", edited,
          "unreadable")

    def unsigned(t):
        act = say(t, seen=beyond())
        return act.with_note(act.note.replace(b"text x", b"text y"))
    entry("signature-before-seen", "A false line, and a log beyond its own.", "4.5", unsigned)
    entry("seen-before-rules", "A log beyond its own, and a withdrawal of nothing.", "4.6",
          lambda t: t.act("nord", "withdraw", of=sha256(b"x"), seen=beyond()))


def behind_entries(c):
    t, other = Table(), Table()
    other.log(say(other, "sud"))
    shown = other.checkpoints[-1]
    t.log(say(t))
    t.log(say(t, number=9))
    c.false("10.1-entry-before-seen.bundle", t.bundle(seen=[shown]), t, "4.5", "NORD-9", "bern",
            "An act out of chain, and a fork in seen/.", covers="4.5,6.7,10.1")
    c.false("6.7-mark-before-seen.bundle", t.bundle(
        seen=[shown], marks=[t.marks[0], shown, t.marks[2]]), t, "6.7", "mark 2", "bern",
            "The fork stands among the marks too, which are told first.", covers="6.7,10.1")
    t = Table()
    t.log(say(t))
    waits = say(t)
    waits = waits.with_note(waits.note.replace(b"text x", b"text y"))
    c.false("10.1-seen-before-outbox.pouch", t.pouch(waits, seen=[shown]), t, "6.7",
            "seen/" + shown.hash().hex(), "bern", "A fork in seen/, and an edited act waits.",
            covers="6.7,9.2,10.1")
    c.false("10.1-fault-before-doubt.pouch", t.pouch(
        say(t, "sud", signers=[Key("sud", secret("stranger"))]), waits), t, "3.3",
            "outbox/002", NOBODY, "A key that nobody knows, and then an edited act: the fault "
            "is told.", covers="3.1,3.3,9.2,10.1")


def marks(c):
    """Marks stand behind the tree and before the entries: signature, dates, history of each."""
    t, other = Table(), Table()
    other.log(say(other, "sud"))
    t.log(say(t))
    t.log(say(t, "sud"))
    fork, clock = other.checkpoints[-1], t.holders["bern", "clock"]

    def dated_false(mark):
        return note(mark.text, mark.line, line("bern", clock.id, struct.pack(
            ">Q", mark.time) + bytes(64)))

    def forged(mark, dates=True):
        made = tree.Checkpoint(t.origin, mark.size, mark.root, Key(t.origin, secret("no log")))
        made.date(clock, mark.time)
        return made if dates else dated_false(made)
    first, second, third = t.marks

    def false(name, why, marks, clause, at, culprit=NOBODY, t=t, **more):
        c.false("10.1-mark-%s.bundle" % name, t.bundle(marks=marks, **more), t, clause, at,
                culprit, why, covers="10.1," + clause)
    false("date-then-signature", "A false date, then a mark that is not signed.",
          [dated_false(first), forged(second), third], "6.4", "mark 1")
    false("history-then-signature", "Another history, then a mark that is not signed.",
          [first, fork, forged(third)], "6.7", "mark 2", "bern")
    false("history-then-date", "Another history, then a false date.",
          [first, fork, dated_false(third)], "6.7", "mark 2", "bern")
    false("signature-before-date", "One mark that is not signed, with a false date.",
          [first, forged(second, False), third], "6.2", "mark 2")
    false("signature-before-history", "A mark of another history that is not signed.",
          [first, forged(fork), third], "6.2", "mark 2")
    false("date-before-history", "A mark of another history with a false date.",
          [first, dated_false(fork), third], "6.4", "mark 2")
    flip = replaced("tile/0/000.p/3", lambda d: d[:40] + bytes([d[40] ^ 1]) + d[41:])
    false("behind-tree", "A mark that is not signed, and a hash that is not its entry's.",
          [first, forged(second), third], "6.1", "checkpoint", bend=flip)
    bad = Table()
    bad.log(say(bad, number=9))
    bad.log(say(bad, "sud"))
    for name, mark, clause, culprit in (
            ("signature", forged(bad.marks[1]), "6.2", NOBODY),
            ("date", dated_false(bad.marks[1]), "6.4", NOBODY), ("history", fork, "6.7", "bern")):
        false(name + "-before-entry", "A fault of a mark, and an act out of chain.",
              [bad.marks[0], mark, bad.marks[2]], clause, "mark 2", culprit, bad)
    t = void_table()
    forged_ = tree.Checkpoint(t.origin, 1, t.checkpoints[0].root, Key(t.origin, secret("no")))
    forged_.date(t.holders["bern", "clock"], t.now)
    false("behind-charter", "A mark that is not signed, and a void charter.", [forged_],
          "5.1.1", "charter", "nord,west", t)


def copies(c):
    """seen/ and copy/ stand behind the entries, and before the outbox."""
    t, other = Table(), Table()
    other.log(say(other, "sud"))
    fork = other.checkpoints[-1]
    name = "copy/" + sha256(b"x").hex()

    def changed(parts):
        at = [i for i, each in enumerate(parts) if each[0].startswith("outbox/")]
        at = at[0] if at else len(parts)
        return parts[:at] + [(name, b"y")] + parts[at:]
    t.log(say(t))
    edited = say(t, keep=False)
    edited = edited.with_note(edited.note.replace(b"text x", b"text y"))
    c.false("10.1-copy-before-outbox.pouch", t.pouch(edited, bend=changed), t, "9.1", name,
            NOBODY, "A copy under another hash, and an edited act waits.",
            covers="9.1,9.2,10.1")
    c.false("10.1-seen-before-copy.bundle", t.bundle(seen=[fork], bend=changed), t, "6.7",
            "seen/" + fork.hash().hex(), "bern", "A fork in seen/, and a copy under another "
            "hash.", covers="6.7,9.1,10.1")
    t.log(say(t, number=9))
    c.false("10.1-entry-before-copy.bundle", t.bundle(bend=changed), t, "4.5", "NORD-9", "bern",
            "An act out of chain, and a copy under another hash.", covers="4.5,9.1,10.1")
    named = "seen/" + sha256(b"x").hex()
    c.false("10.1-entry-before-seen-name.bundle", t.bundle(bend=lambda parts: parts + [
        (named, t.checkpoints[1].note())]), t, "4.5", "NORD-9", "bern",
            "An act out of chain, and a checkpoint in seen/ under another hash.",
            covers="4.5,9.1,10.1")


def rules(c):
    def void(name, clause, why, make, culprit, covers):
        t = Table()
        act = t.log(make(t))
        c.remark("10.1-%s.bundle" % name, t.bundle(), t, clause, act.cite(), culprit, why,
                 covers="4.8,10.1," + covers)

    def transfer(t):
        last = t.checkpoints[-1]
        t.log(t.act("nord", "transfer", depositary="berne", origin="berne.example/next",
                    key=NEXT, at="%d %s" % (last.size, last.root.hex())))

    def late(t):
        transfer(t)
        t.commit(at=t.now + 9 * DAY)
        return say(t, "sud", date=t.now - 8 * DAY, lodge_by=t.now - 7 * DAY)
    void("late-and-transferred", "4.7", "Logged late, and behind the transfer.", late, NOBODY,
         "4.7,5.1.13")

    def left(t):
        t.log(t.act("west", "leave"))
        transfer(t)
        return say(t, "west")
    void("transferred-and-left", "5.1.13", "Behind the transfer, by one who has left.", left,
         "west", "5.1.12,5.1.13")

    def left_office(t):
        t.log(t.mandate("west", "desk", scope=["letter"]))
        t.log(t.act("west", "leave"))
        return say(t, "west/desk")
    void("left-and-scope", "5.1.12", "Beyond its mandate, by an office of one who has left.",
         left_office, "west/desk", "3.7,5.1.12")

    def early(t):
        t.log(admit(t))
        return t.act("ost", "withdraw", of=sha256(b"x"))
    void("early-and-kind", "5.1.5", "A withdrawal of nothing by one who has not joined.", early,
         "ost", "5.1.5,5.3.1")

    def scope(t):
        t.log(t.mandate("nord", "legal", scope=["letter"]))
        return t.act("nord/legal", "withdraw", of=sha256(b"x"))
    void("scope-and-kind", "3.7", "A withdrawal of nothing, beyond the mandate.", scope,
         "nord/legal", "3.7,5.3.1")

    def paper(t):
        return t.hand("nord", "sud", role="chair-text", answers=sha256(b"x"))
    void("kind-in-order", "5.2.1", "A chair's text by a principal that answers nothing.", paper,
         "nord", "5.2.1,5.2.5")


def doubts(c):
    t = Table()
    mandate = t.log(t.mandate("nord", "legal"))
    h = t.log(t.hand("nord/legal", "sud", own=True))
    other = t.log(t.hand("nord", "sud"))
    copy = h.copies["sud"]
    opened = [("opened", other.copies["sud"].text)]
    false = [("leaf", copy.disclosure(1, text=copy.leaves[1] + b"x\n"))]
    c.false("10.1-fault-before-doubt.proof", t.proof(h, extra=false), t, "7.3", "leaf", NOBODY,
            "The mandate is not shown, and a leaf is another: the fault is told.",
            covers="3.1,7.3,10.1")
    c.cannot("10.1-acts-before-disclosed.proof", t.proof(h, extra=opened), t, "3.1",
             "NORD/LEGAL-1", "The mandate is not shown, nor the act of the opened copy.",
             covers="3.1,7.7,10.1")
    shown = t.proof(mandate, h, extra=opened)
    c.cannot("10.1-disclosed.proof", shown, t, "7.7", "opened 1",
             "The act of the opened copy is not shown.", covers="7.7,10.1")
    c.cannot("10.1-disclosed.proof", shown, None, "7.7", "opened 1",
             "The same where nothing is anchored: that is told last.", covers="7.7,10.1,10.2")
