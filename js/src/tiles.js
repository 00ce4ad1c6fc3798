// C2SP tlog-tiles: which tiles a tree of a size has, what they are called, what they hold (format 9.1).
// SPDX-License-Identifier: ISC
import { concat } from './bytes.js';
import { LOG_MAX } from './limits.js';
import { demand } from './malformed.js';

const TILE = 256;

/** 1234067 is `x001/x234/067`. */
function indexPath(index) {
	let path = String(index % 1000).padStart(3, '0');
	for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
		path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
	return path;
}

/** Names and widths of the tiles that hold `count` items, in ascending order. */
function* tilesOf(prefix, count) {
	const full = Math.floor(count / TILE);
	for (let i = 0; i < full; i++)
		yield { name: `${prefix}/${indexPath(i)}`, width: TILE, index: i };
	if (count % TILE > 0)
		yield { name: `${prefix}/${indexPath(full)}.p/${count % TILE}`, width: count % TILE, index: full };
}

/** The tiles with the entries of a tree of this size. */
export function entryTiles(size) {
	return tilesOf('tile/entries', size);
}

/** The tiles with hashes: level by level, each of the full tiles below it. */
export function* hashTiles(size) {
	for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE)) {
		for (const tile of tilesOf(`tile/${level}`, count))
			yield { ...tile, level };
	}
}

/** The hashes that such a tile must hold, from a Tree: a tile's item is a subtree of 256^level leaves. */
export function tileHashes(tree, { level, index, width }) {
	const row = tree.levels[8 * level];
	return concat(...row.slice(index * TILE, index * TILE + width));
}

/**
 * The entries of a bundle of entries: each behind its length in two bytes. `placeOf` says where that lies which
 * is cut off, a length or an entry, by its offset.
 */
export function splitEntries(bytes, clause, placeOf = () => null) {
	const entries = [];
	for (let at = 0; at < bytes.length;) {
		demand(entries.length < LOG_MAX, '1.2', `this verifier reads at most ${LOG_MAX} entries`);
		const start = at + 2;
		const end = start + (bytes[at] << 8 | (bytes[at + 1] ?? 0));
		demand(start <= bytes.length, clause, 'the length of an entry is cut off', placeOf(at));
		demand(end <= bytes.length, clause, `an entry ends at byte ${end}, and there are ${bytes.length}`,
			placeOf(start));
		entries.push(bytes.subarray(start, end));
		at = end;
	}
	return entries;
}
