"""Section 5.1: the charter, and the acts that change who sits at the table.

SPDX-License-Identifier: ISC
"""
from kit.corpus import NOBODY
from kit.notes import Key, b64, line, secret, sha256
from kit.table import PURPOSES, Table, change, make_key, value_of

from .conventions import bad

ALL, BOTH = "nord,sud,west", "nord,sud"
NEXT = ["berne %s %s" % (p, value_of(make_key("next", "berne", p,
                                              origin="berne.example/next")))
        for p in ("act", "clock", "log")]


def cases(c):
    c.group = "5.1-founding"
    charters(c)
    seats(c)
    rules(c)
    joins(c)
    mandates(c)
    rekeys(c)
    amendments(c)
    principals(c)
    admissions(c)
    departures(c)
    transfers(c)


def drop(prefix):
    return lambda lines: [each for each in lines if not each.startswith(prefix)]


def append(key, value):
    """A bend: one more value of a repeated field, in its place."""
    def bend(lines):
        at = [i for i, each in enumerate(lines) if each.startswith(key + " ")]
        values = sorted(lines[at[0]:at[-1] + 1] + ["%s %s" % (key, value)])
        return lines[:at[0]] + values + lines[at[-1] + 1:]
    return bend


def charters(c):
    def void(name, why, clause="5.1.1", culprit=ALL, **more):
        t = Table("found-" + name, **more)
        c.false("%s-%s.act" % (clause, name), t.charter.note, t, clause, "charter", culprit,
                why, covers=clause + ",5.1.3")
        return t
    t = Table("found-two", members=(("nord", "principal"), ("sud", "principal")), judge=None)
    c.good("5.1.1-two.bundle", t.bundle(), t, "5.1.1,5.1.2,5.1.4", "Two principals, no judge.")
    t = Table("found-observer", judge="west", author="sud",
              members=(("nord", "principal"), ("sud", "principal"), ("west", "observer")))
    c.good("5.1.1-observer.act", t.charter.note, t, "5.1.1",
           "An observer is the judge, the second principal the author.")
    c.good("5.1.1-plain.act", Table().charter.note, Table(), "5.1.1,5.1.2",
           "The charter alone.")
    t = void("one-principal", "One principal.", culprit="nord,west", judge="west",
             members=(("nord", "principal"), ("west", "observer")))
    c.false("5.1.3-void.bundle", t.bundle(), t, "5.1.1", "charter", "nord,west",
            "A whole log under a void charter: there is no table.", covers="5.1.1,5.1.3,10.1")
    c.false("5.1.3-void.proof", t.whole(), t, "5.1.1", "charter", "nord,west",
            "The same as a proof.", covers="5.1.1,5.1.3,9.4")
    void("two-chairs", "Two chairs.", culprit="nord,ost,sud,west",
         members=(("nord", "principal"), ("ost", "chair"), ("sud", "principal"),
                  ("west", "chair")))
    for purpose in ("act", "cosign", "recovery", "seal"):
        void("no-" + purpose, "SUD has no key to %s with." % purpose,
             bend=drop("key sud " + purpose), bend_seat=lambda member, text: "".join(
                 each + "\n" for each in text.splitlines()
                 if not each.startswith("key sud " + purpose)))
    for purpose in ("act", "clock", "log"):
        void("no-depositary-" + purpose, "The depositary has no key for %s." % purpose,
             bend=drop("key bern " + purpose), bend_draft=drop("key bern " + purpose))
    void("second-key", "NORD has two act keys.",
         bend=append("key", "nord act " + Key("nord", secret("second")).vkey()))
    void("key-of-nobody", "A key of a name that is no member.",
         bend=append("key", "ost act " + Key("ost", secret("ost")).vkey()))
    keys = [make_key("found-name-twice", m, "founding")
                     for m in ("nord", "nord", "sud", "west")]
    void("name-twice", "NORD stands in two lines, in two roles.",
         bend_draft=append("party", "nord observer"), signers=keys)
    void("depositary-member", "The depositary has the name of a member.", depositary="sud",
         origin="sud.example")
    t = Table("found-no-founding", bend=drop("key sud founding"), bend_seat=lambda member,
              text: "".join(each + "\n" for each in text.splitlines()
                            if not each.startswith("key sud founding")))
    c.false("5.1.1-no-founding.act", t.charter.note, t, "3.1", "charter", NOBODY,
            "SUD has no founding key, and so nothing shows that its line is its.",
            covers="3.1,5.1.1")
    void("judge-stranger", "The judge is no member.", judge="ost")
    void("judge-principal", "The judge is a principal.", judge="sud")
    void("judge-depositary", "The judge is the depositary.", judge="bern")
    void("author-chair", "The author is the chair.", author="west")
    void("author-stranger", "The author is no member.", author="ost")
    void("author-depositary", "The author is the depositary.", author="bern")
    c.unreadable("5.1.1-role.act", Table("role", members=(
        ("nord", "principal"), ("sud", "principal"), ("west", "guest")),
        log=False).charter.note,
                 None, "1.3", "act", NOBODY, "A role that is none.", covers="1.3,5.1.1")
    signers(c)


