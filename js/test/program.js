// The program `verbale` as a black box: what it makes of files, for comparison.
// SPDX-License-Identifier: ISC
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where it is: VERBALE, else what `make` built. null if there is none. */
export function programPath() {
	const path = process.env.VERBALE ??
		fileURLToPath(new URL('../../build/src/cli/verbale', import.meta.url));
	return existsSync(path) ? path : null;
}

const JUDGED = /the assertion is (SUPPORTED|DISPUTED|CONTRADICTED|CANNOT TELL)/;

/** One JSON object of the program as an outcome. */
function outcome({ finding, clause, at, culprit, sentence }) {
	const word = JUDGED.exec(sentence)?.[1];
	return [finding, clause, at, culprit, word].map((value) => value ?? '-').join(' | ');
}

/** What the program makes of these files, all on one trust file (a text, or null). */
export function programOutcomes(path, files, trust) {
	const folder = mkdtempSync(join(tmpdir(), 'verbale-'));
	try {
		const names = files.map((_, i) => join(folder, String(i)));
		files.forEach((bytes, i) => writeFileSync(names[i], bytes));
		const args = ['verify', '--json', ...names];
		if (trust !== null) {
			writeFileSync(join(folder, 'trust'), trust);
			args.push('--trust', join(folder, 'trust'));
		}
		const ran = spawnSync(path, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
		if (ran.stdout === '' && ran.status === 2)
			return files.map(() => 'no trust file');
		return ran.stdout.trim().split('\n').map((line) => outcome(JSON.parse(line)));
	} finally {
		rmSync(folder, { recursive: true });
	}
}
