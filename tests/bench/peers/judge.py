"""Verbale beside its peers: how long each takes, and which invariants of text.md 8 each keeps.

An invariant is not kept if one input is found on which it does not hold; how many were tried is
said.  Of some a tool cannot even be asked: one that takes two texts has no order of three, and one
that prints no marks has none that could be read again.  All are judged by the same lines here,
from what they answered (tools.py).  Counterexamples are written to counterexamples.txt.
SPDX-License-Identifier: ISC
"""
import re
import statistics
import sys
import time
from itertools import groupby

import texts
import tools
from tools import tokens

# Seconds of a processor that the inputs of one tool may take, so that a busy machine tries as
# many: one counterexample settles it, but that there is none takes more tries, and we have them.
SECONDS = 8
OUR_SECONDS = 16
PATIENCE = 60		# by the clock
LIMIT = 6		# by the clock, for one comparison of drafts
SIZES = (250, 500, 1000, 2000, 4000, 8000, 16000)

# Name of an invariant, and its clause, in the order of the table.
INVARIANTS = [
    ("bytes", "8.1", "every version comes back byte for byte"),
    ("words", "8.1", "every version comes back word by word"),
    ("order", "8.2", "the order of the parties has no influence"),
    ("common", "8.3", "what all have in a place is not marked as different"),
    ("alone", "8.4", "one party alone has no marks"),
    ("equal", "8.5", "equal texts give themselves"),
    ("silent", "8.6", "a silent party changes nothing"),
    ("reread", "8.7", "what is printed is read as it was, whatever its words are"),
    ("printed", "8.7", "it gives the bytes back, or it is said that spaces differ"),
    ("whole", "8.8", "no mark stands inside a word"),
    ("merged", "8.9", "nothing is printed as settled that nobody proposed"),
    ("told", "8.9", "readings that nobody proposed are pointed out"),
]


class Sites:
    """Pieces, put together: what is free, and between it the places of difference, each a
    {name: text}; free[i] stands before place[i], and one more behind the last.  Space alone does
    not part two places, but the end of a paragraph does."""

    def __init__(self, names, pieces):
        self.free, self.place = [""], []
        inside = False
        for common, run in groupby(pieces, lambda piece: len(piece) == len(names)):
            said = {name: "".join(piece.get(name, "") for piece in run_of)
                    for run_of in [list(run)] for name in names}
            words = any(tokens(text) or "\n\n" in text for text in said.values())
            if common and (words or not inside):
                if inside:
                    self.free.append("")
                self.free[-1] += said[names[0]]
                inside = False
            elif any(said.values()):
                if not inside:
                    self.place.append(dict.fromkeys(names, ""))
                inside = True
                for name, text in said.items():
                    self.place[-1][name] += text
        if inside:
            self.free.append("")

    def form(self):
        """What must not depend on who was named first."""
        return [tokens(text) for text in self.free], [
            {name: tokens(text) for name, text in place.items()} for place in self.place]


def is_word(token):
    return token[0].isalnum()


def alike(names, place, beside, end):
    """Whether all begin with the same word, or all @end with it; a mark inside a word is no
    beginning (8.8 counts that)."""
    said = [place[name] for name in names]
    at = -1 if end else 0
    edge = beside[:1] if end else beside[-1:]
    if edge.isalnum() and any(text and text[at].isalnum() for text in said):
        return False
    readings = [tokens(text) for text in said]
    return all(readings) and is_word(readings[0][at]) and len({r[at] for r in readings}) == 1


def common_is_free(names, given, sites):
    """No place where all begin, or end, with the same word; and what the whole texts begin with
    is free."""
    for i, place in enumerate(sites.place):
        if alike(names, place, sites.free[i], False) or alike(names, place, sites.free[i + 1],
                                                              True):
            return False
    all_begin = 0
    for column in zip(*(tokens(text) for _, text in given)):
        if len(set(column)) > 1:
            break
        all_begin += 1
    return sum(len(tokens(text)) for text in sites.free) >= all_begin


def no_word_is_split(given, pieces):
    """No word of a version is made of pieces that different parties have."""
    for name, whole in given:
        words, last = set(tokens(whole)), None
        for piece in pieces:
            text = piece.get(name, "")
            if text and last and last[0] != piece.keys():
                left, right = re.search(r"\w*$", last[1]), re.match(r"\w*", text)
                if left[0] and right[0] and left[0] + right[0] in words:
                    return False
            if text:
                last = (piece.keys(), text)
    return True


