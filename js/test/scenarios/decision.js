// Decisions (format 5.5): texts that several adopt, initial or sign, corrections under silence, objections; and the
// rule of a charter that may be absent (5.1.4).
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';

const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
const X = 'ab'.repeat(32);
const UNTIL = '2026-11-14T10:00:00Z';
const JOINT = ['adopt', 'initial', 'sign'];

function trustOf(m) {
	return m.trust({ parties: ['nord', 'sud', 'west'] });
}

/** A paper of this kind; `to` have it released to them, `waiting` only lodged. */
function handed(m, author, to, { kind = 'propose', waiting = [], ...more } = {}) {
	const paper = m.paper(`p${m.entries.length}`, [...to, ...waiting].sort(), more);
	paper.id = m.add(kind, author, paper.fields);
	for (const name of to)
		released(m, paper, name);
	return paper;
}

function released(m, paper, name, by = 'bern') {
	const receipt = m.log(m.act('receipt', name, { of: paper.id, copy: paper.copies[name].bare }));
	return m.add('release', by, m.release(paper.id, name, receipt, paper.copies[name]));
}

function decide(m, kind, author, of, signer, { referendum = '-', ...how } = {}) {
	return m.add(kind, author, { of, referendum, signer }, how);
}

/** NORD's text, adopted by both; and SUD's correction of it, released to NORD. */
function adopted(m, how = {}) {
	const text = handed(m, 'nord', ['sud']);
	decide(m, how.kind ?? 'adopt', 'nord', text.id, ['nord', 'sud'], { referendum: how.referendum ?? '-' });
	return text;
}

function correction(m, text, more = {}) {
	return handed(m, 'sud', ['nord'], { kind: 'respond', role: 'response', answers: text.id, ...more });
}

function silence(m, of, { author = 'sud', until = UNTIL, ...how } = {}) {
	return m.add('silence', author, { of, until, text: '-' }, how);
}

function object(m, of, author = 'nord', how = {}) {
	return m.add('object', author, { of, reason: '-' }, how);
}

