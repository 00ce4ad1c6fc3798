"""Verbale and its peers, each asked in its own way and answering in one form: pieces in their
order, each {party: text} of all who have it in this place.  A piece that all have is what the tool
shows as settled, or common; any other is marked as different.
SPDX-License-Identifier: ISC
"""
import base64
import io
import json
import os
import re
import resource
import select
import subprocess
import tempfile
import zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

WORD = r"[^\W_]+(?:(?:[-'’.]|(?<=\d)[,:](?=\d))[^\W_]+)*|[^\w\s]|_"


class Failed(Exception):
    """A peer that gave no answer, and what it said."""


class Cut(Failed):
    """... within the time that it had."""


def tokens(text):
    return re.findall(WORD, text)


def spaced(text):
    """Tokens with the space before them, for tools that compare lists; all of @text is in them.
    The first has one, too, so that it is not another word for want of it: see unspaced()."""
    return re.findall(r"\s*(?:%s)|\s+$" % WORD, " " + text)


def unspaced(texts, pieces):
    """Takes off again what spaced() put before each text."""
    for name, _ in texts:
        first = next((piece for piece in pieces if piece.get(name)), None)
        if first and first[name][0] == " ":
            first[name] = first[name][1:]
    return pieces


class Tool:
    """least and most: how many texts it takes; base: the first is what the others began as;
    marks: words that it would take for its own, where it prints text with marks; ms: milliseconds
    of a processor that its last run took, and spent, all of them."""
    base = False
    least, most = 2, 2
    marks = None
    can_be_silent = False

    def run(self, texts, silent=False, limit=60):
        """Pieces of @texts, a list of (name, text); with one more who says nothing."""
        raise NotImplementedError

    def back(self, texts, name, pieces):
        """The text of @name, as the tool gives it back."""
        return "".join(piece.get(name, "") for piece in pieces)

    def from_print(self, texts, name, pieces):
        """... and from what it prints alone; None if it says that it cannot do so exactly."""
        return self.back(texts, name, pieces)

    def reported(self, texts):
        """How many readings that nobody proposed it points out."""
        return 0

    def stop(self):
        """Ends what it has started."""


