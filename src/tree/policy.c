/*
 * Policies (C2SP tlog-policy): which logs are known, and whose cosignatures on
 * a checkpoint are enough.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAUSE "C2SP tlog-policy"
#define NODES_MAX (2 * VB_POLICY_MAX)
/* Places of nodes that are none. */
#define NOWHERE (-1)	/* not a member of any group */
#define QUORUM_NONE (-1)
#define QUORUM_UNSET (-2)

/* A witness or a group: one namespace, in the order of their lines. */
struct node {
	char name[VB_KEYNAME_MAX + 1];
	const struct vb_vkey *witness;	/* NULL: a group */
	unsigned need;			/* of a group's members */
	int group;			/* whose member it is, or NOWHERE */
};

struct vb_policy {
	struct vb_vkey log[VB_POLICY_MAX];
	struct vb_vkey witness[VB_POLICY_MAX];
	char *url[VB_POLICY_MAX];	/* of a witness; NULL: none is given */
	struct node node[NODES_MAX];
	unsigned nlogs;
	unsigned nwitnesses;
	unsigned ngroups;
	unsigned nnodes;
	int quorum;
};

/* ---- reading ---- */

static bool blank(uint8_t b)
{
	return b == ' ' || b == '\t';
}

/* Takes the next item off the front of *@v; empty at the end of the line. */
static struct vb_view item(struct vb_view *v)
{
	struct vb_view w = *v;

	while (w.len && blank(*w.ptr))
		w = vb_view(w.ptr + 1, w.len - 1);
	*v = w;
	while (v->len && !blank(*v->ptr))
		*v = vb_view(v->ptr + 1, v->len - 1);
	w.len -= v->len;
	return w;
}

static void check_octets(struct vb_cursor *c, struct vb_view line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((line.ptr[i] < 0x20 && line.ptr[i] != '\t') || line.ptr[i] == 0x7f) {
			vb_cursor_fail(c, CLAUSE, "control byte 0x%02x", line.ptr[i]);
			return;
		}
}

static int find(const struct vb_policy *p, struct vb_view name)
{
	for (unsigned i = 0; i < p->nnodes; i++)
		if (vb_view_is(name, p->node[i].name))
			return (int)i;
	return NOWHERE;
}

/* As find(), but the name must be there. */
static int must_find(const struct vb_policy *p, struct vb_cursor *c, struct vb_view name)
{
	int at = find(p, name);
	char q[128];

	if (at == NOWHERE)
		vb_cursor_fail(c, CLAUSE, "no earlier line defines \"%s\"",
			       vb_quote(q, sizeof(q), name));
	return at;
}

/* A key of @type, not yet among the @n @known ones; the last items of a line.  The URL,
 * which says nothing about trust. */
static struct vb_view read_key(struct vb_cursor *c, struct vb_view *v, uint8_t type,
			       struct vb_vkey known[static VB_POLICY_MAX], unsigned *n)
{
	struct vb_view url = {0};
	struct vb_vkey k;

	if (c->code != VB_OK)
		return url;
	c->code = vb_vkey_parse(item(v), &k, c->err);
	if (c->code != VB_OK) {
		if (c->err)
			snprintf(c->err->where, sizeof(c->err->where), "line %u", c->line);
		return url;
	}
	if (k.type != type)
		vb_cursor_fail(c, CLAUSE, "the key has type 0x%02x, not 0x%02x", k.type, type);
	for (unsigned i = 0; i < *n; i++)
		if (memcmp(known[i].pub, k.pub, sizeof(k.pub)) == 0)
			vb_cursor_fail(c, CLAUSE, "the public key is also that of \"%s\"",
				       known[i].name);
	url = item(v);
	if (item(v).len)
		vb_cursor_fail(c, CLAUSE, "more items than a key and a URL");
	known[(*n)++] = k;
	return url;
}

/* Reads a new name; NULL if it cannot be one. */
static struct node *read_name(struct vb_policy *p, struct vb_cursor *c, struct vb_view *v)
{
	struct vb_view name = item(v);
	struct node *node;
	char q[128];

