"""Section 4: chains, epochs, what an author has seen, void acts and acts that crossed.

SPDX-License-Identifier: ISC
"""
from kit import tree
from kit.corpus import NOBODY
from kit.notes import Key, secret, sha256
from kit.table import DAY, Table, make_key, value_of

LATE = 40 * DAY


def cases(c):
    c.group = "4-chains"
    numbers(c)
    epochs(c)
    used_twice(c)
    refused(c)
    seen(c)
    forked(c)
    dates(c)
    crossed(c)


def say(t, chain="nord", **more):
    return t.act(chain, "statement", text="x", **more)


def wrong_place(c, name, why, place, covers="4.1,4.5", first=1):
    """A log whose last act stands elsewhere in its chain than where it belongs."""
    t = Table()
    for _ in range(first):
        t.log(say(t))
    act = t.log(say(t, **place(t)))
    c.false(name + ".bundle", t.bundle(), t, "4.5", act.cite(), "bern", why, covers=covers)


def numbers(c):
    t = Table()
    for chain in ("nord", "sud", "nord", "west"):
        t.log(say(t, chain))
    c.good("4.1-chains.bundle", t.bundle(), t, "4.1,4.2", "Each member counts its own acts.")
    c.good("4.1-picked.proof", t.proof(t.acts[3]), t, "4.1,9.4",
           "NORD-2 alone: what stands before it need not be shown.")
    wrong_place(c, "4.1-first-is-2", "A chain begins with number 2.", lambda t: {"number": 2},
                first=0)
    wrong_place(c, "4.1-gap", "Number 3 behind number 1.", lambda t: {"number": 3})
    wrong_place(c, "4.1-again", "Number 1 behind number 1.", lambda t: {"number": 1})
    wrong_place(c, "4.1-first-epoch", "A chain begins in epoch 1.", lambda t: {"epoch": 1},
                first=0)
    wrong_place(c, "4.1-other-epoch", "Epoch 1 without a resume.", lambda t: {"epoch": 1})
    wrong_place(c, "4.2-charter", "prev of NORD-2 is the charter.",
                lambda t: {"prev": t.charter}, covers="4.2,4.5")
    wrong_place(c, "4.2-other-chain", "prev is an act of another chain.",
                lambda t: {"prev": t.log(say(t, "sud"))}, covers="4.2,4.5")
    wrong_place(c, "4.2-nothing", "prev is an act that is not.",
                lambda t: {"prev": sha256(b"")}, covers="4.2,4.5")
    wrong_place(c, "4.2-table", "prev of a first act is the table's id.",
                lambda t: {"prev": t.id}, covers="4.2,4.5", first=0)
    t = Table()
    first = say(t)
    c.good("4.2-waiting.pouch", t.pouch(first, say(t), say(t)), t, "4.2,9.2",
           "Three acts that wait, one behind the other.")
    c.cannot("4.1-gap.pouch", t.pouch(first, t.act("nord", "statement", text="y")), t, "4.1",
             "outbox", "What stands between NORD-1 and NORD-4 is not here.",
             covers="4.1,4.2,9.2")


def resume(t, chain="nord", epoch=1, **more):
    t.epochs[chain] = epoch
    return t.act(chain, "resume", epoch=epoch, **more)


