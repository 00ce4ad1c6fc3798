// SHA-256 and what the format builds on it (1.5, 2.9, 2.10, 7.3).
// SPDX-License-Identifier: ISC
import { sha256 as noble256 } from '@noble/hashes/sha2';
import { hmac } from '@noble/hashes/hmac';
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf';
import { concat, hexOf, utf8 } from './bytes.js';

export function sha256(...parts) {
	return noble256(parts.length === 1 ? parts[0] : concat(...parts));
}

export function sha256Hex(...parts) {
	return hexOf(sha256(...parts));
}

export function hmac256(key, ...parts) {
	return hmac(noble256, key, concat(...parts));
}

/** HKDF-SHA-256 with 32 bytes of output, as age uses it. */
export function hkdf256(secret, salt, info) {
	return nobleHkdf(noble256, secret, salt, utf8(info), 32);
}

const ACT_LABEL = utf8('verbale-act-id/1\n');
const TABLE_LABEL = utf8('verbale-table-id/1\n');

/** format 2.9: the id of the act with this text. */
export function actId(text) {
	return sha256Hex(ACT_LABEL, text);
}

/** format 2.10: the id of the table with this charter's text. */
export function tableId(text) {
	return sha256Hex(TABLE_LABEL, text);
}
