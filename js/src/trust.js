// The trust file (format 9.7): what alone anchors a finding.
// SPDX-License-Identifier: ISC
import { textOf, utf8Length } from './bytes.js';
import { decOf, isHash } from './words.js';
import { COSIGNATURE, ED25519, parseVkey } from './vkey.js';
import { LINE_MAX, TRUST_ANCHORS_MAX, TRUST_LINES_MAX, TRUST_MAX } from './limits.js';
import { demand } from './malformed.js';

const CLAUSE = '9.7';
const HEAD = 'verbale-trust/1';
/** The order in which the sorts of lines stand. */
const POLICY_LINE = /^[ \t]*(witness|group|quorum)[ \t]/;
const RANK = { table: 0, party: 1, log: 2, witness: 3, group: 3, quorum: 3 };

export function emptyTrust() {
	return { tables: [], parties: [], logs: [], policy: null, witnesses: [] };
}

function isPolicyName(text) {
	return text.length > 0 && text !== 'none';
}

function readWitness(words, nodes) {
	demand(words.length === 3 || words.length === 4, CLAUSE,
		'a witness line has a name, a vkey and perhaps an address');
	const [, name, text] = words;
	const vkey = parseVkey(text);
	demand(isPolicyName(name) && !nodes.has(name), CLAUSE, `the witness ${name} cannot be named so`);
	demand(vkey.type === COSIGNATURE, CLAUSE, `the key of the witness ${name} is no vkey of type 4`);
	for (const node of nodes.values()) {
		demand(node.kind !== 'witness' || node.vkey.hex !== vkey.hex, CLAUSE,
			`the key of the witness ${name} stands there twice`);
	}
	nodes.set(name, { kind: 'witness', name, vkey, isMember: false });
}

function thresholdOf(word, count) {
	if (word === 'all')
		return count;
	return word === 'any' ? 1 : decOf(word);
}

function readGroup(words, nodes) {
	demand(words.length >= 4, CLAUSE, 'a group line has a name, a number and members');
	const [, name, number, ...members] = words;
	demand(isPolicyName(name) && !nodes.has(name), CLAUSE, `the group ${name} cannot be named so`);
	const threshold = thresholdOf(number, members.length);
	demand(threshold !== null && threshold >= 1 && threshold <= members.length, CLAUSE,
		`the group ${name} asks for ${number} of ${members.length}`);
	const found = members.map((member) => nodes.get(member));
	for (let i = 0; i < found.length; i++) {
		demand(found[i] !== undefined, CLAUSE, `the group ${name} has a member not named before it`);
		demand(!found[i].isMember, CLAUSE, `${members[i]} is a member twice`);
		found[i].isMember = true;
	}
	nodes.set(name, { kind: 'group', name, threshold, members: found, isMember: false });
}

function readQuorum(words, nodes) {
	demand(words.length === 2, CLAUSE, 'a quorum line has one name');
	const quorum = words[1] === 'none' ? null : nodes.get(words[1]);
	demand(quorum !== undefined, CLAUSE, `the quorum ${words[1]} is not named before it`);
	return quorum;
}

function readVkey(words, type) {
	const vkey = words.length === 2 ? parseVkey(words[1]) : null;
	demand(vkey?.type === type, CLAUSE, `a line ${words[0]} has a vkey of type ${type}`);
	return vkey;
}

function readAnchor(words, trust) {
	if (words[0] === 'table') {
		demand(words.length === 2 && isHash(words[1]), CLAUSE, 'a line table has a hash');
		trust.tables.push(words[1]);
	} else
		trust[words[0] === 'party' ? 'parties' : 'logs'].push(readVkey(words, ED25519));
}

/** Reads a trust file's bytes; throws Malformed. */
export function parseTrust(bytes) {
	demand(bytes.length <= TRUST_MAX, CLAUSE, `a trust file has at most ${TRUST_MAX} bytes`);
	const string = textOf(bytes);
	demand(string !== null && string.endsWith('\n'), CLAUSE, 'a trust file is UTF-8 lines');
	const lines = string.slice(0, -1).split('\n');
	demand(lines.shift() === HEAD, CLAUSE, `a trust file begins with ${HEAD}`);
	demand(lines.length <= TRUST_LINES_MAX, CLAUSE, 'a trust file has too many lines');
	const trust = emptyTrust();
	const nodes = new Map();
	let rank = 0;
	let quorum;
	for (const line of lines) {
		demand(utf8Length(line) < LINE_MAX, CLAUSE, `a line has at most ${LINE_MAX} bytes with its end`);
		const isPolicy = rank === RANK.quorum;
		if (isPolicy && /^[ \t]*(#|$)/.test(line))
			continue;
		const words = isPolicy || POLICY_LINE.test(line)
			? line.split(/[ \t]+/).filter((word) => word !== '') : line.split(' ');
		const next = RANK[words[0]];
		demand(next !== undefined && next >= rank, CLAUSE,
			`"${line.slice(0, 64)}" is not table, party, log or a line of a policy, in this order`);
		demand(quorum === undefined || words[0] !== 'quorum', CLAUSE, 'a policy has one quorum');
		rank = next;
		if (next < RANK.quorum)
			readAnchor(words, trust);
		else if (words[0] === 'witness')
			readWitness(words, nodes);
		else if (words[0] === 'group')
			readGroup(words, nodes);
		else
			quorum = readQuorum(words, nodes);
	}
	for (const each of [trust.tables, trust.parties, trust.logs])
		demand(each.length <= TRUST_ANCHORS_MAX, CLAUSE, 'there are more than 64 lines of one sort');
	demand(nodes.size === 0 || quorum !== undefined, CLAUSE, 'a policy names its quorum');
	trust.witnesses = [...nodes.values()].filter(({ kind }) => kind === 'witness').map(({ vkey }) => vkey);
	// Where the policy asks for nobody's date, the depositary's clock remains.
	if (quorum !== undefined && quorum !== null)
		trust.policy = { quorum, nodes: [...nodes.values()] };
	return trust;
}
