// The values that fields of acts have (format 1.3, 1.4 and section 5): each type reads its one spelling.
// A reader returns what the value means, or throws Malformed with the clause that was broken.
// SPDX-License-Identifier: ISC
import { fromBase64, utf8Length } from './bytes.js';
import { decOf, isHash, isKeyName, isName, wordsFault } from './words.js';
import { secondsOf } from './time.js';
import { COSIGNATURE, ED25519, parseIdentity, parseRecipient, parseVkey } from './vkey.js';
import { DAYS_MAX, KEY_NAME_MAX, LEAVES_MAX, NAME_MAX, SECONDS_MAX } from './limits.js';
import { demand } from './malformed.js';

/** A reader of names; one that is spelt otherwise breaks `clause`. */
export function nameBy(clause) {
	return (text) => {
		demand(isName(text), clause, `a name has 1 to ${NAME_MAX} of a-z 0-9 -, not "${text}"`);
		return text;
	};
}

export const name = nameBy('1.3');

export function hash(text) {
	demand(isHash(text), '1.3', `a hash has 64 lower-case hex digits, not "${text}"`);
	return text;
}

/** An act that is cited, by its id. */
export const act = hash;

export function dec(text) {
	const value = decOf(text);
	demand(value !== null, '1.3', `a number has digits without a leading zero, not "${text}"`);
	return value;
}

export function time(text) {
	const seconds = secondsOf(text);
	demand(seconds !== null, '1.3', `a time is YYYY-MM-DDThh:mm:ssZ, a real date, not "${text}"`);
	return seconds;
}

export function words(text) {
	const fault = wordsFault(text);
	demand(fault === null, '1.4', fault);
	return text;
}

/** format 2.5: `N` or `N.E`. */
export function number(text) {
	const dot = text.indexOf('.');
	const value = decOf(dot < 0 ? text : text.slice(0, dot));
	const epoch = dot < 0 ? 0 : decOf(text.slice(dot + 1));
	demand(value !== null && epoch !== null && (dot < 0 || epoch >= 1), '2.5',
		`a number is N or N.E, not "${text}"`);
	return { number: value, epoch };
}

export function keyName(text) {
	demand(utf8Length(text) <= KEY_NAME_MAX, '1.2', `an origin has at most ${KEY_NAME_MAX} bytes`);
	demand(isKeyName(text), '1.3', 'an origin has no space and no plus');
	return text;
}

/** One of a closed list. */
export function oneOf(...choices) {
	return (text) => {
		demand(choices.includes(text), '1.3', `"${text}" is none of ${choices.join(', ')}`);
		return text;
	};
}

/** The parts of a value of several, exactly `count` and none empty. */
function split(text, count, shape, clause = '1.3') {
	const parts = text.split(' ', count + 1);
	demand(parts.length === count && parts.every((part) => part.length > 0), clause,
		`a value here is "${shape}"`);
	return parts;
}

const ROLES = ['principal', 'observer', 'chair'];

export function party(text) {
	const [member, role] = split(text, 2, 'NAME ROLE');
	name(member);
	demand(ROLES.includes(role), '1.3', `a role is one of ${ROLES.join(', ')}, not "${role}"`);
	return { name: member, role };
}

const DAY_RULES = ['answer-days', 'collect-days', 'contest-days', 'deemed-days', 'take-days'];
const ABSENT_RULES = ['answer-days', 'deemed-days'];
const WORD_RULES = {
	channel: ['complete', 'open'],
	clock: ['runs', 'stops'],
	tie: ['author', 'addressee'],
	undertaking: ['single', 'each'],
};
/** The rule that a charter may leave out: `single` then. */
export const LAST_RULE = 'undertaking';
export const RULES = [...DAY_RULES, ...Object.keys(WORD_RULES), 'skew-seconds'].sort();

