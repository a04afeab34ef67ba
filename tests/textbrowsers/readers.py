"""What a reader does with a page in each text browser: fill in, choose, follow, press."""

import re
from pathlib import Path
from typing import ClassVar

from tests.textbrowsers.screen import Screen
from tests.textbrowsers.terminal import COLUMNS, ROWS, Terminal

UP, DOWN, CLEAR = "\x1b[A", "\x1b[B", "\x15"
NUMBER = re.compile(r"\[(\d+)\]")


class Numbered:
    """A browser in a terminal that was asked to number the links and fields of a page."""

    options: ClassVar[list[str]] = []
    home, end = "\x1b[1~", "\x1b[4~"
    settings: ClassVar[dict[str, str]] = {}

    def __init__(self, program: str, environ: dict[str, str], address: str) -> None:
        for file, lines in self.settings.items():
            path = Path(environ["HOME"]) / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(lines, encoding="utf-8")
        self.terminal = Terminal([program, *self.options, address], environ)
        self.at = 0

    def see(self, *words: str) -> None:
        """Wait for a page on which some words stand in this order.

        links2 and elinks open an address with an anchor there; what stands above is a key away.
        """
        self.at = 0
        awaited = re.compile(".*".join(map(re.escape, words)))

        def is_there() -> bool:
            return bool(awaited.search(self.terminal.text)) and self._is_whole()

        complaint = f"{words} never came"
        self.terminal.wait(lambda: is_there() or self._numbers()[:1] > [1], complaint)
        if not is_there():
            self.terminal.press(self.home)
            self.terminal.wait(is_there, complaint)

    def follow(self, words: str) -> None:
        """Follow a link."""
        self._move(self._before(words))
        self.terminal.press("\r")

    press = follow
    choose = follow

    def fill(self, label: str, words: str) -> None:
        """Type into the field after a label, in place of what is there."""
        self._move(self._after(label))
        self.terminal.press(self.end + CLEAR + words)
        self.terminal.see("*****" if label == "Password" else words)

    def attach(self, label: str, file: str, button: str) -> None:
        """Name a file and send it."""
        self.fill(label, file)
        self.press(button)

    def _numbers(self) -> list[int]:
        return [int(number) for number in NUMBER.findall(self.terminal.text)]

    def _is_whole(self) -> bool:
        """Tell whether nothing of another page is left between the lines."""
        numbers = self._numbers()
        return numbers == list(range(1, len(numbers) + 1))

    def _before(self, words: str) -> int:
        found = re.findall(rf"\[(\d+)\][][( _X)*]*{re.escape(words)}", self.terminal.text)
        assert found, f"nothing to press for {words!r} in:\n{self.terminal.page}"
        return int(found[-1])

    def _after(self, label: str) -> int:
        *_, place = re.finditer(re.escape(label), self.terminal.text)
        found = NUMBER.search(self.terminal.text, place.end())
        assert found, f"no field after {label!r} in:\n{self.terminal.page}"
        return int(found[1])

    def _move(self, number: int) -> None:
        if not self.at:
            self.terminal.press(self.home)
        steps = number - (self.at or 1)
        self.terminal.press((DOWN if steps > 0 else UP) * abs(steps))
        self.at = number


class Lynx(Numbered):
    """lynx, with arrows."""

    options: ClassVar = ["-accept_all_cookies", "-nopause", "-number_fields"]
    home, end = "\x01", "\x05"


class Links2(Numbered):
    """links2 in text mode, as it comes: it never asks twice for an address."""

    settings: ClassVar = {".links2/links.cfg": "html_numbered_links 1\n"}


class ObedientLinks2(Links2):
    """links2 that keeps only what it may keep."""

    settings: ClassVar = {
        ".links2/links.cfg": "html_numbered_links 1\nhttp_bugs.aggressive_cache 0\n"
    }


