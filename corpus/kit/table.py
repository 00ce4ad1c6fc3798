"""A scripted table: members, a depositary and its log, acts of every kind, and the files.

Everything can be bent: a line of an act before it is signed (`bend`), who signs it
(`signers`), its place (`number`, `epoch`, `prev`), what it has seen, when it is logged.

SPDX-License-Identifier: ISC
"""
from . import age, files, papers, tree
from .acts import Act, KINDS, clock, field_lines, spell, when
from .notes import COSIGNATURE, ED25519, Key, b64, raw, secret, sha256

DAY = 86400
RULES = {"answer-days": 42, "channel": "open", "clock": "runs", "collect-days": 30,
         "contest-days": 7, "deemed-days": "-", "skew-seconds": 300, "take-days": 7,
         "tie": "addressee"}
MEMBERS = (("nord", "principal"), ("sud", "principal"), ("west", "chair"))
PURPOSES = ("act", "cosign", "founding", "recovery", "seal")

TREATY = b"""# Treaty on the crossing

Nord and Sud agree as follows.

## Article 1. Passage

Ships of both pass freely.

## Article 2. Notice

Each gives notice of a closure, thirty days before.
"""


def make_key(label, name, purpose, origin=None):
    """The key of a member or of the depositary for one purpose."""
    seed = secret("%s/%s/%s" % (label, name, purpose))
    if purpose == "seal":
        return age.Identity(seed)
    shown = {"recovery": name + "/recovery", "log": origin}.get(purpose, name)
    return Key(shown, seed, COSIGNATURE if purpose in ("cosign", "clock") else ED25519)


def value_of(key):
    return key.recipient() if isinstance(key, age.Identity) else key.vkey()


