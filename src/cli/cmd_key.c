/*
 * verbale key: our keys, never their secrets; offices; new keys after a loss.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <string.h>

static void key_line(const struct vb_key *k)
{
	char print[40], text[VB_AGE_RECIPIENT_LEN + 1];
	struct vb_writer w;

	printf("%-9s ", vb_purpose_names[k->purpose]);
	if (k->purpose == VB_P_SEAL) {
		vb_writer_init(&w, text, sizeof(text));
		vb_recipient_put(&w, &k->recipient);
		printf("%.*s\n", (int)w.len, text);
		return;
	}
	vb_vkey_fingerprint(print, &k->vkey);
	printf("%s   ", print);
	vb_escape_tty(stdout, vb_view_str(k->vkey.name), false);
	puts("");
}

static void key_json(struct vb_json *j, const struct vb_key *k)
{
	char print[40], text[VB_KEYNAME_MAX + 80];
	struct vb_writer w;

	vb_json_object(j, NULL);
	vb_json_str(j, "name", k->name);
	vb_json_str(j, "purpose", vb_purpose_names[k->purpose]);
	vb_writer_init(&w, text, sizeof(text));
	if (k->purpose == VB_P_SEAL) {
		vb_json_null(j, "fingerprint");
		vb_recipient_put(&w, &k->recipient);
	} else {
		vb_vkey_fingerprint(print, &k->vkey);
		vb_json_str(j, "fingerprint", print);
		vb_vkey_put(&w, &k->vkey);
	}
	vb_json_text(j, "key", vb_written(&w));
	vb_json_number(j, "from", k->from);
	vb_json_end(j, true);
}

/* "nord" and "nord/recovery", "nord/legal": the keys of @party. */
static bool ours(const struct vb_key *k, const char *party)
{
	size_t len = strlen(party);

	return strncmp(k->name, party, len) == 0 && (k->name[len] == 0 || k->name[len] == '/');
}

/* What is compared by voice: every member's act key, or the log's. */
static bool of_the_table(const struct vb_fold *f, const struct vb_key *k, enum vb_purpose p)
{
	return k->until == UINT32_MAX && k->purpose == p &&
	       (p == VB_P_LOG || vb_fold_party(f, vb_view_str(k->name)) != VB_NO_PARTY);
}

static void list_json(struct vb_cli *c, const struct vb_fold *f, const char *party)
{
	char name[VB_NAME_MAX + 1];
	struct vb_json j;

	vb_json_init(&j, stdout);
	vb_json_object(&j, NULL);
	vb_json_str(&j, "table", f->name);
	vb_json_str(&j, "party", vb_cli_upper(name, party));
	if (vb_desk_office(c->desk))
		vb_json_str(&j, "office", vb_desk_office(c->desk));
	else
		vb_json_null(&j, "office");
	vb_json_str(&j, "at", vb_desk_address(c->desk));
	vb_json_array(&j, "keys");
	for (uint32_t i = 0; i < f->nkeys; i++)
		if (ours(&f->key[i], party) && f->key[i].until == UINT32_MAX)
			key_json(&j, &f->key[i]);
	vb_json_end(&j, false);
	vb_json_array(&j, "table_keys");
	for (uint32_t i = 0; i < f->nkeys; i++)
		if (of_the_table(f, &f->key[i], VB_P_ACT) ||
		    of_the_table(f, &f->key[i], VB_P_LOG))
			key_json(&j, &f->key[i]);
	vb_json_end(&j, false);
	vb_json_end(&j, true);
}

static int list(struct vb_cli *c)
{
	const struct vb_fold *f;
	const char *party;
	int code;

	if (!vb_cli_table(c, false, &code))
		return code;
	f = vb_desk_fold(c->desk);
	party = vb_desk_party(c->desk);
	if (c->json) {
		list_json(c, f, party);
		return VB_EXIT_DONE;
	}
	for (uint32_t i = 0; i < f->nkeys; i++)
		if (ours(&f->key[i], party) && f->key[i].until == UINT32_MAX)
			key_line(&f->key[i]);
	puts("\nThe others at this table, and its log; have each read its own aloud:");
	for (uint32_t i = 0; i < f->nkeys; i++)
		if (of_the_table(f, &f->key[i], VB_P_ACT) && !ours(&f->key[i], party))
			key_line(&f->key[i]);
	for (uint32_t i = 0; i < f->nkeys; i++)
		if (of_the_table(f, &f->key[i], VB_P_LOG))
			key_line(&f->key[i]);
	return VB_EXIT_DONE;
}

