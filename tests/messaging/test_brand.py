"""The provider's brand in his letters: his colour in both lights, his name, and help."""

import re

import pytest

from tests.html import parse_page
from tests.messaging.written import LETTERS, write
from webapp.core.colours import contrast
from webapp.messaging.service.telling import Content

DARK = re.compile(r"\.button\{background:(#\w{6})!important;color:(#\w{6})!important\}")
PAGE = "<!doctype html><html><head><title>News</title></head><body><p>Hello</p></body></html>"
HELP = "https://example.com/help"


def backgrounds(html: str) -> list[str]:
    styles = [e.get("style", "") for e in parse_page(html).all("a") if e.get("class") == "button"]
    return [re.search(r"background: ?(#\w{6})", style)[1] for style in styles]


def test_buttons_and_links_have_the_providers_colour_in_both_lights(make_app):
    app = make_app(migrated=False, brand_accent="#7a1fa2")
    html = write(app, *LETTERS["confirm.reset"]).html
    assert backgrounds(html) == ["#7a1fa2"]
    ground, words = DARK.search(html).groups()
    assert ground == "#d39aec"
    assert contrast(ground, words) >= 4.5


def test_without_a_colour_they_have_ours(make_app):
    html = write(make_app(migrated=False), *LETTERS["confirm.reset"]).html
    assert backgrounds(html) == ["#1d5fae"]
    assert DARK.search(html).groups() == ("#84b8f6", "#0c1a2b")


@pytest.mark.parametrize(
    ("address", "shown"),
    [(HELP, HELP), ("/help", "https://example.com/help"), ("mailto:a@b.example",) * 2],
)
def test_a_letter_says_where_help_is(make_app, address, shown):
    app = make_app(
        migrated=False,
        public_url="https://example.com/client",
        mail_server="localhost",
        brand_help_url=address,
    )
    ours = write(app, *LETTERS["security.sign_in"])
    page = Content("News", "Hello", PAGE)
    theirs = write(app, "newsletter.news", {}, content=page)
    for letter in (ours, theirs):
        assert parse_page(letter.html).link("Help").get("href") == shown
        assert f"\nHelp\n{shown}\n" in letter.text


def test_a_letter_without_help_does_not_speak_of_it(make_app):
    letter = write(make_app(migrated=False), *LETTERS["security.sign_in"])
    assert "Help" not in letter.text + letter.html