def signers(c):
    t = Table()
    keys = [t.holders[m, "founding"] for m in sorted(t.members)]
    wrong = keys[:2] + [Key("west", secret("not west"))]
    unsigned = t.charter.with_lines(*[key.line(t.charter.text) for key in wrong])
    c.false("5.1.1-other-key.act", unsigned.note, t, "2.8", "charter", NOBODY,
            "A line of WEST by another key.", covers="2.8,5.1.1")
    west = Key("west", keys[2].seed)
    unsigned = t.charter.with_lines(*t.charter.lines[:2], line(
        "west", west.id, west.signature("another text\n")))
    c.false("5.1.1-false-signature.act", unsigned.note, t, "3.3", "charter", NOBODY,
            "A line of WEST's founding key that signs another text.", covers="3.3,5.1.1")
    wrong = keys[:2] + [t.holders["west", "act"]]
    unsigned = t.charter.with_lines(*[key.line(t.charter.text) for key in wrong])
    c.false("5.1.1-act-key.act", unsigned.note, t, "2.8", "charter", NOBODY,
            "WEST signed with its act key.", covers="2.8,3.2,5.1.1")
    c.cannot("2.8-charter-one-less.act", t.charter.with_lines(*t.charter.lines[:2]).note, t,
             "2.8", "charter", "A charter that WEST has not signed.", covers="2.8,5.1.1")
    more = list(t.charter.lines) + [Key("zero", secret("zero")).line(t.charter.text)]
    c.unreadable("2.8-charter-one-more.act", t.charter.with_lines(*more).note, t, "2.8",
                 "charter", NOBODY, "A fourth line under a charter of three.",
                 covers="2.8,5.1.1")


def seats(c):
    def void(name, why, t):
        c.false("5.1.2-%s.act" % name, t.charter.note, t, "5.1.2", "charter", ALL, why,
                covers="5.1.2,5.1.3,9.5")
    void("no-seat", "WEST has no seat.", Table("seat-none", bend=drop("seat west")))
    void("no-seats", "Nobody has one.", Table("seats-none", bend=lambda lines: drop("seat")(
        lines) + ["seat -"]))
    void("other-rule", "A rule was changed behind the seats.",
         Table("seat-rule", bend=change("rule take-days 7", "rule take-days 8")))
    void("other-date", "The charter's date was changed behind the seats.",
         Table("seat-date", bend=change("date", "date 2026-03-02T09:00:01Z")))
    void("other-keys", "A seat that names another recipient than the charter.",
         Table("seat-keys", bend_seat=lambda m, text: text if m != "west" else text.replace(
             "key west seal age1", "key west seal age2")))
    void("other-party", "A seat for another name.",
         Table("seat-party", bend_seat=lambda m, text: text.replace("party west",
                                                                    "party ost")))
    void("founding-key", "A seat signed by the founding key.", founding_seat("seat-founding"))
    void("other-version", "A seat of another version.",
         Table("seat-version", bend_seat=lambda m, text: text.replace("seat/1", "seat/2")))
    void("stranger", "A seat of a name that is no member.",
         Table("seat-stranger", bend=append("seat", "xavier " + b64(bytes(68)))))
    void("twice", "Two seats of one member.", Table("seat-twice", bend=append(
        "seat", "nord " + b64(bytes(68)))))


def founding_seat(label):
    """WEST's seat is signed by its founding key."""
    plain = Table(label)
    key = plain.holders["west", "founding"]
    text = "verbale-seat/1\ndraft %s\nparty west\n%s" % (
        sha256(plain.draft.encode()).hex(),
        "".join("key %s\n" % plain.key_line("west", p) for p in PURPOSES))
    value = "seat west " + b64(key.id + key.signature(text))
    return Table(label, bend=lambda lines: [
        value if each.startswith("seat west") else each for each in lines])


