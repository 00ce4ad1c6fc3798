// Charters, field by field (format 3.2, 5.1.1 to 5.1.4).
// SPDX-License-Identifier: ISC
import {} from '../maker.js';
import { utf8, concat, base64Of, hexOf } from '../../src/bytes.js';
import { readFileSync } from 'node:fs';
import { sha256 } from '../../src/hash.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const ch = readFileSync(
		new URL('../../../tests/attack/data/00a-charter.act', import.meta.url),
		'utf8',
	);
	const line = ch.match(/^key nord cosign .*$/m)[0],
		aline = ch.match(/^key nord act .*$/m)[0],
		rline = ch.match(/^key nord recovery .*$/m)[0],
		sline = ch.match(/^key nord seal .*$/m)[0],
		lline = ch.match(/^key bern log .*$/m)[0];
	const rep = (a, b) => ch.replace(a, b);
	const v = aline.split(' ')[3];
	const mk = (name, type, len = 32) => {
		const d = concat(Uint8Array.of(type), new Uint8Array(len).fill(7));
		return `${name}+${hexOf(sha256(concat(utf8(name + '\n'), d)).subarray(0, 4))}+${base64Of(d)}`;
	};
	for (const [l, c] of Object.entries({
		upperid: v.replace('49c8d5ed', '49C8D5ED'),
		wrongid: v.replace('49c8d5ed', '49c8d5ee'),
		nopad: v.slice(0, -1),
		type2: mk('nord', 2),
		type4: mk('nord', 4),
		type1: mk('nord', 1),
		len31: mk('nord', 1, 31),
		len33: mk('nord', 1, 33),
		othername: mk('sud', 1),
		twoplus: 'nord+49c8d5ed',
		empty: '+49c8d5ed+AA==',
		b64: v.replace('AVi2', '!Vi2'),
		rec: mk('nord/recovery', 1),
	}))
		add('act ' + l, rep(aline, 'key nord act ' + c), null);
	add('cosign type1', rep(line, 'key nord cosign ' + mk('nord', 1)), null);
	add('recovery named nord', rep(rline, 'key nord recovery ' + mk('nord', 1)), null);
	add('log other origin', rep(lline, 'key bern log ' + mk('bern/other', 1)), null);
	for (const b of [
		'age1abc',
		'AGE1' + sline.slice(18).toUpperCase(),
		sline.slice(14, -1) + 'q',
		'x',
	])
		add('seal ' + b, rep(sline, 'key nord seal ' + b), null);
	add('purpose', rep(aline, 'key nord foo ' + v), null);
	add('purpose clock for member', rep(line, 'key nord clock ' + mk('nord', 4)), null);
	add('name office', rep(aline, 'key nord/x act ' + mk('nord/x', 1)), null);
	add('name bad', rep(aline, 'key Nord act ' + v), null);
	add('name unknown', rep(aline, 'key nora act ' + mk('nora', 1)), null);
	for (const [f, vs] of Object.entries({
		name: ['-', '!'],
		nonce: ['-', 'x'],
		origin: ['-', 'x y', 'bern/other'],
		depositary: ['-', 'nord', 'X'],
		judge: ['nord', 'west', 'X'],
		rule: [],
		party: [],
	}))
		for (const x of vs)
			add(`${f}=${x}`, ch.replace(new RegExp(`^${f} .*$`, 'm'), `${f} ${x}`), null);
	add('no party', ch.replace(/^party .*\n/gm, ''), null);
	add(
		'party -',
		ch.replace(/^party .*\n/gm, '').replace(/^key bern act/m, 'party -\nkey bern act'),
		null,
	);
	add('one party', ch.replace(/^party sud.*\n/gm, ''), null);
	add('observer', ch.replace(/^party sud.*$/gm, 'party sud observer'), null);
	add('two chairs', ch.replace(/ principal$/gm, ' chair'), null);
	add('role', ch.replace(/ principal$/gm, ' king'), null);
	add('seat -', ch.replace(/^seat .*\n/gm, '').replace('\n\n', '\nseat -\n\n'), null);
	add('seat one', ch.replace(/^seat sud.*\n/gm, ''), null);
	add('seat bad', ch.replace(/^seat sud.*\n/gm, 'seat sud xx\n'), null);
	add('seat short', ch.replace(/^seat sud.*\n/gm, 'seat sud AAAA\n'), null);
	add('author sud', ch.replace('author nord', 'author sud'), null);
	add('author bern', ch.replace('author nord', 'author bern'), null);
	add('office', ch.replace('office -', 'office x'), null);
	add('number 1', ch.replace('number 0', 'number 1'), null);
	add('number 0.1', ch.replace('number 0', 'number 0.1'), null);
	add('table', ch.replace('table -', 'table ' + 'ab'.repeat(32)), null);
	add('prev', ch.replace('prev -', 'prev ' + 'ab'.repeat(32)), null);
	add('seen', ch.replace('seen -', `seen 1 ${'ab'.repeat(32)} ${'ab'.repeat(32)}`), null);
	for (const r of [
		'answer-days -',
		'answer-days 0',
		'answer-days 36501',
		'answer-days 36500',
		'channel half',
		'clock -',
		'collect-days -',
		'contest-days 0',
		'deemed-days 0',
		'skew-seconds 0',
		'skew-seconds -',
		'skew-seconds 9007199254740991',
		'take-days -',
		'tie nobody',
	]) {
		const k = r.split(' ')[0];
		add('rule ' + r, ch.replace(new RegExp(`^rule ${k} .*$`, 'm'), 'rule ' + r), null);
	}
	add('rule missing', ch.replace(/^rule tie.*\n/m, ''), null);
	add(
		'rule twice',
		ch.replace(/^rule tie.*\n/m, 'rule tie addressee\nrule tie author\n'),
		null,
	);
	add(
		'13 members',
		ch
			.replace(/^party .*\n/gm, '')
			.replace(
				/^key bern act/m,
				Array.from(
					{ length: 13 },
					(_, i) => `party p${String(i).padStart(2, '0')} principal\n`,
				).join('') + 'key bern act',
			),
		null,
	);
	add(
		'12 members',
		ch
			.replace(/^party .*\n/gm, '')
			.replace(
				/^key bern act/m,
				Array.from(
					{ length: 12 },
					(_, i) => `party p${String(i).padStart(2, '0')} principal\n`,
				).join('') + 'key bern act',
			),
		null,
	);
}
