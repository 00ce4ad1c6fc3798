// Rules and effects of delivery (format 5.3).
// SPDX-License-Identifier: ISC
import { equal } from '../bytes.js';
import { parseRecipient } from '../vkey.js';
import { shareOf } from '../age.js';
import { depositaryFault, voidAfter, voidBy, voidUnlessCrossed } from './verdict.js';
import { answersFault } from './papers.js';

/** Whether the act that is cited is not shown, so that nothing can be said of it. */
function isUnknown(table, id) {
	return !table.isWhole && table.find(id) === undefined;
}

/** A hand-over through the record: one that was entered is none (5.2.7). */
function paperNamed(table, id) {
	const found = table.handOver(id);
	return found === undefined || found.isEntered ? undefined : found;
}

/** The delivery of a paper to the author of this act, or undefined. */
function deliveryTo(table, act) {
	return paperNamed(table, act.fields.of)?.copies.get(act.author);
}

/** format 5.3.1. */
export function withdraw(table, act) {
	if (isUnknown(table, act.fields.of))
		return null;
	const own = paperNamed(table, act.fields.of);
	if (own === undefined || own.sender !== act.author)
		return voidBy('5.3.1', 'it is of no paper that its author handed over');
	const copies = [...own.copies.values()];
	if (copies.some((each) => each.release === null && each.withdrawal === null))
		return null;
	// Behind a withdrawal of its own, which takes back all that can be, no release makes it void (4.8).
	const { withdrawal } = copies.find((each) => each.withdrawal !== null) ?? { withdrawal: null };
	if (withdrawal !== null)
		return voidAfter('5.3.1', 'its author withdrew the paper before', withdrawal);
	const last = copies.map((each) => each.release).reduce((a, b) => a.index > b.index ? a : b);
	return voidUnlessCrossed('5.3.1', 'the paper was released to everybody before', last);
}

export function markWithdrawn(table, entry) {
	for (const each of paperNamed(table, entry.act.fields.of)?.copies.values() ?? []) {
		if (each.release === null)
			each.withdrawal ??= entry;
	}
}

function isSameCopy(a, b) {
	return a.addressee === b.addressee && a.leaves === b.leaves && a.bytes === b.bytes &&
		a.hash === b.hash && a.root === b.root;
}

/** format 5.3.2. */
export function receipt(table, act) {
	const delivery = deliveryTo(table, act);
	if (isUnknown(table, act.fields.of))
		return null;
	if (delivery === undefined)
		return voidBy('5.3.2', 'nothing of the kind was handed over to its author');
	if (!isSameCopy(delivery.copy, act.fields.copy) || act.fields.copy.recipient !== null)
		return voidBy('5.3.2', 'it names another copy than was handed over');
	if (delivery.receipt !== null)
		return voidAfter('5.3.2', 'there is a receipt before it, and the first stands', delivery.receipt);
	if (delivery.refusal !== null)
		return voidAfter('5.3.2', 'its author refused the paper before', delivery.refusal);
	if (delivery.withdrawal !== null)
		return voidUnlessCrossed('5.3.2', 'the paper was withdrawn before', delivery.withdrawal);
	return null;
}

export function markReceipt(table, entry) {
	const delivery = deliveryTo(table, entry.act);
	if (delivery === undefined)
		return;
	delivery.receipts.add(entry.act.id);
	delivery.receipt ??= entry;
	if (delivery.release === null)
		table.owed.add(entry);
}

const FALSE_IDENTITY = 'its identity is not of the recipient of that copy';

function opensCopy(act, delivery) {
	return equal(shareOf(act.fields.identity), parseRecipient(delivery.copy.recipient));
}

/** What is wrong with a release's identity or receipt (5.3.4), or null. */
function releaseFault(table, act, delivery) {
	if (!opensCopy(act, delivery))
		return FALSE_IDENTITY;
	if (isUnknown(table, act.fields.receipt))
		return null;
	return !delivery.receipts.has(act.fields.receipt)
		? 'what it cites is no receipt of that addressee in effect' : null;
}

/**
 * format 5.3.4: an identity that the depositary releases is the copy's, or it said what is false, whether
 * or not that came in time.
 */
export function identityFault(table, act) {
	if (act.kind.name !== 'release' || !table.isDepositary(act.author))
		return null;
	const delivery = paperNamed(table, act.fields.of)?.copies.get(act.fields.addressee);
	return delivery === undefined || opensCopy(act, delivery) ? null
		: depositaryFault('5.3.4', FALSE_IDENTITY);
}

