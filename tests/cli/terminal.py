"""Runs a command on a terminal of its own and answers its prompts.

terminal.py OUT WAIT=ANSWER... -- COMMAND...: when WAIT is seen, sends ANSWER and a line end
("^C" sends an interrupt).  Everything that the terminal showed goes to OUT, and "!echo on"
or "!echo off" behind it: whether it echoes when the command has ended.  Exits with the
command's status; 99 if a prompt never came, 98 if the command never ended.
SPDX-License-Identifier: ISC
"""
import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time

SECONDS = 40


class Terminal:
    def __init__(self, command):
        self.master, self.slave = pty.openpty()
        self.shown = b""
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def read(self, seconds):
        """True if there was something."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.shown += os.read(self.master, 65536)
        return True

    def answer(self, wait, text):
        """Waits for @wait behind what was answered before; False: it never came."""
        limit = time.monotonic() + SECONDS
        start = getattr(self, "answered", 0)
        while wait not in self.shown[start:]:
            ended = self.process.poll() is not None
            if not self.read(0.1) and (ended or time.monotonic() > limit):
                return False
        self.answered = self.shown.index(wait, start) + len(wait)
        # The prompt stands a moment before the line is read with the echo off.
        time.sleep(0.05)
        os.write(self.master, text)
        return True

    def finish(self):
        limit = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < limit:
            self.read(0.05)
        while self.read(0):
            pass
        return self.process.poll()


def main():
    split = sys.argv.index("--")
    terminal = Terminal(sys.argv[split + 1:])
    answered = True
    for arg in sys.argv[2:split]:
        wait, text = arg.split("=", 1)
        text = b"\x03" if text == "^C" else text.encode() + b"\n"
        answered = answered and terminal.answer(wait.encode(), text)
    status = terminal.finish()
    echo = termios.tcgetattr(terminal.slave)[3] & termios.ECHO
    with open(sys.argv[1], "wb") as out:
        out.write(terminal.shown.replace(b"\r\n", b"\n"))
        out.write(b"\n!echo %s\n" % (b"on" if echo else b"off"))
    if status is None:
        terminal.process.kill()
        return 98
    return status & 0xff if answered else 99


sys.exit(main())
