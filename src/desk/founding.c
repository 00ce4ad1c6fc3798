/*
 * Founding a table: the draft charter, the founder's seat, the invitation (format.md
 * 9.5, 9.6, 9.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPENING_DAYS 365	/* in which the last seat must be taken */

/* format.md 5.1.4 */
static const char *const default_rules[] = {
	"answer-days 42", "channel open",     "clock runs",
	"collect-days 30", "contest-days 7",  "deemed-days -",
	"skew-seconds 300", "take-days 7",    "tie addressee",
	"undertaking single",
};

/* What a draft is composed of. */
struct drafting {
	struct vb_compose c;
	char author[VB_NAME_MAX + 1];
	char name[VB_NAME_MAX + 1];
	char judge[VB_NAME_MAX + 1];
	char nonce[65];
	char origin[VB_KEYNAME_MAX + 1];
	char party[VB_PARTIES_MAX][2 * VB_NAME_MAX + 2];
	char key[3][2 * VB_KEYNAME_MAX];
	char words[18];
	struct vb_card_read card;
	struct vb_view value[9][VB_REPEAT_MAX];
};

static enum vb_code bad_input(struct vb_err *err, const char *what, const char *value,
			      const char *rule)
{
	char q[100];

	return vb_fail(err, VB_USAGE, "1.3", what, "\"%s\" %s; nothing was signed",
		       vb_quote(q, sizeof(q), vb_view_str(value)), rule);
}

static bool known_role(struct vb_view role)
{
	for (unsigned i = 0; i < 3; i++)
		if (vb_view_is(role, vb_role_names[i]))
			return true;
	return false;
}

/* "NORD" or "NORD:observer" to "nord principal" or "nord observer". */
static enum vb_code take_party(struct drafting *g, unsigned i, const char *given,
			       struct vb_err *err)
{
	const char *colon = strchr(given, ':');
	struct vb_view role = vb_view_str(colon ? colon + 1 : "principal");
	char name[VB_NAME_MAX + 1], lower[VB_NAME_MAX + 1];
	size_t n = colon ? (size_t)(colon - given) : strlen(given);

	if (!vb_lower_name(name, vb_view(given, n)))
		return bad_input(err, "party", given, "is no name: 1 to 32 of a-z 0-9 -");
	if (!vb_lower_name(lower, role) || !known_role(vb_view_str(lower)))
		return bad_input(err, "party", given,
				 "has no known role: principal, observer or chair");
	if (i == 0 && strcmp(lower, "principal") != 0)
		return bad_input(err, "party", given, "opens the table and must be a "
						      "principal");
	snprintf(g->party[i], sizeof(g->party[i]), "%s %s", name, lower);
	if (i == 0)
		memcpy(g->author, name, sizeof(name));
	return VB_OK;
}

/* format.md 5.1.1: no name occurs twice, the depositary's among them (NULL: not known yet). */
static enum vb_code check_names(const struct drafting *g, const char *depositary, unsigned n,
				struct vb_err *err)
{
	struct vb_view name, other, role;

	for (unsigned i = 0; i < n; i++) {
		name = vb_token(vb_view_str(g->party[i]), &role);
		if (depositary && vb_view_is(name, depositary))
			return vb_fail(err, VB_USAGE, "5.1.1", "party",
				       "%s is the depositary's name, too: one of the two needs "
				       "another; nothing was signed", depositary);
		for (unsigned k = 0; k < i; k++) {
			other = vb_token(vb_view_str(g->party[k]), &role);
			if (vb_view_eq(name, other))
				return vb_fail(err, VB_USAGE, "5.1.1", "party",
					       "%.*s is named twice: each member has a name of "
					       "its own; nothing was signed", (int)name.len,
					       (const char *)name.ptr);
		}
	}
	return VB_OK;
}

