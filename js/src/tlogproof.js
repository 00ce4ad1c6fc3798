// C2SP tlog-proof: one entry's place in a log, with the checkpoint (format 9.4).
// SPDX-License-Identifier: ISC
import { fromBase64, textOf, utf8 } from './bytes.js';
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

/** Reads a proof: index, path, checkpoint, hasExtra. What stands behind `extra` is nobody's and is not kept. */
export function parseTlogProof(bytes) {
	const string = textOf(bytes);
	demand(string !== null, '1.1', 'it is not UTF-8 in its shortest form');
	const end = string.indexOf('\n\n');
	demand(end >= 0, TLOG_PROOF, 'an empty line stands before the checkpoint');
	const [head, ...lines] = string.slice(0, end).split('\n');
	demand(head === HEAD, TLOG_PROOF, `it begins with ${HEAD}`);
	const hasExtra = lines[0]?.startsWith(EXTRA) ?? false;
	if (hasExtra) {
		const extra = fromBase64(lines.shift().slice(EXTRA.length));
		demand(extra?.length > 0, TLOG_PROOF, 'the extra data are not base64');
	}
	const index = readIndex(lines.shift() ?? '');
	demand(lines.length <= PROOF_HASHES_MAX, '1.2', `there are more than ${PROOF_HASHES_MAX} hashes`);
	const path = lines.map(readHash);
	return { index, path, checkpoint: parseCheckpoint(utf8(string.slice(end + 2))), hasExtra };
}
