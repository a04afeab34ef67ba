"""The people, accounts and seats of the demo as rows, and the traces that they left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from webapp.core import db
from webapp.core.tokens import digest, new_token
from webapp.demo.alerts import Event
from webapp.demo.clients import CLIENTS, Client
from webapp.demo.people import PEOPLE, Person
from webapp.demo.seats import SEATS
from webapp.demo.visits import Browser, Visit
from webapp.identity.models import (
    Account,
    AccountState,
    ActivityEvent,
    BrowserSession,
    Device,
    Membership,
    User,
)
from webapp.identity.permissions import pack
from webapp.identity.service.sessions import ABSOLUTE, STAY_ABSOLUTE
from webapp.identity.service.users import email_key
from webapp.messaging.models import MailSwitch, NewsletterConsent

KEPT = timedelta(days=90)
CONSENT = {
    "en": "Yes, send me news and offers. I can say no at any time, with one click.",
    "de": "Ja, schicken Sie mir Neuigkeiten und Angebote. Ich kann das jederzeit mit einem Klick "
    "beenden.",
    "uk": "Так, надсилайте мені новини та пропозиції. Відмовитися можна будь-коли одним "
    "натисканням.",
    "ar": "نعم، أرسلوا إليّ الأخبار والعروض. يمكنني التراجع في أي وقت بضغطة واحدة.",
}


class Ids(NamedTuple):
    """Under which ids the database knows everybody."""

    users: Mapping[Person, int]
    accounts: Mapping[Client, int]


def write(model: type[db.Base], rows: list[dict[str, Any]]) -> None:
    """Write rows with one statement."""
    db.connection().execute(insert(model), rows)


def store(model: type[db.Base], rows: list[dict[str, Any]]) -> list[int]:
    """Write the first rows of a table; return their ids, which ascend as the rows do."""
    write(model, rows)
    (key,) = model.__table__.primary_key
    return list(db.connection().scalars(select(key).order_by(key)))


def enrol(hashes: Mapping[Person, str], today: datetime) -> Ids:
    """Write people, accounts and seats."""
    users = store(User, [_user(person, hashes.get(person), today) for person in PEOPLE])
    accounts = store(Account, [_account(client, today) for client in CLIENTS])
    return Ids(
        dict(zip(PEOPLE, users, strict=True)),
        dict(zip(CLIENTS, accounts, strict=True)),
    )


def _user(person: Person, password_hash: str | None, today: datetime) -> dict[str, Any]:
    began = today - timedelta(days=person.days)
    return {
        "email": person.email,
        "email_key": email_key(person.email),
        "name": person.name,
        "password_hash": password_hash,
        "password_set_at": began if password_hash else None,
        "language": person.language,
        "time_zone": person.time_zone,
        "phone": person.phone,
        "notification_email": person.notification_email,
        "created_at": began,
        "confirmed_at": began,
    }


def _account(client: Client, today: datetime) -> dict[str, Any]:
    is_closed = client.state is AccountState.CLOSED
    return {
        "client_id": client.client_id,
        "name": client.name,
        "currency": client.currency,
        "state": client.state,
        "created_at": today - timedelta(days=client.days),
        "closed_at": today - timedelta(days=client.stopped) if is_closed else None,
    }


def seat(ids: Ids, visits: list[Visit], today: datetime) -> None:
    """Give everybody his seats, with what he switched off and what he agreed to."""
    used = {(visit.person, visit.client): visit.at for visit in visits}

    def ago(days: int | None) -> datetime | None:
        return None if days is None else today - timedelta(days=days)

    rows = [
        {
            "user_id": ids.users[one.person],
            "account_id": ids.accounts[one.client],
            "role": one.role,
            "permissions": pack(one.permissions),
            "created_at": ago(one.days),
            "used_at": used.get((one.person, one.client)),
            "disabled_at": ago(one.disabled),
            "expires_at": ago(one.expires),
        }
        for one in SEATS
    ]
    seats = list(zip(store(Membership, rows), SEATS, strict=True))
    switches = [
        {"membership_id": number, "type": s.type, "is_on": s.is_on, "changed_at": ago(s.days)}
        for number, one in seats
        for s in {switch.type: switch for switch in one.switches}.values()
    ]
    write(MailSwitch, switches)
    consents = [
        {
            "membership_id": number,
            "wording": CONSENT[one.person.language],
            "address": "198.51.100.17",
            "given_at": ago(consent.given),
            "withdrawn_at": ago(consent.withdrawn),
        }
        for number, one in seats
        for consent in one.consents
    ]
    write(NewsletterConsent, consents)


def leave_traces(ids: Ids, visits: list[Visit], events: list[Event], today: datetime) -> None:
    """Write sessions as long as they are kept, known browsers, and the activity log."""
    kept = [visit for visit in visits if visit.until > today - KEPT]
    write(BrowserSession, [_session(ids, visit) for visit in kept])
    write(Device, _devices(ids, visits))
    rows = [
        {
            "type": event.type,
            "user_id": ids.users[event.person] if event.person else None,
            "account_id": ids.accounts[event.client] if event.client else None,
            "facts": dict(event.facts),
            "address": event.address,
            "agent": event.agent,
            "happened_at": event.at,
        }
        for event in events
    ]
    write(ActivityEvent, rows)


def _session(ids: Ids, visit: Visit) -> dict[str, Any]:
    return {
        "token_digest": digest(new_token()),
        "user_id": ids.users[visit.person],
        "account_id": ids.accounts[visit.client],
        "way": "password",
        "stay": visit.is_live,
        "address": visit.browser.address,
        "agent": visit.browser.agent,
        "started_at": visit.at,
        "proved_at": visit.at,
        "seen_at": visit.until,
        "expires_at": visit.at + (STAY_ABSOLUTE if visit.is_live else ABSOLUTE),
        "ended_at": visit.until if visit.signed_out else None,
    }


def _devices(ids: Ids, visits: list[Visit]) -> list[dict[str, Any]]:
    first: dict[tuple[Person, Browser], datetime] = {}
    last: dict[tuple[Person, Browser], datetime] = {}
    for visit in visits:
        known = (visit.person, visit.browser)
        first.setdefault(known, visit.at)
        last[known] = visit.at
    return [
        {
            "user_id": ids.users[person],
            "token_digest": digest(new_token()),
            "created_at": at,
            "seen_at": last[person, browser],
        }
        for (person, browser), at in first.items()
    ]
