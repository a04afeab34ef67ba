"""One's own passkeys: added, named, removed."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from webapp.access import challenges
from webapp.access.errors.passkeys import (
    MOST_PASSKEYS,
    LastWayIn,
    NoSuchPasskey,
    PasskeyLate,
    PasskeyNameMissing,
    PasskeyNotMade,
    PasskeyRefused,
    TooManyPasskeys,
)
from webapp.access.service import webauthn
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import Passkey, User
from webapp.identity.service import links, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

ADD = "passkey-add"
HANDLE_BYTES = 64  # WebAuthn §14.6.1


class Listed(NamedTuple):
    """A passkey as its owner sees it."""

    number: int
    name: str
    created_at: datetime
    used_at: datetime | None


def passkeys_of(user_id: int) -> list[Listed]:
    """Return a user's passkeys, the oldest first."""
    query = (
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at)
        .where(Passkey.user_id == user_id)
        .order_by(Passkey.id)
    )
    return [Listed(*row) for row in db.connection().execute(query)]


def find_passkey(user_id: int, number: int) -> Listed:
    """Return one of a user's passkeys.

    :raises NoSuchPasskey: he has none of this number.
    """
    for passkey in passkeys_of(user_id):
        if passkey.number == number:
            return passkey
    raise NoSuchPasskey


def keys_of(user_id: int) -> list[webauthn.Key]:
    """Return how browsers know a user's passkeys."""
    query = select(Passkey.credential_id, Passkey.transports).where(Passkey.user_id == user_id)
    return [webauthn.Key(*row) for row in db.connection().execute(query)]


def to_add(user_id: int, session_id: int, email: str, name: str) -> dict[str, Any]:
    """Return what a browser is asked for, to make a user one more passkey."""
    challenge = challenges.new(ADD, str(session_id))
    return webauthn.to_make(challenge, _handle_of(user_id), email, name, keys_of(user_id))


def _handle_of(user_id: int) -> bytes:
    """Return what authenticators know a user by; drawn when it is first needed."""
    query = select(User.passkey_handle).where(User.id == user_id)
    return db.connection().scalar(query) or _draw_handle(user_id)


@db.operation
def _draw_handle(user_id: int) -> bytes:
    fresh = secrets.token_bytes(HANDLE_BYTES)
    mine = update(User).where(User.id == user_id)
    handle = func.coalesce(User.passkey_handle, fresh)
    drawn = db.connection().scalar(
        mine.values(passkey_handle=handle).returning(User.passkey_handle)
    )
    return bytes(drawn or fresh)


def add_passkey(user_id: int, session_id: int, name: str, posted: str) -> None:
    """Keep the passkey that a browser has just made for a user.

    :raises PasskeyNameMissing: it was given no name.
    :raises PasskeyMissing: nothing was sent.
    :raises PasskeyLate: the browser was not asked, or too long ago, or it answered already.
    :raises PasskeyNotMade: it is none of ours, or is known here already.
    :raises TooManyPasskeys: the user has as many as anybody may have.
    :raises SessionOver: the session was ended meanwhile.
    """
    if not name:
        raise PasskeyNameMissing
    try:
        answer = webauthn.read(posted)
    except PasskeyRefused:
        raise PasskeyNotMade from None
    if not challenges.is_ours(answer.challenge, ADD, str(session_id)):
        raise PasskeyLate
    made = webauthn.new_key(answer)
    try:
        _keep(user_id, session_id, name, made, challenges.encoded(answer.challenge))
    except LinkUsedUp:
        raise PasskeyLate from None
    except IntegrityError:  # somebody has this passkey already; whose it is, is nobody's business
        raise PasskeyNotMade from None


@db.operation
def _keep(user_id: int, session_id: int, name: str, made: webauthn.NewKey, challenge: str) -> None:
    users.lock(user_id)
    sessions.must_run(session_id)
    links.spend(challenge, ADD, challenges.LIFETIME, user_id)
    if users.count_passkeys(user_id) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    row = {"user_id": user_id, "name": name, "created_at": now(), **made._asdict()}
    db.connection().execute(insert(Passkey), row)
    record_event("access.passkey_added", user_id=user_id, name=name)
    notify("security.passkey_added", {"name": name}, user_id=user_id)


@db.operation
def rename_passkey(user_id: int, number: int, name: str) -> None:
    """Give a passkey another name.

    :raises PasskeyNameMissing: it was given none.
    :raises NoSuchPasskey: the user has none of this number.
    """
    if not name:
        raise PasskeyNameMissing
    before = find_passkey(user_id, number)
    if before.name != name:
        db.connection().execute(update(Passkey).where(*_this(user_id, number)).values(name=name))
        record_event("access.passkey_renamed", user_id=user_id, before=before.name, name=name)


@db.operation
def remove_passkey(user_id: int, number: int, here: int) -> None:
    """Forget a passkey: it lets nobody in any more, and whoever came in by one is signed out.

    The session ``here`` goes on. Of a session nobody knows which passkey opened it.

    :raises NoSuchPasskey: the user has none of this number.
    :raises LastWayIn: nothing else lets him in.
    """
    users.lock(user_id)  # or two tabs could take the last two at once
    passkey = find_passkey(user_id, number)
    if users.password_hash_of(user_id) is None and users.count_passkeys(user_id) == 1:
        raise LastWayIn
    db.connection().execute(delete(Passkey).where(*_this(user_id, number)))
    sessions.end_all_sessions(user_id, reason="passkey-removed", spared=here, way="passkey")
    record_event("access.passkey_removed", user_id=user_id, name=passkey.name)
    notify("security.passkey_removed", {"name": passkey.name}, user_id=user_id)


def _this(user_id: int, number: int) -> tuple[Any, ...]:
    return (Passkey.user_id == user_id, Passkey.id == number)
