"""Section 6: the register, registrations, and what they date (6.8 to 6.11).

SPDX-License-Identifier: ISC
"""
import struct

from kit import tree
from kit.corpus import NOBODY
from kit.notes import COSIGNATURE, Key, line, note, secret, sha256
from kit.register import Register, entry_of
from kit.table import DAY, Table, change

from .chains import say
from .founding import admit
from .logs import policy, replaced, three, witnesses
from .states import NO, UNKNOWN, YES

KEYS = witnesses()
NAMES = "w0 w1 w2"
HOUR = 3600


def cases(c):
    c.group = "6-log"
    good(c)
    origins(c)
    proofs(c)
    cosignatures(c)
    by(c)
    since(c)
    assertions(c)
    counters(c)
    forks(c)
    grammar(c)
    texts(c)
    places(c)
    order(c)
    values(c)


def trusted(t, group="2 " + NAMES, name="two-of-three"):
    """A trust file of a table with a policy of the three witnesses."""
    name = name if t.label == "base" else "%s-%s" % (t.label, name)
    return name, t.trust(policy=policy(KEYS, group))


def none(t):
    return "table-quorum-none", t.trust(policy=["quorum none"])


def cosign(time, keys=KEYS):
    return [(key, time) for key in keys]


def register(t, late=60):
    """The register, and a registration of every checkpoint, cosigned by all so much later."""
    r, out = Register(t), []
    for checkpoint in t.checkpoints:
        entry = r.enter(checkpoint)
        r.fill(2)
        out.append(r.registration(entry, r.commit(cosign(checkpoint.time + late))))
    return r, out


def parts(registrations):
    return [("registration", each) for each in registrations]


def one(t=None):
    """A log of two acts; its newest checkpoint in the register, which all cosign."""
    if t is None:
        t = Table()
        t.log(say(t))
        t.log(say(t, "sud"))
    r = Register(t)
    entry = r.enter(t.checkpoints[-1])
    r.fill(3)
    return t, r, entry, r.commit(cosign(t.now))


def good(c):
    t = three()
    _, all_ = register(t)
    data = t.bundle(registrations=all_)
    c.good("6.9-each.bundle", data, trusted(t), "6.8,6.9,6.10,9.1",
           "Every checkpoint is registered, and cosigned by three witnesses.")
    c.good("6.9-each.bundle", data, t, "6.9,6.10",
           "Without a policy registrations are checked, and date nothing.")
    c.good("6.9-each.bundle", data, none(t), "6.9,6.10", "The same under a quorum of none.")
    c.cannot("6.9-each.bundle", data, None, "10.2", "-",
             "A register anchors nothing: it is kept with the key that is asked about.",
             covers="6.8,10.2")
    c.good("6.9-each.pouch", t.pouch(say(t), registrations=all_), trusted(t), "6.9,9.2",
           "The same in a pouch.")
    c.good("6.9-each-whole.proof", t.whole(extra=parts(all_)), trusted(t), "6.9,9.4",
           "The same in a proof of the whole log.")
    c.good("6.9-picked.proof", t.proof(t.acts[1], marks=t.marks, extra=parts(all_)),
           trusted(t), "6.9,9.4", "The same in a proof of one act.")
    c.good("6.9-no-mark.proof", t.proof(t.acts[1], extra=parts(all_[1:2])), trusted(t),
           "6.9,6.10,9.4", "A registration of a checkpoint that the proof does not show.")
    c.good("6.9-some.bundle", t.bundle(registrations=all_[2:3]), trusted(t), "6.9,9.1",
           "One of the registrations: counters need not begin at 1.")
    c.good("6.9-hidden.bundle", t.bundle(marks=t.marks[3:], registrations=all_), trusted(t),
           "6.9,6.10", "Registrations of checkpoints that the bundle does not show.")
    t, r, entry, _ = one()
    c.good("6.9-first.bundle", t.bundle(registrations=[r.registration(entry, r.commit(
        size=2))]), t, "6.9", "The entry is the register's last, and nobody has cosigned it.")
    alone = Register(t)
    alone.entries = []
    entry = alone.enter(t.checkpoints[-1])
    c.good("6.9-alone.bundle", t.bundle(registrations=[alone.registration(
        entry, alone.commit(cosign(t.now)))]), trusted(t), "6.9",
           "The register has this entry alone: a proof without a hash.")
    t = Table()
    r = Register(t)
    entry = r.enter(sha256(b"no checkpoint"), counter=2 ** 53 - 1)
    c.good("6.9-largest.bundle", t.bundle(registrations=[r.registration(
        entry, r.commit(cosign(t.now)))]), trusted(t), "1.3,6.9,6.10",
           "The largest counter, and a hash that no checkpoint here has.")


def false(c, name, registration, clause, why, trust=None, finding="false", at=1, t=None,
          **more):
    """A bundle of two acts with one registration."""
    t = t or one()[0]
    all_ = registration if isinstance(registration, list) else [registration]
    getattr(c, finding)("%s.bundle" % name, t.bundle(registrations=all_), trust or t, clause,
                        "registration %d" % at, NOBODY, why, **more)


