// The dates that chrono-node finds: node dates.mjs DAY FILE, sentences one on a line.
// A line each: number of the sentence, first byte, length, value; then "# MILLISECONDS".
// SPDX-License-Identifier: ISC
import { readFileSync } from "node:fs";
import * as chrono from "chrono-node";

const [day, path] = process.argv.slice(2);
const reference = new Date(`${day}T12:00:00`);
const lines = readFileSync(path, "utf8").split("\n");
const rounds = 50;

function value(part) {
	const pad = (n) => String(n).padStart(2, "0");
	const year = part.get("year");
	const month = `${year}-${pad(part.get("month"))}`;

	if (!part.isCertain("month") && !part.isCertain("day") && !part.isCertain("weekday"))
		return part.isCertain("year") ? String(year) : `${month}-${pad(part.get("day"))}`;
	return part.isCertain("day") || part.isCertain("weekday") ?
		`${month}-${pad(part.get("day"))}` : month;
}

function find(print) {
	lines.forEach((line, i) => {
		for (const r of chrono.parse(line, reference)) {
			const v = r.end ? `${value(r.start)}/${value(r.end)}` : value(r.start);
			const at = Buffer.byteLength(line.slice(0, r.index));

			if (print)
				console.log([i + 1, at, Buffer.byteLength(r.text), v].join("\t"));
		}
	});
}

find(true);
const start = performance.now();
for (let i = 0; i < rounds; i++)
	find(false);
console.log(`# ${((performance.now() - start) / rounds).toFixed(6)}`);
