/*
 * base: the small words that every room uses: bytes, cursors, writers, time,
 * errors, limits, escaping, files.
 *
 * SPDX-License-Identifier: ISC
 *
 * Conventions of all rooms
 *
 *   - A function that can fail returns an enum vb_code; VB_OK is zero.  The
 *     last parameter is a caller-owned struct vb_err, which may be NULL; the
 *     lowest layer writes the sentence and nobody overwrites it.  Outputs are
 *     untouched on failure unless the declaration says otherwise.
 *   - A view is borrowed: it points into its input and dies with it.
 *   - Whoever calls X_new() or is given a "caller frees" pointer calls X_free()
 *     (or free()); every X_free() accepts NULL.
 *   - Clauses are those of doc/format.md ("4.3") or of a named standard.
 *   - No function here or in any room below `desk` reads a clock, a random
 *     source, the environment or the network, except vb_file_* and
 *     vb_clock_system(), which the pure rooms (tree, record, verify) never call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define VB_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define VB_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
/* A large local that its first callee fills: not worth zeroing. */
#define VB_UNSET __attribute__((uninitialized))
#define VB_MUST_CHECK __attribute__((warn_unused_result))

/* ---- limits (format.md 1.2): every loop over input is bounded by one ---- */

#define VB_DEC_MAX 9007199254740991ULL /* 2^53-1: largest number in any text */
#define VB_NAME_MAX 32		/* bytes of a party, office or table name */
#define VB_KEYNAME_MAX 255	/* bytes of a note key name or log origin */
#define VB_WORDS_MAX 2000	/* bytes of a free-text field, escapes included */
#define VB_LINE_MAX 4096	/* bytes of one line of an act, LF included */
#define VB_TEXT_MAX 60000	/* bytes of an act's text */
#define VB_NOTE_MAX 65535	/* bytes of a signed note: one log entry */
#define VB_SIGS_MAX 16		/* signature lines of an act */
#define VB_NOTE_SIGS_MAX 100	/* signature lines of a foreign note */
#define VB_REPEAT_MAX 64	/* values of one repeated field */
#define VB_PARTIES_MAX 12	/* parties, observers and chair of a table */
#define VB_PAPER_MAX (1u << 20)	/* bytes of a paper */
#define VB_LEAVES_MAX 512	/* leaves of a paper, annexes included */
#define VB_PROOF_MAX 63		/* hashes of a Merkle proof */
#define VB_FILE_MAX (1ULL << 32) /* bytes of a bundle that we read whole */

/* ---- errors ---- */

enum vb_code {
	VB_OK = 0,
	VB_MALFORMED,	/* bytes break the grammar: unreadable */
	VB_FALSE,	/* well formed, but a signature, hash or proof fails */
	VB_REFUSED,	/* well formed and true, but a rule forbids it */
	VB_NOT_FOUND,	/* no such act, file, table or key */
	VB_CONFLICT,	/* somebody else was first: reload and try again */
	VB_UNKNOWN,	/* a commit's outcome is unknown: reload before signing */
	VB_BUSY,	/* locked by another process for too long */
	VB_FULL,	/* disk or quota full: nothing was written */
	VB_IO,		/* the system failed to read or write */
	VB_MEMORY,	/* an allocation failed */
	VB_KEY,		/* wrong passphrase, or a key that we do not hold */
	VB_USAGE,	/* the command line is off */
	VB_GONE,	/* it was here, and was erased when its time was over */
};

/*
 * One error: @code; @clause, the rule that was broken ("4.3", "C2SP signed-note",
 * "" if none); @where, the place ("line 7", "papers/x.md"); @sentence, one
 * sentence with what was found and the limit, already safe for a terminal.
 */
struct vb_err {
	enum vb_code code;
	char clause[40];
	char where[128];
	char sentence[512];
};

/* Fills @err (which may be NULL) and returns @code: `return vb_fail(...)`.
 * Any text of foreign origin must have passed vb_quote() first. */
enum vb_code vb_fail(struct vb_err *err, enum vb_code code, const char *clause,
		     const char *where, const char *fmt, ...) VB_PRINTF(5, 6);

/* "malformed", "refused", ...: the code in one word, for logs and JSON. */
const char *vb_code_name(enum vb_code code);

/* ---- bytes ---- */

struct vb_view {
	const uint8_t *ptr;
	size_t len;
};

struct vb_hash {
	uint8_t b[32];
};

struct vb_view vb_view(const void *ptr, size_t len);
struct vb_view vb_view_str(const char *s); /* s without its NUL */
bool vb_view_eq(struct vb_view a, struct vb_view b); /* not for secrets */
bool vb_view_is(struct vb_view a, const char *s);
int vb_view_cmp(struct vb_view a, struct vb_view b); /* memcmp, then length */
bool vb_hash_eq(const struct vb_hash *a, const struct vb_hash *b);
bool vb_hash_is_zero(const struct vb_hash *a);
uint32_t vb_be32(const uint8_t p[static 4]);
uint64_t vb_be64(const uint8_t p[static 8]);
void vb_put_be32(uint8_t p[static 4], uint32_t v);
void vb_put_be64(uint8_t p[static 8], uint64_t v);

