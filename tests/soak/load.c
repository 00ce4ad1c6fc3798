/*
 * The load: members who act, hand over, answer and ask; some who try what must be refused; and
 * watchers who look at every checkpoint.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define TABLES 2		/* that are founded first, and have members at work all the time */
#define KEPT 16			/* lodgings of a member that it may send once more */
#define INBOX 8
#define REGISTER_SECONDS 120	/* what it may take to be cosigned when all is well */
#define FOUND_SECONDS 4		/* between two tables that are founded under way */

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n\n"
			   "## Article 2. Tolls\n\nNone are levied.\n";

struct lodging {
	uint8_t *note;
	size_t len;
	uint8_t identity[128];
	size_t identity_len;
	uint64_t index;
	struct vb_hash id;
};

struct member {
	pthread_t thread;
	struct place *place;
	unsigned who;
	struct cl_table t;		/* as it sees it: chains that move on are its own */
	struct sk_client client;
	struct lodging kept[KEPT];
	unsigned nkept;
	/* Where its chain stood before the last act. */
	uint64_t number_before;
	struct vb_hash prev_before;
	uint64_t state;
};

struct place {
	struct cl_table t;
	struct member m[CL_MEMBERS];
	pthread_mutex_t lock;		/* of the inboxes */
	struct cl_paper *inbox[CL_MEMBERS][INBOX];
	unsigned waiting[CL_MEMBERS];
};

static struct soak *soak;
static struct place place[TABLES];
static pthread_t clock_thread, watch_thread, found_thread, hostile_thread;
/* Every table that was ever founded. */
static pthread_mutex_t tables_lock = PTHREAD_MUTEX_INITIALIZER;
static struct cl_table tables[SK_TABLES];
static unsigned ntables;

/* ---- founding ---- */

/* What the checker is told of a table from outside of its log. */
static void announce(const struct cl_table *t)
{
	uint8_t buf[4096];
	struct vb_writer w;
	struct vb_vkey k;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "verbale-trust/1\ntable ");
	vb_put_hash(&w, &t->id);
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; i < t->n; i++) {
		k = vb_signer_secret(t->m[i].act, t->m[i].name, VB_KEY_ED25519).vkey;
		vb_put_str(&w, "party ");
		vb_vkey_put(&w, &k);
		vb_put_byte(&w, '\n');
	}
	vb_vkey_make(&k, vb_view_str(t->origin), VB_KEY_ED25519, t->card.log);
	vb_put_str(&w, "log ");
	vb_vkey_put(&w, &k);
	vb_put_byte(&w, '\n');
	sk_note("table", &t->id, t->n, vb_written(&w));
	vb_writer_init(&w, buf, sizeof(buf));
	vb_vkey_put(&w, &t->card.clock);
	sk_note("clock", &t->id, 0, vb_written(&w));
}

/* False: it did not come to be, which sk_odd() has written down. */
static bool found(struct cl_table *t, struct sk_client *c, const char *name, unsigned n)
{
	struct vb_err err = {0};
	bool open = false;

	cl_draft(t, sk_client_post(c), name, n, (unsigned)sk_random(&c->state));
	sk_client_be(c, t, 0);
	if (cl_draft_put(t, &err) != VB_OK)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (cl_seat_put(t, i, &open, &err) != VB_OK)
			return false;
	}
	if (!open) {
		sk_odd(NULL, "a table whose members are all seated is not open");
		return false;
	}
	announce(t);
	pthread_mutex_lock(&tables_lock);
	tables[ntables++] = *t;
	atomic_store(&soak->tables, ntables);
	pthread_mutex_unlock(&tables_lock);
	return true;
}

/* ---- what a member does ---- */

static void keep(struct member *m, const uint8_t *note, size_t len, const uint8_t *identity,
		 size_t identity_len, uint64_t index)
{
	struct lodging *l = &m->kept[m->nkept++ % KEPT];

	free(l->note);
	l->note = need(malloc(len));
	memcpy(l->note, note, len);
	l->len = len;
	if (identity_len > 0)
		memcpy(l->identity, identity, identity_len);
	l->identity_len = identity_len;
	l->index = index;
	l->id = m->t.m[m->who].prev;
}

