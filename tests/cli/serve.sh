#!/bin/sh
# A depositary over HTTP, as a person runs it and as desks meet it: killed, told to end, with
# and without tokens, by two servers at once; and what its log says.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

# start FOLDER PORT [OPTION...]: a server whose lines are kept in FOLDER.log; $server, $url.
start() {
	folder=$1
	port=$2
	shift 2
	: >"$folder.port"
	"$verbale" serve --dir "$folder" --listen "127.0.0.1:$port" --cadence 0 "$@" \
		>"$folder.port" 2>>"$folder.log" </dev/null &
	server=$!
	echo "$server" >>"$tmp/servers"
	tries=0
	until grep -q '^serving at port ' "$folder.port" || [ "$tries" -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	port=$(sed -n 's/^serving at port //p' "$folder.port")
	url=http://127.0.0.1:$port
}

# ends PID STATUS: it does, within ten seconds, with this status.
ends() {
	tries=0
	while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	kill -0 "$1" 2>/dev/null && return 1
	wait "$1" 2>/dev/null
	got=$?
	[ "$got" = "$2" ] || echo "status $got, expected $2" >>err
	[ "$got" = "$2" ]
}

# Without the shell's word of it.
kill_server() {
	kill -9 "$server"
	wait "$server" 2>/dev/null
}

# with PASSPHRASE ARGUMENTS...: the program, which reads it from a descriptor.
with() {
	printf '%s\n' "$1" >secret
	shift
	setsid -w "$verbale" "$@" --passphrase-fd 3 3<secret >out 2>err </dev/null
}

code() {
	curl -s -o "$tmp/body" -w '%{http_code}' "$@"
}

# ---- the command line ----

for at in "" 8080 127.0.0.1 : :8080 127.0.0.1: 127.0.0.1:x 127.0.0.1:65536 127.0.0.1:-1 \
	"127.0.0.1: 80" 127.0.0.1:080 ::1:8080x "[::1]" "[]:80" "[::1:80" http://127.0.0.1:80 \
	no-such-host.invalid:80; do
	ok "--listen '$at' is refused" refuses 2 serve --dir none --listen "$at"
done
ok "--listen is due" refuses 2 serve --dir none
ok "so is --dir" refuses 2 serve --listen 127.0.0.1:0
ok "an address of another machine" refuses 1 serve --dir none --listen 192.0.2.1:8080
for option in "--rate 0" "--rate x" "--connections 0" "--connections 65537" "--per-address -1" \
	"--tokens none" "--name NORD" "--keep-copies 0" "--keep-copies x" \
	"--keep-copies 36501" "--hold tokens" "--keep-copies 9 --hold none"; do
	# shellcheck disable=SC2086 # words
	ok "$option is refused" fails serve --dir other --listen 127.0.0.1:0 $option
done

# ---- founding and handing over ----

start bern 0
ok "a server says where it is" [ "$port" -gt 0 ]
ok "a second at the same port is refused" fails serve --dir other --listen "127.0.0.1:$port"
is "healthz" "$(code "$url/healthz") $(cat body)" "200 ok"
is "its card" "$(code "$url/card")" 200
mkdir nord sud
paper A >a.md
paper B >b.md
ok "NORD opens a table, with a passphrase" \
	with "correct horse" -C nord open treaty NORD SUD --at "$url" --yes
ok "its keys are wrapped" sh -c 'head -c 40 nord/desk.key | grep -q "age-encryption\|AGE ENC"'
ok "SUD joins" gives 0 -C sud join ../nord/treaty.invite --as SUD --yes --no-passphrase
ok "NORD hands over" with "correct horse" -C nord hand ../a.md --yes
ok "lodged" says LODGED
for verb in status log "show NORD-1" "status --json" key; do
	# shellcheck disable=SC2086 # words
	ok "nobody asks for the passphrase: $verb" gives 0 -C nord $verb
	is "and the depositary answers: $verb" "$(grep -c offline: err)" 0
done
v -C nord status --json
is "online" "$(json .offline)" null
ok "SUD receives" gives 0 -C sud receive NORD-1 --yes
ok "byte for byte" cmp a.md sud/papers/NORD-1.md
ok "the key for requests is for its owner alone" [ "$(stat -c %a sud/access.key)" = 600 ]

# The key for requests is lost, or spoilt: no paper and no chain depends on it.
rm nord/access.key
ok "without it there is no depositary" gives 0 -C nord status --json
is "as far as can be seen" "$(json '.offline | type')" string
ok "a verb that signs" with "correct horse" -C nord act statement text="Here again." --yes
ok "makes another, and what was kept is lodged" gives 0 -C nord status --json
is "with no question" "$(json '"\(.outbox) \(.offline)"')" "0 null"
rm sud/access.key
ok "without a passphrase any verb does" gives 0 -C sud status --json
is "at once" "$(json .offline)" null
cp sud/access.key good.key
echo junk >sud/access.key
ok "one that is none" gives 0 -C sud status
ok "is named" sh -c 'grep -q "^OFFLINE  *access.key: it holds no key" out'
cp good.key sud/access.key
chmod 644 sud/access.key
ok "one that others can read" gives 0 -C sud status
ok "is named, too" sh -c 'grep -q "^OFFLINE .*access.key" out'
chmod 600 sud/access.key

# ---- a server that is killed ----

kill_server
ok "no server: status goes on" gives 0 -C sud status
ok "and says so" grep -q '^OFFLINE ' out
ok "and what was seen" says NORD-1
ok "hand signs and keeps" gives 0 -C sud hand ../b.md --yes
ok "and says that it is not lodged" says "SIGNED, not lodged yet"
kept=$(grep -oE '^SUD-[0-9]+' out)
v -C sud status --json
is "it waits" "$(json .outbox)" 1
start bern "$port"
ok "the server is back: status lodges it" gives 0 -C sud status --json
is "no more waits" "$(json '"\(.outbox) \(.offline)"')" "0 null"
ok "NORD receives it" with "correct horse" -C nord receive "$kept" --yes
ok "byte for byte" cmp b.md "nord/papers/$kept.md"

# Killed at any moment of a verb: what was signed arrives, and once; a verb that gave up says so.
i=0
handed=1
while [ $i -lt 12 ]; do
	i=$((i + 1))
	paper "Paper $i" >"p$i.md"
	setsid -w "$verbale" -C sud hand "../p$i.md" --yes >hand.out 2>hand.err </dev/null &
	hand=$!
	sleep "0.0$((i * 7 % 10))$i"
	kill_server
	if wait "$hand"; then
		handed=$((handed + 1))
	else
		sed 's/^/# gave up: /' hand.err
		grep -q '^verbale: nothing was handed over[:,] .*\.$' hand.err || cat hand.err >>no-word
	fi
	start bern "$port"
done
is "killed during twelve verbs: none ends without a word" "$(cat no-word 2>/dev/null)" ""
ok "and most are not held up by it" [ "$handed" -ge 10 ]
v -C sud status --json
is "nothing waits" "$(json '"\(.outbox) \(.offline)"')" "0 null"
v -C nord status --json
is "each paper is at the table, once" "$(json '[.handovers[] | select(.author == "SUD") | .act] |
	[length, (unique | length)] | join(" ")')" "$handed $handed"
ok "GENUINE" gives 0 -C sud verify ../bern
ok "and the depositary is sound" gives 0 -C bern doctor

# ---- passes ----

until=$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)
ok "a pass for a reader" gives 0 -C sud key reader "$until" --yes
pass=$(cat out)
table=$(v -C sud status --json && json .table_id)
[ "$table" != null ] || table=$(v -C sud log --json && json .table_id)
if ! printf %s "$table" | grep -qxE '[0-9a-f]{64}'; then
	v -C sud show charter --json
	table=$(json '.id // .hash')
