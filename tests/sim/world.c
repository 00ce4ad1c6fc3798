/*
 * The world of a negotiation: folders in memory, a depositary and desks that stop or lose
 * power where a seed says so, and a post that writes down what passes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim.h"

#include "need.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const desk_steps[] = {"signed", "own", "sent"};
static const char *const bank_steps[] = {"copy-stored", "enqueued", "signed", "committed",
					 "published"};
const char *const sim_crash_names[] = {
	"desk signed", "desk own", "desk sent", "copy-stored", "enqueued", "signed",
	"committed", "published", "desk loses power", "depositary loses power",
	"answer lost", "while founding", "folder restored", NULL,
};

/* ---- folders ---- */

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

static void copy_file(const char *from, const char *to, mode_t mode)
{
	uint8_t *bytes = NULL;
	size_t len = 0;

	if (vb_file_read(from, 1u << 24, &bytes, &len, NULL) != VB_OK ||
	    vb_file_write(to, vb_view(bytes, len), VB_FILE_REPLACE, NULL) != VB_OK)
		abort();
	chmod(to, mode);
	free(bytes);
}

void sim_copy_folder(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *e;
	struct stat st;
	char a[600], z[600];

	remove_tree(to);
	mkdir(to, 0700);
	while (d && (e = readdir(d))) {
		snprintf(a, sizeof(a), "%s/%s", from, e->d_name);
		snprintf(z, sizeof(z), "%s/%s", to, e->d_name);
		if (stat(a, &st) == 0 && S_ISREG(st.st_mode))
			copy_file(a, z, st.st_mode & 07777);
	}
	if (d)
		closedir(d);
	ram_copy(from, to);
}

/* ---- the depositary ---- */

int64_t sim_clock(const struct sim_desk *k)
{
	return k->sim->now + k->off;
}

static int64_t now_of(void *ctx)
{
	return sim_clock(ctx);
}

static int64_t bank_now(void *ctx)
{
	const struct sim *s = ctx;

	return s->now + s->bank_off;
}

static bool bank_step(void *ctx, const char *step)
{
	struct sim *s = ctx;

	for (unsigned i = 0; i < VB_ARRAY_LEN(bank_steps); i++) {
		if (!s->bank_crash || strcmp(s->bank_crash, step) != 0 ||
		    strcmp(bank_steps[i], step) != 0)
			continue;
		tally.crash[SIM_COPY_STORED + i]++;
		s->bank_crash = NULL;
		s->bank_stopped = true;
		sim_say(s, "  the depositary stops at \"%s\"", step);
		return true;
	}
	return false;
}

static enum ram_survival any_survival(struct sim *s)
{
	enum ram_survival how = (enum ram_survival)sim_below(s, RAM_SURVIVALS);

	tally.survival[how]++;
	return how;
}

/* Whatever it had in memory is gone; on its disk is what a cut leaves there. */
static void bank_drop(struct sim *s)
{
	if (!s->bank_stopped) {
		tally.crash[SIM_BANK_CUT]++;
		sim_say(s, "  the depositary loses power");
	}
	ram_cut_at(s->bank, 0);
	ram_fill(s->bank, false);
	vb_depositary_close(s->dep);
	s->dep = NULL;
	ram_restore(s->bank, any_survival(s), sim_draw(s));
	s->bank_stopped = false;
	s->bank_down = s->calm ? 0 : sim_below(s, 6);
}

/* Until it has been up once, it may have to be made anew. */
static enum vb_code bank_up(struct sim *s, struct vb_err *err)
{
	const struct vb_clock clock = {bank_now, s};
	struct vb_rng rng = {s->desk[0].world.rng.fill, &s->seeded};
	enum vb_code code;

	if (s->dep)
		return VB_OK;
	code = vb_depositary_open(s->bank, "bern", !s->bank_made, clock, rng, &s->dep, err);
	if (!code) {
		s->bank_made = true;
		vb_depositary_on_step(s->dep, bank_step, s);
		return VB_OK;
	}
	if (!ram_is_dark(s->bank))
		sim_fail(s, "the depositary does not start: %s", err->sentence);
	bank_drop(s);
	return VB_IO;
}

struct vb_post sim_reader(struct sim *s)
{
	struct vb_err err = {0};

	for (int i = 0; i < 8 && bank_up(s, &err) != VB_OK; i++)
		;
	return s->dep ? vb_depositary_post(s->dep) : (struct vb_post){0};
}

