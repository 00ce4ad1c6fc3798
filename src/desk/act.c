/*
 * Any other kind: fields by name, typed as its kind declares them; and acts that
 * several parties sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kinds that have a verb of their own, which knows more than fields can say. */
static const struct {
	const char *kind, *verb;
} verbs[] = {
	{"open", "verbale open"},	 {"propose", "verbale hand"},
	{"respond", "verbale hand"},	 {"letter", "verbale hand"},
	{"receipt", "verbale receive"},	 {"entered", "verbale enter"},
	{"rekey", "verbale act rekey"},
};

static enum vb_code own_verb(const char *kind, struct vb_err *err)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].kind, kind) == 0)
			return vb_fail(err, VB_USAGE, "", kind,
				       "this is made by `%s`; nothing was signed",
				       verbs[i].verb);
	return VB_OK;
}

/* ---- values ---- */

static enum vb_code bad_value(struct vb_err *err, const struct vb_field *f, const char *value,
			      const char *want)
{
	char q[100];

	return vb_fail(err, VB_USAGE, "1.3", f->name, "\"%s\" is not %s; nothing was signed",
		       vb_quote(q, sizeof(q), vb_view_str(value)), want);
}

/* A time, or a date, which means its first second. */
static enum vb_code add_time(struct vb_making *m, const struct vb_field *f, const char *value,
			     struct vb_err *err)
{
	char buf[VB_TIME_LEN + 1];
	int64_t t;

	if (strlen(value) == 10) {
		snprintf(buf, sizeof(buf), "%sT00:00:00Z", value);
		value = buf;
	}
	if (!vb_time_parse(vb_view_str(value), &t))
		return bad_value(err, f, value, "a time: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ");
	vb_making_time(m, f->name, t);
	return VB_OK;
}

/* "NAME PURPOSE VALUE"; or a vkey alone, which is an act key of the name that it has. */
static void add_key(struct vb_making *m, const struct vb_field *f, const char *value)
{
	char buf[VB_LINE_MAX];
	struct vb_vkey k;

	if (!strchr(value, ' ') && vb_vkey_parse(vb_view_str(value), &k, NULL) == VB_OK) {
		snprintf(buf, sizeof(buf), "%s act %s", k.name, value);
		value = buf;
	}
	vb_making_str(m, f->name, value);
}

static enum vb_code add_name(struct vb_making *m, const struct vb_field *f, const char *value,
			     struct vb_err *err)
{
	char name[VB_NAME_MAX + 1];

	if (!vb_lower_name(name, vb_view_str(value)))
		return bad_value(err, f, value, "a name: 1 to 32 of a-z 0-9 -");
	vb_making_str(m, f->name, name);
	return VB_OK;
}

static enum vb_code add_value(struct vb_making *m, const struct vb_field *f, const char *value,
			      struct vb_err *err)
{
	if (strcmp(value, "-") == 0)
		return VB_OK;
	switch (f->type) {
	case VB_T_NAME:
		return add_name(m, f, value, err);
	case VB_T_TIME:
		return add_time(m, f, value, err);
	case VB_T_ACT:
		return vb_making_cite(m, f->name, value, NULL, err);
	case VB_T_WORDS:
		return vb_making_words(m, f->name, value, err);
	case VB_T_KEY:
		add_key(m, f, value);
		return VB_OK;
	case VB_T_KEYNAME:
	case VB_T_DEC:
	case VB_T_HASH:
	case VB_T_ENUM:
	case VB_T_PARTY:
	case VB_T_RULE:
	case VB_T_SEAT:
	case VB_T_COPY:
	case VB_T_ANNEX:
	case VB_T_IDENTITY:
	case VB_T_POINT:
		break;
	}
	vb_making_str(m, f->name, value);
	return VB_OK;
}

