"""Users: found by e-mail, made by the provider."""

from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, bindparam, select, update

from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.identity.errors import EmailNotUsable
from webapp.identity.models import User
from webapp.identity.service import seats

LONGEST_EMAIL = 254


class Candidate(NamedTuple):
    """Somebody who could sign in, and the account he would enter."""

    user_id: int
    password_hash: str
    account_id: int


_CANDIDATE = select(User.id, User.password_hash, seats.FIRST_CHOICE).where(
    User.email_key == bindparam("key")
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


def candidate(email: str) -> Candidate | None:
    """Return who could sign in with this e-mail address, in one query.

    None for nobody, and for somebody without a password or without an active seat.
    """
    facts = {"key": lookup_key(email), "moment": now()}
    row = db.connection().execute(_CANDIDATE, facts).one_or_none()
    return Candidate(*row) if row and all(row) else None


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
    """Give a user a new password, already hashed and checked."""
    db.connection().execute(
        update(User).where(User.id == user_id).values(password_hash=password_hash)
    )
