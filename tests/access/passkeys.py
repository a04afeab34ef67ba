"""Somebody with a passkey, and how a browser answers for him."""

import json
from typing import Any

from tests.authenticators import SoftKey
from tests.builders import Someone
from tests.reader import Reader
from webapp.identity.models import Passkey


def asked(reader: Reader) -> dict[str, Any]:
    """What the page that is open asks the browser for."""
    place = reader.page.by_id("credential")
    return json.loads(place.get("data-ca-passkey"))


def add(reader: Reader, key: SoftKey, status: int = 200, **client: object) -> Reader:
    """Make a passkey on its page."""
    reader.open("/access/passkeys/add")
    return reader.submit(status, credential=key.make(asked(reader), **client))


def use(reader: Reader, key: SoftKey, status: int = 200, **client: object) -> Reader:
    """Use a passkey on the page that is open."""
    return reader.submit(status, credential=key.use(asked(reader), **client))


def sign_in(reader: Reader, key: SoftKey, status: int = 200, **client: object) -> Reader:
    """Sign in with a passkey."""
    return use(reader.open("/access/passkeys/sign-in"), key, status, **client)


def owned(app: Any, anna: Someone, **traits: Any) -> SoftKey:
    """A passkey that somebody has added."""
    key = SoftKey(**traits)
    add(Reader(app).sign_in(anna), key)
    return key


def stored(build: Any, number: int = 1) -> Any:
    """What we keep of a passkey."""
    return build.stored(Passkey, number)
