"""Closed accounts are erased after 90 days, and with them users who have no other seat."""

from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import (
    Account,
    AccountState,
    ActivityEvent,
    AddressList,
    Authenticator,
    BrowserSession,
    Device,
    LoginMail,
    Membership,
    NetworkVisit,
    OneTimeLink,
    Passkey,
    RecoveryCode,
    User,
)
from webapp.identity.service import avatars

READABLE = timedelta(days=90)
THEIRS = (
    BrowserSession,
    Device,
    AddressList,
    NetworkVisit,
    Authenticator,
    RecoveryCode,
    Passkey,
    OneTimeLink,
    ActivityEvent,
)
"""What goes with a user."""


@db.operation
def erase_closed_account() -> int:
    """Erase one account that was closed long enough; return how many there were, 1 or 0.

    Its row and its Client ID stay, for the books and so that nobody gets the number again.
    """
    connection = db.connection()
    account_id = connection.scalar(
        select(Account.id)
        .where(
            Account.state == AccountState.CLOSED,
            Account.closed_at <= now() - READABLE,
            Account.erased_at.is_(None),
        )
        .order_by(Account.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if account_id is None:
        return 0
    seats = delete(Membership).where(Membership.account_id == account_id)
    members = connection.scalars(seats.returning(Membership.user_id)).all()
    for model in (BrowserSession, ActivityEvent):
        connection.execute(delete(model).where(model.account_id == account_id))
    connection.execute(
        update(Account).where(Account.id == account_id).values(name="", erased_at=now())
    )
    for user_id in members:
        _erase_if_seatless(user_id)
    return 1


def _erase_if_seatless(user_id: int) -> None:
    """Empty a user's row; it stays, since letters in other accounts were addressed to him."""
    connection = db.connection()
    erased = (
        update(User)
        .where(User.id == user_id, ~exists().where(Membership.user_id == User.id))
        .values(
            email=f"erased-{user_id}",
            email_key=f"erased-{user_id}",  # no e-mail address: nobody can sign in with it
            name="",
            password_hash=None,
            password_set_at=None,
            second_factor_at=None,
            passkey_handle=None,
            notification_email=None,
            login_mail=LoginMail.NEW_DEVICES,
            watches_seats=False,
            phone=None,
            erased_at=now(),
        )
    )
    if connection.execute(erased).rowcount:
        avatars.drop_picture(user_id)
        for model in THEIRS:
            connection.execute(delete(model).where(model.user_id == user_id))
