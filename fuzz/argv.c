/*
 * Command lines: words and options, from bytes parted by NUL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct vb_option options[] = {
	{"json", NULL, "", 0},
	{"number", "N", "", 'n'},
	{"to", "PARTY", "", 0},
	{NULL, NULL, NULL, 0},
};

/* Every argument is taken once: as a word, as an option, or as an option's value. */
static void check(const struct vb_args *a, int argc)
{
	const char *all[VB_GIVEN_MAX];
	unsigned taken = a->nwords + a->ngiven;

	if (taken > (unsigned)argc || a->ngiven > VB_GIVEN_MAX)
		abort();
	for (unsigned i = 0; i < a->ngiven; i++) {
		const char *name = a->given[i].option->name;

		if (!vb_args_has(a, name) || vb_args_all(a, name, all, VB_GIVEN_MAX) == 0)
			abort();
		if (!a->given[i].option->value && a->given[i].value[0])
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);
	const char **argv = calloc(len + 1, sizeof(*argv));
	struct vb_args args;
	struct vb_err err;
	int argc = 0;

	if (text && argv) {
		memcpy(text, data, len);
		text[len] = 0;
		for (size_t at = 0; at < len; at += strlen(text + at) + 1)
			argv[argc++] = text + at;
		if (vb_args_parse(options, argc, argv, &args, &err) == VB_OK) {
			check(&args, argc);
			vb_args_free(&args);
		} else if (err.code != VB_USAGE || !err.sentence[0]) {
			abort();
		}
	}
	free(argv);
	free(text);
	return 0;
}
