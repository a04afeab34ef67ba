"""Seats: which accounts a user may enter, and in which of them he sits."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import aliased

from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.identity import client_ids
from webapp.identity.errors import NoSuchAccount
from webapp.identity.models import Account, AccountState, BrowserSession, Membership, Role, User
from webapp.identity.service.events import record_event


class Seat(NamedTuple):
    """One account on which a user has an active seat."""

    account_id: int
    client_id: str
    name: str
    state: AccountState
    role: Role

    @property
    def grouped_client_id(self) -> str:
        """Return the Client ID as people read it out."""
        return client_ids.grouped(self.client_id)


def is_active(seat: type[Membership], moment: Any) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a seat count: not disabled, and not expired at ``moment``."""
    return (seat.disabled_at.is_(None), or_(seat.expires_at.is_(None), seat.expires_at > moment))


_seat = aliased(Membership)
FIRST_CHOICE = (
    select(_seat.account_id)
    .where(_seat.user_id == User.id, *is_active(_seat, bindparam("moment", type_=Instant)))
    .order_by(_seat.used_at.is_(None), _seat.used_at.desc(), _seat.id)
    .limit(1)
    .correlate(User)
    .scalar_subquery()
)
"""The account in which a user (of the outer query) would sit down at a ``moment``: the active
seat that he used last."""


def seats_of(user_id: int) -> list[Seat]:
    """Return the accounts on which a user has an active seat, by name."""
    rows = db.connection().execute(
        select(Account.id, Account.client_id, Account.name, Account.state, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.user_id == user_id,
            *is_active(Membership, now()),
        )
        .order_by(Account.name, Account.id)
    )
    return [Seat(*row) for row in rows]


@db.operation
def switch_account(session_id: int, user_id: int, client_id: str) -> None:
    """Move a session to another account of the same user.

    :raises NoSuchAccount: he has no active seat on it.
    """
    seat = next((seat for seat in seats_of(user_id) if seat.client_id == client_id), None)
    if seat is None:
        raise NoSuchAccount
    _sit(session_id, user_id, seat.account_id)
    record_event("account.switched", user_id=user_id, account_id=seat.account_id)


@db.operation
def take_another_seat(session_id: int, user_id: int) -> bool:
    """Move a session whose seat is gone to another one; False when there is none."""
    account_id = db.connection().scalar(
        select(FIRST_CHOICE).where(User.id == user_id), {"moment": now()}
    )
    if account_id is None:
        return False
    _sit(session_id, user_id, account_id)
    return True


def _sit(session_id: int, user_id: int, account_id: int) -> None:
    db.connection().execute(
        update(BrowserSession).where(BrowserSession.id == session_id).values(account_id=account_id)
    )
    db.connection().execute(
        update(Membership)
        .where(Membership.user_id == user_id, Membership.account_id == account_id)
        .values(used_at=now())
    )
