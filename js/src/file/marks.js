// Checkpoints of a file: signed by the log key, dated, of one history (format 6.2, 6.4, 6.7).
// SPDX-License-Identifier: ISC
import { parseAct } from '../act.js';
import { textOf } from '../bytes.js';
import { NO_TIME } from '../checkpoint.js';
import { NOBODY, notGenuine, unreadable } from '../finding.js';
import { attempt } from '../malformed.js';

/** format 6.2: origin and signature of a checkpoint that stands at `at`. Returns a finding, or null. */
export async function checkpointFinding(checkpoint, at, evidence) {
	const { origin } = evidence.charter;
	if (checkpoint.origin !== origin)
		return notGenuine('6.2', at, NOBODY, `its origin is ${checkpoint.origin}, not ${origin}`);
	return await evidence.keep(checkpoint) ? null
		: notGenuine('6.2', at, NOBODY, 'the log key has not signed it');
}

/** format 6.4: what a cosignature of a known key that cosignedAt refuses makes of a file. */
export function cosignatureFinding(fault, at) {
	return fault === NO_TIME
		? unreadable('6.4', at, NOBODY, 'a cosignature of a known key on it states no time')
		: notGenuine('6.4', at, NOBODY, 'a cosignature of a known key on it is false');
}

/** format 6.4: the dates of a checkpoint; `isMark` if it must have the clock's. */
async function dateFinding(checkpoint, at, evidence, isMark) {
	const { fault, isDated } = await evidence.date(checkpoint);
	if (fault !== null)
		return cosignatureFinding(fault, at);
	return isDated || !isMark ? null
		: unreadable('6.4', at, NOBODY, 'the depositary\'s clock has not dated it');
}

/** format 6.7: whether a checkpoint is of this history. */
export function forkFinding(checkpoint, at, evidence) {
	const root = evidence.rootAt(checkpoint.size);
	return root === null || root === checkpoint.root ? null
		: notGenuine('6.7', at, evidence.charter.depositary,
			`the depositary signed two histories: another one had ${checkpoint.size} entries`);
}

async function markFinding(mark, at, evidence) {
	return await checkpointFinding(mark, at, evidence) ??
		await dateFinding(mark, at, evidence, true) ?? forkFinding(mark, at, evidence);
}

/** The file's checkpoint and its marks, one after another. Returns a finding, or null. */
export async function marksFinding(checkpoint, marks, evidence) {
	for (let i = 0; i < marks.length; i++) {
		const fault = await markFinding(marks[i], `mark ${i + 1}`, evidence);
		if (fault !== null)
			return fault;
		evidence.roots.set(marks[i].size, marks[i].root);
	}
	return dateFinding(checkpoint, 'checkpoint', evidence, false);
}

/** The cosign and clock keys that these acts name, void or not (6.4); entries that are no acts name none. */
export function namedCosigners(entries) {
	const named = entries.filter((bytes) => / (cosign|clock) /.test(textOf(bytes) ?? ''))
		.map((bytes) => attempt(() => parseAct(bytes)).value).filter((act) => act !== null);
	return named.flatMap((act) => [act.fields.key ?? []].flat())
		.filter((key) => ['cosign', 'clock'].includes(key.purpose)).map((key) => key.vkey);
}
