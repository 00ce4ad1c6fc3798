#!/usr/bin/env python3
"""Plays a negotiation with the program, and for each of its verbs makes the n-th allocation,
read, write, sync and so on fail (failing.c), for all n or an even sample of them; then
looks at how the verb ended, what it said, and what it left behind.

usage: failing.py PROGRAM LIBRARY FOLDER CASES [STEP...]

CASES: how many of each step and class, times its share, or "all"; or CLASS:HOW:N for one, which
shows what happened.  STEP: only these.  Prints TAP, a point a step and class.
SPDX-License-Identifier: ISC
"""
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys

# In the order of the library's report, with their shares in a sample.
CLASSES = {"alloc": 2, "inner": 1, "io": 2, "space": 1, "short": 1}
WAYS = ["once", "on"]
START = 1770000000  # the time at which the story begins; each step is a minute
HANGS = 120         # seconds after which a verb that should take a fraction of one hangs
SHOWN = 8           # failed cases of a point that are shown
EXAMINED = 2        # how often the same state is examined in full

PAPERS = {
    "a.md": "# Treaty\n\nDraft\n\n## Article 1. First\n\nOne.\n\n## Article 2. Second\n\nTwo.\n",
    "b.md": "# Letter\n\nLetter\n\nThank you.\n",
    "mail.md": "# Mail\n\nBy mail.\n",
    "map.bin": "A map, " * 900,
}
DESKS = ("nord", "sud", "west")
KEPT = re.compile(r"(^|/)desk\.(lock|db-wal|db-shm)$|(^|/)depositary\.(lock|db-wal|db-shm)$")
PROMPT = re.compile(r"^(.*\?)?( \[y/N\] yes)?$")  # all of it, or what could be written
SENTENCE = re.compile(r"^verbale: [^ ].*\.$")
SYSTEM = re.compile("I/O error|Input/output error|No space left|disk is full|unable to open|"
                    "locking protocol|(unable|failed) to get (the )?page|"
                    "cannot be (opened|examined|read|written)")
SHORT_OF_MEMORY = "memory was short: nothing has been found out"
OFFLINE = re.compile(r"^verbale: offline: .*; what follows is as last seen\.$")


class Step:
    """One verb: who says it, and what may be true of it the second time."""

    def __init__(self, name, who, args, before=(), away=False, again=None, made=None, code=0,
                 reads=False, finds=None):
        self.name, self.who, self.args = name, who, args
        self.before = before    # what happens first, without failures: (who, args)
        self.away = away        # the depositary is out of reach
        self.again = again      # why the verb is refused once it was done; None: it is not
        self.made = made        # the file that it makes
        self.code = code        # how it ends without failures
        self.reads = reads      # it changes nothing: what it prints is always the same
        self.finds = finds      # the finding of verify


def acts(who, *args):
    return (who, list(args) + ["--yes"])