fi
ok "of a table with an id" sh -c 'printf %s "$1" | grep -qxE "[0-9a-f]{64}"' - "$table"
t=$url/t/$table
is "no pass: 401" "$(code "$t/checkpoint")" 401
is "a pass: the checkpoint" "$(code -H "Authorization: Bearer $pass" "$t/checkpoint")" 200
ok "which is one" grep -q '^— bern/treaty' body
is "a tile" "$(code -H "Authorization: Bearer $pass" "$t/tile/0/000.p/1") $(wc -c <body)" "200 32"
is "entries, as tiles and by number, are the same" "$(
	code -H "Authorization: Bearer $pass" "$t/tile/entries/000.p/3"
	mv body first
	code -H "Authorization: Bearer $pass" "$t/entries?from=0&to=3"
	cmp first body)" 200200
is "no paper" "$(code -H "Authorization: Bearer $pass" "$t/copy/$table")" 401
is "no lodging" "$(code -H "Authorization: Bearer $pass" --data x "$t/acts")" 401
other=$(printf %s "$table" | tr 0-9a-f 1-9a-f0)
is "of no other table" "$(code -H "Authorization: Bearer $pass" "$url/t/$other/checkpoint")" 404
ok "a time that has gone by" refuses 2 -C sud key reader 2020-01-01 --yes
ok "no time" refuses 2 -C sud key reader soon --yes

