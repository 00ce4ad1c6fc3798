"""Keys and C2SP signed notes: verifier keys, signature lines, dated cosignatures.

SPDX-License-Identifier: ISC
"""
import base64
import hashlib
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DASH = "\u2014"
ED25519, COSIGNATURE = 1, 4


def sha256(*parts):
    """The hash of the parts, one after another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def secret(label):
    """32 bytes that depend on the label alone: every run makes the same files."""
    return sha256(b"verbale corpus\n", label.encode())


def raw(text):
    """The bytes of a text; what is no UTF-8 stands in it as Python's escaped surrogates."""
    return text.encode("utf-8", "surrogateescape")


def b64(data):
    return base64.b64encode(data).decode()


def key_id(name, kind, public):
    """The four bytes that help to find a line (signed-note)."""
    return sha256(name.encode(), b"\n", bytes([kind]), public)[:4]


def vkey(name, kind, public, ident=None):
    ident = key_id(name, kind, public) if ident is None else ident
    return "%s+%s+%s" % (name, ident.hex(), b64(bytes([kind]) + public))


def line(name, ident, signature):
    return "%s %s %s\n" % (DASH, name, b64(ident + signature))


class Key:
    """A key pair under a name.  Type 1 signs notes, type 4 dates checkpoints."""

    def __init__(self, name, seed, kind=ED25519):
        self.name, self.seed, self.kind = name, seed, kind
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.id = key_id(name, kind, self.public)

    def vkey(self):
        return vkey(self.name, self.kind, self.public)

    def signature(self, text):
        """The bytes behind the key id in the line of a note with this text."""
        return self.private.sign(raw(text))

    def line(self, text, name=None):
        return line(name or self.name, self.id, self.signature(text))

    def dated(self, text, time):
        """A tlog-cosignature of a checkpoint's text, as of this second."""
        message = "cosignature/v1\ntime %d\n%s" % (time, text)
        return line(self.name, self.id,
                    struct.pack(">Q", time) + self.private.sign(raw(message)))


def note(text, *lines):
    """The bytes of a note."""
    return raw(text + "\n" + "".join(lines))
