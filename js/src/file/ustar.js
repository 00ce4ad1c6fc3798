// POSIX ustar, in the one form that the format allows (9.1): regular files, mode 0644, ids 0, names
// empty, mtime 0, and two zero blocks at the end.
// SPDX-License-Identifier: ISC
import { equal, startsWith, utf8 } from '../bytes.js';
import { demand } from '../malformed.js';

const BLOCK = 512;
const CLAUSE = '9.1';
const NAME_MAX = 100;
const MAGIC_AT = 257;

/** Whether these bytes look like an archive of ours, whole or not. */
export function isUstar(bytes) {
	return startsWith(bytes, 'README\u0000') ||
		(bytes.length >= BLOCK && equal(bytes.subarray(MAGIC_AT, MAGIC_AT + 5), utf8('ustar')));
}

function put(block, at, text) {
	block.set(utf8(text), at);
}

function octal(value, digits) {
	return value.toString(8).padStart(digits, '0');
}

/** The one header of a file with this name and size. */
export function ustarHeader(name, size) {
	const block = new Uint8Array(BLOCK);
	put(block, 0, name);
	put(block, 100, octal(0o644, 7));
	put(block, 108, octal(0, 7));
	put(block, 116, octal(0, 7));
	put(block, 124, octal(size, 11));
	put(block, 136, octal(0, 11));
	put(block, 148, ' '.repeat(8));
	put(block, 156, '0');
	put(block, MAGIC_AT, 'ustar\u000000');
	put(block, 329, octal(0, 7));
	put(block, 337, octal(0, 7));
	const sum = block.reduce((total, byte) => total + byte, 0);
	put(block, 148, `${octal(sum, 6)}\u0000 `);
	return block;
}

function nameOf(block) {
	const end = block.indexOf(0);
	const bytes = block.subarray(0, end < 0 || end > NAME_MAX ? NAME_MAX : end);
	return String.fromCharCode(...bytes);
}

function sizeOf(block, where) {
	let size = 0;
	for (let i = 124; i < 135; i++) {
		const digit = block[i] - 0x30;
		demand(digit >= 0 && digit <= 7, CLAUSE, 'a size in the archive is no octal number', where);
		size = size * 8 + digit;
	}
	return size;
}

function isZero(bytes) {
	for (const byte of bytes) {
		if (byte !== 0)
			return false;
	}
	return true;
}

/** Whether a name is a path below the folder, of printable ASCII. */
function isPlain(name) {
	return /^[\x21-\x7e]+$/.test(name) &&
		name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The file whose header stands at byte `at`, and where the next one is due. */
function takeFile(bytes, at) {
	const where = `byte ${at}`;
	const block = bytes.subarray(at, at + BLOCK);
	const name = nameOf(block);
	const size = sizeOf(block, `byte ${at + 124}`);
	demand(isPlain(name) && equal(block, ustarHeader(name, size)), CLAUSE,
		'a header of the archive is not as a bundle has it', where);
	const start = at + BLOCK;
	const end = start + size;
	const next = start + Math.ceil(size / BLOCK) * BLOCK;
	demand(next <= bytes.length, CLAUSE, `the archive ends inside ${name}`, `byte ${start}`);
	demand(isZero(bytes.subarray(end, next)), CLAUSE,
		`behind ${name} stand bytes that belong to no file`, `byte ${end}`);
	return { name, data: bytes.subarray(start, end), next };
}

/**
 * The files of an archive, one after another: faults are met in the order of the bytes, so that whoever reads
 * them reads each before the next. Throws Malformed.
 */
export function* readUstar(bytes) {
	let at = 0;
	for (;;) {
		demand(at + BLOCK <= bytes.length, CLAUSE, 'the archive ends where a header is due', `byte ${at}`);
		if (isZero(bytes.subarray(at, at + BLOCK)))
			break;
		const { name, data, next } = takeFile(bytes, at);
		yield { name, data };
		at = next;
	}
	const end = at + 2 * BLOCK;
	demand(end <= bytes.length && isZero(bytes.subarray(at, end)), CLAUSE,
		'the archive ends before its second zero block', `byte ${at}`);
	demand(end === bytes.length, CLAUSE, 'bytes stand behind the end of the archive', `byte ${end}`);
}