# ---- offices and new keys ----

ok "an office, with a passphrase of its own" \
	with "staple" -C sud key office legal ../legal --yes
line=$(grep '^verbale act mandate' out)
key=$(printf %s "$line" | sed "s/.*'key=\\(.*\\)' scope.*/\\1/")
ok "its mandate" gives 0 -C sud act mandate to=legal "key=$key" scope=all --yes
ok "signs over HTTP" with "staple" -C legal act statement text="By our lawyers." --yes
ok "and reads without being asked" gives 0 -C legal status --json
is "online" "$(json .offline)" null

cp sud/recovery.key safe.key
cp -a sud old
ok "SUD takes new keys" gives 0 -C sud key rekey --recovery ../safe.key --yes
ok "and goes on" gives 0 -C sud act statement text="With new keys." --yes
ok "which is lodged" sh -c '! grep -q "not lodged" out'
v -C sud status --json
is "online" "$(json '"\(.outbox) \(.offline)"')" "0 null"
sleep 6
is "a reader's pass of the old key is over" \
	"$(code -H "Authorization: Bearer $pass" "$t/checkpoint")" 404
ok "a copy of the old desk sees what it saw" gives 0 -C old status --json
is "and no more" "$(json '.offline | type')" string
ok "GENUINE" gives 0 -C sud verify ../bern

# ---- told to end ----

kill -TERM "$server"
ok "SIGTERM ends it" ends "$server" 0
is "it said nothing more" "$(grep -vc "^serving at port \|^register " bern.port)" 0
start bern "$port"
kill -INT "$server"
ok "SIGINT, too" ends "$server" 0

# ---- the log ----

ok "each line is JSON with five members" sh -c '
	jq -e "keys == [\"ms\",\"received\",\"route\",\"sent\",\"status\",\"time\"]" bern.log >lines'
is "all true" "$(sort -u lines)" true
ok "there are many" [ "$(grep -c '' bern.log)" -gt 60 ]
is "routes are rows of the table" "$(jq -r .route bern.log | sort -u |
	grep -vxE '((GET|PUT|POST) /(card|healthz|draft/H(/seats|/seat/N)?|t/T/[a-zNHP/]+))?')" ""
is "no id, hash or key" "$(grep -cE '[0-9a-f]{16}|[A-Za-z0-9+/]{40}' bern.log)" 0
is "no address, name or title" "$(grep -ciE '127\.0|nord|sud|treaty|words|PRIVATE' bern.log)" 0

# ---- two servers, one folder ----

start bern "$port"
first=$url
start bern 0
second=$url
mkdir east west
ok "two servers: one opens at the first" \
	gives 0 -C east open two EAST WEST --at "$first" --yes --no-passphrase
sed -i "s|$first|$second|" east/two.invite
ok "one joins at the second" gives 0 -C west join ../east/two.invite --as WEST --yes --no-passphrase
for i in 1 2 3 4 5 6; do
	setsid -w "$verbale" -C east act statement text="$i" --yes >>two.out 2>&1 </dev/null &
	setsid -w "$verbale" -C west act statement text="$i" --yes >>two.out 2>&1 </dev/null
	wait $!
done
v -C east status --json
is "both see all" "$(json '"\(.size) \(.outbox) \(.offline)"')" "13 0 null"
v -C west status --json
is "at each" "$(json '"\(.size) \(.outbox) \(.offline)"')" "13 0 null"
v verify --line bern
is "the folder holds both tables, consistent" "$(sort out | cut -f 1 | uniq -c | tr -s ' ')" \
	" 2 CANNOT TELL"
hang_up

# ---- a depositary that is elsewhere now ----

mkdir moving
ok "a table in a folder" gives 0 -C moving/nord open treaty NORD SUD --at ../../haag \
	--yes --no-passphrase
