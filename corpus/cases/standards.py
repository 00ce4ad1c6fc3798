"""C2SP signed notes, checkpoints, cosignatures and proofs, without anything of Verbale.

A row has a verdict: accept, reject, or may, where the text of the standard leaves it to the
verifier.  The column `strict` says what format.md 3.3 and the canonical base64 of Verbale make
of the same file.

SPDX-License-Identifier: ISC
"""
import base64
import os
import struct

from kit import curve, tree
from kit.notes import (COSIGNATURE, ED25519, Key, b64, key_id, line, note, raw, secret,
                       sha256, vkey)

ACCEPT, REJECT, MAY = "accept", "reject", "may"
TEXT = ("If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n")
NOTE, VKEY, CHECKPOINT, COSIGNED, PROOF = ("signed-note", "signed-note: Verifier keys",
                                           "tlog-checkpoint", "tlog-cosignature", "tlog-proof")


class Standards:
    """Files, each with the keys that are known, and what to make of it."""

    def __init__(self, folder):
        self.folder, self.rows, self.names = os.path.join(folder, "standards"), [], {}

    def write(self, name, data):
        assert self.names.setdefault(name, data) == data, name
        path = os.path.join(self.folder, "files", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)
        return name

    def add(self, kind, name, data, keys, verdict, clause, why, strict=None, entry=None):
        assert why.endswith("."), name
        spelled = "".join(each + "\n" for each in (
            key if isinstance(key, str) else key.vkey() for key in keys))
        key_file = self.write("keys/%s.vkeys" % sha256(spelled.encode()).hex()[:12],
                              spelled.encode()) if keys else "-"
        entry_file = self.write("entries/%s.entry" % sha256(entry).hex()[:12],
                                entry) if entry is not None else "-"
        path = self.write("%s/%s" % (kind, name), data)
        self.rows.append((path, kind, key_file, entry_file, verdict, strict or verdict, clause,
                          why))

    def tables(self):
        yield ("standards/expected.tsv", ("file", "kind", "keys", "entry", "verdict", "strict",
                                          "clause", "explanation"), self.rows)


ALICE = Key("example.com/alice", secret("standards alice"))
BOB = Key("example.com/bob", secret("standards bob"))
LOG = Key("example.com/log", secret("standards log"))
WITNESS = Key("witness.example/one", secret("standards one"), COSIGNATURE)
SECOND = Key("witness.example/two", secret("standards two"), COSIGNATURE)


def cases(folder):
    s = Standards(folder)
    notes(s)
    lines(s)
    keys(s)
    points(s)
    checkpoints(s)
    cosignatures(s)
    proofs(s)
    return s