def origins(c):
    t, r, entry, last = one()
    log = t.holders["bern", "log"]

    def bent(name, why, origin=None, key=None, checkpoint=None):
        if checkpoint is None:
            other = Register(t, origin=origin or r.origin, key=key)
            other.entries = r.entries
            checkpoint = other.commit(cosign(t.now))
        false(c, "6.8-" + name, r.registration(entry, checkpoint), "6.8", why)
    bent("other-key", "Signed by another key of that name.",
         key=Key(r.origin, secret("forged register")))
    bent("table-origin", "The log key signs under the table's origin.", t.origin, log)
    bent("table-key-name", "The origin is the register's, the line is of the table's name.",
         key=log)
    bent("dotted-origin", "The register of the table's origin, which is not its depositary.",
         "bern.example/register")
    bent("other-depositary", "The register of another depositary, signed by this log's key.",
         "sud/register")
    bent("longer-origin", "A word behind the origin.", "bern/register/2")
    bent("act-key", "Signed by the depositary's act key.",
         key=Key(r.origin, t.holders["bern", "act"].seed))

    class Lines:
        """The register's checkpoint with other lines."""
        size = last.size

        def __init__(self, *lines, text=last.text):
            self.lines, self.text = lines, text

        def note(self):
            return note(self.text, *self.lines)
    bent("zeros", "A signature of zeros.",
         checkpoint=Lines(line(r.origin, r.key.id, bytes(64)), *last.cosignatures))
    bent("cosigned-alone", "Three witnesses have cosigned what the log key has not signed.",
         checkpoint=Lines(*last.cosignatures))
    bent("second-false", "A right line of the log key, and a false one behind it.",
         checkpoint=Lines(last.line, line(r.origin, r.key.id, bytes(64))))
    bent("other-size", "The signature is of another size.",
         checkpoint=Lines(r.commit(size=2).line))


def proofs(c):
    t, r, entry, last = one()

    def bent(name, why, **more):
        false(c, "6.9-" + name, r.registration(entry, last, **more), "6.9", why)
    bent("other-index", "The place, and the path, of an entry that holds nothing.", index=2)
    bent("index-alone", "Another place with the path of the right one.",
         proof=r.proof(entry, last).replace(b"index 1\n", b"index 0\n"))
    bent("index-beyond", "A place beyond the register's size.",
         proof=r.proof(entry, last).replace(b"index 1\n", b"index 9\n"))
    right = r.proof(entry, last)
    lines = right.split(b"\n")
    bent("path-swapped", "The hashes of the path change places.",
         proof=b"\n".join(lines[:2] + [lines[3], lines[2]] + lines[4:]))
    bent("path-short", "A hash too few.", proof=b"\n".join(lines[:3] + lines[4:]))
    bent("path-long", "A hash too many.",
         proof=b"\n".join(lines[:3] + [lines[2]] + lines[3:]))
    bent("other-key", "The key of another entry.", key=secret("no key"))
    bent("other-counter", "Another counter than the entry's.", counter=2)
    bent("other-checkpoint", "The hash of another checkpoint of this table.",
         hash=t.checkpoints[0].hash())
    for name, why, data in (
            ("other-table", "The entry is of another table.", None),
            ("turned", "The two halves of the entry have changed places.",
             lambda e: e[32:] + e[:32]),
            ("half", "An entry of 32 bytes.", lambda e: e[:32]),
            ("longer", "An entry of 65 bytes.", lambda e: e + b"\0")):
        r = Register(t)
        if data:
            entry = r.enter(t.checkpoints[-1], data=data(entry_of(
                secret("half"), t.id, 1, t.checkpoints[-1].hash())), key=secret("half"))
        else:
            entry = r.enter(t.checkpoints[-1], table=Table("other").id)
        bent_register(c, name, why, r, entry, t)
    empty = Register(t)
    empty.entries = []
    checkpoint = tree.Checkpoint(empty.origin, 0, sha256(b""), empty.key)
    false(c, "6.9-empty", r.registration(entry, checkpoint, proof=(
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + checkpoint.note())), "6.9",
          "A register without an entry.")


def bent_register(c, name, why, r, entry, t):
    false(c, "6.9-" + name, r.registration(entry, r.commit(cosign(t.now))), "6.9", why)


