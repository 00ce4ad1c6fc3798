// Random registers: marks that are cosigned or registered, or both, early or late, and registrations that are bent.
// SPDX-License-Identifier: ISC
import { Key } from './maker.js';
import { RegisterMaker } from './register.js';
import { concat, utf8 } from '../src/bytes.js';

const NOTHING = 'cd'.repeat(32);
const WITNESSES = [0, 1, 2].map((i) => new Key(`witness ${i}`, `w.example/${i}`, 4));
const LINES = WITNESSES.map((key, i) => `witness w${i} ${key.vkey}\n`).join('');

/** Policies that know the witnesses of these registers. */
export const POLICIES = [`${LINES}group g 2 w0 w1 w2\nquorum g\n`, `${LINES}quorum w1\n`, `${LINES}quorum none\n`];

function text(bytes) {
	return new TextDecoder().decode(bytes);
}

class RandomRegister {
	constructor(m, draw) {
		this.m = m;
		this.draw = draw;
		this.r = new RegisterMaker(m);
		/** The register's checkpoints, and what it holds of the table with the time of each. */
		this.notes = [];
		this.entries = [];
	}

	pick(list) {
		return list[this.draw(list.length)];
	}

	/** Some of the witnesses, each with a time around this one. */
	others(time) {
		return WITNESSES.filter(() => this.draw(3) > 0)
			.map((key) => [key, time + this.pick([0, 30, 3600, 200000, -20])]);
	}

	/** Cosignatures of a mark's own. */
	cosign(mark) {
		const signed = `${text(mark.bytes).split('\n\n')[0]}\n`;
		const lines = this.others(mark.time).map(([key, time]) => key.cosign(signed, time));
		mark.bytes = concat(mark.bytes, utf8(lines.join('')));
	}

	note(how) {
		const note = this.r.checkpoint(how);
		this.notes.push(note);
		return note;
	}

	grow() {
		for (const mark of this.m.marks) {
			if (this.draw(4) === 0)
				this.cosign(mark);
			this.r.noise(this.draw(3));
			if (this.draw(2))
				this.entries.push(this.r.add(mark));
			if (this.draw(3) === 0 && this.r.tree.size > 0)
				this.note({ others: this.others(mark.time) });
		}
		this.r.noise(1 + this.draw(2));
		this.note({ others: this.others(this.m.now) });
	}

	/** An entry under one of the checkpoints that cover it. */
	registration(entry, how) {
		return this.r.registration(entry, this.pick(this.notes.filter(({ size }) => size > entry.index)), how);
	}

	/** A registration under a checkpoint that is not what it should be. */
	underBad(entry) {
		const posing = new Key('somebody', this.pick(WITNESSES).name, 4);
		posing.id = WITNESSES.find(({ name }) => name === posing.name).id;
		const how = this.pick([{ origin: this.m.origin }, { key: this.m.keys[this.m.depositary].log },
			{ key: new Key('somebody', this.r.origin) }, { dated: false }, { root: NOTHING },
			{ others: [[posing, this.m.now]] }]);
		return this.r.registration(entry, this.r.checkpoint(how));
	}

	/** The same counter, or the same size of the register, with something else. */
	another(entry) {
		if (this.draw(2)) {
			const other = this.r.add(this.pick(this.m.marks), { counter: entry.counter,
				...this.draw(2) ? { key: entry.key } : {} });
			return this.r.registration(other);
		}
		const fork = new RegisterMaker(this.m);
		const other = fork.add(this.m.marks[0], { counter: entry.counter, key: entry.key });
		const { size } = this.pick(this.notes);
		fork.noise(Math.max(0, size - 1));
		return fork.registration(other, fork.checkpoint({ others: this.others(this.m.now) }));
	}

	bent(entry, good) {
		switch (this.draw(9)) {
		case 0: case 1:
			return this.underBad(entry);
		case 2: case 3: case 4:
			return this.another(entry);
		case 5:
			return this.registration(entry, this.pick([{ counter: entry.counter + 1 }, { key: NOTHING },
				{ checkpoint: NOTHING }, { extra: 'extra YQ==\n' }]));
		case 6:
			return utf8(text(good).replace(/^index .*/m, 'index 0'));
		case 7: {
			const lines = text(good).split('\n');
			lines.splice(this.draw(lines.length), this.draw(2), ...this.draw(2) ? ['', 'x'].slice(this.draw(2)) : []);
			return utf8(lines.join('\n'));
		}
		default:
			return this.registration(this.pick(this.entries));
		}
	}

	registrations() {
		const isBent = this.draw(3) === 0;
		const list = this.entries.filter(() => this.draw(4) > 0).map((entry) => this.registration(entry));
		if (!isBent || list.length === 0)
			return list;
		const at = this.draw(list.length);
		const { counter } = /counter (?<counter>\d+)/.exec(text(list[at])).groups;
		const entry = this.entries.find((each) => String(each.counter) === counter);
		list.splice(at + this.draw(2), this.draw(2), this.bent(entry, list[at]));
		return list;
	}
}

/** Registrations of a table's marks, some of which it cosigns. */
export function randomRegistrations(m, draw) {
	const random = new RandomRegister(m, draw);
	random.grow();
	return random.registrations();
}
