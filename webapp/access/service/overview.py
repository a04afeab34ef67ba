"""What the section says at a glance, from one query."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from webapp.access.service import recovery_codes
from webapp.access.service.addresses import Standing, standing
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.addresses import Addresses, Entries
from webapp.identity.models import (
    ActivityEvent,
    AddressList,
    BrowserSession,
    Passkey,
    RecoveryCode,
    User,
)
from webapp.identity.service import sessions
from webapp.messaging import happenings

_newer = aliased(ActivityEvent)
_OVERVIEW = select(
    User.password_hash.is_not(None),
    User.password_set_at,
    AddressList.kept,
    AddressList.tried,
    AddressList.trial_until,
    AddressList.version,
    User.second_factor_at,
    select(func.count())
    .select_from(RecoveryCode)
    .where(RecoveryCode.user_id == User.id, RecoveryCode.used_at.is_(None))
    .scalar_subquery(),
    select(func.count()).select_from(Passkey).where(Passkey.user_id == User.id).scalar_subquery(),
    select(func.count())
    .select_from(BrowserSession)
    .where(
        BrowserSession.user_id == User.id,
        BrowserSession.id != bindparam("session_id"),
        *sessions.IS_LIVE,
    )
    .scalar_subquery(),
    ActivityEvent.type,
    ActivityEvent.facts,
    ActivityEvent.happened_at,
).select_from(User)
_OVERVIEW = (
    _OVERVIEW.outerjoin(AddressList, AddressList.user_id == User.id)
    .outerjoin(
        ActivityEvent,
        ActivityEvent.id
        == select(func.max(_newer.id)).where(_newer.user_id == User.id).scalar_subquery(),
    )
    .where(User.id == bindparam("user_id"))
)


class Overview(NamedTuple):
    """How a user's account is guarded."""

    has_password: bool
    password_set_at: datetime | None
    addresses_kept: Entries | None
    addresses_tried: Entries | None
    trial_until: datetime | None
    addresses_version: int | None
    second_factor_at: datetime | None
    recovery_codes: int
    passkeys: int
    other_sessions: int
    last_event_type: str | None
    last_event_facts: dict[str, Any] | None
    last_event_at: datetime | None

    @property
    def last_event(self) -> str:
        """Return what was done last, in words."""
        return happenings.sentence(self.last_event_type or "", self.last_event_facts or {})

    @property
    def addresses(self) -> Standing:
        """Return from where he may be served."""
        version = self.addresses_version or 0
        return standing(
            Addresses(self.addresses_kept, self.addresses_tried, self.trial_until, version)
        )

    @property
    def has_few_codes(self) -> bool:
        """Tell whether it is time to make new recovery codes."""
        return self.recovery_codes <= recovery_codes.FEW


def overview_of(user_id: int, session_id: int) -> Overview:
    """Return how a user's account is guarded, seen from one of his sessions."""
    facts = {"user_id": user_id, "session_id": session_id, **sessions.live_at(now())}
    return Overview(*db.connection().execute(_OVERVIEW, facts).one())
