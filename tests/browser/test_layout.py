"""Nothing jumps, and a page without its style sheet can be read; sizes are the gate's business."""

import pytest
from playwright.sync_api import expect

from tests.browser.checks.layout import DESK, NARROW
from tests.browser.states import PAGES

HARDLY = 0.01
"""A tenth of what counts as good (Web Vitals, CLS). A busy machine may draw the header before the
reader's name is there, which stands at its end and then grows towards its beginning."""


@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("state", ["login", "account", "profile", "phone refused"])
def test_nothing_jumps_while_a_page_loads(visit, state, viewport):
    here = visit(viewport=viewport)
    PAGES[state].reach(here)
    here.window.page.wait_for_load_state("networkidle")
    assert here.window.seen("shift") < HARDLY, here.window.seen("moved")


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


PLACE = """
(it) => { const { x, y } = it.getBoundingClientRect(); return { x: x + scrollX, y: y + scrollY }; }
"""
"""Where something stands on the page, however far that is scrolled."""


@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_in_place_moves_only_what_is_below(visit, width):
    here = visit(viewport={"width": width, "height": 900})
    here.arrive("/profile")
    page = here.window.page
    before = page.locator("#phone").evaluate(PLACE)
    here.window.change("phone")
    after = page.locator("#phone").evaluate(PLACE)
    assert abs(after["x"] - before["x"]) <= 1
    assert abs(after["y"] - before["y"]) <= 40
