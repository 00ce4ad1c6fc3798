/*
 * Plots as SVG, both axes logarithmic.
 *
 *	struct plot p = {.x = {1e3, 1e6}, .y = {0.1, 1e4}};
 *	if (plot_open(&p, "build/growth.svg", "ms")) {
 *		plot_mark(&p, 1e3, " acts");
 *		plot_curve(&p, "proof", "#080", x, y, n);
 *		plot_close(&p, "build/growth.svg");
 *	}
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#define PLOT_CURVES_MAX 16u

struct plot {
	FILE *f;
	double x[2];	/* from, to */
	double y[2];	/* the same, a line each tenfold */
	double label[PLOT_CURVES_MAX]; /* where names of curves stand */
	unsigned n;
};
/* False, with a line that says so: @path cannot be written. */
bool plot_open(struct plot *p, const char *path, const char *unit);
void plot_mark(struct plot *p, double x, const char *what);
void plot_curve(struct plot *p, const char *name, const char *colour, const double *x,
		const double *y, unsigned n);
void plot_close(struct plot *p, const char *path);
