// Who must have dated a checkpoint (format 6.5, 6.6): a C2SP tlog-policy, or the depositary's clock.
// SPDX-License-Identifier: ISC

/** A policy of one key. */
export function clockPolicy(vkey, name) {
	return { quorum: { kind: 'witness', vkey, name } };
}

/** The k-th earliest of times, those that are missing left out; null if there are fewer. */
function kthEarliest(times, k) {
	const known = times.filter((time) => time !== null).sort((a, b) => a - b);
	return known.length >= k ? known[k - 1] : null;
}

/**
 * When `policy` was satisfied, by the times at which its witnesses cosigned (a Map by the text of
 * the vkey: name and full key decide, 3.4), or null. Members of a group stand before it in the policy, so this ends.
 */
export function satisfiedAt(policy, times) {
	const done = new Map();
	for (const node of policy.nodes ?? [policy.quorum])
		done.set(node, timeOf(node, times, done));
	return policy.quorum === null ? null : done.get(policy.quorum);
}

function timeOf(node, times, done) {
	if (node.kind === 'witness')
		return times.get(node.vkey.text) ?? null;
	return kthEarliest(node.members.map((member) => done.get(member)), node.threshold);
}
