// C2SP tlog-proof: one entry's place in a log, with the checkpoint (format 9.4).
// SPDX-License-Identifier: ISC
import { fromBase64, textOf, utf8 } from './bytes.js';
import { decOf } from './words.js';
import { LINE_MAX, PROOF_HASHES_MAX } from './limits.js';
import { demand } from './malformed.js';
import { parseCheckpoint } from './checkpoint.js';

const TLOG_PROOF = 'C2SP tlog-proof';
const HEAD = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';

function readIndex(line) {
	demand(line.startsWith('index '), TLOG_PROOF, `"index" is due, but the line is "${line.slice(0, 64)}"`);
	const index = decOf(line.slice('index '.length));
	demand(index !== null, TLOG_PROOF, 'the index is no number');
	return index;
}

function readHash(line) {
	const hash = fromBase64(line);
	demand(hash?.length === 32, TLOG_PROOF, `"${line.slice(0, 64)}" is no hash in base64`);
	return hash;
}

/** Takes the lines of a text one after another; one that is cut off breaks 1.1. */
class Text {
	constructor(string) {
		this.rest = string;
	}

	next(most = LINE_MAX) {
		demand(this.rest !== '', TLOG_PROOF, 'the text ends where a line is due');
		const end = this.rest.indexOf('\n');
		const length = end < 0 ? this.rest.length : end;
		demand(length < most, '1.2', `a line has at most ${most} bytes with its end`);
		demand(end >= 0, '1.1', 'its last line has no line end');
		const line = this.rest.slice(0, end);
		this.rest = this.rest.slice(end + 1);
		return line;
	}
}

function readPath(text) {
	const path = [];
	for (let line = text.next(); line !== ''; line = text.next()) {
		demand(path.length < PROOF_HASHES_MAX, '1.2', `there are more than ${PROOF_HASHES_MAX} hashes`);
		path.push(readHash(line));
	}
	return path;
}

/** Reads a proof: index, path, checkpoint, hasExtra. What stands behind `extra` is nobody's and is not kept. */
export function parseTlogProof(bytes) {
	const string = textOf(bytes);
	demand(string !== null, '1.1', 'it is not UTF-8 in its shortest form');
	const text = new Text(string);
	demand(text.next() === HEAD, TLOG_PROOF, `it begins with ${HEAD}`);
	const hasExtra = text.rest.startsWith(EXTRA);
	if (hasExtra) {
		const extra = fromBase64(text.next(Infinity).slice(EXTRA.length));
		demand(extra?.length > 0, TLOG_PROOF, 'the extra data are not base64');
	}
	const index = readIndex(text.next());
	return { index, path: readPath(text), checkpoint: parseCheckpoint(utf8(text.rest)), hasExtra };
}
