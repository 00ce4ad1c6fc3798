// READINGS.md names every scenario in which the program differs, and none in which it does not.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectations } from './scenarios.js';

/** Text that a pattern takes as it stands. */
function literal(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test('READINGS.md and scenarios/expected.tsv name the same differences', () => {
	const text = readFileSync(new URL('../READINGS.md', import.meta.url), 'utf8');
	const [, differences] = text.split('\n## ');
	const cells = differences.split('\n').filter((line) => line.startsWith('| '))
		.map((line) => line.split(' | ').at(-1).replace(/ \|$/, ''));
	const named = `; ${cells.slice(1).join('; ')};`;
	const patterns = named.slice(2, -1).split('; ').filter((name) => name.includes('*'))
		.map((name) => new RegExp(`^${name.split('*').map(literal).join('.*')}$`));
	for (const [key, { expected, program }] of expectations()) {
		const name = key.replace('\t', ': ').replaceAll('\\"', '"');
		const isNamed = named.includes(`; ${name};`);
		assert.ok(expected === program ? !isNamed : isNamed || patterns.some((each) => each.test(name)), name);
	}
});
