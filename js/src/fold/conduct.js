// Rules and effects of conduct (format 5.4).
// SPDX-License-Identifier: ISC
import { voidAfter, voidBy } from './verdict.js';

/** Whether an act that may be cited is there; where acts were picked it may be one not shown. */
function isThere(table, id) {
	return id === null || !table.isWhole || table.find(id) !== undefined;
}

/** format 5.4.1. */
export function promise(table, act) {
	const { to, of, due } = act.fields;
	if (due <= act.date)
		return voidBy('5.4.1', 'it is due before it was made');
	if (to !== null && !table.mayBeMember(to))
		return voidBy('5.4.1', `${to} is no member`);
	return isThere(table, of) ? null : voidBy('5.4.1', 'what it is about is no act before it');
}

/** format 5.4.2. */
export function meeting(table, act) {
	const stranger = act.fields.with.find((name) => !table.mayBeMember(name));
	return stranger === undefined ? null
		: voidBy('5.4.2', `${stranger} is no member`);
}

/** format 5.4.3. */
export function minutes(table, act) {
	const { of, signer } = act.fields;
	const stranger = signer.find((name) => !table.mayBeMember(name));
	if (stranger !== undefined)
		return voidBy('5.4.3', `${stranger} is no member`);
	const found = of === null ? undefined : table.find(of);
	if (of === null || (found === undefined && !table.isWhole))
		return null;
	return found !== undefined && found.fault === null && found.act.kind.name === 'meeting' ? null
		: voidBy('5.4.3', 'what they are of is no meeting');
}

/** format 5.4.4. */
export function statement(table, act) {
	const { of, finding } = act.fields;
	if (finding === null)
		return isThere(table, of) ? null : voidBy('5.4.4', 'what it is about is no act before it');
	if (table.charter.judge === null || act.author !== table.charter.judge)
		return voidBy('5.4.4', 'a finding is the judge\'s alone');
	if (of !== null && !table.isWhole && table.find(of) === undefined)
		return null;
	const complaint = of === null ? undefined : table.complaints.get(of);
	if (complaint === undefined)
		return voidBy('5.4.4', 'a finding is on a contest or a cannot-open');
	return complaint.ruling === null ? null
		: voidAfter('5.4.4', 'there is a ruling already', complaint.ruling);
}

export function rule(table, entry) {
	const { of, finding } = entry.act.fields;
	const complaint = finding === null ? undefined : table.complaints.get(of);
	if (complaint !== undefined)
		complaint.ruling = entry;
}
