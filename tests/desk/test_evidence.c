/*
 * What the parties show the judge of a contest or a cannot-open, and what a verifier
 * finds in it (format.md 5.3.9, 5.3.10, 7.6, 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;

/* One proof in memory. */
struct shown {
	char *bytes;
	size_t len;
};

static void drop(struct shown *s)
{
	free(s->bytes);
	*s = (struct shown){0};
}

static uint32_t index_of(struct vb_desk *d, const char *act)
{
	uint32_t at = VB_NO_ACT;

	if (vb_desk_cited(d, act, &at, &err) != VB_OK)
		diag("%s: %s", act, err.sentence);
	return at;
}

static enum vb_code sealing(struct vb_desk *d, const char *act, const char *to,
			    struct shown *out)
{
	FILE *f = open_memstream(&out->bytes, &out->len);
	enum vb_code code = vb_desk_prove_sealing(d, index_of(d, act), to, f, &err);

	fclose(f);
	return code;
}

static enum vb_code contest(struct vb_desk *d, const char *act, struct shown *out)
{
	FILE *f = open_memstream(&out->bytes, &out->len);
	enum vb_code code = vb_desk_prove_contest(d, index_of(d, act), f, &err);

	fclose(f);
	return code;
}

/* The canonical line of what a verifier with the table's trust file finds. */
static const char *found(struct vb_desk *d, const struct shown *s)
{
	static struct vb_finding f;
	static char line[VB_CANONICAL_MAX];
	uint8_t file[4096];
	struct vb_trust *t = NULL;
	struct vb_writer w;

	vb_writer_init(&w, file, sizeof(file));
	vb_trust_put(&w, vb_desk_fold(d));
	if (vb_trust_parse(vb_written(&w), &t, &err) != VB_OK ||
	    vb_verify(vb_view((const uint8_t *)s->bytes, s->len), t, &f) != VB_OK)
		return "no finding";
	vb_trust_free(t);
	vb_finding_line(line, &f);
	diag("%s", f.sentence);
	return line;
}

static bool holds(const struct shown *s, const char *part)
{
	return memmem(s->bytes, s->len, part, strlen(part)) != NULL;
}

static void hand_and_open(struct vb_desk *from, struct vb_desk *to, const char *act)
{
	struct vb_done done = {0};
	char *path = NULL;

	good(bench_hand(from, treaty, NULL, &done, &err), "%s is handed over", act);
	is_str(done.citation, act, "as %s", act);
	good(vb_desk_receive(to, act, &done, &path, &err), "and opened");
	free(path);
}

static void complain(struct vb_desk *d, const char *kind, const char *act)
{
	const char *const pairs[] = {"of", act, NULL};
	struct vb_done done = {0};

	good(bench_act(d, kind, pairs, &done, &err), "%s of %s is signed", kind, act);
	ok(done.lodged, "and lodged");
}

/* ---- the author answers ---- */

static void false_cannot_open(struct vb_desk *nord, struct vb_desk *sud, struct vb_desk *lead)
{
	struct shown s = {0};
	struct vb_done done = {0};
	char *path = NULL, *at;

	hand_and_open(nord, sud, "NORD-1");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	bad(sealing(nord, "NORD-1", NULL, &s), VB_REFUSED, "nobody complains");
	ok(strstr(err.sentence, "nobody says on the record"), "and it says so");
	is_int((long long)s.len, 0, "nothing was written");
	drop(&s);
	complain(sud, "cannot-open", "NORD-1");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	good(sealing(nord, "NORD-1", NULL, &s), "NORD shows how it sealed SUD's copy");
	ok(holds(&s, "\npart copy ") && holds(&s, "\npart ephemeral 32\n") &&
	   !holds(&s, "\npart file-key "), "9.4: the copy and the ephemeral secret");
	is_str(found(nord, &s), "GENUINE\t7.6\tNORD-1\tsud", "7.6: rejected, the addressee");
	is_str(found(sud, &s), "GENUINE\t7.6\tNORD-1\tsud", "whoever verifies it");
	at = memmem(s.bytes, s.len, "part ephemeral 32\n", 18);
	at[18 + 7] ^= 1;
	is_str(found(nord, &s), "CANNOT TELL\t7.6\tNORD-1\t-",
	       "7.6: another secret does not match the stanza, and anybody can have put it there");
	drop(&s);
	bad(sealing(nord, "NORD-1", "lead", &s), VB_REFUSED, "LEAD has said nothing");
	drop(&s);
	bad(sealing(sud, "NORD-1", NULL, &s), VB_REFUSED, "only the author can show it");
	drop(&s);

	good(vb_desk_receive(lead, "NORD-1", &done, &path, &err), "LEAD opens its copy");
	free(path);
	complain(lead, "cannot-open", "NORD-1");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	bad(sealing(nord, "NORD-1", NULL, &s), VB_USAGE, "of two who complain one is named");
	drop(&s);
	good(sealing(nord, "NORD-1", "lead", &s), "LEAD");
	is_str(found(nord, &s), "GENUINE\t7.6\tNORD-1\tlead", "rejected for LEAD");
	drop(&s);
}

