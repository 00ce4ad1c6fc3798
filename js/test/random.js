// Random tables: well-formed acts of all kinds, by anybody, on anything, in any order.
// SPDX-License-Identifier: ISC
import { Key, TableMaker } from './maker.js';
import { randomRegistrations } from './random-register.js';

const PARTIES = { nord: 'principal', sud: 'principal', west: 'observer', ost: 'chair' };
const NAMES = Object.keys(PARTIES);
const OFFICES = ['legal', 'press'];
const NEW_NAMES = ['sol', 'luna', 'mars'];
const NOTHING = 'ab'.repeat(32);

class RandomTable {
	constructor(seed) {
		this.state = seed * 2654435761 >>> 0 || 1;
		this.m = new TableMaker({ parties: PARTIES, judge: 'west', seed: 'r' });
		this.ids = [];
		this.papers = [];
		this.receipts = [];
		/** What was adopted, initialled or signed, or put in the place of such a text, by whom; and silences. */
		this.decided = [];
		this.silences = [];
		this.left = new Set();
		this.names = [...NAMES];
		this.principals = ['nord', 'sud'];
		/** Keys of chains that were replaced, or that came later than the charter. */
		this.current = new Map();
		/** Those who were given new keys and have not acted since (4.3). */
		this.rekeyed = new Set();
		this.admitted = [];
		/** Acts that are written and not logged, once that is no longer done. */
		this.isAway = false;
		this.waiting = [];
		this.count = 0;
	}

	keyOf(chain) {
		return this.current.get(chain) ?? this.m.keys[chain].act;
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
		const chain = how.office === undefined ? author : `${author}/${how.office}`;
		const whole = { ...how, signers: how.signers ?? [this.keyOf(chain)] };
		this.rekeyed.delete(chain);
		if (this.isAway)
			this.waiting.push(this.m.act(kind, author, fields, whole));
		else
			this.m.add(kind, author, fields, whole);
		const { id } = this.m.chains.get(chain);
		this.ids.push(id);
		return id;
	}

	/** How an act is written that all principals sign. */
	howByAll() {
		const names = this.principals.filter((name) => !this.left.has(name)).sort();
		return { ...this.how(), signers: names.map((name) => this.keyOf(name)) };
	}

	/** By a party, or by an office of it that has a key. */
	byAnybody(kind, fields, author = this.pick(this.names)) {
		const office = this.pick(OFFICES);
		const how = this.how();
		if (this.draw(4) === 0 && this.current.has(`${author}/${office}`))
			how.office = office;
		return this.add(kind, author, fields, how);
	}

	paper() {
		const author = this.pick(this.names);
		const to = this.names.filter((name) => name !== author && this.draw(2));
		const kind = this.pick(['propose', 'respond', 'letter']);
		const role = { propose: this.pick(['draft', 'chair-text']), respond: 'response', letter: 'letter' }[kind];
		const answers = kind === 'respond' || this.draw(3) === 0 ? this.anyId() : '-';
		if (to.length === 0)
			return;
		const paper = this.m.paper(`t${this.count}`, to, { role, answers });
		if (this.draw(4) === 0)
			paper.fields.copy = [...paper.fields.copy, this.m.copy(author, `t${this.count}`).bare].sort();
		if (this.draw(8) === 0)
			paper.fields['same-text'] = 'no';
		if (this.draw(4) === 0)
			paper.fields.annex = `${this.pick([...to, ...to, author])} 300 ${NOTHING}`;
		paper.id = this.byAnybody(kind, paper.fields, author);
		this.papers.push({ ...paper, from: author });
	}

	receipt() {
		const paper = this.pick(this.papers);
		const name = this.draw(8) ? this.pick(Object.keys(paper.copies)) : this.pick(this.names);
		const copy = paper.copies[name]?.bare ?? `${name} 4 1 ${NOTHING} ${NOTHING} -`;
		this.receipts.push({ paper, name, id: this.byAnybody('receipt', { of: paper.id, copy }, name) });
	}

	release(by) {
		const paper = this.pick(this.papers);
		const addressee = this.pick(Object.keys(paper.copies));
		const own = this.receipts.filter((each) => each.paper === paper && each.name === addressee);
		if (own.length === 0 && this.draw(12))
			return;
		const receipt = own.length > 0 && this.draw(24) ? this.pick(own).id : this.anyId();
		const other = Object.values(this.pick(this.papers).copies)[0];
		const copy = this.draw(30) ? paper.copies[addressee] : other;
		this.add('release', by ?? paper.from, this.m.release(paper.id, addressee, receipt, copy));
	}

