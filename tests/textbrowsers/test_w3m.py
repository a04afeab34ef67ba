"""w3m in a terminal: Tab walks, Enter acts, the title stands in the last line."""

from pathlib import Path

from tests.builders import Someone
from tests.pictures import encode, quarters
from tests.textbrowsers.terminal import Terminal
from webapp.identity.models import BrowserSession, User


def sign_in(w3m: Terminal, anna: Someone) -> None:
    w3m.see("<Sign in – Client area>")
    w3m.press("/E-mail\r\t\r")
    w3m.see("TEXT:")
    w3m.press(f"{anna.email}\r")
    w3m.see(anna.email)
    w3m.press("\t\r")
    w3m.see("Password:")
    w3m.press(f"{anna.password}\r")
    w3m.see("*****")
    w3m.press("\t\t\r")


def test_a_visit_from_sign_in_to_sign_out(tool, surroundings, address, build):
    anna = build.client()
    command = [tool("w3m", "w3m"), "-cookie", f"{address}/login?next=/profile"]
    with Terminal(command, surroundings) as w3m:
        sign_in(w3m, anna)
        w3m.see("<User settings – ")
        w3m.press("/Change your phone\r\r")
        w3m.see("<Change your phone number – ")
        w3m.press("/contact you\r\t\r")
        w3m.see("TEXT:")
        w3m.press("12 34\r")
        w3m.see("12 34")
        w3m.press("/Save\r\r")
        w3m.see("<Error: Change your phone")
        w3m.see("There is a problem", "Change your phone number", "Error: Enter", "12 34", "Save")
        w3m.press("/There is\r\t\t\r")
        w3m.see("TEXT:")
        w3m.press("\x150044 20 7946 0018\r")
        w3m.see("0018")
        w3m.press("/Save\r\r")
        w3m.see("<User settings – ")
        w3m.see("Phone number saved.", "Phone number +44 20 7946 0018", "Time zone")
        w3m.press("?Sign out\r\r")
        w3m.see("<Sign out – ")
        w3m.press("/other devices\r\t\r")
        w3m.see("<Sign in – ")
        w3m.see("You are signed out.")
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert build.stored(BrowserSession, 1).ended_at is not None


def test_a_picture_is_sent_by_the_path_of_its_file(
    tool, surroundings, address, build, tmp_path: Path
):
    anna = build.client()
    photo = tmp_path / "me.png"
    photo.write_bytes(encode(quarters()))
    command = [tool("w3m", "w3m"), "-cookie", f"{address}/login?next=/profile/avatar/edit"]
    with Terminal(command, surroundings) as w3m:
        sign_in(w3m, anna)
        w3m.see("<Change your picture – ")
        w3m.press("/where or when\r\t\r")
        w3m.see("Filename:")
        w3m.press(f"{photo}\r")  # with one field to a form, w3m sends it at once
        w3m.see("<User settings – ")
        w3m.see("AK Anna Kovalenko", "Picture saved.", "Your picture")
    assert build.events()[1:] == ["profile.avatar_changed"]
