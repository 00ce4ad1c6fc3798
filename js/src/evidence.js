// What the checkpoints of a file show (format 6.4 to 6.7): roots, dates, and signatures on other roots.
// SPDX-License-Identifier: ISC
import { NO_TIME, checkpointHash, cosignedAt, logLine } from './checkpoint.js';
import { kindNamed } from './kinds.js';
import { clockPolicy, satisfiedAt } from './policy.js';

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
		this.dated = [];
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

	/** Keeps a checkpoint that the log key signed; returns false if it did not. */
	async keep(checkpoint) {
		const line = await logLine(checkpoint, this.charter.logKey);
		if (line === null)
			return false;
		this.signed.set(checkpointHash(checkpoint, line), checkpoint);
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
	 * Keeps the dates of a checkpoint. Returns isDated, whether the clock dated it; and as fault null, or what
	 * cosignedAt says of a cosignature of a known key that is false (signed-note refuses the whole note then).
	 */
	async date(checkpoint) {
		const times = new Map();
		for (const vkey of this.#signersOf(checkpoint.note)) {
			const time = await cosignedAt(checkpoint, vkey);
			if (time === false || time === NO_TIME)
				return { fault: time, isDated: false };
			if (time !== null)
				times.set(vkey.text, time);
		}
		const time = satisfiedAt(this.policy, times);
		if (time !== null)
			this.dated.push({ size: checkpoint.size, time });
		this.through = null;
		return { fault: null, isDated: times.has(this.charter.clockKey.text) };
	}

	/** Sorted by size: the latest time up to each, and the earliest time from each on. */
	#sorted() {
		if (this.through !== null)
			return this.through;
		const rows = [...this.dated].sort((a, b) => a.size - b.size);
		let latest = null;
		for (const row of rows)
			row.latest = latest = latest === null ? row.time : Math.max(latest, row.time);
		let earliest = null;
		for (let i = rows.length - 1; i >= 0; i--)
			rows[i].earliest = earliest = earliest === null ? rows[i].time : Math.min(earliest, rows[i].time);
		this.through = rows;
		return rows;
	}

	/** How many of the dated checkpoints have at most this size. */
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
		const by = this.by(index);
		return by === null ? latest : Math.min(latest, by);
	}

	/** format 6.5: the earliest dated time of a checkpoint that covers entry `index`, or null. */
	by(index) {
		const rows = this.#sorted();
		const count = this.#countUpTo(index);
		return count === rows.length ? null : rows[count].earliest;
	}

	/** The latest date of all, or null. */
	latest() {
		return this.#sorted().at(-1)?.latest ?? null;
	}
}
