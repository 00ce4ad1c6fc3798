// What was decided where the format could be read in several ways: one file at least for each such place that
// no other group has.
// SPDX-License-Identifier: ISC
import { encodeBech32 } from '../../src/bech32.js';
import { concat, utf8 } from '../../src/bytes.js';
import { Key, TableMaker, writeUstar } from '../maker.js';

const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
const JUDGED = { parties: P3, judge: 'west' };
const X = 'ab'.repeat(32);
const NEW_KEYS = ['act', 'cosign', 'recovery', 'seal'];

function trustOf(m) {
	return m.trust({ parties: Object.keys(m.keys).filter((name) => name !== 'bern' && !name.includes('/')) });
}

function statement(text = 'x') {
	return { of: '-', finding: '-', text };
}

function say(m, who = 'nord', how = {}) {
	return m.add('statement', who, statement(), how);
}

function admit(m, name, role, { by = 'nord', signers = [m.keys.nord.act, m.keys.sud.act], keys } = {}) {
	m.keys[name] = m.memberKeys(name);
	return m.add('admit', by,
		{ party: `${name} ${role}`, key: keys ?? m.keyValues(name, m.keys[name], NEW_KEYS) }, { signers });
}

function rekey(m, name, purposes = ['act']) {
	const fresh = m.memberKeys(name, '2');
	const id = m.add('rekey', name, { key: m.keyValues(name, fresh, purposes), reason: '-' },
		{ office: 'recovery', signers: [m.keys[name].recovery, fresh.act] });
	m.keys[name] = { ...m.keys[name], ...Object.fromEntries(purposes.map((each) => [each, fresh[each]])) };
	return id;
}

function handOver(m, tag = 'p', to = ['sud'], more = {}, how = {}) {
	const paper = m.paper(tag, to, more);
	return { id: m.add('propose', 'nord', paper.fields, how), ...paper };
}

function receive(m, paper, name) {
	paper.receipt = m.log(m.act('receipt', name, { of: paper.id, copy: paper.copies[name].bare }));
	m.add('release', 'bern', m.release(paper.id, name, paper.receipt, paper.copies[name]));
}

/** The recipient that has this point of Curve25519. */
function recipientOf(...first) {
	return encodeBech32(concat(Uint8Array.from(first), new Uint8Array(32 - first.length)), 'age');
}

/** A line of a key with another signature in it. */
function falseLine(key, text) {
	return key.line(`${text}x`);
}

function resigned(bytes, line) {
	const [text] = new TextDecoder().decode(bytes).split('\n\n');
	return utf8(`${text}\n\n${line(`${text}\n`)}`);
}

function dates(one) {
	// Entry 2 was logged since 17:47:40, and the skew is 300 seconds.
	for (const [name, date, seenAt] of [['301 seconds before the last entry seen', '17:42:39', 3],
		['300 seconds before it', '17:42:40', 3], ['before an entry that it has not seen', '17:42:39', 2]]) {
		one(`4.7 ${name}`, (m) => {
			say(m);
			m.now += 4000;
			say(m, 'sud');
			m.now += 4000;
			say(m, 'nord', { date: `2026-10-14T${date}Z`, seenAt });
		});
	}
	one('4.7 the charter is all that it saw', (m) => say(m, 'nord', { date: '2020-01-01T00:00:00Z' }));
	one('4.7 behind by', (m) =>
		say(m, 'nord', { date: '2027-01-01T00:00:00Z', 'lodge-by': '2027-01-02T00:00:00Z' }));
}

