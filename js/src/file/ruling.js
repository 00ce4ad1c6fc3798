// contest and cannot-open before the judge (format 7.6): what the copy shown, with its file key or with its
// author's secret, makes of the complaint.
// SPDX-License-Identifier: ISC
import { equal } from '../bytes.js';
import { sha256Hex } from '../hash.js';
import { attempt } from '../malformed.js';
import { fileKeyBySealer, fileKeyOf, macFits, openPayload, parseAge, shareOf, stanzasOf }
	from '../age.js';
import { NOBODY, cannotTell, notGenuine } from '../finding.js';
import { copyFault, parseCopy } from '../paper.js';

const CLAUSE = '7.6';

function upheld(sentence) {
	return { isUpheld: true, isCrossed: false, sentence };
}

function rejected(sentence, isCrossed = false) {
	return { isUpheld: false, isCrossed, sentence };
}

/** The bytes of the inner age file, opened with the identity that was released; or null. */
function openOuter(outer, identity) {
	const file = parseAge(outer);
	for (const stanza of file === null ? [] : stanzasOf(file)) {
		const fileKey = fileKeyOf(stanza, identity);
		if (fileKey !== null && macFits(file, fileKey))
			return openPayload(file, fileKey);
	}
	return null;
}

/** A contest: the file key opens the copy, and what it opens to is compared with the act. null: no ruling. */
function judgeContest(inner, fileKey, act, line) {
	const file = inner === null ? null : parseAge(inner);
	if (file === null)
		return upheld('the copy is no age file');
	if (!macFits(file, fileKey))
		return null;
	const plain = openPayload(file, fileKey);
	if (plain === null)
		return upheld('the key fits the header, and the payload does not open under it');
	const { value: copy } = attempt(() => parseCopy(plain));
	if (copy === null)
		return upheld('what opens is no copy');
	const fault = copyFault(copy, act, line);
	return fault === null ? rejected('what opens is what the act commits to') : upheld(fault);
}

/** A cannot-open: the author's ephemeral secret shows to whom the copy was sealed. null: no ruling. */
function judgeSealing(inner, ephemeral, table, entry, addressee) {
	const file = inner === null ? null : parseAge(inner);
	const stanzas = file === null ? [] : stanzasOf(file);
	if (stanzas.length === 0)
		return upheld('the copy is no age file with an X25519 stanza');
	const stanza = stanzas.find(({ share }) => equal(shareOf(ephemeral), share));
	if (stanza === undefined)
		return null;
	const { act, index } = entry;
	for (const seal of table.sealsBetween(addressee, act.seen.size, index)) {
		const fileKey = fileKeyBySealer(stanza, ephemeral, seal.recipient);
		if (fileKey !== null && macFits(file, fileKey)) {
			const held = index < seal.to;
			return rejected(held ? 'the copy was sealed to the addressee\'s own key, and opens'
				: 'the copy was sealed to a key that the addressee replaced before it was logged', !held);
		}
	}
	return upheld('the copy opens for no key that the addressee held');
}

/** The hand-over, and its copy, whose hash this is. */
function handOverOf(entries, bytes) {
	const hash = sha256Hex(bytes);
	for (const entry of entries) {
		const lines = entry.act.kind.isHandOver ? entry.act.fields.copy : [];
		const line = lines.find((each) => each.hash === hash && each.bytes === bytes.length);
		if (line !== undefined)
			return { entry, line };
	}
	return null;
}

function complaintOf(entries, kind, paper, addressee) {
	return entries.find((entry) => entry.act.kind.name === kind && entry.fault === null &&
		entry.act.fields.of === paper.act.id && entry.act.author === addressee);
}

function releaseOf(entries, paper, addressee) {
	return entries.find((entry) => entry.act.kind.name === 'release' && entry.fault === null &&
		entry.act.fields.of === paper.act.id && entry.act.fields.addressee === addressee);
}

/** What the copy must stand with: { paper, line, release }; or a finding. */
function caseOf({ table, entries, parts }) {
	const absent = (sentence) =>
		({ doubt: cannotTell(CLAUSE, 'copy', null, `nothing can be judged: ${sentence}`) });
	const found = handOverOf(entries, parts.copy[0]);
	if (found === null)
		return absent('it is the copy of no act shown');
	const { entry: paper, line } = found;
	const kind = parts['file-key'].length > 0 ? 'contest' : 'cannot-open';
	const release = releaseOf(entries, paper, line.addressee);
	if (release === undefined || complaintOf(entries, kind, paper, line.addressee) === undefined)
		return absent(`the release, or the ${kind}, is not shown`);
	if (kind === 'cannot-open' && !table.isWhole)
		return absent('which seal keys the addressee held only the whole log tells');
	return { doubt: null, paper, line, release };
}

const NOTHING = { fault: null, doubt: null, remark: null };

function rulingFinding(ruling, paper, line) {
	if (ruling === null) {
		return { ...NOTHING, doubt: cannotTell(CLAUSE, paper.at, null, 'nothing can be judged: the secret ' +
			'shown does not fit the copy, and anybody can have put it into the file') };
	}
	if (ruling.isUpheld) {
		return { ...NOTHING,
			fault: notGenuine(CLAUSE, paper.at, paper.act.chain, `upheld: ${ruling.sentence}`) };
	}
	return {
		...NOTHING,
		remark: {
			clause: CLAUSE, at: paper.at, culprit: ruling.isCrossed ? NOBODY : line.addressee,
			sentence: `rejected: ${ruling.sentence}`,
		},
	};
}

/** Judges the copy that a proof shows. Returns { fault, doubt, remark }: a finding, or what was rejected. */
export function judgeCopy(context) {
	const { table, parts } = context;
	if (parts.copy.length === 0)
		return NOTHING;
	const { doubt, paper, line, release } = caseOf(context);
	if (doubt !== null)
		return { ...NOTHING, doubt };
	const inner = openOuter(parts.copy[0], release.act.fields.identity);
	const [fileKey] = parts['file-key'];
	const ruling = fileKey === undefined
		? judgeSealing(inner, parts.ephemeral[0], table, paper, line.addressee)
		: judgeContest(inner, fileKey, paper.act, line);
	return rulingFinding(ruling, paper, line);
}
