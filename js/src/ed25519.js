// Ed25519 exactly as format 3.3 has it: a key is the canonical encoding of a point of prime order; a
// signature is valid if S < L, R is not of small order, and encode([S]B - [k]A) is R byte for byte.
//
// WebCrypto does the arithmetic where it can be trusted to give the same answer. Implementations differ
// in keys of mixed order, in S >= L, in R that is not canonical and in R with a part of small order.
// The first three are settled here before it is asked; of the fourth, a probe at the start finds out
// whether it compares bytes (as 3.3 does) or multiplies by eight. Without a good probe the points are
// reckoned here.
// SPDX-License-Identifier: ISC
import { ed25519 } from '@noble/curves/ed25519';
import { sha512 } from '@noble/hashes/sha2';
import { concat, equal, fromHex, hexOf, utf8 } from './bytes.js';

const Point = ed25519.Point;
const L = Point.Fn.ORDER;

/** The encodings of the eight points of small order. */
const SMALL_ORDER = new Set([
	'0100000000000000000000000000000000000000000000000000000000000000',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0000000000000000000000000000000000000000000000000000000000000080',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

function littleEndian(bytes) {
	let value = 0n;
	for (let i = bytes.length - 1; i >= 0; i--)
		value = value << 8n | BigInt(bytes[i]);
	return value;
}

/** The point with this canonical encoding, or null. */
function decodePoint(bytes) {
	try {
		return Point.fromBytes(bytes, false);
	} catch {
		return null; // the library's one way of saying that these bytes are no point
	}
}

const KEYS_MAX = 4096;
const judged = new Map();

/** Whether 32 bytes are the canonical encoding of a point of prime order. */
function isPrimeOrder(bytes) {
	const point = bytes.length === 32 ? decodePoint(bytes) : null;
	return point !== null && !point.is0() && point.isTorsionFree();
}

/** format 3.3: whether 32 bytes may be registered as a key. */
export function isGoodKey(bytes) {
	const hex = hexOf(bytes);
	if (!judged.has(hex)) {
		if (judged.size >= KEYS_MAX)
			judged.clear();
		judged.set(hex, isPrimeOrder(bytes));
	}
	return judged.get(hex);
}

/** What 3.3 asks of R and S before any point is reckoned. */
function isWellFormed(signature) {
	return signature.length === 64 && littleEndian(signature.subarray(32)) < L &&
		!SMALL_ORDER.has(hexOf(signature.subarray(0, 32)));
}

/** encode([S]B - [k]A) == R, for a key that isGoodKey has passed. */
function equationHolds(key, text, signature) {
	const r = signature.subarray(0, 32);
	const s = littleEndian(signature.subarray(32));
	const k = littleEndian(sha512(concat(r, key, text))) % L;
	const a = decodePoint(key);
	const sb = s === 0n ? Point.ZERO : Point.BASE.multiply(s);
	return equal(sb.subtract(a.multiplyUnsafe(k)).toBytes(), r);
}

const subtle = globalThis.crypto?.subtle;
const PROBE_TEXT = utf8('verbale-probe');
const PROBE_KEY = fromHex('f4b43c9485ec689361f763bce3a7e7dfeedaf482f5f498cc2ac55d9ac15088f0');
/** A good signature of the probe's text; the same with S + L; one whose R has a part of order 8. */
const PROBE_GOOD = fromHex('32b90b71d8009e2c8b87ff5fd56b15f0be94d5cb80909b979d50a5bae76ad7fb' +
	'30ce8182371b1cb123ac324ea8ace5a67a1f6c8d6c33ea082500352996ae020d');
const PROBE_BIG_S = fromHex('32b90b71d8009e2c8b87ff5fd56b15f0be94d5cb80909b979d50a5bae76ad7fb' +
	'1da277df517e2e09fa482af186a6c4bb7a1f6c8d6c33ea082500352996ae021d');
const PROBE_MIXED_R = fromHex('4c261951fba9f4ba7ece40431f212269f58becc2473c54cecda0e8f1e6f9d253' +
	'6d223715e5533d349b5ed27eeae782f3350ee85af2b99915791d8ec5eff21400');

async function askPlatform(handle, text, signature) {
	return subtle.verify({ name: 'Ed25519' }, handle, signature, text);
}

function importKey(key) {
	return subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
}

/** Whether the platform has Ed25519 and compares R byte for byte. */
async function probe() {
	if (subtle === undefined)
		return false;
	let handle;
	try {
		handle = await importKey(PROBE_KEY);
	} catch {
		return false; // no Ed25519 in this platform's WebCrypto
	}
	return await askPlatform(handle, PROBE_TEXT, PROBE_GOOD) &&
		!await askPlatform(handle, PROBE_TEXT, PROBE_BIG_S) &&
		!await askPlatform(handle, PROBE_TEXT, PROBE_MIXED_R);
}

let probed = null;
const handles = new Map();

async function handleOf(key) {
	const hex = hexOf(key);
	if (!handles.has(hex)) {
		if (handles.size >= KEYS_MAX)
			handles.clear();
		handles.set(hex, await importKey(key));
	}
	return handles.get(hex);
}

/** format 3.3, with the arithmetic done here. */
export function verifyHere(key, text, signature) {
	return isWellFormed(signature) && isGoodKey(key) &&
		equationHolds(key, text, signature);
}

/** format 3.3: whether `signature` is a valid signature of `text` by `key`. */
export async function verify(key, text, signature) {
	if (!isWellFormed(signature) || !isGoodKey(key))
		return false;
	probed ??= probe();
	if (!await probed)
		return equationHolds(key, text, signature);
	return askPlatform(await handleOf(key), text, signature);
}

/** Whether WebCrypto does the arithmetic here. */
export async function usesPlatform() {
	probed ??= probe();
	return probed;
}
