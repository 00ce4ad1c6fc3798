#!/usr/bin/env python3
"""Reads Word files of others: how many are read, whether accepted and rejected readings are those
of the files beside them (X, X-Accepted, X-Rejected), and how many have pandoc's words.
Usage: word.py VERBALE FOLDER
SPDX-License-Identifier: ISC
"""
import collections
import pathlib
import re
import subprocess
import sys
import unicodedata


def read(verbale, path, changes):
    """Status, text and complaints."""
    done = subprocess.run([verbale, "text", "x=" + str(path), "--changes", changes],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    text = done.stdout.decode()
    if text.startswith("Composite text: X."):
        text = text.partition("\n")[2]
    return done.returncode, text, done.stderr.decode(errors="replace")


def words(text):
    """Letters and digits alone: how either lays out is no matter."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def beside(path, end):
    """The file that has what @path should be read as."""
    for name in (path.stem + "-" + end, path.stem + " " + end):
        other = path.with_name(name + path.suffix)
        if other.exists():
            return other
    return None


def pandoc(path, changes):
    done = subprocess.run(["pandoc", "--track-changes=" + changes, "-t", "plain", "--wrap=none",
                           str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def main():
    verbale, folder = sys.argv[1:]
    tally, why = collections.Counter(), collections.Counter()
    for path in sorted(pathlib.Path(folder).rglob("*.docx")):
        status, accepted, said = read(verbale, path, "all")
        if status != 0:
            tally["refused"] += 1
            reason = said.strip().split("nothing was shown: ")[-1]
            why[reason] += 1
            if not said.strip() or status not in (1, 2):
                print("%s: ended with %d" % (path, status))
                tally["broken"] += 1
            continue
        tally["read"] += 1
        rejected = read(verbale, path, "none")[1]
        for end, got in (("Accepted", accepted), ("Rejected", rejected)):
            other = beside(path, end)
            if other:
                same = words(got) == words(read(verbale, other, "all")[1])
                tally[end.lower() + (" as it should be" if same else " otherwise")] += 1
                if not same:
                    print("%s: not as %s" % (path.name, other.name))
        for changes, got in (("accept", accepted), ("reject", rejected)):
            theirs = pandoc(path, changes)
            if theirs is None:
                continue
            # Numbers are not pandoc's words, nor are its marks of lists ours.
            ours = collections.Counter(w for w in words(got) if not w.isdigit() and len(w) > 3)
            peer = collections.Counter(w for w in words(theirs) if not w.isdigit() and len(w) > 3)
            tally["pandoc %s: %s" % (changes, "same words" if ours == peer else "other words")] += 1
    for reason, n in why.most_common():
        print("%d refused: %s" % (n, reason))
    for what, n in sorted(tally.items()):
        print("%5d %s" % (n, what))
    return 1 if tally["broken"] or not tally["read"] else 0


if __name__ == "__main__":
    sys.exit(main())
