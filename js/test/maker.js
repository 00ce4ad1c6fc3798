// Makes tables, acts, logs and files, good and bad, for the tests: the other half of the format, with no
// check of its own. Everything is drawn from the seed, so that the same call makes the same bytes.
// SPDX-License-Identifier: ISC
import { ed25519, x25519 } from '@noble/curves/ed25519';
import { base64Of, concat, fromHex, hexOf, u16, u64, utf8 } from '../src/bytes.js';
import { encodeBech32 } from '../src/bech32.js';
import { actId, sha256, sha256Hex, tableId } from '../src/hash.js';
import { Tree, leafHash } from '../src/merkle.js';
import { entryTiles, hashTiles, tileHashes } from '../src/tiles.js';
import { secondsOf, timeText } from '../src/time.js';
import { ustarHeader } from '../src/file/ustar.js';

const RULES = {
	'answer-days': '42', channel: 'open', clock: 'runs', 'collect-days': '30', 'contest-days': '7',
	'deemed-days': '-', 'skew-seconds': '300', 'take-days': '7', tie: 'addressee',
};

const publicKeys = new Map();

/** The public key of a seed; most tables of the tests share theirs. */
function publicKey(seed, secret, curve) {
	const name = `${curve === ed25519} ${seed}`;
	if (!publicKeys.has(name))
		publicKeys.set(name, curve.getPublicKey(secret));
	return publicKeys.get(name);
}

/** A key pair of Ed25519 with its vkey. */
export class Key {
	constructor(seed, name, type = 1) {
		this.seed = seed;
		this.secret = sha256(utf8(seed));
		this.name = name;
		this.public = publicKey(seed, this.secret, ed25519);
		const data = concat(Uint8Array.of(type), this.public);
		this.id = sha256(concat(utf8(`${name}\n`), data)).subarray(0, 4);
		this.vkey = `${name}+${hexOf(this.id)}+${base64Of(data)}`;
	}

	/** A signature line of `text`. */
	line(text) {
		const signature = ed25519.sign(utf8(text), this.secret);
		return `— ${this.name} ${base64Of(concat(this.id, signature))}\n`;
	}

	/** A cosignature line of a checkpoint's text. */
	cosign(text, seconds) {
		const signature = ed25519.sign(utf8(`cosignature/v1\ntime ${seconds}\n${text}`), this.secret);
		return `— ${this.name} ${base64Of(concat(this.id, u64(seconds), signature))}\n`;
	}
}

/** An age key pair. */
export class SealKey {
	constructor(seed) {
		this.secret = sha256(utf8(seed));
		this.public = publicKey(seed, this.secret, x25519);
		this.recipient = encodeBech32(this.public, 'age');
		this.identity = encodeBech32(this.secret, 'age-secret-key-').toUpperCase();
	}
}

/** The lines `key value` of an object; an array is a repeated field, null leaves the field out. */
export function fieldLines(fields) {
	let text = '';
	for (const [key, value] of Object.entries(fields)) {
		for (const each of Array.isArray(value) ? value : [value])
			text += each === null ? '' : `${key} ${each}\n`;
	}
	return text;
}

export function writeUstar(files) {
	const parts = [];
	for (const { name, data } of files) {
		parts.push(ustarHeader(name, data.length), data);
		parts.push(new Uint8Array((512 - data.length % 512) % 512));
	}
	return concat(...parts, new Uint8Array(1024));
}

/** A part of a proof. */
export function part(name, data) {
	return concat(utf8(`part ${name} ${data.length}\n`), data, utf8('\n'));
}

/** RFC 6962, 2.1.1: the path of an entry in the tree of these. */
function pathOf(entries, index) {
	if (entries.length === 1)
		return [];
	let half = 1;
	while (half * 2 < entries.length)
		half *= 2;
	const [left, right] = [entries.slice(0, half), entries.slice(half)];
	return index < half ? [...pathOf(left, index), rootOf(right)]
		: [...pathOf(right, index - half), rootOf(left)];
}

function rootOf(entries) {
	const tree = new Tree();
	for (const entry of entries)
		tree.append(leafHash(entry));
	return tree.root();
}

