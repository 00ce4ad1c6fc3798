# shellcheck shell=bash disable=SC2154 # what scripts/interop sets
# Witnesses (C2SP tlog-witness): ours before the clients of other projects, and the witnesses
# of other projects.  A part of scripts/interop.
# SPDX-License-Identifier: ISC

# The keys of what is told here to be logs, and the policy that lists them for our witness.
witness_logs() {
	local name
	fixture=$(module filippo.io/torchwood)/cmd/litewitness/testdata/litewitness.txt
	for name in asked client tessera; do
		"$go" key "example.com/$name" "$work/$name.key" >"$work/$name.vkeys"
		echo "log $(head -n 1 "$work/$name.vkeys")"
	done
	echo "log $("$go" fixture-log "$fixture")"
	echo 'quorum none'
}

# Clients of others at our witness: every status and content type of the specification.
check_our_witness() {
	local url key port client
	[ -n "$go" ] || { skip 6 "our witness: no Go here that builds its clients"; return; }
	witness_logs >"$work/witness.logs"
	"$verbale" witness --dir "$work/w" --name example.com/w --logs "$work/witness.logs" \
		--listen 127.0.0.1:0 >"$work/witness.out" &
	local witness=$!
	port=$(told 's/^witness .* at port //p' "$work/witness.out")
	key=$(told 's/^witness \(.*\) at port .*/\1/p' "$work/witness.out")
	url=http://127.0.0.1:$port
	ok "our witness answers as C2SP tlog-witness has it" \
		"$go" witness "$url" "$key" "$work/asked.key"
	client="transparency-dev/witness $(version github.com/transparency-dev/witness)"
	ok "and as the client of $client reads it" \
		"$go" client "$url" "$key" "$work/client.key"
	ok "and as torchwood $(version filippo.io/torchwood) asks its own litewitness" \
		"$go" fixture "$fixture" "$url" "$key"
	check_appender "$url" "$key"
	kill $witness
	wait $witness || :
}

# Tessera's log publishes what our witness cosigned; not what it cosigned alone where the
# policy wants another, too; and hears then, by a 409, that the witness is ahead of it.
check_appender() { # check_appender URL VKEY
	local log version
	log=$(head -n 1 "$work/tessera.vkeys")
	version=$(version github.com/transparency-dev/tessera)
	printf 'log %s\nwitness ours %s %s\nquorum ours\n' "$log" "$2" "$1" >"$work/ours.policy"
	printf 'log %s\nwitness ours %s %s\nwitness gone %s http://127.0.0.1:9\n' \
		"$log" "$2" "$1" "$(tail -n 1 "$work/asked.vkeys")" >"$work/both.policy"
	printf 'group both all ours gone\nquorum both\n' >>"$work/both.policy"
	ok "Tessera $version publishes what our witness cosigned" \
		"$go" appender "$work/tessera" "$work/ours.policy" "$work/tessera.key" 300
	ok "and nothing without a second witness that the policy wants" \
		not "$go" appender "$work/tessera" "$work/both.policy" "$work/tessera.key" 100
	ok "and catches up with our witness, which is ahead by then" \
		catches_up "$work/tessera" "$work/ours.policy" "$work/tessera.key" 300
}

catches_up() {
	"$go" appender "$@" >"$work/appender.out" 2>&1 || { cat "$work/appender.out"; return 1; }
	grep 'replied with x.tlog.size' "$work/appender.out"
}

# ---- the witnesses of others ----

# litewitness signs by an ssh-agent.  Which logs it knows stands in its database, where its
# witnessctl would write it, which cannot be built everywhere.  Sets lite, agent, lite_key,
# lite_url.
start_litewitness() { # start_litewitness LOG-VKEY...
	local port
	tool filippo.io/torchwood/cmd/litewitness || return 1
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/lite.ssh"
	ssh-agent -D -a "$work/lite.sock" >/dev/null 2>&1 &
	agent=$!
	until_there "$work/lite.sock"
	SSH_AUTH_SOCK=$work/lite.sock ssh-add -q "$work/lite.ssh"
	port=$(free_port)
	"$work/bin/litewitness" -db "$work/lite.db" -name example.com/litewitness \
		-ssh-agent "$work/lite.sock" -listen "127.0.0.1:$port" \
		-key "$(ssh-keygen -l -E sha256 -f "$work/lite.ssh" | cut -d ' ' -f 2)" \
		>"$work/lite.out" 2>&1 &
	lite=$!
	lite_key=$(told 's/.*vkey="\{0,1\}\([^ "]*\).*/\1/p' "$work/lite.out")
	lite_url=http://127.0.0.1:$port
	listens "$port"
	python3 - "$work/lite.db" "$@" <<-'PY'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
		for key in sys.argv[2:]:
		    origin = key.split("+")[0]
		    db.execute("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)", (origin, empty))
		    db.execute("INSERT INTO key (origin, key) VALUES (?, ?)", (origin, key))
		db.commit()
	PY
}

# Sets omni, omni_port, omni_key, omni_url.
start_omniwitness() { # start_omniwitness LOG-VKEY...
	local key
	tool github.com/transparency-dev/witness/cmd/omniwitness || return 1
	"$go" key example.com/omniwitness "$work/omni.key" >"$work/omni.vkeys"
	omni_key=$(tail -n 1 "$work/omni.vkeys")
	echo 'Logs:' >"$work/omni.yaml"
	for key; do
		printf '  - Origin: %s\n    URL: http://127.0.0.1:9/\n    PublicKey: %s\n' \
			"${key%%+*}" "$key" >>"$work/omni.yaml"
	done
	omni_port=$(free_port)
	omni_url=http://127.0.0.1:$omni_port
	run_omniwitness
}

run_omniwitness() {
	"$work/bin/omniwitness" --listen="127.0.0.1:$omni_port" --metrics_listen= \
		--db_file="$work/omni.db" --private_key_path="$work/omni.key" \
		--additional_logs="$work/omni.yaml" >"$work/omni.out" 2>&1 &
	omni=$!
	listens "$omni_port"
}

# They cosign a log that this test makes, then the register of a depositary.
check_other_witnesses() {
	local made litewitness omniwitness
	[ -n "$go" ] || { skip 11 "the witnesses of others: no Go here that builds them"; return; }
	[ -x "$work/bin/fsck" ] && [ -x "$work/bin/posix" ] ||
		{ skip 11 "the witnesses of others: no programs of Tessera's, which read the register"; return; }
	litewitness="torchwood $(version filippo.io/torchwood)'s litewitness"
	omniwitness="omniwitness $(version github.com/transparency-dev/witness)"
	"$go" key example.com/ours "$work/ours.key" >"$work/ours.vkeys"
	made=$(head -n 1 "$work/ours.vkeys")
	# Its key, before anything stands in it that nobody could cosign yet.
	serve_register 86400
	register=$(told 's/^register //p' "$work/registering")
	end_register
	start_litewitness "$made" "$register" || { skip 11 "litewitness cannot be built here"; return; }
	start_omniwitness "$made" "$register" || { skip 11 "omniwitness cannot be built here"; return; }
	ok "$litewitness cosigns a log of this test" "$go" submit "$lite_url" "$lite_key" "$work/ours.key"
	ok "$omniwitness cosigns it, too" "$go" submit "$omni_url" "$omni_key" "$work/ours.key"
	check_register
	kill "$lite" "$agent" "$omni"
}
