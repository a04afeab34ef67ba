"""A provider's logo and colour in Chromium, under our policy, by day and by night."""

import socket

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.window import Window
from tests.instances import migrated, variables
from tests.live import serving
from tests.pictures import encode

ON_SQLITE = True

pytestmark = pytest.mark.browser

STYLED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32">
<style>rect{fill:#7a1fa2}</style><rect width="64" height="32"/></svg>"""
MIDDLE = """
(image) => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
  return [...context.getImageData(10, 10, 1, 1).data].slice(0, 3).join(' '); }
"""
COLOUR = "(element) => getComputedStyle(element).color"
GROUND = "(element) => getComputedStyle(element).backgroundColor"


@pytest.fixture
def branded(tmp_path):
    """The address of a provider who has a logo for each light, and a colour."""
    (tmp_path / "day.svg").write_text(STYLED)
    (tmp_path / "night").write_bytes(encode(Image.new("RGB", (128, 32), "#ffcc00")))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        environ = variables(
            tmp_path,
            public_url=f"http://localhost:{listener.getsockname()[1]}",
            brand_logo=str(tmp_path / "day.svg"),
            brand_logo_dark=str(tmp_path / "night"),
            brand_accent="#7a1fa2",
            log_level="ERROR",
        )
        with migrated(environ), serving(environ, listener):
            yield environ["CLIENTAREA_PUBLIC_URL"]


def test_the_logo_and_the_colour_are_shown_by_day_and_by_night(browser, branded):
    context = browser.new_context(base_url=branded, color_scheme="light")
    window = Window(context, "scripts")
    page = window.open("/login")
    logo, button = page.locator(".ca-logo"), page.locator("main [type=submit]").first
    link = page.get_by_role("link", name="Forgot your password?")
    assert logo.evaluate(MIDDLE) == "122 31 162"
    assert logo.bounding_box()["width"] == 64
    assert link.evaluate(COLOUR) == "rgb(122, 31, 162)"
    assert button.evaluate(COLOUR) == "rgb(255, 255, 255)"

    page.emulate_media(color_scheme="dark")
    night = page.locator("source").get_attribute("srcset")
    expect(logo).to_have_js_property("currentSrc", f"{branded}{night}")
    logo.evaluate("(image) => image.decode()")
    assert logo.evaluate(MIDDLE) == "255 204 0"
    assert logo.bounding_box()["width"] == 128
    assert link.evaluate(COLOUR) == "rgb(211, 154, 236)"
    assert button.evaluate(GROUND) == "rgb(211, 154, 236)"
    assert window.problems() == []
    context.close()
