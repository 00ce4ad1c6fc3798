// Makes the register of a table's depositary, and registrations, good and bad (format 6.8, 6.9).
// SPDX-License-Identifier: ISC
import { createHmac } from 'node:crypto';
import { concat, fromHex, u64, utf8 } from '../src/bytes.js';
import { sha256, sha256Hex } from '../src/hash.js';
import { Tree, leafHash } from '../src/merkle.js';
import { Key, tlogProof } from './maker.js';

function hmac(key, ...parts) {
	return createHmac('sha256', key).update(concat(...parts)).digest();
}

/** The entry of a table for one of its checkpoints; what is a hash is in hex. */
function entryOf({ table, counter, key, checkpoint }) {
	const secret = fromHex(key);
	return concat(hmac(secret, utf8('verbale-register-tag/1\n'), fromHex(table), u64(counter)),
		hmac(secret, utf8('verbale-register-checkpoint/1\n'), fromHex(checkpoint)));
}

export class RegisterMaker {
	/** The register of the depositary of `m`, a TableMaker. */
	constructor(m) {
		this.m = m;
		this.origin = `${m.depositary}/register`;
		this.key = new Key(m.keys[m.depositary].log.seed, this.origin);
		this.entries = [];
		this.tree = new Tree();
		this.counter = 0;
	}

	#append(entry) {
		this.entries.push(entry);
		this.tree.append(leafHash(entry));
	}

	/** Appends entries that hold nothing. */
	noise(count = 1) {
		for (let i = 0; i < count; i++) {
			const seed = `noise ${this.entries.length}`;
			this.#append(concat(sha256(utf8(`${seed} a`)), sha256(utf8(`${seed} b`))));
		}
	}

	/** Appends the entry of a checkpoint of the table. Returns what a registration says of it. */
	add(mark, { counter = this.counter + 1, table = this.m.table,
		key = sha256Hex(utf8(`${this.m.seed} register ${this.entries.length}`)) } = {}) {
		this.counter = counter;
		this.#append(entryOf({ table, counter, key, checkpoint: mark.hash }));
		return { counter, key, checkpoint: mark.hash, index: this.entries.length - 1 };
	}

	/** A checkpoint of the register, dated as a TableMaker's. */
	checkpoint({ size = this.tree.size, root = this.tree.hexRoot(size), ...how } = {}) {
		return this.m.checkpoint({ origin: this.origin, key: this.key, size, root, ...how });
	}

	/** The text of a registration under a checkpoint of the register; `how` may say otherwise than the entry. */
	registration(entry, checkpoint = this.checkpoint(), how = {}) {
		const { counter, key, checkpoint: hash, index, extra } = { ...entry, ...how };
		const head = `verbale-registration/1\ncounter ${counter}\nkey ${key}\ncheckpoint ${hash}\n\n`;
		const entries = this.entries.slice(0, checkpoint.size);
		return concat(utf8(head), tlogProof(entries, index, checkpoint.bytes, extra));
	}
}
