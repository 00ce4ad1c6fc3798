"""Section 8: states of hand-overs, periods, and assertions about the record.

SPDX-License-Identifier: ISC
"""
from kit.corpus import NOBODY
from kit.table import DAY, Table

from .delivery import opened, sent
from .exchange import enter

YES, DISPUTED, NO, UNKNOWN = "SUPPORTED", "DISPUTED", "CONTRADICTED", "CANNOT TELL"
RULES = {"deemed_days": 3, "collect_days": 5, "take_days": 2, "contest_days": 4,
         "answer_days": 10}


def cases(c):
    c.group = "8-states"
    states(c)
    periods(c)
    delivered(c)
    received(c)
    labels(c)
    absence(c)
    picked(c)
    wording(c)


def states(c):
    """One bundle for each state of 8.1; c.state says which it is, and when."""
    def scene(name, state, make, why, wait=0, label="base", **rules):
        t = Table(label, rules=rules) if rules else Table()
        h = make(t)
        at = t.now
        if wait:
            t.wait(days=wait)
            at = t.now
            t.commit()
        name = "8.1-%s.bundle" % name
        c.good(name, t.bundle(), t, "8.1,8.4", why)
        c.state(name, h, "nord" if state == "entered" else "sud", t.spelled(at), state)

    def then(act, **fields):
        def make(t):
            h = opened(t)
            t.log(t.act("sud", act, of=h, **fields))
            return h
        return make

    def withdrawn(t):
        h = sent(t)
        t.log(t.act("nord", "withdraw", of=h))
        return h

    def refused(t):
        h = sent(t)
        t.log(t.act("sud", "refuse", of=h))
        return h

    def carried(t):
        h = sent(t)
        receipt = t.receipt("sud", h)
        t.log(receipt, t.release(h, "sud", receipt, by="nord"))
        return h

    def ruled(finding):
        def make(t):
            h = opened(t)
            complaint = t.log(t.act("sud", "contest", of=h))
            t.log(t.act("west", "statement", of=complaint, finding=finding, text="Seen."))
            return h
        return make

    def shown(t):
        h = sent(t)
        t.log(t.act("sud", "statement", text="I have seen the log."))
        return h

    def answered(answers):
        def make(t):
            first = sent(t, "nord", "sud")
            h = opened(t, answers=first if answers else None)
            t.log(t.act("sud", "take", of=h, as_="draft", answers=None if answers else first))
            return h
        return make
    scene("entered", "entered", lambda t: t.log(enter(t)), "What came outside the record.")
    scene("withdrawn", "withdrawn", withdrawn, "Withdrawn before a release.")
    scene("refused", "refused", refused, "Sent back unopened.")
    scene("contested", "contested", then("contest"), "Contested, and not ruled yet.")
    scene("contest-upheld", "contested", ruled("upheld"), "Contested, and upheld.")
    scene("contest-rejected", "received", ruled("rejected"), "Contested, and rejected.")
    scene("cannot-open", "cannot-open", then("cannot-open"), "Said not to open.")
    scene("role-disputed", "role-disputed", then("take", as_="letter"),
          "A draft taken as a letter.")
    scene("answer-disputed", "role-disputed", answered(True),
          "Offered as answering something, taken as answering nothing.")
    scene("answer-added", "role-disputed", answered(False),
          "Offered as answering nothing, taken as answering something.")
    scene("taken-as-offered", "taken-as-offered", then("take", as_="as-offered"),
          "Taken as offered.")
    scene("taken-by-name", "taken-as-offered", then("take", as_="draft"),
          "A draft taken as a draft.")
    scene("carried", "carried", carried, "Released by its author.")
    scene("role-open", "role-open", opened, "Received, and eight days later not taken.", 8)
    scene("received", "received", opened, "Received, six days ago.", 6)
    scene("deemed-received", "deemed-received", sent, "Three days have run without a receipt.",
          3, "deemed", **RULES)
    scene("not-collected", "not-collected", sent, "Thirty days have run.", 30)
    scene("collect-by", "not-collected", lambda t: sent(t, collect_by=t.spelled(t.now + DAY)),
          "Its own time to collect it has passed.", 2)
    scene("awaiting", "awaiting-receipt", shown, "SUD has shown to know the log beyond it.")
    scene("lodged", "lodged", sent, "Lodged, and nothing more.")
    t = Table()
    h = sent(t, ["sud", "west"])
    t.receive("sud", h)
    t.log(t.act("nord", "withdraw", of=h))
    c.good("8.1-two.bundle", t.bundle(), t, "8.1,5.3.1",
           "One hand-over to two: SUD has received it, from WEST it is withdrawn.")
    c.state("8.1-two.bundle", h, "sud", t.spelled(t.now), "received")
    c.state("8.1-two.bundle", h, "west", t.spelled(t.now), "withdrawn")


def claim(c, name, t, words, says, why, whole=True,
          acts=(), clause="8.5", trust=None, marks=None):
    data = t.whole(words) if whole else t.proof(*acts, claim=words, marks=marks or ())
    c.good("%s-%s.proof" % (clause.split(",")[0], name), data, trust or t, clause + ",9.4",
           why, says=says)


