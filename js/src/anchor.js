// Anchors (format 9.7, 10.2): what the trust file knows of a table.
// SPDX-License-Identifier: ISC

/** The keys of the trust file under one name. */
function under(vkeys, name) {
	return vkeys.filter((vkey) => vkey.name === name);
}

/** Whether one of the lines of the trust file for a log is this charter's; null if none is for it. */
function logAnchor(charter, trust) {
	const lines = [...under(trust.logs, charter.origin), ...under(trust.logs, charter.depositary)];
	return lines.length === 0 ? null : lines.some((vkey) => vkey.hex === charter.logKey.hex);
}

/** Whether a line of the trust file is one of these keys of a party; null if none is for it. */
function keyAnchor(trust, name, keys) {
	const lines = under(trust.parties, name);
	return lines.length === 0 || keys.length === 0 ? null
		: lines.some((vkey) => keys.includes(vkey.hex));
}

/** What the trust file says of a table, by the keys that were registered up to now. */
export function anchorsOf(table, trust) {
	const { charter } = table;
	const parties = new Map();
	for (const name of table.members.keys()) {
		const keys = table.keysOf(name).map((record) => record.key.hex);
		parties.set(name, keyAnchor(trust, name, keys));
	}
	return {
		table: trust.tables.length === 0 ? null : trust.tables.includes(charter.table),
		log: logAnchor(charter, trust), parties,
	};
}

/** What in the file contradicts the trust file (10.2): a sentence, or null. */
export function contradiction(anchors) {
	if (anchors.table === false)
		return 'the trust file names tables, and not this one';
	if (anchors.log === false)
		return 'the key of the log is not the one in the trust file';
	for (const [name, isAnchored] of anchors.parties) {
		if (isAnchored === false)
			return `the key of ${name.toUpperCase()} is not the one in the trust file`;
	}
	return null;
}

/**
 * format 10.2: whether a fault that names these chains would hold somebody to keys that the trust file
 * knows to be others'. The depositary answers where the trust file has its log key.
 */
export function isFalselyHeld(anchors, culprits, depositary) {
	return culprits.some((chain) => {
		const name = chain.split('/')[0];
		return name === depositary ? anchors.log !== true && contradiction(anchors) !== null
			: anchors.parties.get(name) === false;
	});
}

/** Whether the table is anchored, or its log and every one of these parties. */
export function isAnchored(anchors, names) {
	return anchors.table === true ||
		(anchors.log === true && names.every((name) => anchors.parties.get(name) === true));
}
