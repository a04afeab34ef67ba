"""How readers look at pages, and what is checked in each way: the one place that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.browser.states import EVERYTHING, LONG_WORDS, PAGES, REFERENCE, SELDOM

TREE, TEXT, MARKUP, AXE, KEYS, SIZES = "tree", "text", "markup", "axe", "keys", "sizes"
CHECKS = {
    TREE: "what a screen reader gets, and what the status region says when, as reviewed",
    TEXT: "what w3m and lynx make of it, as reviewed",
    MARKUP: "the Nu HTML checker has nothing to say, of what was sent and of what scripts left",
    AXE: "axe-core finds no violation and leaves nothing undecided",
    KEYS: "Tab leads through it in order, with an outline, and under nothing",
    SIZES: "unique ids; 320 px, wide spacing, 200 % text; room for a thumb",
}
SEEN = (AXE, KEYS, SIZES)


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to look: what is checked in it, and the states at which `make test` looks."""

    checks: tuple[str, ...]
    often: tuple[str, ...] = REFERENCE
    states: tuple[str, ...] = tuple(EVERYTHING)
    look: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    scripts: bool = True


MODES: dict[str, Mode] = {
    "light": Mode(
        (TREE, TEXT, MARKUP, *SEEN), often=tuple(s for s in EVERYTHING if s not in SELDOM)
    ),
    "dark": Mode((TREE, *SEEN), look={"color_scheme": "dark"}),
    "forced colours": Mode((TREE, *SEEN), look={"forced_colors": "active"}),
    "no scripts": Mode((MARKUP, *SEEN), states=tuple(PAGES), scripts=False),
    "right to left": Mode((MARKUP, *SEEN), often=LONG_WORDS, language="ar"),
    "German": Mode((SIZES,), often=LONG_WORDS, language="de"),
    "Ukrainian": Mode((SIZES,), language="uk"),
    "print": Mode((AXE,), look={"media": "print"}),
}


def cases() -> dict[tuple[str, str], bool]:
    """Every (state, mode) at which the gate looks, and whether `make test` looks, too."""
    return {
        (state, name): state in mode.often
        for name, mode in MODES.items()
        for state in EVERYTHING
        if state in mode.states
    }