/* ---- the post ---- */

static enum vb_code out_of_reach(struct sim_desk *k, struct vb_err *err)
{
	k->silent = true;
	return vb_fail(err, VB_IO, "", "here", "the depositary cannot be reached");
}

/* The act of a lodging (format.md 9.3), or nothing. */
static struct vb_view act_of(const struct vb_request *req)
{
	if (req->op != VB_OP_LODGE || req->body.len < 4 ||
	    vb_be32(req->body.ptr) > req->body.len - 4)
		return vb_view(req->body.ptr, 0);
	return vb_view(req->body.ptr + 4, vb_be32(req->body.ptr));
}

/* All principals have signed, and then there was one more (format.md 2.8). */
static bool lacks_a_line(const struct vb_request *req, const struct vb_err *err)
{
	return req->op == VB_OP_LODGE && err && strcmp(err->clause, "2.8") == 0;
}

static bool is_reading(enum vb_op op)
{
	return op == VB_OP_INFO || op == VB_OP_CHECKPOINT || op == VB_OP_CHECKPOINTS ||
	       op == VB_OP_ENTRIES || op == VB_OP_HEAD || op == VB_OP_FIND ||
	       op == VB_OP_COPY_GET;
}

static void write_down(struct sim_desk *k, const struct vb_request *req,
		       const struct vb_reply *reply)
{
	struct sim *s = k->sim;

	if (req->op == VB_OP_CHECKPOINT)
		sim_has_shown(s, vb_view(reply->body, reply->len));
	if (req->op == VB_OP_CHECKPOINTS)
		sim_has_shown_all(s, vb_view(reply->body, reply->len));
	if (req->op == VB_OP_LODGE && !k->wild) {
		struct sim_left *l = sim_has_left(s, act_of(req));

		if (l && l->lodged && l->index != reply->number)
			sim_fail(s, "%s-%llu was lodged as %llu, then as %llu", l->chain,
				 (unsigned long long)l->number, (unsigned long long)l->index,
				 (unsigned long long)reply->number);
		if (l) {
			vb_sha256(act_of(req), &l->note);
			l->lodged = true;
			l->index = reply->number;
		}
	}
}

/* A request that its sender believes lost, and that arrives another time. */
static bool keep_late(struct sim_desk *k, const struct vb_request *req)
{
	struct sim *s = k->sim;
	struct sim_late *l = &s->late[s->nlate];

	if (s->calm || k->wild || req->op != VB_OP_LODGE || s->nlate == SIM_LATE ||
	    !sim_chance(s, 2))
		return false;
	*l = (struct sim_late){k, req->table, need(malloc(req->body.len)), req->body.len};
	memcpy(l->body, req->body.ptr, req->body.len);
	s->nlate++;
	sim_say(s, "  a request is on its way for long");
	return true;
}

void sim_deliver_late(struct sim *s)
{
	unsigned i = sim_below(s, s->nlate);
	struct sim_late l = s->late[i];
	struct vb_request req = {.op = VB_OP_LODGE, .table = l.table,
				 .body = vb_view(l.body, l.len)};
	struct vb_reply reply = {0};
	struct vb_err err = {0};
	struct vb_post post;
	enum vb_code code;

	if (s->nlate == 0 || bank_up(s, &err) != VB_OK)
		return;
	s->late[i] = s->late[--s->nlate];
	post = vb_depositary_post(s->dep);
	code = vb_post_ask(&post, &req, &reply, &err);
	sim_say(s, "what %s sent long ago arrives: %s %s", l.desk->party, vb_code_name(code),
		code ? err.sentence : "");
	if (s->bank_stopped || ram_is_dark(s->bank))
		bank_drop(s);
	else if (!code)
		write_down(l.desk, &req, &reply);
	tally.met[code ? SIM_ARRIVES_TOO_LATE : SIM_ARRIVES_LATE]++;
	vb_reply_free(&reply);
	free(l.body);
}

static enum vb_code post_ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			     struct vb_err *err)
{
	struct sim_desk *k = ctx;
	struct sim *s = k->sim;
	struct vb_post post;
	enum vb_code code;

