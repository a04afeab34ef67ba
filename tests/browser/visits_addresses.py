"""The states of the list of IP addresses, of its trial, and of the way back onto it."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.state import State, cancelled, client
from tests.browser.visit import Visit
from tests.reader import Reader
from webapp.access.service.recovering import ADD, LIFETIME
from webapp.core.clock import now
from webapp.identity.models import AddressList
from webapp.identity.service import links

EDIT, TEXT = "/access/addresses/edit", "/access/addresses/text"
FORM, FIELD, LINK = "access.edit_addresses", "access.addresses_text", "access.add_address"
HERE, OFFICE = "127.0.0.1", "192.0.2.9"
LIST = [[HERE, "Home"], ["192.0.2.0/24", "The office, all three floors"], ["2001:db8:12::/48", ""]]


def give(visit: Visit, **columns: object) -> None:
    """Give the client a list, as if he had saved it."""
    row = {"kept": LIST, "tried": None, "trial_until": None, "version": 1, **columns}
    visit.build.add(AddressList(user_id=visit.someone.user_id, **row))


def with_list(visit: Visit, path: str) -> None:
    """Open a page as a client who has a list."""
    give(visit)
    visit.arrive(path)


def on_trial(visit: Visit, minutes: int = 10) -> None:
    """See the panel while a list is on trial, or when that is over."""
    give(visit, tried=LIST[:1], trial_until=now() + timedelta(minutes=minutes))
    visit.arrive("/access")


def locking_out(visit: Visit) -> None:
    """Enter an address, but not one's own."""
    visit.window.page.check("#mode-1")
    visit.send(network=OFFICE)
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def locked_out(visit: Visit) -> None:
    """Do so on the page of the form."""
    visit.arrive(EDIT)
    locking_out(visit)


def wrong_line(visit: Visit) -> None:
    """Send a text with a line that cannot be read."""
    with_list(visit, TEXT)
    visit.send(networks=f"{HERE} Home\n192.0.2.0/255.255.255.0")
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def change_elsewhere(visit: Visit) -> None:
    """Save another list in another browser."""
    reader = Reader(visit.build.app).sign_in(visit.someone)
    reader.open(TEXT).submit(networks=f"{HERE} Home\n198.51.100.20 My phone")


def changed_meanwhile(visit: Visit) -> None:
    """Save a list that was changed on another page."""
    visit.window.expected.append("status of 409")
    with_list(visit, EDIT)
    change_elsewhere(visit)
    visit.send(network="198.51.100.0/24", note="Partner")
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def elsewhere(visit: Visit, path: str = "/access") -> None:
    """Come with a session, but from an address that is not on the list."""
    visit.window.expected.append("status of 403")
    visit.arrive("/switch")
    give(visit, kept=LIST[1:])
    visit.open(path)


def signing_in_elsewhere(visit: Visit) -> None:
    """Sign in at an address that is not on the list."""
    visit.window.expected.append("status of 403")
    give(visit, kept=LIST[1:])
    visit.open("/login")
    visit.send(email=visit.someone.email, password=visit.someone.password)
    expect(visit.window.page.locator("h1")).to_be_visible()


def asked(visit: Visit) -> None:
    """Ask for a link."""
    elsewhere(visit)
    visit.window.save()


def linked(visit: Visit, asked_from: str = HERE) -> None:
    """Open the link of the letter."""
    give(visit, kept=LIST[1:])
    with visit.build.app.app_context():
        token = links.issue(visit.someone.user_id, ADD, LIFETIME, asked_from=asked_from)
    visit.open(f"/access/addresses/recovery/{token}")


def used_up(visit: Visit) -> None:
    """Open such a link that works no more."""
    visit.window.expected.append("status of 410")
    visit.open("/access/addresses/recovery/once-upon-a-time")


def in_place(visit: Visit) -> None:
    """Open the form in place, with a list in it."""
    with_list(visit, "/access")
    visit.window.change("addresses")


def text_in_place(visit: Visit) -> None:
    """Go on to the text."""
    in_place(visit)
    visit.window.page.click(f"#addresses a[href='{TEXT}']")
    expect(visit.window.page.locator("#networks")).to_be_visible()


def locked_out_in_place(visit: Visit) -> None:
    """Enter another address than one's own in place."""
    visit.changing("addresses", "/access")
    locking_out(visit)


def changed_meanwhile_in_place(visit: Visit) -> None:
    """Save in place a list that another browser has changed."""
    visit.window.expected.append("status of 409")
    in_place(visit)
    change_elsewhere(visit)
    visit.send(network="198.51.100.0/24")
    expect(visit.window.page.locator(".ca-errors")).to_be_visible()


def tried_in_place(visit: Visit) -> None:
    """Begin a list with one's own address, in place."""
    visit.changing("addresses", "/access")
    visit.window.page.click("#addresses input[name=mine]")
    expect(visit.window.page.locator("#flash .ca-done")).to_be_visible()


PAGES: dict[str, State] = {
    "addresses, none": client(FORM, EDIT),
    "addresses": State(FORM, lambda visit: with_list(visit, EDIT)),
    "addresses refused": State(FORM, locked_out),
    "addresses changed meanwhile": State(FORM, changed_meanwhile),
    "addresses as text": State(FIELD, lambda visit: with_list(visit, TEXT)),
    "addresses as text refused": State(FIELD, wrong_line),
    "addresses on trial": State("access.index", on_trial),
    "addresses not kept": State("access.index", lambda visit: on_trial(visit, -1)),
    "addresses do not allow": State(403, elsewhere),
    "addresses do not allow to sign in": State(403, signing_in_elsewhere),
    "addresses, link offered": State(
        "access.recovery", lambda visit: elsewhere(visit, "/access/addresses/recovery")
    ),
    "addresses, link sent": State("access.recovery_sent", asked),
    "addresses, link": State(LINK, linked),
    "addresses, link from elsewhere": State(LINK, lambda visit: linked(visit, OFFICE)),
    "addresses, link used up": State(LINK, used_up),
}

IN_PLACE: dict[str, State] = {
    "addresses in place": State(FORM, in_place),
    "addresses as text in place": State(FIELD, text_in_place),
    "addresses refused in place": State(FORM, locked_out_in_place),
    "addresses changed meanwhile in place": State(FORM, changed_meanwhile_in_place),
    "addresses tried in place": State(FORM, tried_in_place),
    "addresses cancelled in place": cancelled("access.addresses", "addresses", "/access"),
}
