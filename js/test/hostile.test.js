// Hostile bytes: whatever stands in a file, there is a finding, in little time and without a crash.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { parseTrust, verifyFile } from '../src/verify.js';
import { base64Of, concat, utf8 } from '../src/bytes.js';
import { TableMaker, part, writeUstar } from './maker.js';
import { RegisterMaker } from './register.js';

const DATA = new URL('../../tests/attack/data/', import.meta.url);
const WORDS = ['GENUINE', 'NOT GENUINE', 'UNREADABLE', 'CANNOT TELL'];
const MUTANTS = Number(process.env.MUTANTS ?? 2000);

function read(name) {
	return new Uint8Array(readFileSync(new URL(name, DATA)));
}

/** A generator that is the same in every run. */
function* numbers(seed) {
	for (let state = seed;;) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		yield state >>> 0;
	}
}

const CHANGES = [
	(bytes, at, value) => { bytes[at] = value; return bytes; },
	(bytes, at, value) => { bytes[at] ^= 1 << value % 8; return bytes; },
	(bytes, at) => bytes.slice(0, at),
	(bytes, at) => concat(bytes.subarray(0, at), bytes.subarray(at + 1)),
	(bytes, at, value) => concat(bytes.subarray(0, at), Uint8Array.of(value), bytes.subarray(at)),
	(bytes, at, value) => concat(bytes.subarray(0, at), bytes.subarray(at - value % 512)),
	(bytes, at, value) => concat(bytes.subarray(0, at), bytes.subarray(at + value % 512)),
	(bytes, at) => { bytes.set(utf8('99999999').subarray(0, bytes.length - at), at); return bytes; },
];

test(`${MUTANTS} mutants of the attacks`, async () => {
	const files = readdirSync(DATA).filter((name) => !/\.(tsv|trust)$/.test(name));
	const trust = parseTrust(read('nord-sud.trust'));
	const next = numbers(20261014);
	const draw = (below) => next.next().value % below;
	for (let i = 0; i < MUTANTS; i++) {
		const name = files[draw(files.length)];
		const bytes = read(name);
		const changed = CHANGES[draw(CHANGES.length)](bytes, draw(bytes.length), draw(256));
		const { finding } = await verifyFile(changed, trust);
		assert.ok(WORDS.includes(finding), `${i} ${name}`);
	}
});

async function inTime(bytes, seconds, finding) {
	const start = performance.now();
	const found = await verifyFile(bytes);
	assert.equal(found.finding, finding, found.sentence);
	assert.ok(performance.now() - start < 1000 * seconds, `${performance.now() - start} ms`);
}

const CROWD = 1000000;

test('many empty entries, parts, marks, lines', async () => {
	const table = new TableMaker();
	const head = (claim = '-') => utf8(`verbale-proof/1\nclaim ${claim}\n`);
	await inTime(concat(head(), part('charter', table.charter), part('entries', new Uint8Array(2 * CROWD)),
		part('checkpoint', table.marks[0].bytes), utf8('end\n')), 20, 'UNREADABLE');
	await inTime(concat(head(), utf8('part x 0\n\n'.repeat(CROWD)), utf8('end\n')), 20, 'UNREADABLE');
	await inTime(concat(head('received '.repeat(222)), utf8('end\n')), 5, 'UNREADABLE');
	await inTime(utf8(`verbale-act/1\n${'\n'.repeat(CROWD)}`), 5, 'UNREADABLE');
	await inTime(utf8('\n'.repeat(CROWD)), 5, 'UNREADABLE');
	await inTime(utf8(`# ${'`'.repeat(CROWD)}\n`), 10, 'CANNOT TELL');
	await inTime(utf8(`# x\n${'```\n~~~\n'.repeat(100000)}x\n`), 10, 'CANNOT TELL');
	const files = table.files();
	files.find((file) => file.name === 'marks').data = new Uint8Array(2 * CROWD);
	await inTime(writeUstar(files), 20, 'UNREADABLE');
});

/** A bundle whose manifest states another size than its tiles have. */
function hugeBundle(table, size) {
	const files = table.files();
	const manifest = files.find((file) => file.name === 'manifest');
	manifest.data = utf8(new TextDecoder().decode(manifest.data).replace('size 1', `size ${size}`));
	return writeUstar(files);
}

test('a manifest that promises the largest log', async () => {
	const table = new TableMaker();
	for (const size of [Number.MAX_SAFE_INTEGER, 524288, 524289])
		await inTime(hugeBundle(table, size), 20, 'UNREADABLE');
});

test('a checkpoint with very many lines of a known key', async () => {
	const table = new TableMaker();
	const { log } = table.keys.bern;
	const bytes = table.marks[0].bytes;
	const text = `${new TextDecoder().decode(bytes).split('\n\n')[0]}\n`;
	const line = log.line(text);
	const stranger = `— x ${base64Of(new Uint8Array(68))}\n`;
	await inTime(table.bundle({ checkpoint: concat(bytes, utf8(line.repeat(300) + stranger.repeat(300))) }),
		20, 'CANNOT TELL');
});

test('very many registrations of one checkpoint, dated as often', async () => {
	const table = new TableMaker();
	table.add('statement', 'nord', { of: '-', finding: '-', text: 'x' });
	const register = new RegisterMaker(table);
	const registration = register.registration(register.add(table.marks[0]));
	const marks = Array.from({ length: 1000 }, () => table.marks[0]);
	const registrations = Array.from({ length: 2000 }, () => registration);
	await inTime(table.bundle({ marks, registrations }), 60, 'CANNOT TELL');
	await inTime(table.bundle({ registrations: [concat(registration, new Uint8Array(60000))] }), 5, 'UNREADABLE');
});

test('a log of many hand-overs without a release, under many marks', async () => {
	const table = new TableMaker();
	for (let i = 0; i < 150; i++) {
		const paper = table.paper(`p${i}`, ['sud']);
		table.add('propose', 'nord', paper.fields);
	}
	await inTime(table.bundle({ marks: table.marks }), 60, 'CANNOT TELL');
});
