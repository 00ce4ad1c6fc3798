"""Section 5.3: withdrawals, receipts, releases, labels, refusals, complaints.

SPDX-License-Identifier: ISC
"""
from kit.age import Identity
from kit.notes import secret, sha256
from kit.table import Table

from .conventions import bad

AS = ("as-offered", "draft", "response", "letter", "chair-text", "joint-draft", "agreed-text",
      "information")


def cases(c):
    c.group = "5.3-delivery"
    withdrawals(c)
    receipts(c)
    releases(c)
    takes(c)
    refusals(c)
    complaints(c)


def sent(t, to="sud", author="nord", **more):
    return t.log(t.hand(author, to, **more))


def good(c, clause, name, why, make, covers=None):
    t = Table()
    make(t)
    c.good("%s-%s.bundle" % (clause, name), t.bundle(), t, covers or clause, why)


def void(c, clause, name, why, make, author="sud", covers=None, kind="remark"):
    t = Table()
    act = t.log(make(t))
    c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author, why,
             covers="4.8," + (covers or clause))


def withdrawals(c):
    good(c, "5.3.1", "withdraw", "A hand-over is withdrawn before any receipt.",
         lambda t: t.log(t.act("nord", "withdraw", of=sent(t), reason="Sent too early.")))

    def one_of_two(t):
        h = sent(t, ["sud", "west"])
        t.receive("sud", h)
        t.log(t.act("nord", "withdraw", of=h))
    good(c, "5.3.1", "one-of-two",
         "SUD has received; for WEST the withdrawal is in effect, and so it is not void.",
         one_of_two)

    def both(t):
        h = sent(t, ["sud", "west"])
        t.receive("sud", h)
        t.receive("west", h)
        return t.act("nord", "withdraw", of=h)
    void(c, "5.3.1", "both", "Both have received.", both, "nord")
    void(c, "5.3.1", "others", "SUD withdraws what NORD handed over.",
         lambda t: t.act("sud", "withdraw", of=sent(t)))
    void(c, "5.3.1", "statement", "A withdrawal of a statement.", lambda t: t.act(
        "nord", "withdraw", of=t.log(t.act("nord", "statement", text="x"))), "nord")
    void(c, "5.3.1", "nothing", "A withdrawal of nothing.",
         lambda t: t.act("nord", "withdraw", of=sha256(b"")), "nord")

    def twice(t):
        h = sent(t)
        t.log(t.act("nord", "withdraw", of=h))
        return t.act("nord", "withdraw", of=h)
    void(c, "5.3.1", "twice", "A second withdrawal has nothing left to withdraw.", twice,
         "nord")

    def refused(t):
        h = sent(t)
        t.log(t.act("sud", "refuse", of=h))
        t.log(t.act("nord", "withdraw", of=h))
    good(c, "5.3.1", "refused", "What was refused is withdrawn: no release stands against it.",
         refused)


