"""Browser sessions: opened by a sign-in, moved between accounts, ended."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, case, insert, or_, select, update

from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.core.origin import current_origin
from webapp.core.tokens import digest, new_token
from webapp.identity.errors import ProofOutdated, SessionOver
from webapp.identity.models import BrowserSession, User
from webapp.identity.service.events import record_event, record_events
from webapp.identity.service.users import Newcomer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
STAY_IDLE = timedelta(days=14)
STAY_ABSOLUTE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)

IS_LIVE = (
    BrowserSession.ended_at.is_(None),
    BrowserSession.expires_at > bindparam("moment", type_=Instant),
    BrowserSession.seen_at
    > case(
        (BrowserSession.stay, bindparam("stay_idle_since", type_=Instant)),
        else_=bindparam("idle_since", type_=Instant),
    ),
)
"""What makes a session count, with the values of :func:`live_at`."""


def live_at(moment: datetime) -> dict[str, datetime]:
    """Return the values of :data:`IS_LIVE`: the limits as they lie at a moment."""
    return {
        "moment": moment,
        "idle_since": moment - IDLE,
        "stay_idle_since": moment - STAY_IDLE,
    }


_COLUMNS = BrowserSession.__table__.c
_FACTS = [
    "token_digest",
    "user_id",
    "account_id",
    "way",
    "second_factor",
    "stay",
    "address",
    "agent",
    "started_at",
    "proved_at",
    "seen_at",
    "expires_at",
]
_compared = bindparam("password_hash", type_=User.password_hash.type)
_asked_since = bindparam("second_factor_at", type_=User.second_factor_at.type)
_OPEN = (
    insert(BrowserSession)
    .from_select(
        _FACTS,
        select(*(bindparam(name, type_=_COLUMNS[name].type) for name in _FACTS))
        .select_from(User)
        .where(
            User.id == bindparam("user_id"),
            or_(_compared.is_(None), User.password_hash == _compared),
            User.second_factor_at.is_not_distinct_from(_asked_since),
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
def open_session(subject: Newcomer, *, stay: bool, password_hash: str | None = None) -> str:
    """Open a session and record the event; return the token for the cookie.

    ``password_hash`` is what a password was compared with. One who changes it, or switches the
    second factor on, ends all other sessions, so he and this wait for each other.

    :raises ProofOutdated: the user has another password by now, or another second factor.
    """
    token = new_token()
    origin = current_origin()
    moment = now()
    facts = {
        "token_digest": digest(token),
        "user_id": subject.user_id,
        "account_id": subject.account_id,
        "way": subject.way,
        "second_factor": subject.second_factor,
        "stay": stay,
        "address": origin.address,
        "agent": origin.agent,
        "started_at": moment,
        "proved_at": moment,
        "seen_at": moment,
        "expires_at": moment + (STAY_ABSOLUTE if stay else ABSOLUTE),
        "password_hash": password_hash,
        "second_factor_at": subject.second_factor_at,
    }
    if db.connection().scalar(_OPEN, facts) is None:
        raise ProofOutdated
    how = {"way": subject.way}
    if subject.second_factor:
        how["second_factor"] = subject.second_factor
    record_event("sign_in.succeeded", user_id=subject.user_id, account_id=subject.account_id, **how)
    return token


@db.operation
def end_session(session_id: int, *, reason: str) -> bool:
    """End one session; its cookie is dead from now on. Tell whether nobody did so before."""
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
    return bool(ended)


@db.operation
def end_all_sessions(
    user_id: int, *, reason: str, spared: int | None = None, way: str | None = None
) -> int:
    """Sign a user out everywhere but in the ``spared`` session, with one event for each.

    With a ``way`` only where he came in by it. Return how many sessions that were.
    """
    running = [BrowserSession.user_id == user_id, BrowserSession.ended_at.is_(None)]
    if spared is not None:
        running.append(BrowserSession.id != spared)
    if way is not None:
        running.append(BrowserSession.way == way)
    ended = (
        db.connection()
        .execute(
            update(BrowserSession)
            .where(*running, BrowserSession.expires_at > now())
            .values(ended_at=now())
            .returning(BrowserSession.account_id)
        )
        .all()
    )
    accounts = [account_id for (account_id,) in ended]
    record_events("sign_in.ended", user_id=user_id, account_ids=accounts, reason=reason)
    return len(ended)


@db.operation
def renew(session_id: int) -> str:
    """Give a session another token after its user proved himself; the old one is dead.

    :raises SessionOver: it was ended meanwhile.
    """
    token = new_token()
    renewed = db.connection().execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.ended_at.is_(None))
        .values(token_digest=digest(token), proved_at=now())
    )
    if not renewed.rowcount:
        raise SessionOver
    return token


def must_run(session_id: int) -> None:
    """Let the running operation, which holds its user's row, go on for a living session only.

    A request may have passed the guard just before all sessions of its user were ended.

    :raises SessionOver: it was ended meanwhile.
    """
    running = (BrowserSession.id == session_id, BrowserSession.ended_at.is_(None))
    if db.connection().scalar(select(BrowserSession.id).where(*running)) is None:
        raise SessionOver


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
