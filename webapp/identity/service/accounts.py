"""Accounts: created, found, suspended, resumed and closed by the provider."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.core.settings import settings
from webapp.identity import client_ids
from webapp.identity.errors import (
    EmailNotUsable,
    NoSuchAccount,
    PasswordNotWanted,
    WrongState,
)
from webapp.identity.models import Account, AccountState, Membership, Role, User
from webapp.identity.service.events import record_event
from webapp.identity.service.users import create_user, email_key

MOST_FOUND = 50


class AccountFacts(NamedTuple):
    """An account as the provider's staff see it."""

    client_id: str
    name: str
    state: AccountState
    currency: str
    created_at: datetime
    owner_name: str
    owner_email: str
    owner_notification_email: str | None
    owner_phone: str | None


def create_account(
    *,
    name: str,
    email: str,
    password: str | None,
    currency: str = "EUR",
    language: str | None = None,
    time_zone: str | None = None,
    welcome: Callable[[int], object] | None = None,
) -> str:
    """Add an account and its owner; return the Client ID.

    Whoever has the e-mail already gets a seat as owner and keeps his own password. A new user
    without one cannot sign in until he sets it: ``welcome`` is called with his id, in the same
    transaction.

    :raises EmailNotUsable: it is no e-mail address.
    :raises PasswordNotWanted: somebody has it, and there is a password.
    :raises DomainError: the password is refused, see :func:`webapp.core.passwords.check`.
    """
    known = db.session().scalar(select(User.id).where(User.email_key == email_key(email)))
    if known and password is not None:
        raise PasswordNotWanted
    password_hash = None
    if password is not None:
        passwords.check(password, [email, name, settings().brand_name])
        password_hash = passwords.hash_password(password)
    return _create(
        name=name,
        email=email,
        password_hash=password_hash,
        currency=currency,
        language=language,
        time_zone=time_zone,
        welcome=welcome,
    )


@db.operation
def _create(
    *,
    name: str,
    email: str,
    password_hash: str | None,
    currency: str,
    language: str | None,
    time_zone: str | None,
    welcome: Callable[[int], object] | None,
) -> str:
    owner = db.session().scalar(select(User).where(User.email_key == email_key(email)))
    if owner is None:
        owner = create_user(
            email=email,
            name=name,
            password_hash=password_hash,
            language=language or settings().language,
            time_zone=time_zone,
        )
        if welcome and not password_hash:
            welcome(owner.id)
    account = _with_free_client_id(name, currency)
    db.session().add(Membership(user_id=owner.id, account_id=account.id, role=Role.OWNER))
    record_event("account.created", user_id=owner.id, account_id=account.id)
    return account.client_id


def _with_free_client_id(name: str, currency: str) -> Account:
    """Add the account under a random Client ID; drawing one twice is rare but not impossible."""
    while True:
        account = Account(client_id=client_ids.new(), name=name, currency=currency)
        try:
            with db.session().begin_nested():
                db.session().add(account)
        except IntegrityError:
            continue
        return account


def find_accounts(term: str) -> list[AccountFacts]:
    """Return the accounts that a Client ID, e-mail, phone number or part of a name points to.

    :raises CheckDigitWrong: the term is a Client ID with a mistyped digit.
    """
    client_id = client_ids.read(term)
    if client_id is not None:
        return _select(Account.client_id == client_id)
    try:
        by_email = or_(
            User.email_key == email_key(term),
            func.lower(User.notification_email) == term.strip().lower(),
        )
    except EmailNotUsable:
        pattern = f"%{_escaped(term)}%"
        digits = "+" + "".join(c for c in term if c.isascii() and c.isdigit())
        return _select(
            or_(
                func.lower(Account.name).like(pattern.lower(), escape="\\"),
                func.lower(User.name).like(pattern.lower(), escape="\\"),
                User.phone == digits,
            )
        )
    return _select(by_email)


def _escaped(term: str) -> str:
    for special in ("\\", "%", "_"):
        term = term.replace(special, f"\\{special}")
    return term


def _select(condition: object) -> list[AccountFacts]:
    rows = db.session().execute(
        select(
            Account.client_id,
            Account.name,
            Account.state,
            Account.currency,
            Account.created_at,
            User.name,
            User.email,
            User.notification_email,
            User.phone,
        )
        .join(Membership, Membership.account_id == Account.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == Role.OWNER, condition)  # type: ignore[arg-type]
        .order_by(Account.id)
        .limit(MOST_FOUND)
    )
    return [AccountFacts(*row) for row in rows]


def account_facts(client_id: str) -> AccountFacts:
    """Return one account by its Client ID, blanks tolerated.

    :raises NoSuchAccount: nobody has this Client ID.
    :raises CheckDigitWrong: a digit was mistyped.
    """
    found = _select(Account.client_id == (client_ids.read(client_id) or ""))
    if not found:
        raise NoSuchAccount
    return found[0]


def suspend(client_id: str) -> None:
    """Suspend an active account: it sees and pays, but orders nothing.

    :raises WrongState: it is not active.
    """
    _move(client_id, AccountState.SUSPENDED, {AccountState.ACTIVE})


def resume(client_id: str) -> None:
    """Make a suspended or closed account active again.

    :raises WrongState: it is active already.
    """
    _move(client_id, AccountState.ACTIVE, {AccountState.SUSPENDED, AccountState.CLOSED})


def close(client_id: str) -> None:
    """Close an account: from now on it can only be read.

    :raises WrongState: it is closed already.
    """
    _move(client_id, AccountState.CLOSED, {AccountState.ACTIVE, AccountState.SUSPENDED})


EVENTS = {
    AccountState.ACTIVE: "account.resumed",
    AccountState.SUSPENDED: "account.suspended",
    AccountState.CLOSED: "account.closed",
}


@db.operation
def _move(client_id: str, state: AccountState, allowed: set[AccountState]) -> None:
    wanted = client_ids.read(client_id) or ""
    account = db.session().scalar(
        select(Account).where(Account.client_id == wanted).with_for_update()
    )
    if account is None or account.erased_at:
        raise NoSuchAccount
    if account.state not in allowed:
        raise WrongState
    account.state = state
    account.closed_at = now() if state is AccountState.CLOSED else None
    record_event(EVENTS[state], account_id=account.id)
