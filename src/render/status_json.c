/*
 * `status --json`: what others script against.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static void handover_json(struct vb_json *j, const struct vb_status *s,
			  const struct vb_handover *h)
{
	const struct vb_fold *f = s->fold;
	const char *title = s->title ? s->title(s->ctx, h->act) : NULL;
	uint32_t logged = f->nfacts - s->pending;
	struct vb_state_of st;
	const char *etsi;

	vb_handover_state(f, h, s->now, &st);
	/* format.md 8.4; what nobody has logged was submitted to nobody. */
	etsi = st.state == VB_LODGED && h->act >= logged ? "" : vb_state_etsi(st.state);
	vb_json_object(j, NULL);
	vb_json_cite(j, "act", f, h->act);
	vb_json_party(j, "author", f, h->author);
	vb_json_str(j, "role", vb_take_names[h->role]);
	vb_json_cite(j, "answers", f, f->fact[h->act].answers);
	vb_json_party(j, "addressee", f, h->addressee);
	vb_json_str(j, "state", vb_state_name(st.state));
	if (etsi[0])
		vb_json_str(j, "etsi", etsi);
	else
		vb_json_null(j, "etsi");
	vb_json_time(j, "due", st.due);
	if (h->take != VB_NO_ACT)
		vb_json_str(j, "taken_as", vb_take_names[h->taken_as]);
	else
		vb_json_null(j, "taken_as");
	vb_json_cite(j, "taken_answers", f, h->take != VB_NO_ACT ? h->taken_answers : VB_NO_ACT);
	vb_json_number(j, "bytes", h->bytes);
	if (title)
		vb_json_str(j, "title", title);
	else
		vb_json_null(j, "title");
	vb_json_array(j, "evidence");
	for (unsigned i = 0; i < st.nevidence; i++)
		vb_json_cite(j, NULL, f, st.evidence[i]);
	vb_json_end(j, false);
	vb_json_array(j, "not_logged");
	for (unsigned i = 0; i < st.nevidence; i++)
		if (st.evidence[i] >= logged)
			vb_json_cite(j, NULL, f, st.evidence[i]);
	vb_json_end(j, false);
	vb_json_end(j, true);
}

struct moves {
	struct vb_json *j;
	const struct vb_fold *fold;
};

static void move_json(void *ctx, const struct vb_move *m)
{
	struct moves *w = ctx;

	vb_json_object(w->j, NULL);
	vb_json_party(w->j, "party", w->fold, m->party);
	vb_json_str(w->j, "move", vb_move_names[m->kind]);
	vb_json_cite(w->j, "act", w->fold, m->act);
	vb_json_time(w->j, "due", m->due);
	vb_json_end(w->j, true);
}

void vb_render_status_json(FILE *f, const struct vb_status *s)
{
	struct vb_json j;
	struct moves w = {&j, s->fold};

	vb_json_init(&j, f);
	vb_json_object(&j, NULL);
	vb_json_str(&j, "table", s->fold->name);
	vb_json_hash(&j, "table_id", &s->fold->table);
	vb_json_number(&j, "size", s->fold->nfacts - s->pending);
	if (s->me != VB_NO_PARTY)
		vb_json_party(&j, "party", s->fold, s->me);
	else
		vb_json_null(&j, "party");
	vb_json_time(&j, "as_of", s->now);
	vb_json_number(&j, "outbox", s->outbox);
	vb_json_number(&j, "carried", s->carried);
	if (s->offline)
		vb_json_str(&j, "offline", s->offline);
	else
		vb_json_null(&j, "offline");
	vb_json_array(&j, "handovers");
	for (uint32_t i = 0; i < s->fold->nhandovers; i++)
		handover_json(&j, s, &s->fold->handover[i]);
	vb_json_end(&j, false);
	vb_texts_json(&j, s->fold, s->known);
	vb_json_array(&j, "moves");
	vb_fold_moves(s->fold, s->now, move_json, &w);
	vb_json_end(&j, false);
	vb_json_end(&j, true);
}
