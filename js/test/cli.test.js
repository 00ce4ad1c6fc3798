// The command line: exit codes, canonical lines, JSON, and what a terminal may be shown.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TableMaker } from './maker.js';

const BIN = fileURLToPath(new URL('../bin/verbale-verify.js', import.meta.url));
const DATA = fileURLToPath(new URL('../../tests/attack/data/', import.meta.url));
const TRUST = ['--trust', `${DATA}nord-sud.trust`];

function run(...args) {
	return spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
}

function at(...names) {
	return names.map((name) => DATA + name);
}

const GENUINE = '00d-small.bundle';
const NOT_GENUINE = '03b-again.bundle';
const UNREADABLE = '08a-cosignature.act';
const CANNOT_TELL = '00f-copy.copy';

test('exit codes: of several files the gravest', () => {
	for (const [files, status] of [
		[[GENUINE], 0], [[NOT_GENUINE], 1], [[UNREADABLE], 2], [[CANNOT_TELL], 3],
		[[GENUINE, CANNOT_TELL], 3], [[CANNOT_TELL, NOT_GENUINE], 1], [[NOT_GENUINE, UNREADABLE, GENUINE], 2],
	])
		assert.equal(run('--line', ...at(...files), ...TRUST).status, status, files.join());
});

test('one canonical line a file', () => {
	const { stdout, stderr } = run('--line', ...at(GENUINE, NOT_GENUINE), ...TRUST);
	assert.equal(stdout, 'GENUINE\t-\t-\t-\nNOT GENUINE\t4.5\tNORD-1\tbern\n');
	assert.equal(stderr, '');
});

test('one JSON object a file', () => {
	const { stdout } = run(...at('12a-second-text.pouch'), '--json', ...TRUST);
	const found = JSON.parse(stdout);
	assert.deepEqual([found.finding, found.clause, found.at, found.culprit],
		['GENUINE', '4.4', 'NORD-1', 'nord']);
	for (const key of ['file', 'sentence', 'remarks', 'shown', 'established', 'rests_on'])
		assert.ok(Object.hasOwn(found, key), key);
	assert.ok(found.established.some((line) => line.includes('key used twice')));
	assert.ok(found.rests_on.includes('the key of NORD: your trust file'));
});

test('--help is no mistake', () => {
	for (const args of [['--help'], ['-h'], [...at(GENUINE), '--help']]) {
		const { status, stdout, stderr } = run(...args);
		assert.deepEqual([status, stderr], [0, ''], args.join(' '));
		assert.match(stdout, /^usage: verbale-verify /);
	}
});

test('a command line that is off, a file that is not there: 2', () => {
	for (const args of [[], ['--nope', ...at(GENUINE)], ['--trust'], [join(DATA, 'nothing')], [DATA],
		[...at(GENUINE), '--trust', join(DATA, 'nothing')], [...at(GENUINE), '--trust', ...at(GENUINE)]]) {
		const { status, stderr } = run(...args);
		assert.equal(status, 2, args.join(' '));
		assert.notEqual(stderr, '');
	}
});

test('nothing from a file steers the terminal', () => {
	const folder = mkdtempSync(join(tmpdir(), 'verbale-'));
	try {
		const table = new TableMaker({ origin: 'bern/\u202e\u009b2J' });
		const file = join(folder, 'x');
		writeFileSync(file, table.bundle());
		for (const form of [[], ['--line']]) {
			const { stdout, status } = run(file, ...form);
			assert.ok([0, 1, 2, 3].includes(status));
			assert.doesNotMatch(stdout, /[\u0080-\u009f\u202a-\u202e\u001b]/);
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
});
