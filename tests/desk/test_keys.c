/*
 * Keys and who may use them: passphrases, file modes, an ssh-agent, offices, rekeying,
 * and resuming on a restored folder.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";

/* ---- passphrases and modes ---- */

static void take_seat(struct bench *b, const char *name, const struct vb_keeping *k)
{
	struct vb_joined joined;
	uint8_t *invite;
	size_t len;

	invite = tap_slurp(bench_path(b, "NORD/nsg.invite"), &len);
	good(bench_join(b, name, vb_view(invite, len), name, k, &joined, &err), "%s joins", name);
	ok(strlen(joined.words) == 17 && bench_asked(b, joined.words),
	   "9.6: the prompt shows the words to compare");
	free(invite);
}

static void passphrases(struct bench *b)
{
	static const char *const names[] = {"NORD", "SUD"};
	const struct vb_founding o = {.table = "NSG", .parties = names, .nparties = 2,
				      .at = "here", .keeping = {.no_passphrase = false}};
	const struct vb_keeping plain = {.no_passphrase = true};
	struct vb_done done = {0};
	struct vb_desk *d;
	char words[18];
	uint8_t *key;
	size_t len;

	b->phrase = "";
	bad(vb_desk_found(bench_path(b, "NORD"), &o, &b->world, words, &err), VB_KEY,
	    "an empty passphrase is refused");
	ok(access(bench_path(b, "NORD/desk.db"), F_OK) != 0, "and nothing was made");
	b->phrase = "correct horse";
	good(vb_desk_found(bench_path(b, "NORD"), &o, &b->world, words, &err),
	     "a table under a passphrase");
	key = tap_slurp(bench_path(b, "NORD/desk.key"), &len);
	ok(key && strncmp((char *)key, "age-encryption.org/v1\n-> scrypt ", 32) == 0,
	   "desk.key is an age passphrase file");
	free(key);
	key = tap_slurp(bench_path(b, "NORD/recovery.key"), &len);
	ok(key && strncmp((char *)key, "age-encryption.org/v1\n-> scrypt ", 32) == 0,
	   "recovery.key is one, too");
	free(key);
	take_seat(b, "SUD", &plain);

	b->phrases = 0;
	d = bench_desk(b, "NORD");
	is_int(b->phrases, 0, "a sync asks for no passphrase");
	b->phrase = "wrong";
	bad(bench_hand(d, note, NULL, &done, &err), VB_KEY, "a wrong passphrase signs "
							    "nothing");
	ok(strstr(err.sentence, "nothing was signed"), "and is told so");
	is_int(vb_desk_outbox(d), 0, "nothing is kept");
	b->phrase = "correct horse";
	good(bench_hand(d, note, NULL, &done, &err), "the right one signs");
	is_int(b->phrases, 2, "and is asked for once");
	good(bench_hand(d, note, NULL, &done, &err), "a second act");
	is_int(b->phrases, 2, "asks no more");
	vb_desk_close(d);
}

static void modes(struct bench *b)
{
	struct vb_done done = {0};
	const char *key = bench_path(b, "SUD/desk.key");
	struct vb_desk *d;
	struct stat st;

	ok(stat(key, &st) == 0 && (st.st_mode & 0777) == 0600, "a plain key has mode 0600");
	d = bench_desk(b, "SUD");
	vb_desk_close(d);
	chmod(key, 0640);
	d = bench_desk(b, "SUD");
	bad(vb_desk_refuse(d, "NORD-1", NULL, &done, &err), VB_REFUSED,
	    "a key that others can read is not used");
	vb_desk_close(d);
	chmod(key, 0600);
	rename(key, bench_path(b, "SUD/real.key"));
	ok(symlink("real.key", key) == 0, "a symbolic link");
	d = bench_desk(b, "SUD");
	bad(vb_desk_refuse(d, "NORD-1", NULL, &done, &err), VB_REFUSED, "is not followed");
	vb_desk_close(d);
	unlink(key);
	rename(bench_path(b, "SUD/real.key"), key);
}

/* ---- founding gone wrong ---- */

