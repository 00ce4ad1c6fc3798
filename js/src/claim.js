// Assertions about the record (format 8.5): the words of a claim.
//
// A verb (delivered, received, taken or took, answered), who did it (before the verb, or behind `by`), an act
// by its citation, a role (perhaps behind `as`), what that role answers (`response to SUD-2`), to whom
// (`to NORD`), and a time (`by 2022-02-01`, `by 1 Feb 2022`, `by 2022-02-01T12:00:00Z`).
// SPDX-License-Identifier: ISC
import { decOf, isName } from './words.js';
import { DAY, secondsOf } from './time.js';
import { Malformed, demand } from './malformed.js';

const CLAUSE = '8.5';
const FILLERS = new Set(['a', 'an', 'the', 'has', 'have', 'had', 'was', 'were', 'is', 'been', 'paper']);
const VERBS = { delivered: 'delivered', received: 'received', taken: 'taken', took: 'taken',
	answered: 'answered' };
const CLAIM_ROLES = ['draft', 'chair-text', 'joint-draft', 'agreed-text', 'response', 'letter',
	'information'];
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september',
	'october', 'november', 'december'];

/** `NORD-4`, `NORD/LEGAL-2`, `NORD-4.1`: chain, number and epoch; or null. */
function parseCitation(word) {
	const dash = word.lastIndexOf('-');
	const names = word.slice(0, dash).split('/', 3);
	const [number, epoch, more] = word.slice(dash + 1).split('.', 3);
	const value = { chain: names.join('/'), number: decOf(number), epoch: decOf(epoch ?? '0') };
	const isWhole = dash > 0 && names.length <= 2 && names.every(isName) && more === undefined;
	return isWhole && value.number >= 1 && value.epoch !== null && (epoch === undefined || value.epoch > 0)
		? value : null;
}

function monthOf(word) {
	const index = MONTHS.findIndex((month) => month === word || month.slice(0, 3) === word);
	return index < 0 ? null : String(index + 1).padStart(2, '0');
}

/** The second at which a day ends, or null if there is no such day. */
function endOfDay(date) {
	const start = secondsOf(`${date}T00:00:00Z`);
	return start === null ? null : start + DAY;
}

/** A time at the front of `words`: { until, count } in seconds and words; or null. */
function timeAt(words) {
	const first = words[0] ?? '';
	const instant = secondsOf(first.toUpperCase());
	if (instant !== null)
		return { until: instant, count: 1 };
	const day = endOfDay(first);
	if (day !== null)
		return { until: day, count: 1 };
	const month = monthOf(words[1] ?? '');
	if (month === null || !/^[0-9]{1,2}$/.test(first))
		return null;
	const spelled = endOfDay(`${words[2] ?? ''}-${month}-${first.padStart(2, '0')}`);
	return spelled === null ? null : { until: spelled, count: 3 };
}

class Claim {
	constructor(words) {
		this.words = words;
		this.at = 0;
		this.said = { verb: null, doer: null, to: null, act: null, role: null, answers: null, until: null };
	}

	fail(sentence) {
		throw new Malformed(CLAUSE, sentence, 'claim');
	}

	/** Keeps one thing that may be said once. */
	say(key, value, sentence) {
		if (this.said[key] !== null)
			this.fail(sentence);
		this.said[key] = value;
	}

	next() {
		return this.words[this.at++] ?? '';
	}

	/** A role, and what it answers: `response to SUD-2`. */
	role(word) {
		this.say('role', word, `"${word}" is a second role`);
		const answers = this.words[this.at] === 'to' ? parseCitation(this.words[this.at + 1] ?? '') : null;
		if (answers === null)
			return;
		this.said.answers = answers;
		this.at += 2;
	}

	as() {
		const word = this.next();
		if (!CLAIM_ROLES.includes(word))
			this.fail(`"${word}" is no role that a paper is handed over or taken as`);
		this.role(word);
	}

	by() {
		const time = timeAt(this.words.slice(this.at, this.at + 3));
		const word = this.words[this.at] ?? '';
		if (time !== null) {
			this.say('until', time.until, `"${word}" ends a second time`);
			this.at += time.count;
		} else if (this.said.doer === null && isName(word)) {
			this.said.doer = word;
			this.at++;
		} else
			this.fail(`"${word}" stands behind "by", where a time or a party is due`);
	}

	to() {
		const word = this.next();
		if (!isName(word))
			this.fail(`"${word}" stands behind "to", where a party is due`);
		this.say('to', word, `"${word}" is a second addressee`);
	}

	word(word) {
		if (Object.hasOwn(VERBS, word))
			this.say('verb', VERBS[word], `"${word}" says a second thing; a claim says one`);
		else if (CLAIM_ROLES.includes(word))
			this.role(word);
		else if (word === 'as' || word === 'by' || word === 'to')
			this[word]();
		else if (parseCitation(word) !== null)
			this.say('act', parseCitation(word), `"${word}" is a second act`);
		else if (isName(word) && this.said.verb === null && this.said.doer === null)
			this.said.doer = word;
		else
			this.fail(`"${word}" is no word of a claim`);
	}
}

/** Reads the words of a claim; throws Malformed. */
export function parseClaim(text) {
	const words = text.toLowerCase().split(' ').filter((word) => word !== '');
	if (words.at(-1)?.endsWith('.'))
		words.push(words.pop().slice(0, -1));
	const claim = new Claim(words.filter((word) => !FILLERS.has(word)));
	while (claim.at < claim.words.length)
		claim.word(claim.next());
	const { said } = claim;
	demand(said.verb !== null, CLAUSE, 'no word says what happened: delivered, received, taken, answered',
		'claim');
	const isNamed = said.act !== null ||
		(said.verb !== 'answered' && (said.doer !== null || said.role !== null || said.to !== null));
	demand(isNamed, CLAUSE, 'it names no act', 'claim');
	return said;
}
