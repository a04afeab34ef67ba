"""States of the pages about e-mail addresses: asked for, waiting, confirmed, taken back."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.visit import Visit
from webapp.core.clock import now
from webapp.identity.models import BrowserSession
from webapp.identity.service import links
from webapp.profile.kinds import Kind

NEW = "anna@kovalenko.example"
HOUR = timedelta(hours=1)


def issued(visit: Visit, purpose: str, **facts: str | None) -> str:
    """Make a link for the client."""
    with visit.build.app.app_context():
        return links.issue(visit.someone.user_id, purpose, HOUR, **facts)


def waiting(visit: Visit) -> None:
    """Open the user settings while both addresses wait."""
    for kind in Kind:
        issued(visit, kind, new=NEW)
    visit.arrive("/profile")


def asking_again(visit: Visit) -> None:
    """Ask for a new address some time after the sign-in."""
    visit.arrive("/profile/email/edit")
    visit.build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    visit.send(address=NEW)
    expect(visit.window.page.locator("main [name=proof_password]")).to_be_visible()


def confirming(kind: Kind, visit: Visit) -> None:
    """Open the link in a new mailbox."""
    visit.open(f"/profile/{kind.value}/confirm/{issued(visit, kind, new=NEW)}")


def reverting(kind: Kind, visit: Visit) -> None:
    """Open the link in the old mailbox."""
    facts = {"kind": kind.value, "old": visit.someone.email, "new": NEW}
    before = {"email": visit.someone.email, "notification_email": None}
    visit.open(f"/profile/email/revert/{issued(visit, links.REVERT, **facts, **before)}")


def taken(visit: Visit) -> None:
    """Confirm an address that belongs to somebody else by now."""
    visit.another("Nora New", NEW)
    confirming(Kind.SIGN_IN, visit)
    visit.window.expected.append("status of 409")
    visit.window.save()


def used_up(visit: Visit) -> None:
    """Open a link that works no more."""
    visit.window.expected.append("status of 410")
    visit.open("/profile/email/confirm/once-upon-a-time")


def refused_in_place(visit: Visit) -> None:
    """Be refused in place."""
    visit.changing("email")
    visit.send(address=visit.someone.email)
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def asked_in_place(visit: Visit) -> None:
    """Ask for a new address in place."""
    visit.changing("email")
    visit.send(address=NEW)
    expect(visit.window.page.locator("#flash .ca-done")).to_be_visible()
