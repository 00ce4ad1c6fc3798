/*
 * Values of an act's fields: one strict spelling for each type (format.md 1.3,
 * 1.4, 3.2, 5.1.4, 5.2.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define DAYS_MAX 36500

const char *const vb_purpose_names[] = {
	"act", "clock", "cosign", "founding", "log", "recovery", "seal", NULL};
const char *const vb_role_names[] = {"principal", "observer", "chair", NULL};
const char *const vb_rule_names[] = {"answer-days", "channel", "clock", "collect-days",
	"contest-days", "deemed-days", "skew-seconds", "take-days", "tie", NULL};
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
	size_t n = v.len < cap - 1 ? v.len : cap - 1;

	if (n > 0)
		memcpy(out, v.ptr, n);
	out[n] = '\0';
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
	default:
		return false;
	}
}

bool vb_copy_parse(struct vb_view v, struct vb_copy *out)
{
	struct vb_view part[6], rest = v;

	for (unsigned i = 0; i < VB_ARRAY_LEN(part); i++)
		part[i] = vb_token(rest, &rest);
	if (rest.len > 0 || !vb_name_valid(part[0]) || !vb_dec_parse(part[1], &out->leaves) ||
	    !vb_dec_parse(part[2], &out->bytes) || !vb_hash_parse(part[3], &out->hash) ||
	    !vb_hash_parse(part[4], &out->root))
		return false;
	if (out->leaves < 1 || out->leaves > VB_LEAVES_MAX || out->bytes < 1)
		return false;
	out->addressee = part[0];
	out->has_recipient = !vb_view_is(part[5], "-");
	memset(&out->recipient, 0, sizeof(out->recipient));
	/* The tokens must have been parted by single spaces, nothing behind. */
	if (part[5].ptr + part[5].len != v.ptr + v.len)
		return false;
	return !out->has_recipient || vb_recipient_parse(part[5], &out->recipient);
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
	if (!chain_name_valid(name) || p < 0 || value.len == 0)
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

static bool check_pair(struct vb_view v, enum vb_type type)
{
	uint8_t blob[72];
	struct vb_view a, b;
	struct vb_hash h;
	uint64_t n;
	size_t len;

	if (!split(v, &a, &b))
		return false;
	if (type == VB_T_POINT)
		return vb_dec_parse(a, &n) && vb_hash_parse(b, &h);
	if (!vb_name_valid(a))
		return false;
	if (type == VB_T_PARTY)
		return vb_word_index(vb_role_names, b) >= 0;
	return vb_unbase64(blob, sizeof(blob), &len, b) && len == 4 + 64;
}

bool vb_annex_parse(struct vb_view v, struct vb_annex_line *out)
{
	struct vb_view size, rest;

	out->addressee = vb_token(v, &rest);
	size = vb_token(rest, &rest);
	return vb_name_valid(out->addressee) && vb_dec_parse(size, &out->bytes) &&
	       vb_hash_parse(rest, &out->hash);
}

/* What a value of each type must be, for the error sentence. */
static const char *const wanted[] = {
	[VB_T_NAME] = "a name of 1 to 32 of a-z 0-9 -",
	[VB_T_KEYNAME] = "a key name without space or +",
	[VB_T_DEC] = "a number up to 2^53-1 without leading zero",
	[VB_T_TIME] = "a time YYYY-MM-DDThh:mm:ssZ",
	[VB_T_HASH] = "64 lower-case hex digits",
	[VB_T_ACT] = "64 lower-case hex digits",
	[VB_T_WORDS] = "1 to 2000 bytes of plain words",
	[VB_T_ENUM] = "a word of the kind's list",
	[VB_T_PARTY] = "NAME ROLE",
	[VB_T_RULE] = "a rule and a value in its range",
	[VB_T_KEY] = "NAME PURPOSE VALUE",
	[VB_T_SEAT] = "NAME BASE64",
	[VB_T_COPY] = "ADDRESSEE LEAVES BYTES HASH ROOT RECIPIENT",
	[VB_T_ANNEX] = "ADDRESSEE BYTES HASH",
	[VB_T_IDENTITY] = "an age X25519 identity",
	[VB_T_POINT] = "SIZE ROOT",
};

static bool value_good(const struct vb_field *f, struct vb_view v)
{
	struct vb_rules rules;
	struct vb_annex_line annex;
	struct vb_copy copy;
	struct vb_hash h;
	uint64_t n;
	int64_t t;

	switch (f->type) {
	case VB_T_NAME:
		return vb_name_valid(v);
	case VB_T_KEYNAME:
		return vb_keyname_valid(v);
	case VB_T_DEC:
		return vb_dec_parse(v, &n);
	case VB_T_TIME:
		return vb_time_parse(v, &t);
	case VB_T_HASH:
	case VB_T_ACT:
		return vb_hash_parse(v, &h);
	case VB_T_WORDS:
		return vb_words_valid(v);
	case VB_T_ENUM:
		return vb_word_index(f->words, v) >= 0;
	case VB_T_RULE:
		return vb_rule_set(&rules, v);
	case VB_T_COPY:
		return vb_copy_parse(v, &copy);
	case VB_T_ANNEX:
		return vb_annex_parse(v, &annex);
	case VB_T_IDENTITY:
		return vb_identity_valid(v);
	case VB_T_PARTY:
	case VB_T_SEAT:
	case VB_T_POINT:
		return check_pair(v, f->type);
	case VB_T_KEY:
		break;
	}
	return false;
}

enum vb_code vb_value_check(const struct vb_field *f, struct vb_view v, const char *where,
			    struct vb_err *err)
{
	struct vb_key key;
	char q[80];

	if (f->type == VB_T_KEY)
		return vb_key_read(v, &key, err);
	if (value_good(f, v))
		return VB_OK;
	return vb_fail(err, VB_MALFORMED, f->type == VB_T_WORDS ? "1.4" : "1.3", where,
		       "%s is \"%s\", it must be %s", f->name, vb_quote(q, sizeof(q), v),
		       wanted[f->type]);
}

int vb_field_index(const struct vb_kind *k, const char *name)
{
	for (unsigned i = 0; i < k->nfields; i++) {
		if (strcmp(k->fields[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}
