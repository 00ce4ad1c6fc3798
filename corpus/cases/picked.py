"""9.4: what a choice of acts tells, and what it does not, for an act between may be missing.

SPDX-License-Identifier: ISC
"""
from kit.age import Identity
from kit.corpus import NOBODY
from kit.notes import Key, line, secret, sha256, vkey
from kit.table import DAY, Table

from .chains import say
from .delivery import opened, sent
from .founding import admit
from .keys import odd_points

DUE = "2026-06-01T00:00:00Z"


def cases(c):
    c.group = "9-files"
    least(c)
    numbers(c)
    chains(c)
    signatures(c)
    cosigners(c)
    void_by_itself(c)
    void_by_cited(c)
    untold(c)
    releases(c)
    late(c)


def least(c):
    t = Table()
    for name, data, at in (("charter-alone", t.proof(), "end"),
                           ("charter-and-mark", t.proof(marks=t.marks), "part 2")):
        c.unreadable("9.4-%s.proof" % name, data, t, "9.4", at, NOBODY,
                     "A proof shows one act at least, or the whole log.")
    t.log(say(t))
    charter = t.charter
    charter.index = 0
    c.unreadable("2.3-charter-as-act.proof", t.proof(charter, t.acts[1]), t, "9.4", "proof 1",
                 NOBODY, "The charter is shown as an act too: its index does not rise above "
                 "that of the charter.", covers="2.3,9.4")


def broken(act, key, at=0):
    """The act with a line of that key which signs nothing."""
    lines = list(act.lines)
    lines[at] = line(key.name, key.id, bytes(64))
    return act.with_lines(*lines)


def numbers(c):
    t = Table()
    t.log(say(t, number=2))
    c.false("9.4-number-above-index.proof", t.proof(t.acts[1]), t, "4.5", "NORD-2", "bern",
            "The second act of a chain cannot be entry 1.", covers="4.1,4.5,9.4")
    t = Table()
    for _ in range(3):
        t.log(say(t, "sud"))
    t.log(say(t))
    t.log(say(t, number=3))
    t.log(say(t, "sud"))
    c.good("9.4-number-alone.proof", t.proof(t.acts[5]), t, "4.1,9.4",
           "NORD-3 alone at entry 5 may be what it says.")
    c.false("9.4-number-rises.proof", t.proof(t.acts[4], t.acts[5]), t, "4.5", "NORD-3",
            "bern", "NORD-1 and NORD-3 at entries 4 and 5: there is no place for NORD-2.",
            covers="4.1,4.5,9.4")
    c.good("9.4-numbers.proof", t.proof(t.acts[1], t.acts[6]), t, "4.1,9.4",
           "SUD-1 and SUD-4 at entries 1 and 6.")


