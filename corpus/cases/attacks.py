"""The attacks that a record must withstand, by number: which files of the sections show each,
and the files that only an attack has.

SPDX-License-Identifier: ISC
"""
from kit.corpus import NOBODY
from kit.notes import Key, secret
from kit.table import DAY, Table, change

from .chains import resume, say
from .conventions import bad, speech
from .keys import COLLIDING
from .logs import policy, witnesses
from .states import NO, UNKNOWN, YES

SHOWN = {
    1: "9.9-edited.act 4.5-edited.bundle 4.5-edited.proof 9.2-edited.pouch 6.1-entry.bundle",
    2: "2.3-other-table.bundle 9.2-other-table.pouch 2.10-act-id.bundle",
    3: "9.2-logged.pouch 2.9-other-signature.pouch 4.5-twice.bundle",
    4: "2.8-again.act 2.8-second.act 2.8-amend-three.bundle 2.8-charter-one-more.act",
    6: "3.5-members.act 3.5-seal.act",
    7: "3.5-types.act",
    9: "3.4-other-key.act 3.4-other-key.bundle",
    10: "3.3-s-plus-l.act 3.3-s-plus-l.bundle 3.3-r-neutral.act 3.3-r-neutral.bundle "
        "3.3-mandate-small-0.bundle 3.3-mandate-mixed.bundle 3.3-charter-cosign.act",
    12: "4.4-logged-and-waiting.pouch 4.4-both-waiting.pouch 4.4-both-logged.bundle "
        "4.4-forged.pouch",
    13: "4.3-resume.bundle 4.4-other-epoch.pouch 4.3-old-epoch.bundle",
    15: "4.1-gap.bundle 4.1-gap.pouch",
    16: "3.7-revoked.bundle",
    17: "3.7-before-revoked.bundle",
    18: "3.7-scope-letter.bundle 3.7-after-until.bundle 3.7-before-from.bundle",
    19: "5.1.10-superseded.bundle",
    20: "4.8-amend-seen.bundle 4.8-amend-crossed.bundle",
    21: "4.6-unknown-root.bundle 4.6-forked-hidden.bundle",
    22: "4.6-forked.bundle 4.6-forked-mark.bundle 6.7-uncited.bundle 6.7-mark.bundle",
    23: "4.7-lodge-by-after.bundle",
    24: "4.8-receipt-crossed.bundle 4.8-withdraw-crossed.bundle",
    25: "2.8-charter-one-less.act 2.8-amend-one.act 2.8-amend-one.bundle 5.4.3-half.act",
    26: "4.7-before.bundle 4.7-after.bundle",
    27: "6.6-one-back.bundle",
    29: "4.7-lodge-by-inside.bundle 8.5-delivered-at.proof",
    31: "8.5-not-received.proof 9.2-receipt.pouch",
    36: "8.5-absent-too-late.proof 8.5-picked-absence.proof 6.2-smaller.bundle",
    38: "9.1-other-file.bundle 9.4-other-part.proof 9.4-tlog-extra.proof",
    39: "5.3.6-missing.bundle 5.3.6-next-checkpoint.bundle",
    40: "5.3.4-identity.bundle 5.3.4-other-receipt.bundle 5.3.4-identity-by-author.bundle "
        "5.3.5-depositary.bundle",
    42: "5.3.2-other-hash.bundle",
    43: "5.3.2-second.bundle",
    44: "5.2.6-corrigendum.bundle 5.3.7-author.bundle",
    45: "8.1-role-disputed.bundle 8.5-disputed-answer.proof 5.3.7-second.bundle",
    46: "5.3.8-received.bundle",
    47: "4.8-withdraw-seen.bundle 5.3.1-both.bundle",
    48: "5.3.8-one-of-two.bundle",
    49: "7.6-cannot-open-other-recipient.proof 7.6-cannot-open-no-age-file.proof "
        "7.6-cannot-open-file-key.proof 7.6-contest-payload.proof "
        "7.6-cannot-open-payload.proof",
    50: "7.6-cannot-open-false.proof",
    51: "7.6-contest-other-text.proof 7.6-contest-no-copy.proof 7.6-cannot-open-content.proof",
    52: "7.6-contest-groundless.proof 7.6-contest-false-key.proof",
    53: "7.8-differ.proof 7.8-may-differ.proof",
    54: "7.7-sud.proof 7.7-changed.proof 7.4-copy.copy",
    55: "7.1-treaty.md",
    56: "7.3-other-count.proof 7.3-other-index.proof",
    57: "7.6-contest-hidden-leaf.proof 7.6-contest-unpadded.proof",
    63: "3.6-old-key.bundle 3.6-late.bundle",
}


