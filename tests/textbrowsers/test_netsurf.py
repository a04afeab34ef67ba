"""NetSurf on a screen of its own: a click into the first field, Tab to the next, Enter sends."""

import pytest

from tests.textbrowsers.display import Display, edges
from webapp.identity.models import User

ACCENT, SURFACE, EDGE, BAD = "#1d5fae", "#f6f7f9", "#78818c", "#b3261e"
INSIDE = 12  # pixels from the edge of a field


@pytest.fixture
def netsurf(tool, surroundings, address, display_tools):
    """Start NetSurf; it keeps no cookie of a host whose name has no dot."""
    program = tool("netsurf-gtk", "netsurf-gtk")
    here = address.replace("localhost", "127.0.0.1")

    def start(page: str, size: str = "1024x768") -> Display:
        return Display([program, f"{here}/login?next={page}"], surroundings, size)

    return start


def test_a_phone_number_is_refused_then_saved(netsurf, build):
    anna = build.client()
    with netsurf("/profile/phone/edit") as display:
        (x, y), *_ = edges(display.see("Sign in", ACCENT, SURFACE, EDGE), EDGE)
        display.click((x, y + INSIDE))
        display.write(anna.email)
        display.press("Tab")
        display.write(anna.password)
        display.press("Return")
        (x, y), *_ = edges(display.see("Change your phone number", ACCENT, SURFACE, EDGE), EDGE)
        display.click((x, y + INSIDE))
        display.write("12 34")
        display.press("Return")
        display.see("Error: Change your phone number", BAD)
        display.press("Page_Down")  # its window shows no more than the summary
        *_, (x, y) = edges(display.see("Error: Change your phone number", BAD, ACCENT), BAD)
        display.click((x, y - INSIDE))
        display.press("ctrl+a")
        display.write("0044 20 7946 0018")
        display.press("Return")
        display.see("User settings", ACCENT)
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert build.events() == ["sign_in.succeeded", "profile.phone_changed"]
