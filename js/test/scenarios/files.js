// Archives, manifests, tiles, and texts that are no file of ours (format 7.1, 9.1, 9.2).
// SPDX-License-Identifier: ISC
import { TableMaker, writeUstar } from '../maker.js';
import { utf8, concat } from '../../src/bytes.js';

/** Calls `add` with the name, the bytes and the trust file of each. */
export default function scenarios(add) {
	const st = (t) => ({ of: '-', finding: '-', text: t });
	const m = new TableMaker({ seed: 'q' });
	m.add('statement', 'nord', st('x'));
	m.add('statement', 'nord', st('y'));
	const F = () =>
		m.files({ outbox: [m.entries[2]], head: 'verbale-pouch/1', copies: [utf8('abc')] });
	const T = m.trust();
	const ed = (l, f) => {
		let fs = F();
		fs = f(fs) ?? fs;
		add(l, writeUstar(fs), T);
	};
	const set = (fs, n, d) => {
		fs.find((x) => x.name === n).data = typeof d === 'string' ? utf8(d) : d;
	};
	const get = (fs, n) => new TextDecoder().decode(fs.find((x) => x.name === n).data);
	ed('base pouch with copy', (f) => {});
	for (const n of [
		'README',
		'manifest',
		'checkpoint',
		'marks',
		'tile/entries/000.p/3',
		'tile/0/000.p/3',
	]) {
		ed('without ' + n, (f) => f.filter((x) => x.name !== n));
		ed('empty ' + n, (f) => set(f, n, ''));
		ed('twice ' + n, (f) => f.flatMap((x) => (x.name === n ? [x, x] : [x])));
		ed('misnamed ' + n, (f) => {
			f.find((x) => x.name === n).name = n + 'x';
		});
		ed('last ' + n, (f) => [...f.filter((x) => x.name !== n), f.find((x) => x.name === n)]);
	}
	ed('README binary', (f) => set(f, 'README', new Uint8Array([0, 255, 1])));
	for (const [l, a, b] of [
		['head', 'verbale-pouch/1', 'verbale-pouch/2'],
		['bundle with outbox', 'verbale-pouch/1', 'verbale-bundle/1'],
		['table bad', 'table ', 'table x'],
		['origin other', /origin .*/, 'origin bern/zz'],
		['origin bad', /origin .*/, 'origin a b'],
		['size 2', 'size 3', 'size 2'],
		['size 0', 'size 3', 'size 0'],
		['size 03', 'size 3', 'size 03'],
		['extra line', /$/, 'x\n'],
		['no final', /\n$/, ''],
		['table other', /table .*/, 'table ' + 'ab'.repeat(32)],
		['size 4', 'size 3', 'size 4'],
		['crlf', /\n/g, '\r\n'],
		['no origin', /origin .*\n/, ''],
		['table above 4,096', /table .*/, 'table ' + 'a'.repeat(4100)],
	])
		ed('manifest ' + l, (f) => set(f, 'manifest', get(f, 'manifest').replace(a, b)));
	for (const [l, a, b] of [
		['origin', 'bern/t-q\n', 'bern/t-z\n'],
		['size', '\n3\n', '\n03\n'],
		['size2', '\n3\n', '\n2\n'],
		['root', '\n3\n', '\n3\nA'],
		['ext', '=\n\n', '=\next\n\n'],
		['nosig', /\n— .*/g, '\n'],
		['size4', '\n3\n', '\n4\n'],
	])
		ed('checkpoint ' + l, (f) => set(f, 'checkpoint', get(f, 'checkpoint').replace(a, b)));
	const E = (f) => f.find((x) => x.name === 'tile/entries/000.p/3');
	ed('entries trailing', (f) => {
		E(f).data = concat(E(f).data, new Uint8Array([0]));
	});
	ed('entries empty entry', (f) => {
		E(f).data = concat(E(f).data, new Uint8Array([0, 0]));
	});
	ed('entries cut', (f) => {
		E(f).data = E(f).data.subarray(0, E(f).data.length - 1);
	});
	ed('entries one less', (f) => {
		const d = E(f).data;
		let at = 0;
		for (let i = 0; i < 2; i++) at += 2 + (d[at] * 256 + d[at + 1]);
		E(f).data = d.subarray(0, at);
	});
	ed('hash tile cut', (f) => {
		const x = f.find((x) => x.name === 'tile/0/000.p/3');
		x.data = x.data.subarray(0, 64);
	});
	ed('hash tile long', (f) => {
		const x = f.find((x) => x.name === 'tile/0/000.p/3');
		x.data = concat(x.data, new Uint8Array(32));
	});
	ed('hash tile odd', (f) => {
		const x = f.find((x) => x.name === 'tile/0/000.p/3');
		x.data = concat(x.data, new Uint8Array(1));
	});
	ed('hash tile flipped', (f) => {
		const x = f.find((x) => x.name === 'tile/0/000.p/3');
		x.data = Uint8Array.from(x.data);
		x.data[70] ^= 1;
	});
	ed('marks cut', (f) => {
		const x = f.find((x) => x.name === 'marks');
		x.data = x.data.subarray(0, x.data.length - 1);
	});
	ed('marks garbage', (f) => set(f, 'marks', new Uint8Array([0, 1, 65])));
	ed('marks zero length', (f) => set(f, 'marks', new Uint8Array([0, 0])));
	ed('copy misnamed', (f) => {
		f.find((x) => x.name.startsWith('copy/')).name = 'copy/' + 'ab'.repeat(32);
	});
	ed('copy upper', (f) => {
		const x = f.find((x) => x.name.startsWith('copy/'));
		x.name = x.name.toUpperCase().replace('COPY', 'copy');
	});
	ed('copy badname', (f) => {
		f.find((x) => x.name.startsWith('copy/')).name = 'copy/x';
	});
	ed('outbox 002 first', (f) => {
		f.find((x) => x.name.startsWith('outbox/')).name = 'outbox/002';
	});
	ed('outbox 1', (f) => {
		f.find((x) => x.name.startsWith('outbox/')).name = 'outbox/1';
	});
	ed('outbox before copy', (f) => [
		...f.filter((x) => !x.name.startsWith('copy')),
		...f.filter((x) => x.name.startsWith('copy')),
	]);
	ed('outbox empty', (f) => f.filter((x) => !x.name.startsWith('outbox')));
	ed('outbox garbage', (f) => set(f, 'outbox/001', 'x'));
	ed('extra file', (f) => {
		f.push({ name: 'zzz', data: utf8('') });
	});
	ed('extra tile', (f) => {
		f.splice(6, 0, { name: 'tile/1/000.p/1', data: new Uint8Array(32) });
	});
	ed('release', (f) => {
		f.push({ name: 'release/x', data: utf8('') });
	});
	const b = () => writeUstar(F());
	const raw = (l, f) => {
		let x = b();
		x = f(x) ?? x;
		add(l, x, T);
	};
	raw('no zero blocks', (x) => x.subarray(0, x.length - 1024));
	raw('one zero block', (x) => x.subarray(0, x.length - 512));
	raw('three zero blocks', (x) => concat(x, new Uint8Array(512)));
	raw('trailing byte', (x) => concat(x, new Uint8Array(1)));
	raw('mode 755', (x) => {
		x[104] = '7'.charCodeAt();
	});
	raw('checksum', (x) => {
		x[148] ^= 1;
	});
	raw('padding nonzero', (x) => {
		x[512 + 100] = 1;
	});
	raw('mtime', (x) => {
		x[146] = 0x31;
		let s = 0;
		for (let i = 0; i < 512; i++) s += i >= 148 && i < 156 ? 32 : x[i];
		x.set(utf8(s.toString(8).padStart(6, '0')), 148);
	});
	raw('typeflag dir', (x) => {
		x[156] = 0x35;
		let s = 0;
		for (let i = 0; i < 512; i++) s += i >= 148 && i < 156 ? 32 : x[i];
		x.set(utf8(s.toString(8).padStart(6, '0')), 148);
	});
	raw('half', (x) => x.subarray(0, 1500));
	raw('gnu magic', (x) => {
		x.set(utf8('ustar  \0'), 257);
		let s = 0;
		for (let i = 0; i < 512; i++) s += i >= 148 && i < 156 ? 32 : x[i];
		x.set(utf8(s.toString(8).padStart(6, '0')), 148);
	});
	raw('512 only', (x) => x.subarray(0, 512));
	raw('511', (x) => x.subarray(0, 511));
	raw('no magic', (x) => {
		x[257] = 0;
	});
	const resum = (x) => {
		let s = 0;
		for (let i = 0; i < 512; i++) s += i >= 148 && i < 156 ? 32 : x[i];
		x.set(utf8(s.toString(8).padStart(6, '0')), 148);
	};
	raw('uname', (x) => {
		x[265] = 65;
		resum(x);
	});
	raw('size with space', (x) => {
		x[135] = 32;
		resum(x);
	});
	raw('checksum space nul', (x) => {
		x[154] = 32;
		x[155] = 0;
	});
	raw('prefix', (x) => {
		x[345] = 65;
		resum(x);
	});
	raw('dev', (x) => {
		x[335] = 0x31;
		resum(x);
	});
	add('zeros', new Uint8Array(1024), T);
	add('empty', new Uint8Array(0), T);
	for (const [l, t] of Object.entries({
		md: '# A\n\ntext\n',
		'md no title': 'text\n',
		'md two': '## x\n',
		'md trailing': '# A\n\n',
		'md nofinal': '# A',
		'md tab': '# A\tb\n',
		'md nfd': '# e\u0301\n',
		'md space': '# A \n',
		'md zw': '# a\u200b\n',
		'one char': 'x\n',
		'only lf': '\n',
		'md 2lf start': '\n# A\n',
		'md crlf': '# A\r\n',
		bin: '\u0001\n',
		cos: 'cosignature/v1\ntime 1\n',
		note: 'a\n\n— x AAAAAAA=\n',
		proofhead: 'verbale-proof/1\n',
		proofhead2: 'verbale-proof/2\n',
		acthead2: 'verbale-act/2\nkind x\n',
		copyhead: 'verbale-copy/1\n',
		trust: 'verbale-trust/1\n',
		invite: 'verbale-invite/1\nat x\n\nverbale-act/1\n',
		seat: 'verbale-seat/1\n',
		checkpoint: new TextDecoder().decode(m.marks[0].bytes),
		'act nolf': 'verbale-act/1',
		'copy nolf': 'verbale-copy/1',
		'hash only': '#\n',
		hashtitle: '#A\n',
		'long line': 'a'.repeat(70000) + '\n',
		big: ('# A\n' + 'x'.repeat(1048576)).slice(0, 1048575) + '\n',
		'big+1': ('# A\n' + 'x'.repeat(1048577)).slice(0, 1048576) + '\n',
		'513 leaves': '# A\n' + '## x\n'.repeat(512),
		'512 leaves': '# A\n' + '## x\n'.repeat(511),
	}))
		add('text ' + l, utf8(t), T);
}
