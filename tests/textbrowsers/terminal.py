"""A terminal made by the standard library, in which a full-screen program runs."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 50, 100
PATIENCE = 30  # seconds until a program that shows nothing is taken for stuck
LOG_IN = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
SEQUENCES = re.compile(
    r"\x1b\[[0-9;?]*[a-zA-Z@`]|\x1b[()][A-Z0-9]|\x1b[=>78MDEHc]|\x1b\][^\x07]*\x07|[\x0e\x0f\x00]"
)
MOVES = re.compile(r"\x1b\[[0-9;]*[HfdG]|\x1b\[[0-9]*[ABC]")


class Terminal:
    """Runs a program, presses its keys, and reads what it writes on the screen."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.command = command
        self.environ = environ
        self.shown = ""

    def __enter__(self) -> Self:
        """Start the program; the terminal is its controlling one."""
        self.screen, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOG_IN, *self.command],
            env=self.environ,
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self.screen)

    def press(self, keys: str) -> None:
        """Press keys; what was on the screen before is forgotten."""
        self.shown = ""
        os.write(self.screen, keys.encode())

    def see(self, *words: str) -> None:
        """Read until some words are on the screen, written in this order."""
        awaited = re.compile(".*".join(map(re.escape, words)))
        while not awaited.search(self.text):
            ready, _, _ = select.select([self.screen], [], [], PATIENCE)
            assert ready, f"{words} never came; there is: {self.text}"
            try:
                self.shown += os.read(self.screen, 65536).decode("utf-8", "replace")
            except OSError:
                message = f"the program ended without {words}: {self.text}"
                raise AssertionError(message) from None

    @property
    def text(self) -> str:
        """What was written, as words with single blanks."""
        return " ".join(SEQUENCES.sub("", MOVES.sub(" ", self.shown)).split())
