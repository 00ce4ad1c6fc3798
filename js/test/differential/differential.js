#!/usr/bin/env node
// The differential test: both verifiers over the same files must print the same canonical line.
//
// differential.js [--corpus] [--mutants] [--few N] [--records N] [--from SEED] [--keep FOLDER] [--show N] [--jobs N]
//
// Without a choice: the corpus, every mutant, and 100,000 records. --few takes N mutants of each file; --keep
// writes the first N (20) files on which they differ, for a look at them; --jobs (2) says how many processes share
// the work, which changes the order of nothing. Status 1 if there is a difference, 2 if something stopped.
// SPDX-License-Identifier: ISC
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { programPath } from '../program.js';
import { corpusCases, mutantCases, recordCases } from './cases.js';

const BATCH = 256;

/** Batches of cases that share a trust file, each with its number; what is left over comes last. */
function* batchesOf(cases) {
	const waiting = new Map();
	for (const each of cases) {
		const batch = waiting.get(each.trust) ?? [];
		waiting.set(each.trust, batch);
		batch.push(each);
		if (batch.length === BATCH || waiting.size > BATCH) {
			waiting.delete(each.trust);
			yield batch;
		}
	}
	yield* waiting.values();
}

/** Hands batches to workers and gives back what they found in the order of the batches. */
async function* compared(workers, batches) {
	const ask = async (worker, batch) => {
		worker.postMessage(batch);
		const [pairs] = await once(worker, 'message');
		return { batch, pairs };
	};
	const running = [];
	for (const batch of batches) {
		if (running.length === workers.length)
			yield await running.shift();
		// Answers come back in turn, so that the worker whose turn it is has just answered.
		const [worker] = workers.splice(0, 1);
		workers.push(worker);
		const answer = ask(worker, batch);
		answer.catch(() => null); // it is told when its turn comes
		running.push(answer);
	}
	while (running.length > 0)
		yield await running.shift();
}

class Tally {
	constructor(keep, show) {
		this.keep = keep;
		this.show = show;
		this.count = 0;
		this.differences = 0;
		this.findings = new Map();
	}

	note(each, ours, theirs) {
		this.count++;
		const [finding] = ours.split('\t');
		this.findings.set(finding, (this.findings.get(finding) ?? 0) + 1);
		if (ours === theirs || this.differences++ >= this.show)
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
		show: { type: 'string', default: '20' }, jobs: { type: 'string', default: '2' },
	} });
	const isAll = !values.corpus && !values.mutants && values.few === undefined &&
		values.records === undefined;
	return {
		corpus: isAll || values.corpus, mutants: isAll || values.mutants || values.few !== undefined,
		few: values.few === undefined ? null : Number(values.few),
		records: isAll ? 100000 : Number(values.records ?? 0), from: Number(values.from),
		keep: values.keep ?? null, show: Number(values.show), jobs: Math.max(1, Number(values.jobs)),
	};
}

async function run(tally, workers, name, cases) {
	const before = { count: tally.count, differences: tally.differences };
	for await (const { batch, pairs } of compared(workers, batchesOf(cases)))
		pairs.forEach(([ours, theirs], i) => tally.note(batch[i], ours, theirs));
	process.stdout.write(`${name}: ${tally.count - before.count} files, ` +
		`${tally.differences - before.differences} differences\n`);
}

const path = programPath();
const { corpus, mutants, few, records, from, keep, show, jobs } = options();
if (path === null) {
	process.stderr.write('differential: there is no program; VERBALE names it\n');
	process.exit(2);
}
if (keep !== null)
	mkdirSync(keep, { recursive: true });
const workers = Array.from({ length: jobs }, () =>
	new Worker(new URL('./worker.js', import.meta.url), { workerData: { path } }));
const tally = new Tally(keep, show);
try {
	if (corpus)
		await run(tally, workers, 'corpus', corpusCases());
	if (mutants)
		await run(tally, workers, 'mutants', mutantCases(few));
	if (records > 0)
		await run(tally, workers, 'records', recordCases(from, records));
} catch (error) {
	process.stderr.write(`differential: stopped: ${error.stack}\n`);
	process.exit(2);
}
for (const [finding, count] of [...tally.findings].sort())
	process.stdout.write(`  ${finding}: ${count}\n`);
const { count, differences } = tally;
process.stdout.write(`${differences === 0 ? 'AGREED' : 'DIFFERENT'}: ${count} files, ${differences} differences\n`);
process.exit(differences === 0 ? 0 : 1);
