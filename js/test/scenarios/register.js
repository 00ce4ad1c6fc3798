// The register of a depositary, and what its registrations date (format 6.8 to 6.11).
// SPDX-License-Identifier: ISC
import { Key, TableMaker, part, writeUstar } from '../maker.js';
import { RegisterMaker } from '../register.js';
import { concat, utf8 } from '../../src/bytes.js';

const X = 'ab'.repeat(32);
const st = (text) => ({ of: '-', finding: '-', text });
const W = [0, 1, 2, 3].map((i) => new Key(`w${i}`, `w.example/${i}`, 4));
const WITNESSES = W.slice(0, 3).map((key, i) => `witness w${i} ${key.vkey}\n`).join('');
const NONE = `${WITNESSES}quorum none\n`;
const POLICY = `${WITNESSES}group g 2 w0 w1 w2\nquorum g\n`;
const text = (bytes) => new TextDecoder().decode(bytes);

/** A key under the name and id of another. */
function posing(as) {
	const key = new Key('somebody else', as.name, as.type);
	key.id = as.id;
	return key;
}

/** Cosignatures of the first witnesses, so many seconds behind `from`; null leaves one out. */
function by(from, ...seconds) {
	return seconds.map((each, i) => each === null ? null : [W[i], from + each]).filter((each) => each !== null);
}

/** A table of three entries, each under a mark, and a register that holds these among others. */
function made(seed = 'g') {
	const m = new TableMaker({ seed });
	const from = m.now;
	m.add('statement', 'nord', st('x'));
	m.add('statement', 'sud', st('y'));
	const r = new RegisterMaker(m);
	r.noise(2);
	const entries = m.marks.map((mark) => {
		const entry = r.add(mark);
		r.noise();
		return entry;
	});
	return { m, r, from, entries, at: (...seconds) => r.checkpoint({ others: by(from, ...seconds) }) };
}

function grammar(add) {
	const { m, r, entries, at } = made();
	const trust = m.trust({ more: POLICY });
	const note = at(200, 200);
	const good = entries.map((entry) => r.registration(entry, note));
	const both = (name, registrations, marks) => {
		add(`${name}, bundle`, m.bundle({ registrations, marks }), trust);
		add(`${name}, proof`, m.proof({ registrations, marks }), trust);
	};
	both('good', good);
	both('twice the same', [good[0], good[0], good[1]]);
	both('falling', [good[1], good[0]]);
	both('of a checkpoint that is not here', [good[0]], []);
	const edits = {
		head: [/^verbale-registration\/1/, 'verbale-registration/2'], 'no head': [/^.*\n/, ''],
		'no counter': [/counter .*\n/, ''], 'counter 0': [/counter 1/, 'counter 0'],
		'counter 01': [/counter 1/, 'counter 01'], 'counter empty': [/counter 1/, 'counter '],
		'counter 2^53': [/counter 1/, 'counter 9007199254740992'], 'counter twice': [/(counter 1\n)/, '$1$1'],
		'counter without a space': [/counter 1/, 'counter1'], 'key -': [/key .*/, 'key -'],
		'key upper': [/key .*/, (line) => `key ${line.slice(4).toUpperCase()}`],
		'key short': [/(key .*).\n/, '$1\n'], 'key behind checkpoint': [/(key .*\n)(checkpoint .*\n)/, '$2$1'],
		'no checkpoint': [/checkpoint .*\n/, ''], 'no empty line': [/\n\n/, '\n'],
		'two empty lines': [/\n\n/, '\n\n\n'], 'more behind checkpoint': [/(\ncheckpoint .*)/, '$1 x'],
		'proof head': [/tlog-proof@v1/, 'tlog-proof@v2'], 'index -': [/index .*/, 'index -'],
		'path no base64': [/(index .*\n)./, '$1!'], 'path short': [/(index .*\n).*\n/, '$1'],
		extension: [/(\n\nbern\/register\n.*\n.*\n)/, '$1more\n'], 'no lf': [/\n$/, ''],
		'behind the end': [/$/, 'x\n'], control: [/counter/, 'coun\u0001ter'], 'other index': [/index 2/, 'index 3'],
		'other counter': [/counter 1/, 'counter 2'], 'other key': [/key .*/, `key ${X}`],
		'other checkpoint': [/checkpoint .*/, `checkpoint ${X}`], 'no log line': [/— bern\/register.*\n/, ''],
		'no line': [/(\n\nbern[^]*?\n\n)[^]*$/, '$1'], 'size 0': [/(\n\nbern\/register\n).*\n/, '$10\n'],
	};
	for (const [name, [from, to]] of Object.entries(edits))
		both(name, [utf8(text(good[0]).replace(from, to)), good[1]]);
	for (const extra of ['extra YWI=\n', 'extra \n', 'extra !\n', 'extra\n'])
		both(`extra ${JSON.stringify(extra)}`, [r.registration(entries[0], note, { extra })]);
	both('empty', [new Uint8Array(0)]);
	both('not utf-8', [concat(good[0].subarray(0, 40), Uint8Array.of(0xff), good[0].subarray(40))]);
	both('cut in the head', [good[0].subarray(0, 50)]);
	both('cut in the proof', [good[0].subarray(0, 260)]);
	const full = r.registration(entries[0], r.checkpoint({ others: Array.from({ length: 600 }, () => [W[3], 1]) }));
	both('line above 4,096', [utf8(text(good[0]).replace(/key .*/, `key ${'0'.repeat(4100)}`))]);
	add('too long', m.proof({ registrations: [full] }), trust);
	add('malformed behind a fault', m.bundle({ registrations:
		[r.registration(entries[0], note, { key: X }), utf8('x\n')] }), trust);
	placesInBundle(add, m, good, trust);
	placesInProof(add, m, good, trust);
}

