// Texts that a proof discloses (format 7.3, 7.7, 7.8): single leaves, and copies whole.
// SPDX-License-Identifier: ISC
import { fromBase64, fromHex, textOf } from '../bytes.js';
import * as value from '../values.js';
import { PROOF_HASHES_MAX } from '../limits.js';
import { attempt, byForm, demand } from '../malformed.js';
import { verifyInclusion } from '../merkle.js';
import { CANNOT_TELL, NOBODY, cannotTell, notGenuine, unreadable } from '../finding.js';
import { copyFault, headingOf, isAt, leafCommitment, parseCopy, placeOf, powerOfTwoFrom }
	from '../paper.js';
import { Lines } from './lines.js';

const CLAUSE = '9.4';

/** Reads the part `leaf`: copy, index, count, salt, the path in base64, an empty line, the leaf. */
export function readLeaf(bytes) {
	const lines = new Lines(bytes, CLAUSE);
	const take = (key, read) => {
		const text = lines.value(key);
		return byForm(CLAUSE, () => read(text));
	};
	const leaf = {
		addressee: take('copy', value.name), index: take('index', value.dec), count: take('count', value.dec),
		salt: fromHex(take('salt', value.hash)), path: [],
	};
	for (let line = lines.next(); line !== ''; line = lines.next()) {
		const hash = fromBase64(line);
		demand(leaf.path.length < PROOF_HASHES_MAX, '1.2', `a path has at most ${PROOF_HASHES_MAX} hashes`);
		demand(hash?.length === 32, CLAUSE, `"${line.slice(0, 64)}" is no hash in base64`);
		leaf.path.push(hash);
	}
	const text = textOf(bytes.subarray(lines.at));
	demand(text !== null, '1.1', 'a leaf is UTF-8');
	return { ...leaf, text };
}

/** Whether an act commits to copies (7.3): a receipt only says again what another act commits to. */
function isCommitting({ kind }) {
	return kind.isHandOver || kind.name === 'entered';
}

/** Every copy line of every act shown that commits to one. */
function* copyLines(entries) {
	for (const { act, at } of entries) {
		for (const line of isCommitting(act) ? [act.fields.copy].flat() : [])
			yield { act, at, line };
	}
}

function provesLeaf(leaf, { act, line }) {
	if (line.addressee !== leaf.addressee || line.leaves !== leaf.count || leaf.index >= leaf.count)
		return false;
	const hash = leafCommitment(placeOf(act, leaf.addressee), leaf.index, leaf.count, leaf.salt,
		leaf.text);
	return verifyInclusion(hash, leaf.index, powerOfTwoFrom(leaf.count), leaf.path, fromHex(line.root));
}

/** Whose copy a text with its salts comes from (7.7). */
function sourceOf(act, addressee) {
	const author = act.author.toUpperCase();
	return addressee === act.author ? `it comes from ${author} (7.7)`
		: `it comes from ${author} or from ${addressee.toUpperCase()}, and which of them passed it on ` +
			'it does not say (7.7)';
}

function leafFinding(leaf, entries, established) {
	for (const each of copyLines(entries)) {
		if (!provesLeaf(leaf, each))
			continue;
		const heading = headingOf(leaf.text, leaf.index);
		established.push(`leaf ${leaf.index + 1} of ${leaf.count} of ${each.at}, "${heading}", stands so in ` +
			`the copy for ${leaf.addressee.toUpperCase()}: ${sourceOf(each.act, leaf.addressee)}`);
		return null;
	}
	return notGenuine('7.3', 'leaf', NOBODY, 'no act shown commits to this leaf');
}

/** Finds the act that commits to the copy at `place`. */
function openedFinding(copy, place, entries, found) {
	// Every act of the file is of one table, so that chain and number tell the act.
	const isShown = entries.some(({ act }) => isCommitting(act) && act.chain === copy.place.chain &&
		act.number === copy.place.number && act.epoch === copy.place.epoch);
	let isPlaced = false;
	for (const each of copyLines(entries)) {
		if (!isAt(copy, placeOf(each.act, each.line.addressee)))
			continue;
		isPlaced = true;
		if (copyFault(copy, each.act, each.line) === null) {
			found.push({ copy, ...each });
			return null;
		}
	}
	if (isPlaced)
		return notGenuine('7.3', place, NOBODY, 'its act commits to another text');
	return isShown ? notGenuine('7.4', place, NOBODY, 'its act has no such copy: another table, or addressee')
		: cannotTell('7.7', place, null, 'the act whose copy it is is not shown');
}

/** format 7.8: two copies of one act that should say the same. */
function differenceFinding(found) {
	const first = new Map();
	for (const { copy, act, at } of found) {
		const paper = first.get(act.id);
		first.set(act.id, paper ?? copy.paper);
		if (paper !== undefined && paper !== copy.paper && act.fields['same-text'] === 'yes') {
			return notGenuine('7.8', at, act.chain,
				`its author declared that all copies of ${at} say the same, and two differ`);
		}
	}
	return null;
}

/**
 * Judges what a proof discloses. Returns { fault, doubt }, findings or null, and the copies that were found; puts what
 * is established in `established`.
 */
export function disclosureFinding(parts, entries, established) {
	for (const leaf of parts.leaf) {
		const fault = leafFinding(leaf, entries, established);
		if (fault !== null)
			return { fault, doubt: null, found: [] };
	}
	const found = [];
	let doubt = null;
	for (let i = 0; i < parts.opened.length; i++) {
		const each = openedFinding(parts.opened[i], `opened ${i + 1}`, entries, found);
		if (each?.finding === CANNOT_TELL)
			doubt ??= each;
		else if (each !== null)
			return { fault: each, doubt: null, found: [] };
	}
	for (const { copy, act, at } of found) {
		established.push(`this is the copy of ${at} for ${copy.place.addressee.toUpperCase()}: ` +
			sourceOf(act, copy.place.addressee));
	}
	return { fault: differenceFinding(found), doubt, found };
}

/** A copy that stands alone (7.7). */
export function verifyCopy(bytes) {
	const { malformed } = attempt(() => parseCopy(bytes));
	return malformed === null
		? cannotTell('7.7', 'copy', null, 'without the act that commits to it a copy shows nothing')
		: unreadable(malformed.clause, 'copy', NOBODY, malformed.message);
}

