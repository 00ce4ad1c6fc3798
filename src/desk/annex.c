/*
 * Annexes: files that go along with a paper.  A leaf of the paper binds each by hash and
 * size (format.md 7.2); each travels sealed like the copy, under its outer recipient
 * (5.2.4), and opens with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ANNEX_NAME_MAX 100

/* ---- names ---- */

/* What may become a file in a folder of its own, whoever thought of it. */
static bool name_is_safe(struct vb_view name)
{
	uint32_t cp;
	size_t n;

	if (name.len == 0 || name.len > ANNEX_NAME_MAX || name.ptr[0] == '.' ||
	    name.ptr[0] == ' ' || name.ptr[name.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < name.len; i += n) {
		n = vb_utf8_next(vb_view(name.ptr + i, name.len - i), &cp);
		if (n == 0 || cp == '/' || !vb_codepoint_plain(cp))
			return false;
	}
	return true;
}

/* Where our own is kept beside our copy: by the hash that its leaf states. */
static void part_of(char out[static 40], const struct vb_hash *plain)
{
	memcpy(out, "annex-", 6);
	vb_hex(out + 6, plain->b, 16);
}

/* ---- handing over ---- */

static struct vb_pieces content_of(const struct vb_annex *a)
{
	return a->large ? *a->large : vb_pieces_view(&a->bytes);
}

static enum vb_code hash_content(const struct vb_annex *a, struct vb_hash *out,
				 struct vb_err *err)
{
	struct vb_pieces content = content_of(a);

	return vb_sha256_pieces(&content, out, err);
}

static enum vb_code check(const struct vb_annex *annex, const struct vb_hash *hash, unsigned n,
			  unsigned i, struct vb_err *err)
{
	const struct vb_annex *a = &annex[i];
	char q[120];

	vb_quote(q, sizeof(q), vb_view_str(a->name));
	if (!name_is_safe(vb_view_str(a->name)))
		return vb_fail(err, VB_USAGE, "7.2", "annex",
			       "\"%s\" is no name of an annex: 1 to %d bytes, no \"/\", no dot or "
			       "space in front; nothing was signed", q, ANNEX_NAME_MAX);
	if (content_of(a).size > VB_ANNEX_BYTES)
		return vb_fail(err, VB_REFUSED, "", q,
			       "an annex has at most %u bytes, this one has %llu; nothing was "
			       "signed", VB_ANNEX_BYTES,
			       (unsigned long long)content_of(a).size);
	for (unsigned j = 0; j < n; j++) {
		if (j != i && (strcmp(annex[j].name, a->name) == 0 ||
			       vb_hash_eq(&hash[j], &hash[i])))
			return vb_fail(err, VB_USAGE, "7.2", q,
				       "two annexes have one name or the same bytes; nothing was "
				       "signed");
	}
	return VB_OK;
}

enum vb_code vb_annex_paper(struct vb_view paper, const struct vb_annex *annex, unsigned n,
			    uint8_t **out, size_t *len, struct vb_err *err)
{
	size_t cap = paper.len + n * (ANNEX_NAME_MAX + 160u);
	struct vb_hash *hash = calloc(n ? n : 1, sizeof(*hash));
	uint8_t *buf = malloc(cap ? cap : 1);
	struct vb_writer w;
	enum vb_code code = hash && buf ? VB_OK : vb_no_room(err);

	/* What is too large is not read to its end. */
	for (unsigned i = 0; !code && i < n; i++)
		if (content_of(&annex[i]).size <= VB_ANNEX_BYTES)
			code = hash_content(&annex[i], &hash[i], err);
	for (unsigned i = 0; !code && i < n; i++)
		code = check(annex, hash, n, i, err);
	if (!code) {
		vb_writer_init(&w, buf, cap);
		vb_put_view(&w, paper);
	}
	for (unsigned i = 0; !code && i < n; i++) {
		vb_putf(&w, "\n## Annex %s\n\nsha256 ", annex[i].name);
		vb_put_hash(&w, &hash[i]);
		vb_putf(&w, "\nbytes %llu\n", (unsigned long long)content_of(&annex[i]).size);
	}
	if (!code) {
		*out = buf;
		*len = w.len;
		buf = NULL;
	}
	free(hash);
	free(buf);
	return code;
}

/* Once to learn its hash; it is sealed again when it is kept, to the same bytes. */
static enum vb_code seal_large(struct vb_desk *d, const struct vb_annex *annex,
			       const struct vb_recipient *inner,
			       const struct vb_recipient *outer, struct vb_sealed *out,
			       struct vb_err *err)
{
	struct vb_pieces sealed, plain = content_of(annex);
	enum vb_code code = vb_sealing_new(d, &plain, inner, outer, &out->large, err);

	if (code)
		return code;
	sealed = vb_sealing_pieces(out->large);
	out->len = (size_t)sealed.size;
	return vb_sha256_pieces(&sealed, &out->copy.hash, err);
}

/* Sealed to the addressee and, around that, to the recipient of its copy. */
static enum vb_code seal_along(struct vb_desk *d, const struct vb_annex *annex,
			       const struct vb_sealed *copy, struct vb_sealed *out,
			       struct vb_err *err)
{
	const struct vb_key *seal =
		vb_fold_key(d->fold, copy->addressee, VB_P_SEAL, d->fold->nfacts);
	struct vb_age_keys keys;
	uint8_t *inner = NULL;
	size_t len = 0;
	enum vb_code code;
	char name[66];

	if (!seal)
		return vb_fail(err, VB_REFUSED, "5.2.4", "annex",
			       "%s does not sit at this table; nothing was signed",
			       vb_name_upper(name, copy->addressee));
	if (content_of(annex).size > VB_LARGE)
		return seal_large(d, annex, &seal->recipient, &copy->copy.recipient, out, err);
	vb_age_keys_random(&keys, d->world.rng);
	code = vb_seal_to(&seal->recipient, &keys, annex->bytes, &inner, &len, NULL, err);
	vb_age_keys_random(&keys, d->world.rng);
	if (!code)
		code = vb_seal_to(&copy->copy.recipient, &keys, vb_view(inner, len),
				  &out->bytes, &out->len, &out->copy.hash, err);
	vb_wipe(&keys, sizeof(keys));
	free(inner);
	return code;
}

/* For ourselves: one layer, kept by the name of what it holds. */
static enum vb_code seal_own(struct vb_desk *d, const struct vb_annex *annex,
			     struct vb_sealed *out, struct vb_err *err)
{
	const struct vb_key *seal = vb_fold_key(d->fold, d->card.party, VB_P_SEAL,
						d->fold->nfacts);
	struct vb_hash plain;
	enum vb_code code = hash_content(annex, &plain, err);

	if (code)
		return code;
	part_of(out->part, &plain);
	if (content_of(annex).size > VB_LARGE && seal)
		return seal_large(d, annex, &seal->recipient, NULL, out, err);
	code = vb_desk_seal(d, annex->bytes, &out->bytes, &out->len, err);
	if (code)
		return code;
	vb_sha256(vb_view(out->bytes, out->len), &out->copy.hash);
	return VB_OK;
}

enum vb_code vb_annex_seal(struct vb_desk *d, const struct vb_annex *annex,
			   const struct vb_sealed *copy, struct vb_sealed *out,
			   struct vb_err *err)
{
	enum vb_code code;

	*out = (struct vb_sealed){.len = 0};
	memcpy(out->addressee, copy->addressee, sizeof(out->addressee));
	out->copy.addressee = vb_view_str(out->addressee);
	out->copy.has_recipient = copy->copy.has_recipient;
	code = copy->copy.has_recipient ? seal_along(d, annex, copy, out, err)
					: seal_own(d, annex, out, err);
	out->copy.bytes = out->len;
	if (code)
		vb_sealed_free(out);
	return code;
}

/* ---- opening ---- */

struct opening {
	struct vb_desk *d;
	const struct vb_act *act;
	char cite[96];
	const struct vb_paper *paper;
	char *dir;			/* made with the first file */
	struct vb_pile names;		/* of the files that this opening has written */
	bool leaf_used[VB_LEAVES_MAX];	/* whose annex is opened */
	unsigned renamed;		/* whose own name was taken */
};

static enum vb_code make_folder(struct opening *o, struct vb_err *err)
{
	char name[128];

	if (o->dir)
		return VB_OK;
	snprintf(name, sizeof(name), "papers/%s", o->cite);
	for (char *p = name + strlen("papers/"); *p; p++)
		if (*p == '/')
			*p = '_';
	o->dir = strcmp(o->d->dir, ".") == 0 ? strdup(name) : vb_path(o->d->dir, name);
	if (!o->dir)
		return vb_no_room(err);
	if (mkdir(o->dir, 0700) < 0 && errno != EEXIST)
		return vb_fail(err, errno == ENOSPC ? VB_FULL : VB_IO, "", name,
			       "the folder for the annexes cannot be made (%s)",
			       strerrordesc_np(errno));
	return VB_OK;
}

static bool name_taken(const struct opening *o, const char *name)
{
	for (size_t i = 0; i < o->names.n; i++)
		if (vb_view_is(vb_pile_view(&o->names, i), name))
			return true;
	return false;
}

/* A name that could leave the folder becomes a number; a name that another annex of the same
 * act has taken gets one in front. */
static enum vb_code choose_name(struct opening *o, struct vb_view name,
				char out[static ANNEX_NAME_MAX + 16], struct vb_err *err)
{
	char own[ANNEX_NAME_MAX + 1];

	if (name_is_safe(name))
		vb_view_copy(own, sizeof(own), name);
	else
		snprintf(own, sizeof(own), "annex-%zu", o->names.n + 1);
	snprintf(out, ANNEX_NAME_MAX + 16, "%s", own);
	for (unsigned i = 2; name_taken(o, out); i++)
		snprintf(out, ANNEX_NAME_MAX + 16, "%u-%s", i, own);
	o->renamed += strcmp(out, own) != 0;
	return vb_pile_add(&o->names, vb_view_str(out), err);
}

static enum vb_code write_file(struct opening *o, struct vb_view name,
			       const struct vb_pieces *content, struct vb_err *err)
{
	char safe[ANNEX_NAME_MAX + 16];
	enum vb_code code = make_folder(o, err);
	char *path;

	if (!code)
		code = choose_name(o, name, safe, err);
	if (code)
		return code;
	path = vb_path(o->dir, safe);
	if (!path)
		return vb_no_room(err);
	code = vb_pieces_write(path, content, VB_FILE_REPLACE | VB_FILE_SECRET, err);
	free(path);
	return code;
}

static enum vb_code write_bytes(struct opening *o, struct vb_view name, struct vb_view bytes,
				struct vb_err *err)
{
	struct vb_pieces content = vb_pieces_view(&bytes);

	return write_file(o, name, &content, err);
}

/* The leaf that what has this hash and size is the annex of (format.md 5.2.4): of several
 * that name the same bytes each once. */
static bool find_leaf(struct opening *o, const struct vb_hash *have, uint64_t bytes,
		      struct vb_view *name)
{
	struct vb_hash want;
	bool found = false;
	struct vb_view v;
	uint64_t size;

	for (unsigned i = 0; i < o->paper->nleaves; i++) {
		if (!vb_leaf_annex(&o->paper->leaf[i], &v, &want, &size) ||
		    size != bytes || !vb_hash_eq(&want, have))
			continue;
		*name = v;
		found = true;
		if (o->leaf_used[i])
			continue;
		o->leaf_used[i] = true;
		break;
	}
	return found;
}

static enum vb_code not_ours(struct opening *o, uint64_t bytes, enum vb_code code,
			     struct vb_err *err)
{
	if (code == VB_MEMORY)
		return vb_no_room(err);
	return vb_fail(err, VB_FALSE, "5.2.4", o->cite,
		       "an annex of %llu bytes does not open with our seal key",
		       (unsigned long long)bytes);
}

static enum vb_code no_leaf(struct opening *o, uint64_t bytes, struct vb_err *err)
{
	return vb_fail(err, VB_FALSE, "7.2", o->cite,
		       "an annex opens to %llu bytes that no leaf of the paper names",
		       (unsigned long long)bytes);
}

/* Read to its end twice: to know what it is, and to write it. */
static enum vb_code write_large(struct opening *o, const struct vb_pieces *plain, uint64_t bytes,
				struct vb_err *err)
{
	struct vb_hash have;
	struct vb_view name;
	enum vb_code code = vb_sha256_pieces(plain, &have, NULL);

	if (code)
		return not_ours(o, bytes, code, err);
	if (!find_leaf(o, &have, plain->size, &name))
		return no_leaf(o, plain->size, err);
	return write_file(o, name, plain, err);
}

static enum vb_code open_large(struct opening *o, const struct vb_annex_line *line,
			       const struct vb_secret *identity, struct vb_err *err)
{
	struct vb_age_opening *outer = NULL, *inner = NULL;
	struct vb_pieces between, plain;
	struct vb_kept k;
	enum vb_code code = vb_kept_fetch(o->d, &line->hash, line->bytes, &k, err);

	if (code)
		return code;
	code = vb_age_opening_new(&k.pieces, identity, &outer, NULL);
	if (!code) {
		between = vb_age_opening_pieces(outer);
		code = vb_desk_unsealing(o->d, &between, &inner, NULL);
	}
	if (code) {
		code = not_ours(o, line->bytes, code, err);
	} else {
		plain = vb_age_opening_pieces(inner);
		code = write_large(o, &plain, line->bytes, err);
	}
	vb_age_opening_free(inner);
	vb_age_opening_free(outer);
	return code;
}

/* One line of the act, for us: what it names is opened, and is what a leaf says. */
static enum vb_code open_line(struct opening *o, const struct vb_annex_line *line,
			      const struct vb_secret *identity, struct vb_err *err)
{
	uint8_t *cipher = NULL, *inner = NULL, *plain = NULL;
	size_t cipher_len = 0, inner_len = 0, len = 0;
	struct vb_view name;
	struct vb_hash have;
	enum vb_code code;

	if (line->bytes > VB_LARGE)
		return open_large(o, line, identity, err);
	code = vb_desk_copy(o->d, &line->hash, line->bytes, &cipher, &cipher_len, err);
	if (code)
		return code;
	code = vb_age_open(vb_view(cipher, cipher_len), identity, &inner, &inner_len, NULL);
	if (!code)
		code = vb_desk_unseal(o->d, vb_view(inner, inner_len), &plain, &len, NULL);
	if (!code)
		vb_sha256(vb_view(plain, len), &have);
	if (code)
		code = not_ours(o, line->bytes, code, err);
	else if (!find_leaf(o, &have, len, &name))
		code = no_leaf(o, len, err);
	else
		code = write_bytes(o, name, vb_view(plain, len), err);
	if (plain)
		vb_wipe(plain, len);
	free(plain);
	free(inner);
	free(cipher);
	return code;
}

static enum vb_code open_received(struct opening *o, const struct vb_copy *copy,
				  struct vb_err *err)
{
	struct vb_secret *identity = NULL;
	struct vb_annex_line line;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; !code && i < vb_act_count(o->act, "annex"); i++) {
		if (!vb_annex_parse(vb_act_get(o->act, "annex", i), &line) ||
		    !vb_view_is(line.addressee, o->d->card.party))
			continue;
		if (!identity)
			code = vb_released_identity(o->d, o->act, copy, &identity, err);
		if (!code)
			code = open_line(o, &line, identity, err);
	}
	vb_secret_free(identity);
	return code;
}