def story():
    """All steps in their order."""
    def hand(who, paper):
        return acts(who, "hand", paper)

    trust = ["--trust", "../trust"]
    steps = [
        Step("open", "nord", ["open", "treaty", "NORD", "SUD", "--at", "../bern", "--yes",
                              "--no-passphrase"], again="in this folder already",
             made="nord/treaty.invite"),
        Step("status-draft", "nord", ["status"], reads=True),
        Step("join", "sud", ["join", "../nord/treaty.invite", "--as", "SUD", "--yes",
                             "--no-passphrase"]),
        Step("hand", *hand("nord", "../a.md")),
        Step("status", "sud", ["status"], reads=True),
        Step("receive", *acts("sud", "receive", "NORD-1")),
        Step("answer", "sud", ["answer", "NORD-1"], again="it is there already",
             made="sud/answer.md"),
        Step("hand-answer", *hand("sud", "answer.md")),
        Step("take", *acts("nord", "take", "SUD-2", "as", "as-offered"),
             before=[acts("nord", "receive", "SUD-2")], again="5.3.7"),
        Step("refuse", *acts("sud", "refuse", "NORD-4", "Not at this table."),
             before=[hand("nord", "../b.md")], again="5.3.8"),
        Step("statement", *acts("sud", "act", "statement", "of=NORD-1", "text=We have read it.")),
        Step("withdraw", *acts("nord", "act", "withdraw", "of=NORD-5"),
             before=[hand("nord", "../b.md")], again="5.3.1"),
        Step("enter", *acts("nord", "enter", "../mail.md", "--from", "SUD", "--channel", "e-mail",
                            "--role", "letter", "--received", "2026-01-28T09:30:00Z")),
        Step("hand-annex", *acts("nord", "hand", "../b.md", "--annex", "../map.bin")),
        Step("receive-annex", *acts("sud", "receive", "NORD-8")),
        Step("hand-offline", *hand("nord", "../a.md"), away=True),
        Step("status-offline", "nord", ["status"], away=True, reads=True,
             before=[acts("nord", "act", "statement", "text=We are offline.")]),
        Step("pouch-write", "nord", ["pouch", "write", "../friday.pouch"], away=True,
             before=[acts("nord", "act", "statement", "text=We still are.")],
             again="is there already", made="friday.pouch"),
        Step("pouch-open", "sud", ["pouch", "open", "../friday.pouch"]),
        Step("export", "nord", ["export", "../all.bundle"], again="is there already",
             made="all.bundle"),
        Step("tiles", "nord", ["export", "--tiles", "../tiles"], again="is there already",
             made="tiles"),
        Step("text", "nord", ["export", "--text"], reads=True),
        Step("prove", *acts("nord", "prove", "NORD-1"), made="nord/proofs/1.proof"),
        Step("prove-claim", *acts("nord", "prove", "SUD received NORD-1"),
             made="nord/proofs/2.proof"),
        Step("prove-article", *acts("nord", "prove", "--article", "1", "NORD-1"),
             made="nord/proofs/3.proof"),
    ]
    for what, file in [("proof", "../nord/proofs/1.proof"), ("claim", "../nord/proofs/2.proof"),
                       ("article", "../nord/proofs/3.proof"), ("bundle", "../all.bundle"),
                       ("pouch", "../friday.pouch"), ("act", "../one.act"),
                       ("log", "../bern"), ("desk", "../nord")]:
        steps.append(Step("verify-" + what, "press", ["verify", "--json"] + trust + [file],
                          reads=True, finds="GENUINE"))
        altered = {"log": "../bern-altered", "desk": "../nord-altered"}.get(
            what, "../altered/" + os.path.basename(file))
        steps.append(Step("verify-altered-" + what, "press",
                          ["verify", "--json"] + trust + [altered], reads=True, code=None,
                          finds="NOT GENUINE|UNREADABLE"))
    steps += [
        Step("verify-here", "nord", ["verify", "--json", "../all.bundle"], reads=True,
             finds="GENUINE"),
        Step("doctor", "nord", ["doctor"], reads=True),
        Step("doctor-depositary", "bern", ["doctor"], reads=True),
        Step("doctor-altered", "nord-altered", ["doctor"], reads=True, code=1),
        Step("read", "sud", ["read", "NORD-1"], reads=True),
        Step("show", "sud", ["show", "SUD-2"], reads=True),
        Step("log", "sud", ["log"], reads=True),
        Step("key", "sud", ["key"], reads=True),
        Step("key-office", *acts("nord", "key", "office", "legal", "../legal",
                                 "--no-passphrase"), again="in this folder already",
             made="legal/desk.key"),
        Step("ask", "west", ["join", "../nord/treaty.invite", "--as", "WEST", "--yes",
                             "--no-passphrase"], made="west/WEST.seat"),
        Step("admit", *acts("nord", "act", "admit", "seat=../west/WEST.seat", "role=observer"),
             again="waits for the signatures", made="nord/admit.act"),
        Step("sign", *acts("sud", "act", "sign", "../nord/admit.act"),
             again="in the log already"),
        Step("seat", "west", ["join", "../nord/treaty.invite", "--as", "WEST", "--yes",
                              "--no-passphrase"]),
        Step("rekey", *acts("sud", "key", "rekey", "--recovery", "recovery.key")),
    ]
    return steps


# ---- the library ----

FALLIBLE = re.compile(
    r"^_*(malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|memalign|valloc|mmap|"
    r"open|openat|creat|mkstemps?|mkostemps?|mkdir|mkdirat|mknod|mknodat|fopen|freopen|fdopen|"
    r"close|p?readv?|p?writev?|f?truncate|fsync|fdatasync|rename|renameat2?|link|linkat|symlink|"
    r"symlinkat|unlink|unlinkat|rmdir|f?chmod|fchmodat|f?chown|[fl]?stat|fstatat|statx|access|"
    r"faccessat|readlink|readlinkat|flock|lockf|fcntl|fallocate|posix_fallocate|sendfile|"
    r"copy_file_range)(64)?(_2|_chk)?$")


