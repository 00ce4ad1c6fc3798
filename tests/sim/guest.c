/*
 * The guest: a member that the others admit, with a program of its own.  It writes what no
 * desk would: acts that are void, papers that are not what their act says.  The record must
 * stand that, and so must the desks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

#define NAME "gast"
#define PAIRS 40

/* ---- its keys ---- */

static struct vb_secret *secret(struct sim *s)
{
	return need(vb_secret_new(s->desk[0].world.rng));
}

static void make_keys(struct sim_guest *g, struct sim *s)
{
	g->act = secret(s);
	g->cosign = secret(s);
	g->recovery = secret(s);
	g->seal = secret(s);
}

void sim_guest_free(struct sim_guest *g)
{
	vb_secret_free(g->act);
	vb_secret_free(g->cosign);
	vb_secret_free(g->recovery);
	vb_secret_free(g->seal);
	vb_secret_free(g->next);
	for (unsigned i = 0; i < g->ntwofold; i++)
		free(g->twofold[i].note);
}

/* "NAME PURPOSE VALUE" (format.md 3.2). */
static const char *key_text(char out[static 400], const struct vb_secret *s,
			    const char *purpose, const char *key_name, uint8_t type)
{
	struct vb_recipient r;
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	vb_writer_init(&w, out, 399);
	vb_putf(&w, NAME " %s ", purpose);
	if (type) {
		vb_ed25519_public(s, pub);
		vb_vkey_make(&key, vb_view_str(key_name), type, pub);
		vb_vkey_put(&w, &key);
	} else {
		vb_recipient_of(s, &r);
		vb_recipient_put(&w, &r);
	}
	out[w.len] = 0;
	return out;
}

void doing_admit(struct doing *g)
{
	static const char *const roles[] = {NAME " observer", NAME " observer", NAME " chair",
					    NAME " principal", NAME " principal"};
	struct sim_guest *guest = &g->s->guest;
	char act[400], cosign[400], recovery[400], seal[400];

	if (g->k->office[0] || vb_fold_party(g->f, vb_view_str(NAME)) != VB_NO_PARTY)
		return;
	if (!guest->act)
		make_keys(guest, g->s);
	key_text(act, guest->act, "act", NAME, VB_KEY_ED25519);
	key_text(cosign, guest->cosign, "cosign", NAME, VB_KEY_COSIGN);
	key_text(recovery, guest->recovery, "recovery", NAME "/recovery", VB_KEY_ED25519);
	key_text(seal, guest->seal, "seal", NAME, 0);
	doing_joint(g, "admit", (const char *const[]){
		"party", roles[sim_below(g->s, 5)], "key", act, "key", cosign, "key", recovery,
		"key", seal, NULL});
}

/* ---- its view: the log from the beginning, each time ---- */

struct guest {
	struct sim *s;
	struct sim_guest *me;
	struct sim_desk *k;		/* what it asks with */
	struct vb_post post;
	struct vb_fold *fold;
	uint8_t *checkpoint;
	size_t checkpoint_len;
	uint8_t **note;
	size_t *len;
	size_t n;
	uint8_t party;
	char citation[96];		/* of what it wrote last */
};

static bool ask(struct guest *g, struct vb_request *req, struct vb_reply *reply,
		struct vb_err *err)
{
	req->table = g->s->table;
	return vb_post_ask(&g->post, req, reply, err) == VB_OK;
}

static void keep_entry(struct guest *g, struct vb_view note)
{
	const struct vb_span open_span = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_act *a = need(malloc(sizeof(*a)));
	struct vb_err err = {0};

	g->note = need(reallocarray(g->note, g->n + 1, sizeof(*g->note)));
	g->len = need(reallocarray(g->len, g->n + 1, sizeof(*g->len)));
	g->note[g->n] = need(malloc(note.len));
	memcpy(g->note[g->n], note.ptr, note.len);
	g->len[g->n] = note.len;
	if (vb_act_parse(vb_view(g->note[g->n], note.len), a, &err) != VB_OK ||
	    vb_fold_add(g->fold, a, open_span, NULL, &err) != VB_OK)
		sim_fail(g->s, "the guest cannot fold entry %zu: %s", g->n, err.sentence);
	g->n++;
	free(a);
}