def cosignatures(c):
    """6.4, of the register's checkpoint."""
    t, r, entry, last = one()
    clock, nord = t.holders["bern", "clock"], t.holders["nord", "cosign"]

    def with_(*lines):
        bent = tree.Checkpoint(r.origin, last.size, last.root, r.key)
        bent.cosignatures = last.cosignatures + list(lines)
        return r.registration(entry, bent)

    def zeros(key, time=None):
        return line(key.name, key.id, struct.pack(">Q", time or t.now) + bytes(64))

    def beyond(key):
        signed = key.private.sign(b"cosignature/v1\ntime %d\n" % (1 << 63) + last.text.encode())
        return line(key.name, key.id, struct.pack(">Q", 1 << 63) + signed)
    c.good("6.8-dated.bundle", t.bundle(registrations=[with_(
        clock.dated(last.text, t.now), nord.dated(last.text, t.now))]), trusted(t), "6.4,6.8",
           "The depositary's clock and a member have cosigned the register, too.")
    stranger = Key("w9", secret("w9"), COSIGNATURE)
    c.good("6.8-stranger.bundle", t.bundle(registrations=[with_(zeros(stranger))]),
           trusted(t), "6.4,6.8", "A line of a key that nobody knows.")
    false(c, "6.8-clock-false", with_(zeros(clock)), "6.4", "A false line of the clock.",
          covers="6.4,6.8")
    false(c, "6.8-member-false", with_(zeros(nord)), "6.4", "A false line of a member.",
          covers="6.4,6.8")
    false(c, "6.8-clock-beyond", with_(beyond(clock)), "6.4",
          "The clock states a time of 2^63.", finding="unreadable", covers="6.4,6.8")
    extra = Key("w0", secret("witness 0"), COSIGNATURE)
    last.cosignatures = last.cosignatures[1:]
    for name, bent, finding, why in (
            ("witness-false", zeros(extra), "false", "A false line of a witness"),
            ("witness-short", line("w0", extra.id, bytes(64)), "false",
             "A line of a witness that has no time"),
            ("witness-beyond", beyond(extra), "unreadable", "A witness states a time of 2^63")):
        false(c, "6.8-" + name, with_(bent), "6.4", why + " of the policy.", trusted(t),
              finding, covers="6.4,6.8,9.7")
        c.good("6.8-%s.bundle" % name, t.bundle(registrations=[with_(bent)]), t, "6.4,6.8",
               "The same without a policy: nobody knows the key.")
    mark = note(t.checkpoints[-1].text, t.checkpoints[-1].line,
                *t.checkpoints[-1].cosignatures, line("w0", extra.id, struct.pack(
                    ">Q", 1 << 63) + bytes(64)))
    c.unreadable("6.4-witness-beyond.bundle", t.bundle(marks=t.marks[:-1] + [mark]), trusted(t),
                 "6.4", "mark 3", NOBODY, "A witness of the policy states a time of 2^63.",
                 covers="6.4,9.7")
    t = Table()
    t.log(say(t))
    t.log(admit(t))
    t, r, entry, last = one(t)
    ost = t.holders["ost", "cosign"]
    c.false("6.8-admitted-false.bundle", t.bundle(registrations=[with_(line(
        "ost", ost.id, struct.pack(">Q", t.now) + bytes(64)))]), t, "6.4", "registration 1",
            NOBODY, "A false line of a key that a later act of the log registers.",
            covers="6.4,6.8")


def by(c):
    """6.10: by when a checkpoint existed."""
    def scene(times, clock=9000, undated=False):
        """NORD's act is dated 9,000 seconds ahead, and so is the clock of its checkpoint; the
        witnesses cosign the register at these seconds."""
        t = Table()
        start = t.now
        act = say(t, date=t.now + 9000, lodge_by=t.now + DAY)
        t.log(act, commit=False)
        t.commit(at=start + clock, clock=not undated)
        r = Register(t)
        entry = r.enter(t.checkpoints[-1])
        r.fill(1)
        dates = [(key, start + time) for key, time in zip(KEYS, times) if time is not None]
        return t, r.registration(entry, r.commit(dates))

    def contradicted(name, data, trust, why, **more):
        c.remark(name, data, trust, "4.7", "NORD-1", "nord", why, covers="4.7,6.6,6.10",
                 **more)
    t, one_ = scene((60, 60, 60))
    data = t.bundle(registrations=[one_])
    contradicted("6.10-by.bundle", data, trusted(t), "The register shows that the act existed "
                 "long before its date.")
    c.good("6.10-by.bundle", data, t, "6.10", "Without a policy the clock dates alone.")
    c.good("6.10-by.bundle", data, none(t), "6.10", "The same under a quorum of none.")
    c.good("6.10-unregistered.bundle", t.bundle(), trusted(t), "6.10",
           "Without the registration no cosigner dates it.")
    contradicted("6.10-by-whole.proof", t.whole(extra=parts([one_])), trusted(t),
                 "The same in a proof of the whole log.")
    contradicted("6.10-by-checkpoint.bundle", t.bundle(marks=t.marks[:1],
                                                       registrations=[one_]), trusted(t),
                 "The checkpoint of the bundle alone has the hash.")
    t, one_ = scene((60, 9000, 9300))
    c.good("6.10-second.bundle", t.bundle(registrations=[one_]), trusted(t), "6.6,6.10",
           "The second of three counts (6.6).")
    contradicted("6.10-second.bundle", t.bundle(registrations=[one_]), trusted(
        t, "any " + NAMES, "any-of-three"), "Under a policy of any one the first counts.")
    t, one_ = scene((60, None, None))
    c.good("6.10-no-quorum.bundle", t.bundle(registrations=[one_]), trusted(t), "6.6,6.10",
           "One of three is no quorum, and dates nothing.")
    t, one_ = scene((60, 60, 60), undated=True)
    contradicted("6.10-by-undated.bundle", t.bundle(registrations=[one_]), trusted(t),
                 "The clock has not dated the checkpoint: it existed by then all the same.")
    # Of two dates the earlier counts for by, wherever it comes from.
    t, one_ = scene((9000, 9000, 9000))
    own = t.checkpoints[-1]
    for key in KEYS:
        own.cosignatures.append(key.dated(own.text, own.time - 8940))
    contradicted("6.10-by-own.bundle", t.bundle(registrations=[one_]), trusted(t),
                 "The cosignatures of the mark itself are earlier than the register's.")
    t, one_ = scene((60, 60, 60))
    own = t.checkpoints[-1]
    for key in KEYS:
        own.cosignatures.append(key.dated(own.text, own.time))
    contradicted("6.10-by-register.bundle", t.bundle(registrations=[one_]), trusted(t),
                 "The register's are earlier than those of the mark itself.")
    # Two registrations of one checkpoint.
    t, _ = scene((60, 60, 60))
    r = Register(t)
    late = r.enter(t.checkpoints[-1])
    first = r.registration(late, r.commit(cosign(t.now)))
    early = r.enter(t.checkpoints[-1])
    second = r.registration(early, r.commit(cosign(t.now - 9000)))
    contradicted("6.10-by-two.bundle", t.bundle(registrations=[first, second]), trusted(t),
                 "Two registrations of one checkpoint: the earlier date counts.")
    # Of picked acts the skew is a day.
    t = Table()
    start = t.now
    act = say(t, date=t.now + DAY + 9000, lodge_by=t.now + 3 * DAY)
    t.log(act, commit=False)
    t.commit(at=start + DAY + 9000)
    r = Register(t)
    entry = r.enter(t.checkpoints[-1])
    data = t.proof(act, extra=parts([r.registration(entry, r.commit(cosign(start + 60)))]))
    contradicted("6.10-by-picked.proof", data, trusted(t),
                 "The same in a proof of the act alone, whose checkpoint is registered.")
    c.good("6.10-by-picked.proof", data, t, "6.10,9.4", "Without a policy the clock dates.")