def chains(c):
    """What acts show of one another's place, whatever was logged between."""
    def false(name, why, make, count=2):
        t = Table()
        make(t)
        c.false("9.4-%s.proof" % name, t.proof(*t.acts[-count:]), t, "4.5", t.acts[-1].cite(),
                "bern", why, covers="4.1,4.2,4.5,9.4")
    false("prev", "NORD-1, and a NORD-2 whose prev is another act.",
          lambda t: t.log(say(t), say(t, prev=sha256(b"x"))))
    false("number-falls", "NORD-2, and NORD-1 behind it.", lambda t: t.log(
        say(t, "sud"), say(t, number=2, prev=sha256(b"x")), say(t, number=1)))
    false("epoch-falls", "NORD-2.1, and NORD-3 in epoch 0 behind it.", lambda t: t.log(
        say(t), say(t, epoch=1), say(t, epoch=0)))
    false("number-again", "Two acts with one number.", lambda t: t.log(
        say(t), say(t, number=1, prev=t.charter)))
    false("number-again-epoch", "NORD-1, and NORD-1.1 behind it: a later epoch has the next "
          "number.", lambda t: t.log(say(t), t.act(
              "nord", "resume", number=1, epoch=1, prev=t.charter)))
    false("prev-epoch", "NORD-1, and a resume whose prev is another act.", lambda t: t.log(
        say(t), t.act("nord", "resume", epoch=1, prev=sha256(b"x"))))
    false("prev-first", "NORD-1 whose prev is not the charter, which every proof shows.",
          lambda t: t.log(say(t, prev=sha256(b"x"))), 1)
    false("prev-charter", "SUD-1, and a NORD-2 whose prev is the charter.", lambda t: t.log(
        say(t, "sud"), say(t, number=2, prev=t.charter)), 1)
    false("resume-no-epoch", "A resume in epoch 0: there is none before it.", lambda t: t.log(
        say(t), t.act("nord", "resume")), 1)
    false("epoch-no-room", "NORD-1 and NORD-2.1 at entries 1 and 2: there is no place for a "
          "resume or a rekey.", lambda t: t.log(say(t), say(t, epoch=1)))
    t = Table()
    first = t.log(say(t))
    t.log(t.rekey("sud"))
    t.log(t.rekey("nord"))
    act = t.log(say(t))
    c.good("9.4-epoch.proof", t.proof(first, t.acts[3], act), t, "4.3,9.4",
           "NORD-1, a rekey, and NORD-2.1 by its key.")
    t = Table()
    act = t.log(say(t, seen="2 %s %s" % ("0" * 64, "0" * 64)))
    c.false("9.4-seen-itself.proof", t.proof(act), t, "4.6", "NORD-1", "bern",
            "It says to have seen a log of two entries, and is the second.", covers="4.6,9.4")
    t = Table()
    act = t.log(say(t, seen="9 %s %s" % ("0" * 64, "0" * 64)))
    c.false("9.4-seen-beyond.proof", t.proof(act), t, "4.6", "NORD-1", "bern",
            "Its seen is larger than the index that its proof gives it.", covers="4.6,9.4")
    t = Table()
    act = t.log(t.act("bern", "statement", text="Closed at noon.", lodge_by=t.now + DAY))
    c.false("2.4-depositary.proof", t.proof(act), t, "4.5", "BERN-1", "bern",
            "The depositary makes a statement: it signs releases alone.",
            covers="2.4,4.5,9.4")


def signatures(c):
    """Which line must be of a key that the charter has."""
    def false(name, why, at, make, covers="4.5,9.4"):
        t = Table()
        acts = make(t)
        c.false("9.4-%s.proof" % name, t.proof(acts[-1]), t, "4.5", at, "bern", why,
                covers=covers)
    recovery = "NORD/RECOVERY-1"
    false("recovery-false", "The recovery key's line is false.", recovery, lambda t: [
        t.log(broken(t.rekey("nord"), t.holders["nord", "recovery"]))], "3.3,4.5,5.1.8,9.4")
    false("rekey-new-false", "The line of the new key is false, which the rekey names.",
          recovery, lambda t: [t.log(broken((act := t.rekey("nord")), t.current["nord"], 1))],
          "3.3,4.5,5.1.8,9.4")
    false("rekey-new-other", "Another key's line stands for that of the new key.", recovery,
          lambda t: [t.log(t.rekey("nord", signers=[t.current["nord/recovery"], Key(
              "nord", secret("stranger"))]))], "2.8,4.5,5.1.8,9.4")

    def release(t):
        h = sent(t)
        receipt = t.receipt("sud", h)
        act = broken(t.release(h, "sud", receipt), t.holders["bern", "act"])
        t.log(receipt, act)
        return [act]
    false("release-false", "The depositary's line is false.", "BERN-1", release,
          "3.3,4.5,5.3.3,9.4")
    t = Table()
    t.log(t.rekey("nord"))
    act = t.log(broken(say(t), t.current["nord"]))
    c.cannot("9.4-later-epoch.proof", t.proof(act), t, "3.1", "NORD-1.1",
             "An act of a later epoch, by a key that is not shown.", covers="3.1,4.3,9.4")
    c.cannot("9.4-later-epoch-shown.proof", t.proof(t.acts[1], act), t, "3.1", "NORD-1.1",
             "Its line is false under the key of the rekey shown; another may have come "
             "between.", covers="3.1,4.3,9.4")
    false("stranger", "In epoch 0, a line under NORD's name by a key that is not its first.",
          "NORD-1", lambda t: [t.log(say(t, signers=[Key("nord", secret("stranger"))]))],
          "3.1,4.5,9.4")
    t = Table()
    mandate = t.log(t.mandate("nord", "legal"))
    act = t.log(broken(say(t, "nord/legal"), t.current["nord/legal"]))
    c.cannot("9.4-office-false.proof", t.proof(mandate, act), t, "3.1", "NORD/LEGAL-1",
             "An office's line is false under the key of the mandate shown; a second mandate "
             "may have come between, in the same epoch.", covers="3.1,3.7,9.4")
    t = Table()
    mandate = t.log(t.mandate("nord", "legal"))
    t.log(t.mandate("nord", "legal", key=t.office_key("nord/legal", "2")))
    act = t.log(say(t, "nord/legal"))
    c.cannot("9.4-office-replaced.proof", t.proof(mandate, act), t, "3.1", "NORD/LEGAL-1",
             "The office signs with the key of its second mandate, which is not shown.",
             covers="3.1,3.7,9.4")
    t = Table()
    admission = t.log(admit(t))
    join = t.log(t.act("ost", "join", of=admission))
    c.cannot("9.4-join-alone.proof", t.proof(join), t, "3.1", "OST-1",
             "The admission that registers OST's key is not shown.", covers="3.1,5.1.5,9.4")


