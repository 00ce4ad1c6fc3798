// One file in, one finding out. No clock, no network, no state between files.
// SPDX-License-Identifier: ISC
import { startsWith } from './bytes.js';
import { MAGIC as ACT_MAGIC } from './act.js';
import { FILE_MAX } from './limits.js';
import { NOBODY, cannotTell, unreadable } from './finding.js';
import { isUstar } from './file/ustar.js';
import { verifyBundle } from './file/bundle.js';
import { verifyProof } from './file/proof.js';
import { PROOF_MAGIC } from './file/parts.js';
import { verifyCopy } from './file/disclosure.js';
import { COPY_MAGIC, isPaper } from './paper.js';
import { verifySingle } from './file/single.js';
import { emptyTrust, parseTrust } from './trust.js';
import { Malformed } from './malformed.js';

export { canonicalLine, EXIT, gravest } from './finding.js';
export { emptyTrust, parseTrust, Malformed };

/** Verifies the bytes of a file on a trust file that was read before. */
export async function verifyFile(bytes, trust = emptyTrust()) {
	if (bytes.length > FILE_MAX)
		return unreadable('1.2', 'file', NOBODY, `it has more than ${FILE_MAX} bytes`);
	if (startsWith(bytes, ACT_MAGIC))
		return verifySingle(bytes, trust);
	if (isUstar(bytes))
		return verifyBundle(bytes, trust);
	if (startsWith(bytes, PROOF_MAGIC))
		return verifyProof(bytes, trust);
	if (startsWith(bytes, COPY_MAGIC))
		return verifyCopy(bytes);
	if (isPaper(bytes))
		return cannotTell('7.7', 'paper', null, 'a text without salts proves nothing');
	return unreadable('9.1', 'line 1', NOBODY, 'it is no file of this format');
}