def nothing_is_merged(given, sites):
    """Four words or marks in a row of what stands free, within a sentence, are somebody's."""
    theirs = set()
    for _, text in given:
        all_of = tokens(text)
        theirs.update(tuple(all_of[i:i + 4]) for i in range(len(all_of)))
    for text in sites.free:
        if any(text in whole for _, whole in given):
            continue
        row = tokens(text)
        for i in range(len(row) - 3):
            if "." not in row[i:i + 4] and tuple(row[i:i + 4]) not in theirs:
                return False
    return True


def unproposed(names, sites):
    """How many readings of two places in one breath no party has together (text.md 5.1)."""
    count = 0
    for i in range(1, len(sites.place)):
        between = tokens(sites.free[i])
        if sum(map(is_word, between)) > 2 or "." in between or "\n\n" in sites.free[i]:
            continue
        said = [[tuple(tokens(p[name])) for name in names] for p in sites.place[i - 1:i + 1]]
        together = set(zip(*said))
        count += sum((a, b) not in together for a in set(said[0]) for b in set(said[1])
                     if a and b)
    return count


def orders(tool, given):
    """Others than @given; a base stays what it is."""
    if tool.base:
        return [given[:1] + given[:0:-1]]
    return [given[::-1]] + ([given[1:] + given[:1]] if len(given) > 2 else [])


class Trial:
    """One tool, and what was found of it."""

    def __init__(self, tool):
        self.tool = tool
        self.tried = dict.fromkeys((name for name, _, _ in INVARIANTS), 0)
        self.broken = dict.fromkeys(self.tried, 0)
        self.failed, self.ms, self.inputs = 0, [], 0

    def found(self, what, holds, given):
        self.tried[what] += 1
        if holds:
            return
        if not self.broken[what]:
            with open("counterexamples.txt", "a", encoding="utf-8") as f:
                f.write("%s: %s\n%s\n\n" % (self.tool.name, what, "\n".join(
                    "  %s: %r" % version for version in given)))
        self.broken[what] += 1

    def form(self, given, silent=False):
        """Of what it answers; None if it does not."""
        try:
            names = sorted(name for name, _ in given)
            return Sites(names, self.tool.run(given, silent)).form()
        except tools.Failed:
            return None

    def judge(self, given):
        tool, names = self.tool, [name for name, _ in given]
        pieces = tool.run(given)
        self.ms.append(tool.ms)
        sites = Sites(sorted(names), pieces)
        back = {name: tool.back(given, name, pieces) for name in names}
        self.found("bytes", all(back[name] == text for name, text in given), given)
        if tool.marks:
            printed = [(tool.from_print(given, name, pieces), text) for name, text in given]
            self.found("printed", all(got in (None, text) for got, text in printed), given)
        self.found("words", self.words_come_back(pieces, given), given)
        self.found("common", common_is_free(names, given, sites), given)
        self.found("whole", no_word_is_split(given, pieces), given)
        self.found("merged", nothing_is_merged(given, sites), given)
        want = unproposed(names, sites)
        if want:
            self.found("told", tool.reported(given) == want, given)
        self.again(given, sites.form())

    def again(self, given, form):
        """What the same texts give in other circumstances."""
        tool = self.tool
        self.found("order", all(self.form(other) == form for other in orders(tool, given)),
                   given)
        same = [(name, given[0][1]) for name, _ in given]
        self.found("equal", self.gives_itself(same), same)
        if tool.least == 1:
            self.found("alone", self.gives_itself(given[:1]), given[:1])
        if tool.can_be_silent:
            self.found("silent", self.form(given, silent=True) == form, given)
        if tool.marks:
            marked = [(name, tool.marks + " " + text) for name, text in given]
            self.found("reread", self.reads_marks(marked, given), marked)

    def words_come_back(self, pieces, given):
        return all(tokens("".join(piece.get(name, "") for piece in pieces)) == tokens(text)
                   for name, text in given)

    def reads_marks(self, marked, given):
        """Words that look like the tool's own marks are free words, and take nothing from what
        came back without them."""
        try:
            names, want = sorted(name for name, _ in given), tokens(self.tool.marks)
            pieces = self.tool.run(marked)
            return tokens(Sites(names, pieces).free[0])[:len(want)] == want and (
                self.words_come_back(pieces, marked) or
                not self.words_come_back(self.tool.run(given), given))
        except tools.Failed:
            return False

    def gives_itself(self, given):
        try:
            names = sorted(name for name, _ in given)
            pieces = self.tool.run(given)
            sites = Sites(names, pieces)
            return not sites.place and all(self.tool.back(given, name, pieces) == text
                                           for name, text in given)
        except tools.Failed:
            return False

    def over(self, inputs):
        seconds = OUR_SECONDS if isinstance(self.tool, tools.Verbale) else SECONDS
        end = time.monotonic() + PATIENCE
        for given in inputs:
            if self.tool.spent > 1e3 * seconds or time.monotonic() > end:
                break
            self.inputs += 1
            try:
                self.judge(given[:self.tool.most])
            except tools.Failed as e:
                self.failed += 1
                if self.failed == 1:
                    print("# %s gave no answer to an input: %s" % (self.tool.name, e))

    def kept(self):
        return [name for name in self.tried if self.tried[name] and not self.broken[name]]

    def cell(self, name):
        if not self.tried[name]:
            return "-"
        return "kept" if not self.broken[name] else "%d/%d" % (self.broken[name],
                                                               self.tried[name])


