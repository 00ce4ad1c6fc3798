"""Section 5.5, with 8.6 and 8.7: texts that several adopt, initial or sign; silences, objections.

SPDX-License-Identifier: ISC
"""
from kit.notes import sha256
from kit.table import DAY, Table, change

from .conventions import bad
from .delivery import opened, sent
from .exchange import enter

JOINT = (("adopt", "5.5.1"), ("initial", "5.5.2"), ("sign", "5.5.3"))
UNTIL = "2026-03-20T12:00:00Z"
OVER = "2026-03-02T08:59:59Z"
BOTH, ALL = ["nord", "sud"], ["nord", "sud", "west"]


def cases(c):
    c.group = "5.5-decision"
    for kind, clause in JOINT:
        stands(c, kind, clause)
        falls(c, kind, clause)
        spelt(c, kind, clause)
    lines(c)
    silences(c)
    no_silences(c)
    objections(c)
    picked(c)
    c.group = "8-states"
    whose(c)
    silent(c)


def joint(t, kind, author, of, signer, **more):
    return t.act(author, kind, of=of, signer=signer, **more)


def adopted(t, kind="adopt", signer=None, to="sud", **more):
    """NORD's text, which both have made theirs."""
    h = opened(t, to) if isinstance(to, str) else sent(t, to)
    for member in [] if isinstance(to, str) else to:
        t.receive(member, h)
    t.log(joint(t, kind, "nord", h, signer or BOTH, **more))
    return h


def corrected(t, text=None, to="nord", **more):
    """SUD's correction of it, which NORD has."""
    h = t.log(t.hand("sud", to, "respond", answers=text or adopted(t), **more))
    t.receive("nord", h)
    return h


def silence(t, of, author="sud", until=UNTIL, **more):
    return t.act(author, "silence", of=of, until=until, **more)


def silenced(t, **more):
    return t.log(silence(t, corrected(t, **more)))


def good(c, clause, name, why, make, covers=None):
    t = Table()
    make(t)
    c.good("%s-%s.bundle" % (clause, name), t.bundle(), t, covers or clause, why)


def void(c, clause, name, why, make, author, covers=None):
    t = Table()
    act = t.log(make(t))
    c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author, why,
             covers="4.8," + (covers or clause))


def stands(c, kind, clause):
    good(c, clause, "both", "NORD's text, by both.",
         lambda t: t.log(joint(t, kind, "sud", opened(t), BOTH)))
    good(c, clause, "author-alone", "By its author alone, who has no copy of it.",
         lambda t: t.log(joint(t, kind, "nord", sent(t), "nord")))
    good(c, clause, "addressee-alone", "By an addressee alone.",
         lambda t: t.log(joint(t, kind, "sud", opened(t), "sud")))

    def chair(t):
        h = sent(t, ["sud", "west"])
        t.receive("sud", h)
        t.receive("west", h)
        t.log(joint(t, kind, "west", h, ALL))
    good(c, clause, "three", "By all three, the chair among them.", chair)
    good(c, clause, "response", "A response is a text, too.", lambda t: t.log(
        joint(t, kind, "nord", corrected(t, opened(t)), BOTH)), clause + ",5.2.2")

    def referendum(t):
        h = opened(t)
        t.log(joint(t, kind, "nord", h, BOTH, referendum=BOTH))
        t.log(joint(t, kind, "sud", h, "sud"))
    good(c, clause, "referendum", "Both ad referendum; SUD confirms.", referendum,
         clause + ",8.6")
    good(c, clause, "again", "The same twice: nothing forbids it.", lambda t: [
        t.log(joint(t, kind, "nord", h, BOTH)) for h in [opened(t)] for _ in range(2)])