def names(file, which):
    said = subprocess.run(["nm", "-D", which, file], capture_output=True, text=True, check=True)
    return {line.split()[-1].split("@")[0] for line in said.stdout.splitlines()}


def unreached(program, library):
    """What the program and SQLite call that may fail and does not come by the library."""
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    sqlite = re.search(r"libsqlite3\S* => (\S+)", linked).group(1)
    wanted = names(program, "--undefined-only") | names(sqlite, "--undefined-only")
    return sorted(filter(FALLIBLE.match, wanted - names(library, "--defined-only")))


# ---- folders ----

def scan(root):
    """What stands under @root: path -> (kind and mode, bytes)."""
    found, todo = {}, [""]
    while todo:
        under = todo.pop()
        with os.scandir(os.path.join(root, under)) as entries:
            for entry in entries:
                path = os.path.join(under, entry.name)
                mode = entry.stat(follow_symlinks=False).st_mode
                if entry.is_dir(follow_symlinks=False):
                    found[path] = (mode, None)
                    todo.append(path)
                else:
                    with open(entry.path, "rb") as f:
                        found[path] = (mode, f.read())
    return found


def restore(root, want, have):
    """Makes what stands under @root, which is @have, what it was."""
    for path in sorted(have, reverse=True):
        if path not in want or stat.S_IFMT(want[path][0]) != stat.S_IFMT(have[path][0]):
            full = os.path.join(root, path)
            if have[path][1] is None:
                os.rmdir(full)
            else:
                os.unlink(full)
    for path in sorted(want):
        if want[path] == have.get(path):
            continue
        mode, data = want[path]
        full = os.path.join(root, path)
        if data is None:
            os.makedirs(full, exist_ok=True)
        else:
            with open(full, "wb") as f:
                f.write(data)
        os.chmod(full, stat.S_IMODE(mode))


class Ending:
    """How a run ended."""

    def __init__(self, code, out, err, report):
        self.code, self.out, self.err = code, out, err
        # What is asked, and answered by --yes; one question shows a whole act.
        err = re.sub(r"(?ms)^[^\n]*The act, whole:\n.*?\? \[y/N\] yes\n", "", err)
        lines = [re.sub(r"^.*\?(?=verbale: )", "", line) for line in err.splitlines()]
        self.said = [line for line in lines if not PROMPT.match(line)]
        words = report.split()
        self.calls = dict(zip(CLASSES, map(int, words[:5]))) if len(words) == 6 else None
        self.failed = words[5] if len(words) == 6 else None

    def show(self):
        return "exit %s, failed call: %s\n%s%s" % (self.code, self.failed, self.out, self.err)


class World:
    def __init__(self, program, library, root):
        self.program, self.library = program, library
        self.root, self.side = os.path.join(root, "world"), os.path.join(root, "side")
        self.report, self.leaks = os.path.join(root, "report"), os.path.join(root, "leaks")
        with open(self.leaks, "w", encoding="utf-8") as f:
            f.write("leak:libcrypto.so\n")
        for folder in (self.root, self.side):
            os.mkdir(folder)
        self.now = START

    def run(self, who, args, failing=None):
        env = dict(os.environ, LD_PRELOAD=self.library, FAILING_TIME=str(self.now),
                   FAILING_REPORT=self.report, LC_ALL="C.UTF-8",
                   ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") +
                   ":verify_asan_link_order=0")
        for name in ("NO_COLOR", "SSH_AUTH_SOCK"):
            env.pop(name, None)
        if failing:
            env.update(FAILING_CLASS=failing[0], FAILING_HOW=failing[1],
                       FAILING_AT=str(failing[2]))
        # Where libcrypto itself has no memory it loses some.
        if failing and failing[0] == "inner":
            env["LSAN_OPTIONS"] = "print_suppressions=0:suppressions=" + self.leaks
        if os.path.exists(self.report):
            os.unlink(self.report)
        command = [self.program, "-C", os.path.join(self.root, who)] + args
        # Its own session: there is no terminal to ask on.
        with subprocess.Popen(command, cwd=self.root, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              start_new_session=True) as p:
            try:
                out, err = p.communicate(timeout=HANGS)
                code = p.returncode
            except subprocess.TimeoutExpired:
                p.kill()
                out, err = p.communicate()
                code = "hangs"
        try:
            with open(self.report, encoding="utf-8") as f:
                report = f.read()
        except FileNotFoundError:
            report = ""
        return Ending(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"),
                      report)

    def path(self, name):
        return os.path.join(self.root, name)

    def must(self, who, args):
        ending = self.run(who, args)
        if ending.code != 0:
            raise SystemExit("Bail out! %s: %s: %s" % (who, args, ending.show()))
        return ending

    def look(self, file):
        """What a database holds as it lies there, which is not touched."""
        if not os.path.exists(self.path(file)):
            return Database()
        copy = os.path.join(self.side, "copy.db")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(copy + end):
                os.unlink(copy + end)
        for end in ("", "-wal"):
            if os.path.exists(self.path(file) + end):
                shutil.copyfile(self.path(file) + end, copy + end)
        db = sqlite3.connect(copy)
        try:
            return Database(db)
        finally:
            db.close()


