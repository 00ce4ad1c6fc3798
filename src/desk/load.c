/*
 * A desk in memory: its card, its lock, and the record rebuilt from the cabinet in
 * one pass.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRIES 100		/* of 100 ms each */
#define MARK_BYTES 16

/* ---- the card ---- */

static void put_card(struct vb_writer *w, const struct vb_identity_card *card)
{
	vb_put_str(w, "verbale-desk/1\nparty ");
	vb_put_str(w, card->party);
	vb_put_str(w, "\noffice ");
	vb_put_str(w, card->office[0] ? card->office : "-");
	vb_put_str(w, "\ndraft ");
	vb_put_hash(w, &card->draft);
	vb_put_str(w, "\ntable ");
	if (card->open)
		vb_put_hash(w, &card->table);
	else
		vb_put_byte(w, '-');
	vb_put_str(w, card->seated ? "\nseated yes\nagent " : "\nseated no\nagent ");
	if (card->agent.name[0])
		vb_vkey_put(w, &card->agent);
	else
		vb_put_byte(w, '-');
	vb_put_str(w, "\nat ");
	if (!vb_words_encode(w, vb_view_str(card->address)))
		w->over = true;
	vb_put_byte(w, '\n');
}

enum vb_code vb_card_save(struct vb_cabinet *c, const struct vb_identity_card *card,
			  struct vb_err *err)
{
	uint8_t buf[4096];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	put_card(&w, card);
	if (w.over)
		return vb_fail(err, VB_USAGE, "1.4", "desk",
			       "the depositary's address holds a character that no text may "
			       "have");
	return vb_box_put(c, VB_BOX_META, "desk", vb_written(&w), err);
}

static void read_card(struct vb_cursor *c, struct vb_identity_card *card)
{
	struct vb_view v;

	if (!vb_view_is(vb_cursor_line(c), "verbale-desk/1"))
		vb_cursor_fail(c, "", "this is not a desk's card");
	vb_view_copy(card->party, sizeof(card->party), vb_cursor_field(c, "party"));
	v = vb_cursor_field(c, "office");
	if (!vb_view_is(v, "-"))
		vb_view_copy(card->office, sizeof(card->office), v);
	if (!vb_hash_parse(vb_cursor_field(c, "draft"), &card->draft))
		vb_cursor_fail(c, "", "draft is no hash");
	v = vb_cursor_field(c, "table");
	card->open = !vb_view_is(v, "-");
	if (card->open && !vb_hash_parse(v, &card->table))
		vb_cursor_fail(c, "", "table is no hash");
	card->seated = vb_view_is(vb_cursor_field(c, "seated"), "yes");
	v = vb_cursor_field(c, "agent");
	if (!vb_view_is(v, "-") && vb_vkey_parse(v, &card->agent, NULL) != VB_OK)
		vb_cursor_fail(c, "", "agent is no vkey");
	v = vb_cursor_field(c, "at");
	if (v.len >= sizeof(card->address))
		vb_cursor_fail(c, "", "the address is too long");
	else
		card->address[vb_words_decode((uint8_t *)card->address, v)] = 0;
}

static enum vb_code never_finished(const char *dir, struct vb_err *err)
{
	char where[120];

	return vb_fail(err, VB_NOT_FOUND, "", vb_quote(where, sizeof(where), vb_view_str(dir)),
		       "the desk in this folder was never finished: no seat was taken with it; "
		       "remove the folder and open or join again");
}

static enum vb_code no_desk(const char *dir, struct vb_err *err)
{
	bool there = false;
	char where[120];
	enum vb_code code = vb_is_there(dir, "desk.db", &there, err);

	if (code)
		return code;
	if (there)
		return never_finished(dir, err);
	return vb_fail(err, VB_NOT_FOUND, "", vb_quote(where, sizeof(where), vb_view_str(dir)),
		       "there is no desk in this folder: open a table with `verbale open`, or "
		       "join one");
}

static enum vb_code load_card(struct vb_desk *d, struct vb_err *err)
{
	struct vb_cursor c;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "desk", &bytes, &len, err);

	if (code == VB_NOT_FOUND)
		return never_finished(d->dir, err);
	if (code)
		return code;
	vb_cursor_init(&c, vb_view(bytes, len), err);
	read_card(&c, &d->card);
	code = vb_cursor_done(&c);
	free(bytes);
	if (!code)
		snprintf(d->chain, sizeof(d->chain), "%s%s%s", d->card.party,
			 d->card.office[0] ? "/" : "", d->card.office);
	return code;
}

