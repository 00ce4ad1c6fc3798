// Outboxes (format 9.2).
// SPDX-License-Identifier: ISC
import { TableMaker, Key, part } from '../maker.js';
import { utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const X = 'ab'.repeat(32);
	add('proof bad first part', utf8('verbale-proof/1\nclaim -\nfoo\n'), null);
	add('proof only end', utf8('verbale-proof/1\nclaim -\nend\n'), null);
	add('proof no parts', utf8('verbale-proof/1\nclaim -\n'), null);
	add('proof part x', utf8('verbale-proof/1\nclaim -\npart x 0\n\nend\n'), null);
	add('claim words', utf8('verbale-proof/1\nclaim \\x\nend\n'), null);
	const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
	const all = (m) =>
		m.trust({
			parties: Object.keys(m.keys).filter((n) => n !== 'bern' && !n.includes('/')),
		});
	const office = (m, p, o, { scope = 'all', from = '-', until = '-' } = {}) => {
		m.keys[`${p}/${o}`] = { act: m.key(`${p}/${o}`, 'act') };
		return m.act('mandate', p, {
			to: o,
			key: m.keyValues(`${p}/${o}`, m.keys[`${p}/${o}`], ['act'])[0],
			scope,
			from,
			until,
		});
	};
	const N = () => new TableMaker({ parties: P3, judge: 'west' });
	const box = (label, f) => {
		const m = N();
		const r = f(m);
		const b = Array.isArray(r) ? r : r.out;
		add(label, m.pouch(b, r.how), r.trust ?? all(m));
	};
	const S = (m, t = 'x', how = {}, who = 'nord') => m.act('statement', who, st(t), how);
	const bad = (m, who, id = true) => {
		const k = new Key('bad', who);
		if (id) k.id = m.keys[who].act.id;
		return k;
	};
	box('empty', (m) => []);
	box('one', (m) => [S(m)]);
	box('two', (m) => [S(m), S(m)]);
	box('two reversed', (m) => {
		const a = S(m),
			b = S(m);
		return [b, a];
	});
	box('same twice', (m) => {
		const a = S(m);
		return [a, a];
	});
	box('false then gap', (m) => {
		const a = S(m, 'x', { signers: [bad(m, 'nord')] });
		return [a, S(m, 'y', { number: '7' })];
	});
	box('gap then false', (m) => {
		const g = S(m, 'y', { number: '7' });
		const a = S(m, 'x', { signers: [bad(m, 'sud')] }, 'sud');
		return [g, a];
	});
	box('unknown then malformed', (m) => {
		const g = S(m, 'y', { signers: [bad(m, 'nord', false)] });
		return [g, utf8('x\n')];
	});
	box('unknown then false', (m) => {
		const g = S(m, 'y', { signers: [bad(m, 'nord', false)] });
		return [g, S(m, 'x', { signers: [bad(m, 'sud')] }, 'sud')];
	});
	box('twice + gap', (m) => {
		const a = S(m, 'a');
		m.chains.delete('nord');
		const b = S(m, 'b');
		const c = S(m, 'c', { number: '9' }, 'sud');
		return [a, b, c];
	});
	box('twice + unknown', (m) => {
		const a = S(m, 'a');
		m.chains.delete('nord');
		const b = S(m, 'b');
		const c = S(m, 'c', { signers: [bad(m, 'sud', false)] }, 'sud');
		return [a, b, c];
	});
	box('twice, second false', (m) => {
		const a = S(m, 'a');
		m.chains.delete('nord');
		const b = S(m, 'b', { signers: [bad(m, 'nord')] });
		return [a, b];
	});
	box('twice logged with different text, then chain on outbox version', (m) => {
		const a = S(m, 'a');
		m.log(a);
		m.mark();
		m.chains.delete('nord');
		const b = S(m, 'b');
		const c = S(m, 'c');
		return [b, c];
	});
	box('same text other signature bytes', (m) => {
		const a = S(m, 'a');
		m.log(a);
		m.mark();
		const t = new TextDecoder().decode(a).split('\n\n')[0] + '\n';
		return [utf8(t + '\n' + bad(m, 'nord').line(t))];
	});
	box('same text logged, unknown sig', (m) => {
		const a = S(m, 'a');
		m.log(a);
		m.mark();
		const t = new TextDecoder().decode(a).split('\n\n')[0] + '\n';
		return [utf8(t + '\n' + bad(m, 'nord', false).line(t))];
	});
	box('logged act after rekey repeated', (m) => {
		const a = S(m, 'a');
		m.log(a);
		m.mark();
		const f = m.memberKeys('nord', '2');
		m.add(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord = { ...m.keys.nord, act: f.act };
		return [a];
	});
	box('resume in outbox', (m) => {
		m.log(S(m));
		m.mark();
		return [m.act('resume', 'nord', { reason: '-' }, { epoch: 1 }), S(m)];
	});
	box('epoch jump without resume', (m) => {
		m.log(S(m));
		m.mark();
		return [S(m, 'x', { epoch: 1 })];
	});
	box('epoch jump without resume at start', (m) => [S(m, 'x', { epoch: 1 })]);
	box('prev unknown, number 1', (m) => [S(m, 'x', { prev: X })]);
	box('old number unknown text (1 again in epoch 0 with other prev)', (m) => {
		m.log(S(m));
		m.log(S(m));
		m.mark();
		m.chains.delete('nord');
		return [S(m, 'zz')];
	});
	box('lost text 2 epochs', (m) => {
		m.log(S(m));
		m.mark();
		const lost = S(m, 'lost');
		m.chains.set('nord', {
			number: 1,
			epoch: 0,
			id: new TextDecoder().decode(lost).match(/^prev (.*)$/m)[1],
		});
		m.log(m.act('resume', 'nord', { reason: '-' }, { epoch: 1 }));
		m.mark();
		return [lost];
	});
	box('lost text 2 epochs + its successor', (m) => {
		m.log(S(m));
		m.mark();
		const lost = S(m, 'lost'),
			l2 = S(m, 'lost2');
		m.chains.set('nord', {
			number: 1,
			epoch: 0,
			id: new TextDecoder().decode(lost).match(/^prev (.*)$/m)[1],
		});
		m.log(m.act('resume', 'nord', { reason: '-' }, { epoch: 1 }));
		m.mark();
		return [lost, l2];
	});
	box('lost successor only', (m) => {
		m.log(S(m));
		m.mark();
		const lost = S(m, 'lost'),
			l2 = S(m, 'lost2');
		m.chains.set('nord', {
			number: 1,
			epoch: 0,
			id: new TextDecoder().decode(lost).match(/^prev (.*)$/m)[1],
		});
		m.log(m.act('resume', 'nord', { reason: '-' }, { epoch: 1 }));
		m.mark();
		return [l2];
	});
	box('lost successor number beyond', (m) => {
		m.log(S(m));
		m.mark();
		const l = [S(m), S(m), S(m)];
		m.chains.set('nord', {
			number: 1,
			epoch: 0,
			id: new TextDecoder().decode(l[0]).match(/^prev (.*)$/m)[1],
		});
		m.log(m.act('resume', 'nord', { reason: '-' }, { epoch: 1 }));
		m.mark();
		return [l[2]];
	});
	box('seen larger than log', (m) => [S(m, 'x', { seen: `9 ${X} ${X}` })]);
	box('seen wrong root', (m) => [S(m, 'x', { seen: `1 ${X} ${X}` })]);
	box('seen fork, seen/', (m) => {
		const f = m.checkpoint({ size: 1, root: X });
		return { out: [S(m, 'x', { seen: `1 ${X} ${f.hash}` })], how: { seen: [f] } };
	});
	box('charter in outbox', (m) => [m.charter]);
	box('other table', (m) => [S(m, 'x', { table: X })]);
	box('unknown member', (m) => {
		m.keys.ost = m.memberKeys('ost');
		return [S(m, 'x', {}, 'ost')];
	});
	box('admit + join + act in outbox', (m) => {
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
		return [a, m.act('join', 'ost', { of: m.chains.get('nord').id }), S(m, 'x', {}, 'ost')];
	});
	box('mandate void in outbox + act', (m) => {
		const k = m.key('nord/legal', 'act');
		m.keys['nord/legal'] = { act: k };
		return [
			m.act('mandate', 'nord', {
				to: 'x',
				key: `nord/legal act ${k.vkey}`,
				scope: 'all',
				from: '-',
				until: '-',
			}),
			S(m, 'x', { office: 'legal' }),
		];
	});
	box('office out of scope in outbox', (m) => {
		const a = office(m, 'nord', 'legal', { scope: 'letter' });
		return [a, S(m, 'x', { office: 'legal' })];
	});
	box('mandate outbox, revoke outbox, act', (m) => {
		const a = office(m, 'nord', 'legal');
		return [
			a,
			m.act('revoke', 'nord', { to: 'legal', reason: '-' }),
			S(m, 'x', { office: 'legal' }),
		];
	});
	box('statement by recovery', (m) => [
		m.act('statement', 'nord', st('x'), {
			office: 'recovery',
			signers: [m.keys.nord.recovery],
		}),
	]);
	box('release by bern in outbox', (m) => {
		const p = m.paper('p', ['sud']);
		const id = m.log(m.act('propose', 'nord', p.fields));
		m.mark();
		const r = m.act('receipt', 'sud', { of: id, copy: p.copies.sud.bare });
		return [
			r,
			m.act(
				'release',
				'nord',
				m.release(id, 'sud', m.chains.get('sud').id, p.copies.sud),
			),
		];
	});
	box('two lines wrong name', (m) => {
		const a = S(m);
		const t = new TextDecoder().decode(a).split('\n\n')[0] + '\n';
		return [utf8(t + '\n' + m.keys.sud.act.line(t) + m.keys.nord.act.line(t))];
	});
	box('amend three lines', (m) => [
		m.act(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, m.keys.sud.act, m.keys.west.act] },
		),
	]);
	box('amend one line', (m) => [
		m.act(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act] },
		),
	]);
	box('amend false sud', (m) => [
		m.act(
			'amend',
			'nord',
			{ amends: m.charterId, rule: 'take-days 9' },
			{ signers: [m.keys.nord.act, bad(m, 'sud')] },
		),
	]);
	box('void act in outbox (take of nothing)', (m) => [
		m.act('take', 'sud', { of: X, as: 'draft', answers: '-' }),
	]);
	box('party left then outbox', (m) => {
		m.add('leave', 'nord', { reason: '-' });
		return [S(m)];
	});
	box('office twice key', (m) => {
		const a = office(m, 'nord', 'legal');
		m.log(a);
		m.mark();
		const x = S(m, 'a', { office: 'legal' });
		m.chains.delete('nord/legal');
		const y = S(m, 'b', { office: 'legal' });
		return [x, y];
	});
	box('depositary acts', (m) => [m.act('statement', 'bern', st('x'))]);
	box('twice in outbox vs void logged', (m) => {
		m.add('take', 'sud', { of: X, as: 'draft', answers: '-' });
		m.add('statement', 'sud', st('y'));
		m.chains.delete('sud');
		return [S(m, 'q', {}, 'sud')];
	});
	box('twice and void remark', (m) => {
		m.add('take', 'sud', { of: X, as: 'draft', answers: '-' });
		const a = S(m, 'a');
		m.chains.delete('nord');
		return [a, S(m, 'b')];
	});
	box('rekey in outbox then old key act', (m) => {
		const f = m.memberKeys('nord', '2');
		const a = m.act(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		return [a, S(m)];
	});
	box('act then rekey in outbox then new', (m) => {
		const s0 = S(m);
		const f = m.memberKeys('nord', '2');
		const a = m.act(
			'rekey',
			'nord',
			{ key: m.keyValues('nord', f, ['act']), reason: '-' },
			{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
		);
		m.keys.nord = { ...m.keys.nord, act: f.act };
		return {
			out: [s0, a, S(m, 'n', { epoch: 1 })],
			trust: m.trust({ parties: ['sud', 'west'] }),
		};
	});
	box('anchors: author of outbox not in trust', (m) => ({
		out: [S(m)],
		trust: m.trust({ parties: ['sud'] }),
	}));
	box('anchors: only log', (m) => ({ out: [S(m)], trust: m.trust({ parties: [] }) }));
}
