// Random tables: well-formed acts of most kinds, by anybody, on anything, in any order.
// SPDX-License-Identifier: ISC
import { TableMaker } from './maker.js';

const PARTIES = { nord: 'principal', sud: 'principal', west: 'observer', ost: 'chair' };
const NAMES = Object.keys(PARTIES);
const OFFICES = ['legal', 'press'];
const NOTHING = 'ab'.repeat(32);

class RandomTable {
	constructor(seed) {
		this.state = seed * 2654435761 >>> 0 || 1;
		this.m = new TableMaker({ parties: PARTIES, judge: 'west', seed: 'r' });
		this.ids = [];
		this.papers = [];
		this.receipts = [];
		this.left = new Set();
		this.count = 0;
	}

	draw(below) {
		this.state ^= this.state << 13;
		this.state ^= this.state >>> 17;
		this.state ^= this.state << 5;
		this.state >>>= 0;
		return this.state % below;
	}

	pick(list) {
		return list[this.draw(list.length)];
	}

	anyId() {
		return this.pick([...this.ids, NOTHING, this.m.charterId]);
	}

	anyIdOrNone() {
		return this.draw(2) ? '-' : this.anyId();
	}

	/** How an act is written: what it has seen, its dates, and whether a checkpoint follows it. */
	how() {
		const how = this.draw(3) ? {} : { seenAt: this.pick(this.m.marks).size };
		if (this.draw(25) === 0)
			how.date = '2026-10-14T10:00:00Z';
		if (this.draw(40) === 0)
			Object.assign(how, { date: '2026-10-14T17:46:59Z', 'lodge-by': '2026-10-14T17:47:00Z' });
		return this.draw(4) ? how : { ...how, mark: false };
	}

	add(kind, author, fields, how = this.how()) {
		const id = this.m.add(kind, author, fields, how);
		this.ids.push(id);
		return id;
	}

	/** By a party, or by an office of it that has a key. */
	byAnybody(kind, fields, author = this.pick(NAMES)) {
		const office = this.pick(OFFICES);
		const how = this.how();
		if (this.draw(4) === 0 && this.m.keys[`${author}/${office}`] !== undefined)
			how.office = office;
		return this.add(kind, author, fields, how);
	}

	paper() {
		const author = this.pick(NAMES);
		const to = NAMES.filter((name) => name !== author && this.draw(2));
		const kind = this.pick(['propose', 'respond', 'letter']);
		const role = { propose: this.pick(['draft', 'chair-text']), respond: 'response', letter: 'letter' }[kind];
		const answers = kind === 'respond' || this.draw(3) === 0 ? this.anyId() : '-';
		if (to.length === 0)
			return;
		const paper = this.m.paper(`t${this.count}`, to, { role, answers });
		paper.id = this.byAnybody(kind, paper.fields, author);
		this.papers.push({ ...paper, from: author });
	}

	receipt() {
		const paper = this.pick(this.papers);
		const name = this.draw(8) ? this.pick(Object.keys(paper.copies)) : this.pick(NAMES);
		const copy = paper.copies[name]?.bare ?? `${name} 4 1 ${NOTHING} ${NOTHING} -`;
		this.receipts.push({ paper, name, id: this.byAnybody('receipt', { of: paper.id, copy }, name) });
	}

	release(by) {
		const paper = this.pick(this.papers);
		const addressee = this.pick(Object.keys(paper.copies));
		const own = this.receipts.filter((each) => each.paper === paper && each.name === addressee);
		const receipt = own.length > 0 && this.draw(8) ? this.pick(own).id : this.anyId();
		const other = Object.values(this.pick(this.papers).copies)[0];
		const copy = this.draw(10) ? paper.copies[addressee] : other;
		this.add('release', by ?? paper.from, this.m.release(paper.id, addressee, receipt, copy));
	}

	mandate() {
		const party = this.pick(NAMES);
		const to = this.pick(OFFICES);
		const key = this.m.key(`${party}/${to}`, `k${this.count}`);
		this.m.keys[`${party}/${to}`] = { act: key };
		this.add('mandate', party, { to, key: `${party}/${to} act ${key.vkey}`,
			scope: this.pick(['all', 'letter', 'statement']), from: '-', until: '-' });
	}

	amend() {
		const signers = ['nord', 'sud'].filter((name) => !this.left.has(name))
			.map((name) => this.m.keys[name].act);
		const amends = this.draw(2) ? this.m.charterId : this.anyId();
		if (signers.length === 2) {
			this.add('amend', this.pick(['nord', 'sud']), { amends, rule: `take-days ${1 + this.draw(9)}` },
				{ ...this.how(), signers });
		}
	}

	leave() {
		const name = this.pick(NAMES);
		this.left.add(name);
		this.add('leave', name, { reason: '-' });
	}

	entered() {
		const author = this.pick(NAMES);
		this.byAnybody('entered', { from: this.pick(NAMES), channel: 'post', received: '2026-10-14T10:00:00Z',
			role: 'draft', answers: this.anyIdOrNone(), person: '-',
			copy: this.m.copy(author, `e${this.count}`).bare }, author);
	}

	minutes() {
		const author = this.pick(NAMES);
		const signer = [...new Set([author, this.pick(NAMES)])].sort();
		this.add('minutes', author, { of: this.anyIdOrNone(), signer, text: 'x' });
	}

	onPaper() {
		switch (this.draw(7)) {
		case 0: case 1: case 2: return this.receipt();
		case 3: case 4: case 5: return this.release('bern');
		default: return this.release(null);
		}
	}

	onAnything() {
		const of = this.anyId();
		switch (this.draw(8)) {
		case 0: case 1: return this.byAnybody('take', { of, as: this.pick(['as-offered', 'draft', 'letter']),
			answers: this.anyIdOrNone() });
		case 2: return this.byAnybody('refuse', { of, reason: '-' });
		case 3: return this.byAnybody('withdraw', { of, reason: '-' });
		case 4: return this.byAnybody('cannot-open', { of });
		case 5: return this.byAnybody('contest', { of, sealed: '-', reason: '-' });
		case 6: return this.byAnybody('corrigendum', { of, text: 'x' });
		default: return this.byAnybody('statement', { of, finding: this.draw(4) ? '-' : 'upheld', text: 'x' });
		}
	}

	onTable() {
		switch (this.draw(8)) {
		case 0: case 1: return this.mandate();
		case 2: return this.add('revoke', this.pick(NAMES), { to: this.pick(OFFICES), reason: '-' });
		case 3: return this.amend();
		case 4: return this.draw(4) ? this.minutes() : this.leave();
		default: return this.entered();
		}
	}

	step() {
		this.count++;
		const turn = this.draw(10);
		if (turn < 2 || this.papers.length === 0)
			this.paper();
		else if (turn < 5)
			this.onPaper();
		else if (turn < 8)
			this.onAnything();
		else
			this.onTable();
	}
}

/** A table of so many turns: the maker of its files, and some of its entries. */
export function randomTable(seed, turns) {
	const table = new RandomTable(seed);
	for (let i = 0; i < turns; i++)
		table.step();
	const { m } = table;
	if (m.marks.at(-1).size !== m.tree.size)
		m.mark();
	const picked = m.entries.map((_, index) => index).filter((index) => index > 0 && table.draw(2));
	return { m, picked };
}
