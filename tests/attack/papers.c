/*
 * Attacks 49 to 57: on what papers hold and who showed them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "papers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char other_paper[] = "# A plan for the crossing\n\nDraft, for both sides.\n\n"
				  "## Article 1. Purpose\n\nThe parties close the crossing.\n";
/* fx_paper with an article more. */
static const char longer_paper[] =
	"# A plan for the crossing\n\nDraft, for both sides.\n\n"
	"## Article 1. Purpose\n\nThe parties keep the crossing open.\n\n"
	"## Article 2. Hours\n\nIt is open from six to ten.\n\n"
	"## Article 3. Costs\n\nEach party bears its own.\n\n"
	"## Article 4. Secret\n\nSUD pays all the same.\n";
static const char three_leaves[] = "# A plan for the crossing\n\n"
				   "## Article 1. Purpose\n\nThe parties keep it open.\n\n"
				   "## Article 2. Hours\n\nIt is open from six to ten.\n";

struct kit_file leaf_part(struct scene *s, unsigned who, const struct fx_copy *c, uint32_t act,
			  const char *paper, uint32_t leaf, uint32_t index, uint32_t count)
{
	struct vb_copy_place place = {.table = s->t.fold->table, .chain = s->t.m[who].name,
				      .number = s->t.fold->fact[act].number,
				      .addressee = s->t.m[c->addressee].name};
	struct vb_paper *p = malloc(sizeof(*p));
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t buf[4096], salt[32];
	struct vb_writer w;
	unsigned n, cut;

	assert(p && vb_paper_parse(vb_view_str(paper), p, NULL) == VB_OK);
	assert(vb_commit_path(&place, c->seed, p, leaf, path, &n, NULL) == VB_OK);
	vb_leaf_salt(c->seed, leaf, salt);
	/* As one of fewer leaves it has fewer hashes above it: the last stay. */
	cut = count < p->nleaves ? 1 : 0;
	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_disclosure_put(&w, place.addressee, index, count, salt, path + cut, n - cut,
				 p->leaf[leaf].text) == VB_OK);
	free(p);
	return kit_part("leaf", vb_written(&w));
}

/* ---- 49 to 52, 57: what the judge finds ---- */

/* Receipt, release, and @kind of @hand by SUD; then a proof of all four with the copy as
 * it travelled and @name, @key beside it. */
static void judged(struct scene *s, const char *file, uint32_t hand, const char *kind,
		   const char *name, struct vb_view key)
{
	struct fx_copy *c = fx_copy_of(&s->t, hand, s->sud);
	struct kit_file more = kit_part("copy", vb_view(c->sealed, c->sealed_len));
	uint32_t release = fx_receive(&s->t, s->sud, hand);
	uint32_t acts[4] = {hand, release - 1, release};

	acts[3] = fx_do(&s->t, s->sud, kind, &(struct fx_fields){{"of", fx_id(&s->t, hand)}},
			NULL);
	more = joined(more, kit_part(name, key));
	/* Which seal keys SUD held only the whole log tells (7.6). */
	if (strcmp(name, "ephemeral") == 0) {
		struct kit_file all = kit_proof(&s->t, &(struct kit_parts){.whole = true}, NULL, 0);

		put_file(s, file, kit_add_parts(&all, &more));
		kit_free(&all);
		kit_free(&more);
		return;
	}
	put_proof(s, file, NULL, acts, 4, &more);
}

/* A table, one copy for SUD as @how says, and what is shown of it: the file key, or
 * (@key empty) the ephemeral secret of the inner stanza. */
static void one_case(const struct sink *out, const char *file, struct sealing how,
		     bool contest, struct vb_view key)
{
	struct fx_copy *c;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	how.to = s.sud;
	hand = hand_over(&s, s.nord, &how, 1, "yes");
	c = fx_copy_of(&s.t, hand, s.sud);
	if (!key.len)
		key = contest ? vb_view(c->inner.file_key, 16) :
				vb_view(c->inner.ephemeral, 32);
	judged(&s, file, hand, contest ? "contest" : "cannot-open",
	       contest ? "file-key" : "ephemeral", key);
	scene_close(&s);
}

