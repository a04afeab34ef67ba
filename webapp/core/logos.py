"""The provider's logo: a file of his or an address on his site, judged by its bytes."""

import base64
import binascii
import io
import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from webapp.core.settings import Settings

LARGEST = 100_000  # bytes
LONGEST_SIDE = 4096
THEME = "/static/theme/"
DATA = re.compile(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)", re.ASCII)
LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)(?:px)?\s*", re.ASCII)
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
KNOWN = "give an SVG, PNG, WebP or JPEG image"


class UnusableLogo(Exception):
    """The logo cannot be shown; the message says why."""


class Logo(NamedTuple):
    """A logo: where it lies, or the bytes that we serve; its size in pixels, 0 if unknown."""

    address: str
    content: bytes
    ending: str
    width: int
    height: int


def read(value: str, settings: Settings) -> Logo:
    """Find what a setting names: a file, a file of the theme, an address, or a data: address.

    :raises UnusableLogo: there is no such image, or none that every browser shows.
    """
    if not value.isprintable() or set(value) & set('"<>\\'):
        raise UnusableLogo("leave out quotes, brackets and control characters")
    if value.startswith("data:"):
        return _judged(_decoded(value), address=value)
    if value.startswith(f"{settings.origin}/"):
        return Logo(value, b"", "", 0, 0)
    if value.startswith(settings.prefix + THEME):
        return _judged(_content(_of_theme(value, settings)), address=value)
    if "://" in value or value.startswith("//"):
        raise UnusableLogo(f"an address must begin with {settings.origin}/: browsers are told so")
    return _judged(_content(Path(value)))


def _of_theme(address: str, settings: Settings) -> Path:
    name = address.removeprefix(settings.prefix + THEME)
    if settings.theme is None or ".." in Path(name).parts:
        raise UnusableLogo(f"{THEME} is the folder static of CLIENTAREA_THEME_DIR")
    return settings.theme / "static" / name


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableLogo(f"{path}: {error.strerror}") from None
    if len(content) > LARGEST:
        raise UnusableLogo(f"{path} has {len(content)} bytes, {LARGEST} is the most")
    return content


def _decoded(address: str) -> bytes:
    found = DATA.fullmatch(address)
    try:
        content = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        content = b""
    if not 0 < len(content) <= LARGEST:
        raise UnusableLogo(f"a data: address is an image in Base64 of at most {LARGEST} bytes")
    return content


def _judged(content: bytes, address: str = "") -> Logo:
    if b"<" in content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]:
        return Logo(address, content, "svg", *_svg_size(content))
    from PIL import Image  # noqa: PLC0415 - tens of MB, for providers whose logo has pixels

    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
            width, height = image.size
            ending = FORMATS[str(image.format)]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnusableLogo(KNOWN) from None
    if max(width, height) > LONGEST_SIDE:
        raise UnusableLogo(f"{width} × {height} pixels, {LONGEST_SIDE} is the most for a side")
    return Logo(address, content, ending, width, height)


def _svg_size(content: bytes) -> tuple[int, int]:
    """Return the size that an SVG says of itself (SVG 2 §8.2), 0 where it says none."""
    try:
        root = ET.fromstring(content)  # noqa: S314 - the operator's own; expat bounds entities
    except (ET.ParseError, LookupError, ValueError) as error:  # the last two of its encoding
        raise UnusableLogo(f"not well-formed: {error}") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise UnusableLogo(f"{KNOWN}; an SVG begins with <svg xmlns=…>")
    sides = [root.get("width", ""), root.get("height", "")]
    if not all(LENGTH.fullmatch(side) for side in sides):
        sides = root.get("viewBox", "").replace(",", " ").split()[2:]
    found = [LENGTH.fullmatch(side) for side in sides]
    width, height = (round(float(side[1])) if side else 0 for side in (*found, None, None)[:2])
    return (width, height) if width and height else (0, 0)