static bool lodge(struct member *m, const uint8_t *note, size_t len, const uint8_t *identity,
		  size_t identity_len, uint64_t *index)
{
	struct cl_member *self = &m->t.m[m->who];
	uint64_t number = self->number;
	struct vb_hash prev = self->prev;

	if (cl_lodge(&m->t, m->who, vb_view(note, len), vb_view(identity, identity_len), index,
		     NULL) != VB_OK)
		return false;
	m->number_before = number;
	m->prev_before = prev;
	keep(m, note, len, identity, identity_len, *index);
	atomic_fetch_add(&soak->acts, 1);
	return true;
}

static size_t compose_promise(struct member *m, void (*tweak)(struct vb_compose *c, void *ctx),
			      uint8_t *note)
{
	char words[80];
	struct cl_fields f = {{"what", "other", "due", "2060-01-01T00:00:00Z", "text", words,
			       NULL}};

	snprintf(words, sizeof(words), "We shall, by %016llx.",
		 (unsigned long long)sk_random(&m->state));
	return cl_act(&m->t, m->who, "promise", &f, tweak, m, note);
}

static void promise(struct member *m)
{
	uint8_t *note = need(malloc(VB_NOTE_MAX));
	size_t len = compose_promise(m, NULL, note);
	uint64_t index;

	if (len > 0)
		lodge(m, note, len, NULL, 0, &index);
	free(note);
}

/* The same bytes, perhaps at another node: the same index. */
static void again(struct member *m)
{
	const struct lodging *l;
	uint64_t index = 0;

	if (m->nkept == 0)
		return;
	l = &m->kept[sk_below(&m->state, m->nkept < KEPT ? m->nkept : KEPT)];
	if (cl_lodge(&m->t, m->who, vb_view(l->note, l->len),
		     vb_view(l->identity, l->identity_len), &index, NULL) == VB_OK &&
	    index != l->index)
		sk_odd(&m->t.id, "an act of index %llu sent once more is at %llu",
		       (unsigned long long)l->index, (unsigned long long)index);
}

static void at_last_place(struct vb_compose *c, void *ctx)
{
	const struct member *m = ctx;

	c->number = m->number_before + 1;
	c->prev = m->prev_before;
}

/* Another text at the place of the chain's last act: somebody else was first. */
static void rival(struct member *m)
{
	uint8_t *note = need(malloc(VB_NOTE_MAX));
	size_t len = m->nkept > 0 ? compose_promise(m, at_last_place, note) : 0;
	enum vb_code code;

	if (len > 0) {
		m->client.rival = true;
		code = cl_lodge(&m->t, m->who, vb_view(note, len), vb_view("", 0), NULL, NULL);
		m->client.rival = false;
		if (code == VB_OK)
			sk_odd(&m->t.id, "4.4 a second text at one place was taken");
		atomic_fetch_add(&soak->rivals, 1);
	}
	free(note);
}

/* What was answered is there, at every node. */
static void look_up(struct member *m)
{
	struct vb_request req = {.op = VB_OP_FIND, .table = m->t.id};
	struct vb_reply r = {0};
	const struct lodging *l;

	if (m->nkept == 0)
		return;
	l = &m->kept[sk_below(&m->state, m->nkept < KEPT ? m->nkept : KEPT)];
	req.hash = l->id;
	if (vb_post_ask(&m->t.post, &req, &r, NULL) == VB_OK && r.number != l->index)
		sk_odd(&m->t.id, "an act of index %llu is found at %llu",
		       (unsigned long long)l->index, (unsigned long long)r.number);
	vb_reply_free(&r);
}

