"""Accounts opened by the provider: whoever gets no password with it is mailed a link."""

from datetime import timedelta

from webapp.identity.service import accounts
from webapp.sign_in.service.resetting import mail_link

LIFETIME = timedelta(hours=72)


def open_account(
    *,
    name: str,
    email: str,
    password: str | None,
    currency: str = "EUR",
    language: str | None = None,
    time_zone: str | None = None,
) -> str:
    """Add an account and its owner; return the Client ID.

    A new owner without a password is mailed a link to set one, good for 72 hours.

    :raises DomainError: see :func:`webapp.identity.service.accounts.create_account`.
    """

    def welcome(user_id: int) -> None:
        mail_link(user_id, "confirm.password", LIFETIME, account=name)

    return accounts.create_account(
        name=name,
        email=email,
        password=password,
        currency=currency,
        language=language,
        time_zone=time_zone,
        welcome=welcome,
    )
