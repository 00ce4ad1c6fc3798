#!/usr/bin/env python3
"""Writes the corpus: files/, standards/ and their tables.  Same bytes on every run.

Usage: generate.py [FOLDER]    (no FOLDER: where this file is)
SPDX-License-Identifier: ISC
"""
import importlib
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

from kit.corpus import Corpus  # noqa: E402 (after the path is set)

SECTIONS = ("conventions", "texts", "keys", "chains", "founding", "exchange", "delivery",
            "conduct", "decision", "logs", "register", "papers", "states", "archives", "picked", "order", "rules", "values",
            "attacks")


def write_table(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for row in [columns] + sorted(rows):
            out.write("\t".join(row) + "\n")


def main():
    folder = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else HERE)
    shutil.rmtree(os.path.join(folder, "files"), ignore_errors=True)
    corpus = Corpus(folder)
    for name in SECTIONS:
        importlib.import_module("cases." + name).cases(corpus)
    shutil.rmtree(os.path.join(folder, "standards", "files"), ignore_errors=True)
    standards = importlib.import_module("cases.standards").cases(folder)
    for name, columns, rows in [*corpus.tables(), *standards.tables()]:
        write_table(os.path.join(folder, name), columns, rows)


if __name__ == "__main__":
    main()