static void look_at_chain(struct member *m)
{
	const struct cl_member *self = &m->t.m[m->who];
	struct vb_request req = {.op = VB_OP_HEAD, .table = m->t.id,
				 .name = vb_view_str(self->name)};
	struct vb_reply r = {0};
	char want[128], hex[65];

	if (self->number == 0 || vb_post_ask(&m->t.post, &req, &r, NULL) != VB_OK)
		return;
	vb_hex(hex, self->prev.b, 32);
	snprintf(want, sizeof(want), "%llu %llu %s", (unsigned long long)self->number,
		 (unsigned long long)self->epoch, hex);
	if (r.len != strlen(want) || memcmp(r.body, want, r.len) != 0)
		sk_odd(&m->t.id, "the chain's head is \"%.*s\", not \"%s\"", (int)r.len,
		       (const char *)r.body, want);
	vb_reply_free(&r);
}

/* Whoever comes later may find that a checkpoint was cosigned already. */
static void cosign(struct member *m)
{
	struct vb_err err = {0};

	cl_cosign(&m->t, m->who, atomic_load(&cl_now), &err);
}

static void hand_over(struct member *m)
{
	unsigned to = (m->who + 1 + sk_below(&m->state, m->t.n - 1)) % m->t.n;
	struct cl_paper *p = cl_paper(&m->t, m->who, to, text);
	struct place *at = m->place;
	uint64_t index = 0;

	if (cl_copy_put(&m->t, p, NULL) != VB_OK ||
	    !lodge(m, p->note, p->len, p->identity, p->identity_len, &index)) {
		cl_paper_free(p);
		return;
	}
	atomic_fetch_add(&soak->papers, 1);
	pthread_mutex_lock(&at->lock);
	if (at->waiting[to] < INBOX) {
		at->inbox[to][at->waiting[to]++] = p;
		p = NULL;
	}
	pthread_mutex_unlock(&at->lock);
	cl_paper_free(p);
}

static void receive(struct member *m)
{
	struct place *at = m->place;
	struct cl_paper *p = NULL;
	uint8_t *note;
	char hex[65], *opened;
	struct cl_fields f = {{"of", hex, "copy", NULL, NULL}};
	uint64_t index = 0;
	size_t len;

	pthread_mutex_lock(&at->lock);
	if (at->waiting[m->who] > 0)
		p = at->inbox[m->who][--at->waiting[m->who]];
	pthread_mutex_unlock(&at->lock);
	if (!p)
		return;
	vb_hex(hex, p->id.b, 32);
	f.pair[3] = p->receipt;
	note = need(malloc(VB_NOTE_MAX));
	len = cl_act(&m->t, m->who, "receipt", &f, NULL, NULL, note);
	if (len > 0 && lodge(m, note, len, NULL, 0, &index)) {
		opened = cl_open_copy(&m->t, m->who, p, index + 1);
		if (!opened || strcmp(opened, text) != 0)
			sk_odd(&m->t.id, "5.3.6 what was received at %llu does not open",
			       (unsigned long long)index);
		free(opened);
	}
	free(note);
	cl_paper_free(p);
}

static void *act(void *ctx)
{
	struct member *m = ctx;

	while (!atomic_load(&soak->stop)) {
		unsigned what = sk_below(&m->state, 100);

		receive(m);
		if (what < 50)
			promise(m);
		else if (what < 60)
			hand_over(m);
		else if (what < 72)
			again(m);
		else if (what < 80)
			rival(m);
		else if (what < 88)
			look_up(m);
		else if (what < 93)
			look_at_chain(m);
		else
			cosign(m);
		sk_sleep(0.001 * sk_below(&m->state, 20));
	}
	return NULL;
}

/* ---- who watches, founds, and tells the time ---- */

static void *tell_clock(void *ctx)
{
	(void)ctx;
	while (!atomic_load(&soak->stop) || !atomic_load(&soak->calm)) {
		atomic_store(&cl_now, (int64_t)time(NULL));
		sk_sleep(0.1);
	}
	return NULL;
}

static struct cl_table *table_at(unsigned i)
{
	struct cl_table *t = NULL;

	pthread_mutex_lock(&tables_lock);
	if (i < ntables)
		t = &tables[i];
	pthread_mutex_unlock(&tables_lock);
	return t;
}

