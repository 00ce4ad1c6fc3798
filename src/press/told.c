/*
 * Dates as seen from another: from today, from the date before; early, late, in two days.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

/* ---- as seen from today, or from the date before ---- */

static bool today(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i), *next = word(s, i + 1);
	int64_t b = vb_point_base_of(s, i, i + 1);

	if (b == UNKNOWN)
		return false;
	if (w->kind == DW_TODAY)
		vb_point_set(p, VB_UNIT_DAY, b + w->value, 0, i + 1);
	else if (w->kind == DW_LAST && next->kind == DW_TIME && next->value == 'n')
		vb_point_set(p, VB_UNIT_DAY, b - 1, 0, i + 2);
	else if (w->kind == DW_THIS && next->kind == DW_TIME)
		vb_point_set(p, VB_UNIT_DAY, b, 0, i + 2);
	else
		return false;
	return true;
}

/* How many units "few days" or plain "coming days" stand for. */
static int some(int unit)
{
	return unit == 'd' ? 7 : unit == 'w' ? 4 : unit == 'm' ? 6 : unit == 'y' ? 5 : 1;
}

/* @n units before (-1) or after (1) @b, as an interval that @b ends or opens. */
static bool stretch(int64_t b, int sign, int64_t n, int unit, size_t end, struct vb_point *p)
{
	int64_t other = vb_point_add(b, sign * n, unit);

	if (b == UNKNOWN || n > 1000)
		return false;
	vb_point_span(p, sign < 0 ? other : b, sign < 0 ? b : other, end);
	return true;
}

/* "the next two weeks", "the coming days", "recent months", "the past week" */
static bool told_stretch(const struct vb_date_scan *s, size_t i, size_t k, bool the,
			 struct vb_point *p)
{
	enum vb_dw q = kind(s, i);
	int sign = q == DW_NEXT || q == DW_COMING || q == DW_FOLLOWING ? 1 : -1;
	bool after = q == DW_FOLLOWING || q == DW_PREVIOUS;
	int64_t b = after ? vb_point_before(s) : vb_point_base(s), n = 1;
	const struct vb_word *w = word(s, k);
	bool counted = w->kind == DW_COUNT || (w->kind == DW_NUMBER && w->digits <= 3);
	const struct vb_word *unit = word(s, counted ? k + 1 : k);

	if (unit->kind != DW_UNIT || b == UNKNOWN)
		return false;
	if (counted && w->value > 0)
		n = w->value;
	else if (unit->flags & DW_PLURAL && unit->value != 'y' && q != DW_PREVIOUS &&
		 q != DW_FOLLOWING)
		n = some(unit->value);
	else if (q != DW_COMING && q != DW_PAST && !(the && unit->value != 'd'))
		return false;
	if (!counted && q == DW_PAST && unit->value == 'd' && n == 1)
		return false;
	return stretch(b, sign, n, unit->value, (size_t)(counted ? k + 2 : k + 1), p);
}

/* "over the weekend": the one before or after, as the verb has it. */
static bool the_weekend(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int64_t b = vb_point_base(s);

	if (b == UNKNOWN || word(s, i + 1)->flags & DW_PLURAL)
		return false;
	if (!vb_point_future(s, i, i + 2) && vb_day_weekday(b) < 5)
		b -= 7;
	return vb_point_unit(p, 'e', b, i + 2);
}

/* "this week", "last month", "the same day", "that year", "the next day" */
static bool told_unit(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	bool the = kind(s, i) == DW_THE;
	size_t k = the ? i + 1 : i, u;
	enum vb_dw q = kind(s, k);
	int64_t b = vb_point_before(s);
	int step = 0, unit;

	u = k + 1;
	if (q == DW_THAT && kind(s, u) == DW_SAME)
		u++;
	unit = kind(s, u) == DW_UNIT ? word(s, u)->value : 0;
	if (q == DW_LAST || q == DW_NEXT || q == DW_THIS || q == DW_PREVIOUS ||
	    q == DW_FOLLOWING || q == DW_COMING || q == DW_PAST) {
		if (kind(s, u + 1) == DW_OF && q != DW_THIS)
			return false;
		if (q != DW_THIS && told_stretch(s, k, u, the && q != DW_PREVIOUS &&
						 q != DW_FOLLOWING &&
						 !(q == DW_NEXT && unit == 'd'), p))
			return true;
		step = q == DW_LAST || q == DW_PREVIOUS ? -1 : q == DW_THIS ? 0 : 1;
		if (q != DW_PREVIOUS && q != DW_FOLLOWING && !(q == DW_NEXT && unit == 'd'))
			b = vb_point_base(s);
		if (unit == 'd' && (q == DW_LAST || q == DW_THIS))
			return false;
	} else if (the && is_unit(s, k, 'e')) {
		return the_weekend(s, i, p);
	} else if (q != DW_THAT && q != DW_SAME) {
		return false;
	}
	if (!unit || word(s, u)->flags & DW_PLURAL || b == UNKNOWN || unit == 'h')
		return false;
	return vb_point_unit(p, unit, vb_point_add(b, step, unit), u + 1);
}

/* ---- all of them ---- */

static bool simple(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	*p = (struct vb_point){.end = i};
	return vb_date_named(s, i, p) || today(s, i, p) || told_unit(s, i, p);
}

/* "The day before," stands alone; "the day before talks began" does not. */
static bool stands_alone(const struct vb_date_scan *s, size_t i)
{
	enum vb_dw k = kind(s, i);

	return k == DW_END || k == DW_MARK || k == DW_THAT || k == DW_AND;
}

