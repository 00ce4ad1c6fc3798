"""Section 6: trees, checkpoints, dates, quorums, forks.

SPDX-License-Identifier: ISC
"""
import struct

from kit import tree
from kit.corpus import NOBODY
from kit.notes import COSIGNATURE, Key, b64, line, note, secret, sha256
from kit.table import DAY, Table, make_key, value_of

from .chains import say
from .founding import admit


def cases(c):
    c.group = "6-log"
    trees(c)
    checkpoints(c)
    cosignatures(c)
    intervals(c)
    quorums(c)
    forks(c)


def three():
    """A log of three statements."""
    t = Table()
    for chain in ("nord", "sud", "west"):
        t.log(say(t, chain))
    return t


def replaced(name, data):
    return lambda parts: [(n, data(d) if callable(data) else data) if n == name else (n, d)
                          for n, d in parts]


def trees(c):
    t = three()
    c.good("6.1-three.bundle", t.bundle(), t, "6.1,9.1", "A log of four entries.")
    t = Table()
    c.good("6.1-one.bundle", t.bundle(), t, "6.1", "A log of the charter alone.")
    t = Table()
    for i in range(256):
        t.log(say(t, "nord"), commit=i == 255)
    c.good("6.1-257.bundle", t.bundle(), t, "6.1,9.1",
           "257 entries: a full tile, and a level above.")
    t = three()
    flip = replaced("tile/0/000.p/4", lambda d: d[:40] + bytes([d[40] ^ 1]) + d[41:])
    c.false("6.1-hash.bundle", t.bundle(bend=flip), t, "6.1", "checkpoint", NOBODY,
            "A hash in the tile is not that of its entry.")
    flip = replaced("tile/entries/000.p/4", lambda d: d.replace(b"text x", b"text y"))
    c.false("6.1-entry.bundle", t.bundle(bend=flip), t, "6.1", "tile/0/000.p/4", NOBODY,
            "The entries were edited, the hashes not.")
    swapped = [t.entries[i] for i in (0, 2, 1, 3)]
    c.false("6.1-order.bundle", t.bundle(entries=swapped), t, "6.1", "checkpoint", NOBODY,
            "Two entries changed places, and the tiles with them: the root is another.")
    wrong = tree.Checkpoint(t.origin, 4, sha256(b"no root"), t.holders["bern", "log"])
    wrong.date(t.holders["bern", "clock"], t.now)
    c.false("6.1-root.bundle", t.bundle(checkpoint=wrong, marks=t.marks[:3]), t, "6.1",
            "checkpoint", NOBODY, "The depositary signed another root than the entries have.",
            covers="6.1,6.2")
    t = Table(log=False)
    t.commit()
    other = Table()
    t.log(say(other))
    c.false("6.1-no-charter.bundle", t.bundle(), None, "6.1", "charter", NOBODY,
            "Entry 0 is a statement.")