	mandate() {
		const party = this.pick(this.names);
		const to = this.pick(OFFICES);
		const key = this.m.key(`${party}/${to}`, `k${this.count}`);
		this.current.set(`${party}/${to}`, key);
		this.add('mandate', party, { to, key: `${party}/${to} act ${key.vkey}`,
			scope: this.pick(['all', 'letter', 'statement', 'silence']), from: '-', until: '-' });
	}

	byAll(kind, fields) {
		const how = this.howByAll();
		if (how.signers.length > 1)
			this.add(kind, how.signers[this.draw(how.signers.length)].name, fields, how);
	}

	amend() {
		const amends = this.draw(2) ? this.m.charterId : this.anyId();
		this.byAll('amend', { amends, rule: this.draw(3) ? `take-days ${1 + this.draw(9)}`
			: `undertaking ${this.pick(['single', 'each'])}` });
	}

	admit() {
		const name = this.pick(NEW_NAMES);
		const role = this.pick(['observer', 'observer', 'principal', 'chair']);
		const { founding, ...keys } = this.m.memberKeys(name, this.draw(3) ? '' : `${this.count}`);
		const before = this.ids.length;
		this.byAll('admit', { party: `${name} ${role}`, key: this.m.keyValues(name, keys) });
		const isFirst = !this.admitted.some((each) => each.name === name) && role !== 'chair';
		if (this.ids.length > before && isFirst) {
			this.admitted.push({ name, role, of: this.ids.at(-1) });
			this.current.set(name, keys.act);
			this.m.keys[name] ??= { ...keys, founding };
		}
	}

	join() {
		if (this.admitted.length === 0)
			return;
		const { name, role, of } = this.pick(this.admitted);
		this.add('join', name, { of: this.draw(8) ? of : this.anyId() });
		if (this.names.includes(name))
			return;
		this.names.push(name);
		if (role === 'principal')
			this.principals.push(name);
	}

	rekey() {
		const name = this.pick(this.names);
		const keys = this.m.memberKeys(name, `k${this.count}`);
		const purposes = this.pick([['act'], ['act', 'cosign'], ['act', 'seal'], ['act', 'cosign', 'seal']]);
		this.add('rekey', name, { key: this.m.keyValues(name, keys, purposes), reason: '-' },
			{ ...this.how(), office: 'recovery', signers: [this.m.keys[name].recovery, keys.act] });
		this.current.set(name, keys.act);
		if (this.rekeyed.has(name))
			return;
		this.rekeyed.add(name);
		const chain = this.m.chains.get(name) ?? { number: 0, epoch: 0, id: this.m.charterId };
		this.m.chains.set(name, { ...chain, epoch: chain.epoch + 1 });
	}

	resume() {
		const name = this.pick(this.names);
		const epoch = (this.m.chains.get(name)?.epoch ?? 0) + 1 + this.draw(2);
		this.add('resume', name, { reason: '-' }, { ...this.how(), epoch });
	}

	transfer() {
		const seen = this.m.marks.at(-1);
		const keys = { act: this.m.key('zug', 'act'), clock: this.m.key('zug', 'clock', 4),
			log: new Key(`zug log ${this.count}`, 'zug.example/crossing') };
		this.byAll('transfer', { depositary: 'zug', origin: 'zug.example/crossing',
			key: this.m.keyValues('zug', keys), at: `${seen.size} ${seen.root}`, reason: '-' });
	}

	promise() {
		this.byAnybody('promise', { to: this.draw(2) ? '-' : this.pick(this.names),
			what: this.pick(['answer', 'paper', 'meeting', 'other']), of: this.anyIdOrNone(),
			due: this.draw(6) ? '2026-11-14T10:00:00Z' : '2026-10-01T10:00:00Z', text: '-' });
	}

	meeting() {
		const names = [...new Set([this.pick(this.names), this.pick([...this.names, 'nobody'])])].sort();
		this.byAnybody('meeting', { at: '2026-11-14T10:00:00Z', with: names, place: '-', subject: 'x' });
	}

	leave() {
		const name = this.pick(this.names);
		this.left.add(name);
		this.add('leave', name, { reason: '-' });
	}

	entered() {
		const author = this.pick(this.names);
		this.byAnybody('entered', { from: this.pick(this.names), channel: 'post', received: '2026-10-14T10:00:00Z',
			role: 'draft', answers: this.anyIdOrNone(), person: '-',
			copy: this.m.copy(author, `e${this.count}`).bare }, author);
	}

