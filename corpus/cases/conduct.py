"""Section 5.4: promises, meetings, minutes, statements and rulings.

SPDX-License-Identifier: ISC
"""
from kit.notes import Key, secret, sha256
from kit.table import DAY, Table, change

from .conventions import bad
from .delivery import opened, sent

DUE = "2026-06-01T00:00:00Z"


def cases(c):
    c.group = "5.4-conduct"
    promises(c)
    meetings(c)
    minutes(c)
    statements(c)


def good(c, clause, name, why, make):
    t = Table()
    make(t)
    c.good("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, why)


def void(c, clause, name, why, make, author="nord"):
    t = Table()
    act = t.log(make(t))
    c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author, why,
             covers="4.8," + clause)


def promises(c):
    for what in ("answer", "paper", "meeting", "other"):
        good(c, "5.4.1", what, "A promise: %s." % what, lambda t: t.log(t.act(
            "sud", "promise", to="nord", what=what, of=sent(t), due=DUE,
            text="Without delay.")))
    good(c, "5.4.1", "kept", "A promise of an answer, and the answer.", lambda t: (
        t.log(t.act("sud", "promise", what="answer", of=(h := sent(t)), due=DUE)),
        t.log(t.hand("sud", "nord", "respond", answers=h))))
    good(c, "5.4.1", "second-after", "It is due a second after its date.",
         lambda t: t.log(t.act("nord", "promise", what="paper", due=t.spelled(t.now + 1))))
    for name, late in (("same-second", 0), ("before", -DAY)):
        void(c, "5.4.1", name, "It is due when it is made, or before.",
             lambda t: t.act("nord", "promise", what="paper", due=t.spelled(t.now + late)))
    void(c, "5.4.1", "stranger", "A promise to one who is no member.",
         lambda t: t.act("nord", "promise", to="ost", what="paper", due=DUE))
    void(c, "5.4.1", "depositary", "A promise to the depositary.",
         lambda t: t.act("nord", "promise", to="bern", what="paper", due=DUE))
    bad(c, "5.4.1-bad-what", Table().act("nord", "promise", what="peace", due=DUE), "1.3",
        "What is on no list.", covers="1.3,5.4.1")
    bad(c, "5.4.1-no-due", Table().act("nord", "promise", what="paper"), "2.2",
        "A promise without a time.", covers="2.2,5.4.1")


def meetings(c):
    good(c, "5.4.2", "meeting", "A meeting is called.", lambda t: t.log(t.act(
        "west", "meeting", at=DUE, with_=["nord", "sud"], place="The bridge.",
        subject="Article 2.")))
    good(c, "5.4.2", "past", "A meeting that was: at may lie before date.",
         lambda t: t.log(t.act("nord", "meeting", at="2026-01-01T10:00:00Z", with_="sud",
                               subject="It was cold.")))
    void(c, "5.4.2", "stranger", "With one who is no member.", lambda t: t.act(
        "nord", "meeting", at=DUE, with_=["ost", "sud"], subject="x"))
    void(c, "5.4.2", "depositary", "With the depositary.",
         lambda t: t.act("nord", "meeting", at=DUE, with_="bern", subject="x"))
    bad(c, "5.4.2-nobody", Table().act("nord", "meeting", at=DUE, subject="x"), "2.2",
        "With nobody.", covers="2.2,5.4.2")
    bad(c, "5.4.2-no-subject", Table().act("nord", "meeting", at=DUE, with_="sud"), "2.2",
        "About nothing.", covers="2.2,5.4.2")


