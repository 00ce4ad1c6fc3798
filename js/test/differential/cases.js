// What both verifiers are given: the corpus, mutants of some of its files and of four with registrations, and
// random records with random faults. Each source yields cases { name, file, trust }: `trust` is the text of a
// trust file, or null.
// SPDX-License-Identifier: ISC
import { existsSync, readFileSync } from 'node:fs';
import { randomTable } from '../random.js';
import { POLICIES } from '../random-register.js';
import { registeredCases } from './registered.js';

const CORPUS = new URL('../../../corpus/', import.meta.url);

/** Files of every sort, of which each byte is changed once. */
export const MUTATED = [
	'attacks/14-two-offices.bundle', '6-log/6.4-dated-anew.bundle', '10-findings/10.1-seen-before-copy.bundle',
	'5.5-decision/5.5.4-two-others.bundle', '5.5-decision/5.5.1-answering.proof',
	'8-states/8.7-chain-not-known.bundle',
	'5.3-delivery/5.3.3-carried.bundle', '9-files/9.2-carried.pouch', '9-files/9.2-before-rekey.pouch',
	'4-chains/4.4-logged-and-waiting.pouch', '7-papers/7.3-three-sud-1.proof', '7-papers/7.7-both.proof',
	'7-papers/7.6-contest-groundless.proof', '7-papers/7.6-rotated-after.proof', '9-files/9.4-marks.proof',
	'9-files/9.4-whole.proof', '8-states/8.5-wording-10.proof', '9-files/9.4-principal-shown.proof',
	'6-log/6.9-each.pouch', '6-log/6.10-since-two.bundle', '6-log/6.10-by-picked.proof', 'attacks/28-quorum.proof', '5.1-founding/5.1.1-plain.act', '9-files/9.9-two.act', '7-papers/7.4-copy.copy',
	'7-papers/7.1-treaty.md',
];

function readCorpus(name) {
	return new Uint8Array(readFileSync(new URL(`files/${name}`, CORPUS)));
}

function trustText(name) {
	return name === '-' ? null : readFileSync(new URL(`files/${name}`, CORPUS), 'utf8');
}

function corpusRows() {
	return readFileSync(new URL('expected.tsv', CORPUS), 'utf8').trimEnd().split('\n').slice(1)
		.map((line) => line.split('\t'));
}

export function* corpusCases() {
	for (const [file, trust] of corpusRows())
		yield { name: `corpus ${file} (${trust})`, file: readCorpus(file), trust: trustText(trust) };
}

/** A number below `below` that depends on nothing but `seed` and `salt`. */
function mix(seed, salt) {
	let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
	x = Math.imul(x ^ x >>> 15, 0x2c1b3c6d);
	x = Math.imul(x ^ x >>> 12, 0x297a2d39);
	return (x ^ x >>> 15) >>> 0;
}

/** Every single-byte change of a file: at each position, to one other value. */
function* mutantsOf(name, good, trust, few) {
	const step = few === null ? 1 : Math.max(1, Math.floor(good.length / few));
	for (let at = 0; at < good.length; at += step) {
		const file = good.slice();
		file[at] ^= 1 + mix(at, name.length) % 255;
		yield { name: `mutant ${name} byte ${at} is ${file[at]}`, file, trust };
	}
}

/** `few`: so many of each file; null: all. */
export function* mutantCases(few) {
	const trusts = new Map(corpusRows().map(([file, trust]) => [file, trust]));
	for (const name of MUTATED) {
		if (!existsSync(new URL(`files/${name}`, CORPUS)))
			throw new Error(`the corpus has no ${name}`);
		yield* mutantsOf(name, readCorpus(name), trustText(trusts.get(name) ?? '-'), few);
	}
	for (const { name, file, trust } of registeredCases())
		yield* mutantsOf(name, file, trust, few);
}

/** A fault somewhere: a byte changed, left out or doubled, a stretch cut out or moved, the end cut off. */
function spoil(good, seed) {
	const at = mix(seed, 1) % good.length;
	const length = 1 + mix(seed, 2) % 64;
	const to = mix(seed, 3) % good.length;
	const file = good.slice();
	const stretch = good.slice(at, at + length);
	switch (mix(seed, 4) % 6) {
	case 0:
		file[at] = mix(seed, 5) % 256;
		return file;
	case 1:
		file[at] ^= 1 << mix(seed, 5) % 8;
		return file;
	case 2:
		return join(good.slice(0, at), good.slice(at + length));
	case 3:
		return join(good.slice(0, to), stretch, good.slice(to));
	case 4:
		return good.slice(0, at);
	default:
		file.set(stretch.slice(0, good.length - to), to);
		return file;
	}
}

function join(...parts) {
	return new Uint8Array(Buffer.concat(parts));
}

/** The files of one random table: whole and picked, by several trust files, and as many spoilt. */
function* recordsOf(seed) {
	const { m, picked, waiting, registrations } = randomTable(seed, 6 + seed % 12);
	const more = POLICIES[mix(seed, 8) % POLICIES.length];
	const trusts = [m.trust(), m.trust({ more }), m.trust({ more }), m.trust({ table: true, parties: [], log: false }),
		m.trust({ parties: ['nord'] }), null];
	const trust = trusts[mix(seed, 6) % trusts.length];
	const some = m.proof({ indices: picked.length > 0 ? picked : null, registrations });
	const lone = m.entries[mix(seed, 7) % m.entries.length];
	const files = { bundle: m.bundle({ registrations }), whole: m.proof({ registrations }), picked: some, act: lone,
		pouch: m.pouch(waiting, { registrations }) };
	for (const [sort, file] of Object.entries(files)) {
		yield { name: `record ${seed} ${sort}`, file, trust };
		for (let i = 0; i < 2; i++) {
			const spoilt = spoil(file, mix(seed, 16 + i) + sort.length);
			yield { name: `record ${seed} ${sort} spoilt ${i}`, file: spoilt, trust };
		}
	}
}

/** `count` records, from those of table `from` on. */
export function* recordCases(from, count) {
	let left = count;
	for (let seed = from; left > 0; seed++) {
		for (const each of recordsOf(seed)) {
			if (left-- <= 0)
				return;
			yield each;
		}
	}
}
