// Proofs: their grammar, and acts that were picked (format 9.4).
// SPDX-License-Identifier: ISC
import { TableMaker, Key, part } from '../maker.js';
import { utf8, concat, u16, base64Of } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const X = 'ab'.repeat(32);
	const P3 = { nord: 'principal', sud: 'principal', west: 'observer' };
	const all = (m) =>
		m.trust({
			parties: Object.keys(m.keys).filter((n) => n !== 'bern' && !n.includes('/')),
		});
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
	const N = () => new TableMaker({ parties: P3, judge: 'west' });
	const give = (
		m,
		tag = 'p',
		to = ['sud'],
		more = {},
		how = {},
		from = 'nord',
		kind = 'propose',
	) => {
		const p = m.paper(tag, to, more);
		return { id: m.add(kind, from, p.fields, how), ...p };
	};
	// grammar mutations
	{
		const m = N();
		m.add('statement', 'nord', st('a'));
		m.add('statement', 'sud', st('b'));
		m.add('statement', 'nord', st('c'));
		const T = all(m);
		const P = (o) => m.proof(o);
		const S = (b) => new TextDecoder().decode(b);
		const B = utf8;
		add('base', P({ indices: [1, 2] }), T);
		add('descending', P({ indices: [2, 1] }), T);
		add('twice', P({ indices: [1, 1] }), T);
		add('index 0', P({ indices: [0] }), T);
		add('index 0 and 1', P({ indices: [0, 1] }), T);
		add('no end', B(S(P({ indices: [1] })).replace(/end\n$/, '')), T);
		add('extra after end', B(S(P({ indices: [1] })) + 'x\n'), T);
		add('end no lf', B(S(P({ indices: [1] })).replace(/end\n$/, 'end')), T);
		add('claim above 4,096', B(S(P({ indices: [1] })).replace('claim -', `claim ${'x'.repeat(4100)}`)), T);
		add('claim missing', B(S(P({ indices: [1] })).replace('claim -\n', '')), T);
		add('claim empty', B(S(P({ indices: [1] })).replace('claim -', 'claim ')), T);
		add('head', B(S(P({ indices: [1] })).replace('proof/1', 'proof/2')), T);
		add(
			'part len',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, (_, n) => `part act ${+n + 1}`)),
			T,
		);
		add(
			'part len small',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, (_, n) => `part act ${+n - 1}`)),
			T,
		);
		add(
			'part len huge',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, 'part act 999999')),
			T,
		);
		add('part len 0', B(S(P({ indices: [1] })).replace(/part act (\d+)/, 'part act 0')), T);
		add(
			'part len 01',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, 'part act 0$1')),
			T,
		);
		add(
			'part name space',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, 'part  act $1')),
			T,
		);
		add(
			'part unknown',
			B(S(P({ indices: [1] })).replace(/part act (\d+)/, 'part foo $1')),
			T,
		);
		add(
			'no charter',
			B(S(P({ indices: [1] })).replace(/part charter[\s\S]*?part act/, 'part act')),
			T,
		);
		add(
			'act without proof',
			B(S(P({ indices: [1], marks: [] })).replace(/part proof[\s\S]*end/, 'end')),
			T,
		);
		add(
			'mark before act',
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('mark', m.marks[0].bytes),
				part('act', m.entries[1]),
				part('proof', m.tlogProof(1)),
				utf8('end\n'),
			),
			T,
		);
		add(
			'entries without checkpoint',
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('entries', concat(...m.entries.map((e) => concat(u16(e.length), e)))),
				utf8('end\n'),
			),
			T,
		);
		add(
			'entries and act',
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('entries', concat(...m.entries.map((e) => concat(u16(e.length), e)))),
				part('checkpoint', m.marks.at(-1).bytes),
				part('act', m.entries[1]),
				part('proof', m.tlogProof(1)),
				utf8('end\n'),
			),
			T,
		);
		add(
			'two checkpoints',
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('act', m.entries[1]),
				part('proof', m.tlogProof(1)),
				part('act', m.entries[2]),
				part('proof', m.tlogProof(2, m.checkpoint({ time: m.now + 5 }).bytes)),
				utf8('end\n'),
			),
			T,
		);
		add(
			'checkpoint differing size',
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('act', m.entries[1]),
				part('proof', m.tlogProof(1)),
				part('act', m.entries[2]),
				part('proof', m.tlogProof(2, m.marks[2].bytes)),
				utf8('end\n'),
			),
			T,
		);
		add('marks falling', P({ indices: [1], marks: [m.marks[1], m.marks[0]] }), T);
		add(
			'marks larger than checkpoint',
			P({
				indices: [1],
				checkpoint: m.marks[3].bytes,
				marks: [m.checkpoint({ size: 9, root: X })],
			}),
			T,
		);
		add(
			'mark without clock',
			P({ indices: [1], marks: [m.checkpoint({ size: 1, dated: false })] }),
			T,
		);
		add(
			'mark conflicting at size of checkpoint',
			P({ indices: [1], marks: [m.checkpoint({ root: X })] }),
			T,
		);
		add(
			'two marks conflicting',
			P({ indices: [1], marks: [m.marks[0], m.checkpoint({ size: 1, root: X })] }),
			T,
		);
		add(
			'mark contradicts seen',
			P({ indices: [1], marks: [m.checkpoint({ size: 1, root: X })] }),
			T,
		);
		add(
			'mark contradicts seen entries',
			P({ marks: [m.checkpoint({ size: 1, root: X })] }),
			T,
		);
		add(
			'checkpoint undated',
			P({ indices: [1], checkpoint: m.checkpoint({ dated: false }).bytes }),
			T,
		);
		add(
			'checkpoint other key',
			P({
				indices: [1],
				checkpoint: m.checkpoint({ key: new Key('x', m.origin) }).bytes,
			}),
			T,
		);
		add('entries checkpoint other size', P({ checkpoint: m.marks[1].bytes }), T);
		add(
			'entries one more',
			(() => {
				const q = m.entries;
				m.entries = [...q, q[1]];
				const r = P({});
				m.entries = q;
				return r;
			})(),
			T,
		);
		add(
			'entries edited',
			(() => {
				const q = m.entries;
				m.entries = [q[0], q[2], q[1], q[3]];
				const r = P({});
				m.entries = q;
				return r;
			})(),
			T,
		);
		add(
			'charter differs from entry 0',
			(() => {
				const o = new TableMaker({ seed: 'o', parties: P3, judge: 'west' });
				const c = m.charter;
				m.charter = o.charter;
				const r = P({});
				m.charter = c;
				return r;
			})(),
			T,
		);
		const tl = new TextDecoder().decode(m.tlogProof(1));
		const tp = (t) =>
			concat(
				utf8('verbale-proof/1\nclaim -\n'),
				part('charter', m.charter),
				part('act', m.entries[1]),
				part('proof', utf8(t)),
				utf8('end\n'),
			);
		for (const [l, t] of Object.entries({
			index2: tl.replace('index 1', 'index 2'),
			index01: tl.replace('index 1', 'index 01'),
			indexbig: tl.replace('index 1', 'index 99'),
			noindex: tl.replace('index 1\n', ''),
			head: tl.replace('@v1', '@v2'),
			extra: tl.replace('@v1\n', '@v1\nextra AAAA\n'),
			extrabad: tl.replace('@v1\n', '@v1\nextra !\n'),
			extraempty: tl.replace('@v1\n', '@v1\nextra \n'),
			extratwice: tl.replace('@v1\n', '@v1\nextra AAAA\nextra AAAA\n'),
			extralate: tl.replace('index 1\n', 'index 1\nextra AAAA\n'),
			hashshort: tl.replace(/index 1\n.../, 'index 1\n'),
			lesshash: tl.replace(/index 1\n.*\n/, 'index 1\n'),
			morehash: tl.replace(
				'index 1\n',
				'index 1\n' + base64Of(new Uint8Array(32)) + '\n',
			),
			'64 hashes': tl.replace(
				'index 1\n',
				'index 1\n' + (base64Of(new Uint8Array(32)) + '\n').repeat(64),
			),
			trailing: tl + '\n',
			crlf: tl.replace('index 1\n', 'index 1\r\n'),
		}))
			add('tlog-proof ' + l, tp(t), T);
	}
	// picked faults
	const pick = (label, f, idx, o = {}) => {
		const m = N();
		f(m);
		add(label, m.proof({ indices: idx, ...(o.how?.(m) ?? {}) }), o.trust?.(m) ?? all(m));
	};
	pick(
		'number gap shown',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('b'), { number: '5' });
		},
		[1, 2],
	);
	pick(
		'number too large for index',
		(m) => {
			m.add('statement', 'nord', st('a'), { number: '5' });
		},
		[1],
	);
	pick(
		'prev wrong successive',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('b'), { prev: X });
		},
		[1, 2],
	);
	pick(
		'prev wrong for first',
		(m) => {
			m.add('statement', 'nord', st('a'), { prev: X });
		},
		[1],
	);
	pick(
		'prev = charter for second',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('b'), { prev: m.charterId });
		},
		[2],
	);
	pick(
		'prev = charter for second, both',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('b'), { prev: m.charterId });
		},
		[1, 2],
	);
	pick(
		'falling number',
		(m) => {
			m.add('statement', 'nord', st('a'), { number: '2' });
			m.add('statement', 'nord', st('b'), { number: '1' });
		},
		[1, 2],
	);
	pick(
		'falling epoch',
		(m) => {
			m.add('statement', 'nord', st('a'), { epoch: 2 });
			m.add('statement', 'nord', st('b'), { epoch: 1 });
		},
		[1, 2],
	);
	pick(
		'epoch without resume successive',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('b'), { epoch: 1 });
		},
		[1, 2],
	);
	pick(
		'epoch without resume gap',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('statement', 'nord', st('z'));
			m.add('statement', 'nord', st('b'), { epoch: 1 });
		},
		[1, 3],
	);
	pick(
		'signature false epoch 0',
		(m) => {
			const bad = new Key('bad', 'nord');
			bad.id = m.keys.nord.act.id;
			m.add('statement', 'nord', st('a'), { signers: [bad] });
		},
		[1],
	);
	pick(
		'signature other id epoch 0',
		(m) => {
			const bad = new Key('bad', 'nord');
			m.add('statement', 'nord', st('a'), { signers: [bad] });
		},
		[1],
	);
	pick(
		'signature false epoch 1',
		(m) => {
			const bad = new Key('bad', 'nord');
			bad.id = m.keys.nord.act.id;
			m.add('statement', 'nord', st('a'), { signers: [bad], epoch: 1 });
		},
		[1],
	);
	pick(
		'signature other id epoch 1',
		(m) => {
			const bad = new Key('bad', 'nord');
			m.add('statement', 'nord', st('a'), { signers: [bad], epoch: 1 });
		},
		[1],
	);
	pick(
		'depositary other key',
		(m) => {
			const p = give(m);
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud), {
				signers: [new Key('bad', 'bern')],
			});
		},
		[3],
	);
	pick(
		'depositary false sig',
		(m) => {
			const p = give(m);
			const bad = new Key('bad', 'bern');
			bad.id = m.keys.bern.act.id;
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud), {
				signers: [bad],
			});
		},
		[3],
	);
	pick(
		'office without mandate',
		(m) => {
			office(m, 'nord', 'x');
			m.add('statement', 'nord', st('a'), { office: 'x' });
		},
		[2],
	);
	pick(
		'office with mandate',
		(m) => {
			office(m, 'nord', 'x');
			m.add('statement', 'nord', st('a'), { office: 'x' });
		},
		[1, 2],
	);
	pick(
		'office act before mandate shown after',
		(m) => {
			m.keys['nord/x'] = { act: m.key('nord/x', 'act') };
			m.add('statement', 'nord', st('a'), { office: 'x' });
			office(m, 'nord', 'x');
		},
		[1, 2],
	);
	pick(
		'office revoked shown',
		(m) => {
			office(m, 'nord', 'x');
			m.add('revoke', 'nord', { to: 'x', reason: '-' });
			m.add('statement', 'nord', st('a'), { office: 'x' });
		},
		[1, 2, 3],
	);
	pick(
		'office revoked, mandate+act',
		(m) => {
			office(m, 'nord', 'x');
			m.add('revoke', 'nord', { to: 'x', reason: '-' });
			m.add('statement', 'nord', st('a'), { office: 'x' });
		},
		[1, 3],
	);
	pick(
		'revoke alone',
		(m) => {
			office(m, 'nord', 'x');
			m.add('revoke', 'nord', { to: 'x', reason: '-' });
		},
		[2],
	);
	pick(
		'stranger alone',
		(m) => {
			m.keys.ost = m.memberKeys('ost');
			m.add(
				'admit',
				'nord',
				{
					party: 'ost observer',
					key: m.keyValues('ost', m.keys.ost, ['act', 'cosign', 'recovery', 'seal']),
				},
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add('join', 'ost', { of: m.chains.get('nord').id });
		},
		[2],
	);
	pick(
		'stranger with admit',
		(m) => {
			m.keys.ost = m.memberKeys('ost');
			m.add(
				'admit',
				'nord',
				{
					party: 'ost observer',
					key: m.keyValues('ost', m.keys.ost, ['act', 'cosign', 'recovery', 'seal']),
				},
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add('join', 'ost', { of: m.chains.get('nord').id });
			m.add('statement', 'ost', st('x'));
		},
		[1, 2, 3],
	);
	pick(
		'stranger with admit, no join',
		(m) => {
			m.keys.ost = m.memberKeys('ost');
			m.add(
				'admit',
				'nord',
				{
					party: 'ost observer',
					key: m.keyValues('ost', m.keys.ost, ['act', 'cosign', 'recovery', 'seal']),
				},
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add('join', 'ost', { of: m.chains.get('nord').id });
			m.add('statement', 'ost', st('x'));
		},
		[1, 3],
	);
	pick(
		'rekey shown old key used after',
		(m) => {
			const f = m.memberKeys('nord', '2');
			m.add(
				'rekey',
				'nord',
				{ key: m.keyValues('nord', f, ['act']), reason: '-' },
				{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
			);
			m.add('statement', 'nord', st('x'), { epoch: 1 });
		},
		[1, 2],
	);
	pick(
		'new key used before rekey',
		(m) => {
			const f = m.memberKeys('nord', '2');
			m.add('statement', 'nord', st('x'), { signers: [f.act], epoch: 1 });
			m.add(
				'rekey',
				'nord',
				{ key: m.keyValues('nord', f, ['act']), reason: '-' },
				{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
			);
		},
		[1, 2],
	);
	pick(
		'new key used before rekey epoch 0',
		(m) => {
			const f = m.memberKeys('nord', '2');
			m.add('statement', 'nord', st('x'), { signers: [f.act] });
			m.add(
				'rekey',
				'nord',
				{ key: m.keyValues('nord', f, ['act']), reason: '-' },
				{ office: 'recovery', signers: [m.keys.nord.recovery, f.act] },
			);
		},
		[1, 2],
	);
	pick(
		'amend picked with unseen admit of principal',
		(m) => {
			m.keys.ost = m.memberKeys('ost');
			m.add(
				'admit',
				'nord',
				{
					party: 'ost principal',
					key: m.keyValues('ost', m.keys.ost, ['act', 'cosign', 'recovery', 'seal']),
				},
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add('join', 'ost', { of: m.chains.get('nord').id });
			m.add(
				'amend',
				'nord',
				{ amends: m.charterId, rule: 'take-days 9' },
				{ signers: [m.keys.nord.act, m.keys.ost.act, m.keys.sud.act] },
			);
		},
		[3],
	);
	pick(
		'amend picked ok',
		(m) => {
			m.add(
				'amend',
				'nord',
				{ amends: m.charterId, rule: 'take-days 9' },
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
		},
		[1],
	);
	pick(
		'amend picked second of charter, first shown',
		(m) => {
			m.add(
				'amend',
				'nord',
				{ amends: m.charterId, rule: 'take-days 9' },
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add(
				'amend',
				'sud',
				{ amends: m.charterId, rule: 'take-days 8' },
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
		},
		[1, 2],
	);
	pick(
		'amend picked second of charter alone',
		(m) => {
			m.add(
				'amend',
				'nord',
				{ amends: m.charterId, rule: 'take-days 9' },
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add(
				'amend',
				'sud',
				{ amends: m.charterId, rule: 'take-days 8' },
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
		},
		[2],
	);
	pick(
		'minutes cosigner unknown',
		(m) => {
			m.add(
				'minutes',
				'nord',
				{ of: '-', signer: ['nord', 'sud'], text: 'x' },
				{ signers: [m.keys.nord.act, new Key('bad', 'sud')] },
			);
		},
		[1],
	);
	pick(
		'minutes cosigner false same id',
		(m) => {
			const b = new Key('bad', 'sud');
			b.id = m.keys.sud.act.id;
			m.add(
				'minutes',
				'nord',
				{ of: '-', signer: ['nord', 'sud'], text: 'x' },
				{ signers: [m.keys.nord.act, b] },
			);
		},
		[1],
	);
	pick(
		'wrong table',
		(m) => {
			m.add('statement', 'nord', st('a'), { table: X });
		},
		[1],
	);
	pick(
		'author unknown act',
		(m) => {
			m.keys.ost = m.memberKeys('ost');
			m.add('statement', 'ost', st('a'));
		},
		[1],
	);
	pick(
		'malformed',
		(m) => {
			m.log(utf8('zzz\n'));
			m.mark();
		},
		[1],
	);
	pick(
		'seen ahead',
		(m) => {
			m.add('statement', 'nord', st('a'), { seen: `5 ${X} ${X}` });
		},
		[1],
	);
	pick(
		'seen wrong, size 1 = charter only known root',
		(m) => {
			m.add('statement', 'nord', st('a'), { seen: `1 ${X} ${X}` });
		},
		[1],
		{ how: (m) => ({ marks: [] }) },
	);
	pick(
		'seen wrong, size 1, mark',
		(m) => {
			m.add('statement', 'nord', st('a'), { seen: `1 ${X} ${X}` });
		},
		[1],
	);
	pick(
		'seen wrong, fork mark',
		(m) => {
			const f = m.checkpoint({ size: 1, root: X });
			m.add('statement', 'nord', st('a'), { seen: `1 ${X} ${f.hash}` });
			m.f = f;
		},
		[1],
		{ how: (m) => ({ marks: [m.marks[0], m.f] }) },
	);
	pick(
		'release alone',
		(m) => {
			const p = give(m);
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud));
		},
		[3],
	);
	pick(
		'release + paper wrong addressee',
		(m) => {
			const p = give(m);
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', {
				of: p.id,
				addressee: 'west',
				receipt: r,
				identity: p.copies.sud.identity,
			});
		},
		[1, 3],
	);
	pick(
		'release + paper, receipt not shown wrong id',
		(m) => {
			const p = give(m);
			m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', X, p.copies.sud));
		},
		[1, 3],
	);
	pick(
		'receipt shown mismatched',
		(m) => {
			const p = give(m);
			m.add('receipt', 'sud', {
				of: p.id,
				copy: p.copies.sud.bare.replace(' 4 ', ' 5 '),
			});
		},
		[1, 2],
	);
	pick(
		'receipt without release',
		(m) => {
			const p = give(m);
			m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
		},
		[1, 2],
	);
	pick(
		'take without release shown',
		(m) => {
			const p = give(m);
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud));
			m.add('take', 'sud', { of: p.id, as: 'draft', answers: '-' });
		},
		[1, 4],
	);
	pick(
		'take by non-addressee shown',
		(m) => {
			const p = give(m);
			m.add('take', 'west', { of: p.id, as: 'draft', answers: '-' });
		},
		[1, 2],
	);
	pick(
		'take of a statement',
		(m) => {
			const s = m.add('statement', 'nord', st('x'));
			m.add('take', 'sud', { of: s, as: 'draft', answers: '-' });
		},
		[1, 2],
	);
	pick(
		'take twice shown',
		(m) => {
			const p = give(m);
			const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
			m.add('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud));
			m.add('take', 'sud', { of: p.id, as: 'draft', answers: '-' });
			m.add('take', 'sud', { of: p.id, as: 'letter', answers: '-' });
		},
		[1, 4, 5],
	);
	pick(
		'propose to non-member picked',
		(m) => {
			give(m, 'p', ['ost']);
		},
		[1],
	);
	pick(
		'propose to left picked shown',
		(m) => {
			m.add('leave', 'sud', { reason: '-' });
			give(m);
		},
		[1, 2],
	);
	pick(
		'promise to stranger',
		(m) => {
			m.add('promise', 'nord', {
				to: 'ost',
				what: 'answer',
				of: '-',
				due: '2026-12-01T00:00:00Z',
				text: '-',
			});
		},
		[1],
	);
	pick(
		'meeting with stranger',
		(m) => {
			m.add('meeting', 'nord', {
				at: '2026-10-14T10:00:00Z',
				with: 'ost',
				place: '-',
				subject: 'x',
			});
		},
		[1],
	);
	pick(
		'join by charter member',
		(m) => {
			m.add('join', 'nord', { of: X });
		},
		[1],
	);
	pick(
		'transfer then statement',
		(m) => {
			const nk = {
				act: m.key('basel', 'act'),
				clock: m.key('basel', 'clock', 4),
				log: m.key('basel/new', 'log'),
			};
			m.add(
				'transfer',
				'nord',
				{
					depositary: 'basel',
					origin: 'basel/new',
					key: m.keyValues('basel', nk),
					at: `${m.tree.size} ${m.tree.hexRoot()}`,
					reason: '-',
				},
				{ signers: [m.keys.nord.act, m.keys.sud.act] },
			);
			m.add('statement', 'west', st('x'));
		},
		[1, 2],
	);
	pick(
		'chair-text by non chair',
		(m) => {
			give(m, 'p', ['sud'], { role: 'chair-text' });
		},
		[1],
	);
	pick(
		'respond to statement shown',
		(m) => {
			const s = m.add('statement', 'sud', st('x'));
			give(m, 'p', ['sud'], { role: 'response', answers: s }, {}, 'nord', 'respond');
		},
		[1, 2],
	);
	pick(
		'respond to unknown',
		(m) => {
			give(m, 'p', ['sud'], { role: 'response', answers: X }, {}, 'nord', 'respond');
		},
		[1],
	);
	pick(
		'withdraw alone',
		(m) => {
			const p = give(m);
			m.add('withdraw', 'nord', { of: p.id, reason: '-' });
		},
		[2],
	);
	pick(
		'withdraw of others shown',
		(m) => {
			const p = give(m);
			m.add('withdraw', 'sud', { of: p.id, reason: '-' });
		},
		[1, 2],
	);
	pick(
		'finding by non-judge',
		(m) => {
			m.add('statement', 'nord', { of: X, finding: 'upheld', text: 'x' });
		},
		[1],
	);
	pick(
		'resume picked wrong number',
		(m) => {
			m.add('statement', 'nord', st('a'));
			m.add('resume', 'nord', { reason: '-' }, { epoch: 1, number: '3.1' });
		},
		[1, 2],
	);
}
