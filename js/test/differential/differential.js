#!/usr/bin/env node
// The differential test: both verifiers over the same files must print the same canonical line.
//
// differential.js [--corpus] [--mutants] [--few N] [--records N] [--from SEED] [--keep FOLDER] [--show N]
//
// Without a choice: the corpus, every mutant, and 100,000 records. --few takes N mutants of each file; --keep
// writes the first N (20) files on which they differ, for a look at them. Status 1 if there is a difference.
// SPDX-License-Identifier: ISC
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalLine, emptyTrust, parseTrust, verifyFile } from '../../src/verify.js';
import { utf8 } from '../../src/bytes.js';
import { programPath } from '../program.js';
import { corpusCases, mutantCases, recordCases } from './cases.js';

const BATCH = 256;

/** What the program says of these files, a line each, on one trust file. */
function programLines(path, cases, trust) {
	const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
	const folder = mkdtempSync(join(base, 'differential-'));
	try {
		const names = cases.map((_, i) => join(folder, String(i)));
		cases.forEach(({ file }, i) => writeFileSync(names[i], file));
		const args = ['verify', '--line', ...names];
		if (trust !== null) {
			writeFileSync(join(folder, 'trust'), trust);
			args.push('--trust', join(folder, 'trust'));
		}
		const ran = spawnSync(path, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
		const lines = ran.stdout.split('\n').slice(0, -1);
		if (lines.length !== cases.length)
			throw new Error(`the program stopped (${ran.status ?? ran.signal}): ${ran.stderr}`);
		return lines;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

class Comparison {
	constructor(path, keep, show) {
		this.path = path;
		this.keep = keep;
		this.show = show;
		this.waiting = new Map();
		this.count = 0;
		this.differences = 0;
		this.findings = new Map();
	}

	async add(each) {
		const key = each.trust ?? '';
		const batch = this.waiting.get(key) ?? [];
		batch.push(each);
		this.waiting.set(key, batch);
		if (batch.length === BATCH)
			await this.compare(key);
		else if (this.waiting.size > BATCH)
			await this.flush();
	}

	async flush() {
		for (const key of [...this.waiting.keys()])
			await this.compare(key);
	}

	async compare(key) {
		const batch = this.waiting.get(key);
		this.waiting.delete(key);
		const text = batch[0].trust;
		const theirs = programLines(this.path, batch, text);
		const trust = text === null ? emptyTrust() : parseTrust(utf8(text));
		for (const [i, each] of batch.entries()) {
			const ours = canonicalLine(await verifyFile(each.file, trust));
			this.note(each, ours, theirs[i]);
		}
	}

	note(each, ours, theirs) {
		this.count++;
		const [finding] = ours.split('\t');
		this.findings.set(finding, (this.findings.get(finding) ?? 0) + 1);
		if (ours === theirs)
			return;
		if (this.differences++ >= this.show)
			return;
		process.stdout.write(`${each.name}\n  js      ${ours}\n  program ${theirs}\n`);
		if (this.keep !== null) {
			writeFileSync(join(this.keep, `${this.differences}`), each.file);
			writeFileSync(join(this.keep, `${this.differences}.trust`), each.trust ?? '');
		}
	}
}

function options() {
	const { values } = parseArgs({ options: {
		corpus: { type: 'boolean' }, mutants: { type: 'boolean' }, few: { type: 'string' },
		records: { type: 'string' }, from: { type: 'string', default: '1' }, keep: { type: 'string' },
		show: { type: 'string', default: '20' },
	} });
	const isAll = !values.corpus && !values.mutants && values.few === undefined &&
		values.records === undefined;
	return {
		corpus: isAll || values.corpus, mutants: isAll || values.mutants || values.few !== undefined,
		few: values.few === undefined ? null : Number(values.few),
		records: isAll ? 100000 : Number(values.records ?? 0), from: Number(values.from),
		keep: values.keep ?? null, show: Number(values.show),
	};
}

async function run(comparison, name, cases) {
	const before = { count: comparison.count, differences: comparison.differences };
	for (const each of cases)
		await comparison.add(each);
	await comparison.flush();
	process.stdout.write(`${name}: ${comparison.count - before.count} files, ` +
		`${comparison.differences - before.differences} differences\n`);
}

const path = programPath();
const { corpus, mutants, few, records, from, keep, show } = options();
if (path === null) {
	process.stderr.write('differential: there is no program; VERBALE names it\n');
	process.exit(2);
}
if (keep !== null)
	mkdirSync(keep, { recursive: true });
const comparison = new Comparison(path, keep, show);
if (corpus)
	await run(comparison, 'corpus', corpusCases());
if (mutants)
	await run(comparison, 'mutants', mutantCases(few));
if (records > 0)
	await run(comparison, 'records', recordCases(from, records));
for (const [finding, count] of comparison.findings)
	process.stdout.write(`  ${finding}: ${count}\n`);
process.stdout.write(`${comparison.count} files, ${comparison.differences} differences\n`);
process.exit(comparison.differences === 0 ? 0 : 1);
