// Claims (format 8.5): their words, and what the record makes of them.
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';

const PARTIES = { nord: 'principal', sud: 'principal', west: 'observer' };

function handOver(m, tag, to, more = {}, from = 'nord', kind = 'propose') {
	const paper = m.paper(tag, to, more);
	return { id: m.add(kind, from, paper.fields), ...paper };
}

function receive(m, paper, name) {
	const receipt = m.log(m.act('receipt', name, { of: paper.id, copy: paper.copies[name].bare }));
	m.add('release', 'bern', m.release(paper.id, name, receipt, paper.copies[name]));
}

/** A draft of NORD that SUD received and took as one. */
function plain(rules) {
	const m = new TableMaker({ parties: PARTIES, judge: 'west', rules });
	const paper = handOver(m, 'p', ['sud']);
	receive(m, paper, 'sud');
	m.add('take', 'sud', { of: paper.id, as: 'draft', answers: '-' });
	return m;
}

const WORDS = [
	'delivered', 'answered', 'delivered NORD-1', 'received NORD-1', 'taken NORD-1', 'answered NORD-1',
	'NORD delivered', 'SUD received', 'SUD received NORD-1', 'NORD received NORD-1', 'SUD received NORD',
	'SUD took NORD-1', 'SUD has received the paper NORD-1', 'SUD received draft', 'SUD received a draft',
	'SUD received an agreed-text', 'SUD received a response to NORD-1', 'SUD received a response',
	'SUD received a paper', 'SUD received NORD-1 as a draft', 'SUD received NORD-1 as letter',
	'SUD took NORD-1 as-offered', 'SUD took NORD-1 as as-offered', 'sud RECEIVED nord-1',
	'OST received NORD-1', 'SUD received NORD-9', 'SUD received NORD/LEGAL-1', 'SUD received NORD-1.1',
	'NORD delivered NORD-1 to SUD', 'NORD delivered NORD-1 SUD', 'NORD handed over NORD-1',
	'SUD received NORD-1 by 2026-10-20', 'SUD received NORD-1 by 2026-10-20T00:00:00Z',
	'SUD received NORD-1 by 20 Oct 2026', 'SUD received NORD-1 by 1 october 2026',
	'SUD received NORD-1 by 31 Feb 2026', 'SUD received NORD-1 by 14 Okt 2026',
	'SUD received NORD-1 before 2026-10-20T00:00:00Z', 'by 2026-10-20T00:00:00Z SUD received NORD-1',
	'received by SUD NORD-1', 'NORD-1 was received by SUD', 'SUD did not receive NORD-1',
	' SUD  received NORD-1.', 'SUD received NORD-1 by', 'SUD answered', 'SUD answered NORD-1',
	'NORD delivered a draft to SUD', 'SUD received SUD-1', 'SUD received charter', 'WEST received NORD-1',
	'WEST took NORD-1', 'x', 'NORD-1', 'SUD received received NORD-1', 'SUD received draft letter',
	'SUD received NORD-1 NORD-1', 'SUD received by NORD NORD-1', 'NORD SUD received', 'draft SUD received',
	'SUD received NORD-1 by 2026-10-20 by 2026-10-21', 'NORD-1 taken as draft by SUD', '\\\\ received',
];

const LABELS = [
	// what NORD calls it, whether it answers SUD-1, what SUD takes it as, and as answering
	['draft', false, null, false], ['draft', false, 'letter', false], ['draft', false, 'response', true],
	['response', true, null, false], ['response', true, 'as-offered', false],
	['response', true, 'letter', false], ['response', true, 'response', true],
	['letter', false, 'response', true],
];
const KINDS = { draft: 'propose', response: 'respond', letter: 'letter' };
const ABOUT = ['NORD-1', 'NORD-2 as letter', 'a draft', 'a letter', 'a response to SUD-1', 'a response'];

