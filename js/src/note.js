// C2SP signed notes: a text, an empty line, signature lines.
// SPDX-License-Identifier: ISC
import { fromBase64, hexOf, textOf, utf8, utf8Length } from './bytes.js';
import { isKeyName } from './words.js';
import { KEY_NAME_MAX } from './limits.js';
import { demand } from './malformed.js';

/** What is cited where a note breaks the standard that 2.1 and 6.2 adopt. */
export const SIGNED_NOTE = 'C2SP signed-note';
const DASH = '\u2014 ';

/** Where the text ends: at the last empty line. */
function splitAt(string) {
	const at = string.lastIndexOf('\n\n');
	demand(at >= 0, SIGNED_NOTE, 'a signed note has an empty line before its signatures');
	return at + 1;
}

function hasControl(string) {
	for (let i = 0; i < string.length; i++) {
		const unit = string.charCodeAt(i);
		if (unit < 0x20 && unit !== 0x0a)
			return true;
	}
	return false;
}

function parseLine(line) {
	demand(line.startsWith(DASH), SIGNED_NOTE, 'a signature line begins with a dash (U+2014) and a space');
	const gap = line.indexOf(' ', DASH.length);
	demand(gap >= 0, SIGNED_NOTE, 'a signature line is a dash, a name and base64');
	const name = line.slice(DASH.length, gap);
	demand(utf8Length(name) <= KEY_NAME_MAX, '1.2', `the name of a key has at most ${KEY_NAME_MAX} bytes`);
	demand(isKeyName(name), SIGNED_NOTE, 'a signature line names no key');
	const base64 = line.slice(gap + 1);
	const blob = fromBase64(base64);
	demand(blob !== null && blob.length >= 5, SIGNED_NOTE,
		`the signature line of ${name} holds no signature in base64`);
	return { name, base64, id: hexOf(blob.subarray(0, 4)), signature: blob.subarray(4), line };
}

/**
 * Reads a note with at most `linesMax` signature lines. Returns its text (with its last LF) as a string and as
 * bytes, and its lines: name, id (8 hex digits), signature (what follows the id), base64, and the line itself.
 * Throws Malformed: what is not UTF-8 breaks 1.1, the rest the standard (10.3).
 */
export function parseNote(bytes, linesMax) {
	const string = textOf(bytes);
	demand(string !== null, '1.1', 'it is not UTF-8 in its shortest form');
	demand(string === '' || string.endsWith('\n'), SIGNED_NOTE, 'its last line has no line end');
	demand(!hasControl(string), SIGNED_NOTE, 'it holds a control character');
	const end = splitAt(string);
	const text = string.slice(0, end);
	const tail = string.slice(end + 1);
	demand(tail !== '', SIGNED_NOTE, 'a signed note has a signature line');
	const lines = tail.slice(0, -1).split('\n');
	demand(lines.length <= linesMax, '1.2', `a note has at most ${linesMax} signature lines here`);
	return { text, textBytes: utf8(text), lines: lines.map(parseLine) };
}