static bool look(struct guest *g)
{
	struct vb_request newest = {.op = VB_OP_CHECKPOINT};
	struct vb_reply r = {0};
	struct vb_err err = {0};
	uint64_t size;

	if (!ask(g, &newest, &r, &err))
		return false;
	size = r.number;
	g->checkpoint = r.body;
	g->checkpoint_len = r.len;
	while (g->n < size && !g->s->failed) {
		struct vb_request req = {.op = VB_OP_ENTRIES, .from = g->n, .to = size};
		struct vb_cursor c;
		struct vb_view note;

		r = (struct vb_reply){0};
		if (!ask(g, &req, &r, &err))
			return false;
		vb_cursor_init(&c, vb_view(r.body, r.len), NULL);
		while (c.pos < r.len && vb_bundle_next(&c, &note))
			keep_entry(g, note);
		vb_reply_free(&r);
	}
	g->party = vb_fold_party(g->fold, vb_view_str(NAME));
	return !g->s->failed && g->party != VB_NO_PARTY;
}

static void forget(struct guest *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->note[i]);
	free(g->note);
	free(g->len);
	free(g->checkpoint);
	vb_fold_free(g->fold);
}

/* ---- writing an act ---- */

/* What is odd about an act. */
struct odd {
	bool recovery;		/* in that chain */
	bool resume;
	bool twice;		/* at a position that is taken */
	bool stranger;		/* with a key that nobody knows */
	int64_t date;		/* seconds from now */
	int64_t lodge;		/* days from then; 0: two */
};

static void set_fields(struct vb_compose *c, const char *const *pair, struct vb_view *pool)
{
	unsigned used = 0;

	for (unsigned i = 0; i < c->kind->nfields; i++) {
		c->field[i].v = pool + used;
		for (unsigned p = 0; pair[p]; p += 2) {
			if (strcmp(pair[p], c->kind->fields[i].name) == 0) {
				pool[used++] = vb_view_str(pair[p + 1]);
				c->field[i].n++;
			}
		}
	}
}

static void set_place(struct guest *g, struct vb_compose *c, const struct odd *odd)
{
	const char *chain = odd->recovery ? NAME "/recovery" : NAME;
	struct vb_checkpoint *p = need(malloc(sizeof(*p)));
	const struct vb_key *log =
		vb_fold_key(g->fold, g->fold->depositary, VB_P_LOG, g->fold->nfacts);

	c->table = g->fold->table;
	c->author = NAME;
	c->office = odd->recovery ? "recovery" : NULL;
	c->prev = g->fold->charter;
	c->number = 1;
	for (uint32_t i = 0; i < g->fold->nchains; i++) {
		const struct vb_chain *at = &g->fold->chain[i];

		if (strcmp(at->name, chain) != 0)
			continue;
		c->number = at->number + (odd->twice ? 0 : 1);
		c->epoch = at->epoch + (at->rekeyed ? 1 : 0) + (odd->resume ? 1 : 0);
		c->prev = at->head;
	}
	if (!log || vb_checkpoint_parse(vb_view(g->checkpoint, g->checkpoint_len), p, NULL) ||
	    vb_checkpoint_hash(p, &log->vkey, &c->seen_checkpoint, NULL) != VB_OK)
		abort();
	c->has_seen = true;
	c->seen_size = p->size;
	c->seen_root = p->root;
	c->date = g->s->now + odd->date;
	c->lodge_by = c->date + (odd->lodge ? odd->lodge : 2) * VB_DAY;
	free(p);
}