	/* A machine without power sends nothing. */
	if (k->offline || k->stopped || ram_is_dark(k->dir))
		return out_of_reach(k, err);
	if (req->op == VB_OP_LODGE && !k->wild)
		sim_has_left(s, act_of(req));
	if (keep_late(k, req))
		return out_of_reach(k, err);
	if (s->bank_down > 0) {
		s->bank_down--;
		return out_of_reach(k, err);
	}
	if (bank_up(s, err) != VB_OK)
		return out_of_reach(k, err);
	tally.asked++;
	post = vb_depositary_post(s->dep);
	code = vb_post_ask(&post, req, reply, err);
	if (s->bank_stopped || ram_is_dark(s->bank)) {
		bank_drop(s);
		vb_reply_free(reply);
		return out_of_reach(k, err);
	}
	/* With a full disk it still reads (and so dates anew what it shows). */
	if (code == VB_FULL && ram_is_full(s->bank) && !is_reading(req->op)) {
		tally.met[SIM_BANK_FULL]++;
		return code;
	}
	if (code == VB_IO || code == VB_UNKNOWN || code == VB_MEMORY || code == VB_FULL ||
	    (code == VB_MALFORMED && !k->wild && !lacks_a_line(req, err)))
		sim_fail(s, "the depositary answers %s: %s", vb_code_name(code),
			 err ? err->sentence : "");
	/* What it has answered it has said, whoever hears it. */
	if (!code)
		write_down(k, req, reply);
	if (!s->calm && sim_below(s, 400) == 0) {
		tally.crash[SIM_REPLY_LOST]++;
		sim_say(s, "  an answer is lost");
		vb_reply_free(reply);
		return out_of_reach(k, err);
	}
	return code;
}

struct vb_post sim_post_of(struct sim_desk *k)
{
	return (struct vb_post){.ask = post_ask, .ctx = k};
}

static enum vb_code connect_to(void *ctx, const char *address, bool create,
			       struct vb_post *out, struct vb_err *err)
{
	struct sim_desk *k = ctx;

	(void)create;
	if (k->offline || k->stopped || strcmp(address, "here") != 0 ||
	    bank_up(k->sim, err) != VB_OK)
		return out_of_reach(k, err);
	*out = sim_post_of(k);
	return VB_OK;
}

/* ---- desks ---- */

static bool confirm(void *ctx, const char *sentence)
{
	struct sim_desk *k = ctx;
	bool no = k->says_no;

	if (!strchr(sentence, '?'))
		sim_fail(k->sim, "%s is asked nothing: %s", k->party, sentence);
	k->says_no = false;
	return !no;
}

static enum vb_code passphrase(void *ctx, bool fresh, char *buf, size_t cap,
			       struct vb_err *err)
{
	(void)ctx;
	(void)fresh;
	(void)buf;
	(void)cap;
	return vb_fail(err, VB_KEY, "", "passphrase", "there is nobody to ask");
}

static bool desk_step(void *ctx, const char *step)
{
	struct sim_desk *k = ctx;

	for (unsigned i = 0; i < VB_ARRAY_LEN(desk_steps); i++) {
		if (!k->crash_at || strcmp(k->crash_at, step) != 0 ||
		    strcmp(desk_steps[i], step) != 0)
			continue;
		tally.crash[SIM_SIGNED + i]++;
		k->crash_at = NULL;
		k->stopped = true;
		sim_say(k->sim, "  the desk stops at \"%s\"", step);
		return true;
	}
	return false;
}

void sim_desk_make(struct sim *s, struct sim_desk *k, const char *party, const char *office)
{
	uint8_t key[32] = {'s', 'i', 'm'};

	*k = (struct sim_desk){.sim = s};
	snprintf(k->party, sizeof(k->party), "%s", party);
	snprintf(k->office, sizeof(k->office), "%s", office);
	snprintf(k->dir, sizeof(k->dir), "%s/%s%s%s", s->dir, party, office[0] ? "_" : "",
		 office);
	snprintf(k->backup, sizeof(k->backup), "%s/%s%s%s.copy", s->dir, party,
		 office[0] ? "_" : "", office);
	k->world = (struct vb_world){.clock = {now_of, k}, .connect = connect_to,
				     .confirm = confirm, .passphrase = passphrase,
				     .crash = desk_step, .ctx = k};
	if (k == &s->desk[0]) {
		vb_put_be64(key + 8, s->seed);
		k->world.rng = vb_rng_seeded(&s->seeded, key);
	} else {
		k->world.rng = s->desk[0].world.rng;
	}
}

