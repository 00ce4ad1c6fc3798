// Bundles and pouches (format 9.1, 9.2): a whole log, its checkpoints, and what waits to be lodged.
// SPDX-License-Identifier: ISC
import { equal, textOf } from '../bytes.js';
import { sha256Hex } from '../hash.js';
import { isExcluded, isHash } from '../words.js';
import { dec, hash, keyName } from '../values.js';
import { LOG_MAX } from '../limits.js';
import { attempt, byForm, demand, within } from '../malformed.js';
import { checkpointHash, logLine, parseCheckpoint } from '../checkpoint.js';
import { Evidence } from '../evidence.js';
import { Tree, leafHash } from '../merkle.js';
import { entryTiles, hashTiles, splitEntries, tileHashes } from '../tiles.js';
import { NOBODY, genuine, notGenuine, unreadable } from '../finding.js';
import { Lines } from './lines.js';
import { readUstar } from './ustar.js';
import { contradictionFinding, fairFinding, openTable } from './charter.js';
import { foldLog } from './log.js';
import { checkpointFinding, forkFinding, marksFinding, namedCosigners } from './marks.js';
import { checkOutbox } from './outbox.js';
import { registrationsFinding } from './register.js';
import { readRegistrations } from './registration.js';
import { conclude } from './conclude.js';

const CLAUSE = '9.1';
const HEADS = ['verbale-bundle/1', 'verbale-pouch/1'];
const REGISTRATIONS = 'registrations';
const HASH_BYTES = 32;

/** Names in the order of 9.1, taken one after another. */
class Shelf {
	constructor(files) {
		this.files = files;
		this.advance();
	}

	/** Goes on to the next file, undefined at the end. */
	advance() {
		this.file = this.files.next().value;
	}

	/** The data of the next file, which must have this name; `read` reads them before what stands behind. */
	need(name, read = (data) => data) {
		demand(this.isNext(name), CLAUSE,
			`it is due where ${this.file?.name ?? 'the end'} stands`, name);
		const found = read(this.file.data);
		this.advance();
		return found;
	}

	isNext(name) {
		return this.file?.name === name;
	}

	/** All next files in this folder; `isName` says what may stand behind its name. */
	folder(prefix, isName) {
		const found = [];
		for (let last = ''; this.file?.name.startsWith(prefix); this.advance()) {
			const { name } = this.file;
			demand(isName(name.slice(prefix.length), found.length), CLAUSE, `${name} is out of place`, prefix);
			demand(last < name, CLAUSE, `${name} is out of order`, prefix);
			found.push(this.file);
			last = name;
		}
		return found;
	}

	end() {
		demand(this.file === undefined, CLAUSE, `${this.file?.name} has no place in such a file`, 'archive');
	}
}

function readReadme(bytes) {
	const text = textOf(bytes);
	demand(text !== null, CLAUSE, 'it is not UTF-8 in its shortest form', 'README');
	demand(text.endsWith('\n'), CLAUSE, 'its last line has no line end', 'README');
	for (const character of text) {
		demand(character === '\n' || !isExcluded(character.codePointAt(0)), CLAUSE, 'it is no plain text',
			'README');
	}
}

function readManifest(bytes) {
	const lines = new Lines(bytes, CLAUSE, 'manifest, ');
	const value = (key, read) => {
		const text = lines.value(key);
		return within(lines.where(), () => byForm(CLAUSE, () => read(text)));
	};
	const head = lines.next();
	demand(HEADS.includes(head), CLAUSE, `"${head.slice(0, 64)}" is neither a bundle's nor a pouch's version`,
		lines.where());
	const table = value('table', hash);
	const origin = value('origin', keyName);
	const size = value('size', dec);
	demand(size >= 1, CLAUSE, 'a log has a charter at least', lines.where());
	demand(size <= LOG_MAX, '1.2', `this verifier reads logs of at most ${LOG_MAX} entries`, lines.where());
	lines.end();
	return { isPouch: head === HEADS[1], table, origin, size };
}

