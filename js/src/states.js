// The state of each hand-over (format 8.1, 8.2) and of each silence (8.7), at the time of the last dated checkpoint.
// SPDX-License-Identifier: ISC
import { DAY } from './time.js';
import { correctedBy, ownersOf } from './fold/decision.js';

/** format 8.4: names of ETSI EN 319 522-1. */
export const ETSI = {
	lodged: 'SubmissionAcceptance', 'awaiting-receipt': 'NotificationForAcceptance',
	received: 'ContentHandover', 'role-open': 'ContentHandover', 'taken-as-offered': 'ContentHandover',
	'role-disputed': 'ContentHandover', refused: 'ConsignmentRejection',
	'deemed-received': 'AcceptanceRejectionExpiry', 'not-collected': 'AcceptanceRejectionExpiry',
	contested: 'ContentHandoverFailure', 'cannot-open': 'ContentHandoverFailure',
	carried: 'RelayToNonERDS', entered: 'ReceivedFromNonERDS',
};

/** What the author offered a paper as. */
function offered({ act }) {
	return { role: act.fields.role, answers: act.fields.answers };
}

/** As what its addressee took it; null without a take. Only "as offered" leaves open what it answers. */
export function takenAs(paper, delivery) {
	if (delivery.take === null)
		return null;
	const { as, answers } = delivery.take.act.fields;
	const declared = offered(paper.entry);
	return as === 'as-offered' ? { role: declared.role, answers: answers ?? declared.answers }
		: { role: as, answers };
}

/** Whether both sides call a paper the same (8.3). */
function isAsOffered(paper, delivery) {
	const declared = offered(paper.entry);
	const taken = takenAs(paper, delivery);
	return taken.role === declared.role && taken.answers === declared.answers;
}

/** When a period of `days` from an entry on has run (8.2); null if the charter sets none. */
function endOf(entry, days, evidence) {
	return days === null ? null : (evidence.by(entry.index) ?? entry.act.date) + days * DAY;
}

function hasRun(end, now) {
	return end !== null && now !== null && now >= end;
}

function isOpen(complaint) {
	return complaint !== null && complaint.ruling?.act.fields.finding !== 'rejected';
}

function complaintState({ complaints }) {
	if (isOpen(complaints.contest))
		return 'contested';
	return isOpen(complaints['cannot-open']) ? 'cannot-open' : null;
}

function releasedState(table, paper, delivery, evidence, now) {
	const complained = complaintState(delivery);
	if (complained !== null)
		return complained;
	if (delivery.take !== null)
		return isAsOffered(paper, delivery) ? 'taken-as-offered' : 'role-disputed';
	if (delivery.release.act.author === paper.sender)
		return 'carried';
	const end = endOf(delivery.release, table.rules.get('take-days'), evidence);
	return hasRun(end, now) ? 'role-open' : 'received';
}

function waitingState(table, paper, addressee, evidence, now) {
	const { entry } = paper;
	if (hasRun(endOf(entry, table.rules.get('deemed-days'), evidence), now))
		return 'deemed-received';
	const collectBy = entry.act.fields['collect-by'] ??
		endOf(entry, table.rules.get('collect-days'), evidence);
	if (hasRun(collectBy, now))
		return 'not-collected';
	return (table.knows.get(addressee) ?? 0) > entry.index ? 'awaiting-receipt' : 'lodged';
}

/** The one state of a paper and an addressee at a time: that of the last date, unless told. */
export function stateOf(table, paper, addressee, evidence, now = evidence.latest()) {
	const delivery = paper.copies.get(addressee);
	if (paper.isEntered)
		return 'entered';
	if (delivery.withdrawal !== null)
		return 'withdrawn';
	if (delivery.refusal !== null)
		return 'refused';
	return delivery.release !== null ? releasedState(table, paper, delivery, evidence, now)
		: waitingState(table, paper, addressee, evidence, now);
}

/** When an entry was there: its `by`, and without one its date (8.7). */
function thereBy(entry, evidence) {
	return evidence.by(entry.index) ?? entry.act.date;
}

/** Whether the first objection was in time: true, false, or null where nobody can tell (8.7). */
function cameInTime(objection, until, evidence) {
	if (objection === null || thereBy(objection, evidence) < until)
		return objection !== null;
	if (evidence.by(objection.index) === null)
		return false;
	const since = evidence.since(objection.index);
	return since === null || since < until ? null : false;
}

/** Those to whom a silence speaks, and who cannot have known of it in time, or cannot read its text. */
function unawareOf(table, { entry, paper, knew }, evidence) {
	const { until } = entry.act.fields;
	const isEarly = (each) => thereBy(each, evidence) < until;
	const isThere = (each) => each !== null && each !== undefined && isEarly(each);
	const isPending = (complaint) => isOpen(complaint) && isEarly(complaint.entry);
	return ownersOf(table, correctedBy({ paper }), isEarly).filter((name) => {
		const delivery = paper.copies.get(name);
		return name !== paper.sender && (delivery === undefined || !isThere(delivery.release) || !isThere(knew.get(name)) ||
			isPending(delivery.complaints.contest) || isPending(delivery.complaints['cannot-open']));
	});
}

/** The state of a silence, whatever other corrections there are. */
function loneState(table, silent, evidence, now) {
	const { until } = silent.entry.act.fields;
	const inTime = cameInTime(silent.objection, until, evidence);
	const unaware = unawareOf(table, silent, evidence);
	const isBroken = inTime ?? table.rules.get('tie') === 'addressee';
	const isOver = now !== null && now >= until;
	const ended = unaware.length > 0 ? 'not-known' : 'adopted';
	return { state: isBroken ? 'broken' : isOver ? ended : 'running', isUndetermined: inTime === null, unaware };
}

/**
 * The states of all silences at a time, that of the last date unless told, in log order: of each its state; whether
 * the objection may have come in time or not; and who could not know. Of several that would be adopted in the place
 * of one text the first stands (8.7).
 */
export function silenceStates(table, evidence, now = evidence.latest()) {
	const found = new Map(table.silenceRows.map((silent) => [silent, loneState(table, silent, evidence, now)]));
	const adopted = [...found.keys()].filter((silent) => found.get(silent).state === 'adopted');
	const firsts = new Map();
	for (const silent of adopted) {
		const first = firsts.get(correctedBy(silent));
		if (first === undefined || silent.entry.act.fields.until < first.entry.act.fields.until)
			firsts.set(correctedBy(silent), silent);
	}
	for (const silent of adopted) {
		if (firsts.get(correctedBy(silent)) !== silent)
			found.get(silent).state = 'superseded';
	}
	return found;
}
