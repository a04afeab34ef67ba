"""What messaging forgets, some rows at a time, once it was kept long enough."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.core import db
from webapp.core.clock import now
from webapp.messaging.catalogue import Category
from webapp.messaging.models import Notification, NotificationAttachment, NotificationContent

NEWSLETTERS_KEPT = timedelta(days=365)


def newsletter_words() -> int:
    """Forget what newsletters said; that they were sent, and to whom, stays."""
    content = NotificationContent
    return db.delete_some(content.notification_id, _is_of_old_newsletter(content.notification_id))


def newsletter_files() -> int:
    """Forget the files that went with newsletters."""
    file = NotificationAttachment
    return db.delete_some(file.id, _is_of_old_newsletter(file.notification_id))


def _is_of_old_newsletter(notification_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    old = select(Notification.id).where(
        Notification.category == Category.NEWSLETTERS,
        Notification.created_at < now() - NEWSLETTERS_KEPT,
    )
    return notification_id.in_(old)