static enum vb_code take_names(struct drafting *g, const struct vb_founding *o,
			       struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (!vb_lower_name(g->name, vb_view_str(o->table)))
		return bad_input(err, "table", o->table, "is no name: 1 to 32 of a-z 0-9 -");
	if (o->nparties < 2 || o->nparties > VB_PARTIES_MAX)
		return vb_fail(err, VB_USAGE, "5.1.1", "party",
			       "a table has 2 to %d members, not %u; nothing was signed",
			       VB_PARTIES_MAX, o->nparties);
	for (unsigned i = 0; !code && i < o->nparties; i++)
		code = take_party(g, i, o->parties[i], err);
	if (!code)
		code = check_names(g, NULL, o->nparties, err);
	if (!code && o->judge && !vb_lower_name(g->judge, vb_view_str(o->judge)))
		code = bad_input(err, "judge", o->judge, "is no name: 1 to 32 of a-z 0-9 -");
	return code;
}

static bool same_rule(const char *a, const char *b)
{
	struct vb_view ra, rb;

	return vb_view_eq(vb_token(vb_view_str(a), &ra), vb_token(vb_view_str(b), &rb));
}

/* The default rules, those in @o in their places; an unknown one goes in as it is,
 * for the fold's rule to refuse. */
static unsigned take_rules(struct drafting *g, const struct vb_founding *o)
{
	unsigned n = 0;

	for (unsigned i = 0; i < VB_ARRAY_LEN(default_rules); i++) {
		const char *rule = default_rules[i];

		for (unsigned j = 0; j < o->nrules; j++)
			if (same_rule(o->rules[j], rule))
				rule = o->rules[j];
		g->value[5][n++] = vb_view_str(rule);
	}
	return n;
}

static enum vb_code known_rules(const struct vb_founding *o, struct vb_err *err)
{
	for (unsigned j = 0; j < o->nrules; j++) {
		bool known = false;

		for (unsigned i = 0; i < VB_ARRAY_LEN(default_rules); i++)
			known = known || same_rule(o->rules[j], default_rules[i]);
		if (!known)
			return bad_input(err, "rule", o->rules[j],
					 "is not one of the rules of 5.1.4, with its value");
	}
	return VB_OK;
}

static void put_keys(struct drafting *g)
{
	static const enum vb_purpose purpose[] = {VB_P_ACT, VB_P_CLOCK, VB_P_LOG};
	struct vb_vkey log;

	vb_vkey_make(&log, vb_view_str(g->origin), VB_KEY_ED25519, g->card.log);
	for (unsigned i = 0; i < 3; i++) {
		struct vb_writer w;

		vb_writer_init(&w, g->key[i], sizeof(g->key[i]));
		vb_putf(&w, "%s %s ", g->card.name, vb_purpose_names[purpose[i]]);
		vb_vkey_put(&w, i == 0 ? &g->card.act : i == 1 ? &g->card.clock : &log);
		g->value[7][i] = vb_written(&w);
	}
}

static void set(struct drafting *g, unsigned field, unsigned n)
{
	g->c.field[field].v = g->value[field];
	g->c.field[field].n = n;
}

/* The fields in the order of format.md 5.1.1. */
static enum vb_code compose(struct drafting *g, const struct vb_founding *o,
			    const struct vb_world *w, struct vb_writer *out,
			    struct vb_err *err)
{
	uint8_t nonce[32];

	w->rng.fill(w->rng.ctx, nonce, sizeof(nonce));
	vb_hex(g->nonce, nonce, sizeof(nonce));
	snprintf(g->origin, sizeof(g->origin), "%s/%s-%.16s", g->card.name, g->name, g->nonce);
	put_keys(g);
	g->value[0][0] = vb_view_str(g->name);
	g->value[1][0] = vb_view_str(g->nonce);
	g->value[2][0] = vb_view_str(g->origin);
	g->value[3][0] = vb_view_str(g->card.name);
	g->value[4][0] = vb_view_str(g->judge);
	for (unsigned i = 0; i < o->nparties; i++)
		g->value[6][i] = vb_view_str(g->party[i]);
	for (unsigned i = 0; i < 4; i++)
		set(g, i, 1);
	set(g, 4, g->judge[0] ? 1 : 0);
	set(g, 5, take_rules(g, o));
	set(g, 6, o->nparties);
	set(g, 7, 3);
	g->c.kind = vb_kind_find(vb_view_str("open"));
	g->c.author = g->author;
	g->c.date = w->clock.now(w->clock.ctx);
	g->c.lodge_by = g->c.date + (int64_t)OPENING_DAYS * VB_DAY;
	return vb_compose_text(&g->c, out, err);
}

