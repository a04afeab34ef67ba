"""What a reader gets who does not see the page: the tree of a screen reader, and plain text.

Reviewed files hold each state to what people have read; ``UPDATE_SNAPSHOTS=1`` writes them anew.
"""

import re
from pathlib import Path

from tests.browser.sight import Sight
from tests.browser.states import IN_PLACE
from tests.house.snapshots import compare
from tests.textbrowsers.dumps import PROGRAMS, dump

REVIEWED = Path(__file__).resolve().parents[1] / "reviewed"
TREES, SUFFIXES = "tree", {"tree": ".yml", **dict.fromkeys(PROGRAMS, ".txt")}
OPTION = r"(?:^ *- option (?!.*\[selected\]).*\n)"
OPTIONS = re.compile(rf"({OPTION}{{3}}){OPTION}+", re.MULTILINE)
MOMENT = re.compile(r"(<time[^>]*>).*?(</time>)")
REFERENCE_NUMBER = re.compile(r"\b[0-9a-f]{16}\b")
DRAWN = {
    REFERENCE_NUMBER: "0123456789abcdef",
    re.compile(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b"): "KEYS AREX DRAW NBYX LOTX THEX WHOL ETIM",
    re.compile(r"(?<=secret=)[A-Z2-7]{32}\b"): "KEYSAREXDRAWNBYXLOTXTHEXWHOLETIM",
    re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b"): "0123-4567-89AB-CDEF",
}
"""What differs each time, and what stands for it in a reviewed file."""


def reviewed(kind: str, state: str) -> Path:
    """The file to which a state is held."""
    return REVIEWED / kind / f"{state.replace(',', '').replace(' ', '-')}{SUFFIXES[kind]}"


def hold(kind: str, state: str, text: str) -> list[str]:
    """Compare with the reviewed file."""
    for pattern, word in DRAWN.items():
        text = pattern.sub(word, text)
    try:
        compare(reviewed(kind, state), text)
    except AssertionError as difference:
        return [str(difference)]
    return []


def is_heard(sight: Sight) -> list[str]:
    """Compare the tree that assistive technology gets, and what the status region said when.

    Of long lists the first three options are enough; moments differ each time.
    """
    tree = sight.window.page.locator("body").aria_snapshot() + "\n"
    moments = sight.window.page.locator("time").all_inner_texts()  # rows are named after them
    for moment in sorted(moments, key=len, reverse=True):  # a day is a part of its hours
        for spelt in (moment, " ".join(moment.split())):  # a narrow blank may have become a blank
            tree = tree.replace(spelt, "a moment")
    tree = OPTIONS.sub(r"\1", tree)
    log = "".join(f"# {line}\n" for line in sight.log)
    return hold(TREES, sight.name, log + tree)


def is_read(sight: Sight) -> list[str]:
    """Compare what text browsers make of the page; what is changed in place they never get.

    How many blanks, blank lines and underscores they set is left to them.
    """
    found = []
    if sight.name in IN_PLACE:
        return found
    html = MOMENT.sub(r"\1a moment\2", sight.sent)
    for program in PROGRAMS:
        text = dump(sight.tools.text_browser(program), program, html, sight.tools.surroundings)
        lines = [re.sub(r"_{2,}", "__", " ".join(line.split())) for line in text.splitlines()]
        found += hold(program, sight.name, "\n".join(filter(None, lines)) + "\n")
    return found
