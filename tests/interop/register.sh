# shellcheck shell=bash disable=SC2154 # what scripts/interop sets
# The register of a depositary (format.md 6.8), cosigned by the witnesses of other projects
# and read by whoever wants to.  A part of scripts/interop.
# SPDX-License-Identifier: ISC

serve_register() { # serve_register CADENCE OPTION...: sets registering
	: >"$work/registering"
	"$verbale" serve --dir "$work/bern" --listen 127.0.0.1:0 --quiet --cadence "$@" \
		>"$work/registering" 2>"$work/registering.log" &
	registering=$!
}

end_register() {
	kill "$registering"
	wait "$registering" || :
}

# Whoever publishes wants all three: two of others, and ours.
register_policy() {
	echo "log $register"
	echo "witness lite $lite_key $lite_url/"
	echo "witness omni $omni_key $omni_url/"
	echo "witness ours $(told 's/^witness \(.*\) at port .*/\1/p' "$work/w2.out")" \
		"http://127.0.0.1:$(told 's/^witness .* at port //p' "$work/w2.out")/"
	echo 'group everybody all lite omni ours'
	echo 'quorum everybody'
}

# What NORD proves shows the table's checkpoint in the register, as soon as its desk has heard
# that it is there, for which it asks every ten seconds.  It proves what it lodged when there
# were cosigners: a registration is kept as it was first had.
prove_registered() { # prove_registered OUT
	local act
	act=$("$verbale" -C "$work/nord" act statement text=registered --yes |
		sed -n 's/^\(NORD-[0-9.]*\) states.* LODGED .*/\1/p')
	[ -n "$act" ] || return 1
	for _ in $(seq 30); do
		"$verbale" -C "$work/nord" status >/dev/null
		"$verbale" -C "$work/nord" prove "$act" --yes >"$work/proved" || return 1
		mv "$work/nord/$(sed -n 's/^Wrote \([^;]*\);.*/\1/p' "$work/proved")" "$1"
		! grep -aq '^— example.com/omniwitness ' "$1" || return 0
		sleep 1
	done
	return 1
}

# Whoever trusts these cosigners, and not the depositary's clock.
trust_cosigners() { # trust_cosigners POLICY
	grep -E '^(verbale-trust|table|party|log)' "$work/trust"
	grep -v '^log ' "$1"
}

on_their_word() {
	"$verbale" verify --trust "$work/cosigners" "$1" >"$work/found" || return 1
	cat "$work/found"
	grep -q 'example.com/litewitness' "$work/found" &&
		grep -q 'example.com/omniwitness' "$work/found"
}

check_register() {
	local witness url torchwood policy=$work/register.policy
	torchwood="torchwood $(version filippo.io/torchwood)"
	printf 'log %s\nquorum none\n' "$register" >"$work/register.logs"
	"$verbale" witness --dir "$work/w2" --name example.com/w2 --logs "$work/register.logs" \
		--listen 127.0.0.1:0 >"$work/w2.out" &
	witness=$!
	register_policy >"$policy"
	serve_register 1 --witnesses "$policy"
	url=http://127.0.0.1:$(told 's/^serving at port //p' "$work/registering")/register/
	ok "litewitness, omniwitness and ours cosign the register, as torchwood finds by their policy" \
		"$go" register "$url" "$policy"
	echo "$register" >"$work/register.vkey"
	ok "$tessera's fsck accepts the register" public "$url"
	ok "its mirror copies the register" timeout 60 "$work/bin/posix" --num_workers=1 \
		--source_url="$url" --storage_dir="$work/register.copy"
	ok "and fsck accepts the copy" public "file://$work/register.copy/"
	ok "NORD proves with a registration" prove_registered "$work/registered.proof"
	ok "$torchwood verifies it from the act to their cosignatures" \
		"$go" registrations "$work/registered.proof" "$(sed -n 's/^table //p' "$work/trust")" \
		"$policy" "$log"
	trust_cosigners "$policy" >"$work/cosigners"
	ok "and our verifier finds it genuine, on the word of these cosigners" \
		on_their_word "$work/registered.proof"
	kill "$omni"
	wait "$omni" || :
	ok "without omniwitness no more of it is published" stands "$url" "$policy"
	run_omniwitness
	ok "and all is when it is back" "$go" register "$url" "$policy"
	end_register
	kill $witness
}

stands() { # stands URL POLICY: for longer than two bursts
	local size
	sleep 1.5
	size=$("$go" size "$@")
	sleep 2.5
	[ -n "$size" ] && [ "$("$go" size "$@")" = "$size" ]
}

public() { # public URL
	"$work/bin/fsck" --storage_url="$1" --public_key="$work/register.vkey" --ui=false \
		>"$work/fsck.out" 2>&1 || return 1
	cat "$work/fsck.out"
	grep -q "Successfully fsck'd" "$work/fsck.out"
}