def falls(c, kind, clause):
    def case(name, why, make, author=None, covers=None):
        void(c, clause, name, why, make, author or "nord,sud", covers)
    case("referendum-stranger", "WEST is to confirm and has not signed.", lambda t: joint(
        t, kind, "nord", opened(t), BOTH, referendum="west"))
    case("nothing", "Of an act that is not.",
         lambda t: joint(t, kind, "nord", sha256(b""), BOTH))
    case("charter", "Of the charter.", lambda t: joint(t, kind, "nord", t.charter, BOTH))
    case("statement", "Of a statement.", lambda t: joint(
        t, kind, "nord", t.log(t.act("sud", "statement", text="x")), BOTH))
    case("letter", "A letter is no text.", lambda t: joint(
        t, kind, "nord", opened(t, kind="letter"), BOTH), covers=clause + ",5.2.3")
    case("entered", "A paper that was entered was handed over by nobody.",
         lambda t: joint(t, kind, "nord", t.log(enter(t)), "nord"), "nord",
         clause + ",5.2.7")
    case("not-the-same", "Its author does not say that all copies say the same.",
         lambda t: joint(t, kind, "nord", opened(t, same_text="no"), BOTH))
    case("not-released", "SUD has no copy yet.",
         lambda t: joint(t, kind, "nord", sent(t), BOTH))
    case("no-copy", "WEST was handed none.",
         lambda t: joint(t, kind, "nord", opened(t), ALL), "nord,sud,west")

    t = Table()
    lone = t.log(t.hand("nord", "sud", "respond", answers=sha256(b"")))
    t.log(joint(t, kind, "nord", lone, "nord"))
    c.remark("%s-void-paper.bundle" % clause, t.bundle(), t, "5.2.5", "NORD-1", "nord",
             "Of a paper that is void; that comes first.", covers="4.8,5.2.5,10.3," + clause)


def spelt(c, kind, clause):
    t = Table()
    h = opened(t)
    for name, why, standing, how in (
            ("no-of", "Of nothing.", "2.2", change("of", "of -")),
            ("no-signer", "Signed by nobody.", "2.2", change("signer", "signer -")),
            ("signer-order", "Signers that do not rise.", "2.11",
             change("signer nord", ["signer sud", "signer nord"])),
            ("referendum-name", "A name in capitals.", "1.3",
             change("referendum", "referendum NORD")),
            ("no-referendum", "A line is absent.", "2.2", change("referendum", []))):
        act = joint(t, kind, "nord", h, "nord", bend=how, keep=False)
        bad(c, "%s-%s" % (clause, name), act, standing, why,
            covers="%s,%s" % (standing, clause))


def lines(c):
    t = Table()
    t.log(joint(t, "adopt", "nord", opened(t), ["sud", "west"]))
    c.false("5.5.1-author-absent.bundle", t.bundle(), t, "4.5", "NORD-2", "bern",
            "The author is not among those that sign.", covers="2.8,4.5,5.5.1")
    t = Table()
    h = opened(t)
    act = joint(t, "sign", "nord", h, BOTH)
    half = act.with_lines(act.lines[0])
    c.cannot("5.5.3-half.act", half.note, t, "2.8", "NORD-2", "SUD has not signed.",
             covers="2.8,5.5.3")
    c.cannot("5.5.3-half.pouch", t.pouch(half), t, "2.8", "outbox/001",
             "The same on its way.", covers="2.8,9.2,5.5.3")
    t.log(half)
    c.unreadable("5.5.3-half.bundle", t.bundle(), t, "2.8", "NORD-2", "bern",
                 "The same in the log.", covers="2.8,5.5.3")
    t = Table()
    h = opened(t)
    t.log(t.mandate("nord", "legal", "initial"))
    t.log(joint(t, "initial", "nord/legal", h, "nord", signers=[t.current["nord/legal"]]))
    c.false("5.5.2-office.bundle", t.bundle(), t, "4.5", "NORD/LEGAL-1", "bern",
            "An office is no member that signer could name.", covers="2.8,4.5,5.5.2")


def silences(c):
    for kind, clause in JOINT:
        good(c, "5.5.4", "after-" + kind, "A correction of a text after %s." % kind,
             lambda t: silenced(t, text=adopted(t, kind)), "5.5.4," + clause)

    def both_have(t):
        h = adopted(t, to=["sud", "west"], signer=ALL)
        t.log(silence(t, corrected(t, h, to=["nord", "west"]), text="A full stop."))
    good(c, "5.5.4", "two-others", "NORD and WEST have a copy; that of WEST waits.", both_have)
    good(c, "5.5.4", "second-after", "It is over a second after its date.",
         lambda t: t.log(silence(t, corrected(t), until=t.spelled(t.now + 1))))

    def office(t):
        h = corrected(t)
        t.log(t.mandate("sud", "legal", "silence"))
        t.log(silence(t, h, "sud/legal"))
    good(c, "5.5.4", "office", "By an office of SUD, of SUD's paper.", office, "3.7,5.5.4")


