// Signatures, trees and age files against figures of the standards, and against the vectors of others where
// VERBALE_VECTORS names their folder.
// SPDX-License-Identifier: ISC
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { isGoodKey, usesPlatform, verify, verifyHere } from '../src/ed25519.js';
import { fromBase64, fromHex, hexOf, utf8 } from '../src/bytes.js';
import { Tree, leafHash, verifyInclusion } from '../src/merkle.js';
import { entryTiles, hashTiles, splitEntries, tileHashes } from '../src/tiles.js';
import { fileKeyOf, macFits, openPayload, parseAge, stanzasOf } from '../src/age.js';
import { parseCheckpoint, logLine } from '../src/checkpoint.js';
import { parseIdentity, parseVkey } from '../src/vkey.js';
import { hkdf256, hmac256 } from '../src/hash.js';
import { headingOf, leavesOf } from '../src/paper.js';

const folder = process.env.VERBALE_VECTORS ?? '';
const vectors = { skip: existsSync(join(folder, 'wycheproof')) ? false : 'VERBALE_VECTORS names no vectors' };

function bytesOf(hex) {
	return new Uint8Array(Buffer.from(hex, 'hex'));
}

function readJson(...path) {
	return JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
}

async function bothWays(key, text, signature) {
	const here = verifyHere(key, text, signature);
	assert.equal(await verify(key, text, signature), here);
	return here;
}

