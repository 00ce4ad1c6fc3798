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
# The same disk, once it takes no writes at all.
read_only_disk() {
	if ! mount -o remount,ro disk 2>/dev/null; then
		skip "a read-only disk" "the file system cannot be mounted anew"
		return
	fi
	for verb in status log "show NORD-1" "read NORD-1" "export ../../ro.bundle"; do
		# shellcheck disable=SC2086 # words
		ok "a read-only disk: $verb goes on" gives 0 -C nord $verb
		ok "and says so" grep -q 'the file system is read-only' out err
	done
	ok "a desk on it is verified" gives 0 -C sud verify ../nord
	ok "a depositary on it, too" gives 0 -C sud verify ../bern
	ok "no act is signed" gives 1 -C nord act statement text=x --yes
	ok "and the true cause is given" complains "the file system is read-only"
	ok "the doctor tells what was not checked" gives 3 -C nord doctor
	ok "in its own words" says "not checked  whether it can be written"
	v -C nord doctor --json
	is "and as JSON" "$(json '"\(.sound) \(.checked)"')" "true false"
	ok "a desk elsewhere sees what there is" gives 0 -C sud log
	mount -o remount,rw disk
}

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
	ok "and why" complains "No space left on device; make room and try again"
	v -C nord prove NORD-1 --yes
	is "nor of a proof" "$? $(find disk/nord -path '*proofs/*' | wc -l)" "1 0"
	for verb in status log "show NORD-1" "read NORD-1" "export ../../full.bundle"; do
		# shellcheck disable=SC2086 # words
		ok "a full disk: $verb goes on" gives 0 -C nord $verb
		ok "and says why it shows what it knew" grep -q 'disk is full' out err
	done
	ok "what was taken out is GENUINE" gives 0 -C sud verify ../full.bundle
	ok "so is the desk" gives 0 -C sud verify ../nord
	ok "and the depositary" gives 0 -C sud verify ../bern
	ok "the doctor does not call it sound" gives 1 -C nord doctor
	ok "and says what is wrong" says "FAULT  the disk is full"
	ok "neither a depositary" gives 1 -C bern doctor
	ok "no act is signed" gives 1 -C nord act statement text=x --yes
	ok "for want of room" complains "the disk is full; make room"
	read_only_disk
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

# The depositary's disk alone, of which a desk elsewhere is told.
depositary_full() {
	mkdir two && cd two && found_table && v -C nord hand ../../a.md --yes
	mkdir small
	if ! mount -t tmpfs -o size=1m verbale-test small 2>/dev/null; then
		skip "a full disk under the depositary alone" "no tmpfs can be mounted here"
		return
	fi
	trap 'umount "$tmp/two/small" "$tmp/disk" 2>/dev/null; rm -rf "$tmp"' EXIT
	cp -a bern small/ && rm -rf bern && ln -s small/bern bern
	head -c 10m /dev/zero >small/ballast 2>/dev/null
	ok "no room at the depositary: hand signs and keeps" gives 0 -C nord hand ../../a.md --yes
	ok "and tells why it is not lodged" says "the depositary has no room"
	ok "which is a full disk" says "the disk is full"
	ok "status tells it" gives 0 -C nord status
	ok "beside what waits" grep -q '^OUTBOX .*the disk is full' "$tmp/out"
	ok "what is there can be fetched" gives 0 -C sud log
	ok "and is not called offline" [ ! -s "$tmp/err" ]
	ok "the doctor reaches it" gives 0 -C sud doctor
	rm small/ballast
	v -C nord status --json
	is "with room again it is lodged" "$(json .outbox)" 0
}
depositary_full
cd "$tmp" || exit 1

# Somebody else's folders.
other_user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$verbale" "$@" >"$tmp/out" 2>"$tmp/err" \
		</dev/null
}
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
	mkdir three && cd three && found_table && v -C nord hand ../../a.md --yes
	chmod 755 "$tmp" nord bern
	other_user -C nord status
	is "a desk that is not ours to read" "$?" 1
	ok "and why" complains "permission denied"
	other_user verify nord
	is "nor to verify" "$?" 2
	ok "for the same reason" says "permission denied"
	chmod 700 nord
	other_user verify nord
	is "nor to look into" "$?" 2
	ok "which is told as such" says "permission denied"
	chmod 755 nord
	chmod 644 nord/desk.db bern/depositary.db
	for folder in nord bern; do
		before=$(ls -l --time-style=full-iso $folder)
		other_user verify $folder
		is "verify $folder needs no leave to write" "$?" 3
		ok "and leaves it as it was" [ "$before" = "$(ls -l --time-style=full-iso $folder)" ]
	done
	other_user -C nord act statement text=x --yes
	is "nothing is signed in somebody else's desk" "$?" 1
	ok "and the cause is told" complains "permission denied"
	cd "$tmp" || exit 1
else
	skip "somebody else's folders" "this takes root and setpriv"
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
