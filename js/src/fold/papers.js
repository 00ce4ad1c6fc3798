// Rules and effects of hand-overs (format 5.2).
// SPDX-License-Identifier: ISC
import { voidBy, voidUnlessCrossed } from './verdict.js';

/** format 5.2.5: an earlier hand-over, that the author sent or was sent. */
export function answersFault(table, act) {
	const id = act.fields.answers;
	if (id === null)
		return null;
	const answered = table.handOver(id);
	if (answered === undefined) {
		return table.isWhole || table.find(id) !== undefined
			? voidBy('5.2.5', 'what it answers is no hand-over before it') : null;
	}
	return answered.sender === act.author || answered.copies.has(act.author) ? null
		: voidBy('5.2.5', 'what it answers was neither sent by its author nor to it');
}

function areUnique(values) {
	return new Set(values).size === values.length;
}

/** format 5.2.4: to whom a copy may go. */
function addresseeFault(table, act, copy) {
	const { addressee, recipient } = copy;
	if (addressee === act.author) {
		return recipient === null ? null
			: voidBy('5.2.4', 'the author\'s own copy has no recipient');
	}
	if (recipient === null)
		return voidBy('5.2.4', `the copy for ${addressee} has no recipient`);
	const member = table.members.get(addressee);
	if (member?.left != null)
		return voidUnlessCrossed('5.2.4', `${addressee} has left`, member.left);
	if (table.isSeated(addressee) || (!table.isWhole && table.mayBeMember(addressee)))
		return null;
	return voidBy('5.2.4', `${addressee} has no seat at this table`);
}

function copiesFault(table, act) {
	const { copy, annex } = act.fields;
	for (const each of copy) {
		const fault = addresseeFault(table, act, each);
		if (fault !== null)
			return fault;
	}
	const addressees = copy.map((each) => each.addressee);
	if (!areUnique(addressees))
		return voidBy('5.2.4', 'an addressee is named twice');
	if (addressees.every((each) => each === act.author))
		return voidBy('5.2.4', 'it is handed over to nobody');
	const recipients = copy.map((each) => each.recipient).filter((each) => each !== null);
	for (const values of [copy.map((each) => each.root), copy.map((each) => each.hash), recipients]) {
		if (!areUnique(values))
			return voidBy('5.2.4', 'two copies share a root, a hash or a recipient');
	}
	if (annex.some((each) => each.addressee === act.author || !addressees.includes(each.addressee)))
		return voidBy('5.2.4', 'an annex goes to its author, or to somebody who has no copy');
	return null;
}

/** format 5.2.2, 5.2.3: any paper. */
export function paper(table, act) {
	if (!table.isMember(act.author))
		return voidBy(act.kind.clause, 'papers are handed over by members');
	return answersFault(table, act) ?? copiesFault(table, act);
}

/** format 5.2.1. */
export function propose(table, act) {
	// The role of one who was admitted is that of the admission that stands, which may not be shown.
	const isKnown = table.isWhole || table.isFounder(act.author);
	if (act.fields.role === 'chair-text' && isKnown && table.members.get(act.author)?.role !== 'chair')
		return voidBy('5.2.1', 'a chair\'s text is the chair\'s alone');
	return paper(table, act);
}

function newDelivery(copy) {
	return {
		// Of receipts one is in effect; of picked acts nobody knows which, and each may be.
		copy, receipt: null, receipts: new Set(), refusal: null, withdrawal: null, release: null, take: null,
		complaints: { contest: null, 'cannot-open': null },
	};
}

export function handOver(table, entry) {
	const { act } = entry;
	const copies = new Map();
	for (const copy of act.fields.copy) {
		if (copy.addressee !== act.author)
			copies.set(copy.addressee, newDelivery(copy));
	}
	table.handOvers.set(act.id, { entry, sender: act.author, isEntered: false, copies });
}

/** format 5.2.6. */
export function corrigendum(table, act) {
	const own = table.handOver(act.fields.of);
	if (own === undefined && !table.isWhole && table.find(act.fields.of) === undefined)
		return null;
	return own !== undefined && own.sender === act.author && !own.isEntered ? null
		: voidBy('5.2.6', 'it is of no paper of its author\'s');
}

/** format 5.2.7. */
export function entered(table, act) {
	const { from, copy } = act.fields;
	if (from === act.author || !table.mayBeMember(from))
		return voidBy('5.2.7', `${from} is no other member`);
	if (copy.addressee !== act.author || copy.recipient !== null)
		return voidBy('5.2.7', 'the copy is addressed to its author, without a recipient');
	return answersFault(table, act);
}

export function keepEntered(table, entry) {
	const { act } = entry;
	const copies = new Map([[act.author, newDelivery(act.fields.copy)]]);
	table.handOvers.set(act.id, { entry, sender: act.fields.from, isEntered: true, copies });
}
