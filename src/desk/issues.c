/*
 * What this desk thinks of articles, for nobody but itself: all in one box, sealed to our own
 * seal key, so that what is marked, and how, is not seen there (text.md 9.7, 9.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define BOX "issues"
#define FIRST_LINE "verbale-issues/1\n"
#define ISSUE_SIZE (VB_WORDS_MAX + VB_ISSUE_ARTICLE + 256u) /* bytes of one, as text */

static void free_note(struct vb_issue *i)
{
	if (i->note)
		vb_wipe(i->note, strlen(i->note));
	free(i->note);
	i->note = NULL;
}

void vb_issues_free(struct vb_issues *s)
{
	for (size_t i = 0; i < s->n; i++)
		free_note(&s->issue[i]);
	free(s->issue);
	*s = (struct vb_issues){0};
}

enum vb_code vb_issues_add(struct vb_issues *s, const struct vb_issue *add, const char *note,
			   struct vb_err *err)
{
	struct vb_issue *more, *i;

	if (s->n == VB_ISSUES_MAX)
		return vb_fail(err, VB_REFUSED, "text.md 9.7", "", "this desk has %u marks, and "
			       "no more are kept", VB_ISSUES_MAX);
	more = reallocarray(s->issue, s->n + 1, sizeof(*more));
	if (!more)
		return vb_no_room(err);
	s->issue = more;
	i = &more[s->n];
	*i = *add;
	i->note = note ? strdup(note) : NULL;
	if (note && !i->note)
		return vb_no_room(err);
	s->n++;
	return VB_OK;
}

void vb_issues_drop(struct vb_issues *s, size_t i)
{
	free_note(&s->issue[i]);
	memmove(&s->issue[i], &s->issue[i + 1], (s->n - i - 1) * sizeof(*s->issue));
	s->n--;
}

/* ---- as text ---- */

static bool put_issue(struct vb_writer *w, const struct vb_issue *i)
{
	vb_put_str(w, i->key ? "mark key\nroot " : "mark secondary\nroot ");
	vb_put_hash(w, &i->root);
	vb_put_str(w, "\nby ");
	if (vb_hash_is_zero(&i->by))
		vb_put_byte(w, '-');
	else
		vb_put_hash(w, &i->by);
	vb_put_str(w, i->numbered ? "\narticle " : "\ntitle ");
	vb_put_str(w, i->article);
	vb_put_str(w, "\nnote ");
	if (!i->note)
		vb_put_byte(w, '-');
	else if (strcmp(i->note, "-") == 0 || !vb_words_encode(w, vb_view_str(i->note)))
		return false;
	vb_put_byte(w, '\n');
	return !w->over;
}

static enum vb_code write_all(const struct vb_issues *s, uint8_t **out, size_t *len,
			      struct vb_err *err)
{
	size_t cap = sizeof(FIRST_LINE) + s->n * ISSUE_SIZE;
	enum vb_code code = VB_OK;
	struct vb_writer w;

	*out = malloc(cap);
	if (!*out)
		return vb_no_room(err);
	vb_writer_init(&w, *out, cap);
	vb_put_str(&w, FIRST_LINE);
	for (size_t i = 0; !code && i < s->n; i++) {
		if (!put_issue(&w, &s->issue[i]))
			code = vb_fail(err, VB_USAGE, "1.4", "note", "it must have at most %u "
								     "bytes, in which a line end "
								     "and a backslash count "
								     "twice, no control character "
								     "and nothing that nobody "
								     "sees, and not be \"-\" "
								     "alone", VB_WORDS_MAX);
	}
	*len = w.len;
	return code;
}

/* An empty view where there is "-". */
static struct vb_view field(struct vb_cursor *c, const char *key)
{
	struct vb_view v = vb_cursor_field(c, key);

	return vb_view_is(v, "-") ? vb_view(NULL, 0) : v;
}

/* @note: "" for none. */
static bool read_issue(struct vb_cursor *c, struct vb_issue *i, char note[static VB_WORDS_MAX + 1])
{
	struct vb_view mark = vb_cursor_field(c, "mark"), root = vb_cursor_field(c, "root");
	struct vb_view by = field(c, "by"), article, words;

	*i = (struct vb_issue){.key = vb_view_is(mark, "key")};
	i->numbered = !vb_cursor_peek(c, "title");
	article = vb_cursor_field(c, i->numbered ? "article" : "title");
	words = field(c, "note");
	if (c->code || (!i->key && !vb_view_is(mark, "secondary")) ||
	    !vb_hash_parse(root, &i->root) || (by.len && !vb_hash_parse(by, &i->by)) ||
	    article.len >= sizeof(i->article) || (words.len && !vb_words_valid(words)))
		return false;
	vb_view_copy(i->article, sizeof(i->article), article);
	note[vb_words_decode((uint8_t *)note, words)] = 0;
	return true;
}