def periods(c):
    """8.2: at the very second a period has run."""
    for name, over, says in (("before", -1, "received"), ("at", 0, "role-open")):
        t = Table()
        h = opened(t)
        end = t.marks[-1].time + 7 * DAY
        t.commit(at=end + over)
        bundle = "8.2-take-days-%s.bundle" % name
        c.good(bundle, t.bundle(), t, "8.2,8.1", "take-days run to the second: %s." % (
            "they have run" if not over else "a second is left"))
        c.state(bundle, h, "sud", t.spelled(end + over), says)


def delivered(c):
    t = Table()
    h = sent(t)
    by = t.marks[-1].time
    t.wait(days=10)
    t.commit()
    claim(c, "delivered", t, "NORD delivered NORD-1", YES, "The hand-over is logged.")
    claim(c, "delivered-to", t, "NORD delivered a draft to SUD", YES,
          "A draft to SUD is logged.")
    claim(c, "delivered-by", t, "NORD delivered NORD-1 by %s" % t.spelled(by + 1), YES,
          "It was logged a second before the time asked for.", clause="8.5,6.5")
    claim(c, "delivered-at", t, "NORD delivered NORD-1 by %s" % t.spelled(by), UNKNOWN,
          "Its interval ends at the second asked for, and not before.", clause="8.5,6.5")
    since = t.marks[0].time
    claim(c, "delivered-before", t, "NORD delivered NORD-1 by %s" % t.spelled(since - 1), NO,
          "It was logged after the time asked for.", clause="8.5,6.5")
    claim(c, "not-received", t, "SUD received NORD-1", NO, "No release is in the whole log.")
    claim(c, "other-party", t, "WEST received NORD-1", NO, "WEST was sent nothing.")
    claim(c, "no-such-act", t, "NORD delivered NORD-2", NO, "There is no such act.")
    claim(c, "stranger", t, "OST received NORD-1", UNKNOWN, "OST is no member.")
    w = Table()
    h = sent(w)
    w.log(w.act("nord", "withdraw", of=h))
    claim(c, "withdrawn", w, "NORD delivered NORD-1", YES,
          "It was lodged, whatever became of it.")
    e = Table()
    e.log(enter(e))
    claim(c, "entered", e, "SUD delivered a letter to NORD", UNKNOWN,
          "NORD's statement of what SUD sent is not SUD's act.", clause="8.5,5.2.7")


def received(c):
    t = Table()
    h = opened(t)
    t.wait(days=1)
    t.commit()
    claim(c, "received", t, "SUD received NORD-1", YES, "Its release is logged.")
    claim(c, "not-taken", t, "SUD took NORD-1", NO, "There is no take.")
    claim(c, "not-answered", t, "SUD answered NORD-1", NO, "There is no answer.")
    carried = Table()
    h = sent(carried)
    receipt = carried.receipt("sud", h)
    carried.log(receipt, carried.release(h, "sud", receipt, by="nord"))
    claim(c, "carried", carried, "SUD received NORD-1",
          YES, "A receipt, and the author's release.")
    a = Table()
    h = opened(a)
    r = a.log(a.hand("sud", "nord", "respond", answers=h))
    claim(c, "answer-unreleased", a, "SUD answered NORD-1", NO,
          "The answer is lodged, and not released to NORD.")
    a.receive("nord", r)
    claim(c, "answered", a, "SUD answered NORD-1", YES, "The answer was released to NORD.")
    claim(c, "response", a, "NORD received a response to NORD-1", YES,
          "The same in other words.")
    claim(c, "other-answer", a, "NORD answered SUD-2", NO, "Nothing answers the answer.")


def labels(c):
    t = Table()
    h = opened(t)
    r = t.log(t.hand("sud", "nord", "letter"))
    t.receive("nord", r)
    t.log(t.act("nord", "take", of=r, as_="response", answers=h))
    claim(c, "disputed-answer", t, "SUD answered NORD-1", DISPUTED,
          "SUD wrote a letter, NORD took it as the response.", clause="8.5,8.3")
    claim(c, "disputed-response", t, "NORD received a response to NORD-1", DISPUTED,
          "The same in other words.", clause="8.5,8.3")
    claim(c, "disputed-letter", t, "NORD received a letter", DISPUTED,
          "Under SUD's label it is a letter, under NORD's not.", clause="8.5,8.3")
    claim(c, "undisputed", t, "NORD received SUD-2", YES, "That it came is not disputed.",
          clause="8.5,8.3")
    claim(c, "taken", t, "NORD took SUD-2 as a response", YES,
          "That NORD took it so, neither.", clause="8.5,8.3")
    claim(c, "taken-otherwise", t, "NORD took SUD-2 as a letter", NO,
          "NORD took it otherwise.", clause="8.5,8.3")
    for name, as_, answers, says, why in (
            ("without", "response", False, DISPUTED, "as a response, and to nothing: that says "
             "that nothing is answered"),
            ("as-offered", "as-offered", False, YES, "as offered"),
            ("with", "response", True, YES, "as a response to it")):
        t = Table()
        h = opened(t)
        r = t.log(t.hand("sud", "nord", "respond", answers=h))
        t.receive("nord", r)
        t.log(t.act("nord", "take", of=r, as_=as_, answers=h if answers else None))
        claim(c, "answer-taken-" + name, t, "SUD answered NORD-1", says,
              "A response, taken %s." % why, clause="8.5,8.3,5.3.7")
    s = Table()
    h = opened(s)
    s.log(s.act("sud", "take", of=h, as_="as-offered"))
    claim(c, "agreed-label", s, "SUD received a draft", YES, "Both call it a draft.",
          clause="8.5,8.3")
    claim(c, "other-label", s, "SUD received a letter", UNKNOWN,
          "Nobody calls it a letter; but one may have come by another channel.")
    claim(c, "taken-as-draft", s, "SUD took NORD-1 as a draft", YES,
          "Taken as offered: a draft.")