static enum vb_code open_own_large(struct opening *o, const struct vb_hash *hash,
				   struct vb_view name, struct vb_err *err)
{
	struct vb_age_opening *layer = NULL;
	struct vb_pieces plain;
	struct vb_kept k;
	enum vb_code code = vb_kept_find(o->d, hash, &k, err);

	if (!code)
		code = vb_desk_unsealing(o->d, &k.pieces, &layer, err);
	if (code)
		return code;
	plain = vb_age_opening_pieces(layer);
	code = write_file(o, name, &plain, err);
	vb_age_opening_free(layer);
	return code;
}

/* What this desk has kept of its own; another desk of the party may have handed it over. */
static enum vb_code open_part(struct opening *o, const char *part, struct vb_view name,
			      struct vb_err *err)
{
	uint8_t *sealed = NULL, *plain = NULL;
	size_t sealed_len = 0, len = 0;
	struct vb_hash large;
	char box[128];
	enum vb_code code;

	vb_box_name(box, &o->act->id, part);
	code = vb_box_get(o->d->cab, VB_BOX_OPENED, box, &sealed, &sealed_len, err);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code && vb_kept_noted(vb_view(sealed, sealed_len), &large)) {
		free(sealed);
		return open_own_large(o, &large, name, err);
	}
	if (!code)
		code = vb_desk_unseal(o->d, vb_view(sealed, sealed_len), &plain, &len, err);
	if (!code)
		code = write_bytes(o, name, vb_view(plain, len), err);
	if (plain)
		vb_wipe(plain, len);
	free(plain);
	free(sealed);
	return code;
}

