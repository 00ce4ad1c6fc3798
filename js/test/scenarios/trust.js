// Trust files and policies (format 9.7, 10.2).
// SPDX-License-Identifier: ISC
import { TableMaker, Key } from '../maker.js';
import { utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const good = new TableMaker({ seed: 'good' });
	const imp = (f) => {
		const m = new TableMaker({ seed: 'imp' });
		f(m);
		return m;
	};
	add(
		'impostor + chain fault',
		imp((m) => m.add('statement', 'nord', st('x'), { number: '5' })).bundle(),
		good.trust(),
	);
	add(
		'impostor + bad checkpoint sig',
		(() => {
			const m = imp(() => {});
			m.add('statement', 'nord', st('x'));
			return m.bundle({ checkpoint: m.checkpoint({ key: m.keys.bern.act }).bytes });
		})(),
		good.trust(),
	);
	add(
		'impostor + malformed entry',
		imp((m) => {
			m.log(utf8('x'));
			m.mark();
		}).bundle(),
		good.trust(),
	);
	add(
		'impostor, charter void',
		new TableMaker({ seed: 'imp', rules: { tie: null } }).bundle(),
		good.trust(),
	);
	add(
		'impostor, tile wrong',
		(() => {
			const m = imp(() => {});
			m.add('statement', 'nord', st('x'));
			m.tree.levels[0][1] = new Uint8Array(32);
			return m.bundle();
		})(),
		good.trust(),
	);
	add(
		'impostor, void remark',
		imp((m) =>
			m.add('take', 'nord', { of: 'ab'.repeat(32), as: 'draft', answers: '-' }),
		).bundle(),
		good.trust(),
	);
	// trust variants
	const m = new TableMaker({ seed: 'v' });
	m.add('statement', 'nord', st('x'));
	const T = (s) => 'verbale-trust/1\n' + s;
	const P = (n) => `party ${m.keys[n].act.vkey}\n`,
		L = `log ${m.keys.bern.log.vkey}\n`,
		TB = `table ${m.table}\n`;
	const oth = new TableMaker({ seed: 'o' });
	const PO = (n) => `party ${oth.keys[n].act.vkey}\n`;
	for (const [l, t] of Object.entries({
		empty: '',
		table: TB,
		log: L,
		nord: P('nord'),
		both: P('nord') + P('sud'),
		'log+nord': P('nord') + L,
		'log+sud': P('sud') + L,
		'table wrong': `table ${'ab'.repeat(32)}\n`,
		'table wrong + right': `table ${'ab'.repeat(32)}\n` + TB,
		'table+wrong nord': TB + PO('nord'),
		'nord two keys': PO('nord') + P('nord') + L,
		'nord wrong': PO('nord') + L,
		'sud wrong': P('nord') + PO('sud') + L,
		'log wrong same origin': P('nord') + `log ${m.key(m.origin, 'z').vkey}\n`,
		'log other origin': P('nord') + `log ${oth.keys.bern.log.vkey}\n`,
		'log named bern right':
			P('nord') +
			`log ${(() => {
				const k = m.keys.bern.log;
				k.name;
				return k.vkey;
			})()}\n`,
		'cosign as party': `party ${m.keys.nord.cosign.vkey}\n`,
		'founding as party': `party ${m.keys.nord.founding.vkey}\n` + L,
		recovery: P('nord') + `party ${m.keys.nord.recovery.vkey}\n` + L,
		'bern act as party': P('nord') + `party ${m.keys.bern.act.vkey}\n` + L,
		'bern wrong': P('nord') + `party ${oth.keys.bern.act.vkey}\n` + L,
		'unknown name': P('nord') + `party ${m.key('zorn', 'z').vkey}\n` + L,
		'log then party': L + P('nord'),
		dup: P('nord') + P('nord') + L,
		crlf: P('nord').replace('\n', '\r\n') + L,
		comment: '# x\n' + P('nord') + L,
		blank: '\n' + P('nord') + L,
		nofinal: (P('nord') + L).slice(0, -1),
		'office key': `party ${m.key('nord/legal', 'z').vkey}\n` + P('nord') + L,
	}))
		add('trust ' + l, m.bundle(), T(t));
	{
		const k = new Key(`v ${m.origin} log`, 'bern');
		add('log by depositary name', m.bundle(), T(P('nord') + `log ${k.vkey}\n`));
		const k2 = new Key(`zz`, 'bern');
		add('log by depositary name wrong', m.bundle(), T(P('nord') + `log ${k2.vkey}\n`));
		add(
			'log by depositary name wrong and right',
			m.bundle(),
			T(P('nord') + `log ${k2.vkey}\nlog ${k.vkey}\n`),
		);
		add(
			'log by depositary wrong and origin right',
			m.bundle(),
			T(P('nord') + L + `log ${k2.vkey}\n`),
		);
	}
	const none = new TableMaker({ seed: 'v2' });
	add('no acts, log only', none.bundle(), T(`log ${none.keys.bern.log.vkey}\n`));
	add('no acts, nothing', none.bundle(), T(''));
	const w1 = new Key('w1', 'w.example/1', 4),
		w2 = new Key('w2', 'w.example/2', 4);
	const W = `witness a ${w1.vkey}\nwitness b ${w2.vkey}\n`;
	for (const [l, t] of Object.entries({
		'quorum none': 'quorum none\n',
		'witness no quorum': W,
		'quorum a': W + 'quorum a\n',
		'group any': W + 'group g any a b\nquorum g\n',
		'group 3': W + 'group g 3 a b\nquorum g\n',
		'group 0': W + 'group g 0 a b\nquorum g\n',
		url: `witness a ${w1.vkey} https://x.example\nquorum a\n`,
		tab: `witness\ta\t${w1.vkey}\nquorum a\n`,
		comment: W + '# hi\nquorum a\n',
		'dup key': `witness a ${w1.vkey}\nwitness b ${w1.vkey}\nquorum a\n`,
		'dup name': `witness a ${w1.vkey}\nwitness a ${w2.vkey}\nquorum a\n`,
		type1: `witness a ${m.keys.nord.act.vkey}\nquorum a\n`,
		'two quorum': W + 'quorum a\nquorum b\n',
		'after quorum': 'quorum none\n' + W,
		'group none': W + 'group none any a b\nquorum none\n',
		'member twice': W + 'group g any a a\nquorum g\n',
		'member in two': W + 'group g any a b\ngroup h any a g\nquorum h\n',
		forward: 'group g any a b\n' + W + 'quorum g\n',
		'trailing space': W + 'quorum a \n',
		'address above 4,096': `witness a ${w1.vkey} https://${'x'.repeat(4100)}\nquorum a\n`,
		'2 spaces': W + 'quorum  a\n',
	}))
		add('policy ' + l, m.bundle(), T(P('nord') + L + t));
}
