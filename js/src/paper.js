// Papers and copies (format 7.1 to 7.4): leaves, their commitments, the text that travels.
// SPDX-License-Identifier: ISC
import { concat, fromHex, lp, textOf, u32, u64, utf8 } from './bytes.js';
import { hmac256 } from './hash.js';
import { isExcluded } from './words.js';
import * as value from './values.js';
import { LEAVES_MAX, PAPER_MAX } from './limits.js';
import { attempt, byForm, demand } from './malformed.js';
import { Tree, leafHash } from './merkle.js';
import { Lines } from './file/lines.js';

const HEAD = 'verbale-copy/1';
export const COPY_MAGIC = `${HEAD}\n`;
const COPY_MIN = 4096;

/**
 * Whether a text is in NFC. Long runs of marks out of order would keep the platform busy for minutes;
 * since every part of a text in NFC is in NFC, pairs of marks are looked at first.
 */
export function isNfc(text) {
	let before = '';
	for (const character of text) {
		const isMark = character > '\u02ff' && /\p{M}/u.test(character);
		const pair = before + character;
		if (isMark && before !== '' && pair.normalize('NFC') !== pair)
			return false;
		before = isMark ? character : '';
	}
	return text.normalize('NFC') === text;
}

/** What 7.1 says of every character and line of a paper. */
function checkCharacters(text) {
	for (const character of text) {
		const point = character.codePointAt(0);
		demand(point === 0x0a || !isExcluded(point), '7.1',
			`a paper may not hold U+${point.toString(16).toUpperCase().padStart(4, '0')}`);
	}
	demand(!text.includes(' \n'), '7.1', 'a line of a paper ends with a space');
	demand(isNfc(text), '7.1', 'a paper is in NFC');
}

/** format 7.1: returns `text`, which is a paper; throws Malformed. */
function checkPaper(text) {
	demand(text.length > 1 && text.endsWith('\n') && !text.endsWith('\n\n'), '7.1',
		'a paper has a text and exactly one final line end');
	checkCharacters(text);
	return text;
}

/** How a line opens a fenced block: its mark and length; or null. */
function fenceOf(line) {
	let at = 0;
	while (at < 3 && line[at] === ' ')
		at++;
	const mark = line[at];
	if (mark !== '`' && mark !== '~')
		return null;
	let end = at;
	while (line[end] === mark)
		end++;
	const rest = line.slice(end);
	if (end - at < 3 || (mark === '`' && rest.includes('`')))
		return null;
	return { mark, length: end - at, isBare: /^[ \t]*$/.test(rest) };
}

/** The lines of a text that stand outside of fenced blocks: { line, at }. */
function* openLines(text) {
	let fence = null;
	for (let at = 0; at < text.length;) {
		const next = text.indexOf('\n', at) + 1 || text.length;
		const line = text.slice(at, next - 1);
		const mark = fenceOf(line);
		if (fence === null) {
			fence = mark;
			yield { line, at };
		} else if (mark !== null && mark.isBare && mark.mark === fence.mark && mark.length >= fence.length)
			fence = null;
		at = next;
	}
}

/** The leaves of a paper (7.1): texts that are the paper, one after another. */
export function leavesOf(text) {
	const leaves = [];
	let start = 0;
	for (const { line, at } of openLines(text)) {
		if (line.startsWith('## ')) {
			leaves.push(text.slice(start, at));
			start = at;
		}
	}
	leaves.push(text.slice(start));
	return leaves;
}

/** format 7.7: whether bytes are a paper that has a title or a second leaf; other texts may be anything. */
export function isPaper(bytes) {
	const text = bytes.length <= PAPER_MAX ? textOf(bytes) : null;
	if (text === null || attempt(() => checkPaper(text)).malformed !== null)
		return false;
	const leaves = leavesOf(text);
	return leaves.length <= LEAVES_MAX && (leaves.length > 1 || titleOf(leaves[0]) !== '');
}

/** What stands behind `# ` in the first line of leaf 0 that begins so, outside of fenced blocks; empty if none. */
function titleOf(leaf) {
	for (const { line } of openLines(leaf)) {
		if (line.startsWith('# '))
			return line.slice(2);
	}
	return '';
}

/** What stands behind `## `, for leaf 0 its title; empty if there is none (7.3). */
export function headingOf(leaf, index) {
	if (index === 0)
		return titleOf(leaf);
	const end = leaf.indexOf('\n');
	return leaf.startsWith('## ') ? leaf.slice(3, end < 0 ? leaf.length : end) : '';
}

