/*
 * Files of versions and drafts: their names, their parties, and the limits on them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code failed(struct vb_err *err, enum vb_code code, const char *where,
			   const char *why)
{
	char shown[100];

	return vb_fail(err, code, "", vb_quote(shown, sizeof(shown), vb_view_str(where)), "%s",
		       why);
}

/* A party's name from that of its file: "drafts/Nord rev.2.md" is nord-rev-2. */
static bool name_from(const char *path, char out[static VB_NAME_MAX + 1])
{
	const char *base = strrchr(path, '/'), *dot;
	size_t len, n = 0;

	base = base ? base + 1 : path;
	dot = strrchr(base, '.');
	len = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	for (size_t i = 0; i < len && n < VB_NAME_MAX; i++) {
		char c = base[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = 0;
	return n > 0;
}

/* "NAME=FILE", or a file that gives its party its name. */
static enum vb_code split(const char *word, char name[static VB_NAME_MAX + 1], const char **path,
			  struct vb_err *err)
{
	const char *eq = strchr(word, '=');
	size_t len = eq ? (size_t)(eq - word) : 0;

	*path = word;
	if (!eq || memchr(word, '/', len)) {
		if (!name_from(word, name))
			return failed(err, VB_USAGE, word, "no party can be named after this "
							   "file; write NAME=FILE");
		return VB_OK;
	}
	*path = eq + 1;
	if (len > VB_NAME_MAX)
		return failed(err, VB_USAGE, word, "a party's name has at most 32 characters");
	for (size_t i = 0; i < len; i++)
		name[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
	name[len] = 0;
	if (!vb_name_valid(vb_view_str(name)))
		return failed(err, VB_USAGE, word, "a party's name is 1 to 32 letters, digits and "
						   "hyphens");
	return VB_OK;
}

static struct vb_text_file *next_file(struct vb_text_files *t, struct vb_err *err)
{
	if (t->nchapters > 0) {
		vb_fail(err, VB_USAGE, "", "", "a Word file of several articles stands by itself");
		return NULL;
	}
	if (t->n < VB_VERSIONS_MAX)
		return &t->file[t->n++];
	vb_fail(err, VB_USAGE, "", "", "there are more than %u versions", VB_VERSIONS_MAX);
	return NULL;
}

/* The parties of a composite text of ours, each as if it had come in a file of its own. */
static enum vb_code unfold(struct vb_text_files *t, struct vb_view text, struct vb_err *err)
{
	struct vb_composite *c = NULL;
	enum vb_code code = vb_composite_read(text, &c, err);

	for (uint32_t i = 0; !code && i < c->parties.n; i++) {
		struct vb_text_file *v = next_file(t, err);
		char *bytes = NULL;
		size_t len = 0;
		FILE *f;

		if (!v) {
			code = VB_USAGE;
			break;
		}
		f = vb_memory_open(&bytes, &len);
		memcpy(v->name, c->parties.name[i], sizeof(v->name));
		v->silent = c->parties.silent >> i & 1;
		if (f)
			vb_composite_project(f, c, i);
		if (!f || fclose(f) != 0)
			code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
		v->bytes = (uint8_t *)bytes;
		v->len = len;
	}
	vb_composite_free(c);
	return code;
}

static uint8_t *copy_of(struct vb_view v, struct vb_err *err)
{
	uint8_t *bytes = malloc(v.len + 1);

	if (!bytes)
		vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	else if (v.len)
		memcpy(bytes, v.ptr, v.len);
	return bytes;
}

/* Versions out of a Word file, each as if it had come in a file of its own. */
static enum vb_code unfold_versions(struct vb_text_files *t, const struct vb_word_version *from,
				    size_t n, struct vb_err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct vb_text_file *v = next_file(t, err);
		uint8_t *bytes = v ? copy_of(from[i].text, err) : NULL;

		if (!v)
			return VB_USAGE;
		*v = (struct vb_text_file){.bytes = bytes, .len = bytes ? from[i].text.len : 0,
					   .base = from[i].base, .silent = from[i].silent};
		memcpy(v->name, from[i].name, sizeof(v->name));
		if (!bytes)
			return VB_MEMORY;
	}
	return VB_OK;
}

/* Articles out of a Word file: each is a text by itself, and no other file speaks of it. */
static enum vb_code unfold_chapters(struct vb_text_files *t, const struct vb_word_file *w,
				    struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (t->n > 0)
		return vb_fail(err, VB_USAGE, "", "", "a Word file of several articles stands by "
			       "itself");
	t->title = copy_of(w->title, err);
	t->title_len = w->title.len;
	t->chapter = calloc(w->nchapters, sizeof(*t->chapter));
	if (!t->title || !t->chapter)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t i = 0; i < w->nchapters && !code; i++) {
		const struct vb_word_chapter *from = &w->chapter[i];
		struct vb_text_chapter *c = &t->chapter[t->nchapters++];

		memcpy(c->label, from->label, sizeof(c->label));
		c->title = copy_of(from->title, err);
		c->title_len = from->title.len;
		code = c->title ? unfold_versions(&c->files, &w->version[from->first], from->n,
						  err) : VB_MEMORY;
	}
	return code;
}

static struct vb_view reading_of(const struct vb_word_file *w, const char *changes)
{
	if (!changes || strcmp(changes, "all") == 0)
		return w->reading[VB_WR_ACCEPTED];
	return w->reading[strcmp(changes, "none") == 0 ? VB_WR_REJECTED : VB_WR_OF];
}

/* A Word file of ours stands for its versions; of any other the text that is wanted takes the
 * place of *bytes.  *unfolded: which it was. */
static enum vb_code read_word(struct vb_text_files *t, const char *path, bool base,
			      uint8_t **bytes, size_t *len, bool *unfolded, struct vb_err *err)
{
	struct vb_word_file w = {0};
	enum vb_code code = vb_word_file_read(&w, vb_view(*bytes, *len), t->changes, err);

	*unfolded = !code && t->unfolds && !base && !t->changes && w.nversions > 0;
	if (*unfolded && w.nchapters > 0)
		code = unfold_chapters(t, &w, err);
	else if (*unfolded)
		code = unfold_versions(t, w.version, w.nversions, err);
	if (!code && !*unfolded) {
		struct vb_view text = reading_of(&w, t->changes);
		uint8_t *copy = copy_of(text, err);

		if (copy) {
			free(*bytes);
			*bytes = copy;
			*len = text.len;
			vb_word_file_tell(stderr, path, &w);
		} else {
			code = VB_MEMORY;
		}
	}
	vb_word_file_free(&w);
	return code;
}

enum vb_code vb_text_files_add(struct vb_text_files *t, const char *word, bool base,
			       struct vb_err *err)
{
	char name[VB_NAME_MAX + 1];
	const char *path;
	struct vb_text_file *v;
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool unfolded = false;
	enum vb_code code = split(word, name, &path, err);

	if (!code)
		code = vb_file_read(path, VB_WORD_MAX, &bytes, &len, err);
	if (code) {
		err->clause[0] = 0;	/* that of the record's files */
		return code;
	}
	if (vb_is_word_file(path, vb_view(bytes, len)))
		code = read_word(t, path, base, &bytes, &len, &unfolded, err);
	if (code || unfolded) {
		free(bytes);
		return code;
	}
	if (t->unfolds && !base && vb_composite_headed(vb_view(bytes, len))) {
		code = unfold(t, vb_view(bytes, len), err);
		free(bytes);
		return code;
	}
	v = next_file(t, err);
	if (!v) {
		free(bytes);
		return VB_USAGE;
	}
	*v = (struct vb_text_file){.path = path, .bytes = bytes, .len = len, .base = base};
	memcpy(v->name, name, sizeof(name));
	return VB_OK;
}

enum vb_code vb_text_files_silent(struct vb_text_files *t, const char *names, struct vb_err *err)
{
	while (*names) {
		size_t len = strcspn(names, ",");
		struct vb_text_file *v = next_file(t, err);

		if (!v)
			return VB_USAGE;
		*v = (struct vb_text_file){.silent = true};
		for (size_t i = 0; i < len && i < VB_NAME_MAX; i++)
			v->name[i] = (char)(names[i] >= 'A' && names[i] <= 'Z' ?
					    names[i] - 'A' + 'a' : names[i]);
		if (len > VB_NAME_MAX || !vb_name_valid(vb_view_str(v->name)))
			return failed(err, VB_USAGE, names, "a party's name is 1 to 32 letters, "
							    "digits and hyphens");
		names += len + (names[len] == ',');
	}
	return VB_OK;
}

enum vb_code vb_text_files_align(const struct vb_text_files *t, struct vb_text **out,
				 struct vb_err *err)
{
	struct vb_version v[VB_VERSIONS_MAX];

	for (size_t i = 0; i < t->n; i++) {
		v[i] = (struct vb_version){
			.name = t->file[i].name,
			.text = vb_view(t->file[i].bytes, t->file[i].len),
			.silent = t->file[i].silent,
			.base = t->file[i].base,
		};
	}
	return vb_text_new(v, t->n, out, err);
}

void vb_text_files_free(struct vb_text_files *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->file[i].bytes);
	for (size_t i = 0; i < t->nchapters; i++) {
		struct vb_text_chapter *c = &t->chapter[i];

		for (size_t j = 0; j < c->files.n; j++)
			free(c->files.file[j].bytes);
		free(c->title);
	}
	free(t->chapter);
	free(t->title);
	t->chapter = NULL;
	t->title = NULL;
	t->n = t->nchapters = 0;
}
