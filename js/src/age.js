// age v1 files with one X25519 stanza (format 7.5): header, stanza, payload.
// SPDX-License-Identifier: ISC
import { x25519 } from '@noble/curves/ed25519';
import { chacha20poly1305 } from '@noble/ciphers/chacha';
import { concat, equal, fromRawBase64, textOf } from './bytes.js';
import { hkdf256, hmac256 } from './hash.js';
import { AGE_HEADER_MAX } from './limits.js';

const VERSION = 'age-encryption.org/v1';
const INFO = 'age-encryption.org/v1/X25519';
const COLUMNS = 64;
const CHUNK = 65536;
const TAG = 16;

function isVisible(argument) {
	for (let i = 0; i < argument.length; i++) {
		const unit = argument.charCodeAt(i);
		if (unit < 33 || unit > 126)
			return false;
	}
	return argument.length > 0;
}

/** Reads one stanza from the front of `lines`; null if it is malformed. */
function takeStanza(lines) {
	const args = lines.shift().slice('-> '.length).split(' ');
	if (!args.every(isVisible))
		return null;
	let body = '';
	for (;;) {
		const line = lines.shift();
		if (line === undefined || line.length > COLUMNS)
			return null;
		body += line;
		if (line.length < COLUMNS)
			break;
	}
	const bytes = fromRawBase64(body);
	return bytes === null ? null : { type: args[0], args: args.slice(1), body: bytes };
}

/** Where the line ends that begins with `---`, or -1. */
function headerEnd(bytes) {
	const end = Math.min(bytes.length, AGE_HEADER_MAX);
	for (let at = 0; at < end;) {
		const next = bytes.indexOf(0x0a, at);
		if (next < 0 || next >= end)
			return -1;
		if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d && bytes[at + 2] === 0x2d)
			return next + 1;
		at = next + 1;
	}
	return -1;
}

/** Reads an age file; null if its header is malformed. */
export function parseAge(bytes) {
	const end = headerEnd(bytes);
	const header = end < 0 ? null : textOf(bytes.subarray(0, end));
	if (header === null)
		return null;
	const lines = header.slice(0, -1).split('\n');
	const last = lines.pop();
	const mac = last.startsWith('--- ') ? fromRawBase64(last.slice(4)) : null;
	if (mac === null || mac.length !== 32 || lines.shift() !== VERSION)
		return null;
	const stanzas = [];
	while (lines.length > 0) {
		const stanza = lines[0].startsWith('-> ') ? takeStanza(lines) : null;
		if (stanza === null)
			return null;
		stanzas.push(stanza);
	}
	if (stanzas.length === 0)
		return null;
	const signed = bytes.subarray(0, end - last.length - 1 + '---'.length);
	return { stanzas, mac, signed, payload: bytes.subarray(end) };
}

/** The ephemeral shares and wrapped file keys of the X25519 stanzas of a file. */
export function stanzasOf(file) {
	return file.stanzas.filter(({ type, args, body }) =>
		type === 'X25519' && args.length === 1 && body.length === 32)
		.map(({ args, body }) => ({ share: fromRawBase64(args[0]), body }))
		.filter(({ share }) => share?.length === 32);
}

/** X25519, or null where the shared secret is zero. */
function agree(secret, share) {
	try {
		return x25519.getSharedSecret(secret, share);
	} catch {
		return null; // the library's one way of refusing a share of low order
	}
}

/** format 3.3: whether a recipient is a point of small order: every shared secret with it is zero. */
export function isSmallOrder(recipient) {
	return agree(new Uint8Array(32).fill(1), recipient) === null;
}

function isZero(bytes) {
	return bytes.every((byte) => byte === 0);
}

function open(key, nonce, sealed) {
	try {
		return chacha20poly1305(key, nonce).decrypt(sealed);
	} catch {
		return null; // the tag does not fit
	}
}

function unwrap(shared, share, recipient, body) {
	if (shared === null || isZero(shared))
		return null;
	const key = hkdf256(shared, concat(share, recipient), INFO);
	return open(key, new Uint8Array(12), body);
}

/** The share that belongs to a secret of X25519. */
export function shareOf(secret) {
	return x25519.getPublicKey(secret);
}

/** The file key that an addressee's identity opens, or null. */
export function fileKeyOf(stanza, identity) {
	const recipient = shareOf(identity);
	return unwrap(agree(identity, stanza.share), stanza.share, recipient, stanza.body);
}

/** The file key that the sealer's own ephemeral secret opens for this recipient, or null. */
export function fileKeyBySealer(stanza, ephemeral, recipient) {
	return unwrap(agree(ephemeral, recipient), stanza.share, recipient, stanza.body);
}

/** Whether the header's MAC verifies under a file key. */
export function macFits(file, fileKey) {
	const key = hkdf256(fileKey, new Uint8Array(0), 'header');
	return equal(hmac256(key, file.signed), file.mac);
}

function chunkNonce(counter, isLast) {
	const nonce = new Uint8Array(12);
	new DataView(nonce.buffer).setUint32(7, counter);
	nonce[11] = isLast ? 1 : 0;
	return nonce;
}

/** What the payload holds under a file key, or null. */
export function openPayload(file, fileKey) {
	if (file.payload.length < 16 + TAG)
		return null;
	const key = hkdf256(fileKey, file.payload.subarray(0, 16), 'payload');
	const sealed = file.payload.subarray(16);
	const parts = [];
	for (let at = 0, counter = 0; at < sealed.length; at += CHUNK + TAG, counter++) {
		const chunk = sealed.subarray(at, at + CHUNK + TAG);
		const isLast = at + chunk.length === sealed.length;
		const plain = chunk.length < TAG ? null : open(key, chunkNonce(counter, isLast), chunk);
		if (plain === null || (plain.length === 0 && counter > 0))
			return null;
		parts.push(plain);
	}
	return concat(...parts);
}
