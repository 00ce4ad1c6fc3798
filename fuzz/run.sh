#!/bin/sh
# Fuzzes every harness for FUZZ_SECONDS (60) with libFuzzer, ASan and UBSan, as many at once as
# there are processors. Seeds are fuzz/NAME.in; what is found goes to build-fuzz/corpus/NAME.
# Usage: fuzz/run.sh [NAME...]
# SPDX-License-Identifier: ISC
set -eu
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}

# One harness; its log is shown whole only if it crashed.
if [ "${1-}" = --one ]; then
	name=$2
	log=build-fuzz/log/$name
	mkdir -p "build-fuzz/corpus/$name" "build-fuzz/crash/$name" build-fuzz/log
	set --
	[ ! -f "fuzz/$name.dict" ] || set -- "-dict=fuzz/$name.dict"
	[ ! -d "fuzz/$name.in" ] || set -- "$@" "fuzz/$name.in"
	if "build-fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=70000 -print_final_stats=1 -artifact_prefix="build-fuzz/crash/$name/" \
		"build-fuzz/corpus/$name" "$@" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		cover=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
		printf '%-12s %10s runs %6s edges, no crash\n' "$name" "$runs" "$cover"
		exit 0
	fi
	grep -vE '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse)' "$log" | sed "s/^/$name: /"
	echo "$name: CRASH; once it is mended, keep the input: cp build-fuzz/crash/$name/* fuzz/$name.in/"
	exit 1
fi

CC=clang-14 scripts/tree build-fuzz fuzzers -- -Dfuzz=true -Db_lundef=false \
	-Db_sanitize=address,undefined \
	'-Dc_args=-fsanitize=fuzzer-no-link -fno-sanitize-recover=all'
if [ $# -eq 0 ]; then
	for program in build-fuzz/fuzz/fuzz_*; do
		[ ! -f "$program" ] || set -- "$@" "${program#build-fuzz/fuzz/fuzz_}"
	done
fi
[ $# -gt 0 ] || { echo "fuzz/run.sh: no harness was built" >&2; exit 1; }
echo "fuzzing $* for $seconds s each"
printf '%s\n' "$@" | xargs -n 1 -P "$(nproc)" "$0" --one
