// Rules of the founding kinds (format 5.1).
// SPDX-License-Identifier: ISC
import { TableMaker, Key } from '../maker.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const X = 'ab'.repeat(32);
	const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
	const one = (label, f, o = { parties: P3, judge: 'west' }) => {
		const m = new TableMaker(o);
		const r = f(m) ?? {};
		add(
			label,
			r.bytes ?? m.bundle(r.how),
			r.trust ??
				m.trust({
					parties: Object.keys(m.keys).filter(
						(n) => n !== 'bern' && !n.includes('/'),
					),
				}),
		);
	};
	const office = (m, p, o, { scope = 'all', from = '-', until = '-' } = {}) => {
		m.keys[`${p}/${o}`] = { act: m.key(`${p}/${o}`, 'act') };
		return m.add('mandate', p, {
			to: o,
			key: m.keyValues(`${p}/${o}`, m.keys[`${p}/${o}`], ['act'])[0],
			scope,
			from,
			until,
		});
	};
	// mandates
	one('mandate to recovery', (m) => {
		const k = m.key('nord/recovery', 'o');
		m.add('mandate', 'nord', {
			to: 'recovery',
			key: `nord/recovery act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
	});
	one('mandate key of other office', (m) => {
		const k = m.key('nord/x', 'o');
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `nord/x act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
	});
	one('mandate key of other party', (m) => {
		const k = m.key('sud/legal', 'o');
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `sud/legal act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
	});
	one('mandate key purpose cosign', (m) => {
		const k = m.key('nord/legal', 'o', 4);
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `nord/legal cosign ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
	});
	one('mandate scope unknown kind', (m) => {
		office(m, 'nord', 'legal', { scope: 'nope' });
	});
	one('mandate scope open', (m) => {
		office(m, 'nord', 'legal', { scope: 'open' });
	});
	one('mandate scope all+letter', (m) => {
		office(m, 'nord', 'legal', { scope: ['all', 'letter'] });
	});
	one('mandate until<from', (m) => {
		office(m, 'nord', 'legal', {
			from: '2027-01-01T00:00:00Z',
			until: '2026-01-01T00:00:00Z',
		});
	});
	one('mandate by office', (m) => {
		office(m, 'nord', 'legal');
		const k = m.key('nord/x', 'o');
		m.add(
			'mandate',
			'nord',
			{ to: 'x', key: `nord/x act ${k.vkey}`, scope: 'all', from: '-', until: '-' },
			{ office: 'legal' },
		);
	});
	one('mandate by office to itself named nord/legal/x', (m) => {
		office(m, 'nord', 'legal');
	});
	one('mandate used key', (m) => {
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `nord/legal act ${(() => {
				const k = new Key('s nord act', 'nord/legal');
				return k.vkey;
			})()}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
	});
	one('mandate twice same office new key', (m) => {
		office(m, 'nord', 'legal');
		const old = m.keys['nord/legal'];
		m.keys['nord/legal'] = { act: m.key('nord/legal', 'two') };
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `nord/legal act ${m.keys['nord/legal'].act.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		m.add('statement', 'nord', st('x'), { office: 'legal' });
		m.keys['nord/legal'] = old;
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('mandate twice, new key only', (m) => {
		office(m, 'nord', 'legal');
		m.add('statement', 'nord', st('x'), { office: 'legal' });
		m.keys['nord/legal'] = { act: m.key('nord/legal', 'two') };
		m.add('mandate', 'nord', {
			to: 'legal',
			key: `nord/legal act ${m.keys['nord/legal'].act.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('mandate same key again after revoke', (m) => {
		office(m, 'nord', 'legal');
		m.add('revoke', 'nord', { to: 'legal', reason: '-' });
		office(m, 'nord', 'legal');
	});
	one('void mandate then same key good', (m) => {
		const k = m.key('nord/legal', 'act');
		m.add('mandate', 'nord', {
			to: 'x',
			key: `nord/legal act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		office(m, 'nord', 'legal');
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('act by office of void mandate', (m) => {
		const k = m.key('nord/legal', 'act');
		m.keys['nord/legal'] = { act: k };
		m.add('mandate', 'nord', {
			to: 'x',
			key: `nord/legal act ${k.vkey}`,
			scope: 'all',
			from: '-',
			until: '-',
		});
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('revoke none', (m) => {
		m.add('revoke', 'nord', { to: 'legal', reason: '-' });
	});
	one('revoke twice', (m) => {
		office(m, 'nord', 'legal');
		m.add('revoke', 'nord', { to: 'legal', reason: '-' });
		m.add('revoke', 'nord', { to: 'legal', reason: '-' });
	});
	one('revoke by office', (m) => {
		office(m, 'nord', 'legal');
		m.add('revoke', 'nord', { to: 'legal', reason: '-' }, { office: 'legal' });
	});
	one('revoke others office', (m) => {
		office(m, 'nord', 'legal');
		m.add('revoke', 'sud', { to: 'legal', reason: '-' });
	});
	one('office date = until', (m) => {
		office(m, 'nord', 'legal', { until: '2026-10-14T17:48:40Z' });
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('office date > until', (m) => {
		office(m, 'nord', 'legal', { until: '2026-10-14T17:48:39Z' });
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('office date < from', (m) => {
		office(m, 'nord', 'legal', { from: '2026-10-14T17:48:41Z' });
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('office after party left', (m) => {
		office(m, 'nord', 'legal');
		m.add('leave', 'nord', { reason: '-' });
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('office out of scope & revoked & left', (m) => {
		office(m, 'nord', 'legal', { scope: 'letter' });
		m.add('leave', 'nord', { reason: '-' });
		m.add('statement', 'nord', st('x'), { office: 'legal' });
	});
	one('office leaves for party', (m) => {
		office(m, 'nord', 'legal');
		m.add('leave', 'nord', { reason: '-' }, { office: 'legal' });
	});
	one('office amends, signed nord sud', (m) => {
		office(m, 'nord', 'legal');
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ office: 'legal', signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('office amends, signed office sud', (m) => {
		office(m, 'nord', 'legal');
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ office: 'legal', signers: [m.keys['nord/legal'].act, m.keys.sud.act] },
		);
	});
	one('office minutes, signed office sud', (m) => {
		office(m, 'nord', 'legal');
		m.add(
			'minutes',
			'nord',
			{ of: '-', signer: ['nord', 'sud'], text: 'x' },
			{ office: 'legal', signers: [m.keys['nord/legal'].act, m.keys.sud.act] },
		);
	});
	one('office minutes, signed nord sud', (m) => {
		office(m, 'nord', 'legal');
		m.add(
			'minutes',
			'nord',
			{ of: '-', signer: ['nord', 'sud'], text: 'x' },
			{ office: 'legal', signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('office resume', (m) => {
		office(m, 'nord', 'legal');
		m.add('resume', 'nord', { reason: '-' }, { office: 'legal', epoch: 1 });
	});
	// amend
	one('amend ok', (m) => {
		const a = m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' });
		m.add('amend', 'sud', { amends: a, rule: ['channel complete', 'take-days 3'] });
	});
	one('amend rule twice', (m) => {
		m.add('amend', 'nord', { amends: m.charterId, rule: ['take-days 3', 'take-days 9'] });
	});
	one('amend unknown', (m) => {
		m.add('amend', 'nord', { amends: X, rule: 'take-days 9' });
	});
	one('amend a statement', (m) => {
		const s = m.add('statement', 'nord', st('x'));
		m.add('amend', 'nord', { amends: s, rule: 'take-days 9' });
	});
	one('amend again, other author, seen', (m) => {
		m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' });
		m.add('amend', 'sud', { amends: m.charterId, rule: 'take-days 8' });
	});
	one('amend again, other author, not seen', (m) => {
		m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' });
		m.add('amend', 'sud', { amends: m.charterId, rule: 'take-days 8' }, { seenAt: 1 });
	});
	one('amend by observer', (m) => {
		m.add(
			'amend',
			'west',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('amend by observer signed three', (m) => {
		m.add(
			'amend',
			'west',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act, m.keys.west.act] },
		);
	});
	one('amend by depositary', (m) => {
		m.add(
			'amend',
			'bern',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('amend signed one', (m) => {
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act] },
		);
	});
	one('amend signed wrong order', (m) => {
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.sud.act, m.keys.nord.act] },
		);
	});
	one('amend signed three', (m) => {
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act, m.keys.west.act] },
		);
	});
	const base2 = (f) => (m) => {
		m.names = ['nord', 'sud'];
		return f(m);
	};
	one(
		'amend ok 2',
		base2((m) => {
			m.add('amend', 'nord', { amends: m.charterId, rule: 'take-days 9' });
		}),
	);
	const rule = (r) =>
		base2((m) => {
			m.add('amend', 'nord', { amends: m.charterId, rule: r });
		});
	// admit
	const adm = (m, n, role, purposes = ['act', 'cosign', 'recovery', 'seal'], how = {}) => {
		m.keys[n] ??= m.memberKeys(n);
		return m.add(
			'admit',
			'nord',
			{ party: `${n} ${role}`, key: m.keyValues(n, m.keys[n], purposes) },
			{ signers: [m.keys.nord.act, m.keys.sud.act], ...how },
		);
	};
	one('admit ok + join + statement', (m) => {
		const a = adm(m, 'ost', 'observer');
		m.add('join', 'ost', { of: a });
		m.add('statement', 'ost', st('x'));
	});
	one('admit existing', (m) => {
		const k = m.memberKeys('west', '2');
		k.recovery = m.key('west/recovery', 'r2');
		m.add(
			'admit',
			'nord',
			{
				party: 'west observer',
				key: m.keyValues('west', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit depositary name', (m) => {
		const k = m.memberKeys('bern', '2');
		m.add(
			'admit',
			'nord',
			{
				party: 'bern observer',
				key: m.keyValues('bern', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit with founding', (m) => {
		adm(m, 'ost', 'observer', ['act', 'cosign', 'founding', 'recovery', 'seal']);
	});
	one('admit without seal', (m) => {
		adm(m, 'ost', 'observer', ['act', 'cosign', 'recovery']);
	});
	one('admit chair', (m) => {
		adm(m, 'ost', 'chair');
	});
	one('admit second chair', (m) => {
		adm(m, 'ost', 'chair');
		adm(m, 'est', 'chair');
	});
	one('admit twice, seen', (m) => {
		adm(m, 'ost', 'observer');
		const k = m.memberKeys('ost', '2');
		k.recovery = m.key('ost/recovery', 'r2');
		m.add(
			'admit',
			'sud',
			{
				party: 'ost observer',
				key: m.keyValues('ost', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit twice, crossed', (m) => {
		adm(m, 'ost', 'observer');
		const k = m.memberKeys('ost', '2');
		k.recovery = m.key('ost/recovery', 'r2');
		m.add(
			'admit',
			'sud',
			{
				party: 'ost observer',
				key: m.keyValues('ost', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ seenAt: 1, signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit twice same author not seen', (m) => {
		adm(m, 'ost', 'observer');
		const k = m.memberKeys('ost', '2');
		k.recovery = m.key('ost/recovery', 'r2');
		m.add(
			'admit',
			'nord',
			{
				party: 'ost observer',
				key: m.keyValues('ost', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ seenAt: 1, signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit twice same keys crossed', (m) => {
		adm(m, 'ost', 'observer');
		adm(m, 'ost', 'observer', undefined, { seenAt: 1 });
	});
	one('admit twelfth', (m) => {
		for (let i = 0; i < 9; i++) adm(m, 'p' + i, 'observer');
	});
	one('admit thirteenth', (m) => {
		for (let i = 0; i < 10; i++) adm(m, 'p' + i, 'observer');
	});
	one('admit principal, amend by two', (m) => {
		adm(m, 'ost', 'principal');
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit principal, amend by three', (m) => {
		adm(m, 'ost', 'principal');
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.ost.act, m.keys.sud.act] },
		);
	});
	one('admit principal + join, amend by two', (m) => {
		const a = adm(m, 'ost', 'principal');
		m.add('join', 'ost', { of: a });
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('admit principal + join, amend by three', (m) => {
		const a = adm(m, 'ost', 'principal');
		m.add('join', 'ost', { of: a });
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.ost.act, m.keys.sud.act] },
		);
	});
	one('principal left, amend by both', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('principal left, amend by one', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		m.add(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act] },
		);
	});
	one('join other act', (m) => {
		adm(m, 'ost', 'observer');
		m.add('join', 'ost', { of: m.charterId });
	});
	one('join twice', (m) => {
		const a = adm(m, 'ost', 'observer');
		m.add('join', 'ost', { of: a });
		m.add('join', 'ost', { of: a });
	});
	one('join by office', (m) => {
		const a = adm(m, 'ost', 'observer');
		office(m, 'nord', 'x');
		m.add('join', 'nord', { of: a }, { office: 'x' });
	});
	one('join for another', (m) => {
		const a = adm(m, 'ost', 'observer');
		m.add('join', 'west', { of: a });
	});
	one('join after resume', (m) => {
		const a = adm(m, 'ost', 'observer');
		m.add('join', 'ost', { of: a }, { epoch: 1 });
	});
	one('readmit who left', (m) => {
		m.add('leave', 'west', { reason: '-' });
		const k = m.memberKeys('west', '2');
		k.recovery = m.key('west/recovery', 'r2');
		m.add(
			'admit',
			'nord',
			{
				party: 'west observer',
				key: m.keyValues('west', k, ['act', 'cosign', 'recovery', 'seal']),
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act] },
		);
	});
	one('leave twice', (m) => {
		m.add('leave', 'west', { reason: '-' });
		m.add('leave', 'west', { reason: '-' });
	});
	one('leave then resume', (m) => {
		m.add('leave', 'west', { reason: '-' });
		m.add('resume', 'west', { reason: '-' }, { epoch: 1 });
	});
	one('leave then rekey', (m) => {
		m.add('leave', 'west', { reason: '-' });
		const f = m.memberKeys('west', '2');
		m.add(
			'rekey',
			'west',
			{ key: m.keyValues('west', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.west.recovery, f.act] },
		);
	});
	one('leave by depositary', (m) => {
		m.add('leave', 'bern', { reason: '-' });
	});
	// transfer
	const tr = (
		m,
		{ dep = 'basel', origin = 'basel/new', at = null, keys = null, how = {} } = {},
	) => {
		const nk = {
			act: m.key(dep, 'act'),
			clock: m.key(dep, 'clock', 4),
			log: m.key(origin, 'log'),
		};
		return m.add(
			'transfer',
			'nord',
			{
				depositary: dep,
				origin,
				key: keys ?? m.keyValues(dep, nk),
				at: at ?? `${m.tree.size} ${m.tree.hexRoot()}`,
				reason: '-',
			},
			{ signers: [m.keys.nord.act, m.keys.sud.act], ...how },
		);
	};
	one('transfer ok', (m) => {
		tr(m);
	});
	one('transfer then statement seen', (m) => {
		tr(m);
		m.add('statement', 'sud', st('x'));
	});
	one('transfer then statement not seen', (m) => {
		tr(m);
		m.add('statement', 'sud', st('x'), { seenAt: 1 });
	});
	one('transfer then statement by author not seen', (m) => {
		tr(m);
		m.add('statement', 'nord', st('x'), { seenAt: 1 });
	});
	one('transfer then transfer', (m) => {
		tr(m);
		tr(m, { origin: 'basel/new2', dep: 'zug' });
	});
	one('transfer then transfer not seen', (m) => {
		tr(m);
		tr(m, { origin: 'basel/new2', dep: 'zug', how: { seenAt: 1 } });
	});
	one('transfer same origin', (m) => {
		tr(m, { origin: m.origin });
	});
	one('transfer to same depositary new origin', (m) => {
		tr(m, {
			dep: 'bern',
			origin: 'bern/new',
			keys: m.keyValues('bern', {
				act: m.key('bern', 'a2'),
				clock: m.key('bern', 'c2', 4),
				log: m.key('bern/new', 'log'),
			}),
		});
	});
	one('transfer to same depositary, same act key', (m) => {
		tr(m, {
			dep: 'bern',
			origin: 'bern/new',
			keys: m.keyValues('bern', {
				act: m.keys.bern.act,
				clock: m.keys.bern.clock,
				log: m.key('bern/new', 'log'),
			}),
		});
	});
	one('transfer to member', (m) => {
		tr(m, { dep: 'west', origin: 'west/x' });
	});
	one('transfer at wrong root', (m) => {
		tr(m, { at: `1 ${X}` });
	});
	one('transfer at future', (m) => {
		tr(m, { at: `9 ${X}` });
	});
	one('transfer at 0', (m) => {
		tr(m, { at: `0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855` });
	});
	one('transfer at older', (m) => {
		m.add('statement', 'sud', st('x'));
		tr(m, { at: `1 ${m.marks[0].root}` });
	});
	one('transfer two keys', (m) => {
		tr(m, {
			keys: m.keyValues('basel', {
				act: m.key('basel', 'act'),
				clock: m.key('basel', 'clock', 4),
			}),
		});
	});
	one('transfer log key named otherwise', (m) => {
		tr(m, {
			keys: m.keyValues('basel', {
				act: m.key('basel', 'act'),
				clock: m.key('basel', 'clock', 4),
				log: m.key('basel/zzz', 'log'),
			}),
		});
	});
	one('transfer, depositary releases after', (m) => {
		tr(m);
	});
}