def cosigners(c):
    t = Table()
    act = t.act("nord", "minutes", signer=["nord", "sud"], text="Met.")
    other = t.log(broken(act, t.current["sud"], 1))
    c.cannot("9.4-cosigner-false.proof", t.proof(other), t, "3.1", "NORD-1",
             "SUD's line is false under its first key, which may have been replaced.",
             covers="3.1,5.4.3,9.4")
    t = Table()
    other = t.log(broken(act, t.current["nord"]))
    c.false("9.4-author-false.proof", t.proof(other), t, "4.5", "NORD-1", "bern",
            "In epoch 0 the author's key is its first: its line is false.",
            covers="4.5,5.4.3,9.4")
    t = Table()
    t.log(t.rekey("sud"))
    act = t.log(t.act("nord", "minutes", signer=["nord", "sud"], text="Met."))
    c.cannot("9.4-cosigner-hidden.proof", t.proof(act), t, "3.1", "NORD-1",
             "SUD signs with a new key, whose rekey is not shown.", covers="3.1,5.4.3,9.4")
    c.good("9.4-cosigner-shown.proof", t.proof(t.acts[1], act), t, "5.4.3,9.4",
           "The rekey is shown.")
    t = Table()
    admission = t.log(admit(t, "ost", "principal"))
    join = t.log(t.act("ost", "join", of=admission))
    act = t.log(t.act("nord", "amend", amends=t.charter, rule="take-days 9", signers=[
        t.current[m] for m in ("nord", "ost", "sud")]))
    c.cannot("9.4-principal-hidden.proof", t.proof(act), t, "3.1", "NORD-2",
             "OST has signed, whom an act that is not shown admitted.",
             covers="3.1,5.1.10,9.4")
    c.good("9.4-principal-shown.proof", t.proof(admission, join, act), t, "5.1.10,9.4",
           "Admission and join are shown.")


def told(c, clause, name, why, make, at="NORD-1", culprit="nord", covers=""):
    """An act that a choice of acts shows to be void: make gives the acts shown."""
    t = Table()
    acts = make(t)
    c.remark("9.4-void-%s.proof" % name, t.proof(*acts), t, clause, at, culprit, why,
             covers="4.8,9.4,%s%s" % (clause, covers))


def void_by_itself(c):
    def alone(clause, name, why, make, culprit="nord", at="NORD-1"):
        told(c, clause, name, why, lambda t: [t.log(make(t))], at, culprit)
    alone("5.4.1", "due", "A promise that is due before it was made.",
          lambda t: t.act("nord", "promise", what="paper", due="2026-01-01T00:00:00Z"))
    alone("5.2.1", "chair-text", "A chair's text by a principal of the charter.",
          lambda t: t.hand("nord", "sud", role="chair-text"))
    alone("5.4.4", "no-judge", "A ruling by one who is not the charter's judge.",
          lambda t: t.act("nord", "statement", of=sha256(b"x"), finding="upheld", text="x"))
    def to_depositary(t):
        right = t.hand("nord", "sud", keep=False).copies["sud"].line()
        return t.hand("nord", "sud", copy=["bern" + right[3:]])
    alone("5.2.4", "depositary", "A letter to the depositary.", to_depositary)
    alone("5.1.6", "mandate", "A mandate with a key of another office.", lambda t: t.mandate(
        "nord", "legal", key="nord/press act " + Key("nord/press", secret("p")).vkey()))
    alone("3.5", "known-key", "A mandate for a key that the charter gives to SUD.",
          lambda t: t.mandate("nord", "legal", key=Key("nord/legal",
                                                       t.holders["sud", "act"].seed)))
    mixed = odd_points()[3][1]
    alone("3.3", "mixed", "A mandate for a key of mixed order.", lambda t: t.mandate(
        "nord", "legal", key="nord/legal act " + vkey("nord/legal", 1, mixed)))
    alone("5.1.10", "amend", "One rule twice.", lambda t: t.act(
        "nord", "amend", amends=t.charter, rule=["tie addressee", "tie author"]), "nord,sud")
    alone("5.1.11", "admit", "An admission of a member of the charter.",
          lambda t: admit(t, "sud", generation="2"), "nord,sud")
    alone("5.3.1", "charter", "A withdrawal of the charter, which every proof shows.",
          lambda t: t.act("nord", "withdraw", of=t.charter))
    for name, more, why in (
            ("scope", {"scope": ["letter"]}, "The mandate shown does not cover the kind."),
            ("until", {"until": "2026-03-01T00:00:00Z"}, "The mandate shown has ended.")):
        told(c, "3.7", name, why, lambda t: [
            t.log(t.mandate("nord", "legal", **more)), t.log(say(t, "nord/legal"))],
            "NORD/LEGAL-1", "nord/legal")