function jointScenarios(one, picked) {
	for (const kind of JOINT) {
		const good = (name, make) => one(`${kind}: ${name}`, make);
		good('both', (m) => decide(m, kind, 'sud', handed(m, 'nord', ['sud']).id, ['nord', 'sud']));
		good('its author alone', (m) => decide(m, kind, 'nord', handed(m, 'nord', ['sud']).id, ['nord']));
		good('an addressee alone', (m) => decide(m, kind, 'sud', handed(m, 'nord', ['sud']).id, ['sud']));
		good('an observer, too', (m) =>
			decide(m, kind, 'west', handed(m, 'nord', ['sud', 'west']).id, ['nord', 'sud', 'west']));
		good('a response', (m) => {
			const draft = handed(m, 'nord', ['sud']);
			decide(m, kind, 'nord', correction(m, draft).id, ['nord', 'sud']);
		});
		good('ad referendum, and confirmed', (m) => {
			const { id } = handed(m, 'nord', ['sud']);
			decide(m, kind, 'nord', id, ['nord', 'sud'], { referendum: ['nord', 'sud'] });
			decide(m, kind, 'sud', id, ['sud']);
		});
		good('carried by its author', (m) => {
			const paper = handed(m, 'nord', [], { waiting: ['sud'] });
			released(m, paper, 'sud', 'nord');
			decide(m, kind, 'sud', paper.id, ['nord', 'sud']);
		});
		good('ad referendum, no signer', (m) =>
			decide(m, kind, 'nord', handed(m, 'nord', ['sud', 'west']).id, ['nord', 'sud'], { referendum: 'west' }));
		good('of nothing', (m) => decide(m, kind, 'nord', X, ['nord', 'sud']));
		good('of the charter', (m) => decide(m, kind, 'nord', m.charterId, ['nord', 'sud']));
		good('one who has left', (m) => {
			const { id } = handed(m, 'nord', ['sud', 'west']);
			m.add('leave', 'west', { reason: '-' });
			decide(m, kind, 'nord', id, ['nord', 'sud', 'west']);
		});
		good('of a letter', (m) => decide(m, kind, 'sud',
			handed(m, 'nord', ['sud'], { kind: 'letter', role: 'letter' }).id, ['nord', 'sud']));
		good('of an entered paper', (m) => decide(m, kind, 'nord', m.add('entered', 'nord', {
			from: 'sud', channel: 'post', received: UNTIL, role: 'draft', answers: '-', person: '-',
			copy: m.copy('nord', 'e').bare }), ['nord']));
		good('texts that differ', (m) => decide(m, kind, 'sud',
			handed(m, 'nord', ['sud'], { 'same-text': 'no' }).id, ['nord', 'sud']));
		good('not released', (m) => decide(m, kind, 'nord',
			handed(m, 'nord', [], { waiting: ['sud'] }).id, ['nord', 'sud']));
		good('not handed over to one', (m) => decide(m, kind, 'nord',
			handed(m, 'nord', ['sud']).id, ['nord', 'sud', 'west']));
		good('of a void paper', (m) => decide(m, kind, 'nord',
			m.add('respond', 'nord', m.paper('v', ['sud'], { role: 'response', answers: X }).fields), ['nord']));
		good('without its author', (m) => decide(m, kind, 'nord', handed(m, 'nord', ['sud']).id, ['sud']));
		good('a line short', (m) => decide(m, kind, 'nord', handed(m, 'nord', ['sud']).id, ['nord', 'sud'],
			{ signers: [m.keys.nord.act] }));
		good('the depositary among them', (m) => decide(m, kind, 'nord', handed(m, 'nord', ['sud']).id,
			['bern', 'nord']));
		good('by an office', (m) => {
			const { id } = handed(m, 'nord', ['sud']);
			m.keys['nord/legal'] = { act: m.key('nord/legal', 'act') };
			m.add('mandate', 'nord', { to: 'legal', key: m.keyValues('nord/legal', m.keys['nord/legal'])[0],
				scope: kind, from: '-', until: '-' });
			decide(m, kind, 'nord', id, ['nord'], { office: 'legal', signers: [m.keys['nord/legal'].act] });
		});
	}
	const unseen = (m) => {
		const { id } = handed(m, 'nord', ['sud']);
		decide(m, 'adopt', 'sud', id, ['sud', 'west']);
		return m.entries.length - 1;
	};
	picked('adopt: not handed over to one, its paper shown', (m) => [1, unseen(m)]);
	picked('adopt: not handed over to one, its paper not shown', (m) => [unseen(m)]);
	picked('adopt: not released', (m) => {
		decide(m, 'adopt', 'sud', handed(m, 'nord', [], { waiting: ['sud'] }).id, ['nord', 'sud']);
		return [1, 2];
	});
	picked('adopt: ad referendum, no signer, its paper not shown', (m) => {
		decide(m, 'adopt', 'sud', handed(m, 'nord', ['sud']).id, ['sud'], { referendum: 'nord' });
		return [m.entries.length - 1];
	});
	picked('adopt: of a response to what is not shown', (m) => {
		decide(m, 'adopt', 'sud', correction(m, handed(m, 'nord', ['sud'])).id, ['sud', 'west']);
		return [4, m.entries.length - 1];
	});
	picked('adopt: of a letter', (m) => {
		decide(m, 'adopt', 'sud', handed(m, 'nord', ['sud'], { kind: 'letter', role: 'letter' }).id, ['sud']);
		return [1, m.entries.length - 1];
	});
	picked('adopt: texts that differ', (m) => {
		decide(m, 'adopt', 'sud', handed(m, 'nord', ['sud'], { 'same-text': 'no' }).id, ['sud']);
		return [1, m.entries.length - 1];
	});
}

