// Dates, marks and checkpoints that fork (format 6.4 to 6.7, 4.6, 4.7).
// SPDX-License-Identifier: ISC
import { TableMaker, Key } from '../maker.js';
import { concat, utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const w = [1, 2, 3].map((i) => new Key('w' + i, 'w.example/' + i, 4));
	const pol = (m, k = 2) =>
		m.trust() +
		w.map((x, i) => `witness w${i} ${x.vkey}\n`).join('') +
		`group g ${k} w0 w1 w2\nquorum g\n`;
	// dates: charter at T0. act date d; cp1 dated a, cp2 dated b
	function dated(
		label,
		{
			date,
			lodge = '2026-12-01T00:00:00Z',
			t1 = 0,
			t2 = 120,
			re = [],
			w1 = null,
			w2 = null,
			policy = false,
		},
	) {
		const m = new TableMaker({ seed: 'd' });
		const T0 = m.now;
		m.marks.length = 0;
		m.mark({ time: T0 + t1, size: 1, others: w1?.map((x, i) => [w[i], T0 + x]) ?? [] });
		const txt = m.act('statement', 'nord', st('x'), {
			date: new Date((T0 + date) * 1000).toISOString().slice(0, 19) + 'Z',
			'lodge-by': lodge,
		});
		m.log(txt);
		for (const [size, t] of re) m.mark({ size, time: T0 + t });
		m.mark({ time: T0 + t2, others: w2?.map((x, i) => [w[i], T0 + x]) ?? [] });
		add(label, m.bundle(), policy ? pol(m) : m.trust());
	}
	dated('ok', { date: 60 });
	dated('early edge 300', { date: -300 });
	dated('early 301', { date: -301 });
	dated('late edge', { date: 420 });
	dated('late 421', { date: 421 });
	dated('inverted: t1=4000,t2=1000, date=1000', { t1: 4000, t2: 1000, date: 1000 });
	dated('inverted date 600', { t1: 4000, t2: 1000, date: 600 });
	dated('inverted date 700', { t1: 4000, t2: 1000, date: 700 });
	dated('inverted date 699', { t1: 4000, t2: 1000, date: 699 });
	dated('inverted date 1300', { t1: 4000, t2: 1000, date: 1300 });
	dated('inverted date 1301', { t1: 4000, t2: 1000, date: 1301 });
	dated('inverted date 3700', { t1: 4000, t2: 1000, date: 3700 });
	dated('inverted date -5000', { t1: 4000, t2: 1000, date: -5000 });
	dated('lodge-by = since', { t1: 100, t2: 200, date: 50, lodge: '2026-10-14T17:48:20Z' });
	dated('lodge-by = since-1', { t1: 100, t2: 200, date: 50, lodge: '2026-10-14T17:48:19Z' });
	dated('inverted lodge-by between', {
		t1: 4000,
		t2: 1000,
		date: 1000,
		lodge: '2026-10-14T18:10:00Z',
	});
	dated('inverted lodge-by before by', {
		t1: 4000,
		t2: 1000,
		date: 900,
		lodge: '2026-10-14T18:03:19Z',
	});
	dated('redated size1 at 5000 after size2 at 1000', {
		t1: 0,
		t2: 1000,
		re: [[1, 5000]],
		date: 1000,
	});
	dated('size1 redated 400, then size 2 500; date 60', {
		t1: 0,
		t2: 500,
		re: [[1, 400]],
		date: 60,
	});
	dated('size1 redated 400, date 99', { t1: 0, t2: 500, re: [[1, 400]], date: 99 });
	dated('size1 redated 400, date 100', { t1: 0, t2: 500, re: [[1, 400]], date: 100 });
	dated('policy w2 dates', { policy: true, w1: [0, 0, 0], w2: [120, 120, 120], date: 60 });
	dated('policy only one w', { policy: true, w1: [0, 0, 0], w2: [120], date: 6000 });
	dated('policy none w1', { policy: true, w2: [120, 120, 120], date: -6000 });
	dated('policy inverted date', {
		policy: true,
		w1: [4000, 4000, 4000],
		w2: [1000, 1000, 1000],
		date: 650,
	});
	dated('policy inverted date', {
		policy: true,
		w1: [4000, 4000, 4000],
		w2: [1000, 1000, 1000],
		date: 750,
	});
	// split quorum over notes of one checkpoint
	{
		const m = new TableMaker({ seed: 'q' });
		const T0 = m.now;
		m.log(m.act('statement', 'nord', st('x'), { date: '2026-10-14T20:00:00Z' }));
		m.mark({ time: T0 + 60, others: [[w[0], T0 + 60]] });
		m.mark({ time: T0 + 60, others: [[w[1], T0 + 61]] });
		add('quorum split over two notes', m.bundle(), pol(m));
	}
	{
		const m = new TableMaker({ seed: 'q' });
		const T0 = m.now;
		m.log(m.act('statement', 'nord', st('x')));
		m.mark({ time: T0 + 60 });
		m.mark({ time: T0 + 60 });
		add('equal marks twice', m.bundle(), m.trust());
	}
	{
		const m = new TableMaker({ seed: 'q' });
		const T0 = m.now;
		m.log(m.act('statement', 'nord', st('x')));
		m.mark({ time: T0 + 90 });
		m.mark({ time: T0 + 60 });
		add('same size, earlier date', m.bundle(), m.trust());
	}
	{
		const m = new TableMaker({ seed: 'q' });
		const T0 = m.now;
		m.log(m.act('statement', 'nord', st('x')));
		m.mark({ time: T0 + 60 });
		m.marks.unshift(m.checkpoint({ time: T0 + 70 }));
		add('falling size', m.bundle(), m.trust());
	}
	{
		const m = new TableMaker({ seed: 'q' });
		m.add('statement', 'nord', st('x'));
		add('mark = checkpoint size too', m.bundle({ marks: m.marks }), m.trust());
		add('no marks', m.bundle({ marks: [] }), m.trust());
		const big = m.marks.slice();
		const fut = m.checkpoint({ size: 5, root: 'ab'.repeat(32) });
		add('mark larger than log', m.bundle({ marks: [...m.marks, fut] }), m.trust());
		add(
			'mark without clock',
			m.bundle({ marks: [m.checkpoint({ size: 1, dated: false })] }),
			m.trust(),
		);
		add(
			'mark with false clock',
			m.bundle({
				marks: [
					(() => {
						const c = m.checkpoint({ size: 1, dated: false, others: [] });
						const bad = new Key('zzz', 'bern', 4);
						bad.id = m.keys.bern.clock.id;
						return m.checkpoint({ size: 1, dated: false, others: [[bad, m.now]] });
					})(),
				],
			}),
			m.trust(),
		);
		add(
			'mark with unknown clock',
			m.bundle({
				marks: [
					m.checkpoint({
						size: 1,
						dated: false,
						others: [[new Key('zzz', 'bern', 4), m.now]],
					}),
				],
			}),
			m.trust(),
		);
		add(
			'mark by other log key',
			m.bundle({ marks: [m.checkpoint({ size: 1, key: new Key('zz', m.origin) })] }),
			m.trust(),
		);
		add(
			'mark of other origin',
			m.bundle({ marks: [m.checkpoint({ size: 1, origin: 'bern/zz' })] }),
			m.trust(),
		);
		add(
			'mark fork',
			m.bundle({ marks: [m.checkpoint({ size: 1, root: 'ab'.repeat(32) })] }),
			m.trust(),
		);
		add(
			'mark fork at size 2',
			m.bundle({ marks: [m.checkpoint({ size: 2, root: 'ab'.repeat(32) })] }),
			m.trust(),
		);
		add(
			'checkpoint without clock',
			m.bundle({ checkpoint: m.checkpoint({ dated: false }).bytes }),
			m.trust(),
		);
		add(
			'checkpoint with bad clock',
			m.bundle({
				checkpoint: m.checkpoint({
					dated: false,
					others: [
						[
							(() => {
								const b = new Key('zz', 'bern', 4);
								b.id = m.keys.bern.clock.id;
								return b;
							})(),
							m.now,
						],
					],
				}).bytes,
			}),
			m.trust(),
		);
		add(
			'checkpoint with bad cosign',
			m.bundle({
				checkpoint: m.checkpoint({
					others: [
						[
							(() => {
								const b = new Key('zz', 'nord', 4);
								b.id = m.keys.nord.cosign.id;
								return b;
							})(),
							m.now,
						],
					],
				}).bytes,
			}),
			m.trust(),
		);
		add(
			'mark with bad cosign',
			m.bundle({
				marks: [
					m.checkpoint({
						size: 1,
						others: [
							[
								(() => {
									const b = new Key('zz', 'nord', 4);
									b.id = m.keys.nord.cosign.id;
									return b;
								})(),
								m.now,
							],
						],
					}),
				],
			}),
			m.trust(),
		);
		add(
			'checkpoint sixteen more lines',
			m.bundle({
				checkpoint: m.checkpoint({
					others: Array.from({ length: 15 }, (_, i) => [new Key('k' + i, 'x', 4), 1]),
				}).bytes,
			}),
			m.trust(),
		);
		add(
			'checkpoint log line twice',
			m.bundle({
				checkpoint: concat(
					m.marks.at(-1).bytes,
					utf8(new TextDecoder().decode(m.marks.at(-1).bytes).split('\n')[4] + '\n'),
				),
			}),
			m.trust(),
		);
		add(
			'mark in size 0',
			m.bundle({
				marks: [
					m.checkpoint({
						size: 0,
						root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
					}),
					...m.marks.slice(0, -1),
				],
			}),
			m.trust(),
		);
		add(
			'mark in size 0 wrong root',
			m.bundle({
				marks: [
					m.checkpoint({ size: 0, root: 'ab'.repeat(32) }),
					...m.marks.slice(0, -1),
				],
			}),
			m.trust(),
		);
		const f = m.checkpoint({ size: 1, root: 'ab'.repeat(32) });
		add('seen fork uncited', m.bundle({ seen: [f] }), m.trust());
		add('seen consistent uncited', m.bundle({ seen: [m.marks[0]] }), m.trust());
		add('seen larger', m.bundle({ seen: [fut] }), m.trust());
		add('seen misnamed', m.bundle({ seen: [{ ...f, hash: 'ab'.repeat(32) }] }), m.trust());
		add(
			'seen unsigned',
			m.bundle({
				seen: [
					m.checkpoint({
						size: 1,
						root: 'ab'.repeat(32),
						key: new Key('zz', m.origin),
					}),
				],
			}),
			m.trust(),
		);
		add(
			'seen dup order',
			m.bundle({
				seen: [f, m.checkpoint({ size: 2, root: 'ab'.repeat(32) })].sort((a, b) =>
					a.hash < b.hash ? 1 : -1,
				),
			}),
			m.trust(),
		);
		add(
			'seen fork undated',
			m.bundle({
				seen: [m.checkpoint({ size: 1, root: 'ab'.repeat(32), dated: false })],
			}),
			m.trust(),
		);
		add('seen extension lines', m.bundle({ seen: [] }), m.trust());
	}
	{
		const m = new TableMaker({ seed: 'r' });
		m.add('statement', 'nord', st('x'));
		const f = m.checkpoint({ size: 1, root: 'ab'.repeat(32) });
		m.add('statement', 'nord', st('y'), { seen: `1 ${f.root} ${f.hash}` });
		add('fork cited, in seen/', m.bundle({ seen: [f] }), m.trust());
		add('fork cited, in marks', m.bundle({ marks: [f, m.marks[1]] }), m.trust());
		add('fork cited, missing', m.bundle(), m.trust());
		add(
			'fork cited, seen/ and mark fork',
			m.bundle({ seen: [f], marks: [f, m.marks[1]] }),
			m.trust(),
		);
		m.add('statement', 'nord', st('z'), { number: '9' });
		add('fork mark + later chain fault', m.bundle({ marks: [f, m.marks[1]] }), m.trust());
	}
	{
		const m = new TableMaker({ seed: 's' });
		m.add('statement', 'nord', st('z'), { number: '9' });
		m.add('statement', 'nord', st('z'), { number: '10' });
		const f = m.checkpoint({ size: 2, root: 'ab'.repeat(32) });
		add('chain fault + fork mark', m.bundle({ marks: [m.marks[0], f] }), m.trust());
		add('chain fault + uncited seen fork', m.bundle({ seen: [f] }), m.trust());
		add(
			'chain fault + mark unsigned',
			m.bundle({ marks: [m.checkpoint({ size: 1, key: new Key('zz', m.origin) })] }),
			m.trust(),
		);
		add('chain fault + copy misnamed', m.bundle({ copies: [] }), m.trust());
	}
	{
		const m = new TableMaker({ seed: 't' });
		m.add('statement', 'nord', st('x'), {
			date: '2026-12-01T10:00:00Z',
			'lodge-by': '2026-12-02T10:00:00Z',
		});
		m.mark();
		const byName = (name) => `witness a ${new Key('t bern clock', name, 4).vkey}\nquorum a\n`;
		add('policy of the clock', m.bundle(), m.trust({ more: byName('bern') }));
		add('policy of the clock, under another name', m.bundle(), m.trust({ more: byName('foo') }));
		const bad = new Key('zz', w[0].name, 4);
		bad.id = w[0].id;
		const marks = [m.checkpoint({ size: 1, others: [[bad, m.now]] })];
		const none = `witness a ${w[0].vkey}\nquorum none\n`;
		add('quorum none, false witness', m.bundle({ marks }), m.trust({ more: none }));
		const later = m.checkpoint({ size: 9, root: 'ab'.repeat(32), time: m.now + 900000 });
		add(
			'whole proof, mark larger than the log',
			m.proof({ claim: 'delivered SUD-1 by 2026-10-16', marks: [m.marks[0], later] }),
			m.trust(),
		);
	}
}
