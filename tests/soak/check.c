/*
 * The soak's checker: holds what everybody was told against the logs as they are served at the
 * end.  It knows format.md and C2SP, and no line of what serves, stores or sequences.
 *
 * SPDX-License-Identifier: ISC
 *
 * Usage: soak_check FOLDER [sqlite|postgres]; writes "good WORDS" and "bad WORDS", one line
 * for each thing that must be so, and "tell WORDS" about it.
 */
#include "check.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define TOLD 6		/* examples that are shown of what is wrong */

struct log logs[LOGS];
unsigned nlogs;
struct records journal;
uint64_t looked;
static struct vb_view *signed_note;
static size_t nsigned;
static uint8_t *signed_file;
static bool postgres;
struct vb_view policy;
static uint8_t *policy_file;

/* ---- what must be so ---- */

static uint64_t wrong;

void complain(const char *fmt, ...)
{
	va_list ap;

	if (wrong++ >= TOLD)
		return;
	fputs("tell ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* What nothing was looked at for is not good either. */
void conclude(const char *fmt, ...)
{
	va_list ap;

	fputs(wrong == 0 && looked > 0 ? "good " : "bad ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(" (%" PRIu64 " looked at, %" PRIu64 " wrong)\n", looked, wrong);
	looked = wrong = 0;
}

static struct log *log_of(const struct vb_hash *table)
{
	for (unsigned i = 0; i < nlogs; i++) {
		if (vb_hash_eq(&logs[i].table, table))
			return &logs[i];
	}
	return NULL;
}

bool is(const struct record *r, const char *kind)
{
	return vb_view_is(r->kind, kind);
}

/* ---- acts ---- */

static struct vb_act *act;

static bool act_id(struct vb_view note, struct vb_hash *out)
{
	if (vb_act_parse(note, act, NULL) != VB_OK)
		return false;
	*out = act->id;
	return true;
}

/* Byte for byte, and where it was said to be. */
static void check_act(const struct record *r)
{
	const struct log *l = log_of(&r->table);
	struct vb_hash id;
	uint64_t at;

	looked++;
	if (!l || !act_id(r->bytes, &id)) {
		complain("an act that was answered is none, or is of no table");
		return;
	}
	at = log_find(l, &id);
	if (at == UINT64_MAX)
		complain("lost: an act that was answered with %" PRIu64 " is not in the log",
			 r->number);
	else if (at != r->number)
		complain("an act that was answered with %" PRIu64 " is at %" PRIu64, r->number,
			 at);
	else if (!vb_view_eq(l->entry[at], r->bytes))
		complain("the act at %" PRIu64 " has other bytes than were sent", at);
}

static void check_acts(void)
{
	for (size_t i = 0; i < journal.n; i++) {
		if (is(&journal.r[i], "act"))
			check_act(&journal.r[i]);
	}
	conclude("no act that was answered is lost, and each is where it was said to be");
	for (size_t i = 0; i < journal.n; i++) {
		const struct record *r = &journal.r[i];
		const struct log *l = log_of(&r->table);
		struct vb_hash id;

		if (!is(r, "found"))
			continue;
		looked++;
		if (!l || !vb_hash_parse(r->bytes, &id) || log_find(l, &id) != r->number)
			complain("an act was found at %" PRIu64 ", and is not there", r->number);
	}
	conclude("what was found is there");
}

struct answered {
	struct vb_hash table, id;
	uint64_t index;
};

static int by_act(const void *a, const void *b)
{
	const struct answered *x = a, *y = b;
	int c = memcmp(x->table.b, y->table.b, 32);

	return c ? c : memcmp(x->id.b, y->id.b, 32);
}

/* Of the journal alone: whatever the log says, no act was answered with two indices. */
static void check_retries(void)
{
	struct answered *all = calloc(journal.n + 1, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; all && i < journal.n; i++) {
		const struct record *r = &journal.r[i];
		struct answered *a = &all[n];

		a->table = r->table;
		a->index = r->number;
		if ((is(r, "act") && act_id(r->bytes, &a->id)) ||
		    (is(r, "found") && vb_hash_parse(r->bytes, &a->id)))
			n++;
	}
	if (all)
		qsort(all, n, sizeof(*all), by_act);
	for (size_t i = 1; i < n; i++) {
		if (by_act(&all[i - 1], &all[i]) != 0)
			continue;
		looked++;
		if (all[i - 1].index != all[i].index)
			complain("one act was answered with %" PRIu64 " and with %" PRIu64,
				 all[i - 1].index, all[i].index);
	}
	free(all);
	conclude("an act that was sent again has the same index");
}

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int c = strcmp(x->chain, y->chain);

	if (c == 0)
		c = (x->epoch > y->epoch) - (x->epoch < y->epoch);
	return c ? c : (x->number > y->number) - (x->number < y->number);
}

static void check_places(void)
{
	for (unsigned i = 0; i < nlogs; i++) {
		const struct log *l = &logs[i];
		struct placed *p = calloc(l->size + 1, sizeof(*p));

		if (!p || !l->by_id)
			abort();
		memcpy(p, l->by_id, (size_t)l->size * sizeof(*p));
		qsort(p, (size_t)l->size, sizeof(*p), by_place);
		for (uint64_t j = 1; j < l->size; j++) {
			looked++;
			if (by_place(&p[j - 1], &p[j]) == 0)
				complain("4.4 two texts at %s-%" PRIu64, p[j].chain, p[j].number);
		}
		free(p);
	}
	conclude("4.4 one text for each chain and number");
}

static int by_hash(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct vb_hash));
}

