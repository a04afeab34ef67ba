"""The one way to tell somebody something."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert

from webapp.core import db, sealing
from webapp.core.clock import now
from webapp.core.origin import current_origin
from webapp.core.room import MailType
from webapp.messaging.catalogue import mail_type
from webapp.messaging.models import Notification, NotificationAttachment, NotificationContent

PURPOSE = "notification"

_INSERT = insert(Notification).returning(Notification.id)


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


def notify(  # noqa: PLR0913 - one row, told by keywords
    type_id: str,
    facts: Mapping[str, object],
    *,
    account_id: int | None = None,
    user_id: int | None = None,
    key: str | None = None,
    secret: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
    content: Content | None = None,
    to_address: str | None = None,
) -> int | None:
    """Tell an account or one user something, in the transaction of its cause.

    One row is written here; the worker makes the letters. Give exactly one of the two ids.
    ``facts`` are what the type's templates speak of, JSON values only; those in ``secret`` are
    sealed, and nobody but the addressee ever reads them. After ``expires_at`` a letter is not
    tried again, and one with a secret not sent at all. With a ``key`` the same is told once,
    however often this is called. ``to_address`` takes the place of one user's own (see
    :mod:`.recipients`). Return the notification's id; None if the key was used before.

    :raises RuntimeError: no operation is running, so it could be told without having happened.
    :raises UnknownType: no room registered the type.
    :raises ValueError: the secret facts are not those of the type, or an account has an address.
    """
    if not db.is_operation_open():
        raise RuntimeError("notify() outside an operation")
    kind = mail_type(type_id)
    row = {
        **_addressee(account_id, user_id, to_address),
        "type": type_id,
        "category": kind.category,
        "key": key,
        "related": content.related if content else None,
        "facts": dict(facts),
        "sealed_facts": _sealed(kind, facts, secret),
        "expires_at": expires_at,
    }
    return _store(row, content)


def _addressee(
    account_id: int | None, user_id: int | None, to_address: str | None
) -> dict[str, object]:
    if to_address is not None and user_id is None:
        raise ValueError("to_address is for one user")
    return {"account_id": account_id, "user_id": user_id, "to_address": to_address}


def _sealed(
    kind: MailType, facts: Mapping[str, object], secret: Mapping[str, str] | None
) -> bytes | None:
    """Seal the secret facts; a type has its own, all of them, and none stands among the others."""
    if set(secret or ()) != set(kind.secrets) or not set(kind.secrets).isdisjoint(facts):
        raise ValueError(f"{kind.id}: secret facts are {', '.join(kind.secrets) or 'none'}")
    return sealing.seal(json.dumps(dict(secret)).encode(), PURPOSE) if secret else None


def _store(row: Mapping[str, object], content: Content | None) -> int | None:
    moment = now()
    whole = {**row, **current_origin()._asdict(), "created_at": moment, "due_at": moment}
    notification_id = db.connection().scalar(_once() if row["key"] else _INSERT, whole)
    if notification_id and content:
        _store_content(notification_id, content)
    return notification_id


def _once() -> Any:
    """Return the INSERT that does nothing, and returns none, when the key was used before."""
    return db.upsert(Notification).on_conflict_do_nothing().returning(Notification.id)


def _store_content(notification_id: int, content: Content) -> None:
    words = {"subject": content.subject, "text": content.text, "html": content.html}
    db.connection().execute(
        insert(NotificationContent), {"notification_id": notification_id, **words}
    )
    for file in content.files:
        row = {**file._asdict(), "notification_id": notification_id, "size": len(file.content)}
        db.connection().execute(insert(NotificationAttachment), row)
