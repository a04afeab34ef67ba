"""Who is asking: one frozen object, read from the cookie's token with one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.core.i18n import Preferences
from webapp.core.tokens import digest
from webapp.identity import client_ids, login
from webapp.identity.addresses import Addresses
from webapp.identity.models import (
    Account,
    AccountState,
    AddressList,
    BrowserSession,
    Membership,
    Role,
    User,
)
from webapp.identity.permissions import FULL_ACCESS, Permission, unpack
from webapp.identity.service import seats, sessions


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user in one of his accounts."""

    token: str
    session_id: int
    user_id: int
    user_name: str
    email: str
    avatar: str | None
    language: str
    time_zone: str | None
    account_id: int
    account_name: str
    account_state: AccountState
    account_since: datetime
    client_id: str
    currency: str
    role: Role
    permissions: frozenset[Permission]
    seats: int
    proved_at: datetime
    way: str
    second_factor_at: datetime | None
    addresses: Addresses

    is_arriving = False
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the cookie: this session's token."""
        return self.token

    def may(self, permission: str | None) -> bool:
        """Tell whether the seat includes a permission; None asks for no more than a seat."""
        return permission is None or permission in self.permissions

    @property
    def grouped_client_id(self) -> str:
        """Return the Client ID as people read it out."""
        return client_ids.grouped(self.client_id)


visitor: Visitor = cast("Visitor", login.current_user)
"""The visitor of this request; only in views that are not public."""

_seat = aliased(Membership)
_moment = bindparam("moment", type_=Instant)
_LOOK_UP = (
    select(
        BrowserSession.id.label("session_id"),
        BrowserSession.stay,
        BrowserSession.seen_at,
        BrowserSession.expires_at.label("session_ends"),
        BrowserSession.proved_at,
        BrowserSession.way,
        User.id.label("user_id"),
        User.name.label("user_name"),
        User.email,
        User.avatar,
        User.language,
        User.time_zone,
        User.second_factor_at,
        AddressList.kept,
        AddressList.tried,
        AddressList.trial_until,
        AddressList.version,
        Account.id.label("account_id"),
        Account.name.label("account_name"),
        Account.state.label("account_state"),
        Account.created_at.label("account_since"),
        Account.client_id,
        Account.currency,
        Membership.role,
        Membership.permissions,
        select(func.count())
        .select_from(_seat)
        .where(_seat.user_id == User.id, *seats.is_active(_seat, _moment))
        .scalar_subquery()
        .label("seats"),
    )
    .join(User, User.id == BrowserSession.user_id)
    .join(Account, Account.id == BrowserSession.account_id)
    .outerjoin(AddressList, AddressList.user_id == BrowserSession.user_id)
    .outerjoin(
        Membership,
        and_(
            Membership.user_id == BrowserSession.user_id,
            Membership.account_id == BrowserSession.account_id,
            *seats.is_active(Membership, _moment),
        ),
    )
    .where(BrowserSession.token_digest == bindparam("digest"), BrowserSession.ended_at.is_(None))
)


def load(token: str) -> Visitor | None:
    """Return the visitor whose cookie holds this token; None when the session is over.

    A session whose seat is gone moves to another one, or ends; that it was used is noted.
    """
    row = _row(token)
    if row is None or _is_over(row):
        return None
    if row.role is None:
        if not seats.take_another_seat(row.session_id, row.user_id):
            sessions.end_session(row.session_id, reason="no-seat")
            return None
        row = _row(token)
        if row is None:
            return None
    if now() - row.seen_at >= sessions.SEEN_EVERY:
        sessions.mark_seen(row.session_id)
    return _visitor(token, row)


def _row(token: str) -> Any:
    return (
        db.connection().execute(_LOOK_UP, {"digest": digest(token), "moment": now()}).one_or_none()
    )


def _is_over(row: Any) -> bool:
    idle = sessions.STAY_IDLE if row.stay else sessions.IDLE
    moment = now()
    return bool(row.session_ends <= moment or row.seen_at + idle <= moment)


def _visitor(token: str, row: Any) -> Visitor:
    return Visitor(
        token=token,
        session_id=row.session_id,
        user_id=row.user_id,
        user_name=row.user_name,
        email=row.email,
        avatar=row.avatar,
        language=row.language,
        time_zone=row.time_zone,
        account_id=row.account_id,
        account_name=row.account_name,
        account_state=row.account_state,
        account_since=row.account_since,
        client_id=row.client_id,
        currency=row.currency,
        role=row.role,
        permissions=FULL_ACCESS if row.role is Role.OWNER else unpack(row.permissions),
        seats=row.seats,
        proved_at=row.proved_at,
        way=row.way,
        second_factor_at=row.second_factor_at,
        addresses=Addresses(row.kept, row.tried, row.trial_until, row.version or 0),
    )


def preferences() -> Preferences | None:
    """Return the signed-in visitor's language and time zone; None before sign-in."""
    found = cast("Visitor | None", login.current())
    return Preferences(found.language, found.time_zone) if found else None
