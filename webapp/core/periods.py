"""Spans of days in a reader's time zone, read from a form."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import pytz

from webapp.core.clock import now
from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import zone_name

DAYS = {"today": 1, "7": 7, "30": 30}
CHOICES = [
    ("", _l("All")),
    ("today", _l("Today")),
    ("7", _l("Last 7 days")),
    ("30", _l("Last 30 days")),
]
"""What a form offers beside two dates of one's own."""


class Period(NamedTuple):
    """From one instant up to another, which does not belong to it; None has no end."""

    since: datetime | None = None
    until: datetime | None = None


class DateUnreadable(DomainError):
    """The text is no date."""

    code = "date-unreadable"
    words = _l("Enter a date as year, month and day, like 2026-11-26.")


class DatesSwapped(DomainError):
    """The last day comes before the first."""

    code = "dates-swapped"
    words = _l("Enter a last day that does not come before the first one.")


def read_day(text: str) -> date | None:
    """Return the day that somebody typed (ISO 8601), or None for nothing.

    :raises DateUnreadable: it is no date, or one with which no calendar can count.
    """
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise DateUnreadable from None
    if not date(1970, 1, 2) <= day <= date(9999, 12, 29):
        raise DateUnreadable
    return day


def period(choice: str, first: date | None = None, last: date | None = None) -> Period:
    """Return the span of a choice, or that of two days, which both belong to it.

    :raises DatesSwapped: the last day comes before the first.
    """
    if first or last:
        if first and last and last < first:
            raise DatesSwapped
        return Period(
            _midnight(first) if first else None,
            _midnight(last + timedelta(days=1)) if last else None,
        )
    if choice not in DAYS:
        return Period()
    today = now().astimezone(pytz.timezone(zone_name())).date()
    return Period(since=_midnight(today - timedelta(days=DAYS[choice] - 1)))


def _midnight(day: date) -> datetime:
    """Return the instant at which a day begins where the reader is."""
    midnight: datetime = pytz.timezone(zone_name()).localize(datetime.combine(day, time()))
    return midnight


def local(moment: datetime) -> str:
    """Return an instant in ISO 8601 with the offset of the reader's zone, for other programs."""
    return moment.astimezone(pytz.timezone(zone_name())).isoformat(sep=" ", timespec="seconds")