/* The signed note; its length, 0 if it cannot be composed. */
static size_t write_act(struct guest *g, const char *kind, const char *const *pair,
			const struct odd *odd, uint8_t *out)
{
	struct vb_compose *c = need(calloc(1, sizeof(*c)));
	struct vb_secret *stranger = odd->stranger ? secret(g->s) : NULL;
	struct vb_signer by = vb_signer_secret(stranger ? stranger : g->me->act, NAME,
					       VB_KEY_ED25519);
	struct vb_view pool[PAIRS], text;
	struct vb_err err = {0};
	struct vb_writer w;

	c->kind = vb_kind_find(vb_view_str(kind));
	set_place(g, c, odd);
	set_fields(c, pair, pool);
	vb_writer_init(&w, out, VB_NOTE_MAX);
	if (vb_compose_text(c, &w, &err) == VB_OK) {
		text = vb_written(&w);
		vb_put_byte(&w, '\n');
		if (odd->recovery) {
			struct vb_signer r = vb_signer_secret(
				g->me->recovery, NAME "/recovery", VB_KEY_ED25519);
			struct vb_signer next = vb_signer_secret(g->me->next, NAME,
								 VB_KEY_ED25519);

			if (vb_sigline_put(&w, text, &r, NULL) != VB_OK ||
			    vb_sigline_put(&w, text, &next, NULL) != VB_OK)
				abort();
		} else if (vb_sigline_put(&w, text, &by, NULL) != VB_OK) {
			abort();
		}
		snprintf(g->citation, sizeof(g->citation), "GAST-%llu",
			 (unsigned long long)c->number);
		if (c->epoch)
			snprintf(g->citation + strlen(g->citation), 24, ".%llu",
				 (unsigned long long)c->epoch);
	} else {
		sim_say(g->s, "  the guest cannot write a %s: %s", kind, err.sentence);
		w.len = 0;
	}
	vb_secret_free(stranger);
	free(c);
	return w.len;
}

/* Lodges @note with @identities (format.md 9.3). */
static bool lodge(struct guest *g, const char *kind, struct vb_view note,
		  struct vb_view identities)
{
	struct vb_request req = {.op = VB_OP_LODGE};
	uint8_t *body = need(malloc(4 + note.len + identities.len));
	struct vb_reply r = {0};
	struct vb_err err = {0};
	struct vb_writer w;
	uint8_t len[4];
	bool good;

	vb_writer_init(&w, body, 4 + note.len + identities.len);
	vb_put_be32(len, (uint32_t)note.len);
	vb_put(&w, len, 4);
	vb_put_view(&w, note);
	vb_put_view(&w, identities);
	req.body = vb_written(&w);
	good = ask(g, &req, &r, &err);
	sim_say(g->s, "  the guest lodges a %s: %s %s", kind, good ? g->citation : err.clause,
		good ? "" : err.sentence);
	if (good && r.number < g->n && !g->k->silent)
		sim_fail(g->s, "the guest's %s was logged as %llu, the log had %zu", kind,
			 (unsigned long long)r.number, g->n);
	vb_reply_free(&r);
	free(body);
	return good;
}

static bool say(struct guest *g, const char *kind, const char *const *pair,
		const struct odd *odd)
{
	const struct odd plain = {.date = 0};
	uint8_t *note = need(malloc(VB_NOTE_MAX));
	size_t len = write_act(g, kind, pair, odd ? odd : &plain, note);
	bool good = len > 0 && lodge(g, kind, vb_view(note, len), vb_view(NULL, 0));

	free(note);
	return good;
}

/* ---- acts that several sign ---- */

/* Adds its line where the act wants one and has none; *missing: lines of others. */
static bool add_line(struct guest *g, const struct vb_act *a, struct vb_writer *w,
		     unsigned *missing)
{
	const struct vb_key *mine = vb_fold_key(g->fold, NAME, VB_P_ACT, g->fold->nfacts);
	struct vb_signer by = vb_signer_secret(g->me->act, NAME, VB_KEY_ED25519);
	struct vb_required need;
	bool wanted = false;

	if (!mine || !vb_vkey_eq(&mine->vkey, &by.vkey) ||
	    vb_fold_chain(g->fold, a, NULL) != VB_OK ||
	    vb_fold_required(g->fold, a, &need, NULL) != VB_OK)
		return false;
	for (unsigned i = 0; i < need.n; i++)
		wanted = wanted || vb_vkey_eq(&need.key[i], &by.vkey);
	return wanted && vb_lines_join(w, &a->note, &need, &by, 1, missing, NULL) == VB_OK;
}

