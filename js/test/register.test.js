// The register (format 6.8 to 6.10): the bytes of an entry, the two times of a checkpoint, and what people are told.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { hexOf, utf8 } from '../src/bytes.js';
import { parseRegistration, registerEntry, registerKey, registerOrigin } from '../src/file/registration.js';
import { leafHash } from '../src/merkle.js';
import { parseVkey } from '../src/vkey.js';
import { emptyTrust, parseTrust, verifyFile } from '../src/verify.js';
import { registeredCases } from './differential/registered.js';
import { Key, TableMaker } from './maker.js';
import { RegisterMaker } from './register.js';

const CORPUS = new URL('../../corpus/', import.meta.url);

test('6.8: the 64 bytes of an entry', () => {
	const key = hexOf(Uint8Array.from({ length: 32 }, (_, i) => i));
	const made = (counter) => hexOf(registerEntry('11'.repeat(32), { counter, key, checkpoint: '22'.repeat(32) }));
	const half = '813027d2059bfaaf5c41c46f0094a41b5c61ced22c5718a12546f082c19d8b43';
	assert.equal(made(1), `c61618c2ad3dfd75246aabbd4587922029ca191d91c5632e4aca3baca4e6b674${half}`);
	assert.equal(made(2 ** 53 - 1), `9a926d688eb3ef6854d8f7aa9961e89d9494ee28b5312d6b4343f543a3abce9c${half}`);
});

test('6.8, 6.9: the values of the corpus', { skip: existsSync(CORPUS) ? false : 'there is no corpus' }, () => {
	const rows = readFileSync(new URL('values.tsv', CORPUS), 'utf8').trimEnd().split('\n')
		.map((line) => line.split('\t')).filter(([clause]) => clause === '6.8' || clause === '6.9');
	const valueOf = (what) => rows.find(([, name]) => name.startsWith(what));
	const [, , entry, file] = valueOf('entry of');
	const registration = parseRegistration(new Uint8Array(readFileSync(new URL(`files/${file}`, CORPUS))));
	const [, , table] = readFileSync(new URL('values.tsv', CORPUS), 'utf8').split('\n')
		.map((line) => line.split('\t')).find(([clause]) => clause === '2.10');
	const made = registerEntry(table, registration);
	assert.equal(hexOf(made), entry);
	assert.equal(hexOf(leafHash(made)), valueOf('leaf hash')[2]);
	assert.equal(registerOrigin('bern'), valueOf('origin')[2]);
});

test('6.8: the key of the register is the log key under another name', () => {
	const log = new Key('x', 'bern/crossing');
	const found = registerKey({ depositary: 'bern', logKey: parseVkey(log.vkey) });
	assert.equal(found.text, new Key('x', 'bern/register').vkey);
	assert.equal(parseVkey(found.text).id, found.id);
});

test('6.10: what is told of registrations', async () => {
	const { file, trust } = registeredCases().find(({ name }) => name === 'registered bundle');
	const dated = await verifyFile(file, parseTrust(utf8(trust)));
	assert.ok(dated.established.some((line) => /^the checkpoint of 4 entries existed by 11 Dec 2026 /.test(line)));
	assert.ok(dated.restsOn.some((line) => line.startsWith('what the log did not have when it was registered')));
	const clocked = await verifyFile(file, emptyTrust());
	assert.ok(clocked.established.some((line) => line.includes('BERN: 2, which date nothing')));
	assert.ok(!clocked.restsOn.some((line) => line.includes('registered')));
});

test('6.10: registrations of checkpoints that are not here', async () => {
	const m = new TableMaker();
	m.add('statement', 'nord', { of: '-', finding: '-', text: 'x' });
	const r = new RegisterMaker(m);
	const registrations = [r.registration(r.add(m.checkpoint({ size: 1, root: 'ab'.repeat(32) })))];
	const witness = new Key('w', 'w.example', 4);
	const trust = parseTrust(utf8(m.trust({ more: `witness w ${witness.vkey}\nquorum w\n` })));
	const found = await verifyFile(m.bundle({ registrations }), trust);
	assert.ok(found.established.some((line) => line.includes('BERN: 1, which date no checkpoint that is here')));
	assert.ok(!found.restsOn.some((line) => line.includes('registered')));
	const none = await verifyFile(m.bundle(), trust);
	assert.ok(!none.established.some((line) => line.includes('register')));
});
