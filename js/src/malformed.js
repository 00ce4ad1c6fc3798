// What a reader throws at bytes that break a clause: the clause, one sentence that says how, and the place
// where the reader knows it. Whoever reads a file turns it into a finding; any other error is a fault of
// this program.
// SPDX-License-Identifier: ISC

export class Malformed extends Error {
	constructor(clause, sentence, at = null) {
		super(sentence);
		this.name = 'Malformed';
		this.clause = clause;
		this.at = at;
	}
}

/** Throws unless `fine`. */
export function demand(fine, clause, sentence, at = null) {
	if (!fine)
		throw new Malformed(clause, sentence, at);
}

/** What `read` returns, or the Malformed that it throws. */
export function attempt(read) {
	try {
		return { value: read(), malformed: null };
	} catch (error) {
		if (error instanceof Malformed)
			return { value: null, malformed: error };
		throw error;
	}
}

/** Runs `read`; whatever it finds malformed breaks `clause`, which gives the form (10.3). */
export function byForm(clause, read) {
	const { value, malformed } = attempt(read);
	if (malformed !== null)
		throw new Malformed(clause, malformed.message, malformed.at);
	return value;
}

/** Runs `read`; whatever it finds malformed lies at `at`. */
export function inPlace(at, read) {
	const { value, malformed } = attempt(read);
	if (malformed !== null)
		throw new Malformed(malformed.clause, malformed.message, at);
	return value;
}

/** Runs `read`; what it finds malformed lies at `at`, unless it knows better. */
export function within(at, read) {
	const { value, malformed } = attempt(read);
	if (malformed !== null)
		throw new Malformed(malformed.clause, malformed.message, malformed.at ?? at);
	return value;
}
