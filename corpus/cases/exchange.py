"""Section 5.2: papers handed over, corrigenda, and what came outside the record.

SPDX-License-Identifier: ISC
"""
from kit import papers
from kit.notes import secret, sha256
from kit.table import TREATY, Table, change, make_key

from .conventions import bad

LETTER = b"# A letter\n\nTo whom it may concern.\n"


def cases(c):
    c.group = "5.2-papers"
    fields(c)
    addressees(c)
    answers(c)
    own_copies(c)
    annexes(c)
    corrigenda(c)
    entered(c)


def good(c, name, covers, why, make, **more):
    t = Table(**more)
    make(t)
    c.good(name + ".bundle", t.bundle(), t, covers, why)


def void(c, clause, name, why, make, author="nord", covers=None, cut=None):
    t = Table()
    act = t.log(make(t))
    c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author, why,
             covers="4.8," + (covers or clause))


def fields(c):
    for role in ("draft", "joint-draft", "agreed-text"):
        good(c, "5.2.1-" + role, "5.2.1,5.2.4", "A paper as %s." % role,
             lambda t: t.log(t.hand("nord", "sud", role=role)))
    good(c, "5.2.1-chair-text", "5.2.1", "The chair's text.",
         lambda t: t.log(t.hand("west", ["nord", "sud"], role="chair-text")))
    void(c, "5.2.1", "chair-text-of-party", "A chair's text by a principal.",
         lambda t: t.hand("nord", "sud", role="chair-text"))
    t = Table("found-observer", judge="west", author="sud",
              members=(("nord", "principal"), ("sud", "principal"), ("west", "observer")))
    t.log(t.hand("west", "nord", role="chair-text"))
    c.remark("5.2.1-chair-text-of-observer.bundle", t.bundle(), t, "5.2.1", "WEST-1", "west",
             "A chair's text at a table without a chair.", covers="4.8,5.2.1")
    for privilege in ("without-prejudice", "save-as-to-costs", "mediation"):
        good(c, "5.2.1-" + privilege, "5.2.1", "A paper marked %s." % privilege,
             lambda t: t.log(t.hand("nord", "sud", privilege=privilege, confidential="yes",
                                    same_text="no", collect_by="2026-04-01T00:00:00Z")))
    good(c, "5.2.2-response", "5.2.2,5.2.5", "A response.", lambda t: t.log(t.hand(
        "sud", "nord", "respond", answers=t.log(t.hand("nord", "sud")))))
    for role in ("letter", "information"):
        good(c, "5.2.3-" + role, "5.2.3", "A letter as %s." % role,
             lambda t: t.log(t.hand("nord", "sud", "letter", LETTER, role=role)))
    good(c, "5.2.3-answers", "5.2.3,5.2.5", "A letter that answers a draft.",
         lambda t: t.log(t.hand("sud", "nord", "letter",
                                answers=t.log(t.hand("nord", "sud")))))
    for kind, name, key, value, why in (
            ("propose", "role", "role", "letter", "A letter proposed."),
            ("propose", "role-response", "role", "response", "A response proposed."),
            ("propose", "privilege", "privilege", "secret", "No privilege of the list."),
            ("propose", "confidential", "confidential", "maybe", "Neither yes nor no."),
            ("propose", "same-text", "same-text", "-", "same-text is not optional."),
            ("respond", "role", "role", "draft", "A response as a draft."),
            ("letter", "role", "role", "draft", "A letter as a draft.")):
        clause = {"propose": "5.2.1", "respond": "5.2.2", "letter": "5.2.3"}[kind]
        t = Table()
        more = {"answers": t.log(t.hand("sud", "nord"))} if kind == "respond" else {}
        bad(c, "%s-bad-%s" % (clause, name),
            t.hand("nord", "sud", kind, bend=change(key, "%s %s" % (key, value)), **more),
            "2.2" if value == "-" else "1.3", why, covers="1.3," + clause)
    bad(c, "5.2.1-bad-collect-by", Table().hand("nord", "sud", collect_by="tomorrow"), "1.3",
        "collect-by is no time.", covers="1.3,5.2.1")
    bad(c, "5.2.2-no-answers", Table().hand("nord", "sud", "respond"), "2.2",
        "A response to nothing.", covers="2.2,5.2.2")
    bad(c, "5.2.4-no-copy", Table().hand("nord", "sud", bend=change("copy", "copy -")), "2.2",
        "A hand-over to nobody.", covers="2.2,5.2.4")


