"""A user's two e-mail addresses, replaced: the row, the event, and the letters about it."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import User
from webapp.identity.service import links, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.profile.errors import EmailTaken
from webapp.profile.kinds import Kind

REVERTIBLE = timedelta(hours=72)


class Addresses(NamedTuple):
    """Where a user signs in and is written to; without the second all goes to the first."""

    email: str
    notification_email: str | None

    def of(self, kind: Kind) -> str:
        """Return the address that serves for something."""
        return self.email if kind is Kind.SIGN_IN else self.notification_email or self.email

    def with_new(self, kind: Kind, new: str | None) -> "Addresses":
        """Return the addresses as they are with a new one; None for notifications is the first."""
        if kind is Kind.NOTIFICATION:
            return self._replace(notification_email=new)
        other = self.notification_email
        return Addresses(new or self.email, None if other == new else other)


def locked(user_id: int) -> Addresses:
    """Return the addresses as they stay until the running operation ends, whoever else acts."""
    mine = select(User.email, User.notification_email).where(User.id == user_id)
    row = db.connection().execute(mine.with_for_update(key_share=True)).one()
    return Addresses(*row)


def store(user_id: int, before: Addresses, after: Addresses, **also: object) -> None:
    """Write changed addresses, and what else changes in the same row.

    :raises EmailTaken: somebody else signs in with this one.
    """
    values = {"notification_email": after.notification_email, **also}
    if after.email != before.email:
        values |= {"email": after.email, "email_key": users.email_key(after.email)}
    try:
        db.connection().execute(update(User).where(User.id == user_id).values(values))
    except IntegrityError:
        raise EmailTaken from None


def replace(user_id: int, kind: Kind, before: Addresses, new: str | None) -> None:
    """Let a new address count; the old one may take that back for three days.

    Whoever is signed in stays so: to end sessions would throw out the owner where a thief did
    this, and help nobody where the owner did. Links that wait in the old mailbox are void.

    :raises EmailTaken: somebody else signs in with it.
    """
    after = before.with_new(kind, new)
    store(user_id, before, after)
    if kind is Kind.SIGN_IN:
        links.void(user_id)
    old, now_used = before.of(kind), after.of(kind)
    facts = {"kind": kind.value, "old": old, "new": now_used}
    record_event(f"profile.{kind.noun}_changed", user_id=user_id, old=old, new=now_used)
    _tell_all_but(old, facts, user_id, after)
    until = now() + REVERTIBLE
    token = links.issue(user_id, links.REVERT, REVERTIBLE, **facts, **before._asdict())
    notify(
        "security.email_replaced",
        {"until": until.isoformat(), **facts},
        user_id=user_id,
        to_address=old,
        secret={"token": token},
        expires_at=until,
    )


def _tell_all_but(spared: str, facts: dict[str, str], user_id: int, after: Addresses) -> None:
    """Tell a user's addresses of a change, but the one to which another letter goes."""
    whole = {after.of(kind) for kind in Kind}
    told = sorted(whole - {spared})
    if told:
        sole = None if told == sorted(whole) else told[0]
        notify("security.email_changed", facts, user_id=user_id, to_address=sole)