/** format 5.1.4: one rule and its value; days as a number, or null for `-`. */
export function rule(text) {
	const [key, value] = split(text, 2, 'RULE VALUE');
	demand(RULES.includes(key), '1.3', `there is no rule "${key}"`);
	if (key in WORD_RULES) {
		demand(WORD_RULES[key].includes(value), '1.3', `the rule ${key} cannot be "${value}"`);
		return { rule: key, value };
	}
	if (value === '-' && ABSENT_RULES.includes(key))
		return { rule: key, value: null };
	const amount = decOf(value);
	demand(amount !== null, '1.3', `the rule ${key} cannot be "${value}"`);
	const [least, most] = DAY_RULES.includes(key) ? [1, DAYS_MAX] : [0, SECONDS_MAX];
	demand(amount >= least && amount <= most, '1.3', `the rule ${key} is ${least} to ${most}, not ${value}`);
	return { rule: key, value: amount };
}

/** Purposes of keys, and the type of vkey that each has (3.2). */
const PURPOSES = {
	act: ED25519, cosign: COSIGNATURE, founding: ED25519, recovery: ED25519, clock: COSIGNATURE,
	log: ED25519, seal: null,
};

const keyOwner = nameBy('3.2');

/** format 3.2: `NAME PURPOSE VALUE`. NAME may be that of an office, as 5.1.6 has it. */
export function key(text) {
	const [owner, purpose, value] = split(text, 3, 'NAME PURPOSE VALUE', '3.2');
	const parts = owner.split('/', 3);
	demand(parts.length <= 2, '3.2', `"${owner}" is no name of a member or office`);
	parts.forEach((part) => keyOwner(part));
	demand(Object.hasOwn(PURPOSES, purpose), '3.2', `there is no purpose "${purpose}"`);
	if (purpose === 'seal') {
		const recipient = parseRecipient(value);
		demand(recipient !== null, '3.2', `"${value}" is no age recipient`);
		return { name: owner, purpose, text, recipient, key: null, vkey: null };
	}
	const vkey = parseVkey(value);
	demand(vkey.type === PURPOSES[purpose], '3.2',
		`the ${purpose} key of ${owner} is of type ${vkey.type}`);
	demand(purpose === 'log' || vkey.name === (purpose === 'recovery' ? `${owner}/recovery` : owner),
		'3.2', `the ${purpose} key of ${owner} calls itself ${vkey.name}`);
	return { name: owner, purpose, text, recipient: null, key: vkey.key, vkey };
}

/** format 5.1.2: `NAME BASE64`, the signature line's base64. */
export function seat(text) {
	const [member, base64] = split(text, 2, 'NAME BASE64');
	const blob = fromBase64(base64);
	demand(blob !== null && blob.length === 68, '1.3', `the seat of ${member} holds no signature`);
	return { name: name(member), base64, signature: blob.subarray(4) };
}

/** format 5.1.13: `SIZE ROOT`. */
export function at(text) {
	const [size, root] = split(text, 2, 'SIZE ROOT');
	return { size: dec(size), root: hash(root) };
}

function readCopy(text) {
	const [addressee, leaves, bytes, sum, root, recipient] = split(text, 6,
		'ADDRESSEE LEAVES BYTES HASH ROOT RECIPIENT');
	const count = dec(leaves);
	demand(count <= LEAVES_MAX, '1.2', `a paper has at most ${LEAVES_MAX} leaves`);
	demand(count >= 1 && dec(bytes) >= 1, '1.3', 'a copy has a leaf and a byte at least');
	return {
		addressee: name(addressee), leaves: count, bytes: dec(bytes), hash: hash(sum),
		root: hash(root), recipient, text,
	};
}

/** format 5.2.4: one copy; RECIPIENT may be `-`. */
export function copy(text) {
	const value = readCopy(text);
	if (value.recipient === '-')
		return { ...value, recipient: null };
	demand(parseRecipient(value.recipient) !== null, '1.3',
		`"${value.recipient}" is no age recipient`);
	return value;
}

/** format 5.2.4: `ADDRESSEE BYTES HASH`. */
export function annex(text) {
	const [addressee, bytes, sum] = split(text, 3, 'ADDRESSEE BYTES HASH');
	return { addressee: name(addressee), bytes: dec(bytes), hash: hash(sum) };
}

/** format 5.3.3: an age identity. */
export function identity(text) {
	const secret = parseIdentity(text);
	demand(secret !== null, '1.3', 'it is no age identity');
	return secret;
}
