/*
 * Plots as SVG, both axes logarithmic.
 *
 * SPDX-License-Identifier: ISC
 */
#include "plot.h"

#include <limits.h>
#include <math.h>

#define LEFT 60.0
#define RIGHT 480.0
#define TOP 20.0
#define BOTTOM 300.0
#define LINE 13.0	/* between two names */

static double x_of(const struct plot *p, double x)
{
	return LEFT + (RIGHT - LEFT) * log(x / p->x[0]) / log(p->x[1] / p->x[0]);
}

static double y_of(const struct plot *p, double y)
{
	return BOTTOM - (BOTTOM - TOP) * log(y / p->y[0]) / log(p->y[1] / p->y[0]);
}

bool plot_open(struct plot *p, const char *path, const char *unit)
{
	p->n = 0;
	p->f = fopen(path, "w");
	if (!p->f) {
		printf("# no plot: there is no folder for %s\n", path);
		return false;
	}
	fprintf(p->f, "<svg xmlns='http://www.w3.org/2000/svg' width='680' height='340' "
		      "font-family='sans-serif' font-size='12'>\n");
	for (int i = 0; i <= lround(log10(p->y[1] / p->y[0])); i++) {
		double y = p->y[0] * pow(10, i);

		fprintf(p->f, "<text x='5' y='%.0f'>%g %s</text>"
			      "<path stroke='#ccc' d='M%.0f %.0fH%.0f'/>\n",
			y_of(p, y) + 4, y, unit, LEFT, y_of(p, y), RIGHT);
	}
	return true;
}

void plot_mark(struct plot *p, double x, const char *what)
{
	fprintf(p->f, "<text x='%.0f' y='325'>%.0f%s</text>\n", x_of(p, x) - 25, x, what);
}

/* Where a name can stand that would stand at @y: below those that are there. */
static double free_label(struct plot *p, double y)
{
	for (unsigned i = 0; i < p->n; i++) {
		if (fabs(p->label[i] - y) < LINE) {
			y = p->label[i] + LINE;
			i = UINT_MAX;	/* once more from the first */
		}
	}
	if (p->n < PLOT_CURVES_MAX)
		p->label[p->n++] = y;
	return y;
}

void plot_curve(struct plot *p, const char *name, const char *colour, const double *x,
		const double *y, unsigned n)
{
	fprintf(p->f, "<polyline fill='none' stroke-width='2' stroke='%s' points='", colour);
	for (unsigned i = 0; i < n; i++)
		fprintf(p->f, "%s%.0f,%.0f", i ? " " : "", x_of(p, x[i]), y_of(p, y[i]));
	fprintf(p->f, "'/>\n<text x='%.0f' y='%.0f' fill='%s'>%s</text>\n",
		x_of(p, x[n - 1]) + 8, free_label(p, y_of(p, y[n - 1])) + 4, colour, name);
}

void plot_close(struct plot *p, const char *path)
{
	fprintf(p->f, "</svg>\n");
	fclose(p->f);
	printf("# the plot: %s\n", path);
}
