// What a reader is told of the acts that a file shows: one line each, with the states of hand-overs.
// SPDX-License-Identifier: ISC
import { spoken } from './time.js';
import { silenceStateOf, stateOf } from './states.js';

/** An act that a value cites, as people cite it. */
function cited(table, id) {
	return table.find(id)?.at ?? 'an act that is not shown';
}

function answering(table, id) {
	return id === null ? '' : `, answering ${cited(table, id)}`;
}

const WORDS = {
	propose: handedOver, respond: handedOver, letter: handedOver,
	receipt: (table, { of }) => `receipt of ${cited(table, of)}`,
	release: (table, { of, addressee }) => `release of ${cited(table, of)} to ${addressee.toUpperCase()}`,
	take: (table, { of, as, answers }) =>
		`takes ${cited(table, of)} ${as === 'as-offered' ? as : `as ${as}`}${answering(table, answers)}`,
	refuse: (table, { of }) => `refuses ${cited(table, of)}`,
	withdraw: (table, { of }) => `withdraws ${cited(table, of)}`,
	contest: (table, { of }) => `contests ${cited(table, of)}`,
	'cannot-open': (table, { of }) => `cannot open ${cited(table, of)}`,
	entered: (table, { from, channel, role }) =>
		`entered: from ${from.toUpperCase()} by ${channel}, a ${role}`,
	statement: (table, { finding, text }) =>
		`${finding === null ? 'statement' : `ruling: ${finding}`}: ${text}`,
	minutes: (table, { text }) => `minutes: ${text}`,
	corrigendum: (table, { of, text }) => `corrigendum of ${cited(table, of)}: ${text}`,
	mandate: (table, { to, scope }) => `mandate to ${to.toUpperCase()} for ${scope.join(', ')}`,
	revoke: (table, { to }) => `revokes the mandate of ${to.toUpperCase()}`,
	admit: (table, { party }) => `admits ${party.name.toUpperCase()} as ${party.role}`,
	promise: (table, { what, due }) => `promises: ${what}, due ${spoken(due)}`,
	adopt: (table, fields) => jointly(table, fields, 'adopt'),
	initial: (table, fields) => jointly(table, fields, 'initial'),
	sign: (table, fields) => jointly(table, fields, 'sign'),
	silence: (table, { of, until, text }) =>
		`puts ${cited(table, of)} under silence until ${spoken(until)}${text === null ? '' : `: ${text}`}`,
	object: (table, { of }) => `objects to ${cited(table, of)}`,
};

function upper(names) {
	return names.map((name) => name.toUpperCase()).join(', ');
}

/** format 5.5.1: what several do with a text, and which of them have yet to confirm. */
function jointly(table, { of, referendum, signer }, verb) {
	const open = referendum.length === 0 ? '' : `, ad referendum ${upper(referendum)}`;
	return `${upper(signer)} ${verb} the text of ${cited(table, of)}${open}`;
}

function handedOver(table, { role, answers, copy }, act) {
	const to = copy.map((each) => each.addressee).filter((name) => name !== act.author)
		.map((name) => name.toUpperCase());
	return `hands over to ${to.join(', ')}; calls it: ${role}${answering(table, answers)}`;
}

/** What an act does, in words. */
export function deed(table, act) {
	return WORDS[act.kind.name]?.(table, act.fields, act) ?? act.kind.name;
}

/** When an act was logged, as far as dates tell; else its author's own date. */
export function when(entry, evidence) {
	const by = evidence.by(entry.index);
	return by === null ? `dated ${spoken(entry.act.date)} by its author` : spoken(by);
}

const DECIDED = { adopt: 'adopted', initial: 'initialled', sign: 'signed' };

/** format 8.6: who has made the text of an act theirs, and who of them ad referendum only. */
function decidedOf(table, { act }) {
	return Object.entries(DECIDED).flatMap(([kind, participle]) => {
		const names = table.decided.get(act.id)?.get(kind);
		if (names === undefined)
			return [];
		const order = table.charterOrder([...names.keys()]);
		const open = order.filter((name) => names.get(name));
		return [`${participle} by ${upper(order)}${open.length === 0 ? '' : `, ad referendum ${upper(open)}`}`];
	});
}

/** So many texts are told of where it is said what is established; the timeline has all. */
const TEXTS_TOLD = 16;

/** The same of the acts that are shown, as sentences. */
export function decisions(table) {
	const shown = [...table.decided.keys()].map((id) => table.find(id)).filter((entry) => entry !== undefined);
	const rest = table.isWhole ? '' : ', as far as the acts shown tell';
	return shown.slice(0, TEXTS_TOLD).flatMap((entry) =>
		decidedOf(table, entry).map((who) => `the text of ${entry.at} was ${who}${rest}`));
}

/** format 8.7. */
function silenceOf(table, { act }, evidence) {
	const silent = table.silences.get(act.id);
	if (silent === undefined)
		return [];
	const { state, isUndetermined, unaware } = silenceStateOf(table, silent, evidence);
	const who = state === 'not-known' ? ` to ${upper(unaware)}` : '';
	return [`silence: ${state}${who}${isUndetermined ? ', by the tie rule of the charter' : ''}`];
}

function statesOf(table, entry, evidence) {
	if (!table.isWhole)
		return [];
	const paper = table.handOver(entry.act.id);
	const delivered = [...paper?.copies.keys() ?? []].map((addressee) =>
		`${addressee.toUpperCase()}: ${stateOf(table, paper, addressee, evidence)}`);
	return [...delivered, ...decidedOf(table, entry), ...silenceOf(table, entry, evidence)];
}

/** One row of the timeline: at, when, deed, states, and why the act is void, or null. */
export function timelineOf(table, entries, evidence) {
	return entries.map((entry) => ({
		at: entry.at, when: when(entry, evidence), deed: deed(table, entry.act),
		states: statesOf(table, entry, evidence),
		isVoid: entry.fault === null ? null : entry.fault.clause,
	}));
}

/** What the register of the depositary adds (6.10): a sentence in a list, or none. */
export function registered(evidence, depositary) {
	const { registrations, trust } = evidence;
	if (registrations === 0)
		return [];
	const register = `the register of ${depositary.toUpperCase()}`;
	if (trust.policy === null) {
		return [`registrations in ${register}: ${registrations}, which date nothing, as your trust file asks no ` +
			'cosigners'];
	}
	const largest = evidence.largestRegistered();
	return [largest === null ? `registrations in ${register}: ${registrations}, which date no checkpoint that is here`
		: `the checkpoint of ${largest.size} entries existed by ${spoken(largest.time)}, when the cosigners of your ` +
			`trust file had dated ${register}, which holds it`];
}

/** What a file of this sort does not show. */
export function notShown(isWhole, hasTexts) {
	const hidden = ['texts of papers: the log holds commitments to them only'];
	if (hasTexts)
		hidden[0] = 'texts other than those disclosed here';
	if (!isWhole)
		hidden.push('every act that was not picked for this file');
	hidden.push('whether anybody read, understood or agreed', 'what went another way than through this log');
	return hidden;
}