function readEntries(bytes, { name, width }) {
	const entries = within(name, () => splitEntries(bytes, CLAUSE, (at) => `${name}, byte ${at}`));
	demand(entries.length === width, CLAUSE, `it holds ${entries.length} entries, not ${width}`, name);
	return entries;
}

function readHashes(bytes, tile) {
	demand(bytes.length === HASH_BYTES * tile.width, CLAUSE, `it does not hold ${tile.width} hashes`,
		tile.name);
	return { ...tile, data: bytes };
}

function readMarks(bytes, size) {
	let least = 0;
	return within('marks', () => splitEntries(bytes, CLAUSE)).map((note, i) => within(`mark ${i + 1}`, () => {
		const mark = parseCheckpoint(note);
		demand(mark.size >= least && mark.size <= size, CLAUSE,
			`its size ${mark.size} falls, or exceeds the log's ${size}`);
		least = mark.size;
		return mark;
	}));
}

/** What the file `registrations` holds, if it is there (null). */
function takeRegistrations(bytes) {
	if (bytes === null)
		return [];
	const list = within(REGISTRATIONS, () => splitEntries(bytes, CLAUSE));
	demand(list.length > 0, CLAUSE, 'it holds no registration', REGISTRATIONS);
	return readRegistrations(list, CLAUSE);
}

function readCheckpoint(bytes, size) {
	const checkpoint = within('checkpoint', () => parseCheckpoint(bytes));
	demand(checkpoint.size === size, CLAUSE,
		`it is of ${checkpoint.size} entries, the file of ${size}`, 'checkpoint');
	return checkpoint;
}

/** format 9.2: NNN, from 001. */
function isOutboxName(name, count) {
	return name === String(count + 1).padStart(3, '0');
}

function takeTiles(shelf, tiles, read) {
	const found = [];
	for (const tile of tiles)
		found.push(shelf.need(tile.name, (bytes) => read(bytes, tile)));
	return found;
}

function readSeen({ name, data }) {
	return { name, checkpoint: within(name, () => parseCheckpoint(data)) };
}

/**
 * The file's own grammar: all that can be read without the charter. How its files stand comes first, README,
 * manifest and tiles where they stand; then what the others hold. Throws Malformed.
 */
function readBundle(bytes) {
	const shelf = new Shelf(readUstar(bytes));
	readReadme(shelf.need('README'));
	const manifest = readManifest(shelf.need('manifest'));
	const { size } = manifest;
	const head = shelf.need('checkpoint');
	const marks = shelf.need('marks');
	const registrations = shelf.isNext(REGISTRATIONS) ? shelf.need(REGISTRATIONS) : null;
	const entries = takeTiles(shelf, entryTiles(size), readEntries).flat();
	const hashes = takeTiles(shelf, hashTiles(size), readHashes);
	const seen = shelf.folder('seen/', isHash);
	const copies = shelf.folder('copy/', isHash);
	const outbox = manifest.isPouch ? shelf.folder('outbox/', isOutboxName) : [];
	shelf.end();
	return {
		manifest, checkpoint: readCheckpoint(head, size), marks: readMarks(marks, size),
		registrations: takeRegistrations(registrations), entries, hashTiles: hashes, seen: seen.map(readSeen),
		copies, outbox,
	};
}

/** format 6.1: entries, tiles and root. */
function treeFinding(bundle, tree) {
	for (const entry of bundle.entries)
		tree.append(leafHash(entry));
	const wrong = bundle.hashTiles.find((tile) => !equal(tile.data, tileHashes(tree, tile)));
	if (tree.hexRoot() !== bundle.checkpoint.root) {
		return wrong === undefined
			? notGenuine('6.1', 'checkpoint', NOBODY, 'its root is not that of the entries')
			: notGenuine('6.1', wrong.name, NOBODY, 'an entry has not the hash that it holds');
	}
	return wrong === undefined ? null
		: notGenuine('6.1', 'checkpoint', NOBODY, `its root is not that of ${wrong.name}`);
}

