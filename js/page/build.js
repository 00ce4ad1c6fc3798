// Builds dist/verify.html: one page with everything in it, that needs and reaches no network.
// SPDX-License-Identifier: ISC
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const SIZE_MAX = 200 * 1024;

function read(name) {
	return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function sourceOf(text) {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

async function bundle() {
	const { outputFiles } = await build({
		entryPoints: [new URL('page.js', import.meta.url).pathname], bundle: true, write: false, minify: true,
		format: 'iife', platform: 'browser', target: 'es2022', charset: 'utf8', legalComments: 'inline',
	});
	const { text } = outputFiles[0];
	if (text.includes('</script'))
		throw new Error('the script would end its own element');
	return text.trimEnd();
}

const script = await bundle();
const style = read('style.css').replace(/\s*\n\s*/g, ' ').trim();
const policy = `default-src 'none'; script-src ${sourceOf(script)}; style-src ${sourceOf(style)}; ` +
	'base-uri \'none\'; form-action \'none\'';
const page = read('index.html').replace('@CSP@', () => policy).replace('@STYLE@', () => style)
	.replace('@SCRIPT@', () => script);
if (Buffer.byteLength(page) > SIZE_MAX)
	throw new Error(`the page has ${Buffer.byteLength(page)} bytes, more than ${SIZE_MAX}`);
mkdirSync(new URL('../dist/', import.meta.url), { recursive: true });
writeFileSync(new URL('../dist/verify.html', import.meta.url), page);
console.log(`dist/verify.html: ${Buffer.byteLength(page)} bytes, SHA-256 ` +
	createHash('sha256').update(page).digest('hex'));