def receipts(c):
    good(c, "5.3.2", "receipt", "A receipt and its release.",
         lambda t: t.receive("sud", sent(t)), covers="5.3.2,5.3.3,5.3.4,5.3.6")
    good(c, "5.3.2", "office", "An office signs the receipt.", lambda t: (
        t.log(t.mandate("sud", "desk", scope=["receipt"])), t.receive("sud/desk", sent(t))),
         covers="3.7,5.3.2")

    def changed(i, value):
        def make(t):
            h = sent(t)
            line = h.copies["sud"].line("-").split(" ")
            line[i] = value
            return t.receipt("sud", h, copy=" ".join(line))
        return make
    for i, value, name in ((0, "west", "addressee"), (1, "4", "leaves"), (2, "9999", "bytes"),
                           (3, "0" * 64, "hash"), (4, "0" * 64, "root")):
        void(c, "5.3.2", "other-" + name, "A receipt of another %s." % name, changed(i, value))
    void(c, "5.3.2", "recipient", "A receipt with the recipient, for which it has -.",
         lambda t: t.receipt("sud", (h := sent(t)), copy=h.copies["sud"].line()))
    void(c, "5.3.2", "not-addressee", "WEST receipts what SUD was sent.", lambda t: t.receipt(
        "west", (h := sent(t)), copy=h.copies["sud"].line("-")), "west")
    void(c, "5.3.2", "author", "The author receipts its own hand-over.", lambda t: t.receipt(
        "nord", (h := sent(t)), copy=h.copies["sud"].line("-")), "nord")
    void(c, "5.3.2", "own-copy", "The author receipts its own copy.", lambda t: t.receipt(
        "nord", sent(t, own=True)), "nord")
    t = Table()
    t.log(t.mandate("sud", "desk", scope=["letter"]))
    h = sent(t)
    receipt = t.log(t.receipt("sud/desk", h))
    c.remark("5.3.6-void.bundle", t.bundle(), t, "3.7", "SUD/DESK-1", "sud/desk",
             "An office receipts beyond its mandate: a void receipt needs no release.",
             covers="3.7,4.8,5.3.6")
    t.log(t.release(h, "sud", receipt))
    c.false("5.3.4-void-office.bundle", t.bundle(), t, "5.3.4", "BERN-1", "bern",
            "The depositary releases on that receipt.", covers="3.7,5.3.4")
    void(c, "5.3.2", "nothing", "A receipt of nothing.", lambda t: t.act(
        "sud", "receipt", of=sha256(b""), copy=sent(t).copies["sud"].line("-")))

    def second(t):
        h = sent(t)
        t.receive("sud", h)
        return t.receipt("sud", h)
    void(c, "5.3.2", "second", "A second receipt: the first stands.", second)

    def refused(t):
        h = sent(t)
        t.log(t.act("sud", "refuse", of=h))
        return t.receipt("sud", h)
    void(c, "5.3.2", "refused", "A receipt behind the refusal.", refused)

    def withdrawn(t):
        h = sent(t)
        t.log(t.act("nord", "withdraw", of=h))
        return t.receipt("sud", h)
    void(c, "5.3.2", "withdrawn", "A receipt behind the withdrawal.", withdrawn)

    def first_void(t):
        h = sent(t)
        t.log(t.receipt("west", h, copy=h.copies["sud"].line("-")))
        t.receive("sud", h)
    t = Table()
    first_void(t)
    c.remark("5.3.2-first-void.bundle", t.bundle(), t, "5.3.2", "WEST-1", "west",
             "A void receipt is none: that of SUD behind it stands.", covers="4.8,5.3.2")


