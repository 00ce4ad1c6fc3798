/*
 * What a proof shows besides acts: a disclosed leaf, opened copies, a contest or a
 * cannot-open to be judged (format.md 7.6 to 7.8, 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code unreadable(struct vb_finding *out, const char *at, const struct vb_err *err)
{
	vb_finding_of(out, VB_UNREADABLE, at, VB_NOBODY, err);
	return VB_FALSE;
}

static struct vb_act *read_act(const struct vb_evidence *ev, uint32_t i, struct vb_act *a)
{
	return vb_act_parse(ev->note[i], a, NULL) == VB_OK ? a : NULL;
}

void vb_warn_privilege(const struct vb_evidence *ev, uint32_t i, struct vb_finding *out)
{
	struct vb_view v;
	char cite[96], q[40];
	struct vb_act a;

	if (!read_act(ev, i, &a))
		return;
	v = vb_act_get(&a, "privilege", 0);
	if (v.len == 0 || vb_view_is(v, "open"))
		return;
	vb_act_citation(cite, &a);
	vb_finding_rest(out, "%s is marked %s: who shows it must answer for that", cite,
			vb_quote(q, sizeof(q), v));
}

/* ---- a disclosed leaf ---- */

struct leaf {
	struct vb_view addressee;
	uint64_t index, count;
	uint8_t salt[32];
	struct vb_hash path[VB_PROOF_MAX];
	unsigned npath;
	struct vb_view text;
};

static void read_path(struct vb_cursor *c, struct leaf *l)
{
	size_t len;

	for (;;) {
		struct vb_view v = vb_cursor_line(c);

		if (c->code != VB_OK || v.len == 0)
			return;
		if (l->npath == VB_PROOF_MAX)
			vb_cursor_fail(c, "1.2", "more than %d hashes", VB_PROOF_MAX);
		else if (!vb_unbase64(l->path[l->npath].b, 32, &len, v) || len != 32)
			vb_cursor_fail(c, "9.4", "a hash is not the base64 of 32 bytes");
		else
			l->npath++;
	}
}

static enum vb_code read_leaf(struct vb_view part, struct leaf *l, struct vb_err *err)
{
	struct vb_cursor c;

	*l = (struct leaf){.npath = 0};
	vb_cursor_text(&c, part, "9.4", err);
	l->addressee = vb_cursor_field(&c, "copy");
	if (!vb_name_valid(l->addressee))
		vb_cursor_fail(&c, "9.4", "the copy's addressee is no name");
	if (!vb_dec_parse(vb_cursor_field(&c, "index"), &l->index) || l->index > UINT32_MAX)
		vb_cursor_fail(&c, "9.4", "the index is no decimal");
	if (!vb_dec_parse(vb_cursor_field(&c, "count"), &l->count) || l->count > UINT32_MAX)
		vb_cursor_fail(&c, "9.4", "the count is no decimal");
	if (!vb_unhex(l->salt, sizeof(l->salt), vb_cursor_field(&c, "salt")))
		vb_cursor_fail(&c, "9.4", "the salt is not 64 hex digits");
	read_path(&c, l);
	l->text = vb_view(part.ptr + c.pos, part.len - c.pos);
	if (!vb_utf8_valid(l->text))
		vb_cursor_fail(&c, "1.1", "its text is not UTF-8");
	return c.code;
}

/*
 * The leaf with its heading, as it stands in a paper (format.md 7.1, 7.3): of a leaf
 * that others follow the paper's parser sees the next one's beginning too.  @buf: the
 * leaf's text and six bytes.  VB_FALSE: it is no leaf of a paper.
 */
static enum vb_code divide(const struct leaf *l, uint8_t *buf, struct vb_paper *paper,
			   struct vb_leaf *out)
{
	unsigned at = l->index > 0;	/* a paper that begins with "## " has an empty leaf 0 */
	bool last = l->index + 1 == l->count;
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, l->text.len + 6);
	vb_put_view(&w, l->text);
	if (!last)
		vb_put_str(&w, "## x\n");
	code = vb_paper_parse(vb_written(&w), paper, NULL);
	if (code == VB_MEMORY)
		return code;
	if (code != VB_OK || paper->nleaves != at + (last ? 1u : 2u))
		return VB_FALSE;
	*out = paper->leaf[at];
	return out->text.len == l->text.len ? VB_OK : VB_FALSE;
}

