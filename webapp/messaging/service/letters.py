"""Letters as they were written: for sending, sending again, and later for reading."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from webapp.core import db, sealing
from webapp.messaging import mime, writing
from webapp.messaging.errors import LetterNotSendable
from webapp.messaging.models import (
    Delivery,
    EmailBody,
    EmailMessage,
    Notification,
    NotificationAttachment,
    State,
)
from webapp.messaging.service import composing, outbox
from webapp.messaging.service.outbox import Parcel
from webapp.messaging.service.recipients import recipient_of
from webapp.messaging.service.telling import File
from webapp.messaging.writing import Letter


class Sendable(NamedTuple):
    """What a transport takes: envelope sender, envelope recipient and the bytes (RFC 5321)."""

    sender: str
    to: str
    content: bytes


def to_send(parcel: Parcel) -> Sendable:
    """Return a letter as it is handed over.

    :raises SealBroken: a secret letter was sealed with a key that is gone.
    :raises LetterNotSendable: its words are gone.
    """
    letter = _letter(parcel.message_id)
    to = mime.ascii_domain(letter.address)
    if parcel.sealed is not None:
        return Sendable(mime.sender(), to, sealing.unseal(parcel.sealed, outbox.PURPOSE))
    return Sendable(mime.sender(), to, as_sent(letter))


def _letter(message_id: int) -> Any:
    query = select(EmailMessage).where(EmailMessage.id == message_id)
    return db.connection().execute(query).one()


def as_sent(letter: Any) -> bytes:
    """Return the bytes of a letter, the same each time (RFC 5322).

    :raises LetterNotSendable: its words are gone.
    """
    envelope = mime.Envelope(
        to=letter.address,
        message_id=letter.message_id,
        language=letter.language,
        created_at=letter.created_at,
    )
    return mime.build(_words(letter), envelope, _files(letter.notification_id))


def _words(letter: Any) -> Letter:
    """Return what a letter says; a newsletter's is written again from the one copy of it."""
    query = select(EmailBody.text, EmailBody.html).where(EmailBody.message_id == letter.id)
    if body := db.connection().execute(query).one_or_none():
        return Letter(letter.subject, *body)
    content = composing.content_of(letter.notification_id)
    cause = select(Notification).where(Notification.id == letter.notification_id)
    notification: Any = db.connection().execute(cause).one()
    recipient = recipient_of(notification, letter.user_id, letter.address)
    if content is None or recipient is None:
        raise LetterNotSendable
    return writing.write(notification, recipient, notification.facts, content)


def _files(notification_id: int) -> list[File]:
    attachment = NotificationAttachment
    query = select(
        attachment.name, attachment.media_type, attachment.content, attachment.content_id
    ).where(attachment.notification_id == notification_id)
    return [File(*row) for row in db.connection().execute(query.order_by(attachment.id))]


class Failed(NamedTuple):
    """A letter that was given up, and what was said to it last."""

    id: int
    type: str
    address: str
    subject: str
    settled_at: datetime
    is_masked: bool
    said: str


def failed(most: int = 1000) -> list[Failed]:
    """Return letters that were given up, the newest first."""
    last = (
        select(Delivery.said)
        .where(Delivery.message_id == EmailMessage.id)
        .order_by(Delivery.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            EmailMessage.id,
            Notification.type,
            EmailMessage.address,
            EmailMessage.subject,
            EmailMessage.settled_at,
            EmailMessage.is_masked,
            func.coalesce(last, ""),
        )
        .join(Notification, Notification.id == EmailMessage.notification_id)
        .where(EmailMessage.state == State.FAILED)
        .order_by(EmailMessage.id.desc())
        .limit(most)
    )
    return [Failed(*row) for row in db.connection().execute(query)]


@db.operation
def send_again(message_id: int) -> None:
    """Put a letter that was given up in line once more.

    :raises LetterNotSendable: it held a secret, or it is not given up.
    """
    letter = (
        db.connection()
        .execute(
            update(EmailMessage)
            .where(
                EmailMessage.id == message_id,
                EmailMessage.state == State.FAILED,
                EmailMessage.is_masked.is_(False),
            )
            .values(state=State.QUEUED, settled_at=None)
            .returning(EmailMessage.id)
        )
        .one_or_none()
    )
    if letter is None:
        raise LetterNotSendable
    outbox.put({message_id: None})
