"""Addresses: those we send by mail, and those a reader may send us to."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.routing import IntegerConverter, Map

from webapp.core.settings import settings

MAX_LENGTH = 2000
LARGEST_ROW_NUMBER = 2**31 - 1  # what PostgreSQL's integer holds


class RowNumber(IntegerConverter):
    """The number of a row in an address: one that no table could hold leads nowhere."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        """Set the limit."""
        super().__init__(url_map, *args, **{"max": LARGEST_ROW_NUMBER, **options})


def public_link(path: str) -> str:
    """Return the absolute address of a path such as ``/login``, from ``PUBLIC_URL`` alone."""
    return settings().public_url + path


def with_query(path: str, **parameters: str) -> str:
    """Return ``path`` with query parameters added."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode(parameters)}"


def is_local(address: str) -> bool:
    """Tell whether a redirect target is a path of this site.

    One leading ``/``, no backslash, no control or other unprintable character: anything else
    could be read as another site's address by some browser.
    """
    if not 1 <= len(address) <= MAX_LENGTH or not address.isascii():
        return False
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    if any(not " " < character < "\x7f" for character in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