	vb_quote(q, sizeof(q), name);
	if (name.len < 1 || name.len > VB_KEYNAME_MAX)
		vb_cursor_fail(c, CLAUSE, "a name of %zu bytes, not 1 to %d", name.len,
			       VB_KEYNAME_MAX);
	else if (vb_view_is(name, "none") || find(p, name) != NOWHERE)
		vb_cursor_fail(c, CLAUSE, "the name \"%s\" is taken", q);
	if (c->code != VB_OK)
		return NULL;
	node = &p->node[p->nnodes];
	memcpy(node->name, name.ptr, name.len);
	node->name[name.len] = '\0';
	node->group = NOWHERE;
	return node;
}

/* Fails if there are @n of a kind already. */
static void check_room(struct vb_cursor *c, unsigned n)
{
	if (n == VB_POLICY_MAX)
		vb_cursor_fail(c, CLAUSE, "more than %d lines of one kind", VB_POLICY_MAX);
}

static void read_log(struct vb_policy *p, struct vb_cursor *c, struct vb_view v)
{
	check_room(c, p->nlogs);
	(void)read_key(c, &v, VB_KEY_ED25519, p->log, &p->nlogs);
}

static void read_witness(struct vb_policy *p, struct vb_cursor *c, struct vb_view v)
{
	struct vb_view url;
	struct node *node;

	check_room(c, p->nwitnesses);
	node = read_name(p, c, &v);
	url = read_key(c, &v, VB_KEY_COSIGN, p->witness, &p->nwitnesses);
	if (c->code != VB_OK)
		return;
	if (url.len > 0) {
		p->url[p->nwitnesses - 1] = strndup((const char *)url.ptr, url.len);
		if (!p->url[p->nwitnesses - 1]) {
			vb_cursor_fail(c, "", "no memory for a policy");
			c->code = VB_MEMORY;
		}
	}
	node->witness = &p->witness[p->nwitnesses - 1];
	p->nnodes++;
}

/* Makes the rest of the line members of group @group; their number. */
static unsigned read_members(struct vb_policy *p, struct vb_cursor *c, struct vb_view v,
			     unsigned group)
{
	struct vb_view name;
	unsigned n = 0;
	char q[128];

	while (c->code == VB_OK && (name = item(&v)).len) {
		int at = must_find(p, c, name);

		if (at == NOWHERE)
			break;
		if (p->node[at].group != NOWHERE)
			vb_cursor_fail(c, CLAUSE, "\"%s\" is already a member",
				       vb_quote(q, sizeof(q), name));
		p->node[at].group = (int)group;
		n++;
	}
	return n;
}

static void read_group(struct vb_policy *p, struct vb_cursor *c, struct vb_view v)
{
	struct node *node;
	struct vb_view k;
	uint64_t need = 0;
	unsigned n;
	char q[64];

	check_room(c, p->ngroups);
	node = read_name(p, c, &v);
	if (!node)
		return;
	k = item(&v);
	n = read_members(p, c, v, p->nnodes);
	if (vb_view_is(k, "all"))
		need = n;
	else if (vb_view_is(k, "any"))
		need = 1;
	else if (!vb_dec_parse(k, &need))
		need = 0;
	if (need < 1 || need > n)
		vb_cursor_fail(c, CLAUSE, "\"%s\" of %u members, not all, any or 1 to %u",
			       vb_quote(q, sizeof(q), k), n, n);
	node->need = (unsigned)need;
	p->nnodes++;
	p->ngroups++;
}

static void read_quorum(struct vb_policy *p, struct vb_cursor *c, struct vb_view v)
{
	struct vb_view name = item(&v);

	if (p->quorum != QUORUM_UNSET)
		vb_cursor_fail(c, CLAUSE, "a second quorum line");
	else if (vb_view_is(name, "none"))
		p->quorum = QUORUM_NONE;
	else
		p->quorum = must_find(p, c, name);
	if (item(&v).len)
		vb_cursor_fail(c, CLAUSE, "the quorum is more than one name");
}

static void read_line(struct vb_policy *p, struct vb_cursor *c)
{
	struct vb_view line = vb_tree_line(c, VB_NOTE_MAX), word = item(&line);
	char q[64];

	check_octets(c, vb_view(word.ptr, word.len + line.len));
	if (word.len == 0 || word.ptr[0] == '#')
		return;
	if (vb_view_is(word, "log"))
		read_log(p, c, line);
	else if (vb_view_is(word, "witness"))
		read_witness(p, c, line);
	else if (vb_view_is(word, "group"))
		read_group(p, c, line);
	else if (vb_view_is(word, "quorum"))
		read_quorum(p, c, line);
	else
		vb_cursor_fail(c, CLAUSE, "\"%s\" is not log, witness, group or quorum",
			       vb_quote(q, sizeof(q), word));
}

