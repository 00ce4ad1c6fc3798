// Chains, epochs, keys that are replaced, and what acts have seen (format 4).
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const one = (label, f, o = {}) => {
		const m = new TableMaker(o);
		const r = f(m);
		add(label, m.bundle(r?.how), m.trust(r?.trust));
	};
	// chains
	one('first act epoch 1 not resume', (m) => {
		m.add('statement', 'nord', st('x'), { epoch: 1 });
	});
	one('first act resume 1.1', (m) => {
		m.add('resume', 'nord', { reason: '-' }, { epoch: 1 });
	});
	one('first act resume epoch 0', (m) => {
		m.add('resume', 'nord', { reason: '-' });
	});
	one('resume same epoch', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('resume', 'nord', { reason: '-' });
	});
	one('resume epoch+1', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('resume', 'nord', { reason: '-' }, { epoch: 1 });
		m.add('statement', 'nord', st('x'));
	});
	one('resume epoch+5', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('resume', 'nord', { reason: '-' }, { epoch: 5 });
		m.add('statement', 'nord', st('x'));
	});
	one('resume number+2', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('resume', 'nord', { reason: '-' }, { epoch: 1, number: '3.1' });
	});
	one('resume by depositary', (m) => {
		m.add('resume', 'bern', { reason: '-' }, { epoch: 1 });
	});
	one('statement by depositary', (m) => {
		m.add('statement', 'bern', st('x'));
	});
	one('statement by depositary office', (m) => {
		m.keys['bern/x'] = { act: m.key('bern/x', 'act') };
		m.add('statement', 'bern', st('x'), { office: 'x' });
	});
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
	one('rekey, no act before, then 1.1', (m) => {
		rk(m, 'nord');
		m.add('statement', 'nord', st('x'), { epoch: 1 });
	});
	one('rekey, no act before, then 1', (m) => {
		rk(m, 'nord');
		m.add('statement', 'nord', st('x'));
	});
	one('rekey, then 2.1', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		m.add('statement', 'nord', st('x'), { epoch: 1 });
	});
	one('rekey, then 2', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		m.add('statement', 'nord', st('x'));
	});
	one('rekey, then 2.2', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		m.add('statement', 'nord', st('x'), { epoch: 2 });
	});
	one('rekey, then resume 2.1', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		m.add('resume', 'nord', { reason: '-' }, { epoch: 1 });
	});
	one('rekey, then resume 2.2', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		m.add('resume', 'nord', { reason: '-' }, { epoch: 2 });
		m.add('statement', 'nord', st('x'));
	});
	one('two rekeys, then 2.1', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		const f = m.memberKeys('nord', '3');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord.act = f.act;
		m.add('statement', 'nord', st('x'), { epoch: 1 });
	});
	one('two rekeys, then 2.2', (m) => {
		m.add('statement', 'nord', st('x'));
		rk(m, 'nord');
		const f = m.memberKeys('nord', '3');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord.act = f.act;
		m.add('statement', 'nord', st('x'), { epoch: 2 });
	});
	one('rekey without act', (m) => {
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['cosign']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
	});
	one('rekey recovery too', (m) => {
		const f = m.memberKeys('nord', '2');
		f.recovery = m.key('nord/recovery', 'r2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act', 'recovery']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
	});
	one('rekey founding too', (m) => {
		const f = m.memberKeys('nord', '2');
		f.founding = m.key('nord', 'f2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act', 'founding']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
	});
	one('rekey of others keys', (m) => {
		const f = m.memberKeys('sud', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('sud', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
	});
	one('rekey two acts', (m) => {
		const f = m.memberKeys('nord', '2'),
			g = m.memberKeys('nord', '3');
		m.add(
			'rekey',
			'nord',
			{
				key: [
					...m.keyValues('nord', f, ['act']),
					...m.keyValues('nord', g, ['act']),
				].sort(),
				reason: '-',
			},
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
	});
	one('rekey to old key', (m) => {
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', m.keys.nord, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, m.keys.nord.act] },
		);
	});
	one('rekey in act chain', (m) => {
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ signers: [m.keys.nord.act, f.act] },
		);
	});
	one('rekey in office chain', (m) => {
		const f = m.memberKeys('nord', '2');
		m.keys['nord/legal'] = { act: m.key('nord/legal', 'act') };
		m.add('mandate', 'nord', {
			to: 'legal',
			key: m.keyValues('nord/legal', m.keys['nord/legal'], ['act'])[0],
			scope: 'all',
			from: '-',
			until: '-',
		});
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'legal', signers: [m.keys['nord/legal'].act, f.act] },
		);
	});
	one('rekey, new act false', (m) => {
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, m.keys.nord.act] },
		);
	});
	one('statement by recovery', (m) => {
		m.add('statement', 'nord', st('x'), {
			office: 'recovery',
			signers: [m.keys.nord.recovery],
		});
	});
	one('resume by recovery', (m) => {
		m.add(
			'resume',
			'nord',
			{ reason: '-' },
			{ office: 'recovery', epoch: 1, signers: [m.keys.nord.recovery] },
		);
	});
	one('rekey with seal and cosign', (m) => {
		rk(m, 'nord', ['cosign', 'seal']);
		m.add('statement', 'nord', st('x'), { epoch: 1 });
	});
	one('rekey voided by lodge-by then new key used', (m) => {
		const f = m.memberKeys('nord', '2');
		const a = m.act(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{
				office: 'recovery',
				signers: [m.keys.nord.recovery, f.act],
				'lodge-by': '2026-10-14T17:47:40Z',
				date: '2026-10-14T17:47:40Z',
			},
		);
		m.now += 5000;
		m.mark();
		m.log(a);
		m.mark();
		m.add('statement', 'nord', st('x'));
	});
	one('unknown author', (m) => {
		m.keys.west = m.memberKeys('west');
		m.add('statement', 'west', st('x'));
	});
	one('unknown office', (m) => {
		m.keys['nord/legal'] = { act: m.key('nord/legal', 'act') };
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('charter twice', (m) => {
		m.log(m.charter);
		m.mark();
	});
	one('prev of other chain', (m) => {
		m.add('statement', 'nord', st('x'));
		const id = m.add('statement', 'sud', st('x'));
		m.add('statement', 'nord', st('x'), { prev: id });
	});
	one('seen of the future', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('statement', 'nord', st('y'));
		const { bytes, root, hash } = m.marks[2];
		m.add('statement', 'nord', st('z'), { seen: `4 ${root} ${hash}` });
	});
	one('seen right root wrong cp hash', (m) => {
		m.add('statement', 'nord', st('x'), {
			seen: `1 ${m.marks[0].root} ${'ab'.repeat(32)}`,
		});
	});
	one('seen size = index', (m) => {
		m.add('statement', 'nord', st('x'));
	});
	one('seen backwards', (m) => {
		m.add('statement', 'nord', st('x'));
		m.add('statement', 'nord', st('x'));
		m.add('statement', 'nord', st('x'), { seenAt: 1 });
	});
}
