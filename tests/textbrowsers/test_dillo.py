"""Dillo on a screen of its own: Tab walks from field to field, Space presses."""

from pathlib import Path

import pytest

from tests.textbrowsers.display import Display
from webapp.identity.models import BrowserSession, User

ACCENT, SURFACE, BAD, GOOD = "#1d5fae", "#f6f7f9", "#b3261e", "#1a6b3c"
ALL = ("Home", "shift+End")  # marks what stands in a field


@pytest.fixture
def dillo(tool, surroundings, address, display_tools, tmp_path: Path):
    """Start Dillo, which accepts no cookies until told, without its bars."""
    (tmp_path / ".dillo").mkdir()
    (tmp_path / ".dillo" / "cookiesrc").write_text("DEFAULT ACCEPT\n", encoding="utf-8")
    program = tool("dillo", "dillo")

    def start(page: str, size: str = "1024x768") -> Display:
        command = [program, "-f", "-g", f"{size}+0+0", f"{address}/login?next={page}"]
        return Display(command, surroundings, size)

    return start


def sign_in(display, anna):
    display.see("Sign in", ACCENT, SURFACE)
    display.press("Tab")
    display.write(anna.email)
    display.press("Tab")
    display.write(anna.password)
    display.press("Tab", "Tab", "space")


@pytest.mark.parametrize("size", ["1024x768", pytest.param("400x700", marks=pytest.mark.long)])
def test_a_phone_number_is_refused_then_saved(dillo, build, size):
    anna = build.client()
    with dillo("/profile/phone/edit", size) as display:
        sign_in(display, anna)
        display.see("Change your phone number", ACCENT, SURFACE)
        display.press("Tab")
        display.write("12 34")
        display.press("Tab", "Tab", "space")
        display.see("Error: Change your phone number", BAD)
        display.press("Tab", *ALL)
        display.write("0044 20 7946 0018")
        display.press("Tab", "Tab", "space")
        display.see("User settings", ACCENT, GOOD)
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert build.events() == ["sign_in.succeeded", "profile.phone_changed"]


def test_signing_out(dillo, build):
    anna = build.client()
    with dillo("/logout") as display:
        sign_in(display, anna)
        display.see("Sign out", ACCENT)
        display.press("Tab", "space")
        display.see("Sign in", ACCENT, GOOD)
    assert build.stored(BrowserSession, 1).ended_at is not None
