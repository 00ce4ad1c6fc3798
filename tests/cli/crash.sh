#!/bin/sh
# `verbale hand` killed at any moment, and gone on from there.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"

ok "a table" found_table
paper A >a.md

# How long one takes, to spread the kills over it.
took=$(python3 - "$verbale" <<'E'
import subprocess, sys, time
start = time.monotonic()
subprocess.run([sys.argv[1], "-C", "nord", "hand", "../a.md", "--yes"], check=True,
               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(time.monotonic() - start)
E
)
kills=${VERBALE_KILLS:-40}
is "killed at $kills moments, each next verb finds a sound desk" "$(
	python3 - "$verbale" "$kills" "$took" <<'E'
import json, random, subprocess, sys, time
verbale, kills, took = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
random.seed(11)
quiet = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
killed = 0
for i in range(kills):
    p = subprocess.Popen([verbale, "-C", "nord", "hand", "../a.md", "--yes"], **quiet)
    time.sleep(random.uniform(0, 1.1 * took))
    killed += p.poll() is None
    p.kill()
    p.communicate()
    if i % 5 == 0:
        r = subprocess.run([verbale, "-C", "nord", "status", "--json"], **quiet)
        if r.returncode or json.loads(r.stdout)["outbox"]:
            print("after kill", i, r.returncode, r.stderr.decode(), r.stdout[:200])
            break
if killed < kills // 4:
    print("only", killed, "were still running")
E
)" ""
ok "in the end the desk is in step" gives 0 -C nord status --json
is "with nothing waiting" "$(json .outbox)" 0
size=$(json .size)
is "and no act stands twice" "$(json '[.handovers[].act] | length - (unique | length)')" 0
ok "doctor finds it sound" gives 0 -C nord doctor
ok "so does the depositary's" gives 0 -C bern doctor
ok "the whole table is GENUINE" gives 0 -C nord verify ../bern
ok "with no remark" sh -c '! grep -q "void\|VOID\|used twice" out'
ok "SUD sees the same" gives 0 -C sud status --json
is "size" "$(json .size)" "$size"
last=$(json '.handovers[-1].act')
ok "and receives the last" gives 0 -C sud receive "$last" --yes
ok "whole" cmp a.md "sud/papers/$last.md"

# The same for the receipt, which opens papers.
is "receive killed likewise leaves each paper whole or not there" "$(
	python3 - "$verbale" "$took" <<'E'
import json, os, random, subprocess, sys, time
verbale, took = sys.argv[1], float(sys.argv[2])
random.seed(12)
quiet = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
acts = [h["act"] for h in json.loads(subprocess.run(
    [verbale, "-C", "sud", "status", "--json"], **quiet).stdout)["handovers"]
    if h["state"] in ("lodged", "awaiting-receipt")][:8]
want = open("a.md", "rb").read()
for act in acts:
    for attempt in range(3):
        p = subprocess.Popen([verbale, "-C", "sud", "receive", act, "--yes"], **quiet)
        time.sleep(random.uniform(0, took))
        p.kill()
        p.communicate()
        path = "sud/papers/%s.md" % act
        if os.path.exists(path) and open(path, "rb").read() != want:
            print(path, "is not whole")
    r = subprocess.run([verbale, "-C", "sud", "receive", act, "--yes"], **quiet)
    if open("sud/papers/%s.md" % act, "rb").read() != want:
        print(act, "did not open:", r.stderr.decode())
E
)" ""
ok "and the table is GENUINE still" gives 0 -C sud verify ../bern
finish
