/*
 * One bit changed anywhere: no file is genuine that says something else (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How many single-bit changes of @f in [@from, @to), every @step bytes, stay GENUINE. */
static unsigned survivors(const struct kit_file *f, size_t from, size_t to, size_t step,
			  const struct vb_trust *trust)
{
	struct kit_file g = kit_copy(kit_view(f));
	struct vb_finding found;
	unsigned n = 0;

	for (size_t i = from; i < to; i += step) {
		g.ptr[i] ^= (uint8_t)(1 << i % 8);
		kit_verify(kit_view(&g), trust, &found);
		if (found.result == VB_GENUINE) {
			diag("byte %zu, in \"%.20s\"", i,
			     (const char *)f->ptr + (i < 9 ? 0 : i - 9));
			n++;
		}
		g.ptr[i] = f->ptr[i];
	}
	kit_free(&g);
	return n;
}

static void test_charter(struct kit *k)
{
	struct kit_file f = kit_copy(vb_view(k->t.note[0], k->t.note_len[0]));

	is_str(kit_line(kit_view(&f), k->trust), "GENUINE|-|-|-", "10.1 a charter");
	is_int(survivors(&f, 0, f.len, 1, k->trust), 0, "10.1 and no other by one bit");
	kit_free(&f);
}

static void test_act(struct kit *k)
{
	struct kit_file f = kit_copy(vb_view(k->t.note[1], k->t.note_len[1]));

	is_str(kit_line(kit_view(&f), k->trust), "GENUINE|-|-|-", "9.9 an act alone");
	is_int(survivors(&f, 0, f.len, 1, k->trust), 0, "9.9 and no other by one bit");
	kit_free(&f);
}

/* Checkpoints are undated here: a date that is lost leaves a file genuine. */
static void test_proof(struct kit *k, struct vb_view checkpoint)
{
	struct kit_parts p = {.no_marks = true, .checkpoint = checkpoint};
	struct kit_file f = kit_proof(&k->t, &p, (uint32_t[]){1}, 1);

	is_str(kit_line(kit_view(&f), k->trust), "GENUINE|-|-|-", "9.4 a small proof");
	is_int(survivors(&f, 0, f.len, 1, k->trust), 0, "9.4 and no other by one bit");
	kit_free(&f);
	p.whole = true;
	f = kit_proof(&k->t, &p, NULL, 0);
	is_str(kit_line(kit_view(&f), k->trust), "GENUINE|-|-|-", "9.4 a small proof by the log");
	is_int(survivors(&f, 0, f.len, 2, k->trust), 0, "9.4 and no other by one bit");
	kit_free(&f);
}

static void test_bundle(struct kit *k, struct vb_view checkpoint)
{
	struct kit_parts p = {.no_marks = true, .checkpoint = checkpoint};
	struct kit_file f = kit_bundle(&k->t, &p);
	struct vb_view name, content;
	size_t behind = 0;

	is_str(kit_line(kit_view(&f), k->trust), "GENUINE|-|-|-", "9.1 a small bundle");
	assert(vb_ustar_next(kit_view(&f), &behind, &name, &content, NULL) == VB_OK);
	is_int(survivors(&f, 0, 512, 5, k->trust), 0, "9.1 and no other by one bit of its header");
	is_int(survivors(&f, behind, f.len, 3, k->trust), 0, "9.1 nor by one behind README");
	kit_free(&f);
}

int main(void)
{
	static const char *const names[] = {"nord", "sud"};
	static struct kit k;
	struct kit_file c;

	kit_found(&k, names, 2, NULL, NULL);
	fx_do(&k.t, k.nord, "statement", &(struct fx_fields){{"text", "We are here."}}, NULL);
	c = kit_checkpoint(&k.t, 2, &k.t.root[2], VB_TIME_NONE, 0);
	test_charter(&k);
	test_act(&k);
	test_proof(&k, kit_view(&c));
	test_bundle(&k, kit_view(&c));
	kit_free(&c);
	kit_close(&k);
	return tap_done();
}
