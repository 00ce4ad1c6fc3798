// Rules and effects of the founding kinds (format 5.1).
// SPDX-License-Identifier: ISC
import { keyIdentity, keyPointFault, keySetFault } from '../charter.js';
import { MEMBERS_MAX } from '../limits.js';
import { voidAfter, voidBy, voidUnlessCrossed } from './verdict.js';

const NEW_MEMBER_PURPOSES = ['act', 'cosign', 'recovery', 'seal'];
const DEPOSITARY_PURPOSES = ['act', 'clock', 'log'];

function asVoid(fault) {
	return fault === null ? null : voidBy(fault.clause, fault.sentence);
}

/** format 3.3, 3.5: whether these keys may be registered at this table. */
function registrationFault(table, keys) {
	const fresh = new Set();
	for (const key of keys) {
		const identity = keyIdentity(key);
		if (table.usedKeys.has(identity) || fresh.has(identity))
			return voidBy('3.5', `the ${key.purpose} key of ${key.name} occurs twice at this table`);
		fresh.add(identity);
	}
	return asVoid(keyPointFault(keys));
}

/** Whether an act that a join cites is the admission of its author; of picked acts it may be one not shown. */
function isAdmission(table, id, author) {
	if (table.isWhole)
		return table.members.get(author).admitted.act.id === id;
	const cited = table.find(id);
	return cited === undefined ||
		(cited.act.kind.name === 'admit' && cited.act.fields.party.name === author);
}

/** format 5.1.5. */
export function join(table, act) {
	if (act.office !== null)
		return voidBy('5.1.5', 'a party takes its seat itself, not an office of it');
	if (table.isFounder(act.author))
		return voidBy('5.1.5', 'no admission named this party');
	if (!isAdmission(table, act.fields.of, act.author))
		return voidBy('5.1.5', 'it cites another act than the admission');
	const { joined } = table.members.get(act.author);
	return joined === null ? null : voidAfter('5.1.5', 'its author has taken its seat before', joined);
}

export function seat(table, entry) {
	const member = table.members.get(entry.act.author);
	member.joined = entry;
	member.seatedAt = entry.index;
}

/** format 5.1.6. */
export function mandate(table, act, index, context) {
	const { to, key, scope } = act.fields;
	const office = `${act.author}/${to}`;
	if (!table.isMember(act.author) || act.office !== null)
		return voidBy('5.1.6', 'a mandate is given by a party, not by an office');
	if (to === 'recovery')
		return voidBy('5.1.6', 'no office is called recovery');
	if (key.purpose !== 'act' || key.name !== office)
		return voidBy('5.1.6', `its key is no act key of ${office}`);
	const stray = scope.find((name) => name !== 'all' && !context.isKind(name));
	if (stray !== undefined)
		return voidBy('5.1.6', `its scope names ${stray}, which is no kind`);
	return registrationFault(table, [key]);
}

export function give(table, entry) {
	const { to, key, scope, from, until } = entry.act.fields;
	const office = `${entry.act.author}/${to}`;
	table.registerKeys([key], entry.index);
	table.mandates.set(office, { entry, scope, from, until, revoked: null });
}

/** format 5.1.7. */
export function revoke(table, act) {
	const held = table.mandates.get(`${act.author}/${act.fields.to}`);
	if (!table.isMember(act.author) || act.office !== null)
		return voidBy('5.1.7', 'a mandate is revoked by the party');
	if (held === undefined)
		return table.isWhole ? voidBy('5.1.7', `the office ${act.fields.to} has no mandate`) : null;
	return held.revoked === null ? null
		: voidAfter('5.1.7', `the mandate of ${act.fields.to} was revoked before`, held.revoked);
}

export function takeBack(table, entry) {
	const held = table.mandates.get(`${entry.act.author}/${entry.act.fields.to}`);
	if (held !== undefined)
		held.revoked = entry;
}

