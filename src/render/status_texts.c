/*
 * Texts that several have adopted, initialled or signed, and corrections of them under silence,
 * in words and as JSON (format.md 8.6, 8.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static const struct {
	const char *kind, *done;
} deeds[] = {{"adopt", "adopted"}, {"initial", "initialled"}, {"sign", "signed"}};

/* "NORD, OST and SUD" */
static void names(FILE *f, const struct vb_fold *fold, uint16_t who)
{
	bool any = false;

	for (uint8_t p = 0; p < fold->nparties; p++) {
		if (!(who >> p & 1))
			continue;
		if (any)
			fputs(who >> p == 1 ? " and " : ", ", f);
		vb_render_name(f, fold->party[p].name);
		any = true;
	}
}

/* The principals that sit at the table and are not in @signers. */
static uint16_t others(const struct vb_fold *fold, uint16_t signers)
{
	uint16_t all = 0;

	for (uint8_t p = 0; p < fold->nparties; p++) {
		const struct vb_party *party = &fold->party[p];

		if (party->role == VB_PRINCIPAL && party->joined && party->until == VB_NO_ACT)
			all |= (uint16_t)(1u << p);
	}
	return (uint16_t)(all & ~signers);
}

void vb_render_signers(FILE *f, const struct vb_fold *fold, uint32_t of, const char *before)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(deeds); i++) {
		const struct vb_kind *kind = vb_kind_find(vb_view_str(deeds[i].kind));
		uint16_t signers, referred;

		vb_text_signers(fold, of, kind, VB_EVER, &signers, &referred);
		if (signers == 0)
			continue;
		fprintf(f, "%s%s by ", before, deeds[i].done);
		names(f, fold, signers);
		if (referred) {
			fputs(" (", f);
			names(f, fold, referred);
			fputs(" ad referendum)", f);
		}
		if (others(fold, signers)) {
			fputs(", not by ", f);
			names(f, fold, others(fold, signers));
		}
		before = "; ";
	}
}

void vb_render_silenced(FILE *f, const struct vb_fold *fold, const struct vb_silence *s,
			int64_t known)
{
	static const char *const words[] = {
		[VB_SL_RUNNING] = " unless somebody objects before ",
		[VB_SL_ADOPTED] = ": stands, as nobody objected before ",
		[VB_SL_SUPERSEDED] = ": does not stand, as another does; silence ran until ",
		[VB_SL_UNKNOWN] = ": does not stand; silence ran until ",
	};
	struct vb_silence_state state;

	vb_silence_state(fold, s, known, &state);
	fputs("   ", f);
	vb_render_cite(f, fold, s->of);
	fputs(" corrects ", f);
	vb_render_cite(f, fold, s->corrects);
	if (state.state == VB_SL_BROKEN) {
		fputs(": broken by ", f);
		vb_render_cite(f, fold, s->objection);
		fputs(state.undetermined ? ", by the charter's rule on ties" : "", f);
		return;
	}
	fputs(words[state.state], f);
	vb_render_time(f, s->until);
	if (state.state == VB_SL_RUNNING && known != VB_TIME_NONE) {
		fputs(" (the log is dated to ", f);
		vb_render_time(f, known);
		fputc(')', f);
	}
	if (state.state == VB_SL_UNKNOWN) {
		fputs(", and could not be known to ", f);
		names(f, fold, state.unaware);
	}
}

static void names_json(struct vb_json *j, const char *key, const struct vb_fold *fold, uint16_t who)
{
	vb_json_array(j, key);
	for (uint8_t p = 0; p < fold->nparties; p++) {
		if (who >> p & 1)
			vb_json_party(j, NULL, fold, p);
	}
	vb_json_end(j, false);
}

static void text_json(struct vb_json *j, const struct vb_fold *fold, uint32_t of)
{
	uint16_t signers, referred, waiting = 0;

	vb_json_object(j, NULL);
	vb_json_cite(j, "act", fold, of);
	for (size_t i = 0; i < VB_ARRAY_LEN(deeds); i++) {
		vb_text_signers(fold, of, vb_kind_find(vb_view_str(deeds[i].kind)), VB_EVER,
				&signers, &referred);
		names_json(j, deeds[i].done, fold, signers);
		waiting |= referred;
	}
	names_json(j, "ad_referendum", fold, waiting);
	vb_json_end(j, true);
}

static void silence_json(struct vb_json *j, const struct vb_fold *fold, const struct vb_silence *s,
			 int64_t known)
{
	struct vb_silence_state state;

	vb_silence_state(fold, s, known, &state);
	vb_json_object(j, NULL);
	vb_json_cite(j, "act", fold, s->act);
	vb_json_cite(j, "text", fold, s->of);
	vb_json_cite(j, "corrects", fold, s->corrects);
	vb_json_time(j, "until", s->until);
	vb_json_str(j, "state", vb_silence_names[state.state]);
	vb_json_bool(j, "undetermined", state.undetermined);
	vb_json_cite(j, "objection", fold, s->objection);
	names_json(j, "unaware", fold, state.unaware);
	vb_json_end(j, true);
}

void vb_texts_json(struct vb_json *j, const struct vb_fold *fold, int64_t known)
{
	vb_json_array(j, "texts");
	for (uint32_t i = 0; i < fold->njoints; i++) {
		if (fold->joint[i].before == VB_NO_ACT)
			text_json(j, fold, fold->joint[i].of);
	}
	vb_json_end(j, false);
	vb_json_array(j, "silences");
	for (uint32_t i = 0; i < fold->nsilences; i++)
		silence_json(j, fold, &fold->silence[i], known);
	vb_json_end(j, false);
}
