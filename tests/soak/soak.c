/*
 * The soak test: real servers, real load, and one fault after another; then the checker, which
 * knows nothing of the servers, is given what everybody was told.
 *
 * SPDX-License-Identifier: ISC
 *
 * Usage: soak SERVER CHECKER [sqlite] [postgres]
 *
 * SOAK_SECONDS: how long in all (60).  SOAK_SEED: of the faults; else another one each time,
 * and the output says which.  SOAK_KEEP: the folder is not removed.
 */
#include "soak.h"

#include "need.h"
#include "store/pgserver.h"
#include "tap.h"

#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *server, *checker;
static uint64_t seed;
static bool may_mount;

/* ---- folders ---- */

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void make_file(const struct soak *s, const char *name)
{
	char path[SK_PATH + 32];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = need(fopen(path, "we"));
	fclose(f);
}

static void open_folder(struct soak *s)
{
	char path[SK_PATH + 32];

	snprintf(s->dir, sizeof(s->dir), "%s/vb-soak-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(s->dir))
		abort();
	make_file(s, "signed");
	snprintf(path, sizeof(path), "%s/faults", s->dir);
	s->faults = need(fopen(path, "we"));
	fprintf(s->faults, "seed %llu\n", (unsigned long long)s->seed);
	sk_journal_open(s->dir);
}

static void close_folder(struct soak *s, bool good)
{
	fclose(s->faults);
	sk_journal_close();
	if (s->disk[0])
		umount2(s->disk, MNT_DETACH);
	if (!good || getenv("SOAK_KEEP"))
		diag("what happened is in %s", s->dir);
	else
		nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- servers ---- */

/* One folder for all, on a disk that can be filled where we may make one. */
static void make_sqlite(struct soak *s)
{
	char dir[SK_PATH];

	snprintf(dir, sizeof(dir), "%.150s/disk", s->dir);
	if (mkdir(dir, 0700) != 0)
		abort();
	if (may_mount && mount("tmpfs", dir, "tmpfs", 0, "size=2147483648") == 0)
		snprintf(s->disk, sizeof(s->disk), "%s", dir);
	else
		tap_skip("SQLite: a full disk: no right to mount a small tmpfs");
	snprintf(dir, sizeof(dir), "%.140s/disk/bern", s->dir);
	s->nnodes = 2;
	for (unsigned i = 0; i < s->nnodes; i++)
		sk_node_make(s, &s->node[i], i, dir, "");
}

static void copy_keys(const char *from, const char *to)
{
	char path[2][SK_PATH + 32];
	uint8_t *key;
	size_t len = 0;

	if (mkdir(to, 0700) != 0)
		abort();
	snprintf(path[0], sizeof(path[0]), "%s/depositary.key", from);
	snprintf(path[1], sizeof(path[1]), "%s/depositary.key", to);
	key = need(tap_slurp(path[0], &len));
	if (vb_file_write(path[1], vb_view(key, len), VB_FILE_NEW | VB_FILE_SECRET, NULL) != VB_OK)
		abort();
	free(key);
}

/* The last node, where there is a network to part: its database is at an address. */
static bool make_net(struct soak *s)
{
	static char more[64];
	char path[SK_PATH + 64];
	bool good;
	FILE *f;

	snprintf(path, sizeof(path), "%s/data/pg_hba.conf", pg_dir());
	f = need(fopen(path, "ae"));
	good = fputs("host all all samenet trust\n", f) >= 0;
	if (fclose(f) != 0 || !good)
		return false;
	snprintf(more, sizeof(more), "listen_addresses=%s", sk_net_address());
	s->database = more;
	return pg_control("kill", "") == 0 && pg_control("again", more) == 0;
}

/* Each has a folder with the same keys, and a wire of its own to the one database. */
static bool make_postgres(struct soak *s)
{
	char dir[SK_PATH], wire[SK_PATH], url[SK_PATH];
	bool net = sk_net_there() >= 0;

	s->database = "";
	if (!net)
		tap_skip("PostgreSQL: a network that parts: no right to make one, or no ip");
	else if (!make_net(s))
		return false;
	if (!pg_sql("postgres", "CREATE DATABASE soak"))
		return false;
	s->nnodes = SK_NODES;
	for (unsigned i = 0; i < s->nnodes; i++) {
		struct sk_node *n = &s->node[i];

		snprintf(dir, sizeof(dir), "%.140s/bern.%u", s->dir, i);
		snprintf(wire, sizeof(wire), "%.60s/wire.%u", s->dir, i);
		if (net && i == SK_NODES - 1) {
			snprintf(url, sizeof(url), "postgresql://postgres@%s/soak",
				 sk_net_address());
			sk_node_make(s, n, i, dir, url);
			n->net = true;
			sk_node_give_socket(n);
			continue;
		}
		snprintf(url, sizeof(url), "postgresql:///soak?host=%.80s&user=postgres", wire);
		if (mkdir(wire, 0700) != 0 || !sk_wire_start(i, wire, pg_dir()))
			return false;
		sk_node_make(s, n, i, dir, url);
	}
	return true;
}

/* The first is started alone, for the keys that it makes. */
static bool start_all(struct soak *s)
{
	if (!sk_node_start(s, &s->node[0]))
		return false;
	sk_node_end(&s->node[0], SIGTERM);
	if (!sk_cosigners_start(s))
		return false;
	for (unsigned i = 0; i < s->nnodes; i++) {
		if (i > 0 && s->postgres)
			copy_keys(s->node[0].dir, s->node[i].dir);
		if (!sk_node_start(s, &s->node[i]))
			return false;
	}
	return true;
}

static void end_all(struct soak *s)
{
	for (unsigned i = 0; i < s->nnodes; i++)
		sk_node_end(&s->node[i], SIGTERM);
}

/* The program's own look at the database. */
static bool doctor(struct soak *s)
{
	char command[3 * SK_PATH], line[400];
	FILE *f;
	int status;

	setenv(SK_CONTROL_ENV, s->node[0].path, 1);
	snprintf(command, sizeof(command), "%s/signed", s->dir);
	setenv(SK_SIGNED_ENV, command, 1);
	if (s->postgres)
		snprintf(command, sizeof(command), "'%s' doctor --store '%s' 2>&1", s->server,
			 s->node[0].url);
	else
		snprintf(command, sizeof(command), "'%s' -C '%s' doctor 2>&1", s->server,
			 s->node[0].dir);
	fflush(stdout);
	f = need(popen(command, "re"));
	while (fgets(line, sizeof(line), f)) {
		if (s->verbose)
			diag("doctor: %.*s", (int)strcspn(line, "\n"), line);
	}
	status = pclose(f);
	/* What is started later has its own. */
	unsetenv(SK_CONTROL_ENV);
	unsetenv(SK_SIGNED_ENV);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- the checker ---- */

#define LINES 100

struct said {
	char line[LINES][400];
	unsigned n;
	bool whole;
};

static void run_checker(const struct soak *s, struct said *out)
{
	char command[3 * SK_PATH];
	FILE *f;
	int status;

	memset(out, 0, sizeof(*out));
	snprintf(command, sizeof(command), "'%s' '%s' %s", checker, s->dir,
		 s->postgres ? "postgres" : "sqlite");
	fflush(stdout);
	f = need(popen(command, "re"));
	while (out->n < LINES && fgets(out->line[out->n], sizeof(out->line[0]), f)) {
		out->line[out->n][strcspn(out->line[out->n], "\n")] = 0;
		out->n++;
	}
	status = pclose(f);
	out->whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Its lines: "good WORDS", "bad WORDS", "tell WORDS". */
static bool check(const struct soak *s, const char *what)
{
	static struct said said;
	unsigned good = 0, bad = 0;

	run_checker(s, &said);
	for (unsigned i = 0; i < said.n; i++) {
		const char *line = said.line[i];

		if (strncmp(line, "good ", 5) == 0) {
			good++;
			ok(true, "%s: %s", what, line + 5);
		} else if (strncmp(line, "bad ", 4) == 0) {
			bad++;
			ok(false, "%s: %s", what, line + 4);
		} else {
			diag("%s", line);
		}
	}
	return ok(said.whole && good > 0, "%s: the checker has looked at everything", what) &&
	       bad == 0;
}

static void finds(const struct said *said, const char *words)
{
	unsigned n = 0;

	for (unsigned i = 0; i < said->n; i++) {
		n += strncmp(said->line[i], "bad ", 4) == 0 &&
		     strncmp(said->line[i] + 4, words, strlen(words)) == 0;
	}
	ok(n == 1, "and where it is not so the checker says that it is not: %s", words);
}

/* A checker that has found nothing is worth as much as what it would find. */
static void check_spoiled(const struct soak *s)
{
	static const char *const words[] = {
		"each log is GENUINE", "no act that was answered is lost",
		"what was found is there", "an act that was sent again", "what is logged was sent",
		"6.7 every checkpoint", "what was signed are", "what is to be refused is",
		"no client was told anything odd",
		"http.md 4.1 no server gave", "every checkpoint of the register",
		"6.11 whatever a cosigner", "the register goes on", "6.9 each table",
	};
	static struct said said;

	sk_spoil(s, sk_hostile_own());
	run_checker(s, &said);
	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++)
		finds(&said, words[i]);
	sk_spoil_tile(s, sk_hostile_own());
	run_checker(s, &said);
	finds(&said, "the tiles of each log");
}

/* ---- a run ---- */

static void tell_figures(struct soak *s, double seconds)
{
	diag("%u acts, %u papers, %u tables, %u checkpoints heard, %.0f s",
	     atomic_load(&s->acts), atomic_load(&s->papers), atomic_load(&s->tables),
	     atomic_load(&s->notes), seconds);
	diag("%u questions asked again, %u rival texts, %u requests by hand",
	     atomic_load(&s->retries), atomic_load(&s->rivals), atomic_load(&s->refused));
	for (unsigned i = 0; i < s->nnodes; i++) {
		char met[200] = "";
		size_t n = 0;

		for (unsigned j = 0; j < SK_STEPS; j++)
			n += (size_t)snprintf(met + n, sizeof(met) - n, " %u",
					      atomic_load(&s->node[i].control->passed[j]));
		diag("server %u was started %u times, and met each step so often:%s", i,
		     s->node[i].starts, met);
	}
	sk_faults_tell(s);
}

static void soak_it(struct soak *s, const char *what, double seconds)
{
	bool good;

	s->start = sk_clock();
	atomic_store(&s->avoid, -1);
	s->verbose = getenv("SOAK_VERBOSE") != NULL;
	s->state = s->seed;
	s->server = server;
	diag("%s: seed %llu, %.0f s, in %s", what, (unsigned long long)s->seed, seconds, s->dir);
	if (!ok(start_all(s), "%s: the servers start", what)) {
		close_folder(s, false);
		return;
	}
	sk_load_start(s);
	sk_faults(s, seconds);
	sk_load_stop(s);
	sk_download(s);
	tell_figures(s, sk_clock() - s->start);
	good = ok(doctor(s), "%s: the doctor finds nothing", what);
	end_all(s);
	sk_cosigners_stop(s);
	good = ok(atomic_load(&s->acts) > 0 && atomic_load(&s->papers) > 0 &&
		  atomic_load(&s->rivals) > 0 && atomic_load(&s->refused) > 0,
		  "%s: there was a load of every sort", what) && good;
	good = check(s, what) && good;
	if (good && !s->postgres)
		check_spoiled(s);
	close_folder(s, good);
}

static void run_sqlite(double seconds)
{
	static struct soak s;

	s.seed = seed;
	open_folder(&s);
	make_sqlite(&s);
	soak_it(&s, "SQLite", seconds);
}

static void run_postgres(double seconds)
{
	static struct soak s;

	s.seed = seed;
	s.postgres = true;
	open_folder(&s);
	if (ok(make_postgres(&s), "PostgreSQL: three ways to one database"))
		soak_it(&s, "PostgreSQL", seconds);
	sk_wire_stop();
	pg_stop();
}

static uint64_t number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	uint64_t n;

	return text && vb_dec_parse(vb_view_str(text), &n) && n > 0 ? n : otherwise;
}

int main(int argc, char **argv)
{
	double seconds = (double)number("SOAK_SECONDS", 60);
	bool sqlite = argc == 3, postgres = argc == 3;
	uint64_t chance;

	if (argc < 3 || !vb_crypto_init())
		return 2;
	vb_rng_system().fill(NULL, &chance, sizeof(chance));
	server = argv[1];
	checker = argv[2];
	seed = number("SOAK_SEED", chance % 1000000000 + 1);
	for (int i = 3; i < argc; i++) {
		sqlite = sqlite || strcmp(argv[i], "sqlite") == 0;
		postgres = postgres || strcmp(argv[i], "postgres") == 0;
	}
	signal(SIGPIPE, SIG_IGN);
	if (postgres)
		(void)sk_net_make();
	may_mount = unshare(CLONE_NEWNS) == 0 &&
		    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	postgres = postgres && pg_start(false);
	if (sqlite)
		run_sqlite(postgres ? seconds / 2 : seconds);
	if (postgres)
		run_postgres(sqlite ? seconds / 2 : seconds);
	return tap_done();
}
