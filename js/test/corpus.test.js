// The conformance corpus of this repository: findings, what becomes of assertions, states, trust files, values,
// and its set for the standards, as a strict reader has it.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { canonicalLine, emptyTrust, parseTrust, verifyFile } from '../src/verify.js';
import { attempt, demand } from '../src/malformed.js';
import { ETSI } from '../src/states.js';
import { secondsOf } from '../src/time.js';
import { fromHex, textOf } from '../src/bytes.js';
import { verify } from '../src/ed25519.js';
import { parseNote } from '../src/note.js';
import { parseVkey } from '../src/vkey.js';
import { cosignedAt, logLine, parseCheckpoint } from '../src/checkpoint.js';
import { parseTlogProof } from '../src/tlogproof.js';
import { leafHash, verifyInclusion } from '../src/merkle.js';
import { SIGNATURES_MAX } from '../src/limits.js';

const CORPUS = new URL('../../corpus/', import.meta.url);
const corpus = { skip: existsSync(CORPUS) ? false : 'there is no corpus' };

function rows(name) {
	if (corpus.skip)
		return [];
	return readFileSync(new URL(name, CORPUS), 'utf8').trimEnd().split('\n').slice(1)
		.map((line) => line.split('\t'));
}

function read(name, folder = 'files/') {
	return new Uint8Array(readFileSync(new URL(folder + name, CORPUS)));
}

async function findingOf(file, trust) {
	return verifyFile(read(file), trust === '-' ? emptyTrust() : parseTrust(read(trust)));
}

test('expected.tsv', corpus, async () => {
	const all = rows('expected.tsv');
	assert.ok(all.length > 1000);
	for (const [file, trust, ...line] of all) {
		const found = await findingOf(file, trust);
		assert.equal(canonicalLine(found), line.slice(0, 4).join('\t'), `${file}: ${found.sentence}`);
	}
});

test('says.tsv', corpus, async () => {
	for (const [file, trust, says] of rows('says.tsv')) {
		const { sentence } = await findingOf(file, trust);
		assert.ok(sentence.includes(says), `${file}: ${says}, and not ${sentence}`);
	}
});

test('silences.tsv', corpus, async () => {
	for (const [file, act, time, state] of rows('silences.tsv')) {
		const { silencesAt } = await findingOf(file, '-');
		const found = silencesAt(secondsOf(time)).find((each) => each.at === act);
		assert.equal(found?.state, state, `${file}: ${act} at ${time}`);
	}
});

test('states.tsv', corpus, async () => {
	for (const [file, act, addressee, time, state, etsi] of rows('states.tsv')) {
		const { statesAt } = await findingOf(file, '-');
		const found = statesAt(secondsOf(time))
			.find((each) => each.at === act && each.addressee === addressee);
		assert.equal(found?.state, state, file);
		assert.equal(ETSI[state] ?? '-', etsi, state);
	}
});

test('trust.tsv', corpus, () => {
	for (const [file, reads, , explanation] of rows('trust.tsv')) {
		const { malformed } = attempt(() => parseTrust(read(file)));
		assert.equal(malformed === null, reads === 'yes', `${file}: ${explanation}`);
	}
});

/** The lines of a note by known keys, of the type that the note is read for. */
async function checkLines(note, keys) {
	let count = 0;
	for (const line of note.lines) {
		const key = keys.find((vkey) => vkey.name === line.name && vkey.id === line.id);
		if (key === undefined)
			continue;
		demand(line.signature.length === 64 && await verify(key.key, note.textBytes, line.signature),
			'3.3', 'a line of a known key is false');
		count++;
	}
	demand(count > 0, '3.3', 'no line is by a known key');
}

async function checkSigners(checkpoint, keys) {
	demand(checkpoint.note.lines.length <= SIGNATURES_MAX, '1.2', 'too many lines');
	for (const key of keys) {
		const isLog = key.type === 1;
		demand(!isLog || key.name === checkpoint.origin, '6.2', 'the log key is not named by the origin');
		const time = isLog ? await logLine(checkpoint, key) : await cosignedAt(checkpoint, key);
		demand(isLog ? time !== null : typeof time === 'number', '6.4', 'a key has not signed it');
	}
}

const READERS = {
	vkey: async (bytes) => {
		const text = textOf(bytes) ?? '';
		demand(text.endsWith('\n'), '1.1', 'no line end');
		parseVkey(text.slice(0, -1));
	},
	note: async (bytes, keys) => checkLines(parseNote(bytes, SIGNATURES_MAX), keys),
	checkpoint: async (bytes, keys) => checkSigners(parseCheckpoint(bytes), keys),
	cosignature: async (bytes, keys) => checkSigners(parseCheckpoint(bytes), keys),
	proof: async (bytes, keys, entry) => {
		const { index, path, checkpoint } = parseTlogProof(bytes);
		await checkSigners(checkpoint, keys);
		demand(verifyInclusion(leafHash(entry), index, checkpoint.size, path, fromHex(checkpoint.root)),
			'6.1', 'the path leads elsewhere');
	},
};

async function isAccepted(read) {
	try {
		await read();
		return true;
	} catch (error) {
		if (error.name === 'Malformed')
			return false;
		throw error;
	}
}

test('standards/expected.tsv, strictly', corpus, async () => {
	const folder = 'standards/files/';
	for (const [file, kind, keyFile, entryFile, , strict, , explanation] of rows('standards/expected.tsv')) {
		const keys = keyFile === '-' ? [] : textOf(read(keyFile, folder)).trimEnd().split('\n')
			.map((line) => attempt(() => parseVkey(line)).value).filter((key) => key !== null);
		const entry = entryFile === '-' ? null : read(entryFile, folder);
		const accepted = await isAccepted(() => READERS[kind](read(file, folder), keys, entry));
		if (strict !== 'may')
			assert.equal(accepted, strict === 'accept', `${file}: ${explanation}`);
	}
});
