"""Values that the clauses derive from one another, of the base table and of one paper.

SPDX-License-Identifier: ISC
"""
import hashlib

from kit import papers, tree
from kit.notes import note, raw, sha256
from kit.table import TREATY, Table, make_key, value_of

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"


def proquint(number):
    """Sixteen bits as a word of five letters."""
    return (CONSONANTS[number >> 12 & 15] + VOWELS[number >> 10 & 3]
            + CONSONANTS[number >> 6 & 15] + VOWELS[number >> 4 & 3] + CONSONANTS[number & 15])


def words(draft_id):
    """9.6."""
    bits = hashlib.scrypt(draft_id, salt=b"verbale-words/1", n=1 << 15, r=8, p=1, dklen=6,
                          maxmem=1 << 26)
    return " ".join(proquint(int.from_bytes(bits[i:i + 2], "big")) for i in (0, 2, 4))


def seat(t):
    """9.5: a request of OST to be admitted to a table that is open."""
    keys = {p: make_key(t.label, "ost", p) for p in ("act", "cosign", "recovery", "seal")}
    text = "verbale-seat/1\ndraft %s\nparty ost\n%s" % (sha256(raw(t.draft)).hex(), "".join(
        "key ost %s %s\n" % (purpose, value_of(key)) for purpose, key in keys.items()))
    return note(text, keys["act"].line(text)).decode()


def invitation(t):
    """9.8."""
    return b"verbale-invite/1\nat https://bern.example/\n\n" + raw(t.draft)


def cases(c):
    c.group = "values"
    t = Table()
    draft = c.write("values/base.draft", raw(t.draft))
    charter = c.write("values/base.act", t.charter.note)
    c.value("9.5", "id of the draft", sha256(raw(t.draft)).hex(), draft)
    c.value("9.6", "words to read aloud", words(sha256(raw(t.draft))), draft)
    c.value("2.10", "id of the table", t.id.hex(), charter)
    c.value("2.9", "id of the charter as an act", t.charter.id.hex(), charter)
    c.value("6.1", "hash of the charter as a leaf", tree.leaf_hash(t.charter.note).hex(),
            charter)
    checkpoint = c.write("values/base.checkpoint", t.checkpoints[0].note())
    c.value("6.3", "hash of the checkpoint", t.checkpoints[0].hash().hex(), checkpoint)
    h = t.hand("nord", "sud")
    copy = h.copies["sud"]
    name = c.write("values/nord-1-sud.copy", copy.text)
    for i, text in enumerate(papers.leaves(TREATY)):
        c.value("7.3", "salt of leaf %d" % i, papers.salt(copy.seed, i).hex(), name)
        c.value("7.3", "hash of leaf %d of %d" % (i, copy.count), tree.leaf_hash(
            papers.leaf_bytes(copy.place, copy.seed, i, copy.count, text)).hex(), name)
    c.value("7.3", "hash of the dummy 3", copy.hashes[3].hex(), name)
    c.value("7.3", "root of the copy", copy.root.hex(), name)
    sealed = c.write("values/nord-1-sud.age", copy.bytes)
    c.value("7.5", "identity of the outer layer", copy.one_time.spelled(), sealed)
    c.value("7.5", "identity of SUD's seal key, the inner layer",
            t.holders["sud", "seal"].spelled(), sealed)
    c.value("5.2.4", "value of the copy line", copy.line(), sealed)
    lodging = papers.lp(h.note) + papers.lp(copy.one_time.spelled().encode())
    c.value("9.3", "hash of the message that lodges it", sha256(lodging).hex(),
            c.write("values/nord-1.lodging", lodging))
    ask = seat(t)
    name = c.write("values/ost.seat", ask.encode())
    c.value("9.6", "words of a request to be admitted, of its text",
            words(sha256(raw(ask.split("\n\n")[0] + "\n"))), name)
    c.value("9.8", "hash of an invitation", sha256(invitation(t)).hex(),
            c.write("values/base.invite", invitation(t)))
    for key in ("act", "cosign", "founding", "recovery"):
        c.value("3.2", "NORD's key for %s" % key, t.values["nord", key], charter)
    c.value("1.5", "lp(\"nord\")", papers.lp(b"nord").hex())
    c.value("1.5", "u64 7", (7).to_bytes(8, "big").hex())
