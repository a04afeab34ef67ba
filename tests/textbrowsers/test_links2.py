"""links2 with the settings it comes with: it shows kept pages, and kept redirects, again."""

import pytest

from tests.textbrowsers.readers import Links2

RELOAD = "\x12"


@pytest.fixture
def links2(tool, surroundings, address):
    """links2, asked for the user settings by somebody who is not signed in."""
    running = Links2(tool("links2", "links2"), surroundings, f"{address}/profile")
    with running.terminal:
        yield running


def sign_in(links2, anna):
    links2.see("Sign in", "E-mail address", "Password", "العربية")
    links2.fill("E-mail address", anna.email)
    links2.fill("Password", anna.password)
    links2.press("Sign in")


def test_signing_in_leads_to_the_page_one_wanted_and_not_to_the_redirect_that_was_kept(
    links2, build
):
    sign_in(links2, build.client())
    links2.see("User settings", "Not given", "Change your time zone")


def test_what_was_saved_is_shown_at_once_and_a_kept_form_when_it_is_loaded_again(links2, build):
    sign_in(links2, build.client())
    links2.see("User settings", "Anna Kovalenko", "Change your time zone")
    for name in ("Anna Schmidt", "Anna Ek"):
        links2.follow("Change your name")
        links2.see("Change your name", "Name", "Save", "Cancel")
        links2.fill("Name", name)
        links2.press("Save")
        links2.see(name, "Name saved.", name, "Change your time zone")
    links2.follow("Change your name")
    links2.see("Change your name", "Save", "Cancel")
    assert "Anna Ek" not in links2.terminal.text
    links2.terminal.press(RELOAD)
    links2.see("Anna Ek", "Change your name", "Anna Ek", "Save", "Cancel")