function placesInBundle(add, m, good, trust) {
	const files = m.files({ registrations: good });
	const at = files.findIndex(({ name }) => name === 'registrations');
	const [file] = files.splice(at, 1);
	const put = (place, each = file) => writeUstar([...files.slice(0, place), each, ...files.slice(place)]);
	add('place: before marks', put(at - 1), trust);
	add('place: behind the first tile', put(at + 1), trust);
	add('place: last', put(files.length), trust);
	add('place: twice', writeUstar([...files.slice(0, at), file, file, ...files.slice(at)]), trust);
	add('place: no bytes', put(at, { ...file, data: new Uint8Array(0) }), trust);
	add('place: length cut off', put(at, { ...file, data: Uint8Array.of(0) }), trust);
	add('place: one byte short', put(at, { ...file, data: file.data.slice(0, -1) }), trust);
	add('place: one byte more', put(at, { ...file, data: concat(file.data, Uint8Array.of(1)) }), trust);
	add('place: a folder', put(at, { ...file, name: 'registrations/1' }), trust);
	add('place: malformed mark, too', writeUstar(put(at) && [...files.slice(0, at - 1),
		{ name: 'marks', data: utf8('x') }, { ...file, data: utf8('x') }, ...files.slice(at)]), trust);
	add('pouch', m.pouch([m.act('statement', 'nord', st('z'))], { registrations: good }), trust);
}

function placesInProof(add, m, good, trust) {
	const proof = text(m.proof({ indices: [1], registrations: [good[0]] }));
	const swapped = proof.replace(/(part mark [^]*)(part registration [^]*)(end\n)$/, '$2$1$3');
	add('place: before the marks', utf8(swapped), trust);
	add('place: behind opened', m.proof({ indices: [1], parts: [['opened', 'x'], ['registration', good[0]]] }), trust);
	add('place: plural', m.proof({ indices: [1], parts: [['registrations', good[0]]] }), trust);
	add('place: malformed leaf, too', m.proof({ indices: [1], registrations: [utf8('x')],
		parts: [['leaf', 'x']] }), trust);
	add('place: malformed mark before', m.proof({ indices: [1], registrations: [utf8('x')],
		marks: [{ bytes: utf8('x') }] }), trust);
	add('place: without marks', m.proof({ indices: [1], registrations: good, marks: [] }), trust);
	add('place: length of another', utf8(proof.replace(/part registration (\d+)/, (_, n) =>
		`part registration ${Number(n) - 1}`)), trust);
	add('place: a charter and a registration', concat(utf8('verbale-proof/1\nclaim -\n'), part('charter', m.charter),
		part('registration', good[0]), utf8('end\n')), trust);
}

