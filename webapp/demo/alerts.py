"""What people of the demo did to their own sign-in, the letters about it, and the activity log."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.demo import people
from webapp.demo.clients import CLIENTS, Client
from webapp.demo.people import Person
from webapp.demo.told import Fate, Told
from webapp.demo.visits import Visit
from webapp.identity.models import AccountState
from webapp.profile.phones import grouped
from webapp.sign_in.service import resetting

CHANGED_PHONE = {people.ANNA: 212, people.JONAS: 97, people.LAYLA: 33, people.SAMUEL: 340}
RESET = {people.OLENA: 61, people.GRACE: 145, people.BOHDAN: 300}
RESET_IN_VAIN = {people.SAMUEL: 203, people.CLAIRE: 75}
DISOWNED = {people.JONAS: 128}
"""What somebody did, and how many days ago."""


class Event(NamedTuple):
    """A line of the activity log."""

    at: datetime
    type: str
    person: Person | None = None
    client: Client | None = None
    facts: Mapping[str, object] = {}
    address: str = ""
    agent: str = ""


def told(visits: list[Visit], today: datetime) -> Iterator[Told]:
    """Return the letters about somebody's own sign-in."""
    for visit in visits:
        if visit.is_first:
            yield _alert("security.sign_in", visit, visit.at, way="password")
    for visit in _near(CHANGED_PHONE, visits, today):
        at = visit.at + timedelta(minutes=3)
        yield _alert("security.phone_changed", visit, at, new=grouped(visit.person.phone or ""))
    for visit in _near(DISOWNED, visits, today):
        yield _alert("security.sessions_ended", visit, visit.at - timedelta(minutes=9))
    for visit in (*_near(RESET, visits, today), *_near(DISOWNED, visits, today)):
        yield _link(visit, visit.at - timedelta(minutes=8), Fate.SENT)
        yield _alert("security.password_reset", visit, visit.at - timedelta(minutes=2), passkeys=0)
    for visit in _near(RESET_IN_VAIN, visits, today):
        yield _link(visit, visit.at - timedelta(hours=26), Fate.EXPIRED)


def _near(days: Mapping[Person, int], visits: list[Visit], today: datetime) -> list[Visit]:
    """Return the visit of each person that followed so many days ago."""
    return [
        next(v for v in visits if v.person == person and v.at >= today - timedelta(days=ago))
        for person, ago in days.items()
    ]


def _alert(type_id: str, visit: Visit, at: datetime, **facts: object) -> Told:
    browser = visit.browser
    return Told(
        at,
        type_id,
        person=visit.person,
        facts=facts,
        address=browser.address,
        agent=browser.agent,
        fate=Fate.SENT,
    )


def _link(visit: Visit, at: datetime, fate: Fate) -> Told:
    until = at + resetting.LIFETIME
    letter = _alert("confirm.reset", visit, at, until=until.isoformat())
    return letter._replace(secrets=("token",), expires_at=until, fate=fate)


def events(visits: list[Visit], today: datetime) -> list[Event]:
    """Return the whole activity log, in order."""
    found = [*_of_accounts(today), *(e for visit in visits for e in _of_visit(visit))]
    for name, days, before in (
        ("sign_in.disowned", DISOWNED, 9),
        ("sign_in.reset_asked", {**RESET, **DISOWNED}, 8),
        ("sign_in.password_reset", {**RESET, **DISOWNED}, 2),
        ("sign_in.reset_asked", RESET_IN_VAIN, 26 * 60),
    ):
        near = _near(days, visits, today)
        found += [_event(name, visit, visit.at - timedelta(minutes=before)) for visit in near]
    for visit in _near(CHANGED_PHONE, visits, today):
        at, phone = visit.at + timedelta(minutes=3), visit.person.phone
        found.append(_event("profile.phone_changed", visit, at, old=None, new=phone))
    return sorted(found, key=lambda event: event.at)


def _event(
    name: str, visit: Visit, at: datetime, client: Client | None = None, **facts: object
) -> Event:
    return Event(at, name, visit.person, client, facts, visit.browser.address, visit.browser.agent)


def _of_visit(visit: Visit) -> Iterator[Event]:
    if visit.at.minute % 11 == 0:
        at = visit.at - timedelta(seconds=20)
        yield _event("sign_in.refused", visit, at, way="password")
    yield _event("sign_in.succeeded", visit, visit.at, visit.client, way="password")
    if visit.signed_out:
        yield _event("sign_in.ended", visit, visit.until, visit.client, reason="signed-out")


def _of_accounts(today: datetime) -> Iterator[Event]:
    stopped = {AccountState.SUSPENDED: "account.suspended", AccountState.CLOSED: "account.closed"}
    for client in CLIENTS:
        began = today - timedelta(days=client.days)
        yield Event(began, "account.created", client.owner, client)
        if client.state in stopped:
            at = today - timedelta(days=client.stopped)
            yield Event(at, stopped[client.state], None, client)