/* ---- the depositary's card ---- */

static void read_card_key(struct vb_cursor *c, const char *purpose, struct vb_vkey *out)
{
	struct vb_view vkey, v = vb_cursor_field(c, "key");

	if (c->code == VB_OK && (!vb_view_is(vb_token(v, &vkey), purpose) ||
				 vb_vkey_parse(vkey, out, NULL) != VB_OK))
		vb_cursor_fail(c, "3.2", "the depositary's card lacks its %s key", purpose);
}

enum vb_code vb_card_ask(const struct vb_post *p, struct vb_card_read *out, struct vb_err *err)
{
	const struct vb_request req = {.op = VB_OP_INFO};
	struct vb_card_read card = {0};
	struct vb_reply reply = {0};
	struct vb_view v;
	struct vb_cursor c;
	size_t len = 0;
	enum vb_code code = vb_post_ask(p, &req, &reply, err);

	if (code)
		return code;
	vb_cursor_init(&c, vb_view(reply.body, reply.len), err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-depositary/1"))
		vb_cursor_fail(&c, "", "what answers there is no depositary");
	v = vb_cursor_field(&c, "name");
	if (!vb_name_valid(v))
		vb_cursor_fail(&c, "1.3", "the depositary's name is no name");
	vb_view_copy(card.name, sizeof(card.name), v);
	read_card_key(&c, "act", &card.act);
	read_card_key(&c, "clock", &card.clock);
	v = vb_cursor_field(&c, "log");
	if (!vb_unbase64(card.log, sizeof(card.log), &len, v) || len != sizeof(card.log) ||
	    !vb_ed25519_public_valid(card.log))
		vb_cursor_fail(&c, "3.3", "the depositary's log key is no key");
	code = vb_cursor_done(&c);
	vb_reply_free(&reply);
	if (!code)
		*out = card;
	return code;
}

/* Asks the depositary at @at, which is made if it is a folder that is not there. */
static enum vb_code ask_card(const char *at, const struct vb_world *w,
			     struct vb_card_read *out, struct vb_err *err)
{
	struct vb_post post = {0};
	enum vb_code code = w->connect(w->ctx, at, true, &post, err);

	if (!code)
		code = vb_card_ask(&post, out, err);
	vb_post_close(&post);
	return code;
}

/* ---- opening ---- */

static enum vb_code write_invitation(const char *dir, const struct drafting *g, const char *at,
				     struct vb_view draft, struct vb_err *err)
{
	size_t cap = draft.len + 4096;
	uint8_t *buf = malloc(cap);
	char name[VB_NAME_MAX + 16];
	struct vb_writer w;
	enum vb_code code;
	char *path;

	snprintf(name, sizeof(name), "%s.invite", g->name);
	path = vb_path(dir, name);
	if (!buf || !path) {
		code = vb_no_room(err);
		goto out;
	}
	vb_writer_init(&w, buf, cap);
	vb_putf(&w, "verbale-invite/1\nat %s\n\n", at);
	vb_put_view(&w, draft);
	code = w.over ? vb_no_room(err)
		      : vb_file_write(path, vb_written(&w), VB_FILE_REPLACE, err);
out:
	free(buf);
	free(path);
	return code;
}

static void remove_invitation(const char *dir, const struct drafting *g)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s.invite", dir, g->name);

	if (len > 0 && (size_t)len < sizeof(path))
		unlink(path);
}