/* Whether some copy line of @a commits to the leaf. */
static bool commits(const struct vb_act *a, const struct leaf *l, const struct vb_leaf *leaf)
{
	char chain[66], name[VB_NAME_MAX + 1] = "";
	struct vb_copy_place place = {.table = a->table, .chain = chain, .number = a->number,
				      .epoch = a->epoch, .addressee = name};

	vb_act_chain(chain, a);
	memcpy(name, l->addressee.ptr, l->addressee.len);
	for (unsigned i = 0; i < vb_act_count(a, "copy"); i++) {
		struct vb_copy c = vb_copy_at(a, i);

		if (vb_view_eq(c.addressee, l->addressee) && c.leaves == l->count &&
		    vb_commit_verify(&place, l->salt, (uint32_t)l->index, (uint32_t)l->count,
				     leaf, l->path, l->npath, &c.root))
			return true;
	}
	return false;
}

static bool find_leaf(const struct vb_evidence *ev, const struct leaf *l,
		      const struct vb_leaf *leaf, struct vb_finding *out)
{
	char cite[96], up[VB_NAME_MAX + 1], name[VB_NAME_MAX + 1], q[120];
	struct vb_act a;

	vb_quote(name, sizeof(name), l->addressee);
	for (uint32_t i = 1; i < ev->fold->nfacts; i++) {
		if (!read_act(ev, i, &a) || !commits(&a, l, leaf))
			continue;
		vb_act_citation(cite, &a);
		vb_finding_establish(out, "leaf %llu of %llu of %s, \"%s\", is disclosed: it is "
					  "that "
				     "of the copy for %s", (unsigned long long)l->index + 1,
				     (unsigned long long)l->count, cite,
				     vb_quote(q, sizeof(q), leaf->heading),
				     vb_upper(up, sizeof(up), name));
		vb_warn_privilege(ev, i, out);
		return true;
	}
	return false;
}

/* Whether some act shown commits to @l; @buf and @paper are scratch. */
static enum vb_code search_leaf(const struct vb_evidence *ev, const struct leaf *l,
				uint8_t *buf, struct vb_paper *paper, struct vb_finding *out)
{
	struct vb_leaf leaf;
	enum vb_code code;

	if (!buf || !paper)
		return VB_MEMORY;
	code = divide(l, buf, paper, &leaf);
	if (code == VB_OK && find_leaf(ev, l, &leaf, out))
		return VB_OK;
	if (code == VB_MEMORY)
		return code;
	vb_finding_set(out, VB_NOT_GENUINE, "7.3", "leaf", VB_NOBODY,
		       "no act shown commits to this leaf at this place");
	return VB_FALSE;
}

static enum vb_code check_leaf(struct vb_view part, const struct vb_evidence *ev,
			       struct vb_finding *out)
{
	struct vb_paper *paper;
	enum vb_code code;
	struct leaf l;
	uint8_t *buf;

	if (part.ptr == NULL)
		return VB_OK;
	code = read_leaf(part, &l, NULL);
	(void)code; /* vb_extras_read() has read it */
	paper = malloc(sizeof(*paper));
	buf = malloc(l.text.len + 6);
	code = search_leaf(ev, &l, buf, paper, out);
	free(paper);
	free(buf);
	return code;
}

/* ---- opened copies ---- */

static bool copy_for(const struct vb_act *a, struct vb_view addressee, struct vb_copy *c)
{
	for (unsigned i = 0; i < vb_act_count(a, "copy"); i++) {
		*c = vb_copy_at(a, i);
		if (vb_view_eq(c->addressee, addressee))
			return true;
	}
	return false;
}

/* What an opened copy that its act commits to shows (format.md 7.7). */
static void tell_opened(const struct vb_opened *o, const struct vb_act *a, struct vb_finding *out)
{
	char chain[66], cite[96], author[70], to[VB_NAME_MAX + 1], up[VB_NAME_MAX + 1], hex[65];
	struct vb_hash h;

	vb_sha256(o->paper, &h);
	vb_hex(hex, h.b, sizeof(h.b));
	vb_act_chain(chain, a);
	vb_act_citation(cite, a);
	vb_quote(to, sizeof(to), o->addressee);
	vb_upper(up, sizeof(up), to);
	if (vb_view_eq(o->addressee, a->author))
		vb_finding_establish(out, "the text shown is %s's own copy of %s: it comes from %s "
				     "(7.7)", up, cite, up);
	else
		vb_finding_establish(out, "the text shown is the copy of %s for %s: it comes from "
				     "%s or from %s, and which of them passed it on nobody can "
				     "tell (7.7)", cite, up,
				     vb_upper(author, sizeof(author), chain), up);
	vb_finding_establish(out, "that text has %zu bytes and the SHA-256 %s", o->paper.len, hex);
}

/* One opened copy against its act, which is read into @a; *@index: which, VB_NO_ACT if it is
 * not shown. */
