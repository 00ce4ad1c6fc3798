/*
 * Acts as bytes: the strict parser and the canonical encoder (format.md 2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static void hash_labelled(const char *label, struct vb_view text, struct vb_hash *out)
{
	struct vb_sha256 s;

	vb_sha256_init(&s);
	vb_sha256_update(&s, label, strlen(label));
	vb_sha256_update(&s, text.ptr, text.len);
	vb_sha256_final(&s, out);
}

/* format.md 2.9: the id names the text, whoever signed it. */
void vb_act_id(struct vb_view text, struct vb_hash *out)
{
	hash_labelled("verbale-act-id/1\n", text, out);
}

/* format.md 2.10 */
void vb_table_id(struct vb_view charter_text, struct vb_hash *out)
{
	hash_labelled("verbale-table-id/1\n", charter_text, out);
}

/* "N" or "N.E", E at least 1 (format.md 2.5). */
static bool parse_number(struct vb_view v, uint64_t *number, uint64_t *epoch)
{
	const uint8_t *dot = v.len ? memchr(v.ptr, '.', v.len) : NULL;
	size_t n = dot ? (size_t)(dot - v.ptr) : v.len;

	*epoch = 0;
	if (!vb_dec_parse(vb_view(v.ptr, n), number))
		return false;
	if (!dot)
		return true;
	return *number > 0 && vb_dec_parse(vb_view(dot + 1, v.len - n - 1), epoch) &&
	       *epoch > 0;
}

/* "SIZE ROOT CHECKPOINT" (format.md 2.6). */
static bool parse_seen(struct vb_view v, struct vb_act *a)
{
	struct vb_view size, root, rest;

	size = vb_token(v, &rest);
	root = vb_token(rest, &rest);
	return vb_dec_parse(size, &a->seen_size) && a->seen_size > 0 &&
	       vb_hash_parse(root, &a->seen_root) &&
	       vb_hash_parse(rest, &a->seen_checkpoint);
}

/* A line's value, which is empty where nothing stands behind the key's space: then its own
 * spelling is wrong, and not the form (format.md 10.3). */
static struct vb_view take(struct vb_cursor *c, const char *key)
{
	struct vb_view line;
	size_t n = strlen(key) + 1;

	if (!vb_cursor_peek(c, key))
		return vb_cursor_field(c, key);
	line = vb_cursor_line(c); /* check_lines() has seen that it ends */
	return vb_view(line.ptr + n, line.len - n);
}

static void refuse(struct vb_cursor *c, const char *clause, const char *what, struct vb_view v)
{
	char q[80];

	vb_cursor_fail(c, clause, "%s is \"%s\"", what, vb_quote(q, sizeof(q), v));
}

/* Lines 1 to 6: what and by whom. */
static void parse_who(struct vb_cursor *c, struct vb_act *a)
{
	struct vb_view v = vb_cursor_line(c);

	if (!vb_view_is(v, "verbale-act/1"))
		refuse(c, "2.1", "the first line must be verbale-act/1; it", v);
	v = take(c, "kind");
	a->kind = vb_kind_find(v);
	if (!a->kind)
		refuse(c, "2.3", "kind must be one of section 5; it", v);
	v = take(c, "table");
	if (a->kind && a->kind->signers == VB_BY_FOUNDERS) {
		if (!vb_view_is(v, "-"))
			refuse(c, "2.3", "table must be - in a charter; it", v);
	} else if (!vb_hash_parse(v, &a->table)) {
		refuse(c, "2.3", "table must be 64 hex digits; it", v);
	}
	a->author = take(c, "author");
	if (!vb_name_valid(a->author))
		refuse(c, "2.4", "author must be a name; it", a->author);
	a->office = take(c, "office");
	if (vb_view_is(a->office, "-"))
		a->office.len = 0;
	else if (!vb_name_valid(a->office))
		refuse(c, "2.4", "office must be a name or -; it", a->office);
}

