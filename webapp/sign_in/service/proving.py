"""Proving anew that it is still the user who sits there, before he does what matters."""

from datetime import datetime, timedelta
from typing import NoReturn

from webapp.core import db, limits, passwords
from webapp.core.clock import now
from webapp.core.limits import Rule
from webapp.core.settings import settings
from webapp.identity.errors import PasswordWrong
from webapp.identity.service import sessions, users
from webapp.identity.service.events import record_event

RECENT = timedelta(minutes=15)


def is_recent(proved_at: datetime) -> bool:
    """Tell whether somebody proved himself so lately that he need not do it again."""
    return now() - proved_at < RECENT


def check_password(user_id: int, password: str) -> str:
    """Compare what a signed-in user gave for his password; return the hash it was compared with.

    Counted before it is hashed; only wrong ones stay counted.

    :raises Throttled: too many wrong ones.
    :raises Busy: too many passwords are being hashed; this one does not count.
    :raises PasswordWrong: it is another, or the user has none.
    """
    rules = [Rule("prove", settings().limit_prove, str(user_id))]
    limits.hit(rules)
    stored = users.password_hash_of(user_id)
    try:
        is_right = passwords.verify(stored, password)
    except passwords.Busy:
        limits.give_back(rules)
        raise
    if stored is None or not is_right:
        _refuse(user_id)
    limits.give_back(rules)
    return stored


def prove(user_id: int, session_id: int, password: str) -> str:
    """Prove a signed-in user by his password; return the new token of his session.

    :raises SessionOver: the session was ended meanwhile.
    :raises DomainError: see :func:`check_password`.
    """
    check_password(user_id, password)
    return sessions.renew(session_id)


@db.operation
def _refuse(user_id: int) -> NoReturn:
    raise PasswordWrong().remember(
        lambda: record_event("sign_in.proof_refused", user_id=user_id, way="password")
    )