static void impostor(struct bench *b)
{
	const struct vb_keeping plain = {.no_passphrase = true};
	struct vb_rng_seeded other_seed;
	const uint8_t key[32] = {9};
	struct vb_depositary *real = b->dep, *other = NULL;
	struct vb_joined joined;
	uint8_t *invite;
	size_t len;

	good(vb_depositary_open(bench_path(b, "impostor"), "bern", true, b->world.clock,
				vb_rng_seeded(&other_seed, key), &other, &err),
	     "another depositary calls itself BERN");
	b->dep = other;
	invite = tap_slurp(bench_path(b, "NORD/nsg.invite"), &len);
	bad(bench_join(b, "MID", vb_view(invite, len), "SUD", &plain, &joined, &err), VB_FALSE,
	    "9.8: its keys betray it");
	ok(strstr(err.sentence, "no seat was taken"), "no seat is taken");
	b->dep = real;
	bad(bench_join(b, "MID", vb_view(invite, len), "SUD", &plain, &joined, &err), VB_CONFLICT,
	    "a seat that is taken");
	bad(bench_join(b, "MID", vb_view(invite, len - 1), "EAST", &plain, &joined, &err),
	    VB_MALFORMED, "a cut invitation");
	b->offline = true;
	bad(bench_join(b, "MID", vb_view(invite, len), "SUD", &plain, &joined, &err), VB_IO,
	    "joining needs the depositary");
	b->offline = false;
	ok(access(bench_path(b, "MID"), F_OK) != 0, "nothing was made by any of them");
	free(invite);
	vb_depositary_close(other);
}

/* ---- ssh-agent ---- */

static bool run(const char *cmd, char *out, size_t cap)
{
	FILE *p = popen(cmd, "r");
	size_t n = p ? fread(out, 1, cap - 1, p) : 0;

	out[n] = 0;
	return p && pclose(p) == 0;
}

static void agent_table(struct bench *b, const char *fingerprint)
{
	static const char *const names[] = {"OST", "MIR"};
	const struct vb_founding o = {
		.table = "AGENTS",
		.parties = names,
		.nparties = 2,
		.at = "here",
		.keeping = {.no_passphrase = true, .agent_key = fingerprint}};
	const struct vb_keeping plain = {.no_passphrase = true};
	struct vb_done done = {0};
	struct vb_desk *d;
	struct vb_joined joined;
	char words[18];
	uint8_t *invite, *key;
	size_t len;

	good(vb_desk_found(bench_path(b, "OST"), &o, &b->world, words, &err),
	     "a table whose founder's act key is in an ssh-agent");
	key = tap_slurp(bench_path(b, "OST/desk.key"), &len);
	ok(key && strstr((char *)key, "PRIVATE+KEY+ost+") &&
	   strstr((char *)key, "AGE-SECRET-KEY-1"), "desk.key holds cosign and seal");
	free(key);
	invite = tap_slurp(bench_path(b, "OST/agents.invite"), &len);
	good(bench_join(b, "MIR", vb_view(invite, len), "MIR", &plain, &joined, &err),
	     "the other joins");
	free(invite);
	d = bench_desk(b, "OST");
	good(bench_hand(d, note, NULL, &done, &err), "the agent signs");
	ok(done.lodged, "and the depositary finds it valid");
	b->world.agent_socket = NULL;
	vb_desk_close(d);
	d = bench_desk(b, "OST");
	bad(bench_hand(d, note, NULL, &done, &err), VB_KEY, "without the agent nothing is "
							    "signed");
	vb_desk_close(d);
}

