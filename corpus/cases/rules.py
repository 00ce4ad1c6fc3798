"""10.3: files whose broken rule is that of a standard, by which the clause is then named.

The format adopts notes, vkeys, checkpoints and proofs as their standards have them (2.1, 3.2,
6.2, 9.4); the clause that adopts them stays what the file is there for.  Bytes that are no
UTF-8, the spelling of other values, and type and name of a vkey are the format's own (1.1, 1.4,
2.3, 3.2).
SPDX-License-Identifier: ISC
"""

# A note is a text without controls, an empty line and signature lines, each ended.
NOTE = """
1.1-cr.act 1.1-lf-behind.act 1.1-no-last-lf.act 1.1-nul.act 1.4-c0-01.act 1.4-c0-09.act
1.4-c0-0b.act 1.4-c0-0d.act 1.4-c0-1b.act 1.4-c0-1f.act 1.4-logged-c0.bundle 2.2-tab.act
1.1-text-behind.act 2.1-line-base64.act 2.1-line-empty.act 2.1-line-en-dash.act
2.1-line-hyphen.act 2.1-line-no-space.act 2.1-line-plus.act 2.1-line-short.act
2.1-line-two-spaces.act 2.1-line-unpadded.act 2.1-no-signature.act 2.1-text-alone.act
4.5-empty.bundle 4.5-no-act.bundle 9.1-marks-no-bytes.bundle 9.1-marks-no-note.bundle
9.2-no-act.pouch 9.4-tlog-no-checkpoint.proof
"""
# A vkey has a name, an id and a key of the standard's spelling.
VKEY = """
3.2-act-age.act 3.2-key-id-upper.act 3.2-key-id.act 3.2-key-base64.act 3.2-key-long.act
3.2-key-parts.act 3.2-key-short.act
"""
CHECKPOINT = """
6.2-no-origin.bundle 6.2-root-hex.bundle 6.2-root-short.bundle 6.2-size-sign.bundle
6.2-size-zero-led.bundle 6.2-two-lines.bundle
"""
PROOF = """
9.4-tlog-extra-late.proof 9.4-tlog-hash-short.proof 9.4-tlog-index-zero-led.proof
9.4-tlog-no-index.proof 9.4-tlog-version.proof
"""


def cases(c):
    for standard, names in (("C2SP signed-note", NOTE + VKEY),
                            ("C2SP tlog-checkpoint", CHECKPOINT),
                            ("C2SP tlog-proof", PROOF)):
        for name in names.split():
            c.broken(name, standard)