def no_silences(c):
    def case(name, why, make, author="sud", covers="5.5.4"):
        void(c, "5.5.4", name, why, make, author, covers)
    for name, late in (("same-second", 0), ("before", -DAY)):
        case(name, "It is over when it is written, or before.",
             lambda t: silence(t, corrected(t), until=t.spelled(t.now + late)))
    case("nothing", "Of an act that is not.", lambda t: silence(t, sha256(b"")))
    case("others", "NORD puts SUD's correction under silence.",
         lambda t: silence(t, corrected(t), "nord"), "nord")
    case("answers-nothing", "A text that answers none.", lambda t: (
        adopted(t), silence(t, sent(t, "nord", "sud")))[1])
    case("not-adopted", "NORD's text is nobody's yet.",
         lambda t: silence(t, corrected(t, opened(t))))
    case("author-has-not", "NORD alone has adopted its text.",
         lambda t: silence(t, corrected(t, adopted(t, signer="nord"))), covers="5.5.4,8.6")

    def alone(t):
        h = opened(t)
        t.log(joint(t, "adopt", "sud", h, "sud"))
        return silence(t, corrected(t, h))
    case("others-have-not", "SUD alone has adopted it.", alone, covers="5.5.4,8.6")
    case("no-copy", "WEST has signed the text and gets no copy of the correction.",
         lambda t: silence(t, corrected(t, adopted(t, to=["sud", "west"], signer=ALL))))

    def second(t):
        h = corrected(t)
        t.log(silence(t, h))
        return silence(t, h, until="2026-03-21T12:00:00Z")
    case("second", "A second one of one correction.", second)
    case("letter", "A letter is no text.", lambda t: silence(
        t, t.log(t.hand("sud", "nord", "letter", answers=adopted(t)))), covers="5.2.3,5.5.4")
    case("not-the-same", "Its author does not say that all copies say the same.",
         lambda t: silence(t, corrected(t, same_text="no")))
    bad(c, "5.5.4-no-until", silence(Table(), sha256(b""), until=None), "2.2",
        "A silence without an end.", covers="2.2,5.5.4")
    bad(c, "5.5.4-until-day", silence(Table(), sha256(b""), until="2026-03-20"), "1.3",
        "A day is no time.", covers="1.3,5.5.4")


def objections(c):
    def case(name, why, make, author="nord"):
        void(c, "5.5.5", name, why, make, author)

    def to(t, of, author="nord"):
        return t.act(author, "object", of=of, reason="It changes what was agreed.")
    good(c, "5.5.5", "object", "NORD objects.", lambda t: t.log(to(t, silenced(t))))

    def twice(t):
        s = silenced(t)
        t.log(to(t, s))
        t.log(to(t, s))
    good(c, "5.5.5", "twice", "NORD objects twice: nothing forbids it.", twice)

    def late(t):
        s = silenced(t)
        t.wait(days=40)
        t.log(to(t, s))
    good(c, "5.5.5", "late", "An objection that comes too late is an act like others.", late,
         "5.5.5,8.7")
    case("nothing", "To an act that is not.", lambda t: to(t, sha256(b"")))
    case("paper", "To the correction, and not to the silence.", lambda t: to(t, corrected(t)))
    case("own", "SUD objects to its own silence.", lambda t: to(t, silenced(t), "sud"), "sud")
    case("west", "WEST has not made the text its own.",
         lambda t: to(t, silenced(t), "west"), "west")
    t = Table()
    t.log(to(t, t.log(silence(t, sha256(b"")))))
    c.remark("5.5.5-void-silence.bundle", t.bundle(), t, "5.5.4", "SUD-1", "sud",
             "To a silence that is void; that comes first.", covers="4.8,5.5.4,5.5.5,10.3")
    bad(c, "5.5.5-no-of", Table().act("nord", "object"), "2.2", "To nothing.",
        covers="2.2,5.5.5")