def minutes(c):
    def meet(t):
        return t.log(t.act("nord", "meeting", at=DUE, with_="sud", subject="x"))
    good(c, "5.4.3", "two", "Minutes of a meeting, signed by two.", lambda t: t.log(t.act(
        "sud", "minutes", of=meet(t), signer=["nord", "sud"], text="They met.")))
    good(c, "5.4.3", "alone", "Minutes that their author signs alone.",
         lambda t: t.log(t.act("nord", "minutes", signer="nord", text="I waited.")))
    void(c, "5.4.3", "statement", "Minutes of a statement.",
         lambda t: t.act("nord", "minutes", of=t.log(t.act("sud", "statement", text="x")),
                         signer=["nord", "sud"], text="x"), "nord,sud")
    void(c, "5.4.3", "nothing", "Minutes of a meeting that is not.", lambda t: t.act(
        "nord", "minutes", of=sha256(b""), signer=["nord", "sud"], text="x"), "nord,sud")
    t = Table()
    t.log(t.act("nord", "minutes", signer=["sud", "west"], text="x"))
    c.false("5.4.3-author-absent.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The author is not among those that sign.", covers="2.8,4.5,5.4.3")
    t = Table()
    act = t.act("nord", "minutes", signer=["nord", "sud"], text="x")
    c.cannot("5.4.3-half.act", act.with_lines(act.lines[0]).note, t, "2.8", "NORD-1",
             "SUD has not signed.", covers="2.8,5.4.3")
    t.log(act.with_lines(act.lines[0]))
    c.unreadable("5.4.3-half.bundle", t.bundle(), t, "2.8", "NORD-1", "bern",
                 "The same in the log.", covers="2.8,5.4.3")
    t = Table()
    act = t.act("nord", "minutes", signer=["nord", "sud"], text="x",
                signers=[t.current["nord"], t.current["west"]])
    t.log(act)
    c.false("5.4.3-other-signer.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "WEST has signed in SUD's place.", covers="2.8,4.5,5.4.3")
    t = Table()
    t.log(t.act("nord", "minutes", signer=["nord", "ost"], text="x",
                signers=[t.current["nord"], Key("ost", secret("ost"))]))
    c.false("5.4.3-stranger.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "A signer that is no member, whose key nobody knows.", covers="3.1,4.5,5.4.3")
    t = Table()
    t.log(t.rekey("sud"))
    t.log(t.act("nord", "minutes", signer=["nord", "sud"], text="x"))
    c.good("5.4.3-rekeyed.bundle", t.bundle(), t, "5.4.3,3.6", "SUD signs with its new key.")


def statements(c):
    def complaint(t, kind="contest"):
        return t.log(t.act("sud", kind, of=opened(t)))
    good(c, "5.4.4", "statement", "A statement about an act.", lambda t: t.log(
        t.act("west", "statement", of=sent(t), text="It was noted.")))
    for finding in ("upheld", "rejected"):
        for kind in ("contest", "cannot-open"):
            good(c, "5.4.4", "%s-%s" % (kind, finding), "The judge rules: %s." % finding,
                 lambda t: t.log(t.act("west", "statement", of=complaint(t, kind),
                                       finding=finding, text="I have seen the copy.")))
    void(c, "5.4.4", "nothing", "A statement about an act that is not.",
         lambda t: t.act("nord", "statement", of=sha256(b"x"), text="x"))
    void(c, "5.4.4", "no-judge", "NORD rules in its own case.", lambda t: t.act(
        "nord", "statement", of=complaint(t), finding="rejected", text="x"))
    void(c, "5.4.4", "no-complaint", "The judge rules on a hand-over.", lambda t: t.act(
        "west", "statement", of=sent(t), finding="upheld", text="x"), "west")
    void(c, "5.4.4", "of-nothing", "The judge rules on nothing.", lambda t: t.act(
        "west", "statement", finding="upheld", text="x"), "west")

    t = Table()
    h = opened(t)
    for kind, finding in (("cannot-open", "rejected"), ("contest", "upheld")):
        claim = t.log(t.act("sud", kind, of=h))
        t.log(t.act("west", "statement", of=claim, finding=finding, text="Seen."))
    c.good("5.4.4-two-claims.bundle", t.bundle(), t, "5.4.4",
           "A contest and a cannot-open of one copy, each with its own ruling.")

    def second(t):
        complaint_ = complaint(t)
        t.log(t.act("west", "statement", of=complaint_, finding="upheld", text="x"))
        return t.act("west", "statement", of=complaint_, finding="rejected", text="y")
    void(c, "5.4.4", "second", "A second ruling.", second, "west")

    def void_complaint(t):
        t.log(t.act("sud", "contest", of=sent(t)))
    t = Table()
    void_complaint(t)
    t.log(t.act("west", "statement", of=t.acts[-1], finding="upheld", text="x"))
    c.remark("5.4.4-void-complaint.bundle", t.bundle(), t, "5.3.10", "SUD-1", "sud",
             "A complaint that is void, and a ruling on it: the first in log order is told.",
             covers="4.8,5.3.10,10.3")
    t = Table("found-two", members=(("nord", "principal"), ("sud", "principal")), judge=None)
    act = t.log(t.act("sud", "contest", of=opened(t)))
    t.log(t.act("nord", "statement", of=act, finding="rejected", text="x"))
    c.remark("5.4.4-without-judge.bundle", t.bundle(), t, "5.4.4", "NORD-2", "nord",
             "A ruling at a table without a judge.", covers="4.8,5.4.4")
    bad(c, "5.4.4-bad-finding", Table().act("west", "statement", of=sha256(b""), text="x",
                                            bend=change("finding", "finding maybe")), "1.3",
        "A finding that is on no list.", covers="1.3,5.4.4")
