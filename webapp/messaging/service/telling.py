"""The one way to tell somebody something."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert

from webapp.core import db, sealing
from webapp.core.clock import now
from webapp.core.origin import current_origin
from webapp.messaging.catalogue import mail_type
from webapp.messaging.models import Notification, NotificationAttachment, NotificationContent

PURPOSE = "notification"

_INSERT = insert(Notification)


class File(NamedTuple):
    """An attachment; ``content_id`` names a picture that the HTML shows."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


class Content(NamedTuple):
    """What the provider wrote himself; ``related`` names its object, like ``invoice:123``."""

    subject: str
    text: str
    html: str = ""
    files: Sequence[File] = ()
    related: str | None = None


def notify(
    type_id: str,
    facts: Mapping[str, object],
    *,
    account_id: int | None = None,
    user_id: int | None = None,
    key: str | None = None,
    secret: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
    content: Content | None = None,
) -> int | None:
    """Tell an account or one user something, in the transaction of its cause.

    One row is written here; the worker makes the letters. Give exactly one of the two ids.
    ``facts`` are JSON values for the type's templates; those in ``secret`` are sealed, for the
    addressee alone. After ``expires_at`` no letter is sent any more. What has a ``key`` is told
    once, however often this is called. Return the notification's id; None if the key was used.

    :raises RuntimeError: no operation is running, so it could be told without having happened.
    :raises UnknownType: no room registered the type.
    """
    if not db.is_operation_open():
        raise RuntimeError("notify() outside an operation")
    row = {
        "type": type_id,
        "category": mail_type(type_id).category,
        "account_id": account_id,
        "user_id": user_id,
        "key": key,
        "related": content.related if content else None,
        "facts": dict(facts),
        "sealed_facts": _sealed(secret),
        "expires_at": expires_at,
        **_circumstances(),
    }
    insertion = db.upsert(Notification).on_conflict_do_nothing() if key else _INSERT
    told = db.connection().scalar(insertion.returning(Notification.id), row)
    if told and content:
        _store(told, content)
    return told


def _circumstances() -> dict[str, object]:
    origin, moment = current_origin(), now()
    return {**origin._asdict(), "created_at": moment, "due_at": moment}


def _sealed(secret: Mapping[str, str] | None) -> bytes | None:
    return sealing.seal(json.dumps(dict(secret)).encode(), PURPOSE) if secret else None


def _store(notification_id: int, content: Content) -> None:
    words = {"subject": content.subject, "text": content.text, "html": content.html}
    db.connection().execute(
        insert(NotificationContent), {"notification_id": notification_id, **words}
    )
    for file in content.files:
        row = {**file._asdict(), "notification_id": notification_id, "size": len(file.content)}
        db.connection().execute(insert(NotificationAttachment), row)