/* Of the register: its newest checkpoint, and that it goes on from one before. */
static void watch_register(struct vb_post *post, uint64_t *known)
{
	struct vb_request newest = {.op = VB_OP_REGISTER};
	struct vb_request growth = {.op = VB_OP_REGISTER_GROWTH, .from = *known};
	struct vb_reply r = {0}, more = {0};

	if (vb_post_ask(post, &newest, &r, NULL) == VB_OK && *known > 0 &&
	    vb_post_ask(post, &growth, &more, NULL) == VB_OK)
		*known = 0;
	if (r.number > 0 && *known == 0)
		*known = r.number;
	vb_reply_free(&r);
	vb_reply_free(&more);
}

/* The newest checkpoint of each table, and all that it can get, of one node or another. */
static void *watch(void *ctx)
{
	struct sk_client c;
	struct vb_post post = sk_client_post(&c);
	struct cl_table *t;
	uint64_t from = 1, known = 0;

	(void)ctx;
	sk_client_open(&c, soak, 1000);
	for (unsigned i = 0; !atomic_load(&soak->stop); i = t ? i + 1 : 0) {
		struct vb_request newest = {.op = VB_OP_CHECKPOINT};
		struct vb_request some = {.op = VB_OP_CHECKPOINTS, .from = from, .to = from + 100};
		struct vb_reply r = {0}, more = {0};

		t = table_at(i);
		if (!t) {
			/* Before the first there is none. */
			c.loose = true;
			watch_register(&post, &known);
			c.loose = false;
			continue;
		}
		newest.table = some.table = t->id;
		sk_client_be(&c, t, 0);
		if (vb_post_ask(&post, &newest, &r, NULL) == VB_OK &&
		    vb_post_ask(&post, &some, &more, NULL) == VB_OK)
			from = more.len > 0 ? from + 97 : 1;
		vb_reply_free(&r);
		vb_reply_free(&more);
		sk_sleep(0.05);
	}
	sk_client_close(&c);
	return NULL;
}

/* A table is founded, gets a few acts, and is left to itself. */
static void *found_more(void *ctx)
{
	struct sk_client c;

	(void)ctx;
	sk_client_open(&c, soak, 2000);
	while (!atomic_load(&soak->stop) && ntables < SK_TABLES) {
		struct cl_table t;

		if (found(&t, &c, "lake", 2)) {
			for (unsigned i = 0; i < 3; i++)
				cl_promise(&t, 0, NULL, NULL);
		}
		for (unsigned i = 0; i < 10 * FOUND_SECONDS && !atomic_load(&soak->stop); i++)
			sk_sleep(0.1);
	}
	sk_client_close(&c);
	return NULL;
}

/* ---- beginning and end ---- */

static void start_members(unsigned at)
{
	struct place *p = &place[at];

	pthread_mutex_init(&p->lock, NULL);
	for (unsigned i = 0; i < p->t.n; i++) {
		struct member *m = &p->m[i];

		m->place = p;
		m->who = i;
		m->t = p->t;
		m->state = soak->seed + 100 * at + i;
		sk_client_open(&m->client, soak, 10 + 10 * at + i);
		sk_client_be(&m->client, &m->t, i);
		m->client.member = true;
		atomic_fetch_add(&soak->members, 1);
		m->t.post = sk_client_post(&m->client);
		pthread_create(&m->thread, NULL, act, m);
	}
}

void sk_load_start(struct soak *s)
{
	struct sk_client c;
	struct cl_table own;

	soak = s;
	ntables = 0;
	memset(place, 0, sizeof(place));
	atomic_store(&cl_now, (int64_t)time(NULL));
	pthread_create(&clock_thread, NULL, tell_clock, NULL);
	sk_client_open(&c, s, 1);
	for (unsigned i = 0; i < TABLES; i++) {
		if (!found(&place[i].t, &c, "transit", 3))
			abort();
	}
	/* Where nobody acts: whatever is logged there was let in. */
	if (!found(&own, &c, "island", 2))
		abort();
	sk_client_close(&c);
	sk_hostile_table(s, &own, &place[0].t);
	for (unsigned i = 0; i < TABLES; i++)
		start_members(i);
	pthread_create(&watch_thread, NULL, watch, NULL);
	pthread_create(&found_thread, NULL, found_more, NULL);
	pthread_create(&hostile_thread, NULL, sk_hostile, s);
}