/** format 6.8, 6.9, 6.4: what is wrong with one registration by itself. */
function single(add) {
	const { m, r, from, entries, at } = made();
	const bern = m.keys.bern;
	const notes = {
		'another origin': r.checkpoint({ origin: 'bern/registers' }),
		'the origin of the table': r.checkpoint({ origin: m.origin }),
		'the origin of another': r.checkpoint({ origin: 'zug/register' }),
		'the log key under its own name': r.checkpoint({ key: bern.log }),
		'another log key': r.checkpoint({ key: new Key('zz', r.origin) }),
		'a false log line': r.checkpoint({ key: posing(r.key) }),
		'no clock': r.checkpoint({ dated: false }),
		'no clock, cosigned': r.checkpoint({ dated: false, others: by(from, 1, 1) }),
		'false clock': r.checkpoint({ dated: false, others: [[posing(bern.clock), from]] }),
		'false cosign': r.checkpoint({ others: [[posing(m.keys.nord.cosign), from]] }),
		'true cosign': r.checkpoint({ others: [[m.keys.nord.cosign, from]] }),
		'false witness': r.checkpoint({ others: [[posing(W[0]), from]] }),
		'false stranger': r.checkpoint({ others: [[posing(W[3]), from]] }),
		'witness twice': r.checkpoint({ others: [[W[0], from + 9], [W[0], from + 8], [W[1], from]] }),
		'another root': r.checkpoint({ root: X }),
		'good': at(200, 200),
	};
	for (const [name, note] of Object.entries(notes)) {
		const registrations = [r.registration(entries[0], note)];
		add(`6.8 ${name}`, m.bundle({ registrations }), m.trust({ more: POLICY }));
		add(`6.8 ${name}, quorum none`, m.proof({ registrations }), m.trust({ more: NONE }));
		add(`6.8 ${name}, no policy`, m.proof({ indices: [1], registrations }), null);
	}
	const policy = m.trust({ more: POLICY });
	const other = made('h');
	add('6.9 of another table', m.bundle({ registrations:
		[r.registration(r.add(m.marks[0], { table: other.m.table, counter: 4 }))] }), policy);
	add('6.9 an entry of noise', m.bundle({ registrations: [r.registration({ ...entries[0], index: 0 })] }), policy);
	const note = r.checkpoint({ others: by(from, 1) });
	const [line] = text(note.bytes).trimEnd().split('\n').slice(-1);
	const late = Buffer.from(line.split(' ')[2], 'base64').fill(0xff, 4, 12).toString('base64');
	const bytes = utf8(text(note.bytes).replace(line.split(' ')[2], late));
	add('6.4 a stamp beyond 2^63 - 1', m.bundle({ registrations: [r.registration(entries[0], { ...note, bytes })] }),
		policy);
}

const DAY = 86400;
const LODGE_BY = '2026-12-01T00:00:00Z';
const CLAIM = 'delivered NORD-1 by 2026-10-16';

/**
 * A table of two acts behind the charter, each under a mark: times are seconds behind the charter's, of the clock and
 * of the marks' own cosigners; `registered` are marks with the times at which the register was cosigned; `again` is
 * a mark that is dated anew.
 */
function dated(add, name, { clock = [0, 120, 240], own = [], registered = [], nord = {}, sud = {}, claim = CLAIM,
	again = null, more = POLICY }) {
	const m = new TableMaker({ seed: 'i' });
	const from = m.now;
	m.marks.length = 0;
	const mark = (i) => m.mark({ time: from + (clock[i] ?? 0), dated: clock[i] !== null,
		others: by(from, ...own[i] ?? []) });
	mark(0);
	m.log(m.act('statement', 'nord', st('x'), { 'lodge-by': LODGE_BY, ...nord }));
	mark(1);
	m.log(m.act('statement', 'sud', st('y'), { 'lodge-by': LODGE_BY, seenAt: 1, ...sud }));
	mark(2);
	const r = new RegisterMaker(m);
	const registrations = registered.map(([i, ...seconds]) => {
		const entry = r.add(m.marks[i]);
		return r.registration(entry, r.checkpoint({ others: by(from, ...seconds) }));
	});
	if (again !== null)
		m.marks.splice(again[0] + 1, 0, m.checkpoint({ size: again[0] + 1, time: from + again[1] }));
	const trust = m.trust({ more });
	add(`6.10 ${name}`, m.bundle({ registrations }), trust);
	add(`6.10 ${name}, proof`, m.proof({ registrations, claim }), trust);
	add(`6.10 ${name}, picked`, m.proof({ registrations, claim, indices: [1, 2] }), trust);
}

