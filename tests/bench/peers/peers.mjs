// Peers that are Node packages: reads a line of JSON a request, {tool, texts: [[name, text]...]},
// and answers with one, {pieces: [{name: text}...], ms} or, of Word files, {docx, ms}; ms is
// a processor's time.
// SPDX-License-Identifier: ISC
import { createInterface } from 'node:readline'

const bytes = s => new Uint8Array(Buffer.from(s, 'base64'))

// Two texts, character by character, tidied up for people as its manual advises; without a limit
// of time, at which it would give up.
async function diffMatchPatch() {
	const { diff_match_patch: Differ } = (await import('diff-match-patch')).default
	const differ = new Differ()
	differ.Diff_Timeout = 0
	return ([[a, left], [b, right]]) => {
		const diffs = differ.diff_main(left, right)
		differ.diff_cleanupSemantic(diffs)
		return { pieces: diffs.map(([op, text]) =>
			op < 0 ? { [a]: text } : op > 0 ? { [b]: text } : { [a]: text, [b]: text }) }
	}
}

// Two texts and what they began as; a token, and the space before it, is an element.
async function nodeDiff3() {
	const { diff3Merge } = await import('node-diff3')
	return ([[o, base], [a, left], [b, right]]) => ({
		pieces: diff3Merge(left, base, right).flatMap(r => r.ok ?
			[{ [o]: r.ok.join(''), [a]: r.ok.join(''), [b]: r.ok.join('') }] :
			[{ [o]: r.conflict.o.join('') }, { [a]: r.conflict.a.join('') },
				{ [b]: r.conflict.b.join('') }]) })
}

// A Word file and any number of it revised.
async function docxodus(policy) {
	const all = await import('docxodus/core')
	console.warn = () => {}
	await all.initialize()
	return async ([[, base], ...rest]) => {
		const reviewers = rest.map(([author, text]) => ({ author, document: bytes(text) }))
		const docx = await all.docxDiffConsolidate(bytes(base), reviewers, {
			conflictResolution: all.ConflictResolution[policy] })
		return { docx: Buffer.from(docx).toString('base64') }
	}
}

const makers = {
	'diff-match-patch': diffMatchPatch,
	'node-diff3': nodeDiff3,
	docxodus: () => docxodus('BaseWins'),
	'docxodus, stacked': () => docxodus('StackAll'),
}
const tools = {}

// What a package says for itself must not stand between our lines.
const say = line => process.stdout.write(line + '\n')
console.log = () => {}
for await (const line of createInterface({ input: process.stdin })) {
	const { tool, texts } = JSON.parse(line)
	try {
		tools[tool] ??= await makers[tool]()
		const start = process.cpuUsage()
		const answer = await tools[tool](texts)
		const { user, system } = process.cpuUsage(start)
		say(JSON.stringify({ ...answer, ms: (user + system) / 1e3 }))
	} catch (e) {
		say(JSON.stringify({ failed: String(e.message ?? e).slice(0, 200) }))
	}
}
process.exit(0)