static void end_member(struct member *m)
{
	pthread_join(m->thread, NULL);
	sk_client_close(&m->client);
	for (unsigned i = 0; i < KEPT; i++)
		free(m->kept[i].note);
	for (unsigned i = 0; i < m->place->waiting[m->who]; i++)
		cl_paper_free(m->place->inbox[m->who][i]);
}

void sk_load_stop(struct soak *s)
{
	atomic_store(&s->stop, true);
	pthread_join(hostile_thread, NULL);
	pthread_join(found_thread, NULL);
	pthread_join(watch_thread, NULL);
	for (unsigned i = 0; i < TABLES; i++) {
		for (unsigned j = 0; j < place[i].t.n; j++)
			end_member(&place[i].m[j]);
	}
	for (unsigned i = 0; i < TABLES; i++)
		pthread_mutex_destroy(&place[i].lock);
	pthread_join(clock_thread, NULL);
}

/* ---- the logs, at the end ---- */

static void save(const char *dir, const char *name, struct vb_view v)
{
	char path[400];
	struct vb_err err = {0};

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (char *p = path + strlen(dir) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = 0;
		(void)mkdir(path, 0700);
	}
	if (vb_file_write(path, v, VB_FILE_REPLACE, &err) != VB_OK)
		sk_odd(NULL, "%s: %s", path, err.sentence);
}

/* @table: NULL: of the register. */
static void download_tile(struct sk_client *c, const struct vb_hash *table, const char *dir,
			  const struct vb_tile *tile)
{
	struct vb_request req = {.op = table ? VB_OP_TILE : VB_OP_REGISTER_TILE};
	struct vb_post post = sk_client_post(c);
	double end = sk_clock() + REGISTER_SECONDS;
	struct vb_reply r = {0};
	char path[80];

	if (table)
		req.table = *table;
	vb_tile_path(path, tile);
	req.name = vb_view_str(path);
	/* A node that has not seen yet how far the register is published soon has. */
	c->loose = !table;
	while (vb_post_ask(&post, &req, &r, NULL) != VB_OK && !table && sk_clock() < end)
		sk_sleep(0.2);
	c->loose = false;
	save(dir, path, vb_view(r.body, r.len));
	vb_reply_free(&r);
}

static void download_tiles(struct sk_client *c, const struct vb_hash *table, const char *dir,
			   uint64_t size)
{
	struct vb_tile tile = {.entries = true};

	for (; (tile.width = vb_tile_width(size, 0, tile.index)) > 0; tile.index++)
		download_tile(c, table, dir, &tile);
	for (unsigned level = 0; level < 8 && size >> 8 * level > 0; level++) {
		tile = (struct vb_tile){.level = level};
		for (; (tile.width = vb_tile_width(size, level, tile.index)) > 0; tile.index++)
			download_tile(c, table, dir, &tile);
	}
}

/* All dated checkpoints, as they are served. */
static void download_marks(struct sk_client *c, const struct cl_table *t, const char *dir,
			   uint64_t size)
{
	struct vb_request req = {.op = VB_OP_CHECKPOINTS, .table = t->id, .from = 1};
	struct vb_post post = sk_client_post(c);
	uint8_t *all = NULL;
	size_t len = 0;

	while (req.from <= size) {
		struct vb_reply r = {0};

		req.to = req.from + 500;
		if (vb_post_ask(&post, &req, &r, NULL) != VB_OK)
			break;
		all = need(realloc(all, len + r.len + 1));
		if (r.len > 0)
			memcpy(all + len, r.body, r.len);
		len += r.len;
		req.from = req.to;
		vb_reply_free(&r);
	}
	save(dir, "marks", vb_view(all, len));
	free(all);
}