/** format 5.1.8. */
export function rekey(table, act) {
	const keys = act.fields.key;
	const purposes = keys.map((key) => key.purpose);
	if (act.office !== 'recovery' || !table.isMember(act.author))
		return voidBy('5.1.8', 'keys are replaced in the recovery chain of a member');
	if (keys.some((key) => key.name !== act.author))
		return voidBy('5.1.8', 'the new keys are those of the author');
	if (purposes.some((purpose) => !['act', 'cosign', 'seal'].includes(purpose)))
		return voidBy('5.1.8', 'only act, cosign and seal keys can be replaced');
	if (new Set(purposes).size !== purposes.length || !purposes.includes('act'))
		return voidBy('5.1.8', 'one of the new keys is the act key, and of each purpose there is one');
	return registrationFault(table, keys);
}

export function replaceKeys(table, entry) {
	const { author, fields } = entry.act;
	table.registerKeys(fields.key, entry.index + 1);
	const chain = table.chains.get(author);
	if (chain === undefined)
		table.chains.set(author, { number: 0, epoch: 0, id: table.charter.act.id, isRekeyed: true });
	else
		chain.isRekeyed = true;
}

/** format 5.1.4: whether one rule stands there twice. */
function rulesTwice(rules) {
	return new Set(rules.map((rule) => rule.rule)).size !== rules.length;
}

/** format 5.1.10. */
export function amend(table, act) {
	if (rulesTwice(act.fields.rule))
		return voidBy('5.1.10', 'a rule stands there twice');
	if (act.fields.amends === table.amendment.id)
		return null;
	const amended = table.find(act.fields.amends);
	if (amended === undefined && !table.isWhole)
		return null;
	const isAmendment = amended !== undefined && amended.fault === null &&
		['open', 'amend'].includes(amended.act.kind.name);
	return isAmendment
		? voidUnlessCrossed('5.1.10', 'what it amends has been amended', table.amendment.entry)
		: voidBy('5.1.10', 'it amends neither the charter nor an amendment');
}

export function changeRules(table, entry) {
	for (const { rule, value } of entry.act.fields.rule)
		table.rules.set(rule, value);
	table.amendment = { id: entry.act.id, entry };
}

/** Whether a name may still be admitted; those who left keep theirs. */
function nameFault(table, name) {
	const existing = table.members.get(name);
	if (existing !== undefined && existing.admitted !== null)
		return voidUnlessCrossed('5.1.11', `${name} was admitted before`, existing.admitted);
	return existing === undefined && !table.isDepositary(name) ? null
		: voidBy('5.1.11', `the name ${name} is taken`);
}

/** Whether there is room for one more, in this role. Who has left, only the whole log tells. */
function roomFault(table, role) {
	const members = [...table.members.values()];
	const chair = members.find((member) => member.role === 'chair' && member.left === null);
	if (role === 'chair' && chair !== undefined && table.isWhole)
		return voidBy('5.1.11', `the table has a chair, ${chair.name}`);
	const certain = table.isWhole ? members : table.charter.parties;
	return certain.length < MEMBERS_MAX ? null
		: voidBy('1.2', `a table has at most ${MEMBERS_MAX} members`);
}

/** format 5.1.11. */
export function admit(table, act) {
	const { party, key } = act.fields;
	return asVoid(keySetFault(key, party.name, NEW_MEMBER_PURPOSES, null, '5.1.11')) ??
		nameFault(table, party.name) ?? roomFault(table, party.role) ?? registrationFault(table, key);
}

export function register(table, entry) {
	const { party, key } = entry.act.fields;
	table.members.set(party.name, {
		name: party.name, role: party.role, seatedAt: null, joined: null, admitted: entry, left: null,
	});
	table.registerKeys(key, entry.index);
}

/** format 5.1.12. */
export function leave(table, act) {
	return table.isMember(act.author) && act.office === null ? null
		: voidBy('5.1.12', 'a member leaves itself');
}

export function depart(table, entry) {
	table.members.get(entry.act.author).left = entry;
}

/** format 5.1.13. */
export function transfer(table, act) {
	const { depositary, origin, key, at } = act.fields;
	const keys = keySetFault(key, depositary, DEPOSITARY_PURPOSES, origin, '5.1.13');
	if (keys !== null)
		return asVoid(keys);
	if (at.size !== act.seen.size || at.root !== act.seen.root)
		return voidBy('5.1.13', 'at is not the state that its author had seen');
	if (origin === table.charter.origin)
		return voidBy('5.1.13', 'an origin is one table\'s own');
	return asVoid(keyPointFault(key));
}

export function close(table, entry) {
	table.closed = entry;
}
