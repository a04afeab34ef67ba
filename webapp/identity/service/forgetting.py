"""What identity forgets, some rows at a time, once they were kept long enough."""

from datetime import timedelta

from sqlalchemy import func, or_

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import ActivityEvent, BrowserSession, Device, OneTimeLink
from webapp.identity.service.sessions import STAY_ABSOLUTE

SESSIONS_KEPT = timedelta(days=90)
LINKS_KEPT = timedelta(days=7)
DEVICES_KEPT = timedelta(days=400)
EVENTS_KEPT = timedelta(days=2 * 365)


def sessions() -> int:
    """Forget sessions, counted from their end."""
    limit = now() - SESSIONS_KEPT
    return db.delete_some(
        BrowserSession.id,
        BrowserSession.expires_at < limit + STAY_ABSOLUTE,  # has an index, and excludes most
        func.coalesce(BrowserSession.ended_at, BrowserSession.expires_at) < limit,
    )


def links() -> int:
    """Forget one-time links that were used, or can be used no more."""
    limit = now() - LINKS_KEPT
    return db.delete_some(
        OneTimeLink.id, or_(OneTimeLink.expires_at < limit, OneTimeLink.used_at < limit)
    )


def devices() -> int:
    """Forget browsers that nobody signed in with; they count as new if they come again."""
    return db.delete_some(Device.id, Device.seen_at < now() - DEVICES_KEPT)


def events() -> int:
    """Forget what was done long ago."""
    return db.delete_some(ActivityEvent.id, ActivityEvent.happened_at < now() - EVENTS_KEPT)