static void download_registrations(struct sk_client *c, const struct cl_table *t,
				   const char *dir)
{
	struct vb_request req = {.op = VB_OP_REGISTRATIONS, .table = t->id, .from = 1};
	struct vb_post post = sk_client_post(c);
	uint8_t *all = NULL;
	size_t len = 0;
	bool more = true;

	while (more) {
		struct vb_reply r = {0};

		req.to = req.from + 64;
		more = vb_post_ask(&post, &req, &r, NULL) == VB_OK && r.len > 0;
		all = need(realloc(all, len + r.len + 1));
		if (r.len > 0)
			memcpy(all + len, r.body, r.len);
		len += r.len;
		req.from = r.number + 1;
		vb_reply_free(&r);
	}
	save(dir, "registrations", vb_view(all, len));
	free(all);
}

static uint64_t published(struct sk_client *c)
{
	struct vb_request req = {.op = VB_OP_REGISTER};
	struct vb_post post = sk_client_post(c);
	struct vb_reply r = {0};
	uint64_t size = 0;

	atomic_store(&cl_now, (int64_t)time(NULL));
	c->loose = true;
	if (vb_post_ask(&post, &req, &r, NULL) == VB_OK)
		size = r.number;
	c->loose = false;
	vb_reply_free(&r);
	return size;
}

/* When nothing is wrong any more it is cosigned again, with all that was logged before. */
static void download_register(struct soak *s, struct sk_client *c)
{
	struct vb_request req = {.op = VB_OP_REGISTER};
	struct vb_post post = sk_client_post(c);
	struct vb_reply r = {0};
	char dir[SK_PATH + 16];
	double end = sk_clock() + REGISTER_SECONDS;
	uint64_t size;

	/* What comes behind is of no account: it may be larger than what is downloaded. */
	sk_cosigners_tell(s);
	size = published(c);
	for (unsigned grown = 0; grown < 3 && sk_clock() < end; sk_sleep(0.2)) {
		uint64_t now = published(c);

		grown += now > size;
		size = now > size ? now : size;
	}
	if (sk_clock() >= end)
		sk_odd(NULL, "though all is well the register is not published");
	snprintf(dir, sizeof(dir), "%s/register", s->dir);
	(void)mkdir(dir, 0700);
	/* One node may know of less than another, for a while: of the newest that was shown. */
	while (r.number < size && sk_clock() < end + REGISTER_SECONDS) {
		vb_reply_free(&r);
		if (vb_post_ask(&post, &req, &r, NULL) != VB_OK)
			break;
	}
	save(dir, "checkpoint", vb_view(r.body, r.len));
	download_tiles(c, NULL, dir, r.number);
	vb_reply_free(&r);
}

void sk_download(struct soak *s)
{
	struct sk_client c;

	sk_client_open(&c, s, 3000);
	download_register(s, &c);
	for (unsigned i = 0; i < ntables; i++) {
		struct cl_table *t = &tables[i];
		struct vb_post post = sk_client_post(&c);
		struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = t->id};
		char dir[SK_PATH + 80], hex[65];
		struct vb_reply r = {0};
		struct vb_checkpoint cp;

		atomic_store(&cl_now, (int64_t)time(NULL));
		sk_client_be(&c, t, 0);
		vb_hex(hex, t->id.b, 32);
		snprintf(dir, sizeof(dir), "%s/logs", s->dir);
		(void)mkdir(dir, 0700);
		snprintf(dir, sizeof(dir), "%s/logs/%s", s->dir, hex);
		(void)mkdir(dir, 0700);
		if (vb_post_ask(&post, &req, &r, NULL) == VB_OK &&
		    vb_checkpoint_parse(vb_view(r.body, r.len), &cp, NULL) == VB_OK) {
			save(dir, "checkpoint", vb_view(r.body, r.len));
			download_tiles(&c, &t->id, dir, cp.size);
			download_registrations(&c, t, dir);
			download_marks(&c, t, dir, cp.size);
		}
		vb_reply_free(&r);
		cl_free(t);
	}
	sk_client_close(&c);
}
