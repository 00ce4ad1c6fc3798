/*
 * Admission: somebody asks for a seat at a table that is open, the principals admit it by
 * an act that names its keys, and it takes its seat (format.md 5.1.5, 5.1.11, 9.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- the one who asks ---- */

/* "WEST.seat" in @dir. */
enum vb_code vb_request_write(struct vb_desk *d, const char *dir, char **path,
			      struct vb_err *err)
{
	char upper[66], name[80];
	uint8_t *request = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "request", &request, &len, err);

	snprintf(name, sizeof(name), "%s.seat", vb_name_upper(upper, d->card.party));
	*path = code ? NULL : strcmp(dir, ".") == 0 ? strdup(name) : vb_path(dir, name);
	if (!code && !*path)
		code = vb_no_room(err);
	if (!code)
		code = vb_file_write(*path, vb_view(request, len), VB_FILE_REPLACE, err);
	free(request);
	return code;
}

enum vb_code vb_seat_admitted(struct vb_desk *d, bool *seated, struct vb_err *err)
{
	uint8_t me = vb_desk_me(d, d->fold);
	struct vb_making *m = NULL;
	struct vb_done done = {0};
	enum vb_code code;

	*seated = me != VB_NO_PARTY && d->fold->party[me].joined;
	if (me == VB_NO_PARTY || *seated)
		return VB_OK;
	code = vb_making_new(d, "join", NULL, &m, err);
	if (!code) {
		vb_making_id(m, "of", &d->fold->fact[d->fold->party[me].from].id);
		code = vb_making_finish(m, "You take your seat at this table, with the keys that "
					   "its members admitted. Sign?", &done, err);
	}
	vb_making_free(m);
	*seated = !code && done.lodged;
	return code;
}

/* ---- the principals ---- */

static enum vb_code check_request(const struct vb_desk *d, const struct vb_seat *s,
				  struct vb_err *err)
{
	if (!vb_hash_eq(&s->draft, &d->card.draft))
		return vb_fail(err, VB_REFUSED, "9.5", "seat",
			       "whoever signed it asks for a seat at another table; nothing was "
			       "signed");
	if (s->nkeys != 4)
		return vb_fail(err, VB_REFUSED, "5.1.11", "seat",
			       "it has %u keys, and who is to be admitted has four: act, cosign, "
			       "recovery and seal; nothing was signed", s->nkeys);
	return VB_OK;
}

enum vb_code vb_admit_from(struct vb_making *m, const char *path, const char *role,
			   struct vb_err *err)
{
	struct vb_seat *s = malloc(sizeof(*s));
	char party[2 * VB_NAME_MAX + 2], name[VB_NAME_MAX + 1];
	uint8_t *file = NULL;
	size_t len = 0;
	enum vb_code code = s ? vb_file_read(path, VB_NOTE_MAX, &file, &len, err)
			      : vb_no_room(err);

	if (!code)
		code = vb_seat_parse(vb_view(file, len), s, err);
	if (!code)
		code = check_request(m->d, s, err);
	if (!code) {
		vb_view_copy(name, sizeof(name), s->party);
		snprintf(party, sizeof(party), "%s %.*s", name, VB_NAME_MAX,
			 role ? role : "observer");
		vb_making_str(m, "party", party);
		for (unsigned i = 0; i < s->nkeys; i++)
			vb_making_add(m, "key", s->key[i]);
	}
	free(file);
	free(s);
	return code;
}
