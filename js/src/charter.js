// The charter (format 5.1.1 to 5.1.4): who sits at the table, with which keys, under which rules.
// SPDX-License-Identifier: ISC
import { sha256Hex, tableId } from './hash.js';
import { utf8 } from './bytes.js';
import { citation } from './act.js';
import { isSmallOrder } from './age.js';
import { isGoodKey, verify } from './ed25519.js';
import { LAST_RULE, RULES } from './values.js';

const MEMBER_PURPOSES = ['act', 'cosign', 'founding', 'recovery', 'seal'];
const DEPOSITARY_PURPOSES = ['act', 'clock', 'log'];

/** A rule that was broken: its clause, and how. */
function broken(clause, sentence) {
	return { clause, sentence };
}

function firstTwice(values) {
	const seen = new Set();
	for (const each of values) {
		if (seen.has(each))
			return each;
		seen.add(each);
	}
	return null;
}

/** Whether `keys` are exactly one of each purpose, all of `owner`; else what is wrong with them. */
export function keySetFault(keys, owner, purposes, origin, clause) {
	const foreign = keys.find((key) => key.name !== owner);
	if (foreign !== undefined)
		return broken(clause, `a key of "${foreign.name}" stands among those of ${owner}`);
	for (const purpose of purposes) {
		const count = keys.filter((key) => key.purpose === purpose).length;
		if (count !== 1)
			return broken(clause, `${owner} has ${count} keys of the purpose ${purpose}, not one`);
	}
	if (keys.length !== purposes.length)
		return broken(clause, `${owner} has a key of a purpose that is not for it`);
	const log = keys.find((key) => key.purpose === 'log');
	return log === undefined || log.vkey.name === origin ? null
		: broken('3.2', `the log key of ${owner} calls itself ${log.vkey.name}, not ${origin}`);
}

/** format 3.3: a key whose point may not be registered. */
export function keyPointFault(keys) {
	const bad = keys.find(({ key, recipient }) =>
		key === null ? isSmallOrder(recipient) : !isGoodKey(key));
	if (bad === undefined)
		return null;
	return broken('3.3', `the ${bad.purpose} key of ${bad.name} is ` +
		(bad.key === null ? 'a point of small order' : 'no canonical point of prime order'));
}

/** What makes a key itself, whatever it is called and used for (3.5). */
export function keyIdentity(key) {
	const bytes = key.key ?? key.recipient;
	return (key.key === null ? 'x25519 ' : 'ed25519 ') + bytes.join(',');
}

function namesFault(fields, author) {
	const names = fields.party.map((party) => party.name);
	const twice = firstTwice([...names, fields.depositary]);
	if (twice !== null)
		return broken('5.1.1', `the name ${twice} occurs twice`);
	const roleOf = new Map(fields.party.map((party) => [party.name, party.role]));
	const count = (role) => fields.party.filter((party) => party.role === role).length;
	if (count('principal') < 2)
		return broken('5.1.1', 'a table has two principals at least');
	if (count('chair') > 1)
		return broken('5.1.1', 'a table has one chair at most');
	if (roleOf.get(author) !== 'principal')
		return broken('5.1.1', 'the author of a charter is a principal');
	if (fields.judge !== null && !roleOf.has(fields.judge))
		return broken('5.1.1', 'the judge is no member');
	if (fields.judge !== null && roleOf.get(fields.judge) === 'principal')
		return broken('5.1.1', 'the judge is a principal');
	return null;
}

function keysFault(fields) {
	const owners = [...fields.party.map((party) => party.name), fields.depositary];
	const stray = fields.key.find((key) => !owners.includes(key.name));
	if (stray !== undefined)
		return broken('5.1.1', `there is a key of ${stray.name}, who is no member`);
	for (const owner of owners) {
		const purposes = owner === fields.depositary ? DEPOSITARY_PURPOSES : MEMBER_PURPOSES;
		const own = fields.key.filter((key) => key.name === owner);
		const fault = keySetFault(own, owner, purposes, fields.origin, '5.1.1');
		if (fault !== null)
			return fault;
	}
	return null;
}

function pointsFault(fields) {
	if (firstTwice(fields.key.map(keyIdentity)) !== null)
		return broken('3.5', 'a public key occurs twice');
	return keyPointFault(fields.key);
}

function rulesFault(fields) {
	const rules = fields.rule.map((rule) => rule.rule);
	const isMissing = RULES.some((rule) => rule !== LAST_RULE && !rules.includes(rule));
	if (isMissing || firstTwice(rules) !== null)
		return broken('5.1.4', `each rule stands there exactly once, but for ${LAST_RULE}, which may be absent`);
	return null;
}

/** format 9.5: the draft that the charter was made of. */
function draftId(act) {
	const depositary = act.fields.depositary;
	const lines = act.text.split('\n').filter((line) => !line.startsWith('seat ') &&
		(!line.startsWith('key ') || line.startsWith(`key ${depositary} `)));
	return sha256Hex(utf8(`${lines.slice(0, -1).join('\n')}\nseat -\n`));
}

/** format 9.5: the text of a member's seat. */
function seatText(draft, member, keys) {
	const lines = keys.map((key) => `key ${key.text}\n`).join('');
	return `verbale-seat/1\ndraft ${draft}\nparty ${member}\n${lines}`;
}

async function seatsFault(act) {
	const { party, seat, key } = act.fields;
	const seated = seat.map((each) => each.name);
	if (seat.length !== party.length || party.some((each, i) => each.name !== seated[i]))
		return broken('5.1.2', 'every member has one seat');
	const draft = draftId(act);
	for (const each of seat) {
		const own = key.filter((candidate) => candidate.name === each.name);
		const actKey = own.find((candidate) => candidate.purpose === 'act');
		const text = utf8(seatText(draft, each.name, own));
		if (!await verify(actKey.key, text, each.signature))
			return broken('5.1.2', `the seat of ${each.name} is not signed by its act key`);
	}
	return null;
}

/** What makes the charter void (5.1.3), or null. */
export async function charterFault(act) {
	const fields = act.fields;
	return namesFault(fields, act.author) ?? keysFault(fields) ?? rulesFault(fields) ??
		pointsFault(fields) ?? await seatsFault(act);
}

/** Whether a charter, perhaps a void one, names the keys without which it is no table at all. */
export function namesLogKeys({ fields }) {
	return ['log', 'clock'].every((purpose) =>
		fields.key.some((key) => key.name === fields.depositary && key.purpose === purpose));
}

/** The charter's facts, where namesLogKeys. */
export function charterOf(act) {
	const { fields } = act;
	const keyOf = (owner, purpose) =>
		fields.key.find((key) => key.name === owner && key.purpose === purpose);
	return {
		act, table: tableId(act.textBytes), name: fields.name, origin: fields.origin,
		depositary: fields.depositary, judge: fields.judge, parties: fields.party, keys: fields.key,
		rules: new Map(fields.rule.map((rule) => [rule.rule, rule.value])), keyOf,
		citation: citation(act), logKey: keyOf(fields.depositary, 'log').vkey,
		clockKey: keyOf(fields.depositary, 'clock').vkey,
	};
}

/** The lines that a charter must carry: founding keys in the order of the parties (5.1.1). */
export function foundingLines(act) {
	return act.fields.party.map((party) => {
		const key = act.fields.key.find((each) =>
			each.name === party.name && each.purpose === 'founding');
		return { name: party.name, key: key?.vkey ?? null };
	});
}
