/*
 * The command line: options and words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

const struct vb_option vb_common_options[] = {
	{"help", NULL, "show what this verb does, and do nothing", 'h'},
	{"yes", NULL, "answer every question with yes, for scripts", 'y'},
	{"passphrase-fd", "N", "read the passphrase from this file descriptor", 0},
	{NULL, NULL, NULL, 0},
};

static enum vb_code usage(struct vb_err *err, const char *word, const char *why)
{
	char shown[80];

	return vb_fail(err, VB_USAGE, "", vb_quote(shown, sizeof(shown), vb_view_str(word)),
		       "%s", why);
}

static const struct vb_option *in_table(const struct vb_option *o, struct vb_view name,
					char letter)
{
	for (; o && o->name; o++) {
		if (letter ? o->letter == letter : vb_view_is(name, o->name))
			return o;
	}
	return NULL;
}

/* The option that @word names: "--name", "--name=value" or "-n"; *value is what
 * stands behind "=", or NULL. */
static const struct vb_option *named(const struct vb_option *options, const char *word,
				     const char **value)
{
	const struct vb_option *o;
	struct vb_view name;
	char letter = 0;

	*value = NULL;
	if (word[1] == '-') {
		const char *eq = strchr(word, '=');

		name = eq ? vb_view(word + 2, (size_t)(eq - word) - 2) : vb_view_str(word + 2);
		*value = eq ? eq + 1 : NULL;
	} else {
		name = vb_view_str("");
		letter = word[2] == 0 ? word[1] : '-';
	}
	o = in_table(options, name, letter);
	return o ? o : in_table(vb_common_options, name, letter);
}

/* Takes the option at argv[*i], and its value behind it. */
static enum vb_code option(const struct vb_option *options, int argc, const char *const *argv,
			   int *i, struct vb_args *out, struct vb_err *err)
{
	const char *word = argv[*i], *value;
	const struct vb_option *o = named(options, word, &value);

	if (!o)
		return usage(err, word, "there is no such option");
	if (!o->value && value)
		return usage(err, word, "this option takes no value");
	if (o->value && !value) {
		if (*i + 1 >= argc)
			return usage(err, word, "this option needs a value");
		value = argv[++*i];
	}
	if (out->ngiven >= VB_GIVEN_MAX)
		return usage(err, word, "there are more than 128 options");
	out->given[out->ngiven].option = o;
	out->given[out->ngiven].value = value ? value : "";
	out->ngiven++;
	return VB_OK;
}

enum vb_code vb_args_parse(const struct vb_option *options, int argc, const char *const *argv,
			   struct vb_args *out, struct vb_err *err)
{
	bool only_words = false;

	*out = (struct vb_args){.word = calloc((size_t)argc + 1, sizeof(*out->word))};
	if (!out->word)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (int i = 0; i < argc; i++) {
		enum vb_code code;

		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
			continue;
		}
		if (only_words || argv[i][0] != '-' || argv[i][1] == 0) {
			out->word[out->nwords++] = argv[i];
			continue;
		}
		code = option(options, argc, argv, &i, out, err);
		if (code) {
			vb_args_free(out);
			return code;
		}
	}
	return VB_OK;
}

void vb_args_free(struct vb_args *a)
{
	free(a->word);
	*a = (struct vb_args){0};
}

const char *vb_args_get(const struct vb_args *a, const char *name)
{
	for (unsigned i = a->ngiven; i > 0; i--) {
		if (strcmp(a->given[i - 1].option->name, name) == 0)
			return a->given[i - 1].value;
	}
	return NULL;
}

bool vb_args_has(const struct vb_args *a, const char *name)
{
	return vb_args_get(a, name) != NULL;
}

unsigned vb_args_all(const struct vb_args *a, const char *name, const char **out, unsigned cap)
{
	unsigned n = 0;

	for (unsigned i = 0; i < a->ngiven; i++) {
		if (strcmp(a->given[i].option->name, name) != 0)
			continue;
		if (n < cap)
			out[n] = a->given[i].value;
		n++;
	}
	return n;
}
