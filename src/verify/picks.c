/*
 * Acts that somebody picked out of a log: each is shown to be there, properly signed;
 * what was left out nobody knows (format.md 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define ACTS_TOLD 12u	/* acts that are each told of as logged and signed */

struct vb_picks *vb_picks_new(const struct vb_trust *trust, size_t n)
{
	struct vb_picks *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->trust = trust;
	p->fold = vb_fold_new();
	p->note = calloc(n + 1, sizeof(*p->note));
	p->index = calloc(n + 1, sizeof(*p->index));
	if (p->fold && p->note && p->index) {
		p->fold->picked = true;
		return p;
	}
	vb_picks_free(p);
	return NULL;
}

void vb_picks_free(struct vb_picks *p)
{
	if (!p)
		return;
	vb_fold_free(p->fold);
	free(p->note);
	free(p->index);
	vb_marks_free(&p->marks);
	vb_register_free(&p->reg);
	vb_keys_free(&p->keys);
	free(p);
}

/* Something that the finding needs is not here; the first of these is told. */
static void lacks(struct vb_picks *p, const char *clause, const char *what)
{
	if (p->incomplete)
		return;
	p->incomplete = true;
	snprintf(p->clause, sizeof(p->clause), "%s", clause);
	vb_act_citation(p->at, &p->act);
	snprintf(p->missing, sizeof(p->missing), "incomplete: %.200s", what);
}

/* The act's place in the log is proved under the depositary's signature: it should
 * have refused it (format.md 4.5). */
static enum vb_code logged_bad(struct vb_picks *p, enum vb_result result, const char *clause,
			       const char *what, struct vb_finding *out)
{
	char at[96];

	vb_act_citation(at, &p->act);
	vb_finding_set(out, result, clause, at, p->fold->depositary,
		       "%s; the depositary logged it all the same", what);
	return VB_FALSE;
}

/* ---- checkpoint, tree, marks ---- */

/* Every tlog-proof, all under one checkpoint and rising: the file's grammar. */
static enum vb_code read_proofs(struct vb_picks *p, const struct vb_proof_file *file,
				struct vb_finding *out)
{
	struct vb_view first = vb_view(NULL, 0);
	struct vb_err err = {0};
	char where[32];

	for (size_t i = 0; i < file->act.n; i++) {
		enum vb_code code = vb_proof_parse(file->proof.v[i], &p->proof, &err);
		struct vb_hash leaf;

		snprintf(where, sizeof(where), "proof %zu", i + 1);
		if (i == 0)
			first = p->proof.checkpoint.note.all;
		if (code == VB_OK && !vb_view_eq(first, p->proof.checkpoint.note.all))
			code = vb_fail(&err, VB_MALFORMED, "9.4", where,
				       "its checkpoint is not that of the first proof");
		if (code == VB_OK && p->proof.index <= p->index[i])
			code = vb_fail(&err, VB_MALFORMED, "9.4", where,
				       "its index %llu does not rise",
				       (unsigned long long)p->proof.index);
		if (code != VB_OK)
			return vb_stop(out, code, where, &err);
		p->size = p->proof.checkpoint.size;
		p->index[i + 1] = p->proof.index;
		p->note[i + 1] = file->act.v[i];
		vb_leaf_hash(file->act.v[i], &leaf);
		if (!p->excluded &&
		    !vb_inclusion_verify(&leaf, p->proof.index, p->size, p->proof.path,
					 p->proof.npath, &p->proof.checkpoint.root))
			p->excluded = i + 1;
	}
	return VB_OK;
}

/* The checkpoint of all the proofs: any of them holds it. */
static enum vb_code check_checkpoint(struct vb_picks *p, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = vb_mark_verify(&p->proof.checkpoint, p->fold, &p->keys, &err);

	return code == VB_OK ? VB_OK : vb_stop(out, code, "checkpoint", &err);
}

/* Whoever passed the proof on can have changed what does not hash to the signed root. */
static enum vb_code check_inclusion(const struct vb_picks *p, struct vb_finding *out)
{
	char at[32];

	if (!p->excluded)
		return VB_OK;
	snprintf(at, sizeof(at), "act %zu", p->excluded);
	vb_finding_set(out, VB_NOT_GENUINE, "6.1", at, VB_NOBODY,
		       "it is not entry %llu of the log whose checkpoint is shown",
		       (unsigned long long)p->index[p->excluded]);
	return VB_FALSE;
}