/** format 5.3.3 to 5.3.5. */
export function release(table, act) {
	const isDepositary = table.isDepositary(act.author);
	const blame = isDepositary ? depositaryFault : voidBy;
	if (isUnknown(table, act.fields.of))
		return null;
	const paper = paperNamed(table, act.fields.of);
	if (paper === undefined)
		return blame('5.3.3', 'there is no such hand-over for it to release');
	if (!isDepositary && paper.sender !== act.author)
		return voidBy('5.3.3', 'only the depositary or the author of a paper releases it');
	const delivery = paper.copies.get(act.fields.addressee);
	if (delivery === undefined)
		return blame('5.3.4', 'that hand-over has no such copy');
	const fault = releaseFault(table, act, delivery);
	if (fault !== null)
		return blame('5.3.4', fault);
	return delivery.release === null ? null
		: voidUnlessCrossed('5.3.5', 'that copy was released before', delivery.release);
}

export function markRelease(table, entry) {
	const { of, addressee } = entry.act.fields;
	const delivery = paperNamed(table, of)?.copies.get(addressee);
	if (delivery === undefined)
		return;
	delivery.release ??= entry;
	table.owed.delete(delivery.receipt);
}

/** What take, cannot-open and contest share: by an addressee, after the release to it. */
function afterRelease(table, act) {
	const delivery = deliveryTo(table, act);
	if (delivery === undefined)
		return voidBy(act.kind.clause, 'the paper was not handed over to its author');
	if (delivery.release === null && table.isWhole)
		return voidBy(act.kind.clause, 'the paper was not released to its author');
	return null;
}

/** format 5.3.7. */
export function take(table, act) {
	if (isUnknown(table, act.fields.of))
		return null;
	const fault = afterRelease(table, act);
	if (fault !== null)
		return fault;
	const { take: first } = deliveryTo(table, act);
	if (first !== null)
		return voidAfter('5.3.7', 'its author took it before, and the first label stands', first);
	return answersFault(table, act);
}

export function markTake(table, entry) {
	const delivery = deliveryTo(table, entry.act);
	if (delivery !== undefined)
		delivery.take ??= entry;
}

/** format 5.3.8. */
export function refuse(table, act) {
	const delivery = deliveryTo(table, act);
	if (isUnknown(table, act.fields.of))
		return null;
	if (delivery === undefined)
		return voidBy('5.3.8', 'the paper was not handed over to its author');
	if (delivery.receipt !== null)
		return voidAfter('5.3.8', 'its author signed a receipt before', delivery.receipt);
	if (delivery.refusal !== null)
		return voidAfter('5.3.8', 'its author refused before, and the first stands', delivery.refusal);
	if (delivery.withdrawal !== null)
		return voidUnlessCrossed('5.3.8', 'the paper was withdrawn before', delivery.withdrawal);
	return null;
}

export function markRefusal(table, entry) {
	const delivery = deliveryTo(table, entry.act);
	if (delivery !== undefined)
		delivery.refusal ??= entry;
}

/** format 5.3.9. */
export function cannotOpen(table, act) {
	if (isUnknown(table, act.fields.of))
		return null;
	const fault = afterRelease(table, act);
	if (fault !== null)
		return fault;
	const { take: first } = deliveryTo(table, act);
	return first === null ? complaintTwice(table, act)
		: voidAfter('5.3.9', 'its author took the paper before', first);
}

/** format 5.3.10. */
export function contest(table, act) {
	return isUnknown(table, act.fields.of) ? null
		: afterRelease(table, act) ?? complaintTwice(table, act);
}

/** format 5.3.9, 5.3.10: of complaints of one sort the first stands. */
function complaintTwice(table, act) {
	const { name, clause } = act.kind;
	const first = deliveryTo(table, act).complaints[name];
	return first === null ? null
		: voidAfter(clause, `there is a ${name} before it, and the first stands`, first.entry);
}

export function markComplaint(table, entry) {
	const delivery = deliveryTo(table, entry.act);
	const complaint = { entry, ruling: null };
	table.complaints.set(entry.act.id, complaint);
	if (delivery !== undefined)
		delivery.complaints[entry.act.kind.name] ??= complaint;
}
