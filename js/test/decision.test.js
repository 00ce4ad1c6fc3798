// Who has made a text theirs (format 8.6), and the state of a silence (8.7), as the timeline of a whole log tells them.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { parseTrust, verifyFile } from '../src/verify.js';
import { concat, fromHex, hexOf, u32, utf8 } from '../src/bytes.js';
import { hmac256 } from '../src/hash.js';
import { leafCommitment } from '../src/paper.js';
import { TableMaker } from './maker.js';

const DAY = 86400;
const UNTIL = '2026-10-24T10:00:00Z';
const BEFORE = 9 * DAY;
const AFTER = 10 * DAY;

const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };

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
	const m = new TableMaker({ parties: P3, judge: 'west', rules: { tie } });
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
	const m = new TableMaker({ parties: P3 });
	const { id } = textOf(m);
	m.add('adopt', 'nord', { of: id, referendum: ['nord', 'sud'], signer: ['nord', 'sud'] });
	m.add('adopt', 'sud', { of: id, referendum: '-', signer: ['sud'] });
	m.add('sign', 'west', { of: id, referendum: '-', signer: ['sud', 'west'] });
	m.add('sign', 'sud', { of: id, referendum: 'sud', signer: ['sud'] });
	assert.deepEqual((await statesOf(m, 'NORD-1')).slice(2),
		['adopted by NORD and SUD, ad referendum NORD', 'signed by SUD and WEST']);
});

test('8.6 what picked acts tell of it', async () => {
	const m = new TableMaker();
	const text = m.paper('text', ['sud']);
	text.id = m.add('propose', 'nord', text.fields);
	m.add('adopt', 'nord', { of: text.id, referendum: 'sud', signer: ['nord', 'sud'] });
	const { established } = await verifyFile(m.proof({ indices: [1, 2] }), parseTrust(utf8(m.trust())));
	assert.ok(established.includes(
		'the text of NORD-1 was adopted by NORD and SUD, ad referendum SUD, as far as the acts shown tell'));
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
		assert.equal(await silence(objected(tie, DAY, 2 * DAY)), 'silence: broken by NORD-5', tie);
		assert.equal(await silence(objected(tie, AFTER, AFTER + DAY)), 'silence: adopted', tie);
	}
	assert.equal(await silence(objected('addressee', BEFORE, AFTER)),
		'silence: broken by NORD-5, by the tie rule of the charter');
	assert.equal(await silence(objected('author', BEFORE, AFTER)),
		'silence: adopted, by the tie rule of the charter');
});

test('8.7 two seconds around the deadline', async () => {
	const until = Date.parse(UNTIL) / 1000;
	for (const [by, state] of [[-1, 'broken by NORD-5'], [0, 'adopted, by the tie rule of the charter']]) {
		const m = silenced({ tie: 'author' });
		m.log(m.act('object', 'nord', { of: m.silence, reason: '-' }));
		m.mark({ time: until + by });
		m.now = until + DAY;
		m.mark();
		assert.equal(await silence(m), `silence: ${state}`);
	}
});

/** Who decides on a text, by an act of the first of them. */
function adopt(m, of, ...signer) {
	return m.add('adopt', signer[0], { of, referendum: '-', signer });
}

/** A correction of a text by SUD, released to these, and its silence: { paper, silence }. */
function correct(m, of, to, { until = UNTIL, author = 'sud' } = {}) {
	const paper = m.paper(`c${m.entries.length}`, to, { role: 'response', answers: of });
	paper.id = m.add('respond', author, paper.fields);
	for (const name of to)
		released(m, paper, name);
	return { paper, silence: m.add('silence', author, { of: paper.id, until, text: '-' }) };
}

function see(m, ...names) {
	for (const name of names)
		m.add('statement', name, { of: '-', finding: '-', text: 'x' });
}

function tableOf(rules = {}) {
	const m = new TableMaker({ parties: P3, judge: 'west', rules });
	return { m, text: textOf(m) };
}

function object(m, name, of) {
	return m.add('object', name, { of, reason: '-' });
}

test('8.7 nothing is known of what no checkpoint is dated behind', async () => {
	const m = later(silenced(), AFTER);
	const bundle = (how) => verifyFile(m.bundle(how), parseTrust(utf8(m.trust())));
	const stateOf = ({ timeline }) => timeline.find((row) => row.at === 'SUD-3').states[0];
	assert.equal(stateOf(await bundle()), 'silence: adopted');
	const undated = m.checkpoint({ dated: false }).bytes;
	assert.equal(stateOf(await bundle({ checkpoint: undated, marks: m.marks.slice(0, -1) })), 'silence: running');
	assert.equal(stateOf(await bundle({ checkpoint: undated, marks: [] })), 'silence: running');
});

