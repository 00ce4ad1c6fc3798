/*
 * One act, from its fields to the log: composed at the chain's next position, tried
 * on the fold, confirmed, signed, kept, sent.  A number is never composed twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define LODGE_DAYS 2
#define REKEY_DAYS 36500	/* a recovery chain cannot resume: its act must not expire */

/* ---- where the chain stands ---- */

struct place {
	uint64_t number, epoch;
	struct vb_hash id;
};

static bool behind(const struct place *a, const struct place *b)
{
	return a->epoch < b->epoch || (a->epoch == b->epoch && a->number < b->number);
}

static void chain_in(const struct vb_fold *f, const char *name, struct place *out,
		     bool *rekeyed)
{
	*out = (struct place){.id = f->charter};
	*rekeyed = false;
	for (uint32_t i = 0; i < f->nchains; i++) {
		const struct vb_chain *c = &f->chain[i];

		if (strcmp(c->name, name) == 0) {
			*out = (struct place){c->number, c->epoch, c->head};
			*rekeyed = c->rekeyed;
		}
	}
}

/* The depositary's own answer to how far our chain has gone. */
static enum vb_code head_there(struct vb_desk *d, const char *chain, struct place *out,
			       struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_HEAD, .table = d->card.table,
				 .name = vb_view_str(chain)};
	struct vb_reply reply = {0};
	struct vb_view number, epoch, id;
	enum vb_code code = vb_desk_post(d, &req, &reply, err);

	if (code)
		return code;
	number = vb_token(vb_view(reply.body, reply.len), &epoch);
	epoch = vb_token(epoch, &id);
	if (id.len > 0 && id.ptr[id.len - 1] == '\n')
		id.len--;
	if (!vb_dec_parse(number, &out->number) || !vb_dec_parse(epoch, &out->epoch) ||
	    !vb_hash_parse(id, &out->id))
		code = vb_fail(err, VB_MALFORMED, "", "depositary",
			       "what it says of our chain is not \"number epoch id\"; nothing "
			       "was signed");
	vb_reply_free(&reply);
	return code;
}

struct conflict {
	struct vb_desk *d;
	const char *chain;
	struct place log;
	struct vb_act *act;
	bool found;
};

/* An own act that is not logged although the log has gone past its position. */
static enum vb_code conflict_row(void *ctx, uint64_t index, const struct vb_hash *id,
				 struct vb_view note)
{
	struct conflict *c = ctx;
	char chain[66];

	(void)index;
	(void)id;
	if (vb_act_parse(note, c->act, NULL) != VB_OK)
		return VB_OK;
	vb_act_chain(chain, c->act);
	if (strcmp(chain, c->chain) != 0 || c->act->epoch != c->log.epoch ||
	    c->act->number > c->log.number)
		return VB_OK;
	c->found = true;
	return vb_stray_put(c->d->cab, note, "signed here at a position where the log has "
					     "another act of the same key: key used twice",
					     NULL);
}

static enum vb_code restored(struct vb_err *err)
{
	return vb_fail(err, VB_REFUSED, "4.3", "desk",
		       "the log holds acts of our own chain that this desk does not know: it "
		       "was restored from a copy, or the key is in use elsewhere; nothing was "
		       "signed: `verbale act resume` opens the next epoch");
}

/* Before anything is signed: does anybody know more of our chain than we do? */
static enum vb_code check_chain(struct vb_desk *d, const char *chain, struct vb_err *err)
{
	struct conflict c = {.d = d, .chain = chain};
	struct place own = {0}, there = {0};
	enum vb_code code;
	bool rekeyed;

	chain_in(d->fold, chain, &c.log, &rekeyed);
	code = vb_own_head(d->cab, vb_view_str(chain), &own.number, &own.epoch, &own.id, err);
	if (code && code != VB_NOT_FOUND)
		return code;
	if (behind(&own, &c.log))
		return restored(err);
	if (own.number == c.log.number && own.epoch == c.log.epoch && own.number > 0 &&
	    !vb_hash_eq(&own.id, &c.log.id))
		return restored(err);
	if (d->online) {
		code = head_there(d, chain, &there, err);
		if (code == VB_OK && behind(&own, &there))
			return restored(err);
		if (code && code != VB_NOT_FOUND)
			return code;
	}
	c.act = malloc(sizeof(*c.act));
	code = c.act ? vb_outbox(d->cab, conflict_row, &c, err) : vb_no_room(err);
	free(c.act);
	if (!code && c.found)
		code = restored(err);
	return code;
}

/* ---- the making ---- */