/* number, prev, seen, date, lodge-by: where it stands. */
static void parse_place(struct vb_cursor *c, struct vb_act *a)
{
	bool charter = a->kind && a->kind->signers == VB_BY_FOUNDERS;
	struct vb_view v = take(c, "number");

	if (!parse_number(v, &a->number, &a->epoch) || (a->number == 0) != charter)
		refuse(c, "2.5", "number must be N or N.E, 0 for the charter alone; it", v);
	v = take(c, "prev");
	a->has_prev = !vb_view_is(v, "-");
	if (a->has_prev == charter || (a->has_prev && !vb_hash_parse(v, &a->prev)))
		refuse(c, "2.5", "prev must be an act id, - for the charter alone; it", v);
	v = take(c, "seen");
	a->has_seen = !vb_view_is(v, "-");
	if (a->has_seen == charter || (a->has_seen && !parse_seen(v, a)))
		refuse(c, "2.6", "seen must be SIZE ROOT CHECKPOINT, - for the charter alone; it",
		       v);
	v = take(c, "date");
	if (!vb_time_parse(v, &a->date))
		refuse(c, "1.3", "date must be a time YYYY-MM-DDThh:mm:ssZ; it", v);
	v = take(c, "lodge-by");
	if (!vb_time_parse(v, &a->lodge_by) || a->lodge_by < a->date)
		refuse(c, "2.7", "lodge-by must be a time not before date; it", v);
}

static void check_value(struct vb_cursor *c, const struct vb_field *f, struct vb_view v)
{
	char where[32];

	if (c->code != VB_OK || vb_value_check(f, v, "", NULL) == VB_OK)
		return;
	/* Where it stands is told only where something is wrong. */
	snprintf(where, sizeof(where), "line %u", c->line);
	(void)vb_value_check(f, v, where, c->err);
	c->code = VB_MALFORMED;
}

static void refuse_absent(struct vb_cursor *c, const struct vb_field *f, struct vb_view v)
{
	char what[80];

	snprintf(what, sizeof(what), "the field \"%s\" may not be absent; it", f->name);
	refuse(c, "2.2", what, v);
}

/* One field: a value, "-", or several lines in ascending order (2.2, 2.11). */
static void parse_field(struct vb_cursor *c, struct vb_act *a, unsigned i)
{
	const struct vb_field *f = &a->kind->fields[i];

	a->first[i] = (uint16_t)a->nvalues;
	a->count[i] = 0;
	do {
		struct vb_view v = take(c, f->name);

		if (c->code != VB_OK)
			return;
		if (vb_view_is(v, "-") && a->count[i] == 0) {
			if (!(f->flags & VB_F_OPTIONAL))
				refuse_absent(c, f, v);
			return;
		}
		if (a->count[i] >= VB_REPEAT_MAX || a->nvalues >= VB_VALUES_MAX) {
			refuse(c, "1.2", "a field has at most 64 values; the next", v);
			return;
		}
		if (a->count[i] > 0 && vb_view_cmp(a->value[a->nvalues - 1], v) >= 0)
			refuse(c, "2.11", "values must rise strictly; this one", v);
		check_value(c, f, v);
		a->value[a->nvalues++] = v;
		a->count[i]++;
	} while ((f->flags & VB_F_REPEATED) && vb_cursor_peek(c, f->name));
}

/* What holds of every line, whatever it says (format.md 1.2, 2.1). */
static enum vb_code check_lines(struct vb_view text, struct vb_err *err)
{
	struct vb_cursor c;
	unsigned empty = 0;

	vb_cursor_form(&c, text, "2.2", err);
	while (c.code == VB_OK && c.pos < text.len) {
		if (vb_cursor_line(&c).len == 0 && empty == 0)
			empty = c.line;
	}
	if (c.code != VB_OK || empty == 0)
		return c.code;
	c.line = empty;
	vb_cursor_fail(&c, "2.1", "the text of an act has no empty line");
	return c.code;
}

static enum vb_code parse_text(struct vb_view text, struct vb_act *a, struct vb_err *err)
{
	struct vb_cursor c;
	enum vb_code code;

