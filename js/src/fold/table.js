// A table as the acts up to some place in the log make it: members, keys, chains, mandates, rules,
// hand-overs (format 3 to 5, 8). Acts enter it through step.js only.
// SPDX-License-Identifier: ISC
import { keyIdentity } from '../charter.js';

/** From the index of the act that registered it until that of the act that ended it (3.6). */
function holds(record, index) {
	return record.from <= index && index < record.to;
}

export class Table {
	/** `isWhole` tells whether all acts of the log come, or some that were picked. */
	constructor(charter, isWhole) {
		this.charter = charter;
		this.isWhole = isWhole;
		this.members = new Map();
		this.keys = new Map();
		this.seals = new Map();
		this.usedKeys = new Set();
		this.chains = new Map();
		this.acts = new Map();
		this.mandates = new Map();
		this.handOvers = new Map();
		this.complaints = new Map();
		/** By text: the acts by which it was adopted, initialled or signed, in log order (8.6), see decision.js. */
		this.decided = new Map();
		/** Silences in log order, and by their act; the first of each correction; how many of them each has seen. */
		this.silenceRows = [];
		this.silences = new Map();
		this.silenced = new Map();
		this.silencesSeen = new Map();
		/** Receipts in effect whose release is still to come, in log order. */
		this.owed = new Set();
		this.rules = new Map(charter.rules);
		this.amendment = { id: charter.act.id, entry: null };
		this.closed = null;
		/** How many entries each party has shown to know, by `seen`. */
		this.knows = new Map();
		for (const { name, role } of charter.parties)
			this.members.set(name, { name, role, seatedAt: 0, joined: null, admitted: null, left: null });
		this.registerKeys(charter.keys, 0);
		this.acts.set(charter.act.id, { act: charter.act, index: 0, fault: null, at: 'charter' });
	}

	/** Registers keys from `index` on; one that takes the place of another ends it. */
	registerKeys(keys, index) {
		for (const key of keys) {
			// Of picked acts nobody knows whether they are void, and a void act's keys are not the table's (3.5).
			if (this.isWhole || index === 0)
				this.usedKeys.add(keyIdentity(key));
			if (key.purpose === 'seal')
				this.#put(this.seals, key.name, { recipient: key.recipient, from: index, to: Infinity });
			else if (key.purpose === 'act' || key.purpose === 'recovery') {
				const chain = key.purpose === 'act' ? key.name : `${key.name}/recovery`;
				this.#put(this.keys, chain, { key: key.vkey, from: index, to: Infinity });
			}
		}
	}

	#put(map, name, record) {
		if (!map.has(name))
			map.set(name, []);
		const records = map.get(name);
		if (records.length > 0)
			records.at(-1).to = Math.min(records.at(-1).to, record.from);
		records.push(record);
	}

	/** The key of a chain that holds at `index`, or null. A revoked office keeps its key (3.7). */
	keyAt(chain, index) {
		const records = this.keys.get(chain) ?? [];
		return records.findLast((record) => holds(record, index))?.key ?? null;
	}

	/** Every key that a chain ever had, with the places from and to which it held. */
	keysOf(chain) {
		return this.keys.get(chain) ?? [];
	}

	/** The recipients of a member's seal that held at some place from `from` to `to`. */
	sealsBetween(member, from, to) {
		return (this.seals.get(member) ?? [])
			.filter((record) => record.from <= to && from < record.to);
	}

	isDepositary(name) {
		return name === this.charter.depositary;
	}

	isMember(name) {
		return this.members.has(name);
	}

	/** Whether a member of this name was there from the start. */
	isFounder(name) {
		return this.members.get(name)?.seatedAt === 0;
	}

	/** Whether this name may be a member's: where acts were picked, an admission may be missing. */
	mayBeMember(name) {
		return this.isMember(name) || (!this.isWhole && !this.isDepositary(name));
	}

	/** Principals that sit at the table, by name. */
	principals() {
		return [...this.members.values()]
			.filter(({ name, role }) => role === 'principal' && this.isSeated(name))
			.map((member) => member.name).sort();
	}

	/** Whether this member takes part: seated, and not gone, by an act that counts. */
	isSeated(name, counts = () => true) {
		const member = this.members.get(name);
		return member !== undefined && member.seatedAt !== null && (member.left === null || !counts(member.left));
	}

	/** Orders names of chains as the charter does: parties, later members, the depositary. */
	charterOrder(chains) {
		const rank = [...this.members.keys(), this.charter.depositary];
		const place = (chain) => rank.indexOf(chain.split('/')[0]);
		return [...new Set(chains)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
	}

	/** The logged act with this id: { act, index, fault, at }; or undefined. */
	find(id) {
		return this.acts.get(id);
	}

	/** The hand-over with this id, if it stands. */
	handOver(id) {
		return this.handOvers.get(id);
	}
}
