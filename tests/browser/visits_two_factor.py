"""The states of two-factor sign-in, and how one gets there."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.access.authenticator import KEY, App
from tests.browser.visit import Visit
from webapp.core.clock import now
from webapp.identity.models import Device
from webapp.identity.service import links

EDIT, STEP = "/access/two-factor/edit", "/access/second-step"


def switched_on(visit: Visit) -> App:
    """Switch two-factor sign-in on; its recovery codes are shown."""
    visit.arrive(EDIT)
    app = App(KEY.search(visit.window.page.inner_text("main")).group())
    visit.send(code=app.code())
    expect(visit.window.page.locator("#two-factor ol")).to_be_visible()
    return app


def looked_after(visit: Visit, path: str) -> None:
    """Open a page of somebody who has switched it on, and trusts this device."""
    switched_on(visit)
    visit.build.change(Device, 1, trusted_until=now() + timedelta(days=30))
    visit.open(path)


def not_switched_off(visit: Visit) -> None:
    """Try to switch it off with a code that does not fit."""
    looked_after(visit, "/access/two-factor/off")
    wrong_code(visit)


def half_way(visit: Visit, path: str = STEP) -> None:
    """Sign in with the right password, and be asked for a code."""
    switched_on(visit)
    visit.window.context.clear_cookies()
    visit.open("/login")
    visit.send(email=visit.someone.email, password=visit.someone.password)
    visit.open(path)


def stopped(visit: Visit) -> None:
    """Give a code that does not fit."""
    half_way(visit)
    wrong_code(visit)


def wrong_code(visit: Visit) -> None:
    """Send a code that is never right."""
    visit.send(code="no code")
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def too_late(visit: Visit) -> None:
    """Come to the second step when its ticket works no more."""
    half_way(visit)
    with visit.build.app.app_context():
        links.void(visit.someone.user_id, [links.SIGN_IN])
    visit.window.expected.append("status of 410")
    visit.open(STEP)


def in_place(visit: Visit) -> None:
    """Begin to set it up in place."""
    visit.arrive("/access")
    visit.window.change("two-factor")


def refused_in_place(visit: Visit) -> None:
    """Be refused in place."""
    in_place(visit)
    wrong_code(visit)


def cancelled_in_place(visit: Visit) -> None:
    """Leave it off."""
    in_place(visit)
    visit.window.page.click("#two-factor-cancel")
    expect(visit.window.page.locator("#two-factor-change")).to_be_focused()


def switched_on_in_place(visit: Visit) -> None:
    """Switch it on in place."""
    in_place(visit)
    app = App(KEY.search(visit.window.page.inner_text("#two-factor")).group())
    visit.send(code=app.code())
    expect(visit.window.page.locator("#two-factor ol")).to_be_visible()