def rules(c):
    for name, more, why in (
            ("largest", {"answer_days": 36500, "take_days": 36500, "skew_seconds": 86400},
             "Periods of 36,500 days, and a skew of 86,400 seconds."),
            ("smallest", {"answer_days": 1, "collect_days": 1, "contest_days": 1,
                          "deemed_days": 1,
                          "take_days": 1, "skew_seconds": 0},
                          "Periods of one day, and no skew."),
            ("absent", {"answer_days": "-", "deemed_days": "-"}, "No period for an answer."),
            ("words", {"channel": "complete", "clock": "stops", "tie": "author"},
             "The other words of each rule.")):
        t = Table("rules-" + name, rules=more)
        c.good("5.1.4-%s.act" % name, t.charter.note, t, "5.1.4", why)
    for i, (rule, value, why) in enumerate((
            ("answer-days", "0", "No day at all."), ("take-days", "36501", "A day too many."),
            ("contest-days", "-", "A period that may not be absent."),
            ("collect-days", "-", "Another."), ("take-days", "-", "A third."),
            ("skew-seconds", "-", "A skew that may not be absent."),
            ("channel", "closed", "No word of the rule channel."),
            ("clock", "-", "No word of the rule clock."),
            ("tie", "depositary", "No word of the rule tie."),
            ("deemed-days", "three", "No number."),
            ("answer-days", "7 days", "A number and a word."),
            ("skew-seconds", "86401", "A second too many."))):
        t = Table("rule-%d" % i, rules={rule: value}, log=False)
        c.unreadable("5.1.4-value-%02d.act" % i, t.charter.note, None, "1.3", "act", NOBODY,
                     why, covers="1.3,5.1.4")
    for value in ("single", "each"):
        t = Table("rule-undertaking-" + value, rules={"undertaking": value})
        c.good("5.1.4-undertaking-%s.act" % value, t.charter.note, t, "5.1.4",
               "The rule that may be absent: %s." % value)
    for value in ("all", "-"):
        t = Table("rule-undertaking" + value, rules={"undertaking": value}, log=False)
        c.unreadable("5.1.4-undertaking-%s.act" % value.replace("-", "none"), t.charter.note,
                     None, "1.3", "act", NOBODY, "No word of the rule undertaking.",
                     covers="1.3,5.1.4")
    t = Table("rule-undertaking-for-tie", log=False, bend_draft=drop("rule tie"),
              rules={"undertaking": "each"})
    c.false("5.1.4-undertaking-for-tie.act", t.charter.note, None, "5.1.4", "charter", ALL,
            "It does not stand for another rule.")
    t = Table("rule-undertaking-twice", log=False, rules={"undertaking": "each"},
              bend_draft=append("rule", "undertaking single"))
    c.false("5.1.4-undertaking-twice.act", t.charter.note, None, "5.1.4", "charter", ALL,
            "The rule undertaking twice, with two values.")
    t = Table("rule-none", log=False, bend_draft=drop("rule tie"))
    c.false("5.1.4-missing.act", t.charter.note, None, "5.1.4", "charter", ALL,
            "A charter without the rule tie.")
    t = Table("rule-twice", log=False, bend_draft=append("rule", "tie author"))
    c.false("5.1.4-twice.act", t.charter.note, None, "5.1.4", "charter", ALL,
            "The rule tie twice, with two values.")
    t = Table("rule-other", log=False, bend_draft=append("rule", "mood good"))
    c.unreadable("5.1.4-other.act", t.charter.note, None, "1.3", "act", NOBODY,
                 "A rule that is none.", covers="1.3,5.1.4")


def admit(t, name="ost", role="observer", chain="nord", purposes=("act", "cosign", "recovery",
                                                                  "seal"), generation="",
                                                                  **more):
    keys = ["%s %s %s" % (name, p, value_of(make_key(t.label + generation, name, p)))
            for p in purposes]
    act = t.act(chain, "admit", party="%s %s" % (name, role), key=more.pop("key", keys),
                **more)
    for purpose in purposes:
        t.holders.setdefault((name, purpose), make_key(t.label + generation, name, purpose))
    t.current.setdefault(name, t.holders.get((name, "act")))
    return act