/** Where a copy stands: table (hex), chain, number, epoch, addressee. */
function placeBytes(place, index, count) {
	return concat(fromHex(place.table), lp(utf8(place.chain)), u64(place.number), u64(place.epoch),
		lp(utf8(place.addressee)), u32(index), u32(count));
}

const LEAF_LABEL = utf8('verbale-leaf/1\n');
const DUMMY_LABEL = utf8('verbale-dummy/1\n');
const SALT_LABEL = utf8('verbale-salt/1\n');

/** format 7.3: the commitment of leaf `index` of `count`. */
export function leafCommitment(place, index, count, salt, leaf) {
	return leafHash(concat(LEAF_LABEL, placeBytes(place, index, count), salt,
		lp(utf8(headingOf(leaf, index))), lp(utf8(leaf))));
}

function dummyCommitment(place, index, count, salt) {
	return leafHash(concat(DUMMY_LABEL, placeBytes(place, index, count), salt, u32(0), u32(0)));
}

export function powerOfTwoFrom(value) {
	let power = 1;
	while (power < value)
		power *= 2;
	return power;
}

/** format 7.3: the root of a copy, in hex. */
function copyRoot(place, seed, leaves) {
	const tree = new Tree();
	const width = powerOfTwoFrom(leaves.length);
	for (let i = 0; i < width; i++) {
		const salt = hmac256(seed, SALT_LABEL, u32(i));
		tree.append(i < leaves.length ? leafCommitment(place, i, leaves.length, salt, leaves[i])
			: dummyCommitment(place, i, leaves.length, salt));
	}
	return tree.hexRoot(width);
}

function readChain(text) {
	const parts = text.split('/', 3);
	demand(parts.length <= 2, '7.4', `a chain is a name, or that of an office, not "${text.slice(0, 64)}"`);
	return parts.map(value.name).join('/');
}

/** Where the last byte stands that is no LF. */
function lastOf(bytes) {
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === 0x0a)
		end--;
	return end;
}

/** What the head of a copy states; and where the paper begins. */
function parseHead(bytes) {
	const lines = new Lines(bytes, '7.4');
	demand(lines.next() === HEAD, '7.4', `a copy begins with ${HEAD}`);
	const take = (key, read) => {
		const text = lines.value(key);
		return byForm('7.4', () => read(text));
	};
	const place = {
		table: take('table', value.hash), chain: take('author', readChain), ...take('number', value.number),
		addressee: take('for', value.name),
	};
	const seed = fromHex(take('seed', value.hash));
	demand(lines.next() === '', '7.4', 'an empty line stands behind the head of a copy');
	return { place, seed, start: lines.at };
}

/** Reads a copy (7.4); throws Malformed. Returns its place, seed, paper and leaves. */
export function parseCopy(bytes) {
	demand(bytes.length <= 4 * PAPER_MAX, '1.2', 'a copy is no longer than a paper and its padding');
	const end = lastOf(bytes) + 1;
	const { place, seed, start } = parseHead(bytes);
	const paperBytes = bytes.subarray(start, Math.max(start, end));
	demand(paperBytes.length <= PAPER_MAX, '1.2', `a paper has at most ${PAPER_MAX} bytes`);
	const paper = textOf(paperBytes);
	demand(paper !== null, '7.1', 'a paper is UTF-8 in its shortest form');
	checkPaper(paper);
	demand(bytes.length === powerOfTwoFrom(Math.max(COPY_MIN, end)), '7.4',
		'a copy is padded with line ends to the next power of two of bytes, at least 4,096');
	const leaves = leavesOf(paper);
	demand(leaves.length <= LEAVES_MAX, '1.2', `a paper has at most ${LEAVES_MAX} leaves`);
	return { place, seed, paper, leaves };
}

/** Whether a copy states this place. */
export function isAt(copy, place) {
	return ['table', 'chain', 'number', 'epoch', 'addressee']
		.every((key) => copy.place[key] === place[key]);
}

/** The place of the copy of an act for an addressee. */
export function placeOf(act, addressee) {
	return { table: act.table, chain: act.chain, number: act.number, epoch: act.epoch, addressee };
}

/** What in a copy is not as its act has it (7.4, 7.6): a sentence, or null. */
export function copyFault(copy, act, line) {
	if (!isAt(copy, placeOf(act, line.addressee)))
		return 'it states another place than its act has';
	if (copy.leaves.length !== line.leaves)
		return `it has ${copy.leaves.length} leaves, and the act says ${line.leaves}`;
	return copyRoot(copy.place, copy.seed, copy.leaves) === line.root ? null
		: 'it has another root than its act';
}