static void countersign(struct guest *g, const char *path)
{
	struct vb_act *a = need(malloc(sizeof(*a)));
	uint8_t *file = NULL, *out = need(malloc(VB_NOTE_MAX));
	unsigned missing = 0;
	struct vb_writer w;
	size_t len = 0;

	vb_writer_init(&w, out, VB_NOTE_MAX);
	if (vb_file_read(path, VB_NOTE_MAX, &file, &len, NULL) == VB_OK &&
	    vb_act_parse(vb_view(file, len), a, NULL) == VB_OK &&
	    add_line(g, a, &w, &missing)) {
		if (vb_file_write(path, vb_written(&w), VB_FILE_REPLACE, NULL) != VB_OK)
			abort();
		sim_say(g->s, "  the guest signs a %s, too", a->kind->name);
		vb_act_citation(g->citation, a);
		if (missing == 0)
			lodge(g, a->kind->name, vb_written(&w), vb_view(NULL, 0));
	}
	free(file);
	free(out);
	free(a);
}

/* ---- papers, honest and other ---- */

struct parcel {
	char line[600];		/* the copy's value */
	uint8_t *sealed;
	size_t len;
	struct vb_hash hash;
	uint8_t identity[4 + VB_AGE_IDENTITY_LEN];
};

static uint8_t *seal(struct guest *g, const struct vb_recipient *to, struct vb_view plain,
		     size_t *len)
{
	uint8_t *out = need(malloc((size_t)vb_age_sealed_size(plain.len)));
	struct vb_age_keys keys;

	*len = (size_t)vb_age_sealed_size(plain.len);
	vb_age_keys_random(&keys, g->k->world.rng);
	if (vb_age_seal(to, &keys, plain, out, len, NULL) != VB_OK)
		abort();
	return out;
}

/* The inner layer, and the copy's root and count. */
static uint8_t *make_inner(struct guest *g, const struct vb_compose *at, const char *to,
			   const char *text, enum sim_flaw flaw, struct vb_copy *line,
			   size_t *len)
{
	struct vb_copy_place place = {g->fold->table, NAME, at->number, at->epoch, to};
	const struct vb_key *key = vb_fold_key(g->fold, to, VB_P_SEAL, g->fold->nfacts);
	struct vb_paper *paper = need(malloc(sizeof(*paper)));
	struct vb_view v = vb_view_str(text);
	struct vb_recipient r = key->recipient;
	uint8_t seed[32], *plain, *inner;
	struct vb_writer w;

	g->k->world.rng.fill(g->k->world.rng.ctx, seed, sizeof(seed));
	if (vb_paper_parse(v, paper, NULL) != VB_OK ||
	    vb_commit_root(&place, seed, paper, &line->root, NULL) != VB_OK)
		abort();
	line->leaves = paper->nleaves;
	if (flaw == SIM_OTHER_TEXT)
		v = vb_view_str("# Another\n\nNot what was promised.\n");
	if (flaw == SIM_OTHER_PLACE)
		place.number++;
	if (flaw == SIM_OTHER_READER)
		vb_recipient_of(g->me->seal, &r);
	plain = need(malloc(vb_opened_size(&place, v.len)));
	vb_writer_init(&w, plain, vb_opened_size(&place, v.len));
	if (flaw == SIM_NO_COPY)
		vb_put_str(&w, "nothing\n");
	else
		vb_opened_put(&w, &place, seed, v);
	inner = seal(g, &r, vb_written(&w), len);
	free(plain);
	free(paper);
	return inner;
}

static void wrap(struct guest *g, const struct vb_compose *at, const char *to,
		 const char *text, enum sim_flaw flaw, struct parcel *p)
{
	struct vb_secret *one_time = secret(g->s);
	struct vb_copy line = {.addressee = vb_view_str(to), .has_recipient = true};
	size_t len = 0;
	uint8_t *inner = make_inner(g, at, to, text, flaw, &line, &len);
	struct vb_writer w;

	vb_recipient_of(one_time, &line.recipient);
	p->sealed = seal(g, &line.recipient, vb_view(inner, len), &p->len);
	vb_sha256(vb_view(p->sealed, p->len), &p->hash);
	line.hash = p->hash;
	line.bytes = p->len;
	vb_writer_init(&w, p->line, sizeof(p->line) - 1);
	vb_copy_put(&w, &line);
	p->line[w.len] = 0;
	vb_put_be32(p->identity, VB_AGE_IDENTITY_LEN);
	vb_writer_init(&w, p->identity + 4, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, one_time);
	vb_secret_free(one_time);
	free(inner);
}

