"""Pages fit narrow windows, large text and wide spacing, and nothing jumps."""

import pytest
from playwright.sync_api import expect

from tests.browser.states import IN_PLACE, PAGES, Visit
from tests.browser.window import Window

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
CUT_OFF = """
() => [...document.querySelectorAll('main *, header *, nav *, footer *')].filter((e) => {
  const style = getComputedStyle(e);
  const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  return hides && e.clientWidth > 1 && !['INPUT', 'SELECT'].includes(e.tagName)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.outerHTML.slice(0, 80))
"""
OUTSIDE = """
() => [...document.querySelectorAll('main *, header *, nav *, footer *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1);
}).map((e) => e.outerHTML.slice(0, 80))
"""
SPACED = """
(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet]; }
"""
SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
SMALL = """
() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select')].map((e) => {
  const box = e.getBoundingClientRect(), round = (n) => Math.round(n * 10) / 10;
  const words = [...e.parentNode.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const isField = e.matches('.ca-button,.ca-input');
  return {name: e.id || e.textContent.trim() || e.value, width: round(box.width),
    height: round(box.height), inline: words, least: isField ? 44 : 24};
}).filter((e) => e.width > 1 && !e.inline && (e.width < 24 || e.height < e.least))
"""
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1024, "height": 768}
EVERYTHING = {**PAGES, **IN_PLACE}
LONG_WORDS = (
    "login",
    "profile",
    "picture there",
    "phone refused",
    "account",
    "switch",
    "time zone",
)


@pytest.fixture
def visit(open_window, enter, build, anna):
    """Open a window of some size."""

    def start(**options: object) -> Visit:
        return Visit(open_window(**options), enter, build, anna)

    return start


@pytest.mark.parametrize("state", EVERYTHING)
def test_a_page_fits_320_pixels_with_targets_for_a_thumb(visit, state):
    here = visit(viewport=NARROW)
    EVERYTHING[state](here)
    page = here.window.page
    assert page.evaluate(FITS), "scrolls sideways"
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
@pytest.mark.parametrize("state", LONG_WORDS)
def test_a_page_in_other_languages_fits_320_pixels(visit, build, language, state):
    here = visit(viewport=NARROW, locale=language)
    here.someone = build.client(
        "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Kovalenko",
        language=language,
        phone="+442079460018",
        email="a-rather-long-mailbox-name-without-blanks@a-rather-long-domain.example.com",
    )
    other = build.client("Second Company", email="another@example.com")
    build.seat(here.someone, other)
    PAGES[state](here)
    assert here.window.page.evaluate(FITS), "scrolls sideways"
    assert here.window.page.evaluate(OUTSIDE) == []
    assert here.window.page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("state", LONG_WORDS)
def test_text_may_be_spaced_wider(visit, state):
    here = visit(viewport=DESK)
    PAGES[state](here)
    page = here.window.page
    page.evaluate(SPACED, SPACING)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") != "normal"
    for size in (DESK, NARROW):
        page.set_viewport_size(size)
        assert page.evaluate(FITS), f"scrolls sideways at {size['width']}"
        assert page.evaluate(CUT_OFF) == []


@pytest.fixture(scope="session")
def large_print(launch_browser, browser_type_launch_args):
    """A browser whose owner set its text to twice the usual size."""
    switches = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    browser = launch_browser(args=switches)
    yield browser
    browser.close()


def test_text_may_be_twice_as_large(large_print, address, enter, build, anna):
    context = large_print.new_context(base_url=address, locale="en-GB", viewport=DESK)
    visit = Visit(Window(context, "scripts"), enter, build, anna)
    page = visit.window.page
    for state in LONG_WORDS:
        context.clear_cookies()
        PAGES[state](visit)
        assert page.evaluate("getComputedStyle(document.querySelector('main')).fontSize") == "32px"
        for width in (1024, 640, 400):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate(FITS), f"{state} scrolls sideways at {width}"
            assert page.evaluate(CUT_OFF) == [], f"{state} at {width}"
    context.close()


@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("state", ["login", "account", "profile", "phone refused"])
def test_nothing_jumps_while_a_page_loads(visit, state, viewport):
    here = visit(viewport=viewport)
    PAGES[state](here)
    here.window.page.wait_for_load_state("networkidle")
    assert here.window.seen("shift") == 0


def test_a_page_without_its_style_can_be_read_from_top_to_bottom(visit):
    here = visit()
    here.window.expected.append("net::ERR_FAILED")
    here.window.context.route("**/*.css", lambda route: route.abort())
    here.arrive("/profile")
    page = here.window.page
    texts = ["Skip to main content", "Client area", "User settings", "Name", "Phone number"]
    places = [page.locator(f":text-is('{text}')").first.bounding_box()["y"] for text in texts]
    assert places == sorted(places)
    expect(page.locator("#phone-change")).to_have_text("Change your phone number")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_in_place_moves_only_what_is_below(visit, width):
    here = visit(viewport={"width": width, "height": 900})
    here.arrive("/profile")
    page = here.window.page
    before = page.locator("#phone").bounding_box()
    here.window.change("phone")
    after = page.locator("#phone").bounding_box()
    assert abs(after["x"] - before["x"]) <= 1
    assert abs(after["y"] - before["y"]) <= 40