static enum vb_code check_opened(const struct vb_opened *o, const struct vb_evidence *ev,
				 const char *at, struct vb_act *a, uint32_t *index,
				 struct vb_finding *out)
{
	char chain[66];
	struct vb_err err = {0};
	enum vb_code code = VB_FALSE;
	struct vb_copy c;

	vb_quote(chain, sizeof(chain), o->chain);
	*index = vb_fold_cited(ev->fold, chain, o->number, o->epoch);
	if (*index == VB_NO_ACT || !read_act(ev, *index, a)) {
		*index = VB_NO_ACT;
		vb_finding_set(out, VB_CANNOT_TELL, "7.7", at, "",
			       "the act that an opened copy names is not shown");
		return VB_OK;
	}
	if (copy_for(a, o->addressee, &c))
		code = vb_opened_check(o, a, &c, &err);
	else
		vb_fail(&err, VB_FALSE, "7.4", at, "its act names no copy for that addressee");
	if (code == VB_MEMORY)
		return code;
	if (code != VB_OK) {
		vb_finding_of(out, VB_NOT_GENUINE, at, VB_NOBODY, &err);
		return VB_FALSE;
	}
	tell_opened(o, a, out);
	vb_texts_rest(ev->fold, *index, o->addressee, out);
	vb_warn_privilege(ev, *index, out);
	return VB_OK;
}

/* format.md 7.8, of two copies of @act */
static bool copies_differ(const struct vb_act *act, const struct vb_opened *a,
			  const struct vb_opened *b, struct vb_finding *out)
{
	char cite[96], chain[66];

	if (!vb_view_is(vb_act_get(act, "same-text", 0), "yes") || vb_view_eq(a->paper, b->paper))
		return false;
	vb_act_citation(cite, act);
	vb_act_chain(chain, act);
	vb_finding_set(out, VB_NOT_GENUINE, "7.8", cite, chain,
		       "its author declared that all copies say the same, and two of them differ");
	return true;
}

static enum vb_code check_all_opened(const struct vb_views *parts, const struct vb_evidence *ev,
				     struct vb_finding *out)
{
	struct vb_opened o[VB_PARTIES_MAX];
	uint32_t index[VB_PARTIES_MAX];
	struct vb_err err = {0};
	enum vb_code code;
	struct vb_act a;
	char at[32];

	/* vb_extras_read() has seen that they are copies, and no more than these. */
	for (size_t i = 0; i < parts->n; i++) {
		snprintf(at, sizeof(at), "opened %zu", i + 1);
		code = vb_opened_parse(parts->v[i], &o[i], &err);
		if (code != VB_OK)
			return code;
		code = check_opened(&o[i], ev, at, &a, &index[i], out);
		if (code != VB_OK)
			return code;
		for (size_t k = 0; k < i; k++) {
			if (index[i] != VB_NO_ACT && index[k] == index[i] &&
			    copies_differ(&a, &o[k], &o[i], out))
				return VB_FALSE;
		}
	}
	return VB_OK;
}

/* ---- judging ---- */

static void cannot_judge(struct vb_finding *out, const char *why)
{
	vb_finding_set(out, VB_CANNOT_TELL, "7.6", "copy", "", "nothing can be judged: %s", why);
}

static const struct vb_handover *handover_of(const struct vb_fold *f, struct vb_view copy)
{
	struct vb_hash h;

	vb_sha256(copy, &h);
	for (uint32_t i = 0; i < f->nhandovers; i++) {
		if (vb_hash_eq(&f->handover[i].hash, &h))
			return &f->handover[i];
	}
	return NULL;
}

/* The released identity of @h, to be freed; NULL in *@out: it is not shown. */
static enum vb_code identity_of(const struct vb_evidence *ev, const struct vb_handover *h,
				struct vb_act *scratch, struct vb_secret **out)
{
	enum vb_code code;

	*out = NULL;
	if (h->release == VB_NO_ACT || !read_act(ev, h->release, scratch))
		return VB_OK;
	code = vb_identity_parse(vb_act_get(scratch, "identity", 0), out, NULL);
	return code == VB_MEMORY ? code : VB_OK;
}

/* The seal keys that @h's addressee held from the log's size @seen to the place of @h, newest
 * first (format.md 7.6), by the whole log: all @n of them, however often it replaced them, for
 * the oldest is the one that the author could see.  malloc'd; NULL: memory. */
static struct vb_recipient *seals_of(const struct vb_fold *f, const struct vb_handover *h,
				     uint64_t seen, unsigned *n)
{
	struct vb_recipient *out = calloc(f->nkeys, sizeof(*out));

	*n = 0;
	if (!out)
		return NULL;
	for (uint32_t i = f->nkeys; i > 0; i--) {
		const struct vb_key *k = &f->key[i - 1];

		if (k->purpose == VB_P_SEAL && k->from <= h->act && k->until >= seen &&
		    strcmp(k->name, f->party[h->addressee].name) == 0)
			out[(*n)++] = k->recipient;
	}
	return out;
}

