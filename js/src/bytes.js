// Bytes: comparing, joining, and the spellings in hex, base64 and UTF-8 of which each has one only
// (format 1.1, 1.3, 1.5).
// SPDX-License-Identifier: ISC

const encoder = new TextEncoder();
// The mark at the start of a text is a character like others here, not a thing to be dropped.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a string. */
export function utf8(string) {
	return encoder.encode(string);
}

/** The string that `bytes` spell in shortest-form UTF-8, or null. */
export function textOf(bytes) {
	try {
		return decoder.decode(bytes);
	} catch (error) {
		if (error instanceof TypeError)
			return null;
		throw error;
	}
}

/** How many bytes `string` has in UTF-8. */
export function utf8Length(string) {
	let length = 0;
	for (let i = 0; i < string.length; i++) {
		const unit = string.charCodeAt(i);
		if (unit < 0x80)
			length += 1;
		else if (unit < 0x800)
			length += 2;
		else if (unit >= 0xd800 && unit < 0xdc00) {
			length += 4;
			i++;
		} else
			length += 3;
	}
	return length;
}

/** Orders two strings as their UTF-8 bytes are ordered, that is by code points. */
export function compareUtf8(a, b) {
	const end = Math.min(a.length, b.length);
	for (let i = 0; i < end; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x !== y)
			return rank(x) - rank(y);
	}
	return a.length - b.length;
}

/** Surrogates stand for characters behind U+FFFF, so they come behind all other units. */
function rank(unit) {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

export function equal(a, b) {
	return compare(a, b) === 0;
}

/** Orders two byte strings; a prefix comes first. */
export function compare(a, b) {
	const end = Math.min(a.length, b.length);
	for (let i = 0; i < end; i++) {
		if (a[i] !== b[i])
			return a[i] - b[i];
	}
	return a.length - b.length;
}

export function concat(...parts) {
	let length = 0;
	for (const part of parts)
		length += part.length;
	const all = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Whether `bytes` begin with the ASCII string `prefix`. */
export function startsWith(bytes, prefix) {
	if (bytes.length < prefix.length)
		return false;
	for (let i = 0; i < prefix.length; i++) {
		if (bytes[i] !== prefix.charCodeAt(i))
			return false;
	}
	return true;
}

export function u16(value) {
	return Uint8Array.of(value >>> 8, value & 0xff);
}

export function u32(value) {
	return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Eight bytes, big-endian, of a whole number up to 2^53 - 1. */
export function u64(value) {
	return concat(u32(Math.floor(value / 0x100000000)), u32(value % 0x100000000));
}

/** lp(x) of 1.5: the length, then the bytes. */
export function lp(bytes) {
	return concat(u32(bytes.length), bytes);
}

const HEX = '0123456789abcdef';

export function hexOf(bytes) {
	let hex = '';
	for (const byte of bytes)
		hex += HEX[byte >> 4] + HEX[byte & 15];
	return hex;
}

/** The bytes that lower-case hex spells, or null. */
export function fromHex(hex) {
	if (hex.length % 2 !== 0)
		return null;
	const bytes = new Uint8Array(hex.length / 2);
	for (let i = 0; i < bytes.length; i++) {
		const high = HEX.indexOf(hex[2 * i]);
		const low = HEX.indexOf(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return null;
		bytes[i] = high << 4 | low;
	}
	return bytes;
}

const B64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTH = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++)
	SIXTH[B64.charCodeAt(i)] = i;

function base64Digits(bytes) {
	let text = '';
	let held = 0;
	let bits = 0;
	for (const byte of bytes) {
		held = (held << 8 | byte) & 0xffff;
		bits += 8;
		while (bits >= 6) {
			bits -= 6;
			text += B64[held >> bits & 63];
		}
	}
	return bits > 0 ? text + B64[held << (6 - bits) & 63] : text;
}

export function base64Of(bytes) {
	const text = base64Digits(bytes);
	return text + '='.repeat((4 - text.length % 4) % 4);
}

/** The bytes of unpadded base64 in its one spelling (the spare bits are zero), or null. */
export function fromRawBase64(text) {
	if (text.length % 4 === 1)
		return null;
	const bytes = new Uint8Array(Math.floor(text.length * 3 / 4));
	let held = 0;
	let bits = 0;
	let at = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		const digit = unit < 128 ? SIXTH[unit] : -1;
		if (digit < 0)
			return null;
		held = (held << 6 | digit) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[at++] = held >> bits & 0xff;
		}
	}
	return (held & ((1 << bits) - 1)) === 0 ? bytes : null;
}

/** The bytes of padded standard base64 in its one spelling, or null. */
export function fromBase64(text) {
	if (text.length % 4 !== 0)
		return null;
	let end = text.length;
	while (end > text.length - 2 && end > 0 && text[end - 1] === '=')
		end--;
	return fromRawBase64(text.slice(0, end));
}
