"""What a full-screen program has drawn: the part of a VT100 and xterm that text browsers use."""

import codecs
import re
from collections.abc import Callable

PIECES = re.compile(
    r"\x1b\[(?P<private>[?>=]?)(?P<numbers>[0-9;]*)(?P<order>[@-~])"
    r"|\x1b\](?P<said>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[()][A-Z0-9]"
    r"|\x1b(?P<short>[^\[\]()])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<words>[^\x00-\x1f\x7f]+)"
)


class Screen:
    """Rows of characters and a cursor."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows - 1
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest = ""
        self.orders: dict[str, Callable[[list[int]], None]] = {
            "H": self._place,
            "f": self._place,
            "A": lambda n: self._move(self.row - n[0], self.column),
            "B": lambda n: self._move(self.row + n[0], self.column),
            "C": lambda n: self._move(self.row, self.column + n[0]),
            "D": lambda n: self._move(self.row, self.column - n[0]),
            "G": lambda n: self._move(self.row, n[0] - 1),
            "d": lambda n: self._move(n[0] - 1, self.column),
            "J": self._erase_screen,
            "K": self._erase_line,
            "X": lambda n: self._blank(self.row, self.column, self.column + n[0]),
            "r": self._set_region,
        }

    def feed(self, sent: bytes) -> None:
        """Draw what a program sent; an order that is cut off waits for its rest."""
        written, place = self.rest + self.decoder.decode(sent), 0
        while found := PIECES.match(written, place):
            place = found.end()
            if found["words"]:
                self._write(found["words"])
            elif found["control"]:
                self._control(found["control"])
            elif found["short"] == "M":
                self._back()
            elif found["order"] and not found["private"]:
                self._order(found["order"], found["numbers"])
        self.rest = written[place:]

    @property
    def lines(self) -> list[str]:
        """What stands in each row."""
        return ["".join(cells).rstrip() for cells in self.cells]

    def _order(self, order: str, numbers: str) -> None:
        if order in "mhlnct":
            return  # colours, modes, questions about the terminal
        if order in "JK":
            self.orders[order]([int(numbers or 0)])
            return
        self.orders[order]([int(number or 1) or 1 for number in numbers.split(";")])

    def _write(self, words: str) -> None:
        for character in words:
            if self.column == self.columns:  # a VT100 breaks the line when the next one comes
                self.column = 0
                self._forward()
            self.cells[self.row][self.column] = character
            self.column += 1

    def _control(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self._forward()
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character == "\t":
            self.column = min(self.column // 8 * 8 + 8, self.columns - 1)

    def _move(self, row: int, column: int) -> None:
        self.row = min(max(row, 0), self.rows - 1)
        self.column = min(max(column, 0), self.columns - 1)

    def _place(self, numbers: list[int]) -> None:
        row, column = [*numbers, 1][:2]
        self._move(row - 1, column - 1)

    def _set_region(self, numbers: list[int]) -> None:
        top, bottom = [*numbers, self.rows][:2]
        self.top, self.bottom = top - 1, bottom - 1
        self._move(0, 0)

    def _forward(self) -> None:
        if self.row == self.bottom:
            del self.cells[self.top]
            self.cells.insert(self.bottom, [" "] * self.columns)
        else:
            self._move(self.row + 1, self.column)

    def _back(self) -> None:
        if self.row == self.top:
            del self.cells[self.bottom]
            self.cells.insert(self.top, [" "] * self.columns)
        else:
            self._move(self.row - 1, self.column)

    def _blank(self, row: int, start: int, end: int) -> None:
        self.cells[row][start:end] = " " * (min(end, self.columns) - start)

    def _erase_line(self, numbers: list[int]) -> None:
        start = 0 if numbers[0] else self.column
        end = self.column + 1 if numbers[0] == 1 else self.columns
        self._blank(self.row, start, end)

    def _erase_screen(self, numbers: list[int]) -> None:
        self._erase_line(numbers)
        above, below = range(self.row), range(self.row + 1, self.rows)
        for row in {0: [*below], 1: [*above], 2: [*above, *below]}.get(numbers[0], []):
            self._blank(row, 0, self.columns)
