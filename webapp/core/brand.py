"""How the provider wants to be recognised: his name, logo, colour and addresses."""

import hashlib
import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app
from flask.typing import ResponseReturnValue

from webapp.core import logos
from webapp.core.access import public
from webapp.core.colours import BLACK, WHITE, contrast, is_colour, readable, shaded
from webapp.core.colours import READABLE as ON_WHITE
from webapp.core.errors import NotFound
from webapp.core.settings import Settings, SettingsError

YEAR = 365 * 24 * 3600

LIGHT_SURFACES = (WHITE, "#eef0f3")
DARK_SURFACES = ("#0e1114", "#262b31")
"""The ends between which every ground lies that text in the accent stands on."""

IN_THE_DARK = 6.5
"""Contrast of the accent on dark pages: more than text needs, for colours that glow a little."""

ADDRESS = re.compile(
    r"https?://[^/?#@]+([/?#].*)?|/(?!/).*|mailto:[^@]+@[^@]+|tel:\+?[\d-]+", re.ASCII
)
NOT_IN_ADDRESSES = set(' "<>\\')
ADDRESSES = ("brand_site_url", "brand_sign_up_url", "brand_help_url")

bp = Blueprint("brand", __name__)


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour and the text on it, on light pages and on dark ones."""

    light: str
    on_light: str
    dark: str
    on_dark: str


OURS = Accent(light="#1d5fae", on_light="#ffffff", dark="#84b8f6", on_dark="#0c1a2b")


@dataclass(frozen=True, slots=True)
class Image:
    """An image for templates; a side that is not known is 0."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    """What templates know of the provider; empty texts and None stand for nothing."""

    name: str
    logo: Image | None
    logo_dark: Image | None
    accent: Accent
    site_url: str
    sign_up_url: str
    help_url: str
    stylesheet: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of the brand, kept in memory."""

    content: bytes
    media_type: str


def init_app(app: Flask, settings: Settings) -> None:
    """Read the brand; its files are served under names made of their content.

    :raises SettingsError: the colour, a logo or an address cannot be used.
    """
    for name in ADDRESSES:
        _check_address(name, getattr(settings, name))
    if settings.brand_logo_dark and not settings.brand_logo:
        raise SettingsError("CLIENTAREA_BRAND_LOGO_DARK: give CLIENTAREA_BRAND_LOGO, too")
    files: dict[str, File] = {}
    accent = _accent(settings.brand_accent)
    stylesheet = ""
    if settings.brand_accent:
        css = File(_css(accent).encode(), "text/css; charset=utf-8")
        stylesheet = _publish(files, css, "accent", "css", settings)
    brand = Brand(
        name=settings.brand_name,
        logo=_logo("brand_logo", files, settings),
        logo_dark=_logo("brand_logo_dark", files, settings),
        accent=accent,
        site_url=settings.brand_site_url,
        sign_up_url=settings.brand_sign_up_url,
        help_url=settings.brand_help_url,
        stylesheet=stylesheet,
    )
    app.extensions["clientarea.brand"] = brand
    app.extensions["clientarea.brand_files"] = files
    app.register_blueprint(bp)


def current() -> Brand:
    """Return the current application's brand."""
    return cast("Brand", current_app.extensions["clientarea.brand"])


def shades(colour: str) -> Accent:
    """Return a colour in shades that can be read on light and dark pages, and text for them."""
    light = readable(colour, BLACK, LIGHT_SURFACES)
    dark = readable(colour, WHITE, DARK_SURFACES, IN_THE_DARK)
    on_dark = readable(shaded(colour, BLACK, 0.7), BLACK, [dark])
    return Accent(light=light, on_light=WHITE, dark=dark, on_dark=on_dark)


def _check_address(name: str, address: str) -> None:
    """Refuse what a link could not lead to, or where a browser would go somewhere else."""
    is_clean = address.isprintable() and not NOT_IN_ADDRESSES.intersection(address)
    try:
        urlsplit(address)
    except ValueError:
        is_clean = False
    if address and not (is_clean and ADDRESS.fullmatch(address)):
        problem = "give an address that begins with https:// or /, or mailto: or tel:"
        raise SettingsError(f"CLIENTAREA_{name.upper()}: {problem}")


def _accent(colour: str) -> Accent:
    if not colour:
        return OURS
    if not is_colour(colour.lower()):
        raise SettingsError("CLIENTAREA_BRAND_ACCENT: give a colour like #1a5fb4")
    if contrast(colour, WHITE) < ON_WHITE:
        message = "CLIENTAREA_BRAND_ACCENT: too pale for text on white, take a darker colour"
        raise SettingsError(message)
    return shades(colour.lower())


def _css(accent: Accent) -> str:
    light = f".ca{{--ca-accent:{accent.light};--ca-on-accent:{accent.on_light}}}"
    dark = f".ca{{--ca-accent:{accent.dark};--ca-on-accent:{accent.on_dark}}}"
    return f"{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n"


def _logo(name: str, files: dict[str, File], settings: Settings) -> Image | None:
    value = getattr(settings, name)
    if not value:
        return None
    try:
        logo = logos.read(value, settings)
    except logos.UnusableLogo as error:
        raise SettingsError(f"CLIENTAREA_{name.upper()}: {error}") from None
    address = logo.address
    if not address:
        file = File(logo.content, logos.MEDIA_TYPES[logo.ending])
        address = _publish(files, file, "logo", logo.ending, settings)
    return Image(address, logo.width, logo.height)


def _publish(files: dict[str, File], file: File, name: str, ending: str, settings: Settings) -> str:
    """Keep a file under a name that changes with its content; return its address.

    The name begins with a word, since w3m shows it where the image would be.
    """
    name = f"{name}.{hashlib.sha256(file.content).hexdigest()[:12]}.{ending}"
    files[name] = file
    return f"{settings.prefix}/brand/{name}"


@bp.get("/brand/<name>")
@public
def file(name: str) -> ResponseReturnValue:
    """Serve the provider's colour or logo, under the address that belongs to its content.

    :raises NotFound: it is another version's.
    """
    found = current_app.extensions["clientarea.brand_files"].get(name)
    if found is None:
        raise NotFound
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    return Response(found.content, content_type=found.media_type, headers=headers)
