/*
 * The part of the confined child: press reports in by one pipe, what was read in them out by
 * the other.  What comes in was framed by our own parent; what is in the frames is anybody's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARTIES 'P'
#define REPORT 'R'
#define END 'E'

/* ---- in the parent: frames of a letter, a length and bytes ---- */

bool vb_press_send_parties(struct vb_confined *c, struct vb_view parties)
{
	return vb_confined_send(c, &(char){PARTIES}, 1) && vb_confined_send_view(c, parties);
}

bool vb_press_send_report(struct vb_confined *c, const char *name, struct vb_view text)
{
	return vb_confined_send(c, &(char){REPORT}, 1) &&
	       vb_confined_send_view(c, vb_view_str(name)) &&
	       vb_confined_send_view(c, text);
}

bool vb_press_send_end(struct vb_confined *c)
{
	return vb_confined_send(c, &(char){END}, 1);
}

/* ---- in the child ---- */

struct work {
	struct vb_press *press;
	uint8_t **text;		/* all frames */
	size_t n;
	size_t cap;
	struct vb_err err;
};

static enum vb_code out_of_memory(struct work *w)
{
	return vb_fail(&w->err, VB_MEMORY, "", "", "there is not enough memory");
}

/* The bytes of a frame, with a NUL behind them; they stay until the end. */
static enum vb_code take_bytes(struct work *w, struct vb_view *out)
{
	uint8_t len[4], *bytes;
	size_t n;

	if (!vb_child_take(len, sizeof(len)))
		return vb_fail(&w->err, VB_IO, "", "", "the reports did not come whole");
	n = vb_be32(len);
	if (w->n == w->cap) {
		size_t cap = w->cap * 2 + 64;
		uint8_t **more = reallocarray(w->text, cap, sizeof(*more));

		if (!more)
			return out_of_memory(w);
		w->text = more;
		w->cap = cap;
	}
	bytes = malloc(n + 1);
	if (!bytes)
		return out_of_memory(w);
	w->text[w->n++] = bytes;
	bytes[n] = 0;
	*out = vb_view(bytes, n);
	return vb_child_take(bytes, n) ? VB_OK :
				vb_fail(&w->err, VB_IO, "", "", "the reports did not come whole");
}

static enum vb_code take_report(struct work *w)
{
	struct vb_view name = {0}, text = {0};
	enum vb_code code = take_bytes(w, &name);

	if (!code)
		code = take_bytes(w, &text);
	if (!code)
		code = vb_press_add(w->press, (const char *)name.ptr, text, &w->err);
	return code;
}

static enum vb_code take_all(struct work *w)
{
	struct vb_view parties = {0};
	enum vb_code code = VB_OK;
	char letter = 0;

	while (!code && vb_child_take(&letter, 1) && letter != END) {
		if (letter == PARTIES && !w->press)
			code = take_bytes(w, &parties);
		if (!code && !w->press)
			code = vb_press_new(parties, &w->press, &w->err);
		if (!code && letter == REPORT)
			code = take_report(w);
	}
	if (!code && (letter != END || !w->press))
		code = vb_fail(&w->err, VB_IO, "", "", "the reports did not come whole");
	return code ? code : vb_press_read(w->press, &w->err);
}

/* The accessors' answers as arrays, all of which stay the press's. */
static struct vb_reading gather(const struct vb_press *p)
{
	struct vb_reading r = {
		.reports = vb_press_reports(p), .sentences = vb_press_sentences(p),
		.assertions = vb_press_assertions(p), .relations = vb_press_relations(p),
	};

	if (r.reports)
		r.report = (void *)(uintptr_t)vb_press_report(p, 0);
	if (r.sentences)
		r.sentence = (void *)(uintptr_t)vb_press_sentence(p, 0);
	if (r.assertions)
		r.assertion = (void *)(uintptr_t)vb_press_assertion(p, 0);
	if (r.relations)
		r.relation = (void *)(uintptr_t)vb_press_relation(p, 0);
	return r;
}

static void drop(struct work *w)
{
	vb_press_free(w->press);
	for (size_t i = 0; i < w->n; i++)
		free(w->text[i]);
	free(w->text);
}

int vb_press_work(void)
{
	struct work w = {0};
	struct vb_reading r;
	uint8_t *answer = NULL;
	size_t len = 0;
	enum vb_code code = take_all(&w);
	bool done = true;

	if (!code) {
		r = gather(w.press);
		code = vb_wire_write(&r, STDOUT_FILENO, &w.err);
	}
	if (code == VB_IO)
		done = false;
	else if (code)
		done = vb_wire_refusal(code, w.err.sentence, &answer, &len) == VB_OK &&
		       vb_child_put(answer, len);
	free(answer);
	drop(&w);
	return done ? 0 : 1;
}