static void sentence_of(const struct drafting *g, const struct vb_founding *o, char *out,
			size_t cap)
{
	struct vb_writer w;
	char upper[66];

	vb_writer_init(&w, out, cap - 1);
	vb_putf(&w, "Open the table %s with ", vb_name_upper(upper, g->name));
	for (unsigned i = 0; i < o->nparties; i++) {
		struct vb_view role, name = vb_token(vb_view_str(g->party[i]), &role);
		char n[VB_NAME_MAX + 1];

		vb_view_copy(n, sizeof(n), name);
		vb_putf(&w, "%s%s", i ? ", " : "", vb_name_upper(upper, n));
		if (!vb_view_is(role, "principal"))
			vb_putf(&w, " (%s)", g->party[i] + name.len + 1);
	}
	vb_putf(&w, "; depositary %s. ", vb_name_upper(upper, g->card.name));
	vb_putf(&w, "You take the seat of %s under these rules, with new keys. Sign?",
		vb_name_upper(upper, g->author));
	out[w.over ? 0 : w.len] = 0;
}

static enum vb_code check_address(const char *at, struct vb_err *err)
{
	struct vb_view v = vb_view_str(at);

	if (v.len > 1000 || !vb_words_valid(v))
		return bad_input(err, "address", at, "is no address of a depositary");
	return VB_OK;
}

/* Everything before the first file is written. */
static enum vb_code prepare(const char *dir, const struct vb_founding *o,
			    const struct vb_world *w, struct drafting *g,
			    struct vb_writer *text, struct vb_new_desk *n, struct vb_err *err)
{
	char sentence[VB_SENTENCE_MAX];
	enum vb_code code = vb_no_desk_in(dir, err);

	if (!code)
		code = check_address(o->at, err);
	if (!code)
		code = take_names(g, o, err);
	if (!code)
		code = known_rules(o, err);
	if (!code)
		code = ask_card(o->at, w, &g->card, err);
	if (!code)
		code = check_names(g, g->card.name, o->nparties, err);
	if (!code)
		code = compose(g, o, w, text, err);
	if (code)
		return code;
	vb_sha256(vb_written(text), &n->card.draft);
	vb_words_of(g->words, &n->card.draft);
	if (!g->words[0])
		return vb_no_room(err);
	sentence_of(g, o, sentence, sizeof(sentence));
	if (!w->confirm(w->ctx, sentence))
		return vb_fail(err, VB_REFUSED, "", "desk", "you said no; nothing was signed");
	memcpy(n->card.party, g->author, sizeof(n->card.party));
	vb_view_copy(n->card.address, sizeof(n->card.address), vb_view_str(o->at));
	code = vb_lock_make(&n->lock, o->keeping.no_passphrase, w, err);
	return code ? code : vb_new_desk_keys(n, &o->keeping, g->author, true, err);
}

enum vb_code vb_desk_found(const char *dir, const struct vb_founding *o,
			   const struct vb_world *w, char words[static 18], struct vb_err *err)
{
	struct drafting *g = calloc(1, sizeof(*g));
	struct vb_new_desk *n = calloc(1, sizeof(*n));
	uint8_t *text = malloc(VB_TEXT_MAX);
	struct vb_desk *d = NULL;
	struct vb_writer out;
	enum vb_code code;

	if (!g || !n || !text) {
		code = vb_no_room(err);
		goto out;
	}
	vb_writer_init(&out, text, VB_TEXT_MAX);
	*n = (struct vb_new_desk){.dir = dir, .w = w};
	code = prepare(dir, o, w, g, &out, n, err);
	/* A desk without an invitation would be a table that nobody can join. */
	if (!code)
		code = vb_make_folder(dir, NULL, err);
	if (!code)
		code = write_invitation(dir, g, o->at, vb_written(&out), err);
	if (!code) {
		code = vb_seat_take(n, vb_written(&out), &d, err);
		if (n->finished)
			memcpy(words, g->words, sizeof(g->words));
		else
			remove_invitation(dir, g);
	}
out:
	vb_desk_close(d);
	if (n)
		vb_new_desk_free(n);
	free(n);
	free(g);
	free(text);
	return code;
}