# ---- what is on the record ----

OWN = "SELECT chain, number, epoch, id FROM own"
LOG = ("SELECT c.name, e.number, e.epoch, e.id FROM entry e JOIN chain c ON e.chain = c.no"
       " WHERE e.number > 0")
ACCUSED = ("SELECT substr(CAST(note AS TEXT), 1, 60) FROM %s WHERE CAST(note AS TEXT) GLOB"
           " '*' || char(10) || 'kind cannot-open' || char(10) || '*' OR CAST(note AS TEXT) GLOB"
           " '*' || char(10) || 'kind contest' || char(10) || '*'")
ROWS = [("entry", "note"), ("own", "note"), ("checkpoint", "note"), ("stray", "bytes"),
        ("box", "bytes"), ("cosignature", "line"), ("escrow", "identity"), ("copy", "bytes"),
        ("draft", "bytes"), ("seat", "secret")]


class Database:
    """Of a desk or a depositary; empty where none was founded yet."""

    def __init__(self, db=None):
        def ask(query):
            try:
                return db.execute(query).fetchall() if db else []
            except sqlite3.DatabaseError:
                return []

        self.acts = self.positions(ask(OWN) or ask(LOG))
        self.accusing = ask(ACCUSED % "own") + ask(ACCUSED % "entry")
        self.rows = [ask("SELECT count(*), total(length(%s)) FROM %s" % (column, table))
                     for table, column in ROWS]

    @staticmethod
    def positions(rows):
        """(chain, number, epoch) -> the ids that stand there."""
        at = {}
        for chain, number, epoch, act in rows:
            at.setdefault((bytes(chain).decode(), number, epoch), set()).add(bytes(act))
        return at


class Record:
    """What the log and both desks hold."""

    def __init__(self, world):
        self.databases = {who: world.look(who + "/desk.db") for who in DESKS}
        self.databases["log"] = world.look("bern/depositary.db")
        if not self.databases["log"].acts:
            self.databases["log"] = world.look("away/depositary.db")

    def __getitem__(self, who):
        return self.databases[who].acts

    def accusing(self):
        return sum((db.accusing for db in self.databases.values()), [])

    def rows(self):
        return [db.rows for db in self.databases.values()]

    def used_twice(self):
        together = {}
        for db in self.databases.values():
            for place, ids in db.acts.items():
                together.setdefault(place, set()).update(ids)
        return ["%s-%d.%d stands for %d acts" % (place + (len(ids),))
                for place, ids in together.items() if len(ids) > 1]


def stands_in(records, citation, where):
    """Whether the log has an act, or, where="kept", the desk whose chain it stands in."""
    m = re.match(r"^([A-Z]+)(/[A-Z]+)?-(\d+)(?:\.(\d+))?$", citation)
    place = ((m.group(1) + (m.group(2) or "")).lower(), int(m.group(3)), int(m.group(4) or 0))
    return place in records["log" if where == "log" else m.group(1).lower()]


# ---- one case ----

