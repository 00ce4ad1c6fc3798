// A single act (format 9.9): a text, and whether keys that the trust file anchors have signed it.
// SPDX-License-Identifier: ISC
import { compareUtf8 } from '../bytes.js';
import { citation, parseAct } from '../act.js';
import { attempt } from '../malformed.js';
import { verify } from '../ed25519.js';
import { CANNOT_TELL, NOBODY, cannotTell, genuine, notGenuine, unreadable } from '../finding.js';
import { charterFinding, contradictionFinding, fairFinding, strayLine } from './charter.js';
import { charterOf, namesLogKeys } from '../charter.js';
import { isName } from '../words.js';
import { Table } from '../fold/table.js';
import { conclude } from './conclude.js';

/** The names of the lines that the act's kind requires, as far as the act alone tells; else null. */
function expectedNames(act) {
	switch (act.kind.signers) {
	case 'recovery':
		return [act.chain, act.author];
	case 'named':
		return act.fields.signer;
	case 'principals':
		return null;
	default:
		return [act.chain];
	}
}

/** Lines of some principals, by name: a table has two at least (5.1.1), and the author is one. */
function principalsFinding(act, at) {
	const names = act.lines.map((line) => line.name);
	if (names.some((name, i) => !isName(name) || (i > 0 && compareUtf8(names[i - 1], name) >= 0)))
		return notGenuine('2.8', at, NOBODY, 'its lines are not those of principals, by name');
	if (names.length < 2)
		return cannotTell('2.8', at, null, 'it is incomplete: its author and every other principal must sign');
	return names.includes(act.chain) ? null
		: notGenuine('2.8', at, NOBODY, `${act.chain} is not among those that sign it`);
}

/** format 2.8, of an act that may still lack lines. */
function linesFinding(act, at) {
	const names = expectedNames(act);
	if (names === null)
		return principalsFinding(act, at);
	if (act.lines.length > names.length) {
		return unreadable('2.8', at, NOBODY,
			`it has ${act.lines.length} signature lines, and its kind requires ${names.length}`);
	}
	const stray = strayLine(act.lines, names);
	if (stray !== null)
		return notGenuine('2.8', at, NOBODY, `the line of ${stray} has no place there`);
	if (!names.includes(act.chain))
		return notGenuine('2.8', at, NOBODY, `${act.chain} is not among those that sign it`);
	return act.lines.length === names.length ? null : cannotTell('2.8', at, null,
		`it is incomplete: ${act.lines.length} have signed, and ${names.length} must`);
}

/** format 9.9: whether the trust file names tables, and not this act's. */
function tableFinding(act, trust, at) {
	return trust.tables.length === 0 || trust.tables.includes(act.table) ? null
		: notGenuine('9.7', at, NOBODY, 'the trust file names tables, and not this one');
}

/** The charter alone: its own keys, seats and rules, and whether the trust file knows them. */
async function verifyCharter(act, trust) {
	const fault = await charterFinding(act, true);
	const table = namesLogKeys(act) ? new Table(charterOf(act), true) : null;
	if (fault?.finding === CANNOT_TELL && table !== null)
		return contradictionFinding(table, trust) ?? fault;
	if (fault !== null)
		return table === null ? fault : fairFinding(fault, table, trust);
	const found = genuine('the charter is whole: every member has signed it', []);
	return conclude(found, { table, evidence: null, entries: [], trust });
}

/** Which lines are by keys of the trust file. */
async function anchoredLines(act, trust, at) {
	const unknown = [];
	for (const line of act.lines) {
		const key = trust.parties.find((vkey) => vkey.name === line.name && vkey.id === line.id);
		if (key === undefined)
			unknown.push(line.name);
		else if (line.signature.length !== 64 ||
				!await verify(key.key, act.textBytes, line.signature)) {
			return { unknown, fault: notGenuine('3.3', at, NOBODY,
				`the signature of ${line.name} is false`) };
		}
	}
	return { unknown, fault: null };
}

/** Verifies an act that stands alone. */
export async function verifySingle(bytes, trust) {
	const read = attempt(() => parseAct(bytes));
	if (read.malformed !== null)
		return unreadable(read.malformed.clause, 'act', NOBODY, read.malformed.message);
	const act = read.value;
	if (act.kind.name === 'open')
		return verifyCharter(act, trust);
	const at = citation(act);
	const lines = linesFinding(act, at);
	if (lines !== null)
		return lines.finding === CANNOT_TELL ? tableFinding(act, trust, at) ?? lines : lines;
	const { unknown, fault } = await anchoredLines(act, trust, at);
	if (fault !== null)
		return fault;
	const table = tableFinding(act, trust, at);
	if (table !== null)
		return table;
	if (unknown.length > 0) {
		return cannotTell('9.9', at, null,
			`the trust file has no key of ${unknown.join(', ')} that signed it`);
	}
	const names = act.lines.map((line) => line.name.toUpperCase()).join(' and ');
	const found = genuine(`${names}'s key in your trust file has signed it`, []);
	return {
		...found,
		established: [`${at} is the text that ${names} signed`,
			'that it was logged, and that the keys held there, is not established'],
		restsOn: act.lines.map((line) => `the key of ${line.name.toUpperCase()}: your trust file`),
	};
}