enum vb_code vb_policy_parse(struct vb_view in, struct vb_policy **out, struct vb_err *err)
{
	struct vb_policy *p = NULL;
	struct vb_cursor c;

	vb_cursor_form(&c, in, CLAUSE, err);
	if (in.len > VB_PAPER_MAX) {
		vb_cursor_fail(&c, CLAUSE, "%zu bytes, more than %u", in.len, VB_PAPER_MAX);
		goto out;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		return vb_fail(err, VB_MEMORY, "", "policy", "no memory for a policy");
	p->quorum = QUORUM_UNSET;
	while (c.code == VB_OK && c.pos < in.len)
		read_line(p, &c);
	if (p->quorum == QUORUM_UNSET)
		vb_cursor_fail(&c, CLAUSE, "no quorum line");
	if (c.code != VB_OK)
		goto out;
	*out = p;
	p = NULL;
out:
	vb_policy_free(p);
	return c.code;
}

void vb_policy_free(struct vb_policy *p)
{
	for (unsigned i = 0; p && i < p->nwitnesses; i++)
		free(p->url[i]);
	free(p);
}

unsigned vb_policy_logs(const struct vb_policy *p)
{
	return p->nlogs;
}

const struct vb_vkey *vb_policy_log(const struct vb_policy *p, unsigned i)
{
	return &p->log[i];
}

unsigned vb_policy_witnesses(const struct vb_policy *p)
{
	return p->nwitnesses;
}

const struct vb_vkey *vb_policy_witness(const struct vb_policy *p, unsigned i)
{
	return &p->witness[i];
}

const char *vb_policy_url(const struct vb_policy *p, unsigned i)
{
	return p->url[i] ? p->url[i] : "";
}

/* ---- judging ---- */

/* Whether a node has witnessed the checkpoint, and since when. */
struct tally {
	bool met;
	int64_t by;
};

/* k of n: met at the k-th smallest of its members' times. */
static struct tally group_tally(const struct vb_policy *p, unsigned group,
				const struct tally *t)
{
	struct tally none = {0};
	int64_t by[NODES_MAX] = {0};
	unsigned n = 0;

	for (unsigned i = 0; i < group; i++) {
		unsigned at = n;

		if (p->node[i].group != (int)group || !t[i].met)
			continue;
		for (n++; at > 0 && by[at - 1] > t[i].by; at--)
			by[at] = by[at - 1];
		by[at] = t[i].by;
	}
	if (n < p->node[group].need)
		return none;
	return (struct tally){true, by[p->node[group].need - 1]};
}

static enum vb_code witness_tally(const struct vb_checkpoint *c, const struct vb_vkey *k,
				  struct tally *t, struct vb_err *err)
{
	struct vb_err own;
	enum vb_code code = vb_cosign_verify(c, k, &t->by, &own);

	t->met = code == VB_OK;
	if (t->met || code == VB_NOT_FOUND)
		return VB_OK;
	if (err)
		*err = own;
	return code;
}

enum vb_code vb_policy_check(const struct vb_policy *p, const struct vb_checkpoint *c,
			     int64_t *by, unsigned *counted, struct vb_err *err)
{
	/* Members stand on earlier lines than their group: one pass settles all. */
	struct tally t[NODES_MAX], quorum = {true, VB_TIME_NONE};
	unsigned n = 0;

	for (unsigned i = 0; i < p->nnodes; i++) {
		const struct vb_vkey *k = p->node[i].witness;
		enum vb_code code = VB_OK;

		if (k)
			code = witness_tally(c, k, &t[i], err);
		else
			t[i] = group_tally(p, i, t);
		if (code != VB_OK)
			return code;
		n += k && t[i].met;
	}
	if (p->quorum != QUORUM_NONE)
		quorum = t[p->quorum];
	if (!quorum.met)
		return vb_fail(err, VB_NOT_FOUND, CLAUSE, "checkpoint",
			       "%u of the policy's %u witnesses cosigned: no quorum", n,
			       p->nwitnesses);
	*by = quorum.by;
	*counted = n;
	return VB_OK;
}
