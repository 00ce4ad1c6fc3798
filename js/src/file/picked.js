// Acts picked from a log (format 9.4): what can be said of each without those between them.
// SPDX-License-Identifier: ISC
import { compareUtf8 } from '../bytes.js';
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { cannotTell, unreadable } from '../finding.js';
import { isSignedByAuthor, lineFault, requiredLines } from '../fold/step.js';
import { refusable, shownEntry } from './log.js';

/** What the acts shown before it say of an act's place in its chain. */
function placeFault(table, act, index) {
	if (act.kind.name === 'open')
		return 'a charter stands at the beginning only';
	if (act.table !== table.charter.table)
		return 'it is an act of another table';
	if (table.isDepositary(act.author) && act.office !== null)
		return 'the depositary has no office';
	if ((act.number === 1) !== (act.prev === table.charter.act.id))
		return 'the first act of a chain follows the charter, and no other does';
	if (act.number > index)
		return `there cannot be ${act.number} acts of a chain at entry ${index}`;
	const last = table.chains.get(act.chain);
	if (last === undefined || last.number === 0)
		return epochFault(table, act, 0, act.number === 1, index);
	if (act.number <= last.number || act.epoch < last.epoch)
		return 'it is out of its chain';
	if (act.number - last.number > index - last.index)
		return `between entries ${last.index} and ${index} a chain cannot go on from ${last.number} to ${act.number}`;
	if (act.number === last.number + 1 && act.prev !== last.id)
		return 'prev is not the act before it in its chain';
	return epochFault(table, act, last.epoch, act.number === last.number + 1, index - last.index);
}

/**
 * How far the epoch of an act may be from that of the act before it, so many entries before, by kinds of chains
 * (4.3).
 */
function epochRise(table, act, follows, entries) {
	if (table.isDepositary(act.author) || act.office === 'recovery')
		return 0; // it signs neither resume nor under a key that is replaced
	if (act.kind.name === 'resume' || !follows)
		return Infinity;
	return act.office === null && entries > 1 ? 1 : 0; // behind a rekey, which is of a party's own chain
}

/** format 4.3: an epoch that no missing act explains; `follows` tells whether none is missing in the chain. */
function epochFault(table, act, epoch, follows, entries) {
	const least = epoch + (act.kind.name === 'resume' ? 1 : 0);
	return act.epoch >= least && act.epoch <= epoch + epochRise(table, act, follows, entries) ? null
		: `epoch ${act.epoch} does not go on from ${epoch}`;
}

/**
 * Whether acts that are not shown may have changed the key of this name before the act (9.4). The depositary's
 * and the recovery keys of the charter are for good; a founder's first act key signs its epoch 0 (4.3); and a
 * rekey names the new key that signs it.
 */
function mayHaveChanged(table, act, name) {
	if (act.kind.signers === 'recovery' && name === act.author)
		return false;
	const [party, office] = name.split('/');
	const isFirst = name === act.chain && office === undefined && act.epoch === 0;
	const isForGood = isFirst || office === 'recovery';
	return !table.isDepositary(name) && !(isForGood && table.isFounder(party));
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
	if (required !== null && act.lines.length !== required.length) {
		return unreadable('2.8', citation(act), table.charter.depositary,
			`it has ${act.lines.length} signature lines, and its kind requires ${required.length}`);
	}
	if (required === null || !isSignedByAuthor(act, required))
		return refusable(table, act, 'its lines are not those of its kind');
	const fault = await lineFault(act, required);
	if (fault === null)
		return null;
	if (fault.reason === 'name' || !mayHaveChanged(table, act, required[fault.line].name))
		return refusable(table, act, fault.sentence);
	return cannotTell('3.1', citation(act), null,
		`no act shown registers the key of ${required[fault.line].name}'s line`);
}

/** Checks one act that is shown and lets it enter the table. Returns a finding, or null. */
export function pickedEntry(table, { bytes, index }, at, evidence, keep) {
	const read = attempt(() => parseAct(bytes));
	return shownEntry(table, read, { index, at, placeFault, signatureFault: signatureFinding }, evidence, keep);
}