static enum vb_code allocate(struct vb_making *m, struct vb_err *err)
{
	m->scratch = malloc(VB_TEXT_MAX);
	m->text = malloc(VB_TEXT_MAX);
	m->note = malloc(VB_NOTE_MAX);
	m->act = malloc(sizeof(*m->act));
	if (!m->scratch || !m->text || !m->note || !m->act)
		return vb_no_room(err);
	vb_writer_init(&m->w, m->scratch, VB_TEXT_MAX);
	return VB_OK;
}

/* format.md 2.6: what we have verified of the log, and the checkpoint that says so. */
static enum vb_code set_seen(struct vb_making *m, struct vb_err *err)
{
	struct vb_desk *d = m->d;
	struct vb_checkpoint *c = malloc(sizeof(*c));
	enum vb_code code =
		c ? vb_checkpoint_parse(vb_view(d->checkpoint, d->checkpoint_len), c, err)
		  : vb_no_room(err);

	if (!code)
		code = vb_checkpoint_hash(c, &d->log_key, &m->c.seen_checkpoint, err);
	if (!code) {
		m->c.has_seen = true;
		m->c.seen_size = c->size;
		m->c.seen_root = c->root;
	}
	free(c);
	return code;
}

static enum vb_code may_sign(struct vb_making *m, bool resume, struct vb_err *err)
{
	struct vb_desk *d = m->d;

	if (resume && !d->online)
		return vb_fail(err, VB_IO, "4.3", "desk",
			       "to resume, the desk must hear from the depositary how far its "
			       "chain has gone, and it cannot be reached; nothing was signed: "
			       "try again where it is in reach");
	if (resume)
		return VB_OK;
	if (d->stuck[0])
		return vb_fail(err, VB_REFUSED, "4.5", "desk", "%s; nothing more was signed",
			       d->stuck);
	/* The recovery chain does not stand behind it. */
	if (m->ahead.waiting && strcmp(m->chain, d->chain) == 0)
		return vb_fail(err, VB_REFUSED, "4.2", m->ahead.waits,
			       "it waits for the signatures of others, and our chain goes on "
			       "only behind it; nothing was signed: have it countersigned, or "
			       "give it up with `verbale act resume`");
	return check_chain(d, m->chain, err);
}

static enum vb_code set_place(struct vb_making *m, bool resume, struct vb_err *err)
{
	struct vb_clock clock = m->d->world.clock;
	struct place at;
	uint64_t number, epoch = 0;
	struct vb_hash id;
	enum vb_code code;
	bool rekeyed;

	chain_in(m->ahead.fold, m->chain, &at, &rekeyed);
	/* An epoch that we have signed in is not signed in again (format.md 5.1.9): what
	 * stands there may have left, though nobody has logged it. */
	code = vb_own_head(m->d->cab, vb_view_str(m->chain), &number, &epoch, &id, err);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return code;
	if (code == VB_NOT_FOUND || !resume || epoch < at.epoch)
		epoch = at.epoch;
	m->c.table = m->d->card.table;
	m->c.author = m->d->card.party;
	m->c.office = m->office[0] ? m->office : NULL;
	m->c.number = at.number + 1;
	m->c.epoch = epoch + (resume || rekeyed ? 1 : 0);
	m->c.prev = at.id;
	m->c.date = clock.now(clock.ctx);
	m->c.lodge_by = m->c.date +
			(strcmp(m->c.kind->name, "rekey") == 0 ? REKEY_DAYS : LODGE_DAYS) *
				(int64_t)VB_DAY;
	return set_seen(m, err);
}

/* An office signs nothing before its party has given it a key at the table. */
static enum vb_code check_office(const struct vb_making *m, struct vb_err *err)
{
	const struct vb_fold *f = m->ahead.fold;
	char name[66], upper[66];

	if (!m->office[0] || strcmp(m->chain, m->d->chain) != 0 ||
	    vb_fold_key(f, m->chain, VB_P_ACT, f->nfacts))
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "3.7", vb_name_upper(name, m->chain),
		       "it has no mandate, or none any more; nothing was signed: %s gives it one "
		       "by `verbale act mandate to=%s`, with the key that `verbale key office` "
		       "has printed", vb_name_upper(upper, m->d->card.party), m->office);
}

enum vb_code vb_making_new(struct vb_desk *d, const char *kind, const char *office,
			   struct vb_making **out, struct vb_err *err)
{
	const struct vb_kind *k = vb_kind_find(vb_view_str(kind));
	bool resume = strcmp(kind, "resume") == 0;
	struct vb_making *m;
	enum vb_code code = vb_desk_at_table(d, true, err);
	char q[80], name[66];

