// What the record makes of an assertion (format 8.5): SUPPORTED, DISPUTED, CONTRADICTED or CANNOT TELL.
// SPDX-License-Identifier: ISC
import { spoken } from './time.js';
import { takenAs } from './states.js';

const YES = 'yes';
const DISPUTED = 'disputed';
const NO = 'no';

function spell({ chain, number, epoch }) {
	return `${chain.toUpperCase()}-${number}${epoch > 0 ? `.${epoch}` : ''}`;
}

/** The entry that stands at a citation, or undefined. */
function entryAt(table, { chain, number, epoch }) {
	for (const entry of table.acts.values()) {
		const { act } = entry;
		if (act.chain === chain && act.number === number && act.epoch === epoch)
			return entry;
	}
	return undefined;
}

/** As what the author handed a paper over. */
function offered({ act }) {
	return { role: act.fields.role, answers: act.fields.answers };
}

/** Whether a label is what was claimed. */
function isLabelled(label, claim) {
	return (claim.role === null || label.role === claim.role) &&
		(claim.answersId === null || label.answers === claim.answersId);
}

/** Both sides' labels against the claim. */
function compareLabels(claim, mine, theirs) {
	const first = isLabelled(mine, claim);
	if (theirs === null || isLabelled(theirs, claim) === first)
		return first ? YES : NO;
	return DISPUTED;
}

/** Every hand-over of a paper to somebody: paper, addressee, delivery. */
function* deliveries(table) {
	for (const paper of table.handOvers.values()) {
		if (paper.isEntered)
			continue;
		for (const [addressee, delivery] of paper.copies)
			yield { paper, addressee, delivery };
	}
}

function isMatch(value, wanted) {
	return wanted === null || value === wanted;
}

/** Who does what in each assertion: whether a delivery is the one spoken of, and the entry that shows it. */
const MEANING = {
	delivered: ({ paper }, claim) => isMatch(paper.sender, claim.doer) ? paper.entry : null,
	received: ({ addressee, delivery }, claim) =>
		isMatch(addressee, claim.doer) ? delivery.release : null,
	taken: ({ addressee, delivery }, claim) =>
		isMatch(addressee, claim.doer) && delivery.release !== null ? delivery.take : null,
	answered: ({ paper, delivery }, claim) => isMatch(paper.sender, claim.doer) ? delivery.release : null,
};

function truthOf(each, claim) {
	const theirs = takenAs(each.paper, each.delivery);
	return claim.verb === 'taken' ? compareLabels(claim, theirs, null)
		: compareLabels(claim, offered(each.paper.entry), theirs);
}

/** The deliveries that bear out the claim on one side at least: { entry, truth, paper, addressee }. */
function* witnesses(table, claim) {
	for (const each of deliveries(table)) {
		const entry = MEANING[claim.verb](each, claim);
		const isNamed = claim.verb === 'answered' || isMatch(each.paper.entry.act.id, claim.actId);
		if (entry === null || !isNamed || !isMatch(each.addressee, claim.to))
			continue;
		const truth = truthOf(each, claim);
		if (truth !== NO)
			yield { entry, truth, ...each };
	}
}

/** Whether what an entry shows was there before the time asked for: true, false, or null. */
function wasBefore(entry, until, evidence) {
	if (until === null)
		return true;
	const by = evidence.by(entry.index);
	if (by !== null && by < until)
		return true;
	const since = evidence.since(entry.index);
	return since !== null && since >= until ? false : null;
}

function found(word, sentence) {
	return { word, sentence: `the assertion is ${word}: ${sentence}` };
}

