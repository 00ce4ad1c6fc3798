// Random tables: all entries say in a proof what they say in a bundle; and what picked acts say against
// somebody, the whole log bears out.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { canonicalLine, parseTrust, verifyFile } from '../src/verify.js';
import { utf8 } from '../src/bytes.js';
import { randomTable } from './random.js';
import { POLICIES } from './random-register.js';

const TABLES = Number(process.env.TABLES ?? 160);
const TURNS = 14;

function voids(found) {
	return found.remarks.filter(({ sentence }) => sentence.includes(' is void ')).map(({ at }) => at);
}

test(`${TABLES} random tables`, async () => {
	const findings = new Set();
	for (let seed = 1; seed <= TABLES; seed++) {
		const { m, picked, registrations } = randomTable(seed, TURNS);
		const trust = parseTrust(utf8(m.trust({ more: ['', ...POLICIES][seed % 4] })));
		const whole = await verifyFile(m.bundle({ registrations }), trust);
		const proof = await verifyFile(m.proof({ registrations }), trust);
		// Of a counter that falls the clause is that of the file (10.3).
		const line = canonicalLine(proof).replace('\t9.4\tregistration', '\t9.1\tregistration');
		assert.equal(line, canonicalLine(whole), `table ${seed}`);
		assert.deepEqual(voids(proof), voids(whole), `table ${seed}`);
		findings.add(whole.finding);
		if (picked.length === 0)
			continue;
		const some = await verifyFile(m.proof({ indices: picked, registrations }), trust);
		if (whole.finding !== 'GENUINE')
			continue;
		assert.ok(['GENUINE', 'CANNOT TELL'].includes(some.finding), `table ${seed}: ${some.sentence}`);
		for (const at of voids(some))
			assert.ok(voids(whole).includes(at), `table ${seed}: ${at} is void among picked acts only`);
	}
	assert.deepEqual([...findings].sort(), ['CANNOT TELL', 'GENUINE', 'NOT GENUINE', 'UNREADABLE']);
});
