"""Acts: the fields of every kind (format.md 5), the text, its id, its signature lines.

SPDX-License-Identifier: ISC
"""
import datetime

from .notes import note, raw, sha256

PAPER = "role answers privilege confidential collect-by same-text copy annex"
KINDS = {kind: fields.split() for kind, fields in {
    "open": "name nonce origin depositary judge rule party key seat",
    "join": "of",
    "mandate": "to key scope from until",
    "revoke": "to reason",
    "rekey": "key reason",
    "resume": "reason",
    "amend": "amends rule",
    "admit": "party key",
    "leave": "reason",
    "transfer": "depositary origin key at reason",
    "propose": PAPER,
    "respond": PAPER,
    "letter": PAPER,
    "corrigendum": "of text",
    "entered": "from channel received role answers person copy",
    "withdraw": "of reason",
    "receipt": "of copy",
    "release": "of addressee receipt identity",
    "take": "of as answers",
    "refuse": "of reason",
    "cannot-open": "of",
    "contest": "of sealed reason",
    "promise": "to what of due text",
    "meeting": "at with place subject",
    "minutes": "of signer text",
    "statement": "of finding text",
    "adopt": "of referendum signer",
    "initial": "of referendum signer",
    "sign": "of referendum signer",
    "silence": "of until text",
    "object": "of reason",
}.items()}


def when(text):
    """The POSIX seconds of a time."""
    parsed = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return int(parsed.replace(tzinfo=datetime.timezone.utc).timestamp())


def clock(seconds):
    """The time of POSIX seconds."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def spell(value):
    if value is None:
        return "-"
    if isinstance(value, Act):
        return value.id.hex()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def field_lines(kind, fields):
    """The lines of a kind's fields; what is not given is absent."""
    out = []
    for name in KINDS[kind]:
        value = fields.pop(name, None)
        values = value if isinstance(value, (list, tuple)) else [value]
        out += ["%s %s" % (name, each) for each in sorted(spell(v) for v in values)]
    assert not fields, "%s has no field %s" % (kind, ", ".join(fields))
    return out


class Act:
    """A signed act."""

    def __init__(self, chain, number, epoch, text, lines):
        self.chain, self.number, self.epoch = chain, number, epoch
        self.text, self.lines = text, list(lines)
        self.note = note(text, *lines)
        self.id = sha256(b"verbale-act-id/1\n", raw(text))
        self.index, self.copies = None, {}

    def cite(self):
        """2.13."""
        if self.number == 0:
            return "charter"
        return "%s-%d%s" % (self.chain.upper(), self.number,
                            ".%d" % self.epoch if self.epoch else "")

    def with_note(self, data):
        """The same act with other bytes around its text."""
        other = Act(self.chain, self.number, self.epoch, self.text, self.lines)
        other.note, other.copies = data, self.copies
        return other

    def with_lines(self, *lines):
        other = Act(self.chain, self.number, self.epoch, self.text, lines)
        other.copies = self.copies
        return other
