"""Where the current act comes from, so that services can note it without knowing the web."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from flask import has_request_context, request

from webapp.core.net import CLIENT_IP, UNKNOWN, Address

AGENT_LENGTH = 200


class Origin(NamedTuple):
    """Client address and browser; both empty for the command line."""

    address: str
    agent: str


def client_address() -> Address:
    """Return the address of the client of the current request."""
    address: Address = request.environ.get(CLIENT_IP, UNKNOWN)
    return address


_absent: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def on_behalf_of(origin: Origin) -> Iterator[None]:
    """Act for a request that ended earlier, as the worker does."""
    token = _absent.set(origin)
    try:
        yield
    finally:
        _absent.reset(token)


def current_origin() -> Origin:
    """Return where the current request, if any, comes from."""
    if absent := _absent.get():
        return absent
    if not has_request_context():
        return Origin("", "")
    agent = request.headers.get("User-Agent", "")
    printable = "".join(character for character in agent if character.isprintable())
    return Origin(str(client_address()), printable[:AGENT_LENGTH])
