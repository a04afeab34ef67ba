"""Users: found by e-mail, made by the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, select, update
from sqlalchemy.orm import aliased

from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.core.limits import Attempts, Counted, Rule
from webapp.core.settings import settings
from webapp.core.tokens import digest
from webapp.identity import client_ids
from webapp.identity.addresses import Addresses
from webapp.identity.errors import EmailNotUsable, NoSeat
from webapp.identity.models import (
    Account,
    AddressList,
    Device,
    LoginMail,
    Membership,
    Passkey,
    Role,
    User,
)
from webapp.identity.service import links, seats

LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just proved himself, in a way, and is about to be let in.

    Until ``trusted_until`` his browser counts as a second factor. He ``is_watched`` if an owner
    who gave him a seat wants to be mailed about sign-ins.
    """

    user_id: int
    account_id: int
    way: str
    second_factor: str | None
    second_factor_at: datetime | None
    login_mail: LoginMail
    addresses: Addresses
    trusted_until: datetime | None
    is_watched: bool

    is_arriving = True


class Candidate(NamedTuple):
    """Somebody who could sign in with his password."""

    password_hash: str
    subject: Newcomer


class Prospect(NamedTuple):
    """What is known before a password is compared.

    ``candidate`` is None for nobody, and for somebody without a password or an active seat.
    """

    candidate: Candidate | None
    knows_device: bool
    counted: dict[str, Counted]


_ANYBODY = select(literal_column("1").label("one")).subquery()
"""A row that is there for unknown people, too."""

_mine, _owners, _watcher = aliased(Membership), aliased(Membership), aliased(User)
_IS_WATCHED = (
    select(_watcher.id)
    .join(_owners, and_(_owners.user_id == _watcher.id, _owners.role == Role.OWNER))
    .join(_mine, and_(_mine.account_id == _owners.account_id, _mine.role == Role.TRUSTED))
    .where(_mine.user_id == User.id, _watcher.watches_seats)
    .correlate(User)
    .exists()
)
_NEWCOMER = select(
    User.id,
    User.password_hash,
    seats.FIRST_CHOICE.label("account_id"),
    User.second_factor_at,
    User.login_mail,
    _IS_WATCHED.label("is_watched"),
    AddressList.kept,
    AddressList.tried,
    AddressList.trial_until,
    AddressList.version,
    Device.id.label("device_id"),
    Device.trusted_until,
)
_his_list = AddressList.user_id == User.id
_his_device = and_(Device.user_id == User.id, Device.token_digest == bindparam("device"))
_BY_ID = (
    _NEWCOMER.outerjoin(AddressList, _his_list)
    .outerjoin(Device, _his_device)
    .where(User.id == bindparam("user_id"))
)
_BY_EMAIL = (
    _NEWCOMER.add_columns(Attempts.key, Attempts.count.label("count_"), Attempts.expires_at)
    .select_from(_ANYBODY)
    .outerjoin(User, User.email_key == bindparam("email_key"))
    .outerjoin(AddressList, _his_list)
    .outerjoin(Device, _his_device)
    .outerjoin(
        Attempts,
        and_(
            Attempts.key.in_(bindparam("counters", expanding=True)),
            Attempts.expires_at > bindparam("seconds"),
        ),
    )
)


def prospect(email: str, device: str, rules: Sequence[Rule]) -> Prospect:
    """Return who could sign in with this e-mail address and a browser, in one query.

    With it comes how far the counters of some rules are.
    """
    facts = {
        "email_key": lookup_key(email),
        "device": digest(device),
        "moment": now(),
        "counters": [rule.key for rule in rules],
        "seconds": int(now().timestamp()),
    }
    rows = db.connection().execute(_BY_EMAIL, facts).all()
    counted = {row.key: Counted(row.count_, row.expires_at) for row in rows if row.key}
    row = rows[0]
    can_sign_in = row.account_id is not None and row.password_hash
    found = Candidate(row.password_hash, _newcomer(row, "password", None)) if can_sign_in else None
    return Prospect(found, row.device_id is not None, counted)


def newcomer(user_id: int, device: str, *, way: str, second_factor: str | None = None) -> Newcomer:
    """Return who is about to be let in with a browser, in one query.

    :raises NoSeat: there is no account that he may enter.
    """
    facts = {"user_id": user_id, "device": digest(device), "moment": now()}
    row = db.connection().execute(_BY_ID, facts).one_or_none()
    if row is None or row.account_id is None:
        raise NoSeat
    return _newcomer(row, way, second_factor)