/* Lower-case hex; @out has room for 2*len+1 bytes. */
void vb_hex(char *out, const uint8_t *in, size_t len);
/* Exactly 2*@len lower-case hex digits, else false. */
VB_MUST_CHECK bool vb_unhex(uint8_t *out, size_t len, struct vb_view hex);

/* Writes at most @cap-1 bytes of @v into @out, everything that is not
 * printable (C0, C1, DEL, bidi and zero-width, bad UTF-8) as \xNN or
 * \u{NNNN}, cut with "..." where it is too long; always terminated.
 * Returns @out.  This is how foreign text enters an error sentence. */
const char *vb_quote(char *out, size_t cap, struct vb_view v);

/* ---- cursor: one forward pass over bounded bytes; errors stick ---- */

/*
 * @in is borrowed.  After the first failure every further read yields zeroes
 * and empty views, so that a caller may check vb_cursor_done() once, at the end.
 */
struct vb_cursor {
	struct vb_view in;
	size_t pos;
	unsigned line;		/* of the line last read, from 1 */
	enum vb_code code;
	bool text;		/* lines must be UTF-8 */
	const char *form;	/* the clause that gives the form; "" until it is set */
	struct vb_err *err;	/* may be NULL */
};

/* What is wrong with the form, a line absent or under another key, cites the clause that
 * gives it (format.md 10.3): vb_cursor_form() says which; without it, none. */
void vb_cursor_init(struct vb_cursor *c, struct vb_view in, struct vb_err *err);
void vb_cursor_form(struct vb_cursor *c, struct vb_view in, const char *clause,
		    struct vb_err *err);
/* The same of a text whose lines nobody has looked at: each must be UTF-8 (format.md 1.1). */
void vb_cursor_text(struct vb_cursor *c, struct vb_view in, const char *clause,
		    struct vb_err *err);
/* The next line without its LF.  No LF before the end, or a line longer than
 * VB_LINE_MAX, is malformed. */
struct vb_view vb_cursor_line(struct vb_cursor *c);
/* The next line, which must be "@key SP value": the value (never empty). */
struct vb_view vb_cursor_field(struct vb_cursor *c, const char *key);
/* True if the next line starts with "@key SP"; reads nothing. */
bool vb_cursor_peek(const struct vb_cursor *c, const char *key);
struct vb_view vb_cursor_bytes(struct vb_cursor *c, size_t n);
/* Makes the cursor fail, at its line, unless it has failed already. */
void vb_cursor_fail(struct vb_cursor *c, const char *clause, const char *fmt,
		    ...) VB_PRINTF(3, 4);
/* VB_OK if nothing failed and every byte was read. */
VB_MUST_CHECK enum vb_code vb_cursor_done(struct vb_cursor *c);

/* Splits @v at its first SP: returns what stands before it, and leaves in
 * @rest what follows (empty if there was no SP). */
struct vb_view vb_token(struct vb_view v, struct vb_view *rest);

/* Strict values (format.md 1.3); each wants the whole view. */
VB_MUST_CHECK bool vb_dec_parse(struct vb_view v, uint64_t *out); /* <= VB_DEC_MAX */
VB_MUST_CHECK bool vb_name_valid(struct vb_view v);	/* 1*32(a-z 0-9 -) */
VB_MUST_CHECK bool vb_words_valid(struct vb_view v);	/* escaped form */
VB_MUST_CHECK bool vb_utf8_valid(struct vb_view v);	/* shortest form, no surrogates */
/* True if @cp may stand in a words field or a paper: no C0 (LF is the caller's
 * matter), C1, DEL, U+2028/9, bidi controls, zero-width, noncharacters. */
bool vb_codepoint_plain(uint32_t cp);
/* Decodes one code point of valid UTF-8 at @v.ptr; returns its length, or 0. */
size_t vb_utf8_next(struct vb_view v, uint32_t *cp);
VB_MUST_CHECK bool vb_hash_parse(struct vb_view v, struct vb_hash *out); /* 64 hex */

/* ---- writer: into a caller's buffer; overflow sticks ---- */

struct vb_writer {
	uint8_t *ptr;
	size_t cap;
	size_t len;
	bool over;		/* something did not fit: the content is void */
};

void vb_writer_init(struct vb_writer *w, void *buf, size_t cap);
void vb_put(struct vb_writer *w, const void *p, size_t n);
void vb_put_view(struct vb_writer *w, struct vb_view v);
void vb_put_str(struct vb_writer *w, const char *s);
void vb_put_byte(struct vb_writer *w, uint8_t b);
void vb_put_dec(struct vb_writer *w, uint64_t v);
void vb_put_hash(struct vb_writer *w, const struct vb_hash *h); /* hex */
void vb_put_time(struct vb_writer *w, int64_t t);
void vb_putf(struct vb_writer *w, const char *fmt, ...) VB_PRINTF(2, 3);
struct vb_view vb_written(const struct vb_writer *w);

