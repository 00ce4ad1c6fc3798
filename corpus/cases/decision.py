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
    owners(c)
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


def three(t, kind="sign"):
    """NORD's text, which all three have made theirs."""
    return adopted(t, kind, ALL, ["sud", "west"])


def corrected_for_all(t, text, author="sud", has=None):
    """A correction of it, which the others have."""
    to = [each for each in has or ALL if each != author]
    h = t.log(t.hand(author, to, "respond", answers=text))
    for each in to:
        t.receive(each, h)
    return h


def under_silence(t):
    """SUD's correction of that, and its silence."""
    h = corrected_for_all(t, three(t))
    return h, t.log(silence(t, h))


def objection(t, of, author="nord"):
    return t.act(author, "object", of=of, reason="It changes what was agreed.")


def leave(t, name):
    return t.log(t.act(name, "leave"))


def owners(c):
    """5.5.4: whose a text is."""
    def stands(name, why, make, covers="5.5.4,8.6"):
        good(c, "5.5.4", name, why, make, covers)

    def falls(name, why, make, covers="5.5.4,8.6"):
        void(c, "5.5.4", name, why, make, "sud", covers)
    stands("of-corrected", "SUD's correction, which nobody has adopted, is under silence: it is "
           "of all whose text it corrects, and is corrected in its turn.",
           lambda t: t.log(silence(t, corrected_for_all(t, under_silence(t)[0]))))
    stands("of-corrected-others", "NORD corrects what SUD put under silence.",
           lambda t: t.log(silence(t, corrected_for_all(t, under_silence(t)[0], "nord"), "nord")))

    def third(t, has=None):
        h = corrected_for_all(t, under_silence(t)[0])
        t.log(silence(t, h))
        return silence(t, corrected_for_all(t, h, has=has))
    stands("of-corrected-twice", "The third correction, each of the one before.",
           lambda t: t.log(third(t)))
    falls("of-corrected-twice-no-copy", "Of the third WEST, whose the first text is, has no copy.",
          lambda t: third(t, ["nord", "sud"]))
    falls("of-corrected-no-copy", "WEST, whose the first text is, has no copy of the second "
          "correction.", lambda t: silence(t, corrected_for_all(t, under_silence(t)[0],
                                                                has=["nord", "sud"])))

    def refused(t):
        h, s = under_silence(t)
        t.log(objection(t, s))
        return h
    falls("of-objected", "NORD has objected: SUD's correction is nobody's text.",
          lambda t: silence(t, corrected_for_all(t, refused(t))), "5.5.4,5.5.5")

    def adopted_after_all(t):
        h = refused(t)
        t.log(joint(t, "adopt", "sud", h, BOTH))
        t.log(silence(t, corrected(t, h)))
    stands("of-objected-adopted", "NORD has objected, and then adopted it with SUD: a text of "
           "both, and not of WEST.", adopted_after_all, "5.5.4,5.5.5,8.6")
    falls("of-no-silence", "SUD's correction was never put under silence: it is nobody's text.",
          lambda t: silence(t, corrected_for_all(t, corrected_for_all(t, three(t)))))
    stands("second-correction", "A second correction of one text, each under a silence of its own.",
           lambda t: t.log(silence(t, corrected_for_all(t, under_silence(t)[0].fields["answers"]))))

    def left(t):
        h = three(t)
        leave(t, "west")
        t.log(silence(t, corrected(t, h)))
    stands("left", "WEST has left the table, and needs no copy.", left, "5.1.12,5.5.4")

    def all_left(t):
        h = sent(t, ["sud", "west"])
        t.receive("sud", h)
        t.receive("west", h)
        t.log(joint(t, "sign", "sud", h, ["sud", "west"]))
        leave(t, "west")
        return silence(t, corrected(t, h))
    falls("others-left", "WEST, who alone had signed it with SUD, has left the table.", all_left,
          "5.1.12,5.5.4")


def objections(c):
    def case(name, why, make, author="nord"):
        void(c, "5.5.5", name, why, make, author)

    good(c, "5.5.5", "object", "NORD objects.", lambda t: t.log(objection(t, silenced(t))))

    def twice(t):
        s = silenced(t)
        t.log(objection(t, s))
        t.log(objection(t, s))
    good(c, "5.5.5", "twice", "NORD objects twice: nothing forbids it.", twice)

    def late(t):
        s = silenced(t)
        t.wait(days=40)
        t.log(objection(t, s))
    good(c, "5.5.5", "late", "An objection that comes too late is an act like others.", late,
         "5.5.5,8.7")
    case("nothing", "To an act that is not.", lambda t: objection(t, sha256(b"")))
    case("paper", "To the correction, and not to the silence.",
         lambda t: objection(t, corrected(t)))
    case("own", "SUD objects to its own silence.",
         lambda t: objection(t, silenced(t), "sud"), "sud")
    case("west", "WEST has not made the text its own.",
         lambda t: objection(t, silenced(t), "west"), "west")
    good(c, "5.5.5", "first-text", "WEST, whose the first text is, objects to the correction of "
         "a correction.", lambda t: t.log(objection(t, t.log(silence(
             t, corrected_for_all(t, under_silence(t)[0]))), "west")), "5.5.4,5.5.5")

    def since(t):
        h = adopted(t, to=["sud", "west"])
        s = t.log(silence(t, corrected(t, h)))
        t.log(joint(t, "initial", "west", h, "west", referendum="west"))
        t.log(objection(t, s, "west"))
    good(c, "5.5.5", "own-since", "WEST has made the text its own after the silence.", since,
         "5.5.4,5.5.5,8.6")

    def too_late(t):
        h = adopted(t, to=["sud", "west"])
        act = t.log(objection(t, t.log(silence(t, corrected(t, h))), "west"))
        t.log(joint(t, "adopt", "west", h, "west"))
        c.remark("5.5.5-own-later.bundle", t.bundle(), t, "5.5.5", act.cite(), "west",
                 "WEST makes the text its own behind its objection.", covers="4.8,5.5.5,8.6")
    too_late(Table())

    def behind(t):
        h, first = under_silence(t)
        second = t.log(silence(t, corrected_for_all(t, h)))
        t.log(objection(t, first))
        return objection(t, second, "west")
    case("behind-objection", "Behind an objection to the first correction the second corrects "
         "nobody's text.", behind, "west")
    t = Table()
    t.log(objection(t, t.log(silence(t, sha256(b"")))))
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
    known_or_not(c, scene, known)
    several(scene, known)
    for tie, state in (("addressee", "broken"), ("author", "adopted")):
        scene("tie-" + tie, state, "An objection of which nobody can tell; the tie favours "
              "the %s." % tie, objected(last, end), day, tie=tie)