function members(one) {
	one('5.1.5 join behind a void act', (m) => {
		const of = admit(m, 'ost', 'observer');
		say(m, 'ost');
		m.add('join', 'ost', { of });
		say(m, 'ost');
	});
	one('5.1.5 rekey before join', (m) => {
		const of = admit(m, 'ost', 'observer');
		const { act } = m.keys.ost;
		rekey(m, 'ost');
		m.keys.ost = { ...m.keys.ost, act };
		m.add('join', 'ost', { of });
	});
	one('5.1.5 join twice', (m) => {
		const of = admit(m, 'ost', 'observer');
		m.add('join', 'ost', { of });
		m.add('join', 'ost', { of });
	});
	one('5.1.11 chair behind a chair who left', (m) => {
		m.add('leave', 'west', { reason: '-' });
		admit(m, 'ost', 'chair');
	}, { parties: { ...P3, west: 'chair' } });
	one('5.1.11 chair beside one who has not joined', (m) => {
		admit(m, 'ost', 'chair');
		admit(m, 'zug', 'chair');
	});
	one('5.1.11 name of one who left', (m) => {
		m.add('leave', 'west', { reason: '-' });
		admit(m, 'west', 'observer', { keys: m.keyValues('west', m.memberKeys('west', '9'), NEW_KEYS) });
	});
	one('5.1.11 lacks a key, and the name is taken', (m) =>
		admit(m, 'west', 'observer', { keys: m.keyValues('west', m.memberKeys('west', '9'), ['act']) }));
	one('1.2 a thirteenth member', (m) => admit(m, 'ost', 'observer'), {
		parties: { ...P3, ...Object.fromEntries([...'abcdefghi'].map((letter) => [`o${letter}`, 'observer'])) },
	});
	one('5.1.10 a principal who left need not sign', (m) => {
		m.add('leave', 'west', { reason: '-' });
		m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] });
	}, { parties: { ...P3, west: 'principal' } });
	one('2.8 a line too few in a log, and a false one', (m) =>
		m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' },
			{ signers: [new Key('bad', 'nord')] }));
	one('2.8 minutes without their author, a line too many', (m) =>
		m.add('minutes', 'nord', { of: '-', signer: ['sud'], text: 'x' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] }));
}

function keys(one) {
	for (const [name, recipient] of [['zero', recipientOf(0)], ['one', recipientOf(1)]]) {
		one(`3.3 charter with a recipient of small order: ${name}`, () => {}, {
			parties: P3,
			keys: (all) => { all.nord.seal = { recipient }; },
		});
		one(`3.3 rekey to a recipient of small order: ${name}`, (m) => {
			const fresh = { ...m.memberKeys('nord', '2'), seal: { recipient } };
			m.add('rekey', 'nord', { key: m.keyValues('nord', fresh, ['act', 'seal']), reason: '-' },
				{ office: 'recovery', signers: [m.keys.nord.recovery, fresh.act] });
		});
	}
	one('6.4 false cosignature by an admitted member', (m) => {
		const of = admit(m, 'ost', 'observer');
		m.add('join', 'ost', { of });
		const { cosign } = m.keys.ost;
		m.mark({ others: [[{ cosign: (text, at) => cosign.cosign(`${text}x`, at) }]] });
		m.mark();
	});
	one('6.4 false cosignature by a replaced key', (m) => {
		const { cosign } = m.keys.nord;
		rekey(m, 'nord', ['act', 'cosign']);
		m.mark({ others: [[{ cosign: (text, at) => cosign.cosign(`${text}x`, at) }]] });
		m.mark();
	});
	one('6.4 good cosignature by a new key', (m) => {
		rekey(m, 'nord', ['act', 'cosign']);
		m.mark({ others: [[m.keys.nord.cosign]] });
		m.mark();
	});
}

function delivery(one) {
	one('5.3.1 withdrawn twice, a release between not seen', (m) => {
		const p = handOver(m);
		const receipt = m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }, { mark: false });
		m.log(m.act('withdraw', 'nord', { of: p.id, reason: '-' }));
		m.log(m.act('release', 'bern', m.release(p.id, 'sud', receipt, p.copies.sud)));
		m.log(m.act('withdraw', 'nord', { of: p.id, reason: '-' }));
		m.mark();
	});
	one('5.3.3 a third party releases, to no addressee', (m) => {
		const p = handOver(m);
		const receipt = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.log(m.act('release', 'bern', m.release(p.id, 'sud', receipt, p.copies.sud)));
		m.mark();
		m.add('release', 'west', m.release(p.id, 'nord', receipt, p.copies.sud));
	});
	one('5.3.10 a contest and a cannot-open are two claims', (m) => {
		const p = handOver(m);
		receive(m, p, 'sud');
		m.add('cannot-open', 'sud', { of: p.id });
		m.add('contest', 'sud', { of: p.id, sealed: '-', reason: '-' });
	});
}

