/*
 * verbale help, and --help of every verb.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <string.h>

static void option_line(FILE *f, const struct vb_option *o)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s--%s%s%s", o->letter ? "-" : "",
		 o->letter ? o->letter : ' ', o->letter ? ", " : "   ", o->name,
		 o->value ? " " : "", o->value ? o->value : "");
	fprintf(f, "  %-28s %s\n", left, o->doc);
}

void vb_verb_help(FILE *f, const struct vb_verb *v)
{
	fprintf(f, "usage: verbale %s%s%s\n\n%s\nOptions:\n", v->name, v->args[0] ? " " : "",
		v->args, v->usage);
	for (const struct vb_option *o = v->options; o && o->name; o++)
		option_line(f, o);
	for (const struct vb_option *o = vb_common_options; o->name; o++)
		option_line(f, o);
	fprintf(f, "\nMore: man verbale-%s\n", v->name);
}

static int run(struct vb_cli *c)
{
	const struct vb_verb *v;

	if (c->args.nwords > 1)
		return vb_cli_usage(c, "nothing was shown: name one verb");
	if (c->args.nwords == 1) {
		v = vb_verb_find(c->args.word[0]);
		if (!v)
			return vb_cli_usage(c, "nothing was shown: there is no such verb");
		vb_verb_help(stdout, v);
		return VB_EXIT_DONE;
	}
	puts("verbale: the written record of a negotiation between parties who do not trust\n"
	     "one another.\n\nusage: verbale [-C DIR] VERB ...\n");
	for (size_t i = 0; vb_cli_verbs[i]; i++)
		printf("  %-11s %s\n", vb_cli_verbs[i]->name, vb_cli_verbs[i]->summary);
	puts("\nACT is a citation such as NORD-1.  Exit status: 0 done or GENUINE, 1 refused or\n"
	     "NOT GENUINE, 2 UNREADABLE or a wrong command line, 3 could not be decided.\n"
	     "verbale VERB --help tells more; so does man verbale.");
	return VB_EXIT_DONE;
}

const struct vb_verb vb_verb_help_verb = {
	"help",
	"[VERB]",
	"this list, or what a verb does",
	"Lists the verbs, or shows what VERB does and which options it has.\n",
	NULL,
	run,
};