/** What a registration does for `by`: an act of a date to come is contradicted by it, or not. */
function datesBy(add) {
	const rows = {
		'of a registration': { registered: [[1, 100, 130]] },
		'of one that is late': { registered: [[1, 3 * DAY, 3 * DAY]] },
		'of the file\'s checkpoint': { registered: [[2, 100, 130]] },
		'of one cosigner': { registered: [[1, 100]] }, 'of the mark before': { registered: [[0, 100, 130]] },
		'no policy': { clock: [0, 3 * DAY, 3 * DAY], registered: [[1, 100, 130]], more: '' },
		'quorum none': { clock: [0, 3 * DAY, 3 * DAY], registered: [[1, 100, 130]], more: NONE },
		'no policy, clock early': { registered: [[1, 3 * DAY, 3 * DAY]], more: '' },
		'of nothing': {}, 'own earlier': { own: [[], [100, 130]], registered: [[1, 3 * DAY, 3 * DAY]] },
		'own later': { own: [[], [3 * DAY, 3 * DAY]], registered: [[1, 100, 130]] },
		'own one, registered another': { own: [[], [100]], registered: [[1, null, 100]] },
		'registered twice': { registered: [[1, 100, 100], [1, 3 * DAY, 3 * DAY]] },
		'registered twice, one each': { registered: [[1, 100], [1, null, 100]] },
		'clock behind the register': { clock: [0, 3 * DAY, 3 * DAY], registered: [[1, 100, 130]] },
		'no clock': { clock: [0, 120, null], registered: [[2, 100, 130]] },
	};
	for (const [name, row] of Object.entries(rows))
		dated(add, `by, ${name}`, { nord: { date: '2026-10-16T00:00:00Z' }, ...row });
}

/** What it does for `since`: a date that was over (of SUD-1, which has seen entry 1), and a lodge-by. */
function datesSince(add) {
	const early = (date) => ({ sud: { seenAt: 2, date } });
	const lodged = (date) => ({ nord: { date: '2026-10-14T17:47:00Z', 'lodge-by': date } });
	const soon = early('2026-10-14T17:47:40Z');
	const late = [7000, 9000, 9000];
	const rows = {
		'registered late': { clock: [0, 9000, 9000], registered: [[0, 7000, 7000]], ...soon },
		'clock later': { clock: late, registered: [[0, 6000, 6000]], ...soon },
		'both late': { clock: late, registered: [[0, 8000, 8000]], ...soon },
		'the clock\'s second': { clock: late, registered: [[0, 8000, 8000]], ...early('2026-10-14T19:38:20Z') },
		'before the clock\'s': { clock: late, registered: [[0, 8000, 8000]], ...early('2026-10-14T19:38:19Z') },
		'the register\'s second': { clock: [8000, 9000, 9000], registered: [[0, 7000, 7000]],
			...early('2026-10-14T19:38:20Z') },
		'before the register\'s': { clock: [8000, 9000, 9000], registered: [[0, 7000, 7000]],
			...early('2026-10-14T19:38:19Z') },
		'own later': { clock: [0, 9000, 9000], own: [[7000, 7000]], registered: [[0, 100, 100]], ...soon },
		'own earlier': { clock: late, own: [[10, 10]], registered: [[0, 6000, 6000]], ...soon },
		'no policy': { registered: [[0, 7000, 7000]], more: '', ...soon },
		'no clock': { clock: [0, 9000, null], registered: [[2, 7000, 7000]], ...soon },
		'lodge-by over': { clock: late, registered: [[0, 8000, 8000]], ...lodged('2026-10-14T19:43:19Z') },
		'lodge-by at the second': { clock: late, registered: [[0, 8000, 8000]], ...lodged('2026-10-14T19:43:20Z') },
		'lodge-by over, registered late': { registered: [[0, 8000, 8000]], ...lodged('2026-10-14T17:48:00Z') },
		'not behind by': { clock: late, registered: [[0, 8000, 8000], [1, 100, 100]],
			...lodged('2026-10-14T17:49:00Z') },
		'registered twice': { clock: late, registered: [[0, 100, 100], [0, 6500, 6500]],
			...lodged('2026-10-14T19:00:00Z') },
		'dated anew': { clock: [0, 9000, 9000], again: [0, 7000], registered: [[0, 8000, 8000]],
			...lodged('2026-10-14T19:00:00Z') },
		'dated anew behind a larger one': { again: [0, 7000], registered: [[0, 8000, 8000]],
			...lodged('2026-10-14T19:00:00Z') },
		'beyond the calendar': { clock: [2 ** 52, 2 ** 52, 2 ** 52], registered: [[0, 2 ** 52, 2 ** 52]] },
		'dated anew, registered before': { again: [0, 7000], registered: [[0, 100, 100]],
			...lodged('2026-10-14T19:00:00Z') },
	};
	for (const [name, row] of Object.entries(rows))
		dated(add, `since, ${name}`, row);
}