def releases(c):
    t = Table()
    h = sent(t)
    receipt = t.receipt("sud", h)
    t.log(receipt, t.release(h, "sud", receipt, by="nord"))
    c.good("5.3.3-carried.bundle", t.bundle(), t, "5.3.3,5.3.6",
           "The author releases what it carried itself.")
    c.good("5.3.3-carried.proof", t.proof(h, receipt, t.acts[-1]), t, "5.3.3,9.4",
           "The same as a proof.")

    def false(name, why, make, clause="5.3.4", at="BERN-1", covers=None):
        t = Table()
        acts = make(t)
        t.log(*acts)
        c.false("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, acts[-1].cite(),
                "bern", why, covers=covers or clause)
    other = Identity(secret("other identity")).spelled()

    def wrong_identity(by=None):
        def make(t):
            h = sent(t)
            receipt = t.receipt("sud", h)
            return receipt, t.release(h, "sud", receipt, by=by, identity=other)
        return make
    false("identity", "Another identity than that of the copy's recipient.", wrong_identity())

    t = Table()
    h = sent(t)
    receipt = t.receipt("sud", h)
    seen = t.checkpoints[-1]
    begins = t.commit(at=t.now + 900).time
    t.log(receipt, t.release(h, "sud", receipt, identity=other, seen=seen, date=begins - 100,
                             lodge_by=begins - 1))
    c.false("5.3.4-identity-late.bundle", t.bundle(), t, "5.3.4", "BERN-1", "bern",
            "The same, logged after its lodge-by: the depositary said what is false, in time "
            "or not.", covers="4.7,5.3.4")

    def other_copy(t):
        h = sent(t, ["sud", "west"])
        receipt = t.receipt("sud", h)
        return receipt, t.release(
            h, "sud", receipt, identity=h.copies["west"].one_time.spelled())
    false("other-copy", "The identity of WEST's copy for SUD's receipt.", other_copy)

    def other_receipt(t):
        h = sent(t, ["sud", "west"])
        receipt = t.receipt("sud", h)
        return (receipt, t.release(h, "sud", receipt), t.release(h, "west", receipt))
    false("other-receipt", "WEST's copy is released on SUD's receipt.", other_receipt)

    def no_receipt(t):
        return [t.release((h := sent(t)), "sud", h)]
    false("no-receipt", "A release on what is no receipt.", no_receipt)

    def receipt_of_other(t):
        first, second = sent(t), sent(t)
        receipt = t.receipt("sud", first)
        return (receipt, t.release(first, "sud", receipt), t.release(second, "sud", receipt))
    false("receipt-of-other", "A release on the receipt of another paper.", receipt_of_other)

    def void_receipt(t):
        h = sent(t)
        line = h.copies["sud"].line("-").split(" ")
        line[1] = "4"
        receipt = t.receipt("sud", h, copy=" ".join(line))
        t.log(receipt)
        return [t.release(h, "sud", receipt)]
    false("void-receipt", "A release on a receipt that is void.", void_receipt,
          covers="4.8,5.3.2,5.3.4")

    def stranger(t):
        h = sent(t)
        receipt = t.receipt("sud", h)
        return receipt, t.release(h, "sud", receipt), t.release(
            h, "west", receipt, identity=h.copies["sud"].one_time.spelled())
    false("not-addressee", "A release to one who was sent nothing.", stranger)
    t = Table()
    h = sent(t)
    receipt = t.receipt("sud", h)
    t.log(receipt, t.release(h, "sud", receipt))
    by_author = Table()
    h = sent(by_author)
    receipt = by_author.receipt("sud", h)
    wrong = by_author.release(h, "sud", receipt, by="nord", identity=other)
    right = by_author.release(h, "sud", receipt)
    by_author.log(receipt, wrong, right)
    c.remark("5.3.4-identity-by-author.bundle", by_author.bundle(), by_author, "5.3.4",
             "NORD-2", "nord",
             "The author's release has another identity: it is void, the depositary's stands.",
             covers="4.8,5.3.4")
    third = Table()
    h = sent(third)
    receipt = third.receipt("sud", h)
    third.log(receipt, third.release(h, "sud", receipt, by="west"),
              third.release(h, "sud", receipt))
    c.remark("5.3.3-third.bundle", third.bundle(), third, "5.3.3", "WEST-1", "west",
             "A third member releases.", covers="4.8,5.3.3")
    no_hand_over(c)
    for name, value, why in (
            ("lower", h.copies["sud"].one_time.spelled().lower(),
             "An identity in lower case."),
            ("recipient", h.copies["sud"].one_time.recipient(),
             "A recipient for the identity."),
            ("check", h.copies["sud"].one_time.spelled()[:-1] + "B", "A false checksum.")):
        bad(c, "5.3.3-identity-" + name, Table().release(h, "sud", receipt, identity=value),
            "1.3", why, covers="1.3,5.3.3")

    def twice(by):
        def make(t):
            h = sent(t)
            receipt, _ = t.receive("sud", h)
            return t.release(h, "sud", receipt, by=by)
        return make
    void(c, "5.3.5", "depositary", "The depositary releases twice.", twice(None), "bern")
    void(c, "5.3.5", "author", "The author releases what is released.", twice("nord"), "nord")

    def missing(name, why, make, at="SUD-1"):
        t = Table()
        make(t)
        c.false("5.3.6-%s.bundle" % name, t.bundle(), t, "5.3.6", at, "bern", why)
    missing("missing", "A receipt without its release.",
            lambda t: t.log(t.receipt("sud", sent(t))))

    def one_of_two(t):
        h = sent(t, ["sud", "west"])
        first, second = t.receipt("sud", h), t.receipt("west", h)
        t.log(first, second, t.release(h, "sud", first))
    missing("one-of-two", "Two receipts, one release.", one_of_two, "WEST-1")

    def next_checkpoint(t):
        h = sent(t)
        receipt = t.log(t.receipt("sud", h))
        t.log(t.release(h, "sud", receipt))
    missing("next-checkpoint", "The release comes under the next checkpoint.", next_checkpoint)

    def carried_late(t):
        h = sent(t)
        receipt = t.log(t.receipt("sud", h))
        t.log(t.release(h, "sud", receipt, by="nord"))
    missing("carried-late",
            "The author releases, but a checkpoint has shown the receipt alone.",
            carried_late)
    t = Table()
    h = sent(t)
    receipt = t.log(t.receipt("sud", h))
    t.log(t.release(h, "sud", receipt))
    c.good("5.3.6-mark-hidden.bundle", t.bundle(marks=[t.marks[0], t.marks[1], t.marks[3]]), t,
           "5.3.6", "The checkpoint that showed the receipt alone is not here.")
    c.false("5.3.6-checkpoint.bundle", t.bundle(entries=t.entries[:3],
                                                checkpoint=t.checkpoints[2],
                                                marks=t.marks[:2]), t, "5.3.6", "SUD-1",
                                                "bern",
            "The bundle ends at that checkpoint.")
    shown_alone(c)
    t = Table()
    h = sent(t)
    receipt = t.receipt("sud", h)
    t.log(receipt, t.act("west", "statement", text="In between."),
          t.release(h, "sud", receipt))
    c.good("5.3.6-between.bundle", t.bundle(), t, "5.3.6",
           "Another act stands between receipt and release, under one checkpoint.")


