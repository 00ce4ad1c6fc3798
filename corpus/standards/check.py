#!/usr/bin/env python3
"""A verifier for this set, as its expectations read the standards: the strict column.

Usage: check.py note|vkey|checkpoint|cosignature|proof FILE KEYS ENTRY   (KEYS, ENTRY: or -)
Exit status: 0 accept, 1 reject.
SPDX-License-Identifier: ISC
"""
import base64
import binascii
import hashlib
import os
import re
import sys
import unicodedata

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from kit import curve  # noqa: E402 (after the path is set)


class Refused(Exception):
    """What the file breaks."""


def must(holds, why):
    if not holds:
        raise Refused(why)


def decode64(text):
    """Standard base64, padded, with no loose bits."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("no base64") from None
    must(base64.b64encode(data).decode() == text, "loose base64")
    return data


def name_ok(name):
    return name and "+" not in name and not any(
        c.isspace() or unicodedata.category(c) in ("Zs", "Zl", "Zp") for c in name)


def decimal(text):
    must(re.fullmatch("0|[1-9][0-9]*", text, re.A), "no decimal")
    must(int(text) < 1 << 53, "a number of 2^53 or more")
    return int(text)


def point(data):
    """A canonical point, or None."""
    y, odd = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    if y >= curve.P:
        return None
    x = curve.recover(y, odd)
    return None if x is None or (x == 0 and odd) else (x, y)


def valid(public, message, signature):
    """format.md 3.3, in integers."""
    if len(signature) != 64:
        return False
    r, s = signature[:32], curve.number(signature[32:])
    a, r_point = point(public), point(r)
    if a is None or r_point is None or s >= curve.L:
        return False
    if a == curve.NEUTRAL or curve.times(curve.L, a) != curve.NEUTRAL:
        return False
    if curve.times(8, r_point) == curve.NEUTRAL:
        return False
    k = curve.challenge(r, public, message)
    return curve.encode(curve.add(curve.times(s, curve.BASE),
                                  curve.negative(curve.times(k, a)))) == r


def read_vkey(text):
    parts = text.split("+", 2)
    must(len(parts) == 3 and name_ok(parts[0]), "three parts and a name")
    must(re.fullmatch("[0-9a-f]{8}", parts[1]), "no id")
    data = decode64(parts[2])
    must(len(data) == 33 and data[0] in (1, 4), "no key of 32 bytes and a known type")
    ident = hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4]
    must(ident.hex() == parts[1], "an id that is not the key's")
    return parts[0], ident, data[0], data[1:]


def read_note(data):
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("no UTF-8") from None
    must(not any(c < " " and c != "\n" for c in whole), "a control character")
    at = whole.rfind("\n\n")
    must(at >= 0 and whole.endswith("\n"), "no empty line, or no last newline")
    text, rest = whole[:at + 1], whole[at + 2:]
    lines = rest[:-1].split("\n")
    must(len(lines) <= 16, "more than sixteen lines")
    out = []
    for each in lines:
        parts = each.split(" ")
        must(len(parts) == 3 and parts[0] == "\u2014" and name_ok(parts[1]),
             "no signature line")
        signature = decode64(parts[2])
        must(len(signature) > 4, "no signature behind the id")
        out.append((parts[1], signature[:4], signature[4:]))
    return text, out


def signed_by(text, lines, key):
    """Whether a key has signed; a false line of it is refused."""
    name, ident, kind, public = key
    found = False
    for line in lines:
        if line[:2] == (name, ident):
            body, message = line[2], text.encode()
            if kind == 4:
                must(len(body) == 72, "no dated signature")
                time = int.from_bytes(body[:8], "big")
                must(time < 1 << 63, "a time of 2^63 or more")
                message, body = b"cosignature/v1\ntime %d\n" % time + message, body[8:]
            must(valid(public, message, body), "a false signature")
            found = True
    return found


def check_note(data, keys):
    text, lines = read_note(data)
    must(any([signed_by(text, lines, key) for key in keys]), "no signature by a known key")
    return text, lines


def read_checkpoint(data, keys):
    text, lines = check_note(data, [key for key in keys if key[2] == 1])
    body = text[:-1].split("\n")
    must(len(body) == 3 and all(body), "not three lines: extension lines are refused")
    must(all(key[0] == body[0] for key in keys if key[2] == 1),
         "another origin than the key's name")
    size, root = decimal(body[1]), decode64(body[2])
    must(len(root) == 32, "a root that is no hash")
    for key in keys:
        must(signed_by(text, lines, key), key[0] + " has not signed")
    return size, root


def fold(leaf, index, size, path):
    """The root that an inclusion path leads to (RFC 9162, 2.1.3.2)."""
    must(index < size, "an index beyond the log")
    fn, sn, r = index, size - 1, leaf
    for each in path:
        must(sn, "a path that is too long")
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\1" + each + r).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashlib.sha256(b"\1" + r + each).digest()
        fn, sn = fn >> 1, sn >> 1
    must(sn == 0, "a path that is too short")
    return r


def check_proof(data, keys, entry):
    head, empty, rest = data.partition(b"\n\n")
    must(empty and head.isascii(), "no empty line")
    lines = head.decode("ascii").split("\n")
    must(lines.pop(0) == "c2sp.org/tlog-proof@v1", "another first line")
    if lines and lines[0].startswith("extra "):
        must(decode64(lines.pop(0)[6:]), "extra data of no byte")
    must(lines and lines[0].startswith("index "), "no index")
    index = decimal(lines.pop(0)[6:])
    path = [decode64(each) for each in lines]
    must(len(path) < 64 and all(len(each) == 32 for each in path), "no path of hashes")
    size, root = read_checkpoint(rest, keys)
    must(fold(hashlib.sha256(b"\0" + entry).digest(), index, size, path) == root,
         "another root")


def load(path):
    with open(path, "rb") as file:
        return file.read()


def verdict(kind, name, key_file, entry):
    """What is to be done with a file: accept, or reject and why."""
    data = load(name)
    keys = []
    if key_file != "-":
        keys = [read_vkey(each) for each in load(key_file).decode().splitlines()]
    try:
        if kind == "note":
            check_note(data, keys)
        elif kind == "vkey":
            text = data.decode()
            must(text.endswith("\n"), "no last newline")
            read_vkey(text[:-1])
        elif kind == "proof":
            check_proof(data, keys, load(entry))
        else:
            read_checkpoint(data, keys)
    except Refused as why:
        return "reject: %s" % why
    return "accept"


def main():
    said = verdict(*sys.argv[1:5])
    print(said)
    return 0 if said == "accept" else 1


if __name__ == "__main__":
    sys.exit(main())
