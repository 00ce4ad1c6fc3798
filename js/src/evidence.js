// What the checkpoints of a file show (format 6.4 to 6.7, 6.10): roots, dates, and signatures on other roots.
// SPDX-License-Identifier: ISC
import { NO_TIME, checkpointHash, cosignedAt, logLine } from './checkpoint.js';
import { kindNamed } from './kinds.js';
import { clockPolicy, satisfiedAt } from './policy.js';

/** The earliest, or the latest, of times; null if all are missing. */
function earliestOf(times) {
	return times.reduce((a, b) => a === null || (b !== null && b < a) ? b : a, null);
}

function latestOf(times) {
	return times.reduce((a, b) => a === null || (b !== null && b > a) ? b : a, null);
}

export class Evidence {
	/**
	 * The policy is the verifier's own, if its trust file has one (9.7): else the depositary's clock. `named` are
	 * the cosign keys that the acts shown name, void or not (6.4).
	 */
	constructor(charter, trust, named = []) {
		this.charter = charter;
		this.trust = trust;
		this.policy = trust.policy ?? clockPolicy(charter.clockKey, charter.depositary);
		this.known = this.#knownKeys(named);
		/** Checkpoints of the table: size, hash, the time that their own cosignatures give them, the clock's. */
		this.notes = [];
		/** What the register says (6.10): earliest and latest time by the hash of a checkpoint; and how many say so. */
		this.registered = new Map();
		this.registrations = 0;
		this.signed = new Map();
		this.roots = new Map();
		this.tree = null;
		this.through = null;
	}

	/** Whether the format has a kind of this name. */
	isKind(name) {
		return kindNamed(name) !== undefined;
	}

	/** The log's root at a size, in hex; null where the file does not show it. */
	rootAt(size) {
		if (this.tree !== null && size <= this.tree.size)
			return this.tree.hexRoot(size);
		return this.roots.get(size) ?? null;
	}

	/** Whether the log key signed the checkpoint with this hash, of this size and root. */
	hasSigned(hash, size, root) {
		const found = this.signed.get(hash);
		return found !== undefined && found.size === size && found.root === root;
	}

	/** Keeps a checkpoint that the log key signed, with its hash; returns false if it did not. */
	async keep(checkpoint) {
		const line = await logLine(checkpoint, this.charter.logKey);
		if (line === null)
			return false;
		checkpoint.hash = checkpointHash(checkpoint, line);
		this.signed.set(checkpoint.hash, checkpoint);
		return true;
	}

