"""A state of a page, open in a window, and the tools that look at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Response

from tests.browser.modes import MODES, Mode
from tests.browser.visit import Visit
from tests.browser.window import Window


@dataclass
class Tools:
    """What checks use; each is looked for when it is needed first, and may be missing."""

    find: Callable[[str], Any]

    @property
    def axe(self) -> str:
        """The source of axe-core."""
        return self.find("axe")

    @property
    def nu(self) -> Any:
        """The Nu HTML checker."""
        return self.find("nu")

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of a text browser."""
        return self.find("surroundings")

    def text_browser(self, name: str) -> str:
        """The path of a text browser."""
        return self.find("tool")(name, name)


@dataclass
class Sight:
    """What the checks look at."""

    name: str
    mode_name: str
    visit: Visit
    tools: Tools

    @property
    def mode(self) -> Mode:
        """The way in which it is looked at."""
        return MODES[self.mode_name]

    @property
    def window(self) -> Window:
        """The window in which the page is open."""
        return self.visit.window

    @property
    def answer(self) -> Response:
        """The answer that brought the page, or the last change of it."""
        return self._last("document", "fetch", "xhr")

    @property
    def sent(self) -> str:
        """The document as it was sent."""
        return self._last("document").text()

    def _last(self, *kinds: str) -> Response:
        answers = self.window.answers
        return next(one for one in reversed(answers) if one.request.resource_type in kinds)

    @property
    def log(self) -> list[str]:
        """What was asked, swapped and said since the document came."""
        return self.window.seen("log") if self.mode.scripts else []

    def endpoint(self, app: Flask) -> str:
        """The view that answered last."""
        path, method = urlsplit(self.answer.url).path, self.answer.request.method
        return app.url_map.bind("localhost").match(path, method)[0]
