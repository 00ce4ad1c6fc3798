// What a reader is told of the acts that a file shows: one line each, with the states of hand-overs.
// SPDX-License-Identifier: ISC
import { spoken } from './time.js';
import { correctedBy, signersOf } from './fold/decision.js';
import { silenceStates, stateOf } from './states.js';

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
	const all = names.map((name) => name.toUpperCase());
	return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
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
		const names = signersOf(table, act.id, kind);
		if (names.size === 0)
			return [];
		const order = table.charterOrder([...names.keys()]);
		const open = order.filter((name) => names.get(name));
		return [`${participle} by ${upper(order)}${open.length === 0 ? '' : `, ad referendum ${upper(open)}`}`];
	});
}

/** So many are told of where it is said what is established; the timeline has all. */
const TEXTS_TOLD = 4;
const SILENCES_TOLD = 8;

/** The same of the acts that are shown, as sentences. */
export function decisions(table) {
	const shown = [...table.decided.keys()].map((id) => table.find(id)).filter((entry) => entry !== undefined);
	const rest = table.isWhole ? '' : ', as far as the acts shown tell';
	return shown.slice(0, TEXTS_TOLD).flatMap((entry) =>
		decidedOf(table, entry).map((who) => `the text of ${entry.at} was ${who}${rest}`));
}

/** format 8.7: the state of a silence, in words. */
function silenceWords({ objection }, { state, isUndetermined, unaware }) {
	const who = state === 'not-known' ? ` to ${upper(unaware)}` : '';
	const by = state === 'broken' ? ` by ${objection.at}` : '';
	return `${state}${who}${by}${isUndetermined ? ', by the tie rule of the charter' : ''}`;
}

/** What a whole log says of corrections, as sentences: of picked acts nobody knows what is missing. */
export function corrections(table, evidence) {
	if (!table.isWhole)
		return [];
	return [...silenceStates(table, evidence)].slice(0, SILENCES_TOLD).map(([silent, found]) => {
		const { of, until } = silent.entry.act.fields;
		return `the silence ${silent.entry.at}, by which ${cited(table, of)} corrects ` +
			`${cited(table, correctedBy(silent))} unless somebody objects before ${spoken(until)}, is ` +
			`${silenceWords(silent, found)} (8.7)`;
	});
}

/** format 7.8: that others who signed have the text of a copy, too, is the word of its author. */
export function sameText(table, { act, at }, addressee) {
	const signers = (table.decided.get(act.id) ?? []).flatMap((entry) => entry.act.fields.signer);
	const names = table.charterOrder(signers).filter((name) => name !== addressee);
	return names.length === 0 ? [] : [`that the text shown is also what ${upper(names)} had as ${at}: the word of its ` +
		`author, ${act.author.toUpperCase()}, that all copies say the same (7.8)`];
}

function statesOf(table, entry, evidence, silences) {
	if (!table.isWhole)
		return [];
	const paper = table.handOver(entry.act.id);
	const delivered = [...paper?.copies.keys() ?? []].map((addressee) =>
		`${addressee.toUpperCase()}: ${stateOf(table, paper, addressee, evidence)}`);
	const silent = table.silences.get(entry.act.id);
	return [...delivered, ...decidedOf(table, entry),
		...silent === undefined ? [] : [`silence: ${silenceWords(silent, silences.get(silent))}`]];
}

/** One row of the timeline: at, when, deed, states, and why the act is void, or null. */
export function timelineOf(table, entries, evidence) {
	const silences = table.isWhole ? silenceStates(table, evidence) : new Map();
	return entries.map((entry) => ({
		at: entry.at, when: when(entry, evidence), deed: deed(table, entry.act),
		states: statesOf(table, entry, evidence, silences),
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
