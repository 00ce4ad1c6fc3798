// The page: a file and a trust file in, a finding on the screen and on paper. Whatever comes from a file
// goes in as text nodes, with what could steer the reader's eye spelled out.
// SPDX-License-Identifier: ISC
import { Malformed, canonicalLine, emptyTrust, parseTrust, verifyFile } from '../src/verify.js';
import { sha256Hex } from '../src/hash.js';
import { printable } from '../src/words.js';

/** Rows of the timeline on the screen, and on the one sheet of paper. */
const ROWS_MAX = 500;
const PRINTED_ROWS = 12;
const PRINTED_ITEMS = 6;

const STYLE = { GENUINE: 'genuine', 'NOT GENUINE': 'false', UNREADABLE: 'unreadable', 'CANNOT TELL': 'unknown' };
const MEANING = {
	GENUINE: 'What is told below is established, resting on what is listed.',
	'NOT GENUINE': 'The file breaks a rule of the format, or contradicts your trust file.',
	UNREADABLE: 'The bytes are not what such a file must be. Nothing is said about anybody.',
	'CANNOT TELL': 'Something that a finding needs is absent. This is no finding against anybody.',
};

function byId(id) {
	return document.getElementById(id);
}

/** An element with these children; strings become text nodes. */
function make(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes))
		element.setAttribute(name, value);
	for (const child of children) {
		if (child !== null)
			element.append(typeof child === 'string' ? document.createTextNode(printable(child)) : child);
	}
	return element;
}

/** What is told of rows that the screen, or the one sheet of paper, leaves out. */
function leftOut(count, printed) {
	return [
		count > ROWS_MAX ? make('p', {}, `${count - ROWS_MAX} more are not listed.`) : null,
		count > printed ? make('p', { class: 'cut' }, `${count - printed} more are not printed.`) : null,
	].filter((each) => each !== null);
}

function list(title, items) {
	if (items.length === 0)
		return [];
	const rows = items.slice(0, ROWS_MAX).map((item, index) =>
		make('li', index < PRINTED_ITEMS ? {} : { class: 'rest' }, item));
	return [make('h3', {}, title), make('ul', {}, ...rows), ...leftOut(items.length, PRINTED_ITEMS)];
}

function terms(pairs) {
	const known = pairs.filter(([, value]) => value !== null);
	return known.length === 0 ? []
		: [make('dl', {}, ...known.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]))];
}

function verdict(found) {
	const word = make('span', { class: 'mark' }, found.finding);
	return [
		make('h2', { id: 'verdict', tabindex: '-1' }, word),
		make('p', { class: 'sentence' }, `${found.sentence[0].toUpperCase()}${found.sentence.slice(1)}.`),
		make('p', { class: 'help' }, MEANING[found.finding]),
		...terms([['Where', found.at], ['Clause of the format', found.clause], ['Who answers', found.culprit],
			['Asserted', found.claim?.text ?? null]]),
	];
}

function timelineRow(row, index) {
	const marks = row.isVoid === null ? row.states : [...row.states, `void (${row.isVoid})`];
	return make('tr', index < PRINTED_ROWS ? {} : { class: 'rest' },
		make('th', { scope: 'row' }, row.at), make('td', {}, row.when), make('td', {}, row.deed),
		make('td', row.isVoid === null ? {} : { class: 'void' }, marks.join('; ') || '–'));
}

function head(...names) {
	return make('thead', {}, make('tr', {}, ...names.map((name) => make('th', { scope: 'col' }, name))));
}

function timeline(rows) {
	if (rows.length === 0)
		return [];
	const table = make('table', {}, make('caption', {}, 'Acts in the order of the log'),
		head('Act', 'In the log by', 'What it does', 'State'),
		make('tbody', {}, ...rows.slice(0, ROWS_MAX).map(timelineRow)));
	return [make('h3', {}, 'Timeline'), table, ...leftOut(rows.length, PRINTED_ROWS)];
}

function keys(rows) {
	if (rows.length === 0)
		return [];
	return [make('h3', {}, 'Keys to compare with a source outside this file'),
		make('table', {}, make('caption', {}, 'Fingerprints as "verbale key" prints them'),
			head('Whose', 'Fingerprint', 'Whole key', 'In your trust file'),
			make('tbody', {}, ...rows.map((row, index) => make('tr', index < PRINTED_ITEMS ? {} : { class: 'rest' },
				make('th', { scope: 'row' }, `${row.name}, ${row.purpose}`),
				make('td', { class: 'code' }, row.fingerprint), make('td', { class: 'code' }, row.vkey),
				make('td', {}, row.isAnchored ? 'yes' : 'no'))))),
		...leftOut(rows.length, PRINTED_ITEMS)];
}