test('8.7 a silence speaks to those whose text it was before its end', async () => {
	for (const [whose, isEarly, state] of [['WEST', true, 'not-known to WEST'], ['nobody', false, 'adopted']]) {
		const { m, text } = tableOf();
		adopt(m, text.id, 'nord', 'sud');
		correct(m, text.id, ['nord']);
		see(m, 'nord');
		if (!isEarly)
			later(m, AFTER);
		adopt(m, text.id, 'west');
		assert.equal(await silence(later(m, AFTER)), `silence: ${state}`, whose);
	}
});

test('5.5.5 one who made the text its own after the silence objects', async () => {
	const { m, text } = tableOf();
	adopt(m, text.id, 'nord', 'sud');
	const { silence: of } = correct(m, text.id, ['nord']);
	adopt(m, text.id, 'west');
	object(m, 'west', of);
	assert.equal(await silence(later(m, AFTER)), 'silence: broken by WEST-3');
});

test('5.5.4 who leaves in time has no text any more; who leaves later had it', async () => {
	for (const [isEarly, state] of [[true, 'adopted'], [false, 'not-known to WEST']]) {
		const { m, text } = tableOf();
		adopt(m, text.id, 'nord', 'sud', 'west');
		correct(m, text.id, ['nord', 'west']);
		see(m, 'nord');
		if (!isEarly)
			later(m, AFTER);
		m.add('leave', 'west', { reason: '-' });
		assert.equal(await silence(later(m, AFTER)), `silence: ${state}`);
	}
});

test('8.7 who has complained in time cannot have known, unless that is rejected', async () => {
	for (const kind of ['contest', 'cannot-open']) {
		for (const [finding, isEarly, state] of [[null, true, 'not-known to NORD'], ['upheld', true, 'not-known to NORD'],
			['rejected', true, 'adopted'], [null, false, 'adopted']]) {
			const { m, text } = tableOf();
			adopt(m, text.id, 'nord', 'sud');
			const { paper } = correct(m, text.id, ['nord']);
			see(m, 'nord');
			if (!isEarly)
				later(m, AFTER);
			const complaint = m.add(kind, 'nord', { of: paper.id, ...kind === 'contest' ? { sealed: '-', reason: '-' } : {} });
			later(m, AFTER);
			if (finding !== null)
				m.add('statement', 'west', { of: complaint, finding, text: 'x' });
			assert.equal(await silence(m), `silence: ${state}`, `${kind} ${finding} ${isEarly}`);
		}
	}
});

/** Two corrections of one text, the first until `first`, the second until `second`: their states. */
async function rivals(first, second, change = () => null) {
	const { m, text } = tableOf();
	adopt(m, text.id, 'nord', 'sud');
	const one = correct(m, text.id, ['nord'], { until: first });
	const two = correct(m, text.id, ['nord'], { until: second });
	see(m, 'nord');
	change(m, one, two);
	later(m, 2 * AFTER);
	return [await statesOf(m, 'SUD-3'), await statesOf(m, 'SUD-5')].map(([state]) => state.slice('silence: '.length));
}

test('8.7 of several corrections of one text the first that stands stands', async () => {
	const late = '2026-10-25T10:00:00Z';
	assert.deepEqual(await rivals(UNTIL, late), ['adopted', 'superseded']);
	assert.deepEqual(await rivals(late, UNTIL), ['superseded', 'adopted']);
	assert.deepEqual(await rivals(UNTIL, UNTIL), ['adopted', 'superseded']);
	assert.deepEqual(await rivals(UNTIL, late, (m, one) => object(m, 'nord', one.silence)),
		['broken by NORD-6', 'adopted']);
	assert.deepEqual(await rivals(UNTIL, late, (m, one) =>
		m.add('contest', 'nord', { of: one.paper.id, sealed: '-', reason: '-' })), ['not-known to NORD', 'adopted']);
	assert.deepEqual(await rivals('2027-10-25T10:00:00Z', UNTIL), ['running', 'adopted']);
});

/** SUD's correction of NORD's text, and SUD's correction of that: three bound by the first of these texts. */
function twice(m, text) {
	adopt(m, text.id, 'nord', 'sud', 'west');
	const one = correct(m, text.id, ['nord', 'west']);
	see(m, 'nord', 'west');
	return one;
}

