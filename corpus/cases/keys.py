"""Section 3: keys, where they are registered and what they may sign.

SPDX-License-Identifier: ISC
"""
from kit import age, curve
from kit.corpus import NOBODY
from kit.notes import COSIGNATURE, Key, line, secret, vkey
from kit.table import Table, make_key, value_of

# Two seeds whose keys have one id under the name nord: found by a search.
COLLIDING = ("colliding 9941", "colliding 36730")
ALL = "nord,sud,west"


def cases(c):
    c.group = "3-keys"
    unknown(c)
    purposes(c)
    points(c)
    signatures(c)
    recipients(c)
    short_ids(c)
    twice(c)
    not_the_tables(c)
    places(c)
    mandates(c)


def unknown(c):
    t = Table()
    legal = t.office_key("nord/legal")
    mandate = t.log(t.mandate("nord", "legal"))
    act = t.log(t.act("nord/legal", "statement", text="By an office."))
    c.good("3.1-office.bundle", t.bundle(), t, "3.1,3.7,4.1,5.1.6", "An office signs.")
    c.good("3.1-office.proof", t.proof(mandate, act), t, "3.1,9.4", "Its mandate is shown.")
    c.cannot("3.1-mandate-hidden.proof", t.proof(act), t, "3.1", "NORD/LEGAL-1",
             "The act that registers its key is not shown.")
    t = Table()
    act = t.act("nord", "statement", text="x", signers=[Key("nord", secret("stranger"))])
    c.cannot("3.1-stranger.pouch", t.pouch(act), t, "3.1", "outbox",
             "A line under NORD's name by a key that no act registers.")
    c.cannot("3.1-stranger.act", act.note, t, "9.9", "NORD-1", "The same alone.",
             covers="3.1,9.9")
    t.log(act)
    c.false("3.1-stranger.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The same in the log.", covers="3.1,4.5")
    t = Table()
    t.mandate("nord", "legal")
    act = t.act("nord/legal", "statement", text="x", signers=[legal])
    t.log(act)
    c.false("3.1-no-mandate.bundle", t.bundle(), t, "4.5", "NORD/LEGAL-1", "bern",
            "An office without any mandate in the log.", covers="3.1,4.5")


def charter(label, **more):
    return Table(label, log=False, **more)


