/*
 * render: the same facts as text and JSON, to a FILE *.  Everything foreign is
 * escaped for its sink.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "verify/verify.h"

/* ---- a streaming JSON writer; errors stick in the FILE ---- */

struct vb_json {
	FILE *f;
	unsigned depth;
	bool comma[16];
};
void vb_json_init(struct vb_json *j, FILE *f);
/* @key is NULL inside an array. */
void vb_json_object(struct vb_json *j, const char *key);
void vb_json_array(struct vb_json *j, const char *key);
void vb_json_end(struct vb_json *j, bool object);
void vb_json_text(struct vb_json *j, const char *key, struct vb_view v);
void vb_json_str(struct vb_json *j, const char *key, const char *s);
void vb_json_number(struct vb_json *j, const char *key, uint64_t n);
void vb_json_bool(struct vb_json *j, const char *key, bool b);
void vb_json_null(struct vb_json *j, const char *key);

/* ---- people ---- */

/* How a terminal wants it: @colour only for a tty without NO_COLOR. */
struct vb_style {
	bool colour;
	unsigned width;
};

/* `status`: what is for us, whose move, what is disputed, what is settled. @me:
 * party index or VB_NO_PARTY; @title(index) gives an opened paper's title or NULL. */
struct vb_status {
	const struct vb_fold *fold;
	uint8_t me;
	int64_t now;
	unsigned outbox;
	const char *offline;	/* a sentence if the depositary is out of reach; NULL */
	const char *full;	/* a sentence if it has no room for the outbox; NULL */
	const char *(*title)(void *ctx, uint32_t act);
	void *ctx;
};
void vb_render_status(FILE *f, const struct vb_status *s, const struct vb_style *style);
/* The contract: {"table","size","handovers":[...],"moves":[...]}. */
void vb_render_status_json(FILE *f, const struct vb_status *s);

/* One line per act, newest last; @from, @to: log indices. */
void vb_render_log_line(FILE *f, const struct vb_fold *fold, const struct vb_act *a,
			uint32_t index, const struct vb_style *style);
void vb_render_act(FILE *f, const struct vb_fold *fold, const struct vb_act *a, uint32_t index,
		   const struct vb_style *style);
void vb_render_act_json(struct vb_json *j, const struct vb_fold *fold, const struct vb_act *a,
			uint32_t index);

void vb_render_finding(FILE *f, const char *file, const struct vb_finding *v,
		       const struct vb_style *style);
/* {"file","finding","clause","at","culprit","established":[],"rests_on":[]}. */
void vb_render_finding_json(struct vb_json *j, const char *file, const struct vb_finding *v);
/* A verdict with its sentence: SUPPORTED, DISPUTED, ... */
void vb_render_judgement(FILE *f, const struct vb_judgement *j, const struct vb_style *style);
