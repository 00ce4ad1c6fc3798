// The page of compared texts that the program writes, in a browser: what stands in it, hostile words, keyboard,
// screen readers, phone and paper.
// SPDX-License-Identifier: ISC
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from './program.js';

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
const program = programPath();
// playwright asks for Node 20, and ends the process on an older one.
const isOld = Number(process.versions.node.split('.')[0]) < 20;
const missing = program === null ? 'no program verbale here' :
	isOld ? 'playwright asks for Node 20' : executablePath === undefined ? 'no chromium here' : null;
const browserless = { skip: missing ?? false };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [390, 1280];
const ATTACK = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';

const TREATY = `# Treaty on ${ATTACK} visits

## Preamble

The Parties, wishing to be good neighbours, have agreed:

## Article 1. Consultation

1. The Parties shall consult within 24 hours at the request of either of them.

2. ${'Anunbreakable'.repeat(40)} word.

## Article 2. ${ATTACK}

Visits ${ATTACK} are announced.
`;
const ANSWER = (act) => `# Answer

Response to ${act}

## Preamble: accept

## Article 1. Consultation: accept with changes

> 1. The Parties shall consult without undue delay at the request of any of them.
>
> 2. Words are short.

## Article 2: reject
`;

let browser;
let folder;

function run(desk, ...args) {
	const ran = spawnSync(program, ['-C', join(folder, desk), ...args], { encoding: 'utf8' });
	assert.equal(ran.status, 0, ran.stderr);
	return ran.stdout;
}

/** Hands over a paper and receives it; its citation. */
function handOver(from, to, paper) {
	writeFileSync(join(folder, 'paper.md'), paper);
	const act = run(from, 'hand', '../paper.md', '--yes').split(' ')[0];
	run(to, 'receive', act, '--yes');
	return act;
}

/** A table of two, a treaty and an answer to it, and the page of the record; and one of many files. */
function writePages() {
	for (const desk of ['nord', 'sud'])
		spawnSync('mkdir', [join(folder, desk)]);
	run('nord', 'open', 'treaty', 'NORD', 'SUD', '--at', '../bern', '--yes', '--no-passphrase');
	run('sud', 'join', '../nord/treaty.invite', '--as', 'SUD', '--yes', '--no-passphrase');
	handOver('sud', 'nord', ANSWER(handOver('nord', 'sud', TREATY)));
	run('nord', 'text', '--html', '../record.html');
	const files = [];
	for (let i = 0; i < 14; i++) {
		writeFileSync(join(folder, `p${i}.md`), `They meet every day ${i} of the week, if ${'all '.repeat(i)}wish.\n\nEnd.\n`);
		files.push(`../p${i}.md`);
	}
	run('nord', 'text', '--html', '../files.html', ...files);
}

before(async () => {
	if (missing !== null)
		return;
	folder = mkdtempSync(join(tmpdir(), 'verbale-'));
	writePages();
	const { chromium } = await import('playwright-core');
	browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
	await browser?.close();
	if (folder !== undefined)
		rmSync(folder, { recursive: true });
});

/** Opens a page; whatever it asks of a network, or says on its console, is kept. */
async function openPage(name, width) {
	const context = await browser.newContext({ viewport: { width, height: 900 } });
	const page = await context.newPage();
	const noise = [];
	page.on('console', (message) => noise.push(message.text()));
	page.on('pageerror', (error) => noise.push(String(error)));
	page.on('request', (request) => {
		if (request.url() !== `file://${join(folder, name)}`)
			noise.push(request.url());
	});
	await page.goto(`file://${join(folder, name)}`);
	return { page, noise, close: () => context.close() };
}

