"""Letters as mail programs show them: in any light, on phones, from right to left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checks.axe import WCAG, found_by
from tests.messaging.written import LETTERS, SNAPSHOTS

PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 700, "height": 800}
OTHER_LOOKS = [("en", "dark"), ("ar", "light"), ("ar", "dark")]
LOOKS = [
    ("en", "light"),
    *(pytest.param(*look, marks=pytest.mark.long) for look in OTHER_LOOKS),
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def show(browser: Browser) -> Callable[..., Page]:
    """Open a reviewed letter: ``show("confirm.reset.ar", viewport=PHONE)``."""
    contexts = []

    def make(name: str, **options: object) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_content((SNAPSHOTS / f"{name}.html").read_text(encoding="utf-8"))
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "light"), LOOKS)
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_is_accessible(show, axe, name, language, light):
    page = show(f"{name}.{language}", color_scheme=light, viewport=DESKTOP)
    assert found_by(axe, page, WCAG, fewest=5) == ([], [])


@pytest.mark.parametrize("language", ["de", pytest.param("ar", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_fits_a_phone_with_and_without_its_styles(show, name, language):
    page = show(f"{name}.{language}", viewport=PHONE)
    assert page.evaluate(SIDEWAYS) == 0
    page.evaluate("for (const e of document.querySelectorAll('style')) e.remove()")
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("file", sorted(SNAPSHOTS.glob("*.html")), ids=lambda file: file.stem)
def test_every_letter_is_sound(nu, file):
    assert nu.check(file.read_text(encoding="utf-8")) == []


def test_a_letter_in_arabic_begins_at_the_right(show):
    page = show("security.sign_in.ar", viewport=DESKTOP)
    heading = page.locator("h1")
    assert heading.evaluate("e => getComputedStyle(e).direction") == "rtl"
    inside = heading.evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e);"
        " return e.getBoundingClientRect().right - r.getBoundingClientRect().right }"
    )
    assert inside < 1
