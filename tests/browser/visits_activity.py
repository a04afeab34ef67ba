"""States of the activity logs, and of signing in while strangers guess at the password."""

from datetime import UTC, datetime, timedelta

from tests.browser.visit import Visit
from webapp.core import db
from webapp.core.clock import now
from webapp.core.limits import Attempts, Rule
from webapp.identity.models import ActivityEvent
from webapp.identity.service import links
from webapp.sign_in.service import throttling

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
TYPES = ("profile.phone_changed", "access.password_changed", "sign_in.refused", "account.switched")
EMAIL = "a@example.com"


@db.operation
def _rewrite(visit: Visit, count: int) -> None:
    """Put events of one's own into the place of those that came with signing in."""
    db.session().query(ActivityEvent).delete()
    for number in range(count):
        db.session().add(
            ActivityEvent(
                type=TYPES[number % 4],
                user_id=visit.someone.user_id,
                account_id=visit.someone.account_id,
                address="2001:db8:1234:5678:9abc:def0:1234:5678" if number % 3 else "192.0.2.7",
                agent=FIREFOX if number % 2 else "",
                happened_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC) + timedelta(minutes=number),
            )
        )


def log(visit: Visit, path: str, count: int = 30) -> None:
    """Open a log with so many events."""
    visit.arrive("/switch")
    with visit.build.app.app_context():
        _rewrite(visit, count)
    visit.open(path)


def unreadable(visit: Visit) -> None:
    """Ask a log for days that are none."""
    visit.window.expected.append("status of 422")
    log(visit, "/access/activity?first=yesterday")


def guessed_at(visit: Visit) -> None:
    """Sign in with a new browser after a hundred failures."""
    visit.window.expected.append("status of 403")
    key = Rule(throttling.FAILURES, "100 per 365 days", EMAIL).key
    until = int((now() + timedelta(days=1)).timestamp())
    visit.build.add(Attempts(key=key, count=100, expires_at=until))
    visit.open("/login")
    visit.send(email=EMAIL, password="not the password")


def linked(visit: Visit) -> None:
    """Open the link that makes a browser known."""
    with visit.build.app.app_context():
        token = links.issue(visit.someone.user_id, links.UNLOCK, timedelta(minutes=30))
    visit.open(f"/login/unlock/{token}")


def used_up(visit: Visit) -> None:
    """Open such a link that works no more."""
    visit.window.expected.append("status of 410")
    visit.open("/login/unlock/once-upon-a-time")


def asked(visit: Visit) -> None:
    """Ask for such a link."""
    visit.open("/login/unlock")
    visit.send(email=EMAIL)
