// Proofs (format 9.4): some acts with their places in the log, or all of them; what is disclosed; a claim.
// SPDX-License-Identifier: ISC
import { equal, fromHex } from '../bytes.js';
import { attempt } from '../malformed.js';
import { Evidence } from '../evidence.js';
import { Tree, leafHash, verifyInclusion } from '../merkle.js';
import { CANNOT_TELL, NOBODY, genuine, notGenuine, unreadable } from '../finding.js';
import { readProof } from './parts.js';
import { checkpointFinding, marksFinding, namedCosigners } from './marks.js';
import { contradictionFinding, fairFinding, openTable } from './charter.js';
import { foldLog } from './log.js';
import { pickedEntry } from './picked.js';
import { registrationsFinding } from './register.js';
import { disclosureFinding } from './disclosure.js';
import { sameText } from '../summary.js';
import { judgeClaim } from '../judge.js';
import { judgeCopy } from './ruling.js';
import { wholeLog } from './bundle.js';
import { conclude } from './conclude.js';

/** format 6.1: all entries, or the path of each. */
function treeFinding({ checkpoint, entries, shown }, evidence) {
	if (entries !== null) {
		const tree = new Tree();
		for (const entry of entries)
			tree.append(leafHash(entry));
		evidence.tree = tree;
		return tree.hexRoot() === checkpoint.root ? null
			: notGenuine('6.1', 'checkpoint', NOBODY, 'its root is not that of the entries');
	}
	const root = fromHex(checkpoint.root);
	const astray = shown.findIndex(({ bytes, index, path }) =>
		!verifyInclusion(leafHash(bytes), index, checkpoint.size, path, root));
	return astray < 0 ? null
		: notGenuine('6.1', `act ${astray + 1}`, NOBODY, 'its path does not lead to the root');
}

/** Folds what is shown. Returns { fault, doubt }: a fault that was found, and the first thing that is absent. */
async function foldShown(proof, table, evidence, keep) {
	if (proof.entries !== null) {
		return { fault: await foldLog(table, proof, evidence, keep), doubt: null };
	}
	let doubt = null;
	for (let i = 0; i < proof.shown.length; i++) {
		const fault = await pickedEntry(table, proof.shown[i], `act ${i + 1}`, evidence, keep);
		if (fault?.finding === CANNOT_TELL)
			doubt ??= fault;
		else if (fault !== null)
			return { fault, doubt };
	}
	return { fault: null, doubt };
}

function establishedBy(proof, table, entries) {
	if (proof.entries !== null)
		return wholeLog(table, proof.checkpoint.size);
	return entries.map((entry) => `${entry.at} was logged as entry ${entry.index} of ` +
		`${proof.checkpoint.size}, signed by the keys that are known to hold there`);
}

function claimWords(claim, { word, sentence }) {
	return { sentence, claim: { text: claim.text, word } };
}

const PICKED = 'that nothing in between changed a key, took a paper before or made an act void: ' +
	'picked acts do not show it';

/** Any fault of what is disclosed; else the first doubt, unless the trust file is contradicted (10.1). */
function haltOf({ doubt, disclosed, ruling }, table, trust) {
	const fault = disclosed.fault ?? ruling.fault;
	if (fault !== null)
		return fairFinding(fault, table, trust);
	// A key that no act shown registers may be the one that the trust file has: that contradicts nothing (10.2).
	if (doubt !== null)
		return doubt;
	const textDoubt = disclosed.doubt ?? ruling.doubt;
	return textDoubt === null ? null : contradictionFinding(table, trust) ?? textDoubt;
}

/** Verifies a proof. */
export async function verifyProof(bytes, trust) {
	const { value: proof, malformed } = attempt(() => readProof(bytes));
	if (malformed !== null)
		return unreadable(malformed.clause, malformed.at ?? 'line 1', NOBODY, malformed.message);
	if (proof.entries !== null && !equal(proof.entries[0] ?? [], proof.charter))
		return notGenuine('9.4', 'charter', NOBODY, 'the charter is not entry 0 of the log');
	const { table, fault: charterFault } = await openTable(proof.charter, proof.entries !== null);
	if (charterFault !== null)
		return table === null ? charterFault : fairFinding(charterFault, table, trust);
	const named = namedCosigners(proof.entries ?? proof.shown.map(({ bytes: entry }) => entry));
	const evidence = new Evidence(table.charter, trust, named);
	const entries = [];
	evidence.roots.set(proof.checkpoint.size, proof.checkpoint.root);
	const early = await checkpointFinding(proof.checkpoint, 'checkpoint', evidence) ??
		treeFinding(proof, evidence) ?? await marksFinding(proof.checkpoint, proof.marks, evidence) ??
		await registrationsFinding(proof.registrations, evidence);
	if (early !== null)
		return fairFinding(early, table, trust);
	const { fault: logFault, doubt } =
		await foldShown(proof, table, evidence, (entry) => entries.push(entry));
	if (logFault !== null)
		return fairFinding(logFault, table, trust);
	const established = establishedBy(proof, table, entries);
	const disclosed = disclosureFinding(proof.parts, entries, established);
	const ruling = judgeCopy({ table, entries, evidence, parts: proof.parts });
	const halt = haltOf({ doubt, disclosed, ruling }, table, trust);
	if (halt !== null)
		return halt;
	const remarks = entries.flatMap((entry) => entry.remarks);
	const found = genuine('what is shown is logged, and properly signed', remarks);
	const ruled = ruling.remark === null ? found : { ...found, ...ruling.remark };
	const judged = proof.claim === null ? ruled
		: { ...ruled, ...claimWords(proof.claim, judgeClaim(table, proof.claim.said, evidence)) };
	const hasTexts = proof.parts.leaf.length + proof.parts.opened.length > 0;
	return conclude({ ...judged, established, hasTexts }, {
		table, evidence, entries, trust,
		restsAlsoOn: [...proof.entries === null && entries.length > 1 ? [PICKED] : [],
			...disclosed.found.flatMap(({ act, line }) => sameText(table, table.find(act.id), line.addressee))],
	});
}