static void with_agent(struct bench *b)
{
	char out[2048], cmd[1200], socket[100], fingerprint[80];
	const char *pid, *sha;
	char *end;
	int agent = 0;

	if (!run("command -v ssh-agent ssh-add ssh-keygen", out, sizeof(out))) {
		tap_skip("signing with an ssh-agent: there is none here");
		return;
	}
	snprintf(socket, sizeof(socket), "%.80s/agent", b->dir);
	snprintf(cmd, sizeof(cmd), "ssh-agent -s -a %s", socket);
	ok(run(cmd, out, sizeof(out)), "an ssh-agent");
	pid = strstr(out, "SSH_AGENT_PID=");
	for (pid = pid ? pid + 14 : ""; *pid >= '0' && *pid <= '9'; pid++)
		agent = 10 * agent + (*pid - '0');
	snprintf(cmd, sizeof(cmd),
		 "ssh-keygen -q -t ed25519 -N '' -f %s/id && ssh-keygen -q -t rsa -b 2048 -N "
		 "'' -f %s/rsa && SSH_AUTH_SOCK=%s ssh-add -q %s/rsa %s/id && "
		 "SSH_AUTH_SOCK=%s ssh-add -l",
		 b->dir, b->dir, socket, b->dir, b->dir, socket);
	ok(run(cmd, out, sizeof(out)), "with an RSA and an Ed25519 key");
	sha = strstr(out, "256 SHA256:");
	snprintf(fingerprint, sizeof(fingerprint), "%s", sha ? sha + 4 : "");
	end = strchr(fingerprint, ' ');
	if (end)
		*end = 0;
	b->world.agent_socket = socket;
	agent_table(b, fingerprint);
	b->world.agent_socket = NULL;
	if (agent > 1)
		kill(agent, SIGTERM);
}

/* ---- offices ---- */

static void offices(struct bench *b)
{
	const struct vb_keeping plain = {.no_passphrase = true};
	static const char *const back[] = {"to", "LEGAL", NULL};
	const char *grant[] = {"to", "LEGAL", "key", NULL, "scope", "letter", "scope",
			       "receipt", NULL};
	struct vb_desk *nord = bench_desk(b, "NORD"), *legal, *sud = bench_desk(b, "SUD");
	struct vb_done done = {0};
	struct vb_vkey key;
	char text[512], *path = NULL;
	struct vb_writer w;

	good(vb_desk_office_new(nord, bench_path(b, "legal"), "LEGAL", &plain, &key, &err),
	     "NORD makes a desk for its office LEGAL");
	is_str(key.name, "nord/legal", "its key has its own name (3.7)");
	legal = bench_desk(b, "legal");
	bad(bench_hand(legal, note, "SUD", &done, &err), VB_REFUSED,
	    "without a mandate it signs nothing");
	vb_writer_init(&w, text, sizeof(text) - 1);
	vb_vkey_put(&w, &key);
	text[w.len] = 0;
	grant[3] = text;
	good(bench_act(nord, "mandate", grant, &done, &err), "NORD gives it a mandate "
							     "(5.1.6)");
	ok(bench_asked(b, "they bind you"), "and is told what that means");
	good(bench_hand(legal, note, "SUD", &done, &err), "LEGAL hands over a letter");
	is_str(done.citation, "NORD/LEGAL-1", "in its own chain");
	ok(done.lodged, "it is logged");
	bad(bench_hand(legal, treaty, "SUD", &done, &err), VB_REFUSED,
	    "a draft is not in its mandate");
	is_str(err.clause, "3.7", "by clause 3.7");
	good(vb_desk_receive(sud, "NORD/LEGAL-1", &done, &path, &err), "SUD receives it");
	ok(path && strstr(path, "papers/NORD_LEGAL-1.md"), "as %s", path);
	free(path);
	path = NULL;
	good(bench_hand(sud, note, NULL, &done, &err), "SUD writes back");
	good(vb_desk_receive(legal, done.citation, &done, &path, &err), "LEGAL may receive "
									"it");
	ok(path != NULL, "and opens it, for it has NORD's seal key");
	free(path);
	good(bench_act(nord, "revoke", back, &done, &err), "NORD revokes (5.1.7)");
	bad(bench_hand(legal, note, "SUD", &done, &err), VB_REFUSED, "LEGAL signs no more");
	vb_desk_close(legal);
	vb_desk_close(nord);
	vb_desk_close(sud);
}

/* ---- rekey and resume ---- */

