#!/usr/bin/env node
// verbale-verify FILE... [--trust FILE] [--line | --json]
// SPDX-License-Identifier: ISC
import { readFileSync, statSync } from 'node:fs';
import { EXIT, Malformed, canonicalLine, emptyTrust, gravest, parseTrust, verifyFile }
	from '../src/verify.js';
import { printable } from '../src/words.js';

const USAGE = `usage: verbale-verify FILE... [--trust FILE] [--line | --json]

Says of each FILE whether it is GENUINE, NOT GENUINE, UNREADABLE, or CANNOT TELL.
Exit status: 0 GENUINE, 1 NOT GENUINE, 2 UNREADABLE or the command line is off,
3 CANNOT TELL; of several files the worst counts: 2, then 1, then 3, then 0.
`;

function optionsOf(args) {
	const options = { files: [], trust: null, form: 'text' };
	for (let i = 0; i < args.length; i++) {
		if (args[i] === '--trust' && i + 1 < args.length)
			options.trust = args[++i];
		else if (args[i] === '--line' || args[i] === '--json')
			options.form = args[i].slice(2);
		else if (args[i].startsWith('-'))
			return null;
		else
			options.files.push(args[i]);
	}
	return options.files.length > 0 ? options : null;
}

function jsonOf(file, found) {
	return JSON.stringify({
		file, finding: found.finding, clause: found.clause, at: found.at, culprit: found.culprit,
		sentence: found.sentence, remarks: found.remarks.length, shown: found.shown,
		established: found.established, rests_on: found.restsOn,
	});
}

function textOf(file, found) {
	const rows = [[found.finding, found.sentence], ['File', file]];
	for (const [label, value] of [['At', found.at], ['Clause', found.clause], ['Answers', found.culprit]]) {
		if (value !== null)
			rows.push([label, value]);
	}
	for (const [label, values] of [['Shown', found.shown], ['Not shown', found.notShown],
		['Established', found.established], ['Rests on', found.restsOn]])
		values.forEach((value, i) => rows.push([i === 0 ? label : '', value]));
	return rows.map(([label, value]) => `${label.padEnd(12)} ${printable(value)}`).join('\n');
}

function print(form, file, found) {
	if (form === 'line')
		console.log(canonicalLine(found).split('\t').map(printable).join('\t'));
	else
		console.log(form === 'json' ? jsonOf(file, found) : `${textOf(file, found)}\n`);
}

/** The bytes of a file, or null with a message. */
function read(file) {
	try {
		if (!statSync(file).isDirectory())
			return new Uint8Array(readFileSync(file));
		console.error(`verbale-verify: ${file} is a folder.`);
	} catch (error) {
		if (error.code === undefined)
			throw error;
		console.error(`verbale-verify: ${file}: ${error.message}`);
	}
	return null;
}

function readTrust(file) {
	if (file === null)
		return emptyTrust();
	const bytes = read(file);
	if (bytes === null)
		return null;
	try {
		return parseTrust(bytes);
	} catch (error) {
		if (!(error instanceof Malformed))
			throw error;
		console.error(`verbale-verify: ${file}: ${error.message} (clause ${error.clause}).`);
		return null;
	}
}

async function main(args) {
	if (args.includes('--help') || args.includes('-h')) {
		process.stdout.write(USAGE);
		return 0;
	}
	const options = optionsOf(args);
	if (options === null) {
		process.stderr.write(USAGE);
		return 2;
	}
	const trust = readTrust(options.trust);
	if (trust === null)
		return 2;
	const codes = [];
	for (const file of options.files) {
		const bytes = read(file);
		if (bytes === null) {
			codes.push(2);
			continue;
		}
		const found = await verifyFile(bytes, trust);
		print(options.form, file, found);
		codes.push(EXIT[found.finding]);
	}
	return gravest(codes);
}

// A fault of this program is told as such, never as a finding.
main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
}, (error) => {
	console.error(error);
	process.exitCode = 70;
});
