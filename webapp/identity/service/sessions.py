"""Browser sessions: opened by a sign-in, moved between accounts, ended."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, insert, or_, select, update

from webapp.core import db
from webapp.core.clock import now
from webapp.core.origin import current_origin
from webapp.core.tokens import digest, new_token
from webapp.identity.errors import PasswordReplaced
from webapp.identity.models import BrowserSession, User
from webapp.identity.service.events import record_event

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
STAY_IDLE = timedelta(days=14)
STAY_ABSOLUTE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)


_COLUMNS = BrowserSession.__table__.c
_FACTS = [
    "token_digest",
    "user_id",
    "account_id",
    "way",
    "stay",
    "address",
    "agent",
    "started_at",
    "proved_at",
    "seen_at",
    "expires_at",
]
_compared = bindparam("password_hash", type_=User.password_hash.type)
_OPEN = (
    insert(BrowserSession)
    .from_select(
        _FACTS,
        select(*(bindparam(name, type_=_COLUMNS[name].type) for name in _FACTS))
        .select_from(User)
        .where(
            User.id == bindparam("user_id"),
            or_(_compared.is_(None), User.password_hash == _compared),
        )
        .with_for_update(key_share=True),
    )
    .returning(BrowserSession.id)
)


class SignIn(NamedTuple):
    """When and from where somebody signed in."""

    started_at: datetime
    address: str


@db.operation
def open_session(
    user_id: int, account_id: int, *, way: str, stay: bool, password_hash: str | None = None
) -> str:
    """Open a session and record the event; return the token for the cookie.

    ``way`` says how the person proved himself, like ``password``; ``password_hash`` is what his
    password was compared with. One who changes it ends all sessions, so he and this wait for
    each other.

    :raises PasswordReplaced: the user has another password by now.
    """
    token = new_token()
    origin = current_origin()
    moment = now()
    facts = {
        "token_digest": digest(token),
        "user_id": user_id,
        "account_id": account_id,
        "way": way,
        "stay": stay,
        "address": origin.address,
        "agent": origin.agent,
        "started_at": moment,
        "proved_at": moment,
        "seen_at": moment,
        "expires_at": moment + (STAY_ABSOLUTE if stay else ABSOLUTE),
        "password_hash": password_hash,
    }
    if db.connection().scalar(_OPEN, facts) is None:
        raise PasswordReplaced
    record_event("sign_in.succeeded", user_id=user_id, account_id=account_id, way=way)
    return token


@db.operation
def end_session(session_id: int, *, reason: str) -> None:
    """End one session; its cookie is dead from now on."""
    ended = (
        db.connection()
        .execute(
            update(BrowserSession)
            .where(BrowserSession.id == session_id, BrowserSession.ended_at.is_(None))
            .values(ended_at=now())
            .returning(BrowserSession.user_id, BrowserSession.account_id)
        )
        .one_or_none()
    )
    if ended:
        user_id, account_id = ended
        record_event("sign_in.ended", user_id=user_id, account_id=account_id, reason=reason)


@db.operation
def end_all_sessions(user_id: int, *, reason: str) -> None:
    """Sign a user out everywhere, with one event for each session."""
    running = (BrowserSession.user_id == user_id, BrowserSession.ended_at.is_(None))
    ended = db.connection().execute(
        update(BrowserSession)
        .where(*running, BrowserSession.expires_at > now())
        .values(ended_at=now())
        .returning(BrowserSession.account_id)
    )
    for (account_id,) in ended.all():
        record_event("sign_in.ended", user_id=user_id, account_id=account_id, reason=reason)


@db.operation
def mark_seen(session_id: int) -> None:
    """Note that a session was used; called at most once a minute for each."""
    db.connection().execute(
        update(BrowserSession).where(BrowserSession.id == session_id).values(seen_at=now())
    )


_PREVIOUS = (
    select(BrowserSession.started_at, BrowserSession.address)
    .where(
        BrowserSession.user_id == bindparam("user_id"),
        BrowserSession.id < bindparam("session_id"),
    )
    .order_by(BrowserSession.id.desc())
    .limit(1)
)


def previous_sign_in(user_id: int, session_id: int) -> SignIn | None:
    """Return the last sign-in of a user before this session; None if this is the first."""
    facts = {"user_id": user_id, "session_id": session_id}
    row = db.connection().execute(_PREVIOUS, facts).one_or_none()
    return SignIn(*row) if row else None
