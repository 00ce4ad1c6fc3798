/*
 * How things look on a terminal: colours, names, sizes, spans of time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <inttypes.h>

void vb_render_tint(FILE *f, const struct vb_style *style, enum vb_tint tint, const char *text)
{
	static const char *const code[] = {
		[VB_TINT_PLAIN] = "0", [VB_TINT_LABEL] = "1",  [VB_TINT_GOOD] = "32",
		[VB_TINT_WARN] = "33", [VB_TINT_BAD] = "1;31", [VB_TINT_DIM] = "2",
	};

	if (style->colour && tint != VB_TINT_PLAIN)
		fprintf(f, "\033[%sm%s\033[0m", code[tint], text);
	else
		fputs(text, f);
}

void vb_render_name(FILE *f, const char *name)
{
	for (; *name; name++)
		fputc(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, f);
}

void vb_render_duration(FILE *f, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *one, *many;
	} unit[] = {
		{VB_DAY, "day", "days"},
		{3600, "hour", "hours"},
		{60, "minute", "minutes"},
		{1, "second", "seconds"},
	};
	size_t i = 0;

	while (i + 1 < VB_ARRAY_LEN(unit) && seconds < unit[i].seconds)
		i++;
	/* To the nearest: a week is seven days also a second after it began. */
	seconds = (seconds + unit[i].seconds / 2) / unit[i].seconds;
	fprintf(f, "%" PRId64 " %s", seconds, seconds == 1 ? unit[i].one : unit[i].many);
}

void vb_render_size(FILE *f, uint64_t bytes)
{
	if (bytes < 1024)
		fprintf(f, "%" PRIu64 " bytes", bytes);
	else if (bytes < 1024 * 1024)
		fprintf(f, "%" PRIu64 " KB", (bytes + 512) / 1024);
	else
		fprintf(f, "%" PRIu64 " MB", (bytes + 512 * 1024) / (1024 * 1024));
}

void vb_render_time(FILE *f, int64_t t)
{
	char text[32];

	vb_time_human(text, t);
	fputs(text, f);
}

void vb_render_cite(FILE *f, const struct vb_fold *fold, uint32_t index)
{
	char citation[96];

	vb_fact_citation(citation, fold, index);
	fputs(citation, f);
}

const char *vb_render_party(const struct vb_fold *fold, uint8_t party)
{
	return party < fold->nparties ? fold->party[party].name : fold->depositary;
}
