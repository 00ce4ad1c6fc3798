// What a rule answers of an act that breaks it (format 4.8): the clause, how, who answers, and which other
// act it turns on.
// SPDX-License-Identifier: ISC

function verdict(clause, sentence, more) {
	return {
		clause, sentence, cause: null, mayCross: false, isNobody: false, isDepositary: false, ...more,
	};
}

/** The act breaks a rule by itself, or by what it cites; its author answers. */
export function voidBy(clause, sentence) {
	return verdict(clause, sentence, {});
}

/** The act is void because `cause`, an entry of the table, stands before it. */
export function voidAfter(clause, sentence, cause) {
	return verdict(clause, sentence, { cause });
}

/** The same, of those that 4.8 names: where its author had not seen the cause, the two crossed. */
export function voidUnlessCrossed(clause, sentence, cause) {
	return verdict(clause, sentence, { cause, mayCross: true });
}

/** The act is void and no key can be held to it (4.7). */
export function voidByNobody(clause, sentence) {
	return verdict(clause, sentence, { isNobody: true });
}

/** The log is not genuine, and the depositary answers (5.3.4). */
export function depositaryFault(clause, sentence) {
	return verdict(clause, sentence, { isDepositary: true });
}