class Case:
    """A step with one failure, and what is wrong with how it went."""

    def __init__(self, world, step, before, clean, failing):
        self.world, self.step, self.before, self.clean = world, step, before, clean
        self.failing = failing
        self.wrong = []
        self.first = None

    def blame(self, why):
        self.wrong.append(why)

    # -- how it ended

    def ended(self, ending, records, earlier):
        if ending.code not in (0, 1, 2, 3):
            self.blame("it ended with %s" % ending.code)
            return
        if "Sanitizer" in ending.err or "runtime error" in ending.err:
            self.blame("a sanitizer complains")
        if ending.calls is None:
            self.blame("it did not end from main")
        for line in ending.said:
            if not SENTENCE.match(line):
                self.blame("no sentence: %r" % line)
        self.said_why(ending)
        self.accused(ending)
        if self.step.finds:
            self.found(ending)
        elif "doctor" in self.step.args:
            self.examined(ending)
        elif ending.code == 0:
            self.told(ending, records)

        self.signed(ending, records, earlier)

    def signed(self, ending, records, earlier):
        """A verb that failed says whether it has signed."""
        m = re.search(r"^verbale: (\S+) is signed and (logged|kept)", ending.err, re.M)
        if m and not (stands_in(records, m.group(1), "kept") and
                      (m.group(2) == "kept" or stands_in(records, m.group(1), "log"))):
            self.blame("%s is not" % m.group(0))
        for who in DESKS:
            if records[who] == earlier[who]:
                continue
            if "nothing was signed" in ending.err:
                self.blame("it says that nothing was signed; own acts of %s changed" % who)
            elif ending.code != 0 and not re.search(
                    "signed|goes on from there|LODGED|SIGNED", ending.out + ending.err):
                self.blame("it has signed for %s, and does not say so" % who)

    def said_why(self, ending):
        """One sentence where it did not do what it was asked to."""
        why = [line for line in ending.said if not OFFLINE.match(line)]
        expected = [line for line in self.clean.said if not OFFLINE.match(line)]
        finding = self.step.finds and ending.out
        examined = "doctor" in self.step.args and "nothing was changed" in ending.out
        if ending.code != self.clean.code and not finding and not examined and len(why) != 1:
            self.blame("exit %s with %d sentences" % (ending.code, len(why)))
        if len(why) > max(1, len(expected)):
            self.blame("more than one sentence")
        # What else would it be?
        if self.failing[0] in ("alloc", "inner") and ending.code != self.clean.code and \
                not all(re.search("memory|randomness", line) for line in why):
            self.blame("it gives another reason than memory: %s" % why)

    # No failure here is laid at the door of somebody else.
    def accused(self, ending):
        if "AT FAULT" in ending.err and "AT FAULT" not in self.clean.err:
            self.blame("it accuses the log")

    # A finding is the true one, or there is none and it is said why.
    def found(self, ending):
        if ending.out == self.clean.out and ending.code == self.clean.code:
            return
        if not ending.out:
            if ending.code == 0:
                self.blame("no finding, and exit 0")
            return
        v = json.loads(ending.out)
        if v["finding"] == "UNREADABLE" and ending.code == 2 and SYSTEM.search(v["sentence"]) \
                and self.failing[0] not in ("alloc", "inner"):
            return
        if v["sentence"] == SHORT_OF_MEMORY and ending.code == 3 and \
                self.failing[0] in ("alloc", "inner"):
            return
        self.blame("found %r, exit %s; it is %r" % (ending.out, ending.code, self.clean.out))

    # No sound thing is called a fault, but for what could not be read.
    def examined(self, ending):
        if ending.code == 0 and ending.out != self.clean.out:
            self.blame("exit 0, and not what it always finds: %s" % ending.out)
        if ending.code == 3 and "\nnot checked  " not in "\n" + ending.out:
            self.blame("it does not say what was not checked: %s" % ending.out)
        if self.clean.code != 0 and ending.code == 0:
            self.blame("it found an altered folder sound")
        for line in ending.out.splitlines():
            if line.startswith("FAULT") and line not in self.clean.out and not (
                    self.failing[0] in ("io", "space", "short") and SYSTEM.search(line)):
                self.blame("a fault that there is none: %s" % line)

    # What it says that it did was done.
    def told(self, ending, records):
        offline = [line for line in ending.said if OFFLINE.match(line)]
        if self.step.reads and ending.out != self.clean.out and not offline and \
                not re.search("^OFFLINE ", ending.out, re.M):
            self.blame("exit 0, but not the output of a run without failures")
        m = re.search(r"^(\S+) .*(LODGED|SIGNED, not lodged yet)", ending.out, re.M)
        if m:
            where = "log" if m.group(2) == "LODGED" else "kept"
            if not stands_in(records, m.group(1), where):
                self.blame("it says %r, and that is not so" % m.group(0))
        elif re.search("LODGED|SIGNED", self.clean.out):
            self.blame("exit 0, and no act is named")
        if self.step.made and not os.path.exists(self.world.path(self.step.made)):
            self.blame("exit 0, and there is no %s" % self.step.made)

    # -- what it left behind

    def whole(self):
        """No half of a file stands under its final name."""
        for name, (_, data) in scan(self.world.root).items():
            base = os.path.basename(name)
            if re.search("^(nord|sud)/papers/.*/map.bin$", name):
                if data != PAPERS["map.bin"].encode():
                    self.blame("%s is not whole" % name)
            elif name in ("sud/papers/NORD-8.md", "nord/papers/NORD-8.md"):
                if data != self.clean.files.get(name, self.before.get(name))[1]:
                    self.blame("%s is not whole" % name)
            elif re.search(r"^(nord|sud)/papers/(NORD|SUD)-\d+\.md$", name):
                texts = [text.encode() for text in PAPERS.values()]
                if data not in texts and not data.startswith(b"# Response to NORD-1"):
                    self.blame("%s is not whole" % name)
            elif base == "answer.md" and name in self.clean.files and \
                    data != self.clean.files[name][1]:
                self.blame("%s is not whole" % name)
            elif name == "tiles":
                self.all_tiles()
            elif base.endswith((".bundle", ".pouch", ".proof")) and \
                    self.before.get(name) is None:
                self.genuine(name)

    def all_tiles(self):
        """A folder of tiles is all there; where nothing could be removed it may be half of
        one, without checkpoint."""
        there, want = [{name: data for name, (_, data) in files.items()
                        if name.startswith("tiles/") and name != "tiles/checkpoint"}
                       for files in (scan(self.world.root), self.clean.files)]
        checkpoint = os.path.exists(self.world.path("tiles/checkpoint"))
        if (there != want or not checkpoint) and (checkpoint or self.failing[1] == "once"):
            self.blame("the folder of tiles is not whole")

    def genuine(self, name):
        trust = "trust" if "trust" in self.before else None
        args = ["verify", "--line", "../" + name]
        if trust:
            args += ["--trust", "../trust"]
            v = self.world.run("press", args)
        else:
            v = self.world.run("nord", args)
        if v.code != 0:
            self.blame("%s is not whole: %s" % (name, v.show()))

    def leftovers(self, now, records):
        """Files that a run without failures leaves neither before nor behind."""
        if self.failing[1] == "on" or self.first.failed in ("unlink", "unlinkat", "close"):
            return
        rekeyed = [place for place in records["sud"] if place[0] == "sud/recovery"]
        for name in now:
            if name not in self.before and name not in self.clean.files and \
                    not KEPT.search(name) and not (name == "sud/desk.key.next" and rekeyed):
                self.blame("%s was left behind" % name)

    def sound(self, who):
        """The doctor finds nothing."""
        v = self.world.run(who, ["doctor"])
        if v.code != 0:
            self.blame("doctor of %s: %s" % (who, v.show()))

    def stands(self, who):
        """`status` works."""
        v = self.world.run(who, ["status", "--json"])
        if v.code != 0:
            self.blame("status of %s: %s" % (who, v.show()))

    def is_desk(self, who):
        """Whether there is a desk by now.  Half of one is only left where nothing could be
        removed, and is called what it is."""
        path = self.world.path(who)
        half = os.path.isdir(path) and set(os.listdir(path)) & {
            "desk.db", "desk.key", "recovery.key"}
        if not half:
            return False
        v = self.world.run(who, ["status", "--json"])
        if v.code == 0:
            return True
        if self.failing[1] != "on" or not re.search(
                "was never finished.*remove the folder|this folder is not a desk", v.err):
            self.blame("half a desk in %s: %s" % (who, v.show()))
        shutil.rmtree(path)
        os.mkdir(path)
        return False

    def after(self, earlier):
        """Without failures all goes on."""
        world, step = self.world, self.step
        if step.away:
            os.rename(world.path("away"), world.path("bern"))
        making = {"open": "nord", "join": "sud", "ask": "west",
                  "key-office": "legal"}.get(step.name)
        made = making and self.is_desk(making)
        # Where nothing can be removed, a desk may be left that was not to be.
        if made and self.failing[1] == "once" and re.search(
                "no (table was founded|seat was taken|office was made)", self.first.err):
            self.blame("it says that there is no desk, and there is one")
        if making and self.first.code == 0 and not made:
            self.blame("exit 0, and there is no desk")
        for who in DESKS + ("bern",):
            if (who + "/desk.db" in self.before or who == "bern" and step.name != "open" or
                    who == making and made):
                self.sound(who)
        for who in DESKS:
            if who + "/desk.db" in self.before or who == making and made:
                self.stands(who)
        records = Record(world)
        done = made if making else step.made and os.path.exists(world.path(step.made)) or \
            records["log"] != earlier["log"] or records["nord"] != earlier["nord"]
        self.whole()
        again = world.run(step.who, step.args)
        if again.code != self.clean.code and not (
                again.code in (1, 2) and step.again and done and step.again in again.err):
            self.blame("again: %s" % again.show())
        self.settled()

    def settled(self):
        """In the end every act is logged once, and the log is GENUINE."""
        world, step = self.world, self.step
        if step.name in ("open", "status-draft"):
            joined = world.run("sud", ["join", "../nord/treaty.invite", "--as", "SUD", "--yes",
                                       "--no-passphrase"])
            if joined.code != 0:
                self.blame("nobody can join: %s" % joined.show())
        for who in ("nord", "sud"):
            self.stands(who)
        records = Record(world)
        for line in records.used_twice():
            self.blame(line)
        for who in DESKS:
            for place in records[who]:
                if place not in records["log"] and step.name != "admit":
                    self.blame("%s-%d.%d was signed and is not logged" % place)
        v = world.run("nord", ["verify", "--line", "../bern"])
        if v.code != 0 or v.out != "GENUINE\t-\t-\t-\n":
            self.blame("in the end the log is %s" % v.show())

    def known(self, now, records, seen):
        """Whether the same was left behind before, but for chance: then it is not examined
        again each time."""
        state = repr([(name, mode, data and len(data)) for name, (mode, data) in
                      sorted(now.items()) if self.before.get(name) != (mode, data)] +
                     records.rows())
        seen[state] = seen.get(state, 0) + 1
        return seen[state] > EXAMINED and seen[state] % 20 != 0

    def play(self, seen):
        world, step = self.world, self.step
        earlier = self.clean.earlier
        self.first = world.run(step.who, step.args, self.failing)
        now = scan(world.root)
        changed = {name: data for name, data in now.items()
                   if self.before.get(name) != data} or set(now) != set(self.before)
        records = Record(world) if changed else earlier
        self.ended(self.first, records, earlier)
        self.leftovers(now, records)
        # No paper was complained of: each is whole.
        if records.accusing():
            self.blame("it signed what nobody told it to: %s" % records.accusing())
        for line in records.used_twice():
            self.blame(line)
        if changed and not self.known(now, records, seen):
            world.now += 30
            self.after(earlier)
            world.now -= 30
            now = scan(world.root)
        restore(world.root, self.before, now)
        return self.wrong


