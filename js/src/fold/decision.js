// Rules and effects of decisions (format 5.5): who makes a text theirs, and corrections of it under silence.
// SPDX-License-Identifier: ISC
import { voidAfter, voidBy } from './verdict.js';

/** Whose papers are texts, and not about one: 5.2.1 and 5.2.2. */
const TEXT_CLAUSES = ['5.2.1', '5.2.2'];

/** The act that is cited is not shown, so that nothing can be said of it. */
function isUnknown(table, id) {
	return !table.isWhole && table.find(id) === undefined;
}

/** The hand-over with this id if it is of a text, the same to all; or undefined. */
function textNamed(table, id) {
	const paper = table.handOver(id);
	const act = paper?.entry.act;
	return act !== undefined && TEXT_CLAUSES.includes(act.kind.clause) && act.fields['same-text'] === 'yes'
		? paper : undefined;
}

/** Whether a signer had the text before it: its own, or a copy that was released to it. */
function holderFault(table, clause, paper, name) {
	if (table.isWhole && !table.isSeated(name))
		return voidBy(clause, `${name} does not sit at the table`);
	if (paper.sender === name)
		return null;
	const delivery = paper.copies.get(name);
	if (delivery === undefined)
		return voidBy(clause, `${name} was handed no copy of that text`);
	// Of picked acts the release may be missing.
	return delivery.release === null && table.isWhole
		? voidBy(clause, `no copy of that text was released to ${name}`) : null;
}

/** format 5.5.1 to 5.5.3. All of these rules are of one clause: those that the act alone decides come first. */
export function joint(table, act) {
	const { of, referendum, signer } = act.fields;
	const { clause } = act.kind;
	const stray = referendum.find((name) => !signer.includes(name));
	if (stray !== undefined)
		return voidBy(clause, `${stray}, who has yet to confirm, is not among its signers`);
	if (isUnknown(table, of))
		return null;
	const paper = textNamed(table, of);
	if (paper === undefined)
		return voidBy(clause, 'it is of no text that was handed over, the same to all');
	for (const name of signer) {
		const fault = holderFault(table, clause, paper, name);
		if (fault !== null)
			return fault;
	}
	return null;
}

export function markJoint(table, entry) {
	const { of } = entry.act.fields;
	if (!table.decided.has(of))
		table.decided.set(of, []);
	table.decided.get(of).push(entry);
}

/** Every act counts: those before some place in the log, as long as nothing behind it was read. */
const always = () => true;

/** format 8.6: who has made a text theirs by acts of this kind; of each, whether all of these have it in `referendum`. */
export function signersOf(table, id, kind) {
	const names = new Map();
	for (const { act } of table.decided.get(id) ?? []) {
		const { signer, referendum } = act.fields;
		for (const name of act.kind.name === kind ? signer : [])
			names.set(name, referendum.includes(name) && (names.get(name) ?? true));
	}
	return names;
}

/** The text that this one would take the place of: it was put under silence, and nobody has objected; or null. */
function placeTaken(table, id, counts) {
	const silent = table.silenced.get(id);
	if (silent === undefined || !counts(silent.entry))
		return null;
	return silent.objection !== null && counts(silent.objection) ? null : correctedBy(silent);
}

/** The text that a silence is to correct. */
export function correctedBy({ paper }) {
	return paper.entry.act.fields.answers;
}

/** format 5.5.4: whose a text is, by the acts that count. */
export function ownersOf(table, id, counts = always) {
	const names = new Set();
	// Each text answers one that was logged before it, so that this ends.
	for (let text = id; text !== null; text = placeTaken(table, text, counts)) {
		for (const entry of table.decided.get(text) ?? []) {
			for (const name of counts(entry) ? entry.act.fields.signer : [])
				names.add(name);
		}
	}
	return table.charterOrder([...names].filter((name) => table.isSeated(name, counts)));
}

/** What other acts decide of a correction: of picked ones nothing is told (9.4). */
function correctionFault(table, { entry, sender, copies }) {
	const owners = ownersOf(table, entry.act.fields.answers);
	if (!owners.includes(sender) || owners.length === 1)
		return voidBy('5.5.4', 'what it corrects is no text of its author and others');
	const without = owners.find((name) => name !== sender && !copies.has(name));
	if (without !== undefined)
		return voidBy('5.5.4', `${without}, whose text it corrects, has no copy of it`);
	const first = table.silenced.get(entry.act.id);
	return first === undefined ? null
		: voidAfter('5.5.4', 'that correction was put under silence before', first.entry);
}

/** format 5.5.4. */
export function silence(table, act) {
	const { of, until } = act.fields;
	if (until <= act.date)
		return voidBy('5.5.4', 'its silence is over before it was written');
	if (isUnknown(table, of))
		return null;
	const paper = textNamed(table, of);
	if (paper === undefined)
		return voidBy('5.5.4', 'it is of no text that was handed over, the same to all');
	if (paper.sender !== act.author)
		return voidBy('5.5.4', 'the correction is not its author\'s own');
	if (paper.entry.act.fields.answers === null)
		return voidBy('5.5.4', 'the correction answers nothing');
	return table.isWhole ? correctionFault(table, paper) : null;
}

export function beginSilence(table, entry) {
	const { of } = entry.act.fields;
	// Of picked acts its paper may be missing, and then nobody asks for its state.
	const silent = { entry, paper: table.handOver(of), objection: null, knew: new Map() };
	if (!table.silenced.has(of))
		table.silenced.set(of, silent);
	table.silences.set(entry.act.id, silent);
	table.silenceRows.push(silent);
}

/** format 5.5.5. */
export function object(table, act) {
	const { of } = act.fields;
	const cited = table.find(of);
	if (cited === undefined)
		return table.isWhole ? voidBy('5.5.5', 'there is no such silence before it') : null;
	const silent = table.silences.get(of);
	if (silent === undefined || cited.act.author === act.author)
		return voidBy('5.5.5', 'it is of no silence of another');
	return table.isWhole && !ownersOf(table, correctedBy(silent)).includes(act.author)
		? voidBy('5.5.5', 'what that silence corrects is no text of its author') : null;
}

export function markObjection(table, entry) {
	const silent = table.silences.get(entry.act.fields.of);
	if (silent !== undefined)
		silent.objection ??= entry;
}

/** format 8.7: the first act of an author's own that has seen a silence, void or not. */
export function noteSeen(table, entry) {
	const { author, seen } = entry.act;
	const rows = table.silenceRows;
	let next = table.silencesSeen.get(author) ?? 0;
	for (; next < rows.length && rows[next].entry.index < seen.size; next++)
		rows[next].knew.set(author, entry);
	table.silencesSeen.set(author, next);
}
