"""Papers, their leaves and commitments, and the copies that travel (format.md 7).

SPDX-License-Identifier: ISC
"""
import hashlib
import hmac
import re
import struct

from . import age, tree
from .notes import b64, secret, sha256


def lp(data):
    return struct.pack(">I", len(data)) + data


def leaves(paper):
    """7.1: the title block, then one leaf for each line that begins with '## '."""
    out, fence = [b""], None
    for text in paper.splitlines(keepends=True):
        if fence is None and text.startswith(b"## "):
            out.append(b"")
        fence = after(fence, text.rstrip(b"\n"))
        out[-1] += text
    return out


def after(fence, text):
    """The fence that is open behind a line, as CommonMark has it, or None."""
    mark = re.match(rb" {0,3}(`{3,}|~{3,})(.*)$", text)
    if mark is None:
        return fence
    run, rest = mark.groups()
    if fence is None:
        return None if run[:1] == b"`" and b"`" in rest else run
    closes = run[:1] == fence[:1] and len(run) >= len(fence) and not rest.strip(b" ")
    return None if closes else fence


def heading(leaf, index):
    first, mark = leaf.split(b"\n", 1)[0], b"# " if index == 0 else b"## "
    return first[len(mark):] if first.startswith(mark) else b""


class Place:
    """Where a copy belongs: what every one of its leaves binds (7.3)."""

    def __init__(self, table, chain, number, epoch, addressee):
        self.table, self.chain, self.number, self.epoch = table, chain, number, epoch
        self.addressee = addressee

    def cite(self):
        return str(self.number) + (".%d" % self.epoch if self.epoch else "")


def salt(seed, index):
    return hmac.new(seed, b"verbale-salt/1\n" + struct.pack(">I", index),
                    hashlib.sha256).digest()


def leaf_bytes(place, seed, index, count, text, label=b"verbale-leaf/1\n"):
    return (label + place.table + lp(place.chain.encode())
            + struct.pack(">QQ", place.number, place.epoch) + lp(place.addressee.encode())
            + struct.pack(">II", index, count) + salt(seed, index)
            + lp(heading(text, index)) + lp(text))


def commitment(place, seed, texts, count=None):
    """The hashes of all leaves, dummies included; their RFC 6962 root is the copy's."""
    count = len(texts) if count is None else count
    width = 1
    while width < len(texts):
        width *= 2
    hashes = [tree.leaf_hash(leaf_bytes(place, seed, i, count, text))
              for i, text in enumerate(texts)]
    hashes += [tree.leaf_hash(leaf_bytes(place, seed, i, count, b"", b"verbale-dummy/1\n"))
               for i in range(len(texts), width)]
    return hashes


def copy_text(place, seed, paper, size=None):
    """7.4."""
    out = ("verbale-copy/1\ntable %s\nauthor %s\nnumber %s\nfor %s\nseed %s\n\n" % (
        place.table.hex(), place.chain, place.cite(), place.addressee,
        seed.hex())).encode() + paper
    if size is None:
        size = 4096
        while size < len(out):
            size *= 2
    return out + b"\n" * (size - len(out))


class Copy:
    """One addressee's copy of a paper, sealed twice, and all that its author knows of it.

    Keywords bend it: text is what is sealed in place of the copy, committed the paper whose
    root the act has, count the number of leaves it has, inner and outer go to age.Sealed;
    to is another seal key; raw stands for the inner file.
    """

    def __init__(self, place, paper, seal_key, label, own=False, text=None, committed=None,
                 count=None, inner=None, outer=None, raw=None, seed=None):
        self.place, self.paper = place, paper
        self.seed = seed or secret(label + " seed")
        self.leaves = leaves(paper if committed is None else committed)
        self.hashes = commitment(place, self.seed, self.leaves)
        self.root = tree.root(self.hashes)
        self.count = len(self.leaves) if count is None else count
        self.text = copy_text(place, self.seed, paper) if text is None else text
        self.inner = age.Sealed(self.text, seal_key, label + " inner", **(inner or {}))
        travels = self.inner.bytes if raw is None else raw
        self.one_time = None
        if not own:
            self.one_time = age.Identity(secret(label + " one-time"))
            self.outer = age.Sealed(travels, self.one_time.public, label + " outer",
                                    **(outer or {}))
            travels = self.outer.bytes
        self.bytes = travels

    def line(self, recipient=None):
        """The value of the act's `copy` field (5.2.4)."""
        if recipient is None:
            recipient = self.one_time.recipient() if self.one_time else "-"
        return "%s %d %d %s %s %s" % (self.place.addressee, self.count, len(self.bytes),
                                      sha256(self.bytes).hex(), self.root.hex(), recipient)

    def disclosure(self, index, count=None, at=None, text=None):
        """A `leaf` part of a proof: one leaf with its salt and its path."""
        out = "copy %s\nindex %d\ncount %d\nsalt %s\n" % (
            self.place.addressee, index if at is None else at,
            self.count if count is None else count, salt(self.seed, index).hex())
        out += "".join(b64(each) + "\n" for each in tree.path(index, self.hashes))
        return (out + "\n").encode() + (self.leaves[index] if text is None else text)