/** A C2SP tlog-proof of the entry `index` of these, under a checkpoint of them. */
export function tlogProof(entries, index, checkpoint, extra = '') {
	const path = pathOf(entries, index).map((hash) => `${base64Of(hash)}\n`).join('');
	return concat(utf8(`c2sp.org/tlog-proof@v1\n${extra}index ${index}\n${path}\n`), checkpoint);
}

/** Byte strings, each behind its length in two bytes. */
function listed(all) {
	return concat(...all.map((each) => concat(u16(each.length), each)));
}

function asBytes(value) {
	return typeof value === 'string' ? utf8(value) : value;
}

export class TableMaker {
	/** `parties`: NAME: ROLE. `charter` overrides fields of the charter, `rules` some of its rules. */
	constructor({ seed = 's', parties = { nord: 'principal', sud: 'principal' }, depositary = 'bern',
		judge = '-', rules = {}, start = '2026-10-14T17:46:40Z', charter = {}, keys = null,
		seats = true, origin = `${depositary}/t-${seed}` } = {}) {
		this.seed = seed;
		this.names = Object.keys(parties).sort();
		this.depositary = depositary;
		this.now = secondsOf(start);
		this.origin = origin;
		this.keys = { [depositary]: {
			act: this.key(depositary, 'act'), clock: this.key(depositary, 'clock', 4),
			log: this.key(this.origin, 'log'),
		} };
		for (const name of this.names)
			this.keys[name] = this.memberKeys(name);
		keys?.(this.keys, this);
		this.chains = new Map();
		this.entries = [];
		this.tree = new Tree();
		this.marks = [];
		this.charter = this.#makeCharter(parties, judge, { ...RULES, ...rules }, charter, seats);
		this.table = tableId(utf8(this.charterText));
		this.charterId = actId(utf8(this.charterText));
		this.log(this.charter);
		this.mark();
	}

	key(name, purpose, type = 1) {
		return new Key(`${this.seed} ${name} ${purpose}`, name, type);
	}

	memberKeys(name, generation = '') {
		return {
			act: this.key(name, `act${generation}`), cosign: this.key(name, `cosign${generation}`, 4),
			founding: this.key(name, 'founding'), recovery: this.key(`${name}/recovery`, 'recovery'),
			seal: new SealKey(`${this.seed} ${name} seal${generation}`),
		};
	}

	/** The values `NAME PURPOSE VALUE` of these purposes, sorted. */
	keyValues(name, keys, purposes = Object.keys(keys)) {
		return purposes.map((purpose) =>
			`${name} ${purpose} ${keys[purpose].vkey ?? keys[purpose].recipient}`).sort();
	}

	#makeCharter(parties, judge, rules, overrides, seats) {
		const keys = [this.depositary, ...this.names]
			.flatMap((name) => this.keyValues(name, this.keys[name])).sort();
		const date = timeText(this.now);
		const fields = {
			kind: 'open', table: '-', author: this.names[0], office: '-', number: '0', prev: '-', seen: '-',
			date, 'lodge-by': date, name: 'crossing', nonce: sha256Hex(utf8(this.seed)),
			origin: this.origin, depositary: this.depositary, judge,
			rule: Object.entries(rules).filter(([, value]) => value !== null)
				.map(([key, value]) => `${key} ${value}`).sort(),
			party: this.names.map((name) => `${name} ${parties[name]}`), key: keys, ...overrides,
		};
		const own = fields.key.filter((value) => value.startsWith(`${this.depositary} `));
		const draft = `verbale-act/1\n${fieldLines({ ...fields, key: own })}seat -\n`;
		const seat = this.names.map((name) => this.#seat(name, sha256Hex(utf8(draft)), fields.key));
		this.charterText = `verbale-act/1\n${fieldLines({ ...fields, seat: seats ? seat : '-' })}`;
		const lines = this.names.map((name) => this.keys[name].founding.line(this.charterText)).join('');
		return utf8(`${this.charterText}\n${lines}`);
	}