def checkpoints(c):
    t = three()
    log, clock, last = t.holders["bern", "log"], t.holders["bern", "clock"], t.checkpoints[-1]
    rest = t.marks[:-1]

    def with_(name, checkpoint, clause, at, culprit, why, finding="false", marks=rest, **more):
        data = checkpoint if isinstance(checkpoint, bytes) else checkpoint.note()
        getattr(c, finding)("6.2-%s.bundle" % name, t.bundle(checkpoint=data, marks=marks), t,
                            clause, at, culprit, why, **more)
    forged = Key(t.origin, secret("forged log"))
    with_("other-key", tree.Checkpoint(t.origin, 4, last.root, forged), "6.2", "checkpoint",
          NOBODY, "Signed by another key of that name.")
    with_("false-signature", note(last.text, line(t.origin, log.id, bytes(64))), "6.2",
          "checkpoint", NOBODY, "A signature of zeros.")
    with_("other-text", note(last.text, t.checkpoints[1].line), "6.2", "checkpoint", NOBODY,
          "The signature is of another size.")
    other = Key("bern.example/other", secret("other origin"))
    with_("other-origin", tree.Checkpoint("bern.example/other", 4, last.root, other), "6.2",
          "checkpoint", NOBODY, "A checkpoint of another origin, with its key.")
    text = last.text.replace(t.origin, "bern.example/other", 1)
    with_("origin-and-key", note(text, log.line(text)), "6.2", "checkpoint", NOBODY,
          "Another origin, signed by this log's key.")
    with_("extension", tree.Checkpoint(t.origin, 4, last.root, log, "time 1772442000\n").date(
        clock, t.now), "6.2", "checkpoint", NOBODY, "An extension line.", "unreadable")
    with_("clock-alone", note(last.text, clock.dated(last.text, last.time)), "6.2",
          "checkpoint", NOBODY, "Dated, and not signed by the log key.")
    with_("act-key", note(last.text, t.holders["bern", "act"].line(last.text)), "6.2",
          "checkpoint", NOBODY, "Signed by the depositary's act key.")
    for name, text, why in (
            ("size-zero-led", last.text.replace("\n4\n", "\n04\n"),
             "A size with a leading zero."),
            ("size-sign", last.text.replace("\n4\n", "\n+4\n"), "A size with a sign."),
            ("root-short", "%s\n4\n%s\n" % (t.origin, b64(last.root[:31])),
             "A root of 31 bytes."),
            ("root-hex", "%s\n4\n%s\n" % (t.origin, last.root.hex()), "A root in hex."),
            ("no-origin", "\n4\n%s\n" % b64(last.root), "An empty origin.")):
        with_(name, note(text, log.line(text)), "6.2", "checkpoint", NOBODY, why, "unreadable")
    with_("two-lines", note("%s\n4\n" % t.origin, log.line("%s\n4\n" % t.origin)), "1.1",
          "checkpoint", NOBODY, "No root.", "unreadable", covers="1.1,6.2")
    stranger = Key("example.com/stranger", secret("stranger"))
    strangers = note(last.text, stranger.line(last.text), last.line, *last.cosignatures)
    c.good("6.2-stranger.bundle", t.bundle(checkpoint=strangers), t, "6.2",
           "A line of a key that nobody knows stands before that of the log: it is ignored.")
    size = t.checkpoints[1]
    with_("smaller", size, "9.1", "checkpoint", NOBODY, "A checkpoint of a smaller log.",
          "unreadable", covers="9.1,6.2")


