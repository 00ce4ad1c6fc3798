/*
 * Asking outside cosigners for their dated lines on the register's checkpoint (C2SP
 * tlog-witness), all at once, and publishing it when the policy is met.
 *
 * SPDX-License-Identifier: ISC
 *
 * Whatever a cosigner answers, it can only keep its own line back: a line counts if it
 * verifies under the key that the policy has for it and its date is not far from ours.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define TRIES 2			/* the first may only learn what the cosigner has */
#define CLOCKS_APART 3600	/* seconds that its date may differ from ours */
#define BODY_MAX (16u << 10)	/* what other witnesses take */
#define LINE_MAX 512u

/* A round: one checkpoint, all cosigners. */
struct round {
	struct vb_depositary *d;
	struct head head;
	const struct vb_policy *policy;	/* NULL: nobody is asked */
	bool again;
	struct vb_view note;		/* with the log's and the clock's line */
	struct vb_view bare;		/* with the log's line alone */
	pthread_mutex_t lock;		/* of everything below */
	struct buffer line[VB_POLICY_MAX];
	struct vb_burst *out;
};
struct ask {
	struct round *r;
	unsigned i;		/* which witness of the policy */
	pthread_t thread;
	bool started;
};

/* ---- one cosigner ---- */

static enum vb_code put_body(struct round *r, uint64_t old, struct vb_writer *w,
			     struct vb_err *err)
{
	struct vb_register_tree tree = {r->d, r->head.size};
	const struct vb_nodes nodes = {.node = vb_register_node, .ctx = &tree};
	struct vb_hash proof[VB_PROOF_MAX];
	unsigned n = 0;
	enum vb_code code = VB_OK;

	if (old > r->head.size)
		return vb_fail(err, VB_REFUSED, "6.7", "cosigner",
			       "it has cosigned %llu entries of this register, which has %llu:"
			       " one of the two has been set back, or it lies",
			       (unsigned long long)old, (unsigned long long)r->head.size);
	if (old > 0)
		code = vb_nodes_consistency(&nodes, old, r->head.size, proof, &n, err);
	if (code == VB_OK)
		vb_growth_put(w, old, proof, n, r->bare);
	return code;
}

/* The line of @key in what came; *out: verbatim. */
static enum vb_code take_line(struct round *r, const struct vb_vkey *key,
			      const struct vb_cosigner_answer *a, struct vb_writer *out,
			      struct vb_err *err)
{
	int64_t time = 0, now = r->d->clock.now(r->d->clock.ctx);
	struct buffer b = {0};
	struct vb_checkpoint c;
	enum vb_code code = VB_OK;

	if (!vb_buffer_put(&b, r->bare) || !vb_buffer_put(&b, vb_view(a->body, a->len)))
		code = vb_depositary_memory(err);
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_view(b.ptr, b.len), &c, err);
	if (code == VB_OK)
		code = vb_cosign_verify(&c, key, &time, err);
	if (code == VB_OK && (time < now - CLOCKS_APART || time > now + CLOCKS_APART))
		code = vb_fail(err, VB_FALSE, "C2SP tlog-witness", "cosigner",
			       "its date is %lld seconds from ours, and may be %d",
			       (long long)(time - now), CLOCKS_APART);
	for (unsigned i = 0; code == VB_OK && i < c.note.nsigs && out->len == 0; i++) {
		if (vb_sigline_matches(&c.note.sig[i], key))
			vb_sigline_copy(out, &c.note.sig[i]);
	}
	free(b.ptr);
	return code;
}

/* What another status than 200 says; *old: what to ask with next. */
static enum vb_code read_status(const struct vb_cosigner_answer *a, uint64_t *old,
				struct vb_err *err)
{
	struct vb_view body = vb_view(a->body, a->len);

	if (body.len > 0 && body.ptr[body.len - 1] == '\n')
		body.len--;
	if (a->status == 409 && a->is_size && vb_dec_parse(body, old))
		return VB_CONFLICT;
	return vb_fail(err, VB_REFUSED, "C2SP tlog-witness", "cosigner",
		       "it answers with status %u", a->status);
}