function silenceScenarios(one, picked) {
	for (const kind of JOINT)
		one(`silence: after ${kind}`, (m) => silence(m, correction(m, adopted(m, { kind })).id));
	one('silence: after adopt ad referendum', (m) =>
		silence(m, correction(m, adopted(m, { referendum: ['nord', 'sud'] })).id));
	one('silence: each by an act of its own', (m) => {
		const text = handed(m, 'nord', ['sud']);
		decide(m, 'sign', 'nord', text.id, ['nord']);
		decide(m, 'initial', 'sud', text.id, ['sud']);
		silence(m, correction(m, text).id);
	});
	one('silence: its copy waits', (m) => silence(m, correction(m, adopted(m), { waiting: ['west'] }).id));
	one('silence: until is its date', (m) => silence(m, correction(m, adopted(m)).id,
		{ until: '2027-01-01T00:00:00Z', date: '2027-01-01T00:00:00Z', 'lodge-by': '2027-02-01T00:00:00Z' }));
	one('silence: of nothing', (m) => silence(m, X));
	one('silence: of another\'s paper', (m) => silence(m, correction(m, adopted(m)).id, { author: 'nord' }));
	one('silence: of a paper that answers nothing', (m) => {
		adopted(m);
		silence(m, handed(m, 'sud', ['nord']).id);
	});
	one('silence: nobody has adopted it', (m) => silence(m, correction(m, handed(m, 'nord', ['sud'])).id));
	one('silence: its author has not', (m) => {
		const text = handed(m, 'nord', ['sud']);
		decide(m, 'adopt', 'nord', text.id, ['nord']);
		silence(m, correction(m, text).id);
	});
	one('silence: its author alone', (m) => {
		const text = handed(m, 'nord', ['sud']);
		decide(m, 'adopt', 'sud', text.id, ['sud']);
		silence(m, correction(m, text).id);
	});
	one('silence: the adoption is void', (m) => {
		const text = handed(m, 'nord', ['sud']);
		decide(m, 'adopt', 'nord', text.id, ['nord', 'sud', 'west']);
		silence(m, correction(m, text).id);
	});
	one('silence: one of them has no copy', (m) => {
		const text = handed(m, 'nord', ['sud', 'west']);
		decide(m, 'adopt', 'nord', text.id, ['nord', 'sud', 'west']);
		silence(m, correction(m, text).id);
	});
	one('silence: twice', (m) => {
		const { id } = correction(m, adopted(m));
		silence(m, id);
		silence(m, id);
	});
	one('silence: texts that differ', (m) => silence(m, correction(m, adopted(m), { 'same-text': 'no' }).id));
	one('silence: a letter', (m) => silence(m,
		handed(m, 'sud', ['nord'], { kind: 'letter', role: 'letter', answers: adopted(m).id }).id));
	ownerScenarios(one);
	picked('silence: of a paper that answers nothing', (m) => {
		silence(m, handed(m, 'sud', ['nord']).id);
		return [1, m.entries.length - 1];
	});
	picked('silence: of what answers something not shown', (m) => {
		silence(m, correction(m, handed(m, 'nord', ['sud'])).id);
		return [4, m.entries.length - 1];
	});
	picked('silence: over at once, its paper not shown', (m) => {
		silence(m, X, { until: '2026-10-14T10:00:00Z' });
		return [m.entries.length - 1];
	});
	picked('silence: of another\'s paper', (m) => {
		silence(m, handed(m, 'nord', ['sud']).id);
		return [1, m.entries.length - 1];
	});
}

/** A text of three, and SUD's correction of it, which they have, under silence. */
function underSilence(m) {
	const text = handed(m, 'nord', ['sud', 'west']);
	decide(m, 'sign', 'nord', text.id, ['nord', 'sud', 'west']);
	const paper = correction(m, text, { waiting: ['west'] });
	return { text, paper, of: silence(m, paper.id) };
}

/** format 5.5.4: whose a text is. */
function ownerScenarios(one) {
	const again = (m, paper, waiting = ['west']) => silence(m, correction(m, paper, { waiting }).id);
	one('silence: of a text that is one under silence', (m) => again(m, underSilence(m).paper));
	one('silence: of a text that is one under silence, by another', (m) => {
		const { paper } = underSilence(m);
		silence(m, handed(m, 'nord', ['sud', 'west'], { kind: 'respond', role: 'response', answers: paper.id }).id,
			{ author: 'nord' });
	});
	one('silence: of one under silence, and one of the first has no copy', (m) => again(m, underSilence(m).paper, []));
	one('silence: of the third of three', (m) => {
		const second = correction(m, underSilence(m).paper, { waiting: ['west'] });
		silence(m, second.id);
		again(m, second);
	});
	one('silence: of the third of three, without a copy for one of the first', (m) => {
		const second = correction(m, underSilence(m).paper, { waiting: ['west'] });
		silence(m, second.id);
		again(m, second, []);
	});
	one('silence: of one that was objected to', (m) => {
		const { paper, of } = underSilence(m);
		object(m, of);
		again(m, paper);
	});
	one('silence: of one that was objected to, which they have adopted', (m) => {
		const { paper, of } = underSilence(m);
		object(m, of);
		decide(m, 'adopt', 'sud', paper.id, ['nord', 'sud']);
		again(m, paper, []);
	});
	one('silence: of a correction that is under none', (m) => {
		const text = adopted(m);
		again(m, correction(m, text));
	});
	one('silence: a second correction of one text', (m) => {
		const { text } = underSilence(m);
		again(m, text);
	});
	one('silence: one of them has left', (m) => {
		const text = handed(m, 'nord', ['sud', 'west']);
		decide(m, 'sign', 'nord', text.id, ['nord', 'sud', 'west']);
		m.add('leave', 'west', { reason: '-' });
		again(m, text, []);
	});
	one('silence: the others have left', (m) => {
		const text = handed(m, 'nord', ['sud', 'west']);
		decide(m, 'sign', 'sud', text.id, ['sud', 'west']);
		m.add('leave', 'west', { reason: '-' });
		again(m, text, []);
	});
}

