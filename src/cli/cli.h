/*
 * cli: the program `verbale`: one file a verb, and what the verbs share.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "desk/desk.h"
#include "depositary/depositary.h"
#include "render/render.h"

#include <pthread.h>

/* ---- the command line ---- */

enum vb_exit {
	VB_EXIT_DONE = 0,	/* done; GENUINE */
	VB_EXIT_REFUSED = 1,	/* not done; NOT GENUINE */
	VB_EXIT_UNREADABLE = 2,	/* UNREADABLE; the command line is off */
	VB_EXIT_UNDECIDED = 3,	/* CANNOT TELL */
};

/* One option of a verb; a table of them ends with a NULL name. */
struct vb_option {
	const char *name;	/* without "--" */
	const char *value;	/* what its value is called; NULL: it has none */
	const char *doc;
	char letter;		/* also "-n"; 0: none */
};

#define VB_GIVEN_MAX 128	/* options on one command line */

struct vb_args {
	const char **word;	/* what is no option, in order */
	unsigned nwords;
	struct {
		const struct vb_option *option;
		const char *value;
	} given[VB_GIVEN_MAX];
	unsigned ngiven;
};
/* Tells options from words; "--" ends the options, `--name=value` and `--name value`
 * are the same.  Knows @options and the common ones.  @out: vb_args_free(). */
VB_MUST_CHECK enum vb_code vb_args_parse(const struct vb_option *options, int argc,
					 const char *const *argv, struct vb_args *out,
					 struct vb_err *err);
void vb_args_free(struct vb_args *a);
/* The value of the last option @name, "" for one without value; NULL: not given. */
const char *vb_args_get(const struct vb_args *a, const char *name);
bool vb_args_has(const struct vb_args *a, const char *name);
/* All values of @name in order, at most @cap; how many there are. */
unsigned vb_args_all(const struct vb_args *a, const char *name, const char **out, unsigned cap);
/* completion/verbale.bash, built in. */
extern const char vb_completion_bash[];
/* Options that every verb has. */
extern const struct vb_option vb_common_options[];

/* ---- a verb at work ---- */

struct vb_cli;

struct vb_verb {
	const char *name;
	const char *args;	/* behind the name, in a usage line */
	const char *summary;	/* one line of `verbale help` */
	const char *usage;	/* what it does, for --help */
	const struct vb_option *options; /* NULL: only the common ones */
	int (*run)(struct vb_cli *c);
};

/* All verbs, in the order of `verbale help`; ends with NULL. */
extern const struct vb_verb *const vb_cli_verbs[];
const struct vb_verb *vb_verb_find(const char *name); /* NULL: none */
void vb_verb_help(FILE *f, const struct vb_verb *v);

#define VB_PASSPHRASE_MAX 1024

struct vb_cli {
	const struct vb_verb *verb;
	struct vb_args args;
	struct vb_style style;	/* of stdout */
	struct vb_world world;
	struct vb_desk *desk;
	struct vb_ahead *ahead;	/* what vb_cli_look() found; NULL: nothing waits */
	struct vb_err err;
	bool json;
	bool yes;		/* --yes: every prompt is answered */
	const char *unasked;	/* a question could not be put: why, and what helps */
	bool declined;		/* a question was answered with no */
	int passphrase_fd;	/* -1: ask on the terminal */
	bool passphrase_read;
	char passphrase[VB_PASSPHRASE_MAX + 1]; /* from that descriptor; wiped at the end */
	char token[200];	/* admission of a new table; wiped at the end; "" */
	char offline[700];	/* why the depositary is out of reach; "" */
	bool fault;		/* the log is at fault: every verb then exits 1 */
};

/* Fills c->world: clock, chance, questions, passphrases, connections. */
void vb_cli_world(struct vb_cli *c);
/* The first line of the file @path: what the keeper of a server gave (http.md 3.5). */
VB_MUST_CHECK enum vb_code vb_cli_token(struct vb_cli *c, const char *path, struct vb_err *err);
/* The name of a depositary that is made in @dir. */
void vb_cli_depositary_name(const char *dir, char out[static VB_NAME_MAX + 1]);
/* Puts a question to the person: [y/N]. */
bool vb_cli_confirm(void *ctx, const char *sentence);
enum vb_code vb_cli_passphrase(void *ctx, bool fresh, char *buf, size_t cap,
			       struct vb_err *err);

