// Acts (format 2): the strict reading of a signed note into an act.
// SPDX-License-Identifier: ISC
import { compareUtf8, utf8Length } from './bytes.js';
import { actId } from './hash.js';
import { decOf, isHash } from './words.js';
import { secondsOf } from './time.js';
import { ACT_TEXT_MAX, ENTRY_MAX, LINE_MAX, MEMBERS_MAX, SIGNATURES_MAX, VALUES_MAX } from './limits.js';
import { demand } from './malformed.js';
import { parseNote } from './note.js';
import { kindNamed } from './kinds.js';
import { nameBy, number as parseNumber } from './values.js';

export const HEAD = 'verbale-act/1';
export const MAGIC = `${HEAD}\n`;

/** Lines `key SP value`, taken one after another. */
class Lines {
	constructor(lines) {
		this.lines = lines;
		this.at = 0;
	}

	/** Whether the next line has this key. */
	isNext(key) {
		return this.at < this.lines.length && this.lines[this.at].startsWith(`${key} `);
	}

	/** The value of the next line, which must have this key (2.2). */
	take(key) {
		demand(this.at < this.lines.length, '2.2', `the text ends where ${key} is due`);
		const line = this.lines[this.at];
		demand(this.isNext(key), '2.2', `the field ${key} is due, not "${line.slice(0, 64)}"`);
		this.at++;
		return line.slice(key.length + 1);
	}
}

const chainName = nameBy('2.4');

/** format 2.6: `SIZE ROOT CHECKPOINT`. */
function parseSeen(text) {
	const parts = text.split(' ', 4);
	const size = parts.length === 3 ? decOf(parts[0]) : null;
	demand(size !== null && size >= 1 && isHash(parts[1]) && isHash(parts[2]), '2.6',
		'seen is a size of 1 at least, a root and the hash of a checkpoint');
	return { size, root: parts[1], checkpoint: parts[2] };
}

function parseTime(text, key, clause) {
	const seconds = secondsOf(text);
	demand(seconds !== null, clause, `${key} is a time, not "${text}"`);
	return seconds;
}

/** What 2.3 to 2.6 say of a charter and of every other act. */
function checkPlace(head, isCharter) {
	if (isCharter) {
		demand(head.table === null, '2.3', 'a charter names no table');
		demand(head.number === 0 && head.epoch === 0 && head.prev === null, '2.5',
			'a charter has number 0 and no act before it');
		demand(head.seen === null, '2.6', 'a charter has seen no log');
		return;
	}
	demand(head.table !== null, '2.3', 'an act names its table');
	demand(head.number >= 1 && head.prev !== null, '2.5',
		'an act has number 1 at least, and an act before it');
	demand(head.seen !== null, '2.6', 'an act says what log its author had seen');
}

function orNull(text, read) {
	return text === '-' ? null : read(text);
}

function readHash(text, clause, key) {
	demand(isHash(text), clause, `${key} is a hash, not "${text}"`);
	return text;
}

function parseHead(lines) {
	const kindName = lines.take('kind');
	const kind = kindNamed(kindName);
	demand(kind !== undefined, '2.3', `there is no kind "${kindName}"`);
	const table = orNull(lines.take('table'), (text) => readHash(text, '2.3', 'table'));
	const author = chainName(lines.take('author'));
	const office = orNull(lines.take('office'), chainName);
	const { number, epoch } = parseNumber(lines.take('number'));
	const prev = orNull(lines.take('prev'), (text) => readHash(text, '2.5', 'prev'));
	const seen = orNull(lines.take('seen'), parseSeen);
	const date = parseTime(lines.take('date'), 'date', '1.3');
	const lodgeBy = parseTime(lines.take('lodge-by'), 'lodge-by', '2.7');
	demand(lodgeBy >= date, '2.7', 'lodge-by is before date');
	const head = { kind, table, author, office, number, epoch, prev, seen, date, lodgeBy };
	checkPlace(head, kind.signers === 'founders');
	return head;
}

/** format 2.11: the values of a repeated field. */
function takeValues(lines, { key, mark, read }) {
	const first = lines.take(key);
	if (first === '-') {
		demand(mark === '*', '2.2', `the field ${key} may not be absent`);
		return [];
	}
	const values = [read(first)];
	for (let before = first; lines.isNext(key);) {
		const text = lines.take(key);
		demand(values.length < VALUES_MAX, '1.2', `a field has at most ${VALUES_MAX} values`);
		demand(compareUtf8(before, text) < 0, '2.11', `the values of ${key} do not ascend`);
		values.push(read(text));
		before = text;
	}
	return values;
}

function takeField(lines, field) {
	if (field.mark === '+' || field.mark === '*')
		return takeValues(lines, field);
	const text = lines.take(field.key);
	if (text === '-') {
		demand(field.mark === '?', '2.2', `the field ${field.key} may not be absent`);
		return null;
	}
	return field.read(text);
}

function checkLengths(text, lines) {
	const length = utf8Length(text);
	demand(length <= ACT_TEXT_MAX, '1.2', `an act's text has at most ${ACT_TEXT_MAX} bytes`);
	for (const line of lines)
		demand(utf8Length(line) < LINE_MAX, '1.2', `a line of an act has at most ${LINE_MAX} bytes with its end`);
}

/** Reads the text of an act, without its signature lines. */
function parseActText(text, textBytes) {
	const all = text.slice(0, -1).split('\n');
	checkLengths(text, all);
	demand(all[0] === HEAD, '2.1', `an act begins with ${HEAD}`);
	demand(!all.includes(''), '2.1', 'the text of an act has no empty line');
	const lines = new Lines(all.slice(1));
	const head = parseHead(lines);
	const fields = {};
	for (const field of head.kind.fields)
		fields[field.key] = takeField(lines, field);
	demand(head.kind.name !== 'open' || fields.party.length <= MEMBERS_MAX, '1.2',
		`a charter names at most ${MEMBERS_MAX} members`);
	demand(lines.at === lines.lines.length, '1.1',
		`behind the last field stands "${(lines.lines[lines.at] ?? '').slice(0, 64)}"`);
	const chain = head.office === null ? head.author : `${head.author}/${head.office}`;
	return { ...head, chain, fields, text, textBytes, id: actId(textBytes) };
}

/** Reads an act: a signed note whose text is one. Throws Malformed. */
export function parseAct(bytes) {
	demand(bytes.length <= ENTRY_MAX, '1.2', `an act has at most ${ENTRY_MAX} bytes`);
	const note = parseNote(bytes, SIGNATURES_MAX);
	return { ...parseActText(note.text, note.textBytes), lines: note.lines, bytes };
}

/** format 2.13: how people cite an act. */
export function citation(act) {
	if (act.kind.name === 'open')
		return 'charter';
	const number = act.epoch === 0 ? `${act.number}` : `${act.number}.${act.epoch}`;
	return `${act.chain.toUpperCase()}-${number}`;
}