static enum vb_code ask_one(struct round *r, unsigned i, struct vb_writer *line,
			    struct vb_err *err)
{
	struct vb_register *reg = r->d->reg;
	struct vb_cosigner_answer *a = calloc(1, sizeof(*a));
	uint8_t *body = malloc(BODY_MAX);
	uint64_t old = reg->known[i];
	enum vb_code code = a && body ? VB_CONFLICT : vb_depositary_memory(err);

	for (unsigned t = 0; t < TRIES && code == VB_CONFLICT; t++) {
		struct vb_writer w;

		vb_writer_init(&w, body, BODY_MAX);
		code = put_body(r, old, &w, err);
		if (code == VB_OK)
			code = reg->how.submit(reg->how.ctx, vb_policy_url(r->policy, i),
					       vb_written(&w), a, err);
		if (code == VB_OK && a->status != 200)
			code = read_status(a, &old, err);
		else if (code == VB_OK)
			code = take_line(r, vb_policy_witness(r->policy, i), a, line, err);
	}
	if (code == VB_OK)
		reg->known[i] = r->head.size;
	else if (code == VB_CONFLICT)
		(void)vb_fail(err, code, "C2SP tlog-witness", "cosigner",
			      "it names another size each time it is asked");
	free(a);
	free(body);
	return code;
}

/* ---- all of them ---- */

/* In the policy's order, whoever came first. */
static enum vb_code publish(struct round *r, struct vb_err *err)
{
	struct buffer lines = {0}, note = {0};
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < VB_POLICY_MAX && code == VB_OK; i++) {
		if (!vb_buffer_put(&lines, vb_view(r->line[i].ptr, r->line[i].len)))
			code = vb_depositary_memory(err);
	}
	if (code == VB_OK)
		code = vb_register_complete(r->d, r->note, vb_view(lines.ptr, lines.len), &note,
					    err);
	if (code == VB_OK)
		vb_register_publish(r->d, &note, r->head.size, true);
	free(lines.ptr);
	free(note.ptr);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* A first line is kept for good, a younger one is shown as long as we run. */
static enum vb_code keep_line(struct round *r, unsigned i, struct vb_view line,
			      struct vb_err *err)
{
	struct vb_depositary *d = r->d;
	struct vb_view name = vb_view_str(vb_policy_witness(r->policy, i)->name);
	enum vb_code code;

	pthread_mutex_lock(&d->side.mutex);
	code = vb_log_cosign(d->side.store, &d->reg->id, r->head.size, name, line, err);
	pthread_mutex_unlock(&d->side.mutex);
	return code;
}

static void note_unwilling(struct round *r, unsigned i, const struct vb_err *err)
{
	struct vb_unwilling *u = &r->out->unwilling[r->out->asked - r->out->cosigned - 1];

	snprintf(u->name, sizeof(u->name), "%s", vb_policy_witness(r->policy, i)->name);
	snprintf(u->sentence, sizeof(u->sentence), "%.199s", err->sentence);
}