def epochs(c):
    t = Table()
    t.log(say(t))
    t.log(resume(t, reason="Restored from Monday's copy."))
    t.log(say(t))
    c.good("4.3-resume.bundle", t.bundle(), t, "4.3,5.1.9", "A chain goes on behind a resume.")
    t = Table()
    t.log(say(t))
    t.log(resume(t, epoch=5))
    t.log(say(t))
    c.good("4.3-epochs-left-out.bundle", t.bundle(), t, "4.3,5.1.9",
           "A resume may leave epochs out.")
    t = Table()
    t.log(resume(t))
    t.log(say(t))
    c.good("4.3-resume-first.bundle", t.bundle(), t, "4.3,5.1.9",
           "A resume before any logged act has number 1.")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(resume(t, "nord/legal"))
    t.log(say(t, "nord/legal"))
    c.good("4.3-office.bundle", t.bundle(), t, "4.3,5.1.9", "An office's desk resumes.")

    def ends(name, why, *steps):
        t = Table()
        t.log(say(t))
        for step in steps:
            act = t.log(step(t))
        c.false(name + ".bundle", t.bundle(), t, "4.5", act.cite(), "bern", why,
                covers="4.3,4.5")
    ends("4.3-same-epoch", "A resume in the epoch that it ends.", lambda t: resume(t, epoch=0))
    ends("4.3-earlier-epoch", "A resume in an earlier epoch.", lambda t: resume(t, epoch=3),
         lambda t: resume(t, epoch=2))
    ends("4.3-number-kept", "A resume with the number of the act before it.",
         lambda t: resume(t, number=1))
    ends("4.3-number-skipped", "A resume that skips a number.", lambda t: resume(t, number=3))
    ends("4.3-old-epoch", "An act of the epoch that a resume has ended.", resume,
         lambda t: say(t, number=2, epoch=0, prev=t.acts[1]))
    ends("4.3-back", "Behind the resume, an act of epoch 0 with the next number.", resume,
         lambda t: say(t, epoch=0))
    ends("4.3-rekey-same-epoch", "Behind a rekey, an act of the epoch before.",
         lambda t: t.rekey("nord"), lambda t: say(t, epoch=0))
    ends("4.3-rekey-two-epochs", "Behind a rekey, an act two epochs on.",
         lambda t: t.rekey("nord"), lambda t: say(t, epoch=2))
    for name, before in (("first", 0), ("second", 1)):
        t = Table()
        for _ in range(before):
            t.log(say(t))
        t.log(t.rekey("nord"))
        t.log(say(t))
        t.log(say(t))
        c.good("4.3-rekey-%s.bundle" % name, t.bundle(), t, "4.3,5.1.8",
               "Behind a rekey the chain goes on in the next epoch, from its %s act." % name)
    t = Table()
    t.log(say(t))
    t.log(t.rekey("nord"))
    t.log(resume(t, epoch=2))
    t.log(say(t))
    c.good("4.3-rekey-resume.bundle", t.bundle(), t, "4.3,5.1.9",
           "Behind a rekey, a resume may leave an epoch out.")
    t = Table()
    t.log(say(t))
    t.log(t.rekey("nord"))
    t.log(t.rekey("nord", generation="3"))
    t.epochs["nord"] = 1
    t.log(say(t))
    c.good("4.3-two-rekeys.bundle", t.bundle(), t, "4.3,5.1.8",
           "Two rekeys with no act between them open one epoch.")
    t = Table()
    t.log(say(t))
    t.log(t.rekey("nord"))
    t.log(t.rekey("nord", generation="3"))
    t.log(say(t, epoch=2))
    c.false("4.3-two-rekeys-two-epochs.bundle", t.bundle(), t, "4.5", "NORD-2.2", "bern",
            "Two rekeys with no act between them, and an act two epochs on.",
            covers="4.3,4.5,5.1.8")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(say(t, "nord/legal"))
    t.log(t.rekey("nord"))
    t.log(say(t, "nord/legal"))
    c.good("4.3-rekey-office.bundle", t.bundle(), t, "4.3,3.7",
           "A party's rekey leaves the chains of its offices as they are.")


