"""A post office for tests: tells, carries by pigeon, and reads what the tables say."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage as Parsed
from email.policy import default
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from tests.builders import Someone
from webapp.core import db
from webapp.core.clock import now
from webapp.messaging import jobs
from webapp.messaging.delivery import Carrier
from webapp.messaging.models import Delivery, EmailMessage, Notification, Outgoing, State
from webapp.messaging.service import composing
from webapp.messaging.service.telling import Content, notify

NEWS = Content("Maintenance on Sunday", "The servers rest from two to four.\n")


class Pigeon:
    """A way out that keeps what it is given; ``answers`` are raised or called first, in order."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.answers: list[Exception | Callable[[], object]] = []
        self.always: Exception | None = None
        self.closed = 0

    def send(self, sender: str, to: str, content: bytes) -> str:
        """Take a letter, unless told to refuse it."""
        answer = self.answers.pop(0) if self.answers else self.always
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            answer()
        self.taken.append((sender, to, content))
        return "250 taken"

    def close(self) -> None:
        """Fly home."""
        self.closed += 1

    @property
    def letters(self) -> list[Parsed]:
        """What was taken, as a mail program reads it."""
        return [message_from_bytes(content, policy=default) for *_ends, content in self.taken]


class Post:
    """Everything between a cause and a letter box."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pigeon = Pigeon()
        self.restart()

    def restart(self) -> Carrier:
        """A new worker process, as it were: it has no claim and does not rest."""
        self.carrier = Carrier(self.pigeon)
        self.app.extensions["clientarea.carrier"] = self.carrier
        return self.carrier

    def tell(self, account: Someone, type_id: str = "service.suspended", **options: Any):
        """Tell an account something that the provider wrote."""
        options.setdefault("content", NEWS)
        return _told(type_id, {}, account_id=account.account_id, **options)

    def tell_user(self, user: Someone, type_id: str = "security.password_reset", **options: Any):
        """Tell one user something that our templates say."""
        return _told(type_id, options.pop("facts", {}), user_id=user.user_id, **options)

    def tell_secret(self, user: Someone, minutes: int = 30):
        """Mail a user a secret that dies."""
        until = now() + timedelta(minutes=minutes)
        return self.tell_user(
            user,
            "confirm.reset",
            facts={"until": until.isoformat()},
            secret={"token": "geheim-geheim"},
            expires_at=until,
        )

    def compose(self) -> None:
        """Make all letters, and leave them in line."""
        for number in composing.due(1000):
            composing.compose(number)

    def work(self) -> None:
        """Do what the worker does, until nothing is due."""
        jobs.drain()

    def letters(self) -> list[Any]:
        """Every letter, in the order of its making."""
        return self._rows(select(EmailMessage).order_by(EmailMessage.id))

    def letter(self) -> Any:
        """The only letter."""
        (found,) = self.letters()
        return found

    def states(self) -> list[State]:
        """What became of each letter."""
        return [letter.state for letter in self.letters()]

    def addresses(self) -> list[str]:
        """Whom the letters are to."""
        return [letter.address for letter in self.letters()]

    def line(self) -> list[Any]:
        """Letters that wait."""
        return self._rows(select(Outgoing).order_by(Outgoing.message_id))

    def history(self) -> list[tuple[str, str, str]]:
        """Every attempt: outcome, code, words."""
        rows = self._rows(select(Delivery).order_by(Delivery.id))
        return [(row.outcome, row.code, row.said) for row in rows]

    def notifications(self) -> list[Any]:
        """Everything told."""
        return self._rows(select(Notification).order_by(Notification.id))

    def count(self, model: type[db.Base]) -> int:
        """How many rows a table has."""
        (row,) = self._rows(select(func.count()).select_from(model))
        return int(row[0])

    def make_due(self) -> None:
        """Let what waits for its time wait no longer, and what is claimed be free."""
        with db.write_connection() as connection:
            connection.execute(update(Outgoing).values(due_at=now(), claimed_until=None))

    @staticmethod
    def _rows(query: Any) -> list[Any]:
        with db.write_connection() as connection:
            return list(connection.execute(query).all())


@db.operation
def _told(*args: Any, **options: Any) -> int | None:
    return notify(*args, **options)
