"""The few marks in which the demo's letters are written, read into blocks."""

import re
from typing import NamedTuple

CELL = re.compile(r"\s*\|\s*")
MARKS = {"> ": "quotation", "- ": "list", "    ": "listing", "## ": "heading"}
PICTURE = re.compile(r"!\[(.*)\]\((.+)\)")


class Block(NamedTuple):
    """A paragraph, heading, list, quotation, picture or listing, line by line.

    A picture's lines are its words and its address. Tables and facts have rows of cells instead.
    """

    kind: str
    lines: list[str]
    rows: list[list[str]]


def read(source: str) -> list[Block]:
    """Return the blocks of a letter: empty lines stand between them."""
    return [_block(part.splitlines()) for part in re.split(r"\n\s*\n", source.strip("\n"))]


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first.startswith("|"):
        kind = "table" if first.startswith("||") else "facts"
        return Block(kind, [], [CELL.split(line.strip().strip("|").strip()) for line in lines])
    if picture := PICTURE.fullmatch(first):
        return Block("picture", [picture[1], picture[2]], [])
    if first.endswith("\\"):
        return Block("lines", [line.rstrip("\\").strip() for line in lines], [])
    for mark, kind in MARKS.items():
        if first.startswith(mark):
            return Block(kind, [line.removeprefix(mark).rstrip() for line in lines], [])
    return Block("paragraph", [" ".join(line.strip() for line in lines)], [])


def columns(rows: list[list[str]], *, is_sum: bool) -> list[str]:
    """Return rows as lines of text; amounts that are summed up stand at the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        *cells, last = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join([*cells, row[-1].rjust(widths[-1]) if is_sum else last.rstrip()]))
    return lines
