// The parts of a proof (format 9.4), read; what they prove is judged elsewhere.
// SPDX-License-Identifier: ISC
import { equal, startsWith } from '../bytes.js';
import { unescapeWords } from '../words.js';
import { dec, words } from '../values.js';
import { parseCopy } from '../paper.js';
import { parseClaim } from '../claim.js';
import { Malformed, attempt, byForm, demand, within } from '../malformed.js';
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

function asIs(data) {
	return data;
}

/** The counted bytes of a part, behind its line, and the line end behind them. */
function takeBytes(lines, length) {
	const { bytes, at } = lines;
	demand(at + length < bytes.length, CLAUSE, `${length + 1} bytes are due, but ${bytes.length - at} are left`);
	demand(bytes[at + length] === 0x0a, CLAUSE, 'no line end stands behind the part');
	lines.at += length + 1;
	return bytes.subarray(at, at + length);
}

/** `part NAME LENGTH`, the bytes, a line end. */
function takePart(lines, line) {
	const [, name, length, ...more] = line.split(' ', 4);
	demand(length !== undefined && more.length === 0, CLAUSE, 'a part begins with "part NAME LENGTH"');
	return { name, data: takeBytes(lines, byForm(CLAUSE, () => dec(length))) };
}

/** Parts in the order of 9.4, taken one after another: each is read before the next is looked at (10.1). */
class Queue {
	constructor(lines) {
		this.lines = lines;
		this.count = 0;
		this.advance();
	}

	/** Goes on to the next part; null at the end. What stands between two parts is said to lie in the first. */
	advance() {
		const { lines } = this;
		const isPart = startsWith(lines.bytes.subarray(lines.at), 'part ');
		const number = this.count + (isPart ? 1 : 0);
		const read = () => {
			const line = lines.next();
			if (isPart)
				return takePart(lines, line);
			demand(line === 'end', CLAUSE, 'a part or the end is due', lines.where());
			lines.end();
			return null;
		};
		this.part = number === 0 ? read() : inPlace(`part ${number}`, read);
		this.count = number;
	}

	/** The name of the next part; empty at the end. */
	nextName() {
		return this.part?.name ?? '';
	}

	isNext(name) {
		return this.nextName() === name;
	}

	/** Where the next part is at fault. */
	where() {
		return this.part === null ? 'end' : `part ${this.count}`;
	}

	/** The next part, which must have this name, as `read` reads its data. */
	take(name, read) {
		const found = within(this.where(), () => {
			demand(this.isNext(name), CLAUSE, `the part ${name} is due, not ${this.part?.name ?? 'the end'}`);
			return read(this.part.data);
		});
		this.advance();
		return found;
	}

	/** Nothing may be left. */
	end() {
		demand(this.part === null, CLAUSE, `a part ${this.part?.name} has no place here`, this.where());
	}
}

/** The acts that are shown, each with its place in the log. */
function takeActs(queue) {
	const shown = [];
	let checkpoint = null;
	while (shown.length === 0 || queue.isNext('act')) {
		const bytes = queue.take('act', asIs);
		const last = shown.at(-1)?.index ?? 0;
		const proof = queue.take('proof', (data) => within(`proof ${shown.length + 1}`, () => {
			const read = parseTlogProof(data);
			demand(read.index > last, CLAUSE, `its index ${read.index} does not rise`);
			demand(checkpoint === null || equal(checkpoint.bytes, read.checkpoint.bytes), CLAUSE,
				'its checkpoint is not that of the first proof');
			return read;
		}));
		checkpoint = proof.checkpoint;
		shown.push({ bytes, index: proof.index, path: proof.path });
	}
	return { entries: null, shown, checkpoint };
}

/** The whole log, under its checkpoint. */
function takeEntries(queue) {
	const entries = queue.take('entries', (data) => within('entries', () => splitEntries(data, CLAUSE)));
	const checkpoint = queue.take('checkpoint', (data) => within('checkpoint', () => {
		const read = parseCheckpoint(data);
		demand(read.size === entries.length, CLAUSE,
			`it is of ${read.size} entries, the file holds ${entries.length}`);
		return read;
	}));
	return { entries, shown: [], checkpoint };
}

/** Dated checkpoints, as in 9.1: rising. */
function takeMarks(queue) {
	const marks = [];
	while (queue.isNext('mark')) {
		const least = marks.at(-1)?.size ?? 0;
		marks.push(queue.take('mark', (data) => within(`mark ${marks.length + 1}`, () => {
			const mark = parseCheckpoint(data);
			demand(mark.size >= least, '9.1', `its size ${mark.size} falls`);
			return mark;
		})));
	}
	return marks;
}

/** A key of the copy that is shown. */
function ofLength(length) {
	return (data) => {
		demand(data.length === length, CLAUSE, `a key of it has ${data.length} bytes, not ${length}`, 'copy');
		return data;
	};
}

const READERS = {
	leaf: (data) => inPlace('leaf', () => readLeaf(data)), copy: asIs,
	'file-key': ofLength(16), ephemeral: ofLength(32),
	opened: (data, number) => inPlace(`opened ${number}`, () => parseCopy(data)),
};

/** Everything that is disclosed, in the order of 9.4: lists of parts by name. */
function takeDisclosed(queue) {
	const parts = { leaf: [], copy: [], 'file-key': [], ephemeral: [], opened: [] };
	const take = (name) =>
		parts[name].push(queue.take(name, (data) => READERS[name](data, parts[name].length + 1)));
	if (queue.isNext('leaf'))
		take('leaf');
	if (queue.isNext('copy')) {
		take('copy');
		take(queue.isNext('ephemeral') ? 'ephemeral' : 'file-key');
	}
	while (queue.isNext('opened'))
		take('opened');
	return parts;
}

function takeClaim(lines) {
	const text = lines.value('claim');
	return text === '-' ? null : within(lines.where(), () => byForm(CLAUSE, () => words(text)));
}

function readClaim(text) {
	return text === null ? null : { text, said: parseClaim(unescapeWords(text)) };
}

/** Reads a proof. Throws Malformed. */
export function readProof(bytes) {
	const lines = new Lines(bytes, CLAUSE);
	demand(lines.next() === HEAD, CLAUSE, `a proof begins with ${HEAD}`, lines.where());
	const claim = takeClaim(lines);
	const queue = new Queue(lines);
	const charter = queue.take('charter', asIs);
	const log = queue.isNext('entries') ? takeEntries(queue) : takeActs(queue);
	const marks = takeMarks(queue);
	const parts = takeDisclosed(queue);
	queue.end();
	return { claim: readClaim(claim), charter, ...log, marks, parts };
}
