/*
 * Countersigning: an act that several parties sign travels as a file with the lines
 * that it has, and is lodged when it has all of them (format.md 2.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

struct signing {
	struct vb_desk *d;
	struct vb_ahead ahead;
	struct vb_act *act;
	struct vb_required need;
	uint8_t *file, *note;
	size_t len;
	struct vb_writer w;
	unsigned missing;
	char cite[96];
};

/* What its author had seen must be our log, too (format.md 4.6). */
static enum vb_code check_seen(struct signing *s, struct vb_err *err)
{
	struct vb_hash root;

	if (s->act->seen_size > vb_tree_size(s->d->tree))
		return vb_fail(err, VB_REFUSED, "4.6", s->cite,
			       "its author has seen %llu entries of the log, we have %llu; "
			       "nothing was signed: get the newer record first, from the "
			       "depositary or in a pouch",
			       (unsigned long long)s->act->seen_size,
			       (unsigned long long)vb_tree_size(s->d->tree));
	vb_tree_root(s->d->tree, s->act->seen_size, &root);
	if (!vb_hash_eq(&root, &s->act->seen_root))
		return vb_fail(err, VB_FALSE, "4.6", s->cite,
			       "its author has seen another log than we have; nothing was "
			       "signed");
	return VB_OK;
}

static enum vb_code read_act(struct signing *s, const char *path, struct vb_err *err)
{
	enum vb_code code = vb_file_read(path, VB_NOTE_MAX, &s->file, &s->len, err);

	if (!code)
		code = vb_act_parse(vb_view(s->file, s->len), s->act, err);
	if (code)
		return code;
	vb_act_citation(s->cite, s->act);
	if (!vb_hash_eq(&s->act->table, &s->d->card.table))
		return vb_fail(err, VB_REFUSED, "2.3", s->cite,
			       "it belongs to another table; nothing was signed");
	return check_seen(s, err);
}

/* It may stand next in its chain; or it does already, or waits in our own outbox. */
static enum vb_code check_place(struct signing *s, struct vb_err *err)
{
	enum vb_code code;

	if (vb_fold_find(s->d->fold, &s->act->id) != VB_NO_ACT)
		return vb_fail(err, VB_CONFLICT, "4.4", s->cite, "it is in the log already");
	code = vb_fold_chain(s->d->fold, s->act, err);
	return code ? code : vb_fold_required(s->d->fold, s->act, &s->need, err);
}

/* Our key's place among those that must sign; -1: none. */
static int our_line(const struct signing *s)
{
	const struct vb_key *k = vb_fold_key(s->d->fold, s->d->chain, VB_P_ACT,
					     s->d->fold->nfacts);

	for (unsigned i = 0; k && i < s->need.n; i++)
		if (vb_vkey_eq(&s->need.key[i], &k->vkey))
			return (int)i;
	return -1;
}

static bool has_line(const struct signing *s, unsigned i)
{
	for (unsigned n = 0; n < s->act->note.nsigs; n++)
		if (vb_sigline_matches(&s->act->note.sig[n], &s->need.key[i]))
			return true;
	return false;
}

/* The act whole: what is signed here was written by another. */
static enum vb_code ask(struct signing *s, struct vb_err *err)
{
	char *text = NULL, name[66], rest[200], words[18], read[120] = "";
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, rest, sizeof(rest) - 1);
	for (unsigned i = 0; i < s->need.n; i++)
		if (!has_line(s, i))
			vb_putf(&w, " %s", vb_name_upper(name, s->need.key[i].name));
	rest[w.over ? 0 : w.len] = 0;
	if (strcmp(s->act->kind->name, "admit") == 0 && vb_admit_words(&s->d->card.draft, s->act,
								       words))
		snprintf(read, sizeof(read), " The words of its keys are \"%s\": have it read "
			 "them aloud.", words);
	if (asprintf(&text, "%s The act, whole:\n\n%.*s\nStill to sign:%s.%s Sign as %s?",
		     s->act->kind->means, (int)s->act->note.text.len,
		     (const char *)s->act->note.text.ptr, rest, read,
		     vb_name_upper(name, s->d->chain)) < 0)
		return vb_no_room(err);
	code = vb_desk_ask(s->d, text, err);
	free(text);
	return code;
}

static enum vb_code add_line(struct signing *s, struct vb_err *err)
{
	struct vb_signer by;
	int mine = our_line(s);
	unsigned nadd = 0;
	enum vb_code code = VB_OK;

	if (mine < 0)
		return vb_fail(err, VB_REFUSED, "2.8", s->cite,
			       "it is not for us to sign; nothing was signed");
	if (!has_line(s, (unsigned)mine)) {
		code = ask(s, err);
		if (!code)
			code = vb_desk_signer(s->d, &by, err);
		nadd = 1;
	}
	if (code)
		return code;
	vb_writer_init(&s->w, s->note, VB_NOTE_MAX);
	return vb_lines_join(&s->w, &s->act->note, &s->need, nadd ? &by : NULL, nadd,
			     &s->missing, err);
}

/* The complete act is carried until it is logged, whoever's chain it stands in. */
static enum vb_code lodge(struct signing *s, struct vb_done *done, struct vb_err *err)
{
	struct vb_desk *d = s->d;
	bool fresh;
	uint32_t at;
	enum vb_code code = vb_carry(d, vb_written(&s->w), &fresh, err);

	if (!code && vb_desk_crash(d, "own"))
		return vb_desk_died(err);
	if (!code && d->online)
		code = vb_desk_sync(d, err);
	if (d->dead)
		return vb_desk_died(err);
	at = vb_fold_find(d->fold, &s->act->id);
	if (at != VB_NO_ACT) {
		done->lodged = true;
		done->index = at;
	} else {
		snprintf(done->full, sizeof(done->full), "%s", d->no_room);
	}
	if (!code && !done->lodged && d->stuck[0])
		return vb_fail(err, VB_REFUSED, "4.5", s->cite, "%s", d->stuck);
	return code == VB_IO ? VB_OK : code;
}

enum vb_code vb_desk_countersign(struct vb_desk *d, const char *file, struct vb_done *done,
				 struct vb_err *err)
{
	struct signing s = {.d = d};
	enum vb_code code = vb_desk_at_table(d, true, err);

	if (!code)
		code = vb_desk_sync(d, err);
	if (code && code != VB_IO)
		return code;
	if (code && !d->card.open)
		return code;
	*done = (struct vb_done){.lodged = false};
	s.act = malloc(sizeof(*s.act));
	s.note = malloc(VB_NOTE_MAX);
	code = s.act && s.note ? read_act(&s, file, err) : vb_no_room(err);
	if (!code)
		code = check_place(&s, err);
	if (!code)
		code = add_line(&s, err);
	if (!code) {
		memcpy(done->citation, s.cite, sizeof(s.cite));
		done->waits = s.missing > 0;
		code = vb_file_write(file, vb_written(&s.w), VB_FILE_REPLACE, err);
		done->kept = code == VB_OK;
	}
	if (!code && s.missing == 0)
		code = lodge(&s, done, err);
	free(s.act);
	free(s.note);
	free(s.file);
	return code;
}