/* The ids of all acts that are under @kind in the journal, rising. */
static struct vb_hash *ids_of(const char *kind, size_t *n)
{
	struct vb_hash *all = calloc(journal.n + 1, sizeof(*all));

	if (!all)
		abort();
	*n = 0;
	for (size_t i = 0; i < journal.n; i++) {
		if (is(&journal.r[i], kind) && act_id(journal.r[i].bytes, &all[*n]))
			++*n;
	}
	qsort(all, *n, sizeof(*all), by_hash);
	return all;
}

/* Nothing is in a log that nobody sent, and nothing that was to be refused. */
static void check_origins(void)
{
	size_t nsent, nnever;
	struct vb_hash *sent = ids_of("sent", &nsent), *never = ids_of("never", &nnever);

	for (unsigned i = 0; i < nlogs; i++) {
		for (uint64_t j = 1; j < logs[i].size; j++) {
			struct vb_hash id;

			looked++;
			if (!act_id(logs[i].entry[j], &id))
				complain("entry %" PRIu64 " is no act", j);
			else if (strcmp(act->kind->name, "release") != 0 &&
				 !bsearch(&id, sent, nsent, sizeof(id), by_hash))
				complain("nobody sent entry %" PRIu64, j);
			else if (bsearch(&id, never, nnever, sizeof(id), by_hash))
				complain("entry %" PRIu64 " was to be refused", j);
		}
	}
	printf("tell %zu acts were to be refused\n", nnever);
	conclude("what is logged was sent, and nothing that was to be refused");
	free(sent);
	free(never);
}

/* ---- checkpoints ---- */

static struct log *log_by_origin(struct vb_view origin)
{
	for (unsigned i = 0; i < nlogs; i++) {
		if (vb_view_is(origin, logs[i].log.name))
			return &logs[i];
	}
	return NULL;
}

/* What of a checkpoint that somebody was shown does not hold; NULL: all does. */
static const char *check_shown(const struct log *l, struct vb_view note, struct vb_err *err)
{
	struct vb_checkpoint c;
	struct vb_hash root;
	int64_t time;

	if (vb_checkpoint_parse(note, &c, err) != VB_OK ||
	    vb_checkpoint_verify(&c, &l->log, err) != VB_OK ||
	    vb_cosign_verify(&c, &l->clock, &time, err) != VB_OK)
		return "6.2, 6.4 it does not verify";
	if (c.size > l->size)
		return "6.7 it is ahead of the log";
	vb_tree_root(l->tree, c.size, &root);
	return vb_hash_eq(&root, &c.root) ? NULL : "6.7 it has another root";
}

static void look_at(const struct log *l, struct vb_view note)
{
	struct vb_err err = {0};
	const char *what = check_shown(l, note, &err);

	looked++;
	if (what)
		complain("a checkpoint: %s: %s: %.*s", what, err.sentence,
			 (int)(note.len < 200 ? note.len : 200), (const char *)note.ptr);
}

static int by_bytes(const void *a, const void *b)
{
	return vb_view_cmp(((const struct record *)a)->bytes, ((const struct record *)b)->bytes);
}

