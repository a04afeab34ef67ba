"""Going from one account to another without signing in again."""

from webapp.core import db
from webapp.identity.service import seats
from webapp.sign_in.service import telling


@db.operation
def switch(token: str, session_id: int, user_id: int, client_id: str) -> None:
    """Move a session to another account of its user, and tell the owners who watch that one.

    ``token`` is the session's.

    :raises NoSuchAccount: he has no active seat on it.
    """
    seats.switch_account(session_id, user_id, client_id)
    telling.tell_owners(token)
