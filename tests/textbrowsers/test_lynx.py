"""lynx in a terminal: arrows walk from link to link and field to field."""

from pathlib import Path

from tests.pictures import encode, quarters
from tests.textbrowsers.terminal import Terminal
from webapp.identity.models import BrowserSession, User

DOWN = "\x1b[B"
CLEAR = "\x15"
BEFORE_THE_PAGE = 7  # skip link, brand, five lines of the menu
BEFORE_THE_FORM = BEFORE_THE_PAGE + 1  # the way back to the section
READY = "to activate"  # the hint below each page that begins with a link


def test_a_visit_from_sign_in_to_sign_out(tool, surroundings, address, build):
    anna = build.client()
    command = [tool("lynx", "lynx"), "-accept_all_cookies", "-nopause"]
    with Terminal([*command, f"{address}/login?next=/profile"], surroundings) as lynx:
        lynx.see(READY)
        lynx.press(DOWN * 2 + anna.email + DOWN + anna.password + DOWN * 2 + "\r")
        lynx.see("Time zone")
        lynx.press("/Change your phone\r\r")
        lynx.see("Cancel")
        lynx.press(DOWN * BEFORE_THE_FORM + "12 34" + DOWN * 3 + "\r")
        lynx.see("There is a problem")
        lynx.see("There is a problem", "Change your phone number", "Error: Enter", "12 34", "Save")
        number = CLEAR + "0044 20 7946 0018"
        lynx.press(DOWN * (BEFORE_THE_FORM + 1) + number + DOWN * 3 + "\r")
        lynx.see("Phone number saved.")
        lynx.see("Phone number saved.", "Phone number +44 20 7946 0018", "Time zone")
        lynx.press("/Sign out\r\r")
        lynx.see("other devices")
        lynx.press(DOWN * BEFORE_THE_PAGE + "\r")
        lynx.see("You are signed out.")
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert build.stored(BrowserSession, 1).ended_at is not None


def test_a_picture_is_sent_by_the_path_of_its_file(
    tool, surroundings, address, build, tmp_path: Path
):
    anna = build.client()
    photo = tmp_path / "me.jpg"
    photo.write_bytes(encode(quarters(), "JPEG"))
    command = [tool("lynx", "lynx"), "-accept_all_cookies", "-nopause"]
    with Terminal([*command, f"{address}/login?next=/profile/avatar/edit"], surroundings) as lynx:
        lynx.see(READY)
        lynx.press(DOWN * 2 + anna.email + DOWN + anna.password + DOWN * 2 + "\r")
        lynx.see("Picture file")
        lynx.press(DOWN * (BEFORE_THE_FORM + 1) + "\r")
        lynx.see("There is a problem")
        lynx.press(DOWN * (BEFORE_THE_FORM + 1) + str(photo) + DOWN + "\r")
        lynx.see("Picture saved.")
        lynx.see("AK Anna Kovalenko", "Picture saved.", "Picture", "Your picture")
        lynx.press("/Change your picture\r\r")
        lynx.see("Remove picture")
        lynx.press(DOWN * (BEFORE_THE_FORM + 3) + "\r")
        lynx.see("Picture removed.")
    assert build.events()[1:] == ["profile.avatar_changed", "profile.avatar_removed"]
