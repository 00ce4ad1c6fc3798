"""age files for one X25519 recipient, and the spelling of recipients and identities.

SPDX-License-Identifier: ISC
"""
import base64
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .notes import secret

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(prefix, data):
    """BIP 173, without its limit of length."""
    bits = "".join("{:08b}".format(byte) for byte in data)
    bits += "0" * (-len(bits) % 5)
    words = [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
    check = 1
    for value in ([ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
                  + words + [0] * 6):
        top, check = check >> 25, (check & 0x1ffffff) << 5 ^ value
        for i, generator in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                       0x2a1462b3)):
            if top >> i & 1:
                check ^= generator
    check ^= 1
    words += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(CHARSET[word] for word in words)


class Identity:
    """An X25519 key pair of age."""

    def __init__(self, raw):
        self.raw = raw
        self.private = X25519PrivateKey.from_private_bytes(raw)
        self.public = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def recipient(self):
        return bech32("age", self.public)

    def spelled(self):
        return bech32("age-secret-key-", self.raw).upper()


def unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")


def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def payload(file_key, plain, label):
    """The body behind the header: nonce, then chunks of 64 KiB."""
    nonce = secret(label + " nonce")[:16]
    seal = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    size, out = 1 << 16, nonce
    chunks = [plain[i:i + size] for i in range(0, len(plain), size)] or [b""]
    for i, chunk in enumerate(chunks):
        last = i == len(chunks) - 1
        out += seal.encrypt(struct.pack(">QI", i >> 24, (i << 8 | last) & 0xffffffff),
                            chunk, None)
    return out


class Sealed:
    """An age file, with what its maker knows: file key and ephemeral secret.

    The keywords bend it: share, body and mac stand for what the header would have, body_key
    for the file key inside the stanza, plain for the whole payload.
    """

    def __init__(self, plain, recipient, label, share=None, body=None, mac=None, body_key=None,
                 stanzas=1, payload_key=None, argument="X25519"):
        self.file_key = secret(label + " file key")[:16]
        ephemeral = Identity(secret(label + " ephemeral"))
        self.ephemeral = ephemeral.raw
        share = ephemeral.public if share is None else share
        if body is None:
            shared = ephemeral.private.exchange(X25519PublicKey.from_public_bytes(recipient))
            wrap = hkdf(shared, share + recipient, b"age-encryption.org/v1/X25519")
            body = ChaCha20Poly1305(wrap).encrypt(bytes(12), body_key or self.file_key, None)
        self.stanza = "-> %s %s\n%s\n" % (argument, unpadded(share), unpadded(body))
        header = ("age-encryption.org/v1\n" + self.stanza * stanzas + "---").encode()
        if mac is None:
            mac = hmac.new(hkdf(self.file_key, b"", b"header"), header,
                           hashlib.sha256).digest()
        self.bytes = (header + b" " + unpadded(mac).encode() + b"\n"
                      + payload(payload_key or self.file_key, plain, label))
