"""A forgotten password in Chromium: the whole way, with the keys, and nothing told on the way."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.postbox import Postbox
from tests.reader import Reader

FRESH = "seven-paper-lanterns-adrift"


@pytest.fixture
def postbox(app) -> Postbox:
    return Postbox(app)


def test_a_new_password_is_asked_for_set_and_used(window, anna, postbox):
    page = window.open("/login")
    page.click("text=Forgot your password?")
    page.focus("#email")
    page.keyboard.type(anna.email)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check your mailbox")

    letter = postbox.only()
    link = letter.link("/forgot/")
    window.open(link)
    page.focus("#password-new")
    page.keyboard.type("short")
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.tagName") == "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-errors")).to_be_focused()
    expect(page.locator(".ca-errors")).to_contain_text("at least 12 characters")
    page.fill("#password-new", FRESH)
    page.fill("#password-new-again", FRESH)
    window.save()
    expect(page.locator("#flash")).to_contain_text("The new password is set.")
    page.fill("#email", anna.email)
    page.fill("#password", FRESH)
    window.save()
    expect(page.locator("h1")).to_have_text("Account information")

    secret = link.rpartition("/")[2]
    for request in window.requests:
        assert secret not in request.headers.get("referer", "")
    window.expected.append("status of 410")
    window.open(link)
    expect(page.locator("h1")).to_have_text("This link works no more")


def test_somebody_throws_a_stranger_out(window, app, anna, postbox):
    stranger = Reader(app).sign_in(anna)
    address = postbox.only().link("/not-me/")
    page = window.open(address)
    expect(page.locator("h1")).to_have_text("Was this not you?")
    assert stranger.open("/profile").address == "/profile"
    window.save()
    expect(page.locator("#flash")).to_contain_text("All your devices are signed out.")
    assert stranger.open("/profile").address.startswith("/login")
    secret = urlsplit(address).path.rpartition("/")[2]
    for request in window.requests:
        assert secret not in request.headers.get("referer", "")
