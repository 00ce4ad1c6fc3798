// READINGS.md names every scenario in which the program differs, and none in which it does not.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectations } from './scenarios.js';

test('READINGS.md and scenarios/expected.tsv name the same differences', () => {
	const text = readFileSync(new URL('../READINGS.md', import.meta.url), 'utf8');
	const [, differences] = text.split('\n## ');
	const lastCells = differences.split('\n').filter((line) => line.startsWith('| '))
		.map((line) => line.split(' | ').at(-1).replace(/ \|$/, ''));
	const named = lastCells.slice(1).join('; ');
	for (const [key, { expected, program }] of expectations()) {
		const name = key.replace('\t', ': ').replaceAll('\\"', '"');
		assert.equal(`; ${named};`.includes(`; ${name};`), expected !== program, name);
	}
});
