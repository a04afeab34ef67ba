"""How a reader gets to the states of the section *Password and access*."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.reader import Reader
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


def with_devices(visit: Visit, path: str) -> None:
    """Open a page as somebody who is signed in on two more devices."""
    agents = (
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1",
        "Lynx/2.9.2 libwww-FM/2.14",
    )
    addresses = ("198.51.100.17", "2001:db8:1234:5678:9abc:def0:1234:5678")
    for agent, address in zip(agents, addresses, strict=True):
        reader = Reader(visit.build.app)
        reader.headers["User-Agent"] = agent
        reader.client.environ_base["REMOTE_ADDR"] = address
        reader.sign_in(visit.someone)
    visit.arrive(path)


def devices_in_place(visit: Visit) -> None:
    """Look at one's devices in place."""
    with_devices(visit, "/access")
    visit.window.change("sessions")


def device_signed_out_in_place(visit: Visit) -> None:
    """Sign one of them out."""
    devices_in_place(visit)
    visit.window.page.click("#sessions form[action$='/1/end'] button")
    expect(visit.window.page.locator("#flash .ca-done")).to_be_visible()


def devices_closed_in_place(visit: Visit) -> None:
    """Look away again."""
    devices_in_place(visit)
    visit.window.page.click("#sessions-cancel")
    expect(visit.window.page.locator("#sessions-change")).to_be_focused()


def login_mail_saved_in_place(visit: Visit) -> None:
    """Ask for mail at every sign-in, and for that of others."""
    visit.changing("login-mail", "/client-area-settings")
    visit.window.page.check("#login_mail-0")
    visit.window.page.check("#watches_seats")
    visit.window.save()
    expect(visit.window.page.locator("#flash .ca-done")).to_be_visible()