def addressees(c):
    good(c, "5.2.4-two", "5.2.4", "To two members.",
         lambda t: t.log(t.hand("nord", ["sud", "west"])))
    good(c, "5.2.4-office", "5.2.4,5.1.6", "An office hands over.", lambda t: (
        t.log(t.mandate("nord", "legal")), t.log(t.hand("nord/legal", "sud"))))

    def copies(t, bend, to="sud", **more):
        """A hand-over whose copy lines are bent, each as a list of its six values."""
        kept = t.hand("nord", to, keep=False, **more)
        t.serial -= 1
        lines = [each.line().split(" ") for each in kept.copies.values()]
        return t.hand("nord", to, copy=[" ".join(each) for each in bend(lines)], **more)

    def renamed(name):
        return lambda lines: [[name] + lines[0][1:]]
    void(c, "5.2.4", "stranger", "To one who is no member.",
         lambda t: copies(t, renamed("ost")))
    void(c, "5.2.4", "depositary", "To the depositary.", lambda t: copies(t, renamed("bern")))
    void(c, "5.2.4", "itself", "To the author, with a recipient.",
         lambda t: copies(t, renamed("nord")))
    recipient = make_key("base", "any", "seal").recipient()

    def twice(lines):
        other = ["sud", "2", "5000", secret("h").hex(), secret("r").hex(), recipient]
        return lines + [other]
    void(c, "5.2.4", "named-twice", "One addressee twice.", lambda t: copies(t, twice))
    for i, name in ((3, "hash"), (4, "root"), (5, "recipient")):
        def same(lines):
            return [lines[0], lines[1][:i] + [lines[0][i]] + lines[1][i + 1:]]
        void(c, "5.2.4", "same-" + name, "Two copies with one %s." % name,
             lambda t: copies(t, same, ["sud", "west"]))
    void(c, "5.2.4", "no-recipient", "A copy of another without a recipient.",
         lambda t: copies(t, lambda lines: [lines[0][:5] + ["-"]]))

    def left(t):
        t.log(t.act("west", "leave"))
        return t.hand("nord", "west")
    void(c, "5.2.4", "left", "To one who has left.", left, covers="5.2.4,5.1.12")
    for i, value, name, clause, why in (
            (1, "0", "no-leaf", "1.3", "A copy of no leaf: every paper has one."),
            (1, "513", "leaves-513", "1.2", "A copy of 513 leaves."),
            (1, "02", "leaves-zero", "1.3", "A leading zero."),
            (2, "0", "no-byte", "1.3", "A copy of no byte."),
            (3, "AB" * 32, "hash-upper", "1.3", "A hash in upper case."),
            (5, "age1xyz", "recipient", "1.3", "No recipient."),
            (5, recipient.upper(), "recipient-upper", "1.3", "A recipient in upper case.")):
        act = copies(Table(), lambda lines: [lines[0][:i] + [value] + lines[0][i + 1:]])
        bad(c, "5.2.4-bad-" + name, act, clause, why, covers="5.2.4," + clause)
    bad(c, "5.2.4-bad-five", copies(Table(), lambda lines: [lines[0][:5]]), "1.3",
        "A copy line of five values.", covers="1.3,5.2.4")
    bad(c, "5.2.4-bad-seven", copies(Table(), lambda lines: [lines[0] + ["-"]]), "1.3",
        "A copy line of seven values.", covers="1.3,5.2.4")
    t = Table()
    act = copies(t, lambda lines: [lines[0][:1] + ["512"] + lines[0][2:]])
    t.log(act)
    c.good("1.2-leaves-512.bundle", t.bundle(), t, "1.2,5.2.4", "A copy of 512 leaves.")
    t = Table()
    t.log(copies(t, lambda lines: [lines[0][:2] + ["9007199254740991"] + lines[0][3:]]))
    c.good("5.2.4-bytes.bundle", t.bundle(), t, "1.3,5.2.4",
           "A copy said to be of 2^53 - 1 bytes: what travels is not the log's matter.")