class Elinks(Numbered):
    """elinks; a field is typed into as soon as one comes to it."""

    options: ClassVar = ["-no-connect"]
    settings: ClassVar = {
        ".elinks/elinks.conf": """
set document.browse.links.numbering = 1
set document.browse.forms.insert_mode = 0
set document.browse.forms.confirm_submit = 0
set terminal.vt100.charset = "UTF-8"
set terminal.vt100.utf_8_io = 1
"""
    }


class W3m(Numbered):
    """w3m, which counts hidden fields, too."""

    options: ClassVar = ["-cookie", "-o", "display_link_number=1"]

    def fill(self, label: str, words: str) -> None:
        """Type into the line below the page in which w3m asks for words."""
        self._move(self._after(label))
        self.terminal.press("\r")
        self.terminal.wait(self._is_asking, f"w3m never asked for {label}")
        self.terminal.press(f"{CLEAR}{words}\r")
        self.terminal.wait(lambda: not self._is_asking(), "w3m asked again")

    def attach(self, label: str, file: str, _button: str) -> None:
        """Name a file; w3m sends a form of one field as soon as it is filled in."""
        self.fill(label, file)

    def _is_asking(self) -> bool:
        return self.terminal.screen.lines[-1].startswith(("TEXT:", "Password:", "Filename:"))

    def _is_whole(self) -> bool:
        numbers = self._numbers()
        return numbers == sorted(set(numbers)) and "Viewing" in self.terminal.screen.lines[-1]

    def _move(self, number: int) -> None:
        self.terminal.press(f"{number}[")


class Edbrowse:
    """edbrowse, an editor: its reader asks for lines and works on them by number."""

    LINE = re.compile(r"(\d+) (.*)")
    MARK = "the end of the answer"

    def __init__(self, program: str, environ: dict[str, str], address: str) -> None:
        self.terminal = Terminal([program, address], environ)

    def see(self, *words: str) -> None:
        """Print the page and look for some words in this order."""
        text, place = " ".join(" ".join(self._lines().values()).split()), 0
        for piece in words:
            found = text.find(piece, place)
            assert found >= 0, f"{piece!r} does not follow in:\n{text}"
            place = found + len(piece)

    def follow(self, words: str) -> None:
        """Go where a link leads."""
        line, place = self._find(f"{{{words}}}", "{")
        self._ask(line, f"g{place}")

    def press(self, words: str) -> None:
        """Press a button."""
        line, place = self._find(f"<{words}>", "<")
        self._ask(line, f"i{place}*")

    def choose(self, words: str) -> None:
        """Choose one of several."""
        line, place = self._find(f"<-> {words}", "<")
        self._ask(line, f"i{place}=+")

    def fill(self, label: str, words: str) -> None:
        """Put words into the first field after a label."""
        lines = self._lines()
        start = max(number for number, text in lines.items() if label in text)
        line = min(number for number, text in lines.items() if number >= start and "<" in text)
        self._ask(line, f"i1={words}")

    def attach(self, label: str, file: str, button: str) -> None:
        """Name a file and send it."""
        self.fill(label, file)
        self.press(button)

    def _find(self, words: str, sign: str) -> tuple[int, int]:
        """Return the line of some words, and how many of the signs it has up to them."""
        for number, text in self._lines().items():
            before, found, _ = text.partition(words)
            if found:
                return number, before.count(sign) + 1
        raise AssertionError(f"no {words!r} in:\n{self.terminal.page}")

    def _lines(self) -> dict[int, str]:
        found = map(self.LINE.fullmatch, self._ask("1,$n"))
        return {int(line[1]): line[2] for line in found if line}

    def _ask(self, *commands: object) -> list[str]:
        """Give commands; return the lines that answer them."""
        self.terminal.screen = Screen(ROWS, COLUMNS)
        self.terminal.press("\n".join(map(str, (*commands, f"!echo {self.MARK}", ""))))
        self.terminal.wait(lambda: f"{self.MARK} ok" in self.terminal.text, "edbrowse hangs")
        return self.terminal.screen.lines
