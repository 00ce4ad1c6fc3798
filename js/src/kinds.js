// The kinds of acts (format 5), one list: clause, group of signers, fields in order, and the rule.
// `?` marks what is optional, `+` and `*` what is repeated, as section 5 does.
// SPDX-License-Identifier: ISC
import * as value from './values.js';
import * as founding from './fold/founding.js';
import * as papers from './fold/papers.js';
import * as delivery from './fold/delivery.js';
import * as conduct from './fold/conduct.js';
import * as decision from './fold/decision.js';

function field(spec, read) {
	const mark = spec.at(-1);
	const isMarked = '?+*'.includes(mark);
	return { key: isMarked ? spec.slice(0, -1) : spec, mark: isMarked ? mark : '', read };
}

function fieldsOf(list) {
	return Object.entries(list).map(([spec, read]) => field(spec, read));
}

function kind(name, clause, fields, rule, more = {}) {
	return {
		name, clause, fields: fieldsOf(fields), rule, signers: 'author', effect: null,
		isHandOver: false, ...more,
	};
}

const YES_NO = ['yes', 'no'];

/** What 5.2.1 gives every paper behind `role` and `answers`. */
function paperFields(roles, answers) {
	return {
		role: value.oneOf(...roles),
		[answers]: value.act,
		privilege: value.oneOf('open', 'without-prejudice', 'save-as-to-costs', 'mediation'),
		confidential: value.oneOf(...YES_NO),
		'collect-by?': value.time,
		'same-text': value.oneOf(...YES_NO),
		'copy+': value.copy,
		'annex*': value.annex,
	};
}

/** What 5.5.1 to 5.5.3 share. */
function joint(name, clause) {
	return kind(name, clause, { of: value.act, 'referendum*': value.name, 'signer+': value.name },
		decision.joint, { signers: 'named', effect: decision.markJoint });
}

const PROPOSALS = ['draft', 'chair-text', 'joint-draft', 'agreed-text'];
const ROLES = [...PROPOSALS, 'response', 'letter', 'information'];
const LABELS = ['as-offered', 'draft', 'response', 'letter', 'chair-text', 'joint-draft',
	'agreed-text', 'information'];
const handOver = { isHandOver: true, effect: papers.handOver };

export const KINDS = [
	kind('open', '5.1.1', {
		name: value.name, nonce: value.hash, origin: value.keyName, depositary: value.name,
		'judge?': value.name, 'rule+': value.rule, 'party+': value.party, 'key+': value.key,
		'seat*': value.seat,
	}, null, { signers: 'founders' }),
	kind('join', '5.1.5', { of: value.act }, founding.join, { effect: founding.seat }),
	kind('mandate', '5.1.6', {
		to: value.name, key: value.key, 'scope+': value.name, 'from?': value.time, 'until?': value.time,
	}, founding.mandate, { effect: founding.give }),
	kind('revoke', '5.1.7', { to: value.name, 'reason?': value.words }, founding.revoke,
		{ effect: founding.takeBack }),
	kind('rekey', '5.1.8', { 'key+': value.key, 'reason?': value.words }, founding.rekey,
		{ signers: 'recovery', effect: founding.replaceKeys }),
	kind('resume', '5.1.9', { 'reason?': value.words }, null),
	kind('amend', '5.1.10', { amends: value.act, 'rule+': value.rule }, founding.amend,
		{ signers: 'principals', effect: founding.changeRules }),
	kind('admit', '5.1.11', { party: value.party, 'key+': value.key }, founding.admit,
		{ signers: 'principals', effect: founding.register }),
	kind('leave', '5.1.12', { 'reason?': value.words }, founding.leave, { effect: founding.depart }),
	kind('transfer', '5.1.13', {
		depositary: value.name, origin: value.keyName, 'key+': value.key, at: value.at,
		'reason?': value.words,
	}, founding.transfer, { signers: 'principals', effect: founding.close }),
	kind('propose', '5.2.1', paperFields(PROPOSALS, 'answers?'), papers.propose, handOver),
	kind('respond', '5.2.2', paperFields(['response'], 'answers'), papers.paper, handOver),
	kind('letter', '5.2.3', paperFields(['letter', 'information'], 'answers?'),
		papers.paper, handOver),
	kind('corrigendum', '5.2.6', { of: value.act, text: value.words }, papers.corrigendum),
	kind('entered', '5.2.7', {
		from: value.name, channel: value.oneOf('e-mail', 'hand', 'post', 'fax', 'meeting',
			'other'),
		received: value.time, role: value.oneOf(...ROLES), 'answers?': value.act,
		'person?': value.words, copy: value.copy,
	}, papers.entered, { effect: papers.keepEntered }),
	kind('withdraw', '5.3.1', { of: value.act, 'reason?': value.words }, delivery.withdraw,
		{ effect: delivery.markWithdrawn }),
	kind('receipt', '5.3.2', { of: value.act, copy: value.copy }, delivery.receipt,
		{ effect: delivery.markReceipt }),
	kind('release', '5.3.3', {
		of: value.act, addressee: value.name, receipt: value.act, identity: value.identity,
	}, delivery.release, { effect: delivery.markRelease }),
	kind('take', '5.3.7', { of: value.act, as: value.oneOf(...LABELS), 'answers?': value.act },
		delivery.take, { effect: delivery.markTake }),
	kind('refuse', '5.3.8', { of: value.act, 'reason?': value.words }, delivery.refuse,
		{ effect: delivery.markRefusal }),
	kind('cannot-open', '5.3.9', { of: value.act }, delivery.cannotOpen,
		{ effect: delivery.markComplaint }),
	kind('contest', '5.3.10', { of: value.act, 'sealed?': value.hash, 'reason?': value.words },
		delivery.contest, { effect: delivery.markComplaint }),
	kind('promise', '5.4.1', {
		'to?': value.name, what: value.oneOf('answer', 'paper', 'meeting', 'other'),
		'of?': value.act, due: value.time, 'text?': value.words,
	}, conduct.promise),
	kind('meeting', '5.4.2', {
		at: value.time, 'with+': value.name, 'place?': value.words, subject: value.words,
	}, conduct.meeting),
	kind('minutes', '5.4.3', { 'of?': value.act, 'signer+': value.name, text: value.words },
		conduct.minutes, { signers: 'named' }),
	kind('statement', '5.4.4', {
		'of?': value.act, 'finding?': value.oneOf('upheld', 'rejected'), text: value.words,
	}, conduct.statement, { effect: conduct.rule }),
	joint('adopt', '5.5.1'),
	joint('initial', '5.5.2'),
	joint('sign', '5.5.3'),
	kind('silence', '5.5.4', { of: value.act, until: value.time, 'text?': value.words },
		decision.silence, { effect: decision.beginSilence }),
	kind('object', '5.5.5', { of: value.act, 'reason?': value.words }, decision.object,
		{ effect: decision.markObjection }),
];

const BY_NAME = new Map(KINDS.map((each) => [each.name, each]));

/** The kind with this name, or undefined. */
export function kindNamed(name) {
	return BY_NAME.get(name);
}