function objectScenarios(one, picked) {
	one('object: in time', (m) => object(m, silence(m, correction(m, adopted(m)).id)));
	one('object: twice', (m) => {
		const of = silence(m, correction(m, adopted(m)).id);
		object(m, of);
		object(m, of);
	});
	one('object: long after', (m) => {
		const of = silence(m, correction(m, adopted(m)).id);
		m.now += 90 * 86400;
		object(m, of);
	});
	one('object: to nothing', (m) => object(m, X));
	one('object: to the paper', (m) => object(m, correction(m, adopted(m)).id));
	one('object: its own', (m) => object(m, silence(m, correction(m, adopted(m)).id), 'sud'));
	one('object: not spoken to', (m) => object(m, silence(m, correction(m, adopted(m)).id), 'west'));
	one('object: one of the first text', (m) => {
		const { paper } = underSilence(m);
		object(m, silence(m, correction(m, paper, { waiting: ['west'] }).id), 'west');
	});
	one('object: behind an objection to the first', (m) => {
		const { paper, of } = underSilence(m);
		const second = silence(m, correction(m, paper, { waiting: ['west'] }).id);
		object(m, of);
		object(m, second, 'west');
	});
	one('object: made its own after the silence', (m) => {
		const text = handed(m, 'nord', ['sud', 'west']);
		decide(m, 'adopt', 'nord', text.id, ['nord', 'sud']);
		const of = silence(m, correction(m, text).id);
		decide(m, 'initial', 'west', text.id, ['west'], { referendum: 'west' });
		object(m, of, 'west');
	});
	one('object: makes it its own too late', (m) => {
		const text = handed(m, 'nord', ['sud', 'west']);
		decide(m, 'adopt', 'nord', text.id, ['nord', 'sud']);
		const of = silence(m, correction(m, text).id);
		object(m, of, 'west');
		decide(m, 'adopt', 'west', text.id, ['west']);
	});
	one('object: has left', (m) => {
		const { of } = underSilence(m);
		m.add('leave', 'west', { reason: '-' });
		object(m, of, 'west');
	});
	one('object: by an office', (m) => {
		const of = silence(m, correction(m, adopted(m)).id);
		m.keys['nord/legal'] = { act: m.key('nord/legal', 'act') };
		m.add('mandate', 'nord', { to: 'legal', key: m.keyValues('nord/legal', m.keys['nord/legal'])[0],
			scope: 'object', from: '-', until: '-' });
		object(m, of, 'nord', { office: 'legal' });
	});
	picked('object: not spoken to', (m) => {
		object(m, silence(m, correction(m, adopted(m)).id), 'west');
		return [m.entries.length - 2, m.entries.length - 1];
	});
	picked('object: to a paper', (m) => {
		object(m, handed(m, 'sud', ['nord']).id);
		return [1, m.entries.length - 1];
	});
	picked('object: its own', (m) => {
		object(m, silence(m, correction(m, adopted(m)).id), 'sud');
		return [m.entries.length - 2, m.entries.length - 1];
	});
	picked('object: to a silence that is not shown', (m) => {
		object(m, silence(m, X, { until: '2026-10-14T10:00:00Z', date: '2026-10-14T17:47:40Z' }));
		return [2];
	});
	picked('object: to a silence that was over at once', (m) => {
		object(m, silence(m, X, { until: '2026-10-14T10:00:00Z' }));
		return [1, 2];
	});
}

function ruleScenarios(add) {
	for (const value of ['single', 'each', 'all', '-', null]) {
		const m = new TableMaker({ parties: P3, rules: { undertaking: value } });
		m.add('statement', 'nord', { of: '-', finding: '-', text: 'x' });
		add(`undertaking ${value ?? 'absent'}`, m.bundle(), trustOf(m));
	}
	for (const rule of ['undertaking each', 'undertaking single', ['undertaking each', 'undertaking single'],
		['tie author', 'undertaking each'], 'undertaking none']) {
		const m = new TableMaker({ parties: P3 });
		m.add('amend', 'nord', { amends: m.charterId, rule }, { signers: [m.keys.nord.act, m.keys.sud.act] });
		add(`amend ${[rule].flat().join(', ')}`, m.bundle(), trustOf(m));
	}
	const m = new TableMaker({ parties: P3, rules: { tie: null, undertaking: 'each' } });
	add('undertaking in the place of another rule', m.bundle(), trustOf(m));
}

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const one = (name, make) => {
		const m = new TableMaker({ parties: P3 });
		make(m);
		add(name, m.bundle(), trustOf(m));
	};
	const picked = (name, make) => {
		const m = new TableMaker({ parties: P3 });
		const indices = make(m);
		add(`${name}, picked`, m.proof({ indices }), trustOf(m));
	};
	jointScenarios(one, picked);
	silenceScenarios(one, picked);
	objectScenarios(one, picked);
	ruleScenarios(add);
}