/* A cursor's own sentence would quote what is private. */
static enum vb_code read_all(struct vb_view v, struct vb_issues *out, struct vb_err *err)
{
	char note[VB_WORDS_MAX + 1];
	enum vb_code code = VB_OK;
	struct vb_cursor c;
	struct vb_issue i;
	bool sound;

	vb_cursor_init(&c, v, NULL);
	sound = vb_view_is(vb_cursor_line(&c), "verbale-issues/1");
	while (!code && sound && c.pos < v.len) {
		sound = read_issue(&c, &i, note);
		if (sound)
			code = vb_issues_add(out, &i, note[0] ? note : NULL, err);
	}
	vb_wipe(note, sizeof(note));
	if (!code && !sound)
		code = vb_fail(err, VB_MALFORMED, "text.md 9.8", "desk.db", "what this desk has "
			       "marked for itself cannot be read");
	return code;
}

/* ---- in the box ---- */

static enum vb_code open_sealed(struct vb_desk *d, struct vb_view sealed, uint8_t **out,
				size_t *len, struct vb_err *err)
{
	enum vb_code code = vb_desk_keys(d, err);

	if (!code)
		code = vb_desk_unseal(d, sealed, out, len, err);
	if (code == VB_KEY && d->keys_loaded)
		return vb_fail(err, code, "text.md 9.8", "desk.db", "what this desk has marked "
			       "for itself is sealed to a key that it no longer has");
	if ((code == VB_FALSE || code == VB_MALFORMED) && d->keys_loaded)
		return vb_fail(err, code, "text.md 9.8", "desk.db", "what this desk has marked "
			       "for itself was changed by somebody else, or is damaged");
	return code;
}

enum vb_code vb_desk_issues(struct vb_desk *d, struct vb_issues *out, struct vb_err *err)
{
	uint8_t *sealed = NULL, *plain = NULL;
	size_t sealed_len = 0, len = 0;
	struct vb_err why = {0};
	enum vb_code code = vb_desk_at_table(d, false, err);

	*out = (struct vb_issues){0};
	if (code)
		return code;
	code = vb_box_get(d->cab, VB_BOX_OPENED, BOX, &sealed, &sealed_len, &why);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code && err)
		*err = why;
	if (!code)
		code = open_sealed(d, vb_view(sealed, sealed_len), &plain, &len, err);
	if (!code)
		code = read_all(vb_view(plain, len), out, err);
	if (plain)
		vb_wipe(plain, len);
	free(plain);
	free(sealed);
	if (code)
		vb_issues_free(out);
	return code;
}

/* What we could not open again would be lost: an office whose party has new seal keys. */
static enum vb_code seal(struct vb_desk *d, struct vb_view plain, uint8_t **out, size_t *len,
			 struct vb_err *err)
{
	enum vb_code code = vb_desk_seal(d, plain, out, len, err);
	uint8_t *again = NULL;
	size_t n = 0;

	if (code)
		return code;
	code = vb_desk_unseal(d, vb_view(*out, *len), &again, &n, err);
	if (code == VB_KEY && d->keys_loaded)
		vb_fail(err, VB_KEY, "text.md 9.8", "desk.key", "this desk could not open what is "
			"sealed to its party now");
	else if (!code && !vb_view_eq(vb_view(again, n), plain))
		code = vb_fail(err, VB_FALSE, "text.md 9.8", "desk.key", "what was sealed opens "
			       "as something else");
	if (again)
		vb_wipe(again, n);
	free(again);
	return code;
}

enum vb_code vb_desk_issues_keep(struct vb_desk *d, const struct vb_issues *all,
				 struct vb_err *err)
{
	uint8_t *plain = NULL, *sealed = NULL;
	size_t plain_len = 0, len = 0;
	enum vb_code code = vb_desk_at_table(d, true, err);

	if (code)
		return code;
	if (all->n == 0)
		return vb_box_erase(d->cab, VB_BOX_OPENED, BOX, err);
	code = write_all(all, &plain, &plain_len, err);
	if (!code)
		code = seal(d, vb_view(plain, plain_len), &sealed, &len, err);
	if (!code)
		code = vb_box_put(d->cab, VB_BOX_OPENED, BOX, vb_view(sealed, len), err);
	if (plain)
		vb_wipe(plain, plain_len);
	free(plain);
	free(sealed);
	return code;
}
