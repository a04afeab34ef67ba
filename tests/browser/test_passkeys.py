"""Passkeys in Chromium, with the authenticator that it makes up for tests."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window
from tests.builders import Someone
from webapp.core.clock import now
from webapp.identity.models import BrowserSession

INTERNAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The authenticator of a window."""

    def __init__(self, window: Window) -> None:
        self.tool = window.context.new_cdp_session(window.page)
        self.tool.send("WebAuthn.enable")
        answer = self.tool.send("WebAuthn.addVirtualAuthenticator", {"options": INTERNAL})
        self.name = {"authenticatorId": answer["authenticatorId"]}

    def recognises(self, *, owner: bool) -> None:
        """Decide whether it takes whoever touches it for its owner."""
        self.tool.send("WebAuthn.setUserVerified", {**self.name, "isUserVerified": owner})

    def keys(self) -> list[dict[str, object]]:
        """The passkeys that it holds."""
        return self.tool.send("WebAuthn.getCredentials", self.name)["credentials"]

    def forget(self) -> None:
        """Lose all passkeys."""
        self.tool.send("WebAuthn.clearCredentials", self.name)


@pytest.fixture
def anna(build) -> Someone:
    """A client."""
    return build.client("Anna")


@pytest.fixture
def window(open_window) -> Window:
    """A window in which everything runs."""
    return open_window()


@pytest.fixture
def device(window) -> Device:
    """The device of this window."""
    return Device(window)


def add(window: Window, name: str = "My laptop") -> None:
    window.open("/access/passkeys/add")
    window.page.fill("#passkey-name", name)
    window.page.click("main input[type=submit]")
    expect(window.page.locator("#flash")).to_contain_text("Passkey added.")
    expect(window.page.locator("main")).to_contain_text(name)


def sign_out(window: Window) -> None:
    window.open("/logout")
    window.save()
    expect(window.page.locator("#email")).to_be_visible()


def test_she_adds_one_signs_in_with_it_renames_and_removes_it(window, device, anna):
    window.sign_in(anna)
    page = window.page
    add(window)
    assert len(device.keys()) == 1
    sign_out(window)
    window.open("/login?next=/profile")
    page.check("#stay")
    page.click("text=Sign in with a passkey")
    expect(page.locator("h1")).to_have_text("User settings")
    cookies = {one["name"]: one["expires"] for one in window.context.cookies()}
    assert cookies["clientarea"] > 0, "she wanted to stay"
    window.open("/access")
    expect(page.locator("#passkeys")).to_contain_text("1 passkey")
    page.click("#passkeys-change")
    page.click("text=Rename")
    page.fill("#passkey-name", "Old laptop")
    window.save()
    expect(page.locator("#flash")).to_contain_text("Passkey renamed.")
    expect(page.locator("main th bdi")).to_have_text("Old laptop")
    page.click("a:has-text('Remove')")
    window.save()
    expect(page.locator("#flash")).to_contain_text("Passkey removed.")
    sign_out(window)
    page.click("text=Sign in with a passkey")
    expect(page.locator(".ca-errors")).to_contain_text("does not work here")
    expect(page.locator("h1")).to_have_text("Sign in with a passkey")


def test_it_answers_when_she_is_asked_again_who_is_there(window, device, anna, build):
    window.sign_in(anna)
    add(window)
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    page = window.open("/access/passkeys/add")
    expect(page.locator("h1")).to_have_text("Confirm that it is you")
    page.click("text=Use your passkey instead")
    page.click("main input[type=submit]")
    expect(page.locator("h1")).to_have_text("Add a passkey")


def test_a_device_has_one_passkey_for_her(window, device, anna):
    window.sign_in(anna)
    add(window)
    page = window.open("/access/passkeys/add")
    page.click("main input[type=submit]")
    expect(page.locator("#flash")).to_contain_text("This device has a passkey of yours already.")
    assert len(device.keys()) == 1


def test_whom_the_device_does_not_know_it_does_not_help(window, device, anna):
    window.sign_in(anna)
    device.recognises(owner=False)
    page = window.open("/access/passkeys/add")
    page.click("main input[type=submit]")
    expect(page.locator("#flash")).to_contain_text("Your device gave no passkey")
    device.recognises(owner=True)
    page.click("main input[type=submit]")
    expect(page.locator("#flash")).to_contain_text("Passkey added.")
    sign_out(window)
    device.recognises(owner=False)
    page.click("text=Sign in with a passkey")
    expect(page.locator("#flash")).to_contain_text("Your device gave no passkey")
    device.recognises(owner=True)
    device.forget()
    page.click("text=Sign in with a passkey")
    expect(page.locator("#flash")).to_contain_text("Your device gave no passkey")
    window.sign_in(anna)


@pytest.mark.parametrize("path", ["/access/passkeys/add", "/login"])
def test_without_scripts_the_page_says_what_is_missing(open_window, enter, anna, path):
    window = open_window("no scripts")
    page = window.open(path) if path == "/login" else enter(window, anna, path)
    expect(page.locator("main")).to_contain_text("This browser cannot use passkeys")
    expect(page.locator("main")).to_contain_text("JavaScript")


def test_under_another_name_of_this_machine_the_page_says_where_they_work(
    open_window, enter, anna, address
):
    window = open_window(base_url=address.replace("localhost", "127.0.0.1"))
    page = window.open("/login")
    expect(page.locator("main")).to_contain_text(f"Passkeys work only at this address: {address}/")
    expect(page.locator("text=Sign in with a passkey")).to_have_count(0)
