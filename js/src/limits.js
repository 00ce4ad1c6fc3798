// Every limit of the format (1.2), and those that this verifier sets itself, in one place.
// SPDX-License-Identifier: ISC

export const NAME_MAX = 32;
export const KEY_NAME_MAX = 255;
export const WORDS_MAX = 2000;
/** A line with its LF, of an act and of whatever else is read line by line. */
export const LINE_MAX = 4096;
export const ACT_TEXT_MAX = 60000;
export const ENTRY_MAX = 65535;
export const SIGNATURES_MAX = 16;
export const VALUES_MAX = 64;
export const MEMBERS_MAX = 12;
export const PAPER_MAX = 1048576;
export const LEAVES_MAX = 512;
export const PROOF_HASHES_MAX = 63;
export const REGISTRATION_MAX = 65535;
export const DAYS_MAX = 36500;
export const SECONDS_MAX = 86400;
/** Lines of each sort of a trust file, but for its policy. */
export const TRUST_ANCHORS_MAX = 64;

// The limits of this verifier itself, of which the format says nothing: a file beyond them is not read.

/** Bytes of one file. */
export const FILE_MAX = 512 * 1024 * 1024;
/** Entries of one log. */
export const LOG_MAX = 524288;
/** Bytes and lines of a trust file; tlog-policy asks for 32 lines of each sort at least. */
export const TRUST_MAX = 1024 * 1024;
export const TRUST_LINES_MAX = 1024;
/** Bytes of an age header: one X25519 stanza needs 170. */
export const AGE_HEADER_MAX = 65536;
