// The outbox of a pouch (format 9.2): signed acts that are not logged yet, in the order to be lodged.
// SPDX-License-Identifier: ISC
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { KEY_TWICE, NOBODY, cannotTell, notGenuine, unreadable } from '../finding.js';
import { chainFault, isSignedByAuthor, lineFault, requiredLines, seenFault } from '../fold/step.js';
import { seenFinding } from './log.js';

/** Kinds whose keys later acts of the outbox may need. */
const REGISTERING = ['join', 'mandate', 'rekey', 'admit'];

function positionOf(act) {
	return `${act.chain} ${act.number}.${act.epoch}`;
}

/** The ids that stand at each position of each chain. */
function positionsOf(table) {
	const positions = new Map();
	for (const { act } of table.acts.values())
		positions.set(positionOf(act), act.id);
	return positions;
}

class Outbox {
	constructor(table, evidence) {
		this.table = table;
		this.evidence = evidence;
		this.index = evidence.tree.size;
		this.positions = positionsOf(table);
		this.ids = new Set(table.acts.keys());
		/** Keys that an act on its way registered: they count in their own chain only. */
		this.onTheWay = new Set();
		this.remarks = [];
		this.doubt = null;
	}

	/** Something that the finding needs is absent: the first such thing is told. */
	doubts(clause, sentence) {
		this.doubt ??= cannotTell(clause, 'outbox', null, sentence);
		return null;
	}

	/** format 9.2: whether a key counts for this act. */
	#mayCount(act, { name, key }) {
		return key === null || name === act.chain || act.kind.signers === 'recovery' ||
			!this.onTheWay.has(key.hex);
	}

	/** Whether the lines are the act's: a finding; null if all is well; 'unknown' if nobody can say. */
	async lines(act, at) {
		const index = this.table.find(act.id)?.index ?? this.index;
		const required = requiredLines(this.table, act, index)
			.map((line) => this.#mayCount(act, line) ? line : { ...line, key: null });
		if (!isSignedByAuthor(act, required))
			return notGenuine('2.8', at, NOBODY, `${act.chain} is not among those that sign it`);
		if (act.lines.length !== required.length) {
			return unreadable('2.8', at, NOBODY, `it has ${act.lines.length} signature lines, ` +
				`and its kind requires ${required.length}`);
		}
		const fault = await lineFault(act, required);
		if (fault === null)
			return null;
		if (fault.reason === 'name')
			return notGenuine('2.8', at, NOBODY, fault.sentence);
		if (fault.reason === 'signature')
			return notGenuine('3.3', at, NOBODY, fault.sentence);
		return 'unknown';
	}

	/** format 4.4: another text at this position. */
	noteTwice(act) {
		const position = positionOf(act);
		const other = this.positions.get(position);
		if (other === undefined) {
			this.positions.set(position, act.id);
			return false;
		}
		if (other !== act.id && this.table.mandates.get(act.chain)?.revoked != null) {
			this.doubts('5.1.7', `another text stands where ${citation(act)} does, and its office was ` +
				'revoked since');
		} else if (other !== act.id) {
			this.remarks.push({
				rank: KEY_TWICE, order: this.index, clause: '4.4', at: citation(act),
				culprit: act.chain,
				sentence: `key used twice: ${act.chain} signed two texts as ${citation(act)}`,
			});
		}
		return true;
	}

	/** What stands between this act and its chain as it is known here. */
	place(act) {
		const fault = chainFault(this.table, act);
		const last = this.table.chains.get(act.chain);
		const isPast = last !== undefined &&
			(act.epoch < last.epoch || (act.epoch === last.epoch && act.number <= last.number));
		if (fault === null) {
			this.table.chains.set(act.chain,
				{ number: act.number, epoch: act.epoch, id: act.id, isRekeyed: false });
			return true;
		}
		if ((isPast && this.ids.has(act.prev)) || fault.clause === '4.3')
			return false; // it cannot be lodged any more, and nothing is missing
		const isGap = fault.clause === '4.2' && act.number > (last?.number ?? 0) + 1;
		this.doubts(isGap ? '4.1' : fault.clause, isGap
			? `what stands before ${citation(act)} is not here` : `${citation(act)}: ${fault.sentence}`);
		return false;
	}

	/** Lets a key that this act registers hold for the acts behind it. */
	register(act) {
		if (!REGISTERING.includes(act.kind.name))
			return;
		const fault = act.kind.rule(this.table, act, this.index, this.evidence);
		if (fault !== null)
			return;
		for (const key of [act.fields.key].flat()) {
			if (key?.vkey != null)
				this.onTheWay.add(key.vkey.hex);
		}
		act.kind.effect(this.table, { act, index: this.index, at: citation(act), signers: [] });
	}

	async take(file) {
		const at = file.name;
		const read = attempt(() => parseAct(file.data));
		if (read.malformed !== null)
			return unreadable(read.malformed.clause, at, NOBODY, read.malformed.message);
		const act = read.value;
		if (act.kind.name === 'open' || act.table !== this.table.charter.table)
			return notGenuine('2.3', at, NOBODY, 'it is no act of this table');
		const lines = await this.lines(act, at);
		if (lines === 'unknown') {
			return this.doubts('3.1',
				`no act here registers the key that signed ${citation(act)}`);
		}
		if (lines !== null)
			return lines;
		const seen = seenFault(act, Math.max(this.index, act.seen.size), this.evidence);
		if (seen?.isFork)
			return seenFinding(this.table, act, seen);
		if (seen !== null)
			return unreadable('4.6', at, NOBODY, seen.sentence);
		if (!this.noteTwice(act) && this.place(act))
			this.register(act);
		this.ids.add(act.id);
		this.index++;
		return null;
	}
}

/** Checks the outbox. Returns { fault, remarks }: fault is a finding, or null. */
export async function checkOutbox(table, files, evidence) {
	const outbox = new Outbox(table, evidence);
	for (const file of files) {
		const fault = await outbox.take(file);
		if (fault !== null)
			return { fault, remarks: [] };
	}
	return { fault: outbox.doubt, remarks: outbox.remarks };
}
