/*
 * A table for tests of desks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char treaty[] =
	"# Treaty on security guarantees\n\nDraft\n\nConfidential\n\n"
	"## Article 1. Principles\n\nThe Parties shall cooperate.\n\n"
	"## Article 2. Consultation\n\nThe Parties shall consult.\n\n"
	"## Article 3. Weapons\n\nNone.\n\n"
	"## Article 4. No enlargement\n\nNone.\n\n"
	"## Article 5. Missiles\n\nNone.\n\n"
	"## Article 6. Exercises\n\nFew.\n\n"
	"## Article 7. Contacts\n\nMany.\n\n"
	"## Article 8. Final clauses\n\nIt enters into force.\n";

static void give_up(void)
{
	fflush(NULL);
	abort();
}

static int64_t bench_now(void *ctx)
{
	const struct bench *b = ctx;

	return b->now;
}

static enum vb_code bench_ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			      struct vb_err *err)
{
	struct bench *b = ctx;
	struct vb_post post;

	if (b->offline || !b->dep)
		return vb_fail(err, VB_IO, "", "here", "the depositary cannot be reached");
	if (b->full && req->op == VB_OP_LODGE)
		return vb_fail(err, VB_FULL, "", "here", "the disk is full");
	post = vb_depositary_post(b->dep);
	return vb_post_ask(&post, req, reply, err);
}

static enum vb_code bench_connect(void *ctx, const char *address, bool create,
				  struct vb_post *out, struct vb_err *err)
{
	struct bench *b = ctx;
	enum vb_code code;

	if (b->offline || strcmp(address, "here") != 0)
		return vb_fail(err, VB_IO, "", "here", "the depositary cannot be reached");
	if (!b->dep) {
		code = vb_depositary_open(bench_path(b, "bern"), "bern", create,
					  b->world.clock, b->world.rng, &b->dep, err);
		if (code)
			return code;
	}
	*out = (struct vb_post){.ask = bench_ask, .ctx = b};
	return VB_OK;
}

static bool bench_confirm(void *ctx, const char *sentence)
{
	struct bench *b = ctx;
	bool no = b->say_no;

	snprintf(b->asked, sizeof(b->asked), "%s", sentence);
	b->questions++;
	b->say_no = false;
	return !no;
}

static enum vb_code bench_phrase(void *ctx, bool fresh, char *buf, size_t cap,
				 struct vb_err *err)
{
	struct bench *b = ctx;

	(void)fresh;
	b->phrases++;
	if (!b->phrase)
		return vb_fail(err, VB_KEY, "", "passphrase", "there is nobody to ask");
	snprintf(buf, cap, "%s", b->phrase);
	return VB_OK;
}

static bool bench_crash(void *ctx, const char *step)
{
	struct bench *b = ctx;

	if (!b->crash_at || strcmp(b->crash_at, step) != 0)
		return false;
	b->crash_at = NULL;
	return true;
}

void bench_open(struct bench *b, unsigned seed)
{
	uint8_t key[32] = {(uint8_t)seed, (uint8_t)(seed >> 8), 'd', 'e', 's', 'k'};

	*b = (struct bench){.now = T0};
	if (!vb_crypto_init())
		give_up();
	/* In memory where there is such a folder: nothing here cuts the power. */
	snprintf(b->dir, sizeof(b->dir), "%s/vb-desk-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(b->dir))
		give_up();
	b->world = (struct vb_world){.clock = {bench_now, b}, .connect = bench_connect,
				     .confirm = bench_confirm, .passphrase = bench_phrase,
				     .crash = bench_crash, .ctx = b};
	b->world.rng = vb_rng_seeded(&b->seeded, key);
}