def picked(c):
    """9.4: what is so whatever else was logged."""
    def told(name, clause, why, make, culprit="sud"):
        t = Table()
        acts = make(t)
        c.remark("%s-%s.proof" % (clause, name), t.proof(*acts), t, clause, acts[-1].cite(),
                 culprit, why, covers="9.4," + clause)

    def untold(name, clause, why, make):
        t = Table()
        c.good("%s-%s.proof" % (clause, name), t.proof(*make(t)), t, "9.4," + clause, why)

    def lone(make):
        return lambda t: [t.log(make(t))]

    def with_paper(make, paper):
        def both(t):
            h = paper(t)
            return [h, t.log(make(t, h))]
        return both
    told("referendum", "5.5.1", "NORD is to confirm and has not signed; the text is not shown.",
         lone(lambda t: joint(t, "adopt", "sud", opened(t), "sud", referendum="nord")))
    told("no-copy", "5.5.1", "Its paper, which is shown, has no copy for WEST.",
         with_paper(lambda t, h: joint(t, "adopt", "sud", h, ["sud", "west"]), opened),
         "sud,west")
    told("answering", "5.5.1", "The same of a response to what is not shown.", with_paper(
        lambda t, h: joint(t, "adopt", "sud", h, ["sud", "west"]),
        lambda t: corrected(t, opened(t))), "sud,west")
    untold("no-paper", "5.5.1", "The paper is not shown.",
           lone(lambda t: joint(t, "adopt", "sud", opened(t), ["sud", "west"])))
    untold("release-elsewhere", "5.5.1", "A release may be elsewhere.", with_paper(
        lambda t, h: joint(t, "adopt", "nord", h, BOTH), sent))
    told("answers-nothing", "5.5.4", "The paper, which is shown, answers nothing.", with_paper(
        silence, lambda t: sent(t, "nord", "sud")))
    told("others", "5.5.4", "The paper, which is shown, is NORD's.", with_paper(silence, sent))
    told("over", "5.5.4", "It is over before its date; the paper is not shown.",
         lone(lambda t: silence(t, sha256(b""), until=OVER)))
    untold("not-shown", "5.5.4", "What the paper answers is not shown.", with_paper(
        silence, lambda t: corrected(t, opened(t))))
    told("own", "5.5.5", "SUD's own silence, which is shown.", with_paper(
        lambda t, s: t.act("sud", "object", of=s), silenced))
    told("paper", "5.5.5", "A paper, which is shown.", with_paper(
        lambda t, h: t.act("nord", "object", of=h), corrected), "nord")
    untold("west", "5.5.5", "To whom the silence speaks is not shown.", with_paper(
        lambda t, s: t.act("west", "object", of=s), silenced))


def whose(c):
    def each(t):
        h = opened(t)
        t.log(joint(t, "sign", "nord", h, "nord"))
        t.log(joint(t, "initial", "sud", h, "sud"))
        t.log(silence(t, corrected(t, h)))
    good(c, "8.6", "each", "Each by an act of its own, of two kinds: a text of both.", each,
         "5.5.4,8.6")
    good(c, "8.6", "referendum", "Ad referendum only: a text of both all the same.",
         lambda t: t.log(silence(t, corrected(t, adopted(t, referendum=BOTH)))), "5.5.4,8.6")

    t = Table()
    h = adopted(t, signer=ALL)
    t.log(silence(t, corrected(t, h)))
    c.remark("8.6-void.bundle", t.bundle(), t, "5.5.1", "NORD-2", "nord,sud,west",
             "An adoption that is void adopts nothing, and the silence is void, too.",
             covers="4.8,5.5.1,5.5.4,8.6,10.3")


def silent(c):
    """One bundle for each state of 8.7; c.silence says which it is, and when."""
    def scene(name, state, why, make, at, **rules):
        t = Table("silence-" + name, rules=rules) if rules else Table()
        s = make(t)
        t.commit(at=at)
        name = "8.7-%s.bundle" % name
        c.good(name, t.bundle(), t, "8.7,5.5.4,5.5.5", why)
        c.silence(name, s, at, state)

    def known(t, released=True):
        h = t.log(t.hand("sud", "nord", "respond", answers=adopted(t)))
        if released:
            t.receive("nord", h)
        s = t.log(silence(t, h))
        t.log(t.act("nord", "statement", text="I have seen it."))
        return s

    def objected(after, by):
        def make(t):
            s = known(t)
            t.commit(at=after)
            t.log(t.act("nord", "object", of=s, lodge_by="2026-04-30T00:00:00Z"), at=by)
            return s
        return make
    end, day = "2026-03-20T12:00:00Z", "2026-03-21T12:00:00Z"
    before, last = "2026-03-20T11:59:58Z", "2026-03-20T11:59:59Z"
    scene("running", "running", "A second before its end.", known, last)
    scene("adopted", "adopted", "At that second it has run.", known, end)
    scene("not-released", "not-known", "NORD's copy was not released to it.",
          lambda t: known(t, released=False), day)
    scene("not-seen", "not-known", "NORD has signed nothing since.",
          lambda t: t.log(silence(t, corrected(t))), day)

    def late(t):
        s = t.log(silence(t, corrected(t)))
        t.log(t.act("nord", "statement", text="I see it now.",
                    lodge_by="2026-04-30T00:00:00Z"), at=end)
        return s
    scene("seen-late", "not-known", "NORD has seen it when it was over.", late, day)
    scene("broken", "broken", "An objection a second before its end.",
          objected(before, last), day)
    scene("late", "adopted", "An objection that was logged later.", objected(end, day), day)
    for tie, state in (("addressee", "broken"), ("author", "adopted")):
        scene("tie-" + tie, state, "An objection of which nobody can tell; the tie favours "
              "the %s." % tie, objected(last, end), day, tie=tie)

