"""A screen made by Xvfb, on which a small graphical browser is driven by keys and looked at."""

import os
import signal
import subprocess
import time
from io import BytesIO
from types import TracebackType
from typing import Self

from PIL import Image

PATIENCE = 60  # seconds until a program that shows nothing is taken for stuck


class Display:
    """An X server of a given size with one program on it."""

    def __init__(self, command: list[str], environ: dict[str, str], size: str) -> None:
        self.command = command
        self.environ = environ
        self.size = size

    def __enter__(self) -> Self:
        """Start the X server, which chooses its own number, and the program."""
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{self.size}x24"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as said:
            self.environ = {**self.environ, "DISPLAY": f":{said.readline().strip()}"}
        self.process = subprocess.Popen(
            self.command,
            env=self.environ,
            cwd=self.environ["HOME"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program with all that it started, then the X server."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.server.terminate()
        self.server.wait()

    def see(self, title: str, *colours: str) -> Image.Image:
        """Wait for a window of this title in which some colours stand; return a picture of it."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "%1")
        wanted = [tuple(bytes.fromhex(colour.removeprefix("#"))) for colour in colours]
        end = time.monotonic() + PATIENCE
        while True:
            picture = self._look()
            found = {colour for _, colour in picture.getcolors(picture.width * picture.height)}
            missing = [colour for colour in wanted if colour not in found]
            if not missing:
                return picture
            assert time.monotonic() < end, f"{missing} never came on {title!r}"

    def press(self, *keys: str) -> None:
        """Press keys by their names."""
        self._xdotool("key", *keys)

    def write(self, words: str) -> None:
        """Type into what has the focus."""
        self._xdotool("type", words)

    def click(self, place: tuple[int, int]) -> None:
        """Press the first button of the mouse."""
        self._xdotool("mousemove", *map(str, place), "click", "1")

    def _xdotool(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words],
            env=self.environ,
            check=True,
            timeout=PATIENCE,
            stdout=subprocess.DEVNULL,
        )

    def _look(self) -> Image.Image:
        command = ["import", "-window", "root", "png:-"]
        done = subprocess.run(
            command, env=self.environ, check=True, timeout=PATIENCE, capture_output=True
        )
        return Image.open(BytesIO(done.stdout)).convert("RGB")


def edges(picture: Image.Image, colour: str, length: int = 100) -> list[tuple[int, int]]:
    """Find the horizontal lines of a colour, from top to bottom; return the middle of each."""
    line = bytes.fromhex(colour.removeprefix("#")) * length
    found = []
    for y in range(picture.height):
        row = picture.crop((0, y, picture.width, y + 1)).tobytes()
        if (place := row.find(line)) >= 0:
            found.append((place // 3 + length // 2, y))
    return found