/* In the order of its `copy` lines, which is that of their bytes. */
static int by_line(const void *a, const void *b)
{
	return strcmp(((const struct parcel *)a)->line, ((const struct parcel *)b)->line);
}

static unsigned wrap_all(struct guest *g, const char *text, enum sim_flaw flaw,
			 struct parcel *p)
{
	struct vb_compose *at = need(calloc(1, sizeof(*at)));
	const struct odd plain = {.date = 0};
	unsigned n = 0;

	set_place(g, at, &plain);
	for (uint32_t i = 0; i < g->fold->nparties; i++) {
		const struct vb_party *to = &g->fold->party[i];

		if (i != g->party && to->joined && to->until == VB_NO_ACT &&
		    sim_chance(g->s, 60))
			wrap(g, at, to->name, text, flaw, &p[n++]);
	}
	qsort(p, n, sizeof(*p), by_line);
	free(at);
	return n;
}

static void remember(struct guest *g, enum sim_flaw flaw)
{
	struct sim_guest *me = g->me;

	if (me->npapers == SIM_PAPERS)
		return;
	snprintf(me->paper[me->npapers].citation, sizeof(me->paper->citation), "%s",
		 g->citation);
	me->paper[me->npapers++].flaw = flaw;
}

/* The last one of that number is the one that was logged, if any was. */
enum sim_flaw sim_flaw_of(const struct sim *s, const char *citation)
{
	enum sim_flaw flaw = SIM_HONEST;

	for (unsigned i = 0; i < s->guest.npapers; i++)
		if (strcmp(s->guest.paper[i].citation, citation) == 0)
			flaw = s->guest.paper[i].flaw;
	return flaw;
}

static void hand(struct guest *g)
{
	enum sim_flaw flaw = sim_chance(g->s, 40)
				     ? SIM_HONEST
				     : (enum sim_flaw)sim_below(g->s, SIM_FLAWS);
	struct parcel *p = need(calloc(VB_PARTIES_MAX, sizeof(*p)));
	const char *pair[PAIRS] = {"role", sim_chance(g->s, 20) ? "chair-text" : "draft",
				   "privilege", "open", "confidential", "no", "same-text",
				   "yes"};
	uint8_t *note = need(malloc(VB_NOTE_MAX)), ids[VB_PARTIES_MAX * sizeof(p->identity)];
	const struct odd plain = {.date = 0};
	struct vb_writer w;
	char text[200];
	unsigned n, at = 8;
	size_t len;

	snprintf(text, sizeof(text), "# Paper %u of the guest\n\n## Article 1. One\n\nGood.\n",
		 ++g->s->papers);
	n = wrap_all(g, text, flaw, p);
	vb_writer_init(&w, ids, sizeof(ids));
	for (unsigned i = 0; i < n; i++) {
		struct vb_request req = {.op = VB_OP_COPY_PUT, .hash = p[i].hash,
					 .body = vb_view(p[i].sealed, p[i].len)};
		struct vb_reply r = {0};

		ask(g, &req, &r, NULL);
		vb_reply_free(&r);
		pair[at++] = "copy";
		pair[at++] = p[i].line;
		vb_put(&w, p[i].identity, sizeof(p[i].identity));
	}
	pair[at] = NULL;
	len = n ? write_act(g, "propose", pair, &plain, note) : 0;
	if (len > 0 && flaw == SIM_HONEST)
		sim_keep_paper(g->s, g->citation, text);
	if (len > 0)
		remember(g, flaw);
	if (len > 0)
		lodge(g, flaw == SIM_HONEST ? "paper" : "flawed paper", vb_view(note, len),
		      vb_written(&w));
	for (unsigned i = 0; i < n; i++)
		free(p[i].sealed);
	free(p);
	free(note);
}

/* ---- receiving ---- */