static int office(struct vb_cli *c, const char *name, const char *dir)
{
	const struct vb_keeping keeping = {
		.no_passphrase = vb_args_has(&c->args, "no-passphrase"),
		.agent_key = vb_args_get(&c->args, "agent"),
	};
	char text[VB_KEYNAME_MAX + 80], shown[100];
	struct vb_writer w;
	struct vb_vkey key;
	int code;

	if (!vb_cli_table(c, true, &code))
		return code;
	c->err.code = vb_desk_office_new(c->desk, dir, name, &keeping, &key, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "no office was made");
	vb_writer_init(&w, text, sizeof(text));
	vb_vkey_put(&w, &key);
	printf("%s is now the desk of this office.  It binds nobody before its mandate:\n",
	       vb_quote(shown, sizeof(shown), vb_view_str(dir)));
	printf("verbale act mandate to=%s 'key=%s act %.*s' scope=all\n", name, key.name,
	       (int)w.len, text);
	return VB_EXIT_DONE;
}

static int rekey(struct vb_cli *c, const char *recovery)
{
	struct vb_done done = {0};
	enum vb_code got;
	int code;

	if (!vb_cli_table(c, true, &code))
		return code;
	got = vb_desk_rekey(c->desk, recovery, &done, &c->err);
	return vb_cli_done(c, got, "no key was replaced", &done, NULL, NULL);
}

static int reader(struct vb_cli *c, const char *until)
{
	char text[2 * VB_PASS_MAX];
	uint8_t buf[VB_PASS_MAX];
	struct vb_writer w;
	int64_t time;
	int code;

	if (!vb_cli_time(until, &time))
		return vb_cli_usage(c, "no pass was made: it ends at a time such as 2022-01-28 or "
				       "2022-01-28T12:00:00Z");
	if (!vb_cli_table(c, true, &code))
		return code;
	vb_writer_init(&w, buf, sizeof(buf));
	c->err.code = vb_desk_reader(c->desk, time, &w, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "no pass was made");
	vb_base64(text, w.ptr, w.len);
	puts(text);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *recovery = vb_args_get(&c->args, "recovery");
	const struct vb_args *a = &c->args;

	if (a->nwords == 0)
		return list(c);
	if (a->nwords == 3 && strcmp(a->word[0], "office") == 0)
		return office(c, a->word[1], a->word[2]);
	if (a->nwords == 1 && strcmp(a->word[0], "rekey") == 0 && recovery)
		return rekey(c, recovery);
	if (a->nwords == 2 && strcmp(a->word[0], "reader") == 0)
		return reader(c, a->word[1]);
	return vb_cli_usage(c, "nothing was done: give no words, or office NAME DIR, or rekey "
			       "--recovery FILE, or reader UNTIL");
}

static const struct vb_option options[] = {
	{"json", NULL, "print JSON", 0},
	{"recovery", "FILE", "the recovery key, for rekey", 0},
	{"no-passphrase", NULL, "keep the office's keys in a plain file (mode 0600)", 0},
	{"agent", "KEY", "the office signs with this key of ssh-agent", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_key = {
	"key",
	"[office NAME DIR | rekey --recovery FILE | reader UNTIL]",
	"the keys' fingerprints; an office's desk; new keys",
	"Without words: the fingerprints of the keys that are ours, and below them those of the\n"
	"other members' act keys and of the depositary's log, to be compared by voice.\n"
	"office: makes the desk of an office, with its own key, in DIR.  rekey: replaces our\n"
	"keys by new ones, by the recovery key; the old ones bind nobody from there on.\n"
	"reader: a pass with which tools of others read the table's log from its server.\n",
	options,
	run,
};
