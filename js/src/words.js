// The values that have one spelling (format 1.2, 1.3, 1.4): names, numbers, hashes, words.
// SPDX-License-Identifier: ISC
import { utf8Length } from './bytes.js';
import * as limit from './limits.js';

/** 1 to 32 of a-z 0-9 -. A bare `-` stands for what is absent (2.2) and names nobody. */
export function isName(text) {
	if (text.length < 1 || text.length > limit.NAME_MAX || text === '-')
		return false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c !== '-')
			return false;
	}
	return true;
}

/** The number that `dec` spells, or null. */
export function decOf(text) {
	if (text.length < 1 || text.length > 16 || (text[0] === '0' && text.length > 1))
		return null;
	for (let i = 0; i < text.length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return null;
	}
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : null;
}

/** Whether `text` is 64 lower-case hex digits. */
export function isHash(text) {
	if (text.length !== 64)
		return false;
	for (let i = 0; i < 64; i++) {
		const c = text[i];
		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/** A code point that 1.4 keeps out of words and 7.1 out of papers; the line end is judged elsewhere. */
export function isExcluded(point) {
	if (point < 0x20 || (point >= 0x7f && point <= 0x9f))
		return true;
	if (point < 0x61c)
		return false;
	return point === 0x61c || (point >= 0x200b && point <= 0x200f) ||
		(point >= 0x2028 && point <= 0x202e) || (point >= 0x2060 && point <= 0x2064) ||
		(point >= 0x2066 && point <= 0x2069) || point === 0xfeff ||
		(point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe;
}

/** What is wrong with `text` as words (1.4), or null. */
export function wordsFault(text) {
	const length = utf8Length(text);
	if (length < 1 || length > limit.WORDS_MAX || text === '-')
		return `words have 1 to ${limit.WORDS_MAX} bytes and are not "-", these are ${length}`;
	for (let i = 0; i < text.length; i++) {
		const point = text.codePointAt(i);
		if (isExcluded(point))
			return `words may not hold U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
		if (point > 0xffff)
			i++;
		if (point !== 0x5c)
			continue;
		i++;
		if (text[i] !== '\\' && text[i] !== 'n')
			return 'words know the escapes \\\\ and \\n only';
	}
	return null;
}

/** What words say: their escapes undone. */
export function unescapeWords(text) {
	let plain = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] !== '\\') {
			plain += text[i];
			continue;
		}
		i++;
		plain += text[i] === 'n' ? '\n' : '\\';
	}
	return plain;
}

/** Text for a screen: what could steer it (controls, direction, what has no width) as `\\u{...}`. */
export function printable(text) {
	let shown = '';
	for (const character of text) {
		const point = character.codePointAt(0);
		shown += isExcluded(point) ? `\\u{${point.toString(16)}}` : character;
	}
	return shown;
}

/** Unicode's spaces, none of which may stand in the name of a key (signed-note). */
const SPACES = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001,
	0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f,
	0x205f, 0x3000]);

/** The name of a key or the origin of a log (1.2, signed-note): not empty, no space, no plus. */
export function isKeyName(text) {
	const length = utf8Length(text);
	if (length < 1 || length > limit.KEY_NAME_MAX)
		return false;
	for (const character of text) {
		const point = character.codePointAt(0);
		if (point < 0x20 || character === '+' || SPACES.has(point))
			return false;
	}
	return true;
}