/* All are roots of one tree's beginnings, so each is consistent with every other. */
static void check_checkpoints(void)
{
	struct record *notes = calloc(journal.n + 1, sizeof(*notes));
	size_t n = 0;

	for (size_t i = 0; notes && i < journal.n; i++) {
		if (is(&journal.r[i], "note"))
			notes[n++] = journal.r[i];
	}
	if (notes)
		qsort(notes, n, sizeof(*notes), by_bytes);
	for (size_t i = 0; i < n; i++) {
		const struct log *l = log_of(&notes[i].table);

		if (i > 0 && by_bytes(&notes[i - 1], &notes[i]) == 0)
			continue;
		if (l)
			look_at(l, notes[i].bytes);
		else
			complain("a checkpoint of no table");
	}
	free(notes);
	for (unsigned i = 0; i < nlogs; i++) {
		for (size_t j = 0; j < logs[i].nmarks; j++)
			look_at(&logs[i], logs[i].mark[j]);
	}
	conclude("6.7 every checkpoint that anybody was shown is consistent with all others");
}

/* Those that lost a race, or whose server died, were never shown: they may be of a tree that
 * never came to be.  How many there are is told. */
static void check_signed(void)
{
	uint64_t same = 0, other = 0, ahead = 0;

	for (size_t i = 0; i < nsigned; i++) {
		struct vb_checkpoint c;
		struct vb_hash root;
		const struct log *l;

		looked++;
		if (vb_checkpoint_parse(signed_note[i], &c, NULL) != VB_OK) {
			complain("what was signed is no checkpoint");
			continue;
		}
		l = log_by_origin(c.origin);
		/* The register's are looked at by themselves. */
		if (!l)
			continue;
		if (vb_checkpoint_verify(&c, &l->log, NULL) != VB_OK)
			complain("what was signed does not verify");
		if (c.size > l->size) {
			ahead++;
			continue;
		}
		vb_tree_root(l->tree, c.size, &root);
		if (vb_hash_eq(&root, &c.root))
			same++;
		else
			other++;
	}
	printf("tell signed: %" PRIu64 " of the logs as they are; %" PRIu64 " of a batch that was "
	       "given up, %" PRIu64 " of one ahead of the log: nobody was shown these\n",
	       same, other, ahead);
	conclude("what was signed are checkpoints of the logs' keys");
}

/* ---- whole logs ---- */

struct whole {
	const struct log *l;
};

static enum vb_code give_entry(void *ctx, uint64_t index, struct vb_view *note, struct vb_err *err)
{
	const struct whole *w = ctx;

	(void)err;
	*note = w->l->entry[index];
	return VB_OK;
}

/* The table's keys, and who is to have cosigned the register. */
static enum vb_code trust_with_policy(const struct log *l, struct vb_trust **out,
				      struct vb_err *err)
{
	size_t len = l->trust.len + policy.len;
	uint8_t *both = malloc(len + 1);
	enum vb_code code = VB_MEMORY;

	if (both) {
		memcpy(both, l->trust.ptr, l->trust.len);
		if (policy.len > 0)
			memcpy(both + l->trust.len, policy.ptr, policy.len);
		code = vb_trust_parse(vb_view(both, len), out, err);
	}
	free(both);
	return code;
}

/* The log as a bundle (format.md 9.1), as any party would verify it. */
static void check_bundle(const struct log *l)
{
	struct whole w = {l};
	struct vb_bundle_parts parts = {.fold = l->fold, .tree = l->tree,
					.checkpoint = l->checkpoint,
					.entries = {.entry = give_entry, .ctx = &w},
					.marks = l->mark, .nmarks = l->nmarks,
					.registrations = l->registration,
					.nregistrations = l->nregistrations};
	struct vb_finding finding = {0};
	struct vb_trust *trust = NULL;
	struct vb_err err = {0};
	char *bytes = NULL, line[VB_CANONICAL_MAX];
	size_t len = 0;
	FILE *f = vb_memory_open(&bytes, &len);
	enum vb_code code = VB_MEMORY;

	looked++;
	if (f)
		code = vb_bundle_write(f, &parts, &err);
	if (f && fclose(f) != 0)
		code = VB_MEMORY;
	if (code == VB_OK)
		code = trust_with_policy(l, &trust, &err);
	if (code == VB_OK)
		code = vb_verify(vb_view(bytes, len), trust, &finding);
	if (code != VB_OK) {
		complain("a bundle: %s: %s", vb_code_name(code), err.sentence);
	} else if (finding.result != VB_GENUINE) {
		vb_finding_line(line, &finding);
		complain("a bundle of %" PRIu64 " entries: %s: %s", l->size, line,
			 finding.sentence);
	}
	vb_trust_free(trust);
	free(bytes);
}