test('5.5.4 a correction under silence is corrected, and those whose text the first was are spoken to', async () => {
	const { m, text } = tableOf();
	const one = twice(m, text);
	correct(m, one.paper.id, ['nord', 'west']);
	see(m, 'nord');
	later(m, AFTER);
	assert.deepEqual(await statesOf(m, 'SUD-3'), ['silence: adopted']);
	assert.deepEqual(await statesOf(m, 'SUD-5'), ['silence: not-known to WEST']);
});

test('5.5.4 what one does behind the end of a silence changes nothing of whom it spoke to', async () => {
	for (const change of [(m, one) => object(m, 'west', one.silence), () => null]) {
		const { m, text } = tableOf();
		const one = twice(m, text);
		adopt(m, one.paper.id, 'nord', 'sud');
		correct(m, one.paper.id, ['nord', 'west']);
		see(m, 'nord');
		later(m, AFTER);
		change(m, one);
		assert.deepEqual(await statesOf(m, 'SUD-5'), ['silence: not-known to WEST']);
	}
	const { m, text } = tableOf();
	adopt(m, text.id, 'nord', 'sud', 'west');
	const paper = m.paper('late', ['nord', 'west'], { role: 'response', answers: text.id });
	paper.id = m.add('respond', 'sud', paper.fields);
	released(m, paper, 'nord');
	adopt(m, paper.id, 'nord', 'sud');
	correct(m, paper.id, ['nord']);
	see(m, 'nord');
	later(m, AFTER);
	assert.deepEqual(await statesOf(m, 'SUD-4'), ['silence: adopted']);
	m.add('silence', 'sud', { of: paper.id, until: '2027-10-24T10:00:00Z', text: '-' });
	assert.deepEqual(await statesOf(m, 'SUD-5'), ['silence: running']);
	assert.deepEqual(await statesOf(m, 'SUD-4'), ['silence: adopted']);
});

test('8.7 what a whole log establishes of silences', async () => {
	const m = objected('addressee', DAY, 2 * DAY);
	const trust = parseTrust(utf8(m.trust()));
	const said = ({ established }) => established.filter((each) => each.startsWith('the silence'));
	assert.deepEqual(said(await verifyFile(m.bundle(), trust)), ['the silence SUD-3, by which SUD-2 corrects NORD-1 ' +
		'unless somebody objects before 24 Oct 2026 10:00 UTC, is broken by NORD-5 (8.7)']);
	assert.deepEqual(said(await verifyFile(m.proof(), trust)).length, 1);
	const indices = m.entries.map((_, i) => i).slice(1);
	assert.deepEqual(said(await verifyFile(m.proof({ indices }), trust)), []);
});

/** A copy of NORD's text for SUD, of one leaf. */
function copyOf(m, seed) {
	const leaf = '# A\n';
	const salt = hmac256(fromHex(seed), concat(utf8('verbale-salt/1\n'), u32(0)));
	const place = { table: m.table, chain: 'nord', number: 1, epoch: 0, addressee: 'sud' };
	return { root: hexOf(leafCommitment(place, 0, 1, salt, leaf)),
		bytes: `verbale-copy/1\ntable ${m.table}\nauthor nord\nnumber 1\nfor sud\nseed ${seed}\n\n${leaf}`.padEnd(4096, '\n') };
}

test('7.8 that others who signed have the text of an opened copy is the word of its author', async () => {
	const m = new TableMaker({ parties: P3 });
	const opened = copyOf(m, 'ab'.repeat(32));
	const paper = m.paper('text', ['sud', 'west']);
	paper.fields.copy = paper.fields.copy.map((line) => line.startsWith('sud ')
		? line.replace(' 4 ', ' 1 ').replace(paper.copies.sud.root, opened.root) : line);
	const of = m.add('propose', 'nord', paper.fields);
	m.add('adopt', 'nord', { of, referendum: '-', signer: ['nord'] });
	const restsOn = async (how) => (await verifyFile(m.proof({ ...how, parts: [['opened', opened.bytes]] }),
		parseTrust(utf8(m.trust())))).restsOn.filter((each) => each.includes('7.8'));
	const word = ['that the text shown is also what NORD had as NORD-1: the word of its author, NORD, that all copies ' +
		'say the same (7.8)'];
	assert.deepEqual(await restsOn({ indices: [1, 2] }), word);
	assert.deepEqual(await restsOn({}), word);
	assert.deepEqual(await restsOn({ indices: [1] }), []);
});