test('3.3 RFC 8032, 7.1, tests 1 to 3', async () => {
	const rows = [
		['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
			'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
		['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
			'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
		['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
			'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
	];
	for (const [key, text, signature] of rows) {
		assert.ok(await bothWays(bytesOf(key), bytesOf(text), bytesOf(signature)));
		assert.ok(!await bothWays(bytesOf(key), bytesOf(`${text}00`), bytesOf(signature)));
	}
});

test('3.3 keys: canonical, of prime order', () => {
	const bad = [
		'0100000000000000000000000000000000000000000000000000000000000000', // the neutral point
		'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 2
		'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', // order 8
		'0000000000000000000000000000000000000000000000000000000000000000', // order 4
		'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // y = p
		'0100000000000000000000000000000000000000000000000000000000000080', // x = 0 with its sign
		'0200000000000000000000000000000000000000000000000000000000000000', // no point
		'ff'.repeat(32),
	];
	for (const hex of bad)
		assert.ok(!isGoodKey(bytesOf(hex)), hex);
	assert.ok(isGoodKey(bytesOf('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')));
	assert.ok(!isGoodKey(bytesOf('d75a98')));
});

// Node 18 offers WebCrypto on request only; the points are reckoned here then.
const platform = { skip: globalThis.crypto === undefined ? 'this platform has no WebCrypto' : false };

test('3.3 the arithmetic is the platform\'s here, and agrees with ours', platform, async () => {
	assert.equal(await usesPlatform(), true);
});

test('6.1 RFC 6962: roots of the first eight trees of its reference test', () => {
	const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657',
		'606162636465666768696a6b6c6d6e6f'];
	const roots = ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
		'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
		'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
		'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
		'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
		'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
		'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
		'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'];
	const tree = new Tree();
	assert.equal(tree.hexRoot(0), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
	for (const leaf of leaves)
		tree.append(leafHash(bytesOf(leaf)));
	roots.forEach((root, i) => assert.equal(tree.hexRoot(i + 1), root));
});

test('9.1 names of tiles, as tlog-tiles has them', () => {
	assert.deepEqual([...entryTiles(257)].map((tile) => tile.name),
		['tile/entries/000', 'tile/entries/001.p/1']);
	assert.deepEqual([...hashTiles(256)].map((tile) => tile.name), ['tile/0/000', 'tile/1/000.p/1']);
	let last = '';
	for (const { name } of entryTiles(1234068 * 256))
		last = name;
	assert.equal(last, 'tile/entries/x001/x234/067');
});

test('HMAC and HKDF: RFC 4231 case 2', () => {
	assert.equal(hexOf(hmac256(utf8('Jefe'), utf8('what do ya want for nothing?'))),
		'5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
	assert.equal(hkdf256(new Uint8Array(32), new Uint8Array(0), 'x').length, 32);
});

test('7.1 leaves: headings, and none within a fenced block', () => {
	const paper = '# T\n\nx\n## A\n```\n## no\n~~~\n## no\n```\n## B\n~~~~ text\n## no\n~~~\n## no\n~~~~\n## C\n    ```\n## D\n';
	const leaves = leavesOf(paper);
	assert.deepEqual(leaves.map(headingOf), ['T', 'A', 'B', 'C', 'D']);
	assert.equal(leaves.join(''), paper);
	assert.deepEqual(leavesOf('## A\n').map(headingOf), ['', 'A']);
	assert.deepEqual(leavesOf('# T\n```\n## no\n```\u00a0\n## no\n```\n## A\n').map(headingOf), ['T', 'A']);
});

test('wycheproof: Ed25519', vectors, async () => {
	for (const group of readJson('wycheproof', 'ed25519_test.json').testGroups) {
		for (const { tcId, msg, sig, result } of group.tests) {
			const valid = await bothWays(bytesOf(group.publicKey.pk), bytesOf(msg), bytesOf(sig));
			assert.equal(valid, result === 'valid', String(tcId));
		}
	}
});

test('transparency-dev: inclusion proofs', vectors, () => {
	const files = readdirSync(join(folder, 'merkle', 'inclusion'), { recursive: true })
		.filter((name) => name.endsWith('.json'));
	assert.ok(files.length > 50);
	for (const file of files) {
		const { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr } =
			readJson('merkle', 'inclusion', file);
		const [top, bottom] = [root, leaf].map((hash) => fromBase64(hash ?? '') ?? new Uint8Array(0));
		const path = (proof ?? []).map((hash) => fromBase64(hash));
		const fits = bottom.length === 32 && verifyInclusion(bottom, leafIdx, treeSize, path, top);
		assert.equal(fits, !wantErr, file);
	}
});

test('Tessera: a log of another program, its tiles and checkpoints', vectors, async () => {
	const at = (...path) => new Uint8Array(readFileSync(join(folder, 'tessera-log', ...path)));
	const vkey = parseVkey('example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx');
	const names = readdirSync(join(folder, 'tessera-log'), { recursive: true });
	const checkpoints = names.filter((name) => /checkpoint[^/]*$/.test(name));
	const bundle = names.filter((name) => /tile\/entries\/000\.p\/\d+$/.test(name)).sort((a, b) =>
		Number(b.split('/').at(-1)) - Number(a.split('/').at(-1)))[0];
	const tree = new Tree();
	for (const entry of splitEntries(at(bundle), '9.1'))
		tree.append(leafHash(entry));
	let seen = 0;
	for (const name of checkpoints) {
		const checkpoint = parseCheckpoint(at(name));
		if (checkpoint.size > tree.size)
			continue;
		assert.notEqual(await logLine(checkpoint, vkey), null, name);
		assert.equal(tree.hexRoot(checkpoint.size), checkpoint.root, name);
		seen++;
	}
	assert.ok(seen >= 10);
	for (const tile of hashTiles(tree.size)) {
		const name = names.find((each) => each.endsWith(tile.name));
		if (name !== undefined)
			assert.equal(hexOf(at(name)), hexOf(tileHashes(tree, tile)), name);
	}
});

/** A file of the age testkit: its header fields, and the age file behind the empty line. */
function testkit(name) {
	const data = readFileSync(join(folder, 'age', name));
	const end = data.indexOf('\n\n');
	const fields = data.subarray(0, end).toString().split('\n').map((line) => line.split(': '));
	const first = (key) => fields.find(([each]) => each === key)?.[1];
	const raw = new Uint8Array(data.subarray(end + 2));
	return { first, age: first('compressed') === 'zlib' ? new Uint8Array(inflateSync(raw)) : raw };
}

function openWhole(age, identity) {
	const file = parseAge(age);
	const [stanza] = file?.stanzas.length === 1 ? stanzasOf(file) : [];
	const fileKey = stanza === undefined ? null : fileKeyOf(stanza, identity);
	return fileKey === null || !macFits(file, fileKey) ? null : openPayload(file, fileKey);
}

test('C2SP age testkit: files with one X25519 stanza', vectors, () => {
	let opened = 0;
	let refused = 0;
	for (const name of readdirSync(join(folder, 'age'))) {
		const { first, age } = testkit(name);
		const identity = parseIdentity(first('identity') ?? '');
		// Other recipients, armor and several stanzas are no copies of ours (7.5).
		if (identity === null || first('armored') === 'yes' || name === 'x25519_grease' ||
				name === 'x25519_multiple_recipients')
			continue;
		const plain = openWhole(age, identity);
		if (first('expect') === 'success') {
			assert.notEqual(plain, null, name);
			assert.equal(createHash('sha256').update(plain).digest('hex'), first('payload'), name);
			opened++;
		} else {
			assert.equal(plain, null, name);
			refused++;
		}
	}
	assert.ok(opened >= 3 && refused >= 20, `${opened} opened, ${refused} refused`);
});

test('keys in hex', () => assert.equal(fromHex('0G'), null));
