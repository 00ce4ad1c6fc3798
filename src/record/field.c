/*
 * Values of an act's fields: one strict spelling for each type (format.md 1.3,
 * 1.4, 3.2, 5.1.4, 5.2.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <assert.h>
#include <string.h>

#define DAYS_MAX 36500

const char *const vb_purpose_names[] = {
	"act", "clock", "cosign", "founding", "log", "recovery", "seal", NULL};
const char *const vb_role_names[] = {"principal", "observer", "chair", NULL};
const char *const vb_rule_names[] = {"answer-days", "channel", "clock", "collect-days",
	"contest-days", "deemed-days", "skew-seconds", "take-days", "tie", VB_RULE_MAY_LACK,
	NULL};
const char *const vb_privileges[] = {
	"open", "without-prejudice", "save-as-to-costs", "mediation", NULL};
const char *const vb_yes_no[] = {"yes", "no", NULL};

int vb_word_index(const char *const *words, struct vb_view v)
{
	for (int i = 0; words[i]; i++) {
		if (vb_view_is(v, words[i]))
			return i;
	}
	return -1;
}

static bool split(struct vb_view v, struct vb_view *a, struct vb_view *b)
{
	*a = vb_token(v, b);
	return a->len > 0 && b->len > 0;
}

void vb_copy_str(char *out, size_t cap, struct vb_view v)
{
	snprintf(out, cap, "%.*s", (int)v.len, (const char *)v.ptr);
}

/* A number of days or seconds in @min..@max, or "-" (0) where @none. */
static bool rule_number(struct vb_view v, uint64_t min, uint64_t max, bool none, uint64_t *out)
{
	if (none && vb_view_is(v, "-")) {
		*out = 0;
		return true;
	}
	return vb_dec_parse(v, out) && *out >= min && *out <= max;
}

static bool rule_choice(struct vb_view v, const char *yes, const char *no, bool *out)
{
	*out = vb_view_is(v, yes);
	return *out || vb_view_is(v, no);
}

bool vb_rule_set(struct vb_rules *r, struct vb_view v)
{
	struct vb_view name, value;

	if (!split(v, &name, &value))
		return false;
	switch (vb_word_index(vb_rule_names, name)) {
	case 0:
		return rule_number(value, 1, DAYS_MAX, true, &r->answer_days);
	case 1:
		return rule_choice(value, "complete", "open", &r->complete);
	case 2:
		return rule_choice(value, "stops", "runs", &r->clock_stops);
	case 3:
		return rule_number(value, 1, DAYS_MAX, false, &r->collect_days);
	case 4:
		return rule_number(value, 1, DAYS_MAX, false, &r->contest_days);
	case 5:
		return rule_number(value, 1, DAYS_MAX, true, &r->deemed_days);
	case 6:
		return rule_number(value, 0, VB_DAY, false, &r->skew);
	case 7:
		return rule_number(value, 1, DAYS_MAX, false, &r->take_days);
	case 8:
		return rule_choice(value, "author", "addressee", &r->tie_author);
	case 9:
		return rule_choice(value, "each", "single", &r->each);
	default:
		return false;
	}
}

bool vb_copy_parse(struct vb_view v, struct vb_copy *out)
{
	struct vb_view part[6], rest = v;
	struct vb_copy c = {0};

	for (unsigned i = 0; i < VB_ARRAY_LEN(part); i++)
		part[i] = vb_token(rest, &rest);
	if (rest.len > 0 || !vb_name_valid(part[0]) || !vb_dec_parse(part[1], &c.leaves) ||
	    !vb_dec_parse(part[2], &c.bytes) || !vb_hash_parse(part[3], &c.hash) ||
	    !vb_hash_parse(part[4], &c.root))
		return false;
	if (c.leaves < 1 || c.bytes < 1)
		return false;
	c.addressee = part[0];
	c.has_recipient = !vb_view_is(part[5], "-");
	/* The tokens must have been parted by single spaces, nothing behind. */
	if (part[5].ptr + part[5].len != v.ptr + v.len ||
	    (c.has_recipient && !vb_recipient_parse(part[5], &c.recipient)))
		return false;
	*out = c;
	return true;
}

void vb_act_copy(const struct vb_act *a, unsigned i, struct vb_copy *out)
{
	bool read;

	memset(out, 0, sizeof(*out));
	read = vb_copy_parse(vb_act_get(a, "copy", i), out);
	(void)read; /* as the parser did */
}

void vb_copy_put(struct vb_writer *w, const struct vb_copy *c)
{
	vb_put_view(w, c->addressee);
	vb_put_byte(w, ' ');
	vb_put_dec(w, c->leaves);
	vb_put_byte(w, ' ');
	vb_put_dec(w, c->bytes);
	vb_put_byte(w, ' ');
	vb_put_hash(w, &c->hash);
	vb_put_byte(w, ' ');
	vb_put_hash(w, &c->root);
	vb_put_byte(w, ' ');
	if (c->has_recipient)
		vb_recipient_put(w, &c->recipient);
	else
		vb_put_byte(w, '-');
}

