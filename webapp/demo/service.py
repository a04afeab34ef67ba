"""What the demo consists of: a provider, Northwind Hosting, and three years of his clients."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.demo import (
    alerts,
    bills,
    clients,
    news,
    people,
    pictures,
    post,
    registry,
    status,
    tickets,
)
from webapp.demo.clients import CLIENTS
from webapp.demo.people import PEOPLE, Person
from webapp.demo.told import Told
from webapp.demo.visits import Visit, visits
from webapp.identity.models import Account, User
from webapp.identity.service import avatars
from webapp.identity.service.avatars import Picture
from webapp.profile.pictures import read_picture
from webapp.sign_in.service import opening, resetting


class Data(StrEnum):
    """What a database holds: nothing, the demo (and what was done to it since), or else."""

    NOTHING = "nothing"
    DEMO = "demo"
    FOREIGN = "foreign"


def fill() -> bool:
    """Create the demo in an empty database.

    True when the demo is there afterwards; False when the database holds anything else.
    """
    found = found_data()
    if found is Data.NOTHING:
        hashes = {
            person: passwords.hash_password(person.password) for person in PEOPLE if person.password
        }
        drawn = {person: read_picture(png) for person, png in pictures.portraits().items()}
        found = _fill(hashes, drawn, now().replace(second=0, microsecond=0))
    return found is Data.DEMO


def found_data() -> Data:
    """Tell what the database holds; the demo is known by its Client IDs, which never change."""
    ours = Account.client_id.in_([client.client_id for client in CLIENTS])
    if db.connection().scalar(select(func.count()).where(ours)):
        return Data.DEMO
    known = select(select(Account.id).exists() | select(User.id).exists())
    return Data.FOREIGN if db.connection().scalar(known) else Data.NOTHING


@db.operation
def _fill(hashes: dict[Person, str], drawn: dict[Person, Picture], today: datetime) -> Data:
    found = found_data()
    if found is not Data.NOTHING:
        return found
    ids = registry.enrol(hashes, today)
    came = visits(today)
    registry.seat(ids, came, today)
    for person, picture in drawn.items():
        avatars.keep_picture(ids.users[person], picture)
    registry.leave_traces(ids, came, alerts.events(came, today), today)
    post.deliver(_told(came, today), ids, today)
    resetting.mail_link(
        ids.users[people.MAYA],
        "confirm.password",
        opening.LIFETIME,
        account=clients.TIDEWELL.name,
    )
    return Data.DEMO


def _told(came: list[Visit], today: datetime) -> list[Told]:
    """Return everything that anybody was told, in order."""
    found = list(alerts.told(came, today))
    for subject in (bills, status, tickets, news):
        found += [told for client in CLIENTS for told in subject.told(client, today)]
    return sorted(found, key=lambda told: told.at)
