// RFC 6962 trees (format 6.1): roots of every size, inclusion proofs.
// SPDX-License-Identifier: ISC
import { concat, equal, hexOf } from './bytes.js';
import { sha256 } from './hash.js';
import { PROOF_HASHES_MAX } from './limits.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(entry) {
	return sha256(concat(LEAF, entry));
}

function nodeHash(left, right) {
	return sha256(concat(NODE, left, right));
}

/** A tree that grows; it keeps the hashes of all its full subtrees. */
export class Tree {
	constructor() {
		this.levels = [[]];
		this.roots = new Map();
	}

	get size() {
		return this.levels[0].length;
	}

	/** Appends a leaf hash. */
	append(hash) {
		this.levels[0].push(hash);
		for (let level = 0; this.levels[level].length % 2 === 0; level++) {
			const row = this.levels[level];
			if (this.levels.length === level + 1)
				this.levels.push([]);
			this.levels[level + 1].push(nodeHash(row[row.length - 2], row[row.length - 1]));
		}
	}

	/** The root of the first `size` leaves, size at most this.size; of none: SHA-256 of nothing. */
	root(size = this.size) {
		if (!this.roots.has(size))
			this.roots.set(size, this.#reckon(size));
		return this.roots.get(size);
	}

	/** The same in hex. */
	hexRoot(size) {
		return hexOf(this.root(size));
	}

	#reckon(size) {
		if (size === 0)
			return sha256(new Uint8Array(0));
		let root = null;
		let rest = size;
		for (let level = 0; rest > 0; level++, rest = Math.floor(rest / 2)) {
			if (rest % 2 === 0)
				continue;
			const subtree = this.levels[level][rest - 1];
			root = root === null ? subtree : nodeHash(subtree, root);
		}
		return root;
	}
}

/** RFC 9162, 2.1.3.2: whether `path` leads from the leaf at `index` to the root of `size` leaves. */
export function verifyInclusion(leaf, index, size, path, root) {
	if (index >= size || path.length > PROOF_HASHES_MAX)
		return false;
	let at = index;
	let last = size - 1;
	let hash = leaf;
	for (const other of path) {
		if (last === 0)
			return false;
		if (at % 2 === 1 || at === last) {
			hash = nodeHash(other, hash);
			while (at % 2 === 0 && at !== 0) {
				at = Math.floor(at / 2);
				last = Math.floor(last / 2);
			}
		} else
			hash = nodeHash(hash, other);
		at = Math.floor(at / 2);
		last = Math.floor(last / 2);
	}
	return last === 0 && equal(hash, root);
}