/* Two checkpoints of one size that the log key signed have one root (format.md 6.7). */
static enum vb_code check_fork(struct vb_picks *p, const struct vb_checkpoint *c,
			       const char *where, struct vb_finding *out)
{
	size_t n = p->marks.n;

	if (n == 0 || p->marks.mark[n - 1].size != c->size ||
	    vb_hash_eq(&p->marks.kept[n - 1].root, &c->root))
		return VB_OK;
	vb_finding_set(out, VB_NOT_GENUINE, "6.7", where, p->fold->depositary,
		       "the depositary signed two histories of %llu entries",
		       (unsigned long long)c->size);
	return VB_FALSE;
}

static enum vb_code add_mark(struct vb_picks *p, const struct vb_checkpoint *c,
			     const char *where, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code;
	int64_t time;

	code = check_fork(p, c, where, out);
	if (code != VB_OK)
		return code;
	code = vb_mark_time(c, p->fold, p->trust, &time, &err);
	if (code != VB_OK)
		return vb_stop(out, code, where, &err);
	return vb_marks_add(&p->marks, c, time);
}

/* The marks' own grammar. */
static enum vb_code read_marks(const struct vb_proof_file *file, struct vb_finding *out)
{
	struct vb_checkpoint c;
	struct vb_err err = {0};
	enum vb_code code;
	uint64_t last = 0;
	char where[32];

	for (size_t i = 0; i < file->mark.n; i++, last = c.size) {
		snprintf(where, sizeof(where), "mark %zu", i + 1);
		code = vb_checkpoint_parse(file->mark.v[i], &c, &err);
		if (code == VB_OK && c.size < last)
			code = vb_fail(&err, VB_MALFORMED, "9.1", where, "its size %llu falls",
				       (unsigned long long)c.size);
		if (code != VB_OK)
			return vb_stop(out, code, where, &err);
	}
	return VB_OK;
}

static enum vb_code load_mark(struct vb_picks *p, struct vb_view note, size_t i,
			      struct vb_checkpoint *c, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = vb_checkpoint_parse(note, c, &err);
	char where[32];

	(void)code; /* read_marks() has read it */
	snprintf(where, sizeof(where), "mark %zu", i + 1);
	code = vb_mark_verify(c, p->fold, &p->keys, &err);
	if (code == VB_OK && !vb_mark_dated(c, p->fold))
		code = vb_fail(&err, VB_MALFORMED, "6.4", where,
			       "the depositary's clock has not dated it");
	return code == VB_OK ? VB_OK : vb_stop(out, code, where, &err);
}

/* The marks with the checkpoint among them, where its size belongs. */
static enum vb_code load_marks(struct vb_picks *p, const struct vb_proof_file *file,
			       struct vb_finding *out)
{
	/* p->proof holds the last proof: its checkpoint is everybody's. */
	const struct vb_checkpoint *own = &p->proof.checkpoint;
	enum vb_code code = VB_OK;
	struct vb_checkpoint c;
	bool placed = false;
	char where[32];

	for (size_t i = 0; code == VB_OK && i < file->mark.n; i++) {
		code = load_mark(p, file->mark.v[i], i, &c, out);
		if (code == VB_OK && !placed && c.size >= own->size) {
			code = add_mark(p, own, "checkpoint", out);
			placed = true;
		}
		snprintf(where, sizeof(where), "mark %zu", i + 1);
		if (code == VB_OK)
			code = add_mark(p, &c, where, out);
	}
	if (code == VB_OK && !placed)
		code = add_mark(p, own, "checkpoint", out);
	if (code == VB_OK)
		vb_marks_ready(&p->marks);
	return code;
}

static enum vb_code load_register(struct vb_picks *p, struct vb_finding *out)
{
	enum vb_code code;

	for (size_t i = 0; i < p->reg.n; i++)
		vb_register_run(&p->reg, i, p->fold, &p->keys, p->trust);
	code = vb_register_fault(&p->reg, p->fold, &p->keys, p->trust, out);
	return code == VB_OK ? vb_register_date(&p->reg, &p->marks, p->fold) : code;
}

/* ---- one act ---- */

static const struct vb_chain *chain_of(const struct vb_fold *f, const struct vb_act *a)
{
	char name[66];

	vb_act_chain(name, a);
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, name) == 0)
			return &f->chain[i];
	}
	return NULL;
}

/* The place in the log of the chain's last act that is shown; the charter's. */
static uint64_t index_of_head(const struct vb_picks *p, const struct vb_chain *c)
{
	return p->index[c ? vb_fold_find(p->fold, &c->head) : 0];
}