/* What it may open is what was handed over: read with age's own layers, by hand. */
static void open_copy(struct guest *g, const struct vb_handover *h)
{
	struct vb_request req = {.op = VB_OP_COPY_GET, .hash = h->hash};
	struct vb_act *a = need(malloc(sizeof(*a)));
	struct vb_secret *identity = NULL;
	uint8_t *inner = NULL, *plain = NULL;
	struct vb_reply r = {0};
	struct vb_opened o;
	struct vb_err err = {0};
	size_t len = 0;
	char cite[96];

	vb_fact_citation(cite, g->fold, h->act);
	if (!ask(g, &req, &r, &err))
		goto out;
	if (vb_act_parse(vb_view(g->note[h->release], g->len[h->release]), a, &err) != VB_OK ||
	    vb_identity_parse(vb_act_get(a, "identity", 0), &identity, &err) != VB_OK ||
	    vb_age_open(vb_view(r.body, r.len), identity, &inner, &len, &err) != VB_OK ||
	    vb_age_open(vb_view(inner, len), g->me->seal, &plain, &len, &err) != VB_OK ||
	    vb_opened_parse(vb_view(plain, len), &o, &err) != VB_OK)
		sim_fail(g->s, "the guest cannot open %s: %s", cite, err.sentence);
	else if (!sim_is_paper(g->s, cite, o.paper))
		sim_fail(g->s, "the guest opens %s to another text", cite);
out:
	vb_reply_free(&r);
	vb_secret_free(identity);
	free(inner);
	free(plain);
	free(a);
}

/* A receipt for something that was handed to it; now and then of other bytes, or twice. */
static void receive(struct guest *g)
{
	for (uint32_t i = 0; i < g->fold->nhandovers; i++) {
		const struct vb_handover *h = &g->fold->handover[i];
		struct vb_copy c = {.addressee = vb_view_str(NAME), .leaves = h->leaves,
				    .bytes = h->bytes, .hash = h->hash, .root = h->root};
		char line[600], id[65];
		struct vb_writer w;

		if (h->addressee != g->party)
			continue;
		if (h->release != VB_NO_ACT)
			open_copy(g, h);
		if (g->s->failed || (h->receipt != VB_NO_ACT && !sim_chance(g->s, 10)))
			continue;
		c.bytes += sim_chance(g->s, 15);
		vb_writer_init(&w, line, sizeof(line) - 1);
		vb_copy_put(&w, &c);
		line[w.len] = 0;
		vb_hex(id, g->fold->fact[h->act].id.b, 32);
		say(g, "receipt", (const char *const[]){"of", id, "copy", line, NULL}, NULL);
		return;
	}
}

/* ---- what it says ---- */

static const char *any_id(struct guest *g)
{
	static char id[4][65];
	static unsigned at;

	at = (at + 1) % 4;
	vb_hex(id[at], g->fold->fact[sim_below(g->s, g->fold->nfacts)].id.b, 32);
	return id[at];
}

static void join(struct guest *g)
{
	char id[65];

	vb_hex(id, g->fold->fact[g->fold->party[g->party].from].id.b, 32);
	say(g, "join", (const char *const[]){"of", id, NULL}, NULL);
}

/* New keys; half of the time one of them is at the table already, which voids the act. */
static void rekey(struct guest *g)
{
	const struct odd odd = {.recovery = true};
	char act[400], cosign[400], seal_key[400];
	bool good = sim_chance(g->s, 50);
	struct vb_secret *fresh = good ? secret(g->s) : NULL;

	vb_secret_free(g->me->next);
	g->me->next = secret(g->s);
	key_text(act, g->me->next, "act", NAME, VB_KEY_ED25519);
	key_text(cosign, good ? fresh : g->me->cosign, "cosign", NAME, VB_KEY_COSIGN);
	key_text(seal_key, g->me->seal, "seal", NAME, 0);
	if (say(g, "rekey",
		(const char *const[]){"key", act, "key", cosign, good ? NULL : "key", seal_key,
				      NULL}, &odd) && good) {
		vb_secret_free(g->me->act);
		vb_secret_free(g->me->cosign);
		g->me->act = g->me->next;
		g->me->cosign = fresh;
		g->me->next = NULL;
		fresh = NULL;
	}
	vb_secret_free(fresh);
}