ok "at says where" gives 0 -C moving/nord at
ok "by its whole path" grep -qx "$tmp/haag" out
mv haag wien
ok "its folder is moved, and it is out of reach" sh -c "'$verbale' -C moving/nord status | grep -q '^OFFLINE'"
ok "at a folder that is not there" fails -C moving/nord at ../../third
ok "at another depositary" fails -C moving/nord at ../../bern
ok "which has other keys" complains "keys"
ok "nothing was changed" sh -c "'$verbale' -C moving/nord at | grep -qx '$tmp/haag'"
ok "at the right one" gives 0 -C moving/nord at ../../wien
ok "it is there again" sh -c "! '$verbale' -C moving/nord status | grep -q '^OFFLINE'"
start wien 0
ok "and at its server" gives 0 -C moving/nord at "$url"
v -C moving/nord at --json
is "which is told" "$(json .at)" "$url"
ok "where the other joins" gives 0 -C moving/sud join ../nord/treaty.invite --as SUD \
	--yes --no-passphrase --carry
ok "two words are too many" gives 2 -C moving/nord at one two
ok "a folder that is no desk" gives 2 -C moving at

# ---- tokens ----

printf 'open-sesame\n' >token
printf 'too-late\n' >later
printf 'two words\n' >words
{
	echo '# for the treaty'
	printf open-sesame | sha256sum | sed 's/ .*/ NORD/'
} >tokens
start oslo 0 --tokens tokens

# opens STATUS FOLDER [OPTION...]: a table of its own.
opens() {
	want=$1
	mkdir "$2"
	where=$2
	shift 2
	gives "$want" -C "$where" open "$where" HERE THERE --at "$url" --yes --no-passphrase "$@"
}
ok "tokens: without one no table is opened" opens 1 one
ok "and why" complains "token"
ok "with another neither" opens 1 two --token ../later
ok "with a file of two words neither" opens 2 three --token ../words
ok "with one it is" opens 0 four --token ../token
mkdir there
ok "to join needs none" \
	gives 0 -C there join ../four/four.invite --as THERE --yes --no-passphrase
printf too-late | sha256sum | sed 's/ .*//' >tokens
kill -HUP "$server"
sleep 0.5
ok "SIGHUP: the old one is over" opens 1 five --token ../token
ok "the new one is good" opens 0 six --token ../later
echo 'no hash' >tokens
kill -HUP "$server"
sleep 0.5
ok "a file that is none changes nothing" grep -q 'files that cannot be read stay as they were: tokens' oslo.log
ok "the one before is good" opens 0 seven --token ../later
is "no token in the log" "$(grep -ciE 'sesame|too-late' oslo.log)" 0

# ---- how long copies are kept ----

hash=$(printf a | sha256sum | cut -c 1-64)
echo "$hash by order of the court" >holds
start rome 0 --keep-copies 30 --hold holds
mkdir roma napoli
ok "kept for 30 days: a table" \
	gives 0 -C roma open strade ROMA NAPOLI --at "$url" --yes --no-passphrase
v -C napoli join ../roma/strade.invite --as NAPOLI --yes --no-passphrase
head -c 5000000 /dev/urandom >film
ok "a hand-over with a film" gives 0 -C roma hand ../a.md --annex ../film --yes
ok "is received" gives 0 -C napoli receive ROMA-1 --yes
ok "the film, too" cmp film napoli/papers/ROMA-1/film
echo 'no hash' >holds
kill -HUP "$server"
sleep 0.5
ok "a file of holds that is none is named" \
	grep -q "holds.*a line is not a table's id or a copy's hash" rome.log
echo "$hash" >holds
kill -HUP "$server"
sleep 0.5
is "nothing was erased" "$(grep -c erased rome.log)" 0
is "nor is anything on its way" "$(find rome/arriving -type f | wc -l)" 0
v -C napoli doctor
ok "the desk's doctor has seen the film" grep -q "large.db" out
kill -TERM "$server"
ok "it ends" ends "$server" 0

# ---- a socket that is handed over ----

cat >activate.py <<'P'
import os, socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(8)
print(s.getsockname()[1], flush=True)
if s.fileno() != 3:
    os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[1], [sys.argv[1], "serve", "--dir", "bern", "--quiet"])
P
python3 activate.py "$verbale" >handed 2>>handed.err </dev/null &
server=$!
echo "$server" >>servers
tries=0
until [ "$(grep -c '' handed)" = 2 ] || [ "$tries" -gt 200 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
is "a socket that is handed over is served" "$(code "http://127.0.0.1:$(head -n 1 handed)/healthz")" 200
kill -TERM "$server"
ok "and let go" ends "$server" 0
is "--quiet says nothing" "$(cat handed.err)" ""
finish
