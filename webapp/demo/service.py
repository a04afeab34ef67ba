"""What the demo consists of."""

from typing import NamedTuple

from sqlalchemy import select

from webapp.core import db
from webapp.identity.models import User
from webapp.identity.service import accounts


class Person(NamedTuple):
    """A demo user, the account he owns, and what he signs in with."""

    name: str
    email: str
    password: str


PEOPLE = (Person("Anna Kovalenko", "anna@demo.example", "quiet-harbour-lantern-42"),)


@db.operation
def fill() -> bool:
    """Create the demo in an empty database.

    True when the demo is there afterwards; False when the database holds anything else.
    """
    known = set(db.session().scalars(select(User.email)))
    if known:
        return known == {person.email for person in PEOPLE}
    for person in PEOPLE:
        accounts.create_account(
            name=person.name,
            email=person.email,
            password=person.password,
            language="en",
            time_zone="Europe/Kyiv",
        )
    return True
