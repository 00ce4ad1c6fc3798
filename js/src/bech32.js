// Bech32 as age uses it: lower case here, no limit of 90 characters.
// SPDX-License-Identifier: ISC

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** Longer ones than this are no key of age's X25519 kind. */
const LENGTH_MAX = 128;

function step(sum, value) {
	const top = sum >>> 25;
	let next = (sum & 0x1ffffff) << 5 ^ value;
	for (let i = 0; i < 5; i++) {
		if (top >> i & 1)
			next ^= GENERATOR[i];
	}
	return next;
}

function checksum(prefix, values) {
	let sum = 1;
	for (let i = 0; i < prefix.length; i++)
		sum = step(sum, prefix.charCodeAt(i) >> 5);
	sum = step(sum, 0);
	for (let i = 0; i < prefix.length; i++)
		sum = step(sum, prefix.charCodeAt(i) & 31);
	for (const value of values)
		sum = step(sum, value);
	return sum;
}

/** Eights from fives; null if what is left over is not zero or is a whole five. */
function regroup(values) {
	const bytes = [];
	let held = 0;
	let bits = 0;
	for (const value of values) {
		held = (held << 5 | value) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes.push(held >> bits & 0xff);
		}
	}
	return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : null;
}

/** The bytes of lower-case bech32 with this prefix, or null. */
export function decodeBech32(text, prefix) {
	if (text.length > LENGTH_MAX || !text.startsWith(`${prefix}1`))
		return null;
	const values = [];
	for (let i = prefix.length + 1; i < text.length; i++) {
		const value = CHARSET.indexOf(text[i]);
		if (value < 0)
			return null;
		values.push(value);
	}
	if (values.length < 6 || checksum(prefix, values) !== 1)
		return null;
	return regroup(values.slice(0, -6));
}

/** Lower-case bech32 of bytes. */
export function encodeBech32(bytes, prefix) {
	const values = [];
	let held = 0;
	let bits = 0;
	for (const byte of bytes) {
		held = (held << 8 | byte) & 0xfff;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			values.push(held >> bits & 31);
		}
	}
	if (bits > 0)
		values.push(held << (5 - bits) & 31);
	const sum = checksum(prefix, [...values, 0, 0, 0, 0, 0, 0]) ^ 1;
	for (let i = 0; i < 6; i++)
		values.push(sum >>> 5 * (5 - i) & 31);
	return `${prefix}1${values.map((value) => CHARSET[value]).join('')}`;
}