	a->nvalues = 0;
	if (text.len > VB_TEXT_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "act",
			       "its text has %zu bytes, the limit is %d", text.len, VB_TEXT_MAX);
	code = check_lines(text, err);
	if (code != VB_OK)
		return code;
	vb_cursor_form(&c, text, "2.2", err);
	memset(&a->table, 0, sizeof(a->table));
	parse_who(&c, a);
	parse_place(&c, a);
	for (unsigned i = 0; c.code == VB_OK && i < a->kind->nfields; i++)
		parse_field(&c, a, i);
	if (vb_cursor_done(&c) != VB_OK)
		return VB_MALFORMED;
	vb_act_id(text, &a->id);
	if (a->kind->signers == VB_BY_FOUNDERS)
		vb_table_id(text, &a->table);
	return VB_OK;
}

enum vb_code vb_act_parse_text(struct vb_view text, struct vb_act *a, struct vb_err *err)
{
	a->note.text = text;
	a->note.all = text;
	a->note.nsigs = 0;
	return parse_text(text, a, err);
}

enum vb_code vb_act_parse(struct vb_view note, struct vb_act *out, struct vb_err *err)
{
	enum vb_code code;

	if (note.len > VB_NOTE_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "act",
			       "it has %zu bytes, the limit is %d", note.len, VB_NOTE_MAX);
	code = vb_note_parse(note, VB_SIGS_MAX, &out->note, err);
	return code == VB_OK ? parse_text(out->note.text, out, err) : code;
}

static void put_key(struct vb_writer *w, const char *key, struct vb_view v)
{
	vb_put_str(w, key);
	vb_put_byte(w, ' ');
	if (v.len > 0)
		vb_put_view(w, v);
	else
		vb_put_byte(w, '-');
	vb_put_byte(w, '\n');
}

static void put_place(struct vb_writer *w, const struct vb_act *a)
{
	vb_put_str(w, "number ");
	vb_put_dec(w, a->number);
	if (a->epoch > 0) {
		vb_put_byte(w, '.');
		vb_put_dec(w, a->epoch);
	}
	vb_put_str(w, "\nprev ");
	if (a->has_prev)
		vb_put_hash(w, &a->prev);
	else
		vb_put_byte(w, '-');
	vb_put_str(w, "\nseen ");
	if (a->has_seen) {
		vb_put_dec(w, a->seen_size);
		vb_put_byte(w, ' ');
		vb_put_hash(w, &a->seen_root);
		vb_put_byte(w, ' ');
		vb_put_hash(w, &a->seen_checkpoint);
	} else {
		vb_put_byte(w, '-');
	}
	vb_put_str(w, "\ndate ");
	vb_put_time(w, a->date);
	vb_put_str(w, "\nlodge-by ");
	vb_put_time(w, a->lodge_by);
	vb_put_byte(w, '\n');
}

/* format.md 2.12: what was read comes out again byte for byte. */
void vb_act_put_text(struct vb_writer *w, const struct vb_act *a)
{
	vb_put_str(w, "verbale-act/1\n");
	put_key(w, "kind", vb_view_str(a->kind->name));
	vb_put_str(w, "table ");
	if (a->number > 0)
		vb_put_hash(w, &a->table);
	else
		vb_put_byte(w, '-');
	vb_put_byte(w, '\n');
	put_key(w, "author", a->author);
	put_key(w, "office", a->office);
	put_place(w, a);
	for (unsigned i = 0; i < a->kind->nfields; i++) {
		if (a->count[i] == 0)
			put_key(w, a->kind->fields[i].name, vb_view(NULL, 0));
		for (unsigned j = 0; j < a->count[i]; j++)
			put_key(w, a->kind->fields[i].name, a->value[a->first[i] + j]);
	}
}

struct vb_view vb_act_get(const struct vb_act *a, const char *name, unsigned i)
{
	int f = vb_field_index(a->kind, name);

	if (f < 0 || i >= a->count[f])
		return vb_view(NULL, 0);
	return a->value[a->first[f] + i];
}

unsigned vb_act_count(const struct vb_act *a, const char *name)
{
	int f = vb_field_index(a->kind, name);

	return f < 0 ? 0 : a->count[f];
}

bool vb_act_hash(const struct vb_act *a, const char *name, struct vb_hash *out)
{
	return vb_hash_parse(vb_act_get(a, name, 0), out);
}

bool vb_act_time(const struct vb_act *a, const char *name, int64_t *out)
{
	return vb_time_parse(vb_act_get(a, name, 0), out);
}
