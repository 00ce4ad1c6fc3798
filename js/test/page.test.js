// The page in a browser, from file://: findings, hostile strings, keyboard, screen readers, phone and paper.
// SPDX-License-Identifier: ISC
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { TableMaker } from './maker.js';

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
// playwright asks for Node 20, and ends the process on an older one.
const isOld = Number(process.versions.node.split('.')[0]) < 20;
const missing = isOld ? 'playwright asks for Node 20' : executablePath === undefined ? 'no chromium here' : null;
const browserless = { skip: missing ?? false };
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const DATA = new URL('../../tests/attack/data/', import.meta.url);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [390, 1280];

let browser;

before(async () => {
	if (missing !== null)
		return;
	const { chromium } = await import('playwright-core');
	execFileSync(process.execPath, ['page/build.js'], { cwd: FOLDER });
	browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(() => browser?.close());

function data(name) {
	return { name, mimeType: 'application/octet-stream', buffer: readFileSync(new URL(name, DATA)) };
}

/** Opens the page; whatever it asks of a network, or says on its console, is kept. */
async function openPage(width) {
	const context = await browser.newContext({ viewport: { width, height: 900 } });
	const page = await context.newPage();
	const noise = [];
	page.on('console', (message) => noise.push(message.text()));
	page.on('pageerror', (error) => noise.push(String(error)));
	page.on('request', (request) => {
		if (!request.url().startsWith('file:'))
			noise.push(request.url());
	});
	await page.goto(`file://${FOLDER}dist/verify.html`);
	return { page, noise, close: () => context.close() };
}

async function choose(page, file, trust) {
	if (trust !== undefined)
		await page.setInputFiles('#trust', trust);
	await page.setInputFiles('#file', file);
	await page.waitForFunction(() => /^(GENUINE|NOT GENUINE|UNREADABLE|CANNOT TELL)/
		.test(document.getElementById('status').textContent));
}

async function violations(page) {
	await page.evaluate(AXE);
	const { violations: found } = await page.evaluate(() => globalThis.axe.run());
	return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

async function isTooWide(page) {
	return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

const CASES = [
	['00g-claim.proof', 'GENUINE', 'The assertion is SUPPORTED'],
	['16-revoked.bundle', 'GENUINE', 'NORD/LEGAL-2 is void (3.7)'],
	['03b-again.bundle', 'NOT GENUINE', '4.5'],
	['08a-cosignature.act', 'UNREADABLE', '9.1'],
	['00f-copy.copy', 'CANNOT TELL', '7.7'],
];

for (const width of WIDTHS) {
	test(`the empty page at ${width}`, browserless, async () => {
		const { page, noise, close } = await openPage(width);
		assert.match(await page.textContent('#warning'), /came with the evidence proves nothing/);
		assert.deepEqual(await violations(page), []);
		assert.equal(await isTooWide(page), false);
		assert.deepEqual(noise, []);
		await close();
	});
	for (const [name, finding, words] of CASES) {
		test(`${name} at ${width}`, browserless, async () => {
			const { page, noise, close } = await openPage(width);
			await choose(page, data(name), data('nord-sud.trust'));
			assert.equal(await page.textContent('#verdict'), finding);
			assert.ok((await page.textContent('#result')).includes(words));
			const { buffer } = data(name);
			const sum = createHash('sha256').update(buffer).digest('hex');
			assert.ok((await page.textContent('#footer')).includes(sum));
			assert.equal(await page.evaluate(() => document.activeElement.id), 'verdict');
			assert.deepEqual(await violations(page), []);
			assert.equal(await isTooWide(page), false);
			assert.deepEqual(noise, []);
			await close();
		});
	}
}

test('what a proof shows: established, not shown, rests on, keys, timeline', browserless, async () => {
	const { page, close } = await openPage(1280);
	await choose(page, data('45a-labels-differ.bundle'), data('nord-sud.trust'));
	const text = await page.textContent('#result');
	for (const words of ['Established', 'Not shown', 'Rests on', 'the key of NORD: your trust file',
		'Keys to compare', 'Timeline', 'NORD-2', 'role-disputed', 'calls it: letter'])
		assert.ok(text.includes(words), words);
	assert.equal(await page.locator('#result table').count(), 2);
	await close();
});

test('hostile strings stay text', browserless, async () => {
	const attack = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
	const table = new TableMaker({ origin: 'bern/<b>\u202ex</b>' });
	table.add('statement', 'nord', { of: '-', finding: '-', text: `${attack}\\nGENUINE` });
	const buffer = Buffer.from(table.bundle());
	const { page, noise, close } = await openPage(390);
	await choose(page, { name: `${attack}\u202e.bundle`, mimeType: 'x', buffer });
	assert.equal(await page.evaluate(() => window.struck), undefined);
	assert.equal(await page.locator('#result img, #result script, #result b, #footer img').count(), 0);
	assert.ok((await page.textContent('#result')).includes(attack));
	assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /[\u202a-\u202e]/);
	assert.equal(await isTooWide(page), false);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(noise, []);
	await close();
});

test('a trust file that is none; then a good one', browserless, async () => {
	const { page, close } = await openPage(1280);
	await page.setInputFiles('#file', data('00d-small.bundle'));
	await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('CANNOT TELL'));
	await page.setInputFiles('#trust', data('00b-one.act'));
	await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('Nothing was verified'));
	assert.equal(await page.isVisible('#result'), false);
	await page.setInputFiles('#trust', data('nord-sud.trust'));
	await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('GENUINE'));
	await close();
});

test('by keyboard alone', browserless, async () => {
	const { page, close } = await openPage(1280);
	const stops = [];
	for (let i = 0; i < 2; i++) {
		await page.keyboard.press('Tab');
		stops.push(await page.evaluate(() => document.activeElement.id));
	}
	assert.deepEqual(stops, ['file', 'trust']);
	const chooser = page.waitForEvent('filechooser');
	await page.focus('#file');
	await page.keyboard.press('Enter');
	await (await chooser).setFiles(data('00b-one.act'));
	await page.waitForSelector('#verdict');
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Print as an exhibit');
	await close();
});

test('files that are dropped find their place', browserless, async () => {
	const { page, close } = await openPage(1280);
	const drop = await page.evaluateHandle(([file, trust]) => {
		const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes(file)], 'a.bundle'));
		transfer.items.add(new File([bytes(trust)], 'mine'));
		return transfer;
	}, ['00d-small.bundle', 'nord-sud.trust'].map((name) => data(name).buffer.toString('base64')));
	await page.dispatchEvent('#drop', 'drop', { dataTransfer: drop });
	await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('GENUINE'));
	await close();
});

test('on paper: one sheet, with the file\'s SHA-256', browserless, async () => {
	const { page, close } = await openPage(1280);
	const long = new TableMaker();
	for (let i = 0; i < 40; i++)
		long.add('take', 'sud', { of: long.charterId, as: 'draft', answers: '-' });
	const many = { name: 'many.bundle', mimeType: 'x', buffer: Buffer.from(long.bundle()) };
	for (const file of [many, ...['00g-claim.proof', '44c-own-label.bundle', '50-false-cannot-open.proof'].map(data)]) {
		await page.reload();
		await choose(page, file, file === many ? undefined : data('nord-sud.trust'));
		const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
		assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, file.name);
	}
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.isVisible('#form'), false);
	assert.equal(await page.isVisible('#footer'), true);
	assert.equal(await page.isVisible('#warning'), true);
	await close();
});