static void check_logs(void)
{
	uint64_t entries = 0;

	for (unsigned i = 0; i < nlogs; i++) {
		looked++;
		entries += logs[i].size;
		if (logs[i].fault[0])
			complain("%s", logs[i].fault);
	}
	printf("tell %" PRIu64 " entries in %u logs\n", entries, nlogs);
	conclude("the tiles of each log are those of its newest checkpoint");
	for (unsigned i = 0; i < nlogs; i++)
		check_bundle(&logs[i]);
	conclude("each log is GENUINE to whoever has its keys");
}

/* ---- answers ---- */

/* http.md 4.1 */
static bool is_documented(uint64_t status)
{
	static const unsigned all[] = {200, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500,
				       503, 507};

	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++) {
		if (all[i] == status)
			return true;
	}
	return false;
}

/* No answer, or one that says to ask again: what a fault does to any request. */
static bool is_passing(uint64_t status)
{
	return status == 0 || status == 429 || status == 503 || status == 507 ||
	       (status == 500 && postgres);
}

/* @text: "WHAT: ALLOWED ALLOWED..." */
static bool is_allowed(struct vb_view text, uint64_t status)
{
	const uint8_t *colon = memchr(text.ptr, ':', text.len);
	struct vb_view rest, word;
	uint64_t n;

	if (!colon)
		return false;
	rest = vb_view(colon + 2, text.len - (size_t)(colon + 2 - text.ptr));
	while (rest.len > 0) {
		word = vb_token(rest, &rest);
		if (vb_dec_parse(word, &n) && n == status)
			return true;
	}
	return false;
}

static void check_asked(void)
{
	uint64_t passing = 0;

	for (size_t i = 0; i < journal.n; i++) {
		const struct record *r = &journal.r[i];

		if (!is(r, "asked"))
			continue;
		looked++;
		if (is_allowed(r->bytes, r->number))
			continue;
		if (is_passing(r->number))
			passing++;
		else
			complain("status %" PRIu64 " for %.*s", r->number, (int)r->bytes.len,
				 (const char *)r->bytes.ptr);
	}
	printf("tell %" PRIu64 " requests by hand, %" PRIu64 " of them cut off or put off by a "
	       "fault\n", looked, passing);
	if (passing * 2 > looked)
		complain("most of them were");
	conclude("what is to be refused is, with the status that says why");
	for (size_t i = 0; i < journal.n; i++) {
		looked++;
		if (is(&journal.r[i], "odd"))
			complain("%.*s", (int)journal.r[i].bytes.len,
				 (const char *)journal.r[i].bytes.ptr);
	}
	conclude("no client was told anything odd");
}

/* ---- what the servers wrote ---- */

static uint64_t seen[1000];

/* The number behind "status": in a line of a server's log; 0: it is no such line. */
static uint64_t status_of(struct vb_view line)
{
	static const char word[] = "\"status\":";
	const uint8_t *p = line.len > 0 && line.ptr[0] == '{' ?
			   memmem(line.ptr, line.len, word, sizeof(word) - 1) : NULL;
	size_t n = 0;
	uint64_t v = 0;

	if (!p)
		return 0;
	p += sizeof(word) - 1;
	while (p + n < line.ptr + line.len && p[n] >= '0' && p[n] <= '9')
		n++;
	return vb_dec_parse(vb_view(p, n), &v) && v < VB_ARRAY_LEN(seen) ? v : 0;
}

/* A server that is killed leaves half a line, and one that finds no database says so. */
static bool is_notice(struct vb_view line)
{
	static const char start[] = "verbale: ";

	return (line.len > sizeof(start) - 1 &&
		memcmp(line.ptr, start, sizeof(start) - 1) == 0) ||
	       (line.len > 0 && line.ptr[0] == '{');
}