static enum vb_code judge(const struct vb_proof_file *file, const struct vb_evidence *ev,
			  const struct vb_handover *h, const struct vb_secret *identity,
			  struct vb_act *act, struct vb_finding *out)
{
	struct vb_view addressee = vb_view_str(ev->fold->party[h->addressee].name);
	struct vb_recipient *seal;
	enum vb_code code;
	unsigned n;

	if (!read_act(ev, h->act, act)) {
		cannot_judge(out, "the hand-over is not shown");
		return VB_OK;
	}
	if (file->file_key.ptr)
		return vb_judge_contest(act, addressee, file->copy, identity,
					file->file_key.ptr, false, out);
	/* A rekey that is left out would convict whom it should clear, or clear whom it
	 * should convict. */
	if (ev->index) {
		cannot_judge(out, "which seal keys the addressee held only the whole log tells");
		return VB_OK;
	}
	seal = seals_of(ev->fold, h, act->seen_size, &n);
	if (!seal)
		return VB_MEMORY;
	code = vb_judge_cannot_open(act, addressee, file->copy, identity, seal, n,
				    file->ephemeral.ptr, false, out);
	free(seal);
	return code;
}

/* The judge's finding in place of @out's own. */
static void take_over(const struct vb_finding *from, struct vb_finding *out)
{
	vb_finding_set(out, from->result, from->clause, from->at, from->culprit, "%s",
		       from->sentence);
}

static enum vb_code check_copy(const struct vb_proof_file *file, const struct vb_evidence *ev,
			       struct vb_finding *out)
{
	const struct vb_handover *h;
	struct vb_finding *found;
	struct vb_secret *identity;
	enum vb_code code;
	struct vb_act a;

	if (file->copy.ptr == NULL)
		return VB_OK;
	h = handover_of(ev->fold, file->copy);
	if (!h) {
		cannot_judge(out, "no act shown hands over this copy");
		return VB_OK;
	}
	if ((file->file_key.ptr ? h->contest : h->cannot_open) == VB_NO_ACT) {
		cannot_judge(out, "no complaint about this copy is shown");
		return VB_OK;
	}
	code = identity_of(ev, h, &a, &identity);
	if (code != VB_OK)
		return code;
	if (!identity) {
		cannot_judge(out, "the release of this copy is not shown");
		return VB_OK;
	}
	found = malloc(sizeof(*found));
	code = found ? judge(file, ev, h, identity, &a, found) : VB_MEMORY;
	if (code == VB_OK)
		take_over(found, out);
	free(found);
	vb_secret_free(identity);
	return code == VB_OK && out->result == VB_NOT_GENUINE ? VB_FALSE : code;
}

static enum vb_code read_opened(const struct vb_views *parts, struct vb_finding *out)
{
	struct vb_opened o;
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	char at[32];

	if (parts->n > VB_PARTIES_MAX) {
		vb_fail(&err, VB_MALFORMED, "1.2", "opened", "more than %d opened copies",
			VB_PARTIES_MAX);
		return unreadable(out, "opened", &err);
	}
	for (size_t i = 0; code == VB_OK && i < parts->n; i++) {
		snprintf(at, sizeof(at), "opened %zu", i + 1);
		code = vb_opened_parse(parts->v[i], &o, &err);
		vb_wipe(o.seed, sizeof(o.seed));
		if (code != VB_OK && code != VB_MEMORY)
			return unreadable(out, at, &err);
	}
	return code;
}

enum vb_code vb_extras_read(const struct vb_proof_file *file, struct vb_finding *out)
{
	struct vb_err err = {0};
	struct leaf l;

	if (file->leaf.ptr && read_leaf(file->leaf, &l, &err) != VB_OK)
		return unreadable(out, "leaf", &err);
	if ((file->file_key.ptr && file->file_key.len != 16) ||
	    (file->ephemeral.ptr && file->ephemeral.len != 32)) {
		vb_fail(&err, VB_MALFORMED, "9.4", "copy",
			"a file key has 16 bytes, an ephemeral secret 32");
		return unreadable(out, "copy", &err);
	}
	return read_opened(&file->opened, out);
}

enum vb_code vb_extras_check(const struct vb_proof_file *file, const struct vb_evidence *ev,
			     struct vb_finding *out)
{
	enum vb_code code = check_leaf(file->leaf, ev, out);

	if (code == VB_OK)
		code = check_copy(file, ev, out);
	if (code == VB_OK)
		code = check_all_opened(&file->opened, ev, out);
	return code;
}
