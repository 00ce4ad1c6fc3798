// Who has made a text theirs (format 8.6), and the state of a silence (8.7), as the timeline of a whole log tells them.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { parseTrust, verifyFile } from '../src/verify.js';
import { utf8 } from '../src/bytes.js';
import { TableMaker } from './maker.js';

const DAY = 86400;
const UNTIL = '2026-10-24T10:00:00Z';
const BEFORE = 9 * DAY;
const AFTER = 10 * DAY;

function released(m, paper, name) {
	const receipt = m.log(m.act('receipt', name, { of: paper.id, copy: paper.copies[name].bare }));
	m.add('release', 'bern', m.release(paper.id, name, receipt, paper.copies[name]));
}

/** NORD's text, which SUD and WEST have, too. */
function textOf(m) {
	const text = m.paper('text', ['sud', 'west']);
	text.id = m.add('propose', 'nord', text.fields);
	for (const name of ['sud', 'west'])
		released(m, text, name);
	return text;
}

/** Adopted by NORD and SUD; SUD's correction, released to NORD or not, and its silence, which NORD has seen or not. */
function silenced({ isReleased = true, isSeen = true, tie = 'addressee' } = {}) {
	const m = new TableMaker({ parties: { nord: 'principal', sud: 'principal', west: 'observer' }, rules: { tie } });
	const text = textOf(m);
	m.add('adopt', 'nord', { of: text.id, referendum: '-', signer: ['nord', 'sud'] });
	const paper = m.paper('correction', ['nord'], { role: 'response', answers: text.id });
	paper.id = m.add('respond', 'sud', paper.fields);
	if (isReleased)
		released(m, paper, 'nord');
	m.silence = m.add('silence', 'sud', { of: paper.id, until: UNTIL, text: '-' });
	if (isSeen)
		m.add('statement', 'nord', { of: '-', finding: '-', text: 'x' });
	return m;
}

/** What the timeline says of an act: its states, at the last mark. */
async function statesOf(m, at) {
	const found = await verifyFile(m.bundle(), parseTrust(utf8(m.trust({ parties: ['nord', 'sud', 'west'] }))));
	assert.equal(found.finding, 'GENUINE', found.sentence);
	assert.equal(found.clause, null, found.sentence);
	return found.timeline.find((row) => row.at === at).states;
}

function later(m, seconds) {
	m.now += seconds;
	m.mark();
	return m;
}

async function silence(m) {
	return (await statesOf(m, 'SUD-3'))[0];
}

test('8.6 who has adopted, initialled and signed a text, and who ad referendum only', async () => {
	const m = new TableMaker({ parties: { nord: 'principal', sud: 'principal', west: 'observer' } });
	const { id } = textOf(m);
	m.add('adopt', 'nord', { of: id, referendum: ['nord', 'sud'], signer: ['nord', 'sud'] });
	m.add('adopt', 'sud', { of: id, referendum: '-', signer: ['sud'] });
	m.add('sign', 'west', { of: id, referendum: '-', signer: ['sud', 'west'] });
	m.add('sign', 'sud', { of: id, referendum: 'sud', signer: ['sud'] });
	assert.deepEqual((await statesOf(m, 'NORD-1')).slice(2),
		['adopted by NORD, SUD, ad referendum NORD', 'signed by SUD, WEST']);
});

test('8.6 what picked acts tell of it', async () => {
	const m = new TableMaker();
	const text = m.paper('text', ['sud']);
	text.id = m.add('propose', 'nord', text.fields);
	m.add('adopt', 'nord', { of: text.id, referendum: 'sud', signer: ['nord', 'sud'] });
	const { established } = await verifyFile(m.proof({ indices: [1, 2] }), parseTrust(utf8(m.trust())));
	assert.ok(established.includes(
		'the text of NORD-1 was adopted by NORD, SUD, ad referendum SUD, as far as the acts shown tell'));
	const { established: lone } = await verifyFile(m.proof({ indices: [2] }), parseTrust(utf8(m.trust())));
	assert.ok(!lone.some((each) => each.includes('adopted')));
});

test('8.7 a silence runs, and then its text is adopted', async () => {
	assert.equal(await silence(silenced()), 'silence: running');
	assert.equal(await silence(later(silenced(), BEFORE)), 'silence: running');
	assert.equal(await silence(later(silenced(), AFTER)), 'silence: adopted');
});

test('8.7 the silence of one who cannot have known binds nobody', async () => {
	assert.equal(await silence(later(silenced({ isReleased: false }), AFTER)), 'silence: not-known to NORD');
	assert.equal(await silence(later(silenced({ isSeen: false }), AFTER)), 'silence: not-known to NORD');
	const late = later(silenced({ isSeen: false }), AFTER);
	late.add('statement', 'nord', { of: '-', finding: '-', text: 'x' });
	assert.equal(await silence(late), 'silence: not-known to NORD');
});

test('8.7 another\'s act, which one has signed too, does not show that one knew', async () => {
	const m = silenced({ isSeen: false });
	m.add('minutes', 'west', { of: '-', signer: ['nord', 'west'], text: 'x' });
	assert.equal(await silence(later(m, AFTER)), 'silence: not-known to NORD');
});

/** An objection that was logged between marks at `since` and `by`, in seconds from now. */
function objected(tie, since, by) {
	const m = later(silenced({ tie }), since);
	m.log(m.act('object', 'nord', { of: m.silence, reason: '-' }));
	later(m, by - since);
	return later(m, AFTER);
}

test('8.7 an objection breaks it in time, not too late; what nobody can tell the tie rule decides', async () => {
	for (const tie of ['addressee', 'author']) {
		assert.equal(await silence(objected(tie, DAY, 2 * DAY)), 'silence: broken', tie);
		assert.equal(await silence(objected(tie, AFTER, AFTER + DAY)), 'silence: adopted', tie);
	}
	assert.equal(await silence(objected('addressee', BEFORE, AFTER)),
		'silence: broken, by the tie rule of the charter');
	assert.equal(await silence(objected('author', BEFORE, AFTER)),
		'silence: adopted, by the tie rule of the charter');
});

test('8.7 two seconds around the deadline', async () => {
	const until = Date.parse(UNTIL) / 1000;
	for (const [by, state] of [[-1, 'broken'], [0, 'adopted, by the tie rule of the charter']]) {
		const m = silenced({ tie: 'author' });
		m.log(m.act('object', 'nord', { of: m.silence, reason: '-' }));
		m.mark({ time: until + by });
		m.now = until + DAY;
		m.mark();
		assert.equal(await silence(m), `silence: ${state}`);
	}
});
