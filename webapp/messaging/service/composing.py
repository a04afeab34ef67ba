"""Notifications become letters: one for each address, each with its body and its place in line."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import insert, select, update

from webapp.core import db, sealing
from webapp.core.clock import now
from webapp.messaging import mime, writing
from webapp.messaging.catalogue import Category
from webapp.messaging.models import (
    EmailBody,
    EmailMessage,
    Notification,
    NotificationContent,
    State,
)
from webapp.messaging.service import outbox, telling
from webapp.messaging.service.recipients import Recipient, recipients_of
from webapp.messaging.service.telling import Content
from webapp.messaging.writing import Letter

log = structlog.get_logger()

STEP = 50
PAUSE = timedelta(minutes=5)


class Draft(NamedTuple):
    """A letter that is written but not stored yet; ``shown`` is what may be kept of it."""

    recipient: Recipient
    envelope: mime.Envelope
    shown: Letter
    sealed: bytes | None


def due(most: int) -> list[int]:
    """Return notifications of which letters are still to be made, the oldest first.

    Those that expire come before all others: nobody's link shall wait for a newsletter.
    """
    order = (Notification.expires_at.is_(None), Notification.due_at)
    query = select(Notification.id).where(Notification.due_at <= now()).order_by(*order)
    return list(db.connection().scalars(query.limit(most)))


def compose(notification_id: int) -> None:
    """Make a notification's letters, in steps: one that is interrupted is gone on with."""
    try:
        while _take_a_step(notification_id):
            pass
    except Exception:
        log.exception("composing", notification=notification_id)
        _postpone(notification_id)


def _take_a_step(notification_id: int) -> bool:
    """Write some letters, then store them in one short transaction; tell if there may be more."""
    query = select(Notification).where(Notification.id == notification_id)
    notification: Any = db.connection().execute(query).one_or_none()
    if notification is None or notification.due_at is None:
        return False
    content = content_of(notification_id)
    users = recipients_of(notification, STEP)
    drafts = [
        _draft(notification, recipient, content) for addressed in users for recipient in addressed
    ]
    return _store(notification, drafts, is_last=len(users) < STEP)


def content_of(notification_id: int) -> Content | None:
    """Return the provider's own words, if this notification has them."""
    query = select(
        NotificationContent.subject, NotificationContent.text, NotificationContent.html
    ).where(NotificationContent.notification_id == notification_id)
    row = db.connection().execute(query).one_or_none()
    return Content(*row) if row else None


def _draft(notification: Any, recipient: Recipient, content: Content | None) -> Draft:
    envelope = mime.Envelope(
        to=recipient.address,
        message_id=mime.new_message_id(),
        language=recipient.language,
        created_at=notification.created_at,
    )
    facts = notification.facts
    if notification.sealed_facts is None:
        return Draft(
            recipient, envelope, writing.write(notification, recipient, facts, content), None
        )
    secret = json.loads(sealing.unseal(notification.sealed_facts, telling.PURPOSE))
    whole = writing.write(notification, recipient, {**facts, **secret})
    shown = writing.write(notification, recipient, {**facts, **writing.masked(secret)})
    sealed = sealing.seal(mime.build(whole, envelope), outbox.PURPOSE)
    return Draft(recipient, envelope, shown, sealed)


@db.operation
def _store(notification: Any, drafts: list[Draft], *, is_last: bool) -> bool:
    """Store letters, unless somebody else did since the notification was read.

    Those of one user are never torn apart: a step has whole users, and ``told_up_to`` the last.
    """
    progress = update(Notification).where(
        Notification.id == notification.id,
        Notification.told_up_to == notification.told_up_to,
        Notification.due_at.is_not(None),
    )
    if drafts:
        progress = progress.values(told_up_to=drafts[-1].recipient.user_id)
    if is_last:
        progress = progress.values(due_at=None, sealed_facts=None)
    connection = db.connection()
    if not connection.execute(progress).rowcount:
        return False
    if drafts:
        rows = [_row(notification, draft) for draft in drafts]
        ids = connection.scalars(
            insert(EmailMessage).returning(EmailMessage.id, sort_by_parameter_order=True), rows
        ).all()
        _store_bodies(notification, dict(zip(ids, drafts, strict=True)))
        outbox.put(
            {i: d.sealed for i, d in zip(ids, drafts, strict=True) if d.recipient.is_wanted},
            notification.expires_at,
        )
    return not is_last


def _row(notification: Any, draft: Draft) -> dict[str, object]:
    is_wanted = draft.recipient.is_wanted
    return {
        "notification_id": notification.id,
        "user_id": draft.recipient.user_id,
        "address": draft.recipient.address,
        "language": draft.recipient.language,
        "subject": draft.shown.subject,
        "message_id": draft.envelope.message_id,
        "is_masked": draft.sealed is not None,
        "state": State.QUEUED if is_wanted else State.SUPPRESSED,
        "created_at": notification.created_at,
        "settled_at": None if is_wanted else now(),
    }


def _store_bodies(notification: Any, drafts: dict[int, Draft]) -> None:
    """Keep what was written, but of a newsletter, which is kept once for all."""
    if notification.category == Category.NEWSLETTERS:
        return
    rows = [
        {"message_id": number, "text": draft.shown.text, "html": draft.shown.html}
        for number, draft in drafts.items()
    ]
    db.connection().execute(insert(EmailBody), rows)


@db.operation
def _postpone(notification_id: int) -> None:
    db.connection().execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.due_at.is_not(None))
        .values(due_at=now() + PAUSE)
    )