/* ---- what verbs share ---- */

/* Bytes of a paper as typed: more than any paper, so that its own rules refuse it. */
#define VB_CLI_TYPED_MAX (4u * VB_PAPER_MAX)

/* "verbale: @what: why; what to do next", from c->err; returns the exit code. */
int vb_cli_fail(const struct vb_cli *c, const char *what);
/* The same with words of our own, and exit code 2. */
int vb_cli_usage(const struct vb_cli *c, const char *fmt, ...) VB_PRINTF(2, 3);

/* Opens the desk in the working directory, and syncs it.  @write: only with the desk's
 * lock; else a desk at work is shown as last seen.  False: said why; *code is set. */
VB_MUST_CHECK bool vb_cli_desk(struct vb_cli *c, bool write, int *code);
/* The same, and the table must be open. */
VB_MUST_CHECK bool vb_cli_table(struct vb_cli *c, bool write, int *code);
/* From here on vb_cli_fold() is the log with what waits to be logged behind it. */
VB_MUST_CHECK enum vb_code vb_cli_look(struct vb_cli *c);
/* What is shown: the desk's log, or after vb_cli_look() more; *logged (may be NULL): how many
 * of its acts are in the log. */
const struct vb_fold *vb_cli_fold(const struct vb_cli *c, uint32_t *logged);
/* Index in vb_cli_fold() of our party; VB_NO_PARTY: an office, or nobody. */
uint8_t vb_cli_me(const struct vb_cli *c);
/* What became of a signature: prints it, and gives the exit code.  @what stood to be
 * done, @detail stands behind the citation (NULL: the kind's sentence). */
int vb_cli_done(struct vb_cli *c, enum vb_code code, const char *what,
		const struct vb_done *done, const char *detail, const char *behind);
/* Act @index of vb_cli_fold(), read; *note is malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_cli_act(struct vb_cli *c, uint32_t index, struct vb_act *act,
				      uint8_t **note);
/* Marks of privilege and confidence of act @index that a proof would carry outside:
 * " NORD-1 is marked confidential.", or nothing. */
void vb_cli_marks(struct vb_cli *c, uint32_t index, char *out, size_t cap);
/* Says where annexes were opened, if there were any. */
void vb_cli_annexes(const struct vb_annexes *got);
/* "papers/NORD-1.md"; an office's "papers/NORD_LEGAL-1.md". */
void vb_cli_paper_path(const char *citation, char out[static 128]);
/* What @err finds wrong stands in the file @path. */
void vb_cli_in_file(struct vb_err *err, const char *path);
/* The title of the opened paper of @act, or NULL; caller frees. */
char *vb_cli_title(struct vb_cli *c, uint32_t act);
/* The heading of a paper's first line; caller frees. */
char *vb_cli_title_of(struct vb_view paper);
/* The leaf of paper @text that bears article number @article; where none is numbered, the
 * @article-th section.  VB_NOT_FOUND: there is none. */
VB_MUST_CHECK enum vb_code vb_cli_leaf(struct vb_view text, uint64_t article, uint32_t *leaf,
				       struct vb_err *err);
/* "YYYY-MM-DD" or "YYYY-MM-DDThh:mm:ssZ". */
VB_MUST_CHECK bool vb_cli_time(const char *s, int64_t *out);
VB_MUST_CHECK bool vb_cli_number(const char *s, uint64_t max, uint64_t *out);
/* A name as people type it, in lower case; caller frees; NULL: memory. */
char *vb_cli_lower(const char *s);
/* As people see a name (format.md 2.13). */
const char *vb_cli_upper(char out[static VB_NAME_MAX + 1], const char *name);
VB_MUST_CHECK bool vb_cli_exists(const char *path);
/* The address of a depositary: a URL as it is; of a folder, which need not exist yet, its
 * absolute path, if the one that it stands in does.  Caller frees; NULL: errno says why. */
char *vb_cli_address(const char *at);

/* A file that comes to be whole or not at all, and never over another one. */
struct vb_outfile {
	FILE *f;
	char *path;
	char *part;
};
VB_MUST_CHECK enum vb_code vb_outfile_open(struct vb_outfile *o, const char *path,
					   struct vb_err *err);