/* ---- opening and closing ---- */

static enum vb_code no_lock(int number, struct vb_err *err)
{
	return vb_fail(err, number == ENOSPC || number == EDQUOT ? VB_FULL : VB_IO, "",
		       "desk.lock", "the lock file cannot be opened: %s; nothing was signed",
		       number == EACCES ? "permission denied" : strerrordesc_np(number));
}

/* format.md says nothing of processes; record.md does: one writes at a time. */
static enum vb_code take_lock(struct vb_desk *d, struct vb_err *err)
{
	const struct timespec nap = {.tv_nsec = 100000000};
	char *path = vb_path(d->dir, "desk.lock");
	int number;

	if (!path)
		return vb_no_room(err);
	d->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	number = errno;
	free(path);
	if (d->lock < 0)
		return no_lock(number, err);
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
			return VB_OK;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return vb_fail(err, VB_IO, "", "desk.lock",
				       "the desk cannot be locked; nothing was signed");
		nanosleep(&nap, NULL);
	}
	return vb_fail(err, VB_BUSY, "", "desk.lock",
		       "another process has worked with this desk for ten seconds; nothing "
		       "was signed");
}

enum vb_code vb_desk_begin(const char *dir, bool write, const struct vb_world *w,
			   struct vb_desk **out, struct vb_err *err)
{
	struct vb_desk *d = calloc(1, sizeof(*d));
	enum vb_code code;

	if (!d)
		return vb_no_room(err);
	d->lock = -1;
	d->world = *w;
	d->dir = strdup(dir);
	if (!d->dir) {
		vb_desk_close(d);
		return vb_no_room(err);
	}
	code = write ? vb_cabinet_open(dir, false, &d->cab, err)
		     : vb_cabinet_open_reading(dir, &d->cab, err);
	if (code == VB_NOT_FOUND)
		code = no_desk(dir, err);
	if (!code && write)
		code = take_lock(d, err);
	if (!code)
		code = load_card(d, err);
	if (code)
		vb_desk_close(d);
	else
		*out = d;
	return code;
}

void vb_desk_close(struct vb_desk *d)
{
	if (!d)
		return;
	vb_post_close(&d->post);
	vb_ring_free(&d->keys);
	vb_access_free(&d->access);
	vb_cabinet_close(d->cab);
	vb_fold_free(d->fold);
	vb_tree_free(d->tree);
	free(d->mark);
	free(d->latest);
	free(d->earliest);
	free(d->checkpoint);
	free(d->dir);
	if (d->lock >= 0)
		close(d->lock);
	free(d);
}

enum vb_code vb_desk_open(const char *dir, bool write, const struct vb_world *w,
			  struct vb_desk **out, struct vb_err *err)
{
	struct vb_desk *d = NULL;
	enum vb_code code = vb_desk_begin(dir, write, w, &d, err);

	if (code)
		return code;
	code = vb_desk_load(d, err);
	if (!code && write && !d->damage[0])
		code = vb_forget_unsigned(d, err);
	if (!code && write && !d->damage[0])
		code = vb_rekey_adopt(d, err);
	if (!code && write)
		vb_desk_sweep(d);
	if (code) {
		vb_desk_close(d);
		return code;
	}
	*out = d;
	if (d->damage[0])
		return vb_fail(err, VB_FALSE, "", "desk.db", "%s", d->damage);
	return VB_OK;
}

/* ---- the record ---- */

/* For each mark the latest time up to it and the earliest from it on. */
static void date_marks(struct vb_desk *d)
{
	int64_t t = VB_TIME_NONE;

	for (size_t i = 0; i < d->nmarks; i++) {
		if (d->mark[i].since > t)
			t = d->mark[i].since;
		d->latest[i] = t;
	}
	t = INT64_MAX;
	for (size_t i = d->nmarks; i > 0; i--) {
		if (d->mark[i - 1].by < t)
			t = d->mark[i - 1].by;
		d->earliest[i - 1] = t;
	}
}

/* A pouch may have brought later ones, and left out this one. */
static void put_mark(struct vb_desk *d, const struct vb_mark *m)
{
	size_t at = d->nmarks;

	while (at > 0 && d->mark[at - 1].size > m->size)
		at--;
	if (at > 0 && d->mark[at - 1].size == m->size) {
		if (m->by < d->mark[at - 1].by)
			d->mark[at - 1] = *m;
		return;
	}
	memmove(d->mark + at + 1, d->mark + at, (d->nmarks - at) * sizeof(*m));
	d->mark[at] = *m;
	d->nmarks++;
}

