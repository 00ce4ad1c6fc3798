// C2SP verifier keys, `name+id+base64(type, key)`, and age's recipients and identities (format 3.2).
// SPDX-License-Identifier: ISC
import { base64Of, concat, fromBase64, hexOf, utf8, utf8Length } from './bytes.js';
import { sha256 } from './hash.js';
import { demand } from './malformed.js';
import { isKeyName } from './words.js';
import { KEY_NAME_MAX } from './limits.js';
import { decodeBech32 } from './bech32.js';
import { SIGNED_NOTE } from './note.js';

export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;

/** The first four bytes of SHA-256 over name, LF, type and key. */
function keyId(name, type, key) {
	return sha256(concat(utf8(name), Uint8Array.of(0x0a, type), key)).subarray(0, 4);
}

/** A vkey of these parts. */
export function vkeyOf(name, type, key) {
	const id = hexOf(keyId(name, type, key));
	const data = base64Of(concat(Uint8Array.of(type), key));
	return { name, type, key, hex: hexOf(key), id, text: `${name}+${id}+${data}` };
}

/** Reads a vkey. Throws Malformed: of type 1 or 4, with 32 bytes of key, and with an id that is its own. */
export function parseVkey(text) {
	const first = text.indexOf('+');
	const second = text.indexOf('+', first + 1);
	demand(first >= 0 && second === first + 9, SIGNED_NOTE, `"${text}" is not name+id+key`);
	const name = text.slice(0, first);
	const data = fromBase64(text.slice(second + 1));
	demand(utf8Length(name) <= KEY_NAME_MAX, '1.2', `the name of a key has at most ${KEY_NAME_MAX} bytes`);
	demand(isKeyName(name), '3.2', `"${name}" is no name of a key`);
	demand(data?.length === 33, SIGNED_NOTE, `the key of ${name} is not the base64 of 33 bytes`);
	const [type] = data;
	demand(type === ED25519 || type === COSIGNATURE, '3.2',
		`the key of ${name} is of type ${type}, neither 1 nor 4`);
	const vkey = vkeyOf(name, type, data.subarray(1));
	demand(vkey.id === text.slice(first + 1, second), SIGNED_NOTE,
		`the id of the key of ${name} is ${vkey.id}, and another is written`);
	return vkey;
}

/**
 * What people compare by voice, as `verbale key` has it: the first eight bytes of SHA-256 over type and
 * key, in hex.
 */
export function fingerprint(vkey) {
	const hex = hexOf(sha256(concat(Uint8Array.of(vkey.type), vkey.key)));
	return [0, 4, 8, 12].map((at) => hex.slice(at, at + 4)).join(' ');
}

/** The 32 bytes of an age X25519 recipient `age1...`, or null. */
export function parseRecipient(text) {
	const data = decodeBech32(text, 'age');
	return data !== null && data.length === 32 ? data : null;
}

/** The 32 bytes of an age X25519 identity `AGE-SECRET-KEY-1...`, or null. */
export function parseIdentity(text) {
	if (text !== text.toUpperCase())
		return null;
	const data = decodeBech32(text.toLowerCase(), 'age-secret-key-');
	return data !== null && data.length === 32 ? data : null;
}
