"""What the peers are tried with: provisions of three institutions, where there is a file of them,
and texts made here, the same in every run.
SPDX-License-Identifier: ISC
"""
import os
import random

NAMES = ("first", "second", "third")
STEMS = ("party parties shall should may inform consult measure treaty article council within days "
         "hours notice request territory exercise military border agree review report observe "
         "depositary enter force amend withdraw dispute settle peaceful means other state states "
         "security danger early prior written consent CP.21 non-EU it's 1,000 10:30 naïve 30").split()
COMMON = "the of and to in a by or for not any each".split()


def real():
    """(name, text) of each row of which all three have words."""
    path = os.environ.get("VERBALE_TEXTS", "")
    if not os.path.isfile(path):
        return []
    rows = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            fields = line.rstrip("\r\n").split("\t")
            if not line.startswith("#") and len(fields) == 4 and all(fields[1:]):
                rows.append(list(zip(NAMES, fields[1:])))
    return rows


def word(chance):
    return chance.choice(COMMON if chance.random() < 0.45 else STEMS)


def versions(chance, words, edits, n=3):
    """@n versions of one text: of each word one in 1/@edits is another in each of them, taken
    out, or followed by one more.  What stands between words is the same in all."""
    out = [[] for _ in range(n)]
    for i in range(words):
        # Paragraphs are parted by an empty line; here and there are two spaces.
        gap = "" if i == 0 else ".\n\n" if i % 61 == 0 else ". " if i % 13 == 0 else \
            ", " if i % 17 == 0 else "  " if i % 23 == 0 else " "
        base = word(chance)
        for version in out:
            how = chance.randrange(3) if chance.random() < edits else 3
            if how != 1:
                version.append(gap + (word(chance) if how == 0 else base))
            elif gap.endswith("\n\n") or i == 0:
                version.append(gap + base)
            if how == 2:
                version.append(" " + word(chance))
    return list(zip(NAMES, ("".join(version) + "." for version in out)))


def made(count=150):
    chance = random.Random(20)
    return [versions(chance, 20 + chance.randrange(70), (0.05, 0.15, 0.3)[i % 3])
            for i in range(count)]


def drafts(words):
    return versions(random.Random(words), words, 0.05)
