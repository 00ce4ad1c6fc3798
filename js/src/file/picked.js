// Acts picked from a log (format 9.4): what can be said of each without those between them.
// SPDX-License-Identifier: ISC
import { compareUtf8 } from '../bytes.js';
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { cannotTell, notGenuine, unreadable } from '../finding.js';
import { enter, isSignedByAuthor, lineFault, requiredLines, seenFault } from '../fold/step.js';
import { seenFinding } from './log.js';

function refusable(table, act, sentence) {
	return notGenuine('4.5', citation(act), table.charter.depositary, sentence);
}

/** What the acts shown before it say of an act's place in its chain. */
function placeFault(table, act, index) {
	if (act.kind.name === 'open')
		return 'a charter stands at the beginning only';
	if (act.table !== table.charter.table)
		return 'it is an act of another table';
	if (act.number === 1 && act.prev !== table.charter.act.id)
		return 'the first act of a chain follows the charter';
	if (act.number > index)
		return `there cannot be ${act.number} acts of a chain at entry ${index}`;
	const last = table.chains.get(act.chain);
	if (last === undefined || last.number === 0)
		return null;
	if (act.number <= last.number || act.epoch < last.epoch)
		return 'it is out of its chain';
	return act.number === last.number + 1 && act.prev !== last.id
		? 'prev is not the act before it in its chain' : null;
}

/**
 * Whether acts that are not shown may have changed the key of this name before the act. The depositary's
 * and the recovery keys are for good (5.1.8, 5.1.13); a party's first act key signs its epoch 0 (4.3).
 */
function mayHaveChanged(table, act, name) {
	const isFirst = table.isMember(name) && name === act.chain && act.epoch === 0;
	return !isFirst && !table.isDepositary(name) && !name.endsWith('/recovery');
}

/** The lines that it must carry, as far as what is shown tells; null where they cannot be these. */
function linesOf(table, act, index) {
	if (act.kind.signers !== 'principals')
		return requiredLines(table, act, index);
	// Who was a principal at that place is not shown: some may have come, some may have gone.
	const names = act.lines.map((line) => line.name);
	const isRising = names.every((name, i) => i === 0 || compareUtf8(names[i - 1], name) < 0);
	const isOther = (name) => (table.members.get(name)?.role ?? 'principal') !== 'principal';
	return isRising && !names.some(isOther)
		? names.map((name) => ({ name, key: table.keyAt(name, index) })) : null;
}

async function signatureFinding(table, act, index) {
	const required = linesOf(table, act, index);
	if (required === null || !isSignedByAuthor(act, required))
		return refusable(table, act, 'its lines are not those of its kind');
	if (act.lines.length !== required.length) {
		return unreadable('2.8', citation(act), table.charter.depositary,
			`it has ${act.lines.length} signature lines, and its kind requires ${required.length}`);
	}
	const fault = await lineFault(act, required);
	if (fault === null)
		return null;
	const { name } = required[fault.line];
	const isKnown = table.keyAt(name, index) !== null;
	if (fault.reason === 'name' || (isKnown && !mayHaveChanged(table, act, name)))
		return refusable(table, act, fault.sentence);
	return cannotTell('3.1', citation(act), null, `no act shown registers the key of ${name}'s line`);
}

/** Checks one act that is shown and lets it enter the table. Returns a finding, or null. */
export async function pickedEntry(table, { bytes, index }, at, evidence, keep) {
	const read = attempt(() => parseAct(bytes));
	if (read.malformed !== null) {
		return unreadable(read.malformed.clause, at, table.charter.depositary,
			read.malformed.message);
	}
	const act = read.value;
	const place = placeFault(table, act, index);
	if (place !== null)
		return refusable(table, act, place);
	const signatures = await signatureFinding(table, act, index);
	if (signatures !== null)
		return signatures;
	const seen = seenFault(act, index, evidence);
	if (seen !== null)
		return seenFinding(table, act, seen);
	const entry = enter(table, act, index, evidence);
	if (entry.fault?.isDepositary) {
		return notGenuine(entry.fault.clause, entry.at, table.charter.depositary,
			entry.fault.sentence);
	}
	keep(entry);
	return null;
}