/**
 * What is wrong with a checkpoint that acts cite and the log contradicts (9.1), or null; one that no act cites
 * is a fork all the same (6.7).
 */
async function seenFault({ name, checkpoint }, evidence) {
	const fault = await checkpointFinding(checkpoint, name, evidence);
	if (fault !== null)
		return fault;
	const line = await logLine(checkpoint, evidence.charter.logKey);
	return name === `seen/${checkpointHash(checkpoint, line)}` ? forkFinding(checkpoint, name, evidence)
		: notGenuine(CLAUSE, name, NOBODY, 'it is not named by its hash');
}

/** The first fault of `seen/`: told behind those of the entries (10.1), which need what it holds (4.6). */
async function seenFinding(bundle, evidence) {
	let first = null;
	for (const each of bundle.seen) {
		const fault = await seenFault(each, evidence);
		first ??= fault;
	}
	return first;
}

function copiesFinding(bundle) {
	const wrong = bundle.copies.find(({ name, data }) => name !== `copy/${sha256Hex(data)}`);
	return wrong === undefined ? null
		: notGenuine(CLAUSE, wrong.name, NOBODY, 'it is not named by its hash');
}

/** Whether the manifest speaks of the table that the charter founds. */
function manifestFinding({ manifest }, charter) {
	return manifest.table === charter.table && manifest.origin === charter.origin ? null
		: notGenuine(CLAUSE, 'manifest', NOBODY, 'it names another table or origin than the charter');
}

/** Everything up to the outbox. Returns a finding, or null. */
async function logFinding(bundle, table, evidence, keep) {
	const tree = new Tree();
	const early = manifestFinding(bundle, table.charter) ??
		await checkpointFinding(bundle.checkpoint, 'checkpoint', evidence) ?? treeFinding(bundle, tree);
	if (early !== null)
		return early;
	evidence.tree = tree;
	const dates = await marksFinding(bundle.checkpoint, bundle.marks, evidence) ??
		await registrationsFinding(bundle.registrations, evidence);
	if (dates !== null)
		return dates;
	const seen = await seenFinding(bundle, evidence);
	return await foldLog(table, bundle, evidence, keep) ?? seen ?? copiesFinding(bundle);
}

/** What a whole log establishes. */
export function wholeLog(table, size) {
	return [`the log of the table ${table.charter.name.toUpperCase()} holds ${size} entries, all under the ` +
		`signed checkpoint of ${table.charter.depositary.toUpperCase()}`,
	'every chain is unbroken, every act signed by the keys that held at its place'];
}

/** Verifies a bundle or a pouch. */
export async function verifyBundle(bytes, trust) {
	const { value: bundle, malformed } = attempt(() => readBundle(bytes));
	if (malformed !== null)
		return unreadable(malformed.clause, malformed.at ?? 'archive', NOBODY, malformed.message);
	const { table, fault } = await openTable(bundle.entries[0], true);
	if (fault !== null)
		return table === null ? fault : fairFinding(fault, table, trust);
	const evidence = new Evidence(table.charter, trust, namedCosigners(bundle.entries));
	const entries = [];
	const logFault = await logFinding(bundle, table, evidence, (entry) => entries.push(entry));
	if (logFault !== null)
		return fairFinding(logFault, table, trust);
	const outbox = await checkOutbox(table, bundle.outbox, evidence);
	if (outbox.fault !== null)
		return contradictionFinding(table, trust) ?? outbox.fault;
	const remarks = [...entries.flatMap((entry) => entry.remarks), ...outbox.remarks];
	const found = genuine('the whole log is here, unbroken and properly signed', remarks);
	found.established.push(...wholeLog(table, bundle.manifest.size));
	return conclude(found, { table, evidence, entries, trust });
}