	if (code)
		return code;
	if (!k)
		return vb_fail(err, VB_USAGE, "2.3", "act",
			       "there is no kind \"%s\"; nothing was signed",
			       vb_quote(q, sizeof(q), vb_view_str(kind)));
	code = vb_desk_sync(d, err);
	if (code && code != VB_IO)
		return code;
	if (d->dead)
		return vb_desk_died(err);
	if (vb_desk_me(d, d->fold) == VB_NO_PARTY)
		return vb_fail(err, VB_REFUSED, "5.1.11", "desk",
			       "the principals of this table have not admitted %s; nothing was "
			       "signed", vb_name_upper(name, d->card.party));
	m = calloc(1, sizeof(*m));
	if (!m)
		return vb_no_room(err);
	m->d = d;
	m->c.kind = k;
	snprintf(m->office, sizeof(m->office), "%s", office ? office : d->card.office);
	snprintf(m->chain, sizeof(m->chain), "%s%s%s", d->card.party, m->office[0] ? "/" : "",
		 m->office);
	code = allocate(m, err);
	if (!code)
		code = vb_ahead_make(d, !resume, &m->ahead, err);
	if (!code)
		code = check_office(m, err);
	if (!code)
		code = may_sign(m, resume, err);
	if (!code)
		code = set_place(m, resume, err);
	if (code)
		vb_making_free(m);
	else
		*out = m;
	return code;
}

void vb_making_free(struct vb_making *m)
{
	if (!m)
		return;
	vb_ahead_free(&m->ahead);
	free(m->scratch);
	free(m->text);
	free(m->note);
	free(m->act);
	free(m);
}

/* ---- fields ---- */

