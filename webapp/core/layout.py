"""What every page shows around its content: the provider's brand, the menu, the visitor."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from webapp.core import paths
from webapp.core.access import public
from webapp.core.errors import NotFound
from webapp.core.hypermedia import status_words
from webapp.core.initials import initials
from webapp.core.rendering import url_for
from webapp.core.room import rooms
from webapp.core.settings import Settings, SettingsError

YEAR = 365 * 24 * 3600
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3

bp = Blueprint("layout", __name__)


@dataclass(frozen=True, slots=True)
class Brand:
    """How the provider wants to be recognised; empty texts stand for nothing."""

    name: str
    logo: str
    site_url: str
    sign_up_url: str
    help_url: str
    stylesheet: str


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One entry of the menu for this reader."""

    label: str
    address: str
    is_current: bool


def init_app(app: Flask, settings: Settings, visitor: Callable[[], Any]) -> None:
    """Give templates the brand, the menu and the visitor; put the theme's templates first.

    A theme's file extends the one it replaces as ``clientarea/layouts/base.html``.
    """
    ours = FileSystemLoader(paths.TEMPLATES)
    loaders: list[BaseLoader] = [ours, PrefixLoader({"clientarea": ours})]
    if settings.theme_dir:
        loaders.insert(0, FileSystemLoader(f"{settings.theme_dir}/templates"))
    app.jinja_loader = ChoiceLoader(loaders)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["initials"] = initials
    app.extensions["clientarea.accent"] = _accent_css(settings.brand_accent)
    app.register_blueprint(bp)
    brand = _brand(settings, app.extensions["clientarea.accent"])
    app.extensions["clientarea.brand"] = brand

    @app.context_processor
    def surroundings() -> dict[str, object]:
        reader = None if g.get("crashed") else visitor()
        return {
            "brand": brand,
            "visitor": reader,
            "menu": _Menu(reader),
            "status_words": status_words,
        }


def _brand(settings: Settings, accent_css: str) -> Brand:
    return Brand(
        name=settings.brand_name,
        logo=settings.brand_logo,
        site_url=settings.brand_site_url,
        sign_up_url=settings.brand_sign_up_url,
        help_url=settings.brand_help_url,
        stylesheet=f"{settings.prefix}/brand.{_version(accent_css)}.css" if accent_css else "",
    )


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def _accent_css(accent: str) -> str:
    """Return the stylesheet that sets the provider's colour on light pages.

    :raises SettingsError: it is not written like ``#1a5fb4``, or too pale to be read on white.
    """
    if not accent:
        return ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        message = "CLIENTAREA_BRAND_ACCENT: give a colour like #1a5fb4"
        raise SettingsError(message)
    if contrast_with_white(accent) < READABLE:
        message = "CLIENTAREA_BRAND_ACCENT: too pale for text on white, take a darker colour"
        raise SettingsError(message)
    return f"@media (prefers-color-scheme:light){{.ca{{--ca-accent:{accent}}}}}\n"


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of a colour like ``#1a5fb4`` with white (WCAG 2.2), 1 to 21."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@bp.get("/brand.<version>.css")
@public
def stylesheet(version: str) -> ResponseReturnValue:
    """Serve the provider's colour, under the address that belongs to it.

    :raises NotFound: it is another version's.
    """
    css = current_app.extensions["clientarea.accent"]
    if not css or version != _version(css):
        raise NotFound
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    return Response(css, mimetype="text/css", headers=headers)


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
                    is_current=entry.endpoint.partition(".")[0] == request.blueprint,
                )
