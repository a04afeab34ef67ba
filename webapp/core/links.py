"""Addresses: those we send by mail, and those a reader may send us to."""

from urllib.parse import urlencode, urlsplit

from webapp.core.settings import settings

MAX_LENGTH = 2000


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
