// The attacks of tests/attack/data: for each file the line that expected.tsv has for it, and its words.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { canonicalLine, emptyTrust, parseTrust, verifyFile } from '../src/verify.js';

const DATA = new URL('../../tests/attack/data/', import.meta.url);

function read(name) {
	return new Uint8Array(readFileSync(new URL(name, DATA)));
}

const rows = readFileSync(new URL('expected.tsv', DATA), 'utf8').trimEnd().split('\n').slice(1);

test('expected.tsv names every file', () => assert.ok(rows.length >= 171));

for (const row of rows) {
	const [attack, file, trust, finding, clause, at, culprit, says] = row.split('\t');
	test(`${attack}: ${file} on ${trust}`, async () => {
		const anchors = trust === '-' ? emptyTrust() : parseTrust(read(trust));
		const found = await verifyFile(read(file), anchors);
		assert.equal(canonicalLine(found), [finding, clause, at, culprit].join('\t'), found.sentence);
		const told = [found.sentence, ...found.established, ...found.restsOn].join('\n');
		assert.ok(says === '-' || told.includes(says), `"${says}" is not said: ${told}`);
	});
}
