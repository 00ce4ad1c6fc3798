"""10.3: files whose broken rule is that of a standard, by which the clause is then named.

The format adopts notes, vkeys, checkpoints and proofs as their standards have them (2.1, 3.2,
6.2, 9.4); the clause that adopts them stays what the file is there for.
SPDX-License-Identifier: ISC
"""

# A note is UTF-8 without controls but LF; a text, an empty line and signature lines, each
# ended.  A vkey is a name, an id and a key that belong together.
NOTE = """
1.1-beyond.act 1.1-cr.act 1.1-cut.act 1.1-latin.act 1.1-lf-behind.act 1.1-lone.act
1.1-no-last-lf.act 1.1-nul.act 1.1-overlong.act 1.1-overlong-three.act 1.1-surrogate.act
1.1-text-behind.act 1.4-c0-01.act 1.4-c0-09.act 1.4-c0-0b.act 1.4-c0-0d.act 1.4-c0-1b.act
1.4-c0-1f.act 2.2-tab.act 2.1-line-base64.act 2.1-line-empty.act 2.1-line-en-dash.act
2.1-line-hyphen.act 2.1-line-no-space.act 2.1-line-plus.act 2.1-line-short.act
2.1-line-two-spaces.act 2.1-line-unpadded.act 2.1-no-signature.act 2.1-text-alone.act
3.2-key-id.act 3.2-key-id-upper.act 3.2-key-parts.act 3.2-key-short.act 3.2-act-age.act
4.5-empty.bundle 4.5-no-act.bundle 9.1-marks-no-bytes.bundle 9.1-marks-no-note.bundle
9.2-no-act.pouch 9.4-tlog-no-checkpoint.proof
"""
CHECKPOINT = """
6.2-no-origin.bundle 6.2-root-hex.bundle 6.2-root-short.bundle 6.2-size-sign.bundle
6.2-size-zero-led.bundle
"""
PROOF = """
9.4-tlog-extra-late.proof 9.4-tlog-hash-short.proof 9.4-tlog-index-zero-led.proof
9.4-tlog-version.proof
"""


def cases(c):
    for standard, names in (("C2SP signed-note", NOTE), ("C2SP tlog-checkpoint", CHECKPOINT),
                            ("C2SP tlog-proof", PROOF)):
        for name in names.split():
            c.broken(name, standard)