def cosignatures(c):
    t = three()
    t.commit(cosigners=["nord", "sud", "west"])
    c.good("6.4-members.bundle", t.bundle(), t, "6.4", "All members cosign.")
    t.wait(days=1)
    t.commit()
    c.good("6.4-dated-anew.bundle", t.bundle(), t, "6.4,9.1",
           "A checkpoint of one size is dated a second time a day later.")
    t = three()
    last, clock = t.checkpoints[-1], t.holders["bern", "clock"]
    undated = tree.Checkpoint(t.origin, 4, last.root, t.holders["bern", "log"])
    c.good("6.4-undated.bundle", t.bundle(checkpoint=undated), t, "6.4",
           "The checkpoint is undated, one of the same size among the marks is dated.")

    def mark(name, cosigned, clause, why, finding="false", culprit=NOBODY, **more):
        bent = note(last.text, last.line, *cosigned)
        data = t.bundle(marks=t.marks[:3] + [bent])
        if finding == "good":
            c.good("6.4-%s.bundle" % name, data, t, clause, why)
        else:
            getattr(c, finding)("6.4-%s.bundle" % name, data, t, clause, "mark 4", culprit,
                                why, **more)
    dated = clock.dated(last.text, last.time)
    mark("mark-undated", [], "6.4", "A mark without a date.", "unreadable", covers="6.4,9.1")
    other = Key("bern", secret("other clock"), COSIGNATURE)
    mark("mark-other-clock", [other.dated(last.text, last.time)], "6.4",
         "A mark that another clock has dated.", "unreadable", covers="6.4,9.1")
    false = line("bern", clock.id, struct.pack(">Q", last.time + 1) + bytes(64))
    mark("mark-false", [false], "6.4", "A date that the clock has not signed.")
    body = struct.pack(">Q", last.time - DAY) + clock.private.sign(
        ("cosignature/v1\ntime %d\n%s" % (last.time, last.text)).encode())
    mark("mark-moved", [line("bern", clock.id, body)], "6.4",
         "The date was changed behind the signature.")
    plain = line("bern", clock.id, clock.private.sign(last.text.encode()))
    mark("mark-plain", [plain], "6.4", "The clock signed the note and no date.",
         covers="3.4,6.4,9.1")
    nord = t.holders["nord", "cosign"]
    mark("member-false", [dated, line("nord", nord.id, struct.pack(">Q", last.time)
                                      + bytes(64))], "6.4",
         "A member's cosignature that is not valid.")
    mark("member-unknown", [dated, Key("nord", secret("x"), COSIGNATURE).dated(
        last.text, last.time)], "6.4", "A cosignature under NORD's name by an unknown key.",
        "good")
    mark("member-act-key", [dated, t.holders["nord", "act"].line(last.text)], "6.4",
         "A plain line of NORD's act key is no cosignature, and harmless.", "good")
    zero = note(last.text, last.line, clock.dated(last.text, 0))
    c.remark("6.4-time-zero.bundle", t.bundle(marks=t.marks[:3] + [zero]), t, "4.7", "NORD-1",
             "nord", "A date of 1970 counts like any other.", covers="4.7,6.4,6.5")
    late = clock.private.sign(b"cosignature/v1\ntime %d\n" % (1 << 63) + last.text.encode())
    mark("time-63", [line("bern", clock.id, struct.pack(">Q", 1 << 63) + late)], "6.4",
         "A timestamp of 2^63, which tlog-cosignature does not allow.", "unreadable",
         covers="6.4,9.1")
    t = three()
    last = t.checkpoints[-1]
    nord = t.holders["nord", "cosign"]
    false = line("nord", nord.id, struct.pack(">Q", last.time) + bytes(64))
    bent = note(last.text, last.line, *last.cosignatures, false)
    c.false("6.4-checkpoint-false.bundle", t.bundle(checkpoint=bent), t, "6.4", "checkpoint",
            NOBODY, "A member's false cosignature of the checkpoint itself.")
    many = [Key("w%d" % i, secret("many %d" % i), COSIGNATURE).dated(last.text, last.time)
            for i in range(20)]
    c.good("1.2-mark-lines-22.bundle", t.bundle(marks=t.marks[:3] + [note(
        last.text, last.line, *last.cosignatures, *many)]), t, "1.2,6.4",
           "A mark with 22 lines: sixteen is the limit of an act.")
    t = Table()
    t.log(t.rekey("nord", ("act", "cosign")))
    t.commit(cosigners=["nord"])
    c.good("6.4-rekeyed.bundle", t.bundle(), t, "6.4,3.6",
           "A member cosigns with its new key.")


    registered_cosigners(c)


