"""CollateX as peers.mjs has its peers: a line of JSON a request, {texts: [[name, text]...]}, and
one an answer, {pieces: [{name: text}...], ms}.  It makes its own tokens, and keeps their spaces.
SPDX-License-Identifier: ISC
"""
import json
import sys
import time

from collatex import Collation, collate


def pieces(texts):
    collation = Collation()
    for name, text in texts:
        collation.add_plain_witness(name, text)
    out = []
    for column in collate(collation, output="table").columns:
        said = {}
        for name, tokens in column.tokens_per_witness.items():
            words = tuple(token.token_string for token in tokens)
            said.setdefault(words, {})[name] = "".join(t.token_data["t"] for t in tokens)
        out += said.values()
    return out


def main():
    for line in sys.stdin:
        texts = json.loads(line)["texts"]
        try:
            start = time.process_time()
            answer = {"pieces": pieces(texts), "ms": 1e3 * (time.process_time() - start)}
        except Exception as e:  # pylint: disable=broad-except
            answer = {"failed": "%s: %s" % (type(e).__name__, e)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
