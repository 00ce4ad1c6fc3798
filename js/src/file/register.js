// What the register of the depositary says of a table's checkpoints (format 6.8 to 6.11): registrations, one after
// another, each by itself and then against those before it.
// SPDX-License-Identifier: ISC
import { fromHex } from '../bytes.js';
import { logLine } from '../checkpoint.js';
import { NOBODY, notGenuine } from '../finding.js';
import { leafHash, verifyInclusion } from '../merkle.js';
import { cosignatureFinding } from './marks.js';
import { registerEntry, registerKey, registerOrigin } from './registration.js';

/** format 6.8: origin and signature of the register's checkpoint. Returns a finding, or null. */
async function checkpointFinding({ register }, at, { charter }) {
	const origin = registerOrigin(charter.depositary);
	if (register.origin !== origin)
		return notGenuine('6.8', at, NOBODY, `the origin of its checkpoint is ${register.origin}, not ${origin}`);
	return await logLine(register, registerKey(charter)) !== null ? null
		: notGenuine('6.8', at, NOBODY, 'the log key, as that of the register, has not signed its checkpoint');
}

/** format 6.9: whether the register holds the entry. */
function placeFinding(registration, at, { charter }) {
	const { index, path, register } = registration;
	const leaf = leafHash(registerEntry(charter.table, registration));
	return verifyInclusion(leaf, index, register.size, path, fromHex(register.root)) ? null
		: notGenuine('6.9', at, NOBODY, 'its path does not lead from the entry of this table to the register\'s root');
}

/** The registrations of a file up to some place: what the next ones are held against (6.11). */
class Before {
	constructor() {
		this.counters = new Map();
		/** By size: root by root, the times of all cosigners of the register's checkpoint. */
		this.checkpoints = new Map();
	}

	/** Whether a registration of the same counter is another one; it is kept if it is the first. */
	isOther({ counter, key, checkpoint, index }) {
		const first = this.counters.get(counter);
		if (first === undefined)
			this.counters.set(counter, { key, checkpoint, index });
		return first !== undefined &&
			(first.key !== key || first.checkpoint !== checkpoint || first.index !== index);
	}

	/** Keeps who cosigned a checkpoint. Returns two sets of cosigners, of its root and of another; or null. */
	fork({ size, root }, times) {
		const roots = this.checkpoints.get(size) ?? new Map();
		this.checkpoints.set(size, roots);
		const here = roots.get(root) ?? new Set();
		roots.set(root, here);
		for (const text of times.keys())
			here.add(text);
		const there = [...roots.keys()].find((other) => other !== root);
		return there === undefined ? null : [here, roots.get(there)];
	}
}

/** format 6.11: a fork of the register, and who signed both sides of it (10.4). */
function forkFinding(register, at, sides, { charter, trust }) {
	const both = trust.witnesses.filter(({ text }) => sides.every((side) => side.has(text)));
	const names = both.map(({ name }) => name);
	const who = names.length === 0 ? '' : `, and cosigned by ${names.join(', ')}`;
	const found = notGenuine('6.11', at, [charter.depositary, ...names].join(','),
		`two histories of the register are signed by the depositary${who}: another one had ${register.size} entries`);
	return { ...found, chains: [charter.depositary] };
}

async function registrationFinding(registration, at, evidence, before) {
	const early = await checkpointFinding(registration, at, evidence) ??
		placeFinding(registration, at, evidence);
	if (early !== null)
		return early;
	const { register } = registration;
	const { fault, times } = await evidence.cosignaturesOf(register);
	if (fault !== null)
		return cosignatureFinding(fault, at);
	if (before.isOther(registration)) {
		return notGenuine('6.11', at, evidence.charter.depositary,
			`the depositary made two entries of the register for the counter ${registration.counter}`);
	}
	const sides = before.fork(register, times);
	if (sides !== null)
		return forkFinding(register, at, sides, evidence);
	evidence.register(registration.checkpoint, times);
	return null;
}

/** All registrations of a file. Returns a finding, or null. */
export async function registrationsFinding(registrations, evidence) {
	const before = new Before();
	for (const [i, registration] of registrations.entries()) {
		const fault = await registrationFinding(registration, `registration ${i + 1}`, evidence, before);
		if (fault !== null)
			return fault;
	}
	return null;
}