static void rekey(struct bench *b)
{
	struct vb_desk *sud, *old;
	struct vb_done done = {0};
	uint8_t *text = NULL;
	size_t len = 0;
	char *path = NULL;

	bench_copy(bench_path(b, "SUD"), bench_path(b, "stolen"));
	sud = bench_desk(b, "SUD");
	bad(vb_desk_rekey(sud, bench_path(b, "SUD/desk.key"), &done, &err), VB_MALFORMED,
	    "desk.key is no recovery key");
	good(vb_desk_rekey(sud, bench_path(b, "SUD/recovery.key"), &done, &err),
	     "SUD replaces its keys (5.1.8)");
	is_str(done.citation, "SUD/RECOVERY-1", "in the chain of its recovery key");
	ok(done.lodged, "it is logged");
	ok(access(bench_path(b, "SUD/desk.key.next"), F_OK) != 0, "the new keys are in place");
	good(bench_hand(sud, note, NULL, &done, &err), "SUD goes on with the new key");
	ok(strstr(done.citation, ".1") != NULL, "4.3: in the next epoch: %s", done.citation);
	good(vb_desk_read(sud, "NORD/LEGAL-1", &text, &len, &err), "old papers are readable");
	is_str((char *)text, note, "as before");
	free(text);
	vb_desk_close(sud);
	old = bench_desk(b, "stolen");
	bad(bench_hand(old, note, NULL, &done, &err), VB_REFUSED, "whoever has the old key");
	vb_desk_close(old);
	sud = bench_desk(b, "NORD");
	good(bench_hand(sud, note, "SUD", &done, &err), "NORD writes to the new seal key");
	vb_desk_close(sud);
	sud = bench_desk(b, "SUD");
	good(vb_desk_receive(sud, done.citation, &done, &path, &err), "SUD opens it");
	ok(path != NULL, "with the new key");
	free(path);
	vb_desk_close(sud);
}

/* New keys by a machine whose clock is ahead: they wait until the depositary's has come so
 * far, and no resume is to give them up. */
static void rekey_ahead(struct bench *b)
{
	static const char *const word[] = {"text", "a word", NULL};
	struct vb_desk *sud = bench_desk(b, "SUD");
	struct vb_done done = {0};

	b->offline = true;
	b->now += VB_DAY;
	good(vb_desk_rekey(sud, bench_path(b, "SUD/recovery.key"), &done, &err),
	     "SUD signs for new keys a day ahead");
	b->now -= VB_DAY;
	b->offline = false;
	bad(bench_act(sud, "statement", word, &done, &err), VB_REFUSED, "nothing else is signed");
	ok(strstr(err.sentence, "sent again") && !strstr(err.sentence, "resume"),
	   "5.1.8: it waits: %s", err.sentence);
	b->now += VB_DAY;
	good(bench_act(sud, "statement", word, &done, &err), "a day later it is logged");
	ok(done.lodged && strchr(done.citation, '.'), "4.3: in the next epoch, as %s",
	   done.citation);
	vb_desk_close(sud);
}

static void faults_only(void *ctx, enum vb_said what, const char *sentence)
{
	(void)ctx;
	if (what == VB_FAULT)
		diag("doctor: %s", sentence);
}

static const struct vb_pair new_rules[] = {
	{"rule", "answer-days 42"},  {"rule", "channel open"},     {"rule", "clock stops"},
	{"rule", "collect-days 30"}, {"rule", "contest-days 7"},   {"rule", "deemed-days -"},
	{"rule", "skew-seconds 300"}, {"rule", "take-days 7"},     {"rule", "tie addressee"}};

/* An amendment that NORD never signs. */
static void amend_alone(struct bench *b, struct vb_desk *sud, const char *file)
{
	struct vb_done done = {0};

	good(vb_desk_act(sud, "amend", new_rules, VB_ARRAY_LEN(new_rules), bench_path(b, file),
			 &done, &err), "SUD signs an amendment");
	ok(done.waits && !done.lodged, "which waits for NORD");
	ok(bench_asked(b, "signs nothing else") && bench_asked(b, "verbale act resume"),
	   "and was told before what that means");
}

static void frozen(struct bench *b)
{
	static const char *const word[] = {"text", "a word", NULL};
	struct vb_desk *sud = bench_desk(b, "SUD");
	struct vb_done done = {0};
	bool sound = false;

	amend_alone(b, sud, "one.act");
	bad(bench_act(sud, "statement", word, &done, &err), VB_REFUSED, "4.2: SUD is held up");
	ok(strstr(err.sentence, "verbale act resume"), "and told the way out: %s",
	   err.sentence);
	good(vb_desk_rekey(sud, bench_path(b, "SUD/recovery.key"), &done, &err),
	     "5.1.8: new keys do not stand behind it");
	ok(done.lodged, "they are logged");
	good(bench_act(sud, "statement", word, &done, &err), "and end what waited");
	ok(done.lodged, "SUD goes on, as %s", done.citation);
	is_int(vb_desk_outbox(sud), 0, "nothing waits");
	amend_alone(b, sud, "two.act");
	good(vb_desk_resume(sud, &done, &err), "4.3: a resume gives up another one");
	good(bench_act(sud, "statement", word, &done, &err), "SUD goes on");
	ok(done.lodged, "as %s", done.citation);
	good(vb_desk_doctor(sud, faults_only, NULL, &sound, &err), "the doctor comes");
	ok(sound, "and finds the desk sound");
	vb_desk_close(sud);
}

