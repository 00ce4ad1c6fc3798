"""The files of format.md 9: archives, bundles, pouches, proofs and trust files.

SPDX-License-Identifier: ISC
"""
import struct

from .notes import sha256

README = b"""The record of a table, as a C2SP tlog-tiles tree in a tar archive (format.md 9.1).
"""


def header(name, size, mode=b"0000644", uid=b"0000000", gid=b"0000000", mtime=b"00000000000",
           kind=b"0", magic=b"ustar\0" b"00", uname=b"", gname=b"", prefix=b"", link=b"",
           check=None, length=None):
    """One ustar header."""
    length = b"%011o" % size if length is None else length
    fields = [(name, 100), (mode, 8), (uid, 8), (gid, 8), (length, 12), (mtime, 12),
              (b"        ", 8), (kind, 1), (link, 100), (magic, 8), (uname, 32), (gname, 32),
              (b"0000000", 8), (b"0000000", 8), (prefix, 155), (b"", 12)]
    block = b"".join(value.ljust(width, b"\0") for value, width in fields)
    if check is None:
        check = b"%06o\0 " % sum(block)
    return block[:148] + check + block[156:]


def ustar(files, end=1024):
    """An archive of (name, bytes) or (name, bytes, fields that the header has otherwise)."""
    out = b""
    for name, data, *bent in files:
        out += header(name.encode(), len(data), **(bent[0] if bent else {}))
        out += data + bytes(-len(data) % 512)
    return out + bytes(end)


def marks(checkpoints):
    notes = [each if isinstance(each, bytes) else each.note() for each in checkpoints]
    return b"".join(struct.pack(">H", len(note)) + note for note in notes)


def manifest(table, origin, size, first="verbale-bundle/1"):
    return ("%s\ntable %s\norigin %s\nsize %s\n" % (first, table.hex(), origin, size)).encode()


def by_hash(folder, items):
    """Files that are named by their hash; of a checkpoint it is that of format.md 6.3."""
    named = [(sha256(item).hex(), item) if isinstance(item, bytes)
             else (item.hash().hex(), item.note()) for item in items]
    return [("%s/%s" % (folder, name), data) for name, data in sorted(named)]


def part(name, data):
    return ("part %s %d\n" % (name, len(data))).encode() + data + b"\n"


def proof(parts, claim=None, first="verbale-proof/1", end=b"end\n"):
    head = "%s\nclaim %s\n" % (first, claim or "-")
    return head.encode() + b"".join(part(name, data) for name, data in parts) + end


def trust(tables=(), parties=(), logs=(), policy=(), first="verbale-trust/1"):
    lines = [first] + ["table %s" % each.hex() for each in tables]
    lines += ["party %s" % each for each in parties]
    lines += ["log %s" % each for each in logs] + list(policy)
    return "".join(each + "\n" for each in lines).encode()