def figure(name, value, unit, reference="-", reference_value="-", target="-"):
    print("%s\t%.6g\t%s\t%s\t%s\t%s" % (name, value, unit, reference, reference_value, target),
          flush=True)


def draft_times(tool):
    """Milliseconds by size; what took too long is the last, and negative."""
    found = {}
    for words in SIZES:
        try:
            tool.run(texts.drafts(words)[:tool.most], limit=LIMIT)
            found[words] = tool.ms
        except tools.Cut as e:
            print("# %s: drafts of %d words: %s" % (tool.name, words, e))
            found[words] = -1
            break
        except tools.Failed as e:
            print("# %s gave no answer to drafts of %d words: %s" % (tool.name, words, e))
            break
    return found


def there(tool):
    """Why it cannot be tried; None if it can."""
    try:
        tool.run(texts.drafts(30)[:tool.most])
    except (OSError, tools.Failed) as e:
        return str(e)
    return None


def table(trials):
    print("# invariants kept (text.md 8): kept; on how many inputs of those tried not; - does not "
          "apply")
    print("# %-62s%s" % ("", "".join("%19s" % t.tool.name for t in trials)))
    for name, clause, what in INVARIANTS:
        print("# %s %-58s%s" % (clause, what, "".join("%19s" % t.cell(name) for t in trials)))
    print("# %-62s%s" % ("kept, of those that apply", "".join(
        "%19s" % ("%d of %d" % (len(t.kept()), sum(map(bool, t.tried.values()))))
        for t in trials)))
    print("# %-62s%s" % ("inputs tried", "".join("%19d" % t.inputs for t in trials)))


def time_table(times):
    print("# milliseconds of a processor for drafts of so many words each, 5 %% edited; > %d s: cut "
          "off" % LIMIT)
    print("# %-20s %5s %s" % ("", "texts", "".join("%9d" % words for words in SIZES)))
    for tool, found in times:
        print("# %-20s %5d %s" % (tool.name, min(tool.most, 3), "".join(
            "%9s" % ("-" if words not in found else "> %d s" % LIMIT if found[words] < 0
                     else "%.0f" % found[words]) for words in SIZES)))


def main():
    missing = dict(entry.split("=", 1) for entry in sys.argv[1:])
    inputs = [one for pair in zip(texts.real(), texts.made()) for one in pair]
    if not inputs:
        print("# no file of real provisions, which VERBALE_TEXTS names: only texts made here")
        inputs = texts.made()
    open("counterexamples.txt", "w", encoding="utf-8").close()
    trials, times = [], []
    for make in tools.ALL:
        tool = make()
        why = missing.get(tool.name) or there(tool)
        if why:
            print("# skipped %s: %s" % (tool.name, why), flush=True)
            continue
        trial = Trial(tool)
        trial.over(inputs)
        trials.append(trial)
        times.append((tool, draft_times(tool)))
        report(trial, times[-1][1])
        tool.stop()
    table(trials)
    time_table(times)
    print("# the first input on which each was not kept: build/peers/counterexamples.txt")


def report(trial, found):
    tool, apply = trial.tool, sum(map(bool, trial.tried.values()))
    ours = isinstance(tool, tools.Verbale)
    figure("%s: invariants kept" % tool.name, len(trial.kept()), "invariants", "that apply",
           apply, "ratio >= 1" if ours else "-")
    if trial.ms:
        figure("%s: a provision" % tool.name, statistics.median(trial.ms), "ms")
    ended = [words for words, ms in found.items() if ms >= 0]
    if ended:
        figure("%s: %s drafts of %d words" % (
            tool.name, "three" if tool.most > 2 else "two", ended[-1]), found[ended[-1]], "ms")


if __name__ == "__main__":
    main()
