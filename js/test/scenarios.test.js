// Files that the maker makes against scenarios/expected.tsv; and, where the program `verbale` is there, the
// program against the same table. A row whose last column is not `=` is a difference that README.md names.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { GROUPS, expectations, outcomeOf, scenariosOf } from './scenarios.js';
import { programOutcomes, programPath } from './program.js';

const rows = expectations();
const program = programPath();
const withProgram = { skip: program === null ? 'the program verbale is not built' : false };

/** Scenarios by trust file, so that the program is run once for many. */
function byTrust(scenarios) {
	const groups = new Map();
	for (const scenario of scenarios) {
		const key = String(scenario.trust);
		groups.set(key, [...groups.get(key) ?? [], scenario]);
	}
	return groups.values();
}

for (const group of GROUPS) {
	const scenarios = await scenariosOf(group);
	test(`scenarios: ${group}, all ${scenarios.length} of them listed`, () => {
		const listed = [...rows.keys()].filter((key) => key.startsWith(`${group}\t`));
		assert.deepEqual(scenarios.map(({ name }) => `${group}\t${name}`).sort(), listed.sort());
	});
	test(`scenarios: ${group}`, async () => {
		for (const scenario of scenarios) {
			const { expected } = rows.get(`${group}\t${scenario.name}`);
			assert.equal(await outcomeOf(scenario), expected, scenario.name);
		}
	});
	test(`the program on scenarios: ${group}`, withProgram, () => {
		for (const some of byTrust(scenarios)) {
			const outcomes = programOutcomes(program, some.map(({ bytes }) => bytes), some[0].trust);
			some.forEach(({ name }, i) =>
				assert.equal(outcomes[i], rows.get(`${group}\t${name}`).program, name));
		}
	});
}
