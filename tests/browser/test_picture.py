"""A picture in Chromium: chosen, seen, refused, removed, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.pictures import encode, exif, quarters
from webapp.identity.models import User
from webapp.profile.pictures import LARGEST_FILE

LOADED = "all => all.map((one) => [one.naturalWidth, one.width, one.height])"


@pytest.fixture
def settings(visit, mode) -> Visit:
    """The user settings in a window of each mode."""
    here = visit(mode)
    here.arrive("/profile")
    return here


def test_a_picture_is_chosen_seen_and_removed(settings, build):
    page = settings.window.page
    expect(page.locator(".ca-who .ca-avatar")).to_have_text("AK")
    page.click("#avatar-change")
    settings.choose(encode(quarters(1200, 900), "JPEG", exif=exif(6)))
    expect(page.locator("#flash")).to_have_text("Picture saved.")
    assert page.url.partition("#")[2] == "avatar"
    settings.window.page.wait_for_load_state("networkidle")
    images = page.locator("img.ca-avatar")
    assert images.evaluate_all(LOADED) == [[64, 32, 32], [256, 96, 96]]
    assert build.stored(User, settings.someone.user_id).avatar in images.first.get_attribute("src")
    page.click("#avatar-change")
    page.click("input[value='Remove picture']")
    expect(page.locator("#flash")).to_have_text("Picture removed.")
    expect(page.locator(".ca-who .ca-avatar")).to_have_text("AK")


@pytest.mark.parametrize("extra", [1, 200_000, 2 * LARGEST_FILE])
def test_a_file_that_is_too_large_is_refused_in_words(settings, extra):
    settings.window.expected.append("status of 413")
    page = settings.window.page
    page.click("#avatar-change")
    settings.choose(b"\0" * (LARGEST_FILE + extra))
    expect(page.locator(".ca-errors")).to_have_text(
        "There is a problem Choose a picture of at most 10 MB."
    )
    expect(page.locator("#picture-error")).to_contain_text("Choose a picture of at most 10 MB.")
    expect(page).to_have_title("Error: Change your picture – Client area")


def test_the_address_of_a_picture_opens_nothing_but_the_picture(visit):
    here = visit()
    # what the browser's own viewer does in the sandbox
    here.window.expected += ["Applying inline style", "'allow-scripts' permission"]
    here.with_picture("/profile")
    address = here.window.page.locator("img.ca-avatar").last.get_attribute("src")
    page = here.window.open(address)
    assert page.evaluate("document.images[0].naturalWidth") == 256
    assert page.evaluate("self.origin") == "null", "a sandbox"
