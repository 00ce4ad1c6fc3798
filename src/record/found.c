/*
 * Founding: draft, seats, and the charter that they make (format.md 9.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool is_depositary_key(const struct vb_act *a, struct vb_view key)
{
	struct vb_view rest;

	return vb_view_eq(vb_token(key, &rest), vb_act_get(a, "depositary", 0));
}

enum vb_code vb_draft_parse(struct vb_view text, struct vb_act *out, struct vb_err *err)
{
	enum vb_code code = vb_act_parse_text(text, out, err);

	if (code != VB_OK)
		return code;
	if (out->kind != &vb_kind_open)
		return vb_fail(err, VB_MALFORMED, "9.5", "draft", "it is no charter");
	if (vb_act_count(out, "seat") > 0)
		return vb_fail(err, VB_MALFORMED, "9.5", "draft", "it has seats already");
	for (unsigned i = 0; i < vb_act_count(out, "key"); i++) {
		if (!is_depositary_key(out, vb_act_get(out, "key", i)))
			return vb_fail(err, VB_MALFORMED, "9.5", "draft",
				       "it holds a key that is not the depositary's");
	}
	return VB_OK;
}

void vb_charter_put_draft(struct vb_writer *w, const struct vb_act *charter)
{
	int key = vb_field_index(charter->kind, "key");
	int seat = vb_field_index(charter->kind, "seat");
	struct vb_act *d = malloc(sizeof(*d));

	if (!d) {
		w->over = true;
		return;
	}
	*d = *charter;
	d->count[seat] = 0;
	d->count[key] = 0;
	for (unsigned i = 0; i < charter->count[key]; i++) {
		struct vb_view v = charter->value[charter->first[key] + i];

		if (is_depositary_key(charter, v))
			d->value[d->first[key] + d->count[key]++] = v;
	}
	vb_act_put_text(w, d);
	free(d);
}

void vb_seat_put_text(struct vb_writer *w, const struct vb_hash *draft, const char *party,
		      const struct vb_view *keys, unsigned nkeys)
{
	vb_put_str(w, "verbale-seat/1\ndraft ");
	vb_put_hash(w, draft);
	vb_put_str(w, "\nparty ");
	vb_put_str(w, party);
	vb_put_byte(w, '\n');
	for (unsigned i = 0; i < nkeys; i++) {
		vb_put_str(w, "key ");
		vb_put_view(w, keys[i]);
		vb_put_byte(w, '\n');
	}
}

/* The statement of a seat; finds its act key on the way. */
static enum vb_code parse_seat_text(struct vb_seat *s, struct vb_key *act, struct vb_err *err)
{
	struct vb_cursor c;
	struct vb_key key;
	struct vb_view v;

	act->name[0] = '\0';
	s->nkeys = 0;
	vb_cursor_form(&c, s->note.text, "9.5", err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-seat/1"))
		vb_cursor_fail(&c, "9.5", "the first line of a seat must be verbale-seat/1");
	if (!vb_hash_parse(vb_cursor_field(&c, "draft"), &s->draft))
		vb_cursor_fail(&c, "9.5", "draft must be 64 hex digits");
	s->party = vb_cursor_field(&c, "party");
	if (!vb_name_valid(s->party))
		vb_cursor_fail(&c, "9.5", "party must be a name");
	while (vb_cursor_peek(&c, "key") && s->nkeys < VB_ARRAY_LEN(s->key)) {
		v = vb_cursor_field(&c, "key");
		if (s->nkeys > 0 && vb_view_cmp(s->key[s->nkeys - 1], v) >= 0)
			vb_cursor_fail(&c, "2.11", "keys must rise strictly");
		if (c.code == VB_OK && vb_key_parse(v, &key, err) != VB_OK)
			return VB_MALFORMED;
		if (c.code == VB_OK && !vb_view_is(s->party, key.name))
			vb_cursor_fail(&c, "9.5", "a key is not the party's own");
		if (c.code == VB_OK && key.purpose == VB_P_ACT)
			*act = key;
		s->key[s->nkeys++] = v;
	}
	return vb_cursor_done(&c);
}

enum vb_code vb_seat_parse(struct vb_view note, struct vb_seat *out, struct vb_err *err)
{
	enum vb_code code = vb_note_parse(note, 1, &out->note, err);
	struct vb_key act;

