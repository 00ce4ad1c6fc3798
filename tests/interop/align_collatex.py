"""Aligns the rows of a file as `driver tokens` prints them with CollateX; prints what `driver
columns` reads: a line a row, a column a token, three digits for who has it, and w or m.
SPDX-License-Identifier: ISC
"""
import sys
import time

from collatex import Collation, collate

NAMES = ("A", "B", "C")


def columns(texts):
    """The columns of one row; a column of several words falls apart, one for each."""
    spoken = [i for i, tokens in enumerate(texts) if tokens]
    if len(spoken) < 2:  # it fails on an empty witness
        return [(frozenset(spoken), token) for i in spoken for token in texts[i]]
    collation = Collation.create_from_dict({"witnesses": [
        {"id": NAMES[i], "tokens": [{"t": token, "n": token} for token in texts[i]]}
        for i in spoken]})
    table = collate(collation, output="table", segmentation=False)
    rows = {row.header: row.to_list_of_strings() for row in table.rows}
    out = []
    for at in range(len(table.columns)):
        words = {}
        for i in spoken:
            cell = rows[NAMES[i]][at]
            if cell is not None:
                words.setdefault(cell, set()).add(i)
        out += [(frozenset(who), word) for word, who in sorted(words.items(),
                                                               key=lambda x: min(x[1]))]
    return out


def main():
    failed, start = 0, time.monotonic()
    with open(sys.argv[1], encoding="utf-8", errors="surrogateescape") as rows:
        for row in rows:
            texts = [part.split() for part in row.rstrip("\n").split("\t")[1:]]
            try:
                aligned = columns(texts)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                continue
            print(" ".join("".join("01"[i in who] for i in range(3)) +
                           ("w" if any(c.isalnum() for c in word) else "m")
                           for who, word in aligned))
    print("failed %d, %.1f s" % (failed, time.monotonic() - start), file=sys.stderr)


if __name__ == "__main__":
    main()