/* The vkey's type and the form of its name, by purpose (format.md 3.2). */
static enum vb_code check_vkey(const struct vb_key *k, struct vb_err *err)
{
	bool dated = k->purpose == VB_P_CLOCK || k->purpose == VB_P_COSIGN;
	char want[80];

	if (k->vkey.type != (dated ? VB_KEY_COSIGN : VB_KEY_ED25519))
		return vb_fail(err, VB_MALFORMED, "3.2", "key",
			       "a key for \"%s\" has type 0x%02x, it must have 0x%02x",
			       vb_purpose_names[k->purpose], k->vkey.type, dated ? 4 : 1);
	snprintf(want, sizeof(want), "%s%s", k->name,
		 k->purpose == VB_P_RECOVERY ? "/recovery" : "");
	if (k->purpose != VB_P_LOG && strcmp(k->vkey.name, want) != 0)
		return vb_fail(err, VB_MALFORMED, "3.2", "key",
			       "the key's own name is not \"%s\"", want);
	return VB_OK;
}

/* "nord" or "nord/legal". */
static bool chain_name_valid(struct vb_view v)
{
	const uint8_t *slash = v.len ? memchr(v.ptr, '/', v.len) : NULL;
	size_t n = slash ? (size_t)(slash - v.ptr) : v.len;

	if (!vb_name_valid(vb_view(v.ptr, n)))
		return false;
	return !slash || vb_name_valid(vb_view(slash + 1, v.len - n - 1));
}

/* Everything but that the public key is a good point (format.md 3.3). */
enum vb_code vb_key_read(struct vb_view v, struct vb_key *out, struct vb_err *err)
{
	struct vb_view name, rest, purpose, value;
	enum vb_code code;
	char q[64];
	int p;

	name = vb_token(v, &rest);
	purpose = vb_token(rest, &value);
	p = vb_word_index(vb_purpose_names, purpose);
	if (!chain_name_valid(name) || p < 0 || value.len == 0 || memchr(value.ptr, ' ', value.len))
		return vb_fail(err, VB_MALFORMED, "3.2", "key",
			       "\"%s\" is not NAME PURPOSE VALUE", vb_quote(q, sizeof(q), v));
	vb_copy_str(out->name, sizeof(out->name), name);
	out->purpose = (enum vb_purpose)p;
	memset(&out->vkey, 0, sizeof(out->vkey));
	memset(&out->recipient, 0, sizeof(out->recipient));
	if (out->purpose == VB_P_SEAL) {
		if (!vb_recipient_parse(value, &out->recipient))
			return vb_fail(err, VB_MALFORMED, "3.2", "key",
				       "\"%s\" is not an age X25519 recipient",
				       vb_quote(q, sizeof(q), value));
		memcpy(out->raw, out->recipient.pub, sizeof(out->raw));
		return VB_OK;
	}
	code = vb_vkey_read(value, &out->vkey, err);
	if (code != VB_OK)
		return code;
	memcpy(out->raw, out->vkey.pub, sizeof(out->raw));
	return check_vkey(out, err);
}

enum vb_code vb_key_parse(struct vb_view v, struct vb_key *out, struct vb_err *err)
{
	enum vb_code code = vb_key_read(v, out, err);
	bool good;

	if (code != VB_OK)
		return code;
	good = out->purpose == VB_P_SEAL ? vb_recipient_usable(&out->recipient)
					 : vb_ed25519_public_valid(out->vkey.pub);
	if (!good)
		return vb_fail(err, VB_MALFORMED, "3.3", "key",
			       "the %s key of %s is no point of prime order",
			       vb_purpose_names[out->purpose], out->name);
	return VB_OK;
}

bool vb_seat_read(struct vb_view v, struct vb_view *name, uint8_t blob[static 68])
{
	struct vb_view blob64;
	size_t len;

	*name = vb_token(v, &blob64);
	return vb_name_valid(*name) && vb_unbase64(blob, 68, &len, blob64) && len == 68;
}

bool vb_annex_parse(struct vb_view v, struct vb_annex_line *out)
{
	struct vb_view size, rest;
	struct vb_annex_line line = {.addressee = vb_token(v, &rest)};

	size = vb_token(rest, &rest);
	if (!vb_name_valid(line.addressee) || !vb_dec_parse(size, &line.bytes) ||
	    !vb_hash_parse(rest, &line.hash))
		return false;
	*out = line;
	return true;
}

/* ---- one check a type ---- */

static bool dec_good(struct vb_view v)
{
	uint64_t n;

	return vb_dec_parse(v, &n);
}

static bool time_good(struct vb_view v)
{
	int64_t t;

	return vb_time_parse(v, &t);
}

static bool hash_good(struct vb_view v)
{
	struct vb_hash h;

	return vb_hash_parse(v, &h);
}

