// The outbox of a pouch (format 9.2): signed acts that are not logged yet, in the order to be lodged.
// SPDX-License-Identifier: ISC
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { KEY_TWICE, NOBODY, cannotTell, notGenuine, unreadable } from '../finding.js';
import { chainFault, isSignedByAuthor, lineFault, requiredLines, seenFault } from '../fold/step.js';
import { strayLine } from './charter.js';
import { seenFinding } from './log.js';

/** Kinds whose keys later acts of the outbox may need. */
const REGISTERING = ['mandate', 'rekey', 'admit'];

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

/** The chain of each act that is logged, by id: what `prev` may name. */
function placesOf(table) {
	const places = new Map();
	for (const { act } of table.acts.values())
		places.set(act.id, { chain: act.chain, number: act.number });
	return places;
}

/** What is said where something that a finding needs is absent. */
const ABSENT = 'absent';

class Outbox {
	constructor(table, evidence) {
		this.table = table;
		this.evidence = evidence;
		this.index = evidence.tree.size;
		this.positions = positionsOf(table);
		this.places = placesOf(table);
		/** Keys that an act on its way registered: they count in their own chain only. */
		this.onTheWay = new Set();
		this.remarks = [];
		this.doubt = null;
	}

	/** Something that the finding needs is absent: the first such thing is told. */
	doubts(clause, sentence, at = 'outbox') {
		this.doubt ??= cannotTell(clause, at, null, sentence);
		return ABSENT;
	}

	/** format 9.2: whether a key counts for this act. */
	#mayCount(act, { name, key }) {
		return key === null || name === act.chain || act.kind.signers === 'recovery' ||
			!this.onTheWay.has(key.hex);
	}

	/** The lines that it must carry. */
	#required(act) {
		return requiredLines(this.table, act, this.index)
			.map((line) => this.#mayCount(act, line) ? line : { ...line, key: null });
	}

	/** Whether the lines are the act's: a finding; null if all is well; ABSENT if nobody can say. */
	async lines(act, at, required) {
		if (act.lines.length > required.length) {
			return unreadable('2.8', at, NOBODY, `it has ${act.lines.length} signature lines, ` +
				`and its kind requires ${required.length}`);
		}
		const stray = strayLine(act.lines, required.map((line) => line.name));
		if (stray !== null)
			return notGenuine('2.8', at, NOBODY, `the line of ${stray} has no place there`);
		if (!isSignedByAuthor(act, required))
			return notGenuine('2.8', at, NOBODY, `${act.chain} is not among those that sign it`);
		if (act.lines.length < required.length) {
			return this.doubts('2.8', `${citation(act)} is incomplete, for not all have signed it: ` +
				`${act.lines.length} have, and ${required.length} must`, at);
		}
		const fault = await lineFault(act, required);
		if (fault?.reason === 'signature')
			return notGenuine('3.3', at, NOBODY, fault.sentence);
		return fault === null ? null
			: this.doubts('3.1', `no act here registers the key that signed ${citation(act)}`);
	}

	/** format 4.4: another text at this position. */
	noteTwice(act) {
		const position = positionOf(act);
		const other = this.positions.get(position);
		if (other === undefined) {
			this.positions.set(position, act.id);
			return false;
		}
		// Two texts count only under a key that held when the log ended (9.2).
		const isOnTheWay = this.onTheWay.has(this.table.keyAt(act.chain, this.index)?.hex);
		if (other !== act.id && !isOnTheWay)
			this.#twice(act);
		return true;
	}

	/** What two texts at one position are: key used twice, unless the key was revoked since (9.2). */
	#twice(act) {
		const at = citation(act);
		if (this.table.mandates.get(act.chain)?.revoked != null)
			this.doubts('5.1.7', `another text stands where ${at} does, and its office was revoked since`);
		else {
			this.remarks.push({
				rank: KEY_TWICE, order: this.index, clause: '4.4', at, culprit: act.chain,
				sentence: `key used twice: ${act.chain} signed two texts as ${at}`,
			});
		}
	}

	/** The place of the act before it in its chain, if that is here; before the first of it stands the charter. */
	#before(act) {
		if (act.prev === this.table.charter.act.id)
			return { chain: act.chain, number: 0 };
		const place = this.places.get(act.prev);
		return place?.chain === act.chain ? place : null;
	}

	/** format 9.2: whether it is a `resume` of a later epoch, which goes on from any act of its chain that is here. */
	#isResumed(act) {
		const before = this.#before(act);
		return act.kind.name === 'resume' && before !== null && act.number === before.number + 1 &&
			act.epoch > (this.table.chains.get(act.chain)?.epoch ?? 0);
	}

	/** format 9.2: what is missing where an act does not go on its chain; nothing where it was overtaken. */
	#missingBefore(act) {
		const last = this.table.chains.get(act.chain) ??
			{ number: 0, epoch: 0, id: this.table.charter.act.id };
		const isKnown = this.#before(act) !== null;
		const isPast = act.epoch < last.epoch || (act.epoch === last.epoch && act.number <= last.number);
		const isOtherEpoch = act.prev === last.id && act.number === last.number + 1;
		if (isKnown && (isPast || isOtherEpoch))
			return;
		if (act.number > last.number + 1)
			this.doubts('4.1', `numbers between ${last.number} and ${citation(act)} are left out`);
		else
			this.doubts('4.2', `${citation(act)} does not go on from what is here of its chain`);
	}

	/**
	 * Follows its chain from the log's end and through the outbox (9.2). Returns whether it may be lodged; one
	 * that cannot be any more says nothing, if nothing is missing.
	 */
	place(act) {
		if (!this.#isResumed(act) && chainFault(this.table, act) !== null) {
			this.#missingBefore(act);
			return false;
		}
		this.table.chains.set(act.chain,
			{ number: act.number, epoch: act.epoch, id: act.id, isRekeyed: false });
		return true;
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
		if (this.table.find(act.id) !== undefined)
			return null; // it is logged already, and says nothing here (9.2)
		const lines = await this.lines(act, at, this.#required(act));
		if (lines !== null)
			return lines === ABSENT ? null : lines;
		const seen = seenFault(act, Math.max(this.index, act.seen.size), this.evidence);
		if (seen?.isFork)
			return seenFinding(this.table, act, seen);
		if (seen !== null)
			return unreadable('4.6', at, NOBODY, seen.sentence);
		if (!this.noteTwice(act) && this.place(act))
			this.register(act);
		this.places.set(act.id, { chain: act.chain, number: act.number });
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
