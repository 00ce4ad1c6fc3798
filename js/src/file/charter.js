// The charter as the first thing that a file stands on (format 5.1.3, 10.1), and the trust file's word on it.
// SPDX-License-Identifier: ISC
import { parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { charterFault, charterOf, foundingLines, namesLogKeys } from '../charter.js';
import { anchorsOf, contradiction, isFalselyHeld } from '../anchor.js';
import { NOBODY, cannotTell, notGenuine, unreadable } from '../finding.js';
import { lineFault } from '../fold/step.js';
import { Table } from '../fold/table.js';

/** The name of the first line that has no place in this order, or null: lines may still be missing. */
export function strayLine(lines, names) {
	let at = 0;
	for (const { name } of lines) {
		while (at < names.length && names[at] !== name)
			at++;
		if (at === names.length)
			return name;
		at++;
	}
	return null;
}

/** format 2.8: the count and the names of its lines. */
function linesFinding(act, required, mayBeIncomplete) {
	const count = act.lines.length;
	const sentence = `it has ${count} signature lines, and ${required.length} members sign it`;
	if (count > required.length || (count < required.length && !mayBeIncomplete))
		return unreadable('2.8', 'charter', NOBODY, sentence);
	const stray = strayLine(act.lines, required.map((line) => line.name));
	if (stray !== null)
		return notGenuine('2.8', 'charter', NOBODY, `the line of ${stray} has no place there`);
	return count < required.length
		? cannotTell('2.8', 'charter', null, `it is incomplete: ${sentence}`) : null;
}

async function signatureFinding(act, required) {
	const keyless = required.find((line) => line.key === null);
	if (keyless !== undefined)
		return notGenuine('3.1', 'charter', NOBODY, `${keyless.name} has no founding key there`);
	const fault = await lineFault(act, required);
	return fault === null ? null
		: notGenuine(fault.reason === 'signature' ? '3.3' : '2.8', 'charter', NOBODY, fault.sentence);
}

/** What is wrong with a charter in itself: a finding, or null. */
export async function charterFinding(act, mayBeIncomplete) {
	const required = foundingLines(act);
	const signatures = linesFinding(act, required, mayBeIncomplete) ??
		await signatureFinding(act, required);
	if (signatures !== null)
		return signatures;
	const fault = await charterFault(act);
	if (fault === null)
		return null;
	const names = act.fields.party.map((party) => party.name);
	const signatories = [...new Set(names)].sort().join(',');
	return notGenuine(fault.clause, 'charter', signatories,
		`the charter is void (${fault.clause}), and there is no table: ${fault.sentence}`);
}

/** A contradiction of the trust file as a finding (9.7), or null. */
export function contradictionFinding(table, trust) {
	const sentence = contradiction(anchorsOf(table, trust));
	return sentence === null ? null : notGenuine('9.7', 'charter', NOBODY, sentence);
}

/**
 * A fault, unless it would hold somebody to what another did under its name (10.2). `fault.chains` says who is held
 * by a key of the table, where cosigners answer, too: their keys are the trust file's own.
 */
export function fairFinding(fault, table, trust) {
	const named = fault.culprit === null || fault.culprit === NOBODY ? [] : fault.culprit.split(',');
	return isFalselyHeld(anchorsOf(table, trust), fault.chains ?? named, table.charter.depositary)
		? contradictionFinding(table, trust) : fault;
}

/**
 * Opens the table that a charter founds. Returns the table, null if the charter cannot be read, and as
 * `fault` a finding or null.
 */
export async function openTable(bytes, isWhole) {
	const read = attempt(() => parseAct(bytes));
	if (read.malformed !== null) {
		return { table: null,
			fault: unreadable(read.malformed.clause, 'charter', NOBODY, read.malformed.message) };
	}
	const act = read.value;
	if (act.kind.name !== 'open')
		return { table: null, fault: notGenuine('6.1', 'charter', NOBODY, 'it is no charter') };
	const fault = await charterFinding(act, false);
	return { table: namesLogKeys(act) ? new Table(charterOf(act), isWhole) : null, fault };
}
