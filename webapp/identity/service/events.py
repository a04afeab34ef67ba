"""The activity log: every security change leaves one event, in the transaction of its cause."""

from collections.abc import Sequence

from sqlalchemy import insert

from webapp.core import db
from webapp.core.clock import now
from webapp.core.origin import current_origin
from webapp.identity.models import ActivityEvent

_INSERT = insert(ActivityEvent)


def record_event(
    type_id: str, *, user_id: int | None = None, account_id: int | None = None, **facts: object
) -> None:
    """Write an event into the running operation.

    ``type_id`` is dotted and in the past tense, like ``profile.phone_changed``. Without
    ``account_id`` the event is the user's alone.

    :raises RuntimeError: no operation is running, so the event could outlive its cause.
    """
    record_events(type_id, user_id=user_id, account_ids=[account_id], **facts)


def record_events(
    type_id: str, *, user_id: int | None, account_ids: Sequence[int | None], **facts: object
) -> None:
    """Write the same event for each of some accounts, with one statement.

    :raises RuntimeError: see :func:`record_event`.
    """
    if not db.is_operation_open():
        message = "record_event() outside an operation"
        raise RuntimeError(message)
    origin = current_origin()
    event = {
        "type": type_id,
        "user_id": user_id,
        "facts": facts,
        "address": origin.address,
        "agent": origin.agent,
        "happened_at": now(),
    }
    if account_ids:
        db.connection().execute(_INSERT, [{**event, "account_id": id_} for id_ in account_ids])