struct sim_desk *sim_desk_add(struct sim *s, const char *party, const char *office)
{
	struct sim_desk *k;

	if (s->ndesks == SIM_DESKS)
		return NULL;
	k = &s->desk[s->ndesks++];
	sim_desk_make(s, k, party, office);
	return k;
}

bool sim_desk_reap(struct sim_desk *k)
{
	struct sim *s = k->sim;

	if (!k->stopped && !ram_is_dark(k->dir))
		return false;
	if (!k->stopped) {
		tally.crash[SIM_DESK_CUT]++;
		sim_say(s, "  %s loses power", k->party);
	}
	ram_cut_at(k->dir, 0);
	vb_desk_close(k->d);
	k->d = NULL;
	ram_restore(k->dir, any_survival(s), sim_draw(s));
	k->stopped = false;
	k->crash_at = NULL;
	return true;
}

bool sim_desk_up(struct sim_desk *k)
{
	struct vb_err err = {0};
	enum vb_code code = VB_OK;

	if (!k->d)
		code = vb_desk_open(k->dir, true, &k->world, &k->d, &err);
	if (sim_desk_reap(k))
		return false;
	if (code == VB_FULL && ram_is_full(k->dir)) {
		ram_fill(k->dir, false);
		return false;
	}
	if (code)
		sim_fail(k->sim, "%s does not open: %s: %s", k->dir, vb_code_name(code),
			 err.sentence);
	return code == VB_OK;
}

void sim_desk_down(struct sim_desk *k)
{
	vb_desk_close(k->d);
	k->d = NULL;
	sim_desk_reap(k);
}

void sim_arm(struct sim_desk *k)
{
	struct sim *s = k->sim;

	switch (sim_below(s, 6)) {
	case 0:
	case 1:
		k->crash_at = desk_steps[sim_below(s, VB_ARRAY_LEN(desk_steps))];
		break;
	case 2:
	case 3:
		s->bank_crash = bank_steps[sim_below(s, VB_ARRAY_LEN(bank_steps))];
		break;
	case 4:
		ram_cut_at(k->dir, 1 + sim_below(s, sim_chance(s, 50) ? 12 : 80));
		break;
	default:
		ram_cut_at(s->bank, 1 + sim_below(s, sim_chance(s, 50) ? 8 : 40));
	}
}

void sim_disarm(struct sim_desk *k)
{
	k->crash_at = NULL;
	k->sim->bank_crash = NULL;
	ram_no_cut(k->dir);
	ram_no_cut(k->sim->bank);
}

/* ---- founding ---- */

static const char *const names[] = {"nord", "sud", "west", "ost"};

struct founding {
	char party[4][48];
	const char *parties[4];
	char rule[9][48];
	const char *rules[9];
	const char *judge;
	unsigned n;
};

static void draw_rules(struct sim *s, struct founding *f)
{
	static const char *const deemed[] = {"-", "-", "1", "2", "5"};
	static const unsigned collect[] = {1, 3, 30}, take[] = {1, 2, 7};

	snprintf(f->rule[0], 48, "deemed-days %s", deemed[sim_below(s, 5)]);
	snprintf(f->rule[1], 48, "collect-days %u", collect[sim_below(s, 3)]);
	snprintf(f->rule[2], 48, "take-days %u", take[sim_below(s, 3)]);
	snprintf(f->rule[3], 48, "contest-days %u", 1 + sim_below(s, 9));
	snprintf(f->rule[4], 48, "clock %s", sim_chance(s, 50) ? "runs" : "stops");
	snprintf(f->rule[5], 48, "channel %s", sim_chance(s, 50) ? "open" : "complete");
	snprintf(f->rule[6], 48, "tie %s", sim_chance(s, 50) ? "author" : "addressee");
	snprintf(f->rule[7], 48, "answer-days %u", 1 + sim_below(s, 40));
	snprintf(f->rule[8], 48, "undertaking %s", sim_chance(s, 70) ? "single" : "each");
	for (unsigned i = 0; i < VB_ARRAY_LEN(f->rules); i++)
		f->rules[i] = f->rule[i];
}