/* Whether an epoch may stand behind the one that its chain had @room entries before: a resume
 * opens one, and a rekey between the two does (format.md 4.3). */
static bool epoch_fits(const struct vb_act *a, uint64_t number, uint64_t epoch, uint64_t room)
{
	bool resume = strcmp(a->kind->name, "resume") == 0;

	if (resume)
		return a->epoch > (a->number == number + 1 ? epoch : 0);
	return a->number > number + 1 || a->epoch == epoch ||
	       (a->epoch == epoch + 1 && room > 1);
}

/* What can be told of its chain without the acts in between (format.md 4.1, 4.2). */
static const char *chain_broken(const struct vb_picks *p, uint64_t index)
{
	const struct vb_fold *f = p->fold;
	const struct vb_act *a = &p->act;
	const struct vb_chain *c = chain_of(f, a);
	uint64_t number = c ? c->number : 0, epoch = c ? c->epoch : 0;
	uint64_t since = index_of_head(p, c);

	if (!vb_hash_eq(&a->table, &f->table))
		return "it belongs to another table (2.3)";
	if (a->number <= number || a->epoch < epoch)
		return "its chain has gone beyond that number before (4.1)";
	if (a->number - number > index - since)
		return "so many acts of its chain do not go into the log before it (4.1)";
	if (a->epoch > 0 && vb_view_is(a->author, f->depositary))
		return "the depositary's chain has one epoch (4.3)";
	if (!epoch_fits(a, number, epoch, index - since))
		return "no act that can be missing has opened its epoch (4.3)";
	if (a->number > 1 && vb_hash_eq(&a->prev, &f->charter))
		return "only the first act of a chain follows the charter (4.2)";
	if (a->number == number + 1 && !vb_hash_eq(&a->prev, c ? &c->head : &f->charter))
		return "prev is not the act before it in its chain (4.2)";
	return NULL;
}

/* Which lines are due, as far as what is shown tells: who was a principal at that place it does
 * not, but that these were not others.  Returns how many; 0: they cannot be these. */
static unsigned due_lines(const struct vb_picks *p, struct vb_due out[static VB_DUE_MAX])
{
	const struct vb_act *a = &p->act;
	unsigned n = a->note.nsigs;

	if (a->kind->signers != VB_BY_PRINCIPALS)
		n = vb_due_lines(p->fold, a, out);
	for (unsigned i = 0; a->kind->signers == VB_BY_PRINCIPALS && i < n; i++) {
		struct vb_view name = a->note.sig[i].name;
		uint8_t party = vb_fold_party(p->fold, name);

		if ((i > 0 && vb_view_cmp(a->note.sig[i - 1].name, name) >= 0) ||
		    (party != VB_NO_PARTY && p->fold->party[party].role != VB_PRINCIPAL))
			return 0;
		out[i] = vb_due_of(p->fold, a, name);
	}
	return n;
}

/* Whether the party of the chain @name came later than the charter: the admission that is shown
 * can have been void, and another have brought its keys. */
static bool was_admitted(const struct vb_fold *f, const char *name)
{
	uint8_t party = vb_fold_party(f, vb_view(name, strcspn(name, "/")));

	return f->party[party].admitted > 0;
}

/* Whether acts that are not shown may have replaced the key of @name before this one: those of
 * the depositary and for recovery are for good, and a party's first key signs its epoch 0
 * (format.md 4.3, 5.1.8, 5.1.13). */
static bool may_have_changed(const struct vb_picks *p, const char *name)
{
	const struct vb_fold *f = p->fold;
	const char *slash = strchr(name, '/');
	char chain[66];

	vb_act_chain(chain, &p->act);
	if (strcmp(name, f->depositary) == 0)
		return false;
	if ((slash && strcmp(slash, "/recovery") == 0) || p->act.kind->signers == VB_BY_RECOVERY)
		return strcmp(name, chain) == 0 && was_admitted(f, name);
	return slash || p->act.epoch > 0 || strcmp(name, chain) != 0 || was_admitted(f, name);
}

/* The line @i against the one that is due.  VB_NOT_FOUND: another act may have registered its
 * key; VB_FALSE: it was bad when it was logged. */
static enum vb_code check_line(struct vb_picks *p, unsigned i, const struct vb_due *d)
{
	const struct vb_sigline *line = &p->act.note.sig[i];

	if (!vb_view_is(line->name, d->name))
		return VB_FALSE;
	if (d->known && vb_sigline_verify(line, &d->key, p->act.note.text))
		return VB_OK;
	return (d->known || d->silent) && !may_have_changed(p, d->name) ? VB_FALSE : VB_NOT_FOUND;
}