def used_twice(c):
    t = Table()
    one = say(t)
    t.log(one)
    two = t.act("nord", "statement", text="Another text.", after=t.charter)
    c.remark("4.4-logged-and-waiting.pouch", t.pouch(two), t, "4.4", "NORD-1", "nord",
             "NORD signed two texts at one position, one logged and one on its way.")
    t = Table()
    acts = [t.act("sud", "statement", text=text, after=t.charter) for text in ("One.", "Two.")]
    c.remark("4.4-both-waiting.pouch", t.pouch(*acts), t, "4.4", "SUD-1", "sud",
             "Both are on their way.")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(say(t, "nord/legal"))
    two = t.act("nord/legal", "statement", text="Another.", number=1, prev=t.charter)
    c.remark("4.4-office.pouch", t.pouch(two), t, "4.4", "NORD/LEGAL-1", "nord/legal",
             "An office's key is used twice.")
    t = Table()
    t.log(say(t))
    t.log(resume(t))
    lost = t.act("nord", "statement", text="Forgotten.", number=2, epoch=0, prev=t.acts[1])
    c.good("4.4-other-epoch.pouch", t.pouch(lost), t, "4.3,4.4",
           "NORD-2 and NORD-2.1 are two positions.")
    t = Table()
    t.log(say(t))
    forged = t.act("nord", "statement", text="Forged.", after=t.charter,
                   signers=[Key("nord", secret("forger"))])
    c.cannot("4.4-forged.pouch", t.pouch(forged), t, "3.1", "outbox",
             "A second text by another key says nothing against NORD.", covers="3.1,4.4")
    t = Table()
    t.log(say(t))
    two = t.act("nord", "statement", text="Another.", after=t.charter)
    t.log(two)
    c.false("4.4-both-logged.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "Both are logged: the depositary should have refused the second.",
            covers="4.4,4.5")
    t = Table()
    t.log(t.act("nord", "withdraw", of=sha256(b"no act")))
    t.log(say(t, "sud", date=t.now - 10 * DAY))
    two = t.act("sud", "statement", text="Another.", after=t.charter)
    c.remark("4.4-weightiest.pouch", t.pouch(two), t, "4.4", "SUD-1", "sud",
             "A void act, a date contradicted and a key used twice: the last weighs most.",
             covers="4.4,4.7,4.8,10.3")