	/** Every key whose cosignatures count or are false, by name and id: lists without doubles. */
	#knownKeys(named) {
		const members = this.charter.keys.filter((key) => key.purpose === 'cosign');
		const known = new Map();
		for (const vkey of [this.charter.clockKey, ...members.map((key) => key.vkey), ...named,
			...this.trust.witnesses]) {
			const under = known.get(`${vkey.name} ${vkey.id}`) ?? [];
			if (!under.some(({ text }) => text === vkey.text))
				known.set(`${vkey.name} ${vkey.id}`, [...under, vkey]);
		}
		return known;
	}

	/** The known keys by which a note has lines. */
	#signersOf({ lines }) {
		return new Set(lines.flatMap((line) => this.known.get(`${line.name} ${line.id}`) ?? []));
	}

	/**
	 * When each known key cosigned a checkpoint: times by the text of the key; and as fault null, or what cosignedAt
	 * says of a cosignature that is false (signed-note refuses the whole note then).
	 */
	async cosignaturesOf(checkpoint) {
		const times = new Map();
		for (const vkey of this.#signersOf(checkpoint.note)) {
			const time = await cosignedAt(checkpoint, vkey);
			if (time === false || time === NO_TIME)
				return { fault: time, times };
			if (time !== null)
				times.set(vkey.text, time);
		}
		return { fault: null, times };
	}

	/** Keeps the dates of a checkpoint. Returns isDated, whether the clock dated it; and the fault, or null. */
	async date(checkpoint) {
		const { fault, times } = await this.cosignaturesOf(checkpoint);
		if (fault !== null)
			return { fault, isDated: false };
		const clock = times.get(this.charter.clockKey.text) ?? null;
		const { size, hash } = checkpoint;
		this.notes.push({ size, hash, time: satisfiedAt(this.policy, times), clock });
		this.through = null;
		return { fault: null, isDated: clock !== null };
	}

	/**
	 * format 6.10: keeps when the register's checkpoint was cosigned that holds the checkpoint with this hash. Only
	 * a quorum of the verifier's own makes a date of it.
	 */
	register(hash, times) {
		this.registrations++;
		const time = this.trust.policy === null ? null : satisfiedAt(this.policy, times);
		if (time === null)
			return;
		const { earliest, latest } = this.registered.get(hash) ?? { earliest: time, latest: time };
		this.registered.set(hash, { earliest: Math.min(earliest, time), latest: Math.max(latest, time) });
		this.through = null;
	}

	/**
	 * format 6.10: what a checkpoint is worth for `by`, and for `since` and what the log does not have. What was
	 * registered late shows no absence, nor what the clock dated late, and what it did not date neither.
	 */
	#rowOf({ size, hash, time, clock }) {
		const { earliest, latest } = this.registered.get(hash) ?? { earliest: null, latest: null };
		const absent = latest === null || clock === null ? null : Math.min(latest, clock, this.#grownBy(size));
		return { size, by: earliestOf([time, earliest]), since: latestOf([time, absent]) };
	}

	/** The earliest date that the clock gave a checkpoint larger than this size. */
	#grownBy(size) {
		let earliest = Infinity;
		for (const note of this.notes) {
			if (note.size > size && note.clock !== null)
				earliest = Math.min(earliest, note.clock);
		}
		return earliest;
	}

	/** Sorted by size: the latest `since` up to each, and the earliest `by` from each on. */
	#sorted() {
		if (this.through !== null)
			return this.through;
		const rows = this.notes.map((note) => this.#rowOf(note)).sort((a, b) => a.size - b.size);
		let latest = null;
		for (const row of rows)
			row.latest = latest = latestOf([latest, row.since]);
		let earliest = null;
		for (let i = rows.length - 1; i >= 0; i--)
			rows[i].earliest = earliest = earliestOf([earliest, rows[i].by]);
		this.through = rows;
		return rows;
	}

	/** How many of the checkpoints have at most this size. */
	#countUpTo(size) {
		const rows = this.#sorted();
		let low = 0;
		let high = rows.length;
		while (low < high) {
			const middle = Math.floor((low + high) / 2);
			if (rows[middle].size <= size)
				low = middle + 1;
			else
				high = middle;
		}
		return low;
	}

	/**
	 * format 6.5: the latest dated time of a checkpoint that does not cover entry `index`, or null. It is
	 * never later than by(index): a checkpoint that is dated anew after the log went on tells nothing.
	 */
	since(index) {
		const count = this.#countUpTo(index);
		if (count === 0)
			return null;
		const { latest } = this.#sorted()[count - 1];
		return latest === null ? null : earliestOf([latest, this.by(index)]);
	}

	/** format 6.5: the earliest dated time of a checkpoint that covers entry `index`, or null. */
	by(index) {
		const rows = this.#sorted();
		const count = this.#countUpTo(index);
		return count === rows.length ? null : rows[count].earliest;
	}

	/** The largest checkpoint that the register dates: its size, and the earliest such time; or null. */
	largestRegistered() {
		let largest = null;
		for (const { size, hash } of this.notes) {
			if (this.registered.has(hash) && (largest === null || size > largest.size))
				largest = { size, time: this.registered.get(hash).earliest };
		}
		return largest;
	}

	/** The latest date up to which the log is known not to have more than is here, or null. */
	latest() {
		return this.#sorted().at(-1)?.latest ?? null;
	}
}
