#!/usr/bin/env python3
"""Making the corpus anew gives the bytes that are there.  Needs python3-cryptography.

SPDX-License-Identifier: ISC
"""
import filecmp
import importlib.util
import os
import subprocess
import sys
import tempfile

CORPUS = os.path.join(os.environ["VERBALE_SOURCE"], "corpus")
TABLES = ("expected.tsv", "says.tsv", "silences.tsv", "states.tsv", "trust.tsv", "values.tsv")


def files(top):
    return {os.path.relpath(os.path.join(folder, name), top)
            for folder, _, names in os.walk(top) for name in names}


def main():
    if not importlib.util.find_spec("cryptography"):
        print("1..0 # SKIP python3-cryptography is not installed (scripts/setup corpus)")
        return
    with tempfile.TemporaryDirectory() as made:
        done = subprocess.run([sys.executable, os.path.join(CORPUS, "generate.py"), made],
                              capture_output=True, text=True, check=False)
        bad = [] if done.returncode == 0 else [done.stderr]
        print("%sok 1 - the corpus is made" % ("not " if bad else ""))
        if not bad:
            for name in TABLES:
                if not filecmp.cmp(os.path.join(CORPUS, name),
                                   os.path.join(made, name), False):
                    bad.append(name)
            for part in ("files", "standards"):
                old, new = os.path.join(CORPUS, part), os.path.join(made, part)
                for name in sorted(files(new) | (files(old) if part == "files" else set())):
                    a, b = os.path.join(old, name), os.path.join(new, name)
                    if not (os.path.exists(a) and os.path.exists(
                        b) and filecmp.cmp(a, b, False)):
                        bad.append("%s/%s" % (part, name))
            old = files(os.path.join(CORPUS, "standards", "files"))
            bad += sorted(old - files(os.path.join(made, "standards", "files")))
    print("%sok 2 - byte for byte as it is there" % ("not " if bad else ""))
    for line in bad[:40]:
        print("#   " + line.strip())
    print("1..2")


if __name__ == "__main__":
    main()
