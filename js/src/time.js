// Times (format 1.3): one spelling, real dates of the years 1970 to 9999, no leap second.
// SPDX-License-Identifier: ISC

const SHAPE = '0000-00-00T00:00:00Z';
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const DAY = 86400;

function isLeap(year) {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year, month) {
	return month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
}

function hasShape(text) {
	if (text.length !== SHAPE.length)
		return false;
	for (let i = 0; i < SHAPE.length; i++) {
		const digit = text[i] >= '0' && text[i] <= '9';
		if (SHAPE[i] === '0' ? !digit : text[i] !== SHAPE[i])
			return false;
	}
	return true;
}

/** Days from 1970-01-01 to the first day of a year. */
function daysBefore(year) {
	const y = year - 1;
	const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
	return (year - 1970) * 365 + leaps - 477;
}

/** POSIX seconds of a time, or null if it is not spelled as 1.3 says. */
export function secondsOf(text) {
	if (!hasShape(text))
		return null;
	const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number);
	const clock = [text.slice(11, 13), text.slice(14, 16), text.slice(17, 19)].map(Number);
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
		return null;
	if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59)
		return null;
	let days = daysBefore(year) + day - 1;
	for (let m = 1; m < month; m++)
		days += daysIn(year, m);
	return days * DAY + clock[0] * 3600 + clock[1] * 60 + clock[2];
}

/** Whether the calendar of 1.3 has these seconds. */
function isInCalendar(seconds) {
	return seconds >= 0 && seconds <= 253402300799;
}

function beyond(seconds) {
	return `second ${seconds} of POSIX time`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time for people: `14 Oct 2026 17:50 UTC`. */
export function spoken(seconds) {
	if (!isInCalendar(seconds))
		return beyond(seconds);
	const iso = new Date(seconds * 1000).toISOString();
	return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)} ` +
		`${iso.slice(11, 16)} UTC`;
}

/** A time as 1.3 spells it; a depositary may have dated a checkpoint with one that it cannot spell. */
export function timeText(seconds) {
	return isInCalendar(seconds) ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : beyond(seconds);
}
