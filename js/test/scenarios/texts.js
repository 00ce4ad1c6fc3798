// Bare texts, and checkpoints with many lines.
// SPDX-License-Identifier: ISC
import { TableMaker, Key } from '../maker.js';
import { utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const m = new TableMaker({ seed: 'q' });
	const T = m.trust();
	for (const t of [
		'text\n\n# A\n',
		'### A\n',
		'#A\n',
		'text\n## x\n',
		'text\n# x\n',
		'# \n',
		'## \n',
		'#\n',
		'##\n',
		' # A\n',
		'```\n# A\n```\n',
		'x\n# A\n',
		'A\n=\n',
		'# A\n\u00e9\n',
		'verbale-act/1 # \n# A\n',
		'verbale-act/1\r\n# A\n',
		'# A\n\n\n# B\n',
		'## A\u00a0\n',
		'\ufeff# A\n',
		'cosignature/v1\n# A\n',
	])
		add('text ' + JSON.stringify(t), utf8(t), T);
	for (let i = 16; i < 40; i++)
		add(
			'checkpoint lines ' + i,
			m.bundle({
				checkpoint: m.checkpoint({
					others: Array.from({ length: i - 2 }, (_, j) => [
						new Key('k' + j, 'x', 4),
						1,
					]),
				}).bytes,
			}),
			T,
		);
	add(
		'checkpoint 100',
		m.bundle({
			checkpoint: m.checkpoint({
				others: Array.from({ length: 98 }, (_, j) => [new Key('k' + j, 'x', 4), 1]),
			}).bytes,
		}),
		T,
	);
	add(
		'checkpoint 65',
		m.bundle({
			checkpoint: m.checkpoint({
				others: Array.from({ length: 63 }, (_, j) => [new Key('k' + j, 'x', 4), 1]),
			}).bytes,
		}),
		T,
	);
	add(
		'checkpoint 64',
		m.bundle({
			checkpoint: m.checkpoint({
				others: Array.from({ length: 62 }, (_, j) => [new Key('k' + j, 'x', 4), 1]),
			}).bytes,
		}),
		T,
	);
}