def joins(c):
    t = Table()
    a = t.log(admit(t))
    t.log(t.act("ost", "join", of=a))
    t.log(t.act("ost", "statement", text="Glad to be here."))
    h = t.log(t.hand("nord", ["ost", "sud"]))
    t.receive("ost", h)
    c.good("5.1.5-join.bundle", t.bundle(), t, "5.1.5,5.1.11",
           "An observer is admitted and joins.")
    c.good("5.1.5-join.proof", t.proof(a, t.acts[2]), t, "5.1.5,9.4", "The same as a proof.")

    def void(name, why, make, clause="5.1.5", covers=None, author="ost"):
        t = Table()
        act = make(t)
        t.log(act)
        c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author,
                 why, covers="4.8," + (covers or clause))

    def after_statement(t):
        a = t.log(admit(t))
        t.log(t.act("sud", "statement", text="x"))
        t.log(t.act("ost", "join", of=a))
        return t.act("ost", "join", of=a)
    void("twice", "A second join of one member.", after_statement)
    void("member", "A member of the charter joins.",
         lambda t: t.act("sud", "join", of=t.log(admit(t))), author="sud")
    void("other-act", "A join of what is no admission.", lambda t: (
        t.log(admit(t)), t.act("ost", "join", of=t.charter))[1])

    def other_admission(t):
        t.log(admit(t))
        other = t.log(admit(t, "east"))
        return t.act("ost", "join", of=other)
    void("other-admission", "A join of somebody else's admission.", other_admission)

    def early(t):
        t.log(admit(t))
        return t.act("ost", "statement", text="x")
    void("early", "It speaks before it has joined.", early)

    def before_join(t):
        t.log(admit(t))
        return t.hand("nord", "ost")
    void("not-seated", "A letter to one that is admitted and has not joined.", before_join,
         "5.2.4", "5.1.5,5.2.4", "nord")
    t = Table()
    a = t.log(admit(t))
    t.log(t.act("ost", "statement", text="Too early."))
    t.log(t.act("ost", "join", of=a))
    t.log(t.act("ost", "statement", text="Glad to be here."))
    c.remark("5.1.5-join-second.bundle", t.bundle(), t, "5.1.5", "OST-1", "ost",
             "A join that is number 2: what stands before it is void, what stands behind is "
             "not.", covers="4.8,5.1.5")

    def early_rekey(t):
        t.log(admit(t))
        t.current["ost/recovery"] = t.holders["ost", "recovery"]
        return t.rekey("ost")
    void("early-rekey", "It changes its key before it has joined.", early_rekey,
         author="ost/recovery")

    def by_office(t):
        a = t.log(admit(t))
        t.log(t.act("ost", "join", of=a))
        t.log(t.mandate("ost", "desk"))
        return t.act("ost/desk", "join", of=a)
    void("office", "An office of one that has joined joins.", by_office, author="ost/desk")
    t = Table()
    t.log(t.act("ost", "join", of=sha256(b"x"), signers=[make_key("base", "ost", "act")]))
    c.false("5.1.5-nobody.bundle", t.bundle(), t, "4.5", "OST-1", "bern",
            "One that nobody admitted joins: no key of that name is known.",
            covers="4.5,5.1.5")


def mandates(c):
    def void(name, why, make, clause="5.1.6", author="nord"):
        t = Table()
        act = t.log(make(t))
        c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), author,
                 why, covers="4.8," + clause)
    t = Table()
    t.log(t.mandate("west", "desk", from_="2026-01-01T00:00:00Z",
                    until="2027-01-01T00:00:00Z"))
    t.log(t.act("west/desk", "statement", text="From the chair's desk."))
    c.good("5.1.6-chair.bundle", t.bundle(), t, "5.1.6", "A chair gives a mandate with dates.")
    t = Table()
    t.log(t.mandate("nord", "n" * 32))
    t.log(t.act("nord/" + "n" * 32, "statement", text="x"))
    c.good("5.1.6-office-32.bundle", t.bundle(), t, "1.2,5.1.6", "An office of 32 bytes.")

    def by_office(t):
        t.log(t.mandate("nord", "legal"))
        key = Key("nord/press", secret("press"))
        return t.act("nord/legal", "mandate", to="press", scope="all",
                     key="nord/press act " + key.vkey())
    void("by-office", "An office gives a mandate.", by_office, author="nord/legal")
    void("recovery", "The office is called recovery.", lambda t: t.mandate(
        "nord", "recovery", key="nord/recovery act "
        + Key("nord/recovery", secret("recovery")).vkey()))
    for name, key, why in (
            ("other-office", ("nord/press", "act"), "The key is another office's."),
            ("other-party", ("sud/legal", "act"), "The key is of another party's office."),
            ("party", ("nord", "act"), "The key is named as the party's own."),
            ("purpose", ("nord/legal", "cosign"), "The key is not to act with.")):
        made = Key(key[0], secret("mandate " + name), 4 if key[1] == "cosign" else 1)
        value = "%s %s %s" % (key[0], key[1], made.vkey())
        void(name, why, lambda t: t.mandate("nord", "legal", key=value))
    t = Table()
    t.log(t.mandate("nord", "legal", scope=["threaten"]))
    c.remark("5.1.6-scope-unknown.bundle", t.bundle(), t, "5.1.6", "NORD-1", "nord",
             "A scope that is no kind.", covers="4.8,5.1.6")
    bad(c, "5.1.6-scope-upper", Table().mandate("nord", "legal", scope=["All"]), "1.3",
        "A scope in upper case.", covers="1.3,5.1.6")
    t = Table()
    t.log(t.mandate("nord", "legal", scope=["all", "letter"]))
    t.log(t.act("nord/legal", "statement", text="x"))
    c.good("5.1.6-scope-both.bundle", t.bundle(), t, "5.1.6", "All kinds, and one by name.")
    void("no-office", "A revocation of an office that has no mandate.",
         lambda t: t.act("nord", "revoke", to="legal"), "5.1.7")

    def again(t):
        t.log(t.mandate("nord", "legal"))
        t.log(t.act("nord", "revoke", to="legal"))
        return t.act("nord", "revoke", to="legal")
    void("again", "A second revocation.", again, "5.1.7")

    def itself(t):
        t.log(t.mandate("nord", "legal"))
        return t.act("nord/legal", "revoke", to="legal")
    void("itself", "An office revokes its own mandate.", itself, "5.1.7", "nord/legal")

    def others(t):
        t.log(t.mandate("nord", "legal"))
        return t.act("sud", "revoke", to="legal")
    void("others", "SUD revokes an office of NORD.", others, "5.1.7", "sud")


