"""The sample theme in Chromium: accessible in both lights, narrow and wide, under our policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.checks.axe import found_by
from tests.browser.visit import LONG_NAME

ON_SQLITE = True

pytestmark = pytest.mark.browser

SIDEWAYS = """
() => [...document.querySelectorAll('body *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
}).map((e) => e.outerHTML.slice(0, 80))
"""
SMALL = """
() => [...document.querySelectorAll('header a, footer a')].map((e) => e.getBoundingClientRect())
  .filter((box) => box.width > 1 && (box.width < 24 || box.height < 24)).length
"""
NARROW = {"width": 320, "height": 640}
STRANGERS = ("/login", "/forgot", "/nothing")
CLIENTS = ("/account", "/profile", "/profile/phone/edit", "/switch", "/nothing")


@pytest.fixture
def look(open_window, enter, anna, build):
    """Open a page, as Anna where it takes a client, or as somebody with a long name."""

    def arrive(path: str, *, signed_in: bool, language: str = "en", **options: object):
        window = open_window(locale=language, **options)
        window.expected.append("status of 404")
        client = anna if language == "en" else build.client(LONG_NAME, language=language)
        page = enter(window, client, path) if signed_in else window.open(path)
        page.wait_for_load_state()
        return page

    return arrive


PLACES = [(path, False) for path in STRANGERS] + [(path, True) for path in CLIENTS]


@pytest.mark.parametrize(("path", "signed_in"), PLACES)
def test_axe_finds_nothing_in_either_light(look, axe, path, signed_in):
    page = look(path, signed_in=signed_in, bypass_csp=True)
    for light in ("light", "dark"):
        page.emulate_media(color_scheme=light)
        assert found_by(axe, page) == ([], []), light


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize(("path", "signed_in"), PLACES)
def test_it_fits_320_pixels_and_nothing_is_blocked(look, path, signed_in, language):
    page = look(path, signed_in=signed_in, language=language, viewport=NARROW)
    for width in (320, 800, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(SIDEWAYS) == [], f"at {width}"
        assert page.evaluate(SMALL) == 0, f"at {width}"
    assert page.evaluate("seen.violations") == []


def test_its_colours_and_logo_arrive_and_panels_change_in_place(look):
    page = look("/profile", signed_in=True)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(244, 239, 230)"
    logo = page.locator(".harbour-name img")
    assert logo.evaluate("(image) => image.complete && image.naturalWidth") == 40
    page.click("#phone-change")
    expect(page.locator("#phone form")).to_be_visible()
    expect(page.locator(".harbour-top")).to_be_visible()