/* Two to four members; from the third on also observers, a chair, a judge. */
static void draw_founding(struct sim *s, struct founding *f)
{
	bool chair = false;

	f->n = 2 + sim_below(s, 3);
	for (unsigned i = 0; i < f->n; i++) {
		const char *role = "";

		if (i >= 2 && sim_chance(s, 60)) {
			role = chair || sim_chance(s, 50) ? ":observer" : ":chair";
			chair = chair || role[1] == 'c';
			f->judge = sim_chance(s, 60) ? names[i] : f->judge;
		}
		snprintf(f->party[i], sizeof(f->party[i]), "%s%s", names[i], role);
		f->parties[i] = f->party[i];
	}
	draw_rules(s, f);
}

void sim_folder_gone(const char *dir)
{
	remove_tree(dir);
	ram_copy("nowhere", dir);
}

/* Stopped or not: what there is of the desk is closed. */
static bool stopped_founding(struct sim_desk *k)
{
	bool stopped = sim_desk_reap(k);

	sim_disarm(k);
	tally.crash[SIM_FOUNDING] += stopped;
	return stopped;
}

static bool founded(struct sim_desk *k, const struct founding *f)
{
	const struct vb_founding o = {.table = "sim", .parties = f->parties, .nparties = f->n,
				      .at = "here", .judge = f->judge, .rules = f->rules,
				      .nrules = VB_ARRAY_LEN(f->rules),
				      .keeping = {.no_passphrase = true}};
	struct sim *s = k->sim;
	struct vb_err err = {0};
	enum vb_code code = VB_IO;
	char words[18];

	for (int i = 0; i < 20 && code && !s->failed; i++) {
		if (i < 8 && sim_chance(s, 10))
			sim_arm(k);
		code = vb_desk_found(k->dir, &o, &k->world, words, &err);
		if (stopped_founding(k) || (code == VB_IO && k->silent)) {
			sim_folder_gone(k->dir);
			code = VB_IO;
		} else if (code) {
			sim_fail(s, "founding: %s: %s", vb_code_name(code), err.sentence);
		}
		k->silent = false;
	}
	return code == VB_OK;
}

/* Whoever stopped while joining comes back with the same invitation. */
static bool joined(struct sim_desk *k, struct vb_view invite)
{
	const struct vb_joining how = {.invite = invite, .as = k->party,
				       .keeping = {.no_passphrase = true}};
	struct sim *s = k->sim;
	struct vb_joined got;
	struct vb_err err = {0};
	enum vb_code code = VB_IO;
	bool stopped = false;

	for (int i = 0; i < 20 && code && !s->failed; i++) {
		if (i < 8 && sim_chance(s, 10))
			sim_arm(k);
		code = vb_desk_join(k->dir, &how, &k->world, &got, &err);
		if (stopped_founding(k)) {
			stopped = true;
			code = VB_IO;
		} else if (code == VB_REFUSED && stopped) {
			sim_folder_gone(k->dir);
		} else if (code && !k->silent) {
			sim_fail(s, "%s joins: %s: %s", k->party, vb_code_name(code),
				 err.sentence);
		}
		k->silent = false;
	}
	return code == VB_OK;
}

bool sim_open(struct sim *s)
{
	struct founding f = {.n = 0};
	struct sim_desk *k;
	uint8_t *invite = NULL;
	char path[300];
	size_t len = 0;
	bool good;

	s->now = SIM_T0 + (int64_t)sim_below(s, 86400);
	mkdir(s->dir, 0700);
	snprintf(s->bank, sizeof(s->bank), "%s/bern", s->dir);
	draw_founding(s, &f);
	for (unsigned i = 0; i < f.n; i++)
		sim_desk_add(s, names[i], "");
	k = &s->desk[0];
	good = founded(k, &f);
	snprintf(path, sizeof(path), "%s/sim.invite", k->dir);
	if (good && vb_file_read(path, 1u << 20, &invite, &len, NULL) != VB_OK)
		good = false;
	for (unsigned i = 1; good && i < f.n; i++)
		good = joined(&s->desk[i], vb_view(invite, len));
	free(invite);
	return good;
}

void sim_close(struct sim *s)
{
	for (unsigned i = 0; i < s->ndesks; i++)
		vb_desk_close(s->desk[i].d);
	vb_depositary_close(s->dep);
	while (s->nlate > 0)
		free(s->late[--s->nlate].body);
	sim_guest_free(&s->guest);
	sim_ledger_free(&s->ledger);
	remove_tree(s->dir);
}
