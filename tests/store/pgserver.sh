#!/bin/sh
# A PostgreSQL server of a test's own, in a folder, on a Unix socket alone.
# Usage: pgserver.sh start DIR [NAME=VALUE...]    initdb, then the server; its socket is in DIR
#        pgserver.sh again DIR [NAME=VALUE...]    the server anew, after stop or a crash
#        pgserver.sh bouncer DIR                  pgbouncer before it; its socket is in DIR/pool
#        pgserver.sh kill DIR                     kill -9, all of its processes
#        pgserver.sh stop DIR                     ends what runs there
# Exit status 77: it cannot be, and why is printed.
# SPDX-License-Identifier: ISC
set -eu

skip() {
	echo "$*"
	exit 77
}

what=$1
dir=$2
shift 2
# Debian keeps the server's programs out of the path, each release by itself.
bin=$(for d in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
	[ ! -x "$d/initdb" ] || echo "$d"
done | sort -V | tail -n 1)
if [ -z "$bin" ]; then
	bin=$(command -v initdb) || {
		[ "$what" != stop ] || rm -rf "$dir"
		skip "PostgreSQL is not installed"
	}
	bin=$(dirname "$bin")
fi
# The server refuses to be root.
as=
if [ "$(id -u)" -eq 0 ]; then
	id postgres >/dev/null 2>&1 || skip "there is no user postgres to run the server as"
	as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi

# start_server NAME=VALUE...
start_server() {
	options="-c listen_addresses= -c unix_socket_directories=$dir -c shared_buffers=64MB"
	options="$options -c autovacuum_naptime=5 -c max_connections=60"
	for setting; do
		options="$options -c $setting"
	done
	# shellcheck disable=SC2086 # $as is words
	$as "$bin/pg_ctl" start -D "$dir/data" -l "$dir/log" -o "$options" -t 60 >/dev/null ||
		{ tail -n 5 "$dir/log"; exit 1; }
}

case $what in
start)
	[ -z "$as" ] || chown postgres:postgres "$dir"
	cd "$dir"
	# shellcheck disable=SC2086
	$as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
		>/dev/null || exit 1
	start_server "$@"
	;;
again)
	cd "$dir"
	# Both name a process that may be dead and not yet buried.
	rm -f "$dir/data/postmaster.pid" "$dir/.s.PGSQL.5432" "$dir/.s.PGSQL.5432.lock"
	start_server "$@"
	;;
bouncer)
	bouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || skip "pgbouncer is not installed"
	mkdir -p "$dir/pool"
	cat >"$dir/pool/pgbouncer.ini" <<-EOF
		[databases]
		* = host=$dir
		[pgbouncer]
		listen_addr =
		listen_port = 5432
		unix_socket_dir = $dir/pool
		pidfile = $dir/pool/pid
		logfile = $dir/pool/log
		auth_type = trust
		auth_file = $dir/pool/users
		pool_mode = transaction
		default_pool_size = 2
		server_reset_query_always = 1
		server_reset_query = DISCARD ALL
		max_client_conn = 100
	EOF
	printf '"%s" ""\n' postgres verbale_server >"$dir/pool/users"
	[ -z "$as" ] || chown -R postgres:postgres "$dir/pool"
	cd "$dir"
	# shellcheck disable=SC2086
	$as "$bouncer" -q -d "$dir/pool/pgbouncer.ini" >/dev/null
	;;
kill)
	postmaster=$(head -n 1 "$dir/data/postmaster.pid")
	# shellcheck disable=SC2046 # its children, each by its number
	kill -9 "$postmaster" $(ps -o pid= --ppid "$postmaster")
	;;
stop)
	cd /
	[ ! -f "$dir/pool/pid" ] || kill "$(cat "$dir/pool/pid")" 2>/dev/null || :
	if [ -f "$dir/data/postmaster.pid" ]; then
		# shellcheck disable=SC2086
		$as "$bin/pg_ctl" stop -D "$dir/data" -m immediate -t 30 >/dev/null || :
	fi
	rm -rf "$dir"
	;;
esac
