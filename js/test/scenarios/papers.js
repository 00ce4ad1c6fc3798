// Rules of papers, delivery and conduct (format 5.2 to 5.4).
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';

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
	const rec = (m, p, n = 'sud', how = {}, copy = null) =>
		m.add('receipt', n, { of: p.id, copy: copy ?? p.copies[n].bare }, how);
	const rel = (m, p, n, r, how = {}, by = 'bern', id = null) =>
		m.add(
			'release',
			by,
			{ of: p.id, addressee: n, receipt: r, identity: id ?? p.copies[n].identity },
			how,
		);
	const recrel = (m, p, n = 'sud') => {
		const r = m.log(m.act('receipt', n, { of: p.id, copy: p.copies[n].bare }));
		const l = rel(m, p, n, r);
		return { r, l };
	};
	const W = (m, p, how) => m.add('withdraw', 'nord', { of: p.id, reason: '-' }, how);
	const TK = (m, p, as = 'draft', answers = '-', n = 'sud', how) =>
		m.add('take', n, { of: p.id, as, answers }, how);
	const RF = (m, p, n = 'sud', how) => m.add('refuse', n, { of: p.id, reason: '-' }, how);
	// papers
	for (const role of ['draft', 'chair-text', 'joint-draft', 'agreed-text'])
		one('propose as ' + role, (m) => {
			give(m, 'p', ['sud'], { role });
		});
	one(
		'chair-text by chair',
		(m) => {
			give(m, 'p', ['sud'], { role: 'chair-text' }, {}, 'west');
		},
		{ parties: { ...P3, west: 'chair' } },
	);
	one(
		'chair-text by chair office',
		(m) => {
			office(m, 'west', 'x');
			give(m, 'p', ['sud'], { role: 'chair-text' }, { office: 'x' }, 'west');
		},
		{ parties: { ...P3, west: 'chair' } },
	);
	one('propose by observer', (m) => {
		give(m, 'p', ['sud'], {}, {}, 'west');
	});
	one('propose by depositary', (m) => {
		give(m, 'p', ['sud'], {}, {}, 'bern');
	});
	one('propose to depositary', (m) => {
		give(m, 'p', ['bern']);
	});
	one('propose to stranger', (m) => {
		give(m, 'p', ['ost']);
	});
	one('propose to self with recipient', (m) => {
		give(m, 'p', ['nord']);
	});
	one('propose to self bare only', (m) => {
		const p = m.paper('p', ['nord']);
		p.fields.copy = [p.copies.nord.bare];
		m.add('propose', 'nord', p.fields);
	});
	one('propose to sud and self bare', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		p.fields.copy = [p.copies.nord.bare, p.copies.sud.line].sort();
		m.add('propose', 'nord', p.fields);
	});
	one('propose to sud, self bare twice', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		p.fields.copy = [
			p.copies.nord.bare,
			m.copy('nord', 'q').bare,
			p.copies.sud.line,
		].sort();
		m.add('propose', 'nord', p.fields);
	});
	one('propose to sud bare', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.copies.sud.bare];
		m.add('propose', 'nord', p.fields);
	});
	one('propose to sud twice', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.copies.sud.line, m.copy('sud', 'q').line].sort();
		m.add('propose', 'nord', p.fields);
	});
	const dup = (i) => (m) => {
		const p = m.paper('p', ['sud', 'west']);
		const a = p.copies.sud.line.split(' '),
			b = p.copies.west.line.split(' ');
		b[i] = a[i];
		p.fields.copy = [a.join(' '), b.join(' ')];
		m.add('propose', 'nord', p.fields);
	};
	one('same hash', dup(3));
	one('same root', dup(4));
	one('same recipient', dup(5));
	one('own copy same hash as sud', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		const a = p.copies.nord.bare.split(' ');
		a[3] = p.copies.sud.hash;
		p.fields.copy = [a.join(' '), p.copies.sud.line];
		m.add('propose', 'nord', p.fields);
	});
	one('recipient = seal key of sud', (m) => {
		const p = m.paper('p', ['sud']);
		const a = p.fields.copy[0].split(' ');
		a[5] = m.keys.sud.seal.recipient;
		p.fields.copy = [a.join(' ')];
		m.add('propose', 'nord', p.fields);
	});
	one('recipient reused from earlier act', (m) => {
		const p = give(m, 'p');
		const q = m.paper('q', ['sud']);
		const a = q.fields.copy[0].split(' ');
		a[5] = p.fields.copy[0].split(' ')[5];
		q.fields.copy = [a.join(' ')];
		m.add('propose', 'nord', q.fields);
	});
	one('leaves 0', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.fields.copy[0].replace(' 4 ', ' 0 ')];
		m.add('propose', 'nord', p.fields);
	});
	one('leaves 513', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.fields.copy[0].replace(' 4 ', ' 513 ')];
		m.add('propose', 'nord', p.fields);
	});
	one('bytes 0', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.fields.copy[0].replace(' 4496 ', ' 0 ')];
		m.add('propose', 'nord', p.fields);
	});
	one('bytes huge', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.copy = [p.fields.copy[0].replace(' 4496 ', ' 9007199254740991 ')];
		m.add('propose', 'nord', p.fields);
	});
	one('annex to sud', (m) => {
		give(m, 'p', ['sud'], { annex: `sud 100 ${X}` });
	});
	one('annex to stranger', (m) => {
		give(m, 'p', ['sud'], { annex: `west 100 ${X}` });
	});
	one('annex to self', (m) => {
		give(m, 'p', ['sud'], { annex: `nord 100 ${X}` });
	});
	one('annex to self with own copy', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		p.fields.copy = [p.copies.nord.bare, p.copies.sud.line].sort();
		p.fields.annex = `nord 100 ${X}`;
		m.add('propose', 'nord', p.fields);
	});
	one('annex same hash as copy', (m) => {
		const p = m.paper('p', ['sud']);
		p.fields.annex = `sud 100 ${p.copies.sud.hash}`;
		m.add('propose', 'nord', p.fields);
	});
	one('annex twice same hash', (m) => {
		give(m, 'p', ['sud'], { annex: [`sud 100 ${X}`, `sud 101 ${X}`] });
	});
	one('collect-by before date', (m) => {
		give(m, 'p', ['sud'], { 'collect-by': '2020-01-01T00:00:00Z' });
	});
	one('addressee left, seen', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		give(m);
	});
	one('addressee left, not seen', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		give(m, 'p', ['sud'], {}, { seenAt: 1 });
	});
	one('addressee admitted not joined', (m) => {
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
		give(m, 'p', ['ost']);
	});
	// answers
	one('respond to own', (m) => {
		const p = give(m);
		give(m, 'q', ['sud'], { role: 'response', answers: p.id }, {}, 'nord', 'respond');
	});
	one('respond to received', (m) => {
		const p = give(m);
		give(m, 'q', ['nord'], { role: 'response', answers: p.id }, {}, 'sud', 'respond');
	});
	one('respond by third', (m) => {
		const p = give(m);
		give(m, 'q', ['nord'], { role: 'response', answers: p.id }, {}, 'west', 'respond');
	});
	one('respond to statement', (m) => {
		const p = m.add('statement', 'nord', st('x'));
		give(m, 'q', ['nord'], { role: 'response', answers: p }, {}, 'sud', 'respond');
	});
	one('respond to unknown', (m) => {
		give(m, 'q', ['nord'], { role: 'response', answers: X }, {}, 'sud', 'respond');
	});
	one('respond to charter', (m) => {
		give(
			m,
			'q',
			['nord'],
			{ role: 'response', answers: m.charterId },
			{},
			'sud',
			'respond',
		);
	});
	one('respond to void paper', (m) => {
		const p = give(m, 'p', ['sud'], { role: 'chair-text' });
		give(m, 'q', ['nord'], { role: 'response', answers: p.id }, {}, 'sud', 'respond');
	});
	one('respond to withdrawn', (m) => {
		const p = give(m);
		W(m, p);
		give(m, 'q', ['nord'], { role: 'response', answers: p.id }, {}, 'sud', 'respond');
	});
	one('respond to refused', (m) => {
		const p = give(m);
		RF(m, p);
		give(m, 'q', ['nord'], { role: 'response', answers: p.id }, {}, 'sud', 'respond');
	});
	const ent = (m, more = {}, by = 'nord', how) =>
		m.add(
			'entered',
			by,
			{
				from: 'sud',
				channel: 'post',
				received: '2026-10-14T10:00:00Z',
				role: 'draft',
				answers: '-',
				person: '-',
				copy: m.copy(by, 'e').bare,
				...more,
			},
			how,
		);
	one('respond to entered (own)', (m) => {
		const e = ent(m);
		give(m, 'q', ['sud'], { role: 'response', answers: e }, {}, 'nord', 'respond');
	});
	one('respond to entered (by from)', (m) => {
		const e = ent(m);
		give(m, 'q', ['nord'], { role: 'response', answers: e }, {}, 'sud', 'respond');
	});
	one('respond to entered (third)', (m) => {
		const e = ent(m);
		give(m, 'q', ['nord'], { role: 'response', answers: e }, {}, 'west', 'respond');
	});
	one('respond by office to paper of party', (m) => {
		office(m, 'sud', 'x');
		const p = give(m);
		give(
			m,
			'q',
			['nord'],
			{ role: 'response', answers: p.id },
			{ office: 'x' },
			'sud',
			'respond',
		);
	});
	one('letter answers none', (m) => {
		give(m, 'p', ['sud'], { role: 'letter' }, {}, 'nord', 'letter');
	});
	one('letter information', (m) => {
		give(m, 'p', ['sud'], { role: 'information' }, {}, 'nord', 'letter');
	});
	one('letter as draft', (m) => {
		give(m, 'p', ['sud'], { role: 'draft' }, {}, 'nord', 'letter');
	});
	// corrigendum
	one('corrigendum own', (m) => {
		const p = give(m);
		m.add('corrigendum', 'nord', { of: p.id, text: 'x' });
	});
	one('corrigendum of others', (m) => {
		const p = give(m);
		m.add('corrigendum', 'sud', { of: p.id, text: 'x' });
	});
	one('corrigendum by office of party paper', (m) => {
		office(m, 'nord', 'x');
		const p = give(m);
		m.add('corrigendum', 'nord', { of: p.id, text: 'x' }, { office: 'x' });
	});
	one('corrigendum of entered', (m) => {
		const e = ent(m);
		m.add('corrigendum', 'nord', { of: e, text: 'x' });
	});
	one('corrigendum of withdrawn', (m) => {
		const p = give(m);
		W(m, p);
		m.add('corrigendum', 'nord', { of: p.id, text: 'x' });
	});
	one('corrigendum of statement', (m) => {
		const s = m.add('statement', 'nord', st('x'));
		m.add('corrigendum', 'nord', { of: s, text: 'x' });
	});
	// entered
	one('entered ok', (m) => {
		ent(m);
	});
	one('entered from self', (m) => {
		ent(m, { from: 'nord' });
	});
	one('entered from stranger', (m) => {
		ent(m, { from: 'ost' });
	});
	one('entered from depositary', (m) => {
		ent(m, { from: 'bern' });
	});
	one('entered copy other', (m) => {
		ent(m, { copy: m.copy('sud', 'e').bare });
	});
	one('entered future', (m) => {
		ent(m, { received: '2030-01-01T00:00:00Z' });
	});
	one('entered answers own paper', (m) => {
		const p = give(m);
		ent(m, { answers: p.id });
	});
	one('entered answers the charter', (m) => {
		ent(m, { answers: m.charterId });
	});
	one('two receipts, the release cites the first: picked', (m) => {
		const p = give(m);
		const bare = p.copies.sud.bare;
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: bare }));
		m.log(m.act('receipt', 'sud', { of: p.id, copy: bare }));
		rel(m, p, 'sud', r);
		return { bytes: m.proof({ indices: [1, 2, 3, 4] }) };
	});
	one('entered answers unknown', (m) => {
		ent(m, { answers: X });
	});
	one('entered answers paper between others', (m) => {
		const p = give(m, 'p', ['west'], {}, {}, 'sud');
		ent(m, { answers: p.id });
	});
	one('entered by depositary', (m) => {
		ent(m, {}, 'bern');
	});
	one('entered from left member', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		ent(m);
	});
	one('entered answers paper author not party', (m) => {
		const p = give(m, 'p', ['west'], {}, {}, 'sud');
		ent(m, { answers: p.id });
	});
	// withdraw
	one('withdraw ok', (m) => {
		const p = give(m);
		W(m, p);
	});
	one('withdraw twice', (m) => {
		const p = give(m);
		W(m, p);
		W(m, p);
	});
	one('withdraw others', (m) => {
		const p = give(m);
		m.add('withdraw', 'sud', { of: p.id, reason: '-' });
	});
	one('withdraw by office', (m) => {
		office(m, 'nord', 'x');
		const p = give(m);
		W(m, p, { office: 'x' });
	});
	one('withdraw entered', (m) => {
		const e = ent(m);
		m.add('withdraw', 'nord', { of: e, reason: '-' });
	});
	one('withdraw unknown', (m) => {
		m.add('withdraw', 'nord', { of: X, reason: '-' });
	});
	one('withdraw void paper', (m) => {
		const p = give(m, 'p', ['sud'], { role: 'chair-text' });
		W(m, p);
	});
	one('withdraw after refusal', (m) => {
		const p = give(m);
		RF(m, p);
		W(m, p);
	});
	one('withdraw after one of two released', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		recrel(m, p);
		W(m, p);
	});
	one('withdraw after one released, other refused', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		recrel(m, p);
		RF(m, p, 'west');
		W(m, p);
	});
	one('withdraw after both released, seen', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		recrel(m, p);
		recrel(m, p, 'west');
		W(m, p);
	});
	one('withdraw after both released, first seen', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		recrel(m, p);
		const s = m.marks.at(-1).size;
		recrel(m, p, 'west');
		W(m, p, { seenAt: s });
	});
	one('withdraw after own carried release', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		rel(m, p, 'sud', r, {}, 'nord');
		W(m, p, { seenAt: 2 });
	});
	one('withdraw between receipt and release (one batch)', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.log(m.act('withdraw', 'nord', { of: p.id, reason: '-' }));
		rel(m, p, 'sud', r);
	});
	one('receipt, withdraw, no release', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		W(m, p);
	});
	// receipt
	one('receipt ok', (m) => {
		const p = give(m);
		recrel(m, p);
	});
	one('receipt by non-addressee', (m) => {
		const p = give(m);
		m.add('receipt', 'west', { of: p.id, copy: p.copies.sud.bare.replace('sud', 'west') });
	});
	one('receipt copy of other addressee', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.west.bare });
	});
	for (const [l, i, v] of [
		['leaves', 1, '5'],
		['bytes', 2, '4497'],
		['hash', 3, X],
		['root', 4, X],
	])
		one('receipt wrong ' + l, (m) => {
			const p = give(m);
			const a = p.copies.sud.bare.split(' ');
			a[i] = v;
			m.add('receipt', 'sud', { of: p.id, copy: a.join(' ') });
		});
	one('receipt of own paper own copy', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		p.fields.copy = [p.copies.nord.bare, p.copies.sud.line].sort();
		const id = m.add('propose', 'nord', p.fields);
		m.add('receipt', 'nord', { of: id, copy: p.copies.nord.bare });
	});
	one('receipt by office', (m) => {
		office(m, 'sud', 'x');
		const p = give(m);
		const r = m.log(
			m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }, { office: 'x' }),
		);
		rel(m, p, 'sud', r);
	});
	one('receipt twice', (m) => {
		const p = give(m);
		recrel(m, p);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	});
	one('receipt void then good', (m) => {
		const p = give(m);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare.replace(' 4 ', ' 5 ') });
		recrel(m, p);
	});
	one('receipt after refusal', (m) => {
		const p = give(m);
		RF(m, p);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	});
	one('receipt after withdrawal, seen', (m) => {
		const p = give(m);
		W(m, p);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	});
	one('receipt after withdrawal, not seen', (m) => {
		const p = give(m);
		const s = m.marks.at(-1).size;
		W(m, p);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }, { seenAt: s });
	});
	one('receipt of entered', (m) => {
		const e = ent(m);
		m.add('receipt', 'nord', { of: e, copy: m.copy('nord', 'e').bare });
	});
	one('receipt of unknown', (m) => {
		m.add('receipt', 'sud', { of: X, copy: `sud 4 4496 ${X} ${X} -` });
	});
	one('receipt by one who left', (m) => {
		const p = give(m);
		m.add('leave', 'sud', { reason: '-' });
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	});
	// release
	one('release by author', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		rel(m, p, 'sud', r, {}, 'nord');
	});
	one('release by author office', (m) => {
		office(m, 'nord', 'x');
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		rel(m, p, 'sud', r, { office: 'x' }, 'nord');
	});
	one('release by addressee', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.log(m.act('release', 'sud', m.release(p.id, 'sud', r, p.copies.sud)));
		rel(m, p, 'sud', r);
	});
	one('release by third', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.log(m.act('release', 'west', m.release(p.id, 'sud', r, p.copies.sud)));
		rel(m, p, 'sud', r);
	});
	one('release before receipt, bern', (m) => {
		const p = give(m);
		rel(m, p, 'sud', X);
	});
	one('release before receipt, author', (m) => {
		const p = give(m);
		rel(m, p, 'sud', X, {}, 'nord');
	});
	one('release of unknown, bern', (m) => {
		const p = m.paper('p', ['sud']);
		m.add('release', 'bern', {
			of: X,
			addressee: 'sud',
			receipt: X,
			identity: p.copies.sud.identity,
		});
	});
	one('release of unknown, nord', (m) => {
		const p = m.paper('p', ['sud']);
		m.add('release', 'nord', {
			of: X,
			addressee: 'sud',
			receipt: X,
			identity: p.copies.sud.identity,
		});
	});
	one('release to other addressee, bern', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.add('release', 'bern', {
			of: p.id,
			addressee: 'west',
			receipt: r,
			identity: p.copies.sud.identity,
		});
	});
	one('release citing void receipt, bern', (m) => {
		const p = give(m);
		const r = m.add('receipt', 'sud', {
			of: p.id,
			copy: p.copies.sud.bare.replace(' 4 ', ' 5 '),
		});
		rel(m, p, 'sud', r);
	});
	one('release citing receipt of other paper, bern', (m) => {
		const p = give(m, 'p'),
			q = give(m, 'q');
		recrel(m, p);
		const r = m.log(m.act('receipt', 'sud', { of: q.id, copy: q.copies.sud.bare }));
		rel(m, p, 'sud', r);
	});
	one('release twice bern, bern', (m) => {
		const p = give(m);
		const { r } = recrel(m, p);
		rel(m, p, 'sud', r);
	});
	one('release twice bern then nord seen', (m) => {
		const p = give(m);
		const { r } = recrel(m, p);
		rel(m, p, 'sud', r, {}, 'nord');
	});
	one('release twice bern then nord not seen', (m) => {
		const p = give(m);
		const s = m.marks.at(-1).size;
		const { r } = recrel(m, p);
		rel(m, p, 'sud', r, { seenAt: s }, 'nord');
	});
	one('release twice nord then bern not seen', (m) => {
		const p = give(m);
		const s = m.marks.at(-1).size;
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		rel(m, p, 'sud', r, {}, 'nord');
		rel(m, p, 'sud', r, { seenAt: s });
	});
	one('release twice nord nord not seen', (m) => {
		const p = give(m);
		const s = m.marks.at(-1).size;
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		rel(m, p, 'sud', r, {}, 'nord');
		rel(m, p, 'sud', r, { seenAt: s }, 'nord');
	});
	one('release second with wrong identity bern', (m) => {
		const p = give(m);
		const { r } = recrel(m, p);
		rel(m, p, 'sud', r, {}, 'bern', m.copy('sud', 'zz').identity);
	});
	one('release second with wrong receipt bern', (m) => {
		const p = give(m);
		recrel(m, p);
		rel(m, p, 'sud', X);
	});
	one('release of entered bern', (m) => {
		const e = ent(m);
		m.add('release', 'bern', {
			of: e,
			addressee: 'nord',
			receipt: X,
			identity: m.copy('nord', 'e').identity,
		});
	});
	one('release of own copy bern', (m) => {
		const p = m.paper('p', ['nord', 'sud']);
		p.fields.copy = [p.copies.nord.bare, p.copies.sud.line].sort();
		const id = m.add('propose', 'nord', p.fields);
		m.add('release', 'bern', {
			of: id,
			addressee: 'nord',
			receipt: X,
			identity: p.copies.nord.identity,
		});
	});
	one('release void by lodge-by, bern', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		const l = m.act('release', 'bern', m.release(p.id, 'sud', r, p.copies.sud), {
			date: '2026-10-14T17:46:40Z',
			'lodge-by': '2026-10-14T17:46:40Z',
		});
		m.log(l);
		m.mark();
	});
	// take etc
	one('take ok', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p);
	});
	one('take as-offered', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'as-offered');
	});
	one('take as-offered answering', (m) => {
		const p = give(m),
			q = give(m, 'q');
		recrel(m, p);
		TK(m, p, 'as-offered', q.id);
	});
	one('take before release', (m) => {
		const p = give(m);
		TK(m, p);
	});
	one('take as response to nothing', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'response');
	});
	one('take as response to own', (m) => {
		const q = give(m, 'q', ['nord'], {}, {}, 'sud');
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'response', q.id);
	});
	one('take answering itself', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'response', p.id);
	});
	one('take answering later paper', (m) => {
		const p = give(m);
		const q = give(m, 'q', ['nord'], {}, {}, 'sud');
		recrel(m, p);
		TK(m, p, 'response', q.id);
	});
	one('take answering unknown', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'response', X);
	});
	one('take answering third parties paper', (m) => {
		const q = give(m, 'q', ['west']);
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'response', q.id);
	});
	one('take twice', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p);
		TK(m, p, 'letter');
	});
	one('take by other', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'draft', '-', 'west');
	});
	one('take of entered', (m) => {
		const e = ent(m);
		m.add('take', 'nord', { of: e, as: 'draft', answers: '-' });
	});
	one('take chair-text', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p, 'chair-text');
	});
	one('take after leaving', (m) => {
		const p = give(m);
		recrel(m, p);
		m.add('leave', 'sud', { reason: '-' });
		TK(m, p);
	});
	one('refuse ok', (m) => {
		const p = give(m);
		RF(m, p);
	});
	one('refuse twice', (m) => {
		const p = give(m);
		RF(m, p);
		RF(m, p);
	});
	one('refuse by other', (m) => {
		const p = give(m);
		RF(m, p, 'west');
	});
	one('refuse after withdrawal', (m) => {
		const p = give(m);
		W(m, p);
		RF(m, p);
	});
	one('refuse after withdrawal crossed', (m) => {
		const p = give(m);
		const s = m.marks.at(-1).size;
		W(m, p);
		RF(m, p, 'sud', { seenAt: s });
	});
	one('refuse after void receipt', (m) => {
		const p = give(m);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare.replace(' 4 ', ' 5 ') });
		RF(m, p);
	});
	one('refuse entered', (m) => {
		const e = ent(m);
		RF(m, { id: e }, 'nord');
	});
	const CO = (m, p, n = 'sud') => m.add('cannot-open', n, { of: p.id }),
		CT = (m, p, n = 'sud') => m.add('contest', n, { of: p.id, sealed: '-', reason: '-' });
	one('cannot-open ok', (m) => {
		const p = give(m);
		recrel(m, p);
		CO(m, p);
	});
	one('cannot-open before', (m) => {
		const p = give(m);
		CO(m, p);
	});
	one('cannot-open after take', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p);
		CO(m, p);
	});
	one('cannot-open twice', (m) => {
		const p = give(m);
		recrel(m, p);
		CO(m, p);
		CO(m, p);
	});
	one('contest after cannot-open', (m) => {
		const p = give(m);
		recrel(m, p);
		CO(m, p);
		CT(m, p);
	});
	one('contest twice', (m) => {
		const p = give(m);
		recrel(m, p);
		CT(m, p);
		CT(m, p);
	});
	one('contest after take', (m) => {
		const p = give(m);
		recrel(m, p);
		TK(m, p);
		CT(m, p);
	});
	one('contest before', (m) => {
		const p = give(m);
		CT(m, p);
	});
	one('contest by other', (m) => {
		const p = give(m);
		recrel(m, p);
		CT(m, p, 'west');
	});
	one('take after contest', (m) => {
		const p = give(m);
		recrel(m, p);
		CT(m, p);
		TK(m, p);
	});
	one('cannot-open after contest', (m) => {
		const p = give(m);
		recrel(m, p);
		CT(m, p);
		CO(m, p);
	});
	// conduct
	const PR = (m, more = {}, how, by = 'nord') =>
		m.add(
			'promise',
			by,
			{
				to: '-',
				what: 'answer',
				of: '-',
				due: '2026-12-01T00:00:00Z',
				text: '-',
				...more,
			},
			how,
		);
	one('promise ok', (m) => {
		PR(m);
	});
	one('promise to self', (m) => {
		PR(m, { to: 'nord' });
	});
	one('promise to stranger', (m) => {
		PR(m, { to: 'ost' });
	});
	one('promise to depositary', (m) => {
		PR(m, { to: 'bern' });
	});
	one('promise due past', (m) => {
		PR(m, { due: '2026-10-14T00:00:00Z' });
	});
	one('promise due=date', (m) => {
		PR(m, { due: '2026-10-14T17:48:40Z' }, { date: '2026-10-14T17:48:40Z' });
	});
	one('promise of unknown', (m) => {
		PR(m, { of: X });
	});
	one('promise of statement', (m) => {
		const s = m.add('statement', 'nord', st('x'));
		PR(m, { of: s });
	});
	one('promise of charter', (m) => {
		PR(m, { of: m.charterId });
	});
	one('promise of paper', (m) => {
		const p = give(m);
		PR(m, { of: p.id }, {}, 'sud');
	});
	one('promise answer of none', (m) => {
		PR(m, { what: 'answer' });
	});
	one('promise of own paper', (m) => {
		const p = give(m);
		PR(m, { of: p.id });
	});
	const ME = (m, more = {}, by = 'nord') =>
		m.add('meeting', by, {
			at: '2026-10-14T10:00:00Z',
			with: 'sud',
			place: '-',
			subject: 'x',
			...more,
		});
	one('meeting ok', (m) => {
		ME(m);
	});
	one('meeting with self', (m) => {
		ME(m, { with: 'nord' });
	});
	one('meeting with stranger', (m) => {
		ME(m, { with: 'ost' });
	});
	one('meeting with depositary', (m) => {
		ME(m, { with: 'bern' });
	});
	one('meeting future', (m) => {
		ME(m, { at: '2030-01-01T00:00:00Z' });
	});
	one('meeting with left', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		ME(m);
	});
	const MI = (m, more = {}, how = {}, by = 'nord') =>
		m.add('minutes', by, { of: '-', signer: ['nord', 'sud'], text: 'x', ...more }, how);
	one('minutes ok', (m) => {
		MI(m);
	});
	one('minutes alone', (m) => {
		MI(m, { signer: 'nord' });
	});
	one('minutes author not among', (m) => {
		MI(m, { signer: ['sud', 'west'] });
	});
	one('minutes of meeting', (m) => {
		const e = ME(m);
		MI(m, { of: e });
	});
	one('minutes of statement', (m) => {
		const e = m.add('statement', 'nord', st('x'));
		MI(m, { of: e });
	});
	one('minutes of unknown', (m) => {
		MI(m, { of: X });
	});
	one('minutes stranger', (m) => {
		m.keys.ost = m.memberKeys('ost');
		MI(m, { signer: ['nord', 'ost'] });
	});
	one('minutes depositary', (m) => {
		MI(m, { signer: ['bern', 'nord'] });
	});
	one('minutes nord twice line', (m) => {
		MI(m, {}, { signers: [m.keys.nord.act, m.keys.nord.act] });
	});
	one('minutes of void meeting', (m) => {
		const e = ME(m, { with: 'ost' });
		MI(m, { of: e });
	});
	one('minutes with one who left', (m) => {
		m.add('leave', 'sud', { reason: '-' });
		MI(m);
	});
	one('minutes by who left', (m) => {
		m.add('leave', 'nord', { reason: '-' });
		MI(m);
	});
	const ST = (m, more, by = 'nord', how) =>
		m.add('statement', by, { of: '-', finding: '-', text: 'x', ...more }, how);
	one('statement of unknown', (m) => {
		ST(m, { of: X });
	});
	one('statement of charter', (m) => {
		ST(m, { of: m.charterId });
	});
	one('statement of void act', (m) => {
		const e = ME(m, { with: 'ost' });
		ST(m, { of: e });
	});
	one('finding by judge on contest', (m) => {
		const p = give(m);
		recrel(m, p);
		const c = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'west');
	});
	one('finding by judge twice', (m) => {
		const p = give(m);
		recrel(m, p);
		const c = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'west');
		ST(m, { of: c, finding: 'rejected' }, 'west');
	});
	one('finding by party', (m) => {
		const p = give(m);
		recrel(m, p);
		const c = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'nord');
	});
	one('finding without of', (m) => {
		ST(m, { finding: 'upheld' }, 'west');
	});
	one('finding on statement', (m) => {
		const s = ST(m, {});
		ST(m, { of: s, finding: 'upheld' }, 'west');
	});
	one('finding on void contest', (m) => {
		const p = give(m);
		const c = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'west');
	});
	one('finding by judge office', (m) => {
		office(m, 'west', 'x');
		const p = give(m);
		recrel(m, p);
		const c = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'west', { office: 'x' });
	});
	one(
		'finding no judge',
		(m) => {
			const p = give(m);
			recrel(m, p);
			const c = CT(m, p);
			ST(m, { of: c, finding: 'upheld' }, 'west');
		},
		{ parties: P3 },
	);
	one('finding after judge left', (m) => {
		const p = give(m);
		recrel(m, p);
		const c = CT(m, p);
		m.add('leave', 'west', { reason: '-' });
		ST(m, { of: c, finding: 'upheld' }, 'west');
	});
	one('finding on superseded complaint', (m) => {
		const p = give(m);
		recrel(m, p);
		const c = CO(m, p);
		const d = CT(m, p);
		ST(m, { of: c, finding: 'upheld' }, 'west');
		ST(m, { of: d, finding: 'upheld' }, 'west');
	});
	// 5.3.6 order
	one('no release + later chain fault below checkpoint', (m) => {
		const p = give(m);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
		m.add('statement', 'nord', st('x'), { number: '9' });
	});
	one('no release (one batch) + chain fault, checkpoint above both', (m) => {
		const p = give(m);
		m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.add('statement', 'nord', st('x'), { number: '9' });
	});
	one('two receipts owed', (m) => {
		const p = give(m, 'p', ['sud', 'west']);
		m.log(m.act('receipt', 'west', { of: p.id, copy: p.copies.west.bare }));
		m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		m.mark();
	});
	one('owed + void earlier', (m) => {
		m.add('take', 'sud', { of: X, as: 'draft', answers: '-' });
		const p = give(m);
		m.add('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare });
	});
	one('owed, but seen/ act saw it (no mark)', (m) => {
		const p = give(m);
		const r = m.log(m.act('receipt', 'sud', { of: p.id, copy: p.copies.sud.bare }));
		const c = m.mark();
		m.add('statement', 'west', st('x'), { mark: false });
		m.marks.splice(m.marks.indexOf(c), 1);
		rel(m, p, 'sud', r);
	});
	one('fault 4.7 and 5.x both', (m) => {
		const a = m.act(
			'take',
			'sud',
			{ of: X, as: 'draft', answers: '-' },
			{ 'lodge-by': '2026-10-14T17:47:40Z', date: '2026-10-14T17:47:40Z' },
		);
		m.now += 5000;
		m.mark();
		m.log(a);
		m.mark();
	});
	one('4.7 and 3.7', (m) => {
		office(m, 'nord', 'x', { scope: 'letter' });
		const a = m.act('statement', 'nord', st('x'), {
			office: 'x',
			'lodge-by': '2026-10-14T17:47:40Z',
			date: '2026-10-14T17:47:40Z',
		});
		m.now += 5000;
		m.mark();
		m.log(a);
		m.mark();
	});
	one('4.7 and 5.1.12', (m) => {
		m.add('leave', 'nord', { reason: '-' });
		const a = m.act('statement', 'nord', st('x'), {
			'lodge-by': '2026-10-14T17:47:40Z',
			date: '2026-10-14T17:47:40Z',
		});
		m.now += 5000;
		m.mark();
		m.log(a);
		m.mark();
	});
	one('5.1.12 and 5.1.13', (m) => {
		m.add('leave', 'west', { reason: '-' });
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
	});
	one('void + date contradicted same act; date first other', (m) => {
		m.add('statement', 'nord', st('x'), { date: '2020-01-01T00:00:00Z' });
		m.add('take', 'sud', { of: X, as: 'draft', answers: '-' });
	});
}
