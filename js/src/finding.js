// Findings (format 10): what a file is found to be, where, by which clause, who answers.
// SPDX-License-Identifier: ISC

export const GENUINE = 'GENUINE';
export const NOT_GENUINE = 'NOT GENUINE';
export const UNREADABLE = 'UNREADABLE';
export const CANNOT_TELL = 'CANNOT TELL';

/** format 10.4: where no key can be held to it. */
export const NOBODY = 'cannot be attributed';

/** Exit codes; of several files the gravest counts: 2, then 1, then 3, then 0. */
export const EXIT = { [GENUINE]: 0, [NOT_GENUINE]: 1, [UNREADABLE]: 2, [CANNOT_TELL]: 3 };
const GRAVITY = [2, 1, 3, 0];

/** A finding. `clause`, `at` and `culprit` are null where there is none. */
export function finding(word, { clause = null, at = null, culprit = null, sentence }) {
	return {
		finding: word, clause, at, culprit, sentence, remarks: [], shown: [], notShown: [],
		established: [], restsOn: [], timeline: [], keys: [], claim: null,
	};
}

export function notGenuine(clause, at, culprit, sentence) {
	return finding(NOT_GENUINE, { clause, at, culprit, sentence });
}

export function unreadable(clause, at, culprit, sentence) {
	return finding(UNREADABLE, { clause, at, culprit, sentence });
}

export function cannotTell(clause, at, culprit, sentence) {
	return finding(CANNOT_TELL, { clause, at, culprit, sentence });
}

/** format 10.3: the canonical line. */
export function canonicalLine(found) {
	return [found.finding, found.clause ?? '-', found.at ?? '-', found.culprit ?? '-'].join('\t');
}

export function gravest(codes) {
	return GRAVITY.find((code) => codes.includes(code)) ?? 0;
}

/** Remarks, weightiest first (10.3). */
export const KEY_TWICE = 0;
export const VOID = 1;
export const DATE = 2;

/** A GENUINE finding with the weightiest of its remarks, the first in log order. */
export function genuine(sentence, remarks) {
	const sorted = [...remarks].sort((a, b) => a.rank - b.rank || a.order - b.order);
	const first = sorted[0] ?? { clause: null, at: null, culprit: null };
	return { ...finding(GENUINE, { ...first, sentence }), remarks: sorted };
}
