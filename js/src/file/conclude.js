// From what was checked to what may be said (format 10.2): anchors, what is established, what it rests on.
// SPDX-License-Identifier: ISC
import { anchorsOf, isAnchored } from '../anchor.js';
import { cannotTell } from '../finding.js';
import { silenceStates, stateOf } from '../states.js';
import { corrections, decisions, deed, notShown, registered, timelineOf, when } from '../summary.js';
import { spoken } from '../time.js';
import { fingerprint } from '../vkey.js';
import { contradictionFinding } from './charter.js';

/** The members whose keys signed what is shown, in charter order: of the charter alone, all (10.2). */
function signersOf(table, entries) {
	const names = new Set(entries.flatMap((entry) => entry.signers));
	const signers = [...names].filter((name) => table.isMember(name));
	return signers.length > 0 ? table.charterOrder(signers)
		: table.charter.parties.map((party) => party.name);
}

function anchorWords(isKnown) {
	return isKnown ? 'your trust file' : 'self-asserted';
}

function restsOn({ table, evidence, trust }, anchors, names) {
	const isWhole = anchors.table === true;
	const rests = names.map((name) =>
		`the key of ${name.toUpperCase()}: ${anchorWords(isWhole || anchors.parties.get(name) === true)}`);
	const depositary = table.charter.depositary.toUpperCase();
	rests.push(`the log key of ${depositary}: ${anchorWords(isWhole || anchors.log === true)}`);
	if (evidence !== null) {
		rests.push(trust.policy === null ? `dates: the clock of the depositary ${depositary}`
			: 'dates: the quorum of cosigners in your trust file');
		if (evidence.largestRegistered() !== null) {
			rests.push(`what the log did not have when it was registered: the clock of the depositary ${depositary}, ` +
				'where it is earlier');
		}
	}
	return rests;
}

/** The keys that a reader should compare with a source outside the file. */
function keysOf(table, anchors, names) {
	const known = (flag) => anchors.table === true || flag === true;
	const row = (name, purpose, vkey, isAnchored) => ({
		name: name.toUpperCase(), purpose, vkey: vkey.text, fingerprint: fingerprint(vkey), isAnchored,
	});
	const { depositary, logKey } = table.charter;
	return [...names.map((name) =>
		row(name, 'act', table.keysOf(name)[0].key, known(anchors.parties.get(name)))),
	row(depositary, 'log', logKey, known(anchors.log))];
}

/** The state of every hand-over at a time: { at, addressee, state }. */
function statesOf(table, entries, evidence, now) {
	return entries.flatMap((entry) => {
		const paper = table.handOver(entry.act.id);
		return [...paper?.copies.keys() ?? []].map((addressee) =>
			({ at: entry.at, addressee, state: stateOf(table, paper, addressee, evidence, now) }));
	});
}

/** The state of every silence at a time: { at, state }. */
function silencesOf(table, evidence, now) {
	return [...silenceStates(table, evidence, now)].map(([{ entry }, { state }]) => ({ at: entry.at, state }));
}

function datesSentence(evidence) {
	const latest = evidence?.latest() ?? null;
	return latest === null ? [] : [`the last dated checkpoint is of ${spoken(latest)}`];
}

/**
 * Finishes a finding about a table: tells what it rests on, and says CANNOT TELL where the trust file
 * does not anchor it.
 */
export function conclude(found, context) {
	const { table, evidence, entries, trust } = context;
	const names = signersOf(table, entries);
	const contradicted = contradictionFinding(table, trust);
	if (contradicted !== null)
		return contradicted;
	const anchors = anchorsOf(table, trust);
	const done = {
		...found,
		established: [...found.established, ...datesSentence(evidence),
			...evidence === null ? [] : registered(evidence, table.charter.depositary),
			...evidence === null ? [] : [...decisions(table), ...corrections(table, evidence)],
			...found.remarks.map((remark) => remark.sentence)],
		statesAt: (now) => evidence === null ? [] : statesOf(table, entries, evidence, now),
		silencesAt: (now) => evidence === null || !table.isWhole ? [] : silencesOf(table, evidence, now),
		timeline: evidence === null ? [] : timelineOf(table, entries, evidence),
		shown: evidence === null || table.isWhole ? []
			: entries.map((entry) => `${entry.at}  ${when(entry, evidence)}  ${deed(table, entry.act)}`),
		notShown: notShown(table.isWhole, found.hasTexts ?? false),
		table: { name: table.charter.name.toUpperCase(), id: table.charter.table },
		restsOn: [...restsOn(context, anchors, names), ...(context.restsAlsoOn ?? [])],
		keys: keysOf(table, anchors, names),
	};
	if (isAnchored(anchors, names))
		return done;
	const doubt = cannotTell('10.2', null, null,
		'consistent, keys self-asserted: the trust file does not anchor the table, ' +
		'nor the log and everybody whose key signed what is shown');
	return { ...done, ...pick(doubt), remarks: [] };
}

function pick({ finding, clause, at, culprit, sentence }) {
	return { finding, clause, at, culprit, sentence };
}