def shown_alone(c):
    """5.3.6: a checkpoint that covers a receipt alone is found where it stands."""
    for name, covered in (("before-later", False), ("behind-earlier", True)):
        t = Table()
        t.log(t.receipt("sud", sent(t)), commit=not covered)
        act = t.log(t.act("west", "statement", text="x", number=9))
        at = act.cite() if covered else "SUD-1"
        c.false("5.3.6-%s.bundle" % name, t.bundle(), t, "4.5" if covered else "5.3.6", at,
                "bern", "An act out of chain stands %s the checkpoint that has a receipt "
                "without its release." % ("before" if covered else "behind"),
                covers="4.5,5.3.6,10.1")


def no_hand_over(c):
    """5.3.3 and 5.3.4: what is no hand-over, or has no copy for that addressee."""
    def released(t, by, of, to="sud", identity=None):
        h = sent(t, own=True)
        receipt = t.receipt("sud", h)
        t.log(receipt, t.release(h, "sud", receipt))
        return t.release(of or h, to, receipt, by=by,
                         identity=identity or h.copies["sud"].one_time.spelled())
    for name, of, why in (
            ("statement", lambda t: t.log(t.act("nord", "statement", text="x")), "a statement"),
            ("charter", lambda t: t.charter, "the charter"),
            ("nothing", lambda t: sha256(b""), "an act that is not")):
        t = Table()
        act = t.log(released(t, None, of(t)))
        c.false("5.3.3-%s.bundle" % name, t.bundle(), t, "5.3.3", act.cite(), "bern",
                "The depositary releases %s." % why)
        void(c, "5.3.3", name + "-by-member", "NORD releases %s." % why,
             lambda t: released(t, "nord", of(t)), "nord")
    void(c, "5.3.4", "not-addressee-by-author", "The author releases to one whom it sent "
         "nothing.", lambda t: released(t, "nord", None, "west"), "nord")
    t = Table()
    act = t.log(released(t, None, None, "nord"))
    c.false("5.3.4-own-copy.bundle", t.bundle(), t, "5.3.4", act.cite(), "bern",
            "The depositary releases the author's own copy, which has no recipient.",
            covers="5.2.4,5.3.4")


def opened(t, to="sud", **more):
    """A hand-over that SUD has received."""
    h = sent(t, to, **more)
    t.receive("sud", h)
    return h


def takes(c):
    for as_ in AS:
        good(c, "5.3.7", "as-" + as_, "Taken as %s." % as_,
             lambda t: t.log(t.act("sud", "take", of=opened(t), as_=as_)), covers="5.3.7,8.1")
    good(c, "5.3.7", "answers", "Taken as the response to an act.", lambda t: t.log(t.act(
        "sud", "take", of=opened(t), as_="response", answers=sent(t, "nord", "sud"))))
    bad(c, "5.3.7-bad-as", Table().act("sud", "take", of=sha256(b""), as_="gift"), "1.3",
        "As what is on no list.", covers="1.3,5.3.7")
    void(c, "5.3.7", "unreleased", "Taken before the release.",
         lambda t: t.act("sud", "take", of=sent(t), as_="draft"))
    void(c, "5.3.7", "author", "The author takes its own paper.",
         lambda t: t.act("nord", "take", of=opened(t), as_="letter"), "nord")
    void(c, "5.3.7", "stranger", "WEST takes what SUD was sent.",
         lambda t: t.act("west", "take", of=opened(t), as_="letter"), "west")
    void(c, "5.3.7", "other-addressee", "WEST, an addressee too, has not received.",
         lambda t: t.act("west", "take", of=opened(t, ["sud", "west"]), as_="draft"), "west")
    void(c, "5.3.7", "nothing", "Nothing is taken.",
         lambda t: t.act("sud", "take", of=sha256(b""), as_="draft"))

    def second(t):
        h = opened(t)
        t.log(t.act("sud", "take", of=h, as_="draft"))
        return t.act("sud", "take", of=h, as_="letter")
    void(c, "5.3.7", "second", "A second label: the first stands.", second)
    for name, target, why in (
            ("nothing", lambda t: sha256(b"x"), "an act that is not"),
            ("statement", lambda t: t.log(t.act("nord", "statement", text="x")), "a statement"),
            ("others", lambda t: sent(t, "west", "nord"), "what NORD wrote to WEST")):
        void(c, "5.2.5", "take-" + name, "Taken as the response to %s." % why,
             lambda t: t.act("sud", "take", of=opened(t), as_="response", answers=target(t)),
             covers="5.2.5,5.3.7")
    good(c, "5.2.5", "take-received", "Taken as the answer to what its addressee was sent.",
         lambda t: t.log(t.act("sud", "take", of=opened(t), as_="response", answers=sent(t))),
         covers="5.2.5,5.3.7")