def _newcomer(row: Any, way: str, second_factor: str | None) -> Newcomer:
    return Newcomer(
        user_id=row.id,
        account_id=row.account_id,
        way=way,
        second_factor=second_factor,
        second_factor_at=row.second_factor_at,
        login_mail=row.login_mail,
        addresses=Addresses(row.kept, row.tried, row.trial_until, row.version or 0),
        trusted_until=row.trusted_until,
        is_watched=row.is_watched,
    )


def email_key(email: str) -> str:
    """Return the form in which e-mail addresses are compared: case-folded, IDNA-normalised.

    :raises EmailNotUsable: it is no e-mail address (RFC 5321, without a delivery test).
    """
    try:
        parts = validate_email(
            email.strip(), check_deliverability=False, allow_domain_literal=False
        )
    except EmailNotValidError:
        raise EmailNotUsable from None
    return f"{parts.local_part.casefold()}@{parts.ascii_domain or parts.domain}".lower()


def lookup_key(email: str) -> str:
    """Return the form to look up whatever somebody typed as an e-mail address."""
    try:
        return email_key(email)
    except EmailNotUsable:
        return email.strip().casefold()[:LONGEST_EMAIL]


def create_user(
    *, email: str, name: str, password_hash: str | None, language: str, time_zone: str | None
) -> User:
    """Add a user whose mailbox counts as confirmed, since the provider vouches for it.

    :raises EmailNotUsable: it is no e-mail address.
    """
    user = User(
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        password_hash=password_hash,
        language=language,
        time_zone=time_zone,
        confirmed_at=now(),
    )
    db.session().add(user)
    db.session().flush()  # the caller needs the id
    return user


class Person(NamedTuple):
    """A user as letters and one-time links speak of him."""

    user_id: int
    email: str
    name: str


def find_person(email_key: str) -> Person | None:
    """Return who has this :func:`lookup_key` and an active seat, so that he could sign in."""
    return _person(User.email_key == email_key)


def person(user_id: int) -> Person | None:
    """Return a user who has an active seat."""
    return _person(User.id == user_id)


def _person(condition: ColumnElement[bool]) -> Person | None:
    query = select(User.id, User.email, User.name).where(condition, seats.FIRST_CHOICE.is_not(None))
    row = db.connection().execute(query, {"moment": now()}).one_or_none()
    return Person(*row) if row else None


def lock(user_id: int) -> None:
    """Let nobody else decide something about a user until the running operation ends."""
    mine = select(User.id).where(User.id == user_id)
    db.connection().execute(mine.with_for_update(key_share=True))  # rows may still refer to him


def refresh_hash(user_id: int, before: str, password: str) -> str:
    """Hash a right password again when today's parameters differ; runs before its operation.

    Return the new hash. It is not stored if the user has another password by now.
    """
    fresh = passwords.hash_password(password)
    _replace_hash(user_id, before, fresh)
    return fresh


@db.operation
def _replace_hash(user_id: int, before: str, fresh: str) -> None:
    same = (User.id == user_id, User.password_hash == before)
    db.connection().execute(update(User).where(*same).values(password_hash=fresh))


@db.operation
def store_hash(user_id: int, password_hash: str) -> None:
    """Give a user a new password, already hashed and checked.

    What was on its way for him is void, but for links that take a change back.
    """
    change = {"password_hash": password_hash, "password_set_at": now()}
    db.connection().execute(update(User).where(User.id == user_id).values(change))
    links.void(user_id)


def guessable(user_id: int) -> list[str]:
    """Return what anybody may know about a user, so that it makes no password."""
    query = (
        select(User.email, User.name, Account.client_id, Account.name)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Account, Account.id == Membership.account_id)
        .where(User.id == user_id)
    )
    known = [settings().brand_name]
    for email, name, client_id, account in db.connection().execute(query):
        known += [email, name]
        if client_id:
            known += [client_id, client_ids.grouped(client_id), account]
    return list(dict.fromkeys(known))


def password_hash_of(user_id: int) -> str | None:
    """Return what a password of this user is compared with; None if he has none."""
    return db.connection().scalar(select(User.password_hash).where(User.id == user_id))


def count_passkeys(user_id: int) -> int:
    """Return how many passkeys let a user in."""
    query = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    return db.connection().scalar(query) or 0