def since(c):
    """6.10: what was registered late shows no absence."""
    def scene(clock, registered, own=None, undated=False):
        """The charter's checkpoint is dated anew by the clock, and registered, so much later;
        NORD's act, to be lodged within a day, is logged behind that."""
        t = Table()
        start, first = t.now, t.checkpoints[0]
        again = tree.Checkpoint(t.origin, 1, first.root, t.holders["bern", "log"])
        again.date(t.holders["bern", "clock"], start + clock)
        if own is not None:
            for key in KEYS:
                again.cosignatures.append(key.dated(again.text, start + own))
        t.marks[0] = again
        t.log(say(t, date=start, lodge_by=start + DAY), commit=False)
        t.commit(at=start + 4 * DAY)
        r = Register(t)
        out = []
        for checkpoint, time in ((again, registered), (t.checkpoints[-1], 4 * DAY + 60)):
            entry = r.enter(checkpoint)
            out.append(r.registration(entry, r.commit(cosign(start + time))))
        return t, out

    def late(name, t, out, why, trust=None, covers="4.7,6.10", **more):
        c.remark(name, t.bundle(registrations=out), trust or trusted(t), "4.7", "NORD-1", NOBODY,
                 why, covers=covers, **more)
    t, out = scene(3 * DAY, 3 * DAY + 60)
    late("6.10-since.bundle", t, out, "The checkpoint before the act was still the newest on the "
         "third day, by its clock, and existed then, by the register: the act is late.")
    c.remark("6.10-since-picked.proof", t.proof(t.acts[1], marks=t.marks, extra=parts(out)),
             trusted(t), "4.7", "NORD-1", NOBODY, "The same in a proof of the act.",
             covers="4.7,6.10,9.4")
    c.good("6.10-since-unregistered.bundle", t.bundle(), trusted(t), "6.10",
           "Without registrations no cosigner shows it.")
    t, out = scene(0, 3 * DAY)
    c.good("30-registered-late.bundle", t.bundle(registrations=out), trusted(t), "6.10",
           "A stale checkpoint is registered late: its clock says that it was the newest three "
           "days before, and nothing shows that the act was late.", number=30)
    c.good("30-registered-late.proof", t.proof(t.acts[1], marks=t.marks, extra=parts(out)),
           trusted(t), "6.10,9.4", "The same in a proof of the act.", number=30)
    t, out = scene(9 * DAY, 60)
    c.good("6.10-clock-ahead.bundle", t.bundle(registrations=out), trusted(t), "6.10",
           "The clock dates it far ahead: the register's date is the earlier, and counts.")
    t, out = scene(0, 60, own=3 * DAY)
    late("6.10-since-own.bundle", t, out, "The mark's own cosignatures are later than the "
         "register's, and count for since as they do without it.")
    t, out = scene(3 * DAY, 3 * DAY + 60, own=60)
    late("6.10-since-register.bundle", t, out,
         "The register's date is later than that of the mark's own cosignatures.")
    # Two registrations of one checkpoint: the later date counts for since.
    t, _ = scene(3 * DAY, 60)
    r = Register(t)
    start = t.marks[0].time - 3 * DAY
    twice = []
    for time in (60, 3 * DAY + 60):
        entry = r.enter(t.marks[0])
        twice.append(r.registration(entry, r.commit(cosign(start + time))))
    late("6.10-since-two.bundle", t, twice,
         "Of two registrations of one checkpoint the later one shows that the act is late.")
    c.good("6.10-since-two-first.bundle", t.bundle(registrations=twice[:1]), trusted(t), "6.10",
           "The first of them alone does not.")