/* An adoption of anything, a silence on it, an objection to it; now and then one that it may. */
static void decide(struct guest *g, const char *id)
{
	static const char *const kinds[] = {"adopt", "initial", "sign"};
	const struct vb_fold *f = g->fold;
	char silence[65];

	switch (sim_below(g->s, 4)) {
	case 0:
		say(g, "silence", (const char *const[]){
			"of", id, "until", sim_chance(g->s, 50) ? "2000-01-01T00:00:00Z"
								: "2030-01-01T00:00:00Z", NULL},
		    NULL);
		return;
	case 1:
		if (f->nsilences > 0) {
			vb_hex(silence,
			       f->fact[f->silence[sim_below(g->s, f->nsilences)].act].id.b, 32);
			id = silence;
		}
		say(g, "object", (const char *const[]){"of", id, NULL}, NULL);
		return;
	case 2:
		say(g, "adopt", (const char *const[]){"of", id, "referendum", "nord", "signer",
						      NAME, NULL}, NULL);
		return;
	default:
		say(g, kinds[sim_below(g->s, 3)],
		    (const char *const[]){"of", id, "signer", NAME, NULL}, NULL);
	}
}

/* Void in one way or another, or refused. */
static void misbehave(struct guest *g)
{
	const char *id = any_id(g);
	char key[400];

	switch (sim_below(g->s, 12)) {
	case 0:
		say(g, "withdraw", (const char *const[]){"of", id, NULL}, NULL);
		return;
	case 1:
		say(g, "take", (const char *const[]){"of", id, "as", "response", NULL}, NULL);
		return;
	case 2:
		say(g, "refuse", (const char *const[]){"of", id, NULL}, NULL);
		return;
	case 3:
		say(g, "contest", (const char *const[]){"of", id, NULL}, NULL);
		return;
	case 4:
		say(g, "statement", (const char *const[]){
			"of", id, "finding", "upheld", "text", "so be it", NULL}, NULL);
		return;
	case 5:
		key_text(key, g->me->seal, "act", NAME "/legal", VB_KEY_ED25519);
		say(g, "mandate", (const char *const[]){"to", "legal", "key", key, "scope",
							"nothing", NULL}, NULL);
		return;
	case 6:
		say(g, "corrigendum", (const char *const[]){"of", id, "text", "no", NULL},
		    NULL);
		return;
	case 7:
		say(g, "revoke", (const char *const[]){"to", "legal", NULL}, NULL);
		return;
	case 8:
		say(g, "promise", (const char *const[]){"what", "answer", "of", id, "due",
							"2000-01-01T00:00:00Z", NULL}, NULL);
		return;
	case 9:
		say(g, "cannot-open", (const char *const[]){"of", id, NULL}, NULL);
		return;
	case 10:
		say(g, "meeting", (const char *const[]){
			"at", "2020-01-01T00:00:00Z", "with", "nobody", "subject", "none",
			NULL}, NULL);
		return;
	default:
		join(g);
	}
}

/* ---- two texts at one number ---- */

/* A pouch of the desk's, with an act of the guest's that nobody has logged. */
static bool give_along(struct sim_desk *from, struct sim_desk *to, struct vb_view note)
{
	struct vb_pouch_news news = {0};
	struct vb_ahead ahead = {0};
	struct vb_pile copies = {0};
	struct vb_err err = {0};
	char *bytes = NULL;
	size_t len = 0;
	FILE *f = need(open_memstream(&bytes, &len));
	enum vb_code code = vb_ahead_make(from->d, true, &ahead, &err);

	if (!code)
		code = vb_pile_add(&ahead.pending, note, &err);
	if (!code)
		code = vb_desk_archive(from->d, &ahead.pending, &copies, f, &err);
	fclose(f);
	vb_ahead_free(&ahead);
	if (!code) {
		to->silent = to->offline = true;
		code = vb_desk_pouch_open(to->d, vb_view(bytes, len), &news, &err);
		to->offline = false;
	}
	free(bytes);
	/* Where the desk knows less of the guest's chain than the guest, something is missing
	 * in between, and the pouch is kept out. */
	if (code == VB_FALSE && strcmp(err.where, "outbox") == 0)
		return false;
	return sim_heard(to, "open a pouch with an act of the guest", code, NULL, &err);
}

