# shellcheck shell=bash disable=SC2154 # what scripts/interop sets
# Tessera's hammer at a served table: it writes, and reads all the while.  A part of
# scripts/interop.
# SPDX-License-Identifier: ISC
#
# The hammer posts bodies to "add" and is told an index; a table takes signed acts alone.  So
# a shim signs each body as the text of a statement, by one of sixteen offices, whose chains
# are lodged side by side, and passes on what is read.  It has SUD's key, whose desk signs
# nothing from then on: to that desk the key is in use elsewhere.
#
# The hammer holds that every checkpoint is signed and goes on from the one before, and that
# bundles can be read; it does not compare what it reads with what it wrote.  The shim does,
# over the whole log, when it is told to end.

check_hammer() { # check_hammer BASE TABLE
	local url
	[ -n "$go" ] || { skip 5 "Tessera's hammer: no Go here"; return; }
	tool github.com/transparency-dev/tessera/internal/hammer ||
		{ skip 5 "Tessera's hammer cannot be built here"; return; }
	"$go" hammered "$1" "$2" "$work/pass" "$work/dated" "$work/sud/desk.key" sud \
		"$work/nord/crossing.invite" "$log" 16 >"$work/hammered" 2>&1 &
	local shim=$!
	url=$(told 's/^hammered at //p' "$work/hammered")
	ok "$tessera's hammer writes 3000 leaves while it reads and follows the log" \
		hammer "$url" "$log"
	sed -n 's/^.*] \(Reached .*\)/# \1/p' "$work/hammer.out"
	ok "and follows none whose key it does not have" not hammer "$url" "$(key_of nord act)"
	kill $shim
	ok "each of them stands where the hammer was told" wait $shim
	sed 's/^/# /' "$work/hammered" | tail -n 1
	ok "NORD's desk takes in what was hammered" \
		"$verbale" -C "$work/nord" export "$work/hammered.bundle"
	ok "and we find the whole log genuine" \
		"$verbale" verify --trust "$work/trust" "$work/hammered.bundle"
}

# It exits with 0 whatever it came upon; what that was it says as a warning.  That it breaks off
# its own requests once it has reached its goal is none.
hammer() { # hammer URL VKEY
	timeout 120 "$work/bin/hammer" --log_public_key="$2" --log_url="$1" --num_writers=64 \
		--max_write_ops=2000 --leaf_write_goal=3000 --max_runtime=100s --show_ui=false \
		>"$work/hammer.out" 2>&1 || { cat "$work/hammer.out"; return 1; }
	cat "$work/hammer.out"
	! sed '/ Reached tree size goal /,$ { /context canceled/ d }' "$work/hammer.out" |
		grep -q '^[WEF][0-9]'
}
