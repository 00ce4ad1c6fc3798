// The parts of a proof (format 9.4), read; what they prove is judged elsewhere.
// SPDX-License-Identifier: ISC
import { equal } from '../bytes.js';
import { unescapeWords } from '../words.js';
import { dec, words } from '../values.js';
import { parseCopy } from '../paper.js';
import { parseClaim } from '../claim.js';
import { Malformed, attempt, demand, within } from '../malformed.js';
import { parseCheckpoint } from '../checkpoint.js';
import { parseTlogProof } from '../tlogproof.js';
import { splitEntries } from '../tiles.js';
import { Lines } from './lines.js';
import { readLeaf } from './disclosure.js';

const CLAUSE = '9.4';
const HEAD = 'verbale-proof/1';
export const PROOF_MAGIC = `${HEAD}\n`;

/** Runs `read`; whatever is malformed lies at this place. */
function inPlace(place, read) {
	const { value, malformed } = attempt(read);
	if (malformed !== null)
		throw new Malformed(malformed.clause, malformed.message, place);
	return value;
}

/** The counted bytes of a part, behind its line, and the line end behind them. */
function takeBytes(lines, length) {
	const { bytes, at } = lines;
	demand(at + length < bytes.length, CLAUSE, `${length + 1} bytes are due, but ${bytes.length - at} are left`);
	demand(bytes[at + length] === 0x0a, CLAUSE, 'no line end stands behind the part');
	lines.at += length + 1;
	return bytes.subarray(at, at + length);
}

/** Runs `read`; whatever is malformed lies in this part. Before the first it lies where it says. */
function inPart(number, read) {
	return number === 0 ? read() : inPlace(`part ${number}`, read);
}

/** `part NAME LENGTH`, the bytes, a line end. */
function takePart(lines, line) {
	const [, name, length, ...more] = line.split(' ', 4);
	demand(length !== undefined && more.length === 0, CLAUSE, 'a part begins with "part NAME LENGTH"');
	return { name, data: takeBytes(lines, dec(length)) };
}

/** The next line: that of a part, or null at the end. */
function takeHead(lines) {
	const line = lines.next();
	if (line === 'end') {
		lines.end();
		return null;
	}
	demand(line.startsWith('part '), CLAUSE, 'a part or the end is due', lines.where());
	return line;
}

/** All parts; then `end`. What stands between two parts is said to lie in the first. */
function takeParts(lines) {
	const parts = [];
	for (;;) {
		const line = inPart(parts.length, () => takeHead(lines));
		if (line === null)
			return parts;
		parts.push(inPart(parts.length + 1, () => takePart(lines, line)));
	}
}

/** Parts in the order of 9.4, taken one after another. */
class Queue {
	constructor(parts) {
		this.parts = parts;
		this.at = 0;
	}

	/** The name of the next part; empty at the end. */
	nextName() {
		return this.parts[this.at]?.name ?? '';
	}

	isNext(name) {
		return this.nextName() === name;
	}

	/** The next part, which must have this name, as `read` reads its data. */
	take(name, read) {
		const part = this.parts[this.at];
		const at = part === undefined ? 'end' : `part ${this.at + 1}`;
		return within(at, () => {
			demand(part?.name === name, CLAUSE,
				`the part ${name} is due, not ${part?.name ?? 'the end'}`);
			this.at++;
			return read(part.data);
		});
	}
}

/** The acts that are shown, each with its place in the log. */
function takeActs(queue) {
	const shown = [];
	let checkpoint = null;
	while (shown.length === 0 || queue.isNext('act')) {
		const bytes = queue.take('act', (data) => data);
		const data = queue.take('proof', (proof) => proof);
		const last = shown.at(-1)?.index ?? 0;
		const proof = within(`proof ${shown.length + 1}`, () => {
			const read = parseTlogProof(data);
			demand(read.index > last, CLAUSE, `its index ${read.index} does not rise`);
			demand(checkpoint === null || equal(checkpoint.bytes, read.checkpoint.bytes), CLAUSE,
				'its checkpoint is not that of the first proof');
			return read;
		});
		checkpoint = proof.checkpoint;
		shown.push({ bytes, index: proof.index, path: proof.path });
	}
	return { entries: null, shown, checkpoint };
}

/** The whole log, under its checkpoint. */
function takeEntries(queue) {
	const entries = queue.take('entries', (data) => splitEntries(data, CLAUSE));
	const data = queue.take('checkpoint', (bytes) => bytes);
	const checkpoint = within('checkpoint', () => parseCheckpoint(data));
	demand(checkpoint.size === entries.length, CLAUSE,
		`it is of ${checkpoint.size} entries, the file holds ${entries.length}`, 'checkpoint');
	return { entries, shown: [], checkpoint };
}

/** Dated checkpoints, as in 9.1: rising. */
function takeMarks(queue) {
	const marks = [];
	while (queue.isNext('mark')) {
		const data = queue.take('mark', (bytes) => bytes);
		const least = marks.at(-1)?.size ?? 0;
		marks.push(within(`mark ${marks.length + 1}`, () => {
			const mark = parseCheckpoint(data);
			demand(mark.size >= least, '9.1', `its size ${mark.size} falls`);
			return mark;
		}));
	}
	return marks;
}

/** `at` is where a part of another length lies, if not in the part. */
function ofLength(length, at = null) {
	return (data) => {
		demand(data.length === length, CLAUSE, `it has ${data.length} bytes, not ${length}`, at);
		return data;
	};
}

const READERS = {
	leaf: (data) => inPlace('leaf', () => readLeaf(data)), copy: (data) => data,
	'file-key': ofLength(16, 'file-key'), ephemeral: ofLength(32),
	opened: (data, number) => inPlace(`opened ${number}`, () => parseCopy(data)),
};

/** Everything that is disclosed: parts by name. */
function takeDisclosed(queue) {
	const parts = { leaf: [], copy: [], 'file-key': [], ephemeral: [], opened: [] };
	while (Object.hasOwn(parts, queue.nextName())) {
		const name = queue.nextName();
		parts[name].push(queue.take(name, (data) => READERS[name](data, parts[name].length + 1)));
	}
	return parts;
}

function takeClaim(lines) {
	const text = lines.value('claim');
	return text === '-' ? null : within(lines.where(), () => words(text));
}

function readClaim(text) {
	return text === null ? null : { text, said: parseClaim(unescapeWords(text)) };
}

/** Reads a proof. Throws Malformed. */
export function readProof(bytes) {
	const lines = new Lines(bytes, CLAUSE);
	demand(lines.next() === HEAD, CLAUSE, `a proof begins with ${HEAD}`, lines.where());
	const claim = takeClaim(lines);
	const queue = new Queue(takeParts(lines));
	const charter = queue.take('charter', (data) => data);
	const log = queue.isNext('entries') ? takeEntries(queue) : takeActs(queue);
	const marks = takeMarks(queue);
	const parts = takeDisclosed(queue);
	demand(parts.copy.length <= 1 &&
		parts.copy.length === parts['file-key'].length + parts.ephemeral.length, CLAUSE,
	'a copy stands with one of file-key and ephemeral', 'end');
	demand(queue.nextName() === '', CLAUSE, `a part ${queue.nextName()} has no place here`,
		`part ${queue.at + 1}`);
	return { claim: readClaim(claim), charter, ...log, marks, parts };
}