def void_by_cited(c):
    def of(kind, chain="nord", target=lambda t: say(t, "sud"), **fields):
        def make(t):
            cited = t.log(target(t))
            return [cited, t.log(t.act(chain, kind, of=cited, **fields))]
        return make

    def hidden(make):
        return lambda t: make(t)[1:]
    cases_ = (
        ("5.3.1", "withdraw", of("withdraw"), "NORD-1", "nord", "A withdrawal of a statement"),
        ("5.2.6", "corrigendum", of("corrigendum", "west", lambda t: t.hand("nord", "sud"),
                                    text="x"), "WEST-1", "west",
         "A corrigendum of another's paper"),
        ("5.3.7", "take", of("take", "west", lambda t: t.hand("nord", "sud"), as_="draft"),
         "WEST-1", "west", "A take by one who is no addressee"),
        ("5.4.3", "minutes", of("minutes", signer=["nord", "sud"], text="x"), "NORD-1",
         "nord,sud", "Minutes of a statement"),
        ("5.4.4", "ruling", of("statement", "west", finding="upheld", text="x"), "WEST-1",
         "west", "A ruling on a statement"))
    for clause, name, make, at, culprit, why in cases_:
        told(c, clause, name, why + ", both shown.", make, at, culprit)
        t = Table()
        c.good("9.4-untold-%s.proof" % name, t.proof(*hidden(make)(t)), t, "9.4," + clause,
               why + ", which is not shown.")

    def receipt(t):
        h = sent(t)
        values = h.copies["sud"].line("-").split(" ")
        values[1] = "4"
        return [h, t.log(t.receipt("sud", h, copy=" ".join(values)))]
    told(c, "5.3.2", "receipt", "A receipt of another count of leaves.", receipt, "SUD-1",
         "sud")

    def answers(t):
        cited = t.log(t.hand("sud", "west"))
        return [cited, t.log(t.hand("nord", "sud", answers=cited))]
    told(c, "5.2.5", "answers", "It answers what its author never had.", answers)


def untold(c):
    """What seats, amendments, other acts and their order decide."""
    def good(clause, name, why, make):
        t = Table()
        acts = make(t)
        c.good("9.4-untold-%s.proof" % name, t.proof(*acts), t, "9.4," + clause, why)
    good("5.4.1", "stranger", "A promise to OST, whom an act that is not shown may have "
         "admitted.", lambda t: [t.log(t.act("nord", "promise", to="ost", what="paper",
                                             due=DUE))])
    good("5.4.2", "meeting", "A meeting with OST.", lambda t: [t.log(
        t.act("nord", "meeting", at=DUE, with_="ost", subject="x"))])
    good("5.1.12", "left", "WEST leaves, and speaks.", lambda t: [
        t.log(t.act("west", "leave")), t.log(say(t, "west"))])
    good("5.3.1", "second", "A second withdrawal.", lambda t: [
        (h := sent(t)), t.log(t.act("nord", "withdraw", of=h)),
        t.log(t.act("nord", "withdraw", of=h))])
    good("5.1.10", "amend", "A second amendment of the charter.", lambda t: [
        t.log(t.act(m, "amend", amends=t.charter, rule="take-days 9"))
        for m in ("nord", "sud")])
    good("5.3.7", "unreleased", "A take before any release that is shown.", lambda t: [
        (h := sent(t)), t.log(t.act("sud", "take", of=h, as_="draft"))])
    good("5.3.2", "receipts", "A second receipt.", lambda t: [
        (h := sent(t)), *t.receive("sud", h), t.log(t.receipt("sud", h))])
    good("3.7", "revoked", "An office that acts behind its revocation.", lambda t: [
        t.log(t.mandate("nord", "legal")), t.log(t.act("nord", "revoke", to="legal")),
        t.log(say(t, "nord/legal"))])
    good("5.1.5", "unjoined", "OST speaks; whether it had joined is not told.", lambda t: [
        t.log(admit(t)), t.log(say(t, "ost"))])