	#seat(name, draft, keys) {
		const own = keys.filter((value) => value.startsWith(`${name} `));
		const text = `verbale-seat/1\ndraft ${draft}\nparty ${name}\n${fieldLines({ key: own })}`;
		return `${name} ${this.keys[name].act.line(text).trim().split(' ').at(-1)}`;
	}

	/** The text of an act; `how` overrides fields of its head, `seenAt` names another size. */
	text(kind, author, fields, how = {}) {
		const { office = '-', seenAt = this.marks.at(-1).size, forward = 60, ...head } = how;
		const chain = office === '-' ? author : `${author}/${office}`;
		const last = this.chains.get(chain) ?? { number: 0, epoch: 0, id: this.charterId };
		const epoch = how.epoch ?? last.epoch;
		delete head.epoch;
		delete head.signers;
		delete head.mark;
		const number = `${last.number + 1}${epoch > 0 ? `.${epoch}` : ''}`;
		const seen = this.marks.find((mark) => mark.size === seenAt);
		return `verbale-act/1\n${fieldLines({
			kind, table: this.table, author, office, number, prev: last.id,
			seen: `${seen?.size} ${seen?.root} ${seen?.hash}`, date: timeText(this.now + forward),
			'lodge-by': timeText(this.now + forward + 172800), ...head,
		})}${fieldLines(fields)}`;
	}

	/** Signs a text by these keys and keeps its place in its chain. */
	sign(text, signers) {
		const head = Object.fromEntries(text.split('\n').slice(1, 7).map((line) => {
			const at = line.indexOf(' ');
			return [line.slice(0, at), line.slice(at + 1)];
		}));
		const [number, epoch = '0'] = head.number.split('.');
		const chain = head.office === '-' ? head.author : `${head.author}/${head.office}`;
		this.chains.set(chain,
			{ number: Number(number), epoch: Number(epoch), id: actId(utf8(text)) });
		return utf8(`${text}\n${signers.map((key) => key.line(text)).join('')}`);
	}

	/** The keys that sign acts of a kind. */
	signersOf(kind, author, how, fields) {
		if (how.signers !== undefined)
			return how.signers;
		if (['amend', 'admit', 'transfer'].includes(kind))
			return this.names.map((name) => this.keys[name].act);
		if (['minutes', 'adopt', 'initial', 'sign'].includes(kind))
			return [fields.signer].flat().map((name) => this.keys[name].act);
		return [how.office === undefined ? this.keys[author].act : this.keys[`${author}/${how.office}`].act];
	}

	/** Writes and signs an act; time goes on. */
	act(kind, author, fields = {}, how = {}) {
		const text = this.text(kind, author, fields, how);
		this.now += 60;
		return this.sign(text, this.signersOf(kind, author, how, fields));
	}

	/** Appends an entry to the log. Returns the id of its text. */
	log(bytes) {
		this.entries.push(bytes);
		this.tree.append(leafHash(bytes));
		const end = new TextDecoder().decode(bytes).lastIndexOf('\n\n') + 1;
		return actId(utf8(new TextDecoder().decode(bytes).slice(0, end)));
	}

	/** An act that is logged at once, under a checkpoint of its own. Returns its id. */
	add(kind, author, fields, how) {
		const id = this.log(this.act(kind, author, fields, how));
		if (how?.mark !== false)
			this.mark();
		return id;
	}

	/** A checkpoint of the log key, dated by the clock (unless `dated` is false) and by others. */
	checkpoint({ size = this.tree.size, time = this.now, root = this.tree.hexRoot(size), dated = true,
		others = [], origin = this.origin, key = this.keys[this.depositary].log } = {}) {
		const text = `${origin}\n${size}\n${base64Of(fromHex(root))}\n`;
		const line = key.line(text);
		const clock = dated ? this.keys[this.depositary].clock.cosign(text, time) : '';
		const more = others.map(([other, at]) => other.cosign(text, at ?? time)).join('');
		return {
			size, root, time, hash: sha256Hex(utf8(`${text}\n${line}`)),
			bytes: utf8(`${text}\n${line}${clock}${more}`),
		};
	}

	/** A dated checkpoint that is kept as a mark. */
	mark(how) {
		const mark = this.checkpoint(how);
		this.marks.push(mark);
		return mark;
	}

	/** What stands in a bundle, by name; `change` may alter the list of files. */
	files({ head = 'verbale-bundle/1', checkpoint = this.marks.at(-1).bytes, marks = this.marks.slice(0, -1),
		registrations = [], seen = [], copies = [], outbox = [], table = this.table,
		size = this.tree.size } = {}) {
		const manifest = `${head}\ntable ${table}\norigin ${this.origin}\nsize ${size}\n`;
		const files = [['README', 'Read me.\n'], ['manifest', manifest], ['checkpoint', checkpoint],
			['marks', listed(marks.map(({ bytes }) => bytes))]];
		if (registrations.length > 0)
			files.push(['registrations', listed(registrations)]);
		for (const { name, index, width } of entryTiles(size)) {
			const entries = this.entries.slice(256 * index, 256 * index + width);
			files.push([name, listed(entries)]);
		}
		for (const tile of hashTiles(size))
			files.push([tile.name, tileHashes(this.tree, tile)]);
		for (const each of seen)
			files.push([`seen/${each.hash}`, each.bytes]);
		for (const data of copies)
			files.push([`copy/${sha256Hex(data)}`, data]);
		outbox.forEach((data, i) => files.push([`outbox/${String(i + 1).padStart(3, '0')}`, data]));
		return files.map(([name, data]) => ({ name, data: asBytes(data) }));
	}

	bundle(how) {
		return writeUstar(this.files(how));
	}

	pouch(outbox, how) {
		return writeUstar(this.files({ ...how, head: 'verbale-pouch/1', outbox }));
	}

	/** A C2SP tlog-proof of entry `index`. */
	tlogProof(index, checkpoint = this.marks.at(-1).bytes) {
		return tlogProof(this.entries, index, checkpoint);
	}

	/** A proof of these entries, or of all (`indices` null). */
	proof({ indices = null, claim = '-', marks = this.marks.slice(0, -1), registrations = [], parts = [],
		checkpoint = this.marks.at(-1).bytes } = {}) {
		const all = [utf8(`verbale-proof/1\nclaim ${claim}\n`), part('charter', this.charter)];
		if (indices === null) {
			all.push(part('entries', listed(this.entries)));
			all.push(part('checkpoint', checkpoint));
		}
		for (const index of indices ?? []) {
			all.push(part('act', this.entries[index]));
			all.push(part('proof', this.tlogProof(index, checkpoint)));
		}
		for (const mark of marks)
			all.push(part('mark', mark.bytes));
		for (const registration of registrations)
			all.push(part('registration', registration));
		for (const [name, data] of parts)
			all.push(part(name, asBytes(data)));
		return concat(...all, utf8('end\n'));
	}

	/** The trust file that anchors this table. */
	trust({ parties = this.names, log = true, table = false, more = '' } = {}) {
		const lines = parties.map((name) => `party ${this.keys[name].act.vkey}\n`).join('');
		return `verbale-trust/1\n${table ? `table ${this.table}\n` : ''}${lines}` +
			`${log ? `log ${this.keys[this.depositary].log.vkey}\n` : ''}${more}`;
	}

	/** The value of a copy line for an addressee, with a one-time recipient of its own. */
	copy(addressee, tag, { leaves = 4, bytes = 4496 } = {}) {
		this.once ??= new Map();
		const once = new SealKey(`${this.seed} once ${tag} ${addressee}`);
		this.once.set(`${tag} ${addressee}`, once);
		const hash = sha256Hex(utf8(`${tag} ${addressee} hash`));
		const root = sha256Hex(utf8(`${tag} ${addressee} root`));
		return { hash, root, line: `${addressee} ${leaves} ${bytes} ${hash} ${root} ${once.recipient}`,
			bare: `${addressee} ${leaves} ${bytes} ${hash} ${root} -`, identity: once.identity };
	}

	/** The fields of a paper for these addressees; returns { fields, copies }. */
	paper(tag, addressees, { role = 'draft', answers = '-', ...more } = {}) {
		const copies = Object.fromEntries(addressees.map((name) => [name, this.copy(name, tag)]));
		return { copies, fields: {
			role, answers, privilege: 'open', confidential: 'yes', 'collect-by': '-', 'same-text': 'yes',
			copy: Object.values(copies).map((copy) => copy.line).sort(), annex: '-', ...more,
		} };
	}

	/** The fields of a release. */
	release(of, addressee, receipt, copy) {
		return { of, addressee, receipt, identity: copy.identity };
	}
}

