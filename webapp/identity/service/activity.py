"""Reading the activity log: what a user did himself, and what was done in an account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.core import db
from webapp.core.periods import Period
from webapp.identity.models import Account, ActivityEvent, User

PAGE = 25
MOST_EXPORTED = 10_000


class Log(NamedTuple):
    """The events of one user, in whichever account, or those of one account: give one id."""

    user_id: int | None = None
    account_id: int | None = None


class Wanted(NamedTuple):
    """Which events to show; empty parts let everything through.

    ``kinds`` are the first words of types, like ``sign_in``; ``address`` is a part of one.
    """

    kinds: Sequence[str] = ()
    period: Period = Period()
    address: str = ""


EVERYTHING = Wanted()


class Event(NamedTuple):
    """One line of the log; names are None where nobody, or no account, is known."""

    id: int
    type: str
    facts: dict[str, Any]
    happened_at: datetime
    address: str
    agent: str
    user_name: str | None
    account_name: str | None


class Page(NamedTuple):
    """Events, the newest first; there are newer and older ones beside these."""

    events: list[Event]
    has_newer: bool
    has_older: bool


_COLUMNS = (
    ActivityEvent.id,
    ActivityEvent.type,
    ActivityEvent.facts,
    ActivityEvent.happened_at,
    ActivityEvent.address,
    ActivityEvent.agent,
    # not joined: the plan begins with the index of the log, whatever a database knows of the rest
    select(User.name).where(User.id == ActivityEvent.user_id).scalar_subquery(),
    select(Account.name).where(Account.id == ActivityEvent.account_id).scalar_subquery(),
)
_happened_at = func.coalesce(ActivityEvent.happened_at, ActivityEvent.happened_at)
"""Hidden from the index of times, from which a plan would have to sort."""


def read(
    log: Log, wanted: Wanted = EVERYTHING, *, before: int | None = None, after: int | None = None
) -> Page:
    """Return one page: the newest events, or those next to an event's id.

    New events meanwhile move nothing: a page is found from its neighbour, not by counting.
    """
    query = _events(log, wanted).limit(PAGE + 1)
    if after is not None:
        upwards = query.where(ActivityEvent.id > after).order_by(ActivityEvent.id)
        found = _run(upwards)
        return Page(found[:PAGE][::-1], has_newer=len(found) > PAGE, has_older=True)
    if before is not None:
        query = query.where(ActivityEvent.id < before)
    found = _run(query.order_by(ActivityEvent.id.desc()))
    return Page(found[:PAGE], has_newer=before is not None, has_older=len(found) > PAGE)


def newest(log: Log, wanted: Wanted = EVERYTHING) -> list[Event]:
    """Return the newest events, as many as a file may hold."""
    return _run(_events(log, wanted).order_by(ActivityEvent.id.desc()).limit(MOST_EXPORTED))


def _run(query: Select[Any]) -> list[Event]:
    return [Event(*row) for row in db.connection().execute(query)]


def _events(log: Log, wanted: Wanted) -> Select[Any]:
    query = select(*_COLUMNS).where(*_conditions(wanted))
    if log.user_id is not None:
        return query.where(ActivityEvent.user_id == log.user_id)
    return query.where(ActivityEvent.account_id == log.account_id)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kinds:
        kinds = [ActivityEvent.type.startswith(f"{k}.", autoescape=True) for k in wanted.kinds]
        found.append(or_(*kinds))
    if wanted.period.since:
        found.append(_happened_at >= wanted.period.since)
    if wanted.period.until:
        found.append(_happened_at < wanted.period.until)
    if wanted.address:
        found.append(ActivityEvent.address.contains(wanted.address.lower(), autoescape=True))
    return found