# ---- the whole ----

def alter(world):
    """Copies of what there is to verify, each with one word of an act changed."""
    os.mkdir(world.path("altered"))
    names = ["nord/proofs/1.proof", "nord/proofs/2.proof", "nord/proofs/3.proof",
             "all.bundle", "friday.pouch", "one.act"]
    for name in names:
        with open(world.path(name), "rb") as f:
            data = f.read()
        assert b"role draft" in data, name
        with open(world.path("altered/" + os.path.basename(name)), "wb") as f:
            f.write(data.replace(b"role draft", b"role paper", 1))
    for who, db, where in [("bern", "depositary.db", "at & 4294967295 = 1"),
                           ("nord", "desk.db", "idx = 1")]:
        shutil.copytree(world.path(who), world.path(who + "-altered"))
        c = sqlite3.connect(world.path("%s-altered/%s" % (who, db)))
        trigger, = c.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'entry_update'").fetchone()
        c.execute("DROP TRIGGER entry_update")
        n = c.execute("UPDATE entry SET note = CAST(replace(CAST(note AS TEXT), 'role draft',"
                      " 'role paper') AS BLOB) WHERE " + where).rowcount
        assert n == 1
        c.execute(trigger)
        c.commit()
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        c.close()


def prepare(world, step):
    """What stands there before @step, and how it goes without failures."""
    world.now += 60
    if step.name == "verify-proof":
        os.mkdir(world.path("press"))
        for name, args in [("trust", ["show", "--trust"]),
                           ("one.act", ["show", "NORD-1", "--raw"])]:
            with open(world.path(name), "w", encoding="utf-8") as f:
                f.write(world.must("nord", args).out)
        alter(world)
    if step.away:
        os.rename(world.path("bern"), world.path("away"))
    for who, args in step.before:
        world.must(who, args)
    before = scan(world.root)
    earlier = Record(world)
    clean = world.run(step.who, step.args)
    clean.earlier = earlier
    if step.code is not None and clean.code != step.code:
        raise SystemExit("Bail out! %s: %s" % (step.name, clean.show()))
    if step.finds and not re.search(
            '"finding":"(%s)"' % step.finds, clean.out):
        raise SystemExit("Bail out! %s: %s" % (step.name, clean.show()))
    clean.files = scan(world.root)
    return before, clean


