"""Who sits on which account of the demo, since when, and what he wants to be told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.demo import clients, people
from webapp.demo.clients import CLIENTS, Client
from webapp.demo.people import Person
from webapp.identity.models import Role
from webapp.identity.permissions import (
    FINANCE,
    FULL_ACCESS,
    READ_ONLY,
    SYSTEM_ADMINISTRATOR,
    Permission,
)
from webapp.messaging.catalogue import Category


class Consent(NamedTuple):
    """Newsletters wanted since so many days ago, and until so many days ago, if not still."""

    given: int
    withdrawn: int | None = None


class Switch(NamedTuple):
    """A type that was turned off or on so many days ago."""

    type: str
    is_on: bool
    days: int


class Seat(NamedTuple):
    """A demo user's place on an account; all days are counted back from today."""

    person: Person
    client: Client
    role: Role
    permissions: frozenset[Permission]
    days: int
    disabled: int | None = None
    expires: int | None = None
    switches: tuple[Switch, ...] = ()
    consents: tuple[Consent, ...] = ()

    def was_told(self, category: str, at: datetime, today: datetime) -> bool:
        """Tell whether letters of a category came to this seat at a moment, if they were wanted."""
        ends = [_ago(days, today) for days in (self.disabled, self.expires) if days is not None]
        if at < _ago(self.days, today) or any(end <= at for end in ends):
            return False
        if category == Category.NEWSLETTERS:
            return any(_ago(consent.given, today) <= at for consent in self.consents)
        return self.role is Role.OWNER or category != Category.SECURITY

    def wanted(self, type_id: str, category: str, at: datetime, today: datetime) -> bool:
        """Tell whether somebody who was told wanted the letter, too."""
        turned = [s for s in self.switches if s.type == type_id and _ago(s.days, today) <= at]
        if turned and not turned[-1].is_on:
            return False
        return category != Category.NEWSLETTERS or any(
            _ago(consent.given, today) <= at
            and (consent.withdrawn is None or at < _ago(consent.withdrawn, today))
            for consent in self.consents
        )


def _ago(days: int, today: datetime) -> datetime:
    return today - timedelta(days=days)


def _off(days: int, *types: str) -> tuple[Switch, ...]:
    return tuple(Switch(type_id, is_on=False, days=days) for type_id in types)


SUPPORT = ("support.reply", "support.closed")
SERVICES = ("service.activated", "service.expiring", "service.suspended", "service.resumed")
BILLS = ("invoice.new", "invoice.paid", "invoice.overdue", "balance.low")

OWNERS_CONSENTS = {
    people.ANNA: (Consent(700),),
    people.JONAS: (Consent(380, withdrawn=95),),
    people.OLENA: (Consent(330),),
    people.LAYLA: (Consent(260),),
    people.SAMUEL: (Consent(250),),
    people.GRACE: (Consent(420, withdrawn=300), Consent(170)),
}
OWNERS_SWITCHES = {
    people.ANNA: _off(150, "newsletter.offers"),
    people.SAMUEL: _off(260, "support.closed"),
    people.OLENA: (
        Switch("invoice.paid", is_on=False, days=330),
        Switch("invoice.paid", is_on=True, days=200),
    ),
}

TRUSTED = (
    Seat(
        people.INGRID,
        clients.KOVALENKO,
        Role.TRUSTED,
        FINANCE,
        days=905,
        switches=_off(600, *SUPPORT, *SERVICES),
    ),
    Seat(
        people.INGRID,
        clients.LINDENHOF,
        Role.TRUSTED,
        FINANCE,
        days=610,
        switches=_off(600, *SUPPORT, *SERVICES),
    ),
    Seat(people.INGRID, clients.BRIGHTWATER, Role.TRUSTED, FINANCE, days=290),
    Seat(
        people.TOMASZ,
        clients.KOVALENKO,
        Role.TRUSTED,
        SYSTEM_ADMINISTRATOR,
        days=700,
        switches=_off(695, *BILLS),
    ),
    Seat(
        people.TOMASZ,
        clients.BRIGHTWATER,
        Role.TRUSTED,
        SYSTEM_ADMINISTRATOR,
        days=455,
        switches=_off(450, *BILLS),
    ),
    Seat(
        people.PRIYA,
        clients.KOVALENKO,
        Role.TRUSTED,
        READ_ONLY,
        days=400,
        switches=_off(220, "support.closed"),
        consents=(Consent(390),),
    ),
    Seat(people.MARCO, clients.KOVALENKO, Role.TRUSTED, FULL_ACCESS, days=828, disabled=143),
    Seat(people.EVA, clients.KOVALENKO, Role.TRUSTED, SYSTEM_ADMINISTRATOR, days=196, expires=16),
    Seat(people.KARIN, clients.LINDENHOF, Role.TRUSTED, FULL_ACCESS, days=602),
)


def _owners() -> Iterator[Seat]:
    for client in CLIENTS:
        owner = client.owner
        yield Seat(
            owner,
            client,
            Role.OWNER,
            frozenset(),
            days=client.days,
            switches=OWNERS_SWITCHES.get(owner, ()),
            consents=OWNERS_CONSENTS.get(owner, ()),
        )


SEATS = (*_owners(), *TRUSTED)