def assertions(c):
    """8.5, by what the register dates."""
    t = Table()
    t.log(t.hand("nord", "sud"))
    handed = t.checkpoints[-1]
    t.wait(days=3)
    words = "SUD received NORD-1 by %s" % t.spelled(t.now - DAY)
    r = Register(t)
    entry = r.enter(handed)
    stale = parts([r.registration(entry, r.commit(cosign(t.now)))])
    c.good("30-absence-late.proof", t.whole(words, extra=stale), trusted(t), "6.10,8.5",
           "A checkpoint of three days before, registered today: absence until then is not "
           "shown.", number=30, says=UNKNOWN)
    fresh = Table()
    fresh.log(fresh.hand("nord", "sud"))
    fresh.commit(at=fresh.now + 3 * DAY)
    r = Register(fresh)
    entry = r.enter(fresh.checkpoints[-1])
    dated = parts([r.registration(entry, r.commit(cosign(fresh.now)))])
    c.good("6.10-absence.proof", fresh.whole(words, extra=dated), trusted(fresh), "6.10,8.5",
           "The clock has dated it that day, too: the log shows no release.", says=NO)
    undated = tree.Checkpoint(t.origin, handed.size, handed.root, t.holders["bern", "log"])
    c.good("6.10-absence-undated.proof", t.whole(words, marks=[], checkpoint=undated,
                                                 extra=stale), trusted(t), "6.10,8.5",
           "The clock has not dated the checkpoint: the register shows that it existed, and not "
           "that it was the newest.", says=UNKNOWN)
    t = Table()
    start = t.now
    t.log(t.hand("nord", "sud"), commit=False)
    t.commit(at=start + 2 * DAY)
    r = Register(t)
    entry = r.enter(t.checkpoints[-1])
    words = "NORD delivered NORD-1 by %s" % t.spelled(start + DAY)
    extra = parts([r.registration(entry, r.commit(cosign(start + 60)))])
    c.good("6.10-delivered.proof", t.whole(words, extra=extra), trusted(t), "6.10,8.5",
           "The register shows that it was handed over before the time asked for.", says=YES)
    c.good("6.10-delivered.proof", t.whole(words, extra=extra), t, "6.10,8.5",
           "Without a policy the clock dates it two days later.", says=UNKNOWN)
    c.good("6.10-delivered-picked.proof", t.proof(t.acts[1], claim=words, extra=extra),
           trusted(t), "6.10,8.5,9.4", "The same in a proof of the act.", says=YES)


def counters(c):
    t, r, entry, last = one()
    first = r.registration(entry, last)
    c.good("6.11-again.bundle", t.bundle(registrations=[first, first]), trusted(t), "6.11,9.1",
           "One registration twice.")
    c.good("6.11-again.proof", t.whole(extra=parts([first, first])), t, "6.11,9.4",
           "The same in a proof.")
    r.fill(5)
    grown = r.registration(entry, r.commit(cosign(t.now + HOUR)))
    c.good("6.11-grown.bundle", t.bundle(registrations=[first, grown]), trusted(t), "6.11",
           "The same entry under a later checkpoint of the register.")

    def clash(name, why, **more):
        t, r, entry, last = one()
        other = r.enter(more.pop("checkpoint", t.checkpoints[-1]), counter=1,
                        key=more.pop("key", entry.key))
        data = [r.registration(entry, last), r.registration(other, r.commit(cosign(t.now)))]
        for ending, file in ((".bundle", t.bundle(registrations=data)),
                             ("-whole.proof", t.whole(extra=parts(data)))):
            c.false("34-" + name + ending, file, trusted(t), "6.11", "registration 2", "bern",
                    why, number=34)
        c.false("34-%s.proof" % name, t.proof(t.acts[1], extra=parts(data)), t, "6.11",
                "registration 2", "bern", why + " In a proof of one act, without a policy.",
                number=34, covers="6.11,9.4")
    clash("tag-repeated", "Two entries of the register have the counter 1 of this table.")
    clash("other-key", "The two entries have two keys.", key=secret("second key"))
    clash("other-checkpoint", "The two entries are of two checkpoints.",
          checkpoint=sha256(b"a checkpoint that is not shown"))
    t, r, entry, last = one()
    second = r.enter(t.checkpoints[0])
    third = r.enter(t.checkpoints[1], counter=1)
    grown = r.commit(cosign(t.now))
    c.false("34-third.bundle", t.bundle(registrations=[
        r.registration(each, grown) for each in (entry, third, second)]), t, "6.11",
            "registration 2", "bern", "The second of three registrations repeats a counter.",
            number=34)
    again = r.registration(entry, grown)
    c.false("34-behind-again.bundle", t.bundle(registrations=[
        again, again, r.registration(third, grown)]), t, "6.11", "registration 3", "bern",
            "The same registration twice, and then another entry of its counter.", number=34)


def forks(c):
    t, r, entry, _ = one()
    other = Register(t, label="other register")
    second = other.enter(t.checkpoints[0], counter=2)
    other.fill(3)
    assert len(r.entries) == len(other.entries)

    def pair(first, behind, data=None):
        return [r.registration(entry, r.commit(cosign(t.now, first))),
                other.registration(second, other.commit(cosign(t.now + 60, behind)))]

    def forked(name, registrations, trust, culprit, why, at=2, **more):
        c.false("35-%s.bundle" % name, t.bundle(registrations=registrations), trust, "6.11",
                "registration %d" % at, culprit, why, number=35, covers="6.7,6.11,10.4", **more)
    both = pair([KEYS[0], KEYS[2]], KEYS)
    forked("forked", both, t, "bern", "The depositary signed two registers of one size.")
    forked("forked", both, none(t), "bern", "The same under a policy that knows nobody.")
    forked("forked", both, trusted(t), "bern,w0,w2",
           "Two of three witnesses of the policy have cosigned both.")
    forked("forked", both, None, "bern", "A fault needs no anchor.")
    forked("one-side", pair([KEYS[0]], [KEYS[1]]), trusted(t), "bern",
           "Each witness has cosigned one of them.")
    turned = ("policy-turned", t.trust(policy=[
        "witness %s %s" % (name, KEYS[i].vkey()) for i, name in ((2, "w0"), (0, "east"))]
        + ["group g any w0 east", "quorum g"]))
    forked("forked", both, turned, "bern,w2,w0",
           "They stand in the order of the policy, by the names of their keys.")
    other_party = ("two-of-three-other-party", t.trust(
        table=False, parties=["sud", "west"], policy=policy(KEYS, "2 " + NAMES)).replace(
            b"log ", b"party " + Key("nord", secret("x")).vkey().encode() + b"\nlog "))
    forked("forked", both, other_party, "bern,w0,w2",
           "Another key is known for NORD, and the log key is known: the fault stands (10.2).")
    other_log = ("two-of-three-other-log", t.trust(table=False, log=False) + b"log " + Key(
        t.origin, secret("x")).vkey().encode() + b"\n" + b"".join(
            each.encode() + b"\n" for each in policy(KEYS, "2 " + NAMES)))
    c.false("35-forked.bundle", t.bundle(registrations=both), other_log, "9.7", "charter",
            NOBODY, "Another log key is known: the fault would name whom nobody knows.",
            number=35, covers="6.11,9.7,10.2")
    for name, data in (("whole", t.whole(extra=parts(both))),
                       ("picked", t.proof(t.acts[1], extra=parts(both)))):
        c.false("35-%s.proof" % name, data, trusted(t), "6.11", "registration 2", "bern,w0,w2",
                "The same in a proof.", number=35, covers="6.7,6.11,9.4")
    # What a witness cosigned of the one root may stand in any registration before.
    split = [r.registration(entry, r.commit(cosign(t.now, [KEYS[1]]))),
             r.registration(entry, r.commit(cosign(t.now, [KEYS[0]]))), pair([], KEYS[:2])[1]]
    forked("apart", split, trusted(t), "bern,w0,w1",
           "Two notes of the first root have one cosignature each.", at=3)
    r.fill(4)
    away = [split[0], r.registration(entry, r.commit(cosign(t.now, KEYS))), both[1]]
    forked("larger-between", away, trusted(t), "bern,w1",
           "A larger checkpoint of the register stands between the two.", at=3)
    c.good("6.11-sizes.bundle", t.bundle(registrations=[away[1], both[1]]), trusted(t), "6.11",
           "Two sizes: whether one register grew into the other the file does not show.")