def cases(c):
    for number, names in SHOWN.items():
        for name in names.split():
            c.tag(name, number)
    c.group = "attacks"
    lines(c)
    texts(c)
    keys(c)
    dates(c)
    impostors(c)
    offices(c)
    silence(c)
    in_private(c)


def lines(c):
    t = Table()
    act = say(t)
    t.log(act.with_lines(act.lines[0], t.current["sud"].line(act.text)))
    c.unreadable("04-extra-line.bundle", t.bundle(), t, "2.8", "NORD-1", "bern",
                 "SUD's line under a statement of NORD, logged.", number=4)
    c.unreadable("04-extra-line.pouch", Table().pouch(act.with_lines(
        act.lines[0], t.current["sud"].line(act.text))), t, "2.8", "outbox/001", NOBODY,
                 "The same on its way: anybody can add a line.", number=4, covers="2.8,9.2")
    renamed = act.with_lines(act.lines[0].replace("nord", "sud"))
    c.false("05-renamed.act", renamed.note, t, "2.8", "NORD-1", NOBODY,
            "NORD's line under SUD's name.", number=5)
    t = Table()
    t.log(renamed)
    c.false("05-renamed.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The same in the log.", number=5, covers="2.8,4.5")
    c.false("05-renamed.proof", t.proof(t.acts[1]), t, "4.5", "NORD-1", "bern",
            "The same as a proof.", number=5, covers="2.8,4.5,9.4")


def texts(c):
    def cosignature(lines):
        return ["cosignature/v1", "time 1772442000"] + lines
    bad(c, "08-cosignature", speech(bend=cosignature), "9.1",
        "An act whose text begins like what a cosigner signs.", at="line 1", number=8,
        covers="2.1,9.1")
    t = Table()
    t.log(speech(bend=cosignature))
    c.unreadable("08-cosignature.bundle", t.bundle(), t, "2.1", "entry 1", "bern",
                 "The same in the log.", number=8, covers="2.1,4.5")
    bad(c, "11-homoglyph", speech(bend=change("author", "author n\u043erd")), "2.4",
        "A Cyrillic letter in the author's name.", number=11)
    bad(c, "11-turned", speech("It is \u202eon\u202c so."), "1.4",
        "Words that change their direction.", number=11)
    t = Table("homoglyph", members=(("nord", "principal"), ("n\u043erd", "principal")),
              judge=None, log=False)
    c.unreadable("11-party.act", t.charter.note, None, "1.3", "act", NOBODY,
                 "A member whose name looks like another's.", number=11)


def keys(c):
    first, second = (Key("nord", secret(label)) for label in COLLIDING)
    t = Table("colliding", keys={("nord", "act"): first})
    rekey = t.log(t.rekey("nord", key=["nord act " + second.vkey()],
                          signers=[t.current["nord/recovery"], second]))
    t.current["nord"] = second
    act = t.log(say(t))
    c.good("09-colliding.bundle", t.bundle(), t, "3.4,5.1.8",
           "Old and new key have one id: the full key decides.", number=9)
    c.good("09-colliding.proof", t.proof(rekey, act), t, "3.4,9.4", "The same as a proof.",
           number=9)
    c.cannot("09-rekey-hidden.proof", t.proof(act), t, "3.1", "NORD-1.1",
             "The rekey is not shown: an equal id makes no false signature.", number=9,
             covers="3.1,3.4")
    t = Table()
    t.log(say(t))
    old = t.current["nord"]
    t.log(t.rekey("nord"))
    late = say(t, signers=[old])
    c.cannot("63-retired.pouch", t.pouch(late), t, "3.1", "outbox",
             "A replaced key signs what was never logged.", number=63, covers="3.1,3.6")