static int field_of(const struct vb_making *m, const char *name)
{
	for (unsigned i = 0; i < m->c.kind->nfields; i++)
		if (strcmp(m->c.kind->fields[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* Where the next value begins; what is put there becomes one with end_value(). */
static size_t begin_value(const struct vb_making *m)
{
	return m->w.len;
}

static void end_value(struct vb_making *m, const char *name, size_t start)
{
	int f = field_of(m, name);

	/* The composer refuses an act whose values did not all fit. */
	if (f < 0 || m->nvalues[f] == VB_REPEAT_MAX) {
		m->w.over = true;
		return;
	}
	if (!m->w.over)
		m->value[f][m->nvalues[f]++] = vb_view(m->scratch + start, m->w.len - start);
}

void vb_making_add(struct vb_making *m, const char *name, struct vb_view value)
{
	size_t start = begin_value(m);

	vb_put_view(&m->w, value);
	end_value(m, name, start);
}

void vb_making_str(struct vb_making *m, const char *name, const char *value)
{
	vb_making_add(m, name, vb_view_str(value));
}

void vb_making_id(struct vb_making *m, const char *name, const struct vb_hash *id)
{
	size_t start = begin_value(m);

	vb_put_hash(&m->w, id);
	end_value(m, name, start);
}

void vb_making_time(struct vb_making *m, const char *name, int64_t t)
{
	size_t start = begin_value(m);

	vb_put_time(&m->w, t);
	end_value(m, name, start);
}

void vb_making_copy(struct vb_making *m, const char *name, const struct vb_copy *c)
{
	size_t start = begin_value(m);

	vb_copy_put(&m->w, c);
	end_value(m, name, start);
}

enum vb_code vb_making_words(struct vb_making *m, const char *name, const char *plain,
			     struct vb_err *err)
{
	size_t start = begin_value(m);

	if (!vb_words_encode(&m->w, vb_view_str(plain))) {
		m->w.len = start;
		return vb_fail(err, VB_MALFORMED, "1.4", name,
			       "the text is empty, longer than %d bytes, or holds a character "
			       "that nobody can see; nothing was signed", VB_WORDS_MAX);
	}
	end_value(m, name, start);
	return VB_OK;
}

enum vb_code vb_making_cite(struct vb_making *m, const char *name, const char *citation,
			    uint32_t *index, struct vb_err *err)
{
	struct vb_hash id;
	uint32_t at = VB_NO_ACT;
	enum vb_code code = VB_OK;

	if (vb_hash_parse(vb_view_str(citation), &id))
		at = vb_fold_find(m->ahead.fold, &id);
	if (at == VB_NO_ACT)
		code = vb_ahead_cited(m->ahead.fold, citation, &at, err);
	if (code)
		return code;
	if (name)
		vb_making_id(m, name, &m->ahead.fold->fact[at].id);
	if (index)
		*index = at;
	return VB_OK;
}

/* ---- composing ---- */

/* The act that the person named, where there is one: the new one nobody knows yet. */
static void named_act(const struct vb_making *m, char cite[static 96])
{
	static const char *const fields[] = {"of", "answers", "amends"};
	struct vb_hash id;
	uint32_t at;

	for (size_t i = 0; i < VB_ARRAY_LEN(fields); i++) {
		if (!vb_hash_parse(vb_act_get(m->act, fields[i], 0), &id))
			continue;
		at = vb_fold_find(m->ahead.fold, &id);
		if (at != VB_NO_ACT)
			vb_fact_citation(cite, m->ahead.fold, at);
		return;
	}
}

/* On a fold that is ours alone: what would be void is not signed. */
static enum vb_code try_it(struct vb_making *m, struct vb_err *err)
{
	const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_fold *f = m->ahead.fold;
	struct vb_err why = {0};
	enum vb_code code = vb_fold_required(f, m->act, &m->required, err);
	char cite[96];

	if (code)
		return code;
	vb_act_citation(cite, m->act);
	code = vb_fold_add(f, m->act, unknown, &why, err);
	if (code == VB_FALSE)
		return VB_OK;
	if (code)
		return code;
	if (!f->fact[f->nfacts - 1].voided[0])
		return VB_OK;
	named_act(m, cite);
	return vb_fail(err, VB_REFUSED, why.clause, cite,
		       "the %s would be void: %.340s; nothing was signed", m->c.kind->name,
		       why.sentence);
}

enum vb_code vb_making_compose(struct vb_making *m, struct vb_err *err)
{
	struct vb_writer w;
	enum vb_code code;

	if (m->w.over)
		return vb_fail(err, VB_MALFORMED, "1.2", m->c.kind->name,
			       "its fields are too many or too long; nothing was signed");
	for (unsigned i = 0; i < m->c.kind->nfields; i++) {
		m->c.field[i].v = m->value[i];
		m->c.field[i].n = m->nvalues[i];
	}
	vb_writer_init(&w, m->text, VB_TEXT_MAX);
	code = vb_compose_text(&m->c, &w, err);
	if (code)
		return code;
	m->text_len = w.len;
	code = vb_act_parse_text(vb_written(&w), m->act, err);
	return code ? code : try_it(m, err);
}

/* What is to be known before anybody says yes; @sentence: the kind's. */
static void end_sentence(struct vb_making *m, const char *sentence, char *out)
{
	static const char waits[] =
		" Until all have signed it this desk signs nothing else, but for new keys by "
		"`verbale key rekey`; `verbale act resume` gives it up.";
	const char *together = m->required.n > 1 ? waits : "";
	char words[18];

	/* Who was not there can have been anybody: its words are compared like an
	 * invitation's. */
	if (strcmp(m->c.kind->name, "admit") == 0 && vb_admit_words(&m->d->card.draft, m->act,
								    words))
		snprintf(out, VB_SENTENCE_MAX, "%s (%.1200s.)%s The words of its keys are "
			 "\"%s\": have it read them aloud. Only if they are the same: sign?",
			 m->c.kind->means, sentence, together, words);
	else
		snprintf(out, VB_SENTENCE_MAX, "%s (%.1400s.)%s Sign?", m->c.kind->means,
			 sentence, together);
}

enum vb_code vb_making_sentence(struct vb_making *m, char *out, struct vb_err *err)
{
	char *sentence = NULL;
	size_t len = 0;
	FILE *f = vb_memory_open(&sentence, &len);

	if (!f)
		return vb_no_room(err);
	vb_act_sentence(f, m->ahead.fold, m->act);
	if (fclose(f) != 0) {
		free(sentence);
		return vb_no_room(err);
	}
	end_sentence(m, sentence, out);
	free(sentence);
	return VB_OK;
}

enum vb_code vb_making_confirm(struct vb_making *m, const char *sentence, struct vb_err *err)
{
	enum vb_code code = vb_desk_ask(m->d, sentence, err);

	if (!code && m->nsigners == 0) {
		code = vb_desk_signer(m->d, &m->signer[0], err);
		m->nsigners = code ? 0 : 1;
	}
	return code;
}

/* ---- signing ---- */

/* The line of @k among those of @note; NULL: none. */
static const struct vb_sigline *line_of(const struct vb_note *note, const struct vb_vkey *k)
{
	for (unsigned i = 0; i < note->nsigs; i++)
		if (vb_sigline_matches(&note->sig[i], k) &&
		    vb_sigline_verify(&note->sig[i], k, note->text))
			return &note->sig[i];
	return NULL;
}

enum vb_code vb_lines_join(struct vb_writer *w, const struct vb_note *note,
			   const struct vb_required *r, const struct vb_signer *add,
			   unsigned nadd, unsigned *missing, struct vb_err *err)
{
	unsigned used = 0;
	enum vb_code code = VB_OK;

	*missing = 0;
	vb_put_view(w, note->text);
	vb_put_byte(w, '\n');
	for (unsigned i = 0; !code && i < r->n; i++) {
		const struct vb_sigline *have = line_of(note, &r->key[i]);
		unsigned s = 0;

		while (!have && s < nadd && !vb_vkey_eq(&add[s].vkey, &r->key[i]))
			s++;
		if (have) {
			vb_sigline_copy(w, have);
			used++;
		} else if (s < nadd) {
			code = vb_sigline_put(w, note->text, &add[s], err);
		} else {
			++*missing;
		}
	}
	if (!code && used != note->nsigs)
		code = vb_fail(err, VB_FALSE, "2.8", "act",
			       "it has a signature line that is not valid, or that nobody "
			       "asked for; nothing was signed");
	if (!code && w->over)
		code = vb_fail(err, VB_MALFORMED, "1.2", "act", "it is too large once signed");
	return code;
}

static enum vb_code sign(struct vb_making *m, struct vb_err *err)
{
	struct vb_note bare = {.text = vb_view(m->text, m->text_len)};
	unsigned missing = 0;
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, m->note, VB_NOTE_MAX);
	code = vb_lines_join(&w, &bare, &m->required, m->signer, m->nsigners, &missing, err);
	if (!code && m->required.n == missing)
		code = vb_fail(err, VB_KEY, "2.8", "act",
			       "this desk holds none of the keys that must sign it; nothing "
			       "was signed");
	if (code)
		return code;
	m->note_len = w.len;
	m->missing = missing > 0;
	code = vb_act_parse(vb_written(&w), m->act, err);
	if (!code && !m->missing)
		code = vb_act_verify(m->act, &m->required, err);
	return code;
}

/* "...; nothing was signed", "..., and nothing was signed": true until now. */
static void drop_unsigned(char *sentence)
{
	char *end = strstr(sentence, "nothing was signed");

	if (!end)
		return;
	while (end > sentence && end[-1] == ' ')
		end--;
	if (end - sentence > 4 && memcmp(end - 4, " and", 4) == 0)
		end -= 4;
	while (end > sentence && (end[-1] == ' ' || end[-1] == ',' || end[-1] == ';'))
		end--;
	*end = 0;
}

/* What became of it: sent and logged, or kept. */
static enum vb_code send(struct vb_making *m, struct vb_done *done, struct vb_err *err)
{
	struct vb_desk *d = m->d;
	struct vb_err why = {0};
	enum vb_code code;
	uint32_t at;

	if (m->missing || !d->online)
		return VB_OK;
	code = vb_desk_sync(d, &why);
	if (d->dead)
		return vb_desk_died(err);
	at = vb_fold_find(d->fold, &m->act->id);
	if (at != VB_NO_ACT) {
		done->lodged = true;
		done->index = at;
	} else {
		snprintf(done->full, sizeof(done->full), "%s", d->no_room);
	}
	if (code && code != VB_IO) {
		drop_unsigned(why.sentence);
		if (err)
			*err = why;
		return code;
	}
	if (!done->lodged && d->stuck[0])
		return vb_fail(err, VB_REFUSED, "4.5", done->citation, "%s", d->stuck);
	return VB_OK;
}

enum vb_code vb_making_sign(struct vb_making *m, struct vb_done *done, struct vb_err *err)
{
	struct vb_desk *d = m->d;
	enum vb_code code = sign(m, err);

	if (code)
		return code;
	*done = (struct vb_done){.waits = m->missing};
	vb_act_citation(done->citation, m->act);
	if (vb_desk_crash(d, "signed"))
		return vb_desk_died(err);
	code = vb_own_put(d->cab, vb_view_str(m->chain), m->c.number, m->c.epoch, &m->act->id,
			  vb_view(m->note, m->note_len), err);
	if (code)
		return code;
	done->kept = true;
	if (vb_desk_crash(d, "own"))
		return vb_desk_died(err);
	return send(m, done, err);
}

enum vb_code vb_making_finish(struct vb_making *m, const char *sentence,
			      struct vb_done *done, struct vb_err *err)
{
	enum vb_code code = vb_making_compose(m, err);

	if (!code)
		code = vb_making_confirm(m, sentence, err);
	return code ? code : vb_making_sign(m, done, err);
}