def grammar(c):
    """The file registrations, and the parts of a proof (9.1, 9.4)."""
    t, r, entry, last = one()
    first = r.registration(entry, last)
    second = r.registration(r.enter(t.checkpoints[0]), r.commit(cosign(t.now)))
    tile = "tile/entries/000.p/3"

    def bad(name, data, at, why, clause="9.1", **more):
        c.unreadable("%s-registrations-%s" % (clause, name), data, t, clause, at, NOBODY, why,
                     covers="%s,6.9" % clause, **more)

    def bent(data):
        return t.bundle(registrations=[first], bend=replaced("registrations", data))
    bad("none.bundle", bent(b""), "registrations", "No registration.")
    bad("byte.bundle", bent(b"\1"), "registrations", "One byte of a length.")
    bad("cut.bundle", bent(lambda d: d[:-1]), "registrations",
        "The length goes beyond the file.")
    bad("behind.bundle", bent(lambda d: d + b"\0"), "registrations", "A byte behind the last.")
    bad("falling.bundle", t.bundle(registrations=[second, first]), "registration 2",
        "Counters fall.")
    bad("falling.proof", t.whole(extra=parts([second, first])), "registration 2",
        "Counters fall.", "9.4")
    bad("falling-picked.proof", t.proof(t.acts[1], extra=parts([second, first])),
        "registration 2", "Counters fall.", "9.4")

    def moved(to):
        def bend(all_):
            rest = [each for each in all_ if each[0] != "registrations"]
            at = [each[0] for each in rest].index(to)
            return rest[:at] + [each for each in all_ if each not in rest] + rest[at:]
        return bend
    def packed(bend):
        return t.bundle(registrations=[first], bend=bend)
    bad("early.bundle", packed(moved("marks")), "marks", "They stand before the marks.")
    bad("late.bundle", packed(moved("tile/0/000.p/3")), "tile/0/000.p/3",
        "They stand behind the entries.")
    bad("last.bundle", packed(lambda all_: moved("README")(all_)[1:] + [
        each for each in all_ if each[0] == "registrations"]), "archive",
        "They stand behind the tiles.")
    bad("twice.bundle", packed(lambda all_: moved("tile/entries/000.p/3")(all_)[:5] + [
        each for each in all_ if each[0] == "registrations"] + all_[5:]), tile,
        "The file twice.")
    bad("name.bundle", packed(lambda all_: [
        ("registration", d) if n == "registrations" else (n, d) for n, d in all_]), tile,
        "Another name.")
    one_ = parts([first])
    bad("early.proof", t.proof(t.acts[1], extra=one_ + [("mark", t.marks[0].note())]), "part 5",
        "A mark behind a registration.", "9.4")
    bad("first.proof", t.proof(t.acts[1], bend=lambda p: p[:1] + one_ + p[1:]), "part 2",
        "Before the acts.", "9.4")
    bad("late.proof", t.proof(t.acts[1], extra=[("opened", b"")] + one_), "part 5",
        "Behind an opened copy.", "9.4")
    bad("unpaired.proof", t.proof(t.acts[1], bend=lambda p: p[:2] + one_), "part 3",
        "Behind an act without its proof.", "9.4")


