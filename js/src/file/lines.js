// Texts of lines inside files (format 1.1): taken one after another, with their numbers.
// SPDX-License-Identifier: ISC
import { textOf } from '../bytes.js';
import { LINE_MAX } from '../limits.js';
import { demand } from '../malformed.js';

export class Lines {
	/** `clause` says what such a text is; `place` comes before the number of a line at fault. */
	constructor(bytes, clause, place = '') {
		this.bytes = bytes;
		this.clause = clause;
		this.place = place;
		this.at = 0;
		this.number = 0;
	}

	where(number = this.number) {
		return `${this.place}line ${number}`;
	}

	/** The next line, without its line end. */
	next() {
		this.number++;
		demand(this.at < this.bytes.length, this.clause, 'the text ends where a line is due', this.where());
		const end = this.bytes.indexOf(0x0a, this.at);
		const length = (end < 0 ? this.bytes.length : end) - this.at;
		demand(length < LINE_MAX, '1.2', `a line has at most ${LINE_MAX} bytes with its end`, this.where());
		demand(end >= 0, '1.1', 'the last line has no line end', this.where());
		const text = textOf(this.bytes.subarray(this.at, end));
		demand(text !== null, '1.1', 'it is not UTF-8 in its shortest form', this.where());
		this.at = end + 1;
		return text;
	}

	/** The value of the next line, which must have this key. */
	value(key) {
		const line = this.next();
		demand(line.startsWith(`${key} `), this.clause,
			`"${key}" is due, but the line is "${line.slice(0, 64)}"`, this.where());
		return line.slice(key.length + 1);
	}

	end() {
		demand(this.at === this.bytes.length, '1.1',
			`${this.bytes.length - this.at} bytes stand behind the end`, this.where());
	}
}
