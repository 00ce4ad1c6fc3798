// Which anchors a finding needs (format 9.7, 9.9, 10.2).
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const T = (s) => 'verbale-trust/1\n' + s;
	const P = (m, n, k = 'act') => `party ${m.keys[n][k].vkey}\n`,
		L = (m) => `log ${m.keys.bern.log.vkey}\n`;
	let m = new TableMaker({ seed: 'a' });
	add('no acts, log+nord', m.bundle(), T(P(m, 'nord') + L(m)));
	add('no acts, log+sud', m.bundle(), T(P(m, 'sud') + L(m)));
	add('no acts, both+log', m.bundle(), T(P(m, 'nord') + P(m, 'sud') + L(m)));
	add('no acts, both', m.bundle(), T(P(m, 'nord') + P(m, 'sud')));
	add('charter act, log+nord', m.charter, T(P(m, 'nord') + L(m)));
	add('charter act, both', m.charter, T(P(m, 'nord') + P(m, 'sud')));
	add('charter act, log only', m.charter, T(L(m)));
	add('charter act, both+log', m.charter, T(P(m, 'nord') + P(m, 'sud') + L(m)));
	add('charter act, table', m.charter, T(`table ${m.table}\n`));
	add(
		'charter proof, nothing shown',
		m.proof({ indices: [], marks: [] }),
		T(P(m, 'nord') + P(m, 'sud') + L(m)),
	);
	add('charter proof, marks', m.proof({ indices: [] }), T(P(m, 'nord') + P(m, 'sud') + L(m)));
	m.add('statement', 'nord', st('x'));
	add('proof nord shown, log+nord', m.proof({ indices: [1] }), T(P(m, 'nord') + L(m)));
	add('proof none shown, log+nord', m.proof({ indices: [] }), T(P(m, 'nord') + L(m)));
	add('single act nord, log+sud', m.entries[1], T(P(m, 'sud') + L(m)));
	add('single act nord, table', m.entries[1], T(`table ${m.table}\n`));
	add(
		'single act nord, table+wrong nord',
		m.entries[1],
		T(`table ${m.table}\n` + P(new TableMaker({ seed: 'z' }), 'nord')),
	);
	add('single act, wrong nord', m.entries[1], T(P(new TableMaker({ seed: 'z' }), 'nord')));
	add(
		'single act, two nord keys',
		m.entries[1],
		T(P(m, 'nord') + P(new TableMaker({ seed: 'z' }), 'nord')),
	);
	// minutes signed by both, only author shown?
	m = new TableMaker({ seed: 'b' });
	m.add('minutes', 'nord', { of: '-', signer: ['nord', 'sud'], text: 'x' });
	add('minutes, log+nord', m.bundle(), T(P(m, 'nord') + L(m)));
	m = new TableMaker({ seed: 'b2' });
	m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' });
	add('amend, log+nord', m.bundle(), T(P(m, 'nord') + L(m)));
	// admit
	const adm = (m, join = true) => {
		m.keys.west = m.memberKeys('west');
		const id = m.add('admit', 'nord', {
			party: 'west observer',
			key: m.keyValues('west', m.keys.west, ['act', 'cosign', 'recovery', 'seal']),
		});
		if (join) m.add('join', 'west', { of: id });
		return id;
	};
	m = new TableMaker({ seed: 'c' });
	adm(m);
	add('admit, log+nord', m.bundle(), T(P(m, 'nord') + L(m)));
	add('admit, log+nord+sud', m.bundle(), T(P(m, 'nord') + P(m, 'sud') + L(m)));
	add('admit, all', m.bundle(), T(P(m, 'nord') + P(m, 'sud') + P(m, 'west') + L(m)));
	const z = new TableMaker({ seed: 'zz' });
	z.keys.west = z.memberKeys('west');
	add('admit, west wrong', m.bundle(), T(P(m, 'nord') + P(m, 'sud') + P(z, 'west') + L(m)));
	m = new TableMaker({ seed: 'c' });
	add(
		'west in trust, not at table',
		m.bundle(),
		T(P(m, 'nord') + P(m, 'sud') + P(z, 'west') + L(m)),
	);
	m = new TableMaker({ seed: 'd' });
	adm(m, false);
	add(
		'admit without join, statement first',
		(() => {
			m.add('statement', 'west', st('x'));
			return m.bundle();
		})(),
		T(P(m, 'nord') + P(m, 'sud') + P(m, 'west') + L(m)),
	);
	m = new TableMaker({ seed: 'd' });
	{
		const id = adm(m, false);
		m.add('statement', 'west', st('x'));
		m.add('join', 'west', { of: id });
		add('statement then join', m.bundle(), m.trust());
	}
	m = new TableMaker({ seed: 'e' });
	adm(m);
	add(
		'join by charter member',
		(() => {
			m.add('join', 'nord', { of: m.charterId }, {});
			return m.bundle();
		})(),
		m.trust(),
	);
	// rekey
	const rk = (m, n, extra = []) => {
		const f = m.memberKeys(n, '2');
		const key = m.keyValues(n, f, ['act', ...extra]);
		const old = m.keys[n];
		m.add(
			'rekey',
			n,
			{ key, reason: '-' },
			{ office: 'recovery', signers: [old.recovery, f.act] },
		);
		m.keys[n] = { ...old, ...Object.fromEntries(['act', ...extra].map((p) => [p, f[p]])) };
		return old;
	};
	m = new TableMaker({ seed: 'f' });
	m.add('statement', 'nord', st('x'));
	const old = rk(m, 'nord');
	m.add('statement', 'nord', st('y'), { epoch: 1 });
	m.add('statement', 'nord', st('y'), { epoch: 1, number: '9.1' });
	add('rekey + fault, new in trust', m.bundle(), m.trust());
	add(
		'rekey + fault, old in trust',
		m.bundle(),
		T(`party ${old.act.vkey}\n` + P(m, 'sud') + L(m)),
	);
	m = new TableMaker({ seed: 'f' });
	m.add('statement', 'nord', st('x'));
	const old2 = rk(m, 'nord');
	m.add('statement', 'nord', st('y'), { epoch: 1 });
	add('rekey old in trust', m.bundle(), T(`party ${old2.act.vkey}\n` + L(m)));
	add('rekey new in trust', m.bundle(), T(P(m, 'nord') + L(m)));
	add(
		'rekey proof of old act, new in trust',
		m.proof({ indices: [1] }),
		T(P(m, 'nord') + L(m)),
	);
	add(
		'rekey proof of old act + rekey, new in trust',
		m.proof({ indices: [1, 2] }),
		T(P(m, 'nord') + L(m)),
	);
	add('rekey proof of new act only', m.proof({ indices: [3] }), T(P(m, 'nord') + L(m)));
	add(
		'rekey proof of new act only, old in trust',
		m.proof({ indices: [3] }),
		T(`party ${old2.act.vkey}\n` + L(m)),
	);
}