def texts(c):
    """The form of a registration (6.9)."""
    t, r, entry, last = one()

    def bad(name, why, bend=None, clause="6.9", covers=None, **more):
        data = more.pop("data", None) or r.registration(entry, last, bend=bend, **more)
        for form, ending in ((t.bundle(registrations=[data]), "bundle"),
                             (t.whole(extra=parts([data])), "proof")):
            c.unreadable("6.9-form-%s.%s" % (name, ending), form, t, clause, "registration 1",
                         NOBODY, why, covers=covers or ",".join({"6.9", clause} - {
                             each for each in (clause,) if each.startswith("C2SP")}))
    def twice(each):
        return [each, each]
    for name, why, old, new in (
            ("version", "Another first line.", "verbale-registration/1",
             "verbale-registration/2"),
            ("first-space", "A space behind the first line.", "verbale-registration/1",
             "verbale-registration/1 "),
            ("counter-zero", "A counter of 0.", "counter", "counter 0"),
            ("counter-led", "A leading zero.", "counter", "counter 01"),
            ("counter-sign", "A sign.", "counter", "counter +1"),
            ("counter-none", "No value.", "counter", "counter "),
            ("counter-dash", "An absent value.", "counter", "counter -"),
            ("counter-large", "A counter of 2^53.", "counter", "counter 9007199254740992"),
            ("counter-spaces", "Two spaces.", "counter", "counter  1"),
            ("counter-twice", "The counter twice.", "counter", twice),
            ("counter-upper", "Another key of the line.", "counter", "Counter 1"),
            ("counter-missing", "No counter.", "counter", []),
            ("key-short", "63 digits.", "key", lambda each: each[:-1]),
            ("key-long", "65 digits.", "key", lambda each: each + "0"),
            ("key-upper", "A digit in upper case.", "key", "key " + 63 * "0" + "A"),
            ("key-missing", "No key.", "key", []),
            ("checkpoint-short", "62 digits.", "checkpoint", lambda each: each[:-2]),
            ("checkpoint-missing", "No hash of a checkpoint.", "checkpoint", []),
            ("no-empty", "No empty line.", "", []),
            ("two-empty", "Two empty lines.", "", ["", ""]),
            ("more", "A line more.", "", ["size 3", ""])):
        clause = "C2SP tlog-proof" if name == "two-empty" else "6.9"
        bad(name, why, change_line(old, new), clause, covers="6.9")
    bad("turned", "Key and checkpoint have changed places.",
        lambda lines: [lines[0], lines[1], lines[3], lines[2], lines[4]])
    whole = r.registration(entry, last)
    bad("crlf", "Lines that end in CR and LF.", data=whole.replace(b"\n", b"\r\n"))
    bad("no-lf", "The first line alone, without its end.", data=b"verbale-registration/1",
        clause="1.1")
    bad("one-line", "The first line alone.", data=b"verbale-registration/1\n")
    bad("no-utf8", "Bytes that are no UTF-8.", data=whole.replace(b"key ", b"key \xff", 1),
        clause="1.1")
    bad("line-long", "A line of more than 4,096 bytes.",
        data=whole.replace(b"key ", b"key " + 4096 * b"0", 1), clause="1.2")
    bad("extra", "Its proof has extra data.", extra=b"more")
    standard = "C2SP tlog-proof"
    bad("no-proof", "Nothing behind the empty line.", proof=b"", clause=standard, covers="6.9")
    right = r.proof(entry, last)
    bad("proof-version", "Another version of the proof.", clause=standard, covers="6.9",
        proof=right.replace(b"proof@v1", b"proof@v2"))
    bad("proof-index", "An index with a leading zero.", clause=standard, covers="6.9",
        proof=right.replace(b"index 1", b"index 01"))
    bad("proof-hash", "A hash of the path is cut.", clause=standard, covers="6.9",
        proof=right.replace(b"index 1\n", b"index 1\nAAAA\n"))
    bad("proof-64", "A path of 64 hashes.", clause="1.2", proof=right.replace(
        b"index 1\n", b"index 1\n" + 61 * (right.split(b"\n")[2] + b"\n")))
    bad("extension", "The register's checkpoint has an extension line.", clause="6.2",
        proof=r.proof(entry, r.commit(extension="time 1\n")))
    bad("root-short", "A root of 31 bytes.", clause="C2SP tlog-checkpoint", covers="6.2,6.9",
        proof=r.proof(entry, r.commit(root=bytes(31))))
    note_ = "C2SP signed-note"
    bad("unsigned", "The register's checkpoint has no signature line.", clause=note_,
        covers="6.9", proof=right[:right.index("\u2014".encode())])
    bad("behind", "A line behind the last signature.", clause=note_, covers="6.9",
        proof=right + b"more\n")
    long_ = right + b"".join(line("x%d" % i, bytes(4), bytes(3000)).encode() for i in range(20))
    proof = t.whole(extra=parts([r.registration(entry, last, proof=long_)]))
    c.unreadable("6.9-form-long.proof", proof, t, "1.2", "registration 1", NOBODY,
                 "A registration of more than 65,535 bytes.", covers="1.2,6.9")
    for ending, form in (("proof", t.whole(extra=parts([b""]))),
                         ("bundle", t.bundle(registrations=[b""]))):
        c.unreadable("6.9-form-empty." + ending, form, t, "6.9", "registration 1", NOBODY,
                     "A registration of no bytes.")


def change_line(old, new):
    """As change(), of the first line alone where old is the empty one."""
    if old:
        return change(old, new)
    return lambda lines: lines[:-1] + new


def places(c):
    """Which registration is at fault."""
    t = three()
    r, all_ = register(t)
    bent = Register(t, key=Key(r.origin, secret("forged register")))
    bent.entries = r.entries
    entry = r.enter(t.checkpoints[-1])
    forged = bent.registration(entry, bent.commit())
    c.false("6.8-fifth.bundle", t.bundle(registrations=all_ + [forged]), t, "6.8",
            "registration 5", NOBODY, "The last of five is signed by another key.")
    c.false("6.8-fifth.proof", t.proof(t.acts[1], extra=parts(all_ + [forged])), t, "6.8",
            "registration 5", NOBODY, "The same in a proof.", covers="6.8,9.4")