enum vb_code vb_desk_add_marks(struct vb_desk *d, const struct vb_mark *m, size_t n,
			       struct vb_err *err)
{
	size_t all = d->nmarks + n;
	struct vb_mark *mark = reallocarray(d->mark, all + 1, sizeof(*mark));
	int64_t *latest = reallocarray(d->latest, all + 1, sizeof(*latest));
	int64_t *earliest = reallocarray(d->earliest, all + 1, sizeof(*earliest));

	d->mark = mark ? mark : d->mark;
	d->latest = latest ? latest : d->latest;
	d->earliest = earliest ? earliest : d->earliest;
	if (!mark || !latest || !earliest)
		return vb_no_room(err);
	for (size_t i = 0; i < n; i++)
		put_mark(d, &m[i]);
	date_marks(d);
	return VB_OK;
}

static enum vb_code load_dated(struct vb_desk *d, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "dated", &bytes, &len, err);

	if (!code && len == 8)
		d->dated = vb_be64(bytes);
	free(bytes);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

static enum vb_code load_marks(struct vb_desk *d, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	struct vb_mark *m;
	size_t len = 0, n;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "marks", &bytes, &len, err);

	d->nmarks = 0;
	d->dated = 0;
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code)
		return code;
	n = len / MARK_BYTES;
	m = calloc(n + 1, sizeof(*m));
	for (size_t i = 0; m && i < n; i++) {
		m[i].size = vb_be64(bytes + i * MARK_BYTES);
		m[i].by = m[i].since = (int64_t)vb_be64(bytes + i * MARK_BYTES + 8);
	}
	code = m ? vb_desk_add_marks(d, m, n, err) : vb_no_room(err);
	free(m);
	free(bytes);
	return code ? code : load_dated(d, err);
}

struct vb_span vb_desk_span(const struct vb_desk *d, uint64_t index)
{
	struct vb_span s = {VB_TIME_NONE, VB_TIME_NONE};
	size_t lo = 0, hi = d->nmarks;

	/* The first mark that covers the entry.  What the act's `seen` names is among
	 * those before it (format.md 4.6, 6.5). */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->mark[mid].size > index)
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo > 0)
		s.since = d->latest[lo - 1];
	if (lo < d->nmarks)
		s.by = d->earliest[lo];
	if (s.by != VB_TIME_NONE && s.since > s.by)
		s.since = s.by;
	return s;
}

int64_t vb_desk_known(const struct vb_desk *d)
{
	return d->nmarks ? d->latest[d->nmarks - 1] : VB_TIME_NONE;
}

struct loading {
	struct vb_desk *d;
	struct vb_err *err;
};

static enum vb_code reload_row(void *ctx, uint64_t index, const struct vb_hash *id,
			       struct vb_view note)
{
	struct loading *l = ctx;
	struct vb_desk *d = l->d;

	(void)id;
	return vb_entry_reload(d->fold, d->tree, note, vb_desk_span(d, index), l->err);
}

/* "NAME SIZE" lines: how much of the log a member has shown to know. */
static enum vb_code load_seen(struct vb_desk *d, struct vb_err *err)
{
	struct vb_cursor c;
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "seen", &bytes, &len, err);

	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code)
		return code;
	vb_cursor_init(&c, vb_view(bytes, len), err);
	while (c.code == VB_OK && c.pos < len) {
		struct vb_view size, name = vb_token(vb_cursor_line(&c), &size);
		uint64_t n = 0;

		if (!vb_dec_parse(size, &n))
			vb_cursor_fail(&c, "", "a size is due");
		else
			vb_fold_seen(d->fold, vb_fold_party(d->fold, name), n);
	}
	code = vb_cursor_done(&c);
	free(bytes);
	return code;
}

enum vb_code vb_desk_note_seen(struct vb_desk *d, const struct vb_checkpoint *c,
			       struct vb_err *err)
{
	uint8_t buf[VB_PARTIES_MAX * (VB_NAME_MAX + 24)];
	struct vb_writer w;
	bool more = false;

	vb_writer_init(&w, buf, sizeof(buf));
	for (uint32_t i = 0; i < d->fold->nparties; i++) {
		const struct vb_party *p = &d->fold->party[i];
		const struct vb_key *k = vb_fold_key(d->fold, p->name, VB_P_COSIGN,
						     d->fold->nfacts);
		int64_t when;

		if (p->seen < c->size && k &&
		    vb_cosign_verify(c, &k->vkey, &when, NULL) == VB_OK) {
			vb_fold_seen(d->fold, (uint8_t)i, c->size);
			more = true;
		}
		vb_put_str(&w, p->name);
		vb_put_byte(&w, ' ');
		vb_put_dec(&w, p->seen);
		vb_put_byte(&w, '\n');
	}
	if (!more || w.over)
		return VB_OK;
	return vb_box_put(d->cab, VB_BOX_META, "seen", vb_written(&w), err);
}

