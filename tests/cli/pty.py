"""Runs a command on a terminal of its own and answers its prompts.

pty.py OUT WAIT=ANSWER... -- COMMAND...: when WAIT is seen, sends ANSWER and a line end
("^C" sends an interrupt).  Everything the terminal showed goes to OUT; exits with the
command's status, 99 if a prompt never came.  "!echo" at the end of OUT tells whether the
terminal echoes when the command has ended.
SPDX-License-Identifier: ISC
"""
import os
import pty
import select
import sys
import termios
import time


def converse(fd, expected, shown):
    limit = time.monotonic() + 60
    for wait, answer in expected:
        while wait.encode() not in shown["tail"]:
            ready, _, _ = select.select([fd], [], [], 1)
            if ready:
                try:
                    data = os.read(fd, 65536)
                except OSError:
                    return False
                if not data:
                    return False
                shown["all"] += data
                shown["tail"] += data
            elif time.monotonic() > limit:
                return False
        shown["tail"] = shown["tail"].split(wait.encode(), 1)[1]
        time.sleep(0.05)
        os.write(fd, b"\x03" if answer == "^C" else answer.encode() + b"\n")
    return True


def main():
    split = sys.argv.index("--")
    expected = [arg.split("=", 1) for arg in sys.argv[2:split]]
    child, fd = pty.fork()
    if child == 0:
        os.execv(sys.argv[split + 1], sys.argv[split + 1:])
    shown = {"all": b"", "tail": b""}
    # Held open, so that the terminal can be asked whether it echoes afterwards.
    slave = os.open("/proc/%d/fd/0" % child, os.O_RDWR | os.O_NOCTTY)
    answered = converse(fd, expected, shown)
    limit = time.monotonic() + 60
    status = None
    while status is None and time.monotonic() < limit:
        ready, _, _ = select.select([fd], [], [], 0.1)
        if ready:
            try:
                shown["all"] += os.read(fd, 65536)
            except OSError:
                pass
        pid, code = os.waitpid(child, os.WNOHANG)
        if pid:
            status = code
    while select.select([fd], [], [], 0.1)[0]:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        shown["all"] += data
    echo = bool(termios.tcgetattr(slave)[3] & termios.ECHO)
    with open(sys.argv[1], "wb") as out:
        out.write(shown["all"].replace(b"\r\n", b"\n"))
        out.write(b"\n!echo %s\n" % (b"on" if echo else b"off"))
    if status is None:
        os.kill(child, 9)
        return 98
    if not answered:
        return 99
    return os.waitstatus_to_exitcode(status) & 0xff


sys.exit(main())