static const struct vb_field *field_of(const struct vb_kind *k, const char *name)
{
	for (unsigned i = 0; i < k->nfields; i++)
		if (strcmp(k->fields[i].name, name) == 0)
			return &k->fields[i];
	return NULL;
}

static enum vb_code unknown_field(struct vb_err *err, const struct vb_kind *k,
				  const char *name)
{
	char list[200], q[60];
	struct vb_writer w;

	vb_writer_init(&w, list, sizeof(list) - 1);
	for (unsigned i = 0; i < k->nfields; i++)
		vb_putf(&w, "%s%s", i ? ", " : "", k->fields[i].name);
	list[w.over ? 0 : w.len] = 0;
	return vb_fail(err, VB_USAGE, k->clause, k->name,
		       "it has no field \"%s\", only: %s; nothing was signed",
		       vb_quote(q, sizeof(q), vb_view_str(name)), list);
}

static bool given(const struct vb_pair *fields, unsigned n, const char *name)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return true;
	return false;
}

/* ---- what the desk itself knows ---- */

/* The rule of `amend` is on top of the last amendment; `transfer` is from here. */
static void fill_known(struct vb_making *m, const struct vb_pair *fields, unsigned n)
{
	const struct vb_fold *f = m->ahead.fold;
	char hex[65], point[96];

	if (strcmp(m->c.kind->name, "amend") == 0 && !given(fields, n, "amends"))
		vb_making_id(m, "amends", &f->fact[f->amended].id);
	if (strcmp(m->c.kind->name, "transfer") == 0 && !given(fields, n, "at")) {
		vb_hex(hex, m->c.seen_root.b, sizeof(m->c.seen_root.b));
		snprintf(point, sizeof(point), "%llu %s", (unsigned long long)m->c.seen_size,
			 hex);
		vb_making_str(m, "at", point);
	}
	if (strcmp(m->c.kind->name, "take") == 0 && !given(fields, n, "as"))
		vb_making_str(m, "as", "as-offered");
}

static const char *value_of(const struct vb_pair *fields, unsigned n, const char *name)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].value;
	return NULL;
}

/* A release by the author itself (format.md 5.3.3): the identity comes from our box. */
static enum vb_code fill_release(struct vb_making *m, const struct vb_pair *fields, unsigned n,
				 struct vb_err *err)
{
	const char *of = value_of(fields, n, "of"), *to = value_of(fields, n, "addressee");
	char identity[VB_AGE_IDENTITY_LEN + 1], name[VB_NAME_MAX + 1];
	enum vb_code code;
	uint32_t at;

	if (strcmp(m->c.kind->name, "release") != 0 || given(fields, n, "identity"))
		return VB_OK;
	if (!of || !to || !vb_lower_name(name, vb_view_str(to)))
		return vb_fail(err, VB_USAGE, "5.3.3", "release",
			       "a release says of which act, to which addressee; nothing was "
			       "signed");
	code = vb_making_cite(m, NULL, of, &at, err);
	if (!code)
		code = vb_copy_identity(m->d, &m->ahead.fold->fact[at].id, name, identity,
					err);
	if (!code)
		vb_making_str(m, "identity", identity);
	vb_wipe(identity, sizeof(identity));
	return code;
}

/* The file key of our copy, sealed to the judge (format.md 5.3.10): it is kept and given
 * to the depositary, and its hash stands in the act. */