/* Of an `entered`, "original" is what came, where that was no paper byte for byte. */
static enum vb_code open_own(struct opening *o, struct vb_err *err)
{
	enum vb_code code = open_part(o, "original", vb_view_str("original"), err);

	for (unsigned i = 0; !code && i < o->paper->nleaves; i++) {
		struct vb_view name;
		struct vb_hash plain;
		uint64_t size;
		char part[40];

		if (!vb_leaf_annex(&o->paper->leaf[i], &name, &plain, &size))
			continue;
		part_of(part, &plain);
		code = open_part(o, part, name, err);
	}
	return code;
}

static enum vb_code open_all(struct opening *o, const char *act, struct vb_paper *paper,
			     struct vb_err *err)
{
	struct vb_desk *d = o->d;
	struct vb_ahead ahead = {0};
	struct vb_loaded l = {0};
	struct vb_opened opened;
	uint8_t *bytes = NULL;
	struct vb_copy copy;
	size_t len = 0;
	uint32_t at;
	enum vb_code code = vb_ahead_make(d, true, &ahead, err);

	if (!code)
		code = vb_ahead_cited(ahead.fold, act, &at, err);
	if (!code)
		code = vb_ahead_act(d, &ahead, at, &l, err);
	if (!code)
		code = vb_desk_keys(d, err);
	if (!code)
		code = vb_copy_opened(d, l.act, &bytes, &len, &opened, &copy, err);
	if (!code)
		code = vb_paper_parse(opened.paper, paper, err);
	if (!code) {
		o->act = l.act;
		vb_act_citation(o->cite, l.act);
		code = vb_view_is(l.act->author, d->card.party) ? open_own(o, err)
								 : open_received(o, &copy, err);
	}
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	vb_loaded_free(&l);
	vb_ahead_free(&ahead);
	return code;
}

enum vb_code vb_desk_annexes(struct vb_desk *d, const char *act, struct vb_annexes *out,
			     struct vb_err *err)
{
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct opening o = {.d = d, .paper = paper};
	enum vb_code code = paper ? vb_desk_at_table(d, false, err) : vb_no_room(err);

	*out = (struct vb_annexes){.n = 0};
	if (!code)
		code = open_all(&o, act, paper, err);
	if (code)
		free(o.dir);
	else
		*out = (struct vb_annexes){.n = (unsigned)o.names.n, .renamed = o.renamed,
					   .dir = o.dir};
	vb_pile_free(&o.names);
	free(paper);
	return code;
}