const EVENT = {
	delivered: ({ paper, addressee }) =>
		`${paper.sender.toUpperCase()} handed over ${paper.entry.at} to ${addressee.toUpperCase()}`,
	received: ({ paper, addressee }) =>
		`${paper.entry.at}, handed over by ${paper.sender.toUpperCase()}, was released to ` +
		addressee.toUpperCase(),
	taken: ({ paper, addressee, delivery }) =>
		`${addressee.toUpperCase()} took ${paper.entry.at} as ${delivery.take.act.fields.as}`,
	answered: ({ paper, addressee }) =>
		`${paper.entry.at} of ${paper.sender.toUpperCase()} answers it and was released to ` +
		addressee.toUpperCase(),
};

function borneOut(claim, witness, evidence) {
	const by = evidence.by(witness.entry.index);
	const when = by === null ? '' : `, by ${spoken(by)}`;
	const event = EVENT[claim.verb](witness);
	if (witness.truth === YES)
		return found('SUPPORTED', `${event}${when}`);
	return found('DISPUTED', `${event}${when}; its author and its addressee name it differently, ` +
		'and neither label wins');
}

/** Nothing bears it out: what the absence is worth. */
function absence(table, claim, evidence, isAboutTable) {
	if (!table.isWhole) {
		return found('CANNOT TELL', 'nothing of the kind is among the acts shown, and what was left out ' +
			'nobody knows');
	}
	const latest = evidence.latest();
	if (latest === null || (claim.until !== null && latest < claim.until))
		return found('CANNOT TELL', 'no checkpoint of this log is dated after the time asked for');
	if (!isAboutTable && table.rules.get('channel') !== 'complete') {
		return found('CANNOT TELL', 'nothing of the kind stands, but the charter does not say that this ' +
			'channel is complete');
	}
	return found('CONTRADICTED',
		`nothing of the kind stands in the whole log up to ${spoken(latest)}`);
}

/** Whether a paper that was entered (5.2.7) is all that speaks for the claim. */
function isEnteredSo(paper, { verb, doer }) {
	return (verb === 'delivered' && isMatch(paper.sender, doer)) ||
		(verb === 'received' && (doer === null || paper.copies.has(doer)));
}

/** The claim with the ids of the acts that it cites; or a finding, where these cannot be had. */
function resolve(table, claim) {
	const resolved = { ...claim, actId: null, answersId: null };
	const author = claim.act?.chain.split('/')[0] ?? null;
	for (const name of [claim.doer, claim.to, author]) {
		if (name !== null && !table.isMember(name))
			return { fault: found('CANNOT TELL', `${name.toUpperCase()} is no member of this table`) };
	}
	for (const [key, id] of [['act', 'actId'], ['answers', 'answersId']]) {
		const entry = claim[key] === null ? null : entryAt(table, claim[key]);
		resolved[id] = entry === null ? null : entry?.act.id ?? `none ${spell(claim[key])}`;
	}
	if (claim.verb === 'answered')
		resolved.answersId = resolved.actId;
	const named = table.handOver(resolved.actId);
	if (named?.isEntered && isEnteredSo(named, claim)) {
		return { fault: found('CANNOT TELL', `${named.entry.at} says that it came from ` +
			`${named.sender.toUpperCase()} outside the record, who has signed nothing`) };
	}
	return { resolved, fault: null };
}

/** Judges a claim. Returns { word, sentence }. */
export function judgeClaim(table, claim, evidence) {
	const { resolved, fault } = resolve(table, claim);
	if (fault !== null)
		return fault;
	const all = [...witnesses(table, resolved)];
	for (const truth of [YES, DISPUTED]) {
		const witness = all.find((each) => each.truth === truth &&
			wasBefore(each.entry, claim.until, evidence) === true);
		if (witness !== undefined)
			return borneOut(claim, witness, evidence);
	}
	const open = all.find((each) => wasBefore(each.entry, claim.until, evidence) === null);
	if (open !== undefined) {
		const tie = table.rules.get('tie');
		return found('CANNOT TELL', `${open.entry.at} was logged between two dates, and the time asked for ` +
			`lies between them; the charter's tie rule favours the ${tie}`);
	}
	return absence(table, resolved, evidence, claim.act !== null || claim.answers !== null);
}