/** What it does for what the log does not have; the time asked for is the midnight before 17 October. */
function datesAbsence(add) {
	const until = 195200;
	const rows = {
		'no date': {}, 'clock and register late': { clock: [0, 120, 3 * DAY], registered: [[2, 3 * DAY, 3 * DAY]] },
		'at the second': { clock: [0, 120, until], registered: [[2, until, until]] },
		'clock a second before': { clock: [0, 120, until - 1], registered: [[2, until, until]] },
		'register a second before': { clock: [0, 120, until], registered: [[2, until - 1, until - 1]] },
		'registered late': { registered: [[2, 3 * DAY, 3 * DAY]] },
		'clock late': { clock: [0, 120, 3 * DAY], registered: [[2, 200, 200]] },
		'own late': { own: [[], [], [3 * DAY, 3 * DAY]], registered: [[2, 200, 200]] },
		'no clock': { clock: [0, 120, null], registered: [[2, 3 * DAY, 3 * DAY]] },
		'no clock, no policy': { clock: [0, 120, null], registered: [[2, 3 * DAY, 3 * DAY]], more: '' },
		'no policy': { clock: [0, 120, 3 * DAY], registered: [[2, 200, 200]], more: '' },
	};
	for (const [name, row] of Object.entries(rows))
		dated(add, `absence, ${name}`, row);
}

/** format 6.11: each row names a register as registrations: entry, place, and the checkpoint it stands under. */
function forks(add) {
	const { m, r, from, entries, at } = made();
	const policy = m.trust({ more: POLICY });
	const note = at(200, 200);
	const says = (name, registrations, trust = policy) => {
		add(`6.11 ${name}`, m.bundle({ registrations }), trust);
		add(`6.11 ${name}, picked`, m.proof({ indices: [2], registrations }), trust);
	};
	const first = r.registration(entries[0], note);
	const later = (how) => {
		const entry = r.add(m.marks[how.mark ?? 0], { counter: 1, ...how });
		return r.registration(entry);
	};
	says('another key', [first, later({ key: X })]);
	says('another checkpoint', [first, later({ mark: 1, key: entries[0].key })]);
	says('another place', [first, later({ key: entries[0].key })]);
	says('the same under a later checkpoint', [first, r.registration(entries[0])]);
	says('another key, no policy', [first, later({ key: X })], m.trust());
	says('another key, no trust', [first, later({ key: X })], null);
	says('another counter, the same checkpoint', [first, r.registration(r.add(m.marks[0], { counter: 8 }))]);
	says('counters against the order of the register', [r.registration(r.add(m.marks[1], { counter: 8 })),
		r.registration(r.add(m.marks[0], { counter: 9 }))]);
	says('counter 2^53 - 1', [r.registration(r.add(m.marks[1], { counter: 2 ** 53 - 1 }))]);

	const other = new RegisterMaker(m);
	other.noise(3);
	const entry = other.add(m.marks[1], { counter: 2 });
	const same = other.add(m.marks[0], { counter: 1 });
	other.noise(r.tree.size - other.tree.size);
	const fork = (here, there, more = POLICY, parties) => [
		[r.registration(entries[0], r.checkpoint({ others: by(from, ...here) })),
			other.registration(entry, other.checkpoint({ others: by(from, ...there) }))],
		m.trust({ more, parties }),
	];
	says('fork, no cosigner', ...fork([], []));
	says('fork, cosigners apart', ...fork([1], [null, 1]));
	says('fork, one on both', ...fork([1, 1], [null, 1]));
	says('fork, two on both', ...fork([1, 1, 1], [1, null, 5]));
	says('fork, all on both', ...fork([1, 1, 1], [1, 1, 5]));
	says('fork, no policy', ...fork([1, 1, 1], [1, 1, 5], ''));
	says('fork, quorum none', ...fork([1, 1, 1], [1, 1, 5], NONE));
	says('fork, policy in another order', ...fork([1, 1, 1], [1, 1, 5],
		`${WITNESSES.split('\n').slice(0, 3).reverse().join('\n')}\nquorum w2\n`));
	says('fork, not in the quorum', ...fork([1, 1], [1, 1], `${WITNESSES}quorum w2\n`));
	says('fork, no party known', ...fork([1], [1], POLICY, []));
	says('fork, no trust', fork([1], [1])[0], null);
	says('fork, the log another\'s', fork([1], [1])[0],
		m.trust({ log: false, more: `log ${new Key('zz', m.origin).vkey}\n${POLICY}` }));
	says('fork, the clock is a cosigner', fork([1], [1])[0],
		m.trust({ more: `witness c ${m.keys.bern.clock.vkey}\n${POLICY}` }));
	const again = (others) => r.registration(entries[0], r.checkpoint({ others }));
	says('fork, over two notes', [again(by(from, 1)), again(by(from, null, 1)),
		other.registration(entry, other.checkpoint({ others: by(from, 1, 1) }))]);
	says('fork and a second one', [again(by(from, 1)), again(by(from, null, 1)),
		other.registration(entry, other.checkpoint({ others: by(from, 1) })),
		other.registration(entry, other.checkpoint({ others: by(from, null, 1) }))]);
	says('fork, false behind', [...fork([1], [1])[0], r.registration(entries[2], note, { key: X })]);
	says('fork, false before', [r.registration(entries[0], note, { key: X }), ...fork([1], [1])[0]]);
	says('fork and counter', [again(by(from, 1)),
		other.registration(same, other.checkpoint({ others: by(from, 1) }))]);
	const namesake = new Key('namesake', 'nord', 4);
	const others = [[namesake, from]];
	const called = [again(others), other.registration(entry, other.checkpoint({ others }))];
	const more = `witness n ${namesake.vkey}\nquorum n\n`;
	says('fork, a cosigner called like a party', called, m.trust({ more }));
	says('fork, a cosigner called like a party whose key is another', called,
		`verbale-trust/1\nparty ${new Key('zz', 'nord').vkey}\nlog ${m.keys.bern.log.vkey}\n${more}`);
	says('two sizes, no fork that shows', [again([]), other.registration(entry, other.checkpoint({ size: 5 }))]);
}