def purposes(c):
    other = Key("sud", secret("another name"))
    age_key = age.Identity(secret("another recipient")).recipient()
    for place, name, value, why in (
            (("nord", "act"), "act-04", Key("nord", secret("a"), COSIGNATURE).vkey(),
             "An act key of type 0x04."),
            (("nord", "cosign"), "cosign-01", Key("nord", secret("b")).vkey(),
             "A cosigning key of type 0x01."),
            (("bern", "clock"), "clock-01", Key("bern", secret("c")).vkey(),
             "A clock of type 0x01."),
            (("bern", "log"), "log-04", Key("bern.example/x", secret("d"), COSIGNATURE).vkey(),
             "A log key of type 0x04."),
            (("nord", "seal"), "seal-vkey", Key("nord", secret("e")).vkey(),
             "A vkey to seal to."),
            (("nord", "act"), "act-age", age_key, "An age recipient as an act key."),
            (("nord", "act"), "type-02", vkey("nord", 2, other.public), "A key of type 0x02."),
            (("nord", "act"), "other-name", other.vkey(), "A vkey under another name."),
            (("nord", "recovery"), "recovery-name", Key("nord", secret("f")).vkey(),
             "A recovery key under the member's own name."),
            (("nord", "seal"), "seal-upper", age_key.upper(), "A recipient in upper case."),
            (("nord", "seal"), "seal-check",
             age_key[:-1] + ("q" if age_key[-1] != "q" else "p"),
             "A recipient whose checksum is wrong.")):
        t = charter("key-" + name, keys={place: value})
        c.unreadable("3.2-%s.act" % name, t.charter.note, None, "3.2", "act", NOBODY, why)
    t = charter("key-log-name", keys={("bern", "log"): Key("bern", secret("log"))})
    c.false("3.2-log-name.act", t.charter.note, t, "3.2", "charter", ALL,
            "A log key that is not named by the origin.", covers="3.2,5.1.3")
    t = charter("key-purpose", bend=lambda lines: [
        each.replace("key nord founding", "key nord grounding") for each in lines])
    c.unreadable("3.2-purpose.act", t.charter.note, None, "3.2", "act", NOBODY,
                 "A purpose that is none.")
    t = Table()
    t.log(t.act("nord/recovery", "statement", text="x"))
    c.false("3.2-recovery-signs.bundle", t.bundle(), t, "4.5", "NORD/RECOVERY-1", "bern",
            "A recovery key signs a statement.", covers="3.2,4.5")
    t = Table()
    t.log(t.act("nord", "statement", text="x", signers=[t.holders["nord", "founding"]]))
    c.false("3.2-founding-signs.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "A founding key signs an act that is no charter.", covers="3.2,4.5")
    t = Table()
    cosign = t.holders["nord", "cosign"]
    t.log(t.act("nord", "statement", text="x", signers=[Key("nord", cosign.seed)]))
    c.false("3.2-cosign-signs.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "A cosigning key signs an act.", covers="3.2,4.5")


def odd_points():
    """Encodings that are no key: (name, 32 bytes, why)."""
    small = curve.torsion()
    nord = curve.times(curve.scalar(secret("mixed")) % curve.L, curve.BASE)
    y = 2
    while curve.recover(y, 0) is not None:
        y += 1
    return [("small-%d" % i, curve.encode(small[i]), "A point of small order.")
            for i in (0, 1, 4)] + [("mixed", curve.encode(curve.add(nord, small[1])),
                                    "A point of mixed order."),
                                   ("non-canonical", (curve.P + 1).to_bytes(32, "little"),
                                    "The neutral point in another spelling."),
                                   ("non-canonical-3", (curve.P + 3).to_bytes(32, "little"),
                                    "A point in another spelling: y is p + 3."),
                                   ("negative-zero", (1 | 1 << 255).to_bytes(32, "little"),
                                    "x is zero, and its sign set."),
                                   ("off-curve", y.to_bytes(32, "little"), "No point at all.")]


def points(c):
    for name, public, why in odd_points():
        t = Table()
        t.log(t.mandate("nord", "legal", key="nord/legal act "
                        + vkey("nord/legal", 1, public)))
        c.remark("3.3-mandate-%s.bundle" % name, t.bundle(), t, "3.3", "NORD-1", "nord", why,
                 covers="3.3,4.8,5.1.6")
    mixed = odd_points()[3][1]
    cosign = vkey("nord", COSIGNATURE, mixed)
    t = charter("mixed-cosign", keys={("nord", "cosign"): cosign})
    c.false("3.3-charter-cosign.act", t.charter.note, t, "3.3", "charter", ALL,
            "A cosigning key of mixed order in a charter.", covers="3.3,5.1.3")
    t = charter("mixed-clock", keys={("bern", "clock"): vkey("bern", COSIGNATURE, mixed)})
    c.false("3.3-charter-clock.act", t.charter.note, t, "3.3", "charter", ALL,
            "A clock of mixed order in a charter.", covers="3.3,5.1.3")
    t = Table()
    value = "nord act " + make_key("base2", "nord", "act").vkey()
    t.log(t.rekey("nord", key=[value, "nord cosign " + cosign]))
    c.remark("3.3-rekey.bundle", t.bundle(), t, "3.3", "NORD/RECOVERY-1",
             "nord/recovery",
             "A rekey with a cosigning key of mixed order is void.", covers="3.3,4.8,5.1.8")
    t = Table()
    keys = ["ost %s %s" % (p, value_of(make_key("base", "ost", p)))
            for p in ("act", "recovery", "seal")] + ["ost cosign " + vkey("ost", 4, mixed)]
    t.log(t.act("nord", "admit", party="ost observer", key=keys))
    c.remark("3.3-admit.bundle", t.bundle(), t, "3.3", "NORD-1", "nord,sud",
             "An admission with a key of mixed order is void; all who signed it answer.",
             covers="3.3,4.8,5.1.11")


def signatures(c):
    base = Table()
    key = base.current["nord"]
    small = curve.torsion()

    def forged(name, why, make, valid=False):
        t = Table()
        act = t.act("nord", "statement", text="Signed by hand.")
        signature = make(act.text.encode())
        bent = act.with_lines(line("nord", key.id, signature))
        if valid:
            c.good("3.3-%s.act" % name, bent.note, base, "3.3", why)
        else:
            c.false("3.3-%s.act" % name, bent.note, base, "3.3", "NORD-1", NOBODY, why)
        t.log(bent)
        if valid:
            c.good("3.3-%s.bundle" % name, t.bundle(), base, "3.3", why)
        elif name in ("s-plus-l", "r-neutral"):
            c.false("3.3-%s.bundle" % name, t.bundle(), base, "4.5", "NORD-1", "bern",
                    why + " In the log.", covers="3.3,4.5")
    forged("nonce", "A nonce of the signer's own choice is nobody's business.",
           lambda m: curve.sign(key.seed, m, 987654321), True)
    forged("s-plus-l", "S is S + L.", lambda m: curve.sign(key.seed, m, 5, more=curve.L))
    forged("s-plus-2l", "S is S + 2L.", lambda m: curve.sign(key.seed, m, 5, more=2 * curve.L))
    forged("s-high-bit", "S with its highest bit set.",
           lambda m: curve.sign(key.seed, m, 5, more=1 << 255))
    forged("r-neutral", "R is the neutral point: the equation holds, the order is small.",
           lambda m: curve.sign(key.seed, m, 0))
    forged("r-small", "R of order 2: only a cofactored equation holds.",
           lambda m: curve.sign(key.seed, m, 0, r=curve.encode(small[4])))
    mixed = curve.encode(curve.add(curve.times(7, curve.BASE), small[1]))
    forged("r-mixed", "R of mixed order: only a cofactored equation holds.",
           lambda m: curve.sign(key.seed, m, 7, r=mixed))
    forged("r-non-canonical", "R is the neutral point in another spelling.",
           lambda m: curve.sign(key.seed, m, 0, r=(curve.P + 1).to_bytes(32, "little")))
    forged("zeros", "64 zero bytes.", lambda m: bytes(64))
    forged("other-key", "A signature by SUD under NORD's key id.",
           lambda m: base.current["sud"].private.sign(m))
    forged("other-text", "NORD's signature of another text.",
           lambda m: key.private.sign(m + b" "))


def recipients(c):
    """3.3: X25519 recipients of small order, and one beside them."""
    order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
    twist_8 = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"

    def rekey(recipient):
        t = Table()
        value = "nord act " + make_key("base2", "nord", "act").vkey()
        t.log(t.rekey("nord", ("act",), key=[value, "nord seal " + recipient]))
        return t
    for name, public, why in (
            ("0", bytes(32), "u = 0."), ("1", (1).to_bytes(32, "little"), "u = 1."),
            ("order-8", bytes.fromhex(order_8), "A point of order 8."),
            ("twist-8", bytes.fromhex(twist_8), "The other of order 8."),
            ("p-1", (curve.P - 1).to_bytes(32, "little"), "u = p - 1."),
            ("p", curve.P.to_bytes(32, "little"), "u = p, which is 0 again."),
            ("p+1", (curve.P + 1).to_bytes(32, "little"), "u = p + 1, which is 1 again."),
            ("0-high", (1 << 255).to_bytes(32, "little"), "u = 0 with its highest bit set.")):
        t = rekey(age.bech32("age", public))
        c.remark("3.3-seal-%s.bundle" % name.replace("+", "-plus-"), t.bundle(), t, "3.3",
                 "NORD/RECOVERY-1", "nord/recovery", "A recipient of small order: " + why,
                 covers="3.3,4.8,5.1.8")
    t = rekey(age.bech32("age", (9).to_bytes(32, "little")))
    c.good("3.3-seal-9.bundle", t.bundle(), t, "3.3,5.1.8",
           "u = 9, the base point: a recipient like others.")
    small = age.bech32("age", bytes(32))
    t = charter("small-seal", keys={("nord", "seal"): small})
    c.false("3.3-charter-seal.act", t.charter.note, t, "3.3", "charter", ALL,
            "A recipient of small order in a charter.", covers="3.3,5.1.3")
    t = Table()
    keys = ["ost %s %s" % (p, value_of(make_key("base", "ost", p)))
            for p in ("act", "cosign", "recovery")] + ["ost seal " + small]
    t.log(t.act("nord", "admit", party="ost observer", key=keys))
    c.remark("3.3-admit-seal.bundle", t.bundle(), t, "3.3", "NORD-1", "nord,sud",
             "A recipient of small order in an admission.", covers="3.3,4.8,5.1.11")


def short_ids(c):
    first, second = (Key("nord", secret(label)) for label in COLLIDING)
    assert first.id == second.id and first.public != second.public
    t = Table("colliding", keys={("nord", "act"): first})
    t.current["nord"] = second
    act = t.act("nord", "statement", text="x")
    c.false("3.4-other-key.act", act.note, t, "3.3", "NORD-1", NOBODY,
            "A key with the same name and id, which is not NORD's.", covers="3.3,3.4")
    t.log(act)
    c.false("3.4-other-key.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The same in the log.", covers="3.4,4.5")
    t = Table()
    act = t.act("nord", "statement", text="x")
    zero = line("nord", b"\0\0\0\0", t.current["nord"].signature(act.text))
    t.log(act.with_lines(zero))
    c.false("3.4-id-zero.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "A right signature behind a key id that no key has: the line is not found.",
            covers="3.4,4.5")
    c.cannot("3.4-id-zero.act", act.with_lines(zero).note, t, "9.9", "NORD-1",
             "The same alone: the line is by another key.", covers="3.4,9.9")
    key = t.current["nord"]
    for name, behind in (("5", key.signature(act.text)[:1]), ("72", bytes(72))):
        c.false("3.4-bytes-%s.act" % name, act.with_lines(line("nord", key.id, behind)).note, t,
                "3.3", "NORD-1", NOBODY, "NORD's name and id, and %d bytes behind them: a false "
                "signature, whatever its length." % len(behind), covers="3.3,3.4")
    t = Table()
    t.log(act.with_lines(line("nord", key.id, bytes(72))))
    c.false("3.4-bytes-72.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The same in the log.", covers="3.4,4.5")


def twice(c):
    for name, place, like, why in (
            ("members", ("sud", "act"), ("nord", "act"), "Two members with one act key."),
            ("purposes", ("nord", "founding"), ("nord", "act"),
             "An act key that is the founding key too."),
            ("types", ("nord", "cosign"), ("nord", "act"),
             "An act key that cosigns under another type."),
            ("recovery", ("nord", "recovery"), ("nord", "act"),
             "An act key that is the recovery key too."),
            ("clock", ("bern", "clock"), ("bern", "act"),
             "A depositary with one key for two purposes."),
            ("log", ("bern", "log"), ("nord", "act"), "A log key that is a member's act key."),
            ("seal", ("sud", "seal"), ("nord", "seal"), "Two members with one recipient.")):
        label = "twice-" + name
        key, model = make_key(label, *like), make_key(label, * \
                              place, origin="bern.example/" + label)
        if name != "seal":
            key = Key(model.name, key.seed, model.kind)
        t = charter(label, keys={place: key})
        c.false("3.5-%s.act" % name, t.charter.note, t, "3.5", "charter", ALL, why,
                covers="3.5,5.1.3")
    t = Table()
    t.log(t.mandate("nord", "legal", key=Key("nord/legal", t.holders["sud", "act"].seed)))
    c.remark("3.5-mandate.bundle", t.bundle(), t, "3.5", "NORD-1", "nord",
             "A mandate for a key that SUD has.", covers="3.5,4.8,5.1.6")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(t.mandate("nord", "press", key=Key("nord/press", t.office_key("nord/legal").seed)))
    c.remark("3.5-two-offices.bundle", t.bundle(), t, "3.5", "NORD-2", "nord",
             "Two offices with one key.", covers="3.5,4.8")
    t = Table()
    old = t.current["nord"]
    t.log(t.rekey("nord"))
    t.log(t.rekey("nord", key=["nord act " + old.vkey()],
                  signers=[t.current["nord/recovery"], old]))
    c.remark("3.5-retired.bundle", t.bundle(), t, "3.5", "NORD/RECOVERY-2", "nord/recovery",
             "A retired key comes back.", covers="3.5,4.8,5.1.8")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(t.act("nord", "revoke", to="legal"))
    t.log(t.mandate("nord", "legal"))
    c.remark("3.5-revoked.bundle", t.bundle(), t, "3.5", "NORD-3", "nord",
             "A revoked office gets the same key again.", covers="3.5,4.8")


def not_the_tables(c):
    """3.5: keys that are no key of the table may be used again."""
    t = Table()
    t.log(t.mandate("nord", "legal", scope=["threaten"]))
    t.log(t.mandate("nord", "legal"))
    t.log(t.act("nord/legal", "statement", text="By an office."))
    c.remark("3.5-void-mandate.bundle", t.bundle(), t, "5.1.6", "NORD-1", "nord",
             "The key of a void mandate is registered by the next.", covers="3.5,4.8,5.1.6")
    t = Table()
    h = t.log(t.hand("nord", "sud"))
    t.log(t.rekey("sud", ("act",), key=[
        "sud act " + make_key("base2", "sud", "act").vkey(),
        "sud seal " + h.copies["sud"].one_time.recipient()]))
    c.good("3.5-one-time.bundle", t.bundle(), t, "3.5,5.1.8",
           "SUD's new recipient was the one-time recipient of a copy.")
    t = Table()
    keys = ["berne act " + Key("berne", t.holders["nord", "act"].seed).vkey()] + [
        "berne %s %s" % (p, value_of(make_key("next", "berne", p, origin="berne.example/next")))
        for p in ("clock", "log")]
    last = t.checkpoints[-1]
    t.log(t.act("nord", "transfer", depositary="berne", origin="berne.example/next", key=keys,
                at="%d %s" % (last.size, last.root.hex())))
    c.good("3.5-transfer.bundle", t.bundle(), t, "3.5,5.1.13",
           "The next depositary's act key is NORD's: it is none of this table.")
    plain = make_key("seal-of-act", "nord", "act")
    t = charter("seal-of-act", keys={("nord", "seal"): age.bech32("age", plain.public)})
    c.good("3.5-x25519.act", t.charter.note, t, "3.5",
           "A recipient with the bytes of an act key: an X25519 key is no Ed25519 key.")
    t = Table()
    key = make_key("next", "berne", "log", origin="berne.example/other")
    t.log(t.act("nord", "transfer", depositary="berne", origin="berne.example/next", key=[
        "berne %s %s" % (p, value_of(make_key("next", "berne", p, origin="berne.example/next")))
        for p in ("act", "clock")] + ["berne log " + key.vkey()],
                at="%d %s" % (last.size, last.root.hex())))
    c.remark("3.2-transfer-log-name.bundle", t.bundle(), t, "3.2", "NORD-1", "nord,sud",
             "The next log's key is not named by its origin.", covers="3.2,4.8,5.1.13")
    t = Table()
    act = t.mandate("nord", "legal", key="nord/legal act "
                    + Key("nord/press", secret("press")).vkey())
    c.unreadable("3.2-mandate-other-name.act", act.note, t, "3.2", "act", NOBODY,
                 "A vkey of another name than the key's.", covers="3.2,5.1.6")


def places(c):
    t = Table()
    early = t.act("nord", "statement", text="Signed before the rekey.")
    t.last.pop("nord")
    t.log(early)
    t.log(t.rekey("nord", ("act", "cosign", "seal"), reason="A laptop was lost."))
    t.log(t.act("nord", "statement", text="With the new key.", number=2, prev=early))
    c.good("3.6-rekey.bundle", t.bundle(), t, "3.6,4.3,5.1.8",
           "Each act by the key that held at its place.")
    c.good("3.6-rekey.proof", t.proof(*t.acts[1:]), t, "3.6,9.4", "The same as a proof.")
    t = Table()
    old = t.current["nord"]
    t.log(t.rekey("nord"))
    t.log(t.act("nord", "statement", text="x", signers=[old], date=t.now - 600))
    c.false("3.6-old-key.bundle", t.bundle(), t, "4.5", "NORD-1.1", "bern",
            "The replaced key signs behind the rekey, with a date before it.",
            covers="3.6,4.5")
    t = Table()
    early = t.act("nord", "statement", text="On its way when the rekey was logged.")
    t.last.pop("nord")
    t.log(t.rekey("nord"))
    t.log(early)
    c.false("3.6-late.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "An act of the replaced key is logged behind the rekey.", covers="3.6,4.3,4.5")
    t = Table()
    t.log(t.rekey("nord"))
    t.current["nord"] = make_key("base2", "nord", "act")
    fresh = make_key("base2", "nord", "act")
    t = Table()
    t.log(t.act("nord", "statement", text="x", signers=[fresh]))
    t.log(t.rekey("nord", keep=True))
    c.false("3.6-new-key-early.bundle", t.bundle(), t, "4.5", "NORD-1", "bern",
            "The new key signs before the rekey that registers it.", covers="3.6,4.5")


def mandates(c):
    base = Table()
    start = base.now
    for name, scope, kind, ok in (("all", ["all"], "statement", 1),
                                  ("statement", ["statement"], "statement", 1),
                                  ("letter", ["letter", "propose"], "statement", 0)):
        t = Table()
        t.log(t.mandate("nord", "legal", scope=scope))
        t.log(t.act("nord/legal", kind, text="By an office."))
        if ok:
            c.good("3.7-scope-%s.bundle" % name, t.bundle(), t, "3.7,5.1.6",
                   "The mandate covers the kind.")
        else:
            c.remark("3.7-scope-%s.bundle" % name, t.bundle(), t, "3.7", "NORD/LEGAL-1",
                     "nord/legal", "The mandate does not cover the kind.", covers="3.7,4.8")
    for name, span, ok, why in (
            ("on-from", (0, None),
             1, "The act has the very date that the mandate begins with."),
            ("before-from", (1, None), 0, "A second before the mandate begins."),
            ("on-until", (None, 0),
             1, "The act has the very date that the mandate ends with."),
            ("after-until", (None, -1), 0, "A second after the mandate ended.")):
        t = Table()
        at = start + 600
        day = [None if each is None else t.spelled(at + each) for each in span]
        t.log(t.mandate("nord", "legal", from_=day[0], until=day[1]))
        t.now = at
        t.log(t.act("nord/legal", "statement", text="By an office.", date=at))
        if ok:
            c.good("3.7-%s.bundle" % name, t.bundle(), t, "3.7,5.1.6", why)
        else:
            c.remark("3.7-%s.bundle" % name, t.bundle(), t, "3.7", "NORD/LEGAL-1",
                     "nord/legal", why, covers="3.7,4.8")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    early = t.act("nord/legal", "statement", text="Signed before the revocation.")
    t.log(t.act("nord", "revoke", to="legal", reason="Replaced."))
    t.log(early)
    c.remark("3.7-revoked.bundle", t.bundle(), t, "3.7", "NORD/LEGAL-1", "nord/legal",
             "The office acts behind the place of its revocation.", covers="3.7,4.8,5.1.7")
    t = Table()
    t.log(t.mandate("nord", "legal"))
    t.log(t.act("nord/legal", "statement", text="In time."))
    t.log(t.act("nord", "revoke", to="legal"))
    c.good("3.7-before-revoked.bundle", t.bundle(), t, "3.7,5.1.7",
           "What an office did before its revocation stands.")
    t = Table()
    t.log(t.mandate("nord", "legal", scope=["letter"]))
    t.log(t.mandate("nord", "legal", scope=["all"], key=t.office_key("nord/legal", "2")))
    t.log(t.act("nord/legal", "statement", text="Under the second mandate."))
    c.good("3.7-second-mandate.bundle", t.bundle(), t, "3.7,4.1,5.1.6",
           "A second mandate of the same office has a new key and a wider scope.")
    for name, ok in (("goes-on", True), ("old-key", False), ("next-epoch", False)):
        t = Table()
        t.log(t.mandate("nord", "legal"))
        old = t.current["nord/legal"]
        t.log(t.act("nord/legal", "statement", text="x"))
        t.log(t.mandate("nord", "legal", key=t.office_key("nord/legal", "2")))
        act = t.log(t.act("nord/legal", "statement", text="y",
                          epoch=1 if name == "next-epoch" else None,
                          signers=[old] if name == "old-key" else None))
        if ok:
            c.good("3.7-second-%s.bundle" % name, t.bundle(), t, "3.7,4.1",
                   "Behind a second mandate the chain goes on in its epoch, by the new key.")
        else:
            c.false("3.7-second-%s.bundle" % name, t.bundle(), t, "4.5", act.cite(), "bern",
                    "Behind a second mandate, an act %s." % (
                        "by the first key" if name == "old-key" else "of the next epoch"),
                    covers="3.7,4.1,4.5")
    t = Table()
    t.log(t.rekey("nord"), t.act("nord", "statement", text="By NORD's new key."))
    t.wait(days=1)
    t.log(t.mandate("nord", "legal"), t.act("nord/legal", "statement", text="By its office."))
    c.good("3.7-after-rekey.bundle", t.bundle(), t, "3.7,5.1.8",
           "A party's new key gives a mandate.")
