"""A terminal made by the standard library, in which a text browser runs."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.textbrowsers.screen import Screen

ROWS, COLUMNS = 80, 100  # high enough for every page that the tests open
PATIENCE = 30  # seconds until a program that shows nothing is taken for stuck
LOCAL_MODES = 3
LOG_IN = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"


class Terminal:
    """Runs a program, presses its keys, and reads what stands on the screen."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.command = command
        self.environ = environ
        self.screen = Screen(ROWS, COLUMNS)

    def __enter__(self) -> Self:
        """Start the program; the terminal is its controlling one, and does not echo by itself."""
        self.wire, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        modes = termios.tcgetattr(inside)
        modes[LOCAL_MODES] &= ~termios.ECHO
        termios.tcsetattr(inside, termios.TCSANOW, modes)
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOG_IN, *self.command],
            env=self.environ,
            cwd=self.environ["HOME"],
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
        os.close(self.wire)

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self.wire, keys.encode())

    def see(self, *words: str) -> None:
        """Read until some words are on the screen, in this order."""
        awaited = re.compile(".*".join(map(re.escape, words)))
        self.wait(lambda: bool(awaited.search(self.text)), f"{words} never came")

    def wait(self, is_there: Callable[[], bool], complaint: str) -> None:
        """Read until what is on the screen meets a condition."""
        while not is_there():
            ready, _, _ = select.select([self.wire], [], [], PATIENCE)
            assert ready, f"{complaint}; there is:\n{self.page}"
            try:
                self.screen.feed(os.read(self.wire, 65536))
            except OSError:
                message = f"the program ended; {complaint}:\n{self.page}"
                raise AssertionError(message) from None

    @property
    def text(self) -> str:
        """What is on the screen, as words with single blanks."""
        return " ".join(self.page.split())

    @property
    def page(self) -> str:
        """What is on the screen, row by row."""
        return "\n".join(line for line in self.screen.lines if line)