def registered_cosigners(c):
    """6.4: a false cosignature of a key that any act shown registers, whenever it does."""
    def false_line(t, key, last):
        return note(last.text, last.line, *last.cosignatures,
                    line(key.name, key.id, struct.pack(">Q", last.time) + bytes(64)))

    def log(register):
        """NORD speaks, an act registers a key, SUD speaks."""
        t = Table()
        t.log(say(t))
        act = t.log(register(t))
        t.log(say(t, "sud"))
        return t, act
    t, act = log(lambda t: t.rekey("nord", ("act", "cosign")))
    new, old = t.holders["nord", "cosign"], Table().holders["nord", "cosign"]
    early = t.marks[:1] + [false_line(t, new, t.marks[1])] + t.marks[2:]
    c.false("6.4-later-key.bundle", t.bundle(marks=early), t, "6.4", "mark 2", NOBODY,
            "A false cosignature of a key that a later act registers.")
    late = t.marks[:3] + [false_line(t, old, t.marks[3])]
    c.false("6.4-retired-key.bundle", t.bundle(marks=late), t, "6.4", "mark 4", NOBODY,
            "A false cosignature of a key that was replaced.", covers="3.6,6.4")
    bent = false_line(t, new, t.checkpoints[-1])
    c.false("6.4-later-key-checkpoint.bundle", t.bundle(checkpoint=bent), t, "6.4",
            "checkpoint", NOBODY, "The same under the checkpoint.")
    shown = [t.acts[1], act]
    c.false("6.4-later-key.proof", t.proof(*shown, bend=lambda parts: parts + [
        ("mark", each if isinstance(each, bytes) else each.note()) for each in early]), t,
            "6.4", "mark 2", NOBODY, "The same as a proof that shows the rekey.",
            covers="6.4,9.4")
    c.good("6.4-hidden-key.proof", t.proof(t.acts[1], bend=lambda parts: parts + [
        ("mark", each if isinstance(each, bytes) else each.note()) for each in early]), t,
           "6.4,9.4", "The rekey is not shown: the line is by a key that nobody knows.")
    t, act = log(admit)
    bent = t.marks[:1] + [false_line(t, t.holders["ost", "cosign"], t.marks[1])] + t.marks[2:]
    c.false("6.4-admitted-key.bundle", t.bundle(marks=bent), t, "6.4", "mark 2", NOBODY,
            "A false cosignature of a key that a later admission registers.",
            covers="5.1.11,6.4")
    def void(t):
        key = ["nord %s %s" % (p, value_of(make_key("base2", "nord", p)))
               for p in ("act", "cosign", "founding")]
        return t.rekey("nord", ("act", "cosign"), key=key)
    t = Table()
    t.log(say(t))
    t.log(void(t))
    bent = t.marks[:1] + [false_line(t, t.holders["nord", "cosign"], t.marks[1])] + t.marks[2:]
    c.false("6.4-void-key.bundle", t.bundle(marks=bent), t, "6.4", "mark 2", NOBODY,
            "The rekey that names the key is void, which is found behind the marks.",
            covers="5.1.8,6.4,10.1")
    witness = witnesses(1)[0]
    t = Table()
    t.log(say(t))
    bent = t.marks[:1] + [false_line(t, witness, t.marks[1])]
    trusted = ("table-one-witness", t.trust(policy=[
        "witness w0 " + witness.vkey(), "quorum w0"]))
    c.false("6.4-witness-false.bundle", t.bundle(marks=bent), trusted, "6.4", "mark 2", NOBODY,
            "A false cosignature of a witness of the verifier's policy.", covers="6.4,9.7")
    c.good("6.4-witness-false.bundle", t.bundle(marks=bent), t, "6.4,9.7",
           "The same where the policy does not know the witness.")