END, AFTER = "2026-03-20T12:00:00Z", "2026-03-21T12:00:00Z"


def see(t, *names):
    for name in names:
        t.log(t.act(name, "statement", text="I have seen it."))


def known_or_not(c, scene, known):
    """To whom a silence speaks by the acts before its end, and who cannot have known."""
    def then(name, state, why, make, at=AFTER):
        scene(name, state, why, make, at)

    def behind_end(t):
        t.commit(at=END)

    def joins(is_late):
        def make(t):
            h = adopted(t, to=["sud", "west"])
            s = t.log(silence(t, corrected(t, h)))
            see(t, "nord")
            if is_late:
                behind_end(t)
            t.log(joint(t, "adopt", "west", h, "west"))
            return s
        return make
    then("adopts-early", "not-known", "WEST makes the text its own while the silence runs, and has "
         "no copy of the correction.", joins(False))
    then("adopts-late", "adopted", "The same behind its end: it never spoke to WEST.", joins(True))

    def leaves(t):
        s = t.log(silence(t, corrected_for_all(t, three(t))))
        see(t, "nord")
        leave(t, "west")
        return s
    then("leaves-early", "adopted", "WEST leaves while the silence runs.", leaves)

    def complains(kind, finding, is_late=False):
        def make(t):
            s = known(t)
            if is_late:
                behind_end(t)
            k = t.log(t.act("nord", kind, of=s.fields["of"]))
            if finding:
                t.log(t.act("west", "statement", of=k, finding=finding, text="So I find."))
            return s
        return make
    for kind in ("contest", "cannot-open"):
        then(kind, "not-known", "NORD's complaint is not ruled.", complains(kind, None))
        then(kind + "-upheld", "not-known", "NORD's complaint is upheld.",
             complains(kind, "upheld"))
        then(kind + "-rejected", "adopted", "NORD's complaint is rejected.",
             complains(kind, "rejected"))
        then(kind + "-late", "adopted", "NORD complains behind its end.",
             complains(kind, None, True))

    def ruled_late(t):
        s = complains("contest", None)(t)
        behind_end(t)
        t.log(t.act("west", "statement", of=t.acts[-1], finding="rejected", text="So I find."))
        return s
    then("contest-rejected-late", "adopted", "NORD's complaint is rejected behind its end.",
         ruled_late)

    t = Table()
    s = known(t)
    t.wait(days=30)
    undated = t.commit(clock=False)
    c.good("8.7-undated.bundle", t.bundle(checkpoint=undated), t, "8.7,6.4",
           "No checkpoint is dated behind its end, whatever the time is now.")
    c.silence("8.7-undated.bundle", s, t.spelled(t.marks[-1].time), "running")


def several(scene, known):
    """Of several corrections of one text the first that stands stands."""
    def two(which, first, second, bend=None):
        def make(t):
            h = adopted(t)
            s = [t.log(silence(t, corrected(t, h), until=until)) for until in (first, second)]
            see(t, "nord")
            if bend:
                bend(t, s)
            return s[which]
        return make
    late, at = "2026-03-20T12:00:01Z", "2026-03-22T12:00:00Z"
    for name, ends, states in (
            ("first", (END, late), ("adopted", "superseded")),
            ("last", (late, END), ("superseded", "adopted")),
            ("as-early", (END, END), ("adopted", "superseded"))):
        for which, state in enumerate(states):
            scene("several-%s-%d" % (name, which + 1), state,
                  "Two corrections of one text: the earlier end, and then the earlier place.",
                  two(which, *ends), at)
    scene("several-broken", "adopted", "NORD has objected to the first: the second stands.",
          two(1, END, late, lambda t, s: t.log(objection(t, s[0]))), at)
    scene("several-not-known", "adopted", "NORD contests the first: the second stands.",
          two(1, END, late, lambda t, s: t.log(t.act("nord", "contest", of=s[0].fields["of"]))),
          at)
    scene("several-running", "adopted", "The one that ends later runs still.",
          two(0, END, "2026-05-20T12:00:00Z"), at)

    def chain(which, seen):
        def make(t):
            first, s = under_silence(t)
            see(t, "nord", "west")
            again = t.log(silence(t, corrected_for_all(t, first), until=late))
            see(t, *seen)
            return (s, again)[which]
        return make
    scene("chain-first", "adopted", "A correction, and one of that: the first stands.",
          chain(0, ["nord", "west"]), at)
    scene("chain-second", "adopted", "The second stands in its place: both know of it.",
          chain(1, ["nord", "west"]), at)
    scene("chain-not-known", "not-known", "WEST, whose the first text is, does not know of the "
          "second.", chain(1, ["nord"]), at)
