// Acts, field by field (format 1, 2, 5): their signatures are of nothing, so that only the grammar speaks.
// SPDX-License-Identifier: ISC
import { base64Of, utf8 } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const H = 'ab'.repeat(32),
		T = '2026-10-14T17:47:40Z';
	const R = 'age1peup52ewtpfu293gksey68s3zmyeyueq3tmaex5q05s65s24dy8q44nx5t';
	const SIG =
		'— nord ScjV7RWoQYUKwIlw1gYHjAlw2I5Y+XdjUqIgV63MFXZLtYyGBXPKUJELdV9AsDMIBER3e4T6Vg0unOzFWuoXVLXkZAg=';
	const LK =
		'nord/legal act nord/legal+8c0abcca+Aez///////////////////////////////////////9/';
	const head = (kind, o = {}) => ({
		kind,
		table: H,
		author: 'nord',
		office: '-',
		number: '1',
		prev: H,
		seen: `1 ${H} ${H}`,
		date: T,
		'lodge-by': T,
		...o,
	});
	const K = {
		join: { of: H },
		mandate: { to: 'legal', key: LK, scope: 'all', from: '-', until: '-' },
		revoke: { to: 'legal', reason: '-' },
		rekey: { key: LK, reason: '-' },
		resume: { reason: '-' },
		amend: { amends: H, rule: 'take-days 9' },
		admit: { party: 'west principal', key: LK },
		leave: { reason: '-' },
		transfer: {
			depositary: 'basel',
			origin: 'basel/x',
			key: LK,
			at: `1 ${H}`,
			reason: '-',
		},
		propose: {
			role: 'draft',
			answers: '-',
			privilege: 'open',
			confidential: 'yes',
			'collect-by': '-',
			'same-text': 'yes',
			copy: `sud 4 4496 ${H} ${H} ${R}`,
			annex: '-',
		},
		respond: {
			role: 'response',
			answers: H,
			privilege: 'open',
			confidential: 'yes',
			'collect-by': '-',
			'same-text': 'yes',
			copy: `sud 4 4496 ${H} ${H} ${R}`,
			annex: '-',
		},
		letter: {
			role: 'letter',
			answers: '-',
			privilege: 'open',
			confidential: 'yes',
			'collect-by': '-',
			'same-text': 'yes',
			copy: `sud 4 4496 ${H} ${H} ${R}`,
			annex: '-',
		},
		corrigendum: { of: H, text: 'x' },
		entered: {
			from: 'sud',
			channel: 'post',
			received: T,
			role: 'draft',
			answers: '-',
			person: '-',
			copy: `nord 4 4496 ${H} ${H} -`,
		},
		withdraw: { of: H, reason: '-' },
		receipt: { of: H, copy: `nord 4 4496 ${H} ${H} -` },
		release: {
			of: H,
			addressee: 'sud',
			receipt: H,
			identity:
				'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX',
		},
		take: { of: H, as: 'draft', answers: '-' },
		refuse: { of: H, reason: '-' },
		'cannot-open': { of: H },
		contest: { of: H, sealed: '-', reason: '-' },
		promise: { to: '-', what: 'answer', of: '-', due: '2026-12-14T17:47:40Z', text: '-' },
		meeting: { at: T, with: 'sud', place: '-', subject: 'x' },
		minutes: { of: '-', signer: 'nord', text: 'x' },
		statement: { of: '-', finding: '-', text: 'x' },
		adopt: { of: H, referendum: '-', signer: 'nord' },
		initial: { of: H, referendum: 'nord', signer: 'nord' },
		sign: { of: H, referendum: '-', signer: 'nord' },
		silence: { of: H, until: '2026-12-14T17:47:40Z', text: '-' },
		object: { of: H, reason: '-' },
	};
	const text = (h, f) =>
		'verbale-act/1\n' +
		[...Object.entries(h), ...Object.entries(f)]
			.flatMap(([k, v]) =>
				Array.isArray(v) ? v.map((x) => `${k} ${x}`) : v === null ? [] : [`${k} ${v}`],
			)
			.join('\n') +
		'\n';
	const act = (label, t, sig = SIG) => add(label, utf8(t + '\n' + sig + '\n'), null);
	const raw = (label, t) => add(label, utf8(t), null);
	for (const k in K) {
		act(`${k} ok`, text(head(k), K[k]));
		for (const f in K[k])
			for (const bad of ['-', '', '!', 'A', '1', 'x y', null, [K[k][f], K[k][f]]]) {
				const g = { ...K[k], [f]: bad };
				act(
					`${k}.${f}=${bad === null ? '(absent)' : Array.isArray(bad) ? '(twice)' : JSON.stringify(bad)}`,
					text(head(k), g),
				);
			}
	}
	const st = K.statement;
	for (const [f, vs] of Object.entries({
		kind: ['-', 'nope', '', null],
		table: ['-', 'x', H.toUpperCase(), null],
		author: ['-', 'Nord', 'a/b', 'x'.repeat(33), 'recovery', null],
		office: ['legal', 'A', 'recovery', 'a/b', '', null],
		number: [
			'0',
			'1.0',
			'1.1',
			'01',
			'-',
			'1.',
			'9007199254740992',
			'9007199254740991',
			'x',
			null,
		],
		prev: ['-', 'x', null],
		seen: ['-', `0 ${H} ${H}`, `1 ${H}`, `1  ${H} ${H}`, `x ${H} ${H}`, null],
		date: [
			'-',
			'2026-02-30T00:00:00Z',
			'1969-01-01T00:00:00Z',
			'2026-10-14T24:00:00Z',
			'2026-10-14T17:47:60Z',
			'2026-10-15T17:47:40Z',
			null,
		],
		'lodge-by': ['-', 'x', '2026-10-13T17:47:40Z', null],
	}))
		for (const v of vs)
			act(`statement.${f}=${JSON.stringify(v)}`, text(head('statement', { [f]: v }), st));
	for (const w of [
		'\\',
		'\\x',
		'\\n',
		'\\\\',
		'a\u200bb',
		'é',
		'e\u0301',
		'\ufeffx',
		'\u{1f600}',
		'x'.repeat(2000),
		'x'.repeat(2001),
		'é'.repeat(1000),
		'é'.repeat(1001),
		' x',
		'x ',
		'\ufffe',
		'\u007f',
		'\u0085',
		'-x',
		'--',
		'\u{e0001}',
		'\u00ad',
		'\u2066',
		'\u034f',
		'\u180e',
		'\u3164',
		'\ufff9',
		'\ue000',
	])
		act(
			`words ${JSON.stringify(w).slice(0, 20)} ${w.length}`,
			text(head('statement'), { ...st, text: w }),
		);
	act('extra line', text(head('statement'), st) + 'more x\n');
	act('nospace', text(head('statement'), st).replace('text x', 'text'));
	act('cr', text(head('statement'), st).replace('text x', 'text x\r'));
	act('tab', text(head('statement'), st).replace('text x', 'text\tx'));
	act('badhead', 'verbale-act/1 \n' + text(head('statement'), st).slice(14));
	act('emptyline', text(head('statement'), st).replace('text x', '\ntext x'));
	const ok = text(head('statement'), st);
	for (const [l, s] of Object.entries({
		noname: '—  x',
		hyphen: '- nord abcd',
		nosig: '',
		ascii: 'nord x',
		short: '— nord AAAAAA==',
		four: '— nord AAAAAA==',
		noncanon: SIG.replace('ZAg=', 'ZAh='),
		nopad: SIG.replace('=', ''),
		len67: '— nord ' + base64Of(new Uint8Array(67)),
		len69: '— nord ' + base64Of(new Uint8Array(69)),
		len5: '— nord ' + base64Of(new Uint8Array(5)),
		plus: SIG.replace('nord', 'no+rd'),
		space: SIG.replace('nord', 'no rd'),
		uspace: SIG.replace('nord', 'no\u00a0rd'),
		utf: SIG.replace('nord', 'nörd'),
		seventeen: Array(17).fill(SIG).join('\n'),
		sixteen: Array(16).fill(SIG).join('\n'),
		trail: SIG + '\n',
		trailsp: SIG + ' ',
		long: SIG.replace('nord', 'n'.repeat(256)),
		n255: SIG.replace('nord', 'n'.repeat(255)),
	}))
		act('sig ' + l, ok, s);
	raw('no final LF', ok + '\n' + SIG);
	raw('no blank', ok);
	raw('BOM', '\ufeff' + ok + '\n' + SIG + '\n');
	raw('only magic', 'verbale-act/1\n');
	raw('empty', '');
	raw(
		'longline',
		text(head('minutes'), { of: '-', signer: 'nord', text: 'x'.repeat(4100) }) +
			'\n' +
			SIG +
			'\n',
	);
	raw(
		'sixtyfive signers',
		text(head('minutes'), {
			of: '-',
			signer: Array.from({ length: 65 }, (_, i) => 'n' + String(i).padStart(3, '0')),
			text: 'x',
		}) +
			'\n' +
			SIG +
			'\n',
	);
	raw(
		'descending',
		text(head('minutes'), { of: '-', signer: ['sud', 'nord'], text: 'x' }) +
			'\n' +
			SIG +
			'\n',
	);
	raw(
		'scopes',
		text(head('mandate'), { ...K.mandate, scope: ['all', 'letter'] }) + '\n' + SIG + '\n',
	);
	raw(
		'scope nope',
		text(head('mandate'), { ...K.mandate, scope: ['nope'] }) + '\n' + SIG + '\n',
	);
}