/* Replaces what NORD keeps of the sealing of NORD-1 for SUD; returns what was there. */
static struct vb_bytes swap_secrets(struct vb_desk *nord, const char *plain)
{
	struct vb_bytes old = {0}, sealed = {0};
	char name[128];

	vb_box_name(name, &nord->fold->fact[index_of(nord, "NORD-1")].id, "sud");
	good(vb_box_get(nord->cab, VB_BOX_SECRET, name, &old.ptr, &old.len, &err), "kept");
	good(vb_desk_seal(nord, vb_view_str(plain), &sealed.ptr, &sealed.len, &err), "sealed");
	good(vb_box_put(nord->cab, VB_BOX_SECRET, name, vb_view(sealed.ptr, sealed.len), &err),
	     "changed");
	free(sealed.ptr);
	return old;
}

static void lost_secrets(struct vb_desk *nord)
{
	static const char wrong[] =
		"identity -\nfile-key 00\nephemeral "
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nnonce 00\n";
	static const char odd[] = "identity -\nephemeral 0123456789abcdef\n";
	struct shown s = {0};
	struct vb_bytes old = swap_secrets(nord, wrong), other;
	char name[128];

	bad(sealing(nord, "NORD-1", "sud", &s), VB_FALSE, "what convicts us is not shown");
	is_int((long long)s.len, 0, "nothing was written");
	drop(&s);
	other = swap_secrets(nord, odd);
	bad(sealing(nord, "NORD-1", "sud", &s), VB_MALFORMED, "nor what cannot be read");
	ok(!strstr(err.sentence, "0123"), "and no secret stands in the sentence");
	drop(&s);
	vb_box_name(name, &nord->fold->fact[index_of(nord, "NORD-1")].id, "sud");
	good(vb_box_erase(nord->cab, VB_BOX_SECRET, name, &err), "nothing is kept at all");
	bad(sealing(nord, "NORD-1", "sud", &s), VB_NOT_FOUND, "another desk sealed it");
	drop(&s);
	good(vb_box_put(nord->cab, VB_BOX_SECRET, name, vb_view(old.ptr, old.len), &err),
	     "it is put back");
	good(sealing(nord, "NORD-1", "sud", &s), "and serves again");
	drop(&s);
	free(old.ptr);
	free(other.ptr);
}

/* ---- the addressee shows a contest ---- */

static void groundless_contest(struct vb_desk *nord, struct vb_desk *sud)
{
	struct shown s = {0};

	hand_and_open(nord, sud, "NORD-2");
	bad(contest(sud, "NORD-2", &s), VB_REFUSED, "what is not contested is not shown");
	drop(&s);
	complain(sud, "contest", "NORD-2");
	good(contest(sud, "NORD-2", &s), "SUD shows its copy and the file key");
	ok(holds(&s, "\npart copy ") && holds(&s, "\npart file-key 16\n") &&
	   !holds(&s, "\npart ephemeral "), "9.4: in the parts that are due");
	is_str(found(sud, &s), "GENUINE\t7.6\tNORD-2\tsud", "7.6: rejected, the addressee");
	drop(&s);
	good(vb_desk_sync(nord, &err), "NORD syncs");
	bad(contest(nord, "NORD-2", &s), VB_REFUSED, "the author contests nothing");
	drop(&s);
	bad(sealing(nord, "NORD-2", NULL, &s), VB_REFUSED, "a contest is no cannot-open");
	drop(&s);
}

