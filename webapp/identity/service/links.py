"""One-time links: a secret in a letter proves that its addressee opened it.

A ticket is one, too: it lies in a browser's cookie between two steps of a sign-in.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.core.tokens import digest, new_token
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import OneTimeLink

PASSWORD = "password"  # noqa: S105 - a purpose: it lets a user set one
UNLOCK = "unlock"
"""Lets its user try passwords in his browser, whoever else guesses at them."""

SIGN_IN = "sign-in"
"""A sign-in that waits for a step, such as a second factor."""

REVERT = "revert"
"""Takes a change back that a thief may have made: no later change may stop that."""


LATELY = timedelta(days=1)


class Link(NamedTuple):
    """Whose link it is, and what was noted for its use."""

    user_id: int
    facts: dict[str, Any]


@db.operation
def issue(user_id: int, purpose: str, lifetime: timedelta, **facts: object) -> str:
    """Make a link; return its secret of 256 bits, which only its addressee may ever hold.

    ``facts`` are what its use will need to know: JSON values, none of them secret.
    """
    token = new_token()
    row = {
        "user_id": user_id,
        "purpose": purpose,
        "token_digest": digest(token),
        "facts": facts,
        "created_at": now(),
        "expires_at": now() + lifetime,
    }
    db.connection().execute(insert(OneTimeLink), row)
    return token


def owner(token: str, purpose: str) -> int:
    """Return the id of the user whom a link was made for, without using it.

    :raises LinkUsedUp: it is unknown, used, too old or for something else.
    """
    return look_up(token, purpose).user_id


def look_up(token: str, purpose: str) -> Link:
    """Return whose link this is and what for, without using it.

    :raises LinkUsedUp: it is unknown, used, too old or for something else.
    """
    query = select(OneTimeLink.user_id, OneTimeLink.facts).where(*_works(token, purpose))
    row = db.connection().execute(query).one_or_none()
    if row is None:
        raise LinkUsedUp
    return Link(*row)


@db.operation
def use(token: str, purpose: str) -> Link:
    """Use a link up, and with it all others of this user for the same.

    Of :data:`REVERT` those that were made earlier work on: who takes a change back need not
    have been the first to lose what was changed, and whoever was may still take it from him.

    :raises LinkUsedUp: it is unknown, used, too old or for something else.
    """
    used = update(OneTimeLink).where(*_works(token, purpose)).values(used_at=now())
    columns = (OneTimeLink.user_id, OneTimeLink.facts, OneTimeLink.id)
    row = db.connection().execute(used.returning(*columns)).one_or_none()
    if row is None:
        raise LinkUsedUp
    _void(row.user_id, OneTimeLink.purpose == purpose, *_later(purpose, row.id))
    return Link(row.user_id, row.facts)


def _later(purpose: str, link_id: int) -> tuple[ColumnElement[bool], ...]:
    return (OneTimeLink.id > link_id,) if purpose == REVERT else ()


@db.operation
def void(user_id: int, purposes: Collection[str] | None = None) -> None:
    """Let a user's links work no more: those for some purposes, or all but :data:`REVERT`."""
    which = OneTimeLink.purpose != REVERT if purposes is None else OneTimeLink.purpose.in_(purposes)
    _void(user_id, which)


def _void(user_id: int, *which: ColumnElement[bool]) -> None:
    theirs = (OneTimeLink.user_id == user_id, *which, OneTimeLink.used_at.is_(None))
    db.connection().execute(update(OneTimeLink).where(*theirs).values(used_at=now()))


@db.operation
def annotate(token: str, purpose: str, **facts: object) -> None:
    """Note more about a link for whoever uses it, or finds that nobody did."""
    link = look_up(token, purpose)
    noted = update(OneTimeLink).where(OneTimeLink.token_digest == digest(token))
    db.connection().execute(noted.values(facts={**link.facts, **facts}))


def unused(purpose: str, most: int) -> Sequence[int]:
    """Return links that ran out lately without being used, the oldest first."""
    moment = now()
    query = (
        select(OneTimeLink.id)
        .where(*_ran_out(purpose), OneTimeLink.expires_at > moment - LATELY)
        .order_by(OneTimeLink.expires_at)
        .limit(most)
    )
    return list(db.connection().scalars(query))


@db.operation
def close(link_id: int, purpose: str) -> Link | None:
    """Be done with a link that ran out; None if somebody else was quicker."""
    closed = update(OneTimeLink).where(OneTimeLink.id == link_id, *_ran_out(purpose))
    row = (
        db.connection()
        .execute(closed.values(used_at=now()).returning(OneTimeLink.user_id, OneTimeLink.facts))
        .one_or_none()
    )
    return Link(*row) if row else None


def _ran_out(purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at <= now(),
    )


def newest(user_id: Any, purpose: str) -> ColumnElement[dict[str, Any] | None]:
    """Return the facts of a user's newest link that works, for queries that know ``:moment``."""
    query = select(OneTimeLink.facts).where(
        OneTimeLink.user_id == user_id,
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > bindparam("moment", type_=Instant),
    )
    return query.order_by(OneTimeLink.id.desc()).limit(1).scalar_subquery()


@db.operation
def spend(token: str, purpose: str, lifetime: timedelta, user_id: int) -> None:
    """Let a signed secret of which nothing was stored count once, however many bring it.

    :raises LinkUsedUp: somebody brought it before.
    """
    moment = now()
    row = {
        "user_id": user_id,
        "purpose": purpose,
        "token_digest": digest(token),
        "facts": {},
        "created_at": moment,
        "expires_at": moment + lifetime,
        "used_at": moment,
    }
    first = db.upsert(OneTimeLink).on_conflict_do_nothing().returning(OneTimeLink.id)
    if db.connection().scalar(first, row) is None:
        raise LinkUsedUp


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
