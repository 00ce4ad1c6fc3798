#!/bin/sh
# The register from end to end: a server, three witnesses of ours, two desks; what they prove
# to somebody who trusts the witnesses alone; a witness that is away, and a database that was
# brought back from a copy.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

# until_says FILE TEXT: within ten seconds.
until_says() {
	tries=0
	until grep -q "$2" "$1" 2>/dev/null || [ "$tries" -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	grep -q "$2" "$1"
}

# start [OPTION...]: a server of the folder bern; $server, $url.
start() {
	: >bern.out
	"$verbale" serve --dir bern --listen 127.0.0.1:0 --cadence 1 "$@" \
		>bern.out 2>>bern.log </dev/null &
	server=$!
	echo "$server" >>"$tmp/servers"
	until_says bern.out '^register '
	port=$(sed -n 's/^serving at port //p' bern.out)
	url=http://127.0.0.1:$port
	reg=$(sed -n 's/^register //p' bern.out)
}

# witness N: one that knows the register; $w is its process.
witness() {
	"$verbale" witness --dir "w$1" --name "w$1.example" --logs logs \
		--listen 127.0.0.1:0 \
		>"w$1.out" 2>>"w$1.log" </dev/null &
	w=$!
	echo "$w" >>"$tmp/servers"
	until_says "w$1.out" ' at port '
	sed 's/.* at port //' "w$1.out" >"w$1.port"
	sed 's/^witness \(.*\) at port .*/\1/' "w$1.out" >"w$1.key"
}

# entries: of the published checkpoint; 0: none.
entries() {
	curl -s "$url/register/checkpoint" >checkpoint
	sed -n 2p checkpoint | grep -E '^[0-9]+$' || echo 0
}

lines() {
	grep -c '^— w[0-9].example ' checkpoint
}

# grown N: the world is shown more than N entries, within ten seconds.
grown() {
	tries=0
	while [ "$(entries)" -le "$1" ] && [ "$tries" -lt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	[ "$(entries)" -gt "$1" ]
}

# policy K: K of the three witnesses, each with its address.
policy() {
	for i in 1 2 3; do
		echo "witness w$i $(cat w$i.key) http://127.0.0.1:$(cat w$i.port)/"
	done
	echo "group some $1 w1 w2 w3"
	echo "quorum some"
}

# ---- no cosigner yet ----

start
case $reg in
bern/register+*) ok "its key is printed" true ;;
*) ok "its key is printed: $reg" false ;;
esac
ok "a burst within seconds" grown 0
is "of four entries" "$(($(entries) % 4))" 0
is "its origin" "$(head -n 1 checkpoint)" bern/register
is "nobody else has signed it" "$(grep -c '^— ' checkpoint)" 2
is "a tile of it" "$(curl -s -o tile -w '%{http_code}' "$url/register/tile/0/000.p/4")" 200
is "has a hash an entry" "$(stat -c %s tile)" 128

# ---- three witnesses ----

printf 'log %s\nquorum none\n' "$reg" >logs
for i in 1 2 3; do
	witness $i
done
third=$w
policy 2 >witnesses
kill -TERM "$server"
wait "$server" 2>/dev/null
for bad in "--witnesses none" "--cadence x" "--width 0" "--width 5000" "--cadence 90000"; do
	# shellcheck disable=SC2086 # words
	ok "$bad is refused" fails serve --dir bern --listen 127.0.0.1:0 $bad
done
sed 's/ http.*//' witnesses >bare
ok "a policy without addresses is refused" fails serve --dir bern --listen 127.0.0.1:0 \
	--witnesses bare
start --witnesses witnesses
before=$(entries)
ok "it goes on" grown "$before"
ok "with all three lines, soon" sh -c '
	for i in 1 2 3 4 5 6 7 8 9; do
		curl -s "$1/register/checkpoint" >checkpoint
		[ "$(grep -c "^— w[0-9].example " checkpoint)" = 3 ] && exit
		sleep 1
	done
	exit 1' - "$url"

# ---- an act, and what it proves ----

mkdir nord sud
paper A >a.md
ok "NORD opens" gives 0 -C nord open treaty NORD SUD --at "$url" --yes --no-passphrase
ok "SUD joins" gives 0 -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
ok "NORD hands over" gives 0 -C nord hand ../a.md --yes
ok "SUD receives" gives 0 -C sud receive NORD-1 --yes
before=$(entries)
ok "registered by now" grown "$((before + 4))"
sleep 11
ok "NORD looks" gives 0 -C nord status
ok "and proves" gives 0 -C nord prove "SUD received NORD-1" --yes
mv nord/proofs/1.proof p.proof
ok "with registrations" grep -aq '^part registration ' p.proof
v -C nord show --trust
{
	grep -E '^(verbale-trust|table|party|log)' out
	for i in 1 2 3; do
		echo "witness w$i $(cat w$i.key)"
	done
	echo "group some 2 w1 w2 w3"
	echo "quorum some"
} >outside.trust
ok "whoever trusts the witnesses alone finds it genuine (6.10)" gives 0 verify p.proof --trust outside.trust
ok "on their word" sh -c 'grep "^ *dates" out | grep -q "as cosigned by"'
ok "the whole log, too" gives 0 -C nord export ../t.bundle
ok "is genuine" gives 0 verify t.bundle --trust outside.trust

# ---- one away, two away ----

kill -9 "$third"
wait "$third" 2>/dev/null
before=$(entries)
ok "with one away it goes on" grown "$((before + 4))"
is "with two lines" "$(lines)" 2
ok "and says who was away" grep -q '"cosigner":"w3.example"' bern.log
policy 3 >witnesses
kill -HUP "$server"
sleep 2
before=$(entries)
ok "something is shown" [ "$before" -gt 0 ]
sleep 3
is "below a quorum nothing is published" "$(entries)" "$before"
ok "while tables go on" gives 0 -C sud take NORD-1 as as-offered --yes
witness 3
policy 3 >witnesses
kill -HUP "$server"
ok "and all is published when it is back" grown "$before"
is "with three lines" "$(lines)" 3

# ---- killed, and set back ----

kill -9 "$server"
wait "$server" 2>/dev/null
start --witnesses witnesses
before=$(entries)
ok "after a kill it goes on" grown "$before"
kill -TERM "$server"
wait "$server" 2>/dev/null
cp -r bern older
start --witnesses witnesses
before=$(entries)
ok "further" grown "$before"
kill -TERM "$server"
wait "$server" 2>/dev/null
cp bern/depositary.db newest.db
rm -f bern/depositary.db-wal bern/depositary.db-shm
cp older/depositary.db bern/depositary.db
ok "a database from a copy is refused" fails serve --dir bern --listen 127.0.0.1:0
ok "for what it is" complains "set back"
cp newest.db bern/depositary.db
start --witnesses witnesses
ok "the newest is not" grown 0
kill -TERM "$server"
wait "$server" 2>/dev/null
ok "a folder's tables are verified without it" gives 0 verify bern --trust outside.trust
finish