/* "two days ago", "a week later", "the day before", "three days after January 10" */
static bool counted(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i);
	int unit = word(s, i + 1)->value, sign = 1, n = w->value;
	enum vb_dw k = kind(s, i + 2);
	int64_t b = vb_point_before(s);
	size_t end = i + 3;

	if (w->kind == DW_THE)
		n = 1;
	else if (n < 1 || (w->kind != DW_COUNT && (w->kind != DW_NUMBER || w->digits > 3)))
		return false;
	if (kind(s, i + 1) != DW_UNIT || (unit != 'd' && unit != 'w' && unit != 'm' && unit != 'y'))
		return false;
	if (kind(s, end) == DW_THAN)
		return false;
	if (k == DW_AGO || k == DW_EARLIER || k == DW_BEFORE)
		sign = -1;
	else if (k != DW_LATER && k != DW_AFTER)
		return false;
	if (w->kind == DW_THE && k != DW_BEFORE && k != DW_AFTER)
		return false;
	if (k == DW_AGO)
		b = vb_point_base(s);
	if (k == DW_BEFORE || k == DW_AFTER) {
		if (simple(s, i + 3, p) && p->exact) {
			b = p->day;
			end = p->end;
		} else if (!stands_alone(s, i + 3)) {
			return false;
		}
	}
	*p = (struct vb_point){.end = i};
	return b != UNKNOWN && vb_point_unit(p, unit, vb_point_add(b, sign * n, unit), end);
}

/* "in two weeks" with a verb to come */
static bool in_time(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *n = word(s, i + 1), *unit = word(s, i + 2);

	/* "the first in two weeks" */
	if (kind(s, i - 1) == DW_RANK || kind(s, i - 2) == DW_RANK)
		return false;
	if (kind(s, i) != DW_IN || n->value < 1 || unit->kind != DW_UNIT || unit->value == 'h' ||
	    (n->kind != DW_COUNT && (n->kind != DW_NUMBER || n->digits > 3)) ||
	    vb_point_base(s) == UNKNOWN || vb_date_tense(s, i, i + 3) != VB_FUTURE)
		return false;
	return vb_point_unit(p, unit->value,
			     vb_point_add(vb_point_base(s), n->value, unit->value), i + 3);
}

/* "the week", "the day" behind "early in", "the end of". */
static bool the_unit(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	int unit = word(s, i + 1)->value;

	if (kind(s, i) != DW_THE || kind(s, i + 1) != DW_UNIT || vb_point_base(s) == UNKNOWN ||
	    word(s, i + 1)->flags & DW_PLURAL || kind(s, i + 2) == DW_OF)
		return false;
	return vb_point_unit(p, unit, unit == 'd' ? vb_point_before(s) : vb_point_base(s), i + 2);
}

static bool with_part(struct vb_point *p, int part)
{
	/* An interval has no thirds in the grammar. */
	for (const char *c = p->when.text; *c; c++)
		if (*c == '/')
			return true;
	p->when = vb_when_unit(p->unit, p->day, (char)part);
	p->late = part == 'l';
	return true;
}

/* "the first week of December": early in it; "the last days of May". */
static bool week_of(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	const struct vb_word *w = word(s, i), *unit = word(s, i + 1);
	char part = w->kind == DW_LAST ? 'l' : 'e';

	if ((w->kind != DW_RANK && w->kind != DW_LAST) || unit->kind != DW_UNIT ||
	    (unit->value != 'w' && !(unit->value == 'd' && unit->flags & DW_PLURAL)) ||
	    kind(s, i + 2) != DW_OF || !simple(s, i + 3, p) || p->unit != VB_UNIT_MONTH)
		return false;
	if (w->kind == DW_RANK && w->value > 1)
		part = w->value == 4 ? 'l' : 'm';
	return with_part(p, part);
}

/* "the week of January 24" */
static bool week_with(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	if (!is_unit(s, i, 'w') || kind(s, i + 1) != DW_OF || !vb_date_named(s, i + 2, p) ||
	    !p->exact)
		return false;
	return vb_point_unit(p, 'w', p->day, p->end);
}

/* "early next week", "late on Tuesday", "the end of the month", "earlier that day" */
static bool qualified(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	size_t k = kind(s, i) == DW_THE ? i + 1 : i;
	const struct vb_word *w = word(s, k++);
	bool in = kind(s, k) == DW_IN;

	*p = (struct vb_point){.end = i};
	if (week_of(s, k - 1, p) || week_with(s, k - 1, p))
		return true;
	*p = (struct vb_point){.end = i};
	if (w->kind == DW_POINT) {
		if (is_mark(s, k, '-') && kind(s, k + 1) == DW_MONTH)
			return vb_date_month(s, k + 1, k + 2, p) && with_part(p, w->value);
		if (kind(s, k) != DW_OF)
			return false;
		k++;
		/* "at the end of the day" says nothing of a day. */
		if ((!the_unit(s, k, p) && !simple(s, k, p)) || p->exact)
			return false;
		return with_part(p, w->value);
	}
	if (k != i + 1 || (w->kind != DW_PART && w->kind != DW_EARLIER && w->kind != DW_LATER))
		return false;
	if (in || kind(s, k) == DW_ON || (w->kind == DW_PART && is_mark(s, k, '-')))
		k++;
	if (!simple(s, k, p) && !(in && the_unit(s, k, p)))
		return false;
	return w->kind != DW_PART || with_part(p, w->value);
}

bool vb_date_point(const struct vb_date_scan *s, size_t i, struct vb_point *p)
{
	if (qualified(s, i, p) || counted(s, i, p))
		return true;
	*p = (struct vb_point){.end = i};
	return in_time(s, i, p) || simple(s, i, p);
}