static void *ask_thread(void *ctx)
{
	struct ask *a = ctx;
	struct round *r = a->r;
	uint8_t buf[LINE_MAX];
	struct vb_writer w;
	struct vb_err err = {0};
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	code = ask_one(r, a->i, &w, &err);
	if (code == VB_OK && w.over)
		code = vb_fail(&err, VB_MALFORMED, "1.2", "cosigner",
			       "its line has more than %u bytes", LINE_MAX);
	if (code == VB_OK)
		code = keep_line(r, a->i, vb_written(&w), &err);
	pthread_mutex_lock(&r->lock);
	r->out->asked++;
	if (code == VB_OK) {
		r->line[a->i].len = 0;
		if (!vb_buffer_put(&r->line[a->i], vb_written(&w)))
			code = vb_depositary_memory(&err);
	}
	if (code == VB_OK)
		code = publish(r, &err);
	if (code == VB_OK)
		r->out->cosigned++;
	else
		note_unwilling(r, a->i, &err);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void ask_all(struct round *r)
{
	const struct vb_policy *p = r->policy;
	unsigned n = p ? vb_policy_witnesses(p) : 0;
	struct ask ask[VB_POLICY_MAX];

	for (unsigned i = 0; i < n; i++) {
		ask[i] = (struct ask){.r = r, .i = i};
		ask[i].started = pthread_create(&ask[i].thread, NULL, ask_thread, &ask[i]) == 0;
	}
	for (unsigned i = 0; i < n; i++) {
		if (ask[i].started)
			pthread_join(ask[i].thread, NULL);
	}
}

/* ---- a round ---- */

/* The lines that the checkpoint has already: those of the policy's witnesses. */
static void take_old(struct round *r, const struct vb_checkpoint *c)
{
	const struct vb_policy *p = r->policy;
	uint8_t buf[LINE_MAX];
	struct vb_writer w;

	for (unsigned i = 0; p && i < vb_policy_witnesses(p); i++) {
		vb_writer_init(&w, buf, sizeof(buf));
		for (unsigned j = 0; j < c->note.nsigs && w.len == 0; j++) {
			if (vb_sigline_matches(&c->note.sig[j], vb_policy_witness(p, i)))
				vb_sigline_copy(&w, &c->note.sig[j]);
		}
		if (!w.over)
			(void)!vb_buffer_put(&r->line[i], vb_written(&w));
	}
}

/* The checkpoint as it is kept, as it is sent, and the lines that it has. */
static enum vb_code prepare(struct round *r, struct buffer *note, struct buffer *bare,
			    struct vb_err *err)
{
	struct vb_depositary *d = r->d;
	struct buffer whole = {0};
	uint8_t buf[CHECKPOINT_MAX], line[LINE_MAX];
	struct vb_checkpoint c;
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	code = vb_depositary_checkpoint(d, &d->reg->key, r->head.size, &r->head.root,
					r->head.time, &w, err);
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_written(&w), &c, err);
	if (code != VB_OK)
		return code;
	if (!vb_buffer_put(note, vb_written(&w)) || !vb_buffer_put(bare, c.note.text) ||
	    !vb_buffer_put(bare, vb_view("\n", 1)))
		return vb_depositary_memory(err);
	/* Of views into what was written first. */
	vb_writer_init(&w, line, sizeof(line));
	vb_sigline_copy(&w, &c.note.sig[0]);
	if (w.over || !vb_buffer_put(bare, vb_written(&w)))
		return vb_depositary_memory(err);
	r->note = vb_view(note->ptr, note->len);
	r->bare = vb_view(bare->ptr, bare->len);
	pthread_mutex_lock(&d->reg->lock);
	if (r->again && d->reg->published_size == r->head.size &&
	    vb_buffer_put(&whole, vb_view(d->reg->published.ptr, d->reg->published.len)) &&
	    vb_checkpoint_parse(vb_view(whole.ptr, whole.len), &c, NULL) == VB_OK)
		take_old(r, &c);
	pthread_mutex_unlock(&d->reg->lock);
	free(whole.ptr);
	return VB_OK;
}

enum vb_code vb_register_ask(struct vb_depositary *d, const struct head *head, bool again,
			     struct vb_burst *out, struct vb_err *err)
{
	struct vb_cosigners *who = vb_cosigners_hold(d->reg);
	struct round r = {.d = d, .head = *head, .again = again, .out = out,
			  .policy = who ? who->policy : NULL};
	struct buffer note = {0}, bare = {0};
	enum vb_code code = prepare(&r, &note, &bare, err);

	pthread_mutex_init(&r.lock, NULL);
	if (code == VB_OK && !again)
		code = publish(&r, err);
	if (code == VB_OK)
		ask_all(&r);
	pthread_mutex_destroy(&r.lock);
	for (unsigned i = 0; i < VB_POLICY_MAX; i++)
		free(r.line[i].ptr);
	free(note.ptr);
	free(bare.ptr);
	vb_cosigners_drop(who);
	return code;
}
