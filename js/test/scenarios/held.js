// Who may be held to what: keys on their way, revoked offices, false names (format 9.2, 10.2).
// SPDX-License-Identifier: ISC
import { Key, TableMaker } from '../maker.js';
import { utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
	const all = (m) =>
		m.trust({
			parties: Object.keys(m.keys).filter((n) => n !== 'bern' && !n.includes('/')),
		});
	const box = (label, f) => {
		const m = new TableMaker({ parties: P3, judge: 'west' });
		const r = f(m);
		add(label, m.pouch(Array.isArray(r) ? r : r.out), r.trust ?? all(m));
	};
	const office = (m, p, o, log = true) => {
		m.keys[`${p}/${o}`] = { act: m.key(`${p}/${o}`, 'act') };
		const a = m.act('mandate', p, {
			to: o,
			key: m.keyValues(`${p}/${o}`, m.keys[`${p}/${o}`], ['act'])[0],
			scope: 'all',
			from: '-',
			until: '-',
		});
		if (log) {
			m.log(a);
			m.mark();
		}
		return a;
	};
	const S = (m, t = 'x', how = {}, who = 'nord') => m.act('statement', who, st(t), how);
	const two = (m, chain, how) => {
		const x = S(m, 'a', how);
		m.chains.delete(chain);
		return [x, S(m, 'b', how)];
	};
	box('office two texts', (m) => {
		office(m, 'nord', 'x');
		return two(m, 'nord/x', { office: 'x' });
	});
	box('office revoked two texts', (m) => {
		office(m, 'nord', 'x');
		m.add('revoke', 'nord', { to: 'x', reason: '-' });
		return two(m, 'nord/x', { office: 'x' });
	});
	box('office revoked one text', (m) => {
		office(m, 'nord', 'x');
		m.add('revoke', 'nord', { to: 'x', reason: '-' });
		return [S(m, 'a', { office: 'x' })];
	});
	box('office revoked, one logged before, other text in outbox', (m) => {
		office(m, 'nord', 'x');
		m.log(S(m, 'a', { office: 'x' }));
		m.mark();
		m.add('revoke', 'nord', { to: 'x', reason: '-' });
		m.chains.delete('nord/x');
		return [S(m, 'b', { office: 'x' })];
	});
	box('office remandated, second text under old key', (m) => {
		office(m, 'nord', 'x');
		m.log(S(m, 'a', { office: 'x' }));
		m.mark();
		const old = m.keys['nord/x'];
		m.keys['nord/x'] = { act: m.key('nord/x', 'two') };
		m.add('mandate', 'nord', {
			to: 'x',
			key: `nord/x act ${m.keys['nord/x'].act.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		m.keys['nord/x'] = old;
		m.chains.delete('nord/x');
		return [S(m, 'b', { office: 'x' })];
	});
	box('mandate in outbox, two texts', (m) => {
		const a = office(m, 'nord', 'x', false);
		return [a, ...two(m, 'nord/x', { office: 'x' })];
	});
	box('rekey in outbox, two texts under new', (m) => {
		const f = m.memberKeys('nord', '2');
		const a = m.act(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord = { ...m.keys.nord, act: f.act };
		const x = S(m, 'a', { epoch: 1 });
		m.chains.delete('nord');
		const y = S(m, 'b', { epoch: 1 });
		return { out: [a, x, y], trust: m.trust({ parties: ['sud', 'west'] }) };
	});
	box('rekey logged, old key second text', (m) => {
		m.log(S(m, 'a'));
		m.mark();
		const old = m.keys.nord;
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.chains.delete('nord');
		return [S(m, 'b')];
	});
	box('rekey logged, new key second text at old position', (m) => {
		m.log(S(m, 'a'));
		m.mark();
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord = { ...m.keys.nord, act: f.act };
		m.chains.delete('nord');
		return { out: [S(m, 'b')], trust: m.trust({ parties: ['sud', 'west'] }) };
	});
	box('rekey in outbox with nord two texts old key', (m) => {
		const f = m.memberKeys('nord', '2');
		const t = two(m, 'nord', {});
		return [
			...t,
			m.act(
				'rekey',
				'nord',
				{ key: m.keyValues('nord', f, ['act']), reason: '-' },
				{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
			),
		];
	});
	box('mandate in outbox by office line false then act', (m) => {
		const a = office(m, 'nord', 'x', false);
		return [a, S(m, 'x', { office: 'x' }, 'nord')];
	});
	box('mandate for other partys office in outbox, act', (m) => {
		const k = m.key('sud/x', 'act');
		m.keys['sud/x'] = { act: k };
		const a = m.act('mandate', 'nord', {
			to: 'x',
			key: `sud/x act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		return [a, S(m, 'x', { office: 'x' }, 'sud')];
	});
	box('rekey in outbox, minutes cosigned by new key', (m) => {
		const f = m.memberKeys('nord', '2');
		const a = m.act(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		return {
			out: [
				a,
				m.act(
					'minutes',
					'sud',
					{ of: '-', signer: ['nord', 'sud'], text: 'x' },
					{ signers: [f.act, m.keys.sud.act] },
				),
			],
		};
	});
	box('admit in outbox, stranger acts', (m) => {
		m.keys.ost = m.memberKeys('ost');
		const a = m.act(
			'admit',
			'nord',
			{
				party: 'ost observer',
				key: m.keyValues('ost', m.keys.ost, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
		return {
			out: [a, m.act('join', 'ost', { of: m.chains.get('nord').id })],
			trust: m.trust({ parties: ['nord', 'sud', 'west'] }),
		};
	});
	box('anchors: outbox by party not in trust', (m) => ({
		out: [S(m, 'x', {}, 'west')],
		trust: m.trust({ parties: ['nord', 'sud'] }),
	}));
	box('anchors: log by nord; outbox by sud; trust nord', (m) => {
		m.log(S(m));
		m.mark();
		return { out: [S(m, 'x', {}, 'sud')], trust: m.trust({ parties: ['nord'] }) };
	});
	box('anchors: minutes cosigner not in trust', (m) => ({
		out: [m.act('minutes', 'nord', { of: '-', signer: ['nord', 'sud'], text: 'x' }, {})],
		trust: m.trust({ parties: ['nord'] }),
	}));
	const good = new TableMaker({ seed: 'good' });
	const imp = (f) => {
		const m = new TableMaker({ seed: 'imp' });
		f(m);
		return m;
	};
	const T = (...l) => 'verbale-trust/1\n' + l.join('');
	const P = (m, n) => `party ${m.keys[n].act.vkey}\n`,
		L = (m) => `log ${m.keys.bern.log.vkey}\n`;
	const v = imp((m) => m.add('statement', 'nord', st('x'), { number: '5' }));
	add('fault bern; nord wrong, log right', v.bundle(), T(P(good, 'nord'), L(v)));
	add('fault bern; nord wrong, log unknown', v.bundle(), T(P(good, 'nord')));
	add('fault bern; log wrong only', v.bundle(), T(`log ${new Key('z', v.origin).vkey}\n`));
	add(
		'fault bern; table wrong, log right',
		v.bundle(),
		T(`table ${'ab'.repeat(32)}\n`, L(v)),
	);
	add('fault bern; no trust', v.bundle(), T());
	const d = imp((m) => m.add('statement', 'nord', st('x'), { table: 'ab'.repeat(32) }));
	const void5 = imp((m) =>
		m.add('take', 'sud', { of: 'ab'.repeat(32), as: 'draft', answers: '-' }),
	);
	add(
		'void by sud; nord wrong',
		void5.bundle(),
		T(P(good, 'nord'), P(void5, 'sud'), L(void5)),
	);
	const vc = new TableMaker({ seed: 'imp', rules: { tie: null } });
	add('charter void; nord wrong', vc.bundle(), T(P(good, 'nord'), P(vc, 'sud'), L(vc)));
	add('charter void act; nord wrong', vc.charter, T(P(good, 'nord'), P(vc, 'sud'), L(vc)));
	add('charter void; sud wrong log only', vc.bundle(), T(P(good, 'sud')));
	add('charter void; table wrong', vc.bundle(), T(`table ${'ab'.repeat(32)}\n`));
	add('charter void; log wrong', vc.bundle(), T(`log ${new Key('z', vc.origin).vkey}\n`));
	add(
		'charter unsigned; nord wrong',
		(() => {
			const m = new TableMaker({ seed: 'imp' });
			m.charter = utf8(
				new TextDecoder().decode(m.charter).replace('answer-days 42', 'answer-days 43'),
			);
			return m.charter;
		})(),
		T(P(good, 'nord')),
	);
	const nt = imp((m) => {
		m.add('statement', 'nord', st('x'));
	});
	add(
		'twice nord; nord wrong',
		(() => {
			const m = imp(() => {});
			return m.pouch(two(m, 'nord', {}));
		})(),
		T(P(good, 'nord'), P(nt, 'sud'), L(nt)),
	);
	add(
		'fork 6.7; nord wrong; log right',
		(() => {
			const m = imp((m) => m.add('statement', 'nord', st('x')));
			return m.bundle({ marks: [m.checkpoint({ size: 1, root: 'ab'.repeat(32) })] });
		})(),
		T(P(good, 'nord'), L(nt)),
	);
	add(
		'fork 6.7; nord wrong',
		(() => {
			const m = imp((m) => m.add('statement', 'nord', st('x')));
			return m.bundle({ marks: [m.checkpoint({ size: 1, root: 'ab'.repeat(32) })] });
		})(),
		T(P(good, 'nord')),
	);
}
