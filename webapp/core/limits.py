"""Throttles: attempts counted atomically in the database, for all processes together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from limits import RateLimitItem, parse
from sqlalchemy import BigInteger, String, case, delete, literal_column, select, update
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import db
from webapp.core.clock import now
from webapp.core.errors import Throttled
from webapp.core.settings import settings
from webapp.core.tokens import digest

KEPT_SECONDS = 24 * 3600


class Attempts(db.Base):
    """How often something was tried in a window that ends at ``expires_at`` (Unix seconds)."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class Counted(NamedTuple):
    """How often something was tried, and when the window ends (Unix seconds)."""

    times: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit such as ``5 per 15 minutes``, applied to one subject (an address, an e-mail).

    One that is a *streak* counts failures in a row: a success forgets them.
    """

    name: str
    limit: str
    subject: str
    is_streak: bool = False

    @property
    def item(self) -> RateLimitItem:
        """Return the limit as the *limits* library reads it."""
        return parse(self.limit)

    @property
    def key(self) -> str:
        """Return the counter's key; the subject is hashed, so no e-mail is kept here."""
        return f"{self.name}:{digest(self.subject).hex()[:32]}"


def hit(rules: Sequence[Rule]) -> None:
    """Count one attempt against every rule, in a transaction of its own.

    :raises Throttled: rules are exhausted. The attempt counts against those alone, or a
        single address could use up what a whole network has for a day.
    :raises RuntimeError: an operation is open, whose rollback would forget the count.
    """
    if db.is_operation_open():
        message = "limits.hit() inside an operation"
        raise RuntimeError(message)
    if not rules or not settings().throttling:
        return
    moment = int(now().timestamp())
    counted = _count(rules, moment)
    passed = [rule for rule in rules if counted[rule.key].times <= rule.item.amount]
    if len(passed) < len(rules):
        give_back(passed, has_succeeded=False)
        raise _refusal([rule for rule in rules if rule not in passed], counted, moment)


def expect_room(rules: Sequence[Rule], counted: Mapping[str, Counted]) -> None:
    """Refuse what :func:`hit` would refuse, from counters that were read already.

    Nothing is written, so that those who guess keep nobody else from writing.

    :raises Throttled: rules are exhausted.
    """
    if not settings().throttling:
        return
    spent = [
        rule
        for rule in rules
        if rule.key in counted and counted[rule.key].times >= rule.item.amount
    ]
    if spent:
        raise _refusal(spent, counted, int(now().timestamp()))


def _refusal(spent: Sequence[Rule], counted: Mapping[str, Counted], moment: int) -> Throttled:
    waits = [counted[rule.key].expires_at - moment for rule in spent]
    return Throttled(max(waits), [rule.name for rule in spent])


@db.operation
def _count(rules: Sequence[Rule], moment: int) -> dict[str, Counted]:
    """Add one to each counter in one statement; return count and end of window by key."""
    rows = [
        {"key": rule.key, "count": 1, "expires_at": moment + rule.item.get_expiry()}
        for rule in sorted(rules, key=lambda rule: rule.key)  # one order: no deadlocks
    ]
    table = Attempts.__table__
    insert = db.upsert(Attempts).values(rows)
    is_over = table.c.expires_at <= moment
    statement = insert.on_conflict_do_update(
        index_elements=[table.c.key],
        set_={
            "count": case((is_over, 1), else_=table.c.count + 1),
            "expires_at": case((is_over, insert.excluded.expires_at), else_=table.c.expires_at),
        },
    ).returning(table.c.key, table.c.count, table.c.expires_at)
    return {key: Counted(*counted) for key, *counted in db.connection().execute(statement)}


@db.operation
def give_back(rules: Sequence[Rule], *, has_succeeded: bool = True) -> None:
    """Take back one attempt from every rule: only failures stay counted.

    One that ``has_succeeded`` ends the streaks among them.
    """
    if not settings().throttling:
        return
    streaks = [rule.key for rule in rules if rule.is_streak and has_succeeded]
    spent = select(Attempts.key).where(
        Attempts.key.in_([rule.key for rule in rules]), Attempts.count > literal_column("0")
    )
    in_order = spent.order_by(Attempts.key).with_for_update()  # the order of hit(): no deadlocks
    db.connection().execute(
        update(Attempts)
        .where(Attempts.key.in_(in_order))
        .values(count=case((Attempts.key.in_(streaks), 0), else_=Attempts.count - 1))
    )


@db.operation
def forget(rules: Sequence[Rule]) -> None:
    """Let a subject begin anew that has proved itself in another way."""
    keys = [rule.key for rule in rules]
    db.connection().execute(delete(Attempts).where(Attempts.key.in_(keys)))


def sweep() -> int:
    """Forget some counters whose window ended more than a day ago; return how many."""
    limit = int(now().timestamp()) - KEPT_SECONDS
    return db.delete_some(Attempts.key, Attempts.expires_at < limit)
