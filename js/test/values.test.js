// The spellings of values (format 1): bytes, numbers, names, times, words, keys.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import * as bytes from '../src/bytes.js';
import { decOf, isHash, isKeyName, isName, printable, wordsFault } from '../src/words.js';
import { secondsOf, spoken, timeText } from '../src/time.js';
import { decodeBech32, encodeBech32 } from '../src/bech32.js';
import { parseIdentity, parseRecipient, parseVkey } from '../src/vkey.js';
import { isNfc } from '../src/paper.js';

const { hexOf, utf8 } = bytes;

test('1.3 base64 has one spelling', () => {
	for (const [text, hex] of [['', ''], ['Zg==', '66'], ['Zm8=', '666f'], ['Zm9v', '666f6f']]) {
		assert.equal(hexOf(bytes.fromBase64(text)), hex);
		assert.equal(bytes.base64Of(utf8(Buffer.from(hex, 'hex').toString())), text);
	}
	for (const text of ['Zh==', 'Zm9=', 'Zg=', 'Zg', 'Zg===', 'Z===', '====', '=', 'Zm9v\n', 'Zm-v', 'Zm9vé'])
		assert.equal(bytes.fromBase64(text), null, text);
	assert.equal(bytes.fromRawBase64('Zh'), null);
	assert.equal(hexOf(bytes.fromRawBase64('Zg')), '66');
});

test('1.1 UTF-8 in its shortest form only', () => {
	for (const hex of ['c080', 'e080af', 'eda080', 'f4908080', 'ff', 'c3', 'f0808080'])
		assert.equal(bytes.textOf(new Uint8Array(Buffer.from(hex, 'hex'))), null, hex);
	assert.equal(bytes.textOf(utf8('\ufeffx')), '\ufeffx');
	assert.equal(bytes.utf8Length('aé€\u{1f600}'), 10);
});

test('2.11 strings are ordered as their bytes are', () => {
	const texts = ['', 'a', 'ab', 'b', 'é', '\u{ffee}', '\u{1f600}', 'a-', 'a b', '\u{e000}'];
	for (const a of texts) {
		for (const b of texts) {
			assert.equal(Math.sign(bytes.compareUtf8(a, b)), Math.sign(Buffer.compare(utf8(a), utf8(b))),
				`${a} ${b}`);
		}
	}
});

test('1.5 whole numbers in four and eight bytes', () => {
	assert.equal(hexOf(bytes.u32(0xfffffffe)), 'fffffffe');
	assert.equal(hexOf(bytes.u64(Number.MAX_SAFE_INTEGER)), '001fffffffffffff');
	assert.equal(hexOf(bytes.lp(utf8('ab'))), '000000026162');
});

test('1.3 names, numbers, hashes', () => {
	for (const name of ['a', '0', 'nord-2', 'x'.repeat(32), '--'])
		assert.ok(isName(name), name);
	for (const name of ['', '-', 'x'.repeat(33), 'A', 'a_b', 'а', 'a b', 'a\n'])
		assert.ok(!isName(name), name);
	for (const [text, value] of [['0', 0], ['9007199254740991', 2 ** 53 - 1], ['10', 10]])
		assert.equal(decOf(text), value);
	for (const text of ['', '00', '01', '-1', '+1', '1.0', '1e3', ' 1', '9007199254740992', '٣', '99999999999999999'])
		assert.equal(decOf(text), null, text);
	assert.ok(isHash('0f'.repeat(32)) && !isHash('0F'.repeat(32)) && !isHash('0f'.repeat(31)));
	assert.ok(isKeyName('é/x') && !isKeyName('a\u3000b') && !isKeyName('a+b') && !isKeyName('x'.repeat(256)));
});

test('1.3 times are real dates of 1970 to 9999', () => {
	for (const [text, seconds] of [['1970-01-01T00:00:00Z', 0], ['2000-02-29T23:59:59Z', 951868799],
		['2026-10-14T17:46:40Z', 1792000000], ['9999-12-31T23:59:59Z', 253402300799]]) {
		assert.equal(secondsOf(text), seconds);
		assert.equal(timeText(seconds), text);
	}
	for (const text of ['2100-02-29T00:00:00Z', '2026-00-10T00:00:00Z', '2026-13-10T00:00:00Z',
		'2026-01-00T00:00:00Z', '2026-04-31T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z',
		'2016-12-31T23:59:60Z', '1969-12-31T23:59:59Z', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00',
		'2026-1-01T00:00:00Z', '2026-01-01T00:00:00z', '２026-01-01T00:00:00Z'])
		assert.equal(secondsOf(text), null, text);
	assert.equal(spoken(1792000000), '14 Oct 2026 17:46 UTC');
});

test('1.4 words', () => {
	for (const text of ['x', 'é', 'a\\nb', '\\\\', 'x'.repeat(2000), '\u{1f600}', '--'])
		assert.equal(wordsFault(text), null, text);
	const points = [0x00, 0x1f, 0x7f, 0x80, 0x9f, 0x61c, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029,
		0x202a, 0x202e, 0x2060, 0x2064, 0x2066, 0x2069, 0xfeff, 0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x10ffff];
	for (const point of points)
		assert.notEqual(wordsFault(`a${String.fromCodePoint(point)}b`), null, point.toString(16));
	for (const point of [0x20, 0xa0, 0x2027, 0x202f, 0x2065, 0x206a, 0xfdcf, 0xfdf0, 0xfffd, 0x10fffd])
		assert.equal(wordsFault(`a${String.fromCodePoint(point)}b`), null, point.toString(16));
	for (const text of ['', '-', 'x'.repeat(2001), 'é'.repeat(1001), '\\', '\\t', 'a\\'])
		assert.notEqual(wordsFault(text), null, text);
	assert.equal(printable('a\u202eb\u001b'), 'a\\u{202e}b\\u{1b}');
});

test('3.2 age recipients and identities (RFC 7748 bytes in bech32)', () => {
	const recipient = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
	const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
	assert.equal(hexOf(parseIdentity(identity)), '42'.repeat(32));
	assert.equal(parseRecipient(recipient)?.length, 32);
	assert.equal(encodeBech32(parseRecipient(recipient), 'age'), recipient);
	for (const text of [recipient.toUpperCase(), recipient.replace('z', 'x'), `${recipient}q`, 'age1', ''])
		assert.equal(parseRecipient(text), null, text);
	assert.equal(parseIdentity(identity.toLowerCase()), null);
	assert.equal(decodeBech32(`age1${'q'.repeat(200)}`, 'age'), null);
});

test('C2SP signed-note: the example key of its specification', () => {
	const text = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
	const vkey = parseVkey(text);
	assert.deepEqual([vkey.name, vkey.type, vkey.id], ['PeterNeumann', 1, 'c74f20a3']);
	for (const bad of [text.replace('c74f', 'C74F'), text.replace('a3+', 'a4+'), text.slice(0, -4), 'x', '++',
		text.replace('Peter', 'Peter ')])
		assert.throws(() => parseVkey(bad), { name: 'Malformed' }, bad);
});

test('7.1 NFC, also of long runs of marks, in little time', () => {
	assert.ok(isNfc('é ạ̈ 각'));
	assert.ok(!isNfc('e\u0301'));
	assert.ok(!isNfc('a\u0301\u0316'));
	assert.ok(isNfc(`a${'\u0316'.repeat(5)}`));
	const start = performance.now();
	assert.ok(!isNfc(`a${'\u0301\u0316'.repeat(260000)}`));
	assert.ok(isNfc(`a${'\u0316'.repeat(500000)}`));
	assert.ok(performance.now() - start < 10000);
});
