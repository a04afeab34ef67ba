"""One thing that the demo's provider told somebody, and how its letters fared."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from webapp.demo.clients import Client
from webapp.demo.people import Person
from webapp.messaging.service.telling import Content


class Fate(StrEnum):
    """How the letters of a notification fared, where that is not left to chance."""

    ANY = "any"
    SENT = "sent"
    EXPIRED = "expired"


class Told(NamedTuple):
    """What was told to an account, or to one person alone. ``secrets`` are names of facts."""

    at: datetime
    type: str
    client: Client | None = None
    person: Person | None = None
    content: Content | None = None
    facts: Mapping[str, object] = {}
    secrets: tuple[str, ...] = ()
    key: str | None = None
    expires_at: datetime | None = None
    address: str = ""
    agent: str = ""
    fate: Fate = Fate.ANY