static enum vb_code seal_file_key(struct vb_making *m, const struct vb_hash *of,
				  const struct vb_key *judge, struct vb_err *err)
{
	struct vb_desk *d = m->d;
	uint8_t *inner = NULL, key[16], sealed[512];
	struct vb_request req = {.op = VB_OP_COPY_PUT, .table = d->card.table};
	struct vb_reply reply = {0};
	size_t len = 0, cap = sizeof(sealed);
	struct vb_age_keys keys;
	char name[128], hex[33];
	struct vb_hash h;
	enum vb_code code = vb_desk_keys(d, err);

	vb_box_name(name, of, "inner");
	if (!code)
		code = vb_box_get(d->cab, VB_BOX_OPENED, name, &inner, &len, err);
	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	code = VB_KEY;
	for (unsigned i = 0; code == VB_KEY && i < d->keys.nseals; i++)
		code = vb_age_file_key(vb_view(inner, len), d->keys.seal[i], key, NULL);
	free(inner);
	/* A copy that does not open has no file key to show: that is `cannot-open`. */
	if (code)
		return VB_OK;
	vb_hex(hex, key, sizeof(key));
	vb_age_keys_random(&keys, d->world.rng);
	code = vb_age_seal(&judge->recipient, &keys, vb_view(hex, 32), sealed, &cap, err);
	vb_wipe(&keys, sizeof(keys));
	vb_wipe(key, sizeof(key));
	vb_wipe(hex, sizeof(hex));
	if (code)
		return code;
	vb_sha256(vb_view(sealed, cap), &h);
	vb_box_name(name, &h, NULL);
	code = vb_box_put(d->cab, VB_BOX_COPY, name, vb_view(sealed, cap), err);
	req.hash = h;
	req.body = vb_view(sealed, cap);
	if (!code && d->online)
		code = vb_desk_post(d, &req, &reply, err);
	vb_reply_free(&reply);
	if (!code)
		vb_making_id(m, "sealed", &h);
	return code;
}

static enum vb_code fill_contest(struct vb_making *m, const struct vb_pair *fields, unsigned n,
				 struct vb_err *err)
{
	const struct vb_fold *f = m->ahead.fold;
	const char *of = value_of(fields, n, "of");
	const struct vb_key *judge;
	uint32_t at;
	enum vb_code code;

	if (strcmp(m->c.kind->name, "contest") != 0 || given(fields, n, "sealed") || !of ||
	    f->judge == VB_NO_PARTY)
		return VB_OK;
	judge = vb_fold_key(f, f->party[f->judge].name, VB_P_SEAL, f->nfacts);
	code = vb_making_cite(m, NULL, of, &at, err);
	if (code || !judge)
		return code;
	return seal_file_key(m, &f->fact[at].id, judge, err);
}

/* ---- fields that stand in a file ---- */

/* Where the table goes on: depositary, origin and keys of an invitation to it. */
static enum vb_code transfer_to(struct vb_making *m, const char *path, struct vb_err *err)
{
	static const char *const copied[] = {"depositary", "origin"};
	struct vb_invitation *in = calloc(1, sizeof(*in));
	uint8_t *file = NULL;
	size_t len = 0;
	enum vb_code code = in ? vb_file_read(path, VB_NOTE_MAX, &file, &len, err)
			       : vb_no_room(err);

	if (!code)
		code = vb_invitation_read(vb_view(file, len), in, err);
	for (size_t i = 0; !code && i < VB_ARRAY_LEN(copied); i++)
		vb_making_add(m, copied[i], vb_act_get(&in->draft, copied[i], 0));
	for (unsigned i = 0; !code && i < vb_act_count(&in->draft, "key"); i++)
		vb_making_add(m, "key", vb_act_get(&in->draft, "key", i));
	free(file);
	free(in);
	return code;
}

/* Names that are no fields: they say from which file the fields come. */
static bool is_of_file(const struct vb_making *m, const char *name)
{
	if (strcmp(m->c.kind->name, "admit") == 0)
		return strcmp(name, "seat") == 0 || strcmp(name, "role") == 0;
	return strcmp(m->c.kind->name, "transfer") == 0 && strcmp(name, "invite") == 0;
}

/* `admit` from a request (seat=FILE role=ROLE), `transfer` to an invitation (invite=FILE). */
static enum vb_code fill_from_file(struct vb_making *m, const struct vb_pair *fields, unsigned n,
				   struct vb_err *err)
{
	const char *seat = value_of(fields, n, "seat"), *invite = value_of(fields, n, "invite");