/* Puts it in place, and tells why where that, or a write before it, failed; VB_CONFLICT:
 * something stands there. */
VB_MUST_CHECK enum vb_code vb_outfile_commit(struct vb_outfile *o, struct vb_err *err);
void vb_outfile_drop(struct vb_outfile *o);

/* ---- verifying ---- */

/* vb_verify(), with the signatures of a large bundle shared among processors; and against
 * the log that @desk has verified (NULL: none, or not open): format.md 10.5. */
VB_MUST_CHECK enum vb_code vb_cli_verify(struct vb_view file, const struct vb_trust *trust,
					 const struct vb_desk *desk, struct vb_finding *out);
/* Whether @path is the address of a depositary's database, and no file. */
bool vb_cli_is_database(const char *path);
/* Every table of the depositary in the folder, or the database, @dir as a bundle, verified:
 * calls @fn with each finding; @name: DIR, or DIR: TABLE where there are several. */
typedef void vb_found_fn(void *ctx, const char *name, const struct vb_finding *v);
VB_MUST_CHECK enum vb_code vb_cli_depositary(const char *dir, const struct vb_trust *trust,
					     const struct vb_desk *desk, vb_found_fn *fn,
					     void *ctx, struct vb_err *err);

/* The finding that an error while reading amounts to. */
void vb_cli_finding_of(const struct vb_err *err, struct vb_finding *out);

/* ---- what a server is told from outside ---- */

/* Before there is a thread, so that none is interrupted: TERM, INT and HUP wait. */
void vb_signals_hold(void);
typedef enum vb_code vb_reload_fn(void *ctx, struct vb_err *err);
/* Returns when it is told to end; HUP calls @reload, and where that fails says that @what
 * stay as they were. */
void vb_signals_wait(vb_reload_fn *reload, void *ctx, const char *what);

/* ---- a server's figures (Prometheus) ---- */

struct vb_metrics;
struct vb_metrics *vb_metrics_new(void);	/* NULL: memory */
void vb_metrics_free(struct vb_metrics *m);
void vb_metrics_add(struct vb_metrics *m, const struct vb_http_event *e);
/* What became of a burst; @failed: it came to nothing. */
void vb_metrics_burst(struct vb_metrics *m, const struct vb_burst *x, bool failed);
/* The page /metrics; @ctx: a struct vb_metrics. */
vb_http_page_fn vb_metrics_page;

/* ---- files of hashes: of tokens, of what is held ---- */

struct vb_hashes {
	pthread_rwlock_t lock;
	struct vb_hash *hash;
	size_t n;
};
void vb_hashes_init(struct vb_hashes *h);
void vb_hashes_free(struct vb_hashes *h);
/* Puts what stands in the file in place of what was there, or changes nothing.  @otherwise: of a
 * line that does not begin with 64 hex digits. */
VB_MUST_CHECK enum vb_code vb_hashes_load(struct vb_hashes *h, const char *path,
					  const char *otherwise, struct vb_err *err);
/* Takes the same time whatever is there. */
bool vb_hashes_have(struct vb_hashes *h, const struct vb_hash *what);

/* ---- how long a depositary keeps copies ---- */

struct vb_keep;
struct vb_keep_options {
	unsigned days;		/* 0: for ever */
	const char *hold;	/* file of tables and copies that are not touched; NULL: none */
	bool quiet;
};
/* Sweeps in a thread of its own until vb_keep_stop(); on failure the error is in @c. */
VB_MUST_CHECK enum vb_code vb_keep_start(struct vb_cli *c, struct vb_depositary *d,
					 const struct vb_keep_options *o,
					 struct vb_keep **out);
/* Reads the file of what is held again, and sweeps (vb_reload_fn; @ctx: the keep).  Where it
 * cannot be read everything is held. */
VB_MUST_CHECK enum vb_code vb_keep_reload(void *ctx, struct vb_err *err);
void vb_keep_stop(struct vb_keep *k);

/* ---- what a server does besides answering ---- */

struct vb_chore {
	void (*work)(void *ctx);
	void *ctx;
	unsigned seconds;
	pthread_t thread;
	pthread_mutex_t lock;	/* of what follows */
	pthread_cond_t woken;
	bool ending, wanted;
};
/* From now on @work at once, at each full multiple of @seconds of the system's clock, and when
 * it is woken, never twice at a time.  Whoever started one stops it. */
