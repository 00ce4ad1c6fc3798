"""The depositary's register: blinded entries, checkpoints, registrations (format.md 6.8, 6.9).

SPDX-License-Identifier: ISC
"""
import hmac
import struct

from . import tree
from .notes import Key, raw, secret


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), "sha256").digest()


def entry_of(key, table, counter, checkpoint):
    """The 64 bytes that stand for a checkpoint's hash (6.3) of a table."""
    return (mac(key, b"verbale-register-tag/1\n", table, struct.pack(">Q", counter)) +
            mac(key, b"verbale-register-checkpoint/1\n", checkpoint))


class Entry:
    """One entry of the register, as the depositary remembers it."""

    def __init__(self, index, counter, key, checkpoint):
        self.index, self.counter, self.key = index, counter, key
        self.checkpoint = checkpoint


class Register:
    """A register, from an entry of random bytes on; origin and key can be bent."""

    def __init__(self, table, label="register", origin=None, key=None):
        self.table, self.label = table, label
        self.origin = origin or table.depositary + "/register"
        log = table.holders[table.depositary, "log"]
        self.key = key or Key(self.origin, log.seed)
        self.entries, self.counter = [], 0
        self.fill(1)

    def fill(self, count):
        """Entries that hold nothing."""
        for _ in range(count):
            label = "%s filler %d" % (self.label, len(self.entries))
            self.entries.append(secret(label) + secret(label + " again"))

    def enter(self, checkpoint, counter=None, key=None, table=None, data=None):
        """An entry for a checkpoint of the table, or for the hash of one."""
        if not isinstance(checkpoint, bytes):
            checkpoint = checkpoint.hash()
        self.counter = self.counter + 1 if counter is None else counter
        key = key or secret("%s key %d" % (self.label, len(self.entries)))
        made = Entry(len(self.entries), self.counter, key, checkpoint)
        self.entries.append(data or entry_of(key, table or self.table.id, made.counter,
                                             checkpoint))
        return made

    def commit(self, dates=(), size=None, root=None, extension=""):
        """A checkpoint of the register, cosigned by (key, time)."""
        hashes = [tree.leaf_hash(each) for each in self.entries]
        size = len(hashes) if size is None else size
        made = tree.Checkpoint(self.origin, size, tree.root(hashes[:size])
                               if root is None else root, self.key, extension)
        for key, time in dates:
            made.date(key, time)
        return made

    def proof(self, entry, checkpoint, index=None, extra=None):
        hashes = [tree.leaf_hash(each) for each in self.entries[:checkpoint.size]]
        return tree.tlog_proof(entry.index if index is None else index, hashes, checkpoint,
                               extra)

    def registration(self, entry, checkpoint, bend=None, proof=None, **bent):
        """The text of 6.9; bend is given its lines up to the empty one."""
        lines = ["verbale-registration/1", "counter %d" % bent.pop("counter", entry.counter),
                 "key " + bent.pop("key", entry.key).hex(),
                 "checkpoint " + bent.pop("hash", entry.checkpoint).hex(), ""]
        if bend:
            lines = bend(lines)
        proof = self.proof(entry, checkpoint, **bent) if proof is None else proof
        return raw("".join(each + "\n" for each in lines)) + proof
