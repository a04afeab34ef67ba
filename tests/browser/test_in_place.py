"""Panels that change in place: focus, live region, titles, and what happens when it fails."""

import re

import pytest
from playwright.sync_api import expect

from webapp.core.clock import now
from webapp.identity.models import BrowserSession

TITLE = "User settings – Client area"
UNIQUE = """
() => { const all = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return all.length === new Set(all).size; }
"""


@pytest.fixture
def page(enter, scripted, anna):
    """The user settings of somebody who is signed in."""
    return enter(scripted, anna, "/profile")


@pytest.mark.parametrize(
    ("panel", "first"),
    [
        ("phone", "number"),
        ("name", "name-line"),
        ("avatar", "picture"),
        ("time-zone", "time_zone"),
        ("language", "language-0"),
    ],
)
def test_focus_goes_to_the_first_field_and_back_to_the_link(page, scripted, panel, first):
    page.focus(f"#{panel}-change")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{panel} form")).to_be_visible()
    expect(page.locator(f"#{panel} :is(input,select):not([type=hidden])").first).to_be_focused()
    assert scripted.focused() == first
    assert page.evaluate(UNIQUE)
    page.focus(f"#{panel}-cancel")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{panel}-change")).to_be_focused()
    assert page.evaluate(UNIQUE)
    assert page.url.endswith("/profile")
    expect(page).to_have_title(TITLE)


def test_a_refusal_takes_the_focus_and_names_itself_in_the_title(page, scripted):
    scripted.change("phone")
    expect(page).to_have_title("Change your phone number – Client area")
    page.fill("#number", "12")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-errors")).to_be_focused()
    expect(page).to_have_title("Error: Change your phone number – Client area")
    assert page.evaluate(UNIQUE)
    assert page.get_attribute("#number", "aria-invalid") == "true"
    described = page.get_attribute("#number", "aria-describedby").split()
    assert "Enter a phone number" in page.text_content(f"#{described[-1]}")


def test_saving_returns_the_focus_and_says_so_in_the_live_region(page, scripted):
    flash = page.locator("#flash")
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    page.keyboard.press("Enter")
    expect(flash).to_have_text("Phone number saved.")
    expect(page.locator("#phone-change")).to_be_focused()
    expect(page).to_have_title(TITLE)
    assert page.evaluate(UNIQUE)
    assert scripted.seen("flash")[-1] == "Phone number saved."
    assert page.get_attribute("#flash", "role") == "status"
    assert page.evaluate("document.querySelectorAll('#flash').length") == 1
    scripted.change("time-zone")
    expect(flash).to_be_empty()


def test_saving_twice_is_announced_twice(page, scripted):
    for end in ("67", "68"):
        scripted.change("phone")
        page.fill("#number", f"+380 44 123-45-{end}")
        scripted.save()
        expect(page.locator("#phone bdi")).to_have_text(f"+380 44 123 45{end}")
    assert scripted.seen("flash").count("Phone number saved.") == 2


def test_the_panel_is_busy_while_the_server_works(page, scripted):
    scripted.change("phone")
    page.fill("#number", "12")
    scripted.save()
    expect(page.locator(".ca-errors")).to_be_visible()
    assert scripted.seen("busy") == ["phone: true", "phone: true"], "one for each request"
    assert page.locator("[aria-busy]").count() == 0


def test_a_double_click_saves_once(page, scripted, build):
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    page.dblclick("#phone input[type=submit]")
    expect(page.locator("#flash")).to_have_text("Phone number saved.")
    assert len(scripted.sent("POST", "/profile/phone/edit")) == 1
    assert build.events().count("profile.phone_changed") == 1


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_without_a_network_the_form_stays_and_the_reader_is_told(enter, scripted, build, language):
    someone = build.client("Otto", language=language, phone="+442079460000")
    page = enter(scripted, someone, "/profile")
    scripted.expected += ["net::ERR_INTERNET_DISCONNECTED", "htmx:error: Failed to fetch"]
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    scripted.context.set_offline(offline=True)
    scripted.save()
    told = page.get_attribute("#flash", "data-ca-offline")
    assert ("could not reach" in told) == (language == "en")
    expect(page.locator("#flash")).to_have_text(told)
    assert page.input_value("#number") == "+380 44 123-45-67"
    assert scripted.focused() != "ca"
    assert page.locator("[aria-busy]").count() == 0
    scripted.context.set_offline(offline=False)
    scripted.save()
    expect(page.locator("#phone bdi")).to_have_text("+380 44 123 4567")


