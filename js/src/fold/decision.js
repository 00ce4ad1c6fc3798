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

/** format 8.6: by the text, by the kind of the act, by name: whether each of these acts has it in `referendum`. */
export function markJoint(table, entry) {
	const { kind, fields } = entry.act;
	if (!table.decided.has(fields.of))
		table.decided.set(fields.of, new Map());
	const kinds = table.decided.get(fields.of);
	if (!kinds.has(kind.name))
		kinds.set(kind.name, new Map());
	const names = kinds.get(kind.name);
	for (const name of fields.signer)
		names.set(name, fields.referendum.includes(name) && (names.get(name) ?? true));
}

/** Those but its author to whom a silence about this paper speaks: none if what it answers is no text of theirs. */
function othersOf(table, paper) {
	const kinds = table.decided.get(paper.entry.act.fields.answers);
	const names = new Set([...kinds?.values() ?? []].flatMap((each) => [...each.keys()]));
	return names.delete(paper.sender) ? table.charterOrder([...names]) : [];
}

/** What other acts decide of a correction: of picked ones nothing is told (9.4). */
function correctionFault(table, paper) {
	const others = othersOf(table, paper);
	if (others.length === 0)
		return voidBy('5.5.4', 'what it corrects is no text that its author and others have made theirs');
	const without = others.find((name) => !paper.copies.has(name));
	if (without !== undefined)
		return voidBy('5.5.4', `${without}, whose text it corrects, has no copy of it`);
	const first = table.silenced.get(paper.entry.act.id);
	return first === undefined ? null
		: voidAfter('5.5.4', 'that correction was put under silence before', first);
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
	const paper = table.handOver(of);
	// Of picked acts its paper may be missing, and then nobody asks for its state.
	const others = paper === undefined ? [] : othersOf(table, paper);
	if (!table.silenced.has(of))
		table.silenced.set(of, entry);
	const silent = { entry, paper, others, objection: null, knew: new Map() };
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
	return table.isWhole && !silent.others.includes(act.author)
		? voidBy('5.5.5', 'that silence does not speak to its author') : null;
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
