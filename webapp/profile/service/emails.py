"""A new e-mail address: asked for by its user, and counting once its mailbox was opened."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from webapp.core import db, limits
from webapp.core.clock import now
from webapp.core.limits import Rule
from webapp.core.settings import settings
from webapp.identity.models import User
from webapp.identity.service import links, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.profile.errors import EmailUnchanged, NothingWaits
from webapp.profile.kinds import Kind
from webapp.profile.service import addresses
from webapp.profile.service.addresses import Addresses

LIFETIME = timedelta(minutes=60)

_other = aliased(User)
_ASKING = (
    select(
        User.email,
        User.notification_email,
        exists()
        .where(_other.email_key == bindparam("key"), _other.id != User.id)
        .label("is_taken"),
    )
    .where(User.id == bindparam("user_id"))
    .with_for_update(key_share=True)
)


def ask(user_id: int, session_id: int, kind: Kind, address: str) -> None:
    """Mail a link to a new address; nothing else changes before it is used.

    One that somebody else signs in with is answered the same way, with the same work: its
    letter, which only its owner reads, has other words and no link.

    :raises EmailNotUsable: it is no e-mail address.
    :raises EmailUnchanged: it is the present one.
    :raises Throttled: too often in a day.
    :raises SessionOver: the session was ended meanwhile.
    """
    address = address.strip()
    key = users.email_key(address)
    rules = [Rule("email-change", settings().limit_email_change, str(user_id))]
    limits.hit(rules)
    try:
        _ask(user_id, session_id, kind, address, key)
    except EmailUnchanged:
        limits.give_back(rules)
        raise


@db.operation
def _ask(user_id: int, session_id: int, kind: Kind, address: str, key: str) -> None:
    row = db.connection().execute(_ASKING, {"user_id": user_id, "key": key}).one()
    sessions.must_run(session_id)
    old = Addresses(row.email, row.notification_email).of(kind)
    if address == old:
        raise EmailUnchanged
    links.void(user_id, [kind])
    token = links.issue(user_id, kind, LIFETIME, new=address)
    is_free = kind is Kind.NOTIFICATION or not row.is_taken
    record_event(f"profile.{kind.noun}_change_asked", user_id=user_id, new=address)
    until = now() + LIFETIME
    facts = {"kind": kind.value, "new": address}
    notify(
        "confirm.email",
        {"until": until.isoformat(), **facts},
        user_id=user_id,
        to_address=address,
        secret={"token": token if is_free else ""},
        expires_at=until,
    )
    notify("security.email_change_asked", facts, user_id=user_id)


def ask_again(user_id: int, session_id: int, kind: Kind) -> None:
    """Mail another link to the address that waits; the one before works no more.

    :raises NothingWaits: none does any more.
    :raises Throttled: too often in a day.
    """
    query = select(links.newest(user_id, kind))
    facts: Any = db.connection().scalar(query, {"moment": now()})
    if facts is None:
        raise NothingWaits
    ask(user_id, session_id, kind, facts["new"])


@db.operation
def withdraw(user_id: int, kind: Kind) -> None:
    """Let the address that waits wait no longer."""
    links.void(user_id, [kind])
    record_event(f"profile.{kind.noun}_change_withdrawn", user_id=user_id)


@db.operation
def use_sign_in_email(user_id: int) -> None:
    """Have notifications sent to the e-mail for signing in, whose mailbox is known."""
    before = addresses.locked(user_id)
    links.void(user_id, [Kind.NOTIFICATION])
    if before.notification_email is not None:
        addresses.replace(user_id, Kind.NOTIFICATION, before, None)


def waiting_for(token: str, kind: Kind) -> str:
    """Return the address that a link confirms.

    :raises LinkUsedUp: it works no more.
    """
    return str(links.look_up(token, kind).facts["new"])


@db.operation
def confirm(token: str, kind: Kind) -> int:
    """Let a new address count, whose mailbox was opened; return whose it is.

    :raises LinkUsedUp: the link works no more.
    :raises EmailTaken: somebody else has begun to sign in with this address.
    """
    before = addresses.locked(links.look_up(token, kind).user_id)
    link = links.use(token, kind)
    addresses.replace(link.user_id, kind, before, link.facts["new"])
    return link.user_id
