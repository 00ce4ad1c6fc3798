/*
 * What the attacks are measured by: files of each form that nobody has touched.  The
 * mutations start from these.
 *
 * SPDX-License-Identifier: ISC
 */
#include "papers.h"

#include <stdlib.h>

static const struct fx_fields hello = {{"text", "good morning"}};

/* A proof of one act without further dates, so that it is as small as can be. */
static void put_bare(struct scene *s, const char *name, uint32_t act, struct kit_file *more)
{
	struct kit_parts p = {.no_marks = true};
	struct kit_file proof = kit_proof(&s->t, &p, &act, 1);

	if (more) {
		struct kit_file whole = kit_add_parts(&proof, more);

		kit_free(&proof);
		kit_free(more);
		proof = whole;
	}
	put_file(s, name, proof);
}

/* The smallest log, pouch, act and charter. */
static void small(const struct sink *out)
{
	struct scene s;
	struct kit_file box;

	scene_two(&s, out);
	put_trust(&s, "nord-sud.trust", "");
	put_view(&s, "00a-charter.act", logged(&s, 0));
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	put_view(&s, "00b-one.act", logged(&s, 1));
	put_bare(&s, "00c-one.proof", 1, NULL);
	put_bundle(&s, "00d-small.bundle");
	box = note_of(&s, s.sud, "statement", &hello, NULL);
	put_pouch(&s, "00e-small.pouch", &box, 1);
	kit_free(&box);
	scene_close(&s);
}

/* One paper, received; what may be shown of it. */
static void paper(const struct sink *out)
{
	struct kit_file part, text;
	struct fx_copy *c;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	c = fx_copy_of(&s.t, hand, s.sud);
	text = opened_text(&s, s.nord, c, hand, fx_paper);
	put_view(&s, "00f-copy.copy", kit_view(&text));
	put_proof(&s, "00g-claim.proof", "SUD received NORD-1", NULL, 0, NULL);
	part = leaf_part(&s, s.nord, c, hand, fx_paper, 2, 2, 4);
	put_bare(&s, "00h-leaf.proof", hand, &part);
	part = kit_part("opened", kit_view(&text));
	put_bare(&s, "00i-opened.proof", hand, &part);
	kit_free(&text);
	scene_close(&s);
}

/* A proof whose dated checkpoint both members have cosigned. */
static void marks(const struct sink *out)
{
	struct stamp by[3];
	struct kit_parts p = {.nmarks = 1};
	struct kit_file mark;
	struct vb_view view;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	by[0] = clock_at(&s, s.t.now);
	by[1] = (struct stamp){s.t.m[s.nord].cosign, "nord", s.t.now};
	by[2] = (struct stamp){s.t.m[s.sud].cosign, "sud", s.t.now + 5};
	mark = cosigned(&s, 2, by, 3);
	view = kit_view(&mark);
	p.marks = &view;
	put_file(&s, "00j-mark.proof", kit_proof(&s.t, &p, (uint32_t[]){1}, 1));
	kit_free(&mark);
	scene_close(&s);
	scene_three(&s, out);
	put_trust(&s, "nord-sud-west.trust", "");
	scene_close(&s);
}

void attack_honest(const struct sink *out)
{
	small(out);
	paper(out);
	marks(out);
}
