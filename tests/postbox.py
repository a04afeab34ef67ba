"""The letters that an application sent: its worker's jobs are done, its Maildir is read."""

import mailbox
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from webapp.core import db
from webapp.core.settings import settings
from webapp.messaging import jobs
from webapp.messaging.models import EmailMessage as StoredLetter
from webapp.messaging.models import Notification

ADDRESS = re.compile(r"https?://\S+")


class Letter(NamedTuple):
    """One letter, as its addressee sees it."""

    to: str
    subject: str
    text: str
    html: str

    def link(self, start: str) -> str:
        """The only address whose path goes on after ``start``, such as ``/forgot/``."""
        found = {a for a in ADDRESS.findall(self.text) if start in a and not a.endswith(start)}
        assert len(found) == 1, f"{len(found)} links with {start} in:\n{self.text}"
        return found.pop()


class Postbox:
    """What arrives when the worker of an application has nothing left to do."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.folder = mailbox.Maildir(settings().instance / "mail")
        self.folder.clear()

    def open(self) -> list[Letter]:
        """Let the worker do all its jobs; take out the letters, the oldest first."""
        with self.app.app_context():
            jobs.drain()
        letters = [
            read(self.folder.get_bytes(key)) for key in sorted(self.folder.keys(), key=_arrival)
        ]
        self.folder.clear()
        return letters

    def only(self) -> Letter:
        """The one letter that arrived."""
        (letter,) = self.open()
        return letter

    def told(self) -> list[str]:
        """The types of everything that anybody was ever told, by letter, in its order."""
        query = (
            select(Notification.type)
            .join(StoredLetter, StoredLetter.notification_id == Notification.id)
            .order_by(StoredLetter.id)
        )
        with self.app.app_context(), db.write_connection() as connection:
            return list(connection.execute(query).scalars())


def _arrival(name: str) -> list[int]:
    """When a letter came: its file is named by seconds, microseconds, process and number."""
    return [int(digits) for digits in re.findall(r"\d+", name)[:4]]


def read(content: bytes) -> Letter:
    """Read a letter as a mail program does."""
    message = message_from_bytes(content, EmailMessage, policy=policy.default)
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    assert text, "a letter without text"
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text.get_content(),
        html=html.get_content() if html else "",
    )