/* ---- time: POSIX seconds, UTC, years 1970 to 9999 ---- */

#define VB_TIME_NONE INT64_MIN
#define VB_TIME_LEN 20		/* of YYYY-MM-DDThh:mm:ssZ */
#define VB_DAY 86400

VB_MUST_CHECK bool vb_time_parse(struct vb_view v, int64_t *out);
/* @out: VB_TIME_LEN + 1 bytes. */
void vb_time_format(char *out, int64_t t);
/* "15 Dec 2021 10:14 UTC", for people; @out: 32 bytes. */
void vb_time_human(char *out, int64_t t);

/* A clock that is handed in. */
struct vb_clock {
	int64_t (*now)(void *ctx);
	void *ctx;
};
struct vb_clock vb_clock_system(void);

/* A source of randomness that is handed in; fill() cannot fail. */
struct vb_rng {
	void (*fill)(void *ctx, void *buf, size_t len);
	void *ctx;
};

/* ---- escaping: one function per sink ---- */

/* Terminal: as vb_quote(), but whole, and LF passes where @multiline. */
void vb_escape_tty(FILE *f, struct vb_view v, bool multiline);
/* JSON string content, without the quotes; bad UTF-8 becomes U+FFFD. */
void vb_escape_json(FILE *f, struct vb_view v);
/* HTML text or quoted attribute. */
void vb_escape_html(FILE *f, struct vb_view v);
/* words field: "\\" and "\n" undone into @out (cap >= v.len); its length. */
size_t vb_words_decode(uint8_t *out, struct vb_view v);
/* Plain text to the escaped form; false if a byte may not stand there or the
 * result exceeds @cap or VB_WORDS_MAX. */
VB_MUST_CHECK bool vb_words_encode(struct vb_writer *w, struct vb_view plain);

/* ---- files ---- */

/* Reads the whole regular file; *out is malloc'd, caller frees.  A larger file
 * than @max is VB_MALFORMED; a directory or a device is refused. */
VB_MUST_CHECK enum vb_code vb_file_read(const char *path, uint64_t max,
					uint8_t **out, size_t *len,
					struct vb_err *err);
enum vb_file_mode {
	VB_FILE_REPLACE = 0,	/* replaces what is there, atomically */
	VB_FILE_NEW = 1,	/* refuses if the path exists */
	VB_FILE_SECRET = 2,	/* mode 0600; combines with the others */
};
/* Temporary file, fsync, rename (or link for NEW), fsync of the directory.  A NEW file
 * that failed is not there. */
VB_MUST_CHECK enum vb_code vb_file_write(const char *path, struct vb_view data,
					 int mode, struct vb_err *err);

/* ---- what is too large for memory: read and written a piece at a time ---- */

#define VB_PIECE (1u << 20)	/* bytes of one */

/* Bytes that somebody has: read from any place, more than once, the same each time. */
struct vb_pieces {
	uint64_t size;
	/* All of @n bytes from @at on, which lie within the size. */
	enum vb_code (*read)(void *ctx, uint64_t at, uint8_t *out, size_t n,
			     struct vb_err *err);
	void *ctx;
};
/* Somebody who takes bytes, in their order. */
struct vb_sink {
	enum vb_code (*take)(void *ctx, struct vb_view bytes, struct vb_err *err);
	void *ctx;
};
/* Of bytes in memory; *v must live as long. */
struct vb_pieces vb_pieces_view(const struct vb_view *v);
/* Of an open file, of which @size bytes are read; *fd must live as long. */
struct vb_pieces vb_pieces_file(const int *fd, uint64_t size);
/* Hands all of @from, from @at on, to @to: at most VB_PIECE bytes a time, in memory that is
 * wiped. */
VB_MUST_CHECK enum vb_code vb_pieces_pump(const struct vb_pieces *from, uint64_t at,
					  const struct vb_sink *to, struct vb_err *err);
/* As vb_file_write(). */
VB_MUST_CHECK enum vb_code vb_pieces_write(const char *path, const struct vb_pieces *from,
					   int mode, struct vb_err *err);
/* The regular file at @path, opened to be read in pieces; @fd: the caller closes it. */
VB_MUST_CHECK enum vb_code vb_pieces_open(const char *path, uint64_t max, int *fd,
					  struct vb_pieces *out, struct vb_err *err);

/* As open_memstream(), but writes fail where memory does, and fclose() then returns EOF.
 * *out, *len: what was written so far, NUL-terminated; caller frees, also after a failure. */
VB_MUST_CHECK FILE *vb_memory_open(char **out, size_t *len);