async function violations(page) {
	await page.evaluate(AXE);
	const { violations: found } = await page.evaluate(() => globalThis.axe.run());
	return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

for (const width of WIDTHS) {
	for (const name of ['record.html', 'files.html']) {
		test(`${name} at ${width}`, browserless, async () => {
			const { page, noise, close } = await openPage(name, width);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
			assert.deepEqual(noise, []);
			assert.deepEqual(await violations(page), []);
			await close();
		});
	}
}

test('every article, and hostile words are words', browserless, async () => {
	const { page, close } = await openPage('record.html', 1280);
	assert.deepEqual(await page.locator('nav a').allTextContents(),
		['Preamble', 'Article 1. Consultation', `Article 2. ${ATTACK}`]);
	assert.deepEqual(await page.locator('section h2').allTextContents(),
		['Preamble', 'Article 1. Consultation', `Article 2. ${ATTACK}`]);
	assert.equal(await page.evaluate(() => window.struck), undefined);
	assert.equal(await page.locator('img, script, iframe, link').count(), 0);
	assert.ok((await page.textContent('h1')).includes(ATTACK));
	const redline = page.locator('#a2 .v3 .text');
	assert.ok((await redline.locator('del').allTextContents()).includes('within 24 hours'));
	assert.ok((await redline.locator('ins').allTextContents()).includes('without undue delay'));
	await close();
});

test('by keyboard: one view of three, and to an article', browserless, async () => {
	const { page, close } = await openPage('record.html', 1280);
	const shown = () => page.evaluate(() => ['.v1', '.v2', '.v3'].map((view) =>
		document.querySelector(`#a2 ${view}`).checkVisibility()));
	assert.deepEqual(await shown(), [true, true, true]);
	await page.keyboard.press('Tab');
	for (const views of [[true, false, false], [false, true, false], [false, false, true]]) {
		await page.keyboard.press('ArrowRight');
		assert.deepEqual(await shown(), views);
	}
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
	await page.keyboard.press('Enter');
	assert.equal(await page.evaluate(() => location.hash), '#a2');
	await close();
});

test('on a phone the columns stand one under the other, each with its name', browserless, async () => {
	const { page, close } = await openPage('files.html', 390);
	const boxes = await page.locator('tbody tr:first-child td').evaluateAll((cells) =>
		cells.map((cell) => [cell.getBoundingClientRect().left, getComputedStyle(cell, '::before').content]));
	assert.equal(new Set(boxes.map(([left]) => left)).size, 1);
	assert.ok(boxes.every(([, name]) => /^"(P\d+|compromise)"$/.test(name)));
	assert.equal(await page.evaluate(() => {
		const box = document.querySelector('.box');
		return box.scrollWidth > box.clientWidth;
	}), false);
	await close();
});

test('a wide table scrolls in its own box, by keyboard', browserless, async () => {
	const { page, close } = await openPage('files.html', 1280);
	await page.focus('.box');
	await page.keyboard.press('ArrowRight');
	await page.waitForFunction(() => document.querySelector('.box').scrollLeft > 0);
	await close();
});

test('on paper: the view that was chosen is named, and nothing is told by colour alone', browserless, async () => {
	const { page, close } = await openPage('record.html', 1280);
	await page.check('#v3');
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.isVisible('input'), false);
	assert.equal(await page.isVisible('label[for=v3]'), true);
	assert.equal(await page.isVisible('label[for=v0]'), false);
	assert.equal(await page.isVisible('#a2 .v1'), false);
	assert.equal(await page.isVisible('#a2 .v3'), true);
	const lines = await page.evaluate(() => ['ins', 'del', 'mark'].map((tag) =>
		getComputedStyle(document.querySelector(`section ${tag}`)).textDecorationLine));
	assert.deepEqual(lines, ['underline', 'line-through', 'underline']);
	const coloured = await page.evaluate(() => [...document.querySelectorAll('section *')].filter((each) =>
		getComputedStyle(each).backgroundColor !== 'rgba(0, 0, 0, 0)').length);
	assert.equal(coloured, 0);
	assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('section h2')).breakAfter), 'avoid');
	await close();
});
