"""Everything can be done with the keys alone; that each stop is seen, the gate looks at."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks.keys import walk


@pytest.mark.parametrize("path", ["/login", "/profile"])
def test_the_first_stop_skips_to_the_content(enter, open_window, anna, path, mode):
    window = open_window(mode)
    page = enter(window, anna, path) if path == "/profile" else window.open(path)
    skip = page.locator(".ca-skip")
    assert skip.bounding_box()["width"] <= 1
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["width"] > 24
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_somebody_without_a_mouse_signs_in_and_changes_the_phone(open_window, anna, mode):
    window = open_window(mode)
    page = window.open("/login?next=/profile")
    page.focus("#email")
    page.keyboard.type(anna.email)
    page.keyboard.press("Tab")
    page.keyboard.type(anna.password)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("User settings")
    page.focus("#phone-change")
    page.keyboard.press("Enter")
    expect(page.locator("#number")).to_be_visible()
    page.focus("#number")
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator(".ca-errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#number")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("+380441234567")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text("Phone number saved.")


def test_arrows_choose_a_language_and_nothing_moves_until_it_is_saved(enter, window, anna):
    page = enter(window, anna, "/profile/language/edit")
    page.focus("#language-0")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Deutsch")).to_be_checked()
    expect(page).to_have_url(re.compile("/profile/language/edit$"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_choosing_from_a_list_moves_nothing(enter, window, anna):
    page = enter(window, anna, "/profile/time-zone/edit")
    page.focus("#time_zone")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("/profile/time-zone/edit$"))
    assert not window.sent("POST", "/edit")


def test_one_tab_and_enter_never_signs_out(enter, scripted, anna):
    page = enter(scripted, anna, "/profile")
    stops = [stop["name"] for stop in walk(page)]
    assert "Sign out" in stops[4:]