function files(add) {
	const m = new TableMaker(JUDGED);
	const fork = m.checkpoint({ size: 1, root: X });
	say(m);
	say(m, 'nord', { number: '7' });
	const stranger = m.checkpoint({ size: 1, root: X, key: new Key('zz', m.origin) });
	add('10.1 seen/ unsigned, and a fault of an entry', m.bundle({ seen: [stranger] }), trustOf(m));
	add('10.1 seen/ forked, and a fault of an entry', m.bundle({ seen: [fork] }), trustOf(m));
	const good = new TableMaker(JUDGED);
	say(good);
	add('10.1 seen/ unsigned', good.bundle({ seen: [good.checkpoint({ size: 1, root: X,
		key: new Key('zz', good.origin) })] }), trustOf(good));
	for (const [name, text] of [['bidirectional', 'a\u202eb\n'], ['no line end', 'a']]) {
		const all = good.files();
		all[0].data = utf8(text);
		add(`9.1 README ${name}`, writeUstar(all), trustOf(good));
	}
	const owed = new TableMaker(JUDGED);
	const p = handOver(owed);
	const receipt = owed.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	const covering = owed.marks.pop();
	owed.log(owed.act('release', 'bern', owed.release(p.id, 'sud', receipt, p.copies.sud)));
	owed.mark();
	add('5.3.6 the checkpoint without the release is in seen/', owed.bundle({ seen: [covering] }), trustOf(owed));
	for (const text of ['```\n# A\n```\n# B\n', 'x\n```\n## A\n```\n'])
		add(`7.7 ${JSON.stringify(text)}`, utf8(text), trustOf(good));
}