static void resume(struct bench *b)
{
	struct vb_desk *d = bench_desk(b, "NORD");
	struct vb_done done = {0};
	char first[96];
	uint64_t n;

	good(bench_hand(d, note, "SUD", &done, &err), "NORD signs");
	memcpy(first, done.citation, sizeof(first));
	vb_desk_close(d);
	bench_copy(bench_path(b, "NORD"), bench_path(b, "backup"));
	d = bench_desk(b, "NORD");
	good(bench_hand(d, note, "SUD", &done, &err), "and signs on, after a backup");
	vb_desk_close(d);

	d = bench_desk(b, "backup");
	bad(bench_hand(d, note, "SUD", &done, &err), VB_REFUSED,
	    "the restored folder signs nothing (4.3)");
	ok(strstr(err.sentence, "verbale act resume"), "and says what to do: %s",
						       err.sentence);
	b->offline = true;
	bad(vb_desk_resume(d, &done, &err), VB_IO, "a resume needs the depositary");
	b->offline = false;
	good(vb_desk_resume(d, &done, &err), "it resumes (5.1.9)");
	ok(strstr(done.citation, ".1") && done.lodged, "as %s", done.citation);
	good(bench_hand(d, note, "SUD", &done, &err), "and goes on");
	ok(strstr(done.citation, ".1") && done.lodged, "as %s", done.citation);
	n = vb_desk_fold(d)->nfacts;
	vb_desk_close(d);

	d = bench_desk(b, "NORD");
	bad(bench_hand(d, note, "SUD", &done, &err), VB_REFUSED,
	    "now the other folder is the one that is behind");
	is_int((long long)vb_desk_fold(d)->nfacts, (long long)n, "nothing was logged");
	vb_desk_close(d);
}

/* A restored folder that signs without network makes a second text at a position. */
static void twice(struct bench *b)
{
	struct vb_desk *d = bench_desk(b, "SUD");
	struct vb_done done = {0};
	bool sound = false;

	vb_desk_close(d);
	bench_copy(bench_path(b, "SUD"), bench_path(b, "twin"));
	d = bench_desk(b, "SUD");
	good(bench_hand(d, note, NULL, &done, &err), "SUD signs");
	vb_desk_close(d);
	b->offline = true;
	d = bench_desk(b, "twin");
	good(bench_hand(d, "# Other\n\nLetter\n", NULL, &done, &err),
	     "its copy signs without network, for it cannot know");
	ok(!done.lodged, "and keeps the act");
	vb_desk_close(d);
	b->offline = false;
	d = bench_desk(b, "twin");
	bad(bench_hand(d, note, NULL, &done, &err), VB_REFUSED, "4.4: then it learns of it");
	ok(strstr(err.sentence, "act resume"), "and names the way out");
	good(vb_desk_resume(d, &done, &err), "resumes");
	good(bench_hand(d, note, NULL, &done, &err), "and goes on");
	ok(done.lodged, "in the log");
	is_int(vb_desk_outbox(d), 0, "its dead act waits no more");
	good(vb_desk_doctor(d, faults_only, NULL, &sound, &err), "the doctor comes");
	ok(sound, "and finds the desk sound again");
	vb_desk_close(d);
}

int main(void)
{
	struct bench b;

	bench_open(&b, 3);
	passphrases(&b);
	impostor(&b);
	modes(&b);
	with_agent(&b);
	offices(&b);
	rekey(&b);
	rekey_ahead(&b);
	frozen(&b);
	resume(&b);
	twice(&b);
	bench_close(&b);
	return tap_done();
}
