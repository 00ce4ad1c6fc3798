// All scenarios: files that the maker makes, with what is expected of them in scenarios/expected.tsv.
// SPDX-License-Identifier: ISC
import { readFileSync } from 'node:fs';
import { emptyTrust, parseTrust, verifyFile } from '../src/verify.js';
import { Malformed } from '../src/malformed.js';
import { utf8 } from '../src/bytes.js';

export const GROUPS = ['grammar', 'charter', 'chains', 'trust', 'anchors', 'dates', 'files', 'texts',
	'founding', 'papers', 'proofs', 'outbox', 'lines', 'held', 'claims', 'law', 'register', 'decision'];

/** The scenarios of a group: { name, bytes, trust }, trust a text or null. */
export async function scenariosOf(group) {
	const { default: scenarios } = await import(`./scenarios/${group}.js`);
	const found = [];
	const names = new Map();
	scenarios((name, bytes, trust) => {
		const plain = JSON.stringify(name).slice(1, -1);
		const count = (names.get(plain) ?? 0) + 1;
		names.set(plain, count);
		const data = typeof bytes === 'string' ? utf8(bytes) : bytes;
		found.push({ name: count === 1 ? plain : `${plain} #${count}`, bytes: data, trust });
	});
	return found;
}

/** What this verifier makes of a scenario: `finding | clause | at | culprit | what becomes of a claim`. */
export async function outcomeOf({ bytes, trust }) {
	let anchors;
	try {
		anchors = trust === null ? emptyTrust() : parseTrust(utf8(trust));
	} catch (error) {
		if (error instanceof Malformed)
			return 'no trust file';
		throw error;
	}
	const found = await verifyFile(bytes, anchors);
	return [found.finding, found.clause, found.at, found.culprit, found.claim?.word]
		.map((value) => value ?? '-').join(' | ');
}

/** The rows of expected.tsv by group and name: { expected, program }. */
export function expectations() {
	const text = readFileSync(new URL('./scenarios/expected.tsv', import.meta.url), 'utf8');
	const rows = new Map();
	for (const line of text.trimEnd().split('\n').slice(1)) {
		const [group, name, expected, program] = line.split('\t');
		rows.set(`${group}\t${name}`, { expected, program: program === '=' ? expected : program });
	}
	return rows;
}
