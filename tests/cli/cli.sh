# Sourced by the tests of this folder: they run the program as a person or script would.
# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2034
set -u
export LC_ALL=C.UTF-8
unset NO_COLOR SSH_AUTH_SOCK
source=${VERBALE_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
verbale=${VERBALE:-$source/build/verbale}
examples=$source/examples
count=0
failed=0

if [ ! -x "$verbale" ]; then
	echo "Bail out! there is no program $verbale"
	exit 1
fi
if ! command -v jq >/dev/null; then
	echo "1..0 # SKIP jq is not installed"
	exit
fi
tmp=$(mktemp -d)
trap 'hang_up; chmod -R u+rwX "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
cd "$tmp" || exit 1

# ok DESCRIPTION COMMAND...: one test point.
ok() {
	count=$((count + 1))
	what=$1
	shift
	if "$@"; then
		printf '%s\n' "ok $count - $what"
	else
		failed=$((failed + 1))
		printf '%s\n' "not ok $count - $what"
		{
			printf '%s\n' "failed: $*"
			[ ! -f "$tmp/out" ] || sed 's/^/out: /' "$tmp/out" | head -n 30
			[ ! -f "$tmp/err" ] || sed 's/^/err: /' "$tmp/err" | head -n 30
		} | cat -v | sed 's/^/#   /'
	fi
}

is() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		printf '%s\n' "ok $count - $1"
	else
		failed=$((failed + 1))
		printf '%s\n' "not ok $count - $1"
		printf 'got:  %s\nwant: %s\n' "$2" "$3" | cat -v | head -n 30 | sed 's/^/#   /'
		[ ! -f "$tmp/err" ] || sed 's/^/#   err: /' "$tmp/err" | cat -v | head -n 10
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

finish() {
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}

# serve FOLDER [OPTION...]: a server for the depositary there, at $url.
serve() {
	served=$(realpath -m "$1")
	shift
	: >"$served.port"
	"$verbale" serve --dir "$served" --listen 127.0.0.1:0 --quiet "$@" \
		>"$served.port" 2>>"$tmp/served" </dev/null &
	echo $! >>"$tmp/servers"
	tries=0
	until grep -q '^serving at port ' "$served.port" || [ "$tries" -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	url=http://127.0.0.1:$(sed -n 's/^serving at port //p' "$served.port")
}

# Whatever serve started.
hang_up() {
	[ -f "$tmp/servers" ] || return 0
	while IFS= read -r pid; do
		kill "$pid" 2>/dev/null
	done <"$tmp/servers"
	rm -f "$tmp/servers"
}

# at_url ARGUMENTS...: the folder behind --at is served, if it is not yet, and $at its URL.
at_url() {
	base=.
	at=
	while [ $# -gt 1 ]; do
		case $1 in
		-C) base=$2 ;;
		--at)
			case $2 in
			*://*) at=$2 ;;
			/*) at=$2 ;;
			*) at=$base/$2 ;;
			esac
			;;
		esac
		shift
	done
	case $at in
	'' | *://*) return ;;
	esac
	# A desk's folder may be still to be made.
	at=$(realpath -m "$at")
	if [ ! -f "$at.port" ]; then
		serve "$at"
	fi
	at=http://127.0.0.1:$(sed -n 's/^serving at port //p' "$at.port")
}

# v ARGUMENTS...: the program without a terminal; what it prints is kept.  With
# VERBALE_OVER=http the depositary of "--at FOLDER" is reached through a server.
v() {
	if [ "${VERBALE_OVER-}" = http ]; then
		at_url "$@"
		for word; do
			shift
			[ "$word" != --at ] || next=1
			if [ "${next-0}" = 2 ]; then
				word=$at
				next=0
			fi
			[ "${next-0}" != 1 ] || next=2
			set -- "$@" "$word"
		done
	fi
	setsid -w "$verbale" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}

# gives STATUS ARGUMENTS...: the program ends with this status.
gives() {
	want=$1
	shift
	v "$@"
	got=$?
	[ "$got" = "$want" ] || echo "status $got, expected $want" >>"$tmp/err"
	[ "$got" = "$want" ]
}

# fails ARGUMENTS...: with 1 or 2, as the rule that is broken has it, and in one sentence.
fails() {
	v "$@"
	got=$?
	[ "$got" = 1 ] || [ "$got" = 2 ] || echo "status $got, expected 1 or 2" >>"$tmp/err"
	{ [ "$got" = 1 ] || [ "$got" = 2 ]; } && [ "$(grep -c '^verbale: ' "$tmp/err")" = 1 ]
}

# refuses STATUS ARGUMENTS...: and says why in one line that begins with "verbale: ".
refuses() {
	gives "$@" && [ "$(grep -c '' "$tmp/err")" = 1 ] &&
		grep -q '^verbale: [^ ].*\.$' "$tmp/err" && [ ! -s "$tmp/out" ]
}

says() {
	grep -qF -- "$1" "$tmp/out"
}

complains() {
	grep -qF -- "$1" "$tmp/err"
}

# json FILTER: of what the last v printed; nothing if that is not JSON.
json() {
	jq -r "$1" "$tmp/out"
}

# state DESK ACT: the state of a hand-over.
state() {
	v -C "$1" status --json
	json ".handovers[] | select(.act == \"$2\") | .state"
}

# What a folder holds, but for the database's own housekeeping files.
snapshot() {
	(cd "$1" && find . -type f ! -name '*-wal' ! -name '*-shm' ! -name '*.lock' |
		sort | xargs -r sha256sum)
}

# found_table [OPTION...]: the desks nord and sud at the depositary bern.
found_table() {
	mkdir nord sud
	v -C nord open treaty NORD SUD --at ../bern --yes --no-passphrase "$@" &&
		v -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
}

paper() {
	printf '# %s\n\nWords.\n\n## Article 1. First\n\nOne.\n\n## Article 2. Second\n\nTwo.\n' "$1"
}