enum vb_code vb_desk_set_checkpoint(struct vb_desk *d, struct vb_view note, struct vb_err *err)
{
	uint8_t *copy = malloc(note.len + 1);

	if (!copy)
		return vb_no_room(err);
	memcpy(copy, note.ptr, note.len);
	copy[note.len] = 0;
	free(d->checkpoint);
	d->checkpoint = copy;
	d->checkpoint_len = note.len;
	return VB_OK;
}

static enum vb_code checkpoint_row(void *ctx, uint64_t index, const struct vb_hash *id,
				   struct vb_view note)
{
	(void)index;
	(void)id;
	return vb_desk_set_checkpoint(ctx, note, NULL);
}

/* What was loaded must have the root of a checkpoint that the log key signed: a
 * changed entry shows here, without a look at any other signature. */
static enum vb_code check_root(struct vb_desk *d, struct vb_err *err)
{
	uint64_t size = vb_tree_size(d->tree);
	struct vb_dated newest;
	struct vb_hash root;
	enum vb_code code;

	code = vb_cabinet_checkpoints(d->cab, size, size + 1, checkpoint_row, d, err);
	if (code)
		return code;
	if (!d->checkpoint)
		return vb_fail(err, VB_FALSE, "6.2", "desk.db",
			       "there is no checkpoint for the %llu entries in the cabinet",
			       (unsigned long long)size);
	code = vb_dated_read(d, vb_view(d->checkpoint, d->checkpoint_len), &newest, err);
	if (code)
		return code;
	vb_tree_root(d->tree, size, &root);
	if (!vb_hash_eq(&root, &newest.root) ||
	    !vb_hash_eq(&d->fold->table, &d->card.table))
		return vb_fail(err, VB_FALSE, "6.1", "desk.db",
			       "the %llu entries in the cabinet are not those that the "
			       "checkpoint covers: they were changed on this machine",
			       (unsigned long long)size);
	return VB_OK;
}

/* Whatever the cabinet's own bytes get wrong is damage, told once and for all. */
static enum vb_code note_damage(struct vb_desk *d, enum vb_code code, const struct vb_err *why)
{
	if (code == VB_MEMORY || code == VB_BUSY || code == VB_IO || code == VB_FULL)
		return code;
	snprintf(d->damage, sizeof(d->damage),
		 "the cabinet contradicts itself: %.300s; nothing was signed: see `verbale "
		 "doctor`, and restore the folder from a copy", why->sentence);
	return VB_OK;
}

static enum vb_code load_keys_of_log(struct vb_desk *d, struct vb_err *err)
{
	struct vb_act *draft = malloc(sizeof(*draft));
	uint8_t *text = NULL;
	size_t len = 0;
	enum vb_code code;

	if (!draft)
		return vb_no_room(err);
	code = vb_box_get(d->cab, VB_BOX_META, "draft", &text, &len, err);
	if (!code)
		code = vb_draft_parse(vb_view(text, len), draft, err);
	if (!code)
		code = vb_draft_keys(draft, &d->log_key, &d->clock_key, err);
	free(text);
	free(draft);
	return code;
}

static enum vb_code load_fault(struct vb_desk *d, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "fault", &bytes, &len, err);

	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code)
		vb_view_copy(d->fault, sizeof(d->fault), vb_view(bytes, len));
	free(bytes);
	return code;
}

static enum vb_code load_record(struct vb_desk *d, struct vb_err *err)
{
	struct loading l = {d, err};
	enum vb_code code;

	d->fold = vb_fold_new();
	d->tree = vb_tree_new();
	if (!d->fold || !d->tree)
		return vb_no_room(err);
	code = load_keys_of_log(d, err);
	if (!code && d->card.open)
		code = load_marks(d, err);
	if (!code && d->card.open)
		code = vb_cabinet_entries(d->cab, 0, VB_DEC_MAX, reload_row, &l, err);
	if (!code && d->card.open && d->fold->nfacts > 0)
		code = check_root(d, err);
	if (!code && d->card.open)
		code = load_seen(d, err);
	return code ? code : load_fault(d, err);
}

