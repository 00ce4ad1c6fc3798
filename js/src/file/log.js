// A whole log, entry by entry (format 10.1): shared by bundles, pouches and proofs that show all entries.
// SPDX-License-Identifier: ISC
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { NOBODY, notGenuine, unreadable } from '../finding.js';
import { chainFault, enter, isKnownAuthor, isSignedByAuthor, lineFault, requiredLines, seenFault,
	verifyAhead } from '../fold/step.js';

/** A log that holds what the depositary should have refused (4.5). */
export function refusable(table, act, sentence) {
	return notGenuine('4.5', citation(act), table.charter.depositary, sentence);
}

/** format 2.3, 4.1 to 4.3. */
function placeFault(table, act) {
	if (act.kind.name === 'open')
		return 'a charter stands at the beginning only';
	if (act.table !== table.charter.table)
		return 'it is an act of another table';
	if (!isKnownAuthor(table, act))
		return `${act.chain} is unknown at this table`;
	return chainFault(table, act)?.sentence ?? null;
}

async function signatureFault(table, act, index) {
	const required = requiredLines(table, act, index);
	if (act.lines.length !== required.length) {
		return unreadable('2.8', citation(act), table.charter.depositary,
			`it has ${act.lines.length} signature lines, and its kind requires ${required.length}`);
	}
	if (!isSignedByAuthor(act, required))
		return refusable(table, act, `${act.chain} is not among those that sign it`);
	const fault = await lineFault(act, required);
	return fault === null ? null : refusable(table, act, fault.sentence);
}

/** What a fault of `seen` is (4.6). */
export function seenFinding(table, act, fault) {
	if (fault.isAhead)
		return notGenuine('4.6', citation(act), table.charter.depositary, fault.sentence);
	return fault.isFork
		? notGenuine('4.6', citation(act), table.charter.depositary,
			'the depositary signed two histories: this one and the one that it has seen')
		: unreadable('4.6', citation(act), NOBODY, `${fault.sentence}, and nobody's signature is on that`);
}

/**
 * Checks an act that is shown as entry `index`, and lets it enter the table. Returns a finding, or null. What is held
 * against its place in its chain, and against its signatures, is the caller's.
 */
export async function shownEntry(table, read, { index, at, placeFault, signatureFault }, evidence, keep) {
	if (read.malformed !== null)
		return unreadable(read.malformed.clause, at, table.charter.depositary, read.malformed.message);
	const act = read.value;
	const place = placeFault(table, act, index);
	if (place !== null)
		return refusable(table, act, place);
	const signatures = await signatureFault(table, act, index);
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

/** The same of an entry of a whole log. */
function logEntry(table, read, index, evidence, keep) {
	return shownEntry(table, read, { index, at: `entry ${index}`, placeFault, signatureFault }, evidence, keep);
}

/** So many entries are read, and their signatures put to work, before they are folded. */
const AHEAD = 64;

/** Reads entries ahead of the fold: what `attempt` makes of each, in a window that moves on. */
class Reader {
	constructor(table, entries) {
		this.table = table;
		this.entries = entries;
		this.window = new Map();
		this.next = 1;
	}

	take(index) {
		for (; this.next < this.entries.length && this.next < index + AHEAD; this.next++) {
			const read = attempt(() => parseAct(this.entries[this.next]));
			if (read.malformed === null && read.value.kind.name !== 'open')
				verifyAhead(this.table, read.value, this.next);
			this.window.set(this.next, read);
		}
		const read = this.window.get(index);
		this.window.delete(index);
		return read;
	}
}

/** Folds all entries behind the charter. Returns a finding, or null. */
export async function foldLog(table, { entries, marks }, evidence, keep) {
	// The file's checkpoint is of the whole log.
	const covered = new Set([...marks.map(({ size }) => size), entries.length]);
	const reader = new Reader(table, entries);
	for (let index = 1; index < entries.length; index++) {
		const fault = await logEntry(table, reader.take(index), index, evidence, keep);
		if (fault !== null)
			return fault;
		const [owed] = covered.has(index + 1) ? table.owed : [];
		if (owed !== undefined) {
			return notGenuine('5.3.6', owed.at, table.charter.depositary,
				`a checkpoint of ${index + 1} entries covers the receipt and not its release`);
		}
	}
	return null;
}
