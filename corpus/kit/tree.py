"""RFC 6962 trees, C2SP tiles, checkpoints and tlog-proofs.

SPDX-License-Identifier: ISC
"""
import struct

from .notes import b64, note, sha256


def leaf_hash(entry):
    return sha256(b"\0", entry)


def node_hash(left, right):
    return sha256(b"\1", left, right)


def split(size):
    """The largest power of two below size."""
    return 1 << (size - 1).bit_length() - 1


def root(hashes):
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    at = split(len(hashes))
    return node_hash(root(hashes[:at]), root(hashes[at:]))


def path(index, hashes):
    """The hashes that lead from a leaf to the root, the leaf's neighbour first."""
    if len(hashes) == 1:
        return []
    at = split(len(hashes))
    if index < at:
        return path(index, hashes[:at]) + [root(hashes[at:])]
    return path(index - at, hashes[at:]) + [root(hashes[:at])]


class Checkpoint:
    """A tlog-checkpoint: its text, the log key's line, and dated cosignatures."""

    def __init__(self, origin, size, root_hash, key, extension=""):
        self.size, self.root, self.key, self.time = size, root_hash, key, None
        self.text = "%s\n%d\n%s\n%s" % (origin, size, b64(root_hash), extension)
        self.line = key.line(self.text)
        self.cosignatures = []

    def date(self, key, time):
        self.cosignatures.append(key.dated(self.text, time))
        self.time = time if self.time is None else min(self.time, time)
        return self

    def note(self):
        return note(self.text, self.line, *self.cosignatures)

    def hash(self):
        """format.md 6.3."""
        return sha256(note(self.text, self.line))

    def seen(self):
        """What an act says of it (2.6)."""
        return "%d %s %s" % (self.size, self.root.hex(), self.hash().hex())


def tlog_proof(index, hashes, checkpoint, extra=None):
    out = "c2sp.org/tlog-proof@v1\n"
    if extra is not None:
        out += "extra %s\n" % b64(extra)
    out += "index %d\n" % index
    out += "".join(b64(each) + "\n" for each in path(index, hashes))
    return (out + "\n").encode() + checkpoint.note()


def tile_name(number):
    digits = "%03d" % (number % 1000)
    while number >= 1000:
        number //= 1000
        digits = "x%03d/%s" % (number % 1000, digits)
    return digits


def tiles(level_name, items, encode):
    """Full tiles of 256 and the partial one, as (path, bytes)."""
    for at in range(0, len(items), 256):
        part = items[at:at + 256]
        name = "tile/%s/%s" % (level_name, tile_name(at // 256))
        if len(part) < 256:
            name += ".p/%d" % len(part)
        yield name, b"".join(encode(item) for item in part)


def entry_bundle(entries):
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def tree_files(entries):
    """The tlog-tiles tree of these entries: bundles, then each level."""
    files = list(tiles("entries", entries, lambda e: entry_bundle([e])))
    level, hashes = 0, [leaf_hash(entry) for entry in entries]
    while hashes:
        files += tiles(str(level), hashes, lambda h: h)
        hashes = [root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    return files
