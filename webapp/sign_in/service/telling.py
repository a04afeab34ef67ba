"""Who is told that somebody signed in: he himself, as he chose, and owners who watch."""

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.core.tokens import digest
from webapp.identity.models import (
    Account,
    BrowserSession,
    LoginMail,
    Membership,
    Role,
    User,
)
from webapp.identity.service.seats import is_active
from webapp.identity.service.users import Newcomer
from webapp.messaging.service.telling import notify

_seat, _owner, _watcher = aliased(Membership), aliased(Membership), aliased(User)
_WATCHERS = (
    select(
        _watcher.id.label("watcher_id"),
        User.name.label("who"),
        User.email,
        Account.name.label("account"),
        BrowserSession.id.label("session_id"),
        BrowserSession.account_id,
        BrowserSession.started_at,
        BrowserSession.way,
        BrowserSession.second_factor,
    )
    .select_from(BrowserSession)
    .join(User, User.id == BrowserSession.user_id)
    .join(Account, Account.id == BrowserSession.account_id)
    .join(_seat, and_(_seat.user_id == User.id, _seat.account_id == Account.id))
    .join(_owner, _owner.account_id == Account.id)
    .join(_watcher, _watcher.id == _owner.user_id)
    .where(
        BrowserSession.token_digest == bindparam("digest"),
        _seat.role == Role.TRUSTED,
        _owner.role == Role.OWNER,
        *is_active(_owner, bindparam("moment", type_=Instant)),
        _watcher.watches_seats,
    )
    .order_by(_watcher.id)
)


def tell(subject: Newcomer, token: str, *, is_new: bool) -> None:
    """Mail whoever wants to know of a session that was just opened, in the running operation.

    ``token`` is the session's; ``is_new`` tells whether its browser is.
    """
    wanted = subject.login_mail is LoginMail.EVERY or (
        subject.login_mail is LoginMail.NEW_DEVICES and is_new
    )
    if wanted:
        facts = {"way": subject.way, "second_factor": subject.second_factor, "is_new": is_new}
        notify("security.sign_in", facts, user_id=subject.user_id)
    if subject.is_watched:
        tell_owners(token)


def tell_owners(token: str) -> None:
    """Mail the owners who watch that somebody whom they trust is in their account.

    Each of them alone, once in a session: who goes to and fro between accounts is told once.
    """
    facts = {"digest": digest(token), "moment": now()}
    for row in db.connection().execute(_WATCHERS, facts).all():
        visit = f"{row.session_id}-{row.account_id}-{row.started_at.timestamp():.0f}"
        notify(
            "security.seat_sign_in",
            {
                "who": row.who,
                "email": row.email,
                "account": row.account,
                "way": row.way,
                "second_factor": row.second_factor,
            },
            user_id=row.watcher_id,
            key=f"seat-sign-in:{visit}",
        )