def absence(c):
    for label, channel, says in (("base", "open", UNKNOWN), ("complete", "complete", NO)):
        t = Table(label, rules={"channel": channel})
        t.log(t.act("nord", "statement", text="x"))
        t.wait(days=30)
        t.commit()
        claim(c, "absent-%s" % channel, t, "SUD received a letter", says,
              "No letter in the whole log; the channel is %s." % channel, clause="8.5,5.1.4")
        if channel == "complete":
            claim(c, "absent-in-time", t, "SUD received a letter by 15 Mar 2026", NO,
                  "Nor by a time before the last date.")
            claim(c, "absent-too-late", t, "SUD received a letter by 1 Aug 2026", UNKNOWN,
                  "The last date lies before the time asked for.")
    t = Table("complete", rules={"channel": "complete"})
    t.log(t.act("nord", "statement", text="x"))
    last = t.marks[-1].time
    claim(c, "absent-at", t, "SUD received a letter by %s" % t.spelled(last - 1), NO,
          "The last date is a second after the time asked for.")


def picked(c):
    t = Table()
    h = sent(t)
    receipt, release = t.receive("sud", h)
    take = t.log(t.act("sud", "take", of=h, as_="letter"))
    for name, acts, words, says, why in (
            ("delivered", [h], "NORD delivered NORD-1", YES, "The hand-over alone shows it."),
            ("received", [h, receipt, release], "SUD received NORD-1", YES,
             "The acts that show it."),
            ("no-release", [h, receipt], "SUD received NORD-1", UNKNOWN,
             "The release is not among the acts shown."),
            ("disputed", [h, receipt, release, take], "SUD received a draft", DISPUTED,
             "Both labels are shown."),
            ("taken", [h, receipt, release, take], "SUD took NORD-1 as a letter", YES,
             "The take is shown."),
            ("absence", [h], "SUD took NORD-1", UNKNOWN, "Picked acts show no absence.")):
        claim(c, "picked-" + name, t, words, says, why, False, acts)


def wording(c):
    t = Table()
    opened(t)
    for i, words in enumerate((
            "SUD liked NORD-1", "received", "who knows", "SUD answered", "NORD-1",
            "SUD received NORD-1 NORD-2", "SUD received received NORD-1",
            "SUD received NORD-1 by 3 Smarch 2026", "SUD received NORD-1 by 31 Feb 2026",
            "SUD received NORD-1 by 2026-02-30", "SUD received NORD-1 by", "SUD answered a draft",
            "SUD received NORD-1 by 2026-05-01 by 2026-06-01", "SUD received a draft a letter",
            "SUD received NORD-1!", "SUD received NORD-1 to NORD to WEST",
            "SUD received a gift", "NORD SUD received NORD-1", "SUD received a response to")):
        c.unreadable("8.5-words-%d.proof" % i, t.whole(words), t, "8.5", "claim", NOBODY,
                     "Words that assert nothing of 8.5: %s." % words.rstrip("!"),
                     covers="8.5,9.4")
    t.wait(days=200)
    t.commit()
    for i, (words, says) in enumerate((
            ("sud RECEIVED nord-1", YES), ("SUD received NORD-1.", YES),
            ("The draft NORD-1 was received by SUD", YES),
            ("NORD-1 has been received by SUD by 2026-05-01", YES),
            ("NORD-1 had been delivered by NORD to SUD by 1 May 2026", YES),
            ("NORD delivered an agreed-text to SUD", UNKNOWN),
            ("NORD delivered NORD-1 as a draft", YES),
            ("A paper is delivered by NORD", YES),
            ("SUD received NORD-1 by 2026-05-01T00:00:00Z", YES),
            ("SUD received NORD-1 by 2026-03-02", YES),
            ("SUD received NORD-1 by 2 Mar 2026", YES),
            ("SUD received NORD-1 by 2026-03-01", NO),
            ("SUD has taken NORD-1", NO), ("SUD took the draft NORD-1", NO),
            ("NORD-1 was answered by SUD", NO), ("SUD delivered a response to NORD-1", NO))):
        claim(c, "wording-%02d" % i, t, words, says, "In words of 8.5: %s." % words.rstrip("."))