VB_MUST_CHECK enum vb_code vb_chore_start(struct vb_chore *c, unsigned seconds,
					  void (*work)(void *ctx), void *ctx,
					  struct vb_err *err);
void vb_chore_wake(struct vb_chore *c);
void vb_chore_stop(struct vb_chore *c);

/* ---- the beat of a depositary's register ---- */

struct vb_beat;
struct vb_beat_options {
	unsigned cadence;	/* seconds from burst to burst */
	unsigned width;		/* entries of one, at least */
	const char *witnesses;	/* a file: C2SP tlog-policy; NULL: nobody cosigns */
	bool quiet;
	struct vb_metrics *metrics;	/* may be NULL */
};
/* Runs in a thread of its own until vb_beat_stop(); on failure the error is in @c. */
VB_MUST_CHECK enum vb_code vb_beat_start(struct vb_cli *c, struct vb_depositary *d,
					 const struct vb_beat_options *o,
					 struct vb_beat **out);
/* Reads the file of witnesses again (vb_reload_fn; @ctx: the beat). */
VB_MUST_CHECK enum vb_code vb_beat_reload(void *ctx, struct vb_err *err);
void vb_beat_stop(struct vb_beat *b);

/* ---- press reports: untrusted, so they are read by a child that can do nothing else ---- */

/* A child process that may read one pipe, write another, take memory and end. */
struct vb_confined {
	int pid;
	int to;			/* what it reads; -1: closed */
	int from;		/* what it writes */
};
struct vb_confinement {
	uint64_t memory;	/* bytes of its address space; 0: no limit */
	unsigned seconds;	/* of processor time */
	bool unguarded;		/* without libseccomp */
};
/* Runs in the child: reads 0, writes 1, and may open nothing.  Returns its exit status. */
typedef int vb_confined_work(void);
/* VB_REFUSED: the system does not confine.  @c: finish or drop it. */
VB_MUST_CHECK enum vb_code vb_confined_start(struct vb_confined *c, vb_confined_work *work,
					     const struct vb_confinement *limits,
					     struct vb_err *err);
/* False: the child no longer reads; vb_confined_finish() says why. */
VB_MUST_CHECK bool vb_confined_send(struct vb_confined *c, const void *p, size_t n);
/* The same behind its length, in four bytes. */
VB_MUST_CHECK bool vb_confined_send_view(struct vb_confined *c, struct vb_view v);
/* Ends its input. */
void vb_confined_end(struct vb_confined *c);
/* At most @n bytes of its output; 0: there are no more. */
size_t vb_confined_take(struct vb_confined *c, void *p, size_t n);
/* Waits for its end; what it has still to say is lost. */
VB_MUST_CHECK enum vb_code vb_confined_finish(struct vb_confined *c, struct vb_err *err);
/* Ends a child that is no longer wanted; nothing if none was started. */
void vb_confined_drop(struct vb_confined *c);
/* In the child: all @n bytes, in and out.  False: the other end is gone. */
VB_MUST_CHECK bool vb_child_take(void *p, size_t n);
VB_MUST_CHECK bool vb_child_put(const void *p, size_t n);

#define VB_PRESS_FILES_MAX 100000u	/* reports of one command line */
#define VB_PRESS_ALL_MAX (256u << 20)	/* bytes of all of them */
#define VB_WIRE_MAX (256u << 20)	/* bytes that the child may answer with */
#define VB_WIRE_TEXT_MAX 1024u		/* bytes of a text in it; a longer one is cut */