def intervals(c):
    t = Table()
    act = t.log(say(t, date=t.now - 40 * DAY, lodge_by=t.now - 39 * DAY))
    c.good("6.5-no-since.bundle", t.bundle(marks=t.marks[1:]), t, "4.7,6.5",
           "No checkpoint here leaves it out: there is no since, and it is not late.")
    t = Table()
    t.commit()
    t.log(say(t, date=t.now - 200))
    c.good("6.5-seen.bundle", t.bundle(), t, "6.5",
           "since is the latest date of a checkpoint that does not cover it.")
    # The depositary dates a checkpoint twice: the earliest date that covers an act counts.
    t = Table()
    t.log(say(t))
    t.commit(at=t.now + 10 * DAY)
    c.good("6.5-by-earliest.bundle", t.bundle(), t, "6.5",
           "A later date of the same checkpoint moves no act.")
    t = Table()
    t.commit(at=t.now + 3 * DAY)
    t.log(say(t, seen=t.checkpoints[0], date=t.now - 2 * DAY, lodge_by=t.now - DAY))
    c.remark("6.5-since-uncovered.bundle", t.bundle(), t, "4.7", "NORD-1", NOBODY,
             "It has seen only the first checkpoint, but a later one does not cover it: it is "
             "late.", covers="4.7,6.5")
    c.good("6.5-since-hidden.bundle", t.bundle(marks=[t.marks[0], t.marks[2]]), t, "6.5",
           "Without that checkpoint nothing shows that it is late.")
    # A smaller checkpoint is dated anew behind the date of a larger one.
    t = Table()
    act = say(t, lodge_by=t.now + 100)
    t.log(act)
    small = tree.Checkpoint(t.origin, 1, t.checkpoints[0].root, t.holders["bern", "log"])
    small.date(t.holders["bern", "clock"], t.now + 9 * DAY)
    c.good("6.5-since-not-behind-by.bundle", t.bundle(marks=[t.marks[0], small, t.marks[1]]),
           t, "6.5,4.7", "A checkpoint that does not cover it is dated later than one that "
           "does: since is then its by, and it is not late.")
    none = ("table-quorum-none", t.trust(policy=["quorum none"]))
    t = Table()
    t.log(say(t, date=t.now + 30 + 301, lodge_by=t.now + DAY))
    c.remark("6.5-quorum-none.bundle", t.bundle(), none, "4.7", "NORD-1", "nord",
             "A policy that asks nobody: the clock dates, and contradicts the author.",
             covers="4.7,6.5,9.7")


def witnesses(count=3):
    return [Key("w%d" % i, secret("witness %d" % i), COSIGNATURE) for i in range(count)]


def policy(keys, group, quorum="g"):
    lines = ["witness %s %s" % (key.name, key.vkey()) for key in keys]
    return lines + ["group g %s" % group, "quorum " + quorum]


def quorums(c):
    keys = witnesses()
    names = " ".join(key.name for key in keys)

    def scene(times, dates=0):
        """An act whose checkpoint the witnesses date at these seconds after the clock."""
        t = Table()
        for key in keys:
            t.checkpoints[0].cosignatures.append(key.dated(t.checkpoints[0].text,
                                                           t.checkpoints[0].time))
        t.log(say(t, date=t.now + 30 + dates, lodge_by=t.now + DAY))
        last = t.checkpoints[-1]
        for key, time in zip(keys, times):
            if time is not None:
                last.cosignatures.append(key.dated(last.text, last.time + time))
        return t

    def trusted(name, group):
        t = Table()
        return name, t.trust(policy=policy(keys, group))
    two = trusted("two-of-three", "2 " + names)
    every, some = trusted("all-of-three", "all " + \
                          names), trusted("any-of-three", "any " + names)
    hour = 3600
    t = scene((hour, hour, hour), hour)
    c.good("6.6-three.bundle", t.bundle(), two, "6.6,6.5,9.7",
           "Three cosigners date it an hour later, as its author did.")
    c.remark("6.6-three.bundle", t.bundle(), Table(), "4.7", "NORD-1", "nord",
             "The same under the depositary's clock: the author's date is an hour late.",
             covers="4.7,6.5,6.6")
    t = scene((-DAY, hour, hour), hour)
    c.good("6.6-one-back.bundle", t.bundle(), two,
           "6.6", "One of three dates back: no change.")
    c.remark("6.6-one-back.bundle", t.bundle(), some, "4.7", "NORD-1", "nord",
             "Under a policy of any one cosigner its date counts.", covers="4.7,6.6")
    t = scene((hour, 2 * hour, 5 * hour), 2 * hour + 300)
    c.good("6.6-second.bundle", t.bundle(), two, "6.6",
           "The second earliest counts: the date is as late as the skew allows.")
    t = scene((hour, 2 * hour, 5 * hour), 2 * hour + 301)
    c.remark("6.6-second-over.bundle", t.bundle(), two, "4.7", "NORD-1", "nord",
             "A second later than that.", covers="4.7,6.6")
    c.good("6.6-second-over.bundle", t.bundle(), every, "6.6",
           "Under a policy of all the third counts.")
    t = scene((hour, None, None), hour)
    c.good("6.6-no-quorum.bundle", t.bundle(), two, "6.6,6.5",
           "No quorum dates the act: nothing contradicts its author's date.")
    nested = ("nested", Table().trust(policy=[
        "witness %s %s" % (key.name, key.vkey()) for key in keys] + [
            "group pair all w1 w2", "group g any w0 pair", "quorum g"]))
    t = scene((None, hour, 2 * hour), 2 * hour)
    c.good("6.6-nested.bundle", t.bundle(), nested, "6.6,9.7", "A group within a group.")
    t = Table()
    t.log(say(t))
    t.commit(cosigners=["nord", "sud", "west"])
    c.good("6.6-members.bundle", t.bundle(), ("members", t.trust(policy=[
        "witness %s %s" % (m, t.values[m, "cosign"]) for m in ("nord", "sud")] + [
            "group g all nord sud", "quorum g"])), "6.6,6.4,9.7",
           "Members are the witnesses of the verifier's policy.")
    own_cosignatures(c, keys, every)
    # A witness whose key is not that of the policy does not count.
    stranger = Key("w1", secret("not w1"), COSIGNATURE)
    t = scene((hour, None, None), hour)
    last = t.checkpoints[-1]
    last.cosignatures.append(stranger.dated(last.text, last.time))
    c.good("6.6-stranger.bundle", t.bundle(), two, "6.6",
           "A cosignature under a witness's name by another key does not count.")