	if (seat && is_of_file(m, "seat"))
		return vb_admit_from(m, seat, value_of(fields, n, "role"), err);
	if (invite && is_of_file(m, "invite"))
		return transfer_to(m, invite, err);
	return VB_OK;
}

static enum vb_code fill(struct vb_making *m, const struct vb_pair *fields, unsigned n,
			 struct vb_err *err)
{
	enum vb_code code = fill_from_file(m, fields, n, err);

	for (unsigned i = 0; !code && i < n; i++) {
		const struct vb_field *f = field_of(m->c.kind, fields[i].name);

		if (!f && is_of_file(m, fields[i].name))
			continue;
		code = f ? add_value(m, f, fields[i].value, err)
			 : unknown_field(err, m->c.kind, fields[i].name);
	}
	if (!code)
		fill_known(m, fields, n);
	if (!code)
		code = fill_release(m, fields, n, err);
	return code ? code : fill_contest(m, fields, n, err);
}

/* ---- the act ---- */

/* Others must sign, too: without a file there is nothing to send them, and behind a signature that
 * cannot be sent our chain would stand still.  So the file is made before anything is signed;
 * *made: it is ours to take away again. */
static enum vb_code make_file(const struct vb_making *m, const char *file, bool *made,
			      struct vb_err *err)
{
	enum vb_code code;

	if (m->required.n <= 1)
		return VB_OK;
	if (!file)
		return vb_fail(err, VB_USAGE, "2.8", m->c.kind->name,
			       "%u parties sign this, and no file was named to pass on; nothing "
			       "was signed", m->required.n);
	if (access(file, F_OK) == 0)
		return VB_OK;
	code = vb_file_write(file, vb_view_str("verbale: not signed yet\n"), VB_FILE_NEW, err);
	*made = code == VB_OK;
	return code;
}

enum vb_code vb_desk_act(struct vb_desk *d, const char *kind, const struct vb_pair *fields,
			 unsigned n, const char *file, struct vb_done *done,
			 struct vb_err *err)
{
	struct vb_making *m = NULL;
	char *sentence = NULL;
	bool made = false;
	enum vb_code code = own_verb(kind, err);

	if (code)
		return code;
	if (strcmp(kind, "resume") == 0 && n == 0)
		return vb_desk_resume(d, done, err);
	code = vb_making_new(d, kind, NULL, &m, err);
	if (!code)
		code = fill(m, fields, n, err);
	if (!code)
		code = vb_making_compose(m, err);
	if (!code && !(sentence = malloc(VB_SENTENCE_MAX)))
		code = vb_no_room(err);
	if (!code)
		code = vb_making_sentence(m, sentence, err);
	if (!code)
		code = make_file(m, file, &made, err);
	if (!code)
		code = vb_making_confirm(m, sentence, err);
	if (!code)
		code = vb_making_sign(m, done, err);
	if (made && (code || !m->missing))
		unlink(file);
	if (!code && m->missing)
		code = vb_file_write(file, vb_view(m->note, m->note_len), VB_FILE_REPLACE,
				     err);
	free(sentence);
	vb_making_free(m);
	return code;
}

/* ---- resuming ---- */

enum vb_code vb_desk_resume(struct vb_desk *d, struct vb_done *done, struct vb_err *err)
{
	struct vb_making *m = NULL;
	char sentence[512], name[66];
	enum vb_code code = vb_making_new(d, "resume", NULL, &m, err);

	if (!code) {
		snprintf(sentence, sizeof(sentence),
			 "The chain of %s goes on with number %llu in epoch %llu. Whatever "
			 "this desk signed and the log does not hold is given up. Sign?",
			 vb_name_upper(name, m->chain), (unsigned long long)m->c.number,
			 (unsigned long long)m->c.epoch);
		code = vb_making_finish(m, sentence, done, err);
	}
	vb_making_free(m);
	return code;
}