/* What a load replaces. */
struct replaced {
	struct vb_fold *fold;
	struct vb_tree *tree;
	uint8_t *checkpoint;
	size_t checkpoint_len;
};

/* Puts @r in the desk's place, and into @r what stood there. */
static void swap_record(struct vb_desk *d, struct replaced *r)
{
	const struct replaced was = {d->fold, d->tree, d->checkpoint, d->checkpoint_len};

	d->fold = r->fold;
	d->tree = r->tree;
	d->checkpoint = r->checkpoint;
	d->checkpoint_len = r->checkpoint_len;
	*r = was;
}

enum vb_code vb_desk_load(struct vb_desk *d, struct vb_err *err)
{
	struct replaced other = {0};
	struct vb_err why = {0};
	enum vb_code code;

	swap_record(d, &other);
	d->damage[0] = 0;
	code = load_record(d, &why);
	if (code)
		code = note_damage(d, code, &why);
	/* What cannot be read again goes on being shown as it was. */
	if (code) {
		swap_record(d, &other);
		if (err)
			*err = why;
	}
	vb_fold_free(other.fold);
	vb_tree_free(other.tree);
	free(other.checkpoint);
	return code;
}

/* ---- what may be asked of a desk now ---- */

enum vb_code vb_desk_usable(const struct vb_desk *d, bool write, struct vb_err *err)
{
	if (d->dead)
		return vb_desk_died(err);
	if (d->damage[0])
		return vb_fail(err, VB_FALSE, "", "desk.db", "%s", d->damage);
	if (write && d->lock < 0)
		return vb_fail(err, VB_USAGE, "", "desk",
			       "the desk was opened for reading only; nothing was signed");
	return VB_OK;
}

enum vb_code vb_desk_at_table(const struct vb_desk *d, bool write, struct vb_err *err)
{
	enum vb_code code = vb_desk_usable(d, write, err);

	if (!code && (!d->card.open || d->fold->nfacts == 0))
		code = vb_fail(err, VB_REFUSED, "9.5", "desk",
			       "the table is not open yet: a seat is still to be taken; "
			       "nothing was signed");
	return code;
}

enum vb_code vb_desk_died(struct vb_err *err)
{
	return vb_fail(err, VB_IO, "", "desk", "the desk was stopped here");
}

bool vb_desk_crash(struct vb_desk *d, const char *step)
{
	if (d->world.crash && d->world.crash(d->world.ctx, step))
		d->dead = true;
	return d->dead;
}

enum vb_code vb_desk_ask(struct vb_desk *d, const char *sentence, struct vb_err *err)
{
	if (d->world.confirm(d->world.ctx, sentence))
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "", "desk", "you said no; nothing was signed");
}

/* ---- looking ---- */

const char *vb_desk_party(const struct vb_desk *d)
{
	return d->card.party;
}

const char *vb_desk_office(const struct vb_desk *d)
{
	return d->card.office[0] ? d->card.office : NULL;
}

const char *vb_desk_address(const struct vb_desk *d)
{
	return d->card.address;
}

bool vb_desk_is_open(const struct vb_desk *d)
{
	return d->card.open;
}

void vb_desk_draft_id(const struct vb_desk *d, struct vb_hash *out)
{
	*out = d->card.draft;
}

const struct vb_fold *vb_desk_fold(const struct vb_desk *d)
{
	return d->fold;
}

const struct vb_tree *vb_desk_tree(const struct vb_desk *d)
{
	return d->tree;
}

uint8_t vb_desk_me(const struct vb_desk *d, const struct vb_fold *f)
{
	return vb_fold_party(f, vb_view_str(d->card.party));
}

enum vb_code vb_desk_entry(struct vb_desk *d, uint64_t index, uint8_t **out, size_t *len,
			   struct vb_err *err)
{
	struct vb_pile rows = {0};
	enum vb_code code =
		vb_cabinet_entries(d->cab, index, index + 1, vb_pile_row, &rows, err);

	if (!code && rows.n != 1)
		code = vb_fail(err, VB_NOT_FOUND, "6.1", "desk.db",
			       "the log as this desk has it holds no entry %llu",
			       (unsigned long long)index);
	if (!code) {
		*out = rows.row[0].ptr;
		*len = rows.row[0].len;
		rows.row[0].ptr = NULL;
	}
	vb_pile_free(&rows);
	return code;
}

enum vb_code vb_desk_cited(struct vb_desk *d, const char *citation, uint32_t *index,
			   struct vb_err *err)
{
	return vb_ahead_cited(d->fold, citation, index, err);
}