	minutes() {
		const author = this.pick(this.names);
		const signer = [...new Set([author, this.pick(this.names)])].sort();
		this.add('minutes', author, { of: this.anyIdOrNone(), signer, text: 'x' },
			{ ...this.how(), signers: signer.map((name) => this.keyOf(name)) });
	}

	/** Signed by so many: its author, perhaps those who had the text, perhaps anybody. */
	joint() {
		const paper = this.draw(5) ? this.pick(this.papers) : null;
		const near = paper === null ? this.names : [paper.from, ...Object.keys(paper.copies)];
		const signer = [...new Set([this.pick(near), this.pick(near),
			...this.draw(8) ? [] : [this.pick(this.names)]])].sort();
		const referendum = this.draw(3) ? [] : [...new Set([this.pick(this.draw(6) ? signer : this.names)])];
		const of = paper?.id ?? this.anyId();
		this.add(this.pick(['adopt', 'initial', 'sign']), this.pick(signer),
			{ of, referendum: referendum.length === 0 ? '-' : referendum, signer },
			{ ...this.how(), signers: signer.map((name) => this.keyOf(name)) });
		this.decided.push({ of, signer });
	}

	/** A text that corrects one that was decided on, to all who did or to some. */
	correction() {
		const { of, signer } = this.pick(this.decided);
		const author = this.pick(signer);
		const to = this.names.filter((name) => name !== author && (signer.includes(name) ? this.draw(6) : !this.draw(4)));
		if (to.length === 0)
			return;
		const paper = this.m.paper(`c${this.count}`, to, { role: 'response', answers: of });
		paper.id = this.byAnybody('respond', paper.fields, author);
		this.papers.push({ ...paper, from: author });
		if (this.draw(4)) {
			this.silence(this.papers.at(-1));
			this.decided.push({ of: paper.id, signer });
		}
	}

	silence(paper = this.draw(3) ? this.pick(this.papers) : null) {
		const until = this.draw(8) ? '2026-10-15T10:00:00Z' : '2026-10-14T10:00:00Z';
		const author = paper !== null && this.draw(8) ? paper.from : this.pick(this.names);
		this.silences.push(this.byAnybody('silence', { of: paper?.id ?? this.anyId(), until, text: '-' }, author));
	}

	object() {
		const of = this.silences.length > 0 && this.draw(6) ? this.pick(this.silences) : this.anyId();
		this.byAnybody('object', { of, reason: '-' });
	}

	onDecision() {
		switch (this.draw(6)) {
		case 0: case 1: case 2: return this.joint();
		case 3: return this.decided.length > 0 ? this.correction() : this.joint();
		case 4: return this.silence();
		default: return this.object();
		}
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
		switch (this.draw(14)) {
		case 0: case 1: return this.mandate();
		case 2: return this.add('revoke', this.pick(this.names), { to: this.pick(OFFICES), reason: '-' });
		case 3: return this.amend();
		case 4: return this.draw(4) ? this.minutes() : this.leave();
		case 5: case 6: return this.rekey();
		case 7: return this.resume();
		case 8: case 9: return this.draw(2) ? this.admit() : this.join();
		case 10: return this.promise();
		case 11: return this.meeting();
		case 12: return this.draw(6) ? this.join() : this.transfer();
		default: return this.entered();
		}
	}

	step() {
		this.count++;
		const turn = this.draw(12);
		if (turn < 2 || this.papers.length === 0)
			this.paper();
		else if (turn < 5)
			this.onPaper();
		else if (turn < 8)
			this.onAnything();
		else if (turn < 10)
			this.onTable();
		else
			this.onDecision();
	}
}

/**
 * A table of so many turns: the maker of its files, some of its entries, what waits to be lodged, and what is
 * registered of it.
 */
export function randomTable(seed, turns) {
	const table = new RandomTable(seed);
	for (let i = 0; i < turns; i++)
		table.step();
	const { m } = table;
	if (m.marks.at(-1).size !== m.tree.size)
		m.mark();
	const picked = m.entries.map((_, index) => index).filter((index) => index > 0 && table.draw(2));
	table.isAway = true;
	for (let i = table.draw(4); i >= 0; i--)
		table.step();
	const waiting = table.waiting.filter(() => table.draw(12) > 0);
	if (table.draw(8) === 0)
		waiting.reverse();
	if (table.draw(4) === 0)
		waiting.splice(table.draw(waiting.length + 1), 0, m.entries[1 + table.draw(m.entries.length - 1)]);
	const registrations = table.draw(3) ? randomRegistrations(m, (below) => table.draw(below)) : [];
	return { m, picked, waiting, registrations };
}
