// One act enters the table: its chain, its signature lines, its signatures, what it has seen, its rules
// (format 10.1). What each answers is a fault, or null.
// SPDX-License-Identifier: ISC
import { citation } from '../act.js';
import { verify } from '../ed25519.js';
import { DATE, NOBODY, VOID } from '../finding.js';
import { SECONDS_MAX } from '../limits.js';
import { timeText } from '../time.js';
import { noteSeen } from './decision.js';
import { identityFault } from './delivery.js';
import { voidAfter, voidBy, voidByNobody, voidUnlessCrossed } from './verdict.js';

/** What is wrong with an act's place in its chain (4.1 to 4.3), or null. */
export function chainFault(table, act) {
	const last = table.chains.get(act.chain);
	const number = last?.number ?? 0;
	const epoch = last?.epoch ?? 0;
	if (act.prev !== (last?.id ?? table.charter.act.id))
		return { clause: '4.2', sentence: 'prev is not the act before it in its chain' };
	if (act.number !== number + 1)
		return { clause: '4.1', sentence: `number ${act.number} stands where ${number + 1} is due` };
	return epochFault(act, epoch, last?.isRekeyed ?? false);
}

function epochFault(act, epoch, isRekeyed) {
	const fits = act.kind.name === 'resume' ? act.epoch > epoch
		: act.epoch === (isRekeyed ? epoch + 1 : epoch);
	return fits ? null : { clause: '4.3', sentence: `epoch ${act.epoch} does not go on from ${epoch}` };
}

/** Whether an author may sign anything at this table. */
export function isKnownAuthor(table, act) {
	if (table.isDepositary(act.author))
		return act.office === null;
	return table.isMember(act.author);
}

/**
 * The lines that an act must carry (2.8): names, and the keys that hold at `index`; a key is null where
 * the table knows none.
 */
export function requiredLines(table, act, index) {
	// format 2.4, 3.2: the depositary signs release alone, the recovery key rekey.
	const isSilent = (chain) => table.isDepositary(chain) && act.kind.name !== 'release';
	const line = (chain) => ({ name: chain, key: isSilent(chain) ? null : table.keyAt(chain, index) });
	switch (act.kind.signers) {
	case 'recovery': {
		const fresh = act.fields.key.find((key) => key.purpose === 'act');
		return [line(`${act.author}/recovery`), { name: act.author, key: fresh?.vkey ?? null }];
	}
	case 'principals':
		return table.principals().map(line);
	case 'named':
		return act.fields.signer.map(line);
	default:
		return [act.office === 'recovery' ? { name: act.chain, key: null } : line(act.chain)];
	}
}

/** Whether the act is signed in the chain that it stands in: every signing name has one chain (4.1). */
export function isSignedByAuthor(act, required) {
	return required.some((line) => line.name === act.chain);
}

/** Starts to verify the lines of an act by the keys that hold now; most will still hold at its place. */
export function verifyAhead(table, act, index) {
	for (const [i, { name, key }] of requiredLines(table, act, index).entries()) {
		const line = act.lines[i];
		if (key !== null && line?.name === name && line.id === key.id && line.signature.length === 64)
			line.ahead = { key, verdict: verify(key.key, act.textBytes, line.signature) };
	}
}

function verdictOn(act, line, key) {
	if (line.signature.length !== 64)
		return false;
	return line.ahead?.key === key ? line.ahead.verdict : verify(key.key, act.textBytes, line.signature);
}

/**
 * Which of an act's lines is not the signature that it must be: its place, why, and in words; or null. A
 * line that has not the key's name and id is by some other key (signed-note).
 */
export async function lineFault(act, required) {
	for (let i = 0; i < required.length; i++) {
		const { name, key } = required[i];
		const line = act.lines[i];
		if (line.name !== name)
			return { line: i, reason: 'name', sentence: `the line of ${name} is under ${line.name}` };
		if (key === null)
			return { line: i, reason: 'key', sentence: `no key of ${name} is known here` };
		if (line.id !== key.id)
			return { line: i, reason: 'key', sentence: `the line of ${name} is not by the key that holds here` };
		if (!await verdictOn(act, line, key))
			return { line: i, reason: 'signature', sentence: `the signature of ${name} is false` };
	}
	return null;
}

/** What is wrong with `seen` (4.6), and whether a checkpoint shows a fork; or null. */
export function seenFault(act, index, context) {
	const { size, root, checkpoint } = act.seen;
	if (size > index) {
		return { isFork: false, isAhead: true,
			sentence: `it says that it has seen ${size} entries, and is entry ${index}` };
	}
	const logged = context.rootAt(size);
	if (logged === null || logged === root)
		return null;
	return { isFork: context.hasSigned(checkpoint, size, root), isAhead: false,
		sentence: `it has seen another root of ${size} entries` };
}

