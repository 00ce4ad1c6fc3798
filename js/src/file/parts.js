// The parts of a proof (format 9.4), read; what they prove is judged elsewhere.
// SPDX-License-Identifier: ISC
import { equal, startsWith } from '../bytes.js';
import { unescapeWords } from '../words.js';
import { dec, words } from '../values.js';
import { parseCopy } from '../paper.js';
import { parseClaim } from '../claim.js';
import { byForm, demand, inPlace, within } from '../malformed.js';
import { parseCheckpoint } from '../checkpoint.js';
import { parseTlogProof } from '../tlogproof.js';
import { splitEntries } from '../tiles.js';
import { Lines } from './lines.js';
import { readLeaf } from './disclosure.js';
import { readRegistrations } from './registration.js';

const CLAUSE = '9.4';
const HEAD = 'verbale-proof/1';
export const PROOF_MAGIC = `${HEAD}\n`;

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

/** Parts in the order of 9.4, taken one after another; what they hold is read when all are taken. */
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

	/** The data of the next part, which must have this name. */
	take(name) {
		demand(this.isNext(name), CLAUSE, `the part ${name} is due, not ${this.part?.name ?? 'the end'}`,
			this.where());
		const { data } = this.part;
		this.advance();
		return data;
	}

	/** The data of the next part in a list, if it has this name; else none. */
	takeIf(name) {
		return this.isNext(name) ? [this.take(name)] : [];
	}

	takeAll(name) {
		const found = [];
		while (this.isNext(name))
			found.push(this.take(name));
		return found;
	}

	/** Nothing may be left. */
	end() {
		demand(this.part === null, CLAUSE, `a part ${this.part?.name} has no place here`, this.where());
	}
}

/** The acts that are shown, each with its proof; or the whole log. */
function takeLog(queue) {
	if (queue.isNext('entries'))
		return { entries: queue.take('entries'), checkpoint: queue.take('checkpoint') };
	const acts = [];
	while (acts.length === 0 || queue.isNext('act'))
		acts.push({ bytes: queue.take('act'), proof: queue.take('proof') });
	return { acts };
}

/** All parts, in the order of 9.4. */
function takeParts(lines) {
	const queue = new Queue(lines);
	const charter = queue.take('charter');
	const log = takeLog(queue);
	const parts = { marks: queue.takeAll('mark'), registrations: queue.takeAll('registration') };
	for (const name of ['leaf', 'copy', 'file-key', 'ephemeral'])
		parts[name] = queue.takeIf(name);
	parts.opened = queue.takeAll('opened');
	queue.end();
	demand(parts.copy.length === parts['file-key'].length + parts.ephemeral.length, CLAUSE,
		'a copy stands with one of file-key and ephemeral', 'end');
	return { charter, ...log, ...parts };
}

/** The acts that are shown, each with its place in the log, under one checkpoint. */
function readActs(acts) {
	const shown = [];
	let checkpoint = null;
	for (const [i, { bytes, proof }] of acts.entries()) {
		within(`proof ${i + 1}`, () => {
			const read = parseTlogProof(proof);
			demand(read.index > (shown.at(-1)?.index ?? 0), CLAUSE, `its index ${read.index} does not rise`);
			demand(checkpoint === null || equal(checkpoint.bytes, read.checkpoint.bytes), CLAUSE,
				'its checkpoint is not that of the first proof');
			checkpoint = read.checkpoint;
			shown.push({ bytes, index: read.index, path: read.path });
		});
	}
	return { entries: null, shown, checkpoint };
}

/** The whole log, under its checkpoint. */
function readEntries(parts) {
	const entries = within('entries', () => splitEntries(parts.entries, CLAUSE));
	const checkpoint = within('checkpoint', () => parseCheckpoint(parts.checkpoint));
	demand(checkpoint.size === entries.length, CLAUSE,
		`it is of ${checkpoint.size} entries, the file holds ${entries.length}`, 'checkpoint');
	return { entries, shown: [], checkpoint };
}

/** Dated checkpoints, as in 9.1: rising, and none larger than a log that is here whole. */
function readMarks(parts, most) {
	let least = 0;
	return parts.map((data, i) => within(`mark ${i + 1}`, () => {
		const mark = parseCheckpoint(data);
		demand(mark.size >= least && mark.size <= most, '9.1',
			`its size ${mark.size} falls, or exceeds the log's ${most}`);
		least = mark.size;
		return mark;
	}));
}

/** A key of the copy that is shown. */
function keyOf(length) {
	return (data) => {
		demand(data.length === length, CLAUSE, `a key of it has ${data.length} bytes, not ${length}`, 'copy');
		return data;
	};
}

/** Everything that is disclosed: lists by name. */
function readDisclosed(parts) {
	return {
		leaf: parts.leaf.map((data) => inPlace('leaf', () => readLeaf(data))),
		copy: parts.copy,
		'file-key': parts['file-key'].map(keyOf(16)),
		ephemeral: parts.ephemeral.map(keyOf(32)),
		opened: parts.opened.map((data, i) => inPlace(`opened ${i + 1}`, () => parseCopy(data))),
	};
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
	const parts = takeParts(lines);
	const said = readClaim(claim);
	const log = parts.acts === undefined ? readEntries(parts) : readActs(parts.acts);
	return {
		claim: said, charter: parts.charter, ...log,
		marks: readMarks(parts.marks, log.entries?.length ?? Infinity),
		registrations: readRegistrations(parts.registrations, CLAUSE), parts: readDisclosed(parts),
	};
}