static bool party_good(struct vb_view v)
{
	struct vb_view role, name = vb_token(v, &role);

	return vb_name_valid(name) && vb_word_index(vb_role_names, role) >= 0;
}

static bool rule_good(struct vb_view v)
{
	struct vb_rules rules;

	return vb_rule_set(&rules, v);
}

static bool seat_good(struct vb_view v)
{
	struct vb_view name;
	uint8_t blob[68];

	return vb_seat_read(v, &name, blob);
}

static bool copy_good(struct vb_view v)
{
	struct vb_copy copy;

	return vb_copy_parse(v, &copy);
}

static bool annex_good(struct vb_view v)
{
	struct vb_annex_line annex;

	return vb_annex_parse(v, &annex);
}

static bool point_good(struct vb_view v)
{
	struct vb_view root, size = vb_token(v, &root);

	return dec_good(size) && hash_good(root);
}

/* What a value of each type must be; words of a list and keys are checked in place. */
static const struct {
	bool (*good)(struct vb_view v);
	const char *wanted;
} types[] = {
	[VB_T_NAME] = {vb_name_valid, "a name of 1 to 32 of a-z 0-9 -"},
	[VB_T_KEYNAME] = {vb_keyname_valid, "a key name without space or +"},
	[VB_T_DEC] = {dec_good, "a number up to 2^53-1 without leading zero"},
	[VB_T_TIME] = {time_good, "a time YYYY-MM-DDThh:mm:ssZ"},
	[VB_T_HASH] = {hash_good, "64 lower-case hex digits"},
	[VB_T_ACT] = {hash_good, "64 lower-case hex digits"},
	[VB_T_WORDS] = {vb_words_valid, "1 to 2000 bytes of plain words"},
	[VB_T_ENUM] = {NULL, NULL},
	[VB_T_PARTY] = {party_good, "NAME ROLE"},
	[VB_T_RULE] = {rule_good, "a rule and a value in its range"},
	[VB_T_KEY] = {NULL, "NAME PURPOSE VALUE"},
	[VB_T_SEAT] = {seat_good, "NAME BASE64"},
	[VB_T_COPY] = {copy_good, "ADDRESSEE LEAVES BYTES HASH ROOT RECIPIENT"},
	[VB_T_ANNEX] = {annex_good, "ADDRESSEE BYTES HASH"},
	[VB_T_IDENTITY] = {vb_identity_valid, "an age X25519 identity"},
	[VB_T_POINT] = {point_good, "SIZE ROOT"},
};
static_assert(VB_ARRAY_LEN(types) == VB_T_POINT + 1, "a check for each type");

/* What exceeds a limit though it is spelt as it should be (format.md 1.2). */
static enum vb_code check_limit(const struct vb_field *f, struct vb_view v, const char *where,
				struct vb_err *err)
{
	struct vb_copy copy = {.leaves = 0};

	if (f->type == VB_T_KEYNAME && v.len > VB_KEYNAME_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", where, "%s has %zu bytes, the limit is %d",
			       f->name, v.len, VB_KEYNAME_MAX);
	if (f->type == VB_T_COPY && vb_copy_parse(v, &copy) && copy.leaves > VB_LEAVES_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", where, "a copy has %llu leaves, the limit "
			       "is %d", (unsigned long long)copy.leaves, VB_LEAVES_MAX);
	return VB_OK;
}

static enum vb_code check_word(const struct vb_field *f, struct vb_view v, const char *where,
			       struct vb_err *err)
{
	char list[256], q[80];
	struct vb_writer w;

	if (vb_word_index(f->words, v) >= 0)
		return VB_OK;
	vb_writer_init(&w, (uint8_t *)list, sizeof(list) - 1);
	for (unsigned i = 0; f->words[i]; i++) {
		vb_put_str(&w, i ? ", " : "");
		vb_put_str(&w, f->words[i]);
	}
	return vb_fail(err, VB_MALFORMED, "1.3", where, "%s is \"%s\", it must be one of: %.*s",
		       f->name, vb_quote(q, sizeof(q), v), (int)vb_written(&w).len, list);
}

enum vb_code vb_value_check(const struct vb_field *f, struct vb_view v, const char *where,
			    struct vb_err *err)
{
	struct vb_key key;
	char q[80];
	enum vb_code code;

	if (f->type == VB_T_KEY)
		return vb_key_read(v, &key, err);
	if (f->type == VB_T_ENUM)
		return check_word(f, v, where, err);
	code = check_limit(f, v, where, err);
	if (code != VB_OK)
		return code;
	if (types[f->type].good(v))
		return VB_OK;
	return vb_fail(err, VB_MALFORMED, f->type == VB_T_WORDS ? "1.4" : "1.3", where,
		       "%s is \"%s\", it must be %s", f->name, vb_quote(q, sizeof(q), v),
		       types[f->type].wanted);
}

int vb_field_index(const struct vb_kind *k, const char *name)
{
	for (unsigned i = 0; i < k->nfields; i++) {
		if (strcmp(k->fields[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}