function outboxes(add) {
	const box = (name, make) => {
		const m = new TableMaker(JUDGED);
		add(name, m.pouch(make(m)), trustOf(m));
	};
	const draft = (m, how, who = 'nord') => m.act('statement', who, statement(), how);
	box('9.2 half-signed minutes', (m) => [m.act('minutes', 'nord',
		{ of: '-', signer: ['nord', 'sud'], text: 'x' }, { signers: [m.keys.nord.act] })]);
	box('9.2 half-signed minutes, the line false', (m) => [m.act('minutes', 'nord',
		{ of: '-', signer: ['nord', 'sud'], text: 'x' }, { signers: [new Key('bad', 'nord')] })]);
	box('9.2 half-signed admission', (m) => {
		m.keys.ost = m.memberKeys('ost');
		const admission = m.act('admit', 'nord',
			{ party: 'ost observer', key: m.keyValues('ost', m.keys.ost, NEW_KEYS) },
			{ signers: [m.keys.nord.act] });
		return [admission, draft(m, {}, 'ost')];
	});
	box('9.2 what is logged stands there again, principals changed', (m) => {
		const amend = m.act('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] });
		m.log(amend);
		m.mark();
		m.add('leave', 'sud', { reason: '-' });
		return [amend];
	});
	box('9.2 number does not go on from prev', (m) => {
		say(m);
		return [draft(m, { number: '5' })];
	});
	box('9.2 prev is an act of another chain', (m) => {
		const prev = say(m, 'sud');
		return [draft(m, { prev })];
	});
	box('9.2 prev comes later', (m) => {
		const [first, second] = [draft(m), draft(m)];
		return [second, first];
	});
}

function proofs(add) {
	const pick = (name, make, indices, options = JUDGED) => {
		const m = new TableMaker(options);
		const { trust = null, ...how } = make(m) ?? {};
		add(name, m.proof({ indices, ...how }), trust ?? trustOf(m));
	};
	pick('9.4 number rises faster than the index', (m) => {
		say(m);
		say(m);
		say(m, 'sud');
		say(m, 'nord', { number: '4' });
		say(m, 'nord', { number: '6' });
	}, [1, 5]);
	pick('9.4 number rises as fast as the index', (m) => {
		for (let i = 0; i < 4; i++)
			say(m);
	}, [1, 4]);
	pick('9.4 resume of no epoch', (m) => m.add('resume', 'nord', { reason: '-' }), [1]);
	pick('9.4 depositary of a later epoch', (m) => {
		const p = handOver(m);
		receive(m, p, 'sud');
		m.add('release', 'bern', m.release(p.id, 'sud', p.receipt, p.copies.sud), { epoch: 1 });
	}, [4]);
	pick('9.4 rekey, line of the new key false', (m) => {
		const fresh = m.memberKeys('nord', '2');
		m.add('rekey', 'nord', { key: m.keyValues('nord', fresh, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, new Key('bad', 'nord')] });
	}, [1]);
	pick('9.4 recovery key of one admitted', (m) => {
		const of = admit(m, 'ost', 'observer');
		m.add('join', 'ost', { of });
		const fresh = m.memberKeys('ost', '2');
		m.add('rekey', 'ost', { key: m.keyValues('ost', fresh, ['act']), reason: '-' },
			{ office: 'recovery', signers: [new Key('bad', 'ost/recovery'), fresh.act] });
	}, [1, 3]);
	pick('9.4 join that cites a statement', (m) => {
		admit(m, 'ost', 'observer');
		m.add('join', 'ost', { of: say(m) });
	}, [1, 2, 3]);
	pick('9.4 join that cites what is not shown', (m) => {
		admit(m, 'ost', 'observer');
		m.add('join', 'ost', { of: X });
	}, [1, 2]);
	pick('9.4 amend that cites a statement', (m) => {
		const amends = say(m);
		m.add('amend', 'nord', { amends, rule: 'take-days 9' }, { signers: [m.keys.nord.act, m.keys.sud.act] });
	}, [1, 2]);
	pick('9.4 keys of an act shown twice', (m) => {
		const key = m.key('nord/x', 'act');
		for (const to of ['x', 'x'])
			m.add('mandate', 'nord', { to, key: `nord/x act ${key.vkey}`, scope: 'all', from: '-', until: '-' });
	}, [1, 2]);
	pick('9.4 a second chair', (m) => admit(m, 'ost', 'chair'), [1], { parties: { ...P3, west: 'chair' } });
	pick('9.4 promise to the depositary', (m) => m.add('promise', 'nord',
		{ to: 'bern', what: 'paper', of: '-', due: '2026-12-01T00:00:00Z', text: '-' }), [1]);
	pick('10.1 a doubt about a key, another log in the trust file', (m) => {
		m.keys['nord/x'] = { act: m.key('nord/x', 'act') };
		say(m, 'nord', { office: 'x' });
		return { trust: m.trust({ log: false, more: `log ${new Key('other', m.origin).vkey}\n` }) };
	}, [1]);
	pick('10.1 a doubt about a key, another table in the trust file', (m) => {
		m.keys['nord/x'] = { act: m.key('nord/x', 'act') };
		say(m, 'nord', { office: 'x' });
		return { trust: m.trust().replace('\n', `\ntable ${X}\n`) };
	}, [1]);
	disclosures(pick);
}

/** The head, the paper and the padding of a copy. */
function copyText(m, place, paper = '# A\n\nx\n') {
	const { author = 'nord', number = '1', addressee = 'sud' } = place;
	return `verbale-copy/1\ntable ${m.table}\nauthor ${author}\nnumber ${number}\nfor ${addressee}\n` +
		`seed ${X}\n\n${paper}`.padEnd(4096, '\n');
}

function padded(text) {
	return text.padEnd(4096, '\n').slice(0, 4096);
}

function disclosures(pick) {
	const opened = (m, place, paper) => ['opened', padded(copyText(m, place, paper).trimEnd() + '\n')];
	const leaf = `copy sud\nindex 0\ncount 1\nsalt ${X}\n\n# A\n`;
	const shown = (name, parts) => pick(name, (m) => {
		handOver(m);
		return { parts: parts(m) };
	}, [1]);
	shown('7.7 a copy of an act not shown, and a false leaf', (m) => [['leaf', leaf], opened(m, { number: '9' })]);
	shown('9.4 a copy before a leaf', (m) => [opened(m, { number: '9' }), ['leaf', leaf]]);
	shown('7.7 a copy of an act not shown', (m) => [opened(m, { number: '9' })]);
	shown('7.7 a copy for no addressee', (m) => [opened(m, { addressee: 'west' })]);
	shown('7.7 a copy with another root', (m) => [opened(m, {})]);
	shown('7.7 not shown, then another root', (m) => [opened(m, { number: '9' }), opened(m, {})]);
	shown('10.1 a malformed copy, and a false leaf', (m) => [['leaf', leaf], ['opened', 'verbale-copy/1\n']]);
	for (const [name, from, to] of [['number', 'number 1', 'number 01'], ['author', 'author nord', 'author N'],
		['seed', 'seed ab', 'seed AB'], ['no addressee', 'for sud\n', ''], ['empty table', /table .*/, 'table ']])
		shown(`10.3 copy: ${name}`, (m) => [['opened', padded(opened(m, {})[1].trimEnd().replace(from, to) + '\n')]]);
	for (const [name, from, to] of [['index', 'index 0', 'index 00'], ['copy', 'copy sud', 'copy -'],
		['salt', 'salt ab', 'salt AB'], ['path', '\n\n', '\nabcd\n\n'], ['no count', 'count 1\n', '']])
		shown(`10.3 leaf: ${name}`, () => [['leaf', leaf.replace(from, to)]]);
	shown('10.3 leaf: 64 hashes', () => [['leaf', leaf.replace('\n\n', `\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n`)]]);
	shown('9.4 file-key of 15 bytes', () => [['copy', 'x'], ['file-key', 'x'.repeat(15)]]);
	shown('9.4 ephemeral of 31 bytes', () => [['copy', 'x'], ['ephemeral', 'x'.repeat(31)]]);
	shown('7.6 copy of no act, and a false leaf', () =>
		[['leaf', leaf], ['copy', 'x'], ['file-key', 'x'.repeat(16)]]);
	pick('7.7 a copy of an entered paper with another root', (m) => {
		const { bare } = m.copy('nord', 'e');
		m.add('entered', 'nord', { from: 'sud', channel: 'post', received: '2026-10-14T17:00:00Z', role: 'letter',
			answers: '-', person: '-', copy: bare });
		return { parts: [opened(m, { addressee: 'nord' })] };
	}, [1]);
}

function singles(add) {
	const m = new TableMaker(JUDGED);
	const other = m.trust().replace('\n', `\ntable ${X}\n`);
	const minutes = (signers) => m.act('minutes', 'nord',
		{ of: '-', signer: ['nord', 'sud'], text: 'x' }, { signers });
	const half = minutes([m.keys.nord.act]);
	add('2.8 half-signed', half, trustOf(m));
	add('2.8 half-signed, another table in the trust file', half, other);
	add('2.8 half-signed and false', resigned(half, (text) => falseLine(m.keys.nord.act, text)), trustOf(m));
	const [text] = new TextDecoder().decode(m.charter).split('\n\n');
	const some = utf8(`${text}\n\n${m.keys.nord.founding.line(`${text}\n`)}`);
	add('2.8 half-signed charter', some, trustOf(m));
	add('2.8 half-signed charter, another table in the trust file', some, other);
	add('2.8 amendment without its author', m.act('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' },
		{ signers: [m.keys.sud.act, m.keys.west.act] }), trustOf(m));
	add('2.8 minutes without their author', m.act('minutes', 'nord', { of: '-', signer: ['sud'], text: 'x' },
		{ signers: [m.keys.sud.act] }), trustOf(m));
}

function claims(add) {
	const m = new TableMaker(JUDGED);
	const p = handOver(m);
	receive(m, p, 'sud');
	for (const claim of ['The SUD has received the paper.', 'SUD received NORD-1 as the paper draft',
		'SUD received NORD-1 by the 20 Oct 2026', 'received NORD-1 by the SUD', 'SUD is received a was NORD-1 been.'])
		add(`8.5 ${claim}`, m.proof({ claim }), trustOf(m));
}

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const one = (name, make, options = JUDGED) => {
		const m = new TableMaker(options);
		make(m);
		add(name, m.bundle(), trustOf(m));
	};
	for (const group of [dates, members, keys, delivery])
		group(one);
	for (const group of [files, outboxes, proofs, singles, claims])
		group(add);
}
