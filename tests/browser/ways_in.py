"""How a reader gets to the states of the section *Password and access*."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.visit import Visit
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, User

OLD = timedelta(minutes=16)


def doubted(visit: Visit) -> None:
    """Be asked who one is, on the way to a first password, after one was there for a while."""
    visit.arrive("/access")
    visit.build.change(BrowserSession, 1, proved_at=now() - OLD)
    visit.build.change(User, visit.someone.user_id, password_hash=None)


def asked_again(visit: Visit) -> None:
    """Open a form with secrets too late, as somebody who has another way in than a password."""
    doubted(visit)
    visit.open("/access/password/edit")


def wrong_current_password(visit: Visit) -> None:
    """Give a wrong password for the current one, and a weak one for the new."""
    visit.arrive("/access/password/edit")
    visit.send(current="wrong", password="quiet-harbour", password_again="quiet-harbour")
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def first_password(visit: Visit) -> None:
    """Set a first password."""
    visit.arrive("/access")
    visit.build.change(User, visit.someone.user_id, password_hash=None)
    visit.open("/access/password/edit")
