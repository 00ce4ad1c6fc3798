// contest and cannot-open before the judge (format 7.6): what the copy shown, with its file key or with its
// author's secret, makes of the complaint.
// SPDX-License-Identifier: ISC
import { equal } from '../bytes.js';
import { sha256Hex } from '../hash.js';
import { DAY } from '../time.js';
import { attempt } from '../malformed.js';
import { fileKeyBySealer, fileKeyOf, macFits, openPayload, parseAge, shareOf, soleStanza }
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
	const stanza = file === null ? null : soleStanza(file);
	const fileKey = stanza === null ? null : fileKeyOf(stanza, identity);
	return fileKey === null || !macFits(file, fileKey) ? null : openPayload(file, fileKey);
}

/** A contest: the file key opens the copy, and what it opens to is compared with the act. */
function judgeContest(inner, fileKey, act, line) {
	const file = inner === null ? null : parseAge(inner);
	if (file === null)
		return upheld('the copy is no age file');
	if (!macFits(file, fileKey))
		return rejected('the file key shown does not fit the header of the copy');
	const plain = openPayload(file, fileKey);
	if (plain === null)
		return upheld('the key fits the header, and the payload does not open under it');
	const { value: copy } = attempt(() => parseCopy(plain));
	if (copy === null)
		return upheld('what opens is no copy');
	const fault = copyFault(copy, act, line);
	return fault === null ? rejected('what opens is what the act commits to') : upheld(fault);
}

/** A cannot-open: the author's ephemeral secret shows to whom the copy was sealed. */
function judgeSealing(inner, ephemeral, table, entry, addressee) {
	const file = inner === null ? null : parseAge(inner);
	const stanza = file === null ? null : soleStanza(file);
	if (stanza === null)
		return upheld('the copy is no age file with one X25519 stanza');
	if (!equal(shareOf(ephemeral), stanza.share))
		return upheld('the secret shown does not match the share of the stanza');
	const { act, index } = entry;
	for (const seal of table.sealsBetween(addressee, act.seen.size - 1, index)) {
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

/** Whether `contest-days` have run for an author who shows no secret. */
function hasRun(table, complaint, evidence) {
	const from = evidence.by(complaint.index) ?? complaint.act.date;
	const latest = evidence.latest();
	return latest !== null && latest >= from + table.rules.get('contest-days') * DAY;
}

function judge({ table, entries, evidence, parts }, paper, line, release) {
	const inner = openOuter(parts.copy[0], release.act.fields.identity);
	const [fileKey] = parts['file-key'];
	if (fileKey !== undefined)
		return judgeContest(inner, fileKey, paper.act, line);
	const [ephemeral] = parts.ephemeral;
	if (ephemeral !== undefined)
		return judgeSealing(inner, ephemeral, table, paper, line.addressee);
	const complaint = complaintOf(entries, 'cannot-open', paper, line.addressee);
	return hasRun(table, complaint, evidence) ? upheld('the author has shown no secret in time') : null;
}

function rulingFinding(ruling, paper, line) {
	if (ruling.isUpheld) {
		return { fault: notGenuine(CLAUSE, paper.at, paper.act.chain, `upheld: ${ruling.sentence}`),
			remark: null };
	}
	return {
		fault: null,
		remark: {
			clause: CLAUSE, at: paper.at, culprit: ruling.isCrossed ? NOBODY : line.addressee,
			sentence: `rejected: ${ruling.sentence}`,
		},
	};
}

/** Judges the copy that a proof shows. Returns { fault, remark }: a finding, or what was rejected. */
export function judgeCopy(context) {
	const { entries, parts } = context;
	if (parts.copy.length === 0)
		return { fault: null, remark: null };
	const found = handOverOf(entries, parts.copy[0]);
	if (found === null)
		return { fault: cannotTell(CLAUSE, 'copy', null, 'it is the copy of no act shown'), remark: null };
	const { entry: paper, line } = found;
	const kind = parts['file-key'].length > 0 ? 'contest' : 'cannot-open';
	const release = releaseOf(entries, paper, line.addressee);
	if (release === undefined || complaintOf(entries, kind, paper, line.addressee) === undefined) {
		return { fault: cannotTell(CLAUSE, paper.at, null,
			`the release, or the ${kind}, of the copy is not shown`), remark: null };
	}
	const ruling = judge(context, paper, line, release);
	if (ruling === null) {
		return { fault: cannotTell(CLAUSE, paper.at, null,
			'contest-days have not run, and the author has shown no secret'), remark: null };
	}
	return rulingFinding(ruling, paper, line);
}