/* What the child answers: what it read, in memory or straight out to @fd ... */
VB_MUST_CHECK enum vb_code vb_wire_encode(const struct vb_reading *r, uint8_t **out, size_t *len,
					  struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_wire_write(const struct vb_reading *r, int fd, struct vb_err *err);
/* ... or why it did not. */
VB_MUST_CHECK enum vb_code vb_wire_refusal(enum vb_code why, const char *sentence,
					   uint8_t **out, size_t *len);
/* Takes an answer apart; @r has its reports, with name and text.  Every index and every span
 * is within its bounds, or nothing is taken.  Caller frees with vb_reading_free(). */
VB_MUST_CHECK enum vb_code vb_wire_decode(struct vb_view wire, struct vb_reading *r,
					  struct vb_err *err);
/* The same of what the child writes, as it comes; the child has ended then. */
VB_MUST_CHECK enum vb_code vb_wire_take(struct vb_confined *c, struct vb_reading *r,
					struct vb_err *err);
/* What decoding and side files allocated; not names and texts of reports. */
void vb_reading_free(struct vb_reading *r);
/* A text that lives as long as @r; NULL: no memory. */
VB_MUST_CHECK const char *vb_reading_text(struct vb_reading *r, struct vb_view v);

/* The part of the child: reports come in as vb_press_send_*() writes them. */
vb_confined_work vb_press_work;
VB_MUST_CHECK bool vb_press_send_parties(struct vb_confined *c, struct vb_view parties);
VB_MUST_CHECK bool vb_press_send_report(struct vb_confined *c, const char *name,
					struct vb_view text);
VB_MUST_CHECK bool vb_press_send_end(struct vb_confined *c);

/* Names of files: @paths in their order, a folder's regular files sorted. */
struct vb_paths {
	char *names;		/* each with a NUL behind it */
	size_t len;
	size_t cap;
	size_t n;
};
VB_MUST_CHECK enum vb_code vb_paths_add(struct vb_paths *p, const char *path,
					struct vb_err *err);
/* The one behind @path, or the first; NULL: none.  They stay until more are added. */
const char *vb_paths_next(const struct vb_paths *p, const char *path);
void vb_paths_free(struct vb_paths *p);

/* A person's corrections, FILE.assertions: all of @file takes effect on report @n of @r, or
 * nothing.  VB_FALSE: it is about other bytes. */
#define VB_SIDE_MAX (4u << 20)
#define VB_SIDE_LINES_MAX 10000u
VB_MUST_CHECK enum vb_code vb_side_apply(struct vb_view file, uint32_t n, struct vb_reading *r,
					 struct vb_err *err);
/* Relates what stands after that anew; what was rejected takes part in nothing. */
VB_MUST_CHECK enum vb_code vb_reading_relate(struct vb_reading *r, struct vb_err *err);
/* A file to start from, in which every suggestion stands as a comment. */
void vb_side_template(FILE *f, const struct vb_reading *r, uint32_t n);
/* A record against which reports are held: --table or --bundle, else the desk at hand. */
struct vb_record {
	uint8_t *bytes;
	size_t len;
	struct vb_trust *trust;
	struct vb_audit *audit;
	bool anchored;		/* its keys are those of the trust file */
};
/* VB_FALSE, VB_MALFORMED: it is not genuine, or unreadable.  Caller closes it in any case. */
VB_MUST_CHECK enum vb_code vb_record_open(struct vb_cli *c, struct vb_record *out);
void vb_record_close(struct vb_record *r);
/* A parties file: @given, and behind it the members by their names.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_record_parties(const struct vb_record *r, struct vb_view given,
					     uint8_t **out, size_t *len, struct vb_err *err);
/* What it says of each assertion. */
VB_MUST_CHECK enum vb_code vb_record_check(struct vb_cli *c, const struct vb_record *record,
					   const struct vb_reading *r);
/* A desk as the bundle of all that it has verified.  Caller frees *bytes.  *opened (may be
 * NULL): its database could be, whatever it then said of itself.  *trust (may be NULL): the keys
 * that it goes by; vb_trust_free(). */
VB_MUST_CHECK enum vb_code vb_cli_desk_bundle(struct vb_cli *c, const char *dir, char **bytes,
					      size_t *len, bool *opened,
					      struct vb_trust **trust, struct vb_err *err);
/* The trust file at @path; vb_trust_free(). */
VB_MUST_CHECK enum vb_code vb_cli_trust(struct vb_cli *c, const char *path, struct vb_trust **out);
/* What a finding rests on: --trust, else the table of the desk that we stand in, else nothing
 * (*trust stays NULL).  *desk: that desk, if its table is open; it is of @c. */
VB_MUST_CHECK enum vb_code vb_cli_anchors(struct vb_cli *c, struct vb_trust **trust,
					  const struct vb_desk **desk);

/* A date or interval as press.h writes it: "2022-W04", "../2022-02-01". */
VB_MUST_CHECK bool vb_cli_when(struct vb_view v, struct vb_when *out);

/* ---- Word files: untrusted too, and read in the same way ---- */

#define VB_WORD_READINGS 3u	/* of enum vb_word_reading */
struct vb_word_version {
	char name[VB_NAME_MAX + 1];
	struct vb_view text;
	bool base, silent;
};
/* An article, and which of the versions are its own. */
struct vb_word_chapter {
	char label[VB_LABEL_TEXT]; /* "": it is known by its title */
	struct vb_view title;
	size_t first, n;
};
/* What a child found; views point into @answer. */
struct vb_word_file {
	uint8_t *answer;
	struct vb_view reading[VB_WORD_READINGS];
	struct vb_word_item *change;
	size_t nchanges;
	struct vb_word_item *comment;
	size_t ncomments;
	unsigned notes;
	struct vb_word_version *version;
	size_t nversions;
	struct vb_word_chapter *chapter; /* none: all versions are of one text */
	size_t nchapters;
	struct vb_view title;	/* of the text that has these articles */
};
/* By its name and its first bytes. */
bool vb_is_word_file(const char *path, struct vb_view bytes);
/* @author: whose reading is wanted besides; NULL: nobody's.  Free @f in any case. */
VB_MUST_CHECK enum vb_code vb_word_file_read(struct vb_word_file *f, struct vb_view docx,
					     const char *author, struct vb_err *err);
void vb_word_file_free(struct vb_word_file *f);
/* What else is in it, on standard error: who changed how much, comments, what is not read. */
void vb_word_file_tell(FILE *f, const char *path, const struct vb_word_file *w);
/* Every change and comment, a line each. */
void vb_word_file_list(FILE *f, const struct vb_word_file *w);

/* ---- texts ---- */

/* A version or a draft, in a file or unfolded from one. */
struct vb_text_file {
	char name[VB_NAME_MAX + 1]; /* of its party */
	const char *path;	/* NULL: unfolded */
	uint8_t *bytes;
	size_t len;
	bool base;
	bool silent;
	const char *act;	/* of the record: by which its party has these words; else NULL */
};
struct vb_text_files {
	struct vb_text_file file[VB_VERSIONS_MAX];
	size_t n;
	struct vb_text_chapter *chapter; /* articles, of a file of ours that has several */
	size_t nchapters;
	uint8_t *title;		/* of the text that has them */
	size_t title_len;
	bool unfolds;		/* a composite text of ours stands for the versions in it */
	const char *changes;	/* tracked in Word files, which count: "all" (or NULL), "none",
				 * or those of this author */
};
/* An article that came in a file of several, as a text by itself. */
struct vb_text_chapter {
	char label[VB_LABEL_TEXT]; /* "": it is known by its title */
	uint8_t *title;
	size_t title_len;
	struct vb_text_files files;
};
/* Reads @word, FILE or NAME=FILE. */
VB_MUST_CHECK enum vb_code vb_text_files_add(struct vb_text_files *t, const char *word, bool base,
					     struct vb_err *err);
/* "A,B": parties without a text. */
VB_MUST_CHECK enum vb_code vb_text_files_silent(struct vb_text_files *t, const char *names,
						struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_text_files_align(const struct vb_text_files *t, struct vb_text **out,
					       struct vb_err *err);
void vb_text_files_free(struct vb_text_files *t);
/* Holds the Word file @reply against the paper @sent.  *silent: something was changed that is
 * not tracked. */
VB_MUST_CHECK enum vb_code vb_text_returned(FILE *f, const char *sent, const char *reply,
					    bool json, bool *silent, struct vb_err *err);

/* ---- texts of the record ---- */

/* One text: its root paper, and those that answer it (text.md 11.1). */
struct vb_record_text {
	struct vb_desk_papers papers;
	struct vb_speaker party[64];	/* by their index at the table */
	uint32_t nparties;
	struct vb_statement *statement;	/* the root first */
	uint32_t *act;			/* of each: by which act */
	size_t n;
	char (*cite)[96];		/* of what several did with a text */
	uint32_t joints;		/* how many of the fold's have been looked at */
	bool *stood;			/* of its silences: which stand among them */
	int64_t known;			/* the last date under a checkpoint, up to what is asked */
	size_t ncites;
};
/* The statement of the paper that act @act handed over; VB_NO_STATEMENT. */
size_t vb_record_statement_of(const struct vb_record_text *t, uint32_t act);
/* VB_REFUSED: act @act is void, or no paper that puts a text forward. */
VB_MUST_CHECK enum vb_code vb_record_puts_text(const struct vb_fold *f, uint32_t act,
					       struct vb_err *err);
/* Says which papers were not looked into, as this desk has not opened them. */
void vb_record_tell_sealed(FILE *f, const struct vb_statement *s, size_t n);
/* Adds what several did with the papers that are there (text.md 11.14, 11.15): by acts before
 * @before and by @at, and by silences that had run at @run. */
void vb_record_joint(struct vb_record_text *t, const struct vb_fold *f, uint32_t before,
		     int64_t run, int64_t at);
/* Of the paper of @act; NULL: of the newest draft that answers nothing.  What came into the
 * record after @at is left out.  Caller closes it in any case. */
VB_MUST_CHECK enum vb_code vb_record_text_open(struct vb_cli *c, const char *act, int64_t at,
					       struct vb_record_text *out);
/* Of the text that the paper of the act @id is about: its root is what that answers in the end.
 * VB_NOT_FOUND: this desk has not opened it. */
VB_MUST_CHECK enum vb_code vb_record_text_about(struct vb_cli *c, const struct vb_hash *id,
						int64_t at, struct vb_record_text *out);
/* The heading of its root's first line; may be empty. */
struct vb_view vb_record_text_title(const struct vb_record_text *t);
void vb_record_text_close(struct vb_record_text *t);
/* ---- locks: what is agreed does not change unseen (text.md 11.16) ---- */

enum vb_touched {
	VB_TC_NOTHING,
	VB_TC_REOPENED,		/* it is agreed, and would not be */
	VB_TC_CHANGED,		/* ... or would be with other words */
	VB_TC_BOUND,		/* ... or would be under a new condition, or for a time */
	VB_TC_FALLS,		/* nothing is said of it, but of what it depends on */
	VB_TC_AGREED,		/* it is open, and would be agreed */
	VB_TC_OPEN,		/* ... and would stay so */
};
/* What would become of one article. */
struct vb_touch {
	struct vb_label label, now; /* as it would be numbered, and is */
	char title[2 * VB_TITLE_MAX];
	enum vb_touched what;
	uint32_t words, marks;	/* that would not be as agreed */
};
struct vb_touches {
	struct vb_touch *at;
	size_t n;
};
/* Of each article, were @more, statements behind those of @t, made at @at.  Free in any case. */
VB_MUST_CHECK enum vb_code vb_record_touch(const struct vb_record_text *t,
					   const struct vb_statement *more, size_t n, int64_t at,
					   struct vb_touches *out, struct vb_err *err);
void vb_touches_free(struct vb_touches *t);
/* Names those of which @what (bit i: enum vb_touched i) is so; @counted: how much of each
 * differs.  How many there are. */
unsigned vb_touches_name(const struct vb_touches *t, unsigned what, bool counted, char *out,
			 size_t cap);
/* Those that --reopen has to name: what is agreed and would change. */
#define VB_TC_LOCKED (1u << VB_TC_REOPENED | 1u << VB_TC_CHANGED | 1u << VB_TC_BOUND)
/* VB_REFUSED: @what would change an article that is agreed and that --reopen does not name. */
VB_MUST_CHECK enum vb_code vb_touches_allowed(const struct vb_cli *c, const struct vb_touches *t,
					      const char *what, struct vb_err *err);
/* Says which agreed articles the paper of act @cite, just opened, reopens. */
void vb_locks_tell(struct vb_cli *c, const char *cite);
/* VB_REFUSED: @paper has articles of the number (@any), or of number and title, of some that are
 * agreed in another text than that whose root is act @root (VB_NO_ACT: it would begin one), and
 * --new-text does not say that this is meant. */
VB_MUST_CHECK enum vb_code vb_locks_other_text(struct vb_cli *c, uint32_t root, bool any,
					       struct vb_view paper, struct vb_err *err);
/* VB_REFUSED: all of @t is agreed, and @paper is not its final text, though it changes no article;
 * --not-final says that this is meant.  @changes: it does, as was allowed. */
VB_MUST_CHECK enum vb_code vb_locks_final(struct vb_cli *c, const struct vb_record_text *t,
					  struct vb_view paper, bool changes,
					  struct vb_err *err);
/* Acts that began a text, newest first; how many. */
unsigned vb_record_roots(struct vb_cli *c, uint32_t *out, unsigned cap);
/* Looks at a paper before it is handed over (struct vb_hand); @ctx: struct vb_cli. */
enum vb_code vb_locks_look(void *ctx, const char *role, const struct vb_hash *answers,
			   struct vb_view paper, struct vb_err *err);

/* The text of @m, all of whose articles are agreed, as a paper; *out is malloc'd. */
VB_MUST_CHECK enum vb_code vb_final_text(const struct vb_matrix *m, uint8_t **out, size_t *len,
					 struct vb_err *err);
/* A line for each part of the paper @text that is not in @other as it is there; *n: how many. */
VB_MUST_CHECK enum vb_code vb_final_compare(FILE *f, struct vb_view text, struct vb_view other,
					    size_t *n, struct vb_err *err);

/* Composes and signs an act, or writes the file that others sign, too, and says so. */
int vb_cli_act_new(struct vb_cli *c, const struct vb_kind *k, const struct vb_pair *pairs,
		   unsigned n);
/* Whether acts of that kind make a text several parties' own. */
bool vb_settles(const char *kind);
/* Before we add our line to the act in @path: if it adopts, initials or signs a text, what that
 * does to its articles is told.  False: *code is set, nothing is to be signed. */
VB_MUST_CHECK bool vb_settle_file(struct vb_cli *c, const char *path, int *code);

/* One article, with what each party has last wanted it to say. */
struct vb_record_article {
	struct vb_text_files files;
	struct vb_text *text;
	struct vb_composite *composite;
	const char *acts[VB_VERSIONS_MAX]; /* by party of @text: by which act; NULL */
};
/* Of @row.  @out is zeroed; caller closes it in any case. */
VB_MUST_CHECK enum vb_code vb_record_article_open(const struct vb_matrix *m, uint32_t row,
						  struct vb_record_article *out,
						  struct vb_err *err);
void vb_record_article_close(struct vb_record_article *a);

/* What this desk has marked for itself, beside the articles of one text (text.md 9.7). */
struct vb_record_issues {
	struct vb_issues all;	/* of other texts, too */
	struct vb_hash root;
	uint32_t *row;		/* of each of @all; VB_NO_ROW: of another text, or not there */
	struct vb_ours *ours;	/* by row; notes point into @all */
};
/* Caller frees *out in any case. */
VB_MUST_CHECK enum vb_code vb_record_issues(struct vb_cli *c, const struct vb_record_text *t,
					    const struct vb_matrix *m,
					    struct vb_record_issues *out);
/* Marks article @row; @weight none: takes its mark away.  @note NULL: as it was; "": none. */
VB_MUST_CHECK enum vb_code vb_record_issue_set(struct vb_cli *c, const struct vb_record_text *t,
					       const struct vb_matrix *m,
					       struct vb_record_issues *s, uint32_t row,
					       enum vb_weight weight, const char *note);
void vb_record_issues_free(struct vb_record_issues *s);

/* The brackets after each paper. */
struct vb_record_rounds {
	struct vb_ledger_row *row;
	size_t n;
	struct vb_parties *parties;
};
/* Caller frees *out in any case. */
VB_MUST_CHECK enum vb_code vb_record_rounds(const struct vb_record_text *t,
					    struct vb_record_rounds *out, struct vb_err *err);
void vb_record_rounds_free(struct vb_record_rounds *r);

extern const struct vb_verb vb_verb_open, vb_verb_join, vb_verb_hand, vb_verb_answer,
	vb_verb_receive, vb_verb_take, vb_verb_refuse, vb_verb_read, vb_verb_status,
	vb_verb_log, vb_verb_show, vb_verb_prove, vb_verb_verify, vb_verb_pouch, vb_verb_enter,
	vb_verb_act, vb_verb_key, vb_verb_doctor, vb_verb_export, vb_verb_help_verb,
	vb_verb_completion, vb_verb_press, vb_verb_serve,
	vb_verb_final, vb_verb_adopt, vb_verb_initial, vb_verb_sign, vb_verb_correct,
	vb_verb_certify, vb_verb_witness, vb_verb_text, vb_verb_positions, vb_verb_issue,
	vb_verb_at;
