// C2SP tlog-proof: one entry's place in a log, with the checkpoint (format 9.4).
// SPDX-License-Identifier: ISC
import { fromBase64, textOf } from './bytes.js';
import { decOf } from './words.js';
import { PROOF_HASHES_MAX } from './limits.js';
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

/** Where the first empty line begins that ends the lines of the proof, or -1. */
function gapOf(bytes) {
	for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
		if (bytes[at + 1] === 0x0a)
			return at;
	}
	return -1;
}

/** Reads a proof: index, path, checkpoint. What stands behind `extra` is nobody's and is not kept. */
export function parseTlogProof(bytes) {
	const end = gapOf(bytes);
	demand(end >= 0, TLOG_PROOF, 'an empty line stands before the checkpoint');
	const string = textOf(bytes.subarray(0, end));
	demand(string !== null, TLOG_PROOF, 'it is not UTF-8 in its shortest form');
	const [head, ...lines] = string.split('\n');
	demand(head === HEAD, TLOG_PROOF, `it begins with ${HEAD}`);
	if (lines[0]?.startsWith(EXTRA)) {
		const extra = fromBase64(lines.shift().slice(EXTRA.length));
		demand(extra?.length > 0, TLOG_PROOF, 'the extra data are not base64');
	}
	const index = readIndex(lines.shift() ?? '');
	demand(lines.length <= PROOF_HASHES_MAX, '1.2', `there are more than ${PROOF_HASHES_MAX} hashes`);
	return { index, path: lines.map(readHash), checkpoint: parseCheckpoint(bytes.subarray(end + 2)) };
}
