/*
 * The outbox of a pouch: signed acts on their way to the log (format.md 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define OUTBOX_MAX 999u		/* three digits */

/* Into a->act. */
static enum vb_code read_act(struct vb_audit *a, const char *at, struct vb_view content,
			     struct vb_finding *out)
{
	struct vb_err err = {0};

	if (vb_act_parse(content, &a->act, &err) == VB_OK)
		return VB_OK;
	vb_finding_of(out, VB_UNREADABLE, at, VB_NOBODY, &err);
	return VB_FALSE;
}

enum vb_code vb_outbox_read(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.outbox_at;
	enum vb_code code = VB_OK;
	char at[40];

	while (code == VB_OK && a->bundle.pouch &&
	       vb_bundle_file(&a->bundle, "outbox/", &pos, &name, &content))
		code = read_act(a, vb_quote(at, sizeof(at), name), content, out);
	return code;
}

/* Where an act would stand, and which it is; the act key that it would register. */
struct place {
	char chain[66];
	uint64_t number, epoch;
	struct vb_hash id;
	bool registers;
	struct vb_vkey key;
};

static struct place place_of(const struct vb_act *a)
{
	struct place p = {.number = a->number, .epoch = a->epoch, .id = a->id};

	vb_act_chain(p.chain, a);
	return p;
}

/* The last act of @p's chain in the log and among the @n acts before it: its number,
 * and its id or the charter's. */
static uint64_t last_number(const struct vb_fold *f, const struct place *before, unsigned n,
			    const struct place *p, struct vb_hash *head)
{
	uint64_t last = 0;

	*head = f->charter;
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, p->chain) != 0)
			continue;
		last = f->chain[i].number;
		*head = f->chain[i].head;
	}
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(before[i].chain, p->chain) != 0 || before[i].number <= last)
			continue;
		last = before[i].number;
		*head = before[i].id;
	}
	return last;
}

/* True if another text stands at @p's position, in the log or before it. */
static bool position_taken(const struct vb_fold *f, const struct place *before, unsigned n,
			   const struct place *p)
{
	uint32_t there = vb_fold_cited(f, p->chain, p->number, p->epoch);

	if (there != VB_NO_ACT)
		return !vb_hash_eq(&f->fact[there].id, &p->id);
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(before[i].chain, p->chain) == 0 &&
		    before[i].number == p->number && before[i].epoch == p->epoch)
			return !vb_hash_eq(&before[i].id, &p->id);
	}
	return false;
}

/* ---- who signed it ---- */

/* Acts that one line signs, under the name of their chain. */
static bool signed_alone(const struct vb_act *a)
{
	return a->kind->signers == VB_BY_AUTHOR || a->kind->signers == VB_BY_DEPOSITARY;
}

/* Whether the keys that the log knows signed it.  VB_REFUSED: other keys did, which an
 * act that is still on its way may register. */
static enum vb_code check_signed(struct vb_audit *a, const struct place *p, struct vb_err *err)
{
	enum vb_code code;

	if (signed_alone(&a->act) && !vb_view_is(a->act.note.sig[0].name, p->chain))
		return vb_fail(err, VB_FALSE, "2.8", "",
			       "its signature line is under a name that does not sign it");
	code = vb_fold_required(a->fold, &a->act, &a->need, err);
	if (code == VB_OK && vb_act_lines(&a->act, &a->need, err) == VB_FALSE)
		return VB_REFUSED;
	return code == VB_OK ? vb_act_verify(&a->act, &a->need, err) : code;
}

/* The chain whose act key @a may register, if it holds one: a rekey its author's, a mandate
 * its office's, an admission the new member's (format.md 5.1.6, 5.1.8, 5.1.11).  A key of
 * any other name is nobody's, and what it signs is held against nobody. */
static void registered_chain(const struct vb_fold *f, const struct vb_act *a,
			     char out[static 66])
{
	struct vb_view role, member = vb_token(vb_act_get(a, "party", 0), &role);
	struct vb_view office = vb_act_get(a, "to", 0);
	struct vb_writer w;

	vb_writer_init(&w, out, 65);
	if (a->kind->signers == VB_BY_RECOVERY) {
		vb_put_view(&w, a->author);
	} else if (a->kind->signers == VB_BY_AUTHOR && a->office.len == 0) {
		vb_put_view(&w, a->author);
		vb_put_byte(&w, '/');
		vb_put_view(&w, office);
	} else if (vb_fold_party(f, member) == VB_NO_PARTY) {
		vb_put_view(&w, member);
	}
	out[w.len] = '\0';
}