function mandateFault(table, act) {
	if (act.office === null || act.office === 'recovery')
		return null;
	const held = table.mandates.get(act.chain);
	if (held === undefined)
		return null;
	if (held.revoked !== null)
		return voidAfter('3.7', 'the mandate was revoked before', held.revoked);
	if (!held.scope.includes('all') && !held.scope.includes(act.kind.name))
		return voidBy('3.7', `the mandate does not cover the kind ${act.kind.name}`);
	if ((held.from !== null && act.date < held.from) || (held.until !== null && act.date > held.until))
		return voidBy('3.7', 'its date is outside the dates of the mandate');
	return null;
}

function standingFault(table, act) {
	const member = table.members.get(act.author);
	if (table.closed !== null)
		return voidUnlessCrossed('5.1.13', 'the table was closed before', table.closed);
	if (member?.left != null)
		return voidAfter('5.1.12', 'its author has left the table', member.left);
	if (member?.seatedAt === null && act.kind.name !== 'join')
		return voidAfter('5.1.5', 'its author has not taken its seat', member.admitted);
	return null;
}

function lodgeByFault(act, since) {
	return since !== null && since > act.lodgeBy
		? voidByNobody('4.7', `it was not in the log at ${timeText(since)}, behind its lodge-by`) : null;
}

/**
 * The rule that an act breaks, or null (4.7, 4.8). Among picked acts nobody knows whether one that is
 * shown was itself void, so that nothing can be held against another on its account.
 */
function ruleFault(table, act, index, context) {
	const rules = [() => identityFault(table, act), () => lodgeByFault(act, context.since(index)),
		() => standingFault(table, act), () => mandateFault(table, act),
		() => act.kind.rule?.(table, act, index, context) ?? null];
	for (const rule of rules) {
		const fault = rule();
		if (fault !== null && (table.isWhole || fault.cause === null))
			return fault;
	}
	return null;
}

/**
 * Whether the act that made this one void was somebody else's and was not seen by it (4.8). What all
 * principals sign is nobody's alone, so that there `seen` decides by itself.
 */
function isCrossed(act, { cause, mayCross }) {
	return mayCross && cause.index >= act.seen.size &&
		(cause.act.author !== act.author || cause.act.kind.signers === 'principals');
}

/** Who answers for a void act (4.8). */
function culpritsOf(table, act) {
	if (act.kind.signers === 'principals')
		return table.principals();
	return act.kind.signers === 'named' ? act.fields.signer : [act.chain];
}

function voidRemark(table, entry) {
	const { act, fault } = entry;
	const isNobody = fault.isNobody || isCrossed(act, fault);
	return {
		rank: VOID, order: entry.index, clause: fault.clause, at: entry.at,
		culprit: isNobody ? NOBODY : table.charterOrder(culpritsOf(table, act)).join(','),
		sentence: `${entry.at} is void (${fault.clause}): ${fault.sentence}` +
			(isCrossed(act, fault) ? '; the two crossed' : ''),
	};
}

/** format 4.7: a date that the log contradicts: its author knew of an entry that came after it. */
function dateRemark(table, entry, context) {
	const { act, index } = entry;
	// Of picked acts an amendment that allows more may be missing.
	const skew = table.isWhole ? table.rules.get('skew-seconds') : SECONDS_MAX;
	const since = context.since(act.seen.size - 1);
	const by = context.by(index);
	const isEarly = since !== null && act.date < since - skew;
	const isLate = by !== null && act.date > by + skew;
	if (!isEarly && !isLate)
		return null;
	return {
		rank: DATE, order: index, clause: '4.7', at: entry.at, culprit: act.chain,
		sentence: isEarly
			? `${entry.at} states a date that was over: it has seen an entry that was logged after ${timeText(since)}`
			: `${entry.at} states a date to come: it was in the log by ${timeText(by)}`,
	};
}

/**
 * An act that is well formed and properly signed takes effect, or is void. Returns its entry, with the
 * remarks it earns; entry.fault.isDepositary tells of a fault of the log.
 */
export function enter(table, act, index, context) {
	const signers = act.lines.map((line) => line.name.split('/')[0]);
	const entry = { act, index, at: citation(act), fault: null, remarks: [], signers };
	entry.fault = ruleFault(table, act, index, context);
	if (entry.fault !== null && !entry.fault.isDepositary)
		entry.remarks.push(voidRemark(table, entry));
	const contradicted = dateRemark(table, entry, context);
	if (contradicted !== null)
		entry.remarks.push(contradicted);
	table.acts.set(act.id, entry);
	table.knows.set(act.author, Math.max(table.knows.get(act.author) ?? 0, act.seen.size));
	noteSeen(table, entry);
	table.chains.set(act.chain,
		{ number: act.number, epoch: act.epoch, id: act.id, index, isRekeyed: false });
	if (entry.fault === null)
		act.kind.effect?.(table, entry);
	// What was signed is not needed any more; long logs would keep it all.
	Object.assign(act, { text: null, textBytes: null, bytes: null, lines: null });
	return entry;
}