def refused(c):
    t = Table()
    act = say(t)
    t.log(act.with_note(act.note.replace(b"text x", b"text y")))
    c.false("4.5-edited.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The log holds an act whose signature is of another text.", covers="3.3,4.5")
    c.false("4.5-edited.proof", t.proof(t.acts[1]), t, "4.5", "NORD-1", "bern",
            "A proof of it.", covers="3.3,4.5,9.4")
    t = Table()
    act = t.log(say(t))
    t.log(act)
    c.false("4.5-twice.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "One act is logged twice.")
    t = Table()
    t.log(t.charter)
    c.false("4.5-charter-again.bundle", t.bundle(), t, "4.5", "charter", "bern",
            "The charter is logged a second time.", covers="2.3,2.5,4.5")
    t = Table()
    t.log(Table("stranger", name="crossing").charter)
    c.false("2.3-other-charter.bundle", t.bundle(), t, "4.5", "charter", "bern",
            "The charter of another table is logged.", covers="2.3,4.5")
    t = Table()
    t.entries.append(b"not an act\n")
    t.commit()
    c.unreadable("4.5-no-act.bundle", t.bundle(), t, "2.1", "entry 1", "bern",
                 "An entry that is no act.", covers="2.1,4.5")
    t = Table()
    t.entries.append(b"")
    t.commit()
    c.unreadable("4.5-empty.bundle", t.bundle(), t, "2.1", "entry 1", "bern",
                 "An entry of no bytes, which the tiles allow.", covers="2.1,4.5")
    t = Table()
    t.log(say(t, "sud", date=t.now + 30 * DAY))
    t.log(say(t, number=7))
    t.log(say(t, "sud", number=9))
    c.false("4.5-first.bundle", t.bundle(), t, "4.5", "NORD-7", "bern",
            "A date contradicted, then two acts out of chain: the first fault counts.",
            covers="4.5,10.1")


def seen(c):
    t = Table()
    first = t.checkpoints[0]
    for chain in ("nord", "sud", "nord"):
        t.log(say(t, chain, seen=first))
    c.good("4.6-old.bundle", t.bundle(), t, "4.6", "Acts that have seen only the charter.")
    t = Table()
    t.log(say(t))
    t.log(say(t))
    c.good("4.6-whole.bundle", t.bundle(), t, "4.6", "An act that has seen all before it.")

    def beyond(size):
        t = Table()
        t.log(say(t))
        ahead = Table()
        for _ in range(3):
            ahead.log(say(ahead))
        mark = ahead.checkpoints[-1]
        t.log(say(t, seen="%d %s %s" % (size, mark.root.hex(), mark.hash().hex())))
        t.log(say(t, "sud"))
        return t
    t = beyond(3)
    c.false("4.6-itself.bundle", t.bundle(), t, "4.6", "NORD-2", "bern",
                 "It says to have seen a log that holds itself.")
    t = beyond(1000)
    c.false("4.6-beyond.bundle", t.bundle(), t, "4.6", "NORD-2", "bern",
                 "It says to have seen more than there is.")
    t = Table()
    t.log(say(t))
    wrong = tree.Checkpoint(t.origin, 2, sha256(b"no root"), Key(t.origin, secret("no log")))
    t.log(say(t, seen=wrong))
    c.unreadable("4.6-unknown-root.bundle", t.bundle(), t, "4.6", "NORD-2", NOBODY,
                 "A root that no checkpoint here shows.")
    t = Table()
    t.log(say(t))
    t.log(say(t, seen="2 %s %s" % (t.checkpoints[-1].root.hex(), "0" * 64)))
    c.good("4.6-unknown-checkpoint.bundle", t.bundle(marks=t.marks[-1:]), t, "4.6,6.3",
           "The root is right, and the checkpoint that showed it is not here.")


def forked(c):
    def fork():
        """A log whose depositary showed NORD another history of two entries."""
        t, other = Table(), Table()
        other.log(say(other, "sud"))
        shown = other.checkpoints[-1]
        t.log(say(t, "west"))
        t.log(say(t, seen=shown))
        return t, shown
    t, shown = fork()
    c.false("4.6-forked.bundle", t.bundle(seen=[shown]), t, "4.6", "NORD-1", "bern",
            "NORD saw another history, and the depositary had signed it.", covers="4.6,9.1")
    c.unreadable("4.6-forked-hidden.bundle", t.bundle(), t, "4.6", "NORD-1", NOBODY,
                 "The same without the checkpoint that convicts.")
    bare = tree.Checkpoint(t.origin, 2, shown.root, t.holders["bern", "log"])
    c.false("4.6-forked-undated.bundle", t.bundle(seen=[bare]), t, "4.6", "NORD-1", "bern",
            "The checkpoint that convicts needs no date.", covers="4.6,6.2,9.1")
    mark = t.marks[:1] + [shown] + t.marks[2:]
    c.false("4.6-forked-mark.bundle", t.bundle(marks=mark), t, "6.7", "mark 2", "bern",
            "The other history stands among the marks.", covers="4.6,6.7")
    false = tree.Checkpoint(t.origin, 2, shown.root, Key(t.origin, secret("no log")))
    c.unreadable("4.6-forked-forged.bundle", t.bundle(seen=[false]), t, "4.6", "NORD-1", NOBODY,
                 "The checkpoint of the other history is not signed by the log key: no record "
                 "of it is here, and the entry is told before seen/.",
                 covers="4.6,6.2,10.1")
    t = Table()
    t.log(say(t))
    c.false("6.2-seen-forged.bundle", t.bundle(seen=[false]), t, "6.2",
            "seen/" + false.hash().hex(), NOBODY,
            "The same checkpoint where no act has seen it.", covers="6.2,9.1")
    t, other = Table(), Table()
    other.log(say(other, "sud"))
    t.log(say(t, "west"))
    c.false("6.7-uncited.bundle", t.bundle(seen=[other.checkpoints[-1]]), t, "6.7",
            "seen/" + other.checkpoints[-1].hash().hex(), "bern",
            "A history that no act has seen contradicts the log all the same.",
            covers="6.7,9.1")


def dates(c):
    skew = 300
    for name, at, ok in (("skew-before", -skew, 1), ("before", -skew - 1, 0)):
        t = Table()
        since = t.checkpoints[-1].time
        t.log(say(t, "sud"))
        t.log(say(t, date=since + at, lodge_by=since + DAY))
        outcome(c, "4.7-" + name, t, ok,
                "The date is %d seconds before the since of SUD-1, which its seen covers." % -at)
    for name, at, ok in (("skew-after", skew, 1), ("after", skew + 1, 0)):
        t = Table()
        act = say(t, date=t.now + 30 + at, lodge_by=t.now + DAY)
        t.log(act)
        assert t.marks[-1].time == t.now - 30
        outcome(c, "4.7-" + name, t, ok, "The date is %d seconds behind its by." % at)
    charter_dates(c)
    seen_dates(c)
    t = Table("skew-0", rules={"skew_seconds": 0})
    t.log(say(t, date=t.now + 31, lodge_by=t.now + DAY))
    outcome(c, "4.7-no-skew", t, 0, "A second too late where the charter allows none.")
    for name, at, ok in (("lodge-by-on", 0, 1), ("lodge-by-after", -1, 0)):
        t = Table()
        begins = t.commit(at=t.now + LATE).time
        t.log(say(t, date=begins - 100, lodge_by=begins + at, seen=t.checkpoints[0]))
        if ok:
            c.good("4.7-%s.bundle" % name, t.bundle(), t, "4.7,6.5",
                   "Its interval begins at the second of its lodge-by.")
        else:
            c.remark("4.7-%s.bundle" % name, t.bundle(), t, "4.7", "NORD-1", NOBODY,
                     "Its interval begins a second after its lodge-by.", covers="4.7,6.5")
    t = Table()
    t.log(say(t, lodge_by=t.now + 10))
    c.good("4.7-lodge-by-inside.bundle", t.bundle(), t, "4.7,6.5",
           "Its lodge-by lies within its interval.")
    t = Table()
    t.log(say(t, "sud"))
    t.commit(at=t.now + 3 * DAY)
    t.log(say(t, "sud"))
    t.log(say(t, date=t.now - 4000, lodge_by=t.now - 3000))
    c.remark("4.7-void-first.bundle", t.bundle(), t, "4.7", "NORD-1", NOBODY,
             "Late and with a date contradicted: void weighs more.", covers="4.7,10.3")


def charter_dates(c):
    """4.7: the charter's date is its author's alone."""
    for name, days, why in (
            ("ahead", -40, "The clock dates the charter forty days before its own date."),
            ("late", 40, "The charter was logged behind its lodge-by: no checkpoint leaves it "
             "out.")):
        t = Table(log=False)
        t.log(t.charter, at=t.now + days * DAY)
        c.good("4.7-charter-%s.bundle" % name, t.bundle(), t, "4.7,6.5", why)
        act = t.log(say(t))
        c.good("4.7-charter-%s.proof" % name, t.proof(act, marks=t.marks), t, "4.7,6.5,9.4",
               why + " As a proof.")


def seen_dates(c):
    """What contradicts a date is what the author has seen, and not when the act was logged."""
    t = Table()
    early = t.now
    t.wait(days=20)
    for chain in ("sud", "west"):
        t.log(say(t, chain))
    t.log(say(t, seen=t.checkpoints[0], date=early, lodge_by=t.now + DAY))
    outcome(c, "4.7-offline", t, 1, "Signed without a network, and logged three weeks later.")
    t = Table()
    t.log(say(t, date=t.now - 9 * DAY, lodge_by=t.now + DAY))
    outcome(c, "4.7-charter-seen", t, 1,
            "It has seen the charter alone, which no checkpoint leaves out.")
    for name, size, ok in (("first-of-two", 2, 1), ("second-of-two", 3, 0)):
        t = Table()
        first = t.checkpoints[0].time
        t.log(say(t, "sud"))
        t.wait(days=9)
        t.commit()
        t.log(say(t, "west"))
        t.log(say(t, date=first, lodge_by=t.now + DAY,
                  seen=t.checkpoints[1 if size == 2 else 3]))
        outcome(c, "4.7-" + name, t, ok, "Of two entries, nine days apart, its seen covers %s."
                % ("the first" if ok else "both"))
    t = Table()
    t.log(say(t, "sud"), say(t, "west"))
    t.wait(days=9)
    t.commit()
    t.log(say(t, date=t.checkpoints[0].time, seen=t.checkpoints[2], lodge_by=t.now + DAY))
    outcome(c, "4.7-dated-anew", t, 1,
            "Its seen names a checkpoint that was dated anew; what it covers is as old as ever.")


def outcome(c, name, t, ok, why):
    if ok:
        c.good(name + ".bundle", t.bundle(), t, "4.7,6.5", why)
    else:
        c.remark(name + ".bundle", t.bundle(), t, "4.7", "NORD-1", "nord", why,
                 covers="4.7,6.5")


def crossed(c):
    """4.8: each case twice, its author having seen what makes it void, and not."""
    def case(name, clause, author, why, setup, first, second, **more):
        for seen_it in (True, False):
            t = Table(**more)
            objects = setup(t)
            before = t.checkpoints[-1]
            t.log(*as_list(first(t, objects)))
            act = second(t, objects, t.checkpoints[-1] if seen_it else before)
            t.log(act)
            c.remark("4.8-%s-%s.bundle" % (name, "seen" if seen_it else "crossed"), t.bundle(),
                     t, clause, act.cite(), author if seen_it else NOBODY,
                     why + (" Its author had seen that." if seen_it else " They crossed."),
                     covers="4.8," + clause)

    def handed(t):
        return t.log(t.hand("nord", "sud"))
    case("withdraw", "5.3.1", "nord", "A withdrawal behind the release.", handed,
         lambda t, h: release_of(t, h),
         lambda t, h, s: t.act("nord", "withdraw", of=h, seen=s))
    case("receipt", "5.3.2", "sud", "A receipt behind the withdrawal.", handed,
         lambda t, h: t.act("nord", "withdraw", of=h),
         lambda t, h, s: t.receipt("sud", h, seen=s))
    case("refuse", "5.3.8", "sud", "A refusal behind the withdrawal.", handed,
         lambda t, h: t.act("nord", "withdraw", of=h),
         lambda t, h, s: t.act("sud", "refuse", of=h, seen=s))
    case("leave", "5.2.4", "nord", "A letter to a member that has left.", lambda t: None,
         lambda t, _: t.act("west", "leave"), lambda t, _, s: t.hand("nord", "west", seen=s))
    case("amend", "5.1.10", "nord,sud", "A second amendment of the charter.", lambda t: None,
         lambda t, _: t.act("sud", "amend", amends=t.charter, rule="take-days 9"),
         lambda t, _, s: t.act("nord", "amend", amends=t.charter, rule="take-days 10", seen=s))

    def admit(t, chain, seen=None, role="observer", generation=""):
        keys = ["ost %s %s" % (p, value_of(make_key("base" + generation, "ost", p)))
                for p in ("act", "cosign", "recovery", "seal")]
        return t.act(chain, "admit", party="ost " + role, key=keys, seen=seen)
    case("admit", "5.1.11", "nord,sud", "A second admission of one name.", lambda t: None,
         lambda t, _: admit(t, "nord"), lambda t, _, s: admit(t, "sud", s, generation="2"))

    def transfer(t):
        keys = ["berne %s %s" % (p, value_of(make_key("next", "berne", p,
                                                      origin="berne/next")))
                for p in ("act", "clock", "log")]
        last = t.checkpoints[-1]
        return t.act("nord", "transfer", depositary="berne", origin="berne/next", key=keys,
                     at="%d %s" % (last.size, last.root.hex()))
    case("transfer", "5.1.13", "sud", "A statement behind the transfer.", lambda t: None,
         lambda t, _: transfer(t), lambda t, _, s: say(t, "sud", seen=s))

    t = Table()
    h = t.log(t.hand("nord", "sud"))
    receipt = t.receipt("sud", h)
    own = t.release(h, "sud", receipt, by="nord")
    t.log(receipt, t.release(h, "sud", receipt))
    t.log(own)
    c.remark("4.8-release-crossed.bundle", t.bundle(), t, "5.3.5", "NORD-2", NOBODY,
             "The author's own release crossed that of the depositary.", covers="4.8,5.3.5")
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    receipt, _ = t.receive("sud", h)
    t.log(t.release(h, "sud", receipt, by="nord"))
    c.remark("4.8-release-seen.bundle", t.bundle(), t, "5.3.5", "NORD-2", "nord",
             "The author releases what it has seen released.", covers="4.8,5.3.5")
    own_acts(c, admit, transfer)
    # Of two principals' act, all who signed it answer; of minutes, those named in it.
    t = Table()
    t.log(t.act("nord", "minutes", of=say(t, "sud", keep=False), signer=["nord", "west"],
                text="Met."))
    c.remark("4.8-minutes.bundle", t.bundle(), t, "5.4.3", "NORD-1", "nord,west",
             "Minutes of what is no meeting: void, and both who signed them answer.",
             covers="4.8,5.4.3")


def own_acts(c, admit, transfer):
    """4.8: crossed is only what another party did, or what all principals signed."""
    def case(name, clause, author, why, make):
        t = Table()
        act = make(t)
        t.log(act)
        c.remark("4.8-own-%s.bundle" % name, t.bundle(), t, clause, act.cite(), author, why,
                 covers="4.8," + clause)

    def office(t, kind, **fields):
        t.log(t.mandate("nord", "legal"))
        h = t.log(t.hand("nord", "sud"))
        before = t.checkpoints[-1]
        if kind == "withdraw":
            t.log(t.act("nord/legal", "withdraw", of=h))
            return t.act("nord", "withdraw", of=h, seen=before)
        receipt = t.receipt("sud", h)
        t.log(receipt, t.release(h, "sud", receipt, by="nord/legal"))
        return t.release(h, "sud", receipt, by="nord", seen=before)
    case("withdraw", "5.3.1", "nord", "NORD withdraws what its office has withdrawn, and has "
         "not seen it: one party's acts do not cross.", lambda t: office(t, "withdraw"))
    case("release", "5.3.5", "nord", "NORD releases what its office has released, and has not "
         "seen it.", lambda t: office(t, "release"))

    def receipts(t):
        h = t.log(t.hand("nord", "sud"))
        before = t.checkpoints[-1]
        t.receive("sud", h)
        return t.receipt("sud", h, seen=before)
    case("receipt", "5.3.2", "sud", "A second receipt that has not seen the first.", receipts)

    def amend(t):
        before = t.checkpoints[-1]
        t.log(t.act("nord", "amend", amends=t.charter, rule="take-days 9"))
        return t.act("nord", "amend", amends=t.charter, rule="take-days 10", seen=before)
    case("amend", "5.1.10", NOBODY, "Two amendments by NORD, which all principals signed: they "
         "crossed.", amend)

    def admissions(t):
        before = t.checkpoints[-1]
        t.log(admit(t, "nord"))
        return admit(t, "nord", before, generation="2")
    case("admit", "5.1.11", NOBODY, "Two admissions of one name by NORD.", admissions)

    def speaks(t):
        before = t.checkpoints[-1]
        t.log(transfer(t))
        return say(t, seen=before)
    case("transfer", "5.1.13", NOBODY, "NORD's transfer, which all principals signed, and a "
         "statement of NORD's that has not seen it.", speaks)


def as_list(acts):
    return acts if isinstance(acts, (list, tuple)) else [acts]


def release_of(t, handed):
    receipt = t.receipt("sud", handed)
    return receipt, t.release(handed, "sud", receipt)