/* NORD commits to one text and seals another: no desk does, of its own accord. */
static void hand_false(struct vb_desk *nord)
{
	static const char *const fields[][2] = {
		{"role", "draft"}, {"privilege", "open"}, {"confidential", "no"},
		{"same-text", "yes"},
	};
	struct vb_making *m = NULL;
	struct vb_done done = {0};
	struct vb_sealed s;

	good(vb_making_new(nord, "propose", NULL, &m, &err), "NORD begins a false paper");
	good(vb_seal_copy(m, "sud", vb_view_str(treaty), &s, &err), "seals it");
	s.copy.root.b[0] ^= 1;
	for (size_t i = 0; i < VB_ARRAY_LEN(fields); i++)
		vb_making_str(m, fields[i][0], fields[i][1]);
	vb_making_copy(m, "copy", &s.copy);
	good(vb_making_compose(m, &err), "composes it");
	good(vb_making_confirm(m, "", &err), "confirms it");
	good(vb_keep_copies(nord, &m->act->id, &s, 1, &err), "keeps it");
	good(vb_making_sign(m, &done, &err), "signs it");
	is_str(done.citation, "NORD-3", "as NORD-3");
	vb_sealed_free(&s);
	vb_making_free(m);
}

static void true_contest(struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_done done = {0};
	struct shown s = {0};
	char *path = NULL;

	hand_false(nord);
	bad(vb_desk_receive(sud, "NORD-3", &done, &path, &err), VB_FALSE,
	    "it opens to something else");
	complain(sud, "contest", "NORD-3");
	good(contest(sud, "NORD-3", &s), "SUD shows it");
	is_str(found(sud, &s), "NOT GENUINE\t7.6\tNORD-3\tnord", "7.6: upheld, the author");
	drop(&s);
	complain(sud, "cannot-open", "NORD-3");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	good(sealing(nord, "NORD-3", "sud", &s), "that it opens NORD can show");
	is_str(found(nord, &s), "GENUINE\t7.6\tNORD-3\tsud", "7.6: which is another matter");
	drop(&s);
}

/* The seal key of a `rekey`: a proof has to show that act, too. */
static void after_rekey(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_done done = {0};
	struct shown s = {0};

	good(vb_desk_rekey(sud, bench_path(b, "SUD/recovery.key"), &done, &err), "SUD rekeys");
	good(contest(sud, "NORD-2", &s), "5.1.8: with its old seal key it still shows");
	is_str(found(sud, &s), "GENUINE\t7.6\tNORD-2\tsud", "what was sealed to that");
	drop(&s);
	good(vb_desk_sync(nord, &err), "NORD syncs");
	hand_and_open(nord, sud, "NORD-4");
	complain(sud, "contest", "NORD-4");
	complain(sud, "cannot-open", "NORD-4");
	good(contest(sud, "NORD-4", &s), "and with its new one");
	is_str(found(sud, &s), "GENUINE\t7.6\tNORD-4\tsud", "what was sealed to this");
	drop(&s);
	good(vb_desk_sync(nord, &err), "NORD syncs");
	good(sealing(nord, "NORD-4", "sud", &s), "so does NORD");
	is_str(found(nord, &s), "GENUINE\t7.6\tNORD-4\tsud", "by the key in force");
	drop(&s);
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD", "LEAD:chair"};
	struct vb_desk *nord, *sud, *lead;
	struct bench b;

	bench_open(&b, 31);
	bench_table(&b, names, 3, NULL, 0, "LEAD");
	nord = bench_desk(&b, "NORD");
	sud = bench_desk(&b, "SUD");
	lead = bench_desk(&b, "LEAD:chair");
	false_cannot_open(nord, sud, lead);
	lost_secrets(nord);
	groundless_contest(nord, sud);
	true_contest(nord, sud);
	after_rekey(&b, nord, sud);
	vb_desk_close(nord);
	vb_desk_close(sud);
	vb_desk_close(lead);
	bench_close(&b);
	return tap_done();
}
