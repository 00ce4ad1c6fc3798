#!/bin/sh
# Disks that are full and pipes that are closed.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
paper A >a.md
v -C nord hand ../a.md --yes

# stdout that takes nothing.
for verb in "-C nord status" "-C nord status --json" "-C nord log" "-C nord export --text" help \
	--version "completion bash" "-C nord show --trust" "-C nord verify ../bern"; do
	# shellcheck disable=SC2086 # words
	setsid -w "$verbale" $verb >/dev/full 2>err </dev/null
	is "a full disk behind stdout: $verb" "$? $(grep -c '^verbale: .*\.$' err)" "1 1"
	# shellcheck disable=SC2086 # words
	(trap '' PIPE; sleep 0.2; setsid -w "$verbale" $verb 2>err </dev/null; echo $? >status) |
		exec true
	is "a closed pipe: $verb" "$(cat status) $(grep -c '^verbale: .*\.$' err)" "1 1"
	# shellcheck disable=SC2086 # words
	setsid -w "$verbale" $verb >&- 2>err </dev/null
	is "no stdout at all: $verb" "$? $(grep -c '^verbale: .*\.$' err)" "1 1"
done
ok "and the desk is as it was" gives 0 -C nord doctor

# A disk that is full under the desk, and under the depositary.
full_disk() {
	mkdir disk
	mount -t tmpfs -o size=3m verbale-test disk 2>/dev/null
}
if full_disk; then
	trap 'umount "$tmp/disk"; rm -rf "$tmp"' EXIT
	cp -a nord bern disk/
	rm -rf nord bern
	ln -s disk/nord nord
	ln -s disk/bern bern
	v -C nord status --json
	before=$(json .size)
	head -c 10m /dev/zero >disk/ballast 2>/dev/null
	v -C nord hand ../../a.md --yes
	status=$?
	ok "a full disk: hand is refused, or kept" [ "$status" -le 1 ]
	ok "in one sentence if refused" [ "$status" = 0 -o "$(grep -c '^verbale: .*\.$' err)" = 1 ]
	v -C nord export all.bundle
	is "a full disk: no half of a bundle" "$? $(find disk/nord -name 'all.bundle*')" "1 "
	v -C nord prove NORD-1 --yes
	is "nor of a proof" "$? $(find disk/nord -path '*proofs/*' | wc -l)" "1 0"
	rm disk/ballast
	ok "with room again the desk goes on" gives 0 -C nord hand ../../a.md --yes
	v -C nord status --json
	ok "with the next number and nothing lost" [ "$(json .size)" -gt "$before" ]
	is "and nothing waiting" "$(json .outbox)" 0
	ok "sound" gives 0 -C nord doctor
	ok "GENUINE" gives 0 -C nord verify ../bern
else
	skip "a full disk under the desk" "no tmpfs can be mounted here"
fi

# A folder that nothing can be written to.
if [ "$(id -u)" -ne 0 ]; then
	chmod a-w sud
	ok "a desk that cannot be written to" gives 1 -C sud act statement text=x --yes
	chmod u+w sud
else
	skip "a desk that cannot be written to" "root may write anywhere"
fi
finish
