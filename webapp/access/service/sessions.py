"""Where a user is signed in, and how he signs himself out there."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, select

from webapp.access.errors.sessions import NoSuchSession
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import BrowserSession
from webapp.identity.service import sessions
from webapp.messaging.service.telling import notify

SHOWN = 25


class Session(NamedTuple):
    """One browser in which a user is signed in."""

    id: int
    agent: str
    address: str
    way: str
    second_factor: str | None
    started_at: datetime
    seen_at: datetime
    is_here: bool


_is_here = BrowserSession.id == bindparam("here")
_LIVE = (
    select(
        BrowserSession.id,
        BrowserSession.agent,
        BrowserSession.address,
        BrowserSession.way,
        BrowserSession.second_factor,
        BrowserSession.started_at,
        BrowserSession.seen_at,
        _is_here,
    )
    .where(BrowserSession.user_id == bindparam("user_id"), *sessions.IS_LIVE)
    .order_by(_is_here.desc(), BrowserSession.seen_at.desc(), BrowserSession.id.desc())
    .limit(SHOWN + 1)
)
_ONE = select(
    BrowserSession.agent,
    case((and_(*sessions.IS_LIVE), True), else_=False).label("is_live"),
).where(BrowserSession.id == bindparam("id"), BrowserSession.user_id == bindparam("user_id"))


def live_sessions(user_id: int, here: int) -> tuple[list[Session], bool]:
    """Return where a user is signed in, and whether there is more than that.

    The session ``here`` comes first, then those that were used last.
    """
    facts = {"user_id": user_id, "here": here, **sessions.live_at(now())}
    found = [Session(*row) for row in db.connection().execute(_LIVE, facts)]
    return found[:SHOWN], len(found) > SHOWN


@db.operation
def end_one(user_id: int, session_id: int, here: int) -> None:
    """End one session of a user, who acts from the one ``here``; one that is over stays so.

    :raises NoSuchSession: it is somebody else's, or there is none.
    """
    facts = {"id": session_id, "user_id": user_id, **sessions.live_at(now())}
    found = db.connection().execute(_ONE, facts).one_or_none()
    if found is None:
        raise NoSuchSession
    if session_id == here:
        sessions.end_session(session_id, reason="signed-out")
    elif found.is_live and sessions.end_session(session_id, reason="ended-by-user"):
        _tell(user_id, is_one=True, agent=found.agent)


@db.operation
def end_others(user_id: int, here: int) -> None:
    """End all sessions of a user but the one ``here``."""
    if sessions.end_all_sessions(user_id, reason="ended-by-user", spared=here):
        _tell(user_id, is_one=False, agent="")


def _tell(user_id: int, *, is_one: bool, agent: str) -> None:
    facts = {"is_one": is_one, "agent": agent}
    notify("security.sessions_ended_by_user", facts, user_id=user_id)
