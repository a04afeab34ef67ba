"""What every page shows around its content: the provider's brand, the menu, the visitor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request

from webapp.core import brand, themes
from webapp.core.hypermedia import status_words
from webapp.core.initials import initials
from webapp.core.rendering import url_for
from webapp.core.room import rooms
from webapp.core.settings import Settings


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One entry of the menu for this reader."""

    label: str
    address: str
    current: str
    """As in ``aria-current``: ``page``, or ``true`` for a page below this one, or nothing."""


def init_app(app: Flask, settings: Settings, visitor: Callable[[], Any]) -> None:
    """Give templates the brand, the menu and the visitor."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["initials"] = initials
    themes.init_app(app, settings)
    brand.init_app(app, settings)

    @app.context_processor
    def surroundings() -> dict[str, object]:
        reader = None if g.get("crashed") else visitor()
        return {
            "brand": brand.current(),
            "visitor": reader,
            "menu": _Menu(reader),
            "status_words": status_words,
        }


@dataclass(frozen=True, slots=True)
class _Menu:
    """The sections that a visitor may enter, in the order of the rooms, once they are asked for."""

    visitor: Any

    def __iter__(self) -> Iterator[MenuLine]:
        entries = [room.menu for room in rooms() if room.menu]
        for entry in entries if self.visitor else []:
            if self.visitor.may(entry.permission):
                yield MenuLine(
                    label=str(entry.label),
                    address=url_for(entry.endpoint),
                    current=_current(entry.endpoint),
                )


def _current(endpoint: str) -> str:
    if endpoint == request.endpoint:
        return "page"
    return "true" if endpoint.partition(".")[0] == request.blueprint else ""
