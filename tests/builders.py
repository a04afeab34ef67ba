"""Builders that read aloud: ``anna = build.client("Anna")``."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select, update

from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.identity import client_ids
from webapp.identity.models import Account, ActivityEvent, Membership, Role, User
from webapp.identity.permissions import Permission, pack

PASSWORD = "quiet-harbour-lantern-42"


@cache
def password_hash() -> str:
    """The hash of everybody's password, made once."""
    return passwords.hash_password(PASSWORD)


@dataclass(frozen=True)
class Someone:
    """A user and the account that he was made with."""

    user_id: int
    account_id: int
    email: str
    client_id: str
    password: str = PASSWORD


class Builder:
    """Puts rows into the application's database, as an operation each."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def client(self, name: str = "Anna Kovalenko", **columns: Any) -> Someone:
        """A user who owns an account of the same name."""
        with self.app.app_context():
            return self._client(name, **columns)

    @staticmethod
    @db.operation
    def _client(name: str, **columns: Any) -> Someone:
        email = columns.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.com")
        user = User(
            email=email,
            email_key=email.lower(),
            name=name,
            language=columns.pop("language", "en"),
            password_hash=columns.pop("password_hash", password_hash()),
            confirmed_at=now(),
            **columns,
        )
        account = Account(client_id=client_ids.new(), name=name, currency="EUR")
        db.session().add_all([user, account])
        db.session().flush()
        db.session().add(Membership(user_id=user.id, account_id=account.id, role=Role.OWNER))
        return Someone(user.id, account.id, email, account.client_id)

    def seat(self, user: Someone, account: Someone, *permissions: Permission, **columns: Any):
        """Let a user into somebody else's account."""
        values = {"role": Role.TRUSTED, "permissions": pack(permissions), **columns}
        self.add(Membership(user_id=user.user_id, account_id=account.account_id, **values))

    def add(self, row: db.Base) -> None:
        """Store any row."""

        @db.operation
        def store() -> None:
            db.session().add(row)

        with self.app.app_context():
            store()

    def change(self, model: type[db.Base], row_id: int, **columns: Any) -> None:
        """Change columns of a row behind the application's back."""

        @db.operation
        def store() -> None:
            db.session().execute(update(model).where(model.id == row_id).values(**columns))

        with self.app.app_context():
            store()

    def stored(self, model: type[db.Base], row_id: int) -> Any:
        """Read a row as it is in the database now."""
        (key,) = inspect(model).primary_key
        with self.app.app_context(), db.write_connection() as connection:
            return connection.execute(select(model).where(key == row_id)).one()

    def events(self) -> list[str]:
        """The types of all activity events, oldest first."""
        with self.app.app_context(), db.write_connection() as connection:
            query = select(ActivityEvent.type).order_by(ActivityEvent.id)
            return list(connection.execute(query).scalars())
