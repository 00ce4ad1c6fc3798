// Registrations (format 6.8, 6.9): which entry of the depositary's register stands for a checkpoint of a table, and
// the text that shows it.
// SPDX-License-Identifier: ISC
import { concat, fromHex, u64, utf8 } from '../bytes.js';
import { hmac256 } from '../hash.js';
import { REGISTRATION_MAX } from '../limits.js';
import { byForm, demand, inPlace } from '../malformed.js';
import { parseTlogProof } from '../tlogproof.js';
import { dec, hash } from '../values.js';
import { vkeyOf } from '../vkey.js';
import { Lines } from './lines.js';

const CLAUSE = '6.9';
const HEAD = 'verbale-registration/1';
const TAG_LABEL = utf8('verbale-register-tag/1\n');
const CHECKPOINT_LABEL = utf8('verbale-register-checkpoint/1\n');

/** format 6.8: the origin of the register of a depositary. */
export function registerOrigin(depositary) {
	return `${depositary}/register`;
}

/** format 6.8: the key of its checkpoints is that of the table's log, under the origin of the register. */
export function registerKey({ depositary, logKey }) {
	return vkeyOf(registerOrigin(depositary), logKey.type, logKey.key);
}

/** format 6.8: the 64 bytes that these make for a table; key and checkpoint and table in hex. */
export function registerEntry(table, { counter, key, checkpoint }) {
	const secret = fromHex(key);
	return concat(hmac256(secret, TAG_LABEL, fromHex(table), u64(counter)),
		hmac256(secret, CHECKPOINT_LABEL, fromHex(checkpoint)));
}

/** Reads a registration. Throws Malformed. */
export function parseRegistration(bytes) {
	demand(bytes.length <= REGISTRATION_MAX, '1.2', `a registration has at most ${REGISTRATION_MAX} bytes`);
	const lines = new Lines(bytes, CLAUSE);
	const take = (name, read) => {
		const text = lines.value(name);
		return byForm(CLAUSE, () => read(text));
	};
	demand(lines.next() === HEAD, CLAUSE, `a registration begins with ${HEAD}`);
	const counter = take('counter', dec);
	demand(counter >= 1, CLAUSE, 'the first entry of a table has the counter 1');
	const key = take('key', hash);
	const checkpoint = take('checkpoint', hash);
	demand(lines.next() === '', CLAUSE, 'an empty line stands before the proof');
	const proof = parseTlogProof(bytes.subarray(lines.at));
	demand(!proof.hasExtra, CLAUSE, 'its proof has no extra data');
	return { counter, key, checkpoint, index: proof.index, path: proof.path, register: proof.checkpoint };
}

/** Those of a file, by rising counters: `clause` says so. Throws Malformed. */
export function readRegistrations(list, clause) {
	let least = 0;
	return list.map((bytes, i) => inPlace(`registration ${i + 1}`, () => {
		const registration = parseRegistration(bytes);
		demand(registration.counter >= least, clause, `its counter ${registration.counter} falls`);
		least = registration.counter;
		return registration;
	}));
}