static void check_server_log(const char *path)
{
	struct vb_view rest, line;
	uint8_t *bytes = NULL;
	size_t len = 0;

	if (vb_file_read(path, 1ull << 31, &bytes, &len, NULL) != VB_OK) {
		complain("%s cannot be read", path);
		return;
	}
	for (rest = vb_view(bytes, len); rest.len > 0;) {
		const uint8_t *lf = memchr(rest.ptr, '\n', rest.len);
		size_t n = lf ? (size_t)(lf - rest.ptr) : rest.len;
		uint64_t status;

		line = vb_view(rest.ptr, n);
		rest = vb_view(rest.ptr + n + (lf != NULL), rest.len - n - (lf != NULL));
		looked++;
		status = status_of(line);
		seen[status]++;
		if (status == 0 ? !is_notice(line) : !is_documented(status) ||
						     (status == 500 && !postgres))
			complain("%s: %.*s", path, (int)(line.len < 300 ? line.len : 300),
				 (const char *)line.ptr);
	}
	free(bytes);
}

static void check_servers(const char *dir)
{
	DIR *d = opendir(dir);
	char path[400];
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (strncmp(e->d_name, "server.", 7) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		check_server_log(path);
	}
	if (d)
		closedir(d);
	for (unsigned i = 1; i < VB_ARRAY_LEN(seen); i++) {
		if (seen[i] > 0)
			printf("tell status %u: %" PRIu64 "\n", i, seen[i]);
	}
	conclude("http.md 4.1 no server gave an answer that is not documented, or wrote another "
		 "line");
}

/* ---- reading it all ---- */

static bool open_log(const char *dir, const struct record *r)
{
	struct log *l = &logs[nlogs];
	struct vb_view rest = r->bytes;
	char path[400], hex[65];

	if (nlogs == LOGS)
		return false;
	l->table = r->table;
	l->trust = r->bytes;
	for (struct vb_cursor c = {.in = rest}; c.pos < rest.len;) {
		struct vb_view line = vb_cursor_line(&c), value;

		if (vb_view_is(vb_token(line, &value), "log") &&
		    vb_vkey_parse(value, &l->log, NULL) != VB_OK)
			return false;
		if (c.code != VB_OK)
			return false;
	}
	vb_hex(hex, l->table.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s", dir, hex);
	read_log(path, l);
	nlogs++;
	return true;
}

static bool open_all(const char *dir)
{
	char path[400];
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/journal", dir);
	if (!read_journal(path, &journal))
		return false;
	snprintf(path, sizeof(path), "%s/signed", dir);
	if (vb_file_read(path, 1ull << 31, &signed_file, &len, NULL) != VB_OK ||
	    !read_frames(vb_view(signed_file, len), &signed_note, &nsigned))
		return false;
	snprintf(path, sizeof(path), "%s/policy", dir);
	if (vb_file_read(path, 1u << 20, &policy_file, &len, NULL) != VB_OK)
		return false;
	policy = vb_view(policy_file, len);
	for (size_t i = 0; i < journal.n; i++) {
		const struct record *r = &journal.r[i];
		struct log *l = log_of(&r->table);

		if (is(r, "table") && !l && !open_log(dir, r))
			return false;
		if (is(r, "clock") && (!l || vb_vkey_parse(r->bytes, &l->clock, NULL) != VB_OK))
			return false;
	}
	return nlogs > 0;
}

static void close_all(void)
{
	for (unsigned i = 0; i < nlogs; i++) {
		vb_tree_free(logs[i].tree);
		vb_fold_free(logs[i].fold);
		free(logs[i].entry);
		free(logs[i].by_id);
		free(logs[i].mark);
		free(logs[i].registration);
		for (unsigned j = 0; j < VB_ARRAY_LEN(logs[i].file); j++)
			free(logs[i].file[j]);
	}
	free(journal.r);
	free(journal.file);
	free(signed_note);
	free(signed_file);
	free(policy_file);
	free(act);
}

int main(int argc, char **argv)
{
	bool whole = true;

	act = malloc(sizeof(*act));
	if (argc < 2 || !act || !vb_crypto_init())
		return 2;
	postgres = argc > 2 && strcmp(argv[2], "postgres") == 0;
	if (!open_all(argv[1])) {
		puts("bad the journal, the list of what was signed, and the logs can be read");
		return 2;
	}
	check_logs();
	for (unsigned i = 0; i < nlogs; i++)
		whole = whole && !logs[i].fault[0];
	/* What cannot be read cannot be held against anything. */
	if (whole) {
		check_acts();
		check_retries();
		check_places();
		check_origins();
		check_checkpoints();
		check_signed();
		check_register(argv[1]);
	}
	check_asked();
	check_servers(argv[1]);
	close_all();
	return 0;
}