def sample(cases, wanted):
    """An even sample."""
    if len(cases) <= wanted:
        return cases
    return [cases[(2 * i + 1) * len(cases) // (2 * wanted)] for i in range(wanted)]


def name_of(failing):
    return "%s:%s:%d" % failing


def points(world, wanted, only, part):
    """Plays the story; for each step and class what was tried, and what was wrong."""
    for step in story():
        before, clean = prepare(world, step)
        after = scan(world.root)
        restore(world.root, before, after)
        for class_ in CLASSES:
            n = clean.calls[class_]
            if n == 0 or only and step.name not in only:
                continue
            cases = [(class_, how, k) for k in range(1, n + 1) for how in WAYS]
            if ":" in wanted:
                cases = [case for case in cases if name_of(case) == wanted]
            elif wanted != "all":
                cases = sample(cases, int(wanted) * CLASSES[class_])
            offenders, shown, seen, reached = [], "", {}, 0
            for failing in cases[part[0]::part[1]]:
                case = Case(world, step, before, clean, failing)
                wrong = case.play(seen)
                reached += case.first.failed != "-"
                if wrong:
                    offenders.append(["%s (%s)" % (name_of(failing), case.first.failed), wrong])
                if ":" in wanted:
                    shown = case.first.show()
            yield {"point": "%s, %s fails: %d of %d cases" % (step.name, class_, len(cases),
                                                               2 * n),
                   "cases": len(cases[part[0]::part[1]]), "reached": reached,
                   "offenders": offenders, "shown": shown}
        restore(world.root, after, before)
        if step.away:
            os.rename(world.path("away"), world.path("bern"))


def shared(parts, root):
    """The same, shared among processes, each with a table of its own."""
    children = []
    for i in range(parts):
        os.mkdir(os.path.join(root, str(i)))
        command = [sys.executable, *sys.argv[:3], os.path.join(root, str(i)), *sys.argv[4:]]
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                         env=dict(os.environ, PART="%d %d" % (i, parts))))
    more = True
    while more:
        lines = [child.stdout.readline() for child in children]
        more = all(line.startswith("{") for line in lines)
        if more:
            each = [json.loads(line) for line in lines]
            for key in ("cases", "reached", "offenders"):
                each[0][key] = sum((one[key] for one in each), type(each[0][key])())
            yield each[0]
    for child in children:
        child.kill()
        child.stdout.close()
        child.wait()
    if any(lines):
        raise SystemExit("Bail out! " + "".join(lines))