/* Where @mark, which stands once in @age, begins. */
static size_t place_in(const struct kit_file *age, const char *mark)
{
	const uint8_t *at = memmem(age->ptr, age->len, mark, strlen(mark));

	assert(at);
	return (size_t)(at - age->ptr);
}

/* Two inner files to SUD made one: up to its MAC, or with it, the first; then the
 * second. The MAC's line has 47 bytes and a LF. */
static struct kit_file spliced(const struct kit_file *a, const struct kit_file *b, bool mac)
{
	size_t line = mac ? 48 : 0;
	size_t i = place_in(a, "--- ") + line, k = place_in(b, "--- ") + line;

	return joined(kit_copy(vb_view(a->ptr, i)), kit_copy(vb_view(b->ptr + k, b->len - k)));
}

static void splices(const struct sink *out)
{
	struct kit_file plain = new_file(4096), a, b, stanza, payload;
	struct vb_age_keys one, two;
	struct sealing how = {0};
	struct scene s;

	scene_two(&s, out);
	plain.len = 4096;
	memset(plain.ptr, '\n', plain.len);
	vb_age_keys_random(&one, s.t.rng);
	vb_age_keys_random(&two, s.t.rng);
	a = seal_inner(s.t.m[s.sud].seal, &one, kit_view(&plain));
	b = seal_inner(s.t.m[s.sud].seal, &two, kit_view(&plain));
	scene_close(&s);
	stanza = spliced(&a, &b, false);
	payload = spliced(&a, &b, true);
	how.inner = kit_view(&stanza);
	one_case(out, "49d-spliced-stanza.proof", how, false, vb_view(one.ephemeral, 32));
	how.inner = kit_view(&payload);
	one_case(out, "49e-spliced-payload.proof", how, true, vb_view(one.file_key, 16));
	one_case(out, "49f-spliced-payload.proof", how, false, vb_view(one.ephemeral, 32));
	kit_free(&plain);
	kit_free(&a);
	kit_free(&b);
	kit_free(&stanza);
	kit_free(&payload);
}

/* 49: the copy does not open, and it is its author's doing.  50: it does. */
static void does_not_open(const struct sink *out)
{
	static const uint8_t other[32] = {49};
	struct vb_secret *stranger = numbered_secret(49);
	struct sealing sealed = {.seal = stranger}, good = {0};
	struct sealing no_age = {.inner = vb_view_str("not an age file\n")};
	struct vb_view own = vb_view(NULL, 0), wrong = vb_view(other, sizeof(other));

	one_case(out, "49a-other-recipient.proof", sealed, false, own);
	one_case(out, "49b-other-ephemeral.proof", good, false, wrong);
	one_case(out, "49c-no-age-file.proof", no_age, false, wrong);
	splices(out);
	one_case(out, "50-false-cannot-open.proof", good, false, own);
	vb_secret_free(stranger);
}

/* 51, 57: what opens is not what the act commits to.  52: it is. */
static void contested(const struct sink *out)
{
	static const uint8_t false_key[16] = {52};
	struct sealing other = {.opens = other_paper}, longer = {.opens = longer_paper};
	struct sealing no_copy = {.plain = vb_view_str("dear SUD\n")}, good = {0};
	struct sealing trailing = {.tail = "SUD pays all the same.\n"};
	struct vb_view own = vb_view(NULL, 0), wrong = vb_view(false_key, sizeof(false_key));

	one_case(out, "51a-other-content.proof", other, true, own);
	one_case(out, "51b-no-copy.proof", no_copy, true, own);
	one_case(out, "51c-content-cannot-open.proof", other, false, own);
	one_case(out, "57a-hidden-leaf.proof", longer, true, own);
	one_case(out, "57b-trailing-bytes.proof", trailing, true, own);
	one_case(out, "52a-groundless.proof", good, true, own);
	one_case(out, "52b-false-key.proof", good, true, wrong);
}

