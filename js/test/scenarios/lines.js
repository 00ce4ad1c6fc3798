// Signature lines and stamps that are almost right (signed-note, tlog-cosignature).
// SPDX-License-Identifier: ISC
import { TableMaker } from '../maker.js';
import { utf8, concat, base64Of, fromBase64 } from '../../src/bytes.js';
import { ed25519 } from '@noble/curves/ed25519';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const edit = (bytes, f) => {
		const s = new TextDecoder().decode(bytes).trimEnd().split('\n');
		const l = s.pop().split(' ');
		let b = fromBase64(l[2]);
		b = f(b) ?? b;
		l[2] = base64Of(b);
		return utf8([...s, l.join(' ')].join('\n') + '\n');
	};
	for (const [n, f] of Object.entries({
		'wrong id': (b) => {
			b = Uint8Array.from(b);
			b[0] ^= 1;
			return b;
		},
		'69 bytes': (b) => concat(b, new Uint8Array(1)),
		'67 bytes': (b) => b.subarray(0, 67),
		'cosign-like 76': (b) => concat(b.subarray(0, 4), new Uint8Array(8), b.subarray(4)),
	})) {
		const m = new TableMaker();
		const a = m.act('statement', 'nord', st('x'));
		const e = edit(a, f);
		add(n + ' single', e, m.trust());
		add(n + ' outbox', m.pouch([e]), m.trust());
		m.log(e);
		m.mark();
		add(n + ' logged', m.bundle(), m.trust());
		add(n + ' proof', m.proof({ indices: [1] }), m.trust());
		const c = new TableMaker();
		c.charter = edit(c.charter, f);
		add(n + ' charter', c.charter, c.trust());
		add(
			n + ' checkpoint log line',
			(() => {
				const c = new TableMaker();
				const k = c.checkpoint({ dated: false });
				return c.bundle({ checkpoint: edit(k.bytes, f) });
			})(),
			new TableMaker().trust(),
		);
		add(
			n + ' checkpoint clock line',
			(() => {
				const c = new TableMaker();
				return c.bundle({ checkpoint: edit(c.checkpoint().bytes, f) });
			})(),
			new TableMaker().trust(),
		);
		add(
			n + ' mark clock line',
			(() => {
				const c = new TableMaker();
				c.add('statement', 'nord', st('x'));
				return c.bundle({ marks: [{ bytes: edit(c.marks[0].bytes, f) }] });
			})(),
			new TableMaker().trust(),
		);
	}
	// seat with wrong id
	{
		const m = new TableMaker();
	}
	for (const [l, b] of [
		['stamp 2^53', 2n ** 53n],
		['stamp 2^63', 2n ** 63n],
		['stamp 2^53-1', 2n ** 53n - 1n],
		['stamp year 9999+', 253402300800n],
		['0', 0n],
	]) {
		const m = new TableMaker();
		const k = m.keys.bern.clock;
		const c = m.checkpoint({ dated: false });
		const text = new TextDecoder().decode(c.bytes).split('\n\n')[0] + '\n';
		const sig = ed25519.sign(utf8(`cosignature/v1\ntime ${b}\n${text}`), k.secret);
		const u = new Uint8Array(8);
		new DataView(u.buffer).setBigUint64(0, b);
		add(
			l,
			m.bundle({
				checkpoint: concat(c.bytes, utf8(`— bern ${base64Of(concat(k.id, u, sig))}\n`)),
			}),
			m.trust(),
		);
	}
}
