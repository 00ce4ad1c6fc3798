// One worker of the differential test: what both verifiers make of a batch of files on one trust file.
// SPDX-License-Identifier: ISC
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { canonicalLine, emptyTrust, parseTrust, verifyFile } from '../../src/verify.js';
import { utf8 } from '../../src/bytes.js';

/** What the program says of these files, a line each. */
function programLines(folder, count, trust) {
	const args = ['verify', '--line', ...Array.from({ length: count }, (_, i) => String(i))];
	const program = spawn(workerData.path, trust === null ? args : [...args, '--trust', 'trust'],
		{ cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
	return new Promise((resolve, reject) => {
		const parts = [];
		program.stdout.on('data', (data) => parts.push(data));
		program.once('error', reject);
		program.once('close', (status, signal) => {
			const lines = Buffer.concat(parts).toString('utf8').split('\n').slice(0, -1);
			if (lines.length === count)
				resolve(lines);
			else
				reject(new Error(`the program stopped (${status ?? signal}) behind ${lines.length} of ${count} files`));
		});
	});
}

async function ourLines(batch, text) {
	const trust = text === null ? emptyTrust() : parseTrust(utf8(text));
	const lines = [];
	for (const { file } of batch)
		lines.push(canonicalLine(await verifyFile(file, trust)));
	return lines;
}

async function compare(batch) {
	const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'differential-'));
	try {
		const [{ trust }] = batch;
		batch.forEach(({ file }, i) => writeFileSync(join(folder, String(i)), file));
		if (trust !== null)
			writeFileSync(join(folder, 'trust'), trust);
		const [ours, theirs] = await Promise.all([ourLines(batch, trust), programLines(folder, batch.length, trust)]);
		return ours.map((line, i) => [line, theirs[i]]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

parentPort.on('message', (batch) => {
	// What fails here fails the test: thrown outside of the promise, it reaches the parent as an error.
	compare(batch).then((pairs) => parentPort.postMessage(pairs), (error) => setImmediate(() => {
		throw error;
	}));
});