def comment(text):
    for line in text.splitlines():
        print("#   %s" % line.encode("ascii", "backslashreplace").decode())


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def point(self, what, offenders, more=""):
        self.count += 1
        self.failed += bool(offenders)
        print("%sok %d - %s" % ("not " if offenders else "", self.count, what))
        comment(more)
        for line in offenders[:SHOWN]:
            comment(line)
        if len(offenders) > SHOWN:
            comment("and %d more" % (len(offenders) - SHOWN))
        sys.stdout.flush()


def tell(program, library, results):
    """Prints TAP; the exit status."""
    tap = Tap()
    cases = reached = 0
    tap.point("what the program and SQLite call comes by the library",
              unreached(program, library))
    for one in results:
        cases += one["cases"]
        reached += one["reached"]
        tap.point(one["point"], ["%s: %s" % (name, "; ".join(wrong))
                                 for name, wrong in one["offenders"]], one["shown"])
    # Two runs differ by a call or two, as chance has it.
    tap.point("the failures came about: %d of %d" % (reached, cases),
              [] if reached > 0.97 * cases else ["too few"])
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


def main():
    program, library, root, wanted = sys.argv[1:5]
    parts = int(os.environ.get("VERBALE_JOBS", "1"))
    part = [int(word) for word in os.environ.get("PART", "0 1").split()]
    if "PART" not in os.environ and parts > 1:
        return tell(program, library, shared(parts, root))
    world = World(program, library, root)
    for folder in DESKS:
        os.mkdir(world.path(folder))
    for name, text in PAPERS.items():
        with open(world.path(name), "w", encoding="utf-8") as f:
            f.write(text)
    results = points(world, wanted, sys.argv[5:], part)
    if "PART" not in os.environ:
        return tell(program, library, results)
    for one in results:
        print(json.dumps(one), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
