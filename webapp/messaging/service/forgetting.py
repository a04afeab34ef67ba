"""What messaging forgets, some rows at a time, once it was kept long enough."""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Account, User
from webapp.messaging.catalogue import Category
from webapp.messaging.models import Notification, NotificationAttachment, NotificationContent

NEWSLETTERS_KEPT = timedelta(days=365)


def letters_of_the_erased() -> int:
    """Forget all that was told to accounts and users who were erased."""
    accounts = select(Account.id).where(Account.erased_at.is_not(None))
    users = select(User.id).where(User.erased_at.is_not(None))
    return db.delete_some(
        Notification.id, or_(Notification.account_id.in_(accounts), Notification.user_id.in_(users))
    )


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