def releases(c):
    other = Identity(secret("other identity")).spelled()

    def false(clause, name, why, make, at="BERN-1"):
        t = Table()
        acts = make(t)
        c.false("9.4-release-%s.proof" % name, t.proof(*acts), t, clause, at, "bern", why,
                covers="9.4," + clause)

    def pair(**more):
        def make(t):
            h = sent(t)
            receipt = t.receipt("sud", h)
            t.log(receipt, t.release(h, "sud", receipt, **more))
            return [h, receipt, t.acts[-1]]
        return make
    false("5.3.4", "identity", "Another identity than that of the copy shown.",
          pair(identity=other))
    t = Table()
    acts = pair(identity=other)(t)
    c.good("9.4-release-copy-hidden.proof", t.proof(*acts[1:]), t, "5.3.4,9.4",
           "The same without the hand-over.")
    t = Table()
    acts = pair()(t)
    c.good("9.4-release-receipt-hidden.proof", t.proof(acts[0], acts[2]), t, "5.3.4,9.4",
           "The receipt may be elsewhere.")

    def of_statement(t):
        cited = t.log(say(t, "sud"))
        receipt = t.log(t.receipt("sud", (h := sent(t))))
        return [cited, t.log(t.release(cited, "sud", receipt,
                                       identity=h.copies["sud"].one_time.spelled()))]
    false("5.3.3", "statement", "The depositary releases a statement.", of_statement)

    def no_receipt(t):
        h = sent(t)
        cited = t.log(say(t, "sud"))
        return [h, cited, t.log(t.release(h, "sud", cited))]
    false("5.3.4", "no-receipt", "A statement for the receipt, both shown.", no_receipt)

    def wrong_receipt(t):
        h = sent(t)
        values = h.copies["sud"].line("-").split(" ")
        values[1] = "4"
        receipt = t.receipt("sud", h, copy=" ".join(values))
        t.log(receipt, t.release(h, "sud", receipt))
        return [h, receipt, t.acts[-1]]
    false("5.3.4", "void-receipt", "A receipt that is void by what it cites.", wrong_receipt)
    told(c, "5.3.3", "third-release", "WEST releases what NORD handed over.",
         pair(by="west"), "WEST-1", "west")
    told(c, "5.3.4", "own-release", "The author releases with another identity.",
         pair(by="nord", identity=other), "NORD-2", "nord")


def late(c):
    t = Table()
    t.commit(at=t.now + 3 * DAY)
    act = t.log(say(t, seen=t.checkpoints[0], date=t.now - 2 * DAY, lodge_by=t.now - DAY))
    c.remark("9.4-late.proof", t.proof(act, marks=t.marks), t, "4.7", "NORD-1", NOBODY,
             "The marks show that it was logged late.", covers="4.7,6.5,9.4")
    c.good("9.4-late-hidden.proof", t.proof(act), t, "4.7,6.5,9.4",
           "Without marks no date shows it.")
    t = Table()
    act = t.log(say(t, date=t.now + 9000, lodge_by=t.now + DAY))
    c.good("9.4-date.proof", t.proof(act), t, "4.7,6.5,9.4",
           "An amendment that allows so much skew may be missing.")
    t = Table()
    act = t.log(say(t, date=t.now + DAY + 9000, lodge_by=t.now + 3 * DAY))
    c.remark("9.4-date-day.proof", t.proof(act), t, "4.7", "NORD-1", "nord",
             "The checkpoint's date contradicts that of the act by more than any skew.",
             covers="4.7,6.5,9.4")