function printButton() {
	const button = make('button', { type: 'button' }, 'Print as an exhibit');
	button.addEventListener('click', () => window.print());
	return make('p', {}, button);
}

function sectionsOf(found) {
	const shown = found.shown.length > 0 ? list('Shown', found.shown) : [];
	return [...verdict(found), ...list('Established', found.established), ...shown,
		...list('Not shown', found.notShown), ...list('Rests on', found.restsOn), ...keys(found.keys),
		...timeline(found.timeline), printButton()];
}

function footerLines(file, bytes, trustName, trustBytes, found) {
	const lines = [`File: ${file.name}, ${bytes.length} bytes, SHA-256 ${sha256Hex(bytes)}`];
	lines.push(trustBytes === null ? 'Trust file: none'
		: `Trust file: ${trustName}, SHA-256 ${sha256Hex(trustBytes)}`);
	lines.push(`Finding: ${canonicalLine(found).split('\t').join(' | ')}`);
	lines.push('Found by a verifier that proves nothing if it came with the evidence.');
	return lines.map((line) => make('p', {}, line));
}

function say(text) {
	byId('status').className = '';
	byId('status').textContent = printable(text);
}

async function bytesOf(file) {
	return new Uint8Array(await file.arrayBuffer());
}

/** The trust file that is chosen: { trust, name, bytes }; or null with a word to the reader. */
async function readTrust() {
	const [file] = byId('trust').files;
	if (file === undefined)
		return { trust: emptyTrust(), name: '', bytes: null };
	const bytes = await bytesOf(file);
	try {
		return { trust: parseTrust(bytes), name: file.name, bytes };
	} catch (error) {
		if (!(error instanceof Malformed))
			throw error;
		say(`Nothing was verified: ${file.name} is no trust file. ${error.message} (clause ${error.clause}).`);
		return null;
	}
}

function show(found, footer) {
	const result = byId('result');
	result.className = STYLE[found.finding];
	result.replaceChildren(...sectionsOf(found));
	result.hidden = false;
	byId('footer').replaceChildren(...footer);
	say(`${found.finding}: ${found.sentence}`);
	byId('status').className = 'heard';
	byId('verdict').focus();
}

function clear() {
	byId('result').hidden = true;
	byId('result').replaceChildren();
	byId('footer').replaceChildren();
}

let turn = 0;

/** Verifies what is chosen; of several choices in a row the last counts. */
async function verifyChosen() {
	const mine = ++turn;
	const [file] = byId('file').files;
	clear();
	if (file === undefined) {
		say('Choose a file to verify.');
		return;
	}
	say(`Verifying ${file.name}…`);
	const trusted = await readTrust();
	if (trusted === null)
		return;
	const bytes = await bytesOf(file);
	const found = await verifyFile(bytes, trusted.trust);
	if (mine === turn)
		show(found, footerLines(file, bytes, trusted.name, trusted.bytes, found));
}

/** A fault of this page is told as such, and never as a finding. */
function start() {
	verifyChosen().catch((error) => {
		clear();
		say(`This verifier failed; that is a fault of the program and no finding: ${error.message}`);
		console.error(error);
	});
}

/** Files that are dropped: one that is called a trust file, or begins like one, goes there. */
async function take(files) {
	for (const file of files) {
		const first = await file.slice(0, 16).text();
		const transfer = new DataTransfer();
		transfer.items.add(file);
		byId(first.startsWith('verbale-trust/1\n') ? 'trust' : 'file').files = transfer.files;
	}
	start();
}

function listen() {
	byId('file').addEventListener('change', start);
	byId('trust').addEventListener('change', start);
	byId('form').addEventListener('submit', (event) => event.preventDefault());
	const drop = byId('drop');
	addEventListener('dragover', (event) => {
		event.preventDefault();
		drop.classList.add('over');
	});
	addEventListener('dragleave', () => drop.classList.remove('over'));
	addEventListener('drop', (event) => {
		event.preventDefault();
		drop.classList.remove('over');
		take([...event.dataTransfer.files]);
	});
}

listen();