def answers(c):
    good(c, "5.2.5-own", "5.2.5", "An author answers its own draft with another.",
         lambda t: t.log(t.hand("nord", "sud", answers=t.log(t.hand("nord", "sud")))))
    good(c, "5.2.5-chain", "5.2.5", "A draft, a response, and a draft that answers it.",
         lambda t: t.log(t.hand("nord", "sud", answers=t.log(t.hand(
             "sud", "nord", "respond", answers=t.log(t.hand("nord", "sud")))))))
    good(c, "5.2.5-office", "5.2.5", "An office answers what its party was sent.", lambda t: (
        t.log(t.mandate("sud", "legal")),
        t.log(t.hand("sud/legal", "nord", "respond", answers=t.log(t.hand("nord", "sud"))))))
    for name, why, make in (
            ("nothing", "It answers an act that is not.", lambda t: sha256(b"")),
            ("charter", "It answers the charter.", lambda t: t.charter),
            ("statement", "It answers a statement.",
             lambda t: t.log(t.act("sud", "statement", text="x"))),
            ("others", "It answers what SUD wrote to WEST.",
             lambda t: t.log(t.hand("sud", "west")))):
        def make_act(t):
            target = make(t)
            return t.hand("nord", "sud", "respond", answers=target)
        void(c, "5.2.5", name, why, make_act)
    t = Table()
    t.hand("sud", "nord", keep=True)
    later = t.last.pop("sud")
    t.log(t.hand("nord", "sud", "respond", answers=later))
    t.log(later)
    c.remark("5.2.5-later.bundle", t.bundle(), t, "5.2.5", "NORD-1", "nord",
             "It answers what is logged behind it.", covers="4.8,5.2.5")
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    t.log(t.act("nord", "withdraw", of=h))
    t.log(t.hand("nord", "sud", "letter", LETTER, answers=h))
    c.good("5.2.5-withdrawn.bundle", t.bundle(), t, "5.2.5", "It answers what was withdrawn.")


def own_copies(c):
    good(c, "5.2.4-own-copy", "5.2.4", "A hand-over with the author's own copy.",
         lambda t: t.log(t.hand("nord", "sud", own=True)))
    void(c, "5.2.4", "only-own", "The author's own copy and no other: no hand-over.",
         lambda t: t.hand("nord", [], own=True))
    t = Table()
    h = t.log(t.hand("nord", "sud", own=True))
    t.receive("sud", h)
    c.good("5.2.4-own-received.bundle", t.bundle(), t, "5.2.4,5.3.2",
           "SUD receives; NORD's own copy needs neither receipt nor release.")
    t.log(t.act("nord", "take", of=h, as_="draft"))
    c.remark("5.2.4-own-taken.bundle", t.bundle(), t, "5.3.7", "NORD-2", "nord",
             "An own copy is no hand-over: its author is no addressee.",
             covers="4.8,5.2.4,5.3.7")


def annexes(c):
    line = "sud 1234 " + secret("annex").hex()
    good(c, "5.2.4-annex", "5.2.4,7.2", "A paper with an annex.", lambda t: t.log(t.hand(
        "nord", "sud", annexes=[line], paper=TREATY + b"\n## Annex map\n\nsha256 "
        + secret("map").hex().encode() + b"\nbytes 1000\n")))
    good(c, "5.2.4-annexes", "5.2.4", "Annexes for two addressees.", lambda t: t.log(t.hand(
        "nord", ["sud", "west"], annexes=[line, "west 99 " + secret("other").hex()])))
    void(c, "5.2.4", "annex-own", "An annex for the author itself, who has an own copy.",
         lambda t: t.hand("nord", "sud", own=True,
                          annexes=["nord 1234 " + secret("annex").hex()]))
    void(c, "5.2.4", "annex-stranger", "An annex for one who gets no copy.",
         lambda t: t.hand("nord", "sud", annexes=["west 1234 " + secret("annex").hex()]))
    for name, value, clause, why in (
            ("two", "sud 1234", "1.3", "An annex without a hash."),
            ("size", "sud x " + secret("annex").hex(), "1.3", "An annex without a size."),
            ("name", "Sud 12 " + secret("annex").hex(), "1.3", "A name in upper case.")):
        bad(c, "5.2.4-bad-annex-" + name, Table().hand("nord", "sud", annexes=[value]), clause,
            why, covers="5.2.4")