	if (code != VB_OK)
		return code;
	code = parse_seat_text(out, &act, err);
	if (code != VB_OK)
		return code;
	if (act.name[0] == '\0')
		return vb_fail(err, VB_MALFORMED, "9.5", "seat", "it has no act key");
	if (!vb_sigline_matches(&out->note.sig[0], &act.vkey) ||
	    !vb_sigline_verify(&out->note.sig[0], &act.vkey, out->note.text))
		return vb_fail(err, VB_FALSE, "9.5", "seat",
			       "it is not signed by the act key that it names");
	return VB_OK;
}

/* The charter's `seat` value: "NAME BASE64". */
static struct vb_view put_seat(struct vb_writer *w, const struct vb_seat *s)
{
	size_t start = w->len;

	vb_put_view(w, s->party);
	vb_put_byte(w, ' ');
	vb_put_view(w, s->note.sig[0].blob64);
	return vb_view(w->ptr + start, w->len - start);
}

enum vb_code vb_charter_put_text(struct vb_writer *w, const struct vb_act *draft,
				 const struct vb_seat *seats, unsigned n, struct vb_err *err)
{
	struct vb_view keys[VB_REPEAT_MAX], lines[VB_PARTIES_MAX];
	uint8_t buf[VB_PARTIES_MAX * 160];
	char author[VB_NAME_MAX + 1];
	struct vb_compose c = {0};
	struct vb_writer b;
	unsigned nkeys = 0;

	vb_writer_init(&b, buf, sizeof(buf));
	if (n > VB_PARTIES_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "charter", "too many seats: %u", n);
	for (unsigned i = 0; i < vb_act_count(draft, "key"); i++)
		keys[nkeys++] = vb_act_get(draft, "key", i);
	for (unsigned s = 0; s < n; s++) {
		if (nkeys + seats[s].nkeys > VB_REPEAT_MAX)
			return vb_fail(err, VB_MALFORMED, "1.2", "charter", "too many keys");
		lines[s] = put_seat(&b, &seats[s]);
		for (unsigned i = 0; i < seats[s].nkeys; i++)
			keys[nkeys++] = seats[s].key[i];
	}
	c.kind = draft->kind;
	vb_copy_str(author, sizeof(author), draft->author);
	c.author = author;
	c.date = draft->date;
	c.lodge_by = draft->lodge_by;
	for (unsigned i = 0; i < c.kind->nfields; i++) {
		c.field[i].v = draft->value + draft->first[i];
		c.field[i].n = draft->count[i];
	}
	c.field[vb_field_index(c.kind, "key")].v = keys;
	c.field[vb_field_index(c.kind, "key")].n = nkeys;
	c.field[vb_field_index(c.kind, "seat")].v = lines;
	c.field[vb_field_index(c.kind, "seat")].n = n;
	return vb_compose_text(&c, w, err);
}

/* ---- words of a request (format.md 9.6) ---- */

bool vb_admit_words(const struct vb_hash *draft, const struct vb_act *admit,
		    char words[static 18])
{
	struct vb_view role, key[8], name = vb_token(vb_act_get(admit, "party", 0), &role);
	unsigned n = vb_act_count(admit, "key");
	char party[VB_NAME_MAX + 1];
	uint8_t text[4096];
	struct vb_writer w;
	struct vb_hash h;

	words[0] = '\0';
	if (n > VB_ARRAY_LEN(key))
		return false;
	for (unsigned i = 0; i < n; i++)
		key[i] = vb_act_get(admit, "key", i);
	vb_copy_str(party, sizeof(party), name);
	/* Eight lines of keys have room, each with the longest names. */
	vb_writer_init(&w, text, sizeof(text));
	vb_seat_put_text(&w, draft, party, key, n);
	vb_sha256(vb_written(&w), &h);
	vb_words_of(words, &h);
	return words[0] != '\0';
}
