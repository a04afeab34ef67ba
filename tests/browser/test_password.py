"""A password is changed in place, and the page goes on with the session's new id."""

from playwright.sync_api import expect

from tests.builders import PASSWORD

FRESH = "seven-paper-lanterns-adrift"


def test_after_a_refusal_and_a_change_in_place_the_page_goes_on(enter, scripted, anna):
    page = enter(scripted, anna, "/access")
    scripted.change("password")
    assert scripted.focused() == "current"
    page.fill("#current", "mistyped")
    page.fill("#password-new", FRESH)
    page.fill("#password-new-again", FRESH)
    scripted.save()
    expect(page.locator(".ca-errors")).to_be_focused()
    assert page.input_value("#password-new") == ""
    page.fill("#current", PASSWORD)
    page.fill("#password-new", FRESH)
    page.fill("#password-new-again", FRESH)
    scripted.save()
    expect(page.locator("#flash")).to_contain_text("The new password is set.")
    expect(page.locator("#password-change")).to_be_focused()
    scripted.change("password")  # with the new id
    expect(page.locator("#password form")).to_be_visible()
    page.goto(page.url.replace("/access", "/profile"))
    expect(page.locator("h1")).to_have_text("User settings")