/** format 10.1: a fault of a registration among others of a file. */
function order(add) {
	const { m, r, entries } = made();
	const trust = m.trust({ more: POLICY });
	const bad = [r.registration(entries[0], undefined, { key: X })];
	const unsigned = m.checkpoint({ size: 1, key: new Key('zz', m.origin) });
	add('order: mark before', m.bundle({ registrations: bad, marks: [unsigned] }), trust);
	const falseClock = m.checkpoint({ dated: false, others: [[posing(m.keys.bern.clock), m.now]] });
	add('order: the checkpoint\'s cosignature before', m.bundle({ registrations: bad, checkpoint: falseClock.bytes }),
		trust);
	add('order: the root before', m.bundle({ registrations: bad, checkpoint: m.checkpoint({ root: X }).bytes }), trust);
	const files = m.files({ registrations: bad });
	files.push({ name: `copy/${X}`, data: utf8('x') });
	add('order: a false copy behind', writeUstar(files), trust);
	m.add('statement', 'nord', st('z'), { number: '9' });
	add('order: entry behind', m.bundle({ registrations: bad }), trust);
	add('order: entry behind, good', m.bundle({ registrations: [r.registration(entries[0])] }), trust);
	add('order: picked behind', m.proof({ indices: [3], registrations: bad }), trust);
}

/** A table whose log bears the origin of the register. */
function sameOrigin(add) {
	const m = new TableMaker({ seed: 'j', origin: 'bern/register' });
	m.add('statement', 'nord', st('x'));
	const r = new RegisterMaker(m);
	const entry = r.add(m.marks[0]);
	r.noise();
	add('origin of the register, a table', m.bundle(), m.trust());
	add('origin of the register, registered', m.bundle({ registrations: [r.registration(entry)] }), m.trust());
	add('origin of the register, its checkpoint a mark', m.bundle({ marks: [r.checkpoint()] }), m.trust());
}

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	for (const each of [grammar, single, datesBy, datesSince, datesAbsence, forks, order, sameOrigin])
		each(add);
}