/* Lines and signatures, by the keys that the acts shown register.  VB_NOT_FOUND: by
 * others, which acts that are not shown may have registered. */
static enum vb_code check_signed(struct vb_picks *p, struct vb_finding *out)
{
	struct vb_due due[VB_DUE_MAX];
	unsigned n = due_lines(p, due);

	if (n != 0 && n != p->act.note.nsigs)
		return logged_bad(p, VB_UNREADABLE, "2.8",
				  "it has not as many signature lines as its kind requires", out);
	if (n == 0 || !vb_due_author(&p->act, due, n))
		return logged_bad(p, VB_NOT_GENUINE, "4.5",
				  "its signature lines are not those of its kind", out);
	p->need.n = n;
	for (unsigned i = 0; i < n; i++) {
		enum vb_code code = check_line(p, i, &due[i]);

		if (code == VB_NOT_FOUND)
			lacks(p, "3.1", "the act that registered the key of this one is not shown");
		if (code == VB_FALSE)
			return logged_bad(p, VB_NOT_GENUINE, "4.5",
					  "it is not signed by the key that holds there", out);
		if (code != VB_OK)
			return code;
		p->need.key[i] = due[i].key;
	}
	return VB_OK;
}

/* `seen` against whatever roots are known (format.md 4.6): the last of the marks covers the
 * entry, and so lies beyond all that it can have seen. */
static enum vb_code check_seen(struct vb_picks *p, uint64_t index, struct vb_finding *out)
{
	size_t lo = 0, hi = p->marks.n - 1;
	char at[96];

	if (p->act.seen_size > index)
		return logged_bad(p, VB_NOT_GENUINE, "4.6",
				  "`seen` names a larger log than there was before it", out);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->marks.mark[mid].size < p->act.seen_size)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (p->marks.mark[lo].size != p->act.seen_size ||
	    vb_hash_eq(&p->marks.kept[lo].root, &p->act.seen_root))
		return VB_OK;
	vb_act_citation(at, &p->act);
	vb_finding_set(out, VB_UNREADABLE, "4.6", at, VB_NOBODY,
		       "`seen` names a root that the log did not have at %llu entries, and the "
		       "checkpoint that it cites is not here",
		       (unsigned long long)p->act.seen_size);
	return VB_FALSE;
}

/* What the act answers is not shown: to the fold it answers nothing. */
static void forget_unshown(const struct vb_fold *f, struct vb_act *a)
{
	struct vb_hash id;

	if (vb_act_hash(a, "answers", &id) && vb_fold_find(f, &id) == VB_NO_ACT)
		vb_act_forget(a, "answers");
}

/* Folds a verified act as the next of its chain, whatever stands in between, and
 * writes its true position over that. */
static enum vb_code fold_pick(struct vb_picks *p, struct vb_err *why, struct vb_finding *out)
{
	struct vb_err broken = {0};
	struct vb_fold *f = p->fold;
	const struct vb_chain *c = chain_of(f, &p->act);
	uint64_t number = p->act.number, epoch = p->act.epoch;
	uint32_t at = f->nfacts;
	bool answering = vb_act_count(&p->act, "answers") > 0;
	struct vb_chain *chain;
	enum vb_code code;

	p->act.number = (c ? c->number : 0) + 1;
	p->act.prev = c ? c->head : f->charter;
	p->act.epoch = c ? c->epoch : 0;
	/* A rekey or a resume opens the next epoch. */
	if (vb_fold_chain(f, &p->act, NULL) != VB_OK)
		p->act.epoch++;
	forget_unshown(f, &p->act);
	code = vb_fold_add(f, &p->act, vb_marks_span(&p->marks, p->index[at]), why, &broken);
	p->act.number = number;
	p->act.epoch = epoch;
	/* What the depositary releases must not be, whatever else was logged (5.3.3, 5.3.4). */
	if (code == VB_FALSE && broken.where[0])
		return logged_bad(p, VB_NOT_GENUINE, broken.clause, broken.sentence, out);
	if (code != VB_OK && code != VB_FALSE)
		return code;
	f->fact[at].number = number;
	f->fact[at].epoch = epoch;
	f->fact[at].answering = answering; /* also where what it answers is not shown */
	chain = &f->chain[f->fact[at].chain];
	chain->number = number;
	chain->epoch = epoch;
	return VB_OK;
}