static bool carries(struct sim_desk *k, struct vb_view note)
{
	struct vb_pile carried = {0};
	bool found = false;

	if (vb_frames_get(k->d->cab, "carried", &carried, NULL) != VB_OK)
		abort();
	for (size_t i = 0; i < carried.n; i++)
		found = found || vb_view_eq(vb_pile_view(&carried, i), note);
	vb_pile_free(&carried);
	return found;
}

/* One text goes to a desk, by pouch, and another of the same number to the depositary. */
static void two_texts(struct guest *g)
{
	const struct odd plain = {.date = 0};
	struct sim_desk *from = &g->s->desk[sim_below(g->s, g->s->ndesks)];
	struct sim_desk *to = &g->s->desk[sim_below(g->s, g->s->ndesks)];
	uint8_t *note = need(malloc(VB_NOTE_MAX));
	size_t len = write_act(g, "statement", (const char *const[]){"text", "yes", NULL},
			       &plain, note);
	struct sim_twofold *t = &g->me->twofold[g->me->ntwofold];

	if (len > 0 && from != to && !to->restored && from->d && to->d &&
	    vb_desk_fold(from->d)->nfacts > 0 && vb_desk_fold(to->d)->nfacts > 0 &&
	    give_along(from, to, vb_view(note, len)) && to->d &&
	    carries(to, vb_view(note, len)) &&
	    say(g, "statement", (const char *const[]){"text", "no", NULL}, NULL) &&
	    g->me->ntwofold < VB_ARRAY_LEN(g->me->twofold)) {
		tally.met[SIM_TWO_TEXTS]++;
		*t = (struct sim_twofold){to, note, len};
		g->me->ntwofold++;
		note = NULL;
	}
	free(note);
}

/* Right or wrong by its date, place or signature. */
static void oddly(struct guest *g)
{
	const struct odd odd[] = {
		{.resume = true}, {.twice = true}, {.stranger = true}, {.date = -9 * VB_DAY},
		{.date = -VB_DAY, .lodge = 9}, {.date = 200}, {.date = VB_DAY},
	};
	unsigned i = sim_below(g->s, VB_ARRAY_LEN(odd));

	if (odd[i].resume)
		say(g, "resume", (const char *const[]){NULL}, &odd[i]);
	else
		say(g, "statement", (const char *const[]){"text", "indeed", NULL}, &odd[i]);
}

static void turn(struct guest *g)
{
	unsigned p = sim_below(g->s, 100);

	if (!g->fold->party[g->party].joined)
		join(g);
	else if (p < 22)
		hand(g);
	else if (p < 45)
		receive(g);
	else if (p < 53)
		decide(g, any_id(g));
	else if (p < 76)
		misbehave(g);
	else if (p < 86)
		oddly(g);
	else if (p < 91)
		rekey(g);
	else if (p < 97)
		two_texts(g);
	else if (p < 98)
		say(g, "leave", (const char *const[]){NULL}, NULL);
	else
		say(g, "statement", (const char *const[]){"text", "thank you", NULL}, NULL);
}

/* Opens its eyes; true if it is a member. */
static bool wake(struct guest *g, struct sim *s)
{
	struct sim_desk *k = &s->guest.post;

	*g = (struct guest){.s = s, .me = &s->guest, .k = k};
	if (!s->guest.act)
		return false;
	k->sim = s;
	k->wild = true;
	k->silent = false;
	k->world.rng = s->desk[0].world.rng;
	snprintf(k->dir, sizeof(k->dir), "%s/gast", s->dir);
	g->post = sim_post_of(k);
	g->fold = need(vb_fold_new());
	return look(g);
}

void sim_guest_act(struct sim *s)
{
	struct guest g;
	bool awake = wake(&g, s);

	if (awake)
		sim_say(s, "the guest");
	if (awake)
		turn(&g);
	forget(&g);
}

void sim_guest_countersign(struct sim *s, const char *path)
{
	struct guest g;

	if (wake(&g, s) && g.fold->party[g.party].joined && sim_chance(s, 85))
		countersign(&g, path);
	forget(&g);
}
