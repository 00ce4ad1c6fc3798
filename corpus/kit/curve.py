"""Ed25519 in plain integers, to make the keys and signatures that no library makes.

Slow, and not in constant time: for test files alone.

SPDX-License-Identifier: ISC
"""
import hashlib

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover(y, odd):
    """The x of a point, or None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x % 2 != odd and x else x


BASE = (recover(4 * pow(5, P - 2, P) % P, 0), 4 * pow(5, P - 2, P) % P)
NEUTRAL = (0, 1)


def affine(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return x * inverse % P, y * inverse % P


def extended(point):
    return point[0], point[1], 1, point[0] * point[1] % P


def sum_of(a, b):
    """The complete addition of RFC 8032, 5.1.4, in extended coordinates."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    u, v = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    w, z = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = v - u, z - w, z + w, v + u
    return e * f % P, g * h % P, f * g % P, e * h % P


def add(a, b):
    return affine(sum_of(extended(a), extended(b)))


def times(n, point):
    out, step = extended(NEUTRAL), extended(point)
    while n:
        if n & 1:
            out = sum_of(out, step)
        step, n = sum_of(step, step), n >> 1
    return affine(out)


def negative(point):
    return (P - point[0]) % P, point[1]


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def torsion():
    """The eight points of small order, as multiples of one of order 8."""
    y = 2
    while True:
        x = recover(y, 0)
        if x is not None:
            point = times(L, (x, y))
            if times(4, point) != NEUTRAL:
                return [times(i, point) for i in range(8)]
        y += 1


def number(data):
    return int.from_bytes(data, "little")


def scalar(seed):
    """The secret scalar of a seed (RFC 8032, 5.1.5)."""
    return number(hashlib.sha512(seed).digest()[:32]) & (1 << 254) - 8 | 1 << 254


def challenge(r, a, message):
    return number(hashlib.sha512(r + a + message).digest()) % L


def sign(seed, message, nonce, public=None, r=None, more=0):
    """A signature with a nonce of our own; r stands for the bytes of R, more is added to S."""
    secret = scalar(seed)
    public = public or encode(times(secret % L, BASE))
    r = encode(times(nonce, BASE)) if r is None else r
    s = (nonce + challenge(r, public, message) * secret) % L + more
    return r + s.to_bytes(32, "little")