def notes(s):
    def add(name, data, verdict, section, why, known=(ALICE,), **more):
        s.add("note", name + ".note", data, known, verdict, "%s: %s" % (NOTE, section), why,
              **more)

    def signed(text, *keys_):
        return note(text, *[key.line(text) for key in keys_ or (ALICE,)])
    add("one", signed(TEXT), ACCEPT, "Format", "A text and one signature.")
    add("two", signed(TEXT, ALICE, BOB), ACCEPT, "Format", "Two signatures.", (ALICE, BOB))
    add("two-one-known", signed(TEXT, ALICE, BOB),
        ACCEPT, "Signatures", "One of two keys is known.")
    add("spec", (
        "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv"
        "1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n").encode(), ACCEPT,
        "Example",
        "The example of the specification.",
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",))
    add("empty-lines", signed("One\n\nTwo\n\n\nThree\n"), ACCEPT, "Format",
        "The text has empty lines: the last one parts it from the signatures.")
    add("one-newline", signed("\n"), ACCEPT, "Format", "A text of one newline.")
    add("ends-empty", signed("One\n\n"), ACCEPT, "Format",
        "A text that ends with an empty line.")
    add("signature-in-text", signed(TEXT + "\n" + ALICE.line(TEXT)), ACCEPT, "Format",
        "The text looks like a note itself.")
    add("letters", signed("Il cuor della terra è ferito: 世界 𝔸\n"),
        ACCEPT, "Format", "Letters of UTF-8.")
    add("del", signed("a\x7fb\n"), ACCEPT, "Format", "DEL is not below U+0020.")
    add("c1", signed("a\u0085b\u009fc\n"), ACCEPT, "Format",
        "C1 controls are not below U+0020.")
    for code in (0x00, 0x01, 0x08, 0x09, 0x0b, 0x0d, 0x1b, 0x1f):
        add("control-%02x" % code, signed("a%cb\n" % code), REJECT, "Format",
            "A control character.")
    for name, data in (("overlong", b"\xc0\xaf"), ("surrogate", b"\xed\xa0\x80"),
                       ("beyond", b"\xf4\x90\x80\x80"), ("latin", b"\xe9"), ("cut", b"\xc3")):
        add("utf8-" + name, signed("a%sb\n" % data.decode("utf-8", "surrogateescape")), REJECT,
            "Format", "Not valid UTF-8.")
    right = signed(TEXT)
    add("crlf", right.replace(b"\n", b"\r\n"), REJECT, "Format", "Lines end in CR and LF.")
    add("no-last-newline", right[:-1], REJECT, "Format", "The last line does not end.")
    add("newline-behind", right + b"\n", REJECT, "Format",
        "An empty line behind the signatures.")
    add("text-behind", right + b"more\n", REJECT, "Format", "A line that is no signature.")
    add("no-signature", raw(TEXT + "\n"), REJECT, "Format", "No signature line.")
    add("no-empty-line", raw(TEXT + ALICE.line(TEXT)), REJECT, "Format", "No empty line.")
    add("empty", b"", REJECT, "Format", "No byte.")
    add("edited", right.replace(b"answer", b"Answer"), REJECT, "Signatures", "Another text.")
    add("without-newline", note(TEXT, line(ALICE.name, ALICE.id, ALICE.private.sign(
        TEXT[:-1].encode()))), REJECT, "Format", "Signed without the final newline.")
    add("with-empty-line", note(TEXT, line(ALICE.name, ALICE.id, ALICE.private.sign(
        (TEXT + "\n").encode()))), REJECT, "Format", "Signed with the empty line.")
    strangers = [Key("example.com/s%d" % i, secret("standards %d" % i)) for i in range(16)]
    add("sixteen", signed(TEXT, *strangers[:15], ALICE), ACCEPT, "Format",
        "Sixteen signatures, the last one by a known key.")
    add("seventeen", signed(TEXT, *strangers, ALICE), MAY, "Format",
        "Seventeen signatures: a verifier may stop at sixteen.", strict=REJECT)
    add("unknown", signed(TEXT, BOB), REJECT, "Signatures", "No signature by a known key.")
    add("unknown-first", signed(TEXT, BOB, ALICE), ACCEPT, "Signatures",
        "An unknown signature is ignored.")
    zeros = line(ALICE.name, ALICE.id, bytes(64))
    add("false", note(TEXT, zeros), REJECT, "Signatures", "The only signature is false.")
    add("false-and-right", note(TEXT, line(BOB.name, BOB.id, bytes(64)), ALICE.line(TEXT)),
        MAY, "Signatures",
        "One known key's signature is false, another's right: SHOULD reject.", (ALICE, BOB),
        strict=REJECT)
    add("false-first", note(TEXT, zeros, ALICE.line(TEXT)), MAY, "Signatures",
        "One key has a false line and a right one.", strict=REJECT)
    add("right-twice", note(TEXT, ALICE.line(TEXT), ALICE.line(TEXT)), MAY, "Signatures",
        "One signature twice: some readers refuse duplicates, some drop them.")
    add("other-name", note(TEXT, line("example.com/mallory", ALICE.id, ALICE.signature(TEXT))),
        REJECT, "Signatures", "A known id under another name is an unknown key.")
    add("other-id", note(TEXT, line(ALICE.name, b"\0\0\0\0", ALICE.signature(TEXT))), REJECT,
        "Signatures", "A known name with another id is an unknown key.")
    add("other-name-and-right", note(TEXT, line("example.com/mallory", ALICE.id, bytes(64)),
                                     ALICE.line(TEXT)), ACCEPT, "Signatures",
        "A known id under another name is ignored, though its signature is false.")
    add("id-little-endian", note(TEXT, line(ALICE.name, ALICE.id[::-1],
                                            ALICE.signature(TEXT))), REJECT, "Format",
        "The id in little-endian order.")


def lines(s):
    """The spelling of signature lines."""
    right = ALICE.line(TEXT)
    body = right.split(" ")[2][:-1]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = body[:-2] + letters[letters.index(body[-2]) + 1] + "="
    for name, text, verdict, why in (
            ("hyphen", "- %s %s\n" % (ALICE.name, body), REJECT, "A hyphen for the dash."),
            ("en-dash", "\u2013 %s %s\n" % (ALICE.name, body), REJECT, "An en dash."),
            ("no-space", "\u2014%s %s\n" % (ALICE.name, body), REJECT,
             "No space behind the dash."),
            ("two-spaces", "\u2014  %s %s\n" % (ALICE.name, body), REJECT,
             "Two spaces: an empty name."),
            ("two-spaces-later", "\u2014 %s  %s\n" % (ALICE.name, body), REJECT,
             "Two spaces."),
            ("nbsp", "\u2014\u00a0%s %s\n" % (ALICE.name, body), REJECT, "A no-break space."),
            ("three-words", "\u2014 %s %s x\n" % (ALICE.name, body), REJECT, "A third word."),
            ("space-behind", "\u2014 %s %s \n" % (ALICE.name, body), REJECT,
             "A space behind."),
            ("no-name", "\u2014 %s\n" % body, REJECT, "No name."),
            ("no-signature", "\u2014 %s\n" % ALICE.name, REJECT, "No signature."),
            ("unpadded", right.replace("=", ""), REJECT, "No padding."),
            ("url", "\u2014 %s %s\n" % (ALICE.name, base64.urlsafe_b64encode(
                base64.b64decode(body)).decode()), REJECT, "The alphabet for URLs."),
            ("loose-bits", "\u2014 %s %s\n" % (ALICE.name, loose), MAY,
             "Unused bits that are not zero: RFC 4648 (3.5) lets a decoder refuse them."),
            ("three-bytes", "\u2014 %s AAAA\n" % ALICE.name, REJECT, "Three bytes: no id."),
            ("four-bytes", "\u2014 %s %s\n" % (ALICE.name, b64(ALICE.id)), REJECT,
             "An id alone."),
            ("63-bytes", line(ALICE.name, ALICE.id, ALICE.signature(TEXT)[:63]), REJECT,
             "A byte less."),
            ("65-bytes", line(ALICE.name, ALICE.id, ALICE.signature(TEXT) + b"\0"), REJECT,
             "A byte more.")):
        s.add("note", "line-%s.note" % name, note(TEXT, text), [ALICE], verdict,
              NOTE + ": Format", why, strict=REJECT if name == "loose-bits" else None)
    mallory = Key("mallory", secret("standards mallory"))
    for name, text, verdict, why in (
            ("plus", "a+b", REJECT, "A plus in a name, of an unknown key."),
            ("empty", "", REJECT, "An empty name."),
            ("nbsp", "a\u00a0b", REJECT, "A no-break space in a name."),
            ("ideographic", "a\u3000b", REJECT, "An ideographic space in a name."),
            ("thin", "a\u2009b", REJECT, "A thin space in a name."),
            ("nel", "a\u0085b", REJECT, "U+0085, which Unicode counts as a space."),
            ("separator", "a\u2028b", REJECT, "A line separator in a name."),
            ("letters", "b\u00e4r.example/\u4e16", ACCEPT, "A name beyond ASCII."),
            ("zero-width", "a\u200bb", ACCEPT, "A zero-width space is no Unicode space.")):
        s.add("note", "name-%s.note" % name, note(TEXT, mallory.line(TEXT, text) if text else
                                                  "\u2014  %s\n" % b64(mallory.id + bytes(64)),
                                                  right), [ALICE], verdict, NOTE + ": Format",
                                                  why)


def keys(s):
    def add(name, text, verdict, why, clause=VKEY, **more):
        s.add("vkey", name + ".vkey", (text + "\n").encode(), [], verdict, clause, why, **more)
    public = ALICE.public
    add("good", ALICE.vkey(), ACCEPT, "A key of type 0x01.")
    add("spec", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ACCEPT, "The example of the specification.")
    add("cosigner", WITNESS.vkey(), ACCEPT, "A key of type 0x04.", "tlog-cosignature: Format")
    i = 0
    while "+" not in b64(b"\1" + (plus := Key("a",
                                              secret("standards plus %d" % i))).public)[1:20]:
        i += 1
    add("plus-in-base64", plus.vkey(), ACCEPT,
        "The base64 has a plus: only the first two part.")
    add("one-letter", Key("a", ALICE.seed).vkey(), ACCEPT, "A name of one letter.")
    for name, text, why in (
            ("no-id", "%s+%s" % (ALICE.name, b64(b"\1" + public)), "No id."),
            ("no-name", "+%s+%s" % (ALICE.id.hex(), b64(b"\1" + public)), "An empty name."),
            ("id-upper", "%s+%s+%s" % (ALICE.name, "%08X" % 0xABCDEF01, b64(b"\1" + public)),
             "An id in upper case."),
            ("id-short", "%s+%s+%s" % (ALICE.name, ALICE.id.hex()[:7], b64(b"\1" + public)),
             "An id of seven digits."),
            ("id-zero", vkey(ALICE.name, 1, public, bytes(4)), "An id that is not the key's."),
            ("id-of-04", vkey(ALICE.name, 1, public, key_id(ALICE.name, 4, public)),
             "The id of another type."),
            ("31-bytes", vkey(ALICE.name, 1, public[:31]), "31 bytes of key."),
            ("33-bytes", vkey(ALICE.name, 1, public + b"\0"), "33 bytes of key."),
            ("no-key", vkey(ALICE.name, 1, b""), "A type without a key."),
            ("unpadded", vkey(ALICE.name, 1, public + b"\0").rstrip("="),
             "Base64 without padding."),
            ("space", Key("a b", ALICE.seed).vkey(), "A space in the name."),
            ("space-behind", ALICE.vkey() + " ", "A space behind."),
            ("type-00", vkey(ALICE.name, 0, public), "A type that is not assigned."),
            ("type-03", vkey(ALICE.name, 3, public), "A reserved type.")):
        add(name, text, REJECT, why)


def points(s):
    """Ed25519: what the equation of RFC 8032 says, and what format.md 3.3 says."""
    small = curve.torsion()
    seed = secret("standards points")
    base = curve.times(curve.scalar(seed) % curve.L, curve.BASE)
    clause = "RFC 8032, 5.1.7"

    def scalar(nonce, r, public, text, more=0):
        k = curve.challenge(r, public, text.encode())
        return ((nonce + k * curve.scalar(seed)) % curve.L + more).to_bytes(32, "little")

    def add(name, public, r, nonce, verdict, strict, why, text=TEXT, secret_key=True, more=0):
        body = scalar(nonce, r, public, text, more) if secret_key else nonce.to_bytes(32,
                                                                                      "little")
        key = "points.example+%s+%s" % (key_id("points.example", 1, public).hex(),
                                        b64(b"\1" + public))
        s.add("note", "point-%s.note" % name, note(text, line(
            "points.example", key_id("points.example", 1, public), r + body)), [key], verdict,
              clause, why, strict=strict)
    honest, neutral = curve.encode(base), curve.encode(curve.NEUTRAL)
    r = curve.encode(curve.times(77, curve.BASE))
    add("honest", honest, r, 77, ACCEPT, ACCEPT, "All points of prime order.")
    add("s-zero", honest, curve.encode(curve.negative(curve.times(5, base))), 0, REJECT,
        REJECT, "S is zero and nothing holds.", secret_key=False)
    for i, more in enumerate((curve.L, 2 * curve.L, 1 << 255)):
        add("s-high-%d" % i, honest, r, 77, REJECT, REJECT, "S is not below L.", more=more)
    add("r-neutral", honest, neutral, 0, ACCEPT, REJECT,
        "R is the neutral point: the equation holds, and anybody could tell the key.")
    add("r-small", honest, curve.encode(small[4]), 0, MAY, REJECT,
        "R of order 2: the equation holds only when multiplied by 8.")
    add("r-mixed", honest, curve.encode(curve.add(curve.times(77, curve.BASE), small[1])), 77,
        MAY, REJECT, "R of mixed order: the equation holds only when multiplied by 8.")
    add("r-non-canonical", honest, (curve.P + 1).to_bytes(32, "little"), 0, REJECT, REJECT,
        "R is the neutral point, its y not reduced.")
    add("r-minus-zero", honest, (1 | 1 << 255).to_bytes(32, "little"), 0, REJECT, REJECT,
        "R has x zero and the sign set.")
    add("r-off-curve", honest, (2).to_bytes(32, "little"), 77, REJECT, REJECT,
        "R is no point.")
    for i in (1, 2, 4):
        public = curve.encode(small[i])
        text = TEXT
        while curve.challenge(neutral, public, text.encode()) % 8:
            text += "again\n"
        add("a-small-%d" % i, public, neutral, 0, ACCEPT, REJECT,
            "A key of small order: a signature of zeros verifies this text.", text,
            secret_key=False)
        text = TEXT
        while not curve.challenge(neutral, public, text.encode()) % (8 // i if i < 8 else 1):
            text += "again\n"
        add("a-small-%d-only-8" % i, public, neutral, 0, MAY, REJECT,
            "A key of small order: this text only under the equation multiplied by 8.", text,
            secret_key=False)
    add("a-neutral", neutral, r, 77, ACCEPT, REJECT,
        "The neutral point as a key: any text verifies.", secret_key=False)
    add("a-neutral-non-canonical", (curve.P + 1).to_bytes(32, "little"), r, 77, REJECT, REJECT,
        "The same, its y not reduced.", secret_key=False)
    add("a-minus-zero", (1 | 1 << 255).to_bytes(32, "little"), r, 77, REJECT, REJECT,
        "The same, its sign set.", secret_key=False)
    y = 2
    while curve.recover(y, 0) is not None:
        y += 1
    add("a-off-curve", y.to_bytes(32, "little"), r, 77, REJECT, REJECT, "The key is no point.",
        secret_key=False)
    mixed = curve.encode(curve.add(base, small[1]))
    for name, want, verdict, why in (
            ("a-mixed", True, ACCEPT,
             "A key of mixed order, and a text for which the equation holds."),
            ("a-mixed-only-8", False, MAY,
             "A key of mixed order: the equation holds only when multiplied by 8.")):
        text = TEXT
        while (curve.challenge(r, mixed, text.encode()) % 8 == 0) is not want:
            text += "again\n"
        add(name, mixed, r, 77, verdict, REJECT, why, text)


def checkpoints(s):
    root = sha256(b"\0entry")
    empty = sha256(b"")

    def add(name, text, verdict, section, why, known=(LOG,), key=LOG, **more):
        s.add("checkpoint", name + ".checkpoint", note(text, key.line(text)), known, verdict,
              "%s: %s" % (CHECKPOINT, section), why, **more)

    def body(size, hash_=root, origin=LOG.name, extension=""):
        return "%s\n%s\n%s\n%s" % (origin, size, hash_ if isinstance(hash_, str)
                                   else b64(hash_), extension)
    part = "Note text"
    add("one", body(1), ACCEPT, part, "A checkpoint.")
    add("empty-tree", body(0, empty), ACCEPT, part, "The empty tree.")
    add("empty-tree-other-root", body(0), MAY, part,
        "The empty tree with another root than its own.")
    add("large", body(2 ** 53 - 1), ACCEPT, part, "A size of 2^53 - 1.")
    add("larger", body(2 ** 53), MAY, part, "A size of 2^53.", strict=REJECT)
    add("2-63", body(2 ** 63 - 1), MAY, part, "A size of 2^63 - 1.", strict=REJECT)
    add("2-64", body(2 ** 64), MAY, part, "A size of 2^64, which must not wrap.",
        strict=REJECT)
    add("extension", body(1, extension="opaque\n"),
        ACCEPT, part, "An extension line.", strict=REJECT)
    add("extensions", body(1, extension="a\nb\nc\n"), ACCEPT, part, "Three.", strict=REJECT)
    add("extension-empty", body(1, extension="\n"), REJECT, part, "An empty extension line.")
    add("extension-empty-first", body(1, extension="\na\n"), REJECT, part,
        "An empty extension line before another.")
    for name, size in (("leading-zero", "01"), ("double-zero", "00"), ("plus", "+1"),
                       ("minus", "-1"), ("space", " 1"), ("space-behind", "1 "),
                       ("hex", "0x1"),
                       ("fraction", "1.0"), ("word", "one"), ("empty", ""),
                       ("wide", "\uff11")):
        add("size-" + name, body(size), REJECT, part,
            "The size is no decimal without leading zeros.")
    for name, hash_ in (("hex", root.hex()), ("unpadded", b64(root).rstrip("=")),
                        ("url", base64.urlsafe_b64encode(b"\xff" * 32).decode()),
                        ("empty", ""),
                        ("two", b64(root) + b64(root)), ("space", b64(root) + " ")):
        add("root-" + name, body(1, hash_), REJECT, part, "The root is no base64 of a hash.")
    for size in (31, 33):
        add("root-%d" % size, body(1, bytes(size)), REJECT, part, "A root of %d bytes." % size)
    loose = b64(root)[:-2] + ("B" if b64(root)[-2] ==
                "A" else chr(ord(b64(root)[-2]) + 1)) + "="
    add("root-loose-bits", body(1, loose), MAY, part,
        "Base64 whose unused bits are not zero: RFC 4648 (3.5) lets a decoder refuse it.",
        strict=REJECT)
    add("two-lines", "%s\n1\n" % LOG.name, REJECT, part, "No root.")
    add("one-line", "%s\n" % LOG.name, REJECT, part, "Only an origin.")
    add("no-origin", "\n1\n%s\n" % b64(root), REJECT, part, "An empty origin.")
    odd = Key("example.com/other", secret("standards other"))
    add("other-name", body(1), MAY, "Signatures",
        "The key's name is not the origin: it SHOULD be.", (odd,), odd, strict=REJECT)
    add("origin-space", body(1, origin="my log+1"), MAY, part,
        "An origin with a space and a plus: not recommended, and not excluded.", strict=REJECT)
    add("other-key", body(1), REJECT, "Signatures", "Signed by a key that is not known.",
        (LOG,), Key(LOG.name, secret("standards stranger")))


TIME = 1772442000


def cosignatures(s):
    root = sha256(b"\0entry")
    text = "%s\n1\n%s\n" % (LOG.name, b64(root))

    def add(name, verdict, section, why, *cosigned, known=(LOG, WITNESS), body=text, **more):
        s.add("cosignature", name + ".checkpoint", note(body, LOG.line(body), *cosigned),
              known, verdict, "%s: %s" % (COSIGNED, section), why, **more)

    def dated(time=TIME, key=WITNESS, header="cosignature/v1",
              spelled=None, body=text, order=">Q"):
        message = "%s\ntime %s\n%s" % (header, time if spelled is None else spelled, body)
        return line(key.name, key.id, struct.pack(
            order, time) + key.private.sign(message.encode()))
    form, message = "Format", "Ed25519 signed message"
    add("one", ACCEPT, form, "A dated cosignature.", dated())
    add("two", ACCEPT, form, "Two cosigners.", dated(),
        dated(key=SECOND), known=(LOG, WITNESS, SECOND))
    add("before-log", ACCEPT, form, "A stranger's line among them.", dated(key=SECOND),
        dated())
    add("missing", REJECT, form, "The cosigner has not signed.")
    add("stranger", REJECT, form, "Another cosigner has.", dated(key=SECOND))
    add("time-zero", ACCEPT, form, "A time of zero.", dated(0))
    add("time-largest", MAY, form, "2^63 - 1: a time in the future MAY be refused.",
        dated(2 ** 63 - 1), strict=ACCEPT)
    add("time-2-63", REJECT, form, "2^63: more than a timestamp may be.", dated(2 ** 63))
    add("time-all-ones", REJECT, form, "2^64 - 1.", dated(2 ** 64 - 1))
    moved = line(WITNESS.name, WITNESS.id, struct.pack(">Q", TIME - 1) + base64.b64decode(
        dated().split(" ")[2])[12:])
    add("time-moved", REJECT, message, "The time in the line is not the one that was signed.",
        moved)
    add("time-leading-zero", REJECT, message, "The signed time has a leading zero.",
        dated(spelled="0%d" % TIME))
    add("time-little-endian", REJECT, form, "The time in little-endian order.",
        dated(order="<Q"))
    add("header-v2", REJECT, message, "Another header line.", dated(header="cosignature/v2"))
    add("no-time-line", REJECT, message, "The message has no time.", line(
        WITNESS.name, WITNESS.id, struct.pack(">Q", TIME) + WITNESS.private.sign(
            ("cosignature/v1\n" + text).encode())))
    add("plain", REJECT, form, "A plain signature of the note under the cosigner's id.",
        line(WITNESS.name, WITNESS.id, WITNESS.private.sign(text.encode())))
    add("plain-with-time", REJECT, message,
        "A time in front of a plain signature of the note.",
        line(WITNESS.name, WITNESS.id, struct.pack(">Q", TIME)
             + WITNESS.private.sign(text.encode())))
    add("id-of-01", REJECT, form, "The id is that of type 0x01.", line(
        WITNESS.name, key_id(WITNESS.name, ED25519, WITNESS.public), base64.b64decode(
            dated().split(" ")[2])[4:]))
    longer = text + "opaque\n"
    add("extension", ACCEPT, message, "The extension lines are signed, too.",
        dated(body=longer), body=longer, strict=REJECT)
    add("extension-unsigned", REJECT, message,
        "The extension lines were left out of the message.", dated(), body=longer)
    add("with-signatures", REJECT, message, "The message has the signature lines.",
        dated(body=note(text, LOG.line(text)).decode()))
    add("no-last-newline", REJECT, message, "The message lacks the final newline.",
        dated(body=text[:-1]))
    add("short", REJECT, form, "A signature of 63 bytes.", dated()[:-5] + "=\n")
    add("other-name", REJECT, form, "The cosignature under another name.",
        dated().replace("/one", "/two"))
    add("twice", MAY, form, "Two cosignatures of one cosigner with two times.", dated(),
        dated(TIME + 9))
    add("false", REJECT, form, "A false cosignature.", line(
        WITNESS.name, WITNESS.id, struct.pack(">Q", TIME) + bytes(64)))


def proofs(s):
    entries = [b"entry %d" % i for i in range(300)]
    hashes = [tree.leaf_hash(entry) for entry in entries]

    def point(size, cosigned=True):
        checkpoint = tree.Checkpoint(LOG.name, size, tree.root(hashes[:size]), LOG)
        return checkpoint.date(WITNESS, TIME) if cosigned else checkpoint

    def add(name, data, verdict, section, why, entry=None, known=(LOG, WITNESS), **more):
        s.add("proof", name + ".tlog-proof", data, known, verdict, "%s: %s" % (PROOF, section),
              why, entry=entries[2] if entry is None else entry, **more)

    def proof(index, size, **more):
        return tree.tlog_proof(index, hashes[:size], point(size), **more)
    for size, indexes in ((1, (0,)), (2, (0, 1)), (3, (0, 2)), (5, (3, 4)), (7, (0, 4, 6)),
                          (8, (0, 7)), (256, (255,)), (257, (0, 256)), (300, (299,))):
        for i in indexes:
            add("%d-of-%d" % (i, size), proof(i, size), ACCEPT, "Format",
                "Entry %d in a log of %d." % (i, size), entries[i])
    right = proof(2, 7)
    lines_ = right.split(b"\n")
    add("extra", proof(2, 7, extra=b"anything"), ACCEPT,
        "Format", "Extra data, which nothing binds.")
    add("extra-empty", right.replace(b"index", b"extra \nindex", 1), MAY, "Format",
        "Extra data of no byte: the line should be left out.", strict=REJECT)
    add("extra-late", right.replace(b"index 2\n", b"index 2\nextra eA==\n"), REJECT, "Format",
        "Extra data behind the index.")
    add("extra-twice", right.replace(b"index", b"extra eA==\nextra eA==\nindex", 1), REJECT,
        "Format", "Extra data twice.")
    add("extra-no-base64", right.replace(b"index", b"extra *\nindex", 1), REJECT, "Format",
        "Extra data that is no base64.")
    add("uncosigned", tree.tlog_proof(2, hashes[:7], point(7, False)), REJECT,
        "Verifying a tlog proof", "The witness that the policy asks for has not cosigned.")
    add("uncosigned-log-alone", tree.tlog_proof(2, hashes[:7], point(7, False)), ACCEPT,
        "Verifying a tlog proof", "The policy asks for no witness.", known=(LOG,))
    add("other-entry", right, REJECT, "Verifying a tlog proof", "Another entry.", entries[3])
    add("empty-entry", proof(2, 7), REJECT, "Verifying a tlog proof", "An entry of no bytes.",
        b"")
    add("node-as-entry", tree.tlog_proof(0, [tree.node_hash(*hashes[:2]), hashes[2]],
                                         point(3)), REJECT, "Verifying a tlog proof",
        "A node of the tree shown as an entry.", hashes[0] + hashes[1])
    for name, bent, why in (
            ("index-other", right.replace(b"index 2", b"index 3"), "Another index."),
            ("index-size", right.replace(b"index 2", b"index 7"),
             "An index that is the size."),
            ("index-huge", right.replace(b"index 2", b"index 18446744073709551618"),
             "An index beyond 2^64 that must not wrap to 2."),
            ("path-short", b"\n".join(lines_[:2] + lines_[3:]), "A hash less."),
            ("path-long", b"\n".join(lines_[:3] + lines_[2:]), "A hash more."),
            ("path-none", b"\n".join(lines_[:2] + lines_[5:]), "No hash."),
            ("path-turned", b"\n".join([*lines_[:2], lines_[3], lines_[2], *lines_[4:]]),
             "Two hashes changed places."),
            ("path-zero", right.replace(lines_[2], b64(bytes(32)).encode()),
             "A hash of zeros."),
            ("path-64", right.replace(lines_[2], b"\n".join([lines_[2]] * 62)), "64 hashes.")):
        add(name, bent, REJECT, "Verifying a tlog proof", why)
    for name, bent, why in (
            ("version", right.replace(b"@v1", b"@v2"), "Another first line."),
            ("no-version", right[right.index(b"\n") + 1:], "No first line."),
            ("index-leading-zero", right.replace(b"index 2", b"index 02"), "A leading zero."),
            ("index-plus", right.replace(b"index 2", b"index +2"), "A sign."),
            ("index-none", right.replace(b"index 2\n", b""), "No index."),
            ("index-twice", right.replace(b"index 2\n", b"index 2\nindex 2\n"), "Two."),
            ("hash-31", right.replace(lines_[2], b64(bytes(31)).encode()),
             "A hash of 31 bytes."),
            ("hash-hex", right.replace(lines_[2], hashes[3].hex().encode()), "A hash in hex."),
            ("no-empty-line", right.replace(b"\n\n", b"\n", 1), "No empty line."),
            ("two-empty-lines", right.replace(b"\n\n", b"\n\n\n", 1), "Two empty lines."),
            ("no-checkpoint", right[:right.index(b"\n\n") + 2], "No checkpoint."),
            ("crlf", right.replace(b"\n", b"\r\n"), "Lines end in CR and LF."),
            ("behind", right + b"\n", "An empty line behind the checkpoint.")):
        add(name, bent, REJECT, "Format", why)