def test_a_crash_of_ours_never_lands_in_the_page(page, scripted):
    scripted.expected += ["status of 500", "^500 "]
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    page.route(
        "**/profile/phone/edit",
        lambda route: route.fulfill(status=500, content_type="text/html", body="<p>Trace</p>"),
    )
    scripted.save()
    told = page.get_attribute("#flash", "data-ca-broken")
    expect(page.locator("#flash")).to_have_text(told)
    assert page.locator("text=Trace").count() == 0
    assert page.input_value("#number") == "+380 44 123-45-67"
    assert scripted.focused() != "ca"
    page.unroute("**/profile/phone/edit")
    scripted.save()
    expect(page.locator("#flash")).to_have_text("Phone number saved.")


def test_a_server_that_does_not_answer_is_given_up(enter, scripted, anna):
    scripted.expected.append("htmx:error: timeout")
    scripted.page.clock.install()
    page = enter(scripted, anna, "/profile")
    scripted.change("phone")
    page.route("**/profile/phone/edit", lambda _route: None)  # held for ever
    with page.expect_request("**/profile/phone/edit"):
        scripted.save()
    expect(page.locator("#phone")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(21_000)
    told = page.get_attribute("#flash", "data-ca-timeout")
    expect(page.locator("#flash")).to_have_text(told)
    expect(page.locator("#phone form")).to_be_visible()


def test_a_session_that_is_over_leads_to_sign_in_and_back(page, scripted, anna, build):
    scripted.expected.append("status of 401")
    scripted.change("phone")
    build.change(BrowserSession, 1, ended_at=now())
    scripted.save()
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fprofile%2Fphone%2Fedit$"))
    page.fill("#email", anna.email)
    page.fill("#password", anna.password)
    scripted.save()
    expect(page).to_have_url(re.compile(r"/profile/phone/edit\?t="))
    expect(page.locator("h1")).to_have_text("Change your phone number")


def test_a_form_of_another_session_keeps_what_was_typed(page, scripted):
    scripted.expected.append("status of 400")
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    scripted.forge()
    scripted.save()
    expect(page.locator(".ca-errors")).to_be_focused()
    expect(page.locator(".ca-errors")).to_contain_text("did not send our cookie")
    expect(page.locator(".ca-errors")).to_contain_text("+380 44 123-45-67")
    page.get_by_role("link", name="Open the page again").click()
    expect(page).to_have_url(re.compile("/profile/phone/edit$"))


def test_without_our_cookie_the_reader_signs_in_again(page, scripted):
    scripted.expected.append("status of 401")
    scripted.change("phone")
    scripted.context.clear_cookies()
    scripted.save()
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fprofile%2Fphone%2Fedit$"))


def test_back_shows_the_page_as_it_is_now(page, scripted):
    scripted.change("phone")
    page.fill("#number", "+380 44 123-45-67")
    scripted.save()
    expect(page.locator("#flash")).to_have_text("Phone number saved.")
    page.click("text=Account information")
    expect(page.locator("h1")).to_have_text("Account information")
    page.go_back()
    expect(page.locator("h1")).to_have_text("User settings")
    expect(page.locator("#phone bdi")).to_have_text("+380 44 123 4567")
    expect(page.locator(".ca-menu")).to_have_count(1)


def test_back_after_signing_out_shows_nothing(page, scripted):
    page.click("text=Sign out")
    scripted.save()
    expect(page).to_have_url(re.compile("/login"))
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).not_to_have_text("User settings")
    assert "+44 20 7946 0000" not in page.content()


def test_a_password_can_be_looked_at(scripted):
    page = scripted.open("/login")
    page.fill("#password", "quiet")
    page.click("button:text-is('Show password')")
    assert page.get_attribute("#password", "type") == "text"
    page.click("button:text-is('Hide password')")
    assert page.get_attribute("#password", "type") == "password"
    assert page.input_value("#password") == "quiet"


def test_the_client_id_can_be_copied(enter, scripted, anna):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = enter(scripted, anna, "/account")
    page.click("button:text-is('Copy')")
    expect(page.locator("#flash")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace(" ", "") == anna.client_id
