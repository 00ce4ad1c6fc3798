"""Collects the cases: files, trust files, and what is to be found of each.

SPDX-License-Identifier: ISC
"""
import os
import re

COLUMNS = ("file", "trust", "finding", "clause", "at", "culprit", "number", "clauses",
           "explanation")
# 8.4: what ETSI EN 319 522-1 calls a state.
ETSI = {"lodged": "SubmissionAcceptance", "awaiting-receipt": "NotificationForAcceptance",
        "received": "ContentHandover", "role-open": "ContentHandover",
        "taken-as-offered": "ContentHandover", "role-disputed": "ContentHandover",
        "refused": "ConsignmentRejection", "deemed-received": "AcceptanceRejectionExpiry",
        "not-collected": "AcceptanceRejectionExpiry", "contested": "ContentHandoverFailure",
        "cannot-open": "ContentHandoverFailure", "carried": "RelayToNonERDS",
        "entered": "ReceivedFromNonERDS", "withdrawn": "-"}
NOBODY = "cannot be attributed"
GENUINE, FALSE, UNREADABLE, CANNOT = "GENUINE", "NOT GENUINE", "UNREADABLE", "CANNOT TELL"


def clause_key(clause):
    return [int(part) for part in clause.split(".")]


class Corpus:
    """What the files of cases add to; `group` is the folder that they add to now."""

    def __init__(self, folder):
        self.folder, self.group = folder, None
        self.rows, self.written, self.says, self.states = [], {}, [], []
        self.silences = []
        self.trusts, self.values = [], []

    def write(self, name, data):
        """One file; the same name may be written twice with the same bytes only."""
        if name in self.written:
            assert self.written[name] == data, "two contents for %s" % name
            return name
        assert re.fullmatch("[a-zA-Z0-9./_-]{1,96}", name), name
        self.written[name] = data
        path = os.path.join(self.folder, "files", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)
        return name

    def trust(self, trust):
        """The name of a trust file: of a table, of bytes under a name, or none."""
        if trust is None:
            return "-"
        if isinstance(trust, tuple):
            return self.write("trust/%s.trust" % trust[0], trust[1])
        return self.write("trust/%s.trust" % trust.label, trust.trust())

    def add(self, name, data, trust, finding, clause, at, culprit, why, covers=None,
            number=None, says=None):
        assert why.endswith(".") and "\t" not in why, name
        covers = covers or clause
        covers = covers.split(",") if isinstance(covers, str) else covers
        covers = ",".join(sorted(set(covers), key=clause_key))
        path = self.write("%s/%s" % (self.group, name), data)
        trust = self.trust(trust)
        number = number or ("good" if (finding, clause) == (GENUINE, "-") else "clause")
        row = (path, trust, finding, clause, at, culprit, str(number), covers, why)
        assert row[:2] not in [other[:2] for other in self.rows], row
        self.rows.append(row)
        if says:
            self.says.append((path, trust, says))

    def good(self, name, data, trust, covers, why, **more):
        self.add(name, data, trust, GENUINE, "-", "-", "-", why, covers, **more)

    def remark(self, name, data, trust, clause, at, culprit, why, **more):
        """Genuine, and something in it is void, contradicted, or used twice."""
        self.add(name, data, trust, GENUINE, clause, at, culprit, why, **more)

    def false(self, name, data, trust, clause, at, culprit, why, **more):
        self.add(name, data, trust, FALSE, clause, at, culprit, why, **more)

    def unreadable(self, name, data, trust, clause, at, culprit, why, **more):
        self.add(name, data, trust, UNREADABLE, clause, at, culprit, why, **more)

    def cannot(self, name, data, trust, clause, at, why, **more):
        self.add(name, data, trust, CANNOT, clause, at, "-", why, **more)

    def state(self, name, act, addressee, at, state):
        """8.1: the state of a hand-over in a bundle, at a time."""
        self.states.append(("%s/%s" % (self.group, name), act.cite(), addressee, at, state,
                            ETSI[state]))

    def silence(self, name, act, at, state):
        """8.7: the state of a silence in a bundle, at a time."""
        self.silences.append(("%s/%s" % (self.group, name), act.cite(), at, state))

    def value(self, clause, what, value, name="-"):
        """A value that a clause derives, for those who write the derivation anew."""
        self.values.append((clause, what, value, name))

    def tag(self, name, number):
        """A file of a section shows an attack of the list."""
        at = [i for i, row in enumerate(self.rows) if row[0].endswith("/" + name)]
        assert at, "no file " + name
        for i in at:
            self.rows[i] = self.rows[i][:6] + (str(number),) + self.rows[i][7:]

    def broken(self, name, standard):
        """10.3: the broken rule is one of a standard, whose name is the clause."""
        at = [i for i, row in enumerate(self.rows) if row[0].endswith("/" + name)]
        assert at and all(self.rows[i][2] == UNREADABLE for i in at), name
        for i in at:
            self.rows[i] = self.rows[i][:3] + (standard,) + self.rows[i][4:]

    def trust_file(self, name, data, reads, clause, why):
        """A trust file of which it is told only whether it can be read."""
        path = self.write("trust/%s/%s.trust" % ("good" if reads else "bad", name), data)
        self.trusts.append((path, "yes" if reads else "no", clause, why))

    def tables(self):
        """The texts of the TSV files."""
        yield "expected.tsv", COLUMNS, self.rows
        yield "says.tsv", ("file", "trust", "says"), self.says
        yield "trust.tsv", ("file", "reads", "clause", "explanation"), self.trusts
        yield "states.tsv", (
            "file", "act", "addressee", "time", "state", "etsi"), self.states
        yield "silences.tsv", ("file", "act", "time", "state"), self.silences
        yield "values.tsv", ("clause", "what", "value", "file"), self.values