static void remove_tree(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char path[600];
	struct stat st;

	while (d && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			remove_tree(path);
		else
			unlink(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

void bench_close(struct bench *b)
{
	vb_depositary_close(b->dep);
	b->dep = NULL;
	remove_tree(b->dir);
}

const char *bench_path(const struct bench *b, const char *name)
{
	static char buf[8][256];
	static unsigned at;

	at = (at + 1) % 8;
	snprintf(buf[at], sizeof(buf[at]), "%s/%s", b->dir, name);
	return buf[at];
}

static const char *folder_of(const struct bench *b, const char *name)
{
	char only[64];

	snprintf(only, sizeof(only), "%.*s", (int)strcspn(name, ":"), name);
	return bench_path(b, only);
}

enum vb_code bench_join(struct bench *b, const char *name, struct vb_view invite, const char *as,
			const struct vb_keeping *keeping, struct vb_joined *out,
			struct vb_err *err)
{
	const struct vb_joining o = {.invite = invite, .as = as, .keeping = *keeping};

	return vb_desk_join(folder_of(b, name), &o, &b->world, out, err);
}

void bench_table(struct bench *b, const char *const *names, unsigned n,
		 const char *const *rules, unsigned nrules, const char *judge)
{
	struct vb_founding o = {.table = "NSG", .parties = names, .nparties = n, .at = "here",
				.judge = judge, .rules = rules, .nrules = nrules,
				.keeping = {.no_passphrase = true}};
	struct vb_err err = {0};
	char words[18], path[300];
	struct vb_joined joined;
	uint8_t *invite;
	size_t len;
	bool opened = false;

	if (vb_desk_found(folder_of(b, names[0]), &o, &b->world, words, &err) != VB_OK) {
		diag("found: %s", err.sentence);
		give_up();
	}
	snprintf(path, sizeof(path), "%s/nsg.invite", folder_of(b, names[0]));
	invite = tap_slurp(path, &len);
	for (unsigned i = 1; i < n; i++) {
		const struct vb_keeping plain = {.no_passphrase = true};
		char as[64];

		snprintf(as, sizeof(as), "%.*s", (int)strcspn(names[i], ":"), names[i]);
		if (bench_join(b, names[i], vb_view(invite, len), as, &plain, &joined, &err) !=
		    VB_OK) {
			diag("join: %s", err.sentence);
			give_up();
		}
		opened = joined.opened;
		free(joined.file);
	}
	free(invite);
	if (!opened)
		give_up();
}

struct vb_desk *bench_desk(struct bench *b, const char *name)
{
	struct vb_desk *d = NULL;
	struct vb_err err = {0};
	enum vb_code code = vb_desk_open(folder_of(b, name), true, &b->world, &d, &err);

	if (!code)
		code = vb_desk_sync(d, &err);
	if (code && code != VB_IO) {
		diag("%s: %s: %s", name, vb_code_name(code), err.sentence);
		give_up();
	}
	return d;
}

enum vb_code bench_hand(struct vb_desk *d, const char *paper, const char *to,
			struct vb_done *done, struct vb_err *err)
{
	struct vb_hand o = {.paper = vb_view_str(paper), .to = &to, .nto = to ? 1 : 0,
			    .collect_by = VB_TIME_NONE};

	return vb_desk_hand(d, &o, done, err);
}

enum vb_code bench_act(struct vb_desk *d, const char *kind, const char *const *pairs,
		       struct vb_done *done, struct vb_err *err)
{
	struct vb_pair p[16];
	unsigned n = 0;

	for (; pairs && pairs[2 * n]; n++)
		p[n] = (struct vb_pair){pairs[2 * n], pairs[2 * n + 1]};
	return vb_desk_act(d, kind, p, n, NULL, done, err);
}

const char *bench_state(struct bench *b, struct vb_desk *d, const char *citation,
			const char *addressee)
{
	const struct vb_fold *f = vb_desk_fold(d);
	const struct vb_handover *h;
	struct vb_state_of s;
	uint32_t at;

	if (vb_desk_cited(d, citation, &at, NULL) != VB_OK)
		return "unknown";
	h = vb_fold_handover(f, at, vb_fold_party(f, vb_view_str(addressee)));
	if (!h)
		return "none";
	vb_handover_state(f, h, b->now, &s);
	return vb_state_name(s.state);
}

bool bench_asked(const struct bench *b, const char *part)
{
	bool holds = strstr(b->asked, part) != NULL;

	if (!holds)
		diag("asked was: %s", b->asked);
	return holds;
}

void bench_copy(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *e;

	mkdir(to, 0700);
	while (d && (e = readdir(d))) {
		char a[600], z[600];
		struct stat st;
		uint8_t *bytes;
		size_t len;
		FILE *f;

		snprintf(a, sizeof(a), "%s/%s", from, e->d_name);
		snprintf(z, sizeof(z), "%s/%s", to, e->d_name);
		if (stat(a, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		bytes = tap_slurp(a, &len);
		f = fopen(z, "wb");
		if (!bytes || !f)
			give_up();
		fwrite(bytes, 1, len, f);
		fclose(f);
		free(bytes);
		chmod(z, st.st_mode & 07777);
	}
	if (d)
		closedir(d);
}