/* ---- 53: copies that differ ---- */

static void copies_differ(const struct sink *out, const char *file, const char *same_text)
{
	struct kit_file more, text[2];
	struct sealing how[2];
	struct scene s;
	uint32_t hand;

	scene_three(&s, out);
	how[0] = (struct sealing){.to = s.sud};
	how[1] = (struct sealing){.to = s.west, .paper = other_paper};
	hand = hand_over(&s, s.nord, how, 2, same_text);
	text[0] = opened_text(&s, s.nord, fx_copy_of(&s.t, hand, s.sud), hand, fx_paper);
	text[1] = opened_text(&s, s.nord, fx_copy_of(&s.t, hand, s.west), hand, other_paper);
	more = joined(kit_part("opened", kit_view(&text[0])),
		      kit_part("opened", kit_view(&text[1])));
	put_proof(&s, file, NULL, &hand, 1, &more);
	kit_free(&text[0]);
	kit_free(&text[1]);
	scene_close(&s);
}

/* ---- 54, 55: leaks ---- */

static void leaked(const struct sink *out)
{
	struct sealing how[2];
	struct kit_file text, other, more;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	how[0] = (struct sealing){.to = s.sud};
	how[1] = (struct sealing){.to = s.nord, .own = true};
	hand = hand_over(&s, s.nord, how, 2, "yes");
	text = opened_text(&s, s.nord, fx_copy_of(&s.t, hand, s.sud), hand, fx_paper);
	put_view(&s, "54b-leak.copy", kit_view(&text));
	more = kit_part("opened", kit_view(&text));
	put_proof(&s, "54a-leak.proof", NULL, &hand, 1, &more);
	other = edited(kit_view(&text), "six to ten", "six to two");
	more = kit_part("opened", kit_view(&other));
	put_proof(&s, "54c-altered-leak.proof", NULL, &hand, 1, &more);
	kit_free(&other);
	kit_free(&text);
	text = opened_text(&s, s.nord, fx_copy_of(&s.t, hand, s.nord), hand, fx_paper);
	more = kit_part("opened", kit_view(&text));
	put_proof(&s, "54d-own-copy.proof", NULL, &hand, 1, &more);
	kit_free(&text);
	put_view(&s, "55-bare-text.md", vb_view_str(fx_paper));
	scene_close(&s);
}

/* ---- 56: a leaf at another place ---- */

static void other_place(const struct sink *out)
{
	static const struct {
		const char *file;
		uint32_t leaf, index, count;
	} shown[] = {
		{"56a-three-of-three.proof", 2, 2, 3},
		{"56b-two-of-two.proof", 2, 1, 2},
		{"56c-other-index.proof", 2, 1, 3},
		{"56d-other-count.proof", 2, 2, 4},
	};
	struct sealing how = {.paper = three_leaves};
	struct kit_file more;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	how.to = s.sud;
	hand = hand_over(&s, s.nord, &how, 1, "yes");
	for (unsigned i = 0; i < VB_ARRAY_LEN(shown); i++) {
		more = leaf_part(&s, s.nord, fx_copy_of(&s.t, hand, s.sud), hand, three_leaves,
				 shown[i].leaf, shown[i].index, shown[i].count);
		put_proof(&s, shown[i].file, NULL, &hand, 1, &more);
	}
	scene_close(&s);
}

void attack_papers(const struct sink *out)
{
	does_not_open(out);
	contested(out);
	copies_differ(out, "53a-copies-differ.proof", "yes");
	copies_differ(out, "53b-not-the-same.proof", "no");
	leaked(out);
	other_place(out);
}