/* "NORD's act key, registered in the charter"; all signers of a joint act. */
static void describe_signers(const struct vb_picks *p, char *out, size_t cap)
{
	char up[80], cite[96];
	struct vb_writer w;

	vb_writer_init(&w, out, cap - 1);
	for (unsigned i = 0; i < p->need.n; i++) {
		uint32_t from = 0;

		for (uint32_t k = 0; k < p->fold->nkeys; k++) {
			if (memcmp(p->fold->key[k].raw, p->need.key[i].pub, 32) == 0)
				from = p->fold->key[k].from;
		}
		vb_fact_citation(cite, p->fold, from);
		vb_putf(&w, "%s%s's key, registered in %s%s", i ? ", " : "",
			vb_upper(up, sizeof(up), p->need.key[i].name), from ? "" : "the ", cite);
	}
	out[w.len] = '\0';
}

/* The act @i, from 1, of @n; one that is not told of by itself counts into p->untold. */
static enum vb_code add_pick(struct vb_picks *p, size_t i, size_t n, struct vb_finding *out)
{
	struct vb_err err = {0}, why = {0};
	uint32_t at = p->fold->nfacts;
	enum vb_code code;
	const char *broken;
	char where[96], signers[240];
	int64_t seen;

	snprintf(where, sizeof(where), "act %zu", i);
	code = vb_act_parse(p->note[i], &p->act, &err);
	if (code != VB_OK) {
		vb_finding_of(out, VB_UNREADABLE, where, p->fold->depositary, &err);
		return VB_FALSE;
	}
	broken = chain_broken(p, p->index[i]);
	if (broken)
		return logged_bad(p, VB_NOT_GENUINE, "4.5", broken, out);
	code = check_signed(p, out);
	if (code != VB_OK)
		return code == VB_NOT_FOUND ? VB_OK : code;
	code = check_seen(p, p->index[i], out);
	if (code != VB_OK)
		return code;
	if (vb_entry_release(p->fold, &p->act, &err) != VB_OK)
		return logged_bad(p, VB_NOT_GENUINE, "5.3.4", err.sentence, out);
	/* The fold's row numbers leave out what could not be checked. */
	p->note[at] = p->note[i];
	p->index[at] = p->index[i];
	seen = vb_mark_span(p->marks.mark, p->marks.n, p->act.seen_size - 1).since;
	vb_act_citation(where, &p->act);
	code = fold_pick(p, &why, out);
	if (code != VB_OK)
		return code;
	p->signers |= vb_signers(p->fold, &p->need);
	describe_signers(p, signers, sizeof(signers));
	if (i <= ACTS_TOLD || n <= ACTS_TOLD + 1)
		vb_finding_establish(out, "%s was logged as entry %llu of %llu, signed by %s",
				     where, (unsigned long long)p->index[at],
				     (unsigned long long)p->size, signers);
	else
		p->untold++;
	vb_remark_entry(&p->remarks, p->fold, at, seen, &why);
	return VB_OK;
}

enum vb_code vb_picks_load(struct vb_picks *p, const struct vb_proof_file *file,
			   struct vb_finding *out)
{
	enum vb_code code = read_proofs(p, file, out);

	p->note[0] = file->charter;
	if (code == VB_OK)
		code = read_marks(file, out);
	if (code == VB_OK)
		code = vb_register_parts(&p->reg, file->registration.v, file->registration.n,
					 out);
	if (code == VB_OK)
		code = vb_extras_read(file, out);
	if (code == VB_OK)
		code = vb_charter_add(p->fold, file->charter, &p->act, p->trust, out);
	if (code == VB_OK)
		code = vb_keys_add(&p->keys, &p->act);
	for (size_t i = 1; code == VB_OK && i <= file->act.n; i++)
		code = vb_keys_of(&p->keys, p->note[i], &p->act);
	if (code == VB_OK)
		code = check_checkpoint(p, out);
	if (code == VB_OK)
		code = check_inclusion(p, out);
	if (code == VB_OK)
		code = load_marks(p, file, out);
	if (code == VB_OK)
		code = load_register(p, out);
	if (code != VB_OK)
		return code;
	p->fold->fact[0].span = vb_marks_span(&p->marks, 0);
	for (size_t i = 1; code == VB_OK && i <= file->act.n; i++)
		code = add_pick(p, i, file->act.n, out);
	/* Behind the last, and if none of them could not be checked: then it is so. */
	if (code == VB_OK && p->untold > 0 && !p->incomplete)
		vb_finding_establish(out, "so were the other %zu acts shown, by those who had to "
				     "sign them", p->untold);
	if (code == VB_OK)
		vb_texts_establish(p->fold, VB_TIME_NONE, out);
	return code;
}