def refusals(c):
    good(c, "5.3.8", "refuse", "A paper is refused.", lambda t: t.log(
        t.act("sud", "refuse", of=sent(t), reason="Returned unopened.")), covers="5.3.8,8.1")
    good(c, "5.3.8", "one-of-two", "SUD refuses, WEST receives.",
         lambda t: (t.log(t.act("sud", "refuse", of=(h := sent(t, ["sud", "west"])))),
                    t.receive("west", h)))
    void(c, "5.3.8", "received", "A refusal behind the receipt.",
         lambda t: t.act("sud", "refuse", of=opened(t)))
    void(c, "5.3.8", "stranger", "WEST refuses what SUD was sent.",
         lambda t: t.act("west", "refuse", of=sent(t)), "west")
    void(c, "5.3.8", "author", "The author refuses.",
         lambda t: t.act("nord", "refuse", of=sent(t)), "nord")

    def second(t):
        h = sent(t)
        t.log(t.act("sud", "refuse", of=h))
        return t.act("sud", "refuse", of=h)
    void(c, "5.3.8", "second", "A second refusal.", second)

    def withdrawn(t):
        h = sent(t)
        t.log(t.act("nord", "withdraw", of=h))
        return t.act("sud", "refuse", of=h)
    void(c, "5.3.8", "withdrawn", "A refusal behind the withdrawal.", withdrawn)


def complaints(c):
    good(c, "5.3.9", "cannot-open", "A copy does not open.",
         lambda t: t.log(t.act("sud", "cannot-open", of=opened(t))), covers="5.3.9,8.1")
    good(c, "5.3.10", "contest", "A copy is contested.", lambda t: t.log(
        t.act("sud", "contest", of=opened(t), sealed=secret("file key"),
              reason="Not our text.")),
         covers="5.3.10,8.1")
    good(c, "5.3.10", "unsealed", "A contest without a sealed file key.",
         lambda t: t.log(t.act("sud", "contest", of=opened(t))))

    def taken(t):
        h = opened(t)
        t.log(t.act("sud", "take", of=h, as_="draft"))
        return h
    good(c, "5.3.10", "taken", "What was taken may be contested.",
         lambda t: t.log(t.act("sud", "contest", of=taken(t))))
    void(c, "5.3.9", "taken", "It was taken, and so it did open.",
         lambda t: t.act("sud", "cannot-open", of=taken(t)))
    for clause, kind in (("5.3.9", "cannot-open"), ("5.3.10", "contest")):
        def second(t):
            h = opened(t)
            t.log(t.act("sud", kind, of=h))
            return t.act("sud", kind, of=h)
        void(c, clause, "second", "A second one: the first stands.", second)
        void(c, clause, "unreleased", "Before the release.",
             lambda t: t.act("sud", kind, of=sent(t)))
        void(c, clause, "author", "By the author.",
             lambda t: t.act("nord", kind, of=opened(t)), "nord")
        void(c, clause, "stranger", "By one who was sent nothing.",
             lambda t: t.act("west", kind, of=opened(t)), "west")
        void(c, clause, "nothing", "Of nothing.", lambda t: t.act("sud", kind, of=sha256(b"")))
