"""Lightweight browsers as Debian ships them, with a home of their own."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import address, application, environ, listener

__all__ = ["address", "application", "environ", "listener"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a lightweight browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.textbrowser)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a text browser: an empty home, a plain terminal, UTF-8."""
    (tmp_path / ".ebrc").touch()  # edbrowse would write one and talk about it
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and name not in ("LINES", "COLUMNS")
    }
    return {
        **kept,
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "vt100",
    }


@pytest.fixture
def display_tools(tool) -> None:
    """What a browser needs that is driven on a screen of its own."""
    for name, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick")):
        tool(name, package)


@pytest.fixture
def in_order() -> Callable[..., None]:
    """Hold a text to an order of words: ``in_order(text, "Password", "Sign in")``."""

    def check(text: str, *pieces: str) -> None:
        text, place = " ".join(text.split()), 0
        for piece in pieces:
            found = text.find(piece, place)
            assert found >= 0, f"{piece!r} does not follow in:\n{text}"
            place = found + len(piece)

    return check