def own_cosignatures(c, keys, every):
    """6.5: each note has its own; what two of them have together is no quorum."""
    for name, split in (("apart", True), ("together", False)):
        t = Table()
        t.log(say(t, date=t.now + 9000, lodge_by=t.now + DAY))
        last, clock = t.checkpoints[-1], t.holders["bern", "clock"]
        lines = [key.dated(last.text, last.time) for key in keys]
        notes = [lines[:2], lines[2:]] if split else [lines]
        notes = [note(last.text, last.line, clock.dated(last.text, last.time + i), *each)
                 for i, each in enumerate(notes)]
        data = t.bundle(marks=[t.marks[0]] + notes, checkpoint=notes[-1])
        if split:
            c.good("6.5-%s.bundle" % name, data, every, "6.5,6.6",
                   "Two notes of one checkpoint have the three cosignatures between them, "
                   "neither has all.")
        else:
            c.remark("6.5-%s.bundle" % name, data, every, "4.7", "NORD-1", "nord",
                     "One note has all three: they contradict the author.",
                     covers="4.7,6.5,6.6")


def forks(c):
    t, other = three(), Table()
    for chain in ("nord", "west"):
        other.log(say(other, chain))
    shown = other.checkpoints[-1]
    c.false("6.7-mark.bundle", t.bundle(marks=t.marks[:2] + [shown] + t.marks[3:]), t, "6.7",
            "mark 3", "bern", "A mark of another history.")
    c.false("6.7-mark-behind.bundle", t.bundle(marks=t.marks[:3] + [shown] + t.marks[3:]), t,
            "6.7", "mark 4", "bern", "Two marks of one size with two roots.")
    t = three()
    forged = tree.Checkpoint(t.origin, 3, sha256(b"x"), Key(t.origin, secret("no log")))
    forged.date(t.holders["bern", "clock"], t.now)
    c.false("6.7-forged-mark.bundle", t.bundle(marks=t.marks[:2] + [forged] + t.marks[3:]), t,
            "6.2", "mark 3", NOBODY, "A mark that the log key has not signed convicts nobody.",
            covers="6.2,6.7")