def dates(c):
    keys = witnesses()
    trust = ("two-of-three", Table().trust(policy=policy(keys, "2 w0 w1 w2")))
    t = Table()
    t.log(t.hand("nord", "sud"))
    last = t.checkpoints[-1]
    for key, late in zip(keys, (-DAY, -DAY, 60)):
        last.cosignatures.append(key.dated(last.text, last.time + late))
    t.wait(days=2)
    final = t.commit()
    for key in keys:
        final.cosignatures.append(key.dated(final.text, final.time))
    words = "NORD delivered NORD-1 by %s" % t.spelled(last.time - DAY + 1)
    c.remark("28-quorum.proof", t.whole(words), trust, "4.7", "NORD-1", "nord",
             "A quorum dates back by a day: under this policy so it was.", number=28, says=YES,
             covers="4.7,6.6,8.5")
    c.good("28-quorum.proof", t.whole(words), Table(), "6.5,8.5",
           "Under the depositary's clock it came later.", number=28, says=NO)
    t = Table()
    t.log(t.hand("nord", "sud"))
    stale = t.checkpoints[-1]
    for key in keys:
        stale.cosignatures.append(key.dated(stale.text, stale.time))
    t.wait(days=3)
    words = "SUD received NORD-1 by %s" % t.spelled(t.now - DAY)
    clock = t.commit(keep=False)
    t.marks[-1] = t.checkpoints[-1] = stale
    stale.cosignatures[0] = clock.cosignatures[0]
    c.good("30-stale.proof", t.whole(words), trust, "6.5,8.5",
           "An old checkpoint, dated late by the depositary and not by the cosigners: under "
           "their policy absence is not shown.", number=30, says=UNKNOWN)


def impostors(c):
    t = Table("impostor", origin="bern.example/base")
    t.log(say(t))
    c.cannot("37-impostor.bundle", t.bundle(), None, "10.2", "-",
             "A table of strangers under the same names.", number=37)
    c.false("37-impostor.bundle", t.bundle(), Table(), "9.7", "charter", NOBODY,
            "The same against the trust file of those whom it imitates.", number=37,
            covers="9.7,10.2")
    c.false("37-impostor.proof", t.proof(t.acts[1]), Table(), "9.7", "charter", NOBODY,
            "The same as a proof.", number=37, covers="9.7,9.4")


def silence(c):
    t = Table("silence", rules={"deemed_days": 3, "take_days": 2})
    t.log(t.hand("nord", "sud"))
    received = t.log(t.hand("nord", "sud"))
    t.receive("sud", received)
    t.wait(days=100)
    t.commit()
    for name, words in (("deemed", "SUD took NORD-1"), ("received", "SUD took NORD-2"),
                        ("answered", "SUD answered NORD-2")):
        c.good("33-silence-%s.proof" % name, t.whole(words), t, "8.3,8.5",
               "Every period has run in silence: that is no take, and no answer.", number=33,
               says=NO)


def in_private(c):
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    t.wait(days=1)
    t.commit()
    c.good("41-in-private.proof", t.whole("SUD received NORD-1", extra=[
        ("opened", h.copies["sud"].text)]), t, "5.3.6,7.7,8.5",
           "SUD's copy is open, and no receipt and no release is logged: the text proves whose "
           "copy it is, and the record knows of no receipt.", number=41, says=NO)


def offices(c):
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(t.mandate("nord", "press"))
    both = [say(t, "nord/legal"), say(t, "nord/press")]
    c.good("14-two-offices.pouch", t.pouch(*both), t, "4.1,9.2",
           "Two offices sign without a network.", number=14)
    t.log(*both)
    c.good("14-two-offices.bundle", t.bundle(), t, "4.1,4.6",
           "Both are logged, and neither had seen the other.", number=14)
    t = Table()
    mandate = t.mandate("nord", "legal")
    c.good("14-mandate-waits.pouch", t.pouch(mandate, say(t, "nord/legal")), t, "3.1,9.2",
           "The mandate waits before the act that rests on it.", number=14)
    t = Table()
    t.mandate("nord", "legal")
    c.cannot("14-mandate-missing.pouch", t.pouch(say(t, "nord/legal")), t, "3.1", "outbox",
             "The mandate is not here.", number=14, covers="3.1,9.2")
    t = Table()
    t.log(say(t))
    t.log(resume(t))
    c.good("13-two-desks.pouch", t.pouch(say(t, "nord")), t, "4.3,9.2",
           "Behind a resume the next act waits.", number=13)
