"""One-time links: a secret in a letter proves that its addressee opened it."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, insert, select, update

from webapp.core import db
from webapp.core.clock import now
from webapp.core.tokens import digest, new_token
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import OneTimeLink

PASSWORD = "password"  # noqa: S105 - a purpose: it lets a user set one


@db.operation
def issue(user_id: int, purpose: str, lifetime: timedelta) -> str:
    """Make a link; return its secret of 256 bits, which only a letter may hold."""
    token = new_token()
    row = {
        "user_id": user_id,
        "purpose": purpose,
        "token_digest": digest(token),
        "created_at": now(),
        "expires_at": now() + lifetime,
    }
    db.connection().execute(insert(OneTimeLink), row)
    return token


def owner(token: str, purpose: str) -> int:
    """Return the id of the user whom a link was made for, without using it.

    :raises LinkUsedUp: it is unknown, used, too old or for something else.
    """
    user_id = db.connection().scalar(select(OneTimeLink.user_id).where(*_works(token, purpose)))
    if user_id is None:
        raise LinkUsedUp
    return user_id


@db.operation
def use(token: str, purpose: str) -> int:
    """Use a link up, and with it all others of this user for the same; return the user's id.

    :raises LinkUsedUp: it is unknown, used, too old or for something else.
    """
    used = update(OneTimeLink).where(*_works(token, purpose)).values(used_at=now())
    user_id = db.connection().scalar(used.returning(OneTimeLink.user_id))
    if user_id is None:
        raise LinkUsedUp
    others = update(OneTimeLink).where(OneTimeLink.user_id == user_id, *_works_for(purpose))
    db.connection().execute(others.values(used_at=now()))
    return int(user_id)


def count_working(user_id: int, purpose: str) -> int:
    """Return how many links of a user could still be used."""
    query = select(func.count()).where(OneTimeLink.user_id == user_id, *_works_for(purpose))
    return db.connection().scalar(query) or 0


def _works(token: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (OneTimeLink.token_digest == digest(token), *_works_for(purpose))


def _works_for(purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