function labelled([role, isAnswer, as, takesAsAnswer]) {
	const m = new TableMaker({ parties: PARTIES, judge: 'west' });
	const first = handOver(m, 'q', ['nord'], {}, 'sud');
	receive(m, first, 'nord');
	const paper = handOver(m, 'p', ['sud'], { role, answers: isAnswer ? first.id : '-' }, 'nord', KINDS[role]);
	receive(m, paper, 'sud');
	if (as !== null)
		m.add('take', 'sud', { of: paper.id, as, answers: takesAsAnswer ? first.id : '-' });
	return m;
}

function addLabels(add) {
	for (const label of LABELS) {
		const m = labelled(label);
		const claims = ['SUD received', 'NORD delivered', 'SUD took'].flatMap((verb) =>
			ABOUT.map((what) => `${verb} ${what}`));
		claims.push('NORD answered SUD-1', 'NORD answered SUD-1 to WEST', 'NORD answered SUD-1 as letter');
		const all = m.entries.map((_, index) => index).slice(1);
		for (const claim of claims) {
			add(`labels ${label} whole: ${claim}`, m.proof({ claim }), m.trust());
			add(`labels ${label} picked: ${claim}`, m.proof({ claim, indices: all }), m.trust());
			add(`labels ${label} some: ${claim}`, m.proof({ claim, indices: all.slice(0, -1) }), m.trust());
		}
	}
}

function addTimes(add) {
	const m = new TableMaker({ parties: PARTIES, judge: 'west' });
	receive(m, handOver(m, 'p', ['sud']), 'sud');
	m.now += 86400;
	m.mark();
	const start = Date.parse('2026-10-14T17:46:40Z');
	for (const seconds of [-1, 0, 1, 60, 61, 120, 179, 180, 181, 86579, 86580, 86581]) {
		const until = `${new Date(start + seconds * 1000).toISOString().slice(0, 19)}Z`;
		for (const what of ['SUD received NORD-1', 'NORD delivered NORD-1', 'WEST received NORD-1', 'SUD received a letter']) {
			const claim = `${what} by ${until}`;
			add(`times ${seconds}: ${what}`, m.proof({ claim }), m.trust());
			add(`times ${seconds} picked: ${what}`, m.proof({ claim, indices: [1, 3] }), m.trust());
		}
	}
}

/** Papers withdrawn, refused, void, entered, and carried. */
function addStates(add) {
	const m = new TableMaker({ parties: PARTIES, judge: 'west' });
	const first = handOver(m, 'p', ['sud']);
	m.add('withdraw', 'nord', { of: first.id, reason: '-' });
	m.add('refuse', 'sud', { of: handOver(m, 'q', ['sud']).id, reason: '-' });
	handOver(m, 'v', ['sud'], { role: 'chair-text' });
	m.add('entered', 'nord', { from: 'sud', channel: 'post', received: '2026-10-14T10:00:00Z',
		role: 'draft', answers: '-', person: '-', copy: m.copy('nord', 'e').bare });
	const carried = handOver(m, 'c', ['sud']);
	const receipt = m.log(m.act('receipt', 'sud', { of: carried.id, copy: carried.copies.sud.bare }));
	m.add('release', 'nord', m.release(carried.id, 'sud', receipt, carried.copies.sud));
	for (const number of [1, 3, 4, 5, 6]) {
		for (const verb of ['NORD delivered', 'SUD received', 'SUD took', 'NORD received', 'SUD delivered']) {
			const claim = `${verb} NORD-${number}`;
			add(`states: ${claim}`, m.proof({ claim }), m.trust());
		}
	}
}

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const open = plain({});
	for (const claim of WORDS)
		add(`words: ${claim}`, open.proof({ claim }), open.trust());
	const complete = plain({ channel: 'complete' });
	for (const claim of ['SUD received a letter', 'NORD answered NORD-1', 'SUD received a draft'])
		add(`complete: ${claim}`, complete.proof({ claim }), complete.trust());
	addLabels(add);
	addTimes(add);
	addStates(add);
}
