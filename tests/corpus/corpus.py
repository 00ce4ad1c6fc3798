#!/usr/bin/env python3
"""The program over the conformance corpus: each file has the line that corpus/ asks for.

open.tsv lists the files on which program and corpus are known to differ, and what the program
says of them; such a point is skipped, visibly, and fails as soon as the program says anything
else, also what the corpus asks for.
SPDX-License-Identifier: ISC
"""
import json
import os
import subprocess
import sys

SOURCE = os.environ["VERBALE_SOURCE"]
PROGRAM = os.environ["VERBALE"]
CORPUS = os.path.join(SOURCE, "corpus")
BATCH = 64
count = 0


def point(holds, what, why="", skip=None):
    global count
    count += 1
    what = what.replace("#", "")
    if skip and holds:
        print("ok %d - %s # SKIP %s" % (count, what, skip))
    elif holds:
        print("ok %d - %s" % (count, what))
    else:
        print("not ok %d - %s" % (count, what))
        for line in why.splitlines():
            print("#   " + line)
    sys.stdout.flush()


def table(path, *columns):
    with open(path, encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    assert head.split("\t")[:len(columns)] == list(columns), "%s: other columns" % path
    return [line.split("\t") for line in lines]


def verify(files, trust, *options):
    """What the program prints of the files, a line each, and its exit status."""
    argv = [PROGRAM, "verify", *options] + \
        [os.path.join(CORPUS, "files", name) for name in files]
    if trust != "-":
        argv += ["--trust", os.path.join(CORPUS, "files", trust)]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return lines, done.returncode, done.stderr.decode("utf-8", "replace")


def findings():
    """expected.tsv, and what is open."""
    known = {tuple(row[:2]): row[2:] for row in table(
        os.path.join(SOURCE, "tests", "corpus", "open.tsv"),
        "file", "trust", "finding", "clause", "at", "culprit", "reason")}
    rows = table(os.path.join(CORPUS, "expected.tsv"), "file", "trust", "finding", "clause",
                 "at", "culprit", "number", "clauses", "explanation")
    for trust in sorted({row[1] for row in rows}):
        of_trust = [row for row in rows if row[1] == trust]
        for i in range(0, len(of_trust), BATCH):
            batch = of_trust[i:i + BATCH]
            lines, status, error = verify([row[0] for row in batch], trust, "--line")
            if len(lines) != len(batch):
                lines = ["status %d: %s" % (status, error)] * len(batch)
            for row, said in zip(batch, lines):
                one(row, said, known.pop(tuple(row[:2]), None))
    point(not known, "open.tsv names files of the corpus", "\n".join(
        "%s %s" % key for key in known))


def one(row, said, known):
    """One file: as expected, or otherwise in the way that is known."""
    expected = "\t".join(row[2:6])
    what = "%s (%s)" % (row[0], row[1])
    why = "%s\nexpected %s\nsaid     %s" % (row[8], expected, said)
    if known is None:
        point(said == expected, what, why)
    elif said == expected:
        point(False, what, "as the corpus has it: take it off tests/corpus/open.tsv")
    else:
        recorded = "\t".join(known[:4])
        point(said == recorded, what, "\n".join([why, "known    " + recorded]), skip=known[4])


def says():
    """What is found of an assertion or a complaint, in words."""
    known = {tuple(row[:2]) for row in table(os.path.join(SOURCE, "tests", "corpus",
                                                          "open.tsv"), "file", "trust")}
    for name, trust, word in table(os.path.join(CORPUS, "says.tsv"), "file", "trust", "says"):
        if (name, trust) in known:
            continue
        lines, _, error = verify([name], trust, "--json")
        sentence = json.loads(lines[0])["sentence"] if lines else error
        wanted = word if word in ("upheld", "rejected") else "the assertion is " + word
        point(sentence.startswith(wanted), "%s (%s): %s" % (name, trust, word), sentence)


def silences():
    """The state of each silence, at the last date of the file that it stands in."""
    rows = table(os.path.join(CORPUS, "silences.tsv"), "file", "act", "time", "state")
    lines, _, error = verify([row[0] for row in rows], "-", "--json")
    for row, line in zip(rows, lines or ["{}"] * len(rows)):
        said = [each for each in json.loads(line).get("established", [])
                if each.startswith("the silence %s," % row[1])]
        state = said[0].split(", is ")[1].split(" ")[0] if said else error
        point(state == row[3], "%s: %s is %s" % (row[0], row[1], row[3]), "said %s" % state)


def trusts():
    """A trust file that cannot be read anchors nothing, and there is no finding."""
    for name, reads, clause, why in table(os.path.join(CORPUS, "trust.tsv"), "file", "reads"):
        lines, status, error = verify(["9-files/9.7-all.bundle"], name, "--line")
        if reads == "yes":
            holds = len(lines) == 1 and status in (0, 3)
        else:
            holds = not lines and status == 2 and "nothing was verified" in error
        point(holds, name, "%s (%s)\n%s\nstatus %d\n%s" % (why, clause, lines, status, error))


def standards():
    """The set of C2SP's standards, as its own checker reads them."""
    folder = os.path.join(CORPUS, "standards")
    sys.dont_write_bytecode = True
    sys.path.insert(0, folder)
    import check
    rows = table(os.path.join(folder, "expected.tsv"), "file", "kind", "keys", "entry",
                 "verdict", "strict", "clause", "explanation")
    for name, kind, keys, entry, _, strict, clause, why in rows:
        said = check.verdict(kind, *[
            each if each == "-" else os.path.join(folder, "files", each)
            for each in (name, keys, entry)])
        wanted = ("accept", "reject") if strict == "may" else (strict,)
        point(said.split(":")[0] in wanted, "standards/" + name,
              "%s (%s)\n%s" % (why, clause, said))


def coverage():
    """Every clause has a file, or a reason why it has none."""
    clauses = set()
    with open(os.path.join(SOURCE, "doc", "format.md"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("**") and line[2].isdigit():
                clauses.add(line[2:line.index("**", 2)])
    covered = set()
    for row in table(os.path.join(CORPUS, "expected.tsv"), "file"):
        covered.update(row[7].split(","))
    excused = {row[0] for row in table(os.path.join(CORPUS, "coverage.tsv"), "what", "reason")
               if not row[0].startswith("attack")}
    point(not covered - clauses, "every clause named is one of the format",
          str(covered - clauses))
    missing = clauses - covered - excused
    point(not missing, "every clause has a file or a reason", str(missing))
    point(not excused & covered, "no clause has both", str(excused & covered))
    named = {row[0] for row in table(os.path.join(CORPUS, "expected.tsv"), "file")}
    named.update(row[1] for row in table(os.path.join(CORPUS, "expected.tsv"), "file"))
    for path, column in (("trust.tsv", 0), ("states.tsv", 0), ("silences.tsv", 0), ("values.tsv", 3)):
        named.update(row[column] for row in table(os.path.join(CORPUS, path)))
    top = os.path.join(CORPUS, "files")
    there = {os.path.relpath(os.path.join(folder, name), top)
             for folder, _, names in os.walk(top) for name in names}
    point(named - {"-"} == there, "the tables name every file, and no other",
          str((named - {"-"}) ^ there))


def main():
    findings()
    says()
    silences()
    trusts()
    standards()
    coverage()
    print("1..%d" % count)


if __name__ == "__main__":
    main()
