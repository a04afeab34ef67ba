"""Letters that wait for delivery: claimed, tried, tried again, given up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from webapp.core import db
from webapp.core.clock import now
from webapp.messaging.models import (
    Delivery,
    EmailMessage,
    Notification,
    Outcome,
    Outgoing,
    State,
)

PURPOSE = "letter"

LEASE = timedelta(seconds=30)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(hours=72)
LATE = timedelta(hours=1)
LONGEST_SAID = 500


class Parcel(NamedTuple):
    """A claimed letter, and what has to be known to deliver it or to give it up."""

    message_id: int
    claim: str
    sealed: bytes | None
    tries: int
    expires_at: datetime

    @property
    def is_too_late(self) -> bool:
        """Tell whether it may not be tried any more: a secret is dead, others had their time."""
        return self.expires_at <= now() and (self.sealed is not None or self.tries > 0)


def put(letters: Mapping[int, bytes | None], expires_at: datetime | None = None) -> None:
    """Put letters in line, by their ids; secret ones come as sealed bytes.

    They are given up at ``expires_at``, after three days by default.
    """
    moment = now()
    rows = [
        {
            "message_id": message_id,
            "sealed": sealed,
            "due_at": moment,
            "expires_at": expires_at or moment + GIVEN_UP_AFTER,
        }
        for message_id, sealed in letters.items()
    ]
    if rows:
        db.connection().execute(insert(Outgoing), rows)


def due(most: int) -> list[int]:
    """Return letters to be tried or given up now, those first that have the least time left.

    A link dies in half an hour: it must not wait behind a newsletter.
    """
    order = (Outgoing.expires_at, Outgoing.due_at)
    query = select(Outgoing.message_id).where(_is_due(now())).order_by(*order).limit(most)
    return list(db.connection().scalars(query))


def _is_due(moment: datetime) -> ColumnElement[bool]:
    is_free = or_(Outgoing.claimed_until.is_(None), Outgoing.claimed_until <= moment)
    return and_(is_free, or_(Outgoing.due_at <= moment, Outgoing.expires_at <= moment))


def claimed() -> int:
    """Return how many letters are in somebody's hands."""
    query = select(func.count()).where(Outgoing.claimed_until > now())
    return db.connection().scalar(query) or 0


def count_late() -> int:
    """Return how many letters and notifications ought to be gone for an hour.

    Letters that were tried wait for their next time; of what was told they are to be made at once.
    """
    limit = now() - LATE
    told = select(func.count()).where(
        Notification.due_at.is_not(None), Notification.created_at < limit
    )
    queued = select(func.count()).where(Outgoing.due_at < limit)
    return sum(db.connection().scalar(query) or 0 for query in (told, queued))


@db.operation
def claim(message_id: int, by: str) -> Parcel | None:
    """Take a letter that is due; None when somebody else has it, or had it."""
    moment = now()
    statement = (
        update(Outgoing)
        .where(Outgoing.message_id == message_id, _is_due(moment))
        .values(claim=by, claimed_until=moment + LEASE)
        .returning(Outgoing.sealed, Outgoing.tries, Outgoing.expires_at)
    )
    row = db.connection().execute(statement).one_or_none()
    return Parcel(message_id, by, *row) if row else None


@db.operation
def renew(parcel: Parcel) -> None:
    """Keep a claim while the mail server takes its time."""
    kept = update(Outgoing).where(*_is_mine(parcel)).values(claimed_until=now() + LEASE)
    db.connection().execute(kept)


@db.operation
def settle_sent(parcel: Parcel, said: str) -> None:
    """Note that a letter was handed over; with its place in line its sealed bytes are gone."""
    _note(parcel, Outcome.SENT, said)
    _take_out(parcel)
    _settle(parcel, State.SENT, tries=parcel.tries + 1)


@db.operation
def settle_refused(parcel: Parcel, said: str, code: str) -> None:
    """Give a letter up that will never be taken, unless somebody else has it by now."""
    _note(parcel, Outcome.FAILED, said, code)
    if _take_out(parcel, *_is_mine(parcel)):
        _settle(parcel, State.FAILED, tries=parcel.tries + 1)


@db.operation
def settle_too_late(parcel: Parcel) -> None:
    """Give a letter up for which the time is over."""
    state = State.EXPIRED if parcel.sealed is not None else State.FAILED
    if _take_out(parcel, *_is_mine(parcel)):
        _settle(parcel, state, tries=parcel.tries)


@db.operation
def put_back(parcel: Parcel, said: str, code: str) -> None:
    """Have a letter tried again: after a minute, two, four …, at most six hours."""
    _note(parcel, Outcome.DEFERRED, said, code)
    tries = parcel.tries + 1
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE)
    connection = db.connection()
    again = update(Outgoing).where(*_is_mine(parcel))
    row = {"tries": tries, "due_at": now() + pause, "claim": None, "claimed_until": None}
    if connection.execute(again.values(row)).rowcount:
        connection.execute(
            update(EmailMessage)
            .where(EmailMessage.id == parcel.message_id)
            .values(tries=tries, tried_at=now())
        )


def _is_mine(parcel: Parcel) -> tuple[ColumnElement[bool], ...]:
    return (Outgoing.message_id == parcel.message_id, Outgoing.claim == parcel.claim)


def _take_out(parcel: Parcel, *conditions: ColumnElement[bool]) -> bool:
    """Take a letter out of line; tell whether it was there."""
    line = delete(Outgoing).where(Outgoing.message_id == parcel.message_id, *conditions)
    return bool(db.connection().execute(line).rowcount)


def _note(parcel: Parcel, outcome: Outcome, said: str, code: str = "") -> None:
    row = {"message_id": parcel.message_id, "outcome": outcome, "happened_at": now()}
    db.connection().execute(insert(Delivery), {**row, "code": code, "said": said[:LONGEST_SAID]})


def _settle(parcel: Parcel, state: State, *, tries: int) -> None:
    moment = now()
    db.connection().execute(
        update(EmailMessage)
        .where(EmailMessage.id == parcel.message_id)
        .values(state=state, tries=tries, tried_at=moment, settled_at=moment)
    )
