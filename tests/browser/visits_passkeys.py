"""Visits of somebody who has passkeys, or is about to."""

import json

from playwright.sync_api import expect

from tests.authenticators import SoftKey
from tests.browser.visit import Visit
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import Passkey
from webapp.identity.service import links
from webapp.sign_in.service.signing_in import TICKET_LIFETIME

NAMES = ("Firefox on Windows", "The phone that lies in the kitchen drawer")


def give(visit: Visit) -> None:
    """Give the client passkeys, as if he had added them."""
    for number, name in enumerate(NAMES):
        visit.build.add(
            Passkey(
                user_id=visit.someone.user_id,
                credential_id=bytes([number] * 16),
                public_key=b"",
                sign_count=0,
                transports="internal",
                is_backed_up=True,
                name=name,
                used_at=now() if number else None,
            )
        )


def with_passkeys(visit: Visit, path: str) -> None:
    """Open a page as a client who has passkeys."""
    give(visit)
    visit.arrive(path)


def listed_in_place(visit: Visit) -> None:
    """See the list where the panel was."""
    give(visit)
    visit.arrive("/access")
    visit.window.page.click("#passkeys-change")
    expect(visit.window.page.locator("#passkeys table")).to_be_visible()


def _answer(visit: Visit, name: str, credential: str) -> None:
    """Send the form of the open page with an answer that no device of this window gave."""
    page = visit.window.page
    page.eval_on_selector("[name=credential]", "(field, it) => { field.value = it; }", credential)
    page.eval_on_selector("[name=credential]", "(field) => field.form.submit()")
    expect(page.locator(".ca-errors")).to_be_visible()
    assert name in page.url


def unnamed(visit: Visit) -> None:
    """Add a passkey and give it no name."""
    visit.arrive("/access/passkeys/add")
    visit.window.page.fill("#passkey-name", " ")
    _answer(visit, "add", "")


def unknown_here(visit: Visit) -> None:
    """Sign in with a passkey that was never added."""
    visit.open("/access/passkeys/sign-in")
    place = visit.window.page.locator("#credential").get_attribute("data-ca-passkey")
    _answer(visit, "sign-in", SoftKey().use(json.loads(place or "")))


def waiting(visit: Visit) -> None:
    """Be asked for a second step after the password was right."""
    give(visit)
    known = {"way": "password", "stay": False, "goal": "", "step": "sign_in.login"}
    reader = Reader(visit.build.app).open("/login")
    with visit.build.app.app_context():
        ticket = links.issue(visit.someone.user_id, links.SIGN_IN, TICKET_LIFETIME, **known)
    with reader.client.session_transaction() as session:
        session["ticket"] = ticket
    cookie = reader.client.get_cookie("clientarea")
    visit.open("/login")
    home = visit.window.page.url
    visit.window.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": home}])
    visit.open("/access/passkeys/second-step")
