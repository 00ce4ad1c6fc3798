#!/usr/bin/env node
// How long the page takes from the drop of a file to the finding, and what memory it and the command take: for a
// proof of one act in a table of 1,000,000, and for the bundle of a table of 10,000 acts. Five runs each; the
// median. Chromium as in page.test.js. The last lines are a table.
// SPDX-License-Identifier: ISC
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { utf8 } from '../src/bytes.js';
import { leafHash } from '../src/merkle.js';
import { TableMaker } from './maker.js';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 5;
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];

function statement(m, i) {
	m.add('statement', m.names[i % 2], { of: '-', finding: '-', text: `statement ${i}` },
		{ mark: i % 100 === 99, seenAt: m.marks.at(-1).size });
}

/** A table of `size` entries, of which only one is told: the others need not be acts to have hashes. */
function largeProof(size) {
	const m = new TableMaker({ seed: 'large' });
	for (let i = m.tree.size; i < size - 1; i++) {
		const filler = utf8(`entry ${i}\n`);
		m.entries.push(filler);
		m.tree.append(leafHash(filler));
	}
	m.mark();
	statement(m, 0);
	m.mark();
	return { file: m.proof({ indices: [m.entries.length - 1] }), trust: m.trust() };
}

function longBundle(acts) {
	const m = new TableMaker({ seed: 'long' });
	for (let i = 0; i < acts; i++)
		statement(m, i);
	m.mark();
	return { file: m.bundle(), trust: m.trust() };
}

function median(values) {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Drops the file on a fresh page. Returns the milliseconds until the finding stands there, and the heap in MiB. */
async function drop(browser, paths) {
	const page = await browser.newPage();
	await page.goto(`file://${FOLDER}dist/verify.html`);
	await page.setInputFiles('#trust', paths.trust);
	await page.evaluate(() => {
		const isFound = () => /^(GENUINE|NOT GENUINE|UNREADABLE|CANNOT TELL)/
			.test(document.getElementById('status').textContent);
		document.getElementById('file').addEventListener('change', () => {
			globalThis.droppedAt = performance.now();
		}, { capture: true });
		new MutationObserver(() => {
			if (isFound())
				globalThis.foundAt ??= performance.now();
		}).observe(document.body, { subtree: true, childList: true, characterData: true });
	});
	await page.setInputFiles('#file', paths.file);
	await page.waitForFunction(() => globalThis.foundAt !== undefined, null, { timeout: 120000 });
	const told = await page.textContent('#verdict');
	if (told !== 'GENUINE')
		throw new Error(`the page says ${told}`);
	const result = await page.evaluate(() =>
		({ ms: globalThis.foundAt - globalThis.droppedAt, heap: performance.memory.usedJSHeapSize / 2 ** 20 }));
	await page.close();
	return result;
}

/** The command on the same file: milliseconds besides the start of node, and MiB resident at the most. */
function command(paths) {
	const script = `const { verifyFile, parseTrust, canonicalLine } = await import(${JSON.stringify(
		new URL('../src/verify.js', import.meta.url).href)});
		const { readFileSync } = await import('node:fs');
		const file = new Uint8Array(readFileSync(process.argv[1]));
		const trust = parseTrust(new Uint8Array(readFileSync(process.argv[2])));
		const start = performance.now();
		const line = canonicalLine(await verifyFile(file, trust));
		console.log(JSON.stringify({ line, ms: performance.now() - start,
			heap: process.resourceUsage().maxRSS / 1024 }));`;
	const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script, paths.file, paths.trust],
		{ encoding: 'utf8' });
	return JSON.parse(ran.stdout);
}

async function measure(browser, name, { file, trust }, folder) {
	const paths = { file: join(folder, `${name.replaceAll(' ', '-')}`), trust: join(folder, 'trust') };
	writeFileSync(paths.file, file);
	writeFileSync(paths.trust, trust);
	const page = [];
	const node = [];
	for (let i = 0; i < RUNS; i++) {
		page.push(await drop(browser, paths));
		node.push(command(paths));
	}
	const row = (runs) => `${median(runs.map((run) => run.ms)).toFixed(0)} ms\t` +
		`${median(runs.map((run) => run.heap)).toFixed(0)} MiB`;
	return [`${name}\tpage\t${row(page)}`, `${name}\tnode\t${row(node)}`];
}

const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
	process.stderr.write('measure: no chromium here; CHROMIUM names it\n');
	process.exit(2);
}
execFileSync(process.execPath, ['page/build.js'], { cwd: FOLDER });
const folder = mkdtempSync(join(tmpdir(), 'measure-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
	const rows = [
		...await measure(browser, 'proof in 1,000,000', largeProof(1000000), folder),
		...await measure(browser, 'bundle of 10,000', longBundle(10000), folder),
	];
	process.stdout.write(`${rows.join('\n')}\n`);
} finally {
	await browser.close();
	rmSync(folder, { recursive: true });
}