static void register_key(const struct vb_fold *f, const struct vb_act *a, struct place *p)
{
	struct vb_key key;
	char chain[66];

	registered_chain(f, a, chain);
	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		if (vb_key_parse(vb_act_get(a, "key", i), &key, NULL) != VB_OK ||
		    key.purpose != VB_P_ACT || strcmp(key.name, chain) != 0)
			continue;
		p->registers = true;
		p->key = key.vkey;
	}
}

/* Whether an act before it in the outbox registers the key that signed it: one line, under
 * the name of its chain, which check_signed() has seen. */
static bool registered_before(const struct place *before, unsigned n, const struct vb_act *a)
{
	if (!signed_alone(a) || a->note.nsigs != 1)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (before[i].registers &&
		    vb_sigline_verify(&a->note.sig[0], &before[i].key, a->note.text))
			return true;
	}
	return false;
}

/* ---- the acts of the outbox ---- */

/* Something that the outbox needs is not here; the first of these is told. */
static void lacks(struct vb_audit *a, const char *clause, const char *cite, const char *what)
{
	if (a->incomplete)
		return;
	a->incomplete = true;
	snprintf(a->missing_clause, sizeof(a->missing_clause), "%s", clause);
	snprintf(a->missing, sizeof(a->missing), "incomplete: %s stands in the outbox, and %s",
		 cite, what);
}

/* Whether the office that wrote @a has lost its mandate: from that place in the log on its
 * key binds nobody, and whose hand it is in nobody can tell (format.md 5.1.7). */
static bool is_revoked(const struct vb_fold *f, const struct vb_act *a)
{
	uint8_t party = vb_fold_party(f, a->author);

	for (uint32_t i = f->nmandates; i > 0; i--) {
		const struct vb_mandate *m = &f->mandate[i - 1];

		if (m->party == party && vb_view_is(a->office, m->office))
			return m->revoked != VB_NO_ACT;
	}
	return false;
}

/* format.md 4.4: both texts are validly signed, @known: by the key that the log has. */
static void used_twice(struct vb_audit *a, const struct place *p, const char *cite, bool known)
{
	if (known && is_revoked(a->fold, &a->act))
		lacks(a, "5.1.7", cite,
		      "another text at its position was logged before its office was revoked");
	else
		vb_remark_add(&a->remarks, VB_REMARK_TWICE, "4.4", cite, p->chain,
			      "key used twice: another text stands at its position");
}

/* The act in a->act as the @n-th of the outbox. */
static enum vb_code check_act(struct vb_audit *a, struct place *seen, unsigned n,
			      const char *at, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	struct vb_hash head;
	uint64_t last;
	char cite[96];

	seen[n] = place_of(&a->act);
	vb_act_citation(cite, &a->act);
	if (!vb_hash_eq(&a->act.table, &a->fold->table))
		code = vb_fail(&err, VB_FALSE, "2.3", at, "%s belongs to another table", cite);
	else if (a->act.seen_size <= a->bundle.size && !vb_entry_seen(a->tree, &a->act))
		code = vb_fail(&err, VB_MALFORMED, "4.6", at,
			       "`seen` of %s names a root that the log did not have", cite);
	if (code == VB_OK)
		code = check_signed(a, &seen[n], &err);
	if (code == VB_REFUSED && !registered_before(seen, n, &a->act)) {
		lacks(a, "3.1", cite, "no act here registers the key that signed it");
		return VB_OK;
	}
	if (code != VB_OK && code != VB_REFUSED)
		return vb_stop(out, code, at, &err);
	register_key(a->fold, &a->act, &seen[n]);
	last = last_number(a->fold, seen, n, &seen[n], &head);
	if (position_taken(a->fold, seen, n, &seen[n]))
		used_twice(a, &seen[n], cite, code == VB_OK);
	else if (seen[n].number > last + 1)
		lacks(a, "4.1", cite, "neither the log nor the outbox has the act before it");
	else if (seen[n].number == last + 1 && !vb_hash_eq(&a->act.prev, &head))
		lacks(a, "4.2", cite, "the text that it follows is not here");
	return VB_OK;
}

enum vb_code vb_outbox_check(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.outbox_at;
	enum vb_code code = VB_OK;
	struct place *seen;
	char at[40];

	if (!a->bundle.pouch || a->outbox_done)
		return VB_OK;
	seen = calloc(OUTBOX_MAX, sizeof(*seen));
	if (!seen)
		return VB_MEMORY;
	for (unsigned n = 0; code == VB_OK && n < OUTBOX_MAX &&
	     vb_bundle_file(&a->bundle, "outbox/", &pos, &name, &content); n++) {
		vb_quote(at, sizeof(at), name);
		code = read_act(a, at, content, out);
		if (code == VB_OK)
			code = check_act(a, seen, n, at, out);
	}
	free(seen);
	a->outbox_done = true;
	return code;
}
