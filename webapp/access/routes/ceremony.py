"""What a page with a passkey button needs to know."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import request

from webapp.access.service import webauthn
from webapp.core.links import public_link


class Ceremony(NamedTuple):
    """What the browser is asked for, where its answer goes, and the words on the button."""

    options: dict[str, Any]
    action: str
    button: object

    @property
    def home(self) -> str:
        """Return the address at which passkeys work; empty when the reader is there."""
        asked = urlsplit(request.host_url).hostname or ""
        return "" if asked == webauthn.host() else public_link("/")