def rekeys(c):
    def void(name, why, value, signers=None):
        t = Table()
        act = t.log(t.rekey("nord", key=value(t), signers=signers and signers(t)))
        c.remark("5.1.8-%s.bundle" % name, t.bundle(), t, "5.1.8", act.cite(), "nord/recovery",
                 why, covers="4.8,5.1.8")

    def new(member, purpose, generation="2"):
        return "%s %s %s" % (member, purpose, value_of(make_key("base" + generation, member,
                                                                purpose)))
    t = Table()
    t.log(t.rekey("west", ("act", "cosign", "seal")))
    t.log(t.act("west", "statement", text="x"))
    t.commit(cosigners=["west"])
    c.good("5.1.8-all.bundle", t.bundle(), t, "5.1.8,6.4", "New keys to act, cosign and seal.")
    void("founding", "A rekey of the founding key.",
         lambda t: [new("nord", "act"), new("nord", "founding")])
    void("recovery", "A rekey of the recovery key itself.",
         lambda t: [new("nord", "act"), new("nord", "recovery")])
    void("other-member", "A rekey of somebody else's recipient.",
         lambda t: [new("nord", "act"), new("sud", "seal")])
    void("two", "Two new recipients.",
         lambda t: [new("nord", "act"), new("nord", "seal"), new("nord", "seal", "3")])
    t = Table()
    t.log(t.rekey("nord", key=[new("nord", "seal")],
                  signers=[t.current["nord/recovery"], t.current["nord"]]))
    c.false("5.1.8-no-act-key.bundle", t.bundle(), t, "4.5", "NORD/RECOVERY-1", "bern",
            "A rekey without a new act key: who must sign it cannot be said.",
            covers="4.5,5.1.8")
    t = Table()
    act = t.rekey("nord")
    t.log(act.with_lines(act.lines[0]))
    c.unreadable("2.8-rekey-recovery-only.bundle", t.bundle(), t, "2.8", "NORD/RECOVERY-1",
                 "bern", "A rekey that the new key has not signed.", covers="2.8,5.1.8")
    t = Table()
    t.log(act.with_lines(*reversed(act.lines)))
    c.false("2.8-rekey-order.bundle", t.bundle(), t, "4.5", "NORD/RECOVERY-1", "bern",
            "The new key's line stands first.", covers="2.8,4.5,5.1.8")
    t = Table()
    t.log(t.act("nord", "rekey", key=[new("nord", "act")],
                signers=[t.current["nord"], make_key("base2", "nord", "act")]))
    c.false("5.1.8-by-act-key.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "A rekey outside the recovery chain.", covers="3.2,4.5,5.1.8")
    t = Table()
    t.log(t.rekey("nord"))
    t.log(t.rekey("nord", generation="3"))
    c.good("5.1.8-twice.bundle", t.bundle(), t, "5.1.8,4.1",
           "Two rekeys are numbers 1 and 2 of the recovery chain.")


def amendments(c):
    def amend(t, chain="nord", amends=None, rule="take-days 9", **more):
        return t.act(chain, "amend", amends=amends or t.charter, rule=rule, **more)
    t = Table()
    t.log(amend(t, rule="undertaking each"))
    c.good("5.1.10-undertaking.bundle", t.bundle(), t, "5.1.10,5.1.4",
           "An amendment gives a rule that the charter left out.")
    t = Table()
    t.log(amend(t, rule=["undertaking each", "undertaking single"]))
    c.remark("5.1.10-undertaking-twice.bundle", t.bundle(), t, "5.1.10", "NORD-1", BOTH,
             "That rule twice.", covers="4.8,5.1.4,5.1.10")
    t = Table()
    first = t.log(amend(t))
    t.log(amend(t, "sud", first, ["collect-days 10", "tie author"]))
    c.good("5.1.10-two.bundle", t.bundle(), t, "5.1.10,5.1.4", "An amendment of an amendment.")
    t = Table()
    t.log(amend(t, rule="skew-seconds 0"))
    t.log(t.act("sud", "statement", text="x", date=t.now + 31))
    c.remark("5.1.10-in-force.bundle", t.bundle(), t, "4.7", "SUD-1", "sud",
             "The amended skew is in force for the acts behind it.", covers="4.7,5.1.10")

    def void(name, why, make, culprit=BOTH):
        t = Table()
        act = t.log(make(t))
        c.remark("5.1.10-%s.bundle" % name, t.bundle(), t, "5.1.10", act.cite(), culprit, why,
                 covers="4.8,5.1.10")

    def skipped(t):
        t.log(amend(t, "sud", t.log(amend(t))))
        return amend(t, "nord", t.acts[1])
    void("superseded", "It amends an amendment that was amended.", skipped)
    void("no-amendment", "It amends a statement.",
         lambda t: amend(t, "nord", t.log(t.act("nord", "statement", text="x"))))
    void("nothing", "It amends an act that is not.", lambda t: amend(t, "nord", sha256(b"")))
    t = Table()
    t.log(amend(t, rule=["tie addressee", "tie author"]))
    c.remark("5.1.10-twice.bundle", t.bundle(), t, "5.1.10", "NORD-1", BOTH,
             "One rule twice.", covers="4.8,5.1.4,5.1.10")
    t = Table()
    bad(c, "5.1.10-no-rule", amend(t, rule=None), "2.2", "No rule.", covers="2.2,5.1.10")
    t = Table()
    act = amend(t)
    c.cannot("2.8-amend-one.act", act.with_lines(act.lines[0]).note, t, "2.8", "NORD-1",
             "SUD has not signed.", covers="2.8,5.1.10")
    t.log(act.with_lines(act.lines[0]))
    c.unreadable("2.8-amend-one.bundle", t.bundle(), t, "2.8", "NORD-1", "bern",
                 "The same in the log.", covers="2.8,5.1.10")
    t = Table()
    keys = [t.current[m] for m in ("nord", "sud", "west")]
    t.log(amend(t, signers=keys))
    c.unreadable("2.8-amend-three.bundle", t.bundle(), t, "2.8", "NORD-1", "bern",
                 "The chair has signed too, who is no principal.", covers="2.8,5.1.10")
    t = Table()
    t.log(amend(t, "west"))
    c.false("5.1.10-by-chair.bundle", t.bundle(), t, "4.5", "WEST-1", "bern",
            "The principals have signed, and not the chair, who is its author.",
            covers="2.8,4.5,5.1.10")
    t = Table()
    t.log(amend(t, signers=[t.current["nord"], t.current["nord"]]))
    c.false("2.8-amend-same.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "NORD has signed twice, SUD not.", covers="2.8,4.5,5.1.10")
    t = Table()
    ost = t.log(admit(t, "ost", "principal"))
    t.log(t.act("ost", "join", of=ost))
    t.log(amend(t, signers=[t.current[m] for m in ("nord", "ost", "sud")]))
    c.good("5.1.10-three.bundle", t.bundle(), t, "5.1.10,5.1.11,5.1.5",
           "A principal that has joined signs amendments.")
    t = Table()
    ost = t.log(admit(t, "ost", "principal"))
    t.log(t.act("ost", "join", of=ost))
    t.log(amend(t))
    c.unreadable("2.8-amend-new-principal.bundle", t.bundle(), t, "2.8", "NORD-2", "bern",
                 "A principal that has joined has not signed.", covers="2.8,5.1.10,5.1.11")


def principals(c):
    """5.1.10: every principal is who sits at the table, having joined and not left."""
    def amend(t, *names):
        return t.act("nord", "amend", amends=t.charter, rule="take-days 9",
                     signers=[t.current[m] for m in names])
    for name, names in (("unjoined", ("nord", "sud")),
                        ("unjoined-signs", ("nord", "ost", "sud"))):
        t = Table()
        t.log(admit(t, "ost", "principal"))
        act = t.log(amend(t, *names))
        if name == "unjoined":
            c.good("5.1.10-unjoined.bundle", t.bundle(), t, "5.1.10,5.1.5",
                   "A principal that has not joined does not sign.")
        else:
            c.unreadable("5.1.10-unjoined-signs.bundle", t.bundle(), t, "2.8", act.cite(),
                         "bern", "A principal that has not joined signs.",
                         covers="2.8,5.1.5,5.1.10")
    t = Table("three", members=(("nord", "principal"), ("sud", "principal"),
                                ("west", "principal")), judge=None)
    t.log(t.act("west", "leave"))
    act = t.log(amend(t, "nord", "sud", "west"))
    c.unreadable("5.1.10-left-signs.bundle", t.bundle(), t, "2.8", act.cite(), "bern",
                 "A principal that has left signs.", covers="2.8,5.1.10,5.1.12")


def admissions(c):
    def void(name, why, make, clause="5.1.11"):
        t = Table()
        act = t.log(make(t))
        c.remark("%s-%s.bundle" % (clause, name), t.bundle(), t, clause, act.cite(), BOTH, why,
                 covers="4.8,5.1.11," + clause)
    void("member", "SUD is admitted, who is there.", lambda t: admit(t, "sud", generation="2"))

    def back(t):
        t.log(t.act("west", "leave"))
        return admit(t, "west", generation="2")
    void("back", "One who has left is admitted under the same name.", back)
    void("depositary", "The depositary is admitted.",
         lambda t: admit(t, "bern", generation="2"))
    for purpose in ("act", "cosign", "recovery", "seal"):
        left = [p for p in ("act", "cosign", "recovery", "seal") if p != purpose]
        void("no-" + purpose, "No key to %s with." % purpose,
             lambda t: admit(t, purposes=left))
    void("founding", "A founding key, which only a charter has.",
         lambda t: admit(t, purposes=PURPOSES))
    void("other-name", "A key under another name.", lambda t: admit(t, key=[
        "ost %s %s" % (p, value_of(make_key("base", "ost", p))) for p in ("act", "cosign",
                                                                          "seal")]
        + ["east recovery " + make_key("base", "east", "recovery").vkey()]))
    void("known-key", "SUD's recipient for the newcomer.", lambda t: admit(t, key=[
        "ost %s %s" % (p, value_of(make_key("base", "ost", p)))
        for p in ("act", "cosign", "recovery")]
        + ["ost seal " + t.holders["sud", "seal"].recipient()]), "3.5")
    void("second-chair", "A second chair.", lambda t: admit(t, "ost", "chair"))
    t = Table("found-two", members=(("nord", "principal"), ("sud", "principal")), judge=None)
    a = t.log(admit(t, "ost", "chair"))
    t.log(t.act("ost", "join", of=a))
    t.log(t.hand("ost", ["nord", "sud"], role="chair-text"))
    c.good("5.1.11-first-chair.bundle", t.bundle(), t, "5.1.11,5.2.1",
           "A table without a chair admits one, who writes a chair's text.")
    t = Table()
    t.log(t.act("west", "leave"))
    t.log(admit(t, "ost", "chair"))
    c.good("5.1.11-chair-after-chair.bundle", t.bundle(), t, "5.1.11,5.1.12",
           "The chair has left, and another is admitted: it is no second one.")
    t = Table("full", members=[("m%02d" % i, "principal" if i < 2 else "observer")
                               for i in range(12)], judge=None, author="m00")
    act = t.log(admit(t, chain="m00"))
    c.remark("5.1.11-thirteenth.bundle", t.bundle(), t, "1.2", act.cite(), "m00,m01",
             "A thirteenth member.", covers="1.2,4.8,5.1.11")
    t = Table("full", members=[("m%02d" % i, "principal" if i < 2 else "observer")
                               for i in range(12)], judge=None, author="m00")
    t.log(t.act("m11", "leave"))
    act = t.log(admit(t, chain="m00"))
    c.remark("5.1.11-twelve-and-one-left.bundle", t.bundle(), t, "1.2", act.cite(), "m00,m01",
             "One of twelve has left: it is among them all the same.",
             covers="1.2,4.8,5.1.11,5.1.12")
    t = Table("found-two", members=(("nord", "principal"), ("sud", "principal")), judge=None)
    t.log(admit(t, "ost", "chair"))
    act = t.log(admit(t, "east", "chair"))
    c.remark("5.1.11-chair-unjoined.bundle", t.bundle(), t, "5.1.11", act.cite(), BOTH,
             "A chair was admitted, has not joined, and has not left: another is a second.",
             covers="4.8,5.1.11")


def departures(c):
    t = Table()
    t.log(t.act("west", "leave", reason="My term has ended."))
    c.good("5.1.12-leave.bundle", t.bundle(), t, "5.1.12", "The chair leaves.")
    t.log(t.act("west", "statement", text="x"))
    c.remark("5.1.12-speaks.bundle", t.bundle(), t, "5.1.12", "WEST-2", "west",
             "It speaks when it has left.", covers="4.8,5.1.12")
    t = Table()
    t.log(t.act("west", "leave"))
    t.log(t.act("west", "leave"))
    c.remark("5.1.12-twice.bundle", t.bundle(), t, "5.1.12", "WEST-2", "west",
             "It leaves twice.", covers="4.8,5.1.12")
    t = Table()
    t.log(t.mandate("west", "desk"))
    t.log(t.act("west", "leave"))
    t.log(t.act("west/desk", "statement", text="x"))
    c.remark("5.1.12-office.bundle", t.bundle(), t, "5.1.12", "WEST/DESK-1", "west/desk",
             "Its office speaks when it has left.", covers="4.8,5.1.12")
    t = Table("three", members=(("nord", "principal"), ("sud", "principal"),
                                ("west", "principal")), judge=None)
    t.log(t.act("west", "leave"))
    t.members.pop("west")
    t.log(t.act("nord", "amend", amends=t.charter, rule="take-days 9"))
    t.members["west"] = "principal"
    c.good("5.1.12-principal.bundle", t.bundle(), t, "5.1.10,5.1.12",
           "A principal has left and signs no amendment.")


def transfers(c):
    def transfer(t, name="berne", origin="berne.example/next", at=None, key=None, **more):
        keys = ["%s %s %s" % (name, p, value_of(make_key("next", name, p, origin=origin)))
                for p in ("act", "clock", "log")]
        last = t.checkpoints[-1]
        return t.act("nord", "transfer", depositary=name, origin=origin, key=key or keys,
                     at=at or "%d %s" % (last.size, last.root.hex()), **more)
    t = Table()
    t.log(transfer(t, reason="The old house closes."))
    c.good("5.1.13-transfer.bundle", t.bundle(), t, "5.1.13", "The table moves.")
    t.log(t.act("west", "statement", text="x"))
    c.remark("5.1.13-later.bundle", t.bundle(), t, "5.1.13", "WEST-1", "west",
             "An act behind the transfer.", covers="4.8,5.1.13")

    def void(name, why, make, clause="5.1.13"):
        t = Table()
        t.log(t.act("sud", "statement", text="x"))
        act = t.log(make(t))
        c.remark("5.1.13-%s.bundle" % name, t.bundle(), t, clause, act.cite(), BOTH, why,
                 covers="4.8,5.1.13," + clause)
    void("other-root", "A state that the log never had.",
         lambda t: transfer(t, at="2 " + "0" * 64))
    void("beyond", "A state beyond the log.", lambda t: transfer(t, at="9 " + "0" * 64))
    t = Table()
    t.log(t.act("sud", "statement", text="x"))
    first = t.checkpoints[0]
    t.log(transfer(t, at="1 " + first.root.hex()))
    c.remark("5.1.13-earlier.bundle", t.bundle(), t, "5.1.13", "NORD-1", BOTH,
             "An earlier state than that which `seen` names.", covers="4.8,5.1.13")
    t = Table()
    t.log(t.act("sud", "statement", text="x"))
    t.log(transfer(t, seen=t.checkpoints[0], at="1 " + t.checkpoints[0].root.hex()))
    c.good("5.1.13-earlier-seen.bundle", t.bundle(), t, "5.1.13",
           "An earlier state, which is what `seen` names.")
    void("other-key", "A key more than the three.", lambda t: transfer(t, key=[
        *NEXT, "berne cosign " + make_key("next", "berne", "cosign").vkey()]))
    void("other-name", "A key of another name.", lambda t: transfer(t, key=[
        *NEXT[1:], "basel act " + make_key("next", "basel", "act").vkey()]))
    void("same-origin", "The origin is this table's own.",
         lambda t: transfer(t, origin=t.origin))
    for i, purpose in enumerate(("act", "clock", "log")):
        void("no-" + purpose, "The new depositary has no key for %s." % purpose,
             lambda t: transfer(t, key=NEXT[:i] + NEXT[i + 1:]))
    t = Table()
    t.log(transfer(t))
    t.log(transfer(t, name="basel", origin="basel.example"))
    c.remark("5.1.13-twice.bundle", t.bundle(), t, "5.1.13", "NORD-2", BOTH,
             "A second transfer.", covers="4.8,5.1.13")