class Table:
    """One table, from its charter on.

    keys replaces single keys by (name, purpose): by another Key, or by the bytes of a value
    that nobody holds the secret of.  bend is given the charter's lines before the members
    sign it, bend_draft those of the draft before the seats are signed.
    """

    def __init__(self, label="base", members=MEMBERS, judge="west", depositary="bern",
                 name="crossing", origin=None, rules=None, start="2026-03-02T09:00:00Z",
                 author="nord", keys=None, bend=None, bend_draft=None, bend_seat=None,
                 signers=None, log=True):
        self.label, self.members, self.depositary = label, dict(members), depositary
        self.origin = origin or "bern.example/%s" % label
        self.now = when(start)
        self.rules = dict(RULES, **{k.replace("_", "-"): v for k, v in (rules or {}).items()})
        self.holders, self.values, self.retired = {}, {}, []
        wanted = [(n, p) for n in sorted(self.members) for p in PURPOSES]
        wanted += [(depositary, p) for p in ("act", "clock", "log")]
        for place in wanted:
            key = (keys or {}).get(place) or make_key(label, *place, origin=self.origin)
            self.holders[place] = key
            self.values[place] = key if isinstance(key, str) else value_of(key)
        self.current = {n: self.holders[n, "act"] for n in list(self.members) + [depositary]}
        for n in self.members:
            self.current[n + "/recovery"] = self.holders[n, "recovery"]
        self.last, self.epochs, self.serial = {}, {}, 0
        self.entries, self.marks, self.checkpoints, self.acts = [], [], [], []
        self.found(name, judge, author, bend, bend_draft, bend_seat, signers)
        if log:
            self.log(self.charter)

    # Founding (5.1.1, 9.5)

    def charter_lines(self, name, judge, author, keys, seats):
        fields = dict(name=name, nonce=secret(self.label + " nonce"), origin=self.origin,
                      depositary=self.depositary, judge=judge,
                      rule=["%s %s" % each for each in self.rules.items()],
                      party=["%s %s" % each for each in self.members.items()],
                      key=keys, seat=seats or None)
        head = ["verbale-act/1", "kind open", "table -", "author " + author, "office -",
                "number 0", "prev -", "seen -", "date " + clock(self.now),
                "lodge-by " + clock(self.now + 30 * DAY)]
        return head + field_lines("open", fields)

    def key_line(self, name, purpose):
        return "%s %s %s" % (name, purpose, self.values[name, purpose])

    def found(self, name, judge, author, bend, bend_draft, bend_seat, signers):
        own = [self.key_line(self.depositary, p) for p in ("act", "clock", "log")]
        draft = self.charter_lines(name, judge, author, own, [])
        if bend_draft:
            draft = bend_draft(draft)
        self.draft = "".join(each + "\n" for each in draft)
        seats = []
        for member in sorted(self.members):
            text = "verbale-seat/1\ndraft %s\nparty %s\n%s" % (
                sha256(raw(self.draft)).hex(), member,
                "".join("key %s\n" % self.key_line(member, p) for p in PURPOSES))
            if bend_seat:
                text = bend_seat(member, text)
            key = self.holders[member, "act"]
            if not isinstance(key, str):
                seats.append("%s %s" % (member, b64(key.id + key.signature(text))))
        all_keys = [self.key_line(*place) for place in self.values]
        lines = self.charter_lines(name, judge, author, all_keys, seats)
        if bend_draft:
            lines = bend_draft(lines)
        if bend:
            lines = bend(lines)
        text = "".join(each + "\n" for each in lines)
        if signers is None:
            signers = [self.holders[m, "founding"] for m in sorted(self.members)]
        self.charter = Act(author, 0, 0, text, [key.line(text) for key in signers])
        self.id = sha256(b"verbale-table-id/1\n", raw(text))

    # Acts

    def principals(self):
        return sorted(m for m, role in self.members.items() if role == "principal")

    def signing(self, chain, kind, fields):
        """The keys whose lines the kind requires (2.8), in their order."""
        if kind in ("amend", "admit", "transfer"):
            return [self.current[m] for m in self.principals()]
        if kind in ("minutes", "adopt", "initial", "sign"):
            signer = fields["signer"]
            return [self.current[m] for m in (sorted(signer) if isinstance(signer, list)
                                              else [signer])]
        return [self.current[chain]]

    def place(self, chain):
        """Where the chain goes on: number, epoch, prev."""
        last = self.last.get(chain)
        if last is None:
            return 1, self.epochs.get(chain, 0), self.charter
        return last.number + 1, max(last.epoch, self.epochs.get(chain, 0)), last

    def act(self, chain, kind, number=None, epoch=None, prev=None, after=None, seen=None,
            date=None, lodge_by=None, table=None, signers=None, bend=None, keep=True,
            author=None, office=None, head_kind=None, **fields):
        """Composes and signs an act; keep=False leaves the chain as it was."""
        fields = {k.strip("_").replace("_", "-"): v for k, v in fields.items()}
        n, e, p = self.place(chain)
        if after is not None:
            n, e, p = after.number + 1, after.epoch, after
            if after is self.charter:
                n = 1
        number, epoch = n if number is None else number, e if epoch is None else epoch
        prev = p if prev is None else prev
        date = self.now if date is None else date
        lodge_by = self.later(date, 2 * DAY) if lodge_by is None else lodge_by
        seen = self.checkpoints[-1] if seen is None else seen
        name, _, desk = chain.partition("/")
        lines = ["verbale-act/1", "kind " + (head_kind or kind),
                 "table " + (self.id.hex() if table is None else table),
                 "author " + (author or name), "office " + (office or desk or "-"),
                 "number %s%s" % (number, ".%d" % epoch if epoch else ""),
                 "prev " + spell(prev),
                 "seen " + (seen if isinstance(seen, str) else seen.seen()),
                 "date " + self.spelled(date), "lodge-by " + self.spelled(lodge_by)]
        if signers is None:
            signers = self.signing(chain, kind, fields)
        lines += field_lines(kind, dict(fields))
        if bend:
            lines = bend(lines)
        text = lines if isinstance(lines, str) else "".join(each + "\n" for each in lines)
        act = Act(chain, number, epoch, text,
                  [key if isinstance(key, str) else key.line(text) for key in signers])
        act.kind, act.fields = kind, fields
        if keep:
            self.last[chain] = act
        return act

    @staticmethod
    def spelled(time):
        return time if isinstance(time, str) else clock(time)

    @staticmethod
    def later(time, seconds):
        if isinstance(time, str):
            try:
                return clock(min(when(time) + seconds, 253402300799))
            except ValueError:
                return time
        return time + seconds

    def office_key(self, chain, generation=""):
        return Key(chain, secret("%s/%s/act%s" % (self.label, chain, generation)))

    def mandate(self, party, office, scope="all", from_=None, until=None, key=None, **more):
        """A mandate; the office can sign from then on."""
        chain = "%s/%s" % (party, office)
        key = key or self.office_key(chain)
        value = key if isinstance(key, str) else "%s act %s" % (chain, key.vkey())
        act = self.act(party, "mandate", to=office, key=value, scope=scope, from_=from_,
                       until=until, **more)
        if not isinstance(key, str):
            self.current[chain] = key
        return act

    def rekey(self, member, purposes=("act",), generation="2", signers=None, **more):
        """A rekey in the member's recovery chain, and the new keys in force from here on."""
        chain, fresh = member + "/recovery", {}
        for purpose in purposes:
            fresh[purpose] = make_key(self.label + generation, member, purpose)
        value = ["%s %s %s" % (member, p, value_of(k)) for p, k in fresh.items()]
        if signers is None:
            signers = [self.current[chain], fresh.get("act", self.current[member])]
        act = self.act(chain, "rekey", key=more.pop("key", value), signers=signers, **more)
        for purpose, key in fresh.items():
            self.holders[member, purpose] = key
        if "act" in fresh:
            self.retired.append(self.current[member])
            self.current[member] = fresh["act"]
            self.epochs[member] = self.epochs.get(member, 0) + 1
        return act

    # Papers

    def hand(self, chain, to, kind="propose", paper=TREATY, own=False, copies=None,
             annexes=None, seal=None, **more):
        """A hand-over: seals a copy to each of `to` (and the author's own).

        copies gives keywords of papers.Copy for single addressees, seal their seal keys.
        """
        fields = {"role": {"propose": "draft", "respond": "response",
                           "letter": "letter"}[kind], "privilege": "open",
                  "confidential": "no", "same_text": "yes"}
        n, e, _ = self.place(chain)
        if more.get("after") is not None:
            n, e = more["after"].number + 1, more["after"].epoch
        if more.get("number") is not None:
            n = more["number"]
        made, self.serial = {}, self.serial + 1
        to = [to] if isinstance(to, str) else list(to)
        name = chain.partition("/")[0]
        for addressee in to + ([name] if own else []):
            place = papers.Place(self.id, chain, n, more.get("epoch") or e, addressee)
            label = "%s paper %d %s" % (self.label, self.serial, addressee)
            text = paper[addressee] if isinstance(paper, dict) else paper
            key = (seal or {}).get(addressee) or self.holders[addressee, "seal"]
            made[addressee] = papers.Copy(place, text, key.public, label,
                                          own=addressee == name,
                                          **(copies or {}).get(addressee, {}))
        lines = more.pop("copy", None) or [each.line() for each in made.values()]
        fields.update(more)
        act = self.act(chain, kind, copy=lines, annex=annexes or None, **fields)
        act.copies = made
        return act

    def receipt(self, chain, of, copy=None, **more):
        name = chain.partition("/")[0]
        if copy is None:
            copy = of.copies[name].line("-")
        return self.act(chain, "receipt", of=of, copy=copy, **more)

    def release(self, of, addressee, receipt, by=None, identity=None, **more):
        if identity is None:
            identity = of.copies[addressee].one_time.spelled()
        if by is None:
            more.setdefault("lodge_by", more.get("date", self.now))
        return self.act(by or self.depositary, "release", of=of, addressee=addressee,
                        receipt=receipt, identity=identity, **more)

    def receive(self, chain, of, **more):
        """A receipt and its release, under one checkpoint; returns both."""
        receipt = self.receipt(chain, of, **more)
        release = self.release(of, chain.partition("/")[0], receipt)
        self.log(receipt, release)
        return receipt, release

    # The log

    def log(self, *acts, commit=True, at=None):
        """Appends acts under one checkpoint; returns the last."""
        for act in acts:
            act.index = len(self.entries)
            self.entries.append(act.note)
            self.acts.append(act)
        if commit:
            self.commit(at=at)
        return acts[-1]

    def hashes(self):
        return [tree.leaf_hash(entry) for entry in self.entries]

    def commit(self, at=None, cosigners=(), size=None, root=None, clock=True, keep=True):
        """A checkpoint of the log as it stands, dated by the clock."""
        hashes = self.hashes()
        size = len(hashes) if size is None else size
        if root is None:
            root = tree.root(hashes[:size])
        checkpoint = tree.Checkpoint(self.origin, size, root,
                                     self.holders[self.depositary, "log"])
        self.now = self.now + 30 if at is None else (when(at) if isinstance(at, str) else at)
        if clock:
            checkpoint.date(self.holders[self.depositary, "clock"], self.now)
        for member in cosigners:
            checkpoint.date(self.holders[member, "cosign"], self.now)
        if keep:
            self.checkpoints.append(checkpoint)
            if clock:
                self.marks.append(checkpoint)
        self.now += 30
        return checkpoint

    def wait(self, **span):
        self.now += span.get("days", 0) * DAY + span.get("seconds", 0)

    # Files

    def parts(self, first="verbale-bundle/1", marks=None, seen=(), copies=(), outbox=(),
              entries=None, checkpoint=None, size=None, readme=files.README,
              registrations=()):
        """The files of a bundle or pouch, to be bent before they are packed."""
        entries = self.entries if entries is None else entries
        checkpoint = self.checkpoints[-1] if checkpoint is None else checkpoint
        if not isinstance(checkpoint, bytes):
            checkpoint = checkpoint.note()
        marks = self.marks if marks is None else marks
        out = [("README", readme),
               ("manifest", files.manifest(self.id, self.origin,
                                           len(entries) if size is None else size, first)),
               ("checkpoint", checkpoint),
               ("marks", files.marks(marks))]
        if registrations:
            out.append(("registrations", files.marks(registrations)))
        out += tree.tree_files(entries)
        out += files.by_hash("seen", seen)
        out += files.by_hash("copy", copies)
        return out + [("outbox/%03d" % (i + 1), act.note) for i, act in enumerate(outbox)]

    def bundle(self, **more):
        bend = more.pop("bend", None)
        parts = self.parts(**more)
        return files.ustar(bend(parts) if bend else parts)

    def pouch(self, *outbox, **more):
        return self.bundle(first="verbale-pouch/1", outbox=outbox, **more)

    def proof(self, *acts, claim=None, marks=(), extra=(), bend=None, checkpoint=None,
              charter=None):
        """A proof of these acts, with the newest checkpoint."""
        checkpoint = checkpoint or self.checkpoints[-1]
        hashes = self.hashes()[:checkpoint.size]
        parts = [("charter", charter or self.charter.note)]
        for act in sorted(acts, key=lambda a: a.index):
            parts += [("act", act.note), ("proof", tree.tlog_proof(act.index, hashes,
                                                                   checkpoint))]
        parts += [("mark", mark.note()) for mark in marks] + list(extra)
        return files.proof(bend(parts) if bend else parts, claim)

    def whole(self, claim=None, marks=None, extra=(), bend=None, checkpoint=None):
        """A proof that has the whole log."""
        checkpoint = checkpoint or self.checkpoints[-1]
        marks = self.marks if marks is None else marks
        parts = [("charter", self.charter.note),
                 ("entries", tree.entry_bundle(self.entries[:checkpoint.size])),
                 ("checkpoint", checkpoint.note())]
        parts += [("mark", mark.note()) for mark in marks] + list(extra)
        return files.proof(bend(parts) if bend else parts, claim)

    def trust(self, table=True, parties=None, log=True, policy=()):
        """A trust file that knows the table, its parties' first act keys, and its log."""
        parties = sorted(self.members) if parties is None else parties
        return files.trust([self.id] if table else [],
                           [self.values[m, "act"] for m in parties],
                           [self.values[self.depositary, "log"]] if log else [], policy)


def change(old, new):
    """A bend: the line that is, or whose key is, `old` becomes the line or lines `new`.

    new may be a function of the line.
    """
    def bend(lines):
        assert any(old in (each, each.split(" ")[0]) for each in lines), "no line " + old
        out = []
        for each in lines:
            if old in (each, each.split(" ")[0]):
                each = new(each) if callable(new) else new
            out += [each] if isinstance(each, str) else each
        return out
    return bend


__all__ = ["Table", "change", "make_key", "value_of", "TREATY", "DAY", "KINDS", "RULES",
           "MEMBERS", "PURPOSES"]
