// A table whose dates rest on the register of its depositary, for mutants: a bundle, a pouch and two proofs.
// SPDX-License-Identifier: ISC
import { Key, TableMaker } from '../maker.js';
import { RegisterMaker } from '../register.js';

const WITNESSES = [0, 1, 2].map((i) => new Key(`witness ${i}`, `w.example/${i}`, 4));
const POLICY = `${WITNESSES.map((key, i) => `witness w${i} ${key.vkey}\n`).join('')}group g 2 w0 w1 w2\nquorum g\n`;

function statement(text) {
	return { of: '-', finding: '-', text };
}

/** Cases { name, file, trust }; the remark on NORD-2, of a date to come, hangs on one registration. */
export function registeredCases() {
	const m = new TableMaker({ seed: 'registered' });
	m.add('statement', 'nord', statement('x'));
	m.add('statement', 'nord', statement('y'), { date: '2026-11-01T10:00:00Z', 'lodge-by': '2026-12-01T10:00:00Z' });
	m.add('statement', 'sud', statement('z'));
	const r = new RegisterMaker(m);
	r.noise(3);
	const others = (...seconds) => seconds.map((each, i) => [WITNESSES[i], m.now + each]);
	const first = r.add(m.marks[2]);
	r.noise(2);
	const early = r.checkpoint({ others: others(60, 90) });
	const second = r.add(m.marks[3]);
	r.noise(4);
	const late = r.checkpoint({ others: others(5000000, 5000000, 5000000) });
	const registrations = [r.registration(first, early), r.registration(second, late)];
	const waiting = [m.act('statement', 'sud', statement('waiting'))];
	const trust = m.trust({ more: POLICY });
	const files = { bundle: m.bundle({ registrations }), pouch: m.pouch(waiting, { registrations }),
		picked: m.proof({ indices: [2], registrations }),
		whole: m.proof({ registrations, claim: 'delivered SUD-1 by 2026-11-30' }) };
	return Object.entries(files).map(([sort, file]) => ({ name: `registered ${sort}`, file, trust }));
}
