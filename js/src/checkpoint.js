// C2SP checkpoints and dated cosignatures (format 6.2 to 6.4).
// SPDX-License-Identifier: ISC
import { concat, fromBase64, hexOf, utf8, utf8Length } from './bytes.js';
import { sha256, sha256Hex } from './hash.js';
import { decOf } from './words.js';
import { KEY_NAME_MAX, LINE_MAX } from './limits.js';
import { demand } from './malformed.js';
import { parseNote } from './note.js';
import { verify } from './ed25519.js';

/** What is cited where a checkpoint breaks the standard that 6.2 adopts. */
const CHECKPOINT = 'C2SP tlog-checkpoint';
const EMPTY_ROOT = hexOf(sha256(new Uint8Array(0)));

function demandLine(text) {
	demand(utf8Length(text) < LINE_MAX, '1.2', `a line has at most ${LINE_MAX} bytes with its end`);
}

/** Reads a checkpoint: origin, size, root (hex), and the note that it is. Throws Malformed. */
export function parseCheckpoint(bytes) {
	const note = parseNote(bytes, Infinity);
	const [origin, sizeText, rootText, ...more] = note.text.slice(0, -1).split('\n', 4);
	demand(rootText !== undefined, CHECKPOINT, 'the text ends where size or root is due');
	demand(utf8Length(origin) <= KEY_NAME_MAX, '1.2', `an origin has at most ${KEY_NAME_MAX} bytes`);
	demand(origin !== '', CHECKPOINT, 'a checkpoint has an origin');
	demandLine(sizeText);
	const size = decOf(sizeText);
	demand(size !== null, CHECKPOINT, `the size of a checkpoint is no number: ${sizeText}`);
	demandLine(rootText);
	const root = fromBase64(rootText);
	demand(root?.length === 32, CHECKPOINT, 'the root of a checkpoint is no hash in base64');
	demand(size > 0 || hexOf(root) === EMPTY_ROOT, CHECKPOINT, 'its root is not that of the empty tree');
	demand(more.length === 0, '6.2', 'a checkpoint has no extension line');
	return { origin, size, root: hexOf(root), note, bytes };
}

/** The lines of a note under this key's name and id. */
function linesOf(note, vkey) {
	return note.lines.filter((line) => line.name === vkey.name && line.id === vkey.id);
}

/** The log key's line that is valid, or null: there is none, or one that fits the key fails. */
export async function logLine(checkpoint, vkey) {
	const lines = linesOf(checkpoint.note, vkey);
	for (const line of lines) {
		if (line.signature.length !== 64 ||
				!await verify(vkey.key, checkpoint.note.textBytes, line.signature))
			return null;
	}
	return lines.length > 0 ? lines[0] : null;
}

/** format 6.3: text, an empty line and the line of the log key, hashed. */
export function checkpointHash(checkpoint, line) {
	return sha256Hex(utf8(`${checkpoint.note.text}\n${line.line}\n`));
}

/** POSIX seconds of a cosignature (0x04), as a BigInt; null beyond 2^63 - 1. */
function stampOf(signature) {
	const stamp = [...signature.subarray(0, 8)].reduce((value, byte) => value << 8n | BigInt(byte), 0n);
	return stamp < 1n << 63n ? stamp : null;
}

/** What is said of a cosignature whose time tlog-cosignature does not allow. */
export const NO_TIME = 'no time';

/** The time at which this key cosigned; null if it did not; false if a line is false; or NO_TIME. */
export async function cosignedAt(checkpoint, vkey) {
	let earliest = null;
	for (const line of linesOf(checkpoint.note, vkey)) {
		// A line with the key's name and id is one of its signatures, whatever its length (3.4).
		if (line.signature.length !== 72)
			return false;
		const stamp = stampOf(line.signature);
		if (stamp === null)
			return NO_TIME;
		const signed = concat(utf8(`cosignature/v1\ntime ${stamp}\n`), checkpoint.note.textBytes);
		if (!await verify(vkey.key, signed, line.signature.subarray(8)))
			return false;
		earliest = earliest === null ? Number(stamp) : Math.min(earliest, Number(stamp));
	}
	return earliest;
}