def processor():
    """Seconds that programs which have ended had of a processor: what else runs is not counted."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Program(Tool):
    """One that is started for each comparison."""

    def __init__(self):
        self.ms, self.spent, self.errors = 0, 0, ""
        self.dir = tempfile.mkdtemp(dir=os.environ["PEERS_WORK"])

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        return path

    def call(self, command, good, limit=60):
        start = processor()
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  check=False, timeout=limit)
        except subprocess.TimeoutExpired as e:
            raise Cut("no end after %g s" % limit) from e
        self.ms = 1e3 * (processor() - start)
        self.spent += self.ms
        if done.returncode not in good:
            raise Failed("exit %d: %s" % (done.returncode, done.stderr.decode()[:200]))
        self.errors = done.stderr.decode()
        return done.stdout.decode()


def read_brackets(text, names):
    """The pieces of a composite text; a reader of its own, by text.md 4."""
    out, said, pos = [], [], text.index("\n\n") + 2
    inside = [frozenset(names)]

    def end():
        if said:
            out.append(dict.fromkeys(inside[-1], "".join(said)))
            said.clear()

    while pos < len(text):
        head = re.compile(r"\[([A-Z0-9-]+(?:, [A-Z0-9-]+)*): ?").match(text, pos)
        if text[pos] == "\\":
            said.append(text[pos + 1])
            pos += 2
        elif head:
            end()
            inside.append(frozenset(head.group(1).lower().split(", ")))
            pos = head.end()
            if text.startswith("no text]", pos):
                pos += len("no text")
        elif text[pos] == "]":
            end()
            inside.pop()
            pos += 1
        else:
            said.append(text[pos])
            pos += 1
    end()
    return out


class Verbale(Program):
    name = "verbale"
    least, most = 1, 64
    marks = "[FIRST: within] [SECOND, THIRD: [x]] \\ [NORD: no text]"
    can_be_silent = True
    exact = True	# no version differs from another by spaces alone

    def call(self, command, good, limit=60):
        return super().call([os.environ["VERBALE"], "text"] + command, good, limit)

    def files(self, texts):
        return ["%s=%s" % (name, self.write(name, text)) for name, text in texts]

    def run(self, texts, silent=False, limit=60):
        said = self.call(self.files(texts) + ["--silent", "absent"] * silent, [0], limit)
        self.write("composite", said)
        self.exact = "differ only by spaces" not in self.errors
        return read_brackets(said, [name for name, _ in texts])

    def back(self, texts, name, pieces):
        return self.call(self.files(texts) + ["--as", name], [0])

    def from_print(self, texts, name, pieces):
        if not self.exact:
            return None
        return self.call([os.path.join(self.dir, "composite"), "--as", name], [0])

    def reported(self, texts):
        return len(json.loads(self.call(self.files(texts) + ["--json"], [0]))["unproposed"])


class MergeFile(Program):
    """One token, and the space before it, a line."""
    name = "git merge-file"
    least, most, base = 3, 3, True
    marks = "<<<<<<< second shall ||||||| first may ======= should >>>>>>> third"

    def run(self, texts, silent=False, limit=60):
        path = [self.write(name, "".join(json.dumps(t) + "\n" for t in spaced(text)))
                for name, text in texts]
        first, second, third = (name for name, _ in texts)
        said = self.call(["git", "merge-file", "-p", "--zdiff3", "-L", second, "-L", first, "-L",
                          third, path[1], path[0], path[2]], range(128), limit)
        out, who = [], (first, second, third)
        for line in said.splitlines():
            at = re.match(r"(<{7}|\|{7}|={7}|>{7})( |$)", line)
            if at:
                who = {"<": (second,), "|": (first,), "=": (third,),
                       ">": (first, second, third)}[line[0]]
            else:
                out.append(dict.fromkeys(who, json.loads(line)))
        return unspaced(texts, out)


class Wdiff(Program):
    name = "wdiff"
    marks = "[-shall-] {+should+}"

    def run(self, texts, silent=False, limit=60):
        (a, left), (b, right) = texts
        said = self.call(["wdiff", self.write(a, left), self.write(b, right)], [0, 1], limit)
        out = []
        for gone, new, both in re.findall(
                r"\[-(.*?)-\]|\{\+(.*?)\+\}|((?:(?!\[-|\{\+).)+)", said, re.DOTALL):
            out.append({a: gone} if gone else {b: new} if new else {a: both, b: both})
        return out


class Server(Tool):
    """A process that answers requests, since starting it for each would be most of the time."""
    command = None
    child = None

    def __init__(self):
        self.ms, self.spent = 0, 0

    def stop(self):
        if self.child:
            self.child.kill()
            self.child.wait()
            self.child.stdin.close()
            self.child.stdout.close()
            self.child = None

    def ask(self, texts, limit):
        if not self.child:
            self.child = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                          text=True, encoding="utf-8")
        try:
            self.child.stdin.write(json.dumps({"tool": self.name, "texts": texts}) + "\n")
            self.child.stdin.flush()
            # One line is asked for at a time, so that nothing of it is in a buffer of ours.
            if not select.select([self.child.stdout], [], [], limit)[0]:
                self.stop()
                raise Cut("no end after %g s" % limit)
            line = self.child.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.stop()
            raise Failed("it ended")
        answer = json.loads(line)
        if "failed" in answer:
            raise Failed(answer["failed"])
        self.ms = answer["ms"]
        self.spent += self.ms
        return answer

    def run(self, texts, silent=False, limit=60):
        return self.ask(texts, limit)["pieces"]


class DiffMatchPatch(Server):
    name = "diff-match-patch"
    command = ["node", "peers.mjs"]


class NodeDiff3(Server):
    name = "node-diff3"
    command = ["node", "peers.mjs"]
    least, most, base = 3, 3, True

    def run(self, texts, silent=False, limit=60):
        pieces = self.ask([[name, spaced(text)] for name, text in texts], limit)["pieces"]
        return unspaced(texts, pieces)


class CollateX(Server):
    """Who says nothing is a witness without words."""
    name = "CollateX"
    command = ["venv/bin/python", "collatex_peer.py"]
    least, most = 1, 64
    can_be_silent = True

    def run(self, texts, silent=False, limit=60):
        return self.ask(texts + [("absent", "")] * silent, limit)["pieces"]


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PACKAGE = {
    "[Content_Types].xml":
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels":
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}


def word_file(text):
    """A paragraph for each of @text's, as base64."""
    body = "".join('<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>' % escape(p)
                   for p in text.split("\n\n"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as z:
        for name, part in PACKAGE.items():
            z.writestr(name, '<?xml version="1.0"?>' + part)
        z.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="%s"><w:body>%s'
                   '</w:body></w:document>' % (W[1:-1], body))
    return base64.b64encode(data.getvalue()).decode()


class Docxodus(Server):
    """Reviewers of one base, and where they disagree, the base.  A party's text is the document
    with its changes accepted and those of others rejected.  Who says nothing returns the base."""
    name = "docxodus"
    command = ["node", "peers.mjs"]
    least, most, base = 1, 64, True
    marks = '<w:ins w:author="second"><w:t>shall</w:t></w:ins> &lt;'
    can_be_silent = True

    def run(self, texts, silent=False, limit=60):
        more = texts + [("absent", texts[0][1])] * silent
        answer = self.ask([[name, word_file(text)] for name, text in more], limit)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["docx"]))) as z:
            root = ElementTree.fromstring(z.read("word/document.xml"))
        names = frozenset(name for name, _ in texts)
        out = []
        for i, p in enumerate(root.iter(W + "p")):
            if i:
                out.append(dict.fromkeys(ended, "\n\n"))
            ended = self.mark(p, names)
            self.walk(p, names, out)
        return out

    @staticmethod
    def changed(node, who):
        """Of @who those in whose text @node is, if it is a change."""
        author = {node.get(W + "author", "")}
        if node.tag in (W + "ins", W + "moveTo"):
            return who & author
        if node.tag in (W + "del", W + "moveFrom"):
            return who - author
        return who

    def mark(self, p, who):
        for node in p.findall("%spPr/%srPr/*" % (W, W)):
            who = self.changed(node, who)
        return who

    def walk(self, node, who, out):
        for part in node:
            if part.tag in (W + "t", W + "delText"):
                out.append(dict.fromkeys(who, part.text or ""))
            elif part.tag != W + "pPr":
                self.walk(part, self.changed(part, who), out)


class DocxodusStacked(Docxodus):
    """... and where they disagree, what each wants."""
    name = "docxodus, stacked"


ALL = [Verbale, MergeFile, Wdiff, DiffMatchPatch, NodeDiff3, CollateX, Docxodus, DocxodusStacked]
