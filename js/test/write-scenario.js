#!/usr/bin/env node
// Writes a scenario's file, and its trust file if it has one, to look at: GROUP NAME FOLDER.
// SPDX-License-Identifier: ISC
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectations, scenariosOf } from './scenarios.js';

const [group, name, folder] = process.argv.slice(2);
const found = folder === undefined ? undefined
	: (await scenariosOf(group)).find((scenario) => scenario.name === name);
if (found === undefined) {
	console.error('usage: write-scenario.js GROUP NAME FOLDER, as in scenarios/expected.tsv');
	process.exitCode = 2;
} else {
	writeFileSync(join(folder, 'file'), found.bytes);
	if (found.trust !== null)
		writeFileSync(join(folder, 'trust'), found.trust);
	const { expected, program } = expectations().get(`${group}\t${name}`);
	console.log(`expected: ${expected}\nprogram:  ${program}`);
}
