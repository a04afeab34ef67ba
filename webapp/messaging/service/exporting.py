"""Files that somebody takes away: noted, and told."""

from webapp.core import db
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify


@db.operation
def note_activity_export(user_id: int, account_id: int | None = None) -> None:
    """Note that a user took his own activity log away, or that of an account."""
    record_event("access.activity_exported", user_id=user_id, account_id=account_id)
    notify("security.export_made", {}, user_id=user_id)