def corrigenda(c):
    good(c, "5.2.6-corrigendum", "5.2.6", "A corrigendum of an own paper.", lambda t: t.log(
        t.act("nord", "corrigendum", of=t.log(t.hand("nord", "sud")),
              text="Article 2: for thirty read twenty.")))
    for name, author, why, make in (
            ("others", "sud", "A corrigendum of NORD's paper by SUD.",
             lambda t: t.act("sud", "corrigendum", of=t.log(t.hand("nord", "sud")), text="x")),
            ("statement", "nord", "A corrigendum of a statement.", lambda t: t.act(
                "nord", "corrigendum", of=t.log(t.act("nord", "statement", text="x")),
                text="y")),
            ("nothing", "nord", "A corrigendum of nothing.",
             lambda t: t.act("nord", "corrigendum", of=sha256(b""), text="x"))):
        void(c, "5.2.6", name, why, make, author)
    good(c, "5.2.6-other-chain", "5.2.6", "NORD corrects a paper of its office.", lambda t: (
        t.log(t.mandate("nord", "legal")),
        t.log(t.act("nord", "corrigendum", of=t.log(t.hand("nord/legal", "sud")), text="x"))))


def enter(t, by="nord", from_="sud", channel="e-mail", role="letter", copy=None, answers=None,
          received="2026-03-01T12:00:00Z", person=None, **more):
    n, e, _ = t.place(by)
    place = papers.Place(t.id, by, n, e, by.partition("/")[0])
    made = papers.Copy(place, LETTER, t.holders[by.partition("/")[0], "seal"].public,
                       "%s entered %s" % (t.label, n), own=True)
    return t.act(by, "entered", from_=from_, channel=channel, role=role, answers=answers,
                 received=received, person=person, copy=copy or made.line(), **more)


def entered(c):
    for channel in ("e-mail", "hand", "post", "fax", "meeting", "other"):
        good(c, "5.2.7-" + channel, "5.2.7,8.1", "A letter that came by %s." % channel,
             lambda t: t.log(enter(t, channel=channel, person="the secretary")))
    for role in ("draft", "chair-text", "joint-draft", "agreed-text", "response",
                 "information"):
        good(c, "5.2.7-as-" + role, "5.2.7", "Entered as %s." % role,
             lambda t: t.log(enter(t, role=role, from_="west")))
    good(c, "5.2.7-answers", "5.2.7,5.2.5", "What came answers a paper.",
         lambda t: t.log(enter(t, role="response", answers=t.log(t.hand("nord", "sud")))))
    for name, target, why in (
            ("nothing", lambda t: sha256(b"x"), "an act that is not"),
            ("charter", lambda t: t.charter, "the charter"),
            ("others", lambda t: t.log(t.hand("sud", "west")), "what SUD wrote to WEST")):
        void(c, "5.2.5", "entered-" + name, "What came is said to answer %s." % why,
             lambda t: enter(t, role="response", answers=target(t)), covers="5.2.5,5.2.7")
    void(c, "5.2.7", "stranger", "From one who is no member.", lambda t: enter(t, from_="ost"))
    void(c, "5.2.7", "itself", "From its author.", lambda t: enter(t, from_="nord"))
    void(c, "5.2.7", "depositary", "From the depositary.", lambda t: enter(t, from_="bern"))

    def to_other(t):
        copy = enter(t, keep=False).fields["copy"].split(" ")
        return enter(t, copy=" ".join(["sud"] + copy[1:]))
    void(c, "5.2.7", "other-addressee", "A copy that is addressed to another.", to_other)

    def with_recipient(t):
        copy = enter(t, keep=False).fields["copy"].split(" ")
        return enter(t, copy=" ".join(copy[:5] + [make_key("base", "x", "seal").recipient()]))
    void(c, "5.2.7", "recipient", "A copy with a recipient.", with_recipient)
    for name, more, why in (("channel", {"channel": "pigeon"}, "No channel of the list."),
                            ("role", {"role": "gift"}, "No role.")):
        bad(c, "5.2.7-bad-" + name, enter(Table(), **more), "1.3", why, covers="1.3,5.2.7")
    bad(c, "5.2.7-bad-received", enter(Table(), received="yesterday"), "1.3", "No time.",
        covers="1.3,5.2.7")