def order(c):
    """10.1: what is found first."""
    t, r, entry, last = one()
    right = r.registration(entry, last)
    log = Key(r.origin, secret("forged register"))
    bent = Register(t, key=log)
    bent.entries = r.entries
    forged = bent.registration(entry, bent.commit(), counter=2)
    clock = t.holders["bern", "clock"]
    late = t.checkpoints[-1]
    false_mark = note(late.text, late.line, line("bern", clock.id, struct.pack(
        ">Q", late.time) + bytes(64)))

    def first(name, data, clause, at, culprit, why, finding="false", trust=None,
              covers="6.9,10.1"):
        getattr(c, finding)("10.1-register-%s.bundle" % name, data, trust or t, clause, at,
                            culprit, why, covers=covers)
    first("mark", t.bundle(marks=t.marks[:-1] + [false_mark], registrations=[forged]), "6.4",
          "mark 3", NOBODY, "A false mark comes before a false registration.")
    other = sha256(b"x")
    fork = tree.Checkpoint(t.origin, 3, other, t.holders["bern", "log"])
    fork.date(clock, t.now)
    first("history", t.bundle(marks=t.marks[:-1] + [fork], registrations=[forged]), "6.7",
          "mark 3", "bern", "So does a mark of another history.")
    fault = Table()
    fault.log(say(fault, number=9))
    r2 = Register(fault)
    bad_key = Register(fault, key=log)
    bad_key.entries = r2.entries
    entry2 = r2.enter(fault.checkpoints[-1])
    first("entry", fault.bundle(registrations=[bad_key.registration(entry2, bad_key.commit())]),
          "6.8", "registration 1", NOBODY, "A false registration comes before any entry.")
    broken = right.replace(b"counter 1", b"counter 0")
    first("grammar", t.bundle(marks=t.marks[:-1] + [false_mark], registrations=[broken]), "6.9",
          "registration 1", NOBODY, "Its grammar comes before a false mark.", "unreadable")
    first("marks-grammar", t.bundle(bend=replaced("marks", b"\0\1x"),
                                    registrations=[broken]), "C2SP signed-note", "mark 1",
          NOBODY, "The grammar of marks comes before that of registrations.", "unreadable")
    seen = t.bundle(registrations=[broken], seen=[b"no checkpoint\n"])
    first("seen-grammar", seen, "6.9", "registration 1", NOBODY,
          "That of registrations before what seen/ holds.", "unreadable")
    # Each by itself, and then against those before it.
    both = r.registration(entry, last, counter=2, index=2)
    first("signature-first", t.bundle(registrations=[right, bent.registration(
        entry, bent.commit(), counter=2, index=2)]), "6.8", "registration 2", NOBODY,
          "Another key and another entry: the signature comes first.")
    first("proof-first", t.bundle(registrations=[right, both]), "6.9", "registration 2", NOBODY,
          "The proof comes before what cosigned it.")
    wrong = tree.Checkpoint(r.origin, last.size, last.root, r.key)
    wrong.cosignatures = [line("bern", clock.id, bytes(72))]
    first("proof-cosigned", t.bundle(registrations=[r.registration(entry, wrong, index=2)]),
          "6.9", "registration 1", NOBODY, "So it does before a false cosignature.")
    twin = r.enter(t.checkpoints[-1], counter=1)
    wrong = r.commit()
    wrong.cosignatures = [line("bern", clock.id, bytes(72))]
    first("cosigned-first", t.bundle(registrations=[right, r.registration(twin, wrong)]), "6.4",
          "registration 2", NOBODY, "A false cosignature comes before a counter that is "
          "repeated.", covers="6.4,6.11,10.1")
    clash = [right, r.registration(twin, r.commit()), forged]
    first("earlier", t.bundle(registrations=clash), "6.11", "registration 2", "bern",
          "A repeated counter at the second, a false signature at the third.",
          covers="6.8,6.11,10.1")
    # Counter before checkpoint, of one registration.
    t, r, entry, last = one()
    other = Register(t, label="other register")
    twin = other.enter(t.checkpoints[0], counter=1)
    other.fill(3)
    first("counter-first", t.bundle(registrations=[
        r.registration(entry, last), other.registration(twin, other.commit(cosign(t.now)))]),
          "6.11", "registration 2", "bern", "Its counter and its checkpoint clash: the counter "
          "comes first, and names the depositary alone.", trust=trusted(t),
          covers="6.11,10.1,10.4")
    second = other.enter(t.checkpoints[0], counter=2)
    third = r.enter(t.checkpoints[0], counter=2)
    other.fill(1)
    r.fill(1)
    first("fork-first", t.bundle(registrations=[
        r.registration(entry, r.commit(cosign(t.now))),
        other.registration(second, other.commit(cosign(t.now))),
        r.registration(third, r.commit(cosign(t.now)))]), "6.11", "registration 2",
          "bern,w0,w1,w2", "A fork at the second, a repeated counter at the third.",
          trust=trusted(t), covers="6.11,10.1,10.4")


def values(c):
    t, r, entry, last = one()
    name = c.write("6-log/6.9-value.registration", r.registration(entry, last))
    c.value("6.8", "origin of the register of bern", r.origin)
    c.value("6.8", "entry of this registration, in hexadecimal",
            r.entries[entry.index].hex(), name)
    c.value("6.9", "leaf hash of its entry", tree.leaf_hash(r.entries[entry.index]).hex(), name)
