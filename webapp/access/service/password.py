"""One's own password: changed by who knows it, set by who has none yet."""

from webapp.access.errors.password import PasswordUnchanged
from webapp.core import db, passwords
from webapp.identity.errors import ProofOutdated
from webapp.identity.service import devices, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.sign_in.service import proving


def change_password(user_id: int, session_id: int, current: str, new: str) -> str:
    """Replace the password; return the new token of this session, the only one that goes on.

    :raises PasswordUnchanged: both are the same.
    :raises DomainError: the current password is refused, see
        :func:`webapp.sign_in.service.proving.check_password`, or the new one, see
        :func:`webapp.core.passwords.check`.
    """
    compared = proving.check_password(user_id, current)
    if passwords.normalise(new) == passwords.normalise(current):
        raise PasswordUnchanged
    passwords.check(new, users.guessable(user_id))
    return _set(user_id, session_id, compared, passwords.hash_password(new))


def set_password(user_id: int, session_id: int, new: str) -> str:
    """Give a user who has none his first password; return the new token of this session.

    :raises ProofOutdated: he has one by now.
    :raises DomainError: it is refused, see :func:`webapp.core.passwords.check`.
    """
    passwords.check(new, users.guessable(user_id))
    return _set(user_id, session_id, None, passwords.hash_password(new))


@db.operation
def _set(user_id: int, session_id: int, before: str | None, password_hash: str) -> str:
    users.lock(user_id)
    if users.password_hash_of(user_id) != before:
        raise ProofOutdated
    users.store_hash(user_id, password_hash)
    devices.distrust_all(user_id)
    sessions.end_all_sessions(user_id, reason="password-changed", spared=session_id)
    token = sessions.renew(session_id)
    record_event("access.password_changed" if before else "access.password_set", user_id=user_id)
    notify("security.password_changed", {"is_first": before is None}, user_id=user_id)
    return token
